#ifndef BCF_CMD_STORE_TEXT_H
#define BCF_CMD_STORE_TEXT_H
/* How what a store says is printed. */

#include "cmd/source.h"
#include "store/copy.h"

/* The first line of a text as a terminal may show it: names and messages come from strangers. */
const char *text_shown(const char *text, arena *a);
/* Makes a text of many lines such that a terminal may show it: what would command it becomes "?". */
void text_tame(buf *text);
/* "2019-09-20 14:05" of a time. */
const char *time_shown(const char *time, arena *a);

/* Rows for people (a table with columns as wide as they need to be), as JSON or as CSV. */
typedef enum listing_kind { LISTING_TEXT, LISTING_NUMBER, LISTING_TIME } listing_kind;
typedef struct listing_column {
	const char *name;    /* in JSON and CSV */
	const char *heading; /* for people; NULL: not shown to them */
	listing_kind kind;
} listing_column;
typedef struct listing {
	const listing_column *columns;
	size_t width;
	const char **cells;
	size_t count, room;
	arena *a;
} listing;
void listing_init(listing *l, const listing_column *columns, size_t width, arena *a);
void listing_add(listing *l, const char *text); /* cell after cell, row after row */
void listing_add_number(listing *l, int64_t number);
void listing_add_digest(listing *l, const unsigned char digest[DIGEST_BYTES]); /* "sha256:..." */
/* JSON: {"store": STORE, "plan": ID, NAME: [rows]}; without "plan" where `id` is NULL. */
void listing_print(buf *out, const listing *l, output format, const char *in_store, const char *id, const char *name);

/* "1 version", "2 versions" */
const char *counted(int64_t count, const char *word, arena *a);

/* "a; b; c and 40 more": as many as are read at a glance. */
typedef struct glance {
	buf text;
	size_t more;
} glance;
void glance_init(glance *g, arena *a);
void glance_add(glance *g, const char *item);
const char *glance_text(const glance *g, arena *a); /* "nothing" when there is none */

/* "spend: 2 rows, +£1.00; risks: 1 row"; money first; "nothing" where nothing differs. */
const char *difference_shown(const plan *before, const plan *after, arena *a);

/* A bar on standard error, on a terminal, when the work lasts over a second; quiet: none.  `what` names what is
 * counted. */
typedef struct bar {
	const char *what;
	bool shows, stands;
	int64_t started_ms, drawn_ms;
	copy_watch watch;
} bar;
void bar_init(bar *b, const char *what, const options *o);
void bar_wipe(bar *b);

#endif
