/* What a cell of our workbook means in its column. */
#include <string.h>

#include "base/money.h"
#include "plan/own_book_inside.h"

/* ---- dates that people typed as text ---- */

static bool is_apart(char c)
{
	return c == ' ' || c == '/' || c == '-' || c == '.';
}

static span next_part(span *rest)
{
	span s = *rest;
	size_t n = 0;
	while (n < s.len && !is_apart(s.at[n]))
		n++;
	size_t after = n;
	while (after < s.len && is_apart(s.at[after]))
		after++;
	*rest = (span){s.at + after, s.len - after};
	return (span){s.at, n};
}

/* 1 to 12 for "4", "04", "Apr", "April"; 0 for none. */
static int64_t month_of(span s)
{
	static const char *const names[] = {"january", "february", "march", "april", "may", "june", "july", "august",
		"september", "october", "november", "december"};
	int64_t n;
	if (count_parse(&n, s))
		return s.len <= 2 && n <= 12 ? n : 0;
	for (size_t i = 0; i < 12 && s.len >= 3; i++)
		if (s.len <= strlen(names[i]) && !strncasecmp(s.at, names[i], s.len))
			return (int64_t)i + 1;
	return 0;
}

/* "31/03/2019", "31 March 2019", "31-Mar-2019": as dates are written in England. */
static bool british_day(span *out, span s, arena *a)
{
	span rest = span_trim(s), d = next_part(&rest), m = next_part(&rest);
	int64_t number, month = month_of(m), year;
	day known;
	if (!month || d.len > 2 || rest.len != 4 || !count_parse(&number, d) || !count_parse(&year, rest) ||
		number > 31)
		return false;
	const char *iso = arena_printf(a, "%04d-%02d-%02d", (int)year, (int)month, (int)number);
	*out = span_of(iso);
	return date_parse(&known, *out);
}

/* ---- values ---- */

static bool day_value(span *out, const xlsx *x, const xlsx_cell *c, arena *a)
{
	char iso[DATE_TEXT];
	day d;
	/* four digits without the style of a date are a year that somebody wrote */
	if ((c->kind == XLSX_NUMBER && c->text.len < 5) || !xlsx_day(&d, x, c))
		return false;
	date_print(iso, d);
	*out = arena_span(a, span_of(iso));
	return true;
}

static bool is_number(value_type t)
{
	return t == TYPE_AMOUNT || t == TYPE_DECIMAL || t == TYPE_COUNT || t == TYPE_RATIO;
}

static bool has_more_than_pence(span number)
{
	const char *point = number.len ? memchr(number.at, '.', number.len) : NULL;
	return point && (size_t)(number.at + number.len - point) > 3;
}

bool own_value(span *out, const xlsx *x, const xlsx_cell *c, const column *k, const own_labels *titles, arena *a,
	const char **why)
{
	char room[XLSX_PLAIN_ROOM];
	span s;
	switch (c->kind) {
	case XLSX_NO_VALUE:
		*why = "holds a formula that nobody has calculated; open the workbook in Excel, save it and try again";
		return false;
	case XLSX_ERROR:
		*why = arena_printf(a, "holds the error %.*s; mend the formula or write the value", SPAN_ARG(c->text));
		return false;
	case XLSX_DATE:
	case XLSX_NUMBER:
		if (k->type == TYPE_DATE && day_value(out, x, c, a))
			return true;
		*out = arena_span(a, xlsx_plain(room, x, c));
		if (c->kind == XLSX_DATE && is_number(k->type)) {
			*why = arena_printf(a,
				"%.*s is a date; where a number is meant, give the cell the format of a number",
				SPAN_ARG(*out));
			return false;
		}
		if (c->kind == XLSX_NUMBER && k->type == TYPE_AMOUNT && has_more_than_pence(*out)) {
			*why = arena_printf(a,
				"%.*s has parts of a penny; round it to two decimals, in a formula with ROUND",
				SPAN_ARG(*out));
			return false;
		}
		return true;
	case XLSX_TRUTH:
		*out = arena_span(a, xlsx_plain(room, x, c));
		return true;
	case XLSX_TEXT:
		break;
	}
	s = c->text;
	if (k->type == TYPE_DATE && british_day(out, s, a))
		return true;
	if (own_labels_in(k) && s.len)
		s = own_labels_read(titles, label_list_of(k), s);
	*out = arena_span(a, s);
	return true;
}

/* ---- formulas ---- */

static bool calls(span formula, const char *name)
{
	size_t n = strlen(name);
	for (size_t i = 0; i + n <= formula.len; i++)
		if (!strncasecmp(formula.at + i, name, n))
			return true;
	return false;
}

bool own_formula_adds(span formula)
{
	return calls(formula, "SUM(") || calls(formula, "SUBTOTAL(") || calls(formula, "AGGREGATE(");
}
