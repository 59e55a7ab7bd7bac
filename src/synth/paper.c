/* The printed figures: those of the template, with the area's own money, and others in the ways that papers print them.
 * Every one is what the rows come to, or agrees with its parts, within half of its last digit. */
#include "synth/paper.h"

#include <string.h>

#include "base/money.h"
#include "plan/printed.h"
#include "synth/measures.h"

/* ---- the template's own ---- */

static bool is_price(const plan *model, int64_t pence)
{
	const rows *r = plan_rows(model, "shares");
	int64_t price;
	for (size_t n = 0; n < r->count; n++)
		if (row_pence(&price, r, n, "price") && price == pence)
			return true;
	return false;
}

/* Payment for performance is a price for each admission: it grows with people. */
static bool by_people(span figure)
{
	return span_is(figure, "performance_payment") || span_is(figure, "performance.released") ||
	       span_is(figure, "performance.reduction");
}

static bool policy_year(const area_made *m, span year)
{
	for (size_t i = 0; i < year_count(m->year); i++)
		if (span_equal(year_period(m->year, i), year))
			return true;
	return false;
}

static void put_manner(rows *r, size_t n, const manner *x)
{
	row_put(r, n, "printed", x->printed);
	row_put(r, n, "heading", x->heading);
	row_put(r, n, "qualifier", x->qualifier);
}

static void rescale_statement(area_made *m, rows *r, size_t n)
{
	printed x;
	const char *why;
	span figure = row_get(r, n, "figure"), heading = row_get(r, n, "heading");
	if (!row_get(r, n, "printed").len ||
		!printed_read(&x, row_get(r, n, "printed"), heading, row_get(r, n, "qualifier"), &why))
		return;
	if (x.unit == PRINTED_NUMBER && by_people(figure))
		row_put(r, n, "printed", grouped(x.micro / MILLION * m->people, m->a));
	if (x.unit != PRINTED_MONEY)
		return;
	int64_t pence = divide_round(x.micro, 1, 10000), sum;
	if (policy_year(m, row_get(r, n, "period")) &&
		own_sum(&sum, m->p, figure, row_get(r, n, "of"), row_get(r, n, "period")))
		pence = sum;
	else if (by_people(figure))
		pence *= m->people;
	else if (figure.len || !is_price(m->year->model, pence))
		pence = divide_round(pence, m->money, 1000);
	manner plain = print_plainly(pence, m->a);
	if (!span_find(heading, "£", NULL))
		plain.heading = arena_text(m->a, heading);
	put_manner(r, n, &plain);
}

static void rescale_statements(area_made *m)
{
	rows *r = plan_rows(m->p, "stated");
	for (size_t n = 0; n < r->count;) {
		if (span_starts(row_get(r, n, "figure"), "metric.") &&
			row_find(plan_rows(m->p, "stated_parts"), "part", row_get(r, n, "statement")) == SIZE_MAX) {
			row_remove(r, n);
			continue;
		}
		rescale_statement(m, r, n++);
	}
}

/* ---- more ---- */

typedef struct sheet { /* what is being printed */
	area_made *m;
	size_t count;
	span period;
	const char *section;
} sheet;

static const char *add_statement(sheet *s, const char *figure, span of, const manner *x)
{
	rows *r = plan_rows(s->m->p, "stated");
	size_t n = row_add(r, s->m->a);
	const char *key = arena_printf(s->m->a, "p%03zu", ++s->count);
	row_put(r, n, "statement", key);
	row_put(r, n, "figure", figure);
	row_put_span(r, n, "of", of);
	row_put(r, n, "area", s->m->key);
	row_put_span(r, n, "period", s->period);
	row_put(r, n, "section", s->section);
	put_manner(r, n, x);
	return key;
}

static void add_part(sheet *s, const char *statement, const char *how, const char *part)
{
	rows *r = plan_rows(s->m->p, "stated_parts");
	size_t n = row_add(r, s->m->a);
	row_put(r, n, "statement", statement);
	row_put(r, n, "how", how);
	row_put(r, n, "part", part);
}

static bool known(const sheet *s, const char *figure)
{
	return pack_figure(s->m->year->pack, span_of(figure)) != NULL;
}

static manner plain_text(const char *text)
{
	return (manner){.printed = text, .heading = "", .qualifier = ""};
}

/* A total, what it is made of, and one part's share of it in percent. */
static void print_by_source(sheet *s, const char *total, const char *by)
{
	const rows *sources = &s->m->year->pack->tables[PACK_SOURCES];
	int64_t all, one;
	if (!own_sum(&all, s->m->p, span_of(total), (span){"", 0}, s->period) || all <= 0)
		return;
	manner x = print_somehow(all, s->m->r, s->m->a), first = {.printed = NULL};
	const char *whole = add_statement(s, total, (span){"", 0}, &x), *parts[32];
	size_t count = 0;
	for (size_t i = 0; i < sources->count && count < sizeof parts / sizeof *parts; i++) {
		span source = row_get(sources, i, "source");
		if (!own_sum(&one, s->m->p, span_of(by), source, s->period) || one <= 0)
			continue;
		manner y = print_somehow(one, s->m->r, s->m->a);
		parts[count++] = add_statement(s, by, source, &y);
		first = count == 1 ? y : first;
	}
	for (size_t i = 0; count > 1 && i < count; i++)
		add_part(s, whole, "add", parts[i]);
	if (count < 2)
		return;
	int64_t tenths = divide_round(first.pence, 1000, x.pence);
	manner share = plain_text(arena_printf(s->m->a, "%lld.%lld%%", (long long)tenths / 10, (long long)tenths % 10));
	const char *percent = add_statement(s, "", (span){"", 0}, &share);
	add_part(s, percent, "add", parts[0]);
	add_part(s, percent, "percent_of", whole);
}

/* Some of the keys of a column that the plan uses. */
static void print_some(sheet *s, const char *figure, const char *of_table, const char *by, size_t wanted)
{
	const rows *r = plan_rows(s->m->p, of_table);
	span seen[8];
	size_t count = 0;
	int64_t pence;
	for (size_t tried = 0; r->count && count < wanted && count < 8 && tried < 40; tried++) {
		span of = row_get(r, prng_below(s->m->r, r->count), by);
		bool again = !of.len;
		for (size_t i = 0; i < count; i++)
			again |= span_equal(seen[i], of);
		if (again || !own_sum(&pence, s->m->p, span_of(figure), of, s->period) || pence <= 0)
			continue;
		seen[count++] = of;
		manner x = print_somehow(pence, s->m->r, s->m->a);
		add_statement(s, figure, of, &x);
	}
}

static bool is_leaf(const plan *p, span scheme)
{
	return row_find(plan_rows(p, "schemes"), "parent", scheme) == SIZE_MAX;
}

static void print_schemes(sheet *s)
{
	const rows *r = plan_rows(s->m->p, "schemes");
	bool leaves = true;
	for (size_t n = 0; n < r->count; n++)
		leaves &= is_leaf(s->m->p, row_get(r, n, "scheme"));
	if (leaves && r->count)
		print_some(s, "spend.by_scheme", "spend", "scheme", 4);
	const char *word = number_word(r->count);
	manner x = plain_text(word && prng_below(s->m->r, 2) ? word : grouped((int64_t)r->count, s->m->a));
	x.heading = "schemes";
	if (r->count)
		add_statement(s, "schemes.count", (span){"", 0}, &x);
}

static void print_measures(sheet *s)
{
	const rows *r = plan_rows(s->m->p, "observations");
	int64_t value;
	for (size_t n = 0; n < r->count; n++) {
		if (!row_is(r, n, "kind", "plan") || row_get(r, n, "breakdown").len || row_get(r, n, "as_at").len ||
			!span_equal(row_get(r, n, "period"), s->period) || !row_micro(&value, r, n, "value"))
			continue;
		int64_t step = observation_step(r, n, s->m->year->pack), tens = MILLION / step;
		int decimals = tens == 1 ? 0 : tens == 10 ? 1 : tens == 100 ? 2 : 3;
		if (tens > 1000 || value < 0)
			continue;
		const char *text = decimals ? arena_printf(s->m->a, "%s.%0*lld", grouped(value / MILLION, s->m->a),
						      decimals, (long long)(value % MILLION / step))
					    : grouped(value / MILLION, s->m->a);
		if (span_is(pack_value(s->m->year->pack, PACK_METRICS, row_get(r, n, "metric"), "unit"), "percent"))
			text = arena_printf(s->m->a, "%s%%", text);
		manner x = plain_text(text);
		add_statement(s, "metric.plan", row_get(r, n, "metric"), &x);
	}
}

/* The year before is printed only: no rows of this plan are of it. */
static void print_year_before(sheet *s)
{
	period p;
	char text[PERIOD_TEXT];
	int64_t all;
	if (!own_sum(&all, s->m->p, span_of("income.total"), (span){"", 0}, s->period) || !period_parse(&p, s->period))
		return;
	all = divide_round(all, prng_between(s->m->r, 930, 990), 1000 * 100000) * 100000;
	period_print(text, period_prior(p));
	s->period = span_of(arena_text(s->m->a, span_of(text)));
	s->section = "the year before";
	int64_t one = divide_round(all, prng_between(s->m->r, 300, 700), 1000 * 100) * 100;
	manner total = print_plainly(all, s->m->a), again = print_somehow(all, s->m->r, s->m->a),
	       part = print_plainly(one, s->m->a), rest = print_plainly(all - one, s->m->a),
	       less = print_plainly(one / 300 * 100, s->m->a);
	const char *whole = add_statement(s, "income.total", (span){"", 0}, &total);
	add_statement(s, "income.total", (span){"", 0}, &again);
	const char *a = add_statement(s, "", (span){"", 0}, &part), *b = add_statement(s, "", (span){"", 0}, &rest);
	add_part(s, whole, "add", a);
	add_part(s, whole, "add", b);
	const char *of_which = add_statement(s, "", (span){"", 0}, &less);
	add_part(s, a, "includes", of_which);
}

static void print_percentages(sheet *s)
{
	int64_t a = prng_between(s->m->r, 40, 60), b = prng_between(s->m->r, 20, 35);
	const int64_t thirds[] = {a, b, 100 - a - b};
	if (known(s, "delivered.within")) {
		manner x = plain_text(arena_printf(s->m->a, "%lld%%", (long long)a + 30)),
		       y = plain_text(arena_printf(s->m->a, "%lld%%", (long long)a + 35));
		add_statement(s, "delivered.within", span_of("3"), &x);
		add_statement(s, "delivered.within", span_of("7"), &y);
	}
	if (!known(s, "partition.whole"))
		return;
	manner blank = plain_text("");
	const char *whole = add_statement(s, "partition.whole", (span){"", 0}, &blank);
	for (size_t i = 0; i < 3; i++) {
		manner x = plain_text(arena_printf(s->m->a, "%lld%%", (long long)thirds[i]));
		add_part(s, whole, "add", add_statement(s, "", (span){"", 0}, &x));
	}
}

void area_print(area_made *m)
{
	sheet s = {.m = m};
	rescale_statements(m);
	for (size_t i = 0; i < year_count(m->year); i++) {
		s.period = year_period(m->year, i);
		s.section = "money";
		print_by_source(&s, "income.total", "income.by_source");
		print_by_source(&s, "spend.total", "spend.by_source");
		print_some(&s, "spend.by_type", "spend", "type", 5);
		print_some(&s, "required.amount", "requirements", "measure", 4);
		s.section = "schemes";
		print_schemes(&s);
		s.section = "measures";
		print_measures(&s);
	}
	s.section = "people";
	s.period = year_period(m->year, 0);
	print_percentages(&s);
	print_year_before(&s);
}
