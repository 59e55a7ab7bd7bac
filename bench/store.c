/* The store on SQLite, as people use it: a plan of 250 lines is checked out, one row of it changes, it is committed.
 *
 *     store [-a AREAS] [-y YEARS] [-v VERSIONS] [-p PAIRS] [-d FOLDER]
 *
 * Each commit is paired, by turns, with a bare SQLite transaction that writes the same rows (the same bytes) into the
 * same tables of another file with the same durability (WAL, synchronous=FULL), with prepared statements and nothing
 * else: no digests, no packing, no sums of pages, no reading.  Then a store of AREAS x YEARS plans of 150 lines with
 * VERSIONS versions each (4 x 3 x 50; the is -a 150 -y 12 -v 200) is filled with edits of one row, and its log
 * and any version of it are read.  FOLDER (default /tmp) must be on a disk, and is left as it was. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "policy/pack.h"
#include "store/connection.h"
#include "store/store.h"
#include "synth/synth.h"

typedef struct bench {
	arena *a;
	err e;
	const char *folder;
	uint64_t chance;
} bench;

static const actor writer = {"Bench Mark", "2016-05-27T11:00:00Z"};

static double now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void must(bench *b, int rc)
{
	if (!rc)
		return;
	for (const err_message *m = b->e.first; m; m = m->next)
		fprintf(stderr, "store: %s: %s\n", m->where, m->text);
	exit(2);
}

static int compare_times(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return (a > b) - (a < b);
}

static double quantile(double *times, size_t count, double part)
{
	qsort(times, count, sizeof *times, compare_times);
	return times[(size_t)((double)(count - 1) * part)];
}

static size_t chance_below(bench *b, size_t most)
{
	b->chance = b->chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(b->chance >> 33) % most;
}

/* A plan of a made-up area, with about so many lines of spend. */
static plan *made_up(bench *b, size_t lines, size_t area)
{
	const char **ids;
	size_t count, planted = 0;
	pack *k;
	synth_year year;
	plan *p;
	synth_options o = {.start = 7, .areas = area + 1, .lines = lines};
	must(b, pack_list(&ids, &count, NULL, b->a, &b->e));
	must(b, pack_open(&k, ids[0], NULL, b->a, &b->e));
	must(b, synth_year_open(&year, k, 0, b->a, &b->e));
	must(b, synth_plan(&p, &year, &o, area, NULL, &planted, b->a, &b->e));
	return p;
}

static void edit_row(bench *b, plan *p, arena *a)
{
	rows *spend = plan_rows(p, "spend");
	cell *c = rows_cell(spend, chance_below(b, spend->count), "amount");
	const char *text = arena_printf(a, "%zu.%02zu", 1000 + chance_below(b, 90000), chance_below(b, 100));
	c->at = text;
	c->len = (uint32_t)strlen(text);
}

static void remove_store(const char *path, arena *a)
{
	unlink(path);
	unlink(arena_printf(a, "%s-wal", path));
	unlink(arena_printf(a, "%s-shm", path));
}

static store *new_store(bench *b, const char *name)
{
	const char *path = arena_printf(b->a, "%s/%s", b->folder, name);
	store *s;
	remove_store(path, b->a);
	must(b, store_create(path, writer, b->a, &b->e));
	must(b, store_open(&s, path, writer, b->a, &b->e));
	return s;
}

static version commit_plan(bench *b, store *s, const char *id, const plan *p, arena *a)
{
	commit_outcome o;
	commit_request r = {.id = id, .plan = p, .base = COMMIT_ON_HEAD, .message = "one row"};
	must(b, store_commit(&o, s, &r, writer, a, &b->e));
	return o.saved;
}

/* ---- the bare rival ---- */

enum { BARE_BLOB, BARE_VERSION, BARE_EVENT, BARE_BRANCH, BARE_PACKAGE, BARE_BEGIN, BARE_COMMIT, BARE_COUNT };
typedef struct bare {
	sqlite3 *db;
	sqlite3_stmt *made[BARE_COUNT];
} bare;

static const char bare_tables[] =
	"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
	"CREATE TABLE packages (package TEXT NOT NULL PRIMARY KEY, kind TEXT, versions BIGINT, events BIGINT, head "
	"BYTEA);"
	"CREATE TABLE blobs (package TEXT NOT NULL, digest BYTEA NOT NULL, form BIGINT, size BIGINT, bytes BYTEA, "
	"PRIMARY "
	"KEY (package, digest));"
	"CREATE TABLE versions (package TEXT NOT NULL, version BIGINT NOT NULL, digest BYTEA, content BYTEA, "
	"plan_digest "
	"BYTEA, parent BIGINT, merged BIGINT, branch TEXT, author TEXT, written TEXT, message TEXT, PRIMARY KEY "
	"(package, "
	"version));"
	"CREATE INDEX versions_by_content ON versions (package, content);"
	"CREATE TABLE branches (package TEXT NOT NULL, branch TEXT NOT NULL, version BIGINT, PRIMARY KEY (package, "
	"branch));"
	"CREATE TABLE events (package TEXT NOT NULL, event BIGINT NOT NULL, written TEXT, actor TEXT, act TEXT, "
	"subject TEXT, "
	"detail TEXT, digest BYTEA, PRIMARY KEY (package, event));"
	"INSERT INTO packages VALUES ('plan', 'plan', 0, 0, ''); INSERT INTO branches VALUES ('plan', 'main', 0);";

static void bare_open(bare *r, bench *b)
{
	static const char *const sql[BARE_COUNT] = {"INSERT INTO blobs VALUES (?,?,?,?,?)",
		"INSERT INTO versions VALUES (?,?,?,?,?,?,?,?,?,?,?)", "INSERT INTO events VALUES (?,?,?,?,?,?,?,?)",
		"UPDATE branches SET version = ?3 WHERE package = ?1 AND branch = ?2",
		"UPDATE packages SET events = ?4, versions = ?3, head = ?5 WHERE package = ?1", "BEGIN IMMEDIATE",
		"COMMIT"};
	const char *path = arena_printf(b->a, "%s/bare.db", b->folder);
	remove_store(path, b->a);
	if (sqlite3_open(path, &r->db) || sqlite3_exec(r->db, bare_tables, NULL, NULL, NULL))
		exit(2);
	for (int i = 0; i < BARE_COUNT; i++)
		if (sqlite3_prepare_v2(r->db, sql[i], -1, &r->made[i], NULL))
			exit(2);
}

static void bare_run(bare *r, int which, const sql_value *row, size_t count)
{
	sqlite3_stmt *made = r->made[which];
	for (size_t i = 0; i < count; i++) {
		int at = (int)i + 1;
		if (row[i].kind == VALUE_INTEGER)
			sqlite3_bind_int64(made, at, row[i].integer);
		else if (row[i].kind == VALUE_TEXT)
			sqlite3_bind_text(made, at, row[i].bytes.at, (int)row[i].bytes.len, SQLITE_STATIC);
		else
			sqlite3_bind_blob(made, at, row[i].bytes.at, (int)row[i].bytes.len, SQLITE_STATIC);
	}
	if (sqlite3_step(made) != SQLITE_DONE) {
		fprintf(stderr, "store: the bare transaction: %s\n", sqlite3_errmsg(r->db));
		exit(2);
	}
	sqlite3_reset(made);
}

static sql_answer rows_of(bench *b, store *s, const char *sql)
{
	sql_answer r;
	must(b, connection_run(store_connection(s), sql, NULL, 0, &r, b->a, &b->e));
	return r;
}

/* What the store's newest commit wrote, written by the rival; its time. */
static double bare_commit(bare *r, bench *b, store *s, int64_t *blobs)
{
	sql_answer texts = rows_of(b, s, "SELECT * FROM blobs WHERE package = 'plan' ORDER BY rowid DESC LIMIT 2"),
		   one = rows_of(b, s, "SELECT * FROM versions WHERE package = 'plan' ORDER BY version DESC LIMIT 1"),
		   event = rows_of(b, s, "SELECT * FROM events WHERE package = 'plan' ORDER BY event DESC LIMIT 1"),
		   branch = rows_of(b, s, "SELECT * FROM branches WHERE package = 'plan'"),
		   row = rows_of(
			   b, s, "SELECT package, kind, versions, events, head FROM packages WHERE package = 'plan'");
	*blobs = rows_of(b, s, "SELECT count(*) FROM blobs WHERE package = 'plan'").values->integer;
	double begun = now_us();
	bare_run(r, BARE_BEGIN, NULL, 0);
	for (size_t i = 0; i < texts.rows; i++)
		bare_run(r, BARE_BLOB, answer_value(&texts, i, 0), 5);
	bare_run(r, BARE_VERSION, one.values, 11);
	bare_run(r, BARE_EVENT, event.values, 8);
	bare_run(r, BARE_BRANCH, branch.values, 3);
	bare_run(r, BARE_PACKAGE, row.values, 5);
	bare_run(r, BARE_COMMIT, NULL, 0);
	return now_us() - begun;
}

/* ---- what is measured ---- */

static void measure_commit(bench *b, size_t pairs)
{
	store *s = new_store(b, "store.db");
	plan *made = made_up(b, 250, 0), *p;
	bare r;
	double *ours = calloc(pairs, sizeof *ours), *theirs = calloc(pairs, sizeof *theirs),
	       *out = calloc(pairs, sizeof *out), *ratios = calloc(pairs, sizeof *ratios);
	if (!ours || !theirs || !out || !ratios)
		exit(2);
	bare_open(&r, b);
	int64_t number = commit_plan(b, s, "plan", made, b->a).number, blobs = 0, before = 0;
	size_t lines = plan_rows(made, "spend")->count, kept = 0;
	for (size_t i = 0; i < pairs + 20; i++) {
		arena *a = arena_open();
		double begun = now_us();
		must(b, store_checkout(&p, s, "plan", number, a, &b->e));
		double checked_out = now_us();
		edit_row(b, p, a);
		double edited = now_us();
		number = commit_plan(b, s, "plan", p, a).number;
		double done = now_us();
		arena_mark mark = arena_now(b->a);
		double bare_us = bare_commit(&r, b, s, &blobs);
		arena_back(b->a, mark);
		if (i >= 20 && blobs == before + 2) { /* else both wrote more or fewer */
			out[kept] = checked_out - begun;
			ours[kept] = done - edited;
			theirs[kept] = bare_us;
			ratios[kept] = ours[kept] / bare_us;
			kept++;
		}
		before = blobs;
		arena_close(a);
	}
	printf("checkout of %zu lines: median %.0f us, 99 %% within %.0f us\n", lines, quantile(out, kept, 0.5),
		quantile(out, kept, 0.99));
	double middle = quantile(ours, kept, 0.5), rival = quantile(theirs, kept, 0.5);
	printf("commit of one row, %zu pairs: median %.0f us, bare SQLite %.0f us: %.2f times (median of pairs %.2f)\n",
		kept, middle, rival, middle / rival, quantile(ratios, kept, 0.5));
	for (int i = 0; i < BARE_COUNT; i++)
		sqlite3_finalize(r.made[i]);
	sqlite3_close(r.db);
	remove_store(arena_printf(b->a, "%s/bare.db", b->folder), b->a);
	store_close(s);
	remove_store(arena_printf(b->a, "%s/store.db", b->folder), b->a);
	free(ours);
	free(theirs);
	free(out);
	free(ratios);
}

static void fill(bench *b, store *s, size_t areas, size_t years, size_t versions)
{
	for (size_t i = 0; i < areas; i++) {
		arena_mark mark = arena_now(b->a);
		plan *made = made_up(b, 150, i);
		for (size_t y = 0; y < years; y++) {
			const char *id = arena_printf(b->a, "a%03zu-%zu", i + 1, y + 1);
			arena *a = arena_open();
			int64_t number = commit_plan(b, s, id, made, a).number;
			plan *p;
			must(b, store_checkout(&p, s, id, number, a, &b->e));
			for (size_t v = 1; v < versions; v++) {
				arena *once = arena_open();
				edit_row(b, p, a);
				commit_plan(b, s, id, p, once);
				arena_close(once);
			}
			arena_close(a);
		}
		arena_back(b->a, mark);
	}
}

static void measure_many(bench *b, size_t areas, size_t years, size_t versions)
{
	enum { TIMES = 300 };
	double logs[TIMES], outs[TIMES];
	struct stat st;
	const char *path = arena_printf(b->a, "%s/many.db", b->folder);
	store *s = new_store(b, "many.db");
	double begun = now_us();
	fill(b, s, areas, years, versions);
	double filled = now_us() - begun;
	store_close(s);
	if (stat(path, &st))
		exit(2);
	size_t all = areas * years * versions;
	printf("%zu areas x %zu years x %zu versions: %.1f MB, %.0f bytes a version, filled in %.0f s\n", areas, years,
		versions, (double)st.st_size / 1e6, (double)st.st_size / (double)all, filled / 1e6);
	must(b, store_open(&s, path, writer, b->a, &b->e));
	for (size_t i = 0; i < TIMES; i++) {
		arena *a = arena_open();
		const char *id = arena_printf(a, "a%03zu-%zu", chance_below(b, areas) + 1, chance_below(b, years) + 1);
		version *list;
		size_t count;
		plan *p;
		begun = now_us();
		must(b, store_log(&list, &count, s, id, NULL, a, &b->e));
		logs[i] = now_us() - begun;
		id = arena_printf(a, "a%03zu-%zu", chance_below(b, areas) + 1, chance_below(b, years) + 1);
		int64_t number = (int64_t)chance_below(b, versions) + 1;
		begun = now_us();
		must(b, store_checkout(&p, s, id, number, a, &b->e));
		outs[i] = now_us() - begun;
		arena_close(a);
	}
	printf("log of a plan: median %.0f us, 99 %% within %.0f us\n", quantile(logs, TIMES, 0.5),
		quantile(logs, TIMES, 0.99));
	printf("any version of any plan: median %.0f us, 99 %% within %.0f us\n", quantile(outs, TIMES, 0.5),
		quantile(outs, TIMES, 0.99));
	store_close(s);
	remove_store(path, b->a);
}

int main(int argc, char **argv)
{
	bench b = {.a = arena_open(), .chance = 7};
	size_t areas = 4, years = 3, versions = 50, pairs = 400;
	const char *above = "/tmp";
	int option;
	err_init(&b.e, b.a);
	while ((option = getopt(argc, argv, "a:y:v:p:d:")) != -1) {
		size_t n = option == 'd' ? 0 : strtoul(optarg ? optarg : "0", NULL, 10);
		if (option == 'a')
			areas = n;
		else if (option == 'y')
			years = n;
		else if (option == 'v')
			versions = n;
		else if (option == 'p')
			pairs = n;
		else if (option == 'd')
			above = optarg;
		else
			return 2;
	}
	char *folder = arena_printf(b.a, "%s/bcf-bench.XXXXXX", above);
	if (!mkdtemp(folder))
		return 2;
	b.folder = folder;
	if (pairs)
		measure_commit(&b, pairs);
	if (areas && years && versions)
		measure_many(&b, areas, years, versions);
	rmdir(folder);
	arena_close(b.a);
	return 0;
}
