/* Whatever the bytes: the reader stays inside them, a refusal has one message, and what is accepted is the same after
 * it was written canonically and read again. */

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "format/json_in.h"
#include "format/json_out.h"
#include "format/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void write_string(buf *to, span s)
{
	json_out out;

	must(utf8_valid(s.at, s.len) == s.len && (s.len == 0 || !memchr(s.at, '\0', s.len)));
	json_start(&out, to, false);
	json_text(&out, NULL, s);
}

static void write_value(buf *to, const json *value, size_t size, int depth)
{
	static const char *const words[] = {"null", "false", "true"};
	size_t count = 0;

	must(value->offset < size && depth <= JSON_DEPTH_MAX);
	if (value->kind <= JSON_TRUE) {
		buf_text(to, words[value->kind]);
	} else if (value->kind == JSON_NUMBER) {
		buf_add(to, value->text); /* a number stays as it was written */
	} else if (value->kind == JSON_TEXT) {
		write_string(to, value->text);
	} else {
		buf_char(to, value->kind == JSON_ARRAY ? '[' : '{');
		for (const json *item = value->first; item; item = item->next) {
			if (count++)
				buf_char(to, ',');
			if (value->kind == JSON_OBJECT) {
				must(item->name_offset < item->offset);
				write_string(to, item->name);
				buf_char(to, ':');
			}
			write_value(to, item, size, depth + 1);
		}
		must(count == value->count);
		buf_char(to, value->kind == JSON_ARRAY ? ']' : '}');
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	arena *a = arena_open();
	char *text = malloc(size ? size : 1); /* of exactly this size, so that a read past its end is seen */
	json *root = NULL;
	buf once, twice;
	err e;

	must(text != NULL);
	memcpy(text, data, size);
	err_init(&e, a);
	buf_init(&once, a);
	buf_init(&twice, a);
	int rc = json_parse(&root, (span){text, size}, "fuzz.json", a, &e);
	must((rc == 0) == (root != NULL) && e.count == (rc != 0));
	if (root) {
		write_value(&once, root, size, 0);
		must(json_parse(&root, buf_span(&once), "again.json", a, &e) == 0);
		write_value(&twice, root, once.len, 0);
		must(span_equal(buf_span(&once), buf_span(&twice)));
	}
	free(text);
	arena_close(a);
	return 0;
}
