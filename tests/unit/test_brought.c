/* What a copy brought is found again, on both engines, and its rows under the keys that they have in the store. */
#include "store_plans.h"

#include "store/brought.h"

#define COPY "0123456789abcdef"

static void bring(job j, store *s, plan *p, int64_t base, const copy_bring *copy)
{
	commit_outcome o;
	commit_request r = {.id = "dorset", .plan = p, .base = base, .copy = copy};
	assert_done(store_commit(&o, s, &r, ann, j.a, &j.e));
}

static void what_a_copy_brought_is_found_with_odd_keys(void **state)
{
	job j = job_open();
	store *s = store_new_at(engine_place_of(state), &j);
	plan *p = small_plan(&j), *other = small_plan(&j);
	const key_given odd[] = {{"spend", span_of("a, b; copy " COPY " brought %41"), span_of("c d=e")}};
	const copy_bring copy = {.id = COPY, .held = other, .keys = odd, .key_count = 1};
	brought *list;
	plan_content c;
	size_t count;
	set_cell(&j, other, "spend", 0, "amount", "7.00");
	bring(j, s, p, 0, NULL);
	set_cell(&j, p, "spend", 0, "amount", "8.00");
	bring(j, s, p, 1, &copy);
	assert_done(store_brought(&list, &count, s, "dorset", "ffffffffffffffff", j.a, &j.e));
	assert_int_equal(count, 0);
	assert_done(store_brought(&list, &count, s, "dorset", COPY, j.a, &j.e));
	assert_int_equal(count, 1);
	assert_int_equal(list->number, 2);
	assert_string_equal(list->by, ann.name);
	plan_content_of(&c, other, j.a);
	assert_memory_equal(list->content, c.digest, DIGEST_BYTES);
	assert_int_equal(list->key_count, 1);
	assert_true(span_equal(list->keys->from, odd->from));
	assert_true(span_equal(list->keys->to, odd->to));
	span text;
	assert_done(store_blob(&text, s, "dorset", c.digest, j.a, &j.e)); /* what the file held is kept */
	store_close(s);
	job_close(&j);
}

static void rows_stand_under_the_store_s_keys_and_a_new_one_gives_way(void **state)
{
	(void)state;
	job j = job_open();
	plan *known = plan_with(&j, "plan.csv", PLAN_CSV, "spend.csv", "line,amount\n1,1.00\n2,2.00\n", NULL);
	plan *now = plan_with(&j, "plan.csv", PLAN_CSV, "spend.csv", "line,amount\n1,1.00\n2,2.50\n3,9.00\n",
		"spend_impact.csv", "line,metric,level\n2,m,high\n", NULL);
	key_given given = {"spend", span_of("2"), span_of("3")}, *keys = &given;
	size_t count = 1;
	plan *p = plan_with_keys(now, &keys, &count, known, known, j.a);
	assert_int_equal(count, 2);
	assert_string_equal(cell_words(&j, p, "spend", 1, "line"), "3");
	assert_string_equal(cell_words(&j, p, "spend", 1, "amount"), "2.50");
	assert_string_equal(cell_words(&j, p, "spend", 2, "line"), "3-2");
	assert_string_equal(cell_words(&j, p, "spend", 2, "amount"), "9.00");
	assert_string_equal(cell_words(&j, p, "spend_impact", 0, "line"), "3");
	assert_string_equal(cell_words(&j, now, "spend", 1, "line"), "2"); /* the plan itself is as it was */
	job_close(&j);
}

static void a_key_that_a_later_merge_gave_takes_the_place_of_the_earlier(void **state)
{
	(void)state;
	job j = job_open();
	const key_given before = {"spend", span_of("e22"), span_of("e23")};
	merge_note notes[] = {{.tbl = "spend", .from = span_of("e23"), .to = span_of("e30")}, {.tbl = NULL},
		{.tbl = "risks", .from = span_of("1"), .to = span_of("2")}};
	const merge_outcome m = {.notes = notes, .note_count = 3};
	key_given *keys;
	size_t count;
	keys_after(&keys, &count, &before, 1, &m, j.a);
	assert_int_equal(count, 2);
	assert_true(span_is(keys[0].from, "e22"));
	assert_true(span_is(keys[0].to, "e30"));
	assert_string_equal(keys[1].tbl, "risks");
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(what_a_copy_brought_is_found_with_odd_keys),
		cmocka_unit_test(rows_stand_under_the_store_s_keys_and_a_new_one_gives_way),
		cmocka_unit_test(a_key_that_a_later_merge_gave_takes_the_place_of_the_earlier),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, engines_stop);
}
