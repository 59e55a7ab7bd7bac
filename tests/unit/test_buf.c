#include "unit.h"

#include "base/buf.h"

static void an_empty_buf_is_an_empty_text(void **state)
{
	(void)state;
	job j = job_open();
	buf b;

	buf_init(&b, j.a);
	assert_int_equal(buf_span(&b).len, 0);
	assert_string_equal(buf_span(&b).at, "");
	buf_add(&b, (span){NULL, 0});
	assert_string_equal(buf_span(&b).at, "");
	job_close(&j);
}

static void buf_collects_pieces_in_order(void **state)
{
	(void)state;
	job j = job_open();
	buf b;

	buf_init(&b, j.a);
	buf_text(&b, "one");
	buf_char(&b, ' ');
	buf_add(&b, (span){"twosome", 3});
	buf_printf(&b, " %d%s", 3, "!");
	assert_span(buf_span(&b), "one two 3!");
	assert_string_equal(buf_span(&b).at, "one two 3!");
	job_close(&j);
}

static void buf_ends_with_nul_after_every_add_at_every_length(void **state)
{
	(void)state;
	job j = job_open();
	buf b;

	buf_init(&b, j.a);
	for (size_t i = 0; i < 5000; i++) {
		if (i % 2)
			buf_char(&b, 'x');
		else
			buf_printf(&b, "%c", 'y');
		assert_int_equal(buf_span(&b).len, i + 1);
		assert_int_equal(buf_span(&b).at[i + 1], 0);
	}
	job_close(&j);
}

static void buf_may_be_added_to_itself(void **state)
{
	(void)state;
	job j = job_open();
	buf b;

	buf_init(&b, j.a);
	buf_text(&b, "ab");
	for (int i = 0; i < 8; i++)
		buf_add(&b, buf_span(&b));
	assert_int_equal(b.len, 512);
	for (size_t i = 0; i < 512; i++)
		assert_int_equal(b.at[i], i % 2 ? 'b' : 'a');
	job_close(&j);
}

static void overflow(void)
{
	buf b;

	buf_init(&b, arena_open());
	buf_char(&b, 'x');
	buf_add(&b, (span){"", SIZE_MAX});
}

static void buf_stops_the_process_when_its_length_overflows(void **state)
{
	(void)state;
	assert_true(aborts(overflow));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_buf_is_an_empty_text),
		cmocka_unit_test(buf_collects_pieces_in_order),
		cmocka_unit_test(buf_ends_with_nul_after_every_add_at_every_length),
		cmocka_unit_test(buf_may_be_added_to_itself),
		cmocka_unit_test(buf_stops_the_process_when_its_length_overflows),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
