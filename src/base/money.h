#ifndef BCF_BASE_MONEY_H
#define BCF_BASE_MONEY_H
/* Exact numbers.  Money is pence in 64 bits; every other number is millionths in 64 bits.  Nothing here rounds unless
 * its name or comment says so, and what rounds does it half away from zero. */

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

#define NUMBER_TEXT 48 /* enough for any text that a print function here makes, with its NUL */
#define MILLION INT64_C(1000000)

/* 128 bits, for products of two 64-bit numbers before they are divided again. */
__extension__ typedef __int128 wide;

/* "-1234.50", "£1,234.5", "-£12", "1234".  At most two decimals; separators only in thousands ("1,234"); spaces only at
 * the ends; minus is "-" or U+2212, before or behind the pound sign; a digit on both sides of a point.  Returns false,
 * *pence untouched, when it is none or does not fit. */
bool money_parse(int64_t *pence, span text);
void money_print(char out[NUMBER_TEXT], int64_t pence); /* canonical "-1234.50" */
void money_show(
	char out[NUMBER_TEXT], int64_t pence); /* for people: "−£1,234" with U+2212; pence only where there are any */

/* A decimal number "-12.50", "1,234.5", up to 15 decimals, no exponent, minus as in money.  `micro` is rounded to six
 * decimals. */
bool decimal_parse(int64_t *micro, span text);
/* Canonical text of a decimal: no separators, no leading zeros, no trailing zeros, no "-0", all its decimals kept.
 * False, out untouched, when it is no decimal or longer than NUMBER_TEXT - 1. */
bool decimal_canonical(char out[NUMBER_TEXT], span text);
void decimal_print(char out[NUMBER_TEXT], int64_t micro); /* canonical: "84", "16.7", "-0.5" */
void decimal_show(char out[NUMBER_TEXT], int64_t micro);  /* for people: thousands separators and U+2212 */

bool count_parse(int64_t *count, span text); /* "0", "1,234": a whole number >= 0 */

/* "1/2", "0.5", "50%", "1": exact; denominator > 0; lowest terms.  False when none or when it does not fit in 64 bits.
 */
typedef struct ratio {
	int64_t num, den;
} ratio;
bool ratio_parse(ratio *out, span text);
void ratio_print(char out[NUMBER_TEXT], ratio r); /* canonical: "1/2", "1", "0" */

/* Checked arithmetic: false, *out untouched, on overflow. */
bool add_checked(int64_t *out, int64_t a, int64_t b);
bool multiply_checked(int64_t *out, int64_t a, int64_t b);
/* a x b / c, the product in 128 bits, rounded half away from zero; false when c is 0 or the result does not fit. */
bool scale_checked(int64_t *out, int64_t a, int64_t b, int64_t c);
int64_t round_to(int64_t value, int64_t unit); /* nearest multiple of unit (> 0), half away from zero; saturates */

#endif
