#ifndef BCF_STORE_DELTA_H
#define BCF_STORE_DELTA_H
/* A text as what differs from another: most versions change a row or two of a table.
 *
 * A delta is a run of steps, each beginning with a number n (seven bits a byte, lowest first, the high bit says that
 * more follow): n even: copy n/2 bytes of the base from the offset that follows as another such number; n odd: the next
 * n/2 bytes stand here. */

#include "base/arena.h"
#include "base/span.h"

/* False when it would be longer than `most` bytes, or when the two have too little in common. */
bool delta_make(span *out, span base, span text, size_t most, arena *a);

/* Writes exactly `size` bytes to `out`.  False when the delta is damaged or of another base; nothing outside of `base`
 * and `out` is touched. */
bool delta_apply(char *out, size_t size, span base, span delta);

#endif
