#include "format/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define HIGH_BITS UINT64_C(0x8080808080808080)

static uint64_t word_at(const char *text)
{
	uint64_t word;

	memcpy(&word, text, sizeof word);
	return word;
}

/* The index of the first byte from `i` on that is not ASCII, or len; 16 bytes a step. */
static size_t ascii_end(const char *text, size_t i, size_t len)
{
	while (len - i >= 16 && !((word_at(text + i) | word_at(text + i + 8)) & HIGH_BITS))
		i += 16;
	while (i < len && !(text[i] & 0x80))
		i++;
	return i;
}

/* The length of the well-formed sequence at `s` (table 3-7 of the Unicode standard), or 0.  Only the second byte's
 * range depends on the first byte: that is what keeps out overlong forms, surrogates and what lies above U+10FFFF. */
static size_t sequence_length(const unsigned char *s, size_t room)
{
	unsigned char lowest = 0x80, highest = 0xBF;
	size_t len;

	if (s[0] >= 0xC2 && s[0] <= 0xDF)
		len = 2;
	else if (s[0] >= 0xE0 && s[0] <= 0xEF)
		len = 3;
	else if (s[0] >= 0xF0 && s[0] <= 0xF4)
		len = 4;
	else
		return 0;
	if (s[0] == 0xE0)
		lowest = 0xA0;
	else if (s[0] == 0xED)
		highest = 0x9F;
	else if (s[0] == 0xF0)
		lowest = 0x90;
	else if (s[0] == 0xF4)
		highest = 0x8F;
	if (len > room || s[1] < lowest || s[1] > highest)
		return 0;
	for (size_t i = 2; i < len; i++)
		if ((s[i] & 0xC0) != 0x80)
			return 0;
	return len;
}

size_t utf8_valid(const char *text, size_t len)
{
	size_t i = 0;

	while ((i = ascii_end(text, i, len)) < len) {
		size_t step = sequence_length((const unsigned char *)text + i, len - i);
		if (!step)
			return i;
		i += step;
	}
	return len;
}

bool utf8_ascii(span s)
{
	return ascii_end(s.at, 0, s.len) == s.len;
}

/* The punctuation of everyday documents, which neither decomposes nor combines: dashes, quotation marks and bullets
 * (U+2010 to U+2027), U+2030 to U+205E, currency signs, the minus sign, and the geometric shapes that stand for
 * bullets. */
static bool plain_mark(const unsigned char *s, size_t room)
{
	if (room < 3 || s[0] != 0xE2)
		return false;
	return (s[1] == 0x80 && s[2] >= 0x90 && s[2] != 0xA8 && s[2] != 0xA9) || (s[1] == 0x81 && s[2] <= 0x9E) ||
	       (s[1] == 0x82 && s[2] >= 0xA0) || (s[1] == 0x88 && s[2] == 0x92) || s[1] == 0x96 || s[1] == 0x97;
}

/* Everything below U+0300 is in NFC as it stands, and U+0300 is the first character with the lead byte 0xCC. */
static bool surely_nfc(span s)
{
	for (size_t i = ascii_end(s.at, 0, s.len); i < s.len; i++) {
		const unsigned char *at = (const unsigned char *)s.at + i;
		if (*at < 0xCC)
			continue;
		if (!plain_mark(at, s.len - i))
			return false;
		i += 2;
	}
	return true;
}

span utf8_nfc(arena *a, span s)
{
	utf8proc_uint8_t *made = NULL;

	if (surely_nfc(s))
		return s;
	utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)s.at, (utf8proc_ssize_t)s.len, &made,
		(utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
	if (len == UTF8PROC_ERROR_NOMEM)
		abort();
	if (len >= 0) {
		span composed = {(const char *)made, (size_t)len};
		if (!span_equal(composed, s))
			s = arena_span(a, composed);
	}
	free(made);
	return s;
}

size_t utf8_width(span s)
{
	size_t width = 0;

	for (size_t i = 0; i < s.len;) {
		utf8proc_int32_t point;
		utf8proc_ssize_t step =
			utf8proc_iterate((const utf8proc_uint8_t *)s.at + i, (utf8proc_ssize_t)(s.len - i), &point);
		if (step <= 0) { /* a terminal shows one mark for a byte that is no character */
			step = 1;
			point = '?';
		}
		width += (size_t)utf8proc_charwidth(point);
		i += (size_t)step;
	}
	return width;
}
