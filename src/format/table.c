#include "format/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/limits.h"
#include "base/money.h"
#include "format/hint.h"
#include "format/utf8.h"

const char *type_name(value_type t)
{
	static const char *const names[] = {"text", "amount", "decimal", "count", "date", "period", "ratio", "list"};
	return names[t];
}

size_t table_column(const table *t, span name)
{
	if (!name.len)
		return SIZE_MAX;
	for (size_t i = 0; i < t->count; i++) {
		const char *own = t->columns[i].name;
		if (own[0] == name.at[0] && !strncmp(own, name.at, name.len) && !own[name.len])
			return i;
	}
	return SIZE_MAX;
}

cell *rows_row(const rows *r, size_t index)
{
	return r->cells + index * r->of->count;
}

cell *rows_cell(const rows *r, size_t index, const char *name)
{
	size_t i = table_column(r->of, span_of(name));
	return i == SIZE_MAX ? NULL : rows_row(r, index) + i;
}

span cell_span(cell c)
{
	return (span){c.at, c.len};
}

bool cell_is_mark(cell c)
{
	return c.len == 3 && c.at[0] == '[' && c.at[2] == ']' && (c.at[1] == 'z' || c.at[1] == 'c' || c.at[1] == 'x');
}

static void cell_set(cell *c, span s)
{
	c->at = s.at ? s.at : "";
	c->len = (uint32_t)s.len;
}

/* NFC, LF, no spaces or tabs at the end of a line, no line breaks at the end. */
static span text_canonical(arena *a, span s)
{
	bool plain = true;
	for (size_t i = 0; i < s.len && plain; i++)
		plain = s.at[i] != '\r' && s.at[i] != '\n';
	s = utf8_nfc(a, s);
	if (plain) {
		while (s.len && (s.at[s.len - 1] == ' ' || s.at[s.len - 1] == '\t'))
			s.len--;
		return s;
	}
	buf b;
	buf_init(&b, a);
	while (s.len) {
		span line = span_cut(&s, '\n');
		while (line.len && strchr(" \t\r", line.at[line.len - 1]))
			line.len--;
		buf_add(&b, line);
		buf_char(&b, '\n');
	}
	span out = buf_span(&b);
	while (out.len && (out.at[out.len - 1] == '\n'))
		out.len--;
	return out;
}

static span list_canonical(arena *a, span s)
{
	buf b;
	buf_init(&b, a);
	s = utf8_nfc(a, s); /* first: U+037E becomes a semicolon */
	while (s.len) {
		span item = span_trim(span_cut(&s, ';'));
		if (!item.len)
			continue;
		if (b.len)
			buf_text(&b, "; ");
		buf_add(&b, item);
	}
	return text_canonical(a, buf_span(&b));
}

/* SQL holds every number but money as millionths in 64 bits. */
static bool fits_millionths(int64_t whole, int64_t over)
{
	int64_t micro;
	return scale_checked(&micro, whole, MILLION, over);
}

/* Many amounts arrive canonical already; then nothing is copied. */
static bool number_canonical(cell *c, arena *a, const char *canonical)
{
	if (span_is(cell_span(*c), canonical))
		return true;
	cell_set(c, arena_span(a, span_of(canonical)));
	return true;
}

static bool typed_canonical(cell *c, value_type type, arena *a, const char **why)
{
	char out[NUMBER_TEXT];
	span s = cell_span(*c);
	int64_t n;
	ratio r;
	day d;
	period p;

	switch (type) {
	case TYPE_TEXT:
		cell_set(c, text_canonical(a, s));
		return true;
	case TYPE_LIST:
		cell_set(c, list_canonical(a, s));
		return true;
	case TYPE_AMOUNT:
		if (money_parse(&n, s) && (n > AMOUNT_PENCE_MAX || n < -AMOUNT_PENCE_MAX)) {
			*why = "is more than £20bn; amounts are in pounds";
			return false;
		}
		if (money_parse(&n, s)) {
			money_print(out, n);
			return number_canonical(c, a, out);
		}
		*why = "is not an amount of money; write pounds with at most two decimals, such as 1234.50";
		return false;
	case TYPE_DECIMAL:
		if (decimal_canonical(out, s) && decimal_parse(&n, s))
			return number_canonical(c, a, out);
		*why = "is not a number; write digits, such as 16.7 (below 9 million million, at most 15 decimals)";
		return false;
	case TYPE_COUNT:
		if (count_parse(&n, s) && fits_millionths(n, 1)) {
			decimal_print(out, n * MILLION);
			return number_canonical(c, a, out);
		}
		*why = "is not a count; write a whole number, such as 12 (from 0 to 9 million million)";
		return false;
	case TYPE_RATIO:
		if (ratio_parse(&r, s) && fits_millionths(r.num, r.den)) {
			ratio_print(out, r);
			return number_canonical(c, a, out);
		}
		*why = "is not a share; write an exact ratio such as 1/2 or 0.5";
		return false;
	case TYPE_DATE:
		if (date_parse(&d, s))
			return true;
		*why = "is not a date; write year-month-day, such as 2019-03-31";
		return false;
	case TYPE_PERIOD:
		if (period_parse(&p, s))
			return true;
		*why = "is not a period; write 2019-20, 2019-20Q1, 2019-04, a date, or two dates with / between";
		return false;
	}
	return false;
}

bool cell_canonical(cell *c, const column *k, arena *a, const char **why)
{
	if (!c->len)
		return true;
	cell was = *c;
	if (k->type != TYPE_TEXT && k->type != TYPE_LIST)
		cell_set(c, span_trim(cell_span(*c)));
	bool good = !c->len || cell_is_mark(*c) || typed_canonical(c, k->type, a, why);
	const char *hint = good ? NULL : value_hint(a, k->type, cell_span(*c));
	if (hint)
		*why = hint;
	if (good && cell_is_mark(*c) && (k->flags & COLUMN_KEY)) {
		*why = "is a mark, and a key cannot be marked; write the key or leave the row out";
		good = false;
	}
	if (!good)
		*c = was;
	return good;
}

static const char *nearest_column(const table *t, span name)
{
	const char *best = NULL;
	size_t least = 4;
	for (size_t i = 0; i < t->count; i++) {
		size_t d = span_distance(name, span_of(t->columns[i].name));
		if (d < least && d < name.len) {
			least = d;
			best = t->columns[i].name;
		}
	}
	return best;
}

static void say_unknown_column(const table *t, span name, const char *where, err *e)
{
	const char *near = nearest_column(t, name);
	if (near)
		err_add(e, ERR_PARSE, where, "unknown column '%.*s' in table %s; did you mean '%s'?", SPAN_ARG(name),
			t->name, near);
	else
		err_add(e, ERR_PARSE, where, "unknown column '%.*s' in table %s; 'bcf schema %s' lists its columns",
			SPAN_ARG(name), t->name, t->name);
}

cell *rows_add(rows *r, arena *a)
{
	r->cells = arena_grow(a, r->cells, &r->room, (r->count + 1) * r->of->count, sizeof *r->cells);
	cell *row = rows_row(r, r->count++);
	for (size_t i = 0; i < r->of->count; i++)
		row[i] = (cell){.at = ""};
	return row;
}

int rows_compare_keys(const table *t, const cell *a, const cell *b)
{
	for (size_t i = 0; i < t->count; i++) {
		if (!(t->columns[i].flags & COLUMN_KEY))
			continue;
		int d = span_compare(cell_span(a[i]), cell_span(b[i]));
		if (d)
			return d;
	}
	return 0;
}

static bool sorted_already(const rows *r)
{
	for (size_t i = 1; i < r->count; i++)
		if (rows_compare_keys(r->of, rows_row(r, i - 1), rows_row(r, i)) >= 0)
			return false;
	return true;
}

static int compare_index(const void *x, const void *y, void *context)
{
	const rows *r = context;
	size_t i = *(const size_t *)x, k = *(const size_t *)y;
	int d = rows_compare_keys(r->of, rows_row(r, i), rows_row(r, k));
	return d ? d : (i > k) - (i < k);
}

size_t rows_sort(rows *r, arena *a)
{
	if (sorted_already(r))
		return SIZE_MAX;
	size_t *order = arena_array(a, r->count, sizeof *order), width = r->of->count;
	for (size_t i = 0; i < r->count; i++)
		order[i] = i;
	qsort_r(order, r->count, sizeof *order, compare_index, r);
	cell *cells = arena_array(a, r->count * width, sizeof *cells);
	for (size_t i = 0; i < r->count; i++)
		memcpy(cells + i * width, rows_row(r, order[i]), width * sizeof *cells);
	r->cells = cells;
	r->room = r->count * width;
	for (size_t i = 1; i < r->count; i++)
		if (rows_compare_keys(r->of, rows_row(r, i - 1), rows_row(r, i)) == 0)
			return i;
	return SIZE_MAX;
}

static const char *key_text(arena *a, const table *t, const cell *row)
{
	buf b;
	buf_init(&b, a);
	for (size_t i = 0; i < t->count; i++)
		if (t->columns[i].flags & COLUMN_KEY) {
			if (b.len)
				buf_text(&b, ", ");
			buf_printf(&b, "%s '%.*s'", t->columns[i].name, SPAN_ARG(cell_span(row[i])));
		}
	return arena_text(a, buf_span(&b));
}

static const cell *first_cell(const table *t, const cell *row)
{
	for (size_t i = 0; i < t->count; i++)
		if (row[i].len)
			return &row[i];
	return row;
}

/* The rules that hold for the table as a whole: one row, keys present and different. */
static void judge_rows(rows *r, arena *a, err *e)
{
	const table *t = r->of;
	if (t->one_row && r->count > 1)
		err_add(e, ERR_PARSE, cell_place(a, r->from, *first_cell(t, rows_row(r, 1))),
			"table %s has %zu rows; it must have one", t->name, r->count);
	if (t->one_row)
		return;
	for (size_t i = 0; i < r->count; i++) {
		bool keyed = false;
		for (size_t k = 0; k < t->count; k++)
			keyed |= (t->columns[k].flags & COLUMN_KEY) && rows_row(r, i)[k].len;
		if (!keyed)
			err_add(e, ERR_PARSE, cell_place(a, r->from, *first_cell(t, rows_row(r, i))),
				"a row of table %s has no key; give it one in %s", t->name, t->columns[0].name);
	}
	if (rows_sort(r, a) == SIZE_MAX)
		return;
	for (size_t i = 1; i < r->count; i++) {
		const cell *row = rows_row(r, i), *before = rows_row(r, i - 1);
		if (rows_compare_keys(t, before, row) == 0)
			err_add(e, ERR_PARSE, cell_place(a, r->from, *first_cell(t, row)),
				"duplicate key in table %s: %s stands already at %s; give one of the two another key",
				t->name, key_text(a, t, row), cell_place(a, r->from, *first_cell(t, before)));
	}
}

static void take_cell(cell *c, const column *k, const rows *r, arena *a, err *e)
{
	const char *why = NULL;
	if (cell_canonical(c, k, a, &why))
		return;
	span shown = cell_span(*c);
	if (shown.len > 60)
		shown.len = 60;
	err_add(e, ERR_PARSE, cell_place(a, r->from, *c), "%s '%.*s' %s", k->name, SPAN_ARG(shown), why);
}

/* The header: which column of the table each field is; SIZE_MAX for one that is unknown. */
static bool read_header(size_t *map, const csv *c, const table *t, origin from, arena *a, err *e)
{
	if (c->count == 1 &&
		(span_find(cell_span(c->cells[0]), ";", NULL) || span_find(cell_span(c->cells[0]), "\t", NULL))) {
		map[0] = SIZE_MAX;
		err_add(e, ERR_PARSE, arena_printf(a, "%s:1", from.name),
			"the fields are separated by semicolons or tabs; save the file as CSV (comma delimited)");
		return false;
	}
	for (size_t i = 0; i < c->count; i++) {
		span name = span_trim(cell_span(c->cells[i]));
		const char *where = cell_place(a, from, c->cells[i]);
		map[i] = table_column(t, name);
		if (map[i] == SIZE_MAX && name.len)
			say_unknown_column(t, name, where, e);
		for (size_t k = 0; k < i; k++)
			if (map[i] != SIZE_MAX && map[k] == map[i])
				err_add(e, ERR_PARSE, where, "column '%.*s' stands twice in the header",
					SPAN_ARG(name));
	}
	return true;
}

/* A row of nothing but commas is what a spreadsheet leaves below a table. */
static bool is_empty_row(const csv *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (span_trim(cell_span(c->cells[i])).len)
			return false;
	return true;
}

/* A header without any key column gets one message, and its rows none for the keys that they lack. */
static bool header_has_key(const size_t *map, size_t width, const table *t, const char *shown, arena *a, err *e)
{
	bool has = t->one_row;
	for (size_t i = 0; i < width; i++)
		has |= map[i] != SIZE_MAX && (t->columns[map[i]].flags & COLUMN_KEY);
	if (!has)
		err_add(e, ERR_PARSE, arena_printf(a, "%s:1", shown),
			"the header has no column '%s', which is the key of table %s", t->columns[0].name, t->name);
	return has;
}

int rows_read_csv(rows *out, const table *t, char *text, size_t len, const char *shown, arena *a, err *e)
{
	size_t before = e->count;
	rows r = {.of = t, .from = {.name = shown, .text = {text, len}, .lines = lines_open(a)}};
	bool unnamed_said = false;
	csv c;
	int rc;

	csv_open(&c, text, len, shown, a, e);
	rc = csv_next(&c, e);
	if (rc == 0 && e->count == before)
		return err_add(e, ERR_PARSE, shown, "the file is empty; a table begins with a header row");
	size_t width = c.count, map[FIELD_COUNT_MAX];
	bool headed = rc > 0 && read_header(map, &c, t, r.from, a,
					e); /* without its header the file is only looked through for faults of form */
	bool has_key = headed && header_has_key(map, width, t, shown, a, e);
	while (rc != 0) {
		rc = csv_next(&c, e);
		if (rc <= 0 || !headed)
			continue;
		if (is_empty_row(&c))
			continue;
		if (c.count != width) {
			err_add(e, ERR_PARSE, cell_place(a, r.from, c.cells[0]),
				"this row has %zu fields and the header has %zu", c.count, width);
			continue;
		}
		if (r.count == ROWS_MAX)
			return err_add(e, ERR_LIMIT, shown, "more than %zu rows", ROWS_MAX);
		cell *row = rows_add(&r, a);
		for (size_t i = 0; i < width; i++) {
			if (map[i] == SIZE_MAX && c.cells[i].len && !unnamed_said && e->count == before) {
				unnamed_said = true;
				err_add(e, ERR_PARSE, cell_place(a, r.from, c.cells[i]),
					"a value stands in a column without a heading; give the column a heading, or "
					"empty it");
			}
			if (map[i] == SIZE_MAX)
				continue;
			row[map[i]] = c.cells[i];
			take_cell(&row[map[i]], &t->columns[map[i]], &r, a, e);
		}
	}
	if (headed && has_key)
		judge_rows(&r, a, e);
	if (e->count != before)
		return ERR_PARSE;
	*out = r;
	return 0;
}

/* The members of a row mostly stand in the order of the schema: the one behind the last is tried first. */
static size_t next_column(const table *t, size_t last, span name)
{
	for (size_t i = last + 1; i < t->count && i <= last + 3; i++)
		if (span_is(name, t->columns[i].name))
			return i;
	return table_column(t, name);
}

int rows_read_json(rows *out, const table *t, const json *list, origin from, arena *a, err *e)
{
	size_t before = e->count;
	rows r = {.of = t, .from = from};
	if (!r.from.lines)
		r.from.lines = lines_open(a);

	if (list->kind != JSON_ARRAY)
		return err_add(e, ERR_PARSE, cell_place(a, from, (cell){.offset = list->offset}),
			"table %s must be an array of rows", t->name);
	if (list->count <= ROWS_MAX)
		r.cells = arena_grow(a, NULL, &r.room, list->count * t->count, sizeof *r.cells);
	for (const json *item = list->first; item; item = item->next) {
		if (item->kind != JSON_OBJECT) {
			err_add(e, ERR_PARSE, cell_place(a, from, (cell){.offset = item->offset}),
				"a row of table %s must be an object", t->name);
			continue;
		}
		if (r.count == ROWS_MAX)
			return err_add(e, ERR_LIMIT, from.name, "more than %zu rows of table %s", ROWS_MAX, t->name);
		cell *row = rows_add(&r, a);
		size_t last = SIZE_MAX;
		for (const json *m = item->first; m; m = m->next) {
			size_t i = next_column(t, last, m->name);
			if (i != SIZE_MAX)
				last = i;
			cell at_name = {.offset = m->name_offset},
			     value = {.at = m->text.at, .len = (uint32_t)m->text.len, .offset = m->offset};
			if (i == SIZE_MAX) {
				say_unknown_column(t, m->name, cell_place(a, from, at_name), e);
			} else if (m->kind == JSON_NULL) {
				continue; /* blank */
			} else if (m->kind != JSON_TEXT && m->kind != JSON_NUMBER) {
				err_add(e, ERR_PARSE, cell_place(a, from, value), "%s must be text in quotation marks",
					t->columns[i].name);
			} else if (m->text.len) {
				row[i] = value;
				take_cell(&row[i], &t->columns[i], &r, a, e);
			}
		}
	}
	judge_rows(&r, a, e);
	if (e->count != before)
		return ERR_PARSE;
	*out = r;
	return 0;
}
