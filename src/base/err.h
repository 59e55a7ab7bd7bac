#ifndef BCF_BASE_ERR_H
#define BCF_BASE_ERR_H
/* "Could not do the job": the messages of one job, collected so that a user sees all that is wrong with a file at
 * once.  A finding about a plan is not an err.  Every function that can fail takes an err last, returns 0 when all went
 * well and a negative code when not, and then has left its outputs untouched.
 *
 * Control characters in a message become question marks: names come from strangers' files.
 *
 * A message says what failed, on what, why and what to do; lower case, no full stop.  `where` is "file:line:column",
 * "file:line", "file" or "". */

#include <stddef.h>

#include "base/arena.h"

enum { ERR_USAGE = -1, ERR_IO = -2, ERR_PARSE = -3, ERR_LIMIT = -4, ERR_RULE = -5, ERR_INTERNAL = -6, ERR_BUSY = -7 };

typedef struct err_message {
	const char *where, *text; /* never NULL */
	int code;
	struct err_message *next;
} err_message;

typedef struct err {
	arena *owner; /* holds the messages; set by err_init */
	err_message *first, *last;
	size_t count; /* of all messages; those past MESSAGES_MAX are counted and not kept */
} err;

void err_init(err *e, arena *a);
/* Adds a message and returns `code`, so that `return err_add(...)` reads well. */
int err_add(err *e, int code, const char *where, const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
