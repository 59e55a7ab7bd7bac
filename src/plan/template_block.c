/* The tables of a template: their headings, where they end, and a row of the plan for each of theirs. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "plan/template_take.h"

#define SHEET_SLOT_BITS 12 /* see format/place.h: the row stands above the slot */
#define HEADING_ROWS 3	   /* how far the headings of one table may stand apart */

typedef struct block_row {
	size_t first, count; /* of the sheet's cells */
	span ordinal;	     /* "17", "ccg-2" */
	span order;
	uint64_t head; /* of `order`: its first bytes, which tell most rows apart */
} block_row;

typedef struct block_place {
	const form_block *b;
	const held_sheet *s;
	uint32_t *column_at; /* for each column of the block */
	uint32_t *slots;     /* ... and its place in row 0: the offsets of its cells are that and the row */
	uint16_t *of_column; /* for each column of the sheet: 1 + index, or 0 */
	uint32_t widest;
	uint32_t first_row, end_row; /* the end is no row of the table */
} block_place;

static uint32_t below_row(const taking *t, const held_sheet *s, size_t item)
{
	uint32_t needle = t->form->below[item];
	for (size_t i = 0; needle && i < s->text_count; i++)
		if (s->texts[i].needle == needle)
			return s->cells[s->texts[i].cell].row + 1;
	return needle ? UINT32_MAX : 0;
}

/* The row that holds most of the headings, the first of such; UINT32_MAX when no row holds any. */
static uint32_t heading_row(const taking *t, const form_block *b, const held_sheet *s, const uint32_t *below)
{
	uint32_t best = UINT32_MAX;
	size_t most = 0, votes = 0;
	for (size_t i = 0; i < s->text_count; i++) {
		uint32_t row = s->cells[s->texts[i].cell].row;
		if (!i || s->cells[s->texts[i - 1].cell].row != row)
			votes = 0;
		for (size_t k = 0; k < b->column_count; k++)
			votes += t->form->find[b->columns[k]] == s->texts[i].needle && row >= below[k];
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

static int find_columns(block_place *place, taking *t, err *e)
{
	const form_block *b = place->b;
	uint32_t *below = arena_array(t->a, b->column_count + 1, sizeof *below);
	size_t before = e->count;
	for (size_t k = 0; k < b->column_count; k++)
		below[k] = below_row(t, place->s, b->columns[k]);
	uint32_t row = heading_row(t, b, place->s, below);
	for (size_t k = 0; k < b->column_count; k++) {
		const map_item *it = &t->form->map->items[b->columns[k]];
		held *h = it->addressed ? NULL : heading(place->s, t->form->find[b->columns[k]], row, below[k]);
		if (!it->addressed && !h) {
			if (it->tbl)
				err_add(e, ERR_PARSE, arena_printf(t->a, "%s › %s", t->p->shown, place->s->name),
					"there is no heading '%s', which %s:%d reads", it->written, t->form->map->file,
					it->line);
			place->column_at[k] = UINT32_MAX;
			continue;
		}
		if (h)
			template_mark(h, HELD_KNOWN, NULL);
		uint32_t first = h ? h->row + 1 : it->row;
		place->column_at[k] = h ? h->column : it->column;
		if (first > place->first_row)
			place->first_row = first;
		if (place->column_at[k] > place->widest)
			place->widest = place->column_at[k];
	}
	return e->count == before ? 0 : ERR_PARSE;
}

static int index_columns(block_place *place, taking *t, err *e)
{
	const template_form *f = t->form;
	place->of_column = arena_array(t->a, place->widest + 2, sizeof *place->of_column);
	for (size_t k = 0; k < place->b->column_count; k++) {
		if (place->column_at[k] == UINT32_MAX)
			continue;
		place->slots[k] = sheet_grid_offset(t->grid, place->s->name, 0, place->column_at[k]);
		uint16_t *at = &place->of_column[place->column_at[k]];
		if (*at)
			return err_add(e, ERR_PARSE, template_place(t, place->s, place->first_row, place->column_at[k]),
				"'%s' and '%s' of block '%s' are the same column; name it the same way in %s",
				f->map->items[place->b->columns[*at - 1]].written,
				f->map->items[place->b->columns[k]].written, place->b->name, f->map->file);
		*at = (uint16_t)(k + 1);
	}
	return 0;
}

static void find_end(block_place *place, taking *t)
{
	const held_sheet *s = place->s;
	place->end_row = XLSX_ROWS_MAX;
	for (size_t i = 0; i < place->b->end_count; i++) {
		size_t item = place->b->ends[i];
		const map_item *it = &t->form->map->items[item];
		if (it->rows && place->first_row + it->rows < place->end_row)
			place->end_row = place->first_row + it->rows;
		for (size_t k = 0; !it->rows && k < s->text_count; k++) {
			held *h = &s->cells[s->texts[k].cell];
			if (s->texts[k].needle != t->form->find[item] || h->row < place->first_row ||
				h->column > place->widest || !place->of_column[h->column])
				continue;
			if (h->row < place->end_row)
				place->end_row = h->row;
			template_mark(h, HELD_KNOWN, NULL);
			break;
		}
	}
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

/* The rows of the table that hold anything in its columns, in the order in which the plan will hold them: then nothing
 * has to be sorted again for each of the plan's tables. */
static block_row *gather(size_t *count, const block_place *place, const taking *t)
{
	const held_sheet *s = place->s;
	size_t room = 0, order = order_column(place->b);
	block_row *list = NULL;
	*count = 0;
	for (size_t i = held_from(s, place->first_row, 0), next; i < s->count; i = next) {
		uint32_t row = s->cells[i].row;
		bool any = false;
		if (row >= place->end_row)
			break;
		block_row r = {.first = i};
		for (next = i; next < s->count && s->cells[next].row == row; next++) {
			uint16_t across = s->cells[next].column;
			uint16_t at = across <= place->widest ? place->of_column[across] : 0;
			if (at && place->b->known[at - 1])
				template_mark(&s->cells[next], HELD_KNOWN, NULL);
			else
				any |= at != 0;
			if (at && at - 1u == order)
				r.order = s->cells[next].text;
		}
		if (!any)
			continue;
		r.count = next - i;
		r.ordinal = ordinal_text(place->b, row - place->first_row + 1, t->a);
		if (order == SIZE_MAX)
			r.order = r.ordinal;
		for (size_t k = 0; k < 8; k++)
			r.head = r.head << 8 | (k < r.order.len ? (unsigned char)r.order.at[k] : 0);
		list = arena_grow(t->a, list, &room, *count + 1, sizeof *list);
		list[(*count)++] = r;
	}
	if (*count)
		qsort(list, *count, sizeof *list, compare_rows);
	return list;
}

static bool take_row(taking *t, const block_place *place, const block_row *r, taken *at, taken *from)
{
	const form_block *b = place->b;
	uint32_t row = place->s->cells[r->first].row;
	bool made = false;
	for (size_t k = 0; k < b->column_count; k++)
		at[k] = (taken){NULL, place->slots[k] | row << SHEET_SLOT_BITS};
	for (size_t i = r->first; i < r->first + r->count; i++) {
		held *h = &place->s->cells[i];
		uint16_t k = h->column <= place->widest ? place->of_column[h->column] : 0;
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
			b->made[i] = template_row(t, target, from, place->s, r->ordinal, pass > 0);
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
	block_place place = {.b = b, .s = &t->book->sheets[b->sheet]};
	size_t count, widest = 1;
	place.column_at = arena_array(t->a, b->column_count + 1, sizeof *place.column_at);
	place.slots = arena_array(t->a, b->column_count + 1, sizeof *place.slots);
	int rc = find_columns(&place, t, e);
	if (!rc)
		rc = index_columns(&place, t, e);
	if (rc)
		return rc;
	find_end(&place, t);
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
			uint32_t row = place.s->cells[list[i].first].row - place.first_row + 1;
			made++;
			last = row > last ? row : last;
		}
	t->rows += made;
	t->blank_rows += last - made; /* those between the first row and the last that holds anything */
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
