/* One file of a pack: a header of `-- key: value` lines and a query. */
#include "policy/rule.h"

#include <string.h>

#include "base/money.h"

static const char *const figure_keys[] = {
	"id", "title", "unit", "combine", "by", "needs", "severity", "tolerance", "also-printed-as"};
static const char *const check_keys[] = {
	"id", "title", "about", "severity", "basis", "applies", "needs", "speaks-of", "explained-by", "rule", "message", "fix"};
static const char *const units[] = {"GBP", "count", "percent", "per_100000", "per_day", "days", "words", "level",
	"ratio", "decimal", "date", "text"};

typedef struct header {
	const char *key, *value;
	int line;
} header;

typedef struct reading {
	header headers[32];
	size_t count;
	const char *file;
	arena *a;
	err *e;
} reading;

static int fault(reading *r, int line, const char *format, const char *what)
{
	const char *where = arena_printf(r->a, "%s:%d", r->file, line);
	buf b;
	buf_init(&b, r->a);
	const char *mark = strstr(format, "%s");
	buf_add(&b, mark ? (span){format, (size_t)(mark - format)} : span_of(format));
	if (mark) {
		buf_text(&b, what);
		buf_text(&b, mark + 2);
	}
	return err_add(r->e, ERR_RULE, where, "%s", buf_span(&b).at);
}

static bool listed(const char *word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(word, list[i]))
			return true;
	return false;
}

static const char *get(const reading *r, const char *key)
{
	for (size_t i = 0; i < r->count; i++)
		if (!strcmp(r->headers[i].key, key))
			return r->headers[i].value;
	return "";
}

static int line_of(const reading *r, const char *key)
{
	for (size_t i = 0; i < r->count; i++)
		if (!strcmp(r->headers[i].key, key))
			return r->headers[i].line;
	return 1;
}

static void take_line(reading *r, span line, int number, bool is_check)
{
	span text = {line.at + 2, line.len - 2};
	size_t colon;
	bool more = span_starts(text, "   ");
	text = span_trim(text);
	if (!text.len)
		return;
	if (more && r->count) {
		header *h = &r->headers[r->count - 1];
		h->value = arena_printf(r->a, "%s %.*s", h->value, SPAN_ARG(text));
		return;
	}
	if (!span_find(text, ":", &colon)) {
		fault(r, number, "a header line is written '-- key: value'", "");
		return;
	}
	const char *key = arena_text(r->a, span_trim((span){text.at, colon}));
	const char *value = arena_text(r->a, span_trim((span){text.at + colon + 1, text.len - colon - 1}));
	bool known = is_check ? listed(key, check_keys, sizeof check_keys / sizeof *check_keys)
			      : listed(key, figure_keys, sizeof figure_keys / sizeof *figure_keys);
	if (!known)
		fault(r, number, is_check ? "a check has no header '%s'" : "a figure has no header '%s'", key);
	else if (*get(r, key))
		fault(r, number, "header '%s' stands twice", key);
	else if (r->count < sizeof r->headers / sizeof *r->headers)
		r->headers[r->count++] = (header){key, value, number};
}

/* The header lines; *sql becomes what follows and *sql_line its line. */
static void read_headers(reading *r, span text, bool is_check, span *sql, int *sql_line)
{
	span rest = text;
	int number = 1;
	while (rest.len) {
		span before = rest, line = span_trim(span_cut(&rest, '\n'));
		if (line.len && !span_starts(line, "--")) {
			*sql = before;
			*sql_line = number;
			while (sql->len && strchr(" \t\r\n;", sql->at[sql->len - 1]))
				sql->len--;
			return;
		}
		if (line.len)
			take_line(r, line, number, is_check);
		number++;
	}
	*sql = (span){"", 0};
	*sql_line = number;
}

static const char **split(arena *a, const char *list, size_t *count)
{
	span rest = span_of(list);
	const char **out = NULL;
	size_t room = 0;
	*count = 0;
	while (rest.len) {
		span item = span_trim(span_cut(&rest, ','));
		if (!item.len)
			continue;
		out = arena_grow(a, out, &room, *count + 1, sizeof *out);
		out[(*count)++] = arena_text(a, item);
	}
	return out;
}

static void take_needs(rule *u, const reading *r)
{
	size_t count, tables = 0, figures = 0;
	const char **needs = split(r->a, get(r, "needs"), &count);
	u->tables = arena_array(r->a, count + 1, sizeof *u->tables);
	u->figures = arena_array(r->a, count + 1, sizeof *u->figures);
	for (size_t i = 0; i < count; i++)
		if (span_starts(span_of(needs[i]), "figures:"))
			u->figures[figures++] = needs[i] + 8;
		else if (!strcmp(needs[i], "older"))
			u->needs_older = true;
		else
			u->tables[tables++] = needs[i];
	u->table_count = tables;
	u->figure_count = figures;
}

static const char *choose(reading *r, const char *key, const char *fallback, const char *const *list, size_t count)
{
	const char *value = get(r, key);
	if (!*value && fallback)
		return fallback;
	if (!listed(value, list, count))
		fault(r, line_of(r, key), arena_printf(r->a, "%s '%%s' is not one that bcf knows", key), value);
	return value;
}

static bool tolerance_reads(const char *text)
{
	int64_t n;
	span s = span_of(text);
	if (s.len && s.at[s.len - 1] == '%')
		s.len--;
	return decimal_parse(&n, s) && n >= 0;
}

/* One part of `applies`: a period, or a range with an open end on one side at most. */
static bool range_reads(span range, period *from, period *to, bool *open_from, bool *open_to)
{
	span first = range, last = range;
	size_t dots;
	if (span_find(range, "..", &dots)) {
		first = span_trim((span){range.at, dots});
		last = span_trim((span){range.at + dots + 2, range.len - dots - 2});
	}
	*open_from = !first.len;
	*open_to = !last.len;
	if (*open_from && *open_to)
		return false;
	return (*open_from || period_parse(from, first)) && (*open_to || period_parse(to, last)) &&
	       (*open_from || *open_to || from->starts <= to->starts);
}

static bool applies_reads(const char *applies)
{
	span rest = span_of(applies);
	period from, to;
	bool open_from, open_to;
	if (span_is(rest, "all"))
		return true;
	while (rest.len)
		if (!range_reads(span_trim(span_cut(&rest, ',')), &from, &to, &open_from, &open_to))
			return false;
	return true;
}

int rule_read(rule *out, span text, const char *stem, const char *file, bool is_check, arena *a, err *e)
{
	static const char *const severities[] = {"error", "warning", "info"}, *const combines[] = {"sum", "none"};
	static const char *const abouts[] = {"validity", "completeness"}, *const bases[] = {
										  "published", "paper", "unverified"};
	reading r = {.file = file, .a = a, .e = e};
	rule u = {.file = file};
	size_t before = e->count;

	read_headers(&r, text, is_check, &u.sql, &u.sql_line);
	u.id = get(&r, "id");
	u.title = get(&r, "title");
	if (strcmp(u.id, stem))
		fault(&r, line_of(&r, "id"), "the id must be the file's name without .sql: '%s'", stem);
	if (!*u.title)
		fault(&r, 1, "there is no title", "");
	take_needs(&u, &r);
	u.severity = choose(&r, "severity", is_check ? NULL : "error", severities, 3);
	if (is_check) {
		u.completeness = !strcmp(choose(&r, "about", "validity", abouts, 2), "completeness");
		u.basis = choose(&r, "basis", "published", bases, 3);
		u.applies = *get(&r, "applies") ? get(&r, "applies") : "all";
		if (!applies_reads(u.applies))
			fault(&r, line_of(&r, "applies"),
				"applies '%s' is neither 'all' nor periods and ranges such as 2017-18..2019-20",
				u.applies);
		u.speaks_of = split(a, get(&r, "speaks-of"), &u.speaks_of_count);
		u.source = get(&r, "rule");
		u.message = get(&r, "message");
		u.fix = get(&r, "fix");
		u.explained_by = split(a, get(&r, "explained-by"), &u.explained_count);
		u.unit = u.by = u.tolerance = u.also = "";
		if (!*u.message)
			fault(&r, 1, "there is no message", "");
		if (!u.sql.len)
			fault(&r, u.sql_line, "there is no query", "");
		if (!strcmp(u.basis, "unverified") && !strcmp(u.severity, "error"))
			fault(&r, line_of(&r, "severity"), "what is unverified can at most warn", "");
	} else {
		u.unit = choose(&r, "unit", NULL, units, sizeof units / sizeof *units);
		u.sums = !strcmp(choose(&r, "combine", "none", combines, 2), "sum");
		u.by = get(&r, "by");
		u.also = get(&r, "also-printed-as");
		u.tolerance = *get(&r, "tolerance") ? get(&r, "tolerance") : "0";
		if (!tolerance_reads(u.tolerance))
			fault(&r, line_of(&r, "tolerance"), "tolerance '%s' is neither a number nor a percentage",
				u.tolerance);
	}
	if (e->count != before)
		return ERR_RULE;
	*out = u;
	return 0;
}

bool applies_to(const char *applies, span text)
{
	span rest = span_of(applies);
	period p, from, to;

	if (span_is(rest, "all") || !period_parse(&p, text))
		return true;
	while (rest.len) {
		bool open_from, open_to;
		if (range_reads(span_trim(span_cut(&rest, ',')), &from, &to, &open_from, &open_to) &&
			(open_from || p.starts >= from.starts) && (open_to || p.starts <= to.ends))
			return true;
	}
	return false;
}
