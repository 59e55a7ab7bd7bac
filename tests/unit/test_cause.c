#include "checks.h"

#define AGAINST                                                                                                        \
	{"y1/checks/AGA-01.sql", CHECK_HEAD("AGA-01", "") "select s.area, s.period, s.value as actual, t.value as expected, s.unit, s.places, t.row_id as at_stated__printed\n" \
		"from (select area, period, sum(value) as value, group_concat(places, ' ') as places, 'GBP' as unit from figures where figure = 'spend.by' group by area, period) s\n" \
		"join statements t on t.value <> s.value\n"}
#define PEOPLE                                                                                                         \
	{"y1/checks/PEO-01.sql", CHECK_HEAD("PEO-01", "") "select area, period, people as actual, 1342000000 as expected, row_id as at_population__people from population where people <> 1342000000\n"}

static world w;

static int open_world(void **state)
{
	(void)state;
	w = world_open((const text_file[]){FIGURE_BY("spend.by", "spend"), AGAINST, PEOPLE, NO_MORE_FILES});
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	world_close(&w);
	return 0;
}

/* The cause that is found when the lines of spending are set against a printed total. */
static const char *cause(const char *spend, const char *printed)
{
	world_load(&w, (const text_file[]){{"areas.csv", ONE_AREA}, {"spend.csv", arena_printf(w.j.a, LINES "%s", spend)},
		{"stated.csv", arena_printf(w.j.a, "statement,area,period,printed\ns,a,2019-20,\"£%s\"\n", printed)}, NO_MORE_FILES});
	check_report r = check_now(&w);
	const finding *f = find_finding(&r, "AGA-01:a:2019-20");
	assert_non_null(f);
	return f->cause;
}

static void assert_cause(const char *spend, const char *printed, const char *part)
{
	const char *came = cause(spend, printed);

	if (!came || !strstr(came, part))
		print_message("# %s\n", came ? came : "(no cause)");
	assert_non_null(came);
	assert_true(span_starts(span_of(came), "Likely cause: "));
	assert_non_null(strstr(came, part));
}

static void assert_no_cause(const char *spend, const char *printed)
{
	const char *came = cause(spend, printed);

	if (came)
		print_message("# %s\n", came);
	assert_null(came);
}

static void a_rounded_figure_is_known(void **state)
{
	(void)state;
	assert_cause("1,a,2019-20,x,7689000,\n", "7,689,412", "£7,689,000 is £7,689,412 rounded to the nearest £1,000.");
	assert_cause("1,a,2019-20,x,7700000,\n", "7,689,412", "rounded to the nearest £100,000.");
	assert_cause("1,a,2019-20,x,13,\n", "12.63", "rounded to the nearest £1.");
}

static void what_lost_no_digits_was_not_rounded(void **state)
{
	(void)state;
	assert_no_cause("1,a,2019-20,x,10,\n", "13");
	assert_no_cause("1,a,2019-20,x,7689000,\n", "7,688,900");
	assert_no_cause("1,a,2019-20,x,0,\n", "0.13");
}

static void two_neighbouring_digits_that_changed_places_are_known(void **state)
{
	(void)state;
	assert_cause("1,a,2019-20,x,12345,\n", "13245", "two digits may have changed places: £12,345 and £13,245.");
	assert_cause("1,a,2019-20,x,11,\n2,a,2019-20,x,5813,\n3,a,2019-20,x,777,\n", "6,619", "two digits of £5,813 (spend 2) may have changed places.");
}

static void a_sign_the_wrong_way_round_is_known(void **state)
{
	(void)state;
	assert_cause("1,a,2019-20,x,-1234.56,\n", "1234.56", "the sign may be the wrong way round");
	assert_cause("1,a,2019-20,x,1007.01,\n2,a,2019-20,x,-31.17,\n", "1038.18", "−£31.17 (spend 2) may be the wrong way round");
}

static void pounds_and_thousands_of_pounds_are_told_apart(void **state)
{
	(void)state;
	assert_cause("1,a,2019-20,x,7689,\n", "7,689,000", "one may be in thousands of pounds");
	assert_cause("1,a,2019-20,x,7689000,\n", "7,689", "one may be in thousands of pounds");
	assert_cause("1,a,2019-20,x,1000.01,\n2,a,2019-20,x,77,\n", "78000.01", "£77 (spend 2) may be in thousands of pounds.");
	assert_cause("1,a,2019-20,x,1000.01,\n2,a,2019-20,x,77000,\n", "1077.01", "£77,000 (spend 2) may be a thousand times too large.");
}

static void nothing_is_said_when_two_cells_would_do_or_none(void **state)
{
	(void)state;
	assert_no_cause("1,a,2019-20,x,1000.01,\n2,a,2019-20,x,77.13,\n3,a,2019-20,y,77.13,\n", "1077.14");
	assert_no_cause("1,a,2019-20,x,1000.01,\n2,a,2019-20,x,77.13,\n", "993.17");
	assert_no_cause("1,a,2019-20,x,1000.01,\n2,a,2019-20,x,[c],\n3,a,2019-20,y,5.13,\n", "33.33");
}

static void giant_amounts_overflow_nothing(void **state)
{
	(void)state;
	assert_no_cause("1,a,2019-20,x,20000000000.00,\n2,a,2019-20,x,-19999999999.01,\n", "1.23");
}

static void other_units_have_their_habits_too(void **state)
{
	(void)state;
	world_load(&w, (const text_file[]){{"areas.csv", ONE_AREA}, {"population.csv", "area,ages,period,people\na,all,2019-20,1324\n"}, NO_MORE_FILES});
	check_report r = check_now(&w);
	const finding *f = find_finding(&r, "PEO-01:a:2019-20");
	assert_non_null(f);
	assert_string_equal(f->unit, "count");
	assert_string_equal(f->cause, "Likely cause: two digits may have changed places: 1,324 and 1,342.");
	world_load(&w, (const text_file[]){{"areas.csv", ONE_AREA}, {"population.csv", "area,ages,period,people\na,all,2019-20,1300\n"}, NO_MORE_FILES});
	r = check_now(&w);
	assert_null(find_finding(&r, "PEO-01:a:2019-20")->cause);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rounded_figure_is_known),
		cmocka_unit_test(what_lost_no_digits_was_not_rounded),
		cmocka_unit_test(two_neighbouring_digits_that_changed_places_are_known),
		cmocka_unit_test(a_sign_the_wrong_way_round_is_known),
		cmocka_unit_test(pounds_and_thousands_of_pounds_are_told_apart),
		cmocka_unit_test(nothing_is_said_when_two_cells_would_do_or_none),
		cmocka_unit_test(giant_amounts_overflow_nothing),
		cmocka_unit_test(other_units_have_their_habits_too),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_world, close_world);
}
