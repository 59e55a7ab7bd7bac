#include "base/span.h"

#include <string.h>

#define DISTANCE_BYTES_MAX 64

span span_of(const char *text)
{
	return text ? (span){text, strlen(text)} : (span){"", 0};
}

/* memcmp and memmem may not be given NULL, not even with a length of 0. */
static bool same_bytes(const char *a, const char *b, size_t len)
{
	return len == 0 || memcmp(a, b, len) == 0;
}

bool span_equal(span a, span b)
{
	return a.len == b.len && same_bytes(a.at, b.at, a.len);
}

bool span_is(span s, const char *text)
{
	return span_equal(s, span_of(text));
}

int span_compare(span a, span b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len ? memcmp(a.at, b.at, len) : 0;

	if (order)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

int span_compare_natural(span x, span y)
{
	size_t i = 0, k = 0;
	while (i < x.len && k < y.len) {
		bool digits = x.at[i] >= '0' && x.at[i] <= '9' && y.at[k] >= '0' && y.at[k] <= '9';
		if (!digits) {
			if (x.at[i] != y.at[k])
				return (unsigned char)x.at[i] < (unsigned char)y.at[k] ? -1 : 1;
			i++, k++;
			continue;
		}
		size_t from = i, other = k;
		while (i < x.len && x.at[i] >= '0' && x.at[i] <= '9')
			i++;
		while (k < y.len && y.at[k] >= '0' && y.at[k] <= '9')
			k++;
		while (from < i && x.at[from] == '0')
			from++;
		while (other < k && y.at[other] == '0')
			other++;
		if (i - from != k - other)
			return i - from < k - other ? -1 : 1;
		int d = memcmp(x.at + from, y.at + other, i - from);
		if (d)
			return d;
	}
	return (i < x.len) - (k < y.len);
}

bool span_starts(span s, const char *prefix)
{
	span p = span_of(prefix);

	return s.len >= p.len && same_bytes(s.at, p.at, p.len);
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

span span_trim(span s)
{
	while (s.len && is_space(s.at[0])) {
		s.at++;
		s.len--;
	}
	while (s.len && is_space(s.at[s.len - 1]))
		s.len--;
	return s;
}

span span_cut(span *rest, char mark)
{
	span whole = *rest;
	const char *found = whole.len ? memchr(whole.at, mark, whole.len) : NULL;

	if (!found) {
		*rest = (span){whole.len ? whole.at + whole.len : whole.at, 0};
		return whole;
	}
	size_t len = (size_t)(found - whole.at);
	*rest = (span){found + 1, whole.len - len - 1};
	return (span){whole.at, len};
}

bool span_find(span s, const char *needle, size_t *where)
{
	span n = span_of(needle);
	size_t at = 0;

	if (n.len) {
		const char *found = s.len ? memmem(s.at, s.len, n.at, n.len) : NULL;
		if (!found)
			return false;
		at = (size_t)(found - s.at);
	}
	if (where)
		*where = at;
	return true;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Three rows of the classic table are enough: a swap looks back two rows. */
size_t span_distance(span a, span b)
{
	size_t rows[3][DISTANCE_BYTES_MAX + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2];

	if (a.len > DISTANCE_BYTES_MAX || b.len > DISTANCE_BYTES_MAX)
		return SIZE_MAX;
	memset(rows, 0, sizeof rows);
	for (size_t j = 0; j <= b.len; j++)
		above[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			size_t replaced = above[j - 1] + (a.at[i - 1] != b.at[j - 1]);
			row[j] = least(replaced, least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		size_t *spare = before;
		before = above;
		above = row;
		row = spare;
	}
	return above[b.len];
}
