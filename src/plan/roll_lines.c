/* Money and lines of next year: income, what is passed on, spend, and what hangs on its lines. */
#include <string.h>

#include "plan/roll_inside.h"

/* ---- amounts ---- */

void roll_raise_amount(rolling *s, const rows *r, size_t i, cell *row, span scheme, span source, ratio whole)
{
	char text[NUMBER_TEXT];
	int64_t pence;
	if (!money_parse(&pence, roll_at(r, i, "amount")))
		return;
	if (!roll_raise(&pence, s, scheme, source, whole)) {
		s->rc = err_add(s->e, ERR_LIMIT, cell_place(s->a, r->from, *rows_cell(r, i, "amount")),
			"%s %.*s does not fit once it is raised", r->of->name, SPAN_ARG(cell_span(rows_row(r, i)[0])));
		return;
	}
	money_print(text, pence);
	roll_set(r, row, "amount", arena_span(s->a, span_of(text)));
}

static void tell_full_year(rolling *s, const rows *r, size_t i, ratio whole)
{
	roll_report *out = s->report;
	roll_full_year f = {.tbl = r->of->name, .line = cell_span(rows_row(r, i)[0]), .before_pence = roll_pence(r, i)};
	if (!scale_checked(&f.full_pence, f.before_pence, whole.num, whole.den))
		return;
	out->full = arena_grow(s->a, out->full, &out->full_room, out->full_count + 1, sizeof *out->full);
	out->full[out->full_count++] = f;
}

/* The days for which a row speaks: its period, for income between its own dates. */
static period days_of(const rolling *s, const rows *r, size_t i)
{
	period p = s->last;
	day d;
	period_parse(&p, roll_at(r, i, "period"));
	if (table_column(r->of, span_of("starts")) == SIZE_MAX)
		return p;
	if (date_parse(&d, roll_at(r, i, "starts")) && d > p.starts && d <= p.ends)
		p.starts = d;
	if (date_parse(&d, roll_at(r, i, "ends")) && d < p.ends && d >= p.starts)
		p.ends = d;
	return p;
}

/* Another row that speaks of other days of the year and differs in these columns only: one amount, spread over the
 * year. */
static bool has_twin(const rolling *s, const rows *r, size_t i, const char *const *but)
{
	const period own = days_of(s, r, i);
	for (size_t k = 0; k < r->count; k++) {
		const period other = days_of(s, r, k);
		bool same = roll_is_of_last_year(s, roll_at(r, k, "period")) &&
			    (other.ends < own.starts || other.starts > own.ends);
		for (size_t c = 0; same && c < r->of->count; c++) {
			bool skip = false;
			for (size_t n = 0; but[n]; n++)
				skip |= !strcmp(r->of->columns[c].name, but[n]);
			same = skip || span_equal(cell_span(rows_row(r, i)[c]), cell_span(rows_row(r, k)[c]));
		}
		if (same)
			return true;
	}
	return false;
}

/* ---- income ---- */

void roll_income(rolling *s, const rows *r)
{
	static const char *const spread[] = {
		"line", "period", "amount", "to_nearest", "starts", "ends", "released", NULL};
	for (size_t i = 0; i < r->count; i++) {
		day starts, ends;
		ratio whole = {1, 1};
		bool recurrent = span_is(roll_at(r, i, "recurrence"), "recurrent");
		bool stops = date_parse(&ends, roll_at(r, i, "ends")) && ends < s->last.ends;
		bool begins = date_parse(&starts, roll_at(r, i, "starts")) && starts > s->last.starts &&
			      starts <= s->last.ends;
		if (!roll_is_of_last_year(s, roll_at(r, i, "period"))) {
			roll_leave(s, r, i, "of another year");
			continue;
		}
		if (span_is(roll_at(r, i, "recurrence"), "non_recurrent")) {
			roll_leave(s, r, i, "was for one year (non-recurrent)");
			continue;
		}
		if (stops && !recurrent && !has_twin(s, r, i, spread)) {
			roll_leave(s, r, i, "ended before the year did");
			continue;
		}
		cell *row = roll_carry(s, r, i);
		if (begins && recurrent && !stops && !has_twin(s, r, i, spread)) {
			whole = roll_whole_year(s, starts);
			tell_full_year(s, r, i, whole);
			char text[DATE_TEXT];
			date_print(text, s->last.starts);
			roll_set(r, row, "starts", arena_span(s->a, span_of(text)));
		}
		roll_raise_amount(s, r, i, row, (span){"", 0}, roll_at(r, i, "source"), whole);
		roll_set(r, row, "certainty", span_of("provisional"));
		roll_move_on(s, r, row, "period");
		roll_move_on(s, r, row, "starts");
		roll_move_on(s, r, row, "ends");
	}
}

void roll_passported(rolling *s, const rows *r)
{
	for (size_t i = 0; i < r->count; i++) {
		if (!roll_is_of_last_year(s, roll_at(r, i, "period"))) {
			roll_leave(s, r, i, "of another year");
			continue;
		}
		cell *row = roll_carry(s, r, i);
		roll_raise_amount(s, r, i, row, (span){"", 0}, roll_at(r, i, "source"), (ratio){1, 1});
		roll_move_on(s, r, row, "period");
		roll_move_on(s, r, row, "due");
	}
}

/* ---- spend ---- */

void roll_cease_line(rolling *s, const rows *r, size_t i, cell *row, period when, const char *why)
{
	char shown[NUMBER_TEXT], year[PERIOD_TEXT];
	int64_t pence = roll_pence(r, i);
	span note = roll_at(r, i, "note");
	roll_count(s, &s->report->ceased, &s->report->ceased_count, &s->report->ceased_room, r->of->name, why, pence);
	money_show(shown, pence);
	period_print(year, when);
	roll_set(r, row, "note",
		span_of(arena_printf(
			s->a, "%.*s%s%s in %s: %s", SPAN_ARG(note), note.len ? "; " : "", shown, year, why)));
	roll_set(r, row, "amount", span_of("0.00"));
	roll_set(r, row, "to_nearest", (span){"", 0});
	roll_set(r, row, "status", span_of("ceased"));
}

static const char *why_ceased(const rolling *s, const rows *r, size_t i, const period *when, bool part, bool twin)
{
	span recurrence = roll_at(r, i, "recurrence");
	if (roll_ceases(s, roll_at(r, i, "scheme")))
		return "its scheme ceases";
	if (span_is(recurrence, "non_recurrent"))
		return "was for one year (non-recurrent)";
	if (part && when->ends < s->last.ends && !span_is(recurrence, "recurrent") && !twin)
		return "ended before the year did";
	return NULL;
}

void roll_spend(rolling *s, const rows *r)
{
	static const char *const spread[] = {"line", "period", "amount", "to_nearest", NULL};
	char first[PERIOD_TEXT];
	period_print(first, s->first);
	for (size_t i = 0; i < r->count; i++) {
		period when = s->last;
		ratio whole = {1, 1};
		bool part = period_parse(&when, roll_at(r, i, "period")) && when.kind != PERIOD_YEAR;
		bool twin = part && has_twin(s, r, i, spread);
		if (!roll_is_of_last_year(s, roll_at(r, i, "period"))) {
			roll_leave(s, r, i, "of another year");
			continue;
		}
		if (span_is(roll_at(r, i, "status"), "ceased")) {
			roll_leave(s, r, i, "had ceased already");
			continue;
		}
		const char *why = why_ceased(s, r, i, &when, part, twin);
		if (why && !roll_knows_source(s, roll_at(r, i, "source"))) {
			roll_leave(s, r, i, "ceases, and its source is not in the next policy");
			continue;
		}
		if (why) {
			cell *kept = roll_keep(s, r, i);
			roll_cease_line(s, r, i, kept, s->last, why);
			roll_move_on(s, r, kept, "period");
			continue;
		}
		cell *row = roll_carry(s, r, i);
		bool begins = part && when.starts > s->last.starts && when.ends == s->last.ends && !twin;
		if (begins && span_is(roll_at(r, i, "status"), "new") &&
			span_is(roll_at(r, i, "recurrence"), "recurrent")) {
			whole = roll_whole_year(s, when.starts);
			tell_full_year(s, r, i, whole);
			roll_set(r, row, "period", arena_span(s->a, span_of(first)));
		} else {
			roll_move_on(s, r, row, "period");
		}
		roll_raise_amount(s, r, i, row, roll_at(r, i, "scheme"), roll_at(r, i, "source"), whole);
		roll_set(r, row, "status", span_of("existing"));
	}
}

/* The row of the new spend with this line, when it goes on with an amount of its own. */
static bool goes_on(const rolling *s, span line, bool *whole_year)
{
	const rows *spend = plan_rows(s->to, "spend");
	*whole_year = false;
	for (size_t i = 0; i < s->report->full_count; i++)
		*whole_year |= !strcmp(s->report->full[i].tbl, "spend") && span_equal(s->report->full[i].line, line);
	for (size_t i = 0; i < spend->count; i++)
		if (span_equal(cell_span(rows_row(spend, i)[0]), line))
			return !span_is(roll_at(spend, i, "status"), "ceased");
	return false;
}

void roll_of_lines(rolling *s, const rows *r, bool is_activity)
{
	for (size_t i = 0; i < r->count; i++) {
		bool whole_year, on = goes_on(s, cell_span(rows_row(r, i)[0]), &whole_year);
		if (!on) {
			roll_leave(s, r, i, "of lines that do not go on");
		} else if (is_activity && whole_year) {
			roll_leave(s, r, i, "of lines that run the whole year now: to be planned anew");
		} else if (is_activity && !roll_is_of_last_year(s, roll_at(r, i, "period"))) {
			roll_leave(s, r, i, "of another year");
		} else if (is_activity && !roll_at(r, i, "planned").len) {
			roll_leave(s, r, i, "record");
		} else {
			cell *row = roll_carry(s, r, i);
			if (is_activity)
				roll_move_on(s, r, row, "period");
		}
	}
}
