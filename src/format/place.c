#include "format/place.h"

#include <string.h>

#include "format/xlsx.h"

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

/* ---- workbooks ---- */

#define SLOT_BITS 12

sheet_grid *sheet_grid_open(arena *a)
{
	sheet_grid *g = arena_alloc(a, sizeof *g);
	g->owner = a;
	g->slots = arena_grow(a, NULL, &g->room, 16, sizeof *g->slots);
	g->count = 1;
	return g;
}

uint32_t sheet_grid_offset(sheet_grid *g, const char *sheet, uint32_t row, uint32_t column)
{
	size_t i = 1;
	while (i < g->count && (g->slots[i].column != column || g->slots[i].sheet != sheet))
		i++;
	if (i == SHEET_SLOTS_MAX)
		return 0;
	if (i == g->count) {
		g->slots = arena_grow(g->owner, g->slots, &g->room, g->count + 1, sizeof *g->slots);
		g->slots[g->count++] = (sheet_slot){sheet, column};
	}
	return row << SLOT_BITS | (uint32_t)i;
}

uint32_t sheet_grid_below(uint32_t offset, uint32_t row)
{
	return row << SLOT_BITS | (offset & (SHEET_SLOTS_MAX - 1));
}

bool cell_sheet_place(sheet_place *out, origin from, cell c)
{
	uint32_t slot = c.offset & (SHEET_SLOTS_MAX - 1);
	if (!from.grid || !slot || slot >= from.grid->count)
		return false;
	*out = (sheet_place){from.grid->slots[slot].sheet, c.offset >> SLOT_BITS, from.grid->slots[slot].column};
	return true;
}

const char *cell_place(arena *a, origin from, cell c)
{
	size_t line, at;
	sheet_place p;
	char name[CELL_NAME];
	if (!from.name)
		return "";
	if (from.grid && !cell_sheet_place(&p, from, c))
		return from.name;
	if (from.grid) {
		cell_name(name, p.row, p.column);
		return arena_printf(a, "%s › %s › %s", from.name, p.sheet, name);
	}
	cell_line(&line, &at, from, c);
	return arena_printf(a, "%s:%zu:%zu", from.name, line, at);
}
