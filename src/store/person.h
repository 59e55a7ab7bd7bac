#ifndef BCF_STORE_PERSON_H
#define BCF_STORE_PERSON_H
/* Everything that a store holds about one person: what they did, what they wrote, and what is written about them. */

#include "store/store.h"

typedef struct person_item {
	const char *id;	      /* of the package; "" is the store itself */
	const char *what;     /* "act", "mentioned", "version", "message", "cell", "narrative" */
	const char *where;    /* "event 3", "version 2", "contacts[jd].name", "narrative/a" */
	const char *when;     /* of acts and versions; else "" */
	const char *text;     /* all of it */
	const char *versions; /* "1 to 4, 7": in which a cell or a line stands; else "" */
} person_item;

/* By package; in each acts and versions in their order, then cells and lines by where they are.  Each is there once,
 * however many versions hold it, and each text of a store is searched once.  `name` is looked for as whole words
 * anywhere in a text, without regard to case and to runs of spaces; of a contact that is named all cells are listed.
 * *expunged counts texts that could not be searched, since they are gone. */
int person_search(person_item **out, size_t *count, size_t *expunged, store *s, const char *name, arena *a, err *e);

#endif
