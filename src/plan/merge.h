#ifndef BCF_PLAN_MERGE_H
#define BCF_PLAN_MERGE_H
/* Three-way merge of plans, by row and column.
 *
 *  - A cell that one side changed takes that side's value; one that both changed alike takes it; one that both changed
 *    differently is a conflict.
 *  - A row that one side deleted goes when the other left it alone; an edit against a deletion is a conflict of the
 * row.
 *  - A row that both sides added alike is added once.  Added differently: where the key is opaque (COLUMN_OPAQUE: a
 *    line, a risk, a milestone ...) both stay, theirs under the next free key with all that refers to it, and a note
 *    says so, unless one only left cells blank that the other filled: then it is one row, with a note; where the key
 *    names a thing (a scheme, an area) its cells merge as edits of a blank row.
 *  - The same row added under two opaque keys stays twice, with a note.
 *  - A row of money of which one side changed the amount and the other another column is both, with a note.
 *  - A row that one side moved to another key and the other edited is both; moved to two different keys is a conflict.
 *  - The narrative merges by paragraph: a conflict is of the paragraphs that both touched, one by one where both
 * rewrote as many as there were.
 *
 * Nothing is lost in silence: a change of either side is in the result, or in a conflict.  While a conflict is open
 * there is no result.  Merging is symmetric but for conflicts and for which of two added rows is given another key. */

#include "plan/difference.h"

typedef enum conflict_kind {
	CONFLICT_CELL,	    /* both changed it */
	CONFLICT_KEY,	    /* both moved the row */
	CONFLICT_DELETED,   /* one deleted the row, the other changed it */
	CONFLICT_PARAGRAPHS /* both changed them */
} conflict_kind;

typedef struct conflict {
	const char *id; /* "spend[12].amount", "spend[12]", "narrative/a[3]": what a resolution names */
	conflict_kind kind;
	size_t tbl;		/* index in plan_tables; SIZE_MAX for the narrative */
	const char *key, *name; /* the row's key; the column's name, or "" */
	const cell *row;	/* the base's, or of one that both added ours; NULL for the narrative */
	const char *section;
	span base, ours, theirs; /* for a row: its canonical CSV line, or empty where it is deleted */
	const char *taken;	 /* NULL while open; "base", "ours", "theirs" or "value" */
	span value;		 /* of "value" */
} conflict;

/* What a user decided: an id and "base", "ours", "theirs", or "=VALUE".  A row that is deleted on one side has no
 * value. */
typedef struct resolution {
	const char *id, *take;
} resolution;

typedef struct merge_note {
	const char *id, *text; /* "spend[57]", "both sides added line 57; theirs is line 58 now" */
	const char *tbl;       /* of a row of theirs that got another key: its table and both keys; else NULL */
	span from, to;
} merge_note;

typedef struct merge_outcome {
	plan *merged; /* NULL while a conflict is open */
	conflict *conflicts;
	size_t conflict_count, open;
	merge_note *notes;
	size_t note_count;
	size_t from_ours, from_theirs, alike; /* changes (difference.h) against the base: on one side, on both */
} merge_outcome;

/* The three plans must outlive *out.  Returns 0 also when conflicts are open.  ERR_USAGE: a resolution that names no
 * conflict, or a value that its column does not hold.  Settling the key of a row may bring out another conflict, or end
 * one, whose resolution is then passed over. */
int plan_merge(merge_outcome *out, const plan *base, const plan *ours, const plan *theirs, const resolution *list,
	size_t count, arena *a, err *e);

/* ERR_USAGE when `base` is of another policy year than one of the two, or shares no area with it: then it is not what
 * they were made from, and all that they have in common would count as added by both. */
int merge_base_fits(const plan *base, const plan *ours, const plan *theirs, arena *a, err *e);

/* Resolutions as people write them: a CSV file with the columns conflict and take, other columns left alone (the list
 * that `command` prints with --format csv, filled in); rows with a blank `take` are skipped.  ERR_PARSE. */
int resolutions_read(
	resolution **out, size_t *count, span text, const char *shown, const char *command, arena *a, err *e);

#endif
