/* Allocations put into a plan: requirements take them, provisional income follows, exact to the penny. */
#include "unit.h"

#include "plan/allocations.h"

typedef struct put {
	job j;
	plan *before, *after;
	allocations_report report;
} put;

/* Income lines of area d (code E08000017) and the NHS minimum of 2019-20, allocated `amount`. */
static void put_in(put *p, const char *income, const char *amount)
{
	static const char *const own[] = {"requirements", "income", NULL};
	pack *policy;
	rows list;
	*p = (put){.j = job_open()};
	arena *a = p->j.a;
	char *plan_text = arena_text(a, span_of("policy\n2019-20\n")),
	     *areas = arena_text(a, span_of("area,code\nd,E08000017\nother,E09000002\n")),
	     *lines = arena_printf(a, "line,area,period,source,amount,to_nearest,certainty\n%s", income),
	     *required = arena_text(a, span_of("area,period,measure,amount,basis\nd,2019-20,dfg_grant,5.00,old\n")),
	     *told = arena_printf(a,
		     "code,measure,period,amount,source\nE08000017,nhs_minimum,2019-20,%s,new\n"
		     "E07000001,nhs_minimum,2019-20,9.00,\n",
		     amount);
	named_text texts[] = {{"plan.csv", "plan.csv", plan_text, strlen(plan_text)},
		{"areas.csv", "areas.csv", areas, strlen(areas)}, {"income.csv", "income.csv", lines, strlen(lines)},
		{"requirements.csv", "requirements.csv", required, strlen(required)}};
	assert_int_equal(plan_from_texts(&p->before, texts, 4, "a plan", a, &p->j.e), 0);
	assert_int_equal(pack_open_tables(&policy, "2019-20", NULL, a, &p->j.e), 0);
	assert_int_equal(
		rows_read_csv(&list, &pack_tables[PACK_ALLOCATIONS], told, strlen(told), "list", a, &p->j.e), 0);
	p->after = plan_with_own(p->before, own, a);
	allocations_apply(&p->report, p->after, policy, &list, a);
}

static const char *amounts(put *p, const plan *of)
{
	const rows *r = plan_rows(of, "income");
	buf b;
	buf_init(&b, p->j.a);
	for (size_t i = 0; i < r->count; i++)
		buf_printf(&b, "%s%.*s", i ? " " : "", SPAN_ARG(cell_span(*rows_cell(r, i, "amount"))));
	return arena_text(p->j.a, buf_span(&b));
}

static void a_requirement_is_added_or_takes_the_amount_and_its_basis(void **state)
{
	(void)state;
	put p;
	buf b;
	put_in(&p, "1,d,2019-20,ccg_minimum,5.00,,provisional\n", "7.01");
	buf_init(&b, p.j.a);
	rows_print(&b, plan_rows(p.after, "requirements"), false);
	assert_span(buf_span(&b),
		"area,period,measure,amount,basis\nd,2019-20,dfg_grant,5.00,old\nd,2019-20,nhs_minimum,7.01,new\n");
	assert_int_equal(plan_rows(p.before, "requirements")->count, 1); /* the plan itself is as it was */
	assert_string_equal(amounts(&p, p.before), "5.00");
	assert_string_equal(amounts(&p, p.after), "7.01");
	assert_int_equal(p.report.count, 2);
	assert_int_equal(p.report.areas, 1);
	assert_false(p.report.changes[0].had);
	assert_int_equal(p.report.changes[1].after_pence, 701);
	job_close(&p.j);
}

static void several_lines_share_it_in_the_portions_that_they_have(void **state)
{
	(void)state;
	put p;
	put_in(&p,
		"1,d,2019-20,ccg_minimum,2.00,1000.00,provisional\n2,d,2019-20,ccg_minimum,1.00,,provisional\n"
		"3,d,2019-20,dfg,1.00,,provisional\n4,other,2019-20,ccg_minimum,1.00,,provisional\n"
		"5,d,2018-19,ccg_minimum,1.00,,provisional\n",
		"10.00");
	assert_string_equal(amounts(&p, p.after), "6.67 3.33 1.00 1.00 1.00");
	assert_true(p.report.changes[1].shared);
	assert_int_equal(rows_cell(plan_rows(p.after, "income"), 0, "to_nearest")->len, 0); /* it is exact now */
	job_close(&p.j);
	put_in(&p, "1,d,2019-20,ccg_minimum,,,provisional\n2,d,2019-20,ccg_minimum,0.00,,provisional\n", "0.03");
	assert_string_equal(amounts(&p, p.after), "0.02 0.01");
	job_close(&p.j);
}

static void what_is_committed_stays_and_the_rest_takes_what_it_leaves(void **state)
{
	(void)state;
	put p;
	put_in(&p,
		"1,d,2019-20,ccg_minimum,6.00,,committed\n2,d,2019-20,ccg_minimum,1.00,,provisional\n"
		"3,d,2019-20,ccg_minimum,1.00,,\n",
		"10.00");
	assert_string_equal(amounts(&p, p.after), "6.00 3.00 1.00");
	assert_int_equal(p.report.note_count, 0);
	job_close(&p.j);
}

static void where_income_cannot_follow_it_stays_and_a_note_says_so(void **state)
{
	(void)state;
	static const char *const cases[][3] = {
		{"1,d,2019-20,ccg_minimum,6.00,,committed\n2,d,2019-20,ccg_minimum,1.00,,provisional\n", "6.00 1.00",
			"£6 is committed, more than the allocation of £5"},
		{"1,d,2019-20,ccg_minimum,6.00,,committed\n", "6.00", "is not provisional and stays £6"},
		{"1,d,2019-20,dfg,6.00,,provisional\n", "6.00", "no income line holds it yet; enter one of £5"},
	};
	put p;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		put_in(&p, cases[i][0], "5.00");
		assert_string_equal(amounts(&p, p.after), cases[i][1]);
		assert_int_equal(p.report.note_count, 1);
		assert_true(span_find(span_of(p.report.notes[0]), cases[i][2], NULL));
		job_close(&p.j);
	}
}

static void what_is_there_already_is_no_change(void **state)
{
	(void)state;
	put p;
	char before[PLAN_DIGEST_TEXT], after[PLAN_DIGEST_TEXT];
	put_in(&p, "1,d,2019-20,ccg_minimum,5.00,,provisional\n", "5.00");
	allocations_report again;
	pack *policy;
	rows list;
	char told[] = "code,measure,period,amount\nE08000017,nhs_minimum,2019-20,5.00\n";
	assert_int_equal(pack_open_tables(&policy, "2019-20", NULL, p.j.a, &p.j.e), 0);
	assert_int_equal(
		rows_read_csv(&list, &pack_tables[PACK_ALLOCATIONS], told, strlen(told), "list", p.j.a, &p.j.e), 0);
	plan_digest(before, p.after, false, p.j.a);
	allocations_apply(&again, p.after, policy, &list, p.j.a);
	plan_digest(after, p.after, false, p.j.a);
	assert_int_equal(again.count, 0);
	assert_string_equal(before, after);
	job_close(&p.j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_requirement_is_added_or_takes_the_amount_and_its_basis),
		cmocka_unit_test(several_lines_share_it_in_the_portions_that_they_have),
		cmocka_unit_test(what_is_committed_stays_and_the_rest_takes_what_it_leaves),
		cmocka_unit_test(where_income_cannot_follow_it_stays_and_a_note_says_so),
		cmocka_unit_test(what_is_there_already_is_no_change),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
