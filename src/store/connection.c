#include "store/connection.h"

#include <string.h>

#include "base/buf.h"
#include "format/utf8.h"
#include "store/connection_inside.h"

static bool is_postgres(span where)
{
	return span_starts(where, "postgresql://") || span_starts(where, "postgres://");
}

bool connection_is_name(span where)
{
	return span_starts(where, "sqlite:") || is_postgres(where) ||
	       (where.len > 3 && span_is((span){where.at + where.len - 3, 3}, ".db"));
}

/* Of what follows the ? only that which is no secret. */
static void add_parameters(buf *out, span query)
{
	static const char *const shown[] = {"host=", "port=", "dbname=", "user=", "target_session_attrs="};
	char mark = '?';

	while (query.len > 0) {
		span one = span_cut(&query, '&');

		for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
			if (span_starts(one, shown[i])) {
				buf_char(out, mark);
				buf_add(out, one);
				mark = '&';
			}
	}
}

/* A password stands between the first colon and an @; it may hold an @ or a / that nobody escaped, so what is hidden
 * goes up to the last one. */
static const char *without_password(arena *a, span where)
{
	buf out;
	size_t start = span_starts(where, "postgresql://") ? 13 : 11;
	const char *at = memrchr(where.at, '@', where.len);
	const char *colon = memchr(where.at + start, ':', where.len - start);
	span rest = where;

	buf_init(&out, a);
	if (at && colon && colon < at) {
		buf_add(&out, (span){where.at, (size_t)(colon - where.at) + 1});
		buf_text(&out, "...");
		rest = (span){at, where.len - (size_t)(at - where.at)};
	}
	buf_add(&out, span_cut(&rest, '?'));
	add_parameters(&out, rest);
	return arena_text(a, buf_span(&out));
}

int connection_open(connection **out, const char *where, connection_mode mode, err *e)
{
	arena *own = arena_open();
	connection *c = arena_alloc(own, sizeof *c);
	span name = span_of(where);
	int rc;

	c->own = own;
	c->mode = mode;
	if (span_starts(name, "sqlite:"))
		name = (span){name.at + 7, name.len - 7};
	c->shown = is_postgres(name) ? without_password(own, name) : arena_text(own, name);
	if (!(rc = wait_open(&c->wait, e)))
		rc = is_postgres(name) ? postgres_side_open(c, where, e)
				       : sqlite_side_open(c, arena_text(own, name), e);
	if (rc) {
		wait_close(&c->wait);
		arena_close(own);
		return rc;
	}
	*out = c;
	return 0;
}

void connection_close(connection *c)
{
	if (!c)
		return;
	if (c->sqlite)
		sqlite_side_close(c);
	else
		postgres_side_close(c);
	wait_close(&c->wait);
	arena_close(c->own);
}

const char *connection_shown(const connection *c)
{
	return c->shown;
}

bool connection_is_sqlite(const connection *c)
{
	return c->sqlite != NULL;
}

/* What only reads, outside a transaction, may be asked again of a server that was found again. */
static int read_again(
	connection *c, const char *sql, const sql_value *in, size_t count, sql_answer *out, arena *a, err *e)
{
	err quiet;
	err_init(&quiet, a);
	int rc = postgres_side_run(c, sql, in, count, out, a, &quiet);
	if (!rc)
		return 0;
	if (postgres_side_is_lost(c)) {
		rc = postgres_side_again(c, e);
		return rc ? rc : postgres_side_run(c, sql, in, count, out, a, e);
	}
	for (const err_message *m = quiet.first; m; m = m->next)
		err_add(e, m->code, m->where, "%s", m->text);
	return rc;
}

int connection_run(connection *c, const char *sql, const sql_value *in, size_t count, sql_answer *out, arena *a, err *e)
{
	if (count > PARAMETERS_MAX)
		return err_add(e, ERR_INTERNAL, c->shown, "a statement has more than %d parameters", PARAMETERS_MAX);
	/* PostgreSQL takes no other text, and so neither does SQLite. */
	for (size_t i = 0; i < count; i++)
		if (in[i].kind == VALUE_TEXT && in[i].bytes.len > 0 &&
			(memchr(in[i].bytes.at, 0, in[i].bytes.len) ||
				utf8_valid(in[i].bytes.at, in[i].bytes.len) < in[i].bytes.len))
			return err_add(e, ERR_PARSE, c->shown,
				"a text that is to be kept is not UTF-8, or holds a NUL byte; nothing was saved");
	if (c->sqlite)
		return sqlite_side_run(c, sql, in, count, out, a, e);
	return !c->within && span_starts(span_of(sql), "SELECT ") ? read_again(c, sql, in, count, out, a, e)
								  : postgres_side_run(c, sql, in, count, out, a, e);
}

int connection_script(connection *c, span sql, err *e)
{
	return c->sqlite ? sqlite_side_script(c, sql, e) : postgres_side_script(c, sql, e);
}

int connection_has_table(bool *out, connection *c, const char *name, err *e)
{
	return c->sqlite ? sqlite_side_has_table(out, c, name, e) : postgres_side_has_table(out, c, name, e);
}

int connection_begin(connection *c, transaction_kind kind, err *e)
{
	int rc = 0;

	if (c->sqlite) {
		rc = sqlite_side_begin(c, kind, e);
	} else {
		/* A connection that broke unnoticed is found out here, before anything was read. */
		if (kind == TRANSACTION_READ)
			rc = connection_run(c, "SELECT 1", NULL, 0, NULL, c->own, e);
		if (!rc)
			rc = postgres_side_begin(c, kind, e);
	}
	c->within = !rc;
	c->writing = !rc && kind == TRANSACTION_WRITE;
	return rc;
}

int connection_commit(connection *c, err *e)
{
	int rc = c->sqlite ? sqlite_side_commit(c, e) : postgres_side_commit(c, e);

	if (rc)
		connection_rollback(c);
	else if (c->writing)
		c->committed = true;
	c->within = c->writing = false;
	return rc;
}

void connection_rollback(connection *c)
{
	if (c->sqlite)
		sqlite_side_rollback(c);
	else
		postgres_side_rollback(c);
	c->within = c->writing = false;
}

bool connection_is_lost(const connection *c)
{
	return c->postgres && postgres_side_is_lost(c);
}

int connection_again(connection *c, err *e)
{
	return c->sqlite ? 0 : postgres_side_again(c, e);
}

int connection_check(connection *c, arena *a, err *e)
{
	return c->sqlite ? sqlite_side_check(c, a, e) : 0;
}

const sql_value *answer_value(const sql_answer *r, size_t row, size_t index)
{
	return &r->values[row * r->columns + index];
}
