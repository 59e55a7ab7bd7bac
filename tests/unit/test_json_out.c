#include "unit.h"

#include "format/json_out.h"

static void write_sample(json_out *j)
{
	json_open(j, NULL, '{');
	json_text(j, "name", span_of("a\"b"));
	json_string(j, "none", NULL);
	json_int(j, "count", INT64_MIN);
	json_open(j, "list", '[');
	json_int(j, NULL, 1);
	json_bool(j, NULL, true);
	json_bool(j, NULL, false);
	json_open(j, NULL, '{');
	json_close(j, '}');
	json_close(j, ']');
	json_open(j, "empty", '[');
	json_close(j, ']');
	json_close(j, '}');
}

static void compact_json_stands_on_one_line(void **state)
{
	(void)state;
	job j = job_open();
	json_out out;
	buf to;

	buf_init(&to, j.a);
	json_start(&out, &to, false);
	write_sample(&out);
	assert_span(buf_span(&to), "{\"name\":\"a\\\"b\",\"none\":null,\"count\":-9223372036854775808,"
				   "\"list\":[1,true,false,{}],\"empty\":[]}");
	job_close(&j);
}

static void spread_json_is_indented_by_two_blanks(void **state)
{
	(void)state;
	job j = job_open();
	json_out out;
	buf to;

	buf_init(&to, j.a);
	json_start(&out, &to, true);
	write_sample(&out);
	assert_span(buf_span(&to), "{\n  \"name\": \"a\\\"b\",\n  \"none\": null,\n  \"count\": -9223372036854775808,\n"
				   "  \"list\": [\n    1,\n    true,\n    false,\n    {}\n  ],\n  \"empty\": []\n}");
	job_close(&j);
}

static void every_control_character_is_escaped_and_nothing_else(void **state)
{
	(void)state;
	job j = job_open();
	json_out out;
	buf to;

	buf_init(&to, j.a);
	json_start(&out, &to, false);
	json_text(&out, NULL,
		(span){"\0\1\b\t\n\v\f\r\x1F \"\\/\x7F"
		       "caf\xC3\xA9",
			19});
	assert_span(buf_span(&to), "\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f \\\"\\\\/\x7F"
				   "caf\xC3\xA9\"");
	job_close(&j);
}

static void a_lone_value_is_a_document(void **state)
{
	(void)state;
	job j = job_open();
	json_out out;
	buf to;

	buf_init(&to, j.a);
	json_start(&out, &to, true);
	json_string(&out, NULL, "");
	assert_span(buf_span(&to), "\"\"");
	job_close(&j);
}

static void nest(int depth)
{
	arena *a = arena_open();
	json_out out;
	buf to;

	buf_init(&to, a);
	json_start(&out, &to, false);
	for (int i = 0; i < depth; i++)
		json_open(&out, NULL, '[');
	for (int i = 0; i < depth; i++)
		json_close(&out, ']');
	arena_close(a);
}

static void nest_65_deep(void)
{
	nest(65);
}

static void close_what_is_not_open(void)
{
	json_out out;
	buf to;

	buf_init(&to, arena_open());
	json_start(&out, &to, false);
	json_close(&out, ']');
}

static void nesting_may_be_64_deep_and_stops_the_process_past_that(void **state)
{
	(void)state;
	nest(64);
	assert_true(aborts(nest_65_deep));
	assert_true(aborts(close_what_is_not_open));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compact_json_stands_on_one_line),
		cmocka_unit_test(spread_json_is_indented_by_two_blanks),
		cmocka_unit_test(every_control_character_is_escaped_and_nothing_else),
		cmocka_unit_test(a_lone_value_is_a_document),
		cmocka_unit_test(nesting_may_be_64_deep_and_stops_the_process_past_that),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
