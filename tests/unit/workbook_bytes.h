#ifndef BCF_TEST_WORKBOOK_BYTES_H
#define BCF_TEST_WORKBOOK_BYTES_H
/* Archives and workbooks made in memory, part by part, for tests of the reader: every part is stored as it is, with a
 * true CRC, unless a test says otherwise. */

#include <isa-l.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/span.h"

typedef struct archive {
	buf bytes, directory;
	unsigned count;
	/* what the next part's entries say, where it is not the truth */
	const char *local_name;
	uint32_t size, flags, method, crc_off;
	bool lies_about_size;
} archive;

static inline void put_little(buf *b, uint64_t n, int bytes)
{
	for (int i = 0; i < bytes; i++)
		buf_char(b, (char)(n >> (8 * i) & 255));
}

static inline uint32_t crc_of(span s)
{
	static uint32_t table[256];
	uint32_t crc = ~0u;
	for (uint32_t i = 0; !table[255] && i < 256; i++) {
		table[i] = i;
		for (int k = 0; k < 8; k++)
			table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0xEDB88320u : 0);
	}
	for (size_t i = 0; i < s.len; i++)
		crc = crc >> 8 ^ table[(crc ^ (unsigned char)s.at[i]) & 255];
	return ~crc;
}

static inline void archive_begin(archive *z, arena *a)
{
	*z = (archive){0};
	buf_init(&z->bytes, a);
	buf_init(&z->directory, a);
}

static inline void archive_span(archive *z, const char *name, span text)
{
	size_t at = z->bytes.len, n = strlen(name);
	uint32_t crc = crc_of(text) + z->crc_off, size = z->lies_about_size ? z->size : (uint32_t)text.len;
	const char *local = z->local_name ? z->local_name : name;

	buf_add(&z->bytes, (span){"PK\3\4", 4});
	put_little(&z->bytes, 20 | (uint64_t)z->flags << 16 | (uint64_t)z->method << 32, 6);
	put_little(&z->bytes, 0, 4);
	put_little(&z->bytes, crc, 4);
	put_little(&z->bytes, text.len, 4);
	put_little(&z->bytes, size, 4);
	put_little(&z->bytes, strlen(local), 4);
	buf_add(&z->bytes, span_of(local));
	buf_add(&z->bytes, text);
	buf_add(&z->directory, (span){"PK\1\2", 4});
	put_little(&z->directory, 20 | 20 << 16, 4);
	put_little(&z->directory, z->flags | (uint64_t)z->method << 16, 4);
	put_little(&z->directory, 0, 4);
	put_little(&z->directory, crc, 4);
	put_little(&z->directory, text.len, 4);
	put_little(&z->directory, size, 4);
	put_little(&z->directory, n, 8); /* no extra field, no comment, disk 0 */
	put_little(&z->directory, 0, 6);
	put_little(&z->directory, at, 4);
	buf_add(&z->directory, span_of(name));
	z->count++;
	z->local_name = NULL;
	z->size = z->flags = z->method = z->crc_off = 0;
	z->lies_about_size = false;
}

static inline span deflated(arena *a, span text)
{
	struct isal_zstream s;
	size_t room = text.len + text.len / 1000 * 5 + 4096;
	char *out = arena_alloc(a, room);
	isal_deflate_stateless_init(&s);
	s.next_in = (uint8_t *)(uintptr_t)text.at;
	s.avail_in = (uint32_t)text.len;
	s.next_out = (uint8_t *)out;
	s.avail_out = (uint32_t)room;
	s.end_of_stream = 1;
	if (isal_deflate_stateless(&s) != COMP_OK)
		abort();
	return (span){out, s.total_out};
}

/* A part that is packed; what its entry says of its size and CRC-32 is what the caller says. */
static inline void archive_packed(archive *z, const char *name, span packed, uint32_t size, uint32_t crc)
{
	z->method = 8;
	z->lies_about_size = true;
	z->size = size;
	z->crc_off = crc - crc_of(packed);
	archive_span(z, name, packed);
}

static inline void archive_part(archive *z, const char *name, const char *text)
{
	archive_span(z, name, span_of(text));
}

static inline span archive_end(archive *z)
{
	size_t at = z->bytes.len;
	buf_add(&z->bytes, buf_span(&z->directory));
	buf_add(&z->bytes, (span){"PK\5\6\0\0\0\0", 8});
	put_little(&z->bytes, z->count | (uint64_t)z->count << 16, 4);
	put_little(&z->bytes, z->directory.len, 4);
	put_little(&z->bytes, at, 4);
	put_little(&z->bytes, 0, 2);
	return buf_span(&z->bytes);
}

#define BOOK_RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define BOOK_TOP                                                                                                       \
	"<Relationships><Relationship Id=\"rId1\" Type=\"" BOOK_RELATION                                               \
	"/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
#define BOOK_WORKBOOK                                                                                                  \
	"<workbook xmlns:r=\"" BOOK_RELATION                                                                           \
	"\"><sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
#define BOOK_RELATIONS                                                                                                 \
	"<Relationships><Relationship Id=\"rId1\" Type=\"" BOOK_RELATION                                               \
	"/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"" BOOK_RELATION               \
	"/styles\" Target=\"styles.xml\"/><Relationship Id=\"rId3\" Type=\"" BOOK_RELATION                             \
	"/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
/* Formats 0 to 5: none, a date, a date and time, a time of day, time passed, two decimals. */
#define BOOK_STYLES                                                                                                    \
	"<styleSheet><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"[h]:mm:ss\"/></numFmts><cellXfs>"      \
	"<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"21\"/><xf numFmtId=\"164\"/>"    \
	"<xf numFmtId=\"2\"/></cellXfs></styleSheet>"
#define BOOK_STRINGS "<sst><si><t>first</t></si><si><t>second</t></si><si><r><t>ri</t></r><r><t>ch</t></r></si></sst>"

/* A workbook of these parts; NULL for one that is as above.  `sheet` is a sheet's whole XML. */
typedef struct book_parts {
	const char *top, *workbook, *relations, *styles, *strings;
	span sheet;
	bool packed;
} book_parts;

static inline void book_part(archive *z, const book_parts *p, const char *name, span text, arena *a)
{
	if (p->packed)
		archive_packed(z, name, deflated(a, text), (uint32_t)text.len, crc_of(text));
	else
		archive_span(z, name, text);
}

static inline span book_of(arena *a, book_parts p)
{
	archive z;
	archive_begin(&z, a);
	book_part(&z, &p, "_rels/.rels", span_of(p.top ? p.top : BOOK_TOP), a);
	book_part(&z, &p, "xl/workbook.xml", span_of(p.workbook ? p.workbook : BOOK_WORKBOOK), a);
	book_part(&z, &p, "xl/_rels/workbook.xml.rels", span_of(p.relations ? p.relations : BOOK_RELATIONS), a);
	book_part(&z, &p, "xl/styles.xml", span_of(p.styles ? p.styles : BOOK_STYLES), a);
	book_part(&z, &p, "xl/sharedStrings.xml", span_of(p.strings ? p.strings : BOOK_STRINGS), a);
	book_part(&z, &p, "xl/worksheets/sheet1.xml", p.sheet, a);
	return archive_end(&z);
}

#endif
