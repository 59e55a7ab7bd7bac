#include "unit.h"

#include "base/date.h"

static day parsed(const char *text)
{
	day d = 12345678;

	assert_true(date_parse(&d, span_of(text)));
	return d;
}

static period period_of(const char *text)
{
	period p;

	assert_true(period_parse(&p, span_of(text)));
	return p;
}

static void assert_period(const char *text, period_kind kind, const char *starts, const char *ends)
{
	period p = period_of(text);

	assert_int_equal(p.kind, kind);
	assert_int_equal(p.starts, parsed(starts));
	assert_int_equal(p.ends, parsed(ends));
}

static void assert_prior(const char *text, const char *expected)
{
	char out[PERIOD_TEXT];

	period_print(out, period_prior(period_of(text)));
	assert_string_equal(out, expected);
}

static void date_counts_days_from_1970(void **state)
{
	(void)state;
	assert_int_equal(parsed("1970-01-01"), 0);
	assert_int_equal(parsed("1969-12-31"), -1);
	assert_int_equal(parsed("2000-02-29"), 11016);
	assert_int_equal(parsed("2019-03-31"), 17986);
}

static void every_date_of_the_calendar_prints_and_parses_back(void **state)
{
	(void)state;
	day last = parsed("2199-12-31");
	int weekday = 0; /* 1900-01-01 was a Monday */

	for (day d = parsed("1900-01-01"); d <= last; d++) {
		char out[DATE_TEXT];
		date_print(out, d);
		assert_int_equal(parsed(out), d);
		assert_int_equal(date_weekday(d), weekday);
		weekday = (weekday + 1) % 7;
	}
}

static void date_refuses_everything_else(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "2019-3-31", "2019-02-29", "2019-04-31", "2019-00-10", "2019-13-01",
		"2019-01-00", "2019-01-32", "1899-12-31", "2200-01-01", "1900-02-29", "2100-02-29", "2019/03/31",
		" 2019-03-31", "2019-03-31 ", "31-03-2019", "2019-0a-01", "20x9-01-01", "2019-01-0x", "+019-01-01",
		"2019-01/01"};
	day d = 42;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(date_parse(&d, span_of(bad[i])));
	assert_int_equal(d, 42);
}

static void date_is_shown_to_people_in_words(void **state)
{
	(void)state;
	char out[DATE_TEXT * 2];

	date_show(out, parsed("2019-03-31"));
	assert_string_equal(out, "31 March 2019");
	date_show(out, parsed("2019-09-01"));
	assert_string_equal(out, "1 September 2019");
}

static void days_outside_the_calendar_print_without_harm(void **state)
{
	(void)state;
	char out[DATE_TEXT], shown[DATE_TEXT * 2];

	date_print(out, INT32_MAX);
	assert_string_equal(out, "9999-12-31");
	date_print(out, INT32_MIN);
	assert_string_equal(out, "0000-01-01");
	date_show(shown, INT32_MAX);
	assert_string_equal(shown, "31 December 9999");
	assert_true(date_weekday(INT32_MIN) >= 0 && date_weekday(INT32_MAX) <= 6);

	char text[PERIOD_TEXT];
	period_print(text, (period){INT32_MIN, INT32_MAX, PERIOD_YEAR});
	assert_string_equal(text, "0000-01-01/9999-12-31");
	period_print(text, (period){INT32_MIN, INT32_MAX, PERIOD_QUARTER});
	assert_string_equal(text, "0000-01-01/9999-12-31");
	period_prior((period){INT32_MIN, INT32_MIN, PERIOD_RANGE});
}

static void period_reads_years_quarters_months_dates_and_ranges(void **state)
{
	(void)state;
	assert_period("2016-17", PERIOD_YEAR, "2016-04-01", "2017-03-31");
	assert_period("1999-00", PERIOD_YEAR, "1999-04-01", "2000-03-31");
	assert_period("2016-17Q1", PERIOD_QUARTER, "2016-04-01", "2016-06-30");
	assert_period("2016-17Q3", PERIOD_QUARTER, "2016-10-01", "2016-12-31");
	assert_period("2015-16Q4", PERIOD_QUARTER, "2016-01-01", "2016-03-31");
	assert_period("2016-04", PERIOD_MONTH, "2016-04-01", "2016-04-30");
	assert_period("2016-02", PERIOD_MONTH, "2016-02-01", "2016-02-29");
	assert_period("2019-03-31", PERIOD_DATE, "2019-03-31", "2019-03-31");
	assert_period("2011-12-01/2011-12-31", PERIOD_RANGE, "2011-12-01", "2011-12-31");
	assert_period("2011-12-01/2011-12-01", PERIOD_RANGE, "2011-12-01", "2011-12-01");
}

static void a_month_that_reads_as_a_year_is_a_year(void **state)
{
	(void)state;
	assert_period("2011-12", PERIOD_YEAR, "2011-04-01", "2012-03-31");
	assert_period("2010-11", PERIOD_YEAR, "2010-04-01", "2011-03-31");
	assert_period("2010-12", PERIOD_MONTH, "2010-12-01", "2010-12-31");
}

static void period_refuses_everything_else(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "2016", "2016-18", "2016-00", "2016-13", "2016-17Q0", "2016-17Q5",
		"2016-17q1", "2016-18Q1", "2016-04Q1", "2199-00", "2199-00Q1", "1899-00", "2200-01", "2016/17",
		"201x-17", "2016-1x", "2016-17 ", "2011-12-31/2011-12-01", "2011-12-01-2011-12-31",
		"2011-12-01/2011-12-32", "2011-02-30/2011-12-31", "2011-13-01"};
	period p = {1, 2, PERIOD_RANGE};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(period_parse(&p, span_of(bad[i])));
	assert_int_equal(p.starts, 1);
	assert_int_equal(p.ends, 2);
}

static void every_period_prints_and_parses_back(void **state)
{
	(void)state;
	char text[PERIOD_TEXT], out[PERIOD_TEXT];
	period p;
	uint64_t seed = 5;
	size_t count = 0;

	for (int year = 1890; year <= 2210; year++) {
		for (int two = 0; two < 100; two++) {
			for (int quarter = 0; quarter <= 4; quarter++) {
				snprintf(text, sizeof text, quarter ? "%d-%02dQ%d" : "%d-%02d", year, two, quarter);
				if (!period_parse(&p, span_of(text)))
					continue;
				period_print(out, p);
				assert_string_equal(out, text);
				count++;
			}
		}
	}
	assert_int_equal(count, 299 * 5 + 300 * 12 - 12 * 3);
	for (int i = 0; i < 5000; i++) {
		day starts = (day)(next_random(&seed) % 100000) - 25000,
		    ends = starts + (day)(next_random(&seed) % 9000);
		period q = {starts, ends, PERIOD_RANGE};
		period_print(out, q);
		p = period_of(out);
		assert_memory_equal(&p, &q, sizeof p);
	}
}

static void the_prior_period_is_one_year_earlier(void **state)
{
	(void)state;
	assert_prior("2019-20", "2018-19");
	assert_prior("2000-01", "1999-00");
	assert_prior("2016-17Q4", "2015-16Q4");
	assert_prior("2016-04", "2015-04");
	assert_prior("2020-02-29", "2019-02-28");
	assert_prior("2020-02-01/2020-02-29", "2019-02-01/2019-02-28");
}

static void the_prior_february_has_the_days_of_its_own_year(void **state)
{
	(void)state;
	period p = period_prior(period_of("2021-02"));

	assert_int_equal(p.starts, parsed("2020-02-01"));
	assert_int_equal(p.ends, parsed("2020-02-29"));
	assert_int_equal(p.kind, PERIOD_MONTH);
}

static void a_prior_month_that_would_read_as_a_year_prints_as_two_dates(void **state)
{
	(void)state;
	assert_prior("2012-12", "2011-12-01/2011-12-31");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(date_counts_days_from_1970),
		cmocka_unit_test(every_date_of_the_calendar_prints_and_parses_back),
		cmocka_unit_test(date_refuses_everything_else),
		cmocka_unit_test(date_is_shown_to_people_in_words),
		cmocka_unit_test(days_outside_the_calendar_print_without_harm),
		cmocka_unit_test(period_reads_years_quarters_months_dates_and_ranges),
		cmocka_unit_test(a_month_that_reads_as_a_year_is_a_year),
		cmocka_unit_test(period_refuses_everything_else),
		cmocka_unit_test(every_period_prints_and_parses_back),
		cmocka_unit_test(the_prior_period_is_one_year_earlier),
		cmocka_unit_test(the_prior_february_has_the_days_of_its_own_year),
		cmocka_unit_test(a_prior_month_that_would_read_as_a_year_prints_as_two_dates),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
