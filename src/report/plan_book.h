#ifndef BCF_REPORT_PLAN_BOOK_H
#define BCF_REPORT_PLAN_BOOK_H
/* Our workbook of a plan: what a partnership works in offline, and what plan/own_book.h reads back without loss.
 * docs/workbooks.md is its manual. */

#include "check/check.h"
#include "check/finding_json.h"
#include "plan/plan.h"

/* Writes the workbook to `path` (relative to the working folder), complete or not at all.  `engine` and `report` hold
 * the plan's findings; both NULL when it was not checked (no policy year): then there is no sheet of findings and no
 * drop-downs of the year.  ERR_IO; ERR_LIMIT with the table and row when a text is longer than a cell may hold. */
int plan_book_save(const char *path, const plan *p, const engine *g, const check_report *report,
	const report_head *head, arena *a, err *e);

#endif
