/* Reading one table's sheet of our workbook: its headings, then its rows. */
#include <string.h>

#include "base/limits.h"
#include "plan/own_book_inside.h"
#include "plan/total_row.h"
#include "policy/fold.h"

#define NONE UINT32_MAX
#define STRANGE_SHOWN_MAX 12 /* unknown headings that a message lists */

/* What a row that may be the row of headings holds. */
typedef struct headings {
	uint32_t row;
	uint32_t *at; /* by column of the table: column of the sheet, or NONE */
	size_t known; /* how many are there */
	struct strange {
		uint32_t column;
		span text;
	} * strange; /* texts that are no heading of ours */
	size_t strange_count, strange_room;
	const char *twice; /* where a heading stands a second time, and which */
	const char *twice_name;
} headings;

/* One value of the row that is being read. */
typedef struct held {
	span text;
	uint32_t column; /* of the sheet */
	bool there, is_text, formula, adds, elsewhere;
	bool sums;	 /* a formula that adds up cells above it in its column */
	const char *why; /* it means nothing in its column */
} held;

/* What a row below the headings is.  The last three are judged when the whole table has been read. */
typedef enum row_kind { ROW_DATA, ROW_NOTE, ROW_TOTAL, ROW_PERHAPS_NOTE, ROW_PERHAPS_TOTAL, ROW_NUMBER } row_kind;

/* A row that may be a note or a total. */
typedef struct aside {
	row_kind kind;
	size_t at; /* rows before it */
	uint32_t row, blank;
	size_t count, *columns; /* of the table */
	held *values;
	bool kept;
} aside;

typedef struct sheet_reader {
	own_reader *r;
	const own_table *of;
	const char *sheet;
	span *wanted; /* folded headings by column of the table */
	headings now, best;
	bool headed;
	uint16_t *column_of; /* of the sheet: column of the table + 1, or 0 */
	held *row;
	uint32_t row_number, last_row;	 /* the one being read; the last that held something of the plan */
	bool row_begun, any, after_note; /* `any`: the sheet holds something */
	size_t key_count;
	aside *asides;
	size_t aside_count, aside_room;
	rows out;
} sheet_reader;

static const char *place_at(const sheet_reader *s, uint32_t row, uint32_t across)
{
	xlsx_cell c = {.row = row, .column = across};
	return xlsx_place(s->r->e->owner, s->r->x, &c);
}

/* ---- headings ---- */

static headings headings_new(const sheet_reader *s)
{
	headings h = {.at = arena_array(s->r->a, s->of->of->count, sizeof *h.at)};
	for (size_t i = 0; i < s->of->of->count; i++)
		h.at[i] = NONE;
	return h;
}

static void take_heading(sheet_reader *s, const xlsx_cell *c)
{
	headings *h = &s->now;
	char room[128];
	if (c->kind != XLSX_TEXT)
		return;
	size_t n = fold_into(room, sizeof room, c->text);
	for (size_t i = 0; n && n != SIZE_MAX && i < s->of->of->count; i++) {
		if (!span_equal(s->wanted[i], (span){room, n}))
			continue;
		if (h->at[i] == NONE) {
			h->at[i] = c->column;
			h->known++;
		} else if (!h->twice) {
			h->twice = place_at(s, c->row, c->column);
			h->twice_name = own_book_heading(&s->of->of->columns[i], s->r->a);
		}
		return;
	}
	if (n) {
		h->strange =
			arena_grow(s->r->a, h->strange, &h->strange_room, h->strange_count + 1, sizeof *h->strange);
		h->strange[h->strange_count++] = (struct strange){c->column, arena_span(s->r->a, c->text)};
	}
}

/* Every key column has its heading; in a table without keys the first two have. */
static bool is_whole(const sheet_reader *s, const headings *h)
{
	for (size_t i = 0; i < s->of->of->count; i++) {
		bool key = s->key_count ? s->of->of->columns[i].flags & COLUMN_KEY : i < 2;
		if (key && h->at[i] == NONE)
			return false;
	}
	return true;
}

/* The beginning of a text that is too long for a message, cut between letters. */
static span shortened(span s, size_t most)
{
	if (s.len <= most)
		return s;
	while (most && ((unsigned char)s.at[most] & 0xC0) == 0x80)
		most--;
	return (span){s.at, most};
}

static const char *strange_list(const headings *h, arena *a)
{
	buf b;
	buf_init(&b, a);
	for (size_t i = 0; i < h->strange_count && i < STRANGE_SHOWN_MAX; i++) {
		span t = shortened(h->strange[i].text, 40);
		buf_printf(&b, "%s'%.*s'", b.len ? ", " : "", SPAN_ARG(t));
	}
	if (h->strange_count > STRANGE_SHOWN_MAX)
		buf_printf(&b, " and %zu more", h->strange_count - STRANGE_SHOWN_MAX);
	return b.len ? arena_text(a, buf_span(&b)) : "none";
}

/* A message for each column that held something, or is a key, and has no heading now. */
static bool say_missing(const sheet_reader *s, const headings *h)
{
	bool any = false;
	for (size_t i = 0; i < s->of->of->count; i++) {
		const column *k = &s->of->of->columns[i];
		if (h->at[i] != NONE || !s->of->held[i])
			continue;
		err_add(s->r->e, ERR_PARSE, arena_printf(s->r->e->owner, "%s › %s", s->r->p->shown, s->sheet),
			"column '%s' is missing, and it held values when the workbook was written; headings that are "
			"not "
			"ours: %s; give it its heading back",
			own_book_heading(k, s->r->a), strange_list(h, s->r->a));
		any = true;
	}
	return any;
}

static void end_heading_row(sheet_reader *s)
{
	headings *h = &s->now;
	h->row = s->row_number;
	if (!is_whole(s, h)) {
		if (h->known > s->best.known)
			s->best = *h;
		if (h->known || h->strange_count)
			*h = headings_new(s);
		return;
	}
	s->headed = true;
	s->last_row = s->row_number;
	if (h->twice)
		err_add(s->r->e, ERR_PARSE, h->twice,
			"the heading '%s' stands here a second time; rename one of the two", h->twice_name);
	for (size_t i = 0; i < s->of->of->count; i++)
		if (h->at[i] != NONE)
			s->column_of[h->at[i]] = (uint16_t)(i + 1);
	if (s->of->rows)
		say_missing(s, h);
}

/* ---- rows ---- */

static void take_value(sheet_reader *s, const xlsx_cell *c)
{
	size_t i = s->column_of[c->column];
	if (!i) {
		s->r->own_cells[c->column]++;
		return;
	}
	held *v = &s->row[i - 1];
	*v = (held){.column = c->column, .is_text = c->kind == XLSX_TEXT, .formula = c->formula};
	if (c->formula) {
		v->adds = own_formula_adds(c->formula_text);
		v->sums = total_formula(c->formula_text, s->now.row + 1, c->row, c->column);
		v->elsewhere = xlsx_formula_elsewhere(c->formula_text);
	}
	if (!own_value(&v->text, s->r->x, c, &s->of->of->columns[i - 1], s->r->titles, s->r->a, &v->why))
		v->text = arena_span(s->r->a, c->text);
	v->there = v->why || span_trim(v->text).len;
}

/* A text that stands alone below a blank row, or below another note. */
static bool is_note(const sheet_reader *s, size_t filled, const held *first)
{
	bool apart = s->after_note || s->row_number > s->last_row + 1;
	return s->of->of != &own_book_narrative && filled == 1 && s->of->of->count > 1 && apart && first->is_text &&
	       !first->formula;
}

/* Every figure adds others up, and there is no key, or "Total" stands first. */
static bool is_total(const sheet_reader *s, const held *first)
{
	char room[16];
	bool keyed = false, adds = false;
	for (size_t i = 0; i < s->of->of->count; i++) {
		const held *v = &s->row[i];
		if (!v->there)
			continue;
		keyed |= s->of->of->columns[i].flags & COLUMN_KEY;
		if (!v->is_text && (!v->formula || (!v->adds && !v->elsewhere)))
			return false;
		adds |= v->adds;
	}
	span start = first->text;
	if (start.len > 5)
		start.len = 5;
	bool called = first->is_text && fold_into(room, sizeof room, start) == 5 && !memcmp(room, "total", 5);
	return adds && (called || !keyed);
}

static void add_row(sheet_reader *s)
{
	const table *t = s->of->of;
	cell *row = rows_add(&s->out, s->r->a);
	for (size_t i = 0; i < t->count; i++) {
		held *v = &s->row[i];
		const char *why = v->why;
		if (!v->there)
			continue;
		row[i] = (cell){.at = v->text.at,
			.len = (uint32_t)v->text.len,
			.offset = sheet_grid_offset(s->out.from.grid, s->sheet, s->row_number, v->column)};
		s->r->counts->cells++;
		s->r->counts->formulas += v->formula;
		s->r->counts->elsewhere += v->elsewhere;
		span shown = shortened(v->text, 60);
		if (why)
			err_add(s->r->e, ERR_PARSE, place_at(s, s->row_number, v->column), "%s %s",
				own_book_heading(&t->columns[i], s->r->a), why);
		else if (!cell_canonical(&row[i], &t->columns[i], s->r->a, &why))
			err_add(s->r->e, ERR_PARSE, place_at(s, s->row_number, v->column), "%s '%.*s' %s",
				own_book_heading(&t->columns[i], s->r->a), SPAN_ARG(shown), why);
	}
	s->r->counts->rows++;
}

static bool has_blank(span text)
{
	return memchr(text.at, ' ', text.len) || span_find(text, "\xC2\xA0", NULL);
}

/* A row of which every amount is a sum of those above it, or that is called a total and has nothing of a line's own, is
 * a total.  Where its key alone is called so, or its only text is a key of several words, it may yet be a row that we
 * wrote: that is known when all rows are counted. */
static row_kind judge_row(const sheet_reader *s, size_t filled, const held *first)
{
	const table *t = s->of->of;
	size_t amounts = 0, sums = 0, keys = 0, words = 0, key_words = 0;
	bool own = false;
	if (is_note(s, filled, first))
		return ROW_NOTE;
	if (is_total(s, first))
		return ROW_TOTAL;
	if (!s->key_count || t->one_row || t == &own_book_narrative)
		return ROW_DATA;
	for (size_t i = 0; i < t->count; i++) {
		const held *v = &s->row[i];
		bool key = t->columns[i].flags & COLUMN_KEY;
		if (!v->there)
			continue;
		keys += key;
		if (t->columns[i].type == TYPE_AMOUNT) {
			amounts++;
			sums += v->sums;
			continue;
		}
		bool word = v->is_text && total_word(v->text);
		words += word;
		key_words += word && key;
		own |= total_lacks(t->columns[i].name) && !word;
	}
	if (amounts && sums == amounts)
		return ROW_TOTAL;
	if (amounts && words && !own && keys == key_words)
		return keys ? ROW_PERHAPS_TOTAL : ROW_TOTAL;
	if (filled == 1 && amounts && !first->is_text)
		return ROW_NUMBER;
	bool note = filled == 1 && keys && first->is_text && !first->formula && has_blank(first->text);
	return note ? ROW_PERHAPS_NOTE : ROW_DATA;
}

static uint32_t blank_before(const sheet_reader *s)
{
	return s->row_number > s->last_row ? s->row_number - s->last_row - 1 : 0; /* rows may go backwards */
}

static void set_aside(sheet_reader *s, row_kind kind, size_t filled)
{
	s->asides = arena_grow(s->r->a, s->asides, &s->aside_room, s->aside_count + 1, sizeof *s->asides);
	aside *x = &s->asides[s->aside_count++];
	*x = (aside){.kind = kind,
		.at = s->out.count,
		.row = s->row_number,
		.blank = blank_before(s),
		.columns = arena_array(s->r->a, filled, sizeof(size_t)),
		.values = arena_array(s->r->a, filled, sizeof(held))};
	for (size_t i = 0; i < s->of->of->count; i++)
		if (s->row[i].there) {
			x->columns[x->count] = i;
			x->values[x->count++] = s->row[i];
		}
}

/* Below the last row a number alone is a total.  The others are what they look like only where the table has more rows
 * than it had when it was written: else they are rows that we wrote. */
static void judge_asides(sheet_reader *s)
{
	size_t all = s->out.count + s->aside_count, lines = s->out.count;
	bool below = true;
	for (size_t i = s->aside_count; i-- > 0;) {
		aside *x = &s->asides[i];
		below &= x->at == lines;
		bool more = all > s->of->rows;
		x->kept = x->kind == ROW_NUMBER		? !below || !all
			  : x->kind == ROW_PERHAPS_NOTE ? !below || !more
							: !more;
		below &= !x->kept;
		all -= !x->kept;
	}
	for (size_t i = 0; i < s->aside_count; i++) {
		const aside *x = &s->asides[i];
		const held *first = &x->values[0];
		for (size_t k = 1; k < x->count; k++)
			first = x->values[k].column < first->column ? &x->values[k] : first;
		s->row_number = x->row;
		s->r->counts->blank_rows += x->kept ? x->blank : 0;
		for (size_t k = 0; k < x->count && x->kept; k++)
			s->row[x->columns[k]] = x->values[k];
		if (x->kept && x->kind == ROW_PERHAPS_TOTAL)
			own_left(s->r, place_at(s, x->row, first->column), arena_text(s->r->a, first->text),
				arena_printf(s->r->a,
					"row %u looks like a total, and was read as a row of the plan, which had so "
					"many rows when the workbook was written; clear it if it is a total",
					x->row + 1),
				0);
		if (x->kept) {
			add_row(s);
			memset(s->row, 0, s->of->of->count * sizeof *s->row);
			continue;
		}
		own_left(s->r, place_at(s, x->row, first->column), arena_text(s->r->a, first->text),
			arena_printf(s->r->a, "row %u looks like a %s, and was not read as a row of the plan",
				x->row + 1, x->kind == ROW_PERHAPS_NOTE ? "note" : "total"),
			x->count);
	}
}

static void end_row(sheet_reader *s)
{
	const table *t = s->of->of;
	size_t filled = 0;
	const held *first = NULL;
	for (size_t i = 0; i < t->count; i++)
		if (s->row[i].there) {
			first = first && first->column < s->row[i].column ? first : &s->row[i];
			filled++;
		}
	row_kind kind = filled ? judge_row(s, filled, first) : ROW_DATA;
	if (filled && kind == ROW_NOTE) {
		own_left(s->r, place_at(s, s->row_number, first->column), arena_text(s->r->a, first->text),
			"a note below the table", 1);
		s->after_note = true;
	} else if (filled && kind == ROW_TOTAL) {
		own_left(s->r, place_at(s, s->row_number, first->column), arena_text(s->r->a, first->text),
			"a total of your own", filled);
		s->last_row = s->row_number;
	} else if (filled) {
		s->after_note = false;
		if (kind == ROW_DATA) {
			s->r->counts->blank_rows += blank_before(s);
			add_row(s);
		} else {
			set_aside(s, kind, filled);
		}
		s->last_row = s->row_number;
	}
	memset(s->row, 0, t->count * sizeof *s->row);
}

/* ---- the sheet ---- */

static void end_any_row(sheet_reader *s)
{
	if (s->row_begun && s->headed)
		end_row(s);
	else if (s->row_begun)
		end_heading_row(s);
	s->row_begun = false;
}

static int read_cells(sheet_reader *s)
{
	xlsx_cell c;
	int rc;
	while ((rc = xlsx_next(&c, s->r->x, s->r->e)) > 0) {
		if (s->row_begun && c.row != s->row_number)
			end_any_row(s);
		s->row_number = c.row;
		s->row_begun = s->any = true;
		if (s->headed) {
			take_value(s, &c);
		} else {
			s->r->counts->known++;
			take_heading(s, &c);
		}
	}
	if (!rc)
		end_any_row(s);
	return rc;
}

/* Values in columns that are not the plan's: a line a column. */
static void list_own_columns(sheet_reader *s)
{
	for (uint32_t i = 0; i < XLSX_COLUMNS_MAX; i++) {
		uint32_t n = s->r->own_cells[i];
		const char *title = "";
		if (!n)
			continue;
		for (size_t k = 0; k < s->now.strange_count; k++)
			if (s->now.strange[k].column == i)
				title = arena_text(s->r->a, s->now.strange[k].text);
		own_left(s->r, place_at(s, s->now.row, i), title,
			arena_printf(s->r->a, "a column of your own with %u value%s", n, n == 1 ? "" : "s"), n);
		s->r->own_cells[i] = 0;
	}
}

void own_rows_read(rows *out, const own_table *t, size_t index, own_reader *r)
{
	sheet_reader s = {.r = r,
		.of = t,
		.sheet = xlsx_sheet_at(r->x, index)->name,
		.wanted = arena_array(r->a, t->of->count, sizeof(span)),
		.column_of = arena_array(r->a, XLSX_COLUMNS_MAX, sizeof(uint16_t)),
		.row = arena_array(r->a, t->of->count, sizeof(held)),
		.out = {.of = t->of, .from = {.name = r->p->shown, .grid = sheet_grid_open(r->a)}}};
	for (size_t i = 0; i < t->of->count; i++) {
		s.wanted[i] = fold(r->a, span_of(own_book_heading(&t->of->columns[i], r->a)));
		s.key_count += (t->of->columns[i].flags & COLUMN_KEY) != 0;
	}
	s.now = headings_new(&s);
	s.best = headings_new(&s);
	if (xlsx_begin(r->x, index, r->e) || read_cells(&s))
		return;
	r->counts->sheets++;
	if (!s.headed && (t->rows || s.any) && !say_missing(&s, &s.best))
		err_add(r->e, ERR_PARSE, arena_printf(r->e->owner, "%s › %s", r->p->shown, s.sheet),
			"the row of headings is missing, which begins with '%s'",
			own_book_heading(&t->of->columns[0], r->a));
	judge_asides(&s);
	list_own_columns(&s);
	if (s.headed && s.out.count < t->rows)
		own_left(r, arena_printf(r->a, "%s › %s", r->p->shown, s.sheet), "",
			arena_printf(r->a, "%zu row%s, %zu when the workbook was written", s.out.count,
				s.out.count == 1 ? "" : "s", t->rows),
			0);
	*out = s.out;
}

/* ---- the table as a whole ---- */

static const cell *first_filled(const rows *of, size_t index)
{
	const cell *row = rows_row(of, index);
	for (size_t i = 0; i < of->of->count; i++)
		if (row[i].len)
			return &row[i];
	return row;
}

static const char *key_text(const rows *of, size_t index, arena *a)
{
	buf b;
	buf_init(&b, a);
	for (size_t i = 0; i < of->of->count; i++)
		if (of->of->columns[i].flags & COLUMN_KEY)
			buf_printf(&b, "%s%s '%.*s'", b.len ? ", " : "", own_book_heading(&of->of->columns[i], a),
				SPAN_ARG(cell_span(rows_row(of, index)[i])));
	return arena_text(a, buf_span(&b));
}

void own_rows_judge(rows *out, own_reader *r)
{
	const table *t = out->of;
	if (t->one_row && out->count > 1)
		err_add(r->e, ERR_PARSE, cell_place(r->e->owner, out->from, *first_filled(out, 1)),
			"table %s has %zu rows; it must have one", t->name, out->count);
	if (t->one_row)
		return;
	for (size_t i = 0; i < out->count; i++) {
		bool keyed = false;
		for (size_t k = 0; k < t->count; k++)
			keyed |= (t->columns[k].flags & COLUMN_KEY) && rows_row(out, i)[k].len;
		if (!keyed)
			err_add(r->e, ERR_PARSE, cell_place(r->e->owner, out->from, *first_filled(out, i)),
				"this row has no key; write one under '%s', or move what is no row of the plan to a "
				"column or "
				"sheet of your own",
				own_book_heading(&t->columns[0], r->a));
	}
	if (rows_sort(out, r->a) == SIZE_MAX)
		return;
	for (size_t i = 1; i < out->count; i++)
		if (!rows_compare_keys(t, rows_row(out, i - 1), rows_row(out, i)))
			err_add(r->e, ERR_PARSE, cell_place(r->e->owner, out->from, *first_filled(out, i)),
				"the same key stands already at %s: %s; give one of the two rows another",
				cell_place(r->a, out->from, *first_filled(out, i - 1)), key_text(out, i, r->a));
}
