#ifndef BCF_CMD_CMD_H
#define BCF_CMD_CMD_H
/* The command line.  One file a subcommand; cmd_check.c is the data flow of the whole program: read it first.
 * Only this folder (and web) prints and reads the clock. */

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum { EXIT_DONE = 0, EXIT_FINDINGS = 1, EXIT_COULD_NOT = 2, EXIT_BROKEN = 3 };

typedef enum output {
	OUTPUT_TEXT,
	OUTPUT_JSON,
	OUTPUT_CSV,
	OUTPUT_SQL,
	OUTPUT_DATAPACKAGE,
	OUTPUT_FOLDER,
	OUTPUT_XLSX
} output;

typedef struct options {
	const char **words; /* what is no option, in order */
	size_t count;
	output format;
	const char *policy, *policy_path, *today, *only, *reason, *by, *until, *against, *from, *into;
	const char *areas, *years, *seed, *lines, *defects, *first; /* of synthesise */
	const char *out;					    /* -o, --output: the file to write */
	const char *map, *area,
		*split; /* of workbooks: how to read one; whose board's, and how the partnership's amounts fall to it */
	const char *as, *message, *base, *branch, *head, *key, *sign, *kind,
		*store; /* of the store */
	const char *take, **resolve; /* of merging: a side for every conflict, and "ID=TAKE" for one each */
	size_t resolve_count;
	const char *uplift, *cease;			   /* of rolling forward */
	const char *organisation, *person, *line, *scheme; /* of agreeing lines */
	const char *not_personal; /* why what looks like personal data is none */
	bool all, apply, due;
	bool what_if, quiet, color, force, schema_of_policy, summary, replace;
	int threads; /* 0: as many as there are processors */
} options;

/* Common and own options of one command.  `allowed` names the own ones, " --only --force ", and is where a command that
 * writes findings as a workbook says " xlsx ".  `-o` is `--output`.  ERR_USAGE. */
int options_read(options *out, int argc, char **argv, const char *allowed, arena *a, err *e);

/* Do both names stand for one file that is there? */
bool same_file(const char *x, const char *y);

/* All messages of `e` to standard error, each on a line: "bcf: where: text". */
void complain(const err *e);
/* Writes a result to standard output; false, with a complaint, when that fails (a full disk, a closed pipe). */
bool print_out(span text);

typedef struct command {
	const char *name, *usage, *summary;
	const char *help; /* the rest of --help, with an example that runs on the shipped data */
	int (*run)(int argc, char **argv, arena *a, err *e);
	const struct command *parts; /* subcommands with a help of their own, NULL for none; their `name` is one word */
	size_t part_count;
} command;
extern const command commands[];
extern const size_t command_count;

int cmd_check(int argc, char **argv, arena *a, err *e);
int cmd_explain(int argc, char **argv, arena *a, err *e);
int cmd_convert(int argc, char **argv, arena *a, err *e);
int cmd_diff(int argc, char **argv, arena *a, err *e);
int cmd_merge(int argc, char **argv, arena *a, err *e);
int cmd_schema(int argc, char **argv, arena *a, err *e);
int cmd_policy(int argc, char **argv, arena *a, err *e);
int cmd_agree(int argc, char **argv, arena *a, err *e);
int cmd_roll(int argc, char **argv, arena *a, err *e);
int cmd_compare(int argc, char **argv, arena *a, err *e);
/* bcf policy allocations import FILE.csv PLAN... */
int policy_allocations_import(const options *o, arena *a, err *e);
int cmd_waive(int argc, char **argv, arena *a, err *e);
int cmd_fill(int argc, char **argv, arena *a, err *e);
int cmd_verify(int argc, char **argv, arena *a, err *e);
int cmd_synthesise(int argc, char **argv, arena *a, err *e);

#endif
