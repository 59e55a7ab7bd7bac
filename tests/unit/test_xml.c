/* The XML of workbooks: what its tokens are, and what is refused. */

#include "unit.h"

#include "base/limits.h"
#include "format/xml.h"
#include "workbook_bytes.h"

typedef struct reading {
	zip_in z;
	zip_stream s;
	xml x;
} reading;

static int begin(reading *r, job *j, span text)
{
	archive made;
	archive_begin(&made, j->a);
	archive_span(&made, "p.xml", text);
	assert_int_equal(zip_in_open(&r->z, archive_end(&made), "b.xlsx", j->a, &j->e), 0);
	zip_stream_open(&r->s);
	return xml_begin(&r->x, &r->s, &r->z, &r->z.parts[0], "b.xlsx › p.xml", j->a, &j->e);
}

/* "<a>", "</a>", texts decoded; "!" and the message at a failure. */
static const char *tokens(job *j, span text)
{
	reading r;
	buf b;
	int kind = begin(&r, j, text);

	buf_init(&b, j->a);
	while (kind >= 0 && (kind = xml_next(&r.x, &j->e)) > 0) {
		if (kind == XML_TEXT)
			buf_printf(&b, "'%.*s'", SPAN_ARG(xml_text(&r.x, r.x.text, j->a)));
		else
			buf_printf(&b, kind == XML_OPEN ? "<%.*s>" : "</%.*s>", SPAN_ARG(r.x.name));
	}
	if (kind < 0)
		buf_printf(&b, "!%s", j->e.last->text);
	zip_stream_close(&r.s);
	return arena_text(j->a, buf_span(&b));
}

static void assert_tokens(const char *text, const char *expected)
{
	job j = job_open();
	assert_string_equal(tokens(&j, span_of(text)), expected);
	job_close(&j);
}

static void assert_broken(const char *text, const char *part)
{
	job j = job_open();
	const char *found = tokens(&j, span_of(text));
	assert_non_null(strchr(found, '!'));
	assert_message(&j.e, "b.xlsx › p.xml", part);
	assert_int_equal(j.e.count, 1);
	job_close(&j);
}

static void elements_are_known_by_their_names_without_prefix(void **state)
{
	(void)state;
	assert_tokens("<?xml version=\"1.0\"?>\n<x:a xmlns:x=\"u\"><b c='1'/>t</x:a>\n", "<a><b></b>'t'</a>");
	assert_tokens("<a><b ></b\n></a >", "<a><b></b></a>");
	assert_tokens("<a b=\"/\"/>", "<a></a>");
	assert_tokens("<a b='>' c=\"<\" d='\"'/>", "<a></a>");
}

static void comments_and_instructions_are_passed_over_wherever_they_stand(void **state)
{
	(void)state;
	assert_tokens("<!-- <x> -- > --><a><!----><?p <y> ?>t</a><!-- after -->", "<a>'t'</a>");
}

static void texts_are_decoded_and_literal_ones_are_not(void **state)
{
	(void)state;
	assert_tokens("<a>&lt;&amp;&gt;&quot;&apos;&#65;&#x20AC;&#x1F600;</a>", "<a>'<&>\"'A€😀'</a>");
	assert_tokens("<a><![CDATA[<b>&amp;]]></a>", "<a>'<b>&amp;'</a>");
	assert_tokens("<a>1\r\n2\r3</a>", "<a>'1\n2\n3'</a>");
	assert_tokens("<a>&#00000000000000065;</a>", "<a>'A'</a>");
}

static void what_is_no_entity_stays_as_it_is(void **state)
{
	(void)state;
	assert_tokens("<a>&nbsp;&;&#0;&#xD800;&#x110000;&#99999999999;&#x;& b</a>",
		"<a>'&nbsp;&;&#0;&#xD800;&#x110000;&#99999999999;&#x;& b'</a>");
}

static void tags_that_do_not_match_are_refused(void **state)
{
	(void)state;
	assert_broken("<a><b></a></b>", "its tags do not match");
	assert_broken("</a>", "its tags do not match");
	assert_broken("<a></x:a>", "its tags do not match");
	assert_broken("<a>", "it ends too early");
	assert_broken("", "it ends too early");
	assert_broken("<a", "ends in the middle of its XML");
	assert_broken("<a b=\"", "ends in the middle of its XML");
	assert_broken("<a/><b/>", "it has more than one root");
	assert_broken("<a/>text", "text stands outside its elements");
	assert_broken("<a><></a>", "a tag has no name");
	assert_broken("<a <b>", "a tag holds a <");
	assert_broken("<a><!-- </a>", "ends in the middle of its XML");
	assert_broken("<a><![CDATA[ </a>", "ends in the middle of its XML");
	assert_broken("<a><!b></a>", "it holds a <! that opens nothing");
}

static void a_doctype_is_refused_wherever_it_stands(void **state)
{
	(void)state;
	assert_broken("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", "holds a DOCTYPE");
	assert_broken("<?xml version=\"1.0\"?><!-- x --><!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "holds a DOCTYPE");
	assert_broken(
		"<a><!DOCTYPE a></a>", "which no spreadsheet program writes and harmful files do; it is not opened");
}

static void nesting_is_read_up_to_its_limit(void **state)
{
	(void)state;
	job j = job_open();
	for (int over = 0; over < 2; over++) {
		buf b;
		buf_init(&b, j.a);
		for (int i = 0; i < WORKBOOK_DEPTH_MAX + over; i++)
			buf_add(&b, span_of("<a>"));
		for (int i = 0; i < WORKBOOK_DEPTH_MAX + over; i++)
			buf_add(&b, span_of("</a>"));
		const char *found = tokens(&j, buf_span(&b));
		assert_int_equal(strchr(found, '!') != NULL, over);
	}
	assert_message(&j.e, "b.xlsx › p.xml", "its XML is nested more than 256 deep");
	job_close(&j);
}

static span long_text(job *j, const char *before, size_t len, const char *behind)
{
	buf b;
	char *fill = arena_alloc(j->a, len);
	memset(fill, 'x', len);
	buf_init(&b, j->a);
	buf_add(&b, span_of(before));
	buf_add(&b, (span){fill, len});
	buf_add(&b, span_of(behind));
	return buf_span(&b);
}

static void a_single_text_or_tag_larger_than_any_cell_is_refused(void **state)
{
	(void)state;
	static const char *const around[][2] = {
		{"<a>", "</a>"}, {"<a b=\"", "\"/>"}, {"<a><!--", "--></a>"}, {"<", "/>"}, {"<a><![CDATA[", "]]></a>"}};
	job j = job_open();
	for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
		assert_null(strchr(tokens(&j, long_text(&j, around[i][0], 400000, around[i][1])), '!'));
		assert_non_null(strchr(tokens(&j, long_text(&j, around[i][0], 3 << 20, around[i][1])), '!'));
		assert_message(&j.e, "b.xlsx › p.xml", "longer than a cell can hold");
	}
	job_close(&j);
}

static void other_encodings_become_utf8(void **state)
{
	(void)state;
	job j = job_open();
	static const char little[] = "\xFF\xFE<\0a\0>\0\xAC\x20<\0/\0a\0>\0",
			  big[] = "\xFE\xFF\0<\0a\0>\x20\xAC\0<\0/\0a\0>";
	assert_string_equal(tokens(&j, (span){little, sizeof little - 1}), "<a>'€'</a>");
	assert_string_equal(tokens(&j, (span){big, sizeof big - 1}), "<a>'€'</a>");
	assert_string_equal(
		tokens(&j, span_of("<?xml version='1.0' encoding='ISO-8859-1'?><a>caf\xE9</a>")), "<a>'café'</a>");
	assert_string_equal(
		tokens(&j, span_of("<?xml version=\"1.0\" encoding=\"Windows-1252\"?><a>\x80</a>")), "<a>'€'</a>");
	assert_string_equal(tokens(&j, span_of("\xEF\xBB\xBF<a/>")), "<a></a>");
	/* What claims to be UTF-16 and can be read so far is not. */
	assert_string_equal(tokens(&j, span_of("<?xml version=\"1.0\" encoding=\"utf-16\"?><a>é</a>")), "<a>'é'</a>");
	assert_string_equal(
		tokens(&j, span_of("<?xml version=\"1.0\" encoding=\"x-nonsense\"?><a>b</a>")), "<a>'b'</a>");
	assert_int_equal(j.e.count, 0);
	assert_string_equal(tokens(&j, (span){"\xFF\xFE<\0a\0>", 7}),
		"!is not readable as UTF-16 text; save the workbook again in a spreadsheet program");
	job_close(&j);
}

static void a_very_large_part_in_another_encoding_is_refused(void **state)
{
	(void)state;
	job j = job_open();
	const char *head = "<?xml version='1.0' encoding='ISO-8859-1'?><a>";
	assert_non_null(strchr(tokens(&j, long_text(&j, head, 17 << 20, "</a>")), '!'));
	assert_message(&j.e, "b.xlsx › p.xml", "is a part of more than 16 MB in the encoding iso-8859-1");
	job_close(&j);
}

static void assert_attribute(reading *r, const char *name, const char *value)
{
	span found;
	if (!value) {
		assert_false(xml_attribute(&found, &r->x, name));
		return;
	}
	assert_true(xml_attribute(&found, &r->x, name));
	assert_span(found, value);
}

static void attributes_are_found_by_their_names_without_prefix(void **state)
{
	(void)state;
	job j = job_open();
	reading r;
	assert_int_equal(
		begin(&r, &j,
			span_of("<a xmlns:r=\"u\" r = 'A1'\n q:id=\"2\" n=\"12\" m=\"1x\" e=\"\" h=\"9999999999\"/>")),
		0);
	assert_int_equal(xml_next(&r.x, &j.e), XML_OPEN);
	assert_attribute(&r, "r", "A1");
	assert_attribute(&r, "id", "2");
	assert_attribute(&r, "e", "");
	assert_attribute(&r, "x", NULL);
	assert_int_equal(xml_number(&r.x, "n", 7), 12);
	assert_int_equal(xml_number(&r.x, "m", 7), 7);
	assert_int_equal(xml_number(&r.x, "e", 7), 7);
	assert_int_equal(xml_number(&r.x, "h", 7), 7);
	assert_int_equal(xml_number(&r.x, "x", 7), 7);
	zip_stream_close(&r.s);
	job_close(&j);
}

static void an_element_can_be_skipped_with_all_that_is_in_it(void **state)
{
	(void)state;
	job j = job_open();
	reading r;
	assert_int_equal(begin(&r, &j, span_of("<a><b><c/><b>t</b></b><d/><e/></a>")), 0);
	assert_int_equal(xml_next(&r.x, &j.e), XML_OPEN);
	assert_int_equal(xml_next(&r.x, &j.e), XML_OPEN);
	assert_int_equal(xml_skip(&r.x, &j.e), 0);
	assert_int_equal(xml_next(&r.x, &j.e), XML_OPEN);
	assert_span(r.x.name, "d");
	assert_int_equal(xml_skip(&r.x, &j.e), 0);
	assert_int_equal(xml_next(&r.x, &j.e), XML_OPEN);
	assert_span(r.x.name, "e");
	zip_stream_close(&r.s);
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_are_known_by_their_names_without_prefix),
		cmocka_unit_test(comments_and_instructions_are_passed_over_wherever_they_stand),
		cmocka_unit_test(texts_are_decoded_and_literal_ones_are_not),
		cmocka_unit_test(what_is_no_entity_stays_as_it_is),
		cmocka_unit_test(tags_that_do_not_match_are_refused),
		cmocka_unit_test(a_doctype_is_refused_wherever_it_stands),
		cmocka_unit_test(nesting_is_read_up_to_its_limit),
		cmocka_unit_test(a_single_text_or_tag_larger_than_any_cell_is_refused),
		cmocka_unit_test(other_encodings_become_utf8),
		cmocka_unit_test(a_very_large_part_in_another_encoding_is_refused),
		cmocka_unit_test(attributes_are_found_by_their_names_without_prefix),
		cmocka_unit_test(an_element_can_be_skipped_with_all_that_is_in_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
