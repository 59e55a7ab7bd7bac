/* Whether a plan can be what two others were made from. */
#include "plan/merge.h"
#include "plan/pairing.h"

#define AREAS_NAMED 4

static const char *areas_text(const plan *p, arena *a)
{
	const rows *r = plan_rows(p, "areas");
	buf b;
	buf_init(&b, a);
	for (size_t i = 0; i < r->count && i < AREAS_NAMED; i++)
		buf_printf(&b, "%s%.*s", i ? ", " : "", SPAN_ARG(cell_span(*rows_row(r, i))));
	if (r->count > AREAS_NAMED)
		buf_printf(&b, " and %zu more", r->count - AREAS_NAMED);
	return arena_text(a, buf_span(&b));
}

/* A plan that names no area yet may be anybody's. */
static bool shares_area(const plan *x, const plan *y)
{
	const rows *in_x = plan_rows(x, "areas"), *in_y = plan_rows(y, "areas");
	for (size_t i = 0; i < in_x->count; i++)
		if (rows_find_first(in_y, cell_span(*rows_row(in_x, i))) != UNPAIRED)
			return true;
	return !in_x->count || !in_y->count;
}

int merge_base_fits(const plan *base, const plan *ours, const plan *theirs, arena *a, err *e)
{
	static const char what_to_do[] = "name the plan that both were made from, or say --force to merge all the same";
	const plan *const sides[] = {ours, theirs};
	span year = plan_value(base, "policy");
	for (size_t i = 0; i < 2; i++) {
		span other = plan_value(sides[i], "policy");
		if (year.len && other.len && !span_equal(year, other))
			return err_add(e, ERR_USAGE, base->shown,
				"is a plan of policy year %.*s and %s one of %.*s, so that was not made from it; %s",
				SPAN_ARG(year), sides[i]->shown, SPAN_ARG(other), what_to_do);
		if (!shares_area(base, sides[i]))
			return err_add(e, ERR_USAGE, base->shown,
				"shares no area with %s (%s here, %s there), so that was not made from it; %s",
				sides[i]->shown, areas_text(base, a), areas_text(sides[i], a), what_to_do);
	}
	return 0;
}
