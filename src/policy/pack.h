#ifndef BCF_POLICY_PACK_H
#define BCF_POLICY_PACK_H
/* A policy year: tables, figures and checks, read from policy/<id> and policy/common; docs/policy-packs.md is its
 * manual.  Packs are embedded in the program; a folder of packs can be searched first.  C knows the kinds of thing here
 * and no year's ids. */

#include "base/date.h"
#include "format/digest.h"
#include "format/table.h"

/* One figure or check: the header of its file, and its query. */
typedef struct rule {
	const char *id, *title;
	const char *file;    /* for messages: "policy/common/checks/EXP-03.sql" */
	span sql;	     /* empty for a figure that is stated only */
	int sql_line;	     /* the line of the file at which it begins */
	const char **tables; /* `needs`: tables ... */
	size_t table_count;
	const char **figures; /* ... and figures */
	size_t figure_count;
	bool needs_older; /* ... and a plan to compare with */
	/* figures */
	const char *unit, *by, *tolerance, *also;
	bool sums; /* combine: sum */
	/* figures (of a disagreement with a statement) and checks */
	const char *severity; /* "error", "warning", "info" */
	/* checks */
	const char *
		*speaks_of; /* tables, or table.column: when none of them holds anything there is nothing to judge */
	size_t speaks_of_count;
	bool completeness;				      /* about */
	const char *basis, *applies, *source, *message, *fix; /* `source` is the header `rule` */
	const char **explained_by;
	size_t explained_count;
} rule;

typedef struct pack_file {
	const char *path; /* "common/figures/income.total.sql", relative to the folder of packs */
	span text;
} pack_file;

/* The tables of a pack: those read from CSV, then those that pack.json holds. */
enum {
	PACK_SOURCES,
	PACK_CONDITIONS,
	PACK_METRICS,
	PACK_SCHEME_TYPES,
	PACK_MATURITY_CHANGES,
	PACK_REQUIREMENTS,
	PACK_ALLOCATIONS,
	PACK_ALIASES,
	PACK_UPLIFTS,
	PACK_HOLIDAYS,
	PACK_STATUTES,
	PACK_PERIODS,
	PACK_DOCUMENTS,
	PACK_TIMETABLE,
	PACK_DECIDES,
	PACK_SECTIONS,
	PACK_LISTS,
	PACK_TABLE_COUNT
};
extern const table pack_tables[PACK_TABLE_COUNT];

typedef struct pack {
	const char *id, *title;
	const char *cases_as_of; /* the date on which its cases are judged */
	rows tables[PACK_TABLE_COUNT];
	rule *figures; /* in the order of their needs */
	size_t figure_count;
	rule *checks; /* by id */
	size_t check_count;
	day *holidays; /* sorted */
	size_t holiday_count;
	pack_file *files; /* its own and the common ones, by path */
	size_t file_count;
	const char *folder; /* where it was read: the folder of packs, or "policy" when built in */
	bool built_in;	    /* nothing of it was read from a folder */
} pack;

/* `policy_path` may be NULL.  An unknown id, and every fault of every file, is a message with file and line. */
int pack_open(pack **out, const char *id, const char *policy_path, arena *a, err *e);

/* The same without figures and checks, for those who need ids and titles only; what is wrong with the tables is told,
 * and *out given all the same where there is anything to give. */
int pack_open_tables(pack **out, const char *id, const char *policy_path, arena *a, err *e);

/* The ids of all packs, sorted. */
int pack_list(const char ***ids, size_t *count, const char *policy_path, arena *a, err *e);

/* Does any pack hold cases of this check?  A common check is proven in the pack where it bears best. */
bool pack_cases_anywhere(const char *check, const char *policy_path, arena *a);

/* "sha256:" and 64 hex digits of what its verdicts rest on: every file of the year and of policy/common but the cases
 * and the map of the template. */
const char *pack_digest(const pack *p, arena *a);

const rule *pack_figure(const pack *p, span id);
const rule *pack_check(const pack *p, span id);
const pack_file *pack_file_find(const pack *p, const char *path); /* "2019-20/cases/complete/plan.csv" */
/* The value of column `name` in the row whose key is `key`; empty when there is none. */
span pack_value(const pack *p, int which, span key, const char *name);
/* A title for a key of any list of the pack ("dfg" of "source"); empty when there is none. */
span pack_title(const pack *p, const char *by, span key);

/* Can the check run in any period of the pack?  A common check may be for other years only. */
bool pack_judges(const pack *p, const rule *check);
size_t pack_check_count(const pack *p); /* those that can */
bool pack_is_common(const pack *p, const rule *check);

/* Does `applies` cover the period?  "all"; or ranges "2017-18..2019-20, 2021-22..". */
bool applies_to(const char *applies, span period);

#endif
