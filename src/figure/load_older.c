/* The plan that another is compared with, as tables of the schema `older`: made when a rule first speaks of them. */
#include "figure/load.h"

#include <string.h>

#include "figure/statements.h"

/* Besides the tables of the schema. */
enum { OLDER_FIGURES, OLDER_STATEMENTS, OLDER_METRICS, OLDER_COUNT };
static const struct {
	const char *name, *sql;
} sides[OLDER_COUNT] = {
	{"figures", "CREATE TABLE older.figures(figure TEXT, \"of\" TEXT, area TEXT, period TEXT, value INTEGER, slack "
		    "INTEGER, basis TEXT, statement TEXT);"
		    "CREATE INDEX older.older_figures_by_name ON figures(figure, area, period, \"of\");"},
	{"statements",
		"CREATE TABLE older.statements(statement TEXT, row_id INTEGER, figure TEXT, \"of\" TEXT, area TEXT, "
		"period TEXT, unit TEXT, value INTEGER, half INTEGER, qualifier TEXT, problem TEXT);"},
	{"policy_metrics", "CREATE TABLE older.policy_metrics(metric TEXT, title TEXT, unit TEXT, definition TEXT);"},
};

static int fill_table(engine *g, const rows *r, err *e)
{
	sqlite3_stmt *s;
	int rc = prepare_insert(g, &s, r->of, "older.", e);
	for (size_t n = 0; !rc && n < r->count; n++) {
		load_row(g->older, r, n, s);
		rc = insert(g, s, e);
	}
	if (!rc)
		sqlite3_finalize(s);
	return rc;
}

static int fill_figures(engine *g, err *e)
{
	sqlite3_stmt *s;
	int rc = db_prepare(g->db, &s, "INSERT INTO older.figures VALUES(?,?,?,?,?,?,?,?)", e);
	for (size_t i = 0; !rc && i < g->older->row_count; i++) {
		const figure_row *f = &g->older->rows[i];
		bind_text(s, 1, f->figure->id);
		bind_text(s, 2, f->of);
		bind_text(s, 3, f->area);
		bind_text(s, 4, f->period);
		sqlite3_bind_int64(s, 5, f->value);
		sqlite3_bind_int64(s, 6, f->slack);
		bind_text(s, 7, basis_name(f->basis));
		if (f->statement == SIZE_MAX)
			sqlite3_bind_null(s, 8);
		else
			bind_text(s, 8, g->older->statements->list[f->statement].id);
		rc = insert(g, s, e);
	}
	if (!rc)
		sqlite3_finalize(s);
	return rc;
}

static int fill_statements(engine *g, err *e)
{
	sqlite3_stmt *s;
	int rc = db_prepare(g->db, &s, "INSERT INTO older.statements VALUES(?,?,?,?,?,?,?,?,?,?,?)", e);
	for (size_t i = 0; !rc && i < g->older->statements->count; i++) {
		bind_statement(s, &g->older->statements->list[i]);
		rc = insert(g, s, e);
	}
	if (!rc)
		sqlite3_finalize(s);
	return rc;
}

static int fill_metrics(engine *g, err *e)
{
	static const char *const names[] = {"metric", "title", "unit", "definition"};
	const rows *r = &g->older->pack->tables[PACK_METRICS];
	sqlite3_stmt *s;
	int rc = db_prepare(g->db, &s, "INSERT INTO older.policy_metrics VALUES(?,?,?,?)", e);
	for (size_t n = 0; !rc && n < r->count; n++) {
		for (int i = 0; i < 4; i++) {
			span v = cell_span(*rows_cell(r, n, names[i]));
			sqlite3_bind_text(s, i + 1, v.at, (int)v.len, SQLITE_STATIC);
		}
		rc = insert(g, s, e);
	}
	if (!rc)
		sqlite3_finalize(s);
	return rc;
}

/* Fills a table that is made: `which` is a table of the schema, or behind those one of `sides`. */
static int fill(engine *g, size_t which, err *e)
{
	if (!g->older)
		return 0;
	if (which < plan_table_count)
		return g->older->plan->tables[which].count ? fill_table(g, &g->older->plan->tables[which], e) : 0;
	switch (which - plan_table_count) {
	case OLDER_FIGURES:
		return fill_figures(g, e);
	case OLDER_STATEMENTS:
		return fill_statements(g, e);
	default:
		return fill_metrics(g, e);
	}
}

static const char *name_of(size_t which)
{
	return which < plan_table_count ? plan_tables[which].name : sides[which - plan_table_count].name;
}

/* A table of `older` by its name; SIZE_MAX when there is none, which the query's own message will say. */
static size_t find_older(span name)
{
	size_t t = schema_find(name);
	for (size_t i = 0; t == SIZE_MAX && i < OLDER_COUNT; i++)
		if (span_is(name, sides[i].name))
			return plan_table_count + i;
	return t;
}

static int make(engine *g, size_t which, err *e)
{
	int rc = 0;
	if (!g->older_made) {
		g->older_made = arena_array(g->own, plan_table_count + OLDER_COUNT, sizeof *g->older_made);
		rc = db_attach(g->db, "older", e);
	}
	if (rc || g->older_made[which])
		return rc;
	g->older_made[which] = true;
	rc = which < plan_table_count ? create_table(g, &plan_tables[which], "older.", e)
				      : db_run(g->db, sides[which - plan_table_count].sql, e);
	return rc ? rc : fill(g, which, e);
}

int older_tables(engine *g, span sql, err *e)
{
	size_t at;
	int rc = 0;
	while (!rc && span_find(sql, "older.", &at)) {
		span name = {sql.at + at + 6, 0};
		sql = (span){name.at, sql.len - at - 6};
		while (name.len < sql.len &&
			((name.at[name.len] >= 'a' && name.at[name.len] <= 'z') || name.at[name.len] == '_'))
			name.len++;
		size_t which = find_older(name);
		if (which != SIZE_MAX)
			rc = make(g, which, e);
	}
	return rc;
}

/* Empties what the last comparison left, and fills what is made already. */
int load_older(engine *g, err *e)
{
	int rc = 0;
	for (size_t i = 0; !rc && g->older_made && i < plan_table_count + OLDER_COUNT; i++) {
		if (!g->older_made[i])
			continue;
		if (g->older_filled)
			rc = db_run(g->db, arena_printf(g->job, "DELETE FROM older.%s", name_of(i)), e);
		if (!rc)
			rc = fill(g, i, e);
	}
	g->older_filled = g->older != NULL;
	return rc;
}
