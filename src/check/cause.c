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
		 * digits. */
		if (f->actual_value % unit == 0 && f->expected_value % (unit / 10) != 0 && f->expected_value >= unit &&
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

static void try_cell(suspect *s, const place *p, int64_t value, int64_t d)
{
	const char *how = NULL;
	int64_t thousandth = value / 1000;
	if (value != 0 && ((wide)value * 2 == d || (wide)value * -2 == d))
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
			try_cell(&s, &f->cells.list[i], value, f->difference_value);
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
