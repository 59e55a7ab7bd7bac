#ifndef BCF_STORE_COPY_H
#define BCF_STORE_COPY_H
/* A whole store copied into a new one, of either engine, as it is at one moment, while others go on writing: backup and
 * restore.  The copy has the same digests, versions, branches, events, tombstones and heads. */

#include "store/store.h"

/* Told now and then how many of all packages are copied. NULL for nobody. */
typedef struct copy_watch {
	void (*tell)(void *context, int64_t done, int64_t all);
	void *context;
} copy_watch;

/* `to` names a place that holds no store (else ERR_USAGE).  The copy is verified (store/verify.h) before this returns
 * 0. On failure there is none afterwards, unless the copy is complete and only could not be verified: see copy_verify.
 * Rows are read 8 MB at a time; an SQLite copy is one transaction, whose pages are all kept in memory until it ends
 * (store/page_sum.h says why). */
int store_copy(store *from, const char *to, const copy_watch *watch, arena *a, err *e);

/* Verifies the store at `where`, which this program has just made: ERR_PARSE with what does not hold, and then it is
 * gone again.  Another failure says that it could not be verified, and the store stays. */
int copy_verify(const char *where, arena *a, err *e);

/* A copy in the new file `path`, which appears complete or not at all, and an event "backup" in the store's own chain
 * that names it and the digest of the heads.  When that event alone fails, the file is kept and the message says
 * so. */
int store_backup(store *s, const char *path, actor by, const copy_watch *watch, arena *a, err *e);
/* The other way: the file `from` is verified first.  The new store's own chain gets an event "restore". */
int store_restore(const char *from, const char *to, actor by, const copy_watch *watch, arena *a, err *e);

#endif
