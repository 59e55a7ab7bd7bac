#ifndef BCF_FIGURE_RUN_H
#define BCF_FIGURE_RUN_H
/* Runs the catalogue over the plan that is loaded: queries, coverage, the partnership's whole, statements for what is
 * missing. */

#include "figure/engine.h"

int run_figures(engine *g, err *e);

/* The extent of a table for an area and period (docs/package.md). */
typedef enum extent { EXTENT_NONE, EXTENT_PART, EXTENT_ALL } extent;
extent coverage_of(const engine *g, size_t which, span area, span when);
bool coverage_of_whole(const engine *g, size_t which, span when); /* the partnership's */

#endif
