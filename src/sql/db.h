#ifndef BCF_SQL_DB_H
#define BCF_SQL_DB_H
/* One in-memory SQLite database of one thread, and the sandbox in which a policy pack's SQL is prepared.
 *
 * A rule may only read: its SQL is one SELECT, prepared under an authorizer that allows reading, recursion and a list
 * of functions.  What writes, attaches, loads, reads the clock, or could make a number that is not an integer is
 * refused when it is prepared.  A rule that runs for more than RULE_STEPS_MAX virtual-machine steps is stopped: steps,
 * not seconds, so that the same plan gives the same findings on a slow machine. */

#include <sqlite3.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"

typedef struct db db;

int db_open(db **out, err *e);
void db_close(db *d); /* NULL is allowed; finalises what was prepared on it */

sqlite3 *db_handle(db *d);

/* Trusted SQL of our own. A failure is ERR_INTERNAL. */
int db_run(db *d, const char *sql, err *e);
/* A second database in memory, addressed as `name`. */
int db_attach(db *d, const char *name, err *e);
int db_prepare(db *d, sqlite3_stmt **out, const char *sql, err *e);

/* A rule's SQL.  `shown` is the file and `first_line` the line at which `sql` begins: a fault names the line. ERR_RULE.
 */
int db_prepare_rule(db *d, sqlite3_stmt **out, span sql, const char *shown, int first_line, err *e);
/* 1: a row; 0: done; negative: stopped or failed (a message was added).  The first step of a run sets the counter back.
 */
int db_step_rule(db *d, sqlite3_stmt *s, bool first, const char *shown, err *e);

/* The functions of docs/policy-packs.md. `holidays` (sorted) must stay as long as the database. */
int functions_install(db *d, const day *holidays, size_t count, err *e);

#endif
