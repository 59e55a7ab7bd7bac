#ifndef BCF_PLAN_PAIRING_H
#define BCF_PLAN_PAIRING_H
/* Which row of a table is which in another version of it. */

#include "format/table.h"

#define UNPAIRED SIZE_MAX

typedef struct pairing {
	size_t *to;   /* for each row before: its row after, or UNPAIRED */
	size_t *back; /* for each row after: its row before, or UNPAIRED */
	bool moved;   /* some pair has two keys */
} pairing;

/* Rows with one key are a pair; with `moves` so are a row that is gone and one that came whose other columns are equal
 * and not all blank, where they are the only two with that content. */
void rows_pair(pairing *out, const rows *before, const rows *after, bool moves, arena *a);

bool cells_equal(const cell *x, const cell *y, size_t count);
size_t rows_find(const rows *r, const cell *row); /* the row with that row's key, or UNPAIRED */
/* The first row whose first column is `first`, or UNPAIRED. */
size_t rows_find_first(const rows *r, span first);

#endif
