#include "figure/run.h"

#include <string.h>

static bool addressed(span at, span wanted)
{
	return span_is(at, "*") || span_equal(at, wanted);
}

/* The row of `coverage` that speaks of this table, area and period: the area's own before the one for `*`. */
static bool explicit_extent(const engine *g, size_t which, span area, span when, bool own_only, extent *out)
{
	const rows *r = plan_rows(g->plan, "coverage");
	bool has_area = table_column(&plan_tables[which], span_of("area")) != SIZE_MAX;
	bool found = false;
	for (size_t i = 0; i < r->count; i++) {
		span at = cell_span(*rows_cell(r, i, "area")), extent_word = cell_span(*rows_cell(r, i, "extent"));
		if (!span_is(cell_span(*rows_cell(r, i, "tbl")), plan_tables[which].name) ||
			!addressed(cell_span(*rows_cell(r, i, "period")), when))
			continue;
		bool own = span_equal(at, area) || (g->sole_area && (!at.len || span_is(at, "*"))) || !has_area;
		extent x = span_is(extent_word, "all")	  ? EXTENT_ALL
			   : span_is(extent_word, "part") ? EXTENT_PART
							  : EXTENT_NONE;
		if (own) {
			*out = x;
			return true;
		}
		if (!own_only && span_is(at, "*") && x == EXTENT_PART) {
			*out = x;
			found = true;
		}
	}
	return found;
}

/* Rows of the table for an area and period; a table without such a column has them for every one. */
static bool has_rows(const engine *g, size_t which, span area, span when)
{
	const table *t = &plan_tables[which];
	bool by_area = table_column(t, span_of("area")) != SIZE_MAX,
	     by_period = table_column(t, span_of("period")) != SIZE_MAX;
	size_t count;
	const presence *list = engine_presence(g, which, &count);
	for (size_t i = 0; i < count; i++) {
		const presence *p = &list[i];
		if ((!by_area || span_equal(p->area, area)) && (!by_period || span_equal(p->period, when)))
			return true;
	}
	return false;
}

extent coverage_of(const engine *g, size_t which, span area, span when)
{
	extent x;
	if (explicit_extent(g, which, area, when, false, &x))
		return x;
	return has_rows(g, which, area, when) ? EXTENT_ALL : EXTENT_NONE;
}

bool coverage_of_whole(const engine *g, size_t which, span when)
{
	extent x;
	span star = span_of("*");
	bool every = g->area_count > 0;
	if (explicit_extent(g, which, star, when, true, &x))
		return x == EXTENT_ALL;
	for (size_t i = 0; i < g->area_count; i++) {
		if (explicit_extent(g, which, g->areas[i], when, true, &x) && x != EXTENT_ALL)
			return false;
		every &= coverage_of(g, which, g->areas[i], when) == EXTENT_ALL;
	}
	return every || has_rows(g, which, star, when);
}
