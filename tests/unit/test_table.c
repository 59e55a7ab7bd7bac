#include "unit.h"

#include "base/date.h"
#include "base/money.h"
#include "format/json_out.h"
#include "format/table.h"

static const column columns[] = {
	{"line", TYPE_TEXT, COLUMN_KEY}, {"as_at", TYPE_DATE, COLUMN_KEY}, {"amount", TYPE_AMOUNT}, {"share", TYPE_RATIO}, {"level", TYPE_DECIMAL},
	{"people", TYPE_COUNT}, {"period", TYPE_PERIOD}, {"themes", TYPE_LIST}, {"note", TYPE_TEXT}, {"released", TYPE_DATE, COLUMN_RECORD},
};
static const table lines = {"lines", "Lines", "", .record_by = "as_at", .columns = columns, .count = sizeof columns / sizeof *columns};
static const column only[] = {{"title", TYPE_TEXT}, {"starts", TYPE_DATE}};
static const table head = {"head", "Head", "", .one_row = true, .columns = only, .count = 2};

static int read_bytes(job *j, rows *out, const table *t, const char *at, size_t len)
{
	return rows_read_csv(out, t, (char *)arena_span(j->a, (span){at, len}).at, len, "lines.csv", j->a, &j->e);
}

static int read_text(job *j, rows *out, const char *text)
{
	return read_bytes(j, out, &lines, text, strlen(text));
}

static int read_json(job *j, rows *out, const char *text)
{
	json *root;
	origin from = {"p.json", span_of(text)};

	assert_int_equal(json_parse(&root, from.text, from.name, j->a, &j->e), 0);
	return rows_read_json(out, &lines, root, from, j->a, &j->e);
}

static const char *printed_as(job *j, const rows *r, bool plan_only)
{
	buf b;

	buf_init(&b, j->a);
	rows_print(&b, r, plan_only);
	return arena_text(j->a, buf_span(&b));
}

/* One message, at this place, that says this. */
static void assert_fault(const char *text, const char *where, const char *part)
{
	job j = job_open();
	rows r = {.count = 77};

	assert_true(read_text(&j, &r, text) < 0);
	if (j.e.count != 1)
		for (const err_message *m = j.e.first; m; m = m->next)
			print_message("# %s: %s\n", m->where, m->text);
	assert_int_equal(j.e.count, 1);
	assert_message(&j.e, where, part);
	assert_int_equal(r.count, 77);
	job_close(&j);
}

static const char *canonical(job *j, value_type type, unsigned flags, const char *text)
{
	const column k = {"x", type, flags};
	const char *why = NULL;
	cell c = {.at = text, .len = (uint32_t)strlen(text)};

	if (!cell_canonical(&c, &k, j->a, &why)) {
		assert_non_null(why);
		assert_span(cell_span(c), text);
		return NULL;
	}
	return arena_text(j->a, cell_span(c));
}

static void a_value_becomes_the_canonical_text_of_its_type(void **state)
{
	(void)state;
	static const struct { value_type type; const char *text, *out; } list[] = {
		{TYPE_AMOUNT, "£1,234.5", "1234.50"}, {TYPE_AMOUNT, " 12 ", "12.00"}, {TYPE_AMOUNT, "-0", "0.00"}, {TYPE_AMOUNT, "1.005", NULL},
		{TYPE_AMOUNT, "ten", NULL}, {TYPE_DECIMAL, "84.0", "84"}, {TYPE_DECIMAL, "-0.50", "-0.5"}, {TYPE_DECIMAL, "x", NULL}, {TYPE_COUNT, "1,234", "1234"},
		{TYPE_COUNT, "-1", NULL}, {TYPE_COUNT, "1.5", NULL}, {TYPE_RATIO, "2/4", "1/2"}, {TYPE_RATIO, "50%", "1/2"}, {TYPE_RATIO, "half", NULL},
		{TYPE_DATE, "2019-03-31", "2019-03-31"}, {TYPE_DATE, " 2019-03-31 ", "2019-03-31"}, {TYPE_DATE, "31/03/2019", NULL}, {TYPE_DATE, "2019-02-29", NULL},
		{TYPE_PERIOD, "2019-20", "2019-20"}, {TYPE_PERIOD, "2019-21", NULL}, {TYPE_PERIOD, "2019", NULL}, {TYPE_LIST, "a;b ; ;c;", "a; b; c"},
		{TYPE_LIST, ";", ""}, {TYPE_TEXT, "a  ", "a"}, {TYPE_TEXT, "  a", "  a"}, {TYPE_TEXT, "a \r\nb\t\n\n", "a\nb"}, {TYPE_TEXT, "e\xCC\x81", "\xC3\xA9"},
		{TYPE_TEXT, "   ", ""}, {TYPE_AMOUNT, "   ", ""}, {TYPE_TEXT, "", ""}, {TYPE_LIST, "a\xCD\xBE" "b", "a; b"},
	};
	job j = job_open();

	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		const char *came = canonical(&j, list[i].type, 0, list[i].text);
		if (list[i].out)
			assert_string_equal(came ? came : "(refused)", list[i].out);
		else
			assert_null(came);
	}
	job_close(&j);
}

static void a_number_that_sql_could_not_hold_is_refused_and_never_becomes_nought(void **state)
{
	(void)state;
	job j = job_open();

	assert_string_equal(canonical(&j, TYPE_COUNT, 0, "9223372036854"), "9223372036854");
	assert_null(canonical(&j, TYPE_COUNT, 0, "9223372036855"));
	assert_string_equal(canonical(&j, TYPE_DECIMAL, 0, "9223372036854.5"), "9223372036854.5");
	assert_null(canonical(&j, TYPE_DECIMAL, 0, "9223372036855"));
	assert_null(canonical(&j, TYPE_RATIO, 0, "9223372036855/1"));
	assert_null(canonical(&j, TYPE_AMOUNT, 0, "92233720368547758.08"));
	job_close(&j);
}

static void a_mark_stands_in_any_column_but_a_key(void **state)
{
	(void)state;
	job j = job_open();

	for (value_type t = TYPE_TEXT; t <= TYPE_LIST; t++) {
		assert_string_equal(canonical(&j, t, 0, "[z]"), "[z]");
		assert_string_equal(canonical(&j, t, 0, "[c]"), "[c]");
		assert_string_equal(canonical(&j, t, 0, "[x] "), "[x]");
		assert_null(canonical(&j, t, COLUMN_KEY, "[z]"));
		assert_null(canonical(&j, t, COLUMN_KEY, "[x] "));
	}
	assert_null(canonical(&j, TYPE_AMOUNT, 0, "[y]"));
	assert_string_equal(canonical(&j, TYPE_TEXT, 0, "[y]"), "[y]");
	assert_true(cell_is_mark((cell){"[x]", 3, 0}));
	assert_false(cell_is_mark((cell){"[xx]", 4, 0}));
	job_close(&j);
}

static const char *random_value(job *j, value_type type, uint64_t *seed)
{
	static const char *const bits[] = {"a", "B", "1", ",", "\"", "\n", " ", "\t", "\r", ";", "e\xCC\x81", "\xC3\xA9", "\xEF\xBB\xBF", "=", "[z]", "\xCD\xBE", "\xE2\x84\xAA"};
	char out[NUMBER_TEXT], text[120] = "";
	int64_t n = random_number(seed) % 9000000;

	switch (type) {
	case TYPE_AMOUNT:
		money_print(out, random_number(seed));
		return arena_text(j->a, span_of(out));
	case TYPE_DECIMAL:
		decimal_print(out, random_number(seed));
		return arena_text(j->a, span_of(out));
	case TYPE_COUNT:
		return arena_printf(j->a, "%lld", (long long)(n < 0 ? -n : n));
	case TYPE_RATIO:
		ratio_print(out, (ratio){n < 0 ? -n : n, 1});
		return arena_printf(j->a, "%s/%d", out, 1 + (int)(next_random(seed) % 99));
	case TYPE_DATE:
		date_print(out, (day)(next_random(seed) % 40000));
		return arena_text(j->a, span_of(out));
	case TYPE_PERIOD:
		return arena_printf(j->a, "%d-%02d", 2010 + (int)(next_random(seed) % 20), 1 + (int)(next_random(seed) % 9));
	default:
		for (size_t k = next_random(seed) % 8; k > 0; k--)
			strcat(text, bits[next_random(seed) % (sizeof bits / sizeof *bits)]);
		return arena_text(j->a, span_of(text));
	}
}

static const char *as_json(job *j, const rows *r)
{
	json_out out;
	buf b;

	buf_init(&b, j->a);
	json_start(&out, &b, false);
	json_open(&out, NULL, '[');
	for (size_t n = r->count; n > 0; n--) {
		json_open(&out, NULL, '{');
		for (size_t i = lines.count; i > 0; i--)
			json_text(&out, columns[i - 1].name, cell_span(rows_row(r, n - 1)[i - 1]));
		json_close(&out, '}');
	}
	json_close(&out, ']');
	return arena_text(j->a, buf_span(&b));
}

static void what_is_printed_reads_back_as_the_same_for_every_type(void **state)
{
	(void)state;
	uint64_t seed = 2019;

	for (int round = 0; round < 300; round++) {
		job j = job_open();
		rows r = {.of = &lines}, again;
		for (size_t n = next_random(&seed) % 9; n > 0; n--) {
			cell *row = rows_add(&r, j.a);
			for (size_t i = 0; i < lines.count; i++) {
				const char *why, *text = i ? random_value(&j, columns[i].type, &seed) : arena_printf(j.a, "k%zu", n);
				cell c = {text, (uint32_t)strlen(text), 0};
				if (next_random(&seed) % 4 && cell_canonical(&c, &columns[i], j.a, &why))
					row[i] = c;
			}
			row[0] = (cell){arena_printf(j.a, "k%zu", n), 2, 0};
		}
		rows_sort(&r, j.a);
		const char *text = printed_as(&j, &r, false);
		if (r.count) {
			assert_int_equal(read_text(&j, &again, text), 0);
			assert_int_equal(again.count, r.count);
			for (size_t i = 0; i < r.count * lines.count; i++)
				assert_true(span_equal(cell_span(r.cells[i]), cell_span(again.cells[i])));
			assert_string_equal(printed_as(&j, &again, false), text);
			assert_int_equal(read_json(&j, &again, as_json(&j, &r)), 0);
			assert_string_equal(printed_as(&j, &again, false), text);
		} else {
			assert_string_equal(text, "");
		}
		job_close(&j);
	}
}

static void rows_are_sorted_by_key_and_columns_stand_in_schema_order(void **state)
{
	(void)state;
	job j = job_open();
	rows r;

	assert_int_equal(read_text(&j, &r, "note,amount,line\n\"x, y\",2,b\n\n,1,a\nz,,B\n"), 0);
	assert_string_equal(printed_as(&j, &r, false), "line,amount,note\nB,,z\na,1.00,\nb,2.00,\"x, y\"\n");
	assert_int_equal(j.e.count, 0);
	assert_string_equal(cell_place(j.a, r.from, *rows_cell(&r, 2, "amount")), "lines.csv:2:8");
	assert_null(rows_cell(&r, 0, "nothing"));
	assert_string_equal(cell_place(j.a, (origin){NULL, {NULL, 0}}, *rows_cell(&r, 2, "amount")), "");
	job_close(&j);
}

static void record_columns_and_rows_are_left_out_of_the_plan(void **state)
{
	(void)state;
	job j = job_open();
	rows r;

	assert_int_equal(read_text(&j, &r, "line,as_at,amount,released\na,,1,2019-04-01\nb,2019-05-01,2,\nc,,,2019-06-01\n"), 0);
	assert_string_equal(printed_as(&j, &r, true), "line,amount\na,1.00\n");
	assert_int_equal(read_text(&j, &r, "line,released\nc,2019-06-01\n"), 0);
	assert_string_equal(printed_as(&j, &r, true), "");
	job_close(&j);
}

static void each_fault_of_a_table_is_one_message_with_its_place(void **state)
{
	(void)state;
	assert_fault("", "lines.csv", "the file is empty");
	assert_fault("amount,note\n1,x\n1,x\n", "lines.csv:1", "the header has no column 'line', which is the key of table lines");
	assert_fault("line,amont\na,1\n", "lines.csv:1:6", "unknown column 'amont' in table lines; did you mean 'amount'?");
	assert_fault("line,quite_else\na,1\n", "lines.csv:1:6", "'bcf schema lines' lists its columns");
	assert_fault("line,,amount\na,x,1\n", "lines.csv:2:3", "a value stands in a column without a heading");
	assert_fault("line;amount\na;1\n", "lines.csv:1", "separated by semicolons or tabs");
	assert_fault("line,amount,amount\na,1,2\n", "lines.csv:1:13", "column 'amount' stands twice");
	assert_fault("line,amount\na,ten\n", "lines.csv:2:3", "amount 'ten' is not an amount of money");
	assert_fault("line,released\na,1/4/2019\n", "lines.csv:2:3", "released '1/4/2019' is not a date as it is written here; did you mean 2019-04-01?");
	assert_fault("line,period\na,someday\n", "lines.csv:2:3", "period 'someday' is not a period; write 2019-20, 2019-20Q1");
	assert_fault("line,level\na,high\n", "lines.csv:2:3", "is not a number");
	assert_fault("line,people\na,-4\n", "lines.csv:2:3", "is not a count");
	assert_fault("line,share\na,most\n", "lines.csv:2:3", "is not a share");
	assert_fault("line,amount\nb,2\na,1\na,3\n", "lines.csv:4:1", "duplicate key in table lines: line 'a', as_at '' stands already at lines.csv:3:1");
	assert_fault("line,amount\n,1\n", "lines.csv:2:2", "a row of table lines has no key; give it one in line");
	assert_fault("line,amount\n[z],1\n", "lines.csv:2:1", "is a mark, and a key cannot be marked");
	assert_fault("line,amount\na,1,2\n", "lines.csv:2:1", "this row has 3 fields and the header has 2");
	assert_fault("line,amount\na\n", "lines.csv:2:1", "this row has 1 fields and the header has 2");
	assert_fault("line,note\na,\xFF\n", "lines.csv:2:3", "UTF-8");
	assert_fault("line,note\na,x\"y\n", "lines.csv:2:4", "quote");
}

static void what_is_plainly_meant_is_written_back_the_right_way(void **state)
{
	(void)state;
	static const struct { const char *column, *text, *part; } list[] = {
		{"period", "2017/18", "is not a period as it is written here; did you mean 2017-18?"},
		{"period", "2017/2018", "did you mean 2017-18?"}, {"period", "2017-2018", "did you mean 2017-18?"}, {"period", "2017\xE2\x80\x93" "18", "did you mean 2017-18?"},
		{"period", "1999/2000", "did you mean 1999-00?"}, {"period", "2017-19", "is more than one year; write one row a year, such as 2017-18 and 2018-19"},
		{"period", "2017/19", "write one row a year, such as 2017-18 and 2018-19"}, {"period", "2017-2020", "write one row a year, such as 2017-18, 2018-19 and 2019-20"},
		{"period", "2017", "is not a period; write 2019-20"}, {"period", "2018/17", "is not a period; write 2019-20"}, {"period", "9999/00", "is not a period; write"},
		{"level", "66.7%", "is a percentage; write 66.7 without the sign"}, {"level", "66.7 %", "write 66.7 without the sign"}, {"level", "x%", "is not a number"},
		{"amount", "-", "says nothing; write 0 for nil, [z] where it does not apply, or leave it empty where it is not known yet"}, {"amount", "\xE2\x80\x93", "write 0 for nil"}, {"amount", "nil", "write 0 for nil"},
		{"level", "-", "write 0 for nil"}, {"people", "-", "write 0 for nil"}, {"amount", "n/a", "write 0 for nil"},
		{"amount", "(500,000)", "is written in brackets; write -500000.00"}, {"amount", "\xC2\xA3(500)", "write -500.00"}, {"amount", "(\xC2\xA3" "500.5)", "write -500.50"}, {"level", "(1.5)", "write -1.5"}, {"amount", "(x)", "is not an amount"},
		{"amount", "500k", "is cut short; write 500000.00 in full"}, {"amount", "\xC2\xA3" "1.5m", "write 1500000.00 in full"}, {"amount", "2bn", "write 2000000000.00 in full"}, {"amount", "-0.5K", "write -500.00 in full"},
		{"people", "3k", "write 3000 in full"}, {"amount", "99999999999bn", "is not an amount"}, {"amount", "21bn", "is not an amount"}, {"amount", "1.234567k", "is not an amount"}, {"amount", "1.2345k", "write 1234.50 in full"}, {"amount", "k", "is not an amount"}, {"share", "-", "is not a share"},
		{"amount", "500p", "is not an amount"}, {"people", "(3)", "is not a count"},
	};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		job j = job_open();
		assert_fault(arena_printf(j.a, "line,%s\na,\"%s\"\n", list[i].column, list[i].text), "lines.csv:2:3", list[i].part);
		job_close(&j);
	}
}

static void a_header_that_cannot_be_read_gives_no_messages_about_its_rows(void **state)
{
	(void)state;
	assert_fault("li\"ne,amount\na,ten\nb,2\n", "lines.csv:1:3", "quote");
	assert_fault("line\xFF,amount\na,1\n", "lines.csv:1:5", "UTF-8");
	assert_fault("\xFF\n\n", "lines.csv:1:1", "UTF-8");
}

static void a_nul_byte_is_named_by_its_place(void **state)
{
	(void)state;
	job j = job_open();
	rows r;

	assert_true(read_bytes(&j, &r, &lines, "line,note\na,x\0y\n", 16) < 0);
	assert_int_equal(j.e.count, 1);
	assert_message(&j.e, "lines.csv:2:4", "NUL");
	job_close(&j);
}

static void all_faults_of_a_file_are_told_at_once(void **state)
{
	(void)state;
	job j = job_open();
	rows r;

	assert_true(read_text(&j, &r, "line,amont,released,level\na,1,soon,high\nb,1\n,1,,\nc,1,2019-04-01,1\nc,1,,2\n") < 0);
	assert_int_equal(j.e.count, 6);
	job_close(&j);
}

static void a_long_value_is_shown_cut(void **state)
{
	(void)state;
	char text[300];

	memset(text, 'x', sizeof text);
	memcpy(text, "line,amount\na,", 14);
	text[200] = 0;
	assert_fault(text, "lines.csv:2:3", "x' is not an amount");
}

static void a_table_of_one_row_has_no_more(void **state)
{
	(void)state;
	job j = job_open();
	rows r;

	assert_int_equal(read_bytes(&j, &r, &head, "title\nA\n", 8), 0);
	assert_true(read_bytes(&j, &r, &head, "title\nA\nB\n", 10) < 0);
	assert_int_equal(j.e.count, 1);
	assert_message(&j.e, "lines.csv:3:1", "table head has 2 rows; it must have one");
	job_close(&j);
}

static void json_rows_are_read_as_those_of_csv(void **state)
{
	(void)state;
	job j = job_open();
	rows r;

	assert_int_equal(read_json(&j, &r, "[{\"line\": \"b\", \"amount\": \"2\"}, {\"amount\": 1.5, \"line\": \"a\", \"note\": \"\"}]"), 0);
	assert_string_equal(printed_as(&j, &r, false), "line,amount\na,1.50\nb,2.00\n");
	assert_int_equal(read_json(&j, &r, "[{\"line\": \"a\", \"note\": null}]"), 0);
	assert_string_equal(printed_as(&j, &r, false), "line\na\n");
	assert_int_equal(read_json(&j, &r, "[]"), 0);
	assert_int_equal(r.count, 0);
	job_close(&j);
}

static void json_faults_are_named_by_line_and_column(void **state)
{
	(void)state;
	static const struct { const char *text, *where, *part; } list[] = {
		{"{}", "p.json:1:1", "table lines must be an array of rows"},
		{"[\n 4]", "p.json:2:2", "must be an object"},
		{"[{\"line\": \"a\", \"amont\": \"1\"}]", "p.json:1:16", "did you mean 'amount'?"},
		{"[{\"line\": \"a\",\n\"amount\": \"x\"}]", "p.json:2:11", "is not an amount"},
		{"[{\"line\": \"a\", \"note\": true}]", "p.json:1:24", "note must be text in quotation marks"},
		{"[{\"line\": \"a\"}, {\"line\": \"a\"}]", "p.json:1:26", "duplicate key"},
		{"[{\"note\": \"x\"}]", "p.json:1:11", "has no key"},
	};

	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		job j = job_open();
		rows r = {.count = 77};
		assert_true(read_json(&j, &r, list[i].text) < 0);
		assert_int_equal(j.e.count, 1);
		assert_message(&j.e, list[i].where, list[i].part);
		assert_int_equal(r.count, 77);
		job_close(&j);
	}
}

static void every_type_has_its_name(void **state)
{
	(void)state;
	assert_string_equal(type_name(TYPE_TEXT), "text");
	assert_string_equal(type_name(TYPE_AMOUNT), "amount");
	assert_string_equal(type_name(TYPE_LIST), "list");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_becomes_the_canonical_text_of_its_type),
		cmocka_unit_test(a_number_that_sql_could_not_hold_is_refused_and_never_becomes_nought),
		cmocka_unit_test(a_mark_stands_in_any_column_but_a_key),
		cmocka_unit_test(what_is_printed_reads_back_as_the_same_for_every_type),
		cmocka_unit_test(rows_are_sorted_by_key_and_columns_stand_in_schema_order),
		cmocka_unit_test(record_columns_and_rows_are_left_out_of_the_plan),
		cmocka_unit_test(each_fault_of_a_table_is_one_message_with_its_place),
		cmocka_unit_test(what_is_plainly_meant_is_written_back_the_right_way),
		cmocka_unit_test(a_header_that_cannot_be_read_gives_no_messages_about_its_rows),
		cmocka_unit_test(a_nul_byte_is_named_by_its_place),
		cmocka_unit_test(all_faults_of_a_file_are_told_at_once),
		cmocka_unit_test(a_long_value_is_shown_cut),
		cmocka_unit_test(a_table_of_one_row_has_no_more),
		cmocka_unit_test(json_rows_are_read_as_those_of_csv),
		cmocka_unit_test(json_faults_are_named_by_line_and_column),
		cmocka_unit_test(every_type_has_its_name),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
