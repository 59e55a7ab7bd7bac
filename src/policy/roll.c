#include "policy/roll.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "format/file.h"
#include "format/folder.h"

typedef struct roll {
	const pack *p;
	const char *new_id;
	int years;
	arena *a;
	err *e;
} roll;

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool digits(span s, size_t from, size_t count)
{
	if (from + count > s.len)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!is_digit(s.at[from + i]))
			return false;
	return true;
}

static int number(const char *at, size_t count)
{
	int n = 0;
	for (size_t i = 0; i < count; i++)
		n = n * 10 + (at[i] - '0');
	return n;
}

/* ---- dates ---- */

static bool works_on(const pack *p, day d)
{
	if (date_weekday(d) >= 5)
		return false;
	for (size_t i = 0; i < p->holiday_count; i++)
		if (p->holidays[i] == d)
			return false;
	return true;
}

static day moved(const roll *r, span text)
{
	day was, is;
	int year = number(text.at, 4) + r->years;
	date_parse(&was, text);
	if (!date_parse(&is, span_of(arena_printf(r->a, "%04d%.6s", year, text.at + 4))) &&
		!date_parse(&is, span_of(arena_printf(r->a, "%04d-02-28", year)))) /* 29 February */
		return was;							   /* outside the calendar */
	int of_month = number(text.at + 8, 2);
	bool edge = of_month == 1 || of_month >= 28; /* ends and beginnings of periods keep their day */
	while (!edge && works_on(r->p, was) && !works_on(r->p, is))
		is++;
	return is;
}

/* ---- text ---- */

/* Does a policy year stand there, such as 2019-20 or 2019/20? */
static bool is_year(span s, size_t i)
{
	return digits(s, i, 4) && i + 7 <= s.len && (s.at[i + 4] == '-' || s.at[i + 4] == '/') && digits(s, i + 5, 2) &&
	       !(i + 7 < s.len && is_digit(s.at[i + 7])) && (number(s.at + i, 4) + 1) % 100 == number(s.at + i + 5, 2);
}

static bool is_month(span s, size_t i)
{
	return digits(s, i, 4) && i + 7 <= s.len && s.at[i + 4] == '-' && digits(s, i + 5, 2) &&
	       !(i + 7 < s.len && (is_digit(s.at[i + 7]) || s.at[i + 7] == '-')) && number(s.at + i + 5, 2) >= 1 &&
	       number(s.at + i + 5, 2) <= 12;
}

/* Moves every period and date of `s` on; other numbers stay. */
static void move_text(const roll *r, buf *out, span s)
{
	size_t id = strlen(r->p->id);
	char text[DATE_TEXT];
	day d;
	for (size_t i = 0; i < s.len;) {
		bool begins = !i || !is_digit(s.at[i - 1]);
		if (begins && i + 10 <= s.len && date_parse(&d, (span){s.at + i, 10}) &&
			!(i + 10 < s.len && is_digit(s.at[i + 10]))) {
			date_print(text, moved(r, (span){s.at + i, 10}));
			buf_text(out, text);
			i += 10;
		} else if (begins && i + id <= s.len && !memcmp(s.at + i, r->p->id, id) &&
			   !(i + id < s.len && is_digit(s.at[i + id]))) {
			buf_text(out, r->new_id);
			i += id;
		} else if (begins && is_year(s, i)) {
			int year = number(s.at + i, 4) + r->years;
			buf_printf(out, "%04d%c%02d", year, s.at[i + 4], (year + 1) % 100);
			i += 7;
		} else if (begins && is_month(s, i)) {
			buf_printf(out, "%04d%.3s", number(s.at + i, 4) + r->years, s.at + i + 4);
			i += 7;
		} else {
			buf_char(out, s.at[i++]);
		}
	}
}

/* The header `rule` of a check names a source: it stays. */
static void move_sql(const roll *r, buf *out, span s)
{
	bool in_rule = false;
	while (s.len) {
		span before = s, line = span_cut(&s, '\n');
		if (span_starts(line, "-- rule:"))
			in_rule = true;
		else if (!span_starts(line, "--   "))
			in_rule = false;
		if (in_rule)
			buf_add(out, line);
		else
			move_text(r, out, line);
		if (before.len > line.len)
			buf_char(out, '\n');
	}
}

/* pack.json: the documents stay; the rest moves. */
static void move_manifest(const roll *r, buf *out, span s)
{
	bool documents = false;
	while (s.len) {
		span line = span_cut(&s, '\n'), trimmed = span_trim(line);
		if (span_starts(trimmed, "\"documents\""))
			documents = true;
		if (documents)
			buf_add(out, line);
		else
			move_text(r, out, line);
		while (trimmed.len && trimmed.at[trimmed.len - 1] == ',')
			trimmed.len--;
		if (documents && trimmed.len && trimmed.at[trimmed.len - 1] == ']')
			documents = false;
		buf_char(out, '\n');
	}
}

/* The end of the CSV field that begins at `i`. */
static size_t field_end(span s, size_t i)
{
	if (i < s.len && s.at[i] == '"')
		for (i++; i < s.len; i++)
			if (s.at[i] == '"') {
				if (i + 1 < s.len && s.at[i + 1] == '"')
					i++;
				else
					break;
			}
	while (i < s.len && s.at[i] != ',' && s.at[i] != '\n')
		i++;
	return i;
}

/* A table of the pack: columns `rule` and `source` name a source, and stay. */
static void move_table(const roll *r, buf *out, span s)
{
	bool stays[32] = {false}, heading = true;
	size_t across = 0;
	for (size_t i = 0; i < s.len;) {
		size_t end = field_end(s, i);
		span field = {s.at + i, end - i};
		if (heading && across < 32)
			stays[across] = span_is(field, "rule") || span_is(field, "source");
		if (across < 32 && stays[across])
			buf_add(out, field);
		else
			move_text(r, out, field);
		across++;
		if (end < s.len) {
			if (s.at[end] == '\n') {
				heading = false;
				across = 0;
			}
			buf_char(out, s.at[end++]);
		}
		i = end;
	}
}

/* ---- files ---- */

static bool ends_with(const char *path, const char *ending)
{
	size_t n = strlen(path), k = strlen(ending);
	return n >= k && !strcmp(path + n - k, ending);
}

/* Left out: what is true of the old year only, and cases of checks that are not the year's own. */
static bool is_left_out(const roll *r, const char *path)
{
	size_t n = strlen(path);
	if (!strcmp(path, "allocations.csv") || !strcmp(path, "uplifts.csv"))
		return true;
	if (!ends_with(path, ".cases.json"))
		return false;
	return !pack_file_find(r->p, arena_printf(r->a, "%s/%.*s.sql", r->p->id, (int)(n - 11), path));
}

static int make_folders(int dir, const char *path, const char *shown, arena *a, err *e)
{
	for (size_t i = 0; path[i]; i++)
		if (path[i] == '/' && mkdirat(dir, arena_text(a, (span){path, i}), 0777) && errno != EEXIST)
			return err_add(e, ERR_IO, shown, "cannot make a folder: %s", strerror(errno));
	return 0;
}

static int roll_file(const roll *r, int dir, const pack_file *f, const char *path, const char *shown)
{
	buf out;
	buf_init(&out, r->a);
	bool of_cases = !strncmp(path, "cases/", 6);
	if (!strcmp(path, "pack.json"))
		move_manifest(r, &out, f->text);
	else if (ends_with(path, ".sql"))
		move_sql(r, &out, f->text);
	else if (ends_with(path, ".csv") && !of_cases)
		move_table(r, &out, f->text);
	else
		move_text(r, &out, f->text);
	int rc = make_folders(dir, path, shown, r->a, r->e);
	return rc ? rc : file_save(dir, path, buf_span(&out), arena_printf(r->a, "%s/%s", shown, path), r->e);
}

static bool first_year(int *out, const char *id)
{
	span s = span_of(id);
	if (s.len != 7 || !digits(s, 0, 4) || s.at[4] != '-' || !digits(s, 5, 2))
		return false;
	*out = number(id, 4);
	return true;
}

/* Does every period of the old pack stand in the calendar when it has moved on? */
static bool periods_read(const roll *r)
{
	const rows *periods = &r->p->tables[PACK_PERIODS];
	period known;
	for (size_t i = 0; i < periods->count; i++) {
		buf b;
		buf_init(&b, r->a);
		move_text(r, &b, cell_span(*rows_row(periods, i)));
		if (!period_parse(&known, buf_span(&b)))
			return false;
	}
	return true;
}

/* The first year of the Better Care Fund is that of the earliest pack that is built in. */
static const char *earliest(const char *fallback, arena *a)
{
	const char **ids;
	size_t count;
	err ignored;
	err_init(&ignored, a);
	return pack_list(&ids, &count, NULL, a, &ignored) || !count ? fallback : ids[0];
}

int pack_roll(const pack *p, const char *new_id, const char *into, arena *a, err *e)
{
	roll r = {.p = p, .new_id = new_id, .a = a, .e = e};
	const char *shown = arena_printf(a, "%s/%s", into, new_id);
	size_t prefix = strlen(p->id) + 1;
	struct stat st;
	new_folder f;
	int from, to, rc = 0;

	if (!first_year(&from, p->id) || !first_year(&to, new_id) ||
		(to + number(p->id + 5, 2) - from % 100 + 100) % 100 != number(new_id + 5, 2) || to == from)
		return err_add(e, ERR_USAGE, "",
			"a pack made from %s is called after its years in the same way; '%s' is not", p->id, new_id);
	r.years = to - from;
	const char *first = earliest(p->id, a);
	if (to < number(first, 4) || !periods_read(&r))
		return err_add(e, ERR_USAGE, "",
			"'%s' is no year of the Better Care Fund: the first is %s, and its periods must be in the "
			"calendar, which ends in 2199",
			new_id, first);
	if (!lstat(shown, &st))
		return err_add(e, ERR_IO, shown, "it is there already");
	rc = folder_begin(&f, shown, false, a, e);
	if (rc)
		return rc;
	for (size_t i = 0; !rc && i < p->file_count; i++) {
		const pack_file *from_file = &p->files[i];
		if (strncmp(from_file->path, p->id, prefix - 1) || from_file->path[prefix - 1] != '/')
			continue;
		const char *path = from_file->path + prefix;
		if (!is_left_out(&r, path))
			rc = roll_file(&r, f.dir, from_file, path, shown);
	}
	return folder_finish(&f, rc, e);
}
