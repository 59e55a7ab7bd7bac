#ifndef BCF_PLAN_TEMPLATE_FILL_PIECES_H
#define BCF_PLAN_TEMPLATE_FILL_PIECES_H
/* A section of the narrative cut into rows of the sheet of our own workbook (plan/own_book.h); private to
 * plan/template_fill*.c. */

#include "base/arena.h"
#include "base/span.h"

/* One row: its text, and how it follows on from the row before ("" for a new paragraph). */
typedef struct fill_piece {
	span text;
	const char *joined;
} fill_piece;

/* At least one; what is read back from the rows is the text.  The line breaks at its end are nobody's. */
fill_piece *fill_pieces(size_t *count, span text, arena *a);

#endif
