#ifndef BCF_CMD_SIDE_BY_SIDE_H
#define BCF_CMD_SIDE_BY_SIDE_H
/* Figures of several plans beside each other.  Every value is one of the catalogue's (figure/engine.h); only the
 * difference between two of them is made here.  Plans of different policy years stand beside each other year by year:
 * the first of one beside the first of the other. */

#include "check/check.h"

#define SIDES_MAX 8

typedef struct side_row {
	const char *group;  /* "money", "minimums", "measures", "checks"; "" when all figures were asked for */
	const char *figure; /* id of a figure, or of a check */
	const char *title;
	const char *of, *area, *period; /* as in the catalogue of the first plan that has it */
	size_t year;			/* of the plan's policy: 1 for its first period; 0: of no whole period of it */
	const char *of_shown, *area_shown, *period_shown; /* for people; may be empty */
	const char *unit;
	int64_t values[SIDES_MAX]; /* pence or millionths */
	bool has[SIDES_MAX];
} side_row;

/* A scheme that has another key in the plan that is added than in the first. */
typedef struct side_rename {
	span first, now;
} side_rename;

typedef struct sides {
	const side_rename *renames; /* of the plan that is added next */
	size_t rename_count;
	side_row *list; /* in the order in which they were met */
	size_t count, room;
	size_t plans;
	bool several_areas; /* in all of them together */
} sides;

/* The figures that plans are compared by: income, spend, schemes; what is required, planned and the margin; measures.
 */
void sides_add_chosen(sides *s, size_t which, const engine *g, arena *a);
/* Every figure of the catalogue. */
void sides_add_all(sides *s, size_t which, const engine *g, arena *a);
/* How many errors each check finds, and how many findings there are to confirm. */
void sides_add_findings(sides *s, size_t which, const check_report *r, arena *a);

/* What a row is of and where, as far as that tells it from others: "DFG, Dorset 2018-19"; may be empty. */
const char *side_label(const sides *s, const side_row *r, arena *a);
bool side_differs(const sides *s, const side_row *r);
/* A value of the row, or a difference, for people; money with pence where a plan's value has them. */
const char *side_shown(const side_row *r, int64_t value, arena *a);
const char *side_change_shown(const side_row *r, int64_t change, arena *a); /* with its sign: "+£1,234" */
/* This plan's value less the first's, when both have one. */
bool side_difference(int64_t *out, const side_row *r, size_t which);

/* Of a margin over a minimum that is below 0 in this plan and was not, or was less so, in the first: "falls short of
 * the NHS minimum by £53,060"; else empty. */
const char *side_shortfall(const side_row *r, size_t which, arena *a);

/* How many columns of a terminal a text takes: its characters. */
size_t side_width(const char *text);

#endif
