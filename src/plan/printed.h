#ifndef BCF_PLAN_PRINTED_H
#define BCF_PLAN_PRINTED_H
/* A figure exactly as a paper prints it, read as a number with its precision.
 *
 * "£7,689,000", "£-60", "(£60)", "£(60)", "+1.7%", "£500k", "£74.6m", "84.0%", "70%+", "four", "twenty-one", "one
 * third", "2/3", "almost 800". The heading scales ("£'000", "£m", "£bn", "%") unless the number has its own k, m or bn.
 * Precision is one unit of the last printed digit; with about or almost, one unit of the last digit that is not 0;
 * fractions and numbers in words are exact. A range, a note in brackets, or an odd suffix ("£0.220mm") cannot be read:
 * `why` then says so. */

#include "base/arena.h"
#include "base/span.h"

typedef enum printed_unit { PRINTED_NUMBER, PRINTED_MONEY, PRINTED_PERCENT } printed_unit;
typedef enum printed_side { SIDE_BOTH, SIDE_AT_LEAST, SIDE_AT_MOST } printed_side;

typedef struct printed {
	int64_t micro;	   /* the value in millionths of its unit: pounds, per cent, or ones */
	int64_t precision; /* one unit of the last digit that counts, in millionths; 0 when exact */
	printed_unit unit;
	printed_side side; /* over, at least / under, at most: fails only on the other side */
} printed;

/* False, with a sentence in *why, when it cannot be read.  A blank `text` is not for here. */
bool printed_read(printed *out, span text, span heading, span qualifier, const char **why);

#endif
