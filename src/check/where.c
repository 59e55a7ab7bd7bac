#include "check/where.h"

#include <stdlib.h>
#include <string.h>

#include "format/xlsx.h"
#include "plan/difference.h"

#define ROWS_LOOKED_AT 1000 /* for the sheet's column of a blank cell */

/* The first cell of a row that stands in a sheet; SIZE_MAX when none does. */
static size_t placed_cell(sheet_place *out, const rows *r, size_t row)
{
	for (size_t i = 0; i < r->of->count; i++)
		if (cell_sheet_place(out, r->from, rows_row(r, row)[i]))
			return i;
	return SIZE_MAX;
}

/* Another row that is laid out alike: its cell `known` stands in the same column of the same sheet, and `wanted` in the
 * same row as that. */
static uint32_t column_of_others(const rows *r, size_t known, const sheet_place *at, size_t wanted)
{
	sheet_place k, w;
	for (size_t n = 0; n < r->count && n < ROWS_LOOKED_AT; n++) {
		const cell *row = rows_row(r, n);
		if (cell_sheet_place(&w, r->from, row[wanted]) && cell_sheet_place(&k, r->from, row[known]) &&
			k.column == at->column && k.row == w.row && !strcmp(k.sheet, at->sheet) &&
			!strcmp(w.sheet, at->sheet))
			return w.column;
	}
	return SPOT_UNKNOWN;
}

static bool find_in_sheet(spot *out, const rows *r, const place *p)
{
	sheet_place at;
	*out = (spot){.file = r->from.name};
	if (cell_sheet_place(&at, r->from, rows_row(r, p->row)[p->column])) {
		out->sheet = at.sheet;
		out->row = at.row;
		out->across = at.column;
		return true;
	}
	size_t known = placed_cell(&at, r, p->row);
	if (known == SIZE_MAX)
		return false;
	out->sheet = at.sheet;
	out->row = at.row;
	out->across = column_of_others(r, known, &at, p->column);
	return true;
}

bool spot_find(spot *out, const engine *g, const place *p)
{
	const rows *r = &g->plan->tables[p->table];
	if (p->key || p->row >= r->count)
		return false;
	if (g->plan->stored) {
		*out = (spot){.file = g->plan->shown,
			.stored = g->plan->stored,
			.key = arena_printf(g->job, "%s%s%s", r->of->name, r->of->one_row ? "" : " ",
				r->of->one_row ? "" : row_key_text(r->of, rows_row(r, p->row), g->job))};
		return true;
	}
	if (!r->from.name)
		return false;
	if (r->from.grid)
		return find_in_sheet(out, r, p);
	cell c = rows_row(r, p->row)[p->column];
	for (size_t i = 0; !c.len && i < r->of->count; i++)
		c = rows_row(r, p->row)[i];
	*out = (spot){.file = r->from.name};
	cell_line(&out->line, &out->character, r->from, c);
	return true;
}

const char *spot_cell(const spot *s, arena *a)
{
	char name[CELL_NAME];
	if (s->stored)
		return s->key;
	if (!s->sheet)
		return arena_printf(a, "%zu:%zu", s->line, s->character);
	if (s->across == SPOT_UNKNOWN)
		return arena_printf(a, "row %u", s->row + 1);
	cell_name(name, s->row, s->across);
	return arena_text(a, span_of(name));
}

bool spots_together(const spot *x, const spot *y)
{
	return x->sheet && y->sheet && !strcmp(x->sheet, y->sheet) && !strcmp(x->file, y->file);
}

/* ---- the places of a finding ---- */

typedef struct ordered {
	spot at;
	size_t group; /* sheets in the order in which they are first named */
} ordered;

static int compare_spots(const void *x, const void *y)
{
	const ordered *p = x, *q = y;
	if (p->group != q->group)
		return p->group < q->group ? -1 : 1;
	if (p->at.row != q->at.row)
		return p->at.row < q->at.row ? -1 : 1;
	return (p->at.across > q->at.across) - (p->at.across < q->at.across);
}

static size_t group_of(const ordered *list, size_t count, const spot *s)
{
	for (size_t i = 0; i < count; i++)
		if (spots_together(&list[i].at, s))
			return list[i].group;
	return count;
}

/* A row whose cell cannot be told says nothing where another cell of the row is named. */
static bool says_more(const spot *s, const spot *before)
{
	if (s->stored && before->stored)
		return strcmp(s->key, before->key) != 0;
	return !spots_together(s, before) || s->row != before->row ||
	       (s->across != before->across && s->across != SPOT_UNKNOWN);
}

spot *spots_find(size_t *count, size_t *more, const engine *g, const places *p, arena *a)
{
	size_t n = p->count < SPOTS_MAX ? p->count : SPOTS_MAX, found = 0, kept = 0;
	ordered *list = arena_array(a, n + 1, sizeof *list);
	spot *out = arena_array(a, n + 1, sizeof *out);
	bool in_sheets = true;
	*more = p->count - n;
	for (size_t i = 0; i < n; i++) {
		if (!spot_find(&list[found].at, g, &p->list[i])) {
			++*more;
			continue;
		}
		in_sheets &= list[found].at.sheet != NULL;
		list[found].group = group_of(list, found, &list[found].at);
		found++;
	}
	if (in_sheets)
		qsort(list, found, sizeof *list, compare_spots);
	for (size_t i = 0; i < found; i++)
		if (!kept || says_more(&list[i].at, &out[kept - 1]))
			out[kept++] = list[i].at;
	*count = kept;
	return out;
}

static void add_spot(buf *b, const spot *s, const spot *before, arena *a)
{
	if (before && spots_together(s, before))
		buf_printf(b, ", %s", spot_cell(s, a));
	else if (s->stored)
		buf_printf(b, "%s%s%s", before ? "; " : s->file, before ? "" : ", ", s->key);
	else if (before && s->sheet && before->sheet && !strcmp(s->file, before->file))
		buf_printf(b, "; %s › %s", s->sheet, spot_cell(s, a));
	else if (s->sheet)
		buf_printf(b, "%s%s › %s › %s", before ? "; " : "", s->file, s->sheet, spot_cell(s, a));
	else
		buf_printf(b, "%s%s:%s", before ? "; " : "", s->file, spot_cell(s, a));
}

const char *places_shown(const engine *g, const places *p, size_t most, arena *a)
{
	size_t count, more;
	const spot *list = spots_find(&count, &more, g, p, a);
	buf b;
	buf_init(&b, a);
	for (size_t i = 0; i < count && i < most; i++)
		add_spot(&b, &list[i], i ? &list[i - 1] : NULL, a);
	more += count > most ? count - most : 0;
	if (more && count)
		buf_printf(&b, " and %zu more", more);
	return arena_text(a, buf_span(&b));
}
