#ifndef BCF_REPORT_FINDINGS_BOOK_H
#define BCF_REPORT_FINDINGS_BOOK_H
/* The findings of many plans as one workbook: a sheet with a line a plan, and one with a row a finding, filtered, each
 * linked to its cell. */

#include "check/check.h"
#include "check/finding_json.h"

typedef struct findings_book findings_book;

int findings_book_open(findings_book **out, const char *path, arena *a, err *e);
/* Copies what it needs.  Call once a plan, in the order that rows shall have; for a plan that could not be read, `report`
 * is NULL and `trouble` says why. */
int findings_book_add(findings_book *b, const report_head *head, const engine *g, const check_report *report,
	const char *trouble, err *e);
/* Writes the file, complete or not at all. */
int findings_book_close(findings_book *b, err *e);

#endif
