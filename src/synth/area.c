/* What an area is: its size, its money and its name, which stay its own through the years. */
#include "synth/area.h"

const char *synth_area_key(size_t index, arena *a)
{
	return arena_printf(a, "a%03zu", index + 1);
}

void area_describe(area_made *m, const synth_options *o, const synth_year *y, size_t index, arena *a)
{
	prng own = prng_of(o->start, index, 1);
	size_t size = prng_below(&own, 10);
	/* Few areas are large. */
	int64_t people = size < 5   ? prng_between(&own, 1, 2)
			 : size < 9 ? prng_between(&own, 2, 4)
				    : prng_between(&own, 5, 7);
	int64_t money = people * prng_between(&own, 550, 680), growth = prng_between(&own, 18, 42);
	for (size_t i = 0; i < y->number; i++)
		money = money * (1000 + growth) / 1000;
	if (money > people * 980)
		money = people * 980; /* so that what is paid for each person stays below the template's */
	money -= money % y->step;
	*m = (area_made){.year = y,
		.a = a,
		.index = index,
		.key = synth_area_key(index, a),
		.name = place_name(o->start, index, a),
		.people = people,
		.money = money ? money : y->step,
		.lines = o->lines};
}
