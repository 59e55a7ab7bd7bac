#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_FIRST 64

void buf_init(buf *b, arena *a)
{
	*b = (buf){.owner = a};
}

/* Makes room for `more` bytes and the NUL behind them.  The old bytes stay in the arena, so that a piece of a buffer
 * may be added to the buffer itself. */
static void make_room(buf *b, size_t more)
{
	size_t needed;

	if (__builtin_add_overflow(b->len, more, &needed) || __builtin_add_overflow(needed, 1, &needed))
		abort();
	b->at = arena_grow(b->owner, b->at, &b->room, needed < ROOM_FIRST ? ROOM_FIRST : needed, 1);
}

void buf_add(buf *b, span s)
{
	make_room(b, s.len);
	if (s.len)
		memcpy(b->at + b->len, s.at, s.len);
	b->len += s.len;
	b->at[b->len] = '\0';
}

void buf_text(buf *b, const char *text)
{
	buf_add(b, span_of(text));
}

void buf_char(buf *b, char c)
{
	buf_add(b, (span){&c, 1});
}

void buf_printf(buf *b, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		abort();

	make_room(b, (size_t)len);
	va_start(args, format);
	vsnprintf(b->at + b->len, (size_t)len + 1, format, args);
	va_end(args);
	b->len += (size_t)len;
}

span buf_span(const buf *b)
{
	return b->at ? (span){b->at, b->len} : (span){"", 0};
}
