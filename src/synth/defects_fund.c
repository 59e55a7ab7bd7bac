/* Faults of income, requirements, what is passed on, the pool and its books. */
#include <string.h>

#include "base/money.h"
#include "synth/plant.h"

extern const defect_kind defects_fund[];

#define ROWS_OF(name) plan_rows(t->p, name)

#define INCOME_MOVED "EXP-03 EXP-04 INC-03 INC-04 INC-05 INC-06 INC-15 INC-19 POO-05 STA-01 UPL-01"

static bool minimum_short(planting *t)
{
	size_t n = pick(t, "income", arena_printf(t->a, "source=%.*s amount+", SPAN_ARG(minimum_source(t))));
	if (n == SIZE_MAX)
		return false;
	int64_t pence = pence_of(ROWS_OF("income"), n, "amount");
	change_pence(t, "income", n, "amount", pence - pence / 20 - 100);
	return true;
}

/* The source that a check of its own judges, or with `check` NULL one that the common check of grants does. */
static bool grant_of(planting *t, span source, const char *check)
{
	const rows *lists = &t->pack->tables[PACK_LISTS];
	for (size_t n = 0; n < lists->count; n++)
		if (row_is(lists, n, "list", "grants_with_own_check") && span_equal(row_get(lists, n, "id"), source))
			return check && row_is(lists, n, "title", check);
	return !check && pack_value(t->pack, PACK_SOURCES, source, "grant_measure").len &&
	       !pack_value(t->pack, PACK_SOURCES, source, "minimum").len;
}

static bool grant_changed(planting *t, const char *check)
{
	const rows *r = ROWS_OF("income");
	size_t *list = arena_array(t->a, r->count + 1, sizeof *list), count = 0;
	for (size_t n = 0; n < r->count; n++)
		if (pence_of(r, n, "amount") > 0 && grant_of(t, row_get(r, n, "source"), check))
			list[count++] = n;
	size_t n = pick_among(t, list, count);
	if (n == SIZE_MAX)
		return false;
	int64_t pence = pence_of(r, n, "amount"), by = pence / 50 + 100;
	change_pence(t, "income", n, "amount", prng_below(t->r, 2) ? pence + by : pence - by);
	return true;
}

static bool grant_unequal(planting *t)
{
	return grant_changed(t, NULL);
}

static bool ibcf_unequal(planting *t)
{
	return grant_changed(t, "INC-05");
}

static bool winter_unequal(planting *t)
{
	return grant_changed(t, "INC-06");
}

static bool below_nothing(planting *t)
{
	size_t n = pick(t, "income", "amount+ amount!0.00");
	if (n == SIZE_MAX)
		return false;
	change_pence(t, "income", n, "amount", -pence_of(ROWS_OF("income"), n, "amount"));
	return true;
}

/* An income line of an additional contribution that has money. */
static size_t additional(planting *t, const char *where)
{
	const rows *r = ROWS_OF("income");
	size_t *list = arena_array(t->a, r->count + 1, sizeof *list), count = 0;
	for (size_t n = 0; n < r->count; n++)
		if (pence_of(r, n, "amount") > 0 && fits(r, n, where) &&
			span_is(pack_value(t->pack, PACK_SOURCES, row_get(r, n, "source"), "kind"), "additional"))
			list[count++] = n;
	return pick_among(t, list, count);
}

static bool additional_without_purpose(planting *t)
{
	size_t n = additional(t, "purpose+");
	if (n == SIZE_MAX)
		return false;
	change(t, "income", n, "purpose", "");
	row_put(ROWS_OF("income"), n, "note", "");
	return true;
}

static bool additional_without_payer(planting *t)
{
	size_t n = additional(t, "payer+");
	if (n == SIZE_MAX)
		return false;
	change(t, "income", n, "payer", "");
	return true;
}

static bool passed_on_unequal(planting *t)
{
	size_t n = pick(t, "passported", "amount+");
	if (n == SIZE_MAX)
		return false;
	int64_t pence = pence_of(ROWS_OF("passported"), n, "amount");
	change_pence(t, "passported", n, "amount", pence - pence / 10 - 100);
	return true;
}

static bool passed_on_late(planting *t)
{
	day due;
	const rows *r = ROWS_OF("passported"), *authorities = ROWS_OF("authorities");
	period p;
	if (!due_of(t, "dfg_pass_down", &due))
		return false;
	for (size_t n = 0; n < r->count; n++) {
		size_t k = row_find(authorities, "organisation", row_get(r, n, "recipient"));
		if (k == SIZE_MAX || !row_is(authorities, k, "tier", "district") ||
			!period_parse(&p, row_get(r, n, "period")) || due < p.starts || due > p.ends)
			continue;
		change(t, "passported", n, "due", day_text(due + 45, t->a));
		return true;
	}
	return false;
}

static bool foreign_payer(planting *t)
{
	size_t n = additional(t, "payer+");
	if (n == SIZE_MAX)
		n = pick(t, "income", "payer+ amount!0.00");
	if (n == SIZE_MAX || !ROWS_OF("commissioner_shares")->count)
		return false;
	rows *o = ROWS_OF("organisations");
	change(t, "income", n, "payer", "elsewhere_nhs");
	size_t k = row_add(o, t->a);
	row_put(o, k, "organisation", "elsewhere_nhs");
	row_put(o, k, "name", "NHS Elsewhere (made up)");
	row_put(o, k, "kind", "nhs_commissioner");
	return true;
}

static bool blank_income(planting *t, const char *name)
{
	size_t n = pick(t, "income", arena_printf(t->a, "%s+ amount!0.00", name));
	if (n == SIZE_MAX)
		return false;
	change(t, "income", n, name, "");
	return true;
}

static bool income_without_amount(planting *t)
{
	return blank_income(t, "amount");
}

static bool income_without_source(planting *t)
{
	return blank_income(t, "source");
}

static bool pence_as_pounds(planting *t)
{
	size_t n = pick(t, "income", "amount+ amount!0.00");
	if (n == SIZE_MAX)
		return false;
	int64_t pence = pence_of(ROWS_OF("income"), n, "amount");
	while (pence < INT64_C(110000000000))
		pence *= 10;
	change_pence(t, "income", n, "amount", pence);
	return true;
}

/* A grant that no single source has: the total of several. */
static bool total_grant_unequal(planting *t)
{
	const rows *r = ROWS_OF("requirements"), *sources = &t->pack->tables[PACK_SOURCES];
	size_t *list = arena_array(t->a, r->count + 1, sizeof *list), count = 0;
	for (size_t n = 0; n < r->count; n++)
		if (row_find(sources, "grant_measure", row_get(r, n, "measure")) == SIZE_MAX &&
			span_is(pack_value(t->pack, PACK_REQUIREMENTS, row_get(r, n, "measure"), "kind"), "grant"))
			list[count++] = n;
	size_t n = pick_among(t, list, count);
	if (n == SIZE_MAX)
		return false;
	int64_t pence = pence_of(r, n, "amount");
	change_pence(t, "requirements", n, "amount", pence + pence / 40 + 100);
	return true;
}

/* All lines of spend of the last of a plan's years are missing. */
static bool year_missing(planting *t)
{
	rows *r = ROWS_OF("spend");
	span year = last_year(t);
	if (t->pack->tables[PACK_PERIODS].count < 2)
		return false;
	for (size_t n = 0; n < r->count;)
		if (span_equal(row_get(r, n, "period"), year) && !t->done.table)
			remove_told(t, "spend", n);
		else if (span_equal(row_get(r, n, "period"), year))
			row_remove(r, n);
		else
			n++;
	return t->done.table != NULL;
}

static bool foreign_code(planting *t)
{
	const rows *r = &t->pack->tables[PACK_ALLOCATIONS], *have = ROWS_OF("requirements");
	for (size_t i = 0; i < r->count; i++)
		for (size_t n = 0; n < have->count; n++)
			if (span_equal(row_get(r, i, "measure"), row_get(have, n, "measure")) &&
				span_equal(row_get(r, i, "period"), row_get(have, n, "period"))) {
				change(t, "areas", 0, "code", arena_text(t->a, row_get(r, i, "code")));
				return true;
			}
	return false;
}

/* ---- uplifts ---- */

static bool minimum_not_uplifted(planting *t, const char *fence)
{
	const rows *uplifts = &t->pack->tables[PACK_UPLIFTS], *r = ROWS_OF("requirements");
	span measure = fenced_measure(t, fence);
	for (size_t i = 0; measure.len && i < uplifts->count; i++) {
		period p;
		char before[PERIOD_TEXT];
		span year = row_get(uplifts, i, "period");
		if (!span_equal(row_get(uplifts, i, "measure"), measure) || !period_parse(&p, year))
			continue;
		period_print(before, period_prior(p));
		for (size_t n = 0; n < r->count; n++)
			if (span_equal(row_get(r, n, "measure"), measure) &&
				span_equal(row_get(r, n, "period"), year) &&
				required(t, measure, span_of(before)) > 0) {
				int64_t pence = pence_of(r, n, "amount");
				change_pence(t, "requirements", n, "amount", pence - pence / 50 - 1000);
				if (row_is(uplifts, i, "basis", "unverified"))
					t->done.severity = "warning";
				return true;
			}
	}
	return false;
}

static bool social_care_not_uplifted(planting *t)
{
	return minimum_not_uplifted(t, "social_care");
}

static bool out_of_hospital_not_uplifted(planting *t)
{
	return minimum_not_uplifted(t, "out_of_hospital");
}

/* ---- the pool ---- */

static bool blank_agreement(planting *t, const char *name)
{
	size_t n = pick(t, "agreements", arena_printf(t->a, "kind=s75 %s+", name));
	if (n == SIZE_MAX)
		return false;
	change(t, "agreements", n, name, "");
	return true;
}

static bool no_host(planting *t)
{
	return blank_agreement(t, "host");
}

static bool no_pool_manager(planting *t)
{
	return blank_agreement(t, "pool_manager");
}

static bool portions_not_whole(planting *t)
{
	size_t n = pick(t, "share_splits", "portion+");
	if (n == SIZE_MAX)
		return false;
	change(t, "share_splits", n, "portion", row_is(ROWS_OF("share_splits"), n, "portion", "2/3") ? "1/3" : "2/3");
	return true;
}

static bool portion_unknown(planting *t)
{
	size_t n = pick(t, "share_splits", "portion+");
	if (n == SIZE_MAX)
		return false;
	change(t, "share_splits", n, "portion", "");
	return true;
}

/* A scheme whose forecast differs from what is planned becomes one whose money is only passed on. */
static bool fixed_sum_varies(planting *t)
{
	const rows *f = ROWS_OF("forecasts"), *spend = ROWS_OF("spend"), *schemes = ROWS_OF("schemes");
	size_t *list = arena_array(t->a, f->count + 1, sizeof *list), count = 0;
	for (size_t n = 0; n < f->count; n++) {
		int64_t planned = 0;
		for (size_t i = 0; i < spend->count; i++)
			if (span_equal(row_get(spend, i, "scheme"), row_get(f, n, "scheme")) &&
				span_equal(row_get(spend, i, "source"), row_get(f, n, "source")) &&
				span_equal(row_get(spend, i, "period"), row_get(f, n, "period")))
				planned += pence_of(spend, i, "amount");
		if (planned && planned != pence_of(f, n, "amount"))
			list[count++] = n;
	}
	size_t n = pick_among(t, list, count);
	size_t s = n == SIZE_MAX ? n : row_find(schemes, "scheme", row_get(f, n, "scheme"));
	if (s == SIZE_MAX || !row_is(schemes, s, "pooling", "pooled"))
		return false;
	change(t, "schemes", s, "pooling", "passed_through");
	return true;
}

static bool relies_on_withheld(planting *t)
{
	const rows *r = ROWS_OF("income"), *spend = ROWS_OF("spend");
	size_t *list = arena_array(t->a, r->count + 1, sizeof *list), count = 0;
	for (size_t n = 0; n < r->count; n++)
		if (pence_of(r, n, "amount") > 0 && row_is(r, n, "certainty", "committed") &&
			row_find(spend, "source", row_get(r, n, "source")) != SIZE_MAX)
			list[count++] = n;
	size_t n = pick_among(t, list, count);
	if (n == SIZE_MAX)
		return false;
	change(t, "income", n, "certainty", "withheld");
	return true;
}

static bool unbalanced(planting *t)
{
	size_t n = pick(t, "postings", "amount+");
	if (n == SIZE_MAX)
		return false;
	int64_t pence = pence_of(ROWS_OF("postings"), n, "amount");
	change_pence(t, "postings", n, "amount", pence + (prng_below(t->r, 2) ? 100 : 9000));
	return true;
}

static bool spent_before_letters(planting *t)
{
	day due;
	size_t n = pick(t, "postings", arena_printf(t->a, "source=%.*s", SPAN_ARG(minimum_source(t))));
	if (n == SIZE_MAX || !due_of(t, "approval_letters", &due))
		return false;
	rows *r = ROWS_OF("postings");
	span entry = row_get(r, n, "entry");
	for (size_t i = 0; i < r->count; i++)
		if (span_equal(row_get(r, i, "entry"), entry))
			change(t, "postings", i, "date", day_text(due - 40, t->a));
	return true;
}

static bool local_price_unexplained(planting *t)
{
	size_t n = pick(t, "shares", "kind=performance price+");
	if (n == SIZE_MAX)
		return false;
	change(t, "shares", n, "price", "755.00");
	row_put(ROWS_OF("shares"), n, "basis", "");
	return true;
}

static bool payment_above_share(planting *t)
{
	size_t n = pick(t, "requirements", "measure=out_of_hospital_share");
	if (n == SIZE_MAX)
		return false;
	change(t, "requirements", n, "amount", "100000.00");
	return true;
}

static bool nothing_held_back(planting *t)
{
	size_t n = pick(t, "shares", "kind=risk cap+");
	if (n == SIZE_MAX)
		return false;
	change(t, "shares", n, "cap", "");
	return true;
}

static bool much_held_back(planting *t)
{
	size_t n = pick(t, "shares", "kind=risk cap+");
	if (n == SIZE_MAX)
		return false;
	change_pence(t, "shares", n, "cap", pence_of(ROWS_OF("shares"), n, "cap") * 20);
	return true;
}

const defect_kind defects_fund[] = {
	{"nhs_minimum_short", "INC-03", "error", "EXP-03 INC-15 STA-01 UPL-01 POO-05",
		"the NHS contributes less than its minimum", minimum_short},
	{"grant_not_its_amount", "INC-04", "error", INCOME_MOVED, "income from a grant differs from the grant",
		grant_unequal},
	{"ibcf_not_its_amount", "INC-05", "error", INCOME_MOVED, "income from the iBCF differs from the grant",
		ibcf_unequal},
	{"winter_grant_not_its_amount", "INC-06", "error", INCOME_MOVED,
		"income from the winter grant differs from the grant", winter_unequal},
	{"income_below_nothing", "INC-11", "error", INCOME_MOVED " INC-12 INC-13", "an income line has a minus sign",
		below_nothing},
	{"number_too_large", "INC-12", "error", INCOME_MOVED, "an income line has digits too many", pence_as_pounds},
	{"addition_without_purpose", "INC-13", "warning", "RNG-06",
		"an additional contribution does not say what it is for", additional_without_purpose},
	{"addition_without_payer", "INC-13", "warning", "STA-01", "an additional contribution names no payer",
		additional_without_payer},
	{"grant_not_passed_on_whole", "INC-15", "error", "", "less than the grant is passed on", passed_on_unequal},
	{"grant_passed_on_late", "INC-16", "warning", "", "a district gets its grant after the last day for it",
		passed_on_late},
	{"payer_of_another_area", "INC-17", "warning", "", "an NHS body pays that does not serve the area",
		foreign_payer},
	{"total_grant_unequal", "INC-19", "warning", "STA-01", "two parts of a grant do not come to the grant",
		total_grant_unequal},
	{"income_without_amount", "INC-21", "error", INCOME_MOVED " EXP-24", "an income line has no amount",
		income_without_amount},
	{"income_without_source", "INC-21", "error", INCOME_MOVED, "an income line has no funding source",
		income_without_source},
	{"year_missing", "EXP-24", "error",
		"EXP-03 EXP-04 EXP-08 EXP-09 EXP-10 EXP-12 EXP-13 EXP-14 EXP-15 EXP-16 EXP-17 EXP-18 EXP-19 EXP-20 "
		"EXP-21 "
		"RNG-01 RNG-02 RNG-06 RNG-12 UPL-01 STA-01 STA-02 CMP-06 INC-07 POO-03",
		"the lines of one of a plan's two years are missing", year_missing},
	{"code_of_another_area", "CMP-03", "error", "UPL-05 UPL-06", "the area has another area's code", foreign_code},
	{"social_care_minimum_not_uplifted", "UPL-05", "error", "CMP-03 STA-01",
		"the minimum for social care does not rise as it should", social_care_not_uplifted},
	{"out_of_hospital_not_uplifted", "UPL-06", "error", "CMP-03 STA-01",
		"the out of hospital minimum does not rise as it should", out_of_hospital_not_uplifted},
	{"pool_without_host", "POO-01", "error", "", "the pooled fund has no host", no_host},
	{"pool_without_manager", "POO-01", "error", "", "the pooled fund has no manager", no_pool_manager},
	{"portions_not_whole", "POO-02", "error", "", "the portions of a share are not the whole", portions_not_whole},
	{"portion_unknown", "POO-02", "error", "", "a portion of a share is blank", portion_unknown},
	{"fixed_sum_varies", "POO-03", "warning", "POO-09 STA-01", "money that is only passed on is forecast to vary",
		fixed_sum_varies},
	{"relies_on_withheld", "POO-05", "error", "", "spend relies on money that is withheld", relies_on_withheld},
	{"entry_not_balanced", "POO-08", "error", "", "the legs of a ledger entry do not balance", unbalanced},
	{"spent_before_letters", "ASS-02", "warning", "", "NHS money was posted before the approval letters",
		spent_before_letters},
	{"local_price_unexplained", "P4P-03", "warning", "STA-01 STA-03 P4P-04 P4P-05", "a local price has no basis",
		local_price_unexplained},
	{"payment_above_share", "P4P-04", "warning", "STA-01", "payment for performance exceeds the area's share",
		payment_above_share},
	{"nothing_held_back", "P4P-08", "warning", "P4P-09 RNG-10 STA-01", "nothing is held back against admissions",
		nothing_held_back},
	{"much_held_back", "P4P-09", "warning", "STA-01", "more is held back than admissions can cost", much_held_back},
	{.name = NULL},
};
