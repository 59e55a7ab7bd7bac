#include "plan/printed.h"

#include <string.h>

#include "base/limits.h"
#include "base/money.h"

/* ---- words ---- */

static const struct word {
	const char *word;
	int value;
} words[] = {
	{"no", 0},
	{"nil", 0},
	{"none", 0},
	{"zero", 0},
	{"one", 1},
	{"two", 2},
	{"three", 3},
	{"four", 4},
	{"five", 5},
	{"six", 6},
	{"seven", 7},
	{"eight", 8},
	{"nine", 9},
	{"ten", 10},
	{"eleven", 11},
	{"twelve", 12},
	{"thirteen", 13},
	{"fourteen", 14},
	{"fifteen", 15},
	{"sixteen", 16},
	{"seventeen", 17},
	{"eighteen", 18},
	{"nineteen", 19},
	{"twenty", 20},
	{"thirty", 30},
	{"forty", 40},
	{"fifty", 50},
	{"sixty", 60},
	{"seventy", 70},
	{"eighty", 80},
	{"ninety", 90},
};

static const struct word parts[] = {
	{"half", 2},
	{"halves", 2},
	{"third", 3},
	{"thirds", 3},
	{"quarter", 4},
	{"quarters", 4},
	{"fifth", 5},
	{"fifths", 5},
	{"sixth", 6},
	{"sixths", 6},
	{"eighth", 8},
	{"eighths", 8},
	{"tenth", 10},
	{"tenths", 10},
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool same_word(span s, const char *word)
{
	size_t n = strlen(word);
	if (s.len != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (lower(s.at[i]) != word[i])
			return false;
	return true;
}

static bool starts_word(span s, const char *word)
{
	size_t n = strlen(word);
	return s.len >= n && same_word((span){s.at, n}, word);
}

static int find_word(const struct word *list, size_t count, span s)
{
	for (size_t i = 0; i < count; i++)
		if (same_word(s, list[i].word))
			return list[i].value;
	return -1;
}

static span next_word(span *rest)
{
	while (rest->len && (rest->at[0] == ' ' || rest->at[0] == '-')) {
		rest->at++;
		rest->len--;
	}
	span w = {rest->at, 0};
	while (w.len < rest->len && w.at[w.len] != ' ' && w.at[w.len] != '-')
		w.len++;
	rest->at += w.len;
	rest->len -= w.len;
	return w;
}

/* A number in words as far as it was read: `below` is what the next word must be less than (100 behind hundred or
 * thousand, 10 behind a ten, 1 behind a one), so that "two three" and "twenty eleven" are no numbers. */
typedef struct spoken {
	int64_t thousands, part;
	int below;
	bool any, joined; /* the last word was "and" */
} spoken;

static bool take_word(spoken *n, span w)
{
	int value = find_word(words, sizeof words / sizeof *words, w);
	if (same_word(w, "a") && !n->any)
		value = 1;
	if (same_word(w, "and")) {
		bool follows = n->any && n->below == 100 && !n->joined;
		n->joined = true;
		return follows;
	}
	n->joined = false;
	if (value >= 0) {
		if (value >= n->below || (value == 0 && n->any))
			return false;
		n->part += value;
		n->below = value >= 20 ? 10 : 1;
	} else if (same_word(w, "hundred") && n->part > 0 && n->part < 100) {
		n->part *= 100;
		n->below = 100;
	} else if (same_word(w, "thousand") && n->part > 0 && !n->thousands) {
		n->thousands = n->part * 1000;
		n->part = 0;
		n->below = 100;
	} else {
		return false;
	}
	n->any = true;
	return true;
}

/* "four", "twenty-one", "one hundred and six", "one third", "two-thirds", "a half".  Exact. */
static bool read_words(printed *p, span text)
{
	spoken n = {.below = 100};
	span rest = text;
	while (rest.len) {
		span w = next_word(&rest);
		int d = find_word(parts, sizeof parts / sizeof *parts, w);
		if (!w.len)
			continue;
		if (d > 0)
			return !rest.len && !n.joined && !n.thousands && n.part < 100 && (n.part || !n.any) &&
			       scale_checked(&p->micro, n.any ? n.part : 1, MILLION, d);
		if (!take_word(&n, w))
			return false;
	}
	p->micro = (n.thousands + n.part) * MILLION;
	return n.any && !n.joined && !same_word(text, "a");
}

/* ---- qualifiers ---- */

typedef struct manner {
	bool rough;
	printed_side side;
} manner;

static const struct {
	const char *word;
	manner means;
} manners[] = {
	{"about", {true, SIDE_BOTH}},
	{"around", {true, SIDE_BOTH}},
	{"approximately", {true, SIDE_BOTH}},
	{"approx", {true, SIDE_BOTH}},
	{"circa", {true, SIDE_BOTH}},
	{"c.", {true, SIDE_BOTH}},
	{"almost", {true, SIDE_BOTH}},
	{"nearly", {true, SIDE_BOTH}},
	{"some", {true, SIDE_BOTH}},
	{"~", {true, SIDE_BOTH}},
	{"over", {false, SIDE_AT_LEAST}},
	{"more than", {false, SIDE_AT_LEAST}},
	{"at least", {false, SIDE_AT_LEAST}},
	{">", {false, SIDE_AT_LEAST}},
	{"under", {false, SIDE_AT_MOST}},
	{"less than", {false, SIDE_AT_MOST}},
	{"at most", {false, SIDE_AT_MOST}},
	{"up to", {false, SIDE_AT_MOST}},
	{"<", {false, SIDE_AT_MOST}},
};

static span take_manner(span s, manner *m)
{
	for (size_t i = 0; i < sizeof manners / sizeof *manners; i++)
		if (starts_word(s, manners[i].word)) {
			size_t n = strlen(manners[i].word);
			bool sign = n == 1 || manners[i].word[n - 1] == '.';
			if (!sign && s.len > n && s.at[n] != ' ')
				continue;
			*m = manners[i].means;
			return span_trim((span){s.at + n, s.len - n});
		}
	return s;
}

/* ---- digits ---- */

typedef struct digits {
	int64_t units; /* all digits as one whole number */
	int decimals;  /* how many of them stand behind the point */
	bool negative;
} digits;

/* Digits with proper thousands separators and at most six decimals; *s becomes what follows. */
static bool take_digits(digits *d, span *s)
{
	size_t i = 0, group = 0;
	bool separated = false, point = false, any = false;

	while (i < s->len) {
		char c = s->at[i];
		if (c >= '0' && c <= '9') {
			if (!multiply_checked(&d->units, d->units, 10) || !add_checked(&d->units, d->units, c - '0'))
				return false;
			any = true;
			d->decimals += point;
			group++;
		} else if (c == ',' && !point && any && (separated ? group == 3 : group <= 3)) {
			separated = true;
			group = 0;
		} else if (c == '.' && !point && i + 1 < s->len && s->at[i + 1] >= '0' && s->at[i + 1] <= '9' &&
			   !(separated && group != 3)) {
			point = true;
		} else {
			break;
		}
		i++;
	}
	if (!any || (separated && !point && group != 3) || d->decimals > 6)
		return false;
	s->at += i;
	s->len -= i;
	return true;
}

static bool take(span *s, const char *text)
{
	size_t n = strlen(text);
	if (!starts_word(*s, text))
		return false;
	s->at += n;
	s->len -= n;
	return true;
}

static bool take_minus(span *s)
{
	return take(s, "-") || take(s, "\xE2\x88\x92") || take(s, "\xE2\x80\x93");
}

/* k, m, bn and their words: a power of ten, or -1 when there is none. */
static int take_scale(span *s)
{
	static const struct word scales[] = {
		{"billion", 9},
		{"bn", 9},
		{"million", 6},
		{"mn", 6},
		{"m", 6},
		{"thousand", 3},
		{"k", 3},
	};
	span trimmed = span_trim(*s);
	for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
		span rest = trimmed;
		if (take(&rest, scales[i].word) && (!rest.len || rest.at[0] == '%' || rest.at[0] == '+' ||
							   rest.at[0] == ')' || rest.at[0] == ' ')) {
			*s = rest;
			return scales[i].value;
		}
	}
	return -1;
}

static int heading_scale(span heading)
{
	if (span_find(heading, "\xC2\xA3'000", NULL) ||
		span_find(heading,
			"\xC2\xA3\xE2\x80\x99"
			"000",
			NULL) ||
		span_find(heading,
			"\xC2\xA3"
			"000",
			NULL) ||
		span_find(heading, "\xC2\xA3k", NULL) || span_is(heading, "000s") || span_is(heading, "'000"))
		return 3;
	if (span_find(heading,
		    "\xC2\xA3"
		    "bn",
		    NULL))
		return 9;
	if (span_find(heading, "\xC2\xA3m", NULL) || span_find(heading, "\xC2\xA3 m", NULL))
		return 6;
	return 0;
}

static bool power(int64_t *out, int64_t units, int exponent)
{
	int64_t ten = 1;
	for (int i = 0; i < exponent; i++)
		if (!multiply_checked(&ten, ten, 10))
			return false;
	return multiply_checked(out, units, ten);
}

/* How many digits of the number, counted from its right, are zeros: about £1,200 is known to the hundred. */
static int trailing_zeros(int64_t units)
{
	int n = 0;
	for (; units != 0 && units % 10 == 0; units /= 10)
		n++;
	return n;
}

static bool too_long(span s, const char **why)
{
	if (s.len <= PRINTED_BYTES_MAX)
		return false;
	*why = "is longer than 200 bytes; a printed figure is one number";
	return true;
}

/* "2/3" and "1/2": exact. */
static bool read_fraction(printed *p, span s)
{
	ratio r;
	size_t slash;
	if (!span_find(s, "/", &slash) || !ratio_parse(&r, s))
		return false;
	return scale_checked(&p->micro, r.num, MILLION, r.den);
}

static bool read_number(printed *p, span s, span heading, manner m, const char **why)
{
	digits d = {0};
	bool brackets = take(&s, "("), plus = !brackets && take(&s, "+");
	d.negative = !plus && take_minus(&s);
	bool pounds = take(&s, "\xC2\xA3");
	s = span_trim(s);
	bool again = !plus && take_minus(&s);
	brackets |= !brackets && !plus && !again && take(&s, "(");
	if ((again && d.negative) || (brackets && (again || d.negative)) || !take_digits(&d, &s)) {
		*why = "is not a number that can be read";
		return false;
	}
	d.negative |= again;
	int scale = take_scale(&s);
	s = span_trim(s);
	bool percent = take(&s, "%") || take(&s, " %");
	s = span_trim(s);
	if (!percent && (same_word(s, "per cent") || same_word(s, "percent"))) {
		percent = true;
		s.len = 0;
	}
	if (take(&s, "+"))
		p->side = SIDE_AT_LEAST;
	if (brackets && take(&s, ")"))
		d.negative = true, brackets = false;
	if (span_trim(s).len || brackets) {
		*why = "has something behind the number that is no unit; a range, or a note in brackets, is two "
		       "statements";
		return false;
	}
	bool scaled_by_heading = scale < 0 && !percent;
	int tens = scale >= 0 ? scale : scaled_by_heading ? heading_scale(heading) : 0;
	int last = m.rough ? trailing_zeros(d.units) : 0;
	if (!power(&p->micro, d.units, 6 + tens - d.decimals) ||
		!power(&p->precision, 1, 6 + tens - d.decimals + last)) {
		*why = "is too large a number";
		return false;
	}
	if (d.negative)
		p->micro = -p->micro;
	bool heading_money = span_find(heading, "\xC2\xA3", NULL);
	p->unit = percent						   ? PRINTED_PERCENT
		  : pounds || heading_money				   ? PRINTED_MONEY
		  : span_is(heading, "%") || span_find(heading, "%", NULL) ? PRINTED_PERCENT
									   : PRINTED_NUMBER;
	return true;
}

bool printed_read(printed *out, span text, span heading, span qualifier, const char **why)
{
	printed p = {0};
	manner m = {false, SIDE_BOTH}, own = {false, SIDE_BOTH};
	span s = span_trim(text);

	if (too_long(s, why))
		return false;
	if (qualifier.len) {
		span rest = take_manner(span_trim(qualifier), &m);
		if (rest.len) {
			*why = "has a qualifier that is none of about, almost, over, under, at least, at most";
			return false;
		}
	}
	s = take_manner(s, &own);
	m.rough |= own.rough;
	p.side = own.side != SIDE_BOTH ? own.side : m.side;
	if (!s.len) {
		*why = "has no number";
		return false;
	}
	if (!read_fraction(&p, s) && !read_words(&p, s) && !read_number(&p, s, heading, m, why))
		return false;
	if (p.unit == PRINTED_NUMBER && p.precision == 0 && span_find(heading, "\xC2\xA3", NULL))
		p.unit = PRINTED_MONEY;
	*out = p;
	return true;
}
