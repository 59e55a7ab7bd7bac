/* What a store records of an act: a time that never runs backwards, and how conflicts were settled; on both engines. */
#include "store/brought.h"
#include "store/commit_detail.h"
#include "store/expunge.h"
#include "store/person.h"
#include "store/record.h"
#include "store/verify.h"
#include "store_plans.h"

#define EARLY "2016-05-26T23:59:59Z" /* before everything that ann did */

static actor at_time(actor by, const char *time)
{
	by.time = time;
	return by;
}

static const char *failure(store *s, job *j)
{
	verify_report v;
	assert_int_equal(store_verify(&v, s, j->a, &j->e), 0);
	return v.failed;
}

static void a_slow_clock_writes_nothing_before_what_is_there(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	plan *p = small_plan(&j);
	chain_event *list;
	size_t count;
	version v;
	commit_outcome o;
	saved_on(s, &j, "dorset", p, 0);
	set_cell(&j, p, "spend", 0, "amount", "101.00");
	commit_request r = {.id = "dorset", .plan = p, .base = 1};
	assert_done(store_commit(&o, s, &r, at_time(ben, EARLY), j.a, &j.e));
	assert_string_equal(o.saved.written, ann.time);
	assert_done(store_find(&v, s, "dorset", "2", j.a, &j.e));
	assert_string_equal(v.written, ann.time);
	assert_done(store_note(s, "dorset", "sign", "2", "", at_time(ben, EARLY), j.a, &j.e));
	assert_done(store_note(s, "dorset", "sign", "2", "", ben, j.a, &j.e));
	assert_done(store_branch_add(s, "dorset", "less", 2, at_time(ann, EARLY), j.a, &j.e));
	assert_done(store_note(s, "", "sign", "", "", at_time(ben, EARLY), j.a, &j.e));
	assert_done(store_events(&list, &count, s, "dorset", j.a, &j.e));
	assert_int_equal(count, 6);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(list[i].written, i < 4 ? ann.time : ben.time);
	assert_null(failure(s, &j));
	store_close(s);
	job_close(&j);
}

/* ---- somebody who can write the store, and its digests ---- */

static void run_with(store *s, job *j, const char *sql, const sql_value *in, size_t count)
{
	if (connection_run(store_connection(s), sql, in, count, NULL, j->a, &j->e))
		fail_msg("%s: %s", sql, j->e.last->text);
}

/* The last event of a plan, another time or detail in it, and every digest as it then must be. */
static void rewrite_last(store *s, job *j, const char *id, const char *written, const char *detail)
{
	chain_event *list;
	size_t count;
	assert_int_equal(store_events(&list, &count, s, id, j->a, &j->e), 0);
	chain_event *x = &list[count - 1];
	x->written = written ? written : x->written;
	x->detail = detail ? detail : x->detail;
	digest_bytes(x->digest, record_of_event(id, x, list[count - 2].digest, j->a));
	const sql_value in[] = {TEXT_VALUE(span_of(id)), INTEGER_VALUE(x->number), TEXT_VALUE(span_of(x->written)),
		TEXT_VALUE(span_of(x->detail)), BYTES_VALUE(((span){(const char *)x->digest, DIGEST_BYTES}))};
	run_with(s, j, "UPDATE events SET written = $3, detail = $4, digest = $5 WHERE package = $1 AND event = $2", in,
		5);
	const sql_value head[] = {in[0], in[4]};
	run_with(s, j, "UPDATE packages SET head = $2 WHERE package = $1", head, 2);
}

static void an_event_before_the_one_before_it_is_named(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	saved_on(s, &j, "dorset", small_plan(&j), 0);
	assert_done(store_note(s, "dorset", "sign", "1", "", ben, j.a, &j.e));
	rewrite_last(s, &j, "dorset", ann.time, NULL);
	assert_null(failure(s, &j)); /* at the same moment is well */
	rewrite_last(s, &j, "dorset", EARLY, NULL);
	assert_string_equal(failure(s, &j), "plan 'dorset', event 3: it was written before event 2: on " EARLY
					    ", and that on 2016-05-27T11:00:00Z");
	store_close(s);
	job_close(&j);
}

static void a_version_before_the_one_it_came_from_is_named(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	plan *p = small_plan(&j);
	version parent = saved_on(s, &j, "dorset", p, 0).saved, v;
	set_cell(&j, p, "spend", 0, "amount", "101.00");
	v = saved_on(s, &j, "dorset", p, 1).saved;
	v.written = EARLY;
	digest_bytes(v.digest, record_of_version("dorset", &v, parent.digest, NULL, j.a));
	const sql_value in[] = {
		BYTES_VALUE(((span){(const char *)v.digest, DIGEST_BYTES})), TEXT_VALUE(span_of(v.written))};
	run_with(
		s, &j, "UPDATE versions SET digest = $1, written = $2 WHERE package = 'dorset' AND version = 2", in, 2);
	rewrite_last(s, &j, "dorset", NULL, version_detail(v.digest, NULL, j.a));
	assert_string_equal(failure(s, &j),
		"plan 'dorset', version 2: it was written before version 1, which it came from: on " EARLY
		", and that on 2016-05-27T11:00:00Z");
	store_close(s);
	job_close(&j);
}

/* ---- conflicts ---- */

static void how_conflicts_were_settled_is_recorded_and_no_text_that_was_typed(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	plan *ours = small_plan(&j), *theirs = small_plan(&j);
	chain_event *list;
	size_t count;
	commit_outcome o;
	saved_on(s, &j, "dorset", small_plan(&j), 0);
	static const char *const amounts[] = {"101.00", "202.00", "303.00"}, *const others[] = {
										     "110.00", "220.00", "330.00"};
	for (size_t i = 0; i < 3; i++) {
		set_cell(&j, ours, "spend", i, "amount", amounts[i]);
		set_cell(&j, theirs, "spend", i, "amount", others[i]);
	}
	set_cell(&j, ours, "spend", 0, "description", "Beds and Mary Smith");
	set_cell(&j, theirs, "spend", 0, "description", "Beds and John Jones");
	saved_on(s, &j, "dorset", ours, 1);
	const resolution settled[] = {{"spend[1].amount", "=111.00"}, {"spend[2].amount", "ours"},
		{"spend[3].amount", "theirs"}, {"spend[1].description", "=Beds and Zebedee Quill"}};
	commit_request r = {.id = "dorset",
		.plan = theirs,
		.base = 1,
		.detail = "by hand",
		.resolutions = settled,
		.resolution_count = 4};
	assert_done(store_commit(&o, s, &r, ben, j.a, &j.e));
	assert_int_equal(o.result, COMMIT_MERGED);
	assert_done(store_events(&list, &count, s, "dorset", j.a, &j.e));
	const char *detail = list[count - 1].detail;
	size_t more = sizeof "version ; " - 1 + 2 * DIGEST_BYTES;
	assert_true(strlen(detail) > more);
	assert_string_equal(detail + more, "by hand; settled spend[1].description=value, spend[1].amount=value 111.00, "
					   "spend[2].amount=ours, spend[3].amount=theirs");
	assert_null(failure(s, &j));
	store_close(s);
	job_close(&j);
}

/* ---- files ---- */

static void what_a_file_held_beside_the_version_is_found_and_can_be_expunged(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	static const char people[] = "contact,name\nq,Ann Example\n";
	plan *first = plan_with(&j, "plan.csv", PLAN_CSV, "spend.csv", SPEND_CSV, "contacts.csv", people, NULL);
	plan *ours = plan_with(&j, "plan.csv", PLAN_CSV, "spend.csv", SPEND_CSV, "contacts.csv", people, NULL);
	plan *theirs = plan_with(&j, "plan.csv", PLAN_CSV, "spend.csv", SPEND_CSV, "contacts.csv", people, NULL);
	person_item *found;
	size_t count, held_count, target_count, gone_count;
	held_blob *held, *target;
	expunge_outcome gone;
	commit_outcome o;
	saved_on(s, &j, "dorset", first, 0);
	set_cell(&j, ours, "contacts", 0, "name", "Mary Example");
	saved_on(s, &j, "dorset", ours, 1);
	set_cell(&j, theirs, "contacts", 0, "name", "Zebedee Quill");
	set_cell(&j, theirs, "spend", 0, "amount", "111.00");
	const copy_bring copy = {.id = "0123456789abcdef", .held = theirs};
	const resolution settled[] = {{"contacts[q].name", "ours"}};
	commit_request r = {.id = "dorset",
		.plan = theirs,
		.base = 1,
		.copy = &copy,
		.resolutions = settled,
		.resolution_count = 1};
	assert_done(store_commit(&o, s, &r, ben, j.a, &j.e));
	assert_int_equal(o.saved.number, 3);
	assert_done(person_search(&found, &count, &gone_count, s, "Zebedee Quill", j.a, &j.e));
	assert_int_equal(count, 2); /* her name, and the rest of the contact */
	assert_string_equal(found[0].versions, "3");
	assert_done(held_blobs(&held, &held_count, s, "dorset", j.a, &j.e));
	size_t texts = 0;
	for (size_t i = 0; i < held_count; i++) {
		char hex[DIGEST_TEXT];
		span text;
		if (strcmp(held[i].path, "contacts.csv") != 0)
			continue;
		texts++;
		assert_done(store_blob(&text, s, "dorset", held[i].digest, j.a, &j.e));
		if (!span_find(text, "Zebedee", NULL))
			continue;
		digest_print(hex, held[i].digest);
		assert_done(expunge_target(&target, &target_count, hex, held, held_count, j.a, &j.e));
		assert_done(expunge_act(&gone, s, "dorset", target, target_count, "asked to", ann, j.a, &j.e));
		assert_done(expunge_act(&gone, s, "dorset", target, target_count, "asked to", ben, j.a, &j.e));
		assert_int_equal(gone.expunged, 1);
	}
	assert_int_equal(texts, 3);
	assert_done(person_search(&found, &count, &gone_count, s, "Zebedee Quill", j.a, &j.e));
	assert_int_equal(count, 0);
	assert_null(failure(s, &j));
	store_close(s);
	job_close(&j);
}

static void many_settled_conflicts_are_counted(void **state)
{
	(void)state;
	job j = job_open();
	merge_outcome m = {.conflict_count = SETTLED_NAMED + 3};
	m.conflicts = arena_array(j.a, m.conflict_count, sizeof *m.conflicts);
	for (size_t i = 0; i < m.conflict_count; i++)
		m.conflicts[i] = (conflict){.id = "spend[a;b\n]", .kind = CONFLICT_DELETED, .taken = i ? "ours" : NULL};
	const char *text = commit_detail(&m, NULL, j.a);
	assert_true(span_starts(span_of(text), "settled spend[a?b?]=ours, spend[a?b?]=ours, "));
	assert_true(span_find(span_of(text), "=ours and 2 more", NULL));
	m.conflict_count = 1; /* open */
	assert_string_equal(commit_detail(&m, "by hand", j.a), "by hand");
	m.conflict_count = 0;
	assert_string_equal(commit_detail(&m, NULL, j.a), "");
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(a_slow_clock_writes_nothing_before_what_is_there),
		ON_BOTH(an_event_before_the_one_before_it_is_named),
		ON_BOTH(a_version_before_the_one_it_came_from_is_named),
		ON_BOTH(how_conflicts_were_settled_is_recorded_and_no_text_that_was_typed),
		ON_BOTH(what_a_file_held_beside_the_version_is_found_and_can_be_expunged),
		cmocka_unit_test(many_settled_conflicts_are_counted),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, engines_stop);
}
