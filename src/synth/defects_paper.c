/* Faults of what a paper prints: figures, parts and prose. */
#include <string.h>

#include "base/money.h"
#include "plan/printed.h"
#include "synth/paper.h"
#include "synth/plant.h"

extern const defect_kind defects_paper[];

#define ROWS_OF(name) plan_rows(t->p, name)

static bool of_years(planting *t, span year)
{
	return row_find(&t->pack->tables[PACK_PERIODS], "period", year) != SIZE_MAX;
}

/* A statement by chance whose figure our own sums give (then *pence), or that is of the year before and no figure of
 * the template's; see `own`. */
static size_t printed_sum(planting *t, int64_t *pence)
{
	const rows *r = ROWS_OF("stated");
	size_t *list = arena_array(t->a, r->count + 1, sizeof *list), count = 0;
	for (size_t n = 0; n < r->count; n++)
		if (row_get(r, n, "printed").len && of_years(t, row_get(r, n, "period")) &&
			own_sum(pence, t->p, row_get(r, n, "figure"), row_get(r, n, "of"), row_get(r, n, "period")) &&
			*pence > 1000000)
			list[count++] = n;
	size_t n = pick_among(t, list, count);
	if (n != SIZE_MAX)
		own_sum(pence, t->p, row_get(r, n, "figure"), row_get(r, n, "of"), row_get(r, n, "period"));
	return n;
}

static void reprint(planting *t, size_t n, int64_t pence)
{
	manner m = print_plainly(pence, t->a);
	change(t, "stated", n, "printed", m.printed);
	row_put(ROWS_OF("stated"), n, "heading", "");
	row_put(ROWS_OF("stated"), n, "qualifier", "");
}

static bool digits_swapped(planting *t)
{
	int64_t pence;
	size_t n = printed_sum(t, &pence);
	if (n == SIZE_MAX)
		return false;
	char *digits = arena_printf(t->a, "%lld", (long long)pence / 100);
	for (size_t i = 0; digits[i] && digits[i + 1]; i++)
		if (digits[i] != digits[i + 1] && (i || digits[i + 1] != '0')) {
			char c = digits[i];
			digits[i] = digits[i + 1];
			digits[i + 1] = c;
			int64_t pounds = 0;
			count_parse(&pounds, span_of(digits));
			reprint(t, n, pounds * 100 + pence % 100);
			return true;
		}
	return false;
}

static bool pounds_for_thousands(planting *t)
{
	int64_t pence;
	size_t n = printed_sum(t, &pence);
	if (n == SIZE_MAX)
		return false;
	reprint(t, n, pence / 1000 / 100 * 100);
	return true;
}

static bool stale_total(planting *t)
{
	int64_t pence;
	size_t n = printed_sum(t, &pence);
	if (n == SIZE_MAX)
		return false;
	reprint(t, n, pence - pence / 16 / 100 * 100);
	return true;
}

static bool measure_misprinted(planting *t)
{
	const rows *r = ROWS_OF("stated");
	printed x;
	const char *why;
	size_t n = pick(t, "stated", "figure=metric.plan printed+ heading- qualifier-");
	if (n == SIZE_MAX || !printed_read(&x, row_get(r, n, "printed"), (span){"", 0}, (span){"", 0}, &why) ||
		x.micro <= 0)
		return false;
	int64_t tenths = (x.micro + x.micro / 10) / 100000 + 10;
	change(t, "stated", n, "printed",
		arena_printf(t->a, "%lld.%lld%s", (long long)tenths / 10, (long long)tenths % 10,
			x.unit == PRINTED_PERCENT ? "%" : ""));
	return true;
}

static bool scheme_count_wrong(planting *t)
{
	size_t n = pick(t, "stated", "figure=schemes.count printed+");
	if (n == SIZE_MAX)
		return false;
	change(t, "stated", n, "printed", arena_printf(t->a, "%zu", ROWS_OF("schemes")->count + 2));
	return true;
}

/* The second of two printings of a total of the year before, which no rows give. */
static bool printed_differently(planting *t)
{
	const rows *r = ROWS_OF("stated");
	int64_t pence;
	printed x;
	const char *why;
	for (size_t n = r->count; n-- > 0;)
		if (row_is(r, n, "figure", "income.total") && !of_years(t, row_get(r, n, "period")) &&
			row_find(ROWS_OF("stated_parts"), "statement", row_get(r, n, "statement")) == SIZE_MAX) {
			if (!printed_read(&x, row_get(r, n, "printed"), row_get(r, n, "heading"),
				    row_get(r, n, "qualifier"), &why))
				return false;
			pence = x.micro / 10000;
			reprint(t, n, pence + pence / 12 / 100 * 100);
			return true;
		}
	return false;
}

/* A part of the year before, which no figure is of. */
static size_t part_of(planting *t, const char *how)
{
	const rows *parts = ROWS_OF("stated_parts"), *r = ROWS_OF("stated");
	size_t *list = arena_array(t->a, parts->count + 1, sizeof *list), count = 0;
	for (size_t i = 0; i < parts->count; i++) {
		size_t n = row_find(r, "statement", row_get(parts, i, "part"));
		if (n != SIZE_MAX && row_is(parts, i, "how", how) && !row_get(r, n, "figure").len &&
			!of_years(t, row_get(r, n, "period")) && span_starts(row_get(r, n, "printed"), "£"))
			list[count++] = n;
	}
	return pick_among(t, list, count);
}

static bool enlarge_part(planting *t, const char *how, int64_t times)
{
	size_t n = part_of(t, how);
	printed x;
	const char *why;
	const rows *r = ROWS_OF("stated");
	if (n == SIZE_MAX ||
		!printed_read(&x, row_get(r, n, "printed"), row_get(r, n, "heading"), row_get(r, n, "qualifier"), &why))
		return false;
	reprint(t, n, x.micro / 10000 * times / 100 / 100 * 100 + 10000);
	return true;
}

static bool parts_do_not_sum(planting *t)
{
	return enlarge_part(t, "add", 110);
}

static bool includes_too_much(planting *t)
{
	return enlarge_part(t, "includes", 100000);
}

/* A percentage of one printed figure in another. */
static bool percentage_of_wrong(planting *t)
{
	const rows *parts = ROWS_OF("stated_parts"), *r = ROWS_OF("stated");
	size_t i = pick(t, "stated_parts", "how=percent_of");
	size_t n = i == SIZE_MAX ? i : row_find(r, "statement", row_get(parts, i, "statement"));
	printed x;
	const char *why;
	if (n == SIZE_MAX || !printed_read(&x, row_get(r, n, "printed"), (span){"", 0}, (span){"", 0}, &why))
		return false;
	int64_t tenths = x.micro / 100000 + 17;
	change(t, "stated", n, "printed",
		arena_printf(t->a, "%lld.%lld%%", (long long)tenths / 10, (long long)tenths % 10));
	return true;
}

static bool unreadable(planting *t)
{
	int64_t pence;
	size_t n = printed_sum(t, &pence);
	if (n == SIZE_MAX)
		return false;
	change(t, "stated", n, "printed",
		arena_printf(t->a, "£%lld.%03lldmm", (long long)pence / 100000000, (long long)pence / 100000 % 1000));
	row_put(ROWS_OF("stated"), n, "heading", "");
	row_put(ROWS_OF("stated"), n, "qualifier", "");
	return true;
}

static bool money_as_percentage(planting *t)
{
	int64_t pence;
	size_t n = printed_sum(t, &pence);
	if (n == SIZE_MAX)
		return false;
	change(t, "stated", n, "printed", "4.5%");
	row_put(ROWS_OF("stated"), n, "heading", "");
	row_put(ROWS_OF("stated"), n, "qualifier", "");
	return true;
}

static bool unknown_figure(planting *t)
{
	int64_t pence;
	size_t n = printed_sum(t, &pence);
	if (n == SIZE_MAX)
		return false;
	change(t, "stated", n, "figure", "spend.by_mood");
	return true;
}

/* ---- particular figures ---- */

static bool types_do_not_sum(planting *t)
{
	const rows *r = ROWS_OF("stated");
	for (size_t n = 0; n < r->count; n++) {
		printed x;
		const char *why;
		if (!row_is(r, n, "figure", "spend.types_total") || of_years(t, row_get(r, n, "period")) ||
			!printed_read(&x, row_get(r, n, "printed"), row_get(r, n, "heading"),
				row_get(r, n, "qualifier"), &why))
			continue;
		reprint(t, n, x.micro / 10000 - x.micro / 200000 / 100 * 100);
		return true;
	}
	return false;
}

static bool growth_not_the_rate(planting *t)
{
	const rows *r = ROWS_OF("stated");
	span source = minimum_source(t);
	for (size_t n = 0; n < r->count; n++) {
		printed x;
		const char *why;
		if (!row_is(r, n, "figure", "income.by_source") || !span_equal(row_get(r, n, "of"), source) ||
			of_years(t, row_get(r, n, "period")) ||
			!printed_read(&x, row_get(r, n, "printed"), row_get(r, n, "heading"),
				row_get(r, n, "qualifier"), &why))
			continue;
		reprint(t, n, x.micro / 10000 - x.micro / 250000 / 100 * 100);
		return true;
	}
	return false;
}

static bool protected_more_before(planting *t)
{
	const rows *r = ROWS_OF("stated");
	for (size_t n = 0; n < r->count; n++) {
		printed x;
		const char *why;
		if (!row_is(r, n, "figure", "ring_fence.social_care") || of_years(t, row_get(r, n, "period")) ||
			!printed_read(&x, row_get(r, n, "printed"), row_get(r, n, "heading"),
				row_get(r, n, "qualifier"), &why))
			continue;
		reprint(t, n, x.micro / 10000 + x.micro / 80000 / 100 * 100);
		return true;
	}
	return false;
}

static bool released_less(planting *t)
{
	const rows *r = ROWS_OF("stated");
	size_t last = SIZE_MAX, count = 0;
	for (size_t n = 0; n < r->count; n++)
		if (row_is(r, n, "figure", "performance.released") &&
			(++count, last == SIZE_MAX ||
					  span_compare(row_get(r, n, "period"), row_get(r, last, "period")) > 0))
			last = n;
	if (count < 2)
		return false;
	reprint(t, last, 1000000);
	return true;
}

static bool fewer_in_more_days(planting *t)
{
	const rows *r = ROWS_OF("stated");
	size_t n = pick(t, "stated", "figure=delivered.within of=3");
	if (n == SIZE_MAX)
		return false;
	change(t, "stated", n, "printed", row_is(r, n, "printed", "99%") ? "98%" : "99%");
	return true;
}

static bool whole_not_hundred(planting *t)
{
	const rows *r = ROWS_OF("stated"), *parts = ROWS_OF("stated_parts");
	size_t whole = pick(t, "stated", "figure=partition.whole");
	if (whole == SIZE_MAX)
		return false;
	size_t i =
		pick(t, "stated_parts", arena_printf(t->a, "statement=%.*s", SPAN_ARG(row_get(r, whole, "statement"))));
	size_t n = i == SIZE_MAX ? i : row_find(r, "statement", row_get(parts, i, "part"));
	if (n == SIZE_MAX)
		return false;
	change(t, "stated", n, "printed", "9%");
	return true;
}

static bool figure_of_no_scheme(planting *t)
{
	size_t n = pick(t, "stated", "figure=spend.by_scheme of+");
	if (n == SIZE_MAX)
		return false;
	change(t, "stated", n, "of", misspelt(t, row_get(ROWS_OF("stated"), n, "of")));
	return true;
}

/* One scheme is aligned, and the paper calls all of the fund pooled. */
static bool all_called_pooled(planting *t)
{
	size_t s = pick(t, "schemes", "pooling=pooled parent-");
	int64_t pence;
	if (s == SIZE_MAX || !own_sum(&pence, t->p, span_of("spend.total"), (span){"", 0}, last_year(t)))
		return false;
	change(t, "schemes", s, "pooling", "aligned");
	rows *r = ROWS_OF("stated");
	size_t n = row_add(r, t->a);
	row_put(r, n, "statement", "q1");
	row_put(r, n, "figure", "fund.pooled");
	row_put_span(r, n, "area", only_area(t));
	row_put_span(r, n, "period", last_year(t));
	row_put(r, n, "printed", print_plainly(pence, t->a).printed);
	row_put(r, n, "section", "summary");
	return true;
}

/* ---- prose ---- */

static const narrative *some_section(planting *t)
{
	return t->p->section_count ? &t->p->sections[prng_below(t->r, t->p->section_count)] : NULL;
}

static void rewrite(planting *t, const narrative *n, const char *added)
{
	t->done.table = "narrative";
	t->done.key = n->section;
	t->done.column = "text";
	t->done.was = "";
	t->done.is = strlen(added) > 80 ? "many more words" : added;
	plan_set_section(t->p, n->section, span_of(arena_printf(t->a, "%.*s\n%s\n", SPAN_ARG(n->text), added)), t->a);
}

static bool too_many_words(planting *t)
{
	for (size_t i = 0; i < t->p->section_count; i++) {
		const narrative *n = &t->p->sections[i];
		int64_t words;
		if (!count_parse(&words, pack_value(t->pack, PACK_SECTIONS, span_of(n->section), "words")))
			continue;
		buf b;
		buf_init(&b, t->a);
		for (int64_t k = 0; k < words + 20; k++)
			buf_text(&b, k % 12 ? "care " : "care\n");
		rewrite(t, n, arena_text(t->a, buf_span(&b)));
		return true;
	}
	return false;
}

static bool act_of_another_year(planting *t)
{
	const narrative *n = some_section(t);
	if (!n)
		return false;
	rewrite(t, n, "The fund is pooled under section 75 of the National Health Service Act 1996.");
	return true;
}

const defect_kind defects_paper[] = {
	{"digits_swapped", "STA-01", "error", "STA-03", "two digits of a printed figure are swapped", digits_swapped},
	{"pounds_for_thousands", "STA-01", "error", "STA-03", "thousands are printed as if they were pounds",
		pounds_for_thousands},
	{"stale_total", "STA-01", "error", "STA-03", "a printed figure is that of an earlier draft", stale_total},
	{"measure_misprinted", "STA-01", "error", "", "a measure is printed with another plan", measure_misprinted},
	{"schemes_miscounted", "STA-01", "warning", "", "more schemes are printed than are listed", scheme_count_wrong},
	{"printed_differently", "STA-02", "error", "", "one figure is printed twice and differently",
		printed_differently},
	{"parts_do_not_sum", "STA-03", "error", "", "printed parts do not come to the printed total", parts_do_not_sum},
	{"includes_too_much", "STA-03", "error", "", "a figure includes more than itself", includes_too_much},
	{"percentage_of_wrong", "STA-03", "error", "", "a printed percentage is not that of its figures",
		percentage_of_wrong},
	{"figure_unreadable", "STA-05", "warning", "STA-03", "a printed figure cannot be read", unreadable},
	{"money_as_percentage", "STA-05", "warning", "STA-03", "an amount of money is printed as a percentage",
		money_as_percentage},
	{"unknown_figure", "STA-05", "warning", "", "a printed figure claims to be what no year has", unknown_figure},
	{"types_do_not_sum", "EXP-08", "error", "STA-02", "last year's spend by type is not last year's spend",
		types_do_not_sum},
	{"growth_not_the_rate", "UPL-01", "warning", "STA-01 STA-02", "the minimum does not rise by the year's rate",
		growth_not_the_rate},
	{"protected_more_before", "UPL-08", "error", "", "social care had more the year before", protected_more_before},
	{"released_less_than_before", "P4P-05", "warning", "", "less is released by a later quarter", released_less},
	{"fewer_in_more_days", "MET-20", "error", "", "less is delivered in more days", fewer_in_more_days},
	{"whole_not_hundred", "NAR-06", "warning", "STA-03", "percentages of a whole do not come to 100",
		whole_not_hundred},
	{"figure_of_no_scheme", "NAR-09", "error", "", "a printed figure is of a scheme that is not listed",
		figure_of_no_scheme},
	{"all_called_pooled", "POO-09", "warning", "STA-01 POO-03", "the whole fund is called pooled",
		all_called_pooled},
	{"too_many_words", "NAR-01", "error", "STA-01", "a section has more words than allowed", too_many_words},
	{"act_of_another_year", "NAR-14", "warning", "", "an Act is cited with a wrong year", act_of_another_year},
	{.name = NULL},
};
