/* What the money of two plans comes to, by what it is for. */
#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "plan/difference_inside.h"

/* Sums by name, found by hash: as many slots as a power of two over twice the names. */
typedef struct sums {
	money_change *list;
	size_t count, room;
	size_t *slots, slot_count; /* index + 1 */
	arena *a;
} sums;

static uint64_t hash(span s)
{
	uint64_t h = UINT64_C(14695981039346656037);
	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.at[i]) * UINT64_C(1099511628211);
	return h ^ h >> 29;
}

static void widen(sums *s)
{
	s->slot_count = s->slot_count ? s->slot_count * 4 : 256;
	s->slots = arena_array(s->a, s->slot_count, sizeof *s->slots);
	for (size_t i = 0; i < s->count; i++) {
		size_t at = hash(s->list[i].of) & (s->slot_count - 1);
		while (s->slots[at])
			at = (at + 1) & (s->slot_count - 1);
		s->slots[at] = i + 1;
	}
}

static money_change *sum_of(sums *s, span name)
{
	if (s->count * 2 >= s->slot_count)
		widen(s);
	size_t at = hash(name) & (s->slot_count - 1);
	for (; s->slots[at]; at = (at + 1) & (s->slot_count - 1))
		if (span_equal(s->list[s->slots[at] - 1].of, name))
			return &s->list[s->slots[at] - 1];
	s->list = arena_grow(s->a, s->list, &s->room, s->count + 1, sizeof *s->list);
	s->list[s->count] = (money_change){.of = name};
	s->slots[at] = ++s->count;
	return &s->list[s->count - 1];
}

/* AMOUNT_PENCE_MAX times ROWS_MAX fits in 64 bits. */
static void add_side(sums *s, const rows *r, size_t by, size_t amount, bool after)
{
	for (size_t i = 0; i < r->count; i++) {
		const cell *row = rows_row(r, i);
		money_change *m = sum_of(s, by == SIZE_MAX ? (span){"", 0} : cell_span(row[by]));
		int64_t pence = 0;
		bool known = money_parse(&pence, cell_span(row[amount]));
		*(after ? &m->after_pence : &m->before_pence) += pence;
		*(after ? &m->after_blank : &m->before_blank) += !known;
	}
}

static int compare_names(const void *x, const void *y)
{
	return span_compare(((const money_change *)x)->of, ((const money_change *)y)->of);
}

static void add_sums(difference *d, size_t *room, size_t tbl, const char *by, arena *a)
{
	const table *t = &plan_tables[tbl];
	size_t column_by = table_column(t, span_of(by)), amount = table_column(t, span_of("amount"));
	sums s = {.a = a};
	if (*by && column_by == SIZE_MAX)
		return;
	add_side(&s, &d->before->tables[tbl], column_by, amount, false);
	add_side(&s, &d->after->tables[tbl], column_by, amount, true);
	if (s.count)
		qsort(s.list, s.count, sizeof *s.list, compare_names);
	for (size_t i = 0; i < s.count; i++) {
		money_change m = s.list[i];
		if (m.before_pence == m.after_pence && m.before_blank == m.after_blank)
			continue;
		m.tbl = t->name;
		m.by = by;
		d->money = arena_grow(a, d->money, room, d->money_count + 1, sizeof *d->money);
		d->money[d->money_count++] = m;
	}
}

/* Only an added or removed row, or an edited cell of one of these columns, moves money. */
static bool moves_money(const plan_change *c)
{
	if (c->kind != CHANGE_EDITED)
		return c->kind == CHANGE_ADDED || c->kind == CHANGE_REMOVED;
	const char *name = plan_tables[c->tbl].columns[c->at].name;
	return !strcmp(name, "amount") || !strcmp(name, "scheme") || !strcmp(name, "source");
}

void money_differences(difference *d, arena *a)
{
	static const char *const tables[] = {"spend", "income"}, *const by[] = {"", "scheme", "source"};
	size_t room = 0;
	for (size_t i = 0; i < 2; i++) {
		size_t tbl = schema_find(span_of(tables[i]));
		bool moved = false;
		for (size_t n = 0; n < d->count && !moved; n++)
			moved = d->list[n].tbl == tbl && moves_money(&d->list[n]);
		for (size_t k = 0; moved && k < 3; k++)
			add_sums(d, &room, tbl, by[k], a);
	}
}
