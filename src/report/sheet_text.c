/* The text of a cell: how long it may be, and what of it must be written in another way. */
#include <string.h>

#include "report/sheet_inside.h"

/* UTF-16 units of valid UTF-8: a character of four bytes takes two. */
static size_t utf16_units(span s)
{
	size_t units = 0;
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];
		units += (c & 0xC0) != 0x80;
		units += c >= 0xF0;
	}
	return units;
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* "_x000D_" and the like, which readers take for the character. */
static bool is_escape(span s, size_t i)
{
	return i + 7 <= s.len && s.at[i] == '_' && s.at[i + 1] == 'x' && is_hex(s.at[i + 2]) && is_hex(s.at[i + 3]) &&
	       is_hex(s.at[i + 4]) && is_hex(s.at[i + 5]) && s.at[i + 6] == '_';
}

/* U+FFFE and U+FFFF, which no XML may hold. */
static bool is_noncharacter(span s, size_t i)
{
	return i + 3 <= s.len && !memcmp(s.at + i, "\xEF\xBF", 2) && (s.at[i + 2] == '\xBE' || s.at[i + 2] == '\xBF');
}

static bool is_plain(span s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];
		if ((c < ' ' && c != '\t' && c != '\n') || c == 0xEF ||
			(c == '_' && i + 1 < s.len && s.at[i + 1] == 'x'))
			return false;
	}
	return true;
}

const char *sheet_text_escaped(buf *scratch, span text)
{
	if (text.len > CELL_TEXT_MAX && utf16_units(text) > CELL_TEXT_MAX)
		return NULL;
	scratch->len = 0;
	if (is_plain(text)) {
		buf_add(scratch, text);
		buf_char(scratch, 0);
		return scratch->at;
	}
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];
		if (is_escape(text, i)) {
			buf_text(scratch, "_x005F_");
		} else if (is_noncharacter(text, i)) {
			buf_text(scratch, text.at[i + 2] == '\xBE' ? "_xFFFE_" : "_xFFFF_");
			i += 2;
		} else if (c < ' ' && c != '\t' && c != '\n') {
			buf_printf(scratch, "_x%04X_", c);
		} else {
			buf_char(scratch, (char)c);
		}
	}
	if (scratch->len > CELL_TEXT_MAX && utf16_units(buf_span(scratch)) > CELL_TEXT_MAX)
		return NULL; /* the library counts the text as it is written */
	buf_char(scratch, 0);
	return scratch->at;
}
