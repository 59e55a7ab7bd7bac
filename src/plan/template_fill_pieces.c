#include "plan/template_fill_pieces.h"

#include <string.h>

#include "plan/own_book.h"

#define PIECE_MAX 8000 /* bytes; a longer paragraph goes on in the next row */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* Where a paragraph that is too long is cut: before a blank that follows a word, else between two characters of which
 * the first is no blank; s.len when there is no such place. */
static size_t cut_at(span s)
{
	for (size_t at = PIECE_MAX; at > PIECE_MAX / 2; at--)
		if (s.at[at] == ' ' && !is_blank(s.at[at - 1]))
			return at;
	for (size_t at = PIECE_MAX; at > 1; at--)
		if (((unsigned char)s.at[at] & 0xC0) != 0x80 && !is_blank(s.at[at - 1]))
			return at;
	return s.len;
}

fill_piece *fill_pieces(size_t *count, span text, arena *a)
{
	fill_piece *list = NULL;
	size_t room = 0, n = 0, end;
	while (text.len && text.at[text.len - 1] == '\n')
		text.len--;
	for (bool more = true; more;) {
		span paragraph = text;
		const char *joined = "";
		more = span_find(text, "\n\n", &end);
		if (more) {
			paragraph.len = end;
			text = (span){text.at + end + 2, text.len - end - 2};
		}
		do {
			size_t len = paragraph.len > PIECE_MAX ? cut_at(paragraph) : paragraph.len;
			span one = {paragraph.at, len};
			list = arena_grow(a, list, &room, n + 1, sizeof *list);
			list[n++] = (fill_piece){one, joined};
			paragraph = (span){paragraph.at + len, paragraph.len - len};
			joined = OWN_BOOK_SAME_LINE;
		} while (paragraph.len);
	}
	*count = n;
	return list;
}
