#include "packs.h"

#include "figure/run.h"

#define TOTAL                                                                                                          \
	{"y1/figures/income.total.sql", "-- id: income.total\n-- title: income\n-- unit: GBP\n-- combine: sum\n-- needs: income\n" \
		"select area, period, whole(amount) as value from income group by area, period\n"}
#define COUNT                                                                                                          \
	{"y1/figures/schemes.count.sql", "-- id: schemes.count\n-- title: schemes\n-- unit: count\n-- needs: schemes\n"      \
		"select s.area, s.period, count(*) * 1000000 as value from schemes, scope s group by s.area, s.period\n"}
#define TWO_INCOMES "line,area,period,amount\n1,a,2019-20,10\n2,b,2019-20,7\n"

static world w;

static int open_world(void **state)
{
	(void)state;
	w = world_open((const text_file[]){TOTAL, COUNT, NO_MORE_FILES});
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	world_close(&w);
	return 0;
}

static void load(const char *areas, const char *income, const char *coverage)
{
	world_load(&w, (const text_file[]){{"areas.csv", areas}, {"income.csv", income}, {"coverage.csv", arena_printf(w.j.a, "tbl,area,period,extent\n%s", coverage)}, NO_MORE_FILES});
}

static void without_a_row_a_table_is_all_where_it_has_rows(void **state)
{
	(void)state;
	size_t income = schema_find(span_of("income")), schemes = schema_find(span_of("schemes"));
	span year = span_of("2019-20");

	load(TWO_AREAS, "line,area,period,amount\n1,a,2019-20,10\n", "");
	assert_int_equal(coverage_of(w.engine, income, span_of("a"), year), EXTENT_ALL);
	assert_int_equal(coverage_of(w.engine, income, span_of("b"), year), EXTENT_NONE);
	assert_int_equal(coverage_of(w.engine, income, span_of("a"), span_of("2018-19")), EXTENT_NONE);
	assert_int_equal(coverage_of(w.engine, schemes, span_of("a"), year), EXTENT_NONE);
	assert_false(coverage_of_whole(w.engine, income, year));
	load(TWO_AREAS, TWO_INCOMES, "");
	assert_true(coverage_of_whole(w.engine, income, year));
	assert_figure(&w, "income.total", "", "*", 1700);
}

static void a_part_filled_table_gives_no_figure_there(void **state)
{
	(void)state;
	load(TWO_AREAS, TWO_INCOMES, "income,a,2019-20,part\n");
	assert_no_figure(&w, "income.total", "", "a");
	assert_figure(&w, "income.total", "", "b", 700);
	assert_no_figure(&w, "income.total", "", "*");
	load(TWO_AREAS, TWO_INCOMES, "income,a,2019-20,none\n");
	assert_no_figure(&w, "income.total", "", "a");
	assert_no_figure(&w, "income.total", "", "*");
	load(TWO_AREAS, TWO_INCOMES, "income,a,2018-19,part\n");
	assert_figure(&w, "income.total", "", "a", 1000);
	load(TWO_AREAS, TWO_INCOMES, "spend,a,2019-20,part\n");
	assert_figure(&w, "income.total", "", "*", 1700);
}

static void part_for_the_partnership_covers_every_area(void **state)
{
	(void)state;
	load(TWO_AREAS, TWO_INCOMES, "income,*,2019-20,part\n");
	assert_no_figure(&w, "income.total", "", "a");
	assert_no_figure(&w, "income.total", "", "b");
	assert_no_figure(&w, "income.total", "", "*");
	load(TWO_AREAS, TWO_INCOMES, "income,*,*,part\nincome,b,2019-20,all\n");
	assert_no_figure(&w, "income.total", "", "a");
	assert_figure(&w, "income.total", "", "b", 700);
	assert_no_figure(&w, "income.total", "", "*");
}

static void the_partnership_is_all_when_it_or_every_area_is(void **state)
{
	(void)state;
	load(TWO_AREAS, "line,area,period,amount\n1,a,2019-20,10\n2,*,2019-20,7\n", "income,*,2019-20,all\n");
	assert_figure(&w, "income.total", "", "*", 1700);
	load(TWO_AREAS, "line,area,period,amount\n1,a,2019-20,10\n", "income,*,2019-20,all\n");
	assert_figure(&w, "income.total", "", "*", 1000);
	load(TWO_AREAS, "line,area,period,amount\n1,a,2019-20,10\n", "income,b,2019-20,all\n");
	assert_figure(&w, "income.total", "", "*", 1000);
	load(TWO_AREAS, TWO_INCOMES, "income,*,2019-20,none\n");
	assert_no_figure(&w, "income.total", "", "*");
	assert_figure(&w, "income.total", "", "a", 1000);
}

static void in_a_plan_of_one_area_a_row_for_the_partnership_is_the_areas(void **state)
{
	(void)state;
	load(ONE_AREA, "line,area,period,amount\n1,a,2019-20,10\n", "income,*,2019-20,none\n");
	assert_no_figure(&w, "income.total", "", "a");
	load(ONE_AREA, "line,area,period,amount\n1,*,2019-20,10\n", "income,*,*,all\n");
	assert_figure(&w, "income.total", "", "a", 1000);
	load(ONE_AREA, "line,area,period,amount\n1,*,2019-20,10\n", "");
	assert_figure(&w, "income.total", "", "a", 1000);
}

static void a_table_without_area_or_period_is_addressed_by_a_star(void **state)
{
	(void)state;
	const text_file files[] = {{"areas.csv", ONE_AREA}, {"schemes.csv", "scheme,title\ns,S\nt,T\n"}, {"coverage.csv", "tbl,area,period,extent\nschemes,*,*,part\n"}, NO_MORE_FILES};

	world_load(&w, files);
	assert_no_figure(&w, "schemes.count", "", "a");
	world_load(&w, (const text_file[]){files[0], files[1], NO_MORE_FILES});
	assert_figure(&w, "schemes.count", "", "a", 2000000);
	world_load(&w, (const text_file[]){{"areas.csv", TWO_AREAS}, files[1], files[2], NO_MORE_FILES});
	assert_int_equal(w.engine->row_count, 0);
	world_load(&w, (const text_file[]){{"areas.csv", TWO_AREAS}, files[1], NO_MORE_FILES});
	assert_figure(&w, "schemes.count", "", "a", 2000000);
	assert_figure(&w, "schemes.count", "", "*", 2000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_row_a_table_is_all_where_it_has_rows),
		cmocka_unit_test(a_part_filled_table_gives_no_figure_there),
		cmocka_unit_test(part_for_the_partnership_covers_every_area),
		cmocka_unit_test(the_partnership_is_all_when_it_or_every_area_is),
		cmocka_unit_test(in_a_plan_of_one_area_a_row_for_the_partnership_is_the_areas),
		cmocka_unit_test(a_table_without_area_or_period_is_addressed_by_a_star),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_world, close_world);
}
