#include "store/connection_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "store/page_sum.h"

#define APPLICATION 0x62636673 /* "bcfs": what an SQLite file says of itself when it is a store */
#define HEADER_BYTES 100

typedef struct kept_statement {
	const char *sql;
	sqlite3_stmt *statement;
} kept_statement;

struct sqlite_side {
	sqlite3 *handle;
	const char *file;
	kept_statement *kept;
	size_t kept_count, kept_room;
	bool created; /* the file, by this connection */
};

/* A writer that has waited long looks more often, so that it is the next to get in. */
static int wait_more(void *context, int tries)
{
	connection *c = context;

	if (tries == 0)
		wait_begin(&c->wait, wait_all_ms());
	return wait_moment(&c->wait, tries < 200 ? 6000 : tries < 1000 ? 3000 : 1000);
}

/* Names the page whose sum was wrong; false when that was not it. */
static bool bad_page(connection *c, err *e)
{
	int in_log = 0;
	sqlite3_int64 page = page_sum_bad(c->sqlite->handle, &in_log);

	if (page > 0)
		err_add(e, ERR_PARSE, c->shown,
			"damaged: %s %lld is not what was written%s; restore the store from a backup",
			in_log ? "its log's frame" : "page", (long long)page, c->writing ? ", nothing was saved" : "");
	return page > 0;
}

/* What SQLite's code means to somebody who keeps plans. */
int sqlite_side_failed(connection *c, int code, const char *what, err *e)
{
	const char *saved = c->writing ? ", nothing was saved" : "";

	/* The index of the log needs room too, and SQLite has another code for that. */
	if ((code & 0xff) == SQLITE_FULL || ((code & 0xff) == SQLITE_IOERR && c->sqlite->handle &&
						    sqlite3_system_errno(c->sqlite->handle) == ENOSPC))
		return err_add(e, ERR_IO, c->shown, "the disk is full%s: make room on it and try again", saved);
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_PROTOCOL:
		return err_add(e, ERR_BUSY, c->shown,
			"busy, nothing was saved: other programs kept the store for 10 seconds; try again");
	case SQLITE_READONLY:
		return err_add(e, ERR_IO, c->shown,
			"may not be written%s: ask for permission to write the file and its folder", saved);
	case SQLITE_CANTOPEN:
		return err_add(e, ERR_IO, c->shown,
			"cannot be opened%s: see that the file and its folder may be read and written", saved);
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return err_add(e, ERR_IO, c->shown, "may not be opened%s: ask for permission", saved);
	case SQLITE_IOERR:
		if (code == SQLITE_IOERR_DATA && bad_page(c, e))
			return ERR_PARSE;
		return err_add(e, ERR_IO, c->shown, "the disk does not read or write the file (%s)%s", what, saved);
	case SQLITE_NOTADB:
		return err_add(e, ERR_PARSE, c->shown, "is not a store");
	case SQLITE_CORRUPT:
		return err_add(e, ERR_PARSE, c->shown, "damaged (%s)%s; restore the store from a backup", what, saved);
	case SQLITE_TOOBIG:
		return err_add(e, ERR_LIMIT, c->shown, "a value is longer than a store can hold%s", saved);
	default:
		return err_add(e, ERR_INTERNAL, c->shown, "the store does not do what was asked (%s, %d)%s", what, code,
			saved);
	}
}

static int failed(connection *c, err *e)
{
	sqlite3 *handle = c->sqlite->handle;

	return sqlite_side_failed(c, sqlite3_extended_errcode(handle), sqlite3_errmsg(handle), e);
}

static int plain(connection *c, const char *sql, err *e)
{
	return sqlite3_exec(c->sqlite->handle, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : failed(c, e);
}

/* As an URI, so that no name means something else to SQLite. */
static const char *file_uri(arena *a, const char *path, bool immutable)
{
	static const char digits[] = "0123456789ABCDEF";
	buf out;

	buf_init(&out, a);
	buf_text(&out, *path == '/' ? "file://" : "file:./");
	for (const unsigned char *at = (const unsigned char *)path; *at; at++) {
		if ((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') ||
			*at == '/' || *at == '.' || *at == '-' || *at == '_') {
			buf_char(&out, (char)*at);
			continue;
		}
		buf_char(&out, '%');
		buf_char(&out, digits[*at >> 4]);
		buf_char(&out, digits[*at & 15]);
	}
	if (immutable)
		buf_text(&out, "?immutable=1");
	return arena_text(a, buf_span(&out));
}

static bool beside(connection *c, const char *ending, bool with_content)
{
	struct stat st;

	return stat(arena_printf(c->own, "%s%s", c->sqlite->file, ending), &st) == 0 &&
	       (st.st_size > 0 || !with_content);
}

static int flush_folder(connection *c, err *e)
{
	const char *slash = strrchr(c->sqlite->file, '/');
	const char *folder = !slash ? "."
			     : slash == c->sqlite->file
				     ? "/"
				     : arena_text(c->own, (span){c->sqlite->file, (size_t)(slash - c->sqlite->file)});
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;

	if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL && errno != EROFS))
		rc = err_add(e, ERR_IO, folder, "cannot be written to disk: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return rc;
}

static int open_handle(connection *c, int flags, bool immutable, err *e)
{
	sqlite_side *s = c->sqlite;
	const char *vfs = page_sum_vfs();
	int rc;

	if (!vfs)
		return err_add(e, ERR_INTERNAL, c->shown, "SQLite offers no access to files");
	rc = sqlite3_open_v2(file_uri(c->own, s->file, immutable), &s->handle,
		flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE, vfs);
	if (rc != SQLITE_OK) {
		rc = sqlite_side_failed(c, rc, sqlite3_errstr(rc), e);
		sqlite3_close(s->handle);
		s->handle = NULL;
		return rc;
	}
	sqlite3_busy_handler(s->handle, wait_more, c);
	return 0;
}

static int set_up(connection *c, err *e)
{
	sqlite_side *s = c->sqlite;

	/* A file may come from a stranger: nothing in it is run. */
	sqlite3_db_config(s->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(s->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(s->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(s->handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	/* cache_spill=OFF: a page's sum in the log is final only at the commit (store/page_sum.h), so that all pages
	 * that a transaction writes stay in memory until then. */
	return plain(c,
		"PRAGMA mmap_size=0;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;PRAGMA cache_spill=OFF;"
		"PRAGMA cell_size_check=ON;PRAGMA temp_store=MEMORY;",
		e);
}

static int create(connection *c, err *e)
{
	sqlite_side *s = c->sqlite;
	int reserve = PAGE_SUM_BYTES, rc;
	int fd = open(s->file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	if (fd < 0 && errno == EEXIST)
		return err_add(e, ERR_USAGE, c->shown, "is there already; name a file that is not");
	if (fd < 0 && errno == ENOENT)
		return err_add(e, ERR_USAGE, c->shown, "the folder for it is not there: make it, or name another");
	if (fd < 0)
		return err_add(e, ERR_IO, c->shown, "cannot be created: %s", strerror(errno));
	close(fd);
	s->created = c->writing = true;
	if (!(rc = open_handle(c, SQLITE_OPEN_READWRITE, false, e)))
		rc = set_up(c, e);
	if (!rc && sqlite3_file_control(s->handle, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve) != SQLITE_OK)
		rc = failed(c, e);
	if (!rc)
		rc = plain(c, "PRAGMA page_size=4096", e);
	if (!rc)
		rc = plain(c, arena_printf(c->own, "PRAGMA application_id=%d;PRAGMA journal_mode=WAL", APPLICATION), e);
	if (!rc)
		rc = flush_folder(c, e);
	return rc;
}

/* Finds the file.  It is not opened here: closing a file takes away all locks that this process has on it, also those
 * of another connection. */
static int find_file(connection *c, err *e)
{
	char *found = realpath(c->sqlite->file, NULL);
	struct stat st;
	int rc = 0;

	if (!found && (errno == ENOENT || errno == ENOTDIR))
		return err_add(e, ERR_USAGE, c->shown,
			"there is no such store: create it with 'bcf store create', or mend the name");
	if (!found || stat(found, &st) != 0)
		rc = err_add(e, ERR_IO, c->shown, "cannot be opened: %s", strerror(errno));
	else if (!S_ISREG(st.st_mode))
		rc = err_add(e, ERR_USAGE, c->shown, "is not a file, so not a store");
	else if (!st.st_size && !beside(c, "-wal", true))
		rc = err_add(e, ERR_PARSE, c->shown, "is empty, not a store");
	else if (access(found, R_OK) != 0)
		rc = err_add(e, ERR_IO, c->shown, "may not be read: ask for permission");
	else
		c->sqlite->file =
			arena_text(c->own, span_of(found)); /* the log lies beside the file, not beside a link */
	free(found);
	return rc;
}

/* What a file says of itself in its first bytes, so that each fault has its own words. */
static int check_header(connection *c, err *e)
{
	static const char magic[16] = "SQLite format 3";
	unsigned char header[HEADER_BYTES] = {0};
	sqlite3_file *f = NULL;
	int code;

	if (sqlite3_file_control(c->sqlite->handle, "main", SQLITE_FCNTL_FILE_POINTER, &f) != SQLITE_OK || !f->pMethods)
		return err_add(e, ERR_IO, c->shown, "cannot be read");
	code = f->pMethods->xRead(f, header, sizeof header, 0);
	if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ)
		return sqlite_side_failed(c, code, sqlite3_errstr(code), e);
	if (memcmp(header, magic, sizeof magic) != 0 || ((uint32_t)header[68] << 24 | (uint32_t)header[69] << 16 |
								(uint32_t)header[70] << 8 | header[71]) != APPLICATION)
		return err_add(e, ERR_PARSE, c->shown, "is not a store, or its first page is damaged");
	if (header[20] != PAGE_SUM_BYTES)
		return err_add(e, ERR_PARSE, c->shown,
			"has no page sums, or its first page is damaged; restore the store from a backup");
	return 0;
}

static bool may_write(connection *c)
{
	const char *slash = strrchr(c->sqlite->file, '/');
	const char *folder =
		slash ? arena_text(c->own, (span){c->sqlite->file, (size_t)(slash - c->sqlite->file) + 1}) : ".";

	return access(c->sqlite->file, W_OK) == 0 && access(folder, W_OK) == 0;
}

static int open_there(connection *c, int flags, bool immutable, err *e)
{
	int rc = open_handle(c, flags, immutable, e);

	if (!rc)
		rc = check_header(c, e);
	return rc ? rc : set_up(c, e);
}

/* For looking only.  Where the file and its folder may be written SQLite does as always, so that others may write
 * meanwhile, but leaves a log that a crash left behind.  Where they may not, and nobody is writing, the file is taken
 * to be one that does not change (immutable), for SQLite could not make its log. */
static int inspect(connection *c, err *e)
{
	bool logged = beside(c, "-wal", true);
	int rc = may_write(c) ? open_there(c, SQLITE_OPEN_READWRITE, false, e)
			      : open_there(c, SQLITE_OPEN_READONLY, !logged && !beside(c, "-shm", false), e);

	if (rc)
		return rc;
	if (logged)
		sqlite3_db_config(c->sqlite->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	return plain(c, "PRAGMA query_only=ON", e);
}

int sqlite_side_open(connection *c, const char *file, err *e)
{
	sqlite_side *s = c->sqlite = arena_alloc(c->own, sizeof *s);
	int rc;

	s->file = file;
	if (!*file)
		return err_add(e, ERR_USAGE, c->shown, "a store needs a name, such as plans.db");
	if (c->mode == CONNECTION_CREATE)
		rc = create(c, e);
	else if (!(rc = find_file(c, e)))
		rc = c->mode == CONNECTION_INSPECT ? inspect(c, e) : open_there(c, SQLITE_OPEN_READWRITE, false, e);
	/* The first page is read now, so that a damaged one is noticed here. */
	if (!rc)
		rc = plain(c, "SELECT count(*) FROM sqlite_schema", e);
	if (rc)
		sqlite_side_close(c);
	return rc;
}

void sqlite_side_close(connection *c)
{
	sqlite_side *s = c->sqlite;

	for (size_t i = 0; i < s->kept_count; i++)
		sqlite3_finalize(s->kept[i].statement);
	s->kept_count = 0;
	sqlite_side_rollback(c);
	sqlite3_close(s->handle);
	s->handle = NULL;
	if (!s->created || c->committed)
		return;
	/* A store in which nothing was ever committed is none. */
	unlink(arena_printf(c->own, "%s-wal", s->file));
	unlink(arena_printf(c->own, "%s-shm", s->file));
	unlink(s->file);
}

static int statement(sqlite3_stmt **out, connection *c, const char *sql, err *e)
{
	sqlite_side *s = c->sqlite;
	sqlite3_stmt *made = NULL;

	for (size_t i = 0; i < s->kept_count; i++)
		if (s->kept[i].sql == sql) {
			*out = s->kept[i].statement;
			return 0;
		}
	if (sqlite3_prepare_v3(s->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &made, NULL) != SQLITE_OK)
		return failed(c, e);
	s->kept = arena_grow(c->own, s->kept, &s->kept_room, s->kept_count + 1, sizeof *s->kept);
	s->kept[s->kept_count++] = (kept_statement){sql, made};
	*out = made;
	return 0;
}

static int bind(sqlite3_stmt *made, int place, const sql_value *v)
{
	const char *at = v->bytes.at ? v->bytes.at : "";

	switch (v->kind) {
	case VALUE_NULL:
		return sqlite3_bind_null(made, place);
	case VALUE_INTEGER:
		return sqlite3_bind_int64(made, place, v->integer);
	case VALUE_TEXT:
		return sqlite3_bind_text64(made, place, at, v->bytes.len, SQLITE_STATIC, SQLITE_UTF8);
	case VALUE_BYTES:
		return sqlite3_bind_blob64(made, place, at, v->bytes.len, SQLITE_STATIC);
	}
	return SQLITE_MISUSE;
}

static int bind_all(connection *c, sqlite3_stmt *made, const sql_value *in, size_t count, err *e)
{
	/* SQLite numbers $n by its first appearance in the text. */
	for (int place = 1; place <= sqlite3_bind_parameter_count(made); place++) {
		const char *name = sqlite3_bind_parameter_name(made, place);
		size_t number = name ? strtoul(name + 1, NULL, 10) : 0;

		if (number == 0 || number > count)
			return err_add(e, ERR_INTERNAL, c->shown, "a statement lacks its parameter %zu", number);
		if (bind(made, place, &in[number - 1]) != SQLITE_OK)
			return failed(c, e);
	}
	return 0;
}

static sql_value value_at(sqlite3_stmt *made, int index, arena *a)
{
	switch (sqlite3_column_type(made, index)) {
	case SQLITE_INTEGER:
		return INTEGER_VALUE(sqlite3_column_int64(made, index));
	case SQLITE_NULL:
		return (sql_value){.kind = VALUE_NULL};
	default: {
		bool is_bytes = sqlite3_column_type(made, index) == SQLITE_BLOB;
		const char *at =
			is_bytes ? sqlite3_column_blob(made, index) : (const char *)sqlite3_column_text(made, index);
		span copy = arena_span(a, (span){at ? at : "", (size_t)sqlite3_column_bytes(made, index)});

		return is_bytes ? BYTES_VALUE(copy) : TEXT_VALUE(copy);
	}
	}
}

int sqlite_side_run(
	connection *c, const char *sql, const sql_value *in, size_t count, sql_answer *out, arena *a, err *e)
{
	sqlite3_stmt *made = NULL;
	sql_answer answer = {0};
	size_t room = 0;
	int code, rc = statement(&made, c, sql, e);

	if (rc)
		return rc;
	if ((rc = bind_all(c, made, in, count, e)))
		goto done;
	answer.columns = (size_t)sqlite3_column_count(made);
	while ((code = sqlite3_step(made)) == SQLITE_ROW) {
		if (!out)
			continue;
		answer.values =
			arena_grow(a, answer.values, &room, (answer.rows + 1) * answer.columns, sizeof *answer.values);
		for (size_t i = 0; i < answer.columns; i++)
			answer.values[answer.rows * answer.columns + i] = value_at(made, (int)i, a);
		answer.rows++;
	}
	if (code != SQLITE_DONE) {
		rc = failed(c, e);
		goto done;
	}
	if (out) {
		answer.changed = sqlite3_stmt_readonly(made) ? 0 : sqlite3_changes64(c->sqlite->handle);
		*out = answer;
	}
done:
	sqlite3_reset(made);
	sqlite3_clear_bindings(made);
	return rc;
}

int sqlite_side_script(connection *c, span sql, err *e)
{
	return plain(c, arena_text(c->own, sql), e);
}

int sqlite_side_begin(connection *c, transaction_kind kind, err *e)
{
	static const char read[] = "BEGIN", write[] = "BEGIN IMMEDIATE";

	return sqlite_side_run(c, kind == TRANSACTION_WRITE ? write : read, NULL, 0, NULL, c->own, e);
}

int sqlite_side_commit(connection *c, err *e)
{
	static const char commit[] = "COMMIT";

	return sqlite_side_run(c, commit, NULL, 0, NULL, c->own, e);
}

int sqlite_side_has_table(bool *out, connection *c, const char *name, err *e)
{
	static const char find[] = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1";
	sql_answer answer;
	int rc = sqlite_side_run(c, find, &TEXT_VALUE(span_of(name)), 1, &answer, c->own, e);

	if (!rc)
		*out = answer.rows > 0;
	return rc;
}

void sqlite_side_rollback(connection *c)
{
	if (c->sqlite->handle && !sqlite3_get_autocommit(c->sqlite->handle))
		sqlite3_exec(c->sqlite->handle, "ROLLBACK", NULL, NULL, NULL);
}

int sqlite_side_check(connection *c, arena *a, err *e)
{
	static const char integrity[] = "PRAGMA integrity_check(1)";
	sql_answer answer;
	int rc, in_log;

	if ((rc = sqlite_side_begin(c, TRANSACTION_READ, e)))
		return rc;
	if (!(rc = sqlite_side_check_pages(c, c->sqlite->handle, e))) {
		page_sum_bad(c->sqlite->handle, &in_log);
		rc = sqlite_side_run(c, integrity, NULL, 0, &answer, a, e);
	}
	sqlite_side_rollback(c);
	if (rc || (answer.rows > 0 && span_is(answer.values[0].bytes, "ok")))
		return rc;
	if (bad_page(c, e))
		return ERR_PARSE;
	return err_add(e, ERR_PARSE, c->shown, "damaged (%s); restore the store from a backup",
		answer.rows > 0 ? arena_text(a, answer.values[0].bytes) : "the check gave no answer");
}
