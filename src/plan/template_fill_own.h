#ifndef BCF_PLAN_TEMPLATE_FILL_OWN_H
#define BCF_PLAN_TEMPLATE_FILL_OWN_H
/* A newer plan put into somebody's copy of our own workbook (plan/own_book.h), so that their columns, sheets, notes and
 * colours stay: values that differ are replaced, new rows go below the last, rows that the plan no longer has are
 * listed, and emptied with `force`.  Sections of the narrative that are new are added; those that differ are listed. */

#include "format/xlsx.h"
#include "plan/template_fill.h"

int template_fill_own(
	template_filling *out, xlsx *x, const char *shown, const plan *p, map_set *maps, bool force, arena *a, err *e);

/* A plan of no rows, for own_book_read. */
plan *fill_plan_empty(const char *shown, arena *a);
/* "spend 12 amount": a row by its key, and a column (or ""). */
const char *fill_row_name(arena *a, const rows *r, size_t row, const char *col);

#endif
