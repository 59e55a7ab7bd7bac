#ifndef BCF_TEST_FAULT_VFS_H
#define BCF_TEST_FAULT_VFS_H
/* A disk that fails when it is told to, for tests: an SQLite VFS on top of the default one, which becomes the default
 * itself, so that store/page_sum.h stands on it.  Call fault_vfs_install before the first store is opened.
 *
 *	for (int64_t n = 1;; n++) {
 *		fault_vfs_set((fault){.kind = FAULT_WRITE, .at = n});
 *		... the act, which may fail ...
 *		if (!fault_vfs_fired())
 *			break;	// the act makes fewer calls of this kind
 *		fault_vfs_clear();
 *		... the store is whole, and the act done again succeeds ...
 *	}
 *
 * One thread only. */

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef enum fault_kind {
	FAULT_READ,
	FAULT_WRITE,
	FAULT_SYNC,
	FAULT_TRUNCATE,
	FAULT_SIZE,
	FAULT_LOCK,
	FAULT_SHM, /* the log's index: its mapping and its locks */
	FAULT_OPEN,
	FAULT_DELETE,
	FAULT_ACCESS,
	FAULT_KINDS
} fault_kind;

static const char *const fault_names[FAULT_KINDS] = {
	"read", "write", "sync", "truncate", "size", "lock", "shm", "open", "delete", "access"};

typedef struct fault {
	fault_kind kind;
	int64_t at;    /* the call that fails, 1 the first; 0: none */
	bool stays;    /* all later calls of the kind fail too */
	bool is_short; /* a read or write does half of its work before it fails */
	bool has_room; /* the disk has room for `room` more bytes: a file that would grow by more fails as full */
	int64_t room;
} fault;

typedef struct fault_file {
	sqlite3_file base;
} fault_file;

static struct {
	fault now;
	int64_t calls[FAULT_KINDS];
	bool fired;
} fault_state;

/* Counting begins anew. */
static inline void fault_vfs_set(fault f)
{
	memset(&fault_state, 0, sizeof fault_state);
	fault_state.now = f;
}

static inline void fault_vfs_clear(void)
{
	fault_vfs_set((fault){0});
}

static inline bool fault_vfs_fired(void)
{
	return fault_state.fired;
}

/* Calls of a kind since fault_vfs_set. */
static inline int64_t fault_vfs_calls(fault_kind kind)
{
	return fault_state.calls[kind];
}

static inline bool fault_strikes(fault_kind kind)
{
	int64_t call = ++fault_state.calls[kind];
	const fault *f = &fault_state.now;

	if (f->kind != kind || f->at == 0 || call < f->at || (call > f->at && !f->stays))
		return false;
	return fault_state.fired = true;
}

static inline sqlite3_file *fault_below(sqlite3_file *f)
{
	return (sqlite3_file *)((fault_file *)f + 1);
}

static int fault_close(sqlite3_file *f)
{
	return fault_below(f)->pMethods->xClose(fault_below(f));
}

static int fault_read(sqlite3_file *f, void *to, int amount, sqlite3_int64 at)
{
	int rc;

	if (!fault_strikes(FAULT_READ))
		return fault_below(f)->pMethods->xRead(fault_below(f), to, amount, at);
	if (!fault_state.now.is_short)
		return SQLITE_IOERR_READ;
	rc = fault_below(f)->pMethods->xRead(fault_below(f), to, amount / 2, at);
	memset((char *)to + amount / 2, 0, (size_t)(amount - amount / 2));
	return rc == SQLITE_OK ? SQLITE_IOERR_SHORT_READ : rc;
}

static int fault_write(sqlite3_file *f, const void *from, int amount, sqlite3_int64 at)
{
	sqlite3_int64 size = 0;
	fault *now = &fault_state.now;

	if (now->has_room && fault_below(f)->pMethods->xFileSize(fault_below(f), &size) == SQLITE_OK &&
		at + amount > size) {
		if (at + amount - size > now->room) {
			fault_state.fired = true;
			if (now->room > 0 && size > at)
				fault_below(f)->pMethods->xWrite(fault_below(f), from, (int)(size - at), at);
			return SQLITE_FULL;
		}
		now->room -= at + amount - size;
	}
	if (!fault_strikes(FAULT_WRITE))
		return fault_below(f)->pMethods->xWrite(fault_below(f), from, amount, at);
	if (!now->is_short)
		return SQLITE_IOERR_WRITE;
	fault_below(f)->pMethods->xWrite(fault_below(f), from, amount / 2, at);
	return SQLITE_FULL;
}

static int fault_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	return fault_strikes(FAULT_TRUNCATE) ? SQLITE_IOERR_TRUNCATE
					     : fault_below(f)->pMethods->xTruncate(fault_below(f), size);
}

static int fault_sync(sqlite3_file *f, int flags)
{
	return fault_strikes(FAULT_SYNC) ? SQLITE_IOERR_FSYNC : fault_below(f)->pMethods->xSync(fault_below(f), flags);
}

static int fault_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return fault_strikes(FAULT_SIZE) ? SQLITE_IOERR_FSTAT
					 : fault_below(f)->pMethods->xFileSize(fault_below(f), size);
}

static int fault_lock(sqlite3_file *f, int level)
{
	return fault_strikes(FAULT_LOCK) ? SQLITE_IOERR_LOCK : fault_below(f)->pMethods->xLock(fault_below(f), level);
}

static int fault_unlock(sqlite3_file *f, int level)
{
	return fault_below(f)->pMethods->xUnlock(fault_below(f), level);
}

static int fault_check_lock(sqlite3_file *f, int *out)
{
	return fault_below(f)->pMethods->xCheckReservedLock(fault_below(f), out);
}

static int fault_control(sqlite3_file *f, int op, void *argument)
{
	return fault_below(f)->pMethods->xFileControl(fault_below(f), op, argument);
}

static int fault_sector_size(sqlite3_file *f)
{
	return fault_below(f)->pMethods->xSectorSize(fault_below(f));
}

static int fault_characteristics(sqlite3_file *f)
{
	return fault_below(f)->pMethods->xDeviceCharacteristics(fault_below(f));
}

static int fault_shm_map(sqlite3_file *f, int region, int bytes, int extend, void volatile **out)
{
	return fault_strikes(FAULT_SHM) ? SQLITE_IOERR_SHMMAP
					: fault_below(f)->pMethods->xShmMap(fault_below(f), region, bytes, extend, out);
}

static int fault_shm_lock(sqlite3_file *f, int offset, int count, int flags)
{
	/* Giving a lock back does not fail. */
	return !(flags & SQLITE_SHM_UNLOCK) && fault_strikes(FAULT_SHM)
		       ? SQLITE_IOERR_SHMLOCK
		       : fault_below(f)->pMethods->xShmLock(fault_below(f), offset, count, flags);
}

static void fault_shm_barrier(sqlite3_file *f)
{
	fault_below(f)->pMethods->xShmBarrier(fault_below(f));
}

static int fault_shm_unmap(sqlite3_file *f, int remove_it)
{
	return fault_below(f)->pMethods->xShmUnmap(fault_below(f), remove_it);
}

static int fault_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *out)
{
	static const sqlite3_io_methods methods = {2, fault_close, fault_read, fault_write, fault_truncate, fault_sync,
		fault_size, fault_lock, fault_unlock, fault_check_lock, fault_control, fault_sector_size,
		fault_characteristics, fault_shm_map, fault_shm_lock, fault_shm_barrier, fault_shm_unmap, NULL, NULL};
	sqlite3_vfs *base = v->pAppData;
	int rc;

	f->pMethods = NULL;
	if (fault_strikes(FAULT_OPEN))
		return SQLITE_CANTOPEN;
	memset(fault_below(f), 0, sizeof(sqlite3_file));
	rc = base->xOpen(base, name, fault_below(f), flags, out);
	if (rc == SQLITE_OK)
		f->pMethods = &methods;
	return rc;
}

static int fault_delete(sqlite3_vfs *v, const char *name, int sync)
{
	sqlite3_vfs *base = v->pAppData;

	return fault_strikes(FAULT_DELETE) ? SQLITE_IOERR_DELETE : base->xDelete(base, name, sync);
}

static int fault_access(sqlite3_vfs *v, const char *name, int flags, int *out)
{
	sqlite3_vfs *base = v->pAppData;

	return fault_strikes(FAULT_ACCESS) ? SQLITE_IOERR_ACCESS : base->xAccess(base, name, flags, out);
}

static inline void fault_vfs_install(void)
{
	static sqlite3_vfs v;
	sqlite3_vfs *base = sqlite3_vfs_find(NULL);

	if (v.zName)
		return;
	v = *base; /* what is not replaced knows nothing of files */
	v.zName = "fault";
	v.pNext = NULL;
	v.pAppData = base;
	v.szOsFile = (int)sizeof(fault_file) + base->szOsFile;
	v.xOpen = fault_open;
	v.xDelete = fault_delete;
	v.xAccess = fault_access;
	sqlite3_vfs_register(&v, 1);
}

#endif
