/* Numbers of people: population, activity, shares and measures.  A measure's numbers are all moved by one factor, so
 * that what the template plans to improve still improves; rates are reckoned again from their numbers. */
#include <string.h>

#include "base/date.h"
#include "base/money.h"
#include "synth/measures.h"

int64_t step_of(int64_t decimals)
{
	int64_t step = MILLION;
	for (int64_t i = 0; i < decimals && step > 1; i++)
		step /= 10;
	return step;
}

int64_t observation_step(const rows *r, size_t n, const pack *k)
{
	int64_t decimals = 0;
	if (!count_parse(&decimals, row_get(r, n, "decimals")))
		count_parse(&decimals, pack_value(k, PACK_METRICS, row_get(r, n, "metric"), "decimals"));
	return step_of(decimals);
}

int64_t days_of(span text)
{
	period p;
	return period_parse(&p, text) ? p.ends - p.starts + 1 : 0;
}

bool measure_value(int64_t *out, const char *unit, int64_t numerator, int64_t denominator, int64_t step)
{
	int64_t times = !strcmp(unit, "per_100000") ? 100000 : !strcmp(unit, "percent") ? 100 : 1;
	if (denominator <= 0)
		return false;
	/* numerator and denominator in millionths; the value in steps, rounded once */
	*out = divide_round(numerator, times * (MILLION / step), denominator) * step;
	return true;
}

static const char *unit_of(const rows *r, size_t n, const pack *k, arena *a)
{
	return arena_text(a, pack_value(k, PACK_METRICS, row_get(r, n, "metric"), "unit"));
}

/* ---- one factor for each measure ---- */

typedef struct factor {
	span metric;
	const char *unit;
	int64_t change;	     /* thousandths */
	int64_t top, bottom; /* of what has a value only: exact, so that sums stay sums */
} factor;

/* The largest share of 1,000 that a percentage has, so that better is not more than everything. */
static int64_t highest_percent(const rows *r, span metric)
{
	int64_t most = 0;
	for (size_t n = 0; n < r->count; n++) {
		int64_t up, down, value;
		if (!span_equal(row_get(r, n, "metric"), metric))
			continue;
		if (row_micro(&up, r, n, "numerator") && row_micro(&down, r, n, "denominator") && down > 0)
			value = divide_round(up, 1000, down);
		else if (row_micro(&value, r, n, "value"))
			value /= MILLION / 10;
		else
			continue;
		most = value > most ? value : most;
	}
	return most;
}

static bool quarterly_change(const plan *p, span metric)
{
	const rows *r = plan_rows(p, "ambitions");
	for (size_t n = 0; n < r->count; n++)
		if (span_equal(row_get(r, n, "metric"), metric) && row_get(r, n, "change_percent").len)
			return true;
	return false;
}

/* The greatest whole number that divides every value of the measure that stands alone; 0 when one is not whole. */
static int64_t common_divisor(const rows *r, span metric)
{
	int64_t common = 0;
	for (size_t n = 0; n < r->count; n++) {
		int64_t value;
		if (!span_equal(row_get(r, n, "metric"), metric) || row_get(r, n, "numerator").len ||
			!row_micro(&value, r, n, "value"))
			continue;
		if (value % MILLION || value < 0)
			return 0;
		for (int64_t b = value / MILLION; b;) {
			int64_t rest = common % b;
			common = b;
			b = rest;
		}
	}
	return common;
}

/* Towards what is better only: a template keeps to what a year expects, and so does what is better than it. */
static factor choose_factor(area_made *m, const rows *r, span metric)
{
	factor f = {.metric = metric, .change = 1000, .top = m->people, .bottom = 1};
	f.unit = arena_text(m->a, pack_value(m->year->pack, PACK_METRICS, metric, "unit"));
	span improves = pack_value(m->year->pack, PACK_METRICS, metric, "improves");
	int64_t chance = prng_between(m->r, 0, 1000);
	if (quarterly_change(m->p, metric))
		return f;
	if (span_is(improves, "down"))
		f.change = 820 + chance * 180 / 1000;
	else if (span_is(improves, "up")) {
		int64_t top = 1120, highest = highest_percent(r, metric);
		if (!strcmp(f.unit, "percent") && highest && 985000 / highest < top)
			top = 985000 / highest;
		f.change = top > 1000 ? 1000 + chance * (top - 1000) / 1000 : 1000;
	}
	int64_t common = common_divisor(r, metric);
	if (common) {
		f.bottom = common;
		f.top = m->people * common * f.change / 1000;
		if (f.top < 1)
			f.top = 1;
	}
	return f;
}

static void scale_row(area_made *m, rows *r, size_t n, const factor *f)
{
	int64_t value, up, down, step = observation_step(r, n, m->year->pack);
	bool counts = !strcmp(f->unit, "count") || !strcmp(f->unit, "days"), daily = !strcmp(f->unit, "per_day");
	if (row_micro(&up, r, n, "numerator")) {
		up = divide_round(up / 1000, m->people * f->change, MILLION) * MILLION;
		row_put_micro(r, n, "numerator", up, m->a);
		bool told = row_micro(&down, r, n, "denominator");
		/* days are those of the period, whatever year the template was first made for */
		if (daily || !told)
			down = daily ? days_of(row_get(r, n, "period")) * MILLION : 0;
		else
			down *= m->people;
		if (told)
			row_put_micro(r, n, "denominator", down, m->a);
		if (row_micro(&value, r, n, "value") && measure_value(&value, f->unit, up, down, step))
			row_put_micro(r, n, "value", value, m->a);
		return;
	}
	if (!row_micro(&value, r, n, "value"))
		return;
	if (counts)
		value = divide_round(value, f->top, f->bottom);
	else
		value = divide_round(value, f->change * (daily ? m->people : 1), 1000 * step) * step;
	row_put_micro(r, n, "value", value, m->a);
}

static bool same_measure(const rows *r, size_t a, size_t b)
{
	static const char *const names[] = {"metric", "breakdown", "kind", "as_at"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!span_equal(row_get(r, a, names[i]), row_get(r, b, names[i])))
			return false;
	return true;
}

bool is_quarter_of(span quarter, span year)
{
	return year.len == 7 && quarter.len == 9 && !memcmp(quarter.at, year.at, 7) && quarter.at[7] == 'Q';
}

/* After rounding, a year is again what its four quarters come to. */
static void sum_quarters(area_made *m, rows *r, size_t n)
{
	int64_t sum = 0, one, value, down;
	size_t quarters = 0;
	for (size_t i = 0; i < r->count; i++)
		if (is_quarter_of(row_get(r, i, "period"), row_get(r, n, "period")) && same_measure(r, i, n) &&
			row_micro(&one, r, i, "numerator")) {
			sum += one;
			quarters++;
		}
	if (quarters != 4 || !row_get(r, n, "numerator").len)
		return;
	row_put_micro(r, n, "numerator", sum, m->a);
	const char *unit = unit_of(r, n, m->year->pack, m->a);
	if (row_micro(&down, r, n, "denominator") &&
		measure_value(&value, unit, sum, down, observation_step(r, n, m->year->pack)))
		row_put_micro(r, n, "value", value, m->a);
}

static void scale_observations(area_made *m)
{
	rows *r = plan_rows(m->p, "observations");
	const rows *metrics = &m->year->pack->tables[PACK_METRICS], *model = plan_rows(m->year->model, "observations");
	for (size_t i = 0; i < metrics->count; i++) {
		factor f = choose_factor(m, model, row_get(metrics, i, "metric"));
		for (size_t n = 0; n < r->count; n++)
			if (span_equal(row_get(r, n, "metric"), f.metric))
				scale_row(m, r, n, &f);
	}
	for (size_t n = 0; n < r->count; n++)
		sum_quarters(m, r, n);
}

static void multiply_column(area_made *m, const char *of_table, const char *name)
{
	rows *r = plan_rows(m->p, of_table);
	int64_t micro;
	for (size_t n = 0; n < r->count; n++)
		if (row_micro(&micro, r, n, name))
			row_put_micro(r, n, name, micro * m->people, m->a);
}

void area_scale_people(area_made *m)
{
	multiply_column(m, "population", "people");
	multiply_column(m, "activity", "planned");
	multiply_column(m, "activity", "actual");
	multiply_column(m, "shares", "baseline");
	multiply_column(m, "shares", "target");
	scale_observations(m);
}

/* ---- the months of the year ---- */

/* What a measure plans for one month, from its year or its first quarter: the number, and whom it is of. */
static bool month_of(const rows *r, size_t n, bool counts, int64_t *up, int64_t *down)
{
	int64_t months = row_get(r, n, "period").len == 7 ? 12 : 3;
	if (!row_micro(up, r, n, counts && !row_get(r, n, "numerator").len ? "value" : "numerator"))
		return false;
	*up = divide_round(*up, 1, months);
	if (!row_micro(down, r, n, "denominator"))
		*down = 0;
	return true;
}

static bool held_already(const rows *r, size_t upto, span metric, span month)
{
	for (size_t n = 0; n < upto; n++)
		if (span_equal(row_get(r, n, "metric"), metric) && span_equal(row_get(r, n, "period"), month) &&
			row_is(r, n, "kind", "actual"))
			return true;
	return false;
}

static void add_month(area_made *m, rows *r, size_t from, const char *unit, const char *month, int64_t up, int64_t down)
{
	period p;
	char text[DATE_TEXT];
	if (!period_parse(&p, span_of(month)))
		return;
	bool counts = !strcmp(unit, "count") || !strcmp(unit, "days"), share = !strcmp(unit, "percent");
	int64_t whole = p.ends - p.starts + 1, noise = prng_between(m->r, 920, 1080), value;
	if (!strcmp(unit, "per_day"))
		down = whole * MILLION;
	else if (share)
		down = divide_round(down, prng_between(m->r, 900, 1100), 1000 * 12) / MILLION * MILLION;
	else
		whole = 0;
	if (share && down < 20 * MILLION)
		return;
	up = divide_round(up / 1000, noise, MILLION) * MILLION;
	size_t n = row_add(r, m->a);
	row_put(r, n, "area", m->key);
	row_put_span(r, n, "metric", row_get(r, from, "metric"));
	row_put(r, n, "period", month);
	row_put(r, n, "kind", "actual");
	date_print(text, p.ends + 42);
	row_put(r, n, "as_at", arena_text(m->a, span_of(text)));
	row_put_span(r, n, "decimals", row_get(r, from, "decimals"));
	if (counts) {
		row_put_micro(r, n, "value", up, m->a);
		return;
	}
	if (share) { /* the year's share, a little better or worse, of those counted in the month */
		int64_t part, all;
		row_micro(&part, r, from, "numerator");
		row_micro(&all, r, from, "denominator");
		up = divide_round(down / 1000, divide_round(part, prng_between(m->r, 970, 1030), all), MILLION) *
		     MILLION;
		up = up > down ? down : up;
	}
	row_put_micro(r, n, "numerator", up, m->a);
	row_put_micro(r, n, "denominator", down, m->a);
	if (measure_value(&value, unit, up, down, observation_step(r, n, m->year->pack)))
		row_put_micro(r, n, "value", value, m->a);
}

static void keep_months(area_made *m, rows *r, size_t n, size_t upto)
{
	const char *unit = unit_of(r, n, m->year->pack, m->a);
	bool counts = !strcmp(unit, "count") || !strcmp(unit, "days");
	int64_t up, down;
	if (!*unit || !month_of(r, n, counts, &up, &down) || (!counts && strcmp(unit, "per_day") && !down))
		return;
	period year;
	char year_text[5];
	memcpy(year_text, row_get(r, n, "period").at, 4);
	year_text[4] = 0;
	int64_t first;
	if (!count_parse(&first, span_of(year_text)))
		return;
	for (int i = 0; i < 12; i++) {
		const char *month = arena_printf(m->a, "%04lld-%02d", (long long)first + (i > 8), (i + 3) % 12 + 1);
		if (period_parse(&year, span_of(month)) && year.kind == PERIOD_MONTH &&
			!held_already(r, upto, row_get(r, n, "metric"), span_of(month)))
			add_month(m, r, n, unit, month, up, down);
	}
}

void area_keep_series(area_made *m)
{
	rows *r = plan_rows(m->p, "observations");
	size_t upto = r->count;
	for (size_t y = 0; y < year_count(m->year); y++) {
		span year = year_period(m->year, y);
		for (size_t n = 0; n < upto; n++) {
			span p = row_get(r, n, "period");
			if (!row_is(r, n, "kind", "plan") || row_get(r, n, "breakdown").len ||
				row_get(r, n, "as_at").len)
				continue;
			bool whole = span_equal(p, year), has_year = false, earlier = false;
			for (size_t i = 0; i < upto && !whole; i++) {
				has_year |= same_measure(r, i, n) && span_equal(row_get(r, i, "period"), year);
				earlier |=
					i < n && same_measure(r, i, n) && is_quarter_of(row_get(r, i, "period"), year);
			}
			if (whole || (is_quarter_of(p, year) && !has_year && !earlier))
				keep_months(m, r, n, upto);
		}
	}
}
