#ifndef BCF_CMD_SAVE_BACK_H
#define BCF_CMD_SAVE_BACK_H
/* A plan that a command changed, put back where it was read from: a package folder or a .json file gets the tables that
 * changed, a store gets a version. */

#include "cmd/source.h"

typedef struct save_back {
	const char *name;	   /* as the user named the plan; a workbook is ERR_USAGE */
	const char *const *tables; /* that changed, the last one NULL */
	const char *act, *detail;  /* of the event in a store */
} save_back;

/* Can the plan be put back?  ERR_USAGE for a workbook, with what to do. */
int save_back_judge(const plan *p, const char *name, err *e);
/* Each file appears complete or not at all, and the first that cannot be written ends it.  *out has meaning for a plan
 * of a store only (p->stored). */
int save_back_do(commit_outcome *out, const plan *p, const save_back *s, const options *o, arena *a, err *e);

#endif
