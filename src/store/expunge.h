#ifndef BCF_STORE_EXPUNGE_H
#define BCF_STORE_EXPUNGE_H
/* Taking the text of a table or a narrative section out of a store for good, out of every version that holds it.  Two
 * people do it: the first asks, another confirms.  The blob's row stays as a tombstone (form 2, no bytes), so that the
 * versions and the chain stay what they were.
 *
 * Two kinds of event in the package's chain say so; the subject of both is the blob's digest, 64 hex digits:
 *   expunge asked    detail: "PATH: REASON"
 *   expunge          detail: "PATH; asked by NAME on DATE: REASON"; the actor is who confirmed
 * Every tombstone has one event "expunge", and every such event a tombstone.
 *
 * What a version in the head of a branch consists of is not expunged: a version without it comes first; and no branch
 * begins at a version of which something was (store_branch_add).  So no head holds an expunged text.  Lists of
 * versions are not either: they hold names of tables and digests only. */

#include "store/store.h"

/* One blob that versions of a package hold, or files that were merged into them. */
typedef struct held_blob {
	unsigned char digest[DIGEST_BYTES];
	const char *path;  /* "spend.csv" */
	int64_t *versions; /* ascending */
	size_t count, room;
	const char *head_of; /* a branch whose head holds it; NULL: none */
} held_blob;
/* Every blob and path once, in the order in which they came.  A text that stands under two paths is there twice. */
int held_blobs(held_blob **out, size_t *count, store *s, const char *id, arena *a, err *e);
/* "1 to 4, 7" */
const char *versions_text(const int64_t *list, size_t count, arena *a);

/* What was asked, and what was expunged. */
typedef struct expunge_entry {
	unsigned char digest[DIGEST_BYTES];
	const char *path, *reason;
	const char *asked_by, *asked;	     /* when */
	const char *confirmed_by, *expunged; /* when; NULL while it is only asked */
} expunge_entry;
int expunge_entries(expunge_entry **out, size_t *count, store *s, const char *id, arena *a, err *e);
/* What became of one blob: false when nothing was asked about it. */
int expunge_find(expunge_entry *out, bool *found, store *s, const char *id, const unsigned char digest[DIGEST_BYTES],
	arena *a, err *e);
/* "contacts.csv was expunged on 27 May 2016 by A Person, confirmed by B Person: asked to" */
const char *expunge_text(const expunge_entry *x, arena *a);

/* As store_checkout, but goes on without what was expunged: *gone lists that, each by the path that it has in this
 * version. */
int expunge_checkout(plan **out, expunge_entry **gone, size_t *gone_count, store *s, const char *id, const version *v,
	arena *a, err *e);

/* What a user names: a digest ("sha256:" may stand before it, 8 digits are enough) or VERSION:PATH.  *out lists the
 * paths under which the text stands (more than one only when sections are alike).  ERR_USAGE when there is none. */
int expunge_target(
	held_blob **out, size_t *count, const char *name, const held_blob *held, size_t held_count, arena *a, err *e);

typedef struct expunge_outcome {
	size_t asked, expunged; /* by this act */
	size_t waiting;		/* asked by the same person before, and so not yet confirmed */
	size_t gone;		/* expunged before */
} expunge_outcome;

/* One transaction: each of the digests is asked for, or, where another person has asked, expunged.  The bytes may still
 * be in the file: expunge_clear comes next.  ERR_USAGE when one is in the head of a branch; ERR_PARSE when the
 * package's events are not what its chain says. */
int expunge_act(expunge_outcome *out, store *s, const char *id, const held_blob *list, size_t count, const char *reason,
	actor by, arena *a, err *e);

/* Was anything of the package expunged? */
int expunge_any(bool *out, store *s, const char *id, arena *a, err *e);
/* Rewrites the store without what was deleted, so that its bytes are not in the database's file either.  Needs as much
 * room on the disk again.  Doing it twice does no harm: do it again whenever it is asked for, since an earlier one may
 * have failed.  PostgreSQL's own log (pg_wal) and its archives keep the bytes until they are recycled.  A failure says
 * what was done and what is left to do. */
int expunge_clear(store *s, arena *a, err *e);

#endif
