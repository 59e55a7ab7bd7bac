#ifndef BCF_TEST_STORE_ENGINES_H
#define BCF_TEST_STORE_ENGINES_H
/* The same test on SQLite and on PostgreSQL.
 *
 *	static void something_holds(void **state)
 *	{
 *		engine_place *p = engine_place_of(state);	// skips the test where there is no PostgreSQL
 *		job j = job_open();
 *		... store_create(p->where, ...) ...
 *	}
 *	const struct CMUnitTest tests[] = {ON_BOTH(something_holds), ON_SQLITE(something_else)};
 *	return cmocka_run_group_tests(tests, NULL, engines_stop);
 *
 * Each test has a folder of its own, and `where` names a store that is not there yet: in SQLite a file of the folder,
 * in PostgreSQL the program's database, emptied.  The server is the one that BCF_TEST_POSTGRES names (its connection
 * string without a database, as tests/store/postgres.sh prints it), or one that is started for this program. */

#include <ftw.h>
#include <stdlib.h>

#include "store/connection.h"
#include "unit.h"

typedef struct engine_place {
	bool is_sqlite, absent;
	arena *a;
	char folder[64];
	const char *where;    /* of the store */
	const char *database; /* PostgreSQL */
} engine_place;

static struct {
	const char *server; /* NULL: none */
	char folder[64];    /* of the one that was started here; "" */
	bool asked, made;   /* the server; the database */
} engine_state;

static inline int engine_forget(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

/* Runs tests/store/postgres.sh ACT FOLDER. */
static inline int engine_server(const char *act, const char *folder)
{
	char command[400];

	snprintf(command, sizeof command, "sh '" TEST_DATA "/store/postgres.sh' %s '%s' >'%s.said' 2>&1 </dev/null",
		act, folder, folder);
	return system(command);
}

static inline const char *engine_postgres(void)
{
	static char found[256];
	FILE *f;
	char said[80];

	if (engine_state.asked)
		return engine_state.server;
	engine_state.asked = true;
	if (getenv("BCF_TEST_POSTGRES"))
		return engine_state.server = getenv("BCF_TEST_POSTGRES");
	snprintf(engine_state.folder, sizeof engine_state.folder, "/tmp/bcf-postgres.XXXXXX");
	if (!mkdtemp(engine_state.folder))
		return NULL;
	if (engine_server("start", engine_state.folder) != 0) {
		nftw(engine_state.folder, engine_forget, 16, FTW_DEPTH | FTW_PHYS);
		snprintf(said, sizeof said, "%s.said", engine_state.folder);
		remove(said);
		engine_state.folder[0] = 0;
		return NULL;
	}
	snprintf(said, sizeof said, "%s.said", engine_state.folder);
	f = fopen(said, "r");
	if (f && fgets(found, sizeof found, f)) {
		found[strcspn(found, "\n")] = 0;
		engine_state.server = found;
	}
	if (f)
		fclose(f);
	return engine_state.server;
}

/* The connection string of a database of the server. */
static inline const char *engine_database(arena *a, const char *database)
{
	const char *server = engine_postgres(), *mark = strstr(server, "/?");

	assert_non_null(mark);
	return arena_printf(a, "%.*s%s%s", (int)(mark - server) + 1, server, database, mark + 1);
}

/* Runs one statement as the server's master, outside any store. */
static inline void engine_order(const char *sql)
{
	job j = job_open();
	connection *c = NULL;

	assert_int_equal(connection_open(&c, engine_database(j.a, "postgres"), CONNECTION_OPEN, &j.e), 0);
	assert_int_equal(connection_script(c, span_of(sql), &j.e), 0);
	connection_close(c);
	job_close(&j);
}

/* The group's teardown. */
static inline int engines_stop(void **state)
{
	char said[80];

	(void)state;
	if (!engine_state.folder[0]) {
		char drop[60];

		snprintf(drop, sizeof drop, "DROP DATABASE bcf_%d WITH (FORCE)", (int)getpid());
		if (engine_state.made)
			engine_order(drop);
		return 0;
	}
	engine_server("stop", engine_state.folder);
	nftw(engine_state.folder, engine_forget, 16, FTW_DEPTH | FTW_PHYS);
	snprintf(said, sizeof said, "%s.said", engine_state.folder);
	remove(said);
	return 0;
}

static inline engine_place *engine_begin(void)
{
	arena *a = arena_open();
	engine_place *p = arena_alloc(a, sizeof *p);

	p->a = a;
	snprintf(p->folder, sizeof p->folder, "/tmp/bcf-store.XXXXXX");
	if (!mkdtemp(p->folder))
		abort();
	return p;
}

static inline int engine_setup_sqlite(void **state)
{
	engine_place *p = engine_begin();

	p->is_sqlite = true;
	p->where = arena_printf(p->a, "%s/store.db", p->folder);
	*state = p;
	return 0;
}

/* One database serves a whole program, emptied for each test: making one costs ten times as much. */
static inline int engine_setup_postgres(void **state)
{
	engine_place *p = engine_begin();
	job j = job_open();
	connection *c = NULL;

	*state = p;
	p->absent = !engine_postgres();
	if (p->absent) {
		job_close(&j);
		return 0;
	}
	p->database = arena_printf(p->a, "bcf_%d", (int)getpid());
	p->where = engine_database(p->a, p->database);
	if (!engine_state.made) {
		engine_order(arena_printf(p->a, "CREATE DATABASE %s", p->database));
		engine_state.made = true;
	}
	engine_order(arena_printf(p->a, "ALTER DATABASE %s RESET ALL", p->database));
	assert_int_equal(connection_open(&c, p->where, CONNECTION_OPEN, &j.e), 0);
	assert_int_equal(connection_script(c, span_of("DROP SCHEMA public CASCADE; CREATE SCHEMA public"), &j.e), 0);
	connection_close(c);
	job_close(&j);
	return 0;
}

static inline int engine_teardown(void **state)
{
	engine_place *p = *state;

	nftw(p->folder, engine_forget, 16, FTW_DEPTH | FTW_PHYS);
	arena_close(p->a);
	return 0;
}

static inline engine_place *engine_place_of(void **state)
{
	engine_place *p = *state;

	if (p->absent)
		skip();
	return p;
}

/* Shows the message when a call fails; `j` is the test's job. */
#define assert_done(call)                                                                                              \
	do {                                                                                                           \
		int done_ = (call);                                                                                    \
		if (done_)                                                                                             \
			fail_msg("%s: %d %s", #call, done_, j.e.last ? j.e.last->text : "");                           \
	} while (0)

#define ON_SQLITE(test)                                                                                                \
	{                                                                                                              \
#test " (SQLite)", test, engine_setup_sqlite, engine_teardown, NULL                                    \
	}
#define ON_POSTGRES(test)                                                                                              \
	{                                                                                                              \
#test " (PostgreSQL)", test, engine_setup_postgres, engine_teardown, NULL                              \
	}
#define ON_BOTH(test) ON_SQLITE(test), ON_POSTGRES(test)

#endif
