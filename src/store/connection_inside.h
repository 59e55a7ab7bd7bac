#ifndef BCF_STORE_CONNECTION_INSIDE_H
#define BCF_STORE_CONNECTION_INSIDE_H
/* What the files connection*.c share: one connection is one of the two engines. */

#include <sqlite3.h>

#include "store/connection.h"
#include "store/wait.h"

typedef struct sqlite_side sqlite_side;
typedef struct postgres_side postgres_side;

struct connection {
	arena *own; /* as long as the connection */
	const char *shown;
	connection_mode mode;
	sqlite_side *sqlite; /* one of these two */
	postgres_side *postgres;
	wait_timer wait;
	bool committed; /* something was: a store that is created is kept */
	bool writing;	/* within a transaction that writes, or that makes the store */
	bool within;	/* a transaction */
};

int sqlite_side_open(connection *c, const char *file, err *e);
void sqlite_side_close(connection *c);
int sqlite_side_run(
	connection *c, const char *sql, const sql_value *in, size_t count, sql_answer *out, arena *a, err *e);
int sqlite_side_script(connection *c, span sql, err *e);
int sqlite_side_begin(connection *c, transaction_kind kind, err *e);
int sqlite_side_commit(connection *c, err *e);
void sqlite_side_rollback(connection *c);
int sqlite_side_has_table(bool *out, connection *c, const char *name, err *e);
int sqlite_side_check(connection *c, arena *a, err *e);
int sqlite_side_check_pages(connection *c, sqlite3 *handle, err *e);
int sqlite_side_failed(connection *c, int code, const char *what, err *e);

int postgres_side_open(connection *c, const char *where, err *e);
void postgres_side_close(connection *c);
int postgres_side_run(
	connection *c, const char *sql, const sql_value *in, size_t count, sql_answer *out, arena *a, err *e);
int postgres_side_script(connection *c, span sql, err *e);
int postgres_side_begin(connection *c, transaction_kind kind, err *e);
int postgres_side_commit(connection *c, err *e);
void postgres_side_rollback(connection *c);
int postgres_side_has_table(bool *out, connection *c, const char *name, err *e);
bool postgres_side_is_lost(const connection *c);
int postgres_side_again(connection *c, err *e);

#endif
