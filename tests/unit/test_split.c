/* One board's plan out of a plan of several, exact to the penny. */
#include "unit.h"

#include "base/money.h"
#include "plan/split.h"

static plan *plan_of(job *j, const char *const *texts)
{
	named_text list[16];
	size_t count = 0;
	plan *p;
	for (; texts[2 * count]; count++) {
		char *text = arena_text(j->a, span_of(texts[2 * count + 1]));
		list[count] = (named_text){texts[2 * count], texts[2 * count], text, strlen(text)};
	}
	if (plan_from_texts(&p, list, count, "a plan", j->a, &j->e))
		fail_msg("%s: %s", j->e.first->where, j->e.first->text);
	return p;
}

#define PLAN "plan.csv", "title,policy\nTwo boards,any\n"
#define AREAS "areas.csv", "area,name\ndorset,Dorset\nbournemouth_poole,Bournemouth & Poole\n"

static span value(const plan *p, const char *tbl, const char *key, const char *col)
{
	const rows *r = plan_rows(p, tbl);
	for (size_t i = 0; i < r->count; i++)
		if (span_is(cell_span(rows_row(r, i)[0]), key))
			return cell_span(*rows_cell(r, i, col));
	return span_of("(no row)");
}

static void shares_add_to_the_amount_and_the_largest_remainders_get_the_pence(void **state)
{
	(void)state;
	int64_t shares[3];
	split_pence(shares, 100, (const int64_t[]){1, 1, 1}, 3, 3);
	assert_int_equal(shares[0], 34); /* a tie goes to the first */
	assert_int_equal(shares[1], 33);
	assert_int_equal(shares[2], 33);
	split_pence(shares, -100, (const int64_t[]){1, 1, 1}, 3, 3);
	assert_int_equal(shares[0], -34);
	assert_int_equal(shares[2], -33);
	split_pence(shares, 101, (const int64_t[]){1, 2, 0}, 3, 3);
	assert_int_equal(shares[0], 34);
	assert_int_equal(shares[1], 67);
	assert_int_equal(shares[2], 0);
	uint64_t seed = 3;
	for (int round = 0; round < 20000; round++) {
		int64_t weights[7], parts[7], total = 0, sum = 0, pence = random_number(&seed) / 1000;
		size_t count = 1 + next_random(&seed) % 7;
		for (size_t i = 0; i < count; i++)
			total += weights[i] = (int64_t)(next_random(&seed) % 400000);
		if (!total)
			continue;
		split_pence(parts, pence, weights, count, total);
		for (size_t i = 0; i < count; i++) {
			sum += parts[i];
			wide away = (wide)parts[i] * total - (wide)pence * weights[i];
			assert_true(away < total && -away < total); /* never a penny off */
			assert_true(weights[i] || !parts[i]);
		}
		assert_true(sum == pence);
	}
}

static void a_rule_gives_every_area_its_exact_portion(void **state)
{
	(void)state;
	job j = job_open();
	plan *p = plan_of(&j, (const char *const[]){PLAN, AREAS, NULL});
	split_rule r;
	assert_int_equal(split_rule_read(&r, "dorset=2/3; bournemouth-poole = 1/3", p, j.a, &j.e), 0);
	assert_int_equal(r.count, 2);
	assert_int_equal(r.total, 3);
	assert_span(r.portions[0].area, "bournemouth_poole");
	assert_int_equal(r.portions[0].weight, 1);
	assert_int_equal(r.portions[1].weight, 2);
	assert_int_equal(split_rule_read(&r, "dorset=33.3%;bournemouth_poole=0.667", p, j.a, &j.e), 0);
	assert_int_equal(r.portions[0].weight + r.portions[1].weight, r.total);
	assert_int_equal(split_rule_read(&r, "dorset=1;bournemouth_poole=0", p, j.a, &j.e), 0);
	job_close(&j);
}

static void a_rule_that_is_no_exact_whole_is_refused(void **state)
{
	(void)state;
	job j = job_open();
	plan *p = plan_of(&j, (const char *const[]){PLAN, AREAS, NULL});
	split_rule r = {.total = 77};
	static const char *const cases[][2] = {{"dorset=0.33; bournemouth_poole=0.66", "less than 1"},
		{"dorset=2/3; bournemouth_poole=2/3", "more than 1"}, {"dorset=1", "says nothing of bournemouth_poole"},
		{"dorset=1/2; dorset=1/2", "stands twice"},
		{"kent=1", "no area of this plan; it has bournemouth_poole, dorset"}, {"dorset=some", "exact portion"},
		{"dorset", "exact portion"}, {"dorset=-1; bournemouth_poole=2", "exact portion"}, {"", "says nothing"},
		{"dorset=3; bournemouth_poole=0", "more than all"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(split_rule_read(&r, cases[i][0], p, j.a, &j.e) < 0);
		assert_message(&j.e, "--split", cases[i][1]);
	}
	assert_int_equal(r.total, 77);
	job_close(&j);
}

static void population_splits_by_the_newest_complete_period(void **state)
{
	(void)state;
	job j = job_open();
	plan *p = plan_of(&j,
		(const char *const[]){PLAN, AREAS, "population.csv",
			"area,ages,period,people\ndorset,all,2014-06-30,400\nbournemouth_poole,all,2014-06-30,300\n"
			"dorset,all,2015-06-30,425\nbournemouth_poole,all,2015-06-30,340\ndorset,all,2016-06-30,999\n"
			"dorset,65+,2016-06-30,9\nbournemouth_poole,65+,2016-06-30,9\n",
			NULL});
	split_rule r;
	assert_int_equal(split_rule_read(&r, "population", p, j.a, &j.e), 0);
	assert_int_equal(r.total, 765);
	assert_int_equal(r.portions[0].weight, 340);
	assert_string_equal(r.shown, "population 2015-06-30: bournemouth_poole 340, dorset 425");
	p = plan_of(&j, (const char *const[]){PLAN, AREAS, NULL});
	assert_true(split_rule_read(&r, "population", p, j.a, &j.e) < 0);
	assert_message(&j.e, "--split population", "no period with a count");
	job_close(&j);
}

static const char *const two_boards[] = {PLAN, AREAS, "income.csv",
	"line,area,period,source,amount\n1,*,2016-17,ccg_minimum,100.00\n2,dorset,2016-17,dfg,10.00\n"
	"3,bournemouth_poole,2016-17,dfg,20.00\n4,*,2016-17,other,\n",
	"spend.csv",
	"line,area,period,scheme,description,amount\ns1,*,2016-17,joint,Both,0.05\ns2,dorset,2016-17,west,Own,7.00\n"
	"s3,bournemouth_poole,2016-17,east,Other,8.00\n",
	"schemes.csv", "scheme,parent,title\neast,,East\njoint,,Joint\nnone,,Not paid for\nup,,Above\nwest,up,West\n",
	"spend_impact.csv", "line,metric,level\ns1,m,High\ns2,m,High\ns3,m,Low\n", "activity.csv",
	"line,period,measure,planned\ns1,2016-17,h,5\ns2,2016-17,h,6\ns3,2016-17,h,7\n", "conditions.csv",
	"area,condition,answer\n*,agreed,yes\n*,shared,yes\ndorset,agreed,no\nbournemouth_poole,agreed,yes\n",
	"requirements.csv", "area,period,measure,amount\n*,2016-17,nhs,9.00\ndorset,2016-17,nhs,1.00\n",
	"observations.csv",
	"area,metric,period,kind,value\n*,m,2016-17,plan,9\ndorset,m,2016-17,plan,4\nbournemouth_poole,m,2016-17,plan,"
	"5\n",
	"narrative/a.md", "Common words.\n", NULL};

static void the_boards_plan_has_its_rows_its_shares_and_what_is_common(void **state)
{
	(void)state;
	job j = job_open();
	plan *p = plan_of(&j, two_boards), *d, *b;
	split_rule r;
	split_report report;
	assert_int_equal(split_rule_read(&r, "dorset=2/3; bournemouth_poole=1/3", p, j.a, &j.e), 0);
	assert_int_equal(plan_of_area(&d, &report, p, span_of("dorset"), &r, j.a, &j.e), 0);
	assert_span(value(d, "income", "1", "amount"), "66.67");
	assert_span(value(d, "income", "1", "area"), "dorset");
	assert_span(value(d, "income", "2", "amount"), "10.00");
	assert_span(value(d, "income", "3", "amount"), "(no row)");
	assert_span(value(d, "income", "4", "area"), "dorset");
	assert_span(value(d, "spend", "s1", "amount"), "0.03");
	assert_span(value(d, "spend_impact", "s1", "level"), "High");
	assert_span(value(d, "spend_impact", "s3", "level"), "(no row)");
	assert_span(value(d, "activity", "s1", "planned"), "(no row)");
	assert_span(value(d, "activity", "s2", "planned"), "6");
	assert_span(value(d, "schemes", "east", "title"), "(no row)");
	assert_span(value(d, "schemes", "up", "title"), "Above");
	assert_span(value(d, "schemes", "none", "title"), "Not paid for");
	assert_int_equal(plan_rows(d, "areas")->count, 1);
	assert_int_equal(plan_rows(d, "conditions")->count, 2);
	assert_span(value(d, "conditions", "dorset", "answer"), "no"); /* its own goes before the partnership's */
	assert_int_equal(plan_rows(d, "requirements")->count, 1);
	assert_span(value(d, "requirements", "dorset", "amount"), "7.00"); /* 1.00 of its own, 6.00 of 9.00 */
	assert_int_equal(plan_rows(d, "observations")->count, 1);
	assert_non_null(plan_section(d, span_of("a")));
	assert_int_equal(report.amount_count, 3);
	assert_true(report.left_count > 0);

	assert_int_equal(plan_of_area(&b, &report, p, span_of("bournemouth-poole"), &r, j.a, &j.e), 0);
	assert_span(value(b, "income", "1", "amount"), "33.33");
	assert_span(value(b, "spend", "s1", "amount"), "0.02");
	assert_span(value(b, "schemes", "up", "title"), "Above");
	assert_span(value(b, "schemes", "east", "title"), "East");
	assert_span(value(b, "requirements", "bournemouth_poole", "amount"), "3.00");
	assert_int_equal(plan_rows(p, "income")->count, 4); /* the plan itself is as it was */
	assert_span(value(p, "income", "1", "amount"), "100.00");
	job_close(&j);
}

static void a_share_that_cannot_be_added_to_the_areas_own_is_refused_and_never_dropped(void **state)
{
	(void)state;
	static const char *const own[] = {"[z]", "19999999999.00"};
	for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
		job j = job_open();
		plan *d = NULL,
		     *p = plan_of(
			     &j, (const char *const[]){PLAN, AREAS, "passported.csv",
					 arena_printf(j.a,
						 "area,period,source,recipient,amount\n*,2016-17,dfg,north,100.00\n"
						 "dorset,2016-17,dfg,north,%s\n",
						 own[i]),
					 NULL});
		split_rule r;
		split_report report;
		assert_int_equal(split_rule_read(&r, "dorset=2/3; bournemouth_poole=1/3", p, j.a, &j.e), 0);
		assert_true(plan_of_area(&d, &report, p, span_of("dorset"), &r, j.a, &j.e) < 0);
		assert_null(d);
		assert_message(&j.e, "passported.csv:3:26", "cannot be added; write one figure");
		job_close(&j);
	}
}

static void statements_of_the_whole_partnership_go_with_their_parts(void **state)
{
	(void)state;
	job j = job_open();
	plan *p = plan_of(&j,
		     (const char *const[]){PLAN, "areas.csv", "area,name\n*,All\ndorset,Dorset\nbournemouth_poole,B\n",
			     "stated.csv", "statement,area,printed\na,dorset,3\nb,dorset,1\nc,*,2\nd,dorset,1\n",
			     "stated_parts.csv", "statement,how,part\na,add,b\na,add,c\nb,add,d\nc,add,d\n",
			     "coverage.csv", "tbl,area,period,extent\nspend,*,*,part\nincome,bournemouth_poole,*,all\n",
			     NULL}),
	     *d;
	split_report report;
	assert_int_equal(plan_of_area(&d, &report, p, span_of("dorset"), NULL, j.a, &j.e), 0);
	assert_int_equal(plan_rows(d, "stated")->count, 3);
	assert_int_equal(plan_rows(d, "stated_parts")->count, 1); /* a lost c, and c is gone */
	assert_span(value(d, "stated_parts", "b", "part"), "d");
	assert_int_equal(plan_rows(d, "coverage")->count, 1);
	assert_span(value(d, "coverage", "spend", "area"), "*");
	job_close(&j);
}

static void population_of_nobody_or_of_too_many_is_refused(void **state)
{
	(void)state;
	job j = job_open();
	split_rule r;
	plan *p = plan_of(
		&j, (const char *const[]){PLAN, AREAS, "population.csv",
			    "area,ages,period,people\ndorset,all,2014-06-30,0\nbournemouth_poole,all,2014-06-30,0\n",
			    NULL});
	assert_true(split_rule_read(&r, "population", p, j.a, &j.e) < 0);
	assert_message(&j.e, "--split population", "no people in 2014-06-30");
	p = plan_of(&j, (const char *const[]){PLAN, AREAS, "population.csv",
				"area,ages,period,people\ndorset,all,2014-06-30,900000000000\nbournemouth_poole,all,"
				"2014-06-30,0\n",
				NULL});
	assert_true(split_rule_read(&r, "population", p, j.a, &j.e) < 0);
	assert_message(&j.e, "--split population", "more people than there are");
	assert_true(split_rule_read(&r, "dorset=1/4000000000000000037; bournemouth_poole=1/4000000000000000039", p, j.a,
			    &j.e) < 0);
	assert_message(&j.e, "--split", "too fine");
	p = plan_of(&j, (const char *const[]){PLAN, NULL});
	assert_true(split_rule_read(&r, "population", p, j.a, &j.e) < 0);
	assert_message(&j.e, "a plan", "no areas");
	job_close(&j);
}

static void without_a_rule_the_rows_that_have_no_split_are_listed(void **state)
{
	(void)state;
	job j = job_open();
	plan *p = plan_of(&j, two_boards), *d = NULL;
	split_report report = {.amount_count = 77};
	assert_int_equal(plan_of_area(&d, &report, p, span_of("dorset"), NULL, j.a, &j.e), ERR_USAGE);
	assert_int_equal(j.e.count, 3); /* income 1, spend s1, the requirement */
	assert_true(span_find(span_of(j.e.first->text), "no split", NULL));
	assert_null(d);
	assert_int_equal(report.amount_count, 77);
	job_close(&j);
}

static void an_amount_that_names_no_area_is_listed_too(void **state)
{
	(void)state;
	job j = job_open();
	plan *p = plan_of(&j, (const char *const[]){PLAN, AREAS, "income.csv",
				      "line,area,period,source,amount\n1,,2016-17,dfg,5.00\n", NULL}),
	     *d;
	split_report report;
	assert_int_equal(plan_of_area(&d, &report, p, span_of("dorset"), NULL, j.a, &j.e), ERR_USAGE);
	assert_message(&j.e, "income.csv:2:1", "names no area");
	job_close(&j);
}

static void an_unknown_area_is_refused_with_those_there_are(void **state)
{
	(void)state;
	job j = job_open();
	plan *p = plan_of(&j, two_boards), *d;
	split_report report;
	assert_int_equal(plan_of_area(&d, &report, p, span_of("kent"), NULL, j.a, &j.e), ERR_USAGE);
	assert_message(&j.e, "a plan", "it has bournemouth_poole, dorset");
	assert_int_equal(plan_of_area(&d, &report, p, span_of("*"), NULL, j.a, &j.e), ERR_USAGE);
	job_close(&j);
}

static void in_a_plan_of_one_area_everything_is_its_own(void **state)
{
	(void)state;
	job j = job_open();
	plan *p = plan_of(
		     &j, (const char *const[]){PLAN, "areas.csv", "area,name\ndorset,Dorset\n", "income.csv",
				 "line,area,period,source,amount\n1,*,2016-17,dfg,5.01\n2,,2016-17,dfg,5.00\n", NULL}),
	     *d;
	split_report report;
	assert_int_equal(plan_of_area(&d, &report, p, span_of("dorset"), NULL, j.a, &j.e), 0);
	assert_span(value(d, "income", "1", "amount"), "5.01");
	assert_span(value(d, "income", "1", "area"), "dorset");
	assert_span(value(d, "income", "2", "amount"), "5.00");
	job_close(&j);
}

static void the_boards_plans_add_to_the_whole(void **state)
{
	(void)state;
	job j = job_open();
	uint64_t seed = 11;
	buf b;
	buf_init(&b, j.a);
	buf_text(&b, "line,area,period,source,amount\n");
	int64_t total = 0, sum = 0;
	for (int i = 0; i < 300; i++) {
		int64_t pence = (int64_t)(next_random(&seed) % 100000000);
		char text[NUMBER_TEXT];
		money_print(text, pence);
		total += pence;
		buf_printf(&b, "%d,%s,2016-17,dfg,%s\n", i, i % 3 ? "*" : i % 2 ? "dorset" : "bournemouth_poole", text);
	}
	plan *p = plan_of(&j, (const char *const[]){PLAN, AREAS, "income.csv", b.at, NULL});
	split_rule r;
	assert_int_equal(split_rule_read(&r, "dorset=3/7; bournemouth_poole=4/7", p, j.a, &j.e), 0);
	for (int k = 0; k < 2; k++) {
		split_report report;
		plan *d;
		assert_int_equal(
			plan_of_area(&d, &report, p, span_of(k ? "dorset" : "bournemouth_poole"), &r, j.a, &j.e), 0);
		for (size_t i = 0; i < plan_rows(d, "income")->count; i++) {
			int64_t pence = 0;
			assert_true(money_parse(&pence, cell_span(*rows_cell(plan_rows(d, "income"), i, "amount"))));
			sum += pence;
		}
	}
	assert_true(sum == total);
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shares_add_to_the_amount_and_the_largest_remainders_get_the_pence),
		cmocka_unit_test(a_rule_gives_every_area_its_exact_portion),
		cmocka_unit_test(a_rule_that_is_no_exact_whole_is_refused),
		cmocka_unit_test(a_share_that_cannot_be_added_to_the_areas_own_is_refused_and_never_dropped),
		cmocka_unit_test(population_splits_by_the_newest_complete_period),
		cmocka_unit_test(the_boards_plan_has_its_rows_its_shares_and_what_is_common),
		cmocka_unit_test(statements_of_the_whole_partnership_go_with_their_parts),
		cmocka_unit_test(population_of_nobody_or_of_too_many_is_refused),
		cmocka_unit_test(without_a_rule_the_rows_that_have_no_split_are_listed),
		cmocka_unit_test(an_amount_that_names_no_area_is_listed_too),
		cmocka_unit_test(an_unknown_area_is_refused_with_those_there_are),
		cmocka_unit_test(in_a_plan_of_one_area_everything_is_its_own),
		cmocka_unit_test(the_boards_plans_add_to_the_whole),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("split", tests, NULL, NULL);
}
