#ifndef BCF_FUZZ_READING_H
#define BCF_FUZZ_READING_H
/* A whole workbook read, with what must be so of every cell whatever the bytes, for fuzz_xlsx.c and fuzz_xml.c. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "format/utf8.h"
#include "format/xlsx.h"

static inline void must(bool holds)
{
	if (!holds)
		abort();
}

static inline bool is_text(span s)
{
	return utf8_valid(s.at, s.len) == s.len && !(s.len && memchr(s.at, 0, s.len));
}

static inline void check_cell(const xlsx *x, const xlsx_cell *c, buf *told)
{
	char name[CELL_NAME], room[XLSX_PLAIN_ROOM];
	uint32_t row, column;
	day d;

	must(c->row < XLSX_ROWS_MAX && c->column < XLSX_COLUMNS_MAX);
	cell_name(name, c->row, c->column);
	must(cell_name_parse(&row, &column, span_of(name)) && row == c->row && column == c->column);
	must(is_text(c->text));
	must(c->text.len || c->formula);
	must(c->kind != XLSX_NO_VALUE || c->formula);
	must(c->kind != XLSX_TRUTH || span_is(c->text, "0") || span_is(c->text, "1"));
	span plain = xlsx_plain(room, x, c);
	must(is_text(plain) && (plain.at != room || plain.len < XLSX_PLAIN_ROOM));
	if (xlsx_day(&d, x, c))
		must(c->kind == XLSX_DATE || c->kind == XLSX_NUMBER);
	if (told) {
		buf_printf(told, "%s\t%d\t%d\t%u\t", name, c->kind, c->formula, c->style);
		buf_add(told, c->text);
		buf_char(told, '\t');
		buf_add(told, plain);
		buf_char(told, '\t');
		buf_add(told, c->formula_text);
		buf_char(told, '\n');
	}
}

/* Reads everything; what it found goes to `told` (NULL: nowhere).  0, or the failure of the first sheet that fails, or
 * of opening; each has told why. */
static inline int read_book(buf *told, span bytes, arena *a, err *e)
{
	xlsx *x = NULL;
	xlsx_cell c;
	int failed = xlsx_open(&x, bytes, "fuzz.xlsx", a, e);

	must((failed < 0) == (e->count > 0));
	if (failed)
		return failed;
	must(xlsx_sheet_count(x) > 0);
	for (size_t i = 0; i < xlsx_sheet_count(x); i++) {
		size_t before = e->count, merged;
		const xlsx_sheet *s = xlsx_sheet_at(x, i);
		must(is_text(span_of(s->name)) && (s->name[0] == 0 || xlsx_sheet_find(x, s->name) <= i));
		int rc = xlsx_begin(x, i, e);
		while (!rc && (rc = xlsx_next(&c, x, e)) > 0) {
			check_cell(x, &c, told);
			rc = 0;
		}
		must((rc < 0) == (e->count > before));
		failed = failed ? failed : rc;
		const xlsx_range *m = xlsx_merged(&merged, x);
		for (size_t k = 0; k < merged; k++)
			must(m[k].first_row <= m[k].last_row && m[k].last_row < XLSX_ROWS_MAX &&
				m[k].first_column <= m[k].last_column && m[k].last_column < XLSX_COLUMNS_MAX);
		must(rc < 0 || xlsx_next(&c, x, e) == 0);
	}
	xlsx_close(x);
	return failed;
}

#endif
