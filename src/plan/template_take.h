#ifndef BCF_PLAN_TEMPLATE_TAKE_H
#define BCF_PLAN_TEMPLATE_TAKE_H
/* From the cells of a workbook to the rows of a plan; private to plan/template*.c. */

#include "plan/template_sheet.h"

typedef struct taking {
	plan *p;
	held_book *book;
	template_form *form;
	sheet_grid *grid;
	cell area, period; /* what rows without one get */
	size_t rows, blank_rows;
	size_t uncalculated; /* formulas without a value where the map reads one, and the first of them */
	const char *first_uncalculated;
	arena *a;
} taking;

/* The canonical value of a cell for a column of the plan.  False when it is none: then *why says so.  Blank is a value.
 */
bool template_value(cell *out, const taking *t, const form_value *v, const column *k, const held *h, const char **why);

/* "plan.xlsx › 6. Expenditure › S17" */
const char *template_place(const taking *t, const held_sheet *s, uint32_t row, uint32_t across);
/* The beginning of a text, for a message. */
const char *template_shortened(arena *a, span text);
/* The state of a cell, unless it has one that goes before it. */
void template_mark(held *h, held_state state, const char *why);
/* A cell that the map reads: counts what nobody has calculated, and then gives false. */
bool template_calculated(taking *t, const held_sheet *s, const held *h);

/* Where a value of a target stands: its cell, NULL where that is blank, and its place as sheet_grid_offset gives it. */
typedef struct taken {
	held *at;
	uint32_t offset;
} taken;

/* A row of the plan from the cells in `from`, one for each value of the target.  Without a value beside its key there
 * is no row (unless `keyed`: then its key is enough); then, or with it, the cells know what became of them.  `ordinal`
 * is the key of rows that have no other. */
bool template_row(
	taking *t, const form_target *target, const taken *from, const held_sheet *s, span ordinal, bool keyed);

/* The tables of the map, row by row.  What cannot be found is a message. */
int template_blocks(taking *t, err *e);
/* Rows sorted by key; those with the same key made one, where they do not contradict each other. */
void template_merge(taking *t);

#endif
