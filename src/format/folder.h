#ifndef BCF_FORMAT_FOLDER_H
#define BCF_FORMAT_FOLDER_H
/* A folder that appears complete or not at all: it is filled under another name beside its place, and then put there. */

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

typedef struct new_folder {
	int dir; /* open, to be filled */
	char *target, *made;
	bool replaces;
} new_folder;

/* `path` may end in slashes.  With `replaces` the folder that stands there changes places with the new one and is
 * removed; without it, one that appears meanwhile is left alone and folder_finish fails.  ERR_IO. */
int folder_begin(new_folder *out, const char *path, bool replaces, arena *a, err *e);
/* Puts the folder in its place when `rc` is 0, and removes it when it is not.  Returns `rc`, or ERR_IO. */
int folder_finish(new_folder *f, int rc, err *e);

#endif
