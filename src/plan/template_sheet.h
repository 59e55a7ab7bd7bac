#ifndef BCF_PLAN_TEMPLATE_SHEET_H
#define BCF_PLAN_TEMPLATE_SHEET_H
/* The sheets of a workbook that a map names, read once and held: what stands in which cell, and where the texts are
 * that the map looks for. */

#include "format/xlsx.h"
#include "plan/plan.h"
#include "plan/template_form.h"

/* What has become of a value; a later one of these goes before an earlier one. */
typedef enum held_state { HELD_LEFT, HELD_KNOWN, HELD_READ, HELD_NOT_UNDERSTOOD } held_state;

typedef struct held {
	span text;	 /* in the plan's arena, or the workbook's shared strings */
	const char *why; /* it was not understood */
	uint32_t row, style;
	uint16_t column;
	uint8_t kind;  /* xlsx_kind */
	uint8_t state; /* held_state */
	bool formula, elsewhere;
	bool adds; /* a formula that may be a sum of cells above it (plan/total_row.h) */
} held;

/* Where a text stands that the map looks for. */
typedef struct held_text {
	uint32_t needle; /* 1 + index */
	size_t cell;
} held_text;

typedef struct held_sheet {
	size_t index;	  /* of the workbook; SIZE_MAX when it has no such sheet */
	const char *name; /* as on its tab */
	held *cells;	  /* by row and column */
	size_t count, room;
	held_text *texts;
	size_t text_count, text_room;
	size_t values;
} held_sheet;

typedef struct held_book {
	xlsx *x;
	template_form *form;
	held_sheet *sheets; /* for each of the form */
	held_sheet *others; /* of the workbook, in no map */
	size_t other_count;
	size_t with_cells; /* sheets */
	char *texts;	   /* where the next text is copied to */
	size_t texts_left;
	arena *a;
} held_book;

/* Reads every sheet of the workbook, each once.  What is held stands in the form's memory until the form reads another
 * workbook; its texts are in the arena. */
int held_book_read(held_book *out, xlsx *x, template_form *f, arena *a, err *e);

/* The cell, or NULL. */
held *held_at(const held_sheet *s, uint32_t row, uint32_t across);
/* The first cell at or behind row and column (across); s->count when there is none. */
size_t held_from(const held_sheet *s, uint32_t row, uint32_t across);

/* The place of an item of the map: its address, or the first text that it looks for (below the text that it names),
 * before `take`.  False when it is not there.  The text that it stands below is known from then on. */
bool held_find(uint32_t *row, uint32_t *across, const held_book *b, size_t item);

/* Where the table of a block stands in its sheet. */
typedef struct held_block {
	const form_block *b;
	const held_sheet *s;
	uint32_t *column_at;	     /* for each column of the block; UINT32_MAX where it is not there */
	held **headings;	     /* ... and its heading; NULL where it has none, or an address */
	held **ends;		     /* for each of b->ends: the first text of it below the headings, or NULL */
	uint32_t first_row, end_row; /* the end is no row of the table */
	uint32_t widest;	     /* of column_at */
} held_block;

/* The headings are taken from the row that holds most of them, or else from the nearest within a few rows of it.
 * Changes nothing of the sheet; *out lives in the workbook's arena. */
void held_block_find(held_block *out, const held_book *b, const form_block *block);

#endif
