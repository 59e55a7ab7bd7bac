/* What a value is for a person: numbers, dates, the names of cells. */
#include <stdio.h>
#include <string.h>

#include "base/money.h"
#include "format/xlsx_parts.h"

void cell_name(char out[CELL_NAME], uint32_t row, uint32_t column)
{
	char letters[8];
	size_t n = 0;
	for (uint32_t c = column + 1; c && n < sizeof letters; c = (c - 1) / 26)
		letters[n++] = (char)('A' + (c - 1) % 26);
	for (size_t i = 0; i < n && i < 3; i++)
		out[i] = letters[n - 1 - i];
	snprintf(out + (n < 3 ? n : 3), CELL_NAME - 3, "%u", (row + 1) % 100000000);
}

bool cell_name_parse(uint32_t *row, uint32_t *column, span s)
{
	uint32_t c = 0, r = 0;
	size_t i = s.len && s.at[0] == '$', letters = 0, digits = 0;
	for (; i < s.len && ((s.at[i] | 32) >= 'a' && (s.at[i] | 32) <= 'z'); i++, letters++) {
		if (letters == 3)
			return false;
		c = c * 26 + (uint32_t)((s.at[i] | 32) - 'a' + 1);
	}
	i += i < s.len && s.at[i] == '$';
	for (; i < s.len && s.at[i] >= '0' && s.at[i] <= '9'; i++, digits++) {
		if (digits == 7)
			return false;
		r = r * 10 + (uint32_t)(s.at[i] - '0');
	}
	if (i != s.len || !letters || !digits || !r || r > XLSX_ROWS_MAX || c > XLSX_COLUMNS_MAX)
		return false;
	*row = r - 1;
	*column = c - 1;
	return true;
}

/* ---- formats ---- */

/* The built-in formats that are dates or times (ECMA-376 part 1, 18.8.30; 27 to 36 and 50 to 58 are dates in the East
 * Asian forms of the program). */
static bool built_in_date(uint32_t id)
{
	return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

/* A letter of d, m, y, h or s outside of quotes, escapes and brackets; [h] and [ss], which count time that has passed,
 * are brackets that matter. */
char xlsx_format_time(uint32_t id, const char *code)
{
	if (!code)
		return id == 46 ? TIME_PASSED : built_in_date(id) ? TIME_DATE : TIME_NONE;
	for (const char *at = code; *at; at++) {
		char c = *at;
		if (c == '\\' || c == '_' || c == '*') {
			if (!*++at)
				return TIME_NONE;
		} else if (c == '"') {
			at = strchr(at + 1, '"');
			if (!at)
				return TIME_NONE;
		} else if (c == '[') {
			const char *stop = strchr(at, ']');
			if (!stop)
				return TIME_NONE;
			size_t n = (size_t)(stop - at) - 1;
			if (n && n == strspn(at + 1, "hHmMsS"))
				return TIME_PASSED;
			at = stop;
		} else if (strchr("dDmMyYhHsS", c)) {
			return TIME_DATE;
		} else if (c == ';') {
			return TIME_NONE; /* the first section tells */
		}
	}
	return TIME_NONE;
}

/* ---- numbers ---- */

typedef struct digits {
	bool minus;
	char d[20];	  /* significant digits, the first not 0 */
	int count, scale; /* value = 0.d1d2d3... x 10^scale */
} digits;

/* The 15 significant digits that spreadsheets keep, rounded half away from zero. */
static void take_digits(digits *n, span s)
{
	int point = 0;
	bool after = false, started = false, cut = false, up = false;
	size_t i = 0;
	*n = (digits){0};
	if (i < s.len && (s.at[i] == '-' || s.at[i] == '+'))
		n->minus = s.at[i++] == '-';
	for (; i < s.len && s.at[i] != 'e' && s.at[i] != 'E'; i++) {
		if (s.at[i] == '.') {
			after = true;
			continue;
		}
		started |= s.at[i] != '0';
		if (!after && started)
			point++;
		if (after && !started)
			point--;
		if (!started)
			continue;
		if (n->count < 15)
			n->d[n->count++] = (char)(s.at[i] - '0');
		else if (!cut) {
			cut = true;
			up = s.at[i] >= '5';
		}
	}
	int exponent = 0;
	bool less = false;
	if (i < s.len) {
		i++;
		if (i < s.len && (s.at[i] == '-' || s.at[i] == '+'))
			less = s.at[i++] == '-';
		for (; i < s.len && exponent < 100000; i++)
			exponent = exponent * 10 + (s.at[i] - '0');
	}
	n->scale = point + (less ? -exponent : exponent);
	if (up) {
		int k = n->count;
		while (k > 0 && n->d[k - 1] == 9)
			n->d[--k] = 0;
		if (k > 0) {
			n->d[k - 1]++;
		} else {
			memmove(n->d + 1, n->d, sizeof n->d - 1);
			n->d[0] = 1;
			n->scale++;
		}
	}
	while (n->count && !n->d[n->count - 1])
		n->count--;
	if (!n->count)
		*n = (digits){0};
}

/* Digits that need no work: at most 15, a point at most, no exponent, no needless zeros. */
static bool plain_already(span s)
{
	size_t i = s.len && s.at[0] == '-';
	bool point = false;
	if (s.len - i == 0 || s.len - i > 15 || s.at[i] == '.' || s.at[s.len - 1] == '.')
		return false;
	if (s.at[i] == '0' && s.len - i > 1)
		return false; /* 0.5 and -0 go the long way */
	for (size_t k = i; k < s.len; k++) {
		if (s.at[k] == '.' && !point)
			point = true;
		else if (s.at[k] < '0' || s.at[k] > '9')
			return false;
	}
	return (!point || s.at[s.len - 1] != '0') && !(i && span_is(s, "-0"));
}

static span plain_number(char room[XLSX_PLAIN_ROOM], span s)
{
	digits n;
	size_t k = 0;
	if (plain_already(s))
		return s;
	take_digits(&n, s);
	if (!n.count)
		return span_of("0");
	if (n.scale > 30 || n.scale < -20) { /* no plain form that fits */
		room[k++] = n.minus ? '-' : '+';
		k -= !n.minus;
		room[k++] = (char)('0' + n.d[0]);
		for (int i = 1; i < n.count; i++) {
			if (i == 1)
				room[k++] = '.';
			room[k++] = (char)('0' + n.d[i]);
		}
		k += (size_t)snprintf(room + k, 12, "E%+d", n.scale - 1);
		return (span){room, k};
	}
	if (n.minus)
		room[k++] = '-';
	if (n.scale <= 0)
		room[k++] = '0';
	for (int i = 0; i < n.scale; i++)
		room[k++] = i < n.count ? (char)('0' + n.d[i]) : '0';
	if (n.scale < n.count)
		room[k++] = '.';
	for (int i = n.scale; i < 0; i++)
		room[k++] = '0';
	for (int i = n.scale > 0 ? n.scale : 0; i < n.count; i++)
		room[k++] = (char)('0' + n.d[i]);
	return (span){room, k};
}

/* ---- dates ---- */

enum { DAY_SECONDS = 86400 };

/* A serial number as whole days and seconds of the day, rounded to the second. */
static bool split_serial(int64_t *days, int64_t *seconds, span s)
{
	char room[XLSX_PLAIN_ROOM];
	int64_t micro, rest;
	span plain = plain_number(room, s);
	if (!decimal_parse(&micro, plain) || micro < 0 || micro > INT64_C(3000000) * MILLION)
		return false;
	/* Millionths of a day are 0.09 seconds: enough to round to the second. */
	*days = micro / MILLION;
	rest = micro % MILLION;
	*seconds = (rest * DAY_SECONDS + MILLION / 2) / MILLION;
	if (*seconds == DAY_SECONDS) {
		++*days;
		*seconds = 0;
	}
	return true;
}

/* Serial 61 of the 1900 epoch is 1 March 1900; before it the program counts a 29 February that never was.  Serial 0 of
 * the 1904 epoch is 1 January 1904. */
static bool serial_day(day *out, const xlsx *x, int64_t days)
{
	day first, last;
	if (!date_parse(&first, span_of(x->epoch_1904 ? "1904-01-01" : "1900-03-01")) ||
		!date_parse(&last, span_of("2199-12-31")))
		return false;
	if (!x->epoch_1904)
		days -= 61;
	if (days < 0 || days > last - first)
		return false;
	*out = (day)(first + days);
	return true;
}

static bool time_passed(const xlsx *x, const xlsx_cell *c)
{
	return c->style < x->style_count && x->date_style[c->style] == TIME_PASSED;
}

bool xlsx_day(day *out, const xlsx *x, const xlsx_cell *c)
{
	int64_t days, seconds;
	if (c->kind != XLSX_DATE && c->kind != XLSX_NUMBER)
		return false;
	if (c->text.len >= 10 && xlsx_iso_reads(c->text))
		return date_parse(out, (span){c->text.at, 10});
	if (time_passed(x, c))
		return false;
	return split_serial(&days, &seconds, c->text) && serial_day(out, x, days);
}

static span plain_date(char room[XLSX_PLAIN_ROOM], const xlsx *x, const xlsx_cell *c)
{
	int64_t days, seconds;
	day d;
	int n = 0;
	if (c->text.len >= 10 && xlsx_iso_reads(c->text)) { /* ISO already: without a time of midnight and fractions */
		span s = c->text;
		size_t point;
		if (span_find(s, ".", &point))
			s.len = point;
		if (s.len == 19 && !memcmp(s.at + 10, "T00:00:00", 9))
			s.len = 10;
		return s;
	}
	if (memchr(c->text.at, ':', c->text.len)) /* the time of a day, as ISO writes it */
		return c->text;
	if (!split_serial(&days, &seconds, c->text))
		return plain_number(room, c->text);
	if (time_passed(x, c)) {
		n = snprintf(room, XLSX_PLAIN_ROOM, "%02d:%02d:%02d", (int)(days * 24 + seconds / 3600),
			(int)(seconds / 60 % 60), (int)(seconds % 60));
		return (span){room, (size_t)n};
	}
	bool timed = days > 0; /* else a time of day alone */
	if (timed && !serial_day(&d, x, days))
		return plain_number(room, c->text);
	if (timed) {
		date_print(room, d);
		n = 10;
	}
	if (seconds || !timed)
		n += snprintf(room + n, (size_t)(XLSX_PLAIN_ROOM - n), "%s%02d:%02d:%02d", timed ? "T" : "",
			(int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60));
	return (span){room, (size_t)n};
}

span xlsx_plain(char room[XLSX_PLAIN_ROOM], const xlsx *x, const xlsx_cell *c)
{
	switch (c->kind) {
	case XLSX_NUMBER:
		return plain_number(room, c->text);
	case XLSX_DATE:
		return plain_date(room, x, c);
	case XLSX_TRUTH:
		return span_of(span_is(c->text, "1") ? "TRUE" : "FALSE");
	default:
		return c->text;
	}
}

/* ---- formulas ---- */

bool xlsx_formula_elsewhere(span formula)
{
	const char *at = formula.len ? memchr(formula.at, '[', formula.len) : NULL, *end = formula.at + formula.len;
	while (at) {
		const char *digit = at + 1;
		while (digit < end && *digit >= '0' && *digit <= '9')
			digit++;
		if (digit > at + 1 && digit < end && *digit == ']')
			return true;
		at = digit < end ? memchr(digit, '[', (size_t)(end - digit)) : NULL;
	}
	return false;
}
