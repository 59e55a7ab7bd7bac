/* verify names the record that was changed behind the store's back, on both engines. */
#include "store_plans.h"

#include "store/expunge.h"
#include "store/verify.h"

/* Two plans, a branch, a merge, agreement of a line, an expunged section. */
static store *full_store(engine_place *at, job *j)
{
	store *s = store_new_at(at, j);
	plan *p = plan_with(j, "plan.csv", PLAN_CSV, "spend.csv", SPEND_CSV, "narrative/a.md", PROSE_MD,
		"narrative/b.md", "To be taken out.\n", NULL);
	commit_outcome o;
	held_blob *held, *target;
	size_t count, target_count;
	expunge_outcome gone;
	saved_on(s, j, "dorset", p, 0);
	plan_set_section(p, "b", (span){"", 0}, j->a);
	set_cell(j, p, "spend", 0, "amount", "101.00");
	saved_on(s, j, "dorset", p, 1);
	assert_int_equal(store_branch_add(s, "dorset", "less", 1, ann, j->a, &j->e), 0);
	commit_request r = {.id = "dorset", .branch = "less", .plan = p, .base = 1, .act = "try", .detail = "by hand"};
	set_cell(j, p, "spend", 1, "amount", "99.00");
	assert_int_equal(store_commit(&o, s, &r, ann, j->a, &j->e), 0);
	r = (commit_request){.id = "dorset", .plan = p, .base = 2, .merged = 3};
	assert_int_equal(store_commit(&o, s, &r, ben, j->a, &j->e), 0);
	assert_int_equal(store_note(s, "dorset", "sign", "4", "a note", ben, j->a, &j->e), 0);
	saved_on(s, j, "kent", small_plan(j), 0);
	assert_int_equal(held_blobs(&held, &count, s, "dorset", j->a, &j->e), 0);
	assert_int_equal(expunge_target(&target, &target_count, "1:narrative/b.md", held, count, j->a, &j->e), 0);
	assert_int_equal(expunge_act(&gone, s, "dorset", target, target_count, "asked to", ann, j->a, &j->e), 0);
	assert_int_equal(expunge_act(&gone, s, "dorset", target, target_count, "asked to", ben, j->a, &j->e), 0);
	return s;
}

static verify_report verified(store *s, job *j)
{
	verify_report v = {0};
	if (store_verify(&v, s, j->a, &j->e))
		fail_msg("%s", j->e.last->text);
	return v;
}

static void order(store *s, job *j, const char *sql)
{
	if (connection_run(store_connection(s), sql, NULL, 0, NULL, j->a, &j->e))
		fail_msg("%s: %s", sql, j->e.last->text);
}

static void a_store_that_nobody_touched_is_clean_and_counted(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = full_store(at, &j);
	verify_report v = verified(s, &j);
	if (v.failed)
		fail_msg("%s", v.failed);
	assert_int_equal(v.packages, 2);
	assert_int_equal(v.versions, 5);
	assert_int_equal(v.expunged, 1);
	assert_int_equal(v.gone_count, 1);
	assert_string_equal(v.gone[0].id, "dorset");
	assert_string_equal(v.gone[0].path, "narrative/b.md");
	assert_string_equal(v.gone[0].by, "Ben Board");
	assert_int_equal(v.blobs, sql_number(s, &j, "SELECT count(*) FROM blobs"));
	assert_int_equal(v.events, sql_number(s, &j, "SELECT count(*) FROM events"));
	store_close(s);
	job_close(&j);
}

typedef struct harm {
	const char *sql, *says[3]; /* all of which the sentence holds */
} harm;

/* Each column of each table, rows that are gone, and rows too many. */
static const harm harms[] = {
	{"UPDATE packages SET package = 'essex' WHERE package = 'kent'", {"plan 'kent'", "not there"}},
	{"UPDATE packages SET kind = 'return' WHERE package = 'kent'", {"plan 'kent'", "kind is 'return'", "'plan'"}},
	{"UPDATE packages SET versions = 2 WHERE package = 'kent'", {"plan 'kent'", "counts 2 versions"}},
	{"UPDATE packages SET events = 3 WHERE package = 'kent'", {"plan 'kent'", "counts 3 events, and 2"}},
	{"UPDATE packages SET head = digest FROM versions WHERE packages.package = 'kent' AND versions.package = "
	 "'kent'",
		{"plan 'kent'", "the head of its chain is"}},
	{"DELETE FROM packages WHERE package = 'kent'", {"plan 'kent'", "a plan that is not there"}},
	{"UPDATE blobs SET package = 'dorset' WHERE package = 'kent' AND digest IN (SELECT content FROM versions WHERE "
	 "package = 'kent')",
		{"plan 'kent', version 1", "its content"}},
	{"UPDATE blobs SET digest = (SELECT digest FROM events WHERE package = 'kent' AND event = 1) WHERE package = "
	 "'kent' AND digest IN (SELECT content FROM versions WHERE package = 'kent')",
		{"plan 'kent', text ", "its SHA-256 is"}},
	{"UPDATE blobs SET form = 2 WHERE package = 'kent' AND digest IN (SELECT content FROM versions WHERE package = "
	 "'kent')",
		{"plan 'kent', text ", "expunged and still has"}},
	{"UPDATE blobs SET form = 3 - form WHERE package = 'kent' AND form = 1",
		{"plan 'kent', text ", "expunged and"}},
	{"UPDATE blobs SET form = 0 WHERE package = 'kent' AND form = 1", {"plan 'kent', text ", "does not unpack"}},
	{"UPDATE blobs SET form = 9 WHERE package = 'kent' AND form = 1", {"plan 'kent', text ", "does not unpack"}},
	{"UPDATE blobs SET size = size + 1 WHERE package = 'kent'", {"plan 'kent', text ", "does not unpack"}},
	{"UPDATE blobs SET bytes = (SELECT digest FROM events WHERE package = 'kent' AND event = 1), size = 32, form = "
	 "0 "
	 "WHERE package = 'kent'",
		{"plan 'kent', text ", "its SHA-256 is"}},
	{"DELETE FROM blobs WHERE package = 'kent' AND digest IN (SELECT content FROM versions WHERE package = 'kent')",
		{"plan 'kent', version 1", "its content", "is not there"}},
	{"DELETE FROM blobs WHERE package = 'kent' AND digest NOT IN (SELECT content FROM versions WHERE package = "
	 "'kent')",
		{"plan 'kent', version 1", "its text", "is not there"}},
	{"DELETE FROM blobs WHERE package = 'dorset' AND form = 2", {"plan 'dorset', version 1", "narrative/b.md"}},
	{"UPDATE blobs SET form = 0, size = 0 WHERE package = 'dorset' AND form = 2", {"plan 'dorset', text "}},
	{"UPDATE versions SET package = 'dorset', version = 5 WHERE package = 'kent'", {"plan 'dorset', version 5"}},
	{"UPDATE versions SET version = 9 WHERE package = 'dorset' AND version = 4", {"plan 'dorset', version 4"}},
	{"UPDATE versions SET digest = content WHERE package = 'dorset' AND version = 4",
		{"plan 'dorset', version 4", "its digest is"}},
	{"UPDATE versions SET content = (SELECT content FROM versions w WHERE w.package = 'dorset' AND w.version = 1) "
	 "WHERE package = 'dorset' AND version = 2",
		{"plan 'dorset', version 2", "its record gives"}},
	{"UPDATE versions SET plan_digest = digest WHERE package = 'dorset' AND version = 3",
		{"plan 'dorset', version 3", "its plan digest is"}},
	{"UPDATE versions SET parent = 1 WHERE package = 'dorset' AND version = 4",
		{"plan 'dorset', version 4", "its record gives"}},
	{"UPDATE versions SET parent = 4 WHERE package = 'dorset' AND version = 4",
		{"plan 'dorset', version 4", "not older"}},
	{"UPDATE versions SET merged = 1 WHERE package = 'dorset' AND version = 4",
		{"plan 'dorset', version 4", "its record gives"}},
	{"UPDATE versions SET branch = 'less' WHERE package = 'dorset' AND version = 4",
		{"plan 'dorset', version 4", "its record gives"}},
	{"UPDATE versions SET author = 'Somebody' WHERE package = 'dorset' AND version = 2",
		{"plan 'dorset', version 2", "its record gives"}},
	{"UPDATE versions SET written = '2016-05-27T11:00:01Z' WHERE package = 'dorset' AND version = 1",
		{"plan 'dorset', version 1", "its record gives"}},
	{"UPDATE versions SET message = 'approved' WHERE package = 'dorset' AND version = 2",
		{"plan 'dorset', version 2", "its record gives"}},
	{"DELETE FROM versions WHERE package = 'dorset' AND version = 4",
		{"plan 'dorset', version 4", "it is not there", "event 6 saved it"}},
	{"UPDATE branches SET package = 'kent' WHERE package = 'dorset' AND branch = 'less'",
		{"plan 'dorset', branch 'less'", "it is not there"}},
	{"UPDATE branches SET branch = 'more' WHERE package = 'dorset' AND branch = 'less'",
		{"plan 'dorset', branch 'more'"}},
	{"UPDATE branches SET version = 2 WHERE package = 'dorset' AND branch = 'main'",
		{"plan 'dorset', branch 'main'", "stands at version 2", "leave it at 4"}},
	{"DELETE FROM branches WHERE package = 'dorset' AND branch = 'main'", {"plan 'dorset', branch 'main'"}},
	{"UPDATE events SET package = 'kent', event = 3 WHERE package = 'dorset' AND event = 7",
		{"plan 'dorset', event 7"}},
	{"UPDATE events SET event = 99 WHERE package = 'dorset' AND event = 7", {"plan 'dorset', event 7"}},
	{"UPDATE events SET written = '2016-05-27T11:00:01Z' WHERE package = 'dorset' AND event = 7",
		{"plan 'dorset', event 7", "its record gives"}},
	{"UPDATE events SET actor = 'Somebody' WHERE package = 'dorset' AND event = 7",
		{"plan 'dorset', event 7", "its record gives"}},
	{"UPDATE events SET act = 'refuse' WHERE package = 'dorset' AND event = 7",
		{"plan 'dorset', event 7", "its record gives"}},
	{"UPDATE events SET subject = '3' WHERE package = 'dorset' AND event = 7",
		{"plan 'dorset', event 7", "its record gives"}},
	{"UPDATE events SET detail = 'another' WHERE package = 'dorset' AND event = 7",
		{"plan 'dorset', event 7", "its record gives"}},
	{"UPDATE events SET digest = (SELECT content FROM versions WHERE package = 'kent') WHERE package = 'dorset' "
	 "AND "
	 "event = 7",
		{"plan 'dorset', event 7", "its digest is"}},
	{"DELETE FROM events WHERE package = 'dorset' AND event = (SELECT max(event) FROM events WHERE package = "
	 "'dorset')",
		{"plan 'dorset', event 9", "it is not there"}},
	{"DELETE FROM events WHERE package = 'kent' AND event = 2", {"plan 'kent', event 2", "it is not there"}},
	{"UPDATE settings SET package = 'kent' WHERE name = 'schema'", {"plan 'kent', a setting"}},
	{"UPDATE settings SET name = 'scheme' WHERE name = 'schema'", {"the store itself, setting 'scheme'"}},
	{"UPDATE settings SET content = '2' WHERE name = 'schema'", {"the store itself, setting 'schema'", "'2'"}},
	{"INSERT INTO settings (package, name, content) VALUES ('', 'policy', 'x')",
		{"the store itself, setting 'policy'"}},
	{"INSERT INTO branches (package, branch, version) VALUES ('kent', 'x', 1)", {"plan 'kent', branch 'x'"}},
	{"INSERT INTO branches (package, branch, version) VALUES ('kent', 'x', 0)",
		{"plan 'kent', branch 'x'", "no event tells of it"}},
	{"INSERT INTO versions SELECT package, 0, digest, content, plan_digest, parent, merged, branch, author, "
	 "written, message FROM versions WHERE package = 'kent'",
		{"plan 'kent', its versions", "2 rows are there"}},
	{"INSERT INTO events SELECT package, 0, written, actor, act, subject, detail, digest FROM events WHERE package "
	 "= 'kent' AND event = 2",
		{"plan 'kent', its events", "3 rows are there"}},
	{"INSERT INTO events SELECT package, -1, written, actor, act, subject, detail, digest FROM events WHERE "
	 "package = '' AND event = 1",
		{"the store itself, its events"}},
};

/* What only SQLite lets anybody write: a value of another kind, a NUL byte within a text. */
static const harm kinds[] = {
	{"UPDATE branches SET branch = 'main' || char(0) || 'x' WHERE package = 'kent'", {"branch 'main'", "NUL"}},
	{"UPDATE branches SET branch = CAST(branch AS BLOB) WHERE package = 'kent'", {"branch 'main'", "kind"}},
	{"UPDATE versions SET message = message || char(0) || 'x' WHERE package = 'kent'",
		{"plan 'kent', version 1", "message holds a NUL"}},
	{"UPDATE events SET act = CAST(act AS BLOB) WHERE package = 'kent' AND event = 2",
		{"plan 'kent', event 2", "its act"}},
	{"UPDATE events SET detail = detail || char(0) WHERE package = 'kent' AND event = 2",
		{"plan 'kent', event 2", "its detail"}},
	{"UPDATE blobs SET bytes = CAST(bytes AS TEXT) WHERE package = 'kent' AND form = 0",
		{"plan 'kent', text", "its bytes"}},
	{"UPDATE settings SET content = CAST(content AS BLOB)", {"setting 'schema'", "its content"}},
	{"UPDATE packages SET kind = CAST(kind AS BLOB) WHERE package = 'kent'", {"plan 'kent'", "its kind"}},
	{"UPDATE packages SET package = CAST(package AS BLOB) WHERE package = 'kent'", {"plan 'kent'"}},
	{"INSERT INTO blobs SELECT package, 'a text', form, size, bytes FROM blobs WHERE package = 'kent' LIMIT 1",
		{"plan 'kent'", "blobs", "rows are there"}},
};

/* In the tables themselves: what does it, what takes it back, and what is said. */
typedef struct table_harm {
	const char *sql, *back, *says;
} table_harm;
static const table_harm sqlite_tables[] = {
	{"CREATE TRIGGER t AFTER INSERT ON events BEGIN SELECT 1; END", "DROP TRIGGER t", "trigger 't'"},
	{"CREATE TABLE more (x)", "DROP TABLE more", "table 'more'"},
	{"CREATE VIEW v AS SELECT 1", "DROP VIEW v", "view 'v'"},
	{"CREATE INDEX aa ON events (actor)", "DROP INDEX aa", "index 'aa'"},
	{"DROP INDEX versions_by_content", "CREATE INDEX versions_by_content ON versions (content)",
		"index 'versions_by_content': it is not there"},
	{"ANALYZE", "SELECT 1", "index 'versions_by_content': it is not made"},
};
static const table_harm server_tables[] = {
	{"CREATE RULE r AS ON INSERT TO events DO ALSO NOTHING", "DROP RULE r ON events", "table 'events': a rule"},
	{"CREATE TRIGGER t BEFORE UPDATE ON branches FOR EACH ROW EXECUTE FUNCTION "
	 "suppress_redundant_updates_trigger()",
		"DROP TRIGGER t ON branches", "table 'branches': a trigger"},
	{"ALTER TABLE blobs ENABLE ROW LEVEL SECURITY", "ALTER TABLE blobs DISABLE ROW LEVEL SECURITY",
		"table 'blobs': a row policy"},
	{"ALTER TABLE versions DROP CONSTRAINT versions_pkey",
		"ALTER TABLE versions ADD CONSTRAINT versions_pkey PRIMARY KEY (package, version)",
		"table 'versions': it has no key"},
};

static const char *const tables[] = {"packages", "blobs", "versions", "branches", "events", "settings"};

static void keep_rows(store *s, job *j)
{
	for (size_t k = 0; k < 6; k++)
		order(s, j, arena_printf(j->a, "CREATE TEMP TABLE kept_%s AS SELECT * FROM %s", tables[k], tables[k]));
}

/* Each harm is noticed and named; the rows are put back. */
static void harm_and_verify(store *s, job *j, const harm *list, size_t count)
{
	connection *c = store_connection(s);
	for (size_t i = 0; i < count; i++) {
		order(s, j, list[i].sql);
		verify_report v = verified(s, j);
		if (!v.failed)
			fail_msg("%s: nothing was noticed", list[i].sql);
		for (size_t k = 0; k < 3 && list[i].says[k]; k++)
			if (!strstr(v.failed, list[i].says[k]))
				fail_msg("%s:\n  %s\n  does not say %s", list[i].sql, v.failed, list[i].says[k]);
		assert_int_equal(connection_begin(c, TRANSACTION_WRITE, &j->e), 0);
		for (size_t k = 0; k < 6; k++) {
			order(s, j, arena_printf(j->a, "DELETE FROM %s", tables[k]));
			order(s, j, arena_printf(j->a, "INSERT INTO %s SELECT * FROM kept_%s", tables[k], tables[k]));
		}
		assert_int_equal(connection_commit(c, &j->e), 0);
	}
	verify_report v = verified(s, j);
	if (v.failed)
		fail_msg("%s", v.failed);
}

static void any_column_that_is_changed_behind_its_back_is_named(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = full_store(at, &j);
	keep_rows(s, &j);
	harm_and_verify(s, &j, harms, sizeof harms / sizeof *harms);
	if (at->is_sqlite)
		harm_and_verify(s, &j, kinds, sizeof kinds / sizeof *kinds);
	store_close(s);
	job_close(&j);
}

static void tables_that_are_not_as_the_program_makes_them_are_named(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = full_store(at, &j);
	const table_harm *list = at->is_sqlite ? sqlite_tables : server_tables;
	size_t count = at->is_sqlite ? sizeof sqlite_tables / sizeof *sqlite_tables
				     : sizeof server_tables / sizeof *server_tables;
	for (size_t i = 0; i < count; i++) {
		order(s, &j, list[i].sql);
		verify_report v = verified(s, &j);
		if (!v.failed || !strstr(v.failed, list[i].says))
			fail_msg("%s: %s", list[i].sql, v.failed ? v.failed : "nothing was noticed");
		order(s, &j, list[i].back);
	}
	store_close(s);
	job_close(&j);
}

/* A difference that is changed, and what it is a difference from. */
static void a_difference_that_is_changed_is_named(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	buf b;
	buf_init(&b, j.a);
	buf_text(&b, "line,description,amount\n");
	for (int i = 100; i < 400; i++)
		buf_printf(&b, "%d,What line %d of it is for and who does it,%d.00\n", i, i * 7, i * 13);
	plan *p = plan_with(&j, "plan.csv", PLAN_CSV, "spend.csv", b.at, NULL), *back;
	saved_on(s, &j, "dorset", p, 0);
	set_cell(&j, p, "spend", 50, "amount", "1.00");
	version two = saved_on(s, &j, "dorset", p, 1).saved;
	assert_int_equal(sql_number(s, &j, "SELECT count(*) FROM blobs WHERE form = 3"), 1);
	int64_t bytes = sql_number(s, &j, "SELECT length(bytes) FROM blobs WHERE form = 3");
	assert_true(bytes < 60);
	assert_null(verified(s, &j).failed);
	order(s, &j, "UPDATE blobs SET size = size - 1 WHERE form = 3");
	assert_true(strstr(verified(s, &j).failed, "does not unpack"));
	assert_int_equal(store_checkout(&back, s, "dorset", two.number, j.a, &j.e), ERR_PARSE);
	assert_true(strstr(j.e.last->text, "damaged"));
	order(s, &j, "UPDATE blobs SET size = size + 1 WHERE form = 3");
	assert_null(verified(s, &j).failed);
	order(s, &j, "DELETE FROM blobs WHERE digest = (SELECT substr(bytes, 1, 32) FROM blobs b WHERE b.form = 3)");
	assert_non_null(verified(s, &j).failed);
	assert_int_equal(store_checkout(&back, s, "dorset", two.number, j.a, &j.e), ERR_PARSE);
	store_close(s);
	job_close(&j);
}

/* What others are kept as a difference from may go, and they stay. */
static void expunging_a_text_keeps_what_differs_from_it(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	buf b;
	held_blob *held, *target;
	size_t count, target_count;
	expunge_outcome gone;
	buf_init(&b, j.a);
	buf_text(&b, "line,description,amount\n");
	for (int i = 100; i < 400; i++)
		buf_printf(&b, "%d,What line %d of it is for and who does it,%d.00\n", i, i * 7, i * 13);
	plan *p = plan_with(&j, "plan.csv", PLAN_CSV, "spend.csv", b.at, NULL), *back;
	saved_on(s, &j, "dorset", p, 0);
	for (int64_t i = 1; i < 4; i++) {
		set_cell(&j, p, "spend", (size_t)i, "amount", "1.00");
		saved_on(s, &j, "dorset", p, i);
	}
	assert_int_equal(sql_number(s, &j, "SELECT count(*) FROM blobs WHERE form = 3"), 3);
	assert_done(held_blobs(&held, &count, s, "dorset", j.a, &j.e));
	assert_done(expunge_target(&target, &target_count, "1:spend.csv", held, count, j.a, &j.e));
	assert_done(expunge_act(&gone, s, "dorset", target, target_count, "asked to", ann, j.a, &j.e));
	assert_done(expunge_act(&gone, s, "dorset", target, target_count, "asked to", ben, j.a, &j.e));
	assert_int_equal(gone.expunged, 1);
	verify_report v = verified(s, &j);
	if (v.failed)
		fail_msg("%s", v.failed);
	assert_done(store_checkout(&back, s, "dorset", 2, j.a, &j.e));
	assert_int_equal(store_checkout(&back, s, "dorset", 1, j.a, &j.e), ERR_USAGE);
	assert_true(strstr(j.e.last->text, "spend.csv was expunged"));
	set_cell(&j, p, "spend", 9, "amount", "1.00");
	saved_on(s, &j, "dorset", p, 4);
	assert_null(verified(s, &j).failed);
	/* The text that went does not come back. */
	commit_outcome o;
	commit_request r = {.id = "dorset",
		.base = COMMIT_ON_HEAD,
		.plan = plan_with(&j, "plan.csv", PLAN_CSV, "spend.csv", b.at, NULL)};
	assert_int_equal(store_commit(&o, s, &r, ann, j.a, &j.e), ERR_USAGE);
	assert_true(strstr(j.e.last->text, "cannot be saved again"));
	store_close(s);
	job_close(&j);
}

static void reindex_puts_right_what_is_derived(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = full_store(at, &j);
	int64_t changed = -1;
	order(s, &j, "UPDATE versions SET plan_digest = digest WHERE package = 'dorset' AND version = 3");
	assert_non_null(verified(s, &j).failed);
	assert_done(store_reindex(&changed, s, ben, j.a, &j.e));
	assert_int_equal(changed, 1);
	verify_report v = verified(s, &j);
	if (v.failed)
		fail_msg("%s", v.failed);
	assert_done(store_reindex(&changed, s, ben, j.a, &j.e));
	assert_int_equal(changed, 0);
	store_close(s);
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(a_store_that_nobody_touched_is_clean_and_counted),
		ON_BOTH(any_column_that_is_changed_behind_its_back_is_named),
		ON_BOTH(tables_that_are_not_as_the_program_makes_them_are_named),
		ON_BOTH(a_difference_that_is_changed_is_named),
		ON_BOTH(expunging_a_text_keeps_what_differs_from_it),
		ON_BOTH(reindex_puts_right_what_is_derived),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, engines_stop);
}
