#ifndef BCF_CMD_READING_TEXT_H
#define BCF_CMD_READING_TEXT_H
/* How a workbook was read, for a person: what is in it and not in the plan is said, so that nobody relies on it. */

#include "base/buf.h"
#include "plan/plan.h"

/* "Read as Better Care Fund 2019-20 template: 138 rows, ...", and the cells that were left out.  `most` of those that
 * are in no map or nobody's are listed; `more` says where the rest can be seen. */
void reading_print(buf *out, const reading *r, size_t most, const char *more, arena *a);
/* Is there something in it that a person should know before relying on the plan? */
bool reading_matters(const reading *r);

#endif
