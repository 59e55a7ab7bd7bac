#include "plan/schema.h"

#define K COLUMN_KEY
#define R COLUMN_RECORD
#define OPAQUE (COLUMN_KEY | COLUMN_OPAQUE)
#define AREA_KEY                                                                                                       \
	{                                                                                                              \
		"area", TYPE_TEXT, K, .refers = "areas.area",                                                          \
				      .help = "the Health and Wellbeing Board, or * for the whole partnership"         \
	}
#define AREA                                                                                                           \
	{                                                                                                              \
		"area", TYPE_TEXT, .refers = "areas.area",                                                             \
				   .help = "the Health and Wellbeing Board, or * for the whole partnership"            \
	}
#define NOTE                                                                                                           \
	{                                                                                                              \
		"note", TYPE_TEXT                                                                                      \
	}
#define TO_NEAREST                                                                                                     \
	{                                                                                                              \
		"to_nearest", TYPE_AMOUNT, .help = "what the amount was rounded to, such as 1000; blank when exact"    \
	}
#define COLUMNS(name) .columns = name, .count = sizeof name / sizeof *name

static const column plan[] = {
	{"title", TYPE_TEXT},
	{"policy", TYPE_TEXT, .help = "the policy year's pack, such as 2019-20"},
	{"partnership", TYPE_TEXT},
	{"status", TYPE_TEXT, R, .words = "draft, agreed, submitted, approved, published_extract",
		.help = "published_extract: transcribed from a paper that is not the whole plan, so completeness is "
			"not judged"},
	{"submitted", TYPE_DATE, R},
	{"starts", TYPE_DATE},
	{"ends", TYPE_DATE},
	{"contact", TYPE_TEXT, .refers = "contacts.contact"},
	{"materiality_amount", TYPE_AMOUNT, .help = "differences below this are not material"},
	{"materiality_percent", TYPE_DECIMAL, .help = "... nor those below this percentage of what was expected"},
};
static const column areas[] = {
	{"area", TYPE_TEXT, K},
	{"name", TYPE_TEXT},
	{"code", TYPE_TEXT, .help = "ONS code; blank where the board covers several authorities"},
	{"region", TYPE_TEXT},
	{"starts", TYPE_DATE},
	{"ends", TYPE_DATE},
};
static const column authorities[] = {
	{"area", TYPE_TEXT, K, .refers = "areas.area"},
	{"authority", TYPE_TEXT, K, .help = "ONS code"},
	{"name", TYPE_TEXT},
	{"tier", TYPE_TEXT, .words = "unitary, county, district"},
	{"organisation", TYPE_TEXT, .refers = "organisations.organisation"},
};
static const column organisations[] = {
	{"organisation", TYPE_TEXT, K},
	{"name", TYPE_TEXT},
	{"kind", TYPE_TEXT, .words = "council, district, nhs_commissioner, nhs_trust, voluntary, private, other"},
	{"code", TYPE_TEXT},
	{"starts", TYPE_DATE},
	{"ends", TYPE_DATE},
};
static const column successions[] = {
	{"predecessor", TYPE_TEXT, K},
	{"successor", TYPE_TEXT, K},
	{"date", TYPE_DATE, K},
	{"portion", TYPE_RATIO},
	{"basis", TYPE_TEXT},
};
static const column commissioner_shares[] = {
	{"area", TYPE_TEXT, K, .refers = "areas.area"},
	{"organisation", TYPE_TEXT, K, .refers = "organisations.organisation"},
	{"period", TYPE_PERIOD, K},
	{"of_commissioner", TYPE_RATIO, .help = "share of the commissioner's residents who live in the area"},
	{"of_area", TYPE_RATIO, .help = "share of the area's residents who are the commissioner's"},
};
static const column population[] = {
	AREA_KEY,
	{"ages", TYPE_TEXT, K, .words = "all, 18+, 65+"},
	{"period", TYPE_PERIOD, K},
	{"people", TYPE_COUNT},
	{"source", TYPE_TEXT},
};
static const column contacts[] = {
	{"contact", TYPE_TEXT, OPAQUE},
	{"name", TYPE_TEXT},
	{"role", TYPE_TEXT},
	{"organisation", TYPE_TEXT, .refers = "organisations.organisation"},
	{"email", TYPE_TEXT},
};
static const column bodies[] = {
	{"body", TYPE_TEXT, K},
	{"name", TYPE_TEXT},
	{"kind", TYPE_TEXT, .words = "board, committee, group, officer"},
	{"of_organisations", TYPE_LIST, .refers = "organisations.organisation"},
	{"reports_to", TYPE_LIST, .refers = "bodies.body"},
	{"may", TYPE_LIST, .words = "decide, recommend, note"},
};
static const column meetings[] = {
	{"meeting", TYPE_TEXT, OPAQUE},
	{"body", TYPE_TEXT, .refers = "bodies.body"},
	{"date", TYPE_DATE},
	{"papers_due", TYPE_DATE},
	{"publish_by", TYPE_DATE},
	{"state", TYPE_TEXT, R},
};
static const column requirements[] = {
	AREA_KEY,
	{"period", TYPE_PERIOD, K},
	{"measure", TYPE_TEXT, K, .refers = "policy_requirements.measure"},
	{"amount", TYPE_AMOUNT},
	TO_NEAREST,
	{"basis", TYPE_TEXT, .help = "the allocation that it comes from"},
};
static const column income[] = {
	{"line", TYPE_TEXT, OPAQUE},
	AREA,
	{"period", TYPE_PERIOD},
	{"source", TYPE_TEXT, .refers = "policy_sources.source"},
	{"payer", TYPE_TEXT, .refers = "organisations.organisation"},
	{"amount", TYPE_AMOUNT},
	TO_NEAREST,
	{"certainty", TYPE_TEXT, .words = "committed, provisional, contingent, withheld"},
	{"released", TYPE_DATE, R},
	{"purpose", TYPE_TEXT},
	{"recurrence", TYPE_TEXT, .words = "recurrent, non_recurrent"},
	{"starts", TYPE_DATE},
	{"ends", TYPE_DATE},
	NOTE,
};
static const column passported[] = {
	AREA_KEY,
	{"period", TYPE_PERIOD, K},
	{"source", TYPE_TEXT, K, .refers = "policy_sources.source"},
	{"recipient", TYPE_TEXT, K, .refers = "organisations.organisation"},
	{"amount", TYPE_AMOUNT},
	{"due", TYPE_DATE},
	{"paid", TYPE_DATE, R},
};
static const column schemes[] = {
	{"scheme", TYPE_TEXT, K},
	{"parent", TYPE_TEXT, .refers = "schemes.scheme"},
	{"title", TYPE_TEXT},
	{"description", TYPE_TEXT},
	{"type", TYPE_TEXT, .refers = "policy_scheme_types.type"},
	{"themes", TYPE_LIST},
	{"statements", TYPE_LIST, .help = "I-statements"},
	{"lead", TYPE_TEXT},
	{"host", TYPE_TEXT, .refers = "organisations.organisation"},
	{"pooling", TYPE_TEXT, .words = "pooled, aligned, passed_through, one_partner"},
	{"agreement", TYPE_TEXT, .refers = "agreements.agreement"},
	{"vat_basis", TYPE_TEXT},
	{"status", TYPE_TEXT},
	{"status_now", TYPE_TEXT, R},
	NOTE,
};
static const column spend[] = {
	{"line", TYPE_TEXT, OPAQUE},
	AREA,
	{"period", TYPE_PERIOD},
	{"scheme", TYPE_TEXT, .refers = "schemes.scheme"},
	{"description", TYPE_TEXT},
	{"type", TYPE_TEXT, .refers = "policy_scheme_types.type"},
	{"type_other", TYPE_TEXT, .help = "in words, when the type is other"},
	{"subtype", TYPE_TEXT},
	{"area_of_spend", TYPE_TEXT, .words = "@area_of_spend"},
	{"area_other", TYPE_TEXT, .help = "in words, when the area of spend is other"},
	{"commissioner", TYPE_TEXT, .words = "@commissioner"},
	{"nhs_portion", TYPE_RATIO, .help = "the NHS share of a jointly commissioned line"},
	{"provider_kind", TYPE_TEXT, .words = "@provider_kind"},
	{"provider_other", TYPE_TEXT, .help = "in words, when the kind of provider is other"},
	{"provider", TYPE_TEXT},
	{"source", TYPE_TEXT, .refers = "policy_sources.source"},
	{"amount", TYPE_AMOUNT},
	TO_NEAREST,
	{"nature", TYPE_TEXT, .words = "revenue, capital"},
	{"recurrence", TYPE_TEXT, .words = "recurrent, non_recurrent"},
	{"status", TYPE_TEXT, .words = "new, existing, ceased"},
	NOTE,
};
static const column spend_impact[] = {
	{"line", TYPE_TEXT, K, .refers = "spend.line"},
	{"metric", TYPE_TEXT, K, .refers = "policy_metrics.metric"},
	{"level", TYPE_TEXT},
};
static const column activity[] = {
	{"line", TYPE_TEXT, K, .refers = "spend.line"},
	{"period", TYPE_PERIOD, K},
	{"measure", TYPE_TEXT, K},
	{"unit", TYPE_TEXT, .words = "hours, referrals, packages, placements, FTE, beds, adaptations, people, fee"},
	{"planned", TYPE_DECIMAL},
	{"actual", TYPE_DECIMAL, R},
	{"basis", TYPE_TEXT},
};
static const column contracts[] = {
	{"contract", TYPE_TEXT, OPAQUE},
	{"scheme", TYPE_TEXT, .refers = "schemes.scheme"},
	{"provider", TYPE_TEXT},
	{"title", TYPE_TEXT},
	{"amount", TYPE_AMOUNT},
	{"starts", TYPE_DATE},
	{"ends", TYPE_DATE},
	{"extension_to", TYPE_DATE},
	{"notice_months", TYPE_COUNT},
	{"lead", TYPE_TEXT},
};
static const column agreements[] = {
	{"agreement", TYPE_TEXT, K},
	{"title", TYPE_TEXT},
	{"kind", TYPE_TEXT, .words = "s75, s256, other"},
	{"host", TYPE_TEXT, .refers = "organisations.organisation"},
	{"pool_manager", TYPE_TEXT},
	{"starts", TYPE_DATE},
	{"ends", TYPE_DATE},
	{"effective", TYPE_DATE, .help = "the day from which it counts, where that is not the day it starts"},
	{"signed", TYPE_DATE, R},
	{"amount", TYPE_AMOUNT},
	{"vat_basis", TYPE_TEXT},
};
static const column agreement_parties[] = {
	{"agreement", TYPE_TEXT, K, .refers = "agreements.agreement"},
	{"organisation", TYPE_TEXT, K, .refers = "organisations.organisation"},
	{"signatory", TYPE_TEXT},
	{"signed", TYPE_DATE, R},
};
static const column agreement_terms[] = {
	{"agreement", TYPE_TEXT, K, .refers = "agreements.agreement"},
	{"term", TYPE_TEXT, K},
	{"text", TYPE_TEXT},
	{"clause", TYPE_TEXT},
};
static const column shares[] = {
	{"share", TYPE_TEXT, OPAQUE},
	AREA,
	{"period", TYPE_PERIOD},
	{"kind", TYPE_TEXT, .words = "risk, gain, performance, overspend"},
	{"basis", TYPE_TEXT},
	{"unit", TYPE_TEXT, .help = "of baseline and target"},
	{"baseline", TYPE_DECIMAL},
	{"target", TYPE_DECIMAL},
	{"price", TYPE_AMOUNT},
	{"fraction", TYPE_RATIO},
	{"cap", TYPE_AMOUNT},
	{"guaranteed", TYPE_AMOUNT},
	{"payer", TYPE_TEXT, .refers = "organisations.organisation"},
	{"clause", TYPE_TEXT},
};
static const column share_splits[] = {
	{"share", TYPE_TEXT, K, .refers = "shares.share"},
	{"tier", TYPE_TEXT, K},
	{"organisation", TYPE_TEXT, K, .refers = "organisations.organisation"},
	{"portion", TYPE_RATIO, .help = "exact; blank means agreed but not printed"},
};
static const column postings[] = {
	{"entry", TYPE_TEXT, OPAQUE},
	{"leg", TYPE_TEXT, K},
	{"date", TYPE_DATE},
	{"accounting_period", TYPE_TEXT},
	{"account", TYPE_TEXT},
	{"organisation", TYPE_TEXT, .refers = "organisations.organisation"},
	AREA,
	{"scheme", TYPE_TEXT, .refers = "schemes.scheme"},
	{"line", TYPE_TEXT, .refers = "spend.line"},
	{"source", TYPE_TEXT, .refers = "policy_sources.source"},
	{"amount", TYPE_AMOUNT},
	{"vat", TYPE_AMOUNT},
	{"reference", TYPE_TEXT},
	{"memo", TYPE_TEXT},
};
static const column forecasts[] = {
	AREA_KEY,
	{"period", TYPE_PERIOD, K},
	{"scheme", TYPE_TEXT, K, .refers = "schemes.scheme"},
	{"source", TYPE_TEXT, K, .refers = "policy_sources.source"},
	{"as_at", TYPE_DATE, K},
	{"amount", TYPE_AMOUNT},
	{"reason", TYPE_TEXT},
};
static const column agreed[] = {
	{"line", TYPE_TEXT, K, .refers = "spend.line"},
	{"organisation", TYPE_TEXT, K, .refers = "organisations.organisation"},
	{"person", TYPE_TEXT},
	{"date", TYPE_DATE},
	{"digest", TYPE_TEXT},
};
static const column conditions[] = {
	AREA_KEY,
	{"condition", TYPE_TEXT, K, .refers = "policy_conditions.condition"},
	{"as_at", TYPE_DATE, K, .help = "the date of a report; blank for the plan's own answer"},
	{"answer", TYPE_TEXT, .words = "yes, no, in_progress"},
	{"due", TYPE_DATE},
	{"comment", TYPE_TEXT},
};
static const column planning_requirements[] = {
	AREA_KEY,
	{"requirement", TYPE_TEXT, K},
	{"met", TYPE_TEXT, R, .words = "yes, no"},
	{"evidence", TYPE_TEXT},
	{"action", TYPE_TEXT, R},
	{"due", TYPE_DATE},
};
static const column observations[] = {
	AREA_KEY,
	{"metric", TYPE_TEXT, K, .refers = "policy_metrics.metric"},
	{"breakdown", TYPE_TEXT, K, .help = "blank, or provider, attribution, reason, age, locality"},
	{"period", TYPE_PERIOD, K},
	{"kind", TYPE_TEXT, K, .words = "actual, forecast, baseline, plan, proposed, expected, stretch, do_nothing"},
	{"as_at", TYPE_DATE, K, .help = "date reported; blank for the plan's own"},
	{"value", TYPE_DECIMAL, .help = "the metric in its own unit, counts too"},
	{"numerator", TYPE_DECIMAL},
	{"denominator", TYPE_DECIMAL},
	{"decimals", TYPE_COUNT, .help = "as printed"},
	{"qualifier", TYPE_TEXT},
	{"basis", TYPE_TEXT},
	{"source", TYPE_TEXT},
};
static const column ambitions[] = {
	AREA_KEY,
	{"metric", TYPE_TEXT, K, .refers = "policy_metrics.metric"},
	{"period", TYPE_PERIOD, K},
	{"intent", TYPE_TEXT, .words = "reduce, increase, hold, limit_growth"},
	{"change_percent", TYPE_DECIMAL},
	{"against", TYPE_TEXT},
	{"each", TYPE_TEXT, .words = "year, quarter, month"},
	{"rationale", TYPE_TEXT},
};
static const column benefits[] = {
	{"scheme", TYPE_TEXT, K, .refers = "schemes.scheme"},
	{"metric", TYPE_TEXT, K, .refers = "policy_metrics.metric"},
	{"period", TYPE_PERIOD, K},
	{"amount", TYPE_DECIMAL, .help = "in the metric's own unit"},
	{"unit_value", TYPE_AMOUNT},
	{"cashable", TYPE_TEXT, .words = "yes, no"},
	{"method", TYPE_TEXT},
	{"evidence", TYPE_TEXT},
};
static const column evaluations[] = {
	{"scheme", TYPE_TEXT, K, .refers = "schemes.scheme"},
	{"date", TYPE_DATE, K},
	{"method", TYPE_TEXT},
	{"finding", TYPE_TEXT},
	{"cost", TYPE_AMOUNT},
	{"benefit", TYPE_AMOUNT},
	{"recommendation", TYPE_TEXT, .words = "continue, change, cease"},
	{"decided_by", TYPE_TEXT},
};
static const column maturity[] = {
	AREA_KEY,
	{"change", TYPE_TEXT, K, .refers = "policy_maturity_changes.change"},
	{"as_at", TYPE_DATE, K, .help = "the date of a report; blank for the plan's own"},
	{"current", TYPE_TEXT, .words = "@maturity_level", .help = "blank where a paper gives one level"},
	{"planned", TYPE_TEXT, .words = "@maturity_level"},
	{"due", TYPE_DATE},
	{"comment", TYPE_TEXT},
};
static const column features[] = {
	{"matrix", TYPE_TEXT, K},
	{"feature", TYPE_TEXT, K},
	{"team", TYPE_TEXT, K},
	{"state", TYPE_TEXT, R},
	NOTE,
};
static const column milestones[] = {
	{"milestone", TYPE_TEXT, OPAQUE},
	{"workstream", TYPE_TEXT},
	{"scheme", TYPE_TEXT, .refers = "schemes.scheme"},
	{"activity", TYPE_TEXT},
	{"owner", TYPE_TEXT, .help = "a body or contact where listed, else words"},
	{"starts", TYPE_PERIOD},
	{"due", TYPE_PERIOD},
	{"done", TYPE_DATE, R},
	{"status", TYPE_TEXT, R},
	NOTE,
};
static const column risks[] = {
	{"risk", TYPE_TEXT, OPAQUE},
	{"description", TYPE_TEXT},
	{"likelihood", TYPE_TEXT},
	{"impact", TYPE_TEXT},
	{"owner", TYPE_TEXT},
	{"mitigation", TYPE_TEXT},
	{"residual_likelihood", TYPE_TEXT},
	{"residual_impact", TYPE_TEXT},
	{"reviewed", TYPE_DATE, R},
};
static const column actions[] = {
	{"action", TYPE_TEXT, OPAQUE},
	{"arising", TYPE_TEXT},
	{"owner", TYPE_TEXT},
	{"due", TYPE_DATE},
	{"done", TYPE_DATE},
	NOTE,
};
static const column documents[] = {
	{"document", TYPE_TEXT, OPAQUE},
	{"title", TYPE_TEXT},
	{"status", TYPE_TEXT, .words = "to_follow, draft, final, published"},
	{"owner", TYPE_TEXT},
	{"due", TYPE_DATE},
	{"link", TYPE_TEXT},
	{"digest", TYPE_TEXT},
};
static const column signoffs[] = {
	{"body", TYPE_TEXT, K, .refers = "bodies.body"},
	{"role", TYPE_TEXT, K},
	AREA_KEY,
	{"date", TYPE_PERIOD, K, .help = "a period, or blank"},
	{"person", TYPE_TEXT},
	{"decision", TYPE_TEXT,
		.words = "planned, approve, in_principle, subject_to, refuse, return, comment, note, ratify"},
	{"under", TYPE_TEXT, .help = "the delegation under which it was decided"},
	{"conditions", TYPE_TEXT},
	{"reference", TYPE_TEXT},
	{"digest", TYPE_TEXT},
	NOTE,
};
static const column waivers[] = {
	{"finding", TYPE_TEXT, K},
	{"actual", TYPE_TEXT, .help = "the figure that was waived; a changed one ends the waiver"},
	{"reason", TYPE_TEXT},
	{"agreed_by", TYPE_TEXT},
	{"until", TYPE_DATE},
};
static const column stated[] = {
	{"statement", TYPE_TEXT, OPAQUE},
	{"figure", TYPE_TEXT, .help = "which figure of the catalogue it claims to be, or blank"},
	{"of", TYPE_TEXT},
	AREA,
	{"period", TYPE_PERIOD},
	{"printed", TYPE_TEXT, .help = "exactly as printed"},
	{"heading", TYPE_TEXT, .help = "the column heading that scales it, such as £'000, £m, %, per 100,000"},
	{"qualifier", TYPE_TEXT, .words = "about, over, under, at least, at most, almost"},
	{"section", TYPE_TEXT, .help = "where it stands"},
};
static const column stated_parts[] = {
	{"statement", TYPE_TEXT, K, .refers = "stated.statement"},
	{"how", TYPE_TEXT, K, .words = "add, subtract, multiply, divide, percent_of, includes"},
	{"part", TYPE_TEXT, K, .refers = "stated.statement"},
};
static const column coverage[] = {
	{"tbl", TYPE_TEXT, K, .refers = "schema.table", .help = "the table"},
	AREA_KEY,
	{"period", TYPE_TEXT, K, .help = "a period, or * where the table has none"},
	{"extent", TYPE_TEXT, .words = "all, part, none"},
	NOTE,
};

const table plan_tables[] = {
	{"plan", "Plan", "one row: what this plan is", .one_row = true, COLUMNS(plan)},
	{"areas", "Areas", "Health and Wellbeing Boards", COLUMNS(areas)},
	{"authorities", "Authorities", "the councils of each board's area", COLUMNS(authorities)},
	{"organisations", "Organisations", "partners, payers, providers", COLUMNS(organisations)},
	{"successions", "Successions", "which area or organisation followed which", COLUMNS(successions)},
	{"commissioner_shares", "Commissioner shares", "how commissioners' residents fall across boards",
		COLUMNS(commissioner_shares)},
	{"population", "Population", "people by age", COLUMNS(population)},
	{"contacts", "Contacts", "people at work", COLUMNS(contacts)},
	{"bodies", "Bodies", "boards, committees, groups and officers who decide, recommend or note", COLUMNS(bodies)},
	{"meetings", "Meetings", "when bodies meet and papers are due", COLUMNS(meetings)},
	{"requirements", "Requirements", "minimums and grants for each area", COLUMNS(requirements)},
	{"income", "Income", "who puts in what", COLUMNS(income)},
	{"passported", "Passported", "money passed on whole, such as the Disabled Facilities Grant to districts",
		COLUMNS(passported)},
	{"schemes", "Schemes", "what the fund buys, by scheme", COLUMNS(schemes)},
	{"spend", "Spend", "planned spending lines", COLUMNS(spend)},
	{"spend_impact", "Spend impact", "which line is meant to move which measure", COLUMNS(spend_impact)},
	{"activity", "Activity", "what the lines deliver", COLUMNS(activity)},
	{"contracts", "Contracts", "contracts and their notice", COLUMNS(contracts)},
	{"agreements", "Agreements", "section 75 and other agreements", COLUMNS(agreements)},
	{"agreement_parties", "Agreement parties", "who signs an agreement", COLUMNS(agreement_parties)},
	{"agreement_terms", "Agreement terms", "what an agreement says", COLUMNS(agreement_terms)},
	{"shares", "Shares", "risk, gain, performance and overspend shares", COLUMNS(shares)},
	{"share_splits", "Share splits", "how a share falls to the partners", COLUMNS(share_splits)},
	{"postings", "Postings", "the pooled fund's ledger", .flags = R, COLUMNS(postings)},
	{"forecasts", "Forecasts", "expected outturn", .flags = R, COLUMNS(forecasts)},
	{"agreed", "Agreed", "who agreed which line", .flags = R, COLUMNS(agreed)},
	{"conditions", "Conditions", "answers to the national conditions", .record_by = "as_at", COLUMNS(conditions)},
	{"planning_requirements", "Planning requirements", "what assurers look for", COLUMNS(planning_requirements)},
	{"observations", "Observations", "measures: outturns, baselines, plans", .record_by = "as_at",
		COLUMNS(observations)},
	{"ambitions", "Ambitions", "what is to become of each measure, and why", COLUMNS(ambitions)},
	{"benefits", "Benefits", "what each scheme should do to a measure", COLUMNS(benefits)},
	{"evaluations", "Evaluations", "what a scheme was found to do", .flags = R, COLUMNS(evaluations)},
	{"maturity", "Maturity", "the High Impact Change Model, now and planned", .record_by = "as_at",
		COLUMNS(maturity)},
	{"features", "Features", "other matrices of features by team", COLUMNS(features)},
	{"milestones", "Milestones", "steps and dates", COLUMNS(milestones)},
	{"risks", "Risks", "the risk register", COLUMNS(risks)},
	{"actions", "Actions", "actions from meetings", .flags = R, COLUMNS(actions)},
	{"documents", "Documents", "papers held or promised", .flags = R, COLUMNS(documents)},
	{"signoffs", "Sign-offs", "decisions of bodies", .flags = R, COLUMNS(signoffs)},
	{"waivers", "Waivers", "findings that partners have agreed to accept", .flags = R, COLUMNS(waivers)},
	{"stated", "Stated", "figures exactly as the paper prints them", COLUMNS(stated)},
	{"stated_parts", "Stated parts", "what a printed figure is made from", COLUMNS(stated_parts)},
	{"coverage", "Coverage", "which tables hold all of something, and which part", COLUMNS(coverage)},
};
const size_t plan_table_count = sizeof plan_tables / sizeof *plan_tables;

size_t schema_find(span name)
{
	for (size_t i = 0; i < plan_table_count; i++)
		if (span_is(name, plan_tables[i].name))
			return i;
	return SIZE_MAX;
}

const char *schema_nearest(span name)
{
	const char *best = NULL;
	size_t least = 4;
	for (size_t i = 0; i < plan_table_count; i++) {
		size_t d = span_distance(name, span_of(plan_tables[i].name));
		if (d < least && d < name.len) {
			least = d;
			best = plan_tables[i].name;
		}
	}
	return best;
}
