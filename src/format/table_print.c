/* Writing a table canonically. */
#include <string.h>

#include "base/limits.h"
#include "format/table.h"

static bool keeps_column(const table *t, size_t i, bool plan_only)
{
	return !plan_only || !((t->columns[i].flags | t->flags) & COLUMN_RECORD);
}

static bool keeps_row(const rows *r, const cell *row, bool plan_only)
{
	const table *t = r->of;
	if (!plan_only)
		return true;
	if (t->record_by && row[table_column(t, span_of(t->record_by))].len)
		return false;
	bool only_keys =
		!(t->flags & COLUMN_RECORD); /* a table of nothing but keys, such as stated_parts, is whole with them */
	for (size_t i = 0; i < t->count; i++) {
		if (t->columns[i].flags & COLUMN_KEY)
			continue;
		only_keys = false;
		if (keeps_column(t, i, true) && row[i].len)
			return true;
	}
	return only_keys;
}

/* ---- what still stands as it was read ---- */

/* The header of a stored text. */
typedef struct stored_text {
	size_t order[FIELD_COUNT_MAX], width; /* which column each field is */
	bool has[FIELD_COUNT_MAX];
	const char *first, *end; /* the first row, and the end of the last */
} stored_text;

static bool stored_header(stored_text *out, const rows *r)
{
	span text = r->from.text, header;
	if (!r->stored || !r->count)
		return false;
	out->width = 0;
	memset(out->has, 0, r->of->count);
	out->end = text.at + text.len;
	header = span_cut(&text, '\n');
	out->first = text.at;
	while (header.len) {
		size_t i = table_column(r->of, span_cut(&header, ','));
		if (i == SIZE_MAX)
			return false;
		out->order[out->width++] = i;
		out->has[i] = true;
	}
	return true;
}

/* The bytes of a row that stands in the text from `from` on as it was read; 0 when it does not. */
static size_t stored_row(const stored_text *x, const cell *row, const char *from)
{
	const char *at = from;
	for (size_t k = 0; k < x->width; k++) {
		const cell *c = &row[x->order[k]];
		size_t left = (size_t)(x->end - at);
		if (c->at == at && c->len < left)
			at += c->len;
		else if (left > 2 && *at == '"' && c->at == at + 1 && c->len < left - 2 && at[c->len + 1] == '"')
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

bool rows_are_stored(const rows *r)
{
	const table *t = r->of;
	stored_text x;
	if (!stored_header(&x, r))
		return false;
	const char *at = x.first;
	for (size_t n = 0; n < r->count; n++) {
		const cell *row = rows_row(r, n);
		size_t len = at < x.end ? stored_row(&x, row, at) : 0;
		if (!len)
			return false;
		at += len;
		for (size_t i = 0; i < t->count; i++)
			if (row[i].len && !x.has[i])
				return false;
	}
	return at == x.end;
}

/* ---- printing ---- */

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

/* Rows that stand in the stored text one behind the other are copied from it together. */
static void print_rows(buf *out, const rows *r, const bool *used, bool plan_only)
{
	stored_text x;
	bool stored = stored_header(&x, r) && !memcmp(used, x.has, r->of->count);
	span run = {"", 0};
	for (size_t n = 0; n < r->count; n++) {
		const cell *row = rows_row(r, n);
		if (!keeps_row(r, row, plan_only))
			continue;
		const char *from = stored ? stored_row_start(&x, row) : NULL;
		size_t len = from ? stored_row(&x, row, from) : 0;
		if (len && from == run.at + run.len) {
			run.len += len;
			continue;
		}
		buf_add(out, run);
		run = (span){len ? from : "", len};
		if (!len)
			print_row(out, r, row, used);
	}
	buf_add(out, run);
}

void rows_print(buf *out, const rows *r, bool plan_only)
{
	const table *t = r->of;
	bool used[FIELD_COUNT_MAX] = {false}, any = false, begun = false;

	for (size_t n = 0; n < r->count; n++) {
		const cell *row = rows_row(r, n);
		if (!keeps_row(r, row, plan_only))
			continue;
		any = true;
		for (size_t i = 0; i < t->count; i++)
			used[i] |= row[i].len && keeps_column(t, i, plan_only);
	}
	if (!any)
		return;
	for (size_t i = 0; i < t->count; i++)
		if (used[i]) {
			if (begun)
				buf_char(out, ',');
			buf_text(out, t->columns[i].name);
			begun = true;
		}
	buf_char(out, '\n');
	print_rows(out, r, used, plan_only);
}

bool rows_all_plan(const rows *r)
{
	const table *t = r->of;
	for (size_t n = 0; n < r->count; n++) {
		const cell *row = rows_row(r, n);
		if (!keeps_row(r, row, true))
			return false;
		for (size_t i = 0; i < t->count; i++)
			if (row[i].len && !keeps_column(t, i, true))
				return false;
	}
	return true;
}
