#ifndef BCF_PLAN_TEMPLATE_FILL_PUT_H
#define BCF_PLAN_TEMPLATE_FILL_PUT_H
/* One value into one cell of a template, and what became of it; private to plan/template_fill*.c. */

#include "plan/template_fill.h"
#include "plan/template_take.h"

/* A text of the workbook, once for each column of each sheet in which it stands. */
typedef struct fill_word {
	size_t sheet;
	uint32_t across, hash;
	span written;
} fill_word;

/* The column of the workbook that holds most words of a list, and fewest others: its drop-down. */
typedef struct fill_list {
	label_list list;
	size_t first, count; /* of the words */
} fill_list;

typedef struct fill_merges {
	const xlsx_range *list;
	size_t count;
} fill_merges;

/* A cell that was judged already, and for what: several values may be meant to stand in one. */
typedef struct fill_told {
	const held_sheet *s;
	uint32_t row, across;
	const char *what;
	span text;
} fill_told;

typedef struct filling_job {
	template_filling *out;
	taking t; /* for template_value: the workbook that is filled, and its map */
	const plan *p;
	bool force;
	bool **used;	  /* for each table of the plan, each field: it has a place */
	fill_word *words; /* sorted by sheet and column when all are read */
	size_t word_count, word_room;
	uint32_t *word_slots; /* 1 + index of a word, by hash; a power of two of them */
	size_t slot_count;
	fill_list *lists;
	size_t list_count, list_room;
	fill_merges *merges; /* by sheet of the workbook */
	fill_told *told;     /* single cells */
	size_t told_count, told_room;
	bool *amounts[2]; /* income and spend, for each row: its amount is in the workbook */
	span area;	  /* the plan's only one, or empty */
	arena *a;
} filling_job;

/* What is to stand in a cell. */
typedef struct fill_want {
	const form_value *v;
	const table *of;
	size_t row; /* of the plan's table */
	cell value; /* canonical; blank where the plan holds nothing */
	span id;    /* that is made of the same cell, where the value is a name; or empty */
} fill_want;

const char *fill_shorten(const filling_job *f, span text); /* for a report: on one line */
void fill_say(filling_job *f, fill_lines *to, const char *sheet, const char *name, const char *what, span value,
	const char *why);

/* Texts and merged ranges of all sheets. */
int fill_words_read(filling_job *f, err *e);
/* The words that the template has for an id of a list. */
span fill_word_for(filling_job *f, const form_value *v, span id);
/* What people read for an id of areas or organisations. */
span fill_name_of(const filling_job *f, const column *k, const table *of, span id);

/* Would reading the cell give this value? */
bool fill_same(const filling_job *f, const fill_want *w, const held *h);
/* Writes, leaves or refuses, and says so.  False when it was refused. */
bool fill_put(
	filling_job *f, const held_sheet *s, uint32_t row, uint32_t across, const map_item *it, const fill_want *w);
/* The cell loses what it holds: the row is another line's now. */
void fill_clear(
	filling_job *f, const held_sheet *s, uint32_t row, uint32_t across, const map_item *it, const fill_want *w);
/* What people read in a cell, "" when it holds nothing. */
span fill_held_text(const filling_job *f, const held *h);
/* The amount of a row of income or spend stands in the workbook. */
void fill_placed(filling_job *f, const table *of, size_t row);
/* "Kent County Council, £1,000": who pays, and how much, of a row of the plan; or empty. */
span fill_row_shown(const filling_job *f, const table *of, size_t row);
/* A row of the plan for which there is no row in the sheet: told with whose it is and how much. */
void fill_refuse_row(filling_job *f, const held_sheet *s, const table *of, size_t row, const char *why);
/* A row that went elsewhere than its number says. */
void fill_tell_row(filling_job *f, const held_sheet *s, const table *of, size_t row, const char *why);

/* Does a row of the plan give what the target's constants, area and period say?  `opaque`: whatever its first key is.
 */
bool fill_row_fits(const filling_job *f, const form_target *target, size_t row, bool opaque);
/* The fields of a row that the map itself says have their place. */
void fill_row_used(filling_job *f, const form_target *target, size_t row);

void fill_blocks(filling_job *f);

#endif
