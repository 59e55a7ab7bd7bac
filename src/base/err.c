#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"

void err_init(err *e, arena *a)
{
	*e = (err){.owner = a};
}

/* Names of files, sheets and cells come from strangers: what would command a terminal, or forge a line, is shown as a
 * question mark. */
static char *printable(char *text)
{
	for (char *c = text; *c; c++)
		if ((*c > 0 && *c < ' ') || *c == 127)
			*c = '?';
	return text;
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
	*m = (err_message){
		.where = printable(arena_text(e->owner, span_of(where))), .text = printable(text), .code = code};
	if (e->last)
		e->last->next = m;
	else
		e->first = m;
	e->last = m;
	return code;
}
