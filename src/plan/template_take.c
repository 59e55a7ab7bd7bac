#include "plan/template_take.h"

#include <string.h>

/* ---- values ---- */

const char *template_place(const taking *t, const held_sheet *s, uint32_t row, uint32_t across)
{
	char name[CELL_NAME];
	cell_name(name, row, across);
	const char *const parts[] = {t->p->shown, " › ", s->name, " › ", name};
	size_t len = 1;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		len += strlen(parts[i]);
	char *out = arena_alloc(t->a, len), *at = out;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		at = stpcpy(at, parts[i]);
	return out;
}

void template_mark(held *h, held_state state, const char *why)
{
	if (h->state >= (uint8_t)state)
		return;
	h->state = (uint8_t)state;
	h->why = why;
}

bool template_calculated(taking *t, const held_sheet *s, const held *h)
{
	if (h->kind != XLSX_NO_VALUE)
		return true;
	if (!t->uncalculated++)
		t->first_uncalculated = template_place(t, s, h->row, h->column);
	return false;
}

/* "1234.567" to two decimals is "1234.57": half away from zero, on the digits.  *text changes only where it is a plain
 * number with more decimals. */
static bool round_digits(span *text, size_t decimals, arena *a)
{
	size_t point = 0;
	if (!span_find(*text, ".", &point) || text->len - point - 1 <= decimals)
		return false;
	for (size_t i = text->at[0] == '-'; i < text->len; i++)
		if (i != point && (text->at[i] < '0' || text->at[i] > '9'))
			return false;
	char *out = arena_alloc(a, text->len + 2); /* one digit more, and room for the end */
	size_t sign = text->at[0] == '-', n = point + 1 + decimals;
	bool up = text->at[n] >= '5';
	memcpy(out + 1, text->at, n);
	for (size_t i = n; up && i > sign; i--) {
		if (out[i] == '.')
			continue;
		up = out[i] == '9';
		out[i] = (char)(up ? '0' : out[i] + 1);
	}
	size_t from = 1;
	if (up) { /* 99.999 */
		from = 0;
		out[sign] = '1';
		if (sign)
			out[0] = '-';
	}
	*text = (span){out + from, n + 1 - from};
	return true;
}

/* The id for a label, from the memo where these very bytes were looked up before. */
static span known_label(const taking *t, const form_value *v, span written)
{
	size_t slot =
		(written.len + (unsigned char)written.at[0] * 5u + (unsigned char)written.at[written.len - 1] * 3u) %
		FORM_MEMOS;
	form_memo *m = &v->memos[slot];
	if (m->id.len && span_equal(m->written, written))
		return m->id;
	span id = label_id(t->form->words, v->list, written);
	if (id.len && !m->id.len)
		*m = (form_memo){arena_span(t->form->own, written), id};
	return id;
}

/* Printable ASCII on one line, and no mark: that is canonical text as it stands, and most texts are so. */
static bool plainly(span text)
{
	const uint64_t high = UINT64_C(0x8080808080808080), blank = UINT64_C(0x2020202020202020);
	uint64_t bad = 0, word;
	size_t i = 0;
	for (; i + 8 <= text.len; i += 8) {
		memcpy(&word, text.at + i, 8);
		bad |= word | (word - blank);
	}
	for (; i < text.len; i++)
		bad |= (unsigned char)text.at[i] - 0x20u >= 0x60u ? high : 0;
	return !(bad & high) && text.at[0] != '[';
}

/* A number as most workbooks hold it, up to ten digits and for an amount two decimals more: its canonical text is at
 * hand without parsing it. */
static bool simple_number(cell *out, span text, value_type type, arena *a)
{
	size_t first = text.len && text.at[0] == '-', i = first, decimals = 0;
	while (i < text.len && text.at[i] >= '0' && text.at[i] <= '9')
		i++;
	if (i == first || i - first > 10 || (text.at[first] == '0' && (i - first > 1 || first)))
		return false;
	if (i < text.len) {
		decimals = text.len - i - 1;
		if (type != TYPE_AMOUNT || text.at[i] != '.' || !decimals || decimals > 2 || first)
			return false;
		for (size_t k = i + 1; k < text.len; k++)
			if (text.at[k] < '0' || text.at[k] > '9')
				return false;
	}
	if ((type == TYPE_DECIMAL || (type == TYPE_COUNT && !first)) && i == text.len)
		return true;
	if (type != TYPE_AMOUNT)
		return false;
	char *room = arena_alloc(a, text.len + 4);
	memcpy(room, text.at, i);
	memcpy(room + i, ".00", 3);
	memcpy(room + i, text.at + i, text.len - i);
	*out = (cell){room, (uint32_t)(i + 3), 0};
	return true;
}

static void count_rounded(const taking *t, bool rounded)
{
	if (rounded && t->p && t->p->reading)
		t->p->reading->rounded++;
}

/* What is no text, as a person means it: in `room` or in the cell.  A date is a number, and without the style of one
 * still a date where one is meant; but four digits are a year that somebody wrote. */
static span as_meant(char room[XLSX_PLAIN_ROOM], const taking *t, const column *k, const held *h)
{
	xlsx_cell c = {.row = h->row,
		.column = h->column,
		.kind = (xlsx_kind)h->kind,
		.formula = h->formula,
		.text = h->text,
		.style = h->style};
	span text = xlsx_plain(room, t->book->x, &c);
	bool long_enough = text.len > 4 && (h->kind == XLSX_DATE || (text.at[4] >= '0' && text.at[4] <= '9'));
	day d;
	if ((k->type != TYPE_DATE && k->type != TYPE_PERIOD) || !long_enough || !xlsx_day(&d, t->book->x, &c))
		return text;
	date_print(room, d);
	return (span){room, DATE_TEXT - 1};
}

bool template_value(cell *out, const taking *t, const form_value *v, const column *k, const held *h, const char **why)
{
	char room[XLSX_PLAIN_ROOM];
	span text = h->text;
	*out = (cell){.at = ""};
	if (h->kind == XLSX_ERROR) {
		*why = "is the error of a formula; mend the formula, or write the value";
		return false;
	}
	if (h->kind != XLSX_TEXT) {
		text = as_meant(room, t, k, h);
		if (text.at == room)
			text = arena_span(t->a, text);
	}
	if (text.len && (text.at[0] <= ' ' || text.at[text.len - 1] <= ' '))
		text = span_trim(text);
	if (!text.len)
		return true;
	if (v->slug) {
		span id = template_slug(t->a, text);
		if (!id.len)
			*why = "is no name of an area or organisation";
		if (!id.len)
			return false;
		*out = (cell){id.at, (uint32_t)id.len, 0};
		return true;
	}
	span id = v->listed ? known_label(t, v, text) : (span){"", 0};
	if (id.len) {
		*out = (cell){id.at, (uint32_t)id.len, 0};
		return true;
	}
	*out = (cell){text.at, (uint32_t)text.len, 0};
	if (h->kind == XLSX_NUMBER && simple_number(out, text, k->type, t->a))
		return true;
	if (h->kind == XLSX_NUMBER && k->type == TYPE_AMOUNT && h->formula)
		count_rounded(t, round_digits(&text, 2, t->a));
	if (h->kind == XLSX_NUMBER && k->type == TYPE_DECIMAL)
		round_digits(&text, 15, t->a);
	*out = (cell){text.at, (uint32_t)text.len, 0};
	return (k->type == TYPE_TEXT && plainly(text)) || cell_canonical(out, k, t->a, why);
}

/* ---- rows ---- */

static cell filled(const taking *t, const form_fill *fill, span ordinal)
{
	switch (fill->how) {
	case FILL_CONSTANT:
		return fill->constant;
	case FILL_AREA:
		return t->area;
	case FILL_PERIOD:
		return t->period;
	case FILL_ORDINAL:
		return (cell){ordinal.at, (uint32_t)ordinal.len, 0};
	case FILL_NOT:
		break;
	}
	return (cell){.at = ""};
}

/* A row whose key is blank cannot be kept: what stands in it is told, with the heading of the key. */
static bool lacks_key(const taking *t, const form_target *target, const cell *row, const char **why)
{
	for (size_t i = 0; i < target->value_count; i++) {
		const form_value *v = &target->values[i];
		const column *k = &plan_tables[target->tbl].columns[v->col];
		if (!v->key || row[v->col].len || k->type != TYPE_TEXT)
			continue;
		*why = arena_printf(t->a, "its row has nothing under '%s', which the row is known by",
			t->form->map->items[v->item].written);
		return true;
	}
	return false;
}

static bool is_there(const held *h)
{
	if (h->kind == XLSX_NO_VALUE || !h->text.len)
		return false;
	return h->text.at[0] > ' ' || span_trim(h->text).len;
}

/* The cell of a value, or NULL where there is nothing to read.  A figure that the template itself works out is nobody's
 * statement: only one that was typed over it is. */
static held *given(const taken *from, bool stated)
{
	return from->at && !(stated && from->at->formula) ? from->at : NULL;
}

bool template_row(
	taking *t, const form_target *target, const taken *from, const held_sheet *s, span ordinal, bool keyed)
{
	const table *of = &plan_tables[target->tbl];
	rows *r = &t->p->tables[target->tbl];
	bool any = false, stated = !strcmp(of->name, "stated");
	for (size_t i = 0; i < target->value_count && !any; i++)
		any = given(&from[i], stated) && (keyed || !target->values[i].key) && is_there(from[i].at);
	for (size_t i = 0; i < target->value_count; i++)
		if (from[i].at && (given(&from[i], stated) ? !any && template_calculated(t, s, from[i].at) : true))
			template_mark(from[i].at, HELD_KNOWN, NULL);
	if (!any)
		return false;
	cell *row = rows_add(r, t->a);
	for (size_t i = 0; i < target->value_count; i++) {
		const form_value *v = &target->values[i];
		cell *c = &row[v->col];
		const char *why = "";
		if (given(&from[i], stated) && template_calculated(t, s, from[i].at)) {
			bool good = template_value(c, t, v, &of->columns[v->col], from[i].at, &why);
			template_mark(from[i].at, good ? HELD_READ : HELD_NOT_UNDERSTOOD, why);
			if (!good)
				*c = (cell){.at = ""};
		}
		c->offset = from[i].offset; /* a blank one knows where it is too: a finding can say where something is
					       missing */
	}
	const char *why = NULL;
	if (target->named && lacks_key(t, target, row, &why)) {
		for (size_t i = 0; i < target->value_count; i++)
			if (from[i].at)
				template_mark(from[i].at, HELD_NOT_UNDERSTOOD, why);
		r->count--;
		return false;
	}
	for (size_t i = 0; i < target->filled_count; i++) {
		size_t k = target->filled[i];
		row[k] = filled(t, &target->fills[k], ordinal);
		/* a key that is a number is found where its row begins */
		row[k].offset = target->fills[k].how == FILL_ORDINAL ? from[0].offset : 0;
	}
	return true;
}

/* ---- rows with the same key ---- */

/* The cell of the workbook at which a value stood. */
static held *held_of(const taking *t, const rows *r, cell c)
{
	sheet_place place;
	if (!cell_sheet_place(&place, r->from, c))
		return NULL;
	for (size_t i = 0; i < t->form->sheet_count; i++)
		if (t->book->sheets[i].name == place.sheet)
			return held_at(&t->book->sheets[i], place.row, place.column);
	return NULL;
}

static void merge_rows(taking *t, const rows *r, cell *into, const cell *row)
{
	for (size_t k = 0; k < r->of->count; k++) {
		if (!row[k].len || span_equal(cell_span(into[k]), cell_span(row[k])))
			continue;
		if (!into[k].len) {
			into[k] = row[k];
			continue;
		}
		held *h = held_of(t, r, row[k]);
		sheet_place first;
		char name[CELL_NAME] = "";
		if (cell_sheet_place(&first, r->from, into[k]))
			cell_name(name, first.row, first.column);
		if (h)
			template_mark(h, HELD_NOT_UNDERSTOOD,
				arena_printf(t->a, "is not the same %s of the same %s as in %s, which was kept",
					r->of->columns[k].name, r->of->columns[0].name, name));
	}
}

void template_merge(taking *t)
{
	for (size_t i = 0; i < plan_table_count; i++) {
		rows *r = &t->p->tables[i];
		bool one = r->of->one_row;
		if (!r->count || (!one && rows_sort(r, t->a) == SIZE_MAX))
			continue;
		size_t kept = 0;
		for (size_t n = 1; n < r->count; n++)
			if (one || rows_compare_keys(r->of, rows_row(r, kept), rows_row(r, n)) == 0)
				merge_rows(t, r, rows_row(r, kept), rows_row(r, n));
			else if (++kept != n)
				memcpy(rows_row(r, kept), rows_row(r, n), r->of->count * sizeof(cell));
		r->count = kept + 1;
	}
}
