#ifndef BCF_SYNTH_AREA_H
#define BCF_SYNTH_AREA_H
/* What one area is in one year, and the steps that turn the template into its plan.  Private to this folder. */

#include "synth/row.h"
#include "synth/synth.h"
#include "synth/words.h"

typedef struct area_made {
	const synth_year *year;
	plan *p;
	prng *r;
	arena *a;
	size_t index;	  /* of the area */
	const char *key;  /* "a001" */
	const char *name; /* "Thistlewick" */
	int64_t people;	  /* how many times the template's people */
	int64_t money;	  /* thousandths of the template's money */
	size_t lines;	  /* of spend to make */
} area_made;

/* People, money and name of an area: the same area in every year, growing. */
void area_describe(area_made *m, const synth_options *o, const synth_year *y, size_t index, arena *a);

/* The steps, in this order. */
void area_rename(area_made *m);	      /* keys, names and codes of the area and its organisations */
void area_scale_money(area_made *m);  /* every amount by m->money */
void area_scale_people(area_made *m); /* population, activity, shares, measures */
void area_split_lines(area_made *m);  /* lines of spend, and what refers to them */
void area_keep_ledger(area_made *m);  /* postings and forecasts */
void area_keep_series(area_made *m);  /* months of the measures */
void area_print(area_made *m);	      /* statements */

/* Periods of the pack: its policy years. */
size_t year_count(const synth_year *y);
span year_period(const synth_year *y, size_t i);

/* The divisor that amounts of money allow: multiples of *step thousandths leave whole pence. */
int64_t money_step(const plan *model, const pack *k);

#endif
