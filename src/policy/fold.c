#include "policy/fold.h"

#include <string.h>

/* Typographic signs and what stands for them; the longer ones are all of three bytes but the space. */
static const struct sign {
	char bytes[4];
	char plain;
} signs[] = {
	{"\xE2\x80\x98", '\''},
	{"\xE2\x80\x99", '\''},
	{"\xE2\x80\x9C", '"'},
	{"\xE2\x80\x9D", '"'},
	{"\xE2\x80\x93", '-'},
	{"\xE2\x80\x94", '-'},
	{"\xE2\x80\x91", '-'},
	{"\xE2\x80\xAF", ' '},
};

/* The plain byte for the character at `at`, and how long that is. */
static char plain_of(const char *at, size_t left, size_t *bytes)
{
	*bytes = 1;
	if (*at >= 'A' && *at <= 'Z')
		return (char)(*at | 0x20);
	if (*at == '\t' || *at == '\n' || *at == '\r' || *at == '\v' || *at == '\f')
		return ' ';
	if (left >= 2 && at[0] == '\xC2' && at[1] == '\xA0') {
		*bytes = 2;
		return ' ';
	}
	if (left < 3 || *at != '\xE2')
		return *at;
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (!memcmp(at, signs[i].bytes, 3)) {
			*bytes = 3;
			return signs[i].plain;
		}
	return *at;
}

size_t fold_into(char *out, size_t room, span text)
{
	size_t n = 0;
	bool gap = false;
	for (size_t i = 0, bytes; i < text.len; i += bytes) {
		char c = plain_of(text.at + i, text.len - i, &bytes);
		if (c == ' ') {
			gap = n > 0;
			continue;
		}
		if (n + gap >= room)
			return SIZE_MAX;
		if (gap)
			out[n++] = ' ';
		gap = false;
		out[n++] = c;
	}
	return n;
}

span fold(arena *a, span text)
{
	char *out = arena_alloc(a, text.len + 1);
	return (span){out, fold_into(out, text.len, text)};
}

uint32_t fold_hash(span folded, uint32_t seed)
{
	uint64_t h = (seed + 1) * UINT64_C(0x9E3779B97F4A7C15);
	size_t i = 0;
	for (; i + 8 <= folded.len; i += 8) {
		uint64_t word;
		memcpy(&word, folded.at + i, 8);
		h = (h ^ word) * UINT64_C(0xD6E8FEB86659FD93);
		h ^= h >> 32;
	}
	uint64_t rest = folded.len;
	for (; i < folded.len; i++)
		rest = rest << 8 | (unsigned char)folded.at[i];
	h = (h ^ rest) * UINT64_C(0xD6E8FEB86659FD93);
	h ^= h >> 32;
	h *= UINT64_C(0xD6E8FEB86659FD93);
	return (uint32_t)(h >> 32);
}
