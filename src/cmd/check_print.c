#include "cmd/check_print.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/file.h"
#include "format/utf8.h"

struct printer {
	const options *o;
	arena *own;
	output format;
	findings_book *book;
	const char *book_path, *book_folder; /* the folder: made for a workbook that goes to standard output */
	buf kept;			     /* what goes to a file at the end */
	bool failed;			     /* standard output is gone */
};

/* ---- where to ---- */

static bool ends_with(const char *text, const char *ending)
{
	size_t n = strlen(text), m = strlen(ending);
	return n > m && !strcmp(text + n - m, ending);
}

output printer_format(const printer *p)
{
	return p->format;
}

static output choose_format(const options *o)
{
	if (o->format != OUTPUT_TEXT || !o->out)
		return o->format;
	return ends_with(o->out, ".xlsx")   ? OUTPUT_XLSX
	       : ends_with(o->out, ".json") ? OUTPUT_JSON
	       : ends_with(o->out, ".csv")  ? OUTPUT_CSV
					    : OUTPUT_TEXT;
}

static int refuse_overwriting(const options *o, err *e)
{
	for (size_t i = 0; o->out && i < o->count; i++)
		if (same_file(o->words[i], o->out))
			return err_add(e, ERR_USAGE, o->out,
				"is one of the plans to check and would be written over; name another file");
	return 0;
}

static int judge_wishes(const printer *p, err *e)
{
	if (p->o->summary && p->format != OUTPUT_TEXT)
		return err_add(e, ERR_USAGE, "", "--summary prints lines for people; leave out --format");
	if (p->format == OUTPUT_XLSX && p->o->out && !ends_with(p->o->out, ".xlsx"))
		return err_add(e, ERR_USAGE, p->o->out, "a workbook's name ends in .xlsx");
	if (p->format == OUTPUT_XLSX && !p->o->out && isatty(STDOUT_FILENO))
		return err_add(e, ERR_USAGE, "", "a workbook cannot be shown here; say where to: -o findings.xlsx");
	return refuse_overwriting(p->o, e);
}

/* A workbook is made in a file: for standard output in a folder of its own. */
static int open_book(printer *p, err *e)
{
	if (p->o->out)
		return findings_book_open(&p->book, p->o->out, NULL, p->o->today, p->own, e);
	const char *tmp = getenv("TMPDIR");
	char *folder = arena_printf(p->own, "%s/bcf-check.XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(folder))
		return err_add(e, ERR_IO, folder, "cannot make a folder: %s", strerror(errno));
	p->book_folder = folder;
	p->book_path = arena_printf(p->own, "%s/findings.xlsx", folder);
	int rc = findings_book_open(&p->book, p->book_path, ".", p->o->today, p->own, e);
	if (rc)
		rmdir(folder);
	return rc;
}

static void put(printer *p, span text)
{
	if (p->o->out)
		buf_add(&p->kept, text);
	else if (!p->failed)
		p->failed = !print_out(text);
}

int printer_open(printer **out, const options *o, arena *a, err *e)
{
	printer *p = arena_alloc(a, sizeof *p);
	*p = (printer){.o = o, .own = a, .format = choose_format(o)};
	buf_init(&p->kept, a);
	int rc = judge_wishes(p, e);
	if (!rc && p->format == OUTPUT_XLSX)
		rc = open_book(p, e);
	if (rc)
		return rc;
	if (p->format == OUTPUT_CSV) {
		buf head;
		buf_init(&head, a);
		report_print_csv_header(&head);
		put(p, buf_span(&head));
	}
	*out = p;
	return 0;
}

void printer_add(printer *p, const outcome *x)
{
	if (p->format == OUTPUT_XLSX)
		findings_book_add(p->book, x->lines);
	else if (x->read && !p->o->summary)
		put(p, buf_span(&x->text));
}

/* ---- a line for each plan ---- */

#define NAME_MAX_WIDTH 60

static void pad(buf *b, span text, size_t width)
{
	size_t w = utf8_width(text);
	buf_printf(b, "%.*s%*s", SPAN_ARG(text), (int)(w < width ? width - w : 0), "");
}

#define TROUBLE_MAX_WIDTH 100

/* The whole message was said when it happened. */
static void print_trouble(buf *b, const char *trouble)
{
	span s = span_of(trouble), all = s;
	while (s.len && utf8_width(s) > TROUBLE_MAX_WIDTH)
		do
			s.len--;
		while (s.len && ((unsigned char)s.at[s.len] & 0xC0) == 0x80);
	buf_printf(b, "  could not be read: %.*s%s\n", SPAN_ARG(s), s.len < all.len ? "…" : "");
}

static void print_line(buf *b, const outcome *x, size_t width, bool notes, const options *o)
{
	const char *red = o->color && x->errors ? "\033[1;31m" : "", *plain = *red ? "\033[0m" : "";
	pad(b, span_of(x->path), width);
	if (!x->read) {
		print_trouble(b, x->trouble);
		return;
	}
	buf_printf(b, "  %s%6zu%s  %10zu  %7zu  %18zu", red, x->errors, plain, x->warnings, x->infos, x->checks_open);
	if (notes)
		buf_printf(b, "  %14zu", x->not_understood);
	buf_char(b, '\n');
}

static void print_lines(buf *b, const outcome *list, size_t count, const options *o)
{
	size_t width = 4, clean = 0, failed = 0, unread = 0;
	bool notes = false;
	for (size_t i = 0; i < count; i++) {
		size_t w = utf8_width(span_of(list[i].path));
		width = w > width && w <= NAME_MAX_WIDTH ? w : width;
		notes |= list[i].not_understood > 0;
		unread += !list[i].read;
		failed += list[i].read && list[i].errors;
		clean += list[i].read && !list[i].errors;
	}
	pad(b, span_of("plan"), width);
	buf_printf(b, "  errors  to confirm  to note  cannot be made yet%s\n", notes ? "  not understood" : "");
	for (size_t i = 0; i < count; i++)
		print_line(b, &list[i], width, notes, o);
	if (count > 1)
		buf_printf(b, "%zu plans: %zu with errors, %zu without, %zu could not be read\n", count, failed, clean,
			unread);
}

/* ---- the end ---- */

static int close_book(printer *p, err *e)
{
	file f;
	int rc = findings_book_close(p->book, e);
	if (!p->book_folder)
		return rc;
	if (!rc)
		rc = file_open(&f, AT_FDCWD, p->book_path, false, p->book_path, e);
	if (!rc) {
		p->failed = !print_out(f.text);
		file_close(&f);
	}
	unlink(p->book_path);
	rmdir(p->book_folder);
	return rc;
}

static bool all_misused(const outcome *list, size_t count)
{
	bool all = true;
	for (size_t i = 0; i < count; i++)
		all &= list[i].misused;
	return all;
}

int printer_close(printer *p, const outcome *list, size_t count, err *e)
{
	int rc = 0;
	if (p->format == OUTPUT_TEXT && !all_misused(list, count) && (p->o->summary || (count > 1 && !p->o->quiet))) {
		buf lines;
		buf_init(&lines, p->own);
		print_lines(&lines, list, count, p->o);
		put(p, buf_span(&lines));
	}
	if (p->format == OUTPUT_XLSX)
		rc = close_book(p, e);
	else if (p->o->out)
		rc = file_save(AT_FDCWD, p->o->out, buf_span(&p->kept), p->o->out, e);
	if (!rc && p->failed)
		rc = EXIT_COULD_NOT; /* it was said when it happened */
	return rc;
}
