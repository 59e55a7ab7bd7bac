#include "checks.h"

#define RICH "line,area,period,source,amount,note\n"
#define PLAIN_PLAN                                                                                                     \
	{"areas.csv", ONE_AREA}, {"income.csv", RICH "1,a,2019-20,dfg,10,first\n"},                                    \
		{"spend.csv", RICH "1,a,2019-20,dfg,25,second\n"},                                                     \
	{                                                                                                              \
		"risks.csv", "risk,description,owner\nr1,Late,nobody\n"                                                \
	}

#define ON_INCOME                                                                                                      \
	{                                                                                                              \
		"y1/checks/INC-01.sql",                                                                                \
			CHECK_HEAD("INC-01",                                                                           \
				"-- needs: figures:income.by\n") "select area, period, \"of\" from figures where "     \
								 "figure = 'income.by' and value > 0\n"                \
	}
#define ON_SPEND                                                                                                       \
	{                                                                                                              \
		"y1/checks/SPE-01.sql",                                                                                \
			CHECK_HEAD(                                                                                    \
				"SPE-01", "") "select area, period, line as finding from spend where amount > 2000\n"  \
	}
#define ON_STAR                                                                                                        \
	{                                                                                                              \
		"y1/checks/STR-01.sql",                                                                                \
			CHECK_HEAD("STR-01",                                                                           \
				"") "select s.area, s.period from (select * from spend) s where s.amount > 2000\n"     \
	}
#define ON_WORDS                                                                                                       \
	{                                                                                                              \
		"y1/checks/WOR-01.sql",                                                                                \
			CHECK_HEAD("WOR-01", "") "select '' as area, u.tbl as finding from unlisted u\n"               \
	}
#define ON_ANY                                                                                                         \
	{                                                                                                              \
		"y1/checks/ANY-01.sql", CHECK_HEAD("ANY-01", "") "select f.area, f.period, f.figure as finding from "  \
								 "figures f where f.value > 2000\n"                    \
	}
#define ON_PRINTED                                                                                                     \
	{                                                                                                              \
		"y1/checks/PRI-01.sql",                                                                                \
			CHECK_HEAD("PRI-01", "") "select s.area, s.period, s.statement as finding from statements s\n" \
	}

static world w;

static int open_world(void **state)
{
	(void)state;
	w = world_open(
		(const text_file[]){{"y1/sources.csv", "source,title\ndfg,Grant\n"}, FIGURE_BY("income.by", "income"),
			FIGURE_BY("spend.by", "spend"), ON_INCOME, ON_SPEND, ON_STAR, ON_WORDS, ON_ANY, ON_PRINTED,
			{"y1/checks/RIS-01.sql",
				CHECK_HEAD("RIS-01", "") "select '' as area, risk as finding, owner from risks\n"},
			NO_MORE_FILES});
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	world_close(&w);
	return 0;
}

static const char *ask(const char *id, const text_file *files)
{
	check_report r;

	engine_ask_checks(w.engine, &id, id ? 1 : 0);
	if (!id)
		engine_ask_checks(w.engine, NULL, 0);
	world_load(&w, files);
	assert_int_equal(check_run(&r, w.engine, id ? &id : NULL, 1, &w.j.e), 0);
	return listed(&r, w.j.a);
}
#define ASK(id, ...) ask(id, (const text_file[]){__VA_ARGS__, NO_MORE_FILES})

static void only_the_tables_and_figures_that_a_check_needs_are_filled(void **state)
{
	(void)state;
	assert_string_equal(ASK("INC-01", PLAIN_PLAN), "error fail INC-01:a:2019-20:dfg");
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM income"), 1);
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM spend"), 0);
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM risks"), 0);
	assert_figure(&w, "income.by", "dfg", "a", 1000);
	assert_no_figure(&w, "spend.by", "dfg", "a");
}

static void a_check_that_is_asked_for_later_gets_what_it_needs(void **state)
{
	(void)state;
	ASK("INC-01", PLAIN_PLAN);
	assert_string_equal(ASK("SPE-01", PLAIN_PLAN), "error fail SPE-01:a:2019-20::1");
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM income"), 0);
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM spend"), 1);
	assert_int_equal(w.engine->row_count, 0);
	ASK(NULL, PLAIN_PLAN);
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM income"), 1);
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM spend"), 1);
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM risks"), 1);
}

static void a_column_that_no_query_names_stays_blank(void **state)
{
	(void)state;
	ASK("SPE-01", PLAIN_PLAN);
	assert_null(ask_text(&w, "SELECT note FROM spend"));
	assert_int_equal(ask_number(&w, "SELECT amount FROM spend"), 2500);
	assert_string_equal(ask_text(&w, "SELECT line FROM spend"), "1");
	ASK(NULL, PLAIN_PLAN);
	assert_string_equal(ask_text(&w, "SELECT note FROM spend"), "second");
	ASK("SPE-01", PLAIN_PLAN);
	assert_null(ask_text(&w, "SELECT note FROM spend"));
}

static void a_star_names_every_column(void **state)
{
	(void)state;
	assert_string_equal(ASK("STR-01", PLAIN_PLAN), "error fail STR-01:a:2019-20");
	assert_string_equal(ask_text(&w, "SELECT note FROM spend"), "second");
}

static void words_out_of_list_are_looked_for_when_a_check_speaks_of_them(void **state)
{
	(void)state;
	assert_string_equal(ASK("WOR-01", {"areas.csv", ONE_AREA},
				    {"spend.csv", "line,area,period,amount,nature\n1,a,2019-20,1,strange\n"}),
		"error fail WOR-01::::spend");
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM spend"), 0);
	ASK("SPE-01", {"areas.csv", ONE_AREA},
		{"spend.csv", "line,area,period,amount,nature\n1,a,2019-20,1,strange\n"});
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM unlisted"), 0);
}

static void a_query_that_names_no_figure_gets_all_that_are_asked_for(void **state)
{
	(void)state;
	engine_ask(w.engine, true);
	/* Only income.by is asked for: some check names it; spend.by stands when a statement claims it. */
	assert_string_equal(ASK("ANY-01", PLAIN_PLAN), "");
	assert_figure(&w, "income.by", "dfg", "a", 1000);
	assert_string_equal(
		ASK("ANY-01", PLAIN_PLAN,
			{"stated.csv", "statement,figure,of,area,period,printed\ns1,spend.by,dfg,a,2019-20,£25\n"}),
		"error fail ANY-01:a:2019-20::spend.by");
	engine_ask(w.engine, false);
}

static void a_figure_falls_back_on_what_is_printed_also_when_only_its_check_runs(void **state)
{
	(void)state;
	const text_file plan_files[] = {{"areas.csv", ONE_AREA},
		{"stated.csv", "statement,figure,of,area,period,printed\ns1,spend.by,dfg,a,2019-20,£7\ns2,income.by,"
			       "dfg,a,2019-20,\ns3,,,a,,£4\ns4,,,a,,£5\n"},
		{"stated_parts.csv", "statement,how,part\ns2,add,s3\ns2,add,s4\n"}, NO_MORE_FILES};

	assert_string_equal(ask("INC-01", plan_files), "error fail INC-01:a:2019-20:dfg");
	assert_figure(&w, "income.by", "dfg", "a", 900);
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM statements"), 0);
	assert_string_equal(ask("PRI-01", plan_files),
		"error fail PRI-01:a:2019-20::s1; error fail PRI-01:a:2019-20::s2; error "
		"fail PRI-01:a:2019-20::s3; error fail PRI-01:a:2019-20::s4");
}

/* ---- the packs that are shipped ---- */

static const char *said(world *v, const char *id)
{
	check_report r;
	buf b;

	assert_int_equal(check_run(&r, v->engine, &id, 1, &v->j.e), 0);
	buf_init(&b, v->j.a);
	for (size_t i = 0; i < r.all_count; i++)
		buf_printf(&b, "%s %s %s %s %s %zu %s\n", r.all[i].id, result_name(r.all[i].result), r.all[i].message,
			r.all[i].actual, r.all[i].expected, r.all[i].cells.count, r.all[i].cause);
	buf_printf(
		&b, "%s; %zu passed, %zu not applicable", listed(&r, v->j.a), r.passed_count, r.not_applicable_count);
	return arena_text(v->j.a, buf_span(&b));
}

static void with_the_shipped_packs_a_check_alone_says_what_it_says_among_all(void **state)
{
	(void)state;
	static const char *const plans[] = {"examples/doncaster-2019-20", "examples/dorset-2016-17",
		"examples/barking-and-dagenham-2017-19", "policy/2015-16/cases/complete",
		"policy/2019-20/cases/complete", "policy/2021-22/cases/complete"};

	for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
		world v = {.j = job_open()};
		engine *whole, *narrow;
		assert_int_equal(
			plan_open(&v.plan, arena_printf(v.j.a, "%s/../%s", TEST_DATA, plans[i]), NULL, v.j.a, &v.j.e),
			0);
		assert_int_equal(
			pack_open(&v.pack, arena_text(v.j.a, plan_value(v.plan, "policy")), NULL, v.j.a, &v.j.e), 0);
		assert_int_equal(engine_open(&whole, v.pack, v.j.a, &v.j.e), 0);
		assert_int_equal(engine_open(&narrow, v.pack, v.j.a, &v.j.e), 0);
		assert_int_equal(engine_load(whole, v.plan, "2019-09-20", v.j.a, &v.j.e), 0);
		for (size_t k = 0; k < v.pack->check_count; k++) {
			const char *id = v.pack->checks[k].id;
			engine_ask_checks(narrow, &id, 1);
			assert_int_equal(engine_load(narrow, v.plan, "2019-09-20", v.j.a, &v.j.e), 0);
			v.engine = whole;
			const char *among = said(&v, id);
			v.engine = narrow;
			assert_string_equal(said(&v, id), among);
		}
		engine_close(whole);
		engine_close(narrow);
		plan_close(v.plan);
		job_close(&v.j);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_tables_and_figures_that_a_check_needs_are_filled),
		cmocka_unit_test(a_check_that_is_asked_for_later_gets_what_it_needs),
		cmocka_unit_test(a_column_that_no_query_names_stays_blank),
		cmocka_unit_test(a_star_names_every_column),
		cmocka_unit_test(words_out_of_list_are_looked_for_when_a_check_speaks_of_them),
		cmocka_unit_test(a_query_that_names_no_figure_gets_all_that_are_asked_for),
		cmocka_unit_test(a_figure_falls_back_on_what_is_printed_also_when_only_its_check_runs),
		cmocka_unit_test(with_the_shipped_packs_a_check_alone_says_what_it_says_among_all),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_world, close_world);
}
