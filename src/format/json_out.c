#include "format/json_out.h"

#include <inttypes.h>
#include <stdlib.h>

#define DEPTH_MAX (int)(sizeof((json_out *)0)->filled / sizeof((json_out *)0)->filled[0])

void json_start(json_out *j, buf *to, bool spread)
{
	*j = (json_out){.to = to, .spread = spread};
}

static void line(json_out *j)
{
	if (!j->spread)
		return;
	buf_char(j->to, '\n');
	for (int i = 0; i < j->depth; i++)
		buf_text(j->to, "  ");
}

/* Two digits suffice: only what lies below a space is written by number. */
static void escape(buf *to, char c)
{
	static const char digits[] = "0123456789abcdef";
	static const char shorts[] = "\"\"\\\\\bb\ff\nn\rr\tt"; /* the byte, then its letter */

	buf_char(to, '\\');
	for (size_t i = 0; i + 1 < sizeof shorts; i += 2) {
		if (shorts[i] == c) {
			buf_char(to, shorts[i + 1]);
			return;
		}
	}
	buf_text(to, "u00");
	buf_char(to, digits[(unsigned char)c >> 4]);
	buf_char(to, digits[c & 15]);
}

static void quoted(buf *to, span s)
{
	size_t from = 0;

	buf_char(to, '"');
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];
		if (c >= ' ' && c != '"' && c != '\\')
			continue;
		buf_add(to, (span){s.at + from, i - from});
		escape(to, s.at[i]);
		from = i + 1;
	}
	if (from < s.len)
		buf_add(to, (span){s.at + from, s.len - from});
	buf_char(to, '"');
}

/* What stands before every value: the comma, the line, the name. */
static void begin(json_out *j, const char *name)
{
	if (j->depth > 0) {
		if (j->filled[j->depth - 1])
			buf_char(j->to, ',');
		j->filled[j->depth - 1] = true;
		line(j);
	}
	if (name) {
		quoted(j->to, span_of(name));
		buf_text(j->to, j->spread ? ": " : ":");
	}
}

void json_open(json_out *j, const char *name, char bracket)
{
	if (j->depth >= DEPTH_MAX)
		abort();
	begin(j, name);
	buf_char(j->to, bracket);
	j->filled[j->depth++] = false;
}

void json_close(json_out *j, char bracket)
{
	if (j->depth <= 0)
		abort();
	j->depth--;
	if (j->filled[j->depth])
		line(j);
	buf_char(j->to, bracket);
}

void json_text(json_out *j, const char *name, span value)
{
	begin(j, name);
	quoted(j->to, value);
}

void json_string(json_out *j, const char *name, const char *value)
{
	if (value) {
		json_text(j, name, span_of(value));
		return;
	}
	begin(j, name);
	buf_text(j->to, "null");
}

void json_int(json_out *j, const char *name, int64_t value)
{
	begin(j, name);
	buf_printf(j->to, "%" PRId64, value);
}

void json_bool(json_out *j, const char *name, bool value)
{
	begin(j, name);
	buf_text(j->to, value ? "true" : "false");
}
