#ifndef BCF_CHECK_CASES_H
#define BCF_CHECK_CASES_H
/* Proves a pack: its complete plan passes everything, and each case's edits give the findings that the case names,
 * exactly. */

#include "check/check.h"

typedef struct case_outcome {
	const char *check, *name;
	bool passed;
	bool of_pack;	 /* a demand on the pack, such as that every check has cases, and no case of its own */
	const char *why; /* NULL when passed: what was expected and what came */
} case_outcome;

typedef struct cases_report {
	case_outcome *list;
	size_t count, room, cases, failed;
} cases_report;

/* Faults of the pack itself (a case file that cannot be read, a row that an edit does not find) are messages. */
int cases_run(cases_report *out, const pack *p, arena *a, err *e);

#endif
