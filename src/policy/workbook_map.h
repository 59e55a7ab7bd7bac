#ifndef BCF_POLICY_WORKBOOK_MAP_H
#define BCF_POLICY_WORKBOOK_MAP_H
/* Where each figure stands in a national template: policy/<id>/workbook.csv.  docs/workbooks.md, "The map of a
 * template", is its manual; the same form maps a partnership's own list (bcf convert --map).
 *
 * A row says what it `does`:
 *   sign    the template is recognised when every sign is found: there is a sheet `sheet`, and it holds the text `find`
 *           (where that is not blank)
 *   cell    one value: found by `find` and `take`, goes to column `col` of the one row of `tbl` that `keys` name
 *   column  one column of a table whose heading is `find`: each row below gives a row of `tbl`
 *   ends    what ends the block's table: the text `find` in any of its columns, or "N rows"; else the end of the sheet
 *   known   is there and is not read: guidance, labels, formulas; `find` as below, a range "@B3:E8", or * for the rest
 *           of the sheet; with a `block` it is a column of the block's table
 *
 * `find` is a text (compared without regard to case, to white space at the ends and runs of it), or an address "@D9",
 * which for a column is its first cell.  `below` narrows a text to what stands below that text in the sheet.  `take`
 * says how to go on from there: "right", "right 2", "down 1 right 3", or blank for the cell itself. */

#include "format/table.h"

typedef enum map_does { MAP_SIGN, MAP_CELL, MAP_COLUMN, MAP_ENDS, MAP_KNOWN } map_does;

typedef struct map_constant {
	const char *column; /* of the plan's table */
	const char *value;  /* "" for a key that stays blank */
} map_constant;

typedef struct map_item {
	map_does does;
	const char *block, *sheet;	/* block is "" where there is none */
	const char *written;		/* `find` as the file has it, for messages */
	span find;			/* folded (policy/fold.h); empty for an address, for * and for "N rows" */
	bool addressed, whole;		/* "@D9"; "*" */
	uint32_t row, column;		/* of an address, from 0 */
	uint32_t last_row, last_column; /* of a range; else the same */
	span below;			/* folded, or empty */
	uint32_t down, right;		/* take */
	uint32_t rows;			/* of `ends`: "N rows", or 0 */
	const char *tbl, *col;		/* NULL where the value is known and not read; tbl "narrative" is prose */
	map_constant *constants;	/* keys: "metric=reablement; period=2019-20" */
	size_t constant_count;
	bool input; /* people fill it in; false: pre-populated, or a formula */
	int line;   /* of the file, for messages */
} map_item;

typedef struct workbook_map {
	const char *policy, *title, *period; /* of the pack: the period is its first; "" when the map is not a pack's */
	const char *starts, *ends;	     /* of the pack's periods, as dates; "" when the map is not a pack's */
	const char *file;		     /* for messages */
	map_item *items;		     /* in the order of the file */
	size_t count;
	const struct pack *pack;    /* translates labels to ids and back; NULL when the map is not a pack's */
	struct template_form *form; /* what plan/template_form.h makes of it when it is first used; NULL before */
} workbook_map;

/* The maps of all packs.  Loaded when the first workbook is opened; belongs to one thread. */
typedef struct map_set {
	const char *policy_path; /* or NULL */
	arena *own;
	workbook_map *maps;
	size_t count;
	bool loaded;
} map_set;

void map_set_init(map_set *s, const char *policy_path, arena *own);
int map_set_load(map_set *s, err *e); /* does nothing when it is loaded */

/* A map from a CSV text; every fault is a message with file and line.  It belongs to no pack: give it one by `policy`,
 * `title`, `period` and `pack`, or by workbook_map_join. */
int workbook_map_read(workbook_map *out, char *text, size_t len, const char *shown, arena *a, err *e);
/* Makes it a map of the pack: its labels are the pack's, its first period is what rows without one get. */
void workbook_map_join(workbook_map *m, const struct pack *p, arena *a);

#endif
