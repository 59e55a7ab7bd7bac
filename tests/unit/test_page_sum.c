#include <fcntl.h>
#include <stdlib.h>

#include "fault_vfs.h"
#include "store/connection.h"
#include "store/page_sum.h"
#include "unit.h"

static char folder[] = "/tmp/bcf-sum.XXXXXX", path[80];

static void remove_files(void)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	char name[100];

	for (size_t i = 0; i < 3; i++) {
		snprintf(name, sizeof name, "%s%s", path, ends[i]);
		unlink(name);
	}
}

/* What connection_open makes, with pages as small as SQLite has them: a table, an index, a free page. */
static void make(int page_size)
{
	static const char *const orders[] = {"PRAGMA application_id=0x62636673", "PRAGMA journal_mode=WAL",
		"PRAGMA secure_delete=ON;PRAGMA cache_spill=OFF",
		"CREATE TABLE a (name TEXT NOT NULL PRIMARY KEY, bytes BLOB)",
		"INSERT INTO a VALUES ('x', zeroblob(700))", "INSERT INTO a VALUES ('y', randomblob(300))",
		"INSERT INTO a VALUES ('z', zeroblob(3000))", "DELETE FROM a WHERE name = 'z'"};
	sqlite3 *handle = NULL;
	int reserve = PAGE_SUM_BYTES;
	char order[60];

	remove_files();
	assert_int_equal(
		sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, page_sum_vfs()), SQLITE_OK);
	assert_int_equal(sqlite3_file_control(handle, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve), SQLITE_OK);
	snprintf(order, sizeof order, "PRAGMA page_size=%d", page_size);
	assert_int_equal(sqlite3_exec(handle, order, NULL, NULL, NULL), SQLITE_OK);
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
		assert_int_equal(sqlite3_exec(handle, orders[i], NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(handle);
}

/* 0 when the store opens and is found whole. */
static int look(connection_mode mode, job *j)
{
	connection *c = NULL;
	int rc = connection_open(&c, path, mode, &j->e);

	if (!rc)
		rc = connection_check(c, j->a, &j->e);
	connection_close(c);
	return rc;
}

static size_t whole_file(char *to, size_t room)
{
	int fd = open(path, O_RDONLY);
	ssize_t got = read(fd, to, room);

	close(fd);
	return got < 0 ? 0 : (size_t)got;
}

static void put_file(const char *from, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_int_equal(write(fd, from, len), len);
	close(fd);
}

static char bytes[1 << 20], other[1 << 20];

static void a_file_that_is_whole_passes(void **state)
{
	static const int sizes[] = {512, 1024, 4096, 65536};
	job j = job_open();

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		make(sizes[i]);
		assert_int_equal(whole_file(bytes, sizeof bytes) % (size_t)sizes[i], 0);
		assert_int_equal(look(CONNECTION_OPEN, &j), 0);
		assert_int_equal(look(CONNECTION_INSPECT, &j), 0);
	}
	job_close(&j);
}

/* Every bit of the file in turn with BCF_FULL=1; else every 97th. */
static void any_one_flipped_bit_is_noticed(void **state)
{
	const char *full = getenv("BCF_FULL");
	size_t step = full && *full == '1' ? 1 : 97, len, missed = 0, tried = 0;

	(void)state;
	make(512);
	len = whole_file(bytes, sizeof bytes);
	assert_true(len >= 5 * 512);
	setenv("BCF_TEST_WAIT_MS", "0", 1);
	for (size_t bit = 0; bit < len * 8; bit += step) {
		job j = job_open();
		int fd = open(path, O_WRONLY);
		char flipped = (char)(bytes[bit / 8] ^ (1 << bit % 8));

		assert_int_equal(pwrite(fd, &flipped, 1, (off_t)(bit / 8)), 1);
		if (look(CONNECTION_INSPECT, &j) == 0) {
			missed++;
			print_message("# bit %zu is not noticed\n", bit);
		}
		assert_int_equal(pwrite(fd, &bytes[bit / 8], 1, (off_t)(bit / 8)), 1);
		close(fd);
		tried++;
		job_close(&j);
	}
	unsetenv("BCF_TEST_WAIT_MS");
	print_message("# %zu bits of %zu bytes were flipped, %zu were missed\n", tried, len, missed);
	assert_int_equal(missed, 0);
}

static void swapped_pages_are_noticed(void **state)
{
	job j = job_open();
	size_t len;

	(void)state;
	make(512);
	len = whole_file(bytes, sizeof bytes);
	memcpy(other, bytes, len);
	memcpy(other + 512, bytes + 1024, 512);
	memcpy(other + 1024, bytes + 512, 512);
	put_file(other, len);
	assert_true(look(CONNECTION_OPEN, &j) < 0);
	assert_message(&j.e, path, "page 2 ");
	job_close(&j);
}

static void a_shortened_file_is_noticed(void **state)
{
	job j = job_open();
	size_t len;

	(void)state;
	make(512);
	len = whole_file(bytes, sizeof bytes);
	for (size_t less = 1; less < len; less += 250) {
		put_file(bytes, len - less);
		assert_true(look(CONNECTION_OPEN, &j) < 0);
	}
	job_close(&j);
}

static void a_file_without_sums_is_refused(void **state)
{
	sqlite3 *handle = NULL;
	job j = job_open();

	(void)state;
	remove_files();
	assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
	assert_int_equal(sqlite3_exec(handle, "PRAGMA application_id=0x62636673; CREATE TABLE a (b)", NULL, NULL, NULL),
		SQLITE_OK);
	sqlite3_close(handle);
	assert_int_equal(look(CONNECTION_OPEN, &j), ERR_PARSE);
	assert_message(&j.e, path, "has no page sums");
	job_close(&j);
}

/* The log is read from by another connection, while the first one keeps it from being moved into the file. */
static void a_flipped_bit_in_the_log_is_noticed(void **state)
{
	static const char add[] = "INSERT INTO a VALUES ($1, $2)",
			  get[] = "SELECT length(bytes) FROM a WHERE name = 'k'";
	char logged[90], content[300] = {1, 2, 3};
	sql_value in[] = {TEXT_VALUE(span_of("k")), BYTES_VALUE(((span){content, sizeof content}))};
	connection *c = NULL, *second = NULL;
	sql_answer r = {0};
	job j = job_open();
	int noticed = 0, flips = 0;

	(void)state;
	make(512);
	assert_int_equal(connection_open(&c, path, CONNECTION_OPEN, &j.e), 0);
	if (connection_run(c, add, in, 2, NULL, j.a, &j.e))
		fail_msg("%s", j.e.last->text);
	snprintf(logged, sizeof logged, "%s-wal", path);
	/* In each of the log's frames: its header of 24 bytes is SQLite's own, then comes the page. */
	for (off_t at = 32; at < 32 + 2 * 536; at += 536) {
		int fd = open(logged, O_RDWR);
		char byte, flipped;

		assert_int_equal(pread(fd, &byte, 1, at + 24 + 300), 1);
		flipped = byte ^ 4;
		assert_int_equal(pwrite(fd, &flipped, 1, at + 24 + 300), 1);
		flips++;
		second = NULL;
		if (connection_open(&second, path, CONNECTION_OPEN, &j.e) || connection_check(second, j.a, &j.e)) {
			noticed++;
			assert_message(&j.e, path, "its log's frame");
		}
		connection_close(second);
		assert_int_equal(pwrite(fd, &byte, 1, at + 24 + 300), 1);
		close(fd);
	}
	assert_int_equal(noticed, flips);
	assert_int_equal(connection_run(c, get, NULL, 0, &r, j.a, &j.e), 0);
	assert_int_equal(answer_value(&r, 0, 0)->integer, 300);
	connection_close(c);
	job_close(&j);
}

static void the_sums_are_right_after_a_crash_in_the_middle(void **state)
{
	static const char add[] = "INSERT INTO a VALUES ($1, $2)";
	connection *c = NULL;
	sql_value in[] = {TEXT_VALUE(span_of("k")), BYTES_VALUE(span_of("crashed"))};
	job j = job_open();
	int status;

	(void)state;
	make(512);
	if (fork() == 0) {
		if (connection_open(&c, path, CONNECTION_OPEN, &j.e) || connection_run(c, add, in, 2, NULL, j.a, &j.e))
			_exit(1);
		kill(getpid(), SIGKILL); /* the log stays behind */
	}
	wait(&status);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(look(CONNECTION_INSPECT, &j), 0);
	assert_int_equal(look(CONNECTION_OPEN, &j), 0);
	assert_int_equal(connection_open(&c, path, CONNECTION_OPEN, &j.e), 0);
	assert_true(connection_run(c, add, in, 2, NULL, j.a, &j.e) < 0); /* it is there */
	connection_close(c);
	job_close(&j);
}

/* Each call of each kind fails in turn, or is short: an error and no damage, or success. */
static void no_fault_of_the_disk_damages_a_store(void **state)
{
	static const char add[] = "INSERT INTO a VALUES ($1, $2)", get[] = "SELECT count(*) FROM a WHERE name = $1";
	size_t strikes = 0;
	int64_t number = 0;
	char name[40];

	(void)state;
	setenv("BCF_TEST_WAIT_MS", "0", 1);
	make(512);
	for (int kind = 0; kind < FAULT_KINDS; kind++)
		for (int is_short = 0; is_short < 2; is_short++)
			for (int64_t n = 1; n < 500; n++) {
				if (is_short && kind != FAULT_READ && kind != FAULT_WRITE)
					break;
				job j = job_open();
				connection *c = NULL;
				sql_value in[] = {{0}, BYTES_VALUE(((span){bytes, 900}))};
				sql_answer r = {0};
				bool fired;
				int rc;

				snprintf(name, sizeof name, "name %lld", (long long)++number);
				in[0] = TEXT_VALUE(span_of(name));
				fault_vfs_set((fault){.kind = kind, .at = n, .is_short = is_short});
				rc = connection_open(&c, path, CONNECTION_OPEN, &j.e);
				if (!rc)
					rc = connection_run(c, add, in, 2, NULL, j.a, &j.e);
				connection_close(c);
				c = NULL;
				fired = fault_vfs_fired();
				fault_vfs_clear();
				strikes += fired;
				assert_true(rc == 0 || j.e.count > 0);
				assert_true(fired || rc == 0);
				if (look(CONNECTION_OPEN, &j))
					fail_msg("%s %d: %s", fault_names[kind], (int)n, j.e.last->text);
				assert_int_equal(connection_open(&c, path, CONNECTION_OPEN, &j.e), 0);
				assert_int_equal(connection_run(c, get, in, 1, &r, j.a, &j.e), 0);
				if (rc == 0) /* what was acknowledged is there */
					assert_int_equal(answer_value(&r, 0, 0)->integer, 1);
				connection_close(c);
				job_close(&j);
				if (!fired)
					break;
			}
	unsetenv("BCF_TEST_WAIT_MS");
	print_message("# %zu calls failed\n", strikes);
	assert_true(strikes > 50);
}

static int create(job *j)
{
	connection *c = NULL;
	int rc = connection_open(&c, path, CONNECTION_CREATE, &j->e);

	if (!rc && !(rc = connection_begin(c, TRANSACTION_WRITE, &j->e)) &&
		!(rc = connection_script(c, span_of("CREATE TABLE a (b TEXT)"), &j->e)))
		rc = connection_commit(c, &j->e);
	connection_close(c);
	return rc;
}

static void a_creation_that_a_fault_stops_leaves_nothing_behind(void **state)
{
	char logged[100];
	size_t stopped = 0;

	(void)state;
	snprintf(logged, sizeof logged, "%s-wal", path);
	for (int kind = 0; kind < FAULT_KINDS; kind++)
		for (int64_t n = 1;; n++) {
			job j = job_open();
			bool fired;
			int rc;

			remove_files();
			fault_vfs_set((fault){.kind = kind, .at = n});
			rc = create(&j);
			fired = fault_vfs_fired();
			fault_vfs_clear();
			if (rc) {
				stopped++;
				assert_int_not_equal(access(path, F_OK), 0);
				assert_int_not_equal(access(logged, F_OK), 0);
				assert_int_equal(create(&j), 0);
			}
			assert_int_equal(look(CONNECTION_OPEN, &j), 0);
			job_close(&j);
			if (!fired)
				break;
		}
	print_message("# %zu times\n", stopped);
	assert_true(stopped > 20);
}

/* The disk has room for 0, 700, 1400 ... bytes more. */
static void a_full_disk_is_said_and_damages_nothing(void **state)
{
	static const char add[] = "INSERT INTO a VALUES ($1, $2)";
	sql_value in[] = {TEXT_VALUE(span_of("much")), BYTES_VALUE(((span){bytes, 20000}))};
	int64_t refused = 0, room = 0;
	int rc = ERR_IO;

	(void)state;
	make(512);
	setenv("BCF_TEST_WAIT_MS", "0", 1);
	for (; rc && room < 200000; room += 700) {
		connection *c = NULL;
		job j = job_open();

		fault_vfs_set((fault){.has_room = true, .room = room});
		rc = connection_open(&c, path, CONNECTION_OPEN, &j.e);
		if (!rc && !(rc = connection_begin(c, TRANSACTION_WRITE, &j.e)) &&
			!(rc = connection_run(c, add, in, 2, NULL, j.a, &j.e)))
			rc = connection_commit(c, &j.e);
		if (rc) {
			assert_int_equal(rc, ERR_IO);
			assert_true(span_find(span_of(j.e.last->text), "disk is full", NULL) ||
				    span_find(span_of(j.e.last->text), "the disk does not", NULL));
			refused++;
		}
		connection_close(c);
		fault_vfs_clear();
		assert_int_equal(look(CONNECTION_OPEN, &j), 0);
		job_close(&j);
	}
	unsetenv("BCF_TEST_WAIT_MS");
	print_message("# %lld times there was too little room\n", (long long)refused);
	assert_int_equal(rc, 0);
	assert_true(refused > 5);
}

static int make_folder(void **state)
{
	(void)state;
	fault_vfs_install();
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof path, "%s/s.db", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	remove_files();
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_that_is_whole_passes),
		cmocka_unit_test(any_one_flipped_bit_is_noticed),
		cmocka_unit_test(swapped_pages_are_noticed),
		cmocka_unit_test(a_shortened_file_is_noticed),
		cmocka_unit_test(a_file_without_sums_is_refused),
		cmocka_unit_test(a_flipped_bit_in_the_log_is_noticed),
		cmocka_unit_test(the_sums_are_right_after_a_crash_in_the_middle),
		cmocka_unit_test(no_fault_of_the_disk_damages_a_store),
		cmocka_unit_test(a_creation_that_a_fault_stops_leaves_nothing_behind),
		cmocka_unit_test(a_full_disk_is_said_and_damages_nothing),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
