#ifndef BCF_FORMAT_PLACE_H
#define BCF_FORMAT_PLACE_H
/* Where a cell stood: file, line and column, or file, sheet and cell, for messages and for the provenance of figures.
 */

#include "base/arena.h"
#include "format/csv.h"

/* Where cells came from: `text` is what offsets count in. */
typedef struct origin {
	const char *name; /* for messages and provenance; NULL when made in memory */
	span text;
	struct line_index *lines; /* filled when the first place is asked for; NULL is allowed */
	struct sheet_grid *grid;  /* of a workbook: then `text` and `lines` mean nothing; NULL for a text */
} origin;

/* Where the cells of one table stood in a workbook.  A cell's offset is its row in the upper 20 bits and, in the lower
 * 12, a slot: one of the columns of one of the sheets that the table was read from. */
typedef struct sheet_slot {
	const char *sheet; /* NULL for slot 0, which is no place */
	uint32_t column;
} sheet_slot;
typedef struct sheet_grid {
	arena *owner;
	sheet_slot *slots;
	size_t count, room;
} sheet_grid;
#define SHEET_SLOTS_MAX 4096

sheet_grid *sheet_grid_open(arena *a);
/* The offset of a cell at row and column (from 0) of a sheet; 0 when there are no slots left.  The sheet is known by
 * the pointer to its name, which stays: pass the same one for the same sheet. */
uint32_t sheet_grid_offset(sheet_grid *g, const char *sheet, uint32_t row, uint32_t column);

/* The same column of the same sheet in another row. */
uint32_t sheet_grid_below(uint32_t offset, uint32_t row);

typedef struct sheet_place {
	const char *sheet;
	uint32_t row, column;
} sheet_place;
/* False when the cell came from no sheet. */
bool cell_sheet_place(sheet_place *out, origin from, cell c);

/* An index of lines, empty until the first place is asked for.  It lives in the arena. */
struct line_index *lines_open(arena *a);

/* Line and column of a cell of a text, both from 1; an origin that keeps its lines answers at once, however many are
 * asked for.
 */
void cell_line(size_t *line, size_t *across, origin from, cell c);
/* "file:line:column" of a cell, or "file › sheet › S17". */
const char *cell_place(arena *a, origin from, cell c);

#endif
