#ifndef BCF_PLAN_OWN_BOOK_H
#define BCF_PLAN_OWN_BOOK_H
/* Our own workbook: what report/plan_book.h writes and people work in offline.  docs/workbooks.md says what they may do
 * to it.
 *
 * A very hidden sheet named "bcf" holds the format's version, the policy year, the digests of the plan that was written,
 * and for each table its sheet's name and how many rows it held.  A table's sheet has its headings in one row: the first
 * row in which the heading of every key column stands; what is above it is ours and not data.  A heading is the column's
 * name with spaces for underscores and a capital ("Area of spend").  Columns and sheets of people's own are left alone
 * and counted in plan->reading; they are never plan data.  Reading is lossless: the digest of what is read is that of what
 * was written, whatever the order of rows, and also after other programs have saved it. */

#include "format/xlsx.h"
#include "plan/plan.h"

#define OWN_BOOK_SHEET "bcf"
#define OWN_BOOK_NARRATIVE "Narrative" /* one row a paragraph: section, text */

bool own_book_is(const xlsx *x);
/* Fills `p`.  Every fault is a message with sheet and cell: a value that its column does not hold, a heading or a sheet
 * that was renamed or deleted, a formula without a value, an unknown table. */
int own_book_read(plan *p, xlsx *x, map_set *maps, arena *a, err *e);

/* The heading of a column, and the name of a table's sheet (at most 31 characters). */
const char *own_book_heading(const column *k, arena *a);

#endif
