/* Writing a ledger of 1,000,000 rows and 20 columns as a workbook: report/sheet.h beside the same loop in bare
 * libxlsxwriter in its constant-memory mode.  Each run is a process of its own; the best of three of each counts.
 *
 *     write [ROWS]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "report/sheet.h"

#define COLUMNS 20
#define RUNS 3

typedef struct line {
	char text[14][32]; /* texts, then two dates and four amounts */
	int32_t dates[2];
	int64_t pence[4];
} line;

static void make_line(line *l, uint32_t row)
{
	static const char *const words[] = {
		"Council", "Integrated care board", "Community trust", "Home care", "Reablement"};
	snprintf(l->text[0], sizeof l->text[0], "e%07u", row);
	snprintf(l->text[1], sizeof l->text[1], "%c", 'a' + (int)(row % 4));
	for (uint32_t i = 2; i < 14; i++)
		snprintf(l->text[i], sizeof l->text[i], "%s %u", words[(row + i) % 5], (row * i) % 1000);
	l->dates[0] = 17987 + (int32_t)(row % 365);
	l->dates[1] = l->dates[0] + 30;
	for (uint32_t i = 0; i < 4; i++)
		l->pence[i] = (int64_t)row * 7919 * (i + 1) % 100000000 - 20000000;
}

static int write_ours(const char *path, uint32_t count)
{
	arena *a = arena_open();
	err e;
	book_out *b;
	line l;
	err_init(&e, a);
	if (book_open(&b, path, "bench", NULL, a, &e))
		return 1;
	sheet_out *s = book_add(b, "Postings");
	for (uint32_t row = 0; row < count; row++) {
		make_line(&l, row);
		for (uint32_t i = 0; i < 14; i++)
			if (!sheet_text(s, row, i, LOOK_TEXT, span_of(l.text[i])))
				return 1;
		for (uint32_t i = 0; i < 2; i++)
			sheet_day(s, row, 14 + i, LOOK_DATE, l.dates[i]);
		for (uint32_t i = 0; i < 4; i++)
			sheet_pence(s, row, 16 + i, LOOK_MONEY, l.pence[i]);
	}
	int rc = book_close(b, &e);
	arena_close(a);
	return rc;
}

static int write_plain(const char *path, uint32_t count)
{
	lxw_workbook_options options = {.constant_memory = LXW_TRUE};
	lxw_workbook *b = workbook_new_opt(path, &options);
	lxw_worksheet *s = workbook_add_worksheet(b, "Postings");
	lxw_format *text = workbook_add_format(b), *date = workbook_add_format(b), *money = workbook_add_format(b);
	line l;
	format_set_num_format(text, "@");
	format_set_num_format(date, "d mmm yyyy");
	format_set_num_format(money, "£#,##0.00");
	for (uint32_t row = 0; row < count; row++) {
		make_line(&l, row);
		for (uint16_t i = 0; i < 14; i++)
			worksheet_write_string(s, row, i, l.text[i], text);
		for (uint16_t i = 0; i < 2; i++)
			worksheet_write_number(s, row, (lxw_col_t)(14 + i), l.dates[i] + 25569, date);
		for (uint16_t i = 0; i < 4; i++)
			worksheet_write_number(s, row, (lxw_col_t)(16 + i), (double)l.pence[i] / 100, money);
	}
	return workbook_close(b);
}

typedef struct measured {
	double seconds;
	long peak_kb;
} measured;

static measured run(int (*act)(const char *, uint32_t), uint32_t count)
{
	char path[64];
	struct timespec from, to;
	struct rusage used;
	int status = 0;
	snprintf(path, sizeof path, "/tmp/bcf-bench-write-%ld.xlsx", (long)getpid());
	clock_gettime(CLOCK_MONOTONIC, &from);
	pid_t child = fork();
	if (child == 0)
		_exit(act(path, count) ? 1 : 0);
	if (child < 0 || wait4(child, &status, 0, &used) != child || !WIFEXITED(status) || WEXITSTATUS(status)) {
		fprintf(stderr, "write: a run failed\n");
		exit(1);
	}
	clock_gettime(CLOCK_MONOTONIC, &to);
	unlink(path);
	return (measured){
		(double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9, used.ru_maxrss};
}

static void keep_better(measured *best, measured m)
{
	if (!best->seconds || m.seconds < best->seconds)
		best->seconds = m.seconds;
	if (m.peak_kb > best->peak_kb)
		best->peak_kb = m.peak_kb;
}

int main(int argc, char **argv)
{
	uint32_t count = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 1000000;
	measured ours = {0, 0}, plain = {0, 0};
	if (!count || count > 1048576)
		return 2;
	for (int i = 0; i < RUNS; i++) {
		keep_better(&plain, run(write_plain, count));
		keep_better(&ours, run(write_ours, count));
	}
	printf("%u rows x %d columns\n", count, COLUMNS);
	printf("  libxlsxwriter, constant memory  %7.2f s  %6.1f MB\n", plain.seconds, (double)plain.peak_kb / 1024);
	printf("  sheet.h                         %7.2f s  %6.1f MB  ratio %.2f (at most 1.20)\n", ours.seconds,
		(double)ours.peak_kb / 1024, ours.seconds / plain.seconds);
	return ours.seconds > plain.seconds * 1.2;
}
