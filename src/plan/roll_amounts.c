/* Amounts, dates and periods of next year. */
#include <stdio.h>

#include "base/limits.h"
#include "base/money.h"
#include "plan/roll_inside.h"

static bool is_key_of(const plan *p, const char *tbl, const char *name, span wanted)
{
	const rows *r = plan_rows(p, tbl);
	for (size_t i = 0; i < r->count; i++)
		if (span_equal(cell_span(*rows_cell(r, i, name)), wanted))
			return true;
	return false;
}

#define MINUS "\xE2\x88\x92" /* U+2212 */

/* "5.3%", "-5 %", "−5%": a rate above -1. */
static bool read_rate(ratio *out, span text, arena *a)
{
	bool less = span_starts(text, "-") || span_starts(text, MINUS);
	size_t sign = span_starts(text, MINUS) ? sizeof MINUS - 1 : less || span_starts(text, "+");
	ratio r;
	text = span_trim((span){text.at + sign, text.len - sign});
	if (!text.len || text.at[text.len - 1] != '%')
		return false;
	text = span_trim((span){text.at, text.len - 1});
	if (!ratio_parse(&r, span_of(arena_printf(a, "%.*s%%", SPAN_ARG(text)))) || r.num < 0 ||
		(less && r.num >= r.den) || r.num > INT64_MAX - r.den)
		return false;
	*out = (ratio){less ? -r.num : r.num, r.den};
	return true;
}

/* A number without its sign could be meant as a percentage or as a portion: nobody guesses. */
static int complain_of_rate(const rolling *s, span rate)
{
	int64_t micro;
	char whole[NUMBER_TEXT];
	if (!decimal_parse(&micro, rate) || !multiply_checked(&micro, micro, 100))
		return err_add(s->e, ERR_USAGE, "--uplift",
			"'%.*s' is no rate; write a percentage such as 5.3%%, and 'scheme=3%%' for a scheme of its "
			"own, parted by ;",
			SPAN_ARG(rate));
	decimal_print(whole, micro);
	return err_add(s->e, ERR_USAGE, "--uplift", "'%.*s' has no %%; write %.*s%% or %s%%", SPAN_ARG(rate),
		SPAN_ARG(rate), whole);
}

/* Above a half of what the amount is, up or down. */
static bool is_large(ratio r)
{
	return r.num > r.den / 2 || r.num < -(r.den / 2);
}

int roll_read_uplifts(rolling *s)
{
	const plan *p = s->from;
	span rest = span_of(s->request->uplift);
	s->uplifts = arena_array(s->a, rest.len + 1, sizeof *s->uplifts);
	while (rest.len) {
		span item = span_trim(span_cut(&rest, ';')), of = {"", 0}, rate = item;
		uplift u;
		if (!item.len)
			continue;
		if (span_find(item, "=", NULL)) {
			of = span_trim(span_cut(&rate, '='));
			rate = span_trim(rate);
		}
		u.of = of;
		if (!read_rate(&u.rate, rate, s->a))
			return complain_of_rate(s, rate);
		if (is_large(u.rate) && !s->request->any_rate)
			return err_add(s->e, ERR_USAGE, "--uplift",
				"%.*s moves amounts by more than half; say --force as well when that is meant",
				SPAN_ARG(rate));
		if (of.len && !is_key_of(p, "schemes", "scheme", of) && !is_key_of(p, "spend", "source", of) &&
			!is_key_of(p, "spend", "scheme", of) && !is_key_of(p, "income", "source", of))
			return err_add(s->e, ERR_USAGE, "--uplift", "'%.*s' is no scheme and no source of %s",
				SPAN_ARG(of), p->shown);
		for (size_t i = 0; i < s->uplift_count; i++)
			if (span_equal(s->uplifts[i].of, of))
				return err_add(s->e, ERR_USAGE, "--uplift", "there are two rates for %.*s",
					of.len ? (int)of.len : 3, of.len ? of.at : "all");
		s->uplifts[s->uplift_count++] = u;
	}
	return 0;
}

static const uplift *uplift_of(const rolling *s, span of)
{
	for (size_t i = 0; i < s->uplift_count; i++)
		if (span_equal(s->uplifts[i].of, of))
			return &s->uplifts[i];
	return NULL;
}

bool roll_raise(int64_t *pence, const rolling *s, span scheme, span source, ratio whole)
{
	const uplift *u = scheme.len ? uplift_of(s, scheme) : NULL;
	int64_t raised, by, over;
	if (!u && source.len)
		u = uplift_of(s, source);
	if (!u)
		u = uplift_of(s, (span){"", 0});
	ratio rate = u ? u->rate : (ratio){0, 1};
	if (!multiply_checked(&by, whole.num, rate.den + rate.num) || !multiply_checked(&over, whole.den, rate.den) ||
		!scale_checked(&raised, *pence, by, over) || raised > AMOUNT_PENCE_MAX || raised < -AMOUNT_PENCE_MAX)
		return false;
	*pence = raised;
	return true;
}

/* ---- dates ---- */

/* The same date `years` on; 29 February becomes 28 February. */
static bool move_day(day *out, day d, int years)
{
	char text[DATE_TEXT], moved[DATE_TEXT + 8];
	int year;
	date_print(text, d);
	year = (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0') + years;
	if (year < 1900 || year > 2199)
		return false;
	snprintf(moved, sizeof moved, "%04d%s", year, text + 4);
	if (date_parse(out, span_of(moved)))
		return true;
	snprintf(moved, sizeof moved, "%04d-02-28", year);
	return date_parse(out, span_of(moved));
}

bool roll_date(span *out, const rolling *s, span text)
{
	char moved[DATE_TEXT];
	day d;
	if (!date_parse(&d, text) || !move_day(&d, d, s->years))
		return false;
	date_print(moved, d);
	*out = arena_span(s->a, span_of(moved));
	return true;
}

bool roll_period(span *out, const rolling *s, span text)
{
	char moved[PERIOD_TEXT];
	period p;
	day after;
	if (!period_parse(&p, text) || !move_day(&p.starts, p.starts, s->years) ||
		!move_day(&after, p.ends + 1, s->years))
		return false;
	p.ends = p.kind == PERIOD_DATE ? p.starts : after - 1;
	period_print(moved, p);
	*out = arena_span(s->a, span_of(moved));
	return period_parse(&p, *out);
}

/* ---- a whole year of what ran for a part ---- */

/* Months from the first of one month to the end of the year; 0 when it did not start with a month. */
static int64_t months_left(const rolling *s, day starts)
{
	char text[DATE_TEXT], ends[DATE_TEXT];
	date_print(text, starts);
	date_print(ends, s->last.ends + 1);
	if (text[8] != '0' || text[9] != '1')
		return 0;
	int years = (ends[2] - text[2]) * 10 + (ends[3] - text[3]);
	int months = (ends[5] - text[5]) * 10 + (ends[6] - text[6]);
	return years * 12 + months;
}

ratio roll_whole_year(const rolling *s, day starts)
{
	int64_t months = months_left(s, starts);
	if (months)
		return (ratio){12, months};
	return (ratio){s->last.ends - s->last.starts + 1, s->last.ends - starts + 1};
}
