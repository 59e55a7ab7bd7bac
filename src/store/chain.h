#ifndef BCF_STORE_CHAIN_H
#define BCF_STORE_CHAIN_H
/* Acts: what is done to one package in one transaction, and the events that tell of it, each of which names the digest
 * of the one before. */

#include "store/store.h"

/* A package while an act is under way: its row is locked. */
typedef struct chain {
	const char *id;
	actor by;	  /* its time is never before that of the last event */
	bool created;	  /* by this act */
	int64_t events;	  /* with those of this act */
	int64_t versions; /* to be raised by an act that adds one */
	unsigned char head[DIGEST_BYTES];
} chain;

/* Does the work of an act.  0: to be kept; CHAIN_NOTHING: there was nothing to do, and nothing is kept; negative: it
 * failed.  It may be called again, from the beginning, when the server went away meanwhile. */
#define CHAIN_NOTHING 1
typedef int chain_work(chain *c, store *s, void *context, arena *a, err *e);

/* `kind`: that of the package when it is not there and shall be made; NULL: it must be there (ERR_USAGE).  Work that
 * is kept must have added an event.  When the server goes away while it keeps an act, a server that accepts writing is
 * asked whether it is there before it is done again. */
int chain_act(store *s, const char *id, const char *kind, actor by, chain_work *work, void *context, arena *a, err *e);

/* The parts of it, for what has a transaction of its own: the row is locked (and made, with its event), and written. */
int chain_lock(chain *c, store *s, const char *kind, arena *a, err *e);
int chain_keep(const chain *c, store *s, arena *a, err *e);

int chain_add(chain *c, store *s, const char *act, const char *subject, const char *detail, arena *a, err *e);

/* ERR_USAGE when the name or the time of who acts is not as store.h says. */
int actor_check(actor by, err *e);
/* 1 to `most` bytes (or none, when `blank`) of UTF-8 without control characters; `lines` allows LF.  `what` names it.
 */
int words_check(const char *text, size_t most, bool blank, bool lines, const char *what, err *e);
int branch_name_check(const char *name, err *e);

#endif
