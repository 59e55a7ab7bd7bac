#ifndef BCF_SYNTH_PLANT_H
#define BCF_SYNTH_PLANT_H
/* Tools of those who plant: choosing a row by chance, changing it, and saying what was changed.  Private to this
 * folder. */

#include "base/date.h"
#include "synth/defects.h"
#include "synth/row.h"

struct planting {
	plan *p;
	const pack *pack;
	prng *r;
	arena *a;
	planted_defect done; /* the first change made; what, where, what it was and what it is */
};

/* A row of the table by chance among those that meet every condition of `where`: "source=dfg amount+ note-" (is, is not
 * with !, has something with +, is blank with -); "" for any.  SIZE_MAX when none does. */
size_t pick(planting *t, const char *table, const char *where);
bool fits(const rows *r, size_t n, const char *where);
size_t pick_among(planting *t, const size_t *list, size_t count);

/* Changes one cell, and remembers the first change. */
void change(planting *t, const char *table, size_t n, const char *column, const char *to);
void change_pence(planting *t, const char *table, size_t n, const char *column, int64_t to);
void change_micro(planting *t, const char *table, size_t n, const char *column, int64_t to);
/* Remembers a row that was added (already there) or is about to be removed. */
void tell_added(planting *t, const char *table, size_t n, const char *column);
void remove_told(planting *t, const char *table, size_t n);

bool has_check(const planting *t, const char *id);
span only_area(const planting *t);
span last_year(const planting *t);			     /* the pack's last period */
const char *misspelt(planting *t, span word);		     /* one letter is another */
int64_t pence_of(const rows *r, size_t n, const char *name); /* 0 when none */

/* The source of the NHS minimum; the measure of a ring-fence; an item of a list by its kind, or by not having one. */
span minimum_source(const planting *t);
span fenced_measure(const planting *t, const char *fence);
span list_item(const planting *t, const char *list, const char *kind);
span list_kind(const planting *t, const char *list, span id);
int64_t required(const planting *t, span measure, span period); /* in pence; -1 when not entered */
bool due_of(const planting *t, const char *step, day *out);
const char *day_text(day d, arena *a);

#endif
