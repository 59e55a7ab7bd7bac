#include "pack_files.h"

#include "policy/roll.h"

#define MANIFEST(id, periods, more) "{\n  \"format\": 1,\n  \"id\": \"" id "\",\n  \"title\": \"Fund " id "\",\n  \"periods\": [" periods "]" more "\n}\n"
#define OLD MANIFEST("2019-20", "\"2019-20\"", "")
#define RULE "-- id: A-1\n-- title: T\n-- severity: error\n-- message: M\n"

typedef struct rolling {
	job j;
	folder f;
	pack *p;
	int rc;
} rolling;

/* Begins `new_id` from the pack `id` of these files, in the folder where that stands. */
static rolling roll_from(const char *id, const char *new_id, const text_file *files)
{
	rolling r = {.j = job_open(), .f = folder_make()};

	folder_write(&r.f, "common/bank_holidays.csv", "date,title\n2020-12-25,Christmas\n2020-12-28,Boxing Day in lieu\n");
	for (; files->name; files++)
		folder_write(&r.f, files->name, files->text);
	int rc = pack_open(&r.p, id, r.f.path, r.j.a, &r.j.e);
	show_messages(&r.j.e);
	assert_int_equal(rc, 0);
	r.rc = pack_roll(r.p, new_id, r.f.path, r.j.a, &r.j.e);
	return r;
}
#define ROLL(id, new_id, ...) roll_from(id, new_id, (const text_file[]){__VA_ARGS__, NO_MORE_FILES})

static void done(rolling *r)
{
	folder_remove(&r->f);
	job_close(&r->j);
}

static span made(rolling *r, const char *name)
{
	return folder_read(&r->f, name, r->j.a);
}

static bool is_there(rolling *r, const char *name)
{
	return !access(folder_path(&r->f, name, r->j.a), F_OK);
}

/* What a narrative of the plan of the cases, which holds any text, becomes. */
static void assert_moves(const char *id, const char *new_id, const char *from, const char *to)
{
	job j = job_open();
	const char *manifest = arena_printf(j.a, MANIFEST("%s", "\"%s\"", ""), id, id, strlen(id) == 7 && strcmp(id, "2017-19") ? id : "2017-18");
	rolling r = ROLL(id, new_id, {arena_printf(j.a, "%s/pack.json", id), manifest}, {arena_printf(j.a, "%s/cases/complete/narrative/a.md", id), from});

	show_messages(&r.j.e);
	assert_int_equal(r.rc, 0);
	assert_span(made(&r, arena_printf(j.a, "%s/cases/complete/narrative/a.md", new_id)), to);
	done(&r);
	job_close(&j);
}

static void periods_of_every_kind_move_by_the_years_between(void **state)
{
	(void)state;
	assert_moves("2019-20", "2020-21", "2019-20 2018-19 2019/20 2019-20Q3 2019-07 (2020-03)", "2020-21 2019-20 2020/21 2020-21Q3 2020-07 (2021-03)");
	assert_moves("2019-20", "2022-23", "2017-18..2019-20, 2021-22..", "2020-21..2022-23, 2024-25..");
	assert_moves("2019-20", "2018-19", "2019-20 2020-01", "2018-19 2019-01");
	assert_moves("2019-20", "2099-00", "2019-20 1999-00", "2099-00 2079-80");
	assert_moves("2017-19", "2019-21", "2017-19 2017-18 2018-19 2017-10", "2019-21 2019-20 2020-21 2019-10");
}

static void what_only_looks_like_a_period_stays(void **state)
{
	(void)state;
	static const char *const list[] = {"2019", "12019-20", "2019-200", "2019-22", "2019-13", "2019-00", "2019-7", "20192020", "EXP-19 3,2019 £2019.20", "2019-07-", "019-20", "2019-2"};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		assert_moves("2019-20", "2020-21", list[i], list[i]);
}

static void a_working_day_moves_to_a_working_day(void **state)
{
	(void)state;
	assert_moves("2019-20", "2020-21", "2019-09-19", "2020-09-21"); /* Thursday, Saturday */
	assert_moves("2019-20", "2020-21", "2019-09-18", "2020-09-18"); /* Wednesday, Friday */
	assert_moves("2019-20", "2020-21", "2019-12-24", "2020-12-24");
	assert_moves("2019-20", "2020-21", "2019-12-27", "2020-12-29"); /* Friday, Sunday, a holiday behind it */
	assert_moves("2019-20", "2021-22", "2019-09-11", "2021-09-13");
}

static void a_day_that_is_no_working_day_keeps_its_date(void **state)
{
	(void)state;
	assert_moves("2019-20", "2020-21", "2019-09-14", "2020-09-14"); /* Saturday */
	assert_moves("2019-20", "2020-21", "2019-12-15", "2020-12-15"); /* Sunday */
}

static void the_ends_and_beginnings_of_months_keep_their_day(void **state)
{
	(void)state;
	assert_moves("2019-20", "2020-21", "2019-04-01 2020-03-31 2019-08-01 2019-06-28 2019-05-30", "2020-04-01 2021-03-31 2020-08-01 2020-06-28 2020-05-30");
	assert_moves("2019-20", "2020-21", "2020-02-29", "2021-02-28");
	assert_moves("2019-20", "2023-24", "2020-02-29", "2024-02-29");
	assert_moves("2019-20", "2020-21", "2019-02-30 12019-04-01 2019-04-011", "2019-02-30 12019-04-01 2019-04-011");
}

static void documents_of_the_manifest_stay(void **state)
{
	(void)state;
	rolling r = ROLL("2019-20", "2020-21", {"2019-20/pack.json", MANIFEST("2019-20", "\"2019-20\"", ",\n  \"cases_as_of\": \"2019-09-18\",\n"
		"  \"documents\": [\n    {\"id\": \"d\", \"title\": \"Requirements for 2019-20\", \"published\": \"2019-07-18\"}\n  ],\n"
		"  \"timetable\": [\n    {\"step\": \"s\", \"title\": \"In 2019-20\", \"due\": \"2019-09-27\"}\n  ]")});

	assert_int_equal(r.rc, 0);
	assert_span(made(&r, "2020-21/pack.json"), MANIFEST("2020-21", "\"2020-21\"", ",\n  \"cases_as_of\": \"2020-09-18\",\n"
		"  \"documents\": [\n    {\"id\": \"d\", \"title\": \"Requirements for 2019-20\", \"published\": \"2019-07-18\"}\n  ],\n"
		"  \"timetable\": [\n    {\"step\": \"s\", \"title\": \"In 2020-21\", \"due\": \"2020-09-28\"}\n  ]"));
	done(&r);
}

static void documents_on_one_line_stay_and_what_follows_moves(void **state)
{
	(void)state;
	rolling r = ROLL("2019-20", "2020-21", {"2019-20/pack.json", "{\n  \"format\": 1, \"id\": \"2019-20\", \"title\": \"T\",\n  \"documents\": [{\"id\": \"d\", \"title\": \"Of 2019-20 [draft]\"}],\n"
		"  \"periods\": [\"2019-20\"]\n}\n"});

	assert_int_equal(r.rc, 0);
	assert_span(made(&r, "2020-21/pack.json"), "{\n  \"format\": 1, \"id\": \"2020-21\", \"title\": \"T\",\n  \"documents\": [{\"id\": \"d\", \"title\": \"Of 2019-20 [draft]\"}],\n"
		"  \"periods\": [\"2020-21\"]\n}\n");
	done(&r);
}

static void the_rule_of_a_check_stays_and_the_rest_moves(void **state)
{
	(void)state;
	rolling r = ROLL("2019-20", "2020-21", {"2019-20/pack.json", OLD}, {"2019-20/checks/A-1.sql",
		"-- id: A-1\n-- title: T\n-- severity: error\n-- applies: 2019-20..\n-- rule: Template of 2019-20,\n--   page 2 of 2019-20.\n-- message: Before 2019-20.\n--   Since 2019-20.\n"
		"select '2019-20' as period -- 2019-20\n"});

	assert_int_equal(r.rc, 0);
	assert_span(made(&r, "2020-21/checks/A-1.sql"),
		"-- id: A-1\n-- title: T\n-- severity: error\n-- applies: 2020-21..\n-- rule: Template of 2019-20,\n--   page 2 of 2019-20.\n-- message: Before 2020-21.\n--   Since 2020-21.\n"
		"select '2020-21' as period -- 2020-21\n");
	done(&r);
}

static void the_columns_of_a_table_that_name_a_source_stay(void **state)
{
	(void)state;
	rolling r = ROLL("2019-20", "2020-21", {"2019-20/pack.json", OLD},
		{"2019-20/sources.csv", "source,title,rule\ns,\"In 2019-20, \"\"2019-20\"\"\",\"Of 2019-20,\nwith \"\"2019-20\"\"\"\nt,T 2019-20,2019-20\n"},
		{"2019-20/requirements.csv", "measure,title,rule\nm,Of 2019-20,2019-20"},
		{"2019-20/cases/complete/spend.csv", "line,source,note\n1,s,2019-20\n"});

	assert_int_equal(r.rc, 0);
	assert_span(made(&r, "2020-21/sources.csv"), "source,title,rule\ns,\"In 2020-21, \"\"2020-21\"\"\",\"Of 2019-20,\nwith \"\"2019-20\"\"\"\nt,T 2020-21,2019-20\n");
	assert_span(made(&r, "2020-21/requirements.csv"), "measure,title,rule\nm,Of 2020-21,2019-20");
	assert_span(made(&r, "2020-21/cases/complete/spend.csv"), "line,source,note\n1,s,2020-21\n");
	done(&r);
}

static void what_is_true_of_one_year_only_is_left_out(void **state)
{
	(void)state;
	rolling r = ROLL("2019-20", "2020-21", {"2019-20/pack.json", OLD}, {"2019-20/allocations.csv", "code,measure,period,amount\nE1,m,2019-20,5\n"}, {"2019-20/uplifts.csv", "measure,period,percent\nm,2019-20,5\n"},
		{"2019-20/checks/A-1.sql", RULE "select 1 as x\n"}, {"2019-20/checks/A-1.cases.json", "{\"cases\": [{\"name\": \"2019-20\"}]}"}, {"common/checks/B-1.sql", "-- id: B-1\n-- title: T\n-- severity: error\n-- message: M\nselect 1 as x\n"},
		{"2019-20/checks/B-1.cases.json", "{\"cases\": []}"}, {"2019-20/figures/f.sql", "-- id: f\n-- title: f\n-- unit: GBP\n"});

	assert_int_equal(r.rc, 0);
	assert_false(is_there(&r, "2020-21/allocations.csv"));
	assert_false(is_there(&r, "2020-21/uplifts.csv"));
	assert_false(is_there(&r, "2020-21/checks/B-1.cases.json"));
	assert_false(is_there(&r, "2020-21/checks/B-1.sql"));
	assert_false(is_there(&r, "2020-21/common"));
	assert_true(is_there(&r, "2020-21/figures/f.sql"));
	assert_span(made(&r, "2020-21/checks/A-1.cases.json"), "{\"cases\": [{\"name\": \"2020-21\"}]}");
	pack *p;
	assert_int_equal(pack_open(&p, "2020-21", r.f.path, r.j.a, &r.j.e), 0);
	assert_int_equal(p->check_count, 2);
	assert_int_equal(p->figure_count, 1);
	assert_string_equal(p->title, "Fund 2020-21");
	done(&r);
}

static void an_id_that_is_not_of_another_year_is_refused(void **state)
{
	(void)state;
	static const struct { const char *from, *to; } list[] = {{"2019-20", "2019-20"}, {"2019-20", "2020-22"}, {"2019-20", "2020"}, {"2019-20", "2020-2021"}, {"2019-20", "../2020-21"}, {"2019-20", "2020/21"},
		{"2019-20", ""}, {"2019-20", "20a0-21"}, {"2019-20", "2020-2b"}, {"2017-19", "2018-19"}, {"2017-19", "2017-19"}, {"y1", "2020-21"},
		{"2019-20", "9999-00"}, {"2019-20", "2199-00"}, {"2017-19", "2198-00"}, {"2019-20", "2014-15"}, {"2017-19", "2013-15"}, {"2019-20", "1899-00"}};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		job j = job_open();
		rolling r = ROLL(list[i].from, list[i].to, {arena_printf(j.a, "%s/pack.json", list[i].from), arena_printf(j.a, MANIFEST("%s", "\"2019-20\"", ""), list[i].from, list[i].from)});
		assert_int_equal(r.rc, ERR_USAGE);
		assert_message(&r.j.e, "", arena_printf(j.a, "'%s'", list[i].to));
		assert_int_equal(r.j.e.count, 1);
		done(&r);
		job_close(&j);
	}
}

static void a_folder_that_is_there_is_left_as_it_was(void **state)
{
	(void)state;
	rolling r = ROLL("2019-20", "2020-21", {"2019-20/pack.json", OLD}, {"2020-21/notes.txt", "mine"});

	assert_int_equal(r.rc, ERR_IO);
	assert_message(&r.j.e, folder_path(&r.f, "2020-21", r.j.a), "it is there already");
	assert_false(is_there(&r, "2020-21/pack.json"));
	assert_span(made(&r, "2020-21/notes.txt"), "mine");
	done(&r);
}

static void a_folder_to_put_it_in_must_be_there(void **state)
{
	(void)state;
	rolling r = ROLL("2019-20", "2020-21", {"2019-20/pack.json", OLD});

	assert_int_equal(r.rc, 0);
	assert_int_equal(pack_roll(r.p, "2021-22", folder_path(&r.f, "nowhere", r.j.a), r.j.a, &r.j.e), ERR_IO);
	assert_message(&r.j.e, folder_path(&r.f, "nowhere/2021-22", r.j.a), "cannot make the folder");
	done(&r);
}

static void a_pack_that_is_built_in_can_be_rolled_too(void **state)
{
	(void)state;
	job j = job_open();
	folder f = folder_make();
	const char **ids, *latest;
	size_t count;
	pack *p, *next = NULL;

	assert_int_equal(pack_list(&ids, &count, NULL, j.a, &j.e), 0);
	latest = ids[count - 1];
	int year = (latest[0] - '0') * 1000 + (latest[1] - '0') * 100 + (latest[2] - '0') * 10 + (latest[3] - '0') + 1;
	const char *id = arena_printf(j.a, "%d-%02d", year, (year + 1) % 100);
	assert_int_equal(pack_open(&p, latest, NULL, j.a, &j.e), 0);
	int rc = pack_roll(p, id, f.path, j.a, &j.e);
	if (!rc)
		rc = pack_open(&next, id, f.path, j.a, &j.e);
	show_messages(&j.e);
	assert_int_equal(rc, 0);
	assert_int_equal(next->check_count, p->check_count);
	assert_int_equal(next->figure_count, p->figure_count);
	assert_int_equal(next->tables[PACK_SOURCES].count, p->tables[PACK_SOURCES].count);
	assert_int_equal(next->tables[PACK_ALLOCATIONS].count, 0);
	assert_string_not_equal(next->cases_as_of, p->cases_as_of);
	folder_remove(&f);
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(periods_of_every_kind_move_by_the_years_between),
		cmocka_unit_test(what_only_looks_like_a_period_stays),
		cmocka_unit_test(a_working_day_moves_to_a_working_day),
		cmocka_unit_test(a_day_that_is_no_working_day_keeps_its_date),
		cmocka_unit_test(the_ends_and_beginnings_of_months_keep_their_day),
		cmocka_unit_test(documents_of_the_manifest_stay),
		cmocka_unit_test(documents_on_one_line_stay_and_what_follows_moves),
		cmocka_unit_test(the_rule_of_a_check_stays_and_the_rest_moves),
		cmocka_unit_test(the_columns_of_a_table_that_name_a_source_stay),
		cmocka_unit_test(what_is_true_of_one_year_only_is_left_out),
		cmocka_unit_test(an_id_that_is_not_of_another_year_is_refused),
		cmocka_unit_test(a_folder_that_is_there_is_left_as_it_was),
		cmocka_unit_test(a_folder_to_put_it_in_must_be_there),
		cmocka_unit_test(a_pack_that_is_built_in_can_be_rolled_too),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
