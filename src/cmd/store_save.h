#ifndef BCF_CMD_STORE_SAVE_H
#define BCF_CMD_STORE_SAVE_H
/* Saving a plan as a version, with what a user decided about conflicts, and telling what came of it. */

#include "cmd/source.h"

/* --take and --resolve of the commands that merge. */
#define SAVE_OPTIONS " --message --by --take --resolve "

typedef struct save_job {
	store *s;
	const options *o;
	commit_request request; /* but for message and resolutions, which are the options' */
	actor by;
	bool tells_replaced; /* say which version the plan takes the place of */
} save_job;

/* Prints the outcome on standard output: EXIT_DONE, or EXIT_FINDINGS with each conflict when nothing was saved; or an
 * error. */
int save_do(const save_job *j, arena *a, err *e);

/* Nothing is to be saved, and why is told; request.base is the version that it is. */
int save_nothing(const save_job *j, const char *why, arena *a, err *e);

#endif
