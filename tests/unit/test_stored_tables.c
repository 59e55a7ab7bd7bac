/* What copies and archives know of a store's tables is what the migrations make. */
#include <stdlib.h>

#include "store/copy.h"
#include "store/sealed_head.h"
#include "store/tables.h"
#include "store_engines.h"

static const actor clerk = {"A Clerk", "2019-09-20T00:00:00Z"};

static const stored_table *table_called(span name)
{
	for (size_t i = 0; i < STORED_TABLES; i++)
		if (span_is(name, stored_tables[i].name))
			return &stored_tables[i];
	return span_is(name, stored_packages.name) ? &stored_packages : NULL;
}

static void every_table_and_column_of_the_schema_is_copied(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	store *s = NULL;
	sql_answer r;
	size_t seen = 0, columns = 1;
	assert_int_equal(store_create(p->where, clerk, j.a, &j.e), 0);
	assert_int_equal(store_open_readonly(&s, p->where, j.a, &j.e), 0);
	assert_int_equal(
		connection_run(store_connection(s),
			p->is_sqlite ? "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c "
				       "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid"
				     : "SELECT table_name::text, column_name::text FROM information_schema.columns "
				       "WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position",
			NULL, 0, &r, j.a, &j.e),
		0);
	for (size_t i = 0; i < r.rows; i++) {
		const stored_table *t = table_called(answer_value(&r, i, 0)->bytes);
		bool first = !i || !span_equal(answer_value(&r, i, 0)->bytes, answer_value(&r, i - 1, 0)->bytes);
		assert_non_null(t);
		columns = first ? 1 : columns + 1;
		seen += first;
		assert_true(columns <= t->count);
		assert_true(span_is(answer_value(&r, i, 1)->bytes, t->columns[columns - 1]));
	}
	assert_int_equal(seen, STORED_TABLES + 1);
	store_close(s);
	job_close(&j);
}

/* Rows come some megabytes at a time, at least one, and each once. */
static void large_rows_are_read_a_few_at_a_time(void **state)
{
	static const size_t sizes[] = {1, 9 << 20, 5 << 20, 3 << 20, 3 << 20, 10};
	static const size_t pages[] = {1, 1, 2, 2, 0};
	engine_place *p = engine_place_of(state);
	job j = job_open();
	store *s = NULL;
	sql_answer r;
	sql_value last;
	size_t at = 0;
	assert_int_equal(store_create(p->where, clerk, j.a, &j.e), 0);
	assert_int_equal(store_open(&s, p->where, clerk, j.a, &j.e), 0);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		char *digest = arena_alloc(j.a, 32);
		digest[0] = (char)(i + 1);
		const sql_value row[] = {TEXT_VALUE(span_of("x")), BYTES_VALUE(((span){digest, 32})), INTEGER_VALUE(0),
			INTEGER_VALUE((int64_t)sizes[i]), BYTES_VALUE(((span){arena_alloc(j.a, sizes[i]), sizes[i]}))};
		assert_int_equal(connection_run(store_connection(s), stored_tables[STORED_BLOBS].insert, row, 5, NULL,
					 j.a, &j.e),
			0);
	}
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		assert_int_equal(stored_page_read(&r, store_connection(s), &stored_tables[STORED_BLOBS], span_of("x"),
					 i ? &last : NULL, j.a, &j.e),
			0);
		assert_int_equal(r.rows, pages[i]);
		for (size_t k = 0; k < r.rows; k++)
			assert_int_equal(answer_value(&r, k, 4)->bytes.len, sizes[at++]);
		if (r.rows)
			last = *answer_value(&r, r.rows - 1, 1);
	}
	assert_int_equal(at, 6);
	store_close(s);
	job_close(&j);
}

/* ---- lists of heads ---- */

static int read_head(sealed_head *out, const char *text, job *j)
{
	return sealed_head_read(out, span_of(text), "heads", j->a, &j->e);
}

#define HEX "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define TOP "bcf store heads 1\nwritten 2019-09-20T00:00:00Z by A Clerk\n"
#define OWN "events 2 versions 0 head " HEX " of -\n"

static void a_list_of_heads_is_read_as_it_was_written(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	store *s = NULL;
	sealed_head h;
	signing_key key;
	const char *path = arena_printf(j.a, "%s/key", p->folder), *fault = "";
	buf b;
	assert_int_equal(store_create(p->where, clerk, j.a, &j.e), 0);
	assert_int_equal(store_open_readonly(&s, p->where, j.a, &j.e), 0);
	assert_int_equal(signing_key_create(path, j.a, &j.e), 0);
	assert_int_equal(signing_key_load(&key, path, &j.e), 0);
	buf_init(&b, j.a);
	assert_int_equal(sealed_head_print(&b, s, clerk, &key, j.a, &j.e), 0);
	assert_true(sealed_head_is(buf_span(&b)));
	assert_int_equal(sealed_head_read(&h, buf_span(&b), "heads", j.a, &j.e), 0);
	assert_string_equal(h.by, clerk.name);
	assert_string_equal(h.written, clerk.time);
	assert_int_equal(h.count, 1);
	assert_string_equal(h.lines[0].id, "");
	assert_true(h.is_signed);
	assert_true(signature_holds(h.signature, h.signed_text, key.public_part));
	assert_int_equal(sealed_head_compare(&fault, &h, s, j.a, &j.e), 0);
	assert_null(fault);
	/* any byte of it that is another */
	for (size_t i = 0; i < h.signed_text.len; i++) {
		char *text = arena_text(j.a, h.signed_text);
		text[i] ^= 1;
		assert_false(signature_holds(h.signature, (span){text, h.signed_text.len}, key.public_part));
	}
	h.lines[0].head[31] ^= 1;
	assert_int_equal(sealed_head_compare(&fault, &h, s, j.a, &j.e), 0);
	assert_non_null(strstr(fault, "rewritten"));
	h.lines[0].events = 99;
	assert_int_equal(sealed_head_compare(&fault, &h, s, j.a, &j.e), 0);
	assert_non_null(strstr(fault, "shortened"));
	h.lines[0].id = "gone";
	assert_int_equal(sealed_head_compare(&fault, &h, s, j.a, &j.e), 0);
	assert_non_null(strstr(fault, "is gone"));
	store_close(s);
	job_close(&j);
}

static void what_is_no_list_of_heads_is_refused_with_its_line(void **state)
{
	(void)state;
	static const struct {
		const char *text, *where;
	} bad[] = {{"", "heads"}, {TOP, "heads"}, {"bcf store heads 2\n", "heads:1"}, {TOP "events 2\n", "heads:3"},
		{TOP "events 0 versions 0 head " HEX " of -\n", "heads:3"},
		{TOP "events 2 versions 0 head " HEX "00 of -\n", "heads:3"},
		{TOP "events 2 versions 0 head " HEX " of ../x\n", "heads:3"}, {TOP OWN "key " HEX "\n", "heads"},
		{TOP OWN "key 00\n", "heads:4"}, {TOP OWN "signature " HEX HEX "\n", "heads:4"},
		{TOP OWN "key " HEX "\nsignature " HEX "\n", "heads:5"},
		{TOP OWN "key " HEX "\nsignature " HEX HEX "\n" OWN, "heads:6"}, {"bcf store heads 1\r\n", "heads:1"}};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		job j = job_open();
		sealed_head h = {.count = 77};
		assert_int_equal(read_head(&h, bad[i].text, &j), ERR_PARSE);
		assert_string_equal(j.e.first->where, bad[i].where);
		assert_int_equal(h.count, 77);
		job_close(&j);
	}
	job j = job_open();
	sealed_head h;
	assert_int_equal(read_head(&h, TOP OWN, &j), 0);
	assert_false(h.is_signed);
	job_close(&j);
}

static void a_failed_copy_leaves_no_store(void **state)
{
	engine_place *p = engine_place_of(state);
	job j = job_open();
	store *s = NULL;
	const char *there = arena_printf(j.a, "%s/there.db", p->folder),
		   *nowhere = arena_printf(j.a, "%s/no/x.db", p->folder);
	assert_int_equal(store_create(p->where, clerk, j.a, &j.e), 0);
	assert_int_equal(store_create(there, clerk, j.a, &j.e), 0);
	assert_int_equal(store_open(&s, p->where, clerk, j.a, &j.e), 0);
	assert_int_equal(store_copy(s, there, NULL, j.a, &j.e), ERR_USAGE);
	assert_true(store_copy(s, nowhere, NULL, j.a, &j.e) < 0);
	assert_int_not_equal(access(nowhere, F_OK), 0);
	assert_int_equal(store_copy(s, arena_printf(j.a, "%s/copy.db", p->folder), NULL, j.a, &j.e), 0);
	store_close(s);
	job_close(&j);
}

/* What could not be looked at may be whole: only what is wrong is taken away. */
static void a_new_store_goes_only_when_it_is_wrong(void **state)
{
	engine_place *p = engine_place_of(state);
	static const char *const harm[] = {"UPDATE settings SET content = '999'", "UPDATE settings SET content = '1'",
		"INSERT INTO branches (package, branch, version) VALUES ('', 'x', 0)"};
	static const int gives[] = {ERR_USAGE, 0, ERR_PARSE};
	job j = job_open();
	assert_int_equal(store_create(p->where, clerk, j.a, &j.e), 0);
	for (size_t i = 0; i < 3; i++) {
		connection *c;
		assert_int_equal(connection_open(&c, p->where, CONNECTION_OPEN, &j.e), 0);
		assert_int_equal(connection_run(c, harm[i], NULL, 0, NULL, j.a, &j.e), 0);
		connection_close(c);
		assert_int_equal(copy_verify(p->where, j.a, &j.e), gives[i]);
		assert_int_equal(access(p->where, F_OK), gives[i] == ERR_PARSE ? -1 : 0);
		if (gives[i] == ERR_USAGE)
			assert_non_null(strstr(j.e.last->text, "could not be verified"));
	}
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(every_table_and_column_of_the_schema_is_copied),
		ON_BOTH(large_rows_are_read_a_few_at_a_time),
		ON_BOTH(a_list_of_heads_is_read_as_it_was_written),
		cmocka_unit_test(what_is_no_list_of_heads_is_refused_with_its_line),
		ON_BOTH(a_failed_copy_leaves_no_store),
		ON_SQLITE(a_new_store_goes_only_when_it_is_wrong),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, engines_stop);
}
