#include "plan/agreement.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "plan/pairing.h"

static const char *const parts_of_a_line[] = {"spend", "spend_impact", "activity"};
#define PARTS (sizeof parts_of_a_line / sizeof *parts_of_a_line)

static bool row_is_of(const rows *r, size_t i, span key)
{
	return i < r->count && span_equal(cell_span(rows_row(r, i)[0]), key);
}

static span value_of(const rows *r, span key, const char *name)
{
	size_t i = rows_find_first(r, key);
	return key.len && row_is_of(r, i, key) ? cell_span(*rows_cell(r, i, name)) : (span){"", 0};
}

/* ---- the digest ---- */

plan *line_alone(const plan *p, span line, arena *a)
{
	plan *one = arena_alloc(a, sizeof *one);
	one->shown = p->shown;
	one->tables = arena_array(a, plan_table_count, sizeof *one->tables);
	for (size_t i = 0; i < plan_table_count; i++)
		one->tables[i].of = &plan_tables[i];
	for (size_t k = 0; k < PARTS; k++) {
		const rows *r = plan_rows(p, parts_of_a_line[k]);
		rows *out = plan_rows(one, parts_of_a_line[k]);
		for (size_t i = rows_find_first(r, line); row_is_of(r, i, line); i++) {
			cell *row = rows_add(out, a);
			for (size_t c = 0; c < r->of->count; c++)
				if (!(r->of->columns[c].flags & COLUMN_RECORD))
					row[c] = rows_row(r, i)[c];
		}
	}
	return one;
}

static void digest_alone(char out[PLAN_DIGEST_TEXT], const plan *one, arena *a)
{
	buf b;
	buf_init(&b, a);
	for (size_t k = 0; k < PARTS; k++)
		rows_print(&b, plan_rows(one, parts_of_a_line[k]), true);
	memcpy(out, "sha256:", 7);
	digest_of(out + 7, buf_span(&b));
}

void line_digest(char out[PLAN_DIGEST_TEXT], const plan *p, span line, arena *a)
{
	digest_alone(out, line_alone(p, line, a), a);
}

/* What the line's digest would be, had it this key. */
static void digest_under(char out[PLAN_DIGEST_TEXT], const plan *p, span line, span key, arena *a)
{
	plan *one = line_alone(p, line, a);
	for (size_t k = 0; k < PARTS; k++) {
		rows *r = plan_rows(one, parts_of_a_line[k]);
		for (size_t i = 0; i < r->count; i++)
			rows_row(r, i)[0] = (cell){.at = key.at, .len = (uint32_t)key.len};
	}
	digest_alone(out, one, a);
}

/* ---- named partners ---- */

typedef struct names {
	span *list; /* sorted, each once */
	size_t count, room;
} names;

static void names_add(names *n, span name, arena *a)
{
	size_t at = n->count;
	while (at > 0 && span_compare(n->list[at - 1], name) >= 0)
		at--;
	if (!name.len || (at < n->count && span_equal(n->list[at], name)))
		return;
	n->list = arena_grow(a, n->list, &n->room, n->count + 1, sizeof *n->list);
	memmove(&n->list[at + 1], &n->list[at], (n->count - at) * sizeof *n->list);
	n->list[at] = name;
	n->count++;
}

static bool has_name(const names *n, span name)
{
	for (size_t i = 0; i < n->count; i++)
		if (span_equal(n->list[i], name))
			return true;
	return false;
}

static bool is_section_75(const plan *p, span key)
{
	const rows *r = plan_rows(p, "agreements");
	span kind = value_of(r, key, "kind");
	return row_is_of(r, rows_find_first(r, key), key) && (!kind.len || span_is(kind, "s75"));
}

static void add_parties(names *out, const plan *p, span key, arena *a)
{
	const rows *r = plan_rows(p, "agreement_parties");
	for (size_t i = rows_find_first(r, key); key.len && row_is_of(r, i, key); i++)
		names_add(out, cell_span(*rows_cell(r, i, "organisation")), a);
}

static void add_by_kind(names *out, const plan *p, arena *a)
{
	const rows *r = plan_rows(p, "organisations");
	span starts = plan_value(p, "starts");
	for (size_t i = 0; i < r->count; i++) {
		span kind = cell_span(*rows_cell(r, i, "kind"));
		cell ends = *rows_cell(r, i, "ends");
		bool over = ends.len && !cell_is_mark(ends) && starts.len && span_compare(cell_span(ends), starts) < 0;
		if (!over && (span_is(kind, "council") || span_is(kind, "nhs_commissioner")))
			names_add(out, cell_span(rows_row(r, i)[0]), a);
	}
}

/* What a line of no scheme falls back on: the same for every line of the plan. */
static partner_rule plan_partners(names *out, const plan *p, arena *a)
{
	const rows *r = plan_rows(p, "agreements");
	for (size_t i = 0; i < r->count; i++)
		if (is_section_75(p, cell_span(rows_row(r, i)[0])))
			add_parties(out, p, cell_span(rows_row(r, i)[0]), a);
	if (out->count)
		return PARTNERS_OF_PLAN;
	add_by_kind(out, p, a);
	return out->count ? PARTNERS_BY_KIND : PARTNERS_NONE;
}

/* Periods of which one says nothing overlap. */
static bool overlap(span x, span y)
{
	period a, b;
	return !period_parse(&a, x) || !period_parse(&b, y) || (a.starts <= b.ends && b.starts <= a.ends);
}

/* Is the organisation linked to this area then, or, with a blank one, to any? */
static bool is_linked(const plan *p, span organisation, span area, span when)
{
	static const char *const links[] = {"authorities", "commissioner_shares"};
	for (size_t k = 0; k < sizeof links / sizeof *links; k++) {
		const rows *r = plan_rows(p, links[k]);
		size_t at = table_column(r->of, span_of("period"));
		for (size_t i = 0; i < r->count; i++) {
			span of = cell_span(*rows_cell(r, i, "area"));
			if (span_equal(cell_span(*rows_cell(r, i, "organisation")), organisation) &&
				(at == SIZE_MAX || overlap(cell_span(rows_row(r, i)[at]), when)) &&
				(!area.len || span_equal(of, area) || span_is(of, "*")))
				return true;
		}
	}
	return false;
}

/* Those of `all` who are asked for a line of this area and period. */
static names asked_for(const names *all, const plan *p, span area, span when, arena *a)
{
	names out = {0};
	if (!area.len || span_is(area, "*"))
		return *all;
	for (size_t i = 0; i < all->count; i++)
		if (!is_linked(p, all->list[i], (span){"", 0}, when) || is_linked(p, all->list[i], area, when))
			names_add(&out, all->list[i], a);
	return out.count ? out : *all;
}

static void scheme_partners(names *out, const plan *p, span scheme, arena *a)
{
	const rows *r = plan_rows(p, "schemes");
	for (size_t depth = 0; scheme.len && !out->count && depth <= r->count; depth++) {
		span key = value_of(r, scheme, "agreement");
		if (is_section_75(p, key))
			add_parties(out, p, key, a);
		scheme = value_of(r, scheme, "parent");
	}
}

/* ---- the state ---- */

static line_answer answer_of(const plan *p, const agreed_line *l, span organisation, bool named)
{
	const rows *r = plan_rows(p, "agreed");
	line_answer w = {.organisation = organisation, .named = named, .state = ANSWER_WAITS, .row = SIZE_MAX};
	for (size_t i = rows_find_first(r, l->line); row_is_of(r, i, l->line); i++)
		if (span_equal(cell_span(*rows_cell(r, i, "organisation")), organisation)) {
			bool same = *l->digest && span_is(cell_span(*rows_cell(r, i, "digest")), l->digest);
			w.state = same ? ANSWER_AGREED : ANSWER_LAPSED;
			w.row = i;
		}
	return w;
}

static void settle(agreed_line *l, const plan *p, const names *partners, arena *a)
{
	const rows *r = plan_rows(p, "agreed");
	size_t first = rows_find_first(r, l->line), rest = first;
	while (row_is_of(r, rest, l->line))
		rest++;
	l->answers = arena_array(a, partners->count + (rest - first) + 1, sizeof *l->answers);
	for (size_t i = 0; i < partners->count; i++)
		l->answers[l->count++] = answer_of(p, l, partners->list[i], true);
	for (size_t i = first; i < rest; i++) {
		span organisation = cell_span(*rows_cell(r, i, "organisation"));
		if (!has_name(partners, organisation))
			l->answers[l->count++] = answer_of(p, l, organisation, false);
	}
	bool waits = partners->count == 0, lapsed = false;
	for (size_t i = 0; i < l->count; i++) {
		waits |= l->answers[i].named && l->answers[i].state == ANSWER_WAITS;
		lapsed |= l->answers[i].named && l->answers[i].state == ANSWER_LAPSED;
	}
	l->state = l->row == SIZE_MAX ? LINE_GONE : lapsed ? LINE_LAPSED : waits ? LINE_WAITS : LINE_AGREED;
}

static void count_line(agreement *g, const agreed_line *l, size_t partners)
{
	g->agreed += l->state == LINE_AGREED;
	g->waiting += l->state == LINE_WAITS;
	g->lapsed += l->state == LINE_LAPSED;
	g->gone += l->state == LINE_GONE;
	if (l->state == LINE_GONE)
		return;
	g->partners_least = g->count == 0 || partners < g->partners_least ? partners : g->partners_least;
	g->partners_most = partners > g->partners_most ? partners : g->partners_most;
}

/* A line under another key loses what was agreed of it, for an agreement names its line; this tells which it is. */
static span key_now(const plan *p, const agreed_line *gone, arena *a)
{
	const rows *spend = plan_rows(p, "spend"), *agreed = plan_rows(p, "agreed");
	span found = {"", 0};
	size_t count = 0;
	for (size_t i = 0; i < spend->count; i++) {
		arena_mark m = arena_now(a);
		char digest[PLAN_DIGEST_TEXT];
		span key = cell_span(rows_row(spend, i)[0]);
		bool same = false;
		digest_under(digest, p, key, gone->line, a);
		for (size_t k = 0; k < gone->count; k++)
			same |= span_is(cell_span(*rows_cell(agreed, gone->answers[k].row, "digest")), digest);
		arena_back(a, m);
		if (same) {
			found = key;
			count++;
		}
	}
	return count == 1 ? found : (span){"", 0};
}

/* 2 before 10, what is gone last. */
static int compare_lines(const void *x, const void *y)
{
	const agreed_line *l = x, *m = y;
	bool l_gone = l->state == LINE_GONE, m_gone = m->state == LINE_GONE;
	int order = l_gone != m_gone ? l_gone - m_gone : span_compare_natural(l->line, m->line);
	return order ? order : span_compare(l->line, m->line);
}

void agreement_read(agreement *out, const plan *p, arena *a)
{
	const rows *spend = plan_rows(p, "spend"), *agreed = plan_rows(p, "agreed");
	agreement g = {.lines = arena_array(a, spend->count + agreed->count + 1, sizeof *g.lines)};
	names common = {0};
	partner_rule common_rule = plan_partners(&common, p, a);

	for (size_t i = 0; i < spend->count; i++) {
		names own = {0};
		agreed_line *l = &g.lines[g.count];
		l->line = cell_span(rows_row(spend, i)[0]);
		l->row = i;
		line_digest(l->digest, p, l->line, a);
		scheme_partners(&own, p, cell_span(*rows_cell(spend, i, "scheme")), a);
		l->rule = own.count ? PARTNERS_OF_SCHEME : common_rule;
		const names *all = own.count ? &own : &common;
		names asked = asked_for(
			all, p, cell_span(*rows_cell(spend, i, "area")), cell_span(*rows_cell(spend, i, "period")), a);
		l->narrowed = asked.count < all->count;
		settle(l, p, &asked, a);
		count_line(&g, l, asked.count);
		g.count++;
	}
	for (size_t i = 0; i < agreed->count; i++) {
		span line = cell_span(rows_row(agreed, i)[0]);
		if (row_is_of(spend, rows_find_first(spend, line), line) || (i > 0 && row_is_of(agreed, i - 1, line)))
			continue;
		agreed_line *l = &g.lines[g.count++];
		*l = (agreed_line){.line = line, .row = SIZE_MAX, .rule = PARTNERS_NONE};
		settle(l, p, &(names){0}, a);
		l->now = key_now(p, l, a);
		count_line(&g, l, 0);
	}
	qsort(g.lines, g.count, sizeof *g.lines, compare_lines);
	*out = g;
}

static void put(rows *r, cell *row, const char *name, span value)
{
	row[table_column(r->of, span_of(name))] = (cell){.at = value.at, .len = (uint32_t)value.len};
}

static const line_answer *answer_by(const agreed_line *l, span organisation)
{
	for (size_t i = 0; i < l->count; i++)
		if (span_equal(l->answers[i].organisation, organisation))
			return &l->answers[i];
	return NULL;
}

size_t agreement_record(
	plan *p, const agreed_line *const *lines, size_t count, span organisation, span person, span date, arena *a)
{
	rows *r = plan_rows(p, "agreed");
	size_t made = 0;
	for (size_t i = 0; i < count; i++) {
		const line_answer *w = answer_by(lines[i], organisation);
		if (w && w->state == ANSWER_AGREED)
			continue;
		cell *row = w && w->row != SIZE_MAX ? rows_row(r, w->row) : rows_add(r, a);
		put(r, row, "line", lines[i]->line);
		put(r, row, "organisation", organisation);
		put(r, row, "person", person);
		put(r, row, "date", date);
		put(r, row, "digest", arena_span(a, span_of(lines[i]->digest)));
		made++;
	}
	rows_sort(r, a);
	return made;
}
