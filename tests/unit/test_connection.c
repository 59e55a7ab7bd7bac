#include <fcntl.h>
#include <sys/stat.h>

#include "store_words.h"

static const char all[] = "SELECT package, number, bytes FROM words ORDER BY package";

static void names_of_stores_are_known_by_their_form(void **state)
{
	(void)state;
	assert_true(connection_is_name(span_of("plans.db")));
	assert_true(connection_is_name(span_of("sqlite:plans")));
	assert_true(connection_is_name(span_of("postgresql://host/name")));
	assert_true(connection_is_name(span_of("postgres://host/name")));
	assert_false(connection_is_name(span_of("plan")));
	assert_false(connection_is_name(span_of(".db")));
	assert_false(connection_is_name(span_of("plan.json")));
}

static void values_of_every_kind_survive(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = new_store(&j, p);
	char every[256];
	sql_value in[][3] = {
		{TEXT_VALUE(span_of("")), INTEGER_VALUE(INT64_MIN), BYTES_VALUE(span_of(""))},
		{TEXT_VALUE(((span){NULL, 0})), INTEGER_VALUE(0), BYTES_VALUE(((span){NULL, 0}))},
		{TEXT_VALUE(span_of("Z")), INTEGER_VALUE(INT64_MAX), BYTES_VALUE(((span){every, sizeof every}))},
		{TEXT_VALUE(span_of("a 'quote' \"and\" \\ $1 ; --")), INTEGER_VALUE(-1), {.kind = VALUE_NULL}},
		{TEXT_VALUE(span_of("z\xc3\xa9\xf0\x9f\x8f\xa5")), {.kind = VALUE_NULL}, BYTES_VALUE(span_of("b"))},
	};
	sql_answer r = {0};

	for (size_t i = 0; i < sizeof every; i++)
		every[i] = (char)i;
	assert_done(connection_begin(c, TRANSACTION_WRITE, &j.e));
	for (size_t i = 0; i < 5; i++)
		if (i != 1) {
			assert_done(connection_run(c, add, in[i], 3, &r, j.a, &j.e));
			assert_int_equal(r.changed, 1);
			assert_int_equal(r.rows, 0);
		}
	assert_done(connection_commit(c, &j.e));
	connection_close(c);

	c = open_as(&j, p, CONNECTION_OPEN);
	assert_done(connection_run(c, all, NULL, 0, &r, j.a, &j.e));
	assert_int_equal(r.rows, 4);
	assert_int_equal(r.columns, 3);
	assert_int_equal(r.changed, 0);
	/* by their bytes: "", "Z", "a ...", "z..." */
	for (size_t row = 0, i = 0; i < 5; i++) {
		if (i == 1)
			continue;
		for (size_t k = 0; k < 3; k++) {
			const sql_value *v = answer_value(&r, row, k);

			assert_int_equal(v->kind, in[i][k].kind);
			assert_int_equal(v->integer, in[i][k].integer);
			assert_true(span_equal(v->bytes, in[i][k].bytes));
		}
		row++;
	}
	connection_close(c);
	job_close(&j);
}

static void a_null_span_is_empty_and_not_null(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = new_store(&j, p);
	sql_value in[] = {TEXT_VALUE(((span){NULL, 0})), INTEGER_VALUE(0), BYTES_VALUE(((span){NULL, 0}))};
	sql_answer r = {0};

	assert_done(connection_run(c, add, in, 3, NULL, j.a, &j.e));
	assert_done(connection_run(c, all, NULL, 0, &r, j.a, &j.e));
	assert_int_equal(answer_value(&r, 0, 0)->kind, VALUE_TEXT);
	assert_int_equal(answer_value(&r, 0, 2)->kind, VALUE_BYTES);
	assert_int_equal(answer_value(&r, 0, 2)->bytes.len, 0);
	connection_close(c);
	job_close(&j);
}

static void a_parameter_may_stand_several_times_and_in_any_order(void **state)
{
	static const char sql[] = "SELECT $2, $1, $2";
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = new_store(&j, p);
	sql_value in[] = {TEXT_VALUE(span_of("one")), INTEGER_VALUE(2)};
	sql_answer r = {0};

	for (int again = 0; again < 2; again++) {
		assert_done(connection_run(c, sql, in, 2, &r, j.a, &j.e));
		assert_int_equal(answer_value(&r, 0, 0)->integer, 2);
		assert_span(answer_value(&r, 0, 1)->bytes, "one");
		assert_int_equal(answer_value(&r, 0, 2)->integer, 2);
	}
	connection_close(c);
	job_close(&j);
}

static void upserts_and_returning_work(void **state)
{
	static const char put[] = "INSERT INTO words (package, number) VALUES ($1, $2) ON CONFLICT (package) DO UPDATE "
				  "SET number = words.number + $2 RETURNING number";
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = new_store(&j, p);
	sql_value in[] = {TEXT_VALUE(span_of("a")), INTEGER_VALUE(20)};
	sql_answer r = {0};

	assert_done(connection_run(c, put, in, 2, &r, j.a, &j.e));
	assert_int_equal(answer_value(&r, 0, 0)->integer, 20);
	assert_done(connection_run(c, put, in, 2, &r, j.a, &j.e));
	assert_int_equal(answer_value(&r, 0, 0)->integer, 40);
	assert_int_equal(r.changed, 1);
	connection_close(c);
	job_close(&j);
}

static void a_rollback_undoes_and_so_does_closing(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = new_store(&j, p);

	assert_done(connection_begin(c, TRANSACTION_WRITE, &j.e));
	assert_done(add_word(&j, c, "lost"));
	connection_rollback(c);
	assert_int_equal(words(&j, c), 0);
	assert_done(connection_begin(c, TRANSACTION_WRITE, &j.e));
	assert_done(add_word(&j, c, "lost"));
	connection_close(c);
	c = open_as(&j, p, CONNECTION_OPEN);
	assert_int_equal(words(&j, c), 0);
	connection_close(c);
	job_close(&j);
}

static void a_statement_that_fails_leaves_the_connection_in_order(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = new_store(&j, p);

	assert_done(connection_begin(c, TRANSACTION_WRITE, &j.e));
	assert_done(add_word(&j, c, "twice"));
	assert_true(add_word(&j, c, "twice") < 0);
	assert_message(&j.e, connection_shown(c), "nothing was saved");
	connection_rollback(c);
	assert_int_equal(words(&j, c), 0);
	assert_done(add_word(&j, c, "once"));
	assert_int_equal(words(&j, c), 1);
	connection_close(c);
	job_close(&j);
}

static void text_that_one_engine_would_refuse_is_refused_by_both(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = new_store(&j, p);
	sql_value in[] = {TEXT_VALUE(((span){"a\0b", 3})), INTEGER_VALUE(1), BYTES_VALUE(span_of("x"))};

	assert_int_equal(connection_run(c, add, in, 3, NULL, j.a, &j.e), ERR_PARSE);
	in[0].bytes = span_of("caf\xe9");
	assert_int_equal(connection_run(c, add, in, 3, NULL, j.a, &j.e), ERR_PARSE);
	assert_message(&j.e, connection_shown(c), "not UTF-8");
	assert_int_equal(words(&j, c), 0);
	connection_close(c);
	job_close(&j);
}

static void a_read_transaction_sees_one_state(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = new_store(&j, p), *other = open_as(&j, p, CONNECTION_OPEN);

	assert_done(connection_begin(c, TRANSACTION_READ, &j.e));
	assert_int_equal(words(&j, c), 0);
	assert_done(connection_begin(other, TRANSACTION_WRITE, &j.e));
	assert_done(add_word(&j, other, "new"));
	assert_done(connection_commit(other, &j.e));
	assert_int_equal(words(&j, c), 0);
	connection_rollback(c);
	assert_int_equal(words(&j, c), 1);
	connection_close(other);
	connection_close(c);
	job_close(&j);
}

static void a_second_writer_is_refused_as_busy_and_gets_in_later(void **state)
{
	static const char lock[] = "UPDATE words SET number = number + 1 WHERE package = 'row'";
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c, *other;
	int rc;

	setenv("BCF_TEST_WAIT_MS", "60", 1);
	c = new_store(&j, p);
	assert_done(add_word(&j, c, "row"));
	other = open_as(&j, p, CONNECTION_OPEN);
	assert_done(connection_begin(c, TRANSACTION_WRITE, &j.e));
	assert_done(connection_run(c, lock, NULL, 0, NULL, j.a, &j.e));
	rc = connection_begin(other, TRANSACTION_WRITE, &j.e);
	if (!rc)
		rc = connection_run(other, lock, NULL, 0, NULL, j.a, &j.e);
	assert_int_equal(rc, ERR_BUSY);
	assert_message(&j.e, connection_shown(c), "busy, nothing was saved");
	connection_rollback(other);
	assert_done(connection_commit(c, &j.e));
	assert_done(connection_begin(other, TRANSACTION_WRITE, &j.e));
	assert_done(connection_run(other, lock, NULL, 0, NULL, j.a, &j.e));
	assert_done(connection_commit(other, &j.e));
	unsetenv("BCF_TEST_WAIT_MS");
	connection_close(other);
	connection_close(c);
	job_close(&j);
}

static void a_store_is_not_created_over_another(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = NULL;

	connection_close(open_as(&j, p, CONNECTION_CREATE)); /* without a commit it is none */
	c = open_as(&j, p, CONNECTION_CREATE);
	assert_done(connection_begin(c, TRANSACTION_WRITE, &j.e));
	assert_done(connection_script(c, span_of("CREATE TABLE settings (name TEXT)"), &j.e));
	assert_done(connection_commit(c, &j.e));
	connection_close(c);
	c = NULL;
	assert_int_equal(connection_open(&c, p->where, CONNECTION_CREATE, &j.e), ERR_USAGE);
	assert_null(c);
	job_close(&j);
}

static void inspecting_changes_nothing_and_cannot(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = new_store(&j, p);

	assert_done(add_word(&j, c, "kept"));
	connection_close(c);
	c = open_as(&j, p, CONNECTION_INSPECT);
	assert_int_equal(words(&j, c), 1);
	assert_true(add_word(&j, c, "new") < 0);
	assert_int_equal(words(&j, c), 1);
	connection_close(c);
	job_close(&j);
}

/* ---- SQLite ---- */

static size_t files_of(const char *folder)
{
	char command[100], line[300];
	size_t count = 0;
	FILE *f;

	snprintf(command, sizeof command, "ls -A %s", folder);
	f = popen(command, "r");
	while (fgets(line, sizeof line, f))
		count++;
	pclose(f);
	return count;
}

static void a_closed_store_is_one_file(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = new_store(&j, p);

	assert_done(add_word(&j, c, "kept"));
	assert_true(files_of(p->folder) > 1);
	connection_close(c);
	assert_int_equal(files_of(p->folder), 1);
	job_close(&j);
}

static void a_file_without_leave_to_write_is_inspected(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = new_store(&j, p);
	int status = 0;

	assert_done(add_word(&j, c, "kept"));
	connection_close(c);
	assert_int_equal(chmod(p->where, 0444), 0);
	assert_int_equal(chmod(p->folder, 0555), 0);
	if (fork() == 0) { /* as somebody else than root */
		if (getuid() == 0 && setuid(65534) != 0)
			_exit(1);
		c = NULL;
		if (connection_open(&c, p->where, CONNECTION_INSPECT, &j.e) || words(&j, c) != 1)
			_exit(2);
		connection_close(c);
		_exit(connection_open(&c, p->where, CONNECTION_OPEN, &j.e) == ERR_IO ? 0 : 3);
	}
	wait(&status);
	assert_int_equal(status, 0);
	assert_int_equal(chmod(p->folder, 0755), 0);
	assert_int_equal(files_of(p->folder), 1);
	job_close(&j);
}

/* A crash left a log behind, and the one who looks may not write: what is in the log is seen, and left there. */
static void a_log_that_a_crash_left_is_read_without_leave_to_write(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = NULL;
	int status = 0;

	connection_close(new_store(&j, p));
	if (fork() == 0) {
		if (connection_open(&c, p->where, CONNECTION_OPEN, &j.e) || add_word(&j, c, "logged"))
			_exit(1);
		kill(getpid(), SIGKILL);
	}
	wait(&status);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(files_of(p->folder), 3);
	assert_int_equal(chmod(p->folder, 0555), 0);
	if (fork() == 0) {
		if (getuid() == 0 && setuid(65534) != 0)
			_exit(1);
		if (connection_open(&c, p->where, CONNECTION_INSPECT, &j.e))
			_exit(j.e.last->code == ERR_IO ? 0 : 2); /* said */
		_exit(words(&j, c) == 1 ? 0 : 3);		 /* or read whole; never without it */
	}
	wait(&status);
	assert_int_equal(status, 0);
	assert_int_equal(chmod(p->folder, 0755), 0);
	assert_int_equal(files_of(p->folder), 3);
	c = open_as(&j, p, CONNECTION_INSPECT);
	assert_int_equal(words(&j, c), 1);
	connection_close(c);
	assert_int_equal(files_of(p->folder), 3);
	c = open_as(&j, p, CONNECTION_OPEN);
	assert_int_equal(words(&j, c), 1);
	connection_close(c);
	assert_int_equal(files_of(p->folder), 1);
	job_close(&j);
}

/* An advisory lock goes when any descriptor of the file is closed.  Without it another program, which then believes
 * that it is alone, would take the log away under us. */
static void a_second_connection_leaves_the_locks_of_the_first(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = new_store(&j, p), *second = NULL;
	int status = 0;

	assert_done(add_word(&j, c, "kept"));
	second = open_as(&j, p, CONNECTION_INSPECT);
	assert_done(connection_check(second, j.a, &j.e));
	connection_close(second);
	if (fork() == 0) {
		if (!freopen("/dev/null", "w", stdout))
			_exit(8);
		execlp("sqlite3", "sqlite3", p->where, "SELECT count(*) FROM words WHERE package = 'none'",
			(char *)NULL);
		_exit(9);
	}
	wait(&status);
	if (WEXITSTATUS(status) == 9)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(access(arena_printf(j.a, "%s-wal", p->where), F_OK), 0);
	assert_done(add_word(&j, c, "more"));
	connection_close(c);
	c = open_as(&j, p, CONNECTION_OPEN);
	assert_int_equal(words(&j, c), 2);
	connection_close(c);
	job_close(&j);
}

static void put_bytes(const char *path, const char *bytes, size_t count)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_int_equal(write(fd, bytes, count), count);
	close(fd);
}

static void what_is_no_store_is_refused_by_name(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = NULL;

	assert_int_equal(connection_open(&c, p->where, CONNECTION_OPEN, &j.e), ERR_USAGE);
	assert_message(&j.e, p->where, "there is no such store");
	assert_int_equal(files_of(p->folder), 0);
	put_bytes(p->where, "", 0);
	assert_int_equal(connection_open(&c, p->where, CONNECTION_OPEN, &j.e), ERR_PARSE);
	put_bytes(p->where, "scheme,amount\n1,2\n", 18);
	assert_int_equal(connection_open(&c, p->where, CONNECTION_INSPECT, &j.e), ERR_PARSE);
	assert_message(&j.e, p->where, "is not a store");
	assert_int_equal(connection_open(&c, p->folder, CONNECTION_OPEN, &j.e), ERR_USAGE);
	assert_int_equal(connection_open(&c, "sqlite:", CONNECTION_CREATE, &j.e), ERR_USAGE);
	assert_int_equal(connection_open(&c, "/nowhere/at/all.db", CONNECTION_CREATE, &j.e), ERR_USAGE);
	assert_message(&j.e, "/nowhere/at/all.db", "the folder for it is not there");
	assert_null(c);
	job_close(&j);
}

static void a_name_means_itself_to_sqlite(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();

	assert_int_equal(chdir(p->folder), 0);
	p->where = "sqlite::memory:";
	connection_close(new_store(&j, p));
	assert_int_equal(access(":memory:", F_OK), 0);
	p->where = "file:a?mode=ro#%41 b.db";
	connection_close(new_store(&j, p));
	assert_int_equal(access("file:a?mode=ro#%41 b.db", F_OK), 0);
	assert_int_equal(files_of(p->folder), 2);
	assert_int_equal(chdir("/"), 0);
	job_close(&j);
}

static void a_damaged_page_is_named(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c = new_store(&j, p);
	int fd;

	assert_done(add_word(&j, c, "kept"));
	assert_done(connection_check(c, j.a, &j.e));
	connection_close(c);
	fd = open(p->where, O_WRONLY);
	assert_int_equal(pwrite(fd, "?", 1, 4096 + 2000), 1);
	close(fd);
	c = open_as(&j, p, CONNECTION_OPEN);
	assert_int_equal(connection_check(c, j.a, &j.e), ERR_PARSE);
	assert_message(&j.e, p->where, "page 2 ");
	connection_close(c);
	job_close(&j);
}

static void sixty_four_writers_all_get_in(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	connection *c;
	const char *full = getenv("BCF_FULL");
	int each = full && *full == '1' ? 50 : 2, status, bad = 0;

	connection_close(new_store(&j, p)); /* an open SQLite file does not survive a fork */
	for (int i = 0; i < 64; i++)
		if (fork() == 0) {
			connection *mine = NULL;

			if (connection_open(&mine, p->where, CONNECTION_OPEN, &j.e))
				_exit(1);
			for (int k = 0; k < each; k++)
				if (connection_begin(mine, TRANSACTION_WRITE, &j.e) ||
					add_word(&j, mine, arena_printf(j.a, "%d of %d", k, i)) ||
					connection_commit(mine, &j.e))
					_exit(2);
			connection_close(mine);
			_exit(0);
		}
	for (int i = 0; i < 64; i++) {
		wait(&status);
		bad += status != 0;
	}
	assert_int_equal(bad, 0);
	c = open_as(&j, p, CONNECTION_OPEN);
	assert_int_equal(words(&j, c), 64 * each);
	assert_done(connection_check(c, j.a, &j.e));
	connection_close(c);
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_stores_are_known_by_their_form),
		ON_BOTH(values_of_every_kind_survive),
		ON_BOTH(a_null_span_is_empty_and_not_null),
		ON_BOTH(a_parameter_may_stand_several_times_and_in_any_order),
		ON_BOTH(upserts_and_returning_work),
		ON_BOTH(a_rollback_undoes_and_so_does_closing),
		ON_BOTH(a_statement_that_fails_leaves_the_connection_in_order),
		ON_BOTH(text_that_one_engine_would_refuse_is_refused_by_both),
		ON_BOTH(a_read_transaction_sees_one_state),
		ON_BOTH(a_second_writer_is_refused_as_busy_and_gets_in_later),
		ON_BOTH(a_store_is_not_created_over_another),
		ON_BOTH(inspecting_changes_nothing_and_cannot),
		ON_SQLITE(a_closed_store_is_one_file),
		ON_SQLITE(a_log_that_a_crash_left_is_read_without_leave_to_write),
		ON_SQLITE(a_second_connection_leaves_the_locks_of_the_first),
		ON_SQLITE(a_file_without_leave_to_write_is_inspected),
		ON_SQLITE(what_is_no_store_is_refused_by_name),
		ON_SQLITE(a_name_means_itself_to_sqlite),
		ON_SQLITE(a_damaged_page_is_named),
		ON_BOTH(sixty_four_writers_all_get_in),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, engines_stop);
}
