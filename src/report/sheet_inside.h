#ifndef BCF_REPORT_SHEET_INSIDE_H
#define BCF_REPORT_SHEET_INSIDE_H
/* What the files of sheet.h share. */

#include <xlsxwriter.h>

#include "base/buf.h"
#include "report/sheet.h"

struct sheet_out {
	book_out *book;
	lxw_worksheet *sheet;
	const char *name;
	size_t links;
	bool deep;
	sheet_out *next;
};

struct book_out {
	lxw_workbook *book;
	arena *own;
	const char *path, *temporary;
	lxw_format *formats[LOOKS][3]; /* by look, and whether it is open or fixed */
	buf scratch;		       /* the text of the cell that is being written */
	sheet_out *first, *last;
};

/* The text as a file holds it: control characters, and literals that would be read as one, as _xHHHH_.  NUL-terminated,
 * in `scratch` until the next call; NULL when a cell may not hold it. */
const char *sheet_text_escaped(buf *scratch, span text);

lxw_format *look_format(book_out *b, unsigned how); /* NULL for LOOK_PLAIN */

#endif
