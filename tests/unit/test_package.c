#include "folder.h"

#include "base/limits.h"
#include "plan/plan.h"

/* Every test has a folder; the package lies in "p" within it. */
typedef struct place {
	folder f;
	job j;
} place;

static int make_place(void **state)
{
	static place p;

	p.f = folder_make();
	p.j = job_open();
	folder_write(&p.f, "p/plan.csv", "title,policy\nT,2019-20\n");
	*state = &p;
	return 0;
}

static int clear_place(void **state)
{
	place *p = *state;

	job_close(&p->j);
	folder_remove(&p->f);
	return 0;
}

static const char *at(place *p, const char *name)
{
	return folder_path(&p->f, name, p->j.a);
}

static plan *open_good(place *p, const char *name)
{
	plan *out = NULL;
	int rc = plan_open(&out, at(p, name), NULL, p->j.a, &p->j.e);

	if (rc)
		print_message("# %s: %s\n", p->j.e.last->where, p->j.e.last->text);
	assert_int_equal(rc, 0);
	return out;
}

/* Exactly one message, at `where` within the folder. */
static void assert_fault(place *p, const char *name, const char *where, const char *part)
{
	plan *out = (plan *)p;
	int rc = plan_open(&out, at(p, name), NULL, p->j.a, &p->j.e);

	if (p->j.e.count != 1)
		for (const err_message *m = p->j.e.first; m; m = m->next)
			print_message("# %s: %s\n", m->where, m->text);
	assert_true(rc < 0);
	assert_ptr_equal(out, p);
	assert_int_equal(p->j.e.count, 1);
	assert_message(&p->j.e, *where ? at(p, where) : "", part);
	err_init(&p->j.e, p->j.a);
}

static void assert_json_fault(place *p, const char *text, const char *where, const char *part)
{
	folder_write(&p->f, "p.json", text);
	assert_fault(p, "p.json", where, part);
}

static void assert_file_fault(place *p, const char *name, const char *text, const char *where, const char *part)
{
	folder_write(&p->f, arena_printf(p->j.a, "p/%s", name), text);
	assert_fault(p, "p", where, part);
	unlink(at(p, arena_printf(p->j.a, "p/%s", name)));
}

static const char *digest(place *p, const plan *x, bool plan_only)
{
	char *out = arena_alloc(p->j.a, PLAN_DIGEST_TEXT);

	plan_digest(out, x, plan_only, p->j.a);
	return out;
}

static void write_full(place *p)
{
	folder_write(&p->f, "p/plan.csv", "title,policy,status,starts\n\"T, of \"\"Y\"\"\",2019-20,draft,2019-04-01\n");
	folder_write(&p->f, "p/areas.csv", "area,name\na,Area \xC3\x89\nb,[z]\n");
	folder_write(&p->f, "p/spend.csv",
		"line,area,period,description,amount\n1,a,2019-20,\"two\nlines\",10.00\n2,a,2019-20,,0.00\n3,a,2019-20,"
		",[c]\n4,a,2019-20,,\n");
	folder_write(&p->f, "p/narrative/a.md", "# A\n\nSome **words**.\n");
	folder_write(&p->f, "p/narrative/b_i.md", "B\n");
}

static void a_folder_becomes_json_and_the_same_folder_again(void **state)
{
	place *p = *state;
	buf b;

	write_full(p);
	plan *x = open_good(p, "p");
	buf_init(&b, p->j.a);
	plan_print_json(&b, x);
	folder_write_bytes(&p->f, "x.json", buf_span(&b).at, b.len);
	plan *y = open_good(p, "x.json");
	assert_string_equal(digest(p, x, false), digest(p, y, false));
	assert_string_equal(digest(p, x, true), digest(p, y, true));
	assert_int_equal(plan_save_folder(y, at(p, "q"), false, p->j.a, &p->j.e), 0);
	static const char *const names[] = {"plan.csv", "areas.csv", "spend.csv", "narrative/a.md", "narrative/b_i.md"};
	for (size_t i = 0; i < 5; i++) {
		span before = folder_read(&p->f, arena_printf(p->j.a, "p/%s", names[i]), p->j.a);
		span after = folder_read(&p->f, arena_printf(p->j.a, "q/%s", names[i]), p->j.a);
		assert_true(span_equal(before, after));
	}
	plan *z = open_good(p, "q");
	assert_string_equal(digest(p, x, false), digest(p, z, false));
	plan_close(x), plan_close(y), plan_close(z);
}

static void blank_nought_and_the_three_marks_are_kept_apart(void **state)
{
	place *p = *state;
	static const char *const words[] = {"", "0.00", "[z]", "[c]", "[x]"};

	folder_write(&p->f, "p/spend.csv", "line,amount\n1,\n2,0\n3,[z]\n4,[c]\n5,[x]\n");
	plan *x = open_good(p, "p");
	buf b;
	buf_init(&b, p->j.a);
	plan_print_json(&b, x);
	folder_write_bytes(&p->f, "x.json", buf_span(&b).at, b.len);
	plan *y = open_good(p, "x.json");
	for (size_t i = 0; i < 5; i++) {
		assert_span(cell_span(*rows_cell(plan_rows(x, "spend"), i, "amount")), words[i]);
		assert_span(cell_span(*rows_cell(plan_rows(y, "spend"), i, "amount")), words[i]);
	}
	assert_false(span_find(buf_span(&b), "\"\"", NULL));
	plan_close(x), plan_close(y);
}

static void the_descriptor_names_the_version_and_the_tables(void **state)
{
	place *p = *state;
	buf b;

	write_full(p);
	plan *x = open_good(p, "p");
	assert_int_equal(plan_save_folder(x, at(p, "q/"), false, p->j.a, &p->j.e), 0);
	span text = folder_read(&p->f, "q/datapackage.json", p->j.a);
	json *root;
	assert_int_equal(json_parse(&root, text, "d", p->j.a, &p->j.e), 0);
	assert_span(json_find(json_find(root, "bcf"), "format")->text, "1");
	assert_int_equal(json_find(root, "resources")->count, 3);
	buf_init(&b, p->j.a);
	plan_print_datapackage(&b, NULL, NULL, p->j.a);
	assert_int_equal(json_parse(&root, buf_span(&b), "d", p->j.a, &p->j.e), 0);
	assert_int_equal(json_find(root, "resources")->count, plan_table_count);
	b.len = 0;
	plan_print_datapackage(&b, NULL, &plan_tables[3], p->j.a);
	assert_int_equal(json_parse(&root, buf_span(&b), "d", p->j.a, &p->j.e), 0);
	assert_span(json_find(json_find(root, "resources")->first, "name")->text, plan_tables[3].name);
	plan_close(x);
}

static void a_folder_is_replaced_only_when_asked_and_only_a_package(void **state)
{
	place *p = *state;
	plan *x = open_good(p, "p");

	folder_write(&p->f, "other/notes.txt", "keep me");
	folder_write(&p->f, "file", "keep me");
	folder_write(&p->f, "q.part/left.txt", "from a run that was stopped");
	assert_int_equal(plan_save_folder(x, at(p, "q"), false, p->j.a, &p->j.e), 0);
	assert_int_equal(plan_save_folder(x, at(p, "q"), false, p->j.a, &p->j.e), ERR_USAGE);
	assert_message(&p->j.e, at(p, "q"), "exists already");
	assert_int_equal(plan_save_folder(x, at(p, "q"), true, p->j.a, &p->j.e), 0);
	assert_int_equal(plan_save_folder(x, at(p, "other"), true, p->j.a, &p->j.e), ERR_USAGE);
	assert_message(&p->j.e, at(p, "other"), "is no package folder");
	assert_int_equal(plan_save_folder(x, at(p, "file"), true, p->j.a, &p->j.e), ERR_USAGE);
	assert_int_equal(plan_save_folder(x, at(p, "no/such/q"), false, p->j.a, &p->j.e), ERR_IO);
	assert_span(folder_read(&p->f, "other/notes.txt", p->j.a), "keep me");
	assert_span(folder_read(&p->f, "q.part/left.txt", p->j.a), "from a run that was stopped");
	folder_write(&p->f, "q/papers.txt", "keep me");
	assert_int_equal(plan_save_folder(x, at(p, "q"), true, p->j.a, &p->j.e), ERR_USAGE);
	assert_message(&p->j.e, at(p, "q"), "holds 'papers.txt', which is not part of a package");
	assert_span(folder_read(&p->f, "q/papers.txt", p->j.a), "keep me");
	plan_close(x);
}

static void what_is_no_plan_is_named(void **state)
{
	place *p = *state;

	assert_fault(p, "nothing", "nothing", "there is no such file or folder");
	folder_write(&p->f, "a.txt", "x");
	assert_fault(p, "a.txt", "a.txt", "a plan is a package folder, a .json file or a workbook");
	folder_write(&p->f, "empty/readme.txt", "x");
	assert_fault(p, "empty", "empty", "table 'plan' is missing");
}

static void each_fault_of_a_folder_is_one_message(void **state)
{
	place *p = *state;

	assert_file_fault(p, "spnd.csv", "line\n1\n", "p/spnd.csv",
		"'spnd.csv' is no table of a plan; did you mean 'spend.csv'?");
	assert_file_fault(p, "whatever_this_is.csv", "line\n1\n", "p/whatever_this_is.csv", "'bcf schema' lists them");
	assert_file_fault(p, "spend.csv", "", "p/spend.csv", "the file is empty");
	assert_file_fault(p, "spend.csv", "line,amount\n1,x\n", "p/spend.csv:2:3", "not an amount");
	assert_file_fault(p, "datapackage.json", "{\"bcf\": {\"format\": 2}}", "p/datapackage.json",
		"newer than this program reads");
	assert_file_fault(p, "datapackage.json", "{\"bcf\": ", "p/datapackage.json:1:9", "");
	assert_file_fault(
		p, "narrative/a b.md", "x\n", "p/narrative/a b.md", "a narrative section is named with letters");
	assert_file_fault(p, "narrative/a.md", "ok\nb\xFF\n", "p/narrative/a.md:2:2", "not UTF-8");
}

static void a_nul_in_prose_is_named_by_its_place(void **state)
{
	place *p = *state;

	folder_write_bytes(&p->f, "p/narrative/a.md", "one\nt\0o\xFF\n", 9);
	assert_fault(p, "p", "p/narrative/a.md:2:2", "NUL");
}

static void a_package_holds_no_links(void **state)
{
	place *p = *state;

	folder_write(&p->f, "outside.csv", "line\n1\n");
	folder_write(&p->f, "prose/a.md", "x\n");
	assert_int_equal(symlink("../outside.csv", at(p, "p/spend.csv")), 0);
	assert_fault(p, "p", "p/spend.csv", "link");
	unlink(at(p, "p/spend.csv"));
	assert_int_equal(symlink("../prose", at(p, "p/narrative")), 0);
	assert_fault(p, "p", "p/narrative", "a package holds no links");
	unlink(at(p, "p/narrative"));
	mkdir(at(p, "p/narrative"), 0777);
	assert_int_equal(symlink("../../prose/a.md", at(p, "p/narrative/a.md")), 0);
	assert_fault(p, "p", "p/narrative/a.md", "link");
	unlink(at(p, "p/narrative/a.md"));
	rmdir(at(p, "p/narrative"));
	folder_write(&p->f, "p/narrative", "a file");
	assert_fault(p, "p", "p/narrative", "must be a plain folder");
	unlink(at(p, "p/narrative"));
	mkdir(at(p, "p/spend.csv"), 0777);
	assert_fault(p, "p", "p/spend.csv", "");
}

static void files_that_are_not_ours_are_left_alone(void **state)
{
	place *p = *state;

	folder_write(&p->f, "p/README.md", "\xFF");
	folder_write(&p->f, "p/.~lock.spend.csv", "\xFF");
	folder_write(&p->f, "p/.csv", "\xFF");
	folder_write(&p->f, "p/narrative/picture.png", "\xFF");
	folder_write(&p->f, "p/narrative/empty.md", " \n\n");
	plan *x = open_good(p, "p");
	assert_int_equal(x->section_count, 0);
	plan_close(x);
}

static void all_faults_of_all_files_are_told_at_once(void **state)
{
	place *p = *state;
	plan *x;

	folder_write(&p->f, "p/spend.csv", "line,amount\n1,x\n2,y\n");
	folder_write(&p->f, "p/income.csv", "line,amont\n1,1\n");
	folder_write(&p->f, "p/incme.csv", "line\n1\n");
	folder_write(&p->f, "p/narrative/a.md", "\xFF");
	assert_true(plan_open(&x, at(p, "p"), NULL, p->j.a, &p->j.e) < 0);
	assert_int_equal(p->j.e.count, 5);
}

static void each_fault_of_json_is_one_message(void **state)
{
	place *p = *state;

	assert_json_fault(p, "[]", "p.json", "a plan as JSON is an object with 'format' and 'tables'");
	assert_json_fault(p, "{\"format\": 1}", "p.json", "a plan as JSON is an object");
	assert_json_fault(p, "{\"format\": 1, \"tables\": []}", "p.json:1:15", "'tables' must be an object");
	assert_json_fault(p, "{\"format\": 1, \"tables\": {\"plan\": [{\"title\": \"T\"}]}, \"narrative\": []}",
		"p.json:1:53", "'narrative' must be an object");
	assert_json_fault(
		p, "{\"format\": 2, \"tables\": {\"plan\": [{\"title\": \"T\"}]}}", "p.json:1:2", "format 2 is newer");
	assert_json_fault(
		p, "{\"format\": \"1\", \"tables\": {\"plan\": [{\"title\": \"T\"}]}}", "p.json:1:2", "the number 1");
	assert_json_fault(
		p, "{\"format\": 0, \"tables\": {\"plan\": [{\"title\": \"T\"}]}}", "p.json:1:2", "the number 1");
	assert_json_fault(p, "{\"format\": 1, \"tables\": {\"plan\": [{\"title\": \"T\"}], \"spend\": {}}}",
		"p.json:1:61", "table spend must be an array of rows");
	assert_json_fault(p, "{\"format\": 1, \"tables\": {\"plan\": [{\"title\": \"T\"}], \"spnd\": []}}",
		"p.json:1:52", "did you mean 'spend'?");
	assert_json_fault(p, "{\"format\": 1, \"tables\": {\"plan\": [{\"title\": \"T\"}], \"far_from_any_name\": []}}",
		"p.json:1:52", "lists them");
	assert_json_fault(p, "{\"format\": 1, \"tabels\": 3, \"tables\": {\"plan\": [{\"title\": \"T\"}]}}",
		"p.json:1:15", "'tabels' is not expected here");
	assert_json_fault(p, "{\"format\": 1, \"tables\": {\"plan\": [{\"title\": \"T\"}]}, \"narrative\": {\"a\": 4}}",
		"p.json:1:72", "a narrative section must be text");
	assert_json_fault(p, "{\"format\": 1, \"tables\": {}}", "p.json", "table 'plan' is missing");
	assert_json_fault(p, "{\"format\": 1, ", "p.json:1:15", "");
}

static void the_table_plan_gives_its_values_and_narrative_its_sections(void **state)
{
	place *p = *state;

	write_full(p);
	plan *x = open_good(p, "p");
	assert_span(plan_value(x, "title"), "T, of \"Y\"");
	assert_span(plan_value(x, "contact"), "");
	assert_span(plan_section(x, span_of("b_i"))->text, "B\n");
	assert_null(plan_section(x, span_of("c")));
	plan_set_section(x, "aa", span_of("new\n"), p->j.a);
	plan_set_section(x, "b_i", span_of(""), p->j.a);
	plan_set_section(x, "a", span_of("changed\n"), p->j.a);
	assert_int_equal(x->section_count, 2);
	assert_string_equal(x->sections[1].section, "aa");
	assert_span(plan_section(x, span_of("a"))->text, "changed\n");
	plan_close(x);
	plan_close(NULL);
}

static void there_is_a_limit_to_the_sections(void **state)
{
	place *p = *state;

	for (int i = 0; i < NARRATIVE_FILES_MAX; i++)
		folder_write(&p->f, arena_printf(p->j.a, "p/narrative/s%03d.md", i), "x\n");
	plan *x = open_good(p, "p");
	assert_int_equal(x->section_count, NARRATIVE_FILES_MAX);
	plan_close(x);
	folder_write(&p->f, "p/narrative/t.md", "x\n");
	assert_fault(p, "p", "p/narrative/t.md", "more than 500 narrative sections");
}

/* What a store lists becomes the name of a file when the plan is written out. */
static void a_stored_path_is_that_of_a_table_or_a_section_and_no_other(void **state)
{
	place *p = *state;
	static const char *const wrong[] = {"narrative/../../x.md", "narrative/a/b.md", "narrative/.md",
		"narrative/a.csv", "narrative/a b.md", "../spend.csv", "/spend.csv", ".csv", "spend", "spend.md", "",
		"narrative/", "narrative/12345678901234567890123456789012345678901234567890123456789012345.md"};
	unsigned char digest[DIGEST_BYTES] = {0};
	plan *out = NULL;
	span stem;
	bool prose;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		char text[] = "line\n1\n";
		stored_part part = {{wrong[i], "store", text, sizeof text - 1}, digest};
		assert_false(plan_path_split(&stem, &prose, span_of(wrong[i])));
		assert_int_equal(plan_from_stored(&out, &part, 1, "store", p->j.a, &p->j.e), ERR_PARSE);
		assert_null(out);
	}
	assert_true(plan_path_split(&stem, &prose, span_of("narrative/a-B_1.md")) && prose && span_is(stem, "a-B_1"));
	assert_true(plan_path_split(&stem, &prose, span_of("spend.csv")) && !prose && span_is(stem, "spend"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, clear_place)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_stored_path_is_that_of_a_table_or_a_section_and_no_other),
		TEST(a_folder_becomes_json_and_the_same_folder_again),
		TEST(blank_nought_and_the_three_marks_are_kept_apart),
		TEST(the_descriptor_names_the_version_and_the_tables),
		TEST(a_folder_is_replaced_only_when_asked_and_only_a_package),
		TEST(what_is_no_plan_is_named),
		TEST(each_fault_of_a_folder_is_one_message),
		TEST(a_nul_in_prose_is_named_by_its_place),
		TEST(a_package_holds_no_links),
		TEST(files_that_are_not_ours_are_left_alone),
		TEST(all_faults_of_all_files_are_told_at_once),
		TEST(each_fault_of_json_is_one_message),
		TEST(the_table_plan_gives_its_values_and_narrative_its_sections),
		TEST(there_is_a_limit_to_the_sections),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
