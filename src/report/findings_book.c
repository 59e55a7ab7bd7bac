#include "report/findings_book.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "format/xlsx.h"
#include "report/link.h"
#include "report/sheet.h"

/* ---- what is written of one plan ---- */

typedef enum value_kind { VALUE_NONE, VALUE_PENCE, VALUE_NUMBER, VALUE_DAY, VALUE_WORDS } value_kind;
typedef struct value {
	value_kind kind;
	int64_t pence;
	day date;
	const char *text;
} value;

typedef struct line {
	const char *severity, *check, *title, *message, *cause, *area, *file, *sheet, *cells, *also, *target, *unit,
		*rule, *fix, *id;
	look how; /* of the severity */
	value actual, expected, difference;
} line;

struct findings_lines {
	const char *plan, *title, *policy, *trouble; /* trouble NULL: it was judged */
	bool of_book;
	size_t errors, warnings, infos, undetermined, waived, passed, not_understood, in_no_map;
	line *list;
	size_t count;
};

static const char *copy(const char *text, arena *a)
{
	return text ? arena_text(a, span_of(text)) : "";
}

static value value_of(const char *unit, const char *text, arena *a)
{
	value v = {.text = text ? copy(text, a) : ""};
	int64_t micro;
	if (!text)
		return v;
	v.kind = VALUE_WORDS;
	if (unit && !strcmp(unit, "GBP") && money_parse(&v.pence, span_of(text)))
		v.kind = VALUE_PENCE;
	else if (date_parse(&v.date, span_of(text)))
		v.kind = VALUE_DAY;
	else if (decimal_parse(&micro, span_of(text)))
		v.kind = VALUE_NUMBER;
	return v;
}

/* The words that a person reads, as at a terminal. */
static void severity_of(line *x, const finding *f)
{
	bool error = !strcmp(f->severity, "error"), warning = !strcmp(f->severity, "warning");
	x->severity = error ? "Error" : warning ? "To confirm" : "Note";
	x->how = error ? LOOK_BAD : warning ? LOOK_DOUBT : LOOK_TEXT;
	if (f->result == RESULT_UNDETERMINED) {
		x->severity = "Cannot be checked yet";
		x->how = LOOK_UNKNOWN;
	} else if (f->result == RESULT_WAIVED) {
		x->severity = "Waived";
		x->how = LOOK_GOOD;
	}
}

#define CELLS_SHOWN 8

/* The cells of one sheet, or the places of one file: those from `from` to the end of what belongs together. */
static const char *cells_text(const spot *list, size_t from, size_t count, size_t *end, arena *a)
{
	buf b;
	size_t i;
	buf_init(&b, a);
	for (i = from;
		i < count && (i == from || spots_together(&list[i], &list[from]) ||
				     (!list[i].sheet && !list[from].sheet && !strcmp(list[i].file, list[from].file)));
		i++)
		if (i - from < CELLS_SHOWN)
			buf_printf(&b, "%s%s", i > from ? ", " : "", spot_cell(&list[i], a));
	if (i - from > CELLS_SHOWN)
		buf_printf(&b, " and %zu more", i - from - CELLS_SHOWN);
	*end = i;
	return copy(buf_span(&b).at, a);
}

/* Where the finding stands: the sheet and cells that come first, and what else it rests on. */
static void place_line(line *x, const engine *g, const finding *f, bool of_book, arena *a)
{
	size_t count, more, end;
	const spot *list = spots_find(&count, &more, g, &f->cells, g->job);
	buf also;
	x->file = x->sheet = x->cells = x->also = "";
	if (!count)
		return;
	x->file = copy(list[0].file, a);
	x->sheet = copy(list[0].sheet, a);
	x->cells = cells_text(list, 0, count, &end, a);
	buf_init(&also, a);
	for (size_t i = end; i < count; i = end) {
		const char *sheet = list[i].sheet ? list[i].sheet : list[i].file;
		buf_printf(&also, "%s%s › ", also.len ? "; " : "", sheet);
		buf_text(&also, cells_text(list, i, count, &end, a));
	}
	x->also = copy(also.len ? buf_span(&also).at : "", a);
	if (of_book && list[0].sheet) {
		char name[CELL_NAME];
		cell_name(name, list[0].row, list[0].across == SPOT_UNKNOWN ? 0 : list[0].across);
		x->target = copy(name, a);
	}
}

/* A check's title says what is wrong when it fails: where it could not be made, nothing is known to be wrong. */
static const char *title_of(const finding *f, arena *a)
{
	return f->result == RESULT_UNDETERMINED ? arena_printf(a, "Not checked yet: %s", f->check->title)
						: copy(f->check->title, a);
}

static line line_of(const engine *g, const finding *f, bool of_book, arena *a)
{
	line x = {.check = copy(f->check->id, a),
		.title = title_of(f, a),
		.message = copy(f->message, a),
		.cause = copy(f->cause, a),
		.area = *f->area ? copy(area_name(g, f->area), a) : "",
		.unit = f->actual || f->expected ? copy(f->unit, a) : "",
		.rule = copy(f->check->source, a),
		.fix = f->result == RESULT_UNDETERMINED ? "Enter what is missing; then it can be checked."
							: copy(f->fix ? f->fix : f->check->fix, a),
		.id = copy(f->id, a)};
	severity_of(&x, f);
	place_line(&x, g, f, of_book, a);
	x.actual = value_of(f->unit, f->actual, a);
	x.expected = value_of(f->unit, f->expected, a);
	x.difference = value_of(f->unit, f->difference, a);
	return x;
}

findings_lines *findings_lines_of(
	const report_head *head, const engine *g, const check_report *report, bool of_book, arena *a)
{
	findings_lines *l = arena_alloc(a, sizeof *l);
	span title = plan_value(g->plan, "title"), whose = plan_value(g->plan, "partnership");
	const reading *r = g->plan->reading;
	*l = (findings_lines){.plan = copy(head->plan, a),
		.title = arena_text(a, whose.len ? whose : title),
		.policy = copy(head->policy->id, a),
		.of_book = of_book,
		.errors = report->errors,
		.warnings = report->warnings,
		.infos = report->infos,
		.undetermined = report_checks_open(report),
		.waived = report->waived,
		.passed = report->passed_count,
		.not_understood = r ? r->not_understood.count : 0,
		.in_no_map = r ? r->left : 0};
	l->list = arena_array(a, report->count + 1, sizeof *l->list);
	for (size_t i = 0; i < report->count; i++)
		l->list[l->count++] = line_of(g, report->findings[i], of_book, a);
	return l;
}

findings_lines *findings_lines_trouble(const char *plan_name, const char *trouble, arena *a)
{
	findings_lines *l = arena_alloc(a, sizeof *l);
	*l = (findings_lines){.plan = copy(plan_name, a), .title = "", .policy = "", .trouble = copy(trouble, a)};
	return l;
}

/* ---- the workbook ---- */

struct findings_book {
	book_out *book;
	sheet_out *plans, *findings;
	uint32_t plan_rows, finding_rows;
	size_t left;	    /* findings that no sheet has room for */
	const char *folder; /* that links start from: absolute, or NULL when it cannot be told */
	arena *own;
};

/* One row a finding, as far as a sheet reaches: the rest is counted and said. */
#define FINDING_ROWS_MAX (XLSX_ROWS_MAX - 2)

typedef struct heading {
	const char *text;
	unsigned width;
} heading;

static const heading plan_headings[] = {{"Plan", 34}, {"Partnership", 34}, {"Policy year", 12}, {"Errors", 9},
	{"To confirm", 11}, {"To note", 9}, {"Cannot be checked yet", 12}, {"Waived", 9}, {"Checks passed", 10},
	{"Values not understood", 13}, {"Values in no map", 11}, {"Could not be read, because", 60}};
static const heading finding_headings[] = {{"Plan", 28}, {"Area", 22}, {"Severity", 18}, {"Check", 9}, {"Title", 34},
	{"Message", 60}, {"Likely cause", 34}, {"Sheet", 22}, {"Cell", 20}, {"Also in", 26}, {"You have", 16},
	{"Required", 16}, {"Difference", 16}, {"Unit", 10}, {"Rule", 44}, {"What to do", 44}, {"Id", 34}};
#define COUNT(list) (sizeof(list) / sizeof *(list))

static void write_headings(sheet_out *s, const heading *list, size_t count)
{
	sheet_height(s, 0, 32);
	for (uint32_t i = 0; i < count; i++) {
		sheet_columns(s, i, i, list[i].width, LOOK_PLAIN);
		sheet_words(s, 0, i, LOOK_HEADING, list[i].text);
	}
	sheet_freeze(s, 1, 1);
	sheet_print_setup(s, 0, 0);
}

static const char *absolute_folder(const char *path, const char *links_from, arena *a)
{
	char room[PATH_MAX];
	const char *slash = strrchr(path, '/');
	const char *folder = links_from ? links_from
			     : slash	? arena_text(a, (span){path, (size_t)(slash - path) + (slash == path)})
					: ".";
	return realpath(folder, room) ? copy(room, a) : NULL;
}

int findings_book_open(
	findings_book **out, const char *path, const char *links_from, const char *as_of, arena *a, err *e)
{
	findings_book *b = arena_alloc(a, sizeof *b);
	int rc = book_open(&b->book, path, "Findings", as_of, a, e);
	if (rc)
		return rc;
	b->own = a;
	b->folder = absolute_folder(path, links_from, a);
	b->plans = book_add(b->book, "Plans");
	b->findings = book_add(b->book, "Findings");
	write_headings(b->plans, plan_headings, COUNT(plan_headings));
	write_headings(b->findings, finding_headings, COUNT(finding_headings));
	*out = b;
	return 0;
}

static void write_value(sheet_out *s, uint32_t row, uint32_t across, const value *v)
{
	switch (v->kind) {
	case VALUE_PENCE:
		sheet_pence(s, row, across, LOOK_MONEY, v->pence);
		break;
	case VALUE_NUMBER:
		sheet_decimal(s, row, across, LOOK_NUMBER, span_of(v->text));
		break;
	case VALUE_DAY:
		sheet_day(s, row, across, LOOK_DATE, v->date);
		break;
	case VALUE_WORDS:
		sheet_words(s, row, across, LOOK_WRAPPED, v->text);
		break;
	case VALUE_NONE:
		sheet_blank(s, row, across, LOOK_TEXT);
	}
}

#define LINES_MAX 6

/* Rows are as high as what is wrapped in them: not every program works that out by itself. */
static void set_height(sheet_out *s, uint32_t row, const char *const *texts, const uint32_t *columns, size_t count)
{
	size_t most = 1;
	for (size_t i = 0; i < count; i++) {
		size_t n = sheet_lines(span_of(texts[i]), finding_headings[columns[i]].width);
		most = n > most ? n : most;
	}
	sheet_height(s, row, sheet_lines_height(most < LINES_MAX ? most : LINES_MAX));
}

static void write_finding(findings_book *b, const findings_lines *l, const line *x, const char *target)
{
	const char *const wrapped[] = {x->title, x->message, x->cause, x->also, x->fix};
	const uint32_t columns[] = {4, 5, 6, 9, 15};
	sheet_out *s = b->findings;
	uint32_t row = ++b->finding_rows;
	set_height(s, row, wrapped, columns, COUNT(columns));
	sheet_words(s, row, 0, LOOK_TEXT, l->plan);
	sheet_words(s, row, 1, LOOK_TEXT, x->area);
	sheet_words(s, row, 2, x->how, x->severity);
	sheet_words(s, row, 3, LOOK_TEXT, x->check);
	for (size_t i = 0; i < COUNT(columns); i++)
		sheet_words(s, row, columns[i], LOOK_WRAPPED, wrapped[i]);
	sheet_words(s, row, 7, LOOK_TEXT, *x->sheet ? x->sheet : x->file);
	if (target && x->target)
		link_write(s, row, 8, target, x->sheet, x->target, x->cells, b->own);
	else
		sheet_words(s, row, 8, LOOK_TEXT, x->cells);
	write_value(s, row, 10, &x->actual);
	write_value(s, row, 11, &x->expected);
	write_value(s, row, 12, &x->difference);
	sheet_words(s, row, 13, LOOK_TEXT, x->unit);
	sheet_words(s, row, 14, LOOK_TEXT, x->rule);
	sheet_words(s, row, 16, LOOK_TEXT, x->id);
}

static void write_plan(findings_book *b, const findings_lines *l, const char *target)
{
	const size_t counts[] = {l->errors, l->warnings, l->infos, l->undetermined, l->waived, l->passed,
		l->not_understood, l->in_no_map};
	const look looks[] = {
		LOOK_BAD, LOOK_DOUBT, LOOK_NUMBER, LOOK_UNKNOWN, LOOK_NUMBER, LOOK_NUMBER, LOOK_DOUBT, LOOK_NUMBER};
	sheet_out *s = b->plans;
	uint32_t row = ++b->plan_rows;
	if (target)
		link_write(s, row, 0, target, NULL, NULL, l->plan, b->own);
	else
		sheet_words(s, row, 0, LOOK_TEXT, l->plan);
	sheet_words(s, row, 1, LOOK_TEXT, l->title);
	sheet_words(s, row, 2, LOOK_TEXT, l->policy);
	for (uint32_t i = 0; i < COUNT(counts); i++)
		if (l->trouble || (i >= 6 && !l->of_book))
			sheet_blank(s, row, 3 + i, LOOK_TEXT);
		else
			sheet_count(s, row, 3 + i, counts[i] ? looks[i] : LOOK_NUMBER, (int64_t)counts[i]);
	sheet_words(s, row, 11, l->trouble ? LOOK_BAD : LOOK_TEXT, l->trouble ? l->trouble : "");
}

void findings_book_add(findings_book *b, const findings_lines *l)
{
	const char *target = b->folder ? link_to(b->folder, l->plan, b->own) : NULL;
	if (b->plan_rows < FINDING_ROWS_MAX)
		write_plan(b, l, target);
	for (size_t i = 0; i < l->count; i++)
		if (b->finding_rows < FINDING_ROWS_MAX)
			write_finding(b, l, &l->list[i], l->of_book ? target : NULL);
		else
			b->left++;
}

int findings_book_close(findings_book *b, err *e)
{
	if (b->left)
		sheet_words(b->findings, b->finding_rows + 1, 0, LOOK_BAD,
			arena_printf(b->own, "and %zu more findings, for which a sheet has no room: use --format csv",
				b->left));
	sheet_filter(b->plans, 0, 0, b->plan_rows, COUNT(plan_headings) - 1);
	sheet_filter(b->findings, 0, 0, b->finding_rows, COUNT(finding_headings) - 1);
	return book_close(b->book, e);
}

void findings_book_drop(findings_book *b)
{
	if (b)
		book_drop(b->book);
}
