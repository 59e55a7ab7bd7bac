#ifndef BCF_CMD_CHECK_MANY_H
#define BCF_CMD_CHECK_MANY_H
/* Many plans at once: worked on by threads, handed over one by one in the order named, with a bar on a terminal. */

#include <stdbool.h>
#include <stddef.h>

typedef struct many {
	size_t count, threads; /* threads: as many as there may be */
	void *context;
	/* By each thread: its own state, the work on one plan, and the end. */
	void *(*begin)(void *context);
	void (*work)(void *worker, void *context, size_t index);
	void (*end)(void *worker);
	/* By the calling thread, in order; what comes after it has to wait for it, so that finished plans do not pile
	 * up. */
	void (*hand_over)(void *context, size_t index);
	bool quiet;  /* no bar */
	bool prints; /* hand_over writes to the terminal, so the bar makes way */
} many;

void many_run(const many *m);

#endif
