#include "checks.h"

#include "check/cause.h"

#define AGAINST                                                                                                        \
	{"y1/checks/AGA-01.sql", CHECK_HEAD("AGA-01", "") "select s.area, s.period, s.value as actual, t.value as expected, s.unit, s.places, t.row_id as at_stated__printed\n" \
		"from (select area, period, sum(value) as value, group_concat(places, ' ') as places, 'GBP' as unit from figures where figure = 'spend.by' group by area, period) s\n" \
		"join statements t on t.value <> s.value\n"}
#define PEOPLE                                                                                                         \
	{"y1/checks/PEO-01.sql", CHECK_HEAD("PEO-01", "") "select area, period, people as actual, 1342000000 as expected, row_id as at_population__people from population where people <> 1342000000\n"}

#define LEDGER                                                                                                         \
	{"y1/checks/LED-01.sql", CHECK_HEAD("LED-01", "") "select area, '2019-20' as period, sum(amount) as actual, 0 as expected, 'GBP' as unit, json_group_array(row_id) as at_postings__amount " \
		"from postings group by area having sum(amount) <> 0\n"}
#define PAIR                                                                                                           \
	{"y1/checks/PAI-01.sql", CHECK_HEAD("PAI-01", "") "select s.area, s.period, s.\"of\", s.value as actual, r.amount as expected, 'GBP' as unit, s.places, r.row_id as at_requirements__amount " \
		"from figures s join requirements r on r.measure = s.\"of\" where s.figure = 'spend.by' and s.value <> r.amount\n"}

static world w;

static int open_world(void **state)
{
	(void)state;
	w = world_open((const text_file[]){FIGURE_BY("spend.by", "spend"), AGAINST, PEOPLE, LEDGER, PAIR, NO_MORE_FILES});
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
	assert_cause("1,a,2019-20,x,23547000,\n", "23,546,940", "£23,547,000 is £23,546,940 rounded to the nearest £1,000.");
	assert_cause("1,a,2019-20,x,113,\n", "112.63", "rounded to the nearest £1.");
	assert_cause("1,a,2019-20,x,10100000,\n", "10,089,412", "rounded to the nearest £100,000.");
}

static void nobody_rounds_to_more_than_a_hundredth_of_the_value(void **state)
{
	(void)state;
	assert_no_cause("1,a,2019-20,x,3100000,\n", "3,111,720.30");
	assert_no_cause("1,a,2019-20,x,7700000,\n", "7,689,412");
	assert_no_cause("1,a,2019-20,x,13,\n", "12.63");
	assert_no_cause("1,a,2019-20,x,9900000,\n", "9,889,412");
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

static void a_positive_amount_has_the_right_sign_where_none_may_be_negative(void **state)
{
	(void)state;
	assert_no_cause("1,a,2019-20,x,1007.01,\n2,a,2019-20,x,31.17,\n", "975.84");
	assert_no_cause("1,a,2019-20,x,300,\n2,a,2019-20,y,[c],\n3,a,2019-20,z,[c],\n", "100");
	assert_no_cause("1,a,2019-20,x,100,\n2,a,2019-20,y,50.13,\n3,a,2019-20,y,149.87,\n", "100");
}

static const char *ledger(const char *postings)
{
	world_load(&w, (const text_file[]){{"areas.csv", ONE_AREA}, {"postings.csv", arena_printf(w.j.a, "entry,leg,date,area,amount\n%s", postings)}, NO_MORE_FILES});
	check_report r = check_now(&w);
	const finding *f = find_finding(&r, "LED-01:a:2019-20");
	assert_non_null(f);
	return f->cause;
}

static void a_posting_may_have_the_wrong_sign_though_it_is_positive(void **state)
{
	(void)state;
	assert_string_equal(ledger("1,1,2019-05-01,a,1007.01\n1,2,2019-05-01,a,31.17\n2,1,2019-05-01,a,-975.84\n"),
		"Likely cause: the sign of £31.17 (postings 1 2) may be the wrong way round.");
	assert_string_equal(ledger("1,1,2019-05-01,a,1007.01\n1,2,2019-05-01,a,-31.17\n2,1,2019-05-01,a,-1038.18\n"),
		"Likely cause: the sign of −£31.17 (postings 1 2) may be the wrong way round.");
}

/* The lines of two sources, each against what is required of it: findings of one check. */
static check_report pair(const char *spend)
{
	world_load(&w, (const text_file[]){{"areas.csv", ONE_AREA}, {"spend.csv", arena_printf(w.j.a, LINES "%s", spend)},
		{"requirements.csv", "area,period,measure,amount\na,2019-20,x,5000.13\na,2019-20,y,7100.29\n"}, NO_MORE_FILES});
	check_report r = check_now(&w);
	likely_swaps(w.engine, r.all, r.all_count);
	return r;
}

static void two_amounts_that_were_swapped_are_named_in_both_findings(void **state)
{
	(void)state;
	check_report r = pair("1,a,2019-20,x,1000,\n2,a,2019-20,x,4500.20,\n3,a,2019-20,y,4000.13,\n4,a,2019-20,y,2600.09,\n");
	const char *wanted = "Likely cause: £4,500.20 (spend 2) and £4,000.13 (spend 3): the two may have been swapped.";
	assert_string_equal(find_finding(&r, "PAI-01:a:2019-20:x")->cause, wanted);
	assert_string_equal(find_finding(&r, "PAI-01:a:2019-20:y")->cause, wanted);
}

static void no_swap_is_said_where_two_pairs_would_do_or_none(void **state)
{
	(void)state;
	check_report r = pair("1,a,2019-20,x,1000,\n2,a,2019-20,x,4500.20,\n3,a,2019-20,y,4000.14,\n4,a,2019-20,y,2600.08,\n");
	assert_null(find_finding(&r, "PAI-01:a:2019-20:x")->cause);
	assert_null(find_finding(&r, "PAI-01:a:2019-20:y")->cause);
	r = pair("1,a,2019-20,x,1400.20,\n2,a,2019-20,x,4100,\n3,a,2019-20,y,900.13,\n4,a,2019-20,y,3599.93,\n5,a,2019-20,y,2100.16,\n");
	assert_null(find_finding(&r, "PAI-01:a:2019-20:x")->cause);
	r = pair("1,a,2019-20,x,1000,\n2,a,2019-20,x,4500.20,\n3,a,2019-20,y,4000.13,\n4,a,2019-20,y,2600.10,\n");
	assert_null(find_finding(&r, "PAI-01:a:2019-20:x")->cause);
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
		cmocka_unit_test(nobody_rounds_to_more_than_a_hundredth_of_the_value),
		cmocka_unit_test(a_sign_the_wrong_way_round_is_known),
		cmocka_unit_test(a_positive_amount_has_the_right_sign_where_none_may_be_negative),
		cmocka_unit_test(a_posting_may_have_the_wrong_sign_though_it_is_positive),
		cmocka_unit_test(two_amounts_that_were_swapped_are_named_in_both_findings),
		cmocka_unit_test(no_swap_is_said_where_two_pairs_would_do_or_none),
		cmocka_unit_test(pounds_and_thousands_of_pounds_are_told_apart),
		cmocka_unit_test(nothing_is_said_when_two_cells_would_do_or_none),
		cmocka_unit_test(giant_amounts_overflow_nothing),
		cmocka_unit_test(other_units_have_their_habits_too),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_world, close_world);
}
