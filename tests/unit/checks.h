#ifndef BCF_TEST_CHECKS_H
#define BCF_TEST_CHECKS_H
/* Running the checks of a tiny pack, and looking at what they say. */

#include "packs.h"

#include "check/check.h"

static inline check_report check_now(world *w)
{
	check_report r = {0};
	int rc = check_run(&r, w->engine, NULL, 0, &w->j.e);

	show_messages(&w->j.e);
	assert_int_equal(rc, 0);
	return r;
}

static inline const finding *find_finding(const check_report *r, const char *id)
{
	for (size_t i = 0; i < r->all_count; i++)
		if (!strcmp(r->all[i].id, id))
			return &r->all[i];
	return NULL;
}

/* "error fail A-1:a; info undetermined B-1": the findings that are listed, in order. */
static inline const char *listed(const check_report *r, arena *a)
{
	buf b;

	buf_init(&b, a);
	for (size_t i = 0; i < r->count; i++)
		buf_printf(&b, "%s%s %s %s", i ? "; " : "", r->findings[i]->severity, result_name(r->findings[i]->result), r->findings[i]->id);
	return arena_text(a, buf_span(&b));
}

/* The ids that follow from a finding. */
static inline const char *follows(const finding *f, arena *a)
{
	buf b;

	buf_init(&b, a);
	for (size_t i = 0; i < f->consequence_count; i++)
		buf_printf(&b, "%s%s", i ? " " : "", f->consequences[i]->id);
	return arena_text(a, buf_span(&b));
}

#define CHECK_HEAD(id, more) "-- id: " id "\n-- title: Title of " id "\n-- severity: error\n-- message: M\n" more
#define FIGURE_BY(id, tbl)                                                                                             \
	{"y1/figures/" id ".sql", "-- id: " id "\n-- title: " id "\n-- unit: GBP\n-- combine: sum\n-- by: source\n-- needs: " tbl "\n"               \
		"select area, period, source as \"of\", whole(amount) as value, sum(coalesce(to_nearest, 0)) / 2 as slack, json_group_array(row_id) as at_" tbl \
		"__amount\nfrom " tbl " group by area, period, source\n"}
#define OVERSPENT                                                                                                      \
	{"y1/checks/EXP-03.sql", "-- id: EXP-03\n-- title: A source is overspent\n-- severity: error\n-- explained-by: EXP-03\n"                      \
		"-- needs: figures:income.by, figures:spend.by\n-- rule: The rule.\n-- message: {area}, {period}: {of} is overspent by {difference}.\n"   \
		"-- fix: Take {difference:GBP} off {of}.\n"                                                             \
		"select s.area, s.period, s.\"of\", s.value as actual, i.value as expected, 'GBP' as unit, s.slack + i.slack as slack, s.places, i.places as places_2\n" \
		"from figures s join figures i using (area, period, \"of\") where s.figure = 'spend.by' and i.figure = 'income.by' and s.value - i.value > s.slack + i.slack\n"}
#define LINES "line,area,period,source,amount,to_nearest\n"

#endif
