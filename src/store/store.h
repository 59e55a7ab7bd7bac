#ifndef BCF_STORE_STORE_H
#define BCF_STORE_STORE_H
/* The versioned store: packages, their immutable versions and branches, and a chain of events.
 *
 * A version names its content by the package digest (plan/plan.h): the blob of that name lists `<hex> <path>` for each
 * table and narrative section, and each of those is a blob.  Saving a plan writes the blobs that are not there yet and
 * one version record.  A version's own digest is the SHA-256 of its record as compact JSON (store/record.h), which
 * names its parents' digests; each event's digest is that of its record, which names the digest of the event before it.
 * So the head of a package's chain covers everything in it.  That makes tampering evident, not impossible.
 *
 * Writing: one transaction an act.  An act is acknowledged (0) only when it is durable; when it is not, nothing of it
 * is there.  Failures as in store/connection.h, and ERR_USAGE for what is not there or not allowed.
 *
 * Ids of packages and names of branches: 1 to 100 of a-z 0-9 . _ -, beginning with a letter or digit; a branch's name
 * is not all digits.  Every package has the branch "main".  Times are UTC, "2016-05-27T11:00:00Z", and the caller's:
 * nothing here reads a clock. */

#include "plan/merge.h"
struct connection; /* store/connection.h */
struct copy_bring; /* store/brought.h */

typedef struct store store;

#define STORE_MAIN "main"

/* Who does it, and when: what every act is recorded with. */
typedef struct actor {
	const char *name; /* 1 to 200 bytes, no control characters */
	const char *time; /* where the last act on the plan has a later one, that is recorded: clocks differ */
} actor;

int store_create(const char *where, actor by, arena *a, err *e);
/* Brings an older schema forward first (an event of the store).  A newer one is ERR_USAGE. */
int store_open(store **out, const char *where, actor by, arena *a, err *e);
/* For reading only: nothing is brought forward or written. */
int store_open_readonly(store **out, const char *where, arena *a, err *e);
void store_close(store *s); /* NULL is allowed */
struct connection *store_connection(store *s);

/* ---- versions ---- */

typedef struct version {
	int64_t number;		/* 1, 2, 3 ... in the package, whatever the branch */
	int64_t parent, merged; /* 0: none */
	unsigned char digest[DIGEST_BYTES], content[DIGEST_BYTES], plan_digest[DIGEST_BYTES];
	const char *branch, *author, *written, *message;
} version;

/* STORE#ID[@VERSION] apart: false when there is no such form in `name`. `which` becomes NULL without an @. */
bool store_name_split(const char **where, const char **id, const char **which, const char *name, arena *a);
bool store_id_ok(span id);

/* `which`: NULL (the head of main), a number, the name of a branch, or the first 8 or more hex digits of the digest of
 * a version, of its content or of its plan (the newest such; "sha256:" may stand before them). */
int store_find(version *out, store *s, const char *id, const char *which, arena *a, err *e);
/* The newest version on the way from `from` back to the first that has this content; false when there is none. */
int store_find_content(version *out, bool *found, store *s, const char *id, int64_t from,
	const unsigned char content[DIGEST_BYTES], arena *a, err *e);

/* Which plan has a version with this content: NULL when none has. */
int store_find_package(const char **out, store *s, const unsigned char content[DIGEST_BYTES], arena *a, err *e);

/* Newest first; `branch` NULL is all of them, else the versions that lead to its head. */
int store_log(version **out, size_t *count, store *s, const char *id, const char *branch, arena *a, err *e);

/* The plan of a version.  Every blob's digest is checked on the way.  Fails when something in it was expunged, naming
 * what, when and by whom. */
int store_checkout(plan **out, store *s, const char *id, int64_t number, arena *a, err *e);
/* The same without what was expunged (store/expunge.h tells what that is). */
int store_checkout_left(plan **out, store *s, const char *id, int64_t number, arena *a, err *e);

/* What a version consists of, without reading it: for showing which tables a version changed. */
typedef struct content_line {
	unsigned char digest[DIGEST_BYTES];
	const char *path; /* "spend.csv", "narrative/a.md" */
} content_line;
int store_content(content_line **out, size_t *count, store *s, const char *id, const version *v, arena *a, err *e);
/* One blob's text. */
int store_blob(span *out, store *s, const char *id, const unsigned char digest[DIGEST_BYTES], arena *a, err *e);

/* ---- committing ---- */

typedef struct commit_request {
	const char *id;
	const char *branch; /* NULL: main */
	const plan *plan;
	int64_t base; /* the version that the plan was made from; 0: a new package; COMMIT_ON_HEAD: whatever the head is
		       */
	const char *message;	  /* up to 10,000 bytes; may be empty */
	const char *act;	  /* NULL: "commit"; what the event says: "agree", "merge", "roll forward" ... */
	const char *detail;	  /* of the event; NULL: "" */
	const char *not_personal; /* NULL, or what an event "not personal" says, kept with the version: who commits says
				     so */
	const struct copy_bring *copy; /* NULL, or the file that the plan came in */
	int64_t merged;		       /* a version of another branch that this one takes in; 0: none */
	const resolution *resolutions;
	size_t resolution_count;
} commit_request;
#define COMMIT_ON_HEAD (-1)

typedef enum commit_result {
	COMMIT_SAVED,
	COMMIT_MERGED,	  /* the head had moved on: merged with it without conflict, and saved */
	COMMIT_SAME,	  /* nothing differs from the head (or all of it is in the head already); nothing was written */
	COMMIT_CONFLICTS, /* nothing was written; see merge */
} commit_result;

typedef struct commit_outcome {
	commit_result result;
	version saved;	     /* the version that now holds it; with CONFLICTS the head that it conflicts with */
	merge_outcome merge; /* of MERGED and CONFLICTS */
} commit_outcome;

/* In a merge the version that is there is `ours` and the request's plan `theirs`: of two rows that both added under one
 * key it is the new one that gets another.  COMMIT_ON_HEAD makes the plan when it is not there yet.  The event's detail
 * begins with the version's digest (store/record.h).  The request's plan must outlive *out. */
int store_commit(commit_outcome *out, store *s, const commit_request *r, actor by, arena *a, err *e);

/* ---- branches ---- */

typedef struct branch_head {
	const char *name;
	version head;
} branch_head;
int store_branches(branch_head **out, size_t *count, store *s, const char *id, arena *a, err *e); /* main first */
/* ERR_USAGE when something of version `from` was expunged. */
int store_branch_add(store *s, const char *id, const char *name, int64_t from, actor by, arena *a, err *e);

/* ---- packages, events, settings ---- */

typedef struct package_row {
	const char *id, *kind;
	int64_t versions, events;
	unsigned char head[DIGEST_BYTES]; /* of its chain */
} package_row;
/* By id; without the store's own ("") unless `own`. */
int store_packages(package_row **out, size_t *count, store *s, bool own, arena *a, err *e);

typedef struct chain_event {
	int64_t number;
	const char *written, *actor, *act, *subject, *detail;
	unsigned char digest[DIGEST_BYTES];
} chain_event;
int store_events(chain_event **out, size_t *count, store *s, const char *id, arena *a, err *e); /* oldest first */
/* Adds an event to a package's chain, or to the store's own (""). */
int store_note(
	store *s, const char *id, const char *act, const char *subject, const char *detail, actor by, arena *a, err *e);

int store_setting(const char **out, store *s, const char *name, arena *a, err *e); /* NULL when there is none */

#endif
