/* The tables of a template, filled: which row of the sheet each row of the plan goes to. */
#include <stdlib.h>
#include <string.h>

#include "plan/template_fill_put.h"
#include "policy/fold.h"

/* ---- what one row of the sheet is to hold ---- */

/* The target whose rows the table has: that whose key is the number of the row, or the one with most values. */
static const form_target *main_target(const form_block *b)
{
	const form_target *best = NULL;
	bool numbered = false;
	for (size_t i = 0; i < b->target_count; i++) {
		const form_target *t = &b->targets[i];
		bool own = false;
		for (size_t k = 0; k < plan_tables[t->tbl].count; k++)
			own |= t->fills[k].how == FILL_ORDINAL;
		if (!best || own > numbered || (own == numbered && t->value_count > best->value_count)) {
			best = t;
			numbered = own;
		}
	}
	return best;
}

static size_t ordinal_column(const form_target *t)
{
	for (size_t k = 0; k < plan_tables[t->tbl].count; k++)
		if (t->fills[k].how == FILL_ORDINAL)
			return k;
	return SIZE_MAX;
}

/* Which value of the main target stands in the same column of the sheet; SIZE_MAX when none does. */
static size_t shared_value(const form_target *main, const form_value *v)
{
	for (size_t i = 0; i < main->value_count; i++)
		if (main->values[i].at == v->at)
			return i;
	return SIZE_MAX;
}

/* The first row whose first field is not less; rows are sorted by it where it is a key. */
static size_t first_at_least(const rows *r, span key)
{
	size_t low = 0, high = r->count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (span_compare(cell_span(rows_row(r, middle)[0]), key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The row of another target that belongs to a row of the main one: their keys, where they come from the same column of
 * the sheet or are both the number of the row, are the same.  SIZE_MAX when the plan has none. */
static size_t joined_row(const filling_job *f, const form_target *main, size_t main_row, const form_target *t)
{
	const rows *r = &f->p->tables[t->tbl];
	const cell *own = rows_row(&f->p->tables[main->tbl], main_row), *first = NULL;
	size_t number = ordinal_column(t), main_number = ordinal_column(main), from = 0;
	if (number != SIZE_MAX && main_number == SIZE_MAX)
		return SIZE_MAX;
	if (number == 0)
		first = &own[main_number];
	for (size_t k = 0; k < t->value_count; k++) {
		size_t other = t->values[k].key ? shared_value(main, &t->values[k]) : 0;
		if (other == SIZE_MAX)
			return SIZE_MAX;
		if (t->values[k].key && t->values[k].col == 0)
			first = &own[main->values[other].col];
	}
	if (first)
		from = first_at_least(r, cell_span(*first));
	for (size_t i = from; i < r->count; i++) {
		const cell *c = rows_row(r, i);
		if (first && !span_equal(cell_span(c[0]), cell_span(*first)))
			break;
		bool fits = fill_row_fits(f, t, i, false);
		if (fits && number != SIZE_MAX)
			fits = span_equal(cell_span(c[number]), cell_span(own[main_number]));
		for (size_t k = 0; fits && k < t->value_count; k++)
			fits = !t->values[k].key ||
			       span_equal(cell_span(c[t->values[k].col]),
				       cell_span(own[main->values[shared_value(main, &t->values[k])].col]));
		if (fits)
			return i;
	}
	return SIZE_MAX;
}

/* The row of the plan, and those that belong to it, have their place. */
static void use_rows(filling_job *f, const form_block *b, const form_target *main, size_t main_row)
{
	for (size_t i = 0; i < b->target_count; i++) {
		const form_target *t = &b->targets[i];
		size_t row = t == main ? main_row : joined_row(f, main, main_row, t);
		if (row != SIZE_MAX)
			fill_row_used(f, t, row);
	}
}

static bool holds_money(const table *t)
{
	for (size_t k = 0; k < t->count; k++)
		if (t->columns[k].type == TYPE_AMOUNT)
			return true;
	return false;
}

/* For each column of the block what it is to hold; of several values for one column the plainest: a name before the id
 * that is made of it. */
static void gather_wants(
	fill_want *wants, filling_job *f, const form_block *b, const form_target *main, size_t main_row)
{
	memset(wants, 0, b->column_count * sizeof *wants);
	for (size_t i = 0; i < b->target_count; i++) {
		const form_target *t = &b->targets[i];
		size_t row = t == main ? main_row : joined_row(f, main, main_row, t);
		if (row == SIZE_MAX)
			continue;
		for (size_t k = 0; k < t->value_count; k++) {
			const form_value *v = &t->values[k];
			fill_want *w = &wants[v->at];
			cell c = rows_row(&f->p->tables[t->tbl], row)[v->col];
			span id = v->slug ? cell_span(c) : w->id;
			if (!w->v || !w->value.len || (c.len && w->v->slug && !v->slug) ||
				(c.len && t == main && !v->slug))
				*w = (fill_want){v, &plan_tables[t->tbl], row, c, {NULL, 0}};
			w->id = id;
		}
	}
	for (size_t i = 0; i < b->target_count; i++) /* columns that this row says nothing of */
		for (size_t k = 0; k < b->targets[i].value_count; k++) {
			const form_value *v = &b->targets[i].values[k];
			if (!wants[v->at].v)
				wants[v->at] = (fill_want){.v = v,
					.of = &plan_tables[b->targets[i].tbl],
					.row = SIZE_MAX,
					.value = {.at = ""}};
		}
}

/* ---- which row ---- */

typedef struct sheet_row {
	uint32_t row;
	bool labelled; /* the template says what it is about */
	bool held;     /* holds something where people write */
	bool taken;
} sheet_row;

typedef struct block_fill {
	filling_job *f;
	held_block spot;
	const form_target *main;
	fill_want *wants;
	sheet_row *list; /* rows that hold anything */
	size_t count, room;
	uint32_t next_blank;
	bool *promised; /* for each row of the sheet's table: it is that of a line's number */
	bool has_labels;
} block_fill;

/* A column whose text the template brings filled in and by which its rows are known. */
static bool is_label(const block_fill *b, size_t k)
{
	const map_item *it = &b->f->t.form->map->items[b->spot.b->columns[k]];
	if (!it->tbl || it->input)
		return false;
	for (size_t i = 0; i < b->spot.b->target_count; i++)
		for (size_t n = 0; n < b->spot.b->targets[i].value_count; n++) {
			const form_value *v = &b->spot.b->targets[i].values[n];
			value_type type = plan_tables[b->spot.b->targets[i].tbl].columns[v->col].type;
			if (v->at == k && (type == TYPE_TEXT || type == TYPE_PERIOD || type == TYPE_DATE))
				return v->key || v->slug || &b->spot.b->targets[i] == b->main;
		}
	return false;
}

static void list_rows(block_fill *b)
{
	const held_sheet *s = b->spot.s;
	for (size_t i = held_from(s, b->spot.first_row, 0); i < s->count && s->cells[i].row < b->spot.end_row; i++) {
		const held *h = &s->cells[i];
		for (size_t k = 0; k < b->spot.b->column_count; k++) {
			const map_item *it = &b->f->t.form->map->items[b->spot.b->columns[k]];
			if (b->spot.column_at[k] != h->column || !it->tbl || !span_trim(h->text).len)
				continue;
			if (!b->count || b->list[b->count - 1].row != h->row) {
				b->list = arena_grow(b->f->a, b->list, &b->room, b->count + 1, sizeof *b->list);
				b->list[b->count++] = (sheet_row){.row = h->row};
			}
			b->list[b->count - 1].labelled |= is_label(b, k);
			b->list[b->count - 1].held |= it->input && !h->formula;
		}
	}
	b->next_blank = b->spot.first_row;
	for (size_t k = 0; k < b->spot.b->column_count; k++)
		b->has_labels |= is_label(b, k);
}

/* Does the row of the sheet hold what the row of the plan says: in the columns of labels, or in all of them? */
static bool row_agrees(const block_fill *b, uint32_t row, bool labels_only)
{
	for (size_t k = 0; k < b->spot.b->column_count; k++) {
		const fill_want *w = &b->wants[k];
		if (!w->v || b->spot.column_at[k] == UINT32_MAX || (labels_only && !is_label(b, k)))
			continue;
		const held *h = held_at(b->spot.s, row, b->spot.column_at[k]);
		if (h && h->formula && !labels_only)
			continue;
		if (labels_only && h && !w->value.len && (!w->v->key && !w->v->slug))
			continue; /* the plan does not say */
		if (!fill_same(b->f, w, h))
			return false;
	}
	return true;
}

static sheet_row *find_row(block_fill *b, uint32_t row)
{
	size_t low = 0, high = b->count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (b->list[middle].row < row)
			low = middle + 1;
		else
			high = middle;
	}
	return low < b->count && b->list[low].row == row ? &b->list[low] : NULL;
}

/* The number that the block would have given to a row: "17", "ccg-2"; 0 for another key. */
static uint32_t number_of_key(const form_block *b, span key)
{
	uint32_t n = 0;
	if (!b->plain) {
		size_t len = strlen(b->name);
		if (!span_starts(key, b->name) || key.len <= len + 1 || key.at[len] != '-')
			return 0;
		key = (span){key.at + len + 1, key.len - len - 1};
	}
	if (!key.len || key.len > 7 || key.at[0] == '0')
		return 0;
	for (size_t i = 0; i < key.len; i++) {
		if (key.at[i] < '0' || key.at[i] > '9')
			return 0;
		n = n * 10 + (uint32_t)(key.at[i] - '0');
	}
	return n;
}

static uint32_t next_empty(block_fill *b)
{
	for (; b->next_blank < b->spot.end_row && b->next_blank < XLSX_ROWS_MAX; b->next_blank++) {
		const sheet_row *r = find_row(b, b->next_blank);
		if ((!r || !r->held) && !(b->promised && b->promised[b->next_blank - b->spot.first_row]))
			return b->next_blank++;
	}
	return UINT32_MAX;
}

/* UINT32_MAX, with the reason, when there is none. */
static uint32_t choose_row(block_fill *b, uint32_t number, const char **why)
{
	if (b->has_labels) {
		for (size_t i = 0; i < b->count; i++)
			if (b->list[i].labelled && !b->list[i].taken && row_agrees(b, b->list[i].row, true)) {
				b->list[i].taken = true;
				return b->list[i].row;
			}
		*why = "the template has no row for it; ask those who issue it, or type it yourself";
		return UINT32_MAX;
	}
	if (number) {
		uint32_t row = b->spot.first_row + number - 1;
		*why = arena_printf(
			b->f->a, "no room: the template has %u rows for it", b->spot.end_row - b->spot.first_row);
		return row < b->spot.end_row && row < XLSX_ROWS_MAX ? row : UINT32_MAX;
	}
	for (size_t i = 0; i < b->count; i++)
		if (b->list[i].held && !b->list[i].taken && row_agrees(b, b->list[i].row, false)) {
			b->list[i].taken = true;
			return b->list[i].row;
		}
	*why = NULL;
	return next_empty(b);
}

/* ---- rows that hold something already ---- */

typedef enum row_state { ROW_OPEN, ROW_SAME_LINE, ROW_OTHER_LINE } row_state;

/* A column by which people know a line: a key, a title, a name. */
static bool names_line(const block_fill *b, size_t k)
{
	for (size_t i = 0; i < b->spot.b->target_count; i++)
		for (size_t n = 0; n < b->spot.b->targets[i].value_count; n++) {
			const form_value *v = &b->spot.b->targets[i].values[n];
			const char *name = plan_tables[b->spot.b->targets[i].tbl].columns[v->col].name;
			if (v->at == k && (v->key || v->slug || !strcmp(name, "title") || !strcmp(name, "name")))
				return true;
		}
	return false;
}

/* Where people have written: "99, Line ninety nine" is what tells whose row it is. */
static row_state judge_row(const char **held_there, block_fill *b, uint32_t row)
{
	bool named = false, other = false, differs = false, agrees = false, more = false;
	buf names, rest;
	buf_init(&names, b->f->a);
	buf_init(&rest, b->f->a);
	for (size_t k = 0; k < b->spot.b->column_count; k++) {
		const fill_want *w = &b->wants[k];
		const map_item *it = &b->f->t.form->map->items[b->spot.b->columns[k]];
		const held *h = held_at(b->spot.s, row, b->spot.column_at[k]);
		span there = fill_held_text(b->f, h);
		if (!w->v || !it->input || !there.len || h->formula)
			continue;
		bool same = w->value.len && fill_same(b->f, w, h), names_it = names_line(b, k);
		buf *to = names_it ? &names : &rest;
		buf_printf(to, "%s%s", to->len ? ", " : "", fill_shorten(b->f, there));
		more |= !w->value.len;
		differs |= w->value.len && !same;
		agrees |= same;
		named |= names_it && same;
		other |= names_it && w->value.len && !same;
	}
	*held_there = arena_text(b->f->a, buf_span(names.len ? &names : &rest));
	if (other || (differs && !named) || (more && !agrees))
		return ROW_OTHER_LINE;
	return differs ? ROW_SAME_LINE : ROW_OPEN;
}

/* The row whose number a line has holds something else: the next empty row that is no other line's. */
static uint32_t another_row(block_fill *b, uint32_t row, size_t line, const char **why)
{
	const char *there;
	row_state state = judge_row(&there, b, row);
	const table *of = &plan_tables[b->main->tbl];
	if (state == ROW_OPEN || b->f->force)
		return row;
	if (state == ROW_SAME_LINE) {
		*why = arena_printf(b->f->a,
			"row %u holds this line with other values (%s) and is left as it is; --replace replaces the "
			"row",
			row + 1, there);
		return UINT32_MAX;
	}
	uint32_t found = next_empty(b);
	if (found == UINT32_MAX)
		*why = arena_printf(b->f->a,
			"was not placed: row %u holds another line (%s); --replace replaces the row", row + 1, there);
	else
		fill_tell_row(b->f, b->spot.s, of, line,
			arena_printf(b->f->a, "row %u holds another line (%s), so this one goes to row %u", row + 1,
				there, found + 1));
	return found;
}

/* ---- the plan's rows, in the order of a list made by people: 2 before 10 ---- */

typedef struct plan_row {
	size_t row;
	span key;
} plan_row;

static int by_key(const void *x, const void *y)
{
	const plan_row *a = x, *b = y;
	int d = span_compare_natural(a->key, b->key);
	return d ? d : (a->row > b->row) - (a->row < b->row);
}

static plan_row *rows_of(size_t *count, const filling_job *f, const form_target *main)
{
	const rows *r = &f->p->tables[main->tbl];
	plan_row *list = arena_array(f->a, r->count + 1, sizeof *list);
	size_t key = ordinal_column(main);
	for (size_t k = 0; key == SIZE_MAX && k < main->value_count; k++)
		if (main->values[k].key)
			key = main->values[k].col;
	*count = 0;
	for (size_t i = 0; i < r->count; i++) {
		bool placed = key != SIZE_MAX && f->used[main->tbl][i * r->of->count + key]; /* has a cell of its own */
		if (!placed && fill_row_fits(f, main, i, false))
			list[(*count)++] =
				(plan_row){i, key == SIZE_MAX ? (span){"", 0} : cell_span(rows_row(r, i)[key])};
	}
	qsort(list, *count, sizeof *list, by_key);
	return list;
}

/* Can every row go where its number says? */
static bool all_numbered(const block_fill *b, const plan_row *list, size_t count)
{
	if (b->has_labels || ordinal_column(b->main) == SIZE_MAX)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!number_of_key(b->spot.b, list[i].key))
			return false;
	return true;
}

static void promise_rows(block_fill *b, const plan_row *list, size_t count)
{
	uint32_t end = b->spot.end_row < XLSX_ROWS_MAX ? b->spot.end_row : XLSX_ROWS_MAX;
	size_t room = end > b->spot.first_row ? end - b->spot.first_row : 0;
	b->promised = arena_array(b->f->a, room + 1, sizeof *b->promised);
	for (size_t i = 0; i < count; i++) {
		uint32_t number = number_of_key(b->spot.b, list[i].key);
		if (number <= room)
			b->promised[number - 1] = true;
	}
}

/* `whole`: what the plan leaves blank is emptied, for the row may have been another line's. */
static void put_row(block_fill *b, uint32_t row, bool whole)
{
	for (size_t k = 0; k < b->spot.b->column_count; k++) {
		const fill_want *w = &b->wants[k];
		const map_item *it = &b->f->t.form->map->items[b->spot.b->columns[k]];
		uint32_t across = b->spot.column_at[k];
		if (!w->v || across == UINT32_MAX)
			continue;
		if (!w->value.len && whole)
			fill_clear(b->f, b->spot.s, row, across, it, w);
		else if (w->value.len || held_at(b->spot.s, row, across))
			fill_put(b->f, b->spot.s, row, across, it, w);
	}
}

static void fill_block(filling_job *f, const form_block *block)
{
	block_fill b = {.f = f, .main = main_target(block)};
	size_t count;
	if (!b.main)
		return;
	held_block_find(&b.spot, f->t.book, block);
	b.wants = arena_array(f->a, block->column_count + 1, sizeof *b.wants);
	list_rows(&b);
	plan_row *list = rows_of(&count, f, b.main);
	bool numbered = all_numbered(&b, list, count);
	if (numbered)
		promise_rows(&b, list, count);
	for (size_t i = 0; i < count; i++) {
		const char *why = "";
		gather_wants(b.wants, f, block, b.main, list[i].row);
		uint32_t row = choose_row(&b, numbered ? number_of_key(block, list[i].key) : 0, &why);
		if (row == UINT32_MAX && why && !holds_money(&plan_tables[b.main->tbl]))
			continue; /* told with all that has no cell */
		use_rows(f, block, b.main, list[i].row);
		if (row != UINT32_MAX && numbered)
			row = another_row(&b, row, list[i].row, &why);
		if (row != UINT32_MAX)
			put_row(&b, row, numbered && f->force);
		else
			fill_refuse_row(f, b.spot.s, &plan_tables[b.main->tbl], list[i].row,
				why ? why
				    : arena_printf(f->a, "no room: the template has %u rows for %s; the plan has %zu",
					      b.spot.end_row - b.spot.first_row, plan_tables[b.main->tbl].name, count));
	}
}

void fill_blocks(filling_job *f)
{
	const template_form *form = f->t.form;
	for (size_t i = 0; i < form->block_count; i++)
		if (f->t.book->sheets[form->blocks[i].sheet].index != SIZE_MAX)
			fill_block(f, &form->blocks[i]);
}
