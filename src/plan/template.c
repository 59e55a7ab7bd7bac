#include "plan/template.h"

#include <stdlib.h>
#include <string.h>

#include "plan/own_book.h"
#include "plan/template_take.h"
#include "policy/fold.h"

#define SHOWN_BYTES 60 /* of a text, in a note */

/* ---- is it this template? ---- */

/* For each sheet of the form: does the workbook have it? */
static bool *sheets_there(const template_form *f, const xlsx *x, arena *a)
{
	bool *there = arena_array(a, f->sheet_count + 1, sizeof *there);
	for (size_t i = 0; i < xlsx_sheet_count(x); i++) {
		size_t which = template_form_sheet(f, xlsx_sheet_at(x, i)->name);
		if (which != SIZE_MAX && xlsx_sheet_at(x, i)->grid)
			there[which] = true;
	}
	return there;
}

static const map_item *missing_sheet(const template_form *f, const bool *there)
{
	for (size_t i = 0; i < f->map->count; i++)
		if (f->map->items[i].does == MAP_SIGN && !there[f->sheet_of[i]])
			return &f->map->items[i];
	return NULL;
}

/* Half of what the map reads is there, and more. */
static bool most_sheets(const template_form *f, const bool *there)
{
	size_t found = 0;
	for (size_t i = 0; i < f->sheet_count; i++)
		found += there[i];
	return f->sheet_count > 2 && found * 2 > f->sheet_count;
}

/* " (there is '8. Metrics v2')": the sheet of the workbook, in no map, whose name is nearest; else "". */
static const char *nearest_sheet(const template_form *f, const xlsx *x, size_t wanted, arena *a)
{
	span name = f->sheets[wanted].folded;
	size_t least = SIZE_MAX;
	const char *nearest = NULL;
	for (size_t i = 0; i < xlsx_sheet_count(x); i++) {
		const xlsx_sheet *s = xlsx_sheet_at(x, i);
		if (!s->grid || template_form_sheet(f, s->name) != SIZE_MAX)
			continue;
		span other = fold(a, span_of(s->name));
		size_t shorter = other.len < name.len ? other.len : name.len, away = span_distance(other, name);
		bool begins = shorter > 2 && !memcmp(other.at, name.at, shorter);
		if ((begins || away <= name.len / 2) && away < least) {
			least = away;
			nearest = s->name;
		}
	}
	return nearest ? arena_printf(a, " (there is '%s')", nearest) : "";
}

static const map_item *missing_text(const held_book *b)
{
	uint32_t row, across;
	for (size_t i = 0; i < b->form->map->count; i++) {
		const map_item *it = &b->form->map->items[i];
		if (it->does != MAP_SIGN || !*it->written)
			continue;
		if (!held_find(&row, &across, b, i))
			return it;
		template_mark(held_at(&b->sheets[b->form->sheet_of[i]], row, across), HELD_KNOWN, NULL);
	}
	return NULL;
}

/* ---- single cells ---- */

/* The cell that an item of the map reads, and its place.  A label that is not there is a message. */
static taken find_cell(taking *t, size_t item, err *e)
{
	const map_item *it = &t->form->map->items[item];
	held_sheet *s = &t->book->sheets[t->form->sheet_of[item]];
	uint32_t row, across;
	if (s->index == SIZE_MAX)
		return (taken){NULL, 0}; /* told once, by judge_sheets */
	if (!held_find(&row, &across, t->book, item)) {
		if (it->does == MAP_CELL)
			err_add(e, ERR_PARSE, arena_printf(t->a, "%s › %s", t->p->shown, s->name),
				"there is no cell '%s'%s, which %s:%d looks for", it->written,
				it->below.len ? " below the text that the map names" : "", t->form->map->file,
				it->line);
		return (taken){NULL, 0};
	}
	held *label = it->addressed ? NULL : held_at(s, row, across);
	if (label && (it->down || it->right))
		template_mark(label, HELD_KNOWN, NULL);
	row += it->down;
	across += it->right;
	if (row >= XLSX_ROWS_MAX || across >= XLSX_COLUMNS_MAX)
		return (taken){NULL, 0};
	return (taken){held_at(s, row, across), it->tbl ? sheet_grid_offset(t->grid, s->name, row, across) : 0};
}

static void judge_sheets(taking *t, err *e)
{
	const template_form *f = t->form;
	for (size_t i = 0; i < f->sheet_count; i++) {
		const map_item *reads = NULL;
		for (size_t k = 0; k < f->map->count && !reads; k++)
			if (f->sheet_of[k] == i && f->map->items[k].tbl)
				reads = &f->map->items[k];
		if (reads && t->book->sheets[i].index == SIZE_MAX)
			err_add(e, ERR_PARSE, t->p->shown, "sheet '%s' is missing%s; give it its name back (%s:%d)",
				f->sheets[i].name, nearest_sheet(f, t->book->x, i, t->a), f->map->file, reads->line);
	}
}

static void take_cells(taking *t, err *e)
{
	for (size_t i = 0; i < t->form->cell_count; i++) {
		const form_target *target = &t->form->cells[i];
		taken *from = arena_array(t->a, target->value_count + 1, sizeof *from);
		const held_sheet *s = NULL;
		for (size_t k = 0; k < target->value_count; k++) {
			from[k] = find_cell(t, target->values[k].item, e);
			s = &t->book->sheets[t->form->sheet_of[target->values[k].item]];
		}
		if (s && s->index != SIZE_MAX)
			template_row(t, target, from, s, (span){"", 0}, false);
	}
}

/* Rows that give no area are the board's whose name the map reads; where it reads none, the whole partnership's. */
static void take_area(taking *t, err *e)
{
	const form_target *of = NULL;
	held *name = NULL;
	for (size_t i = 0; i < t->form->cell_count; i++)
		if (!strcmp(plan_tables[t->form->cells[i].tbl].name, "areas"))
			of = &t->form->cells[i];
	for (size_t i = 0; of && i < of->value_count; i++)
		if (!strcmp(plan_tables[of->tbl].columns[of->values[i].col].name, "name"))
			name = find_cell(t, of->values[i].item, e).at;
	span id = name && name->kind == XLSX_TEXT ? template_slug(t->a, name->text) : (span){"", 0};
	if (!id.len)
		id = span_of(of ? "unnamed" : "*");
	t->area = (cell){id.at, (uint32_t)id.len, 0};
}

/* ---- prose ---- */

static int compare_sections(const void *x, const void *y)
{
	return strcmp(((const narrative *)x)->section, ((const narrative *)y)->section);
}

/* The section so far, a blank line, and the text that follows it. */
static span joined(arena *a, span before, span text)
{
	size_t n = before.len + (before.len > 0);
	char *out = arena_alloc(a, n + text.len + 1);
	memcpy(out, before.at, before.len);
	if (before.len)
		out[before.len] = '\n';
	memcpy(out + n, text.at, text.len);
	out[n + text.len] = '\n';
	return (span){out, n + text.len + 1};
}

static void take_prose(taking *t, err *e)
{
	plan *p = t->p;
	static const column prose = {.name = "narrative", .type = TYPE_TEXT};
	form_value plain = {.col = 0};
	p->sections = arena_array(t->a, t->form->prose_count + 1, sizeof *p->sections);
	for (size_t i = 0; i < t->form->prose_count; i++) {
		const map_item *it = &t->form->map->items[t->form->prose[i]];
		held *h = find_cell(t, t->form->prose[i], e).at;
		const held_sheet *s = &t->book->sheets[t->form->sheet_of[t->form->prose[i]]];
		const char *why = "";
		cell c;
		if (!h || !template_calculated(t, s, h))
			continue;
		bool good = template_value(&c, t, &plain, &prose, h, &why);
		template_mark(h, good ? HELD_READ : HELD_NOT_UNDERSTOOD, why);
		if (!good || !c.len)
			continue;
		narrative *n = p->sections;
		while (n < p->sections + p->section_count && strcmp(n->section, it->col))
			n++;
		if (n < p->sections + p->section_count) { /* one section may have several boxes */
			n->text = joined(t->a, n->text, cell_span(c));
			continue;
		}
		*n = (narrative){
			it->col, joined(t->a, (span){"", 0}, cell_span(c)), template_place(t, s, h->row, h->column)};
		p->section_count++;
	}
	qsort(p->sections, p->section_count, sizeof *p->sections, compare_sections);
}

/* ---- what is known and not read ---- */

static void mark_known(taking *t, err *e)
{
	const workbook_map *m = t->form->map;
	for (size_t i = 0; i < m->count; i++) {
		const map_item *it = &m->items[i];
		held_sheet *s = &t->book->sheets[t->form->sheet_of[i]];
		if (it->does != MAP_KNOWN || *it->block || it->whole || s->index == SIZE_MAX)
			continue;
		if (!it->addressed) {
			held *h = find_cell(t, i, e).at;
			if (h)
				template_mark(h, HELD_KNOWN, NULL);
			continue;
		}
		for (size_t k = held_from(s, it->row, 0); k < s->count && s->cells[k].row <= it->last_row; k++)
			if (s->cells[k].column >= it->column && s->cells[k].column <= it->last_column)
				template_mark(&s->cells[k], HELD_KNOWN, NULL);
	}
}

/* ---- how it was read ---- */

const char *template_shortened(arena *a, span text)
{
	size_t cut = text.len;
	if (cut > SHOWN_BYTES)
		for (cut = SHOWN_BYTES; cut && ((unsigned char)text.at[cut] & 0xC0) == 0x80;)
			cut--;
	char *shown = arena_alloc(a, cut + sizeof "…");
	memcpy(shown, text.at, cut);
	memcpy(shown + cut, "…", cut < text.len ? sizeof "…" : 0);
	return shown;
}

static void add_note(reading_notes *n, arena *a, const char *where, span text, const char *why)
{
	if (n->count++ >= READING_NOTES_MAX)
		return;
	n->list = arena_grow(a, n->list, &n->room, n->count, sizeof *n->list);
	n->list[n->count - 1] = (reading_note){where, template_shortened(a, text), why};
}

static void count_cell(taking *t, const held_sheet *s, const held *h, bool whole)
{
	reading *r = t->p->reading;
	char room[XLSX_PLAIN_ROOM];
	if (h->kind == XLSX_NO_VALUE || !h->text.len)
		return;
	bool told = h->state == HELD_NOT_UNDERSTOOD || (h->state == HELD_LEFT && (!whole || h->why));
	xlsx_cell c = {.kind = (xlsx_kind)h->kind, .formula = h->formula, .text = h->text, .style = h->style};
	span text = told ? xlsx_plain(room, t->book->x, &c) : h->text;
	r->cells += h->state == HELD_READ;
	r->formulas += h->state == HELD_READ && h->formula;
	r->elsewhere += h->state == HELD_READ && h->elsewhere;
	r->known += h->state == HELD_KNOWN || (h->state == HELD_LEFT && whole && !h->why);
	if (!told)
		return;
	reading_notes *n = h->state == HELD_LEFT ? &r->unmapped : &r->not_understood;
	r->left += h->state == HELD_LEFT;
	const char *where = n->count < READING_NOTES_MAX ? template_place(t, s, h->row, h->column) : NULL;
	add_note(n, t->a, where, text, h->why ? h->why : "");
}

static void tell(taking *t)
{
	reading *r = t->p->reading;
	const workbook_map *m = t->form->map;
	r->kind = m->policy;
	r->title = *m->title ? arena_printf(t->a, "%s template", m->title)
			     : arena_printf(t->a, "a list, by the map %s", m->file);
	r->sheets = t->book->with_cells;
	r->rows = t->rows;
	r->blank_rows = t->blank_rows;
	for (size_t i = 0; i < t->form->sheet_count; i++) {
		const held_sheet *s = &t->book->sheets[i];
		if (!t->form->sheets[i].held)
			*(t->form->sheets[i].whole ? &r->known : &r->left) += s->values;
		for (size_t k = 0; k < s->count; k++)
			count_cell(t, s, &s->cells[k], t->form->sheets[i].whole);
	}
	for (size_t i = 0; i < t->book->other_count; i++) {
		const held_sheet *s = &t->book->others[i];
		r->left += s->values;
		if (s->values)
			add_note(&r->unmapped, t->a, arena_printf(t->a, "%s › %s", t->p->shown, s->name), (span){"", 0},
				arena_printf(t->a, "the map does not name this sheet; values: %zu", s->values));
	}
}

/* ---- the plan ---- */

static void set_blank(taking *t, const char *name, const char *value)
{
	cell *c = rows_cell(plan_rows(t->p, "plan"), 0, name);
	if (!c->len && *value)
		*c = (cell){value, (uint32_t)strlen(value), 0};
}

static void complete_plan(taking *t)
{
	const workbook_map *m = t->form->map;
	const rows *areas = plan_rows(t->p, "areas");
	span name = areas->count ? cell_span(*rows_cell(areas, 0, "name")) : (span){"", 0};
	if (!plan_rows(t->p, "plan")->count && !m->pack)
		return; /* a list of lines: whoever reads it says what plan it is of */
	if (!plan_rows(t->p, "plan")->count)
		rows_add(plan_rows(t->p, "plan"), t->a);
	set_blank(t, "title",
		name.len ? arena_printf(t->a, "%s%s%.*s", m->title, *m->title ? ", " : "", SPAN_ARG(name)) : m->title);
	set_blank(t, "policy", m->policy);
	set_blank(t, "partnership", name.len ? arena_text(t->a, name) : "");
	set_blank(t, "status", "draft");
	set_blank(t, "starts", m->starts);
	set_blank(t, "ends", m->ends);
}

static int take_book(plan *p, held_book *b, arena *a, err *e)
{
	const workbook_map *m = b->form->map;
	taking t = {.p = p, .book = b, .form = b->form, .grid = sheet_grid_open(a), .a = a};
	size_t before = e->count;
	t.period = (cell){m->period, (uint32_t)strlen(m->period), 0};
	for (size_t i = 0; i < plan_table_count; i++)
		p->tables[i].from = (origin){.name = p->shown, .grid = t.grid};
	judge_sheets(&t, e);
	if (e->count == before) {
		take_area(&t, e);
		if (e->count == before)
			take_cells(&t, e);
		take_prose(&t, e);
		template_blocks(&t, e);
	}
	if (e->count != before)
		return ERR_PARSE;
	if (t.uncalculated)
		return err_add(e, ERR_PARSE, t.first_uncalculated,
			t.uncalculated == 1
				? "this cell holds a formula that nobody has calculated; open the workbook in "
				  "Excel or LibreOffice, save it, and try again"
				: "this cell and %zu more hold formulas that nobody has calculated; open the "
				  "workbook in Excel or LibreOffice, save it, and try again",
			t.uncalculated - 1);
	mark_known(&t, e);
	template_merge(&t);
	complete_plan(&t);
	tell(&t);
	return 0;
}

/* ---- opening ---- */

static int make_form(workbook_map *m, arena *own, err *e)
{
	return m->form ? 0 : template_form_make(&m->form, m, own, e);
}

int template_read_by(plan *p, xlsx *x, const workbook_map *m, arena *a, err *e)
{
	template_form *f = m->form;
	held_book b;
	int rc = f ? 0 : template_form_make(&f, m, a, e);
	if (!rc)
		rc = held_book_read(&b, x, f, a, e);
	if (!p->reading)
		p->reading = arena_alloc(a, sizeof *p->reading);
	return rc ? rc : take_book(p, &b, a, e);
}

static void say_missing(buf *out, const workbook_map *m, const map_item *sign, bool text)
{
	if (text)
		buf_printf(out, "%s'%s' (sheet '%s' does not hold '%s')", out->len ? ", " : "", m->title, sign->sheet,
			sign->written);
	else
		buf_printf(out, "%s'%s' (there is no sheet '%s')", out->len ? ", " : "", m->title, sign->sheet);
}

static int say_unknown(const plan *p, const xlsx *x, const buf *missing, arena *a, err *e)
{
	buf names;
	size_t count = xlsx_sheet_count(x), told = count > 20 ? 20 : count;
	buf_init(&names, a);
	for (size_t i = 0; i < told; i++)
		buf_printf(&names, "%s'%s'", i ? ", " : "", xlsx_sheet_at(x, i)->name);
	if (told < count)
		buf_printf(&names, " and %zu more", count - told);
	return err_add(e, ERR_PARSE, p->shown,
		"this workbook is no template that bcf knows: not %.*s; its sheets are %.*s; 'bcf convert FILE PLAN "
		"--map "
		"MAP.csv' reads any workbook by a map that says where its figures stand",
		SPAN_ARG(buf_span(missing)), SPAN_ARG(buf_span(&names)));
}

/* Most of a template's sheets are there: those that are not were renamed, or are gone. */
static int say_incomplete(const plan *p, const xlsx *x, const template_form *f, const bool *there, arena *a, err *e)
{
	for (size_t i = 0; i < f->sheet_count; i++) {
		bool sign = false;
		for (size_t k = 0; k < f->map->count && !there[i]; k++)
			sign |= f->sheet_of[k] == i && (f->map->items[k].does == MAP_SIGN || f->map->items[k].tbl);
		if (sign)
			err_add(e, ERR_PARSE, p->shown,
				"this looks like the %s template, but sheet '%s' is missing%s; give it its name back",
				f->map->title, f->sheets[i].name, nearest_sheet(f, x, i, a));
	}
	return ERR_PARSE;
}

int template_read(plan *p, xlsx *x, map_set *maps, arena *a, err *e)
{
	const template_form *nearly = NULL;
	buf missing;
	buf_init(&missing, a);
	int rc = map_set_load(maps, e);
	if (!p->reading)
		p->reading = arena_alloc(a, sizeof *p->reading);
	for (size_t i = 0; !rc && i < maps->count; i++) {
		workbook_map *m = &maps->maps[i];
		held_book b;
		rc = make_form(m, maps->own, e);
		if (rc)
			break;
		const bool *there = sheets_there(m->form, x, a);
		const map_item *sheet = missing_sheet(m->form, there), *text = NULL;
		if (!sheet) {
			rc = held_book_read(&b, x, m->form, a, e);
			if (rc)
				break;
			text = missing_text(&b);
		}
		if (!sheet && !text)
			return take_book(p, &b, a, e);
		if (sheet && !nearly && most_sheets(m->form, there))
			nearly = m->form;
		say_missing(&missing, m, sheet ? sheet : text, !sheet);
	}
	if (rc)
		return rc;
	if (own_book_was(x, a))
		return err_add(e, ERR_PARSE, p->shown,
			"this looks like a workbook that bcf wrote, but its hidden sheet '" OWN_BOOK_SHEET
			"' is %s, so it cannot be read back safely; use a copy that has it",
			xlsx_sheet_find(x, OWN_BOOK_SHEET) == SIZE_MAX ? "gone" : "not as it was");
	return nearly ? say_incomplete(p, x, nearly, sheets_there(nearly, x, a), a, e)
		      : say_unknown(p, x, &missing, a, e);
}
