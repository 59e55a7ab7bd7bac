/* Personal data in a plan, and in how a list or a workbook was read. */
#include "plan/personal.h"

#include <string.h>

#include "plan/difference.h"

const char *personal_kind_name(personal_kind k)
{
	static const char *const names[] = {"an NHS number", "a National Insurance number", "a date of birth",
		"a client's postcode", "a column headed like client data"};
	return names[k];
}

/* ---- a plan ---- */

static void add(personal_finds *out, personal_find f, arena *a)
{
	out->list = arena_grow(a, out->list, &out->room, out->count + 1, sizeof *out->list);
	out->list[out->count++] = f;
}

/* The cell of the other plan in the row of the same key, or NULL. */
static const cell *same_cell(const plan *known, size_t tbl, const cell *row, size_t at)
{
	const rows *r = &known->tables[tbl];
	size_t low = 0, high = r->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = rows_compare_keys(r->of, rows_row(r, middle), row);
		if (!order)
			return &rows_row(r, middle)[at];
		*(order < 0 ? &low : &high) = order < 0 ? middle + 1 : middle;
	}
	return NULL;
}

static void scan_cell(
	personal_finds *out, const plan *p, const plan *known, size_t tbl, const cell *row, size_t at, arena *a)
{
	const rows *r = &p->tables[tbl];
	span text = cell_span(row[at]);
	personal_hit h;
	if (!personal_next(&h, text, 0))
		return;
	const cell *there = known ? same_cell(known, tbl, row, at) : NULL;
	if (there && span_equal(cell_span(*there), text))
		return;
	do
		add(out,
			(personal_find){cell_place(a, r->from, row[at]), r->of->name, row_key_text(r->of, row, a),
				r->of->columns[at].name, h.kind, personal_masked(text, &h, a)},
			a);
	while (personal_next(&h, text, h.at + h.len));
}

/* ---- the narrative ---- */

static bool holds_line(const narrative *n, span line)
{
	span rest = n->text;
	while (rest.len)
		if (span_equal(span_cut(&rest, '\n'), line))
			return true;
	return false;
}

/* "| --- | :-: |": what stands below the headings of a table. */
static bool is_rule(span line)
{
	bool dash = false;
	line = span_trim(line);
	for (size_t i = 0; i < line.len; i++) {
		if (!strchr("|-: ", line.at[i]))
			return false;
		dash |= line.at[i] == '-';
	}
	return dash && line.at[0] == '|';
}

static personal_find in_line(const narrative *n, size_t line, arena *a)
{
	const char *name = arena_printf(a, "line %zu", line);
	bool book = strstr(n->from, " › "); /* a place in a workbook, where the section has no lines of its own */
	return (personal_find){.where = book ? arena_printf(a, "%s (%s, %s)", n->from, n->section, name)
					     : arena_printf(a, "%s:%zu", n->from, line),
		.tbl = "narrative",
		.key = n->section,
		.name = name};
}

static void scan_headings(personal_finds *out, const narrative *n, size_t number, span line, arena *a)
{
	span rest = line;
	while (rest.len) {
		span heading = span_trim(span_cut(&rest, '|'));
		if (!personal_heading(heading))
			continue;
		personal_find f = in_line(n, number, a);
		f.kind = PERSONAL_COLUMN;
		f.shown = arena_text(a, heading);
		add(out, f, a);
	}
}

static void scan_section(personal_finds *out, const narrative *n, const narrative *known, arena *a)
{
	span rest = n->text;
	for (size_t number = 1; rest.len; number++) {
		span line = span_cut(&rest, '\n'), ahead = rest;
		personal_hit h = {.len = 0};
		bool any = personal_next(&h, line, 0),
		     table_begins = line.len && line.at[0] == '|' && is_rule(span_cut(&ahead, '\n'));
		if ((!any && !table_begins) || (known && holds_line(known, line)))
			continue;
		if (table_begins)
			scan_headings(out, n, number, line, a);
		for (; any; any = personal_next(&h, line, h.at + h.len)) {
			personal_find f = in_line(n, number, a);
			f.kind = h.kind;
			f.shown = personal_masked(line, &h, a);
			add(out, f, a);
		}
	}
}

/* Most cells are shorter than anything that is looked for, and most tables have few columns of text. */
static void scan_table(personal_finds *out, const plan *p, const plan *known, size_t tbl, arena *a)
{
	const rows *r = &p->tables[tbl];
	size_t *texts = arena_array(a, r->of->count, sizeof *texts), count = 0;
	for (size_t k = 0; k < r->of->count; k++)
		if (r->of->columns[k].type == TYPE_TEXT || r->of->columns[k].type == TYPE_LIST)
			texts[count++] = k;
	for (size_t i = 0; i < r->count; i++) {
		const cell *row = r->cells + i * r->of->count;
		for (size_t k = 0; k < count; k++)
			if (row[texts[k]].len >= PERSONAL_SHORTEST)
				scan_cell(out, p, known, tbl, row, texts[k], a);
	}
}

void personal_scan(personal_finds *out, const plan *p, const plan *known, arena *a)
{
	for (size_t t = 0; t < plan_table_count; t++)
		if (p->tables[t].count)
			scan_table(out, p, known, t, a);
	for (size_t i = 0; i < p->section_count; i++) {
		const narrative *n = &p->sections[i];
		scan_section(out, n, known ? plan_section(known, span_of(n->section)) : NULL, a);
	}
}

/* ---- columns of lists and workbooks ---- */

void personal_scan_map(personal_finds *out, const workbook_map *m, arena *a)
{
	for (size_t i = 0; i < m->count; i++) {
		const map_item *it = &m->items[i];
		if (it->does != MAP_COLUMN || !it->tbl || it->addressed || !personal_heading(span_of(it->written)))
			continue;
		bool staff = !strcmp(it->tbl, "contacts") && personal_heading_of_names(span_of(it->written));
		if (!staff)
			add(out,
				(personal_find){arena_printf(a, "%s:%d", m->file, it->line), "", "",
					arena_printf(a, "read into %s.%s", it->tbl, it->col), PERSONAL_COLUMN,
					it->written},
				a);
	}
}

void personal_scan_beside(personal_finds *out, const reading *r, arena *a)
{
	size_t listed = r->unmapped.count < READING_NOTES_MAX ? r->unmapped.count : READING_NOTES_MAX;
	for (size_t i = 0; i < listed; i++) {
		const reading_note *n = &r->unmapped.list[i];
		if (personal_heading(span_of(n->text)))
			add(out, (personal_find){n->where, "", "", "not read", PERSONAL_COLUMN, n->text}, a);
	}
}
