#include "check/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "check/cause.h"
#include "check/message.h"
#include "check/relate.h"
#include "figure/run.h"

const char *result_name(result r)
{
	static const char *const names[] = {"fail", "undetermined", "waived", "not_applicable"};
	return names[r];
}

const char *weight_name(weight w)
{
	static const char *const names[] = {"blocks", "correct", "noted"};
	return names[w];
}

typedef struct run {
	engine *g;
	arena *a;
	finding *list;
	size_t count, room;
	size_t *slots, slot_count; /* findings by a hash of check, result and id: index + 1, 0 when empty */
	bool extract, submitted;
} run;

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

/* ---- one row of a check's query ---- */

static void add_field(finding *f, size_t *room, field x, arena *a)
{
	f->fields = arena_grow(a, f->fields, room, f->field_count + 1, sizeof *f->fields);
	f->fields[f->field_count++] = x;
}

static void take_handles(run *r, finding *f, sqlite3_value *v)
{
	size_t count;
	size_t *handles = handles_read(r->g, v, &count, r->a);
	size_t room = f->figure_count;
	for (size_t i = 0; i < count; i++) {
		figure_cells(r->g, handles[i], &f->cells, r->a);
		f->figures = arena_grow(r->a, f->figures, &room, f->figure_count + 1, sizeof *f->figures);
		f->figures[f->figure_count++] = handles[i];
	}
}

static bool severity_known(const char *s)
{
	return !strcmp(s, "error") || !strcmp(s, "warning") || !strcmp(s, "info");
}

static void read_column(run *r, finding *f, size_t *room, const query *q, int i, field *actual, field *expected)
{
	sqlite3_value *v = sqlite3_column_value(q->statement, i);
	field x = {.name = q->names[i],
		.is_number = sqlite3_value_type(v) == SQLITE_INTEGER,
		.number = sqlite3_value_int64(v)};
	x.text = text_or_null(v, r->a);
	switch (q->roles[i]) {
	case ROLE_AREA:
		f->area = or_empty(x.text);
		break;
	case ROLE_PERIOD:
		f->period = or_empty(x.text);
		break;
	case ROLE_OF:
		f->of = or_empty(x.text);
		break;
	case ROLE_FINDING:
		f->key = or_empty(x.text);
		break;
	case ROLE_SLACK:
		f->slack = x.number;
		break;
	case ROLE_AT:
		places_read(&f->cells, q->at[i], v, r->a);
		break;
	case ROLE_STANDS:
		f->stands_alone = x.number != 0;
		break;
	case ROLE_AT_ANY:
		places_read_any(&f->cells, v, r->a);
		break;
	case ROLE_PLACES:
		take_handles(r, f, v);
		break;
	case ROLE_ACTUAL:
		*actual = x;
		break;
	case ROLE_EXPECTED:
		*expected = x;
		break;
	case ROLE_UNIT:
		f->unit = x.text;
		break;
	case ROLE_RESULT:
		f->result = !x.text				? RESULT_FAIL
			    : !strcmp(x.text, "undetermined")	? RESULT_UNDETERMINED
			    : !strcmp(x.text, "not_applicable") ? RESULT_NOT_APPLICABLE
								: RESULT_FAIL;
		break;
	case ROLE_SEVERITY:
		if (x.text && severity_known(x.text))
			f->severity = x.text;
		break;
	default:
		add_field(f, room, x, r->a);
	}
}

static void take_values(run *r, finding *f, const field *actual, const field *expected)
{
	if (!f->unit)
		f->unit = actual->text || expected->text ? (actual->is_number ? "count" : "text") : NULL;
	if (actual->text)
		f->actual = actual->is_number ? value_printed(r->a, f->unit, actual->number) : actual->text;
	if (expected->text)
		f->expected = expected->is_number ? value_printed(r->a, f->unit, expected->number) : expected->text;
	if (actual->is_number && expected->is_number) {
		f->actual_value = actual->number;
		f->expected_value = expected->number;
		f->has_difference = !__builtin_sub_overflow(actual->number, expected->number, &f->difference_value);
	}
	day from, to;
	if (f->unit && !strcmp(f->unit, "date") && actual->text && expected->text &&
		date_parse(&from, span_of(actual->text)) && date_parse(&to, span_of(expected->text))) {
		f->difference_value = from - to;
		f->difference = arena_printf(r->a, "%d", from - to);
		f->has_difference = true;
	} else if (f->has_difference) {
		f->difference = value_printed(r->a, f->unit, f->difference_value);
	}
}

static finding read_row(run *r, const query *q)
{
	finding f = {.check = q->rule, .severity = q->rule->severity, .area = "", .period = "", .of = "", .key = ""};
	field actual = {0}, expected = {0};
	size_t room = 0;
	for (int i = 0; i < q->count; i++)
		read_column(r, &f, &room, q, i, &actual, &expected);
	take_values(r, &f, &actual, &expected);
	places_keep(r->g, &f.cells);
	return f;
}

/* ---- findings ---- */

static const char *make_id(run *r, const finding *f)
{
	const char *const parts[] = {f->check->id, f->area, f->period, f->of, f->key};
	buf b;
	size_t last = 0;
	buf_init(&b, r->a);
	for (size_t i = 0; i < 5; i++)
		if (*parts[i])
			last = i;
	for (size_t i = 0; i <= last; i++) {
		if (i)
			buf_char(&b, ':');
		buf_text(&b, parts[i]);
	}
	return arena_text(r->a, buf_span(&b));
}

static int64_t magnitude(int64_t n)
{
	return n == INT64_MIN ? INT64_MAX : n < 0 ? -n : n;
}

static size_t hash_of(const char *id, result r)
{
	uint64_t h = UINT64_C(14695981039346656037) + (uint64_t)r;
	for (; *id; id++)
		h = (h ^ (unsigned char)*id) * UINT64_C(1099511628211);
	return (size_t)(h ^ (h >> 32));
}

/* The slot of this finding, or the empty one where it belongs. The id names the check. */
static size_t *slot_of(const run *r, const char *id, result came)
{
	size_t i = hash_of(id, came) & (r->slot_count - 1);
	while (r->slots[i] && (r->list[r->slots[i] - 1].result != came || strcmp(r->list[r->slots[i] - 1].id, id)))
		i = (i + 1) & (r->slot_count - 1);
	return &r->slots[i];
}

static void make_slots(run *r)
{
	if (r->count * 2 < r->slot_count)
		return;
	r->slot_count = r->slot_count ? r->slot_count * 4 : 256;
	r->slots = arena_array(r->a, r->slot_count, sizeof *r->slots);
	for (size_t i = 0; i < r->count; i++)
		*slot_of(r, r->list[i].id, r->list[i].result) = i + 1;
}

/* Rows with the same id are one finding: the places of all, the figures of the largest difference. */
static void add_finding(run *r, finding f)
{
	f.id = make_id(r, &f);
	make_slots(r);
	size_t *slot = slot_of(r, f.id, f.result);
	if (!*slot) {
		r->list = arena_grow(r->a, r->list, &r->room, r->count + 1, sizeof *r->list);
		r->list[r->count++] = f;
		*slot = r->count;
		return;
	}
	finding *old = &r->list[*slot - 1];
	places cells = old->cells;
	for (size_t k = 0; k < f.cells.count; k++) {
		cells.list = arena_grow(r->a, cells.list, &cells.room, cells.count + 1, sizeof *cells.list);
		cells.list[cells.count++] = f.cells.list[k];
	}
	if (f.has_difference && magnitude(f.difference_value) > magnitude(old->difference_value))
		*old = f;
	old->cells = cells;
}

/* A thing not yet filled in is undetermined until the plan is submitted; then it is an error. */
static void settle_completeness(const run *r, finding *f)
{
	if (f->check->completeness && f->result == RESULT_FAIL && !r->submitted)
		f->result = RESULT_UNDETERMINED;
}

static int run_query(run *r, query *q, bool *nothing, err *e)
{
	bool first = true;
	int rc = query_has_input(r->g, q->rule) ? query_ready(q, r->g, e) : 0;
	if (rc || !query_has_input(r->g, q->rule))
		return rc;
	while ((rc = db_step_rule(r->g->db, q->statement, first, q->rule->file, e)) > 0) {
		first = false;
		finding f = read_row(r, q);
		if (f.result == RESULT_NOT_APPLICABLE) {
			*nothing = true;
			continue;
		}
		if (*f.period && !applies_to(q->rule->applies, span_of(f.period)))
			continue;
		settle_completeness(r, &f);
		add_finding(r, f);
	}
	sqlite3_reset(q->statement);
	return rc;
}

/* ---- needs ---- */

static bool area_fits(const run *r, span at, span area)
{
	return span_equal(at, area) || span_is(at, "*") || (!at.len && r->g->sole_area);
}

static bool period_within(span inner, span outer)
{
	period i, o;
	if (span_equal(inner, outer))
		return true;
	return period_parse(&i, inner) && period_parse(&o, outer) && i.starts >= o.starts && i.ends <= o.ends;
}

static bool table_has(const run *r, const char *name, span area, span p)
{
	size_t which = schema_find(span_of(name));
	const table *t = &plan_tables[which];
	bool by_area = table_column(t, span_of("area")) != SIZE_MAX,
	     by_period = table_column(t, span_of("period")) != SIZE_MAX;
	size_t count;
	const presence *list = engine_presence(r->g, which, &count);
	for (size_t i = 0; i < count; i++) {
		const presence *x = &list[i];
		if ((!by_area || area_fits(r, x->area, area)) && (!by_period || period_within(x->period, p)))
			return true;
	}
	return false;
}

/* The partnership's own value stands for each area, but not where areas add up to it: then each has to have its own. */
static bool figure_has(const run *r, const char *id, span area, span p, const char *of)
{
	for (size_t i = 0; i < r->g->row_count; i++) {
		const figure_row *f = &r->g->rows[i];
		bool here = f->figure->sums ? span_is(area, f->area) : area_fits(r, span_of(f->area), area);
		if (!strcmp(f->figure->id, id) && here && period_within(span_of(f->period), p) &&
			(!of || !strcmp(f->of, of)))
			return true;
	}
	return false;
}

static void add_undetermined(
	run *r, const rule *u, span area, span p, const char *of, const char *lacks, const gap *why)
{
	finding f = {.check = u, .severity = u->severity, .result = RESULT_UNDETERMINED, .of = of, .key = ""};
	f.area = arena_text(r->a, area);
	f.period = arena_text(r->a, p);
	f.message =
		why ? arena_printf(r->a, "Cannot check yet: needs %s; it cannot be told because %s.", lacks, why->why)
		    : arena_printf(r->a, "Cannot check yet: needs %s.", lacks);
	for (size_t i = 0; why && i < why->cells.count; i++) {
		f.cells.list = arena_grow(r->a, f.cells.list, &f.cells.room, f.cells.count + 1, sizeof *f.cells.list);
		f.cells.list[f.cells.count++] = why->cells.list[i];
	}
	add_finding(r, f);
}

static const char *needed_name(run *r, const rule *figure, const char *of)
{
	if (!*of)
		return figure->title;
	span title = pack_title(r->g->pack, figure->by, span_of(of));
	return title.len ? arena_printf(r->a, "%s: %.*s", figure->title, SPAN_ARG(title))
			 : arena_printf(r->a, "%s: %s", figure->title, of);
}

/* Each `of` that one needed figure has and another by the same thing lacks. */
static bool compare_ofs(run *r, const rule *u, span area, span p)
{
	bool any = false;
	for (size_t x = 0; x < u->figure_count; x++)
		for (size_t y = 0; y < u->figure_count; y++) {
			const rule *has = pack_figure(r->g->pack, span_of(u->figures[x])),
				   *lacks = pack_figure(r->g->pack, span_of(u->figures[y]));
			if (x == y || !*has->by || strcmp(has->by, lacks->by))
				continue;
			for (size_t i = 0; i < r->g->row_count; i++) {
				const figure_row *f = &r->g->rows[i];
				if (f->figure != has || !span_is(area, f->area) || !span_is(p, f->period) ||
					figure_has(r, lacks->id, area, p, f->of))
					continue;
				add_undetermined(r, u, area, p, f->of, needed_name(r, lacks, f->of),
					figure_gap(r->g, lacks, area, p, f->of));
				any = true;
			}
		}
	return any;
}

/* What the check needs and has not, in one area and period: the check is undetermined there. */
static bool judge_needs(run *r, const rule *u, span area, span p)
{
	buf b;
	size_t lacking = 0;
	buf_init(&b, r->a);
	for (size_t i = 0; i < u->table_count; i++)
		if (!table_has(r, u->tables[i], area, p)) {
			const table *t = &plan_tables[schema_find(span_of(u->tables[i]))];
			buf_printf(&b, "%s%s (table %s)", lacking++ ? " and " : "",
				t->help && *t->help ? t->help : t->title, t->name);
		}
	const gap *why = NULL;
	for (size_t i = 0; i < u->figure_count; i++) {
		const rule *figure = pack_figure(r->g->pack, span_of(u->figures[i]));
		if (figure_has(r, u->figures[i], area, p, NULL))
			continue;
		buf_printf(&b, "%s%s", lacking++ ? " and " : "", figure->title);
		why = why ? why : figure_gap(r->g, figure, area, p, NULL);
	}
	if (lacking)
		add_undetermined(r, u, area, p, "", buf_span(&b).at, why);
	return compare_ofs(r, u, area, p) || lacking;
}

/* What a check needs may be the plan's, such as its conditions, and not a year's: then its absence is said once. */
static bool by_period(const rule *u)
{
	for (size_t i = 0; i < u->table_count; i++)
		if (table_column(&plan_tables[schema_find(span_of(u->tables[i]))], span_of("period")) != SIZE_MAX)
			return true;
	return u->figure_count || !u->table_count;
}

static bool judge_scope(run *r, const rule *u)
{
	const rows *periods = &r->g->pack->tables[PACK_PERIODS];
	bool any = false;
	if (!r->g->area_count) { /* nothing can be judged of nobody */
		add_undetermined(r, u, (span){"", 0}, (span){"", 0}, "",
			"the Health and Wellbeing Board that the plan is for (table areas)", NULL);
		return true;
	}
	bool judged = false, of_plan = !by_period(u);
	for (size_t i = 0; i < periods->count; i++) {
		span p = cell_span(rows_row(periods, i)[0]);
		if (!applies_to(u->applies, p) || (of_plan && judged))
			continue;
		judged = true;
		for (size_t k = 0; k < r->g->area_count; k++)
			any |= judge_needs(r, u, r->g->areas[k], p);
	}
	return any;
}

static bool needs_figure(const rule *u, const char *id)
{
	for (size_t i = 0; i < u->figure_count; i++)
		if (!strcmp(u->figures[i], id))
			return true;
	return false;
}

/* Does a table that the check needs or speaks of hold a row of a period in which it applies? */
static bool table_applies(const run *r, const rule *u, const char *what)
{
	span rest = span_of(what);
	size_t which = schema_find(span_cut(&rest, '.'));
	size_t count = 0;
	const presence *list = which == SIZE_MAX ? NULL : engine_presence(r->g, which, &count);
	for (size_t i = 0; i < count; i++) {
		span p = list[i].period;
		if (p.len && applies_to(u->applies, p))
			return true;
	}
	return false;
}

/* In a period of the pack, or of what the check looks at: a paper may print last year's. */
static bool applies_anywhere(const run *r, const rule *u)
{
	const rows *periods = &r->g->pack->tables[PACK_PERIODS];
	bool any = false;
	for (size_t i = 0; i < periods->count && !any; i++)
		any = applies_to(u->applies, cell_span(rows_row(periods, i)[0]));
	for (size_t i = 0; u->figure_count && !any && i < r->g->row_count; i++)
		any = needs_figure(u, r->g->rows[i].figure->id) &&
		      applies_to(u->applies, span_of(r->g->rows[i].period));
	for (size_t i = 0; i < u->table_count && !any; i++)
		any = table_applies(r, u, u->tables[i]);
	for (size_t i = 0; i < u->speaks_of_count && !any; i++)
		any = table_applies(r, u, u->speaks_of[i]);
	return any;
}

/* Does a table hold a row, or a column of it ("spend.source") a value? */
static bool holds(const run *r, const char *what)
{
	span name = span_of(what), of_table = span_cut(&name, '.');
	size_t which = schema_find(of_table);
	const rows *all = which == SIZE_MAX ? NULL : &r->g->plan->tables[which];
	if (!all || !name.len)
		return all && all->count;
	size_t k = table_column(all->of, name);
	for (size_t i = 0; k != SIZE_MAX && i < all->count; i++)
		if (rows_row(all, i)[k].len && !cell_is_mark(rows_row(all, i)[k]))
			return true;
	return false;
}

/* Is there anything in the plan that the check speaks of?  Where a table that it needs is empty it is undetermined. */
static bool has_subject(const run *r, const rule *u)
{
	for (size_t i = 0; i < u->table_count; i++)
		if (!r->g->plan->tables[schema_find(span_of(u->tables[i]))].count)
			return true;
	for (size_t i = 0; i < u->speaks_of_count; i++)
		if (holds(r, u->speaks_of[i]))
			return true;
	return !u->speaks_of_count;
}

static int run_check(run *r, query *q, check_report *out, err *e)
{
	const rule *u = q->rule;
	size_t before = r->count;
	bool nothing = false;
	if (!has_subject(r, u) || (u->completeness && r->extract) || !applies_anywhere(r, u) ||
		(u->needs_older && !r->g->older)) {
		out->not_applicable[out->not_applicable_count++] = u->id;
		return 0;
	}
	judge_scope(r, u);
	int rc = run_query(r, q, &nothing, e);
	if (r->count == before && nothing)
		out->not_applicable[out->not_applicable_count++] = u->id;
	else if (r->count == before)
		out->passed[out->passed_count++] = u->id;
	return rc;
}

/* ---- the report ---- */

static int severity_rank(const char *s)
{
	return !strcmp(s, "error") ? 0 : !strcmp(s, "warning") ? 1 : 2;
}

/* How large a difference is, in pounds or ones. */
static int64_t size_of(const finding *f)
{
	if (!f->has_difference)
		return -1;
	int64_t n = magnitude(f->difference_value);
	return !strcmp(f->unit, "GBP") ? n / 100 : !strcmp(f->unit, "date") ? n : n / MILLION;
}

static int compare_findings(const void *x, const void *y)
{
	const finding *a = *(finding *const *)x, *b = *(finding *const *)y;
	int d = severity_rank(a->severity) - severity_rank(b->severity);
	if (!d)
		d = (int)a->result - (int)b->result;
	if (!d)
		d = (size_of(a) < size_of(b)) - (size_of(a) > size_of(b));
	if (!d)
		d = strcmp(a->check->id, b->check->id);
	return d ? d : strcmp(a->id, b->id);
}

static void count_finding(check_report *out, const finding *f)
{
	if (f->result == RESULT_UNDETERMINED)
		out->undetermined++;
	else if (f->result == RESULT_WAIVED)
		out->waived++;
	else if (severity_rank(f->severity) == 0)
		out->errors++;
	else if (severity_rank(f->severity) == 1)
		out->warnings++;
	else
		out->infos++;
}

static void list_findings(run *r, check_report *out)
{
	out->all = r->list;
	out->all_count = r->count;
	out->findings = arena_array(r->a, r->count + 1, sizeof *out->findings);
	for (size_t i = 0; i < r->count; i++) {
		finding *f = &r->list[i];
		if (f->explained_by)
			continue;
		out->findings[out->count++] = f;
		count_finding(out, f);
	}
	qsort(out->findings, out->count, sizeof *out->findings, compare_findings);
}

static bool wanted(const rule *u, const char *const *only, size_t count)
{
	if (!only)
		return true;
	for (size_t i = 0; i < count; i++)
		if (!strcmp(only[i], u->id))
			return true;
	return false;
}

static int judge_only(const engine *g, const char *const *only, size_t count, err *e)
{
	for (size_t i = 0; only && i < count; i++)
		if (!pack_check(g->pack, span_of(only[i])))
			return err_add(e, ERR_USAGE, "", "policy %s has no check '%s'; 'bcf policy show %s' lists them",
				g->pack->id, only[i], g->pack->id);
	return 0;
}

int check_run(check_report *out, engine *g, const char *const *only, size_t only_count, err *e)
{
	run r = {.g = g, .a = g->job};
	check_report report = {0};
	span status = plan_value(g->plan, "status");
	int rc = judge_only(g, only, only_count, e);

	r.extract = span_is(status, "published_extract");
	r.submitted = span_is(status, "submitted") || span_is(status, "approved");
	report.passed = arena_array(r.a, g->pack->check_count + 1, sizeof *report.passed);
	report.not_applicable = arena_array(r.a, g->pack->check_count + 1, sizeof *report.not_applicable);
	for (size_t i = 0; !rc && i < g->pack->check_count; i++)
		if (wanted(g->checks[i].rule, only, only_count))
			rc = run_check(&r, &g->checks[i], &report, e);
	if (rc)
		return rc;
	for (size_t i = 0; i < r.count; i++) {
		tidy_places(&r.list[i], r.a);
		if (r.list[i].result == RESULT_FAIL)
			r.list[i].cause = likely_cause(g, &r.list[i]);
		write_message(g, &r.list[i]);
	}
	likely_swaps(g, r.list, r.count);
	relate_findings(r.list, r.count, r.a);
	apply_waivers(g, r.list, r.count);
	weigh_findings(g, r.list, r.count);
	list_findings(&r, &report);
	*out = report;
	return 0;
}
