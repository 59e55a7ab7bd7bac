/* Agreement of lines: what a line's digest covers, who its partners are, and when an agreement lapses. */
#include "unit.h"

#include "format/digest.h"
#include "plan/agreement.h"

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

#define PLAN "plan.csv", "title,starts\nA plan,2019-04-01\n"

static plan *plan_with(job *j, const char *spend, const char *impact, const char *activity)
{
	return plan_of(j, (const char *const[]){PLAN, "spend.csv", spend, "spend_impact.csv", impact, "activity.csv",
				  activity, NULL});
}

#define SPEND "line,scheme,amount\n1,home,100.00\n2,home,5.00\n"
#define IMPACT "line,metric,level\n1,falls,High\n2,falls,Low\n"
#define ACTIVITY "line,period,measure,planned,actual\n1,2019-20,hours,10,9\n1,2018-19,hours,8,\n2,2019-20,hours,1,\n"

static const char *digest_of_line(job *j, const plan *p, const char *line)
{
	char *out = arena_alloc(j->a, PLAN_DIGEST_TEXT);
	line_digest(out, p, span_of(line), j->a);
	return out;
}

static void the_digest_of_a_line_is_of_the_text_that_the_header_says(void **state)
{
	(void)state;
	job j = job_open();
	char expected[PLAN_DIGEST_TEXT] = "sha256:";
	const plan *p = plan_with(&j, SPEND, IMPACT, ACTIVITY);
	digest_of(expected + 7, span_of("line,scheme,amount\n1,home,100.00\nline,metric,level\n1,falls,High\n"
					"line,period,measure,planned\n1,2018-19,hours,8\n1,2019-20,hours,10\n"));
	assert_string_equal(digest_of_line(&j, p, "1"), expected);
	digest_of(expected + 7, span_of("line,scheme,amount\n1,home,100.00\n"));
	p = plan_with(&j, "line,scheme,description,amount\n1,home,,100.00\n2,home,A,5.00\n", "line,metric\n", "line\n");
	assert_string_equal(digest_of_line(&j, p, "1"), expected); /* of columns that hold something in this line */
	job_close(&j);
}

static void what_a_line_says_changes_its_digest_and_no_other_line(void **state)
{
	(void)state;
	job j = job_open();
	const plan *p = plan_with(&j, SPEND, IMPACT, ACTIVITY);
	const char *one = digest_of_line(&j, p, "1"), *two = digest_of_line(&j, p, "2");
	static const char *const changed[][3] = {
		{"line,scheme,amount\n1,home,100.01\n2,home,5.00\n", IMPACT, ACTIVITY},
		{"line,scheme,amount,note\n1,home,100.00,new\n2,home,5.00,\n", IMPACT, ACTIVITY},
		{SPEND, "line,metric,level\n1,falls,Low\n2,falls,Low\n", ACTIVITY},
		{SPEND, "line,metric,level\n2,falls,Low\n", ACTIVITY},
		{SPEND, IMPACT,
			"line,period,measure,planned\n1,2019-20,hours,11\n1,2018-19,hours,8\n2,2019-20,hours,1\n"},
	};
	for (size_t i = 0; i < sizeof changed / sizeof *changed; i++) {
		p = plan_with(&j, changed[i][0], changed[i][1], changed[i][2]);
		assert_string_not_equal(digest_of_line(&j, p, "1"), one);
		assert_string_equal(digest_of_line(&j, p, "2"), two);
	}
	job_close(&j);
}

static void what_happens_afterwards_leaves_the_digest_as_it_was(void **state)
{
	(void)state;
	job j = job_open();
	const plan *p = plan_with(&j, SPEND, IMPACT, ACTIVITY);
	const char *one = digest_of_line(&j, p, "1");
	p = plan_with(&j, SPEND, IMPACT,
		"line,period,measure,planned,actual\n1,2018-19,hours,8,80\n1,2019-20,hours,10,77\n1,2019-20,calls,,"
		"4\n");
	assert_string_equal(digest_of_line(&j, p, "1"), one); /* actuals, and a row that holds nothing else */
	job_close(&j);
}

#define ORGANISATIONS                                                                                                  \
	"organisations.csv",                                                                                           \
		"organisation,name,kind,ends\na_council,A,council,\nb_ccg,B,nhs_commissioner,\nc_trust,C,nhs_trust,\n" \
		"old_ccg,Old,nhs_commissioner,2019-03-31\n"

static const char *partners_of(job *j, const plan *p, size_t line, partner_rule rule)
{
	agreement g;
	buf b;
	buf_init(&b, j->a);
	agreement_read(&g, p, j->a);
	assert_true(line < g.count);
	assert_int_equal(g.lines[line].rule, rule);
	for (size_t i = 0; i < g.lines[line].count; i++)
		buf_printf(&b, "%s%.*s", i ? " " : "", SPAN_ARG(g.lines[line].answers[i].organisation));
	return arena_text(j->a, buf_span(&b));
}

static void partners_are_the_parties_of_the_schemes_section_75_agreement(void **state)
{
	(void)state;
	job j = job_open();
	const plan *p = plan_of(
		&j, (const char *const[]){PLAN, ORGANISATIONS, "agreements.csv",
			    "agreement,kind\nequipment,s75\nmemo,other\npool,s75\n", "agreement_parties.csv",
			    "agreement,organisation\nequipment,c_trust\nequipment,b_ccg\nmemo,c_trust\npool,a_"
			    "council\npool,b_"
			    "ccg\n",
			    "schemes.csv",
			    "scheme,parent,agreement\nbeds,top,\nhoists,,equipment\nmemos,,memo\nnone,,\ntop,,pool\n",
			    "spend.csv", "line,scheme\n1,hoists\n2,beds\n3,none\n4,memos\n5,\n", NULL});
	assert_string_equal(partners_of(&j, p, 0, PARTNERS_OF_SCHEME), "b_ccg c_trust");
	assert_string_equal(partners_of(&j, p, 1, PARTNERS_OF_SCHEME), "a_council b_ccg"); /* of the scheme above */
	assert_string_equal(partners_of(&j, p, 2, PARTNERS_OF_PLAN), "a_council b_ccg c_trust");
	assert_string_equal(partners_of(&j, p, 3, PARTNERS_OF_PLAN), "a_council b_ccg c_trust");
	assert_string_equal(partners_of(&j, p, 4, PARTNERS_OF_PLAN), "a_council b_ccg c_trust");
	job_close(&j);
}

static void without_an_agreement_they_are_the_councils_and_commissioners_that_there_are(void **state)
{
	(void)state;
	job j = job_open();
	const plan *p = plan_of(&j, (const char *const[]){PLAN, ORGANISATIONS, "spend.csv", "line\n1\n", NULL});
	assert_string_equal(partners_of(&j, p, 0, PARTNERS_BY_KIND), "a_council b_ccg");
	p = plan_of(&j, (const char *const[]){PLAN, "spend.csv", "line\n1\n", NULL});
	assert_string_equal(partners_of(&j, p, 0, PARTNERS_NONE), "");
	agreement g;
	agreement_read(&g, p, j.a);
	assert_int_equal(g.waiting, 1); /* without partners nothing is agreed */
	job_close(&j);
}

#define LINKED                                                                                                         \
	"organisations.csv",                                                                                           \
		"organisation,kind\ne_ccg,nhs_commissioner\ne_council,council\nfar_council,council\nroamer,nhs_"       \
		"commissioner\ns_ccg,nhs_commissioner\ns_council,council\n",                                           \
		"authorities.csv",                                                                                     \
		"area,authority,organisation\neast,E1,e_council\nsouth,S1,s_council\nfar,F1,far_council\n",            \
		"commissioner_shares.csv",                                                                             \
		"area,organisation,period,of_area\neast,e_ccg,2019-20,1\neast,s_ccg,2019-20,1/30\n"                    \
		"south,s_ccg,2019-20,1\n"

static void a_line_of_one_area_asks_only_those_that_belong_to_it_or_to_none(void **state)
{
	(void)state;
	job j = job_open();
	const plan *p = plan_of(&j, (const char *const[]){PLAN, LINKED, "spend.csv",
					    "line,area\n1,east\n2,south\n3,*\n4,\n5,nowhere\n", NULL});
	agreement g;
	assert_string_equal(partners_of(&j, p, 0, PARTNERS_BY_KIND), "e_ccg e_council roamer s_ccg");
	assert_string_equal(partners_of(&j, p, 1, PARTNERS_BY_KIND), "roamer s_ccg s_council");
	for (size_t i = 2; i < 4; i++) /* of the whole partnership */
		assert_string_equal(
			partners_of(&j, p, i, PARTNERS_BY_KIND), "e_ccg e_council far_council roamer s_ccg s_council");
	assert_string_equal(partners_of(&j, p, 4, PARTNERS_BY_KIND), "roamer");
	agreement_read(&g, p, j.a);
	assert_true(g.lines[0].narrowed && g.lines[1].narrowed && g.lines[4].narrowed);
	assert_false(g.lines[2].narrowed || g.lines[3].narrowed);
	assert_int_equal(g.partners_least, 1);
	assert_int_equal(g.partners_most, 6);
	job_close(&j);
}

static void where_nobody_belongs_to_the_area_all_parties_are_asked(void **state)
{
	(void)state;
	job j = job_open();
	const plan *p =
		plan_of(&j, (const char *const[]){PLAN, LINKED, "agreements.csv", "agreement,kind\npool,s75\n",
				    "agreement_parties.csv", "agreement,organisation\npool,e_ccg\npool,e_council\n",
				    "spend.csv", "line,area\n1,far\n2,east\n", NULL});
	agreement g;
	assert_string_equal(partners_of(&j, p, 0, PARTNERS_OF_PLAN), "e_ccg e_council");
	assert_string_equal(partners_of(&j, p, 1, PARTNERS_OF_PLAN), "e_ccg e_council");
	agreement_read(&g, p, j.a);
	assert_false(g.lines[0].narrowed || g.lines[1].narrowed);
	job_close(&j);
}

static void an_organisation_of_the_whole_partnership_belongs_to_every_area(void **state)
{
	(void)state;
	job j = job_open();
	const plan *p = plan_of(&j, (const char *const[]){PLAN, ORGANISATIONS, "commissioner_shares.csv",
					    "area,organisation,period\n*,b_ccg,2019-20\nwest,a_council,2019-20\n",
					    "spend.csv", "line,area\n1,east\n", NULL});
	assert_string_equal(partners_of(&j, p, 0, PARTNERS_BY_KIND), "b_ccg");
	job_close(&j);
}

static void a_share_of_another_period_links_nobody(void **state)
{
	(void)state;
	job j = job_open();
	const plan *p =
		plan_of(&j, (const char *const[]){PLAN, ORGANISATIONS, "commissioner_shares.csv",
				    "area,organisation,period\neast,a_council,2018-19\neast,b_ccg,2019-20\n"
				    "west,a_council,2019-20\n",
				    "spend.csv", "line,area,period\n1,east,2019-20\n2,east,2018-19\n3,east,\n", NULL});
	assert_string_equal(partners_of(&j, p, 0, PARTNERS_BY_KIND), "b_ccg");
	assert_string_equal(
		partners_of(&j, p, 1, PARTNERS_BY_KIND), "a_council b_ccg"); /* b_ccg is linked nowhere then */
	assert_string_equal(partners_of(&j, p, 2, PARTNERS_BY_KIND), "a_council b_ccg");
	job_close(&j);
}

static void a_line_under_another_key_is_found_where_it_is_the_only_one(void **state)
{
	(void)state;
	job j = job_open();
	const plan *p = plan_with(&j, SPEND, IMPACT, ACTIVITY);
	const char *agreed =
		arena_printf(j.a, "line,organisation,digest\n1,a_council,%s\n", digest_of_line(&j, p, "1"));
	const char *const now[] = {"line,scheme,amount\n9,home,100.00\n2,home,5.00\n",
		"line,scheme,amount\n9,home,100.01\n2,home,5.00\n",
		"line,scheme,amount\n9,home,100.00\n8,home,100.00\n"};
	static const char *const expected[] = {"9", "", ""};
	for (size_t i = 0; i < 3; i++) {
		agreement g;
		p = plan_of(&j,
			(const char *const[]){PLAN, ORGANISATIONS, "agreed.csv", agreed, "spend.csv", now[i],
				"spend_impact.csv", "line,metric,level\n9,falls,High\n8,falls,High\n", "activity.csv",
				"line,period,measure,planned,actual\n9,2019-20,hours,10,\n9,2018-19,hours,8,\n"
				"8,2019-20,hours,10,\n8,2018-19,hours,8,\n",
				NULL});
		agreement_read(&g, p, j.a);
		const agreed_line *l = &g.lines[g.count - 1];
		assert_int_equal(l->state, LINE_GONE);
		assert_span(l->now, expected[i]);
	}
	job_close(&j);
}

static void lines_stand_as_people_order_them_and_those_that_are_gone_last(void **state)
{
	(void)state;
	job j = job_open();
	const plan *p = plan_of(&j,
		(const char *const[]){PLAN, ORGANISATIONS, "spend.csv", "line\n1\n10\n11\n2\n007\n7\ne10\ne2\ns1\n1b\n",
			"agreed.csv", "line,organisation,digest\n3,a_council,sha256:x\n", NULL});
	static const char *const expected[] = {"1", "1b", "2", "007", "7", "10", "11", "e2", "e10", "s1", "3"};
	agreement g;
	agreement_read(&g, p, j.a);
	assert_int_equal(g.count, sizeof expected / sizeof *expected);
	for (size_t i = 0; i < g.count; i++) {
		assert_span(g.lines[i].line, expected[i]);
		if (g.lines[i].row != SIZE_MAX)
			assert_span(cell_span(rows_row(plan_rows(p, "spend"), g.lines[i].row)[0]), expected[i]);
	}
	assert_int_equal(g.lines[g.count - 1].state, LINE_GONE);
	job_close(&j);
}

static void circles_of_schemes_end(void **state)
{
	(void)state;
	job j = job_open();
	const plan *p = plan_of(&j, (const char *const[]){PLAN, ORGANISATIONS, "schemes.csv",
					    "scheme,parent\na,b\nb,a\n", "spend.csv", "line,scheme\n1,a\n", NULL});
	assert_string_equal(partners_of(&j, p, 0, PARTNERS_BY_KIND), "a_council b_ccg");
	job_close(&j);
}

static void record_all(job *j, plan *p, const char *organisation)
{
	agreement g;
	agreement_read(&g, p, j->a);
	const agreed_line **lines = arena_array(j->a, g.count + 1, sizeof *lines);
	for (size_t i = 0; i < g.count; i++)
		lines[i] = &g.lines[i];
	agreement_record(p, lines, g.count, span_of(organisation), span_of("A Person"), span_of("2019-05-01"), j->a);
}

static void a_line_is_agreed_when_every_partner_has_agreed_it_as_it_stands(void **state)
{
	(void)state;
	job j = job_open();
	plan *p = plan_of(
		&j, (const char *const[]){PLAN, ORGANISATIONS, "spend.csv", "line,amount\n1,100.00\n2,5.00\n", NULL});
	agreement g;
	char before[PLAN_DIGEST_TEXT], after[PLAN_DIGEST_TEXT];
	plan_digest(before, p, true, j.a);
	record_all(&j, p, "a_council");
	agreement_read(&g, p, j.a);
	assert_int_equal(g.agreed, 0);
	assert_int_equal(g.waiting, 2);
	record_all(&j, p, "b_ccg");
	agreement_read(&g, p, j.a);
	assert_int_equal(g.agreed, 2);
	plan_digest(after, p, true, j.a);
	assert_string_equal(before, after);
	const agreed_line *all[] = {&g.lines[0], &g.lines[1]};
	assert_int_equal(
		agreement_record(p, all, 2, span_of("b_ccg"), span_of("Another"), span_of("2019-06-01"), j.a), 0);
	assert_span(cell_span(*rows_cell(plan_rows(p, "agreed"), 1, "person")), "A Person"); /* it stands already */
	job_close(&j);
}

static void a_penny_ends_the_agreement_of_that_line_and_agreeing_again_restores_it(void **state)
{
	(void)state;
	job j = job_open();
	plan *p = plan_of(
		&j, (const char *const[]){PLAN, ORGANISATIONS, "spend.csv", "line,amount\n1,100.00\n2,5.00\n", NULL});
	agreement g;
	record_all(&j, p, "a_council");
	record_all(&j, p, "b_ccg");
	*rows_cell(plan_rows(p, "spend"), 0, "amount") = (cell){"100.01", 6, 0};
	agreement_read(&g, p, j.a);
	assert_int_equal(g.agreed, 1);
	assert_int_equal(g.lapsed, 1);
	assert_int_equal(g.lines[0].state, LINE_LAPSED);
	assert_int_equal(g.lines[0].answers[0].state, ANSWER_LAPSED);
	record_all(&j, p, "a_council");
	agreement_read(&g, p, j.a);
	assert_int_equal(g.lines[0].answers[0].state, ANSWER_AGREED);
	assert_int_equal(g.lines[0].answers[1].state, ANSWER_LAPSED);
	assert_int_equal(plan_rows(p, "agreed")->count, 4); /* replaced, not added */
	*rows_cell(plan_rows(p, "spend"), 0, "amount") = (cell){"100.00", 6, 0};
	agreement_read(&g, p, j.a);
	assert_int_equal(g.lines[0].answers[0].state, ANSWER_LAPSED);
	assert_int_equal(g.lines[0].answers[1].state, ANSWER_AGREED); /* what was agreed stands again */
	job_close(&j);
}

static void a_line_that_is_gone_keeps_its_agreements_in_sight(void **state)
{
	(void)state;
	job j = job_open();
	const plan *p = plan_of(
		&j, (const char *const[]){PLAN, ORGANISATIONS, "spend.csv", "line,amount\n1,100.00\n", "agreed.csv",
			    "line,organisation,digest\n7,a_council,sha256:x\n7,b_ccg,sha256:x\n", NULL});
	agreement g;
	agreement_read(&g, p, j.a);
	assert_int_equal(g.count, 2);
	assert_int_equal(g.gone, 1);
	assert_span(g.lines[1].line, "7");
	assert_int_equal(g.lines[1].count, 2);
	assert_int_equal(g.lines[1].answers[0].state, ANSWER_LAPSED);
	job_close(&j);
}

static void somebody_else_may_agree_and_does_not_count_for_a_partner(void **state)
{
	(void)state;
	job j = job_open();
	plan *p = plan_of(&j, (const char *const[]){PLAN, ORGANISATIONS, "spend.csv", "line\n1\n", NULL});
	agreement g;
	record_all(&j, p, "c_trust");
	record_all(&j, p, "a_council");
	agreement_read(&g, p, j.a);
	assert_int_equal(g.lines[0].state, LINE_WAITS);
	assert_int_equal(g.lines[0].count, 3);
	assert_true(g.lines[0].answers[0].named && g.lines[0].answers[1].named);
	assert_false(g.lines[0].answers[2].named);
	assert_int_equal(g.partners_most, 2);
	p = plan_of(&j, (const char *const[]){PLAN, ORGANISATIONS, "spend.csv", "line\n1\n", "agreed.csv",
				"line,organisation,digest\n1,c_trust,sha256:older\n", NULL});
	record_all(&j, p, "a_council");
	record_all(&j, p, "b_ccg");
	agreement_read(&g, p, j.a); /* theirs lapsed, which nobody waits for */
	assert_int_equal(g.lines[0].state, LINE_AGREED);
	assert_int_equal(g.lapsed, 0);
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_digest_of_a_line_is_of_the_text_that_the_header_says),
		cmocka_unit_test(what_a_line_says_changes_its_digest_and_no_other_line),
		cmocka_unit_test(what_happens_afterwards_leaves_the_digest_as_it_was),
		cmocka_unit_test(partners_are_the_parties_of_the_schemes_section_75_agreement),
		cmocka_unit_test(without_an_agreement_they_are_the_councils_and_commissioners_that_there_are),
		cmocka_unit_test(a_line_of_one_area_asks_only_those_that_belong_to_it_or_to_none),
		cmocka_unit_test(where_nobody_belongs_to_the_area_all_parties_are_asked),
		cmocka_unit_test(an_organisation_of_the_whole_partnership_belongs_to_every_area),
		cmocka_unit_test(a_share_of_another_period_links_nobody),
		cmocka_unit_test(a_line_under_another_key_is_found_where_it_is_the_only_one),
		cmocka_unit_test(lines_stand_as_people_order_them_and_those_that_are_gone_last),
		cmocka_unit_test(circles_of_schemes_end),
		cmocka_unit_test(a_line_is_agreed_when_every_partner_has_agreed_it_as_it_stands),
		cmocka_unit_test(a_penny_ends_the_agreement_of_that_line_and_agreeing_again_restores_it),
		cmocka_unit_test(a_line_that_is_gone_keeps_its_agreements_in_sight),
		cmocka_unit_test(somebody_else_may_agree_and_does_not_count_for_a_partner),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
