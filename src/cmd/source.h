#ifndef BCF_CMD_SOURCE_H
#define BCF_CMD_SOURCE_H
/* A plan by the name that a user gives it: a package folder, a .json file, a workbook, or a version in a store,
 * STORE#ID[@VERSION].  Every command that reads a plan reads it through here. */

#include "cmd/cmd.h"
#include "plan/plan.h"
#include "store/store.h"

/* As plan_open, which it calls for files. plan_close(*out) is the caller's; what a store gave lives in the arena, and
 * knows it (plan->stored, plan->made_from, plan->taken). */
int source_open(plan **out, const char *name, map_set *maps, arena *a, err *e);
bool source_is_stored(const char *name);

/* Saves `p`, which was read from `name` = STORE#ID[@VERSION] and changed, as a new version there: on the branch that
 * `name` says, else on main; when others saved meanwhile, merged with that.  ERR_USAGE with each conflict when it does
 * not merge: then nothing is saved. */
int source_commit(commit_outcome *out, const plan *p, const char *name, const char *act, const char *detail,
	const options *o, arena *a, err *e);

/* Who acts: --by, else the environment variable BCF_BY, else the name of the account; and when, by the clock (--today
 * says by which day a plan is judged, never when something was done).  ERR_USAGE when it has no name. */
int actor_of(actor *out, const options *o, arena *a, err *e);

#endif
