/* A plan goes into a template: what is written where, what is left, what is refused. */
#include "unit.h"

#include "workbook_bytes.h"

#include "pack_files.h"

#include "plan/template.h"
#include "plan/template_fill.h"

/* ---- a workbook: cells written "A1 text", "B2 #12.5", "C3 =SUM(A1)|12.5" ---- */

static const char *sheet_xml(arena *a, const char *cells)
{
	buf out;
	uint32_t row, across, last = UINT32_MAX;
	buf_init(&out, a);
	buf_text(&out, "<worksheet><sheetData>");
	span rest = span_of(cells);
	while (rest.len && rest.at[0] != '<') {
		span line = span_cut(&rest, '\n'), ref = span_cut(&line, ' ');
		assert_true(cell_name_parse(&row, &across, ref));
		if (row != last)
			buf_printf(&out, "%s<row r=\"%u\">", last == UINT32_MAX ? "" : "</row>", row + 1);
		last = row;
		if (line.len && line.at[0] == '#')
			buf_printf(
				&out, "<c r=\"%.*s\"><v>%.*s</v></c>", SPAN_ARG(ref), (int)line.len - 1, line.at + 1);
		else if (line.len && line.at[0] == '=') {
			span formula = span_cut(&line, '|');
			buf_printf(&out, "<c r=\"%.*s\"><f>%.*s</f><v>%.*s</v></c>", SPAN_ARG(ref),
				(int)formula.len - 1, formula.at + 1, SPAN_ARG(line));
		} else
			buf_printf(&out, "<c r=\"%.*s\" t=\"inlineStr\"><is><t>%.*s</t></is></c>", SPAN_ARG(ref),
				SPAN_ARG(line));
	}
	buf_printf(&out, "%s</sheetData>%.*s</worksheet>", last == UINT32_MAX ? "" : "</row>", SPAN_ARG(rest));
	return arena_text(a, buf_span(&out));
}

#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static span sheets_book(arena *a, const char *const *sheets)
{
	archive z;
	buf book, relations;
	archive_begin(&z, a);
	buf_init(&book, a);
	buf_init(&relations, a);
	archive_part(&z, "_rels/.rels",
		"<Relationships><Relationship Id=\"r\" Type=\"" RELATION
		"/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
	buf_text(&book, "<workbook xmlns:r=\"" RELATION "\"><sheets>");
	buf_text(&relations, "<Relationships>");
	for (int i = 1; *sheets; sheets += 2, i++) {
		buf_printf(&book, "<sheet name=\"%s\" sheetId=\"%d\" r:id=\"rId%d\"/>", sheets[0], i, i);
		buf_printf(&relations,
			"<Relationship Id=\"rId%d\" Type=\"" RELATION
			"/worksheet\" Target=\"worksheets/sheet%d.xml\"/>",
			i, i);
		archive_part(&z, arena_printf(a, "xl/worksheets/sheet%d.xml", i), sheet_xml(a, sheets[1]));
	}
	buf_text(&book, "</sheets></workbook>");
	buf_text(&relations, "</Relationships>");
	archive_part(&z, "xl/workbook.xml", arena_text(a, buf_span(&book)));
	archive_part(&z, "xl/_rels/workbook.xml.rels", arena_text(a, buf_span(&relations)));
	return archive_end(&z);
}

/* ---- the template and the plan of these tests ---- */

#define MAP                                                                                                            \
	"does,block,sheet,find,below,take,tbl,col,keys,input,note\n"                                                   \
	"sign,,Cover,Year one template,,,,,,,\n"                                                                       \
	"cell,,Cover,Board:,,right,areas,name,,yes,\n"                                                                 \
	"cell,,Cover,Board:,,right,plan,partnership,,yes,\n"                                                           \
	"cell,,Cover,Agreed:,,right,agreements,signed,agreement=s75; kind=s75,yes,\n"                                  \
	"cell,,Cover,Host:,,right,agreements,host,agreement=s75; kind=s75,yes,\n"                                      \
	"cell,,Cover,Story,,down,narrative,a,,yes,\n"                                                                  \
	"cell,,Cover,Story,,down 2,narrative,a,,yes,\n"                                                                \
	"cell,,Cover,Own money,,right,income,amount,line=own; source=own,yes,\n"                                       \
	"cell,,Cover,Grant,,right,income,amount,line=grant; source=grant,no,\n"                                        \
	"column,spend,Lines,Scheme,,,schemes,title,,yes,\n"                                                            \
	"column,spend,Lines,Id,,,schemes,scheme,,yes,\n"                                                               \
	"column,spend,Lines,Id,,,spend,scheme,,yes,\n"                                                                 \
	"column,spend,Lines,Amount,,,spend,amount,,yes,\n"                                                             \
	"column,spend,Lines,Source,,,spend,source,,yes,\n"                                                             \
	"column,spend,Lines,NHS share,,,spend,nhs_portion,,yes,\n"                                                     \
	"column,spend,Lines,Impact,,,spend_impact,level,metric=nea,yes,\n"                                             \
	"ends,spend,Lines,4 rows,,,,,,,\n"                                                                             \
	"column,payers,Payers,@A2,,,organisations,organisation,kind=council,no,\n"                                     \
	"column,payers,Payers,@A2,,,organisations,name,kind=council,no,\n"                                             \
	"column,payers,Payers,@A2,,,income,payer,source=dfg,no,\n"                                                     \
	"column,payers,Payers,@B2,,,income,amount,source=dfg,yes,\n"                                                   \
	"ends,payers,Payers,3 rows,,,,,,,\n"                                                                           \
	"known,,Lists,*,,,,,,,\n"
#define COVER "A1 Year one template\nA2 Board:\nC2 Host:\nA3 Agreed:\nA4 Own money\nA5 Grant\nA6 Story\n"
#define HEADINGS "A1 Scheme\nB1 Id\nC1 Amount\nD1 Source\nE1 NHS share\nF1 Impact\n"
#define PAYERS "A2 Kent County Council\nA3 Medway Council\nA4 Dover Council\n"
#define LISTS "A1 Grant for DFG\nA2 Own funds\nB1 Own\n"

typedef struct filler {
	job j;
	folder f;
	map_set maps;
	template_filling made;
	span bytes;
	const plan *p;
} filler;

static filler filler_open(void)
{
	filler r = {.j = job_open(), .f = folder_make()};
	write_pack(&r.f,
		(const text_file[]){
			{"y1/sources.csv", "source,title\ndfg,Disabled Facilities Grant\nown,Own\ngrant,A grant\n"},
			{"y1/aliases.csv", "list,alias,id\nsources,Own funds,own\nsources,Grant for "
					   "DFG,dfg\nsources,Facilities,dfg\n"},
			{"y1/workbook.csv", MAP}, NO_MORE_FILES});
	map_set_init(&r.maps, arena_text(r.j.a, span_of(r.f.path)), r.j.a);
	return r;
}

static void filler_close(filler *r)
{
	folder_remove(&r->f);
	job_close(&r->j);
}

static plan *plan_of(job *j, const char *const *texts)
{
	named_text list[16];
	size_t count = 0;
	plan *p;
	for (; texts[2 * count]; count++) {
		char *text = arena_text(j->a, span_of(texts[2 * count + 1]));
		list[count] = (named_text){texts[2 * count], texts[2 * count], text, strlen(text)};
	}
	if (plan_from_texts(&p, list, count, "a plan", j->a, &j->e))
		fail_msg("%s: %s", j->e.first->where, j->e.first->text);
	return p;
}

#define BASE "plan.csv", "title,policy,partnership\nA plan,y1,Kent\n", "areas.csv", "area,name,code\nkent,Kent,E1\n"

static int fill_into(filler *r, const char *const *sheets, const char *const *texts, bool force)
{
	r->bytes = sheets_book(r->j.a, sheets);
	r->p = plan_of(&r->j, texts);
	return template_fill(&r->made, r->bytes, "t.xlsx", r->p, &r->maps, force, r->j.a, &r->j.e);
}

static void must_fill(filler *r, const char *const *sheets, const char *const *texts, bool force)
{
	if (fill_into(r, sheets, texts, force))
		show_messages(&r->j.e);
	assert_int_equal(r->j.e.count, 0);
}

#define EMPTY_BOOK                                                                                                     \
	(const char *const[])                                                                                          \
	{                                                                                                              \
		"Cover", COVER, "Lines", HEADINGS, "Payers", PAYERS, "Lists", LISTS, NULL                              \
	}

static const fill_line *line_at(const fill_lines *l, const char *sheet, const char *name)
{
	for (size_t i = 0; i < l->count; i++)
		if (!strcmp(l->list[i].sheet, sheet) && !strcmp(l->list[i].cell, name))
			return &l->list[i];
	fail_msg("%s %s is not in the list", sheet, name);
	return NULL;
}

static void assert_filled(const filler *r, const char *sheet, const char *name, fill_kind kind, const char *text)
{
	uint32_t row, across;
	cell_name_parse(&row, &across, span_of(name));
	for (size_t i = 0; i < r->made.count; i++) {
		const fill_edit *d = &r->made.edits[i];
		if (strcmp(d->sheet, sheet) || d->row != row || d->column != across)
			continue;
		assert_int_equal(d->kind, kind);
		assert_span(d->text, text);
		return;
	}
	fail_msg("%s %s is not filled", sheet, name);
}

static size_t homeless(const filler *r, const char *tbl, const char *col)
{
	for (size_t i = 0; i < r->made.homeless_count; i++)
		if (!strcmp(r->made.homeless[i].tbl, tbl) && !strcmp(r->made.homeless[i].col, col))
			return r->made.homeless[i].count;
	return 0;
}

/* ---- tests ---- */

static void values_go_in_as_the_template_writes_them(void **state)
{
	(void)state;
	filler r = filler_open();
	must_fill(&r, EMPTY_BOOK,
		(const char *const[]){BASE, "agreements.csv",
			"agreement,kind,signed,host\ns75,s75,2019-04-01,kent_council\n", "spend.csv",
			"line,area,period,scheme,source,amount,nhs_portion,note\n1,kent,2019-20,7,own,10.50,1/3,kept "
			"at home\n"
			"3,kent,2019-20,old beds,dfg,2.00,,\n",
			"schemes.csv", "scheme,title\n7,Home care\nold beds,Beds\n", "spend_impact.csv",
			"line,metric,level\n3,nea,High\n", "narrative/a.md", "First.\n\nSecond.\n", "narrative/b.md",
			"No box.\n", NULL},
		false);
	assert_int_equal(r.made.refused.count, 0);
	assert_filled(&r, "Cover", "B2", FILL_TEXT, "Kent");
	assert_filled(&r, "Cover", "B3", FILL_DATE, "2019-04-01");
	assert_filled(&r, "Cover", "D2", FILL_TEXT, "Kent council"); /* the plan has no name for it */
	assert_filled(&r, "Cover", "A7", FILL_TEXT, "First.\n\nSecond.");
	assert_filled(&r, "Lines", "A2", FILL_TEXT, "Home care");
	assert_filled(&r, "Lines", "B2", FILL_NUMBER, "7");
	assert_filled(&r, "Lines", "C2", FILL_NUMBER, "10.50");
	assert_filled(&r, "Lines", "D2", FILL_TEXT, "Own funds"); /* the column of lists that holds most of its words */
	assert_filled(&r, "Lines", "E2", FILL_NUMBER, "0.333333333333333");
	assert_filled(&r, "Lines", "B4", FILL_TEXT, "old beds"); /* line 3 is the third row */
	assert_filled(&r, "Lines", "D4", FILL_TEXT, "Grant for DFG");
	assert_filled(&r, "Lines", "F4", FILL_TEXT, "High");
	assert_int_equal(homeless(&r, "spend", "note"), 1);
	assert_int_equal(homeless(&r, "areas", "code"), 1);
	assert_int_equal(homeless(&r, "narrative", "b"), 1);
	assert_int_equal(homeless(&r, "spend", "amount"), 0);

	span out;
	xlsx *x;
	plan *again = arena_alloc(r.j.a, sizeof *again);
	again->shown = "again";
	again->tables = arena_array(r.j.a, plan_table_count, sizeof *again->tables);
	for (size_t i = 0; i < plan_table_count; i++)
		again->tables[i].of = &plan_tables[i];
	assert_int_equal(xlsx_fill(&out, r.bytes, "t.xlsx", r.made.edits, r.made.count, r.j.a, &r.j.e), 0);
	assert_int_equal(xlsx_open(&x, out, "again", r.j.a, &r.j.e), 0);
	assert_int_equal(template_read(again, x, &r.maps, r.j.a, &r.j.e), 0);
	assert_int_equal(plan_rows(again, "spend")->count, 2);
	assert_span(cell_span(*rows_cell(plan_rows(again, "spend"), 0, "source")), "own");
	assert_span(cell_span(*rows_cell(plan_rows(again, "spend"), 1, "source")), "dfg");
	assert_span(cell_span(*rows_cell(plan_rows(again, "spend"), 1, "scheme")), "old beds");
	assert_span(cell_span(*rows_cell(plan_rows(again, "spend_impact"), 0, "level")), "High");
	assert_span(plan_section(again, span_of("a"))->text, "First.\n\nSecond.\n");
	xlsx_close(x);
	filler_close(&r);
}

static void rows_go_to_those_that_the_template_names(void **state)
{
	(void)state;
	filler r = filler_open();
	must_fill(&r, EMPTY_BOOK,
		(const char *const[]){BASE, "organisations.csv",
			"organisation,name,kind\nmedway,Medway  council,council\nkent_county_council,The "
			"County,council\nx,Other,council\n",
			"income.csv",
			"line,area,period,source,payer,amount\n1,kent,2019-20,dfg,medway,5.00\n2,kent,2019-20,dfg,kent_"
			"county_council,6.00\n"
			"3,kent,2019-20,dfg,x,7.00\n",
			NULL},
		false);
	assert_filled(&r, "Payers", "B3", FILL_NUMBER, "5.00"); /* by its name */
	assert_filled(&r, "Payers", "B2", FILL_NUMBER, "6.00"); /* by its id */
	assert_int_equal(r.made.refused.count, 1);
	assert_true(strstr(line_at(&r.made.refused, "Payers", "")->why, "no row for it"));
	assert_string_equal(line_at(&r.made.refused, "Payers", "")->what, "income 3");
	assert_string_equal(line_at(&r.made.refused, "Payers", "")->value, "Other, \xC2\xA3"
									   "7");
	assert_true(line_at(&r.made.refused, "Payers", "")->whole);
	assert_int_equal(r.made.income_missing, 700);
	filler_close(&r);
}

static void lines_that_have_one_cell_are_added_up(void **state)
{
	(void)state;
	filler r = filler_open();
	must_fill(&r, EMPTY_BOOK,
		(const char *const[]){BASE, "income.csv",
			"line,area,period,source,amount\n1,kent,2019-20,own,5.10\n2,kent,2019-20,own,6.20\n3,kent,2018-"
			"19,own,100.00\n"
			"4,kent,2019-20,grant,9.00\n",
			NULL},
		false);
	assert_filled(&r, "Cover", "B4", FILL_NUMBER, "11.30");
	assert_int_equal(r.made.refused.count, 1);
	assert_string_equal(
		line_at(&r.made.refused, "Cover", "B5")->why, "is filled in by those who issue the template");
	assert_int_equal(homeless(&r, "income", "amount"), 1);
	assert_int_equal(r.made.income_missing, 10900); /* of another year, and the grant that was refused */
	filler_close(&r);
}

static const char *const one_line[] = {
	BASE, "spend.csv", "line,area,period,scheme,source,amount\n1,kent,2019-20,7,own,10.50\n", NULL};

static void a_cell_that_holds_something_is_left_or_refused(void **state)
{
	(void)state;
	filler r = filler_open();
	const char *const book[] = {"Cover", COVER "A7 old words\n", "Lines",
		HEADINGS "B2 #7\nC2 #3\nD2 =A9|Own\nE2 #0.5\n", "Payers", PAYERS, "Lists", LISTS, NULL};
	must_fill(&r, book, one_line, false);
	assert_string_equal(line_at(&r.made.left, "Cover", "B3")->why, "the plan holds nothing");
	assert_string_equal(line_at(&r.made.left, "Cover", "A7")->why, "the plan holds nothing; 'old words' stays");
	assert_int_equal(r.made.refused.count, 1); /* the row stays whole */
	assert_string_equal(line_at(&r.made.refused, "Lines", "")->why,
		"row 2 holds this line with other values (7) and is left as it is; --replace replaces the row");
	assert_string_equal(line_at(&r.made.refused, "Lines", "")->value, "\xC2\xA3"
									  "10.50");
	for (size_t i = 0; i < r.made.count; i++)
		assert_string_not_equal(r.made.edits[i].sheet, "Lines");
	assert_int_equal(r.made.spend_missing, 1050);
	must_fill(&r, book, one_line, true);
	assert_int_equal(r.made.refused.count, 0);
	assert_int_equal(r.made.spend_missing, 0);
	assert_string_equal(line_at(&r.made.filled, "Lines", "C2")->why, "in place of '3'");
	assert_string_equal(line_at(&r.made.filled, "Lines", "E2")->why, "in place of '0.5'");
	assert_filled(&r, "Lines", "E2", FILL_EMPTY, "");
	assert_string_equal(line_at(&r.made.left, "Lines", "B2")->why, "holds this already");
	assert_string_equal(line_at(&r.made.left, "Lines", "D2")->why, "holds this already"); /* the formula gives it */
	const char *const formula[] = {
		"Cover", COVER, "Lines", HEADINGS "C2 =1+2|3\n", "Payers", PAYERS, "Lists", LISTS, NULL};
	must_fill(&r, formula, one_line, true);
	assert_string_equal(
		line_at(&r.made.refused, "Lines", "C2")->why, "holds a formula, which is never overwritten");
	filler_close(&r);
}

static void merged_cells_and_texts_too_long_are_refused(void **state)
{
	(void)state;
	filler r = filler_open();
	const char *const book[] = {"Cover", COVER, "Lines",
		HEADINGS "<mergeCells><mergeCell ref=\"B2:C2\"/></mergeCells>", "Payers", PAYERS, "Lists", LISTS, NULL};
	must_fill(&r, book, one_line, false);
	assert_string_equal(line_at(&r.made.refused, "Lines", "C2")->why, "is merged into B2");
	char *longest = arena_alloc(r.j.a, 40001);
	memset(longest, 'a', 40000);
	must_fill(&r, EMPTY_BOOK, (const char *const[]){BASE, "narrative/a.md", longest, NULL}, false);
	assert_true(strstr(line_at(&r.made.refused, "Cover", "A7")->why, "a cell holds 32767"));
	filler_close(&r);
}

static void marks_and_old_dates_go_in_as_text_and_organisations_by_name(void **state)
{
	(void)state;
	filler r = filler_open();
	must_fill(&r, EMPTY_BOOK,
		(const char *const[]){BASE, "organisations.csv", "organisation,name\nkc,Kent County Council\n",
			"agreements.csv", "agreement,kind,signed,host\ns75,s75,1900-01-31,kc\n", "spend.csv",
			"line,area,period,scheme,source,amount,nhs_portion\n1,kent,2019-20,7,own,[c],1/"
			"2\n2,kent,2019-20,007,own,1.00,[x]\n",
			NULL},
		false);
	assert_filled(&r, "Cover", "D2", FILL_TEXT, "Kent County Council");
	assert_filled(&r, "Cover", "B3", FILL_TEXT, "1900-01-31");
	assert_filled(&r, "Lines", "C2", FILL_TEXT, "[c]");
	assert_filled(&r, "Lines", "E2", FILL_NUMBER, "0.5");
	assert_filled(&r, "Lines", "E3", FILL_TEXT, "[x]");
	assert_filled(&r, "Lines", "B3", FILL_TEXT, "007");
	filler_close(&r);
}

static void one_cell_holds_one_thing(void **state)
{
	(void)state;
	filler r = filler_open();
	must_fill(&r, EMPTY_BOOK,
		(const char *const[]){"plan.csv", "title,policy,partnership\nA plan,y1,Kent and friends\n", "areas.csv",
			"area,name\nkent,Kent\n", NULL},
		false);
	assert_filled(&r, "Cover", "B2", FILL_TEXT, "Kent");
	assert_string_equal(line_at(&r.made.left, "Cover", "B2")->why, "the cell is for areas kent name");
	assert_int_equal(r.made.count, 1);
	filler_close(&r);
}

static void rows_without_numbers_go_to_the_empty_ones_in_natural_order(void **state)
{
	(void)state;
	filler r = filler_open();
	const char *const book[] = {"Cover", COVER, "Lines", HEADINGS "B3 taken\nC3 #99\nB4 b2\nC4 #2\nD4 Own\n",
		"Payers", PAYERS, "Lists", LISTS, NULL};
	must_fill(&r, book,
		(const char *const[]){BASE, "spend.csv",
			"line,area,period,scheme,source,amount\nL10,kent,2019-20,b10,own,10.00\nL2,kent,2019-20,b2,own,"
			"2.00\n"
			"L9,kent,2019-20,b9,own,9.00\nL11,kent,2019-20,b11,own,11.00\n",
			NULL},
		false);
	assert_string_equal(line_at(&r.made.left, "Lines", "B4")->why, "holds this already");
	assert_filled(&r, "Lines", "B2", FILL_TEXT, "b9");
	assert_filled(&r, "Lines", "B5", FILL_TEXT, "b10");
	assert_int_equal(r.made.refused.count, 1);
	assert_string_equal(r.made.refused.list[0].what, "spend L11");
	assert_true(strstr(r.made.refused.list[0].why, "no room: the template has 4 rows for spend; the plan has 4"));
	filler_close(&r);
}

static const char *const two_lines[] = {BASE, "schemes.csv", "scheme,title\n7,Home care\n8,Beds\n", "spend.csv",
	"line,area,period,scheme,source,amount\n1,kent,2019-20,7,own,10.50\n2,kent,2019-20,8,own,2.00\n", NULL};

static void a_row_of_another_line_is_never_mixed_with_the_plans(void **state)
{
	(void)state;
	filler r = filler_open();
	const char *const book[] = {"Cover", COVER, "Lines", HEADINGS "A2 Line ninety nine\nB2 #99\nE2 #0.5\n",
		"Payers", PAYERS, "Lists", LISTS, NULL};
	must_fill(&r, book, two_lines, false);
	assert_int_equal(r.made.refused.count, 0);
	assert_filled(&r, "Lines", "A4", FILL_TEXT, "Home care"); /* row 3 is line 2's */
	assert_filled(&r, "Lines", "C4", FILL_NUMBER, "10.50");
	assert_filled(&r, "Lines", "A3", FILL_TEXT, "Beds");
	for (size_t i = 0; i < r.made.count; i++)
		assert_false(!strcmp(r.made.edits[i].sheet, "Lines") && r.made.edits[i].row == 1);
	const fill_line *told = line_at(&r.made.left, "Lines", "");
	assert_string_equal(told->what, "spend 1");
	assert_string_equal(told->why, "row 2 holds another line (Line ninety nine, 99), so this one goes to row 4");
	assert_int_equal(r.made.spend_missing, 0);

	must_fill(&r, book, two_lines, true); /* the whole row is the plan's then */
	assert_int_equal(r.made.refused.count, 0);
	assert_filled(&r, "Lines", "A2", FILL_TEXT, "Home care");
	assert_filled(&r, "Lines", "B2", FILL_NUMBER, "7");
	assert_filled(&r, "Lines", "E2", FILL_EMPTY, "");

	const char *const full[] = {"Cover", COVER, "Lines", HEADINGS "A2 Line ninety nine\nB2 #99\nC4 #4\nE5 #0.5\n",
		"Payers", PAYERS, "Lists", LISTS, NULL};
	must_fill(&r, full, two_lines, false);
	assert_int_equal(r.made.refused.count, 1);
	told = line_at(&r.made.refused, "Lines", "");
	assert_string_equal(told->what, "spend 1");
	assert_string_equal(told->value, "\xC2\xA3"
					 "10.50");
	assert_string_equal(told->why,
		"was not placed: row 2 holds another line (Line ninety nine, 99); --replace replaces the row");
	assert_int_equal(r.made.spend_missing, 1050);
	filler_close(&r);
}

static void a_template_of_another_board_is_not_filled(void **state)
{
	(void)state;
	filler r = filler_open();
	const char *const theirs[] = {"Cover",
		"A1 Year one template\nA2 Board:\nB2 Medway\nC2 Host:\nA3 Agreed:\nA4 Own money\nA5 "
		"Grant\nA6 Story\n",
		"Lines", HEADINGS, "Payers", PAYERS, "Lists", LISTS, NULL};
	const char *const ours[] = {"Cover",
		"A1 Year one template\nA2 Board:\nB2  KENT\nC2 Host:\nA3 Agreed:\nA4 Own money\nA5 "
		"Grant\nA6 Story\n",
		"Lines", HEADINGS, "Payers", PAYERS, "Lists", LISTS, NULL};
	must_fill(&r, ours, two_lines, false);
	must_fill(&r, theirs,
		(const char *const[]){"plan.csv", "title,policy\nA plan,y1\n", "spend.csv",
			"line,area,amount\n1,medway,1.00\n", NULL},
		false); /* known by its id */
	for (int force = 0; force < 2; force++) {
		assert_int_equal(fill_into(&r, theirs, two_lines, force), ERR_USAGE);
		assert_message(&r.j.e, "t.xlsx", "this template is for Medway; the plan is of Kent");
	}
	filler_close(&r);
}

static void what_cannot_be_filled_says_why(void **state)
{
	(void)state;
	filler r = filler_open();
	r.made.count = 77;
	assert_int_equal(fill_into(&r, EMPTY_BOOK,
				 (const char *const[]){"plan.csv", "title,policy\nA plan,y1\n", "areas.csv",
					 "area,name\nkent,Kent\nmedway,Medway\n", NULL},
				 false),
		ERR_USAGE);
	assert_message(&r.j.e, "a plan", "2 areas (kent, medway)");
	assert_int_equal(
		fill_into(&r, EMPTY_BOOK, (const char *const[]){"plan.csv", "title,policy\nA plan,y0\n", NULL}, false),
		ERR_USAGE);
	assert_message(&r.j.e, "t.xlsx", "the template of y1 and the plan is one of y0");
	assert_true(fill_into(&r, (const char *const[]){"Other", "A1 x\n", NULL}, one_line, false) < 0);
	assert_message(&r.j.e, "t.xlsx", "no template that bcf knows");
	assert_int_equal(r.made.count, 77);
	filler_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_go_in_as_the_template_writes_them),
		cmocka_unit_test(rows_go_to_those_that_the_template_names),
		cmocka_unit_test(lines_that_have_one_cell_are_added_up),
		cmocka_unit_test(a_cell_that_holds_something_is_left_or_refused),
		cmocka_unit_test(merged_cells_and_texts_too_long_are_refused),
		cmocka_unit_test(marks_and_old_dates_go_in_as_text_and_organisations_by_name),
		cmocka_unit_test(one_cell_holds_one_thing),
		cmocka_unit_test(rows_without_numbers_go_to_the_empty_ones_in_natural_order),
		cmocka_unit_test(a_row_of_another_line_is_never_mixed_with_the_plans),
		cmocka_unit_test(a_template_of_another_board_is_not_filled),
		cmocka_unit_test(what_cannot_be_filled_says_why),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("template_fill", tests, NULL, NULL);
}
