#ifndef BCF_FORMAT_PLACE_H
#define BCF_FORMAT_PLACE_H
/* Where a cell stood: file, line and column, for messages and for the provenance of figures. */

#include "base/arena.h"
#include "format/csv.h"

/* Where cells came from: `text` is what offsets count in. */
typedef struct origin {
	const char *name; /* for messages and provenance; NULL when made in memory */
	span text;
	struct line_index *lines; /* filled when the first place is asked for; NULL is allowed */
} origin;

/* An index of lines, empty until the first place is asked for.  It lives in the arena. */
struct line_index *lines_open(arena *a);

/* Line and column of a cell, both from 1; an origin that keeps its lines answers at once, however many are asked for.
 */
void cell_line(size_t *line, size_t *across, origin from, cell c);
/* "file:line:column" of a cell. */
const char *cell_place(arena *a, origin from, cell c);

#endif
