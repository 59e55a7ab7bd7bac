#include "packs.h"

#include "figure/statements.h"

/* Two policy years: the newer one's rules speak of what the older plan holds. */
#define TOTAL(tbl)                                                                                                     \
	{"y1/figures/" tbl ".total.sql", "-- id: " tbl ".total\n-- title: " tbl "\n-- unit: GBP\n-- combine: sum\n-- needs: " tbl "\n"               \
		"select area, period, whole(amount) as value, sum(coalesce(to_nearest, 0)) / 2 as slack, json_group_array(row_id) as at_" tbl "__amount\n" \
		"from " tbl " group by area, period\n"}
#define GROWN                                                                                                          \
	{"y1/figures/z.grown.sql", "-- id: z.grown\n-- title: growth of planned spend on the older plan\n-- unit: GBP\n-- combine: sum\n-- needs: figures:spend.total\n"  \
		"select n.area, n.period, n.value - o.value as value, n.places as places from figures n join older.figures o using (figure, area)\n"     \
		"where n.figure = 'spend.total' and o.period = prior(n.period)\n"}
#define SPEAKS                                                                                                         \
	{"y1/checks/OLD-01.sql", "-- id: OLD-01\n-- title: T\n-- severity: error\n-- message: M\n-- needs: older\n"               \
		"select a.area as finding from areas a join older.areas o using (area) join older.spend s using (area) join older.statements t using (area)\n" \
		"join older.observations v using (area) left join older.policy_metrics p using (metric) where 0\n"}
#define NEWER_SPEND "line,area,period,amount\n1,a,2019-20,12.50\n"
#define OLDER_SPEND "line,area,period,amount,to_nearest\n1,*,2018-19,10,1\n2,,2018-19,[c],\n"

static world w, older;

static int open_worlds(void **state)
{
	(void)state;
	w = world_open((const text_file[]){TOTAL("spend"), GROWN, SPEAKS, {"y1/metrics.csv", "metric,title,unit\nm,New title,percent\n"}, NO_MORE_FILES});
	older = world_open((const text_file[]){{"y1/pack.json", "{\"format\": 1, \"id\": \"y1\", \"title\": \"Year before\", \"periods\": [\"2018-19\"]}"}, TOTAL("spend"),
		{"y1/metrics.csv", "metric,title,unit,definition\nm,Old title,per_day,As it was\ngone,G,count,\n"}, NO_MORE_FILES});
	return 0;
}

static int close_worlds(void **state)
{
	(void)state;
	world_close(&w);
	world_close(&older);
	return 0;
}

static void load_older(const char *spend, const char *stated)
{
	world_load(&older, (const text_file[]){{"areas.csv", "area,name\na,Area as it was\n"}, {"spend.csv", spend}, {"stated.csv", arena_printf(older.j.a, "statement,figure,of,area,period,printed\n%s", stated)},
		{"observations.csv", "area,metric,period,kind,value\na,m,2018-19,plan,1.5\n"}, NO_MORE_FILES});
}

static void load_newer(const engine *with)
{
	engine_compare(w.engine, with);
	world_load(&w, (const text_file[]){{"areas.csv", ONE_AREA}, {"spend.csv", NEWER_SPEND}, NO_MORE_FILES});
}

static void the_older_plan_stands_in_tables_of_its_own(void **state)
{
	(void)state;
	load_older(OLDER_SPEND, "s1,spend.total,,a,2018-19,£11\ns2,,,a,2018-19,about 20 %\n");
	load_newer(older.engine);
	assert_string_equal(ask_text(&w, "SELECT name FROM older.areas"), "Area as it was");
	assert_string_equal(ask_text(&w, "SELECT name FROM areas"), "Area A");
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM older.spend"), 2);
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM spend"), 1);
	assert_int_equal(ask_number(&w, "SELECT value FROM older.observations"), 1500000);
	assert_string_equal(ask_text(&w, "SELECT statement || ' ' || row_id || ' ' || figure || ' ' || value || ' ' || half FROM older.statements WHERE figure <> ''"), "s1 1 spend.total 1100 50");
	assert_string_equal(ask_text(&w, "SELECT unit FROM older.statements WHERE statement = 's2'"), "percent");
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM statements"), 0);
}

static void its_numbers_are_those_of_its_own_engine(void **state)
{
	(void)state;
	load_older(OLDER_SPEND, "");
	load_newer(older.engine);
	assert_string_equal(ask_text(&w, "SELECT group_concat(row_id || area || coalesce(amount, '-'), ' ') FROM (SELECT * FROM older.spend ORDER BY row_id)"), "1a1000 2a-");
	load_older("line,area,period,amount,to_nearest\n1,a,2018-19,10,1\n", "s1,spend.total,,a,2017-18,£7\n");
	load_newer(older.engine);
	assert_string_equal(ask_text(&w, "SELECT figure || value || ' ' || slack || basis || coalesce(statement, '-') FROM older.figures WHERE period = '2018-19'"), "spend.total1000 50derived-");
	assert_string_equal(ask_text(&w, "SELECT figure || value || ' ' || basis || ' ' || statement FROM older.figures WHERE period = '2017-18'"), "spend.total700 stated s1");
}

static void a_figure_may_be_made_from_both_plans(void **state)
{
	(void)state;
	load_older("line,area,period,amount\n1,a,2018-19,10\n", "");
	load_newer(older.engine);
	assert_figure(&w, "z.grown", "", "a", 250);
	load_newer(NULL);
	assert_no_figure(&w, "z.grown", "", "a");
}

static void what_measures_were_called_comes_from_the_older_policy_year(void **state)
{
	(void)state;
	load_older(OLDER_SPEND, "");
	load_newer(older.engine);
	assert_string_equal(ask_text(&w, "SELECT group_concat(metric || '=' || title || '/' || unit, ' ') FROM (SELECT * FROM older.policy_metrics ORDER BY metric)"), "gone=G/count m=Old title/per_day");
	assert_string_equal(ask_text(&w, "SELECT definition FROM older.policy_metrics WHERE metric = 'm'"), "As it was");
}

static void without_an_older_plan_its_tables_are_there_and_empty(void **state)
{
	(void)state;
	static const char *const tables[] = {"areas", "spend", "observations", "figures", "statements", "policy_metrics"};

	load_older(OLDER_SPEND, "s1,spend.total,,a,2018-19,£11\n");
	load_newer(NULL);
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		assert_int_equal(ask_number(&w, arena_printf(w.j.a, "SELECT count(*) FROM older.%s", tables[i])), 0);
	load_newer(older.engine);
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		assert_true(ask_number(&w, arena_printf(w.j.a, "SELECT count(*) FROM older.%s", tables[i])) > 0);
	load_newer(NULL);
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		assert_int_equal(ask_number(&w, arena_printf(w.j.a, "SELECT count(*) FROM older.%s", tables[i])), 0);
}

static void another_older_plan_takes_the_place_of_the_last(void **state)
{
	(void)state;
	load_older(OLDER_SPEND, "s1,spend.total,,a,2018-19,£11\n");
	load_newer(older.engine);
	load_newer(older.engine);
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM older.spend"), 2);
	load_older("line,area,period,amount\n7,a,2018-19,3\n", "");
	load_newer(older.engine);
	assert_string_equal(ask_text(&w, "SELECT group_concat(line || '=' || amount) FROM older.spend"), "7=300");
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM older.statements"), 0);
	assert_int_equal(ask_number(&w, "SELECT value FROM older.figures WHERE figure = 'spend.total'"), 300);
}

static void the_older_plan_stays_as_it_is(void **state)
{
	(void)state;
	load_older("line,area,period,amount\n1,a,2018-19,10\n", "");
	load_newer(older.engine);
	assert_int_equal(older.engine->row_count, 1);
	assert_int_equal(older.engine->rows[0].value, 1000);
	assert_int_equal(ask_number(&older, "SELECT count(*) FROM spend"), 1);
	assert_int_equal(ask_number(&older, "SELECT amount FROM spend"), 1000);
}

static void a_plan_can_be_compared_with_itself(void **state)
{
	(void)state;
	world same = world_open((const text_file[]){TOTAL("spend"), GROWN, SPEAKS, NO_MORE_FILES});

	world_load(&same, (const text_file[]){{"areas.csv", ONE_AREA}, {"spend.csv", NEWER_SPEND}, NO_MORE_FILES});
	load_newer(same.engine);
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM figures n JOIN older.figures o USING (figure, \"of\", area, period) WHERE n.value = o.value"), 1);
	world_close(&same);
}

static void a_rule_may_name_no_other_table_of_the_older_plan(void **state)
{
	(void)state;
	static const struct { const char *from, *part; } list[] = {{"older.spnd", "no such table"}, {"older.sqlite_master", "sqlite_master"}, {"older.narrative", "no such table"}};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		job j = job_open();
		folder f = folder_make();
		pack *p;
		engine *g = NULL;
		write_pack(&f, (const text_file[]){{"y1/figures/x.sql", arena_printf(j.a, "-- id: x\n-- title: x\n-- unit: GBP\nselect 1 as value from %s", list[i].from)}, NO_MORE_FILES});
		assert_int_equal(pack_open(&p, "y1", f.path, j.a, &j.e), 0);
		assert_int_equal(engine_open(&g, p, j.a, &j.e), ERR_RULE);
		assert_null(g);
		assert_message(&j.e, folder_path(&f, "y1/figures/x.sql:4", j.a), "");
		folder_remove(&f);
		job_close(&j);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_older_plan_stands_in_tables_of_its_own),
		cmocka_unit_test(its_numbers_are_those_of_its_own_engine),
		cmocka_unit_test(a_figure_may_be_made_from_both_plans),
		cmocka_unit_test(what_measures_were_called_comes_from_the_older_policy_year),
		cmocka_unit_test(without_an_older_plan_its_tables_are_there_and_empty),
		cmocka_unit_test(another_older_plan_takes_the_place_of_the_last),
		cmocka_unit_test(the_older_plan_stays_as_it_is),
		cmocka_unit_test(a_plan_can_be_compared_with_itself),
		cmocka_unit_test(a_rule_may_name_no_other_table_of_the_older_plan),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_worlds, close_worlds);
}
