/* Holds what a store has against what its writers were told:
 *
 *     acks STORE MOST FILE...      the files are what writer.c printed
 *
 * Every acknowledged version is there under its number, with its digest and its amount; the versions of each package
 * are 1, 2, 3 ... without a gap, and the last is the head; each can be read and is its parent with one amount changed,
 * so none is half-done; at most MOST versions were not acknowledged (one for each writer that was stopped); and the
 * store verifies.  Prints one line; exit status 1 when something of it is not so. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "plan/plan.h"
#include "store/store.h"
#include "store/verify.h"

typedef struct ack {
	char id[101], line[32], digest[DIGEST_TEXT];
	int64_t number, pence;
	bool seen;
} ack;

typedef struct pile {
	ack *list;
	size_t count, room;
} pile;

static int faults;

static void fault(const char *id, int64_t number, const char *what)
{
	printf("# %s@%" PRId64 ": %s\n", id, number, what);
	faults++;
}

static bool read_file(pile *out, const char *name, arena *a)
{
	char text[1024];
	FILE *f = fopen(name, "r");
	if (!f) {
		perror(name);
		return false;
	}
	while (fgets(text, sizeof text, f)) {
		ack one = {0};
		if (sscanf(text, "ack %100s %" SCNd64 " %64s %31s %" SCNd64, one.id, &one.number, one.digest, one.line,
			    &one.pence) != 5 ||
			!strchr(text, '\n'))
			continue;
		out->list = arena_grow(a, out->list, &out->room, out->count + 1, sizeof *out->list);
		out->list[out->count++] = one;
	}
	fclose(f);
	return true;
}

static int by_place(const void *x, const void *y)
{
	const ack *a = x, *b = y;
	int order = strcmp(a->id, b->id);
	return order ? order : (a->number > b->number) - (a->number < b->number);
}

/* The one cell that two plans differ by is an amount of spending: its line and pence. */
static bool one_amount(span *line, int64_t *pence, const plan *before, const plan *after, arena *a)
{
	difference d;
	plan_difference(&d, before, after, a);
	if (d.count != 1 || d.list[0].kind != CHANGE_EDITED)
		return false;
	const plan_change *c = d.list;
	const table *t = &plan_tables[c->tbl];
	if (strcmp(t->name, "spend") || strcmp(t->columns[c->at].name, "amount"))
		return false;
	*line = cell_span(c->after[table_column(t, span_of("line"))]);
	return money_parse(pence, cell_span(c->after[c->at]));
}

static int hold_package(store *s, const package_row *package, const pile *told, int64_t *unknown, arena *a, err *e)
{
	version *log;
	size_t count;
	arena *two[2] = {arena_open(), arena_open()}; /* a version and its parent */
	arena_mark empty[2] = {arena_now(two[0]), arena_now(two[1])};
	plan *before = NULL, *after;
	int result = store_log(&log, &count, s, package->id, NULL, a, e);
	version head;

	if (result || (result = store_find(&head, s, package->id, NULL, a, e)))
		goto done;
	if (package->versions != (int64_t)count || head.number != (int64_t)count)
		fault(package->id, head.number, "the head, the number of versions and the log do not agree");
	for (size_t i = 0; i < count; i++) {
		const version *v = &log[count - 1 - i];
		char hex[DIGEST_TEXT];
		span line = {0};
		int64_t pence = 0;
		ack key = {.number = v->number}, *mine;

		arena_back(two[i % 2], empty[i % 2]);
		if (v->number != (int64_t)i + 1 || v->parent != (int64_t)i)
			fault(package->id, v->number, "the numbers of the versions have a gap");
		if ((result = store_checkout(&after, s, package->id, v->number, two[i % 2], e)))
			goto done;
		if (before && !one_amount(&line, &pence, before, after, two[i % 2]))
			fault(package->id, v->number, "is not its parent with one amount changed");
		digest_print(hex, v->digest);
		snprintf(key.id, sizeof key.id, "%s", package->id);
		mine = told->count ? bsearch(&key, told->list, told->count, sizeof key, by_place) : NULL;
		if (!mine)
			*unknown += i > 0; /* the first was made by `writer begin` */
		else {
			if (strcmp(hex, mine->digest))
				fault(package->id, v->number, "has another digest than was acknowledged");
			if (!span_is(line, mine->line) || pence != mine->pence)
				fault(package->id, v->number, "holds another amount than was acknowledged");
			mine->seen = true;
		}
		before = after;
	}
done:
	arena_close(two[0]);
	arena_close(two[1]);
	return result;
}

int main(int argc, char **argv)
{
	arena *a = arena_open();
	pile told = {0};
	err e;
	store *s = NULL;
	package_row *list;
	size_t count = 0;
	verify_report report = {0};
	int64_t versions = 0, unknown = 0;
	int code;

	err_init(&e, a);
	if (argc < 4)
		return 2;
	for (int i = 3; i < argc; i++)
		if (!read_file(&told, argv[i], a))
			return 2;
	if (told.count)
		qsort(told.list, told.count, sizeof *told.list, by_place);
	for (size_t i = 1; i < told.count; i++)
		if (!by_place(&told.list[i - 1], &told.list[i]))
			fault(told.list[i].id, told.list[i].number, "was acknowledged twice");
	code = store_open_readonly(&s, argv[1], a, &e);
	if (!code)
		code = store_packages(&list, &count, s, false, a, &e);
	for (size_t i = 0; !code && i < count; i++) {
		versions += list[i].versions - 1;
		code = hold_package(s, &list[i], &told, &unknown, a, &e);
	}
	for (size_t i = 0; !code && i < told.count; i++)
		if (!told.list[i].seen)
			fault(told.list[i].id, told.list[i].number, "was acknowledged and is not there");
	if (!code)
		code = store_verify(&report, s, a, &e);
	if (!code && report.failed) {
		printf("# %s\n", report.failed);
		faults++;
	}
	for (const err_message *m = e.first; m; m = m->next)
		printf("# %s%s%s\n", m->where, *m->where ? ": " : "", m->text);
	if (unknown > strtoll(argv[2], NULL, 10)) {
		printf("# %" PRId64 " versions that nobody was told of\n", unknown);
		faults++;
	}
	printf("%zu packages, %" PRId64 " edits, %zu acknowledged, %" PRId64 " not acknowledged\n", count, versions,
		told.count, unknown);
	store_close(s);
	arena_close(a);
	return code || faults ? 1 : 0;
}
