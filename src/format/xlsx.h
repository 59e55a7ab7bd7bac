#ifndef BCF_FORMAT_XLSX_H
#define BCF_FORMAT_XLSX_H
/* Reading workbooks (ECMA-376: .xlsx and .xlsm, transitional and strict), one sheet at a time and cell by cell.
 *
 * Sheets are found through the workbook's relations, strings are shared, rich or inline, dates are known by their style
 * under both epochs, a formula has its cached value.  Macros are never looked at.  Nothing of the file is trusted:
 * sizes, counts and references are limits to be checked (base/limits.h), a DOCTYPE is refused, and a part is inflated
 * in a window, never beyond the size that the archive states for it.
 *
 * Every function that fails says what, and where: "plan.xlsx", or "plan.xlsx › 6. Expenditure › S17". */

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "base/span.h"

typedef struct xlsx xlsx;

typedef enum xlsx_state { SHEET_VISIBLE, SHEET_HIDDEN, SHEET_VERY_HIDDEN } xlsx_state;

typedef struct xlsx_sheet {
	const char *name; /* as on its tab */
	const char *part; /* of the archive: "xl/worksheets/sheet1.xml"; NULL when there is none of that name */
	xlsx_state state;
	bool grid; /* holds cells (or would, were its part there: then xlsx_begin fails); false for a chart, dialogue or
		      macro sheet */
} xlsx_sheet;

typedef enum xlsx_kind {
	XLSX_NUMBER,   /* text as the file writes it: "0.1", "1.5E+3" */
	XLSX_DATE,     /* a number with the style of a date or time, or an ISO date of the file; see xlsx_plain */
	XLSX_TEXT,     /* UTF-8, entities and _x000D_ decoded */
	XLSX_TRUTH,    /* "1" or "0" */
	XLSX_ERROR,    /* "#DIV/0!" */
	XLSX_NO_VALUE, /* a formula that nobody has calculated */
} xlsx_kind;

typedef struct xlsx_cell {
	uint32_t row, column; /* from 0 */
	xlsx_kind kind;
	bool formula;	   /* the value is a cached one */
	bool lasts;	   /* the text is a shared string's: valid until xlsx_close */
	span text;	   /* else valid until the next xlsx_next */
	span formula_text; /* as in the file, entities not decoded; empty for the followers of a shared formula */
	uint32_t style;	   /* index of the cell's format */
} xlsx_cell;

#define XLSX_ROWS_MAX 1048576
#define XLSX_COLUMNS_MAX 16384

/* `bytes` is the whole file and must stay.  Refused with a sentence of its own: an encrypted or label-protected file,
 * an old .xls, a binary .xlsb, an OpenDocument file, what is no archive, a broken archive, one past a limit.  Close it.
 */
int xlsx_open(xlsx **out, span bytes, const char *shown, arena *a, err *e);
void xlsx_close(xlsx *x); /* NULL is allowed */
/* Says that `bytes` is a private mapping of a file that nobody writes to: the pages of a large part are given back as
 * it is read. */
void xlsx_mapped(xlsx *x);

size_t xlsx_sheet_count(const xlsx *x);
const xlsx_sheet *xlsx_sheet_at(const xlsx *x, size_t index);
size_t xlsx_sheet_find(const xlsx *x, const char *name); /* without regard to case; SIZE_MAX when there is none */
bool xlsx_epoch_1904(const xlsx *x);

/* Begins a sheet, ending the one before.  A sheet without a grid has no cells.  Then each call gives the next cell that
 * holds a value or a formula, in the order of the file (rows may repeat and go backwards there): 1; at the end 0;
 * negative on failure. */
int xlsx_begin(xlsx *x, size_t sheet, err *e);
int xlsx_next(xlsx_cell *out, xlsx *x, err *e);

/* Merged ranges of the sheet that was read to its end. */
typedef struct xlsx_range {
	uint32_t first_row, first_column, last_row, last_column;
} xlsx_range;
const xlsx_range *xlsx_merged(size_t *count, const xlsx *x);

/* The value as a person means it: a number in plain decimal digits, rounded half away from zero to the 15 significant
 * digits that spreadsheets keep ("0.1", "12345678.9"; "1E+20" keeps its form when it has no plain one that fits), a
 * date as "2019-04-01", with a time as "2019-04-01T13:30:00", a time of day as "13:30:00", time that has passed (format
 * "[h]:mm") as "255:10:10", a truth as "TRUE" or "FALSE",
 * anything else as it is.  The result lies in `room` or in the cell. */
#define XLSX_PLAIN_ROOM 64
span xlsx_plain(char room[XLSX_PLAIN_ROOM], const xlsx *x, const xlsx_cell *c);
/* The day of a cell of kind XLSX_DATE, or of a whole or broken serial number; false outside 1900-03-01 to 2199-12-31
 * (before that the serial numbers of the 1900 epoch count a day that never was). */
bool xlsx_day(day *out, const xlsx *x, const xlsx_cell *c);

/* Does a cell's formula_text name another workbook: [1]Sheet!A1 (and not Table[Amount])?  The
 * number is that of the workbook's list of links. */
bool xlsx_formula_elsewhere(span formula);

/* "S17" */
#define CELL_NAME 12
void cell_name(char out[CELL_NAME], uint32_t row, uint32_t column);
/* "S17", "$S$17" or "s17" to row and column from 0; false when it is none. */
bool cell_name_parse(uint32_t *row, uint32_t *column, span name);
/* "plan.xlsx › 6. Expenditure › S17" */
const char *xlsx_place(arena *a, const xlsx *x, const xlsx_cell *c);

#endif
