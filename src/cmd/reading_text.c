#include "cmd/reading_text.h"

#include <string.h>

#include "base/money.h"
#include "cmd/finding_text.h"

enum { WIDTH = 110, NOT_UNDERSTOOD_SHOWN = 10 };

static const char *counted(arena *a, size_t n, const char *one, const char *many)
{
	char number[NUMBER_TEXT];
	decimal_show(number, (int64_t)n * MILLION);
	return arena_printf(a, "%s %s", number, n == 1 ? one : many);
}

static void print_notes(buf *out, arena *a, const reading_notes *n, const char *title, size_t most, const char *more)
{
	if (!n->count)
		return;
	if (most > READING_NOTES_MAX)
		most = READING_NOTES_MAX;
	buf_printf(out, "  %s:\n", title);
	for (size_t i = 0; i < n->count && i < most; i++) {
		const reading_note *x = &n->list[i];
		buf_text(out, "    ");
		print_wrapped(out,
			arena_printf(a, "%s%s%s%s%s%s", x->where, *x->text ? ": \"" : "", x->text, *x->text ? "\"" : "",
				*x->why ? ", " : "", x->why),
			6, WIDTH);
		buf_char(out, '\n');
	}
	if (n->count > most)
		buf_printf(out, "    and %zu more%s\n", n->count - most, more);
}

bool reading_matters(const reading *r)
{
	return strcmp(r->kind, "own") || r->not_understood.count || r->left || r->elsewhere || r->rounded ||
	       r->unmapped.count;
}

void reading_print(buf *out, const reading *r, size_t most, const char *more, arena *a)
{
	bool own = !strcmp(r->kind, "own");
	buf line;
	buf_init(&line, a);
	buf_printf(&line, "%s, %s; %s read, %zu not understood, %zu %s", counted(a, r->rows, "row", "rows"),
		counted(a, r->blank_rows, "blank row", "blank rows"), counted(a, r->cells, "value", "values"),
		r->not_understood.count, r->left, own ? "beside the plan" : "in no map");
	if (r->formulas)
		buf_printf(&line, "; %s, taken as last calculated",
			counted(a, r->formulas, "value is a formula", "values are formulas"));
	if (r->elsewhere)
		buf_printf(&line, ", of which %s",
			counted(a, r->elsewhere, "refers to another workbook", "refer to another workbook"));
	if (r->rounded)
		buf_printf(&line, "; %s that formulas make rounded to the penny",
			counted(a, r->rounded, "amount", "amounts"));
	buf_printf(out, "Read as %s: ", r->title ? r->title : "a workbook");
	print_wrapped(out, buf_span(&line).at, 4, WIDTH);
	buf_char(out, '\n');
	print_notes(out, a, &r->not_understood, "Not understood, and so left blank", NOT_UNDERSTOOD_SHOWN, more);
	print_notes(out, a, &r->unmapped, own ? "Beside the plan" : "In no map, and so not read", most, more);
}
