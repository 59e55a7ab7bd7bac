#ifndef BCF_PLAN_TEMPLATE_H
#define BCF_PLAN_TEMPLATE_H
/* Reading a national template, or a partnership's own list, by its map (policy/workbook_map.h).
 *
 * Values that are not what their column holds are left blank and listed in reading->not_understood; what the map does
 * not name is counted in reading->left and listed; so are, in tables with amounts, totals and notes among the lines
 * (plan/total_row.h).  Nothing else is dropped. */

#include "format/xlsx.h"
#include "plan/plan.h"
#include "policy/workbook_map.h"

/* Fills `p` from the template that the workbook is, recognised by its signs.  Fails when it is none of them, and says
 * what was looked for and what was found; and when input cells hold formulas that nobody has calculated. */
int template_read(plan *p, xlsx *x, map_set *maps, arena *a, err *e);
int template_read_by(plan *p, xlsx *x, const workbook_map *m, arena *a, err *e);

#endif
