#ifndef BCF_PLAN_AGREEMENT_H
#define BCF_PLAN_AGREEMENT_H
/* Agreement of lines: a spending line is agreed when each of its named partners has agreed its digest.
 *
 * The digest of a line is "sha256:" and the SHA-256 of this text: the canonical text (docs/package.md) of table spend
 * as if the line were its only row, then that of spend_impact with the line's rows only, then that of activity with the
 * line's rows only; record columns are left out of all three, and a table without such rows adds nothing.  So what
 * people record afterwards (activity.actual, an agreement) never ends an agreement, and everything else that the line
 * says does.
 *
 * The named partners of a line are, by the first of these that gives any:
 *  1. the parties (agreement_parties) of the agreement that its scheme names, or that the scheme above it names, where
 *     that is a section 75 agreement (agreements.kind s75, or blank);
 *  2. the parties of the plan's section 75 agreements, all of them;
 *  3. the plan's organisations of kind council and nhs_commissioner, without those that ended before the plan starts.
 * A line of one area is narrowed to it: whoever tables authorities and commissioner_shares link to some area, and not
 * to the line's, is not asked for it; a link of another period than the line's does not count.  Who is linked to no
 * area is asked for every line, a line of the whole partnership (area blank or *) asks all, and where nobody would be
 * left all are asked.
 *
 * Table `agreed` is record: agreeing never changes a plan's plan_digest. */

#include "plan/plan.h"

/* The line alone: a plan of its row of spend and its rows of spend_impact and activity, record columns blank; without a
 * row of spend when the plan has no such line.  It shares the texts of `p`. */
plan *line_alone(const plan *p, span line, arena *a);
void line_digest(char out[PLAN_DIGEST_TEXT], const plan *p, span line, arena *a);

typedef enum partner_rule { PARTNERS_OF_SCHEME, PARTNERS_OF_PLAN, PARTNERS_BY_KIND, PARTNERS_NONE } partner_rule;

typedef enum answer_state { ANSWER_AGREED, ANSWER_WAITS, ANSWER_LAPSED } answer_state;

typedef struct line_answer {
	span organisation;
	bool named; /* false: it agreed the line and is no named partner of it */
	answer_state state;
	size_t row; /* of table agreed; SIZE_MAX while it waits */
} line_answer;

typedef enum line_state {
	LINE_AGREED, /* every named partner has agreed it as it stands */
	LINE_WAITS,  /* nothing has lapsed, and a named partner has not agreed it yet (or there is none) */
	LINE_LAPSED, /* a named partner agreed it when it was different */
	LINE_GONE    /* somebody agreed it, and it is not in the plan any more */
} line_state;

typedef struct agreed_line {
	span line;
	size_t row; /* of spend; SIZE_MAX when it is gone */
	span now; /* of a line that is gone: the key of the one line that is what was agreed but for its key; else empty
		   */
	line_state state;
	partner_rule rule;
	bool narrowed;		       /* to its area: not everybody whom the rule names is asked */
	char digest[PLAN_DIGEST_TEXT]; /* empty when it is gone */
	line_answer *answers;	       /* named partners by key, then others by key */
	size_t count;
} agreed_line;

typedef struct agreement {
	agreed_line *lines; /* as people order them, 2 before 10; those that are gone last */
	size_t count, agreed, waiting, lapsed, gone;
	size_t partners_least, partners_most; /* named partners of a line, gone ones left out; 0 and 0 without lines */
} agreement;

/* `p` must outlive *out. Infallible: any plan has a state of agreement. */
void agreement_read(agreement *out, const plan *p, arena *a);

/* Records that the organisation agrees these lines as they stand: adds or replaces its rows of `agreed`.  How many
 * were not recorded already; *g is stale after it.  The texts must outlive the plan. */
size_t agreement_record(
	plan *p, const agreed_line *const *lines, size_t count, span organisation, span person, span date, arena *a);

#endif
