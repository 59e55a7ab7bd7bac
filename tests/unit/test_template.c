#include "unit.h"
#include "workbook_bytes.h"

#include "pack_files.h"

#include "plan/template.h"

/* ---- workbooks: sheets of cells, written "A1 text", "B2 #12.5", "C3 =SUM(A1)|12.5", "D4 =A1|" (never calculated),
 * "E5 !#REF!", "F6 @43556" (a date) ---- */

typedef struct sheet_text {
	const char *name, *cells;
} sheet_text;
#define NO_MORE_SHEETS                                                                                                 \
	{                                                                                                              \
		NULL, NULL                                                                                             \
	}

static void print_cell(buf *out, span line)
{
	span ref = span_cut(&line, ' ');
	char kind = line.len ? line.at[0] : 0;
	if (kind == '#')
		buf_printf(out, "<c r=\"%.*s\"><v>%.*s</v></c>", SPAN_ARG(ref), (int)line.len - 1, line.at + 1);
	else if (kind == '@')
		buf_printf(out, "<c r=\"%.*s\" s=\"1\"><v>%.*s</v></c>", SPAN_ARG(ref), (int)line.len - 1, line.at + 1);
	else if (kind == '!')
		buf_printf(out, "<c r=\"%.*s\" t=\"e\"><v>%.*s</v></c>", SPAN_ARG(ref), (int)line.len - 1, line.at + 1);
	else if (kind == '=') {
		span formula = span_cut(&line, '|');
		buf_printf(out, "<c r=\"%.*s\"><f>%.*s</f>", SPAN_ARG(ref), (int)formula.len - 1, formula.at + 1);
		if (line.len)
			buf_printf(out, "<v>%.*s</v>", SPAN_ARG(line));
		buf_text(out, "</c>");
	} else
		buf_printf(out, "<c r=\"%.*s\" t=\"inlineStr\"><is><t xml:space=\"preserve\">%.*s</t></is></c>",
			SPAN_ARG(ref), SPAN_ARG(line));
}

/* A row of the sheet for each cell, unless it stands in the row of the one before. */
static const char *sheet_xml(arena *a, const char *cells)
{
	buf out;
	uint32_t row, across, last = UINT32_MAX;
	buf_init(&out, a);
	buf_text(&out, "<worksheet><sheetData>");
	for (span rest = span_of(cells); rest.len;) {
		span line = span_cut(&rest, '\n'), copy = line, ref = span_cut(&copy, ' ');
		assert_true(cell_name_parse(&row, &across, ref));
		if (row != last)
			buf_printf(&out, "%s<row r=\"%u\">", last == UINT32_MAX ? "" : "</row>", row + 1);
		last = row;
		print_cell(&out, line);
	}
	buf_printf(&out, "%s</sheetData></worksheet>", last == UINT32_MAX ? "" : "</row>");
	return arena_text(a, buf_span(&out));
}

static span book_bytes(arena *a, const sheet_text *sheets)
{
	archive z;
	buf book, relations;
	archive_begin(&z, a);
	buf_init(&book, a);
	buf_init(&relations, a);
	archive_part(&z, "_rels/.rels", BOOK_TOP);
	archive_part(&z, "xl/styles.xml", BOOK_STYLES);
	buf_text(&book, "<workbook xmlns:r=\"" BOOK_RELATION "\"><sheets>");
	buf_text(&relations,
		"<Relationships><Relationship Id=\"rId99\" Type=\"" BOOK_RELATION "/styles\" Target=\"styles.xml\"/>");
	for (int i = 1; sheets->name; sheets++, i++) {
		buf_printf(&book, "<sheet name=\"%s\" sheetId=\"%d\" r:id=\"rId%d\"/>", sheets->name, i, i);
		buf_printf(&relations,
			"<Relationship Id=\"rId%d\" Type=\"" BOOK_RELATION
			"/worksheet\" Target=\"worksheets/sheet%d.xml\"/>",
			i, i);
		archive_part(&z, arena_printf(a, "xl/worksheets/sheet%d.xml", i), sheet_xml(a, sheets->cells));
	}
	buf_text(&book, "</sheets></workbook>");
	buf_text(&relations, "</Relationships>");
	archive_part(&z, "xl/workbook.xml", arena_text(a, buf_span(&book)));
	archive_part(&z, "xl/_rels/workbook.xml.rels", arena_text(a, buf_span(&relations)));
	return archive_end(&z);
}

/* ---- the template of these tests ---- */

#define HEADER "does,block,sheet,find,below,take,tbl,col,keys,input,note\n"
#define MAP                                                                                                            \
	HEADER "sign,,Cover,Year one template,,,,,,,\n"                                                                \
	       "cell,,Cover,Board:,,right,areas,name,,yes,\n"                                                          \
	       "cell,,Cover,Story,,down,narrative,a,,yes,\n"                                                           \
	       "cell,,Cover,Story,,down 2,narrative,a,,yes,\n"                                                         \
	       "known,,Cover,Version,,right,,,,,\n"                                                                    \
	       "cell,,Cover,Total,Sources,right,stated,printed,statement=total; figure=income.total,no,\n"             \
	       "column,spend,Lines,Scheme ID,,,schemes,scheme,,yes,\n"                                                 \
	       "column,spend,Lines,Scheme ID,,,spend,scheme,,yes,\n"                                                   \
	       "column,spend,Lines,Scheme name,,,schemes,title,,yes,\n"                                                \
	       "column,spend,Lines,Amount (£),,,spend,amount,,yes,\n"                                                 \
	       "column,spend,Lines,Source,,,spend,source,,yes,\n"                                                      \
	       "column,spend,Lines,NHS share,,,spend,nhs_portion,,yes,\n"                                              \
	       "column,spend,Lines,Impact,,,spend_impact,level,metric=nea,yes,\n"                                      \
	       "known,spend,Lines,Rest,,,,,,,\n"                                                                       \
	       "ends,spend,Lines,Total,,,,,,,\n"                                                                       \
	       "column,payers,Payers,@A2,,,organisations,organisation,kind=council,no,\n"                              \
	       "column,payers,Payers,@A2,,,organisations,name,kind=council,no,\n"                                      \
	       "column,payers,Payers,@A2,,,income,payer,source=dfg,no,\n"                                              \
	       "column,payers,Payers,@B2,,,income,amount,source=dfg,yes,\n"                                            \
	       "ends,payers,Payers,2 rows,,,,,,,\n"                                                                    \
	       "known,,Help,*,,,,,,,\n"
#define COVER                                                                                                          \
	"A1 Year one template\nA3 Board:\nB3 Kent & Medway\nA4 Version\nB4 #0.1\nA6 Total\nB6 #99\nA7 Sources\nA8 "    \
	"Total\nB8 #1234.5\nA10 Story\nA11 First box.\nA12 Second box.\n"
#define HEADINGS "B3 Scheme ID\nC3  SCHEME\xC2\xA0name\nD3 Amount (£)\nE3 Source\nF3 NHS share\nG3 Impact\nH3 Rest\n"
#define PAYERS "A1 Who pays\nA2 Kent County Council\nB2 #100\nA3 Medway Council\nB3 #50.25\n"

typedef struct reader {
	job j;
	folder f;
	map_set maps;
	xlsx *books[8];
	size_t count;
} reader;

static reader reader_open(const char *map)
{
	reader r = {.j = job_open(), .f = folder_make()};
	write_pack(&r.f, (const text_file[]){
				 {"y1/sources.csv", "source,title\ndfg,Disabled Facilities Grant\nccg,Minimum CCG\n"},
				 {"y1/workbook.csv", map}, NO_MORE_FILES});
	map_set_init(&r.maps, arena_text(r.j.a, span_of(r.f.path)), r.j.a);
	return r;
}

static void reader_close(reader *r)
{
	for (size_t i = 0; i < r->count; i++)
		xlsx_close(r->books[i]);
	folder_remove(&r->f);
	job_close(&r->j);
}

static int read_book(plan **out, reader *r, const sheet_text *sheets)
{
	plan *p = arena_alloc(r->j.a, sizeof *p);
	span bytes = book_bytes(r->j.a, sheets);
	p->shown = "book.xlsx";
	p->tables = arena_array(r->j.a, plan_table_count, sizeof *p->tables);
	for (size_t i = 0; i < plan_table_count; i++)
		p->tables[i].of = &plan_tables[i];
	*out = p;
	int rc = xlsx_open(&p->book, bytes, p->shown, r->j.a, &r->j.e);
	assert_true(r->count < sizeof r->books / sizeof *r->books);
	r->books[r->count++] = p->book;
	return rc ? rc : template_read(p, p->book, &r->maps, r->j.a, &r->j.e);
}

static plan *must_read(reader *r, const sheet_text *sheets)
{
	plan *p;
	if (read_book(&p, r, sheets))
		show_messages(&r->j.e);
	assert_int_equal(r->j.e.count, 0);
	return p;
}

static plan *read_lines(reader *r, const char *lines)
{
	const char *cells = arena_printf(r->j.a, HEADINGS "%s", lines);
	return must_read(r, (const sheet_text[]){{"Cover", COVER}, {"Lines", cells}, {"Payers", PAYERS},
				    {"Help", "A1 help\n"}, NO_MORE_SHEETS});
}

#define assert_cell(p, table_, row_, name_, expected)                                                                  \
	assert_span(cell_span(*rows_cell(plan_rows(p, table_), row_, name_)), expected)
#define assert_place(r, p, table_, row_, name_, expected)                                                              \
	assert_string_equal(                                                                                           \
		cell_place((r).j.a, plan_rows(p, table_)->from, *rows_cell(plan_rows(p, table_), row_, name_)),        \
		expected)

static void assert_note(const reading_notes *n, size_t which, const char *where, const char *text, const char *why)
{
	assert_true(which < n->count);
	assert_string_equal(n->list[which].where, where);
	assert_string_equal(n->list[which].text, text);
	assert_true(span_find(span_of(n->list[which].why), why, NULL));
}

static size_t all_counted(const reading *r)
{
	return r->cells + r->known + r->left + r->not_understood.count;
}

/* ---- what is read ---- */

static void cells_and_rows_become_a_plan_that_knows_their_places(void **state)
{
	(void)state;
	reader r = reader_open(MAP);
	plan *p = read_lines(&r, "B4 7\nC4 Home care\nD4 #1200.5\nE4 minimum  ccg\nF4 #0.37\nG4 High\nH4 not read\n"
				 "B6 8\nC6 Beds\nD6 #10\nE6 dfg\n");
	assert_cell(p, "plan", 0, "policy", "y1");
	assert_cell(p, "plan", 0, "title", "Year one, Kent & Medway");
	assert_cell(p, "plan", 0, "status", "draft");
	assert_cell(p, "plan", 0, "starts", "2019-04-01");
	assert_cell(p, "plan", 0, "ends", "2020-03-31");
	assert_cell(p, "areas", 0, "area", "kent_medway");
	assert_int_equal(plan_rows(p, "spend")->count, 2);
	assert_cell(p, "spend", 0, "line", "1");
	assert_cell(p, "spend", 0, "area", "kent_medway");
	assert_cell(p, "spend", 0, "period", "2019-20");
	assert_cell(p, "spend", 0, "scheme", "7");
	assert_cell(p, "spend", 0, "amount", "1200.50");
	assert_cell(p, "spend", 0, "source", "ccg");
	assert_cell(p, "spend", 0, "nhs_portion", "37/100");
	assert_cell(p, "spend", 1, "line", "3"); /* the number of the row in its table */
	assert_place(r, p, "spend", 0, "amount", "book.xlsx › Lines › D4");
	assert_place(r, p, "spend", 1, "nhs_portion", "book.xlsx › Lines › F6"); /* blank: where it is missing */
	assert_place(r, p, "spend", 1, "line", "book.xlsx › Lines › B6");
	assert_cell(p, "spend_impact", 0, "metric", "nea");
	assert_cell(p, "spend_impact", 0, "line", "1");
	assert_int_equal(plan_rows(p, "spend_impact")->count, 1);
	assert_cell(p, "schemes", 0, "title", "Home care");
	assert_cell(p, "stated", 0, "printed", "1234.5");
	assert_place(r, p, "stated", 0, "printed", "book.xlsx › Cover › B8");
	assert_cell(p, "income", 0, "line", "payers-1");
	assert_cell(p, "income", 0, "payer", "kent_county_council");
	assert_cell(p, "income", 1, "amount", "50.25");
	assert_cell(p, "organisations", 0, "organisation", "kent_county_council");
	assert_cell(p, "organisations", 0, "name", "Kent County Council");
	assert_int_equal(p->section_count, 1);
	assert_span(p->sections[0].text, "First box.\n\nSecond box.\n");
	assert_string_equal(p->sections[0].from, "book.xlsx › Cover › A11");
	assert_string_equal(p->reading->kind, "y1");
	assert_string_equal(p->reading->title, "Year one template");
	assert_int_equal(p->reading->rows, 4);
	assert_int_equal(p->reading->blank_rows, 1);
	reader_close(&r);
}

static void columns_are_known_by_their_headings_wherever_they_stand(void **state)
{
	(void)state;
	reader r = reader_open(MAP);
	plan *p = must_read(&r, (const sheet_text[]){{"Help", ""}, {"PAYERS", PAYERS},
					{"Lines", "A1 Source\nA9 Rest\nB9 Impact\nC9 NHS share\nD9 Source\nE9 Amount "
						  "(£)\nG8 Scheme name\nH9 Scheme ID\nD10 DFG\nE10 #5\nG10 Beds\nH10 "
						  "x\nD11 DFG\nE11 #6\nH12 Total\nE12 #11\n"},
					{"cover", COVER}, NO_MORE_SHEETS});
	assert_int_equal(plan_rows(p, "spend")->count, 2);
	assert_cell(p, "spend", 0, "source", "dfg");
	assert_cell(p, "spend", 1, "amount", "6.00");
	assert_cell(p, "schemes", 0, "title", "Beds");
	reader_close(&r);
}

static void every_value_is_counted_once(void **state)
{
	(void)state;
	reader r = reader_open(MAP);
	plan *p = must_read(&r,
		(const sheet_text[]){{"Cover", COVER "A20 scribble\n"},
			{"Lines", HEADINGS "B4 1\nD4 =SUM(A1)|1\nH4 rest\nJ4 own note\nB5 2\nD5 text\nQ7 =A1|\nR7 "
					   "=[1]Other!A1|5\nB9 Total\nD9 #2\n"},
			{"Payers", PAYERS}, {"Help", "A1 help\nA2 #1\n"}, {"Mine", "A1 a\nA2 b\n"}, NO_MORE_SHEETS});
	const reading *n = p->reading;
	/* Cover 15, Lines 7 + 8 + 1 (the formula without a value is none), Payers 5, Help 2, Mine 2 */
	assert_int_equal(all_counted(n), 15 - 1 + 7 + 9 + 5 + 2 + 2);
	assert_int_equal(n->sheets, 5);
	assert_int_equal(n->left,
		2 + 1 + 2 + 1 + 3); /* B6 and A6 of Cover, the scribble, J4 and R7, D9, A1 of Payers and Mine */
	assert_int_equal(n->formulas, 1);
	assert_int_equal(n->elsewhere, 0);
	assert_int_equal(n->not_understood.count, 1);
	assert_note(&n->not_understood, 0, "book.xlsx › Lines › D5", "text", "is not an amount of money");
	assert_note(&n->unmapped, 0, "book.xlsx › Cover › A6", "Total", "");
	assert_note(&n->unmapped, n->unmapped.count - 1, "book.xlsx › Mine", "",
		"the map does not name this sheet; values: 2");
	assert_cell(p, "schemes", 1, "scheme", "2"); /* a scheme without a title is a scheme */
	reader_close(&r);
}

static void what_is_not_understood_is_left_blank_and_told(void **state)
{
	(void)state;
	reader r = reader_open(MAP);
	plan *p = read_lines(&r, "B4 1\nC4 A\nD4 !#REF!\nE4 Lottery\nF4 #0.25\n"
				 "B5 2\nC5 B\nD5 #1234.567\nF5 half\n"
				 "B6 3\nC6 C\nD6 =X1*Y1|1234.565\n"
				 "B7 4\nC7 D\nD7 =X1*Y1|-99.995\n"
				 "C8 no scheme\nD8 £1,234.50\n");
	const reading_notes *n = &p->reading->not_understood;
	assert_int_equal(n->count, 4);
	assert_note(n, 0, "book.xlsx › Lines › D4", "#REF!", "is the error of a formula");
	assert_note(n, 1, "book.xlsx › Lines › D5", "1234.567", "at most two decimals");
	assert_note(n, 2, "book.xlsx › Lines › F5", "half", "is not a share");
	assert_note(n, 3, "book.xlsx › Lines › C8", "no scheme", "its row has nothing under 'Scheme ID'");
	assert_cell(p, "spend", 0, "amount", "");
	assert_place(r, p, "spend", 0, "amount", "book.xlsx › Lines › D4");
	assert_cell(p, "spend", 0, "source", "Lottery"); /* a check says that it is in no list, and where */
	assert_cell(p, "spend", 0, "nhs_portion", "1/4");
	assert_cell(p, "spend", 2, "amount", "1234.57"); /* a formula's fraction of a penny: half away from zero */
	assert_cell(p, "spend", 3, "amount", "-100.00");
	assert_cell(p, "spend", 4, "amount", "1234.50");
	reader_close(&r);
}

static void an_amount_is_the_same_however_the_file_writes_its_number(void **state)
{
	(void)state;
	static const char *const written[][2] = {{"#5", "5.00"}, {"#0", "0.00"}, {"#-0", "0.00"}, {"#-7", "-7.00"},
		{"#12.5", "12.50"}, {"#12.05", "12.05"}, {"#-12.5", "-12.50"}, {"#0.01", "0.01"}, {"#007", "7.00"},
		{"#1234567890", "1234567890.00"}, {"#20000000000", "20000000000.00"}, {"#20000000000.01", ""},
		{"#1.5E3", "1500.00"}, {"#1234.5600000000001", "1234.56"}, {"#.5", "0.50"}, {"£1,234", "1234.00"},
		{"12.345", ""}, {"#1E400", ""}};
	for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
		reader r = reader_open(MAP);
		plan *p = read_lines(&r, arena_printf(r.j.a, "B4 1\nD4 %s\n", written[i][0]));
		assert_cell(p, "spend", 0, "amount", written[i][1]);
		assert_int_equal(p->reading->not_understood.count, !*written[i][1]);
		reader_close(&r);
	}
}

#define SIGN HEADER "sign,,Cover,T,,,,,,,\n"
/* A date is a day's number, and only the style of the cell says that it is one; people lose it when they paste. */
static void a_date_is_understood_in_a_cell_without_the_style_of_one(void **state)
{
	(void)state;
	reader r = reader_open(SIGN "column,steps,Steps,Step,,,milestones,milestone,,yes,\n"
				    "column,steps,Steps,From,,,milestones,starts,,yes,\n"
				    "column,steps,Steps,Done,,,milestones,done,,yes,\n");
	plan *p = must_read(&r, (const sheet_text[]){{"Cover", "A1 T\n"},
					{"Steps", "A1 Step\nB1 From\nC1 Done\n"
						  "A2 a\nB2 #43556\nC2 #43921\n"
						  "A3 b\nB3 @43556\nC3 @43921.5\n"
						  "A4 c\nB4 #2019\nC4 #2019\n"
						  "A5 d\nB5 #99999999\nC5 #43921.5\n"},
					NO_MORE_SHEETS});
	for (size_t i = 0; i < 2; i++) {
		assert_cell(p, "milestones", i, "starts", "2019-04-01");
		assert_cell(p, "milestones", i, "done", "2020-03-31");
	}
	/* 2019 is a year that somebody wrote, not the 2019th day, in July 1905 */
	assert_note(&p->reading->not_understood, 0, "book.xlsx › Steps › B4", "2019", "");
	assert_note(&p->reading->not_understood, 1, "book.xlsx › Steps › C4", "2019", "");
	assert_note(&p->reading->not_understood, 2, "book.xlsx › Steps › B5", "99999999", "");
	assert_int_equal(p->reading->not_understood.count, 3);
	assert_cell(p, "milestones", 3, "done", "2020-03-31");
	reader_close(&r);
}

static void rows_of_one_key_are_one_row_unless_they_contradict(void **state)
{
	(void)state;
	reader r = reader_open(MAP);
	plan *p = read_lines(&r, "B4 1\nC4 Care\nD4 #1\nB5 1\nC5 Care\nD5 #2\nB6 1\nD6 #3\nB7 1\nC7 Cure\nD7 #4\n");
	assert_int_equal(plan_rows(p, "schemes")->count, 1);
	assert_int_equal(plan_rows(p, "spend")->count, 4);
	assert_cell(p, "schemes", 0, "title", "Care");
	assert_int_equal(p->reading->not_understood.count, 1);
	assert_note(&p->reading->not_understood, 0, "book.xlsx › Lines › C7", "Cure",
		"is not the same title of the same scheme as in C4");
	reader_close(&r);
}

static void a_formula_that_nobody_has_calculated_is_refused_where_the_map_reads_it(void **state)
{
	(void)state;
	reader r = reader_open(MAP);
	plan *p;
	assert_true(
		read_book(&p, &r,
			(const sheet_text[]){{"Cover", COVER}, {"Lines", HEADINGS "B4 1\nD4 =SUM(A1)|\nD5 =SUM(A1)|\n"},
				{"Payers", PAYERS}, NO_MORE_SHEETS}) < 0);
	assert_int_equal(r.j.e.count, 1);
	assert_message(&r.j.e, "book.xlsx › Lines › D4",
		"this cell and 1 more hold formulas that nobody has calculated; open the workbook in Excel");
	reader_close(&r);
}

static void a_value_that_comes_from_another_workbook_is_counted(void **state)
{
	(void)state;
	reader r = reader_open(MAP);
	plan *p = read_lines(
		&r, "B4 1\nD4 ='[12]Old plan'!A1|5\nB5 2\nD5 =Table1[[#This Row],[Cost]]|6\nB6 3\nD6 =A1|7\n");
	assert_int_equal(p->reading->formulas, 3);
	assert_int_equal(p->reading->elsewhere, 1);
	reader_close(&r);
}

static void cells_in_another_order_are_read_the_same(void **state)
{
	(void)state;
	reader r = reader_open(MAP);
	plan *p = must_read(&r, (const sheet_text[]){{"Cover", COVER},
					{"Lines", "D4 #1\nB4 1\nD3 Amount (£)\nE3 Source\nF3 NHS share\nG3 Impact\nH3 "
						  "Rest\nC3 Scheme name\nB3 Scheme ID\n"},
					{"Payers", PAYERS}, NO_MORE_SHEETS});
	assert_cell(p, "spend", 0, "amount", "1.00");
	assert_cell(p, "spend", 0, "scheme", "1");
	reader_close(&r);
}

static void one_workbook_leaves_nothing_for_the_next(void **state)
{
	(void)state;
	reader r = reader_open(MAP);
	plan *first = read_lines(&r, "B4 1\nC4 A\nD4 #1\nB5 2\nC5 B\nD5 #2\n"),
	     *second = read_lines(&r, "B4 9\nC4 Z\nD4 #3\n");
	assert_int_equal(plan_rows(second, "spend")->count, 1);
	assert_cell(second, "schemes", 0, "title", "Z");
	assert_cell(first, "schemes", 1, "title", "B");
	assert_cell(first, "spend", 1, "amount", "2.00");
	assert_place(r, first, "spend", 1, "amount", "book.xlsx › Lines › D5");
	reader_close(&r);
}

/* ---- totals and notes among lines ---- */

#define TOTAL(row) "row " row " looks like a total, and was not read as a line"
#define NOTE(row) "row " row " looks like a note, and was not read as a line"

static void totals_among_the_lines_are_no_lines_and_are_told(void **state)
{
	(void)state;
	static const char *const totals[] = {"B5 Grand total\nD5 #3\n", "C5 Total for 2019-20\nD5 #3\n",
		"B5 9\nC5 Care\nD5 =SUM(D4:D4)|3\nE5 dfg\n", "E5 DFG Sub-Total:\nD5 £3\n",
		"D5 =SUBTOTAL(9,$D$4:$D$4)|3\n", "B5 SUM\nD5 #3\n", "B5 sub total\nD5 !#REF!\n"};
	for (size_t i = 0; i < sizeof totals / sizeof *totals; i++) {
		reader r = reader_open(MAP);
		/* the cells of row 5 come in any order; the row after it is a line again */
		plan *p = read_lines(
			&r, arena_printf(r.j.a, "B4 1\nC4 Care\nD4 #3\nE4 dfg\n%sB7 2\nC7 Beds\nD7 #4\n", totals[i]));
		assert_int_equal(plan_rows(p, "spend")->count, 2);
		assert_int_equal(plan_rows(p, "schemes")->count, 2);
		assert_cell(p, "spend", 1, "line", "4");
		assert_int_equal(p->reading->blank_rows, 1);
		assert_int_equal(p->reading->not_understood.count, 0);
		size_t told = 0;
		for (size_t k = 0; k < p->reading->unmapped.count; k++)
			told += !strcmp(p->reading->unmapped.list[k].why, TOTAL("5"));
		assert_true(told > 0);
		reader_close(&r);
	}
}

static void a_line_that_says_total_and_is_one_stays_a_line(void **state)
{
	(void)state;
	static const char *const lines[] = {"B5 7\nC5 Total mobility\nD5 #3\n", "C5 Total care\nD5 #3\nE5 dfg\n",
		"B5 7\nD5 =SUM(H5:J5)|3\n", "C5 Totally new\nD5 #3\n", "C5 Lump sum\nD5 #3\n",
		"B5 7\nC5 Total cost\nE5 dfg\n"};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		reader r = reader_open(MAP);
		plan *p = read_lines(&r, arena_printf(r.j.a, "B4 1\nD4 #3\n%s", lines[i]));
		if (plan_rows(p, "spend")->count != 2)
			print_message("# not read as a line: %s\n", lines[i]);
		assert_int_equal(plan_rows(p, "spend")->count, 2);
		reader_close(&r);
	}
}

static void a_text_alone_where_a_key_stands_is_a_note(void **state)
{
	(void)state;
	reader r = reader_open(MAP);
	plan *p = must_read(&r,
		(const sheet_text[]){{"Cover", COVER}, {"Lines", HEADINGS "B4 1\nD4 #3\nB5 Agreed on 3 April\nB7 #8\n"},
			{"Payers", "A1 Who pays\nA2 Kent County Council\nA3 Note: provisional\n"}, NO_MORE_SHEETS});
	assert_int_equal(plan_rows(p, "spend")->count, 2); /* a number is no note */
	assert_int_equal(plan_rows(p, "income")->count,
		1); /* a payer without an amount is no note either: a check asks for it */
	assert_note(&p->reading->unmapped, 2, "book.xlsx › Lines › B5", "Agreed on 3 April", NOTE("5"));
	assert_note(&p->reading->unmapped, 4, "book.xlsx › Payers › A3", "Note: provisional", NOTE("3"));
	reader_close(&r);
}

static void a_number_alone_below_the_last_line_is_a_total(void **state)
{
	(void)state;
	reader r = reader_open(MAP);
	plan *p = read_lines(&r, "B4 1\nD4 #3\nD5 #2\nB6 2\nD6 #4\nD8 #9\nD9 #9\n");
	assert_int_equal(plan_rows(p, "spend")->count, 3); /* the one between lines is a line that lacks the rest */
	assert_note(&p->reading->unmapped, 2, "book.xlsx › Lines › D8", "9", TOTAL("8"));
	assert_note(&p->reading->unmapped, 3, "book.xlsx › Lines › D9", "9", TOTAL("9"));
	reader_close(&r);
}

static void a_figure_that_the_template_works_out_is_no_statement(void **state)
{
	(void)state;
	reader r = reader_open(MAP);
	plan *p = must_read(&r, (const sheet_text[]){{"Cover", "A1 Year one template\nA3 Board:\nB3 Kent\nA7 "
							       "Sources\nA8 Total\nB8 =SUM(B1)|1234.5\nA10 Story\n"},
					{"Lines", HEADINGS "B4 1\nD4 #3\n"}, {"Payers", PAYERS}, NO_MORE_SHEETS});
	assert_int_equal(plan_rows(p, "stated")->count, 0);
	assert_int_equal(p->reading->left, 1); /* who pays */
	assert_int_equal(p->reading->formulas, 0);
	assert_int_equal(all_counted(p->reading), 7 + 9 + 5);
	reader_close(&r);
}

static void an_id_of_no_letters_and_an_area_of_an_error_are_none(void **state)
{
	(void)state;
	reader r = reader_open(MAP);
	plan *p = must_read(
		&r, (const sheet_text[]){
			    {"Cover", "A1 Year one template\nA3 Board:\nB3 !#REF!\nA7 Sources\nA8 Total\nA10 Story\n"},
			    {"Lines", HEADINGS "B4 1\nD4 #3\n"}, {"Payers", "A2 ???\nB2 #100\n"}, NO_MORE_SHEETS});
	assert_cell(p, "spend", 0, "area", "unnamed");
	assert_int_equal(p->reading->not_understood.count, 2);
	assert_note(&p->reading->not_understood, 0, "book.xlsx › Cover › B3", "#REF!", "is the error of a formula");
	assert_note(&p->reading->not_understood, 1, "book.xlsx › Payers › A2", "???",
		"is no name of an area or organisation");
	assert_cell(p, "income", 0, "payer", "");
	reader_close(&r);
}

/* ---- what is refused ---- */

static void two_sheets_of_one_name_are_refused(void **state)
{
	(void)state;
	reader r = reader_open(MAP);
	plan *p;
	assert_true(read_book(&p, &r,
			    (const sheet_text[]){{"Cover", COVER}, {"Lines", HEADINGS}, {"LINES ", HEADINGS},
				    {"Payers", PAYERS}, NO_MORE_SHEETS}) < 0);
	assert_int_equal(r.j.e.count, 1);
	assert_string_equal(r.j.e.first->where, "book.xlsx");
	assert_string_equal(r.j.e.first->text,
		"its sheets 'Lines' and 'LINES ' have the same name but for blanks and capitals; rename one");
	reader_close(&r);
}

static void a_sign_is_found_on_a_sheet_whose_name_has_more_blanks(void **state)
{
	(void)state;
	reader r = reader_open(MAP);
	plan *p = must_read(&r, (const sheet_text[]){{" cover ", COVER}, {"Lines", HEADINGS "B4 1\nD4 #3\n"},
					{"Payers", PAYERS}, NO_MORE_SHEETS});
	assert_int_equal(plan_rows(p, "spend")->count, 1);
	reader_close(&r);
}

static void a_template_of_which_a_sheet_is_gone_is_told_which(void **state)
{
	(void)state;
	reader r = reader_open(MAP);
	plan *p;
	assert_true(read_book(&p, &r,
			    (const sheet_text[]){{"Cover v2", COVER}, {"Lines", HEADINGS}, {"Payers", PAYERS},
				    {"Help", "A1 x\n"}, NO_MORE_SHEETS}) < 0);
	assert_int_equal(r.j.e.count, 1);
	assert_message(&r.j.e, "book.xlsx",
		"this looks like the Year one template, but sheet 'Cover' is missing (there is 'Cover v2'); give it "
		"its name back");
	reader_close(&r);
}

static void a_workbook_without_the_signs_is_told_what_was_looked_for_and_found(void **state)
{
	(void)state;
	reader r = reader_open(MAP);
	plan *p;
	assert_true(
		read_book(&p, &r,
			(const sheet_text[]){{"Budget", "A1 x\n"}, {"Staff &amp; pay", "A1 y\n"}, NO_MORE_SHEETS}) < 0);
	assert_int_equal(r.j.e.count, 1);
	assert_message(&r.j.e, "book.xlsx", "'Year one' (there is no sheet 'Cover')");
	assert_message(&r.j.e, "book.xlsx", "its sheets are 'Budget', 'Staff & pay'");
	assert_message(&r.j.e, "book.xlsx", "bcf convert FILE PLAN --map MAP.csv");
	assert_true(read_book(&p, &r, (const sheet_text[]){{"Cover", "A1 Year two template\n"}, NO_MORE_SHEETS}) < 0);
	assert_message(&r.j.e, "book.xlsx", "'Year one' (sheet 'Cover' does not hold 'Year one template')");
	reader_close(&r);
}

static void what_the_map_reads_and_the_workbook_lacks_is_told_item_by_item(void **state)
{
	(void)state;
	reader r = reader_open(MAP);
	plan *p;
	assert_true(read_book(&p, &r, (const sheet_text[]){{"Cover", COVER}, {"Payers", PAYERS}, NO_MORE_SHEETS}) < 0);
	assert_int_equal(r.j.e.count, 1);
	assert_message(&r.j.e, "book.xlsx", "sheet 'Lines' is missing; give it its name back (");
	assert_true(read_book(&p, &r,
			    (const sheet_text[]){
				    {"Cover", COVER}, {"Lines v2", "A1 x\n"}, {"Payers", PAYERS}, NO_MORE_SHEETS}) < 0);
	assert_message(&r.j.e, "book.xlsx", "sheet 'Lines' is missing (there is 'Lines v2'); give it its name back (");
	r.j.e = (err){.owner = r.j.a};
	assert_true(read_book(&p, &r,
			    (const sheet_text[]){{"Cover", "A1 Year one template\nA3 Board:\nA8 Total\nA10 Story\n"},
				    {"Lines", "B3 Scheme ID\nC3 Scheme name\nD3 Amount (£)\nE3 Source\nF3 NHS "
					      "share\nG3 Impacts\nH3 Rest\n"},
				    {"Payers", PAYERS}, NO_MORE_SHEETS}) < 0);
	assert_int_equal(r.j.e.count, 2);
	assert_string_equal(r.j.e.first->where, "book.xlsx › Cover");
	assert_true(span_find(
		span_of(r.j.e.first->text), "there is no cell 'Total' below the text that the map names", NULL));
	assert_message(&r.j.e, "book.xlsx › Lines",
		"the heading 'Impact' is missing in row 3, where the nearest is 'Impacts'; give it its name back (");
	assert_message(&r.j.e, "book.xlsx › Lines", "y1/workbook.csv:14)");
	reader_close(&r);
}

static void assert_map_fault(const char *row, const char *part)
{
	reader r = reader_open(row);
	plan *p;
	assert_true(read_book(&p, &r, (const sheet_text[]){{"Cover", "A1 T\n"}, NO_MORE_SHEETS}) < 0);
	if (r.j.e.count != 1)
		show_messages(&r.j.e);
	assert_int_equal(r.j.e.count, 1);
	assert_message(&r.j.e, folder_path(&r.f, "y1/workbook.csv:3", r.j.a), part);
	reader_close(&r);
}

static void a_map_that_does_not_fit_the_tables_is_told_by_line(void **state)
{
	(void)state;
	assert_map_fault(SIGN "cell,,Cover,T,,,spending,amount,,,\n", "there is no table 'spending'");
	assert_map_fault(SIGN "cell,,Cover,T,,,spend,amuont,line=1,,\n", "there is no column 'amuont' of table spend");
	assert_map_fault(SIGN "cell,,Cover,T,,,spend,amount,lin=1,,\n", "there is no column 'lin' of table spend");
	assert_map_fault(
		SIGN "cell,,Cover,T,,,spend,amount,line=1; to_nearest=x,,\n", "to_nearest is not an amount of money");
	assert_map_fault(
		SIGN "cell,,Cover,T,,,spend,amount,line=1; amount=5,,\n", "keys give already the column 'amount'");
	assert_map_fault(SIGN "cell,,Cover,T,,,spend,amount,,,\n",
		"keys must say, for a single cell, the key 'line' of table spend");
}

static void a_list_of_ones_own_is_read_by_a_map_without_a_pack(void **state)
{
	(void)state;
	reader r = reader_open(MAP);
	workbook_map m;
	plan *p;
	span text = arena_span(r.j.a,
		span_of(HEADER
			"column,spend,Budget,Service,,,spend,description,,,\n"
			"column,spend,Budget,Cost,,,spend,amount,,,\ncolumn,spend,Budget,Paid by,,,spend,source,,,\n"));
	assert_int_equal(workbook_map_read(&m, (char *)text.at, text.len, "map.csv", r.j.a, &r.j.e), 0);
	assert_true(
		read_book(&p, &r,
			(const sheet_text[]){{"Budget", "A1 Service\nB1 Cost\nC1 Paid by\nA2 Care\nB2 #10\nC2 DFG\n"},
				NO_MORE_SHEETS}) < 0);
	r.j.e.count = 0;
	assert_int_equal(template_read_by(p, p->book, &m, r.j.a, &r.j.e), 0);
	assert_int_equal(r.j.e.count, 0);
	assert_cell(p, "spend", 0, "line", "1");
	assert_cell(p, "spend", 0, "area", "*");
	assert_cell(p, "spend", 0, "period", "");
	assert_cell(p, "spend", 0, "source", "DFG");
	assert_int_equal(plan_rows(p, "plan")->count, 0);
	assert_int_equal(p->reading->cells, 3);
	reader_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_and_rows_become_a_plan_that_knows_their_places),
		cmocka_unit_test(columns_are_known_by_their_headings_wherever_they_stand),
		cmocka_unit_test(every_value_is_counted_once),
		cmocka_unit_test(what_is_not_understood_is_left_blank_and_told),
		cmocka_unit_test(an_amount_is_the_same_however_the_file_writes_its_number),
		cmocka_unit_test(a_date_is_understood_in_a_cell_without_the_style_of_one),
		cmocka_unit_test(rows_of_one_key_are_one_row_unless_they_contradict),
		cmocka_unit_test(a_formula_that_nobody_has_calculated_is_refused_where_the_map_reads_it),
		cmocka_unit_test(a_value_that_comes_from_another_workbook_is_counted),
		cmocka_unit_test(cells_in_another_order_are_read_the_same),
		cmocka_unit_test(one_workbook_leaves_nothing_for_the_next),
		cmocka_unit_test(totals_among_the_lines_are_no_lines_and_are_told),
		cmocka_unit_test(a_line_that_says_total_and_is_one_stays_a_line),
		cmocka_unit_test(a_text_alone_where_a_key_stands_is_a_note),
		cmocka_unit_test(a_number_alone_below_the_last_line_is_a_total),
		cmocka_unit_test(a_figure_that_the_template_works_out_is_no_statement),
		cmocka_unit_test(an_id_of_no_letters_and_an_area_of_an_error_are_none),
		cmocka_unit_test(two_sheets_of_one_name_are_refused),
		cmocka_unit_test(a_sign_is_found_on_a_sheet_whose_name_has_more_blanks),
		cmocka_unit_test(a_template_of_which_a_sheet_is_gone_is_told_which),
		cmocka_unit_test(a_workbook_without_the_signs_is_told_what_was_looked_for_and_found),
		cmocka_unit_test(what_the_map_reads_and_the_workbook_lacks_is_told_item_by_item),
		cmocka_unit_test(a_map_that_does_not_fit_the_tables_is_told_by_line),
		cmocka_unit_test(a_list_of_ones_own_is_read_by_a_map_without_a_pack),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
