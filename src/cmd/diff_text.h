#ifndef BCF_CMD_DIFF_TEXT_H
#define BCF_CMD_DIFF_TEXT_H
/* A difference for people, as JSON and as CSV. */

#include "plan/difference.h"
#include "policy/labels.h"

typedef struct difference_head {
	const char *before, *after; /* the plans as the user named them */
	const labels *labels;	    /* of the policy year; NULL when it is not known */
} difference_head;

void difference_print_text(buf *out, const difference_head *head, const difference *d, arena *a);
void difference_print_json(buf *out, const difference_head *head, const difference *d, arena *a);
void difference_print_csv(buf *out, const difference *d, arena *a);

/* Is the change of something that is record, and so outside what was approved? */
bool change_is_record(const plan_change *c);
/* What an amount or number changed by, in its own unit, "-1200.00"; "" where that is no number on both sides, or (for
 * a row) there is no amount. */
const char *change_by(const plan_change *c, arena *a);

/* A scheme's title, or its key where it has none. */
span scheme_shown(const plan *p, span scheme);
/* What a row is, in a few words: "Reablement team, Home care"; "" when nothing says it. */
const char *row_words(const plan *p, const table *t, const cell *row, arena *a);
/* A value for a person: "£1,234.50", "(blank)", a text on one line.  `pence`: beside it stands an amount that has. */
const char *value_words(const column *k, span value, bool pence, arena *a);
bool value_has_pence(const column *k, span value);
/* How a text begins: its first words. */
const char *text_beginning(span text, arena *a);
/* Passages of the narrative, each on one line, shortened together where one is long: then true. */
bool passages_shortened(const char **out, const span *texts, size_t count, arena *a);
/* Both values shortened to where they differ, at words, with "…" for what is left out; both with pence where one has
 * them. */
void texts_shortened(const char **before, const char **after, const column *k, span x, span y, arena *a);

#endif
