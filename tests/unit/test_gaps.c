#include "checks.h"

/* Why a figure cannot be told, and what else a finding says beside its template. */

#define SPEAKS                                                                                                         \
	{"y1/checks/SAY-01.sql", CHECK_HEAD("SAY-01", "") "select risk as finding, description as says from risks\n"}
#define WORDED                                                                                                         \
	{"y1/checks/WOR-01.sql", "-- id: WOR-01\n-- title: W\n-- severity: info\n-- message: It is {figure}.\n"        \
		"select title as finding from documents\n"}
#define UNKNOWN                                                                                                        \
	{"y1/checks/UNK-01.sql", "-- id: UNK-01\n-- title: U\n-- severity: info\n-- message: {value} is not there.{hint}\n" \
		"select tbl || '.' || col || ' ' || value as finding, value, hint from (select tbl, col, value, hint from unlisted union all select tbl, col, value, hint from dangling)\n"}
#define UNRESOLVED                                                                                                     \
	{"y1/checks/RES-01.sql", CHECK_HEAD("RES-01", "") "select tbl || '.' || col || ' in ' || target as finding, tbl || ':' || row_id || ':' || col as at_any from unresolved\n"}
#define ALONE                                                                                                          \
	{"y1/checks/ALO-01.sql", CHECK_HEAD("ALO-01", "-- explained-by: EXP-03\n") "select area, period, sum(amount) as actual, 1000 as expected, 'GBP' as unit, 1 as stands_alone, json_group_array(row_id) as at_spend__amount from spend group by area, period having sum(amount) > 1000\n"}

static world w;

static int open_world(void **state)
{
	(void)state;
	w = world_open((const text_file[]){{"y1/sources.csv", "source,title\ndfg,Grant\nibcf,Improved fund\n"}, {"y1/aliases.csv", "list,alias,id\nsources,The Grant,dfg\n"},
		FIGURE_BY("income.by", "income"), FIGURE_BY("spend.by", "spend"), OVERSPENT, SPEAKS, WORDED, UNKNOWN, UNRESOLVED, ALONE, NO_MORE_FILES});
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	world_close(&w);
	return 0;
}

static check_report run(const char *only, const text_file *files)
{
	check_report r = {0};

	world_load(&w, files);
	assert_int_equal(check_run(&r, w.engine, &only, 1, &w.j.e), 0);
	return r;
}
#define RUN(only, ...) run(only, (const text_file[]){__VA_ARGS__, NO_MORE_FILES})

static void assert_says(const check_report *r, const char *id, const char *part)
{
	const finding *f = find_finding(r, id);

	assert_non_null(f);
	if (!strstr(f->message, part))
		fail_msg("%s says: %s", id, f->message);
}

static void a_blank_source_is_named_with_its_line_and_its_cell(void **state)
{
	(void)state;
	check_report r = RUN("EXP-03", {"areas.csv", ONE_AREA}, {"income.csv", LINES "1,a,2019-20,dfg,10,\n"},
		{"spend.csv", LINES "1,a,2019-20,dfg,8,\n9,a,2019-20,,5,\n"});

	assert_says(&r, "EXP-03:a:2019-20", "it cannot be told because spend 9 has no source.");
	assert_int_equal(find_finding(&r, "EXP-03:a:2019-20")->cells.count, 1);
	assert_int_equal(find_finding(&r, "EXP-03:a:2019-20")->cells.list[0].row, 1);
}

static void a_blank_amount_is_named_and_long_lists_are_cut(void **state)
{
	(void)state;
	check_report r = RUN("EXP-03", {"areas.csv", ONE_AREA}, {"income.csv", LINES "1,a,2019-20,dfg,10,\n"},
		{"spend.csv", LINES "1,a,2019-20,dfg,,\n2,a,2019-20,dfg,,\n3,a,2019-20,dfg,,\n4,a,2019-20,dfg,,\n"});

	assert_says(&r, "EXP-03:a:2019-20", "because spend 1 has no amount; spend 2 has no amount; spend 3 has no amount; and 1 more.");
}

static void a_blank_area_of_several_boards_is_named(void **state)
{
	(void)state;
	check_report r = RUN("EXP-03", {"areas.csv", TWO_AREAS}, {"income.csv", LINES "1,a,2019-20,dfg,10,\n2,b,2019-20,dfg,10,\n"},
		{"spend.csv", LINES "1,a,2019-20,dfg,8,\n2,,2019-20,dfg,5,\n"});

	assert_says(&r, "EXP-03:a:2019-20", "because spend 2 has no area.");
}

static void joint_money_leaves_the_boards_figures_untold_and_says_so(void **state)
{
	(void)state;
	check_report r = RUN("EXP-03", {"areas.csv", TWO_AREAS}, {"income.csv", LINES "1,a,2019-20,dfg,10,\n2,b,2019-20,dfg,10,\n"},
		{"spend.csv", LINES "1,a,2019-20,dfg,8,\n2,*,2019-20,dfg,5,\n"});

	assert_says(&r, "EXP-03:a:2019-20", "because part of it is held jointly");
}

static void a_part_of_a_table_is_given_as_the_reason(void **state)
{
	(void)state;
	check_report r = RUN("EXP-03", {"areas.csv", ONE_AREA}, {"income.csv", LINES "1,a,2019-20,dfg,10,\n"},
		{"spend.csv", LINES "1,a,2019-20,dfg,8,\n"}, {"coverage.csv", "tbl,area,period,extent\nspend,a,2019-20,part\n"});

	assert_says(&r, "EXP-03:a:2019-20", "because a table that it needs is marked in coverage as part of the whole.");
}

static void a_plan_of_nobody_cannot_be_judged(void **state)
{
	(void)state;
	check_report r = RUN("EXP-03", {"spend.csv", LINES "1,a,2019-20,dfg,8,\n"});

	assert_int_equal(r.passed_count, 0);
	assert_says(&r, "EXP-03", "needs the Health and Wellbeing Board that the plan is for");
}

static void a_row_may_speak_for_itself(void **state)
{
	(void)state;
	check_report r = RUN("SAY-01", {"areas.csv", ONE_AREA}, {"risks.csv", "risk,description\nr1,It rains.\nr2,\n"});

	assert_string_equal(find_finding(&r, "SAY-01::::r1")->message, "It rains.");
	assert_string_equal(find_finding(&r, "SAY-01::::r2")->message, "M");
}

static void a_figure_is_put_into_words(void **state)
{
	(void)state;
	check_report r = RUN("WOR-01", {"areas.csv", ONE_AREA}, {"documents.csv", "document,title\n1,spend.by[dfg]\n2,spend.by[other]\n3,spend.by\n4,no.such\n"});

	assert_string_equal(find_finding(&r, "WOR-01::::spend.by[dfg]")->message, "It is spend.by of Grant.");
	assert_string_equal(find_finding(&r, "WOR-01::::spend.by[other]")->message, "It is spend.by of other.");
	assert_string_equal(find_finding(&r, "WOR-01::::spend.by")->message, "It is spend.by.");
	assert_string_equal(find_finding(&r, "WOR-01::::no.such")->message, "It is no.such.");
}

static void a_word_that_is_not_there_gets_the_nearest_that_is(void **state)
{
	(void)state;
	check_report r = RUN("UNK-01", {"areas.csv", ONE_AREA}, {"spend.csv", LINES "1,a,2019-20,dgf,8,\n2,a,2019-20,The Grant,8,\n3,a,2019-20,nothing like it,8,\n"},
		{"risks.csv", "risk\n1\n"}, {"documents.csv", "document,status\n1,drafty\n"}, {"coverage.csv", "tbl,area,period,extent\nspnd,a,2019-20,all\n"});

	assert_says(&r, "UNK-01::::spend.source dgf", "Did you mean dfg?");
	assert_says(&r, "UNK-01::::spend.source The Grant", "Did you mean dfg?");
	assert_string_equal(find_finding(&r, "UNK-01::::spend.source nothing like it")->message, "nothing like it is not there.");
	assert_says(&r, "UNK-01::::documents.status drafty", "Choose from: to_follow, draft, final, published.");
	assert_non_null(find_finding(&r, "UNK-01::::coverage.tbl spnd"));
}

static void a_reference_into_an_empty_table_is_said_once(void **state)
{
	(void)state;
	check_report r = RUN("RES-01", {"areas.csv", ONE_AREA}, {"spend.csv", "line,area,period,scheme\n1,a,2019-20,\n2,a,2019-20,s1\n3,a,2019-20,s2\n"});
	const finding *f = find_finding(&r, "RES-01::::spend.scheme in schemes.scheme");

	assert_int_equal(r.count, 1);
	assert_non_null(f);
	assert_int_equal(f->cells.list[0].row, 1);
}

static void what_stands_alone_is_nobodys_consequence(void **state)
{
	(void)state;
	world_load(&w, (const text_file[]){{"areas.csv", ONE_AREA}, {"income.csv", LINES "1,a,2019-20,dfg,10,\n"}, {"spend.csv", LINES "1,a,2019-20,dfg,15,\n"}, NO_MORE_FILES});
	check_report r = check_now(&w);

	assert_non_null(find_finding(&r, "ALO-01:a:2019-20"));
	assert_null(find_finding(&r, "ALO-01:a:2019-20")->explained_by);
}

static void many_findings_of_one_check_are_kept_apart(void **state)
{
	(void)state;
	buf b;

	world_load(&w, (const text_file[]){{"areas.csv", ONE_AREA}, NO_MORE_FILES});
	buf_init(&b, w.j.a);
	buf_text(&b, "risk,description\n");
	for (int i = 0; i < 2000; i++)
		buf_printf(&b, "r%04d,No %d\n", i, i);
	const char *risks = arena_text(w.j.a, buf_span(&b));
	check_report r = RUN("SAY-01", {"areas.csv", ONE_AREA}, {"risks.csv", risks});

	assert_int_equal(r.count, 2000);
	assert_string_equal(find_finding(&r, "SAY-01::::r1999")->message, "No 1999");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_blank_source_is_named_with_its_line_and_its_cell),
		cmocka_unit_test(a_blank_amount_is_named_and_long_lists_are_cut),
		cmocka_unit_test(a_blank_area_of_several_boards_is_named),
		cmocka_unit_test(joint_money_leaves_the_boards_figures_untold_and_says_so),
		cmocka_unit_test(a_part_of_a_table_is_given_as_the_reason),
		cmocka_unit_test(a_plan_of_nobody_cannot_be_judged),
		cmocka_unit_test(a_row_may_speak_for_itself),
		cmocka_unit_test(a_figure_is_put_into_words),
		cmocka_unit_test(a_word_that_is_not_there_gets_the_nearest_that_is),
		cmocka_unit_test(a_reference_into_an_empty_table_is_said_once),
		cmocka_unit_test(what_stands_alone_is_nobodys_consequence),
		cmocka_unit_test(many_findings_of_one_check_are_kept_apart),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_world, close_world);
}
