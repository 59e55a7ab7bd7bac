#include "store/page_sum.h"

#include <isa-l/crc64.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define VFS_NAME "bcf-page-sum"
#define ASK_BAD_PAGE 0x62636601 /* our own file control */
#define PAGE_BYTES_MAX 65536
#define LOG_HEADER 32
#define FRAME_HEADER 24

/* The file of the VFS below lies behind it. */
typedef struct summed_file {
	sqlite3_file base;
	struct summed_file *database; /* of a write-ahead log; else itself, or NULL when it is not known */
	bool is_log, log_is_big_endian;
	sqlite3_int64 bad;
	int bad_in_log;
} summed_file;

static summed_file *ours(sqlite3_file *f)
{
	return (summed_file *)f;
}

static sqlite3_file *below(sqlite3_file *f)
{
	return (sqlite3_file *)(ours(f) + 1);
}

static sqlite3_vfs *vfs_below(sqlite3_vfs *v)
{
	return v->pAppData;
}

/* Whole pages are read and written at once; anything else that SQLite reads is a part of page 1, which it reads whole
 * too before it believes it. */
static bool is_page(int amount, sqlite3_int64 offset)
{
	return amount >= 512 && amount <= PAGE_BYTES_MAX && (amount & (amount - 1)) == 0 && offset % amount == 0;
}

static void put_sum(unsigned char sum[PAGE_SUM_BYTES], const unsigned char *page, int bytes, sqlite3_int64 number)
{
	uint64_t crc = crc64_ecma_refl((uint64_t)number, page, (uint64_t)(bytes - PAGE_SUM_BYTES));

	for (int i = 0; i < PAGE_SUM_BYTES; i++)
		sum[i] = (unsigned char)(crc >> (56 - 8 * i));
}

static int bad_page(summed_file *f, sqlite3_int64 number)
{
	if (f->database) {
		f->database->bad = number;
		f->database->bad_in_log = f->is_log;
	}
	return SQLITE_IOERR_DATA;
}

static uint32_t word_at(const unsigned char *at, bool big_endian)
{
	return big_endian ? (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]
			  : (uint32_t)at[3] << 24 | (uint32_t)at[2] << 16 | (uint32_t)at[1] << 8 | at[0];
}

/* SQLite's sum of a log (its file format, 4.2): each frame's begins with the one before it. */
static void log_sum(uint32_t sum[2], const unsigned char *at, int bytes, bool big_endian)
{
	for (int i = 0; i < bytes; i += 8) {
		sum[0] += word_at(at + i, big_endian) + sum[1];
		sum[1] += word_at(at + i + 4, big_endian) + sum[0];
	}
}

static int check_frame(sqlite3_file *f, const unsigned char *page, int bytes, sqlite3_int64 at)
{
	unsigned char header[FRAME_HEADER], before[8], magic[4];
	sqlite3_file *file = below(f);
	sqlite3_int64 frame = at - LOG_HEADER - FRAME_HEADER, previous;
	uint32_t sum[2];
	int rc;

	if (frame < 0 || frame % (bytes + FRAME_HEADER) != 0)
		return SQLITE_OK;
	/* where the sum stands that this one begins with: the frame's before it, or the log's own */
	previous = frame == 0 ? LOG_HEADER - 8 : LOG_HEADER + frame - bytes - 8;
	if ((rc = file->pMethods->xRead(file, header, sizeof header, at - FRAME_HEADER)) != SQLITE_OK ||
		(rc = file->pMethods->xRead(file, before, sizeof before, previous)) != SQLITE_OK)
		return rc;
	for (int attempt = 0; attempt < 2; attempt++) {
		sum[0] = word_at(before, true);
		sum[1] = word_at(before + 4, true);
		log_sum(sum, header, 8, ours(f)->log_is_big_endian);
		log_sum(sum, page, bytes, ours(f)->log_is_big_endian);
		if (sum[0] == word_at(header + 16, true) && sum[1] == word_at(header + 20, true))
			return SQLITE_OK;
		/* a machine of the other kind may have begun the log */
		if ((rc = file->pMethods->xRead(file, magic, sizeof magic, 0)) != SQLITE_OK)
			return rc;
		ours(f)->log_is_big_endian = magic[3] & 1;
	}
	return bad_page(ours(f), frame / (bytes + FRAME_HEADER) + 1);
}

static int file_close(sqlite3_file *f)
{
	return below(f)->pMethods->xClose(below(f));
}

static int file_read(sqlite3_file *f, void *to, int amount, sqlite3_int64 at)
{
	unsigned char sum[PAGE_SUM_BYTES];
	sqlite3_int64 size = 0;
	int rc = below(f)->pMethods->xRead(below(f), to, amount, at);

	/* SQLite takes what is behind the end for zeros; that is right for a page that was never written only. */
	if (rc == SQLITE_IOERR_SHORT_READ && !ours(f)->is_log && is_page(amount, at) &&
		below(f)->pMethods->xFileSize(below(f), &size) == SQLITE_OK && size > at)
		return bad_page(ours(f), at / amount + 1);
	if (rc != SQLITE_OK)
		return rc;
	if (ours(f)->is_log)
		return is_page(amount, 0) ? check_frame(f, to, amount, at) : SQLITE_OK;
	if (!is_page(amount, at))
		return SQLITE_OK;
	put_sum(sum, to, amount, at / amount + 1);
	return memcmp(sum, (unsigned char *)to + amount - PAGE_SUM_BYTES, PAGE_SUM_BYTES) == 0
		       ? SQLITE_OK
		       : bad_page(ours(f), at / amount + 1);
}

static int file_write(sqlite3_file *f, const void *from, int amount, sqlite3_int64 at)
{
	unsigned char page[PAGE_BYTES_MAX];

	if (ours(f)->is_log)
		return below(f)->pMethods->xWrite(below(f), from, amount, at);
	/* A write that is no whole page would leave a sum that is wrong. */
	if (!is_page(amount, at))
		return SQLITE_IOERR_WRITE;
	memcpy(page, from, (size_t)amount);
	put_sum(page + amount - PAGE_SUM_BYTES, page, amount, at / amount + 1);
	return below(f)->pMethods->xWrite(below(f), page, amount, at);
}

static int file_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	return below(f)->pMethods->xTruncate(below(f), size);
}

static int file_sync(sqlite3_file *f, int flags)
{
	return below(f)->pMethods->xSync(below(f), flags);
}

static int file_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return below(f)->pMethods->xFileSize(below(f), size);
}

static int file_lock(sqlite3_file *f, int level)
{
	return below(f)->pMethods->xLock(below(f), level);
}

static int file_unlock(sqlite3_file *f, int level)
{
	return below(f)->pMethods->xUnlock(below(f), level);
}

static int file_check_lock(sqlite3_file *f, int *out)
{
	return below(f)->pMethods->xCheckReservedLock(below(f), out);
}

static int file_control(sqlite3_file *f, int op, void *argument)
{
	if (op == ASK_BAD_PAGE) {
		*(summed_file **)argument = ours(f);
		return SQLITE_OK;
	}
	return below(f)->pMethods->xFileControl(below(f), op, argument);
}

static int file_sector_size(sqlite3_file *f)
{
	return below(f)->pMethods->xSectorSize(below(f));
}

static int file_characteristics(sqlite3_file *f)
{
	return below(f)->pMethods->xDeviceCharacteristics(below(f));
}

static int file_shm_map(sqlite3_file *f, int region, int bytes, int extend, void volatile **out)
{
	return below(f)->pMethods->xShmMap(below(f), region, bytes, extend, out);
}

static int file_shm_lock(sqlite3_file *f, int offset, int count, int flags)
{
	return below(f)->pMethods->xShmLock(below(f), offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *f)
{
	below(f)->pMethods->xShmBarrier(below(f));
}

static int file_shm_unmap(sqlite3_file *f, int remove)
{
	return below(f)->pMethods->xShmUnmap(below(f), remove);
}

/* Version 2: with shared memory for the log's index, and without memory maps of the file, which nothing could check. */
static const sqlite3_io_methods methods = {2, file_close, file_read, file_write, file_truncate, file_sync, file_size,
	file_lock, file_unlock, file_check_lock, file_control, file_sector_size, file_characteristics, file_shm_map,
	file_shm_lock, file_shm_barrier, file_shm_unmap, NULL, NULL};

static int vfs_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *out)
{
	int rc;

	if (!(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)))
		return vfs_below(v)->xOpen(vfs_below(v), name, f, flags, out);
	memset(f, 0, sizeof(summed_file));
	memset(below(f), 0, sizeof(sqlite3_file));
	rc = vfs_below(v)->xOpen(vfs_below(v), name, below(f), flags, out);
	if (rc != SQLITE_OK) {
		/* SQLite closes what has methods, also when it was not opened. */
		if (below(f)->pMethods)
			below(f)->pMethods->xClose(below(f));
		return rc;
	}
	f->pMethods = &methods;
	ours(f)->is_log = flags & SQLITE_OPEN_WAL;
	ours(f)->database = ours(f);
	if (ours(f)->is_log)
		ours(f)->database = name ? ours(sqlite3_database_file_object(name)) : NULL;
	return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *v, const char *name, int sync)
{
	return vfs_below(v)->xDelete(vfs_below(v), name, sync);
}

static int vfs_access(sqlite3_vfs *v, const char *name, int flags, int *out)
{
	return vfs_below(v)->xAccess(vfs_below(v), name, flags, out);
}

static int vfs_full_name(sqlite3_vfs *v, const char *name, int size, char *out)
{
	return vfs_below(v)->xFullPathname(vfs_below(v), name, size, out);
}

static int vfs_randomness(sqlite3_vfs *v, int bytes, char *out)
{
	return vfs_below(v)->xRandomness(vfs_below(v), bytes, out);
}

static int vfs_sleep(sqlite3_vfs *v, int us)
{
	return vfs_below(v)->xSleep(vfs_below(v), us);
}

static int vfs_error(sqlite3_vfs *v, int size, char *out)
{
	return vfs_below(v)->xGetLastError(vfs_below(v), size, out);
}

static int vfs_time(sqlite3_vfs *v, sqlite3_int64 *out)
{
	return vfs_below(v)->xCurrentTimeInt64(vfs_below(v), out);
}

static sqlite3_vfs vfs = {.iVersion = 2,
	.zName = VFS_NAME,
	.xOpen = vfs_open,
	.xDelete = vfs_delete,
	.xAccess = vfs_access,
	.xFullPathname = vfs_full_name,
	.xRandomness = vfs_randomness,
	.xSleep = vfs_sleep,
	.xGetLastError = vfs_error,
	.xCurrentTimeInt64 = vfs_time};
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool registered;

static void register_once(void)
{
	sqlite3_vfs *base = sqlite3_vfs_find(NULL);

	if (!base)
		return;
	vfs.szOsFile = (int)sizeof(summed_file) + base->szOsFile;
	vfs.mxPathname = base->mxPathname;
	vfs.pAppData = base;
	registered = sqlite3_vfs_register(&vfs, 0) == SQLITE_OK;
}

const char *page_sum_vfs(void)
{
	pthread_once(&once, register_once);
	return registered ? VFS_NAME : NULL;
}

sqlite3_int64 page_sum_bad(sqlite3 *handle, int *in_log)
{
	summed_file *f = NULL;
	sqlite3_int64 number;

	if (sqlite3_file_control(handle, "main", ASK_BAD_PAGE, &f) != SQLITE_OK || !f)
		return 0;
	*in_log = f->bad_in_log;
	number = f->bad;
	f->bad = 0;
	return number;
}
