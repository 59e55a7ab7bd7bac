/* How conflicts are to be resolved, read from the list of them that people filled in. */
#include <string.h>
#include <strings.h>

#include "plan/merge.h"

typedef struct reader {
	resolution *list;
	size_t count, room;
	const char *shown;
	span text;
	arena *a;
	err *e;
} reader;

static const char *place(const reader *r, cell c)
{
	return cell_place(r->a, (origin){.name = r->shown, .text = r->text}, c);
}

static size_t find_column(const csv *c, const char *name)
{
	for (size_t i = 0; i < c->count; i++)
		if (span_is(span_trim((span){c->cells[i].at, c->cells[i].len}), name))
			return i;
	return SIZE_MAX;
}

/* "ours", "theirs" or "base"; any other text is a value, with or without the "=" that a spreadsheet may have taken. */
static const char *taking_of(reader *r, cell c)
{
	static const char *const sides[] = {"ours", "theirs", "base"};
	span s = {c.at, c.len}, word = span_trim(s);
	for (size_t i = 0; i < 3; i++) {
		if (word.len == strlen(sides[i]) && !strncasecmp(word.at, sides[i], word.len))
			return sides[i];
		if (span_distance(word, span_of(sides[i])) < 2) {
			err_add(r->e, ERR_PARSE, place(r, c),
				"'%.*s' is not '%s'; write '%s', or =%.*s if that is the value to take", SPAN_ARG(word),
				sides[i], sides[i], SPAN_ARG(word));
			return NULL;
		}
	}
	return s.at[0] == '=' ? arena_text(r->a, s) : arena_printf(r->a, "=%.*s", SPAN_ARG(s));
}

static void take_row(reader *r, cell id, cell take)
{
	span name = span_trim((span){id.at, id.len});
	if (!span_trim((span){take.at, take.len}).len)
		return;
	const char *text = taking_of(r, take);
	r->list = arena_grow(r->a, r->list, &r->room, r->count + 1, sizeof *r->list);
	if (text)
		r->list[r->count++] = (resolution){arena_text(r->a, name), text};
}

/* A header without the two columns; a spreadsheet of many a country parts them by semicolons. */
static int refuse_header(const csv *c, bool any, const char *shown, const char *command, arena *a, err *e)
{
	span first = any ? (span){c->cells[0].at, c->cells[0].len} : (span){"", 0};
	if (any && c->count == 1 && (span_find(first, ";", NULL) || span_find(first, "\t", NULL)))
		return err_add(e, ERR_PARSE, arena_printf(a, "%s:1", shown),
			"the columns are separated by semicolons or tabs; save the file as CSV (comma delimited)");
	return err_add(e, ERR_PARSE, shown,
		"has no columns 'conflict' and 'take'; fill in the list that '%s' prints with --format csv", command);
}

int resolutions_read(
	resolution **out, size_t *count, span text, const char *shown, const char *command, arena *a, err *e)
{
	size_t before = e->count;
	span copy = arena_span(a, text);
	reader r = {.shown = shown, .text = copy, .a = a, .e = e};
	csv c;
	int rc = csv_open(&c, (char *)copy.at, copy.len, shown, a, e);
	if (rc)
		return rc;
	rc = csv_next(&c, e);
	size_t id = rc > 0 ? find_column(&c, "conflict") : 0, take = rc > 0 ? find_column(&c, "take") : 0;
	if (rc >= 0 && (rc == 0 || id == SIZE_MAX || take == SIZE_MAX))
		return refuse_header(&c, rc > 0, shown, command, a, e);
	while (rc != 0) {
		rc = csv_next(&c, e);
		if (rc > 0 && c.count > id && c.count > take)
			take_row(&r, c.cells[id], c.cells[take]);
	}
	if (e->count != before)
		return ERR_PARSE;
	*out = r.list;
	*count = r.count;
	return 0;
}
