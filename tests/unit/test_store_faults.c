/* Every call of the disk in turn fails, or does half of its work, or goes on failing: while a store is made, and while
 * a plan is saved.  Each time there is an error and no damage, and the next try works.  A part of the calls by default,
 * all of them with BCF_FULL=1. */
#include "fault_vfs.h"
#include "store_plans.h"

#include "store/verify.h"

enum { ONE_IN = 5 };

typedef struct sweep {
	engine_place *at;
	bool fired; /* the fault of the act that was done last */
	int64_t tried, failed;
} sweep;

static void remove_files(const engine_place *at, job *j)
{
	static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
	for (size_t i = 0; i < 4; i++)
		remove(arena_printf(j->a, "%s%s", at->where, endings[i]));
}

static void copy_file(const char *from, const char *to)
{
	char bytes[4096];
	size_t n;
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	assert_non_null(in);
	assert_non_null(out);
	while ((n = fread(bytes, 1, sizeof bytes, in)))
		assert_int_equal(fwrite(bytes, 1, n, out), n);
	fclose(in);
	fclose(out);
}

static void assert_whole(store *s, job *j, const char *what)
{
	verify_report v = {0};
	if (store_verify(&v, s, j->a, &j->e))
		fail_msg("%s: %s", what, j->e.last->text);
	if (v.failed)
		fail_msg("%s: %s", what, v.failed);
}

/* A store is made while a call fails. */
static void try_create(sweep *w, const char *what)
{
	job j = job_open();
	store *s;
	int rc = store_create(w->at->where, ann, j.a, &j.e);
	w->failed += rc != 0;
	w->fired = fault_vfs_fired();
	fault_vfs_clear();
	err_init(&j.e, j.a);
	if (rc && store_create(w->at->where, ann, j.a, &j.e))
		fail_msg("%s: the next try: %s", what, j.e.last->text);
	if (store_open(&s, w->at->where, ann, j.a, &j.e))
		fail_msg("%s: %s", what, j.e.last->text);
	assert_whole(s, &j, what);
	store_close(s);
	remove_files(w->at, &j);
	job_close(&j);
}

/* A plan is saved, from opening to closing, while a call fails. */
static void try_commit(sweep *w, const char *what)
{
	job j = job_open();
	store *s = NULL;
	plan *p = small_plan(&j);
	commit_outcome o;
	commit_request r = {.id = "dorset", .plan = p, .base = 1};
	bool told = false;
	set_cell(&j, p, "spend", 0, "amount", "7.00");
	if (!store_open(&s, w->at->where, ann, j.a, &j.e)) {
		told = !store_commit(&o, s, &r, ann, j.a, &j.e);
		store_close(s);
	}
	w->fired = fault_vfs_fired();
	fault_vfs_clear();
	w->failed += !told;
	err_init(&j.e, j.a);
	if (store_open(&s, w->at->where, ann, j.a, &j.e))
		fail_msg("%s: %s", what, j.e.last->text);
	int64_t versions = sql_number(s, &j, "SELECT count(*) FROM versions");
	if (versions != (told ? 2 : 1))
		fail_msg("%s: it was %s and %d versions are there", what, told ? "acknowledged" : "refused",
			(int)versions);
	if (!told && (store_commit(&o, s, &r, ann, j.a, &j.e) || o.result != COMMIT_SAVED))
		fail_msg("%s: the next try: %s", what, j.e.last ? j.e.last->text : "nothing was saved");
	assert_int_equal(sql_number(s, &j, "SELECT count(*) FROM versions"), 2);
	assert_whole(s, &j, what);
	store_close(s);
	job_close(&j);
}

/* One kind of failure at call after call, until the act makes no more of them. */
static void sweep_kind(sweep *w, fault f, const char *ready, void act(sweep *, const char *), const char *act_name)
{
	int64_t step = getenv("BCF_FULL") ? 1 : ONE_IN, first = step == 1 ? 1 : 1 + (int)f.kind % ONE_IN;
	for (int64_t n = first;; n += step) {
		char what[120];
		snprintf(what, sizeof what, "%s, %s %d%s%s", act_name, fault_names[f.kind], (int)n,
			f.is_short ? " short" : "", f.stays ? " and all after it" : "");
		if (ready) {
			job j = job_open();
			remove_files(w->at, &j);
			copy_file(ready, w->at->where);
			job_close(&j);
		}
		f.at = n;
		fault_vfs_set(f);
		act(w, what);
		if (!w->fired)
			return;
		w->tried++;
	}
}

static void sweep_all(sweep *w, const char *ready, void act(sweep *, const char *), const char *act_name)
{
	for (int kind = 0; kind < FAULT_KINDS; kind++)
		for (int form = 0; form < 4; form++) {
			bool is_short = form & 1, stays = form & 2;
			if (is_short && kind != FAULT_READ && kind != FAULT_WRITE)
				continue;
			sweep_kind(w, (fault){.kind = (fault_kind)kind, .is_short = is_short, .stays = stays}, ready,
				act, act_name);
		}
}

static void a_store_is_made_whole_or_not_at_all_whatever_call_fails(void **state)
{
	sweep w = {.at = engine_place_of(state)};
	sweep_all(&w, NULL, try_create, "making a store");
	print_message("# making a store: %d calls failed, %d of them told\n", (int)w.tried, (int)w.failed);
	assert_true(w.failed > 10);
}

static void a_plan_is_saved_whole_or_not_at_all_whatever_call_fails(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	const char *ready = arena_printf(j.a, "%s/ready.db", at->folder);
	sweep w = {.at = at};
	saved_on(s, &j, "dorset", small_plan(&j), 0);
	store_close(s);
	copy_file(at->where, ready);
	sweep_all(&w, ready, try_commit, "saving a plan");
	print_message("# saving a plan: %d calls failed, %d of them told\n", (int)w.tried, (int)w.failed);
	assert_true(w.failed > 10);
	job_close(&j);
}

static void a_full_disk_refuses_a_plan_and_keeps_what_is_there(void **state)
{
	engine_place *at = engine_place_of(state);
	job j = job_open();
	store *s = store_new_at(at, &j);
	const char *ready = arena_printf(j.a, "%s/ready.db", at->folder);
	sweep w = {.at = at};
	saved_on(s, &j, "dorset", small_plan(&j), 0);
	store_close(s);
	copy_file(at->where, ready);
	for (int64_t room = 0; room < 80000; room += 4100) {
		remove_files(at, &j);
		copy_file(ready, at->where);
		fault_vfs_set((fault){.has_room = true, .room = room});
		try_commit(&w, arena_printf(j.a, "room for %d bytes", (int)room));
		if (!w.fired)
			break;
		w.tried++;
	}
	assert_false(w.fired);
	assert_true(w.failed > 2);
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_SQLITE(a_store_is_made_whole_or_not_at_all_whatever_call_fails),
		ON_SQLITE(a_plan_is_saved_whole_or_not_at_all_whatever_call_fails),
		ON_SQLITE(a_full_disk_refuses_a_plan_and_keeps_what_is_there),
	};

	setenv("BCF_TEST_WAIT_MS", "50", 0);
	fault_vfs_install();
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, engines_stop);
}
