#ifndef BCF_FORMAT_CSV_H
#define BCF_FORMAT_CSV_H
/* RFC 4180 with line ends LF or CRLF, an optional UTF-8 byte-order mark, fields in place.
 *
 * The bytes are changed where a quoted field holds "" (it is unescaped where it stands) and nowhere else, so take a
 * digest before reading.  Line and column of every other field stay right.  A field knows the offset of its first byte
 * (of its opening quote, where quoted) in the text, from which csv_place gives line and column.  Refused, with place:
 * NUL, bad UTF-8, a quote inside an unquoted field, text behind a closing quote, a quote that never closes, a bare CR
 * outside quotes, a record longer than LINE_BYTES_MAX (its line end not counted), more than FIELD_COUNT_MAX fields, a
 * text over 4 GiB - 1. */

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

typedef struct cell {
	const char *at; /* never NULL after csv_next */
	uint32_t len;
	uint32_t offset; /* of the field's first byte in the text; 0 also for cells that came from no file */
} cell;

typedef struct csv {
	char *text;
	size_t len, next; /* next byte to read */
	const char *name;
	cell *cells; /* of the current record; valid until the next csv_next (the bytes stay) */
	size_t count;
	/* the rest is private to csv.c */
	size_t block;	       /* offset of the 64 bytes that the masks are about */
	uint64_t commas, ends; /* commas; quotes and line ends, of that block and not yet read */
	bool odd;	       /* that block holds a NUL or a byte above 127 */
	bool stopped, told_nul, told_utf8;
	size_t line, line_at; /* a line known already, and the offset at which it begins */
} csv;

/* `text` must stay as long as the cells are used.  `name` is used in messages.  Looks at the first bytes only; fails,
 * *c untouched, only for a text over 4 GiB - 1 (ERR_LIMIT). */
int csv_open(csv *c, char *text, size_t len, const char *name, arena *a, err *e);
/* 1: a record stands in c->cells, c->count; 0: the end; negative (ERR_PARSE, ERR_LIMIT): a message was added, and the
 * next call goes on behind the bad record where that is possible (else gives 0).  An empty line is a record of one
 * empty field; the end of the last line starts no record.
 *
 * UTF-8 and NUL are checked record by record, so that a giant text is refused at its first bad record.  Each of the two
 * gets one message, for the first in the text: later records that hold such bytes are left out in silence, since a file
 * in a wrong encoding would else bury every other message. */
int csv_next(csv *c, err *e);

/* Line and column (both from 1; columns in characters, not bytes) of an offset. */
void csv_place(size_t *line, size_t *column, const char *text, size_t len, size_t offset);

/* The canonical field: quoted only where it must be (a comma, a quote, a line break, or a
 * leading byte-order mark, which at the start of a text would be taken for the text's own). */
struct buf;
void csv_field(struct buf *out, span field);

#endif
