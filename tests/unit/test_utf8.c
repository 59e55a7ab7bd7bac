#include "unit.h"

#include "format/utf8.h"

/* The definition of well-formed UTF-8, by decoding and encoding again: slow and plain. */
static size_t valid_slowly(const unsigned char *s, size_t len)
{
	size_t i = 0;

	while (i < len) {
		size_t more = s[i] < 0x80   ? 0
			      : s[i] < 0xC0 ? 9
			      : s[i] < 0xE0 ? 1
			      : s[i] < 0xF0 ? 2
			      : s[i] < 0xF8 ? 3
					    : 9;
		static const uint32_t first[] = {0, 0x80, 0x800, 0x10000};
		if (more == 9 || i + more >= len)
			return i;
		uint32_t point = more ? s[i] & (0x3Fu >> more) : s[i];
		for (size_t k = 1; k <= more; k++) {
			if ((s[i + k] & 0xC0) != 0x80)
				return i;
			point = point << 6 | (s[i + k] & 0x3F);
		}
		if (point < first[more] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
			return i;
		i += more + 1;
	}
	return len;
}

static void utf8_agrees_with_the_definition_on_every_short_sequence(void **state)
{
	(void)state;
	static const unsigned char tails[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
	unsigned char s[4];
	const size_t n = sizeof tails;

	for (int first = 0; first < 256; first++) {
		for (int second = 0; second < 256; second++) {
			for (size_t k = 0; k < n * n; k++) {
				s[0] = (unsigned char)first;
				s[1] = (unsigned char)second;
				s[2] = tails[k / n];
				s[3] = tails[k % n];
				for (size_t len = 1; len <= 4; len++)
					if (utf8_valid((char *)s, len) != valid_slowly(s, len))
						fail_msg("%02x %02x %02x %02x, %zu bytes", s[0], s[1], s[2], s[3], len);
			}
		}
	}
}

static void utf8_finds_the_first_bad_byte_at_every_distance(void **state)
{
	(void)state;
	char text[100];

	for (size_t len = 0; len <= 99; len++) {
		memset(text, 'a', sizeof text);
		assert_int_equal(utf8_valid(text, len), len);
		for (size_t at = 0; at < len; at++) {
			text[at] = (char)0xFF;
			assert_int_equal(utf8_valid(text, len), at);
			assert_false(utf8_ascii((span){text, len}));
			assert_true(utf8_ascii((span){text, at}));
			text[at] = 'a';
		}
	}
}

static void utf8_refuses_what_is_overlong_surrogate_or_too_high(void **state)
{
	(void)state;
	static const char *const bad[] = {"\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xF0\x80\x80\x80",
		"\xED\xA0\x80", "\xED\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\x80", "\xE2\x82",
		"\xF0\x9F\x98"};
	static const char *const good[] = {"\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBF",
		"\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", ""};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(utf8_valid(bad[i], strlen(bad[i])), 0);
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_int_equal(utf8_valid(good[i], strlen(good[i])), strlen(good[i]));
}

static void nfc_leaves_a_composed_text_where_it_is(void **state)
{
	(void)state;
	static const char *const composed[] = {"", "plain", "caf\xC3\xA9", "\xE2\x82\xAC", "\xC4\x80\xCC\xB4"};
	job j = job_open();

	for (size_t i = 0; i < sizeof composed / sizeof *composed; i++)
		assert_ptr_equal(utf8_nfc(j.a, span_of(composed[i])).at, composed[i]);
	assert_int_equal(utf8_nfc(j.a, (span){NULL, 0}).len, 0);
	job_close(&j);
}

static void nfc_composes_what_is_taken_apart(void **state)
{
	(void)state;
	job j = job_open();

	assert_span(utf8_nfc(j.a, span_of("cafe\xCC\x81")), "caf\xC3\xA9");
	assert_span(utf8_nfc(j.a, span_of("\xE2\x84\xAB")), "\xC3\x85"); /* the angstrom sign */
	assert_span(utf8_nfc(j.a, span_of("\xE1\x84\x80\xE1\x85\xA1")), "\xEA\xB0\x80");
	job_close(&j);
}

static void nfc_returns_invalid_text_as_it_is(void **state)
{
	(void)state;
	job j = job_open();

	assert_span(utf8_nfc(j.a, span_of("a\xFF")), "a\xFF");
	job_close(&j);
}

static void width_counts_columns_of_a_terminal(void **state)
{
	(void)state;
	assert_int_equal(utf8_width(span_of("")), 0);
	assert_int_equal(utf8_width(span_of("abc")), 3);
	assert_int_equal(utf8_width(span_of("caf\xC3\xA9")), 4);
	assert_int_equal(utf8_width(span_of("cafe\xCC\x81")), 4);
	assert_int_equal(utf8_width(span_of("\xE6\xBC\xA2")), 2);
	assert_int_equal(utf8_width(span_of("\xC2\xA3"
					    "1")),
		2);
	assert_int_equal(utf8_width(span_of("a\xFF")), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_agrees_with_the_definition_on_every_short_sequence),
		cmocka_unit_test(utf8_finds_the_first_bad_byte_at_every_distance),
		cmocka_unit_test(utf8_refuses_what_is_overlong_surrogate_or_too_high),
		cmocka_unit_test(nfc_leaves_a_composed_text_where_it_is),
		cmocka_unit_test(nfc_composes_what_is_taken_apart),
		cmocka_unit_test(nfc_returns_invalid_text_as_it_is),
		cmocka_unit_test(width_counts_columns_of_a_terminal),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
