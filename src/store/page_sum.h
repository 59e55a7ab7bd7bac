#ifndef BCF_STORE_PAGE_SUM_H
#define BCF_STORE_PAGE_SUM_H
/* A sum on every page of an SQLite file, so that a bit that a disk or a copy has changed is noticed wherever it is: in
 * data, in unused space, in a free page.
 *
 * An SQLite VFS on top of the default one.  The last 8 bytes of each page (SQLite leaves them alone, told so by
 * SQLITE_FCNTL_RESERVE_BYTES) hold the CRC-64 of the others, begun with the page's number, so that a page in another's
 * place is noticed too.  It is written with the page and checked whenever the page is read.  In the write-ahead log the
 * page is covered by SQLite's own sum of each frame, which SQLite checks only after a crash; here it is checked at each
 * read.  That needs PRAGMA cache_spill=OFF: what spills is rewritten, and its sum only at the commit. */

#include <sqlite3.h>

#define PAGE_SUM_BYTES 8

/* The name to give to sqlite3_open_v2; NULL when it could not be registered.  From any thread.  It stands on the VFS
 * that is the default at the first call. */
const char *page_sum_vfs(void);

/* The page of a database whose sum was wrong last, 0 when there was none since this was asked.  *in_log: it was read
 * from the write-ahead log, and the number is that of the frame. */
sqlite3_int64 page_sum_bad(sqlite3 *handle, int *in_log);

#endif
