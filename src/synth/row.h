#ifndef BCF_SYNTH_ROW_H
#define BCF_SYNTH_ROW_H
/* Reading and writing single cells of a plan in memory, by column name.  A column that a table does not have is a fault
 * of the program (abort): names in C are promises of the schema. */

#include "plan/plan.h"

size_t col(const rows *r, const char *name);
span row_get(const rows *r, size_t n, const char *name);
bool row_is(const rows *r, size_t n, const char *name, const char *value);
void row_put(rows *r, size_t n, const char *name, const char *value); /* value must stay */
void row_put_span(rows *r, size_t n, const char *name, span value);

/* Amounts in pence, other numbers in millionths; false when the cell is blank, a mark or no number. */
bool row_pence(int64_t *out, const rows *r, size_t n, const char *name);
bool row_micro(int64_t *out, const rows *r, size_t n, const char *name);
void row_put_pence(rows *r, size_t n, const char *name, int64_t pence, arena *a);
void row_put_micro(rows *r, size_t n, const char *name, int64_t micro, arena *a);

size_t row_add(rows *r, arena *a);			      /* index of a new blank row, at the end */
size_t row_copy(rows *r, size_t n, arena *a);		      /* index of a copy, at the end */
void row_remove(rows *r, size_t n);			      /* keeps the order of the others */
size_t row_find(const rows *r, const char *name, span value); /* first row with that value, or SIZE_MAX */
const char *row_key(const rows *r, size_t n, arena *a);	      /* its key columns, parted by "/" */

const char *pence_text(int64_t pence, arena *a);
const char *micro_text(int64_t micro, arena *a);
int64_t divide_round(int64_t a, int64_t b, int64_t c); /* a x b / c, half away from zero; c > 0 */

#endif
