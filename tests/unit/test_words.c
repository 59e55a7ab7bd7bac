#include "unit.h"

#include "base/words.h"

static void assert_words(const char *text, size_t count)
{
	size_t came = words_count(span_of(text));

	if (came != count)
		print_message("# '%s' has %zu words and not %zu\n", text, came, count);
	assert_int_equal(came, count);
}

static void words_are_runs_without_white_space_that_hold_a_letter_or_digit(void **state)
{
	(void)state;
	assert_words("", 0);
	assert_words(" \t\r\n\f\v", 0);
	assert_words("one", 1);
	assert_words("  one\ttwo\nthree\r\nfour\ffive\vsix  ", 6);
	assert_words("7 84.0% £1,234", 3);
	assert_words("don't re-admit e.g. 2019/20", 4);
}

static void signs_that_stand_alone_are_no_words(void **state)
{
	(void)state;
	assert_words("- & / * + ...", 0);
	assert_words("health & care", 2);
	assert_words("health - care", 2);
	assert_words("health \xE2\x80\x93 care \xE2\x80\x94 housing", 3);
	assert_words("\xE2\x80\x9C \xE2\x80\x9D \xE2\x80\xA2 \xE2\x96\xAA \xE2\x97\x8F \xC2\xB7", 0);
}

static void words_in_any_script_count(void **state)
{
	(void)state;
	assert_words("caf\xC3\xA9 na\xC3\xAFve", 2);
	assert_words("\xC3\xA9", 1);
	assert_words("\xD8\xB5\xD8\xAD\xD8\xA9 \xE5\x81\xA5\xE5\xBA\xB7", 2);
}

static void marks_of_markdown_are_not_counted(void **state)
{
	(void)state;
	assert_words("# Heading", 1);
	assert_words("## A ##", 1);
	assert_words("- item\n* item\n+ item", 3);
	assert_words("**bold** _slanted_ `code`", 3);
	assert_words("> quoted", 1);
	assert_words("| a | b |\n| --- | :-: |\n| c | d |", 4);
	assert_words("***\n---\n___", 0);
}

static void removing_a_mark_never_joins_two_words(void **state)
{
	(void)state;
	assert_words("**one** **two**", 2);
	assert_words("\xE2\x80\x9Cone\xE2\x80\x9D \xE2\x80\x9Ctwo\xE2\x80\x9D", 2);
	assert_words("one\xE2\x80\x94two", 1);
}

static void a_link_counts_as_the_words_that_a_reader_sees(void **state)
{
	(void)state;
	assert_words("[the plan](https://example.org/a-plan)", 2);
	assert_words("see [it](x), now", 3);
	assert_words("[one](a)[two](b)", 1);
	assert_words("![picture](p.png)", 1);
	assert_words("[x](not closed", 2);
	assert_words("[x] (y)", 2);
	assert_words("[x](", 1);
	assert_words("[x]", 1);
	assert_words("]", 0);
}

static void spaces_beyond_ascii_part_words_too(void **state)
{
	(void)state;
	assert_words("no\xC2\xA0" "break", 2);
	assert_words("em\xE2\x80\x83space", 2);
	assert_words("hair\xE2\x80\x8Aspace", 2);
	assert_words("narrow\xE2\x80\xAFspace", 2);
	assert_words("line\xE2\x80\xA8" "break", 2);
	assert_words("wide\xE3\x80\x80space", 2);
	assert_words("\xC2\xA0 \xE2\x80\x83 \xE3\x80\x80", 0);
}

static void a_text_that_ends_within_a_sign_is_read_to_its_end(void **state)
{
	(void)state;
	assert_int_equal(words_count((span){"a\xE2\x80\x93", 2}), 1);
	assert_int_equal(words_count((span){"a\xE2\x80\x93", 3}), 1);
	assert_int_equal(words_count((span){"a \xC2\xB7", 3}), 2);
	assert_int_equal(words_count((span){NULL, 0}), 0);
}

static void words_of_random_bytes_are_never_more_than_half_of_them(void **state)
{
	(void)state;
	uint64_t seed = 4711;
	char text[200];

	for (int n = 0; n < 20000; n++) {
		size_t len = next_random(&seed) % sizeof text;
		for (size_t i = 0; i < len; i++)
			text[i] = (char)(n % 2 ? next_random(&seed) : (uint64_t)" ab\n](\xE2\x80\x93\xC2\xA0*"[next_random(&seed) % 13]);
		assert_true(words_count((span){text, len}) <= (len + 1) / 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_runs_without_white_space_that_hold_a_letter_or_digit),
		cmocka_unit_test(signs_that_stand_alone_are_no_words),
		cmocka_unit_test(words_in_any_script_count),
		cmocka_unit_test(marks_of_markdown_are_not_counted),
		cmocka_unit_test(removing_a_mark_never_joins_two_words),
		cmocka_unit_test(a_link_counts_as_the_words_that_a_reader_sees),
		cmocka_unit_test(spaces_beyond_ascii_part_words_too),
		cmocka_unit_test(a_text_that_ends_within_a_sign_is_read_to_its_end),
		cmocka_unit_test(words_of_random_bytes_are_never_more_than_half_of_them),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
