#include "synth/prng.h"

static uint64_t mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

prng prng_of(uint64_t start, uint64_t a, uint64_t b)
{
	return (prng){mix(mix(mix(start + UINT64_C(0x9E3779B97F4A7C15)) + a + 1) + (b << 20) + 1)};
}

uint64_t prng_next(prng *r)
{
	r->state += UINT64_C(0x9E3779B97F4A7C15);
	return mix(r->state);
}

int64_t prng_between(prng *r, int64_t least, int64_t most)
{
	return most <= least ? least : least + (int64_t)(prng_next(r) % ((uint64_t)(most - least) + 1));
}

size_t prng_below(prng *r, size_t count)
{
	return count ? (size_t)(prng_next(r) % count) : 0;
}
