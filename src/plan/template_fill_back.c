/* The filled workbook, made and read back: nothing of the plan is lost or changed in silence. */
#include <string.h>

#include "base/money.h"
#include "plan/own_book.h"
#include "plan/template_fill_own.h"

#define HELP                                                                                                           \
	"; nothing is written; move what stands among or below the rows of that sheet (notes, totals, half-filled "    \
	"rows) to "                                                                                                    \
	"another sheet, or write a new workbook with bcf convert"

plan *fill_plan_empty(const char *shown, arena *a)
{
	plan *p = arena_alloc(a, sizeof *p);
	p->shown = shown;
	p->reading = arena_alloc(a, sizeof *p->reading);
	p->tables = arena_array(a, plan_table_count, sizeof *p->tables);
	for (size_t i = 0; i < plan_table_count; i++)
		p->tables[i].of = &plan_tables[i];
	return p;
}

const char *fill_row_name(arena *a, const rows *r, size_t row, const char *col)
{
	buf b;
	buf_init(&b, a);
	buf_text(&b, r->of->name);
	for (size_t k = 0; k < r->of->count && !r->of->one_row; k++)
		if (r->of->columns[k].flags & COLUMN_KEY && rows_row(r, row)[k].len)
			buf_printf(&b, " %.*s", SPAN_ARG(cell_span(rows_row(r, row)[k])));
	buf_printf(&b, "%s%s", *col ? " " : "", col);
	return arena_text(a, buf_span(&b));
}

/* The first row whose key is not less: SIZE_MAX when its key is another. */
static size_t row_with_key(const rows *r, const cell *key)
{
	size_t low = 0, high = r->count;
	if (r->of->one_row)
		return r->count ? 0 : SIZE_MAX;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (rows_compare_keys(r->of, rows_row(r, middle), key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < r->count && !rows_compare_keys(r->of, rows_row(r, low), key) ? low : SIZE_MAX;
}

/* What is refused is told: whole tables and rows, or values of them.  They come in much the order of the rows, so that
 * the search goes on from where the last one was found. */
static bool was_refused(const template_filling *m, const char *what, size_t *from)
{
	size_t len = strlen(what), count = m->refused.count;
	for (size_t i = 0; i < count; i++) {
		const char *told = m->refused.list[(*from + i) % count].what;
		if (strncmp(told, what, len) || (told[len] && told[len] != ' '))
			continue;
		*from = (*from + i) % count;
		return true;
	}
	return false;
}

static bool table_was_refused(const template_filling *m, const table *of)
{
	for (size_t i = 0; i < m->refused.count; i++)
		if (!strcmp(m->refused.list[i].what, of->name))
			return true;
	return false;
}

/* The first thing of the plan that the copy has not; NULL when all that was not refused is there. */
static const char *first_lost(const template_filling *m, const plan *p, const plan *back, arena *a)
{
	size_t from = 0;
	for (size_t t = 0; t < plan_table_count; t++) {
		const rows *now = &p->tables[t], *there = &back->tables[t];
		bool told = table_was_refused(m, now->of);
		for (size_t i = 0; i < now->count && !told; i++) {
			size_t n = row_with_key(there, rows_row(now, i));
			bool same = n != SIZE_MAX;
			for (size_t k = 0; same && k < now->of->count; k++)
				same = span_equal(cell_span(rows_row(now, i)[k]), cell_span(rows_row(there, n)[k]));
			if (same)
				continue;
			const char *what = fill_row_name(a, now, i, "");
			if (!was_refused(m, what, &from))
				return arena_printf(a, "%s › %s is %s", own_book_sheet(now->of), what,
					n == SIZE_MAX ? "no longer read as a row of the plan" : "read otherwise");
		}
		for (size_t i = 0; i < there->count && !m->refused.count; i++)
			if (row_with_key(now, rows_row(there, i)) == SIZE_MAX)
				return arena_printf(a, "%s › %s is read as a row of the plan, and is none",
					own_book_sheet(now->of), fill_row_name(a, there, i, ""));
	}
	for (size_t i = 0; i < p->section_count; i++) {
		const narrative *n = plan_section(back, span_of(p->sections[i].section));
		const char *what = arena_printf(a, "narrative %s", p->sections[i].section);
		if ((!n || !span_equal(n->text, p->sections[i].text)) && !was_refused(m, what, &from))
			return arena_printf(a, "the %s is read otherwise", what);
	}
	return NULL;
}

/* Amounts of the plan that are not in the copy. */
static void count_missing(template_filling *m, const plan *p, const plan *back)
{
	static const char *const names[] = {"income", "spend"};
	int64_t *const sums[] = {&m->income_missing, &m->spend_missing};
	for (size_t t = 0; t < 2; t++) {
		const rows *now = plan_rows(p, names[t]), *there = plan_rows(back, names[t]);
		for (size_t i = 0; i < now->count; i++) {
			size_t n = row_with_key(there, rows_row(now, i));
			cell c = *rows_cell(now, i, "amount");
			int64_t pence;
			if ((n == SIZE_MAX || !span_equal(cell_span(c), cell_span(*rows_cell(there, n, "amount")))) &&
				money_parse(&pence, cell_span(c)))
				add_checked(sums[t], *sums[t], pence);
		}
	}
}

static int judge_own(template_filling *m, span made, const char *shown, const plan *p, map_set *maps, arena *a, err *e)
{
	xlsx *x = NULL;
	err quiet;
	char wanted[PLAN_DIGEST_TEXT], found[PLAN_DIGEST_TEXT];
	plan *back = fill_plan_empty(shown, a);
	err_init(&quiet, a);
	int rc = xlsx_open(&x, made, shown, a, &quiet);
	if (!rc)
		rc = own_book_read(back, x, maps, a, &quiet);
	if (rc) {
		err_add(e, rc, shown, "the copy could not be read back: %s: %s" HELP,
			quiet.first ? quiet.first->where : "", quiet.first ? quiet.first->text : "");
		goto done;
	}
	const char *lost = first_lost(m, p, back, a);
	if (!m->refused.count && !lost) {
		plan_digest(wanted, p, false, a);
		plan_digest(found, back, false, a);
		if (strcmp(wanted, found))
			lost = "it holds something that the plan has not";
	}
	if (lost)
		rc = err_add(e, ERR_RULE, shown, "the copy would not be read back as the plan: %s" HELP, lost);
	else
		count_missing(m, p, back);
done:
	xlsx_close(x);
	return rc;
}

int template_fill_make(
	span *out, template_filling *m, span bytes, const char *shown, const plan *p, map_set *maps, arena *a, err *e)
{
	span made;
	int rc = xlsx_fill(&made, bytes, shown, m->edits, m->count, a, e);
	if (!rc && !strcmp(m->kind, "own"))
		rc = judge_own(m, made, shown, p, maps, a, e);
	if (!rc)
		*out = made;
	return rc;
}
