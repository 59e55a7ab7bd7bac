#include "synth/words.h"

#define COUNT(list) (sizeof list / sizeof *list)

static const char *const starts[] = {"Amber", "Ashen", "Birchen", "Bramble", "Brindle", "Cinder", "Copper", "Cresting",
	"Damson", "Dapple", "Ember", "Fallow", "Feather", "Fennel", "Flint", "Foxglove", "Gannet", "Glimmer", "Gorse",
	"Harrow", "Hazel", "Heron", "Hollow", "Juniper", "Kestrel", "Lantern", "Lark", "Linnet", "Mallow", "Marigold",
	"Meadow", "Nettle", "Osier", "Otter", "Pebble", "Plover", "Quill", "Rowan", "Saffron", "Sorrel", "Tansy",
	"Teasel", "Thistle", "Thrush", "Umber", "Velvet", "Whistle", "Willow", "Wren", "Yarrow"};
static const char *const ends[] = {"barrow", "beck", "bourne", "brook", "by", "combe", "cote", "dale", "den", "fell",
	"field", "ford", "garth", "gate", "ham", "hithe", "holt", "hurst", "leigh", "mere", "mouth", "ness", "shaw",
	"shire", "stead", "stow", "thorpe", "thwaite", "ton", "wick"};
static const char *const localities[] = {"north", "south", "east", "west", "central", "coast", "hills", "valley",
	"market towns", "villages", "riverside", "borders", "harbour", "moors", "downs", "forest"};
static const char *const services[] = {"day service", "evening service", "weekend service", "night service",
	"first contact", "longer-term support", "team leaders", "equipment and travel", "training", "specialist team",
	"visits at home", "clinics", "telephone line", "peer support", "reviews", "winter cover"};
static const char *const firms[] = {"Care", "Community Trust", "Partnership", "Support", "Health", "Homes", "Services",
	"Neighbours", "Associates", "Foundation", "Together", "Living"};
static const char *const numbers[] = {"none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
	"ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
	"twenty"};
static const char *const reasons[] = {"posts filled later than planned", "more referrals than planned",
	"a contract that began later than planned", "fees higher than planned", "fewer packages than planned",
	"use of agency staff"};

size_t place_count(void)
{
	return COUNT(starts) * COUNT(ends);
}

const char *place_name(uint64_t start, size_t index, arena *a)
{
	/* 701 and place_count (1,500) have no common divisor, so the walk meets every pair once. */
	prng r = prng_of(start, 7, 7);
	size_t i = (prng_below(&r, place_count()) + index * 701) % place_count();
	return arena_printf(a, "%s%s", starts[i % COUNT(starts)], ends[i / COUNT(starts)]);
}

const char *line_locality(size_t i)
{
	return localities[i % COUNT(localities)];
}

size_t line_locality_count(void)
{
	return COUNT(localities);
}

const char *line_service(size_t i)
{
	return services[i % COUNT(services)];
}

size_t line_service_count(void)
{
	return COUNT(services);
}

const char *provider_name(prng *r, arena *a)
{
	size_t i = prng_below(r, COUNT(starts)), k = prng_below(r, COUNT(firms));
	return arena_printf(a, "%s %s", starts[i], firms[k]);
}

const char *number_word(size_t n)
{
	return n < COUNT(numbers) ? numbers[n] : NULL;
}

const char *reason_word(prng *r)
{
	return reasons[prng_below(r, COUNT(reasons))];
}
