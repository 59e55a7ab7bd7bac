#ifndef BCF_PLAN_TOTAL_ROW_H
#define BCF_PLAN_TOTAL_ROW_H
/* Telling the sums that people write below or among the lines of a table from the lines: a sum read as a line would be
 * counted twice. */

#include "base/span.h"

/* Does the text begin or end with the word total, sub-total, grand total or sum?  "Total DFG", "DFG sub total:"; not
 * "Totally new", and not "Lump sum". */
bool total_word(span text);
/* Is the formula a SUM, SUBTOTAL or AGGREGATE of cells above it in its own column?  It stands in `row` and `across`,
 * and the first row of its table is `first_row`; all from 0. */
bool total_formula(span formula, uint32_t first_row, uint32_t row, uint32_t across);
/* The columns of plan tables by which a line is known from a sum: area, source, scheme and type. */
bool total_lacks(const char *column_name);

#endif
