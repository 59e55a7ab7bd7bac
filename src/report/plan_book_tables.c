/* A table's sheet in our workbook, and that of the narrative. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/money.h"
#include "format/utf8.h"
#include "report/plan_book_inside.h"

#define WIDTH_LEAST 9
#define WIDTH_PROSE 48 /* wider texts are wrapped */
#define WIDTH_NARRATIVE 110
#define WIDTH_SAMPLE 500   /* rows looked at */
#define LINES_SHOWN_MAX 6  /* of a row of a table; the text is whole all the same */
#define PARAGRAPH_MAX 8000 /* bytes; a longer one goes on in the next row */

/* ---- looks and widths ---- */

static unsigned width_of(const plan_writer *w, const column *k, const rows *r, size_t at)
{
	bool titled = own_labels_in(k);
	size_t widest = strlen(own_book_heading(k, w->a)) + 3; /* and the button of the filter */
	if (k->type == TYPE_AMOUNT)
		widest = widest > 15 ? widest : 15;
	if (k->type == TYPE_DATE || k->type == TYPE_PERIOD)
		widest = widest > 12 ? widest : 12;
	if (titled || k->refers)
		widest = widest > 16 ? widest : 16;
	for (size_t n = 0; n < r->count && n < WIDTH_SAMPLE && k->type != TYPE_AMOUNT; n++) {
		span value = cell_span(rows_row(r, n)[at]);
		if (titled && value.len)
			value = own_labels_show(w->titles, label_list_of(k), value, w->a);
		size_t across = utf8_width(value) + 2;
		widest = across > widest ? across : widest;
	}
	if (widest > WIDTH_PROSE)
		widest = WIDTH_PROSE;
	return (unsigned)(widest < WIDTH_LEAST ? WIDTH_LEAST : widest);
}

static look look_of(const column *k, unsigned width)
{
	switch (k->type) {
	case TYPE_AMOUNT:
		return LOOK_MONEY;
	case TYPE_DECIMAL:
		return LOOK_NUMBER;
	case TYPE_COUNT:
		return LOOK_WHOLE;
	case TYPE_DATE:
		return LOOK_DATE;
	default:
		return width == WIDTH_PROSE ? LOOK_WRAPPED : LOOK_TEXT;
	}
}

/* ---- headings ---- */

static const char *type_help(value_type t)
{
	switch (t) {
	case TYPE_AMOUNT:
		return "Pounds and pence.";
	case TYPE_DECIMAL:
		return "A number.";
	case TYPE_COUNT:
		return "A whole number.";
	case TYPE_DATE:
		return "A date.";
	case TYPE_PERIOD:
		return "A year (2019-20), a quarter (2019-20Q1), a month (2019-04), a date, or two dates with / "
		       "between.";
	case TYPE_RATIO:
		return "An exact share: 1/2, 0.5 or 50%.";
	case TYPE_LIST:
		return "Several, with ; between them.";
	default:
		return "";
	}
}

static void write_heading(plan_writer *w, sheet_out *s, const column *k, uint32_t across)
{
	bool key = k->flags & COLUMN_KEY;
	buf b;
	buf_init(&b, w->a);
	if (k->help) {
		buf_text(&b, capital(w, k->help));
		buf_text(&b, ". ");
	}
	buf_text(&b, type_help(k->type));
	if (key)
		buf_text(&b, b.len ? " The key: no two rows have the same." : "The key: no two rows have the same.");
	sheet_words(s, ROW_HEADINGS, across, key ? LOOK_KEY_HEADING : LOOK_HEADING, own_book_heading(k, w->a));
	if (b.len)
		sheet_comment(s, ROW_HEADINGS, across, arena_text(w->a, buf_span(&b)));
}

/* Amounts whose sum means something. */
static bool is_summed(const table *t, const column *k)
{
	static const char *const names[] = {"amount", "vat", "cost", "benefit"};
	if (k->type != TYPE_AMOUNT || !strcmp(t->name, "requirements"))
		return false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(k->name, names[i]))
			return true;
	return false;
}

static int64_t sum_of(const rows *r, size_t k)
{
	int64_t sum = 0, n, next;
	for (size_t i = 0; i < r->count; i++)
		if (money_parse(&n, cell_span(rows_row(r, i)[k])) && add_checked(&next, sum, n))
			sum = next;
	return sum;
}

const char *capital(const plan_writer *w, const char *text)
{
	char *copy = arena_text(w->a, span_of(text));
	if (*copy >= 'a' && *copy <= 'z')
		*copy = (char)(*copy - 32);
	return copy;
}

static void write_top(plan_writer *w, sheet_out *s, const table *t)
{
	sheet_height(s, ROW_TITLE, 24);
	sheet_words(s, ROW_TITLE, 0, LOOK_TITLE, t->title);
	sheet_words(s, ROW_HELP, 0, LOOK_HELP, capital(w, t->help));
	sheet_link(s, ROW_TOTALS, 0, FRONT_SHEET, 0, 0, "< Start here");
}

static void write_totals(plan_writer *w, sheet_out *s, const table *t)
{
	const rows *r = writer_rows(w, t);
	bool said = false;
	for (size_t k = 1; k < t->count; k++) {
		if (!is_summed(t, &t->columns[k]))
			continue;
		if (!said && k > 1)
			sheet_words(s, ROW_TOTALS, (uint32_t)k - 1, LOOK_TOTAL_LABEL, "Total shown");
		said = true;
		sheet_total(s, ROW_TOTALS, (uint32_t)k, ROW_FIRST, last_spare_row(w, t), sum_of(r, k));
	}
}

/* ---- drop-downs ---- */

/* The keys of another table of the plan, where it has any. */
static const char *keys_range(const plan_writer *w, const column *k)
{
	span rest = span_of(k->refers), name = span_cut(&rest, '.');
	size_t i = schema_find(name);
	if (i == SIZE_MAX || k->type == TYPE_LIST || !w->p->tables[i].count)
		return NULL;
	const table *t = &plan_tables[i];
	size_t at = table_column(t, rest);
	return at == SIZE_MAX
		       ? NULL
		       : arena_printf(w->a, "=%s",
				 range_text(w->a, own_book_sheet(t), (uint32_t)at, ROW_FIRST, last_spare_row(w, t)));
}

static void write_choices(plan_writer *w, sheet_out *s, const table *t)
{
	for (size_t k = 0; k < t->count; k++) {
		const char *range = list_range(w, &t->columns[k]);
		if (!range && t->columns[k].refers)
			range = keys_range(w, &t->columns[k]);
		if (range)
			sheet_choices(s, ROW_FIRST, last_spare_row(w, t), (uint32_t)k, range);
	}
}

/* ---- rows ---- */

/* What has been published already is shown, not filled in. */
static bool is_given(const table *t, const cell *row)
{
	return !strcmp(t->name, "requirements") && row[table_column(t, span_of("basis"))].len;
}

/* The title of the value before is remembered: tables repeat themselves. */
typedef struct shown {
	span value, title;
} shown;

static span title_of(const plan_writer *w, const column *k, span value, shown *last)
{
	if (!last->value.len || !span_equal(last->value, value))
		*last = (shown){value, own_labels_show(w->titles, label_list_of(k), value, w->a)};
	return last->title;
}

static bool write_value(sheet_out *s, uint32_t row, uint32_t across, unsigned how, const column *k, span value)
{
	int64_t pence;
	day d;
	if (k->type == TYPE_AMOUNT && money_parse(&pence, value))
		sheet_pence(s, row, across, how, pence);
	else if ((k->type == TYPE_DECIMAL || k->type == TYPE_COUNT) && value.at[0] != '[')
		sheet_decimal(s, row, across, how, value);
	else if (k->type == TYPE_DATE && date_parse(&d, value))
		sheet_day(s, row, across, how, d);
	else
		return sheet_text(s, row, across, how, value);
	return true;
}

/* Lines of the tallest text of a row. */
static size_t most_lines(const span *values, const unsigned *how, size_t count)
{
	size_t lines = 1;
	for (size_t k = 0; k < count && lines < LINES_SHOWN_MAX; k++) {
		size_t n = how[k] == LOOK_WRAPPED && values[k].len ? sheet_lines(values[k], WIDTH_PROSE) : 1;
		lines = n > lines ? n : lines;
	}
	return lines < LINES_SHOWN_MAX ? lines : LINES_SHOWN_MAX;
}

static int write_row(plan_writer *w, sheet_out *s, const rows *r, size_t n, const span *values, const unsigned *how)
{
	const table *t = r->of;
	const cell *row = rows_row(r, n);
	uint32_t at = ROW_FIRST + (uint32_t)n;
	bool given = is_given(t, row);
	size_t lines = most_lines(values, how, t->count);
	if (lines > 1)
		sheet_height(s, at, sheet_lines_height(lines));
	for (size_t k = 0; k < t->count; k++) {
		const column *c = &t->columns[k];
		unsigned manner = how[k] | (given || (c->flags & COLUMN_KEY) ? LOOK_FIXED : LOOK_OPEN);
		if (!values[k].len && (manner & LOOK_FIXED))
			sheet_blank(s, at, (uint32_t)k, manner);
		if (values[k].len && !write_value(s, at, (uint32_t)k, manner, c, values[k]))
			return err_add(w->e, ERR_LIMIT, cell_place(w->e->owner, r->from, row[k]),
				"%s in row %zu of table %s is longer than the 32,767 characters that a cell of a "
				"workbook holds; shorten it, or write the plan as a folder or .json",
				c->name, n + 1, t->name);
	}
	return 0;
}

static int write_rows(plan_writer *w, sheet_out *s, const table *t, const unsigned *how)
{
	const rows *r = writer_rows(w, t);
	shown *last = arena_array(w->a, t->count, sizeof *last);
	bool *titled = arena_array(w->a, t->count, sizeof *titled);
	span *values = arena_array(w->a, t->count, sizeof *values);
	int rc = 0;
	for (size_t k = 0; k < t->count; k++)
		titled[k] = own_labels_in(&t->columns[k]);
	for (size_t n = 0; !rc && n < r->count; n++) {
		for (size_t k = 0; k < t->count; k++) {
			values[k] = cell_span(rows_row(r, n)[k]);
			if (titled[k] && values[k].len)
				values[k] = title_of(w, &t->columns[k], values[k], &last[k]);
		}
		rc = write_row(w, s, r, n, values, how);
	}
	return rc;
}

int write_table(plan_writer *w, sheet_out *s, const table *t)
{
	const rows *r = writer_rows(w, t);
	unsigned *how = arena_array(w->a, t->count, sizeof *how);
	if (r->count > XLSX_ROWS_MAX - ROW_FIRST)
		return err_add(w->e, ERR_LIMIT, w->path,
			"table %s has %zu rows, and a sheet holds %d; write the plan as a folder or .json", t->name,
			r->count, XLSX_ROWS_MAX - ROW_FIRST);
	write_top(w, s, t);
	for (size_t k = 0; k < t->count; k++) {
		unsigned width = width_of(w, &t->columns[k], r, k);
		how[k] = look_of(&t->columns[k], width);
		sheet_columns(s, (uint32_t)k, (uint32_t)k, width, how[k] | LOOK_OPEN);
	}
	sheet_columns(s, (uint32_t)t->count, (uint32_t)t->count + OWN_COLUMNS - 1, WIDTH_LEAST, LOOK_PLAIN | LOOK_OPEN);
	write_totals(w, s, t);
	for (size_t k = 0; k < t->count; k++)
		write_heading(w, s, &t->columns[k], (uint32_t)k);
	size_t keys = 0;
	while (keys < t->count && (t->columns[keys].flags & COLUMN_KEY))
		keys++;
	sheet_freeze(s, ROW_FIRST, keys > 2 || !keys ? 1 : (uint32_t)keys);
	sheet_filter(s, ROW_HEADINGS, 0, last_spare_row(w, t), (uint32_t)t->count - 1);
	write_choices(w, s, t);
	sheet_plain_corners(s);
	sheet_protect(s);
	sheet_print_setup(s, ROW_HEADINGS, ROW_HEADINGS);
	return write_rows(w, s, t, how);
}

/* ---- narrative ---- */

/* One row of the narrative's sheet. */
typedef struct piece {
	span text;
	const char *joined;
} piece;

/* The end of a piece of a text that is too long for one: behind a line break, else behind a blank, else anywhere
 * between two characters; never so that a piece ends in a blank. */
static size_t piece_end(span s, const char **joined)
{
	size_t at = PARAGRAPH_MAX;
	while (at > PARAGRAPH_MAX / 2 && s.at[at] != '\n')
		at--;
	*joined = OWN_BOOK_NEW_LINE;
	if (s.at[at] == '\n')
		return at;
	*joined = OWN_BOOK_SAME_LINE;
	for (at = PARAGRAPH_MAX; at > PARAGRAPH_MAX / 2; at--)
		if (s.at[at] == ' ' && !strchr(" \t\n", s.at[at - 1]))
			return at;
	for (at = PARAGRAPH_MAX; at > 1 && (((unsigned char)s.at[at] & 0xC0) == 0x80 || strchr(" \t\n", s.at[at - 1]));)
		at--;
	return at;
}

/* Takes the next piece; `joined` says how the one behind it follows on. */
static span next_piece(span *rest, const char **joined)
{
	span s = *rest, text = s;
	size_t at, end;
	*joined = "";
	if (span_find(s, "\n\n", &at)) {
		text = (span){s.at, at};
		*rest = (span){s.at + at + 2, s.len - at - 2};
	} else {
		*rest = (span){s.at + s.len, 0};
	}
	if (text.len <= PARAGRAPH_MAX)
		return text;
	end = piece_end(text, joined);
	size_t skip = **joined == 'n' ? 1 : 0; /* the line break goes with "new line" */
	*rest = (span){s.at + end + skip, s.len - end - skip};
	return (span){text.at, end};
}

static size_t piece_count(span text)
{
	size_t count = 0;
	const char *joined;
	do {
		next_piece(&text, &joined);
		count++;
	} while (text.len);
	return count;
}

static span prose_of(const narrative *n)
{
	span s = n->text;
	while (s.len && s.at[s.len - 1] == '\n')
		s.len--;
	return s;
}

size_t writer_row_count(const plan_writer *w, const table *t)
{
	size_t count = 0;
	if (t != &own_book_narrative)
		return writer_rows(w, t)->count;
	for (size_t i = 0; i < w->p->section_count; i++)
		count += piece_count(prose_of(&w->p->sections[i]));
	return count;
}

int write_narrative(plan_writer *w, sheet_out *s)
{
	const table *t = &own_book_narrative;
	uint32_t row = ROW_FIRST;
	write_top(w, s, t);
	sheet_columns(s, 0, 0, 24, LOOK_TEXT | LOOK_OPEN);
	sheet_columns(s, 1, 1, WIDTH_NARRATIVE, LOOK_WRAPPED | LOOK_OPEN);
	sheet_columns(s, 2, 2, 14, LOOK_TEXT | LOOK_OPEN);
	sheet_columns(s, 3, (uint32_t)t->count + OWN_COLUMNS - 1, WIDTH_LEAST, LOOK_PLAIN | LOOK_OPEN);
	for (size_t k = 0; k < t->count; k++)
		write_heading(w, s, &t->columns[k], (uint32_t)k);
	sheet_freeze(s, ROW_FIRST, 1);
	sheet_plain_corners(s);
	sheet_protect(s);
	sheet_print_setup(s, ROW_HEADINGS, ROW_HEADINGS);
	for (size_t i = 0; i < w->p->section_count; i++) {
		const narrative *n = &w->p->sections[i];
		span rest = prose_of(n);
		const char *joined = "", *next = "";
		do {
			span text = next_piece(&rest, &next);
			if (row >= XLSX_ROWS_MAX)
				return err_add(w->e, ERR_LIMIT, w->path,
					"the narrative has more paragraphs than a sheet has rows");
			sheet_height(s, row, sheet_lines_height(sheet_lines(text, WIDTH_NARRATIVE)));
			if (!sheet_text(s, row, 0, LOOK_TEXT | LOOK_OPEN, span_of(n->section)) ||
				(text.len && !sheet_text(s, row, 1, LOOK_WRAPPED | LOOK_OPEN, text)))
				return err_add(w->e, ERR_LIMIT, w->path,
					"a paragraph of narrative %s is longer than a cell of a workbook holds",
					n->section);
			if (*joined)
				sheet_words(s, row, 2, LOOK_TEXT | LOOK_OPEN, joined);
			row++;
			joined = next;
		} while (rest.len);
	}
	return 0;
}
