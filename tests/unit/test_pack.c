#include "pack_files.h"

#include "base/limits.h"

static int open_files(job *j, const folder *f, const text_file *files, pack **p)
{
	write_pack(f, files);
	return pack_open(p, "y1", f->path, j->a, &j->e);
}

static void assert_fault(const text_file *files, const char *where, const char *part)
{
	job j = job_open();
	folder f = folder_make();
	pack *p = (pack *)&j;

	int rc = open_files(&j, &f, files, &p);
	if (j.e.count != 1)
		show_messages(&j.e);
	assert_true(rc < 0);
	assert_ptr_equal(p, &j);
	assert_int_equal(j.e.count, 1);
	assert_message(&j.e, *where ? folder_path(&f, where, j.a) : "", part);
	folder_remove(&f);
	job_close(&j);
}
#define FAULT(where, part, ...) assert_fault((const text_file[]){__VA_ARGS__, NO_MORE_FILES}, where, part)
#define FIGURE(id, more) "-- id: " id "\n-- title: t\n-- unit: GBP\n" more
#define CHECK(id, more) "-- id: " id "\n-- title: T\n-- severity: error\n-- message: M\n" more "select 1 as x\n"

static void a_pack_is_read_with_its_tables_lists_figures_and_checks(void **state)
{
	(void)state;
	job j = job_open();
	folder f = folder_make();
	pack *p;
	const text_file files[] = {
		{"y1/pack.json", "{\"format\": 1, \"id\": \"y1\", \"title\": \"Year one\", \"periods\": [\"2019-20\", \"2018-19\"], \"cases_as_of\": \"2019-06-01\",\n"
			"\"timetable\": [{\"step\": \"s\", \"title\": \"S\", \"due\": \"2019-09-27\"}], \"sections\": [{\"section\": \"a\", \"title\": \"A\", \"words\": 1500}],\n"
			"\"documents\": [{\"id\": \"d\", \"title\": \"D\"}], \"decides\": [\"hwb\"],\n"
			"\"lists\": {\"level\": [{\"id\": \"two\", \"title\": \"Two\"}, {\"id\": \"one\", \"title\": \"One\"}]}}"},
		{"y1/sources.csv", "source,title,kind\ndfg,Grant,mandatory\n"}, {"y1/metrics.csv", "metric,title,unit\ndtoc,Delays,per_day\n"},
		{"y1/allocations.csv", "code,measure,period,amount\nE1,m,2019-20,5\n"}, {"common/bank_holidays.csv", "date,title\n2019-12-25,Christmas\n2019-04-19,Good Friday\n"},
		{"y1/figures/b.sql", FIGURE("b", "-- needs: figures:c\n")}, {"common/figures/c.sql", FIGURE("c", "")}, {"y1/figures/a.sql", FIGURE("a", "-- needs: figures:b\n")},
		{"y1/checks/B-1.sql", CHECK("B-1", "-- needs: figures:a\n")}, {"common/checks/A-1.sql", CHECK("A-1", "")}, {"y1/checks/A-1.sql", CHECK("A-1", "-- fix: of the year\n")},
		{"y1/checks/notes.txt", "left alone"}, {"y1/.hidden", "left alone"}, NO_MORE_FILES};

	int rc = open_files(&j, &f, files, &p);
	show_messages(&j.e);
	assert_int_equal(rc, 0);
	assert_string_equal(p->id, "y1");
	assert_string_equal(p->title, "Year one");
	assert_string_equal(p->cases_as_of, "2019-06-01");
	assert_string_equal(p->folder, f.path);
	assert_int_equal(p->figure_count, 3);
	assert_string_equal(p->figures[0].id, "c");
	assert_string_equal(p->figures[1].id, "b");
	assert_string_equal(p->figures[2].id, "a");
	assert_int_equal(p->check_count, 2);
	assert_string_equal(p->checks[0].id, "A-1");
	assert_string_equal(p->checks[0].fix, "of the year");
	assert_non_null(pack_check(p, span_of("B-1")));
	assert_null(pack_check(p, span_of("C-1")));
	assert_int_equal(p->holiday_count, 2);
	assert_true(p->holidays[0] < p->holidays[1]);
	assert_span(*(span[]){cell_span(*rows_row(&p->tables[PACK_PERIODS], 0))}, "2018-19");
	assert_int_equal(p->tables[PACK_TIMETABLE].count, 1);
	assert_int_equal(p->tables[PACK_DOCUMENTS].count, 1);
	assert_int_equal(p->tables[PACK_DECIDES].count, 1);
	assert_span(pack_value(p, PACK_SECTIONS, span_of("a"), "words"), "1500");
	assert_span(pack_value(p, PACK_SOURCES, span_of("dfg"), "kind"), "mandatory");
	assert_span(pack_value(p, PACK_SOURCES, span_of("ibcf"), "kind"), "");
	assert_span(pack_title(p, "source", span_of("dfg")), "Grant");
	assert_span(pack_title(p, "metric", span_of("dfg")), "");
	assert_span(pack_title(p, "", span_of("dtoc")), "Delays");
	assert_span(pack_title(p, "", span_of("two")), "Two");
	assert_span(pack_title(p, "", span_of("none")), "");
	assert_non_null(pack_file_find(p, "y1/checks/B-1.sql"));
	assert_null(pack_file_find(p, "y1/checks/C-1.sql"));
	folder_remove(&f);
	job_close(&j);
}

static void the_digest_of_a_pack_changes_with_any_file_but_its_cases(void **state)
{
	(void)state;
	char first[7 + DIGEST_TEXT] = "";
	const text_file variants[][4] = {
		{{"y1/figures/a.sql", FIGURE("a", "")}, NO_MORE_FILES},
		{{"y1/figures/a.sql", FIGURE("a", "") " "}, NO_MORE_FILES},
		{{"y1/figures/a.sql", FIGURE("a", "")}, {"common/x.txt", ""}, NO_MORE_FILES},
		{{"y1/figures/a.sql", FIGURE("a", "")}, NO_MORE_FILES},
		{{"y1/figures/a.sql", FIGURE("a", "")}, {"y1/checks/A-1.cases.json", "{}"}, {"y1/cases/complete/plan.csv", "title\nT\n"}, NO_MORE_FILES},
	};

	for (size_t i = 0; i < 5; i++) {
		job j = job_open();
		folder f = folder_make();
		pack *p;
		assert_int_equal(open_files(&j, &f, variants[i], &p), 0);
		const char *digest = pack_digest(p, j.a);
		assert_true(span_starts(span_of(digest), "sha256:"));
		if (!i)
			memcpy(first, digest, sizeof first);
		else
			assert_int_equal(!strcmp(first, digest), i >= 3);
		folder_remove(&f);
		job_close(&j);
	}
}

static void an_unknown_policy_year_names_those_that_are_known(void **state)
{
	(void)state;
	static const char *const ids[] = {"y2", "common", "", "..", "y1/../y1", "an-id-that-is-much-too-long-for-any-policy-year"};
	folder f = folder_make();

	write_pack(&f, (const text_file[]){NO_MORE_FILES});
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		job j = job_open();
		pack *p;
		assert_int_equal(pack_open(&p, ids[i], f.path, j.a, &j.e), ERR_USAGE);
		assert_message(&j.e, "", "there is no policy year");
		assert_message(&j.e, "", "y1");
		job_close(&j);
	}
	folder_remove(&f);
}

static void the_list_of_packs_joins_a_folder_and_those_built_in(void **state)
{
	(void)state;
	job j = job_open();
	folder f = folder_make();
	const char **ids, **again;
	size_t built_in, count;
	bool found = false;

	write_pack(&f, (const text_file[]){{"empty/notes.txt", ""}, {"2019-20/pack.json", "{}"}, NO_MORE_FILES});
	assert_int_equal(pack_list(&ids, &built_in, NULL, j.a, &j.e), 0);
	assert_true(built_in >= 1);
	assert_int_equal(pack_list(&again, &count, f.path, j.a, &j.e), 0);
	assert_int_equal(count, built_in + 1);
	for (size_t i = 0; i < count; i++)
		found |= !strcmp(again[i], "y1");
	assert_true(found);
	for (size_t i = 1; i < count; i++)
		assert_true(strcmp(again[i - 1], again[i]) < 0);
	assert_int_equal(pack_list(&ids, &count, "/no/such/folder", j.a, &j.e), ERR_IO);
	folder_remove(&f);
	job_close(&j);
}

static void a_pack_that_is_built_in_opens_without_a_folder(void **state)
{
	(void)state;
	job j = job_open();
	const char **ids;
	size_t count;
	pack *p;

	assert_int_equal(pack_list(&ids, &count, NULL, j.a, &j.e), 0);
	assert_int_equal(pack_open(&p, ids[0], NULL, j.a, &j.e), 0);
	assert_string_equal(p->folder, "policy");
	assert_true(p->holiday_count > 0);
	job_close(&j);
}

static void each_fault_of_the_manifest_is_one_message(void **state)
{
	(void)state;
#define MANIFEST(rest) {"y1/pack.json", "{\"format\": 1, \"id\": \"y1\", \"title\": \"T\", \"periods\": [\"2019-20\"]" rest "}"}
	FAULT("y1/pack.json:1:2", "", {"y1/pack.json", "{"});
	FAULT("y1/pack.json", "a pack of format 1 is expected", {"y1/pack.json", "{\"format\": 2}"});
	FAULT("y1/pack.json", "a pack of format 1 is expected", {"y1/pack.json", "[]"});
	FAULT("y1/pack.json", "'id' must be the folder's name, y1", {"y1/pack.json", "{\"format\": 1, \"id\": \"y2\", \"title\": \"T\", \"periods\": [\"2019-20\"]}"});
	FAULT("y1/pack.json", "at least one of 'periods'", {"y1/pack.json", "{\"format\": 1, \"id\": \"y1\", \"title\": \"T\"}"});
	FAULT("y1/pack.json", "a 'title'", {"y1/pack.json", "{\"format\": 1, \"id\": \"y1\", \"periods\": [\"2019-20\"]}"});
	FAULT("y1/pack.json", "'2019' is not a period", {"y1/pack.json", "{\"format\": 1, \"id\": \"y1\", \"title\": \"T\", \"periods\": [\"2019\"]}"});
	FAULT("y1/pack.json:1:78", "table timetable must be an array", MANIFEST(", \"timetable\": {}"));
	FAULT("y1/pack.json:1:100", "is not a date", MANIFEST(", \"timetable\": [{\"step\": \"s\", \"due\": \"soon\"}]"));
	FAULT("y1/pack.json:1:81", "an item of a list has 'id' and 'title'", MANIFEST(", \"lists\": {\"l\": [{\"id\": \"x\"}]}"));
}

static void each_fault_of_a_table_or_rule_is_one_message(void **state)
{
	(void)state;
	FAULT("y1/sources.csv:1:8", "did you mean 'title'?", {"y1/sources.csv", "source,titel\na,b\n"});
	FAULT("common/bank_holidays.csv:2:1", "is not a date", {"common/bank_holidays.csv", "date,title\n25/12/2019,C\n"});
	FAULT("y1/figures/a.sql:4", "a figure has no header 'colour'", {"y1/figures/a.sql", FIGURE("a", "-- colour: red\n")});
	FAULT("y1/checks/A-1.sql:5", "a check has no header 'colour'", {"y1/checks/A-1.sql", CHECK("A-1", "-- colour: red\n")});
	FAULT("y1/figures/a.sql", "figure a needs figure 'b', which there is not", {"y1/figures/a.sql", FIGURE("a", "-- needs: figures:b\n")});
	FAULT("y1/checks/A-1.sql", "check A-1 needs figure 'b', which there is not", {"y1/checks/A-1.sql", CHECK("A-1", "-- needs: figures:b\n")});
}

static void a_circle_of_figures_is_refused(void **state)
{
	(void)state;
	FAULT("y1/figures/a.sql", "figure a needs itself", {"y1/figures/a.sql", FIGURE("a", "-- needs: figures:a\n")});
	FAULT("y1/figures/a.sql", "figure a needs itself", {"y1/figures/a.sql", FIGURE("a", "-- needs: figures:b\n")}, {"y1/figures/b.sql", FIGURE("b", "-- needs: figures:c\n")},
		{"y1/figures/c.sql", FIGURE("c", "-- needs: figures:a\n")});
}

static void a_circle_of_explanations_is_refused_but_a_check_may_name_itself(void **state)
{
	(void)state;
	job j = job_open();
	folder f = folder_make();
	pack *p;

	assert_int_equal(open_files(&j, &f, (const text_file[]){{"y1/checks/A-1.sql", CHECK("A-1", "-- explained-by: A-1\n")}, NO_MORE_FILES}, &p), 0);
	folder_remove(&f);
	job_close(&j);
	FAULT("y1/checks/A-1.sql", "explained by 'Z-9', which there is not", {"y1/checks/A-1.sql", CHECK("A-1", "-- explained-by: Z-9\n")});
	FAULT("y1/checks/A-1.sql", "A-1 is explained by itself", {"y1/checks/A-1.sql", CHECK("A-1", "-- explained-by: B-1\n")},
		{"y1/checks/B-1.sql", CHECK("B-1", "-- explained-by: B-1, C-1\n")}, {"y1/checks/C-1.sql", CHECK("C-1", "-- explained-by: A-1\n")});
}

static void a_pack_holds_no_links_and_no_endless_depth(void **state)
{
	(void)state;
	job j = job_open();
	folder f = folder_make();
	pack *p;

	write_pack(&f, (const text_file[]){NO_MORE_FILES});
	assert_int_equal(symlink("/etc/hostname", folder_path(&f, "y1/link.csv", j.a)), 0);
	assert_true(pack_open(&p, "y1", f.path, j.a, &j.e) < 0);
	assert_message(&j.e, folder_path(&f, "y1/link.csv", j.a), "link");
	unlink(folder_path(&f, "y1/link.csv", j.a));
	folder_write(&f, "y1/1/2/3/4/5/6/7/8/9/x.txt", "deep");
	assert_true(pack_open(&p, "y1", f.path, j.a, &j.e) < 0);
	assert_message(&j.e, f.path, "nested too deeply");
	folder_remove(&f);
	job_close(&j);
}

static void cases_of_a_check_may_stand_in_any_pack(void **state)
{
	(void)state;
	job j = job_open();
	folder f = folder_make();

	write_pack(&f, (const text_file[]){{"y1/checks/A-1.cases.json", "{}"}, {"y2/pack.json", "{}"}, {"y2/checks/B-1.cases.json", "{}"}, {"apart/checks/C-1.cases.json", "{}"}, NO_MORE_FILES});
	assert_true(pack_cases_anywhere("A-1", f.path, j.a));
	assert_true(pack_cases_anywhere("B-1", f.path, j.a));
	assert_false(pack_cases_anywhere("C-1", f.path, j.a));
	assert_true(pack_cases_anywhere("EXP-03", f.path, j.a));
	assert_true(pack_cases_anywhere("EXP-03", NULL, j.a));
	assert_false(pack_cases_anywhere("A-1", NULL, j.a));
	assert_false(pack_cases_anywhere("EXP-03", "/no/such/folder", j.a));
	folder_remove(&f);
	job_close(&j);
}

static void a_pack_says_uplifts_statutes_ring_fences_and_what_a_source_pays_for(void **state)
{
	(void)state;
	job j = job_open();
	folder f = folder_make();
	pack *p;

	write_pack(&f, (const text_file[]){{"y1/sources.csv", "source,title,pays_for,nature\ns,S,adaptations,capital\n"}, {"y1/conditions.csv", "condition,ring_fence\nc,social_care\n"},
		{"y1/requirements.csv", "measure,ring_fence\nm,out_of_hospital\n"}, {"y1/metrics.csv", "metric,choice\nx,local\n"}, {"y1/uplifts.csv", "measure,period,percent,basis\nm,2019-20,1.79,paper\n"},
		{"common/statutes.csv", "act,year,section\nCare Act,2014,\nNHS Act,2006,75; 256\n"}, NO_MORE_FILES});
	int rc = pack_open(&p, "y1", f.path, j.a, &j.e);
	show_messages(&j.e);
	assert_int_equal(rc, 0);
	assert_span(pack_value(p, PACK_SOURCES, span_of("s"), "pays_for"), "adaptations");
	assert_span(pack_value(p, PACK_SOURCES, span_of("s"), "nature"), "capital");
	assert_span(pack_value(p, PACK_CONDITIONS, span_of("c"), "ring_fence"), "social_care");
	assert_span(pack_value(p, PACK_REQUIREMENTS, span_of("m"), "ring_fence"), "out_of_hospital");
	assert_span(pack_value(p, PACK_METRICS, span_of("x"), "choice"), "local");
	assert_span(pack_value(p, PACK_UPLIFTS, span_of("m"), "percent"), "1.79");
	assert_int_equal(p->tables[PACK_STATUTES].count, 2);
	assert_span(pack_value(p, PACK_STATUTES, span_of("NHS Act"), "section"), "75; 256");
	folder_remove(&f);
	job_close(&j);
}

static void an_alias_of_nothing_is_refused_where_it_stands(void **state)
{
	(void)state;
#define SOURCES {"y1/sources.csv", "source,title\ndfg,Grant\n"}
	FAULT("y1/aliases.csv:3:17", "'dgf' is not in list sources of this pack; did you mean 'dfg'?", SOURCES, {"y1/aliases.csv", "list,alias,id\nsources,DFG,dfg\nsources,The DFG,dgf\n"});
	FAULT("y1/aliases.csv:2:14", "'plenty' is not in list sources of this pack", SOURCES, {"y1/aliases.csv", "list,alias,id\nsources,Much,plenty\n"});
	FAULT("y1/aliases.csv:2:13", "'dfg' is not in list metrics of this pack", SOURCES, {"y1/aliases.csv", "list,alias,id\nmetrics,DFG,dfg\n"});
	FAULT("y1/aliases.csv:2:9", "'one' is not in list level of this pack", {"y1/aliases.csv", "list,alias,id\nlevel,I,one\n"});
	job j = job_open();
	folder f = folder_make();
	pack *p;
	int rc = open_files(&j, &f, (const text_file[]){SOURCES, {"y1/aliases.csv", "list,alias,id\nsources,DFG,dfg\nlevel,I,one\n"},
		{"y1/pack.json", "{\"format\": 1, \"id\": \"y1\", \"title\": \"T\", \"periods\": [\"2019-20\"], \"lists\": {\"level\": [{\"id\": \"one\", \"title\": \"One\"}]}}"}, NO_MORE_FILES}, &p);
	show_messages(&j.e);
	assert_int_equal(rc, 0);
	folder_remove(&f);
	job_close(&j);
}

static void a_list_that_names_a_check_names_one_of_the_pack(void **state)
{
	(void)state;
#define OWN(check) MANIFEST(", \"lists\": {\"grants_with_own_check\": [\n{\"id\": \"dfg\", \"title\": \"" check "\"}]}")
	FAULT("y1/pack.json:2:24", "list grants_with_own_check names check 'A-2', which there is not", OWN("A-2"), {"y1/checks/A-1.sql", CHECK("A-1", "")});
	job j = job_open();
	folder f = folder_make();
	pack *p;
	assert_int_equal(open_files(&j, &f, (const text_file[]){OWN("A-1"), {"y1/checks/A-1.sql", CHECK("A-1", "")}, NO_MORE_FILES}, &p), 0);
	folder_remove(&f);
	job_close(&j);
}

static void a_check_is_of_the_years_that_it_applies_to(void **state)
{
	(void)state;
	job j = job_open();
	folder f = folder_make();
	pack *p;
	assert_int_equal(open_files(&j, &f, (const text_file[]){{"y1/pack.json", "{\"format\": 1, \"id\": \"y1\", \"title\": \"T\", \"periods\": [\"2017-18\", \"2018-19\"]}"},
		{"y1/checks/A-1.sql", CHECK("A-1", "")}, {"y1/checks/A-2.sql", CHECK("A-2", "-- applies: 2018-19..\n")}, {"common/checks/A-3.sql", CHECK("A-3", "-- applies: ..2016-17, 2019-20\n")}, NO_MORE_FILES}, &p), 0);
	assert_true(pack_judges(p, pack_check(p, span_of("A-1"))));
	assert_true(pack_judges(p, pack_check(p, span_of("A-2"))));
	assert_false(pack_judges(p, pack_check(p, span_of("A-3"))));
	assert_int_equal(pack_check_count(p), 2);
	assert_false(pack_is_common(p, pack_check(p, span_of("A-2"))));
	assert_true(pack_is_common(p, pack_check(p, span_of("A-3"))));
	folder_remove(&f);
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pack_is_read_with_its_tables_lists_figures_and_checks),
		cmocka_unit_test(the_digest_of_a_pack_changes_with_any_file_but_its_cases),
		cmocka_unit_test(an_unknown_policy_year_names_those_that_are_known),
		cmocka_unit_test(the_list_of_packs_joins_a_folder_and_those_built_in),
		cmocka_unit_test(a_pack_that_is_built_in_opens_without_a_folder),
		cmocka_unit_test(each_fault_of_the_manifest_is_one_message),
		cmocka_unit_test(each_fault_of_a_table_or_rule_is_one_message),
		cmocka_unit_test(a_circle_of_figures_is_refused),
		cmocka_unit_test(a_circle_of_explanations_is_refused_but_a_check_may_name_itself),
		cmocka_unit_test(a_pack_holds_no_links_and_no_endless_depth),
		cmocka_unit_test(cases_of_a_check_may_stand_in_any_pack),
		cmocka_unit_test(an_alias_of_nothing_is_refused_where_it_stands),
		cmocka_unit_test(a_list_that_names_a_check_names_one_of_the_pack),
		cmocka_unit_test(a_check_is_of_the_years_that_it_applies_to),
		cmocka_unit_test(a_pack_says_uplifts_statutes_ring_fences_and_what_a_source_pays_for),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
