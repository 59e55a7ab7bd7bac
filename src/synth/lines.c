/* Lines of spend: a few large ones become as many as a real plan has, to the penny. */
#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "synth/area.h"

typedef struct split {
	size_t first, count; /* the lines that a template's line became */
	int64_t *parts;	     /* their amounts in pence; NULL when it stayed whole */
} split;

static const char *line_key(size_t i, arena *a)
{
	return arena_printf(a, "%03zu", i + 1);
}

/* How many parts a line gets: by its share of the plan's money. */
static size_t parts_of(int64_t pence, int64_t total, size_t wanted, size_t have)
{
	if (pence <= 0 || total <= 0 || wanted <= have)
		return 1;
	return 1 + (size_t)divide_round(pence, (int64_t)(wanted - have), total);
}

/* The smallest amount of which the NHS portion is a whole penny, as all parts but the last are multiples of it: then
 * the portions of the parts come to the portion of the whole. */
static int64_t unit_of(const rows *r, size_t n)
{
	ratio portion;
	span s = row_get(r, n, "nhs_portion");
	return 100 * (s.len && ratio_parse(&portion, s) ? portion.den : 1);
}

static int64_t *divide_amount(area_made *m, int64_t pence, size_t count, int64_t unit)
{
	int64_t *parts = arena_array(m->a, count, sizeof *parts), *weights = arena_array(m->a, count, sizeof *weights);
	int64_t sum = 0, left = pence;
	for (size_t i = 0; i < count; i++)
		sum += weights[i] = prng_between(m->r, 40, 160);
	for (size_t i = 0; i + 1 < count; i++) {
		parts[i] = divide_round(pence, weights[i], sum) / unit * unit;
		left -= parts[i];
	}
	parts[count - 1] = left;
	for (size_t i = 0; i < count; i++)
		if (parts[i] <= 0)
			return NULL;
	return parts;
}

/* One template line becomes rows at the end of `r`. */
static split split_line(area_made *m, rows *r, const rows *from, size_t n, size_t wanted, int64_t total)
{
	int64_t pence = 0;
	bool known = row_pence(&pence, from, n, "amount");
	size_t count = known ? parts_of(pence, total, wanted, from->count) : 1;
	size_t most = line_locality_count() * line_service_count();
	int64_t *parts = NULL;
	if (count > most)
		count = most;
	if (count > 1)
		parts = divide_amount(m, pence, count, unit_of(from, n));
	if (!parts)
		count = 1;
	split s = {r->count, count, parts};
	span description = row_get(from, n, "description");
	size_t at = prng_below(m->r, most);
	for (size_t i = 0; i < count; i++) {
		size_t k = row_add(r, m->a);
		memcpy(rows_row(r, k), rows_row(from, n), r->of->count * sizeof(cell));
		row_put(r, k, "line", line_key(k, m->a));
		if (!row_get(r, k, "provider").len && known && pence)
			row_put(r, k, "provider", provider_name(m->r, m->a));
		if (!parts)
			continue;
		size_t word = (at + i) % most;
		row_put(r, k, "description",
			arena_printf(m->a, "%.*s, %s, %s", SPAN_ARG(description),
				line_locality(word % line_locality_count()),
				line_service(word / line_locality_count())));
		row_put_pence(r, k, "amount", parts[i], m->a);
	}
	return s;
}

/* The part `i` of a planned number that follows the line's money; whole numbers stay whole. */
static int64_t share_of(int64_t micro, const split *s, size_t i)
{
	int64_t unit = micro % MILLION == 0 ? MILLION : 1, total = 0, before = 0, upto = 0;
	for (size_t k = 0; k < s->count; k++) {
		before += k < i ? s->parts[k] : 0;
		upto += k <= i ? s->parts[k] : 0;
		total += s->parts[k];
	}
	return (divide_round(micro / unit, upto, total) - divide_round(micro / unit, before, total)) * unit;
}

static void share_numbers(area_made *m, rows *r, size_t k, const split *s, size_t i)
{
	int64_t micro;
	if (!s->parts || strcmp(r->of->name, "activity"))
		return;
	if (row_micro(&micro, r, k, "planned"))
		row_put_micro(r, k, "planned", share_of(micro, s, i), m->a);
	if (row_micro(&micro, r, k, "actual"))
		row_put_micro(r, k, "actual", share_of(micro, s, i), m->a);
}

/* A table that refers to a line gets a row for each of its parts. */
static void follow(area_made *m, rows *r, size_t c, const rows *old, const split *splits)
{
	rows made = {.of = r->of};
	for (size_t n = 0; n < r->count; n++) {
		size_t was = row_find(old, "line", cell_span(rows_row(r, n)[c]));
		const split whole = {0, 1, NULL}, *s = was == SIZE_MAX ? &whole : &splits[was];
		for (size_t i = 0; i < s->count; i++) {
			size_t k = row_add(&made, m->a);
			memcpy(rows_row(&made, k), rows_row(r, n), r->of->count * sizeof(cell));
			if (was == SIZE_MAX)
				continue;
			row_put(&made, k, r->of->columns[c].name, line_key(s->first + i, m->a));
			share_numbers(m, &made, k, s, i);
		}
	}
	*r = made;
}

void area_split_lines(area_made *m)
{
	rows *r = plan_rows(m->p, "spend"), old = *r, made = {.of = r->of};
	split *splits = arena_array(m->a, old.count + 1, sizeof *splits);
	int64_t total = 0, pence;
	for (size_t n = 0; n < old.count; n++)
		total += row_pence(&pence, &old, n, "amount") && pence > 0 ? pence : 0;
	size_t wanted = m->lines;
	for (size_t n = 0; n < old.count; n++)
		splits[n] = split_line(m, &made, &old, n, wanted, total);
	*r = made;
	for (size_t t = 0; t < plan_table_count; t++)
		for (size_t c = 0; c < plan_tables[t].count; c++)
			if (plan_tables[t].columns[c].refers && !strcmp(plan_tables[t].columns[c].refers, "spend.line"))
				follow(m, &m->p->tables[t], c, &old, splits);
}
