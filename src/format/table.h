#ifndef BCF_FORMAT_TABLE_H
#define BCF_FORMAT_TABLE_H
/* A keyed table of typed columns: declared as data, read from CSV or JSON, written canonically.
 *
 * A value is its canonical text, always: reading turns "£1,234.5" into "1234.50" and refuses what is no amount.  Empty
 * text is blank (not yet known); "[z]" not applicable, "[c]" suppressed and "[x]" not available may stand in any column
 * but a key. Every cell keeps the offset at which it stood in its file. */

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "format/csv.h"
#include "format/digest.h"
#include "format/json_in.h"
#include "format/place.h"

typedef enum value_type {
	TYPE_TEXT,    /* UTF-8 in NFC, no trailing spaces on a line or at the end, LF */
	TYPE_AMOUNT,  /* pounds, "-1234.50" */
	TYPE_DECIMAL, /* canonical, no trailing zeros */
	TYPE_COUNT,   /* whole, >= 0 */
	TYPE_DATE,    /* "2019-03-31" */
	TYPE_PERIOD,  /* base/date.h */
	TYPE_RATIO,   /* exact, "1/2" */
	TYPE_LIST,    /* parted by "; ", in the writer's order */
} value_type;

const char *type_name(value_type t); /* "text", "amount", ... */

/* An opaque key names nothing outside the plan: a line, a risk, a statement.  It is the first key of its table, and two
 * rows that are not the same may be told apart by giving one another (plan/merge.h). */
enum { COLUMN_KEY = 1, COLUMN_RECORD = 2, COLUMN_OPAQUE = 4 };

typedef struct column {
	const char *name;
	value_type type;
	unsigned flags;
	const char *words; /* closed list "draft, agreed", or "@list" for a list of the pack, or NULL */
	const char
		*refers; /* "schemes.scheme", or "policy_sources.source" for the pack, or NULL; a list refers by item */
	const char *help; /* NULL where the name says it all */
} column;

typedef struct table {
	const char *name, *title, *help;
	unsigned flags;	       /* COLUMN_RECORD: the whole table is record */
	const char *record_by; /* a row in which this column is not blank is record; NULL for most */
	const column *columns;
	size_t count;
	bool one_row; /* the table describes the package itself */
} table;

typedef struct rows {
	const table *of;
	cell *cells; /* count x of->count, row by row, sorted by key */
	size_t count, room;
	origin from;
	/* Of rows_read_stored: the digest of from.text, which is never changed.  NULL otherwise.  What still points
	 * into that text as it was read need not be printed and digested again. */
	const unsigned char *stored;
	const digest_trail *trail; /* of that digest; NULL: not kept */
} rows;

size_t table_column(const table *t, span name); /* index, or SIZE_MAX */
cell *rows_row(const rows *r, size_t index);
cell *rows_cell(const rows *r, size_t index, const char *name); /* NULL when there is no such column */
bool cell_is_mark(cell c);					/* [z], [c] or [x] */
span cell_span(cell c);

/* Turns *c into canonical text of the column's type; false and a sentence in *why (static or in the arena) when it is
 * none. */
bool cell_canonical(cell *c, const column *k, arena *a, const char **why);

/* Reads a whole table.  Every fault of the file becomes a message (unknown column with the nearest name, a row of the
 * wrong width, a value of the wrong type, a duplicate or blank key); on any of them the result is negative and *out
 * untouched. `text` may be changed in place and must stay.  CSV: first record is the header.  JSON: an array of objects
 * whose values are text. */
int rows_read_csv(rows *out, const table *t, char *text, size_t len, const char *shown, arena *a, err *e);
int rows_read_json(rows *out, const table *t, const json *list, origin from, arena *a, err *e);

/* Reads what rows_print wrote, knowing that it did: `digest`, which stays, was checked.  The cells are split and
 * nothing else is looked at.  ERR_PARSE for a column that this program does not know. */
int rows_read_stored(rows *out, const table *t, char *text, size_t len, const unsigned char *digest, const char *shown,
	arena *a, err *e);

/* Appends a row of blanks and returns it; the caller fills it and calls rows_sort at the end. */
cell *rows_add(rows *r, arena *a);
/* Sorts by key, fields compared as bytes.  Returns the index of a row whose key equals the one before it, or SIZE_MAX.
 */
size_t rows_sort(rows *r, arena *a);
int rows_compare_keys(const table *t, const cell *a, const cell *b);

/* Canonical CSV: header of the columns that are not blank in every row, in schema order.  With plan_only, record
 * columns and rows are left out first, and rows that then hold nothing but their key.  Nothing is added when no row
 * remains. */
void rows_print(buf *out, const rows *r, bool plan_only);
/* The same as a text: lives in the arena, or is a part of from.text. */
span rows_text(const rows *r, bool plan_only, arena *a);
/* Is this, of rows_text, all of the text that rows_read_stored read? */
bool rows_text_is_stored(const rows *r, span text);
/* Does it print the same with plan_only and without? */
bool rows_all_plan(const rows *r);

#endif
