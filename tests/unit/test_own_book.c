#include "own_books.h"

#include "base/money.h"
#include "plan/own_book_inside.h"
#include "report/sheet.h"

/* ---- plans from texts, written and read back ---- */

/* Writes the plan as a workbook, with the labels of its policy year when `g`, and reads it: the same plan. */
static void comes_back(const plan *p, const engine *g, job *j)
{
	folder f = folder_make();
	const char *path = folder_path(&f, "p.xlsx", j->a);
	if (plan_book_save(path, p, g, NULL, NULL, j->a, &j->e))
		say_faults(j);
	assert_int_equal(j->e.count, 0);
	plan *back = read_book(path, j);
	say_faults(j);
	assert_non_null(back);
	span before = json_of(p, j), after = json_of(back, j);
	assert_int_equal(after.len, before.len);
	assert_memory_equal(after.at, before.at, before.len);
	assert_string_equal(back->reading->kind, "own");
	plan_close(back);
	folder_remove(&f);
}

static void every_kind_of_value_comes_back_exactly(void **state)
{
	static const text_file files[] = {PLAN,
		{"spend.csv", "line,area,description,amount,nhs_portion,to_nearest\n007,*,=1+1,-1234.50,1/3,[z]\n"
			      "1,-x,+44 "
			      "1302,0.00,1/2,\n2016-04,@me,\"\ttabbed\",20000000000.00,0,\n1/"
			      "2,a,\"\n\nline\n\n\nlast\",99.99,"
			      "1,0.01\nTRUE,a,\"_x000D_ and _x0041_ and _x\",64.10,,[c]\n1E5,a,\"a\rb\x01\x1F\",[x],,\n"
			      "'quoted,a,  leading,-0.01,,\n#N/A,a,\xF0\x9F\x98\x80 "
			      "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D,7.00,,\n"},
		{"observations.csv",
			"area,metric,period,kind,value,numerator,decimals\na,m,2016-04,actual,0.1,123456789012,0\n"
			"a,m,2016-04-01,actual,1.234567890123456,0.000001,15\n"
			"a,m,2011-12-01/2011-12-31,plan,-0.5,,\na,m,2016-17Q1,plan,[c],9000000000000,\n"
			"a,m,2016-17,plan,123456.789012345678,,\n"},
		{"areas.csv", "area,name,starts,ends\na,A,1900-01-05,1900-02-28\nb,B,1900-03-01,2199-12-31\nc,C,1970-"
			      "01-01,[z]\n"},
		{"bodies.csv", "body,name,of_organisations,may\nb,B,x; y; z,recommend; decide\n"}};
	job j = job_open();
	(void)state;
	plan *p = plan_of(files, COUNT(files), &j);
	comes_back(p, NULL, &j);
	engine *g = engine_of(p, &j);
	comes_back(p, g, &j);
	engine_close(g);
	job_close(&j);
}

static void a_word_that_would_be_taken_for_another_comes_back_exactly(void **state)
{
	static const text_file files[] = {PLAN,
		{"spend.csv",
			"line,area_of_spend,commissioner,type,source,status\n1,social_care,ccg,other,ccg_minimum,new\n"
			"2,Social Care,CCG,OTHER,Minimum CCG "
			"Contribution,New\n3,\"\"\"social_care\"\"\",\"\"\"\",Nothing,\"\"\"\"\"\","
			"[z]\n4, social  care,\"\"\"Social Care\",x,dfg,existing\n"}};
	job j = job_open();
	(void)state;
	plan *p = plan_of(files, COUNT(files), &j);
	engine *g = engine_of(p, &j);
	comes_back(p, g, &j);
	comes_back(p, NULL, &j);
	labels *l = labels_open(g->pack, j.a);
	own_labels *o = own_labels_open(l, j.a);
	label_list list = {"area_of_spend", NULL};
	span title = own_labels_show(o, list, span_of("social_care"), j.a);
	assert_false(span_is(title, "social_care"));
	assert_span(own_labels_read(o, list, title), "social_care");
	assert_span(own_labels_show(o, list, title, j.a), arena_printf(j.a, "\"%.*s\"", SPAN_ARG(title)));
	assert_span(own_labels_read(o, list, span_of("nothing known")), "nothing known");
	engine_close(g);
	job_close(&j);
}

static void narrative_of_any_length_comes_back_exactly(void **state)
{
	job j = job_open();
	buf b;
	(void)state;
	buf_init(&b, j.a);
	buf_text(&b, "\n\n\n# Vision\n\n\n\nAfter three blank lines\nand a line\n\n- one\n- two\n\n");
	for (int i = 0; i < 9000; i++)
		buf_text(&b, "words and more ");
	buf_text(&b, "end\n\n");
	for (int i = 0; i < 40000; i++)
		buf_text(&b, "\xC3\xA9\xF0\x9F\x98\x80");
	buf_text(&b, "\n");
	for (int i = 0; i < 3000; i++)
		buf_printf(&b, "| row %d | cell |\n", i);
	text_file files[] = {PLAN, {"narrative/vision.md", arena_text(j.a, buf_span(&b))},
		{"narrative/a-b_C.md", "=x\n"}, {"narrative/z.md", "\tcode\n    more\n\n\n\n\n\n\nend\n"}};
	plan *p = plan_of(files, COUNT(files), &j);
	comes_back(p, NULL, &j);
	job_close(&j);
}

/* Texts from pieces that programs stumble over. */
static void random_text(buf *out, uint64_t *seed)
{
	static const char *const pieces[] = {"a", "B ", "  ", "\n", "\n\n", "\t", "=", "+", "-", "@", "'", "\"",
		"_x000D_", "_x005F_", "_", "x0041_", "1", "007", "/", ".", "2016-04", "\xC2\xA3", "\xC3\xA9",
		"e\xCC\x81", "\xF0\x9F\x98\x80", "\xE2\x80\x8F\xD7\x90", "&amp;", "<b>", "]]>", "\r", "\x01", "\x1B",
		"\x7F", "\xC2\x85", "\xE2\x80\xA8", "\xEF\xBF\xBE", "\xEF\xBF\xBF", "\xEF\xBB\xBF", "\xC2\xA0",
		"Social Care", "[z]", ";", "TRUE", "#REF!"};
	for (size_t n = next_random(seed) % 5; n; n--)
		buf_text(out, pieces[next_random(seed) % COUNT(pieces)]);
}

static const char *quoted(const buf *text, arena *a)
{
	buf b;
	buf_init(&b, a);
	buf_char(&b, '"');
	for (size_t i = 0; i < text->len; i++)
		buf_text(&b, text->at[i] == '"' ? "\"\"" : (char[2]){text->at[i], 0});
	buf_char(&b, '"');
	return arena_text(a, buf_span(&b));
}

static void any_text_comes_back_exactly(void **state)
{
	uint64_t seed = 20190401;
	(void)state;
	for (int round = 0; round < 12; round++) {
		job j = job_open();
		buf b, t;
		buf_init(&b, j.a);
		buf_init(&t, j.a);
		buf_text(&b, "line,area,description,type,area_of_spend,note\n");
		for (int i = 0; i < 60; i++) {
			for (int k = 0; k < 6; k++) {
				t.len = 0;
				if (!k)
					buf_printf(&t, "%d", i);
				random_text(&t, &seed);
				buf_printf(&b, "%s%s", quoted(&t, j.a), k == 5 ? "\n" : ",");
			}
		}
		text_file files[] = {PLAN, {"spend.csv", arena_text(j.a, buf_span(&b))}};
		plan *p = plan_of(files, COUNT(files), &j);
		engine *g = round % 4 ? NULL : engine_of(p, &j);
		comes_back(p, g, &j);
		engine_close(g);
		job_close(&j);
	}
}

static void a_text_too_long_for_a_cell_is_refused_with_its_table_and_row(void **state)
{
	job j = job_open();
	folder f = folder_make();
	buf b;
	(void)state;
	buf_init(&b, j.a);
	buf_text(&b, "line,note\n1,short\n2,");
	for (int i = 0; i < 16383; i++)
		buf_text(&b, "\xF0\x9F\x98\x80"); /* two UTF-16 units each */
	buf_text(&b, "x\n");
	text_file fits[] = {PLAN, {"spend.csv", arena_text(j.a, buf_span(&b))}};
	plan *p = plan_of(fits, 2, &j);
	comes_back(p, NULL, &j);
	b.len--;
	buf_text(&b, "y\n");
	text_file longer[] = {PLAN, {"spend.csv", arena_text(j.a, buf_span(&b))}};
	p = plan_of(longer, 2, &j);
	folder_write(&f, "p.xlsx", "what was there");
	assert_int_equal(plan_book_save(folder_path(&f, "p.xlsx", j.a), p, NULL, NULL, NULL, j.a, &j.e), ERR_LIMIT);
	assert_message(&j.e, "spend.csv:3:3", "note in row 2 of table spend");
	assert_span(folder_read(&f, "p.xlsx", j.a), "what was there");
	folder_remove(&f);
	job_close(&j);
}

/* ---- workbooks that people have changed ---- */

static void columns_may_stand_in_any_order_and_own_ones_among_them(void **state)
{
	static const grid_row spend[] = {{"Our spending"}, {NULL, "a note above"},
		{"Checked by", "AMOUNT", " area  of spend", "Line", NULL, "Description"},
		{"Ann", "#100.5", "Care of people", "b", "loose", "Second"},
		{NULL,
			"\xC2\xA3"
			"1,234.50",
			"social care", "#12", NULL, "d43556"},
		{NULL, "#7", "\"Social Care\"", "!TRUE"}};
	static const grid_row mine[] = {{"x", "#1"}, {"y"}};
	hand_sheet sheets[] = {INDEX, PLAN_SHEET, SHEET("Spend", spend), SHEET("My sums", mine)};
	hand h = read_hand(sheets, COUNT(sheets));
	(void)state;
	say_faults(&h.j);
	assert_non_null(h.p);
	assert_int_equal(plan_rows(h.p, "spend")->count, 3);
	assert_span(value(&h, "spend", 0, "line"), "12");
	assert_span(value(&h, "spend", 0, "amount"), "1234.50");
	assert_span(value(&h, "spend", 0, "description"), "2019-04-01");
	assert_span(value(&h, "spend", 0, "area_of_spend"), "social_care");
	assert_span(value(&h, "spend", 1, "line"), "TRUE");
	assert_span(value(&h, "spend", 1, "area_of_spend"), "Social Care");
	assert_span(value(&h, "spend", 2, "area_of_spend"), "social_care");
	assert_span(value(&h, "spend", 2, "amount"), "100.50");
	const reading *r = h.p->reading;
	assert_int_equal(r->rows, 4);
	assert_int_equal(r->left, 5); /* Ann, loose; x, 1, y */
	assert_int_equal(r->unmapped.count, 3);
	assert_string_equal(r->unmapped.list[0].text, "Checked by");
	assert_string_equal(r->unmapped.list[2].text, "My sums");
	const rows *s = plan_rows(h.p, "spend");
	const char *where = cell_place(h.j.a, s->from, *rows_cell(s, 2, "amount"));
	assert_true(span_find(span_of(where), "hand.xlsx \xE2\x80\xBA Spend \xE2\x80\xBA B4", NULL));
	hand_close(&h);
}

static void rows_may_be_inserted_sorted_and_added_and_blank_ones_are_counted(void **state)
{
	static const grid_row spend[] = {{"Line", "Amount", "Description"}, {"c", "#3"}, {NULL, NULL, "  "},
		{"a", "#1"}, {NULL}, {NULL}, {"b", "#2"}};
	hand_sheet sheets[] = {INDEX, PLAN_SHEET, SHEET("Spend", spend)};
	hand h = read_hand(sheets, COUNT(sheets));
	(void)state;
	say_faults(&h.j);
	assert_non_null(h.p);
	assert_int_equal(plan_rows(h.p, "spend")->count, 3);
	assert_span(value(&h, "spend", 0, "line"), "a");
	assert_int_equal(h.p->reading->blank_rows, 3);
	hand_close(&h);
}

static void formulas_are_read_by_value_and_counted(void **state)
{
	static const grid_row spend[] = {{"Line", "Amount", "Description"}, {"a", "=2*3|#6.25", "=UPPER(\"x\")|X"},
		{"b", "='[1]Other book'!A1|#7"}, {"c", "=Table1[Amount]|#8"}};
	hand_sheet sheets[] = {INDEX, PLAN_SHEET, SHEET("Spend", spend)};
	hand h = read_hand(sheets, COUNT(sheets));
	(void)state;
	say_faults(&h.j);
	assert_non_null(h.p);
	assert_span(value(&h, "spend", 0, "amount"), "6.25");
	assert_span(value(&h, "spend", 0, "description"), "X");
	assert_span(value(&h, "spend", 1, "amount"), "7.00");
	assert_int_equal(h.p->reading->formulas, 4);
	assert_int_equal(h.p->reading->elsewhere, 1);
	hand_close(&h);
}

static void notes_and_totals_below_the_table_are_peoples_own(void **state)
{
	static const grid_row spend[] = {{"Line", "Amount", "Description"}, {"a", "#1", "one"}, {"b", "#2"},
		{"Total", "=SUM(B2:B3)|#3"}, {NULL, "=SUM(B2:B3)|#3"}, {NULL}, {"Agreed with finance on 3 April"},
		{NULL, NULL, "and by the board"}, {NULL}, {"c", "#4", "added below"}};
	hand_sheet sheets[] = {INDEX, PLAN_SHEET, SHEET("Spend", spend)};
	hand h = read_hand(sheets, COUNT(sheets));
	(void)state;
	say_faults(&h.j);
	assert_non_null(h.p);
	assert_int_equal(plan_rows(h.p, "spend")->count, 3);
	assert_span(value(&h, "spend", 2, "line"), "c");
	assert_int_equal(h.p->reading->unmapped.count, 4);
	assert_int_equal(h.p->reading->left, 5);
	assert_int_equal(h.p->reading->formulas, 0);
	hand_close(&h);
}

static void totals_and_notes_that_people_typed_are_no_rows(void **state)
{
	/* two rows when it was written */
	static const grid_row spend[] = {{"Line", "Amount", "Description"}, {"a", "#1", "one"},
		{NULL, "#1", "Sub-total"}, {"b", "#2"}, {"c", "=SUM(B2:B4)|#4", "all of it"}, {"Grand Total", "#3"},
		{"Agreed with finance on 3 April"}, {NULL}, {NULL, "#3"}};
	hand_sheet sheets[] = {INDEX, PLAN_SHEET, SHEET("Spend", spend)};
	hand h = read_hand(sheets, COUNT(sheets));
	(void)state;
	say_faults(&h.j);
	assert_non_null(h.p);
	const reading *r = h.p->reading;
	assert_int_equal(plan_rows(h.p, "spend")->count, 2);
	assert_span(value(&h, "spend", 1, "line"), "b");
	assert_int_equal(r->rows, 3); /* and the one of the plan */
	assert_int_equal(r->cells, 2 + 3 + 2);
	assert_int_equal(r->left, 2 + 3 + 2 + 1 + 1);
	assert_int_equal(r->blank_rows, 0);
	assert_int_equal(r->unmapped.count, 5);
	assert_string_equal(r->unmapped.list[2].text, "Grand Total");
	assert_string_equal(r->unmapped.list[2].why, "row 6 looks like a total, and was not read as a row of the plan");
	assert_string_equal(r->unmapped.list[3].why, "row 7 looks like a note, and was not read as a row of the plan");
	assert_string_equal(r->unmapped.list[4].text, "3");
	hand_close(&h);
}

static void a_row_that_was_written_is_read_though_it_looks_like_a_total_or_a_note(void **state)
{
	static const text_file files[] = {PLAN, {"spend.csv", "line,amount,description\nGrand total,5.00,\n"
							      "Agreed with finance,,\nzz total,,Sum\n1,7.00,Total\n"}};
	job j = job_open();
	(void)state;
	comes_back(plan_of(files, COUNT(files), &j), NULL, &j);
	job_close(&j);
}

static void a_row_that_may_be_a_total_or_one_of_ours_is_read_and_told(void **state)
{
	static const grid_row spend[] = {{"Line", "Amount", "Description"}, {"a", "#1", "one"}, {"Grand total", "#1"}};
	hand_sheet sheets[] = {INDEX, PLAN_SHEET, SHEET("Spend", spend)};
	hand h = read_hand(sheets, COUNT(sheets));
	(void)state;
	assert_non_null(h.p);
	assert_int_equal(plan_rows(h.p, "spend")->count, 2);
	assert_int_equal(h.p->reading->unmapped.count, 1);
	assert_int_equal(h.p->reading->left, 0);
	assert_true(span_find(span_of(h.p->reading->unmapped.list[0].why),
		"row 3 looks like a total, and was read as a row of the plan", NULL));
	hand_close(&h);
}

static void rows_that_were_deleted_are_told(void **state)
{
	static const grid_row spend[] = {{"Line", "Amount", "Description"}, {"a", "#1", "one"}};
	hand_sheet sheets[] = {INDEX, PLAN_SHEET, SHEET("Spend", spend)};
	hand h = read_hand(sheets, COUNT(sheets));
	(void)state;
	assert_non_null(h.p);
	assert_int_equal(h.p->reading->unmapped.count, 1);
	assert_int_equal(h.p->reading->left, 0);
	assert_string_equal(h.p->reading->unmapped.list[0].why, "1 row, 2 when the workbook was written");
	assert_true(span_find(span_of(h.p->reading->unmapped.list[0].where), "hand.xlsx \xE2\x80\xBA Spend", NULL));
	hand_close(&h);
}

static void dates_may_be_typed_as_text_as_they_are_written_in_england(void **state)
{
	static const grid_row areas[] = {{"Area", "Name", "Starts", "Ends"}, {"a", "A", "2019-04-01", "d43556"},
		{"b", "B", "01/04/2019", "1 Apr 2019"}, {"c", "C", "#43556", "31-March-2020"}};
	static const grid_row spend[] = {{"Line", "Amount", "Description"}, {"a", "#1"}};
	hand_sheet sheets[] = {INDEX, PLAN_SHEET, SHEET("Areas", areas), SHEET("Spend", spend)};
	hand h = read_hand(sheets, COUNT(sheets));
	(void)state;
	say_faults(&h.j);
	assert_non_null(h.p);
	for (size_t i = 0; i < 3; i++)
		assert_span(value(&h, "areas", i, "starts"), "2019-04-01");
	assert_span(value(&h, "areas", 0, "ends"), "2019-04-01");
	assert_span(value(&h, "areas", 1, "ends"), "2019-04-01");
	assert_span(value(&h, "areas", 2, "ends"), "2020-03-31");
	hand_close(&h);
}

static void narrative_may_be_typed_a_paragraph_a_row(void **state)
{
	static const grid_row prose[] = {{"Section", "Text", "Follows on"}, {"vision", "First"}, {NULL, "Second"},
		{"vision", "line", "new line"}, {NULL, " more", "same line"}, {"other", "Else"}, {NULL},
		{NULL, "Last"}};
	static const grid_row spend[] = {{"Line", "Amount", "Description"}, {"a", "#1"}};
	hand_sheet sheets[] = {INDEX, PLAN_SHEET, SHEET("Narrative", prose), SHEET("Spend", spend)};
	hand h = read_hand(sheets, COUNT(sheets));
	(void)state;
	say_faults(&h.j);
	assert_non_null(h.p);
	assert_int_equal(h.p->section_count, 2);
	assert_span(plan_section(h.p, span_of("vision"))->text, "First\n\nSecond\nline more\n");
	assert_span(plan_section(h.p, span_of("other"))->text, "Else\n\nLast\n");
	hand_close(&h);
}

/* ---- what people see ---- */

/* The text of a cell of the sheet, "" when it holds nothing. */
static span shown_at(xlsx *x, const char *sheet_name, const char *cell_at, job *j)
{
	char room[XLSX_PLAIN_ROOM];
	uint32_t row, across;
	xlsx_cell c;
	span found = {"", 0};
	assert_true(cell_name_parse(&row, &across, span_of(cell_at)));
	assert_int_equal(xlsx_begin(x, xlsx_sheet_find(x, sheet_name), &j->e), 0);
	while (xlsx_next(&c, x, &j->e) > 0)
		if (c.row == row && c.column == across)
			found = arena_span(j->a, xlsx_plain(room, x, &c));
	return found;
}

static void findings_titles_and_totals_stand_in_the_workbook(void **state)
{
	job j = job_open();
	folder f = folder_make();
	plan *p, *back;
	check_report report;
	(void)state;
	assert_int_equal(plan_open(&p, TEST_DATA "/../examples/demo", NULL, j.a, &j.e), 0);
	engine *g = engine_of(p, &j);
	assert_int_equal(check_run(&report, g, NULL, 0, &j.e), 0);
	report_head head = {.as_of = "2019-09-20", .policy = g->pack};
	const char *path = folder_path(&f, "demo.xlsx", j.a);
	assert_int_equal(plan_book_save(path, p, g, &report, &head, j.a, &j.e), 0);
	back = read_book(path, &j);
	assert_non_null(back);
	xlsx *x = back->book;
	assert_string_equal(xlsx_sheet_at(x, 0)->name, "Start here");
	assert_string_equal(xlsx_sheet_at(x, 1)->name, "Findings");
	assert_string_equal(xlsx_sheet_at(x, 2)->name, "Plan");
	assert_span(shown_at(x, "Findings", "A5", &j), "Error");
	assert_span(shown_at(x, "Findings", "B5", &j), "RNG-01");
	assert_true(span_starts(shown_at(x, "Findings", "D5", &j), "Requirements D"));
	assert_span(shown_at(x, "Findings", "E5", &j), "3230000");
	assert_span(shown_at(x, "Findings", "F5", &j), "3250000");
	assert_span(shown_at(x, "Findings", "G5", &j), "-20000");
	assert_span(shown_at(x, "Spend", "A4", &j), "Line");
	assert_span(shown_at(x, "Spend", "I5", &j), "Social care");
	assert_span(shown_at(x, "Spend", "L4", &j), "NHS portion");
	assert_span(shown_at(x, "Spend", "Q3", &j), "58600000");
	plan_close(back);
	engine_close(g);
	plan_close(p);
	folder_remove(&f);
	job_close(&j);
}

static void a_table_with_more_rows_than_a_sheet_is_refused(void **state)
{
	static const text_file files[] = {PLAN};
	job j = job_open();
	folder f = folder_make();
	(void)state;
	plan *p = plan_of(files, COUNT(files), &j);
	plan_rows(p, "postings")->count = XLSX_ROWS_MAX - 3; /* four rows are ours; none of these is looked at */
	assert_int_equal(plan_book_save(folder_path(&f, "p.xlsx", j.a), p, NULL, NULL, NULL, j.a, &j.e), ERR_LIMIT);
	assert_true(
		span_find(span_of(j.e.last->text), "table postings has 1048573 rows, and a sheet holds 1048572", NULL));
	assert_int_equal(rmdir(f.path), 0);
	job_close(&j);
}

/* ---- the layer below ---- */

static void a_workbook_that_is_dropped_leaves_what_was_there(void **state)
{
	job j = job_open();
	folder f = folder_make();
	book_out *b;
	(void)state;
	folder_write(&f, "x.xlsx", "before");
	assert_int_equal(book_open(&b, folder_path(&f, "x.xlsx", j.a), "t", "2019-04-01", j.a, &j.e), 0);
	sheet_words(book_add(b, "One"), 0, 0, LOOK_TEXT, "x");
	book_drop(b);
	assert_span(folder_read(&f, "x.xlsx", j.a), "before");
	assert_int_equal(rmdir(f.path), -1);
	assert_int_equal(unlink(folder_path(&f, "x.xlsx", j.a)), 0);
	assert_int_equal(rmdir(f.path), 0); /* nothing else was left in it */
	assert_int_equal(book_open(&b, folder_path(&f, "x.xlsx", j.a), "t", NULL, j.a, &j.e), ERR_IO);
	job_close(&j);
}

static void two_writings_of_a_plan_are_the_same_bytes(void **state)
{
	static const text_file files[] = {PLAN, {"spend.csv", "line,amount\n1,5.00\n"}};
	job j = job_open();
	folder f = folder_make();
	report_head head = {.as_of = "2019-09-20"};
	(void)state;
	plan *p = plan_of(files, COUNT(files), &j);
	engine *g = engine_of(p, &j);
	for (int i = 0; i < 2; i++)
		assert_int_equal(
			plan_book_save(folder_path(&f, i ? "2.xlsx" : "1.xlsx", j.a), p, g, NULL, &head, j.a, &j.e), 0);
	span one = folder_read(&f, "1.xlsx", j.a), two = folder_read(&f, "2.xlsx", j.a);
	assert_true(one.len > 10000);
	assert_int_equal(one.len, two.len);
	assert_memory_equal(one.at, two.at, one.len);
	engine_close(g);
	folder_remove(&f);
	job_close(&j);
}

static void the_sheet_that_tells_of_the_workbook_is_very_hidden(void **state)
{
	static const text_file files[] = {PLAN, {"spend.csv", "line,amount\n1,5.00\n"}};
	job j = job_open();
	folder f = folder_make();
	(void)state;
	plan *p = plan_of(files, COUNT(files), &j);
	const char *path = folder_path(&f, "p.xlsx", j.a);
	assert_int_equal(plan_book_save(path, p, NULL, NULL, NULL, j.a, &j.e), 0);
	plan *back = read_book(path, &j);
	assert_non_null(back);
	assert_int_equal(xlsx_sheet_at(back->book, xlsx_sheet_find(back->book, "bcf"))->state, SHEET_VERY_HIDDEN);
	assert_int_equal(xlsx_sheet_at(back->book, xlsx_sheet_find(back->book, "Lists"))->state, SHEET_HIDDEN);
	assert_int_equal(xlsx_sheet_at(back->book, xlsx_sheet_find(back->book, "Postings"))->state, SHEET_HIDDEN);
	assert_int_equal(xlsx_sheet_at(back->book, xlsx_sheet_find(back->book, "Spend"))->state, SHEET_VISIBLE);
	assert_int_equal(xlsx_sheet_at(back->book, xlsx_sheet_find(back->book, "Risks"))->state, SHEET_VISIBLE);
	plan_close(back);
	folder_remove(&f);
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_value_comes_back_exactly),
		cmocka_unit_test(a_word_that_would_be_taken_for_another_comes_back_exactly),
		cmocka_unit_test(narrative_of_any_length_comes_back_exactly),
		cmocka_unit_test(any_text_comes_back_exactly),
		cmocka_unit_test(a_text_too_long_for_a_cell_is_refused_with_its_table_and_row),
		cmocka_unit_test(columns_may_stand_in_any_order_and_own_ones_among_them),
		cmocka_unit_test(rows_may_be_inserted_sorted_and_added_and_blank_ones_are_counted),
		cmocka_unit_test(formulas_are_read_by_value_and_counted),
		cmocka_unit_test(notes_and_totals_below_the_table_are_peoples_own),
		cmocka_unit_test(totals_and_notes_that_people_typed_are_no_rows),
		cmocka_unit_test(a_row_that_was_written_is_read_though_it_looks_like_a_total_or_a_note),
		cmocka_unit_test(a_row_that_may_be_a_total_or_one_of_ours_is_read_and_told),
		cmocka_unit_test(rows_that_were_deleted_are_told),
		cmocka_unit_test(dates_may_be_typed_as_text_as_they_are_written_in_england),
		cmocka_unit_test(narrative_may_be_typed_a_paragraph_a_row),
		cmocka_unit_test(findings_titles_and_totals_stand_in_the_workbook),
		cmocka_unit_test(a_table_with_more_rows_than_a_sheet_is_refused),
		cmocka_unit_test(a_workbook_that_is_dropped_leaves_what_was_there),
		cmocka_unit_test(two_writings_of_a_plan_are_the_same_bytes),
		cmocka_unit_test(the_sheet_that_tells_of_the_workbook_is_very_hidden),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
