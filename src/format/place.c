#include "format/place.h"

#include <string.h>

/* Where each line of a file begins.  Made when a place is first asked for: most plans that are read have none to tell.
 */
struct line_index {
	arena *owner;
	uint32_t *starts;
	size_t count;
};

struct line_index *lines_open(arena *a)
{
	struct line_index *x = arena_alloc(a, sizeof *x);
	x->owner = a;
	return x;
}

static void find_lines(struct line_index *x, span text)
{
	size_t room = 0;
	x->starts = arena_grow(x->owner, NULL, &room, 64, sizeof *x->starts);
	x->count = 1;
	for (const char *at = text.at; at && (at = memchr(at, '\n', text.len - (size_t)(at - text.at)));) {
		at++;
		x->starts = arena_grow(x->owner, x->starts, &room, x->count + 1, sizeof *x->starts);
		x->starts[x->count++] = (uint32_t)(at - text.at);
	}
}

void cell_line(size_t *line, size_t *across, origin from, cell c)
{
	struct line_index *x = from.lines;
	if (!x) {
		csv_place(line, across, from.text.at, from.text.len, c.offset);
		return;
	}
	if (!x->count)
		find_lines(x, from.text);
	size_t low = 0, high = x->count;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (x->starts[middle] <= c.offset)
			low = middle;
		else
			high = middle;
	}
	csv_place(
		line, across, from.text.at + x->starts[low], from.text.len - x->starts[low], c.offset - x->starts[low]);
	*line = low + 1;
}

const char *cell_place(arena *a, origin from, cell c)
{
	size_t line, at;
	if (!from.name)
		return "";
	cell_line(&line, &at, from, c);
	return arena_printf(a, "%s:%zu:%zu", from.name, line, at);
}
