#include "packs.h"

#include "figure/statements.h"

#define INCOME_TOTAL                                                                                                   \
	{"y1/figures/income.total.sql", "-- id: income.total\n-- title: income\n-- unit: GBP\n-- combine: sum\n-- needs: income\n"                   \
		"select area, period, whole(amount) as value, sum(coalesce(to_nearest, 0)) / 2 as slack, json_group_array(row_id) as at_income__amount\n" \
		"from income group by area, period\n"}
#define INCOME_BY                                                                                                      \
	{"y1/figures/income.by.sql", "-- id: income.by\n-- title: income by source\n-- unit: GBP\n-- combine: sum\n-- by: source\n-- needs: income\n"  \
		"select area, period, source as \"of\", whole(amount) as value, json_group_array(row_id) as at_income__amount from income group by area, period, source\n"}
#define INCOME_MEAN                                                                                                    \
	{"y1/figures/income.most.sql", "-- id: income.most\n-- title: largest line\n-- unit: GBP\n-- needs: income\n"        \
		"select area, period, max(amount) as value from income group by area, period\n"}
#define TWICE                                                                                                          \
	{"y1/figures/a.twice.sql", "-- id: a.twice\n-- title: twice the income\n-- unit: GBP\n-- needs: figures:income.total\n" \
		"select area, period, 2 * value as value, 2 * slack as slack, places from figures where figure = 'income.total'\n"}
#define TWICE_PLACELESS                                                                                                \
	{"y1/figures/b.twice.sql", "-- id: b.twice\n-- title: twice the income\n-- unit: GBP\n-- needs: figures:income.total\n" \
		"select area, period, 2 * value as value from figures where figure = 'income.total'\n"}
#define PROMISED {"y1/figures/promised.sql", "-- id: promised\n-- title: promised\n-- unit: GBP\n"}
#define HEAD "line,area,period,source,amount,to_nearest\n"

static world w;

static int open_world(void **state)
{
	(void)state;
	w = world_open((const text_file[]){INCOME_TOTAL, INCOME_BY, INCOME_MEAN, TWICE, TWICE_PLACELESS, PROMISED, NO_MORE_FILES});
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	world_close(&w);
	return 0;
}

static void load(const char *areas, const char *income, const char *stated)
{
	world_load(&w, (const text_file[]){{"areas.csv", areas}, {"income.csv", arena_printf(w.j.a, HEAD "%s", income)},
		{stated ? "stated.csv" : NULL, arena_printf(w.j.a, "statement,figure,of,area,period,printed\n%s", stated ? stated : "")}, NO_MORE_FILES});
}

static void a_figure_is_derived_by_area_period_and_of_with_its_slack_and_cells(void **state)
{
	(void)state;
	load(ONE_AREA, "1,a,2019-20,dfg,10,\n2,a,2019-20,dfg,5,1\n3,a,2019-20,ibcf,7,1\n", NULL);
	assert_figure(&w, "income.total", "", "a", 2200);
	assert_figure(&w, "income.by", "dfg", "a", 1500);
	assert_figure(&w, "income.by", "ibcf", "a", 700);
	const figure_row *r = the_row(&w, "income.total", "", "a");
	assert_int_equal(r->slack, 100);
	assert_int_equal(r->basis, BASIS_DERIVED);
	assert_int_equal(r->statement, SIZE_MAX);
	assert_int_equal(r->cells.count, 3);
	assert_string_equal(plan_tables[r->cells.list[2].table].name, "income");
	assert_int_equal(r->cells.list[2].row, 2);
}

static void figures_run_in_the_order_of_their_needs_and_keep_what_they_come_from(void **state)
{
	(void)state;
	load(ONE_AREA, "1,a,2019-20,dfg,10,1\n", NULL);
	assert_figure(&w, "a.twice", "", "a", 2000);
	const figure_row *r = the_row(&w, "a.twice", "", "a");
	places cells = {0};
	assert_int_equal(r->slack, 100);
	assert_int_equal(r->from_count, 1);
	assert_string_equal(w.engine->rows[r->from[0]].figure->id, "income.total");
	figure_cells(w.engine, (size_t)(r - w.engine->rows), &cells, w.j.a);
	assert_int_equal(cells.count, 1);
}

static void what_is_blank_or_marked_leaves_the_figure_underived_and_never_nought(void **state)
{
	(void)state;
	load(ONE_AREA, "1,a,2019-20,dfg,10,\n2,a,2019-20,dfg,,\n3,a,2019-20,ibcf,7,\n", NULL);
	assert_no_figure(&w, "income.total", "", "a");
	assert_no_figure(&w, "income.by", "dfg", "a");
	assert_figure(&w, "income.by", "ibcf", "a", 700);
	assert_no_figure(&w, "a.twice", "", "a");
	load(ONE_AREA, "1,a,2019-20,dfg,[c],\n", NULL);
	assert_no_figure(&w, "income.total", "", "a");
	load(ONE_AREA, "1,a,2019-20,dfg,0,\n", NULL);
	assert_figure(&w, "income.total", "", "a", 0);
}

static void a_figure_whose_table_has_no_rows_is_not_run(void **state)
{
	(void)state;
	world_load(&w, (const text_file[]){{"areas.csv", ONE_AREA}, NO_MORE_FILES});
	assert_int_equal(w.engine->row_count, 0);
}

static void a_blank_in_what_the_figure_is_by_leaves_it_underived_there(void **state)
{
	(void)state;
	load(TWO_AREAS, "1,a,2019-20,dfg,10,\n2,a,2019-20,,5,\n3,b,2019-20,dfg,7,\n", NULL);
	assert_no_figure(&w, "income.by", "dfg", "a");
	assert_figure(&w, "income.by", "dfg", "b", 700);
	assert_no_figure(&w, "income.by", "dfg", "*");
	assert_figure(&w, "income.total", "", "a", 1500);
	assert_figure(&w, "income.total", "", "*", 2200);
}

static void a_row_without_an_area_leaves_every_area_underived(void **state)
{
	(void)state;
	load(TWO_AREAS, "1,a,2019-20,dfg,10,\n2,,2019-20,dfg,5,\n3,b,2019-20,dfg,7,\n", NULL);
	assert_no_figure(&w, "income.total", "", "a");
	assert_no_figure(&w, "income.total", "", "b");
	assert_no_figure(&w, "income.total", "", "*");
}

static void a_row_without_a_period_leaves_its_area_and_the_whole_underived(void **state)
{
	(void)state;
	load(TWO_AREAS, "1,a,2019-20,dfg,10,\n2,a,,dfg,5,\n3,b,2019-20,dfg,7,\n", NULL);
	assert_no_figure(&w, "income.total", "", "a");
	assert_figure(&w, "income.total", "", "b", 700);
	assert_no_figure(&w, "income.total", "", "*");
	assert_no_figure(&w, "income.by", "dfg", "*");
}

static void the_partnership_is_all_areas_and_its_own_rows(void **state)
{
	(void)state;
	load(TWO_AREAS, "1,a,2019-20,dfg,10,1\n2,b,2019-20,dfg,7,1\n", NULL);
	assert_figure(&w, "income.total", "", "*", 1700);
	assert_int_equal(the_row(&w, "income.total", "", "*")->slack, 100);
	assert_int_equal(the_row(&w, "income.total", "", "*")->cells.count, 2);
	assert_figure(&w, "income.by", "dfg", "*", 1700);
	assert_no_figure(&w, "income.most", "", "*");
}

static void a_row_of_the_partnership_leaves_the_areas_of_its_period_and_of_underived(void **state)
{
	(void)state;
	load(TWO_AREAS, "1,a,2019-20,dfg,10,\n2,b,2019-20,dfg,7,\n3,*,2019-20,dfg,3,\n4,a,2019-20,ibcf,1,\n5,b,2019-20,ibcf,1,\n", NULL);
	assert_figure(&w, "income.by", "dfg", "*", 2000);
	assert_no_figure(&w, "income.by", "dfg", "a");
	assert_no_figure(&w, "income.by", "dfg", "b");
	assert_figure(&w, "income.by", "ibcf", "a", 100);
	assert_figure(&w, "income.by", "ibcf", "*", 200);
	assert_figure(&w, "income.total", "", "*", 2200);
	assert_no_figure(&w, "income.total", "", "a");
	assert_figure(&w, "income.most", "", "*", 300);
	assert_figure(&w, "income.most", "", "a", 1000);
}

static void a_row_of_the_partnership_with_a_blank_of_leaves_all_underived(void **state)
{
	(void)state;
	load(TWO_AREAS, "1,a,2019-20,dfg,10,\n2,b,2019-20,dfg,7,\n3,*,2019-20,,3,\n", NULL);
	assert_no_figure(&w, "income.by", "dfg", "a");
	assert_no_figure(&w, "income.by", "dfg", "b");
	assert_no_figure(&w, "income.by", "dfg", "*");
}

static void the_whole_is_underived_when_one_area_lacks_or_is_blank(void **state)
{
	(void)state;
	load(TWO_AREAS, "1,a,2019-20,dfg,10,\n2,b,2019-20,dfg,,\n", NULL);
	assert_figure(&w, "income.total", "", "a", 1000);
	assert_no_figure(&w, "income.total", "", "b");
	assert_no_figure(&w, "income.total", "", "*");
	load(TWO_AREAS, "1,a,2019-20,dfg,10,\n", NULL);
	assert_figure(&w, "income.total", "", "a", 1000);
	assert_no_figure(&w, "income.total", "", "*");
}

static void in_a_plan_of_one_area_the_partnership_is_that_area(void **state)
{
	(void)state;
	load(ONE_AREA, "1,*,2019-20,dfg,10,\n2,a,2019-20,dfg,7,\n3,,2019-20,dfg,1,\n", NULL);
	assert_figure(&w, "income.total", "", "a", 1800);
	assert_no_figure(&w, "income.total", "", "*");
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM scope"), 1);
}


/* ---- statements fill what is missing ---- */

static void a_statement_fills_what_is_not_derived(void **state)
{
	(void)state;
	load(TWO_AREAS, "1,a,2019-20,dfg,10,\n2,b,2019-20,dfg,,\n", "s1,income.total,,a,2019-20,£12\ns2,income.total,,b,2019-20,£5k\ns3,promised,,*,2019-20,£9\n");
	assert_figure(&w, "income.total", "", "a", 1000);
	assert_figure(&w, "income.total", "", "b", 500000);
	const figure_row *r = the_row(&w, "income.total", "", "b");
	assert_int_equal(r->basis, BASIS_STATED);
	assert_int_equal(r->slack, 50000);
	assert_string_equal(w.engine->statements->list[r->statement].id, "s2");
	assert_int_equal(r->cells.count, 1);
	assert_string_equal(plan_tables[r->cells.list[0].table].name, "stated");
	assert_figure(&w, "promised", "", "*", 900);
	assert_string_equal(ask_text(&w, "SELECT statement FROM figures WHERE figure = 'promised'"), "s3");
	assert_string_equal(ask_text(&w, "SELECT basis FROM figures WHERE figure = 'promised'"), "stated");
}

static void the_most_precise_statement_fills_and_then_the_first_by_key(void **state)
{
	(void)state;
	load(ONE_AREA, "", "s1,promised,,a,2019-20,£9k\ns2,promised,,a,2019-20,\"£9,100\"\ns3,promised,,a,2019-20,\"£9,101\"\ns4,income.by,dfg,a,2019-20,£4\n");
	assert_figure(&w, "promised", "", "a", 910000);
	assert_figure(&w, "income.by", "dfg", "a", 400);
	assert_no_figure(&w, "income.by", "", "a");
}

static void what_is_over_or_under_or_unread_fills_nothing(void **state)
{
	(void)state;
	load(ONE_AREA, "", "s1,promised,,a,2019-20,over £9\ns2,promised,,a,2019-20,£9-10\ns3,promised,,a,2019-20,9%\n");
	assert_no_figure(&w, "promised", "", "a");
	load(TWO_AREAS, "", "s1,promised,,,2019-20,£9\n");
	assert_int_equal(w.engine->row_count, 0);
}

static void a_figure_from_a_stated_one_is_partly_derived(void **state)
{
	(void)state;
	load(TWO_AREAS, "1,a,2019-20,dfg,10,\n2,b,2019-20,dfg,,\n", "s2,income.total,,b,2019-20,£5k\n");
	assert_int_equal(the_row(&w, "a.twice", "", "a")->basis, BASIS_DERIVED);
	assert_int_equal(the_row(&w, "a.twice", "", "b")->basis, BASIS_PARTLY);
	assert_int_equal(the_row(&w, "a.twice", "", "b")->slack, 100000);
	assert_int_equal(the_row(&w, "b.twice", "", "a")->basis, BASIS_DERIVED);
	assert_int_equal(the_row(&w, "b.twice", "", "b")->basis, BASIS_PARTLY);
	assert_string_equal(basis_name(BASIS_PARTLY), "partly");
}

static void an_engine_judges_one_plan_after_another_and_keeps_nothing(void **state)
{
	(void)state;
	load(TWO_AREAS, "1,a,2019-20,dfg,[z],\n2,b,2019-20,dfg,7,\n", "s1,promised,,a,2019-20,£9\n");
	load(ONE_AREA, "1,a,2019-20,dfg,10,\n", NULL);
	assert_int_equal(w.engine->row_count, 5);
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM figures"), 5);
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM marks"), 0);
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM statements"), 0);
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM income"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_figure_is_derived_by_area_period_and_of_with_its_slack_and_cells),
		cmocka_unit_test(figures_run_in_the_order_of_their_needs_and_keep_what_they_come_from),
		cmocka_unit_test(what_is_blank_or_marked_leaves_the_figure_underived_and_never_nought),
		cmocka_unit_test(a_figure_whose_table_has_no_rows_is_not_run),
		cmocka_unit_test(a_blank_in_what_the_figure_is_by_leaves_it_underived_there),
		cmocka_unit_test(a_row_without_an_area_leaves_every_area_underived),
		cmocka_unit_test(a_row_without_a_period_leaves_its_area_and_the_whole_underived),
		cmocka_unit_test(the_partnership_is_all_areas_and_its_own_rows),
		cmocka_unit_test(a_row_of_the_partnership_leaves_the_areas_of_its_period_and_of_underived),
		cmocka_unit_test(a_row_of_the_partnership_with_a_blank_of_leaves_all_underived),
		cmocka_unit_test(the_whole_is_underived_when_one_area_lacks_or_is_blank),
		cmocka_unit_test(in_a_plan_of_one_area_the_partnership_is_that_area),
		cmocka_unit_test(a_statement_fills_what_is_not_derived),
		cmocka_unit_test(the_most_precise_statement_fills_and_then_the_first_by_key),
		cmocka_unit_test(what_is_over_or_under_or_unread_fills_nothing),
		cmocka_unit_test(a_figure_from_a_stated_one_is_partly_derived),
		cmocka_unit_test(an_engine_judges_one_plan_after_another_and_keeps_nothing),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_world, close_world);
}
