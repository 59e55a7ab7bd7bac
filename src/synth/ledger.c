/* The pooled fund's books: contributions and payments month by month, and a forecast.  The nation stands at the end of
 * the third quarter of a plan's last year: earlier years are whole. */
#include <string.h>

#include "base/date.h"
#include "base/money.h"
#include "synth/area.h"

typedef struct flow { /* one stream of money in one year */
	span scheme, source, payer;
	int64_t pence;
} flow;

typedef struct flows {
	flow *list;
	size_t count, room;
} flows;

static void gather(area_made *m, flows *f, span scheme, span source, span payer, int64_t pence)
{
	for (size_t i = 0; i < f->count; i++)
		if (span_equal(f->list[i].scheme, scheme) && span_equal(f->list[i].source, source) &&
			span_equal(f->list[i].payer, payer)) {
			f->list[i].pence += pence;
			return;
		}
	f->list = arena_grow(m->a, f->list, &f->room, f->count + 1, sizeof *f->list);
	f->list[f->count++] = (flow){.scheme = scheme, .source = source, .payer = payer, .pence = pence};
}

static flows money_in(area_made *m, span year)
{
	const rows *r = plan_rows(m->p, "income");
	flows f = {.count = 0};
	int64_t pence;
	for (size_t n = 0; n < r->count; n++)
		if (span_equal(row_get(r, n, "period"), year) && row_pence(&pence, r, n, "amount") && pence > 0 &&
			row_get(r, n, "payer").len)
			gather(m, &f, (span){"", 0}, row_get(r, n, "source"), row_get(r, n, "payer"), pence);
	return f;
}

static flows money_out(area_made *m, span year)
{
	const rows *r = plan_rows(m->p, "spend");
	flows f = {.count = 0};
	int64_t pence;
	for (size_t n = 0; n < r->count; n++)
		if (span_equal(row_get(r, n, "period"), year) && row_pence(&pence, r, n, "amount") && pence > 0)
			gather(m, &f, row_get(r, n, "scheme"), row_get(r, n, "source"), (span){"", 0}, pence);
	return f;
}

/* Money of the NHS minimum is not spent before the letters that approve the plan. */
static day earliest(const area_made *m, span source)
{
	day d;
	if (!span_is(pack_value(m->year->pack, PACK_SOURCES, source, "minimum"), "yes") ||
		!date_parse(&d, pack_value(m->year->pack, PACK_TIMETABLE, span_of("approval_letters"), "due")))
		return 0;
	return d + 3;
}

typedef struct leg {
	const char *entry, *which, *date, *month, *account;
	span organisation, scheme, source;
	int64_t pence;
} leg;

static void add_leg(area_made *m, const leg *x)
{
	rows *r = plan_rows(m->p, "postings");
	size_t n = row_add(r, m->a);
	row_put(r, n, "entry", x->entry);
	row_put(r, n, "leg", x->which);
	row_put(r, n, "date", x->date);
	row_put(r, n, "accounting_period", x->month);
	row_put(r, n, "account", x->account);
	row_put_span(r, n, "organisation", x->organisation);
	row_put(r, n, "area", m->key);
	row_put_span(r, n, "scheme", x->scheme);
	row_put_span(r, n, "source", x->source);
	row_put_pence(r, n, "amount", x->pence, m->a);
}

static void post_month(area_made *m, const flow *f, size_t number, const char *month, int64_t pence, span host)
{
	period p;
	char text[DATE_TEXT];
	if (!pence || !period_parse(&p, span_of(month)))
		return;
	day d = p.starts + 24, first = earliest(m, f->source);
	date_print(text, d < first ? first : d);
	bool in = f->payer.len > 0;
	leg x = {.entry = arena_printf(m->a, "%s-%s-%02zu", month, in ? "in" : "out", number + 1),
		.which = "1",
		.date = arena_text(m->a, span_of(text)),
		.month = month,
		.account = in ? "cash" : "expenditure",
		.organisation = host,
		.scheme = f->scheme,
		.source = f->source,
		.pence = pence};
	add_leg(m, &x);
	x.which = "2";
	x.account = in ? "contributions" : "cash";
	x.organisation = in ? f->payer : host;
	x.pence = -pence;
	add_leg(m, &x);
}

/* Contributions come in twelfths; what is paid is a twelfth, more or less. */
static void post_year(area_made *m, const flows *f, int64_t first_year, size_t months, span host)
{
	for (size_t i = 0; i < f->count; i++) {
		int64_t twelfth = f->list[i].pence / 12, left = f->list[i].pence;
		for (size_t k = 0; k < months; k++) {
			const char *month =
				arena_printf(m->a, "%04lld-%02zu", (long long)first_year + (k > 8), (k + 3) % 12 + 1);
			int64_t pence = f->list[i].payer.len
						? twelfth
						: divide_round(twelfth, prng_between(m->r, 930, 1050), 1000);
			if (k == 11 || pence > left)
				pence = left;
			left -= pence;
			post_month(m, &f->list[i], i, month, pence, host);
		}
	}
}

static span pooling_of(const area_made *m, span scheme)
{
	const rows *r = plan_rows(m->p, "schemes");
	size_t n = row_find(r, "scheme", scheme);
	if (n == SIZE_MAX)
		return (span){"", 0};
	span own = row_get(r, n, "pooling");
	size_t parent = own.len ? SIZE_MAX : row_find(r, "scheme", row_get(r, n, "parent"));
	return parent == SIZE_MAX ? own : row_get(r, parent, "pooling");
}

/* Only money that is pooled may turn out otherwise than planned. */
static void forecast_year(area_made *m, const flows *f, span year, int64_t first_year)
{
	rows *r = plan_rows(m->p, "forecasts");
	for (size_t i = 0; i < f->count; i++) {
		if (!f->list[i].scheme.len || !f->list[i].source.len)
			continue;
		bool varies = span_is(pooling_of(m, f->list[i].scheme), "pooled");
		int64_t pence = f->list[i].pence;
		if (varies)
			pence = divide_round(pence, prng_between(m->r, 960, 1030), 1000 * 10000) * 10000;
		size_t n = row_add(r, m->a);
		row_put(r, n, "area", m->key);
		row_put_span(r, n, "period", year);
		row_put_span(r, n, "scheme", f->list[i].scheme);
		row_put_span(r, n, "source", f->list[i].source);
		row_put(r, n, "as_at", arena_printf(m->a, "%04lld-12-31", (long long)first_year));
		row_put_pence(r, n, "amount", pence, m->a);
		if (pence != f->list[i].pence)
			row_put(r, n, "reason", reason_word(m->r));
	}
}

/* Who keeps the pool: the host of its agreement. */
static span host_of(const area_made *m)
{
	const rows *a = plan_rows(m->p, "agreements"), *o = plan_rows(m->p, "organisations");
	for (size_t n = 0; n < a->count; n++)
		if (row_get(a, n, "host").len)
			return row_get(a, n, "host");
	size_t council = row_find(o, "kind", span_of("council"));
	return council == SIZE_MAX ? (span){"", 0} : row_get(o, council, "organisation");
}

void area_keep_ledger(area_made *m)
{
	span host = host_of(m);
	plan_rows(m->p, "postings")->count = plan_rows(m->p, "forecasts")->count = 0;
	for (size_t y = 0; y < year_count(m->year); y++) {
		span year = year_period(m->year, y);
		int64_t first;
		if (year.len < 4 || !count_parse(&first, (span){year.at, 4}))
			continue;
		flows in = money_in(m, year), out = money_out(m, year);
		size_t months = y + 1 < year_count(m->year) ? 12 : 9;
		post_year(m, &in, first, months, host);
		post_year(m, &out, first, months, host);
		forecast_year(m, &out, year, first);
	}
}
