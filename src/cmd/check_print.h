#ifndef BCF_CMD_CHECK_PRINT_H
#define BCF_CMD_CHECK_PRINT_H
/* Where the findings of many plans go, plan after plan: to standard output or to a file, as text, JSON, CSV or a
 * workbook; and the line for each plan at the end. */

#include "check/finding_json.h"
#include "cmd/cmd.h"
#include "report/findings_book.h"

/* What one thread leaves of one plan for the one that prints. */
typedef struct outcome {
	const char *path;
	bool read;	     /* it was read and judged; else `trouble` says why not */
	bool misused;	     /* not for a fault of the plan, but of the command */
	const char *trouble; /* the first message */
	size_t errors, warnings, infos, checks_open, not_understood;
	buf text;		     /* what is printed of it, when it is no workbook */
	const findings_lines *lines; /* of a workbook */
} outcome;

typedef struct printer printer;

/* Checks what was asked for: a workbook needs a file to go to (or a standard output that is no terminal), and no file
 * that is read is written over.  Then begins the output.  ERR_USAGE, ERR_IO. */
int printer_open(printer **out, const options *o, arena *a, err *e);
output printer_format(const printer *p); /* that of --format, or of the ending of the file */
void printer_add(printer *p, const outcome *x);
/* The lines for each plan, and the end of the file.  `list` are all outcomes, of which texts may be gone. */
int printer_close(printer *p, const outcome *list, size_t count, err *e);

#endif
