/* A client of a store for the drills of tests/store: makes packages, and commits one-row edits one after another.
 *
 *     writer begin STORE FOLDER ID...           makes the store when it is not there, and each package from FOLDER
 *     writer run STORE ID LINE COUNT FIRST      COUNT commits that set the amount of spending line LINE to FIRST,
 *                                               FIRST + 1, ... pence; stops at the first failure that is not a conflict
 *                                               or busy
 *     writer serve STORE ID LINE COUNT FIRST    the same, but goes on when the server went away: it opens the store
 *                                               again by the same name, for up to 60 seconds
 *
 * One line for each attempt, written when store_commit has returned and not before:
 *
 *     ack ID VERSION DIGEST LINE PENCE MILLISECONDS
 *     conflict ID VERSION OPEN LINE PENCE MILLISECONDS
 *     busy ID LINE PENCE MILLISECONDS MESSAGE
 *     failed ID LINE PENCE MILLISECONDS MESSAGE */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/money.h"
#include "plan/plan.h"
#include "store/store.h"

#define AGAIN_SECONDS 60

static int64_t milliseconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static actor somebody(const char *name, arena *a)
{
	char text[sizeof "2016-05-27T11:00:00Z"];
	time_t now = time(NULL);
	struct tm parts;
	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &parts));
	return (actor){.name = name, .time = arena_printf(a, "%s", text)};
}

static const char *message_of(const err *e)
{
	return e->first ? e->first->text : "(no message)";
}

static int begin(const char *where, const char *folder, char **ids)
{
	arena *a = arena_open();
	err e;
	store *s = NULL;
	plan *p = NULL;
	int result = 1;
	actor by;

	err_init(&e, a);
	by = somebody("The drill", a);
	if (plan_open(&p, folder, NULL, a, &e))
		goto done;
	if (store_open(&s, where, by, a, &e)) {
		err_init(&e, a);
		if (store_create(where, by, a, &e) || store_open(&s, where, by, a, &e))
			goto done;
	}
	for (; *ids; ids++) {
		commit_outcome got;
		commit_request r = {.id = *ids, .plan = p, .base = 0, .message = "begin"};
		if (store_commit(&got, s, &r, by, a, &e))
			goto done;
	}
	result = 0;
done:
	if (result)
		fprintf(stderr, "writer: %s\n", message_of(&e));
	store_close(s);
	plan_close(p);
	arena_close(a);
	return result;
}

typedef struct job {
	const char *where, *id, *line, *name;
	int64_t count, first;
	bool again;
} job;

static bool set_amount(plan *p, const char *line, const char *amount)
{
	rows *spend = plan_rows(p, "spend");
	for (size_t i = 0; i < spend->count; i++) {
		cell *key = rows_cell(spend, i, "line");
		if (span_is(cell_span(*key), line)) {
			*rows_cell(spend, i, "amount") = (cell){.at = amount, .len = (uint32_t)strlen(amount)};
			return true;
		}
	}
	return false;
}

/* One edit: reads the head, changes the row, commits on what was read.  0, or the code of what went wrong. */
static int edit(store *s, const job *j, int64_t pence, arena *a, err *e)
{
	char amount[NUMBER_TEXT], hex[DIGEST_TEXT];
	int64_t start = milliseconds();
	version head;
	plan *p;
	commit_outcome got;
	commit_request r = {.id = j->id, .message = "edit"};
	int code;

	money_print(amount, pence);
	code = store_find(&head, s, j->id, NULL, a, e);
	if (!code)
		code = store_checkout(&p, s, j->id, head.number, a, e);
	if (!code) {
		if (!set_amount(p, j->line, amount))
			return err_add(e, ERR_USAGE, "", "there is no spending line %s", j->line);
		r.plan = p;
		r.base = head.number;
		code = store_commit(&got, s, &r, somebody(j->name, a), a, e);
	}
	int64_t took = milliseconds() - start;
	if (code == ERR_BUSY)
		printf("busy %s %s %" PRId64 " %" PRId64 " %s\n", j->id, j->line, pence, took, message_of(e));
	else if (code)
		printf("failed %s %s %" PRId64 " %" PRId64 " %s\n", j->id, j->line, pence, took, message_of(e));
	else if (got.result == COMMIT_CONFLICTS)
		printf("conflict %s %" PRId64 " %zu %s %" PRId64 " %" PRId64 "\n", j->id, got.saved.number,
			got.merge.open, j->line, pence, took);
	else if (got.result == COMMIT_SAME)
		code = err_add(e, ERR_INTERNAL, "", "a change was taken for none");
	else {
		digest_print(hex, got.saved.digest);
		printf("ack %s %" PRId64 " %s %s %" PRId64 " %" PRId64 "\n", j->id, got.saved.number, hex, j->line,
			pence, took);
	}
	fflush(stdout);
	return code;
}

static int run(const job *j)
{
	arena *life = arena_open();
	store *s = NULL;
	int64_t lost = 0; /* when the server was first missed */
	int result = 1;

	for (int64_t done = 0; done < j->count;) {
		arena *a = arena_open();
		err e;
		int code = 0;
		err_init(&e, a);
		if (!s)
			code = store_open(&s, j->where, somebody(j->name, life), life, &e);
		if (!code) {
			code = edit(s, j, j->first + done, a, &e);
			done++;
		}
		bool stop = code && code != ERR_BUSY;
		if (!code)
			lost = 0;
		if (stop && j->again && (!lost || milliseconds() - lost < AGAIN_SECONDS * 1000)) {
			if (!lost)
				lost = milliseconds();
			store_close(s);
			s = NULL;
			stop = false;
			usleep(100000);
		}
		if (stop)
			fprintf(stderr, "writer %s: %s\n", j->name, message_of(&e));
		arena_close(a);
		if (stop)
			goto done;
	}
	result = 0;
done:
	store_close(s);
	arena_close(life);
	return result;
}

int main(int argc, char **argv)
{
	if (argc > 4 && !strcmp(argv[1], "begin"))
		return begin(argv[2], argv[3], argv + 4);
	if (argc == 7 && (!strcmp(argv[1], "run") || !strcmp(argv[1], "serve"))) {
		char name[64];
		snprintf(name, sizeof name, "Writer %.40s", argv[4]);
		job j = {.where = argv[2],
			.id = argv[3],
			.line = argv[4],
			.name = name,
			.count = strtoll(argv[5], NULL, 10),
			.first = strtoll(argv[6], NULL, 10),
			.again = !strcmp(argv[1], "serve")};
		return run(&j);
	}
	fprintf(stderr, "usage: writer begin STORE FOLDER ID... | run|serve STORE ID LINE COUNT FIRST\n");
	return 2;
}
