#include "cmd/allocations_print.h"

#include <string.h>

#include "base/money.h"
#include "cmd/money_text.h"
#include "cmd/store_text.h"
#include "format/json_out.h"

static const char *amount_of(int64_t pence, arena *a)
{
	char out[NUMBER_TEXT];
	money_print(out, pence);
	return arena_text(a, span_of(out));
}

static span area_named(const plan *p, span area)
{
	const rows *r = plan_rows(p, "areas");
	for (size_t i = 0; i < r->count; i++)
		if (span_equal(cell_span(rows_row(r, i)[0]), area) && rows_cell(r, i, "name")->len)
			return cell_span(*rows_cell(r, i, "name"));
	return area;
}

/* ---- text ---- */

static void print_change(buf *out, const import *m, const allocation_change *c, arena *a)
{
	bool income = !strcmp(c->tbl, "income");
	span title = pack_title(m->policy, income ? "source" : "measure", c->of), area = area_named(m->before, c->area);
	int64_t change;
	buf_printf(out, "    %s%.*s%s%.*s, %.*s %.*s: ", income ? "line " : "", SPAN_ARG(c->line), income ? ", " : "",
		SPAN_ARG(title.len ? title : c->of), SPAN_ARG(area), SPAN_ARG(c->period));
	if (!c->had)
		buf_printf(out, "%s, where there was no amount", money_text(c->after_pence, false, a));
	else if (add_checked(&change, c->after_pence, -c->before_pence))
		buf_printf(out, "%s (%s)", money_step_text(c->before_pence, c->after_pence, a),
			money_change_text(change, c->before_pence % 100 || c->after_pence % 100, a));
	buf_printf(out, "%s\n", c->shared ? ", its portion" : "");
}

static void print_changes(buf *out, const import *m, arena *a)
{
	static const char *const tables[][2] = {{"requirements", "Minimums and grants"}, {"income", "Income lines"}};
	for (size_t k = 0; k < 2; k++) {
		bool any = false;
		for (size_t i = 0; i < m->report.count; i++) {
			if (strcmp(m->report.changes[i].tbl, tables[k][0]) != 0)
				continue;
			if (!any)
				buf_printf(out, "  %s\n", tables[k][1]);
			any = true;
			print_change(out, m, &m->report.changes[i], a);
		}
	}
	if (m->report.note_count)
		buf_text(out, "  Not followed\n");
	for (size_t i = 0; i < m->report.note_count; i++)
		buf_printf(out, "    %s\n", m->report.notes[i]);
}

static void print_moved(buf *out, const import *m, arena *a)
{
	const char *last = NULL;
	size_t count = 0;
	for (size_t i = 0; i < m->moved.count; i++)
		count += side_differs(&m->moved, &m->moved.list[i]);
	if (count)
		buf_printf(out, "  Figures that move (%zu)\n", count);
	for (size_t i = 0; i < m->moved.count; i++) {
		const side_row *r = &m->moved.list[i];
		int64_t change;
		if (!side_differs(&m->moved, r))
			continue;
		bool both = side_difference(&change, r, 1);
		if (!last || strcmp(last, r->figure) != 0)
			buf_printf(out, "    %s\n", r->title);
		last = r->figure;
		buf_printf(out, "      %s%s%s → %s", side_label(&m->moved, r, a),
			*side_label(&m->moved, r, a) ? ": " : "",
			r->has[0] ? side_shown(r, r->values[0], a) : "not known",
			r->has[1] ? side_shown(r, r->values[1], a) : "not known");
		if (both)
			buf_printf(out, " (%s)", side_change_shown(r, change, a));
		buf_char(out, '\n');
		if (*side_shortfall(r, 1, a))
			buf_printf(out, "        the plan then %s\n", side_shortfall(r, 1, a));
	}
}

/* The catalogue's own difference of income and spend, where it moved. */
static void print_spend(buf *out, const import *m, arena *a)
{
	bool any = false;
	for (size_t i = 0; i < m->moved.count; i++) {
		const side_row *r = &m->moved.list[i];
		if (strcmp(r->figure, "difference.by_source") != 0 || !side_differs(&m->moved, r) || !r->has[1] ||
			!r->values[1])
			continue;
		if (!any)
			buf_text(out, "  Spend is not changed; it is now another amount than the income\n");
		any = true;
		buf_printf(out, "    %s: income is %s %s than planned spend\n", side_label(&m->moved, r, a),
			money_text(r->values[1] < 0 ? -r->values[1] : r->values[1], false, a),
			r->values[1] < 0 ? "less" : "more");
	}
}

static void print_uncovered(buf *out, const import *m)
{
	const rows *r = plan_rows(m->before, "signoffs");
	const char *would = m->applied ? "no longer cover" : "would no longer cover";
	if (m->uncovered_count)
		buf_printf(out, "  Decisions that %s the plan\n", would);
	for (size_t i = 0; i < m->uncovered_count; i++) {
		size_t k = m->uncovered[i];
		span body = cell_span(*rows_cell(r, k, "body")), decision = cell_span(*rows_cell(r, k, "decision")),
		     date = cell_span(*rows_cell(r, k, "date")), person = cell_span(*rows_cell(r, k, "person"));
		buf_printf(out, "    %.*s: %.*s%s%.*s%s%.*s\n", SPAN_ARG(body), SPAN_ARG(decision),
			date.len ? ", " : "", SPAN_ARG(date), person.len ? ", " : "", SPAN_ARG(person));
	}
	if (!m->uncovered_count && m->report.count)
		buf_printf(out, "  No recorded decision %s: none names the plan as it %s.\n",
			m->applied ? "is left uncovered" : "would be left uncovered", m->applied ? "was" : "is");
	if (m->report.count && m->agreed_before.count) /* no line of spend changes, so no agreement of one can lapse */
		buf_printf(out, "  Agreements of lines stay: %zu of %zu lines agreed, before and after.\n",
			m->agreed_after.agreed, m->agreed_after.count - m->agreed_after.gone);
}

static void print_text(buf *out, const import *list, size_t count, const unplaced *u, const options *o, arena *a)
{
	size_t changes = 0;
	for (size_t i = 0; i < count; i++) {
		const import *m = &list[i];
		changes += m->report.count;
		buf_printf(out, "%s%s: %.*s\n", i ? "\n" : "", m->name, SPAN_ARG(plan_value(m->before, "title")));
		if (!m->report.areas)
			buf_text(out,
				"  No area of this plan has an allocation in the file: see column 'code' of table "
				"areas.\n");
		else if (!m->report.count)
			buf_text(out, "  The plan has these allocations already; nothing moves.\n");
		print_changes(out, m, a);
		print_moved(out, m, a);
		print_spend(out, m, a);
		print_uncovered(out, m);
		if (m->applied && m->before->stored)
			buf_printf(out, "  Saved as version %lld.\n", (long long)m->saved.saved.number);
		else if (m->applied)
			buf_text(out, "  Saved.\n");
	}
	if (u->rows)
		buf_printf(out, "\n%zu row%s of no area in %s: %s\n", u->rows, u->rows == 1 ? " is" : "s are",
			count == 1 ? "this plan" : "these plans", u->codes);
	if (!o->apply && changes)
		buf_text(out, "\nNothing is changed yet. To put it in, say --apply --by NAME.\n");
}

/* ---- JSON and CSV ---- */

static void json_one(json_out *j, const import *m, arena *a)
{
	const rows *signoffs = plan_rows(m->before, "signoffs");
	json_open(j, NULL, '{');
	json_string(j, "plan", m->name);
	json_int(j, "areas", (int64_t)m->report.areas);
	json_bool(j, "applied", m->applied);
	if (m->applied && m->before->stored)
		json_int(j, "version", m->saved.saved.number);
	json_open(j, "changes", '[');
	for (size_t i = 0; i < m->report.count; i++) {
		const allocation_change *c = &m->report.changes[i];
		json_open(j, NULL, '{');
		json_string(j, "table", c->tbl);
		json_text(j, "area", c->area);
		json_text(j, "period", c->period);
		json_text(j, "of", c->of);
		if (c->line.len)
			json_text(j, "line", c->line);
		json_string(j, "before", c->had ? amount_of(c->before_pence, a) : NULL);
		json_string(j, "after", amount_of(c->after_pence, a));
		json_close(j, '}');
	}
	json_close(j, ']');
	json_open(j, "notes", '[');
	for (size_t i = 0; i < m->report.note_count; i++)
		json_string(j, NULL, m->report.notes[i]);
	json_close(j, ']');
	json_open(j, "figures", '[');
	for (size_t i = 0; i < m->moved.count; i++) {
		const side_row *r = &m->moved.list[i];
		int64_t change;
		if (!side_differs(&m->moved, r))
			continue;
		json_open(j, NULL, '{');
		json_string(j, "figure", r->figure);
		json_string(j, "of", r->of);
		json_string(j, "area", r->area);
		json_string(j, "period", r->period);
		json_string(j, "unit", r->unit);
		json_string(j, "before", r->has[0] ? value_printed(a, r->unit, r->values[0]) : NULL);
		json_string(j, "after", r->has[1] ? value_printed(a, r->unit, r->values[1]) : NULL);
		json_string(j, "difference", side_difference(&change, r, 1) ? value_printed(a, r->unit, change) : NULL);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_open(j, "uncovered", '[');
	for (size_t i = 0; i < m->uncovered_count; i++) {
		json_open(j, NULL, '{');
		for (size_t k = 0; k < signoffs->of->count; k++)
			if (rows_row(signoffs, m->uncovered[i])[k].len)
				json_text(j, signoffs->of->columns[k].name,
					cell_span(rows_row(signoffs, m->uncovered[i])[k]));
		json_close(j, '}');
	}
	json_close(j, ']');
	json_close(j, '}');
}

static void csv_row(buf *out, const char *const *fields)
{
	for (size_t i = 0; i < 9; i++) {
		csv_field(out, span_of(fields[i]));
		buf_char(out, i < 8 ? ',' : '\n');
	}
}

static void csv_one(buf *out, const import *m, arena *a)
{
	int64_t change;
	for (size_t i = 0; i < m->report.count; i++) {
		const allocation_change *c = &m->report.changes[i];
		bool known = c->had && add_checked(&change, c->after_pence, -c->before_pence);
		csv_row(out, (const char *const[]){m->name, c->tbl, arena_text(a, c->of), arena_text(a, c->area),
				     arena_text(a, c->period), arena_text(a, c->line),
				     c->had ? amount_of(c->before_pence, a) : "", amount_of(c->after_pence, a),
				     known ? amount_of(change, a) : ""});
	}
	for (size_t i = 0; i < m->moved.count; i++) {
		const side_row *r = &m->moved.list[i];
		if (side_differs(&m->moved, r))
			csv_row(out, (const char *const[]){m->name, r->figure, r->of, r->area, r->period, "",
					     r->has[0] ? value_printed(a, r->unit, r->values[0]) : "",
					     r->has[1] ? value_printed(a, r->unit, r->values[1]) : "",
					     side_difference(&change, r, 1) ? value_printed(a, r->unit, change) : ""});
	}
}

void imports_print(buf *out, const import *list, size_t count, const unplaced *u, const char *file_name,
	const options *o, arena *a)
{
	json_out j;
	if (o->format == OUTPUT_JSON) {
		json_start(&j, out, true);
		json_open(&j, NULL, '{');
		json_string(&j, "file", file_name);
		json_open(&j, "plans", '[');
		for (size_t i = 0; i < count; i++)
			json_one(&j, &list[i], a);
		json_close(&j, ']');
		json_int(&j, "rows_of_no_area", (int64_t)u->rows);
		json_string(&j, "codes_of_no_area", u->codes);
		json_close(&j, '}');
		buf_char(out, '\n');
	} else if (o->format == OUTPUT_CSV) {
		buf_text(out, "plan,what,of,area,period,line,before,after,difference\n");
		for (size_t i = 0; i < count; i++)
			csv_one(out, &list[i], a);
	} else {
		print_text(out, list, count, u, o, a);
		text_tame(out);
	}
}
