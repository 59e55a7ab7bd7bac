#ifndef BCF_SYNTH_SYNTH_H
#define BCF_SYNTH_SYNTH_H
/* A made-up nation: one plan for each area and policy year, made from the complete plan that every pack ships
 * (policy/<id>/cases/complete), so that a new policy year needs no code here.  What is made is the same on every
 * machine and in whatever order it is asked for.  docs/synthesise.md says what it is and what it does not claim.
 *
 * Planting faults (synth/defects.h) and finding them (figure, check) share no code: nothing here runs a rule. */

#include "plan/plan.h"
#include "policy/pack.h"
#include "synth/defects.h"

#define SYNTH_AREAS_MAX 1000 /* names are different up to this many */
#define SYNTH_YEARS_MAX 50
#define SYNTH_LINES_MAX 2000

typedef struct synth_options {
	uint64_t start;		   /* the number that all chance comes from */
	size_t areas, lines;	   /* lines: of spend in each plan; about as many are made */
	const defect_kind **kinds; /* which faults may be planted; none makes a clean nation */
	size_t kind_count;
} synth_options;

/* One pack of the nation and its template. */
typedef struct synth_year {
	const pack *pack;
	plan *model;
	span area;     /* the template's only area */
	size_t number; /* of the pack's first policy year, counted from the nation's first */
	int64_t step;  /* factors of money are multiples of this, in thousandths */
} synth_year;

/* Reads the complete plan of a pack.  ERR_RULE when the pack has none or it has other than one area.  The pack must
 * stay. */
int synth_year_open(synth_year *out, const pack *k, size_t number, arena *a, err *e);

/* The plan of area `index` (0 ..) in that year.  Its faults are appended to `planted` (room for DEFECTS_PER_PLAN). */
int synth_plan(plan **out, const synth_year *y, const synth_options *o, size_t index, planted_defect *planted,
	size_t *planted_count, arena *a, err *e);

/* "a001" */
const char *synth_area_key(size_t index, arena *a);

/* Writes a package folder that must not exist, plainly and fast: no flush to disk, no renaming.  The folder above it
 * must be there. */
int synth_write_folder(const plan *p, const char *path, arena *a, err *e);
int synth_write_file(const char *path, span text, err *e);

#endif
