#include "store/delta.h"

#include <string.h>

/* How many lines of either text are looked through for one that both have. */
enum { LINES_AHEAD = 24, NUMBER_BYTES = 10 };

/* ---- steps ---- */

typedef struct steps {
	char *at;
	size_t len, most;
	bool full;
} steps;

static void put_bytes(steps *s, const char *bytes, size_t len)
{
	s->full |= len > s->most - s->len;
	if (s->full)
		return;
	memcpy(s->at + s->len, bytes, len);
	s->len += len;
}

static void put_number(steps *s, size_t n)
{
	char bytes[NUMBER_BYTES];
	size_t len = 0;
	do {
		bytes[len++] = (char)((n & 127) | (n > 127 ? 128 : 0));
		n >>= 7;
	} while (n);
	put_bytes(s, bytes, len);
}

static void put_copy(steps *s, size_t from, size_t len)
{
	if (!len)
		return;
	put_number(s, len << 1);
	put_number(s, from);
}

static void put_text(steps *s, const char *bytes, size_t len)
{
	if (!len)
		return;
	put_number(s, len << 1 | 1);
	put_bytes(s, bytes, len);
}

/* ---- making ---- */

static size_t alike(const char *x, const char *y, size_t most)
{
	size_t n = 0;
	while (n + 256 <= most && !memcmp(x + n, y + n, 256))
		n += 256;
	while (n + 8 <= most && !memcmp(x + n, y + n, 8))
		n += 8;
	while (n < most && x[n] == y[n])
		n++;
	return n;
}

/* Where the lines from `at` on begin: starts[0] is `at`, and the last is behind the end of the last line. */
static size_t line_starts(size_t starts[LINES_AHEAD + 1], size_t most, span text, size_t at)
{
	size_t n = 0;
	starts[0] = at;
	while (n < most && starts[n] < text.len) {
		const char *end = memchr(text.at + starts[n], '\n', text.len - starts[n]);
		starts[n + 1] = end ? (size_t)(end - text.at) + 1 : text.len;
		n++;
	}
	return n;
}

static bool same_line(span base, const size_t *b, span text, const size_t *t)
{
	size_t len = b[1] - b[0];
	return len == t[1] - t[0] && !memcmp(base.at + b[0], text.at + t[0], len);
}

/* Behind a difference: the nearest line, among `most` of each, that both have.  Gives their ends when there is none and
 * both end that near. */
static bool meet_within(
	size_t most, size_t *in_base, size_t *in_text, span base, size_t base_line, span text, size_t text_line)
{
	size_t b[LINES_AHEAD + 1], t[LINES_AHEAD + 1];
	size_t bases = line_starts(b, most, base, base_line), texts = line_starts(t, most, text, text_line);
	for (size_t all = 1; all < bases + texts; all++)
		for (size_t i = all < bases ? 0 : all - bases + 1; i <= all && i < texts; i++)
			if (same_line(base, &b[all - i], text, &t[i])) {
				*in_base = b[all - i];
				*in_text = t[i];
				return true;
			}
	*in_base = base.len;
	*in_text = text.len;
	return b[bases] == base.len && t[texts] == text.len;
}

/* Mostly one line differs and the next is the same. */
static bool meet(size_t *in_base, size_t *in_text, span base, size_t base_line, span text, size_t text_line)
{
	return meet_within(2, in_base, in_text, base, base_line, text, text_line) ||
	       meet_within(LINES_AHEAD, in_base, in_text, base, base_line, text, text_line);
}

static size_t line_of(span text, size_t at)
{
	while (at > 0 && text.at[at - 1] != '\n')
		at--;
	return at;
}

bool delta_make(span *out, span base, span text, size_t most, arena *a)
{
	steps s = {.at = arena_alloc(a, most + 1), .most = most};
	size_t in_base = 0, in_text = 0;
	while (in_text < text.len && !s.full) {
		size_t left = base.len - in_base, wanted = text.len - in_text;
		size_t same = alike(base.at + in_base, text.at + in_text, left < wanted ? left : wanted);
		put_copy(&s, in_base, same);
		in_base += same;
		in_text += same;
		if (in_text == text.len)
			break;
		size_t next_base, next_text;
		if (!meet(&next_base, &next_text, base, line_of(base, in_base), text, line_of(text, in_text)))
			return false;
		if (next_text < in_text) { /* the beginning of the line that both have stands already */
			next_base += in_text - next_text;
			next_text = in_text;
		}
		/* What stands before the meeting place may be alike too. */
		while (next_text > in_text && next_base > in_base && text.at[next_text - 1] == base.at[next_base - 1]) {
			next_text--;
			next_base--;
		}
		put_text(&s, text.at + in_text, next_text - in_text);
		in_base = next_base;
		in_text = next_text;
	}
	if (s.full)
		return false;
	*out = (span){s.at, s.len};
	return true;
}

/* ---- applying ---- */

static bool take_number(size_t *out, span *from)
{
	size_t n = 0;
	for (unsigned i = 0; from->len && i < 9 * 7; i += 7) {
		unsigned char c = (unsigned char)*from->at++;
		from->len--;
		n |= (size_t)(c & 127) << i;
		if (c < 128) {
			*out = n;
			return true;
		}
	}
	return false;
}

bool delta_apply(char *out, size_t size, span base, span delta)
{
	size_t made = 0;
	while (delta.len) {
		size_t n, from = 0;
		if (!take_number(&n, &delta))
			return false;
		size_t len = n >> 1;
		span source = n & 1 ? delta : base;
		if (!(n & 1) && !take_number(&from, &delta))
			return false;
		if (len > size - made || from > source.len || len > source.len - from)
			return false;
		if (len)
			memcpy(out + made, source.at + from, len);
		made += len;
		if (n & 1) {
			delta.at += len;
			delta.len -= len;
		}
	}
	return made == size;
}
