#ifndef BCF_FORMAT_XLSX_FILL_XML_H
#define BCF_FORMAT_XLSX_FILL_XML_H
/* Tags of an XML text and where they stand, so that some can be replaced and every other byte copied as it is.
 *
 * Only what editing needs: elements, their attributes as written, and whether an element is of the root's namespace.
 * Comments, CDATA sections and processing instructions are stepped over.  Refused: an encoding other than UTF-8, a
 * DOCTYPE, tags that do not match, more than WORKBOOK_DEPTH_MAX elements in each other. */

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/span.h"

#define FILL_BINDINGS_MAX 128 /* namespace declarations in force at one place */

typedef enum fill_tag_kind { FILL_TAG_OPEN, FILL_TAG_CLOSE, FILL_TAG_EMPTY } fill_tag_kind;

typedef struct fill_tag {
	fill_tag_kind kind;
	span name;	  /* as written: "x:row" */
	span local;	  /* "row" */
	bool of_root;	  /* in the namespace of the outermost element */
	size_t at, end;	  /* from "<" to behind ">" */
	span inside;	  /* what stands behind the name: the attributes */
	size_t depth;	  /* of the element: the outermost is 0 */
	size_t open_end;  /* of a close: where the element's content begins */
	size_t opened_at; /* of a close: where the element begins */
} fill_tag;

typedef struct fill_tags {
	span text;
	const char *shown;
	/* the rest is private */
	size_t next, depth, bindings;
	bool begun;
	span uri; /* of the outermost element's namespace */
	struct {
		span name;
		size_t at, end, bindings;
	} stack[WORKBOOK_DEPTH_MAX];
	struct {
		span prefix;
		bool of_root;
	} bound[FILL_BINDINGS_MAX];
} fill_tags;

/* `text` must stay.  ERR_PARSE when it is not in UTF-8. */
int fill_tags_open(fill_tags *t, span text, const char *shown, err *e);
/* The next tag: 1; behind the outermost element 0; negative (ERR_PARSE, ERR_LIMIT) with a message. */
int fill_tags_next(fill_tag *out, fill_tags *t, err *e);

/* Whether the very next thing is a tag of that local name; its attributes.  Nothing is taken. */
bool fill_tags_peek(span *inside, const fill_tags *t, const char *local);

/* The attribute of that name as it stands in the file, entities not decoded; false when there is none. */
bool fill_attribute(span *value, span inside, const char *name);
/* The attributes one after the other: `rest` begins as t->inside.  `name` and `value` lie in it, `whole` is all from
 * the blank in front to the closing quote. */
bool fill_attribute_next(span *name, span *value, span *whole, span *rest);

/* "x:" of "x:row", or nothing. */
span fill_prefix(span name);

/* A text for the inside of <t>: &, <, > escaped, what XML cannot hold as _x0001_, and what would be read as such an
 * escape escaped itself. */
void fill_print_text(buf *out, span text);

/* Changes of a text, in any order, none overlapping. */
typedef struct fill_patch {
	size_t at, cut; /* so many bytes there give way */
	span put;
	size_t order; /* among patches at one place */
} fill_patch;
typedef struct fill_patches {
	fill_patch *list;
	size_t count, room;
} fill_patches;
void fill_patch_add(fill_patches *p, size_t at, size_t cut, span put, arena *a);
span fill_patched(span text, fill_patches *p, arena *a);

#endif
