/* The plan that another is compared with, as tables of the schema `older`. */
#include "figure/load.h"

#include "figure/statements.h"

static int empty_older(engine *g, err *e)
{
	int rc = db_run(g->db,
		"DELETE FROM older.figures; DELETE FROM older.statements; DELETE FROM older.policy_metrics", e);
	for (size_t i = 0; !rc && i < plan_table_count; i++)
		if (g->older_spoken_of[i])
			rc = db_run(g->db, arena_printf(g->job, "DELETE FROM older.%s", plan_tables[i].name), e);
	return rc;
}

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

int load_older(engine *g, err *e)
{
	int rc = g->older_filled ? empty_older(g, e) : 0;
	g->older_filled = g->older != NULL;
	if (rc || !g->older)
		return rc;
	for (size_t i = 0; !rc && i < plan_table_count; i++)
		if (g->older_spoken_of[i] && g->older->plan->tables[i].count)
			rc = fill_table(g, &g->older->plan->tables[i], e);
	if (!rc)
		rc = fill_figures(g, e);
	if (!rc)
		rc = fill_statements(g, e);
	return rc ? rc : fill_metrics(g, e);
}
