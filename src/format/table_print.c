/* Writing a table canonically. */
#include <string.h>

#include "base/limits.h"
#include "format/table.h"

/* Which columns and rows are printed. */
typedef struct print_rule {
	const table *of;
	bool plan_only;
	size_t record_by;    /* its column; SIZE_MAX: none */
	bool keys_are_whole; /* a table of nothing but keys, such as stated_parts */
} print_rule;

static print_rule rule_for(const table *t, bool plan_only)
{
	print_rule x = {t, plan_only, t->record_by ? table_column(t, span_of(t->record_by)) : SIZE_MAX,
		!(t->flags & COLUMN_RECORD)};
	for (size_t i = 0; i < t->count; i++)
		x.keys_are_whole &= (t->columns[i].flags & COLUMN_KEY) != 0;
	return x;
}

static bool keeps_column(const print_rule *x, size_t i)
{
	return !x->plan_only || !((x->of->columns[i].flags | x->of->flags) & COLUMN_RECORD);
}

static bool is_of_plan(const print_rule *x, const cell *row)
{
	if (x->record_by != SIZE_MAX && row[x->record_by].len)
		return false;
	if (x->keys_are_whole)
		return true;
	for (size_t i = 0; i < x->of->count; i++)
		if (row[i].len && !(x->of->columns[i].flags & COLUMN_KEY) && keeps_column(x, i))
			return true;
	return false;
}

static inline bool keeps_row(const print_rule *x, const cell *row)
{
	return !x->plan_only || is_of_plan(x, row);
}

/* Which columns are not blank in every row; false when no row remains.  A column that was found is not looked at
 * again. */
static bool find_used(bool *used, const print_rule *x, const rows *r)
{
	size_t blank[FIELD_COUNT_MAX], count = 0;
	bool any = false;
	for (size_t i = 0; i < r->of->count; i++) {
		used[i] = false;
		if (keeps_column(x, i))
			blank[count++] = i;
	}
	if (!count || !r->count)
		return false;
	const cell *row = r->cells, *end = row + r->count * r->of->count;
	for (; row < end && (count || !any); row += r->of->count) {
		if (!keeps_row(x, row))
			continue;
		any = true;
		for (size_t k = 0; k < count;)
			if (row[blank[k]].len) {
				used[blank[k]] = true;
				blank[k] = blank[--count];
			} else {
				k++;
			}
	}
	return any;
}

/* ---- what still stands as it was read ---- */

/* A stored text whose header is that of what is printed. */
typedef struct stored_text {
	size_t order[FIELD_COUNT_MAX], width; /* which column each field is */
	const char *first, *end;	      /* the first row, and the end of the last */
} stored_text;

static bool stored_header(stored_text *out, const rows *r, const bool *used)
{
	span text = r->from.text, header;
	out->width = 0;
	out->first = out->end = NULL;
	if (!r->stored)
		return false;
	out->end = text.at + text.len;
	header = span_cut(&text, '\n');
	out->first = text.at;
	for (size_t i = 0; i < r->of->count; i++) {
		if (!used[i])
			continue;
		if (!span_is(span_cut(&header, ','), r->of->columns[i].name))
			return false;
		out->order[out->width++] = i;
	}
	return out->width && !header.len;
}

/* The bytes of a row that stands in the text from `from` on as it was read; 0 when it does not. */
static size_t stored_row(const stored_text *x, const cell *row, const char *from)
{
	const char *at = from;
	for (size_t k = 0; k < x->width; k++) {
		const cell *c = &row[x->order[k]];
		size_t left = (size_t)(x->end - at);
		if (c->len >= left)
			return 0;
		if (c->at == at)
			at += c->len;
		else if (*at == '"' && c->at == at + 1 && left - c->len > 2 && at[c->len + 1] == '"')
			at += c->len + 2;
		else
			return 0;
		if (*at++ != (k + 1 == x->width ? '\n' : ','))
			return 0;
	}
	return (size_t)(at - from);
}

/* Where the row began in the text, if it still stands there; NULL when its first cell is not of the text. */
static const char *stored_row_start(const stored_text *x, const cell *row)
{
	const char *at = row[x->order[0]].at;
	if (at < x->first || at >= x->end)
		return NULL;
	if (at[-1] == '"')
		at--;
	return at[-1] == '\n' ? at : NULL;
}

/* ---- printing ---- */

static void print_header(buf *out, const table *t, const bool *used)
{
	bool begun = false;
	for (size_t i = 0; i < t->count; i++)
		if (used[i]) {
			if (begun)
				buf_char(out, ',');
			buf_text(out, t->columns[i].name);
			begun = true;
		}
	buf_char(out, '\n');
}

static void print_row(buf *out, const rows *r, const cell *row, const bool *used)
{
	bool begun = false;
	for (size_t i = 0; i < r->of->count; i++)
		if (used[i]) {
			if (begun)
				buf_char(out, ',');
			csv_field(out, cell_span(row[i]));
			begun = true;
		}
	buf_char(out, '\n');
}

/* The text is about as long as it was. */
static void make_room(buf *out, const rows *r)
{
	out->room = r->from.text.len + r->from.text.len / 16 + 64;
	out->at = arena_alloc(out->owner, out->room);
}

/* What stands in the stored text one behind the other is copied from it together.  Gives the last such run, which is
 * still to be added: all of the stored text when nothing in it changed. */
static span print_most(buf *out, const rows *r, bool plan_only)
{
	bool used[FIELD_COUNT_MAX];
	stored_text stands;
	span run = {"", 0};
	print_rule x = rule_for(r->of, plan_only);

	if (!find_used(used, &x, r))
		return run;
	bool stored = stored_header(&stands, r, used);
	if (stored)
		run = (span){r->from.text.at, (size_t)(stands.first - r->from.text.at)};
	else
		print_header(out, r->of, used);
	const cell *row = r->cells, *end = row + r->count * r->of->count;
	for (; row < end; row += r->of->count) {
		if (!keeps_row(&x, row))
			continue;
		const char *from = stored ? stored_row_start(&stands, row) : NULL;
		size_t len = from ? stored_row(&stands, row, from) : 0;
		if (len && from == run.at + run.len) {
			run.len += len;
			continue;
		}
		if (stored && !out->at)
			make_room(out, r);
		buf_add(out, run);
		run = (span){len ? from : "", len};
		if (!len)
			print_row(out, r, row, used);
	}
	return run;
}

void rows_print(buf *out, const rows *r, bool plan_only)
{
	buf_add(out, print_most(out, r, plan_only));
}

span rows_text(const rows *r, bool plan_only, arena *a)
{
	buf b = {.owner = a};
	span last = print_most(&b, r, plan_only);
	if (!b.len)
		return last;
	buf_add(&b, last);
	return buf_span(&b);
}

bool rows_text_is_stored(const rows *r, span text)
{
	return r->stored && text.at == r->from.text.at && text.len == r->from.text.len;
}

bool rows_all_plan(const rows *r)
{
	size_t record[FIELD_COUNT_MAX], count = 0;
	print_rule x = rule_for(r->of, true);
	if (r->of->flags & COLUMN_RECORD)
		return !r->count;
	for (size_t i = 0; i < r->of->count; i++)
		if (!keeps_column(&x, i))
			record[count++] = i;
	const cell *row = r->cells, *end = row + r->count * r->of->count;
	for (; row < end; row += r->of->count) {
		if (!is_of_plan(&x, row))
			return false;
		for (size_t k = 0; k < count; k++)
			if (row[record[k]].len)
				return false;
	}
	return true;
}
