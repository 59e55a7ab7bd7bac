/* Three-way merge: each case by itself.  tests/unit/test_merge_property.c has them all together, at random. */
#include "plan_texts.h"

#include "plan/merge.h"

#define HEAD "line,scheme,amount,note\n"
#define spend(j, lines) plan_with(j, "spend.csv", HEAD lines)

static merge_outcome merged_by(job *j, plan *b, plan *o, plan *t, const resolution *list, size_t count)
{
	merge_outcome m;
	if (plan_merge(&m, b, o, t, list, count, j->a, &j->e))
		fail_msg("%s: %s", j->e.last->where, j->e.last->text);
	return m;
}

/* The merged table as CSV, or the conflicts: "spend[1].amount: 1.00|2.00|3.00". */
static const char *told(job *j, const merge_outcome *m, const char *tbl)
{
	buf b;
	buf_init(&b, j->a);
	if (m->merged && !strchr(tbl, '/')) {
		rows_print(&b, plan_rows(m->merged, tbl), false);
		return arena_text(j->a, buf_span(&b));
	}
	if (m->merged) {
		const narrative *n = plan_section(m->merged, span_of(strchr(tbl, '/') + 1));
		return n ? arena_text(j->a, n->text) : "";
	}
	for (size_t i = 0; i < m->conflict_count; i++) {
		const conflict *c = &m->conflicts[i];
		buf_printf(&b, "%s%s: %.*s|%.*s|%.*s", i ? "\n" : "", c->id, SPAN_ARG(c->base), SPAN_ARG(c->ours),
			SPAN_ARG(c->theirs));
	}
	return arena_text(j->a, buf_span(&b));
}

static const char *merge_told(job *j, const char *tbl, plan *b, plan *o, plan *t)
{
	merge_outcome m = merged_by(j, b, o, t, NULL, 0);
	return told(j, &m, tbl);
}

static const char *settled(job *j, const char *tbl, plan *b, plan *o, plan *t, const char *id, const char *take)
{
	const resolution r = {id, take};
	merge_outcome m = merged_by(j, b, o, t, &r, 1);
	return told(j, &m, tbl);
}

static bool noted(const merge_outcome *m, const char *id, const char *part)
{
	for (size_t i = 0; i < m->note_count; i++)
		if (!strcmp(m->notes[i].id, id) && span_find(span_of(m->notes[i].text), part, NULL))
			return true;
	return false;
}

static void each_sides_changes_are_taken(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = spend(&j, "1,a,5,\n2,a,6,\n3,a,7,\n"), *o = spend(&j, "1,a,5.50,\n3,a,7,\n4,a,8,\n"),
	     *t = spend(&j, "1,a,5,mine\n2,a,6,\n3,a,7,\n5,a,9,\n");
	assert_string_equal(merge_told(&j, "spend", b, o, t), HEAD "1,a,5.50,mine\n3,a,7.00,\n4,a,8.00,\n5,a,9.00,\n");
	assert_string_equal(merge_told(&j, "spend", b, t, o), HEAD "1,a,5.50,mine\n3,a,7.00,\n4,a,8.00,\n5,a,9.00,\n");
	merge_outcome m = merged_by(&j, b, o, t, NULL, 0);
	assert_int_equal(m.from_ours, 3);
	assert_int_equal(m.from_theirs, 2);
	assert_int_equal(m.alike, 0);
	job_close(&j);
}

static void the_same_change_on_both_sides_is_one(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = spend(&j, "1,a,5,\n2,a,6,\n4,a,4,\n"), *o = spend(&j, "1,a,7,\n3,a,9,\n44,a,4,\n");
	merge_outcome m = merged_by(&j, b, o, spend(&j, "1,a,7,\n3,a,9,\n44,a,4,\n"), NULL, 0);
	assert_string_equal(told(&j, &m, "spend"), "line,scheme,amount\n1,a,7.00\n3,a,9.00\n44,a,4.00\n");
	assert_int_equal(m.alike, 4);
	assert_int_equal(m.from_ours + m.from_theirs + m.note_count, 0);
	job_close(&j);
}

static void a_cell_changed_differently_is_a_conflict_with_three_values(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = spend(&j, "1,a,5,\n"), *o = spend(&j, "1,a,6,\n"), *t = spend(&j, "1,a,7,\n");
	merge_outcome m = merged_by(&j, b, o, t, NULL, 0);
	assert_null(m.merged);
	assert_int_equal(m.open, 1);
	assert_int_equal(m.conflicts[0].kind, CONFLICT_CELL);
	assert_string_equal(m.conflicts[0].key, "1");
	assert_string_equal(m.conflicts[0].name, "amount");
	assert_string_equal(told(&j, &m, "spend"), "spend[1].amount: 5.00|6.00|7.00");
	assert_string_equal(settled(&j, "spend", b, o, t, "spend[1].amount", "ours"), "line,scheme,amount\n1,a,6.00\n");
	assert_string_equal(
		settled(&j, "spend", b, o, t, "spend[1].amount", "theirs"), "line,scheme,amount\n1,a,7.00\n");
	assert_string_equal(settled(&j, "spend", b, o, t, "spend[1].amount", "base"), "line,scheme,amount\n1,a,5.00\n");
	assert_string_equal(
		settled(&j, "spend", b, o, t, "spend[1].amount", "=£1,200"), "line,scheme,amount\n1,a,1200.00\n");
	assert_string_equal(settled(&j, "spend", b, o, t, "spend[1].amount", "="), "line,scheme\n1,a\n");
	assert_string_equal(settled(&j, "spend", b, o, t, "spend[1].amount", "=[z]"), "line,scheme,amount\n1,a,[z]\n");
	job_close(&j);
}

static void blank_and_a_mark_are_two_values(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = spend(&j, "1,a,5,\n"), *o = spend(&j, "1,a,,\n"), *t = spend(&j, "1,a,[z],\n");
	assert_string_equal(merge_told(&j, "spend", b, o, t), "spend[1].amount: 5.00||[z]");
	job_close(&j);
}

static void the_row_of_table_plan_merges_by_cell(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = plan_of(&j, (const char *const[]){"plan.csv", "title,policy\nA,any\n", NULL}),
	     *o = plan_of(&j, (const char *const[]){"plan.csv", "title,policy\nB,any\n", NULL}),
	     *t = plan_of(&j, (const char *const[]){"plan.csv", "title,policy\nC,other\n", NULL});
	assert_string_equal(merge_told(&j, "plan", b, o, t), "plan.title: A|B|C");
	assert_string_equal(settled(&j, "plan", b, o, t, "plan.title", "theirs"), "title,policy\nC,other\n");
	job_close(&j);
}

static void what_both_delete_is_gone_and_what_one_deletes_too(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = spend(&j, "1,a,5,\n2,a,6,\n3,a,7,\n");
	assert_string_equal(merge_told(&j, "spend", b, spend(&j, "3,a,7,\n"), spend(&j, "2,a,6,\n3,a,7,\n")),
		"line,scheme,amount\n3,a,7.00\n");
	assert_string_equal(
		merge_told(&j, "spend", b, plan_with(&j, "risks.csv", "risk\n1\n"), b), ""); /* the table emptied */
	job_close(&j);
}

static void an_edit_against_a_deletion_is_a_conflict_of_the_row(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = spend(&j, "1,a,5,\n2,a,6,\n"), *gone = spend(&j, "2,a,6,\n"),
	     *changed = spend(&j, "1,a,8,\n2,a,6,\n");
	merge_outcome m = merged_by(&j, b, gone, changed, NULL, 0);
	assert_int_equal(m.conflicts[0].kind, CONFLICT_DELETED);
	assert_string_equal(m.conflicts[0].id, "spend[1]");
	assert_int_equal(m.conflicts[0].ours.len, 0);
	assert_true(span_find(m.conflicts[0].base, "5.00", NULL) && span_find(m.conflicts[0].theirs, "8.00", NULL));
	assert_string_equal(
		settled(&j, "spend", b, gone, changed, "spend[1]", "ours"), "line,scheme,amount\n2,a,6.00\n");
	assert_string_equal(settled(&j, "spend", b, gone, changed, "spend[1]", "theirs"),
		"line,scheme,amount\n1,a,8.00\n2,a,6.00\n");
	assert_string_equal(
		settled(&j, "spend", b, gone, changed, "spend[1]", "base"), "line,scheme,amount\n1,a,5.00\n2,a,6.00\n");
	assert_string_equal(
		settled(&j, "spend", b, changed, gone, "spend[1]", "ours"), "line,scheme,amount\n1,a,8.00\n2,a,6.00\n");
	assert_string_equal(
		settled(&j, "spend", b, changed, gone, "spend[1]", "theirs"), "line,scheme,amount\n2,a,6.00\n");
	const resolution value = {"spend[1]", "=5"};
	assert_int_equal(plan_merge(&m, b, gone, changed, &value, 1, j.a, &j.e), ERR_USAGE);
	assert_message(&j.e, "spend[1]", "not a value");
	job_close(&j);
}

static void recording_against_a_deletion_is_a_conflict_too(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = plan_with(&j, "activity.csv", "line,period,measure,planned,actual\n1,2019-20,hours,5,\n"),
	     *o = plan_with(&j, "risks.csv", "risk\n1\n"),
	     *t = plan_with(&j, "activity.csv", "line,period,measure,planned,actual\n1,2019-20,hours,5,4\n");
	merge_outcome m = merged_by(&j, b, o, t, NULL, 0);
	assert_int_equal(m.open, 1);
	assert_string_equal(m.conflicts[0].id, "activity[1 / 2019-20 / hours]");
	job_close(&j);
}

static void a_moved_row_keeps_the_others_edit(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = spend(&j, "1,a,5,x\n"), *o = spend(&j, "9,a,5,x\n"), *t = spend(&j, "1,a,6,x\n");
	merge_outcome m = merged_by(&j, b, o, t, NULL, 0);
	assert_string_equal(told(&j, &m, "spend"), HEAD "9,a,6.00,x\n");
	assert_true(noted(&m, "spend[9]", "ours gave spend 1 this key"));
	assert_string_equal(merge_told(&j, "spend", b, t, o), HEAD "9,a,6.00,x\n");
	job_close(&j);
}

static void two_new_keys_for_one_row_are_a_conflict(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = spend(&j, "1,a,5,x\n2,a,6,x\n"), *o = spend(&j, "8,a,5,x\n2,a,6,x\n"),
	     *t = plan_with(&j, "spend.csv", HEAD "9,a,5,x\n2,a,6,x\n", "activity.csv",
		     "line,period,measure\n9,2019-20,hours\n");
	merge_outcome m = merged_by(&j, b, o, t, NULL, 0);
	assert_int_equal(m.conflicts[0].kind, CONFLICT_KEY);
	assert_string_equal(told(&j, &m, "spend"), "spend[1]: 1|8|9");
	assert_string_equal(settled(&j, "spend", b, o, t, "spend[1]", "ours"), HEAD "2,a,6.00,x\n8,a,5.00,x\n");
	assert_string_equal(settled(&j, "spend", b, o, t, "spend[1]", "base"), HEAD "1,a,5.00,x\n2,a,6.00,x\n");
	/* what theirs says of line 9 follows it */
	assert_string_equal(
		settled(&j, "activity", b, o, t, "spend[1]", "ours"), "line,period,measure\n8,2019-20,hours\n");
	assert_string_equal(
		settled(&j, "activity", b, o, t, "spend[1]", "theirs"), "line,period,measure\n9,2019-20,hours\n");
	assert_string_equal(
		settled(&j, "activity", b, o, t, "spend[1]", "=7"), "line,period,measure\n7,2019-20,hours\n");
	const resolution taken = {"spend[1]", "=2"}, blank = {"spend[1]", "="};
	assert_int_equal(plan_merge(&m, b, o, t, &taken, 1, j.a, &j.e), ERR_USAGE);
	assert_message(&j.e, "spend[1]", "'2' is the key of another row");
	assert_int_equal(plan_merge(&m, b, o, t, &blank, 1, j.a, &j.e), ERR_USAGE);
	assert_message(&j.e, "spend[1]", "is blank");
	job_close(&j);
}

static void a_key_of_several_columns_moved_twice_is_settled_as_the_list_writes_it(void **state)
{
	(void)state;
	job j = job_open();
#define ACTIVITY "line,period,measure,planned\n"
	plan *b = plan_with(&j, "activity.csv", ACTIVITY "1,2019-20,hours,5\n"),
	     *o = plan_with(&j, "activity.csv", ACTIVITY "1,2019-20,beds,5\n"),
	     *t = plan_with(&j, "activity.csv", ACTIVITY "1,2020-21,hours,5\n");
	const char *id = "activity[1 / 2019-20 / hours]";
	assert_string_equal(merge_told(&j, "activity", b, o, t),
		"activity[1 / 2019-20 / hours]: 1 / 2019-20 / hours|1 / 2019-20 / beds|1 / 2020-21 / hours");
	assert_string_equal(settled(&j, "activity", b, o, t, id, "theirs"), ACTIVITY "1,2020-21,hours,5\n");
	assert_string_equal(settled(&j, "activity", b, o, t, id, "=1 / 2020-21 / beds"), ACTIVITY "1,2020-21,beds,5\n");
	merge_outcome m;
	const resolution wrong = {id, "=1 / soon / beds"}, more = {id, "=1 / 2020-21 / beds / 4"};
	assert_int_equal(plan_merge(&m, b, o, t, &wrong, 1, j.a, &j.e), ERR_USAGE);
	assert_message(&j.e, id, "is not a period");
	assert_int_equal(plan_merge(&m, b, o, t, &more, 1, j.a, &j.e), ERR_USAGE);
	job_close(&j);
}

static void lines_added_under_one_key_both_stay_with_all_that_refers_to_them(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = spend(&j, "56,a,5,\n"),
	     *o = plan_with(
		     &j, "spend.csv", HEAD "56,a,5,\n57,a,6,ours\n", "activity.csv", ACTIVITY "57,2019-20,hours,1\n"),
	     *t = plan_with(&j, "spend.csv", HEAD "56,a,5,\n57,a,7,theirs\n58,a,8,\n", "activity.csv",
		     ACTIVITY "57,2019-20,hours,2\n", "postings.csv", "entry,leg,line,amount\ne1,1,57,5\n");
	merge_outcome m = merged_by(&j, b, o, t, NULL, 0);
	assert_string_equal(told(&j, &m, "spend"), HEAD "56,a,5.00,\n57,a,6.00,ours\n58,a,8.00,\n59,a,7.00,theirs\n");
	assert_string_equal(told(&j, &m, "activity"), ACTIVITY "57,2019-20,hours,1\n59,2019-20,hours,2\n");
	assert_string_equal(told(&j, &m, "postings"), "entry,leg,line,amount\ne1,1,59,5.00\n");
	assert_true(noted(&m, "spend[59]", "both sides added spend line 57"));
	job_close(&j);
}

static void the_next_free_key_is_in_the_style_of_the_key(void **state)
{
	(void)state;
	static const char *const keys[][2] = {{"57", "58"}, {"S-07", "S-08"}, {"S-99", "S-100"}, {"tail", "tail-2"},
		{"12345678901234567", "12345678901234567-2"}};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		job j = job_open();
		plan *b = plan_with(&j, "schemes.csv", "scheme\na\n"),
		     *o = plan_with(&j, "schemes.csv", "scheme\na\n", "risks.csv",
			     arena_printf(j.a, "risk,owner\n%s,o\n", keys[i][0])),
		     *t = plan_with(&j, "schemes.csv", "scheme\na\n", "risks.csv",
			     arena_printf(j.a, "risk,owner\n%s,t\n", keys[i][0]));
		merge_outcome m = merged_by(&j, b, o, t, NULL, 0);
		assert_string_equal(m.notes[0].id, arena_printf(j.a, "risks[%s]", keys[i][1]));
		assert_int_equal(plan_rows(m.merged, "risks")->count, 2);
		job_close(&j);
	}
}

static void an_entry_of_the_ledger_is_given_another_key_with_all_its_legs(void **state)
{
	(void)state;
	job j = job_open();
#define POSTINGS "entry,leg,amount\n"
	plan *b = plan_with(&j, "postings.csv", POSTINGS "j1,1,5\nj1,2,-5\n"),
	     *o = plan_with(&j, "postings.csv", POSTINGS "j1,1,5\nj1,2,-5\nj2,1,6\nj2,2,-6\nj3,1,1\n"),
	     *t = plan_with(&j, "postings.csv", POSTINGS "j1,1,5\nj1,2,-5\nj2,1,6\nj2,2,-4\nj2,3,-2\nj3,1,1\n");
	assert_string_equal(merge_told(&j, "postings", b, o, t), POSTINGS
		"j1,1,5.00\nj1,2,-5.00\nj2,1,6.00\nj2,2,-6.00\nj3,1,1.00\nj4,1,6.00\nj4,2,-4.00\nj4,3,-2.00\n");
	job_close(&j);
}

static void a_scheme_that_both_added_merges_by_cell(void **state)
{
	(void)state;
	job j = job_open();
#define SCHEMES "scheme,title,lead,note\n"
	plan *b = plan_with(&j, "risks.csv", "risk\n1\n"), *o = plan_with(&j, "schemes.csv", SCHEMES "s,Care,A,\n"),
	     *t = plan_with(&j, "schemes.csv", SCHEMES "s,Care,B,x\n");
	assert_string_equal(merge_told(&j, "schemes", b, o, t), "schemes[s].lead: |A|B");
	assert_string_equal(settled(&j, "schemes", b, o, t, "schemes[s].lead", "theirs"), SCHEMES "s,Care,B,x\n");
	job_close(&j);
}

static void rows_that_refer_follow_a_renamed_key(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = plan_with(&j, "schemes.csv", SCHEMES "hc,Care,,\n", "spend.csv", HEAD "1,hc,5,\n",
		     "organisations.csv", "organisation,name\ncc,Council\n"),
	     *o = plan_with(&j, "schemes.csv", SCHEMES "home_care,Care,,\n", "spend.csv", HEAD "1,home_care,5,\n",
		     "organisations.csv", "organisation,name\ncouncil,Council\n"),
	     *t = plan_with(&j, "schemes.csv", SCHEMES "hc,Care,,\n", "spend.csv", HEAD "1,hc,6,\n2,hc,7,\n",
		     "organisations.csv", "organisation,name\ncc,Council\n", "bodies.csv",
		     "body,of_organisations\nhwb,cc; nhs\n");
	merge_outcome m = merged_by(&j, b, o, t, NULL, 0);
	assert_string_equal(told(&j, &m, "spend"), "line,scheme,amount\n1,home_care,6.00\n2,home_care,7.00\n");
	assert_string_equal(told(&j, &m, "bodies"), "body,of_organisations\nhwb,council; nhs\n");
	assert_true(noted(&m, "spend[2].scheme",
		"theirs referred to hc of schemes, which ours renamed; it refers to home_care now"));
	assert_true(noted(&m, "bodies[hwb].of_organisations", "renamed"));
	assert_string_equal(
		merge_told(&j, "spend", b, t, o), "line,scheme,amount\n1,home_care,6.00\n2,home_care,7.00\n");
	job_close(&j);
}

static void rows_keyed_by_a_renamed_key_follow_it_and_keep_edits(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = plan_with(&j, "spend.csv", HEAD "1,a,5,\n", "activity.csv",
		     ACTIVITY "1,2019-20,hours,5\n1,2019-20,beds,5\n"),
	     *o = plan_with(&j, "spend.csv", HEAD "9,a,5,\n", "activity.csv",
		     ACTIVITY "9,2019-20,hours,5\n9,2019-20,beds,5\n"),
	     *t = plan_with(&j, "spend.csv", HEAD "1,a,5,\n", "activity.csv",
		     ACTIVITY "1,2019-20,hours,6\n1,2019-20,beds,5\n1,2019-20,people,7\n");
	assert_string_equal(merge_told(&j, "activity", b, o, t),
		ACTIVITY "9,2019-20,beds,5\n9,2019-20,hours,6\n9,2019-20,people,7\n");
	assert_string_equal(merge_told(&j, "activity", b, t, o),
		ACTIVITY "9,2019-20,beds,5\n9,2019-20,hours,6\n9,2019-20,people,7\n");
	job_close(&j);
}

static void a_key_moved_to_on_one_side_and_added_on_the_other(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = spend(&j, "1,a,5,x\n"), *moved = spend(&j, "2,a,5,x\n"), *added = spend(&j, "1,a,5,x\n2,a,7,y\n");
	assert_string_equal(merge_told(&j, "spend", b, moved, added), HEAD "2,a,5.00,x\n3,a,7.00,y\n");
	merge_outcome m = merged_by(&j, b, added, moved, NULL, 0);
	assert_string_equal(told(&j, &m, "spend"), HEAD "2,a,7.00,y\n3,a,5.00,x\n");
	assert_true(noted(&m, "spend[3]", "theirs gave spend 1 the key 2, which ours has for another"));
	/* a key that names a thing: the row went, and two came by one name */
	plan *sb = plan_with(&j, "schemes.csv", SCHEMES "s1,A,,\n"),
	     *sm = plan_with(&j, "schemes.csv", SCHEMES "s2,A,,\n"),
	     *sa = plan_with(&j, "schemes.csv", SCHEMES "s1,A,,\ns2,B,,\n");
	assert_string_equal(merge_told(&j, "schemes", sb, sm, sa), "schemes[s2].title: |A|B");
	job_close(&j);
}

static void both_moved_one_row_and_one_changed_it_too(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = spend(&j, "1,a,5,x\n"), *o = spend(&j, "2,a,5,x\n"), *t = spend(&j, "2,a,6,x\n");
	assert_string_equal(merge_told(&j, "spend", b, o, t), HEAD "2,a,6.00,x\n");
	assert_string_equal(merge_told(&j, "spend", b, t, o), HEAD "2,a,6.00,x\n");
	job_close(&j);
}

/* Following a renamed key, or a move, would bring two rows under one key: then they stay where they were. */
static void rows_whose_keys_would_meet_stay_where_they_were(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = plan_with(&j, "spend.csv", HEAD "1,a,5,\n", "activity.csv", ACTIVITY "9,2019-20,hours,5\n"),
	     *o = plan_with(&j, "spend.csv", HEAD "9,a,5,\n", "activity.csv", ACTIVITY "9,2019-20,hours,5\n"),
	     *t = plan_with(&j, "spend.csv", HEAD "1,a,5,\n", "activity.csv",
		     ACTIVITY "1,2019-20,hours,6\n9,2019-20,hours,5\n");
	assert_string_equal(merge_told(&j, "activity", b, o, t), ACTIVITY "1,2019-20,hours,6\n9,2019-20,hours,5\n");
	assert_string_equal(merge_told(&j, "activity", b, t, o), ACTIVITY "1,2019-20,hours,6\n9,2019-20,hours,5\n");
	plan *before = plan_with(&j, "activity.csv", ACTIVITY "1,2019-20,hours,5\n"),
	     *moved = plan_with(&j, "activity.csv", ACTIVITY "1,2019-20,beds,5\n"),
	     *added = plan_with(&j, "activity.csv", ACTIVITY "1,2019-20,beds,7\n1,2019-20,hours,6\n");
	assert_string_equal(merge_told(&j, "activity", before, moved, added),
		"activity[1 / 2019-20 / hours]: 1,2019-20,hours,,5,,||1,2019-20,hours,,6,,\n"
		"activity[1 / 2019-20 / beds].planned: |5|7");
	job_close(&j);
}

static void swapped_keys_merge_as_edits(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = spend(&j, "1,a,5,x\n2,a,6,y\n"), *o = spend(&j, "1,a,6,y\n2,a,5,x\n"),
	     *t = spend(&j, "1,b,5,x\n2,a,6,y\n");
	assert_string_equal(merge_told(&j, "spend", b, o, t), HEAD "1,b,6.00,y\n2,a,5.00,x\n");
	assert_string_equal(
		merge_told(&j, "spend", b, o, spend(&j, "1,a,7,x\n2,a,6,y\n")), "spend[1].amount: 5.00|6.00|7.00");
	job_close(&j);
}

static void a_reference_to_what_the_other_side_removed_is_told(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = plan_with(&j, "schemes.csv", SCHEMES "hc,Care,,\n"), *o = plan_with(&j, "risks.csv", "risk\n1\n"),
	     *t = plan_with(&j, "schemes.csv", SCHEMES "hc,Care,,\n", "spend.csv", HEAD "1,hc,5,\n");
	merge_outcome m = merged_by(&j, b, o, t, NULL, 0);
	assert_true(noted(&m, "spend[1].scheme", "refers to hc of schemes, which ours removed"));
	job_close(&j);
}

#define prose(j, text) plan_with(j, "narrative/a.md", text)

static void paragraphs_merge_each_by_itself(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = prose(&j, "One\n\nTwo\n\nThree\n"), *o = prose(&j, "1\n\nTwo\n\nThree\n\nFour\n"),
	     *t = prose(&j, "Nought\n\nOne\n\n2\n\nThree\n");
	assert_string_equal(merge_told(&j, "narrative/a", b, o, t), "Nought\n\n1\n\n2\n\nThree\n\nFour\n");
	assert_string_equal(merge_told(&j, "narrative/a", b, t, o), "Nought\n\n1\n\n2\n\nThree\n\nFour\n");
	assert_string_equal(
		merge_told(&j, "narrative/a", b, prose(&j, "1\n\nTwo\n\nThree\n"), prose(&j, "One\n\n2\n\nThree\n")),
		"1\n\n2\n\nThree\n"); /* neighbours */
	job_close(&j);
}

static void one_paragraph_changed_by_both_is_a_conflict(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = prose(&j, "One\n\nTwo\n\nThree\n"), *o = prose(&j, "One\n\n2\n\nThree\n"),
	     *t = prose(&j, "One\n\nII\n\nThree\n");
	assert_string_equal(merge_told(&j, "narrative/a", b, o, t), "narrative/a[2]: Two\n\n|2\n\n|II\n\n");
	assert_string_equal(settled(&j, "narrative/a", b, o, t, "narrative/a[2]", "theirs"), "One\n\nII\n\nThree\n");
	assert_string_equal(settled(&j, "narrative/a", b, o, t, "narrative/a[2]", "base"), "One\n\nTwo\n\nThree\n");
	assert_string_equal(
		settled(&j, "narrative/a", b, o, t, "narrative/a[2]", "=2 and II  "), "One\n\n2 and II\n\nThree\n");
	assert_string_equal(settled(&j, "narrative/a", b, o, t, "narrative/a[2]", "="), "One\n\nThree\n");
	/* both add at one place */
	plan *more = prose(&j, "One\n\nTwo\n\nThree\n\n4\n"), *other = prose(&j, "One\n\nTwo\n\nThree\n\nIV\n");
	assert_string_equal(merge_told(&j, "narrative/a", b, more, other), "narrative/a[4]: |4\n|IV\n");
	assert_string_equal(merge_told(&j, "narrative/a", b, more, prose(&j, "One\n\nTwo\n\nThree\n\n4\n")),
		"One\n\nTwo\n\nThree\n\n4\n");
	job_close(&j);
}

static void sections_come_go_and_conflict(void **state)
{
	(void)state;
	job j = job_open();
	plan *none = plan_with(&j, "risks.csv", "risk\n1\n"), *one = prose(&j, "One\n"), *changed = prose(&j, "1\n"),
	     *other = prose(&j, "I\n");
	assert_string_equal(merge_told(&j, "narrative/a", none, none, one), "One\n");
	assert_string_equal(merge_told(&j, "narrative/a", one, none, one), "");
	assert_string_equal(merge_told(&j, "narrative/a", one, none, none), "");
	merge_outcome m = merged_by(&j, one, prose(&j, "1\n"), none, NULL, 0);
	assert_int_equal(m.open, 1);
	assert_string_equal(m.conflicts[0].id, "narrative/a[1]");
	assert_string_equal(settled(&j, "narrative/a", one, changed, none, "narrative/a[1]", "theirs"), "");
	assert_string_equal(merge_told(&j, "narrative/a", none, changed, other), "narrative/a[1]: |1\n|I\n");
	job_close(&j);
}

static void refused(
	job *j, plan *b, plan *o, plan *t, const resolution *list, size_t count, const char *where, const char *part)
{
	merge_outcome m = {.open = 77};
	assert_int_equal(plan_merge(&m, b, o, t, list, count, j->a, &j->e), ERR_USAGE);
	assert_message(&j->e, where, part);
	assert_int_equal(m.open, 77);
}

static void a_resolution_that_fits_no_conflict_is_refused(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = spend(&j, "1,a,5,\n"), *o = spend(&j, "1,a,6,\n"), *t = spend(&j, "1,a,7,\n");
	const char *id = "spend[1].amount";
	refused(&j, b, o, t, (const resolution[]){{"spend[2].amount", "ours"}}, 1, "spend[2].amount",
		"is none of the conflicts");
	refused(&j, b, o, o, (const resolution[]){{id, "ours"}}, 1, id, "this merge has no conflict");
	refused(&j, b, o, t, (const resolution[]){{id, "ours"}, {id, "ours"}}, 2, id, "is resolved twice");
	refused(&j, b, o, t, (const resolution[]){{id, "mine"}}, 1, id, "not by 'mine'");
	refused(&j, b, o, t, (const resolution[]){{id, "=much"}}, 1, id, "is not an amount of money");
	refused(&j, b, o, t, (const resolution[]){{id, "=\xff"}}, 1, id, "not UTF-8");
	job_close(&j);
}

/* Line 1 has two new keys, and both sides say something of it under one key: what that key is called depends on what
 * is taken for the line. */
static void a_conflict_that_settling_another_renames_is_listed_anew(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = plan_with(&j, "spend.csv", HEAD "1,a,5,x\n"),
	     *o = plan_with(&j, "spend.csv", HEAD "8,a,5,x\n", "activity.csv", ACTIVITY "8,2019-20,hours,1\n"),
	     *t = plan_with(&j, "spend.csv", HEAD "9,a,5,x\n", "activity.csv", ACTIVITY "9,2019-20,hours,2\n");
	assert_string_equal(
		merge_told(&j, "spend", b, o, t), "spend[1]: 1|8|9\nactivity[8 / 2019-20 / hours].planned: |1|2");
	const resolution list[] = {{"spend[1]", "theirs"}, {"activity[8 / 2019-20 / hours].planned", "ours"}};
	merge_outcome m = merged_by(&j, b, o, t, list, 2);
	assert_int_equal(m.open, 1);
	assert_string_equal(m.conflicts[1].id, "activity[9 / 2019-20 / hours].planned");
	job_close(&j);
}

static void resolutions_are_read_from_the_list_filled_in(void **state)
{
	(void)state;
	job j = job_open();
	resolution *list;
	size_t count;
	const char *text = "\xEF\xBB\xBF"
			   "conflict,table,take,my notes\r\n"
			   "spend[1].amount,spend,Ours,ask Jo\r\n"
			   "\"spend[2].note\",spend,\"=a, b\",\r\n"
			   "spend[3].amount,spend,1200,\r\n"
			   "spend[4].amount,spend,,\r\n";
	assert_int_equal(resolutions_read(&list, &count, span_of(text), "list.csv", "bcf merge", j.a, &j.e), 0);
	assert_int_equal(count, 3);
	assert_string_equal(list[0].id, "spend[1].amount");
	assert_string_equal(list[0].take, "ours");
	assert_string_equal(list[1].take, "=a, b");
	assert_string_equal(list[2].take, "=1200");
	count = 9;
	assert_int_equal(resolutions_read(&list, &count, span_of("conflict,take\na,thiers\n"), "list.csv", "bcf merge",
				 j.a, &j.e),
		ERR_PARSE);
	assert_message(&j.e, "list.csv:2:3", "'thiers' is not 'theirs'");
	assert_int_equal(
		resolutions_read(&list, &count, span_of("id,take\na,ours\n"), "list.csv", "bcf merge", j.a, &j.e),
		ERR_PARSE);
	assert_message(&j.e, "list.csv", "has no columns 'conflict' and 'take'");
	assert_int_equal(resolutions_read(&list, &count, span_of(""), "list.csv", "bcf merge", j.a, &j.e), ERR_PARSE);
	assert_int_equal(
		resolutions_read(&list, &count, span_of("conflict,take\na,\"x\n"), "list.csv", "bcf merge", j.a, &j.e),
		ERR_PARSE);
	assert_int_equal(count, 9);
	job_close(&j);
}

/* What the merge relies on: opaque keys come first, and the only key columns that others refer to are single. */
static void the_schema_has_the_keys_that_the_merge_expects(void **state)
{
	(void)state;
	size_t opaque = 0;
	for (size_t i = 0; i < plan_table_count; i++) {
		const table *t = &plan_tables[i];
		for (size_t k = 0; k < t->count; k++) {
			opaque += (t->columns[k].flags & COLUMN_OPAQUE) != 0;
			assert_true(!(t->columns[k].flags & COLUMN_OPAQUE) ||
				    (k == 0 && (t->columns[k].flags & COLUMN_KEY)));
			assert_true(t->one_row || k > 0 || (t->columns[k].flags & COLUMN_KEY));
			const char *dot = t->columns[k].refers ? strchr(t->columns[k].refers, '.') : NULL;
			size_t to =
				dot ? schema_find((span){t->columns[k].refers, (size_t)(dot - t->columns[k].refers)})
				    : SIZE_MAX;
			if (to == SIZE_MAX)
				continue;
			assert_string_equal(plan_tables[to].columns[0].name, dot + 1);
			assert_false(plan_tables[to].columns[1].flags & COLUMN_KEY);
			bool both = (t->columns[0].flags & COLUMN_OPAQUE) &&
				    (plan_tables[to].columns[0].flags & COLUMN_OPAQUE);
			assert_true(!both || to < i);
		}
	}
	assert_int_equal(opaque, 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_sides_changes_are_taken),
		cmocka_unit_test(the_same_change_on_both_sides_is_one),
		cmocka_unit_test(a_cell_changed_differently_is_a_conflict_with_three_values),
		cmocka_unit_test(blank_and_a_mark_are_two_values),
		cmocka_unit_test(the_row_of_table_plan_merges_by_cell),
		cmocka_unit_test(what_both_delete_is_gone_and_what_one_deletes_too),
		cmocka_unit_test(an_edit_against_a_deletion_is_a_conflict_of_the_row),
		cmocka_unit_test(recording_against_a_deletion_is_a_conflict_too),
		cmocka_unit_test(a_moved_row_keeps_the_others_edit),
		cmocka_unit_test(two_new_keys_for_one_row_are_a_conflict),
		cmocka_unit_test(a_key_of_several_columns_moved_twice_is_settled_as_the_list_writes_it),
		cmocka_unit_test(lines_added_under_one_key_both_stay_with_all_that_refers_to_them),
		cmocka_unit_test(the_next_free_key_is_in_the_style_of_the_key),
		cmocka_unit_test(an_entry_of_the_ledger_is_given_another_key_with_all_its_legs),
		cmocka_unit_test(a_scheme_that_both_added_merges_by_cell),
		cmocka_unit_test(rows_that_refer_follow_a_renamed_key),
		cmocka_unit_test(rows_keyed_by_a_renamed_key_follow_it_and_keep_edits),
		cmocka_unit_test(a_key_moved_to_on_one_side_and_added_on_the_other),
		cmocka_unit_test(both_moved_one_row_and_one_changed_it_too),
		cmocka_unit_test(rows_whose_keys_would_meet_stay_where_they_were),
		cmocka_unit_test(swapped_keys_merge_as_edits),
		cmocka_unit_test(a_reference_to_what_the_other_side_removed_is_told),
		cmocka_unit_test(paragraphs_merge_each_by_itself),
		cmocka_unit_test(one_paragraph_changed_by_both_is_a_conflict),
		cmocka_unit_test(sections_come_go_and_conflict),
		cmocka_unit_test(a_resolution_that_fits_no_conflict_is_refused),
		cmocka_unit_test(a_conflict_that_settling_another_renames_is_listed_anew),
		cmocka_unit_test(resolutions_are_read_from_the_list_filled_in),
		cmocka_unit_test(the_schema_has_the_keys_that_the_merge_expects),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
