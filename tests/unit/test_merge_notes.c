/* What a merge tells although it is no conflict, and the plan that it has to begin from. */
#include "plan_texts.h"

#include "plan/merge.h"

#define HEAD "line,scheme,description,amount\n"
#define spend(j, lines) plan_with(j, "spend.csv", HEAD lines)

static merge_outcome merged(job *j, const plan *b, const plan *o, const plan *t)
{
	merge_outcome m;
	if (plan_merge(&m, b, o, t, NULL, 0, j->a, &j->e))
		fail_msg("%s: %s", j->e.last->where, j->e.last->text);
	return m;
}

static const char *rows_of(job *j, const merge_outcome *m, const char *tbl)
{
	buf b;
	buf_init(&b, j->a);
	assert_non_null(m->merged);
	rows_print(&b, plan_rows(m->merged, tbl), false);
	return arena_text(j->a, buf_span(&b));
}

/* "spend[1]: text", a note a line. */
static const char *notes_of(job *j, const merge_outcome *m)
{
	buf b;
	buf_init(&b, j->a);
	for (size_t i = 0; i < m->note_count; i++)
		buf_printf(&b, "%s%s: %s", i ? "\n" : "", m->notes[i].id, m->notes[i].text);
	return arena_text(j->a, buf_span(&b));
}

static void an_amount_and_another_column_changed_apart_are_told(void **state)
{
	(void)state;
	job j = job_open();
#define LINES "line,scheme,source,amount\n"
	plan *b = plan_with(&j, "spend.csv", LINES "e01,a,dfg,5000000\ne02,a,dfg,1\n"),
	     *o = plan_with(&j, "spend.csv", LINES "e01,a,dfg,5100000\ne02,a,dfg,2\n"),
	     *t = plan_with(&j, "spend.csv", LINES "e01,b,ibcf,5000000\ne02,a,dfg,1\n");
	merge_outcome m = merged(&j, b, o, t);
	assert_string_equal(rows_of(&j, &m, "spend"), LINES "e01,b,ibcf,5100000.00\ne02,a,dfg,2.00\n");
	assert_string_equal(notes_of(&j, &m), "spend[e01]: line e01: ours changed the amount to £5,100,000, theirs the "
					      "scheme to b, the source to ibcf; both are in");
	m = merged(&j, b, t, o);
	assert_string_equal(notes_of(&j, &m), "spend[e01]: line e01: ours changed the scheme to b, the source to ibcf, "
					      "theirs the amount to £5,100,000; both are in");
	job_close(&j);
}

/* What both changed alike, or one side alone, mixes nothing. */
static void what_one_side_changed_alone_is_not_told(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = spend(&j, "1,a,x,5\n2,a,y,6\n"), *o = spend(&j, "1,b,X,7\n2,a,y,6\n"),
	     *t = spend(&j, "1,a,x,7\n2,c,z,6\n");
	merge_outcome m = merged(&j, b, o, t);
	assert_string_equal(rows_of(&j, &m, "spend"), HEAD "1,b,X,7.00\n2,c,z,6.00\n");
	assert_string_equal(notes_of(&j, &m), "");
	m = merged(&j, b, spend(&j, "1,a,x,\n2,a,y,6\n"), spend(&j, "1,a,z,5\n2,a,y,6\n"));
	assert_string_equal(notes_of(&j, &m), "spend[1]: line 1: ours changed the amount to blank, theirs the "
					      "description to z; both are in");
	job_close(&j);
}

static void a_row_of_several_keys_is_told_with_its_table(void **state)
{
	(void)state;
	job j = job_open();
#define REQUIREMENTS "area,period,measure,amount,basis\n"
	plan *b = plan_with(&j, "requirements.csv", REQUIREMENTS "d,2019-20,m,5,x\n"),
	     *o = plan_with(&j, "requirements.csv", REQUIREMENTS "d,2019-20,m,6.50,x\n"),
	     *t = plan_with(&j, "requirements.csv", REQUIREMENTS "d,2019-20,m,5,y\n");
	merge_outcome m = merged(&j, b, o, t);
	assert_string_equal(notes_of(&j, &m), "requirements[d / 2019-20 / m]: requirements d / 2019-20 / m: ours "
					      "changed the amount to £6.50, theirs the basis to y; both are in");
	job_close(&j);
}

static void a_line_added_by_both_with_a_blank_on_one_side_is_in_once(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = spend(&j, "1,a,x,5\n"), *o = spend(&j, "1,a,x,5\ne07,a,Discharge teams,3000000\n"),
	     *t = spend(&j, "1,a,x,5\ne07,a,Discharge teams,\n");
	merge_outcome m = merged(&j, b, o, t);
	assert_string_equal(rows_of(&j, &m, "spend"), HEAD "1,a,x,5.00\ne07,a,Discharge teams,3000000.00\n");
	assert_string_equal(notes_of(&j, &m), "spend[e07]: both sides added line e07, theirs with no amount; it is in "
					      "once, with what ours says");
	m = merged(&j, b, t, o);
	assert_string_equal(rows_of(&j, &m, "spend"), HEAD "1,a,x,5.00\ne07,a,Discharge teams,3000000.00\n");
	assert_string_equal(notes_of(&j, &m), "spend[e07]: both sides added line e07, ours with no amount; it is in "
					      "once, with what theirs says");
	job_close(&j);
}

/* Each says what the other leaves blank, or nothing says what it is: that may be two things. */
static void lines_that_only_do_not_contradict_each_other_both_stay(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = spend(&j, "1,a,x,5\n");
	static const char *const pairs[][2] = {
		{"2,a,,6\n", "2,a,Falls car,\n"}, {"2,a,,\n", "2,a,Falls car,6\n"}, {"2,,Car,6\n", "2,a,Car,\n"}};
	for (size_t i = 0; i < 3; i++) {
		plan *o = plan_with(&j, "spend.csv", arena_printf(j.a, HEAD "1,a,x,5\n%s", pairs[i][0])),
		     *t = plan_with(&j, "spend.csv", arena_printf(j.a, HEAD "1,a,x,5\n%s", pairs[i][1]));
		merge_outcome m = merged(&j, b, o, t);
		assert_int_equal(plan_rows(m.merged, "spend")->count, 3);
	}
	job_close(&j);
}

static void one_key_with_two_amounts_is_told_to_be_looked_at(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = spend(&j, "1,a,x,5\n");
	merge_outcome m =
		merged(&j, b, spend(&j, "1,a,x,5\n2,a,Falls car,200\n"), spend(&j, "1,a,x,5\n2,a,Falls car,250\n"));
	assert_int_equal(plan_rows(m.merged, "spend")->count, 3);
	assert_string_equal(notes_of(&j, &m), "spend[3]: both sides added spend line 2, each its own; theirs is 3 now, "
					      "with all that refers to it; but "
					      "for the amount they are alike: look whether it is there twice");
	m = merged(&j, b, spend(&j, "1,a,x,5\n2,a,Falls car,200\n"), spend(&j, "1,a,x,5\n2,a,Night car,200\n"));
	assert_string_equal(notes_of(&j, &m),
		"spend[3]: both sides added spend line 2, each its own; theirs is 3 now, with all that refers to it");
	job_close(&j);
}

static void the_same_line_under_two_keys_is_told(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = plan_with(&j, "spend.csv", HEAD "1,s,x,5\n", "schemes.csv", "scheme,title\ns,Care\n"),
	     *o = plan_with(&j, "spend.csv", HEAD "1,care,x,5\ne22,care,Falls car,6\ne30,care,Own,1\n", "schemes.csv",
		     "scheme,title\ncare,Care\n"),
	     *t = plan_with(&j, "spend.csv", HEAD "1,s,x,5\ne23,s,Falls car,6\ne40,s,Own,2\n", "schemes.csv",
		     "scheme,title\ns,Care\n");
	merge_outcome m = merged(&j, b, o, t);
	assert_int_equal(plan_rows(m.merged, "spend")->count, 5);
	const char *notes = notes_of(&j, &m);
	assert_true(span_find(span_of(notes),
		"spend[e23]: both sides added the same line (e22 and e23): look whether it is there twice", NULL));
	assert_false(span_find(span_of(notes), "e30", NULL));
	m = merged(&j, b, t, o);
	assert_true(span_find(span_of(notes_of(&j, &m)),
		"spend[e22]: both sides added the same line (e23 and e22): look whether it is there twice", NULL));
	job_close(&j);
}

/* An entry of the ledger is compared with all its legs; what one side alone has twice is its own affair. */
static void the_same_entry_under_two_keys_is_told_once(void **state)
{
	(void)state;
	job j = job_open();
#define POSTINGS "entry,leg,amount\n"
	plan *b = plan_with(&j, "postings.csv", POSTINGS "j1,1,5\n"),
	     *o = plan_with(&j, "postings.csv", POSTINGS "j1,1,5\nj2,1,6\nj2,2,-6\nj3,1,7\n"),
	     *t = plan_with(&j, "postings.csv", POSTINGS "j1,1,5\nj4,1,6\nj4,2,-6\nj5,1,6\nj5,2,-5\nj6,1,8\nj7,1,8\n");
	merge_outcome m = merged(&j, b, o, t);
	assert_string_equal(notes_of(&j, &m),
		"postings[j4 / 1]: both sides added the same entry (j2 and j4): look whether it is there twice");
	m = merged(&j, b, o, o);
	assert_int_equal(m.note_count, 0);
	job_close(&j);
}

/* ---- the base ---- */

static plan *of_area(job *j, const char *year, const char *areas)
{
	return plan_of(j, (const char *const[]){"plan.csv", arena_printf(j->a, "title,policy\nA,%s\n", year),
				  "areas.csv", arena_printf(j->a, "area\n%s", areas), NULL});
}

static void a_base_of_another_year_or_area_is_refused(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = of_area(&j, "2019-20", "doncaster\n"), *same = of_area(&j, "2019-20", "doncaster\nrotherham\n"),
	     *year = of_area(&j, "2020-21", "doncaster\n"), *area = of_area(&j, "2019-20", "dorset\nbournemouth\n"),
	     *blank = of_area(&j, "", "");
	assert_int_equal(merge_base_fits(b, same, b, j.a, &j.e), 0);
	assert_int_equal(merge_base_fits(same, b, same, j.a, &j.e), 0);
	assert_int_equal(merge_base_fits(blank, same, b, j.a, &j.e), 0);
	assert_int_equal(merge_base_fits(b, blank, same, j.a, &j.e), 0);
	assert_int_equal(j.e.count, 0);
	assert_int_equal(merge_base_fits(b, same, year, j.a, &j.e), ERR_USAGE);
	assert_message(&j.e, "a plan", "is a plan of policy year 2019-20 and a plan one of 2020-21");
	assert_int_equal(merge_base_fits(b, year, same, j.a, &j.e), ERR_USAGE);
	assert_int_equal(merge_base_fits(b, area, same, j.a, &j.e), ERR_USAGE);
	assert_message(&j.e, "a plan", "shares no area with a plan (doncaster here, bournemouth, dorset there)");
	assert_int_equal(merge_base_fits(b, same, area, j.a, &j.e), ERR_USAGE);
	assert_int_equal(merge_base_fits(b, of_area(&j, "2019-20", "v\nw\nx\ny\nz\n"), same, j.a, &j.e), ERR_USAGE);
	assert_message(&j.e, "a plan", "v, w, x, y and 1 more there");
	job_close(&j);
}

static void a_list_with_semicolons_says_how_to_save_it(void **state)
{
	(void)state;
	job j = job_open();
	resolution *list;
	size_t count = 9;
	assert_int_equal(resolutions_read(&list, &count, span_of("conflict;table;take\na;b;ours\n"), "list.csv",
				 "bcf store import", j.a, &j.e),
		ERR_PARSE);
	assert_message(&j.e, "list.csv:1",
		"the columns are separated by semicolons or tabs; save the file as CSV (comma delimited)");
	assert_int_equal(
		resolutions_read(&list, &count, span_of("id,take\n"), "list.csv", "bcf store import", j.a, &j.e),
		ERR_PARSE);
	assert_message(&j.e, "list.csv", "fill in the list that 'bcf store import' prints with --format csv");
	assert_int_equal(count, 9);
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_amount_and_another_column_changed_apart_are_told),
		cmocka_unit_test(what_one_side_changed_alone_is_not_told),
		cmocka_unit_test(a_row_of_several_keys_is_told_with_its_table),
		cmocka_unit_test(a_line_added_by_both_with_a_blank_on_one_side_is_in_once),
		cmocka_unit_test(lines_that_only_do_not_contradict_each_other_both_stay),
		cmocka_unit_test(one_key_with_two_amounts_is_told_to_be_looked_at),
		cmocka_unit_test(the_same_line_under_two_keys_is_told),
		cmocka_unit_test(the_same_entry_under_two_keys_is_told_once),
		cmocka_unit_test(a_base_of_another_year_or_area_is_refused),
		cmocka_unit_test(a_list_with_semicolons_says_how_to_save_it),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
