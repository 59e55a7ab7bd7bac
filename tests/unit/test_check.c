#include "checks.h"

#define COMPLETE(id)                                                                                                   \
	{                                                                                                              \
		"y1/checks/" id ".sql",                                                                                \
			CHECK_HEAD(id, "-- about: completeness\n-- fix: Fill it in.\n") "select area, period, row_id " \
											"as at_spend__scheme from "    \
											"spend where scheme is null\n" \
	}
#define LARGEST                                                                                                        \
	{                                                                                                              \
		"y1/checks/SPE-01.sql",                                                                                \
			CHECK_HEAD("SPE-01", "") "select area, row_id as at_spend__amount, amount as actual, 100 as "  \
						 "expected, 'GBP' as unit, line from spend where amount > 100\n"       \
	}
#define DATES                                                                                                          \
	{                                                                                                              \
		"y1/checks/DAT-01.sql",                                                                                \
			"-- id: DAT-01\n-- title: Late\n-- severity: warning\n-- message: {milestone}, {difference} "  \
			"late, on {actual}; not {nothing}; {due}\n"                                                    \
			"select milestone as finding, milestone, done as actual, due as expected, 'date' as unit, "    \
			"'x' as severity, due, row_id as at_milestones__done from milestones where done > due\n"       \
	}
#define EARLIER                                                                                                        \
	{                                                                                                              \
		"y1/checks/OLD-01.sql",                                                                                \
			CHECK_HEAD("OLD-01", "-- applies: ..2017-18\n-- needs: income\n") "select 'a' as area\n"       \
	}
#define NEEDS_TABLE                                                                                                    \
	{                                                                                                              \
		"y1/checks/NEE-01.sql",                                                                                \
			CHECK_HEAD("NEE-01", "-- needs: risks, agreements\n") "select area from spend where 0\n"       \
	}
#define INFO                                                                                                           \
	{                                                                                                              \
		"y1/checks/INF-01.sql",                                                                                \
			"-- id: INF-01\n-- title: I\n-- severity: info\n-- message: {of}: {people}, {note}, "          \
			"{rate:percent}, {area\n-- fix: {finding}\n"                                                   \
			"select '' as area, 'dfg' as \"of\", 'k' as finding, 12000000 as people, NULL as note, "       \
			"12500000 as rate, 'warning' as severity, 'undetermined' as result from run\n"                 \
	}
#define ANYWHERE                                                                                                       \
	{                                                                                                              \
		"y1/checks/ANY-01.sql",                                                                                \
			CHECK_HEAD(                                                                                    \
				"ANY-01", "") "select risk as finding, 'risks:' || row_id || ':owner spend:1:amount "  \
					      "spend:0:amount spend:9:amount nothing:1:x' as at_any from risks\n"      \
	}

static world w;

static int open_world(void **state)
{
	(void)state;
	w = world_open((const text_file[]){{"y1/sources.csv", "source,title\ndfg,Grant\n"},
		FIGURE_BY("income.by", "income"), FIGURE_BY("spend.by", "spend"), OVERSPENT, COMPLETE("CMP-01"),
		LARGEST, DATES, EARLIER, NEEDS_TABLE, INFO, ANYWHERE, NO_MORE_FILES});
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
#define assert_listed(r, text) assert_string_equal(listed(&(r), w.j.a), text)

static void a_check_without_findings_has_passed(void **state)
{
	(void)state;
	check_report r = RUN("EXP-03", {"areas.csv", ONE_AREA}, {"income.csv", LINES "1,a,2019-20,dfg,10,\n"},
		{"spend.csv", LINES "1,a,2019-20,dfg,10,\n"});

	assert_int_equal(r.count, 0);
	assert_int_equal(r.passed_count, 1);
	assert_string_equal(r.passed[0], "EXP-03");
	assert_int_equal(r.not_applicable_count, 0);
}

static void a_finding_says_what_is_wrong_where_and_by_how_much(void **state)
{
	(void)state;
	check_report r = RUN("EXP-03", {"areas.csv", ONE_AREA}, {"income.csv", LINES "1,a,2019-20,dfg,10,\n"},
		{"spend.csv", LINES "1,a,2019-20,dfg,8,\n2,a,2019-20,dfg,5.50,\n"});

	assert_listed(r, "error fail EXP-03:a:2019-20:dfg");
	const finding *f = r.findings[0];
	assert_string_equal(f->message, "Area A, 2019-20: Grant is overspent by £3.50.");
	assert_string_equal(f->fix, "Take £3.50 off Grant.");
	assert_string_equal(f->actual, "13.50");
	assert_string_equal(f->expected, "10.00");
	assert_string_equal(f->difference, "3.50");
	assert_string_equal(f->unit, "GBP");
	assert_int_equal(f->cells.count, 3);
	assert_int_equal(f->figure_count, 2);
	assert_int_equal(r.errors, 1);
	assert_int_equal(r.passed_count, 0);
}

static void what_a_check_needs_and_has_not_leaves_it_undetermined(void **state)
{
	(void)state;
	check_report r = RUN("EXP-03", {"areas.csv", TWO_AREAS}, {"income.csv", LINES "1,a,2019-20,dfg,10,\n"});

	assert_listed(r, "error undetermined EXP-03:a:2019-20; error undetermined EXP-03:a:2019-20:dfg; error "
			 "undetermined EXP-03:b:2019-20");
	assert_string_equal(find_finding(&r, "EXP-03:a:2019-20")->message, "Cannot check yet: needs spend.by.");
	assert_string_equal(
		find_finding(&r, "EXP-03:b:2019-20")->message, "Cannot check yet: needs income.by and spend.by.");
	assert_int_equal(r.undetermined, 3);
	assert_int_equal(r.errors, 0);
	r = RUN("NEE-01", {"areas.csv", ONE_AREA}, {"risks.csv", "risk\nr\n"},
		{"spend.csv", LINES "1,a,2019-20,dfg,10,\n"});
	assert_listed(r, "error undetermined NEE-01:a:2019-20");
	assert_non_null(strstr(r.findings[0]->message, "(table agreements)"));
	assert_null(strstr(r.findings[0]->message, "risks"));
	r = RUN("NEE-01", {"areas.csv", ONE_AREA}, {"risks.csv", "risk\nr\n"}, {"agreements.csv", "agreement\nx\n"});
	assert_int_equal(r.passed_count, 1);
}

static void the_partnerships_sum_does_not_stand_for_an_area(void **state)
{
	(void)state;
	check_report r = RUN("EXP-03", {"areas.csv", TWO_AREAS},
		{"income.csv", LINES "1,a,2019-20,dfg,10,\n2,b,2019-20,dfg,10,\n"},
		{"spend.csv", LINES "1,*,2019-20,dfg,5,\n"},
		{"coverage.csv", "tbl,area,period,extent\nspend,*,*,all\n"});

	assert_non_null(find_finding(&r, "EXP-03:a:2019-20"));
	assert_non_null(find_finding(&r, "EXP-03:b:2019-20"));
}

static void an_of_that_one_figure_has_and_the_other_lacks_is_undetermined(void **state)
{
	(void)state;
	check_report r = RUN("EXP-03", {"areas.csv", ONE_AREA},
		{"income.csv", LINES "1,a,2019-20,dfg,10,\n2,a,2019-20,ibcf,1,\n"},
		{"spend.csv", LINES "1,a,2019-20,dfg,11,\n2,a,2019-20,other,1,\n"});

	assert_listed(r, "error fail EXP-03:a:2019-20:dfg; error undetermined EXP-03:a:2019-20:ibcf; error "
			 "undetermined EXP-03:a:2019-20:other");
	assert_string_equal(
		find_finding(&r, "EXP-03:a:2019-20:ibcf")->message, "Cannot check yet: needs spend.by: ibcf.");
	r = RUN("EXP-03", {"areas.csv", ONE_AREA}, {"income.csv", LINES "1,a,2019-20,ibcf,10,\n"},
		{"spend.csv", LINES "1,a,2019-20,ibcf,1,\n2,a,2019-20,dfg,1,\n"});
	assert_string_equal(r.findings[0]->message, "Cannot check yet: needs income.by: Grant.");
}

static void a_check_of_other_periods_does_not_apply(void **state)
{
	(void)state;
	check_report r = RUN("OLD-01", {"areas.csv", ONE_AREA}, {"income.csv", LINES "1,a,2019-20,dfg,10,\n"});

	assert_int_equal(r.not_applicable_count, 1);
	assert_string_equal(r.not_applicable[0], "OLD-01");
	r = RUN("OLD-01", {"areas.csv", ONE_AREA}, {"income.csv", LINES "1,a,2017-18,dfg,10,\n"});
	assert_listed(r, "error fail OLD-01:a");
}

static void completeness_is_undetermined_until_the_plan_is_submitted(void **state)
{
	(void)state;
	static const struct {
		const char *status, *found;
	} list[] = {{"draft", "error undetermined CMP-01:a:2019-20"}, {"agreed", "error undetermined CMP-01:a:2019-20"},
		{"submitted", "error fail CMP-01:a:2019-20"}, {"approved", "error fail CMP-01:a:2019-20"},
		{"published_extract", ""}, {"", "error undetermined CMP-01:a:2019-20"}};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		check_report r = RUN("CMP-01", {"areas.csv", ONE_AREA}, {"spend.csv", LINES "1,a,2019-20,dfg,10,\n"},
			{"plan.csv", arena_printf(w.j.a, "title,status\nT,%s\n", list[i].status)});
		assert_listed(r, list[i].found);
		assert_int_equal(r.not_applicable_count, i == 4);
	}
}

static void rows_of_one_id_are_one_finding_with_the_largest_difference(void **state)
{
	(void)state;
	check_report r = RUN("SPE-01", {"areas.csv", TWO_AREAS},
		{"spend.csv", LINES "1,a,2019-20,dfg,3,\n2,a,2019-20,dfg,9,\n3,a,2019-20,dfg,4,\n4,b,2019-20,dfg,5,\n5,"
				    "b,2019-20,x,1,\n"});

	assert_listed(r, "error fail SPE-01:a; error fail SPE-01:b");
	assert_int_equal(r.findings[0]->cells.count, 3);
	assert_string_equal(r.findings[0]->actual, "9.00");
	assert_string_equal(r.findings[0]->difference, "8.00");
}

static void dates_differ_by_days_and_are_shown_as_people_write_them(void **state)
{
	(void)state;
	check_report r = RUN("DAT-01", {"areas.csv", ONE_AREA},
		{"milestones.csv", "milestone,due,done\nm1,2019-09-27,2019-09-28\nm2,2019-09-27,2019-10-07\nm3,2019-09-"
				   "27,2019-09-01\n"});

	assert_listed(r, "warning fail DAT-01::::m2; warning fail DAT-01::::m1");
	assert_string_equal(
		r.findings[0]->message, "m2, 10 days late, on 7 October 2019; not {nothing}; 27 September 2019");
	assert_string_equal(
		r.findings[1]->message, "m1, 1 day late, on 28 September 2019; not {nothing}; 27 September 2019");
	assert_string_equal(r.findings[0]->difference, "10");
	assert_string_equal(r.findings[0]->actual, "2019-10-07");
	assert_int_equal(r.warnings, 2);
}

static void a_row_may_set_its_result_and_severity_and_lend_its_columns(void **state)
{
	(void)state;
	check_report r = RUN("INF-01", {"areas.csv", ONE_AREA});

	assert_listed(r, "warning undetermined INF-01:::dfg:k");
	assert_string_equal(r.findings[0]->message, "Grant: 12, (blank), 12.5 %, {area");
	assert_string_equal(r.findings[0]->fix, "k");
	assert_null(r.findings[0]->actual);
	assert_int_equal(r.findings[0]->weight, WEIGHT_CORRECT);
}

static void places_of_several_tables_may_be_named_in_one_column(void **state)
{
	(void)state;
	check_report r = RUN("ANY-01", {"areas.csv", ONE_AREA}, {"risks.csv", "risk,owner\nr,P\n"},
		{"spend.csv", LINES "1,a,2019-20,dfg,5,\n"});

	assert_int_equal(r.findings[0]->cells.count, 2);
	assert_string_equal(plan_tables[r.findings[0]->cells.list[0].table].name, "spend");
	assert_string_equal(plan_tables[r.findings[0]->cells.list[1].table].name, "risks");
}

static void an_unknown_check_to_run_is_refused(void **state)
{
	(void)state;
	job j = job_open();
	const char *only[] = {"EXP-03", "EXP-99"};
	check_report r;

	world_load(&w, (const text_file[]){{"areas.csv", ONE_AREA}, NO_MORE_FILES});
	assert_int_equal(check_run(&r, w.engine, only, 2, &j.e), ERR_USAGE);
	assert_message(&j.e, "", "no check 'EXP-99'");
	job_close(&j);
}

static void findings_are_ordered_by_severity_result_size_check_and_id(void **state)
{
	(void)state;
	world_load(&w, (const text_file[]){{"areas.csv", TWO_AREAS},
			       {"income.csv", LINES "1,a,2019-20,dfg,1,\n2,b,2019-20,dfg,1,\n"},
			       {"spend.csv", LINES "1,a,2019-20,dfg,3,\n2,b,2019-20,dfg,9,\n"},
			       {"milestones.csv", "milestone,due,done\nm1,2019-09-27,2019-09-28\n"}, NO_MORE_FILES});
	check_report r = check_now(&w);
	assert_listed(r, "error fail EXP-03:b:2019-20:dfg; error fail SPE-01:b; error fail EXP-03:a:2019-20:dfg; error "
			 "fail SPE-01:a; error undetermined CMP-01:a:2019-20; error undetermined CMP-01:b:2019-20; "
			 "error undetermined NEE-01:a:2019-20; error undetermined NEE-01:b:2019-20; warning fail "
			 "DAT-01::::m1; warning undetermined INF-01:::dfg:k");
}

static void findings_do_not_depend_on_the_order_of_rows(void **state)
{
	(void)state;
	uint64_t seed = 12;
	const char *first = NULL;
	char lines[12][60];

	for (size_t i = 0; i < 12; i++)
		snprintf(lines[i], sizeof lines[i], "%zu,%s,2019-20,%s,%zu,%s\n", i, i % 3 ? "a" : "b",
			i % 2 ? "dfg" : "ibcf", i * 37 % 11 + 1, i % 4 ? "" : "1");
	for (int round = 0; round < 12; round++) {
		buf income, spend;
		buf_init(&income, w.j.a);
		buf_init(&spend, w.j.a);
		buf_text(&income,
			LINES "1,a,2019-20,dfg,10,\n2,b,2019-20,dfg,4,\n3,a,2019-20,ibcf,9,\n4,b,2019-20,ibcf,2,\n");
		buf_text(&spend, LINES);
		for (size_t i = 12; i > 0; i--) {
			size_t k = next_random(&seed) % i;
			char held[60];
			memcpy(held, lines[k], sizeof held);
			memcpy(lines[k], lines[i - 1], sizeof held);
			memcpy(lines[i - 1], held, sizeof held);
		}
		for (size_t i = 0; i < 12; i++)
			buf_text(&spend, lines[i]);
		world_load(&w, (const text_file[]){{"areas.csv", TWO_AREAS}, {"income.csv", buf_span(&income).at},
				       {"spend.csv", buf_span(&spend).at}, NO_MORE_FILES});
		check_report r = check_now(&w);
		buf all;
		buf_init(&all, w.j.a);
		for (size_t i = 0; i < r.all_count; i++)
			buf_printf(&all, "%s %s %s %s [%s]\n", r.all[i].id, r.all[i].message, r.all[i].actual,
				r.all[i].cause, follows(&r.all[i], w.j.a));
		const char *text = arena_printf(w.j.a, "%s\n%s", listed(&r, w.j.a), buf_span(&all).at);
		if (!first)
			first = text;
		assert_string_equal(text, first);
	}
}

/* ---- what does not apply ---- */

static check_report report_of(world *v, const engine *older, const text_file *files)
{
	engine_compare(v->engine, older);
	world_load(v, files);
	return check_now(v);
}
#define REPORT(v, older, ...) report_of(v, older, (const text_file[]){__VA_ARGS__, NO_MORE_FILES})

static const char *joined(const char **ids, size_t count, arena *a)
{
	const char *text = "";

	for (size_t i = 0; i < count; i++)
		text = arena_printf(a, "%s%s%s", text, i ? " " : "", ids[i]);
	return text;
}
#define assert_sorted(r, passed_, not_applicable_)                                                                     \
	do {                                                                                                           \
		assert_string_equal(joined((r).passed, (r).passed_count, v.j.a), passed_);                             \
		assert_string_equal(joined((r).not_applicable, (r).not_applicable_count, v.j.a), not_applicable_);     \
	} while (0)

static void a_check_that_speaks_of_tables_without_a_row_does_not_apply(void **state)
{
	(void)state;
	world v = world_open((const text_file[]){
		{"y1/checks/S-1.sql",
			CHECK_HEAD("S-1", "-- speaks-of: risks, benefits\n-- needs: spend\n") "select area from spend "
											      "where amount > 500\n"},
		NO_MORE_FILES});

	check_report r = REPORT(&v, NULL, {"areas.csv", ONE_AREA});
	assert_string_equal(listed(&r, v.j.a), "error undetermined S-1:a:2019-20"); /* what it needs is lacking */
	r = REPORT(&v, NULL, {"areas.csv", ONE_AREA}, {"spend.csv", LINES "1,a,2019-20,dfg,6,\n"});
	assert_sorted(r, "", "S-1");
	r = REPORT(&v, NULL, {"areas.csv", ONE_AREA}, {"spend.csv", LINES "1,a,2019-20,dfg,6,\n"},
		{"benefits.csv", "scheme\nb\n"});
	assert_string_equal(listed(&r, v.j.a), "error fail S-1:a");
	assert_sorted(r, "", "");
	r = REPORT(&v, NULL, {"areas.csv", ONE_AREA}, {"spend.csv", LINES "1,a,2019-20,dfg,4,\n"},
		{"risks.csv", "risk\nr\n"});
	assert_sorted(r, "S-1", "");
	r = REPORT(&v, NULL, {"areas.csv", ONE_AREA}, {"risks.csv", "risk\nr\n"});
	assert_string_equal(listed(&r, v.j.a), "error undetermined S-1:a:2019-20");
	world_close(&v);
}

static void a_check_that_speaks_of_no_table_of_the_schema_is_refused(void **state)
{
	(void)state;
	job j = job_open();
	folder f = folder_make();
	pack *p;
	engine *g = NULL;

	write_pack(&f, (const text_file[]){
			       {"y1/checks/S-1.sql",
				       CHECK_HEAD("S-1", "-- speaks-of: risks, rsks\n") "select area from spend\n"},
			       NO_MORE_FILES});
	assert_int_equal(pack_open(&p, "y1", f.path, j.a, &j.e), 0);
	assert_int_equal(engine_open(&g, p, j.a, &j.e), ERR_RULE);
	assert_message(&j.e, folder_path(&f, "y1/checks/S-1.sql", j.a), "S-1 speaks of 'rsks', which there is not");
	folder_remove(&f);
	job_close(&j);
}

static void a_row_may_say_that_there_is_nothing_to_judge(void **state)
{
	(void)state;
	world v = world_open((const text_file[]){
		{"y1/checks/N-1.sql", CHECK_HEAD("N-1", "") "select area, row_id as at_spend__amount, 'fail' as result "
							    "from spend where amount > 500\n"
							    "union all select '', null, 'not_applicable' where not "
							    "exists (select 1 from risks)\n"},
		NO_MORE_FILES});

	check_report r = REPORT(&v, NULL, {"areas.csv", ONE_AREA}, {"spend.csv", LINES "1,a,2019-20,dfg,4,\n"});
	assert_int_equal(r.all_count, 0);
	assert_sorted(r, "", "N-1");
	r = REPORT(&v, NULL, {"areas.csv", ONE_AREA}, {"spend.csv", LINES "1,a,2019-20,dfg,4,\n"},
		{"risks.csv", "risk\nr\n"});
	assert_sorted(r, "N-1", "");
	r = REPORT(&v, NULL, {"areas.csv", ONE_AREA}, {"spend.csv", LINES "1,a,2019-20,dfg,6,\n"});
	assert_string_equal(listed(&r, v.j.a), "error fail N-1:a");
	assert_sorted(r, "", "");
	assert_string_equal(result_name(RESULT_NOT_APPLICABLE), "not_applicable");
	world_close(&v);
}

static void a_check_that_compares_does_not_apply_without_an_older_plan(void **state)
{
	(void)state;
	const text_file rules[] = {
		{"y1/checks/O-1.sql",
			CHECK_HEAD("O-1",
				"-- needs: older, spend\n") "select n.area, n.amount as actual, o.amount as expected, "
							    "'GBP' as unit, n.row_id as at_spend__amount\n"
							    "from spend n join older.spend o using (area, line) where "
							    "n.amount <> o.amount\n"},
		NO_MORE_FILES};
	world v = world_open(rules), older = world_open(rules);

	world_load(&older, (const text_file[]){{"areas.csv", ONE_AREA}, {"spend.csv", LINES "1,a,2018-19,dfg,4,\n"},
				   NO_MORE_FILES});
	check_report r = REPORT(&v, NULL, {"areas.csv", ONE_AREA}, {"spend.csv", LINES "1,a,2019-20,dfg,6,\n"});
	assert_sorted(r, "", "O-1");
	r = REPORT(&v, older.engine, {"areas.csv", ONE_AREA}, {"spend.csv", LINES "1,a,2019-20,dfg,6,\n"});
	assert_string_equal(listed(&r, v.j.a), "error fail O-1:a");
	assert_string_equal(r.findings[0]->expected, "4.00");
	r = REPORT(&v, older.engine, {"areas.csv", ONE_AREA}, {"spend.csv", LINES "1,a,2019-20,dfg,4,\n"});
	assert_sorted(r, "O-1", "");
	r = REPORT(&v, older.engine, {"areas.csv", ONE_AREA});
	assert_string_equal(listed(&r, v.j.a), "error undetermined O-1:a:2019-20");
	world_close(&v);
	world_close(&older);
}

static void what_is_lacking_in_a_table_without_periods_is_said_once(void **state)
{
	(void)state;
	const char *two_years =
		"{\"format\": 1, \"id\": \"y1\", \"title\": \"T\", \"periods\": [\"2018-19\", \"2019-20\"]}";
	world v = world_open((const text_file[]){{"y1/pack.json", two_years},
		{"y1/checks/B-1.sql", CHECK_HEAD("B-1", "-- needs: spend\n") "select area from spend where 0\n"},
		{"y1/checks/C-1.sql",
			CHECK_HEAD("C-1", "-- needs: conditions\n") "select area from conditions where 0\n"},
		NO_MORE_FILES});

	check_report r = REPORT(&v, NULL, {"areas.csv", ONE_AREA});
	assert_string_equal(listed(&r, v.j.a),
		"error undetermined B-1:a:2018-19; error undetermined B-1:a:2019-20; error undetermined C-1:a:2018-19");
	world_close(&v);
}

static void months_schemes_and_rates_are_shown_in_words(void **state)
{
	(void)state;
	world v = world_open((const text_file[]){{"y1/metrics.csv", "metric,title,unit\nm,Measure,percent\n"},
		{"y1/figures/spend.by_scheme.sql", "-- id: spend.by_scheme\n-- title: planned spend by scheme\n-- "
						   "unit: GBP\n-- combine: sum\n-- by: scheme\n-- needs: spend\n"
						   "select area, period, scheme as \"of\", whole(amount) as value from "
						   "spend group by area, period, scheme\n"},
		{"y1/figures/by_payer.sql",
			"-- id: by_payer\n-- title: income by payer\n-- unit: GBP\n-- combine: sum\n-- by: payer\n-- "
			"needs: income\nselect area, period, payer as \"of\", whole(amount) as value from income group "
			"by area, period, payer\n"},
		{"y1/checks/W-1.sql", "-- id: W-1\n-- title: T\n-- severity: error\n-- message: {figure}, {month}, "
				      "{quarter}, {share:percent}, {rate:per_100000}, {people:count}\n"
				      "select '' as area, x.finding as finding, '2022-01' as month, '2021-22Q4' as "
				      "quarter, 33333333 as share, 12345678 as rate, 1234567 as people\n"
				      "from (select 'spend.by_scheme[home]' as finding union select "
				      "'by_payer[council]' union select 'spend.by_scheme[none]') x\n"},
		NO_MORE_FILES});

	check_report r = REPORT(&v, NULL, {"areas.csv", ONE_AREA},
		{"schemes.csv", "scheme,title\nother,Other\nhome,Home care\n"},
		{"organisations.csv", "organisation,name\ncouncil,Exampleshire Council\n"});
	assert_int_equal(r.count, 3);
	assert_string_equal(find_finding(&r, "W-1::::spend.by_scheme[home]")->message,
		"planned spend by scheme of Home care, January 2022, 2021-22Q4, 33.33 %, 12.35 per 100,000, 1.234567");
	assert_true(span_starts(span_of(find_finding(&r, "W-1::::by_payer[council]")->message),
		"income by payer of Exampleshire Council,"));
	assert_true(span_starts(span_of(find_finding(&r, "W-1::::spend.by_scheme[none]")->message),
		"planned spend by scheme of none,"));
	world_close(&v);
}

/* ---- only the figures that something asks for ---- */

#define FIGURE_OF(id, more)                                                                                            \
	{                                                                                                              \
		"y1/figures/" id ".sql", "-- id: " id "\n-- title: " id "\n-- unit: GBP\n-- needs: " more              \
	}
#define ASKING(id, more)                                                                                               \
	{                                                                                                              \
		"y1/checks/" id ".sql",                                                                                \
			CHECK_HEAD(id, "") "select area, period, value as actual from figures where figure = " more    \
	}

static size_t rows_of(const world *v, const char *figure)
{
	size_t count = 0;

	for (size_t i = 0; i < v->engine->row_count; i++)
		count += !strcmp(v->engine->rows[i].figure->id, figure);
	return count;
}

static void figures_that_nothing_asks_for_are_left_out_and_no_others(void **state)
{
	(void)state;
	world v = world_open((const text_file[]){
		FIGURE_OF("unasked",
			"income\nselect area, period, sum(amount) as value from income group by area, period\n"),
		FIGURE_OF("below",
			"income\nselect area, period, sum(amount) as value from income group by area, period\n"),
		FIGURE_OF("needed", "figures:below\nselect area, period, value from figures where figure = 'below'\n"),
		FIGURE_OF("named", "figures:needed\nselect area, period, value from figures where figure = 'needed'\n"),
		FIGURE_OF("behind_comment",
			"income\nselect area, period, sum(amount) as value from income group by area, period\n"),
		FIGURE_OF("of_header",
			"income\nselect area, period, sum(amount) as value from income group by area, period\n"),
		FIGURE_OF("under_claimed",
			"income\nselect area, period, sum(amount) as value from income group by area, period\n"),
		FIGURE_OF("claimed", "figures:under_claimed\nselect area, period, value from figures where figure = "
				     "'under_claimed'\n"),
		ASKING("N-1", "'named' and value > 0\n"),
		{"y1/checks/C-1.sql", CHECK_HEAD("C-1", "") "select area, period -- the year's own\nfrom figures where "
							    "figure = 'behind_comment' and value < 0\n"},
		{"y1/checks/H-1.sql",
			CHECK_HEAD("H-1", "-- needs: figures:of_header\n") "select area from figures where 0\n"},
		NO_MORE_FILES});
	static const char *const all[] = {
		"unasked", "below", "needed", "named", "of_header", "under_claimed", "claimed", "behind_comment"};
	static const bool without_statement[] = {false, true, true, true, true, false, false, true},
			  with_statement[] = {false, true, true, true, true, true, true, true};

	for (int round = 0; round < 3; round++) {
		engine_ask(v.engine, round != 2);
		world_load(
			&v, (const text_file[]){{"areas.csv", ONE_AREA}, {"income.csv", LINES "1,a,2019-20,dfg,10,\n"},
				    {round == 1 ? "stated.csv" : NULL,
					    "statement,figure,of,area,period,printed\ns1,claimed,,a,2019-20,£10\n"},
				    NO_MORE_FILES});
		for (size_t i = 0; i < sizeof all / sizeof *all; i++)
			assert_int_equal(rows_of(&v, all[i]), round == 2 ? true
							      : round	 ? with_statement[i]
									 : without_statement[i]);
		check_report r = check_now(&v);
		assert_string_equal(listed(&r, v.j.a), "error fail N-1:a:2019-20");
	}
	world_close(&v);
}

/* Everything that a check says of a plan. */
static const char *all_said(world *v)
{
	check_report r = check_now(v);
	buf b;

	buf_init(&b, v->j.a);
	for (size_t i = 0; i < r.all_count; i++)
		buf_printf(&b, "%s %s %s %s %s [%s]\n", r.all[i].id, result_name(r.all[i].result), r.all[i].message,
			r.all[i].actual, r.all[i].expected, follows(&r.all[i], v->j.a));
	buf_printf(&b, "%s; %s; %s", listed(&r, v->j.a), joined(r.passed, r.passed_count, v->j.a),
		joined(r.not_applicable, r.not_applicable_count, v->j.a));
	return arena_text(v->j.a, buf_span(&b));
}

static void with_the_shipped_packs_leaving_figures_out_changes_no_verdict(void **state)
{
	(void)state;
	static const char *const plans[] = {"examples/doncaster-2019-20", "examples/demo", "examples/dorset-2015-16",
		"examples/dorset-2016-17", "examples/dorset-2021-22", "examples/barking-and-dagenham-2017-19",
		"policy/2015-16/cases/complete", "policy/2016-17/cases/complete", "policy/2017-19/cases/complete",
		"policy/2019-20/cases/complete", "policy/2021-22/cases/complete"};

	for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
		world v = {.j = job_open()};
		const char *said[2];
		size_t counts[2];
		assert_int_equal(
			plan_open(&v.plan, arena_printf(v.j.a, "%s/../%s", TEST_DATA, plans[i]), NULL, v.j.a, &v.j.e),
			0);
		assert_int_equal(
			pack_open(&v.pack, arena_text(v.j.a, plan_value(v.plan, "policy")), NULL, v.j.a, &v.j.e), 0);
		for (int only = 0; only < 2; only++) {
			assert_int_equal(engine_open(&v.engine, v.pack, v.j.a, &v.j.e), 0);
			engine_ask(v.engine, only);
			assert_int_equal(engine_load(v.engine, v.plan, "2019-09-20", v.j.a, &v.j.e), 0);
			said[only] = all_said(&v);
			counts[only] = v.engine->row_count;
			engine_close(v.engine);
		}
		assert_string_equal(said[1], said[0]);
		assert_true(counts[1] <= counts[0]);
		plan_close(v.plan);
		job_close(&v.j);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_check_without_findings_has_passed),
		cmocka_unit_test(a_finding_says_what_is_wrong_where_and_by_how_much),
		cmocka_unit_test(what_a_check_needs_and_has_not_leaves_it_undetermined),
		cmocka_unit_test(the_partnerships_sum_does_not_stand_for_an_area),
		cmocka_unit_test(an_of_that_one_figure_has_and_the_other_lacks_is_undetermined),
		cmocka_unit_test(a_check_of_other_periods_does_not_apply),
		cmocka_unit_test(completeness_is_undetermined_until_the_plan_is_submitted),
		cmocka_unit_test(rows_of_one_id_are_one_finding_with_the_largest_difference),
		cmocka_unit_test(dates_differ_by_days_and_are_shown_as_people_write_them),
		cmocka_unit_test(a_row_may_set_its_result_and_severity_and_lend_its_columns),
		cmocka_unit_test(places_of_several_tables_may_be_named_in_one_column),
		cmocka_unit_test(an_unknown_check_to_run_is_refused),
		cmocka_unit_test(findings_are_ordered_by_severity_result_size_check_and_id),
		cmocka_unit_test(findings_do_not_depend_on_the_order_of_rows),
		cmocka_unit_test(a_check_that_speaks_of_tables_without_a_row_does_not_apply),
		cmocka_unit_test(a_check_that_speaks_of_no_table_of_the_schema_is_refused),
		cmocka_unit_test(a_row_may_say_that_there_is_nothing_to_judge),
		cmocka_unit_test(a_check_that_compares_does_not_apply_without_an_older_plan),
		cmocka_unit_test(what_is_lacking_in_a_table_without_periods_is_said_once),
		cmocka_unit_test(months_schemes_and_rates_are_shown_in_words),
		cmocka_unit_test(figures_that_nothing_asks_for_are_left_out_and_no_others),
		cmocka_unit_test(with_the_shipped_packs_leaving_figures_out_changes_no_verdict),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_world, close_world);
}
