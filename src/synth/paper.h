#ifndef BCF_SYNTH_PAPER_H
#define BCF_SYNTH_PAPER_H
/* How a made-up paper prints a figure, and what its rows come to by this folder's own sums. */

#include "synth/area.h"

typedef struct manner {
	const char *printed, *heading, *qualifier;
	int64_t pence; /* what is printed, exactly */
	int64_t half;  /* half of its last digit, in pence */
} manner;

manner print_plainly(int64_t pence, arena *a);		/* "£1,234,567" or "£1,234,567.50" */
manner print_somehow(int64_t pence, prng *r, arena *a); /* in one of many ways, rounded truly */

/* Sums of the plan's rows, in pence: income.total, spend.by_source[dfg] ...  False for a figure that is not summed
 * here, or when no row is of it. */
bool own_sum(int64_t *out, const plan *p, span figure, span of, span period);

const char *grouped(int64_t n, arena *a); /* "1,234,567" */

#endif
