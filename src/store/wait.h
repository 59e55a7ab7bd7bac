#ifndef BCF_STORE_WAIT_H
#define BCF_STORE_WAIT_H
/* Waiting for others, for so long in all and no longer: a timer of the system's, so that nothing here reads a clock.  A
 * store's name in a message is the caller's. */

#include "base/err.h"

typedef struct wait_timer {
	int fd;
	uint64_t chance; /* differs between processes, so that those who wait do not wake together */
} wait_timer;

/* How long a writer waits for the others, or for a server: 10 seconds.  Tests shorten it by the environment variable
 * BCF_TEST_WAIT_MS. */
int wait_all_ms(void);

int wait_open(wait_timer *out, err *e);
void wait_close(wait_timer *w);
void wait_begin(wait_timer *w, int ms); /* from now on */
/* Sleeps for a moment that is between half of `longest_us` and the whole; false, without a sleep, when the time is up.
 */
bool wait_moment(wait_timer *w, int64_t longest_us);

#endif
