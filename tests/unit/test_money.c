#include "unit.h"

#include "base/money.h"

#define MINUS "\xE2\x88\x92"
#define POUND "\xC2\xA3"

__extension__ typedef __int128 wide;

static void assert_money(const char *text, int64_t expected)
{
	int64_t pence = 77;

	assert_true(money_parse(&pence, span_of(text)));
	assert_true(pence == expected);
}

static void assert_no_money(const char *text)
{
	int64_t pence = 77;

	assert_false(money_parse(&pence, span_of(text)));
	assert_int_equal(pence, 77);
}

static void assert_decimal(const char *text, int64_t expected)
{
	int64_t micro = 77;

	assert_true(decimal_parse(&micro, span_of(text)));
	assert_true(micro == expected);
}

static void assert_ratio(const char *text, int64_t num, int64_t den)
{
	ratio r = {0, 0};

	assert_true(ratio_parse(&r, span_of(text)));
	assert_true(r.num == num);
	assert_true(r.den == den);
}

static void money_reads_pounds_and_pence(void **state)
{
	(void)state;
	assert_money("1234", 123400);
	assert_money("-1234.50", -123450);
	assert_money("1234.5", 123450);
	assert_money(POUND "1,234.5", 123450);
	assert_money("-" POUND "12", -1200);
	assert_money(POUND "-12", -1200);
	assert_money(MINUS POUND "12", -1200);
	assert_money(POUND MINUS "12", -1200);
	assert_money(" \t12 \n", 1200);
	assert_money("007", 700);
	assert_money("0", 0);
	assert_money("-0.00", 0);
	assert_money("12,345,678.90", 1234567890);
}

static void money_reads_the_whole_range_of_64_bits(void **state)
{
	(void)state;
	assert_money("92233720368547758.07", INT64_MAX);
	assert_money("-92233720368547758.08", INT64_MIN);
	assert_no_money("92233720368547758.08");
	assert_no_money("-92233720368547758.09");
	assert_no_money("99999999999999999999999999999999999999999999999999");
}

static void money_refuses_a_third_decimal(void **state)
{
	(void)state;
	assert_no_money("1.234");
	assert_no_money("1.000");
}

static void money_refuses_separators_outside_thousands(void **state)
{
	(void)state;
	assert_no_money("1,23");
	assert_no_money("12,34,567");
	assert_no_money("1234,567");
	assert_no_money(",123");
	assert_no_money("1,,234");
	assert_no_money("1,234,");
	assert_no_money("1,2345");
	assert_no_money("0,123");
	assert_no_money("1.2,3");
}

static void money_refuses_what_is_no_number(void **state)
{
	(void)state;
	static const char *const bad[] = {"", " ", "-", POUND, "-" POUND, "--1", "-" POUND "-1", POUND POUND "1",
		"1" POUND, POUND " ", "- 1", "1 2", "1.", ".5", "1.2.3", "+1", "(12)", "1e3", "12p", "abc", "1-",
		"\xA3"
		"1",
		"0x10", "NaN",
		"1\xC2\xA0"
		"234"};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_no_money(bad[i]);
	int64_t pence;
	assert_false(money_parse(&pence, (span){NULL, 0}));
	assert_false(money_parse(&pence, (span){"1\0"
						"2",
						 3}));
}

static void money_prints_canonically_and_parses_back(void **state)
{
	(void)state;
	static const int64_t edges[] = {0, 1, -1, 99, 100, -100, INT64_MAX, INT64_MIN, INT64_MIN + 1};
	uint64_t seed = 1;
	char out[NUMBER_TEXT];

	for (int i = 0; i < 100000; i++) {
		int64_t pence = i < 9 ? edges[i] : random_number(&seed);
		money_print(out, pence);
		assert_money(out, pence);
		money_show(out, pence);
		assert_money(out, pence);
	}
	money_print(out, -123450);
	assert_string_equal(out, "-1234.50");
	money_print(out, -5);
	assert_string_equal(out, "-0.05");
}

static void money_is_shown_with_separators_and_pence_only_where_there_are_any(void **state)
{
	(void)state;
	char out[NUMBER_TEXT];

	money_show(out, -123400);
	assert_string_equal(out, MINUS POUND "1,234");
	money_show(out, 123405);
	assert_string_equal(out, POUND "1,234.05");
	money_show(out, 99900);
	assert_string_equal(out, POUND "999");
	money_show(out, INT64_MIN);
	assert_string_equal(out, MINUS POUND "92,233,720,368,547,758.08");
}

static void decimal_reads_millionths(void **state)
{
	(void)state;
	assert_decimal("84", 84 * MILLION);
	assert_decimal("-12.50", -12500000);
	assert_decimal("1,234.5", 1234500000);
	assert_decimal(MINUS "0.000001", -1);
	assert_decimal("9223372036854.775807", INT64_MAX);
	assert_decimal("-9223372036854.775808", INT64_MIN);
}

static void decimal_rounds_half_away_from_zero(void **state)
{
	(void)state;
	assert_decimal("0.0000005", 1);
	assert_decimal("-0.0000005", -1);
	assert_decimal("0.0000004999", 0);
	assert_decimal("0.9999995", MILLION);
	assert_decimal("0.123456499999999", 123456);
}

static void decimal_takes_15_decimals_and_no_more(void **state)
{
	(void)state;
	int64_t micro = 77;

	assert_decimal("0.000000000000001", 0);
	assert_false(decimal_parse(&micro, span_of("0.0000000000000001")));
	assert_false(decimal_parse(&micro, span_of("1e3")));
	assert_false(decimal_parse(&micro, span_of(POUND "1")));
	assert_false(decimal_parse(&micro, span_of("9223372036854.775808")));
	assert_false(decimal_parse(&micro, span_of("9223372036854.7758075")));
	assert_false(decimal_parse(&micro, span_of("340282366920938463463374607431768211456")));
	assert_false(decimal_parse(&micro, span_of("340282366920938463463374607431768211455")));
	assert_int_equal(micro, 77);
}

static void decimal_prints_canonically_and_parses_back(void **state)
{
	(void)state;
	uint64_t seed = 2;
	char out[NUMBER_TEXT], canonical[NUMBER_TEXT];

	for (int i = 0; i < 100000; i++) {
		int64_t micro = random_number(&seed);
		decimal_print(out, micro);
		assert_decimal(out, micro);
		assert_true(decimal_canonical(canonical, span_of(out)));
		assert_string_equal(canonical, out);
		decimal_show(out, micro);
		assert_decimal(out, micro);
		assert_true(decimal_canonical(out, span_of(out)));
		assert_string_equal(canonical, out);
	}
	decimal_print(out, 84 * MILLION);
	assert_string_equal(out, "84");
	decimal_print(out, 16700000);
	assert_string_equal(out, "16.7");
	decimal_print(out, -500000);
	assert_string_equal(out, "-0.5");
	decimal_print(out, INT64_MIN);
	assert_string_equal(out, "-9223372036854.775808");
	decimal_show(out, -1234500000);
	assert_string_equal(out, MINUS "1,234.5");
}

static void assert_canonical(const char *text, const char *expected)
{
	char out[NUMBER_TEXT];

	assert_true(decimal_canonical(out, span_of(text)));
	assert_string_equal(out, expected);
	assert_true(decimal_canonical(out, span_of(out)));
	assert_string_equal(out, expected);
}

static void the_canonical_decimal_has_nothing_superfluous(void **state)
{
	(void)state;
	assert_canonical("1,234.500", "1234.5");
	assert_canonical("007", "7");
	assert_canonical("-0.0", "0");
	assert_canonical("-00.10", "-0.1");
	assert_canonical("000", "0");
	assert_canonical(" 0.123456789012345 ", "0.123456789012345");
	assert_canonical(MINUS "5.00", "-5");
	assert_canonical("100", "100");
	assert_canonical("1,000", "1000");
}

static void the_canonical_decimal_has_at_most_47_bytes(void **state)
{
	(void)state;
	char out[NUMBER_TEXT] = "untouched";

	assert_canonical(
		"12345678901234567890123456789012345678901234567", "12345678901234567890123456789012345678901234567");
	assert_false(decimal_canonical(out, span_of("123456789012345678901234567890123456789012345678")));
	assert_false(decimal_canonical(out, span_of("-12345678901234567890123456789012345678901234567")));
	assert_false(decimal_canonical(out, span_of("12345678901234567890123456789012345678901234567.5")));
	assert_false(decimal_canonical(out, span_of("1234567890123456789012345678901234567890123456.5")));
	assert_canonical(
		"123456789012345678901234567890123456789012345.5", "123456789012345678901234567890123456789012345.5");
	assert_false(decimal_canonical(out, span_of("abc")));
	assert_string_equal(out, "untouched");
}

static void count_reads_whole_numbers_that_are_not_negative(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "-1", "-0", "1.0", "1.", "1,23", "x", "9223372036854775808"};
	int64_t count = 77;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(count_parse(&count, span_of(bad[i])));
	assert_int_equal(count, 77);
	assert_true(count_parse(&count, span_of(" 1,234 ")) && count == 1234);
	assert_true(count_parse(&count, span_of("0")) && count == 0);
	assert_true(count_parse(&count, span_of("9223372036854775807")) && count == INT64_MAX);
}

static void ratio_reads_fractions_decimals_and_percentages_exactly(void **state)
{
	(void)state;
	assert_ratio("1/2", 1, 2);
	assert_ratio("2/4", 1, 2);
	assert_ratio("0.5", 1, 2);
	assert_ratio("50%", 1, 2);
	assert_ratio("12.5%", 1, 8);
	assert_ratio("1", 1, 1);
	assert_ratio("0", 0, 1);
	assert_ratio("0/7", 0, 1);
	assert_ratio("-1/3", -1, 3);
	assert_ratio(" 100% ", 1, 1);
	assert_ratio("0.333333333333333", INT64_C(333333333333333), INT64_C(1000000000000000));
	assert_ratio("-9223372036854775808", INT64_MIN, 1);
	assert_ratio("1/9223372036854775807", 1, INT64_MAX);
	assert_ratio("36893488147419103232/36893488147419103232", 1, 1);
}

static void ratio_refuses_what_is_none_or_does_not_fit(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "1/0", "0/0", "1/", "/2", "1/2/3", "1/-2", "1/2%", "0.5/2", "1/0.5", "%",
		"-", "1 / 2", "1%%", "x", "9223372036854775808", "1/9223372036854775808", "0.0000000000000001",
		"99999999999999999999999999999999999999999/3", "3/99999999999999999999999999999999999999999",
		"0.000000000000001%x", "99999999999999999999999999999999999999999"};
	ratio r = {7, 8};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(ratio_parse(&r, span_of(bad[i])));
	assert_int_equal(r.num, 7);
	assert_int_equal(r.den, 8);
}

static void ratio_prints_canonically_and_parses_back(void **state)
{
	(void)state;
	uint64_t seed = 3;
	char out[NUMBER_TEXT], again[NUMBER_TEXT];

	for (int i = 0; i < 100000; i++) {
		ratio r = {random_number(&seed), random_number(&seed)}, back;
		if (r.den == INT64_MIN || r.den == 0)
			r.den = 1;
		if (r.den < 0)
			r.den = -r.den;
		ratio_print(out, r);
		assert_true(ratio_parse(&back, span_of(out)));
		assert_true((wide)r.num * back.den == (wide)back.num * r.den);
		ratio_print(again, back);
		assert_string_equal(again, out);
	}
	ratio_print(out, (ratio){2, 4});
	assert_string_equal(out, "1/2");
	ratio_print(out, (ratio){0, 1});
	assert_string_equal(out, "0");
	ratio_print(out, (ratio){5, 1});
	assert_string_equal(out, "5");
}

static void checked_sums_and_products_tell_of_overflow(void **state)
{
	(void)state;
	int64_t out = 77;

	assert_true(add_checked(&out, INT64_MAX - 1, 1) && out == INT64_MAX);
	assert_false(add_checked(&out, INT64_MAX, 1));
	assert_false(add_checked(&out, INT64_MIN, -1));
	assert_true(out == INT64_MAX);
	assert_true(multiply_checked(&out, -3, 4) && out == -12);
	assert_false(multiply_checked(&out, INT64_MIN, -1));
	assert_int_equal(out, -12);
}

static void scale_multiplies_in_128_bits_and_rounds_half_away_from_zero(void **state)
{
	(void)state;
	int64_t out = 77;

	assert_true(scale_checked(&out, 1, 1, 2) && out == 1);
	assert_true(scale_checked(&out, -1, 1, 2) && out == -1);
	assert_true(scale_checked(&out, 1, -1, 2) && out == -1);
	assert_true(scale_checked(&out, 1, 1, -2) && out == -1);
	assert_true(scale_checked(&out, -1, -1, 2) && out == 1);
	assert_true(scale_checked(&out, 1, 1, 3) && out == 0);
	assert_true(scale_checked(&out, 2, 1, 3) && out == 1);
	assert_true(scale_checked(&out, INT64_MAX, INT64_MAX, INT64_MAX) && out == INT64_MAX);
	assert_true(scale_checked(&out, INT64_MIN, INT64_MIN, INT64_MIN) && out == INT64_MIN);
	assert_true(scale_checked(&out, INT64_MIN, INT64_MAX, INT64_MIN) && out == INT64_MAX);
	assert_false(scale_checked(&out, INT64_MAX, 2, 1));
	assert_false(scale_checked(&out, INT64_MIN, 1, -1));
	assert_false(scale_checked(&out, 1, 1, 0));
	assert_true(out == INT64_MAX);
}

static void round_to_gives_the_nearest_multiple(void **state)
{
	(void)state;
	assert_int_equal(round_to(149, 100), 100);
	assert_int_equal(round_to(150, 100), 200);
	assert_int_equal(round_to(-149, 100), -100);
	assert_int_equal(round_to(-150, 100), -200);
	assert_int_equal(round_to(7, 1), 7);
	assert_int_equal(round_to(0, 5), 0);
	assert_true(round_to(INT64_MAX, 1) == INT64_MAX);
	assert_true(round_to(INT64_MAX - 3, 10) == INT64_MAX - 7);
	assert_true(round_to(INT64_MAX, 1000) == INT64_MAX);
	assert_true(round_to(INT64_MIN, 1000) == INT64_MIN);
	assert_int_equal(round_to(7, 0), 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(money_reads_pounds_and_pence),
		cmocka_unit_test(money_reads_the_whole_range_of_64_bits),
		cmocka_unit_test(money_refuses_a_third_decimal),
		cmocka_unit_test(money_refuses_separators_outside_thousands),
		cmocka_unit_test(money_refuses_what_is_no_number),
		cmocka_unit_test(money_prints_canonically_and_parses_back),
		cmocka_unit_test(money_is_shown_with_separators_and_pence_only_where_there_are_any),
		cmocka_unit_test(decimal_reads_millionths),
		cmocka_unit_test(decimal_rounds_half_away_from_zero),
		cmocka_unit_test(decimal_takes_15_decimals_and_no_more),
		cmocka_unit_test(decimal_prints_canonically_and_parses_back),
		cmocka_unit_test(the_canonical_decimal_has_nothing_superfluous),
		cmocka_unit_test(the_canonical_decimal_has_at_most_47_bytes),
		cmocka_unit_test(count_reads_whole_numbers_that_are_not_negative),
		cmocka_unit_test(ratio_reads_fractions_decimals_and_percentages_exactly),
		cmocka_unit_test(ratio_refuses_what_is_none_or_does_not_fit),
		cmocka_unit_test(ratio_prints_canonically_and_parses_back),
		cmocka_unit_test(checked_sums_and_products_tell_of_overflow),
		cmocka_unit_test(scale_multiplies_in_128_bits_and_rounds_half_away_from_zero),
		cmocka_unit_test(round_to_gives_the_nearest_multiple),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
