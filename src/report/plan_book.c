/* Our workbook of a plan: which sheets there are, in which order, and who writes them. */
#include "report/plan_book.h"

#include <stdlib.h>

#include "report/plan_book_inside.h"

/* The tables that people work on first, in the order of the work; the others follow in the order of the schema. */
static const char *const work_order[] = {"plan", "narrative", "requirements", "income", "passported", "schemes",
	"spend", "spend_impact", "activity", "contracts", "conditions", "planning_requirements", "observations",
	"ambitions", "benefits", "maturity", "features", "milestones", "risks", "actions", "shares", "share_splits",
	"agreements", "agreement_parties", "agreement_terms", "areas", "organisations"};

/* Sheets that people fill in offline, shown also when they are empty. */
static const char *const always_shown[] = {"plan", "narrative", "income", "schemes", "spend", "conditions",
	"observations", "ambitions", "maturity", "milestones", "risks", "areas", "organisations"};

static const table *table_named(const char *name)
{
	size_t i = schema_find(span_of(name));
	if (span_is(span_of(name), own_book_narrative.name))
		return &own_book_narrative;
	if (i == SIZE_MAX)
		abort(); /* a table's name in C is a promise of the schema */
	return &plan_tables[i];
}

static bool is_listed(const plan_writer *w, const table *t)
{
	for (size_t i = 0; i < w->order_count; i++)
		if (w->order[i] == t)
			return true;
	return false;
}

static void find_order(plan_writer *w)
{
	w->order = arena_array(w->a, plan_table_count + 1, sizeof *w->order);
	for (size_t i = 0; i < sizeof work_order / sizeof *work_order; i++)
		w->order[w->order_count++] = table_named(work_order[i]);
	for (size_t i = 0; i < plan_table_count; i++)
		if (!is_listed(w, &plan_tables[i]))
			w->order[w->order_count++] = &plan_tables[i];
}

const rows *writer_rows(const plan_writer *w, const table *t)
{
	return t == &own_book_narrative ? NULL : &w->p->tables[t - plan_tables];
}

bool writer_shows(const plan_writer *w, const table *t)
{
	for (size_t i = 0; i < sizeof always_shown / sizeof *always_shown; i++)
		if (table_named(always_shown[i]) == t)
			return true;
	return writer_row_count(w, t) > 0;
}

uint32_t last_spare_row(const plan_writer *w, const table *t)
{
	size_t last = ROW_FIRST + writer_row_count(w, t) + SPARE_ROWS - 1;
	return last < XLSX_ROWS_MAX ? (uint32_t)last : XLSX_ROWS_MAX - 1;
}

static int write_sheets(plan_writer *w)
{
	sheet_out *front = book_add(w->book, FRONT_SHEET),
		  *findings = w->report ? book_add(w->book, FINDINGS_SHEET) : NULL;
	int rc = 0;
	sheet_activate(front);
	for (size_t i = 0; !rc && i < w->order_count; i++) {
		sheet_out *s = book_add(w->book, own_book_sheet(w->order[i]));
		if (!writer_shows(w, w->order[i]))
			sheet_hide(s);
		rc = w->order[i] == &own_book_narrative ? write_narrative(w, s) : write_table(w, s, w->order[i]);
	}
	if (rc)
		return rc;
	write_front(w, front);
	if (findings)
		write_findings(w, findings);
	write_lists(w, book_add(w->book, LISTS_SHEET));
	return write_index(w, book_add(w->book, OWN_BOOK_SHEET));
}

int plan_book_save(const char *path, const plan *p, const engine *g, const check_report *report,
	const report_head *head, arena *a, err *e)
{
	plan_writer w = {.p = p, .g = g, .report = report, .head = head, .path = path, .a = a, .e = e};
	span title = plan_value(p, "title");
	int rc = book_open(
		&w.book, path, arena_text(a, title.len < 200 ? title : (span){"", 0}), head ? head->as_of : NULL, a, e);
	if (rc)
		return rc;
	w.labels = g ? labels_open(g->pack, a) : NULL;
	w.titles = own_labels_open(w.labels, a);
	find_order(&w);
	find_lists(&w);
	rc = write_sheets(&w);
	if (rc) {
		book_drop(w.book);
		return rc;
	}
	return book_close(w.book, e);
}
