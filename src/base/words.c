#include "base/words.h"

#include <string.h>

/* Removing a mark may empty a run ("**"), never join two. */
static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static bool is_word_byte(char c)
{
	unsigned char u = (unsigned char)c;
	return u >= 128 || (u >= '0' && u <= '9') || (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z');
}

/* Length of a space beyond ASCII: U+00A0, U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F, U+3000. */
static size_t foreign_blank(const char *at, size_t left)
{
	const unsigned char *u = (const unsigned char *)at;
	if (left >= 2 && u[0] == 0xC2 && u[1] == 0xA0)
		return 2;
	if (left < 3)
		return 0;
	bool general = u[0] == 0xE2 && u[1] == 0x80 && (u[2] <= 0x8A || u[2] == 0xA8 || u[2] == 0xA9 || u[2] == 0xAF);
	return general || !memcmp(u, "\xE2\x81\x9F", 3) || !memcmp(u, "\xE3\x80\x80", 3) ? 3 : 0;
}

/* Length of a run of non-ASCII punctuation that is no letter: dashes, quotation marks, bullets (U+2010 to U+2027,
 * U+2030 to U+205E, all three bytes beginning E2 80 or E2 81), and the middle dot of Latin-1. */
static size_t foreign_mark(const char *at, size_t left)
{
	const unsigned char *u = (const unsigned char *)at;
	if (left >= 3 && u[0] == 0xE2 && (u[1] == 0x80 || u[1] == 0x81))
		return 3;
	if (left >= 3 && u[0] == 0xE2 && (u[1] == 0x96 || u[1] == 0x97))
		return 3; /* geometric shapes used as bullets */
	if (left >= 2 && u[0] == 0xC2 && u[1] == 0xB7)
		return 2;
	return 0;
}

/* A link's address, "](https://...)", is a mark: what a reader sees is the text before it. */
static size_t link_address(span text, size_t i)
{
	if (text.at[i] != ']' || i + 1 >= text.len || text.at[i + 1] != '(')
		return 0;
	for (size_t k = i + 2; k < text.len && !is_blank(text.at[k]); k++)
		if (text.at[k] == ')')
			return k + 1 - i;
	return 0;
}

size_t words_count(span text)
{
	size_t count = 0;
	bool in_word = false;

	for (size_t i = 0; i < text.len;) {
		size_t skip = foreign_blank(text.at + i, text.len - i);
		if (skip)
			in_word = false;
		else
			skip = foreign_mark(text.at + i, text.len - i);
		if (!skip)
			skip = link_address(text, i);
		if (skip) {
			i += skip;
			continue;
		}
		if (is_blank(text.at[i])) {
			in_word = false;
		} else if (!in_word && is_word_byte(text.at[i])) {
			in_word = true;
			count++;
		}
		i++;
	}
	return count;
}
