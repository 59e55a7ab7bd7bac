/* Times a command as a whole process: 51 runs, median and range of wall time, and the peak of its memory.
 *
 *     build-bench/bench/process build-bench/bcf check examples/doncaster-2019-20 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RUNS 51

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
	double times[RUNS];
	long peak = 0;
	posix_spawn_file_actions_t quiet;
	if (argc < 2)
		return 2;
	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
	for (int i = -3; i < RUNS; i++) {
		struct rusage use;
		int status;
		double start = now();
		pid_t child;
		if (posix_spawn(&child, argv[1], &quiet, NULL, argv + 1, environ))
			return 1;
		if (wait4(child, &status, 0, &use) < 0 || (WIFEXITED(status) && WEXITSTATUS(status) > 1))
			return 1;
		if (i >= 0)
			times[i] = now() - start;
		if (use.ru_maxrss > peak)
			peak = use.ru_maxrss;
	}
	qsort(times, RUNS, sizeof *times, compare);
	printf("%-10s %6.2f ms (%.2f to %.2f), peak %.1f MB\n", argc > 2 ? argv[2] : argv[1], times[RUNS / 2], times[0],
		times[RUNS - 1], (double)peak / 1024);
	return 0;
}
