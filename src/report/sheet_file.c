/* The file of a workbook: made beside its path, completed, renamed into place. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "report/sheet_inside.h"

#define NAMES_TRIED_MAX 100

/* The folder of a path with its slash, "" when it has none. */
static const char *folder_of(const char *path, arena *a)
{
	const char *slash = strrchr(path, '/');
	return slash ? arena_text(a, (span){path, (size_t)(slash - path) + 1}) : "";
}

static const char *temporary_name(const char *path, arena *a)
{
	for (int i = 0; i < NAMES_TRIED_MAX; i++) {
		const char *tried = arena_printf(a, "%s.bcf-save-%ld-%d.xlsx", folder_of(path, a), (long)getpid(), i);
		int fd = open(tried, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
		if (fd >= 0) {
			close(fd);
			return tried;
		}
		if (errno != EEXIST)
			return NULL;
	}
	return NULL;
}

int book_open(book_out **out, const char *path, const char *title, const char *made, arena *a, err *e)
{
	book_out *b = arena_alloc(a, sizeof *b);
	b->own = a;
	b->path = arena_text(a, span_of(path));
	buf_init(&b->scratch, a);
	b->temporary = temporary_name(path, a);
	if (!b->temporary)
		return err_add(e, ERR_IO, path, "cannot make a file in its folder: %s", strerror(errno));
	lxw_workbook_options options = {.constant_memory = LXW_TRUE, .use_zip64 = LXW_FALSE};
	b->book = workbook_new_opt(b->temporary, &options);
	if (!b->book) {
		unlink(b->temporary);
		return err_add(e, ERR_IO, path, "cannot begin a workbook: there is no memory left");
	}
	day when = 0;
	if (!made || !date_parse(&when, span_of(made)))
		date_parse(&when, span_of("1980-01-01"));
	lxw_doc_properties about = {.title = (char *)title, .author = (char *)"bcf", .created = (time_t)when * 86400};
	workbook_set_properties(b->book, &about);
	*out = b;
	return 0;
}

sheet_out *book_add(book_out *b, const char *name)
{
	sheet_out *s = arena_alloc(b->own, sizeof *s);
	s->book = b;
	s->name = arena_text(b->own, span_of(name));
	s->sheet = workbook_add_worksheet(b->book, name);
	if (!s->sheet)
		abort(); /* a name that is too long or used twice: a fault of the caller */
	if (b->last)
		b->last->next = s;
	else
		b->first = s;
	b->last = s;
	return s;
}

/* The library writes rows to temporary files and does not look whether that succeeded. */
static bool rows_written(const book_out *b)
{
	for (const sheet_out *s = b->first; s; s = s->next)
		if (s->sheet->optimize_tmpfile &&
			(fflush(s->sheet->optimize_tmpfile) || ferror(s->sheet->optimize_tmpfile)))
			return false;
	return true;
}

/* ---- very hidden sheets, which the library cannot write ---- */

static const char list_part[] = "xl/workbook.xml";

/* The list of sheets with state="veryHidden" where the name is that of a deeply hidden one. */
static span hide_deeply(const book_out *b, span list)
{
	buf out;
	buf_init(&out, b->own);
	while (list.len) {
		size_t at;
		if (!span_find(list, "<sheet name=\"", &at)) {
			buf_add(&out, list);
			break;
		}
		span name = {list.at + at + 13, list.len - at - 13}, rest;
		rest = name;
		name = span_cut(&rest, '"');
		bool deep = false;
		for (const sheet_out *s = b->first; s; s = s->next)
			deep |= s->deep && span_is(name, s->name);
		buf_add(&out, (span){list.at, (size_t)(rest.at - list.at)});
		size_t state;
		if (deep && span_find(rest, "state=\"hidden\"", &state)) {
			buf_add(&out, (span){rest.at, state});
			buf_text(&out, "state=\"veryHidden\"");
			rest = (span){rest.at + state + 14, rest.len - state - 14};
		}
		list = rest;
	}
	return buf_span(&out);
}

static bool read_part(span *out, zip_t *z, arena *a)
{
	zip_stat_t st;
	zip_file_t *f;
	if (zip_stat(z, list_part, 0, &st) || !(st.valid & ZIP_STAT_SIZE) || st.size > (1 << 20))
		return false;
	f = zip_fopen(z, list_part, 0);
	if (!f)
		return false;
	char *text = arena_alloc(a, st.size + 1);
	bool good = zip_fread(f, text, st.size) == (zip_int64_t)st.size;
	zip_fclose(f);
	*out = (span){text, st.size};
	return good;
}

static bool replace_list(book_out *b, zip_t *z)
{
	span list;
	if (!read_part(&list, z, b->own))
		return false;
	list = hide_deeply(b, list);
	zip_source_t *source = zip_source_buffer(z, list.at, list.len, 0);
	zip_int64_t at = zip_name_locate(z, list_part, 0);
	if (!source || at < 0 || zip_file_replace(z, (zip_uint64_t)at, source, 0)) {
		zip_source_free(source);
		return false;
	}
	return zip_file_set_mtime(z, (zip_uint64_t)at, 315532800, 0) == 0; /* as the others: 1980-01-01 */
}

static bool hide_deep_sheets(book_out *b)
{
	bool any = false;
	int why;
	for (const sheet_out *s = b->first; s; s = s->next)
		any |= s->deep;
	if (!any)
		return true;
	zip_t *z = zip_open(b->temporary, 0, &why);
	if (!z)
		return false;
	if (replace_list(b, z) && !zip_close(z))
		return true;
	zip_discard(z);
	return false;
}

/* ---- the end ---- */

static bool flush_path(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool flushed = fsync(fd) == 0 || errno == EINVAL; /* some file systems cannot flush a folder */
	int why = errno;
	close(fd);
	errno = why;
	return flushed;
}

void book_drop(book_out *b)
{
	if (!b)
		return;
	lxw_workbook_free(b->book);
	unlink(b->temporary);
}

int book_close(book_out *b, err *e)
{
	if (!rows_written(b)) {
		int why = errno;
		book_drop(b);
		return err_add(
			e, ERR_IO, b->path, "cannot write: %s; what was there before is unchanged", strerror(why));
	}
	errno = 0;
	lxw_error wrong = workbook_close(b->book);
	const char *why = wrong ? lxw_strerror(wrong) : NULL;
	if (!why && !hide_deep_sheets(b))
		why = "the archive cannot be completed";
	if (!why && (!flush_path(b->temporary, O_RDONLY) || rename(b->temporary, b->path)))
		why = strerror(errno);
	if (why) {
		unlink(b->temporary);
		return err_add(e, ERR_IO, b->path, "cannot write: %s; what was there before is unchanged", why);
	}
	const char *folder = folder_of(b->path, b->own);
	if (!flush_path(*folder ? folder : ".", O_RDONLY | O_DIRECTORY))
		return err_add(
			e, ERR_IO, b->path, "written, but its folder cannot be flushed to disk: %s", strerror(errno));
	return 0;
}
