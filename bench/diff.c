/* The difference of two plans of 250 and of 5,000 lines, every hundredth line changed, one in a thousand renamed,
 * beside diff(1) and git diff of the same CSV files as whole processes.  Medians.
 *
 *     build-bench/bench/diff */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "plan/merge.h"

#define RUNS 101

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int compare(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return (a > b) - (a < b);
}

static double median(double *times)
{
	qsort(times, RUNS, sizeof *times, compare);
	return times[RUNS / 2];
}

/* Lines of a fund, each with an activity; `changed` makes the newer plan. */
static span spend_text(arena *a, int lines, int changed)
{
	buf b;
	buf_init(&b, a);
	buf_text(&b, "line,area,period,scheme,description,type,commissioner,provider,source,amount,status\n");
	for (int i = 0; i < lines; i++) {
		int key = changed && i % 1000 == 7 ? i + 900000 : i, amount = 10000 + i * 37 % 90000;
		buf_printf(&b,
			"%06d,dorset,2019-20,scheme_%02d,Care at home and in the community number "
			"%d,home_care,council,",
			key, i % 40, i);
		buf_printf(&b, "Provider %d,%s,%d.00,existing\n", i % 60, i % 3 ? "ccg_minimum" : "ibcf",
			amount + (changed && i % 100 == changed ? 500 : 0));
	}
	return buf_span(&b);
}

static span activity_text(arena *a, int lines)
{
	buf b;
	buf_init(&b, a);
	buf_text(&b, "line,period,measure,unit,planned\n");
	for (int i = 0; i < lines; i++)
		buf_printf(&b, "%06d,2019-20,people,people,%d\n", i, 40 + i % 50);
	return buf_span(&b);
}

static plan *make_plan(arena *a, err *e, span spend, int lines)
{
	char head[] = "title,policy\nA plan,any\n";
	char *copy = arena_text(a, spend), *activity = arena_text(a, activity_text(a, lines));
	const named_text texts[] = {{"plan.csv", "plan.csv", arena_text(a, span_of(head)), strlen(head)},
		{"spend.csv", "spend.csv", copy, spend.len},
		{"activity.csv", "activity.csv", activity, strlen(activity)}};
	plan *p = NULL;
	if (plan_from_texts(&p, texts, 3, "a plan", a, e)) {
		fprintf(stderr, "%s\n", e->first->text);
		exit(1);
	}
	return p;
}

static void save(const char *path, span text)
{
	FILE *f = fopen(path, "w");
	if (!f || fwrite(text.at, 1, text.len, f) != text.len || fclose(f))
		exit(1);
}

/* 0 when the program is not there. */
static double process_time(char *const *words)
{
	double times[RUNS];
	posix_spawn_file_actions_t quiet;
	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
	for (int i = 0; i < RUNS; i++) {
		double start = now();
		pid_t child;
		int status;
		if (posix_spawnp(&child, words[0], &quiet, NULL, words, environ) || waitpid(child, &status, 0) < 0)
			return 0;
		times[i] = now() - start;
	}
	return median(times);
}

static void measure(int lines, double most)
{
	double diffs[RUNS], merges[RUNS];
	size_t changes = 0;
	arena *a = arena_open();
	char folder[] = "/tmp/bcf-bench-diff.XXXXXX", older[64], newer[64];
	err e;
	err_init(&e, a);
	span x = spend_text(a, lines, 0), y = spend_text(a, lines, 3), z = spend_text(a, lines, 11);
	plan *base = make_plan(a, &e, x, lines), *ours = make_plan(a, &e, y, lines),
	     *theirs = make_plan(a, &e, z, lines);
	for (int i = 0; i < RUNS; i++) {
		difference d;
		merge_outcome m;
		arena *job = arena_open();
		double start = now();
		plan_difference(&d, base, ours, job);
		diffs[i] = now() - start;
		changes = d.count;
		start = now();
		if (plan_merge(&m, base, ours, theirs, NULL, 0, job, &e) || !m.merged)
			exit(1);
		merges[i] = now() - start;
		arena_close(job);
	}
	if (!mkdtemp(folder))
		exit(1);
	snprintf(older, sizeof older, "%s/older.csv", folder);
	snprintf(newer, sizeof newer, "%s/newer.csv", folder);
	save(older, x);
	save(newer, y);
	double by_diff = process_time((char *[]){"diff", older, newer, NULL}),
	       by_git = process_time((char *[]){"git", "diff", "--no-index", "--no-ext-diff", older, newer, NULL}),
	       start_up = process_time((char *[]){"true", NULL});
	unlink(older);
	unlink(newer);
	rmdir(folder);
	printf("%5d lines, %3zu changes   difference %7.3f ms (at most %g)   three-way merge %7.3f ms\n", lines,
		changes, median(diffs), most, median(merges));
	printf("%*sdiff %.2f ms, git diff %.2f ms (a process each; an empty one takes %.2f ms)\n", 27, "", by_diff,
		by_git, start_up);
	arena_close(a);
}

int main(void)
{
	measure(250, 1);
	measure(5000, 15);
	return 0;
}
