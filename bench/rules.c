/* The whole rule set over plans in memory, pack loaded: one area of 150 lines, and 151 such areas on one thread and on
 * two.
 *
 *     build-bench/bench/rules [POLICY]
 *
 * Each plan is the pack's complete plan with every spending line split until there are 150.  Times are medians of 7
 * runs. The floor beside it is the time that SQLite alone needs to be filled with the same spending lines and to sum
 * them by source. */
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/money.h"
#include "check/check.h"

#define LINES 150
#define AREAS 151
#define RUNS 7

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

static double median(double *list)
{
	qsort(list, RUNS, sizeof *list, compare);
	return list[RUNS / 2];
}

static void must(int rc, const err *e)
{
	if (!rc)
		return;
	for (const err_message *m = e->first; m; m = m->next)
		fprintf(stderr, "%s: %s\n", m->where, m->text);
	exit(1);
}

static plan *complete(const pack *p, arena *a, err *e)
{
	const char *prefix = arena_printf(a, "%s/cases/complete/", p->id);
	named_text *texts = arena_array(a, p->file_count + 1, sizeof *texts);
	size_t n = strlen(prefix), count = 0;
	plan *out;
	for (size_t i = 0; i < p->file_count; i++)
		if (!strncmp(p->files[i].path, prefix, n)) {
			span copy = arena_span(a, p->files[i].text);
			texts[count++] =
				(named_text){p->files[i].path + n, p->files[i].path, (char *)copy.at, copy.len};
		}
	must(plan_from_texts(&out, texts, count, "complete", a, e), e);
	return out;
}

static cell cell_of(arena *a, const char *text)
{
	span s = arena_span(a, span_of(text));
	return (cell){s.at, (uint32_t)s.len, 0};
}

/* Splits spending lines in two until there are LINES of them; sums stay what they were, and so the plan stays in order.  Lines of
 * which planned output is asked stay whole. */
static void split_lines(plan *p, const pack *year, arena *a)
{
	rows *r = plan_rows(p, "spend");
	size_t amount = table_column(r->of, span_of("amount")), type = table_column(r->of, span_of("type"));
	size_t description = table_column(r->of, span_of("description"));
	for (size_t next = 0; r->count < LINES; next++) {
		int64_t pence;
		char text[NUMBER_TEXT];
		size_t at = next % r->count;
		span output = pack_value(year, PACK_SCHEME_TYPES, cell_span(rows_row(r, at)[type]), "output");
		if (!money_parse(&pence, cell_span(rows_row(r, at)[amount])) || span_is(output, "yes") || pence < 200)
			continue;
		cell *half = rows_add(r, a), *row = rows_row(r, at);
		memcpy(half, row, r->of->count * sizeof *half);
		half[0] = cell_of(a, arena_printf(a, "x%05zu", r->count));
		half[description] = cell_of(a, arena_printf(a, "part %zu", r->count));
		money_print(text, pence / 2);
		half[amount] = cell_of(a, text);
		money_print(text, pence - pence / 2);
		row[amount] = cell_of(a, text);
	}
	rows_sort(r, a);
}

typedef struct worker {
	const pack *pack;
	const plan *subject;
	int areas;
	size_t findings;
} worker;

static void *judge(void *context)
{
	worker *w = context;
	arena *own = arena_open();
	engine *g;
	err e;
	err_init(&e, own);
	must(engine_open(&g, w->pack, own, &e), &e);
	for (int i = 0; i < w->areas; i++) {
		arena *a = arena_open();
		check_report r;
		must(engine_load(g, w->subject, w->pack->cases_as_of, a, &e), &e);
		must(check_run(&r, g, NULL, 0, &e), &e);
		w->findings += r.count;
		arena_close(a);
	}
	engine_close(g);
	arena_close(own);
	return NULL;
}

static double run(const pack *p, const plan *subject, int areas, int threads, size_t *findings)
{
	double times[RUNS];
	for (int n = 0; n < RUNS; n++) {
		worker w[2] = {{p, subject, (areas + threads - 1) / threads, 0}, {p, subject, areas / threads, 0}};
		pthread_t other;
		double start = now();
		if (threads == 2)
			pthread_create(&other, NULL, judge, &w[1]);
		judge(&w[0]);
		if (threads == 2)
			pthread_join(other, NULL);
		times[n] = now() - start;
		*findings = w[0].findings + w[1].findings * (threads == 2);
	}
	return median(times);
}

static double opening(const pack *p)
{
	double times[RUNS];
	for (int n = 0; n < RUNS; n++) {
		arena *own = arena_open();
		engine *g;
		err e;
		err_init(&e, own);
		double start = now();
		must(engine_open(&g, p, own, &e), &e);
		times[n] = now() - start;
		engine_close(g);
		arena_close(own);
	}
	return median(times);
}

/* One area with the engine open: what a person who edits a plan waits for. */
static double warm(const pack *p, const plan *subject)
{
	double times[RUNS];
	arena *own = arena_open();
	engine *g;
	err e;
	err_init(&e, own);
	must(engine_open(&g, p, own, &e), &e);
	for (int n = -1; n < RUNS; n++) {
		arena *a = arena_open();
		check_report r;
		double start = now();
		must(engine_load(g, subject, p->cases_as_of, a, &e), &e);
		must(check_run(&r, g, NULL, 0, &e), &e);
		if (n >= 0)
			times[n] = now() - start;
		arena_close(a);
	}
	engine_close(g);
	arena_close(own);
	return median(times);
}

static double floor_of(const plan *subject)
{
	const rows *r = plan_rows(subject, "spend");
	double times[RUNS];
	sqlite3 *h;
	sqlite3_stmt *put, *get;
	sqlite3_open(":memory:", &h);
	sqlite3_exec(h,
		"PRAGMA journal_mode=OFF; CREATE TABLE s(id INTEGER PRIMARY KEY, source TEXT, type TEXT, amount "
		"INTEGER); BEGIN",
		NULL, NULL, NULL);
	sqlite3_prepare_v2(h, "INSERT INTO s VALUES(?,?,?,?)", -1, &put, NULL);
	sqlite3_prepare_v2(h, "SELECT source, sum(amount) FROM s GROUP BY source", -1, &get, NULL);
	for (int n = 0; n < RUNS; n++) {
		double start = now();
		sqlite3_exec(h, "DELETE FROM s", NULL, NULL, NULL);
		for (size_t i = 0; i < r->count; i++) {
			cell source = *rows_cell(r, i, "source"), type = *rows_cell(r, i, "type");
			int64_t pence = 0;
			money_parse(&pence, cell_span(*rows_cell(r, i, "amount")));
			sqlite3_bind_int64(put, 1, (int64_t)i + 1);
			sqlite3_bind_text(put, 2, source.at, (int)source.len, SQLITE_STATIC);
			sqlite3_bind_text(put, 3, type.at, (int)type.len, SQLITE_STATIC);
			sqlite3_bind_int64(put, 4, pence);
			sqlite3_step(put);
			sqlite3_reset(put);
		}
		while (sqlite3_step(get) == SQLITE_ROW)
			;
		sqlite3_reset(get);
		times[n] = now() - start;
	}
	sqlite3_finalize(put);
	sqlite3_finalize(get);
	sqlite3_close(h);
	return median(times);
}

int main(int argc, char **argv)
{
	mallopt(M_TRIM_THRESHOLD, 64 << 20); /* as bcf does */
	mallopt(M_MMAP_THRESHOLD, 4 << 20);
	mallopt(M_TOP_PAD, 1 << 20);
	arena *a = arena_open();
	size_t findings;
	pack *p;
	err e;
	err_init(&e, a);
	must(pack_open(&p, argc > 1 ? argv[1] : "2019-20", NULL, a, &e), &e);
	plan *subject = complete(p, a, &e);
	split_lines(subject, p, a);
	double one = warm(p, subject); /* first: SQLite takes its configuration before its first use, and ours is without locks */
	double floor = floor_of(subject);
	printf("%zu checks, %zu figures, %zu spending lines an area\n", p->check_count, p->figure_count,
		plan_rows(subject, "spend")->count);
	printf("floor: SQLite filled with the lines, one sum  %7.3f ms\n", floor);
	printf("engine opened (queries prepared)              %7.3f ms\n", opening(p));
	printf("one area, engine open                         %7.3f ms  %5.1f x the floor  (at most 5 ms)\n", one,
		one / floor);
	printf("%d areas, one thread, opening included       %7.1f ms  (at most 600 ms)\n", AREAS,
		run(p, subject, AREAS, 1, &findings));
	printf("%d areas, two threads, opening included      %7.1f ms  (at most 350 ms)  %zu findings\n", AREAS,
		run(p, subject, AREAS, 2, &findings), findings);
	arena_close(a);
	return 0;
}
