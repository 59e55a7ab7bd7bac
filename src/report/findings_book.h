#ifndef BCF_REPORT_FINDINGS_BOOK_H
#define BCF_REPORT_FINDINGS_BOOK_H
/* The findings of many plans as one workbook: sheet "Plans" with a line a plan, and sheet "Findings" with a row a
 * finding, filtered, each linked to its cell in the file that it was found in.
 *
 * A thread that judges a plan makes its lines (findings_lines); one thread writes them, in the order that they shall
 * have. */

#include "check/finding_json.h"

/* What is written of one plan: plain texts and numbers, which need neither engine nor plan any more. */
typedef struct findings_lines findings_lines;
/* `of_book`: the plan was read from a workbook, so its cells can be linked to.  Everything is copied into the arena. */
findings_lines *findings_lines_of(
	const report_head *head, const engine *g, const check_report *report, bool of_book, arena *a);
/* Of a plan that could not be read, and why. */
findings_lines *findings_lines_trouble(const char *plan_name, const char *trouble, arena *a);

typedef struct findings_book findings_book;

/* `path` is where the workbook will be written.  Links are relative to the folder `links_from` (NULL: that of `path`),
 * so that the findings and the plans can be moved together.  ERR_IO.  End with findings_book_close or _drop. */
int findings_book_open(
	findings_book **out, const char *path, const char *links_from, const char *as_of, arena *a, err *e);
void findings_book_add(findings_book *b, const findings_lines *lines);
/* Writes the file, complete or not at all, and gives the book back in any case.  ERR_IO. */
int findings_book_close(findings_book *b, err *e);
void findings_book_drop(findings_book *b); /* leaves nothing behind; NULL is allowed */

#endif
