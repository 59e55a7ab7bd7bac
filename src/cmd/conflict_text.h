#ifndef BCF_CMD_CONFLICT_TEXT_H
#define BCF_CMD_CONFLICT_TEXT_H
/* What a user decides about conflicts (--take, --resolve), and how a merge is told: for people, as JSON and as CSV. */

#include "cmd/cmd.h"
#include "format/json_out.h"
#include "plan/merge.h"

typedef struct decisions {
	resolution *list;
	size_t count, room;
} decisions;

/* Adds --resolve: "ID=ours", "ID==VALUE", or a .csv file of them.  `called` is the command, for messages.
 * ERR_USAGE, ERR_PARSE. */
int decisions_read(decisions *d, const options *o, const char *called, arena *a, err *e);
/* Adds that side of --take for every open conflict; false when there is none, or no --take.  Settling a key may bring
 * out another conflict: merge again, and call again while fewer are open. */
bool decisions_take(decisions *d, const merge_outcome *m, const options *o, arena *a);

/* `plans` are base, ours and theirs; `who` says so for people: "ours (council.xlsx)". */
void conflicts_print_text(buf *out, const merge_outcome *m, plan *const plans[3], const char *const who[3], arena *a);
/* The values that the user gave, a line each: "    spend[4].amount: £500,000". */
void conflicts_print_values(buf *out, const merge_outcome *m, arena *a);
/* A file to fill in for --resolve. */
void conflicts_print_csv(buf *out, const merge_outcome *m);
/* Members of an object: from_ours, from_theirs, alike, open, conflicts, notes. */
void conflicts_print_json(json_out *j, const merge_outcome *m);

#endif
