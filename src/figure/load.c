#include "figure/load.h"

#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "base/words.h"
#include "figure/statements.h"
#include "figure/wants.h"

static const char *const side_inserts[] = {
	[SIDE_MARKS] = "INSERT INTO marks VALUES(?,?,?,?)",
	[SIDE_NARRATIVE] = "INSERT INTO narrative VALUES(?,?,?)",
	[SIDE_UNLISTED] = "INSERT INTO unlisted VALUES(?,?,?,?,?)",
	[SIDE_DANGLING] = "INSERT INTO dangling VALUES(?,?,?,?,?,?)",
	[SIDE_SCOPE] = "INSERT INTO scope VALUES(?,?)",
	[SIDE_STATEMENTS] = "INSERT INTO statements VALUES(?,?,?,?,?,?,?,?,?,?,?)",
	[SIDE_PARTS] = "INSERT INTO statement_parts VALUES(?,?,?,?,?)",
	[SIDE_UNRESOLVED] = "INSERT INTO unresolved VALUES(?,?,?,?)",
	[SIDE_FIGURES] = "INSERT INTO figures VALUES(?,?,?,?,?,?,?,?,?)",
};

void bind_text(sqlite3_stmt *s, int index, const char *text)
{
	sqlite3_bind_text(s, index, text, -1, SQLITE_STATIC);
}

int insert(engine *g, sqlite3_stmt *s, err *e)
{
	int rc = sqlite3_step(s);
	sqlite3_reset(s);
	return rc == SQLITE_DONE
		       ? 0
		       : err_add(e, ERR_INTERNAL, "", "cannot fill a table: %s", sqlite3_errmsg(db_handle(g->db)));
}

int prepare_insert(engine *g, sqlite3_stmt **out, const table *t, const char *prefix, err *e)
{
	buf b;
	buf_init(&b, g->own);
	buf_printf(&b, "INSERT INTO %s%s VALUES(?", prefix, t->name);
	for (size_t i = 0; i < t->count; i++)
		buf_text(&b, ",?");
	buf_text(&b, ")");
	return db_prepare(g->db, out, buf_span(&b).at, e);
}

int load_prepare(engine *g, err *e)
{
	int rc = 0;
	g->inserts = arena_array(g->own, plan_table_count, sizeof *g->inserts);
	g->deletes = arena_array(g->own, plan_table_count + 10, sizeof *g->deletes);
	for (size_t i = 0; !rc && i < sizeof side_inserts / sizeof *side_inserts; i++)
		rc = db_prepare(g->db, &g->insert_side[i], side_inserts[i], e);
	return rc;
}

/* ---- values ---- */

/* Canonical text to the integer of SQL; the text was judged when it was read. */
static int64_t number_of(value_type type, span s)
{
	int64_t n = 0;
	ratio r;
	if (type == TYPE_AMOUNT)
		money_parse(&n, s);
	else if (type == TYPE_RATIO && ratio_parse(&r, s))
		scale_checked(&n, r.num, MILLION, r.den);
	else if (type != TYPE_RATIO)
		decimal_parse(&n, s);
	return n;
}

static bool is_number(value_type t)
{
	return t == TYPE_AMOUNT || t == TYPE_DECIMAL || t == TYPE_COUNT || t == TYPE_RATIO;
}

static void bind_cell(sqlite3_stmt *s, int index, const column *k, cell c)
{
	if (!c.len && (k->flags & COLUMN_KEY))
		sqlite3_bind_text(s, index, "", 0, SQLITE_STATIC);
	else if (!c.len || cell_is_mark(c))
		sqlite3_bind_null(s, index);
	else if (is_number(k->type))
		sqlite3_bind_int64(s, index, number_of(k->type, cell_span(c)));
	else
		sqlite3_bind_text(s, index, c.at, (int)c.len, SQLITE_STATIC);
}

static int note_mark(engine *g, const table *t, size_t row, size_t i, cell c, err *e)
{
	sqlite3_stmt *s = g->insert_side[SIDE_MARKS];
	bind_text(s, 1, t->name);
	sqlite3_bind_int64(s, 2, (int64_t)row + 1);
	bind_text(s, 3, t->columns[i].name);
	sqlite3_bind_text(s, 4, c.at, (int)c.len, SQLITE_STATIC);
	return insert(g, s, e);
}

/* The column in which `*` and blank mean the plan's only area; SIZE_MAX when there is none. */
static size_t area_column(const engine *g, const table *t)
{
	return g->sole_area && strcmp(t->name, "areas") ? table_column(t, span_of("area")) : SIZE_MAX;
}

static cell area_cell(const engine *g, cell c)
{
	if (!c.len || (c.len == 1 && c.at[0] == '*'))
		return (cell){g->sole_area, (uint32_t)strlen(g->sole_area), c.offset};
	return c;
}

void load_row(const engine *g, const rows *r, size_t n, sqlite3_stmt *s)
{
	const cell *row = rows_row(r, n);
	size_t area = area_column(g, r->of);
	sqlite3_bind_int64(s, 1, (int64_t)n + 1);
	for (size_t i = 0; i < r->of->count; i++)
		bind_cell(s, (int)i + 2, &r->of->columns[i], i == area ? area_cell(g, row[i]) : row[i]);
}

static int load_rows(engine *g, const rows *r, sqlite3_stmt *s, bool of_plan, err *e)
{
	const table *t = r->of;
	size_t area = of_plan ? area_column(g, t) : SIZE_MAX;
	const bool *named = of_plan && g->want->columns ? g->want->columns[t - plan_tables] : NULL;
	int rc = 0;
	if (named)
		sqlite3_clear_bindings(s); /* a column that no query names stays NULL */
	for (size_t n = 0; !rc && n < r->count; n++) {
		const cell *row = rows_row(r, n);
		sqlite3_bind_int64(s, 1, (int64_t)n + 1);
		for (size_t i = 0; i < t->count; i++) {
			if (named && !named[i])
				continue;
			cell c = i == area ? area_cell(g, row[i]) : row[i];
			bind_cell(s, (int)i + 2, &t->columns[i], c);
			if (of_plan && g->want->marks && cell_is_mark(c))
				rc = rc ? rc : note_mark(g, t, n, i, c, e);
		}
		if (!rc)
			rc = insert(g, s, e);
	}
	return rc;
}

int load_pack_table(engine *g, size_t which, err *e)
{
	sqlite3_stmt *s;
	int rc = prepare_insert(g, &s, &pack_tables[which], "policy_", e);
	if (!rc)
		rc = load_rows(g, &g->pack->tables[which], s, false, e);
	if (!rc)
		sqlite3_finalize(s);
	return rc;
}

/* ---- closed lists and references ---- */

static bool in_words(const char *words, span value)
{
	span rest = span_of(words);
	while (rest.len)
		if (span_equal(span_trim(span_cut(&rest, ',')), value))
			return true;
	return false;
}

static bool list_is_known(const pack *p, span list)
{
	const rows *r = &p->tables[PACK_LISTS];
	for (size_t i = 0; i < r->count; i++)
		if (span_equal(cell_span(rows_row(r, i)[0]), list))
			return true;
	return false;
}

static bool in_pack_list(const pack *p, span list, span value)
{
	const rows *r = &p->tables[PACK_LISTS];
	for (size_t i = 0; i < r->count; i++)
		if (span_equal(cell_span(rows_row(r, i)[0]), list) && span_equal(cell_span(rows_row(r, i)[1]), value))
			return true;
	return false;
}

static bool is_listed(const pack *p, const char *words, span value)
{
	if (words[0] != '@')
		return in_words(words, value);
	span list = span_of(words + 1);
	return !list_is_known(p, list) || in_pack_list(p, list, value);
}

/* The table that "schemes.scheme" or "policy_sources.source" names; its keys are sorted by their first column. */
static const rows *referred(const engine *g, const char *refers)
{
	span rest = span_of(refers), name = span_cut(&rest, '.');
	if (!span_starts(name, "policy_"))
		return plan_rows(g->plan, arena_text(g->job, name));
	for (size_t i = 0; i < PACK_TABLE_COUNT; i++)
		if (span_is((span){name.at + 7, name.len - 7}, pack_tables[i].name))
			return &g->pack->tables[i];
	abort(); /* the schema refers only to tables that there are; a test holds it to that */
}

static bool has_key(const rows *r, span key)
{
	size_t low = 0, high = r->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int d = span_compare(cell_span(rows_row(r, middle)[0]), key);
		if (d == 0)
			return true;
		if (d < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* Part of a table was transcribed: what is not there may well exist. */
static bool covered_in_part(const engine *g, const char *table_name)
{
	const rows *r = plan_rows(g->plan, "coverage");
	for (size_t i = 0; i < r->count; i++)
		if (span_is(cell_span(*rows_cell(r, i, "tbl")), table_name) &&
			!span_is(cell_span(*rows_cell(r, i, "extent")), "all"))
			return true;
	return false;
}

/* " Did you mean ccg_minimum?", or what there is to choose from, or nothing. */
static void consider(span value, span candidate, span *best, size_t *least)
{
	size_t d = span_distance(value, candidate);
	if (d < *least) {
		*least = d;
		*best = candidate;
	}
}

static const char *hint_for(const engine *g, const column *k, span value)
{
	const rows *aliases = &g->pack->tables[PACK_ALIASES], *lists = &g->pack->tables[PACK_LISTS];
	span best = {"", 0};
	size_t least = value.len > 6 ? 4 : 3;
	for (size_t i = 0; i < aliases->count; i++)
		if (span_equal(cell_span(rows_row(aliases, i)[1]), value))
			return arena_printf(
				g->job, " Did you mean %.*s?", SPAN_ARG(cell_span(rows_row(aliases, i)[2])));
	if (k->words && k->words[0] != '@')
		return arena_printf(g->job, " Choose from: %s.", k->words);
	if (k->words)
		for (size_t i = 0; i < lists->count; i++)
			if (span_is(cell_span(rows_row(lists, i)[0]), k->words + 1))
				consider(value, cell_span(rows_row(lists, i)[1]), &best, &least);
	if (k->refers && strcmp(k->refers, "schema.table")) {
		const rows *target = referred(g, k->refers);
		for (size_t i = 0; i < target->count; i++)
			consider(value, cell_span(rows_row(target, i)[0]), &best, &least);
	}
	return best.len ? arena_printf(g->job, " Did you mean %.*s?", SPAN_ARG(best)) : "";
}

static int note_word(engine *g, int side, const table *t, size_t row, const column *k, span value, err *e)
{
	sqlite3_stmt *s = g->insert_side[side];
	g->faults++;
	bind_text(s, 1, t->name);
	sqlite3_bind_int64(s, 2, (int64_t)row + 1);
	bind_text(s, 3, k->name);
	sqlite3_bind_text(s, 4, value.at, (int)value.len, SQLITE_STATIC);
	if (side == SIDE_DANGLING)
		bind_text(s, 5, k->refers);
	bind_text(s, side == SIDE_DANGLING ? 6 : 5, hint_for(g, k, value));
	return insert(g, s, e);
}

static int judge_word(engine *g, const rows *r, size_t n, const column *k, const rows *target, span value, err *e)
{
	if (k->words && !is_listed(g->pack, k->words, value))
		return note_word(g, SIDE_UNLISTED, r->of, n, k, value, e);
	bool whole = span_is(value, "*") && !strcmp(k->name, "area");
	if (k->refers && !strcmp(k->refers, "schema.table") && schema_find(value) == SIZE_MAX)
		return note_word(g, SIDE_DANGLING, r->of, n, k, value, e);
	if (target && !whole && !has_key(target, value))
		return note_word(g, SIDE_DANGLING, r->of, n, k, value, e);
	return 0;
}

/* The table that a column refers to is empty: said once, at the first row that refers to it. */
static int note_unresolved(engine *g, const rows *r, size_t i, err *e)
{
	for (size_t n = 0; n < r->count; n++) {
		cell c = rows_row(r, n)[i];
		bool whole = c.len == 1 && c.at[0] == '*';
		if (!c.len || cell_is_mark(c) || whole)
			continue;
		sqlite3_stmt *s = g->insert_side[SIDE_UNRESOLVED];
		bind_text(s, 1, r->of->name);
		sqlite3_bind_int64(s, 2, (int64_t)n + 1);
		bind_text(s, 3, r->of->columns[i].name);
		bind_text(s, 4, r->of->columns[i].refers);
		return insert(g, s, e);
	}
	return 0;
}

#define GOOD_KEPT 8

static bool among(const span *list, span value)
{
	for (size_t i = 0; i < GOOD_KEPT; i++)
		if (list[i].len == value.len && !memcmp(list[i].at, value.at, value.len))
			return true;
	return false;
}

static int judge_column(engine *g, const rows *r, size_t i, err *e)
{
	const column *k = &r->of->columns[i];
	bool of_schema = k->refers && !strcmp(k->refers, "schema.table");
	const rows *target = k->refers && !of_schema ? referred(g, k->refers) : NULL;
	span good[GOOD_KEPT] = {0}; /* words found good lately: columns repeat a few */
	size_t next = 0;
	int rc = 0;
	if (target && !target->count && !covered_in_part(g, target->of->name))
		rc = note_unresolved(g, r, i, e);
	if (target && (!target->count || covered_in_part(g, target->of->name)))
		target = NULL;
	for (size_t n = 0; !rc && n < r->count && (k->words || target || of_schema); n++) {
		cell c = rows_row(r, n)[i];
		if (!c.len || cell_is_mark(c))
			continue;
		if (k->type != TYPE_LIST) {
			if (among(good, cell_span(c)))
				continue;
			size_t found = g->faults;
			rc = judge_word(g, r, n, k, target, cell_span(c), e);
			if (g->faults == found)
				good[next++ % GOOD_KEPT] = cell_span(c);
			continue;
		}
		for (span rest = cell_span(c); !rc && rest.len;)
			rc = judge_word(g, r, n, k, target, span_trim(span_cut(&rest, ';')), e);
	}
	return rc;
}

static int judge_words(engine *g, const rows *r, err *e)
{
	int rc = 0;
	for (size_t i = 0; !rc && i < r->of->count; i++)
		if (r->of->columns[i].words || r->of->columns[i].refers)
			rc = judge_column(g, r, i, e);
	return rc;
}

/* ---- the rest ---- */

static void find_areas(engine *g)
{
	const rows *r = plan_rows(g->plan, "areas");
	g->area_count = r->count;
	g->areas = arena_array(g->job, r->count + 1, sizeof *g->areas);
	for (size_t i = 0; i < r->count; i++)
		g->areas[i] = cell_span(rows_row(r, i)[0]);
	g->sole_area = r->count == 1 ? arena_text(g->job, g->areas[0]) : NULL;
}

static int load_scope(engine *g, err *e)
{
	const rows *periods = &g->pack->tables[PACK_PERIODS];
	sqlite3_stmt *s = g->insert_side[SIDE_SCOPE];
	int rc = 0;
	for (size_t i = 0; !rc && i < periods->count; i++)
		for (size_t k = 0; !rc && k < g->area_count + (g->area_count > 1); k++) {
			span area = k < g->area_count ? g->areas[k] : span_of("*"),
			     p = cell_span(rows_row(periods, i)[0]);
			sqlite3_bind_text(s, 1, area.at, (int)area.len, SQLITE_STATIC);
			sqlite3_bind_text(s, 2, p.at, (int)p.len, SQLITE_STATIC);
			rc = insert(g, s, e);
		}
	return rc;
}

static int load_run(engine *g, err *e)
{
	span status = plan_value(g->plan, "status"), submitted = plan_value(g->plan, "submitted");
	int rc = g->insert_run ? 0 : db_prepare(g->db, &g->insert_run, "INSERT INTO run VALUES(?,?,?)", e);
	if (rc)
		return rc;
	sqlite3_stmt *s = g->insert_run;
	sqlite3_clear_bindings(s);
	bind_text(s, 1, g->as_of);
	if (submitted.len && !cell_is_mark((cell){submitted.at, (uint32_t)submitted.len, 0}))
		sqlite3_bind_text(s, 2, submitted.at, (int)submitted.len, SQLITE_STATIC);
	sqlite3_bind_text(s, 3, status.at, (int)status.len, SQLITE_STATIC);
	return insert(g, s, e);
}

static int load_narrative(engine *g, err *e)
{
	sqlite3_stmt *s = g->insert_side[SIDE_NARRATIVE];
	int rc = 0;
	for (size_t i = 0; !rc && i < g->plan->section_count; i++) {
		const narrative *n = &g->plan->sections[i];
		bind_text(s, 1, n->section);
		sqlite3_bind_text(s, 2, n->text.at, (int)n->text.len, SQLITE_STATIC);
		sqlite3_bind_int64(s, 3, (int64_t)words_count(n->text) * MILLION);
		rc = insert(g, s, e);
	}
	return rc;
}

static void note_presence(const engine *g, const rows *r, size_t which)
{
	size_t a = table_column(r->of, span_of("area")), k = table_column(r->of, span_of("period")), room = 0, last = 0;
	size_t sole = area_column(g, r->of);
	presence *list = arena_grow(g->job, NULL, &room, 1, sizeof *list);
	size_t count = 0;
	for (size_t i = 0; i < r->count; i++) {
		const cell *row = rows_row(r, i);
		presence p = {a == SIZE_MAX ? (span){"", 0} : cell_span(a == sole ? area_cell(g, row[a]) : row[a]),
			k == SIZE_MAX ? (span){"", 0} : cell_span(row[k])};
		if (count && span_equal(list[last].area, p.area) && span_equal(list[last].period, p.period))
			continue;
		for (last = 0; last < count; last++)
			if (span_equal(list[last].area, p.area) && span_equal(list[last].period, p.period))
				break;
		if (last < count)
			continue;
		list = arena_grow(g->job, list, &room, count + 1, sizeof *list);
		list[count++] = p;
	}
	g->present[which] = list;
	g->present_count[which] = count;
}

static int run_again(engine *g, sqlite3_stmt **kept, const char *sql, err *e)
{
	int rc = *kept ? 0 : db_prepare(g->db, kept, sql, e);
	return rc ? rc : insert(g, *kept, e);
}

static int empty_tables(engine *g, err *e)
{
	static const char *const sides[] = {"DELETE FROM marks", "DELETE FROM narrative", "DELETE FROM unlisted",
		"DELETE FROM dangling", "DELETE FROM unresolved", "DELETE FROM scope", "DELETE FROM run",
		"DELETE FROM statements", "DELETE FROM statement_parts", "DELETE FROM figures"};
	int rc = 0;
	for (size_t i = 0; !rc && g->filled && i < sizeof sides / sizeof *sides; i++)
		rc = run_again(g, &g->deletes[plan_table_count + i], sides[i], e);
	for (size_t i = 0; !rc && i < plan_table_count; i++)
		if (g->used[i]) {
			rc = run_again(
				g, &g->deletes[i], arena_printf(g->job, "DELETE FROM %s", plan_tables[i].name), e);
			g->used[i] = false;
		}
	g->filled = true;
	return rc;
}

const presence *engine_presence(const engine *g, size_t which, size_t *count)
{
	if (!g->present[which])
		note_presence(g, &g->plan->tables[which], which);
	*count = g->present_count[which];
	return g->present[which];
}

int load_plan(engine *g, err *e)
{
	const wants *w = g->want;
	int rc = empty_tables(g, e);
	find_areas(g);
	g->present = arena_array(g->job, plan_table_count, sizeof *g->present);
	g->present_count = arena_array(g->job, plan_table_count, sizeof *g->present_count);
	for (size_t i = 0; !rc && i < plan_table_count; i++) {
		const rows *r = &g->plan->tables[i];
		if (!r->count)
			continue;
		g->used[i] = w->tables[i];
		if (w->tables[i])
			rc = load_rows(g, r, g->inserts[i], true, e);
		if (!rc && w->words)
			rc = judge_words(g, r, e);
	}
	if (!rc)
		rc = load_scope(g, e);
	if (!rc)
		rc = load_run(g, e);
	if (!rc && w->narrative)
		rc = load_narrative(g, e);
	return rc ? rc : statements_read(&g->statements, g, e);
}
