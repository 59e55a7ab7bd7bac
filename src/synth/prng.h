#ifndef BCF_SYNTH_PRNG_H
#define BCF_SYNTH_PRNG_H
/* Numbers that look like chance and are the same on every machine: splitmix64 (Steele, Lea, Flood 2014).  Integers
 * only.
 */

#include <stddef.h>
#include <stdint.h>

typedef struct prng {
	uint64_t state;
} prng;

/* A stream of its own for each (start, a, b): what one area gets does not depend on how many others there are. */
prng prng_of(uint64_t start, uint64_t a, uint64_t b);
uint64_t prng_next(prng *r);
int64_t prng_between(prng *r, int64_t least, int64_t most); /* both inclusive; least when most < least */
size_t prng_below(prng *r, size_t count);		    /* 0 .. count - 1; 0 when count is 0 */

#endif
