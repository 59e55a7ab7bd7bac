#include "base/money.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DECIMALS_MAX 15
#define MINUS "\xE2\x88\x92" /* U+2212 */
#define POUND "\xC2\xA3"     /* U+00A3 */

__extension__ typedef unsigned __int128 wide_size;

/* A number as it was written, cut into its parts. */
typedef struct number {
	bool negative;
	span whole;    /* digits and separators, at least one digit */
	span fraction; /* digits; empty without a point */
} number;

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool take(span *s, const char *prefix)
{
	if (!span_starts(*s, prefix))
		return false;
	s->at += strlen(prefix);
	s->len -= strlen(prefix);
	return true;
}

static bool take_minus(span *s)
{
	return take(s, "-") || take(s, MINUS);
}

static span take_digits(span *s)
{
	span digits = {s->at, 0};

	while (s->len && is_digit(s->at[0])) {
		s->at++;
		s->len--;
		digits.len++;
	}
	return digits;
}

/* Digits without separators, or one to three digits that do not begin with 0 and groups of three. */
static bool take_whole(span *whole, span *s)
{
	span first = take_digits(s);

	*whole = first;
	if (first.len == 0)
		return false;
	if (s->len == 0 || s->at[0] != ',')
		return true;
	if (first.len > 3 || first.at[0] == '0')
		return false;
	while (take(s, ",")) {
		if (take_digits(s).len != 3)
			return false;
		whole->len += 4;
	}
	return true;
}

/* Cuts what stands behind the sign; all of `s` must be used up. */
static bool scan_unsigned(number *n, span s, size_t decimals)
{
	if (!take_whole(&n->whole, &s))
		return false;
	n->fraction = (span){s.at, 0};
	if (take(&s, ".")) {
		n->fraction = take_digits(&s);
		if (n->fraction.len == 0)
			return false;
	}
	return s.len == 0 && n->fraction.len <= decimals;
}

static bool scan(number *n, span text, size_t decimals)
{
	span s = span_trim(text);

	n->negative = take_minus(&s);
	return scan_unsigned(n, s, decimals);
}

static bool append_digits(wide_size *value, span digits)
{
	for (size_t i = 0; i < digits.len; i++) {
		if (digits.at[i] == ',')
			continue;
		if (__builtin_mul_overflow(*value, 10, value) ||
			__builtin_add_overflow(*value, (wide_size)(digits.at[i] - '0'), value))
			return false;
	}
	return true;
}

static wide_size power_of_ten(size_t exponent)
{
	wide_size power = 1;

	while (exponent--)
		power *= 10;
	return power;
}

/* The value times 10^decimals, what lies below it rounded half away from zero. */
static bool magnitude(wide_size *out, const number *n, size_t decimals)
{
	wide_size value = 0;
	span fraction = n->fraction;
	bool up = false;

	if (fraction.len > decimals) {
		up = fraction.at[decimals] >= '5';
		fraction.len = decimals;
	}
	if (!append_digits(&value, n->whole) || !append_digits(&value, fraction) ||
		__builtin_mul_overflow(value, power_of_ten(decimals - fraction.len), &value) ||
		__builtin_add_overflow(value, up, &value))
		return false;
	*out = value;
	return true;
}

static bool with_sign(int64_t *out, wide_size value, bool negative)
{
	if (value > (wide_size)INT64_MAX + negative)
		return false;
	*out = (int64_t)(negative ? -(wide)value : (wide)value);
	return true;
}

static bool number_value(int64_t *out, const number *n, size_t decimals)
{
	wide_size value;

	return magnitude(&value, n, decimals) && with_sign(out, value, n->negative);
}

bool money_parse(int64_t *pence, span text)
{
	span s = span_trim(text);
	number n;

	n.negative = take_minus(&s);
	if (take(&s, POUND)) {
		s = span_trim(s);
		if (!n.negative)
			n.negative = take_minus(&s);
	}
	return scan_unsigned(&n, s, 2) && number_value(pence, &n, 2);
}

bool decimal_parse(int64_t *micro, span text)
{
	number n;

	return scan(&n, text, DECIMALS_MAX) && number_value(micro, &n, 6);
}

bool count_parse(int64_t *count, span text)
{
	number n = {.negative = false};

	return scan_unsigned(&n, span_trim(text), 0) && number_value(count, &n, 0);
}

static uint64_t absolute(int64_t value)
{
	return value < 0 ? -(uint64_t)value : (uint64_t)value;
}

static size_t put_grouped(char *out, uint64_t value)
{
	char digits[24];
	size_t count = (size_t)snprintf(digits, sizeof digits, "%" PRIu64, value);
	size_t len = 0;

	for (size_t i = 0; i < count; i++) {
		if (i && (count - i) % 3 == 0)
			out[len++] = ',';
		out[len++] = digits[i];
	}
	out[len] = '\0';
	return len;
}

void money_print(char out[NUMBER_TEXT], int64_t pence)
{
	uint64_t value = absolute(pence);

	snprintf(out, NUMBER_TEXT, "%s%" PRIu64 ".%02u", pence < 0 ? "-" : "", value / 100, (unsigned)(value % 100));
}

void money_show(char out[NUMBER_TEXT], int64_t pence)
{
	uint64_t value = absolute(pence);
	char pounds[32];
	unsigned rest = (unsigned)(value % 100);

	put_grouped(pounds, value / 100);
	if (rest)
		snprintf(out, NUMBER_TEXT, "%s" POUND "%s.%02u", pence < 0 ? MINUS : "", pounds, rest);
	else
		snprintf(out, NUMBER_TEXT, "%s" POUND "%s", pence < 0 ? MINUS : "", pounds);
}

/* ".5", ".000001", or nothing for 0. */
static void put_millionths(char out[8], unsigned millionths)
{
	size_t len = (size_t)snprintf(out, 8, ".%06u", millionths % 1000000);

	while (len > 1 && out[len - 1] == '0')
		len--;
	out[len > 1 ? len : 0] = '\0';
}

void decimal_print(char out[NUMBER_TEXT], int64_t micro)
{
	uint64_t value = absolute(micro);
	char fraction[8];

	put_millionths(fraction, (unsigned)(value % 1000000));
	snprintf(out, NUMBER_TEXT, "%s%" PRIu64 "%s", micro < 0 ? "-" : "", value / 1000000, fraction);
}

void decimal_show(char out[NUMBER_TEXT], int64_t micro)
{
	uint64_t value = absolute(micro);
	char whole[32], fraction[8];

	put_grouped(whole, value / 1000000);
	put_millionths(fraction, (unsigned)(value % 1000000));
	snprintf(out, NUMBER_TEXT, "%s%s%s", micro < 0 ? MINUS : "", whole, fraction);
}

/* Adds one character and keeps room for the NUL. */
static bool put(char *out, size_t *len, char c)
{
	if (*len + 1 >= NUMBER_TEXT)
		return false;
	out[(*len)++] = c;
	return true;
}

static bool put_number(char out[NUMBER_TEXT], const number *n, bool negative)
{
	size_t len = 0;
	bool begun = false;

	if (negative && !put(out, &len, '-'))
		return false;
	for (size_t i = 0; i < n->whole.len; i++) {
		bool last = i + 1 == n->whole.len;
		char c = n->whole.at[i];
		if (c == ',' || (c == '0' && !begun && !last))
			continue;
		begun = true;
		if (!put(out, &len, c))
			return false;
	}
	for (size_t i = 0; i < n->fraction.len; i++) {
		if ((i == 0 && !put(out, &len, '.')) || !put(out, &len, n->fraction.at[i]))
			return false;
	}
	out[len] = '\0';
	return true;
}

static bool is_zero(const number *n)
{
	for (size_t i = 0; i < n->whole.len; i++)
		if (n->whole.at[i] != '0')
			return false;
	return n->fraction.len == 0; /* trailing zeros are gone by now */
}

bool decimal_canonical(char out[NUMBER_TEXT], span text)
{
	char made[NUMBER_TEXT];
	number n;

	if (!scan(&n, text, DECIMALS_MAX))
		return false;
	while (n.fraction.len && n.fraction.at[n.fraction.len - 1] == '0')
		n.fraction.len--;
	if (!put_number(made, &n, n.negative && !is_zero(&n)))
		return false;
	memcpy(out, made, strlen(made) + 1);
	return true;
}

static wide_size divisor_common(wide_size a, wide_size b)
{
	while (b) {
		wide_size rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

static bool ratio_make(ratio *out, wide_size num, wide_size den, bool negative)
{
	ratio made;
	wide_size common = divisor_common(num, den);

	if (den == 0 || !with_sign(&made.num, num / common, negative) || !with_sign(&made.den, den / common, false))
		return false;
	*out = made;
	return true;
}

bool ratio_parse(ratio *out, span text)
{
	span rest = span_trim(text);
	wide_size value, den = 1;
	number n, below;

	bool negative = take_minus(&rest);
	bool percent = rest.len && rest.at[rest.len - 1] == '%';
	if (percent)
		rest.len--;
	if (span_find(rest, "/", NULL)) {
		span above = span_cut(&rest, '/');
		if (percent || !scan_unsigned(&n, above, 0) || !scan_unsigned(&below, rest, 0))
			return false;
		return magnitude(&value, &n, 0) && magnitude(&den, &below, 0) && ratio_make(out, value, den, negative);
	}
	if (!scan_unsigned(&n, rest, DECIMALS_MAX) || !magnitude(&value, &n, n.fraction.len))
		return false;
	den = power_of_ten(n.fraction.len + (percent ? 2 : 0));
	return ratio_make(out, value, den, negative);
}

void ratio_print(char out[NUMBER_TEXT], ratio r)
{
	wide_size common = divisor_common(absolute(r.num), absolute(r.den));
	wide num = r.num, den = r.den;

	if (common > 1) {
		num /= (wide)common;
		den /= (wide)common;
	}
	if (den == 1)
		snprintf(out, NUMBER_TEXT, "%" PRId64, (int64_t)num);
	else
		snprintf(out, NUMBER_TEXT, "%" PRId64 "/%" PRId64, (int64_t)num, (int64_t)den);
}

bool add_checked(int64_t *out, int64_t a, int64_t b)
{
	int64_t sum;

	if (__builtin_add_overflow(a, b, &sum))
		return false;
	*out = sum;
	return true;
}

bool multiply_checked(int64_t *out, int64_t a, int64_t b)
{
	int64_t product;

	if (__builtin_mul_overflow(a, b, &product))
		return false;
	*out = product;
	return true;
}

bool scale_checked(int64_t *out, int64_t a, int64_t b, int64_t c)
{
	if (c == 0)
		return false;

	wide product = (wide)a * b;
	bool negative = (product < 0) != (c < 0);
	wide_size size = product < 0 ? -(wide_size)product : (wide_size)product;
	wide_size by = absolute(c);
	wide_size quotient = size / by;
	if (size % by >= by - size % by)
		quotient++;
	return with_sign(out, quotient, negative);
}

int64_t round_to(int64_t value, int64_t unit)
{
	int64_t rounded, count;

	/* value x 1 / unit never fails for unit > 0; only the way back can leave 64 bits */
	if (!scale_checked(&count, value, 1, unit))
		return value;
	if (__builtin_mul_overflow(count, unit, &rounded))
		return value < 0 ? INT64_MIN : INT64_MAX;
	return rounded;
}
