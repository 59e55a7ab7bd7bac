#include "unit.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "format/json_in.h"
#include "format/json_out.h"

/* Parses a copy of exactly the text's size, so that AddressSanitizer sees every read past its end. */
static json *parse_bytes(job *j, const char *text, size_t len)
{
	char *copy = malloc(len ? len : 1);
	json *root = NULL;

	assert_non_null(copy);
	memcpy(copy, text, len);
	int rc = json_parse(&root, (span){copy, len}, "t.json", j->a, &j->e);
	assert_int_equal(rc == 0, root != NULL);
	free(copy);
	if (!root)
		return NULL;
	assert_int_equal(json_parse(&root, (span){text, len}, "t.json", j->a, &j->e), 0);
	return root;
}

static json *parse(job *j, const char *text)
{
	json *root = parse_bytes(j, text, strlen(text));

	assert_non_null(root);
	assert_int_equal(j->e.count, 0);
	return root;
}

static void assert_refused(const char *text, size_t len, int code, const char *where, const char *part)
{
	job j = job_open();

	assert_null(parse_bytes(&j, text, len));
	assert_int_equal(j.e.count, 1);
	assert_int_equal(j.e.last->code, code);
	assert_message(&j.e, where, part);
	job_close(&j);
}

static void assert_bad(const char *text, const char *where, const char *part)
{
	assert_refused(text, strlen(text), ERR_PARSE, where, part);
}

static void json_reads_every_kind_of_value(void **state)
{
	(void)state;
	job j = job_open();
	json *root = parse(&j, " {\"a\": [null, true, false, -1.5e+3, \"x\"],\n\t\"b\": {}, \"c\":[] }\r\n");

	assert_int_equal(root->kind, JSON_OBJECT);
	assert_int_equal(root->count, 3);
	const json *a = json_find(root, "a");
	assert_int_equal(a->kind, JSON_ARRAY);
	assert_int_equal(a->count, 5);
	const json *item = a->first;
	assert_int_equal(item->kind, JSON_NULL);
	item = item->next;
	assert_int_equal(item->kind, JSON_TRUE);
	item = item->next;
	assert_int_equal(item->kind, JSON_FALSE);
	item = item->next;
	assert_int_equal(item->kind, JSON_NUMBER);
	assert_span(item->text, "-1.5e+3");
	item = item->next;
	assert_int_equal(item->kind, JSON_TEXT);
	assert_span(item->text, "x");
	assert_null(item->next);
	assert_int_equal(json_find(root, "b")->kind, JSON_OBJECT);
	assert_null(json_find(root, "b")->first);
	assert_int_equal(json_find(root, "c")->count, 0);
	job_close(&j);
}

static void json_knows_where_values_and_names_begin(void **state)
{
	(void)state;
	job j = job_open();
	json *root = parse(&j, " {\"a\": [1, \"x\"]}");

	assert_int_equal(root->offset, 1);
	assert_int_equal(root->first->name_offset, 2);
	assert_int_equal(root->first->offset, 7);
	assert_int_equal(root->first->first->next->offset, 11);
	job_close(&j);
}

static void json_find_gives_null_for_what_is_absent_or_no_object(void **state)
{
	(void)state;
	job j = job_open();
	json *root = parse(&j, "{\"a\": [1]}");

	assert_null(json_find(root, "b"));
	assert_null(json_find(json_find(root, "a"), "a"));
	assert_null(json_find(NULL, "a"));
	job_close(&j);
}

static void json_accepts_every_form_of_number(void **state)
{
	(void)state;
	static const char *const good[] = {
		"0", "-0", "10", "0.5", "1E5", "1e-5", "-12.50e+07", "123456789012345678901234567890"};

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		job j = job_open();
		assert_span(parse(&j, good[i])->text, good[i]);
		job_close(&j);
	}
}

static void json_refuses_malformed_numbers(void **state)
{
	(void)state;
	assert_bad("01", "t.json:1:1", "does not begin with 0");
	assert_bad("-", "t.json:1:2", "the text ends where a digit is expected");
	assert_bad("-a", "t.json:1:2", "a digit is expected here");
	assert_bad("[1.]", "t.json:1:4", "a digit");
	assert_bad("[1.5e]", "t.json:1:6", "a digit");
	assert_bad("[1e+]", "t.json:1:5", "a digit");
	assert_bad("+1", "t.json:1:1", "a value");
	assert_bad(".5", "t.json:1:1", "a value");
	assert_bad("0x10", "t.json:1:2", "more text stands behind");
	assert_bad("NaN", "t.json:1:1", "a value");
}

static void json_unescapes_strings(void **state)
{
	(void)state;
	job j = job_open();
	json *root = parse(
		&j, "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\", \"\\u0041\\u00e9\\u20AC\\ud83D\\uDE00.\", \"caf\xC3\xA9\"]");

	assert_span(root->first->text, "\"\\/\b\f\n\r\t");
	assert_span(root->first->next->text, "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80.");
	assert_span(root->first->next->next->text, "caf\xC3\xA9");
	job_close(&j);
}

static void json_refuses_malformed_strings(void **state)
{
	(void)state;
	assert_bad("\"abc", "t.json:1:1", "never closed");
	assert_bad("\"abc\\\"", "t.json:1:1", "never closed");
	assert_bad("\"abc\\", "t.json:1:1", "never closed");
	assert_bad("\"a\nb\"", "t.json:1:3", "control character");
	assert_bad("\"\\x41\"", "t.json:1:2", "no escape");
	assert_bad("\"\\u00g1\"", "t.json:1:6", "hexadecimal");
	assert_bad("\"\\u00\"", "t.json:1:6", "hexadecimal");
	assert_bad("'a'", "t.json:1:1", "a value");
	assert_refused("\"a\0b\"", 5, ERR_PARSE, "t.json:1:3", "control character");
	assert_refused("\"\\\0\"", 4, ERR_PARSE, "t.json:1:2", "no escape");
}

static void json_refuses_nul_and_lone_surrogates(void **state)
{
	(void)state;
	assert_bad("\"\\u0000\"", "t.json:1:2", "NUL");
	assert_bad("\"\\ud800\"", "t.json:1:2", "surrogate");
	assert_bad("\"\\ud800x\"", "t.json:1:2", "surrogate");
	assert_bad("\"\\ud800\\n...\"", "t.json:1:2", "surrogate");
	assert_bad("\"\\ud800\\u0041\"", "t.json:1:2", "surrogate");
	assert_bad("\"\\ud800\\ud800\"", "t.json:1:2", "surrogate");
	assert_bad("\"\\ud800\\uzz\"", "t.json:1:10", "hexadecimal");
	assert_bad("\"a\\udc00\"", "t.json:1:3", "surrogate");
}

static void json_refuses_malformed_structure(void **state)
{
	(void)state;
	assert_bad("", "t.json:1:1", "the text ends where a value");
	assert_bad("  \n ", "t.json:2:2", "the text ends where a value");
	assert_bad("[1,]", "t.json:1:4", "a value");
	assert_bad("[1 2]", "t.json:1:4", "a comma or ]");
	assert_bad("[1}", "t.json:1:3", "a comma or ]");
	assert_bad("[1", "t.json:1:3", "the text ends where a comma or ]");
	assert_bad("{\"a\":1,}", "t.json:1:8", "a name in double quotes");
	assert_bad("{a:1}", "t.json:1:2", "a name in double quotes");
	assert_bad("{\"a\" 1}", "t.json:1:6", "a colon");
	assert_bad("{\"a\":}", "t.json:1:6", "a value");
	assert_bad("{\"a\":1", "t.json:1:7", "a comma or }");
	assert_bad("{\"a", "t.json:1:2", "never closed");
	assert_bad("{", "t.json:1:2", "the text ends where a name");
	assert_bad("nul", "t.json:1:1", "a value");
	assert_bad("tru", "t.json:1:1", "a value");
	assert_bad("falsy", "t.json:1:1", "a value");
	assert_bad("true false", "t.json:1:6", "more text stands behind it");
	assert_bad("{} // comment", "t.json:1:4", "more text stands behind it");
	assert_refused("1\0", 2, ERR_PARSE, "t.json:1:2", "more text stands behind it");
	assert_refused("[\0]", 3, ERR_PARSE, "t.json:1:2", "a value");
}

static void json_refuses_a_byte_order_mark_and_bad_utf8(void **state)
{
	(void)state;
	assert_bad("\xEF\xBB\xBF{}", "t.json:1:1", "byte-order mark");
	assert_bad("[\n\"\xC3\xA9\", \"\xE9\"]", "t.json:2:7", "the byte 0xE9 is not UTF-8 here");
}

static void json_refuses_duplicate_names_with_both_places(void **state)
{
	(void)state;
	assert_bad("{\"a\": 1,\n \"b\": 2,\n \"a\": 3}", "t.json:3:2",
		"\"a\" stands twice in this object, first at line 1, column 2");
	assert_bad("{\"a\": 1, \"\\u0061\": 2}", "t.json:1:10", "stands twice");
	assert_bad("[{\"\": 1, \"\": 2}]", "t.json:1:10", "stands twice");
}

static void json_allows_equal_names_in_different_objects(void **state)
{
	(void)state;
	job j = job_open();

	parse(&j, "{\"a\": {\"a\": 1}, \"b\": {\"a\": 1}}");
	job_close(&j);
}

/* An object of `count` members, the last of which has the name of number `again`. */
static span make_object(arena *a, size_t count, size_t again)
{
	buf b;

	buf_init(&b, a);
	buf_char(&b, '{');
	for (size_t i = 0; i < count; i++)
		buf_printf(&b, "%s\"n%zu\":0", i ? ",\n" : "", i + 1 == count ? again : i * 7919 % 1000003);
	buf_char(&b, '}');
	return buf_span(&b);
}

static void json_finds_duplicate_names_in_large_objects(void **state)
{
	(void)state;

	for (size_t count = 10; count < 30; count++) {
		job j = job_open();
		span text = make_object(j.a, count, 7919);
		assert_null(parse_bytes(&j, text.at, text.len));
		assert_message(&j.e, arena_printf(j.a, "t.json:%zu:1", count),
			"\"n7919\" stands twice in this object, first at line 2, column 1");
		job_close(&j);
	}
	assert_bad("{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1,\"j\":1,\"k\":1,\"l\":1,\n"
		   "\"m\":1,\"z\":1,\n\"z\":1,\n\"b\":1,\"z\":2}",
		"t.json:3:1", "first at line 2, column 7");
}

static void json_reads_an_object_of_half_a_million_members(void **state)
{
	(void)state;
	job j = job_open();
	span text = make_object(j.a, 500000, 1000004);
	json *root = parse_bytes(&j, text.at, text.len);

	assert_non_null(root);
	assert_int_equal(root->count, 500000);
	job_close(&j);
}

static void a_long_name_is_cut_in_the_message_between_characters(void **state)
{
	(void)state;
	job j = job_open();
	buf b;

	buf_init(&b, j.a);
	for (int i = 0; i < 2; i++) {
		buf_text(&b, i ? ",\"a" : "{\"a");
		for (int k = 0; k < 50; k++)
			buf_text(&b, "\xC3\xA9");
		buf_text(&b, "\":1");
	}
	buf_char(&b, '}');
	assert_null(parse_bytes(&j, buf_span(&b).at, buf_span(&b).len));
	assert_message(&j.e, "t.json:1:58", "\xC3\xA9\" stands twice");
	assert_true(strlen(j.e.last->text) < 200);
	job_close(&j);
}

static void json_may_be_nested_64_deep_and_no_deeper(void **state)
{
	(void)state;
	char text[200];

	for (size_t depth = JSON_DEPTH_MAX; depth <= JSON_DEPTH_MAX + 1; depth++) {
		job j = job_open();
		memset(text, '[', depth);
		memset(text + depth, ']', depth);
		json *root = parse_bytes(&j, text, depth * 2);
		assert_int_equal(root != NULL, depth == JSON_DEPTH_MAX);
		if (!root) {
			assert_int_equal(j.e.last->code, ERR_LIMIT);
			assert_message(&j.e, "t.json:1:65", "nested more than 64 deep");
		}
		job_close(&j);
	}
}

static void a_text_of_4_gib_is_refused(void **state)
{
	(void)state;
	job j = job_open();
	json *root = NULL;

	assert_int_equal(json_parse(&root, (span){"", (size_t)UINT32_MAX + 1}, "t.json", j.a, &j.e), ERR_LIMIT);
	assert_message(&j.e, "t.json", "4294967296 bytes");
	assert_null(root);
	job_close(&j);
}

/* Writes a random document; the texts hold everything that needs an escape. */
static void write_random(json_out *out, uint64_t *seed, const char *name, int depth)
{
	static const char letters[] = "\1\b\t\n\f\r\x1F \"\\/az";
	char text[12], key[24];
	size_t kind = next_random(seed) % (depth < 5 ? 8 : 5), len = next_random(seed) % sizeof text;

	switch (kind) {
	case 0:
		json_string(out, name, NULL);
		return;
	case 1:
		json_bool(out, name, next_random(seed) & 1);
		return;
	case 2:
		json_int(out, name, random_number(seed));
		return;
	case 3:
		json_string(out, name, "\xE2\x82\xAC\xF0\x9F\x98\x80");
		return;
	case 4:
		for (size_t i = 0; i < len; i++)
			text[i] = letters[next_random(seed) % (sizeof letters - 1)];
		json_text(out, name, (span){text, len});
		return;
	default:
		json_open(out, name, kind == 5 ? '[' : '{');
		for (size_t i = 0; i < len; i++) {
			snprintf(key, sizeof key, "\"\n%zu", i);
			write_random(out, seed, kind == 5 ? NULL : key, depth + 1);
		}
		json_close(out, kind == 5 ? ']' : '}');
	}
}

static void write_again(json_out *out, const json *value, bool named)
{
	job j = job_open();
	const char *name = named ? arena_text(j.a, value->name) : NULL;

	switch (value->kind) {
	case JSON_NULL:
		json_string(out, name, NULL);
		break;
	case JSON_FALSE:
	case JSON_TRUE:
		json_bool(out, name, value->kind == JSON_TRUE);
		break;
	case JSON_NUMBER:
		json_int(out, name, strtoll(arena_text(j.a, value->text), NULL, 10));
		break;
	case JSON_TEXT:
		json_text(out, name, value->text);
		break;
	default:
		json_open(out, name, value->kind == JSON_ARRAY ? '[' : '{');
		for (const json *item = value->first; item; item = item->next)
			write_again(out, item, value->kind == JSON_OBJECT);
		json_close(out, value->kind == JSON_ARRAY ? ']' : '}');
	}
	job_close(&j);
}

static void a_written_document_reads_back_the_same(void **state)
{
	(void)state;
	uint64_t seed = 13;

	for (int round = 0; round < 2000; round++) {
		job j = job_open();
		json_out out;
		buf first, second;
		buf_init(&first, j.a);
		buf_init(&second, j.a);
		json_start(&out, &first, round & 1);
		write_random(&out, &seed, NULL, round % 3);
		json *root = parse_bytes(&j, buf_span(&first).at, buf_span(&first).len);
		assert_non_null(root);
		json_start(&out, &second, round & 1);
		write_again(&out, root, false);
		assert_true(span_equal(buf_span(&first), buf_span(&second)));
		job_close(&j);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_reads_every_kind_of_value),
		cmocka_unit_test(json_knows_where_values_and_names_begin),
		cmocka_unit_test(json_find_gives_null_for_what_is_absent_or_no_object),
		cmocka_unit_test(json_accepts_every_form_of_number),
		cmocka_unit_test(json_refuses_malformed_numbers),
		cmocka_unit_test(json_unescapes_strings),
		cmocka_unit_test(json_refuses_malformed_strings),
		cmocka_unit_test(json_refuses_nul_and_lone_surrogates),
		cmocka_unit_test(json_refuses_malformed_structure),
		cmocka_unit_test(json_refuses_a_byte_order_mark_and_bad_utf8),
		cmocka_unit_test(json_refuses_duplicate_names_with_both_places),
		cmocka_unit_test(json_allows_equal_names_in_different_objects),
		cmocka_unit_test(json_finds_duplicate_names_in_large_objects),
		cmocka_unit_test(json_reads_an_object_of_half_a_million_members),
		cmocka_unit_test(a_long_name_is_cut_in_the_message_between_characters),
		cmocka_unit_test(json_may_be_nested_64_deep_and_no_deeper),
		cmocka_unit_test(a_text_of_4_gib_is_refused),
		cmocka_unit_test(a_written_document_reads_back_the_same),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
