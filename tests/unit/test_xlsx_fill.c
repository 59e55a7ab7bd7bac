/* Cells are written into other people's workbooks, and nothing else of them changes. */
#include "unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <zip.h>

#include "base/buf.h"
#include "format/file.h"
#include "format/xlsx.h"
#include "format/xlsx_fill.h"
#include "format/xlsx_fill_sheet.h"

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define SHEET(inside) "<worksheet xmlns=\"" MAIN "\">" inside "</worksheet>"

static fill_edit edit_at(const char *where, fill_kind kind, const char *text)
{
	fill_edit d = {.sheet = "S", .kind = kind, .text = span_of(text)};
	assert_true(cell_name_parse(&d.row, &d.column, span_of(where)));
	return d;
}

static int fill_text(job *j, span *out, const char *xml_text, const fill_edit *edits, size_t count)
{
	return xlsx_fill_sheet(out, span_of(xml_text), "t.xlsx › S", edits, count, false, j->a, &j->e);
}

static void gives(const char *before, const char *where, fill_kind kind, const char *text, const char *after)
{
	job j = job_open();
	fill_edit d = edit_at(where, kind, text);
	span out = {NULL, 0};

	if (fill_text(&j, &out, before, &d, 1))
		fail_msg("refused: %s", j.e.first->text);
	if (!span_is(out, after))
		fail_msg("got %.*s\nnot %s", SPAN_ARG(out), after);
	job_close(&j);
}

static void refuses(const char *before, const char *where, const char *place, const char *part)
{
	job j = job_open();
	fill_edit d = edit_at(where, FILL_NUMBER, "1");
	span out = {"kept", 4};

	assert_true(fill_text(&j, &out, before, &d, 1) < 0);
	assert_message(&j.e, place, part);
	assert_true(span_is(out, "kept"));
	job_close(&j);
}

/* ---- one sheet ---- */

static void a_cell_keeps_its_style_and_loses_its_type(void **state)
{
	(void)state;
	gives(SHEET("<sheetData><row r=\"2\"><c r=\"B2\" s=\"7\"/></row></sheetData>"), "B2", FILL_NUMBER, "1234.50",
		SHEET("<sheetData><row r=\"2\"><c r=\"B2\" s=\"7\"><v>1234.50</v></c></row></sheetData>"));
	gives(SHEET("<sheetData><row r=\"2\"><c r=\"B2\" t=\"s\" s=\"7\" ><v>3</v></c ></row></sheetData>"), "B2",
		FILL_NUMBER, "-1",
		SHEET("<sheetData><row r=\"2\"><c r=\"B2\" s=\"7\"><v>-1</v></c></row></sheetData>"));
	gives(SHEET("<sheetData><row r=\"2\"><c r=\"B2\" vm=\"1\" cm=\"2\" ph=\"1\" "
		    "t=\"e\"><v>#N/A</v></c></row></sheetData>"),
		"B2", FILL_TEXT, "=1+1",
		SHEET("<sheetData><row r=\"2\"><c r=\"B2\" ph=\"1\" "
		      "t=\"inlineStr\"><is><t>=1+1</t></is></c></row></sheetData>"));
}

static void a_cell_that_is_emptied_keeps_its_style(void **state)
{
	(void)state;
	gives(SHEET("<sheetData><row r=\"1\"><c r=\"A1\" s=\"2\" "
		    "t=\"inlineStr\"><is><t>x</t></is></c></row></sheetData>"),
		"A1", FILL_EMPTY, "", SHEET("<sheetData><row r=\"1\"><c r=\"A1\" s=\"2\"/></row></sheetData>"));
	gives(SHEET("<dimension ref=\"A1\"/><sheetData><row r=\"1\"/></sheetData>"), "C9", FILL_EMPTY, "",
		SHEET("<dimension ref=\"A1\"/><sheetData><row r=\"1\"/></sheetData>"));
}

static void what_a_cell_holds_beside_its_value_stays(void **state)
{
	(void)state;
	gives(SHEET("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v><extLst><ext uri=\"u\"><c "
		    "r=\"A1\"/></ext></extLst></c></row></sheetData>"),
		"A1", FILL_NUMBER, "2",
		SHEET("<sheetData><row r=\"1\"><c r=\"A1\"><v>2</v><extLst><ext uri=\"u\"><c "
		      "r=\"A1\"/></ext></extLst></c></row></sheetData>"));
}

static void text_is_escaped_as_a_spreadsheet_reads_it(void **state)
{
	(void)state;
#define TEXT(written)                                                                                                  \
	SHEET("<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is>" written "</is></c></row></sheetData>")
	const char *empty = SHEET("<sheetData><row r=\"1\"><c r=\"A1\"/></row></sheetData>");
	gives(empty, "A1", FILL_TEXT, "a < b & c > \"d\"", TEXT("<t>a &lt; b &amp; c &gt; \"d\"</t>"));
	gives(empty, "A1", FILL_TEXT, " kept ", TEXT("<t xml:space=\"preserve\"> kept </t>"));
	gives(empty, "A1", FILL_TEXT, "two\nlines", TEXT("<t xml:space=\"preserve\">two\nlines</t>"));
	gives(empty, "A1", FILL_TEXT, "bell\001, return\r.", TEXT("<t>bell_x0001_, return_x000D_.</t>"));
	gives(empty, "A1", FILL_TEXT, "said _x000D_ and _x00G0_", TEXT("<t>said _x005F_x000D_ and _x00G0_</t>"));
	gives(empty, "A1", FILL_TEXT, "\xEF\xBF\xBE\xF0\x9F\x8F\xA5 caf\xC3\xA9",
		TEXT("<t>_xFFFE_\xF0\x9F\x8F\xA5 caf\xC3\xA9</t>"));
#undef TEXT
}

static void a_missing_cell_comes_in_order_with_the_style_of_its_row_or_column(void **state)
{
	(void)state;
	gives(SHEET("<sheetData><row r=\"1\"><c r=\"A1\"/><c r=\"D1\"/></row></sheetData>"), "B1", FILL_NUMBER, "5",
		SHEET("<sheetData><row r=\"1\"><c r=\"A1\"/><c r=\"B1\"><v>5</v></c><c r=\"D1\"/></row></sheetData>"));
	gives(SHEET("<cols><col min=\"2\" max=\"3\" style=\"4\"/></cols><sheetData><row r=\"1\"><c "
		    "r=\"A1\"/></row></sheetData>"),
		"C1", FILL_NUMBER, "5",
		SHEET("<cols><col min=\"2\" max=\"3\" style=\"4\"/></cols><sheetData><row r=\"1\"><c r=\"A1\"/><c "
		      "r=\"C1\" "
		      "s=\"4\"><v>5</v></c></row></sheetData>"));
	gives(SHEET("<cols><col min=\"2\" max=\"3\" style=\"4\"/></cols><sheetData><row r=\"1\" s=\"9\" "
		    "customFormat=\"1\"><c r=\"A1\"/></row></sheetData>"),
		"C1", FILL_NUMBER, "5",
		SHEET("<cols><col min=\"2\" max=\"3\" style=\"4\"/></cols><sheetData><row r=\"1\" s=\"9\" "
		      "customFormat=\"1\"><c r=\"A1\"/><c r=\"C1\" s=\"9\"><v>5</v></c></row></sheetData>"));
}

static void a_missing_row_comes_in_order(void **state)
{
	(void)state;
	gives(SHEET("<sheetData><row r=\"2\"/><row r=\"7\"/></sheetData>"), "B5", FILL_NUMBER, "5",
		SHEET("<sheetData><row r=\"2\"/><row r=\"5\"><c r=\"B5\"><v>5</v></c></row><row "
		      "r=\"7\"/></sheetData>"));
	gives(SHEET("<sheetData><row r=\"2\"/></sheetData>"), "B1", FILL_NUMBER, "5",
		SHEET("<sheetData><row r=\"1\"><c r=\"B1\"><v>5</v></c></row><row r=\"2\"/></sheetData>"));
	gives(SHEET("<sheetData><row r=\"2\"/></sheetData>"), "B9", FILL_NUMBER, "5",
		SHEET("<sheetData><row r=\"2\"/><row r=\"9\"><c r=\"B9\"><v>5</v></c></row></sheetData>"));
	gives(SHEET("<sheetData/>"), "B9", FILL_NUMBER, "5",
		SHEET("<sheetData><row r=\"9\"><c r=\"B9\"><v>5</v></c></row></sheetData>"));
	gives(SHEET("<sheetData><row r=\"2\" ht=\"20\" /></sheetData>"), "B2", FILL_NUMBER, "5",
		SHEET("<sheetData><row r=\"2\" ht=\"20\" ><c r=\"B2\"><v>5</v></c></row></sheetData>"));
}

static void several_cells_are_added_to_one_row_in_order(void **state)
{
	(void)state;
	job j = job_open();
	span out;
	fill_edit d[] = {edit_at("A1", FILL_NUMBER, "1"), edit_at("C1", FILL_NUMBER, "3"),
		edit_at("D1", FILL_NUMBER, "4"), edit_at("F1", FILL_NUMBER, "6"), edit_at("A2", FILL_NUMBER, "7"),
		edit_at("B2", FILL_NUMBER, "8")};
	assert_int_equal(
		fill_text(&j, &out,
			SHEET("<dimension ref=\"B1:E1\"/><sheetData><row r=\"1\" spans=\"2:5\"><c r=\"B1\"/><c "
			      "r=\"E1\"/></row></sheetData>"),
			d, 6),
		0);
	assert_span(out,
		SHEET("<dimension ref=\"A1:F2\"/><sheetData><row r=\"1\" spans=\"1:6\"><c r=\"A1\"><v>1</v></c><c "
		      "r=\"B1\"/><c "
		      "r=\"C1\"><v>3</v></c><c r=\"D1\"><v>4</v></c><c r=\"E1\"/><c r=\"F1\"><v>6</v></c></row><row "
		      "r=\"2\"><c r=\"A2\"><v>7</v></c><c r=\"B2\"><v>8</v></c></row></sheetData>"));
	job_close(&j);
}

static void dimension_and_spans_stay_where_they_hold_the_cell(void **state)
{
	(void)state;
	gives(SHEET("<dimension ref=\"A1:E9\"/><sheetData><row r=\"1\" spans=\"1:2 4:5\"><c "
		    "r=\"A1\"/></row></sheetData>"),
		"D1", FILL_NUMBER, "5",
		SHEET("<dimension ref=\"A1:E9\"/><sheetData><row r=\"1\" spans=\"1:2 4:5\"><c r=\"A1\"/><c "
		      "r=\"D1\"><v>5</v></c></row></sheetData>"));
}

static void prefixes_quotes_and_places_that_are_not_written_are_followed(void **state)
{
	(void)state;
	gives("<?xml version='1.0'?><x:worksheet xmlns:x='" MAIN "'><x:sheetData><x:row r='1'><x:c "
	      "r='A1'/></x:row></x:sheetData></x:worksheet>",
		"B1", FILL_TEXT, "t",
		"<?xml version='1.0'?><x:worksheet xmlns:x='" MAIN
		"'><x:sheetData><x:row r='1'><x:c r='A1'/><x:c r=\"B1\" "
		"t=\"inlineStr\"><x:is><x:t>t</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>");
	gives(SHEET("<sheetData><row><c><v>1</v></c><c/></row><row><c/></row></sheetData>"), "B1", FILL_NUMBER, "5",
		SHEET("<sheetData><row><c><v>1</v></c><c><v>5</v></c></row><row><c/></row></sheetData>"));
	gives(SHEET("<sheetData><row><c r=\"B4\"/></row><row/></sheetData>"), "B5", FILL_NUMBER, "5",
		SHEET("<sheetData><row><c r=\"B4\"/></row><row><c r=\"B5\"><v>5</v></c></row></sheetData>"));
	gives("<worksheet xmlns=\"" MAIN "\" xmlns:b=\"" MAIN
	      "\" xmlns:o=\"other\"><o:sheetData><o:row r=\"1\"/></o:sheetData>"
	      "<b:sheetData><o:row r=\"1\"/><row r=\"1\"/></b:sheetData></worksheet>",
		"A1", FILL_NUMBER, "5",
		"<worksheet xmlns=\"" MAIN "\" xmlns:b=\"" MAIN
		"\" xmlns:o=\"other\"><o:sheetData><o:row r=\"1\"/></o:sheetData>"
		"<b:sheetData><o:row r=\"1\"/><row r=\"1\"><c r=\"A1\"><v>5</v></c></row></b:sheetData></worksheet>");
}

static void comments_sections_and_marks_are_stepped_over(void **state)
{
	(void)state;
	gives("\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\"?><!-- <sheetData> --><worksheet xmlns=\"" MAIN
	      "\"><sheetData><!-- <row r=\"1\"> --><row r=\"1\"><c r=\"A1\" "
	      "t=\"inlineStr\"><is><t><![CDATA[</t></c>]]></t></is></c><c "
	      "r=\"B1\"><v>1</v></c></row></sheetData></worksheet>\n<!-- end -->",
		"B1", FILL_NUMBER, "2",
		"\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\"?><!-- <sheetData> --><worksheet xmlns=\"" MAIN
		"\"><sheetData><!-- <row r=\"1\"> --><row r=\"1\"><c r=\"A1\" "
		"t=\"inlineStr\"><is><t><![CDATA[</t></c>]]></t></is></c><c "
		"r=\"B1\"><v>2</v></c></row></sheetData></worksheet>\n"
		"<!-- end -->");
}

static void a_date_is_a_serial_number_of_the_workbooks_epoch(void **state)
{
	(void)state;
	job j = job_open();
	span out;
	fill_edit d = edit_at("A1", FILL_DATE, "2019-04-01");
	const char *sheet = SHEET("<sheetData><row r=\"1\"><c r=\"A1\" s=\"3\"/></row></sheetData>");
	assert_int_equal(fill_text(&j, &out, sheet, &d, 1), 0);
	assert_true(span_find(out, "<c r=\"A1\" s=\"3\"><v>43556</v></c>", NULL));
	assert_int_equal(xlsx_fill_sheet(&out, span_of(sheet), "t", &d, 1, true, j.a, &j.e), 0);
	assert_true(span_find(out, "<v>42094</v>", NULL));
	d.text = span_of("1900-03-01");
	assert_int_equal(fill_text(&j, &out, sheet, &d, 1), 0);
	assert_true(span_find(out, "<v>61</v>", NULL));
	job_close(&j);
}

static void formulas_and_merged_cells_are_refused(void **state)
{
	(void)state;
	refuses(SHEET("<sheetData><row r=\"1\"><c r=\"A1\"><f>1+1</f><v>2</v></c></row></sheetData>"), "A1",
		"t.xlsx › S › A1", "holds a formula");
	refuses(SHEET("<sheetData><row r=\"1\"><c r=\"A1\"><f t=\"shared\" si=\"0\"/><v>2</v></c></row></sheetData>"),
		"A1", "t.xlsx › S › A1", "holds a formula");
	refuses(SHEET("<sheetData><row r=\"1\"><c r=\"A1\"><f t=\"array\" ref=\"A1:A3\">x</f></c></row><row r=\"2\"><c "
		      "r=\"A2\"><v>1</v></c></row></sheetData>"),
		"A2", "t.xlsx › S › A2", "belongs to the formula of A1");
	refuses(SHEET("<sheetData><row r=\"1\"><c r=\"A1\"/><c r=\"B1\"/></row></sheetData><mergeCells><mergeCell "
		      "ref=\"A1:C2\"/></mergeCells>"),
		"B1", "t.xlsx › S › B1", "is merged into A1");
	gives(SHEET("<sheetData><row r=\"1\"><c r=\"A1\"/></row></sheetData><mergeCells><mergeCell "
		    "ref=\"A1:C2\"/></mergeCells>"),
		"A1", FILL_NUMBER, "1",
		SHEET("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData><mergeCells><mergeCell "
		      "ref=\"A1:C2\"/></mergeCells>"));
}

static void every_refused_cell_gets_a_message(void **state)
{
	(void)state;
	job j = job_open();
	span out;
	fill_edit d[] = {
		edit_at("A1", FILL_NUMBER, "1"), edit_at("B1", FILL_NUMBER, "1"), edit_at("C1", FILL_NUMBER, "1")};
	assert_true(fill_text(&j, &out,
			    SHEET("<sheetData><row r=\"1\"><c r=\"A1\"><f>1</f></c><c r=\"B1\"/><c "
				  "r=\"C1\"><f>1</f></c></row></sheetData>"),
			    d, 3) < 0);
	assert_int_equal(j.e.count, 2);
	job_close(&j);
}

static void xml_that_cannot_be_followed_is_refused(void **state)
{
	(void)state;
	const char *s = "t.xlsx › S";
	refuses("<!DOCTYPE worksheet [<!ENTITY a \"b\">]><worksheet/>", "A1", s, "document type");
	refuses("<worksheet xmlns=\"" MAIN "\"/>", "A1", s, "no cells");
	refuses("<chartsheet xmlns=\"" MAIN "\"><sheetData/></chartsheet>", "A1", s, "not a worksheet");
	refuses("", "A1", s, "holds no XML");
	refuses(SHEET("<sheetData>"), "A1", s, "closed by another");
	refuses("<worksheet xmlns=\"" MAIN "\"><sheetData>", "A1", s, "ends too early");
	refuses(SHEET("<sheetData/>") "<more/>", "A1", s, "goes on behind its end");
	refuses(SHEET("<sheetData/><sheetData/>"), "A1", s, "in two parts");
	refuses(SHEET("<sheetData><row r=\"1\"/><row r=\"1\"/></sheetData>"), "A1", s,
		"row 1 stands in the sheet twice");
	refuses(SHEET("<sheetData><row r=\"1\"><c r=\"A1\"/><c r=\"A1\"/></row></sheetData>"), "A1", "t.xlsx › S › A1",
		"twice");
	refuses(SHEET("<sheetData><row r=\"1\"><c r=\"A2\"/></row></sheetData>"), "A1", s, "says it is A2");
	refuses(SHEET("<sheetData><row r=\"0\"/></sheetData>"), "A1", s, "no number");
	refuses(SHEET("<sheetData><row r=\"1048577\"/></sheetData>"), "A1", s, "no number");
	refuses(SHEET("<sheetData><row r=\"1\"s=\"2\"/></sheetData>"), "A1", s, "not parted");
	refuses(SHEET("<sheetData><row r=1/></sheetData>"), "A1", s, "cannot be read");
	refuses(SHEET("<sheetData><!-- </sheetData>"), "A1", s, "comment or section");
}

static void other_encodings_are_refused(void **state)
{
	(void)state;
	refuses("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>" SHEET("<sheetData/>"), "A1", "t.xlsx › S",
		"not in UTF-8");
	refuses("\xFF\xFE<", "A1", "t.xlsx › S", "not in UTF-8");
	refuses(SHEET("<sheetData/><!-- \xE9 -->"), "A1", "t.xlsx › S", "not in UTF-8");
}

static void deep_xml_is_refused(void **state)
{
	(void)state;
	job j = job_open();
	buf b;
	span out;
	fill_edit d = edit_at("A1", FILL_NUMBER, "1");
	buf_init(&b, j.a);
	for (int i = 0; i < 400; i++)
		buf_text(&b, "<worksheet>");
	assert_true(fill_text(&j, &out, b.at, &d, 1) < 0);
	assert_message(&j.e, "t.xlsx › S", "elements deep");
	job_close(&j);
}

static void damaged_xml_is_refused_or_filled_and_never_more(void **state)
{
	(void)state;
	const char *whole = "<?xml version='1.0'?>" SHEET(
		"<dimension ref=\"A1:C3\"/><cols><col min=\"1\" max=\"9\" style=\"1\"/></cols><sheetData><row r=\"1\" "
		"spans=\"1:3\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\"><f t=\"array\" "
		"ref=\"C1:C2\">1</f></c></row><row "
		"r=\"3\" s=\"1\" customFormat=\"1\"/></sheetData><mergeCells><mergeCell ref=\"A3:B3\"/></mergeCells>");
	size_t len = strlen(whole);
	uint64_t seed = 42;
	size_t refused = 0, filled = 0;
	for (size_t round = 0; round < 20000; round++) {
		job j = job_open();
		char *text = arena_alloc(j.a, len + 1);
		memcpy(text, whole, len);
		size_t n = round < len ? round : len, changes = round < len ? 0 : 1 + next_random(&seed) % 4;
		for (size_t i = 0; i < changes; i++)
			text[next_random(&seed) % len] = "<>/\"' =rcv1A\x01\xC3!-"[next_random(&seed) % 17];
		/* at the very end of its memory, where the sanitizer sees a byte read too far */
		char *tight = malloc(n + !n);
		memcpy(tight, text, n);
		fill_edit d[] = {edit_at("A1", FILL_TEXT, "x"), edit_at("B1", FILL_NUMBER, "1"),
			edit_at("A2", FILL_NUMBER, "1"), edit_at("A3", FILL_EMPTY, ""),
			edit_at("Z9", FILL_DATE, "2020-02-29")};
		span out, again;
		if (xlsx_fill_sheet(&out, (span){tight, n}, "t", d, 5, false, j.a, &j.e)) {
			assert_true(j.e.count > 0);
			refused++;
		} else {
			/* what was made can be filled again, and is then the same */
			assert_int_equal(xlsx_fill_sheet(&again, out, "t", d, 5, false, j.a, &j.e), 0);
			assert_true(span_equal(out, again));
			filled++;
		}
		free(tight);
		job_close(&j);
	}
	assert_true(refused > 1000 && filled > 1000);
}

/* ---- whole workbooks ---- */

typedef struct part {
	const char *name, *text;
} part;

#define RELS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
static const part rels = {"_rels/.rels",
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r\" "
	"Type=\"" RELS "/officeDocument\" Target=\"/xl/book.xml\"/></Relationships>"};
static const part book_rels = {"xl/_rels/book.xml.rels",
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" "
	"Type=\"" RELS "/worksheet\" Target=\"sheets/one.xml\"/><Relationship Id=\"r2\" Type=\"" RELS
	"/worksheet\" Target=\"sheets/two.xml\"/></Relationships>"};
#define BOOK(behind)                                                                                                   \
	"<workbook xmlns=\"" MAIN "\" xmlns:r=\"" RELS                                                                 \
	"\"><sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"r1\"/><sheet "                                            \
	"name=\"Two &amp; three\" sheetId=\"2\" r:id=\"r2\"/></sheets>" behind "</workbook>"
#define SAMPLE_SHEET SHEET("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>")

static span archive(job *j, const char *book)
{
	/* a beginning that stays: most of the archive, so that a copy might be tempted to share it */
	static char noise[20001];
	uint64_t seed = 5;
	for (size_t i = 0; i < sizeof noise - 1; i++)
		noise[i] = (char)('!' + next_random(&seed) % 90);
	const part parts[] = {{"xl/media/noise.txt", noise}, rels, {"xl/book.xml", book}, book_rels,
		{"xl/sheets/one.xml", SAMPLE_SHEET}, {"xl/sheets/two.xml", SAMPLE_SHEET},
		{"xl/media/picture.png", "\x89PNG not a picture"}};
	zip_error_t why;
	zip_error_init(&why);
	zip_source_t *to = zip_source_buffer_create(NULL, 0, 0, &why);
	zip_source_keep(to);
	zip_t *z = zip_open_from_source(to, ZIP_TRUNCATE, &why);
	assert_non_null(z);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		zip_int64_t at = zip_file_add(
			z, parts[i].name, zip_source_buffer(z, parts[i].text, strlen(parts[i].text), 0), 0);
		assert_true(at >= 0);
		zip_file_set_mtime(z, (zip_uint64_t)at, 1554076800 + 86400 * (time_t)i, 0);
		if (i == 6)
			zip_set_file_compression(z, (zip_uint64_t)at, ZIP_CM_STORE, 0);
	}
	assert_int_equal(zip_close(z), 0);
	zip_stat_t stat;
	zip_source_open(to);
	zip_source_stat(to, &stat);
	char *bytes = arena_alloc(j->a, stat.size + 1);
	assert_int_equal(zip_source_read(to, bytes, stat.size), stat.size);
	zip_source_close(to);
	zip_source_free(to);
	return (span){bytes, stat.size};
}

static zip_t *open_bytes(span bytes)
{
	zip_error_t why;
	zip_error_init(&why);
	zip_t *z = zip_open_from_source(zip_source_buffer_create(bytes.at, bytes.len, 0, &why), ZIP_RDONLY, &why);
	assert_non_null(z);
	return z;
}

static span read_entry(job *j, zip_t *z, zip_int64_t i, zip_stat_t *stat)
{
	assert_int_equal(zip_stat_index(z, (zip_uint64_t)i, 0, stat), 0);
	char *text = arena_alloc(j->a, stat->size + 1);
	zip_file_t *f = zip_fopen_index(z, (zip_uint64_t)i, 0);
	assert_non_null(f);
	assert_int_equal(zip_fread(f, text, stat->size), stat->size);
	zip_fclose(f);
	return (span){text, stat->size};
}

static span entry(job *j, span bytes, const char *name)
{
	zip_t *z = open_bytes(bytes);
	zip_stat_t stat;
	span text = read_entry(j, z, zip_name_locate(z, name, 0), &stat);
	zip_discard(z);
	return text;
}

/* How many parts differ; names, order, times and ways of packing must not. */
static size_t differing_parts(job *j, span before, span after, const char *names[], size_t room)
{
	zip_t *x = open_bytes(before), *y = open_bytes(after);
	size_t count = 0;
	assert_int_equal(zip_get_num_entries(x, 0), zip_get_num_entries(y, 0));
	for (zip_int64_t i = 0; i < zip_get_num_entries(x, 0); i++) {
		zip_stat_t s, t;
		span a = read_entry(j, x, i, &s), b = read_entry(j, y, i, &t);
		assert_string_equal(s.name, t.name);
		assert_int_equal(s.mtime, t.mtime);
		assert_int_equal(s.comp_method, t.comp_method);
		if (!span_equal(a, b) && count < room)
			names[count] = arena_text(j->a, span_of(s.name));
		count += !span_equal(a, b);
	}
	zip_discard(x);
	zip_discard(y);
	return count;
}

static void only_the_sheet_written_to_and_the_workbooks_setting_change(void **state)
{
	(void)state;
	job j = job_open();
	span before = archive(&j, BOOK("<definedNames/><oleSize ref=\"A1\"/><extLst/>")), after, again;
	fill_edit d[] = {edit_at("B2", FILL_NUMBER, "2"), edit_at("A1", FILL_TEXT, "x")};
	const char *names[8];

	d[0].sheet = d[1].sheet = "two & THREE";
	assert_int_equal(xlsx_fill(&after, before, "t.xlsx", d, 2, j.a, &j.e), 0);
	assert_int_equal(differing_parts(&j, before, after, names, 8), 2);
	assert_string_equal(names[0], "xl/book.xml");
	assert_string_equal(names[1], "xl/sheets/two.xml");
	assert_span(entry(&j, after, "xl/book.xml"),
		BOOK("<definedNames/><calcPr fullCalcOnLoad=\"1\"/><oleSize ref=\"A1\"/><extLst/>"));
	fill_edit swapped[] = {d[1], d[0]};
	assert_int_equal(xlsx_fill(&again, before, "t.xlsx", swapped, 2, j.a, &j.e), 0);
	assert_true(span_equal(after, again));

	xlsx *x;
	xlsx_cell c;
	assert_int_equal(xlsx_open(&x, after, "t.xlsx", j.a, &j.e), 0);
	assert_int_equal(xlsx_begin(x, 1, &j.e), 0);
	assert_int_equal(xlsx_next(&c, x, &j.e), 1);
	assert_int_equal(c.kind, XLSX_TEXT);
	assert_span(c.text, "x");
	assert_int_equal(xlsx_next(&c, x, &j.e), 1);
	assert_int_equal(c.row, 1);
	assert_int_equal(c.column, 1);
	assert_span(c.text, "2");
	xlsx_close(x);
	job_close(&j);
}

static void the_setting_to_calculate_is_made_where_it_is_not(void **state)
{
	(void)state;
	job j = job_open();
	span after;
	fill_edit d = edit_at("A1", FILL_NUMBER, "2");
	const char *names[8];
	d.sheet = "One";
	static const struct {
		const char *before, *after;
	} cases[] = {
		{BOOK(""), BOOK("<calcPr fullCalcOnLoad=\"1\"/>")},
		{BOOK("<calcPr calcId=\"5\"/>"), BOOK("<calcPr calcId=\"5\" fullCalcOnLoad=\"1\"/>")},
		{BOOK("<calcPr fullCalcOnLoad='0' calcId='5' />"), BOOK("<calcPr fullCalcOnLoad='1' calcId='5' />")},
		{BOOK("<calcPr calcId=\"5\" ></calcPr><extLst/>"),
			BOOK("<calcPr calcId=\"5\" fullCalcOnLoad=\"1\" ></calcPr><extLst/>")},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(xlsx_fill(&after, archive(&j, cases[i].before), "t.xlsx", &d, 1, j.a, &j.e), 0);
		assert_span(entry(&j, after, "xl/book.xml"), cases[i].after);
	}
	span before = archive(&j, BOOK("<calcPr fullCalcOnLoad=\"true\"/>"));
	assert_int_equal(xlsx_fill(&after, before, "t.xlsx", &d, 1, j.a, &j.e), 0);
	assert_int_equal(differing_parts(&j, before, after, names, 8), 1);
	job_close(&j);
}

static void edits_that_make_no_sense_are_refused_with_their_cell(void **state)
{
	(void)state;
	job j = job_open();
	span book = archive(&j, BOOK("")), out = {"kept", 4};
	char *longest = arena_alloc(j.a, 32769);
	memset(longest, 'a', 32768);
	fill_edit twice[] = {edit_at("A1", FILL_NUMBER, "1"), edit_at("A1", FILL_NUMBER, "2")};
	twice[0].sheet = twice[1].sheet = "One";
	assert_true(xlsx_fill(&out, book, "t.xlsx", twice, 2, j.a, &j.e) < 0);
	assert_message(&j.e, "t.xlsx › One › A1", "written twice");
	struct {
		const char *sheet;
		fill_kind kind;
		const char *text, *where, *part;
	} cases[] = {
		{"None", FILL_NUMBER, "1", "t.xlsx › None", "no sheet of this name"},
		{"One", FILL_NUMBER, "1e5", "t.xlsx › One › A1", "no plain number"},
		{"One", FILL_NUMBER, "", "t.xlsx › One › A1", "no plain number"},
		{"One", FILL_NUMBER, "1.", "t.xlsx › One › A1", "no plain number"},
		{"One", FILL_NUMBER, "1</v><f>1", "t.xlsx › One › A1", "no plain number"},
		{"One", FILL_DATE, "2019-02-30", "t.xlsx › One › A1", "no date"},
		{"One", FILL_DATE, "1900-02-28", "t.xlsx › One › A1", "before those"},
		{"One", FILL_TEXT, "\xE9t\xE9", "t.xlsx › One › A1", "not UTF-8"},
		{"One", FILL_TEXT, longest, "t.xlsx › One › A1", "32768 characters"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fill_edit d = edit_at("A1", cases[i].kind, cases[i].text);
		d.sheet = cases[i].sheet;
		assert_true(xlsx_fill(&out, book, "t.xlsx", &d, 1, j.a, &j.e) < 0);
		assert_message(&j.e, cases[i].where, cases[i].part);
	}
	longest[32767] = 0;
	fill_edit d = edit_at("A1", FILL_TEXT, longest);
	assert_true(span_is(out, "kept"));
	d.sheet = "One";
	assert_int_equal(xlsx_fill(&out, book, "t.xlsx", &d, 1, j.a, &j.e), 0);
	job_close(&j);
}

static void no_edit_changes_no_byte(void **state)
{
	(void)state;
	job j = job_open();
	span book = archive(&j, BOOK("")), out;
	assert_int_equal(xlsx_fill(&out, book, "t.xlsx", NULL, 0, j.a, &j.e), 0);
	assert_true(span_equal(out, book));
	job_close(&j);
}

static void a_broken_archive_is_refused(void **state)
{
	(void)state;
	job j = job_open();
	span book = archive(&j, BOOK("")), out = {"kept", 4};
	fill_edit d = edit_at("A1", FILL_NUMBER, "1");
	d.sheet = "One";
	for (size_t n = 0; n < book.len; n += 7)
		assert_true(xlsx_fill(&out, (span){book.at, n}, "t.xlsx", &d, 1, j.a, &j.e) < 0);
	uint64_t seed = 7;
	for (int round = 0; round < 3000; round++) {
		job own = job_open();
		char *bytes = arena_alloc(own.a, book.len);
		memcpy(bytes, book.at, book.len);
		bytes[next_random(&seed) % book.len] ^= (char)(1 << next_random(&seed) % 8);
		span made;
		int rc = xlsx_fill(&made, (span){bytes, book.len}, "t.xlsx", &d, 1, own.a, &own.e);
		assert_true(rc == 0 || own.e.count > 0);
		job_close(&own);
	}
	assert_true(span_is(out, "kept"));
	job_close(&j);
}

/* Workbooks that readers find hard: where they are on this machine. */
static void workbooks_of_other_programs_are_filled(void **state)
{
	(void)state;
	static const struct {
		const char *file, *sheet, *cell;
	} cases[] = {
		{"calamine/nonstandard-xml-ns-prefix.xlsx", NULL, "B2"},
		{"calamine/merge_cells.xlsx", NULL, "Z99"},
		{"calamine/strict_iso_paths.xlsx", NULL, "AA1"},
		{"calamine/issue3.xlsm", NULL, "ZZ2000"},
		{"openpyxl/complex-styles.xlsx", NULL, "A1"},
		{"openpyxl/date_1904.xlsx", NULL, "H40"},
		{"openpyxl/charts.xlsx", NULL, "J1"},
	};
	size_t done = 0;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		job j = job_open();
		file f;
		const char *path = arena_printf(j.a, "%s/../../shared/data/xlsx/%s", TEST_DATA, cases[i].file);
		if (access(path, R_OK)) {
			job_close(&j);
			continue;
		}
		assert_int_equal(file_open(&f, AT_FDCWD, path, true, path, &j.e), 0);
		xlsx *x;
		if (xlsx_open(&x, f.text, path, j.a, &j.e))
			fail_msg("%s: %s", path, j.e.first->text);
		size_t s = 0;
		while (!xlsx_sheet_at(x, s)->grid)
			s++;
		fill_edit d = edit_at(cases[i].cell, FILL_TEXT, "written");
		d.sheet = arena_text(j.a, span_of(xlsx_sheet_at(x, s)->name));
		span out;
		const char *names[4];
		if (xlsx_fill(&out, f.text, path, &d, 1, j.a, &j.e))
			fail_msg("%s: %s", path, j.e.first->text);
		size_t n = differing_parts(&j, f.text, out, names, 4);
		assert_in_range(n, 1, 2);
		for (size_t k = 0; k < n; k++)
			assert_true(!strcmp(names[k], xlsx_sheet_at(x, s)->part) || strstr(names[k], "workbook"));
		/* every cell as before but the one */
		xlsx *y;
		xlsx_cell c, b;
		bool found = false;
		assert_int_equal(xlsx_open(&y, out, path, j.a, &j.e), 0);
		assert_int_equal(xlsx_begin(x, s, &j.e), 0);
		assert_int_equal(xlsx_begin(y, s, &j.e), 0);
		int more = xlsx_next(&c, x, &j.e);
		while (xlsx_next(&b, y, &j.e) > 0) {
			if (b.row == d.row && b.column == d.column) {
				assert_span(b.text, "written");
				found = true;
				if (more > 0 && c.row == d.row && c.column == d.column)
					more = xlsx_next(&c, x, &j.e);
				continue;
			}
			assert_int_equal(more, 1);
			assert_int_equal(b.row, c.row);
			assert_int_equal(b.column, c.column);
			assert_int_equal(b.kind, c.kind);
			assert_int_equal(b.style, c.style);
			assert_true(span_equal(b.text, c.text));
			more = xlsx_next(&c, x, &j.e);
		}
		assert_int_equal(more, 0);
		assert_true(found);
		xlsx_close(x);
		xlsx_close(y);
		file_close(&f);
		done++;
		job_close(&j);
	}
	if (!done)
		skip();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cell_keeps_its_style_and_loses_its_type),
		cmocka_unit_test(a_cell_that_is_emptied_keeps_its_style),
		cmocka_unit_test(what_a_cell_holds_beside_its_value_stays),
		cmocka_unit_test(text_is_escaped_as_a_spreadsheet_reads_it),
		cmocka_unit_test(a_missing_cell_comes_in_order_with_the_style_of_its_row_or_column),
		cmocka_unit_test(a_missing_row_comes_in_order),
		cmocka_unit_test(several_cells_are_added_to_one_row_in_order),
		cmocka_unit_test(dimension_and_spans_stay_where_they_hold_the_cell),
		cmocka_unit_test(prefixes_quotes_and_places_that_are_not_written_are_followed),
		cmocka_unit_test(comments_sections_and_marks_are_stepped_over),
		cmocka_unit_test(a_date_is_a_serial_number_of_the_workbooks_epoch),
		cmocka_unit_test(formulas_and_merged_cells_are_refused),
		cmocka_unit_test(every_refused_cell_gets_a_message),
		cmocka_unit_test(xml_that_cannot_be_followed_is_refused),
		cmocka_unit_test(other_encodings_are_refused),
		cmocka_unit_test(deep_xml_is_refused),
		cmocka_unit_test(damaged_xml_is_refused_or_filled_and_never_more),
		cmocka_unit_test(only_the_sheet_written_to_and_the_workbooks_setting_change),
		cmocka_unit_test(the_setting_to_calculate_is_made_where_it_is_not),
		cmocka_unit_test(edits_that_make_no_sense_are_refused_with_their_cell),
		cmocka_unit_test(no_edit_changes_no_byte),
		cmocka_unit_test(a_broken_archive_is_refused),
		cmocka_unit_test(workbooks_of_other_programs_are_filled),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("xlsx_fill", tests, NULL, NULL);
}
