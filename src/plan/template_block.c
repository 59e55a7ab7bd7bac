/* The tables of a template: their headings, where they end, and a row of the plan for each of theirs. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "plan/template_take.h"
#include "plan/total_row.h"
#include "policy/fold.h"

typedef struct block_row {
	size_t first, count; /* of the sheet's cells */
	span ordinal;	     /* "17", "ccg-2" */
	span order;
	uint64_t head; /* of `order`: its first bytes, which tell most rows apart */
} block_row;

/* What a column of the block says about its rows. */
enum { SAYS_ANY = 1, SAYS_KEY = 2, SAYS_AMOUNT = 4, SAYS_OWN = 8 /* area, source, scheme, type */, SAYS_NAME = 16 };

typedef struct block_place {
	held_block at;
	uint8_t *says;	 /* for each column */
	bool sums;	 /* it has amounts: totals may stand among its lines */
	uint32_t *aside; /* rows that are no lines: totals and notes */
	size_t aside_count, aside_room;
	uint32_t *slots;     /* for each column its place in row 0: the offsets of its cells are that and the row */
	uint16_t *of_column; /* for each column of the sheet: 1 + index, or 0 */
} block_place;

/* The text in the row of headings that is nearest to the one that is missing, and is no heading that the map knows. */
static const char *nearest_heading(const block_place *place, taking *t, span wanted)
{
	const held_sheet *s = place->at.s;
	const held *row = NULL, *nearest = NULL;
	size_t least = SIZE_MAX;
	for (size_t k = 0; k < place->at.b->column_count && !row; k++)
		row = place->at.headings[k];
	if (!row)
		return "";
	for (size_t i = held_from(s, row->row, 0); i < s->count && s->cells[i].row == row->row; i++) {
		const held *h = &s->cells[i];
		bool known = h->kind != XLSX_TEXT;
		for (size_t k = 0; k < place->at.b->column_count && !known; k++)
			known = place->at.headings[k] == h;
		size_t away = known ? SIZE_MAX : span_distance(fold(t->a, h->text), wanted);
		if (!known && (!nearest || away < least)) {
			nearest = h;
			least = away;
		}
	}
	return nearest ? arena_printf(t->a, " in row %u, where the nearest is '%s'", row->row + 1,
				 template_shortened(t->a, nearest->text))
		       : arena_printf(t->a, " in row %u", row->row + 1);
}

/* The headings that the map reads must be there. */
static int judge_columns(const block_place *place, taking *t, err *e)
{
	const form_block *b = place->at.b;
	size_t before = e->count;
	for (size_t k = 0; k < b->column_count; k++) {
		const map_item *it = &t->form->map->items[b->columns[k]];
		if (place->at.headings[k])
			template_mark(place->at.headings[k], HELD_KNOWN, NULL);
		else if (place->at.column_at[k] == UINT32_MAX && it->tbl)
			err_add(e, ERR_PARSE, arena_printf(t->a, "%s › %s", t->p->shown, place->at.s->name),
				"the heading '%s' is missing%s; give it its name back (%s:%d)", it->written,
				nearest_heading(place, t, it->find), t->form->map->file, it->line);
	}
	return e->count == before ? 0 : ERR_PARSE;
}

static int index_columns(block_place *place, taking *t, err *e)
{
	const template_form *f = t->form;
	place->of_column = arena_array(t->a, place->at.widest + 2, sizeof *place->of_column);
	for (size_t k = 0; k < place->at.b->column_count; k++) {
		if (place->at.column_at[k] == UINT32_MAX)
			continue;
		place->slots[k] = sheet_grid_offset(t->grid, place->at.s->name, 0, place->at.column_at[k]);
		uint16_t *at = &place->of_column[place->at.column_at[k]];
		if (*at)
			return err_add(e, ERR_PARSE,
				template_place(t, place->at.s, place->at.first_row, place->at.column_at[k]),
				"'%s' and '%s' of block '%s' are the same column; name it the same way in %s",
				f->map->items[place->at.b->columns[*at - 1]].written,
				f->map->items[place->at.b->columns[k]].written, place->at.b->name, f->map->file);
		*at = (uint16_t)(k + 1);
	}
	return 0;
}

static span ordinal_text(const form_block *b, uint32_t n, arena *a)
{
	char digits[12];
	size_t at = sizeof digits, prefix = b->plain ? 0 : strlen(b->name) + 1;
	do
		digits[--at] = (char)('0' + n % 10);
	while (n /= 10);
	char *out = arena_alloc(a, prefix + sizeof digits - at + 1);
	if (prefix) {
		memcpy(out, b->name, prefix - 1);
		out[prefix - 1] = '-';
	}
	memcpy(out + prefix, digits + at, sizeof digits - at);
	return (span){out, prefix + sizeof digits - at};
}

static int compare_rows(const void *x, const void *y)
{
	const block_row *a = x, *b = y;
	int d = a->head != b->head ? (a->head < b->head ? -1 : 1) : span_compare(a->order, b->order);
	return d ? d : (a->first > b->first) - (a->first < b->first);
}

/* Which column of the block the rows of the plan will be sorted by, or SIZE_MAX where that is the number of the row. */
static size_t order_column(const form_block *b)
{
	for (size_t i = 0; i < b->target_count; i++)
		for (size_t k = 0; k < plan_tables[b->targets[i].tbl].count; k++)
			if (b->targets[i].fills[k].how == FILL_ORDINAL)
				return SIZE_MAX;
	for (size_t i = 0; i < b->target_count; i++)
		for (size_t k = 0; k < b->targets[i].value_count; k++)
			if (b->targets[i].values[k].key)
				return b->targets[i].values[k].at;
	return SIZE_MAX;
}

/* ---- totals and notes ---- */

static void index_says(block_place *place, const taking *t)
{
	const form_block *b = place->at.b;
	size_t keys = 0, first = SIZE_MAX;
	place->says = arena_array(t->a, b->column_count + 1, sizeof *place->says);
	for (size_t i = 0; i < b->target_count; i++)
		for (size_t n = 0; n < b->targets[i].value_count; n++) {
			const form_value *v = &b->targets[i].values[n];
			const column *k = &plan_tables[b->targets[i].tbl].columns[v->col];
			place->says[v->at] |= (uint8_t)(SAYS_ANY | (v->key ? SAYS_KEY : 0) | (v->slug ? SAYS_NAME : 0) |
							(k->type == TYPE_AMOUNT ? SAYS_AMOUNT : 0) |
							(total_lacks(k->name) ? SAYS_OWN : 0));
			place->sums |= k->type == TYPE_AMOUNT;
			keys += v->key;
			if (k->type != TYPE_AMOUNT && place->at.column_at[v->at] != UINT32_MAX &&
				(first == SIZE_MAX || place->at.column_at[v->at] < place->at.column_at[first]))
				first = v->at;
		}
	if (!keys && first != SIZE_MAX)
		place->says[first] |= SAYS_KEY;
}

/* In a column of names a text alone may be a name whose figure is missing; a sentence is none. */
static bool is_sentence(span text)
{
	char room[8];
	size_t blanks = 0, n = fold_into(room, sizeof room, (span){text.at, text.len < 4 ? text.len : 4});
	for (size_t i = 0; i < text.len; i++)
		blanks += text.at[i] == ' ';
	return blanks > 7 || text.at[0] == '*' || text.at[text.len - 1] == '.' || (n == 4 && !memcmp(room, "note", 4));
}

typedef enum row_kind { ROW_LINE, ROW_TOTAL, ROW_NOTE, ROW_NUMBER } row_kind;

/* What the row whose cells begin at `first` is: ROW_NUMBER holds an amount and nothing else. */
static row_kind judge_row(const block_place *place, size_t first, size_t next)
{
	size_t filled = 0, amounts = 0, sums = 0, words = 0;
	bool own = false, note = false;
	for (size_t i = first; i < next; i++) {
		const held *h = &place->at.s->cells[i];
		uint16_t at = h->column <= place->at.widest ? place->of_column[h->column] : 0;
		uint8_t says = at ? place->says[at - 1] : 0;
		span text = h->kind == XLSX_TEXT ? span_trim(h->text) : h->text;
		if (says && h->kind == XLSX_NO_VALUE)
			return ROW_LINE; /* nobody can say yet; the workbook will be refused */
		if (!says || !text.len)
			continue;
		filled++;
		if (says & SAYS_AMOUNT) {
			amounts++;
			sums += h->adds;
			continue;
		}
		bool word = h->kind == XLSX_TEXT && total_word(text);
		words += word;
		own |= (says & SAYS_OWN) && !word;
		note = h->kind == XLSX_TEXT && (says & SAYS_KEY) && !((says & SAYS_NAME) && !is_sentence(text));
	}
	if (amounts && ((words && !own) || sums == amounts))
		return ROW_TOTAL;
	if (filled == 1)
		return amounts ? ROW_NUMBER : note ? ROW_NOTE : ROW_LINE;
	return ROW_LINE;
}

/* The row is no line: its values are left, and why. */
static void set_aside(block_place *place, taking *t, size_t first, size_t count, row_kind kind)
{
	held *cells = place->at.s->cells;
	uint32_t row = cells[first].row;
	const char *why = arena_printf(t->a, "row %u looks like a %s, and was not read as a line", row + 1,
		kind == ROW_NOTE ? "note" : "total");
	for (size_t i = first; i < first + count; i++)
		if (cells[i].column <= place->at.widest && place->of_column[cells[i].column] &&
			cells[i].state == HELD_LEFT)
			cells[i].why = why;
	place->aside = arena_grow(t->a, place->aside, &place->aside_room, place->aside_count + 1, sizeof *place->aside);
	place->aside[place->aside_count++] = row;
}

/* Numbers alone below the last line are sums that nobody has named. */
static size_t drop_numbers(block_row *list, size_t count, block_place *place, taking *t)
{
	size_t kept = count;
	while (kept &&
		judge_row(place, list[kept - 1].first, list[kept - 1].first + list[kept - 1].count) == ROW_NUMBER)
		kept--;
	for (size_t i = kept; kept && i < count; i++)
		set_aside(place, t, list[i].first, list[i].count, ROW_TOTAL);
	return kept ? kept : count;
}

/* The rows of the table that hold anything in its columns, in the order in which the plan will hold them: then nothing
 * has to be sorted again for each of the plan's tables. */
static block_row *gather(size_t *count, block_place *place, taking *t)
{
	const held_sheet *s = place->at.s;
	size_t room = 0, order = order_column(place->at.b);
	block_row *list = NULL;
	*count = 0;
	for (size_t i = held_from(s, place->at.first_row, 0), next; i < s->count; i = next) {
		uint32_t row = s->cells[i].row;
		bool any = false;
		if (row >= place->at.end_row)
			break;
		block_row r = {.first = i};
		for (next = i; next < s->count && s->cells[next].row == row; next++) {
			uint16_t across = s->cells[next].column;
			uint16_t at = across <= place->at.widest ? place->of_column[across] : 0;
			if (at && place->at.b->known[at - 1])
				template_mark(&s->cells[next], HELD_KNOWN, NULL);
			else
				any |= at != 0;
			if (at && at - 1u == order)
				r.order = s->cells[next].text;
		}
		if (!any)
			continue;
		r.count = next - i;
		row_kind kind = place->sums ? judge_row(place, i, next) : ROW_LINE;
		if (kind == ROW_TOTAL || kind == ROW_NOTE) {
			set_aside(place, t, i, r.count, kind);
			continue;
		}
		r.ordinal = ordinal_text(place->at.b, row - place->at.first_row + 1, t->a);
		if (order == SIZE_MAX)
			r.order = r.ordinal;
		for (size_t k = 0; k < 8; k++)
			r.head = r.head << 8 | (k < r.order.len ? (unsigned char)r.order.at[k] : 0);
		list = arena_grow(t->a, list, &room, *count + 1, sizeof *list);
		list[(*count)++] = r;
	}
	if (place->sums)
		*count = drop_numbers(list, *count, place, t);
	if (*count)
		qsort(list, *count, sizeof *list, compare_rows);
	return list;
}

static bool take_row(taking *t, const block_place *place, const block_row *r, taken *at, taken *from)
{
	const form_block *b = place->at.b;
	uint32_t row = place->at.s->cells[r->first].row;
	bool made = false;
	for (size_t k = 0; k < b->column_count; k++)
		at[k] = (taken){NULL, sheet_grid_below(place->slots[k], row)};
	for (size_t i = r->first; i < r->first + r->count; i++) {
		held *h = &place->at.s->cells[i];
		uint16_t k = h->column <= place->at.widest ? place->of_column[h->column] : 0;
		if (k && !at[k - 1].at)
			at[k - 1].at = h;
	}
	/* first the rows that say something; then what they name, such as a scheme without a title */
	for (size_t pass = 0; pass < 2 && (made || !pass); pass++)
		for (size_t i = 0; i < b->target_count; i++) {
			const form_target *target = &b->targets[i];
			if (pass && (b->made[i] || !target->named))
				continue;
			for (size_t k = 0; k < target->value_count; k++)
				from[k] = at[target->values[k].at];
			b->made[i] = template_row(t, target, from, place->at.s, r->ordinal, pass > 0);
			made |= b->made[i];
		}
	return made;
}

/* Room for all rows at once, where a table is not begun yet. */
static void reserve(taking *t, const form_block *b, size_t count)
{
	for (size_t i = 0, same; i < b->target_count; i += same) {
		rows *r = &t->p->tables[b->targets[i].tbl];
		for (same = 1; i + same < b->target_count && b->targets[i + same].tbl == b->targets[i].tbl;)
			same++;
		if (count < ROWS_MAX)
			r->cells = arena_grow(
				t->a, r->cells, &r->room, (r->count + count * same) * r->of->count, sizeof *r->cells);
	}
}

static int take_block(taking *t, const form_block *b, err *e)
{
	block_place place = {.sums = false};
	size_t count, widest = 1;
	held_block_find(&place.at, t->book, b);
	place.slots = arena_array(t->a, b->column_count + 1, sizeof *place.slots);
	int rc = judge_columns(&place, t, e);
	if (!rc)
		rc = index_columns(&place, t, e);
	if (rc)
		return rc;
	for (size_t i = 0; i < b->end_count; i++)
		if (place.at.ends[i])
			template_mark(place.at.ends[i], HELD_KNOWN, NULL);
	index_says(&place, t);
	block_row *list = gather(&count, &place, t);
	for (size_t i = 0; i < b->target_count; i++)
		if (b->targets[i].value_count > widest)
			widest = b->targets[i].value_count;
	reserve(t, b, count);
	taken *at = arena_array(t->a, b->column_count + 1, sizeof *at);
	taken *from = arena_array(t->a, widest, sizeof *from);
	uint32_t last = 0;
	size_t made = 0;
	for (size_t i = 0; i < count; i++)
		if (take_row(t, &place, &list[i], at, from)) {
			uint32_t row = place.at.s->cells[list[i].first].row - place.at.first_row + 1;
			made++;
			last = row > last ? row : last;
		}
	t->rows += made;
	t->blank_rows += last - made; /* those between the first row and the last that holds anything */
	for (size_t i = 0; i < place.aside_count; i++)
		t->blank_rows -= place.aside[i] - place.at.first_row < last;
	return 0;
}

int template_blocks(taking *t, err *e)
{
	size_t before = e->count;
	for (size_t i = 0; i < t->form->block_count; i++)
		if (t->book->sheets[t->form->blocks[i].sheet].index != SIZE_MAX)
			take_block(t, &t->form->blocks[i], e);
	return e->count == before ? 0 : ERR_PARSE;
}
