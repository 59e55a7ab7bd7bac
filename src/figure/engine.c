/* Opening an engine, its queries, and the places that their results name. */
#include "figure/engine.h"

#include <stdlib.h>
#include <string.h>

#include "figure/load.h"
#include "figure/run.h"
#include "figure/wants.h"

const char *basis_name(basis b)
{
	static const char *const names[] = {"derived", "partly", "stated"};
	return names[b];
}

static const char *const side_tables =
	"CREATE TABLE marks(tbl TEXT, row_id INTEGER, col TEXT, mark TEXT);"
	"CREATE TABLE narrative(section TEXT, text TEXT, words INTEGER);"
	"CREATE TABLE unlisted(tbl TEXT, row_id INTEGER, col TEXT, value TEXT, hint TEXT);"
	"CREATE TABLE dangling(tbl TEXT, row_id INTEGER, col TEXT, value TEXT, target TEXT, hint TEXT);"
	"CREATE TABLE unresolved(tbl TEXT, row_id INTEGER, col TEXT, target TEXT);"
	"CREATE TABLE scope(area TEXT, period TEXT);"
	"CREATE INDEX scope_by_area ON scope(area, period);"
	"CREATE TABLE run(as_of TEXT, submitted TEXT, status TEXT);"
	"CREATE TABLE statements(statement TEXT, row_id INTEGER, figure TEXT, \"of\" TEXT, area TEXT, period TEXT, "
	"unit TEXT, value INTEGER, half INTEGER,"
	" qualifier TEXT, problem TEXT);"
	"CREATE TABLE statement_parts(statement TEXT, kind TEXT, value INTEGER, slack INTEGER, places TEXT);"
	"CREATE TABLE figures(figure TEXT, \"of\" TEXT, area TEXT, period TEXT, value INTEGER, slack INTEGER, basis "
	"TEXT, statement TEXT, places TEXT);"
	"CREATE INDEX figures_by_name ON figures(figure, area, period, \"of\");"
	"CREATE INDEX statements_by_key ON statements(statement);"
	"CREATE INDEX statements_by_figure ON statements(figure, area, period, \"of\");"
	"CREATE TABLE policy_figures(figure TEXT PRIMARY KEY, title TEXT, unit TEXT, combine TEXT, \"by\" TEXT, "
	"severity TEXT, "
	"tolerance INTEGER, tolerance_percent INTEGER);";

/* ---- queries ---- */

static role column_role(const char *name, place *at, const char **fault)
{
	static const struct {
		const char *name;
		role role;
	} roles[] = {
		{"area", ROLE_AREA},
		{"period", ROLE_PERIOD},
		{"of", ROLE_OF},
		{"finding", ROLE_FINDING},
		{"value", ROLE_VALUE},
		{"slack", ROLE_SLACK},
		{"actual", ROLE_ACTUAL},
		{"expected", ROLE_EXPECTED},
		{"unit", ROLE_UNIT},
		{"result", ROLE_RESULT},
		{"severity", ROLE_SEVERITY},
		{"at_any", ROLE_AT_ANY},
		{"stands_alone", ROLE_STANDS},
	};
	span s = span_of(name);
	size_t bar;
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		if (!strcmp(name, roles[i].name))
			return roles[i].role;
	if (span_is(s, "places") || span_starts(s, "places_"))
		return ROLE_PLACES;
	if (!span_starts(s, "at_"))
		return ROLE_OTHER;
	span rest = {s.at + 3, s.len - 3};
	if (!span_find(rest, "__", &bar)) {
		*fault = "is not written at_<table>__<column>";
		return ROLE_OTHER;
	}
	size_t t = schema_find((span){rest.at, bar});
	size_t c =
		t == SIZE_MAX ? SIZE_MAX : table_column(&plan_tables[t], (span){rest.at + bar + 2, rest.len - bar - 2});
	if (c == SIZE_MAX) {
		*fault = "names a table or column that is not in the schema";
		return ROLE_OTHER;
	}
	*at = (place){.table = (uint16_t)t, .column = (uint16_t)c};
	return ROLE_AT;
}

int query_ready(query *out, engine *g, err *e)
{
	const rule *u = out->rule;
	query q = {.rule = u, .ready = true};
	if (out->ready)
		return 0;
	for (size_t i = 0; i < u->table_count; i++)
		if (schema_find(span_of(u->tables[i])) == SIZE_MAX)
			return err_add(
				e, ERR_RULE, u->file, "%s needs table '%s', which there is not", u->id, u->tables[i]);
	for (size_t i = 0; i < u->speaks_of_count; i++) {
		span name = span_of(u->speaks_of[i]), of_table = span_cut(&name, '.');
		size_t t = schema_find(of_table);
		if (t == SIZE_MAX || (name.len && table_column(&plan_tables[t], name) == SIZE_MAX))
			return err_add(
				e, ERR_RULE, u->file, "%s speaks of '%s', which there is not", u->id, u->speaks_of[i]);
	}
	if (!u->sql.len) {
		*out = q;
		return 0;
	}
	int rc = older_tables(g, u->sql, e);
	if (!rc)
		rc = db_prepare_rule(g->db, &q.statement, u->sql, u->file, u->sql_line, e);
	if (rc)
		return rc;
	q.count = sqlite3_column_count(q.statement);
	q.roles = arena_array(g->own, (size_t)q.count, sizeof *q.roles);
	q.at = arena_array(g->own, (size_t)q.count, sizeof *q.at);
	q.names = arena_array(g->own, (size_t)q.count, sizeof *q.names);
	for (int i = 0; i < q.count; i++) {
		const char *fault = NULL;
		q.names[i] = arena_text(g->own, span_of(sqlite3_column_name(q.statement, i)));
		q.roles[i] = column_role(q.names[i], &q.at[i], &fault);
		if (fault)
			return err_add(e, ERR_RULE, arena_printf(g->own, "%s:%d", u->file, u->sql_line),
				"result column '%s' %s", q.names[i], fault);
	}
	*out = q;
	return 0;
}

bool query_has_input(const engine *g, const rule *u)
{
	for (size_t i = 0; i < u->table_count; i++)
		if (!plan_rows(g->plan, u->tables[i])->count)
			return false;
	return true;
}

static int prepare_all(engine *g, err *e)
{
	size_t before = e->count;
	g->figures = arena_array(g->own, g->pack->figure_count + 1, sizeof *g->figures);
	g->checks = arena_array(g->own, g->pack->check_count + 1, sizeof *g->checks);
	for (size_t i = 0; i < g->pack->figure_count; i++)
		g->figures[i].rule = &g->pack->figures[i];
	for (size_t i = 0; i < g->pack->check_count; i++)
		g->checks[i].rule = &g->pack->checks[i];
	for (size_t i = 0; !g->pack->built_in && i < g->pack->figure_count; i++)
		query_ready(&g->figures[i], g, e);
	for (size_t i = 0; !g->pack->built_in && i < g->pack->check_count; i++)
		query_ready(&g->checks[i], g, e);
	return e->count == before ? 0 : ERR_RULE;
}

int engine_open(engine **out, const pack *p, arena *a, err *e)
{
	engine *g = arena_alloc(a, sizeof *g);
	g->pack = p;
	g->own = a;
	g->used = arena_array(a, plan_table_count, sizeof *g->used);
	g->made = arena_array(a, plan_table_count, sizeof *g->made);
	int rc = db_open(&g->db, e);
	if (!rc)
		rc = functions_install(g->db, p->holidays, p->holiday_count, e);
	if (!rc)
		rc = db_run(g->db, "PRAGMA journal_mode = OFF; PRAGMA secure_delete = OFF; BEGIN", e);
	if (!rc)
		rc = db_run(g->db, side_tables, e);
	if (!rc)
		rc = load_prepare(g, e);
	if (!rc && !p->built_in)
		rc = wants_everything(g, e);
	if (!rc)
		rc = prepare_all(g, e);
	if (rc) {
		engine_close(g);
		return rc;
	}
	*out = g;
	return 0;
}

void engine_close(engine *g)
{
	if (!g)
		return;
	db_close(g->db);
	g->db = NULL;
}

void engine_ask(engine *g, bool only)
{
	g->asked_only = only;
}

void engine_compare(engine *g, const engine *older)
{
	g->older = older;
}

int engine_load(engine *g, const plan *p, const char *as_of, arena *job, err *e)
{
	g->plan = p;
	g->job = job;
	g->as_of = as_of;
	g->rows = NULL;
	g->row_count = g->row_room = 0;
	g->gaps = NULL;
	g->gap_count = g->gap_room = 0;
	int rc = wants_settle(g, e);
	if (!rc)
		rc = load_plan(g, e);
	if (!rc)
		rc = load_older(g, e);
	return rc ? rc : run_figures(g, e);
}

/* ---- places ---- */

const char *text_or_null(sqlite3_value *v, arena *a)
{
	if (sqlite3_value_type(v) == SQLITE_NULL)
		return NULL;
	return arena_text(a, (span){(const char *)sqlite3_value_text(v), (size_t)sqlite3_value_bytes(v)});
}

static void add_place(places *out, place p, arena *a)
{
	out->list = arena_grow(a, out->list, &out->room, out->count + 1, sizeof *out->list);
	out->list[out->count++] = p;
}

/* Every run of digits in `text`. */
static bool next_number(span *rest, int64_t *n)
{
	while (rest->len && !(rest->at[0] >= '0' && rest->at[0] <= '9')) {
		rest->at++;
		rest->len--;
	}
	if (!rest->len)
		return false;
	*n = 0;
	while (rest->len && rest->at[0] >= '0' && rest->at[0] <= '9') {
		if (*n < INT64_MAX / 20) /* what is longer names nothing, whatever its last digits */
			*n = *n * 10 + (rest->at[0] - '0');
		rest->at++;
		rest->len--;
	}
	return true;
}

void places_read(places *out, place at, sqlite3_value *value, arena *a)
{
	int64_t n;
	if (sqlite3_value_type(value) == SQLITE_NULL)
		return;
	span text = {(const char *)sqlite3_value_text(value), (size_t)sqlite3_value_bytes(value)};
	if (text.len && text.at[0] == '{') {
		at.key = arena_text(a, text);
		add_place(out, at, a);
		return;
	}
	while (next_number(&text, &n))
		if (n >= 1 && n <= UINT32_MAX) {
			at.row = (uint32_t)(n - 1);
			add_place(out, at, a);
		}
}

void places_read_any(places *out, sqlite3_value *value, arena *a)
{
	if (sqlite3_value_type(value) == SQLITE_NULL)
		return;
	span rest = {(const char *)sqlite3_value_text(value), (size_t)sqlite3_value_bytes(value)};
	while (rest.len) {
		span word = span_cut(&rest, ' '), name = span_cut(&word, ':'), number = span_cut(&word, ':');
		size_t t = schema_find(name), c = t == SIZE_MAX ? SIZE_MAX : table_column(&plan_tables[t], word);
		int64_t n;
		if (c != SIZE_MAX && next_number(&number, &n) && n >= 1 && n <= UINT32_MAX)
			add_place(out, (place){(uint16_t)t, (uint16_t)c, (uint32_t)(n - 1), NULL}, a);
	}
}

void places_keep(const engine *g, places *p)
{
	size_t kept = 0;
	for (size_t i = 0; i < p->count; i++)
		if (p->list[i].key || p->list[i].row < g->plan->tables[p->list[i].table].count)
			p->list[kept++] = p->list[i];
	p->count = kept;
}

size_t *handles_read(engine *g, sqlite3_value *value, size_t *count, arena *a)
{
	size_t *list = NULL, room = 0;
	int64_t n;
	*count = 0;
	if (sqlite3_value_type(value) == SQLITE_NULL)
		return NULL;
	span text = {(const char *)sqlite3_value_text(value), (size_t)sqlite3_value_bytes(value)};
	while (next_number(&text, &n))
		if (n >= 1 && (size_t)n <= g->row_count) {
			list = arena_grow(a, list, &room, *count + 1, sizeof *list);
			list[(*count)++] = (size_t)n - 1;
		}
	return list;
}

static bool gap_fits(const gap *x, const rule *figure, span area, span when, const char *of)
{
	bool here = !x->area || !strcmp(x->area, "*") || span_is(area, x->area);
	bool then = !x->period || span_is(when, x->period);
	return x->figure == figure && here && then && (!of || !x->of || !strcmp(of, x->of));
}

static const gap *find_gap(const engine *g, const rule *figure, span area, span when, const char *of, int depth)
{
	for (size_t i = 0; i < g->gap_count; i++)
		if (gap_fits(&g->gaps[i], figure, area, when, of))
			return &g->gaps[i];
	for (size_t i = 0; figure && i < figure->figure_count && depth < 16; i++) {
		const gap *x =
			find_gap(g, pack_figure(g->pack, span_of(figure->figures[i])), area, when, NULL, depth + 1);
		if (x)
			return x;
	}
	return NULL;
}

const gap *figure_gap(const engine *g, const rule *figure, span area, span when, const char *of)
{
	return find_gap(g, figure, area, when, of, 0);
}

static void cells_below(const engine *g, size_t row, places *out, int depth, arena *a)
{
	const figure_row *r = &g->rows[row];
	for (size_t i = 0; i < r->cells.count; i++)
		add_place(out, r->cells.list[i], a);
	for (size_t i = 0; i < r->from_count && depth < 32; i++)
		cells_below(g, r->from[i], out, depth + 1, a);
}

void figure_cells(const engine *g, size_t row, places *out, arena *a)
{
	cells_below(g, row, out, 0, a);
}
