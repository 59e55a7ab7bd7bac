/* Faults of spend lines. */
#include <string.h>

#include "base/money.h"
#include "synth/plant.h"

extern const defect_kind defects_lines[];

#define ROWS_OF(name) plan_rows(t->p, name)

/* What a changed amount or source of a line rightly shows besides. */
#define MONEY_MOVED "EXP-03 EXP-04 EXP-08 EXP-18 RNG-01 RNG-02 RNG-10 RNG-12 UPL-08 STA-01 POO-03 POO-05"

static bool overspend(planting *t)
{
	size_t n = pick(t, "spend", "amount!0.00 amount+ source+");
	if (n == SIZE_MAX)
		return false;
	int64_t pence = pence_of(ROWS_OF("spend"), n, "amount");
	change_pence(t, "spend", n, "amount", pence + pence / 4 / 10000 * 10000 + 1000000);
	return true;
}

static bool underspend(planting *t)
{
	size_t n = pick(t, "spend", "amount!0.00 amount+ source+");
	int64_t pence = n == SIZE_MAX ? 0 : pence_of(ROWS_OF("spend"), n, "amount");
	if (pence < 2000000)
		return false;
	change_pence(t, "spend", n, "amount", pence - pence / 4 / 10000 * 10000);
	return true;
}

static bool referred_to(const plan *p, span line)
{
	for (size_t i = 0; i < plan_table_count; i++)
		for (size_t c = 0; c < plan_tables[i].count; c++)
			if (plan_tables[i].columns[c].refers &&
				!strcmp(plan_tables[i].columns[c].refers, "spend.line") &&
				row_find(&p->tables[i], plan_tables[i].columns[c].name, line) != SIZE_MAX)
				return true;
	return false;
}

/* A line to which no other table refers. */
static size_t lone_line(planting *t, const char *where)
{
	const rows *r = ROWS_OF("spend");
	size_t *list = arena_array(t->a, r->count + 1, sizeof *list), count = 0;
	for (size_t n = 0; n < r->count; n++)
		if (fits(r, n, where) && !referred_to(t->p, row_get(r, n, "line")))
			list[count++] = n;
	return pick_among(t, list, count);
}

static bool leave_out(planting *t)
{
	size_t n = lone_line(t, "amount!0.00 amount+ source+");
	if (n == SIZE_MAX)
		return false;
	remove_told(t, "spend", n);
	return true;
}

static const char *new_line(planting *t)
{
	return arena_printf(t->a, "%03zu", ROWS_OF("spend")->count + 1);
}

static bool enter_twice(planting *t)
{
	size_t n = lone_line(t, "amount!0.00 amount+");
	if (n == SIZE_MAX)
		return false;
	const char *line = new_line(t);
	size_t k = row_copy(ROWS_OF("spend"), n, t->a);
	row_put(ROWS_OF("spend"), k, "line", line);
	tell_added(t, "spend", k, "line");
	return true;
}

static bool enter_nothing(planting *t)
{
	size_t n = pick(t, "spend", "amount!0.00 amount+ nhs_portion-");
	if (n == SIZE_MAX)
		return false;
	const char *line = new_line(t);
	size_t k = row_copy(ROWS_OF("spend"), n, t->a);
	row_put(ROWS_OF("spend"), k, "line", line);
	row_put(ROWS_OF("spend"), k, "description", "To be decided");
	row_put(ROWS_OF("spend"), k, "amount", "0.00");
	tell_added(t, "spend", k, "amount");
	return true;
}

static bool blank(planting *t, const char *name, const char *where)
{
	size_t n = pick(t, "spend", where);
	if (n == SIZE_MAX)
		return false;
	change(t, "spend", n, name, "");
	return true;
}

static bool no_type(planting *t)
{
	return t->pack->tables[PACK_SCHEME_TYPES].count > 0 && blank(t, "type", "type+ type_other- amount!0.00");
}

static bool no_area_of_spend(planting *t)
{
	return blank(t, "area_of_spend", "area_of_spend+ area_other- amount!0.00");
}

static bool no_commissioner(planting *t)
{
	return blank(t, "commissioner", "commissioner+ nhs_portion- amount!0.00");
}

static bool no_amount(planting *t)
{
	return blank(t, "amount", "amount+ amount!0.00");
}

static bool no_source(planting *t)
{
	return blank(t, "source", "source+ amount!0.00");
}

static bool no_scheme(planting *t)
{
	return blank(t, "scheme", "scheme+ amount!0.00");
}

static bool no_provider_kind(planting *t)
{
	return blank(t, "provider_kind", "provider_kind+ provider_other- amount!0.00");
}

/* A scheme type by chance, of those that neither stand for Other nor ask for output, and not `but`. */
static span other_type(planting *t, span but)
{
	const rows *r = &t->pack->tables[PACK_SCHEME_TYPES];
	size_t *list = arena_array(t->a, r->count + 1, sizeof *list), count = 0;
	for (size_t n = 0; n < r->count; n++)
		if (!row_get(r, n, "kind").len && !row_is(r, n, "output", "yes") &&
			!span_equal(row_get(r, n, "type"), but))
			list[count++] = n;
	size_t n = pick_among(t, list, count);
	return n == SIZE_MAX ? (span){"", 0} : row_get(r, n, "type");
}

static bool type_unlike_scheme(planting *t)
{
	const rows *r = ROWS_OF("spend"), *schemes = ROWS_OF("schemes");
	size_t *list = arena_array(t->a, r->count + 1, sizeof *list), count = 0;
	for (size_t n = 0; n < r->count; n++) {
		size_t s = row_find(schemes, "scheme", row_get(r, n, "scheme"));
		if (s != SIZE_MAX && row_get(r, n, "type").len && !row_get(r, n, "type_other").len &&
			span_equal(row_get(r, n, "type"), row_get(schemes, s, "type")))
			list[count++] = n;
	}
	size_t n = pick_among(t, list, count);
	span to = n == SIZE_MAX ? (span){"", 0} : other_type(t, row_get(r, n, "type"));
	if (!to.len)
		return false;
	change(t, "spend", n, "type", arena_text(t->a, to));
	return true;
}

static bool type_unknown(planting *t)
{
	size_t n = pick(t, "spend", "type+ type_other- amount!0.00");
	if (n == SIZE_MAX || !t->pack->tables[PACK_SCHEME_TYPES].count)
		return false;
	change(t, "spend", n, "type", misspelt(t, row_get(ROWS_OF("spend"), n, "type")));
	return true;
}

/* Columns whose word must be explained when it stands for Other. */
static bool other_unexplained(planting *t, const char *words, const char *list)
{
	const rows *types = &t->pack->tables[PACK_SCHEME_TYPES];
	size_t other = row_find(types, "kind", span_of("other"));
	span id = strcmp(list, "type") ? list_item(t, list, "other")
		  : other == SIZE_MAX  ? (span){"", 0}
				       : row_get(types, other, "type");
	if (!id.len)
		return false;
	size_t n = pick(t, "spend", arena_printf(t->a, "%s+ %s=%.*s", words, list, SPAN_ARG(id)));
	if (n == SIZE_MAX)
		return false;
	change(t, "spend", n, words, "");
	return true;
}

static bool type_unexplained(planting *t)
{
	return other_unexplained(t, "type_other", "type");
}

static bool area_unexplained(planting *t)
{
	return other_unexplained(t, "area_other", "area_of_spend");
}

static bool provider_unexplained(planting *t)
{
	return other_unexplained(t, "provider_other", "provider_kind");
}

/* More than 5 % of planned spend gets the type Other, line by line, each with words. */
static bool much_other(planting *t)
{
	const rows *types = &t->pack->tables[PACK_SCHEME_TYPES];
	rows *r = ROWS_OF("spend");
	size_t other = row_find(types, "kind", span_of("other"));
	int64_t total = 0, moved = 0;
	for (size_t n = 0; n < r->count; n++)
		total += pence_of(r, n, "amount");
	if (other == SIZE_MAX || total <= 0)
		return false;
	const char *id = arena_text(t->a, row_get(types, other, "type"));
	const char *where = arena_printf(t->a, "type!%s type+ source=%.*s", id, SPAN_ARG(minimum_source(t)));
	while (moved * 100 <= total * 11) {
		size_t n = pick(t, "spend", where);
		if (n == SIZE_MAX)
			return t->done.table != NULL;
		moved += pence_of(r, n, "amount");
		change(t, "spend", n, "type", id);
		row_put(r, n, "type_other", "A service of its own kind");
	}
	return true;
}

static bool portion_out_of_range(planting *t)
{
	size_t n = pick(t, "spend", "nhs_portion+");
	if (n == SIZE_MAX)
		return false;
	change(t, "spend", n, "nhs_portion", "3/2");
	return true;
}

static bool portion_missing(planting *t)
{
	return blank(t, "nhs_portion", "nhs_portion+ amount!0.00");
}

static bool portion_not_joint(planting *t)
{
	span council = list_item(t, "commissioner", "council");
	size_t n = pick(t, "spend", arena_printf(t->a, "commissioner=%.*s nhs_portion-", SPAN_ARG(council)));
	if (n == SIZE_MAX || !council.len)
		return false;
	change(t, "spend", n, "nhs_portion", "1/2");
	return true;
}

static bool word_unlisted(planting *t, const char *name, const char *where)
{
	size_t n = pick(t, "spend", where);
	if (n == SIZE_MAX)
		return false;
	change(t, "spend", n, name, misspelt(t, row_get(ROWS_OF("spend"), n, name)));
	return true;
}

static bool provider_kind_unlisted(planting *t)
{
	return word_unlisted(t, "provider_kind", "provider_kind+ provider_other-");
}

static bool area_of_spend_unlisted(planting *t)
{
	return word_unlisted(t, "area_of_spend", "area_of_spend+ area_other-");
}

static bool commissioner_unlisted(planting *t)
{
	return word_unlisted(t, "commissioner", "commissioner+ nhs_portion-");
}

/* A row of activity whose line is of a type that asks for output. */
static size_t asked_output(planting *t)
{
	const rows *r = ROWS_OF("activity"), *spend = ROWS_OF("spend");
	size_t *list = arena_array(t->a, r->count + 1, sizeof *list), count = 0;
	for (size_t n = 0; n < r->count; n++) {
		size_t s = row_find(spend, "line", row_get(r, n, "line"));
		if (s != SIZE_MAX && pence_of(spend, s, "amount") > 0 && row_get(r, n, "planned").len &&
			span_is(pack_value(t->pack, PACK_SCHEME_TYPES, row_get(spend, s, "type"), "output"), "yes"))
			list[count++] = n;
	}
	return pick_among(t, list, count);
}

static bool output_missing(planting *t)
{
	size_t n = asked_output(t);
	if (n == SIZE_MAX)
		return false;
	remove_told(t, "activity", n);
	return true;
}

static bool output_without_unit(planting *t)
{
	size_t n = asked_output(t);
	if (n == SIZE_MAX)
		return false;
	change(t, "activity", n, "unit", "");
	return true;
}

static bool other_year(planting *t)
{
	size_t n = pick(t, "spend", "amount!0.00 amount+ period+");
	period p;
	char text[PERIOD_TEXT];
	const rows *years = &t->pack->tables[PACK_PERIODS];
	if (n == SIZE_MAX || !period_parse(&p, row_get(years, 0, "period")))
		return false;
	period_print(text, period_prior(p));
	change(t, "spend", n, "period", arena_text(t->a, span_of(text)));
	return true;
}

/* A line, of a source of which the pack says something. */
static size_t line_of_source(planting *t, const char *said, const char *where)
{
	const rows *r = ROWS_OF("spend");
	size_t *list = arena_array(t->a, r->count + 1, sizeof *list), count = 0;
	for (size_t n = 0; n < r->count; n++)
		if (fits(r, n, where) && pack_value(t->pack, PACK_SOURCES, row_get(r, n, "source"), said).len)
			list[count++] = n;
	return pick_among(t, list, count);
}

static bool grant_for_else(planting *t)
{
	size_t n = line_of_source(t, "pays_for", "amount!0.00 type+");
	span to = n == SIZE_MAX ? (span){"", 0} : other_type(t, row_get(ROWS_OF("spend"), n, "type"));
	if (!to.len)
		return false;
	change(t, "spend", n, "type", arena_text(t->a, to));
	return true;
}

static bool grant_as_revenue(planting *t)
{
	size_t n = line_of_source(t, "nature", "amount!0.00 note- nature=capital");
	if (n == SIZE_MAX)
		return false;
	change(t, "spend", n, "nature", "revenue");
	return true;
}

/* A source that has since been merged into another, where the year has a check for it. */
static bool retired_source(planting *t)
{
	const rows *lists = &t->pack->tables[PACK_LISTS];
	size_t n = pick(t, "spend", "source+ amount!0.00");
	for (size_t i = 0; n != SIZE_MAX && i < lists->count; i++)
		if (row_is(lists, i, "list", "sources_with_own_check")) {
			change(t, "spend", n, "source", arena_text(t->a, row_get(lists, i, "id")));
			return true;
		}
	return false;
}

/* ---- ring-fences ---- */

static int64_t counted(planting *t, const char *where)
{
	const rows *r = ROWS_OF("spend");
	int64_t sum = 0;
	for (size_t n = 0; n < r->count; n++)
		sum += fits(r, n, where) ? pence_of(r, n, "amount") : 0;
	return sum;
}

/* Relabels lines, each by chance one of those that meet `where`, until what counts, `have`, is below `least`. */
static bool relabel_until(planting *t, const char *where, const char *name, const char *to, int64_t have, int64_t least)
{
	if (least <= 0 || !*to || have - counted(t, where) >= least)
		return false;
	while (have >= least) {
		size_t n = pick(t, "spend", where);
		have -= pence_of(ROWS_OF("spend"), n, "amount");
		change(t, "spend", n, name, to);
	}
	return true;
}

static const char *plain_area(planting *t)
{
	const rows *lists = &t->pack->tables[PACK_LISTS];
	for (size_t n = 0; n < lists->count; n++)
		if (row_is(lists, n, "list", "area_of_spend") && !row_get(lists, n, "kind").len)
			return arena_text(t->a, row_get(lists, n, "id"));
	return "";
}

static bool social_care_short(planting *t)
{
	span year = last_year(t), social = list_item(t, "area_of_spend", "social_care");
	const char *where = arena_printf(t->a, "source=%.*s period=%.*s area_of_spend=%.*s commissioner=%.*s",
		SPAN_ARG(minimum_source(t)), SPAN_ARG(year), SPAN_ARG(social),
		SPAN_ARG(list_item(t, "commissioner", "council")));
	const char *all = arena_printf(t->a, "source=%.*s period=%.*s area_of_spend=%.*s", SPAN_ARG(minimum_source(t)),
		SPAN_ARG(year), SPAN_ARG(social));
	return relabel_until(t, where, "area_of_spend", plain_area(t), counted(t, all),
		required(t, fenced_measure(t, "social_care"), year));
}

static int64_t out_of_hospital(planting *t, const char *nhs)
{
	span acute = list_item(t, "area_of_spend", "acute");
	const char *joint = arena_printf(t->a, "source=%.*s period=%.*s area_of_spend!%.*s commissioner=%.*s",
		SPAN_ARG(minimum_source(t)), SPAN_ARG(last_year(t)), SPAN_ARG(acute),
		SPAN_ARG(list_item(t, "commissioner", "joint")));
	const rows *r = ROWS_OF("spend");
	int64_t sum = counted(t, nhs);
	ratio portion;
	for (size_t n = 0; n < r->count; n++)
		if (fits(r, n, joint) && ratio_parse(&portion, row_get(r, n, "nhs_portion")))
			sum += divide_round(pence_of(r, n, "amount"), portion.num, portion.den);
	return sum;
}

/* `also`: what may be held back and counts too, in pence. */
static bool out_of_hospital_below(planting *t, int64_t also)
{
	span acute = list_item(t, "area_of_spend", "acute"), nhs = list_item(t, "commissioner", "nhs");
	const char *where = arena_printf(t->a, "source=%.*s period=%.*s area_of_spend!%.*s commissioner=%.*s",
		SPAN_ARG(minimum_source(t)), SPAN_ARG(last_year(t)), SPAN_ARG(acute), SPAN_ARG(nhs));
	return relabel_until(t, where, "commissioner", arena_text(t->a, list_item(t, "commissioner", "council")),
		out_of_hospital(t, where) + also, required(t, fenced_measure(t, "out_of_hospital"), last_year(t)));
}

static bool out_of_hospital_short(planting *t)
{
	return out_of_hospital_below(t, 0);
}

static bool share_of_billion_short(planting *t)
{
	const rows *r = ROWS_OF("shares");
	int64_t held = 0;
	for (size_t n = 0; n < r->count; n++)
		held += row_is(r, n, "kind", "risk") ? pence_of(r, n, "cap") : 0;
	return out_of_hospital_below(t, held);
}

/* A condition is answered yes whose minimum is not planned. */
static bool yes_but_short(planting *t)
{
	const rows *known = &t->pack->tables[PACK_CONDITIONS], *r = ROWS_OF("conditions");
	for (size_t n = 0; n < r->count; n++) {
		size_t i = row_find(known, "condition", row_get(r, n, "condition"));
		if (i == SIZE_MAX || !row_is(r, n, "answer", "yes"))
			continue;
		if (row_is(known, i, "ring_fence", "social_care") && social_care_short(t))
			return true;
		if (row_is(known, i, "ring_fence", "out_of_hospital") && !has_check(t, "RNG-10") &&
			out_of_hospital_short(t))
			return true;
	}
	return false;
}

const defect_kind defects_lines[] = {
	{"source_overspent", "EXP-03", "error", "STA-01 INC-12 POO-03 EXP-18 POO-05",
		"a line is larger than its source can pay", overspend},
	{"source_not_allocated", "EXP-04", "warning", MONEY_MOVED,
		"a line is smaller, so part of its source is left over", underspend},
	{"line_left_out", "EXP-04", "warning", MONEY_MOVED " RNG-06", "a line is missing", leave_out},
	{"line_entered_twice", "EXP-13", "warning", MONEY_MOVED " EXP-21", "a line stands in the plan twice",
		enter_twice},
	{"line_of_nothing", "EXP-15", "warning", "", "a line has no money", enter_nothing},
	{"line_without_type", "EXP-14", "error", "EXP-08 EXP-18 STA-01", "a line has no scheme type", no_type},
	{"line_without_area_of_spend", "EXP-14", "error", "RNG-01 RNG-02 RNG-10 RNG-12 UPL-08 STA-01 EXP-10",
		"a line has no area of spend", no_area_of_spend},
	{"line_without_commissioner", "EXP-14", "error", "RNG-01 RNG-02 RNG-10 RNG-12 UPL-08",
		"a line has no commissioner", no_commissioner},
	{"line_without_amount", "EXP-14", "error", MONEY_MOVED " INC-15 EXP-24", "a line has no amount", no_amount},
	{"line_without_source", "EXP-14", "error", MONEY_MOVED, "a line has no funding source", no_source},
	{"line_without_scheme", "EXP-14", "warning", "STA-01 POO-03 EXP-12 RNG-06", "a line has no scheme", no_scheme},
	{"line_without_provider_kind", "EXP-14", "warning", "", "a line does not say what kind of provider it has",
		no_provider_kind},
	{"type_unlike_scheme", "EXP-12", "warning", "EXP-09 STA-01 EXP-18 EXP-21",
		"a line has another type than its scheme", type_unlike_scheme},
	{"type_not_in_list", "EXP-16", "warning", "EXP-08 EXP-09 EXP-12 EXP-17 EXP-18 STA-01",
		"a scheme type is misspelt", type_unknown},
	{"other_type_unexplained", "EXP-17", "error", "EXP-12", "a line of the type Other does not say what it is",
		type_unexplained},
	{"other_area_unexplained", "EXP-17", "warning", "", "an area of spend Other is not explained",
		area_unexplained},
	{"other_provider_unexplained", "EXP-17", "warning", "", "a provider Other is not explained",
		provider_unexplained},
	{"much_of_type_other", "EXP-18", "warning", "STA-01 EXP-21 EXP-12", "much of the fund has the type Other",
		much_other},
	{"joint_share_out_of_range", "EXP-19", "warning", "RNG-01 RNG-02 RNG-10 RNG-12",
		"the NHS share of a line is more than all", portion_out_of_range},
	{"joint_share_missing", "EXP-19", "warning", "RNG-01 RNG-02 RNG-10 RNG-12", "a joint line gives no NHS share",
		portion_missing},
	{"share_of_line_not_joint", "EXP-19", "warning", "", "a council's line gives an NHS share", portion_not_joint},
	{"provider_kind_not_in_list", "EXP-20", "warning", "", "a kind of provider is misspelt",
		provider_kind_unlisted},
	{"area_of_spend_not_in_list", "EXP-20", "warning", "RNG-01 RNG-02 RNG-10 RNG-12 UPL-08",
		"an area of spend is misspelt", area_of_spend_unlisted},
	{"commissioner_not_in_list", "EXP-20", "warning", "RNG-01 RNG-02 RNG-10 RNG-12 UPL-08 EXP-19",
		"a commissioner is misspelt", commissioner_unlisted},
	{"planned_output_missing", "EXP-21", "warning", "", "a line does not say what it delivers", output_missing},
	{"planned_output_without_unit", "EXP-21", "warning", "", "a line's planned output has no unit",
		output_without_unit},
	{"line_of_another_year", "EXP-25", "warning", MONEY_MOVED " RNG-06 CMP-06",
		"a line is dated in the year before", other_year},
	{"grant_pays_for_else", "EXP-09", "warning", "EXP-12 EXP-21 STA-01 EXP-18",
		"Disabled Facilities Grant pays for another type of scheme", grant_for_else},
	{"grant_as_revenue", "EXP-10", "warning", "", "Disabled Facilities Grant is planned as revenue",
		grant_as_revenue},
	{"source_of_another_year", "INC-07", "error", MONEY_MOVED " CMP-05",
		"a line has a funding source that is no more", retired_source},
	{"social_care_below_minimum", "RNG-01", "error", "UPL-08 STA-01 RNG-02 RNG-10 RNG-12",
		"lines of social care are labelled as something else", social_care_short},
	{"out_of_hospital_below_minimum", "RNG-02", "error", "RNG-10 RNG-12 STA-01",
		"NHS commissioned lines are labelled as the council's", out_of_hospital_short},
	{"share_of_billion_short", "RNG-10", "error", "RNG-02 RNG-12 STA-01",
		"neither spent out of hospital nor held back", share_of_billion_short},
	{"condition_met_but_short", "RNG-12", "error", "RNG-01 RNG-02 UPL-08 STA-01",
		"a condition is answered yes and its minimum is not planned", yes_but_short},
	{.name = NULL},
};
