#include "base/words.h"

/* Marks that Markdown lays around or before words.  Removing a mark may empty a run ("**"), never join two. */
static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static bool is_word_byte(char c)
{
	unsigned char u = (unsigned char)c;
	return u >= 128 || (u >= '0' && u <= '9') || (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z');
}

/* Length of a run of non-ASCII punctuation that is no letter: dashes, quotation marks, bullets (U+2010 to U+2027,
 * U+2030 to U+205E, all three bytes beginning E2 80 or E2 81), and the middle dot and no-break space of Latin-1. */
static size_t foreign_mark(const char *at, size_t left)
{
	const unsigned char *u = (const unsigned char *)at;
	if (left >= 3 && u[0] == 0xE2 && (u[1] == 0x80 || u[1] == 0x81))
		return 3;
	if (left >= 3 && u[0] == 0xE2 && (u[1] == 0x96 || u[1] == 0x97))
		return 3; /* geometric shapes used as bullets */
	if (left >= 2 && u[0] == 0xC2 && (u[1] == 0xB7 || u[1] == 0xA0))
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
		size_t skip = foreign_mark(text.at + i, text.len - i);
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
