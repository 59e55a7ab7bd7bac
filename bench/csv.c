/* Tokenises one made-up spend table with our reader and with libcsv in turn, and prints the median speed of both.  The
 * figures are of one thread and of memory that has been touched before. */

#include <csv.h> /* libcsv's */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "format/csv.h"

#define RUNS 7
#define COLUMNS 22
#define BYTES_MADE ((size_t)100 * 1000 * 1000)

typedef struct tally {
	size_t records, cells, bytes;
} tally;

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void add_cell(buf *to, int column, uint64_t random)
{
	static const char *const suppliers[] = {"Northgate Ltd", "Alder and Sons", "\"Smith, Jones and Co\"",
		"Meridian Care", "County Highways", "Brook House"};
	static const char *const words[] = {
		"Adults", "Children", "Waste", "Roads", "ICT", "Estates", "Libraries", "Housing"};

	switch (column % 11) {
	case 0:
		buf_printf(to, "%08u", (unsigned)(random % 100000000));
		break;
	case 1:
		buf_printf(to, "20%02u-%02u-%02u", (unsigned)(random % 20) + 10, (unsigned)(random >> 8) % 12 + 1,
			(unsigned)(random >> 16) % 28 + 1);
		break;
	case 2: /* one in forty is quoted, with a comma inside */
		buf_text(to, suppliers[random % 40 == 2 ? 2 : random % 40 % 2 ? 0 : 3 + random % 3]);
		break;
	case 3:
		buf_printf(to, "%u.%02u", (unsigned)(random % 200000), (unsigned)(random >> 20) % 100);
		break;
	case 4:
		break; /* many columns of real tables are empty */
	default:
		buf_text(to, words[random % 8]);
		if (column % 2)
			buf_printf(to, " %u", (unsigned)(random >> 10) % 1000);
	}
}

static span make_table(arena *a)
{
	uint64_t state = UINT64_C(88172645463325252);
	buf to;

	buf_init(&to, a);
	while (to.len < BYTES_MADE) {
		for (int column = 0; column < COLUMNS; column++) {
			if (column)
				buf_char(&to, ',');
			add_cell(&to, column, next_random(&state));
		}
		buf_char(&to, '\n');
	}
	return buf_span(&to);
}

static bool read_ours(tally *t, char *text, size_t len)
{
	arena *a = arena_open();
	err e;
	csv c;
	int rc;

	err_init(&e, a);
	rc = csv_open(&c, text, len, "table", a, &e);
	while (!rc && (rc = csv_next(&c, &e)) > 0) {
		t->records++;
		t->cells += c.count;
		for (size_t i = 0; i < c.count; i++)
			t->bytes += c.cells[i].len;
		rc = 0;
	}
	arena_close(a);
	return rc == 0;
}

static void count_cell(void *field, size_t len, void *data)
{
	tally *t = data;

	(void)field;
	t->cells++;
	t->bytes += len;
}

static void count_record(int end, void *data)
{
	(void)end;
	((tally *)data)->records++;
}

static bool read_libcsv(tally *t, char *text, size_t len)
{
	struct csv_parser p;

	if (csv_init(&p, CSV_STRICT) != 0)
		return false;
	bool read = csv_parse(&p, text, len, count_cell, count_record, t) == len &&
		    csv_fini(&p, count_cell, count_record, t) == 0;
	csv_free(&p);
	return read;
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *times)
{
	qsort(times, RUNS, sizeof *times, by_size);
	return times[RUNS / 2];
}

static bool run(double *time, tally *t, bool (*read)(tally *, char *, size_t), char *text, span table)
{
	*t = (tally){0, 0, 0};
	memcpy(text, table.at, table.len); /* a reader may change the text */
	double from = seconds();
	bool good = read(t, text, table.len);
	*time = seconds() - from;
	return good;
}

int main(void)
{
	double ours[RUNS], theirs[RUNS];
	arena *a = arena_open();
	span table = make_table(a);
	char *text = arena_alloc(a, table.len);
	tally x, y;

	for (int i = 0; i < RUNS; i++) {
		if (!run(&ours[i], &x, read_ours, text, table) || !run(&theirs[i], &y, read_libcsv, text, table) ||
			memcmp(&x, &y, sizeof x) != 0) {
			fprintf(stderr, "the two readers disagree\n");
			return 1;
		}
	}
	double size = (double)table.len / 1e9, fast = size / median(ours), slow = size / median(theirs);
	printf("%zu bytes, %zu records, %zu cells, %.1f bytes a cell\n", table.len, x.records, x.cells,
		(double)x.bytes / (double)x.cells);
	printf("ours   %.2f GB/s\nlibcsv %.2f GB/s\nratio  %.1f\n", fast, slow, fast / slow);
	arena_close(a);
	return 0;
}
