#ifndef BCF_REPORT_PLAN_BOOK_INSIDE_H
#define BCF_REPORT_PLAN_BOOK_INSIDE_H
/* What the files of plan_book.h share: plan_book.c puts the workbook together, plan_book_tables.c writes a table's
 * sheet and the narrative, plan_book_front.c the first sheet and the findings, plan_book_lists.c the hidden ones. */

#include "plan/own_book.h"
#include "report/plan_book.h"
#include "report/sheet.h"

/* Rows of a table's sheet. */
enum { ROW_TITLE, ROW_HELP, ROW_TOTALS, ROW_HEADINGS, ROW_FIRST };
#define SPARE_ROWS 100
#define OWN_COLUMNS 40 /* unlocked to the right of a table */

#define FRONT_SHEET "Start here"
#define FINDINGS_SHEET "Findings"
#define LISTS_SHEET "Lists"

/* One list of the hidden sheet of lists. */
typedef struct choice_list {
	label_list list; /* both NULL: the periods */
	size_t count;
	const char *range; /* "='Lists'!$A$2:$A$9" */
} choice_list;

typedef struct plan_writer {
	book_out *book;
	const plan *p;
	const engine *g; /* NULL when not checked */
	const check_report *report;
	const report_head *head;
	const char *path;
	const labels *labels; /* NULL without a policy year */
	own_labels *titles;
	choice_list *lists;
	size_t list_count, list_room;
	const table **order; /* in which sheets stand: those of the schema, and the narrative */
	size_t order_count;
	arena *a;
	err *e;
} plan_writer;

const rows *writer_rows(const plan_writer *w, const table *t); /* NULL for the narrative */
size_t writer_row_count(const plan_writer *w, const table *t); /* of its sheet, paragraphs for the narrative */
bool writer_shows(const plan_writer *w, const table *t);       /* its sheet is not hidden */
uint32_t last_spare_row(const plan_writer *w, const table *t);
const char *capital(const plan_writer *w, const char *text); /* the text with a capital at its beginning */

int write_table(plan_writer *w, sheet_out *s, const table *t);
int write_narrative(plan_writer *w, sheet_out *s);
void write_front(plan_writer *w, sheet_out *s);
void write_findings(plan_writer *w, sheet_out *s);

void find_lists(plan_writer *w);
const char *list_range(const plan_writer *w, const column *k); /* NULL when it has no list */
void write_lists(plan_writer *w, sheet_out *s);
int write_index(plan_writer *w, sheet_out *s);

#endif
