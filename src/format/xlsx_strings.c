/* The shared strings of a workbook: plain or rich, without their phonetic readings. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "format/scan.h"
#include "format/utf8.h"
#include "format/xlsx_parts.h"

static int hex(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
				      : -1;
}

/* ECMA-376 part 1, 22.9.2.19: _xHHHH_ is the character of that UTF-16 unit.  Surrogates and NUL stay as they are. */
size_t xlsx_unescape(char *text, size_t len)
{
	size_t n = 0;
	if (!memchr(text, '_', len))
		return len;
	for (size_t i = 0; i < len;) {
		uint32_t c = 0;
		bool good = i + 7 <= len && text[i] == '_' && text[i + 1] == 'x' && text[i + 6] == '_';
		for (size_t k = 2; good && k < 6; k++) {
			good = hex(text[i + k]) >= 0;
			c = c << 4 | (uint32_t)(hex(text[i + k]) & 15);
		}
		if (!good || !c || (c >= 0xD800 && c <= 0xDFFF)) {
			text[n++] = text[i++];
			continue;
		}
		if (c < 0x80) {
			text[n++] = (char)c;
		} else if (c < 0x800) {
			text[n++] = (char)(0xC0 | c >> 6);
			text[n++] = (char)(0x80 | (c & 63));
		} else {
			text[n++] = (char)(0xE0 | c >> 12);
			text[n++] = (char)(0x80 | (c >> 6 & 63));
			text[n++] = (char)(0x80 | (c & 63));
		}
		i += 7;
	}
	return n;
}

static int too_much(const xlsx *x, err *e)
{
	return err_add(e, ERR_LIMIT, x->shown,
		"holds more than %d different texts, or %zu MB of them; it is not opened", SHARED_STRINGS_MAX,
		SHARED_BYTES_MAX >> 20);
}

/* The text block is made as large as it can become (text that was in another encoding grows threefold at most), so that
 * it never moves: what is not written to takes no memory. */
static void make_room(xlsx *x, const zip_part *p)
{
	size_t most = p->size < SHARED_BYTES_MAX / 3 ? 3 * (size_t)p->size : SHARED_BYTES_MAX;
	x->string_text = malloc(most + 64);
	x->string_room = most / 16 < 64 ? 64 : most / 16;
	x->string_at = malloc(x->string_room * sizeof *x->string_at);
	if (!x->string_text || !x->string_at)
		abort();
	x->string_at[0] = 0;
}

static int not_text(const xlsx *x, err *e)
{
	return err_add(e, ERR_PARSE, arena_printf(e->owner, "%s › %s", x->shown, x->strings_part),
		"its text is not UTF-8; save the workbook again in a spreadsheet program");
}

static int add_text(xlsx *x, size_t *len, span raw, bool literal, err *e)
{
	if (*len + raw.len > SHARED_BYTES_MAX)
		return too_much(x, e);
	char *to = x->string_text + *len;
	if (literal || !xml_needs_decoding(raw)) {
		memcpy(to, raw.at, raw.len);
		*len += raw.len;
	} else {
		*len += xml_decode(to, raw);
	}
	return 0;
}

static int end_string(xlsx *x, size_t *len, size_t from, bool escaped, err *e)
{
	if (x->string_count == SHARED_STRINGS_MAX)
		return too_much(x, e);
	if (escaped)
		*len = from + xlsx_unescape(x->string_text + from, *len - from);
	if (*len > from && (x->string_text[from] & 0xC0) == 0x80) /* half a character here, the other half there */
		return not_text(x, e);
	if (++x->string_count == x->string_room) {
		x->string_room *= 2;
		x->string_at = realloc(x->string_at, x->string_room * sizeof *x->string_at);
		if (!x->string_at)
			abort();
	}
	x->string_at[x->string_count] = (uint32_t)*len;
	return 0;
}

/* <si> has been opened: all text of its <t> elements but those of <rPh>. */
static int read_string(xlsx *x, xml *reader, size_t *len, err *e)
{
	size_t from = *len, depth = reader->depth;
	bool in_text = false;
	for (;;) {
		int kind = xml_next(reader, e), rc = 0;
		if (kind <= 0)
			return kind;
		if (kind == XML_OPEN && span_is(reader->name, "rPh"))
			rc = xml_skip(reader, e);
		else if (kind == XML_OPEN)
			in_text = span_is(reader->name, "t");
		else if (kind == XML_TEXT && in_text)
			rc = add_text(x, len, reader->text, reader->literal, e);
		else if (kind == XML_CLOSE && reader->depth < depth)
			return end_string(x, len, from, true, e);
		else if (kind == XML_CLOSE)
			in_text = false;
		if (rc)
			return rc;
	}
}

/* Runs of <si><t>text</t></si>, as nearly every program writes them, without the detour through tokens. */
static int read_plain(xlsx *x, zip_stream *s, size_t *len, err *e)
{
	static const char head[] = "<si><t>", kept[] = "<si><t xml:space=\"preserve\">", tail[] = "</t></si>";
	for (;;) {
		const char *at = s->at;
		size_t left = (size_t)(s->end - at), skip;
		if (left > sizeof head && !memcmp(at, head, sizeof head - 1))
			skip = sizeof head - 1;
		else if (left > sizeof kept && !memcmp(at, kept, sizeof kept - 1))
			skip = sizeof kept - 1;
		else
			return 0;
		bool odd = false;
		const char *stop = text_end(at + skip, s->end, &odd);
		if ((size_t)(s->end - stop) < sizeof tail - 1 || memcmp(stop, tail, sizeof tail - 1) != 0)
			return 0;
		size_t from = *len;
		int rc = add_text(x, len, (span){at + skip, (size_t)(stop - at) - skip}, !odd, e);
		if (!rc)
			rc = end_string(x, len, from, odd, e);
		if (rc)
			return rc;
		s->at = (char *)(uintptr_t)stop + sizeof tail - 1;
	}
}

static int read_all(xlsx *x, const zip_part *p, err *e)
{
	xml reader;
	size_t len = 0;
	int rc, kind = xml_begin(
			&reader, &x->stream, &x->zip, p, arena_printf(x->own, "%s › %s", x->shown, p->name), x->own, e);
	while (kind >= 0 && (kind = xml_next(&reader, e)) > 0) {
		if (kind == XML_OPEN && span_is(reader.name, "si")) {
			if ((rc = read_string(x, &reader, &len, e)))
				return rc;
		}
		if (reader.depth == 1 && !reader.empty && (rc = read_plain(x, reader.in, &len, e)))
			return rc;
	}
	if (kind < 0)
		return kind;
	return utf8_valid(x->string_text, len) == len && !memchr(x->string_text, 0, len) ? 0 : not_text(x, e);
}

int xlsx_strings_read(xlsx *x, err *e)
{
	const zip_part *p = x->strings_part ? zip_in_find(&x->zip, span_of(x->strings_part)) : NULL;
	if (p) {
		make_room(x, p);
		int rc = read_all(x, p, e);
		if (rc) { /* nothing of them is to be believed */
			free(x->string_text);
			free(x->string_at);
			x->string_text = NULL;
			x->string_at = NULL;
			x->string_count = 0;
			return rc;
		}
	}
	x->strings_read = true;
	return 0;
}
