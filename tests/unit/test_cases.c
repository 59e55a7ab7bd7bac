#include "checks.h"

#include "check/cases.h"

#define SPEND_CASES "y1/checks/EXP-03.cases.json"
#define COMPLETE                                                                                                       \
	FIGURE_BY("income.by", "income"), FIGURE_BY("spend.by", "spend"), OVERSPENT, {"y1/cases/complete/plan.csv", TINY_PLAN}, {"y1/cases/complete/areas.csv", ONE_AREA}, \
		{"y1/cases/complete/income.csv", "line,area,period,source,amount\n1,a,2019-20,dfg,10\n"},               \
		{"y1/cases/complete/spend.csv", "line,area,period,source,amount\n1,a,2019-20,dfg,10\n"}, {"y1/cases/complete/narrative/a.md", "Words.\n"}
#define ONE_CELL                                                                                                       \
	"{\"name\": \"a penny over\", \"one_cell\": true, \"edits\": [{\"table\": \"spend\", \"key\": {\"line\": \"1\"}, \"set\": {\"amount\": \"10.01\"}}],\n" \
	"\"findings\": [{\"id\": \"EXP-03:a:2019-20:dfg\", \"actual\": \"10.01\", \"expected\": \"10.00\", \"difference\": \"0.01\", \"severity\": \"error\", \"consequences\": []}]}"
#define CASES(list) {SPEND_CASES, "{\"cases\": [\n" list "]}"}

typedef struct outcome {
	job j;
	folder f;
	pack *p;
	cases_report r;
	int rc;
} outcome;

static outcome run(const text_file *files)
{
	outcome o = {.j = job_open(), .f = folder_make()};

	write_pack(&o.f, files);
	o.rc = pack_open(&o.p, "y1", o.f.path, o.j.a, &o.j.e);
	show_messages(&o.j.e);
	assert_int_equal(o.rc, 0);
	o.rc = cases_run(&o.r, o.p, o.j.a, &o.j.e);
	return o;
}
#define RUN(...) run((const text_file[]){COMPLETE, __VA_ARGS__, NO_MORE_FILES})

static void done(outcome *o)
{
	folder_remove(&o->f);
	job_close(&o->j);
}

static const case_outcome *named(const outcome *o, const char *name)
{
	for (size_t i = 0; i < o->r.count; i++)
		if (!strcmp(o->r.list[i].name, name))
			return &o->r.list[i];
	return NULL;
}

#define assert_why(o, name, part)                                                                                      \
	do {                                                                                                           \
		const case_outcome *c_ = named(o, name);                                                               \
		assert_non_null(c_);                                                                                   \
		assert_false(c_->passed);                                                                              \
		if (!strstr(c_->why, part))                                                                            \
			print_message("# %s\n", c_->why);                                                              \
		assert_non_null(strstr(c_->why, part));                                                                \
	} while (0)

static void assert_all_passed(const outcome *o)
{
	show_messages(&o->j.e);
	assert_int_equal(o->rc, 0);
	for (size_t i = 0; i < o->r.count; i++)
		if (!o->r.list[i].passed)
			print_message("# %s: %s\n", o->r.list[i].name, o->r.list[i].why);
	assert_int_equal(o->r.failed, 0);
}

static void a_pack_whose_cases_hold_is_proved(void **state)
{
	(void)state;
	outcome o = RUN(CASES(ONE_CELL ",{\"name\": \"equal passes\", \"edits\": [], \"findings\": []}"));

	assert_all_passed(&o);
	assert_int_equal(o.r.count, 5);
	assert_string_equal(o.r.list[0].name, "the complete plan passes every check, nothing undetermined");
	assert_string_equal(o.r.list[1].check, "EXP-03");
	done(&o);
}

static void every_kind_of_edit_can_be_made(void **state)
{
	(void)state;
	outcome o = RUN(CASES(ONE_CELL
		",{\"name\": \"add\", \"edits\": [{\"table\": \"spend\", \"add\": {\"line\": \"0\", \"area\": \"a\", \"period\": \"2019-20\", \"source\": \"dfg\", \"amount\": \"£5\"}}],\n"
		"\"findings\": [{\"id\": \"EXP-03:a:2019-20:dfg\", \"actual\": \"15.00\", \"result\": \"fail\"}]}"
		",{\"name\": \"remove\", \"edits\": [{\"table\": \"income\", \"key\": {\"line\": \"1\"}, \"remove\": true}, {\"table\": \"spend\", \"key\": {\"line\": \"1\"}, \"remove\": true}],\n"
		"\"findings\": [{\"id\": \"EXP-03:a:2019-20\", \"result\": \"undetermined\"}]}"
		",{\"name\": \"clear\", \"edits\": [{\"table\": \"income\", \"clear\": true}, {\"table\": \"spend\", \"clear\": true}], \"findings\": [{\"id\": \"EXP-03:a:2019-20\", \"result\": \"undetermined\"}]}"
		",{\"name\": \"narrative\", \"edits\": [{\"narrative\": \"b\", \"text\": \"More.\"}, {\"narrative\": \"a\", \"text\": \"\"}], \"findings\": []}"
		",{\"name\": \"one row\", \"today\": \"2019-01-01\", \"edits\": [{\"table\": \"plan\", \"set\": {\"status\": \"agreed\", \"contact\": \"\"}}], \"findings\": []}"));

	assert_all_passed(&o);
	done(&o);
}

static void a_case_that_does_not_hold_says_what_was_missing_and_what_came(void **state)
{
	(void)state;
	outcome o = RUN(CASES(ONE_CELL
		",{\"name\": \"other id\", \"edits\": [{\"table\": \"spend\", \"key\": {\"line\": \"1\"}, \"set\": {\"amount\": \"11\"}}], \"findings\": [{\"id\": \"EXP-03:b\"}]}"
		",{\"name\": \"other value\", \"edits\": [{\"table\": \"spend\", \"key\": {\"line\": \"1\"}, \"set\": {\"amount\": \"11\"}}], \"findings\": [{\"id\": \"EXP-03:a:2019-20:dfg\", \"actual\": \"12.00\"}]}"
		",{\"name\": \"other consequences\", \"edits\": [{\"table\": \"spend\", \"key\": {\"line\": \"1\"}, \"set\": {\"amount\": \"11\"}}], \"findings\": [{\"id\": \"EXP-03:a:2019-20:dfg\", \"consequences\": [\"X\"]}]}"
		",{\"name\": \"nothing expected\", \"edits\": [{\"table\": \"spend\", \"clear\": true}]}"
		",{\"name\": \"one too many\", \"edits\": [], \"findings\": [{\"result\": \"fail\"}]}"));

	assert_int_equal(o.rc, 0);
	assert_int_equal(o.r.failed, 5);
	assert_why(&o, "other id", "missing: EXP-03:b");
	assert_why(&o, "other id", "came: error fail EXP-03:a:2019-20:dfg (actual 11.00, expected 10.00, difference 1.00)");
	assert_why(&o, "other value", "missing: EXP-03:a:2019-20:dfg");
	assert_why(&o, "other consequences", "missing: EXP-03:a:2019-20:dfg");
	assert_why(&o, "nothing expected", "came: error undetermined EXP-03:a:2019-20");
	assert_why(&o, "one too many", "missing: (a finding without id)");
	done(&o);
}

static void a_case_of_one_cell_is_one_edit_that_gives_one_error(void **state)
{
	(void)state;
	outcome o = RUN(CASES(
		"{\"name\": \"two cells\", \"one_cell\": true, \"edits\": [{\"table\": \"spend\", \"key\": {\"line\": \"1\"}, \"set\": {\"amount\": \"11\", \"note\": \"x\"}}], \"findings\": [{\"id\": \"EXP-03:a:2019-20:dfg\"}]}"
		",{\"name\": \"no error\", \"one_cell\": true, \"edits\": [{\"table\": \"spend\", \"key\": {\"line\": \"1\"}, \"set\": {\"note\": \"x\"}}], \"findings\": []}"));

	assert_int_equal(o.rc, 0);
	assert_why(&o, "two cells", "one edit, that sets one cell");
	assert_why(&o, "no error", "gives one error; this gives 0");
	done(&o);
	o = RUN({"y1/checks/SPE-01.sql", CHECK_HEAD("SPE-01", "") "select area from spend where amount > 5000\n"}, {"y1/checks/SPE-01.cases.json",
		"{\"cases\": [{\"name\": \"of another\", \"one_cell\": true, \"edits\": [{\"table\": \"spend\", \"key\": {\"line\": \"1\"}, \"set\": {\"amount\": \"11\"}}],\n"
		"\"findings\": [{\"id\": \"EXP-03:a:2019-20:dfg\"}]}]}"}, CASES(ONE_CELL));
	assert_why(&o, "of another", "the one error is another check's");
	done(&o);
}

static void a_check_without_cases_that_prove_it_fails(void **state)
{
	(void)state;
	outcome o = run((const text_file[]){COMPLETE, NO_MORE_FILES});

	assert_int_equal(o.rc, 0);
	assert_why(&o, "has cases", "y1/checks/EXP-03.cases.json");
	done(&o);
	o = RUN(CASES("{\"name\": \"passes\", \"edits\": [], \"findings\": []}"));
	assert_int_equal(o.r.failed, 2);
	assert_why(&o, "has a case that fails and one that passes", "one of the two is missing");
	assert_why(&o, "has a case of one cell", "no case is marked one_cell");
	done(&o);
}

static void a_complete_plan_that_does_not_pass_fails(void **state)
{
	(void)state;
	outcome o = RUN(CASES(ONE_CELL ",{\"name\": \"equal passes\", \"edits\": []}"), {"y1/checks/SPE-01.sql", "-- id: SPE-01\n-- title: T\n-- severity: info\n-- message: M\nselect area from spend\n"});

	assert_int_equal(o.rc, 0);
	assert_why(&o, "the complete plan passes every check, nothing undetermined", "came: info fail SPE-01:a");
	done(&o);
}

static void assert_bad(const char *cases, int line, const char *part)
{
	outcome o = RUN({SPEND_CASES, cases});

	if (o.j.e.count != 1)
		show_messages(&o.j.e);
	assert_true(o.rc < 0);
	assert_int_equal(o.j.e.count, 1);
	assert_message(&o.j.e, arena_printf(o.j.a, "%s/%s:%d", o.f.path, SPEND_CASES, line), part);
	done(&o);
}
#define BAD(edit, part) assert_bad("{\"cases\": [\n{\"name\": \"first\", \"edits\": []},\n{\"name\": \"bad\", \"edits\": [" edit "]}]}", 3, part)

static void an_edit_that_cannot_be_made_names_file_and_line(void **state)
{
	(void)state;
	BAD("{\"table\": \"spnd\", \"clear\": true}", "case 'bad': an edit names a table of the schema");
	BAD("{\"table\": \"spend\", \"key\": {\"line\": \"9\"}, \"set\": {\"amount\": \"1\"}}", "no row has that key");
	BAD("{\"table\": \"spend\", \"key\": {\"lin\": \"1\"}, \"set\": {\"amount\": \"1\"}}", "no row has that key");
	BAD("{\"table\": \"spend\", \"key\": {\"line\": \"1\"}, \"set\": {\"amont\": \"1\"}}", "table spend has no column 'amont'");
	BAD("{\"table\": \"spend\", \"key\": {\"line\": \"1\"}, \"set\": {\"amount\": \"x\"}}", "is not an amount of money");
	BAD("{\"table\": \"spend\", \"add\": {\"line\": \"1\"}}", "the edit makes a duplicate key");
	BAD("{\"table\": \"spend\", \"add\": {\"amont\": \"1\"}}", "has no column 'amont'");
	BAD("{\"table\": \"risks\", \"set\": {\"owner\": \"x\"}}", "no row has that key");
	BAD("{\"table\": \"spend\", \"key\": {\"line\": \"1\"}}", "says neither what to set nor to remove");
	BAD("{\"narrative\": \"a\"}", "a narrative and its text");
}

static void a_case_file_that_is_no_json_is_named_by_its_place(void **state)
{
	(void)state;
	outcome o = RUN({SPEND_CASES, "{\"cases\": [\n"});

	assert_true(o.rc < 0);
	assert_message(&o.j.e, arena_printf(o.j.a, "%s/%s:2:1", o.f.path, SPEND_CASES), "");
	done(&o);
}

/* ---- a plan to compare with ---- */

#define COMPARED                                                                                                       \
	{"y1/checks/OLD-01.sql", CHECK_HEAD("OLD-01", "-- needs: older\n") "select n.area, n.line as finding, n.amount as actual, o.amount as expected, 'GBP' as unit, n.row_id as at_spend__amount\n" \
		"from spend n join older.spend o using (line) where n.amount <> o.amount\n"}
#define OLD_CASES(list) CASES(ONE_CELL ",{\"name\": \"equal passes\", \"edits\": [], \"findings\": []}"), COMPARED, {"y1/checks/OLD-01.cases.json", "{\"cases\": [\n" list "]}"}
#define OLDER_EDIT "\"older\": [{\"table\": \"spend\", \"key\": {\"line\": \"1\"}, \"set\": {\"amount\": \"9\"}}]"

static void a_case_may_have_an_older_plan_that_is_edited_apart(void **state)
{
	(void)state;
	outcome o = RUN(OLD_CASES(
		"{\"name\": \"another amount\", " OLDER_EDIT ", \"edits\": [], \"findings\": [{\"id\": \"OLD-01:a:::1\", \"actual\": \"10.00\", \"expected\": \"9.00\", \"difference\": \"1.00\"}]}"
		",{\"name\": \"both edited\", " OLDER_EDIT ", \"edits\": [{\"table\": \"spend\", \"key\": {\"line\": \"1\"}, \"set\": {\"amount\": \"9\"}}], \"findings\": []}"
		",{\"name\": \"one cell\", \"one_cell\": true, \"older\": [], \"edits\": [{\"table\": \"spend\", \"key\": {\"line\": \"1\"}, \"set\": {\"amount\": \"8\"}}], \"findings\": [{\"id\": \"OLD-01:a:::1\", \"difference\": \"-2.00\"}]}"
		",{\"name\": \"no older plan\", \"edits\": [{\"table\": \"spend\", \"key\": {\"line\": \"1\"}, \"set\": {\"amount\": \"8\"}}], \"findings\": []}"));

	assert_all_passed(&o);
	assert_int_equal(o.r.count, 1 + 4 + 6);
	done(&o);
}

static void an_edit_of_the_older_plan_that_cannot_be_made_is_named(void **state)
{
	(void)state;
	outcome o = RUN(OLD_CASES("{\"name\": \"bad\", \"older\": [{\"table\": \"spend\", \"key\": {\"line\": \"9\"}, \"set\": {\"amount\": \"9\"}}], \"edits\": []}"));

	assert_true(o.rc < 0);
	assert_message(&o.j.e, arena_printf(o.j.a, "%s/y1/checks/OLD-01.cases.json:2", o.f.path), "case 'bad': no row has that key");
	done(&o);
}

static void a_check_of_every_year_is_proven_in_one_pack_and_a_years_own_in_its_own(void **state)
{
	(void)state;
#define COMMON {"common/checks/COM-01.sql", "-- id: COM-01\n-- title: T\n-- severity: info\n-- message: M\nselect area from spend where amount > 5000\n"}
#define OWN_CASES CASES(ONE_CELL ",{\"name\": \"equal passes\", \"edits\": [], \"findings\": []}")
	outcome o = RUN(OWN_CASES, COMMON);
	assert_why(&o, "has cases", "y1/checks/COM-01.cases.json");
	done(&o);
	o = RUN(OWN_CASES, COMMON, {"y2/pack.json", "{}"}, {"y2/checks/COM-01.cases.json", "{\"cases\": []}"});
	assert_all_passed(&o);
	done(&o);
	o = RUN(OWN_CASES, {"y1/checks/COM-01.sql", "-- id: COM-01\n-- title: T\n-- severity: info\n-- message: M\nselect area from spend where amount > 5000\n"}, {"y2/pack.json", "{}"}, {"y2/checks/COM-01.cases.json", "{\"cases\": []}"});
	assert_why(&o, "has cases", "y1/checks/COM-01.cases.json");
	done(&o);
	o = RUN(OWN_CASES, COMMON, {"y1/checks/COM-01.sql", "-- id: COM-01\n-- title: T\n-- severity: info\n-- message: M\nselect area from spend where amount > 5000\n"}, {"y2/pack.json", "{}"}, {"y2/checks/COM-01.cases.json", "{\"cases\": []}"});
	assert_why(&o, "has cases", "y1/checks/COM-01.cases.json");
	done(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pack_whose_cases_hold_is_proved),
		cmocka_unit_test(every_kind_of_edit_can_be_made),
		cmocka_unit_test(a_case_that_does_not_hold_says_what_was_missing_and_what_came),
		cmocka_unit_test(a_case_of_one_cell_is_one_edit_that_gives_one_error),
		cmocka_unit_test(a_check_without_cases_that_prove_it_fails),
		cmocka_unit_test(a_complete_plan_that_does_not_pass_fails),
		cmocka_unit_test(an_edit_that_cannot_be_made_names_file_and_line),
		cmocka_unit_test(a_case_file_that_is_no_json_is_named_by_its_place),
		cmocka_unit_test(a_case_may_have_an_older_plan_that_is_edited_apart),
		cmocka_unit_test(an_edit_of_the_older_plan_that_cannot_be_made_is_named),
		cmocka_unit_test(a_check_of_every_year_is_proven_in_one_pack_and_a_years_own_in_its_own),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
