#ifndef BCF_POLICY_FOLD_H
#define BCF_POLICY_FOLD_H
/* How texts that people type are compared: without regard to case, to white space at the ends and runs of it, to curly
 * or straight quotation marks and to the length of a dash. */

#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"

/* The folded text, at most `room` bytes of it, in `out`; the result is its length, or SIZE_MAX when it does not fit.  A
 * folded text is never longer than the text. */
size_t fold_into(char *out, size_t room, span text);
/* The same, in the arena. */
span fold(arena *a, span text);
/* For tables of folded texts; `seed` parts the tables. */
uint32_t fold_hash(span folded, uint32_t seed);

#endif
