/* The tables of the database: made when a rule that will run first speaks of them, those of the pack filled at once. */
#include "figure/load.h"

#include <string.h>

#include "base/money.h"
#include "figure/wants.h"

static const char *sql_type(value_type t)
{
	switch (t) {
	case TYPE_AMOUNT:
	case TYPE_DECIMAL:
	case TYPE_COUNT:
	case TYPE_RATIO:
		return "INTEGER";
	default:
		return "TEXT";
	}
}

/* Rules look the pack's tables up by key, again and again: an index saves SQLite from making one for each query. */
static void add_key(buf *b, const table *t)
{
	const char *between = ", UNIQUE(";
	for (size_t i = 0; i < t->count; i++)
		if (t->columns[i].flags & COLUMN_KEY) {
			buf_printf(b, "%s\"%s\"", between, t->columns[i].name);
			between = ", ";
		}
	if (*between == ',' && between[2] == '\0')
		buf_text(b, ")");
}

int create_table(engine *g, const table *t, const char *prefix, err *e)
{
	buf b;
	buf_init(&b, g->own);
	buf_printf(&b, "CREATE TABLE %s%s(row_id INTEGER PRIMARY KEY", prefix, t->name);
	for (size_t i = 0; i < t->count; i++)
		buf_printf(&b, ", \"%s\" %s", t->columns[i].name, sql_type(t->columns[i].type));
	if (!strcmp(prefix, "policy_"))
		add_key(&b, t);
	buf_text(&b, ")");
	return db_run(g->db, buf_span(&b).at, e);
}

/* Tables of a plan that many rules join; not by all of their keys, which `*` may make alike. */
static const struct {
	const char *name, *sql;
} joined[] = {
	{"spend", "CREATE INDEX spend_by_source ON spend(area, period, source)"},
	{"income", "CREATE INDEX income_by_source ON income(area, period, source)"},
	{"observations", "CREATE INDEX observations_by_metric ON observations(area, metric, breakdown, period)"},
	{"schemes", "CREATE INDEX schemes_by_key ON schemes(scheme)"},
	{"activity", "CREATE INDEX activity_by_line ON activity(line)"},
	{"organisations", "CREATE INDEX organisations_by_key ON organisations(organisation)"},
	{"bodies", "CREATE INDEX bodies_by_key ON bodies(body)"},
	{"ambitions", "CREATE INDEX ambitions_by_metric ON ambitions(area, metric)"},
};

static int make_table(engine *g, size_t which, err *e)
{
	const char *name = plan_tables[which].name;
	int rc = create_table(g, &plan_tables[which], "", e);
	for (size_t i = 0; !rc && i < sizeof joined / sizeof *joined; i++)
		if (!strcmp(joined[i].name, name))
			rc = db_run(g->db, joined[i].sql, e);
	return rc ? rc : prepare_insert(g, &g->inserts[which], &plan_tables[which], "", e);
}

static int make_policy_table(engine *g, size_t which, err *e)
{
	int rc = create_table(g, &pack_tables[which], "policy_", e);
	return rc ? rc : load_pack_table(g, which, e);
}

static int load_policy_figures(engine *g, err *e)
{
	sqlite3_stmt *s;
	int rc = db_prepare(g->db, &s, "INSERT INTO policy_figures VALUES(?,?,?,?,?,?,?,?)", e);
	for (size_t i = 0; !rc && i < g->pack->figure_count; i++) {
		const rule *u = &g->pack->figures[i];
		span t = span_of(u->tolerance);
		bool percent = t.len && t.at[t.len - 1] == '%';
		int64_t n = 0;
		decimal_parse(&n, (span){t.at, t.len - percent});
		sqlite3_bind_text(s, 1, u->id, -1, SQLITE_STATIC);
		sqlite3_bind_text(s, 2, u->title, -1, SQLITE_STATIC);
		sqlite3_bind_text(s, 3, u->unit, -1, SQLITE_STATIC);
		sqlite3_bind_text(s, 4, u->sums ? "sum" : "none", -1, SQLITE_STATIC);
		sqlite3_bind_text(s, 5, u->by, -1, SQLITE_STATIC);
		sqlite3_bind_text(s, 6, u->severity, -1, SQLITE_STATIC);
		sqlite3_bind_int64(s, 7, percent ? 0 : !strcmp(u->unit, "GBP") ? n / 10000 : n);
		sqlite3_bind_int64(s, 8, percent ? n : 0);
		sqlite3_step(s);
		rc = sqlite3_reset(s) == SQLITE_OK
			     ? 0
			     : err_add(e, ERR_INTERNAL, "", "%s", sqlite3_errmsg(db_handle(g->db)));
	}
	if (!rc)
		sqlite3_finalize(s);
	return rc;
}

int make_tables(engine *g, const wants *w, err *e)
{
	int rc = 0;
	for (size_t i = 0; !rc && i < plan_table_count; i++)
		if (w->tables[i] && !g->made[i]) {
			rc = make_table(g, i, e);
			g->made[i] = !rc;
		}
	for (size_t i = 0; !rc && i < PACK_TABLE_COUNT; i++)
		if (w->policy[i] && !g->policy_made[i]) {
			rc = make_policy_table(g, i, e);
			g->policy_made[i] = !rc;
		}
	if (!rc && w->policy_figures && !g->figures_listed) {
		rc = load_policy_figures(g, e);
		g->figures_listed = !rc;
	}
	return rc;
}
