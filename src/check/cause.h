#ifndef BCF_CHECK_CAUSE_H
#define BCF_CHECK_CAUSE_H
/* The likely cause of a difference, where one cell or one known habit explains it exactly.  A guess, and worded as one.
 */

#include "check/check.h"

const char *likely_cause(const engine *g, const finding *f); /* NULL when nothing does, or more than one thing would */

#endif
