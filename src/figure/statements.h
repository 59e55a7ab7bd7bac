#ifndef BCF_FIGURE_STATEMENTS_H
#define BCF_FIGURE_STATEMENTS_H
/* The table `stated`, read: each printed figure as a number in its figure's unit, and what its parts come to. */

#include "figure/engine.h"
#include "plan/printed.h"

typedef struct statement {
	size_t row;				      /* of `stated` */
	const char *id, *figure, *of, *area, *period; /* never NULL; area and period as the engine reads them */
	const rule *rule;			      /* of the figure, or NULL */
	const char *unit;			      /* GBP, percent, count, or the figure's */
	bool reads;				      /* the number could be read, or is made from its parts */
	printed number;				      /* in millionths of its own unit */
	int64_t value, half;			      /* in the scale of SQL: pence for GBP, else millionths */
	const char *problem;			      /* why not, when a text stands there that cannot be read */
	bool made;				      /* blank: stands for its parts */
	bool unread;				      /* nothing but row and id: nobody asks for it */
} statement;

typedef struct part_total {
	size_t statement; /* index */
	bool includes;
	int64_t value, slack;
	size_t *parts; /* statements */
	size_t part_count;
} part_total;

typedef struct statements {
	statement *list; /* in the order of the table */
	size_t count;
	part_total *totals;
	size_t total_count, total_room;
} statements;

void bind_statement(sqlite3_stmt *q, const statement *s); /* the columns of SQL table statements */
int statements_read(statements **out, engine *g, err *e);

/* Pounds in millionths to pence: rounded half away from zero. */
int64_t micro_to_scale(int64_t micro, const char *unit);

#endif
