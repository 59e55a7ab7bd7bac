#ifndef BCF_CMD_CLOCK_H
#define BCF_CMD_CLOCK_H
/* The one clock.  Where the environment variable SOURCE_DATE_EPOCH holds a number of seconds since 1970 (the convention
 * of reproducible builds), that is now: so that a run can be repeated.  Nothing else stands in for it. */

#include "base/arena.h"
#include "base/err.h"

/* *today: the day in London, "2019-09-20"; *now: the time in UTC, "2019-09-20T11:00:00Z".  Either may be NULL.
 * ERR_USAGE when SOURCE_DATE_EPOCH is no such number. */
int clock_read(const char **today, const char **now, arena *a, err *e);

#endif
