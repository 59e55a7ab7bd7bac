#ifndef BCF_FORMAT_XML_H
#define BCF_FORMAT_XML_H
/* A pull reader for the XML of workbooks (XML 1.0 with namespaces), over a part that is being inflated.
 *
 * Names are given without their prefix: what a workbook means is told by local names alone, in the transitional and the
 * strict form alike.  Refused, with the part's name: a DOCTYPE (entities are how XML bombs are made), tags that do not
 * match, nesting over WORKBOOK_DEPTH_MAX, a token over WORKBOOK_TOKEN_MAX less a window.  UTF-16 and the eight-bit and
 * East Asian encodings that programs write are turned into UTF-8 first; whether text is UTF-8 in the end is for the
 * caller to see. */

#include "format/zip_in.h"

typedef enum xml_kind { XML_END, XML_OPEN, XML_CLOSE, XML_TEXT } xml_kind;

typedef struct xml {
	zip_stream *in;
	span name;	 /* of XML_OPEN and XML_CLOSE, without prefix; valid until the next xml_next */
	span attributes; /* of XML_OPEN, as written */
	span text;	 /* of XML_TEXT, as written */
	bool literal;	 /* the text was a CDATA section: entities in it are none */
	bool empty;	 /* <name/>: the XML_CLOSE comes next, made up */
	/* the rest is private to xml.c */
	size_t depth;
	uint32_t names[256]; /* hashes of the open elements */
	bool begun;
} xml;

/* Begins a part.  `s` must stay; a part in another encoding is converted in memory that the stream keeps until
 * its next part. */
int xml_begin(xml *x, zip_stream *s, const zip_in *z, const zip_part *p, const char *where, arena *a, err *e);
/* The kind of what comes next, or negative. */
int xml_next(xml *x, err *e);
/* Behind XML_OPEN: reads on to its XML_CLOSE. */
int xml_skip(xml *x, err *e);

/* The value of an attribute by its name without prefix, entities not decoded; false when there is none. */
bool xml_attribute(span *value, const xml *x, const char *name);
/* A whole number from 0 on; `otherwise` when there is none. */
uint32_t xml_number(const xml *x, const char *name, uint32_t otherwise);

/* Decodes text as it stands in XML: entities, character references, line ends.  Writes at most raw.len bytes to `out`
 * and gives their count.  An unknown entity stays as it is. */
size_t xml_decode(char *out, span raw);
bool xml_needs_decoding(span raw);
/* A copy of a text or of an attribute's value, decoded. */
span xml_text(const xml *x, span raw, arena *a);

#endif
