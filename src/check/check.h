#ifndef BCF_CHECK_CHECK_H
#define BCF_CHECK_CHECK_H
/* Runs a policy year's checks over the plan that an engine holds, and makes findings of what they say.
 *
 * A finding is about the plan: what is wrong, where, by how much, under which rule, and what to do.  One root cause
 * gives one finding; what follows from it is listed under its consequences.  Findings do not depend on the order of
 * rows. */

#include "figure/engine.h"

typedef enum result { RESULT_FAIL, RESULT_UNDETERMINED, RESULT_WAIVED, RESULT_NOT_APPLICABLE } result; /* the last: of a row, never of a finding */
const char *result_name(result r);

typedef enum weight {
	WEIGHT_BLOCKS,
	WEIGHT_CORRECT,
	WEIGHT_NOTED
} weight; /* blocks submission, correct if you can, noted */
const char *weight_name(weight w);

typedef struct field {		 /* a column of the check's result that its message may show */
	const char *name, *text; /* text NULL when blank */
	bool is_number;
	int64_t number;
} field;

typedef struct finding finding;
struct finding {
	const char *id; /* check:area:period:of:finding, empty parts at the end left off */
	const rule *check;
	const char *severity; /* "error", "warning", "info" */
	result result;
	weight weight;
	const char *area, *period, *of, *key; /* never NULL; key is the part `finding` of the id */
	const char *message, *fix;
	const char *cause; /* NULL when nothing explains the difference exactly */
	places cells;	   /* in the order of table, row, column; each once */
	size_t *figures;   /* rows of the engine's figures that it compared */
	size_t figure_count;
	const char *unit;			    /* NULL when there is neither actual nor expected */
	const char *actual, *expected, *difference; /* as JSON prints them; NULL when absent */
	bool has_difference;
	int64_t difference_value, actual_value, expected_value, slack; /* pence, millionths, or days */
	finding **consequences;
	size_t consequence_count, consequence_room;
	bool stands_alone;     /* its check says that nothing explains it */
	finding *explained_by; /* then it is not listed on its own */
	const char *waived_by, *waived_until, *waived_reason;
	field *fields;
	size_t field_count;
};

typedef struct check_report {
	finding **findings; /* those listed on their own: by severity, result, size, check, id */
	size_t count;
	finding *all; /* all, consequences too */
	size_t all_count;
	const char **passed, **not_applicable;
	size_t passed_count, not_applicable_count;
	size_t errors, warnings, infos, undetermined, waived;
} check_report;

/* `only` limits the run to those checks (NULL for all); an unknown id there is ERR_USAGE. */
int check_run(check_report *out, engine *g, const char *const *only, size_t only_count, err *e);

/* A value in words a person reads: "£1,234", "16.7", "31 March 2019". `micro_or_pence` as SQL holds it. */
const char *value_shown(arena *a, const char *unit, int64_t value);
/* The same as JSON prints it: "1234.00", "16.7". */
const char *value_printed(arena *a, const char *unit, int64_t value);
const char *area_name(const engine *g, const char *area); /* its name; "the partnership" for * */

#endif
