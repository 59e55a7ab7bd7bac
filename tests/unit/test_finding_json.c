#include "checks.h"

#include "check/finding_json.h"

#define WORDS                                                                                                          \
	{"y1/checks/WOR-01.sql", "-- id: WOR-01\n-- title: =A title\n-- severity: warning\n-- basis: paper\n-- message: +{note}\n"                    \
		"select note as actual, 'x' as expected, 'text' as unit, row_id as at_spend__note, line as finding,\n"  \
		"json_object('line', '9') as at_income__amount from spend where note is not null\n"}
#define LOST                                                                                                           \
	{"y1/checks/LOS-01.sql", CHECK_HEAD("LOS-01", "") "select area, json_array(0, row_id, row_id + 1, 4000000000, 99999999999999999999) as at_spend__amount,\n" \
		"7 as at_risks__owner from spend where amount = 7700\n"}
#define STATED                                                                                                         \
	{"y1/checks/STA-09.sql", "-- id: STA-09\n-- title: S\n-- severity: info\n-- message: m\n"                            \
		"select statement as finding, row_id as at_stated__printed, row_id as at_stated__qualifier from stated\n"}

static world w;

static int open_world(void **state)
{
	(void)state;
	w = world_open((const text_file[]){{"y1/sources.csv", "source,title\ndfg,Grant\n"}, FIGURE_BY("income.by", "income"), FIGURE_BY("spend.by", "spend"), OVERSPENT, WORDS, STATED, LOST,
		{"y1/checks/OLD-01.sql", CHECK_HEAD("OLD-01", "-- applies: ..2017-18\n") "select 'a' as area\n"}, {"y1/checks/PAS-01.sql", CHECK_HEAD("PAS-01", "") "select 'a' as area from spend where 0\n"}, NO_MORE_FILES});
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	world_close(&w);
	return 0;
}

static const char *json_of(const check_report *r)
{
	report_head head = {.plan = "plans/tiny", .package = "tiny", .policy = w.pack, .digest = "sha256:d", .plan_digest = "sha256:p", .as_of = "2019-06-01"};
	buf b;

	buf_init(&b, w.j.a);
	report_print_json(&b, &head, w.engine, r);
	return arena_text(w.j.a, buf_span(&b));
}

static const char *csv_of(const check_report *r, const char *plan_name)
{
	report_head head = {.plan = plan_name, .package = "tiny", .policy = w.pack, .as_of = "2019-06-01"};
	buf b;

	buf_init(&b, w.j.a);
	report_print_csv(&b, &head, w.engine, r);
	return arena_text(w.j.a, buf_span(&b));
}

static check_report load(const char *spend, const char *stated, const char *waivers)
{
	world_load(&w, (const text_file[]){{"areas.csv", ONE_AREA}, {"income.csv", LINES "1,a,2019-20,dfg,10,\n"},
		{"spend.csv", arena_printf(w.j.a, "line,area,period,source,amount,note\n%s", spend)}, {stated ? "stated.csv" : "risks.csv", stated ? stated : "risk\nr\n"},
		{waivers ? "waivers.csv" : NULL, waivers}, NO_MORE_FILES});
	return check_now(&w);
}

static void the_document_is_that_of_the_contract(void **state)
{
	(void)state;
	check_report r = load("1,a,2019-20,dfg,8,\n2,a,2019-20,dfg,5.50,\n", NULL, NULL);
	const char *wanted = arena_printf(w.j.a,
		"{\"plan\":\"plans/tiny\",\"package\":\"tiny\",\"policy\":\"y1\",\"policy_digest\":\"%s\",\"digest\":\"sha256:d\",\"plan_digest\":\"sha256:p\",\"as_of\":\"2019-06-01\","
		"\"summary\":{\"error\":1,\"warning\":0,\"info\":0,\"undetermined\":0,\"waived\":0,\"passed\":4,\"not_applicable\":1},"
		"\"findings\":[{\"id\":\"EXP-03:a:2019-20:dfg\",\"check\":\"EXP-03\",\"severity\":\"error\",\"result\":\"fail\",\"weight\":\"blocks\",\"title\":\"A source is overspent\","
		"\"message\":\"Area A, 2019-20: Grant is overspent by £3.50.\","
		"\"area\":\"a\",\"period\":\"2019-20\",\"of\":\"dfg\","
		"\"where\":[{\"table\":\"income\",\"key\":{\"line\":\"1\"},\"column\":\"amount\",\"source\":{\"file\":\"income.csv\",\"line\":2,\"column\":17}},"
		"{\"table\":\"spend\",\"key\":{\"line\":\"1\"},\"column\":\"amount\",\"source\":{\"file\":\"spend.csv\",\"line\":2,\"column\":17}},"
		"{\"table\":\"spend\",\"key\":{\"line\":\"2\"},\"column\":\"amount\",\"source\":{\"file\":\"spend.csv\",\"line\":3,\"column\":17}}],"
		"\"actual\":\"13.50\",\"expected\":\"10.00\",\"difference\":\"3.50\",\"unit\":\"GBP\",\"consequences\":[],\"rule\":\"The rule.\",\"basis\":\"published\","
		"\"fix\":\"Take £3.50 off Grant.\"}],\"passed\":[\"LOS-01\",\"PAS-01\",\"STA-09\",\"WOR-01\"],\"not_applicable\":[\"OLD-01\"]}\n", pack_digest(w.pack, w.j.a));
	assert_string_equal(json_of(&r), wanted);
}

static void a_place_that_is_not_there_yet_has_a_key_and_no_source(void **state)
{
	(void)state;
	check_report r = load("1,a,2019-20,dfg,8,some note\n", NULL, NULL);
	assert_non_null(strstr(json_of(&r), "{\"table\":\"income\",\"key\":{\"line\":\"9\"},\"column\":\"amount\"}"));
	assert_non_null(strstr(json_of(&r), "\"actual\":\"some note\",\"expected\":\"x\",\"unit\":\"text\""));
	assert_null(strstr(json_of(&r), "\"difference\""));
}

static void a_place_of_a_row_that_the_plan_does_not_have_is_left_out(void **state)
{
	(void)state;
	check_report r = load("1,a,2019-20,dfg,77,\n", NULL, NULL);
	const finding *f = find_finding(&r, "LOS-01:a");
	assert_non_null(f);
	assert_int_equal(f->cells.count, 1);
	assert_non_null(strstr(json_of(&r), "\"where\":[{\"table\":\"spend\",\"key\":{\"line\":\"1\"}"));
}

static void a_statement_names_its_section_and_a_blank_cell_its_row(void **state)
{
	(void)state;
	check_report r = load("", "statement,printed,section\ns7,4,App 2\n", NULL);
	assert_non_null(strstr(json_of(&r), "{\"table\":\"stated\",\"key\":{\"statement\":\"s7\"},\"column\":\"printed\",\"source\":{\"file\":\"stated.csv\",\"line\":2,\"column\":4},\"section\":\"App 2\"}"));
	assert_non_null(strstr(json_of(&r), "\"column\":\"qualifier\",\"source\":{\"file\":\"stated.csv\",\"line\":2,\"column\":1}"));
	assert_non_null(strstr(csv_of(&r, "p"), ",stated.csv:2:4; stated.csv:2:1,"));
}

static void a_cause_a_consequence_and_a_waiver_stand_where_there_are_any(void **state)
{
	(void)state;
	check_report r = load("1,a,2019-20,dfg,8000,\n2,a,2019-20,dfg,2,\n", NULL, "finding,actual,reason,agreed_by,until\nEXP-03:a:2019-20:dfg,8002.00,agreed,P,2019-12-31\n");
	assert_non_null(strstr(json_of(&r), "\"result\":\"waived\""));
	assert_non_null(strstr(json_of(&r), "\"waiver\":{\"agreed_by\":\"P\",\"until\":\"2019-12-31\",\"reason\":\"agreed\"}"));
	assert_non_null(strstr(json_of(&r), "\"cause\":\"Likely cause: £8,000 (spend 1) may be a thousand times too large."));
}

static void csv_is_a_row_a_finding_and_holds_no_formula(void **state)
{
	(void)state;
	buf b;

	check_report r = load("1,a,2019-20,dfg,8,=1+1\n2,a,2019-20,dfg,1,@x\n3,a,2019-20,dfg,0,-5\n", NULL, NULL);
	const char *text = csv_of(&r, "=plan");
	assert_string_equal(text,
		"'=plan,WOR-01::::1,WOR-01,warning,fail,correct,'=A title,'+{note},,,,,spend.csv:2:19 and 1 more,'=1+1,x,,text,,paper,\n"
		"'=plan,WOR-01::::2,WOR-01,warning,fail,correct,'=A title,'+{note},,,,,spend.csv:3:19 and 1 more,'@x,x,,text,,paper,\n"
		"'=plan,WOR-01::::3,WOR-01,warning,fail,correct,'=A title,'+{note},,,,,spend.csv:4:19 and 1 more,-5,x,,text,,paper,\n");
	buf_init(&b, w.j.a);
	report_print_csv_header(&b);
	size_t commas = 0, wanted = 0;
	for (size_t i = 0; i < b.len; i++)
		wanted += buf_span(&b).at[i] == ',';
	for (const char *c = text; *c != '\n'; c++)
		commas += *c == ',';
	assert_int_equal(commas, wanted);
	assert_true(span_starts(span_of(csv_of(&r, "\r=x")), "\"'\r=x\","));
	assert_true(span_starts(span_of(csv_of(&r, "-x")), "'-x,"));
}

static void numbers_keep_their_minus_in_csv(void **state)
{
	(void)state;
	check_report r = load("1,a,2019-20,dfg,13.50,\n", NULL, NULL);
	((finding *)r.findings[0])->actual = "-13.50";
	assert_non_null(strstr(csv_of(&r, "p"), ",-13.50,10.00,3.50,GBP,The rule.,published,"));
}

static void places_are_shown_up_to_a_number_of_them(void **state)
{
	(void)state;
	check_report r = load("1,a,2019-20,dfg,8,\n2,a,2019-20,dfg,5.50,\n", NULL, NULL);
	assert_string_equal(places_shown(w.engine, &r.findings[0]->cells, 2, w.j.a), "income.csv:2:17; spend.csv:2:17 and 1 more");
	assert_string_equal(places_shown(w.engine, &r.findings[0]->cells, 9, w.j.a), "income.csv:2:17; spend.csv:2:17; spend.csv:3:17");
}

static void values_are_shown_in_their_units(void **state)
{
	(void)state;
	assert_string_equal(value_shown(w.j.a, "GBP", 123400), "£1,234");
	assert_string_equal(value_shown(w.j.a, "percent", 12500000), "12.5 %");
	assert_string_equal(value_shown(w.j.a, "per_100000", 2415700000), "2,415.7 per 100,000");
	assert_string_equal(value_shown(w.j.a, "per_day", 1500000), "1.5 a day");
	assert_string_equal(value_shown(w.j.a, "words", 1500000000), "1,500 words");
	assert_string_equal(value_shown(w.j.a, NULL, 4000000), "4");
	assert_string_equal(value_printed(w.j.a, "GBP", -123400), "-1234.00");
	assert_string_equal(value_printed(w.j.a, "percent", 16700000), "16.7");
	load("", NULL, NULL);
	assert_string_equal(area_name(w.engine, "*"), "the partnership");
	assert_string_equal(area_name(w.engine, "a"), "Area A");
	assert_string_equal(area_name(w.engine, "zz"), "zz");
}

static void the_document_names_what_the_plan_was_compared_with(void **state)
{
	(void)state;
	report_head head = {.plan = "new", .package = "new", .policy = w.pack, .digest = "sha256:d", .plan_digest = "sha256:p", .as_of = "2019-06-01", .against = "plans/\"old\""};
	buf b;

	check_report r = load("1,a,2019-20,dfg,8,\n", NULL, NULL);
	buf_init(&b, w.j.a);
	report_print_json(&b, &head, w.engine, &r);
	assert_non_null(strstr(arena_text(w.j.a, buf_span(&b)), ",\"as_of\":\"2019-06-01\",\"against\":\"plans/\\\"old\\\"\",\"summary\":{"));
	assert_null(strstr(json_of(&r), "against"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_document_is_that_of_the_contract),
		cmocka_unit_test(a_place_that_is_not_there_yet_has_a_key_and_no_source),
		cmocka_unit_test(a_place_of_a_row_that_the_plan_does_not_have_is_left_out),
		cmocka_unit_test(a_statement_names_its_section_and_a_blank_cell_its_row),
		cmocka_unit_test(a_cause_a_consequence_and_a_waiver_stand_where_there_are_any),
		cmocka_unit_test(csv_is_a_row_a_finding_and_holds_no_formula),
		cmocka_unit_test(numbers_keep_their_minus_in_csv),
		cmocka_unit_test(places_are_shown_up_to_a_number_of_them),
		cmocka_unit_test(values_are_shown_in_their_units),
		cmocka_unit_test(the_document_names_what_the_plan_was_compared_with),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_world, close_world);
}
