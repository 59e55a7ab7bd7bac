#include "format/json_in.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "format/csv.h"
#include "format/utf8.h"

#define NAME_SHOWN_MAX 80
#define FEW_MEMBERS 16 /* up to here comparing each name with each is quicker than sorting */

typedef struct reader {
	const char *text;
	size_t len, at;
	const char *name;
	int depth;
	size_t values;
	arena *owner;
	err *e;
} reader;

static const char *place(const reader *r, size_t offset)
{
	size_t line, column;

	csv_place(&line, &column, r->text, r->len, offset);
	return arena_printf(r->e->owner, "%s:%zu:%zu", r->name, line, column);
}

static int refuse(const reader *r, size_t offset, const char *why)
{
	return err_add(r->e, ERR_PARSE, place(r, offset), "%s", why);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The byte at the place, or NUL behind the end: NUL is nowhere allowed, so the two need not be told apart. */
static char peek(const reader *r)
{
	return r->at < r->len ? r->text[r->at] : '\0';
}

static void skip_space(reader *r)
{
	const char *text = r->text;
	while (r->at < r->len &&
		(text[r->at] == ' ' || text[r->at] == '\n' || text[r->at] == '\t' || text[r->at] == '\r'))
		r->at++;
}

static void skip_digits(reader *r)
{
	while (is_digit(peek(r)))
		r->at++;
}

static int refuse_here(const reader *r, const char *wanted)
{
	if (r->at >= r->len)
		return err_add(r->e, ERR_PARSE, place(r, r->len), "the text ends where %s is expected", wanted);
	return err_add(r->e, ERR_PARSE, place(r, r->at), "%s is expected here", wanted);
}

static int read_number(reader *r, span *out)
{
	size_t from = r->at;

	if (peek(r) == '-')
		r->at++;
	if (!is_digit(peek(r)))
		return refuse_here(r, "a digit");
	if (peek(r) == '0' && r->at + 1 < r->len && is_digit(r->text[r->at + 1]))
		return refuse(r, r->at, "a number does not begin with 0 and further digits");
	skip_digits(r);
	if (peek(r) == '.') {
		r->at++;
		if (!is_digit(peek(r)))
			return refuse_here(r, "a digit");
		skip_digits(r);
	}
	if (peek(r) == 'e' || peek(r) == 'E') {
		r->at++;
		if (peek(r) == '+' || peek(r) == '-')
			r->at++;
		if (!is_digit(peek(r)))
			return refuse_here(r, "a digit");
		skip_digits(r);
	}
	*out = (span){r->text + from, r->at - from};
	return 0;
}

static int hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Four hex digits; the place stands behind "\u". */
static int read_unit(reader *r, unsigned *unit)
{
	unsigned value = 0;

	for (int i = 0; i < 4; i++) {
		int digit = hex_digit(peek(r));
		if (digit < 0)
			return refuse_here(r, "one of four hexadecimal digits");
		value = value * 16 + (unsigned)digit;
		r->at++;
	}
	*unit = value;
	return 0;
}

static char *put_point(char *to, unsigned point)
{
	if (point < 0x80) {
		*to++ = (char)point;
		return to;
	}
	if (point < 0x800) {
		*to++ = (char)(0xC0 | point >> 6);
	} else if (point < 0x10000) {
		*to++ = (char)(0xE0 | point >> 12);
		*to++ = (char)(0x80 | (point >> 6 & 0x3F));
	} else {
		*to++ = (char)(0xF0 | point >> 18);
		*to++ = (char)(0x80 | (point >> 12 & 0x3F));
		*to++ = (char)(0x80 | (point >> 6 & 0x3F));
	}
	*to++ = (char)(0x80 | (point & 0x3F));
	return to;
}

/* The place stands behind "\u"; a pair of surrogates is one character. */
static int read_point(reader *r, unsigned *point)
{
	static const char alone[] = "half of a surrogate pair stands here without the other half";
	size_t from = r->at - 2;
	unsigned high = 0, low = 0;
	int rc = read_unit(r, &high);

	if (rc)
		return rc;
	if (high == 0)
		return refuse(r, from, "a NUL character stands in a string");
	if (high < 0xD800 || high > 0xDFFF) {
		*point = high;
		return 0;
	}
	if (high > 0xDBFF || r->len - r->at < 2 || memcmp(r->text + r->at, "\\u", 2) != 0)
		return refuse(r, from, alone);
	r->at += 2;
	rc = read_unit(r, &low);
	if (rc)
		return rc;
	if (low < 0xDC00 || low > 0xDFFF)
		return refuse(r, from, alone);
	*point = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
	return 0;
}

/* The place stands on the backslash; at most 4 bytes are put for the 6 or more that are read, 1 for 2. */
static int read_escape(reader *r, char **to)
{
	static const char letters[] = "\"\\/bfnrt", bytes[] = "\"\\/\b\f\n\r\t";
	size_t from = r->at++;
	char c = peek(r);
	const char *found = c ? strchr(letters, c) : NULL;
	unsigned point = 0;

	if (!found && c != 'u')
		return refuse(r, from,
			"no escape begins like this; those of JSON are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u");
	r->at++;
	if (found) {
		*(*to)++ = bytes[found - letters];
		return 0;
	}
	int rc = read_point(r, &point);
	if (rc)
		return rc;
	*to = put_point(*to, point);
	return 0;
}

/* Finds where the string ends that begins at the place (behind its quote), and whether it holds escapes. */
static int string_end(const reader *r, size_t *end, bool *escaped)
{
	*escaped = false;
	for (size_t i = r->at; i < r->len; i++) {
		char c = r->text[i];
		if (c == '"') {
			*end = i;
			return 0;
		}
		if ((unsigned char)c < ' ')
			return refuse(
				r, i, "a control character stands in a string; write it as an escape, such as \\n");
		if (c == '\\') {
			*escaped = true;
			i++;
		}
	}
	return refuse(r, r->at - 1, "the string that begins here is never closed");
}

static int read_string(reader *r, span *out)
{
	size_t end = 0;
	bool escaped;

	r->at++;
	int rc = string_end(r, &end, &escaped);
	if (rc)
		return rc;
	if (!escaped) {
		*out = (span){r->text + r->at, end - r->at};
		r->at = end + 1;
		return 0;
	}
	char *text = arena_alloc(r->owner, end - r->at + 1), *to = text;
	while (r->at < end) {
		if (r->text[r->at] != '\\') {
			*to++ = r->text[r->at++];
			continue;
		}
		rc = read_escape(r, &to);
		if (rc)
			return rc;
	}
	*out = (span){text, (size_t)(to - text)};
	r->at = end + 1;
	return 0;
}

/* So much of a name as fits into a message, whole characters only. */
static span clip(span name)
{
	if (name.len <= NAME_SHOWN_MAX)
		return name;
	name.len = NAME_SHOWN_MAX;
	while (name.len && ((unsigned char)name.at[name.len] & 0xC0) == 0x80)
		name.len--;
	return name;
}

static int refuse_twice(const reader *r, const json *first, const json *second)
{
	size_t line, column;

	span shown = clip(second->name);
	csv_place(&line, &column, r->text, r->len, first->name_offset);
	return err_add(r->e, ERR_PARSE, place(r, second->name_offset),
		"the name \"%.*s\" stands twice in this object, first at line %zu, column %zu; remove one",
		SPAN_ARG(shown), line, column);
}

static int by_name(const void *a, const void *b)
{
	const json *x = *(json *const *)a, *y = *(json *const *)b;
	int order = span_compare(x->name, y->name);

	return order ? order : (x->name_offset > y->name_offset) - (x->name_offset < y->name_offset);
}

static int check_few_names(const reader *r, const json *object)
{
	for (const json *m = object->first; m; m = m->next)
		for (const json *earlier = object->first; earlier != m; earlier = earlier->next)
			if (span_equal(earlier->name, m->name))
				return refuse_twice(r, earlier, m);
	return 0;
}

/* Equal names stand side by side once sorted; of several pairs the first in the text is told. */
static int check_many_names(const reader *r, const json *object)
{
	const json *first = NULL, *second = NULL;
	arena_mark mark = arena_now(r->owner);
	const json **sorted = arena_array(r->owner, object->count, sizeof(json *));
	size_t count = 0;

	for (const json *m = object->first; m; m = m->next)
		sorted[count++] = m;
	qsort(sorted, count, sizeof(json *), by_name);
	for (size_t i = 1; i < count; i++) {
		if (!span_equal(sorted[i - 1]->name, sorted[i]->name))
			continue;
		if (!second || sorted[i]->name_offset < second->name_offset) {
			first = sorted[i - 1];
			second = sorted[i];
		}
	}
	arena_back(r->owner, mark);
	return second ? refuse_twice(r, first, second) : 0;
}

static int check_names(const reader *r, const json *object)
{
	return object->count <= FEW_MEMBERS ? check_few_names(r, object) : check_many_names(r, object);
}

static int read_value(reader *r, json *out);

static int read_name(reader *r, json *member)
{
	if (peek(r) != '"')
		return refuse_here(r, "a name in double quotes");
	member->name_offset = (uint32_t)r->at;
	int rc = read_string(r, &member->name);
	if (rc)
		return rc;
	skip_space(r);
	if (peek(r) != ':')
		return refuse_here(r, "a colon");
	r->at++;
	skip_space(r);
	return 0;
}

static int read_items(reader *r, json *out, char close)
{
	json **link = &out->first;

	for (;;) {
		if (++r->values == JSON_VALUES_MAX)
			return err_add(r->e, ERR_LIMIT, place(r, r->at), "more than %d values", JSON_VALUES_MAX);
		json *item = arena_alloc(r->owner, sizeof *item);
		int rc = out->kind == JSON_OBJECT ? read_name(r, item) : 0;
		if (!rc)
			rc = read_value(r, item);
		if (rc)
			return rc;
		*link = item;
		link = &item->next;
		out->count++;
		skip_space(r);
		if (peek(r) == close)
			return 0;
		if (peek(r) != ',')
			return refuse_here(r, close == '}' ? "a comma or }" : "a comma or ]");
		r->at++;
		skip_space(r);
	}
}

static int read_nested(reader *r, json *out, json_kind kind)
{
	char close = kind == JSON_OBJECT ? '}' : ']';
	int rc = 0;

	if (r->depth == JSON_DEPTH_MAX)
		return err_add(
			r->e, ERR_LIMIT, place(r, r->at), "the values are nested more than %d deep", JSON_DEPTH_MAX);
	out->kind = kind;
	r->depth++;
	r->at++;
	skip_space(r);
	if (peek(r) != close)
		rc = read_items(r, out, close);
	if (!rc && kind == JSON_OBJECT)
		rc = check_names(r, out);
	r->at++;
	r->depth--;
	return rc;
}

static int read_word(reader *r, json *out, const char *word, json_kind kind)
{
	if (!span_starts((span){r->text + r->at, r->len - r->at}, word))
		return refuse_here(r, "a value (a string, a number, true, false, null, [ or {)");
	r->at += strlen(word);
	out->kind = kind;
	return 0;
}

static int read_value(reader *r, json *out)
{
	out->offset = (uint32_t)r->at;
	switch (peek(r)) {
	case '{':
		return read_nested(r, out, JSON_OBJECT);
	case '[':
		return read_nested(r, out, JSON_ARRAY);
	case '"':
		out->kind = JSON_TEXT;
		return read_string(r, &out->text);
	case 't':
		return read_word(r, out, "true", JSON_TRUE);
	case 'f':
		return read_word(r, out, "false", JSON_FALSE);
	default:
		if (peek(r) == '-' || is_digit(peek(r))) {
			out->kind = JSON_NUMBER;
			return read_number(r, &out->text);
		}
		return read_word(r, out, "null", JSON_NULL);
	}
}

static int check_text(const reader *r)
{
	size_t valid;

	if (r->len > UINT32_MAX)
		return err_add(r->e, ERR_LIMIT, r->name, "the text has %zu bytes, and at most %u are read", r->len,
			UINT32_MAX);
	if (span_starts((span){r->text, r->len}, "\xEF\xBB\xBF"))
		return refuse(r, 0, "the text begins with a byte-order mark, which JSON forbids; save it without one");
	valid = utf8_valid(r->text, r->len);
	if (valid < r->len)
		return err_add(r->e, ERR_PARSE, place(r, valid),
			"the byte 0x%02X is not UTF-8 here; save the file again with the encoding UTF-8",
			(unsigned)(unsigned char)r->text[valid]);
	return 0;
}

int json_parse(json **out, span text, const char *name, arena *a, err *e)
{
	reader r = {.text = text.len ? text.at : "", .len = text.len, .name = name, .owner = a, .e = e};
	int rc = check_text(&r);

	if (rc)
		return rc;
	json *root = arena_alloc(a, sizeof *root);
	skip_space(&r);
	rc = read_value(&r, root);
	if (rc)
		return rc;
	skip_space(&r);
	if (r.at < r.len)
		return refuse(&r, r.at, "the document is complete, and more text stands behind it");
	*out = root;
	return 0;
}

const json *json_find(const json *object, const char *name)
{
	if (!object || object->kind != JSON_OBJECT)
		return NULL;
	for (const json *m = object->first; m; m = m->next)
		if (span_is(m->name, name))
			return m;
	return NULL;
}
