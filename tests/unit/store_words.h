#ifndef BCF_TEST_STORE_WORDS_H
#define BCF_TEST_STORE_WORDS_H
/* A store with one table, for the tests of connections. */

#include "store_engines.h"

#define WORDS "CREATE TABLE words (package TEXT NOT NULL PRIMARY KEY, number BIGINT, bytes BYTEA)"

static const char add[] = "INSERT INTO words (package, number, bytes) VALUES ($1, $2, $3)";
static const char count_all[] = "SELECT count(*) FROM words";

static inline connection *open_as(job *in, engine_place *p, connection_mode mode)
{
	job j = *in;
	connection *c = NULL;

	assert_done(connection_open(&c, p->where, mode, &j.e));
	return c;
}

/* A store with the table words. */
static inline connection *new_store(job *in, engine_place *p)
{
	job j = *in;
	connection *c = open_as(in, p, CONNECTION_CREATE);

	assert_done(connection_begin(c, TRANSACTION_WRITE, &j.e));
	assert_done(connection_script(c, span_of(WORDS ";CREATE INDEX by_number ON words (number)"), &j.e));
	assert_done(connection_commit(c, &j.e));
	return c;
}

static inline int add_word(job *j, connection *c, const char *word)
{
	sql_value in[] = {TEXT_VALUE(span_of(word)), INTEGER_VALUE(1), BYTES_VALUE(span_of("x"))};

	return connection_run(c, add, in, 3, NULL, j->a, &j->e);
}

static inline int64_t words(job *in, connection *c)
{
	job j = *in;
	sql_answer r = {0};

	assert_done(connection_run(c, count_all, NULL, 0, &r, j.a, &j.e));
	return answer_value(&r, 0, 0)->integer;
}

#endif
