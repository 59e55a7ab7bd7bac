#ifndef BCF_REPORT_SHEET_H
#define BCF_REPORT_SHEET_H
/* Writing workbooks: sheets of typed cells, row after row, in constant memory.
 *
 * A workbook is made in a file beside its path and renamed into place by book_close: it is there complete or not at
 * all. Within a sheet rows are written from the top, within a row cells in any order: what comes for an earlier row is
 * lost. Text is always text: what begins with = + - @ or a tab is never a formula or a link, and control characters and
 * literals such as "_x000D_" come back as they were.  Rows and columns count from 0. */

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "base/span.h"

typedef struct book_out book_out;
typedef struct sheet_out sheet_out;

#define SHEET_NAME_MAX 31     /* characters of a sheet's name, of which none is []:*?/\ */
#define CELL_TEXT_MAX 32767   /* UTF-16 units of a cell's text */
#define SHEET_LINKS_MAX 60000 /* of one sheet; sheet_link writes plain text past it */

/* How a cell looks.  Add LOOK_OPEN to one that may be changed while its sheet is protected, or LOOK_FIXED to one that
 * may not and shall show it. */
typedef enum look {
	LOOK_PLAIN,   /* no format at all */
	LOOK_TEXT,    /* of a table: format @, so that what people type stays as typed */
	LOOK_WRAPPED, /* the same over several lines, for prose */
	LOOK_MONEY,   /* £1,234.50 */
	LOOK_NUMBER,
	LOOK_WHOLE,	  /* 12,345 */
	LOOK_DATE,	  /* 1 Apr 2019 */
	LOOK_TITLE,	  /* of a sheet */
	LOOK_HELP,	  /* one line below it */
	LOOK_SECTION,	  /* heading within a sheet */
	LOOK_HEADING,	  /* of a column */
	LOOK_KEY_HEADING, /* of a key column */
	LOOK_TOTAL_LABEL,
	LOOK_TOTAL, /* money */
	LOOK_PROSE, /* wrapped, no table */
	LOOK_BOLD,
	LOOK_LINK,
	LOOK_BAD,     /* an error: red */
	LOOK_DOUBT,   /* a warning: amber */
	LOOK_UNKNOWN, /* not determined: grey-blue */
	LOOK_GOOD,    /* green */
	LOOKS,
	LOOK_OPEN = 64,
	LOOK_FIXED = 128 /* grey */
} look;

/* Begins a workbook at `path`, relative to the working folder.  `title` and `made` (ISO date or NULL) go to its
 * properties: nothing here reads the clock.  ERR_IO.  End with book_close or book_drop. */
int book_open(book_out **out, const char *path, const char *title, const char *made, arena *a, err *e);
/* A new sheet, in the order of the tabs.  The name is at most SHEET_NAME_MAX characters and not yet used (abort). */
sheet_out *book_add(book_out *b, const char *name);
/* Completes the file and renames it into place; gives the workbook back in any case.  ERR_IO, and what was at the path
 * before is unchanged. */
int book_close(book_out *b, err *e);
void book_drop(book_out *b); /* leaves nothing behind; NULL is allowed */

/* ---- cells; `how` is a look, alone or with LOOK_OPEN or LOOK_FIXED ---- */

/* False when the text is longer than a cell may hold: nothing is written. */
bool sheet_text(sheet_out *s, uint32_t row, uint32_t across, unsigned how, span text)
	__attribute__((warn_unused_result));
/* The same for text of our own, which is cut to what fits. */
void sheet_words(sheet_out *s, uint32_t row, uint32_t across, unsigned how, const char *text);
void sheet_pence(sheet_out *s, uint32_t row, uint32_t across, unsigned how, int64_t pence);
void sheet_count(sheet_out *s, uint32_t row, uint32_t across, unsigned how, int64_t count);
/* A canonical decimal: a number when a spreadsheet can hold it exactly (15 significant digits), else text. */
void sheet_decimal(sheet_out *s, uint32_t row, uint32_t across, unsigned how, span canonical);
/* A real date; before 1 March 1900, which spreadsheets miscount, its ISO text. */
void sheet_day(sheet_out *s, uint32_t row, uint32_t across, unsigned how, day d);
void sheet_blank(sheet_out *s, uint32_t row, uint32_t across, unsigned how);
/* Text that leads to a cell of a sheet of this workbook. */
void sheet_link(sheet_out *s, uint32_t row, uint32_t across, const char *to_sheet, uint32_t to_row, uint32_t to_across,
	const char *text);
/* The sum of what a filter shows of rows first..last of the column below, with `pence` as the value until it is
 * calculated. */
void sheet_total(sheet_out *s, uint32_t row, uint32_t across, uint32_t first, uint32_t last, int64_t pence);

/* ---- the sheet ---- */

/* Width in characters, and the look of cells that hold nothing yet. */
void sheet_columns(sheet_out *s, uint32_t first, uint32_t last, unsigned width, unsigned how);
void sheet_height(sheet_out *s, uint32_t row, unsigned points); /* before the row's cells */
/* Height in points for `lines` lines, at most what a row may have: not every program fits a row to its text. */
unsigned sheet_lines_height(size_t lines);
/* How many lines a wrapped text takes in a column of that width, at least 1. */
size_t sheet_lines(span text, unsigned width);
void sheet_freeze(sheet_out *s, uint32_t row, uint32_t across); /* what is above and left of it stays in sight */
void sheet_filter(sheet_out *s, uint32_t row, uint32_t first, uint32_t last_row, uint32_t last);
void sheet_comment(sheet_out *s, uint32_t row, uint32_t across, const char *text);
/* A drop-down in rows first..last of a column.  `range` is "=Lists!$A$2:$A$20"; what is not in it is asked about and
 * can be kept. */
void sheet_choices(sheet_out *s, uint32_t first, uint32_t last, uint32_t across, const char *range);
/* No password: cells with LOOK_OPEN may be changed, the others are safe from a slip of the hand; sorting, filtering,
 * formatting, inserting and deleting rows stay allowed. */
void sheet_protect(sheet_out *s);
/* No green corners for text that looks like a number, and the grid on paper too. */
void sheet_plain_corners(sheet_out *s);
void sheet_hide(sheet_out *s);	    /* people may unhide it */
void sheet_hide_deep(sheet_out *s); /* "very hidden": no menu shows it */
void sheet_activate(sheet_out *s);  /* the one that is open first */
void sheet_tab(sheet_out *s, uint32_t rgb);
void sheet_no_grid(sheet_out *s);
/* Landscape A4, one page wide, with rows first..last on every page. */
void sheet_print_setup(sheet_out *s, uint32_t first, uint32_t last);

/* "'Spend'!$H$7:$H$120" with a sheet's name quoted, for sheet_choices (put "=" before it). */
char *range_text(arena *a, const char *sheet_name, uint32_t across, uint32_t first, uint32_t last);

#endif
