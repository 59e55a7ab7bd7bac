#ifndef BCF_CMD_AGREE_PRINT_H
#define BCF_CMD_AGREE_PRINT_H
/* Who has agreed which line: for people, as JSON, as CSV. */

#include "cmd/line_history.h"

/* "212 of 250 lines agreed by both; 3 lapsed, 35 waiting" */
const char *agreement_sentence(const agreement *g, arena *a);
/* What to add where lines have no named partner. */
extern const char *const no_partner_hint;

void agreement_print_text(buf *out, const agreement *g, const lapses *l, const plan *p, bool summary, arena *a);
void agreement_print_json(buf *out, const agreement *g, const lapses *l, const plan *p, const char *name, arena *a);
void agreement_print_csv(buf *out, const agreement *g, const lapses *l, const plan *p, arena *a);

/* An organisation's name, or its id where it has none. */
span organisation_shown(const plan *p, span organisation);

#endif
