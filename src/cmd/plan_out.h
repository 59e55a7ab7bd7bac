#ifndef BCF_CMD_PLAN_OUT_H
#define BCF_CMD_PLAN_OUT_H
/* A plan written to a file that the user names: by its ending our workbook, a .json file, or else a package folder. */

#include "cmd/cmd.h"
#include "plan/plan.h"

/* What was taken from a store gets a random id, so that what comes back can be known as this copy (plan->taken).
 * `shown` is what the plan is called in the workbook.  What is there is replaced with --force only; the result appears
 * complete or not at all.  A workbook also holds the findings of the plan's own policy year, where that is known. */
int plan_out_save(const plan *p, const char *path, const char *shown, const options *o, arena *a, err *e);

/* How many errors the plan has by its own policy year; *known false where that is not known here. */
int plan_errors(size_t *out, bool *known, const plan *p, const options *o, arena *a, err *e);

#endif
