#include "store/expunge.h"

#include <dirent.h>
#include <sys/stat.h>

#include "format/file.h"
#include "store/connection.h"
#include "store/person.h"
#include "store/retention.h"
#include "store_engines.h"

static const actor ann = {"Ann Example", "2016-05-27T11:00:00Z"}, bob = {"Bob Sample", "2016-05-28T12:00:00Z"};

/* ---- a store of three versions: the contacts are in the first two ---- */

typedef struct office {
	job j;
	store *s;
} office;

/* Long enough to be deflated, and of letters that do not compress to nothing. */
static char *contacts_text(arena *a, const char *name)
{
	uint64_t seed = 7;
	char *text = arena_printf(a, "contact,name,role\n");
	for (int i = 0; i < 40; i++)
		text = arena_printf(a, "%sp%02d,%s %llx,%llx\n", text, i, i ? "Person" : name,
			(unsigned long long)next_random(&seed), (unsigned long long)next_random(&seed));
	return text;
}

static plan *plan_of(job *j, const char *contacts, const char *note, const char *ends)
{
	plan *p;
	char *head = arena_printf(j->a, "title,starts,ends\nA plan,2012-04-01,%s\n", ends);
	char *spend = arena_printf(j->a, "line,note\n1,%s\n", note);
	char *prose = arena_printf(j->a, "Written with Ann Example.\n"), *copy = arena_text(j->a, span_of(prose));
	char *people = arena_text(j->a, span_of(contacts ? contacts : "contact\n"));
	named_text texts[] = {
		{"plan.csv", "plan.csv", head, strlen(head)},
		{"spend.csv", "spend.csv", spend, strlen(spend)},
		{"contacts.csv", "contacts.csv", people, strlen(people)},
		{"narrative/a.md", "narrative/a.md", prose, strlen(prose)},
		{"narrative/b.md", "narrative/b.md", copy, strlen(copy)},
	};
	if (plan_from_texts(&p, texts, 5, "plan", j->a, &j->e))
		fail_msg("%s: %s", j->e.first->where, j->e.first->text);
	return p;
}

static int64_t save(office *f, const plan *p, const char *branch, int64_t base)
{
	commit_outcome done;
	commit_request r = {.id = "demo", .branch = branch, .plan = p, .base = base, .message = ""};
	if (store_commit(&done, f->s, &r, ann, f->j.a, &f->j.e))
		fail_msg("%s: %s", f->j.e.last->where, f->j.e.last->text);
	assert_int_equal(done.result, COMMIT_SAVED);
	return done.saved.number;
}

static office office_open(const char *where)
{
	office f = {.j = job_open()};
	if (store_create(where, ann, f.j.a, &f.j.e) || store_open(&f.s, where, ann, f.j.a, &f.j.e))
		fail_msg("%s: %s", f.j.e.first->where, f.j.e.first->text);
	const char *people = contacts_text(f.j.a, "Zebedee Quill");
	save(&f, plan_of(&f.j, people, "one", "2013-03-31"), NULL, 0);
	save(&f, plan_of(&f.j, people, "two", "2013-03-31"), NULL, 1);
	save(&f, plan_of(&f.j, NULL, "three", "2013-03-31"), NULL, 2);
	return f;
}

static void office_close(office *f)
{
	store_close(f->s);
	job_close(&f->j);
}

static size_t target_of(office *f, held_blob **target, const char *name)
{
	held_blob *held;
	size_t held_count, count = 0;
	assert_int_equal(held_blobs(&held, &held_count, f->s, "demo", f->j.a, &f->j.e), 0);
	if (expunge_target(target, &count, name, held, held_count, f->j.a, &f->j.e))
		return 0;
	return count;
}

static int act(office *f, expunge_outcome *done, const char *name, actor by)
{
	held_blob *target;
	size_t count = target_of(f, &target, name);
	assert_int_not_equal(count, 0);
	return expunge_act(done, f->s, "demo", target, count, "asked to", by, f->j.a, &f->j.e);
}

static size_t due_on(office *f, due_blob **due, const char *when, char *periods)
{
	retention *list;
	size_t list_count, count;
	day d;
	assert_true(date_parse(&d, span_of(when)));
	assert_int_equal(retention_read(&list, &list_count, periods, periods ? strlen(periods) : 0, "periods.csv",
				 f->j.a, &f->j.e),
		0);
	assert_int_equal(retention_due(due, &count, f->s, "demo", list, list_count, d, f->j.a, &f->j.e), 0);
	return count;
}

/* ---- two people ---- */

static void two_people_expunge_a_text_and_what_is_left_says_so(void **state)
{
	engine_place *p = engine_place_of(state);
	office f = office_open(p->where);
	expunge_outcome done;
	expunge_entry x;
	plan *out;
	bool found = false;
	held_blob *target;
	assert_int_equal(act(&f, &done, "2:contacts.csv", ann), 0);
	assert_int_equal(done.asked, 1);
	assert_int_equal(store_checkout(&out, f.s, "demo", 1, f.j.a, &f.j.e), 0); /* nothing is gone yet */
	assert_int_equal(act(&f, &done, "1:contacts.csv", bob), 0);
	assert_int_equal(done.expunged, 1);
	assert_int_equal(done.asked, 0);
	assert_int_equal(expunge_clear(f.s, f.j.a, &f.j.e), 0);
	assert_int_equal(target_of(&f, &target, "1:contacts.csv"), 1);
	assert_string_equal(versions_text(target->versions, target->count, f.j.a), "1, 2");
	assert_int_equal(expunge_find(&x, &found, f.s, "demo", target->digest, f.j.a, &f.j.e), 0);
	assert_true(found);
	assert_string_equal(expunge_text(&x, f.j.a),
		"contacts.csv was expunged on 28 May 2016: asked by Ann Example, confirmed by Bob Sample (asked to)");
	assert_int_equal(f.j.e.count, 0);
	for (int64_t n = 1; n <= 2; n++) {
		assert_int_equal(store_checkout(&out, f.s, "demo", n, f.j.a, &f.j.e), ERR_USAGE);
		assert_true(span_find(span_of(f.j.e.last->text), "contacts.csv was expunged on", NULL));
		assert_true(span_find(span_of(f.j.e.last->text), "Bob Sample", NULL));
	}
	assert_int_equal(store_checkout(&out, f.s, "demo", 3, f.j.a, &f.j.e), 0);
	office_close(&f);
}

static void one_person_is_not_enough_however_the_name_is_written(void **state)
{
	engine_place *p = engine_place_of(state);
	office f = office_open(p->where);
	const actor again = {" ann EXAMPLE ", "2016-06-01T11:00:00Z"};
	expunge_outcome done;
	chain_event *events;
	plan *out;
	size_t before, after;
	assert_int_equal(act(&f, &done, "1:contacts.csv", ann), 0);
	assert_int_equal(store_events(&events, &before, f.s, "demo", f.j.a, &f.j.e), 0);
	assert_int_equal(act(&f, &done, "1:contacts.csv", ann), 0);
	assert_int_equal(done.waiting, 1);
	assert_int_equal(act(&f, &done, "1:contacts.csv", again), 0);
	assert_int_equal(done.waiting, 1);
	assert_int_equal(done.expunged, 0);
	assert_int_equal(store_events(&events, &after, f.s, "demo", f.j.a, &f.j.e), 0);
	assert_int_equal(after, before);
	assert_string_equal(events[after - 1].act, "expunge asked");
	assert_string_equal(events[after - 1].detail, "contacts.csv: asked to");
	assert_int_equal(store_checkout(&out, f.s, "demo", 1, f.j.a, &f.j.e), 0);
	office_close(&f);
}

static void what_the_head_of_any_branch_holds_stays_and_the_message_says_what_to_do(void **state)
{
	engine_place *p = engine_place_of(state);
	office f = office_open(p->where);
	expunge_outcome done;
	assert_int_equal(act(&f, &done, "3:spend.csv", ann), ERR_USAGE);
	assert_true(span_find(span_of(f.j.e.last->text), "newest version of branch main", NULL));
	assert_int_equal(store_branch_add(f.s, "demo", "less", 2, ann, f.j.a, &f.j.e), 0);
	assert_int_equal(act(&f, &done, "1:contacts.csv", ann), ERR_USAGE);
	assert_true(span_find(span_of(f.j.e.last->text), "newest version of branch less", NULL));
	assert_true(span_find(span_of(f.j.e.last->text), "save a version there without", NULL));
	office_close(&f);
}

static void a_branch_that_takes_the_text_up_after_it_was_asked_for_stops_the_second_person(void **state)
{
	engine_place *p = engine_place_of(state);
	office f = office_open(p->where);
	expunge_outcome done;
	plan *out;
	assert_int_equal(act(&f, &done, "1:contacts.csv", ann), 0);
	assert_int_equal(store_branch_add(f.s, "demo", "less", 1, ann, f.j.a, &f.j.e), 0);
	assert_int_equal(act(&f, &done, "1:contacts.csv", bob), ERR_USAGE);
	assert_int_equal(store_checkout(&out, f.s, "demo", 1, f.j.a, &f.j.e), 0);
	office_close(&f);
}

static void what_was_expunged_cannot_be_saved_again(void **state)
{
	engine_place *p = engine_place_of(state);
	office f = office_open(p->where);
	expunge_outcome done;
	commit_outcome saved;
	commit_request r = {.id = "demo", .base = 3, .message = ""};
	r.plan = plan_of(&f.j, contacts_text(f.j.a, "Zebedee Quill"), "four", "2013-03-31");
	assert_int_equal(act(&f, &done, "1:contacts.csv", ann), 0);
	assert_int_equal(act(&f, &done, "1:contacts.csv", bob), 0);
	assert_int_equal(act(&f, &done, "1:contacts.csv", bob), 0);
	assert_int_equal(done.gone, 1);
	assert_int_equal(store_commit(&saved, f.s, &r, ann, f.j.a, &f.j.e), ERR_USAGE);
	office_close(&f);
}

static void a_text_that_stands_under_two_paths_goes_as_one(void **state)
{
	engine_place *p = engine_place_of(state);
	office f = office_open(p->where);
	held_blob *target;
	expunge_outcome done;
	plan *bare = plan_of(&f.j, NULL, "four", "2013-03-31");
	plan_set_section(bare, "a", span_of(""), f.j.a);
	plan_set_section(bare, "b", span_of("Something else.\n"), f.j.a);
	assert_int_equal(target_of(&f, &target, "1:narrative/b.md"), 2);
	assert_string_equal(target[0].path, "narrative/a.md");
	plan *half = plan_of(&f.j, NULL, "half", "2013-03-31");
	plan_set_section(half, "b", span_of(""), f.j.a);
	save(&f, half, NULL, 3);
	/* Under the other path it is still in the head. */
	assert_int_equal(target_of(&f, &target, "1:narrative/b.md"), 2);
	assert_int_equal(expunge_act(&done, f.s, "demo", target + 1, 1, "asked to", ann, f.j.a, &f.j.e), ERR_USAGE);
	due_blob *due;
	size_t due_count = due_on(&f, &due, "2019-03-31", NULL);
	for (size_t i = 0; i < due_count; i++)
		if (!memcmp(due[i].held.digest, target->digest, DIGEST_BYTES))
			assert_non_null(due[i].held.head_of);
	save(&f, bare, NULL, 4);
	assert_int_equal(act(&f, &done, "1:narrative/b.md", ann), 0);
	assert_int_equal(act(&f, &done, "1:narrative/a.md", bob), 0);
	assert_int_equal(done.expunged, 1);
	office_close(&f);
}

/* An event that stands beside the chain does not make one person two. */
static void who_asked_counts_only_when_the_chain_covers_it(void **state)
{
	engine_place *p = engine_place_of(state);
	office f = office_open(p->where);
	static const char *const numbers[] = {"0", "-1", "99"};
	expunge_outcome done;
	held_blob *target;
	char hex[DIGEST_TEXT];
	assert_int_equal(target_of(&f, &target, "1:contacts.csv"), 1);
	digest_print(hex, target->digest);
	for (size_t i = 0; i < 3; i++) {
		const char *forged = arena_printf(f.j.a,
			"INSERT INTO events SELECT package, %s, written, 'Nobody There', 'expunge asked', '%s', "
			"'contacts.csv: "
			"x', digest FROM events WHERE package = 'demo' AND event = 1",
			numbers[i], hex);
		assert_int_equal(connection_run(store_connection(f.s), forged, NULL, 0, NULL, f.j.a, &f.j.e), 0);
		assert_int_equal(expunge_act(&done, f.s, "demo", target, 1, "asked to", ann, f.j.a, &f.j.e), ERR_PARSE);
		assert_true(span_find(span_of(f.j.e.last->text), "nothing was expunged", NULL));
		const char *away =
			arena_printf(f.j.a, "DELETE FROM events WHERE package = 'demo' AND event = %s", numbers[i]);
		assert_int_equal(connection_run(store_connection(f.s), away, NULL, 0, NULL, f.j.a, &f.j.e), 0);
	}
	assert_int_equal(expunge_act(&done, f.s, "demo", target, 1, "asked to", ann, f.j.a, &f.j.e), 0);
	assert_int_equal(done.asked, 1);
	office_close(&f);
}

static void no_branch_begins_where_something_was_expunged(void **state)
{
	engine_place *p = engine_place_of(state);
	office f = office_open(p->where);
	expunge_outcome done;
	bool any = true;
	assert_int_equal(expunge_any(&any, f.s, "demo", f.j.a, &f.j.e), 0);
	assert_false(any);
	assert_int_equal(act(&f, &done, "1:contacts.csv", ann), 0);
	assert_int_equal(act(&f, &done, "1:contacts.csv", bob), 0);
	assert_int_equal(expunge_any(&any, f.s, "demo", f.j.a, &f.j.e), 0);
	assert_true(any);
	assert_int_equal(store_branch_add(f.s, "demo", "less", 2, bob, f.j.a, &f.j.e), ERR_USAGE);
	assert_true(span_find(span_of(f.j.e.last->text), "its contacts.csv was expunged", NULL));
	assert_int_equal(store_branch_add(f.s, "demo", "less", 3, bob, f.j.a, &f.j.e), 0);
	office_close(&f);
}

/* A table of which a row changed is kept as what differs from the older one: that stays readable without it. */
static void what_is_kept_as_a_difference_from_what_goes_stays(void **state)
{
	engine_place *p = engine_place_of(state);
	office f = office_open(p->where);
	expunge_outcome done;
	plan *out;
	const char *people = arena_printf(f.j.a, "%sq,Somebody,new\n", contacts_text(f.j.a, "Zebedee Quill"));
	sql_answer r;
	save(&f, plan_of(&f.j, contacts_text(f.j.a, "Zebedee Quill"), "four", "2013-03-31"), NULL, 3);
	save(&f, plan_of(&f.j, people, "five", "2013-03-31"), NULL, 4);
	save(&f, plan_of(&f.j, NULL, "six", "2013-03-31"), NULL, 5);
	assert_int_equal(connection_run(store_connection(f.s), "SELECT digest FROM blobs WHERE form = 3", NULL, 0, &r,
				 f.j.a, &f.j.e),
		0);
	assert_int_equal(r.rows, 1);
	assert_int_equal(act(&f, &done, "4:contacts.csv", ann), 0);
	assert_int_equal(act(&f, &done, "4:contacts.csv", bob), 0);
	assert_int_equal(done.expunged, 1);
	assert_int_equal(store_checkout(&out, f.s, "demo", 5, f.j.a, &f.j.e), 0);
	assert_int_equal(plan_rows(out, "contacts")->count, 41);
	office_close(&f);
}

static void a_target_is_a_version_and_a_path_or_the_beginning_of_a_digest(void **state)
{
	engine_place *p = engine_place_of(state);
	office f = office_open(p->where);
	held_blob *target;
	char hex[DIGEST_TEXT];
	static const char *const wrong[] = {"3:contacts.csv", "9:spend.csv", "contacts.csv", ":spend.csv", "1:", "",
		"abc", "0:spend.csv", "1x:spend.csv", "sha256:"};
	assert_int_equal(target_of(&f, &target, "2:contacts.csv"), 1);
	digest_print(hex, target->digest);
	assert_int_equal(target_of(&f, &target, arena_printf(f.j.a, "sha256:%s", hex)), 1);
	assert_int_equal(target_of(&f, &target, arena_printf(f.j.a, "%.8s", hex)), 1);
	assert_string_equal(target->path, "contacts.csv");
	assert_int_equal(f.j.e.count, 0);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(target_of(&f, &target, wrong[i]), 0);
	assert_int_equal(target_of(&f, &target, arena_printf(f.j.a, "%.7s", hex)), 0);
	office_close(&f);
}

/* ---- the bytes ---- */

static size_t found_in_file(const char *path, span what)
{
	FILE *f = fopen(path, "re");
	size_t found = 0, have = 0, room = (size_t)1 << 20;
	char *text = malloc(room);
	if (!f || !text)
		fail_msg("cannot read %s", path);
	while ((have += fread(text + have, 1, room - have, f)) == room) {
		room *= 2;
		text = realloc(text, room);
		assert_non_null(text);
	}
	fclose(f);
	for (size_t i = 0; i + what.len <= have; i++)
		found += !memcmp(text + i, what.at, what.len);
	free(text);
	return found;
}

/* In every file below a folder. */
static size_t found_below(const char *folder, span what)
{
	char path[1024];
	size_t found = 0;
	DIR *d = opendir(folder);
	if (!d)
		return 0;
	for (struct dirent *x; (x = readdir(d));) {
		struct stat st;
		snprintf(path, sizeof path, "%s/%s", folder, x->d_name);
		if (x->d_name[0] == '.' || lstat(path, &st))
			continue;
		found += S_ISDIR(st.st_mode)   ? found_below(path, what)
			 : S_ISREG(st.st_mode) ? found_in_file(path, what)
					       : 0;
	}
	closedir(d);
	return found;
}

/* Where the database keeps its tables; for PostgreSQL what is in its memory is written there first. */
static const char *database_folder(office *f, const engine_place *p)
{
	sql_answer r;
	connection *c = store_connection(f->s);
	if (p->is_sqlite)
		return p->folder;
	assert_int_equal(connection_run(c, "CHECKPOINT", NULL, 0, NULL, f->j.a, &f->j.e), 0);
	assert_int_equal(
		connection_run(c,
			"SELECT current_setting('data_directory') || '/base/' || oid::text FROM pg_database WHERE "
			"datname = current_database()",
			NULL, 0, &r, f->j.a, &f->j.e),
		0);
	return arena_text(f->j.a, answer_value(&r, 0, 0)->bytes);
}

/* 32 bytes of a text as it is kept. */
static span kept_bytes(office *f, const held_blob *h, int64_t form)
{
	sql_answer r;
	const sql_value in[] = {BYTES_VALUE(((span){(const char *)h->digest, DIGEST_BYTES}))};
	assert_int_equal(connection_run(store_connection(f->s), "SELECT form, bytes FROM blobs WHERE digest = $1", in,
				 1, &r, f->j.a, &f->j.e),
		0);
	assert_int_equal(answer_value(&r, 0, 0)->integer, form);
	span all = answer_value(&r, 0, 1)->bytes;
	assert_in_range(all.len, 64, 4000);
	return (span){all.at + all.len / 2, 32};
}

/* Texts that are deflated, one that is kept as it is, and enough of them that pages are split and joined. */
static void the_bytes_are_gone_from_the_files_of_the_database(void **state)
{
	enum { MORE = 30, GOES = 20 };
	engine_place *p = engine_place_of(state);
	office f = office_open(p->where);
	held_blob *target;
	expunge_outcome done;
	uint64_t seed = 11;
	span some[GOES], plain = span_of("line,note\n1,one\n");
	const char *names[GOES] = {"1:contacts.csv", "1:spend.csv"};
	for (int i = 0; i < MORE; i++) {
		char *note = arena_text(f.j.a, span_of("note "));
		for (int k = 0; k < 60; k++)
			note = arena_printf(f.j.a, "%s%llx ", note, (unsigned long long)next_random(&seed));
		save(&f, plan_of(&f.j, NULL, arena_printf(f.j.a, "%send", note), "2013-03-31"), NULL, 3 + i);
	}
	const char *folder = database_folder(&f, p);
	if (access(folder, R_OK)) {
		office_close(&f);
		skip(); /* a server of somebody else's */
	}
	assert_int_not_equal(found_below(folder, plain), 0);
	for (int i = 0; i < GOES; i++) {
		if (i > 1)
			names[i] = arena_printf(f.j.a, "%d:spend.csv", i + 2);
		assert_int_equal(target_of(&f, &target, names[i]), 1);
		if (i == 1)
			continue;
		some[i] = kept_bytes(&f, target, 1);
		assert_int_not_equal(found_below(folder, some[i]), 0);
	}
	for (int i = 0; i < GOES; i++) {
		assert_int_equal(act(&f, &done, names[i], ann), 0);
		assert_int_equal(act(&f, &done, names[i], bob), 0);
	}
	assert_int_equal(expunge_clear(f.s, f.j.a, &f.j.e), 0);
	folder = database_folder(&f, p);
	for (int i = 0; i < GOES; i++)
		assert_int_equal(found_below(folder, i == 1 ? plain : some[i]), 0);
	assert_int_not_equal(
		found_below(folder, span_of("contacts.csv: asked to")), 0); /* the search finds what is there */
	office_close(&f);
}

/* A reader keeps the log from being cut: that is said, and a second try finishes. */
static void while_others_read_the_file_is_not_yet_clear_and_the_message_says_so(void **state)
{
	engine_place *p = engine_place_of(state);
	office f = office_open(p->where);
	connection *reader = NULL;
	expunge_outcome done;
	sql_answer r;
	span plain = span_of("line,note\n1,one\n");
	assert_int_equal(act(&f, &done, "1:spend.csv", ann), 0);
	assert_int_equal(connection_open(&reader, p->where, CONNECTION_OPEN, &f.j.e), 0);
	assert_int_equal(connection_begin(reader, TRANSACTION_READ, &f.j.e), 0);
	assert_int_equal(connection_run(reader, "SELECT count(*) FROM blobs", NULL, 0, &r, f.j.a, &f.j.e), 0);
	assert_int_equal(act(&f, &done, "1:spend.csv", bob), 0);
	setenv("BCF_TEST_WAIT_MS", "50", 1);
	assert_int_equal(expunge_clear(f.s, f.j.a, &f.j.e), ERR_BUSY);
	unsetenv("BCF_TEST_WAIT_MS");
	assert_int_equal(f.j.e.count, 1);
	assert_false(span_find(span_of(f.j.e.last->text), "nothing was saved", NULL));
	assert_true(span_find(span_of(f.j.e.last->text), "run the same command again", NULL));
	assert_int_not_equal(found_below(p->folder, plain), 0);
	connection_rollback(reader);
	connection_close(reader);
	assert_int_equal(expunge_clear(f.s, f.j.a, &f.j.e), 0);
	assert_int_equal(found_below(p->folder, plain), 0);
	office_close(&f);
}

/* There the table is locked meanwhile. */
static void while_others_use_the_table_it_is_not_yet_clear_and_the_message_says_so(void **state)
{
	engine_place *p = engine_place_of(state);
	setenv("BCF_TEST_WAIT_MS", "200", 1);
	office f = office_open(p->where);
	connection *reader = NULL;
	expunge_outcome done;
	sql_answer r;
	assert_int_equal(act(&f, &done, "1:spend.csv", ann), 0);
	assert_int_equal(act(&f, &done, "1:spend.csv", bob), 0);
	assert_int_equal(connection_open(&reader, p->where, CONNECTION_OPEN, &f.j.e), 0);
	assert_int_equal(connection_begin(reader, TRANSACTION_READ, &f.j.e), 0);
	assert_int_equal(connection_run(reader, "SELECT count(*) FROM blobs", NULL, 0, &r, f.j.a, &f.j.e), 0);
	assert_int_equal(expunge_clear(f.s, f.j.a, &f.j.e), ERR_BUSY);
	unsetenv("BCF_TEST_WAIT_MS");
	assert_int_equal(f.j.e.count, 1);
	assert_false(span_find(span_of(f.j.e.last->text), "nothing was saved", NULL));
	assert_true(span_find(span_of(f.j.e.last->text), "left to do: run the same command again", NULL));
	connection_close(reader);
	assert_int_equal(expunge_clear(f.s, f.j.a, &f.j.e), 0);
	office_close(&f);
}

/* Somebody reads elsewhere in the database, from before the text was expunged: PostgreSQL keeps it for them. */
static void while_an_older_transaction_may_still_see_it_it_is_not_yet_clear(void **state)
{
	engine_place *p = engine_place_of(state);
	office f = office_open(p->where);
	connection *reader = NULL;
	expunge_outcome done;
	sql_answer r;
	assert_int_equal(connection_open(&reader, p->where, CONNECTION_OPEN, &f.j.e), 0);
	assert_int_equal(connection_begin(reader, TRANSACTION_READ, &f.j.e), 0);
	assert_int_equal(connection_run(reader, "SELECT count(*) FROM packages", NULL, 0, &r, f.j.a, &f.j.e), 0);
	assert_int_equal(act(&f, &done, "1:spend.csv", ann), 0);
	assert_int_equal(act(&f, &done, "1:spend.csv", bob), 0);
	setenv("BCF_TEST_WAIT_MS", "200", 1);
	assert_int_equal(expunge_clear(f.s, f.j.a, &f.j.e), ERR_BUSY);
	unsetenv("BCF_TEST_WAIT_MS");
	assert_true(span_find(span_of(f.j.e.last->text), "other programs were using the store", NULL));
	connection_close(reader);
	assert_int_equal(expunge_clear(f.s, f.j.a, &f.j.e), 0);
	office_close(&f);
}

/* ---- periods ---- */

static void what_is_due_follows_the_periods_and_the_end_of_the_plan(void **state)
{
	engine_place *p = engine_place_of(state);
	office f = office_open(p->where);
	due_blob *due;
	expunge_outcome done;
	assert_int_equal(due_on(&f, &due, "2015-03-30", NULL), 0);
	assert_int_equal(due_on(&f, &due, "2015-03-31", NULL), 1); /* contacts: two years */
	assert_string_equal(due[0].of->kind, "people at work");
	assert_string_equal(due[0].held.path, "contacts.csv");
	assert_string_equal(due[0].since, "2015-03-31");
	assert_null(due[0].held.head_of);
	/* Six years: the plan, three spending tables and two sections, of which those of the newest version are in the
	 * head. */
	assert_int_equal(due_on(&f, &due, "2019-03-31", NULL), 7);
	size_t heads = 0;
	for (size_t i = 0; i < 7; i++)
		heads += due[i].held.head_of != NULL;
	assert_int_equal(heads, 4);
	assert_int_equal(act(&f, &done, "1:contacts.csv", ann), 0);
	assert_int_equal(due_on(&f, &due, "2015-03-31", NULL), 1);
	assert_non_null(due[0].asked);
	assert_int_equal(act(&f, &done, "1:contacts.csv", bob), 0);
	assert_int_equal(due_on(&f, &due, "2015-03-31", NULL), 0);
	office_close(&f);
}

static void an_organisations_own_periods_take_the_place_of_the_built_in_ones(void **state)
{
	engine_place *p = engine_place_of(state);
	office f = office_open(p->where);
	due_blob *due;
	char *own = arena_printf(f.j.a, "kind,paths,years,counted_from,basis,verified\n"
					"spending,spend.csv,1,replaced,our schedule 4,yes\n"
					"the rest,*,,plan ends,never,no\n");
	assert_int_equal(due_on(&f, &due, "2017-05-26", own), 0);
	own = arena_printf(
		f.j.a, "kind,paths,years,counted_from,basis,verified\nspending,spend.csv,1,replaced,x,yes\n");
	assert_int_equal(due_on(&f, &due, "2017-05-27", own), 3);
	assert_true(due[0].of->verified);
	office_close(&f);
}

static void faults_of_a_table_of_periods_are_named(void **state)
{
	job j = job_open();
	retention *list;
	size_t count;
	static const char *const wrong[] = {"kind,years,counted_from\na,6,replaced\n",
		"kind,paths,years,counted_from\na,*,six,replaced\n",
		"kind,paths,years,counted_from\na,*,101,replaced\n", "kind,paths,counted_from\na,*,christmas\n"};
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		char *text = arena_text(j.a, span_of(wrong[i]));
		assert_true(retention_read(&list, &count, text, strlen(text), "p.csv", j.a, &j.e) < 0);
		assert_true(span_starts(span_of(j.e.last->where), "p.csv:2"));
	}
	job_close(&j);
}

/* ---- one person ---- */

static void all_that_is_held_about_a_person_is_found_and_each_cell_once(void **state)
{
	engine_place *p = engine_place_of(state);
	office f = office_open(p->where);
	person_item *list;
	size_t count, expunged;
	expunge_outcome done;
	assert_int_equal(person_search(&list, &count, &expunged, f.s, "zebedee  QUILL", f.j.a, &f.j.e), 0);
	assert_int_equal(count, 3); /* all of the contact */
	assert_string_equal(list[0].where, "contacts[p00].contact");
	assert_string_equal(list[1].id, "demo");
	assert_string_equal(list[1].where, "contacts[p00].name");
	assert_string_equal(list[1].versions, "1, 2");
	assert_true(span_starts(span_of(list[1].text), "Zebedee Quill"));
	assert_string_equal(list[2].where, "contacts[p00].role");
	assert_int_equal(person_search(&list, &count, &expunged, f.s, "Zebed", f.j.a, &f.j.e), 0);
	assert_int_equal(count, 0); /* part of a word */
	assert_int_equal(act(&f, &done, "1:contacts.csv", bob), 0);
	assert_int_equal(person_search(&list, &count, &expunged, f.s, "Ann Example", f.j.a, &f.j.e), 0);
	size_t acts = 0, versions = 0, lines = 0, own = 0;
	for (size_t i = 0; i < count; i++) {
		own += !*list[i].id;
		acts += *list[i].id && !strcmp(list[i].what, "act");
		versions += !strcmp(list[i].what, "version");
		lines += !strcmp(list[i].what, "narrative") && !strcmp(list[i].versions, "1 to 3");
	}
	assert_int_equal(versions, 3);
	assert_int_equal(lines, 2);
	assert_int_equal(acts, 4); /* the package made, and three versions */
	assert_int_not_equal(own, 0);
	assert_int_equal(act(&f, &done, "1:contacts.csv", ann), 0);
	assert_int_equal(person_search(&list, &count, &expunged, f.s, "Zebedee Quill", f.j.a, &f.j.e), 0);
	assert_int_equal(count, 0);
	assert_int_equal(expunged, 1);
	office_close(&f);
}

static void a_cell_that_stands_in_several_texts_is_one_with_all_its_versions(void **state)
{
	engine_place *p = engine_place_of(state);
	office f = office_open(p->where);
	person_item *list;
	size_t count, expunged;
	const char *people = contacts_text(f.j.a, "Zebedee Quill");
	save(&f, plan_of(&f.j, arena_printf(f.j.a, "%sq,Somebody,new\n", people), "four", "2013-03-31"), NULL, 3);
	assert_int_equal(person_search(&list, &count, &expunged, f.s, "Zebedee Quill", f.j.a, &f.j.e), 0);
	assert_int_equal(count, 3);
	assert_string_equal(list[1].versions, "1, 2, 4");
	assert_int_equal(person_search(&list, &count, &expunged, f.s, "Nobody At All", f.j.a, &f.j.e), 0);
	assert_int_equal(count, 0);
	assert_int_equal(person_search(&list, &count, &expunged, f.s, " ", f.j.a, &f.j.e), ERR_USAGE);
	office_close(&f);
}

static void runs_of_versions_are_shortened(void **state)
{
	static const int64_t list[] = {1, 2, 3, 4, 7, 9, 10, 12};
	job j = job_open();
	(void)state;
	assert_string_equal(versions_text(list, 8, j.a), "1 to 4, 7, 9, 10, 12");
	assert_string_equal(versions_text(list, 1, j.a), "1");
	assert_string_equal(versions_text(list, 0, j.a), "");
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(two_people_expunge_a_text_and_what_is_left_says_so),
		ON_SQLITE(one_person_is_not_enough_however_the_name_is_written),
		ON_BOTH(what_the_head_of_any_branch_holds_stays_and_the_message_says_what_to_do),
		ON_SQLITE(a_branch_that_takes_the_text_up_after_it_was_asked_for_stops_the_second_person),
		ON_BOTH(what_was_expunged_cannot_be_saved_again),
		ON_BOTH(who_asked_counts_only_when_the_chain_covers_it),
		ON_BOTH(no_branch_begins_where_something_was_expunged),
		ON_SQLITE(a_text_that_stands_under_two_paths_goes_as_one),
		ON_BOTH(what_is_kept_as_a_difference_from_what_goes_stays),
		ON_SQLITE(a_target_is_a_version_and_a_path_or_the_beginning_of_a_digest),
		ON_BOTH(the_bytes_are_gone_from_the_files_of_the_database),
		ON_POSTGRES(while_others_use_the_table_it_is_not_yet_clear_and_the_message_says_so),
		ON_POSTGRES(while_an_older_transaction_may_still_see_it_it_is_not_yet_clear),
		ON_SQLITE(while_others_read_the_file_is_not_yet_clear_and_the_message_says_so),
		ON_SQLITE(what_is_due_follows_the_periods_and_the_end_of_the_plan),
		ON_SQLITE(an_organisations_own_periods_take_the_place_of_the_built_in_ones),
		cmocka_unit_test(faults_of_a_table_of_periods_are_named),
		ON_BOTH(all_that_is_held_about_a_person_is_found_and_each_cell_once),
		ON_SQLITE(a_cell_that_stands_in_several_texts_is_one_with_all_its_versions),
		cmocka_unit_test(runs_of_versions_are_shortened),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, engines_stop);
}
