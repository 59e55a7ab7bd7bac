/* What a value is for a person: numbers, dates, names of cells. */

#include "unit.h"

#include "format/xlsx_parts.h"

/* Formats 0: number, 1: date, 2: time passed. */
static char formats[] = {TIME_NONE, TIME_DATE, TIME_PASSED};

static span plain(char room[XLSX_PLAIN_ROOM], xlsx_kind kind, uint32_t style, bool from_1904, const char *text)
{
	xlsx x = {.epoch_1904 = from_1904, .date_style = formats, .style_count = 3};
	xlsx_cell c = {.kind = kind, .style = style, .text = span_of(text)};
	return xlsx_plain(room, &x, &c);
}

static void assert_plain(xlsx_kind kind, uint32_t style, const char *text, const char *expected)
{
	char room[XLSX_PLAIN_ROOM];
	assert_span(plain(room, kind, style, false, text), expected);
}

static void numbers_are_written_out_in_plain_digits(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {{"0", "0"}, {"1", "1"}, {"-1", "-1"}, {"+5", "5"}, {"-0", "0"},
		{"0.0", "0"}, {"00012", "12"}, {"1.50", "1.5"}, {"5.", "5"}, {".5", "0.5"}, {"-.5", "-0.5"},
		{"1E3", "1000"}, {"1.5E+3", "1500"}, {"12345E-2", "123.45"}, {"1e-7", "0.0000001"},
		{"1E+20", "100000000000000000000"}, {"123456789012345", "123456789012345"},
		{"12345678.9", "12345678.9"}, {"0e99999999999", "0"}};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		assert_plain(XLSX_NUMBER, 0, pairs[i][0], pairs[i][1]);
}

static void numbers_are_rounded_to_the_digits_that_spreadsheets_keep(void **state)
{
	(void)state;
	assert_plain(XLSX_NUMBER, 0, "0.1000000000000000055", "0.1");
	assert_plain(XLSX_NUMBER, 0, "0.30000000000000004", "0.3");
	assert_plain(XLSX_NUMBER, 0, "1234567.8899999999", "1234567.89");
	assert_plain(XLSX_NUMBER, 0, "99999999999999.95", "100000000000000");
	assert_plain(XLSX_NUMBER, 0, "999999999999999.5", "1000000000000000");
	assert_plain(XLSX_NUMBER, 0, "-0.99999999999999999", "-1");
	assert_plain(XLSX_NUMBER, 0, "1.0000000000000049", "1");
	assert_plain(XLSX_NUMBER, 0, "1234567890123455", "1234567890123460");
	assert_plain(XLSX_NUMBER, 0, "1234567890123444", "1234567890123440");
}

static void numbers_without_a_plain_form_that_fits_keep_their_exponent(void **state)
{
	(void)state;
	assert_plain(XLSX_NUMBER, 0, "1.5E300", "1.5E+300");
	assert_plain(XLSX_NUMBER, 0, "-1E-300", "-1E-300");
	assert_plain(XLSX_NUMBER, 0, "1E999999", "1E+999999");
	assert_plain(XLSX_NUMBER, 0, "123456789012345678E30", "1.23456789012346E+47");
}

static void a_serial_number_with_an_exponent_is_no_iso_date(void **state)
{
	(void)state;
	assert_plain(XLSX_DATE, 1, "1.5E-3", "00:02:10");
	assert_plain(XLSX_DATE, 1, "4.3556E4", "2019-04-01");
	assert_plain(XLSX_DATE, 1, "2019-04-01T00:00:00", "2019-04-01");
}

static void a_number_of_a_million_digits_is_rounded_like_any_other(void **state)
{
	(void)state;
	job j = job_open();
	size_t len = 1100000;
	char room[XLSX_PLAIN_ROOM], *text = arena_alloc(j.a, len + 8);
	memset(text, '9', len);
	memcpy(text + len, "E-9", 4);
	assert_span(plain(room, XLSX_NUMBER, 0, false, text), "1E+1099991");
	job_close(&j);
}

static void serial_numbers_are_dates_in_both_epochs(void **state)
{
	(void)state;
	char room[XLSX_PLAIN_ROOM];
	assert_plain(XLSX_DATE, 1, "43556", "2019-04-01");
	assert_plain(XLSX_DATE, 1, "61", "1900-03-01");
	assert_plain(XLSX_DATE, 1, "109574", "2199-12-31");
	assert_span(plain(room, XLSX_DATE, 1, true, "0.5"), "12:00:00");
	assert_span(plain(room, XLSX_DATE, 1, true, "42094"), "2019-04-01");
	assert_span(plain(room, XLSX_DATE, 1, true, "1"), "1904-01-02");
}

static void times_are_rounded_to_the_second(void **state)
{
	(void)state;
	assert_plain(XLSX_DATE, 1, "43556.5625", "2019-04-01T13:30:00");
	assert_plain(XLSX_DATE, 1, "43556.999999999", "2019-04-02");
	assert_plain(XLSX_DATE, 1, "43556.000011574", "2019-04-01T00:00:01");
	assert_plain(XLSX_DATE, 1, "0.75", "18:00:00");
	assert_plain(XLSX_DATE, 1, "0", "00:00:00");
	assert_plain(XLSX_DATE, 2, "10.6320601851852", "255:10:10");
	assert_plain(XLSX_DATE, 2, "0.5", "12:00:00");
}

static void what_is_no_date_of_our_calendar_stays_a_number(void **state)
{
	(void)state;
	static const char *const numbers[] = {"-1", "60", "59", "1", "109575", "2958465", "1000000000000"};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		assert_plain(XLSX_DATE, 1, numbers[i], numbers[i]);
	assert_plain(XLSX_DATE, 1, "1E300", "1E+300");
}

static void iso_dates_lose_midnight_and_fractions_alone(void **state)
{
	(void)state;
	assert_plain(XLSX_DATE, 0, "2019-04-01", "2019-04-01");
	assert_plain(XLSX_DATE, 0, "2019-04-01T00:00:00", "2019-04-01");
	assert_plain(XLSX_DATE, 0, "2019-04-01T00:00:00.000", "2019-04-01");
	assert_plain(XLSX_DATE, 0, "2019-04-01T13:30:00.123", "2019-04-01T13:30:00");
	assert_plain(XLSX_DATE, 0, "00:30:00", "00:30:00");
}

static void the_day_of_a_cell_is_known_for_dates_and_numbers(void **state)
{
	(void)state;
	static const struct {
		xlsx_kind kind;
		uint32_t style;
		const char *text, *expected;
	} cases[] = {{XLSX_DATE, 1, "43556", "2019-04-01"}, {XLSX_NUMBER, 0, "43556", "2019-04-01"},
		{XLSX_DATE, 1, "43556.9", "2019-04-01"}, {XLSX_DATE, 0, "2019-04-01T13:30:00", "2019-04-01"},
		{XLSX_DATE, 0, "2019-13-01", NULL}, {XLSX_DATE, 0, "13:30:00", NULL}, {XLSX_DATE, 1, "60", NULL},
		{XLSX_DATE, 1, "109575", NULL}, {XLSX_DATE, 2, "43556", NULL}, {XLSX_TEXT, 0, "2019-04-01", NULL},
		{XLSX_NUMBER, 0, "-5", NULL}};
	xlsx x = {.date_style = formats, .style_count = 3};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		xlsx_cell c = {.kind = cases[i].kind, .style = cases[i].style, .text = span_of(cases[i].text)};
		day d;
		char text[64];
		assert_int_equal(xlsx_day(&d, &x, &c), cases[i].expected != NULL);
		if (cases[i].expected) {
			date_print(text, d);
			assert_string_equal(text, cases[i].expected);
		}
	}
}

static void truths_and_other_kinds_are_words(void **state)
{
	(void)state;
	assert_plain(XLSX_TRUTH, 0, "1", "TRUE");
	assert_plain(XLSX_TRUTH, 0, "0", "FALSE");
	assert_plain(XLSX_TEXT, 0, "1E3", "1E3");
	assert_plain(XLSX_ERROR, 0, "#DIV/0!", "#DIV/0!");
	assert_plain(XLSX_NO_VALUE, 0, "", "");
}

static void formats_are_dates_by_their_letters(void **state)
{
	(void)state;
	static const struct {
		uint32_t id;
		const char *code;
		char expected;
	} cases[] = {{0, NULL, TIME_NONE}, {2, NULL, TIME_NONE}, {13, NULL, TIME_NONE}, {14, NULL, TIME_DATE},
		{22, NULL, TIME_DATE}, {45, NULL, TIME_DATE}, {46, NULL, TIME_PASSED}, {47, NULL, TIME_DATE},
		{49, NULL, TIME_NONE}, {27, NULL, TIME_DATE}, {58, NULL, TIME_DATE}, {164, NULL, TIME_NONE},
		{164, "General", TIME_NONE}, {164, "dd/mm/yyyy", TIME_DATE}, {164, "[$-809]d mmmm yyyy", TIME_DATE},
		{164, "h:mm AM/PM", TIME_DATE}, {164, "mm:ss.0", TIME_DATE}, {164, "[h]:mm:ss", TIME_PASSED},
		{164, "[mm]:ss", TIME_PASSED}, {164, "[Red]0.00", TIME_NONE}, {164, "\"days\" 0", TIME_NONE},
		{164, "0\\d", TIME_NONE}, {164, "0_d", TIME_NONE}, {164, "*d0", TIME_NONE},
		{164, "0.00;[h]:mm", TIME_NONE}, {164, "#,##0.00\\ \"USD\"", TIME_NONE}, {164, "0.0E+00", TIME_NONE},
		{164, "@", TIME_NONE}, {14, "0.00", TIME_NONE}, {164, "\"unended d", TIME_NONE},
		{164, "[unended d", TIME_NONE}, {164, "0\\", TIME_NONE}, {164, "", TIME_NONE}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(xlsx_format_time(cases[i].id, cases[i].code), cases[i].expected);
}

static void names_of_cells_are_read_as_they_are_written(void **state)
{
	(void)state;
	static const struct {
		uint32_t row, column;
		const char *name;
	} cases[] = {{0, 0, "A1"}, {16, 18, "S17"}, {0, 25, "Z1"}, {0, 26, "AA1"}, {0, 701, "ZZ1"}, {0, 702, "AAA1"},
		{XLSX_ROWS_MAX - 1, XLSX_COLUMNS_MAX - 1, "XFD1048576"}};
	uint32_t row, column;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char name[CELL_NAME];
		cell_name(name, cases[i].row, cases[i].column);
		assert_string_equal(name, cases[i].name);
		assert_true(cell_name_parse(&row, &column, span_of(name)));
		assert_int_equal(row, cases[i].row);
		assert_int_equal(column, cases[i].column);
	}
	assert_true(cell_name_parse(&row, &column, span_of("$s$17")) && row == 16 && column == 18);
	assert_true(cell_name_parse(&row, &column, span_of("s17")) && row == 16 && column == 18);
}

static void what_is_no_name_of_a_cell_is_refused(void **state)
{
	(void)state;
	static const char *const names[] = {"", "A", "1", "A0", "XFE1", "A1048577", "AAAA1", "A12345678", "A1 ", " A1",
		"A-1", "A1B", "$$A1", "A$", "$", "R1C1", "A1:B2", "É1", "@1", "[1", "`1", "{1"};
	uint32_t row, column;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_false(cell_name_parse(&row, &column, span_of(names[i])));
}

static void escaped_characters_become_what_they_stand_for(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {{"a_x000D_b", "a\rb"}, {"_x0041_", "A"}, {"_x20AC_", "€"},
		{"_x00e9_", "é"}, {"_x005F_x0041_", "_x0041_"}, {"_xD83D_", "_xD83D_"}, {"_x0000_", "_x0000_"},
		{"_x12_", "_x12_"}, {"_xGGGG_", "_xGGGG_"}, {"_x0041", "_x0041"}, {"__x0041__", "_A_"}, {"", ""},
		{"_", "_"}};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		char text[32];
		size_t len = strlen(pairs[i][0]);
		memcpy(text, pairs[i][0], len);
		assert_span(((span){text, xlsx_unescape(text, len)}), pairs[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_serial_number_with_an_exponent_is_no_iso_date),
		cmocka_unit_test(numbers_are_written_out_in_plain_digits),
		cmocka_unit_test(numbers_are_rounded_to_the_digits_that_spreadsheets_keep),
		cmocka_unit_test(numbers_without_a_plain_form_that_fits_keep_their_exponent),
		cmocka_unit_test(a_number_of_a_million_digits_is_rounded_like_any_other),
		cmocka_unit_test(serial_numbers_are_dates_in_both_epochs),
		cmocka_unit_test(times_are_rounded_to_the_second),
		cmocka_unit_test(what_is_no_date_of_our_calendar_stays_a_number),
		cmocka_unit_test(iso_dates_lose_midnight_and_fractions_alone),
		cmocka_unit_test(the_day_of_a_cell_is_known_for_dates_and_numbers),
		cmocka_unit_test(truths_and_other_kinds_are_words),
		cmocka_unit_test(formats_are_dates_by_their_letters),
		cmocka_unit_test(names_of_cells_are_read_as_they_are_written),
		cmocka_unit_test(what_is_no_name_of_a_cell_is_refused),
		cmocka_unit_test(escaped_characters_become_what_they_stand_for),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
