#ifndef BCF_STORE_TABLES_H
#define BCF_STORE_TABLES_H
/* The tables of a store as store/schema makes them, for what goes through all of it: copies and archives. */

#include "store/connection.h"

#define STORED_COLUMNS_MAX 11
#define STORED_PAGE_ROWS 200
#define STORED_PAGE_BYTES ((int64_t)8 << 20)

typedef struct stored_table {
	const char *name;
	const char *columns[STORED_COLUMNS_MAX]; /* the first is the package */
	value_kind kinds[STORED_COLUMNS_MAX];
	size_t count;
	const char *insert; /* a row of all columns */
	/* Rows of package $1: those whose second column is greater than $2, in its order, at most $3. */
	const char *page;
	const char *sizes;  /* as page, but only about how many bytes each row has; NULL: few */
	const char *number; /* how many rows package $1 has; NULL where nobody asks */
} stored_table;

enum { STORED_SETTINGS, STORED_VERSIONS, STORED_BRANCHES, STORED_EVENTS, STORED_BLOBS, STORED_TABLES };
extern const stored_table stored_tables[STORED_TABLES];
extern const stored_table stored_packages; /* has no page */

/* By package, that of the store itself first. */
int stored_packages_read(sql_answer *out, connection *c, arena *a, err *e);
/* The page behind the one that ended with `last` (its second column; NULL for the first): at most STORED_PAGE_ROWS rows
 * and about STORED_PAGE_BYTES, but always one row; no row at the end. */
int stored_page_read(
	sql_answer *out, connection *c, const stored_table *t, span package, const sql_value *last, arena *a, err *e);

#endif
