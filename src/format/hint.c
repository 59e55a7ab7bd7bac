#include "format/hint.h"

#include <string.h>

#include "base/date.h"
#include "base/limits.h"
#include "base/money.h"

#define EN_DASH "\xE2\x80\x93"
#define EM_DASH "\xE2\x80\x94"
#define MINUS "\xE2\x88\x92"
#define POUND "\xC2\xA3"

static bool take(span *s, const char *prefix)
{
	if (!span_starts(*s, prefix))
		return false;
	s->at += strlen(prefix);
	s->len -= strlen(prefix);
	return true;
}

static bool take_end(span *s, const char *ending)
{
	size_t n = strlen(ending);
	if (s->len < n || memcmp(s->at + s->len - n, ending, n))
		return false;
	s->len -= n;
	return true;
}

/* Exactly `count` digits. */
static bool take_number(span *s, size_t count, int *out)
{
	int value = 0;
	if (s->len < count)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (s->at[i] < '0' || s->at[i] > '9')
			return false;
		value = value * 10 + (s->at[i] - '0');
	}
	s->at += count;
	s->len -= count;
	*out = value;
	return true;
}

/* ---- dates and periods ---- */

/* "13/12/2019". */
static const char *british_date(arena *a, span s)
{
	span rest = s, d = span_cut(&rest, '/'), m = span_cut(&rest, '/');
	int64_t day_number, month, year;
	day known;
	if (!count_parse(&day_number, d) || !count_parse(&month, m) || !count_parse(&year, rest) || rest.len != 4 ||
		month > 12 || day_number > 31)
		return NULL;
	const char *iso =
		arena_printf(a, "%04lld-%02lld-%02lld", (long long)year, (long long)month, (long long)day_number);
	if (!date_parse(&known, span_of(iso)))
		return NULL;
	return arena_printf(a, "is not a date as it is written here; did you mean %s?", iso);
}

/* "2017/18", "2017/2018", and years that are more than one: "2017-19". */
static const char *british_year(arena *a, span s)
{
	int from, to;
	period known;
	buf b;
	if (!take_number(&s, 4, &from) || (!take(&s, "/") && !take(&s, "-") && !take(&s, EN_DASH) && !take(&s, MINUS)))
		return NULL;
	if (take_number(&s, 4, &to))
		to -= from;
	else if (take_number(&s, 2, &to))
		to = (to - from % 100 + 100) % 100;
	else
		return NULL;
	if (s.len || to < 1 || to > 9)
		return NULL;
	buf_init(&b, a);
	for (int i = 0; i < to; i++)
		buf_printf(&b, "%s%04d-%02d", !i ? "" : i + 1 < to ? ", " : " and ", from + i, (from + i + 1) % 100);
	span years = buf_span(&b);
	if (!period_parse(&known, (span){years.at, 7}) || !period_parse(&known, (span){years.at + years.len - 7, 7}))
		return NULL;
	return to == 1 ? arena_printf(a, "is not a period as it is written here; did you mean %.*s?", SPAN_ARG(years))
		       : arena_printf(a, "is more than one year; write one row a year, such as %.*s", SPAN_ARG(years));
}

/* ---- numbers ---- */

/* Does the text read as a number of the type?  *out is its canonical text. */
static bool reads(char out[NUMBER_TEXT], value_type type, span s, bool negative)
{
	int64_t n;
	if (type == TYPE_AMOUNT) {
		if (!money_parse(&n, s) || (negative && n < 0))
			return false;
		money_print(out, negative ? -n : n);
		return true;
	}
	if (!decimal_parse(&n, s) || (negative && (type == TYPE_COUNT || n < 0)))
		return false;
	decimal_print(out, negative ? -n : n);
	return true;
}

static const char *nothing(span s)
{
	static const char *const words[] = {"-", EN_DASH, EM_DASH, MINUS, POUND "-", "nil", "Nil", "NIL", "n/a", "N/A"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (span_is(s, words[i]))
			return "says nothing; write 0 for nil, [z] where it does not apply, or leave it empty where it "
			       "is not known yet";
	return NULL;
}

static const char *in_brackets(arena *a, value_type type, span s)
{
	char out[NUMBER_TEXT];
	bool pound = take(&s, POUND);
	if (!take(&s, "(") || !take_end(&s, ")") || (pound && type != TYPE_AMOUNT) || !reads(out, type, s, true))
		return NULL;
	return arena_printf(a, "is written in brackets; write %s", out);
}

static const char *cut_short(arena *a, value_type type, span s)
{
	static const struct {
		const char *suffix;
		int64_t times;
	} list[] = {{"bn", 1000000000}, {"k", 1000}, {"K", 1000}, {"m", 1000000}, {"M", 1000000}};
	char out[NUMBER_TEXT];
	int64_t n, whole;
	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		span number = s;
		if (!take_end(&number, list[i].suffix))
			continue;
		if (type == TYPE_AMOUNT)
			take(&number, POUND);
		number = span_trim(number);
		if (!decimal_parse(&n, number) || !multiply_checked(&whole, n, list[i].times) ||
			(type == TYPE_COUNT && n < 0))
			return NULL;
		if (type == TYPE_AMOUNT && whole % (MILLION / 100))
			return NULL;					       /* parts of a penny */
		whole = type == TYPE_AMOUNT ? whole / (MILLION / 100) : whole; /* pence */
		if (type == TYPE_AMOUNT && (whole > AMOUNT_PENCE_MAX || whole < -AMOUNT_PENCE_MAX))
			return NULL;
		if (type == TYPE_AMOUNT)
			money_print(out, whole);
		else
			decimal_print(out, whole);
		return arena_printf(a, "is cut short; write %s in full", out);
	}
	return NULL;
}

static const char *number_hint(arena *a, value_type type, span s)
{
	char out[NUMBER_TEXT];
	span number = s;
	const char *said = nothing(s);
	if (!said)
		said = in_brackets(a, type, s);
	if (!said)
		said = cut_short(a, type, s);
	if (!said && type == TYPE_DECIMAL && take_end(&number, "%") && reads(out, type, number, false))
		said = arena_printf(a, "is a percentage; write %s without the sign", out);
	return said;
}

const char *value_hint(arena *a, value_type type, span s)
{
	s = span_trim(s);
	switch (type) {
	case TYPE_DATE:
		return british_date(a, s);
	case TYPE_PERIOD:
		return british_year(a, s);
	case TYPE_AMOUNT:
	case TYPE_DECIMAL:
	case TYPE_COUNT:
		return number_hint(a, type, s);
	default:
		return NULL;
	}
}
