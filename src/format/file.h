#ifndef BCF_FORMAT_FILE_H
#define BCF_FORMAT_FILE_H
/* Whole files: in (mapped, private, writable in memory only) and out (complete or not at all). */

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

typedef struct file {
	span text;	/* the bytes; writable through file_bytes; one NUL may NOT be assumed behind them */
	void *map;	/* private */
	size_t map_len; /* private */
} file;

/* Opens `path` relative to the folder descriptor `dir` (AT_FDCWD for the working folder).  Refuses what is not a plain
 * file (a folder, a device, a pipe), a symbolic link when `follow` is false, and more than FILE_BYTES_MAX bytes.
 * `shown` is the name used in messages.  ERR_IO, ERR_LIMIT.  Close with file_close. */
int file_open(file *out, int dir, const char *path, bool follow, const char *shown, err *e);
char *file_bytes(file *f); /* the same bytes, writable: changes never reach the disk */
void file_close(file *f);  /* may be called twice, and on a zeroed file */

/* Writes a temporary file beside `path` (relative to `dir`), flushes it to disk and renames it into place: a reader
 * sees the old bytes or the new, never a part.  ERR_IO. */
int file_save(int dir, const char *path, span text, const char *shown, err *e);

#endif
