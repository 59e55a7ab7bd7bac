#include "store/wait.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define WAIT_ALL_MS 9800 /* with what comes before and behind it 10 seconds */

int wait_all_ms(void)
{
	const char *told = getenv("BCF_TEST_WAIT_MS");
	char *end = NULL;
	long ms = told ? strtol(told, &end, 10) : WAIT_ALL_MS;

	return told && (end == told || *end || ms < 0 || ms > WAIT_ALL_MS) ? WAIT_ALL_MS : (int)ms;
}

int wait_open(wait_timer *out, err *e)
{
	uint64_t seed = 0;
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);

	if (fd < 0)
		return err_add(e, ERR_IO, "", "the system gives no timer: %s", strerror(errno));
	if (getentropy(&seed, sizeof seed) != 0)
		seed = (uint64_t)getpid();
	*out = (wait_timer){.fd = fd, .chance = seed | 1};
	return 0;
}

void wait_close(wait_timer *w)
{
	if (w->fd > 0)
		close(w->fd);
	w->fd = 0;
}

void wait_begin(wait_timer *w, int ms)
{
	/* No time at all would mean none that ends. */
	struct itimerspec at = {.it_value = {.tv_sec = ms / 1000, .tv_nsec = ms > 0 ? ms % 1000 * 1000000L : 1}};

	timerfd_settime(w->fd, 0, &at, NULL);
}

bool wait_moment(wait_timer *w, int64_t longest_us)
{
	struct pollfd timer = {.fd = w->fd, .events = POLLIN};
	int64_t us;

	w->chance ^= w->chance >> 12;
	w->chance ^= w->chance << 25;
	w->chance ^= w->chance >> 27;
	us = longest_us / 2 + (int64_t)(w->chance % (uint64_t)(longest_us / 2 + 1));
	return ppoll(&timer, 1, &(struct timespec){.tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000}, NULL) <= 0;
}
