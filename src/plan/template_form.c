#include "plan/template_form.h"

#include <stdlib.h>
#include <string.h>

#include "policy/fold.h"

#define NEEDLE_BYTES_MAX 400

static int fault(const template_form *f, size_t item, err *e, const char *format, const char *what, const char *of)
{
	const char *where = arena_printf(f->own, "%s:%d", f->map->file, f->map->items[item].line);
	return err_add(e, ERR_PARSE, where, "%s '%s'%s%s", format, what, *of ? " of table " : "", of);
}

span template_slug(arena *a, span text)
{
	span s = fold(a, text);
	char *out = (char *)s.at;
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		bool keeps = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
		if (keeps)
			out[n++] = c;
		else if (n && out[n - 1] != '_' && c != '\'')
			out[n++] = '_';
	}
	while (n && out[n - 1] == '_')
		n--;
	return (span){out, n};
}

/* ---- sheets and what they are searched for ---- */

size_t template_form_sheet(const template_form *f, const char *name)
{
	char room[256];
	size_t n = fold_into(room, sizeof room, span_of(name));
	for (size_t i = 0; n != SIZE_MAX && i < f->sheet_count; i++)
		if (span_equal(f->sheets[i].folded, (span){room, n}))
			return i;
	return SIZE_MAX;
}

static size_t add_sheet(template_form *f, const char *name)
{
	size_t i = template_form_sheet(f, name);
	if (i != SIZE_MAX)
		return i;
	f->sheets = arena_grow(f->own, f->sheets, &f->sheet_room, f->sheet_count + 1, sizeof *f->sheets);
	f->sheets[f->sheet_count] = (form_sheet){.folded = fold(f->own, span_of(name)), .name = name};
	return f->sheet_count++;
}

static size_t begins_bit(unsigned char first, unsigned char second)
{
	return (size_t)first << 8 | second;
}

static uint32_t add_needle(template_form *f, form_sheet *s, span folded)
{
	if (!folded.len)
		return 0;
	uint32_t hash = fold_hash(folded, 0);
	for (size_t i = 0; i < s->needle_count; i++)
		if (s->needles[i].hash == hash && span_equal(s->needles[i].folded, folded))
			return (uint32_t)i + 1;
	s->needles = arena_grow(f->own, s->needles, &s->needle_room, s->needle_count + 1, sizeof *s->needles);
	s->needles[s->needle_count++] = (form_needle){folded, hash};
	size_t bit = begins_bit((unsigned char)folded.at[0], folded.len > 1 ? (unsigned char)folded.at[1] : 0);
	s->begins[bit >> 3] |= (uint8_t)(1u << (bit & 7));
	if (!s->shortest || folded.len < s->shortest)
		s->shortest = folded.len;
	if (folded.len > s->longest)
		s->longest = folded.len;
	return (uint32_t)s->needle_count;
}

static void index_needles(template_form *f, form_sheet *s)
{
	if (!s->needle_count)
		return;
	s->table_size = 16;
	while (s->table_size < s->needle_count * 3)
		s->table_size *= 2;
	s->table = arena_array(f->own, s->table_size, sizeof *s->table);
	for (size_t i = 0; i < s->needle_count; i++) {
		size_t at = s->needles[i].hash & (s->table_size - 1);
		while (s->table[at])
			at = (at + 1) & (s->table_size - 1);
		s->table[at] = (uint16_t)(i + 1);
	}
}

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
}

/* Most cells hold no needle: that is seen by their length and first two bytes, before they are folded. */
uint32_t form_needle_find(const form_sheet *s, span text)
{
	char room[NEEDLE_BYTES_MAX];
	if (!s->needle_count || text.len < s->shortest)
		return 0;
	unsigned char first = lower(text.at[0]), second = text.len > 1 ? lower(text.at[1]) : 0;
	if (first > ' ' && first < 0x80 && second > ' ' && second < 0x80) {
		size_t bit = begins_bit(first, second);
		if (text.len > s->longest * 2 + 32 || !(s->begins[bit >> 3] & 1u << (bit & 7)))
			return 0;
	}
	size_t n = fold_into(room, sizeof room, text);
	if (n == SIZE_MAX || n < s->shortest || n > s->longest)
		return 0;
	span folded = {room, n};
	uint32_t hash = fold_hash(folded, 0);
	for (size_t at = hash & (s->table_size - 1); s->table[at]; at = (at + 1) & (s->table_size - 1)) {
		const form_needle *needle = &s->needles[s->table[at] - 1];
		if (needle->hash == hash && span_equal(needle->folded, folded))
			return s->table[at];
	}
	return 0;
}

static int add_texts(template_form *f, size_t i, err *e)
{
	const map_item *it = &f->map->items[i];
	size_t which = add_sheet(f, it->sheet);
	form_sheet *s = &f->sheets[which];
	f->sheet_of[i] = which;
	s->whole |= it->whole && !*it->block;
	s->held |= !it->whole && (it->does != MAP_SIGN || it->find.len);
	if (it->find.len > NEEDLE_BYTES_MAX || it->below.len > NEEDLE_BYTES_MAX)
		return fault(f, i, e, "this text is too long to look for:", it->written, "");
	if (s->needle_count + 2 > 30000)
		return fault(f, i, e, "more than 30000 texts to look for on sheet", it->sheet, "");
	f->find[i] = add_needle(f, s, it->find);
	f->below[i] = add_needle(f, s, it->below);
	return 0;
}

/* ---- rows of the plan ---- */

static bool same_constants(const map_item *x, const map_item *y)
{
	if (x->constant_count != y->constant_count)
		return false;
	for (size_t i = 0; i < x->constant_count; i++)
		if (strcmp(x->constants[i].column, y->constants[i].column) ||
			strcmp(x->constants[i].value, y->constants[i].value))
			return false;
	return true;
}

/* What a column that is not mapped gets: the plan's area and period, and the first key that is no area a number;
 * further text keys, such as what a figure is broken down by, stay blank. */
static form_fill_how default_fill(const table *t, size_t col)
{
	const column *k = &t->columns[col];
	bool area = k->refers && !strcmp(k->refers, "areas.area");
	if (area || (!strcmp(t->name, "areas") && col == 0))
		return FILL_AREA;
	if (!strcmp(k->name, "period") && k->type == TYPE_PERIOD)
		return FILL_PERIOD;
	bool first = col == 0 || (col == 1 && t->columns[0].refers && !strcmp(t->columns[0].refers, "areas.area"));
	return first && (k->flags & COLUMN_KEY) && k->type == TYPE_TEXT ? FILL_ORDINAL : FILL_NOT;
}

static form_target *add_target(template_form *f, form_target **list, size_t *count, size_t *room, size_t item, err *e)
{
	const map_item *it = &f->map->items[item];
	for (size_t i = 0; i < *count; i++) {
		form_target *t = &(*list)[i];
		if (!strcmp(plan_tables[t->tbl].name, it->tbl) && same_constants(&f->map->items[t->first], it))
			return t;
	}
	size_t tbl = schema_find(span_of(it->tbl));
	if (tbl == SIZE_MAX) {
		fault(f, item, e, "there is no table", it->tbl, "");
		return NULL;
	}
	const table *of = &plan_tables[tbl];
	form_target t = {.tbl = tbl, .first = item, .fills = arena_array(f->own, of->count, sizeof(form_fill))};
	for (size_t k = 0; k < of->count; k++)
		t.fills[k].how = default_fill(of, k);
	for (size_t k = 0; k < it->constant_count; k++) {
		size_t col = table_column(of, span_of(it->constants[k].column));
		span value = span_of(it->constants[k].value);
		const char *why = "";
		if (col == SIZE_MAX) {
			fault(f, item, e, "there is no column", it->constants[k].column, of->name);
			return NULL;
		}
		t.fills[col] = (form_fill){FILL_CONSTANT, {value.at, (uint32_t)value.len, 0}};
		if (!cell_canonical(&t.fills[col].constant, &of->columns[col], f->own, &why)) {
			fault(f, item, e, arena_printf(f->own, "%s %s:", of->columns[col].name, why),
				it->constants[k].value, of->name);
			return NULL;
		}
	}
	*list = arena_grow(f->own, *list, room, *count + 1, sizeof **list);
	(*list)[*count] = t;
	return &(*list)[(*count)++];
}

static bool is_slug(const table *t, const column *k)
{
	static const char *const ids[] = {"areas.area", "organisations.organisation"};
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		span rest = span_of(ids[i]), of = span_cut(&rest, '.');
		if ((k->refers && !strcmp(k->refers, ids[i])) || (span_is(of, t->name) && span_is(rest, k->name)))
			return k->type == TYPE_TEXT;
	}
	return false;
}

static void add_value(template_form *f, form_target *t, size_t item, size_t at, err *e)
{
	const table *of = &plan_tables[t->tbl];
	const map_item *it = &f->map->items[item];
	size_t col = table_column(of, span_of(it->col));
	if (col == SIZE_MAX) {
		fault(f, item, e, "there is no column", it->col, of->name);
		return;
	}
	if (t->fills[col].how == FILL_CONSTANT) {
		fault(f, item, e, "keys give already the column", it->col, of->name);
		return;
	}
	const column *k = &of->columns[col];
	form_value v = {.item = item,
		.col = col,
		.at = at,
		.list = label_list_of(k),
		.slug = is_slug(of, k),
		.key = k->flags & COLUMN_KEY};
	v.listed = f->words && (v.list.pack_list || v.list.words) && k->type == TYPE_TEXT;
	v.memos = v.listed ? arena_array(f->own, FORM_MEMOS, sizeof *v.memos) : NULL;
	t->fills[col].how = FILL_NOT;
	t->values = arena_grow(f->own, t->values, &t->value_room, t->value_count + 1, sizeof *t->values);
	t->values[t->value_count++] = v;
}

static void add_cell(template_form *f, size_t i, err *e)
{
	const map_item *it = &f->map->items[i];
	if (!strcmp(it->tbl, "narrative")) {
		f->prose = arena_grow(f->own, f->prose, &f->prose_room, f->prose_count + 1, sizeof *f->prose);
		f->prose[f->prose_count++] = i;
		return;
	}
	form_target *t = add_target(f, &f->cells, &f->cell_count, &f->cell_room, i, e);
	if (t)
		add_value(f, t, i, SIZE_MAX, e);
}

/* The rows of single cells have no number: each of their text keys is a constant or a cell. */
static void judge_cells(template_form *f, err *e)
{
	for (size_t i = 0; i < f->cell_count; i++) {
		const form_target *t = &f->cells[i];
		const table *of = &plan_tables[t->tbl];
		for (size_t k = 0; k < of->count; k++)
			if (t->fills[k].how == FILL_ORDINAL)
				fault(f, t->first, e, "keys must say, for a single cell, the key", of->columns[k].name,
					of->name);
	}
}

static form_block *add_block(template_form *f, size_t item)
{
	const map_item *it = &f->map->items[item];
	for (size_t i = 0; i < f->block_count; i++)
		if (!strcmp(f->blocks[i].name, it->block))
			return &f->blocks[i];
	f->blocks = arena_grow(f->own, f->blocks, &f->block_room, f->block_count + 1, sizeof *f->blocks);
	f->blocks[f->block_count] = (form_block){.name = it->block, .sheet = f->sheet_of[item]};
	return &f->blocks[f->block_count++];
}

static void add_column(template_form *f, size_t i, err *e)
{
	const map_item *it = &f->map->items[i];
	form_block *b = add_block(f, i);
	if (it->does == MAP_ENDS) {
		b->ends = arena_grow(f->own, b->ends, &b->end_room, b->end_count + 1, sizeof *b->ends);
		b->ends[b->end_count++] = i;
		return;
	}
	/* several values may come from one column of the sheet */
	size_t at = 0;
	while (at < b->column_count && (strcmp(f->map->items[b->columns[at]].written, it->written) ||
					       !span_equal(f->map->items[b->columns[at]].below, it->below)))
		at++;
	if (at == b->column_count) {
		b->columns = arena_grow(f->own, b->columns, &b->column_room, b->column_count + 1, sizeof *b->columns);
		b->columns[b->column_count++] = i;
	}
	if (!it->tbl)
		return;
	form_target *t = add_target(f, &b->targets, &b->target_count, &b->target_room, i, e);
	if (t)
		add_value(f, t, i, at, e);
	b->plain |= !strcmp(it->block, it->tbl);
}

static int compare_targets(const void *x, const void *y, void *context)
{
	const form_target *a = x, *b = y;
	const template_form *f = context;
	if (a->tbl != b->tbl)
		return a->tbl < b->tbl ? -1 : 1;
	const map_item *p = &f->map->items[a->first], *q = &f->map->items[b->first];
	for (size_t i = 0; i < p->constant_count && i < q->constant_count; i++) {
		int d = strcmp(p->constants[i].value, q->constants[i].value);
		if (d)
			return d;
	}
	return (a->first > b->first) - (a->first < b->first);
}

/* What would else be looked up again for every row. */
static void ready_target(template_form *f, form_target *t)
{
	const table *of = &plan_tables[t->tbl];
	t->filled = arena_array(f->own, of->count, sizeof *t->filled);
	for (size_t k = 0; k < of->count; k++)
		if (t->fills[k].how != FILL_NOT)
			t->filled[t->filled_count++] = k;
	for (size_t i = 0; i < t->value_count; i++)
		t->named |= t->values[i].key && of->columns[t->values[i].col].type == TYPE_TEXT;
}

static void ready_block(template_form *f, form_block *b)
{
	qsort_r(b->targets, b->target_count, sizeof *b->targets, compare_targets, f);
	b->made = arena_array(f->own, b->target_count + 1, sizeof *b->made);
	b->known = arena_array(f->own, b->column_count + 1, sizeof *b->known);
	for (size_t k = 0; k < b->column_count; k++)
		b->known[k] = !f->map->items[b->columns[k]].tbl;
	for (size_t i = 0; i < b->target_count; i++)
		ready_target(f, &b->targets[i]);
}

int template_form_make(template_form **out, const workbook_map *m, arena *a, err *e)
{
	template_form *f = arena_alloc(a, sizeof *f);
	size_t before = e->count;
	*f = (template_form){.map = m, .own = a, .words = m->pack ? labels_open(m->pack, a) : NULL};
	f->sheet_of = arena_array(a, m->count, sizeof *f->sheet_of);
	f->find = arena_array(a, m->count, sizeof *f->find);
	f->below = arena_array(a, m->count, sizeof *f->below);
	for (size_t i = 0; i < m->count; i++)
		add_texts(f, i, e);
	for (size_t i = 0; i < m->count; i++) {
		const map_item *it = &m->items[i];
		if (it->does == MAP_CELL)
			add_cell(f, i, e);
		else if (*it->block && it->does != MAP_SIGN)
			add_column(f, i, e);
	}
	judge_cells(f, e);
	for (size_t i = 0; i < f->sheet_count; i++)
		index_needles(f, &f->sheets[i]);
	for (size_t i = 0; i < f->block_count; i++)
		ready_block(f, &f->blocks[i]);
	for (size_t i = 0; i < f->cell_count; i++)
		ready_target(f, &f->cells[i]);
	if (e->count != before)
		return ERR_PARSE;
	*out = f;
	return 0;
}
