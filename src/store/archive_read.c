/* Making a store from an archive.  Nothing that a file holds becomes a path before it is known to be a name of ours. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/money.h"
#include "format/csv.h"
#include "format/file.h"
#include "store/archive.h"
#include "store/blob.h"
#include "store/migrations.h"
#include "store/record.h"
#include "store/tables.h"

typedef struct reader {
	connection *c;
	int dir;	   /* that of the archive, or of one package */
	const char *shown; /* its name */
	arena *a;
	err *e;
} reader;

static const char *path_of(const reader *r, const char *name)
{
	return arena_printf(r->e->owner, "%s/%s", r->shown, name);
}

/* ---- a file of rows ---- */

typedef struct read_row {
	const sql_value *values; /* of all columns of the table */
	const char *where;	 /* "packages.csv:4" */
} read_row;
typedef struct read_rows {
	read_row *list;
	size_t count, room;
} read_rows;

static bool take_value(sql_value *out, value_kind kind, span text, arena *a)
{
	unsigned char digest[DIGEST_BYTES];
	int64_t number;
	*out = TEXT_VALUE(arena_span(a, text));
	if (kind == VALUE_INTEGER) {
		if (!count_parse(&number, text) || memchr(text.at, ',', text.len))
			return false;
		*out = INTEGER_VALUE(number);
	} else if (kind == VALUE_BYTES) {
		if (!digest_parse(digest, text))
			return false;
		*out = BYTES_VALUE(arena_span(a, ((span){(const char *)digest, DIGEST_BYTES})));
	}
	return true;
}

static bool header_is(const csv *c, const stored_table *t, size_t from)
{
	bool same = c->count == t->count - from;
	for (size_t i = from; i < t->count && same; i++)
		same = span_is((span){c->cells[i - from].at, c->cells[i - from].len}, t->columns[i]);
	return same;
}

static const char *wanted_header(const stored_table *t, size_t from, arena *a)
{
	buf b;
	buf_init(&b, a);
	for (size_t i = from; i < t->count; i++)
		buf_printf(&b, "%s%s", i > from ? "," : "", t->columns[i]);
	return buf_span(&b).at;
}

static int take_row(read_rows *out, const reader *r, const csv *c, const stored_table *t, size_t from, span package,
	const char *shown)
{
	size_t line, across;
	sql_value *values = arena_array(r->a, t->count, sizeof *values);
	csv_place(&line, &across, c->text, c->len, c->cells[0].offset);
	const char *where = arena_printf(r->a, "%s:%zu", shown, line);
	if (c->count != t->count - from)
		return err_add(r->e, ERR_PARSE, where, "%zu fields, and the header has %zu", c->count, t->count - from);
	if (from)
		values[0] = TEXT_VALUE(package);
	for (size_t i = from; i < t->count; i++)
		if (!take_value(&values[i], t->kinds[i], (span){c->cells[i - from].at, c->cells[i - from].len}, r->a))
			return err_add(r->e, ERR_PARSE, where, "%s is %s", t->columns[i],
				t->kinds[i] == VALUE_INTEGER ? "no whole number" : "no digest of 64 hex digits");
	out->list = arena_grow(r->a, out->list, &out->room, out->count + 1, sizeof *out->list);
	out->list[out->count++] = (read_row){values, where};
	return 0;
}

/* All rows of a file that has the columns of a table, but for the first `from`. */
static int read_table(
	read_rows *out, const reader *r, const char *name, const stored_table *t, size_t from, span package)
{
	const char *shown = path_of(r, name);
	read_rows found = {0};
	file f;
	csv c;
	int rc = file_open(&f, r->dir, name, false, shown, r->e);
	if (rc)
		return rc;
	rc = csv_open(&c, file_bytes(&f), f.text.len, shown, r->a, r->e);
	if (!rc) {
		int more = csv_next(&c, r->e);
		if (more < 0)
			rc = more;
		else if (!more || !header_is(&c, t, from))
			rc = err_add(r->e, ERR_PARSE, arena_printf(r->a, "%s:1", shown), "the header is not '%s'",
				wanted_header(t, from, r->a));
		while (!rc && (more = csv_next(&c, r->e)))
			rc = more < 0 ? more : take_row(&found, r, &c, t, from, package, shown);
	}
	file_close(&f);
	if (!rc)
		*out = found;
	return rc;
}

/* Rows in the order in which they were written, each once. */
static int judge_order(const read_rows *rows_read, size_t at, const reader *r)
{
	for (size_t i = 1; i < rows_read->count; i++)
		if (span_compare(rows_read->list[i - 1].values[at].bytes, rows_read->list[i].values[at].bytes) >= 0)
			return err_add(r->e, ERR_PARSE, rows_read->list[i].where,
				"the rows are not in their order, or this one stands twice");
	return 0;
}

static int judge_numbers(const read_rows *rows_read, const reader *r)
{
	for (size_t i = 0; i < rows_read->count; i++)
		if (rows_read->list[i].values[1].integer != (int64_t)i + 1)
			return err_add(r->e, ERR_PARSE, rows_read->list[i].where,
				"number %lld stands where %zu must: a row is missing, or the order was changed",
				(long long)rows_read->list[i].values[1].integer, i + 1);
	return 0;
}

static int insert(const read_rows *rows_read, const reader *r, const stored_table *t)
{
	int rc = 0;
	for (size_t i = 0; !rc && i < rows_read->count; i++)
		rc = connection_run(r->c, t->insert, rows_read->list[i].values, t->count, NULL, r->a, r->e);
	return rc;
}

/* ---- what digests cover ---- */

static bool is_digest(const sql_value *v, span record)
{
	unsigned char digest[DIGEST_BYTES];
	digest_bytes(digest, record);
	return v->bytes.len == DIGEST_BYTES && !memcmp(v->bytes.at, digest, DIGEST_BYTES);
}

static const char *text_of(const sql_value *v)
{
	return v->bytes.at; /* arena_span ends it with NUL */
}

static int judge_versions(const read_rows *list, const char *id, const reader *r)
{
	int rc = judge_numbers(list, r);
	for (size_t i = 0; !rc && i < list->count; i++) {
		const sql_value *v = list->list[i].values;
		const sql_value *parent = NULL, *merged = NULL;
		arena_mark now = arena_now(r->a);
		version x = {.number = v[1].integer,
			.branch = text_of(&v[7]),
			.author = text_of(&v[8]),
			.written = text_of(&v[9]),
			.message = text_of(&v[10])};
		memcpy(x.content, v[3].bytes.at, DIGEST_BYTES);
		if (v[5].integer >= x.number || v[6].integer >= x.number)
			return err_add(r->e, ERR_PARSE, list->list[i].where, "a version comes from older ones only");
		if (v[5].integer)
			parent = &list->list[v[5].integer - 1].values[2];
		if (v[6].integer)
			merged = &list->list[v[6].integer - 1].values[2];
		if (!is_digest(&v[2], record_of_version(id, &x, parent ? (const unsigned char *)parent->bytes.at : NULL,
					      merged ? (const unsigned char *)merged->bytes.at : NULL, r->a)))
			rc = err_add(r->e, ERR_PARSE, list->list[i].where,
				"the row is not what its digest says; it was changed after it was written");
		arena_back(r->a, now);
	}
	return rc;
}

static int judge_events(const read_rows *list, const char *id, const sql_value *package, const reader *r)
{
	int rc = judge_numbers(list, r);
	for (size_t i = 0; !rc && i < list->count; i++) {
		const sql_value *v = list->list[i].values;
		arena_mark now = arena_now(r->a);
		chain_event x = {.number = v[1].integer,
			.written = text_of(&v[2]),
			.actor = text_of(&v[3]),
			.act = text_of(&v[4]),
			.subject = text_of(&v[5]),
			.detail = text_of(&v[6])};
		const unsigned char *before = i ? (const unsigned char *)list->list[i - 1].values[7].bytes.at : NULL;
		if (!is_digest(&v[7], record_of_event(id, &x, before, r->a)))
			rc = err_add(r->e, ERR_PARSE, list->list[i].where,
				"the event is not what its digest says; it, or the one before it, was changed after it "
				"was written");
		arena_back(r->a, now);
	}
	const sql_value *last = list->count ? &list->list[list->count - 1].values[7] : NULL;
	if (!rc && (package[3].integer != (int64_t)list->count || !last || !span_equal(last->bytes, package[4].bytes)))
		rc = err_add(r->e, ERR_PARSE, path_of(r, "events.csv"),
			"does not end with the event that " ARCHIVE_PACKAGES " names as the head; rows are missing");
	return rc;
}

/* ---- content ---- */

static const stored_table contents_table = {
	.name = "contents",
	.columns = {"package", "digest", "file", "size"},
	.kinds = {VALUE_TEXT, VALUE_BYTES, VALUE_TEXT, VALUE_INTEGER},
	.count = 4,
};

/* "content/HEX.csv", .md or .txt: the digest's own file and nothing else. */
static bool file_is(span name, const char *hex)
{
	static const char *const endings[] = {"csv", "md", "txt"};
	char own[16 + DIGEST_TEXT];
	bool known = false;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		snprintf(own, sizeof own, "content/%s.%s", hex, endings[i]);
		known |= span_is(name, own);
	}
	return known;
}

static int insert_blob(const reader *r, const sql_value *v, const packed_blob *b)
{
	const sql_value in[] = {v[0], v[1], INTEGER_VALUE(b->form), INTEGER_VALUE(b->size), BYTES_VALUE(b->bytes)};
	return connection_run(r->c, stored_tables[STORED_BLOBS].insert, in, 5, NULL, r->a, r->e);
}

static int take_content(const reader *r, int dir, const read_row *row, blob_room *room)
{
	const sql_value *v = row->values;
	char hex[DIGEST_TEXT];
	packed_blob packed = {.form = BLOB_EXPUNGED, .size = v[3].integer, .bytes = {"", 0}};
	file f;
	if (!v[2].bytes.len)
		return insert_blob(r, v, &packed);
	digest_print(hex, (const unsigned char *)v[1].bytes.at);
	if (!file_is(v[2].bytes, hex))
		return err_add(r->e, ERR_PARSE, row->where, "the file is not called as its digest is");
	const char *name = text_of(&v[2]) + strlen("content/"), *shown = path_of(r, text_of(&v[2]));
	int rc = file_open(&f, dir, name, false, shown, r->e);
	if (rc)
		return rc;
	if (!is_digest(&v[1], f.text) || (int64_t)f.text.len != v[3].integer)
		rc = err_add(r->e, ERR_PARSE, shown,
			"the file is not what its name says; it was changed after it was written");
	if (!rc) {
		blob_pack(&packed, f.text, room, r->a);
		rc = insert_blob(r, v, &packed);
	}
	file_close(&f);
	return rc;
}

static int open_folder(int *out, int dir, const char *name, const char *shown, err *e)
{
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return err_add(e, ERR_IO, shown,
			errno == ENOENT ? "the folder is missing" : "cannot open the folder: %s", strerror(errno));
	*out = fd;
	return 0;
}

static int take_contents(const reader *r, span package)
{
	read_rows list;
	int dir = -1;
	int rc = read_table(&list, r, ARCHIVE_CONTENTS, &contents_table, 1, package);
	if (!rc)
		rc = judge_order(&list, 1, r);
	if (!rc)
		rc = open_folder(&dir, r->dir, "content", path_of(r, "content"), r->e);
	if (rc)
		return rc;
	blob_room *room = blob_room_open(r->a);
	for (size_t i = 0; !rc && i < list.count; i++) {
		arena_mark now = arena_now(r->a);
		rc = take_content(r, dir, &list.list[i], room);
		arena_back(r->a, now);
	}
	close(dir);
	return rc;
}

/* ---- a package ---- */

static int take_events(const reader *r, const char *name, const sql_value *package)
{
	read_rows list;
	int rc = read_table(&list, r, name, &stored_tables[STORED_EVENTS], 1, package->bytes);
	if (!rc)
		rc = judge_events(&list, text_of(package), package, r);
	return rc ? rc : insert(&list, r, &stored_tables[STORED_EVENTS]);
}

static int take_files(const reader *r, const sql_value *package)
{
	read_rows versions, branches;
	int rc = read_table(&versions, r, "versions.csv", &stored_tables[STORED_VERSIONS], 1, package->bytes);
	if (!rc)
		rc = judge_versions(&versions, text_of(package), r);
	if (!rc && package[2].integer != (int64_t)versions.count)
		rc = err_add(r->e, ERR_PARSE, path_of(r, "versions.csv"),
			"%zu versions, and " ARCHIVE_PACKAGES " says %lld", versions.count,
			(long long)package[2].integer);
	if (!rc)
		rc = read_table(&branches, r, "branches.csv", &stored_tables[STORED_BRANCHES], 1, package->bytes);
	if (!rc)
		rc = judge_order(&branches, 1, r);
	for (size_t i = 0; !rc && i < branches.count; i++)
		if (!store_id_ok(branches.list[i].values[1].bytes))
			rc = err_add(r->e, ERR_PARSE, branches.list[i].where, "'%.*s' is no name of a branch",
				SPAN_ARG(branches.list[i].values[1].bytes));
	if (!rc)
		rc = insert(&versions, r, &stored_tables[STORED_VERSIONS]);
	if (!rc)
		rc = insert(&branches, r, &stored_tables[STORED_BRANCHES]);
	if (!rc)
		rc = take_events(r, "events.csv", package);
	return rc ? rc : take_contents(r, package->bytes);
}

static int take_package(const reader *whole, int packages, const read_row *row)
{
	const sql_value *v = row->values;
	reader r = *whole;
	if (v[0].bytes.len && !store_id_ok(v[0].bytes))
		return err_add(
			r.e, ERR_PARSE, row->where, "'%.*s' is no name of a plan in a store", SPAN_ARG(v[0].bytes));
	int rc = connection_run(r.c, stored_packages.insert, v, stored_packages.count, NULL, r.a, r.e);
	if (rc)
		return rc;
	r.shown = arena_printf(r.a, "%s/packages/%s", whole->shown, text_of(&v[0]));
	if (v[0].bytes.len)
		rc = open_folder(&r.dir, packages, text_of(&v[0]), r.shown, r.e);
	if (rc)
		return rc;
	r.a = arena_open(); /* not that of messages */
	if (v[0].bytes.len) {
		rc = take_files(&r, v);
		close(r.dir);
	} else {
		r.shown = whole->shown;
		rc = take_events(&r, ARCHIVE_OWN_EVENTS, v);
	}
	arena_close(r.a);
	return rc;
}

/* ---- the whole ---- */

/* The number of the tables that the store had: with those of another number its rows might not fit. */
static int find_number(int64_t *out, const read_rows *settings, const reader *r)
{
	for (size_t i = 0; i < settings->count; i++) {
		const sql_value *v = settings->list[i].values;
		int64_t number = 0;
		if (v[0].bytes.len || !span_is(v[1].bytes, "schema"))
			continue;
		if (count_parse(&number, v[2].bytes) && number > (int64_t)migration_count)
			return err_add(r->e, ERR_USAGE, settings->list[i].where,
				"the archive is of a store with newer tables (%lld) than this program knows (%zu); use "
				"a "
				"newer bcf",
				(long long)number, migration_count);
		if (!count_parse(&number, v[2].bytes) || number < 1)
			return err_add(r->e, ERR_PARSE, settings->list[i].where, "the number of the tables is none");
		*out = number;
		return 0;
	}
	return err_add(r->e, ERR_PARSE, path_of(r, ARCHIVE_SETTINGS), "has no row that says 'schema'; it is not whole");
}

static int take_all(const reader *r, const read_rows *settings, int64_t number, const copy_watch *watch)
{
	read_rows list;
	int64_t before;
	int packages = -1;
	int rc = migrations_apply(&before, r->c, migrations, (size_t)number, r->a, r->e);
	if (!rc)
		rc = connection_run(r->c, "DELETE FROM settings", NULL, 0, NULL, r->a, r->e);
	if (!rc)
		rc = insert(settings, r, &stored_tables[STORED_SETTINGS]);
	if (!rc)
		rc = read_table(&list, r, ARCHIVE_PACKAGES, &stored_packages, 0, (span){"", 0});
	if (!rc)
		rc = judge_order(&list, 0, r);
	if (!rc)
		rc = open_folder(&packages, r->dir, "packages", path_of(r, "packages"), r->e);
	if (rc)
		return rc;
	for (size_t i = 0; !rc && i < list.count; i++) {
		if (watch)
			watch->tell(watch->context, (int64_t)i, (int64_t)list.count);
		rc = take_package(r, packages, &list.list[i]);
	}
	close(packages);
	return rc;
}

int archive_import(const char *where, const char *path, const copy_watch *watch, arena *a, err *e)
{
	reader r = {.shown = path, .a = a, .e = e};
	read_rows settings;
	int64_t number = 0;
	r.dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r.dir < 0)
		return err_add(e, ERR_IO, path, "cannot open the folder: %s", strerror(errno));
	int rc = read_table(&settings, &r, ARCHIVE_SETTINGS, &stored_tables[STORED_SETTINGS], 0, (span){"", 0});
	if (!rc)
		rc = find_number(&number, &settings, &r);
	if (!rc)
		rc = connection_open(&r.c, where, CONNECTION_CREATE, e);
	if (rc)
		goto done;
	rc = connection_begin(r.c, TRANSACTION_WRITE, e);
	if (!rc) {
		rc = take_all(&r, &settings, number, watch);
		if (rc)
			connection_rollback(r.c);
		else
			rc = connection_commit(r.c, e);
	}
	connection_close(r.c); /* takes away what was not committed */
	if (!rc)
		rc = copy_verify(where, a, e);
done:
	close(r.dir);
	return rc;
}
