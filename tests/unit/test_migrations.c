#include <fcntl.h>

#include "format/file.h"
#include "store/migrations.h"
#include "store/verify.h"
#include "store_engines.h"

#define TEXT_OF(s) (s), sizeof(s) - 1

static const char first[] = "CREATE TABLE settings (package TEXT NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL, "
			    "PRIMARY KEY (package, name));";
static const char second[] = "-- a second; with a semicolon and a TEXT in a remark\n"
			     "CREATE TABLE notes (package TEXT NOT NULL PRIMARY KEY, note TEXT NOT NULL);\n"
			     "INSERT INTO notes SELECT package, name FROM settings;";
static const char broken[] = "CREATE TABLE more (package TEXT); INSERT INTO absent VALUES (1);";

static const migration made_up[] = {
	{"0001_first.sql", TEXT_OF(first)}, {"0002_second.sql", TEXT_OF(second)}, {"0003_broken.sql", TEXT_OF(broken)}};

static int apply(job *j, connection *c, const migration *list, size_t count, int64_t *before)
{
	int rc = connection_begin(c, TRANSACTION_WRITE, &j->e);

	if (!rc)
		rc = migrations_apply(before, c, list, count, j->a, &j->e);
	if (!rc)
		return connection_commit(c, &j->e);
	connection_rollback(c);
	return rc;
}

static int64_t number_of(job *j, connection *c)
{
	int64_t number = -1;

	assert_int_equal(migrations_number(&number, c, j->a, &j->e), 0);
	return number;
}

static connection *create(job *j, engine_place *p)
{
	connection *c = NULL;

	assert_int_equal(connection_open(&c, p->where, CONNECTION_CREATE, &j->e), 0);
	return c;
}

static void migrations_are_applied_in_order_and_twice_is_nothing(void **state)
{
	static const char notes[] = "SELECT note FROM notes";
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = create(&j, p);
	int64_t before = -1;
	sql_answer r = {0};

	assert_int_equal(number_of(&j, c), 0);
	assert_int_equal(apply(&j, c, made_up, 1, &before), 0);
	assert_int_equal(before, 0);
	assert_int_equal(number_of(&j, c), 1);
	assert_int_equal(apply(&j, c, made_up, 2, &before), 0);
	assert_int_equal(before, 1);
	assert_int_equal(number_of(&j, c), 2);
	assert_int_equal(apply(&j, c, made_up, 2, &before), 0);
	assert_int_equal(before, 2);
	assert_int_equal(connection_run(c, notes, NULL, 0, &r, j.a, &j.e), 0);
	assert_int_equal(r.rows, 1);
	assert_span(answer_value(&r, 0, 0)->bytes, "schema");
	connection_close(c);
	job_close(&j);
}

static void a_migration_that_fails_leaves_the_store_as_it_was(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = create(&j, p);
	int64_t before = -1;
	bool there = true;

	assert_int_equal(apply(&j, c, made_up, 1, &before), 0);
	before = -1;
	assert_true(apply(&j, c, made_up, 3, &before) < 0);
	assert_int_equal(before, -1);
	assert_int_equal(number_of(&j, c), 1);
	assert_int_equal(connection_has_table(&there, c, "notes", &j.e), 0);
	assert_false(there);
	assert_int_equal(connection_has_table(&there, c, "more", &j.e), 0);
	assert_false(there);
	assert_int_equal(apply(&j, c, made_up, 2, &before), 0);
	assert_int_equal(number_of(&j, c), 2);
	connection_close(c);
	job_close(&j);
}

static void a_creation_that_fails_leaves_no_store(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = create(&j, p);
	int64_t before = -1;

	assert_true(apply(&j, c, made_up, 3, &before) < 0);
	connection_close(c);
	if (p->is_sqlite)
		assert_int_not_equal(access(p->where, F_OK), 0);
	c = create(&j, p);
	assert_int_equal(number_of(&j, c), 0);
	connection_close(c);
	job_close(&j);
}

static void a_store_of_a_newer_program_is_refused(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = create(&j, p);
	int64_t before = -1;

	assert_int_equal(apply(&j, c, made_up, 2, &before), 0);
	assert_int_equal(apply(&j, c, made_up, 1, &before), ERR_USAGE);
	assert_message(&j.e, connection_shown(c), "newer bcf");
	assert_int_equal(number_of(&j, c), 2);
	connection_close(c);
	job_close(&j);
}

static void those_of_the_program_are_numbered_without_a_gap_and_apply(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = create(&j, p);
	int64_t before = -1;

	assert_true(migration_count > 0);
	for (size_t i = 0; i < migration_count; i++) {
		assert_true(span_starts(span_of(migrations[i].name), arena_printf(j.a, "%04zu_", i + 1)));
		assert_int_equal(strlen(migrations[i].text), migrations[i].len);
	}
	assert_int_equal(apply(&j, c, migrations, migration_count, &before), 0);
	assert_int_equal(number_of(&j, c), migration_count);
	connection_close(c);
	job_close(&j);
}

static void a_number_that_is_none_is_damage(void **state)
{
	static const char spoil[] = "UPDATE settings SET content = 'one'";
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = create(&j, p);
	int64_t number = -1;

	assert_int_equal(apply(&j, c, made_up, 1, &number), 0);
	assert_int_equal(connection_run(c, spoil, NULL, 0, NULL, j.a, &j.e), 0);
	assert_int_equal(migrations_number(&number, c, j.a, &j.e), ERR_PARSE);
	assert_message(&j.e, connection_shown(c), "damaged");
	connection_close(c);
	job_close(&j);
}

/* tests/store/frozen: a store of each released schema, made by the program of its time (tests/store/freeze.sh). */
static void a_store_of_every_released_schema_opens_with_all_its_versions(void **state)
{
	engine_place *p = engine_place_of(state);
	const actor by = {"A. Clerk", "2016-05-27T11:00:00Z"};

	for (size_t i = 1; i <= migration_count; i++) {
		job j = job_open();
		file there = {0};
		store *s = NULL;
		verify_report report = {0};
		char found[DIGEST_TEXT], digest[100];
		int64_t versions = 0;
		long number;
		FILE *list = fopen(arena_printf(j.a, TEST_DATA "/store/frozen/%04zu.txt", i), "r");

		assert_non_null(list);
		assert_done(file_open(
			&there, AT_FDCWD, arena_printf(j.a, TEST_DATA "/store/frozen/%04zu.db", i), true, "", &j.e));
		assert_done(file_save(AT_FDCWD, p->where, there.text, p->where, &j.e));
		file_close(&there);
		assert_done(store_open(&s, p->where, by, j.a, &j.e));
		assert_done(store_verify(&report, s, j.a, &j.e));
		if (report.failed)
			fail_msg("%s", report.failed);
		while (fscanf(list, "%ld %99s", &number, digest) == 2) {
			plan *q = NULL;
			version v;

			assert_done(store_find(&v, s, "demo", arena_printf(j.a, "%ld", number), j.a, &j.e));
			digest_print(found, v.content);
			assert_string_equal(found, digest);
			assert_done(store_checkout(&q, s, "demo", number, j.a, &j.e));
			versions++;
		}
		fclose(list);
		assert_true(versions > 0);
		assert_int_equal(report.versions, versions);
		assert_int_equal(number_of(&j, store_connection(s)), migration_count);
		store_close(s);
		job_close(&j);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(migrations_are_applied_in_order_and_twice_is_nothing),
		ON_BOTH(a_migration_that_fails_leaves_the_store_as_it_was),
		ON_BOTH(a_creation_that_fails_leaves_no_store),
		ON_BOTH(a_store_of_a_newer_program_is_refused),
		ON_BOTH(those_of_the_program_are_numbered_without_a_gap_and_apply),
		ON_BOTH(a_number_that_is_none_is_damage),
		ON_SQLITE(a_store_of_every_released_schema_opens_with_all_its_versions),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, engines_stop);
}
