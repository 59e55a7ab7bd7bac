#include "store/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/migrations.h"
#include "store/tables.h"
#include "store/verify.h"

/* ---- the rows ---- */

static int copy_table(connection *to, connection *from, const stored_table *t, span package, arena *a, err *e)
{
	sql_answer r;
	sql_value last;
	arena *page = arena_open();
	int rc;
	for (const sql_value *behind = NULL;; behind = &last) {
		rc = stored_page_read(&r, from, t, package, behind, page, e);
		for (size_t i = 0; !rc && i < r.rows; i++)
			rc = connection_run(to, t->insert, answer_value(&r, i, 0), t->count, NULL, page, e);
		if (rc || !r.rows)
			break;
		last = *answer_value(&r, r.rows - 1, 1);
		last.bytes = arena_span(a, last.bytes);
		arena_close(page);
		page = arena_open();
	}
	arena_close(page);
	return rc;
}

static int copy_rows(connection *to, connection *from, const copy_watch *watch, arena *a, err *e)
{
	sql_answer list;
	int rc = stored_packages_read(&list, from, a, e);
	for (size_t i = 0; !rc && i < list.rows; i++) {
		const sql_value *row = answer_value(&list, i, 0);
		if (watch)
			watch->tell(watch->context, (int64_t)i, (int64_t)list.rows);
		rc = connection_run(to, stored_packages.insert, row, stored_packages.count, NULL, a, e);
		for (size_t k = 0; !rc && k < STORED_TABLES; k++)
			rc = copy_table(to, from, &stored_tables[k], row->bytes, a, e);
	}
	return rc;
}

/* The new store has the tables that the old one has, not newer ones. */
static int copy_all(connection *to, connection *from, const copy_watch *watch, arena *a, err *e)
{
	int64_t number, before;
	int rc = migrations_number(&number, from, a, e);
	if (!rc && (number < 1 || number > (int64_t)migration_count))
		rc = err_add(e, ERR_USAGE, connection_shown(from),
			"cannot be copied: its tables are number %lld, and this program knows 1 to %zu",
			(long long)number, migration_count);
	if (!rc)
		rc = migrations_apply(&before, to, migrations, (size_t)number, a, e);
	if (!rc)
		rc = connection_run(to, "DELETE FROM settings", NULL, 0, NULL, a, e);
	return rc ? rc : copy_rows(to, from, watch, a, e);
}

/* ---- is it what it should be? ---- */

static int verify_at(const char *where, arena *a, err *e)
{
	verify_report v;
	store *s;
	int rc = store_open_readonly(&s, where, a, e);
	if (rc)
		return rc;
	rc = store_verify(&v, s, a, e);
	if (!rc && v.failed)
		rc = err_add(e, ERR_PARSE, connection_shown(store_connection(s)), "%s", v.failed);
	store_close(s);
	return rc;
}

/* The file and what SQLite may have put beside it. */
static void remove_file(const char *path, arena *a)
{
	static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		unlink(arena_printf(a, "%s%s", path, endings[i]));
}

/* A store that this program has just made, and nobody else has used. */
static void take_away(const char *where, arena *a)
{
	static const char tables[] =
		"DROP TABLE packages; DROP TABLE settings; DROP TABLE versions; DROP TABLE branches; "
		"DROP TABLE events; DROP TABLE blobs;";
	connection *c;
	err quiet;
	err_init(&quiet, a);
	if (connection_open(&c, where, CONNECTION_OPEN, &quiet))
		return;
	bool own_file = connection_is_sqlite(c);
	if (!own_file && !connection_begin(c, TRANSACTION_WRITE, &quiet)) {
		if (connection_script(c, span_of(tables), &quiet))
			connection_rollback(c);
		else
			(void)connection_commit(c, &quiet);
	}
	connection_close(c);
	if (own_file)
		remove_file(span_starts(span_of(where), "sqlite:") ? where + 7 : where, a);
}

/* A store that could not be looked at may be whole, and somebody may be using it: only one that is wrong goes. */
int copy_verify(const char *where, arena *a, err *e)
{
	int rc = verify_at(where, a, e);
	if (rc == ERR_PARSE)
		take_away(where, a);
	else if (rc)
		rc = err_add(e, rc, "",
			"the new store is there, but it could not be verified; do that with 'bcf store verify' before "
			"it is used");
	return rc;
}

int store_copy(store *from, const char *to, const copy_watch *watch, arena *a, err *e)
{
	connection *source = store_connection(from), *c;
	int rc = connection_open(&c, to, CONNECTION_CREATE, e);
	if (rc)
		return rc;
	rc = connection_begin(source, TRANSACTION_READ, e);
	if (!rc) {
		rc = connection_begin(c, TRANSACTION_WRITE, e);
		if (!rc) {
			rc = copy_all(c, source, watch, a, e);
			if (rc)
				connection_rollback(c);
			else
				rc = connection_commit(c, e);
		}
		connection_rollback(source);
	}
	connection_close(c); /* takes away what was not committed */
	return rc ? rc : copy_verify(to, a, e);
}

/* ---- backup ---- */

static bool exists(const char *path)
{
	return !access(path, F_OK) || errno != ENOENT;
}

/* Makes the new name itself survive a power cut. */
static void flush_folder(const char *path, arena *a)
{
	const char *slash = strrchr(path, '/');
	const char *folder = slash ? arena_text(a, (span){path, (size_t)(slash - path) + 1}) : ".";
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

/* Gives a file that is whole its name, unless somebody took that meanwhile. */
static int put_in_place(const char *made, const char *path, arena *a, err *e)
{
	int fd = open(made, O_RDONLY | O_CLOEXEC);
	bool flushed = fd >= 0 && !fsync(fd);
	if (fd >= 0)
		close(fd);
	if (!flushed || renameat2(AT_FDCWD, made, AT_FDCWD, path, RENAME_NOREPLACE))
		return err_add(e, ERR_IO, path, "cannot put the file in place: %s", strerror(errno));
	flush_folder(path, a);
	return 0;
}

static bool folder_is_there(const char *path, arena *a)
{
	const char *slash = strrchr(path, '/');
	return !slash || !access(arena_text(a, (span){path, (size_t)(slash - path) + 1}), F_OK);
}

/* "heads sha256:..." of the copy: of a line "HEX EVENTS ID" for each chain, by id. */
static int tell_heads(const char **out, const char *path, arena *a, err *e)
{
	char hex[DIGEST_TEXT];
	package_row *list;
	size_t count;
	store *s;
	buf b;
	int rc = store_open_readonly(&s, path, a, e);
	if (rc)
		return rc;
	rc = store_packages(&list, &count, s, true, a, e);
	store_close(s);
	if (rc)
		return rc;
	buf_init(&b, a);
	for (size_t i = 0; i < count; i++) {
		digest_print(hex, list[i].head);
		buf_printf(&b, "%s %lld %s\n", hex, (long long)list[i].events, list[i].id);
	}
	digest_of(hex, buf_span(&b));
	*out = arena_printf(a, "heads sha256:%s", hex);
	return 0;
}

int store_backup(store *s, const char *path, actor by, const copy_watch *watch, arena *a, err *e)
{
	const char *heads, *made = arena_printf(a, "%s.part-%ld", path, (long)getpid());
	if (exists(path))
		return err_add(e, ERR_USAGE, path, "exists already; name another file for the backup");
	if (!folder_is_there(path, a))
		return err_add(e, ERR_USAGE, path, "the folder for it is not there: make it, or name another");
	int rc = store_copy(s, arena_printf(a, "sqlite:%s", made), watch, a, e);
	if (!rc)
		rc = tell_heads(&heads, arena_printf(a, "sqlite:%s", made), a, e);
	if (!rc)
		rc = put_in_place(made, path, a, e);
	if (rc) {
		remove_file(made, a);
		return rc;
	}
	rc = store_note(s, "", "backup", path, heads, by, a, e);
	if (rc)
		err_add(e, rc, path, "the backup is whole, but the store could not record that it was made");
	return rc;
}

/* ---- restoring ---- */

int store_restore(const char *from, const char *to, actor by, const copy_watch *watch, arena *a, err *e)
{
	store *s = NULL, *made = NULL;
	const char *heads;
	int rc = verify_at(from, a, e);
	if (rc)
		return err_add(
			e, rc, from, "is not restored: the backup is damaged, or no store of bcf; use another one");
	rc = tell_heads(&heads, from, a, e);
	if (!rc)
		rc = store_open_readonly(&s, from, a, e);
	if (!rc)
		rc = store_copy(s, to, watch, a, e);
	if (rc)
		goto done;
	rc = store_open(&made, to, by, a, e);
	if (!rc)
		rc = store_note(made, "", "restore", from, heads, by, a, e);
	if (rc)
		err_add(e, rc, from, "is restored and whole, but the new store could not record that it was");
done:
	store_close(made);
	store_close(s);
	return rc;
}
