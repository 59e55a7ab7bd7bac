#ifndef BCF_SYNTH_WORDS_H
#define BCF_SYNTH_WORDS_H
/* Words for a made-up nation.  Every list is here; none is taken from a real plan. */

#include "base/arena.h"
#include "synth/prng.h"

/* Different for different `index` below place_count, and for one `start` always the same. */
size_t place_count(void);
const char *place_name(uint64_t start, size_t index, arena *a);

const char *line_locality(size_t i); /* i is taken round the list */
size_t line_locality_count(void);
const char *line_service(size_t i);
size_t line_service_count(void);
const char *provider_name(prng *r, arena *a);
const char *number_word(size_t n); /* "four"; NULL above twenty */
const char *reason_word(prng *r);  /* why a forecast differs */

#endif
