#ifndef BCF_SYNTH_MEASURES_H
#define BCF_SYNTH_MEASURES_H
/* Arithmetic of measures, this folder's own.  Numbers in millionths. */

#include "synth/area.h"

int64_t step_of(int64_t decimals);				  /* one unit of the last of so many decimals */
int64_t observation_step(const rows *r, size_t n, const pack *k); /* ... of the row, else of its measure */
int64_t days_of(span period);					  /* 0 when it is none */
bool is_quarter_of(span quarter, span year);

/* per_100000, percent or per_day of a number, rounded half away from zero to a multiple of `step`; false when the
 * denominator is not above 0. */
bool measure_value(int64_t *out, const char *unit, int64_t numerator, int64_t denominator, int64_t step);

#endif
