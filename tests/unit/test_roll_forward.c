/* Next year's plan from this one: amounts, what ceases, what starts part-way, ids, successions, allocations. */
#include "unit.h"

#include "plan/roll_forward.h"

#define PLAN "plan.csv", "title,policy,partnership,status,submitted\nOld,2016-17,Here,submitted,2016-05-03\n"

typedef struct roll_job {
	job j;
	plan *from, *to;
	roll_report report;
	roll_request request;
} roll_job;

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

static int roll(
	roll_job *r, const char *from, const char *to, const char *uplift, const char *cease, const char *const *texts)
{
	pack *x, *y;
	*r = (roll_job){.j = job_open()};
	assert_int_equal(pack_open_tables(&x, from, NULL, r->j.a, &r->j.e), 0);
	assert_int_equal(pack_open_tables(&y, to, NULL, r->j.a, &r->j.e), 0);
	r->request = (roll_request){x, y, uplift, cease};
	r->from = plan_of(&r->j, texts);
	return plan_roll_forward(&r->to, &r->report, r->from, &r->request, r->j.a, &r->j.e);
}

static const char *table_text(roll_job *r, const char *tbl)
{
	buf b;
	buf_init(&b, r->j.a);
	rows_print(&b, plan_rows(r->to, tbl), false);
	return arena_text(r->j.a, buf_span(&b));
}

static bool notes_have(const roll_report *r, const char *part)
{
	for (size_t i = 0; i < r->note_count; i++)
		if (span_find(span_of(r->notes[i]), part, NULL))
			return true;
	return false;
}

static void amounts_are_raised_once_and_exactly(void **state)
{
	(void)state;
	roll_job r;
	assert_int_equal(roll(&r, "2016-17", "2017-19", "5.3%; b=3%; dfg=0%; c=-10%", NULL,
				 (const char *const[]){PLAN, "spend.csv",
					 "line,period,scheme,source,amount,to_nearest,status\n"
					 "1,2016-17,a,ccg_minimum,100.00,,existing\n2,2016-17,a,ccg_minimum,0.10,,new\n"
					 "3,2016-17,b,dfg,33.50,,new\n4,2016-17,a,dfg,7.77,,\n5,2016-17,c,,-0.05,,\n"
					 "6,2016-17,a,ccg_minimum,,,\n7,2016-17,a,ccg_minimum,5000000.00,1000.00,\n",
					 "income.csv",
					 "line,period,source,amount,certainty\ni1,2016-17,ccg_minimum,0.95,committed\n"
					 "i2,2016-17,dfg,10.00,\n",
					 NULL}),
		0);
	/* 0.10 x 1.053 = 0.1053; 33.50 x 1.03 = 34.505; -0.05 x 0.9 = -0.045; 0.95 x 1.053 = 1.00035 */
	assert_string_equal(table_text(&r, "spend"),
		"line,period,scheme,source,amount,to_nearest,status\n"
		"1,2017-18,a,ccg_minimum,105.30,,existing\n2,2017-18,a,ccg_minimum,0.11,,existing\n"
		"3,2017-18,b,dfg,34.51,,existing\n4,2017-18,a,dfg,7.77,,existing\n5,2017-18,c,,-0.05,,existing\n"
		"6,2017-18,a,ccg_minimum,,,existing\n7,2017-18,a,ccg_minimum,5265000.00,1000.00,existing\n");
	assert_string_equal(table_text(&r, "income"),
		"line,period,source,amount,certainty\ni1,2017-18,ccg_minimum,1.00,provisional\n"
		"i2,2017-18,dfg,10.00,provisional\n");
	assert_int_equal(r.report.years, 1);
	job_close(&r.j);
}

static void the_plan_is_the_next_years_and_a_draft(void **state)
{
	(void)state;
	roll_job r;
	assert_int_equal(roll(&r, "2016-17", "2017-19", NULL, NULL,
				 (const char *const[]){PLAN, "areas.csv", "area,name\na,A\n", "narrative/a.md",
					 "Old words.\n", NULL}),
		0);
	assert_string_equal(table_text(&r, "plan"),
		"title,policy,partnership,status,starts,ends\n"
		"Better Care Fund 2017-19: Here,2017-19,Here,draft,2017-04-01,2019-03-31\n");
	assert_string_equal(table_text(&r, "areas"), "area,name\na,A\n");
	assert_int_equal(r.to->section_count, 0);
	assert_true(notes_have(&r.report, "has 2018-19 too"));
	job_close(&r.j);
}

static void what_was_for_one_year_ceases_and_stays_in_sight(void **state)
{
	(void)state;
	roll_job r;
	assert_int_equal(
		roll(&r, "2016-17", "2017-19", "10%", "top",
			(const char *const[]){PLAN, "schemes.csv",
				"scheme,parent,status\nbelow,top,new\nother,,new\ntop,,new\n", "spend.csv",
				"line,period,scheme,amount,recurrence,status,note\n"
				"1,2016-17,other,500000.00,non_recurrent,new,once\n2,2016-17,below,7.00,recurrent,new,"
				"\n"
				"3,2016-17Q1,other,9.00,,new,\n4,2016-17,other,0.00,,ceased,\n"
				"5,2016-17Q1,other,9.00,recurrent,new,\n6,2015-16,other,3.00,,new,\n",
				"spend_impact.csv", "line,metric\n1,residential_admissions\n5,residential_admissions\n",
				"activity.csv",
				"line,period,measure,planned,actual\n1,2016-17,x,1,\n5,2016-17,x,2,1\n5,2016-17,y,,1\n",
				NULL}),
		0);
	assert_string_equal(table_text(&r, "spend"),
		"line,period,scheme,amount,recurrence,status,note\n"
		"1,2017-18,other,0.00,non_recurrent,ceased,\"once; £500,000 in 2016-17: was for one year "
		"(non-recurrent)\"\n"
		"2,2017-18,below,0.00,recurrent,ceased,£7 in 2016-17: its scheme ceases\n"
		"3,2017-18Q1,other,0.00,,ceased,£9 in 2016-17: ended before the year did\n"
		"5,2017-18Q1,other,9.90,recurrent,existing,\n");
	assert_string_equal(
		table_text(&r, "schemes"), "scheme,parent,status\nbelow,top,ceased\nother,,existing\ntop,,ceased\n");
	assert_string_equal(table_text(&r, "spend_impact"), "line,metric\n5,residential_admissions\n");
	assert_string_equal(table_text(&r, "activity"), "line,period,measure,planned\n5,2017-18,x,2\n");
	assert_int_equal(r.report.ceased_count, 4);
	assert_string_equal(r.report.ceased[0].tbl, "schemes");
	assert_int_equal(r.report.ceased[0].rows, 2);
	assert_int_equal(r.report.ceased[1].pence, 50000000);
	for (size_t i = 0; i < r.report.carried_count; i++)
		assert_false(!strcmp(r.report.carried[i].tbl, "schemes") && r.report.carried[i].rows != 1);
	assert_int_equal(r.report.spend.before_pence, 50002500); /* of the last year */
	assert_int_equal(r.report.spend.after_pence, 990);
	job_close(&r.j);
}

static void what_started_part_way_runs_the_whole_year(void **state)
{
	(void)state;
	roll_job r;
	assert_int_equal(
		roll(&r, "2016-17", "2017-19", "10%", NULL,
			(const char *const[]){PLAN, "spend.csv",
				"line,period,scheme,amount,recurrence,status\n"
				"1,2016-10-01/2017-03-31,a,100.00,recurrent,new\n"
				"2,2016-17Q4,b,0.01,recurrent,new\n"
				"3,2016-10-16/2017-03-31,c,1.00,recurrent,new\n"
				"4,2016-10-01/2017-03-31,d,1.00,recurrent,existing\n"
				"51,2016-17Q1,e,1.00,recurrent,new\n52,2016-17Q2,e,1.00,recurrent,new\n"
				"53,2016-17Q3,e,1.00,recurrent,new\n54,2016-17Q4,e,1.00,recurrent,new\n",
				"income.csv",
				"line,period,amount,recurrence,starts,ends\n"
				"1,2016-17,9.00,recurrent,2016-07-01,\n2,2016-17,9.00,non_recurrent,2016-07-01,\n"
				"3,2016-17,9.00,,,2016-06-30\n4,2016-17,9.00,recurrent,2016-04-01,2017-03-31\n",
				NULL}),
		0);
	/* half a year: x 2 x 1.1; a quarter: 0.01 x 4 x 1.1 = 0.044; 167 days of 365: 1.00 x 365 / 167 x 1.1 = 2.404...
	 */
	assert_string_equal(table_text(&r, "spend"),
		"line,period,scheme,amount,recurrence,status\n"
		"1,2017-18,a,220.00,recurrent,existing\n2,2017-18,b,0.04,recurrent,existing\n"
		"3,2017-18,c,2.40,recurrent,existing\n4,2017-10-01/2018-03-31,d,1.10,recurrent,existing\n"
		"51,2017-18Q1,e,1.10,recurrent,existing\n52,2017-18Q2,e,1.10,recurrent,existing\n"
		"53,2017-18Q3,e,1.10,recurrent,existing\n54,2017-18Q4,e,1.10,recurrent,existing\n");
	assert_string_equal(table_text(&r, "income"), "line,period,amount,certainty,recurrence,starts,ends\n"
						      "1,2017-18,13.20,provisional,recurrent,2017-04-01,\n"
						      "4,2017-18,9.90,provisional,recurrent,2017-04-01,2018-03-31\n");
	assert_int_equal(r.report.full_count, 4);
	job_close(&r.j);
}

static void ids_that_the_next_policy_does_not_know_are_named(void **state)
{
	(void)state;
	roll_job r;
	assert_int_equal(roll(&r, "2019-20", "2021-22", NULL, NULL,
				 (const char *const[]){"plan.csv", "policy\n2019-20\n", "spend.csv",
					 "line,period,source,amount,recurrence\n1,2019-20,winter_pressures,1.00,\n"
					 "2,2019-20,Minimum CCG "
					 "contribution,1.00,\n3,2019-20,winter_pressures,1.00,non_recurrent\n",
					 "requirements.csv",
					 "area,period,measure,amount\na,2019-20,nhs_minimum,5.00\na,2019-20,winter_"
					 "pressures_grant,5.00\n",
					 NULL}),
		0);
	assert_string_equal(table_text(&r, "spend"),
		"line,period,source,amount,status\n1,2021-22,winter_pressures,1.00,existing\n"
		"2,2021-22,ccg_minimum,1.00,existing\n");
	assert_true(notes_have(&r.report, "winter_pressures is not known to policy 2021-22 (sources): 1 row of spend"));
	assert_true(notes_have(&r.report, "Minimum CCG contribution is called ccg_minimum"));
	assert_string_equal(table_text(&r, "requirements"), "area,period,measure\na,2021-22,nhs_minimum\n");
	assert_true(notes_have(&r.report, "1 requirement is blank"));
	assert_int_equal(r.report.years, 2);
	job_close(&r.j);
}

static void the_next_policys_allocations_are_taken_and_income_follows(void **state)
{
	(void)state;
	roll_job r;
	assert_int_equal(roll(&r, "2017-19", "2019-20", "50%", NULL,
				 (const char *const[]){"plan.csv", "policy\n2017-19\n", "areas.csv",
					 "area,code\nd,E08000017\n", "requirements.csv",
					 "area,period,measure,amount\nd,2018-19,nhs_minimum,5.00\n", "income.csv",
					 "line,area,period,source,amount,recurrence\n1,d,2018-19,ccg_minimum,2.00,\n"
					 "2,d,2018-19,ccg_minimum,1.00,\n3,d,2018-19,additional_la,2.00,\n4,d,2017-18,"
					 "dfg,7.00,\n",
					 NULL}),
		0);
	/* 23,546,940.00 in thirds; the uplift gave portions only */
	assert_string_equal(table_text(&r, "income"),
		"line,area,period,source,amount,certainty\n1,d,2019-20,ccg_minimum,15697960.00,provisional\n"
		"2,d,2019-20,ccg_minimum,7848980.00,provisional\n3,d,2019-20,additional_la,3.00,provisional\n");
	assert_true(span_find(span_of(table_text(&r, "requirements")), "d,2019-20,nhs_minimum,23546940.00,", NULL));
	assert_true(notes_have(&r.report, "no income line holds it yet"));
	job_close(&r.j);
}

static void a_successor_of_the_whole_takes_its_predecessors_place(void **state)
{
	(void)state;
	roll_job r;
	assert_int_equal(
		roll(&r, "2017-19", "2019-20", NULL, NULL,
			(const char *const[]){"plan.csv", "policy\n2017-19\n", "organisations.csv",
				"organisation,ends\nborough,2019-03-31\ncounty,2019-03-31\ngone,2019-03-31\nlate,\nold,"
				"\nunitary,\n",
				"successions.csv",
				"predecessor,successor,date,portion\nborough,unitary,2019-04-01,1\n"
				"county,north,2019-04-01,\ncounty,unitary,2019-04-01,\nlate,unitary,2020-04-01,1\n"
				"old,unknown,2019-04-01,1\n",
				"income.csv",
				"line,period,payer\n1,2018-19,borough\n2,2018-19,county\n3,2018-19,gone\n4,2018-19,"
				"late\n5,2018-19,old\n",
				"agreements.csv", "agreement\nx\n", "agreement_parties.csv",
				"agreement,organisation\nx,borough\nx,unitary\n", "bodies.csv",
				"body,of_organisations\nb,borough; unitary; county\n", NULL}),
		0);
	assert_string_equal(table_text(&r, "income"),
		"line,period,payer,certainty\n1,2019-20,unitary,provisional\n2,2019-20,county,provisional\n"
		"3,2019-20,gone,provisional\n4,2019-20,late,provisional\n5,2019-20,old,provisional\n");
	assert_string_equal(table_text(&r, "agreement_parties"), "agreement,organisation\nx,unitary\n");
	assert_string_equal(table_text(&r, "bodies"), "body,of_organisations\nb,unitary; county\n");
	assert_true(notes_have(&r.report, "borough is replaced by its successor unitary"));
	assert_true(notes_have(&r.report, "county was succeeded in parts"));
	assert_true(notes_have(&r.report, "old was succeeded by unknown, which no table knows"));
	assert_true(notes_have(&r.report, "gone ended on 2019-03-31"));
	assert_false(notes_have(&r.report, "late"));
	job_close(&r.j);
}

static void what_is_record_is_left_out_and_counted(void **state)
{
	(void)state;
	roll_job r;
	assert_int_equal(roll(&r, "2016-17", "2017-19", NULL, NULL,
				 (const char *const[]){PLAN, "income.csv",
					 "line,period,released\n1,2016-17,2016-06-01\n", "postings.csv",
					 "entry,leg\n1,a\n1,b\n", "conditions.csv", "area,condition,answer\na,x,yes\n",
					 "agreed.csv", "line,organisation\n1,a\n", "coverage.csv",
					 "tbl,area,period,extent\nincome,*,2016-17,part\nconditions,*,*,part\n", NULL}),
		0);
	assert_string_equal(table_text(&r, "postings"), "");
	assert_string_equal(table_text(&r, "income"), "line,period,certainty\n1,2017-18,provisional\n");
	assert_string_equal(table_text(&r, "coverage"), "tbl,area,period,extent\nincome,*,2017-18,part\n");
	size_t counted = 0;
	for (size_t i = 0; i < r.report.left_count; i++)
		counted += r.report.left[i].rows;
	assert_int_equal(counted, 5);
	job_close(&r.j);
}

static void what_cannot_be_meant_is_refused(void **state)
{
	(void)state;
	static const char *const cases[][4] = {{"5%; a=x", NULL, "--uplift", "is no rate"},
		{"nobody=3%", NULL, "--uplift", "no scheme and no source"}, {"3%; 4%", NULL, "--uplift", "two rates"},
		{"-100%", NULL, "--uplift", "is no rate"}, {"5", NULL, "--uplift", "'5' has no %; write 5% or 500%"},
		{"-0.05", NULL, "--uplift", "write -0.05% or -5%"}, {"1/20", NULL, "--uplift", "is no rate"},
		{"51%", NULL, "--uplift", "--force"}, {"home_care=\xE2\x88\x92 50.5 %", NULL, "--uplift", "--force"},
		{"%", NULL, "--uplift", "is no rate"}, {NULL, "homecare", "--cease", "did you mean 'home_care'?"}};
	const char *const texts[] = {PLAN, "schemes.csv", "scheme\nhome_care\n", "spend.csv",
		"line,period,scheme,amount\n1,2016-17,home_care,19000000000.00\n", NULL};
	roll_job r;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(roll(&r, "2016-17", "2017-19", cases[i][0], cases[i][1], texts) < 0);
		assert_message(&r.j.e, cases[i][2], cases[i][3]);
		assert_null(r.to);
		job_close(&r.j);
	}
	assert_true(roll(&r, "2016-17", "2016-17", NULL, NULL, texts) < 0);
	assert_message(&r.j.e, "a plan", "is not a later one");
	job_close(&r.j);
	assert_true(roll(&r, "2016-17", "2017-19", "10%", NULL, texts) < 0);
	assert_message(&r.j.e, "spend.csv:2:21", "does not fit");
	job_close(&r.j);
}

static void a_rate_may_have_blanks_and_a_true_minus(void **state)
{
	(void)state;
	static const char *const rates[] = {"-5%", "-5 %",
		("\xE2\x88\x92"
		 "5%"),
		" \xE2\x88\x92 5 % ", "h=-5%"};
	const char *const texts[] = {PLAN, "schemes.csv", "scheme\nh\n", "spend.csv",
		"line,period,scheme,amount\n1,2016-17,h,100.00\n", NULL};
	for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
		roll_job r;
		assert_int_equal(roll(&r, "2016-17", "2017-19", rates[i], NULL, texts), 0);
		assert_int_equal(r.report.spend.after_pence, 9500);
		job_close(&r.j);
	}
}

static void an_option_keeps_all_but_amounts_and_what_ceases(void **state)
{
	(void)state;
	roll_job r;
	const char *const texts[] = {PLAN, "schemes.csv", "scheme,status\na,new\nb,new\n", "spend.csv",
		"line,period,scheme,amount,status,note\n1,2015-16,a,100.00,new,\n2,2016-17,a,0.10,new,\n"
		"3,2016-17,b,7.00,new,once\n",
		"income.csv", "line,period,source,amount,certainty\ni,2016-17,dfg,2.00,committed\n", "activity.csv",
		"line,period,measure,planned,actual\n2,2016-17,x,1,1\n3,2016-17,x,1,1\n3,2016-17,y,1,\n",
		"spend_impact.csv", "line,metric\n1,residential_admissions\n3,residential_admissions\n",
		"narrative/a.md", "Words.\n", NULL};
	assert_true(roll(&r, "2016-17", "2017-19", NULL, NULL, texts) == 0);
	assert_true(plan_roll_option(&r.to, &r.report, r.from, &r.request, r.j.a, &r.j.e) < 0);
	assert_message(&r.j.e, "a plan", "nothing would differ");
	r.request.uplift = "-50%";
	r.request.cease = "b";
	assert_int_equal(plan_roll_option(&r.to, &r.report, r.from, &r.request, r.j.a, &r.j.e), 0);
	assert_string_equal(table_text(&r, "spend"),
		"line,period,scheme,amount,status,note\n1,2015-16,a,50.00,new,\n2,2016-17,a,0.05,new,\n"
		"3,2016-17,b,0.00,ceased,once; £7 in 2016-17: its scheme ceases\n");
	assert_string_equal(
		table_text(&r, "income"), "line,period,source,amount,certainty\ni,2016-17,dfg,1.00,committed\n");
	assert_string_equal(table_text(&r, "schemes"), "scheme,status\na,new\nb,ceased\n");
	assert_string_equal(
		table_text(&r, "activity"), "line,period,measure,planned,actual\n2,2016-17,x,1,1\n3,2016-17,x,1,1\n");
	assert_string_equal(table_text(&r, "spend_impact"), "line,metric\n1,residential_admissions\n");
	assert_string_equal(table_text(&r, "plan"),
		"title,policy,partnership,status,submitted\nOld,2016-17,Here,submitted,2016-05-03\n");
	assert_int_equal(r.to->section_count, 1);
	assert_int_equal(r.report.spend.before_pence, 10710);
	assert_int_equal(r.report.spend.after_pence, 5005);
	assert_int_equal(r.report.years, 0);
	assert_int_equal(plan_rows(r.from, "activity")->count, 3); /* the plan itself is as it was */
	job_close(&r.j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(amounts_are_raised_once_and_exactly),
		cmocka_unit_test(the_plan_is_the_next_years_and_a_draft),
		cmocka_unit_test(what_was_for_one_year_ceases_and_stays_in_sight),
		cmocka_unit_test(what_started_part_way_runs_the_whole_year),
		cmocka_unit_test(ids_that_the_next_policy_does_not_know_are_named),
		cmocka_unit_test(the_next_policys_allocations_are_taken_and_income_follows),
		cmocka_unit_test(a_successor_of_the_whole_takes_its_predecessors_place),
		cmocka_unit_test(what_is_record_is_left_out_and_counted),
		cmocka_unit_test(what_cannot_be_meant_is_refused),
		cmocka_unit_test(a_rate_may_have_blanks_and_a_true_minus),
		cmocka_unit_test(an_option_keeps_all_but_amounts_and_what_ceases),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
