#ifndef BCF_STORE_COMMIT_DETAIL_H
#define BCF_STORE_COMMIT_DETAIL_H
/* What the event that saves a version says of a merge: how each conflict was settled. */

#include "plan/merge.h"

#define SETTLED_NAMED 200 /* the rest are counted */

/* `more` (NULL: ""), and behind it "settled spend[4].amount=value 500000.00, spend[5].amount=ours, ... and 12 more"
 * where there are such.  An event is never expunged: of a value that was typed it says only amounts, numbers and dates,
 * never text, which may be about people. */
const char *commit_detail(const merge_outcome *m, const char *more, arena *a);

#endif
