#include "plan/allocations.h"

#include <string.h>

#include "base/money.h"
#include "plan/split.h"

plan *plan_with_own(const plan *p, const char *const *tables, arena *a)
{
	plan *own = arena_alloc(a, sizeof *own);
	*own = *p;
	own->files = NULL, own->file_count = 0, own->book = NULL;
	own->tables = arena_array(a, plan_table_count, sizeof *own->tables);
	memcpy(own->tables, p->tables, plan_table_count * sizeof *own->tables);
	for (size_t i = 0; tables[i]; i++) {
		const rows *from = plan_rows(p, tables[i]);
		rows *to = plan_rows(own, tables[i]);
		to->room = from->count * from->of->count;
		to->cells = arena_array(a, to->room + 1, sizeof(cell));
		if (to->room)
			memcpy(to->cells, from->cells, to->room * sizeof(cell));
	}
	return own;
}

static span at(const rows *r, size_t i, const char *name)
{
	return cell_span(*rows_cell(r, i, name));
}

static void set(rows *r, size_t i, const char *name, span value)
{
	cell *c = rows_cell(r, i, name);
	*c = (cell){.at = value.at, .len = (uint32_t)value.len, .offset = c->offset};
}

static void set_amount(rows *r, size_t i, int64_t pence, arena *a)
{
	char text[NUMBER_TEXT];
	money_print(text, pence);
	set(r, i, "amount", arena_span(a, span_of(text)));
	set(r, i, "to_nearest", (span){"", 0});
}

static const char *shown(int64_t pence, arena *a)
{
	char text[NUMBER_TEXT];
	money_show(text, pence);
	return arena_text(a, span_of(text));
}

static void note(allocations_report *r, const char *text, arena *a)
{
	r->notes = arena_grow(a, r->notes, &r->note_room, r->note_count + 1, sizeof *r->notes);
	r->notes[r->note_count++] = text;
}

static void tell(allocations_report *r, allocation_change c, arena *a)
{
	if (c.had && c.before_pence == c.after_pence)
		return;
	r->changes = arena_grow(a, r->changes, &r->room, r->count + 1, sizeof *r->changes);
	r->changes[r->count++] = c;
}

static span area_of_code(const plan *p, span code)
{
	const rows *r = plan_rows(p, "areas");
	for (size_t i = 0; code.len && i < r->count; i++)
		if (span_equal(at(r, i, "code"), code))
			return cell_span(rows_row(r, i)[0]);
	return (span){"", 0};
}

/* ---- requirements ---- */

static size_t requirement_row(const rows *r, span area, span when, span measure)
{
	for (size_t i = 0; i < r->count; i++)
		if (span_equal(at(r, i, "area"), area) && span_equal(at(r, i, "period"), when) &&
			span_equal(at(r, i, "measure"), measure))
			return i;
	return SIZE_MAX;
}

static void take_requirement(
	allocations_report *out, plan *p, const rows *list, size_t i, span area, int64_t pence, arena *a)
{
	rows *r = plan_rows(p, "requirements");
	span when = at(list, i, "period"), measure = at(list, i, "measure"), source = at(list, i, "source");
	size_t k = requirement_row(r, area, when, measure);
	allocation_change c = {
		.tbl = "requirements", .area = area, .period = when, .of = measure, .after_pence = pence};
	if (k == SIZE_MAX) {
		rows_add(r, a);
		k = r->count - 1;
		set(r, k, "area", area);
		set(r, k, "period", when);
		set(r, k, "measure", measure);
	}
	c.had = money_parse(&c.before_pence, at(r, k, "amount"));
	tell(out, c, a);
	if (c.had && c.before_pence == pence)
		return;
	set_amount(r, k, pence, a);
	if (source.len)
		set(r, k, "basis", source);
}

/* ---- income ---- */

typedef struct income_lines {
	size_t *rows; /* that may move */
	int64_t *weights, *before, total;
	size_t count, fixed;
	int64_t fixed_pence;
} income_lines;

static income_lines lines_of(const rows *r, span area, span when, span source, arena *a)
{
	income_lines l = {.rows = arena_array(a, r->count + 1, sizeof *l.rows),
		.weights = arena_array(a, r->count + 1, sizeof *l.weights),
		.before = arena_array(a, r->count + 1, sizeof *l.before)};
	for (size_t i = 0; i < r->count; i++) {
		int64_t pence = 0;
		if (!span_equal(at(r, i, "area"), area) || !span_equal(at(r, i, "period"), when) ||
			!span_equal(at(r, i, "source"), source))
			continue;
		money_parse(&pence, at(r, i, "amount"));
		if (!span_is(at(r, i, "certainty"), "provisional")) {
			l.fixed++;
			add_checked(&l.fixed_pence, l.fixed_pence, pence);
			continue;
		}
		l.before[l.count] = pence;
		l.weights[l.count] = pence > 0 ? pence : 0;
		add_checked(&l.total, l.total, l.weights[l.count]);
		l.rows[l.count++] = i;
	}
	for (size_t i = 0; !l.total && i < l.count; i++)
		l.weights[i] = 1;
	if (!l.total)
		l.total = (int64_t)l.count;
	return l;
}

static void take_income(
	allocations_report *out, plan *p, span source, span title, span area, span when, int64_t pence, arena *a)
{
	rows *r = plan_rows(p, "income");
	income_lines l = lines_of(r, area, when, source, a);
	int64_t left = pence - l.fixed_pence, *shares = arena_array(a, l.count + 1, sizeof *shares);
	const char *where = arena_printf(a, "%.*s, %.*s %.*s", SPAN_ARG(title), SPAN_ARG(area), SPAN_ARG(when));
	if (!l.count && !l.fixed) {
		note(out, arena_printf(a, "%s: no income line holds it yet; enter one of %s", where, shown(pence, a)),
			a);
		return;
	}
	if (!l.count && left)
		note(out,
			arena_printf(a, "%s: its income is not provisional and stays %s; the allocation is %s", where,
				shown(l.fixed_pence, a), shown(pence, a)),
			a);
	else if (l.count && left < 0)
		note(out,
			arena_printf(a, "%s: %s is committed, more than the allocation of %s; no line was changed",
				where, shown(l.fixed_pence, a), shown(pence, a)),
			a);
	if (!l.count || left < 0)
		return;
	split_pence(shares, left, l.weights, l.count, l.total);
	for (size_t i = 0; i < l.count; i++) {
		allocation_change c = {.tbl = "income",
			.area = area,
			.period = when,
			.of = source,
			.line = cell_span(rows_row(r, l.rows[i])[0]),
			.had = at(r, l.rows[i], "amount").len > 0,
			.shared = l.count > 1,
			.before_pence = l.before[i],
			.after_pence = shares[i]};
		tell(out, c, a);
		if (!c.had || c.before_pence != c.after_pence)
			set_amount(r, l.rows[i], shares[i], a);
	}
}

/* ---- both ---- */

void allocations_apply(allocations_report *out, plan *p, const pack *policy, const rows *list, arena *a)
{
	const rows *sources = &policy->tables[PACK_SOURCES], *areas = plan_rows(p, "areas");
	allocations_report made = {0};
	bool *reached = arena_array(a, areas->count + 1, sizeof *reached);
	int64_t pence;
	for (size_t i = 0; i < list->count; i++) {
		span area = area_of_code(p, at(list, i, "code"));
		if (!area.len || !money_parse(&pence, at(list, i, "amount")))
			continue;
		for (size_t k = 0; k < areas->count; k++)
			reached[k] |= span_equal(cell_span(rows_row(areas, k)[0]), area);
		take_requirement(&made, p, list, i, area, pence, a);
	}
	rows_sort(plan_rows(p, "requirements"), a);
	for (size_t i = 0; i < list->count; i++) {
		span area = area_of_code(p, at(list, i, "code"));
		if (!area.len || !money_parse(&pence, at(list, i, "amount")))
			continue;
		for (size_t k = 0; k < sources->count; k++)
			if (span_equal(at(sources, k, "grant_measure"), at(list, i, "measure")))
				take_income(&made, p, cell_span(rows_row(sources, k)[0]), at(sources, k, "title"), area,
					at(list, i, "period"), pence, a);
	}
	for (size_t k = 0; k < areas->count; k++)
		made.areas += reached[k];
	*out = made;
}
