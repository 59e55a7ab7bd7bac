#ifndef BCF_SYNTH_DEFECTS_H
#define BCF_SYNTH_DEFECTS_H
/* Faults that can be planted in a made-up plan, as data: what each is, which check should find it, and what else may
 * rightly be found because of it. */

#include "plan/plan.h"
#include "policy/pack.h"
#include "synth/prng.h"

#define DEFECTS_PER_PLAN 2

typedef struct planting planting; /* synth/plant.h */

typedef struct defect_kind {
	const char *name;     /* "source_overspent" */
	const char *check;    /* the check that should find it */
	const char *severity; /* "error" or "warning" */
	const char *may_also; /* checks that may rightly find something too: its honest consequences */
	const char *sentence;
	bool (*plant)(planting *t); /* false, and nothing changed, when this plan has no place for it */
} defect_kind;

typedef struct planted_defect {
	const defect_kind *kind;
	const char *severity; /* the kind's, or another that the plan's year gives it */
	const char *table, *key, *column, *was, *is;
} planted_defect;

size_t defects_all(const defect_kind ***out, arena *a);
const defect_kind *defect_find(span name); /* NULL when there is none */

/* Plants one fault of the kinds in the plan, or none when no kind fits.  Does not plant beside `before` (may be NULL)
 * what could hide it or be hidden by it. */
bool defects_plant(planted_defect *out, plan *p, const pack *k, const defect_kind **kinds, size_t count,
	const defect_kind *before, prng *r, arena *a);

#endif
