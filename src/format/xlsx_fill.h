#ifndef BCF_FORMAT_XLSX_FILL_H
#define BCF_FORMAT_XLSX_FILL_H
/* Writing values into cells of a workbook that somebody else made, and touching nothing else.
 *
 * Every part of the archive is copied as it is, but the sheets that are written to: there only the cells named change.
 * A cell keeps its style.  Numbers are written as numbers, dates as serial numbers of the workbook's epoch, text as
 * inline strings (so the shared strings stay as they are).  Formulas are calculated anew on opening: the attribute
 * fullCalcOnLoad of xl/workbook.xml is set where it is not. */

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

typedef enum fill_kind { FILL_NUMBER, FILL_TEXT, FILL_DATE, FILL_EMPTY } fill_kind;

typedef struct fill_edit {
	const char *sheet; /* the name on its tab */
	uint32_t row, column;
	fill_kind kind;
	span text; /* FILL_NUMBER: plain decimal digits; FILL_DATE: "2019-04-01"; FILL_EMPTY: the cell loses its value
		    */
} fill_edit;

/* The bytes of the new workbook, in the arena.  `edits` may be in any order; two for one cell are a usage error.  A
 * sheet that is not there, a cell inside a merged range other than its first, a cell that holds a formula, a file that
 * xlsx_open would refuse: a message, and *out untouched. */
int xlsx_fill(span *out, span bytes, const char *shown, const fill_edit *edits, size_t count, arena *a, err *e);

/* What is wrong with an edit, wherever it goes (no number, no date of the epoch, a text that is too long for a cell): a
 * sentence that follows the cell's name; NULL when nothing is. */
const char *fill_edit_fault(const fill_edit *d, bool epoch_1904, arena *a);

#endif
