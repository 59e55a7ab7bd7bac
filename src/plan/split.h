#ifndef BCF_PLAN_SPLIT_H
#define BCF_PLAN_SPLIT_H
/* One board's plan out of a plan of several.
 *
 * Rows of the area stay, rows of other areas go; what names no area (narrative, organisations, schemes that the area
 * pays for ...) is common and stays whole.  Of the rows of the whole partnership (area *) the amounts of the plan
 * (income, spend, requirements, passported) are split by a stated rule, exact to the penny: each area gets the pence of
 * its portion rounded down, and the pence that are left go one each to the areas with the largest remainders, ties by
 * the area's key. Words become the area's own; measures, statements and records of the whole partnership are not the
 * area's and are left out.  Everything left out is counted. */

#include "plan/plan.h"

typedef struct split_portion {
	span area;
	int64_t weight;	   /* of split_rule.total */
	const char *shown; /* "2/3", or "379,000 of 764,300 people" */
} split_portion;

typedef struct split_rule {
	split_portion *portions; /* one an area, sorted by area; NULL when no rule was stated */
	size_t count;
	int64_t total;
	const char *shown; /* "dorset 2/3, bournemouth_poole 1/3", for people */
} split_rule;

/* "dorset=2/3; bournemouth-and-poole=1/3": every area of the plan once, exact ratios that add to 1; a - in an area's
 * name stands for _ too.  Or "population": table population, ages all, the newest period for which every area has a
 * count. ERR_USAGE. */
int split_rule_read(split_rule *out, const char *text, const plan *p, arena *a, err *e);

/* An amount that was split, and its row. */
typedef struct split_amount {
	const char *tbl;
	span key; /* of a line; else the key's fields joined by " / " */
	int64_t whole_pence, share_pence;
} split_amount;

typedef struct split_left {
	const char *tbl, *why;
	size_t rows;
} split_left;

typedef struct split_report {
	split_amount *amounts;
	size_t amount_count, amount_room;
	split_left *left; /* rows that are not in the area's plan */
	size_t left_count, left_room;
} split_report;

/* The area's plan, which shares what it keeps with `p` (close `p` after it; it is not closed itself).  Fails
 * (ERR_USAGE), with a message for each row, when there are amounts of area * and no rule, and when amounts name no
 * area; when the plan has no such area it names those that it has. */
int plan_of_area(plan **out, split_report *report, const plan *p, span area, const split_rule *rule, arena *a, err *e);

/* How many areas the plan has, * not counted; "dorset, bournemouth_poole". */
size_t plan_areas(const char **shown, const plan *p, arena *a);

/* What each of `count` weights (>= 0, adding to `total` > 0) gets of an amount. */
void split_pence(int64_t *shares, int64_t pence, const int64_t *weights, size_t count, int64_t total);

#endif
