#include "unit.h"

#include "policy/rule.h"

#define CHECK "-- id: A-1\n-- title: T\n-- severity: error\n-- message: M\n"
#define FIGURE "-- id: a.b\n-- title: t\n-- unit: GBP\n"

static int read_check(job *j, rule *u, const char *text)
{
	return rule_read(u, span_of(text), "A-1", "y/checks/A-1.sql", true, j->a, &j->e);
}

static int read_figure(job *j, rule *u, const char *text)
{
	return rule_read(u, span_of(text), "a.b", "y/figures/a.b.sql", false, j->a, &j->e);
}

static void assert_fault(bool is_check, const char *text, int line, const char *part)
{
	job j = job_open();
	rule u = {.sql_line = 77};
	int rc = is_check ? read_check(&j, &u, text) : read_figure(&j, &u, text);

	if (rc != ERR_RULE || j.e.count != 1)
		for (const err_message *m = j.e.first; m; m = m->next)
			print_message("# %s: %s\n", m->where, m->text);
	assert_int_equal(rc, ERR_RULE);
	assert_int_equal(j.e.count, 1);
	assert_message(&j.e, arena_printf(j.a, is_check ? "y/checks/A-1.sql:%d" : "y/figures/a.b.sql:%d", line), part);
	assert_int_equal(u.sql_line, 77);
	job_close(&j);
}

static void a_check_is_read_with_all_its_headers(void **state)
{
	(void)state;
	job j = job_open();
	rule u;

	assert_int_equal(read_check(&j, &u,
		"-- id: A-1\n-- title: A title\n-- about: completeness\n-- severity: warning\n-- basis: unverified\n-- applies: 2017-18..2019-20, 2021-22..\n"
		"-- needs: spend, figures:spend.total , older, income\n-- explained-by: B-1,B-2\n--\n-- speaks-of: risks, benefits\n-- rule: A rule\n--   that goes on.\n-- message: {area}: it.\n-- fix: Do it.\n"
		"\n select 1 ;\n\n"), 0);
	assert_string_equal(u.id, "A-1");
	assert_string_equal(u.title, "A title");
	assert_true(u.completeness);
	assert_string_equal(u.severity, "warning");
	assert_string_equal(u.basis, "unverified");
	assert_int_equal(u.table_count, 2);
	assert_string_equal(u.tables[1], "income");
	assert_int_equal(u.figure_count, 1);
	assert_string_equal(u.figures[0], "spend.total");
	assert_true(u.needs_older);
	assert_int_equal(u.speaks_of_count, 2);
	assert_string_equal(u.speaks_of[1], "benefits");
	assert_int_equal(u.explained_count, 2);
	assert_string_equal(u.explained_by[1], "B-2");
	assert_string_equal(u.source, "A rule that goes on.");
	assert_string_equal(u.message, "{area}: it.");
	assert_string_equal(u.fix, "Do it.");
	assert_int_equal(u.sql_line, 16);
	assert_span(u.sql, " select 1");
	job_close(&j);
}

static void a_figure_is_read_with_all_its_headers(void **state)
{
	(void)state;
	job j = job_open();
	rule u;

	assert_int_equal(read_figure(&j, &u,
		FIGURE "-- combine: sum\n-- by: source\n-- needs: figures:c.d\n-- severity: info\n-- tolerance: 0.5%\n-- also-printed-as: the total\nselect 1"), 0);
	assert_true(u.sums);
	assert_string_equal(u.unit, "GBP");
	assert_string_equal(u.by, "source");
	assert_string_equal(u.severity, "info");
	assert_string_equal(u.tolerance, "0.5%");
	assert_string_equal(u.also, "the total");
	assert_string_equal(u.figures[0], "c.d");
	job_close(&j);
}

static void what_a_header_does_not_say_has_a_default(void **state)
{
	(void)state;
	job j = job_open();
	rule u;

	assert_int_equal(read_check(&j, &u, CHECK "select 1"), 0);
	assert_false(u.completeness);
	assert_string_equal(u.basis, "published");
	assert_string_equal(u.applies, "all");
	assert_string_equal(u.fix, "");
	assert_int_equal(u.table_count + u.figure_count + u.explained_count, 0);
	assert_int_equal(read_figure(&j, &u, FIGURE), 0);
	assert_false(u.sums);
	assert_string_equal(u.severity, "error");
	assert_string_equal(u.tolerance, "0");
	assert_string_equal(u.by, "");
	assert_int_equal(u.sql.len, 0);
	job_close(&j);
}

static void lines_may_end_in_crlf(void **state)
{
	(void)state;
	job j = job_open();
	rule u;

	assert_int_equal(read_check(&j, &u, "-- id: A-1\r\n-- title: T\r\n-- severity: info\r\n-- message: M\r\n--   more\r\nselect 1\r\n"), 0);
	assert_string_equal(u.message, "M more");
	assert_span(u.sql, "select 1");
	job_close(&j);
}

static void each_fault_of_a_header_names_its_line(void **state)
{
	(void)state;
	assert_fault(true, CHECK "-- colour: red\nselect 1", 5, "a check has no header 'colour'");
	assert_fault(true, CHECK "-- unit: GBP\nselect 1", 5, "a check has no header 'unit'");
	assert_fault(false, FIGURE "-- message: x\n", 4, "a figure has no header 'message'");
	assert_fault(true, CHECK "-- title: again\nselect 1", 5, "header 'title' stands twice");
	assert_fault(true, CHECK "-- just words\nselect 1", 5, "'-- key: value'");
	assert_fault(true, CHECK "", 5, "there is no query");
	assert_fault(true, CHECK "-- about: both\nselect 1", 5, "about 'both' is not one that bcf knows");
	assert_fault(true, CHECK "-- basis: rumour\nselect 1", 5, "basis 'rumour'");
	assert_fault(true, CHECK "-- basis: unverified\nselect 1", 3, "can at most warn");
	assert_fault(true, "-- id: A-2\n-- title: T\n-- severity: error\n-- message: M\nselect 1", 1, "the id must be the file's name without .sql: 'A-1'");
	assert_fault(true, "-- title: T\n-- severity: error\n-- message: M\nselect 1", 1, "the id must be");
	assert_fault(true, "-- id: A-1\n-- severity: error\n-- message: M\nselect 1", 1, "there is no title");
	assert_fault(true, "-- id: A-1\n-- title: T\n-- message: M\nselect 1", 1, "severity ''");
	assert_fault(true, "-- id: A-1\n-- title: T\n-- severity: fatal\n-- message: M\nselect 1", 3, "severity 'fatal'");
	assert_fault(true, "-- id: A-1\n-- title: T\n-- severity: error\nselect 1", 1, "there is no message");
	assert_fault(false, "-- id: a.b\n-- title: t\n", 1, "unit ''");
	assert_fault(false, "-- id: a.b\n-- title: t\n-- unit: EUR\n", 3, "unit 'EUR'");
	assert_fault(false, FIGURE "-- combine: mean\n", 4, "combine 'mean'");
	assert_fault(false, FIGURE "-- tolerance: some\n", 4, "tolerance 'some' is neither a number nor a percentage");
	assert_fault(false, FIGURE "-- tolerance: -1\n", 4, "tolerance '-1'");
	assert_fault(false, FIGURE "-- severity: grave\n", 4, "severity 'grave'");
}

static void applies_that_cannot_be_read_is_refused(void **state)
{
	(void)state;
	assert_fault(true, CHECK "-- applies: 2019\nselect 1", 5, "applies '2019'");
	assert_fault(true, CHECK "-- applies: 2017-18...2019-20\nselect 1", 5, "applies");
	assert_fault(true, CHECK "-- applies: 2019-20..2017-18\nselect 1", 5, "applies");
	assert_fault(true, CHECK "-- applies: 2019-20, everything\nselect 1", 5, "applies");
	assert_fault(true, CHECK "-- applies: ..\nselect 1", 5, "applies");
	assert_fault(true, CHECK "-- applies: ,\nselect 1", 5, "applies");
}

static void all_faults_of_a_file_are_told_at_once(void **state)
{
	(void)state;
	job j = job_open();
	rule u;

	assert_int_equal(read_check(&j, &u, "-- id: B\n-- colour: red\n"), ERR_RULE);
	assert_int_equal(j.e.count, 6);
	job_close(&j);
}

static void applies_covers_periods_and_ranges(void **state)
{
	(void)state;
	static const struct { const char *applies, *period; bool covers; } list[] = {
		{"all", "2019-20", true}, {"all", "", true}, {"2019-20", "2019-20", true}, {"2019-20", "2018-19", false}, {"2019-20", "2020-21", false},
		{"2017-18..2019-20", "2016-17", false}, {"2017-18..2019-20", "2017-18", true}, {"2017-18..2019-20", "2019-20", true}, {"2017-18..2019-20", "2020-21", false},
		{"2021-22..", "2020-21", false}, {"2021-22..", "2030-31", true}, {"..2016-17", "2015-16", true}, {"..2016-17", "2017-18", false},
		{"2015-16, 2019-20..2020-21", "2015-16", true}, {"2015-16, 2019-20..2020-21", "2016-17", false}, {"2015-16, 2019-20..2020-21", "2020-21", true},
		{"2019-20", "2019-20Q2", true}, {"2019-20", "2019-12", true}, {"2019-20", "2020-04", false}, {"2019-20", "2020-03-31", true}, {"2019-20", "no period", true},
		{"2019-20", "", true}, {"2017-18 .. 2019-20", "2018-19", true},
	};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		if (applies_to(list[i].applies, span_of(list[i].period)) != list[i].covers)
			print_message("# %s, %s\n", list[i].applies, list[i].period);
		assert_int_equal(applies_to(list[i].applies, span_of(list[i].period)), list[i].covers);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_check_is_read_with_all_its_headers),
		cmocka_unit_test(a_figure_is_read_with_all_its_headers),
		cmocka_unit_test(what_a_header_does_not_say_has_a_default),
		cmocka_unit_test(lines_may_end_in_crlf),
		cmocka_unit_test(each_fault_of_a_header_names_its_line),
		cmocka_unit_test(applies_that_cannot_be_read_is_refused),
		cmocka_unit_test(all_faults_of_a_file_are_told_at_once),
		cmocka_unit_test(applies_covers_periods_and_ranges),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
