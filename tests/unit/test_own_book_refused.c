/* Workbooks of ours that were changed so that they are no plan any more: what is wrong is told with its cell. */
#include "own_books.h"

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
	REFUSED("Spend \xE2\x80\xBA B3", "this row has no key", {"Line", "Amount", "Description"}, {"a", "#1"},
		{NULL, "#2"});
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
	is_refused(b, 1, "hand.xlsx", "no workbook that bcf wrote");
	is_refused(c, 1, "hand.xlsx", "table 'wishes' is not known here");
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
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
