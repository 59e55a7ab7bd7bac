#ifndef BCF_PLAN_OWN_BOOK_INSIDE_H
#define BCF_PLAN_OWN_BOOK_INSIDE_H
/* What the files of own_book.h share: own_book.c finds the sheets and puts the plan together, own_book_rows.c reads one
 * table's sheet, own_book_value.c one cell. */

#include "plan/own_book.h"

/* A table as the sheet "bcf" tells of it. */
typedef struct own_table {
	const table *of;
	const char *sheet;
	size_t rows;
	bool *held; /* by column: it held something */
	bool read;
} own_table;

typedef struct own_reader {
	xlsx *x;
	plan *p;
	reading *counts;
	const own_labels *titles;
	const char *strangers; /* sheets that are not ours, for a message about a missing one: "'Notes', 'My sums'" */
	uint32_t *own_cells;   /* by column of the sheet that is being read: values that are not the plan's */
	arena *a;
	err *e;
} own_reader;

/* Reads the sheet that `index` is; rows in the order of the sheet.  Faults are messages. */
void own_rows_read(rows *out, const own_table *t, size_t index, own_reader *r);
/* Sorts by key; rows without a key and with the same key are messages. */
void own_rows_judge(rows *out, own_reader *r);
/* Adds to reading->unmapped what is left alone. */
void own_left(own_reader *r, const char *where, const char *text, const char *why, size_t values);

/* The text that a cell means in a column, before it is made canonical; false and a sentence in *why when it means
 * none. */
bool own_value(span *out, const xlsx *x, const xlsx_cell *c, const column *k, const own_labels *titles, arena *a,
	const char **why);
bool own_formula_adds(span formula); /* has SUM, SUBTOTAL or AGGREGATE */

#endif
