#include "csv_text.h"

#include <sys/mman.h>

#include "base/buf.h"
#include "base/limits.h"

/* The record's fields with '|' between them. */
static void assert_record(opened *o, const char *fields)
{
	buf b;

	assert_int_equal(csv_next(&o->c, &o->j.e), 1);
	buf_init(&b, o->j.a);
	for (size_t i = 0; i < o->c.count; i++) {
		assert_non_null(o->c.cells[i].at);
		buf_text(&b, i ? "|" : "");
		buf_add(&b, (span){o->c.cells[i].at, o->c.cells[i].len});
	}
	assert_string_equal(buf_span(&b).at, fields);
}

static void assert_end(opened *o)
{
	assert_int_equal(csv_next(&o->c, &o->j.e), 0);
	assert_int_equal(o->c.count, 0);
	assert_int_equal(csv_next(&o->c, &o->j.e), 0);
}

static void assert_refused(opened *o, int code, const char *where, const char *part)
{
	size_t count = o->j.e.count;

	assert_int_equal(csv_next(&o->c, &o->j.e), code);
	assert_true(o->j.e.count > count);
	assert_int_equal(o->j.e.last->code, code);
	assert_message(&o->j.e, where, part);
}

static void csv_reads_fields_and_records(void **state)
{
	(void)state;
	opened o;

	open_text(&o, "a,b,c\n1,,3\r\n\n,\nlast,one");
	assert_record(&o, "a|b|c");
	assert_record(&o, "1||3");
	assert_record(&o, "");
	assert_int_equal(o.c.count, 1);
	assert_record(&o, "|");
	assert_record(&o, "last|one");
	assert_end(&o);
	close_text(&o);
}

static void the_end_of_the_last_line_starts_no_record(void **state)
{
	(void)state;
	static const char *const texts[] = {"a\n", "a\r\n", "a", "\xEF\xBB\xBF\141\n"};
	opened o;

	for (size_t i = 0; i < 4; i++) {
		open_text(&o, texts[i]);
		assert_record(&o, "a");
		assert_end(&o);
		close_text(&o);
	}
}

static void a_text_without_bytes_has_no_record(void **state)
{
	(void)state;
	opened o;

	open_text(&o, "");
	assert_end(&o);
	close_text(&o);
	open_text(&o, "\xEF\xBB\xBF");
	assert_end(&o);
	close_text(&o);
}

static void quoted_fields_hold_commas_line_ends_and_doubled_quotes(void **state)
{
	(void)state;
	opened o;

	open_text(&o, "\"a,b\",\"c\r\nd\re\",\"say \"\"hi\"\"\",\"\",\"\"\"\"\nnext,\"\"\r\n\"end\"");
	assert_record(&o, "a,b|c\r\nd\re|say \"hi\"||\"");
	assert_record(&o, "next|");
	assert_record(&o, "end");
	assert_end(&o);
	close_text(&o);
}

static void a_trailing_comma_is_followed_by_an_empty_field(void **state)
{
	(void)state;
	opened o;

	open_text(&o, "a,");
	assert_record(&o, "a|");
	assert_end(&o);
	close_text(&o);
	open_text(&o, "\"a\",");
	assert_record(&o, "a|");
	assert_end(&o);
	close_text(&o);
}

static void cells_know_where_they_began(void **state)
{
	(void)state;
	opened o;

	open_text(&o, "\xEF\xBB\xBF"
		      "ab,\"c\"\"d\",e\nf");
	assert_record(&o, "ab|c\"d|e");
	assert_int_equal(o.c.cells[0].offset, 3);
	assert_int_equal(o.c.cells[1].offset, 6);
	assert_int_equal(o.c.cells[2].offset, 13);
	assert_record(&o, "f");
	assert_int_equal(o.c.cells[0].offset, 15);
	close_text(&o);
}

static void a_quote_inside_an_unquoted_field_is_refused(void **state)
{
	(void)state;
	opened o;

	open_text(&o, "a\nb,c\"d\",e\nnext");
	assert_record(&o, "a");
	assert_refused(&o, ERR_PARSE, "t.csv:2:4", "a quote stands inside a field");
	assert_record(&o, "next");
	close_text(&o);
}

static void text_behind_a_closing_quote_is_refused(void **state)
{
	(void)state;
	opened o;

	open_text(&o, "\"a\"b,c\n\"a\" \nnext\n\"a\"\rb\n\"\xC3\xA9\"\"\"x");
	assert_refused(&o, ERR_PARSE, "t.csv:1:4", "text stands behind the closing quote");
	assert_refused(&o, ERR_PARSE, "t.csv:2:4", "text stands behind the closing quote");
	assert_record(&o, "next");
	assert_refused(&o, ERR_PARSE, "t.csv:4:4", "carriage return");
	assert_refused(&o, ERR_PARSE, "t.csv:5:6", "text stands behind the closing quote");
	assert_end(&o);
	close_text(&o);
}

static void nul_behind_a_closing_quote_is_refused(void **state)
{
	(void)state;
	opened o;

	open_bytes(&o, "\"a\"\0,b\nc", 8);
	assert_int_equal(csv_next(&o.c, &o.j.e), ERR_PARSE);
	assert_record(&o, "c");
	close_text(&o);
}

static void a_quote_that_never_closes_is_told_where_it_opens(void **state)
{
	(void)state;
	static const char *const texts[] = {"a,\"b\nc,d", "a,\"", "a,\"b\"\"", "a,\"b\"\"\n"};
	opened o;

	for (size_t i = 0; i < 4; i++) {
		open_text(&o, texts[i]);
		assert_refused(&o, ERR_PARSE, "t.csv:1:3", "never closed");
		assert_end(&o);
		close_text(&o);
	}
}

static void a_bare_carriage_return_is_refused(void **state)
{
	(void)state;
	opened o;

	open_text(&o, "a\rb\nc\nd\r");
	assert_refused(&o, ERR_PARSE, "t.csv:1:2", "carriage return");
	assert_record(&o, "c");
	assert_refused(&o, ERR_PARSE, "t.csv:3:2", "carriage return");
	assert_end(&o);
	close_text(&o);
	open_text(&o, "a\r\r\nb");
	assert_refused(&o, ERR_PARSE, "t.csv:1:2", "carriage return");
	assert_record(&o, "b");
	close_text(&o);
}

static void the_first_nul_and_the_first_bad_byte_get_one_message_each(void **state)
{
	(void)state;
	static const char text[] = "a\nb,\0\nc\nd\0\n\xC3\xA9,\xE9t\xE9\nf\n\xFF,\0\ng\n";
	opened o;

	open_bytes(&o, text, sizeof text - 1);
	assert_record(&o, "a");
	assert_refused(&o, ERR_PARSE, "t.csv:2:3", "NUL");
	assert_record(&o, "c");
	assert_refused(&o, ERR_PARSE, "t.csv:5:3", "the byte 0xE9 is not UTF-8 here");
	assert_record(&o, "f");
	assert_record(&o, "g");
	assert_end(&o);
	assert_int_equal(o.j.e.count, 2);
	close_text(&o);
}

static void a_character_cut_by_the_end_of_the_text_is_refused(void **state)
{
	(void)state;
	opened o;

	open_text(&o, "a,\"\xE2\x82\"");
	assert_refused(&o, ERR_PARSE, "t.csv:1:4", "0xE2");
	close_text(&o);
	open_text(&o, "a\xE2\x82");
	assert_refused(&o, ERR_PARSE, "t.csv:1:2", "0xE2");
	close_text(&o);
}

static void place_counts_lines_and_characters(void **state)
{
	(void)state;
	static const char text[] = "\xEF\xBB\xBF"
				   "a,\xC2\xA3"
				   "1,x\nsecond\n";
	size_t line, column, len = sizeof text - 1;

	csv_place(&line, &column, text, len, 3);
	assert_true(line == 1 && column == 1);
	csv_place(&line, &column, text, len, 0);
	assert_true(line == 1 && column == 1);
	csv_place(&line, &column, text, len, 9);
	assert_true(line == 1 && column == 6);
	csv_place(&line, &column, text, len, 11);
	assert_true(line == 2 && column == 1);
	csv_place(&line, &column, text, len, 14);
	assert_true(line == 2 && column == 4);
	csv_place(&line, &column, text, len, len + 50);
	assert_true(line == 3 && column == 1);
}

static void places_stay_right_behind_fields_that_were_unescaped(void **state)
{
	(void)state;
	static const char text[] = "\"a\"\"b\n\"\"\xC2\xA3\"\"c\",x,\"\"\"\n\"\"\n\",y\nz";
	opened o;

	open_text(&o, text);
	while (csv_next(&o.c, &o.j.e) > 0) {
		for (size_t i = 0; i < o.c.count; i++) {
			size_t at = o.c.cells[i].offset, line[2], column[2];
			csv_place(&line[0], &column[0], text, sizeof text - 1, at);
			csv_place(&line[1], &column[1], o.text, sizeof text - 1, at);
			assert_int_equal(line[1], line[0]);
			assert_int_equal(column[1], column[0]);
		}
	}
	assert_int_equal(o.j.e.count, 0);
	close_text(&o);
}

static void open_filled(opened *o, const char *before, size_t fill, const char *behind)
{
	size_t a = strlen(before), b = strlen(behind);
	char *text = malloc(a + fill + b);

	assert_non_null(text);
	memcpy(text, before, a);
	memset(text + a, 'x', fill);
	memcpy(text + a + fill, behind, b);
	open_bytes(o, text, a + fill + b);
	free(text);
}

static void a_record_may_have_a_mebibyte_and_not_one_byte_more(void **state)
{
	(void)state;
	static const char *const before[] = {"", "", "", "\"", "\"", "\"", "a\n"};
	static const char *const behind[] = {"", "\n", "\r\nb", "\"", "\"\n", "\"\r\nb", "\n"};
	opened o;

	for (size_t i = 0; i < 7; i++) {
		size_t quotes = before[i][0] == '"' ? 2 : 0;
		for (size_t more = 0; more < 130; more++) {
			open_filled(&o, before[i], LINE_BYTES_MAX - quotes + more, behind[i]);
			if (i == 6)
				assert_record(&o, "a");
			if (more == 0) {
				assert_int_equal(csv_next(&o.c, &o.j.e), 1);
				assert_int_equal(o.c.cells[0].len, LINE_BYTES_MAX - quotes);
			} else {
				assert_refused(
					&o, ERR_LIMIT, i == 6 ? "t.csv:2:1" : "t.csv:1:1", "longer than 1048576 bytes");
				assert_end(&o);
			}
			close_text(&o);
			if (more == 2)
				more = 60;
		}
	}
}

static void a_giant_line_is_refused_after_a_look_at_its_first_mebibyte(void **state)
{
	(void)state;
	static const char firsts[] = {'x', '"', '\0'};
	const size_t len = (size_t)1 << 30, seen = LINE_BYTES_MAX + 4096;

	for (size_t i = 0; i < 3; i++) {
		job j = job_open();
		csv c;
		char *text = mmap(NULL, len, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		assert_true(text != MAP_FAILED);
		assert_int_equal(mprotect(text, seen, PROT_READ | PROT_WRITE), 0);
		memset(text, firsts[i], 1);
		memset(text + 1, 'x', seen - 1);
		assert_int_equal(csv_open(&c, text, len, "t.csv", j.a, &j.e), 0);
		assert_int_equal(csv_next(&c, &j.e), ERR_LIMIT);
		assert_message(&j.e, "t.csv:1:1", "longer than");
		assert_int_equal(csv_next(&c, &j.e), 0);
		munmap(text, len);
		job_close(&j);
	}
}

static void a_fault_in_a_giant_line_ends_the_reading(void **state)
{
	(void)state;
	opened o;

	open_filled(&o, "a\"", LINE_BYTES_MAX * 2, "\nb");
	assert_refused(&o, ERR_PARSE, "t.csv:1:2", "a quote stands inside");
	assert_end(&o);
	close_text(&o);
	open_filled(&o, "", LINE_BYTES_MAX + 20, "\"\nb");
	assert_int_equal(csv_next(&o.c, &o.j.e), ERR_PARSE);
	assert_end(&o);
	close_text(&o);
}

static void a_record_may_have_1024_fields_and_not_one_more(void **state)
{
	(void)state;
	static const char *const cells[] = {"a", "\"a\"", ""};
	static const char *const ends[] = {"\n", "", "\r\nnext"};

	for (size_t kind = 0; kind < 3; kind++) {
		for (size_t end = 0; end < 3; end++) {
			for (size_t count = FIELD_COUNT_MAX; count <= FIELD_COUNT_MAX + 1; count++) {
				opened o;
				job j = job_open();
				buf b;
				buf_init(&b, j.a);
				for (size_t i = 0; i < count; i++) {
					buf_text(&b, i ? "," : "");
					buf_text(&b, cells[kind]);
				}
				buf_text(&b, ends[end]);
				open_bytes(&o, buf_span(&b).at, buf_span(&b).len);
				if (count == FIELD_COUNT_MAX) {
					assert_int_equal(csv_next(&o.c, &o.j.e), 1);
					assert_int_equal(o.c.count, count);
				} else {
					size_t column = FIELD_COUNT_MAX * (strlen(cells[kind]) + 1) + 1;
					assert_refused(&o, ERR_LIMIT, arena_printf(j.a, "t.csv:1:%zu", column),
						"more than 1024 fields");
				}
				if (end == 2)
					assert_record(&o, "next");
				assert_end(&o);
				close_text(&o);
				job_close(&j);
			}
		}
	}
}

static void a_text_of_4_gib_is_refused_and_one_byte_less_is_not(void **state)
{
	(void)state;
	char text[100];
	job j = job_open();
	csv c = {.count = 77};

	memset(text, 'x', sizeof text);
	assert_int_equal(csv_open(&c, text, (size_t)UINT32_MAX + 1, "t.csv", j.a, &j.e), ERR_LIMIT);
	assert_message(&j.e, "t.csv", "4294967296 bytes");
	assert_int_equal(c.count, 77);
	assert_int_equal(csv_open(&c, text, UINT32_MAX, "t.csv", j.a, &j.e), 0);
	job_close(&j);
}

static void a_million_faults_are_counted_in_one_walk(void **state)
{
	(void)state;
	const size_t count = 1000000;
	char *text = malloc(count * 4);
	opened o;

	assert_non_null(text);
	for (size_t i = 0; i < count; i++)
		memcpy(text + i * 4, "ab\"\n", 4);
	open_bytes(&o, text, count * 4);
	free(text);
	while (csv_next(&o.c, &o.j.e))
		;
	assert_int_equal(o.j.e.count, count);
	assert_string_equal(o.j.e.last->where, "t.csv:100:3");
	close_text(&o);
}

static void rows_written_canonically_read_back_the_same(void **state)
{
	(void)state;
	static const char letters[] = "abc \"\",\n\r\xC2\xA3";
	uint64_t seed = 9;

	for (int round = 0; round < 3000; round++) {
		job j = job_open();
		span fields[64];
		size_t count = 1 + next_random(&seed) % 64;
		buf b;
		opened o;
		buf_init(&b, j.a);
		for (size_t i = 0; i < count; i++) {
			buf field;
			size_t len = next_random(&seed) % 12;
			buf_init(&field, j.a);
			for (size_t k = 0; k < len; k++) {
				size_t letter = next_random(&seed) % (sizeof letters - 2);
				if (letters[letter] == '\xC2')
					buf_text(&field, "\xC2\xA3");
				else
					buf_char(&field, letters[letter]);
			}
			fields[i] = buf_span(&field);
			if (i)
				buf_char(&b, ',');
			csv_field(&b, fields[i]);
		}
		buf_char(&b, '\n');
		open_bytes(&o, buf_span(&b).at, buf_span(&b).len);
		assert_int_equal(csv_next(&o.c, &o.j.e), 1);
		assert_int_equal(o.c.count, count);
		for (size_t i = 0; i < count; i++)
			assert_true(span_equal((span){o.c.cells[i].at, o.c.cells[i].len}, fields[i]));
		assert_end(&o);
		close_text(&o);
		job_close(&j);
	}
}

static void assert_field(const char *field, const char *expected)
{
	job j = job_open();
	buf b;

	buf_init(&b, j.a);
	csv_field(&b, span_of(field));
	assert_string_equal(buf_span(&b).at, expected);
	job_close(&j);
}

static void a_field_is_quoted_only_where_it_must_be(void **state)
{
	(void)state;
	assert_field("", "");
	assert_field("plain text", "plain text");
	assert_field("a,b", "\"a,b\"");
	assert_field("a\nb", "\"a\nb\"");
	assert_field("a\rb", "\"a\rb\"");
	assert_field(" a", " a");
	assert_field("a ", "a ");
	assert_field("\"", "\"\"\"\"");
	assert_field("say \"hi\"", "\"say \"\"hi\"\"\"");
	assert_field("\xEF\xBB\xBFx", "\"\xEF\xBB\xBFx\"");
	assert_field("=1+1", "=1+1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_reads_fields_and_records),
		cmocka_unit_test(the_end_of_the_last_line_starts_no_record),
		cmocka_unit_test(a_text_without_bytes_has_no_record),
		cmocka_unit_test(quoted_fields_hold_commas_line_ends_and_doubled_quotes),
		cmocka_unit_test(a_trailing_comma_is_followed_by_an_empty_field),
		cmocka_unit_test(cells_know_where_they_began),
		cmocka_unit_test(a_quote_inside_an_unquoted_field_is_refused),
		cmocka_unit_test(text_behind_a_closing_quote_is_refused),
		cmocka_unit_test(nul_behind_a_closing_quote_is_refused),
		cmocka_unit_test(a_quote_that_never_closes_is_told_where_it_opens),
		cmocka_unit_test(a_bare_carriage_return_is_refused),
		cmocka_unit_test(the_first_nul_and_the_first_bad_byte_get_one_message_each),
		cmocka_unit_test(a_character_cut_by_the_end_of_the_text_is_refused),
		cmocka_unit_test(place_counts_lines_and_characters),
		cmocka_unit_test(places_stay_right_behind_fields_that_were_unescaped),
		cmocka_unit_test(a_record_may_have_a_mebibyte_and_not_one_byte_more),
		cmocka_unit_test(a_giant_line_is_refused_after_a_look_at_its_first_mebibyte),
		cmocka_unit_test(a_fault_in_a_giant_line_ends_the_reading),
		cmocka_unit_test(a_record_may_have_1024_fields_and_not_one_more),
		cmocka_unit_test(a_text_of_4_gib_is_refused_and_one_byte_less_is_not),
		cmocka_unit_test(a_million_faults_are_counted_in_one_walk),
		cmocka_unit_test(rows_written_canonically_read_back_the_same),
		cmocka_unit_test(a_field_is_quoted_only_where_it_must_be),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
