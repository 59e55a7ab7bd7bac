#ifndef BCF_REPORT_LINK_H
#define BCF_REPORT_LINK_H
/* Links from a cell to another file, or to a cell of another workbook. */

#include "report/sheet.h"

/* The way from an absolute folder to a file, "../returns/plan.xlsx"; NULL when the file is not there any more. */
const char *link_to(const char *folder, const char *path, arena *a);

/* Text that leads to `target`, as link_to gives it, and there to a cell of a sheet (both NULL: to the file). */
void link_write(sheet_out *s, uint32_t row, uint32_t across, const char *target, const char *to_sheet,
	const char *to_cell, const char *text, arena *a);

#endif
