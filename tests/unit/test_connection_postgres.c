#include "store_words.h"

static void a_password_is_never_shown(void **state)
{
	static const char *const names[] = {"postgresql://me:secret@/x?host=/nowhere",
		"postgresql://me:sec@secret@/x?host=/nowhere", "postgresql://me:sec/secret@/x?host=/nowhere",
		"postgresql:///x?host=/nowhere&password=secret", "postgresql:///x?host=/nowhere&pass%77ord=secret",
		"postgresql://me:secret%zz@/x?host=/nowhere", "postgres://me:secret@[::1/x",
		"postgresql://me:secret@host:port/x?sslpassword=secret"};
	job j = job_open();
	connection *c = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_true(connection_open(&c, names[i], CONNECTION_OPEN, &j.e) < 0);
		for (const err_message *m = j.e.first; m; m = m->next) {
			assert_null(strstr(m->text, "secret"));
			assert_null(strstr(m->where, "secret"));
		}
	}
	job_close(&j);
}

static void a_commit_is_durable_whatever_the_server_says(void **state)
{
	static const char shown[] = "SELECT current_setting('synchronous_commit')";
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c;
	sql_answer r = {0};

	engine_order(arena_printf(j.a, "ALTER DATABASE %s SET synchronous_commit = off", p->database));
	c = new_store(&j, p);
	assert_done(connection_run(c, shown, NULL, 0, &r, j.a, &j.e));
	assert_span(answer_value(&r, 0, 0)->bytes, "on");
	connection_close(c);
	job_close(&j);
}

static void text_is_ordered_by_its_bytes_in_any_language(void **state)
{
	static const char types[] = "SELECT package FROM words WHERE package < 'a' ORDER BY package";
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c;
	sql_answer r = {0};

	engine_order(arena_printf(j.a, "DROP DATABASE %s WITH (FORCE)", p->database));
	engine_order(arena_printf(j.a,
		"CREATE DATABASE %s TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-GB' LOCALE 'C'",
		p->database));
	c = new_store(&j, p);
	assert_done(add_word(&j, c, "b"));
	assert_done(add_word(&j, c, "Z"));
	assert_done(add_word(&j, c, "-c"));
	assert_done(connection_run(c, types, NULL, 0, &r, j.a, &j.e));
	assert_int_equal(r.rows, 2);
	assert_span(answer_value(&r, 0, 0)->bytes, "-c");
	assert_span(answer_value(&r, 1, 0)->bytes, "Z");
	connection_close(c);
	job_close(&j);
}

static void a_deadlock_is_busy(void **state)
{
	static const char first[] = "UPDATE words SET number = 5 WHERE package = 'a'";
	static const char second[] = "UPDATE words SET number = 5 WHERE package = 'b'";
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = new_store(&j, p), *other;
	int status = 0, rc;

	assert_done(add_word(&j, c, "a"));
	assert_done(add_word(&j, c, "b"));
	assert_done(connection_begin(c, TRANSACTION_WRITE, &j.e));
	assert_done(connection_run(c, first, NULL, 0, NULL, j.a, &j.e));
	if (fork() == 0) {
		rc = connection_open(&other, p->where, CONNECTION_OPEN, &j.e);
		if (!rc && !(rc = connection_begin(other, TRANSACTION_WRITE, &j.e)) &&
			!(rc = connection_run(other, second, NULL, 0, NULL, j.a, &j.e)))
			rc = connection_run(other, first, NULL, 0, NULL, j.a, &j.e);
		_exit(rc == ERR_BUSY ? 7 : rc ? 1 : 0);
	}
	usleep(300000);
	rc = connection_run(c, second, NULL, 0, NULL, j.a, &j.e);
	connection_rollback(c);
	wait(&status);
	/* The server chooses which of the two it refuses. */
	assert_true((rc == ERR_BUSY && WEXITSTATUS(status) == 0) || (rc == 0 && WEXITSTATUS(status) == 7));
	connection_close(c);
	job_close(&j);
}

static void a_lost_server_is_noticed_and_found_again(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = new_store(&j, p);
	char folder[] = "/tmp/bcf-lost.XXXXXX";
	const char *server = NULL;
	FILE *f;
	char line[200] = "";

	/* a server of its own, which may be killed */
	connection_close(c);
	assert_non_null(mkdtemp(folder));
	assert_int_equal(engine_server("start", folder), 0);
	f = fopen(arena_printf(j.a, "%s.said", folder), "r");
	assert_non_null(fgets(line, sizeof line, f));
	fclose(f);
	server = strstr(line, "/?");
	p->where = arena_printf(j.a, "%.*spostgres%s", (int)(server - line) + 1, line, server + 1);
	((char *)(uintptr_t)p->where)[strcspn(p->where, "\n")] = 0;
	c = new_store(&j, p);
	assert_done(add_word(&j, c, "kept"));
	assert_false(connection_is_lost(c));
	assert_done(connection_begin(c, TRANSACTION_WRITE, &j.e));
	assert_done(add_word(&j, c, "undone"));
	assert_int_equal(engine_server("kill", folder), 0);
	assert_int_equal(connection_commit(c, &j.e), ERR_IO);
	assert_true(connection_is_lost(c));
	setenv("BCF_TEST_WAIT_MS", "100", 1);
	assert_int_equal(connection_again(c, &j.e), ERR_IO);
	assert_true(connection_is_lost(c));
	assert_int_equal(connection_begin(c, TRANSACTION_WRITE, &j.e), ERR_IO);
	unsetenv("BCF_TEST_WAIT_MS");
	if (fork() == 0) {
		usleep(500000);
		_exit(engine_server("again", folder) != 0);
	}
	assert_done(connection_again(c, &j.e));
	assert_false(connection_is_lost(c));
	wait(NULL);
	assert_int_equal(words(&j, c), 1);
	assert_done(add_word(&j, c, "more"));
	connection_close(c);
	assert_int_equal(engine_server("stop", folder), 0);
	remove(arena_printf(j.a, "%s.said", folder));
	nftw(folder, engine_forget, 16, FTW_DEPTH | FTW_PHYS);
	job_close(&j);
}

/* A store stays open for days: what reads outside a transaction connects again, and nothing else does. */
static void reading_goes_on_after_a_connection_was_dropped(void **state)
{
	static const char own[] = "SELECT CAST(pg_backend_pid() AS BIGINT)";
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = new_store(&j, p);
	sql_answer r = {0};

	assert_done(add_word(&j, c, "kept"));
	for (int i = 0; i < 4; i++) {
		if (i > 1)
			assert_done(connection_begin(c, i == 2 ? TRANSACTION_READ : TRANSACTION_WRITE, &j.e));
		assert_done(connection_run(c, own, NULL, 0, &r, j.a, &j.e));
		engine_order(arena_printf(
			j.a, "SELECT pg_terminate_backend(%lld, 5000)", (long long)answer_value(&r, 0, 0)->integer));
		if (i == 0) {
			assert_int_equal(words(&j, c), 1);
		} else if (i == 1) {
			assert_done(connection_begin(c, TRANSACTION_READ, &j.e));
			assert_int_equal(words(&j, c), 1);
			connection_rollback(c);
		} else {
			assert_int_equal(connection_run(c, count_all, NULL, 0, &r, j.a, &j.e), ERR_IO);
			assert_true(connection_is_lost(c));
			connection_rollback(c);
			assert_int_equal(add_word(&j, c, "more"), ERR_IO);
			assert_int_equal(words(&j, c), 1);
		}
	}
	connection_close(c);
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_password_is_never_shown),
		ON_POSTGRES(a_commit_is_durable_whatever_the_server_says),
		ON_POSTGRES(text_is_ordered_by_its_bytes_in_any_language),
		ON_POSTGRES(a_deadlock_is_busy),
		ON_POSTGRES(reading_goes_on_after_a_connection_was_dropped),
		ON_POSTGRES(a_lost_server_is_noticed_and_found_again),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, engines_stop);
}
