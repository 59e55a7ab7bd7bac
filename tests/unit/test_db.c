#include "unit.h"

#include "base/limits.h"
#include "sql/db.h"

typedef struct opened {
	job j;
	db *d;
} opened;

static opened db_ready(void)
{
	opened o = {.j = job_open()};

	assert_int_equal(db_open(&o.d, &o.j.e), 0);
	assert_int_equal(functions_install(o.d, NULL, 0, &o.j.e), 0);
	assert_int_equal(db_run(o.d, "CREATE TABLE spend(row_id INTEGER PRIMARY KEY, area TEXT, amount INTEGER); INSERT INTO spend VALUES(1,'a',100),(2,'b',NULL)", &o.j.e), 0);
	return o;
}

static void db_done(opened *o)
{
	db_close(o->d);
	job_close(&o->j);
}

static void assert_refused(const char *sql, const char *where, const char *part)
{
	opened o = db_ready();
	sqlite3_stmt *s = NULL;

	int rc = db_prepare_rule(o.d, &s, span_of(sql), "y/checks/A-1.sql", 7, &o.j.e);
	if (rc != ERR_RULE || strcmp(o.j.e.last->where, where) || !strstr(o.j.e.last->text, part))
		print_message("# %s: %d, %s: %s\n", sql, rc, o.j.e.last ? o.j.e.last->where : "", o.j.e.last ? o.j.e.last->text : "");
	assert_int_equal(rc, ERR_RULE);
	assert_null(s);
	assert_int_equal(o.j.e.count, 1);
	assert_message(&o.j.e, where, part);
	db_done(&o);
}
#define HERE "y/checks/A-1.sql:7"

static void assert_allowed(const char *sql, int64_t value)
{
	opened o = db_ready();
	sqlite3_stmt *s = NULL;

	int rc = db_prepare_rule(o.d, &s, span_of(sql), "f.sql", 1, &o.j.e);
	if (rc)
		print_message("# %s: %s\n", sql, o.j.e.last->text);
	assert_int_equal(rc, 0);
	assert_int_equal(db_step_rule(o.d, s, true, "f.sql", &o.j.e), 1);
	assert_int_equal(sqlite3_column_int64(s, 0), value);
	assert_int_equal(db_step_rule(o.d, s, false, "f.sql", &o.j.e), 0);
	db_done(&o);
}

static void a_rule_may_read_in_every_way_that_sql_has(void **state)
{
	(void)state;
	assert_allowed("select whole(amount) from spend where amount is not null", 100);
	assert_allowed("with recursive n(i) as (select 1 union all select i + 1 from n where i < 9) select sum(i) from n", 45);
	assert_allowed("select count(*) from spend a join spend b on a.row_id <> b.row_id;", 2);
	assert_allowed("select row_number() over (order by row_id desc) from spend where row_id = 2", 1);
	assert_allowed("select value from json_each('[4]')", 4);
	assert_allowed("/* a comment */ select 1 -- and 1.5 in another\n", 1);
	assert_allowed("select length('1.5 of 1e3 it''s')", 15);
	assert_allowed("select s1.amount from spend s1 where s1.area = 'a'", 100);
	assert_allowed("select case when 1 then 5 else 6 end", 5);
}

static void whatever_writes_is_refused(void **state)
{
	(void)state;
	assert_refused("insert into spend values(3,'c',1)", HERE, "other than reading");
	assert_refused("update spend set amount = 0", HERE, "");
	assert_refused("delete from spend", HERE, "");
	assert_refused("create table x(y)", HERE, "");
	assert_refused("create temp view x as select 1", HERE, "");
	assert_refused("drop table spend", HERE, "");
	assert_refused("alter table spend add z", HERE, "");
	assert_refused("begin", HERE, "");
	assert_refused("rollback", HERE, "");
	assert_refused("savepoint x", HERE, "");
	assert_refused("vacuum", HERE, "");
	assert_refused("reindex", HERE, "");
	assert_refused("analyze", HERE, "");
	assert_refused("with x as (select 1) insert into spend select 3, 'c', 1 from x", HERE, "");
}

static void whatever_reaches_outside_is_refused(void **state)
{
	(void)state;
	assert_refused("attach database '/tmp/x.db' as x", HERE, "attaches");
	assert_refused("detach database main", HERE, "attaches");
	assert_refused("pragma writable_schema = 1", HERE, "pragma");
	assert_refused("select * from pragma_table_info('spend')", HERE, "");
	assert_refused("select load_extension('x.so')", HERE, "load_extension");
	assert_refused("select * from sqlite_master", HERE, "SQLite's own tables");
	assert_refused("select readfile('/etc/passwd')", HERE, "readfile");
	assert_refused("select sqlite_version()", HERE, "sqlite_version");
}

static void the_clock_and_chance_are_refused(void **state)
{
	(void)state;
	static const char *const list[] = {"random()", "randomblob(4)", "datetime('now')", "date('now')", "julianday()", "strftime('%s','now')", "current_date",
		"current_time", "current_timestamp", "unixepoch()"};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		char sql[80];
		snprintf(sql, sizeof sql, "select %s", list[i]);
		assert_refused(sql, HERE, "may not call");
	}
}

static void what_makes_a_number_that_is_not_whole_is_refused(void **state)
{
	(void)state;
	static const char *const calls[] = {"round(amount)", "avg(amount)", "total(amount)", "sqrt(4)", "pow(2,2)"};
	static const char *const reals[] = {"1.5", ".5", "1e3", "2E3", "amount * 1.5", "amount|1.5", "1.", "(3.0)", "'x'||1.5"};
	char sql[80];

	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		snprintf(sql, sizeof sql, "select %s from spend", calls[i]);
		assert_refused(sql, HERE, calls[i][0] == 's' || calls[i][0] == 'p' ? "" : "may not call");
	}
	for (size_t i = 0; i < sizeof reals / sizeof *reals; i++) {
		snprintf(sql, sizeof sql, "select area,\n\n%s from spend", reals[i]);
		assert_refused(sql, "y/checks/A-1.sql:9", "decimal point");
	}
	assert_refused("select 'it''s',\n -- don't\n 1.5", "y/checks/A-1.sql:9", "decimal point");
}

static void a_result_that_is_not_whole_stops_the_rule(void **state)
{
	(void)state;
	static const char *const list[] = {"select cast(amount as real) / 3 from spend", "select area, '1' || '.' || '5' + 0 from spend"};

	for (size_t i = 0; i < 2; i++) {
		opened o = db_ready();
		sqlite3_stmt *s = NULL;
		assert_int_equal(db_prepare_rule(o.d, &s, span_of(list[i]), "f.sql", 1, &o.j.e), 0);
		assert_int_equal(db_step_rule(o.d, s, true, "f.sql", &o.j.e), ERR_RULE);
		assert_message(&o.j.e, "f.sql", "not whole");
		db_done(&o);
	}
}

static void a_rule_is_one_select(void **state)
{
	(void)state;
	assert_refused("select 1; select 2", HERE, "more than one statement");
	assert_refused("select 1;\ndrop table spend", "y/checks/A-1.sql:7", "more than one statement");
	assert_refused("", HERE, "there is no query");
	assert_refused("-- only a comment", HERE, "there is no query");
	assert_refused(";", HERE, "");
	assert_refused("explain select 1", HERE, "");
}

static void a_fault_of_the_sql_names_its_line(void **state)
{
	(void)state;
	assert_refused("select area,\nfrom spend", "y/checks/A-1.sql:8", "syntax error");
	assert_refused("select area\nfrom\nnothing_such", "y/checks/A-1.sql:7", "no such table: nothing_such");
	assert_refused("select area\nfrom spend\nwhere colour = 1", "y/checks/A-1.sql:9", "no such column: colour");
	assert_refused("select rate(1)", HERE, "wrong number of arguments");
	assert_refused("select 'open", HERE, "");
}

static void a_query_that_never_ends_is_stopped_and_the_next_one_runs(void **state)
{
	(void)state;
	opened o = db_ready();
	sqlite3_stmt *s, *t;

	assert_int_equal(db_prepare_rule(o.d, &s, span_of("with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n"), "f.sql", 1, &o.j.e), 0);
	assert_int_equal(db_step_rule(o.d, s, true, "f.sql", &o.j.e), ERR_RULE);
	assert_message(&o.j.e, "f.sql", "may never end");
	sqlite3_reset(s);
	assert_int_equal(db_prepare_rule(o.d, &t, span_of("select count(*) from spend"), "f.sql", 1, &o.j.e), 0);
	assert_int_equal(db_step_rule(o.d, t, true, "f.sql", &o.j.e), 1);
	assert_int_equal(sqlite3_column_int64(t, 0), 2);
	db_done(&o);
}

static void a_query_that_fails_as_it_runs_says_so(void **state)
{
	(void)state;
	opened o = db_ready();
	sqlite3_stmt *s;

	assert_int_equal(db_prepare_rule(o.d, &s, span_of("select sum(x) from (select 9223372036854775807 as x union all select 1)"), "f.sql", 1, &o.j.e), 0);
	assert_int_equal(db_step_rule(o.d, s, true, "f.sql", &o.j.e), ERR_RULE);
	assert_message(&o.j.e, "f.sql", "the query failed: integer overflow");
	db_done(&o);
}

static void our_own_sql_may_do_all_and_its_fault_is_an_internal_one(void **state)
{
	(void)state;
	opened o = db_ready();
	sqlite3_stmt *s;

	assert_int_equal(db_run(o.d, "CREATE TABLE t(x); INSERT INTO t VALUES(1.5); DROP TABLE t", &o.j.e), 0);
	assert_int_equal(db_run(o.d, "CREATE TABLES t(x)", &o.j.e), ERR_INTERNAL);
	assert_message(&o.j.e, "", "CREATE TABLES");
	assert_int_equal(db_prepare(o.d, &s, "SELECT random()", &o.j.e), 0);
	assert_int_equal(db_prepare(o.d, &s, "SELECT nothing", &o.j.e), ERR_INTERNAL);
	assert_int_equal(db_run(o.d, "ATTACH ':memory:' AS other", &o.j.e), ERR_INTERNAL);
	db_done(&o);
	db_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_may_read_in_every_way_that_sql_has),
		cmocka_unit_test(whatever_writes_is_refused),
		cmocka_unit_test(whatever_reaches_outside_is_refused),
		cmocka_unit_test(the_clock_and_chance_are_refused),
		cmocka_unit_test(what_makes_a_number_that_is_not_whole_is_refused),
		cmocka_unit_test(a_result_that_is_not_whole_stops_the_rule),
		cmocka_unit_test(a_rule_is_one_select),
		cmocka_unit_test(a_fault_of_the_sql_names_its_line),
		cmocka_unit_test(a_query_that_never_ends_is_stopped_and_the_next_one_runs),
		cmocka_unit_test(a_query_that_fails_as_it_runs_says_so),
		cmocka_unit_test(our_own_sql_may_do_all_and_its_fault_is_an_internal_one),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
