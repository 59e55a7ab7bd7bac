#include "synth/plant.h"

#include <stdlib.h>
#include <string.h>

#include "base/money.h"

static bool meets(const rows *r, size_t n, span condition)
{
	size_t i = 0;
	while (i < condition.len && !strchr("=!+-", condition.at[i]))
		i++;
	if (i == condition.len)
		abort(); /* a condition is written by us */
	span name = {condition.at, i}, rest = {condition.at + i + 1, condition.len - i - 1};
	size_t k = table_column(r->of, name);
	if (k == SIZE_MAX)
		abort();
	span have = cell_span(rows_row(r, n)[k]);
	switch (condition.at[i]) {
	case '=':
		return span_equal(have, rest);
	case '!':
		return !span_equal(have, rest);
	case '+':
		return have.len > 0;
	default:
		return have.len == 0;
	}
}

bool fits(const rows *r, size_t n, const char *where)
{
	span rest = span_of(where);
	while (rest.len) {
		span condition = span_cut(&rest, ' ');
		if (condition.len && !meets(r, n, condition))
			return false;
	}
	return true;
}

size_t pick_among(planting *t, const size_t *list, size_t count)
{
	return count ? list[prng_below(t->r, count)] : SIZE_MAX;
}

size_t pick(planting *t, const char *of_table, const char *where)
{
	const rows *r = plan_rows(t->p, of_table);
	size_t *list = arena_array(t->a, r->count + 1, sizeof *list), count = 0;
	for (size_t n = 0; n < r->count; n++)
		if (fits(r, n, where))
			list[count++] = n;
	return pick_among(t, list, count);
}

static void tell(planting *t, const char *of_table, size_t n, const char *name, const char *was, const char *is)
{
	if (t->done.table)
		return;
	t->done.table = of_table;
	t->done.key = row_key(plan_rows(t->p, of_table), n, t->a);
	t->done.column = name;
	t->done.was = was;
	t->done.is = is;
}

void change(planting *t, const char *of_table, size_t n, const char *name, const char *to)
{
	rows *r = plan_rows(t->p, of_table);
	tell(t, of_table, n, name, arena_text(t->a, row_get(r, n, name)), to);
	row_put(r, n, name, to);
}

void change_pence(planting *t, const char *of_table, size_t n, const char *name, int64_t to)
{
	change(t, of_table, n, name, pence_text(to, t->a));
}

void change_micro(planting *t, const char *of_table, size_t n, const char *name, int64_t to)
{
	change(t, of_table, n, name, micro_text(to, t->a));
}

void tell_added(planting *t, const char *of_table, size_t n, const char *name)
{
	tell(t, of_table, n, name, "", arena_text(t->a, row_get(plan_rows(t->p, of_table), n, name)));
}

void remove_told(planting *t, const char *of_table, size_t n)
{
	tell(t, of_table, n, "", "a row", "");
	row_remove(plan_rows(t->p, of_table), n);
}

bool has_check(const planting *t, const char *id)
{
	return pack_check(t->pack, span_of(id)) != NULL;
}

span only_area(const planting *t)
{
	const rows *r = plan_rows(t->p, "areas");
	return row_get(r, 0, "area");
}

span last_year(const planting *t)
{
	const rows *r = &t->pack->tables[PACK_PERIODS];
	return row_get(r, r->count - 1, "period");
}

const char *misspelt(planting *t, span word)
{
	char *out = arena_text(t->a, word);
	if (word.len) {
		char *c = out + word.len / 2;
		*c = *c == 'q' ? 'w' : 'q';
	}
	return out;
}

int64_t pence_of(const rows *r, size_t n, const char *name)
{
	int64_t pence = 0;
	return row_pence(&pence, r, n, name) ? pence : 0;
}

span minimum_source(const planting *t)
{
	const rows *r = &t->pack->tables[PACK_SOURCES];
	size_t n = row_find(r, "minimum", span_of("yes"));
	return n == SIZE_MAX ? (span){"", 0} : row_get(r, n, "source");
}

span fenced_measure(const planting *t, const char *fence)
{
	const rows *r = &t->pack->tables[PACK_REQUIREMENTS];
	size_t n = row_find(r, "ring_fence", span_of(fence));
	return n == SIZE_MAX ? (span){"", 0} : row_get(r, n, "measure");
}

span list_item(const planting *t, const char *list, const char *kind)
{
	const rows *r = &t->pack->tables[PACK_LISTS];
	for (size_t n = 0; n < r->count; n++)
		if (row_is(r, n, "list", list) && row_is(r, n, "kind", kind))
			return row_get(r, n, "id");
	return (span){"", 0};
}

span list_kind(const planting *t, const char *list, span id)
{
	const rows *r = &t->pack->tables[PACK_LISTS];
	for (size_t n = 0; n < r->count; n++)
		if (row_is(r, n, "list", list) && span_equal(row_get(r, n, "id"), id))
			return row_get(r, n, "kind");
	return (span){"", 0};
}

int64_t required(const planting *t, span measure, span year)
{
	const rows *r = plan_rows(t->p, "requirements");
	int64_t pence;
	for (size_t n = 0; n < r->count; n++)
		if (span_equal(row_get(r, n, "measure"), measure) && span_equal(row_get(r, n, "period"), year) &&
			row_pence(&pence, r, n, "amount"))
			return pence;
	return -1;
}

bool due_of(const planting *t, const char *step, day *out)
{
	return date_parse(out, pack_value(t->pack, PACK_TIMETABLE, span_of(step), "due"));
}

const char *day_text(day d, arena *a)
{
	char text[DATE_TEXT];
	date_print(text, d);
	return arena_text(a, span_of(text));
}
