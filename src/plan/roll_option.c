/* An option of a plan: the same plan in the same years, with other amounts. */
#include <string.h>

#include "plan/roll_inside.h"

static void raise_table(rolling *s, const char *tbl)
{
	const rows *r = plan_rows(s->to, tbl);
	for (size_t i = 0; i < r->count; i++)
		roll_raise_amount(s, r, i, rows_row(r, i), (span){"", 0}, roll_at(r, i, "source"), (ratio){1, 1});
}

static void change_spend(rolling *s)
{
	const rows *r = plan_rows(s->to, "spend");
	for (size_t i = 0; i < r->count; i++) {
		cell *row = rows_row(r, i);
		span scheme = roll_at(r, i, "scheme");
		period when = s->last;
		period_parse(&when, roll_at(r, i, "period"));
		if (!roll_ceases(s, scheme))
			roll_raise_amount(s, r, i, row, scheme, roll_at(r, i, "source"), (ratio){1, 1});
		else if (!span_is(roll_at(r, i, "status"), "ceased"))
			roll_cease_line(s, r, i, row, when, "its scheme ceases");
	}
}

static void cease_schemes(rolling *s)
{
	const rows *r = plan_rows(s->to, "schemes");
	for (size_t i = 0; i < r->count; i++)
		if (roll_ceases(s, cell_span(rows_row(r, i)[0])) && !span_is(roll_at(r, i, "status"), "ceased")) {
			roll_set(r, rows_row(r, i), "status", span_of("ceased"));
			roll_count_ceased_scheme(s);
		}
}

static bool line_ceases(const rolling *s, span line)
{
	const rows *r = plan_rows(s->to, "spend");
	for (size_t i = 0; i < r->count; i++)
		if (span_equal(cell_span(rows_row(r, i)[0]), line))
			return roll_ceases(s, roll_at(r, i, "scheme"));
	return false;
}

static bool holds_record(const rows *r, size_t i)
{
	for (size_t k = 0; k < r->of->count; k++)
		if ((r->of->columns[k].flags & COLUMN_RECORD) && rows_row(r, i)[k].len)
			return true;
	return false;
}

/* What a line was to do goes with it; what it did stays. */
static void leave_of_ceased(rolling *s, const char *tbl)
{
	rows *r = plan_rows(s->to, tbl);
	size_t kept = 0;
	for (size_t i = 0; i < r->count; i++) {
		if (line_ceases(s, cell_span(rows_row(r, i)[0])) && !holds_record(r, i))
			roll_leave(s, r, i, "of lines that cease");
		else
			memmove(rows_row(r, kept++), rows_row(r, i), r->of->count * sizeof(cell));
	}
	r->count = kept;
}

int plan_roll_option(plan **out, roll_report *report, const plan *p, const roll_request *r, arena *a, err *e)
{
	static const char *const own[] = {"income", "passported", "schemes", "spend", "spend_impact", "activity", NULL};
	const rows *periods = &r->from->tables[PACK_PERIODS];
	roll_report made = {0};
	rolling s = {.from = p, .request = r, .report = &made, .a = a, .e = e};
	int rc = roll_read_uplifts(&s);
	if (!rc)
		rc = roll_read_cease(&s);
	if (!rc && !s.uplift_count && !s.cease_count)
		rc = err_add(e, ERR_USAGE, p->shown,
			"nothing would differ: say --uplift or --cease for an option of the same year, or --policy "
			"with a later year to roll forward ('bcf policy list')");
	if (rc)
		return rc;
	if (periods->count)
		period_parse(&s.last, cell_span(rows_row(periods, periods->count - 1)[0]));
	s.to = plan_with_own(p, own, a);
	raise_table(&s, "income");
	raise_table(&s, "passported");
	cease_schemes(&s);
	change_spend(&s);
	if (s.rc)
		return s.rc;
	leave_of_ceased(&s, "spend_impact");
	leave_of_ceased(&s, "activity");
	made.spend = (roll_total){roll_total_of(p, "spend", NULL), roll_total_of(s.to, "spend", NULL)};
	made.income = (roll_total){roll_total_of(p, "income", NULL), roll_total_of(s.to, "income", NULL)};
	*out = s.to;
	*report = made;
	return 0;
}
