#ifndef BCF_PLAN_ROLL_FORWARD_H
#define BCF_PLAN_ROLL_FORWARD_H
/* Next year's plan, begun from this one.
 *
 * The last year of this plan's policy becomes the first year of the next policy; periods and dates of what is carried
 * are moved on by the years between the two.  What a finance officer expects of an opening:
 *
 *  - A line of spend goes on with its amount raised by the uplift, status existing.
 *  - A line that was for one year (recurrence non_recurrent), that ended before the year did, or whose scheme is to
 *    cease stays in sight with status ceased, amount 0 and a note of what it was; one that was ceased already goes,
 *    and one whose source the next policy does not have.
 *  - A line that started part-way (status new, recurrence recurrent, a period that begins later than the year and ends
 *    with it) gets its full-year effect: its amount x 12 / the months it ran (x days / days where it did not start with
 *    a month), then the uplift; its period is the whole year.  Not where another line of other days of the year differs
 *    from it in line, period and amount only: that is one amount spread over the year.
 *  - Income likewise, by its columns starts and ends; what was for one year goes.  What is carried is provisional.
 *  - Every amount is rounded once, half away from zero, to the penny; to_nearest is kept, for it tells how exact the
 *    amount was that the new one is made from.
 *  - Requirements are the next policy's allocations, and then income follows them (plan/allocations.h); without an
 *    allocation a requirement stays with its amount blank.  Nothing is guessed.
 *  - Ids of sources, scheme types, measures and lists go through the next policy's titles and aliases; what it does not
 *    know stays and is named.
 *  - Organisations and areas whose whole passed to one successor (table successions: a single row with portion 1, dated
 *    within the years between) are replaced by it where the plan knows it; any other succession stays and is named.
 *  - Left out and counted: everything that is record, printed figures, answers to conditions, measures and ambitions,
 *    benefits, maturity, planning requirements, meetings, milestones, documents, and the narrative.  Coverage of what
 * is left out goes too. */

#include "plan/allocations.h"
#include "plan/plan.h"

typedef struct roll_request {
	const pack *from, *to;
	/* "5.3%", "home_care=3%; dfg=0%", "5.3%; carers=0%": a rate for all, and rates for schemes and sources (that of
	 * a line's scheme goes before that of its source); NULL: none. */
	const char *uplift;
	const char *cease; /* schemes parted by commas, with those below them; NULL: none */
	bool any_rate;	   /* also one above 50% or below -50% */
} roll_request;

typedef struct roll_group {
	const char *tbl, *why;
	size_t rows;
	int64_t pence; /* of this plan's amounts, in tables of money; else 0 */
} roll_group;

typedef struct roll_full_year {
	const char *tbl;
	span line;
	int64_t before_pence, full_pence; /* before the uplift */
} roll_full_year;

/* What a table of money comes to: of this plan in the year that goes on (of an option in all years), of the new plan in
 * all. */
typedef struct roll_total {
	int64_t before_pence, after_pence;
} roll_total;

typedef struct roll_report {
	roll_total spend, income;
	roll_group *carried, *ceased, *left; /* rows that go on; schemes and lines that stay as ceased; rows left out */
	size_t carried_count, ceased_count, left_count;
	size_t carried_room, ceased_room, left_room;
	roll_full_year *full;
	size_t full_count, full_room;
	const char **notes; /* mapped, not known, to fill in: sentences for a person */
	size_t note_count, note_room;
	allocations_report allocations;
	int years; /* that periods were moved on */
} roll_report;

/* An option of the same plan: amounts of spend, of income and of what is passed on raised by the uplift in every year,
 * the lines of schemes that are to cease at 0 with status ceased and a note of what they were, without their
 * spend_impact and the activity that was only planned; everything else as it is: periods, records, the narrative.
 * `r->to` is not looked at.  ERR_USAGE also when neither an uplift nor a scheme is named. */
int plan_roll_option(plan **out, roll_report *report, const plan *p, const roll_request *r, arena *a, err *e);

/* The new plan shares texts with `p` and with the packs.  ERR_USAGE: an uplift that cannot be read, a scheme that the
 * plan does not have, a policy that is not a later one, no row of the last year.  ERR_LIMIT: an amount that is too
 * large once it is raised. */
int plan_roll_forward(plan **out, roll_report *report, const plan *p, const roll_request *r, arena *a, err *e);

#endif
