#include "store/connection_inside.h"

#include <arpa/inet.h>
#include <endian.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "store/libpq.h"

#define AGAIN_US 300000 /* between two attempts to reach a server */

/* The types that a statement may take and give (the numbers are PostgreSQL's, and fixed). */
enum { TYPE_BOOL = 16, TYPE_BYTEA = 17, TYPE_BIGINT = 20, TYPE_INTEGER = 23, TYPE_TEXT = 25 };

struct postgres_side {
	const libpq *pq;
	PGconn *server;
	const char *where;
	const char **kept; /* the texts that are prepared; the n-th under the name "s<n>" */
	size_t kept_count, kept_room;
	bool lost;
	bool told; /* the server said something beside its answer */
};

static bool code_is(const char *code, const char *beginning)
{
	return strncmp(code, beginning, strlen(beginning)) == 0;
}

/* The server's words without "ERROR:" before and a line break behind them. */
static const char *words_of(arena *a, const char *said)
{
	span all = span_of(said), line = span_trim(span_cut(&all, '\n'));
	size_t at;

	if (span_find(line, "ERROR:", &at) || span_find(line, "FATAL:", &at))
		line = span_trim((span){line.at + at + 6, line.len - at - 6});
	return arena_text(a, line);
}

/* What an SQLSTATE means to somebody who keeps plans. */
static int said(connection *c, const char *code, const char *message, err *e)
{
	postgres_side *p = c->postgres;
	const char *words = words_of(e->owner, message), *saved = c->writing ? ", nothing was saved" : "";

	if (code_is(code, "55P03") || code_is(code, "40001") || code_is(code, "40P01") || code_is(code, "57014"))
		return err_add(e, ERR_BUSY, c->shown,
			"busy, nothing was saved: other programs kept the store (%s); try again", words);
	if (code_is(code, "53300"))
		return err_add(e, ERR_BUSY, c->shown,
			"busy, nothing was saved: the server has no connection free (%s); try again", words);
	if (code_is(code, "25006") && c->writing && c->mode != CONNECTION_INSPECT) {
		p->lost = true; /* it is a standby now: another one accepts writing */
		return err_add(e, ERR_IO, c->shown, "the server accepts no writing, nothing was saved (%s)", words);
	}
	if (code_is(code, "53100"))
		return err_add(e, ERR_IO, c->shown, "the server's disk is full%s (%s): make room on it", saved, words);
	if (code_is(code, "42501"))
		return err_add(e, ERR_IO, c->shown, "the database user may not do this%s (%s): ask who runs the server",
			saved, words);
	if (code_is(code, "42P01") || code_is(code, "42703"))
		return err_add(e, ERR_PARSE, c->shown, "holds no whole store%s (%s)", saved, words);
	if (code_is(code, "XX001") || code_is(code, "XX002"))
		return err_add(e, ERR_PARSE, c->shown,
			"damaged, as the server says (%s)%s; restore the store from a backup", words, saved);
	if (code_is(code, "54"))
		return err_add(e, ERR_LIMIT, c->shown, "is more than the server takes%s (%s)", saved, words);
	return err_add(e, code_is(code, "53") || code_is(code, "58") ? ERR_IO : ERR_INTERNAL, c->shown,
		"the server refused%s (%s, %s)", saved, words, code);
}

static int failed(connection *c, const PGresult *r, err *e)
{
	postgres_side *p = c->postgres;
	const char *code = r ? p->pq->PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
	const char *message = r ? p->pq->PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;

	/* Without a code of the server's the library says that it has no server. */
	if (p->lost || !code || code_is(code, "57P") || code_is(code, "08") ||
		p->pq->PQstatus(p->server) == CONNECTION_BAD) {
		p->lost = true;
		return err_add(e, ERR_IO, c->shown, "the connection to the server broke%s (%s)",
			c->writing ? ": what was being saved may not be" : "",
			words_of(e->owner, message ? message : p->pq->PQerrorMessage(p->server)));
	}
	return said(c, code, message ? message : "", e);
}

/* Runs what gives no rows that matter. */
static int plain(connection *c, const char *sql, err *e)
{
	postgres_side *p = c->postgres;
	PGresult *r = p->pq->PQexec(p->server, sql);
	ExecStatusType status = p->pq->PQresultStatus(r);
	int rc = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? 0 : failed(c, r, e);

	p->pq->PQclear(r);
	return rc;
}

static void note_told(void *context, const char *message)
{
	(void)message;
	((postgres_side *)context)->told = true;
}

/* What the session needs, whatever the server or the user has set: a commit that is acknowledged is on disk, and on the
 * standby where there is one.  A statement waits no longer than wait_all_ms for a lock; a commit waits for a standby
 * that is missing without end, since giving up would not undo it (docs/operate.md says what to do then). */
static int set_up(connection *c, err *e)
{
	int ms = wait_all_ms() > 0 ? wait_all_ms() : 1;

	return plain(c,
		arena_printf(c->own,
			"SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN "
			"'remote_apply' THEN 'remote_apply' ELSE 'on' END, false), set_config('lock_timeout', '%d', "
			"false), set_config('client_encoding', 'UTF8', false), set_config('bytea_output', 'hex', "
			"false), "
			"set_config('statement_timeout', '0', false), set_config('client_min_messages', 'warning', "
			"false), "
			"set_config('default_transaction_read_only', '%s', false)",
			ms, c->mode == CONNECTION_INSPECT ? "on" : "off"),
		e);
}

static const char *on_one_line(arena *a, const char *words)
{
	char *line = arena_text(a, span_trim(span_of(words)));

	for (char *at = line; *at; at++)
		if (*at == '\n' || *at == '\t')
			*at = ' ';
	return line;
}

/* One attempt.  What the connection string says itself comes behind and so counts. */
static int connect_once(connection *c, err *e)
{
	postgres_side *p = c->postgres;
	const char *const names[] = {"fallback_application_name", "connect_timeout", "target_session_attrs",
		"tcp_user_timeout", "keepalives_idle", "keepalives_interval", "keepalives_count", "dbname", NULL};
	const char *const values[] = {"bcf", "3", c->mode == CONNECTION_INSPECT ? "any" : "read-write", "10000", "5",
		"2", "3", p->where, NULL};
	int rc;

	p->server = p->pq->PQconnectdbParams(names, values, 1);
	p->kept_count = 0;
	p->lost = false;
	if (p->pq->PQstatus(p->server) == CONNECTION_OK) {
		p->pq->PQsetNoticeProcessor(p->server, note_told, p);
		if (!(rc = set_up(c, e)))
			return 0;
	} else {
		rc = err_add(e, ERR_IO, c->shown, "no connection to the server: %s",
			on_one_line(e->owner, p->pq->PQerrorMessage(p->server)));
	}
	p->pq->PQfinish(p->server);
	p->server = NULL;
	p->lost = true;
	return rc;
}

/* The library's own words for a string that it cannot read may hold the password. */
static int check_name(connection *c, err *e)
{
	postgres_side *p = c->postgres;
	PQconninfoOption *parts;
	char *words = NULL;

	parts = p->pq->PQconninfoParse(p->where, &words);
	if (words)
		p->pq->PQfreemem(words);
	if (!parts)
		return err_add(e, ERR_USAGE, c->shown,
			"is not a connection string: write postgresql://USER@HOST:PORT/DATABASE, and %%40 for an @ in "
			"a "
			"password");
	p->pq->PQconninfoFree(parts);
	return 0;
}

/* A new store wants a database without one, that keeps text as UTF-8. */
static int check_new(connection *c, err *e)
{
	postgres_side *p = c->postgres;
	const char *encoding = p->pq->PQparameterStatus(p->server, "server_encoding");
	bool there = false;
	int rc = postgres_side_has_table(&there, c, "packages", e);

	if (!rc && !there)
		rc = postgres_side_has_table(&there, c, "settings", e);
	if (rc)
		return rc;
	if (there)
		return err_add(e, ERR_USAGE, c->shown, "holds a store already; name another database");
	if (encoding && strcmp(encoding, "UTF8") != 0)
		return err_add(e, ERR_USAGE, c->shown,
			"the database keeps text as %s; make one with ENCODING 'UTF8' for the store", encoding);
	return 0;
}

int postgres_side_open(connection *c, const char *where, err *e)
{
	postgres_side *p = c->postgres = arena_alloc(c->own, sizeof *p);
	int rc;

	p->where = arena_text(c->own, span_of(where));
	if ((rc = libpq_load(&p->pq, c->shown, e)) || (rc = check_name(c, e)) || (rc = connect_once(c, e)))
		return rc;
	if (c->mode == CONNECTION_CREATE)
		rc = check_new(c, e);
	if (rc)
		postgres_side_close(c);
	return rc;
}

void postgres_side_close(connection *c)
{
	postgres_side *p = c->postgres;

	if (p->server)
		p->pq->PQfinish(p->server);
	p->server = NULL;
}

/* ---- statements ---- */

static int not_connected(connection *c, err *e)
{
	return err_add(e, ERR_IO, c->shown, "the connection to the server is broken");
}

static int prepared(char name[24], connection *c, const char *sql, const sql_value *in, size_t count, err *e)
{
	static const Oid types[] = {
		[VALUE_NULL] = 0, [VALUE_INTEGER] = TYPE_BIGINT, [VALUE_TEXT] = TYPE_TEXT, [VALUE_BYTES] = TYPE_BYTEA};
	postgres_side *p = c->postgres;
	Oid wanted[PARAMETERS_MAX];
	PGresult *r;
	size_t i;
	int rc = 0;

	for (i = 0; i < p->kept_count && p->kept[i] != sql; i++)
		;
	snprintf(name, 24, "s%zu", i);
	if (i < p->kept_count)
		return 0;
	for (size_t k = 0; k < count; k++)
		wanted[k] = types[in[k].kind];
	r = p->pq->PQprepare(p->server, name, sql, (int)count, wanted);
	if (p->pq->PQresultStatus(r) != PGRES_COMMAND_OK)
		rc = failed(c, r, e);
	p->pq->PQclear(r);
	if (rc)
		return rc;
	p->kept = arena_grow(c->own, p->kept, &p->kept_room, p->kept_count + 1, sizeof *p->kept);
	p->kept[p->kept_count++] = sql;
	return 0;
}

static int value_at(sql_value *out, connection *c, const PGresult *r, int row, int index, arena *a, err *e)
{
	const libpq *pq = c->postgres->pq;
	const char *at = pq->PQgetvalue(r, row, index);
	span bytes = {at, (size_t)pq->PQgetlength(r, row, index)};
	uint64_t number;
	uint32_t half;

	if (pq->PQgetisnull(r, row, index)) {
		*out = (sql_value){.kind = VALUE_NULL};
		return 0;
	}
	switch (pq->PQftype(r, index)) {
	case TYPE_BIGINT:
		memcpy(&number, at, sizeof number);
		*out = INTEGER_VALUE((int64_t)be64toh(number));
		return 0;
	case TYPE_INTEGER:
		memcpy(&half, at, sizeof half);
		*out = INTEGER_VALUE((int32_t)ntohl(half));
		return 0;
	case TYPE_BOOL:
		*out = INTEGER_VALUE(*at);
		return 0;
	case TYPE_BYTEA:
		*out = BYTES_VALUE(arena_span(a, bytes));
		return 0;
	case TYPE_TEXT:
		*out = TEXT_VALUE(arena_span(a, bytes));
		return 0;
	default:
		return err_add(e, ERR_INTERNAL, c->shown,
			"a statement gives a value of PostgreSQL's type %u: CAST it to BIGINT, TEXT or BYTEA",
			pq->PQftype(r, index));
	}
}

static int take(sql_answer *out, connection *c, PGresult *r, arena *a, err *e)
{
	const libpq *pq = c->postgres->pq;
	sql_answer answer = {.rows = (size_t)pq->PQntuples(r), .columns = (size_t)pq->PQnfields(r)};
	const char *touched = pq->PQcmdTuples(r);
	int rc = 0;

	answer.values = arena_array(a, answer.rows * answer.columns, sizeof *answer.values);
	for (size_t i = 0; i < answer.rows * answer.columns && !rc; i++)
		rc = value_at(&answer.values[i], c, r, (int)(i / answer.columns), (int)(i % answer.columns), a, e);
	if (rc)
		return rc;
	if (!code_is(pq->PQcmdStatus(r), "SELECT"))
		answer.changed = strtoll(touched, NULL, 10);
	*out = answer;
	return 0;
}

int postgres_side_run(
	connection *c, const char *sql, const sql_value *in, size_t count, sql_answer *out, arena *a, err *e)
{
	postgres_side *p = c->postgres;
	const char *values[PARAMETERS_MAX];
	char name[24];
	uint64_t numbers[PARAMETERS_MAX];
	int lengths[PARAMETERS_MAX], formats[PARAMETERS_MAX], rc;
	PGresult *r;
	ExecStatusType status;

	if (!p->server)
		return not_connected(c, e);
	for (size_t i = 0; i < count; i++) {
		if (in[i].bytes.len > INT_MAX)
			return err_add(e, ERR_LIMIT, c->shown, "a value is longer than a store can hold");
		formats[i] = 1;
		lengths[i] = in[i].kind == VALUE_INTEGER ? 8 : (int)in[i].bytes.len;
		numbers[i] = htobe64((uint64_t)in[i].integer);
		values[i] = in[i].kind == VALUE_NULL	  ? NULL
			    : in[i].kind == VALUE_INTEGER ? (const char *)&numbers[i]
			    : in[i].bytes.at		  ? in[i].bytes.at
							  : "";
	}
	if ((rc = prepared(name, c, sql, in, count, e)))
		return rc;
	r = p->pq->PQexecPrepared(p->server, name, (int)count, values, lengths, formats, 1);
	status = p->pq->PQresultStatus(r);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		rc = failed(c, r, e);
	else if (out)
		rc = take(out, c, r, a, e);
	p->pq->PQclear(r);
	return rc;
}

/* The text columns of a table are ordered by bytes, as in SQLite, whatever the database's language is. */
static const char *with_byte_order(arena *a, span sql)
{
	buf out;
	size_t at;

	buf_init(&out, a);
	while (span_find(sql, " TEXT", &at)) {
		size_t end = at + 5;
		bool whole = end == sql.len || strchr(" ,)\n\t", sql.at[end]);

		buf_add(&out, (span){sql.at, end});
		if (whole)
			buf_text(&out, " COLLATE \"C\"");
		sql = (span){sql.at + end, sql.len - end};
	}
	buf_add(&out, sql);
	return arena_text(a, buf_span(&out));
}

int postgres_side_script(connection *c, span sql, err *e)
{
	return c->postgres->server ? plain(c, with_byte_order(c->own, sql), e) : not_connected(c, e);
}

int postgres_side_has_table(bool *out, connection *c, const char *name, err *e)
{
	static const char find[] = "SELECT CAST(count(*) AS BIGINT) FROM pg_catalog.pg_class WHERE relname = $1 "
				   "AND relkind IN ('r', 'p') AND pg_catalog.pg_table_is_visible(oid)";
	sql_answer answer;
	int rc = postgres_side_run(c, find, &TEXT_VALUE(span_of(name)), 1, &answer, c->own, e);

	if (!rc)
		*out = answer.values[0].integer > 0;
	return rc;
}

/* ---- transactions ---- */

int postgres_side_begin(connection *c, transaction_kind kind, err *e)
{
	if (!c->postgres->server)
		return not_connected(c, e);
	return plain(c,
		kind == TRANSACTION_WRITE ? "BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE"
					  : "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
		e);
}

int postgres_side_commit(connection *c, err *e)
{
	postgres_side *p = c->postgres;
	PGresult *r;
	int rc = 0;

	if (!p->server)
		return not_connected(c, e);
	p->told = false;
	r = p->pq->PQexec(p->server, "COMMIT");
	if (p->pq->PQresultStatus(r) != PGRES_COMMAND_OK)
		rc = failed(c, r, e);
	else if (strcmp(p->pq->PQcmdStatus(r), "COMMIT") != 0) /* a statement failed before: the server undid all */
		rc = err_add(e, ERR_INTERNAL, c->shown, "the server undid the transaction, nothing was saved");
	else if (p->told) { /* the wait for the standby was cut short: it is on this server, and may be on no other */
		p->lost = true;
		rc = err_add(e, ERR_IO, c->shown, "the standby did not confirm what was being saved");
	}
	p->pq->PQclear(r);
	return rc;
}

void postgres_side_rollback(connection *c)
{
	postgres_side *p = c->postgres;

	if (p->server && !p->lost && p->pq->PQtransactionStatus(p->server) != PQTRANS_IDLE)
		p->pq->PQclear(p->pq->PQexec(p->server, "ROLLBACK"));
}

bool postgres_side_is_lost(const connection *c)
{
	return c->postgres->lost;
}

int postgres_side_again(connection *c, err *e)
{
	postgres_side *p = c->postgres;
	arena_mark mark = arena_now(c->own);
	err attempt;
	int rc;

	postgres_side_close(c);
	wait_begin(&c->wait, wait_all_ms());
	for (;;) {
		err_init(&attempt, c->own);
		if (!(rc = connect_once(c, &attempt)))
			return 0;
		if (!wait_moment(&c->wait, AGAIN_US))
			break;
		arena_back(c->own, mark);
	}
	p->lost = true;
	return err_add(
		e, rc, c->shown, "no server that accepts writing answered within 10 seconds: %s", attempt.first->text);
}
