#ifndef BCF_TEST_WORKBOOK_TOLD_H
#define BCF_TEST_WORKBOOK_TOLD_H
/* A workbook read to its end and told in a line: "Sheet1: A1=number 1; B1=text f one" (f: of a formula), and "!" with
 * the message where it failed. */

#include "unit.h"

#include "format/xlsx.h"
#include "workbook_bytes.h"

static inline void tell_cell(buf *b, const xlsx *x, const xlsx_cell *c)
{
	static const char *const kinds[] = {"number", "date", "text", "truth", "error", "none"};
	char name[CELL_NAME], room[XLSX_PLAIN_ROOM];
	cell_name(name, c->row, c->column);
	buf_printf(b, " %s=%s%s ", name, kinds[c->kind], c->formula ? " f" : "");
	buf_add(b, xlsx_plain(room, x, c));
	buf_char(b, ';');
}

static inline const char *tell_book(job *j, span bytes)
{
	xlsx *x = NULL;
	xlsx_cell c;
	buf b;
	int rc = xlsx_open(&x, bytes, "b.xlsx", j->a, &j->e);

	buf_init(&b, j->a);
	for (size_t i = 0; !rc && i < xlsx_sheet_count(x); i++) {
		buf_printf(&b, "%s%s:", i ? " " : "", xlsx_sheet_at(x, i)->name);
		rc = xlsx_begin(x, i, &j->e);
		while (!rc && (rc = xlsx_next(&c, x, &j->e)) > 0) {
			tell_cell(&b, x, &c);
			rc = 0;
		}
	}
	xlsx_close(x);
	if (rc)
		buf_printf(&b, "!%s: %s", j->e.last->where, j->e.last->text);
	return arena_text(j->a, buf_span(&b));
}

#define SHEET_OF(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"

/* The rows of a sheet are told so. */
static inline void assert_told(const char *rows, const char *expected)
{
	job j = job_open();
	span sheet = span_of(arena_printf(j.a, SHEET_OF("%s"), rows));
	assert_string_equal(
		tell_book(&j, book_of(j.a, (book_parts){.sheet = sheet})), arena_printf(j.a, "Sheet1:%s", expected));
	job_close(&j);
}

/* ... of the cells of row 1 alone. */
static inline void assert_cells(const char *cells, const char *expected)
{
	job j = job_open();
	assert_told(arena_printf(j.a, "<row r=\"1\">%s</row>", cells), expected);
	job_close(&j);
}

#endif
