#ifndef BCF_PLAN_TEMPLATE_FILL_OWN_H
#define BCF_PLAN_TEMPLATE_FILL_OWN_H
/* A newer plan put into somebody's copy of our own workbook (plan/own_book.h), so that their columns, sheets, notes and
 * colours stay: values that differ are replaced, new rows go below the last, rows that the plan no longer has are
 * listed, and emptied with `force`.  Sections of the narrative that are new are added; those that differ are listed. */

#include "format/xlsx.h"
#include "plan/template_fill.h"

int template_fill_own(
	template_filling *out, xlsx *x, const char *shown, const plan *p, map_set *maps, bool force, arena *a, err *e);

#endif
