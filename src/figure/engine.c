/* Opening an engine: the database, the pack's tables, every query prepared. */
#include "figure/engine.h"

#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "figure/load.h"
#include "figure/run.h"

const char *basis_name(basis b)
{
	static const char *const names[] = {"derived", "partly", "stated"};
	return names[b];
}

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

static bool is_name(char c)
{
	return c == '_' || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9');
}

/* The tables of the schema by the length of their names. */
static void order_tables(engine *g)
{
	for (size_t t = 0; t < plan_table_count; t++) {
		size_t n = strlen(plan_tables[t].name);
		if (n > g->longest_name)
			g->longest_name = n;
	}
	g->by_length = arena_array(g->own, g->longest_name + 1, sizeof *g->by_length);
	for (size_t n = 0; n <= g->longest_name; n++) {
		g->by_length[n] = arena_array(g->own, plan_table_count + 1, sizeof **g->by_length);
		size_t count = 0;
		for (size_t t = 0; t < plan_table_count; t++)
			if (strlen(plan_tables[t].name) == n)
				g->by_length[n][count++] = t + 1; /* 0 ends the list */
	}
}

static size_t table_named(const engine *g, span word)
{
	if (word.len > g->longest_name)
		return SIZE_MAX;
	for (const size_t *t = g->by_length[word.len]; *t; t++)
		if (((plan_tables[*t - 1].name[0] ^ word.at[0]) & ~32) == 0 &&
			!sqlite3_strnicmp(plan_tables[*t - 1].name, word.at, (int)word.len))
			return *t - 1;
	return SIZE_MAX;
}

static void mark_policy_table(engine *g, span word)
{
	for (size_t t = 0; word.len > 7 && t < PACK_TABLE_COUNT; t++)
		if (!sqlite3_strnicmp(word.at, "policy_", 7) &&
			!sqlite3_strnicmp(pack_tables[t].name, word.at + 7, (int)word.len - 7) &&
			!pack_tables[t].name[word.len - 7])
			g->policy_spoken_of[t] = true;
}

/* Marks the tables that a query may name: every word of it that is a table's name, in any case of letters. */
static void mark_tables(engine *g, span sql)
{
	for (size_t i = 0; i < sql.len; i++) {
		span word = {sql.at + i, 0};
		while (i + word.len < sql.len && is_name(word.at[word.len]))
			word.len++;
		if (!word.len)
			continue;
		size_t t = table_named(g, word);
		bool of_older = t != SIZE_MAX && i >= 6 && !sqlite3_strnicmp(word.at - 6, "older.", 6);
		if (t != SIZE_MAX && !of_older)
			g->spoken_of[t] = true;
		else if ((word.at[0] | 32) == 'p')
			mark_policy_table(g, word);
		i += word.len;
	}
}

static void find_tables(engine *g)
{
	order_tables(g);
	for (size_t i = 0; i < g->pack->figure_count; i++)
		mark_tables(g, g->pack->figures[i].sql);
	for (size_t i = 0; i < g->pack->check_count; i++)
		mark_tables(g, g->pack->checks[i].sql);
}

/* Tables of a plan that many rules join; not by all of their keys, which `*` may make alike. */
static const struct {
	const char *name, *sql;
} joined[] = {
	{"observations", "CREATE INDEX observations_by_metric ON observations(area, metric, breakdown, period)"},
	{"schemes", "CREATE INDEX schemes_by_key ON schemes(scheme)"},
	{"activity", "CREATE INDEX activity_by_line ON activity(line)"},
	{"organisations", "CREATE INDEX organisations_by_key ON organisations(organisation)"},
	{"bodies", "CREATE INDEX bodies_by_key ON bodies(body)"},
	{"ambitions", "CREATE INDEX ambitions_by_metric ON ambitions(area, metric)"},
};

static int create_tables(engine *g, err *e)
{
	int rc = db_run(g->db, side_tables, e);
	for (size_t i = 0; !rc && i < plan_table_count; i++)
		if (g->spoken_of[i])
			rc = create_table(g, &plan_tables[i], "", e);
	for (size_t i = 0; !rc && i < PACK_TABLE_COUNT; i++)
		if (g->policy_spoken_of[i])
			rc = create_table(g, &pack_tables[i], "policy_", e);
	for (size_t i = 0; !rc && i < sizeof joined / sizeof *joined; i++)
		if (g->spoken_of[schema_find(span_of(joined[i].name))])
			rc = db_run(g->db, joined[i].sql, e);
	return rc;
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
	g->spoken_of = arena_array(a, plan_table_count, sizeof *g->spoken_of);
	find_tables(g);
	int rc = db_open(&g->db, e);
	if (!rc)
		rc = functions_install(g->db, p->holidays, p->holiday_count, e);
	if (!rc)
		rc = db_run(g->db, "PRAGMA journal_mode = OFF; PRAGMA secure_delete = OFF; BEGIN", e);
	if (!rc)
		rc = create_tables(g, e);
	if (!rc)
		rc = load_prepare(g, e);
	if (!rc)
		rc = load_pack(g, e);
	if (!rc)
		rc = load_policy_figures(g, e);
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

static void ask_for(engine *g, span id)
{
	const rule *u = pack_figure(g->pack, id);
	if (u)
		g->asked[u - g->pack->figures] = true;
}

/* Where the text goes on when a comment or a name in double quotes stands at `i`; else `i`. */
static size_t past_comment(span sql, size_t i)
{
	bool line = sql.len - i > 1 && sql.at[i] == '-' && sql.at[i + 1] == '-';
	bool block = sql.len - i > 1 && sql.at[i] == '/' && sql.at[i + 1] == '*';
	if (line)
		while (i < sql.len && sql.at[i] != '\n')
			i++;
	else if (block) {
		for (i += 2; i < sql.len && !(sql.at[i - 1] == '*' && sql.at[i] == '/'); i++)
			;
	} else if (sql.at[i] == '"')
		for (i++; i < sql.len && sql.at[i] != '"'; i++)
			;
	return i;
}

/* Every text in quotes that is a figure's name. */
static void ask_for_named(engine *g, span sql)
{
	for (size_t i = 0; i < sql.len; i++) {
		i = past_comment(sql, i);
		if (i >= sql.len || sql.at[i] != '\'')
			continue;
		size_t from = ++i;
		while (i < sql.len && sql.at[i] != '\'')
			i++;
		if (i > from + 3)
			ask_for(g, (span){sql.at + from, i - from});
	}
}

/* Which figures a check names or needs, and which those need. */
static void find_asked(engine *g)
{
	const pack *p = g->pack;
	g->asked = arena_array(g->own, p->figure_count + 1, sizeof *g->asked);
	for (size_t k = 0; k < p->check_count; k++) {
		ask_for_named(g, p->checks[k].sql);
		for (size_t n = 0; n < p->checks[k].figure_count; n++)
			ask_for(g, span_of(p->checks[k].figures[n]));
	}
	for (size_t i = p->figure_count; i-- > 0;) /* a figure stands behind those that it needs */
		for (size_t n = 0; g->asked[i] && n < p->figures[i].figure_count; n++)
			ask_for(g, span_of(p->figures[i].figures[n]));
}

void engine_ask(engine *g, bool only)
{
	g->asked_only = only;
	if (only && !g->asked)
		find_asked(g);
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
	int rc = load_plan(g, e);
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
