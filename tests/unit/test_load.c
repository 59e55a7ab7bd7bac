#include "packs.h"

/* The figures here have no use but to name tables: the engine fills only those that some rule speaks of. */
static const text_file pack_files[] = {
	{"y1/pack.json", "{\"format\": 1, \"id\": \"y1\", \"title\": \"Year one\", \"periods\": [\"2019-20\", \"2018-19\"],\n"
		"\"lists\": {\"commissioner\": [{\"id\": \"joint\", \"title\": \"Joint\"}]}}"},
	{"y1/sources.csv", "source,title\ndfg,Grant\n"},
	{"y1/figures/x.sql", "-- id: x\n-- title: x\n-- unit: count\n-- tolerance: 0.5%\nselect 1 as value from spend, income, bodies, conditions, observations, share_splits, population, activity, policy_sources, policy_periods, policy_lists\n"},
	{"y1/figures/y.sql", "-- id: y\n-- title: y\n-- unit: GBP\n-- tolerance: 2.50\n-- combine: sum\n-- severity: info\n"},
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
#define LOAD(...) world_load(&w, (const text_file[]){__VA_ARGS__, NO_MORE_FILES})

static void numbers_are_pence_or_millionths(void **state)
{
	(void)state;
	LOAD({"areas.csv", ONE_AREA}, {"spend.csv", "line,area,amount,nhs_portion\n1,a,-12.34,1/3\n"}, {"population.csv", "area,ages,period,people\na,all,2019-20,12\n"},
		{"activity.csv", "line,period,measure,planned\n1,2019-20,h,12.5\n"}, {"observations.csv", "area,metric,period,kind,value\na,m,2019-20,plan,0.1234567\n"});
	assert_int_equal(ask_number(&w, "SELECT amount FROM spend"), -1234);
	assert_int_equal(ask_number(&w, "SELECT nhs_portion FROM spend"), 333333);
	assert_int_equal(ask_number(&w, "SELECT people FROM population"), 12000000);
	assert_int_equal(ask_number(&w, "SELECT planned FROM activity"), 12500000);
	assert_int_equal(ask_number(&w, "SELECT value FROM observations"), 123457);
	assert_string_equal(ask_text(&w, "SELECT typeof(amount) || typeof(nhs_portion) FROM spend"), "integerinteger");
	assert_int_equal(ask_number(&w, "SELECT row_id FROM spend"), 1);
}

static void blank_nought_and_the_marks_are_kept_apart_in_sql(void **state)
{
	(void)state;
	LOAD({"areas.csv", ONE_AREA}, {"spend.csv", "line,area,amount,note\n1,a,,\n2,a,0,[z]\n3,a,[z],\n4,a,[c],\n5,a,[x],x\n"}, {"conditions.csv", "area,condition,as_at,answer\na,c,,yes\n"});
	assert_string_equal(ask_text(&w, "SELECT group_concat(coalesce(amount, '-'), ' ') FROM (SELECT amount FROM spend ORDER BY row_id)"), "- 0 - - -");
	assert_string_equal(ask_text(&w, "SELECT group_concat(tbl || row_id || col || mark, ' ') FROM (SELECT * FROM marks ORDER BY row_id, col)"),
		"spend2note[z] spend3amount[z] spend4amount[c] spend5amount[x]");
	assert_string_equal(ask_text(&w, "SELECT as_at || '|' FROM conditions"), "|");
}

static void scope_is_the_areas_by_the_periods_and_the_partnership_of_several(void **state)
{
	(void)state;
	LOAD({"areas.csv", TWO_AREAS});
	assert_string_equal(ask_text(&w, "SELECT group_concat(area || ' ' || period, ', ') FROM (SELECT * FROM scope ORDER BY 1, 2)"),
		"* 2018-19, * 2019-20, a 2018-19, a 2019-20, b 2018-19, b 2019-20");
	LOAD({"areas.csv", ONE_AREA});
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM scope"), 2);
	assert_string_equal(ask_text(&w, "SELECT as_of FROM run"), "2019-06-01");
	assert_null(ask_text(&w, "SELECT submitted FROM run"));
	assert_string_equal(ask_text(&w, "SELECT status FROM run"), "draft");
	LOAD({"plan.csv", "title,status,submitted\nT,submitted,2019-09-27\n"});
	assert_string_equal(ask_text(&w, "SELECT submitted FROM run"), "2019-09-27");
	LOAD({"plan.csv", "title,status,submitted\nT,submitted,[x]\n"});
	assert_null(ask_text(&w, "SELECT submitted FROM run"));
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM scope"), 0);
}

static void narrative_stands_with_its_words(void **state)
{
	(void)state;
	LOAD({"narrative/a.md", "# One\n\ntwo **three**\n"}, {"narrative/b.md", "four\n"});
	assert_int_equal(ask_number(&w, "SELECT words FROM narrative WHERE section = 'a'"), 3000000);
	assert_string_equal(ask_text(&w, "SELECT text FROM narrative WHERE section = 'b'"), "four\n");
}

static void a_word_outside_its_closed_list_is_unlisted(void **state)
{
	(void)state;
	LOAD({"areas.csv", ONE_AREA}, {"spend.csv", "line,nature,commissioner,provider_kind,status\n1,revenue,joint,anything,new\n2,reveneu,joined,,\n3,[z],[x],,\n"},
		{"bodies.csv", "body,may\nx,decide; note\ny,decide; dream\n"});
	assert_string_equal(ask_text(&w, "SELECT group_concat(tbl || row_id || col || '=' || value, ' ') FROM (SELECT * FROM unlisted ORDER BY tbl, row_id, col)"),
		"bodies2may=dream spend2commissioner=joined spend2nature=reveneu");
}

static void a_reference_to_a_row_that_is_not_there_dangles(void **state)
{
	(void)state;
	LOAD({"areas.csv", TWO_AREAS}, {"organisations.csv", "organisation\nb1\nb2\nb3\n"}, {"bodies.csv", "body,of_organisations,reports_to\nx,b1; b9,y\ny,b3,\n"},
		{"income.csv", "line,area,source,payer\n1,a,dfg,b2\n2,*,ibcf,b0\n3,c,dfg,\n"});
	assert_string_equal(ask_text(&w, "SELECT group_concat(tbl || row_id || col || '=' || value || '>' || target, ' ') FROM (SELECT * FROM dangling ORDER BY tbl, row_id, col)"),
		"bodies1of_organisations=b9>organisations.organisation income2payer=b0>organisations.organisation income2source=ibcf>policy_sources.source income3area=c>areas.area");
}

static void nothing_dangles_into_a_table_that_is_empty_or_part_filled(void **state)
{
	(void)state;
	LOAD({"areas.csv", TWO_AREAS}, {"spend.csv", "line,area,scheme\n1,a,s9\n"});
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM dangling"), 0);
	LOAD({"areas.csv", TWO_AREAS}, {"schemes.csv", "scheme\ns1\n"}, {"spend.csv", "line,area,scheme\n1,a,s9\n"});
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM dangling"), 1);
	LOAD({"areas.csv", TWO_AREAS}, {"schemes.csv", "scheme\ns1\n"}, {"spend.csv", "line,area,scheme\n1,a,s9\n"}, {"coverage.csv", "tbl,area,period,extent\nschemes,*,*,part\n"});
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM dangling"), 0);
	LOAD({"areas.csv", TWO_AREAS}, {"coverage.csv", "tbl,area,period,extent\nspnd,*,*,part\nspend,*,*,part\n"});
	assert_string_equal(ask_text(&w, "SELECT group_concat(value) FROM dangling"), "spnd");
}

static void the_pack_stands_in_tables_of_its_own(void **state)
{
	(void)state;
	LOAD({"areas.csv", ONE_AREA});
	assert_string_equal(ask_text(&w, "SELECT title FROM policy_sources"), "Grant");
	assert_int_equal(ask_number(&w, "SELECT count(*) FROM policy_periods"), 2);
	assert_int_equal(ask_number(&w, "SELECT position FROM policy_lists"), 1000000);
	assert_int_equal(ask_number(&w, "SELECT tolerance_percent FROM policy_figures WHERE figure = 'x'"), 500000);
	assert_int_equal(ask_number(&w, "SELECT tolerance FROM policy_figures WHERE figure = 'x'"), 0);
	assert_int_equal(ask_number(&w, "SELECT tolerance FROM policy_figures WHERE figure = 'y'"), 250);
	assert_string_equal(ask_text(&w, "SELECT combine || severity FROM policy_figures WHERE figure = 'y'"), "suminfo");
}

/* ---- faults of rules when the engine opens ---- */

static void assert_rule_fault(const char *sql, const char *where, const char *part)
{
	job j = job_open();
	folder f = folder_make();
	pack *p;
	engine *g = NULL;

	write_pack(&f, (const text_file[]){{"y1/figures/x.sql", sql}, NO_MORE_FILES});
	assert_int_equal(pack_open(&p, "y1", f.path, j.a, &j.e), 0);
	assert_int_equal(engine_open(&g, p, j.a, &j.e), ERR_RULE);
	assert_null(g);
	assert_int_equal(j.e.count, 1);
	assert_message(&j.e, folder_path(&f, where, j.a), part);
	folder_remove(&f);
	job_close(&j);
}
#define X "-- id: x\n-- title: x\n-- unit: GBP\n"

static void a_rule_that_cannot_be_prepared_names_file_and_line(void **state)
{
	(void)state;
	assert_rule_fault(X "-- needs: spendings\nselect 1 as value", "y1/figures/x.sql", "x needs table 'spendings', which there is not");
	assert_rule_fault(X "select 1 as value,\n1.5 as slack", "y1/figures/x.sql:5", "decimal point");
	assert_rule_fault(X "select 1 as value\nfrom nowhere", "y1/figures/x.sql:4", "no such table");
	assert_rule_fault(X "delete from spend", "y1/figures/x.sql:4", "other than reading");
	assert_rule_fault(X "select 1 as at_spend", "y1/figures/x.sql:4", "is not written at_<table>__<column>");
	assert_rule_fault(X "select 1 as at_spend__amont", "y1/figures/x.sql:4", "names a table or column that is not in the schema");
	assert_rule_fault(X "select 1 as at_spnd__amount", "y1/figures/x.sql:4", "names a table or column that is not in the schema");
}

static void a_rule_that_never_ends_stops_the_load(void **state)
{
	(void)state;
	world v = world_open((const text_file[]){{"y1/figures/x.sql", X "with recursive n(i) as (select 1 union all select i + 1 from n)\nselect max(i) as value from n"}, NO_MORE_FILES});

	v.plan = tiny_plan((const text_file[]){{"areas.csv", ONE_AREA}, NO_MORE_FILES}, v.j.a, &v.j.e);
	assert_int_equal(engine_load(v.engine, v.plan, "2019-06-01", v.j.a, &v.j.e), ERR_RULE);
	assert_message(&v.j.e, folder_path(&v.packs, "y1/figures/x.sql", v.j.a), "may never end");
	world_close(&v);
	engine_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_pence_or_millionths),
		cmocka_unit_test(blank_nought_and_the_marks_are_kept_apart_in_sql),
		cmocka_unit_test(scope_is_the_areas_by_the_periods_and_the_partnership_of_several),
		cmocka_unit_test(narrative_stands_with_its_words),
		cmocka_unit_test(a_word_outside_its_closed_list_is_unlisted),
		cmocka_unit_test(a_reference_to_a_row_that_is_not_there_dangles),
		cmocka_unit_test(nothing_dangles_into_a_table_that_is_empty_or_part_filled),
		cmocka_unit_test(the_pack_stands_in_tables_of_its_own),
		cmocka_unit_test(a_rule_that_cannot_be_prepared_names_file_and_line),
		cmocka_unit_test(a_rule_that_never_ends_stops_the_load),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_world, close_world);
}
