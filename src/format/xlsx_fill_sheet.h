#ifndef BCF_FORMAT_XLSX_FILL_SHEET_H
#define BCF_FORMAT_XLSX_FILL_SHEET_H
/* Cells of one sheet's XML: text in, text out.
 *
 * Every byte outside the cells named stays.  There are two exceptions, both only when a cell is added where none stood:
 * the row's `spans` and the sheet's `dimension` are widened when the new cell lies outside of them, since some programs
 * read no further than these say. */

#include "base/arena.h"
#include "base/err.h"
#include "format/xlsx_fill.h"

/* `edits` are of this sheet, sorted by row and column, none twice.  `shown` is "plan.xlsx › 2. Cover".  A cell that
 * holds a formula, belongs to an array of one, or lies in a merged range and is not its first: ERR_USAGE, a message for
 * each. XML that cannot be followed: ERR_PARSE. */
int xlsx_fill_sheet(span *out, span part, const char *shown, const fill_edit *edits, size_t count, bool epoch_1904,
	arena *a, err *e);

#endif
