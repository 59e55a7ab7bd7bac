#ifndef BCF_PLAN_ROLL_INSIDE_H
#define BCF_PLAN_ROLL_INSIDE_H
/* What the parts of rolling forward share: roll_forward.c (which rows go on), roll_amounts.c (what they come to),
 * roll_lines.c (money and lines), roll_ids.c (what they refer to), roll_option.c (an option of the same years). */

#include "base/date.h"
#include "base/money.h"
#include "plan/roll_forward.h"
#include "policy/labels.h"

typedef struct uplift {
	span of; /* a scheme or a source; empty for all the rest */
	ratio rate;
} uplift;

typedef struct rolling {
	const plan *from;
	plan *to;
	const roll_request *request;
	roll_report *report;
	period last, first; /* the last year of this policy, the first of the next */
	int years;
	const labels *next; /* the next policy's */
	uplift *uplifts;
	size_t uplift_count;
	span *cease; /* schemes, those below included */
	size_t cease_count;
	arena *a;
	err *e;
	int rc;
} rolling;

/* ---- roll_amounts.c ---- */
int roll_read_uplifts(rolling *s);
/* Raised by the rate of its scheme (may be blank) or source, times `whole` (roll_whole_year, or 1/1), rounded once;
 * false when it does not fit. */
bool roll_raise(int64_t *pence, const rolling *s, span scheme, span source, ratio whole);
/* The whole year over the part of it that begins on `starts` and ends with it. */
ratio roll_whole_year(const rolling *s, day starts);
/* Dates and periods `years` on; false, *out untouched, when there is none. */
bool roll_date(span *out, const rolling *s, span text);
bool roll_period(span *out, const rolling *s, span text);

/* ---- roll_ids.c ---- */
/* Does the next policy know the source, by id, title or alias?  A policy without sources knows any. */
bool roll_knows_source(const rolling *s, span source);
/* In the new plan: ids of the next policy, and successors. */
void roll_ids(rolling *s);

/* ---- roll_lines.c ---- */
/* The amount of row `i` of `r`, raised, into `row`; one that does not fit sets s->rc. */
void roll_raise_amount(rolling *s, const rows *r, size_t i, cell *row, span scheme, span source, ratio whole);
/* `row`, from row `i` of `r` with that amount `when`, stays in sight at 0; counted as ceased. */
void roll_cease_line(rolling *s, const rows *r, size_t i, cell *row, period when, const char *why);
void roll_income(rolling *s, const rows *r);
void roll_passported(rolling *s, const rows *r);
void roll_spend(rolling *s, const rows *r);
void roll_of_lines(rolling *s, const rows *r, bool is_activity);

/* ---- roll_forward.c ---- */
int roll_read_cease(rolling *s);
int64_t roll_total_of(const plan *p, const char *tbl, const rolling *last_year_of); /* NULL: of all years */
void roll_count_ceased_scheme(rolling *s);
span roll_at(const rows *r, size_t i, const char *name);
void roll_set(const rows *r, cell *row, const char *name, span value);
int64_t roll_pence(const rows *r, size_t i); /* of column amount; 0 without one */
void roll_note(rolling *s, const char *text);
void roll_count(
	rolling *s, roll_group **list, size_t *count, size_t *room, const char *tbl, const char *why, int64_t pence);
void roll_leave(rolling *s, const rows *r, size_t i, const char *why);
void roll_drop(rolling *s, const char *tbl, const char *why); /* a row that was carried: it is left out after all */
cell *roll_keep(rolling *s, const rows *r, size_t i);	      /* a copy without what is record, in the new plan */
cell *roll_carry(rolling *s, const rows *r, size_t i);	      /* ... counted as carried */
/* Does a row's period belong to the year that goes on?  One that says nothing does. */
bool roll_is_of_last_year(const rolling *s, span text);
void roll_move_on(rolling *s, const rows *r, cell *row, const char *name);
bool roll_ceases(const rolling *s, span scheme);

#endif
