/* Sheets, cell by cell: what each form of cell is read as, and that the two ways through a sheet agree. */

#include "workbook_told.h"

#include <stdlib.h>

#include "base/limits.h"

static void every_kind_of_value_is_known(void **state)
{
	(void)state;
	assert_cells(
		"<c r=\"A1\"><v>1.5</v></c><c r=\"B1\" t=\"n\"><v>2</v></c><c r=\"C1\" s=\"1\"><v>43556</v></c>"
		"<c r=\"D1\" t=\"s\"><v>1</v></c><c r=\"E1\" t=\"b\"><v>0</v></c><c r=\"F1\" t=\"e\"><v>#N/A</v></c>"
		"<c r=\"G1\" t=\"str\"><f>X</f><v>made</v></c><c r=\"H1\" t=\"d\"><v>2019-04-01T13:30:00</v></c>"
		"<c r=\"I1\" t=\"inlineStr\"><is><t>in line</t></is></c>",
		" A1=number 1.5; B1=number 2; C1=date 2019-04-01; D1=text second; E1=truth FALSE; F1=error #N/A;"
		" G1=text f made; H1=date 2019-04-01T13:30:00; I1=text in line;");
}

static void dates_are_known_by_their_format(void **state)
{
	(void)state;
	assert_cells("<c r=\"A1\" s=\"0\"><v>43556</v></c><c r=\"B1\" s=\"2\"><v>43556.75</v></c><c r=\"C1\" "
		     "s=\"3\"><v>0.75</v></c>"
		     "<c r=\"D1\" s=\"4\"><v>1.5</v></c><c r=\"E1\" s=\"5\"><v>43556</v></c><c r=\"F1\" "
		     "s=\"99\"><v>43556</v></c>"
		     "<c r=\"G1\" s=\"\"><v>43556</v></c><c r=\"H1\" s=\"99999999999\"><v>43556</v></c>",
		" A1=number 43556; B1=date 2019-04-01T18:00:00; C1=date 18:00:00; D1=date 36:00:00; E1=number 43556;"
		" F1=number 43556; G1=number 43556; H1=number 43556;");
}

static void formulas_have_their_cached_value_or_none(void **state)
{
	(void)state;
	assert_cells(
		"<c r=\"A1\"><f>1+1</f><v>2</v></c><c r=\"B1\"><f t=\"shared\" ref=\"B1:B9\" "
		"si=\"0\">A1</f><v>3</v></c>"
		"<c r=\"C1\"><f t=\"shared\" si=\"0\"/><v>4</v></c><c r=\"D1\"><f>X</f></c><c "
		"r=\"E1\"><f>X</f><v></v></c>"
		"<c r=\"F1\"><f>X</f><v/></c><c r=\"G1\" t=\"str\"><f>X</f><v></v></c><c r=\"H1\" "
		"t=\"e\"><f>X</f><v></v></c>"
		"<c r=\"I1\" t=\"b\"><f>X</f><v> </v></c><c r=\"J1\" t=\"s\"><f>X</f><v></v></c><c r=\"K1\"><f/></c>",
		" A1=number f 2; B1=number f 3; C1=number f 4; D1=none f ; E1=none f ; F1=none f ; G1=text f ; H1=none "
		"f ;"
		" I1=none f ; J1=none f ; K1=none f ;");
}

static void blank_cells_are_not_given(void **state)
{
	(void)state;
	assert_cells(
		"<c r=\"A1\"/><c r=\"B1\" s=\"1\"/><c r=\"C1\"></c><c r=\"D1\"><v></v></c><c r=\"E1\"><v/></c>"
		"<c r=\"F1\" t=\"s\"/><c r=\"G1\" t=\"str\"><v></v></c><c r=\"H1\" t=\"inlineStr\"><is><t/></is></c>"
		"<c r=\"I1\"><v> </v></c><c r=\"J1\" t=\"zz\"/><c r=\"K1\"><v>1</v></c>",
		" K1=number 1;");
}

static void inline_texts_are_joined_without_phonetic_readings(void **state)
{
	(void)state;
	assert_cells(
		"<c r=\"A1\" t=\"inlineStr\"><is><r><rPr><b/></rPr><t xml:space=\"preserve\">a </t></r><r><t>b</t></r>"
		"<rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></is></c><c r=\"B1\" t=\"inlineStr\"><v>9</v></c>"
		"<c r=\"C1\" t=\"inlineStr\"><v>9</v><is><t>c</t></is></c><c r=\"D1\" "
		"t=\"inlineStr\"><is><t>d</t></is><v>9</v></c>"
		"<c r=\"E1\" t=\"inlineStr\"><is><t><![CDATA[<e>&amp;]]></t></is></c><c r=\"F1\"><is><t>f</t></is></c>",
		" A1=text a b; B1=text 9; C1=text c; D1=text d; E1=text <e>&amp;; F1=text f;");
}

static void shared_texts_may_be_rich_empty_or_escaped(void **state)
{
	(void)state;
	job j = job_open();
	const char *strings =
		"<?xml version=\"1.0\"?><sst count=\"9\"><si><t>a &amp; b</t></si><si><t xml:space=\"preserve\"> "
		"x_x000D_\r\ny</t></si>"
		"<si><r><t>ri</t></r><r><t>ch</t></r><rPh><t>no</t></rPh><phoneticPr "
		"fontId=\"1\"/></si><si/><si><t/></si>"
		"<x:si><x:t>odd</x:t></x:si><si><t><![CDATA[&lt;]]></t></si><!-- c --><si><t>last</t></si></sst>";
	buf b;
	buf_init(&b, j.a);
	for (int i = 0; i < 8; i++)
		buf_printf(&b, "<c t=\"s\"><v>%d</v></c>", i);
	span sheet = span_of(arena_printf(j.a, SHEET_OF("<row>%.*s</row>"), SPAN_ARG(buf_span(&b))));
	assert_string_equal(tell_book(&j, book_of(j.a, (book_parts){.sheet = sheet, .strings = strings})),
		"Sheet1: A1=text a & b; B1=text  x\r\ny; C1=text rich; F1=text odd; G1=text &lt;; H1=text last;");
	job_close(&j);
}

static void a_text_that_is_not_there_or_not_text_is_refused(void **state)
{
	(void)state;
	assert_cells("<c r=\"A1\" t=\"s\"><v>3</v></c>",
		"!b.xlsx › Sheet1 › A1: the file is damaged: this cell's text is not to be found");
	assert_cells("<c r=\"B1\" t=\"s\"><v>-1</v></c>",
		"!b.xlsx › Sheet1 › B1: the file is damaged: this cell's text is not to be found");
	assert_cells("<c r=\"C1\" t=\"s\"><v>99999999999999999999999999</v></c>",
		"!b.xlsx › Sheet1 › C1: the file is damaged: this cell's text is not to be found");
	assert_cells("<c r=\"D1\" t=\"str\"><v>caf\xE9</v></c>",
		"!b.xlsx › Sheet1 › D1: the text is not UTF-8; save the workbook again in a spreadsheet program");
}

static void texts_that_are_half_a_character_each_are_not_utf8(void **state)
{
	(void)state;
	static const char *const strings[] = {
		"<sst><si><t>\xC3</t></si><si><t>\xA9</t></si></sst>", "<sst><si><t>\xFF</t></si></sst>"};
	for (size_t i = 0; i < 2; i++) {
		job j = job_open();
		span book = book_of(j.a, (book_parts){.sheet = span_of(SHEET_OF("<row><c t=\"s\"><v>0</v></c></row>")),
						 .strings = strings[i]});
		assert_string_equal(tell_book(&j, book),
			"Sheet1:!b.xlsx › xl/sharedStrings.xml: its text is not UTF-8; save the "
			"workbook again in a spreadsheet program");
		job_close(&j);
	}
}

static void shared_texts_that_cannot_be_read_fail_for_every_sheet(void **state)
{
	(void)state;
	job j = job_open();
	xlsx *x;
	xlsx_cell c;
	span book = book_of(j.a, (book_parts){.sheet = span_of(SHEET_OF("<row><c t=\"s\"><v>0</v></c></row>")),
					 .strings = "<sst><si><t>one</t></si>"});
	assert_int_equal(xlsx_open(&x, book, "b.xlsx", j.a, &j.e), 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(xlsx_begin(x, 0, &j.e), ERR_PARSE);
		assert_message(&j.e, "b.xlsx › xl/sharedStrings.xml", "its XML is broken: it ends too early");
		assert_int_equal(xlsx_next(&c, x, &j.e), 0);
	}
	xlsx_close(x);
	job_close(&j);
}

static void what_should_be_a_number_and_is_none_is_kept_as_text(void **state)
{
	(void)state;
	assert_cells("<c r=\"A1\"><v>abc</v></c><c r=\"B1\" t=\"n\"><v>1,5</v></c><c r=\"C1\"><v>NaN</v></c><c "
		     "r=\"D1\"><v>1.2.3</v></c>"
		     "<c r=\"E1\"><v>--1</v></c><c r=\"F1\"><v>1e</v></c><c r=\"G1\" t=\"zz\"><v>7</v></c><c r=\"H1\" "
		     "t=\"d\"><v>soon</v></c>"
		     "<c r=\"I1\" t=\"b\"><v>maybe</v></c><c r=\"J1\" t=\"d\"><v>1e-------------------</v></c><c "
		     "r=\"K1\"><v>-</v></c>"
		     "<c r=\"L1\"><v>0x10</v></c><c r=\"M1\"><v>a&amp;b</v></c>",
		" A1=text abc; B1=text 1,5; C1=text NaN; D1=text 1.2.3; E1=text --1; F1=text 1e; G1=text 7; H1=text "
		"soon; I1=text maybe;"
		" J1=text 1e-------------------; K1=text -; L1=text 0x10; M1=text a&b;");
}

static void truths_and_numbers_may_be_written_in_other_ways(void **state)
{
	(void)state;
	assert_cells("<c r=\"A1\" t=\"b\"><v>true</v></c><c r=\"B1\" t=\"b\"><v>FALSE</v></c><c r=\"C1\" "
		     "t=\"b\"><v>2</v></c>"
		     "<c r=\"D1\" t=\"b\"><v>0.0</v></c><c r=\"E1\"><v> 12 </v></c><c r=\"F1\"><v>&#49;2</v></c><c "
		     "r=\"G1\" t=\"d\"><v>43556</v></c>"
		     "<c r=\"H1\" t=\"s\"><v> 1 </v></c><c r=\"I1\" t=\"e\"><v>&#35;REF!</v></c>",
		" A1=truth TRUE; B1=truth FALSE; C1=truth TRUE; D1=truth FALSE; E1=number 12; F1=number 12; G1=date "
		"2019-04-01;"
		" H1=text second; I1=error #REF!;");
}

static void cells_and_rows_without_references_stand_behind_the_ones_before(void **state)
{
	(void)state;
	assert_told("<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c><v>4</v></c></row><row r=\"9\"><c "
		    "r=\"C9\"/><c><v>5</v></c>"
		    "<c r=\"f9\"/><c><v>6</v></c><c r=\"$H$9\" "
		    "s=\"1\"/><c><v>7</v></c></row><row/><row><c><v>8</v></c></row><c><v>9</v></c>",
		" A1=number 1; C1=number 3; A2=number 4; D9=number 5; G9=number 6; I9=number 7; A11=number 8; "
		"B11=number 9;");
}

static void cells_and_rows_are_given_in_the_order_of_the_file(void **state)
{
	(void)state;
	assert_told("<row r=\"9\"><c r=\"C9\"><v>1</v></c><c r=\"A9\"><v>2</v></c><c r=\"B7\"><v>3</v></c></row><row "
		    "r=\"2\"><c r=\"A2\"><v>4</v></c></row>",
		" C9=number 1; A9=number 2; B7=number 3; A2=number 4;");
}

static void the_last_cell_of_a_sheet_is_read_and_none_beyond(void **state)
{
	(void)state;
	assert_told("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>", " XFD1048576=number 1;");
	static const char *const beyond[] = {"<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>",
		"<row r=\"1\"><c r=\"A1048577\"><v>1</v></c></row>",
		"<row r=\"1\"><c r=\"XFD1\"><v></v></c><c><v>1</v></c></row>",
		"<row r=\"1\"><c r=\"ZZZZZZZ1\"><v>1</v></c></row>",
		"<row r=\"1\"><c r=\"A99999999999999\"><v>1</v></c></row>"};
	for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++)
		assert_told(beyond[i],
			"!b.xlsx › Sheet1: has a cell beyond row 1048576 or column 16384, where no sheet reaches");
	static const char *const rows[] = {"<row r=\"1048577\"/>", "<row r=\"1048576\"/><row/>",
		"<row r=\"99999999999\"/>", "<row r=\"1\"></row><row r=\"1048577\"><c r=\"A1\"><v>1</v></c></row>"};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_told(rows[i], "!b.xlsx › Sheet1: has more than 1048576 rows, which no sheet can have");
}

static void names_that_are_none_are_told_without_their_odd_characters(void **state)
{
	(void)state;
	assert_cells("<c r=\"1A\"><v>1</v></c>", "!b.xlsx › Sheet1: the file is damaged: it has a cell called '1A'");
	assert_cells("<c r=\"\x1B[2J\xC3\xA9\"><v>1</v></c>",
		"!b.xlsx › Sheet1: the file is damaged: it has a cell called '?[2J?"
		"?'");
	assert_told("<row r=\"0\"/>", "!b.xlsx › Sheet1: the file is damaged: it has a row called '0'");
	assert_told("<row r=\"x\"/>", "!b.xlsx › Sheet1: the file is damaged: it has a row called 'x'");
}

static void a_text_put_together_from_pieces_ends_at_the_limit(void **state)
{
	(void)state;
	job j = job_open();
	buf b;
	buf_init(&b, j.a);
	buf_add(&b, span_of("<worksheet><sheetData><row><c t=\"inlineStr\"><is>"));
	for (int i = 0; i < 3000; i++) {
		buf_add(&b, span_of("<r><t>"));
		for (int k = 0; k < 100; k++)
			buf_add(&b, span_of("0123456789"));
		buf_add(&b, span_of("</t></r>"));
	}
	buf_add(&b, span_of("</is></c></row></sheetData></worksheet>"));
	assert_string_equal(tell_book(&j, book_of(j.a, (book_parts){.sheet = buf_span(&b)})),
		"Sheet1:!b.xlsx › Sheet1: holds a single text of more than 1024 KB, longer than a cell can hold");
	job_close(&j);
}

static void merged_ranges_are_known_at_the_end_of_a_sheet(void **state)
{
	(void)state;
	job j = job_open();
	xlsx *x;
	xlsx_cell c;
	size_t count;
	span sheet = span_of("<worksheet><sheetData/><mergeCells><mergeCell ref=\"A1:C2\"/><mergeCell "
			     "ref=\"D4\"/><mergeCell ref=\"B2:A1\"/>"
			     "<mergeCell ref=\"A1:XFE9\"/><mergeCell ref=\"\"/><mergeCell/></mergeCells></worksheet>");
	assert_int_equal(xlsx_open(&x, book_of(j.a, (book_parts){.sheet = sheet}), "b.xlsx", j.a, &j.e), 0);
	for (int again = 0; again < 2; again++) {
		assert_int_equal(xlsx_begin(x, 0, &j.e), 0);
		assert_int_equal(xlsx_next(&c, x, &j.e), 0);
		const xlsx_range *m = xlsx_merged(&count, x);
		assert_int_equal(count, 2);
		assert_true(
			m[0].first_row == 0 && m[0].first_column == 0 && m[0].last_row == 1 && m[0].last_column == 2);
		assert_true(
			m[1].first_row == 3 && m[1].first_column == 3 && m[1].last_row == 3 && m[1].last_column == 3);
	}
	xlsx_close(x);
	job_close(&j);
}

static void merged_ranges_beyond_the_limit_are_refused(void **state)
{
	(void)state;
	job j = job_open();
	buf b;
	buf_init(&b, j.a);
	buf_add(&b, span_of("<worksheet><sheetData/><mergeCells>"));
	for (int i = 0; i <= MERGES_MAX; i++)
		buf_add(&b, span_of("<mergeCell ref=\"A1:B1\"/>"));
	buf_add(&b, span_of("</mergeCells></worksheet>"));
	assert_string_equal(tell_book(&j, book_of(j.a, (book_parts){.sheet = buf_span(&b)})),
		"Sheet1:!b.xlsx › Sheet1: merges more than 100000 ranges of cells");
	job_close(&j);
}

static void attributes_in_another_order_or_with_prefixes_mean_the_same(void **state)
{
	(void)state;
	assert_told("<x:row xmlns:x=\"u\" spans=\"1:3\" r=\"2\"><x:c t=\"s\" r=\"A2\"><x:v>0</x:v></x:c><x:c s=\"1\" "
		    "xmlns:r=\"u\" r='B2'>"
		    "<x:v>43556</x:v></x:c></x:row><row r=\"3\" ht=\"12\" x='1'><c r=\"A3\" cm=\"1\"><v>1</v></c><c  "
		    "r=\"B3\" ><v >2</v ></c ></row>",
		" A2=text first; B2=date 2019-04-01; A3=number 1; B3=number 2;");
}

static void the_formula_is_given_as_the_file_writes_it(void **state)
{
	(void)state;
	static const char *const sheets[] = {SHEET_OF("<row r=\"1\"><c r=\"A1\"><f>A&amp;B&lt;1</f><v>1</v></c></row>"),
		SHEET_OF("<row r=\"1\"><c  r=\"A1\"><f>A&amp;B&lt;1</f><v>1</v></c></row>")};
	for (size_t i = 0; i < 2; i++) {
		job j = job_open();
		xlsx *x;
		xlsx_cell c;
		assert_int_equal(
			xlsx_open(&x, book_of(j.a, (book_parts){.sheet = span_of(sheets[i])}), "b.xlsx", j.a, &j.e), 0);
		assert_int_equal(xlsx_begin(x, 0, &j.e), 0);
		assert_int_equal(xlsx_next(&c, x, &j.e), 1);
		assert_span(c.formula_text, "A&amp;B&lt;1");
		assert_string_equal(xlsx_place(j.a, x, &c), "b.xlsx › Sheet1 › A1");
		xlsx_close(x);
		job_close(&j);
	}
}

/* One of the forms that cells have, at random. */
static void random_cell(buf *b, uint64_t *seed, int row, int across)
{
	static const char *const values[] = {"1", "-12.75", "1E-7", "43556", "0", "", "abc", "a&amp;b", " 7 ",
		"_x0041_", "123456789012345678", "\xC3\xA9", "&#65;", "2"};
	static const char *const types[] = {
		"", "", "", " t=\"s\"", " t=\"str\"", " t=\"b\"", " t=\"e\"", " t=\"n\"", " t=\"d\""};
	static const char *const formulas[] = {"", "", "", "<f>A1+1</f>", "<f t=\"shared\" si=\"0\"/>",
		"<f t=\"shared\" ref=\"A1:A2\" si=\"0\">B1</f>", "<f/>"};
	uint64_t n = next_random(seed);
	const char *type = types[n % 9], *value = values[n / 9 % 14];
	if (n / 128 % 3 == 0) {
		buf_printf(b, "<c r=\"%c%d\" s=\"%d\"/>", 'A' + across, row, (int)(n / 512 % 6));
		return;
	}
	if (!strcmp(type, " t=\"s\""))
		value = n / 1024 % 2 ? "0" : "2";
	buf_printf(b, n / 2048 % 8 ? "<c r=\"%c%d\"" : "<c", 'A' + across, row);
	if (n / 16384 % 2)
		buf_printf(b, " s=\"%d\"", (int)(n / 32768 % 7));
	buf_printf(b, "%s>%s", type, formulas[n / 262144 % 7]);
	buf_printf(b, n / 4194304 % 5 ? "<v>%s</v></c>" : "</c>", value);
}

/* With a space more in each tag, which only the general reader takes. */
static span with_spaces(arena *a, span s)
{
	buf b;
	buf_init(&b, a);
	for (size_t i = 0; i < s.len; i++) {
		buf_char(&b, s.at[i]);
		if (i && s.at[i] == ' ' && (s.at[i - 1] == 'c' || s.at[i - 1] == 'w'))
			buf_char(&b, ' ');
	}
	return buf_span(&b);
}

static void the_straight_way_and_the_general_one_read_the_same(void **state)
{
	(void)state;
	uint64_t seed = 11;
	for (int round = 0; round < 400; round++) {
		job j = job_open();
		buf b;
		buf_init(&b, j.a);
		buf_add(&b, span_of("<worksheet><sheetData>"));
		int row = (int)(next_random(&seed) % 1000000) + 1;
		/* Some are larger than a window, so that cells lie across its border. */
		for (int i = 0; i < (round % 40 ? 8 : 3000); i++, row += next_random(&seed) % 5 ? 1 : 7) {
			buf_printf(
				&b, next_random(&seed) % 6 ? "<row r=\"%d\" spans=\"1:26\">" : "<row r=\"%d\">", row);
			for (int k = 0; k < 26; k += 1 + (int)(next_random(&seed) % 3))
				random_cell(&b, &seed, row, k);
			buf_add(&b, span_of(next_random(&seed) % 9 ? "</row>" : "</row>\n"));
		}
		buf_add(&b, span_of("</sheetData></worksheet>"));
		const char *straight = tell_book(&j, book_of(j.a, (book_parts){.sheet = buf_span(&b)}));
		const char *general =
			tell_book(&j, book_of(j.a, (book_parts){.sheet = with_spaces(j.a, buf_span(&b))}));
		assert_int_equal(j.e.count, 0);
		assert_true(strlen(straight) > 60);
		assert_string_equal(straight, general);
		job_close(&j);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_value_is_known),
		cmocka_unit_test(dates_are_known_by_their_format),
		cmocka_unit_test(formulas_have_their_cached_value_or_none),
		cmocka_unit_test(blank_cells_are_not_given),
		cmocka_unit_test(inline_texts_are_joined_without_phonetic_readings),
		cmocka_unit_test(shared_texts_may_be_rich_empty_or_escaped),
		cmocka_unit_test(a_text_that_is_not_there_or_not_text_is_refused),
		cmocka_unit_test(texts_that_are_half_a_character_each_are_not_utf8),
		cmocka_unit_test(shared_texts_that_cannot_be_read_fail_for_every_sheet),
		cmocka_unit_test(what_should_be_a_number_and_is_none_is_kept_as_text),
		cmocka_unit_test(truths_and_numbers_may_be_written_in_other_ways),
		cmocka_unit_test(cells_and_rows_without_references_stand_behind_the_ones_before),
		cmocka_unit_test(cells_and_rows_are_given_in_the_order_of_the_file),
		cmocka_unit_test(the_last_cell_of_a_sheet_is_read_and_none_beyond),
		cmocka_unit_test(names_that_are_none_are_told_without_their_odd_characters),
		cmocka_unit_test(a_text_put_together_from_pieces_ends_at_the_limit),
		cmocka_unit_test(merged_ranges_are_known_at_the_end_of_a_sheet),
		cmocka_unit_test(merged_ranges_beyond_the_limit_are_refused),
		cmocka_unit_test(attributes_in_another_order_or_with_prefixes_mean_the_same),
		cmocka_unit_test(the_formula_is_given_as_the_file_writes_it),
		cmocka_unit_test(the_straight_way_and_the_general_one_read_the_same),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
