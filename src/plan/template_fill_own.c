#include "plan/template_fill_own.h"

#include <string.h>

#include "base/money.h"
#include "plan/own_book.h"
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
	uint8_t *occupied; /* rows that hold something in the plan's columns */
	uint32_t next_row; /* where to look for an empty one */
} own_spot;

typedef struct own_filling {
	filling_job f;
	xlsx *x;
	plan *there;
	own_labels *titles;
	const char *sheets[256]; /* by table of the plan; NULL when the workbook has none */
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
	else if (span_is(fact[0], "table") && (i = schema_find(fact[1])) < sizeof o->sheets / sizeof *o->sheets)
		o->sheets[i] = arena_text(o->f.a, fact[2]);
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
		if (c->row < XLSX_ROWS_MAX)
			s->occupied[c->row] = 1;
	}
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
	s->next_row = s->heading + 1;
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

static const char *what_of(own_filling *o, const rows *r, size_t row, const char *col)
{
	buf b;
	buf_init(&b, o->f.a);
	buf_text(&b, r->of->name);
	for (size_t k = 0; k < r->of->count && !r->of->one_row; k++)
		if (r->of->columns[k].flags & COLUMN_KEY && rows_row(r, row)[k].len)
			buf_printf(&b, " %.*s", SPAN_ARG(cell_span(rows_row(r, row)[k])));
	buf_printf(&b, "%s%s", *col ? " " : "", col);
	return arena_text(o->f.a, buf_span(&b));
}

static void put(
	own_filling *o, own_spot *s, uint32_t row, size_t k, const rows *r, size_t index, cell value, const char *why)
{
	template_filling *m = o->f.out;
	const char *what = what_of(o, r, index, s->of->columns[k].name), *fault;
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
	if (fault) {
		fill_say(&o->f, &m->refused, s->sheet, name, what, d.text, fault);
		return;
	}
	fill_say(&o->f, &m->filled, s->sheet, name, what, d.text, why);
	d.sheet = s->sheet;
	d.row = row;
	d.column = across;
	m->edits = arena_grow(o->f.a, m->edits, &m->room, m->count + 1, sizeof *m->edits);
	m->edits[m->count++] = d;
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

static uint32_t new_row(own_spot *s)
{
	while (s->next_row < XLSX_ROWS_MAX && s->occupied[s->next_row])
		s->next_row++;
	return s->next_row < XLSX_ROWS_MAX ? s->next_row++ : NO_COLUMN;
}

static void update_row(own_filling *o, own_spot *s, const rows *now, size_t i, const rows *old, size_t n)
{
	uint32_t row;
	if (!row_place(&row, old, n))
		return;
	for (size_t k = 0; k < now->of->count; k++) {
		cell c = rows_row(now, i)[k], before = rows_row(old, n)[k];
		if (!span_equal(cell_span(c), cell_span(before)))
			put(o, s, row, k, now, i, c,
				before.len ? arena_printf(
						     o->f.a, "in place of '%s'", fill_shorten(&o->f, cell_span(before)))
					   : "");
	}
}

static void add_row(own_filling *o, own_spot *s, const rows *now, size_t i)
{
	uint32_t row = new_row(s);
	if (row == NO_COLUMN) {
		fill_say(&o->f, &o->f.out->refused, s->sheet, "", what_of(o, now, i, ""), (span){"", 0},
			"the sheet has no row left");
		return;
	}
	for (size_t k = 0; k < now->of->count; k++)
		if (rows_row(now, i)[k].len)
			put(o, s, row, k, now, i, rows_row(now, i)[k], "");
}

static void drop_row(own_filling *o, own_spot *s, const rows *old, size_t n)
{
	uint32_t row = 0;
	char name[CELL_NAME];
	if (!row_place(&row, old, n))
		return;
	cell_name(name, row, 0);
	if (!o->f.force) {
		fill_say(&o->f, &o->f.out->refused, s->sheet, name, what_of(o, old, n, ""), (span){"", 0},
			"is no longer in the plan; --replace empties the row");
		return;
	}
	for (size_t k = 0; k < old->of->count; k++)
		if (rows_row(old, n)[k].len)
			put(o, s, row, k, old, n, (cell){.at = ""}, "emptied: its row is no longer in the plan");
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
	if (!o->sheets[t] || !s.headed) {
		if (now->count)
			fill_say(&o->f, &o->f.out->refused, own_book_sheet(now->of), "", now->of->name, (span){"", 0},
				arena_printf(o->f.a, "the workbook has no such table; the plan has %zu row%s",
					now->count, now->count == 1 ? "" : "s"));
		return 0;
	}
	for (size_t n = 0; n < old->count; n++) { /* new rows go below the last */
		uint32_t row;
		if (row_place(&row, old, n) && row >= s.next_row)
			s.next_row = row + 1;
	}
	for (size_t i = 0, n = 0; i < now->count || n < old->count;) {
		int d = i == now->count	   ? 1
			: n == old->count  ? -1
			: now->of->one_row ? 0
					   : rows_compare_keys(now->of, rows_row(now, i), rows_row(old, n));
		if (d == 0)
			update_row(o, &s, now, i, old, n);
		else if (d < 0)
			add_row(o, &s, now, i);
		else
			drop_row(o, &s, old, n);
		i += d <= 0;
		n += d >= 0;
	}
	return 0;
}

/* ---- narrative ---- */

static void add_section(own_filling *o, own_spot *s, const narrative *n)
{
	span rest = span_trim(n->text);
	const rows prose = {.of = &own_book_narrative};
	while (rest.len) {
		size_t end = rest.len, row = new_row(s);
		span_find(rest, "\n\n", &end);
		span paragraph = {rest.at, end};
		rest = end + 2 < rest.len ? (span){rest.at + end + 2, rest.len - end - 2} : (span){NULL, 0};
		cell section = {.at = n->section, .len = (uint32_t)strlen(n->section)};
		cell text = {.at = paragraph.at, .len = (uint32_t)paragraph.len};
		rows one = prose;
		one.cells = (cell[]){section, text, {.at = ""}};
		one.count = 1;
		put(o, s, (uint32_t)row, 0, &one, 0, section, "");
		put(o, s, (uint32_t)row, 1, &one, 0, text, "");
	}
}

static int fill_narrative(own_filling *o)
{
	const plan *p = o->f.p;
	own_spot s;
	int rc = o->narrative ? find_spot(&s, o, &own_book_narrative, o->narrative) : 0;
	if (rc)
		return rc;
	for (uint32_t i = 0; o->narrative && s.headed && i < XLSX_ROWS_MAX; i++)
		if (s.occupied[i] && i >= s.next_row)
			s.next_row = i + 1;
	for (size_t i = 0; i < p->section_count; i++) {
		const narrative *old = plan_section(o->there, span_of(p->sections[i].section));
		const char *what = arena_printf(o->f.a, "narrative %s", p->sections[i].section);
		if (old && span_equal(old->text, p->sections[i].text))
			continue;
		if (old || !o->narrative || !s.headed)
			fill_say(&o->f, &o->f.out->refused, own_book_sheet(&own_book_narrative), "", what,
				p->sections[i].text,
				old ? "the workbook's text differs; change it there"
				    : "the workbook has no such sheet");
		else
			add_section(o, &s, &p->sections[i]);
	}
	for (size_t i = 0; i < o->there->section_count; i++)
		if (!plan_section(p, span_of(o->there->sections[i].section)))
			fill_say(&o->f, &o->f.out->refused, own_book_sheet(&own_book_narrative), "",
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
		m->edits = arena_grow(o->f.a, m->edits, &m->room, m->count + 1, sizeof *m->edits);
		m->edits[m->count++] =
			(fill_edit){OWN_BOOK_SHEET, at[i], 1, FILL_TEXT, arena_span(o->f.a, span_of(digest))};
	}
}

int template_fill_own(
	template_filling *out, xlsx *x, const char *shown, const plan *p, map_set *maps, bool force, arena *a, err *e)
{
	template_filling made = {.kind = "own", .title = "Workbook written by bcf"};
	own_filling *o = arena_alloc(a, sizeof *o);
	*o = (own_filling){.f = {.out = &made, .p = p, .force = force, .a = a}, .x = x, .e = e};
	o->occupied = arena_array(a, XLSX_ROWS_MAX, 1);
	o->there = arena_alloc(a, sizeof *o->there);
	o->there->shown = shown;
	o->there->reading = arena_alloc(a, sizeof *o->there->reading);
	o->there->tables = arena_array(a, plan_table_count, sizeof *o->there->tables);
	for (size_t i = 0; i < plan_table_count; i++)
		o->there->tables[i].of = &plan_tables[i];
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
