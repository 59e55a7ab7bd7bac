#ifndef BCF_PLAN_DIFFERENCE_H
#define BCF_PLAN_DIFFERENCE_H
/* What differs between two plans: row by row by table and key, cell by cell, and paragraph by paragraph in the
 * narrative.
 *
 * A row that is gone and one that came with all else equal, under another key of the same table, is a move (only where
 * it is the single such pair, and the row holds more than its key).  Money is totalled: what spend and income change
 * by, for each scheme and source, in pence.
 *
 * Applying difference(a, b) to a gives b: the same digest (tests/unit/test_difference.c). */

#include "plan/plan.h"

typedef enum change_kind {
	CHANGE_ADDED,	  /* a row: `after` */
	CHANGE_REMOVED,	  /* a row: `before` */
	CHANGE_MOVED,	  /* a row whose key alone changed: both */
	CHANGE_EDITED,	  /* a cell: both rows, `at` */
	CHANGE_PARAGRAPHS /* a run of paragraphs of a section: either text may be empty */
} change_kind;

typedef struct plan_change {
	change_kind kind;
	size_t tbl;		    /* index in plan_tables; SIZE_MAX for the narrative */
	const cell *before, *after; /* whole rows */
	size_t at;		    /* the column of an edited cell */
	const char *section;	    /* of paragraphs */
	size_t paragraph;  /* in the older text, from 1: the first that differs, or that what came stands before */
	size_t paragraphs; /* how many of the older text go; 0 when something is only added */
	span text_before, text_after;
} plan_change;

/* What an amount came to before and after, by what it is for.  Blank and marked amounts count as nothing, and are
 * counted. */
typedef struct money_change {
	const char *tbl; /* "spend" or "income" */
	const char *by;	 /* "scheme", "source", or "" for all of the table */
	span of;
	int64_t before_pence, after_pence;
	size_t before_blank, after_blank;
} money_change;

typedef struct difference {
	const plan *before, *after;
	plan_change *list; /* by table in schema order, then key, then column; the narrative last */
	size_t count;
	money_change *money; /* only what differs; for each table: all, then schemes, then sources, each by name */
	size_t money_count;
} difference;

/* Both plans must outlive *out. Infallible: any two plans have a difference. */
void plan_difference(difference *out, const plan *before, const plan *after, arena *a);

/* A plan that is `p` with the changes made.  Fails (ERR_INTERNAL) when `p` is not the plan that they start from. */
int difference_apply(plan **out, const plan *p, const difference *d, arena *a, err *e);

/* "12", or "dorset / 2019-20 / nhs_minimum": a row's key for people. */
const char *row_key_text(const table *t, const cell *row, arena *a);

/* The paragraphs of a section: runs of lines parted by blank lines; each holds what follows it up to the next. */
span *paragraphs_of(span text, size_t *count, arena *a);

#endif
