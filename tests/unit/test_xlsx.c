/* Opening workbooks: how sheets are found, what is refused and why, and that no damage goes unnoticed. */

#include "workbook_told.h"

#include <stdlib.h>

#include "base/limits.h"

#define ONE_CELL SHEET_OF("<row><c><v>1</v></c></row>")
#define RELATION(id, type, target)                                                                                     \
	"<Relationship Id=\"" id "\" Type=\"" BOOK_RELATION "/" type "\" Target=\"" target "\"/>"
#define RELATIONS(list) "<Relationships>" list "</Relationships>"
#define WORKBOOK(inside) "<workbook xmlns:r=\"" BOOK_RELATION "\">" inside "</workbook>"
#define SHEETS(list) WORKBOOK("<sheets>" list "</sheets>")

static void assert_book(book_parts p, const char *expected)
{
	job j = job_open();
	if (!p.sheet.at)
		p.sheet = span_of(ONE_CELL);
	assert_string_equal(tell_book(&j, book_of(j.a, p)), expected);
	job_close(&j);
}

static void assert_opening_fails(span bytes, int code, const char *expected)
{
	job j = job_open();
	xlsx *x = NULL;
	char *copy = malloc(bytes.len ? bytes.len : 1);
	memcpy(copy, bytes.at, bytes.len);
	assert_int_equal(xlsx_open(&x, (span){copy, bytes.len}, "b.xlsx", j.a, &j.e), code);
	assert_null(x);
	assert_int_equal(j.e.count, 1);
	assert_string_equal(j.e.last->where, "b.xlsx");
	assert_string_equal(j.e.last->text, expected);
	free(copy);
	job_close(&j);
}

static void sheets_are_found_through_relations_however_these_are_written(void **state)
{
	(void)state;
	static const char *const targets[] = {"worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml",
		"./worksheets/../worksheets/sheet1.xml", "..\\xl\\worksheets\\sheet1.xml", "WORKSHEETS/Sheet1.XML",
		"../../../xl/worksheets/sheet1.xml", "worksheets//sheet1.xml", "&#x77;orksheets/sheet1.xml"};
	for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
		job j = job_open();
		const char *r = arena_printf(j.a, RELATIONS(RELATION("rId1", "worksheet", "%s")), targets[i]);
		assert_book((book_parts){.relations = r}, "Sheet1: A1=number 1;");
		job_close(&j);
	}
}

static void strict_files_and_odd_prefixes_are_read(void **state)
{
	(void)state;
#define STRICT "http://purl.oclc.org/ooxml/officeDocument/relationships"
	assert_book(
		(book_parts){.top = "<p:Relationships xmlns:p=\"u\"><p:Relationship Target=\"xl/workbook.xml\" "
				    "Type=\"" STRICT "/officeDocument\" Id=\"x\"/></p:Relationships>",
			.workbook =
				"<y:workbook xmlns:y=\"s\" xmlns:q=\"" STRICT
				"\"><y:workbookPr/><y:sheets><y:sheet q:id=\"a\" name=\"S\"/></y:sheets></y:workbook>",
			.relations = "<Relationships><Relationship Id='a' Type='" STRICT
				     "/worksheet' Target='worksheets/sheet1.xml'/></Relationships>"},
		"S: A1=number 1;");
}

static void what_relations_do_not_name_is_looked_for_where_it_nearly_always_stands(void **state)
{
	(void)state;
	assert_book((book_parts){.top = "<Relationships/>"}, "Sheet1: A1=number 1;");
	assert_book(
		(book_parts){.top = RELATIONS(RELATION("a", "officeDocument", "gone.xml"))}, "Sheet1: A1=number 1;");
	assert_book(
		(book_parts){.relations = RELATIONS(RELATION("rId1", "worksheet", "worksheets/sheet1.xml")),
			.sheet = span_of(SHEET_OF("<row><c t=\"s\"><v>0</v></c><c s=\"1\"><v>43556</v></c></row>"))},
		"Sheet1: A1=text first; B1=date 2019-04-01;");
}

static void a_workbook_may_lie_in_any_folder(void **state)
{
	(void)state;
	job j = job_open();
	archive z;
	archive_begin(&z, j.a);
	archive_part(&z, "_rels/.rels", RELATIONS(RELATION("a", "officeDocument", "deep/er/book.xml")));
	archive_part(&z, "deep/er/book.xml", SHEETS("<sheet name=\"S\" r:id=\"s\"/>"));
	archive_part(&z, "deep/er/_rels/book.xml.rels", RELATIONS(RELATION("s", "worksheet", "../one.xml")));
	archive_part(&z, "deep/one.xml", SHEET_OF("<row><c t=\"s\"><v>0</v></c></row>"));
	archive_part(&z, "deep/er/sharedStrings.xml", "<sst><si><t>x</t></si></sst>");
	assert_string_equal(tell_book(&j, archive_end(&z)), "S: A1=text x;");
	job_close(&j);
}

static void hidden_sheets_and_sheets_without_cells_are_known(void **state)
{
	(void)state;
	job j = job_open();
	xlsx *x;
	xlsx_cell c;
	span book = book_of(j.a,
		(book_parts){.sheet = span_of(ONE_CELL),
			.workbook = SHEETS("<sheet name=\"A &amp; B\" r:id=\"rId1\"/><sheet name=\"H\" "
					   "state=\"hidden\" r:id=\"rId4\"/>"
					   "<sheet name=\"V\" state=\"veryHidden\" r:id=\"rId5\"/><sheet "
					   "name=\"\xC3\x89t\xC3\xA9\" state=\"visible\" r:id=\"rId6\"/>"),
			.relations = RELATIONS(RELATION("rId1", "worksheet", "worksheets/sheet1.xml") RELATION("rId4",
				"chartsheet", "styles.xml") RELATION("rId5", "dialogsheet", "sharedStrings.xml"))});
	assert_int_equal(xlsx_open(&x, book, "b.xlsx", j.a, &j.e), 0);
	assert_int_equal(xlsx_sheet_count(x), 4);
	assert_string_equal(xlsx_sheet_at(x, 0)->name, "A & B");
	assert_string_equal(xlsx_sheet_at(x, 0)->part, "xl/worksheets/sheet1.xml");
	assert_int_equal(xlsx_sheet_at(x, 0)->state, SHEET_VISIBLE);
	assert_true(xlsx_sheet_at(x, 0)->grid);
	assert_int_equal(xlsx_sheet_at(x, 1)->state, SHEET_HIDDEN);
	assert_false(xlsx_sheet_at(x, 1)->grid);
	assert_int_equal(xlsx_sheet_at(x, 2)->state, SHEET_VERY_HIDDEN);
	assert_int_equal(xlsx_begin(x, 1, &j.e), 0);
	assert_int_equal(xlsx_next(&c, x, &j.e), 0);
	assert_int_equal(xlsx_sheet_find(x, "a & b"), 0);
	assert_int_equal(xlsx_sheet_find(x, "v"), 2);
	assert_int_equal(xlsx_sheet_find(x, "A"), SIZE_MAX);
	assert_int_equal(xlsx_sheet_find(x, "A & B "), SIZE_MAX);
	/* The part of the fourth is not there: only reading it fails. */
	assert_null(xlsx_sheet_at(x, 3)->part);
	assert_int_equal(xlsx_begin(x, 3, &j.e), ERR_PARSE);
	assert_message(&j.e, "b.xlsx › Été", "this sheet's part is missing");
	assert_int_equal(xlsx_next(&c, x, &j.e), 0);
	xlsx_close(x);
	job_close(&j);
}

static void both_epochs_are_known(void **state)
{
	(void)state;
	static const struct {
		const char *value, *expected;
	} cases[] = {{"1", "2019-04-01"}, {"true", "2019-04-01"}, {"0", "2015-03-31"}, {"false", "2015-03-31"}};
	for (size_t i = 0; i < 4; i++) {
		job j = job_open();
		const char *w = arena_printf(j.a,
			WORKBOOK("<workbookPr date1904=\"%s\"/><sheets><sheet name=\"S\" r:id=\"rId1\"/></sheets>"),
			cases[i].value);
		span book = book_of(j.a, (book_parts){.workbook = w,
						 .sheet = span_of(SHEET_OF("<row><c s=\"1\"><v>42094</v></c></row>"))});
		assert_string_equal(tell_book(&j, book), arena_printf(j.a, "S: A1=date %s;", cases[i].expected));
		job_close(&j);
	}
}

static void formats_may_be_many_and_in_any_order(void **state)
{
	(void)state;
	job j = job_open();
	buf b;
	buf_init(&b, j.a);
	buf_add(&b, span_of("<styleSheet><numFmts>"));
	for (int i = 40000; i-- > 0;)
		buf_printf(&b, "<numFmt numFmtId=\"%d\" formatCode=\"%s\"/>", 164 + i, i % 2 ? "yyyy\\-mm" : "0.0");
	buf_add(&b, span_of("</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>"));
	for (int i = 0; i < 40000; i++)
		buf_printf(&b, "<xf numFmtId=\"%d\"><alignment/></xf>", 164 + i);
	buf_add(&b, span_of("</cellXfs><dxfs><dxf><numFmt numFmtId=\"164\" "
			    "formatCode=\"yyyy\"/></dxf></dxfs></styleSheet>"));
	const char *styles = arena_text(j.a, buf_span(&b));
	assert_book(
		(book_parts){.styles = styles,
			.sheet = span_of(SHEET_OF("<row><c s=\"0\"><v>43556</v></c><c s=\"39999\"><v>43556</v></c><c "
						  "s=\"39998\"><v>1</v></c></row>"))},
		"Sheet1: A1=number 43556; B1=date 2019-04-01; C1=number 1;");
	job_close(&j);
}

static void limits_on_sheets_relations_and_formats_hold(void **state)
{
	(void)state;
	job j = job_open();
	buf b;
	buf_init(&b, j.a);
	buf_add(&b, span_of("<workbook><sheets>"));
	for (int i = 0; i <= SHEETS_MAX; i++)
		buf_add(&b, span_of("<sheet name=\"S\"/>"));
	assert_book((book_parts){.workbook = arena_text(j.a, buf_span(&b))}, "!b.xlsx: has more than 4096 sheets");
	buf_init(&b, j.a);
	buf_add(&b, span_of("<Relationships>"));
	for (int i = 0; i <= WORKBOOK_PARTS_MAX; i++)
		buf_add(&b, span_of(RELATION("a", "b", "c")));
	assert_book((book_parts){.relations = arena_text(j.a, buf_span(&b))}, "!b.xlsx: has more than 10000 relations");
	buf_init(&b, j.a);
	buf_add(&b, span_of("<styleSheet><cellXfs>"));
	for (int i = 0; i <= STYLES_MAX; i++)
		buf_add(&b, span_of("<xf/>"));
	assert_book((book_parts){.styles = arena_text(j.a, buf_span(&b))}, "!b.xlsx: has more than 65536 cell formats");
	job_close(&j);
}

static span archive_with(job *j, const char *const names[])
{
	archive z;
	archive_begin(&z, j->a);
	for (size_t i = 0; names[i]; i++)
		archive_part(&z, names[i], "<a/>");
	return archive_end(&z);
}

static void files_of_other_programs_are_refused_by_name(void **state)
{
	(void)state;
	static const char old[] = "\xD0\xCF\x11\xE0 W\0o\0r\0k\0b\0o\0o\0k\0",
			  locked[] = "\xD0\xCF\x11\xE0 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
	job j = job_open();
	assert_opening_fails((span){"", 0}, ERR_PARSE, "the file is empty");
	assert_opening_fails((span){old, sizeof old}, ERR_PARSE,
		"is an old Excel file (.xls); open it in Excel and save it as .xlsx");
	assert_opening_fails((span){locked, sizeof locked}, ERR_PARSE,
		"is protected by a password or a sensitivity label; open it in Excel, take the protection off and save "
		"it again");
	assert_opening_fails(span_of("Area,Amount\nSampleton,1\n"), ERR_PARSE, "this is no workbook; save it as .xlsx");
	assert_opening_fails(archive_with(&j, (const char *[]){"xl/workbook.bin", NULL}), ERR_PARSE,
		"is a binary workbook (.xlsb); open it in Excel and save it as .xlsx");
	assert_opening_fails(archive_with(&j, (const char *[]){"mimetype", "content.xml", NULL}), ERR_PARSE,
		"is an OpenDocument file; open it in LibreOffice or Excel and save it as .xlsx");
	assert_opening_fails(archive_with(&j, (const char *[]){"word/document.xml", NULL}), ERR_PARSE,
		"is a Word document, not a workbook");
	assert_opening_fails(archive_with(&j, (const char *[]){"photo.xml", NULL}), ERR_PARSE,
		"this is no workbook; save it as .xlsx");
	assert_opening_fails(
		archive_with(&j, (const char *[]){NULL}), ERR_PARSE, "this is no workbook; save it as .xlsx");
	assert_opening_fails(archive_with(&j, (const char *[]){"xl/workbook.xml", NULL}), ERR_PARSE,
		"this is no workbook; save it as .xlsx");
	job_close(&j);
}

static void a_part_in_the_place_of_another_is_refused(void **state)
{
	(void)state;
	assert_book((book_parts){.top = RELATIONS(RELATION("a", "officeDocument", "_rels/.rels"))},
		"!b.xlsx: this is no workbook; save it as .xlsx");
	assert_book((book_parts){.relations = RELATIONS(RELATION("rId1", "worksheet", "workbook.xml"))},
		"Sheet1:!b.xlsx › Sheet1: the file is damaged: its part xl/workbook.xml is no sheet; get it again from "
		"whoever sent it");
	assert_book(
		(book_parts){.workbook = SHEETS("<sheet name=\"A\" r:id=\"rId1\"/><sheet name=\"B\" r:id=\"rId1\"/>")},
		"!b.xlsx: its sheets 'A' and 'B' are one and the same part; save it again in a spreadsheet program");
	assert_book((book_parts){.relations = RELATIONS(RELATION("rId1", "worksheet", "../../../../etc/passwd"))},
		"Sheet1:!b.xlsx › Sheet1: the file is damaged: this sheet's part is missing; get it again from whoever "
		"sent it");
	assert_book(
		(book_parts){
			.relations =
				"<Relationships><Relationship Id=\"rId1\" Type=\"x/worksheet\" TargetMode=\"External\" "
				"Target=\"worksheets/sheet1.xml\"/></Relationships>"},
		"Sheet1:!b.xlsx › Sheet1: the file is damaged: this sheet's part is missing; get it again from whoever "
		"sent it");
	assert_book((book_parts){.workbook = SHEETS("<sheet r:id=\"rId1\"/>")},
		"!b.xlsx › xl/workbook.xml: a sheet has no name");
	assert_book((book_parts){.workbook = SHEETS("<sheet name=\"\xFF\" r:id=\"rId1\"/>")},
		"!b.xlsx › xl/workbook.xml: a sheet's name is not UTF-8");
	assert_book((book_parts){.workbook = SHEETS("")}, "!b.xlsx: has no sheets");
}

/* A workbook with something of everything in it. */
static span full_book(job *j, bool packed)
{
	return book_of(j->a,
		(book_parts){.packed = packed,
			.sheet = span_of(SHEET_OF(
				"<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>43556</v></c>"
				"<c r=\"C1\"><f>1+1</f><v>2</v></c><c r=\"D1\" "
				"t=\"inlineStr\"><is><t>in</t></is></c></row>"))});
}

static void a_file_that_ends_too_early_is_refused_wherever_it_ends(void **state)
{
	(void)state;
	job j = job_open();
	span whole = full_book(&j, true);
	for (size_t n = 0; n < whole.len; n++) {
		job k = job_open();
		xlsx *x = NULL;
		char *part = malloc(n ? n : 1); /* of exactly this size, so that a read past its end is seen */
		memcpy(part, whole.at, n);
		assert_int_equal(xlsx_open(&x, (span){part, n}, "b.xlsx", k.a, &k.e), ERR_PARSE);
		assert_int_equal(k.e.count, 1);
		free(part);
		job_close(&k);
	}
	job_close(&j);
}

/* Every bit of every byte in turn: what is read is the same as before, or there is a message. */
static void assert_no_silent_change(span whole)
{
	job j = job_open();
	const char *before = tell_book(&j, whole);
	size_t told = 0;
	assert_string_equal(before, "Sheet1: A1=text first; B1=date 2019-04-01; C1=number f 2; D1=text in;");
	for (size_t i = 0; i < whole.len * 8; i++) {
		job k = job_open();
		char *bytes = malloc(whole.len);
		memcpy(bytes, whole.at, whole.len);
		bytes[i / 8] = (char)(bytes[i / 8] ^ 1 << i % 8);
		const char *after = tell_book(&k, (span){bytes, whole.len});
		if (k.e.count)
			told++;
		else
			assert_string_equal(after, before);
		free(bytes);
		job_close(&k);
	}
	assert_true(told > whole.len * 4);
	job_close(&j);
}

static void no_changed_bit_of_a_workbook_changes_a_value_in_silence(void **state)
{
	(void)state;
	job j = job_open();
	assert_no_silent_change(full_book(&j, false));
	assert_no_silent_change(full_book(&j, true));
	job_close(&j);
}

static void a_sheet_can_be_left_in_the_middle_and_read_again(void **state)
{
	(void)state;
	job j = job_open();
	xlsx *x;
	xlsx_cell c;
	assert_int_equal(xlsx_open(&x, full_book(&j, true), "b.xlsx", j.a, &j.e), 0);
	for (int cells = 0; cells < 6; cells++) {
		assert_int_equal(xlsx_begin(x, 0, &j.e), 0);
		for (int i = 0; i < cells; i++)
			assert_int_equal(xlsx_next(&c, x, &j.e), i < 4);
	}
	xlsx_close(x);
	xlsx_close(NULL);
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sheets_are_found_through_relations_however_these_are_written),
		cmocka_unit_test(strict_files_and_odd_prefixes_are_read),
		cmocka_unit_test(what_relations_do_not_name_is_looked_for_where_it_nearly_always_stands),
		cmocka_unit_test(a_workbook_may_lie_in_any_folder),
		cmocka_unit_test(hidden_sheets_and_sheets_without_cells_are_known),
		cmocka_unit_test(both_epochs_are_known),
		cmocka_unit_test(formats_may_be_many_and_in_any_order),
		cmocka_unit_test(limits_on_sheets_relations_and_formats_hold),
		cmocka_unit_test(files_of_other_programs_are_refused_by_name),
		cmocka_unit_test(a_part_in_the_place_of_another_is_refused),
		cmocka_unit_test(a_file_that_ends_too_early_is_refused_wherever_it_ends),
		cmocka_unit_test(no_changed_bit_of_a_workbook_changes_a_value_in_silence),
		cmocka_unit_test(a_sheet_can_be_left_in_the_middle_and_read_again),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
