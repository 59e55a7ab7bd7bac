#include "base/arena.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT ((size_t)16)
#define BLOCK_FIRST ((size_t)64 << 10)
#define BLOCK_MAX ((size_t)1 << 20)

/* The blocks form one chain in the order of use: those behind the current one are empty and wait to be reused. */
typedef struct block {
	struct block *next;
	size_t size, used;
	alignas(16) char bytes[];
} block;

struct arena {
	block *first, *current;
	size_t next_size;
};

static void *must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

static size_t must_multiply(size_t a, size_t b)
{
	size_t product;

	if (__builtin_mul_overflow(a, b, &product))
		abort();
	return product;
}

static block *block_open(size_t size)
{
	size_t whole;

	if (__builtin_add_overflow(size, sizeof(block), &whole))
		abort();
	block *b = must(malloc(whole));
	*b = (block){.size = size};
	return b;
}

arena *arena_open(void)
{
	arena *a = must(calloc(1, sizeof *a));

	a->first = a->current = block_open(BLOCK_FIRST);
	a->next_size = BLOCK_FIRST * 2;
	return a;
}

void arena_close(arena *a)
{
	if (!a)
		return;
	for (block *b = a->first, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	free(a);
}

/* A waiting block that is large enough, taken out of the chain; NULL when there is none. */
static block *block_waiting(arena *a, size_t bytes)
{
	for (block **link = &a->current->next; *link; link = &(*link)->next) {
		block *b = *link;
		if (b->size >= bytes) {
			*link = b->next;
			return b;
		}
	}
	return NULL;
}

static block *block_new(arena *a, size_t bytes)
{
	if (bytes > a->next_size)
		return block_open(bytes);
	block *b = block_open(a->next_size);
	if (a->next_size < BLOCK_MAX)
		a->next_size *= 2;
	return b;
}

static void block_enter(arena *a, size_t bytes)
{
	block *b = block_waiting(a, bytes);

	if (!b)
		b = block_new(a, bytes);
	b->next = a->current->next;
	a->current->next = b;
	a->current = b;
}

void *arena_alloc(arena *a, size_t bytes)
{
	size_t size;

	if (__builtin_add_overflow(bytes ? bytes : 1, ALIGNMENT - 1, &size))
		abort();
	size &= ~(ALIGNMENT - 1);
	if (size > a->current->size - a->current->used)
		block_enter(a, size);

	block *b = a->current;
	char *at = b->bytes + b->used;
	memset(at, 0, size); /* only what is used: a block may be large, and its memory used before */
	b->used += size;
	return at;
}

void *arena_array(arena *a, size_t count, size_t item_size)
{
	return arena_alloc(a, must_multiply(count, item_size));
}

void *arena_grow(arena *a, void *items, size_t *room, size_t needed, size_t item_size)
{
	if (needed <= *room)
		return items;

	size_t more = must_multiply(*room, 2);
	if (more < needed)
		more = needed;
	void *copy = arena_array(a, more, item_size);
	if (*room)
		memcpy(copy, items, *room * item_size);
	*room = more;
	return copy;
}

char *arena_text(arena *a, span s)
{
	size_t size;

	if (__builtin_add_overflow(s.len, 1, &size))
		abort();
	char *text = arena_alloc(a, size);
	if (s.len)
		memcpy(text, s.at, s.len);
	return text;
}

span arena_span(arena *a, span s)
{
	return (span){arena_text(a, s), s.len};
}

char *arena_printf(arena *a, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		abort();

	char *text = arena_alloc(a, (size_t)len + 1);
	va_start(args, format);
	vsnprintf(text, (size_t)len + 1, format, args);
	va_end(args);
	return text;
}

size_t arena_bytes(const arena *a)
{
	size_t bytes = 0;

	for (const block *b = a->first; b != a->current->next; b = b->next)
		bytes += b->used;
	return bytes;
}

arena_mark arena_now(const arena *a)
{
	return (arena_mark){a->current, a->current->used};
}

void arena_back(arena *a, arena_mark m)
{
	block *kept = m.block;

	for (block *b = kept->next; b; b = b->next)
		b->used = 0;
	kept->used = m.used;
	a->current = kept;
}
