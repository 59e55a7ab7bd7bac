#ifndef BCF_STORE_CONNECTION_H
#define BCF_STORE_CONNECTION_H
/* One connection to the database of a store, SQLite or PostgreSQL, behind one set of calls.  Nothing here knows what a
 * plan is.
 *
 * SQL is written once for both: parameters are $1, $2 ... and each may stand several times; types are TEXT, BIGINT and
 * BYTEA; ON CONFLICT and RETURNING are there; no functions of either engine, no clock.  Texts of SQL are constants of
 * the program: a prepared statement is kept for each, by its address.  A text is UTF-8 without NUL bytes, and ordered
 * by its bytes on both engines (connection_script sees to that); sums and the like are CAST(... AS BIGINT).
 *
 * SQLite: WAL, synchronous=FULL, secure_delete, a checksum on every page (store/page_sum.h), and never a memory map.
 * PostgreSQL: libpq, which is loaded when the first such store is named: linked, it and what it brings (OpenSSL, LDAP,
 * Kerberos) would make every start of the program 3 ms longer, five times as long.  synchronous_commit is on.
 *
 * A connection belongs to one thread.  Values of an answer live in the arena that was handed in.
 *
 * Failures: ERR_BUSY when other writers kept the store for 10 seconds ("busy, nothing was saved"); ERR_IO when the
 * disk, the server or the file does not do its part, with its own words; ERR_PARSE when the file is no store or
 * damaged. */

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

typedef struct connection connection;

typedef enum value_kind { VALUE_NULL, VALUE_INTEGER, VALUE_TEXT, VALUE_BYTES } value_kind;
typedef struct sql_value {
	value_kind kind;
	int64_t integer;
	span bytes; /* of a text or bytes */
} sql_value;

#define INTEGER_VALUE(n) ((sql_value){.kind = VALUE_INTEGER, .integer = (n)})
#define TEXT_VALUE(s) ((sql_value){.kind = VALUE_TEXT, .bytes = (s)})
#define BYTES_VALUE(s) ((sql_value){.kind = VALUE_BYTES, .bytes = (s)})

typedef struct sql_answer {
	sql_value *values; /* rows x columns */
	size_t rows, columns;
	int64_t changed; /* rows that an INSERT, UPDATE or DELETE touched */
} sql_answer;

/* Is `where` a store's name: sqlite:FILE, a name ending in .db, or postgresql://... (postgres://...)? */
bool connection_is_name(span where);

typedef enum connection_mode {
	CONNECTION_OPEN,    /* what is there; a file that is not there is ERR_USAGE */
	CONNECTION_CREATE,  /* a new file, or an empty database; one that holds a store already is ERR_USAGE */
	CONNECTION_INSPECT, /* what is there, changing nothing, also when the file may not be written */
} connection_mode;

/* Tables are made by store/migrations.h, not here.  In a message a password within `where` is never shown.  An SQLite
 * file that was created is removed by connection_close when nothing was committed to it. */
int connection_open(connection **out, const char *where, connection_mode mode, err *e);
void connection_close(connection *c); /* NULL is allowed; what is not committed is undone */

const char *connection_shown(const connection *c); /* for messages: the name without a password */
bool connection_is_sqlite(const connection *c);

/* Runs one statement of at most 40 parameters.  `out` may be NULL.  A SELECT outside a transaction, and the beginning
 * of a transaction for reading, connect again once when the server went away: a store may stay open for days. */
#define PARAMETERS_MAX 40
int connection_run(
	connection *c, const char *sql, const sql_value *in, size_t count, sql_answer *out, arena *a, err *e);
/* Several statements of a migration, parted by semicolons, without parameters. */
int connection_script(connection *c, span sql, err *e);
int connection_has_table(bool *out, connection *c, const char *name, err *e);

/* A transaction: for writing it is the only one at a time in an SQLite file; in PostgreSQL rows are locked as they are
 * changed.  For reading it sees one state of the store throughout. */
typedef enum transaction_kind { TRANSACTION_READ, TRANSACTION_WRITE } transaction_kind;
int connection_begin(connection *c, transaction_kind kind, err *e);
int connection_commit(connection *c, err *e); /* 0: durable.  On failure nothing is, unless connection_is_lost. */
void connection_rollback(connection *c);

/* The server went away; whether a commit under way was kept is not known.  connection_again waits for a server that
 * accepts writing (the connection string may name several), for 10 seconds in all, and the last attempt's 3 seconds for
 * each server that does not answer. */
bool connection_is_lost(const connection *c);
int connection_again(connection *c, err *e);

/* SQLite: its own integrity check and the sum of every page; PostgreSQL: nothing.  ERR_PARSE names the page. */
int connection_check(connection *c, arena *a, err *e);

const sql_value *answer_value(const sql_answer *r, size_t row, size_t index);

#endif
