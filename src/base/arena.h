#ifndef BCF_BASE_ARENA_H
#define BCF_BASE_ARENA_H
/* Memory of one job (a command, one plan's check).  Everything in it is freed together by arena_close.
 * No function here returns NULL: when the machine has no memory left the process stops (abort), which the
 * limits of base/limits.h keep out of reach of any input.  An arena belongs to one thread. */

#include <stddef.h>

#include "base/span.h"

typedef struct arena arena;

arena *arena_open(void);
void arena_close(arena *a); /* NULL is allowed */

void *arena_alloc(arena *a, size_t bytes);		     /* zeroed, aligned to 16 bytes */
void *arena_array(arena *a, size_t count, size_t item_size); /* zeroed; the product is checked for overflow */
/* Room for at least `needed` items: returns `items` itself while *room suffices, else a copy at least twice as large
 * (new part zeroed) and updates *room. */
void *arena_grow(arena *a, void *items, size_t *room, size_t needed, size_t item_size);

char *arena_text(arena *a, span s); /* NUL-terminated copy */
span arena_span(arena *a, span s);  /* copy, NUL-terminated behind its end too */
char *arena_printf(arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

size_t arena_bytes(const arena *a); /* handed out so far, for tests and benchmarks */

/* Give back everything allocated after the mark; blocks are kept for reuse. */
typedef struct arena_mark {
	void *block;
	size_t used;
} arena_mark;
arena_mark arena_now(const arena *a);
void arena_back(arena *a, arena_mark m);

#endif
