#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"

void err_init(err *e, arena *a)
{
	*e = (err){.owner = a};
}

int err_add(err *e, int code, const char *where, const char *format, ...)
{
	va_list args;

	if (e->count++ >= MESSAGES_MAX)
		return code;

	va_start(args, format);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		abort();

	char *text = arena_alloc(e->owner, (size_t)len + 1);
	va_start(args, format);
	vsnprintf(text, (size_t)len + 1, format, args);
	va_end(args);

	err_message *m = arena_alloc(e->owner, sizeof *m);
	*m = (err_message){.where = arena_text(e->owner, span_of(where)), .text = text, .code = code};
	if (e->last)
		e->last->next = m;
	else
		e->first = m;
	e->last = m;
	return code;
}
