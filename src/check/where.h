#ifndef BCF_CHECK_WHERE_H
#define BCF_CHECK_WHERE_H
/* Where the cells of a finding stand in what people have: line and column of a text, sheet and cell of a workbook, row
 * of a version in a store. */

#include "check/check.h"

typedef struct spot {
	const char *file;	/* as named when it was read */
	const char *sheet;	/* NULL in a text file */
	uint32_t row, across;	/* of a workbook, from 0; SPOT_UNKNOWN where a blank cell's column cannot be told */
	size_t line, character; /* of a text file, from 1 */
	const plan_version *stored; /* of a plan in a store; then `file` is its name, and ... */
	const char *key;	    /* "spend 12" its row */
} spot;
#define SPOT_UNKNOWN UINT32_MAX

/* A blank cell has no place of its own.  In a text it is where its row begins.  In a workbook it is in its row's row,
 * and in the column where another row of the same sheet that is laid out alike has that column.  False for a row that
 * does not exist yet, and for a table that came from no file. */
bool spot_find(spot *out, const engine *g, const place *p);
/* "S17", "row 17", "9:4" or "spend 12". */
const char *spot_cell(const spot *s, arena *a);

/* Where the places stand, each once: in a workbook sheet after sheet and in each from the top, else in their order. The
 * first SPOTS_MAX are looked up; *more says how many places are left. */
#define SPOTS_MAX 500
spot *spots_find(size_t *count, size_t *more, const engine *g, const places *p, arena *a);
bool spots_together(const spot *x, const spot *y); /* in one sheet of one file */

/* The first `most` of them and how many more: "income.csv:3:30; spend.csv:9:4", or with the cells of a sheet together
 * "plan.xlsx › 6. Expenditure › S12, S14 and 3 more"; "shared.db#doncaster@3, spend 12; spend 14". */
const char *places_shown(const engine *g, const places *p, size_t most, arena *a);

#endif
