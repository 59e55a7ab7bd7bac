#include "report/link.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "report/sheet_inside.h"

/* How much of two absolute paths is the same, in whole parts: the length with the slash that ends it. */
static size_t shared_part(const char *folder, const char *file)
{
	size_t same = 0, i = 0;
	while (folder[i] && folder[i] == file[i]) {
		i++;
		if (folder[i - 1] == '/')
			same = i;
	}
	return !folder[i] && file[i] == '/' ? i + 1 : same;
}

const char *link_to(const char *folder, const char *path, arena *a)
{
	char room[PATH_MAX];
	buf b;
	if (!realpath(path, room))
		return NULL;
	size_t same = shared_part(folder, room), n = strlen(folder);
	buf_init(&b, a);
	for (size_t i = same; i < n; i++)
		if (i == same || folder[i] == '/')
			buf_text(&b, "../");
	buf_text(&b, room + same);
	return arena_text(a, buf_span(&b));
}

/* What a link may not hold as it is, as %XX. */
static void add_escaped(buf *b, const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text <= ' ' || strchr("\"<>\\^`{|}%#?", *text))
			buf_printf(b, "%%%02X", (unsigned char)*text);
		else
			buf_char(b, *text);
}

void link_write(sheet_out *s, uint32_t row, uint32_t across, const char *target, const char *to_sheet,
	const char *to_cell, const char *text, arena *a)
{
	buf b;
	if (s->links++ >= SHEET_LINKS_MAX || strlen(target) > 500 || strlen(text) > 1000) {
		sheet_words(s, row, across, LOOK_TEXT, text);
		return;
	}
	buf_init(&b, a);
	buf_text(&b, "external:");
	add_escaped(&b, target);
	if (to_sheet) {
		buf_text(&b, "#'");
		for (const char *c = to_sheet; *c; c++)
			buf_text(&b, *c == '\'' ? "''" : (char[2]){*c, 0});
		buf_printf(&b, "'!%s", to_cell);
	}
	worksheet_write_url_opt(
		s->sheet, row, (lxw_col_t)across, buf_span(&b).at, look_format(s->book, LOOK_LINK), text, NULL);
	sheet_words(s, row, across, LOOK_LINK, text); /* the library turns the slashes of what is shown, too */
}
