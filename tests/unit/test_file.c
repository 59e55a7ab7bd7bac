#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "base/limits.h"
#include "format/file.h"

/* Every test has an empty folder of its own, and a descriptor of it. */
typedef struct place {
	char path[64];
	int dir;
} place;

static int make_place(void **state)
{
	static place p;

	snprintf(p.path, sizeof p.path, "/tmp/bcf-test-XXXXXX");
	if (!mkdtemp(p.path))
		return -1;
	p.dir = open(p.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*state = &p;
	return p.dir < 0;
}

static size_t count_names(int dir)
{
	DIR *d = fdopendir(openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	size_t count = 0;

	while (readdir(d))
		count++;
	closedir(d);
	return count - 2; /* "." and ".." */
}

static int clear_place(void **state)
{
	place *p = *state;
	DIR *d = fdopendir(p->dir);
	struct dirent *entry;

	rewinddir(d);
	while ((entry = readdir(d)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
			unlinkat(p->dir, entry->d_name, 0) != 0)
			unlinkat(p->dir, entry->d_name, AT_REMOVEDIR);
	closedir(d);
	return rmdir(p->path);
}

static void assert_refused(const place *p, const char *name, bool follow, int code, const char *part)
{
	job j = job_open();
	file f = {.map_len = 77};

	assert_int_equal(file_open(&f, p->dir, name, follow, "shown", &j.e), code);
	assert_message(&j.e, "shown", part);
	assert_int_equal(f.map_len, 77);
	job_close(&j);
}

static void a_saved_file_opens_with_the_same_bytes(void **state)
{
	place *p = *state;
	job j = job_open();
	file f;

	assert_int_equal(file_save(p->dir, "a.csv", span_of("one\ntwo"), "a.csv", &j.e), 0);
	assert_int_equal(file_open(&f, p->dir, "a.csv", false, "a.csv", &j.e), 0);
	assert_span(f.text, "one\ntwo");
	file_close(&f);
	assert_int_equal(j.e.count, 0);
	assert_int_equal(count_names(p->dir), 1);
	job_close(&j);
}

static void a_file_is_replaced_as_a_whole(void **state)
{
	place *p = *state;
	job j = job_open();
	file before, after;

	assert_int_equal(file_save(p->dir, "a", span_of("the old bytes"), "a", &j.e), 0);
	assert_int_equal(file_open(&before, p->dir, "a", false, "a", &j.e), 0);
	assert_int_equal(file_save(p->dir, "a", span_of("new"), "a", &j.e), 0);
	assert_int_equal(file_open(&after, p->dir, "a", false, "a", &j.e), 0);
	assert_span(before.text, "the old bytes");
	assert_span(after.text, "new");
	file_close(&before);
	file_close(&after);
	job_close(&j);
}

static void changes_in_memory_never_reach_the_disk(void **state)
{
	place *p = *state;
	job j = job_open();
	file f;

	assert_int_equal(file_save(p->dir, "a", span_of("abc"), "a", &j.e), 0);
	assert_int_equal(file_open(&f, p->dir, "a", true, "a", &j.e), 0);
	file_bytes(&f)[0] = 'X';
	assert_span(f.text, "Xbc");
	file_close(&f);
	assert_int_equal(file_open(&f, p->dir, "a", true, "a", &j.e), 0);
	assert_span(f.text, "abc");
	file_close(&f);
	job_close(&j);
}

static void an_empty_file_is_an_empty_text(void **state)
{
	place *p = *state;
	job j = job_open();
	file f;

	assert_int_equal(file_save(p->dir, "a", (span){NULL, 0}, "a", &j.e), 0);
	assert_int_equal(file_open(&f, p->dir, "a", false, "a", &j.e), 0);
	assert_int_equal(f.text.len, 0);
	assert_non_null(file_bytes(&f));
	file_close(&f);
	job_close(&j);
}

static void a_file_may_be_closed_twice_and_when_zeroed(void **state)
{
	place *p = *state;
	job j = job_open();
	file f = {.map_len = 0};

	file_close(&f);
	assert_int_equal(file_save(p->dir, "a", span_of("abc"), "a", &j.e), 0);
	assert_int_equal(file_open(&f, p->dir, "a", false, "a", &j.e), 0);
	file_close(&f);
	file_close(&f);
	assert_int_equal(f.text.len, 0);
	job_close(&j);
}

static void a_missing_file_is_told_with_the_name_shown(void **state)
{
	assert_refused(*state, "none", false, ERR_IO, "cannot open: No such file");
}

static void a_link_is_refused_unless_it_may_be_followed(void **state)
{
	place *p = *state;
	job j = job_open();
	file f;

	assert_int_equal(file_save(p->dir, "a", span_of("abc"), "a", &j.e), 0);
	assert_int_equal(symlinkat("a", p->dir, "link"), 0);
	assert_refused(p, "link", false, ERR_IO, "symbolic link, and a package holds plain files only");
	assert_int_equal(file_open(&f, p->dir, "link", true, "link", &j.e), 0);
	assert_span(f.text, "abc");
	file_close(&f);
	assert_int_equal(symlinkat("loop", p->dir, "loop"), 0);
	assert_refused(p, "loop", true, ERR_IO, "cannot open");
	job_close(&j);
}

static void what_is_no_plain_file_is_refused_without_waiting(void **state)
{
	place *p = *state;

	assert_int_equal(mkdirat(p->dir, "folder", 0777), 0);
	assert_int_equal(mkfifoat(p->dir, "pipe", 0666), 0);
	assert_refused(p, "folder", false, ERR_IO, "it is a folder, not a plain file");
	assert_refused(p, "pipe", false, ERR_IO, "it is a pipe");
	assert_refused(p, "/dev/null", false, ERR_IO, "it is a device");
}

static void a_file_past_the_limit_is_refused_and_one_at_it_is_not(void **state)
{
	place *p = *state;
	job j = job_open();
	file f;
	int fd = openat(p->dir, "big", O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	assert_int_equal(ftruncate(fd, (off_t)FILE_BYTES_MAX + 1), 0);
	assert_refused(p, "big", false, ERR_LIMIT, "has 2147483649 bytes, and at most 2147483648 are read");
	assert_int_equal(ftruncate(fd, (off_t)FILE_BYTES_MAX), 0);
	assert_int_equal(file_open(&f, p->dir, "big", false, "big", &j.e), 0);
	assert_int_equal(f.text.len, FILE_BYTES_MAX);
	file_close(&f);
	close(fd);
	job_close(&j);
}

static void a_save_that_fails_leaves_the_old_file_and_nothing_else(void **state)
{
	place *p = *state;
	job j = job_open();
	struct rlimit old, few;
	char text[5000];
	file f;

	assert_int_equal(file_save(p->dir, "a", span_of("old"), "a", &j.e), 0);
	memset(text, 'x', sizeof text);
	getrlimit(RLIMIT_FSIZE, &old);
	few = old;
	few.rlim_cur = 1000;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &few);
	int rc = file_save(p->dir, "a", (span){text, sizeof text}, "a", &j.e);
	setrlimit(RLIMIT_FSIZE, &old);
	assert_int_equal(rc, ERR_IO);
	assert_message(&j.e, "a", "cannot write: File too large; what was there before is unchanged");
	assert_int_equal(count_names(p->dir), 1);
	assert_int_equal(file_open(&f, p->dir, "a", false, "a", &j.e), 0);
	assert_span(f.text, "old");
	file_close(&f);
	job_close(&j);
}

static void a_save_onto_a_folder_fails_and_leaves_nothing(void **state)
{
	place *p = *state;
	job j = job_open();

	assert_int_equal(mkdirat(p->dir, "folder", 0777), 0);
	assert_int_equal(file_save(p->dir, "folder", span_of("x"), "folder", &j.e), ERR_IO);
	assert_message(&j.e, "folder", "cannot write");
	assert_int_equal(count_names(p->dir), 1);
	job_close(&j);
}

static void a_save_into_a_missing_folder_fails(void **state)
{
	place *p = *state;
	job j = job_open();

	assert_int_equal(file_save(p->dir, "none/a", span_of("x"), "none/a", &j.e), ERR_IO);
	assert_message(&j.e, "none/a", "cannot make a file in its folder");
	job_close(&j);
}

static void a_path_with_a_folder_and_the_working_folder_are_fine(void **state)
{
	place *p = *state;
	job j = job_open();
	file f;
	char *path = arena_printf(j.a, "%s/%s", p->path, "a");

	assert_int_equal(file_save(AT_FDCWD, path, span_of("abc"), "a", &j.e), 0);
	assert_int_equal(file_open(&f, AT_FDCWD, path, true, "a", &j.e), 0);
	assert_span(f.text, "abc");
	file_close(&f);
	job_close(&j);
}

static void a_name_as_long_as_the_system_allows_is_saved(void **state)
{
	place *p = *state;
	job j = job_open();
	char name[256];

	memset(name, 'n', 255);
	name[255] = '\0';
	assert_int_equal(file_save(p->dir, name, span_of("abc"), "a", &j.e), 0);
	job_close(&j);
}

static void an_abandoned_temporary_file_is_in_nobodys_way(void **state)
{
	place *p = *state;
	job j = job_open();
	char *name = arena_printf(j.a, ".bcf-save-%ld-0", (long)getpid());

	close(openat(p->dir, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
	assert_int_equal(file_save(p->dir, "a", span_of("abc"), "a", &j.e), 0);
	assert_int_equal(count_names(p->dir), 2);
	job_close(&j);
}

static void a_hundred_abandoned_temporary_files_are_too_many(void **state)
{
	place *p = *state;
	job j = job_open();

	for (int i = 0; i < 100; i++) {
		char *name = arena_printf(j.a, ".bcf-save-%ld-%d", (long)getpid(), i);
		close(openat(p->dir, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
	}
	assert_int_equal(file_save(p->dir, "a", span_of("abc"), "a", &j.e), ERR_IO);
	assert_message(&j.e, "a", "File exists");
	job_close(&j);
}

static void a_socket_is_refused(void **state)
{
	place *p = *state;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s/socket", p->path);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	assert_refused(p, "socket", false, ERR_IO, "cannot open");
	close(fd);
}

#define in_a_folder(test) cmocka_unit_test_setup_teardown(test, make_place, clear_place)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_folder(a_saved_file_opens_with_the_same_bytes),
		in_a_folder(a_file_is_replaced_as_a_whole),
		in_a_folder(changes_in_memory_never_reach_the_disk),
		in_a_folder(an_empty_file_is_an_empty_text),
		in_a_folder(a_file_may_be_closed_twice_and_when_zeroed),
		in_a_folder(a_missing_file_is_told_with_the_name_shown),
		in_a_folder(a_link_is_refused_unless_it_may_be_followed),
		in_a_folder(what_is_no_plain_file_is_refused_without_waiting),
		in_a_folder(a_file_past_the_limit_is_refused_and_one_at_it_is_not),
		in_a_folder(a_save_that_fails_leaves_the_old_file_and_nothing_else),
		in_a_folder(a_save_onto_a_folder_fails_and_leaves_nothing),
		in_a_folder(a_save_into_a_missing_folder_fails),
		in_a_folder(a_path_with_a_folder_and_the_working_folder_are_fine),
		in_a_folder(a_name_as_long_as_the_system_allows_is_saved),
		in_a_folder(an_abandoned_temporary_file_is_in_nobodys_way),
		in_a_folder(a_hundred_abandoned_temporary_files_are_too_many),
		in_a_folder(a_socket_is_refused),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
