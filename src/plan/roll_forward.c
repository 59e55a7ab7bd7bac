#include "plan/roll_forward.h"

#include <string.h>

#include "plan/roll_inside.h"

/* What becomes of a table that has no rules of its own. */
typedef enum treatment {
	TREAT_LEAVE, /* it goes, for the reason given */
	TREAT_KEEP,  /* its plan columns go on as they are */
	TREAT_MOVE,  /* ... and rows of the last year, with their periods moved on */
	TREAT_OWN    /* below */
} treatment;

static const struct {
	const char *tbl;
	treatment how;
	const char *why;
} treatments[] = {
	{"plan", TREAT_OWN, ""},
	{"areas", TREAT_KEEP, ""},
	{"authorities", TREAT_KEEP, ""},
	{"organisations", TREAT_KEEP, ""},
	{"successions", TREAT_KEEP, ""},
	{"commissioner_shares", TREAT_MOVE, ""},
	{"population", TREAT_KEEP, ""},
	{"contacts", TREAT_KEEP, ""},
	{"bodies", TREAT_KEEP, ""},
	{"meetings", TREAT_LEAVE, "next year has its own"},
	{"requirements", TREAT_OWN, ""},
	{"income", TREAT_OWN, ""},
	{"passported", TREAT_OWN, ""},
	{"schemes", TREAT_OWN, ""},
	{"spend", TREAT_OWN, ""},
	{"spend_impact", TREAT_OWN, ""},
	{"activity", TREAT_OWN, ""},
	{"contracts", TREAT_KEEP, ""},
	{"agreements", TREAT_OWN, ""},
	{"agreement_parties", TREAT_KEEP, ""},
	{"agreement_terms", TREAT_KEEP, ""},
	{"shares", TREAT_OWN, ""},
	{"share_splits", TREAT_OWN, ""},
	{"conditions", TREAT_LEAVE, "answers are given anew"},
	{"planning_requirements", TREAT_LEAVE, "answers are given anew"},
	{"observations", TREAT_LEAVE, "measures are planned anew"},
	{"ambitions", TREAT_LEAVE, "measures are planned anew"},
	{"benefits", TREAT_LEAVE, "measures are planned anew"},
	{"maturity", TREAT_LEAVE, "answers are given anew"},
	{"features", TREAT_LEAVE, "answers are given anew"},
	{"milestones", TREAT_LEAVE, "next year has its own"},
	{"risks", TREAT_KEEP, ""},
	{"stated", TREAT_LEAVE, "figures printed in this year's papers"},
	{"stated_parts", TREAT_LEAVE, "figures printed in this year's papers"},
	{"coverage", TREAT_OWN, ""},
};

span roll_at(const rows *r, size_t i, const char *name)
{
	return cell_span(*rows_cell(r, i, name));
}

void roll_set(const rows *r, cell *row, const char *name, span value)
{
	cell *c = &row[table_column(r->of, span_of(name))];
	*c = (cell){.at = value.at, .len = (uint32_t)value.len, .offset = c->offset};
}

int64_t roll_pence(const rows *r, size_t i)
{
	const cell *c = rows_cell(r, i, "amount");
	int64_t pence = 0;
	if (c)
		money_parse(&pence, cell_span(*c));
	return pence;
}

void roll_note(rolling *s, const char *text)
{
	roll_report *r = s->report;
	r->notes = arena_grow(s->a, r->notes, &r->note_room, r->note_count + 1, sizeof *r->notes);
	r->notes[r->note_count++] = text;
}

void roll_count(
	rolling *s, roll_group **list, size_t *count, size_t *room, const char *tbl, const char *why, int64_t pence)
{
	size_t i = 0;
	while (i < *count && (strcmp((*list)[i].tbl, tbl) != 0 || strcmp((*list)[i].why, why) != 0))
		i++;
	*list = arena_grow(s->a, *list, room, *count + 1, sizeof **list);
	if (i == *count)
		(*list)[(*count)++] = (roll_group){.tbl = tbl, .why = why};
	(*list)[i].rows++;
	add_checked(&(*list)[i].pence, (*list)[i].pence, pence);
}

void roll_leave(rolling *s, const rows *r, size_t i, const char *why)
{
	bool money = !strcmp(r->of->name, "spend") || !strcmp(r->of->name, "income");
	roll_count(s, &s->report->left, &s->report->left_count, &s->report->left_room, r->of->name, why,
		money ? roll_pence(r, i) : 0);
}

void roll_drop(rolling *s, const char *tbl, const char *why)
{
	roll_report *r = s->report;
	for (size_t i = 0; i < r->carried_count; i++)
		if (!strcmp(r->carried[i].tbl, tbl) && --r->carried[i].rows == 0) {
			memmove(&r->carried[i], &r->carried[i + 1], (r->carried_count - i - 1) * sizeof *r->carried);
			r->carried_count--;
			break;
		}
	roll_count(s, &r->left, &r->left_count, &r->left_room, tbl, why, 0);
}

/* A copy of a row without what is record, in the new plan. */
cell *roll_keep(rolling *s, const rows *r, size_t i)
{
	cell *row = rows_add(plan_rows(s->to, r->of->name), s->a);
	for (size_t k = 0; k < r->of->count; k++)
		if (!(r->of->columns[k].flags & COLUMN_RECORD))
			row[k] = rows_row(r, i)[k];
	return row;
}

cell *roll_carry(rolling *s, const rows *r, size_t i)
{
	bool money = !strcmp(r->of->name, "spend") || !strcmp(r->of->name, "income");
	roll_count(s, &s->report->carried, &s->report->carried_count, &s->report->carried_room, r->of->name, "",
		money ? roll_pence(r, i) : 0);
	return roll_keep(s, r, i);
}

/* Does a row's period belong to the year that goes on?  One that says nothing does. */
bool roll_is_of_last_year(const rolling *s, span text)
{
	period p;
	return !period_parse(&p, text) || (p.ends >= s->last.starts && p.ends <= s->last.ends);
}

void roll_move_on(rolling *s, const rows *r, cell *row, const char *name)
{
	size_t k = table_column(r->of, span_of(name));
	span moved = cell_span(row[k]);
	if (roll_date(&moved, s, moved) || roll_period(&moved, s, moved))
		roll_set(r, row, name, moved);
}

/* ---- schemes, agreements, shares ---- */

bool roll_ceases(const rolling *s, span scheme)
{
	for (size_t i = 0; i < s->cease_count; i++)
		if (span_equal(s->cease[i], scheme))
			return true;
	return false;
}

void roll_count_ceased_scheme(rolling *s)
{
	roll_count(s, &s->report->ceased, &s->report->ceased_count, &s->report->ceased_room, "schemes",
		"to cease, or below one that is", 0);
}

int64_t roll_total_of(const plan *p, const char *tbl, const rolling *last_year_of)
{
	const rows *r = plan_rows(p, tbl);
	int64_t total = 0;
	for (size_t i = 0; i < r->count; i++)
		if (!last_year_of || roll_is_of_last_year(last_year_of, roll_at(r, i, "period")))
			add_checked(&total, total, roll_pence(r, i));
	return total;
}

static void roll_schemes(rolling *s, const rows *r)
{
	for (size_t i = 0; i < r->count; i++) {
		if (roll_ceases(s, cell_span(rows_row(r, i)[0]))) {
			roll_set(r, roll_keep(s, r, i), "status", span_of("ceased"));
			roll_count_ceased_scheme(s);
			continue;
		}
		cell *row = roll_carry(s, r, i);
		if (span_is(roll_at(r, i, "status"), "new"))
			roll_set(r, row, "status", span_of("existing"));
	}
}

static void roll_agreements(rolling *s, const rows *r)
{
	for (size_t i = 0; i < r->count; i++) {
		cell *row = roll_carry(s, r, i);
		span key = cell_span(rows_row(r, i)[0]), amount = roll_at(r, i, "amount");
		day ends;
		roll_set(r, row, "amount", (span){"", 0});
		if (amount.len)
			roll_note(
				s, arena_printf(s->a, "the amount of agreement %.*s is to be agreed anew; it is blank",
					   SPAN_ARG(key)));
		if (date_parse(&ends, roll_at(r, i, "ends")) && ends < s->first.ends)
			roll_note(s, arena_printf(s->a, "agreement %.*s ends on %.*s: renew it, or enter its successor",
					     SPAN_ARG(key), SPAN_ARG(roll_at(r, i, "ends"))));
	}
}

static void roll_shares(rolling *s, const rows *r)
{
	static const char *const of_the_year[] = {"baseline", "target", "cap", "guaranteed"};
	for (size_t i = 0; i < r->count; i++) {
		if (!roll_is_of_last_year(s, roll_at(r, i, "period"))) {
			roll_leave(s, r, i, "of another year");
			continue;
		}
		cell *row = roll_carry(s, r, i);
		for (size_t k = 0; k < 4; k++)
			roll_set(r, row, of_the_year[k], (span){"", 0});
		roll_move_on(s, r, row, "period");
	}
	if (plan_rows(s->to, "shares")->count)
		roll_note(s, "baselines, targets, caps and guarantees of shares are blank; their terms go on");
}

static void roll_share_splits(rolling *s, const rows *r)
{
	const rows *shares = plan_rows(s->to, "shares");
	for (size_t i = 0; i < r->count; i++) {
		bool there = false;
		for (size_t k = 0; k < shares->count; k++)
			there |= span_equal(cell_span(rows_row(shares, k)[0]), cell_span(rows_row(r, i)[0]));
		if (there)
			roll_carry(s, r, i);
		else
			roll_leave(s, r, i, "of another year");
	}
}

/* Coverage of what goes on: a paper that held a part of the lines still does. */
static void roll_coverage(rolling *s, const rows *r)
{
	for (size_t i = 0; i < r->count; i++) {
		size_t t = schema_find(roll_at(r, i, "tbl"));
		if (t == SIZE_MAX || !s->to->tables[t].count || !roll_is_of_last_year(s, roll_at(r, i, "period"))) {
			roll_leave(s, r, i, "of what is left out");
			continue;
		}
		cell *row = roll_carry(s, r, i);
		roll_move_on(s, r, row, "period");
	}
}

/* ---- requirements ---- */

static bool knows_measure(const rolling *s, span measure)
{
	return pack_value(s->request->to, PACK_REQUIREMENTS, measure, "title").len > 0;
}

static void roll_requirements(rolling *s, const rows *r)
{
	char first[PERIOD_TEXT];
	period_print(first, s->first);
	for (size_t i = 0; i < r->count; i++) {
		if (!roll_is_of_last_year(s, roll_at(r, i, "period"))) {
			roll_leave(s, r, i, "of another year");
		} else if (!knows_measure(s, roll_at(r, i, "measure"))) {
			roll_leave(s, r, i, "of a measure that the next policy does not have");
		} else {
			cell *row = roll_keep(s, r, i);
			roll_set(r, row, "amount", (span){"", 0});
			roll_set(r, row, "to_nearest", (span){"", 0});
			roll_set(r, row, "basis", (span){"", 0});
			roll_move_on(s, r, row, "period");
		}
	}
}

/* ---- all of it ---- */

static void roll_own(rolling *s, const rows *r)
{
	static const struct {
		const char *tbl;
		void (*roll)(rolling *, const rows *);
	} own[] = {{"requirements", roll_requirements}, {"income", roll_income}, {"passported", roll_passported},
		{"schemes", roll_schemes}, {"spend", roll_spend}, {"agreements", roll_agreements},
		{"shares", roll_shares}, {"share_splits", roll_share_splits}, {"coverage", roll_coverage}};
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (!strcmp(r->of->name, own[i].tbl))
			own[i].roll(s, r);
	if (!strcmp(r->of->name, "spend_impact") || !strcmp(r->of->name, "activity"))
		roll_of_lines(s, r, !strcmp(r->of->name, "activity"));
}

static void roll_table(rolling *s, const rows *r)
{
	treatment how = TREAT_LEAVE;
	const char *why = "record";
	for (size_t i = 0; i < sizeof treatments / sizeof *treatments; i++)
		if (!strcmp(treatments[i].tbl, r->of->name)) {
			how = treatments[i].how;
			why = treatments[i].why;
		}
	if (how == TREAT_OWN) {
		roll_own(s, r);
		return;
	}
	for (size_t i = 0; i < r->count; i++) {
		if (how == TREAT_LEAVE) {
			roll_leave(s, r, i, why);
		} else if (how == TREAT_MOVE && !roll_is_of_last_year(s, roll_at(r, i, "period"))) {
			roll_leave(s, r, i, "of another year");
		} else {
			cell *row = roll_carry(s, r, i);
			if (how == TREAT_MOVE)
				roll_move_on(s, r, row, "period");
		}
	}
}

static void make_plan_row(rolling *s, const rows *r)
{
	const rows *periods = &s->request->to->tables[PACK_PERIODS];
	rows *to = plan_rows(s->to, "plan");
	period end = s->first;
	char starts[DATE_TEXT], ends[DATE_TEXT];
	cell *row = r->count ? roll_keep(s, r, 0) : rows_add(to, s->a);
	span partnership = plan_value(s->from, "partnership");
	period_parse(&end, cell_span(rows_row(periods, periods->count - 1)[0]));
	date_print(starts, s->first.starts);
	date_print(ends, end.ends);
	roll_set(to, row, "title",
		span_of(partnership.len ? arena_printf(s->a, "%s: %.*s", s->request->to->title, SPAN_ARG(partnership))
					: s->request->to->title));
	roll_set(to, row, "policy", span_of(s->request->to->id));
	roll_set(to, row, "status", span_of("draft"));
	roll_set(to, row, "starts", arena_span(s->a, span_of(starts)));
	roll_set(to, row, "ends", arena_span(s->a, span_of(ends)));
	for (size_t i = 1; i < periods->count; i++)
		roll_note(s, arena_printf(s->a, "policy %s has %.*s too: enter its lines", s->request->to->id,
				     SPAN_ARG(cell_span(rows_row(periods, i)[0]))));
}

static int year_of(day d)
{
	char text[DATE_TEXT];
	date_print(text, d);
	return (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
}

static int find_years(rolling *s)
{
	const rows *from = &s->request->from->tables[PACK_PERIODS], *to = &s->request->to->tables[PACK_PERIODS];
	bool read = from->count && to->count && period_parse(&s->last, cell_span(rows_row(from, from->count - 1)[0])) &&
		    period_parse(&s->first, cell_span(rows_row(to, 0)[0]));
	if (!read || s->first.starts <= s->last.starts)
		return err_add(s->e, ERR_USAGE, s->from->shown,
			"is of policy %s, and %s is not a later one; 'bcf policy list' lists them",
			s->request->from->id, s->request->to->id);
	s->years = year_of(s->first.starts) - year_of(s->last.starts);
	return 0;
}

static void add_below(rolling *s, const rows *schemes, span scheme)
{
	if (roll_ceases(s, scheme))
		return;
	s->cease[s->cease_count++] = scheme;
	for (size_t i = 0; i < schemes->count; i++)
		if (span_equal(roll_at(schemes, i, "parent"), scheme))
			add_below(s, schemes, cell_span(rows_row(schemes, i)[0]));
}

int roll_read_cease(rolling *s)
{
	const rows *schemes = plan_rows(s->from, "schemes"), *spend = plan_rows(s->from, "spend");
	span rest = span_of(s->request->cease);
	s->cease = arena_array(s->a, schemes->count + rest.len + 1, sizeof *s->cease);
	while (rest.len) {
		span wanted = span_trim(span_cut(&rest, ',')), nearest = {"", 0};
		size_t least = 4;
		bool known = false;
		for (size_t i = 0; i < schemes->count; i++) {
			span key = cell_span(rows_row(schemes, i)[0]);
			size_t d = span_distance(key, wanted);
			known |= d == 0;
			if (d < least) {
				least = d;
				nearest = key;
			}
		}
		for (size_t i = 0; !known && i < spend->count; i++)
			known = span_equal(roll_at(spend, i, "scheme"), wanted);
		if (!wanted.len)
			continue;
		if (!known)
			return err_add(s->e, ERR_USAGE, "--cease", "'%.*s' is no scheme of %s%s%.*s%s",
				SPAN_ARG(wanted), s->from->shown, nearest.len ? "; did you mean '" : "",
				SPAN_ARG(nearest), nearest.len ? "'?" : "");
		add_below(s, schemes, wanted);
	}
	return 0;
}

static void tell_narrative(rolling *s)
{
	for (size_t i = 0; i < s->from->section_count; i++)
		roll_count(s, &s->report->left, &s->report->left_count, &s->report->left_room, "narrative",
			"is written anew", 0);
}

static void take_allocations(rolling *s)
{
	const rows *r = plan_rows(s->to, "requirements");
	size_t blank = 0;
	allocations_apply(
		&s->report->allocations, s->to, s->request->to, &s->request->to->tables[PACK_ALLOCATIONS], s->a);
	for (size_t i = 0; i < r->count; i++)
		blank += !roll_at(r, i, "amount").len;
	if (blank)
		roll_note(s, arena_printf(s->a, "%zu requirement%s blank: policy %s holds no allocation for %s", blank,
				     blank == 1 ? " is" : "s are", s->request->to->id, blank == 1 ? "it" : "them"));
	for (size_t i = 0; i < s->report->allocations.note_count; i++)
		roll_note(s, s->report->allocations.notes[i]);
}

int plan_roll_forward(plan **out, roll_report *report, const plan *p, const roll_request *r, arena *a, err *e)
{
	roll_report made = {0};
	rolling s = {.from = p, .request = r, .report = &made, .a = a, .e = e};
	int rc = find_years(&s);
	if (!rc)
		rc = roll_read_uplifts(&s);
	if (!rc)
		rc = roll_read_cease(&s);
	if (rc)
		return rc;
	s.next = labels_open(r->to, a);
	s.to = plan_new(p->shown, a);
	make_plan_row(&s, plan_rows(p, "plan"));
	for (size_t t = 0; t < plan_table_count; t++)
		roll_table(&s, &p->tables[t]);
	if (s.rc)
		return s.rc;
	tell_narrative(&s);
	roll_ids(&s);
	take_allocations(&s);
	for (size_t t = 0; t < plan_table_count; t++)
		rows_sort(&s.to->tables[t], a);
	made.years = s.years;
	made.spend = (roll_total){roll_total_of(p, "spend", &s), roll_total_of(s.to, "spend", NULL)};
	made.income = (roll_total){roll_total_of(p, "income", &s), roll_total_of(s.to, "income", NULL)};
	*out = s.to;
	*report = made;
	return 0;
}
