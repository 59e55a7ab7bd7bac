#include "synth/defects.h"

#include <string.h>

#include "synth/plant.h"

extern const defect_kind defects_lines[], defects_fund[], defects_measures[], defects_promises[], defects_paper[];

static const defect_kind *const lists[] = {
	defects_lines, defects_fund, defects_measures, defects_promises, defects_paper};

size_t defects_all(const defect_kind ***out, arena *a)
{
	size_t count = 0;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		for (const defect_kind *k = lists[i]; k->name; k++)
			count++;
	*out = arena_array(a, count + 1, sizeof **out);
	count = 0;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		for (const defect_kind *k = lists[i]; k->name; k++)
			(*out)[count++] = k;
	return count;
}

const defect_kind *defect_find(span name)
{
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		for (const defect_kind *k = lists[i]; k->name; k++)
			if (span_is(name, k->name))
				return k;
	return NULL;
}

/* Does the year have the check, for at least one of its periods? */
static bool applies_here(const pack *k, const char *check)
{
	const rule *u = pack_check(k, span_of(check));
	const rows *periods = &k->tables[PACK_PERIODS];
	for (size_t i = 0; u && i < periods->count; i++)
		if (applies_to(u->applies, row_get(periods, i, "period")))
			return true;
	return false;
}

static bool names(const char *list, span check)
{
	span rest = span_of(list);
	while (rest.len)
		if (span_equal(span_cut(&rest, ' '), check))
			return true;
	return false;
}

static bool overlap(const char *x, const char *y)
{
	span rest = span_of(x);
	while (rest.len)
		if (names(y, span_cut(&rest, ' ')))
			return true;
	return false;
}

/* Two faults of one plan are of different families, and nothing that shows one may show the other: else one could hide
 * what the other does. */
static bool apart(const defect_kind *x, const defect_kind *y, arena *a)
{
	const char *shows_x = arena_printf(a, "%s %s", x->check, x->may_also),
		   *shows_y = arena_printf(a, "%s %s", y->check, y->may_also);
	return strncmp(x->check, y->check, 3) != 0 && !overlap(shows_x, shows_y);
}

bool defects_plant(planted_defect *out, plan *p, const pack *k, const defect_kind **kinds, size_t count,
	const defect_kind *before, prng *r, arena *a)
{
	size_t start = prng_below(r, count);
	/* From a chance kind on, the first that fits; the step visits all of them, since it has no divisor in common.
	 */
	size_t step = count ? 1 + prng_below(r, count) : 1;
	for (size_t x = step, y = count; y;) {
		size_t rest = x % y;
		x = y;
		y = rest;
		if (!y && x != 1)
			step = 1;
	}
	for (size_t i = 0; i < count; i++) {
		const defect_kind *kind = kinds[(start + i * step) % count];
		planting t = {.p = p, .pack = k, .r = r, .a = a};
		if ((before && !apart(before, kind, a)) || !applies_here(k, kind->check))
			continue;
		t.done.kind = kind;
		t.done.severity = kind->severity;
		if (!kind->plant(&t))
			continue;
		*out = t.done;
		return true;
	}
	return false;
}
