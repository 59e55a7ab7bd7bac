#include "unit.h"

#include "sql/db.h"

typedef struct asked {
	job j;
	db *d;
} asked;

static day holidays[2];

static int make_db(void **state)
{
	static asked s;

	s.j = job_open();
	date_parse(&holidays[0], span_of("2019-04-19"));
	date_parse(&holidays[1], span_of("2019-12-25"));
	*state = &s;
	return db_open(&s.d, &s.j.e) || functions_install(s.d, holidays, 2, &s.j.e);
}

static int end_db(void **state)
{
	asked *s = *state;

	db_close(s->d);
	job_close(&s->j);
	return 0;
}

/* The value as text; "NULL"; or the error. */
static const char *ask(asked *s, const char *expression)
{
	sqlite3_stmt *q = NULL;
	const char *text;

	if (db_prepare(s->d, &q, arena_printf(s->j.a, "SELECT %s", expression), &s->j.e))
		return s->j.e.last->text;
	if (sqlite3_step(q) != SQLITE_ROW)
		text = arena_printf(s->j.a, "error: %s", sqlite3_errmsg(db_handle(s->d)));
	else if (sqlite3_column_type(q, 0) == SQLITE_NULL)
		text = "NULL";
	else
		text = arena_text(s->j.a, span_of((const char *)sqlite3_column_text(q, 0)));
	sqlite3_finalize(q);
	return text;
}

typedef struct pair {
	const char *expression, *value;
} pair;

static void assert_values(asked *s, const pair *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *came = ask(s, list[i].expression);
		if (strcmp(came, list[i].value))
			print_message("# %s gives %s\n", list[i].expression, came);
		assert_string_equal(came, list[i].value);
	}
}
#define VALUES(list) assert_values(*state, list, sizeof list / sizeof *list)

static void every_function_gives_null_for_null(void **state)
{
	const pair list[] = {
		{"rate(NULL, 1)", "NULL"}, {"rate(1, NULL)", "NULL"}, {"percent(NULL, 1)", "NULL"}, {"percent(1, NULL)", "NULL"}, {"round_half_away(NULL, 1)", "NULL"},
		{"round_half_away(1, NULL)", "NULL"}, {"whole(NULL)", "NULL"}, {"agrees(NULL, 1, 1)", "NULL"}, {"agrees(1, NULL, 1)", "NULL"}, {"agrees(1, 1, NULL)", "NULL"},
		{"days(NULL)", "NULL"}, {"days(NULL, '2019-04-01')", "NULL"}, {"days('2019-04-01', NULL)", "NULL"}, {"working_day(NULL)", "NULL"}, {"words(NULL)", "NULL"},
		{"items(NULL)", "NULL"}, {"has(NULL, 'a')", "NULL"}, {"has('a', NULL)", "NULL"}, {"prior(NULL)", "NULL"}, {"starts(NULL)", "NULL"}, {"ends(NULL)", "NULL"},
	};
	VALUES(list);
}

static void rate_is_per_hundred_thousand_and_percent_per_hundred_rounded_once(void **state)
{
	const pair list[] = {
		{"rate(1000000, 3000000)", "33333333333"}, {"rate(2000000, 3000000)", "66666666667"}, {"rate(1, 8)", "12500000000"}, {"rate(0, 5)", "0"}, {"rate(1, 0)", "NULL"},
		{"percent(1000000, 8000000)", "12500000"}, {"percent(1, 3)", "33333333"}, {"percent(2, 3)", "66666667"}, {"percent(-2, 3)", "-66666667"}, {"percent(2, -3)", "-66666667"},
		{"percent(0, 0)", "NULL"}, {"percent(5, 5)", "100000000"}, {"percent(9223372036854775807, 1)", "NULL"}, {"rate(9223372036854775807, 9223372036854775807)", "100000000000"},
		{"percent(1, 200000000)", "1"}, {"percent(1, 200000001)", "0"}, {"percent(-1, 200000000)", "-1"},
	};
	VALUES(list);
}

static void rounding_is_half_away_from_nought(void **state)
{
	const pair list[] = {
		{"round_half_away(149, 100)", "100"}, {"round_half_away(150, 100)", "200"}, {"round_half_away(-149, 100)", "-100"}, {"round_half_away(-150, 100)", "-200"},
		{"round_half_away(0, 100)", "0"}, {"round_half_away(7, 1)", "7"}, {"round_half_away(7, 0)", "NULL"}, {"round_half_away(7, -5)", "NULL"},
		{"round_half_away(5, 3)", "6"}, {"round_half_away(4, 3)", "3"},
	};
	VALUES(list);
}

static void whole_is_a_sum_that_a_blank_leaves_unknown(void **state)
{
	const pair list[] = {
		{"whole(x) FROM (SELECT 1 AS x UNION ALL SELECT 2)", "3"}, {"whole(x) FROM (SELECT 1 AS x UNION ALL SELECT NULL)", "NULL"}, {"whole(x) FROM (SELECT 1 AS x WHERE 0)", "NULL"},
		{"whole(-5)", "-5"}, {"whole(x) FROM (SELECT 9223372036854775807 AS x UNION ALL SELECT 1)", "error: a sum is larger than 64 bits hold"},
		{"whole(x) FROM (SELECT 9223372036854775807 AS x UNION ALL SELECT 0)", "9223372036854775807"},
	};
	VALUES(list);
}

static void agrees_is_within_the_slack_on_both_sides(void **state)
{
	const pair list[] = {
		{"agrees(10, 12, 2)", "1"}, {"agrees(12, 10, 2)", "1"}, {"agrees(10, 13, 2)", "0"}, {"agrees(13, 10, 2)", "0"}, {"agrees(-1, 1, 2)", "1"}, {"agrees(5, 5, 0)", "1"},
		{"agrees(9223372036854775807, -9223372036854775807, 5)", "0"}, {"agrees(5, 5, -1)", "0"},
	};
	VALUES(list);
}

static void days_counts_both_ends_of_a_period_and_the_difference_of_dates(void **state)
{
	const pair list[] = {
		{"days('2019-20')", "366000000"}, {"days('2018-19')", "365000000"}, {"days('2019-04')", "30000000"}, {"days('2019-20Q1')", "91000000"}, {"days('2019-04-01')", "1000000"},
		{"days('2019-04-01/2019-04-02')", "2000000"}, {"days('2019-04-01', '2019-04-30')", "29000000"}, {"days('2019-04-30', '2019-04-01')", "-29000000"},
		{"days('soon')", "NULL"}, {"days('soon', '2019-04-01')", "NULL"}, {"days('2019-04-01', '2019-20')", "NULL"},
	};
	VALUES(list);
}

static void a_working_day_is_no_weekend_and_no_bank_holiday(void **state)
{
	const pair list[] = {
		{"working_day('2019-04-18')", "1"}, {"working_day('2019-04-19')", "0"}, {"working_day('2019-04-20')", "0"}, {"working_day('2019-04-21')", "0"},
		{"working_day('2019-12-25')", "0"}, {"working_day('2019-12-24')", "1"}, {"working_day('2019-04-05')", "1"}, {"working_day('2019-04-08')", "1"}, {"working_day('2019-20')", "NULL"},
	};
	VALUES(list);
}

static void without_bank_holidays_only_weekends_are_free(void **state)
{
	(void)state;
	asked s = {.j = job_open()};

	assert_int_equal(db_open(&s.d, &s.j.e), 0);
	assert_int_equal(functions_install(s.d, NULL, 0, &s.j.e), 0);
	assert_string_equal(ask(&s, "working_day('2019-12-25')"), "1");
	assert_string_equal(ask(&s, "working_day('2019-12-28')"), "0");
	db_close(s.d);
	job_close(&s.j);
}

static void words_and_items_are_counted_in_millionths(void **state)
{
	const pair list[] = {
		{"words('two words')", "2000000"}, {"words('')", "0"}, {"words('- **a**')", "1000000"}, {"items('a; b')", "2000000"}, {"items('a;;b;')", "2000000"}, {"items('')", "0"},
		{"items(' ; ')", "0"}, {"items('one')", "1000000"},
	};
	VALUES(list);
}

static void has_finds_a_whole_item_of_a_list(void **state)
{
	const pair list[] = {
		{"has('a; b c; d', 'b c')", "1"}, {"has('a; b c; d', 'b')", "0"}, {"has('a', 'a')", "1"}, {"has('', 'a')", "0"}, {"has('a;b', 'b')", "1"}, {"has('A', 'a')", "0"},
	};
	VALUES(list);
}

static void prior_starts_and_ends_speak_of_periods(void **state)
{
	const pair list[] = {
		{"prior('2019-20')", "2018-19"}, {"prior('2016-04')", "2015-04"}, {"prior('2019-20Q3')", "2018-19Q3"}, {"prior('2016-02-29')", "2015-02-28"}, {"prior('then')", "NULL"},
		{"starts('2019-20')", "2019-04-01"}, {"ends('2019-20')", "2020-03-31"}, {"starts('2019-20Q2')", "2019-07-01"}, {"ends('2019-20Q2')", "2019-09-30"},
		{"starts('2019-05-01/2019-05-03')", "2019-05-01"}, {"ends('2019-05-01/2019-05-03')", "2019-05-03"}, {"starts('x')", "NULL"}, {"ends('')", "NULL"},
	};
	VALUES(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_function_gives_null_for_null),
		cmocka_unit_test(rate_is_per_hundred_thousand_and_percent_per_hundred_rounded_once),
		cmocka_unit_test(rounding_is_half_away_from_nought),
		cmocka_unit_test(whole_is_a_sum_that_a_blank_leaves_unknown),
		cmocka_unit_test(agrees_is_within_the_slack_on_both_sides),
		cmocka_unit_test(days_counts_both_ends_of_a_period_and_the_difference_of_dates),
		cmocka_unit_test(a_working_day_is_no_weekend_and_no_bank_holiday),
		cmocka_unit_test(without_bank_holidays_only_weekends_are_free),
		cmocka_unit_test(words_and_items_are_counted_in_millionths),
		cmocka_unit_test(has_finds_a_whole_item_of_a_list),
		cmocka_unit_test(prior_starts_and_ends_speak_of_periods),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_db, end_db);
}
