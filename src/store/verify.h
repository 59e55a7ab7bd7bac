#ifndef BCF_STORE_VERIFY_H
#define BCF_STORE_VERIFY_H
/* Is everything in a store what its digests say?
 *
 * Every text is unpacked and its SHA-256 compared with its name; every version's and every event's record is made again
 * and its digest compared; every event's digest covers the one before it, and the package names the last.  No event is
 * older than the one before it, no version than the one it came from.  Each version
 * has the event that tells of it, each branch stands where the events left it, each text that a version lists is there
 * or was expunged by an event that says so, and every setting is what an event set.  No row stands beside those
 * (numbers that nobody counts, branches that no event tells of), and every value is of its column's kind and without
 * NUL bytes. The database's own check, and on SQLite the sum of every page, come first; then its tables: on SQLite
 * they, their indexes and all else in it are what the migrations make, and on PostgreSQL each is a plain table with its
 * key, and no trigger, rule or row policy stands on one.
 *
 * What is not covered: the plan digest of a version of which something was expunged (the texts that it is made from are
 * no longer all there; the version's own digest does not cover it), and the size that the row of an expunged text
 * states.  On PostgreSQL what else is in the database.
 *
 * That makes tampering evident to whoever keeps a head of the chain (`bcf sign`); it is not proof against somebody who
 * writes the whole store anew. */

#include "store/store.h"

typedef struct verify_gone {
	const char *id, *path, *when, *by; /* the package, and what was expunged */
} verify_gone;
#define VERIFY_GONE_MAX 1000

typedef struct verify_report {
	int64_t packages, versions, blobs, events, expunged;
	verify_gone *gone; /* the first VERIFY_GONE_MAX of the expunged */
	size_t gone_count;
	/* NULL when all is well, else the first record that fails, as a sentence: package, kind, number or digest, what
	 * was expected and what was found.  What follows it was not looked at. */
	const char *failed;
} verify_report;

/* Reads one state of the store.  Rows are read 8 MB at a time; beside those and the largest text with the one that it
 * is kept as a difference from, it takes about 200 bytes for each text and each version of the largest plan.  A store
 * that fails is a finding: 0. */
int store_verify(verify_report *out, store *s, arena *a, err *e);

/* Computes again what is derived (the plan digests of versions, from their texts), has the engine rebuild its indexes,
 * and adds the event "reindex" to the store's own chain.  *changed: how many plan digests were other than they should
 * be. */
int store_reindex(int64_t *changed, store *s, actor by, arena *a, err *e);

#endif
