#ifndef BCF_PLAN_OWN_BOOK_H
#define BCF_PLAN_OWN_BOOK_H
/* Our own workbook: what report/plan_book.h writes and people work in offline.  docs/workbooks.md says what they may do
 * to it.
 *
 * A very hidden sheet named "bcf" says what was written: a row a fact, the first cell says which.
 *
 *   bcf workbook | 1                             the format's version; the first row
 *   policy | id                                  the policy year, or empty
 *   digest | sha256:...                          of the plan, and
 *   plan digest | sha256:...
 *   made from | sha256:...                       the version in a store that people took the plan from; may be absent
 *   taken | plan | branch | version | copy       ... its name there, and the random id of this copy; may be absent
 *   sheet | name                                 a sheet of ours that holds nothing of the plan
 *   table | name | sheet | rows | columns        a table, how many rows it held, and which columns held something
 *   label | list | title | id                    what stands in the sheets for an id of a list
 *
 * A table's sheet has its headings in one row: the first row in which the heading of every key column stands (in a
 * table without keys, of its first two columns); what is above it is ours and not data.  A heading is the column's name
 * with spaces for underscores and a capital ("Area of spend"), compared without regard to case.  The table of
 * OWN_BOOK_NARRATIVE has a row a paragraph.
 *
 * Below the headings a row with nothing in a plan column is blank.  Two kinds of row are people's own and not data: one
 * that stands below a blank row and holds a single text (a note), and one whose every figure is a formula with SUM,
 * SUBTOTAL or AGGREGATE and which has no key, or one that begins with "Total" (a total).  So are, in a table with keys:
 * a row whose amounts are all sums of cells above them, or that is called a total (plan/total_row.h) where it has no
 * key; an amount alone below the last row; and, where the table has more rows than were written, a row whose key is
 * called a total and that has no area, source, scheme or type, and a key of several words alone below the last row.  A
 * row that looks like a total and may be one of ours is read, and listed; so is a table that has fewer rows.  Columns
 * and sheets of people's own are left alone too.  All of these are counted in plan->reading and listed; they are never
 * plan data.
 *
 * Reading is lossless: the digest of what is read is that of what was written, whatever the order of rows and columns,
 * and also after other programs have saved it. */

#include "format/xlsx.h"
#include "plan/plan.h"
#include "policy/labels.h"

#define OWN_BOOK_SHEET "bcf"
#define OWN_BOOK_MARK "bcf workbook" /* first cell of that sheet */
#define OWN_BOOK_VERSION "1"
#define OWN_BOOK_NARRATIVE "Narrative"

/* The narrative as a table: section; text; and how the text follows on from the row above: blank for a new paragraph,
 * OWN_BOOK_NEW_LINE, or OWN_BOOK_SAME_LINE. */
extern const table own_book_narrative;
#define OWN_BOOK_NEW_LINE "new line"
#define OWN_BOOK_SAME_LINE "same line"

/* Has the workbook our sheet: very hidden, or with our mark in A1?  Begins that sheet. */
bool own_book_is(xlsx *x);
/* Has it lost our sheet, while most sheets that are named as ours have our headings? */
bool own_book_was(xlsx *x, arena *a);
/* Fills `p`.  Every fault is a message with sheet and cell: a value that its column does not hold, a heading or a sheet
 * that was renamed or deleted, a formula without a value, an unknown table. */
int own_book_read(plan *p, xlsx *x, map_set *maps, arena *a, err *e);

/* The heading of a column, and the name of a table's sheet (at most 31 characters). */
const char *own_book_heading(const column *k, arena *a);
const char *own_book_sheet(const table *t);

/* ---- titles for ids ---- */

/* In columns of a list (label_list_of, one value a cell) sheets hold titles.  What stands there is read so: text in
 * straight double quotes is what is between them; else the id of the workbook's own label rows whose title it is; else
 * what the policy year's labels make of it; else itself.  What is shown for a value is its title, or the value itself,
 * when that is read back as the value; else the value in quotes. */
typedef struct own_labels own_labels;
own_labels *own_labels_open(const labels *l, arena *a);		    /* `l` may be NULL: no policy year */
void own_labels_policy(own_labels *o, const labels *l);		    /* ... until it is known */
void own_labels_add(own_labels *o, span list, span title, span id); /* all before the first of the next two */
span own_labels_read(const own_labels *o, label_list list, span written);
span own_labels_show(const own_labels *o, label_list list, span value, arena *a);
/* Does the column show titles? */
bool own_labels_in(const column *k);
const char *label_list_name(label_list list); /* for label rows */

#endif
