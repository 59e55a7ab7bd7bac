#ifndef BCF_FIGURE_WANTS_H
#define BCF_FIGURE_WANTS_H
/* What the rules that will run need of a plan: which tables are filled into SQL, which figures are derived, and which
 * of the side tables hold anything.  Known from the words of their queries and from what their headers say that they
 * need. */

#include "figure/engine.h"

typedef struct wants {
	bool *tables;		       /* of the schema */
	bool **columns;		       /* by table: those that a query names; NULL: all of every table */
	bool policy[PACK_TABLE_COUNT]; /* of the pack */
	bool *figures;		       /* of the pack, by index: some check or figure names it */
	bool policy_figures, words, narrative, statements; /* words: unlisted, dangling and unresolved */
	bool marks;					   /* of every table */
	bool any_figure; /* some query reads figures and names none: all that rules and statements ask for */
} wants;

/* Sets g->want for the plan that is to be loaded, and makes the tables that it names. */
int wants_settle(engine *g, err *e);
/* The same for every rule of the pack: before a pack is prepared whole. */
int wants_everything(engine *g, err *e);

#endif
