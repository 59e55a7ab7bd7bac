#ifndef BCF_PLAN_ALLOCATIONS_H
#define BCF_PLAN_ALLOCATIONS_H
/* Allocations by ONS code put into a plan: its requirements, and its income from the sources whose grant_measure they
 * are (a pack's sources.csv).
 *
 *  - A requirement of the area, period and measure takes the amount, and the allocation's source as its basis; it is
 *    added where the plan has none.
 *  - Income lines of the area, period and source whose certainty is provisional take what the allocation leaves after
 * the other lines (one of which nothing is said counts as committed, as in figure income.committed).  Several share it
 * in the portions that they have now (alike when they have none), exact to the penny as split_pence (plan/split.h).
 *  - Spend is never changed.  Where income cannot follow (no line; only committed ones; more committed than allocated)
 * a note says so. */

#include "plan/plan.h"
#include "policy/pack.h"

typedef struct allocation_change {
	const char *tbl; /* "requirements" or "income" */
	span area, period;
	span of;     /* the measure or the source */
	span line;   /* of income */
	bool had;    /* false: there was no amount before */
	bool shared; /* among several lines */
	int64_t before_pence, after_pence;
} allocation_change;

typedef struct allocations_report {
	allocation_change *changes; /* only what differs; requirements first, each by key */
	size_t count, room;
	const char **notes; /* sentences for a person */
	size_t note_count, note_room;
	size_t areas; /* of the plan that have an allocation in the list */
} allocations_report;

/* `list` is of pack_tables[PACK_ALLOCATIONS].  Changes `p`, whose tables requirements and income must be its own
 * (plan_with_own); what it takes from `list` must outlive it. */
void allocations_apply(allocations_report *out, plan *p, const pack *policy, const rows *list, arena *a);

/* A plan that shares everything with `p` but these tables (the last name NULL), which are copies. */
plan *plan_with_own(const plan *p, const char *const *tables, arena *a);

#endif
