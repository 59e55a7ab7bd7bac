/* Are the tables of a store those that the migrations make?  A trigger, a rule or a missing index would change what the
 * next act writes, and no digest covers them. */
#include <sqlite3.h>
#include <string.h>

#include "store/migrations.h"
#include "store/verify_inside.h"

/* ---- SQLite ---- */

/* What ANALYZE keeps (store_reindex) is not the migrations'. */
#define SCHEMA_ROWS                                                                                                    \
	"SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE NOT (type = 'table' AND name IN ('sqlite_stat1', "  \
	"'sqlite_stat4')) ORDER BY type, name"
enum { SCHEMA_COLUMNS = 4 };

/* The migrations, run in memory. */
static bool make_tables(sqlite3 *made, arena *a)
{
	bool fine = true;
	for (size_t i = 0; i < migration_count && fine; i++)
		fine = sqlite3_exec(made, arena_text(a, (span){migrations[i].text, migrations[i].len}), NULL, NULL,
			       NULL) == SQLITE_OK;
	return fine;
}

static bool same_value(sqlite3_stmt *wanted, int index, const sql_value *found)
{
	const char *text = (const char *)sqlite3_column_text(wanted, index);
	if (!text)
		return found->kind == VALUE_NULL;
	return found->kind == VALUE_TEXT &&
	       span_equal(found->bytes, (span){text, (size_t)sqlite3_column_bytes(wanted, index)});
}

static const char *row_name(verifier *v, const char *type, const char *name)
{
	return arena_printf(v->page, "%s '%s'", type, name);
}

/* Both are in the order of type and name. */
static int compare_schema(verifier *v, sqlite3_stmt *wanted, const sql_answer *found)
{
	for (size_t i = 0;; i++) {
		bool more = sqlite3_step(wanted) == SQLITE_ROW, there = i < found->rows;
		if (!more && !there)
			return 0;
		const sql_value *row = there ? answer_value(found, i, 0) : NULL;
		const char *type = more ? (const char *)sqlite3_column_text(wanted, 0) : "",
			   *name = more ? (const char *)sqlite3_column_text(wanted, 1) : "";
		bool same = more && there;
		for (int k = 0; k < SCHEMA_COLUMNS && same; k++)
			same = same_value(wanted, k, &row[k]);
		if (same)
			continue;
		int order = !more ? 1 : !there ? -1 : span_compare(span_of(type), row[0].bytes);
		if (!order)
			order = span_compare(span_of(name), row[1].bytes);
		if (order < 0)
			return verify_fails(v, row_name(v, type, name), "it is not there, and every store has it");
		type = arena_text(v->page, row[0].bytes);
		name = arena_text(v->page, row[1].bytes);
		return verify_fails(v, row_name(v, type, name), "%s",
			order > 0 ? "it is no part of a store of this program; somebody put it there"
				  : "it is not made as in every store");
	}
}

static int verify_schema(verifier *v)
{
	sqlite3 *made = NULL;
	sqlite3_stmt *wanted = NULL;
	sql_answer found;
	int rc = connection_run(v->s->c, SCHEMA_ROWS, NULL, 0, &found, v->page, v->e);
	if (rc)
		return rc;
	if (sqlite3_open(":memory:", &made) != SQLITE_OK || !make_tables(made, v->page) ||
		sqlite3_prepare_v2(made, SCHEMA_ROWS, -1, &wanted, NULL) != SQLITE_OK)
		rc = err_add(v->e, ERR_INTERNAL, connection_shown(v->s->c),
			"what tables a store has cannot be found out (%s)", sqlite3_errmsg(made));
	else
		rc = compare_schema(v, wanted, &found);
	sqlite3_finalize(wanted);
	sqlite3_close(made);
	return rc;
}

/* ---- PostgreSQL ---- */

#define OURS                                                                                                           \
	"c.relname IN ('packages', 'blobs', 'versions', 'branches', 'events', 'settings') AND "                        \
	"pg_catalog.pg_table_is_visible(c.oid)"

static int verify_server(verifier *v)
{
	static const struct {
		const char *sql, *says;
	} wrong[] = {
		{"SELECT CAST(c.relname AS TEXT) FROM pg_catalog.pg_class c WHERE " OURS
		 " AND c.relkind NOT IN ('r', 'p')",
			"it is no plain table"},
		{"SELECT CAST(c.relname AS TEXT) FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = "
		 "t.tgrelid WHERE NOT t.tgisinternal AND " OURS,
			"a trigger stands on it, and changes what is saved"},
		{"SELECT CAST(c.relname AS TEXT) FROM pg_catalog.pg_rewrite w JOIN pg_catalog.pg_class c ON c.oid = "
		 "w.ev_class WHERE " OURS,
			"a rule stands on it, and changes what is saved"},
		{"SELECT CAST(c.relname AS TEXT) FROM pg_catalog.pg_class c WHERE c.relrowsecurity AND " OURS,
			"a row policy stands on it, and may hide rows"},
		{"SELECT CAST(c.relname AS TEXT) FROM pg_catalog.pg_class c WHERE " OURS
		 " AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND "
		 "i.indisvalid)",
			"it has no key any more, so that a row could stand twice"},
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		sql_answer r;
		int rc = connection_run(v->s->c, wrong[i].sql, NULL, 0, &r, v->page, v->e);
		if (rc)
			return rc;
		if (r.rows)
			return verify_fails(v, row_name(v, "table", arena_text(v->page, answer_value(&r, 0, 0)->bytes)),
				"%s", wrong[i].says);
	}
	return 0;
}

int verify_tables(verifier *v)
{
	return connection_is_sqlite(v->s->c) ? verify_schema(v) : verify_server(v);
}
