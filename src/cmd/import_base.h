#ifndef BCF_CMD_IMPORT_BASE_H
#define BCF_CMD_IMPORT_BASE_H
/* What a plan that comes back to a store is to be compared with: what the same file brought before, the version that it
 * was taken from, or the newest one, whose place it takes. */

#include "cmd/store_save.h"

typedef struct import_job {
	const options *o;
	save_job save; /* request.id and request.branch say where it goes */
	plan *p;
	const plan *base; /* that the plan was made from, or takes the place of; NULL for a new plan */
	const char *done; /* why there is nothing to save, with save.request.base; NULL: there is */
	arena *a;
	err *e;
} import_job;

/* Sets request.plan, request.base, request.copy and what stands above.  ERR_USAGE when it must not be saved without a
 * word. */
int import_base(import_job *j);

#endif
