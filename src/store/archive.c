/* Writing an archive. */
#include "store/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/csv.h"
#include "format/folder.h"
#include "format/json_out.h"
#include "store/store_inside.h"
#include "store/tables.h"

static const char readme[] =
	"This folder holds everything of a store of Better Care Fund plans: every plan, every version of it, who "
	"saved\n"
	"it and when, and every event.  'bcf store import STORE --all THIS-FOLDER' makes a store of it again, with "
	"the\n"
	"same digests.  The files are UTF-8 text; those that end in .csv open in a spreadsheet (import the columns as\n"
	"text: a spreadsheet may take a text that begins with = for a formula).\n"
	"\n"
	"packages.csv    a row a plan: how many versions and events it has, and the digest of its last event.  The "
	"row\n"
	"                without a name is the store itself\n"
	"settings.csv    settings of the store and of its plans\n"
	"events.csv      what was done to the store itself, oldest first\n"
	"\n"
	"packages/NAME/  one plan\n"
	"  versions.csv  a row a version: its digest, the digest of what it holds (content), its parents' numbers, "
	"the\n"
	"                branch, who saved it, when (UTC) and why\n"
	"  branches.csv  the version at the head of each branch; 'main' is the plan itself\n"
	"  events.csv    every act: who, when, what.  Each digest covers the digest of the event before it, so that a "
	"past\n"
	"                that was changed can be told from one that was not\n"
	"  contents.csv  every text by its SHA-256, and the file that holds it; where no file is named, it was "
	"expunged,\n"
	"                and events.csv says by whom and why\n"
	"  content/      those texts: a table (.csv) or a piece of narrative (.md), or the list of what a version\n"
	"                consists of (.txt: digest and name, a line each)\n"
	"  now/          for reading: the newest version of each branch as a folder of named files, as 'bcf check' "
	"takes\n"
	"                it.  It is not read back; a branch of which something was expunged is not here\n";

typedef struct writer {
	store *s;
	connection *c;
	const char *shown;
	const new_folder *f;
	arena *a;
	err *e;
} writer;

/* ---- files ---- */

/* The whole folder is flushed to the disk at the end. */
static int save(const writer *w, const char *path, span text)
{
	int fd = openat(w->f->dir, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
	bool fine = fd >= 0;
	for (span rest = text; fine && rest.len;) {
		ssize_t count = write(fd, rest.at, rest.len);
		fine = count > 0 || (count < 0 && errno == EINTR);
		if (count > 0)
			rest = (span){rest.at + count, rest.len - (size_t)count};
	}
	int why = errno;
	if (fd >= 0 && close(fd) && fine) {
		fine = false;
		why = errno;
	}
	return fine ? 0
		    : err_add(w->e, ERR_IO, arena_printf(w->a, "%s/%s", w->shown, path), "cannot write: %s",
			      strerror(why));
}

static int make_folder(const writer *w, const char *path)
{
	if (!mkdirat(w->f->dir, path, 0777))
		return 0;
	return err_add(w->e, ERR_IO, arena_printf(w->a, "%s/%s", w->shown, path), "cannot make the folder: %s",
		strerror(errno));
}

/* ---- rows ---- */

static void print_value(buf *out, const sql_value *v)
{
	if (v->kind == VALUE_INTEGER)
		buf_printf(out, "%lld", (long long)v->integer);
	else if (v->kind == VALUE_TEXT)
		csv_field(out, v->bytes);
	else
		for (size_t i = 0; i < v->bytes.len; i++)
			buf_printf(out, "%02x", (unsigned char)v->bytes.at[i]);
}

static void print_row(buf *out, const sql_value *row, size_t from, size_t count)
{
	for (size_t i = from; i < count; i++) {
		print_value(out, &row[i]);
		buf_char(out, i + 1 < count ? ',' : '\n');
	}
}

static void print_header(buf *out, const stored_table *t, size_t from)
{
	for (size_t i = from; i < t->count; i++)
		buf_printf(out, "%s%c", t->columns[i], i + 1 < t->count ? ',' : '\n');
}

typedef struct sortable {
	span key, line;
} sortable;

static int compare_keys(const void *x, const void *y)
{
	return span_compare(((const sortable *)x)->key, ((const sortable *)y)->key);
}

/* All rows of a package; those of a table whose key is a name in the order of its bytes, which the engines do not agree
 * on. */
static int print_table(buf *out, const writer *w, const stored_table *t, span package, size_t from)
{
	sortable *list = NULL;
	size_t count = 0, room = 0;
	sql_answer r;
	int rc = 0;
	for (const sql_value *last = NULL; !rc; last = answer_value(&r, r.rows - 1, 1)) {
		rc = stored_page_read(&r, w->c, t, package, last, w->a, w->e);
		for (size_t i = 0; !rc && i < r.rows; i++) {
			const sql_value *row = answer_value(&r, i, 0);
			buf line;
			buf_init(&line, w->a);
			print_row(&line, row, from, t->count);
			list = arena_grow(w->a, list, &room, count + 1, sizeof *list);
			list[count++] = (sortable){row[1].bytes, buf_span(&line)};
		}
		if (rc || !r.rows)
			break;
	}
	if (count && t->kinds[1] == VALUE_TEXT)
		qsort(list, count, sizeof *list, compare_keys);
	for (size_t i = 0; !rc && i < count; i++)
		buf_add(out, list[i].line);
	return rc;
}

static int save_table(const writer *w, const stored_table *t, span package, const char *path)
{
	buf b;
	buf_init(&b, w->a);
	print_header(&b, t, 1);
	int rc = print_table(&b, w, t, package, 1);
	return rc ? rc : save(w, path, buf_span(&b));
}

/* ---- content ---- */

/* What each text is, by the lists that name it. */
typedef struct named_digest {
	unsigned char digest[DIGEST_BYTES];
	const char *ending;
} named_digest;

static int compare_digests(const void *x, const void *y)
{
	return memcmp(x, y, DIGEST_BYTES);
}

static int list_endings(named_digest **out, size_t *count, const writer *w, const char *id)
{
	named_digest *list = NULL;
	size_t n = 0, room = 0, versions;
	version *log;
	int rc = store_log(&log, &versions, w->s, id, NULL, w->a, w->e);
	for (size_t i = 0; !rc && i < versions; i++) {
		content_line *lines;
		size_t lines_count;
		rc = store_content(&lines, &lines_count, w->s, id, &log[i], w->a, w->e);
		for (size_t k = 0; !rc && k < lines_count; k++) {
			list = arena_grow(w->a, list, &room, n + 1, sizeof *list);
			memcpy(list[n].digest, lines[k].digest, DIGEST_BYTES);
			list[n++].ending = span_starts(span_of(lines[k].path), "narrative/") ? "md" : "csv";
		}
		/* most versions share most texts: keep each once */
		if (!rc && (n > 100000 || i + 1 == versions) && n) {
			size_t kept = 1;
			qsort(list, n, sizeof *list, compare_digests);
			for (size_t k = 1; k < n; k++)
				if (compare_digests(&list[k], &list[kept - 1]))
					list[kept++] = list[k];
			n = kept;
		}
	}
	*out = list;
	*count = n;
	return rc;
}

/* A row: digest, form, size. */
static int save_blob(const writer *w, buf *contents, const char *id, const char *folder, const sql_value *row,
	const named_digest *endings, size_t count)
{
	const unsigned char *digest = (const unsigned char *)row[0].bytes.at;
	char hex[DIGEST_TEXT];
	span text;
	if (row[0].bytes.len != DIGEST_BYTES)
		return err_add(w->e, ERR_PARSE, connection_shown(w->c),
			"is damaged: a text of '%s' is named by no digest", id);
	digest_print(hex, digest);
	if (row[1].integer == BLOB_EXPUNGED) {
		buf_printf(contents, "%s,,%lld\n", hex, (long long)row[2].integer);
		return 0;
	}
	int rc = store_blob(&text, w->s, id, digest, w->a, w->e);
	if (rc)
		return rc;
	const named_digest *known = count ? bsearch(digest, endings, count, sizeof *endings, compare_digests) : NULL;
	const char *ending = known ? known->ending : "txt";
	buf_printf(contents, "%s,content/%s.%s,%zu\n", hex, hex, ending, text.len);
	return save(w, arena_printf(w->a, "%s/content/%s.%s", folder, hex, ending), text);
}

static int list_blobs(sql_answer *out, const writer *w, const char *id, span behind)
{
	const sql_value in[] = {TEXT_VALUE(span_of(id)), BYTES_VALUE(behind)};
	return connection_run(w->c,
		"SELECT digest, form, size FROM blobs WHERE package = $1 AND digest > $2 ORDER BY digest LIMIT 200", in,
		2, out, w->a, w->e);
}

static int save_contents(writer *w, const char *id, const char *folder)
{
	named_digest *endings;
	size_t count;
	sql_answer r = {.rows = STORED_PAGE_ROWS};
	span last = {"", 0};
	buf contents;
	arena *keep = w->a;
	int rc = make_folder(w, arena_printf(w->a, "%s/content", folder));
	if (!rc)
		rc = list_endings(&endings, &count, w, id);
	buf_init(&contents, keep);
	buf_text(&contents, ARCHIVE_CONTENTS_HEADER "\n");
	while (!rc && r.rows == STORED_PAGE_ROWS) {
		w->a = arena_open();
		rc = list_blobs(&r, w, id, last);
		for (size_t i = 0; !rc && i < r.rows; i++) {
			arena_mark one = arena_now(w->a);
			rc = save_blob(w, &contents, id, folder, answer_value(&r, i, 0), endings, count);
			arena_back(w->a, one);
		}
		if (!rc && r.rows)
			last = arena_span(keep, answer_value(&r, r.rows - 1, 0)->bytes);
		arena_close(w->a);
		w->a = keep;
	}
	return rc ? rc : save(w, arena_printf(w->a, "%s/" ARCHIVE_CONTENTS, folder), buf_span(&contents));
}

/* ---- the heads of branches, for reading ---- */

static int save_head(
	const writer *w, const char *id, const char *folder, const version *v, const content_line *lines, size_t count)
{
	char hex[DIGEST_TEXT];
	json_out j;
	buf b;
	span text;
	int rc = make_folder(w, folder);
	if (!rc)
		rc = make_folder(w, arena_printf(w->a, "%s/narrative", folder));
	for (size_t i = 0; !rc && i < count; i++) {
		span stem;
		bool prose;
		rc = plan_path_split(&stem, &prose, span_of(lines[i].path)) /* it becomes that of a file */
			     ? store_blob(&text, w->s, id, lines[i].digest, w->a, w->e)
			     : err_add(w->e, ERR_PARSE, connection_shown(w->c),
				       "is damaged: plan '%s' holds '%s', which is no name of a table or section", id,
				       lines[i].path);
		if (!rc)
			rc = save(w, arena_printf(w->a, "%s/%s", folder, lines[i].path), text);
	}
	buf_init(&b, w->a);
	json_start(&j, &b, true);
	json_open(&j, NULL, '{');
	json_open(&j, "bcf", '{');
	json_int(&j, "format", FORMAT_VERSION);
	digest_print(hex, v->content);
	json_string(&j, "made_from", arena_printf(w->a, "sha256:%s", hex));
	json_close(&j, '}');
	json_close(&j, '}');
	buf_char(&b, '\n');
	return rc ? rc : save(w, arena_printf(w->a, "%s/datapackage.json", folder), buf_span(&b));
}

static int save_heads(const writer *w, const char *id, const char *folder)
{
	branch_head *list;
	size_t count;
	int rc = make_folder(w, arena_printf(w->a, "%s/now", folder));
	if (!rc)
		rc = store_branches(&list, &count, w->s, id, w->a, w->e);
	for (size_t i = 0; !rc && i < count; i++) {
		content_line *lines;
		const char *gone = NULL;
		size_t n;
		rc = store_id_ok(span_of(list[i].name))
			     ? store_content(&lines, &n, w->s, id, &list[i].head, w->a, w->e)
			     : err_add(w->e, ERR_PARSE, connection_shown(w->c),
				       "is damaged: '%s' is no name of a branch", list[i].name);
		if (!rc)
			rc = content_gone(&gone, w->s, id, lines, n, w->a, w->e);
		if (!rc && !gone) /* a store from elsewhere may have a branch that this program would not have made */
			rc = save_head(
				w, id, arena_printf(w->a, "%s/now/%s", folder, list[i].name), &list[i].head, lines, n);
	}
	return rc;
}

/* ---- the whole ---- */

static int save_package(writer *w, const char *id)
{
	arena *keep = w->a;
	w->a = arena_open();
	const char *folder = arena_printf(w->a, "packages/%s", id);
	int rc = make_folder(w, folder);
	static const int tables[] = {STORED_VERSIONS, STORED_BRANCHES, STORED_EVENTS};
	for (size_t i = 0; !rc && i < sizeof tables / sizeof *tables; i++) {
		const stored_table *t = &stored_tables[tables[i]];
		rc = save_table(w, t, span_of(id), arena_printf(w->a, "%s/%s.csv", folder, t->name));
	}
	if (!rc)
		rc = save_contents(w, id, folder);
	if (!rc)
		rc = save_heads(w, id, folder);
	arena_close(w->a);
	w->a = keep;
	return rc;
}

static int save_all(writer *w, const copy_watch *watch)
{
	sql_answer r;
	buf packages, settings;
	int rc = stored_packages_read(&r, w->c, w->a, w->e);
	if (rc)
		return rc;
	buf_init(&packages, w->a);
	buf_init(&settings, w->a);
	print_header(&packages, &stored_packages, 0);
	print_header(&settings, &stored_tables[STORED_SETTINGS], 0);
	rc = save(w, "README.txt", span_of(readme));
	if (!rc)
		rc = make_folder(w, "packages");
	for (size_t i = 0; !rc && i < r.rows; i++) {
		span id = answer_value(&r, i, 0)->bytes;
		if (watch)
			watch->tell(watch->context, (int64_t)i, (int64_t)r.rows);
		print_row(&packages, answer_value(&r, i, 0), 0, stored_packages.count);
		rc = print_table(&settings, w, &stored_tables[STORED_SETTINGS], id, 0);
		if (!rc && id.len && !store_id_ok(id))
			rc = err_add(w->e, ERR_PARSE, connection_shown(w->c), "is damaged: '%.*s' is no name of a plan",
				SPAN_ARG(id));
		if (!rc)
			rc = id.len ? save_package(w, arena_text(w->a, id))
				    : save_table(w, &stored_tables[STORED_EVENTS], id, ARCHIVE_OWN_EVENTS);
	}
	if (!rc)
		rc = save(w, ARCHIVE_PACKAGES, buf_span(&packages));
	if (!rc)
		rc = save(w, ARCHIVE_SETTINGS, buf_span(&settings));
	return rc;
}

int archive_export(store *s, const char *path, const copy_watch *watch, arena *a, err *e)
{
	struct stat st;
	new_folder f;
	if (!lstat(path, &st))
		return err_add(e, ERR_USAGE, path, "exists already; name a folder that is not there yet");
	int rc = folder_begin(&f, path, false, a, e);
	if (rc)
		return rc;
	writer w = {.s = s, .c = store_connection(s), .shown = path, .f = &f, .a = a, .e = e};
	rc = connection_begin(w.c, TRANSACTION_READ, e);
	if (!rc) {
		rc = save_all(&w, watch);
		connection_rollback(w.c);
	}
	if (!rc && syncfs(f.dir))
		rc = err_add(e, ERR_IO, path, "cannot flush to disk: %s", strerror(errno));
	return folder_finish(&f, rc, e);
}
