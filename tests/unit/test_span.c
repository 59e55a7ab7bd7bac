#include "unit.h"

static const span nothing = {NULL, 0};

static void span_of_null_is_empty(void **state)
{
	(void)state;
	assert_int_equal(span_of(NULL).len, 0);
	assert_span(span_of("abc"), "abc");
}

static void spans_are_equal_when_their_bytes_are(void **state)
{
	(void)state;
	assert_true(span_equal(nothing, span_of("")));
	assert_true(span_equal((span){"abX", 2}, (span){"abY", 2}));
	assert_false(span_equal(span_of("ab"), span_of("abc")));
	assert_false(span_equal(span_of("ab"), span_of("ac")));
	assert_true(span_is((span){"abX", 2}, "ab"));
	assert_true(span_is(nothing, ""));
	assert_false(span_is(span_of("ab"), "a"));
}

static void span_compare_sorts_bytewise_with_prefixes_first(void **state)
{
	(void)state;
	assert_true(span_compare(span_of("a"), span_of("b")) < 0);
	assert_true(span_compare(span_of("b"), span_of("aa")) > 0);
	assert_true(span_compare(span_of("a"), span_of("aa")) < 0);
	assert_true(span_compare(span_of("aa"), span_of("a")) > 0);
	assert_int_equal(span_compare(nothing, span_of("")), 0);
	assert_true(span_compare(span_of("\xC3\xA9"), span_of("z")) > 0);
}

static void span_starts_with_its_prefixes_only(void **state)
{
	(void)state;
	assert_true(span_starts(span_of("abc"), "ab"));
	assert_true(span_starts(span_of("abc"), ""));
	assert_true(span_starts(nothing, ""));
	assert_false(span_starts(span_of("ab"), "abc"));
	assert_false(span_starts(span_of("abc"), "b"));
}

static void span_trim_takes_ascii_white_space_from_both_ends(void **state)
{
	(void)state;
	assert_span(span_trim(span_of(" \t\r\n\v\fa b \n")), "a b");
	assert_span(span_trim(span_of("   ")), "");
	assert_int_equal(span_trim(nothing).len, 0);
	assert_span(span_trim(span_of("\xC2\xA0x")), "\xC2\xA0x");
}

static void span_cut_parts_at_the_first_mark(void **state)
{
	(void)state;
	span rest = span_of("a,,b");

	assert_span(span_cut(&rest, ','), "a");
	assert_span(span_cut(&rest, ','), "");
	assert_span(span_cut(&rest, ','), "b");
	assert_int_equal(rest.len, 0);
	assert_span(span_cut(&rest, ','), "");
	rest = nothing;
	assert_int_equal(span_cut(&rest, ',').len, 0);
}

static void span_find_gives_the_first_occurrence(void **state)
{
	(void)state;
	size_t where = 99;

	assert_true(span_find(span_of("abcabc"), "bc", &where));
	assert_int_equal(where, 1);
	assert_true(span_find(span_of("abc"), "abc", NULL));
	assert_true(span_find(nothing, "", &where));
	assert_int_equal(where, 0);
	assert_false(span_find(span_of("abc"), "abcd", &where));
	assert_false(span_find(nothing, "a", &where));
	assert_int_equal(where, 0);
}

static void span_distance_counts_single_letter_edits(void **state)
{
	(void)state;
	assert_int_equal(span_distance(span_of("spend"), span_of("spend")), 0);
	assert_int_equal(span_distance(span_of("spend"), span_of("spnd")), 1);
	assert_int_equal(span_distance(span_of("spend"), span_of("sspend")), 1);
	assert_int_equal(span_distance(span_of("spend"), span_of("spent")), 1);
	assert_int_equal(span_distance(span_of("spend"), span_of("sepnd")), 1);
	assert_int_equal(span_distance(span_of("kitten"), span_of("sitting")), 3);
	assert_int_equal(span_distance(nothing, span_of("abc")), 3);
	assert_int_equal(span_distance(span_of("abc"), nothing), 3);
}

static void span_distance_is_the_same_both_ways(void **state)
{
	(void)state;
	uint64_t seed = 11;

	for (int i = 0; i < 2000; i++) {
		char a[8], b[8];
		span x = {a, next_random(&seed) % 9}, y = {b, next_random(&seed) % 9};
		for (int k = 0; k < 8; k++) {
			a[k] = (char)('a' + next_random(&seed) % 3);
			b[k] = (char)('a' + next_random(&seed) % 3);
		}
		assert_int_equal(span_distance(x, y), span_distance(y, x));
		assert_int_equal(span_distance(x, y) == 0, span_equal(x, y));
	}
}

static void spans_over_64_bytes_are_infinitely_far(void **state)
{
	(void)state;
	char text[65];

	memset(text, 'a', sizeof text);
	assert_int_equal(span_distance((span){text, 64}, (span){text, 64}), 0);
	assert_int_equal(span_distance((span){text, 64}, nothing), 64);
	assert_true(span_distance((span){text, 65}, (span){text, 65}) == SIZE_MAX);
	assert_true(span_distance(nothing, (span){text, 65}) == SIZE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(span_of_null_is_empty),
		cmocka_unit_test(spans_are_equal_when_their_bytes_are),
		cmocka_unit_test(span_compare_sorts_bytewise_with_prefixes_first),
		cmocka_unit_test(span_starts_with_its_prefixes_only),
		cmocka_unit_test(span_trim_takes_ascii_white_space_from_both_ends),
		cmocka_unit_test(span_cut_parts_at_the_first_mark),
		cmocka_unit_test(span_find_gives_the_first_occurrence),
		cmocka_unit_test(span_distance_counts_single_letter_edits),
		cmocka_unit_test(span_distance_is_the_same_both_ways),
		cmocka_unit_test(spans_over_64_bytes_are_infinitely_far),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
