#include "checks.h"

#include "check/where.h"

static world w;

static int open_world(void **state)
{
	(void)state;
	w = world_open((const text_file[]){{"y1/sources.csv", "source,title\ndfg,Grant\n"}, NO_MORE_FILES});
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	world_close(&w);
	return 0;
}

/* Three lines of spend; as if read from a workbook with `grid`. */
static rows *load(bool grid)
{
	world_load(&w, (const text_file[]){{"areas.csv", ONE_AREA},
			       {"spend.csv", "line,area,period,source,amount\n1,a,2019-20,dfg,10\n2,a,2019-20,,20\n3,a,"
					     "2019-20,dfg,\n"},
			       NO_MORE_FILES});
	rows *r = plan_rows(w.plan, "spend");
	r->from.name = "plan.xlsx";
	if (grid)
		r->from.grid = sheet_grid_open(w.j.a);
	return r;
}

static void stand(rows *r, size_t row, const char *name, const char *sheet, uint32_t at, uint32_t across)
{
	rows_cell(r, row, name)->offset = sheet_grid_offset(r->from.grid, sheet, at, across);
}

static place place_of(const rows *r, size_t row, const char *name)
{
	return (place){(uint16_t)schema_find(span_of(r->of->name)), (uint16_t)table_column(r->of, span_of(name)),
		(uint32_t)row, NULL};
}

static const char *shown(const place *list, size_t count, size_t most)
{
	places p = {.list = (place *)list, .count = count};
	return places_shown(w.engine, &p, most, w.j.a);
}

static void lay_out(rows *r, const char *sheet)
{
	for (size_t i = 0; i < 3; i++) {
		stand(r, i, "line", sheet, 11 + (uint32_t)i, 0);
		if (i != 1)
			stand(r, i, "source", sheet, 11 + (uint32_t)i, 17);
		if (i != 2)
			stand(r, i, "amount", sheet, 11 + (uint32_t)i, 18);
	}
}

static void a_cell_of_a_text_file_has_line_and_column(void **state)
{
	(void)state;
	rows *r = load(false);
	r->from.name = "spend.csv";
	assert_string_equal(shown((place[]){place_of(r, 0, "amount"), place_of(r, 2, "source")}, 2, 5),
		"spend.csv:2:17; spend.csv:4:13");
	/* a blank one is where its row begins */
	assert_string_equal(shown((place[]){place_of(r, 2, "amount")}, 1, 5), "spend.csv:4:1");
}

static void cells_of_one_sheet_are_named_together_from_the_top(void **state)
{
	(void)state;
	rows *r = load(true);
	lay_out(r, "6. Expenditure");
	stand(r, 0, "period", "5. Income", 3, 2);
	assert_string_equal(
		shown((place[]){place_of(r, 1, "amount"), place_of(r, 0, "period"), place_of(r, 0, "amount")}, 3, 5),
		"plan.xlsx › 6. Expenditure › S12, S13; 5. Income › C4");
	assert_string_equal(
		shown((place[]){place_of(r, 1, "amount"), place_of(r, 0, "amount"), place_of(r, 2, "source")}, 3, 2),
		"plan.xlsx › 6. Expenditure › S12, S13 and 1 more");
	assert_string_equal(shown((place[]){place_of(r, 1, "amount"), place_of(r, 1, "amount")}, 2, 5),
		"plan.xlsx › 6. Expenditure › S13");
}

static void a_blank_cell_is_in_the_column_where_rows_laid_out_alike_have_it(void **state)
{
	(void)state;
	rows *r = load(true);
	lay_out(r, "6. Expenditure");
	assert_string_equal(shown((place[]){place_of(r, 1, "source")}, 1, 5), "plan.xlsx › 6. Expenditure › R13");
	assert_string_equal(shown((place[]){place_of(r, 2, "amount")}, 1, 5), "plan.xlsx › 6. Expenditure › S14");
}

static void a_blank_cell_whose_column_nobody_tells_has_a_row(void **state)
{
	(void)state;
	rows *r = load(true);
	lay_out(r, "6. Expenditure");
	assert_string_equal(shown((place[]){place_of(r, 1, "note")}, 1, 5), "plan.xlsx › 6. Expenditure › row 13");
	/* which says nothing beside a cell of that row */
	assert_string_equal(shown((place[]){place_of(r, 1, "note"), place_of(r, 1, "amount")}, 2, 5),
		"plan.xlsx › 6. Expenditure › S13");
	spot s;
	assert_true(spot_find(
		&s, w.engine, &(place){place_of(r, 1, "note").table, place_of(r, 1, "note").column, 1, NULL}));
	assert_int_equal(s.row, 12);
	assert_true(s.across == SPOT_UNKNOWN);
}

static void rows_laid_out_otherwise_tell_no_column(void **state)
{
	(void)state;
	rows *r = load(true);
	for (uint32_t i = 0; i < 3; i++) { /* as quarters beside each other: each row in a column of its own */
		stand(r, i, "line", "8. Metrics", 4, 2 + i);
		if (i != 1)
			stand(r, i, "source", "8. Metrics", 5, 2 + i);
	}
	assert_string_equal(shown((place[]){place_of(r, 1, "source")}, 1, 5), "plan.xlsx › 8. Metrics › row 5");
}

static void a_row_that_does_not_exist_yet_or_came_from_nowhere_has_no_place(void **state)
{
	(void)state;
	rows *r = load(true);
	lay_out(r, "6. Expenditure");
	place unborn = place_of(r, 0, "amount");
	spot s;
	unborn.key = "{\"line\":\"9\"}";
	assert_false(spot_find(&s, w.engine, &unborn));
	assert_string_equal(shown(&unborn, 1, 5), "");
	r->from.name = NULL;
	assert_false(spot_find(&s, w.engine, &(place){place_of(r, 0, "amount").table, 0, 0, NULL}));
	r = load(true); /* a row of which no cell stands in the workbook: all of it was given by the map */
	assert_string_equal(shown((place[]){place_of(r, 0, "amount")}, 1, 5), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cell_of_a_text_file_has_line_and_column),
		cmocka_unit_test(cells_of_one_sheet_are_named_together_from_the_top),
		cmocka_unit_test(a_blank_cell_is_in_the_column_where_rows_laid_out_alike_have_it),
		cmocka_unit_test(a_blank_cell_whose_column_nobody_tells_has_a_row),
		cmocka_unit_test(rows_laid_out_otherwise_tell_no_column),
		cmocka_unit_test(a_row_that_does_not_exist_yet_or_came_from_nowhere_has_no_place),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_world, close_world);
}
