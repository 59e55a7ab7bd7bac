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

/* The rows of a table that were given another key, by the old one: what was spent under it is shown under the new. */
typedef struct moves {
	const plan_change **list; /* sorted by key before */
	size_t count;
} moves;

static int compare_key(const void *key, const void *x)
{
	const plan_change *c = *(const plan_change *const *)x;
	return span_compare(*(const span *)key, cell_span(*c->before));
}

static moves moves_of(const difference *d, const column *by, arena *a)
{
	moves m = {.list = arena_array(a, d->count, sizeof *m.list)};
	span refers = span_of(by->refers ? by->refers : "");
	size_t tbl = schema_find(span_cut(&refers, '.'));
	for (size_t i = 0; tbl != SIZE_MAX && i < d->count; i++)
		if (d->list[i].kind == CHANGE_MOVED && d->list[i].tbl == tbl)
			m.list[m.count++] = &d->list[i];
	return m;
}

static span name_after(const moves *m, span name)
{
	const plan_change *const *found =
		m->count ? bsearch(&name, m->list, m->count, sizeof *m->list, compare_key) : NULL;
	return found ? cell_span(*(*found)->after) : name;
}

/* AMOUNT_PENCE_MAX times ROWS_MAX fits in 64 bits. */
static void add_side(sums *s, const rows *r, size_t by, size_t amount, const moves *before)
{
	bool after = !before;
	for (size_t i = 0; i < r->count; i++) {
		const cell *row = rows_row(r, i);
		span name = by == SIZE_MAX ? (span){"", 0} : cell_span(row[by]);
		money_change *m = sum_of(s, before ? name_after(before, name) : name);
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
	moves m = {0};
	if (*by)
		m = moves_of(d, &t->columns[column_by], a);
	add_side(&s, &d->before->tables[tbl], column_by, amount, &m);
	add_side(&s, &d->after->tables[tbl], column_by, amount, NULL);
	if (s.count)
		qsort(s.list, s.count, sizeof *s.list, compare_names);
	for (size_t i = 0; i < s.count; i++) {
		money_change c = s.list[i];
		if (c.before_pence == c.after_pence && c.before_blank == c.after_blank)
			continue;
		c.tbl = t->name;
		c.by = by;
		d->money = arena_grow(a, d->money, room, d->money_count + 1, sizeof *d->money);
		d->money[d->money_count++] = c;
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
