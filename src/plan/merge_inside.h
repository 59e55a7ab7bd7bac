#ifndef BCF_PLAN_MERGE_INSIDE_H
#define BCF_PLAN_MERGE_INSIDE_H
/* What the files of the merge share.  The order of the work is in merge.c. */

#include "plan/difference_inside.h"
#include "plan/merge.h"

/* What a key of one plan is called in the merged plan. */
typedef struct renamed {
	span from, to;
	bool moved; /* a side renamed it; else it was taken, and the merge found another */
} renamed;
typedef struct renames {
	renamed *list; /* sorted by `from` */
	size_t count, room;
} renames;

enum { BASE, OURS, THEIRS, SIDES, TAKE_VALUE = SIDES, TAKE_OPEN };

typedef struct side {
	const plan *p;
	pairing *pairs; /* by table: the base's rows and this one's; none for the base itself */
	renames *names; /* by table */
} side;

typedef struct given_key {
	size_t tbl;
	span key, stem; /* "S-08" of "S-" and 8 */
	int64_t number;
} given_key;

typedef struct merge {
	side sides[SIDES];
	merge_outcome out;
	size_t conflict_room, note_room;
	const resolution **by_id; /* sorted */
	size_t resolution_count;
	bool *used;	  /* as by_id */
	size_t **refers;  /* by table and column: the table whose keys it holds, or SIZE_MAX */
	given_key *given; /* keys that the merge gave out */
	size_t given_count, given_room;
	rows *tables;
	arena *a;
	err *e;
	int rc;
} merge;

/* Adds a conflict and says what is taken: BASE, OURS, THEIRS, TAKE_VALUE (then *value), or TAKE_OPEN. */
int conflict_add(merge *m, conflict c, span *value);
void conflict_value(merge *m, span value); /* of the conflict added last: its value in canonical text */
void note_add(merge *m, const char *id, const char *text);
void note_key(merge *m, size_t tbl, span from, span to); /* of the note added last */
int refuse(merge *m, const char *id, const char *why);	 /* a resolution that cannot be */
const char *id_of(merge *m, size_t tbl, const cell *row, const char *name);
const char *side_name(int s);

/* merge_names.c: which row is which, and what its key is in the merged plan. */
void names_settle(merge *m);
/* A cell as it stands in the merged plan. *renamed_from is the key that it named before, when a side renamed that. */
cell translate(merge *m, int s, size_t tbl, size_t column_at, cell c, span *renamed_from);
size_t own_column(const table *t); /* the column whose values the names of a table are, or SIZE_MAX */
bool has_one_key(const table *t);
bool is_opaque(const table *t);

void merge_table(merge *m, size_t tbl);
void merge_sections(merge *m, plan *into);

/* merge_notes.c: what merges without a conflict, and somebody has to know.  Rows are in the merged plan's names. */
/* Both sides changed a row of money, one its amount and the other something else. */
void note_changed_apart(merge *m, size_t tbl, const cell *const rows_in[SIDES], const cell *out);
/* Both sides added a row under one opaque key; one of them left blank what the other says. */
void note_filled(merge *m, size_t tbl, const cell *ours, const cell *theirs);
/* Both sides added the same under two opaque keys. */
void note_added_twice(merge *m, size_t tbl, const rows *ours, const rows *theirs);
void note_lost_references(merge *m); /* merge_references.c: of the merged tables */

#endif
