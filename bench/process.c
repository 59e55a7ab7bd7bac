/* Times a command as a whole process: 51 runs (or as many as -n says), median and range of wall time, and the peak of
 * its memory.  -l gives the line another name.
 *
 *     build-bench/bench/process build-bench/bcf check examples/doncaster-2019-20
 *     build-bench/bench/process -n 5 -l openpyxl python3 total.py ledger.xlsx */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RUNS_MAX 51

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

int main(int argc, char **argv)
{
	double times[RUNS_MAX];
	long peak = 0;
	int runs = RUNS_MAX;
	const char *label = NULL;
	posix_spawn_file_actions_t quiet;
	for (; argc > 2 && argv[1][0] == '-'; argc -= 2, argv += 2) {
		if (!strcmp(argv[1], "-n"))
			runs = atoi(argv[2]);
		else if (!strcmp(argv[1], "-l"))
			label = argv[2];
		else
			return 2;
	}
	if (argc < 2 || runs < 1 || runs > RUNS_MAX)
		return 2;
	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
	for (int i = runs > 5 ? -3 : runs > 1 ? -1 : 0; i < runs; i++) {
		struct rusage use;
		int status;
		double start = now();
		pid_t child;
		if (posix_spawnp(&child, argv[1], &quiet, NULL, argv + 1, environ))
			return 1;
		if (wait4(child, &status, 0, &use) < 0 || (WIFEXITED(status) && WEXITSTATUS(status) > 1))
			return 1;
		if (i >= 0)
			times[i] = now() - start;
		if (use.ru_maxrss > peak)
			peak = use.ru_maxrss;
	}
	qsort(times, (size_t)runs, sizeof *times, compare);
	printf("%-10s %6.2f ms (%.2f to %.2f), peak %.1f MB\n",
		label	   ? label
		: argc > 2 ? argv[2]
			   : argv[1],
		times[runs / 2], times[0], times[runs - 1], (double)peak / 1024);
	return 0;
}
