/* Faults of cover, lists, references, conditions, maturity, decisions, agreements, milestones and schemes. */
#include <string.h>

#include "synth/plant.h"

extern const defect_kind defects_promises[];

#define ROWS_OF(name) plan_rows(t->p, name)

static bool set(planting *t, const char *of_table, const char *where, const char *name, const char *to)
{
	size_t n = pick(t, of_table, where);
	if (n == SIZE_MAX || row_is(ROWS_OF(of_table), n, name, to))
		return false;
	change(t, of_table, n, name, to);
	return true;
}

static bool misspell(planting *t, const char *of_table, const char *where, const char *name)
{
	size_t n = pick(t, of_table, where);
	if (n == SIZE_MAX || !row_get(ROWS_OF(of_table), n, name).len)
		return false;
	change(t, of_table, n, name, misspelt(t, row_get(ROWS_OF(of_table), n, name)));
	return true;
}

/* ---- cover ---- */

static bool no_contact(planting *t)
{
	return set(t, "plan", "contact+", "contact", "");
}

static bool no_email(planting *t)
{
	return set(
		t, "contacts", arena_printf(t->a, "contact=%.*s", SPAN_ARG(plan_value(t->p, "contact"))), "email", "");
}

static bool board_without_name(planting *t)
{
	return set(t, "areas", "name+", "name", "");
}

static bool nobody_signed(planting *t)
{
	rows *r = ROWS_OF("signoffs");
	for (size_t n = 0; n < r->count; n++)
		if (row_get(r, n, "person").len)
			change(t, "signoffs", n, "person", "");
	return t->done.table != NULL;
}

/* ---- lists and references ---- */

static bool word_not_in_list(planting *t)
{
	static const char *const places[][2] = {{"spend", "status"}, {"bodies", "kind"}, {"authorities", "tier"},
		{"spend", "nature"}, {"agreements", "kind"}, {"organisations", "kind"}};
	size_t i = prng_below(t->r, 3);
	return misspell(t, places[i][0], arena_printf(t->a, "%s+", places[i][1]), places[i][1]);
}

static bool unknown_source(planting *t)
{
	return misspell(t, "spend", "source+ amount!0.00", "source");
}

static bool unknown_condition(planting *t)
{
	return misspell(t, "conditions", "condition+", "condition");
}

static bool unknown_requirement(planting *t)
{
	return misspell(t, "requirements", arena_printf(t->a, "period=%.*s", SPAN_ARG(last_year(t))), "measure");
}

static bool scheme_not_there(planting *t)
{
	return misspell(t, "spend", "scheme+", "scheme");
}

static bool payer_not_there(planting *t)
{
	return misspell(t, "income", "payer+", "payer");
}

static bool agreement_not_there(planting *t)
{
	return misspell(t, "schemes", "agreement+", "agreement");
}

static bool body_not_there(planting *t)
{
	return misspell(t, "signoffs", "role!health_and_wellbeing_board", "body");
}

static bool line_not_there(planting *t)
{
	size_t n = pick(t, "activity", "line+");
	if (n == SIZE_MAX)
		return false;
	change(t, "activity", n, "line", "999x");
	return true;
}

static bool posting_of_no_scheme(planting *t)
{
	return misspell(t, "postings", "scheme+", "scheme");
}

static bool waiver_without_end(planting *t)
{
	size_t n = row_add(ROWS_OF("waivers"), t->a);
	row_put(ROWS_OF("waivers"), n, "finding",
		arena_printf(t->a, "EXP-04:%.*s:%.*s", SPAN_ARG(only_area(t)), SPAN_ARG(last_year(t))));
	row_put(ROWS_OF("waivers"), n, "reason", "agreed by the partners");
	row_put(ROWS_OF("waivers"), n, "agreed_by", "A Sample");
	tell_added(t, "waivers", n, "finding");
	return true;
}

/* ---- conditions ---- */

/* An answer of the plan to a condition that has a number, or has none. */
static size_t answered(planting *t, bool numbered)
{
	const rows *r = ROWS_OF("conditions");
	size_t *list = arena_array(t->a, r->count + 1, sizeof *list), count = 0;
	for (size_t n = 0; n < r->count; n++)
		if (fits(r, n, "as_at- answer=yes") &&
			(pack_value(t->pack, PACK_CONDITIONS, row_get(r, n, "condition"), "number").len > 0) ==
				numbered)
			list[count++] = n;
	return pick_among(t, list, count);
}

static bool unanswered(planting *t)
{
	size_t n = answered(t, true);
	if (n == SIZE_MAX)
		return false;
	change(t, "conditions", n, "answer", "");
	return true;
}

static bool part_unanswered(planting *t)
{
	size_t n = answered(t, false);
	if (n == SIZE_MAX)
		return false;
	change(t, "conditions", n, "answer", "");
	return true;
}

static bool condition_left_out(planting *t)
{
	size_t n = answered(t, true);
	if (n == SIZE_MAX)
		return false;
	remove_told(t, "conditions", n);
	return true;
}

static bool condition_too_many(planting *t)
{
	const rows *known = &t->pack->tables[PACK_CONDITIONS];
	rows *r = ROWS_OF("conditions");
	for (size_t i = 0; i < known->count; i++) {
		span id = row_get(known, i, "condition");
		if (row_get(known, i, "number").len || row_find(r, "condition", id) != SIZE_MAX)
			continue;
		size_t n = row_add(r, t->a);
		row_put_span(r, n, "area", only_area(t));
		row_put_span(r, n, "condition", id);
		row_put(r, n, "answer", "yes");
		tell_added(t, "conditions", n, "condition");
		return true;
	}
	return false;
}

static bool unmet_unexplained(planting *t)
{
	size_t n = answered(t, true);
	if (n == SIZE_MAX)
		return false;
	change(t, "conditions", n, "answer", prng_below(t->r, 2) ? "no" : "in_progress");
	return true;
}

static bool unmet_past_date(planting *t)
{
	size_t n = answered(t, true);
	day submitted;
	if (n == SIZE_MAX || !date_parse(&submitted, plan_value(t->p, "submitted")))
		return false;
	change(t, "conditions", n, "answer", "no");
	row_put(ROWS_OF("conditions"), n, "comment", "One partner has still to agree");
	row_put(ROWS_OF("conditions"), n, "due", day_text(submitted - 30, t->a));
	return true;
}

static bool requirement_unmet(planting *t)
{
	size_t n = pick(t, "planning_requirements", "met=yes action- due-");
	if (n == SIZE_MAX)
		return false;
	change(t, "planning_requirements", n, "met", "no");
	row_put(ROWS_OF("plan"), 0, "status", "approved");
	return true;
}

/* ---- maturity ---- */

/* The level with so many levels below it; NULL when there are fewer. */
static const char *level_at(planting *t, size_t below)
{
	const rows *lists = &t->pack->tables[PACK_LISTS];
	for (size_t n = 0; n < lists->count; n++) {
		int64_t own, other;
		size_t lower = 0;
		if (!row_is(lists, n, "list", "maturity_level") || !row_micro(&own, lists, n, "position"))
			continue;
		for (size_t k = 0; k < lists->count; k++)
			lower += row_is(lists, k, "list", "maturity_level") &&
				 row_micro(&other, lists, k, "position") && other < own;
		if (lower == below)
			return arena_text(t->a, row_get(lists, n, "id"));
	}
	return NULL;
}

static const char *top_level(planting *t)
{
	const char *top = NULL, *next;
	for (size_t i = 0; (next = level_at(t, i)); i++)
		top = next;
	return top;
}

static bool level_missing(planting *t)
{
	return set(t, "maturity", "as_at- planned+", prng_below(t->r, 2) ? "planned" : "current", "");
}

/* Planned, and now, at the lowest level but one. */
static bool below_established(planting *t)
{
	const char *low = level_at(t, 1);
	size_t n = low ? pick(t, "maturity", arena_printf(t->a, "as_at- comment- planned!%s", low)) : SIZE_MAX;
	if (n == SIZE_MAX)
		return false;
	change(t, "maturity", n, "planned", low);
	row_put(ROWS_OF("maturity"), n, "current", low);
	return true;
}

static bool planned_below_current(planting *t)
{
	const char *top = top_level(t);
	return top && set(t, "maturity", arena_printf(t->a, "as_at- planned+ planned!%s", top), "current", top);
}

static bool not_established_unexplained(planting *t)
{
	const char *low = level_at(t, 0);
	return low && set(t, "maturity", arena_printf(t->a, "as_at- comment- planned+ current!%s planned!%s", low, low),
			      "current", low);
}

/* ---- decisions and agreements ---- */

static bool board_too_late(planting *t)
{
	day submitted;
	size_t n = pick(t, "signoffs", "role=health_and_wellbeing_board decision=approve");
	if (n == SIZE_MAX || !date_parse(&submitted, plan_value(t->p, "submitted")))
		return false;
	change(t, "signoffs", n, "date", day_text(submitted + 14, t->a));
	return true;
}

static bool section_75_ends(planting *t)
{
	size_t n = pick(t, "agreements", "kind=s75 ends+");
	day ends;
	if (n == SIZE_MAX || !date_parse(&ends, row_get(ROWS_OF("agreements"), n, "ends")))
		return false;
	change(t, "agreements", n, "ends", day_text(ends - (prng_below(t->r, 2) ? 90 : 1), t->a));
	return true;
}

static bool section_75_begins(planting *t)
{
	size_t n = pick(t, "agreements", "kind=s75 starts+ effective-");
	day starts;
	if (n == SIZE_MAX || !date_parse(&starts, row_get(ROWS_OF("agreements"), n, "starts")))
		return false;
	change(t, "agreements", n, "starts", day_text(starts + 91, t->a));
	return true;
}

static bool section_75_late(planting *t)
{
	day due;
	return due_of(t, "section_75", &due) &&
	       set(t, "agreements", "kind=s75 signed+", "signed", day_text(due + 20, t->a));
}

static bool section_75_unsigned(planting *t)
{
	day due;
	return due_of(t, "section_75", &due) && set(t, "agreements", "kind=s75 signed+", "signed", "");
}

/* A district is struck from the bodies that agreed. */
static bool district_not_named(planting *t)
{
	const rows *authorities = ROWS_OF("authorities");
	rows *bodies = ROWS_OF("bodies");
	size_t n = pick(t, "authorities", "tier=district organisation+");
	if (n == SIZE_MAX || row_find(ROWS_OF("agreement_parties"), "organisation",
				     row_get(authorities, n, "organisation")) != SIZE_MAX)
		return false;
	span district = row_get(authorities, n, "organisation");
	for (size_t i = 0; i < bodies->count; i++) {
		span list = row_get(bodies, i, "of_organisations");
		buf b;
		bool found = false;
		buf_init(&b, t->a);
		while (list.len) {
			span item = span_trim(span_cut(&list, ';'));
			if (span_equal(item, district)) {
				found = true;
				continue;
			}
			if (b.len)
				buf_text(&b, "; ");
			buf_add(&b, item);
		}
		if (found)
			change(t, "bodies", i, "of_organisations", arena_text(t->a, buf_span(&b)));
	}
	return t->done.table != NULL;
}

/* ---- milestones, schemes, purposes ---- */

static bool due_before_start(planting *t)
{
	size_t n = pick(t, "milestones", "starts+ due+");
	period p;
	if (n == SIZE_MAX || !period_parse(&p, row_get(ROWS_OF("milestones"), n, "starts")))
		return false;
	day d = p.starts - 20;
	while (date_weekday(d) > 3)
		d--;
	change(t, "milestones", n, "due", day_text(d, t->a));
	return true;
}

static bool years_too_early(planting *t)
{
	size_t n = pick(t, "milestones", "due+");
	period p;
	if (n == SIZE_MAX || !period_parse(&p, row_get(ROWS_OF("milestones"), n, "due")))
		return false;
	p.kind = PERIOD_MONTH;
	char text[DATE_TEXT];
	date_print(text, p.starts - 6 * 365);
	change(t, "milestones", n, "due", arena_text(t->a, (span){text, 7}));
	row_put(ROWS_OF("milestones"), n, "starts", "");
	return true;
}

static bool service_before_tender(planting *t)
{
	rows *r = ROWS_OF("milestones");
	day starts;
	if (!date_parse(&starts, plan_value(t->p, "starts")))
		return false;
	static const char *const words[] = {"Tender for home care", "Service starts under the new contract"};
	for (size_t i = 0; i < 2; i++) {
		size_t n = row_add(r, t->a);
		row_put(r, n, "milestone", i ? "mx2" : "mx1");
		row_put(r, n, "workstream", "Home care");
		row_put(r, n, "activity", words[i]);
		row_put(r, n, i ? "starts" : "due",
			arena_text(t->a, (span){day_text(starts + (i ? 100 : 250), t->a), 7}));
		if (!i)
			tell_added(t, "milestones", n, "due");
	}
	return true;
}

static bool without_theme(planting *t)
{
	size_t n = pick(t, "schemes", "themes+ parent-");
	if (n == SIZE_MAX || ROWS_OF("schemes")->count < 4)
		return false;
	change(t, "schemes", n, "themes", "");
	return true;
}

static bool theme_not_described(planting *t)
{
	size_t n = pick(t, "schemes", "themes+ description+ parent-");
	if (n == SIZE_MAX || ROWS_OF("schemes")->count < 4)
		return false;
	change(t, "schemes", n, "themes", "A theme of its own");
	row_put(ROWS_OF("schemes"), n, "description", "");
	return true;
}

static bool holds(span text, span part, arena *a)
{
	char *x = arena_text(a, text), *y = arena_text(a, part);
	return *y && strcasestr(x, y) != NULL;
}

/* Nothing says what goes to a purpose that the year names: figures, income and lines that do are emptied of it. */
static bool purpose_not_stated(planting *t)
{
	const rows *lists = &t->pack->tables[PACK_LISTS];
	rows *stated = ROWS_OF("stated"), *income = ROWS_OF("income");
	const rows *spend = ROWS_OF("spend");
	for (size_t i = 0; i < lists->count; i++) {
		span id = row_get(lists, i, "id"), title = row_get(lists, i, "title");
		bool elsewhere = !row_is(lists, i, "list", "earmarked");
		for (size_t n = 0; n < spend->count && !elsewhere; n++)
			elsewhere = span_equal(row_get(spend, n, "scheme"), id) ||
				    span_equal(row_get(spend, n, "type"), id) ||
				    holds(row_get(spend, n, "description"), title, t->a);
		for (size_t n = 0; n < stated->count && !elsewhere; n++)
			if (row_is(stated, n, "figure", "earmarked.by_purpose") &&
				span_equal(row_get(stated, n, "of"), id))
				change(t, "stated", n, "printed", "");
		for (size_t n = 0; n < income->count && !elsewhere; n++)
			if (span_equal(row_get(income, n, "purpose"), id))
				change(t, "income", n, "purpose", "");
		if (t->done.table)
			return true;
	}
	return false;
}

const defect_kind defects_promises[] = {
	{"no_contact", "CMP-01", "error", "", "the plan names no contact", no_contact},
	{"contact_without_email", "CMP-01", "error", "", "the contact has no e-mail address", no_email},
	{"board_without_name", "CMP-01", "error", "", "the board has no name", board_without_name},
	{"nobody_signed", "CMP-01", "error", "", "no sign-off names a person", nobody_signed},
	{"word_not_in_list", "CMP-05", "error", "INC-15 NAT-08", "a word is misspelt that has a closed list",
		word_not_in_list},
	{"unknown_source", "CMP-05", "error", "EXP-03 EXP-04 RNG-01 RNG-02 RNG-10 RNG-12 UPL-08 STA-01 POO-03",
		"a line's funding source is misspelt", unknown_source},
	{"unknown_condition", "CMP-05", "error", "NAT-01 NAT-02 NAT-05 STA-01", "a national condition is misspelt",
		unknown_condition},
	{"unknown_requirement", "CMP-05", "error",
		"INC-03 INC-04 INC-05 INC-06 INC-19 RNG-01 RNG-02 RNG-10 RNG-12 P4P-04 P4P-09 UPL-05 UPL-06 UPL-08 "
		"STA-01 "
		"STA-05",
		"the name of a minimum or grant is misspelt", unknown_requirement},
	{"scheme_not_there", "CMP-06", "error", "STA-01 POO-03 RNG-06", "a line names a scheme that is not there",
		scheme_not_there},
	{"payer_not_there", "CMP-06", "error", "STA-01", "an income line names a payer that is not there",
		payer_not_there},
	{"agreement_not_there", "CMP-06", "error", "", "a scheme names an agreement that is not there",
		agreement_not_there},
	{"body_not_there", "CMP-06", "error", "CMP-01 NAT-06 NAT-08", "a decision names a body that is not there",
		body_not_there},
	{"activity_of_no_line", "CMP-06", "error", "EXP-21", "activity names a line that is not there", line_not_there},
	{"posting_of_no_scheme", "CMP-06", "error", "", "a ledger entry names a scheme that is not there",
		posting_of_no_scheme},
	{"waiver_without_end", "CMP-07", "warning", "", "a waiver does not say until when", waiver_without_end},
	{"condition_unanswered", "NAT-01", "error", "", "a national condition is not answered", unanswered},
	{"condition_left_out", "NAT-02", "warning", "NAT-01 NAT-05 STA-01", "a national condition is not listed",
		condition_left_out},
	{"condition_too_many", "NAT-02", "warning", "STA-01", "a heading is listed as a national condition",
		condition_too_many},
	{"unmet_unexplained", "NAT-03", "error", "", "a condition is not met, without why and when", unmet_unexplained},
	{"unmet_past_date", "NAT-04", "warning", "", "a condition was to be met before the plan was sent",
		unmet_past_date},
	{"data_sharing_unanswered", "NAT-05", "error", "", "a part of a condition is not answered", part_unanswered},
	{"board_too_late", "NAT-06", "warning", "", "the board decided after the plan was sent", board_too_late},
	{"section_75_ends_early", "NAT-07", "error", "", "the section 75 agreement ends before the year does",
		section_75_ends},
	{"section_75_begins_late", "NAT-07", "error", "", "the section 75 agreement begins after the year does",
		section_75_begins},
	{"district_not_named", "NAT-08", "warning", "STA-01", "a district is not among those who agreed",
		district_not_named},
	{"section_75_signed_late", "NAT-09", "error", "", "the section 75 agreement was signed too late",
		section_75_late},
	{"section_75_not_signed", "NAT-09", "error", "", "the section 75 agreement is not signed", section_75_unsigned},
	{"requirement_unmet", "ASS-01", "warning", "", "a plan is approved while a requirement is not met",
		requirement_unmet},
	{"level_missing", "HIC-01", "error", "HIC-05", "a change has no level", level_missing},
	{"below_established", "HIC-02", "error", "HIC-04", "a change is planned below Established", below_established},
	{"planned_below_current", "HIC-03", "warning", "", "a change is planned below what it is now",
		planned_below_current},
	{"not_established_unexplained", "HIC-04", "error", "", "a change is not established, without a reason",
		not_established_unexplained},
	{"due_before_start", "NAR-11", "warning", "", "a milestone is due before it starts", due_before_start},
	{"milestone_years_early", "NAR-11", "warning", "", "a milestone is dated years before the plan",
		years_too_early},
	{"service_before_tender", "NAR-11", "warning", "", "a service starts before its tender has ended",
		service_before_tender},
	{"scheme_without_theme", "NAR-10", "warning", "STA-01", "a scheme has no theme and the others have",
		without_theme},
	{"theme_not_described", "NAR-10", "warning", "STA-01", "no scheme of a theme is described",
		theme_not_described},
	{"purpose_not_stated", "RNG-06", "warning", "STA-03 INC-13 STA-01", "nothing says what goes to a named purpose",
		purpose_not_stated},
	{.name = NULL},
};
