#ifndef BCF_CMD_ALLOCATIONS_PRINT_H
#define BCF_CMD_ALLOCATIONS_PRINT_H
/* What late allocations move in plans: for people, as JSON, as CSV. */

#include "cmd/side_by_side.h"
#include "cmd/source.h"
#include "plan/agreement.h"
#include "plan/allocations.h"

/* One plan and what the allocations do to it. */
typedef struct import {
	const char *name;
	plan *before, *after;
	const pack *policy;
	allocations_report report;
	sides moved;	   /* every figure, before and after */
	size_t *uncovered; /* rows of signoffs that name the plan as it was */
	size_t uncovered_count;
	agreement agreed_before, agreed_after;
	bool applied;
	commit_outcome saved; /* of a plan in a store */
} import;

/* Rows of the file whose code no area of any of the plans has. */
typedef struct unplaced {
	size_t rows;
	const char *codes; /* each once, parted by ", " */
} unplaced;

void imports_print(buf *out, const import *list, size_t count, const unplaced *u, const char *file_name,
	const options *o, arena *a);

#endif
