#ifndef BCF_CMD_PRIVACY_H
#define BCF_CMD_PRIVACY_H
/* What comes in must hold no patient or client data (plan/personal.h): the cells are named and the job stops, unless a
 * named person says why they are not (--not-personal REASON --by NAME). */

#include "cmd/cmd.h"
#include "plan/plan.h"

#define PRIVACY_OPTIONS " --not-personal "

/* ERR_USAGE, with a message for each cell, when there is something and nobody says that it is not personal.
 *
 * `known` is the plan that `p` was made from or will follow, or NULL: what it holds in the same cell was looked at when
 * it came.  `map` is how a list was read, or NULL.  *accepted becomes the detail of the event "not personal" that is to
 * be kept with the plan: the reason and the cells, masked; NULL when there was nothing.
 *
 * Columns of people's own beside the plan that are headed like client data are not read, and only warned of on standard
 * error. */
int privacy_judge(const char **accepted, const plan *p, const plan *known, const workbook_map *map, const options *o,
	arena *a, err *e);

#endif
