#include "sql/db.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

#define STEPS_A_CALL 10000

struct db {
	sqlite3 *handle;
	bool in_rule;	     /* the authorizer is strict */
	int64_t steps;	     /* used by the rule that runs */
	const char *refused; /* what the authorizer refused last */
	char refused_name[80];
};

static const char *const allowed_functions[] = {
	/* ours */
	"rate",
	"percent",
	"round_half_away",
	"whole",
	"agrees",
	"portion",
	"days",
	"working_day",
	"words",
	"items",
	"has",
	"prior",
	"starts",
	"ends",
	/* SQLite's, that neither read the clock nor make REAL from integers */
	"abs",
	"coalesce",
	"ifnull",
	"nullif",
	"iif",
	"min",
	"max",
	"sum",
	"count",
	"group_concat",
	"json_group_array",
	"json_array",
	"json_object",
	"json_each",
	"json_extract",
	"json_array_length",
	"length",
	"lower",
	"upper",
	"substr",
	"substring",
	"instr",
	"replace",
	"trim",
	"ltrim",
	"rtrim",
	"like",
	"glob",
	"printf",
	"format",
	"typeof",
	"char",
	"unicode",
	"quote",
	"row_number",
	"rank",
	"dense_rank",
	"lag",
	"lead",
	"first_value",
	"last_value",
	"nth_value",
	"ntile",
	"likely",
	"unlikely",
};

static bool function_allowed(const char *name)
{
	for (size_t i = 0; i < sizeof allowed_functions / sizeof *allowed_functions; i++)
		if (!sqlite3_stricmp(name, allowed_functions[i]))
			return true;
	return false;
}

static int refuse(db *d, const char *what, const char *name)
{
	d->refused = what;
	sqlite3_snprintf(sizeof d->refused_name, d->refused_name, "%s", name ? name : "");
	return SQLITE_DENY;
}

static int authorize(void *context, int action, const char *a, const char *b, const char *c, const char *trigger)
{
	db *d = context;
	(void)c, (void)trigger;
	if (!d->in_rule)
		return SQLITE_OK;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_READ:
		return a && !sqlite3_strnicmp(a, "sqlite_", 7) ? refuse(d, "reads SQLite's own tables", a) : SQLITE_OK;
	case SQLITE_FUNCTION:
		return function_allowed(b) ? SQLITE_OK : refuse(d, "calls a function that rules may not call:", b);
	case SQLITE_ATTACH:
	case SQLITE_DETACH:
		return refuse(d, "attaches a database", NULL);
	case SQLITE_PRAGMA:
		return refuse(d, "sets a pragma", NULL);
	default:
		return refuse(d, "does something other than reading; a rule is one SELECT", NULL);
	}
}

static int count_steps(void *context)
{
	db *d = context;
	d->steps += STEPS_A_CALL;
	return d->steps > RULE_STEPS_MAX;
}

/* One connection a thread, no shared counters: SQLite then needs no locks of its own. */
static void configure_once(void)
{
	sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_initialize();
}

int db_open(db **out, err *e)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, configure_once);
	db *d = calloc(1, sizeof *d);
	if (!d)
		abort();
	if (sqlite3_open_v2(":memory:", &d->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
		    NULL) != SQLITE_OK) {
		int rc =
			err_add(e, ERR_INTERNAL, "", "cannot open a database in memory: %s", sqlite3_errmsg(d->handle));
		db_close(d);
		return rc;
	}
	int off = 0;
	sqlite3_db_config(d->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, &off);
	sqlite3_db_config(d->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, &off);
	sqlite3_db_config(d->handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, &off);
	sqlite3_limit(d->handle, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_limit(d->handle, SQLITE_LIMIT_SQL_LENGTH, 100000);
	sqlite3_limit(d->handle, SQLITE_LIMIT_LENGTH, 64000000);
	sqlite3_set_authorizer(d->handle, authorize, d);
	sqlite3_progress_handler(d->handle, STEPS_A_CALL, count_steps, d);
	/* json_each declares itself when it is first used, which the authorizer would refuse within a rule. */
	int rc = db_run(d, "SELECT 1 FROM json_each('[]')", e);
	if (rc) {
		db_close(d);
		return rc;
	}
	*out = d;
	return 0;
}

void db_close(db *d)
{
	if (!d)
		return;
	for (sqlite3_stmt *s; d->handle && (s = sqlite3_next_stmt(d->handle, NULL));)
		sqlite3_finalize(s);
	sqlite3_close(d->handle);
	free(d);
}

sqlite3 *db_handle(db *d)
{
	return d->handle;
}

int db_run(db *d, const char *sql, err *e)
{
	d->steps = INT64_MIN / 2;
	if (sqlite3_exec(d->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
		return 0;
	return err_add(e, ERR_INTERNAL, "", "%s in: %.200s", sqlite3_errmsg(d->handle), sql);
}

int db_prepare(db *d, sqlite3_stmt **out, const char *sql, err *e)
{
	if (sqlite3_prepare_v3(d->handle, sql, -1, 0, out, NULL) == SQLITE_OK)
		return 0;
	return err_add(e, ERR_INTERNAL, "", "%s in: %.200s", sqlite3_errmsg(d->handle), sql);
}

int db_attach(db *d, const char *name, err *e)
{
	sqlite3_limit(d->handle, SQLITE_LIMIT_ATTACHED, 1);
	int rc = db_run(d, arena_printf(e->owner, "ATTACH ':memory:' AS %s", name), e);
	sqlite3_limit(d->handle, SQLITE_LIMIT_ATTACHED, 0);
	return rc;
}

/* ---- rules ---- */

static int line_of(span sql, size_t offset, int first_line)
{
	for (size_t i = 0; i < offset && i < sql.len; i++)
		first_line += sql.at[i] == '\n';
	return first_line;
}

/* Offset of a number written with a decimal point or an exponent, outside quotes and comments; SIZE_MAX when there is
 * none. */
static size_t find_real(span sql)
{
	for (size_t i = 0; i < sql.len; i++) {
		char c = sql.at[i];
		if (c == '\'' || c == '"') {
			for (i++; i < sql.len && sql.at[i] != c; i++)
				;
		} else if (c == '-' && i + 1 < sql.len && sql.at[i + 1] == '-') {
			while (i < sql.len && sql.at[i] != '\n')
				i++;
		} else if (c >= '0' && c <= '9') {
			size_t start = i;
			bool named = i && (sql.at[i - 1] == '_' ||
						  ((sql.at[i - 1] | 32) >= 'a' && (sql.at[i - 1] | 32) <= 'z' &&
							  sql.at[i - 1] >= 'A'));
			while (i + 1 < sql.len && sql.at[i + 1] >= '0' && sql.at[i + 1] <= '9')
				i++;
			char next = i + 1 < sql.len ? sql.at[i + 1] : ' ';
			if (!named && (next == '.' || next == 'e' || next == 'E'))
				return start;
		} else if (c == '.' && i + 1 < sql.len && sql.at[i + 1] >= '0' && sql.at[i + 1] <= '9') {
			return i;
		}
	}
	return SIZE_MAX;
}

static int say(err *e, const char *shown, int line, const char *text, const char *name)
{
	char where[400];
	sqlite3_snprintf(sizeof where, where, "%s:%d", shown, line);
	return err_add(e, ERR_RULE, where, "%s%s%s", text, name && *name ? " " : "", name ? name : "");
}

int db_prepare_rule(db *d, sqlite3_stmt **out, span sql, const char *shown, int first_line, err *e)
{
	sqlite3_stmt *s = NULL;
	const char *rest = NULL;
	size_t real = find_real(sql);

	if (real != SIZE_MAX)
		return say(e, shown, line_of(sql, real, first_line),
			"a number with a decimal point; every number in a rule is a whole one (pence, or millionths)",
			NULL);
	d->refused = NULL;
	d->in_rule = true;
	int rc = sqlite3_prepare_v3(d->handle, sql.at, (int)sql.len, 0, &s, &rest);
	d->in_rule = false;
	if (rc != SQLITE_OK && d->refused)
		return say(e, shown, first_line, arena_printf(e->owner, "the query %s", d->refused), d->refused_name);
	if (rc != SQLITE_OK) {
		int at = sqlite3_error_offset(d->handle);
		return say(e, shown, line_of(sql, at < 0 ? 0 : (size_t)at, first_line),
			arena_printf(e->owner, "SQL error: %s", sqlite3_errmsg(d->handle)), NULL);
	}
	span left = span_trim((span){rest, sql.len - (size_t)(rest - sql.at)});
	if (!s || left.len || !sqlite3_stmt_readonly(s) || sqlite3_stmt_isexplain(s) || sqlite3_column_count(s) == 0) {
		sqlite3_finalize(s);
		return say(e, shown, s ? line_of(sql, (size_t)(rest - sql.at), first_line) : first_line,
			s ? "more than one statement, or one that gives no rows; a rule is one SELECT"
			  : "there is no query",
			NULL);
	}
	*out = s;
	return 0;
}

int db_step_rule(db *d, sqlite3_stmt *s, bool first, const char *shown, err *e)
{
	if (first)
		d->steps = 0;
	int rc = sqlite3_step(s);
	for (int i = 0; rc == SQLITE_ROW && i < sqlite3_column_count(s); i++)
		if (sqlite3_column_type(s, i) == SQLITE_FLOAT)
			return err_add(e, ERR_RULE, shown, "the query gave a number that is not whole, in column '%s'",
				sqlite3_column_name(s, i));
	if (rc == SQLITE_ROW)
		return 1;
	d->steps = INT64_MIN / 2; /* what comes next is our own and is not counted */
	if (rc == SQLITE_DONE)
		return 0;
	if (rc == SQLITE_INTERRUPT)
		return err_add(
			e, ERR_RULE, shown, "the query was stopped after %d steps; it may never end", RULE_STEPS_MAX);
	return err_add(e, ERR_RULE, shown, "the query failed: %s", sqlite3_errmsg(d->handle));
}
