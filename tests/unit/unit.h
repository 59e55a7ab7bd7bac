#ifndef BCF_TEST_UNIT_H
#define BCF_TEST_UNIT_H
/* What every unit test needs: cmocka with its own includes, an arena and an err for each test, and seeded random
 * numbers for the tests of properties (the same on every run). */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

typedef struct job {
	arena *a;
	err e;
} job;

static inline job job_open(void)
{
	job j = {.a = arena_open()};

	err_init(&j.e, j.a);
	return j;
}

static inline void job_close(job *j)
{
	arena_close(j->a);
}

/* xorshift64* */
static inline uint64_t next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717);
}

/* Numbers of every size: a plain random number would nearly always be a huge one. */
static inline int64_t random_number(uint64_t *state)
{
	uint64_t shift = next_random(state) % 64, bits = next_random(state) >> shift;
	int64_t value;

	memcpy(&value, &bits, sizeof value);
	return next_random(state) & 1 || value == INT64_MIN ? value : -value;
}

#define assert_span(s, expected)                                                                                       \
	do {                                                                                                           \
		span found_ = (s);                                                                                     \
		span wanted_ = span_of(expected);                                                                      \
		assert_int_equal(found_.len, wanted_.len);                                                             \
		assert_memory_equal(found_.at, wanted_.at, wanted_.len);                                               \
	} while (0)

#define assert_message(e, where_, part_)                                                                               \
	do {                                                                                                           \
		assert_non_null((e)->last);                                                                            \
		assert_string_equal((e)->last->where, where_);                                                         \
		assert_true(span_find(span_of((e)->last->text), part_, NULL));                                         \
	} while (0)

/* Runs `act` in a child and tells whether it ended by abort. */
static inline bool aborts(void (*act)(void))
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		struct rlimit none = {0, 0};
		setrlimit(RLIMIT_CORE, &none);
		signal(SIGABRT, SIG_DFL);
		act();
		_exit(0);
	}
	return child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

#endif
