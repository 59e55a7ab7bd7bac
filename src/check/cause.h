#ifndef BCF_CHECK_CAUSE_H
#define BCF_CHECK_CAUSE_H
/* The likely cause of a difference, where one cell or one known habit explains it exactly.  A guess, and worded as one.
 */

#include "check/check.h"

const char *likely_cause(const engine *g, const finding *f); /* NULL when nothing does, or more than one thing would */
/* What no single finding tells: two of one check with equal and opposite differences, which one pair of amounts
 * explains when they change places.  Fills `cause` where there is none yet. */
void likely_swaps(const engine *g, finding *list, size_t count);

#endif
