#include "store/connection_inside.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "store/page_sum.h"

#define PENDING_BYTE 0x40000000 /* the page that holds this byte is for locks, and is never written */
#define LOG_HEADER 32		/* of SQLite's write-ahead log, and of each of its frames */
#define FRAME_HEADER 24
#define PAGE_MS 200 /* for a page that another program may be writing at this moment */

static int64_t one_number(sqlite3 *handle, const char *sql)
{
	sqlite3_stmt *made = NULL;
	int64_t number = -1;

	if (sqlite3_prepare_v2(handle, sql, -1, &made, NULL) == SQLITE_OK && sqlite3_step(made) == SQLITE_ROW)
		number = sqlite3_column_int64(made, 0);
	sqlite3_finalize(made);
	return number;
}

/* Is the page in the write-ahead log?  Then what stands in the file does not count: it may be half written, by a move
 * of the log into the file that was cut short, and is written again by the next one. */
static bool log_has(sqlite3 *handle, int64_t number, int64_t size)
{
	unsigned char log[LOG_HEADER], frame[FRAME_HEADER];
	int fd = open(sqlite3_filename_wal(sqlite3_db_filename(handle, "main")), O_RDONLY | O_CLOEXEC);
	bool found = false;

	if (fd < 0)
		return false;
	if (pread(fd, log, sizeof log, 0) == sizeof log)
		for (off_t at = LOG_HEADER; !found && pread(fd, frame, sizeof frame, at) == sizeof frame;
			at += FRAME_HEADER + size) {
			if (memcmp(frame + 8, log + 16, 8) != 0) /* the salts: frames of an older log follow */
				break;
			found = ((int64_t)frame[0] << 24 | frame[1] << 16 | frame[2] << 8 | frame[3]) == number;
		}
	close(fd);
	return found;
}

/* Reading a page checks its sum (store/page_sum.h). */
static int read_pages(connection *c, sqlite3 *handle, unsigned char *page, int64_t size, err *e)
{
	sqlite3_file *f = NULL;
	sqlite3_int64 length = 0;

	if (sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &f) != SQLITE_OK || !f || !f->pMethods ||
		f->pMethods->xFileSize(f, &length) != SQLITE_OK)
		return err_add(e, ERR_IO, c->shown, "the length of the file cannot be read");
	for (sqlite3_int64 at = 0; at < length; at += size) {
		int code = SQLITE_OK;

		if (at / size == PENDING_BYTE / size)
			continue;
		wait_begin(&c->wait, wait_all_ms() < PAGE_MS ? wait_all_ms() : PAGE_MS);
		for (;;) {
			code = f->pMethods->xRead(f, page, (int)size, at);
			if (code != SQLITE_IOERR_DATA)
				break;
			if (!wait_moment(&c->wait, 10000))
				break;
		}
		if (code != SQLITE_OK && log_has(handle, at / size + 1, size))
			continue;
		if (code == SQLITE_IOERR_SHORT_READ)
			return err_add(e, ERR_PARSE, c->shown,
				"damaged: the file ends within page %lld; restore the store from a backup",
				(long long)(at / size + 1));
		if (code != SQLITE_OK)
			return sqlite_side_failed(c, code, "a page cannot be read", e);
	}
	return 0;
}

int sqlite_side_check_pages(connection *c, sqlite3 *handle, err *e)
{
	int64_t size = one_number(handle, "PRAGMA page_size");
	unsigned char *page;
	int rc;

	if (size < 512 || size > 65536)
		return err_add(e, ERR_IO, c->shown, "the size of its pages cannot be read");
	page = sqlite3_malloc64((sqlite3_uint64)size);
	if (!page)
		return err_add(e, ERR_LIMIT, c->shown, "there is no memory left");
	rc = read_pages(c, handle, page, size, e);
	sqlite3_free(page);
	return rc;
}
