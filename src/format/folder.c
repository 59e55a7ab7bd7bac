#include "format/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	return remove(path);
}

static void remove_tree(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int folder_begin(new_folder *out, const char *path, bool replaces, arena *a, err *e)
{
	new_folder f = {.replaces = replaces};
	span whole = span_of(path);
	while (whole.len > 1 && whole.at[whole.len - 1] == '/')
		whole.len--;
	f.target = arena_text(a, whole);
	f.made = arena_printf(a, "%s.bcf-XXXXXX", f.target);
	if (!mkdtemp(f.made))
		return err_add(e, ERR_IO, path, "cannot make the folder: %s", strerror(errno));
	f.dir = chmod(f.made, 0755) ? -1 : open(f.made, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f.dir < 0) {
		int rc = err_add(e, ERR_IO, path, "cannot open the folder: %s", strerror(errno));
		remove_tree(f.made);
		return rc;
	}
	*out = f;
	return 0;
}

int folder_finish(new_folder *f, int rc, err *e)
{
	close(f->dir);
	if (!rc && renameat2(AT_FDCWD, f->made, AT_FDCWD, f->target, f->replaces ? RENAME_EXCHANGE : RENAME_NOREPLACE))
		rc = err_add(e, ERR_IO, f->target, "cannot put the folder in place: %s", strerror(errno));
	if (rc || f->replaces)
		remove_tree(f->made); /* what was made in vain, or the folder that was replaced */
	return rc;
}
