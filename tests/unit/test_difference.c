/* What differs between two plans, and that it makes the one into the other. */
#include "plan_texts.h"

#include "plan/difference.h"

#define MANY 5

/* The difference as one text, a line a change: "spend[12] edited amount 1.00 2.00". */
static const char *told(job *j, const plan *x, const plan *y)
{
	static const char *const kinds[] = {"added", "removed", "moved", "edited", "paragraphs"};
	difference d;
	buf b;
	plan *made;
	char wanted[PLAN_DIGEST_TEXT], found[PLAN_DIGEST_TEXT];
	plan_difference(&d, x, y, j->a);
	buf_init(&b, j->a);
	for (size_t i = 0; i < d.count; i++) {
		const plan_change *c = &d.list[i];
		if (i)
			buf_char(&b, '\n');
		if (c->kind == CHANGE_PARAGRAPHS) {
			buf_printf(&b, "%s %zu+%zu '%.*s' '%.*s'", c->section, c->paragraph, c->paragraphs,
				SPAN_ARG(c->text_before), SPAN_ARG(c->text_after));
			continue;
		}
		const table *t = &plan_tables[c->tbl];
		buf_printf(&b, "%s[%s] %s", t->name, row_key_text(t, c->before ? c->before : c->after, j->a),
			kinds[c->kind]);
		if (c->kind == CHANGE_EDITED)
			buf_printf(&b, " %s '%.*s' '%.*s'", t->columns[c->at].name,
				SPAN_ARG(cell_span(c->before[c->at])), SPAN_ARG(cell_span(c->after[c->at])));
		if (c->kind == CHANGE_MOVED)
			buf_printf(&b, " %s", row_key_text(t, c->after, j->a));
	}
	if (difference_apply(&made, x, &d, j->a, &j->e))
		fail_msg("%s", j->e.last->text);
	plan_digest(wanted, y, false, j->a);
	plan_digest(found, made, false, j->a);
	assert_string_equal(found, wanted);
	return arena_text(j->a, buf_span(&b));
}

static void a_plan_does_not_differ_from_itself(void **state)
{
	(void)state;
	job j = job_open();
	plan *p = plan_with(&j, "spend.csv", "line,amount\n1,5\n", "narrative/a.md", "One\n\nTwo\n");
	assert_string_equal(told(&j, p, p), "");
	job_close(&j);
}

static void changes_stand_by_table_key_and_column(void **state)
{
	(void)state;
	job j = job_open();
	plan *x = plan_with(&j, "spend.csv", "line,description,amount\n1,a,5\n2,b,6\n3,c,7\n", "risks.csv",
		     "risk,owner\n1,x\n"),
	     *y = plan_with(&j, "spend.csv", "line,description,amount\n1,A,5.50\n3,c,7\n4,d,8\n", "risks.csv",
		     "risk,owner\n1,y\n");
	assert_string_equal(told(&j, x, y), "spend[1] edited description 'a' 'A'\n"
					    "spend[1] edited amount '5.00' '5.50'\n"
					    "spend[2] removed\n"
					    "spend[4] added\n"
					    "risks[1] edited owner 'x' 'y'");
	job_close(&j);
}

static void blank_and_each_mark_differ(void **state)
{
	(void)state;
	job j = job_open();
	plan *x = plan_with(&j, "spend.csv", "line,amount,note\n1,,\n2,0,\n3,[z],\n"),
	     *y = plan_with(&j, "spend.csv", "line,amount,note\n1,[z],\n2,,x\n3,[c],\n");
	assert_string_equal(told(&j, x, y), "spend[1] edited amount '' '[z]'\n"
					    "spend[2] edited amount '0.00' ''\n"
					    "spend[2] edited note '' 'x'\n"
					    "spend[3] edited amount '[z]' '[c]'");
	job_close(&j);
}

static void the_one_row_of_table_plan_is_compared_without_a_key(void **state)
{
	(void)state;
	job j = job_open();
	plan *x = plan_with(&j, "risks.csv", "risk\n1\n"),
	     *y = plan_of(&j, (const char *const[]){"plan.csv", "title,policy,contact\nB plan,any,c1\n", "risks.csv",
				      "risk\n1\n", NULL});
	assert_string_equal(told(&j, x, y), "plan[] edited title 'A plan' 'B plan'\nplan[] edited contact '' 'c1'");
	job_close(&j);
}

static void a_renamed_key_with_all_else_equal_is_a_move(void **state)
{
	(void)state;
	job j = job_open();
	plan *x = plan_with(&j, "spend.csv", "line,description,amount\n1,a,5\n2,b,6\n"),
	     *y = plan_with(&j, "spend.csv", "line,description,amount\n2,b,6\n9,a,5\n");
	assert_string_equal(told(&j, x, y), "spend[1] moved 9");
	job_close(&j);
}

static void a_move_is_not_guessed_among_equals_nor_of_a_changed_or_empty_row(void **state)
{
	(void)state;
	job j = job_open();
	plan *two = plan_with(&j, "spend.csv", "line,amount\n1,5\n2,5\n"),
	     *one = plan_with(&j, "spend.csv", "line,amount\n7,5\n");
	assert_string_equal(told(&j, two, one), "spend[1] removed\nspend[2] removed\nspend[7] added");
	assert_string_equal(told(&j, one, two), "spend[1] added\nspend[2] added\nspend[7] removed");
	plan *changed = plan_with(&j, "spend.csv", "line,amount\n1,6\n"),
	     *empty = plan_with(&j, "spend.csv", "line\n1\n"), *other = plan_with(&j, "spend.csv", "line\n2\n");
	assert_string_equal(told(&j, one, changed), "spend[1] added\nspend[7] removed");
	assert_string_equal(told(&j, empty, other), "spend[1] removed\nspend[2] added");
	job_close(&j);
}

static void two_keys_that_swap_are_edits(void **state)
{
	(void)state;
	job j = job_open();
	plan *x = plan_with(&j, "spend.csv", "line,amount\n1,5\n2,6\n"),
	     *y = plan_with(&j, "spend.csv", "line,amount\n1,6\n2,5\n");
	assert_string_equal(
		told(&j, x, y), "spend[1] edited amount '5.00' '6.00'\nspend[2] edited amount '6.00' '5.00'");
	job_close(&j);
}

static void a_key_of_several_columns_is_told_part_by_part(void **state)
{
	(void)state;
	job j = job_open();
	plan *x = plan_with(&j, "risks.csv", "risk\n1\n"),
	     *y = plan_with(&j, "risks.csv", "risk\n1\n", "observations.csv",
		     "area,metric,period,kind,value\ndorset,dtoc,2019-20,plan,5\n", "requirements.csv",
		     "area,period,measure,amount\ndorset,2019-20,nhs_minimum,5\n");
	assert_string_equal(told(&j, x, y), "requirements[dorset / 2019-20 / nhs_minimum] added\n"
					    "observations[dorset / dtoc / / 2019-20 / plan] added");
	job_close(&j);
}

static void the_narrative_differs_by_paragraph(void **state)
{
	(void)state;
	job j = job_open();
	plan *x = plan_with(&j, "narrative/a.md", "One\n\nTwo\nlines\n\nThree\n\nFour\n"),
	     *y = plan_with(&j, "narrative/a.md", "One\n\n2\n\nThree\n\nFour\n\nFive\n");
	assert_string_equal(told(&j, x, y), "a 2+1 'Two\nlines\n\n' '2\n\n'\na 5+0 '' 'Five\n'");
	assert_string_equal(told(&j, y, x), "a 2+1 '2\n\n' 'Two\nlines\n\n'\na 5+1 'Five\n' ''");
	job_close(&j);
}

static void sections_come_and_go_whole(void **state)
{
	(void)state;
	job j = job_open();
	plan *x = plan_with(&j, "narrative/a.md", "One\n\nTwo\n"), *y = plan_with(&j, "narrative/b.md", "One\n");
	assert_string_equal(told(&j, x, y), "a 1+2 'One\n\nTwo\n' ''\nb 1+0 '' 'One\n'");
	job_close(&j);
}

static void more_than_one_blank_line_between_paragraphs_is_kept(void **state)
{
	(void)state;
	job j = job_open();
	plan *x = plan_with(&j, "narrative/a.md", "\n\nOne\n\n\nTwo\n"),
	     *y = plan_with(&j, "narrative/a.md", "\n\nOne\n\nTwo\n\n\n\nThree\n");
	told(&j, x, y);
	told(&j, y, x);
	size_t count;
	span *list = paragraphs_of(span_of("\n\nOne\n\n\nTwo\n"), &count, j.a);
	assert_int_equal(count, 2);
	assert_span(list[0], "\n\nOne\n\n\n");
	assert_span(list[1], "Two\n");
	paragraphs_of((span){"", 0}, &count, j.a);
	assert_int_equal(count, 0);
	job_close(&j);
}

/* More paragraphs than the table of common lengths holds: the ends are still found, and the rest is one run. */
static void a_very_long_section_differs_in_one_run(void **state)
{
	(void)state;
	job j = job_open();
	buf x, y;
	difference d;
	plan *made;
	char wanted[PLAN_DIGEST_TEXT], found[PLAN_DIGEST_TEXT];
	buf_init(&x, j.a);
	buf_init(&y, j.a);
	for (int i = 0; i < 2500; i++) {
		buf_printf(&x, "%sold %d", i ? "\n\n" : "", i);
		buf_printf(&y, "%snew %d", i ? "\n\n" : "", i == 0 ? -1 : i % 5 ? i : -i);
	}
	buf_text(&x, "\n\nend\n");
	buf_text(&y, "\n\nend\n");
	plan *p = plan_with(&j, "narrative/a.md", buf_span(&x).at),
	     *q = plan_with(&j, "narrative/a.md", buf_span(&y).at);
	plan_difference(&d, p, q, j.a);
	assert_int_equal(d.count, 1);
	assert_int_equal(d.list[0].paragraphs, 2500);
	assert_int_equal(difference_apply(&made, p, &d, j.a, &j.e), 0);
	plan_digest(wanted, q, false, j.a);
	plan_digest(found, made, false, j.a);
	assert_string_equal(found, wanted);
	job_close(&j);
}

static void money_is_totalled_by_scheme_and_source(void **state)
{
	(void)state;
	job j = job_open();
	difference d;
	plan *x = plan_with(&j, "spend.csv",
		     "line,scheme,source,amount\n1,carers,dfg,1000.01\n2,carers,ibcf,5\n3,home,dfg,7\n4,home,dfg,\n",
		     "income.csv", "line,source,amount\n1,dfg,5\n"),
	     *y = plan_with(&j, "spend.csv",
		     "line,scheme,source,amount\n1,carers,dfg,1000.00\n2,home,ibcf,5\n3,home,dfg,7\n4,home,dfg,[z]\n5,,"
		     "dfg,\n",
		     "income.csv", "line,source,amount\n1,dfg,5\n");
	plan_difference(&d, x, y, j.a);
	static const struct {
		const char *by, *of;
		int64_t before, after;
		size_t before_blank, after_blank;
	} wanted[] = {{"", "", 101201, 101200, 1, 2}, {"scheme", "", 0, 0, 0, 1},
		{"scheme", "carers", 100501, 100000, 0, 0}, {"scheme", "home", 700, 1200, 1, 1},
		{"source", "dfg", 100701, 100700, 1, 2}};
	assert_int_equal(d.money_count, MANY);
	for (size_t i = 0; i < MANY; i++) {
		assert_string_equal(d.money[i].tbl, "spend");
		assert_string_equal(d.money[i].by, wanted[i].by);
		assert_span(d.money[i].of, wanted[i].of);
		assert_int_equal(d.money[i].before_pence, wanted[i].before);
		assert_int_equal(d.money[i].after_pence, wanted[i].after);
		assert_int_equal(d.money[i].before_blank, wanted[i].before_blank);
		assert_int_equal(d.money[i].after_blank, wanted[i].after_blank);
	}
	job_close(&j);
}

static void many_schemes_are_totalled_each(void **state)
{
	(void)state;
	job j = job_open();
	difference d;
	buf x, y;
	buf_init(&x, j.a);
	buf_init(&y, j.a);
	buf_text(&x, "line,scheme,amount\n");
	buf_text(&y, "line,scheme,amount\n");
	for (int i = 0; i < 3000; i++) {
		buf_printf(&x, "%d,s%04d,1\n", i, i % 1500);
		buf_printf(&y, "%d,s%04d,%d\n", i, i % 1500, i < 1500 ? 1 : 3);
	}
	plan_difference(
		&d, plan_with(&j, "spend.csv", buf_span(&x).at), plan_with(&j, "spend.csv", buf_span(&y).at), j.a);
	assert_int_equal(d.money_count, 1 + 1500 + 1);
	for (size_t i = 1; i <= 1500; i++) {
		assert_int_equal(d.money[i].before_pence, 200);
		assert_int_equal(d.money[i].after_pence, 400);
		assert_true(i == 1 || span_compare(d.money[i - 1].of, d.money[i].of) < 0);
	}
	job_close(&j);
}

static void a_difference_is_applied_to_the_plan_that_it_starts_from_only(void **state)
{
	(void)state;
	job j = job_open();
	plan *x = plan_with(&j, "spend.csv", "line,amount\n1,5\n2,6\n"),
	     *y = plan_with(&j, "spend.csv", "line,amount\n1,7\n"),
	     *z = plan_with(&j, "spend.csv", "line,amount\n1,8\n2,6\n"), *made = x;
	difference d;
	plan_difference(&d, x, y, j.a);
	assert_int_equal(difference_apply(&made, z, &d, j.a, &j.e), ERR_INTERNAL);
	assert_message(&j.e, "a plan", "spend is not as it was");
	assert_ptr_equal(made, x);
	plan *prose = plan_with(&j, "narrative/a.md", "One\n"),
	     *longer = plan_with(&j, "narrative/a.md", "One\n\nTwo\n"),
	     *foreign = plan_with(&j, "narrative/b.md", "One\n");
	plan_difference(&d, longer, prose, j.a);
	assert_int_equal(difference_apply(&made, foreign, &d, j.a, &j.e), ERR_INTERNAL);
	plan_difference(&d, y, z, j.a); /* adds line 2, which x has */
	assert_int_equal(difference_apply(&made, x, &d, j.a, &j.e), ERR_INTERNAL);
	job_close(&j);
}

/* A scheme that was given another key is one scheme: its money stands in one line, under the new key. */
static void money_of_a_renamed_scheme_is_one_line(void **state)
{
	(void)state;
	job j = job_open();
	plan *x = plan_with(&j, "schemes.csv", "scheme,title\nb,Beds\ncarers,Carers\n", "spend.csv",
		     "line,scheme,amount\n1,carers,1830000\n2,b,5\n"),
	     *y = plan_with(&j, "schemes.csv", "scheme,title\nb,Beds\nsupport,Carers\n", "spend.csv",
		     "line,scheme,amount\n1,support,1910000\n2,b,5\n");
	difference d;
	plan_difference(&d, x, y, j.a);
	assert_int_equal(d.money_count, 3); /* all, the scheme, no source */
	assert_string_equal(d.money[1].by, "scheme");
	assert_span(d.money[1].of, "support");
	assert_int_equal(d.money[1].before_pence, 183000000);
	assert_int_equal(d.money[1].after_pence, 191000000);
	/* and no money is shown where only the name changed */
	plan_difference(&d, x,
		plan_with(&j, "schemes.csv", "scheme,title\nb,Beds\nsupport,Carers\n", "spend.csv",
			"line,scheme,amount\n1,support,1830000\n2,b,5\n"),
		j.a);
	assert_int_equal(d.money_count, 0);
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plan_does_not_differ_from_itself),
		cmocka_unit_test(changes_stand_by_table_key_and_column),
		cmocka_unit_test(blank_and_each_mark_differ),
		cmocka_unit_test(the_one_row_of_table_plan_is_compared_without_a_key),
		cmocka_unit_test(a_renamed_key_with_all_else_equal_is_a_move),
		cmocka_unit_test(a_move_is_not_guessed_among_equals_nor_of_a_changed_or_empty_row),
		cmocka_unit_test(two_keys_that_swap_are_edits),
		cmocka_unit_test(a_key_of_several_columns_is_told_part_by_part),
		cmocka_unit_test(the_narrative_differs_by_paragraph),
		cmocka_unit_test(sections_come_and_go_whole),
		cmocka_unit_test(more_than_one_blank_line_between_paragraphs_is_kept),
		cmocka_unit_test(a_very_long_section_differs_in_one_run),
		cmocka_unit_test(money_is_totalled_by_scheme_and_source),
		cmocka_unit_test(money_of_a_renamed_scheme_is_one_line),
		cmocka_unit_test(many_schemes_are_totalled_each),
		cmocka_unit_test(a_difference_is_applied_to_the_plan_that_it_starts_from_only),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
