#ifndef BCF_FIGURE_LOAD_H
#define BCF_FIGURE_LOAD_H
/* From rows in memory to tables in SQL: amounts as pence, other numbers as millionths. */

#include "figure/engine.h"

int load_prepare(engine *g, err *e); /* the INSERTs, once */
int load_pack_table(engine *g, size_t which, err *e);
int load_plan(engine *g, err *e); /* empties what the last plan left, and fills the tables of g->want */

struct wants;
int make_tables(engine *g, const struct wants *w, err *e); /* those that are not made yet */

int create_table(engine *g, const table *t, const char *prefix, err *e); /* prefix: "", "policy_" or "older." */
/* Makes the tables of `older` that the rule speaks of, and fills them when there is a plan to compare with. */
int older_tables(engine *g, span sql, err *e);
int load_older(engine *g, err *e); /* the plan that this one is compared with, if any */
enum {
	SIDE_MARKS,
	SIDE_NARRATIVE,
	SIDE_UNLISTED,
	SIDE_DANGLING,
	SIDE_SCOPE,
	SIDE_STATEMENTS,
	SIDE_PARTS,
	SIDE_FIGURES,
	SIDE_UNRESOLVED
};
/* "INSERT INTO <prefix><table>", one parameter a column after row_id. */
int prepare_insert(engine *g, sqlite3_stmt **out, const table *t, const char *prefix, err *e);
void load_row(const engine *g, const rows *r, size_t n, sqlite3_stmt *s); /* binds a row of g's plan */
void bind_text(sqlite3_stmt *s, int index, const char *text);
int insert(engine *g, sqlite3_stmt *s, err *e); /* steps and resets */

#endif
