/* What next year's plan refers to: ids of the next policy, and the successors of organisations and areas. */
#include <string.h>

#include "plan/roll_inside.h"

/* Two rows may have one key now, of two predecessors or two spellings: the first stays. */
static void drop_doubles(rolling *s, rows *r)
{
	size_t kept = 0;
	rows_sort(r, s->a);
	for (size_t i = 0; i < r->count; i++) {
		cell *row = rows_row(r, i);
		if (kept && rows_compare_keys(r->of, rows_row(r, kept - 1), row) == 0)
			roll_drop(s, r->of->name, "whose key is that of another row now");
		else
			memmove(rows_row(r, kept++), row, r->of->count * sizeof *row);
	}
	r->count = kept;
}

/* ---- ids of the policy ---- */

/* An id that was mapped, or that the next policy does not know, and in how many rows. */
typedef struct met_id {
	const char *list, *tbl;
	span id, now;
	size_t rows;
} met_id;

typedef struct met {
	met_id *list;
	size_t count, room;
} met;

static void meet(met *m, const char *list, const char *tbl, span id, span now, arena *a)
{
	for (size_t i = 0; i < m->count; i++)
		if (!strcmp(m->list[i].list, list) && !strcmp(m->list[i].tbl, tbl) && span_equal(m->list[i].id, id)) {
			m->list[i].rows++;
			return;
		}
	m->list = arena_grow(a, m->list, &m->room, m->count + 1, sizeof *m->list);
	m->list[m->count++] = (met_id){list, tbl, id, now, 1};
}

bool roll_knows_source(const rolling *s, span source)
{
	const label_list list = {pack_tables[PACK_SOURCES].name, NULL};
	size_t known;
	label_ids(&known, s->next, list);
	return !known || !source.len || label_id(s->next, list, source).len;
}

/* Ids of the policy's own lists: what it does not know, nobody can choose for the reader. */
static bool is_of_policy(const column *k, label_list list)
{
	return list.pack_list && !list.words && k->type != TYPE_LIST;
}

static void map_table(rolling *s, rows *r, const labels *l, met *m)
{
	bool keys = false;
	for (size_t k = 0; k < r->of->count; k++) {
		label_list list = label_list_of(&r->of->columns[k]);
		size_t known = 0;
		if (!is_of_policy(&r->of->columns[k], list))
			continue;
		label_ids(&known, l, list);
		for (size_t i = 0; known && i < r->count; i++) {
			cell *c = &rows_row(r, i)[k];
			span was = cell_span(*c), now = label_id(l, list, was);
			if (!was.len || cell_is_mark(*c) || span_equal(was, now))
				continue;
			meet(m, list.pack_list, r->of->name, was, now, s->a);
			if (now.len)
				*c = (cell){now.at, (uint32_t)now.len, c->offset};
			keys |= now.len && (r->of->columns[k].flags & COLUMN_KEY);
		}
	}
	if (keys)
		drop_doubles(s, r);
}

static void tell_met(rolling *s, const met *m)
{
	for (size_t i = 0; i < m->count; i++) {
		const met_id *x = &m->list[i];
		const char *many = x->rows == 1 ? "row" : "rows";
		if (x->now.len)
			roll_note(
				s, arena_printf(s->a, "%.*s is called %.*s in policy %s: %zu %s of %s", SPAN_ARG(x->id),
					   SPAN_ARG(x->now), s->request->to->id, x->rows, many, x->tbl));
		else
			roll_note(s, arena_printf(s->a,
					     "%.*s is not known to policy %s (%s): %zu %s of %s; choose what takes its "
					     "place",
					     SPAN_ARG(x->id), s->request->to->id, x->list, x->rows, many, x->tbl));
	}
}

/* A measure that is not asked for any more is nothing to be meant to move. */
static void drop_impacts(rolling *s, const labels *l)
{
	rows *r = plan_rows(s->to, "spend_impact");
	size_t metric = table_column(r->of, span_of("metric")), kept = 0;
	label_list list = label_list_of(&r->of->columns[metric]);
	for (size_t i = 0; i < r->count; i++) {
		cell *row = rows_row(r, i);
		if (label_id(l, list, cell_span(row[metric])).len)
			memmove(rows_row(r, kept++), row, r->of->count * sizeof *row);
		else
			roll_drop(s, r->of->name, "of a measure that the next policy does not have");
	}
	r->count = kept;
}

/* ---- successors ---- */

typedef struct succession {
	span before, after;
	size_t rows; /* of the predecessor, within the years between */
	bool whole, used;
} succession;

static bool has_key(const plan *p, const char *tbl, span key)
{
	const rows *r = plan_rows(p, tbl);
	for (size_t i = 0; i < r->count; i++)
		if (span_equal(cell_span(rows_row(r, i)[0]), key))
			return true;
	return false;
}

static bool is_within(const rolling *s, span date)
{
	day d;
	return date_parse(&d, date) && d > s->last.starts && d <= s->first.starts;
}

static size_t read_successions(succession *list, const rolling *s)
{
	const rows *r = plan_rows(s->from, "successions");
	size_t count = 0;
	for (size_t i = 0; i < r->count; i++) {
		span before = cell_span(rows_row(r, i)[0]), after = cell_span(rows_row(r, i)[1]);
		size_t k = 0;
		if (!is_within(s, cell_span(*rows_cell(r, i, "date"))))
			continue;
		while (k < count && !span_equal(list[k].before, before))
			k++;
		if (k == count)
			list[count++] = (succession){.before = before,
				.after = after,
				.whole = span_is(cell_span(*rows_cell(r, i, "portion")), "1")};
		list[k].rows++;
	}
	return count;
}

static bool replaces(const rolling *s, const succession *x)
{
	return x->rows == 1 && x->whole &&
	       (has_key(s->to, "organisations", x->after) || has_key(s->to, "areas", x->after));
}

static bool refers_to_them(const column *k)
{
	return k->refers && (!strcmp(k->refers, "organisations.organisation") || !strcmp(k->refers, "areas.area"));
}

static span succeed(rolling *s, span value, succession *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (span_equal(list[i].before, value)) {
			list[i].used = true;
			return replaces(s, &list[i]) ? list[i].after : value;
		}
	return value;
}

static span succeed_list(rolling *s, span value, succession *list, size_t count)
{
	buf b;
	buf_init(&b, s->a);
	while (value.len) {
		span item = succeed(s, span_trim(span_cut(&value, ';')), list, count), so_far = buf_span(&b);
		bool there = false;
		while (so_far.len && !there)
			there = span_equal(span_trim(span_cut(&so_far, ';')), item);
		if (!there)
			buf_printf(&b, "%s%.*s", b.len ? "; " : "", SPAN_ARG(item));
	}
	return arena_span(s->a, buf_span(&b));
}

static void follow_successions(rolling *s, succession *list, size_t count)
{
	for (size_t t = 0; t < plan_table_count; t++) {
		rows *r = &s->to->tables[t];
		bool keys = false;
		for (size_t k = 0; k < r->of->count; k++) {
			const column *c = &r->of->columns[k];
			if (!refers_to_them(c))
				continue;
			for (size_t i = 0; i < r->count; i++) {
				cell *at = &rows_row(r, i)[k];
				span now = c->type == TYPE_LIST ? succeed_list(s, cell_span(*at), list, count)
								: succeed(s, cell_span(*at), list, count);
				keys |= (c->flags & COLUMN_KEY) && !span_equal(now, cell_span(*at));
				*at = (cell){now.at, (uint32_t)now.len, at->offset};
			}
		}
		if (keys)
			drop_doubles(s, r);
	}
	for (size_t i = 0; i < count; i++) {
		const succession *x = &list[i];
		if (!x->used)
			continue;
		if (replaces(s, x))
			roll_note(s, arena_printf(s->a, "%.*s is replaced by its successor %.*s", SPAN_ARG(x->before),
					     SPAN_ARG(x->after)));
		else if (x->rows == 1 && x->whole)
			roll_note(s, arena_printf(s->a,
					     "%.*s was succeeded by %.*s, which no table knows; it stays until you "
					     "enter and "
					     "name the successor",
					     SPAN_ARG(x->before), SPAN_ARG(x->after)));
		else
			roll_note(s,
				arena_printf(s->a,
					"%.*s was succeeded in parts or in a portion that is not known; it stays: say "
					"what falls to whom",
					SPAN_ARG(x->before)));
	}
}

/* Payers that have ended and have no successor in the plan. */
static void tell_ended(rolling *s, const succession *list, size_t count)
{
	const rows *r = plan_rows(s->to, "organisations"), *income = plan_rows(s->to, "income");
	for (size_t i = 0; i < r->count; i++) {
		span key = cell_span(rows_row(r, i)[0]);
		bool pays = false, told = false;
		day d;
		if (!date_parse(&d, cell_span(*rows_cell(r, i, "ends"))) || d >= s->first.starts)
			continue;
		for (size_t k = 0; k < income->count; k++)
			pays |= span_equal(cell_span(*rows_cell(income, k, "payer")), key);
		for (size_t k = 0; k < count; k++)
			told |= span_equal(list[k].before, key);
		if (pays && !told)
			roll_note(s, arena_printf(s->a,
					     "%.*s ended on %.*s and table successions names no successor; it stays as "
					     "payer",
					     SPAN_ARG(key), SPAN_ARG(cell_span(*rows_cell(r, i, "ends")))));
	}
}

void roll_ids(rolling *s)
{
	const labels *l = s->next;
	succession *list = arena_array(s->a, plan_rows(s->from, "successions")->count + 1, sizeof *list);
	size_t count = read_successions(list, s);
	met m = {0};

	drop_impacts(s, l);
	for (size_t t = 0; t < plan_table_count; t++)
		map_table(s, &s->to->tables[t], l, &m);
	tell_met(s, &m);
	follow_successions(s, list, count);
	tell_ended(s, list, count);
}
