/* A newer plan goes into somebody's copy of our own workbook. */
#include "own_books.h"

#include "plan/template_fill.h"

#define FILES(...) (const text_file[]){PLAN, __VA_ARGS__}, COUNT(((const text_file[]){PLAN, __VA_ARGS__}))
#define EDITS(...) (const fill_edit[]){__VA_ARGS__}, COUNT(((const fill_edit[]){__VA_ARGS__}))
#define HERE "p.xlsx"

/* Somebody's copy; what was made of it, and the plan that is then read from it. */
typedef struct copy {
	job j;
	folder f;
	map_set maps;
	span bytes, filled;
	plan *newer, *back;
	template_filling made;
} copy;

static copy copy_open(void)
{
	copy c = {.j = job_open(), .f = folder_make()};
	map_set_init(&c.maps, NULL, c.j.a);
	return c;
}

static void copy_close(copy *c)
{
	plan_close(c->back);
	folder_remove(&c->f);
	job_close(&c->j);
}

static copy copy_of_plan(const plan *p, const engine *g)
{
	copy c = copy_open();
	assert_int_equal(plan_book_save(folder_path(&c.f, HERE, c.j.a), p, g, NULL, NULL, c.j.a, &c.j.e), 0);
	c.bytes = folder_read(&c.f, HERE, c.j.a);
	return c;
}

static copy copy_of(const text_file *files, size_t count)
{
	job j = job_open();
	copy c = copy_of_plan(plan_of(files, count, &j), NULL);
	job_close(&j);
	return c;
}

/* What people did to their copy. */
static void change(copy *c, const fill_edit *edits, size_t count)
{
	assert_int_equal(xlsx_fill(&c->bytes, c->bytes, HERE, edits, count, c->j.a, &c->j.e), 0);
}

static fill_edit words(const char *sheet, const char *at, const char *text)
{
	fill_edit d = {.sheet = sheet, .kind = *text ? FILL_TEXT : FILL_EMPTY, .text = span_of(text)};
	assert_true(cell_name_parse(&d.row, &d.column, span_of(at)));
	return d;
}

static void fill_plan(copy *c, plan *newer, bool force)
{
	c->newer = newer;
	if (template_fill(&c->made, c->bytes, HERE, newer, &c->maps, force, c->j.a, &c->j.e) ||
		template_fill_make(&c->filled, &c->made, c->bytes, HERE, newer, &c->maps, c->j.a, &c->j.e))
		say_faults(&c->j);
	assert_int_equal(c->j.e.count, 0);
	assert_string_equal(c->made.kind, "own");
	folder_write_bytes(&c->f, "filled.xlsx", c->filled.at, c->filled.len);
	plan_close(c->back);
	c->back = read_book(folder_path(&c->f, "filled.xlsx", c->j.a), &c->j);
	say_faults(&c->j);
	assert_non_null(c->back);
}

static void fill(copy *c, const text_file *files, size_t count, bool force)
{
	fill_plan(c, plan_of(files, count, &c->j), force);
}

static void is_the_newer_plan(copy *c)
{
	char wanted[PLAN_DIGEST_TEXT], found[PLAN_DIGEST_TEXT];
	span before = json_of(c->newer, &c->j), after = json_of(c->back, &c->j);
	assert_int_equal(c->made.refused.count, 0);
	assert_int_equal(after.len, before.len);
	assert_memory_equal(after.at, before.at, before.len);
	plan_digest(wanted, c->newer, false, c->j.a);
	plan_digest(found, c->back, false, c->j.a);
	assert_string_equal(found, wanted);
}

/* The text of a cell after filling, "" when it holds nothing. */
static span cell_of(copy *c, const char *sheet, const char *at)
{
	char room[XLSX_PLAIN_ROOM];
	uint32_t row, across;
	xlsx_cell k;
	span found = {"", 0};
	xlsx *x = c->back->book;
	assert_true(cell_name_parse(&row, &across, span_of(at)));
	assert_int_equal(xlsx_begin(x, xlsx_sheet_find(x, sheet), &c->j.e), 0);
	while (xlsx_next(&k, x, &c->j.e) > 0)
		if (k.row == row && k.column == across)
			found = arena_span(c->j.a, xlsx_plain(room, x, &k));
	return found;
}

static const fill_line *line_of(const fill_lines *l, const char *cell_at, const char *what)
{
	for (size_t i = 0; i < l->count; i++)
		if (!strcmp(l->list[i].cell, cell_at) && !strcmp(l->list[i].what, what))
			return &l->list[i];
	for (size_t i = 0; i < l->count; i++)
		print_message("# %s %s %s: %s\n", l->list[i].sheet, l->list[i].cell, l->list[i].what, l->list[i].why);
	fail_msg("'%s' '%s' is not in the list", cell_at, what);
	return NULL;
}

#define assert_line(list, cell_at, what, value_, why_)                                                                 \
	do {                                                                                                           \
		const fill_line *line_ = line_of(list, cell_at, what);                                                 \
		assert_string_equal(line_->value, value_);                                                             \
		assert_string_equal(line_->why, why_);                                                                 \
	} while (0)

/* Columns of the sheet Spend: A line, B area, C period, D scheme, E description, Q amount; rows from 5. */
#define SPEND "line,description,amount\na,one,1.00\nb,two,2.00\nc,three,3.00\n"

/* ---- values ---- */

static void the_same_plan_changes_nothing(void **state)
{
	copy c = copy_of(FILES({"spend.csv", SPEND}, {"narrative/vision.md", "Words\n"}));
	(void)state;
	fill(&c, FILES({"spend.csv", SPEND}, {"narrative/vision.md", "Words\n"}), true);
	assert_int_equal(c.made.count, 0);
	assert_int_equal(c.made.filled.count + c.made.left.count + c.made.refused.count, 0);
	assert_int_equal(c.filled.len, c.bytes.len);
	assert_memory_equal(c.filled.at, c.bytes.at, c.bytes.len);
	is_the_newer_plan(&c);
	copy_close(&c);
}

static void values_that_differ_are_replaced_and_told_with_what_was_there(void **state)
{
	copy c = copy_of(FILES({"spend.csv", SPEND}));
	(void)state;
	fill(&c, FILES({"spend.csv", "line,description,amount\na,one,1.50\nb,,2.00\nc,three,[c]\n"}), false);
	is_the_newer_plan(&c);
	assert_int_equal(c.made.filled.count, 3);
	assert_line(&c.made.filled, "Q5", "spend a amount", "1.50", "in place of '1.00'");
	assert_line(&c.made.filled, "E6", "spend b description", "", "in place of 'two'");
	assert_line(&c.made.filled, "Q7", "spend c amount", "[c]", "in place of '3.00'");
	assert_string_equal(c.made.filled.list[0].sheet, "Spend");
	assert_span(cell_of(&c, "Spend", "Q5"), "1.5");
	assert_span(cell_of(&c, "Spend", "E6"), "");
	copy_close(&c);
}

static void a_blank_that_is_known_now_is_filled_without_a_word_of_what_was_there(void **state)
{
	copy c = copy_of(FILES({"spend.csv", "line,description,amount\na,one,\n"}));
	(void)state;
	fill(&c, FILES({"spend.csv", "line,description,amount\na,one,0.00\n"}), false);
	is_the_newer_plan(&c);
	assert_line(&c.made.filled, "Q5", "spend a amount", "0.00", "");
	copy_close(&c);
}

static void every_type_of_value_is_read_back_as_it_was(void **state)
{
	copy c = copy_of(
		FILES({"spend.csv", "line\na\n"}, {"observations.csv", "area,metric,period,kind\na,m,2016-04,plan\n"},
			{"areas.csv", "area\na\n"}, {"bodies.csv", "body\nb\n"}));
	(void)state;
	fill(&c,
		FILES({"spend.csv", "line,description,amount,nhs_portion,note\na,=1+1,9999999999.99,1/"
				    "3,\"\n\nline \"\"x\"\"\"\n"},
			{"observations.csv", "area,metric,period,kind,value,numerator,decimals\na,m,2016-04,plan,1."
					     "234567890123456,-2,15\n"},
			{"areas.csv", "area,name,starts,ends\na,007,2199-12-31,1900-01-05\n"},
			{"bodies.csv", "body,name,of_organisations,may\nb,TRUE,x; y,recommend; decide\n"}),
		false);
	is_the_newer_plan(&c);
	for (size_t i = 0; i < c.made.count; i++) {
		const fill_edit *d = &c.made.edits[i];
		if (!strcmp(d->sheet, "Areas") && d->column == 4)
			assert_int_equal(d->kind, FILL_DATE);
		if (!strcmp(d->sheet, "Areas") && d->column == 5) /* before the workbook's first day */
			assert_int_equal(d->kind, FILL_TEXT);
		if (!strcmp(d->sheet, "Areas") && d->column == 1)
			assert_int_equal(d->kind, FILL_TEXT);
		if (!strcmp(d->sheet, "Spend") && d->column == 16)
			assert_int_equal(d->kind, FILL_NUMBER);
		if (!strcmp(d->sheet, "Observations") &&
			span_is(d->text, "1.234567890123456")) /* more digits than a number of a workbook holds */
			assert_int_equal(d->kind, FILL_TEXT);
	}
	copy_close(&c);
}

static void words_of_a_list_go_in_by_their_titles(void **state)
{
	job j = job_open();
	plan *p = plan_of(FILES({"spend.csv", "line,area_of_spend\na,mental_health\nb,social_care\n"}), &j);
	engine *g = engine_of(p, &j);
	copy c = copy_of_plan(p, g);
	(void)state;
	fill(&c,
		FILES({"spend.csv",
			"line,area_of_spend,note\na,social_care,\nb,Social Care,\nc,our own,\"\"\"quoted\"\"\"\n"}),
		false);
	is_the_newer_plan(&c);
	assert_span(cell_of(&c, "Spend", "I5"), "Social care");
	assert_span(cell_of(&c, "Spend", "I6"), "\"Social Care\"");
	assert_span(cell_of(&c, "Spend", "I7"), "our own");
	engine_close(g);
	copy_close(&c);
	job_close(&j);
}

static void the_one_row_of_the_plan_changes_in_its_place(void **state)
{
	copy c = copy_of((const text_file[]){{"plan.csv", "title,policy,status\nT,2019-20,draft\n"}}, 1);
	(void)state;
	fill(&c, (const text_file[]){{"plan.csv", "title,policy,status,submitted\nU,2019-20,agreed,2019-09-27\n"}}, 1,
		false);
	is_the_newer_plan(&c);
	assert_int_equal(plan_rows(c.back, "plan")->count, 1);
	assert_line(&c.made.filled, "A5", "plan title", "U", "in place of 'T'");
	copy_close(&c);
}

/* ---- rows ---- */

static void new_rows_go_below_the_last_whatever_their_keys(void **state)
{
	copy c = copy_of(FILES({"spend.csv", SPEND}));
	(void)state;
	fill(&c, FILES({"spend.csv", SPEND "aa,new,4.00\nz,last,5.00\n"}), false);
	is_the_newer_plan(&c);
	assert_int_equal(c.made.filled.count, 6);
	assert_span(cell_of(&c, "Spend", "A5"), "a");
	assert_span(cell_of(&c, "Spend", "A8"), "aa");
	assert_span(cell_of(&c, "Spend", "A9"), "z");
	assert_line(&c.made.filled, "Q9", "spend z amount", "5.00", "");
	copy_close(&c);
}

static void a_table_that_was_empty_gets_its_rows(void **state)
{
	copy c = copy_of(FILES({"spend.csv", SPEND}));
	(void)state;
	fill(&c, FILES({"spend.csv", SPEND}, {"authorities.csv", "area,authority,name\nb,E1,B\na,E1,A\n"}), false);
	is_the_newer_plan(&c);
	assert_line(&c.made.filled, "C5", "authorities a E1 name", "A", "");
	assert_line(&c.made.filled, "C6", "authorities b E1 name", "B", "");
	copy_close(&c);
}

static void rows_that_the_plan_no_longer_has_stay_until_it_is_forced(void **state)
{
	copy c = copy_of(FILES({"spend.csv", SPEND}));
	(void)state;
	fill(&c, FILES({"spend.csv", "line,description,amount\na,one,1.00\nc,three,3.00\n"}), false);
	assert_int_equal(c.made.count, 0);
	assert_int_equal(c.made.refused.count, 1);
	assert_line(&c.made.refused, "A6", "spend b", "", "is no longer in the plan; --replace empties the row");
	assert_int_equal(plan_rows(c.back, "spend")->count, 3);
	c.made = (template_filling){0};
	fill(&c, FILES({"spend.csv", "line,description,amount\na,one,1.00\nc,three,3.00\n"}), true);
	is_the_newer_plan(&c);
	assert_int_equal(c.made.filled.count, 3);
	assert_line(&c.made.filled, "Q6", "spend b amount", "", "emptied: its row is no longer in the plan");
	assert_int_equal(c.back->reading->blank_rows, 1);
	copy_close(&c);
}

static void a_table_that_is_gone_is_emptied_when_it_is_forced(void **state)
{
	copy c = copy_of(FILES({"spend.csv", SPEND}));
	(void)state;
	fill(&c, (const text_file[]){PLAN}, 1, true);
	is_the_newer_plan(&c);
	assert_int_equal(plan_rows(c.back, "spend")->count, 0);
	assert_span(cell_of(&c, "Spend", "A4"), "Line");
	copy_close(&c);
}

static void a_key_that_is_written_otherwise_is_another_row(void **state)
{
	copy c = copy_of(FILES({"spend.csv", "line,amount\n1,1.00\n"}));
	(void)state;
	fill(&c, FILES({"spend.csv", "line,amount\n01,1.00\n"}), true);
	is_the_newer_plan(&c);
	assert_span(cell_of(&c, "Spend", "A5"), "");
	assert_span(cell_of(&c, "Spend", "A6"), "01");
	copy_close(&c);
}

/* ---- what is people's own ---- */

static void own_columns_sheets_and_notes_stay(void **state)
{
	copy c = copy_of(FILES({"spend.csv", SPEND}));
	(void)state;
	change(&c, EDITS(words("Spend", "Z4", "Checked by"), words("Spend", "Z5", "Ann"), words("Spend", "Z9", "loose"),
			   words("Start here", "H40", "ours")));
	fill(&c, FILES({"spend.csv", "line,description,amount\na,one,1.25\nb,two,2.00\nc,three,3.00\nd,four,4.00\n"}),
		true);
	is_the_newer_plan(&c);
	assert_span(cell_of(&c, "Spend", "Z4"), "Checked by");
	assert_span(cell_of(&c, "Spend", "Z5"), "Ann");
	assert_span(cell_of(&c, "Spend", "Z9"), "loose");
	assert_span(cell_of(&c, "Start here", "H40"), "ours");
	assert_span(cell_of(&c, "Spend", "A8"), "d");
	assert_true(c.back->reading->unmapped.count > 0);
	copy_close(&c);
}

/* A workbook by hand: columns in another order with one of their own between, rows not sorted, a total, formulas. */
static copy copy_by_hand(const hand_sheet *sheets, size_t count)
{
	copy c = copy_open();
	hand_made(&c.f, sheets, count, &c.j);
	c.bytes = folder_read(&c.f, "hand.xlsx", c.j.a);
	return c;
}

static void columns_and_rows_are_found_where_people_moved_them(void **state)
{
	static const grid_row spend[] = {{"Our spending"}, {"DESCRIPTION", "Checked by", " Amount", NULL, "Line"},
		{"three", "Ann", "#3", NULL, "c"}, {"one", NULL, "#1", NULL, "a"}};
	hand_sheet sheets[] = {INDEX, PLAN_SHEET, SHEET("Spend", spend)};
	copy c = copy_by_hand(sheets, COUNT(sheets));
	(void)state;
	fill(&c,
		(const text_file[]){{"plan.csv", "title,policy\nT,2019-20\n"},
			{"spend.csv", "line,description,amount\na,one,1.10\nb,two,2.00\nc,drei,3.00\n"}},
		2, false);
	is_the_newer_plan(&c);
	assert_int_equal(c.made.filled.count, 5);
	assert_line(&c.made.filled, "C4", "spend a amount", "1.10", "in place of '1.00'");
	assert_line(&c.made.filled, "A3", "spend c description", "drei", "in place of 'three'");
	assert_line(&c.made.filled, "E5", "spend b line", "b", "");
	assert_span(cell_of(&c, "Spend", "B3"), "Ann");
	copy_close(&c);
}

static void a_total_below_the_rows_keeps_its_place(void **state)
{
	static const grid_row spend[] = {
		{"Line", "Amount", "Description"}, {"a", "#1", "one"}, {"b", "#2", "two"}, {"Total", "=SUM(B2:B3)|#3"}};
	hand_sheet sheets[] = {INDEX, PLAN_SHEET, SHEET("Spend", spend)};
	copy c = copy_by_hand(sheets, COUNT(sheets));
	(void)state;
	fill(&c,
		(const text_file[]){{"plan.csv", "title,policy\nT,2019-20\n"},
			{"spend.csv", "line,description,amount\na,one,1.00\nb,two,2.00\nc,three,3.00\n"}},
		2, false);
	is_the_newer_plan(&c);
	assert_span(cell_of(&c, "Spend", "A4"), "Total");
	assert_span(cell_of(&c, "Spend", "A5"), "c");
	copy_close(&c);
}

static void a_formula_is_never_overwritten(void **state)
{
	static const grid_row spend[] = {{"Line", "Amount", "Description"}, {"a", "=2*3|#6", "=UPPER(\"x\")|X"},
		{"b", "=1+1|#2", "two"}, {"c", "#3", "=LOWER(\"Y\")|y"}};
	static const char before[] = "line,description,amount\na,X,6.00\nb,two,2.00\nc,y,3.00\n";
	hand_sheet sheets[] = {INDEX, PLAN_SHEET, SHEET("Spend", spend)};
	copy c = copy_by_hand(sheets, COUNT(sheets));
	text_file files[] = {{"plan.csv", "title,policy\nT,2019-20\n"}, {"spend.csv", before}};
	(void)state;
	fill(&c, files, 2, true);
	is_the_newer_plan(&c);
	assert_int_equal(c.made.count, 0); /* the formulas show what the plan says */
	files[1].text = "line,description,amount\na,X,7.00\nb,deux,2.00\nc,z,4.00\n";
	fill(&c, files, 2, true);
	assert_int_equal(c.made.refused.count, 2);
	assert_int_equal(c.made.filled.count, 2);
	assert_line(&c.made.refused, "B2", "spend a amount", "7.00", "holds a formula, which is never overwritten");
	assert_line(&c.made.refused, "C4", "spend c description", "z", "holds a formula, which is never overwritten");
	assert_span(cell_of(&c, "Spend", "B2"), "6");
	assert_span(cell_of(&c, "Spend", "B4"), "4");
	assert_span(cell_of(&c, "Spend", "C3"), "deux");
	copy_close(&c);
}

/* ---- what is missing in the copy ---- */

static void a_column_whose_heading_is_gone_is_told_for_each_value(void **state)
{
	copy c = copy_of(FILES({"spend.csv", SPEND}));
	(void)state;
	change(&c, EDITS(words("Spend", "F4", "Our kind"))); /* the column Type, which held nothing */
	fill(&c,
		FILES({"spend.csv",
			"line,description,type,amount\na,one,other,1.10\nb,two,,2.00\nc,three,,3.00\nd,,x,\n"}),
		true);
	assert_int_equal(c.made.refused.count, 2);
	assert_line(&c.made.refused, "", "spend a type", "other", "the workbook has no column for it");
	assert_line(&c.made.refused, "", "spend d type", "x", "the workbook has no column for it");
	assert_line(&c.made.filled, "Q5", "spend a amount", "1.10", "in place of '1.00'");
	assert_span(cell_of(&c, "Spend", "F4"), "Our kind");
	assert_int_equal(plan_rows(c.back, "spend")->count, 4);
	copy_close(&c);
}

static void a_table_that_the_copy_has_no_sheet_for_is_told_with_its_rows(void **state)
{
	static const grid_row spend[] = {{"Line", "Amount", "Description"}, {"a", "#1", "one"}, {"b", "#2", "two"}};
	hand_sheet sheets[] = {
		INDEX, PLAN_SHEET, SHEET("Spend", spend)}; /* no Areas, no Narrative, and Risks unknown */
	copy c = copy_by_hand(sheets, COUNT(sheets));
	(void)state;
	fill(&c,
		(const text_file[]){{"plan.csv", "title,policy\nT,2019-20\n"},
			{"spend.csv", "line,description,amount\na,one,1.00\nb,two,2.00\n"},
			{"areas.csv", "area\na\nb\n"}, {"risks.csv", "risk\nr\n"}, {"narrative/vision.md", "Words\n"}},
		5, true);
	assert_int_equal(c.made.count, 0);
	assert_int_equal(c.made.refused.count, 3);
	assert_line(&c.made.refused, "", "areas", "", "the workbook has no such table; the plan has 2 rows");
	assert_line(&c.made.refused, "", "risks", "", "the workbook has no such table; the plan has 1 row");
	assert_line(&c.made.refused, "", "narrative vision", "Words ", "the workbook has no such sheet");
	copy_close(&c);
}

static void a_sheet_that_lost_its_headings_takes_no_rows(void **state)
{
	static const grid_row spend[] = {{"Line", "Amount", "Description"}, {"a", "#1", "one"}}, none[] = {{NULL}};
	hand_sheet sheets[] = {
		INDEX, PLAN_SHEET, SHEET("Spend", spend), SHEET("Areas", none), SHEET("Narrative", none)};
	copy c = copy_by_hand(sheets, COUNT(sheets));
	(void)state;
	fill(&c,
		(const text_file[]){{"plan.csv", "title,policy\nT,2019-20\n"},
			{"spend.csv", "line,description,amount\na,one,1.00\n"}, {"areas.csv", "area\na\n"},
			{"narrative/vision.md", "Words\n"}},
		4, true);
	assert_int_equal(c.made.count, 0);
	assert_line(&c.made.refused, "", "areas", "", "the workbook has no such table; the plan has 1 row");
	assert_line(&c.made.refused, "", "narrative vision", "Words ", "the workbook has no such sheet");
	copy_close(&c);
}

static void headings_alone_take_rows(void **state)
{
	static const grid_row spend[] = {{"Line", "Amount", "Description"}};
	hand_sheet sheets[] = {INDEX, PLAN_SHEET, SHEET("Spend", spend)};
	copy c = copy_by_hand(sheets, COUNT(sheets));
	(void)state;
	fill(&c, (const text_file[]){{"plan.csv", "title,policy\nT,2019-20\n"}, {"spend.csv", "line,amount\na,1.00\n"}},
		2, false);
	is_the_newer_plan(&c);
	assert_line(&c.made.filled, "A2", "spend a line", "a", "");
	copy_close(&c);
}

static void a_sheet_that_is_full_takes_no_more(void **state)
{
	copy c = copy_of(FILES({"spend.csv", SPEND}));
	(void)state;
	change(&c, EDITS(words("Spend", "A1048576", "end"), words("Spend", "E1048576", "of the sheet")));
	fill(&c, FILES({"spend.csv", SPEND "d,four,4.00\nend,of the sheet,\n"}), false);
	assert_int_equal(c.made.count, 0);
	assert_int_equal(c.made.refused.count, 1);
	assert_line(&c.made.refused, "", "spend d",
		"\xC2\xA3"
		"4",
		"the sheet has no row left");
	copy_close(&c);
}

static void a_text_too_long_for_a_cell_is_refused_and_the_rest_goes_in(void **state)
{
	copy c = copy_of(FILES({"spend.csv", SPEND}));
	char *text = arena_alloc(c.j.a, 40100);
	(void)state;
	int n = snprintf(text, 100, "line,description,amount\na,one,1.75\nb,two,2.00\nc,");
	memset(text + n, 'w', 32768);
	snprintf(text + n + 32768, 100, ",3.00\n");
	fill(&c, FILES({"spend.csv", text}), false);
	assert_int_equal(c.made.refused.count, 1);
	assert_int_equal(c.made.filled.count, 1);
	assert_string_equal(c.made.refused.list[0].cell, "E7");
	assert_true(span_find(span_of(c.made.refused.list[0].why), "a cell holds 32767, so shorten it", NULL));
	assert_true(strlen(c.made.refused.list[0].value) < 100);
	assert_span(cell_of(&c, "Spend", "E7"), "three");
	copy_close(&c);
}

/* ---- the narrative ---- */

static void new_sections_are_added_a_paragraph_a_row(void **state)
{
	copy c = copy_of(FILES({"narrative/vision.md", "Words\n\nMore\n"}));
	(void)state;
	fill(&c,
		FILES({"narrative/vision.md", "Words\n\nMore\n"},
			{"narrative/aims.md", "# Aims\n\n- one\n- two\n\n\n\nLast\n"}),
		false);
	is_the_newer_plan(&c);
	assert_span(cell_of(&c, "Narrative", "A5"), "vision");
	assert_span(cell_of(&c, "Narrative", "A7"), "aims");
	assert_span(cell_of(&c, "Narrative", "B7"), "# Aims");
	assert_line(&c.made.filled, "B7", "narrative text", "# Aims", "");
	copy_close(&c);
}

static void sections_that_differ_or_are_gone_are_left_and_told(void **state)
{
	copy c = copy_of(FILES(
		{"narrative/vision.md", "Words\n"}, {"narrative/old.md", "Gone\n"}, {"narrative/same.md", "Same\n"}));
	(void)state;
	fill(&c, FILES({"narrative/vision.md", "Other words\n"}, {"narrative/same.md", "Same\n"}), true);
	assert_int_equal(c.made.count, 0);
	assert_int_equal(c.made.refused.count, 2);
	assert_line(&c.made.refused, "", "narrative vision", "Other words ",
		"the workbook's text differs; change it there");
	assert_line(&c.made.refused, "", "narrative old", "Gone ", "is no longer in the plan; take its rows out");
	assert_span(plan_section(c.back, span_of("vision"))->text, "Words\n");
	copy_close(&c);
}

/* ---- the workbook as a whole ---- */

static span fact_of(copy *c, const char *name)
{
	for (int i = 1; i < 9; i++)
		if (span_is(cell_of(c, "bcf", arena_printf(c->j.a, "A%d", i)), name))
			return cell_of(c, "bcf", arena_printf(c->j.a, "B%d", i));
	fail_msg("no fact '%s'", name);
	return (span){"", 0};
}

static void the_workbook_says_that_it_is_the_newer_version_when_nothing_was_refused(void **state)
{
	copy c = copy_of(FILES({"spend.csv", SPEND}));
	char digest[PLAN_DIGEST_TEXT];
	(void)state;
	fill(&c, FILES({"spend.csv", "line,description,amount\na,one,1.50\nc,three,3.00\n"}), false);
	assert_int_equal(c.made.filled.count, 1);
	plan_digest(digest, c.newer, false, c.j.a);
	assert_false(span_is(fact_of(&c, "digest"), digest)); /* b is there still */
	fill(&c, FILES({"spend.csv", "line,description,amount\na,one,1.50\nc,three,3.00\n"}), true);
	is_the_newer_plan(&c);
	assert_span(fact_of(&c, "digest"), digest);
	plan_digest(digest, c.newer, true, c.j.a);
	assert_span(fact_of(&c, "plan digest"), digest);
	copy_close(&c);
}

static void is_not_filled(const hand_sheet *sheets, size_t count, const char *where, const char *part)
{
	copy c = copy_by_hand(sheets, count);
	template_filling before = c.made;
	plan *p = plan_of(FILES({"spend.csv", SPEND}), &c.j);
	assert_int_equal(template_fill(&c.made, c.bytes, HERE, p, &c.maps, true, c.j.a, &c.j.e), ERR_PARSE);
	assert_memory_equal(&c.made, &before, sizeof before);
	bool found = false;
	for (const err_message *m = c.j.e.first; m; m = m->next)
		found |= span_find(span_of(m->where), where, NULL) && span_find(span_of(m->text), part, NULL);
	if (!found)
		say_faults(&c.j);
	assert_true(found);
	copy_close(&c);
}

static void a_copy_that_could_not_be_read_is_not_filled(void **state)
{
	static const grid_row twice[] = {{"Line", "Amount", "Description"}, {"a", "#1"}, {"a", "#2"}},
			      renamed[] = {{"Line", "Sum", "Description"}, {"a", "#1"}},
			      newer[] = {{"bcf workbook", "2"}};
	hand_sheet a[] = {INDEX, PLAN_SHEET, SHEET("Spend", twice)}, b[] = {INDEX, PLAN_SHEET, SHEET("Spend", renamed)},
		   d[] = {INDEX, PLAN_SHEET}, n[] = {SHEET("bcf", newer), PLAN_SHEET};
	(void)state;
	is_not_filled(a, COUNT(a), "Spend \xE2\x80\xBA A3", "the same key stands already at");
	is_not_filled(b, COUNT(b), "Spend", "column 'Amount' is missing");
	is_not_filled(d, COUNT(d), HERE, "sheet 'Spend' is missing, and it held 2 rows");
	is_not_filled(n, COUNT(n), HERE, "the workbook is of format 2");
}

/* ---- nothing is lost in silence ---- */

static void a_note_below_stays_a_note_and_new_rows_go_below_it(void **state)
{
	static const grid_row spend[] = {{"Line", "Amount", "Description"}, {"a", "#1", "one"}, {"b", "#2", "two"},
		{NULL}, {"Agreed with finance"}};
	hand_sheet sheets[] = {INDEX, PLAN_SHEET, SHEET("Spend", spend)};
	copy c = copy_by_hand(sheets, COUNT(sheets));
	text_file files[] = {{"plan.csv", "title,policy\nT,2019-20\n"},
		{"spend.csv", "line,description,amount\na,one,1.00\nb,two,2.00\nc,three,3.00\nd,four,4.00\n"}};
	(void)state;
	fill(&c, files, 2, false);
	is_the_newer_plan(&c);
	assert_span(cell_of(&c, "Spend", "A4"), "");
	assert_span(cell_of(&c, "Spend", "A5"), "Agreed with finance");
	assert_span(cell_of(&c, "Spend", "A6"), "c");
	assert_span(cell_of(&c, "Spend", "A7"), "d");
	c.made = (template_filling){0};
	files[1].text = "line,description,amount\na,one,1.00\nb,two,2.00\nc,,\n"; /* it would be a second note */
	fill(&c, files, 2, false);
	assert_int_equal(c.made.count, 0);
	assert_true(strstr(line_of(&c.made.refused, "", "spend c")->why, "would be taken for a note"));
	copy_close(&c);
}

static void a_new_row_of_a_key_of_several_words_is_counted_and_stays_a_row(void **state)
{
	copy c = copy_of(FILES({"spend.csv", SPEND}));
	(void)state;
	fill(&c, FILES({"spend.csv", SPEND "old beds,,\n"}), false);
	is_the_newer_plan(&c);
	assert_int_equal(c.made.filled.count, 1);
	copy_close(&c);
}

static void rows_that_would_stand_alone_below_a_gap_are_not_made(void **state)
{
	copy c = copy_of(FILES({"spend.csv", "line,description,amount\na,one,1.00\nb,two,2.00\nc,,\n"}));
	(void)state;
	fill(&c, FILES({"spend.csv", "line,description,amount\na,one,1.00\nc,,\n"}), true);
	assert_int_equal(c.made.count, 0);
	assert_int_equal(c.made.refused.count, 1);
	assert_true(strstr(line_of(&c.made.refused, "A6", "spend b")->why, "the row below has its key alone"));
	assert_int_equal(plan_rows(c.back, "spend")->count, 3);
	copy_close(&c);

	c = copy_of(FILES({"spend.csv", SPEND})); /* it loses all but its key */
	fill(&c, FILES({"spend.csv", "line,description,amount\na,one,1.00\nc,,\n"}), true);
	assert_int_equal(c.made.refused.count, 1);
	assert_true(strstr(line_of(&c.made.refused, "A7", "spend c")->why, "key alone below a gap"));
	assert_int_equal(plan_rows(c.back, "spend")->count, 2);
	assert_span(cell_of(&c, "Spend", "Q7"), "3");
	copy_close(&c);

	c = copy_of(FILES({"spend.csv", SPEND})); /* a new one */
	fill(&c, FILES({"spend.csv", "line,description,amount\na,one,1.00\nd,,\n"}), true);
	assert_int_equal(c.made.refused.count, 1);
	assert_true(strstr(line_of(&c.made.refused, "", "spend d")->why, "directly below the last row"));
	copy_close(&c);

	c = copy_of(FILES({"spend.csv", "line,description,amount\na,one,1.00\nb,two,2.00\nc,,\nd,,\ne,,\n"}));
	fill(&c, FILES({"spend.csv", "line,description,amount\na,one,1.00\ne,,\nf,,\n"}), true);
	assert_int_equal(c.made.refused.count, 3); /* b, c and d hold e up; f goes below it */
	assert_span(cell_of(&c, "Spend", "A10"), "f");
	copy_close(&c);
}

static void a_new_section_keeps_its_blanks_and_blank_lines(void **state)
{
	copy c = copy_of(FILES({"spend.csv", SPEND}));
	(void)state;
	fill(&c,
		FILES({"spend.csv", SPEND}, {"narrative/code.md", "    code\n    more\n\n    again\n"},
			{"narrative/lines.md", "\n\n\nWords\n\n\nmore\n\n\n\n\nlast\n"}),
		true);
	is_the_newer_plan(&c);
	copy_close(&c);
}

static void a_long_paragraph_of_a_new_section_goes_on_in_the_next_row(void **state)
{
	copy c = copy_of(FILES({"spend.csv", SPEND}));
	char *text = arena_alloc(c.j.a, 40101), *solid = arena_alloc(c.j.a, 40101);
	(void)state;
	memset(text, 'w', 39999);
	for (int i = 5; i < 39999; i += 6)
		text[i] = ' ';
	memcpy(text + 39998, "w\n\nend\n", 8);
	for (int i = 0; i < 40000; i += 2)
		memcpy(solid + i, "\xC3\xA9", 2);
	solid[40000] = '\n';
	memmove(solid + 1, solid, 40001); /* letters of two bytes begin at odd places */
	solid[0] = 'x';
	fill(&c, FILES({"spend.csv", SPEND}, {"narrative/long.md", text}, {"narrative/solid.md", solid}), true);
	is_the_newer_plan(&c);
	assert_span(cell_of(&c, "Narrative", "C6"), "same line");
	copy_close(&c);
}

static void a_section_goes_in_whole_or_not_at_all(void **state)
{
	copy c = copy_of(FILES({"narrative/vision.md", "Words\n"}));
	(void)state;
	change(&c, EDITS(words("Narrative", "A1048575", "end"), words("Narrative", "B1048575", "of the sheet")));
	fill(&c,
		FILES({"narrative/vision.md", "Words\n"}, {"narrative/end.md", "of the sheet\n"},
			{"narrative/zz.md", "new\n\nand more\n"}),
		true);
	assert_int_equal(c.made.count, 0);
	assert_int_equal(c.made.refused.count, 1);
	assert_line(&c.made.refused, "", "narrative zz", "new  and more ", "the sheet has no row left");
	copy_close(&c);
}

static void what_is_merged_is_refused_and_rows_go_below_it(void **state)
{
	static const grid_row spend[] = {{"Line", "Amount", "Description"}, {"a", "#1", "one"}, {"b", "#2"}};
	copy c = copy_open();
	lxw_workbook *w = workbook_new(folder_path(&c.f, "hand.xlsx", c.j.a));
	hand_sheet sheets[] = {INDEX, PLAN_SHEET, SHEET("Spend", spend)};
	lxw_worksheet *s = NULL;
	(void)state;
	for (size_t i = 0; i < COUNT(sheets); i++) {
		s = workbook_add_worksheet(w, sheets[i].name);
		for (uint32_t r = 0; r < sheets[i].count; r++)
			for (uint16_t k = 0; k < WIDTH; k++)
				put(s, r, k, sheets[i].rows[r][k], NULL);
	}
	worksheet_merge_range(s, 3, 0, 4, 4, "", NULL);
	worksheet_merge_range(s, 2, 1, 2, 2, "", NULL);
	put(s, 2, 1, "#2", NULL);
	assert_int_equal(workbook_close(w), 0);
	c.bytes = folder_read(&c.f, "hand.xlsx", c.j.a);
	fill(&c,
		(const text_file[]){{"plan.csv", "title,policy\nT,2019-20\n"},
			{"spend.csv", "line,description,amount\na,one,1.00\nb,two,2.50\nc,three,3.00\n"}},
		2, false);
	assert_int_equal(c.made.refused.count, 1);
	assert_line(&c.made.refused, "C3", "spend b description", "two", "is merged into B3");
	assert_span(cell_of(&c, "Spend", "B3"), "2.5");
	assert_span(cell_of(&c, "Spend", "A6"), "c");
	copy_close(&c);
}

/* Whatever the cause: here the edits are not those that the plan asks for. */
static void a_copy_that_would_be_read_otherwise_is_not_made(void **state)
{
	copy c = copy_of(FILES({"spend.csv", SPEND}));
	plan *newer = plan_of(FILES({"spend.csv", SPEND "d,four,4.00\n"}), &c.j);
	(void)state;
	assert_int_equal(template_fill(&c.made, c.bytes, HERE, newer, &c.maps, true, c.j.a, &c.j.e), 0);
	assert_int_equal(c.made.refused.count, 0);
	template_filling whole = c.made;
	span untouched = {"x", 1}, made = untouched;
	c.made.count = 0;
	assert_int_equal(template_fill_make(&made, &c.made, c.bytes, HERE, newer, &c.maps, c.j.a, &c.j.e), ERR_RULE);
	assert_ptr_equal(made.at, untouched.at);
	assert_true(strstr(c.j.e.last->text, "Spend \xE2\x80\xBA spend d is no longer read as a row of the plan"));
	assert_true(strstr(c.j.e.last->text, "bcf convert"));

	fill_edit *edits = arena_array(c.j.a, whole.count + 1, sizeof *edits);
	memcpy(edits, whole.edits, whole.count * sizeof *edits);
	edits[whole.count] = words("Spend", "E5", "another");
	c.made.edits = edits;
	c.made.count = whole.count + 1;
	assert_int_equal(template_fill_make(&made, &c.made, c.bytes, HERE, newer, &c.maps, c.j.a, &c.j.e), ERR_RULE);
	assert_true(strstr(c.j.e.last->text, "spend a is read otherwise"));
	edits[whole.count] = words("Risks", "A5", "r1");
	assert_int_equal(template_fill_make(&made, &c.made, c.bytes, HERE, newer, &c.maps, c.j.a, &c.j.e), ERR_RULE);
	assert_true(strstr(c.j.e.last->text, "risks r1 is read as a row of the plan, and is none"));
	edits[whole.count] = words("Spend", "Q5", "not a sum");
	assert_int_equal(template_fill_make(&made, &c.made, c.bytes, HERE, newer, &c.maps, c.j.a, &c.j.e), ERR_PARSE);
	assert_true(strstr(c.j.e.last->text, "could not be read back"));
	c.made = whole;
	assert_int_equal(template_fill_make(&made, &c.made, c.bytes, HERE, newer, &c.maps, c.j.a, &c.j.e), 0);
	copy_close(&c);
}

static void amounts_that_are_not_in_the_copy_are_added_up(void **state)
{
	copy c = copy_of(FILES({"spend.csv", "line,description,amount\na,one,1.00\nb,two,2.00\n"}));
	(void)state;
	fill(&c, FILES({"spend.csv", "line,description,amount\na,one,1.50\nb,two,2.00\n"}), false);
	assert_int_equal(c.made.spend_missing, 0);
	change(&c, EDITS(words("Spend", "A1048576", "end"), words("Spend", "E1048576", "of the sheet")));
	fill(&c,
		FILES({"spend.csv",
			"line,description,amount\na,one,1.50\nb,two,2.00\nc,three,3.25\nend,of the sheet,\n"}),
		false);
	assert_int_equal(c.made.spend_missing, 325);
	assert_int_equal(c.made.income_missing, 0);
	copy_close(&c);
}

/* ---- any plan into any copy ---- */

static void random_plan(buf *out, uint64_t *seed)
{
	static const char *const pieces[] = {"a", "B ", "\n", "\t", "=", "+", "'", "_x000D_", "_", "1", "007", "/",
		"2016-04", "\xC2\xA3", "e\xCC\x81", "\xF0\x9F\x98\x80", "&amp;", "<b>", "]]>", "Social Care",
		"social_care", "[z]", "TRUE", "#REF!"};
	static const char *const amounts[] = {"0.00", "-1.25", "[c]", "", "20000000000.00", "0.01"};
	buf_text(out, "line,description,type,area_of_spend,nature,amount,note\n");
	for (int i = 0; i < 40; i++) {
		if (next_random(seed) % 3 == 0)
			continue;
		buf_printf(out, "%d", i);
		for (int k = 0; k < 4; k++) {
			buf_text(out, ",\"");
			for (size_t n = k == 3 ? 0 : next_random(seed) % 4; n; n--)
				buf_text(out, pieces[next_random(seed) % COUNT(pieces)]);
			buf_text(out, "\"");
		}
		buf_printf(out, ",%s,always\n", amounts[next_random(seed) % COUNT(amounts)]);
	}
}

static void any_plan_goes_into_the_copy_of_any_other(void **state)
{
	uint64_t seed = 20190927;
	(void)state;
	for (int round = 0; round < 10; round++) {
		job j = job_open();
		buf b, d;
		buf_init(&b, j.a);
		buf_init(&d, j.a);
		random_plan(&b, &seed);
		random_plan(&d, &seed);
		plan *older = plan_of(FILES({"spend.csv", arena_text(j.a, buf_span(&b))}), &j);
		engine *g = round % 3 ? NULL : engine_of(older, &j);
		copy c = copy_of_plan(older, g);
		fill(&c, FILES({"spend.csv", arena_text(j.a, buf_span(&d))}), true);
		is_the_newer_plan(&c);
		engine_close(g);
		copy_close(&c);
		job_close(&j);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_plan_changes_nothing),
		cmocka_unit_test(values_that_differ_are_replaced_and_told_with_what_was_there),
		cmocka_unit_test(a_blank_that_is_known_now_is_filled_without_a_word_of_what_was_there),
		cmocka_unit_test(every_type_of_value_is_read_back_as_it_was),
		cmocka_unit_test(words_of_a_list_go_in_by_their_titles),
		cmocka_unit_test(the_one_row_of_the_plan_changes_in_its_place),
		cmocka_unit_test(new_rows_go_below_the_last_whatever_their_keys),
		cmocka_unit_test(a_table_that_was_empty_gets_its_rows),
		cmocka_unit_test(rows_that_the_plan_no_longer_has_stay_until_it_is_forced),
		cmocka_unit_test(a_table_that_is_gone_is_emptied_when_it_is_forced),
		cmocka_unit_test(a_key_that_is_written_otherwise_is_another_row),
		cmocka_unit_test(own_columns_sheets_and_notes_stay),
		cmocka_unit_test(columns_and_rows_are_found_where_people_moved_them),
		cmocka_unit_test(a_total_below_the_rows_keeps_its_place),
		cmocka_unit_test(a_formula_is_never_overwritten),
		cmocka_unit_test(a_column_whose_heading_is_gone_is_told_for_each_value),
		cmocka_unit_test(a_table_that_the_copy_has_no_sheet_for_is_told_with_its_rows),
		cmocka_unit_test(a_sheet_that_lost_its_headings_takes_no_rows),
		cmocka_unit_test(headings_alone_take_rows),
		cmocka_unit_test(a_sheet_that_is_full_takes_no_more),
		cmocka_unit_test(a_text_too_long_for_a_cell_is_refused_and_the_rest_goes_in),
		cmocka_unit_test(new_sections_are_added_a_paragraph_a_row),
		cmocka_unit_test(sections_that_differ_or_are_gone_are_left_and_told),
		cmocka_unit_test(the_workbook_says_that_it_is_the_newer_version_when_nothing_was_refused),
		cmocka_unit_test(a_copy_that_could_not_be_read_is_not_filled),
		cmocka_unit_test(a_note_below_stays_a_note_and_new_rows_go_below_it),
		cmocka_unit_test(a_new_row_of_a_key_of_several_words_is_counted_and_stays_a_row),
		cmocka_unit_test(rows_that_would_stand_alone_below_a_gap_are_not_made),
		cmocka_unit_test(a_new_section_keeps_its_blanks_and_blank_lines),
		cmocka_unit_test(a_long_paragraph_of_a_new_section_goes_on_in_the_next_row),
		cmocka_unit_test(a_section_goes_in_whole_or_not_at_all),
		cmocka_unit_test(what_is_merged_is_refused_and_rows_go_below_it),
		cmocka_unit_test(a_copy_that_would_be_read_otherwise_is_not_made),
		cmocka_unit_test(amounts_that_are_not_in_the_copy_are_added_up),
		cmocka_unit_test(any_plan_goes_into_the_copy_of_any_other),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
