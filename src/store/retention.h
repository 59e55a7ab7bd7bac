#ifndef BCF_STORE_RETENTION_H
#define BCF_STORE_RETENTION_H
/* How long what kind of record is kept, as data: a small CSV table, built in and replaceable by an organisation's own
 * schedule.  Its columns:
 *   kind           key; for people
 *   paths          the texts of a package that are of this kind, "contacts.csv; signoffs.csv"; * is all the others
 *   years          how long; blank: no end is set, and nothing of it is ever due
 *   counted_from   "plan ends": the plan's own end date, from its newest version on main; "replaced": when the last
 *                  version that holds the text was written.  A plan without an end date is counted by the latter.
 *   basis          why, in words
 *   verified       yes: somebody has read the source; no
 */

#include "base/date.h"
#include "store/expunge.h"

typedef struct retention {
	const char *kind, *basis;
	span paths;	    /* a list; "*" */
	int64_t years;	    /* -1: no end */
	bool from_plan_end; /* else from when it was replaced */
	bool verified;
} retention;

/* `text` NULL: the built-in periods.  It must be writable and stay. */
int retention_read(retention **out, size_t *count, char *text, size_t len, const char *shown, arena *a, err *e);

typedef struct due_blob {
	const retention *of;
	held_blob held;
	char since[DATE_TEXT];	    /* the day on which it became due */
	const expunge_entry *asked; /* by whom; NULL: nobody yet */
} due_blob;
/* What of a package is due on `today` and not expunged, by kind and then by path. */
int retention_due(due_blob **out, size_t *count, store *s, const char *id, const retention *list, size_t list_count,
	day today, arena *a, err *e);

#endif
