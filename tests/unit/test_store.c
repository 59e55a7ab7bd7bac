/* What a store promises, on both engines. */
#include "store_plans.h"

static void what_is_committed_is_checked_out_with_the_same_digest(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	plan *p = small_plan(&j), *back;
	commit_outcome o = saved_on(s, &j, "dorset", p, 0);
	assert_int_equal(o.result, COMMIT_SAVED);
	assert_int_equal(o.saved.number, 1);
	assert_int_equal(o.saved.parent, 0);
	assert_string_equal(o.saved.branch, "main");
	assert_string_equal(o.saved.author, "Ann Author");
	assert_done(store_checkout(&back, s, "dorset", 1, j.a, &j.e));
	assert_string_equal(digest_words(&j, back), digest_words(&j, p));
	assert_string_equal(back->made_from, digest_words(&j, p));
	assert_int_equal(back->stored->number, 1);
	assert_string_equal(back->stored->id, "dorset");
	assert_true(strstr(back->shown, "#dorset@1"));
	assert_true(strstr(plan_rows(back, "spend")->from.name, "#dorset@1/spend.csv"));
	store_close(s);
	job_close(&j);
}

static void a_version_never_changes(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	plan *p = small_plan(&j), *back;
	const char *first = digest_words(&j, p);
	version one, again;
	one = saved_on(s, &j, "dorset", p, 0).saved;
	for (int64_t i = 1; i <= 40; i++) { /* past the moment at which a difference is written whole again */
		set_cell(
			&j, p, "spend", (size_t)(i % 3), "description", arena_printf(j.a, "Change %d of many", (int)i));
		assert_int_equal(saved_on(s, &j, "dorset", p, i).saved.number, i + 1);
	}
	assert_done(store_checkout(&back, s, "dorset", 1, j.a, &j.e));
	assert_string_equal(digest_words(&j, back), first);
	assert_done(store_find(&again, s, "dorset", "1", j.a, &j.e));
	assert_memory_equal(again.digest, one.digest, DIGEST_BYTES);
	for (int64_t i = 2; i <= 41; i++) {
		assert_done(store_checkout(&back, s, "dorset", i, j.a, &j.e));
		assert_string_equal(cell_words(&j, back, "spend", (size_t)((i - 1) % 3), "description"),
			arena_printf(j.a, "Change %d of many", (int)i - 1));
	}
	store_close(s);
	job_close(&j);
}

/* These are the digests of today: they are a public format, and the same on both engines. */
static void the_records_of_versions_and_events_have_the_digests_that_they_always_had(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	plan *p = small_plan(&j);
	char hex[DIGEST_TEXT];
	chain_event *events;
	size_t count;
	saved_on(s, &j, "dorset", p, 0);
	set_cell(&j, p, "spend", 0, "amount", "101.00");
	version two = saved_on(s, &j, "dorset", p, 1).saved;
	digest_print(hex, two.digest);
	assert_string_equal(hex, "443dc223917d3bd859784953c25725386c0edb31f17bb53653e8a4845b342caa");
	assert_done(store_events(&events, &count, s, "dorset", j.a, &j.e));
	assert_int_equal(count, 3);
	assert_string_equal(events[0].act, "create");
	assert_string_equal(events[2].subject, "2");
	assert_string_equal(events[2].detail, arena_printf(j.a, "version %s", hex));
	digest_print(hex, events[2].digest);
	assert_string_equal(hex, "82ffaa8bb3c5f3a851e2c30639966fdd6f8054851b0627c3ef70e3c46c72b828");
	store_close(s);
	job_close(&j);
}

static void one_changed_row_writes_one_table_and_one_list(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	plan *p = small_plan(&j);
	saved_on(s, &j, "dorset", p, 0);
	int64_t before = sql_number(s, &j, "SELECT count(*) FROM blobs");
	assert_int_equal(before, 4); /* plan, spend, narrative, the list */
	set_cell(&j, p, "spend", 1, "amount", "201.00");
	saved_on(s, &j, "dorset", p, 1);
	assert_int_equal(sql_number(s, &j, "SELECT count(*) FROM blobs"), before + 2);
	assert_int_equal(sql_number(s, &j, "SELECT count(*) FROM versions"), 2);
	store_close(s);
	job_close(&j);
}

static void a_plan_that_did_not_change_writes_nothing(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	plan *p = small_plan(&j);
	version one = saved_on(s, &j, "dorset", p, 0).saved;
	int64_t events = sql_number(s, &j, "SELECT events FROM packages WHERE package = 'dorset'");
	commit_outcome o = saved_on(s, &j, "dorset", small_plan(&j), COMMIT_ON_HEAD);
	assert_int_equal(o.result, COMMIT_SAME);
	assert_memory_equal(o.saved.digest, one.digest, DIGEST_BYTES);
	assert_int_equal(sql_number(s, &j, "SELECT events FROM packages WHERE package = 'dorset'"), events);
	assert_int_equal(saved_on(s, &j, "dorset", small_plan(&j), 0).result, COMMIT_SAME);
	store_close(s);
	job_close(&j);
}

static void a_commit_on_an_older_version_is_merged_when_nothing_conflicts(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	plan *ours = small_plan(&j), *theirs = small_plan(&j), *back;
	saved_on(s, &j, "dorset", small_plan(&j), 0);
	set_cell(&j, ours, "spend", 0, "amount", "111.00");
	saved_on(s, &j, "dorset", ours, 1);
	set_cell(&j, theirs, "spend", 2, "amount", "333.00");
	commit_outcome o = saved_on(s, &j, "dorset", theirs, 1);
	assert_int_equal(o.result, COMMIT_MERGED);
	assert_int_equal(o.saved.number, 3);
	assert_int_equal(o.saved.parent, 2);
	assert_done(store_checkout(&back, s, "dorset", 3, j.a, &j.e));
	assert_string_equal(cell_words(&j, back, "spend", 0, "amount"), "111.00");
	assert_string_equal(cell_words(&j, back, "spend", 2, "amount"), "333.00");
	/* And what is in the head already is the same. */
	assert_int_equal(saved_on(s, &j, "dorset", ours, 1).result, COMMIT_SAME);
	store_close(s);
	job_close(&j);
}

static void a_conflict_is_refused_with_its_three_values_and_nothing_is_written(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	plan *ours = small_plan(&j), *theirs = small_plan(&j), *back;
	saved_on(s, &j, "dorset", small_plan(&j), 0);
	set_cell(&j, ours, "spend", 0, "amount", "111.00");
	saved_on(s, &j, "dorset", ours, 1);
	int64_t blobs = sql_number(s, &j, "SELECT count(*) FROM blobs");
	set_cell(&j, theirs, "spend", 0, "amount", "122.00");
	commit_outcome o = saved_on(s, &j, "dorset", theirs, 1);
	assert_int_equal(o.result, COMMIT_CONFLICTS);
	assert_int_equal(o.saved.number, 2);
	assert_int_equal(o.merge.open, 1);
	assert_string_equal(o.merge.conflicts[0].id, "spend[1].amount");
	assert_span(o.merge.conflicts[0].base, "100.00");
	assert_span(o.merge.conflicts[0].ours, "111.00");
	assert_span(o.merge.conflicts[0].theirs, "122.00");
	assert_int_equal(sql_number(s, &j, "SELECT count(*) FROM blobs"), blobs);
	assert_int_equal(sql_number(s, &j, "SELECT versions FROM packages WHERE package = 'dorset'"), 2);

	resolution take = {"spend[1].amount", "theirs"};
	commit_request r = {.id = "dorset", .plan = theirs, .base = 1, .resolutions = &take, .resolution_count = 1};
	assert_done(store_commit(&o, s, &r, ben, j.a, &j.e));
	assert_int_equal(o.result, COMMIT_MERGED);
	assert_done(store_checkout(&back, s, "dorset", 3, j.a, &j.e));
	assert_string_equal(cell_words(&j, back, "spend", 0, "amount"), "122.00");
	store_close(s);
	job_close(&j);
}

static void versions_are_found_by_number_branch_and_digest(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	plan *p = small_plan(&j);
	char hex[DIGEST_TEXT];
	version v;
	version one = saved_on(s, &j, "dorset", p, 0).saved;
	set_cell(&j, p, "plan", 0, "status", "agreed"); /* record: the plan digest stays */
	version two = saved_on(s, &j, "dorset", p, 1).saved;
	assert_memory_equal(one.plan_digest, two.plan_digest, DIGEST_BYTES);
	assert_memory_not_equal(one.content, two.content, DIGEST_BYTES);
	assert_done(store_find(&v, s, "dorset", NULL, j.a, &j.e));
	assert_int_equal(v.number, 2);
	assert_done(store_find(&v, s, "dorset", "main", j.a, &j.e));
	assert_int_equal(v.number, 2);
	assert_done(store_find(&v, s, "dorset", "1", j.a, &j.e));
	assert_int_equal(v.number, 1);
	digest_print(hex, one.digest);
	assert_done(store_find(&v, s, "dorset", arena_printf(j.a, "%.9s", hex), j.a, &j.e));
	assert_int_equal(v.number, 1);
	digest_print(hex, one.content);
	assert_done(store_find(&v, s, "dorset", arena_printf(j.a, "sha256:%s", hex), j.a, &j.e));
	assert_int_equal(v.number, 1);
	digest_print(hex, one.plan_digest);
	assert_done(store_find(&v, s, "dorset", arena_printf(j.a, "%.8s", hex), j.a, &j.e));
	assert_int_equal(v.number, 2); /* the newest */
	assert_int_equal(store_find(&v, s, "dorset", "3", j.a, &j.e), ERR_USAGE);
	assert_int_equal(store_find(&v, s, "dorset", "0123456", j.a, &j.e), ERR_USAGE);
	assert_int_equal(store_find(&v, s, "elsewhere", NULL, j.a, &j.e), ERR_USAGE);
	assert_true(strstr(j.e.last->text, "holds no plan 'elsewhere'"));
	store_close(s);
	job_close(&j);
}

static void a_branch_goes_its_own_way_and_main_stays(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	plan *p = small_plan(&j);
	branch_head *heads;
	version *log;
	size_t count;
	commit_outcome o;
	saved_on(s, &j, "dorset", p, 0);
	assert_done(store_branch_add(s, "dorset", "less-5", 1, ben, j.a, &j.e));
	set_cell(&j, p, "spend", 0, "amount", "95.00");
	commit_request r = {.id = "dorset", .branch = "less-5", .plan = p, .base = 1, .message = "5 % less"};
	assert_done(store_commit(&o, s, &r, ben, j.a, &j.e));
	assert_int_equal(o.saved.number, 2);
	set_cell(&j, p, "spend", 1, "amount", "205.00");
	saved_on(s, &j, "dorset", p, COMMIT_ON_HEAD);
	assert_done(store_branches(&heads, &count, s, "dorset", j.a, &j.e));
	assert_int_equal(count, 2);
	assert_string_equal(heads[0].name, "main");
	assert_int_equal(heads[0].head.number, 3);
	assert_string_equal(heads[1].name, "less-5");
	assert_int_equal(heads[1].head.number, 2);
	assert_done(store_log(&log, &count, s, "dorset", "main", j.a, &j.e));
	assert_int_equal(count, 2);
	assert_int_equal(log[0].number, 3);
	assert_int_equal(log[1].number, 1);
	assert_done(store_log(&log, &count, s, "dorset", NULL, j.a, &j.e));
	assert_int_equal(count, 3);
	/* One taken forward: the version has two parents. */
	r = (commit_request){.id = "dorset", .plan = p, .base = 3, .merged = 2, .act = "take forward"};
	assert_done(store_commit(&o, s, &r, ben, j.a, &j.e));
	assert_int_equal(o.saved.merged, 2);
	assert_done(store_log(&log, &count, s, "dorset", "main", j.a, &j.e));
	assert_int_equal(count, 4);
	assert_int_equal(store_branch_add(s, "dorset", "less-5", 1, ben, j.a, &j.e), ERR_USAGE);
	assert_int_equal(store_branch_add(s, "dorset", "new", 9, ben, j.a, &j.e), ERR_USAGE);
	/* A version of another branch is no base of this one. */
	r = (commit_request){.id = "dorset", .branch = "less-5", .plan = p, .base = 3};
	assert_int_equal(store_commit(&o, s, &r, ben, j.a, &j.e), ERR_USAGE);
	r = (commit_request){.id = "dorset", .branch = "unknown", .plan = p, .base = 3};
	assert_int_equal(store_commit(&o, s, &r, ben, j.a, &j.e), ERR_USAGE);
	assert_true(strstr(j.e.last->text, "has no branch 'unknown'"));
	store_close(s);
	job_close(&j);
}

static void content_is_found_on_the_way_back_only(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	plan *p = small_plan(&j);
	version v;
	bool found;
	commit_outcome o;
	version one = saved_on(s, &j, "dorset", p, 0).saved;
	assert_done(store_branch_add(s, "dorset", "b", 1, ann, j.a, &j.e));
	set_cell(&j, p, "spend", 0, "amount", "1.00");
	commit_request r = {.id = "dorset", .branch = "b", .plan = p, .base = 1};
	assert_done(store_commit(&o, s, &r, ann, j.a, &j.e));
	set_cell(&j, p, "spend", 0, "amount", "2.00");
	saved_on(s, &j, "dorset", p, 1);
	assert_done(store_find_content(&v, &found, s, "dorset", 3, one.content, j.a, &j.e));
	assert_true(found);
	assert_int_equal(v.number, 1);
	assert_done(store_find_content(&v, &found, s, "dorset", 3, o.saved.content, j.a, &j.e));
	assert_false(found);
	assert_done(store_find_content(&v, &found, s, "dorset", 2, o.saved.content, j.a, &j.e));
	assert_true(found);
	store_close(s);
	job_close(&j);
}

static void names_and_words_that_cannot_be_kept_are_refused(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	plan *p = small_plan(&j);
	commit_outcome o;
	const char *ids[] = {"", "Dorset", "-a", ".a", "a b", "a/b", "a#b", "caf\xC3\xA9"};
	char *long_id = arena_alloc(j.a, 102);
	memset(long_id, 'a', 101);
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		commit_request r = {.id = ids[i], .plan = p};
		assert_int_equal(store_commit(&o, s, &r, ann, j.a, &j.e), ERR_USAGE);
	}
	commit_request r = {.id = long_id, .plan = p};
	assert_int_equal(store_commit(&o, s, &r, ann, j.a, &j.e), ERR_USAGE);
	long_id[100] = 0;
	assert_done(store_commit(&o, s, &r, ann, j.a, &j.e));
	const char *messages[] = {"a\tb", "\x1B[2J", "\xFF", "\xC2\x85"};
	for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
		r = (commit_request){.id = "x", .plan = p, .message = messages[i]};
		assert_int_equal(store_commit(&o, s, &r, ann, j.a, &j.e), ERR_USAGE);
	}
	r = (commit_request){.id = "x", .plan = p, .message = "one line\nand another, caf\xC3\xA9"};
	const actor no_name = {"", ann.time}, no_time = {"A", "2016-05-27"}, late = {"A", "2016-05-27T25:00:00Z"};
	assert_int_equal(store_commit(&o, s, &r, no_name, j.a, &j.e), ERR_USAGE);
	assert_int_equal(store_commit(&o, s, &r, no_time, j.a, &j.e), ERR_USAGE);
	assert_int_equal(store_commit(&o, s, &r, late, j.a, &j.e), ERR_USAGE);
	r.act = "create";
	assert_int_equal(store_commit(&o, s, &r, ann, j.a, &j.e), ERR_USAGE);
	r.act = NULL;
	assert_done(store_commit(&o, s, &r, ann, j.a, &j.e));
	assert_int_equal(store_branch_add(s, "x", "2016", 1, ann, j.a, &j.e), ERR_USAGE);
	assert_int_equal(store_note(s, "x", "commit", "1", "version 00", ann, j.a, &j.e), ERR_USAGE);
	assert_int_equal(store_note(s, "x", "setting", "schema", "9", ann, j.a, &j.e), ERR_USAGE);
	assert_int_equal(store_note(s, "y", "sign", "", "", ann, j.a, &j.e), ERR_USAGE); /* no such plan */
	assert_int_equal(sql_number(s, &j, "SELECT count(*) FROM packages WHERE package = 'y'"), 0);
	assert_done(store_note(s, "x", "sign", "1", "by the board", ann, j.a, &j.e));
	assert_done(store_note(s, "", "backup", "x.db", "", ann, j.a, &j.e));
	store_close(s);
	job_close(&j);
}

static void a_base_that_is_not_there_is_refused_and_nothing_is_made(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	plan *p = small_plan(&j);
	commit_outcome o;
	commit_request r = {.id = "dorset", .plan = p, .base = 4};
	assert_int_equal(store_commit(&o, s, &r, ann, j.a, &j.e), ERR_USAGE);
	assert_int_equal(sql_number(s, &j, "SELECT count(*) FROM packages WHERE package <> ''"), 0);
	r.base = 0;
	r.branch = "other";
	assert_int_equal(store_commit(&o, s, &r, ann, j.a, &j.e), ERR_USAGE);
	assert_int_equal(sql_number(s, &j, "SELECT count(*) FROM packages WHERE package <> ''"), 0);
	saved_on(s, &j, "dorset", p, COMMIT_ON_HEAD);
	set_cell(&j, p, "spend", 0, "amount", "1.00");
	r.branch = NULL;
	assert_int_equal(store_commit(&o, s, &r, ann, j.a, &j.e), ERR_USAGE);
	assert_true(strstr(j.e.last->text, "is in the store already, at version 1"));
	plan *back;
	assert_int_equal(store_checkout(&back, s, "dorset", 2, j.a, &j.e), ERR_USAGE);
	store_close(s);
	job_close(&j);
}

static void two_connections_see_each_others_versions(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j), *other;
	plan *p = small_plan(&j), *q = small_plan(&j), *back;
	assert_done(store_open(&other, at->where, ben, j.a, &j.e));
	saved_on(s, &j, "dorset", p, 0);
	for (int i = 0; i < 10; i++) { /* each by turns, each on what the other saved */
		set_cell(&j, p, "spend", 0, "amount", arena_printf(j.a, "%d.00", 1000 + i));
		assert_int_equal(saved_on(s, &j, "dorset", p, COMMIT_ON_HEAD).result, COMMIT_SAVED);
		assert_done(store_checkout(&back, other, "dorset", 2 * i + 2, j.a, &j.e));
		assert_string_equal(digest_words(&j, back), digest_words(&j, p));
		set_cell(&j, q, "spend", 1, "amount", arena_printf(j.a, "%d.00", 2000 + i));
		assert_int_equal(saved_on(other, &j, "dorset", q, COMMIT_ON_HEAD).result, COMMIT_SAVED);
	}
	assert_done(store_checkout(&back, s, "dorset", 21, j.a, &j.e));
	assert_string_equal(digest_words(&j, back), digest_words(&j, q));
	store_close(other);
	store_close(s);
	job_close(&j);
}

static void a_store_for_reading_only_writes_nothing(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	commit_outcome o;
	package_row *list;
	size_t count;
	saved_on(s, &j, "dorset", small_plan(&j), 0);
	saved_on(s, &j, "kent", small_plan(&j), 0);
	store_close(s);
	assert_done(store_open_readonly(&s, at->where, j.a, &j.e));
	commit_request r = {.id = "other", .plan = small_plan(&j)};
	assert_int_equal(store_commit(&o, s, &r, ann, j.a, &j.e), ERR_USAGE);
	assert_true(strstr(j.e.last->text, "reading only"));
	assert_done(store_packages(&list, &count, s, false, j.a, &j.e));
	assert_int_equal(count, 2);
	assert_string_equal(list[0].id, "dorset");
	assert_string_equal(list[1].id, "kent");
	store_close(s);
	job_close(&j);
}

static void one_text_in_two_plans_is_kept_in_each(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	plan *p = small_plan(&j), *back;
	saved_on(s, &j, "one", p, 0);
	set_cell(&j, p, "spend", 0, "amount", "5.00");
	saved_on(s, &j, "two", p, 0);
	set_cell(&j, p, "spend", 0, "amount", "6.00"); /* what is remembered of one plan must not serve another */
	saved_on(s, &j, "one", p, 1);
	saved_on(s, &j, "two", p, 1);
	for (int i = 0; i < 2; i++) {
		assert_done(store_checkout(&back, s, i ? "one" : "two", 2, j.a, &j.e));
		assert_string_equal(digest_words(&j, back), digest_words(&j, p));
	}
	store_close(s);
	job_close(&j);
}

static void a_stores_name_is_parted_from_the_plans(void **state)
{
	(void)state;
	job j = job_open();
	const char *where, *id, *which;
	assert_true(store_name_split(&where, &id, &which, "a.db#dorset@12", j.a));
	assert_string_equal(where, "a.db");
	assert_string_equal(id, "dorset");
	assert_string_equal(which, "12");
	assert_true(store_name_split(&where, &id, &which, "postgresql://u@h/d#dorset", j.a));
	assert_string_equal(where, "postgresql://u@h/d");
	assert_null(which);
	assert_true(store_name_split(&where, &id, &which, "sqlite:a#b#x@main", j.a));
	assert_string_equal(where, "sqlite:a#b");
	assert_false(store_name_split(&where, &id, &which, "a.db", j.a));
	assert_false(store_name_split(&where, &id, &which, "folder#x", j.a));
	assert_false(store_name_split(&where, &id, &which, "a.db#", j.a));
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(what_is_committed_is_checked_out_with_the_same_digest),
		ON_BOTH(a_version_never_changes),
		ON_BOTH(the_records_of_versions_and_events_have_the_digests_that_they_always_had),
		ON_BOTH(one_changed_row_writes_one_table_and_one_list),
		ON_BOTH(a_plan_that_did_not_change_writes_nothing),
		ON_BOTH(a_commit_on_an_older_version_is_merged_when_nothing_conflicts),
		ON_BOTH(a_conflict_is_refused_with_its_three_values_and_nothing_is_written),
		ON_BOTH(versions_are_found_by_number_branch_and_digest),
		ON_BOTH(a_branch_goes_its_own_way_and_main_stays),
		ON_BOTH(content_is_found_on_the_way_back_only),
		ON_BOTH(names_and_words_that_cannot_be_kept_are_refused),
		ON_BOTH(a_base_that_is_not_there_is_refused_and_nothing_is_made),
		ON_BOTH(two_connections_see_each_others_versions),
		ON_BOTH(a_store_for_reading_only_writes_nothing),
		ON_BOTH(one_text_in_two_plans_is_kept_in_each),
		cmocka_unit_test(a_stores_name_is_parted_from_the_plans),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, engines_stop);
}
