#ifndef BCF_TEST_FOLDER_H
#define BCF_TEST_FOLDER_H
/* A folder of a test's own below /tmp, and files in it. */

#include "unit.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>

typedef struct folder {
	char path[64];
} folder;

static inline folder folder_make(void)
{
	folder f = {"/tmp/bcf-test-XXXXXX"};

	assert_non_null(mkdtemp(f.path));
	return f;
}

static inline const char *folder_path(const folder *f, const char *name, arena *a)
{
	return arena_printf(a, "%s/%s", f->path, name);
}

/* Makes the folders above a file too. */
static inline void folder_write_bytes(const folder *f, const char *name, const char *at, size_t len)
{
	char path[400];
	int n = snprintf(path, sizeof path, "%s/%s", f->path, name);

	assert_true(n > 0 && (size_t)n < sizeof path);
	for (char *slash = path + strlen(f->path) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = 0;
		mkdir(path, 0777);
		*slash = '/';
	}
	FILE *out = fopen(path, "wb");
	assert_non_null(out);
	assert_int_equal(fwrite(at, 1, len, out), len);
	assert_int_equal(fclose(out), 0);
}

static inline void folder_write(const folder *f, const char *name, const char *text)
{
	folder_write_bytes(f, name, text, strlen(text));
}

static inline span folder_read(const folder *f, const char *name, arena *a)
{
	FILE *in = fopen(folder_path(f, name, a), "rb");
	char *text = arena_alloc(a, 1 << 20);

	assert_non_null(in);
	size_t len = fread(text, 1, 1 << 20, in);
	fclose(in);
	return (span){text, len};
}

static inline int folder_remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	return remove(path);
}

static inline void folder_remove(const folder *f)
{
	nftw(f->path, folder_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#endif
