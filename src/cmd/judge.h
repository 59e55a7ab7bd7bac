#ifndef BCF_CMD_JUDGE_H
#define BCF_CMD_JUDGE_H
/* From a plan's name to its findings: plan read, policy loaded, figures derived, rules run.  A judge belongs to one
 * thread and keeps the policy years that it has opened. */

#include "check/finding_json.h"
#include "cmd/cmd.h"
#include "policy/workbook_map.h"

typedef struct judgement {
	plan *plan;
	engine *engine; /* holds the plan until the judge's next */
	report_head head;
	check_report report;
} judgement;

typedef struct judge {
	const options *o;
	arena *own;
	struct opened {
		const char *id;
		pack *pack;
		engine *engine;
	} years[32];
	size_t count;
	map_set maps;		 /* of workbooks */
	const char *const *only; /* the checks of --only; NULL before they are read, and when there are none */
	size_t only_count;
	struct judge *older; /* judges what plans are compared with; NULL before it is asked for */
	bool whole;	     /* every figure of the catalogue is asked for, not only what the checks read */
	judgement *older_plan;
} judge;

void judge_init(judge *j, const options *o, arena *a);
void judge_release(judge *j);
/* The plan to compare with was asked for and cannot be read: nothing is judged. */
bool judge_lacks_older(const judge *j);

/* Reads the plan and loads it into the engine of its policy year: figures stand, no check has run. */
int judge_load(judgement *out, judge *j, const char *path, arena *a, err *e);
/* ... and runs the checks.  plan_close(out->plan) is the caller's. */
int judge_plan(judgement *out, judge *j, const char *path, arena *a, err *e);

/* What a plan is called: its id in its store, or the last part of its path, without the ending of a file of ours. */
const char *package_id(const char *path, arena *a);

#endif
