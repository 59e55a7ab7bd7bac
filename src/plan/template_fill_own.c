#include "plan/template_fill_own.h"

#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "plan/own_book.h"
#include "plan/template_fill_pieces.h"
#include "plan/template_fill_put.h"
#include "policy/fold.h"

#define FACT_CELLS 4
#define NO_COLUMN UINT32_MAX

/* Where a table stands in the workbook. */
typedef struct own_spot {
	const table *of;
	const char *sheet;
	uint32_t *column_at; /* for each column of the table */
	uint32_t heading;
	bool headed;
	struct {
		uint32_t row, across;
	} * formulas; /* in the plan's columns, in the order of the file */
	size_t formula_count, formula_room;
	uint8_t *occupied;  /* rows that hold something in the plan's columns: ROW_HELD, ROW_FORMULA */
	uint32_t last_row;  /* the last that holds something there, or is merged; the headings' when none does */
	xlsx_range *merged; /* those that touch the plan's columns below the headings */
	size_t merged_count, merged_room;
	uint32_t last_data; /* as reading it back goes: the last row of the plan, or a total */
	bool after_note;    /* ... and what follows a note */
} own_spot;
enum { ROW_HELD = 1, ROW_FORMULA };

/* A row of the sheet that the plan has, or had. */
typedef struct own_line {
	uint32_t row;
	size_t now, old; /* rows of the two plans; `now` SIZE_MAX: it has it no longer */
	bool kept;	 /* it stays as it is: else it, or the row below, would be taken for a note */
} own_line;

typedef struct own_filling {
	filling_job f;
	xlsx *x;
	plan *there;
	own_labels *titles;
	const char *sheets[256]; /* by table of the plan; NULL when the workbook has none */
	uint32_t fact_row[256];	 /* ... and where the sheet bcf tells of it */
	const char *narrative;
	uint8_t *occupied;		      /* of the table at hand: XLSX_ROWS_MAX of them */
	uint32_t digest_row, plan_digest_row; /* of the sheet bcf; 0 when not there */
	err *e;
} own_filling;

/* ---- the sheet "bcf" ---- */

static void take_fact(own_filling *o, const span *fact, uint32_t row, span *policy)
{
	size_t i;
	if (span_is(fact[0], "policy"))
		*policy = fact[1];
	else if (span_is(fact[0], "digest"))
		o->digest_row = row;
	else if (span_is(fact[0], "plan digest"))
		o->plan_digest_row = row;
	else if (span_is(fact[0], "label"))
		own_labels_add(o->titles, fact[1], fact[2], fact[3]);
	else if (span_is(fact[0], "table") && span_is(fact[1], own_book_narrative.name))
		o->narrative = arena_text(o->f.a, fact[2]);
	else if (span_is(fact[0], "table") && (i = schema_find(fact[1])) < sizeof o->sheets / sizeof *o->sheets) {
		o->sheets[i] = arena_text(o->f.a, fact[2]);
		o->fact_row[i] = row;
	}
}

static int read_facts(own_filling *o, map_set *maps)
{
	span fact[FACT_CELLS] = {{"", 0}}, policy = {"", 0};
	uint32_t row = 0;
	xlsx_cell c;
	arena *a = o->f.a;
	int rc = xlsx_begin(o->x, xlsx_sheet_find(o->x, OWN_BOOK_SHEET), o->e);
	if (rc)
		return rc;
	o->titles = own_labels_open(NULL, a);
	while ((rc = xlsx_next(&c, o->x, o->e)) > 0) {
		char room[XLSX_PLAIN_ROOM];
		if (c.row != row) {
			take_fact(o, fact, row, &policy);
			memset(fact, 0, sizeof fact);
			row = c.row;
		}
		if (c.column < FACT_CELLS)
			fact[c.column] = arena_span(a, xlsx_plain(room, o->x, &c));
	}
	if (rc < 0)
		return rc;
	take_fact(o, fact, row, &policy);
	err quiet;
	pack *found;
	err_init(&quiet, a);
	if (policy.len && !pack_open(&found, arena_text(a, policy), maps->policy_path, a, &quiet))
		own_labels_policy(o->titles, labels_open(found, a));
	return 0;
}

/* ---- where things stand ---- */

static bool is_whole(const own_spot *s)
{
	size_t keys = 0;
	for (size_t k = 0; k < s->of->count; k++)
		keys += (s->of->columns[k].flags & COLUMN_KEY) != 0;
	for (size_t k = 0; k < s->of->count; k++)
		if ((keys ? s->of->columns[k].flags & COLUMN_KEY : k < 2) && s->column_at[k] == NO_COLUMN)
			return false;
	return true;
}

static void take_heading(own_filling *o, own_spot *s, const xlsx_cell *c, uint32_t *row)
{
	if (c->row != *row)
		for (size_t k = 0; k < s->of->count; k++)
			s->column_at[k] = NO_COLUMN;
	*row = c->row;
	for (size_t k = 0; c->kind == XLSX_TEXT && k < s->of->count; k++)
		if (s->column_at[k] == NO_COLUMN &&
			span_equal(fold(o->f.a, c->text),
				fold(o->f.a, span_of(own_book_heading(&s->of->columns[k], o->f.a)))))
			s->column_at[k] = c->column;
}

static void take_below(own_filling *o, own_spot *s, const xlsx_cell *c)
{
	for (size_t k = 0; k < s->of->count; k++) {
		if (s->column_at[k] != c->column)
			continue;
		if (c->formula) {
			s->formulas = arena_grow(
				o->f.a, s->formulas, &s->formula_room, s->formula_count + 1, sizeof *s->formulas);
			s->formulas[s->formula_count].row = c->row;
			s->formulas[s->formula_count++].across = c->column;
		}
		if (c->row >= XLSX_ROWS_MAX)
			continue;
		if (c->formula || !s->occupied[c->row])
			s->occupied[c->row] = c->formula ? ROW_FORMULA : ROW_HELD;
		s->last_row = c->row > s->last_row ? c->row : s->last_row;
	}
}

/* Nothing is written into a merged range, and no row goes above one. */
static void take_merged(own_filling *o, own_spot *s)
{
	size_t count;
	const xlsx_range *list = xlsx_merged(&count, o->x);
	for (size_t i = 0; i < count; i++) {
		bool touches = false;
		for (size_t k = 0; k < s->of->count; k++)
			touches |= s->column_at[k] >= list[i].first_column && s->column_at[k] <= list[i].last_column;
		if (!touches || list[i].last_row <= s->heading)
			continue;
		s->merged = arena_grow(o->f.a, s->merged, &s->merged_room, s->merged_count + 1, sizeof *s->merged);
		s->merged[s->merged_count++] = list[i];
		s->last_row = list[i].last_row > s->last_row ? list[i].last_row : s->last_row;
	}
}

static const xlsx_range *merged_into(const own_spot *s, uint32_t row, uint32_t across)
{
	for (size_t i = 0; i < s->merged_count; i++) {
		const xlsx_range *r = &s->merged[i];
		if (row >= r->first_row && row <= r->last_row && across >= r->first_column && across <= r->last_column)
			return row == r->first_row && across == r->first_column ? NULL : r;
	}
	return NULL;
}

/* The headings are those of the first row that has all of the keys': that row is read to its end. */
static int find_spot(own_spot *s, own_filling *o, const table *of, const char *sheet)
{
	uint32_t row = 0;
	size_t index = xlsx_sheet_find(o->x, sheet);
	xlsx_cell c;
	*s = (own_spot){.of = of, .sheet = sheet};
	if (index == SIZE_MAX || !xlsx_sheet_at(o->x, index)->grid)
		return 0;
	s->sheet = xlsx_sheet_at(o->x, index)->name;
	s->column_at = arena_array(o->f.a, of->count, sizeof *s->column_at);
	s->occupied = o->occupied;
	memset(s->occupied, 0, XLSX_ROWS_MAX);
	for (size_t k = 0; k < of->count; k++)
		s->column_at[k] = NO_COLUMN;
	int rc = xlsx_begin(o->x, index, o->e);
	while (!rc && (rc = xlsx_next(&c, o->x, o->e)) > 0) {
		rc = 0;
		if (!s->headed && c.row != row && is_whole(s)) {
			s->headed = true;
			s->heading = row;
		}
		if (s->headed)
			take_below(o, s, &c);
		else
			take_heading(o, s, &c, &row);
	}
	if (!s->headed && !rc && is_whole(s)) {
		s->headed = true;
		s->heading = row;
	}
	if (s->last_row < s->heading)
		s->last_row = s->heading;
	s->last_data = s->heading;
	if (!rc && s->headed)
		take_merged(o, s);
	return rc;
}

static bool holds_formula(const own_spot *s, uint32_t row, uint32_t across)
{
	size_t low = 0, high = s->formula_count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (s->formulas[middle].row < row ||
			(s->formulas[middle].row == row && s->formulas[middle].across < across))
			low = middle + 1;
		else
			high = middle;
	}
	return low < s->formula_count && s->formulas[low].row == row && s->formulas[low].across == across;
}

/* ---- one value ---- */

static size_t digits_of(span s)
{
	size_t count = 0;
	for (size_t i = 0; i < s.len; i++)
		count += s.at[i] >= '0' && s.at[i] <= '9';
	return count;
}

static fill_edit edit_of(own_filling *o, const column *k, cell c)
{
	fill_edit d = {.kind = FILL_TEXT, .text = cell_span(c)};
	if (!c.len)
		d.kind = FILL_EMPTY;
	else if (cell_is_mark(c))
		return d;
	else if ((k->type == TYPE_AMOUNT || k->type == TYPE_DECIMAL || k->type == TYPE_COUNT) &&
		 digits_of(d.text) <= 15)
		d.kind = FILL_NUMBER;
	else if (k->type == TYPE_DATE) {
		d.kind = FILL_DATE;
		if (fill_edit_fault(&d, xlsx_epoch_1904(o->x), o->f.a))
			d.kind = FILL_TEXT;
	} else if (own_labels_in(k))
		d.text = own_labels_show(o->titles, label_list_of(k), d.text, o->f.a);
	return d;
}

static void add_edit(filling_job *f, fill_edit d)
{
	template_filling *m = f->out;
	m->edits = arena_grow(f->a, m->edits, &m->room, m->count + 1, sizeof *m->edits);
	m->edits[m->count++] = d;
}

static void put(
	own_filling *o, own_spot *s, uint32_t row, size_t k, const rows *r, size_t index, cell value, const char *why)
{
	template_filling *m = o->f.out;
	const char *what = fill_row_name(o->f.a, r, index, s->of->columns[k].name), *fault;
	char name[CELL_NAME];
	uint32_t across = s->column_at[k];
	fill_edit d = edit_of(o, &s->of->columns[k], value);
	if (across == NO_COLUMN) {
		fill_say(&o->f, &m->refused, s->sheet, "", what, d.text, "the workbook has no column for it");
		return;
	}
	cell_name(name, row, across);
	fault = fill_edit_fault(&d, xlsx_epoch_1904(o->x), o->f.a);
	if (holds_formula(s, row, across))
		fault = "holds a formula, which is never overwritten";
	const xlsx_range *merged = fault ? NULL : merged_into(s, row, across);
	if (merged) {
		char first[CELL_NAME];
		cell_name(first, merged->first_row, merged->first_column);
		fault = arena_printf(o->f.a, "is merged into %s", first);
	}
	if (fault) {
		fill_say(&o->f, &m->refused, s->sheet, name, what, d.text, fault);
		return;
	}
	fill_say(&o->f, &m->filled, s->sheet, name, what, d.text, why);
	d.sheet = s->sheet;
	d.row = row;
	d.column = across;
	add_edit(&o->f, d);
}

/* ---- one table ---- */

static bool row_place(uint32_t *row, const rows *r, size_t index)
{
	sheet_place place;
	for (size_t k = 0; k < r->of->count; k++)
		if (cell_sheet_place(&place, r->from, rows_row(r, index)[k])) {
			*row = place.row;
			return true;
		}
	return false;
}

/* Below everything: what stands below the table stays below the rows that it stood below. */
static uint32_t new_row(own_spot *s)
{
	return s->last_row + 1 < XLSX_ROWS_MAX ? ++s->last_row : NO_COLUMN;
}

static void refuse_line(own_filling *o, const own_spot *s, uint32_t row, const rows *r, size_t index, const char *why)
{
	char name[CELL_NAME];
	cell_name(name, row, 0);
	fill_say(&o->f, &o->f.out->refused, s->sheet, name, fill_row_name(o->f.a, r, index, ""), (span){"", 0}, why);
}

static void update_row(own_filling *o, own_spot *s, const rows *now, const rows *old, const own_line *l)
{
	for (size_t k = 0; k < now->of->count; k++) {
		cell c = rows_row(now, l->now)[k], before = rows_row(old, l->old)[k];
		if (!span_equal(cell_span(c), cell_span(before)))
			put(o, s, l->row, k, now, l->now, c,
				before.len ? arena_printf(
						     o->f.a, "in place of '%s'", fill_shorten(&o->f, cell_span(before)))
					   : "");
	}
}

static size_t values_of(const own_spot *s, const cell *row)
{
	size_t count = 0;
	for (size_t k = 0; k < s->of->count; k++)
		count += row[k].len && s->column_at[k] != NO_COLUMN;
	return count;
}

static bool add_row(own_filling *o, own_spot *s, const rows *now, size_t i)
{
	bool alone = s->of->count > 1 && values_of(s, rows_row(now, i)) == 1 &&
		     (s->after_note || s->last_row > s->last_data);
	uint32_t row = alone ? NO_COLUMN : new_row(s);
	if (row == NO_COLUMN) {
		fill_lines *to = &o->f.out->refused;
		fill_say(&o->f, to, s->sheet, "", fill_row_name(o->f.a, now, i, ""), fill_row_shown(&o->f, now->of, i),
			alone ? "has its key alone: below the gap, or the notes, under the table it would be taken for "
				"a note; type it in directly below the last row"
			      : "the sheet has no row left");
		to->list[to->count - 1].whole = true;
		return false;
	}
	s->last_data = row;
	s->after_note = false;
	for (size_t k = 0; k < now->of->count; k++)
		if (rows_row(now, i)[k].len)
			put(o, s, row, k, now, i, rows_row(now, i)[k], "");
	return true;
}

static void drop_row(own_filling *o, own_spot *s, const rows *old, const own_line *l)
{
	if (!o->f.force || l->kept) {
		refuse_line(o, s, l->row, old, l->old,
			o->f.force
				? "is no longer in the plan, and stays: the row below has its key alone and would be "
				  "taken for a note below a gap; delete this row in the workbook"
				: "is no longer in the plan; --replace empties the row");
		return;
	}
	for (size_t k = 0; k < old->of->count; k++)
		if (rows_row(old, l->old)[k].len)
			put(o, s, l->row, k, old, l->old, (cell){.at = ""},
				"emptied: its row is no longer in the plan");
}

/* How many values a row holds when all is written. */
static size_t values_after(const own_filling *o, const own_spot *s, const rows *now, const rows *old, const own_line *l)
{
	size_t count = 0;
	const cell *before = rows_row(old, l->old), *after = l->now == SIZE_MAX ? NULL : rows_row(now, l->now);
	for (size_t k = 0; k < s->of->count; k++) {
		bool stays = l->kept || (!after && !o->f.force) || holds_formula(s, l->row, s->column_at[k]);
		count += stays ? before[k].len != 0 : after ? after[k].len && s->column_at[k] != NO_COLUMN : 0;
	}
	return count;
}

/* Reading takes a text that stands alone below a gap for a note: what would make one of a row is not done. */
static void keep_lines(own_filling *o, own_spot *s, const rows *now, const rows *old, own_line *list, size_t count)
{
	size_t i = 0;
	for (uint32_t row = s->heading + 1; s->of->count > 1 && row <= s->last_row && row < XLSX_ROWS_MAX; row++) {
		if (i == count || list[i].row != row) {
			if (s->occupied[row] == ROW_FORMULA)
				s->last_data = row;
			else if (s->occupied[row])
				s->after_note = true;
			continue;
		}
		own_line *l = &list[i++];
		size_t values = values_after(o, s, now, old, l);
		if (values == 1 && (s->after_note || row > s->last_data + 1)) {
			l->kept = values_of(s, rows_row(old, l->old)) > 1;
			for (own_line *k = l; !l->kept && k > list && k[-1].row + 1 == k->row; k--) {
				if (values_after(o, s, now, old, k - 1))
					break;
				k[-1].kept = true;
				if (values_of(s, rows_row(old, k[-1].old)) > 1)
					break;
			}
		}
		if (values) {
			s->last_data = row;
			s->after_note = false;
		}
	}
}

static int by_row(const void *x, const void *y)
{
	const own_line *a = x, *b = y;
	return (a->row > b->row) - (a->row < b->row);
}

static void fill_rows(own_filling *o, own_spot *s, const rows *now, const rows *old)
{
	own_line *list = arena_array(o->f.a, old->count + 1, sizeof *list);
	size_t *added = arena_array(o->f.a, now->count + 1, sizeof *added), count = 0, added_count = 0;
	uint32_t row;
	for (size_t i = 0, n = 0; i < now->count || n < old->count;) {
		int d = i == now->count	   ? 1
			: n == old->count  ? -1
			: now->of->one_row ? 0
					   : rows_compare_keys(now->of, rows_row(now, i), rows_row(old, n));
		if (d < 0)
			added[added_count++] = i;
		else if (row_place(&row, old, n))
			list[count++] = (own_line){row, d ? SIZE_MAX : i, n, false};
		i += d <= 0;
		n += d >= 0;
	}
	qsort(list, count, sizeof *list, by_row);
	keep_lines(o, s, now, old, list, count);
	for (size_t i = 0; i < count; i++) {
		if (list[i].now == SIZE_MAX)
			drop_row(o, s, old, &list[i]);
		else if (list[i].kept)
			refuse_line(o, s, list[i].row, now, list[i].now,
				"would be left with its key alone below a gap and be taken for a note; change it in "
				"the "
				"workbook");
		else
			update_row(o, s, now, old, &list[i]);
	}
	size_t total = 0;
	for (size_t i = 0; i < count; i++)
		total += values_after(o, s, now, old, &list[i]) > 0;
	for (size_t i = 0; i < added_count; i++)
		total += add_row(o, s, now, added[i]);
	if (total != old->count && o->fact_row[now->of - plan_tables]) /* reading counts on it: see own_book_rows.c */
		add_edit(&o->f, (fill_edit){OWN_BOOK_SHEET, o->fact_row[now->of - plan_tables], 3, FILL_TEXT,
					span_of(arena_printf(o->f.a, "%zu", total))});
}

static int fill_table(own_filling *o, size_t t)
{
	const rows *now = &o->f.p->tables[t], *old = &o->there->tables[t];
	own_spot s;
	if (!now->count && !old->count)
		return 0;
	int rc = o->sheets[t] ? find_spot(&s, o, now->of, o->sheets[t]) : 0;
	if (rc)
		return rc;
	if (o->sheets[t] && s.headed)
		fill_rows(o, &s, now, old);
	else if (now->count)
		fill_say(&o->f, &o->f.out->refused, own_book_sheet(now->of), "", now->of->name, (span){"", 0},
			arena_printf(o->f.a, "the workbook has no such table; the plan has %zu row%s", now->count,
				now->count == 1 ? "" : "s"));
	return 0;
}

/* ---- narrative ---- */

/* Whole, or not at all: NULL, or what is in the way. */
static const char *add_section(own_filling *o, own_spot *s, const narrative *n)
{
	size_t count;
	fill_piece *list = fill_pieces(&count, n->text, o->f.a);
	if (count >= XLSX_ROWS_MAX - s->last_row)
		return "the sheet has no row left";
	for (size_t i = 0; i < count; i++) {
		fill_edit d = {.kind = FILL_TEXT, .text = list[i].text};
		const char *fault = d.text.len ? fill_edit_fault(&d, xlsx_epoch_1904(o->x), o->f.a) : NULL;
		if (fault)
			return fault;
		if (*list[i].joined && s->column_at[2] == NO_COLUMN)
			return "it needs the column 'Follows on', which the workbook no longer has";
	}
	for (size_t i = 0; i < count; i++) {
		uint32_t row = new_row(s);
		cell values[] = {{.at = n->section, .len = (uint32_t)strlen(n->section)},
			{.at = list[i].text.at, .len = (uint32_t)list[i].text.len},
			{.at = list[i].joined, .len = (uint32_t)strlen(list[i].joined)}};
		rows one = {.of = &own_book_narrative, .cells = values, .count = 1};
		for (size_t k = 0; k < sizeof values / sizeof *values; k++)
			if (values[k].len)
				put(o, s, row, k, &one, 0, values[k], "");
	}
	return NULL;
}

static int fill_narrative(own_filling *o)
{
	const plan *p = o->f.p;
	const char *shown = own_book_sheet(&own_book_narrative);
	own_spot s;
	int rc = o->narrative ? find_spot(&s, o, &own_book_narrative, o->narrative) : 0;
	if (rc)
		return rc;
	for (size_t i = 0; i < p->section_count; i++) {
		const narrative *old = plan_section(o->there, span_of(p->sections[i].section));
		const char *why = NULL;
		if (old && span_equal(old->text, p->sections[i].text))
			continue;
		if (old)
			why = "the workbook's text differs; change it there";
		else if (!o->narrative || !s.headed)
			why = "the workbook has no such sheet";
		else
			why = add_section(o, &s, &p->sections[i]);
		if (why)
			fill_say(&o->f, &o->f.out->refused, shown, "",
				arena_printf(o->f.a, "narrative %s", p->sections[i].section), p->sections[i].text, why);
	}
	for (size_t i = 0; i < o->there->section_count; i++)
		if (!plan_section(p, span_of(o->there->sections[i].section)))
			fill_say(&o->f, &o->f.out->refused, shown, "",
				arena_printf(o->f.a, "narrative %s", o->there->sections[i].section),
				o->there->sections[i].text, "is no longer in the plan; take its rows out");
	return 0;
}

/* The workbook is then this version's. */
static void put_digests(own_filling *o)
{
	template_filling *m = o->f.out;
	const uint32_t at[] = {o->digest_row, o->plan_digest_row};
	for (size_t i = 0; i < 2 && m->count && !m->refused.count; i++) {
		char digest[PLAN_DIGEST_TEXT];
		if (!at[i])
			continue;
		plan_digest(digest, o->f.p, i == 1, o->f.a);
		add_edit(&o->f, (fill_edit){OWN_BOOK_SHEET, at[i], 1, FILL_TEXT, arena_span(o->f.a, span_of(digest))});
	}
}

int template_fill_own(
	template_filling *out, xlsx *x, const char *shown, const plan *p, map_set *maps, bool force, arena *a, err *e)
{
	template_filling made = {.kind = "own", .title = "Workbook written by bcf"};
	own_filling *o = arena_alloc(a, sizeof *o);
	*o = (own_filling){.f = {.out = &made, .p = p, .force = force, .a = a}, .x = x, .e = e};
	o->occupied = arena_array(a, XLSX_ROWS_MAX, 1);
	o->there = fill_plan_empty(shown, a);
	int rc = own_book_read(o->there, x, maps, a, e);
	if (!rc)
		rc = read_facts(o, maps);
	for (size_t t = 0; !rc && t < plan_table_count; t++)
		rc = fill_table(o, t);
	if (!rc)
		rc = fill_narrative(o);
	if (rc)
		return rc;
	put_digests(o);
	*out = made;
	return 0;
}
