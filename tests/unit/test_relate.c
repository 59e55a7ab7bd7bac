#include "checks.h"

#include "check/relate.h"

/* The findings of these checks are the rows of table `risks`: `description` says the check, `likelihood` the area, `owner` the part
 * `finding` of the id, and `mitigation` the line of spending whose amount is the difference and whose rounding the slack. */
#define APART                                                                                                          \
	"select r.likelihood as area, '2019-20' as period, r.impact as \"of\", r.owner as finding, s.amount as actual, 0 as expected, 'GBP' as unit,\n" \
	"s.to_nearest as slack, s.row_id as at_spend__amount from risks r join spend s on s.line = r.mitigation where r.description = '%s'"
/* The same, all about one cell. */
#define ROWS                                                                                                           \
	"select r.likelihood as area, '2019-20' as period, r.impact as \"of\", r.owner as finding, s.amount as actual, 0 as expected, 'GBP' as unit,\n" \
	"s.to_nearest as slack, s.row_id as at_spend__amount, 1 as at_plan__title from risks r join spend s on s.line = r.mitigation where r.description = '%s'"
#define PLACES "select r.likelihood as area, r.owner as finding, s.row_id as at_spend__amount from risks r join spend s on s.line = r.mitigation where r.description = '%s'"

static const char *rule_text(job *j, const char *id, const char *more, const char *sql)
{
	buf b;
	size_t at;
	span rest = span_of(sql);

	buf_init(&b, j->a);
	buf_printf(&b, "-- id: %s\n-- title: T\n-- severity: error\n-- message: M\n%s", id, more);
	assert_true(span_find(rest, "%s", &at));
	buf_add(&b, (span){rest.at, at});
	buf_text(&b, id);
	buf_text(&b, rest.at + at + 2);
	return arena_text(j->a, buf_span(&b));
}

static world w;

static int open_world(void **state)
{
	(void)state;
	job j = job_open();
	w = world_open((const text_file[]){
		{"y1/checks/A-1.sql", rule_text(&j, "A-1", "", ROWS)},
		{"y1/checks/B-1.sql", rule_text(&j, "B-1", "-- explained-by: A-1\n", ROWS)},
		{"y1/checks/C-1.sql", rule_text(&j, "C-1", "-- explained-by: B-1, C-1\n", ROWS)},
		{"y1/checks/E-1.sql", rule_text(&j, "E-1", "-- explained-by: A-1\n", APART)},
		{"y1/checks/D-1.sql", rule_text(&j, "D-1", "-- explained-by: A-1\n", PLACES)},
		NO_MORE_FILES});
	job_close(&j);
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	world_close(&w);
	return 0;
}

/* `findings` are rows "risk,check,area,line,part": the check's finding in that area with the amount of that line. */
static check_report run_with(const char *findings, const char *spend, const char *plan_csv, const char *waivers)
{
	world_load(&w, (const text_file[]){{"areas.csv", TWO_AREAS}, {"risks.csv", arena_printf(w.j.a, "risk,description,likelihood,mitigation,owner\n%s", findings)},
		{"spend.csv", arena_printf(w.j.a, "line,area,amount,to_nearest\n%s", spend)}, {"plan.csv", plan_csv ? plan_csv : TINY_PLAN},
		{waivers ? "waivers.csv" : NULL, arena_printf(w.j.a, "finding,actual,reason,agreed_by,until\n%s", waivers ? waivers : "")}, NO_MORE_FILES});
	return check_now(&w);
}
#define RUN(findings, spend) run_with(findings, spend, NULL, NULL)
#define assert_listed(r, text) assert_string_equal(listed(&(r), w.j.a), text)
#define assert_follows(r, id, text) assert_string_equal(follows(find_finding(&(r), id), w.j.a), text)

static void a_finding_whose_difference_is_anothers_is_its_consequence(void **state)
{
	(void)state;
	check_report r = RUN("1,A-1,a,1,\n2,B-1,a,1,\n", "1,a,10,\n");
	assert_listed(r, "error fail A-1:a:2019-20");
	assert_follows(r, "A-1:a:2019-20", "B-1:a:2019-20");
	assert_int_equal(r.errors, 1);
	assert_int_equal(r.all_count, 2);
	assert_ptr_equal(find_finding(&r, "B-1:a:2019-20")->explained_by, find_finding(&r, "A-1:a:2019-20"));
}

static void equal_amounts_that_touch_nowhere_are_a_coincidence(void **state)
{
	(void)state;
	check_report r = RUN("1,A-1,a,1,\n2,E-1,a,2,\n", "1,a,10,\n2,a,10,\n");
	assert_listed(r, "error fail A-1:a:2019-20; error fail E-1:a:2019-20");
	r = RUN("1,A-1,a,1,\n2,E-1,a,1,\n", "1,a,10,\n");
	assert_listed(r, "error fail A-1:a:2019-20");
}

static void a_difference_of_the_other_sign_counts_too(void **state)
{
	(void)state;
	check_report r = RUN("1,A-1,a,1,\n2,B-1,a,2,\n", "1,a,10,\n2,a,-10,\n");
	assert_follows(r, "A-1:a:2019-20", "B-1:a:2019-20");
}

static void differences_agree_within_both_slacks_and_no_further(void **state)
{
	(void)state;
	check_report r = RUN("1,A-1,a,1,\n2,B-1,a,2,\n", "1,a,10,1\n2,a,12.50,1.50\n");
	assert_follows(r, "A-1:a:2019-20", "B-1:a:2019-20");
	r = RUN("1,A-1,a,1,\n2,B-1,a,2,\n", "1,a,10,1\n2,a,12.51,1.50\n");
	assert_int_equal(r.count, 2);
}

static void findings_that_add_up_explain_a_total_together(void **state)
{
	(void)state;
	check_report r = RUN("1,A-1,a,1,x\n2,A-1,a,2,y\n3,B-1,a,3,\n", "1,a,10,\n2,a,5,\n3,a,15,\n");
	assert_listed(r, "error fail A-1:a:2019-20::x; error fail A-1:a:2019-20::y");
	assert_follows(r, "A-1:a:2019-20::x", "B-1:a:2019-20");
	assert_follows(r, "A-1:a:2019-20::y", "B-1:a:2019-20");
}

static void one_of_several_may_explain_alone(void **state)
{
	(void)state;
	check_report r = RUN("1,A-1,a,1,x\n2,A-1,a,2,y\n3,B-1,a,3,\n", "1,a,10,\n2,a,5,\n3,a,5,\n");
	assert_follows(r, "A-1:a:2019-20::y", "B-1:a:2019-20");
	assert_follows(r, "A-1:a:2019-20::x", "");
	r = RUN("1,A-1,a,1,x\n2,A-1,a,2,y\n3,B-1,a,3,\n", "1,a,10,\n2,a,5,\n3,a,6,\n");
	assert_int_equal(r.count, 3);
}

static void another_area_explains_nothing_but_the_partnership_does(void **state)
{
	(void)state;
	check_report r = RUN("1,A-1,b,1,\n2,B-1,a,1,\n", "1,a,10,\n");
	assert_int_equal(r.count, 2);
	r = RUN("1,A-1,*,1,\n2,B-1,a,1,\n", "1,a,10,\n");
	assert_follows(r, "A-1:*:2019-20", "B-1:a:2019-20");
	r = RUN("1,A-1,a,1,\n2,A-1,b,2,\n3,B-1,*,3,\n", "1,a,10,\n2,b,4,\n3,*,14,\n");
	assert_follows(r, "A-1:a:2019-20", "B-1:*:2019-20");
	assert_follows(r, "A-1:b:2019-20", "B-1:*:2019-20");
}

static void of_one_check_the_areas_explain_the_partnership_and_not_the_other_way(void **state)
{
	(void)state;
	check_report r = RUN("1,C-1,a,1,\n2,C-1,b,2,\n3,C-1,*,3,\n", "1,a,10,\n2,b,4,\n3,*,14,\n");
	assert_listed(r, "error fail C-1:a:2019-20; error fail C-1:b:2019-20");
	assert_follows(r, "C-1:a:2019-20", "C-1:*:2019-20");
	r = RUN("1,C-1,a,1,x\n2,C-1,a,1,y\n", "1,a,10,\n");
	assert_int_equal(r.count, 2);
}

static void a_consequence_of_a_consequence_is_listed_with_the_root(void **state)
{
	(void)state;
	check_report r = RUN("1,A-1,a,1,\n2,B-1,a,1,\n3,C-1,a,1,\n", "1,a,10,\n");
	assert_listed(r, "error fail A-1:a:2019-20");
	assert_follows(r, "A-1:a:2019-20", "B-1:a:2019-20 C-1:a:2019-20");
}

static void findings_without_a_difference_are_related_by_their_places(void **state)
{
	(void)state;
	check_report r = RUN("1,A-1,a,1,\n2,D-1,a,1,\n", "1,a,10,\n");
	assert_listed(r, "error fail A-1:a:2019-20");
	assert_follows(r, "A-1:a:2019-20", "D-1:a");
	r = RUN("1,A-1,a,1,\n2,D-1,a,2,\n", "1,a,10,\n2,a,10,\n");
	assert_int_equal(r.count, 2);
	r = RUN("1,A-1,a,2,\n2,D-1,a,1,\n", "1,a,10,\n2,a,10,\n");
	assert_int_equal(r.count, 2);
}

/* ---- waivers ---- */

static void a_waiver_holds_until_its_date_and_while_the_figure_is_the_same(void **state)
{
	(void)state;
	static const struct { const char *waiver; bool holds; } list[] = {
		{"A-1:a:2019-20,10.00,because,P,2019-06-01\n", true}, {"A-1:a:2019-20,10.00,because,P,2019-05-31\n", false}, {"A-1:a:2019-20,,because,P,2020-01-01\n", false}, {"A-1:a:2019-20,10.00,because,P,\n", false},
		{"A-1:a:2019-20,9.99,because,P,2020-01-01\n", false}, {"A-1:b:2019-20,10.00,because,P,2020-01-01\n", false}};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		check_report r = run_with("1,A-1,a,1,\n", "1,a,10,\n", NULL, list[i].waiver);
		assert_listed(r, list[i].holds ? "error waived A-1:a:2019-20" : "error fail A-1:a:2019-20");
		assert_int_equal(r.waived, list[i].holds);
		assert_int_equal(r.errors, !list[i].holds);
		if (list[i].holds)
			assert_string_equal(r.findings[0]->waived_by, "P");
	}
}

static void a_waiver_that_is_not_in_force_says_why(void **state)
{
	(void)state;
	static const struct { const char *waiver, *why; } list[] = {
		{"A-1:a:2019-20,10.00,because,P,2019-05-31\n", "agreed by P, is not in force: it ended on 2019-05-31."},
		{"A-1:a:2019-20,9.99,because,P,2020-01-01\n", "it was for 9.99."}, {"A-1:a:2019-20,,because,,2020-01-01\n", "agreed by nobody, is not in force: it names no figure."},
		{"A-1:a:2019-20,10.00,because,P,\n", "it names no end."}};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		check_report r = run_with("1,A-1,a,1,\n", "1,a,10,\n", NULL, list[i].waiver);
		assert_non_null(strstr(r.findings[0]->message, list[i].why));
	}
}

static void a_waiver_with_a_figure_does_not_hold_for_a_finding_that_has_none(void **state)
{
	(void)state;
	check_report r = run_with("1,D-1,a,1,\n", "1,a,10,\n", NULL, "D-1:a,10.00,because,P,2020-01-01\n");
	assert_listed(r, "error fail D-1:a");
	r = run_with("1,D-1,a,1,\n", "1,a,10,\n", NULL, "D-1:a,,because,P,2020-01-01\n");
	assert_listed(r, "error waived D-1:a");
}

/* ---- materiality ---- */

static weight weight_of(const char *amount, const char *percent)
{
	check_report r = run_with("1,A-1,a,1,\n", "1,a,10,\n", arena_printf(w.j.a, "title,materiality_amount,materiality_percent\nT,%s,%s\n", amount, percent), NULL);

	return r.findings[0]->weight;
}

static void what_is_not_material_does_not_block(void **state)
{
	(void)state;
	assert_int_equal(weight_of("", ""), WEIGHT_BLOCKS);
	assert_int_equal(weight_of("10", ""), WEIGHT_BLOCKS);
	assert_int_equal(weight_of("10.01", ""), WEIGHT_CORRECT);
	assert_int_equal(weight_of("10.01", "5"), WEIGHT_BLOCKS); /* expected is 0 */
	check_report r = run_with("1,D-1,a,1,\n", "1,a,10,\n", "title,materiality_amount\nT,1000\n", NULL);
	assert_int_equal(r.findings[0]->weight, WEIGHT_BLOCKS);
	assert_string_equal(weight_name(WEIGHT_BLOCKS), "blocks");
	assert_string_equal(weight_name(WEIGHT_CORRECT), "correct");
	assert_string_equal(weight_name(WEIGHT_NOTED), "noted");
	assert_string_equal(result_name(RESULT_WAIVED), "waived");
}

static void materiality_by_percentage_is_of_what_was_expected(void **state)
{
	(void)state;
	rule u = {.id = "X"};
	static const struct { int64_t expected; const char *percent; weight weight; } list[] = {
		{100000, "1", WEIGHT_BLOCKS}, {100000, "1.01", WEIGHT_CORRECT}, {-100000, "1.01", WEIGHT_CORRECT}, {99999, "1.000001", WEIGHT_BLOCKS}};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		run_with("", "1,a,10,\n", arena_printf(w.j.a, "title,materiality_percent\nT,%s\n", list[i].percent), NULL);
		finding f = {.check = &u, .severity = "error", .unit = "GBP", .has_difference = true, .difference_value = i % 2 ? 1000 : -1000, .expected_value = list[i].expected};
		weigh_findings(w.engine, &f, 1);
		assert_int_equal(f.weight, list[i].weight);
	}
	finding noted = {.check = &u, .severity = "info"}, warned = {.check = &u, .severity = "warning"};
	weigh_findings(w.engine, &noted, 1);
	weigh_findings(w.engine, &warned, 1);
	assert_int_equal(noted.weight, WEIGHT_NOTED);
	assert_int_equal(warned.weight, WEIGHT_CORRECT);
}

static void places_stand_in_order_and_each_once(void **state)
{
	(void)state;
	finding f = {0};
	place list[] = {{2, 1, 5, NULL}, {1, 1, 9, NULL}, {1, 1, 0, "{\"b\"}"}, {2, 1, 5, NULL}, {1, 1, 0, "{\"a\"}"}, {1, 0, 9, NULL}, {1, 1, 0, "{\"a\"}"}};

	f.cells = (places){list, 7, 7};
	tidy_places(&f, w.j.a);
	assert_int_equal(f.cells.count, 5);
	assert_int_equal(f.cells.list[0].column, 0);
	assert_string_equal(f.cells.list[2].key, "{\"a\"}");
	assert_string_equal(f.cells.list[3].key, "{\"b\"}");
	assert_int_equal(f.cells.list[4].table, 2);
	f.cells.count = 0;
	tidy_places(&f, w.j.a);
	assert_int_equal(f.cells.count, 0);
}

static void a_quarter_explains_its_year_and_no_other(void **state)
{
	(void)state;
	static const struct { const char *of_a, *of_b; bool explains; } list[] = {{"2019-20Q1", "2019-20", true}, {"2019-05", "2019-20Q1", true}, {"2019-20", "2019-20", true}, {"", "2019-20", true},
		{"2019-20Q1", "", true}, {"2019-20", "2019-20Q1", false}, {"2018-19Q4", "2019-20", false}, {"2019-20Q1", "2019-20Q2", false}, {"2019-20Q1", "2018-19", false}};
#define OF_PERIOD(line)                                                                                                \
	"select area, period, amount as actual, 0 as expected, 'GBP' as unit, row_id as at_spend__amount, 1 as at_plan__title from spend where line = '" line "'"
	world v = world_open((const text_file[]){{"y1/checks/A-1.sql", CHECK_HEAD("A-1", "") OF_PERIOD("1")}, {"y1/checks/B-1.sql", CHECK_HEAD("B-1", "-- explained-by: A-1\n") OF_PERIOD("2")}, NO_MORE_FILES});

	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		world_load(&v, (const text_file[]){{"areas.csv", ONE_AREA}, {"spend.csv", arena_printf(v.j.a, "line,area,period,amount\n1,a,%s,10\n2,a,%s,10\n", list[i].of_a, list[i].of_b)}, NO_MORE_FILES});
		check_report r = check_now(&v);
		assert_int_equal(r.all_count, 2);
		assert_int_equal(r.count, list[i].explains ? 1 : 2);
	}
	world_close(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_finding_whose_difference_is_anothers_is_its_consequence),
		cmocka_unit_test(equal_amounts_that_touch_nowhere_are_a_coincidence),
		cmocka_unit_test(a_difference_of_the_other_sign_counts_too),
		cmocka_unit_test(differences_agree_within_both_slacks_and_no_further),
		cmocka_unit_test(findings_that_add_up_explain_a_total_together),
		cmocka_unit_test(one_of_several_may_explain_alone),
		cmocka_unit_test(another_area_explains_nothing_but_the_partnership_does),
		cmocka_unit_test(of_one_check_the_areas_explain_the_partnership_and_not_the_other_way),
		cmocka_unit_test(a_consequence_of_a_consequence_is_listed_with_the_root),
		cmocka_unit_test(findings_without_a_difference_are_related_by_their_places),
		cmocka_unit_test(a_waiver_holds_until_its_date_and_while_the_figure_is_the_same),
		cmocka_unit_test(a_waiver_that_is_not_in_force_says_why),
		cmocka_unit_test(a_waiver_with_a_figure_does_not_hold_for_a_finding_that_has_none),
		cmocka_unit_test(what_is_not_material_does_not_block),
		cmocka_unit_test(materiality_by_percentage_is_of_what_was_expected),
		cmocka_unit_test(places_stand_in_order_and_each_once),
		cmocka_unit_test(a_quarter_explains_its_year_and_no_other),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_world, close_world);
}
