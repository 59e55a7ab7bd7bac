#ifndef BCF_PLAN_TEMPLATE_FORM_H
#define BCF_PLAN_TEMPLATE_FORM_H
/* A map of a template (policy/workbook_map.h) made ready for reading many workbooks: held against the schema, its texts
 * in tables of hashes, its rows gathered by the rows of the plan that they give. */

#include "plan/schema.h"
#include "policy/labels.h"
#include "policy/workbook_map.h"

/* A text that a sheet is searched for. */
typedef struct form_needle {
	span folded;
	uint32_t hash;
} form_needle;

typedef struct form_sheet {
	span folded; /* of its name */
	const char *name;
	bool whole; /* what the map does not name there is known */
	bool held;  /* the map names cells or texts there; else its values are only counted */
	form_needle *needles;
	size_t needle_count, needle_room;
	uint16_t *table; /* of 1 + index of a needle, or 0; a power of two of them */
	size_t table_size;
	uint8_t begins[8192]; /* a bit for each two bytes that a needle begins with */
	size_t shortest, longest;
} form_sheet;

/* A text that a label column understood before, so that the same words are looked up once for many workbooks. */
typedef struct form_memo {
	span written, id;
} form_memo;
#define FORM_MEMOS 128

/* One value of a row of the plan. */
typedef struct form_value {
	size_t item; /* of the map */
	size_t col;  /* of the plan's table */
	size_t at;   /* in block->columns; SIZE_MAX for a single cell */
	label_list list;
	bool listed, slug, key;
	form_memo *memos; /* FORM_MEMOS of them */
} form_value;

typedef enum form_fill_how { FILL_NOT, FILL_CONSTANT, FILL_AREA, FILL_PERIOD, FILL_ORDINAL } form_fill_how;
typedef struct form_fill {
	form_fill_how how;
	cell constant;
} form_fill;

/* A row of the plan: what its columns get. */
typedef struct form_target {
	size_t tbl;	  /* of plan_tables */
	form_fill *fills; /* for each column of the table that no value fills */
	size_t *filled;	  /* the columns whose fill is not FILL_NOT */
	size_t filled_count;
	form_value *values;
	size_t value_count, value_room;
	bool named;   /* one of the values is its key */
	size_t first; /* item of the map, for messages */
} form_target;

typedef struct form_block {
	const char *name;
	size_t sheet;
	bool plain;	 /* called as one of its tables: its rows are 1, 2 ...; else NAME-1, NAME-2 ... */
	size_t *columns; /* items of the map: those that are read, and those that are known */
	size_t column_count, column_room;
	bool *known; /* for each of `columns`: known and not read */
	size_t *ends;
	size_t end_count, end_room;
	form_target *targets; /* in the order of table and constants */
	bool *made;	      /* for each of them: scratch of the row being read */
	size_t target_count, target_room;
} form_block;

typedef struct template_form {
	const workbook_map *map;
	labels *words; /* NULL when the map is of no pack */
	form_sheet *sheets;
	size_t sheet_count, sheet_room;
	size_t *sheet_of;	/* for each item */
	uint32_t *find, *below; /* for each item: 1 + needle of its sheet, or 0 */
	form_block *blocks;
	size_t block_count, block_room;
	form_target *cells; /* rows made of single cells */
	size_t cell_count, cell_room;
	size_t *prose; /* items that are narrative */
	size_t prose_count, prose_room;
	struct held_sheet *held; /* memory of template_sheet.c, for one workbook after another */
	arena *own;
} template_form;

/* Every row of the map that does not fit the schema is a message with file and line. */
int template_form_make(template_form **out, const workbook_map *m, arena *a, err *e);

/* The sheet of that name, or SIZE_MAX. */
size_t template_form_sheet(const template_form *f, const char *name);
/* 1 + the needle that the text is, or 0. */
uint32_t form_needle_find(const form_sheet *s, span text);

/* The id for what somebody wrote in a column of ids of areas or organisations: "NHS Kent & Medway" gives
 * nhs_kent_medway. */
span template_slug(arena *a, span text);

#endif
