#include "check/cause.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/money.h"

/* ---- habits that explain a figure as a whole ---- */

static const char *rounded(const engine *g, const finding *f)
{
	static const int64_t pounds[] = {1000000, 100000, 10000, 1000, 100, 10, 1};
	if (strcmp(f->unit, "GBP"))
		return NULL;
	for (size_t i = 0; i < sizeof pounds / sizeof *pounds; i++) {
		int64_t unit = pounds[i] * 100;
		/* A figure that is round to a tenth of the unit already is a figure of its own, not one that lost its
		 * digits; and nobody rounds to more than a hundredth of the value. */
		if (f->actual_value / 100 >= unit && f->actual_value % unit == 0 &&
			f->expected_value % (unit / 10) != 0 && f->expected_value >= unit &&
			round_to(f->expected_value, unit) == f->actual_value)
			return arena_printf(g->job, "%s is %s rounded to the nearest %s.",
				value_shown(g->job, f->unit, f->actual_value),
				value_shown(g->job, f->unit, f->expected_value), value_shown(g->job, f->unit, unit));
	}
	return NULL;
}

/* Whole digits of a value: pounds, or ones; -1 when it has a fraction. */
static int64_t whole_digits(const char *unit, int64_t value)
{
	int64_t scale = !strcmp(unit, "GBP") ? 100 : MILLION;
	return value % scale ? -1 : value / scale;
}

/* Are x and y the same digits but for two neighbours that changed places? */
static bool swapped(int64_t x, int64_t y)
{
	char p[24], q[24];
	int n = snprintf(p, sizeof p, "%lld", (long long)x), m = snprintf(q, sizeof q, "%lld", (long long)y), i = 0;
	if (x < 10 || y < 10 || n != m || x == y)
		return false;
	while (p[i] == q[i])
		i++;
	return i + 1 < n && p[i] == q[i + 1] && p[i + 1] == q[i] && !strcmp(p + i + 2, q + i + 2);
}

static const char *habit(const engine *g, const finding *f)
{
	arena *a = g->job;
	int64_t x = f->actual_value, y = f->expected_value;
	const char *shown_x = value_shown(a, f->unit, x), *shown_y = value_shown(a, f->unit, y);
	int64_t thousand;
	if (swapped(whole_digits(f->unit, x), whole_digits(f->unit, y)))
		return arena_printf(a, "two digits may have changed places: %s and %s.", shown_x, shown_y);
	if ((wide)x + y == 0 && x != 0)
		return arena_printf(a, "the sign may be the wrong way round: %s and %s.", shown_x, shown_y);
	if (!strcmp(f->unit, "GBP") && x && y &&
		((multiply_checked(&thousand, x, 1000) && thousand == y) ||
			(multiply_checked(&thousand, y, 1000) && thousand == x)))
		return arena_printf(
			a, "one may be in thousands of pounds and the other in pounds: %s and %s.", shown_x, shown_y);
	return rounded(g, f);
}

/* ---- one cell that explains the difference ---- */

typedef struct suspect {
	const place *at;
	const char *how; /* a format for the cell's value */
	int64_t value;
	int count;
} suspect;

static bool cell_value(const engine *g, const place *p, int64_t *value)
{
	const rows *r = &g->plan->tables[p->table];
	if (p->key || p->row >= r->count || r->of->columns[p->column].type != TYPE_AMOUNT)
		return false;
	return money_parse(value, cell_span(rows_row(r, p->row)[p->column]));
}

/* Would the cell, with two neighbouring digits swapped, differ by d? */
static bool swap_gives(int64_t pence, int64_t d)
{
	int64_t pounds = pence / 100;
	if (pence % 100 || d % 100 || pounds < 10 || pounds > INT64_C(1000000000000))
		return false;
	int64_t wanted = pounds - d / 100;
	return swapped(pounds, wanted);
}

/* A posting or a journal is taken back by one below zero; in every other table an amount above zero has its sign. */
static bool may_be_negative(const engine *g, const place *p)
{
	return !strcmp(g->plan->tables[p->table].of->name, "postings");
}

static void try_cell(suspect *s, const engine *g, const place *p, int64_t value, int64_t d)
{
	const char *how = NULL;
	int64_t thousandth = value / 1000;
	if (value != 0 && (value < 0 || may_be_negative(g, p)) && ((wide)value * 2 == d || (wide)value * -2 == d))
		how = "the sign of %s may be the wrong way round.";
	else if (value % 1000 == 0 && value - thousandth == d)
		how = "%s may be a thousand times too large.";
	else if (value && (wide)value * -999 == d)
		how = "%s may be in thousands of pounds.";
	else if (swap_gives(value, d))
		how = "two digits of %s may have changed places.";
	if (how) {
		*s = (suspect){p, how, value, s->count + 1};
	}
}

static const char *key_of(const engine *g, const place *p)
{
	const rows *r = &g->plan->tables[p->table];
	buf b;
	buf_init(&b, g->job);
	buf_text(&b, r->of->name);
	for (size_t i = 0; i < r->of->count; i++)
		if (r->of->columns[i].flags & COLUMN_KEY) {
			span v = cell_span(rows_row(r, p->row)[i]);
			if (v.len)
				buf_printf(&b, " %.*s", SPAN_ARG(v));
		}
	return arena_text(g->job, buf_span(&b));
}

static const char *one_cell(const engine *g, const finding *f)
{
	suspect s = {0};
	int64_t value;
	if (strcmp(f->unit, "GBP") || f->cells.count < 2 || f->slack >= 100)
		return NULL; /* a rounded figure explains no line to the penny */
	for (size_t i = 0; i < f->cells.count; i++)
		if (cell_value(g, &f->cells.list[i], &value))
			try_cell(&s, g, &f->cells.list[i], value, f->difference_value);
	if (s.count != 1)
		return NULL;
	const char *shown = arena_printf(g->job, "%s (%s)", value_shown(g->job, "GBP", s.value), key_of(g, s.at));
	const char *mark = strstr(s.how, "%s");
	return arena_printf(g->job, "%.*s%s%s", (int)(mark - s.how), s.how, shown, mark + 2);
}

const char *likely_cause(const engine *g, const finding *f)
{
	if (!f->has_difference || !f->unit || !strcmp(f->unit, "date") || f->difference_value == 0)
		return NULL;
	const char *why = habit(g, f);
	if (!why)
		why = one_cell(g, f);
	return why ? arena_printf(g->job, "Likely cause: %s", why) : NULL;
}

/* ---- two amounts that changed places ---- */

#define SWAP_FINDINGS_MAX 500 /* with more findings, or more cells in one, nobody swapped two amounts */
#define SWAP_CELLS_MAX 500

typedef struct exchange {
	const place *one, *other;
	int64_t one_value, other_value;
	size_t count;
} exchange;

static bool may_be_swapped(const finding *f)
{
	return f->result == RESULT_FAIL && f->has_difference && !strcmp(f->unit, "GBP") && f->difference_value != 0 &&
	       f->slack < 100 && f->cells.count <= SWAP_CELLS_MAX;
}

static bool names_cell(const finding *f, const place *p)
{
	for (size_t i = 0; i < f->cells.count; i++) {
		const place *q = &f->cells.list[i];
		if (!q->key && q->table == p->table && q->row == p->row && q->column == p->column)
			return true;
	}
	return false;
}

/* The pairs of amounts of one column, one of each finding, that differ by as much as the findings do. */
static exchange exchanges(const engine *g, const finding *f, const finding *of)
{
	exchange x = {0};
	for (size_t i = 0; i < f->cells.count; i++) {
		const place *p = &f->cells.list[i];
		int64_t one, other;
		if (!cell_value(g, p, &one) || names_cell(of, p))
			continue;
		for (size_t k = 0; k < of->cells.count; k++) {
			const place *q = &of->cells.list[k];
			if (q->table != p->table || q->column != p->column || !cell_value(g, q, &other) ||
				names_cell(f, q))
				continue;
			wide d = (wide)one - other;
			if (d == f->difference_value || d == -(wide)f->difference_value)
				x = (exchange){p, q, one, other, x.count + 1};
		}
	}
	return x;
}

/* The only other finding of the check with the opposite difference, or NULL. */
static finding *opposite(finding *list, size_t count, const finding *f)
{
	finding *found = NULL;
	for (size_t i = 0; i < count; i++) {
		finding *x = &list[i];
		if (x == f || x->check != f->check || !may_be_swapped(x))
			continue;
		if (x->difference_value == f->difference_value)
			return NULL;
		if ((wide)x->difference_value + f->difference_value != 0)
			continue;
		if (found)
			return NULL;
		found = x;
	}
	return found;
}

void likely_swaps(const engine *g, finding *list, size_t count)
{
	for (size_t i = 0; count <= SWAP_FINDINGS_MAX && i < count; i++) {
		finding *f = &list[i], *of = may_be_swapped(f) && !f->cause ? opposite(list, count, f) : NULL;
		if (!of || of->cause || of < f)
			continue;
		exchange x = exchanges(g, f, of);
		if (x.count != 1)
			continue;
		f->cause = of->cause =
			arena_printf(g->job, "Likely cause: %s (%s) and %s (%s): the two may have been swapped.",
				value_shown(g->job, "GBP", x.one_value), key_of(g, x.one),
				value_shown(g->job, "GBP", x.other_value), key_of(g, x.other));
	}
}
