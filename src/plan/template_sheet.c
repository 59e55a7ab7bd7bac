#include "plan/template_sheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "plan/total_row.h"

static int compare_held(const void *x, const void *y)
{
	const held *a = x, *b = y;
	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	return (a->column > b->column) - (a->column < b->column);
}

#define TEXT_ROOM 32768
#define HEADING_ROWS 3 /* how far the headings of one table may stand apart */

/* Texts are copied close to each other: there are many, and most are short. */
static span keep_text(held_book *b, span text)
{
	if (text.len > TEXT_ROOM / 8)
		return arena_span(b->a, text);
	if (text.len > b->texts_left) {
		b->texts = arena_alloc(b->a, TEXT_ROOM);
		b->texts_left = TEXT_ROOM;
	}
	char *at = b->texts;
	memcpy(at, text.at, text.len);
	b->texts += text.len;
	b->texts_left -= text.len;
	return (span){at, text.len};
}

static void hold(held_book *b, held_sheet *s, const xlsx_cell *c)
{
	if (s->count == s->room)
		s->cells = arena_grow(b->form->own, s->cells, &s->room, s->count + 64, sizeof *s->cells);
	s->cells[s->count++] = (held){.text = c->lasts	    ? c->text
					      : c->text.len ? keep_text(b, c->text)
							    : (span){"", 0},
		.row = c->row,
		.column = (uint16_t)c->column,
		.style = c->style,
		.kind = (uint8_t)c->kind,
		.formula = c->formula,
		.elsewhere = c->formula && xlsx_formula_elsewhere(c->formula_text),
		.adds = c->formula && total_formula(c->formula_text, 0, c->row, c->column)};
}

/* File order is row by row in every workbook that a spreadsheet program writes; nothing promises it. */
static void put_in_order(held_sheet *s)
{
	for (size_t i = 1; i < s->count; i++)
		if (compare_held(&s->cells[i - 1], &s->cells[i]) > 0) {
			qsort(s->cells, s->count, sizeof *s->cells, compare_held);
			return;
		}
}

static void find_texts(held_sheet *s, const form_sheet *f, arena *a)
{
	for (size_t i = 0; i < s->count; i++) {
		uint32_t needle = s->cells[i].kind == XLSX_TEXT ? form_needle_find(f, s->cells[i].text) : 0;
		if (!needle)
			continue;
		s->texts = arena_grow(a, s->texts, &s->text_room, s->text_count + 1, sizeof *s->texts);
		s->texts[s->text_count++] = (held_text){needle, i};
	}
}

/* A formula that nobody has calculated is held, for it may stand where a figure should be; it is no value. */
static bool is_value(const xlsx_cell *c)
{
	return c->kind != XLSX_NO_VALUE && c->text.len;
}

static int read_sheet(held_book *b, held_sheet *s, const form_sheet *f, err *e)
{
	xlsx_cell c;
	int rc = xlsx_begin(b->x, s->index, e);
	while (!rc && (rc = xlsx_next(&c, b->x, e)) > 0) {
		rc = 0;
		s->values += is_value(&c);
		if (!f || !f->held || !(is_value(&c) || c.kind == XLSX_NO_VALUE))
			continue;
		if (s->count == TEMPLATE_VALUES_MAX)
			return err_add(e, ERR_LIMIT, xlsx_place(b->a, b->x, &c),
				"more than %zu values on one sheet of a template", TEMPLATE_VALUES_MAX);
		hold(b, s, &c);
	}
	if (rc)
		return rc;
	put_in_order(s);
	if (f)
		find_texts(s, f, b->form->own);
	return 0;
}

/* The memory of the workbook before is used again: a thread reads one at a time. */
static held_sheet *empty_sheets(template_form *f)
{
	if (!f->held)
		f->held = arena_array(f->own, f->sheet_count + 1, sizeof *f->held);
	for (size_t i = 0; i < f->sheet_count; i++)
		f->held[i] = (held_sheet){.index = SIZE_MAX,
			.cells = f->held[i].cells,
			.room = f->held[i].room,
			.texts = f->held[i].texts,
			.text_room = f->held[i].text_room};
	return f->held;
}

/* Two sheets that a map cannot tell from each other. */
static int same_name(held_book *b, size_t first, size_t second, err *e)
{
	const char *of = xlsx_sheet_at(b->x, second)->name;
	xlsx_cell top = {.row = 0};
	int rc = xlsx_begin(b->x, second, e);
	if (rc)
		return rc;
	span where = span_of(xlsx_place(b->a, b->x, &top)); /* "plan.xlsx › list  › A1" */
	where.len -= strlen(" › ") + strlen(of) + strlen(" › A1");
	return err_add(e, ERR_PARSE, arena_text(b->a, where),
		"its sheets '%s' and '%s' have the same name but for blanks and capitals; rename one",
		xlsx_sheet_at(b->x, first)->name, of);
}

int held_book_read(held_book *out, xlsx *x, template_form *f, arena *a, err *e)
{
	held_book b = {.x = x, .form = f, .a = a, .sheets = empty_sheets(f)};
	b.others = arena_array(a, xlsx_sheet_count(x) + 1, sizeof *b.others);
	for (size_t i = 0; i < xlsx_sheet_count(x); i++) {
		const xlsx_sheet *sheet = xlsx_sheet_at(x, i);
		if (!sheet->grid)
			continue;
		size_t which = template_form_sheet(f, sheet->name);
		held_sheet *s = which == SIZE_MAX ? &b.others[b.other_count++] : &b.sheets[which];
		int rc = which != SIZE_MAX && s->index != SIZE_MAX ? same_name(&b, s->index, i, e) : 0;
		if (rc)
			return rc;
		s->index = i;
		s->name = sheet->name;
		rc = read_sheet(&b, s, which == SIZE_MAX ? NULL : &f->sheets[which], e);
		if (rc)
			return rc;
		b.with_cells += s->values > 0;
	}
	*out = b;
	return 0;
}

/* ---- finding ---- */

size_t held_from(const held_sheet *s, uint32_t row, uint32_t across)
{
	size_t low = 0, high = s->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const held *h = &s->cells[middle];
		if (h->row < row || (h->row == row && h->column < across))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

held *held_at(const held_sheet *s, uint32_t row, uint32_t across)
{
	size_t i = held_from(s, row, across);
	return i < s->count && s->cells[i].row == row && s->cells[i].column == across ? &s->cells[i] : NULL;
}

static held *first_text(const held_sheet *s, uint32_t needle, uint32_t from_row)
{
	for (size_t i = 0; i < s->text_count; i++)
		if (s->texts[i].needle == needle && s->cells[s->texts[i].cell].row >= from_row)
			return &s->cells[s->texts[i].cell];
	return NULL;
}

bool held_find(uint32_t *row, uint32_t *across, const held_book *b, size_t item)
{
	const map_item *it = &b->form->map->items[item];
	const held_sheet *s = &b->sheets[b->form->sheet_of[item]];
	uint32_t from = 0;
	if (s->index == SIZE_MAX)
		return false;
	if (it->addressed) {
		*row = it->row;
		*across = it->column;
		return true;
	}
	if (b->form->below[item]) {
		held *above = first_text(s, b->form->below[item], 0);
		if (!above)
			return false;
		if (above->state == HELD_LEFT)
			above->state = HELD_KNOWN;
		from = above->row + 1;
	}
	const held *h = b->form->find[item] ? first_text(s, b->form->find[item], from) : NULL;
	if (!h)
		return false;
	*row = h->row;
	*across = h->column;
	return true;
}

/* ---- where a table stands ---- */

/* The row below the text that the heading stands below; UINT32_MAX when that text is not there. */
static uint32_t below_row(const held_book *b, const held_sheet *s, size_t item)
{
	uint32_t needle = b->form->below[item];
	const held *above = needle ? first_text(s, needle, 0) : NULL;
	return above ? above->row + 1 : needle ? UINT32_MAX : 0;
}

/* The row that holds most of the headings, the first of such; UINT32_MAX when no row holds any. */
static uint32_t heading_row(const template_form *f, const form_block *b, const held_sheet *s, const uint32_t *below)
{
	uint32_t best = UINT32_MAX;
	size_t most = 0, votes = 0;
	for (size_t i = 0; i < s->text_count; i++) {
		uint32_t row = s->cells[s->texts[i].cell].row;
		if (!i || s->cells[s->texts[i - 1].cell].row != row)
			votes = 0;
		for (size_t k = 0; k < b->column_count; k++)
			votes += f->find[b->columns[k]] == s->texts[i].needle && row >= below[k];
		if (votes > most) {
			most = votes;
			best = row;
		}
	}
	return best;
}

/* The heading in that row, or else the nearest within a few rows of it. */
static held *heading(const held_sheet *s, uint32_t needle, uint32_t row, uint32_t below)
{
	held *nearest = NULL;
	uint32_t least = HEADING_ROWS + 1;
	for (size_t i = 0; i < s->text_count; i++) {
		held *h = &s->cells[s->texts[i].cell];
		uint32_t away = h->row > row ? h->row - row : row - h->row;
		if (s->texts[i].needle != needle || h->row < below || away >= least)
			continue;
		least = away;
		nearest = h;
	}
	return nearest;
}

/* The first text that ends the table, in one of its own columns. */
static held *first_end(const held_block *place, uint32_t needle)
{
	const held_sheet *s = place->s;
	for (size_t i = 0; i < s->text_count; i++) {
		held *h = &s->cells[s->texts[i].cell];
		if (s->texts[i].needle != needle || h->row < place->first_row)
			continue;
		for (size_t k = 0; k < place->b->column_count; k++)
			if (place->column_at[k] == h->column)
				return h;
	}
	return NULL;
}

void held_block_find(held_block *out, const held_book *b, const form_block *block)
{
	const template_form *f = b->form;
	const held_sheet *s = &b->sheets[block->sheet];
	uint32_t *below = arena_array(b->a, block->column_count + 1, sizeof *below);

	*out = (held_block){.b = block, .s = s, .end_row = XLSX_ROWS_MAX};
	out->column_at = arena_array(b->a, block->column_count + 1, sizeof *out->column_at);
	out->headings = arena_array(b->a, block->column_count + 1, sizeof(held *));
	out->ends = arena_array(b->a, block->end_count + 1, sizeof(held *));
	for (size_t k = 0; k < block->column_count; k++)
		below[k] = below_row(b, s, block->columns[k]);
	uint32_t row = heading_row(f, block, s, below);
	for (size_t k = 0; k < block->column_count; k++) {
		const map_item *it = &f->map->items[block->columns[k]];
		held *h = it->addressed ? NULL : heading(s, f->find[block->columns[k]], row, below[k]);
		uint32_t first = h ? h->row + 1 : it->row;
		out->headings[k] = h;
		out->column_at[k] = h ? h->column : it->addressed ? it->column : UINT32_MAX;
		if (!h && !it->addressed)
			continue;
		if (first > out->first_row)
			out->first_row = first;
		if (out->column_at[k] > out->widest)
			out->widest = out->column_at[k];
	}
	for (size_t i = 0; i < block->end_count; i++) {
		const map_item *it = &f->map->items[block->ends[i]];
		held *h = it->rows ? NULL : first_end(out, f->find[block->ends[i]]);
		uint32_t end = it->rows ? out->first_row + it->rows : h ? h->row : UINT32_MAX;
		out->ends[i] = h;
		if (end < out->end_row)
			out->end_row = end;
	}
}
