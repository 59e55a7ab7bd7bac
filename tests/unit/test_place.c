#include "format/place.h"

#include <string.h>

#include "unit.h"

typedef struct book {
	arena *a;
	origin from;
} book;

static book open_book(void)
{
	book b = {.a = arena_open()};
	b.from = (origin){.name = "plan.xlsx", .grid = sheet_grid_open(b.a)};
	return b;
}

static cell at(book *b, const char *sheet, uint32_t row, uint32_t column)
{
	return (cell){.at = "", .offset = sheet_grid_offset(b->from.grid, sheet, row, column)};
}

static void a_cell_of_a_workbook_knows_its_sheet_and_its_name(void **state)
{
	(void)state;
	book b = open_book();
	assert_string_equal(
		cell_place(b.a, b.from, at(&b, "6. Expenditure", 16, 18)), "plan.xlsx › 6. Expenditure › S17");
	arena_close(b.a);
}

static void one_table_may_come_from_several_sheets(void **state)
{
	(void)state;
	book b = open_book();
	static const char income[] = "5. Income", summary[] = "3. Summary";
	cell one = at(&b, income, 0, 2), two = at(&b, summary, 0, 2), three = at(&b, income, 9, 2);
	assert_string_equal(cell_place(b.a, b.from, one), "plan.xlsx › 5. Income › C1");
	assert_string_equal(cell_place(b.a, b.from, two), "plan.xlsx › 3. Summary › C1");
	assert_string_equal(cell_place(b.a, b.from, three), "plan.xlsx › 5. Income › C10");
	assert_int_equal(b.from.grid->count, 3); /* the slot that is no place, and two columns */
	arena_close(b.a);
}

static void the_last_row_and_the_last_column_of_a_sheet_have_a_place(void **state)
{
	(void)state;
	book b = open_book();
	assert_string_equal(
		cell_place(b.a, b.from, at(&b, "Ledger", 1048575, 16383)), "plan.xlsx › Ledger › XFD1048576");
	arena_close(b.a);
}

static void a_cell_that_came_from_no_sheet_has_the_file_for_a_place(void **state)
{
	(void)state;
	book b = open_book();
	sheet_place p;
	cell none = {.at = ""};
	assert_false(cell_sheet_place(&p, b.from, none));
	assert_string_equal(cell_place(b.a, b.from, none), "plan.xlsx");
	arena_close(b.a);
}

static void columns_past_the_limit_get_no_place_rather_than_a_wrong_one(void **state)
{
	(void)state;
	book b = open_book();
	static const char sheet[] = "Wide", other[] = "Wider";
	for (uint32_t i = 0; i < SHEET_SLOTS_MAX - 1; i++)
		assert_int_not_equal(sheet_grid_offset(b.from.grid, sheet, 0, i), 0);
	assert_int_equal(sheet_grid_offset(b.from.grid, other, 0, 0), 0);
	assert_string_equal(cell_place(b.a, b.from, at(&b, sheet, 4, 4094)), "plan.xlsx › Wide › FAM5");
	arena_close(b.a);
}

static void a_cell_of_a_text_knows_its_line_and_column(void **state)
{
	(void)state;
	arena *a = arena_open();
	origin from = {.name = "spend.csv", .text = span_of("line,amount\n1,5\n2,x\n"), .lines = lines_open(a)};
	assert_string_equal(cell_place(a, from, (cell){.at = "", .offset = 18}), "spend.csv:3:3");
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cell_of_a_workbook_knows_its_sheet_and_its_name),
		cmocka_unit_test(one_table_may_come_from_several_sheets),
		cmocka_unit_test(the_last_row_and_the_last_column_of_a_sheet_have_a_place),
		cmocka_unit_test(a_cell_that_came_from_no_sheet_has_the_file_for_a_place),
		cmocka_unit_test(columns_past_the_limit_get_no_place_rather_than_a_wrong_one),
		cmocka_unit_test(a_cell_of_a_text_knows_its_line_and_column),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
