#include "plan/template_fill_put.h"

#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "policy/fold.h"

#define WORD_BYTES 120	 /* longer texts are no words of a drop-down */
#define WORDS_MAX 200000 /* kept of one workbook */
#define VALUE_BYTES 60	 /* of a value, in a report */

/* ---- the workbook's own words ---- */

static void index_word(filling_job *f, uint32_t number)
{
	size_t i = f->words[number - 1].hash & (f->slot_count - 1);
	while (f->word_slots[i])
		i = (i + 1) & (f->slot_count - 1);
	f->word_slots[i] = number;
}

static void add_word(filling_job *f, size_t sheet, uint32_t across, span written)
{
	if (!written.len || written.len > WORD_BYTES || f->word_count == WORDS_MAX)
		return;
	if (2 * f->word_count >= f->slot_count) {
		f->slot_count = f->slot_count ? 2 * f->slot_count : 1024;
		f->word_slots = arena_array(f->a, f->slot_count, sizeof *f->word_slots);
		for (size_t i = 0; i < f->word_count; i++)
			index_word(f, (uint32_t)(i + 1));
	}
	uint32_t hash = fold_hash(written, (uint32_t)sheet * XLSX_COLUMNS_MAX + across), number;
	for (size_t i = hash & (f->slot_count - 1); (number = f->word_slots[i]); i = (i + 1) & (f->slot_count - 1)) {
		const fill_word *w = &f->words[number - 1];
		if (w->hash == hash && w->sheet == sheet && w->across == across && span_equal(w->written, written))
			return;
	}
	f->words = arena_grow(f->a, f->words, &f->word_room, f->word_count + 1, sizeof *f->words);
	f->words[f->word_count++] = (fill_word){sheet, across, hash, arena_span(f->a, written)};
	index_word(f, (uint32_t)f->word_count);
}

static int by_column(const void *x, const void *y)
{
	const fill_word *a = x, *b = y;
	if (a->sheet != b->sheet)
		return a->sheet < b->sheet ? -1 : 1;
	if (a->across != b->across)
		return a->across < b->across ? -1 : 1;
	return span_compare(a->written, b->written);
}

int fill_words_read(filling_job *f, err *e)
{
	xlsx *x = f->t.book->x;
	size_t sheets = xlsx_sheet_count(x);
	f->merges = arena_array(f->a, sheets + 1, sizeof *f->merges);
	for (size_t i = 0; i < sheets; i++) {
		xlsx_cell c;
		int more = xlsx_sheet_at(x, i)->grid ? xlsx_begin(x, i, e) : 0;
		if (more < 0 || !xlsx_sheet_at(x, i)->grid)
			goto next;
		while ((more = xlsx_next(&c, x, e)) > 0)
			if (c.kind == XLSX_TEXT)
				add_word(f, i, c.column, c.text);
		if (more == 0) {
			const xlsx_range *list = xlsx_merged(&f->merges[i].count, x);
			xlsx_range *copy = arena_array(f->a, f->merges[i].count + 1, sizeof *copy);
			if (f->merges[i].count)
				memcpy(copy, list, f->merges[i].count * sizeof *copy);
			f->merges[i].list = copy;
		}
	next:
		if (more < 0)
			return more;
	}
	if (f->word_count)
		qsort(f->words, f->word_count, sizeof *f->words, by_column);
	return 0;
}

/* How many ids of the list have a word among these; `seen` has room for each id. */
static size_t ids_among(const filling_job *f, label_list list, bool *seen, size_t first, size_t count)
{
	size_t ids, found = 0;
	const span *id = label_ids(&ids, f->t.form->words, list);
	memset(seen, 0, ids);
	for (size_t i = first; i < first + count; i++) {
		span own = label_id(f->t.form->words, list, f->words[i].written);
		for (size_t k = 0; own.len && k < ids; k++)
			if (!seen[k] && span_equal(id[k], own)) {
				seen[k] = true;
				found++;
			}
	}
	return found;
}

static bool same_list(label_list x, label_list y)
{
	return x.words == y.words &&
	       (x.pack_list == y.pack_list || (x.pack_list && y.pack_list && !strcmp(x.pack_list, y.pack_list)));
}

static const fill_list *list_of(filling_job *f, label_list list)
{
	fill_list best = {.list = list};
	size_t most = 0, ids;
	for (size_t i = 0; i < f->list_count; i++)
		if (same_list(f->lists[i].list, list))
			return &f->lists[i];
	label_ids(&ids, f->t.form->words, list);
	bool *seen = arena_array(f->a, ids + 1, sizeof *seen);
	for (size_t i = 0, n; i < f->word_count; i += n) {
		for (n = 1; i + n < f->word_count && f->words[i + n].sheet == f->words[i].sheet &&
			    f->words[i + n].across == f->words[i].across;)
			n++;
		size_t found = ids_among(f, list, seen, i, n);
		if (found > most || (found && found == most && n < best.count)) {
			most = found;
			best.first = i;
			best.count = n;
		}
	}
	f->lists = arena_grow(f->a, f->lists, &f->list_room, f->list_count + 1, sizeof *f->lists);
	f->lists[f->list_count] = best;
	return &f->lists[f->list_count++];
}

span fill_word_for(filling_job *f, const form_value *v, span id)
{
	const fill_list *list = list_of(f, v->list);
	for (size_t i = list->first; i < list->first + list->count; i++)
		if (span_equal(label_id(f->t.form->words, v->list, f->words[i].written), id))
			return f->words[i].written;
	return label_title(f->t.form->words, v->list, id);
}

static span name_in(const filling_job *f, const char *tbl, span id)
{
	const rows *r = plan_rows(f->p, tbl);
	for (size_t i = 0; i < r->count; i++)
		if (span_equal(cell_span(rows_row(r, i)[0]), id))
			return cell_span(*rows_cell(r, i, "name"));
	return (span){NULL, 0};
}

span fill_name_of(const filling_job *f, const column *k, const table *of, span id)
{
	bool area = (k->refers && !strcmp(k->refers, "areas.area")) || !strcmp(of->name, "areas");
	span name = name_in(f, area ? "areas" : "organisations", id);
	if (name.len)
		return name;
	char *words = arena_text(f->a, id);
	for (char *c = words; *c; c++)
		*c = *c == '_' ? ' ' : *c;
	if (*words >= 'a' && *words <= 'z')
		*words = (char)(*words - 32);
	return span_of(words);
}

/* ---- one cell ---- */

const char *fill_shorten(const filling_job *f, span text)
{
	size_t cut = text.len;
	if (cut > VALUE_BYTES)
		for (cut = VALUE_BYTES; cut && ((unsigned char)text.at[cut] & 0xC0) == 0x80;)
			cut--;
	char *shown = arena_printf(f->a, "%.*s%s", (int)cut, text.at ? text.at : "", cut < text.len ? "…" : "");
	for (char *c = shown; *c; c++) /* on one line */
		*c = (unsigned char)*c < ' ' ? ' ' : *c;
	return shown;
}

static const char *what_of(const filling_job *f, const table *of, size_t row, const char *col)
{
	buf b;
	buf_init(&b, f->a);
	buf_text(&b, of->name);
	size_t tbl = schema_find(span_of(of->name)); /* narrative is none */
	const rows *r = &f->p->tables[tbl == SIZE_MAX ? 0 : tbl];
	for (size_t k = 0; tbl != SIZE_MAX && k < of->count && row < r->count && !of->one_row; k++)
		if (of->columns[k].flags & COLUMN_KEY && rows_row(r, row)[k].len) {
			span key = cell_span(rows_row(r, row)[k]);
			buf_printf(&b, " %.*s", SPAN_ARG(key));
		}
	if (*col)
		buf_printf(&b, " %s", col);
	return arena_text(f->a, buf_span(&b));
}

void fill_say(filling_job *f, fill_lines *to, const char *sheet, const char *name, const char *what, span value,
	const char *why)
{
	to->list = arena_grow(f->a, to->list, &to->room, to->count + 1, sizeof *to->list);
	to->list[to->count++] =
		(fill_line){sheet, arena_text(f->a, span_of(name)), what, fill_shorten(f, value), why, false};
}

static bool holds(const held *h)
{
	return h && h->kind != XLSX_NO_VALUE && span_trim(h->text).len;
}

static span plain_of(const filling_job *f, const held *h)
{
	char room[XLSX_PLAIN_ROOM];
	xlsx_cell c = {.kind = (xlsx_kind)h->kind, .formula = h->formula, .text = h->text, .style = h->style};
	return arena_span(f->a, xlsx_plain(room, f->t.book->x, &c));
}

bool fill_same(const filling_job *f, const fill_want *w, const held *h)
{
	cell c;
	const char *why = "";
	const column *k = &w->of->columns[w->v->col];
	if (!holds(h))
		return !w->value.len;
	span there = plain_of(f, h);
	if (w->id.len && (span_equal(template_slug(f->a, there), w->id) ||
				 span_equal(fold(f->a, there), fold(f->a, cell_span(w->value)))))
		return true;
	if (w->v->slug && w->value.len &&
		span_equal(fold(f->a, there), fold(f->a, fill_name_of(f, k, w->of, cell_span(w->value)))))
		return true;
	return template_value(&c, &f->t, w->v, k, h, &why) && span_equal(cell_span(c), cell_span(w->value));
}

/* A ratio as a decimal fraction of at most 15 digits, rounded half away from zero. */
static span ratio_digits(arena *a, span text)
{
	ratio r;
	if (!ratio_parse(&r, text))
		return text;
	wide rest = r.num < 0 ? -(wide)r.num : r.num, unit = r.den, whole = rest / unit;
	buf b;
	buf_init(&b, a);
	wide scaled = rest % unit, digits = 0;
	for (int i = 0; i < 15; i++) {
		scaled *= 10;
		digits = digits * 10 + scaled / unit;
		scaled %= unit;
	}
	digits += scaled * 2 >= unit;
	wide one = (wide)INT64_C(1000000000000000);
	whole += digits / one;
	digits %= one;
	buf_printf(&b, "%s%lld.%015lld", r.num < 0 ? "-" : "", (long long)whole, (long long)digits);
	while (b.at[b.len - 1] == '0')
		b.len--;
	if (b.at[b.len - 1] == '.')
		b.len--;
	return arena_span(a, buf_span(&b));
}

/* "12", but not "012", nor what a spreadsheet would round. */
static bool whole_number(span s)
{
	if (!s.len || s.len > 15 || (s.at[0] == '0' && s.len > 1))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
	return true;
}

static fill_edit edit_of(filling_job *f, const fill_want *w)
{
	const column *k = &w->of->columns[w->v->col];
	fill_edit d = {.kind = FILL_TEXT, .text = cell_span(w->value)};
	if (cell_is_mark(w->value))
		return d;
	switch (k->type) {
	case TYPE_AMOUNT:
	case TYPE_DECIMAL:
	case TYPE_COUNT:
		d.kind = FILL_NUMBER;
		break;
	case TYPE_RATIO:
		d.kind = FILL_NUMBER;
		d.text = ratio_digits(f->a, d.text);
		break;
	case TYPE_DATE:
		d.kind = FILL_DATE;
		if (fill_edit_fault(&d, xlsx_epoch_1904(f->t.book->x), f->a))
			d.kind = FILL_TEXT;
		break;
	default:
		if (w->v->slug)
			d.text = fill_name_of(f, k, w->of, d.text);
		else if (w->v->listed)
			d.text = fill_word_for(f, w->v, d.text);
		if (whole_number(d.text))
			d.kind = FILL_NUMBER;
		break;
	}
	return d;
}

static const xlsx_range *merged_into(const filling_job *f, const held_sheet *s, uint32_t row, uint32_t across)
{
	const fill_merges *m = &f->merges[s->index];
	for (size_t i = 0; i < m->count; i++) {
		const xlsx_range *r = &m->list[i];
		if (row >= r->first_row && row <= r->last_row && across >= r->first_column && across <= r->last_column)
			return row == r->first_row && across == r->first_column ? NULL : r;
	}
	return NULL;
}

static void add_edit(filling_job *f, const held_sheet *s, uint32_t row, uint32_t across, fill_edit d)
{
	template_filling *o = f->out;
	d.sheet = s->name;
	d.row = row;
	d.column = across;
	o->edits = arena_grow(f->a, o->edits, &o->room, o->count + 1, sizeof *o->edits);
	o->edits[o->count++] = d;
}

span fill_held_text(const filling_job *f, const held *h)
{
	return holds(h) ? plain_of(f, h) : (span){"", 0};
}

static const char *in_place_of(const filling_job *f, const held *h)
{
	return holds(h) ? arena_printf(f->a, "in place of '%s'", fill_shorten(f, plain_of(f, h))) : "";
}

void fill_placed(filling_job *f, const table *of, size_t row)
{
	for (size_t i = 0; i < 2; i++)
		if (!strcmp(of->name, i ? "spend" : "income") && row < plan_rows(f->p, of->name)->count)
			f->amounts[i][row] = true;
}

bool fill_put(
	filling_job *f, const held_sheet *s, uint32_t row, uint32_t across, const map_item *it, const fill_want *w)
{
	template_filling *o = f->out;
	const held *h = held_at(s, row, across);
	const char *what = what_of(f, w->of, w->row, w->of->columns[w->v->col].name);
	char name[CELL_NAME];
	cell_name(name, row, across);
	span wanted = cell_span(w->value);

	if (!w->value.len) {
		if (it->input)
			fill_say(f, &o->left, s->name, name, what, wanted,
				!holds(h) ? "the plan holds nothing"
					  : arena_printf(f->a, "the plan holds nothing; '%s' stays",
						    fill_shorten(f, plain_of(f, h))));
		return true;
	}
	fill_edit d = edit_of(f, w);
	for (size_t i = 0; i < f->told_count; i++) {
		const fill_told *t = &f->told[i];
		if (t->s != s || t->row != row || t->across != across)
			continue;
		bool same = span_equal(fold(f->a, t->text), fold(f->a, d.text));
		if (!same)
			fill_say(f, &o->left, s->name, name, what, d.text,
				arena_printf(f->a, "the cell is for %s", t->what));
		return same;
	}
	if (it->does == MAP_CELL) {
		f->told = arena_grow(f->a, f->told, &f->told_room, f->told_count + 1, sizeof *f->told);
		f->told[f->told_count++] = (fill_told){s, row, across, what, d.text};
	}
	const char *fault = fill_edit_fault(&d, xlsx_epoch_1904(f->t.book->x), f->a);
	const xlsx_range *merged = merged_into(f, s, row, across);
	bool amount = w->of->columns[w->v->col].type == TYPE_AMOUNT;
	size_t refused = o->refused.count;
	if (holds(h) && fill_same(f, w, h)) {
		fill_say(f, &o->left, s->name, name, what, d.text, "holds this already");
	} else if (h && h->formula) {
		fill_say(f, it->input ? &o->refused : &o->left, s->name, name, what, d.text,
			it->input ? "holds a formula, which is never overwritten" : "the template calculates it");
	} else if (!it->input) {
		fill_say(f, &o->refused, s->name, name, what, d.text,
			holds(h) ? arena_printf(f->a, "comes filled in with '%s'", fill_shorten(f, plain_of(f, h)))
				 : "is filled in by those who issue the template");
	} else if (fault || merged) {
		char first[CELL_NAME] = "";
		if (merged)
			cell_name(first, merged->first_row, merged->first_column);
		fill_say(f, &o->refused, s->name, name, what, d.text,
			fault ? fault : arena_printf(f->a, "is merged into %s", first));
	} else if (holds(h) && !f->force) {
		fill_say(f, &o->refused, s->name, name, what, d.text,
			arena_printf(f->a, "holds '%s'; --replace replaces it", fill_shorten(f, plain_of(f, h))));
	} else {
		fill_say(f, &o->filled, s->name, name, what, d.text, in_place_of(f, h));
		add_edit(f, s, row, across, d);
	}
	if (o->refused.count == refused && amount && w->row != SIZE_MAX)
		fill_placed(f, w->of, w->row);
	return o->refused.count == refused;
}

void fill_clear(
	filling_job *f, const held_sheet *s, uint32_t row, uint32_t across, const map_item *it, const fill_want *w)
{
	const held *h = held_at(s, row, across);
	char name[CELL_NAME];
	if (!it->input || !holds(h) || h->formula || merged_into(f, s, row, across))
		return;
	cell_name(name, row, across);
	fill_say(f, &f->out->filled, s->name, name, what_of(f, w->of, w->row, w->of->columns[w->v->col].name),
		(span){"", 0}, in_place_of(f, h));
	add_edit(f, s, row, across, (fill_edit){.kind = FILL_EMPTY, .text = {"", 0}});
}

span fill_row_shown(const filling_job *f, const table *of, size_t row)
{
	buf b;
	int64_t pence;
	buf_init(&b, f->a);
	const rows *r = plan_rows(f->p, of->name);
	for (size_t k = 0; k < of->count; k++) {
		span own = cell_span(rows_row(r, row)[k]);
		char amount[NUMBER_TEXT];
		if (own.len && !strcmp(of->columns[k].name, "payer")) {
			own = fill_name_of(f, &of->columns[k], of, own);
			buf_printf(&b, "%s%.*s", b.len ? ", " : "", SPAN_ARG(own));
		} else if (of->columns[k].type == TYPE_AMOUNT && money_parse(&pence, own)) {
			money_show(amount, pence);
			buf_printf(&b, "%s%s", b.len ? ", " : "", amount);
		}
	}
	return arena_span(f->a, buf_span(&b));
}

static void say_row(filling_job *f, fill_lines *to, const held_sheet *s, const table *of, size_t row, const char *why)
{
	fill_say(f, to, s->name, "", what_of(f, of, row, ""), fill_row_shown(f, of, row), why);
	to->list[to->count - 1].whole = true;
}

void fill_refuse_row(filling_job *f, const held_sheet *s, const table *of, size_t row, const char *why)
{
	say_row(f, &f->out->refused, s, of, row, why);
}

void fill_tell_row(filling_job *f, const held_sheet *s, const table *of, size_t row, const char *why)
{
	say_row(f, &f->out->left, s, of, row, why);
}

/* ---- rows of the plan ---- */

bool fill_row_fits(const filling_job *f, const form_target *target, size_t row, bool opaque)
{
	const table *of = &plan_tables[target->tbl];
	const cell *c = rows_row(&f->p->tables[target->tbl], row);
	for (size_t k = 0; k < of->count; k++) {
		const form_fill *fill = &target->fills[k];
		span own = cell_span(c[k]);
		bool key = of->columns[k].flags & COLUMN_KEY;
		switch (fill->how) {
		case FILL_CONSTANT:
			if (of->one_row ||
				(opaque && key && of->columns[k].type == TYPE_TEXT &&
					(!of->columns[k].refers || !strncmp(of->columns[k].refers, "bodies.", 7)) &&
					k == 0))
				break;
			if (!span_equal(own, cell_span(fill->constant)) && (own.len || key))
				return false;
			break;
		case FILL_AREA:
			if (own.len && !span_is(own, "*") && !span_equal(own, f->area))
				return false;
			break;
		case FILL_PERIOD:
			if (own.len && !span_equal(own, cell_span(f->t.period)))
				return false;
			break;
		default:
			break;
		}
	}
	return true;
}

void fill_row_used(filling_job *f, const form_target *target, size_t row)
{
	const table *of = &plan_tables[target->tbl];
	for (size_t k = 0; k < of->count; k++)
		if (target->fills[k].how != FILL_NOT)
			f->used[target->tbl][row * of->count + k] = true;
	for (size_t i = 0; i < target->value_count; i++)
		f->used[target->tbl][row * of->count + target->values[i].col] = true;
}
