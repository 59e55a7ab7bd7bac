#include "packs.h"

#include "figure/statements.h"

#define STATED "statement,figure,area,period,printed,heading,qualifier\n"
#define PARTS "statement,how,part\n"

static const text_file pack_files[] = {
	{"y1/figures/money.sql", "-- id: money\n-- title: money\n-- unit: GBP\n"},
	{"y1/figures/rate.sql", "-- id: rate\n-- title: rate\n-- unit: percent\n"},
	{"y1/figures/people.sql", "-- id: people\n-- title: people\n-- unit: count\n"},
	NO_MORE_FILES};

static world w;

static int open_world(void **state)
{
	(void)state;
	w = world_open(pack_files);
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	world_close(&w);
	return 0;
}

static void load(const char *stated, const char *parts)
{
	world_load(&w, (const text_file[]){{"areas.csv", ONE_AREA}, {"stated.csv", arena_printf(w.j.a, STATED "%s", stated)},
		{parts ? "stated_parts.csv" : NULL, arena_printf(w.j.a, PARTS "%s", parts ? parts : "")}, NO_MORE_FILES});
}

static int64_t value(const char *id)
{
	return ask_number(&w, arena_printf(w.j.a, "SELECT value FROM statements WHERE statement = '%s'", id));
}

static int64_t half(const char *id)
{
	return ask_number(&w, arena_printf(w.j.a, "SELECT half FROM statements WHERE statement = '%s'", id));
}

static const char *text(const char *id, const char *column_name)
{
	return ask_text(&w, arena_printf(w.j.a, "SELECT %s FROM statements WHERE statement = '%s'", column_name, id));
}

/* How many totals a statement has, and the one of that kind. */
static void assert_total(const char *id, const char *kind, int64_t total, int64_t slack)
{
	assert_int_equal(ask_number(&w, arena_printf(w.j.a, "SELECT count(*) FROM statement_parts WHERE statement = '%s' AND kind = '%s'", id, kind)), 1);
	assert_int_equal(ask_number(&w, arena_printf(w.j.a, "SELECT value FROM statement_parts WHERE statement = '%s' AND kind = '%s'", id, kind)), total);
	assert_int_equal(ask_number(&w, arena_printf(w.j.a, "SELECT slack FROM statement_parts WHERE statement = '%s' AND kind = '%s'", id, kind)), slack);
}

static void assert_no_total(const char *id)
{
	assert_int_equal(ask_number(&w, arena_printf(w.j.a, "SELECT count(*) FROM statement_parts WHERE statement = '%s'", id)), 0);
}

static void a_statement_is_read_in_its_figures_unit_with_half_its_precision(void **state)
{
	(void)state;
	load("s1,money,a,2019-20,£500k,,\ns2,rate,a,2019-20,84.0,,\ns3,people,a,2019-20,four,,\ns4,,a,2019-20,7.5%,,\ns5,,a,2019-20,\"1,234\",£'000,\n"
	     "s6,money,a,2019-20,12.34,,about\ns7,people,a,2019-20,800,,over\ns8,,a,2019-20,12,,at most\n", NULL);
	assert_int_equal(value("s1"), 50000000);
	assert_int_equal(half("s1"), 50000);
	assert_string_equal(text("s1", "unit"), "GBP");
	assert_int_equal(value("s2"), 84000000);
	assert_int_equal(half("s2"), 50000);
	assert_int_equal(value("s3"), 4000000);
	assert_int_equal(half("s3"), 0);
	assert_string_equal(text("s4", "unit"), "percent");
	assert_string_equal(text("s5", "unit"), "GBP");
	assert_int_equal(value("s5"), 123400000);
	assert_int_equal(value("s6"), 1234);
	assert_int_equal(half("s6"), 0);
	assert_string_equal(text("s7", "qualifier"), "at_least");
	assert_string_equal(text("s8", "qualifier"), "at_most");
	assert_string_equal(text("s8", "unit"), "count");
	assert_string_equal(text("s1", "qualifier"), "");
	assert_null(text("s1", "problem"));
}

static void what_cannot_be_read_or_compared_says_why(void **state)
{
	(void)state;
	load("s1,money,a,2019-20,£0.220mm,,\ns2,money,a,2019-20,84%,,\ns3,rate,a,2019-20,£84,,\ns4,nothing,a,2019-20,84,,\ns5,people,a,2019-20,10-20,,\n"
	     "s6,people,a,2019-20,,,\ns7,people,a,2019-20,[c],,\ns8,people,a,2019-20,4,,perhaps\n", NULL);
	for (int i = 1; i <= 8; i++)
		assert_int_equal(value(arena_printf(w.j.a, "s%d", i)) == INT64_MIN, i != 4);
	assert_non_null(strstr(text("s1", "problem"), "behind the number"));
	assert_non_null(strstr(text("s2", "problem"), "is a percentage"));
	assert_non_null(strstr(text("s3", "problem"), "is an amount of money"));
	assert_non_null(strstr(text("s4", "problem"), "does not have"));
	assert_non_null(strstr(text("s5", "problem"), "behind the number"));
	assert_null(text("s6", "problem"));
	assert_null(text("s7", "problem"));
	assert_non_null(strstr(text("s8", "problem"), "qualifier"));
}

static void in_a_plan_of_one_area_the_partnership_and_a_blank_mean_the_area(void **state)
{
	(void)state;
	load("s1,money,*,2019-20,£1,,\ns2,money,,,£1,,\n", NULL);
	assert_string_equal(text("s1", "area"), "a");
	assert_string_equal(text("s2", "area"), "a");
	assert_string_equal(text("s2", "period"), "2019-20");
}

static void parts_are_added_and_subtracted_with_half_their_precision_each(void **state)
{
	(void)state;
	load("s1,,a,2019-20,£1.5m,,\ns2,,a,2019-20,£2.0m,,\ns3,,a,2019-20,£500k,,\n", "s1,add,s2\ns1,subtract,s3\n");
	assert_total("s1", "total", 150000000, 5000000 + 50000);
	assert_string_equal(ask_text(&w, "SELECT places FROM statement_parts"), "[2,3]");
}

static void one_part_alone_carries_no_slack(void **state)
{
	(void)state;
	load("s1,,a,2019-20,10,,\ns2,,a,2019-20,11,,\n", "s1,add,s2\n");
	assert_total("s1", "total", 11000000, 0);
}

static void factors_are_exact_and_percentages_multiply_as_hundredths(void **state)
{
	(void)state;
	load("s1,,a,2019-20,£30,,\ns2,,a,2019-20,£200,,\ns3,,a,2019-20,15%,,\ns4,,a,2019-20,£2.50,,\ns5,,a,2019-20,12,,\ns6,,a,2019-20,four,,\n"
	     "s7,,a,2019-20,£62.50,,\ns8,,a,2019-20,3,,\n", "s1,add,s2\ns1,multiply,s3\ns4,multiply,s5\ns4,multiply,s6\ns7,add,s2\ns7,divide,s6\ns7,add,s7\ns8,divide,s6\ns8,multiply,s5\n");
	assert_total("s1", "total", 3000, 0);
	assert_total("s4", "total", 4800, 0);
	assert_no_total("s7"); /* names itself */
	assert_total("s8", "total", 3000000, 0);
}

static void a_sum_that_is_scaled_scales_its_slack(void **state)
{
	(void)state;
	load("s1,,a,2019-20,1,,\ns2,,a,2019-20,100,,\ns3,,a,2019-20,200,,\ns4,,a,2019-20,50%,,\ns5,,a,2019-20,two,,\n", "s1,add,s2\ns1,add,s3\ns1,multiply,s4\ns1,divide,s5\n");
	assert_total("s1", "total", 75000000, 250000);
}

static void percent_of_is_a_hundred_times_the_share(void **state)
{
	(void)state;
	load("s1,,a,2019-20,25%,,\ns2,,a,2019-20,£50,,\ns3,,a,2019-20,£200,,\ns4,,a,2019-20,1%,,\ns5,,a,2019-20,0,,\n", "s1,add,s2\ns1,percent_of,s3\ns4,add,s2\ns4,percent_of,s5\n");
	assert_total("s1", "total", 25000000, 0);
	assert_no_total("s4");
}

static void division_by_nought_and_what_does_not_fit_leave_no_total(void **state)
{
	(void)state;
	load("s1,,a,2019-20,1,,\ns2,,a,2019-20,0,,\ns3,,a,2019-20,1,,\ns4,,a,2019-20,9000bn,,\ns5,,a,2019-20,9001bn,,\ns6,,a,2019-20,9002bn,,\ns7,,a,2019-20,0.000001,,\ns8,,a,2019-20,5,,\n",
		"s1,divide,s2\ns3,add,s4\ns3,multiply,s5\ns3,multiply,s6\ns8,add,s4\ns8,percent_of,s7\ns8,divide,s7\ns2,multiply,s4\ns2,multiply,s5\ns2,multiply,s6\n");
	assert_no_total("s1");
	assert_no_total("s2");
	assert_no_total("s3");
	assert_no_total("s8");
}

static void includes_come_to_what_must_be_at_most_the_statement(void **state)
{
	(void)state;
	load("s1,,a,2019-20,100,,\ns2,,a,2019-20,30,,\ns3,,a,2019-20,40,,\ns4,,a,2019-20,95,,\n", "s1,includes,s2\ns1,includes,s3\ns1,add,s4\n");
	assert_total("s1", "includes", 70000000, 1000000);
	assert_total("s1", "total", 95000000, 0);
}

static void a_part_that_cannot_be_read_leaves_no_total(void **state)
{
	(void)state;
	load("s1,,a,2019-20,100,,\ns2,,a,2019-20,30,,\ns3,,a,2019-20,some text,,\ns4,,a,2019-20,1,,\n", "s1,add,s2\ns1,add,s3\ns4,add,s2\ns4,add,s9\n");
	assert_no_total("s1");
	assert_no_total("s4");
}

static void a_blank_statement_stands_for_its_parts(void **state)
{
	(void)state;
	load("s1,,a,2019-20,£150,,\ns2,money,a,2019-20,,,\ns3,,a,2019-20,£60,,\ns4,,a,2019-20,£40,,\ns5,,a,2019-20,£50,,\ns6,,a,2019-20,,,\n",
		"s1,add,s2\ns1,add,s5\ns2,add,s3\ns2,add,s4\ns6,add,s3\ns6,percent_of,s1\n");
	assert_int_equal(value("s2"), 10000);
	assert_int_equal(half("s2"), 100);
	assert_total("s1", "total", 15000, 100 + 50);
	assert_no_total("s2");
	assert_int_equal(value("s6"), 40000000);
	assert_string_equal(text("s6", "unit"), "percent");
	assert_figure(&w, "money", "", "a", 10000);
}

static void blanks_above_blanks_are_made_whatever_their_order(void **state)
{
	(void)state;
	load("s1,,a,2019-20,,,\ns2,,a,2019-20,,,\ns3,,a,2019-20,5,,\n", "s1,add,s2\ns1,add,s3\ns2,add,s3\n");
	assert_int_equal(value("s1"), 10000000);
	load("z1,,a,2019-20,,,\nz2,,a,2019-20,,,\na3,,a,2019-20,5,,\n", "z2,add,z1\nz1,add,a3\n");
	assert_int_equal(value("z2"), 5000000);
}

static void circles_of_blanks_stay_blank_and_do_not_hang(void **state)
{
	(void)state;
	load("s1,,a,2019-20,,,\ns2,,a,2019-20,,,\ns3,,a,2019-20,5,,\n", "s1,add,s2\ns2,add,s1\ns3,add,s1\n");
	assert_true(value("s1") == INT64_MIN);
	assert_true(value("s2") == INT64_MIN);
	assert_no_total("s3");
	load("s1,,a,2019-20,5,,\ns2,,a,2019-20,6,,\n", "s1,add,s2\ns2,add,s1\n");
	assert_total("s1", "total", 6000000, 0);
	assert_total("s2", "total", 5000000, 0);
}

static void a_made_percentage_is_no_amount_of_money(void **state)
{
	(void)state;
	load("s1,money,a,2019-20,,,\ns2,,a,2019-20,£50,,\ns3,,a,2019-20,£200,,\n", "s1,add,s2\ns1,percent_of,s3\n");
	assert_no_figure(&w, "money", "", "a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_statement_is_read_in_its_figures_unit_with_half_its_precision),
		cmocka_unit_test(what_cannot_be_read_or_compared_says_why),
		cmocka_unit_test(in_a_plan_of_one_area_the_partnership_and_a_blank_mean_the_area),
		cmocka_unit_test(parts_are_added_and_subtracted_with_half_their_precision_each),
		cmocka_unit_test(one_part_alone_carries_no_slack),
		cmocka_unit_test(factors_are_exact_and_percentages_multiply_as_hundredths),
		cmocka_unit_test(a_sum_that_is_scaled_scales_its_slack),
		cmocka_unit_test(percent_of_is_a_hundred_times_the_share),
		cmocka_unit_test(division_by_nought_and_what_does_not_fit_leave_no_total),
		cmocka_unit_test(includes_come_to_what_must_be_at_most_the_statement),
		cmocka_unit_test(a_part_that_cannot_be_read_leaves_no_total),
		cmocka_unit_test(a_blank_statement_stands_for_its_parts),
		cmocka_unit_test(blanks_above_blanks_are_made_whatever_their_order),
		cmocka_unit_test(circles_of_blanks_stay_blank_and_do_not_hang),
		cmocka_unit_test(a_made_percentage_is_no_amount_of_money),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_world, close_world);
}
