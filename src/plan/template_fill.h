#ifndef BCF_PLAN_TEMPLATE_FILL_H
#define BCF_PLAN_TEMPLATE_FILL_H
/* A plan written into a workbook that is there: the inverse of plan/template.h and plan/own_book.h.
 *
 * Only input cells that the map names are written to, and of those only the empty ones; `force` also replaces values
 * that differ.  A formula, and what the template brings filled in, is never replaced.  Reading the filled workbook
 * gives the plan's values back: ids go in as the words that the template itself uses for them (those of its
 * drop-downs), references to organisations as their names.
 *
 * Rows of a table go to the row of the sheet that already names them (by what the template brings filled in), else to
 * the row whose number is their key, else in order to the rows that are empty.  A row that holds another line is never
 * mixed with the plan's: that one goes to the next empty row; with `force` the row is replaced whole.  Nothing is
 * dropped in silence: what was written, left and refused is listed, and what of the plan has no place in the workbook
 * is counted. */

#include "format/xlsx_fill.h"
#include "plan/plan.h"

typedef struct fill_line {
	const char *sheet, *cell; /* "6. Expenditure", "S17"; cell "" where none fits */
	const char *what;	  /* "spend 12 amount" */
	const char *value;	  /* as written, or as the plan has it; shortened */
	const char *why;	  /* "" for what was simply written */
	bool whole;		  /* a whole row: `value` says whose it is and how much */
} fill_line;

typedef struct fill_lines {
	fill_line *list;
	size_t count, room;
} fill_lines;

typedef struct fill_homeless {
	const char *tbl, *col;
	size_t count; /* values that the workbook has no cell for */
} fill_homeless;

typedef struct template_filling {
	const char *kind, *title; /* as in plan->reading */
	fill_edit *edits;	  /* for xlsx_fill */
	size_t count, room;
	fill_lines filled, left, refused;
	fill_homeless *homeless;
	size_t homeless_count, homeless_room;
	size_t homeless_values;
	int64_t income_missing, spend_missing; /* pence of the plan that are not in the filled workbook */
} template_filling;

/* `bytes` is a whole workbook: a template that `maps` know, or our own.  For a template the plan must be of one area
 * (plan/split.h), of the board that the template names, if it names one, and of its policy year.  Texts of *out live in
 * the arena.  ERR_USAGE, ERR_PARSE, ERR_LIMIT; *out is then untouched. */
int template_fill(template_filling *out, span bytes, const char *shown, const plan *p, map_set *maps, bool force,
	arena *a, err *e);

/* The bytes of the filled workbook, in the arena.  Our own is read back first: when something of the plan that was not
 * refused is not there, or is read otherwise, it fails, says what, and *out is untouched. */
int template_fill_make(
	span *out, template_filling *m, span bytes, const char *shown, const plan *p, map_set *maps, arena *a, err *e);

#endif
