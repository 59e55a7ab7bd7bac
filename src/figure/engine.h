#ifndef BCF_FIGURE_ENGINE_H
#define BCF_FIGURE_ENGINE_H
/* The figures of a plan.  An engine belongs to one thread and one policy pack: it holds the tables and the prepared
 * queries, and can judge any number of plans one after another.  engine_load fills the tables from a plan, reads its
 * printed figures, and runs the catalogue; then the view `figures` stands for checks to read, and figure_rows for
 * `explain`. */

#include "plan/plan.h"
#include "policy/pack.h"
#include "sql/db.h"

/* A cell of the plan that a value comes from, or a place that does not exist yet (`key` is then a JSON object). */
typedef struct place {
	uint16_t table, column; /* indices of the schema */
	uint32_t row;		/* row_id - 1; unused with `key` */
	const char *key;
} place;

typedef struct places {
	place *list;
	size_t count, room;
} places;

typedef enum basis { BASIS_DERIVED, BASIS_PARTLY, BASIS_STATED } basis;
const char *basis_name(basis b);

typedef struct figure_row {
	const rule *figure;
	const char *of, *area, *period;
	int64_t value, slack; /* pence where the unit is GBP, else millionths */
	basis basis;
	size_t statement; /* row of `stated` when basis is stated, else SIZE_MAX */
	places cells;	  /* that it comes from */
	size_t *from;	  /* figure rows that it comes from */
	size_t from_count;
} figure_row;

/* What a column of a query's result means. */
typedef enum role {
	ROLE_OTHER,
	ROLE_AREA,
	ROLE_PERIOD,
	ROLE_OF,
	ROLE_FINDING,
	ROLE_VALUE,
	ROLE_SLACK,
	ROLE_AT,
	ROLE_AT_ANY,
	ROLE_PLACES,
	ROLE_ACTUAL,
	ROLE_EXPECTED,
	ROLE_UNIT,
	ROLE_RESULT,
	ROLE_SEVERITY,
	ROLE_STANDS
} role;
typedef struct query {
	const rule *rule;
	sqlite3_stmt *statement; /* NULL for a figure that is stated only, and before query_ready */
	bool ready;
	int count; /* result columns */
	role *roles;
	place *at; /* for ROLE_AT: table and column */
	const char **names;
} query;

/* Why a figure does not stand somewhere: a sentence for a person, and the cells that are blank. */
typedef struct gap {
	const rule *figure;
	const char *area, *period, *of; /* NULL: everywhere */
	const char *why;
	places cells;
} gap;

/* The areas and periods for which a table has rows, each pair once; a table without such a column has blanks there. */
typedef struct presence {
	span area, period;
} presence;

typedef struct engine engine;
struct engine {
	const pack *pack;
	db *db;
	arena *own;		 /* lives as long as the engine */
	query *figures, *checks; /* in the pack's order */
	sqlite3_stmt **inserts;	 /* by table of the schema */
	sqlite3_stmt **deletes;	 /* the same, then those of the side tables; prepared when first needed */
	bool filled;		 /* a plan has been loaded */
	sqlite3_stmt *insert_side[9], *insert_run;
	bool *made, policy_made[PACK_TABLE_COUNT],
		figures_listed; /* tables that exist in the database, and policy_figures */

	const struct engine *older; /* what plans are compared with; NULL when nothing is */
	bool *older_made; /* by table of the schema, then by OLDER_...; NULL before a rule speaks of `older` */
	bool older_filled, older_settled; /* settled: what rules say of it where there is none is made */
	bool asked_only;	 /* run only the figures that a rule or a printed statement asks for; engine_ask */
	const char *const *only; /* the checks that will run; NULL: all; engine_ask_checks */
	size_t only_count;
	struct wants *all, *some; /* what all rules need, and what those of `only` do; NULL before they are needed */
	const struct wants *want; /* of the plan that is loaded */
	size_t **by_length, longest_name; /* the tables of the schema by the length of their names */
	const struct column_names *column_names;

	/* of the plan that is loaded */
	const plan *plan;
	arena *job;
	const char *as_of;
	size_t faults;	       /* words out of list and references that lead nowhere, so far */
	const char *sole_area; /* NULL when there are several areas, or none */
	span *areas;	       /* of table areas, sorted */
	size_t area_count;
	bool *used;	    /* tables that hold rows now */
	presence **present; /* by table; NULL before they are asked for */
	size_t *present_count;
	figure_row *rows;
	size_t row_count, row_room;
	gap *gaps;
	size_t gap_count, gap_room;
	struct statements *statements;
};

int engine_open(engine **out, const pack *p, arena *a, err *e);
void engine_close(engine *g); /* NULL is allowed */

/* `as_of` is an ISO date. The plan and `job` must stay until the next load.  A rule that fails or never ends is
 * ERR_RULE. */
int engine_load(engine *g, const plan *p, const char *as_of, arena *job, err *e);

/* From the next load on, figures that no check, no other figure and no printed statement asks for are left out
 * (`only`), or the whole catalogue stands, as it does at first. */
void engine_ask(engine *g, bool only);

/* From the next load on, only these checks will run (NULL: all again), so only the tables are filled and only the
 * figures derived that they need.  An id that the pack does not have asks
 * for nothing. A comparison with an older plan needs everything all the same. */
void engine_ask_checks(engine *g, const char *const *only, size_t count);

/* The areas and periods for which a table of the plan has rows. */
const presence *engine_presence(const engine *g, size_t which, size_t *count);

/* From the next load on, the plan that `older` holds stands in older.<table>, older.figures and older.statements; NULL
 * ends that.  `older` is another engine, of any policy year, and stays as it is. */
void engine_compare(engine *g, const engine *older);

/* Prepares a query of the pack and learns its columns, unless that is done.  A pack from a folder is prepared whole
 * when the engine is opened, so that every fault of it is told at once; the built-in ones are proven by their cases,
 * and are prepared as they are needed, which is what a single check of a small plan mostly waits for. */
int query_ready(query *q, engine *g, err *e);
bool query_has_input(const engine *g, const rule *u); /* every table that it needs holds a row */
/* Adds the cells that an `at_` value names: a row_id, a JSON array of them, or a JSON object of a key. */
void places_read(places *out, place at, sqlite3_value *value, arena *a);
/* Adds the cells that an `at_any` value names: "table:row_id:column", several parted by blanks. */
void places_read_any(places *out, sqlite3_value *value, arena *a);
/* Drops the places of rows that the plan does not have: a rule may have counted wrong. */
void places_keep(const engine *g, places *p);
/* The figure rows that a `places` value names (handles parted by blanks). */
size_t *handles_read(engine *g, sqlite3_value *value, size_t *count, arena *a);
const char *text_or_null(sqlite3_value *v, arena *a); /* NULL for SQL NULL */

/* Why a figure, or one that it is made from, does not stand there; NULL when nothing is known of it.  `of` NULL: any.
 */
const gap *figure_gap(const engine *g, const rule *figure, span area, span when, const char *of);
/* All cells below a row, through the figures it comes from; a stated one gives its statement. */
void figure_cells(const engine *g, size_t row, places *out, arena *a);

#endif
