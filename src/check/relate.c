#include "check/relate.h"

#include <stdlib.h>
#include <string.h>

#include "base/money.h"

static int compare_places(const void *x, const void *y)
{
	const place *a = x, *b = y;
	int d = (a->table > b->table) - (a->table < b->table);
	if (!d)
		d = (a->key != NULL) - (b->key != NULL);
	if (!d && a->key)
		d = strcmp(a->key, b->key);
	if (!d)
		d = (a->row > b->row) - (a->row < b->row);
	return d ? d : (a->column > b->column) - (a->column < b->column);
}

void tidy_places(finding *f, arena *a)
{
	places out = {0};
	if (!f->cells.count)
		return;
	qsort(f->cells.list, f->cells.count, sizeof *f->cells.list, compare_places);
	out.list = arena_array(a, f->cells.count, sizeof *out.list);
	for (size_t i = 0; i < f->cells.count; i++)
		if (!i || compare_places(&f->cells.list[i - 1], &f->cells.list[i]))
			out.list[out.count++] = f->cells.list[i];
	out.room = f->cells.count;
	f->cells = out;
}

/* ---- consequences ---- */

static bool overlap(const finding *x, const finding *y)
{
	size_t i = 0, k = 0;
	while (i < x->cells.count && k < y->cells.count) {
		int d = compare_places(&x->cells.list[i], &y->cells.list[k]);
		if (!d)
			return true;
		if (d < 0)
			i++;
		else
			k++;
	}
	return false;
}

static bool names(const rule *u, const char *id)
{
	for (size_t i = 0; i < u->explained_count; i++)
		if (!strcmp(u->explained_by[i], id))
			return true;
	return false;
}

static int severity_rank(const finding *f)
{
	return !strcmp(f->severity, "error") ? 0 : !strcmp(f->severity, "warning") ? 1 : 2;
}

/* A quarter lies within its year. */
static bool within(const char *inner, const char *outer)
{
	period i, o;
	if (!strcmp(inner, outer))
		return true;
	return period_parse(&i, span_of(inner)) && period_parse(&o, span_of(outer)) && i.starts >= o.starts &&
	       i.ends <= o.ends;
}

/* May x explain f: no milder than f, so that no error hides under a warning; a check that f's check names, in the same
 * area or the partnership, in the same period or a part of it. */
static bool candidate(const finding *f, const finding *x)
{
	if (severity_rank(x) > severity_rank(f))
		return false;
	if (x == f || f->stands_alone || x->result != RESULT_FAIL || !names(f->check, x->check->id))
		return false;
	bool parts = !strcmp(f->area, "*") && strcmp(x->area, "*");
	if (x->check == f->check && !parts)
		return false; /* of one check only the areas explain the total */
	bool same_area =
		!strcmp(f->area, x->area) || !strcmp(f->area, "*") || !strcmp(x->area, "*") || !*f->area || !*x->area;
	return same_area && (!*f->period || !*x->period || within(x->period, f->period));
}

/* Both have a difference in one unit, and they are about the same thing: two equal amounts that touch nowhere are a
 * coincidence, and would hide an error.  A finding without places touches all. */
static bool same_kind(const finding *f, const finding *x)
{
	if (!f->has_difference || !x->has_difference || strcmp(f->unit, x->unit))
		return false;
	bool same_figure = f->check == x->check && !strcmp(f->of, x->of) && !strcmp(f->key, x->key);
	return same_figure || !f->cells.count || !x->cells.count || overlap(f, x);
}

/* Do the differences add up, within both slacks?  A difference may be printed the other way round. */
static bool adds_up(const finding *f, wide sum, wide slack)
{
	wide d = f->difference_value, s = slack + f->slack;
	return (sum - d <= s && d - sum <= s) || (sum + d <= s && -sum - d <= s);
}

static void explain(finding *f, finding *by, arena *a)
{
	if (!f->explained_by)
		f->explained_by = by;
	by->consequences = arena_grow(
		a, by->consequences, &by->consequence_room, by->consequence_count + 1, sizeof *by->consequences);
	by->consequences[by->consequence_count++] = f;
}

/* All candidates of f that are of its kind, together; then each alone. */
static bool explained_by_sum(finding *f, finding *list, size_t count, arena *a)
{
	wide sum = 0, slack = 0;
	size_t terms = 0;
	for (size_t i = 0; i < count; i++)
		if (candidate(f, &list[i]) && same_kind(f, &list[i])) {
			sum += list[i].difference_value;
			slack += list[i].slack;
			terms++;
		}
	if (!terms)
		return false;
	if (adds_up(f, sum, slack)) {
		for (size_t i = 0; i < count; i++)
			if (candidate(f, &list[i]) && same_kind(f, &list[i]))
				explain(f, &list[i], a);
		return true;
	}
	for (size_t i = 0; i < count; i++)
		if (candidate(f, &list[i]) && same_kind(f, &list[i]) &&
			adds_up(f, list[i].difference_value, list[i].slack)) {
			explain(f, &list[i], a);
			return true;
		}
	return false;
}

static void explained_by_place(finding *f, finding *list, size_t count, arena *a)
{
	for (size_t i = 0; i < count; i++)
		if (candidate(f, &list[i]) && !(f->has_difference && list[i].has_difference) && overlap(f, &list[i])) {
			explain(f, &list[i], a);
			return;
		}
}

/* A consequence of a consequence is listed with the root. */
static void lift(finding *list, size_t count, arena *a)
{
	for (size_t i = 0; i < count; i++) {
		finding *f = &list[i], *root = f->explained_by;
		if (!root || !root->explained_by)
			continue;
		for (int depth = 0; root->explained_by && depth < 64; depth++)
			root = root->explained_by;
		explain(f, root, a);
	}
}

static int compare_consequences(const void *x, const void *y)
{
	return strcmp((*(finding *const *)x)->id, (*(finding *const *)y)->id);
}

static void order_consequences(finding *f)
{
	size_t kept = 0;
	if (!f->consequence_count)
		return;
	qsort(f->consequences, f->consequence_count, sizeof *f->consequences, compare_consequences);
	for (size_t i = 0; i < f->consequence_count; i++)
		if (!i || f->consequences[i] != f->consequences[kept - 1])
			f->consequences[kept++] = f->consequences[i];
	f->consequence_count = kept;
}

void relate_findings(finding *list, size_t count, arena *a)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].result == RESULT_FAIL && list[i].check->explained_count &&
			!explained_by_sum(&list[i], list, count, a))
			explained_by_place(&list[i], list, count, a);
	lift(list, count, a);
	for (size_t i = 0; i < count; i++)
		order_consequences(&list[i]);
}

/* ---- waivers ---- */

/* Why a waiver of this finding is not in force; NULL when it is. */
static const char *waiver_lapsed(const engine *g, const finding *f, span actual, span until)
{
	if (!span_is(actual, f->actual ? f->actual : ""))
		return actual.len ? arena_printf(g->job, "it was for %.*s", SPAN_ARG(actual)) : "it names no figure";
	if (!until.len)
		return "it names no end";
	return span_compare(until, span_of(g->as_of)) < 0 ? arena_printf(g->job, "it ended on %.*s", SPAN_ARG(until))
							  : NULL;
}

static void apply_waiver(const engine *g, finding *f, const rows *r, size_t n)
{
	span until = cell_span(*rows_cell(r, n, "until")), by = cell_span(*rows_cell(r, n, "agreed_by"));
	const char *lapsed = waiver_lapsed(g, f, cell_span(*rows_cell(r, n, "actual")), until);
	if (lapsed) {
		f->message = arena_printf(g->job, "%s The waiver of it, agreed by %.*s, is not in force: %s.",
			f->message, SPAN_ARG(by.len ? by : span_of("nobody")), lapsed);
		return;
	}
	f->result = RESULT_WAIVED;
	f->waived_by = arena_text(g->job, by);
	f->waived_until = arena_text(g->job, until);
	f->waived_reason = arena_text(g->job, cell_span(*rows_cell(r, n, "reason")));
}

void apply_waivers(const engine *g, finding *list, size_t count)
{
	const rows *r = plan_rows(g->plan, "waivers");
	for (size_t i = 0; i < count; i++)
		for (size_t n = 0; n < r->count && list[i].result == RESULT_FAIL; n++)
			if (span_is(cell_span(rows_row(r, n)[0]), list[i].id))
				apply_waiver(g, &list[i], r, n);
}

/* ---- materiality ---- */

static bool below_percent(const finding *f, int64_t percent)
{
	wide d = f->difference_value, expected = f->expected_value;
	d = d < 0 ? -d : d;
	expected = expected < 0 ? -expected : expected;
	return d * 100 * MILLION < expected * percent;
}

static bool immaterial(const finding *f, span amount, span percent)
{
	int64_t pence, part;
	bool by_amount = money_parse(&pence, amount), by_percent = decimal_parse(&part, percent);
	if (!f->has_difference || !f->unit || strcmp(f->unit, "GBP") || (!by_amount && !by_percent))
		return false;
	wide d = f->difference_value < 0 ? -(wide)f->difference_value : f->difference_value;
	return (!by_amount || d < pence) && (!by_percent || below_percent(f, part));
}

void weigh_findings(const engine *g, finding *list, size_t count)
{
	span amount = plan_value(g->plan, "materiality_amount"), percent = plan_value(g->plan, "materiality_percent");
	for (size_t i = 0; i < count; i++) {
		finding *f = &list[i];
		if (!strcmp(f->severity, "error"))
			f->weight = immaterial(f, amount, percent) ? WEIGHT_CORRECT : WEIGHT_BLOCKS;
		else
			f->weight = !strcmp(f->severity, "warning") ? WEIGHT_CORRECT : WEIGHT_NOTED;
	}
}
