#ifndef BCF_POLICY_LABELS_H
#define BCF_POLICY_LABELS_H
/* The words that people read and write for ids: "Social Care" for social_care, "Minimum CCG Contribution" for
 * ccg_minimum.  Workbooks hold labels, plans hold ids. */

#include "policy/pack.h"

/* What a column's values are drawn from: a list of the pack ("sources", "area_of_spend"), the closed words of the
 * schema, or neither (references to the plan's own tables are not labels: they are keys).  Closed words have both: a
 * pack may say how its year's template writes them, in a list called as the column ("unit": hours is "Hours of Care").
 */
typedef struct label_list {
	const char *pack_list; /* name of a table or list of the pack, or NULL; used where the pack has it */
	const char *words;     /* "new, existing, ceased", or NULL */
} label_list;
label_list label_list_of(const column *k);

typedef struct labels labels; /* an index over a pack; belongs to one thread */
labels *labels_open(const pack *p, arena *a);

/* The id for what somebody wrote: the id itself, its title or an alias, compared without regard to case and runs of
 * white space ("In progress" for in_progress too).  Empty when it is none of the list's. */
span label_id(const labels *l, label_list list, span written);
/* What people read for an id: its title; for closed words "In progress" for in_progress.  The id itself when it is none
 * of the list's, or when label_id of the title would not give the id back. */
span label_title(const labels *l, label_list list, span id);
/* All ids of a list, in the pack's order, for drop-downs. */
const span *label_ids(size_t *count, const labels *l, label_list list);

#endif
