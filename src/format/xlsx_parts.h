#ifndef BCF_FORMAT_XLSX_PARTS_H
#define BCF_FORMAT_XLSX_PARTS_H
/* The inside of a workbook that is being read; private to the files xlsx*.c of this folder.
 *
 *   xlsx.c          opens: the archive, the workbook's relations, its sheets and formats
 *   xlsx_strings.c  the shared strings
 *   xlsx_cells.c    one sheet, cell by cell
 *   xlsx_take.c     what a cell of the file holds
 *   xlsx_value.c    what a value is for a person: numbers, dates, names of cells */

#include "format/xlsx.h"
#include "format/xml.h"

struct xlsx {
	arena *own;
	const char *shown;
	zip_in zip;
	zip_stream stream; /* of the part being read */
	xlsx_sheet *sheets;
	size_t sheet_count;
	bool epoch_1904;
	const char *strings_part; /* NULL when there are none */
	char *date_style;	  /* by cell format: TIME_... */
	size_t style_count;
	/* shared strings: string i is bytes string_at[i] to string_at[i + 1] */
	char *string_text;
	uint32_t *string_at;
	size_t string_count, string_room;
	bool strings_read;
	/* the sheet being read */
	xml sheet_xml;
	const char *sheet_name, *where, *part;
	enum { SHEET_NONE, SHEET_BEFORE, SHEET_CELLS, SHEET_AFTER } at;
	bool in_row, row_is_plain; /* <row>, not <x:row> */
	uint32_t row, next_row, next_column;
	uint64_t row_text, row_mask; /* the row's digits and a quote, as they stand in memory */
	uint32_t row_len, row_known; /* which row that is */
	char *scratch;		     /* decoded text of the current cell */
	size_t scratch_room, scratch_len;
	char *formula;
	size_t formula_room, formula_len;
	xlsx_range *merges;
	size_t merge_count, merge_room;
};

/* The attribute t: what kind of value stands in the file. */
typedef enum value_form {
	FORM_NUMBER,
	FORM_SHARED,
	FORM_FORMULA_TEXT,
	FORM_INLINE,
	FORM_TRUTH,
	FORM_ERROR,
	FORM_DATE,
	FORM_UNKNOWN
} value_form;

typedef struct raw_cell {
	uint32_t row, column, style;
	value_form form;
	bool has_value, has_formula;
	/* Not spans: a pair that was just written is slow to copy as one, and this happens for every cell. */
	const char *value, *formula;
	size_t value_len, formula_len;
} raw_cell;

value_form form_of(span t);
/* Text under construction, kept from cell to cell. */
char *room_for(char **text, size_t *room, size_t needed);
/* 1 when the cell holds something, 0 when it is blank, negative when it cannot be read.  `decoded`: the value is text
 * whose entities are decoded already. */
int take_value(xlsx_cell *out, xlsx *x, const raw_cell *c, bool decoded, err *e);

/* A date or a time of day as ISO 8601 writes it. */
bool xlsx_iso_reads(span s);
int xlsx_strings_read(xlsx *x, err *e);
/* _x000D_ and the like become the characters that they stand for, in place. */
size_t xlsx_unescape(char *text, size_t len);

/* What a number with this format is: no time, a date or a time of day, or time that has passed ("[h]:mm").  `code` is
 * the format's text, NULL for a built-in id. */
enum { TIME_NONE, TIME_DATE, TIME_PASSED };
char xlsx_format_time(uint32_t id, const char *code);

#endif
