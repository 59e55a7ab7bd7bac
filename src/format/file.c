#include "format/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"

#define NAMES_TRIED_MAX 100

static const char *kind_name(mode_t mode)
{
	if (S_ISDIR(mode))
		return "a folder";
	if (S_ISFIFO(mode))
		return "a pipe";
	if (S_ISCHR(mode) || S_ISBLK(mode))
		return "a device";
	return "a special file";
}

/* O_NONBLOCK: opening a pipe must not wait for somebody to write into it. */
static int open_input(int dir, const char *path, bool follow, const char *shown, err *e)
{
	int fd = openat(dir, path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW));

	if (fd >= 0)
		return fd;
	if (errno == ELOOP && !follow)
		return err_add(e, ERR_IO, shown,
			"refused: it is a symbolic link, and a package holds plain files only; put the file itself "
			"here");
	return err_add(e, ERR_IO, shown, "cannot open: %s", strerror(errno));
}

static int check_input(const struct stat *st, const char *shown, err *e)
{
	if (!S_ISREG(st->st_mode))
		return err_add(e, ERR_IO, shown, "refused: it is %s, not a plain file", kind_name(st->st_mode));
	if ((size_t)st->st_size > FILE_BYTES_MAX)
		return err_add(e, ERR_LIMIT, shown, "refused: the file has %zu bytes, and at most %zu are read",
			(size_t)st->st_size, FILE_BYTES_MAX);
	return 0;
}

static int map_input(file *out, int fd, size_t len, const char *shown, err *e)
{
	if (len == 0) { /* mmap refuses a length of 0 */
		*out = (file){.text = span_of("")};
		return 0;
	}
	void *map = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		return err_add(e, ERR_IO, shown, "cannot read: %s", strerror(errno));
	*out = (file){.text = {map, len}, .map = map, .map_len = len};
	return 0;
}

int file_open(file *out, int dir, const char *path, bool follow, const char *shown, err *e)
{
	struct stat st;
	int fd = open_input(dir, path, follow, shown, e);

	if (fd < 0)
		return fd;
	int rc = fstat(fd, &st) ? err_add(e, ERR_IO, shown, "cannot read: %s", strerror(errno)) : 0;
	if (!rc)
		rc = check_input(&st, shown, e);
	if (!rc)
		rc = map_input(out, fd, (size_t)st.st_size, shown, e);
	close(fd); /* the mapping stays */
	return rc;
}

char *file_bytes(file *f)
{
	return f->map ? f->map : (char *)f->text.at;
}

void file_close(file *f)
{
	if (f->map)
		munmap(f->map, f->map_len);
	*f = (file){.text = {NULL, 0}};
}

/* The folder part of a path with its slash, "" when it has none. */
static span folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return (span){path, slash ? (size_t)(slash - path) + 1 : 0};
}

/* A short name of our own, so that a long file name does not become too long.  O_EXCL: never another's file. */
static int open_temporary(char **name, int dir, const char *path, err *e)
{
	span folder = folder_of(path);

	for (int i = 0; i < NAMES_TRIED_MAX; i++) {
		char *tried = arena_printf(e->owner, "%.*s.bcf-save-%ld-%d", SPAN_ARG(folder), (long)getpid(), i);
		int fd = openat(dir, tried, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
		if (fd >= 0 || errno != EEXIST) {
			*name = tried;
			return fd;
		}
	}
	return -1;
}

static bool write_all(int fd, span text)
{
	while (text.len) {
		ssize_t count = write(fd, text.at, text.len);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return false;
		text.at += count;
		text.len -= (size_t)count;
	}
	return true;
}

/* Makes the new name itself survive a power cut.  Some file systems cannot flush a folder and say EINVAL. */
static bool flush_folder(int dir, const char *path, err *e)
{
	const char *folder = folder_of(path).len ? arena_text(e->owner, folder_of(path)) : ".";
	int fd = openat(dir, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return false;
	bool flushed = fsync(fd) == 0 || errno == EINVAL;
	int why = errno;
	close(fd);
	errno = why;
	return flushed;
}

int file_save(int dir, const char *path, span text, const char *shown, err *e)
{
	char *name = NULL;
	int fd = open_temporary(&name, dir, path, e);

	if (fd < 0)
		return err_add(e, ERR_IO, shown, "cannot make a file in its folder: %s", strerror(errno));

	bool written = write_all(fd, text) && fsync(fd) == 0;
	int why = errno;
	if (close(fd) != 0 && written) {
		written = false;
		why = errno;
	}
	if (written && renameat(dir, name, dir, path) != 0) {
		written = false;
		why = errno;
	}
	if (!written) {
		unlinkat(dir, name, 0);
		return err_add(e, ERR_IO, shown, "cannot write: %s; what was there before is unchanged", strerror(why));
	}
	if (!flush_folder(dir, path, e))
		return err_add(
			e, ERR_IO, shown, "written, but its folder cannot be flushed to disk: %s", strerror(errno));
	return 0;
}
