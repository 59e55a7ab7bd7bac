/* Faults of measures: observations, population, ambitions. */
#include <string.h>

#include "base/money.h"
#include "synth/measures.h"
#include "synth/plant.h"

extern const defect_kind defects_measures[];

#define ROWS_OF(name) plan_rows(t->p, name)

/* What a changed measure rightly shows besides. */
#define MEASURE_MOVED "MET-01 MET-02 MET-09 MET-10 MET-14 MET-17 MET-19 STA-01"

static span unit_at(planting *t, const rows *r, size_t n)
{
	return pack_value(t->pack, PACK_METRICS, row_get(r, n, "metric"), "unit");
}

static bool better_when_up(planting *t, const rows *r, size_t n)
{
	return span_is(pack_value(t->pack, PACK_METRICS, row_get(r, n, "metric"), "improves"), "up");
}

/* An observation by chance that meets `where` and whose measure has the unit (NULL for any). */
static size_t observed(planting *t, const char *unit, const char *where)
{
	const rows *r = ROWS_OF("observations");
	size_t *list = arena_array(t->a, r->count + 1, sizeof *list), count = 0;
	for (size_t n = 0; n < r->count; n++)
		if (fits(r, n, where) && (!unit || span_is(unit_at(t, r, n), unit)))
			list[count++] = n;
	return pick_among(t, list, count);
}

/* Moves a value so far that no rounding explains it. */
static bool miscalculate(planting *t, const char *unit)
{
	size_t n = observed(t, unit, "value+ numerator+ denominator+");
	int64_t value;
	if (n == SIZE_MAX || !row_micro(&value, ROWS_OF("observations"), n, "value"))
		return false;
	int64_t step = observation_step(ROWS_OF("observations"), n, t->pack);
	int64_t by = value / 50 / step * step + 2 * step;
	change_micro(t, "observations", n, "value", value > by ? value - by : value + by);
	return true;
}

static bool rate_wrong(planting *t)
{
	return miscalculate(t, "per_100000");
}

static bool percentage_wrong(planting *t)
{
	return miscalculate(t, "percent");
}

static bool per_day_wrong(planting *t)
{
	return miscalculate(t, "per_day");
}

static bool turned_over(planting *t)
{
	size_t n = observed(t, "percent", "value+ numerator+ denominator+");
	rows *r = ROWS_OF("observations");
	if (n == SIZE_MAX || span_equal(row_get(r, n, "numerator"), row_get(r, n, "denominator")))
		return false;
	span up = row_get(r, n, "numerator");
	change(t, "observations", n, "numerator", arena_text(t->a, row_get(r, n, "denominator")));
	row_put_span(r, n, "denominator", up);
	return true;
}

static bool over_hundred(planting *t)
{
	size_t n = observed(t, "percent", "value+ numerator-");
	int64_t value;
	if (n == SIZE_MAX || !row_micro(&value, ROWS_OF("observations"), n, "value"))
		return false;
	while (value <= 100 * MILLION)
		value *= 10;
	change_micro(t, "observations", n, "value", value);
	return true;
}

static bool same_but_period(const rows *r, size_t a, size_t b)
{
	static const char *const names[] = {"metric", "breakdown", "kind", "as_at"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!span_equal(row_get(r, a, names[i]), row_get(r, b, names[i])))
			return false;
	return true;
}

/* A quarter of a year that has all four and itself. */
static bool quarter_wrong(planting *t)
{
	const rows *r = ROWS_OF("observations");
	size_t *list = arena_array(t->a, r->count + 1, sizeof *list), count = 0;
	for (size_t y = 0; y < r->count; y++) {
		size_t quarters = 0, last = 0;
		for (size_t n = 0; n < r->count; n++)
			if (is_quarter_of(row_get(r, n, "period"), row_get(r, y, "period")) &&
				same_but_period(r, n, y)) {
				quarters++;
				last = n;
			}
		if (quarters == 4)
			list[count++] = last;
	}
	size_t n = pick_among(t, list, count);
	if (n == SIZE_MAX)
		return false;
	const char *name = row_get(r, n, "numerator").len ? "numerator" : "value";
	int64_t value;
	if (!row_micro(&value, r, n, name))
		return false;
	change_micro(t, "observations", n, name, value + 111 * MILLION);
	return true;
}

/* The plan of a measure for its year, and the outturn of the year before it. */
static bool plan_and_last(planting *t, size_t *plan_row, size_t *last_row)
{
	const rows *r = ROWS_OF("observations");
	size_t *list = arena_array(t->a, r->count + 1, sizeof *list),
	       *pair = arena_array(t->a, r->count + 1, sizeof *pair), count = 0;
	for (size_t n = 0; n < r->count; n++) {
		period p;
		char before[PERIOD_TEXT];
		if (!fits(r, n, "kind=plan breakdown- as_at- value+") || row_get(r, n, "period").len != 7 ||
			!period_parse(&p, row_get(r, n, "period")) || p.kind != PERIOD_YEAR)
			continue;
		period_print(before, period_prior(p));
		size_t found = SIZE_MAX, times = 0;
		bool quarters = false;
		for (size_t k = 0; k < r->count; k++)
			if (span_equal(row_get(r, k, "metric"), row_get(r, n, "metric")) &&
				fits(r, k, "kind=actual breakdown- value+")) {
				quarters |= is_quarter_of(row_get(r, k, "period"), span_of(before));
				if (span_is(row_get(r, k, "period"), before)) {
					found = k;
					times++;
				}
			}
		bool both = times == 1 && row_get(r, found, "numerator").len == 0;
		both |= times == 1 && row_get(r, n, "numerator").len && row_get(r, found, "denominator").len;
		if (times == 1 && !quarters && both) {
			pair[count] = found;
			list[count++] = n;
		}
	}
	if (!count)
		return false;
	size_t i = prng_below(t->r, count);
	*plan_row = list[i];
	*last_row = pair[i];
	return true;
}

static bool explained(planting *t, size_t n)
{
	const rows *r = ROWS_OF("observations"), *a = ROWS_OF("ambitions");
	for (size_t k = 0; k < a->count; k++)
		if (span_equal(row_get(a, k, "metric"), row_get(r, n, "metric")) && row_get(a, k, "rationale").len)
			return true;
	for (size_t k = 0; k < r->count; k++)
		if (span_equal(row_get(r, k, "metric"), row_get(r, n, "metric")) && row_is(r, k, "kind", "do_nothing"))
			return true;
	return false;
}

/* The outturn turns out to have been better than what is planned: its numbers too. */
static bool worse_than_outturn(planting *t)
{
	size_t n, last;
	rows *r = ROWS_OF("observations");
	int64_t value, up, down;
	if (!plan_and_last(t, &n, &last) || explained(t, n))
		return false;
	row_micro(&value, r, n, "value");
	int64_t thousandths = better_when_up(t, r, n) ? 1008 : 950, step = observation_step(r, last, t->pack);
	const char *unit = arena_text(t->a, unit_at(t, r, n));
	if (row_micro(&up, r, n, "numerator") && row_micro(&down, r, last, "denominator")) {
		int64_t plan_down;
		row_micro(&plan_down, r, n, "denominator");
		up = divide_round(divide_round(up, down, plan_down) / 1000, thousandths, MILLION) * MILLION;
		if (better_when_up(t, r, n))
			up += MILLION;
		if (up > down && !strcmp(unit, "percent"))
			return false;
		int64_t to;
		if (!measure_value(&to, unit, up, down, step) || to == value)
			return false;
		change_micro(t, "observations", last, "value", to);
		row_put_micro(r, last, "numerator", up, t->a);
		return true;
	}
	int64_t by = divide_round(value, thousandths, 1000 * step) * step;
	by += better_when_up(t, r, n) ? step : -step;
	if (!strcmp(unit, "percent") && by > 100 * MILLION)
		return false;
	change_micro(t, "observations", last, "value", by);
	return true;
}

static bool unchanged(planting *t)
{
	size_t n, last;
	rows *r = ROWS_OF("observations");
	const rows *a = ROWS_OF("ambitions");
	if (!plan_and_last(t, &n, &last))
		return false;
	bool promised = false;
	for (size_t k = 0; k < a->count; k++)
		promised |= span_equal(row_get(a, k, "metric"), row_get(r, n, "metric")) &&
			    span_equal(row_get(a, k, "period"), row_get(r, n, "period")) &&
			    (row_is(a, k, "intent", "reduce") || row_is(a, k, "intent", "increase"));
	if (!promised)
		return false;
	change(t, "observations", last, "value", arena_text(t->a, row_get(r, n, "value")));
	bool daily = span_is(unit_at(t, r, n), "per_day"); /* its days are another year's */
	row_put_span(r, last, "numerator", daily ? (span){"", 0} : row_get(r, n, "numerator"));
	row_put_span(r, last, "denominator", daily ? (span){"", 0} : row_get(r, n, "denominator"));
	return true;
}

/* The number behind a value: its numerator, or the value where that is a number itself. */
static bool number_behind(planting *t, const rows *r, size_t n, int64_t *out)
{
	span unit = unit_at(t, r, n);
	return row_micro(out, r, n, "numerator") ||
	       ((span_is(unit, "count") || span_is(unit, "days")) && row_micro(out, r, n, "value"));
}

/* The plan says that it reduces what its figures increase, or the other way. */
static bool opposite_words(planting *t)
{
	size_t n, last;
	const rows *r = ROWS_OF("observations"), *a = ROWS_OF("ambitions");
	int64_t planned, was;
	if (!plan_and_last(t, &n, &last) || !number_behind(t, r, n, &planned) || !number_behind(t, r, last, &was) ||
		planned == was || (planned < was && span_is(unit_at(t, r, n), "percent")))
		return false;
	for (size_t k = 0; k < a->count; k++)
		if (span_equal(row_get(a, k, "metric"), row_get(r, n, "metric")) &&
			span_equal(row_get(a, k, "period"), row_get(r, n, "period")) && row_get(a, k, "intent").len &&
			!row_get(a, k, "change_percent").len) {
			change(t, "ambitions", k, "intent", planned > was ? "reduce" : "increase");
			return true;
		}
	return false;
}

/* Every figure of a rate loses its decimals and the numbers behind it. */
static bool looks_like_count(planting *t)
{
	size_t n = observed(t, "per_100000", "kind=plan value+");
	rows *r = ROWS_OF("observations");
	if (n == SIZE_MAX || span_is(pack_value(t->pack, PACK_METRICS, row_get(r, n, "metric"), "decimals"), "0"))
		return false;
	span metric = row_get(r, n, "metric");
	for (size_t k = 0; k < r->count; k++) {
		int64_t value;
		if (!span_equal(row_get(r, k, "metric"), metric) || !row_micro(&value, r, k, "value"))
			continue;
		change_micro(t, "observations", k, "value", divide_round(value, 1, MILLION) * MILLION);
		row_put(r, k, "decimals", "");
		row_put(r, k, "numerator", "");
		row_put(r, k, "denominator", "");
	}
	return true;
}

/* The population of an age that a rate is of. */
static bool other_population(planting *t)
{
	const rows *r = ROWS_OF("population"), *o = ROWS_OF("observations");
	size_t *list = arena_array(t->a, r->count + 1, sizeof *list), count = 0;
	for (size_t n = 0; n < r->count; n++)
		for (size_t k = 0; k < o->count; k++)
			if (span_is(unit_at(t, o, k), "per_100000") && row_get(o, k, "denominator").len &&
				span_equal(pack_value(t->pack, PACK_METRICS, row_get(o, k, "metric"), "ages"),
					row_get(r, n, "ages"))) {
				list[count++] = n;
				break;
			}
	size_t n = pick_among(t, list, count);
	int64_t people;
	if (n == SIZE_MAX || !row_micro(&people, r, n, "people"))
		return false;
	change_micro(t, "population", n, "people", people / MILLION * 13 / 10 * MILLION);
	return true;
}

static bool unknown_measure(planting *t)
{
	size_t n = observed(
		t, NULL, arena_printf(t->a, "kind=plan breakdown- as_at- period=%.*s", SPAN_ARG(last_year(t))));
	if (n == SIZE_MAX)
		return false;
	size_t k = row_copy(ROWS_OF("observations"), n, t->a);
	row_put(ROWS_OF("observations"), k, "metric", "measure_of_before");
	tell_added(t, "observations", k, "metric");
	return true;
}

static bool split_wrong(planting *t)
{
	size_t n = observed(t, "per_day", "breakdown=nhs kind=plan value+");
	int64_t value;
	if (n == SIZE_MAX || !row_micro(&value, ROWS_OF("observations"), n, "value"))
		return false;
	change_micro(t, "observations", n, "value", value + 2 * MILLION);
	return true;
}

/* Delayed days just above what the year expects of the area's adults. */
static bool above_expected(planting *t)
{
	size_t n = pick(t, "observations", "metric=delayed_transfers kind=plan breakdown- as_at- value+ numerator-");
	size_t adults = pick(t, "population", "ages=18+");
	int64_t people, days;
	if (n == SIZE_MAX || adults == SIZE_MAX || !row_micro(&people, ROWS_OF("population"), adults, "people"))
		return false;
	days = days_of(row_get(ROWS_OF("observations"), n, "period"));
	change_micro(t, "observations", n, "value", (people / MILLION * days * 95 / 1000000 + 1) * MILLION);
	return true;
}

static bool no_baseline(planting *t)
{
	rows *r = ROWS_OF("observations"), *a = ROWS_OF("ambitions");
	for (size_t n = r->count; n-- > 0;)
		if (fits(r, n, "metric=delayed_transfers kind=baseline"))
			remove_told(t, "observations", n);
	for (size_t n = 0; t->done.table && n < a->count; n++)
		if (row_is(a, n, "metric", "delayed_transfers"))
			row_put(a, n, "against", "");
	return t->done.table != NULL;
}

static bool proposal_worse(planting *t)
{
	size_t n, last;
	rows *r = ROWS_OF("observations");
	int64_t value;
	if (!plan_and_last(t, &n, &last) || explained(t, n))
		return false;
	row_micro(&value, r, last, "value");
	size_t k = row_copy(r, n, t->a);
	row_put(r, k, "kind", "proposed");
	row_put(r, k, "numerator", "");
	row_put(r, k, "denominator", "");
	row_put_micro(r, k, "value",
		divide_round(value, better_when_up(t, r, n) ? 950 : 1050, 1000 * MILLION) * MILLION, t->a);
	tell_added(t, "observations", k, "value");
	return true;
}

static bool choice_missing(planting *t)
{
	const rows *metrics = &t->pack->tables[PACK_METRICS];
	const char *choice = prng_below(t->r, 2) ? "local" : "experience";
	rows *r = ROWS_OF("observations"), *a = ROWS_OF("ambitions");
	for (size_t i = 0; i < metrics->count; i++) {
		if (!row_is(metrics, i, "choice", choice))
			continue;
		span metric = row_get(metrics, i, "metric");
		for (size_t n = r->count; n-- > 0;)
			if (span_equal(row_get(r, n, "metric"), metric) && row_is(r, n, "kind", "plan"))
				remove_told(t, "observations", n);
		for (size_t n = a->count; n-- > 0;)
			if (span_equal(row_get(a, n, "metric"), metric))
				row_remove(a, n);
	}
	return t->done.table != NULL;
}

static bool stays_exchanged(planting *t)
{
	rows *r = ROWS_OF("observations");
	size_t n = pick(t, "observations", "metric=length_of_stay_14 kind=plan value+");
	for (size_t k = 0; n != SIZE_MAX && k < r->count; k++)
		if (row_is(r, k, "metric", "length_of_stay_21") && row_is(r, k, "kind", "plan") &&
			span_equal(row_get(r, k, "period"), row_get(r, n, "period"))) {
			static const char *const names[] = {"value", "numerator", "denominator"};
			for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
				span was = row_get(r, n, names[i]);
				change(t, "observations", n, names[i], arena_text(t->a, row_get(r, k, names[i])));
				row_put_span(r, k, names[i], was);
			}
			return true;
		}
	return false;
}

static bool no_date(planting *t)
{
	period p;
	const rows *r = ROWS_OF("observations");
	size_t *list = arena_array(t->a, r->count + 1, sizeof *list), count = 0;
	day starts;
	if (!date_parse(&starts, plan_value(t->p, "starts")))
		return false;
	for (size_t n = 0; n < r->count; n++)
		if (fits(r, n, "kind=actual as_at+") && period_parse(&p, row_get(r, n, "period")) && p.ends >= starts)
			list[count++] = n;
	size_t n = pick_among(t, list, count);
	if (n == SIZE_MAX)
		return false;
	change(t, "observations", n, "as_at", "");
	return true;
}

/* The ambition says a change that its quarters do not show. */
static bool quarters_not_changed(planting *t)
{
	rows *a = ROWS_OF("ambitions");
	const rows *r = ROWS_OF("observations");
	for (size_t k = 0; k < a->count; k++) {
		size_t planned = 0, before = 0;
		if (row_get(a, k, "change_percent").len || row_is(a, k, "intent", "hold"))
			continue;
		for (size_t n = 0; n < r->count; n++) {
			period p, b;
			char text[PERIOD_TEXT];
			if (!span_equal(row_get(r, n, "metric"), row_get(a, k, "metric")) ||
				row_get(r, n, "breakdown").len)
				continue;
			planned += is_quarter_of(row_get(r, n, "period"), row_get(a, k, "period")) &&
				   fits(r, n, "kind=plan as_at-");
			if (!period_parse(&p, row_get(a, k, "period")))
				continue;
			b = period_prior(p);
			period_print(text, b);
			before += is_quarter_of(row_get(r, n, "period"), span_of(text)) &&
				  row_is(r, n, "kind", "actual") &&
				  (row_get(r, n, "numerator").len || span_is(unit_at(t, r, n), "count"));
		}
		if (planned < 4 || before < 4)
			continue;
		change(t, "ambitions", k, "change_percent", "20");
		row_put(a, k, "each", "quarter");
		return true;
	}
	return false;
}

const defect_kind defects_measures[] = {
	{"rate_wrong", "MET-01", "error", "MET-09 MET-10 MET-17 STA-01", "a rate is not what its numbers give",
		rate_wrong},
	{"percentage_wrong", "MET-02", "error", "MET-09 MET-10 MET-17 MET-19 STA-01",
		"a percentage is not what its numbers give", percentage_wrong},
	{"part_larger_than_whole", "MET-03", "error", MEASURE_MOVED, "numerator and denominator are exchanged",
		turned_over},
	{"over_hundred_percent", "MET-03", "error", MEASURE_MOVED, "a percentage lost its decimal point", over_hundred},
	{"quarters_not_the_year", "MET-04", "error", MEASURE_MOVED " MET-07 MET-12 P4P-05",
		"four quarters do not come to the year", quarter_wrong},
	{"quarters_not_changed_as_said", "MET-07", "error", "",
		"quarters do not change by the percentage that the plan says", quarters_not_changed},
	{"worse_than_outturn", "MET-09", "warning", "MET-12 MET-19 MET-17 STA-01 P4P-08",
		"a plan is worse than the outturn and says no reason", worse_than_outturn},
	{"unchanged", "MET-10", "warning", "MET-12 MET-19 P4P-08", "a measure that is to change is planned as it was",
		unchanged},
	{"rate_looks_like_count", "MET-11", "warning", "MET-09 MET-10 STA-01",
		"a rate is printed like a number of people", looks_like_count},
	{"another_population", "MET-12", "warning", "MET-15", "the population is not the one that the rates are of",
		other_population},
	{"unknown_measure", "MET-13", "error", "MET-09 MET-10", "a measure is planned that is none of the year's",
		unknown_measure},
	{"per_day_wrong", "MET-14", "error", "MET-09 MET-10 MET-17 STA-01",
		"days a day are not the days divided by the days", per_day_wrong},
	{"split_wrong", "MET-14", "error", "", "the parts of delayed days do not come to all", split_wrong},
	{"above_expected", "MET-15", "warning", "MET-09 MET-10 STA-01 MET-14",
		"more delayed days than the year expects", above_expected},
	{"no_baseline", "MET-16", "warning", "", "nothing says from when an ambition counts", no_baseline},
	{"proposal_worse", "MET-17", "warning", "", "a target is proposed that is worse than the outturn",
		proposal_worse},
	{"choice_missing", "MET-18", "warning", "STA-01 MET-04 MET-09 MET-10",
		"a measure of the area's own choice is missing", choice_missing},
	{"stays_exchanged", "MET-19", "error", "MET-09 MET-10 MET-04 STA-01", "two lengths of stay are exchanged",
		stays_exchanged},
	{"outturn_without_date", "MET-25", "error", "MET-04", "an outturn of the plan's own year has no date", no_date},
	{"words_opposite_to_figures", "MET-26", "warning", "", "a measure is to fall in words and to rise in figures",
		opposite_words},
	{.name = NULL},
};
