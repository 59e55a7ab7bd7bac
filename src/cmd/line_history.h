#ifndef BCF_CMD_LINE_HISTORY_H
#define BCF_CMD_LINE_HISTORY_H
/* What became of the lines whose agreement lapsed: from the store's history, the newest version on the way back in
 * which the line is as it was agreed, and who changed it after that. */

#include "cmd/source.h"
#include "plan/agreement.h"
#include "plan/difference.h"

typedef struct lapse {
	const agreed_line *line;
	const line_answer *answer;
	span digest;	   /* that was agreed */
	bool found;	   /* a version has it; else what follows means nothing */
	span amount;	   /* of the line then; may be blank */
	difference change; /* from then to now, of this line alone; of a line that is gone all of it is removed */
	int64_t version;   /* the first after it that has the line otherwise */
	const char *author;
} lapse;

typedef struct lapses {
	lapse *list; /* by line, then organisation */
	size_t count;
	bool searched; /* the plan comes from a store */
} lapses;

/* `name` is how the user named the plan; of a plan that is from no store only what lapsed is told. */
int lapses_find(lapses *out, const agreement *g, const plan *p, const char *name, arena *a, err *e);
const lapse *lapse_of(const lapses *l, const agreed_line *line, const line_answer *answer); /* NULL when it holds */

#endif
