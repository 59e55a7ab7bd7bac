#include "unit.h"

#include "base/limits.h"
#include "plan/printed.h"

enum { NUM = PRINTED_NUMBER, GBP = PRINTED_MONEY, PCT = PRINTED_PERCENT };
enum { BOTH = SIDE_BOTH, LEAST = SIDE_AT_LEAST, MOST = SIDE_AT_MOST };
#define M INT64_C(1000000)

typedef struct example {
	const char *text, *heading, *qualifier;
	int64_t micro, precision;
	int unit, side;
} example;

static void assert_reads(const example *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const example *x = &list[i];
		printed p = {0};
		const char *why = NULL;
		bool reads = printed_read(&p, span_of(x->text), span_of(x->heading), span_of(x->qualifier), &why);
		bool right = reads && p.micro == x->micro && p.precision == x->precision && (int)p.unit == x->unit && (int)p.side == x->side;
		if (!right)
			print_message("# '%s' under '%s' (%s): %s, value %lld, precision %lld, unit %d, side %d\n", x->text, x->heading ? x->heading : "",
				x->qualifier ? x->qualifier : "", reads ? "reads" : why, (long long)p.micro, (long long)p.precision, (int)p.unit, (int)p.side);
		assert_true(right);
	}
}
#define READS(list) assert_reads(list, sizeof list / sizeof *list)

static void assert_refuses(const char *const *list, size_t count, const char *part)
{
	for (size_t i = 0; i < count; i++) {
		printed p = {77, 77, PRINTED_PERCENT, SIDE_AT_MOST};
		const char *why = NULL;
		bool reads = printed_read(&p, span_of(list[i]), span_of(NULL), span_of(NULL), &why);
		if (reads || !why || !strstr(why, part))
			print_message("# '%s': %s, %lld\n", list[i], reads ? "reads" : why, (long long)p.micro);
		assert_false(reads);
		assert_non_null(why);
		assert_non_null(strstr(why, part));
		assert_int_equal(p.micro, 77);
	}
}
#define REFUSES(list, part) assert_refuses(list, sizeof list / sizeof *list, part)

static void numbers_are_read_with_the_precision_of_their_last_digit(void **state)
{
	(void)state;
	const example list[] = {
		{"0", .micro = 0, .precision = M}, {"7", .micro = 7 * M, .precision = M}, {"1234", .micro = 1234 * M, .precision = M},
		{"1,234", .micro = 1234 * M, .precision = M}, {"12,345,678", .micro = 12345678 * M, .precision = M},
		{"16.7", .micro = 16700000, .precision = 100000}, {"1,234.50", .micro = 1234500000, .precision = 10000},
		{"84.0", .micro = 84 * M, .precision = 100000}, {"0.000001", .micro = 1, .precision = 1}, {"007", .micro = 7 * M, .precision = M},
		{" 42 ", .micro = 42 * M, .precision = M}, {"-60", .micro = -60 * M, .precision = M}, {"- 60", .micro = -60 * M, .precision = M},
		{"−60", .micro = -60 * M, .precision = M}, {"–60", .micro = -60 * M, .precision = M},
		{"(60)", .micro = -60 * M, .precision = M}, {"0.0", .micro = 0, .precision = 100000}, {"1500", .micro = 1500 * M, .precision = M}, {".5", .micro = 500000, .precision = 100000},
	};
	READS(list);
}

static void money_is_read_with_its_sign_and_its_own_scale(void **state)
{
	(void)state;
	const example list[] = {
		{"£7,689,000", .micro = 7689000 * M, .precision = M, .unit = GBP}, {"£60", .micro = 60 * M, .precision = M, .unit = GBP},
		{"£-60", .micro = -60 * M, .precision = M, .unit = GBP}, {"-£60", .micro = -60 * M, .precision = M, .unit = GBP},
		{"−£60", .micro = -60 * M, .precision = M, .unit = GBP}, {"£−60", .micro = -60 * M, .precision = M, .unit = GBP},
		{"(£60)", .micro = -60 * M, .precision = M, .unit = GBP}, {"£ 60", .micro = 60 * M, .precision = M, .unit = GBP},
		{"£(60)", .micro = -60 * M, .precision = M, .unit = GBP}, {"+£60", .micro = 60 * M, .precision = M, .unit = GBP},
		{"+1.7%", .micro = 17 * M / 10, .precision = M / 10, .unit = PCT},
		{"£500k", .micro = 500000 * M, .precision = 1000 * M, .unit = GBP}, {"£500K", .micro = 500000 * M, .precision = 1000 * M, .unit = GBP},
		{"£74.6m", .micro = 74600000 * M, .precision = 100000 * M, .unit = GBP}, {"£0.22m", .micro = 220000 * M, .precision = 10000 * M, .unit = GBP},
		{"£3.5bn", .micro = 3500000000 * M, .precision = 100000000 * M, .unit = GBP},
		{"£3.5 billion", .micro = 3500000000 * M, .precision = 100000000 * M, .unit = GBP},
		{"£2 million", .micro = 2000000 * M, .precision = M * M, .unit = GBP}, {"£12 thousand", .micro = 12000 * M, .precision = 1000 * M, .unit = GBP},
		{"(£1.5m)", .micro = -1500000 * M, .precision = 100000 * M, .unit = GBP}, {"£0.01", .micro = 10000, .precision = 10000, .unit = GBP},
		{"£1,234.56", .micro = 1234560000, .precision = 10000, .unit = GBP}, {"500k", .micro = 500000 * M, .precision = 1000 * M},
		{"£5m+", .micro = 5000000 * M, .precision = M * M, .unit = GBP, .side = LEAST},
	};
	READS(list);
}

static void percentages_are_read_with_or_without_a_space(void **state)
{
	(void)state;
	const example list[] = {
		{"84.0%", .micro = 84 * M, .precision = 100000, .unit = PCT}, {"84.0 %", .micro = 84 * M, .precision = 100000, .unit = PCT},
		{"84 per cent", .micro = 84 * M, .precision = M, .unit = PCT}, {"84 percent", .micro = 84 * M, .precision = M, .unit = PCT},
		{"70%+", .micro = 70 * M, .precision = M, .unit = PCT, .side = LEAST}, {"-1.5%", .micro = -1500000, .precision = 100000, .unit = PCT},
		{"(1.5%)", .micro = -1500000, .precision = 100000, .unit = PCT}, {"100%", .micro = 100 * M, .precision = M, .unit = PCT},
		{"over 70%", .micro = 70 * M, .precision = M, .unit = PCT, .side = LEAST},
	};
	READS(list);
}

static void a_heading_scales_a_number_that_has_no_scale_of_its_own(void **state)
{
	(void)state;
	const example list[] = {
		{"7,689", "£'000", .micro = 7689000 * M, .precision = 1000 * M, .unit = GBP},
		{"7,689", "£\xE2\x80\x99" "000", .micro = 7689000 * M, .precision = 1000 * M, .unit = GBP},
		{"7,689.5", "2019/20 £'000s", .micro = 7689500 * M, .precision = 100 * M, .unit = GBP},
		{"(60)", "£000", .micro = -60000 * M, .precision = 1000 * M, .unit = GBP},
		{"60", "£k", .micro = 60000 * M, .precision = 1000 * M, .unit = GBP}, {"74.6", "£m", .micro = 74600000 * M, .precision = 100000 * M, .unit = GBP},
		{"74.6", "£ million", .micro = 74600000 * M, .precision = 100000 * M, .unit = GBP},
		{"3.5", "£bn", .micro = 3500000000 * M, .precision = 100000000 * M, .unit = GBP},
		{"500k", "£m", .micro = 500000 * M, .precision = 1000 * M, .unit = GBP}, {"12", "'000", .micro = 12000 * M, .precision = 1000 * M},
		{"12", "000s", .micro = 12000 * M, .precision = 1000 * M}, {"1234", "£", .micro = 1234 * M, .precision = M, .unit = GBP},
		{"84.0", "%", .micro = 84 * M, .precision = 100000, .unit = PCT}, {"84.0", "% of target", .micro = 84 * M, .precision = 100000, .unit = PCT},
		{"3%", "£'000", .micro = 3 * M, .precision = M, .unit = PCT}, {"2415.7", "per 100,000", .micro = 2415700000, .precision = 100000},
		{"four", "£", .micro = 4 * M, .precision = 0, .unit = GBP}, {"£60", "Plan", .micro = 60 * M, .precision = M, .unit = GBP},
	};
	READS(list);
}

static void what_is_about_is_known_to_its_last_digit_that_is_not_nought(void **state)
{
	(void)state;
	const example list[] = {
		{"about £1,200", .micro = 1200 * M, .precision = 100 * M, .unit = GBP}, {"About 1,000", .micro = 1000 * M, .precision = 1000 * M},
		{"almost 800", .micro = 800 * M, .precision = 100 * M}, {"nearly 850", .micro = 850 * M, .precision = 10 * M},
		{"c. 30", .micro = 30 * M, .precision = 10 * M}, {"c.30", .micro = 30 * M, .precision = 10 * M}, {"~30", .micro = 30 * M, .precision = 10 * M},
		{"around 31", .micro = 31 * M, .precision = M}, {"approximately £2m", .micro = 2000000 * M, .precision = M * M, .unit = GBP},
		{"circa 20%", .micro = 20 * M, .precision = 10 * M, .unit = PCT}, {"some 40", .micro = 40 * M, .precision = 10 * M},
		{"approx 40", .micro = 40 * M, .precision = 10 * M}, {"about 0", .micro = 0, .precision = M}, {"about 1.20", .micro = 1200000, .precision = 100000},
		{"1,200", .qualifier = "about", .micro = 1200 * M, .precision = 100 * M}, {"1,200", .qualifier = "almost", .micro = 1200 * M, .precision = 100 * M},
		{"about four", .micro = 4 * M, .precision = 0},
	};
	READS(list);
}

static void what_is_over_or_under_fails_only_on_the_other_side(void **state)
{
	(void)state;
	const example list[] = {
		{"over 800", .micro = 800 * M, .precision = M, .side = LEAST}, {"more than 800", .micro = 800 * M, .precision = M, .side = LEAST},
		{"at least 800", .micro = 800 * M, .precision = M, .side = LEAST}, {">800", .micro = 800 * M, .precision = M, .side = LEAST},
		{"under 800", .micro = 800 * M, .precision = M, .side = MOST}, {"less than 800", .micro = 800 * M, .precision = M, .side = MOST},
		{"at most 800", .micro = 800 * M, .precision = M, .side = MOST}, {"up to 800", .micro = 800 * M, .precision = M, .side = MOST},
		{"< 800", .micro = 800 * M, .precision = M, .side = MOST}, {"800+", .micro = 800 * M, .precision = M, .side = LEAST},
		{"800", .qualifier = "over", .micro = 800 * M, .precision = M, .side = LEAST}, {"800", .qualifier = "at most", .micro = 800 * M, .precision = M, .side = MOST},
		{"over 800", .qualifier = "under", .micro = 800 * M, .precision = M, .side = LEAST}, {"over four", .micro = 4 * M, .side = LEAST},
		{"800", .qualifier = " under ", .micro = 800 * M, .precision = M, .side = MOST},
	};
	READS(list);
}

static void numbers_and_fractions_in_words_are_exact(void **state)
{
	(void)state;
	const example list[] = {
		{"four", .micro = 4 * M}, {"Four", .micro = 4 * M}, {"nil", .micro = 0}, {"none", .micro = 0}, {"twelve", .micro = 12 * M}, {"twenty-one", .micro = 21 * M},
		{"twenty one", .micro = 21 * M}, {"a hundred", .micro = 100 * M}, {"one hundred and six", .micro = 106 * M}, {"ninety-nine", .micro = 99 * M},
		{"two thousand", .micro = 2000 * M}, {"one thousand two hundred", .micro = 1200 * M}, {"two thousand five hundred and one", .micro = 2501 * M},
		{"three hundred thousand", .micro = 300000 * M}, {"one hundred and six thousand and four", .micro = 106004 * M},
		{"one third", .micro = 333333}, {"two-thirds", .micro = 666667}, {"two thirds", .micro = 666667}, {"half", .micro = 500000}, {"a half", .micro = 500000},
		{"one half", .micro = 500000}, {"three quarters", .micro = 750000}, {"a quarter", .micro = 250000}, {"four fifths", .micro = 800000},
		{"one eighth", .micro = 125000}, {"seven tenths", .micro = 700000}, {"five sixths", .micro = 833333}, {"2/3", .micro = 666667}, {"1/2", .micro = 500000},
		{"about one third", .micro = 333333},
	};
	READS(list);
}

static void a_range_or_a_note_in_brackets_is_two_statements(void **state)
{
	(void)state;
	static const char *const behind[] = {"10-20", "10 to 20", "10 \xE2\x80\x93 20", "£10m to £20m", "£60 (excluding VAT)", "60 (2018/19: 50)",
		"84.0% (target 85%)", "£0.220mm", "60 people", "60p", "60;70", "(60", "60)", "5 million pounds", "1.", "1.2.3", "1234,567", "1/0", "1/2/3", "12 months"};
	REFUSES(behind, "behind the number");
}

static void what_is_no_number_is_refused(void **state)
{
	(void)state;
	static const char *const none[] = {"1,23", "12,34", "1,2345", ",123", "1,,234", "1,234,56.7", "abc", "TBC", "n/a", "-", "+-5", "£", "()", "%", "two to three",
		"two-three", "one two", "twenty thirty", "twenty eleven", "four and a half", "two and one third", "ten and", "and six", "hundred", "one hundred hundred",
		"five thousand thousand", "third one", "one hundredth", "zero hundred thousand thousand", "--60", "-£-60", "(-60)", "0.1234567", "a", "and",
		"one thousand million", "hundred and"};
	REFUSES(none, "not a number");
	static const char *const empty[] = {"about", "over ", "~", ">"};
	REFUSES(empty, "no number");
}

static void what_does_not_fit_is_refused(void **state)
{
	(void)state;
	static const char *const large[] = {"9,223,372,036,855", "10000000000000", "£10,000bn", "9999999999999999m"};
	REFUSES(large, "too large");
	static const char *const wide[] = {"99999999999999999999", "one hundred thousand thousand thousand"};
	REFUSES(wide, "not a number");

	char text[PRINTED_BYTES_MAX + 2];
	const char *why = NULL;
	printed p;
	memset(text, ' ', sizeof text);
	memset(text, '0', PRINTED_BYTES_MAX);
	text[PRINTED_BYTES_MAX - 1] = '7';
	assert_true(printed_read(&p, (span){text, PRINTED_BYTES_MAX}, span_of(NULL), span_of(NULL), &why));
	assert_int_equal(p.micro, 7 * M);
	text[PRINTED_BYTES_MAX] = '7';
	assert_false(printed_read(&p, (span){text, PRINTED_BYTES_MAX + 1}, span_of(NULL), span_of(NULL), &why));
	assert_non_null(strstr(why, "longer than 200"));
}

static void a_qualifier_that_is_none_is_refused(void **state)
{
	(void)state;
	static const char *const list[] = {"perhaps", "over and above", "about x", "aboutish"};
	const char *why = NULL;
	printed p;

	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		assert_false(printed_read(&p, span_of("60"), span_of(NULL), span_of(list[i]), &why));
		assert_non_null(strstr(why, "qualifier"));
	}
}

static void any_whole_number_reads_as_itself_however_it_is_printed(void **state)
{
	(void)state;
	uint64_t seed = 99;
	char text[64];

	for (int i = 0; i < 20000; i++) {
		int64_t n = random_number(&seed) % INT64_C(9000000000000);
		const char *why = NULL;
		printed p;
		snprintf(text, sizeof text, n < 0 ? "(£%lld)" : "£%lld", (long long)(n < 0 ? -n : n));
		assert_true(printed_read(&p, span_of(text), span_of(NULL), span_of(NULL), &why));
		assert_int_equal(p.micro, n * M);
		assert_int_equal(p.unit, PRINTED_MONEY);
	}
}

static void random_texts_are_read_or_refused_and_nothing_else(void **state)
{
	(void)state;
	static const char *const bits[] = {"£", "-", "(", ")", ",", ".", "1", "23", "000", "%", "+", "m", "k", "bn", " ", "one", "hundred", "and", "third", "/", "about"};
	uint64_t seed = 7;
	char text[64];

	for (int i = 0; i < 50000; i++) {
		const char *why = NULL;
		printed p;
		text[0] = 0;
		for (size_t k = next_random(&seed) % 7; k > 0; k--)
			strcat(text, bits[next_random(&seed) % (sizeof bits / sizeof *bits)]);
		if (!printed_read(&p, span_of(text), span_of(i % 2 ? "£'000" : ""), span_of(NULL), &why))
			assert_non_null(why);
		else
			assert_true(p.precision >= 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_read_with_the_precision_of_their_last_digit),
		cmocka_unit_test(money_is_read_with_its_sign_and_its_own_scale),
		cmocka_unit_test(percentages_are_read_with_or_without_a_space),
		cmocka_unit_test(a_heading_scales_a_number_that_has_no_scale_of_its_own),
		cmocka_unit_test(what_is_about_is_known_to_its_last_digit_that_is_not_nought),
		cmocka_unit_test(what_is_over_or_under_fails_only_on_the_other_side),
		cmocka_unit_test(numbers_and_fractions_in_words_are_exact),
		cmocka_unit_test(a_range_or_a_note_in_brackets_is_two_statements),
		cmocka_unit_test(what_is_no_number_is_refused),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(a_qualifier_that_is_none_is_refused),
		cmocka_unit_test(any_whole_number_reads_as_itself_however_it_is_printed),
		cmocka_unit_test(random_texts_are_read_or_refused_and_nothing_else),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
