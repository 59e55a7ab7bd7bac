#include "plan/template_fill.h"

#include <string.h>

#include "base/money.h"
#include "plan/own_book.h"
#include "plan/split.h"
#include "plan/template.h"
#include "plan/template_fill_own.h"
#include "plan/template_fill_put.h"
#include "policy/fold.h"

/* ---- single cells ---- */

static bool find_place(const filling_job *f, size_t item, const held_sheet **s, uint32_t *row, uint32_t *across)
{
	const map_item *it = &f->t.form->map->items[item];
	*s = &f->t.book->sheets[f->t.form->sheet_of[item]];
	if ((*s)->index == SIZE_MAX || !held_find(row, across, f->t.book, item))
		return false;
	*row += it->down;
	*across += it->right;
	return *row < XLSX_ROWS_MAX && *across < XLSX_COLUMNS_MAX;
}

/* The row of the plan that a target of single cells is about: the one with its very key, else the only one that all
 * else fits.  SIZE_MAX when there is none, or more than one; then *several says how many. */
static size_t find_cells_row(size_t *several, const filling_job *f, const form_target *t)
{
	const rows *r = &f->p->tables[t->tbl];
	size_t found = SIZE_MAX;
	*several = 0;
	for (size_t i = 0; i < r->count; i++)
		if (fill_row_fits(f, t, i, false)) {
			found = i;
			++*several;
		}
	if (*several == 1)
		return found;
	*several = 0;
	for (size_t i = 0; i < r->count; i++)
		if (fill_row_fits(f, t, i, true)) {
			found = i;
			++*several;
		}
	return *several == 1 ? found : SIZE_MAX;
}

/* Lines that the template has one cell for: their sum. */
static bool sum_rows(cell *sum, filling_job *f, const form_target *t)
{
	const rows *r = &f->p->tables[t->tbl];
	size_t col = t->values[0].col;
	int64_t total = 0, one;
	char text[NUMBER_TEXT];
	if (t->value_count != 1 || r->of->columns[col].type != TYPE_AMOUNT)
		return false;
	for (size_t i = 0; i < r->count; i++)
		if (fill_row_fits(f, t, i, true)) {
			if (!money_parse(&one, cell_span(rows_row(r, i)[col])) || !add_checked(&total, total, one))
				return false;
		}
	for (size_t i = 0; i < r->count; i++)
		if (fill_row_fits(f, t, i, true))
			fill_row_used(f, t, i);
	money_print(text, total);
	span kept = arena_span(f->a, span_of(text));
	*sum = (cell){kept.at, (uint32_t)kept.len, 0};
	return true;
}

static void fill_cells(filling_job *f)
{
	const template_form *form = f->t.form;
	for (size_t i = 0; i < form->cell_count; i++) {
		const form_target *t = &form->cells[i];
		size_t several, row = find_cells_row(&several, f, t);
		cell sum = {.at = ""};
		bool summed = row == SIZE_MAX && several > 1 && sum_rows(&sum, f, t);
		for (size_t k = 0; k < t->value_count; k++) {
			const form_value *v = &t->values[k];
			const held_sheet *s;
			uint32_t at, across;
			fill_want w = {.v = v, .of = &plan_tables[t->tbl], .row = row, .value = {.at = ""}};
			if (summed)
				w.value = sum;
			else if (row != SIZE_MAX)
				w.value = rows_row(&f->p->tables[t->tbl], row)[v->col];
			if (!find_place(f, v->item, &s, &at, &across))
				continue;
			bool put = fill_put(f, s, at, across, &form->map->items[v->item], &w);
			for (size_t r = 0; put && summed && r < f->p->tables[t->tbl].count; r++)
				if (fill_row_fits(f, t, r, true))
					fill_placed(f, &plan_tables[t->tbl], r);
			if (row != SIZE_MAX && w.value.len)
				fill_row_used(f, t, row);
		}
	}
}

/* ---- prose ---- */

static void fill_prose(filling_job *f)
{
	static const column prose[] = {{"narrative", TYPE_TEXT}};
	static const table of = {.name = "narrative", .columns = prose, .count = 1, .one_row = true};
	const template_form *form = f->t.form;
	bool *told = arena_array(f->a, f->p->section_count + 1, sizeof *told);
	for (size_t i = 0; i < form->prose_count; i++) {
		const map_item *it = &form->map->items[form->prose[i]];
		const narrative *n = plan_section(f->p, span_of(it->col));
		form_value *v = arena_alloc(f->a, sizeof *v);
		const held_sheet *s;
		uint32_t row, across;
		column *named = arena_alloc(f->a, sizeof *named);
		table *own = arena_alloc(f->a, sizeof *own);
		*named = (column){it->col, TYPE_TEXT};
		*own = of;
		own->columns = named;
		fill_want w = {.v = v, .of = own, .value = {.at = ""}};
		if (n && !told[n - f->p->sections]) { /* of several boxes for one section the first has it all */
			told[n - f->p->sections] = true;
			span text = span_trim(n->text);
			w.value = (cell){text.at, (uint32_t)text.len, 0};
		} else if (n) {
			continue;
		}
		if (find_place(f, form->prose[i], &s, &row, &across))
			fill_put(f, s, row, across, it, &w);
	}
	for (size_t i = 0; i < f->p->section_count; i++)
		if (!told[i]) {
			template_filling *o = f->out;
			o->homeless = arena_grow(
				f->a, o->homeless, &o->homeless_room, o->homeless_count + 1, sizeof *o->homeless);
			o->homeless[o->homeless_count++] = (fill_homeless){"narrative", f->p->sections[i].section, 1};
			o->homeless_values++;
		}
}

/* ---- what has no place ---- */

static void count_homeless(filling_job *f)
{
	template_filling *o = f->out;
	for (size_t t = 0; t < plan_table_count; t++) {
		const rows *r = &f->p->tables[t];
		for (size_t k = 0; k < r->of->count; k++) {
			size_t count = 0;
			for (size_t i = 0; i < r->count; i++)
				count += rows_row(r, i)[k].len && !f->used[t][i * r->of->count + k];
			if (!count)
				continue;
			o->homeless = arena_grow(
				f->a, o->homeless, &o->homeless_room, o->homeless_count + 1, sizeof *o->homeless);
			o->homeless[o->homeless_count++] = (fill_homeless){r->of->name, r->of->columns[k].name, count};
			o->homeless_values += count;
		}
	}
}

static int64_t missing_pence(const filling_job *f, size_t which)
{
	const rows *r = plan_rows(f->p, which ? "spend" : "income");
	int64_t sum = 0, pence;
	for (size_t i = 0; i < r->count; i++)
		if (!f->amounts[which][i] && money_parse(&pence, cell_span(*rows_cell(r, i, "amount"))))
			add_checked(&sum, sum, pence);
	return sum;
}

/* ---- the template ---- */

/* Which template it is: by reading it, which also refuses what could not be read back. */
static int recognise(const workbook_map **out, plan *there, template_filling *o, xlsx *x, const char *shown,
	map_set *maps, arena *a, err *e)
{
	there->shown = shown;
	there->tables = arena_array(a, plan_table_count, sizeof *there->tables);
	for (size_t i = 0; i < plan_table_count; i++)
		there->tables[i].of = &plan_tables[i];
	int rc = template_read(there, x, maps, a, e);
	if (rc)
		return rc;
	o->kind = there->reading->kind;
	o->title = there->reading->title;
	for (size_t i = 0; i < maps->count; i++)
		if (!strcmp(maps->maps[i].policy, o->kind)) {
			*out = &maps->maps[i];
			return 0;
		}
	return err_add(e, ERR_INTERNAL, shown, "the map of the template '%s' is gone", o->kind);
}

/* A template that says whose it is takes no other board's plan. */
static int judge_board(const filling_job *f, const plan *there, const char *shown, err *e)
{
	const rows *own = plan_rows(f->p, "areas"), *theirs = plan_rows(there, "areas");
	span name = theirs->count ? cell_span(*rows_cell(theirs, 0, "name")) : (span){"", 0}, wanted = f->area;
	if (!name.len || !f->area.len)
		return 0;
	for (size_t i = 0; i < own->count; i++)
		if (span_equal(cell_span(*rows_cell(own, i, "area")), f->area) && rows_cell(own, i, "name")->len)
			wanted = cell_span(*rows_cell(own, i, "name"));
	if (span_equal(fold(f->a, name), fold(f->a, wanted)) ||
		(span_equal(wanted, f->area) && span_equal(template_slug(f->a, name), f->area))) /* it has no name */
		return 0;
	return err_add(e, ERR_USAGE, shown,
		"this template is for %.*s; the plan is of %.*s; take that board's own template, or one without a name",
		SPAN_ARG(name), SPAN_ARG(wanted));
}

static int judge_plan(filling_job *f, const workbook_map *m, const plan *there, const char *shown, err *e)
{
	const char *known;
	size_t areas = plan_areas(&known, f->p, f->a);
	if (areas > 1)
		return err_add(e, ERR_USAGE, f->p->shown,
			"the plan has %zu areas (%s) and a template is one board's; name one with --area", areas,
			known);
	f->area = areas ? span_of(known) : (span){"", 0};
	span policy = plan_value(f->p, "policy");
	if (policy.len && *m->policy && !span_is(policy, m->policy))
		return err_add(e, ERR_USAGE, shown,
			"this is the template of %s and the plan is one of %.*s; use that year's template", m->policy,
			SPAN_ARG(policy));
	return judge_board(f, there, shown, e);
}

int template_fill(template_filling *out, span bytes, const char *shown, const plan *p, map_set *maps, bool force,
	arena *a, err *e)
{
	template_filling made = {0};
	filling_job f = {.out = &made, .p = p, .force = force, .a = a};
	const workbook_map *m = NULL;
	held_book book;
	xlsx *x = NULL;
	plan *named = arena_alloc(a, sizeof *named), *there = arena_alloc(a, sizeof *there);
	int rc = xlsx_open(&x, bytes, shown, a, e);

	if (!rc && own_book_is(x)) {
		rc = template_fill_own(out, x, shown, p, maps, force, a, e);
		xlsx_close(x);
		return rc;
	}
	if (!rc)
		rc = recognise(&m, there, &made, x, shown, maps, a, e);
	if (!rc)
		rc = held_book_read(&book, x, m->form, a, e);
	named->shown = shown;
	f.t = (taking){.p = named, .book = &book, .form = m ? m->form : NULL, .a = a};
	if (!rc && m)
		f.t.period = (cell){m->period, (uint32_t)strlen(m->period), 0};
	if (!rc && m)
		rc = judge_plan(&f, m, there, shown, e);
	if (!rc)
		rc = fill_words_read(&f, e);
	if (!rc) {
		f.used = arena_array(a, plan_table_count, sizeof(bool *));
		for (size_t t = 0; t < plan_table_count; t++)
			f.used[t] = arena_array(a, p->tables[t].count * plan_tables[t].count + 1, sizeof(bool));
		for (size_t i = 0; i < 2; i++)
			f.amounts[i] = arena_array(a, plan_rows(p, i ? "spend" : "income")->count + 1, sizeof(bool));
		fill_cells(&f);
		fill_blocks(&f);
		fill_prose(&f);
		count_homeless(&f);
		made.income_missing = missing_pence(&f, 0);
		made.spend_missing = missing_pence(&f, 1);
		*out = made;
	}
	xlsx_close(x);
	return rc;
}
