#include "cmd/side_by_side.h"

#include <string.h>

#include "base/money.h"
#include "cmd/money_text.h"

/* What a finance officer looks at first, in this order. */
static const struct {
	const char *group, *figure;
} chosen[] = {
	{"money", "income.total"},
	{"money", "income.by_source"},
	{"money", "spend.total"},
	{"money", "spend.by_source"},
	{"money", "difference.by_source"},
	{"money", "spend.by_scheme"},
	{"minimums", "required.amount"},
	{"minimums", "income.minimum_margin"},
	{"minimums", "ring_fence.social_care"},
	{"minimums", "ring_fence.social_care_margin"},
	{"minimums", "ring_fence.out_of_hospital"},
	{"minimums", "ring_fence.out_of_hospital_margin"},
	{"measures", "metric.plan"},
	{"measures", "metric.reduction"},
	{"measures", "metric.percent_change"},
};

static const char *scheme_title(const engine *g, const char *scheme)
{
	const rows *r = plan_rows(g->plan, "schemes");
	for (size_t i = 0; i < r->count; i++)
		if (span_is(cell_span(rows_row(r, i)[0]), scheme)) {
			span title = cell_span(*rows_cell(r, i, "title"));
			return title.len ? arena_text(g->job, title) : scheme;
		}
	return scheme;
}

static const char *of_shown(const engine *g, const figure_row *f)
{
	if (!*f->of)
		return "";
	if (f->figure->by && !strcmp(f->figure->by, "scheme"))
		return scheme_title(g, f->of);
	span title = pack_title(g->pack, f->figure->by ? f->figure->by : "", span_of(f->of));
	return title.len ? arena_text(g->job, title) : f->of;
}

static const char *period_shown(const engine *g, const figure_row *f)
{
	const rows *r = &g->pack->tables[PACK_PERIODS];
	bool only = r->count == 1 && span_is(cell_span(rows_row(r, 0)[0]), f->period);
	return only ? "" : f->period;
}

const char *side_label(const sides *s, const side_row *r, arena *a)
{
	const char *area = s->several_areas ? r->area_shown : "";
	return arena_printf(a, "%s%s%s%s%s", r->of_shown, *r->of_shown && *area ? ", " : "", area,
		(*r->of_shown || *area) && *r->period_shown ? " " : "", r->period_shown);
}

static size_t year_of(const engine *g, const char *when)
{
	const rows *r = &g->pack->tables[PACK_PERIODS];
	for (size_t i = 0; i < r->count; i++)
		if (span_is(cell_span(rows_row(r, i)[0]), when))
			return i + 1;
	return 0;
}

/* The row of this figure, of, area and year (or other period): the same one for every plan. */
static side_row *find(sides *s, const side_row *wanted, arena *a)
{
	for (size_t i = 0; i < s->count; i++) {
		side_row *r = &s->list[i];
		if (!strcmp(r->figure, wanted->figure) && !strcmp(r->of, wanted->of) &&
			!strcmp(r->area, wanted->area) && r->year == wanted->year &&
			(r->year || !strcmp(r->period, wanted->period)))
			return r;
	}
	s->list = arena_grow(a, s->list, &s->room, s->count + 1, sizeof *s->list);
	side_row *r = &s->list[s->count++];
	*r = (side_row){.group = wanted->group,
		.figure = arena_text(a, span_of(wanted->figure)),
		.of = arena_text(a, span_of(wanted->of)),
		.area = arena_text(a, span_of(wanted->area)),
		.period = arena_text(a, span_of(wanted->period)),
		.year = wanted->year};
	return r;
}

/* What the figure is of, by the name that the first plan has for it. */
static const char *of_first(const sides *s, const figure_row *f, arena *a)
{
	for (size_t i = 0; f->figure->by && !strcmp(f->figure->by, "scheme") && i < s->rename_count; i++)
		if (span_is(s->renames[i].now, f->of))
			return arena_text(a, s->renames[i].first);
	return f->of;
}

static void add_row(sides *s, size_t which, const char *group, const engine *g, const figure_row *f, arena *a)
{
	const side_row wanted = {.group = group,
		.figure = f->figure->id,
		.of = of_first(s, f, a),
		.area = f->area,
		.period = f->period,
		.year = year_of(g, f->period)};
	side_row *r = find(s, &wanted, a);
	if (!r->title) {
		r->title = arena_text(a, span_of(f->figure->title));
		r->unit = arena_text(a, span_of(f->figure->unit));
		r->of_shown = arena_text(a, span_of(of_shown(g, f)));
		r->area_shown = arena_text(a, span_of(area_name(g, f->area)));
		r->period_shown = arena_text(a, span_of(period_shown(g, f)));
		s->several_areas |= strcmp(s->list[0].area, f->area) != 0;
	}
	r->values[which] = f->value;
	r->has[which] = true;
}

void sides_add_chosen(sides *s, size_t which, const engine *g, arena *a)
{
	for (size_t k = 0; k < sizeof chosen / sizeof *chosen; k++)
		for (size_t i = 0; i < g->row_count; i++)
			if (!strcmp(g->rows[i].figure->id, chosen[k].figure))
				add_row(s, which, chosen[k].group, g, &g->rows[i], a);
}

void sides_add_all(sides *s, size_t which, const engine *g, arena *a)
{
	for (size_t i = 0; i < g->row_count; i++)
		add_row(s, which, "", g, &g->rows[i], a);
}

static void count_finding(sides *s, size_t which, const char *id, const char *title, arena *a)
{
	const side_row wanted = {.group = "checks", .figure = id, .of = "", .area = "", .period = ""};
	side_row *r = find(s, &wanted, a);
	if (!r->title) {
		r->title = arena_text(a, span_of(title));
		r->of_shown = r->area_shown = r->period_shown = "";
		r->unit = "count";
	}
	r->values[which] += MILLION;
}

void sides_add_findings(sides *s, size_t which, const check_report *r, arena *a)
{
	for (size_t i = 0; i < r->count; i++) {
		const finding *f = r->findings[i];
		if (f->result != RESULT_FAIL || strcmp(f->severity, "error") != 0)
			continue;
		count_finding(s, which, "errors", "errors", a);
		count_finding(s, which, f->check->id, f->check->title, a);
	}
	for (size_t i = 0; i < r->count; i++)
		if (r->findings[i]->result == RESULT_FAIL && !strcmp(r->findings[i]->severity, "warning"))
			count_finding(s, which, "to_confirm", "to confirm or correct", a);
}

bool side_differs(const sides *s, const side_row *r)
{
	for (size_t i = 1; i < s->plans; i++)
		if (r->has[i] != r->has[0] || r->values[i] != r->values[0])
			return true;
	return false;
}

const char *side_shown(const side_row *r, int64_t value, arena *a)
{
	bool pence = false;
	for (size_t i = 0; i < SIDES_MAX; i++)
		pence |= r->has[i] && r->values[i] % 100;
	return strcmp(r->unit, "GBP") != 0 ? value_shown(a, r->unit, value) : money_text(value, pence, a);
}

const char *side_change_shown(const side_row *r, int64_t change, arena *a)
{
	return arena_printf(a, "%s%s", change > 0 ? "+" : "", side_shown(r, change, a));
}

bool side_difference(int64_t *out, const side_row *r, size_t which)
{
	if (!r->has[0] || !r->has[which] || r->values[0] == INT64_MIN)
		return false;
	return add_checked(out, r->values[which], -r->values[0]);
}

const char *side_shortfall(const side_row *r, size_t which, arena *a)
{
	static const char *const minimums[][2] = {{"income.minimum_margin", "the NHS minimum"},
		{"ring_fence.social_care_margin", "the minimum for adult social care"},
		{"ring_fence.out_of_hospital_margin", "the minimum for NHS commissioned out of hospital care"}};
	int64_t now = r->values[which];
	for (size_t i = 0; i < sizeof minimums / sizeof *minimums; i++)
		if (!strcmp(r->figure, minimums[i][0]) && r->has[which] && now < 0 && now != INT64_MIN &&
			(!r->has[0] || now < r->values[0]))
			return arena_printf(a, "falls short of %s by %s", minimums[i][1], money_text(-now, false, a));
	return "";
}

size_t side_width(const char *text)
{
	size_t n = 0;
	for (; *text; text++)
		n += (*text & 0xC0) != 0x80;
	return n;
}
