#ifndef BCF_STORE_BROUGHT_H
#define BCF_STORE_BROUGHT_H
/* What a copy brought: a file that was taken out carries a random id (plan->taken), and whoever saves it is recorded
 * with that id, what the file held, and which of its rows were given other keys here.  So the same file sent again
 * changes nothing, and the same file changed and sent again brings only what was changed since.
 *
 * The detail of the event that saves a version ends, for a copy, with
 *   copy ID brought HEX[; keys TABLE FROM TO, TABLE FROM TO ...]
 * where HEX is the package digest of what the file held, and a key is written with %XX for every byte that is not a
 * letter, a digit or one of . _ - */

#include "store/store.h"

typedef struct key_given {
	const char *tbl;
	span from, to; /* in the file, and in the store */
} key_given;

typedef struct brought {
	int64_t number; /* of the version that it was saved as */
	const char *by, *written;
	unsigned char content[DIGEST_BYTES];
	key_given *keys;
	size_t key_count;
} brought;

/* All that this copy brought, the oldest first; read from the events. */
int store_brought(brought **out, size_t *count, store *s, const char *id, const char *copy, arena *a, err *e);

/* The content that an event's detail says a copy brought; false when it says none. */
bool brought_read(unsigned char content[DIGEST_BYTES], const char *detail);

const char *brought_detail(const char *copy, const unsigned char content[DIGEST_BYTES], const key_given *keys,
	size_t count, const char *more, arena *a);

/* `keys` and those that a merge gave after it. */
void keys_after(
	key_given **out, size_t *out_count, const key_given *keys, size_t count, const merge_outcome *m, arena *a);

/* The plan with its rows under the keys that they have in the store.  A row of another key that `known` (NULL: none)
 * does not have, and that one of these would collide with, gets one that is free in all three: it is added to the
 * keys. */
plan *plan_with_keys(const plan *p, key_given **keys, size_t *count, const plan *known, const plan *head, arena *a);

/* What a commit is told of the file that a plan came in. */
typedef struct copy_bring {
	const char *id;
	const plan *held;      /* as it came */
	const plan *before;    /* what it brought last, under the store's keys: the base of the merge; NULL at first */
	const key_given *keys; /* of `held`, so far */
	size_t key_count;
} copy_bring;

#endif
