#ifndef BCF_BASE_BUF_H
#define BCF_BASE_BUF_H
/* Text under construction, in an arena.  buf_init, add, then buf_span (NUL stands behind its end). */

#include <stddef.h>

#include "base/arena.h"
#include "base/span.h"

typedef struct buf {
	arena *owner;
	char *at;
	size_t len, room;
} buf;

void buf_init(buf *b, arena *a);
void buf_add(buf *b, span s);
void buf_text(buf *b, const char *text);
void buf_char(buf *b, char c);
void buf_printf(buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
span buf_span(const buf *b); /* valid until the next add */

#endif
