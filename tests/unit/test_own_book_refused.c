/* Workbooks of ours that were changed so that they are no plan any more: what is wrong is told with its cell. */
#include "unit.h"

#include "workbook_bytes.h"

#include "own_books.h"

#include "base/limits.h"
#include "plan/own_book_inside.h"

static void a_heading_that_was_renamed_or_deleted_is_named(void **state)
{
	(void)state;
	REFUSED("Spend", "column 'Amount' is missing", {"Line", "Amount 19/20", "Description"}, {"a", "#1", "x"});
	REFUSED("Spend", "'Amount 19/20'", {"Line", "Amount 19/20", "Description"}, {"a", "#1", "x"});
	REFUSED("Spend", "column 'Line' is missing", {"Number", "Amount", "Description"}, {"a", "#1", "x"});
	REFUSED("Spend", "column 'Line' is missing", {"nothing", "of ours"}, {"a", "#1", "x"});
	REFUSED("Spend \xE2\x80\xBA C1", "'Amount' stands here a second time",
		{"Line", "Amount", "Amount", "Description"}, {"a", "#1", "#2"});
}

static void a_sheet_that_held_nothing_may_be_emptied_and_not_filled_without_headings(void **state)
{
	static const grid_row spend[] = {{"Line", "Amount", "Description"}, {"a", "#1"}}, none[] = {{NULL}},
			      filled[] = {{NULL}, {"a", "A"}};
	hand_sheet sheets[] = {INDEX, PLAN_SHEET, SHEET("Spend", spend), SHEET("Areas", none)};
	hand h = read_hand(sheets, COUNT(sheets));
	(void)state;
	assert_non_null(h.p);
	hand_close(&h);
	sheets[3] = (hand_sheet)SHEET("Areas", filled);
	is_refused(sheets, COUNT(sheets), "Areas", "the row of headings is missing, which begins with 'Area'");
}

static void a_sheet_that_was_renamed_or_deleted_is_named(void **state)
{
	static const grid_row spend[] = {{"Line", "Amount", "Description"}, {"a", "#1"}};
	hand_sheet sheets[] = {INDEX, PLAN_SHEET, SHEET("Spending", spend)};
	(void)state;
	is_refused(sheets, COUNT(sheets), "hand.xlsx", "sheet 'Spend' is missing, and it held 2 rows");
	is_refused(sheets, COUNT(sheets), "hand.xlsx", "'Spending'");
}

static void a_bad_value_is_told_with_its_cell(void **state)
{
	(void)state;
	REFUSED("Spend \xE2\x80\xBA B3", "'lots' is not an amount", {"Line", "Amount", "Description"}, {"a", "#1"},
		{"b", "lots"});
	REFUSED("Spend \xE2\x80\xBA B2", "parts of a penny", {"Line", "Amount", "Description"}, {"a", "#1.005"});
	REFUSED("Spend \xE2\x80\xBA B2", "2019-04-01 is a date", {"Line", "Amount", "Description"}, {"a", "d43556"});
	REFUSED("Spend \xE2\x80\xBA A3", "the same key stands already at", {"Line", "Amount", "Description"},
		{"a", "#1"}, {"a", "#2"});
	REFUSED("Spend \xE2\x80\xBA C3", "this row has no key", {"Line", "Amount", "Description"}, {"a", "#1"},
		{NULL, "#2", "x"});
	REFUSED("Spend \xE2\x80\xBA B2", "this row has no key", {"Line", "Amount", "Description"}, {NULL, "#2"},
		{"a", "#1"}); /* below the last row it would be a total */
	REFUSED("Spend \xE2\x80\xBA A2", "is a mark, and a key cannot be marked", {"Line", "Amount", "Description"},
		{"[z]", "#1"});
}

static void an_error_and_a_formula_without_a_value_mean_nothing_in_any_column(void **state)
{
	job j = job_open();
	const table *t = &plan_tables[schema_find(span_of("spend"))];
	xlsx_cell c = {.kind = XLSX_ERROR, .text = span_of("#DIV/0!"), .formula = true};
	const char *why = NULL;
	span out;
	(void)state;
	for (size_t i = 0; i < t->count; i++) {
		c.kind = XLSX_ERROR;
		assert_false(own_value(&out, NULL, &c, &t->columns[i], NULL, j.a, &why));
		assert_true(span_find(span_of(why), "the error #DIV/0!", NULL));
		c.kind = XLSX_NO_VALUE;
		assert_false(own_value(&out, NULL, &c, &t->columns[i], NULL, j.a, &why));
		assert_true(span_find(span_of(why), "open the workbook in Excel, save it", NULL));
	}
	job_close(&j);
}

static void a_workbook_of_another_format_is_refused(void **state)
{
	static const grid_row newer[] = {{"bcf workbook", "2"}}, foreign[] = {{"Better Care"}},
			      unknown[] = {{"bcf workbook", "1"}, {"table", "wishes", "Wishes", "3", "wish"}};
	hand_sheet a[] = {SHEET("bcf", newer)}, b[] = {SHEET("bcf", foreign)}, c[] = {SHEET("bcf", unknown)};
	(void)state;
	is_refused(a, 1, "hand.xlsx", "format 2");
	is_refused(b, 1, "hand.xlsx", "no template that bcf knows"); /* a sheet of that name of somebody's own */
	is_refused(c, 1, "hand.xlsx", "table 'wishes' is not known here");
}

static void a_workbook_whose_hidden_sheet_is_gone_is_known_by_its_headings(void **state)
{
	static const grid_row about[] = {{"Plan"}, {"Title", "Policy"}, {"T", "2019-20"}}, areas[] = {{"Area", "Name"}},
			      spend[] = {{"Line", "Amount"}}, foreign[] = {{"Better Care"}},
			      other[] = {{"Item", "Cost"}};
	hand_sheet ours[] = {SHEET("Plan", about), SHEET("Spend", spend), SHEET("Areas", areas), SHEET("bcf", foreign)},
		   theirs[] = {SHEET("Plan", about), SHEET("Spend", other), SHEET("Areas", other)};
	(void)state;
	is_refused(ours, 3, "hand.xlsx",
		"this looks like a workbook that bcf wrote, but its hidden sheet 'bcf' is gone, so it cannot be read "
		"back safely; use a copy that has it");
	is_refused(ours, 4, "hand.xlsx", "its hidden sheet 'bcf' is not as it was");
	is_refused(theirs, COUNT(theirs), "hand.xlsx", "no template that bcf knows");
}

static void a_text_is_cut_between_letters_in_a_message(void **state)
{
	(void)state;
	/* the 40th byte of the heading, and the 60th of the value, is inside a letter of three bytes */
	REFUSED("Spend", "'123456789012345678901234567890123456789'",
		{"Line", "123456789012345678901234567890123456789\xE2\x82\xAC"}, {"a", "#1"});
	REFUSED("Spend", "'12345678901234567890123456789012345678901234567890123456789' is not",
		{"Line", "Amount", "Description"},
		{"a", "12345678901234567890123456789012345678901234567890123456789\xE2\x82\xAC"});
}

static void a_column_that_is_not_known_was_written_by_a_newer_program(void **state)
{
	static const grid_row newer[] = {{"bcf workbook", "1"}, {"table", "plan", "Plan", "1", "title, colour"}},
			      uncounted[] = {{"bcf workbook", "1"}, {"table", "plan", "Plan", "some", "title"}};
	hand_sheet a[] = {SHEET("bcf", newer), PLAN_SHEET}, b[] = {SHEET("bcf", uncounted), PLAN_SHEET};
	(void)state;
	is_refused(a, COUNT(a), "hand.xlsx", "column 'colour' of table plan is not known here");
	is_refused(b, COUNT(b), "hand.xlsx", "its sheet bcf was changed");
}

static void only_so_many_strange_headings_are_listed(void **state)
{
	static const grid_row strange[] = {{"s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10"},
		{"Line", "q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q9"}, {"a"}};
	static const grid_row spend[] = {{"Line", "Amount", "Description"}};
	hand_sheet sheets[] = {INDEX, PLAN_SHEET, SHEET("Spend", spend)};
	job j = job_open();
	folder f = folder_make();
	lxw_workbook *w = workbook_new(folder_path(&f, "wide.xlsx", j.a));
	lxw_worksheet *index = workbook_add_worksheet(w, "bcf"), *wide = workbook_add_worksheet(w, "Spend");
	(void)state;
	for (uint32_t r = 0; r < COUNT(index_rows); r++)
		for (uint16_t c = 0; c < WIDTH; c++)
			put(index, r, c, index_rows[r][c], NULL);
	put(wide, 0, 0, "Line", NULL);
	for (uint16_t c = 1; c <= 15; c++)
		put(wide, 0, c, arena_printf(j.a, "strange %d, %s", c, "which is longer than a heading of forty"),
			NULL);
	assert_int_equal(workbook_close(w), 0);
	assert_null(read_book(folder_path(&f, "wide.xlsx", j.a), &j));
	bool listed = false;
	for (const err_message *m = j.e.first; m; m = m->next)
		listed |= span_find(span_of(m->text), "column 'Amount' is missing", NULL) &&
			  span_find(span_of(m->text), "'strange 12, which is longer than a headi' and 3 more", NULL);
	assert_true(listed);
	folder_remove(&f);
	job_close(&j);
	sheets[2] = (hand_sheet)SHEET("Spend", strange);
	is_refused(sheets, COUNT(sheets), "Spend",
		"'q9'; give it its heading back"); /* of the row that has a heading of ours */
}

static void a_table_of_one_row_has_one(void **state)
{
	static const grid_row two[] = {{"Title", "Policy"}, {"T", "2019-20"}, {"U", "2019-20"}},
			      spend[] = {{"Line", "Amount", "Description"}};
	hand_sheet sheets[] = {INDEX, SHEET("Plan", two), SHEET("Spend", spend)};
	(void)state;
	is_refused(sheets, COUNT(sheets), "Plan \xE2\x80\xBA A3", "table plan has 2 rows; it must have one");
}

static void rows_with_the_same_key_of_two_columns_are_told_with_both(void **state)
{
	static const grid_row index[] = {{"bcf workbook", "1"}, {"policy", "2019-20"},
		{"table", "plan", "Plan", "1", "title"},
		{"table", "authorities", "Authorities", "2", "area, authority"}};
	static const grid_row twice[] = {{"Area", "Authority", "Name"}, {"a", "E1"}, {"b", "E1"}, {"a", "E1", "again"}};
	hand_sheet sheets[] = {SHEET("bcf", index), PLAN_SHEET, SHEET("Authorities", twice)};
	(void)state;
	is_refused(
		sheets, COUNT(sheets), "Authorities \xE2\x80\xBA A4", "Area 'a', Authority 'E1'; give one of the two");
	is_refused(sheets, COUNT(sheets), "Authorities \xE2\x80\xBA A4", "Authorities \xE2\x80\xBA A2");
}

static void dates_that_are_none_are_refused(void **state)
{
	static const char *const none[] = {
		"31/02/2019", "32/01/2019", "1/13/2019", "1/4/19", "April 2019", "2019", "soon", "1 Brumaire 2019"};
	static const grid_row spend[] = {{"Line", "Amount", "Description"}};
	(void)state;
	for (size_t i = 0; i < COUNT(none); i++) {
		const grid_row areas[] = {{"Area", "Starts"}, {"a", none[i]}};
		hand_sheet sheets[] = {INDEX, PLAN_SHEET, SHEET("Spend", spend), SHEET("Areas", areas)};
		is_refused(sheets, COUNT(sheets), "Areas \xE2\x80\xBA B2", none[i]);
	}
	const grid_row number[] = {{"Area", "Starts"}, {"a", "#2019"}};
	hand_sheet sheets[] = {INDEX, PLAN_SHEET, SHEET("Spend", spend), SHEET("Areas", number)};
	is_refused(sheets, COUNT(sheets), "Areas \xE2\x80\xBA B2", "2019");
}

/* ---- the narrative ---- */

#define PROSE_REFUSED(where, part, ...)                                                                                \
	do {                                                                                                           \
		static const grid_row prose_[] = {{"Section", "Text", "Follows on"}, __VA_ARGS__};                     \
		static const grid_row spend_[] = {{"Line", "Amount", "Description"}};                                  \
		hand_sheet sheets_[] = {INDEX, PLAN_SHEET, SHEET("Spend", spend_), SHEET("Narrative", prose_)};        \
		is_refused(sheets_, COUNT(sheets_), where, part);                                                      \
	} while (0)

static void a_paragraph_needs_a_section_and_a_section_a_name_of_a_file(void **state)
{
	(void)state;
	PROSE_REFUSED("Narrative \xE2\x80\xBA B2", "this paragraph belongs to no section", {NULL, "Words"},
		{"vision", "More"});
	PROSE_REFUSED("Narrative \xE2\x80\xBA A3", "'our plan' is not", {"vision", "Words"}, {"our plan", "More"});
	PROSE_REFUSED("Narrative \xE2\x80\xBA A2", "'../up' is not", {"../up", "Words"});
	PROSE_REFUSED("Narrative \xE2\x80\xBA A2", "at most 64",
		{"s2345678901234567890123456789012345678901234567890123456789012345", "Words"});
	PROSE_REFUSED("Narrative \xE2\x80\xBA A3", "'next page' says not how the text follows on", {"vision", "Words"},
		{"vision", "More", "next page"});
	PROSE_REFUSED("Narrative \xE2\x80\xBA C2", "this paragraph belongs to no section", {NULL, NULL, "new line"});
}

static void a_section_without_words_is_none(void **state)
{
	static const grid_row prose[] = {
		{"Section", "Text", "Follows on"}, {"empty"}, {"vision", "Words"}, {"blank", "  "}};
	static const grid_row spend[] = {{"Line", "Amount", "Description"}};
	hand_sheet sheets[] = {INDEX, PLAN_SHEET, SHEET("Spend", spend), SHEET("Narrative", prose)};
	hand h = read_hand(sheets, COUNT(sheets));
	(void)state;
	/* the index says that Spend held two rows; people may take rows out */
	say_faults(&h.j);
	assert_non_null(h.p);
	assert_int_equal(h.p->section_count, 1);
	assert_span(plan_section(h.p, span_of("vision"))->text, "Words\n");
	assert_null(plan_section(h.p, span_of("empty")));
	hand_close(&h);
}

/* Sections s0, s1 ... of a text each. */
static void sections_book(const char *path, size_t count, const char *text, size_t times)
{
	lxw_workbook *w = workbook_new(path);
	lxw_worksheet *index = workbook_add_worksheet(w, "bcf"), *prose = workbook_add_worksheet(w, "Narrative"),
		      *front = workbook_add_worksheet(w, "Plan");
	uint32_t row = 1;
	put(index, 0, 0, "bcf workbook", NULL);
	put(index, 0, 1, "1", NULL);
	put(index, 1, 0, "table", NULL);
	put(index, 1, 1, "narrative", NULL);
	put(index, 1, 2, "Narrative", NULL);
	put(index, 1, 3, "1", NULL);
	for (uint16_t i = 0; i < 4; i++)
		put(index, 2, i, (const char *const[]){"table", "plan", "Plan", "1"}[i], NULL);
	for (uint32_t r = 0; r < COUNT(plan_rows_of); r++)
		for (uint16_t i = 0; i < 2; i++)
			put(front, r, i, plan_rows_of[r][i], NULL);
	put(prose, 0, 0, "Section", NULL);
	put(prose, 0, 1, "Text", NULL);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < times; k++, row++) {
			char name[40];
			snprintf(name, sizeof name, "s%zu", i);
			put(prose, row, 0, name, NULL);
			put(prose, row, 1, text, NULL);
		}
	assert_int_equal(workbook_close(w), 0);
}

static void a_narrative_has_its_limits(void **state)
{
	job j = job_open();
	folder f = folder_make();
	const char *path = folder_path(&f, "prose.xlsx", j.a);
	char *words = arena_alloc(j.a, 32001);
	(void)state;
	sections_book(path, NARRATIVE_FILES_MAX, "Words", 1);
	plan *p = read_book(path, &j);
	say_faults(&j);
	assert_non_null(p);
	assert_int_equal(p->section_count, NARRATIVE_FILES_MAX);
	plan_close(p);
	sections_book(path, NARRATIVE_FILES_MAX + 1, "Words", 1);
	assert_null(read_book(path, &j));
	assert_true(span_find(span_of(j.e.last->where), arena_printf(j.a, "A%d", NARRATIVE_FILES_MAX + 2), NULL));
	assert_true(span_find(span_of(j.e.last->text), "narrative sections", NULL));
	memset(words, 'w', 32000);
	words[32000] = 0;
	sections_book(path, 1, words, NARRATIVE_BYTES_MAX / 32002 + 1);
	assert_null(read_book(path, &j));
	assert_true(span_find(span_of(j.e.last->text), "the narrative is longer than 16 MB", NULL));
	folder_remove(&f);
	job_close(&j);
}

/* ---- files that are broken ---- */

/* A workbook of these sheets' own XML; a sheet without one is a sheet of a chart. */
static span broken_book(arena *a, const char *const *sheets)
{
	archive z;
	buf book, relations;
	archive_begin(&z, a);
	buf_init(&book, a);
	buf_init(&relations, a);
	archive_part(&z, "_rels/.rels", BOOK_TOP);
	buf_text(&book, "<workbook xmlns:r=\"" BOOK_RELATION "\"><sheets>");
	buf_text(&relations, "<Relationships>");
	for (int i = 1; *sheets; sheets += 2, i++) {
		const char *kind = sheets[1] ? "worksheet" : "chartsheet";
		buf_printf(&book, "<sheet name=\"%s\" sheetId=\"%d\" r:id=\"rId%d\"/>", sheets[0], i, i);
		buf_printf(&relations,
			"<Relationship Id=\"rId%d\" Type=\"" BOOK_RELATION "/%s\" Target=\"%ss/sheet%d.xml\"/>", i,
			kind, kind, i);
		archive_part(
			&z, arena_printf(a, "xl/%ss/sheet%d.xml", kind, i), sheets[1] ? sheets[1] : "<chartsheet/>");
	}
	buf_text(&book, "</sheets></workbook>");
	buf_text(&relations, "</Relationships>");
	archive_part(&z, "xl/workbook.xml", arena_text(a, buf_span(&book)));
	archive_part(&z, "xl/_rels/workbook.xml.rels", arena_text(a, buf_span(&relations)));
	return archive_end(&z);
}

#define TEXT_AT(at, text) "<c r=\"" at "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define ROW_AT(at, cells) "<row r=\"" at "\">" cells "</row>"
#define GRID(...) "<worksheet><sheetData>" __VA_ARGS__ "</sheetData></worksheet>"
#define BROKEN "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"></row>"
#define INDEX_XML                                                                                                      \
	GRID(ROW_AT("1", TEXT_AT("A1", "bcf workbook") TEXT_AT("B1", "1")) ROW_AT(                                     \
		"2", TEXT_AT("A2", "table") TEXT_AT("B2", "plan") TEXT_AT("C2", "Plan") TEXT_AT("D2", "1")))
#define PLAN_XML                                                                                                       \
	GRID(ROW_AT("1", TEXT_AT("A1", "Title") TEXT_AT("B1", "Policy"))                                               \
			ROW_AT("2", TEXT_AT("A2", "T") TEXT_AT("B2", "2019-20")))

static void is_broken(const char *const *sheets, const char *sheet_name)
{
	job j = job_open();
	folder f = folder_make();
	span bytes = broken_book(j.a, sheets);
	folder_write_bytes(&f, "b.xlsx", bytes.at, bytes.len);
	assert_null(read_book(folder_path(&f, "b.xlsx", j.a), &j));
	assert_non_null(j.e.first);
	assert_true(span_find(span_of(j.e.first->where), sheet_name, NULL));
	folder_remove(&f);
	job_close(&j);
}

static void a_sheet_that_is_broken_is_named(void **state)
{
	(void)state;
	is_broken((const char *const[]){"bcf", BROKEN, "Plan", PLAN_XML, NULL}, "bcf");
	is_broken((const char *const[]){"bcf", "<other/>", "Plan", PLAN_XML, NULL}, "bcf");
	is_broken((const char *const[]){"bcf", INDEX_XML, "Plan", BROKEN, NULL}, "Plan");
	is_broken((const char *const[]){"bcf", INDEX_XML, "Plan", PLAN_XML, "Mine", BROKEN, NULL}, "Mine");
}

static void a_chart_of_peoples_own_is_no_sheet_of_values(void **state)
{
	job j = job_open();
	folder f = folder_make();
	span bytes = broken_book(j.a, (const char *const[]){"bcf", INDEX_XML, "Plan", PLAN_XML, "Chart", NULL, NULL});
	(void)state;
	folder_write_bytes(&f, "b.xlsx", bytes.at, bytes.len);
	plan *p = read_book(folder_path(&f, "b.xlsx", j.a), &j);
	say_faults(&j);
	assert_non_null(p);
	assert_span(plan_value(p, "title"), "T");
	assert_int_equal(p->reading->sheets, 1);
	assert_int_equal(p->reading->left, 0);
	plan_close(p);
	folder_remove(&f);
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_heading_that_was_renamed_or_deleted_is_named),
		cmocka_unit_test(a_sheet_that_held_nothing_may_be_emptied_and_not_filled_without_headings),
		cmocka_unit_test(a_sheet_that_was_renamed_or_deleted_is_named),
		cmocka_unit_test(a_bad_value_is_told_with_its_cell),
		cmocka_unit_test(an_error_and_a_formula_without_a_value_mean_nothing_in_any_column),
		cmocka_unit_test(a_workbook_of_another_format_is_refused),
		cmocka_unit_test(a_workbook_whose_hidden_sheet_is_gone_is_known_by_its_headings),
		cmocka_unit_test(a_text_is_cut_between_letters_in_a_message),
		cmocka_unit_test(a_column_that_is_not_known_was_written_by_a_newer_program),
		cmocka_unit_test(only_so_many_strange_headings_are_listed),
		cmocka_unit_test(a_table_of_one_row_has_one),
		cmocka_unit_test(rows_with_the_same_key_of_two_columns_are_told_with_both),
		cmocka_unit_test(dates_that_are_none_are_refused),
		cmocka_unit_test(a_paragraph_needs_a_section_and_a_section_a_name_of_a_file),
		cmocka_unit_test(a_section_without_words_is_none),
		cmocka_unit_test(a_narrative_has_its_limits),
		cmocka_unit_test(a_sheet_that_is_broken_is_named),
		cmocka_unit_test(a_chart_of_peoples_own_is_no_sheet_of_values),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
