/* The first sheet of our workbook, and the sheet of findings. */
#include <string.h>

#include "base/money.h"
#include "report/plan_book_inside.h"

#define MISSING_SHOWN_MAX 15

/* ---- findings ---- */

/* The words and the colour of what a finding is. */
static const char *kind_of(const finding *f, look *how)
{
	if (f->result == RESULT_WAIVED)
		return *how = LOOK_GOOD, "Waived";
	if (f->result == RESULT_UNDETERMINED)
		return *how = LOOK_UNKNOWN, "Cannot be checked yet";
	if (!strcmp(f->severity, "error"))
		return *how = LOOK_BAD, "Error";
	if (!strcmp(f->severity, "warning"))
		return *how = LOOK_DOUBT, "To confirm";
	return *how = LOOK_UNKNOWN, "To note";
}

/* The cell of this workbook in which a place of the plan stands; false for one that does not stand in it. */
static bool place_in_book(
	const plan_writer *w, const place *at, const char **sheet_name, uint32_t *row, uint32_t *across)
{
	const table *t = &plan_tables[at->table];
	size_t count = writer_row_count(w, t);
	if (!at->key && at->row >= count)
		return false;
	*sheet_name = own_book_sheet(t);
	*row = ROW_FIRST + (at->key ? (uint32_t)count : at->row);
	*across = at->key ? 0 : at->column;
	return true;
}

/* "Spend H12 and 4 more", with a link to the first. */
static void write_place(plan_writer *w, sheet_out *s, uint32_t row, uint32_t across, const finding *f)
{
	char name[CELL_NAME];
	const char *sheet_name;
	uint32_t to_row, to_across;
	for (size_t i = 0; i < f->cells.count; i++) {
		const place *at = &f->cells.list[i];
		if (!place_in_book(w, at, &sheet_name, &to_row, &to_across))
			continue;
		cell_name(name, to_row, to_across);
		buf b;
		buf_init(&b, w->a);
		buf_printf(&b, at->key ? "%s: a new row" : "%s %s", sheet_name, name);
		if (f->cells.count > 1)
			buf_printf(&b, " and %zu more", f->cells.count - 1);
		sheet_link(s, row, across, sheet_name, to_row, to_across, arena_text(w->a, buf_span(&b)));
		return;
	}
}

static void write_amount(sheet_out *s, uint32_t row, uint32_t across, const char *unit, const char *value)
{
	int64_t pence;
	char canonical[NUMBER_TEXT];
	day d;
	if (!value)
		return;
	if (unit && !strcmp(unit, "GBP") && money_parse(&pence, span_of(value)))
		sheet_pence(s, row, across, LOOK_MONEY, pence);
	else if (unit && !strcmp(unit, "date") && date_parse(&d, span_of(value)))
		sheet_day(s, row, across, LOOK_DATE, d);
	else if (unit && strcmp(unit, "text") && decimal_canonical(canonical, span_of(value)))
		sheet_decimal(s, row, across, LOOK_NUMBER, span_of(canonical));
	else
		sheet_words(s, row, across, LOOK_WRAPPED, value);
}

static const char *sentence(const plan_writer *w, const finding *f)
{
	buf b;
	buf_init(&b, w->a);
	buf_text(&b, f->message);
	if (f->cause)
		buf_printf(&b, " %s", f->cause);
	if (f->consequence_count)
		buf_printf(&b, " (%zu other%s follow%s from it.)", f->consequence_count,
			f->consequence_count == 1 ? "" : "s", f->consequence_count == 1 ? "s" : "");
	return arena_text(w->a, buf_span(&b));
}

static const struct {
	const char *title;
	unsigned width;
} finding_columns[] = {{"What", 15}, {"Check", 10}, {"What is wrong", 70}, {"Where", 28}, {"You have", 16},
	{"Required", 16}, {"Difference", 16}, {"What to do", 55}, {"By which rule", 45}};
#define FINDING_COLUMNS (sizeof finding_columns / sizeof *finding_columns)

/* Lines of the tallest text of a finding's row. */
static size_t most_lines(const char *message, const char *fix, const char *source)
{
	size_t lines = sheet_lines(span_of(message), finding_columns[2].width),
	       n = sheet_lines(span_of(fix), finding_columns[7].width);
	lines = n > lines ? n : lines;
	n = sheet_lines(span_of(source), finding_columns[8].width);
	return n > lines ? n : lines;
}

static void write_finding(plan_writer *w, sheet_out *s, uint32_t row, const finding *f)
{
	look how = LOOK_PLAIN;
	const char *kind = kind_of(f, &how), *fix = f->fix ? f->fix : f->check->fix, *message = sentence(w, f);
	sheet_height(s, row, sheet_lines_height(most_lines(message, fix, f->check->source)));
	sheet_words(s, row, 0, how, kind);
	sheet_words(s, row, 1, LOOK_TEXT, f->check->id);
	sheet_words(s, row, 2, LOOK_WRAPPED, message);
	write_place(w, s, row, 3, f);
	write_amount(s, row, 4, f->unit, f->actual);
	write_amount(s, row, 5, f->unit, f->expected);
	if (f->difference && f->unit && !strcmp(f->unit, "date"))
		sheet_words(s, row, 6, LOOK_TEXT, arena_printf(w->a, "%s days", f->difference));
	else
		write_amount(s, row, 6, f->unit, f->difference);
	if (fix)
		sheet_words(s, row, 7, LOOK_WRAPPED, fix);
	if (f->check->source)
		sheet_words(s, row, 8, LOOK_WRAPPED, f->check->source);
}

static const char *counts_text(const plan_writer *w)
{
	const check_report *r = w->report;
	return arena_printf(w->a,
		"%zu error%s, %zu to confirm, %zu to note, %zu waived; %zu checks passed, %zu cannot be made yet",
		r->errors, r->errors == 1 ? "" : "s", r->warnings, r->infos, r->waived, r->passed_count,
		report_checks_open(r));
}

void write_findings(plan_writer *w, sheet_out *s)
{
	size_t count = w->report->count;
	sheet_height(s, ROW_TITLE, 24);
	sheet_words(s, ROW_TITLE, 0, LOOK_TITLE, "Findings");
	sheet_words(s, ROW_HELP, 0, LOOK_HELP,
		arena_printf(w->a,
			"%s. As the plan was when this workbook was written: run bcf check on it to see how it is now.",
			counts_text(w)));
	sheet_link(s, ROW_TOTALS, 0, FRONT_SHEET, 0, 0, "< Start here");
	for (size_t k = 0; k < FINDING_COLUMNS; k++) {
		sheet_columns(s, (uint32_t)k, (uint32_t)k, finding_columns[k].width, LOOK_PLAIN);
		sheet_words(s, ROW_HEADINGS, (uint32_t)k, LOOK_HEADING, finding_columns[k].title);
	}
	for (size_t i = 0; i < count && i < XLSX_ROWS_MAX - ROW_FIRST; i++)
		write_finding(w, s, ROW_FIRST + (uint32_t)i, w->report->findings[i]);
	if (!count)
		sheet_words(s, ROW_FIRST, 0, LOOK_GOOD, "Nothing was found");
	sheet_filter(s, ROW_HEADINGS, 0, ROW_FIRST + (uint32_t)(count ? count - 1 : 0), FINDING_COLUMNS - 1);
	sheet_freeze(s, ROW_FIRST, 2);
	sheet_plain_corners(s);
	sheet_print_setup(s, ROW_HEADINGS, ROW_HEADINGS);
	sheet_tab(s, 0xD4351C);
}

/* ---- the first sheet ---- */

#define TEXT_WIDTH 100

typedef struct front {
	plan_writer *w;
	sheet_out *s;
	uint32_t row;
} front;

static void section(front *f, const char *title)
{
	f->row++;
	sheet_height(f->s, f->row, 22);
	sheet_words(f->s, f->row++, 0, LOOK_SECTION, title);
}

static void line(front *f, const char *label, const char *text)
{
	if (!text || !*text)
		return;
	sheet_height(f->s, f->row, sheet_lines_height(sheet_lines(span_of(text), TEXT_WIDTH)));
	sheet_words(f->s, f->row, 0, LOOK_BOLD, label);
	sheet_words(f->s, f->row++, 1, LOOK_PROSE, text);
}

static const char *value_of(const plan_writer *w, const char *name)
{
	return arena_text(w->a, plan_value(w->p, name));
}

static const char *date_in_words(const plan_writer *w, const char *iso)
{
	char words[DATE_TEXT * 2];
	day d;
	if (!iso || !date_parse(&d, span_of(iso)))
		return "";
	date_show(words, d);
	return arena_text(w->a, span_of(words));
}

static const char *label_of(const plan_writer *w, const char *table_name, const char *name)
{
	const table *t = plan_rows(w->p, table_name)->of;
	const column *k = &t->columns[table_column(t, span_of(name))];
	span value = plan_value(w->p, name);
	return value.len ? arena_text(w->a, own_labels_show(w->titles, label_list_of(k), value, w->a)) : "";
}

/* Where it comes from, and how it goes back. */
static void write_taken(front *f)
{
	plan_writer *w = f->w;
	const plan_taken *t = w->p->taken;
	const char *in = w->p->stored ? w->p->stored->store : "STORE";
	if (!t)
		return;
	const char *saved = t->author && t->written ? arena_printf(w->a, ", saved by %s on %s", t->author,
							      date_in_words(w, arena_printf(w->a, "%.10s", t->written)))
						    : "";
	line(f, "Taken from",
		arena_printf(
			w->a, "plan %s, version %lld, branch %s%s", t->id, (long long)t->number, t->branch, saved));
	line(f, "Bring it back",
		arena_printf(w->a,
			"bcf store import %s this.xlsx   (with the name of this file); what others saved "
			"meanwhile is merged with it",
			in));
}

static void write_version(front *f)
{
	plan_writer *w = f->w;
	char digest[PLAN_DIGEST_TEXT];
	section(f, "This version");
	write_taken(f);
	line(f, "Partnership", value_of(w, "partnership"));
	line(f, "Policy year",
		w->g ? arena_printf(w->a, "%s (%s)", w->g->pack->title, w->g->pack->id) : value_of(w, "policy"));
	line(f, "Status", label_of(w, "plan", "status"));
	line(f, "Written on", date_in_words(w, w->head ? w->head->as_of : NULL));
	plan_digest(digest, w->p, true, w->a);
	line(f, "Version", arena_printf(w->a, "%.12s  (the plan's digest is %s)", digest + 7, digest));
}

/* What is still to fill in, each thing once, with the checks that wait for it. */
typedef struct missing {
	const char *message;
	const finding *first;
	buf checks;
} missing;

static size_t find_missing(missing *list, plan_writer *w)
{
	size_t count = 0;
	for (size_t i = 0; i < w->report->count; i++) {
		const finding *of = w->report->findings[i];
		size_t at = 0;
		if (of->result != RESULT_UNDETERMINED && !of->check->completeness)
			continue;
		while (at < count && strcmp(list[at].message, of->message))
			at++;
		if (at == count) {
			list[count++] = (missing){.message = of->message, .first = of};
			buf_init(&list[at].checks, w->a);
		}
		if (!span_find(buf_span(&list[at].checks), of->check->id, NULL))
			buf_printf(&list[at].checks, "%s%s", list[at].checks.len ? ", " : "", of->check->id);
	}
	return count;
}

static void write_missing(front *f)
{
	plan_writer *w = f->w;
	section(f, "What is wrong and what is missing");
	if (!w->report) {
		line(f, "Not checked",
			"The plan names no policy year that is known here, so there is no sheet of findings "
			"and there are no drop-downs of the year.");
		return;
	}
	sheet_link(f->s, f->row, 0, FINDINGS_SHEET, 0, 0, "All findings");
	sheet_words(f->s, f->row++, 1, LOOK_PROSE, counts_text(w));
	missing *list = arena_array(w->a, w->report->count + 1, sizeof *list);
	size_t count = find_missing(list, w);
	for (size_t i = 0; i < count && i < MISSING_SHOWN_MAX; i++) {
		const char *text =
			arena_printf(w->a, "%s (%.*s)", list[i].message, SPAN_ARG(buf_span(&list[i].checks)));
		sheet_height(f->s, f->row, sheet_lines_height(sheet_lines(span_of(text), TEXT_WIDTH)));
		if (!i)
			sheet_words(f->s, f->row, 0, LOOK_BOLD, "Still to fill in");
		sheet_words(f->s, f->row, 1, LOOK_PROSE, text);
		write_place(w, f->s, f->row++, 2, list[i].first);
	}
	if (count > MISSING_SHOWN_MAX)
		sheet_words(f->s, f->row++, 1, LOOK_PROSE,
			arena_printf(w->a, "... and %zu more on the sheet of findings.", count - MISSING_SHOWN_MAX));
}

static void write_manner(front *f)
{
	static const char *const steps[][2] = {
		{"Figures", "Change and add figures on the sheets below. There are empty rows below each table; "
			    "drop-downs offer "
			    "what the policy year and the plan know. Totals above the headings add up what a filter "
			    "shows."},
		{"Empty cells",
			"Leave a cell empty while a figure is not known yet. 0 is nothing; [z] does not apply, [c] is "
			"suppressed, [x] is not available."},
		{"Grey cells",
			"Keys, and figures published nationally, are locked against a slip of the hand. Review > "
			"Unprotect "
			"Sheet opens them, without a password: for instance to sort a table, or for the key of a row "
			"that you insert in between."},
		{"Your own", "Sort, filter, colour, hide and move rows and columns as you like; add columns, sheets, "
			     "notes and "
			     "formulas of your own. They are never read as part of the plan."},
		{"Please keep", "The headings and the names of the plan's sheets, and one key a row."},
		{"Formulas", "A formula in a cell of the plan counts with the value that it shows."},
	};
	section(f, "How to work in it");
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		line(f, steps[i][0], steps[i][1]);
	line(f, "Check it", "bcf check plan.xlsx");
	line(f, "Read it back", "bcf convert plan.xlsx FOLDER");
}

static void write_contents(front *f)
{
	plan_writer *w = f->w;
	buf hidden;
	buf_init(&hidden, w->a);
	section(f, "Contents");
	sheet_words(f->s, f->row, 0, LOOK_HEADING, "Sheet");
	sheet_words(f->s, f->row, 1, LOOK_HEADING, "What it holds");
	sheet_words(f->s, f->row++, 2, LOOK_HEADING, "Rows");
	for (size_t i = 0; i < w->order_count; i++) {
		const table *t = w->order[i];
		if (!writer_shows(w, t)) {
			buf_printf(&hidden, "%s%s", hidden.len ? ", " : "", own_book_sheet(t));
			continue;
		}
		sheet_link(f->s, f->row, 0, own_book_sheet(t), 0, 0, own_book_sheet(t));
		sheet_words(f->s, f->row, 1, LOOK_PROSE, capital(w, t->help));
		sheet_count(f->s, f->row++, 2, LOOK_WHOLE, (int64_t)writer_row_count(w, t));
	}
	if (hidden.len)
		line(f, "Hidden",
			arena_printf(w->a, "%.*s. They are empty: right-click on a tab and choose Unhide to use one.",
				SPAN_ARG(buf_span(&hidden))));
}

void write_front(plan_writer *w, sheet_out *s)
{
	front f = {.w = w, .s = s};
	const char *title = value_of(w, "title");
	sheet_columns(s, 0, 0, 24, LOOK_PLAIN);
	sheet_columns(s, 1, 1, TEXT_WIDTH, LOOK_PLAIN);
	sheet_columns(s, 2, 2, 26, LOOK_PLAIN);
	sheet_height(s, f.row, 24);
	sheet_words(s, f.row++, 0, LOOK_TITLE, *title ? title : "A Better Care Fund plan");
	sheet_words(s, f.row++, 0, LOOK_HELP,
		"A Better Care Fund plan, as a workbook to work in offline. bcf reads it back without loss.");
	write_version(&f);
	write_missing(&f);
	write_manner(&f);
	write_contents(&f);
	sheet_no_grid(s);
	sheet_print_setup(s, 0, 0);
	sheet_tab(s, 0x005E3A);
}
