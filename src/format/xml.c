#include "format/xml.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "format/utf8.h"

static int broken(const xml *x, const char *why, err *e)
{
	return err_add(
		e, ERR_PARSE, x->in->where, "its XML is broken: %s; get the file again from whoever sent it", why);
}

/* ---- encodings ---- */

/* "encoding" of the XML declaration; empty when there is none. */
static span declared(span text)
{
	size_t end, at;
	if (!span_starts(text, "<?xml"))
		return (span){"", 0};
	span head = {text.at, text.len < 200 ? text.len : 200};
	if (!span_find(head, "?>", &end))
		return (span){"", 0};
	head.len = end;
	if (!span_find(head, "encoding", &at))
		return (span){"", 0};
	head = (span){head.at + at + 8, head.len - at - 8};
	while (head.len && *head.at != '"' && *head.at != '\'') {
		head.at++;
		head.len--;
	}
	if (!head.len)
		return head;
	char quote = *head.at;
	head.at++;
	head.len--;
	return span_cut(&head, quote);
}

enum { CONVERTED_MAX = 16 << 20 };

/* The whole part, which is not larger than `room`, into `raw`. */
static int gather(size_t *len, char *raw, size_t room, zip_stream *s, err *e)
{
	*len = 0;
	for (;;) {
		size_t n = (size_t)(s->end - s->at);
		memcpy(raw + *len, s->at, n < room - *len ? n : room - *len);
		*len += n;
		s->at = s->end;
		if (s->done)
			return 0;
		int rc = zip_more(s, e);
		if (rc)
			return rc;
	}
}

/* Turns the whole part into UTF-8 in memory. */
static int convert(xml *x, const char *from, const zip_part *p, err *e)
{
	zip_stream *s = x->in;
	size_t len = 0, left = (size_t)p->size * 3;
	if (p->size > CONVERTED_MAX)
		return err_add(e, ERR_LIMIT, s->where,
			"is a part of more than %d MB in the encoding %s; save the workbook again in a spreadsheet "
			"program",
			CONVERTED_MAX >> 20, from);
	char *raw = malloc((size_t)p->size + 1), *text = malloc(left + 64), *in = raw, *to = text;
	if (!raw || !text)
		abort();
	int rc = gather(&len, raw, (size_t)p->size, s, e);
	iconv_t c = rc ? (iconv_t)-1 : iconv_open("UTF-8", from);
	bool good = c != (iconv_t)-1 && iconv(c, &in, &len, &to, &left) != (size_t)-1 && !len;
	if (c != (iconv_t)-1)
		iconv_close(c);
	free(raw);
	if (good) {
		zip_begin_text(s, text, (size_t)(to - text), s->where);
		return 0;
	}
	free(text);
	return rc ? rc
		  : err_add(e, ERR_PARSE, s->where,
			    "is not readable as %s text; save the workbook again in a spreadsheet program", from);
}

/* Those that files are written in; one that claims UTF-16 and was read so far is not, so it is UTF-8. */
static bool convertible(const char *name)
{
	static const char *const known[] = {
		"iso-8859-", "windows-12", "cp12", "shift_jis", "gb", "big5", "euc-", "koi8-"};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strncmp(name, known[i], strlen(known[i])))
			return true;
	return false;
}

/* The encoding that the part is in, when it is not UTF-8; NULL when it is. */
static const char *other_encoding(span text, arena *a)
{
	if (text.len >= 2 && (!memcmp(text.at, "\xFF\xFE", 2) || !memcmp(text.at, "\xFE\xFF", 2)))
		return "UTF-16";
	if (text.len >= 4 && !memcmp(text.at, "<\0?\0", 4))
		return "UTF-16LE";
	if (text.len >= 4 && !memcmp(text.at, "\0<\0?", 4))
		return "UTF-16BE";
	span name = declared(text);
	char lower[16];
	if (!name.len || name.len >= sizeof lower)
		return NULL;
	for (size_t i = 0; i <= name.len; i++)
		lower[i] = i == name.len			    ? 0
			   : name.at[i] >= 'A' && name.at[i] <= 'Z' ? (char)(name.at[i] + 32)
								    : name.at[i];
	return convertible(lower) ? arena_text(a, span_of(lower)) : NULL;
}

int xml_begin(xml *x, zip_stream *s, const zip_in *z, const zip_part *p, const char *where, arena *a, err *e)
{
	*x = (xml){.in = s};
	int rc = zip_begin(s, z, p, where, e);
	while (!rc && !s->done && s->end - s->at < 256)
		rc = zip_more(s, e);
	if (rc)
		return rc;
	if (s->end - s->at >= 3 && !memcmp(s->at, "\xEF\xBB\xBF", 3))
		s->at += 3;
	const char *encoding = other_encoding((span){s->at, (size_t)(s->end - s->at)}, a);
	return encoding ? convert(x, encoding, p, e) : 0;
}

/* ---- tokens ---- */

/* The first `mark` in the stream from offset `from` on; it may move the stream.  Negative when there is none. */
static int find(xml *x, size_t from, const char *mark, size_t *where, err *e)
{
	size_t n = strlen(mark);
	for (;;) {
		size_t len = (size_t)(x->in->end - x->in->at);
		const char *hit = len >= from + n ? memmem(x->in->at + from, len - from, mark, n) : NULL;
		if (hit) {
			*where = (size_t)(hit - x->in->at);
			return 0;
		}
		if (len >= from + n)
			from = len - n + 1;
		int rc = zip_more(x->in, e);
		if (rc)
			return rc;
	}
}

/* The '>' that ends a tag: one inside quotes does not. */
static int find_tag_end(xml *x, size_t *where, err *e)
{
	size_t i = 1;
	for (;;) {
		const char *at = x->in->at + i, *end = x->in->end;
		while (at < end && *at != '>' && *at != '"' && *at != '\'' && *at != '<')
			at++;
		const char *stop =
			at < end && (*at == '"' || *at == '\'') ? memchr(at + 1, *at, (size_t)(end - at - 1)) : NULL;
		if (stop) {
			i = (size_t)(stop - x->in->at) + 1;
			continue;
		}
		i = (size_t)(at - x->in->at);
		if (at < end && *at == '>') {
			*where = i;
			return 0;
		}
		if (at < end && *at == '<')
			return broken(x, "a tag holds a <", e);
		int rc = zip_more(x->in, e);
		if (rc)
			return rc;
	}
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static uint32_t hash(span s)
{
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.at[i]) * 16777619u;
	return h;
}

static span local_name(span s)
{
	for (size_t i = s.len; i-- > 0;)
		if (s.at[i] == ':')
			return (span){s.at + i + 1, s.len - i - 1};
	return s;
}

static int close_element(xml *x, span whole, err *e)
{
	if (!x->depth || x->names[--x->depth] != hash(whole))
		return broken(x, "its tags do not match", e);
	x->name = local_name(whole);
	return XML_CLOSE;
}

static int take_tag(xml *x, err *e)
{
	size_t end = 0;
	int rc = find_tag_end(x, &end, e);
	if (rc)
		return rc;
	span tag = {x->in->at + 1, end - 1};
	x->in->at += end + 1;
	bool closes = tag.len && tag.at[0] == '/';
	if (closes)
		tag = (span){tag.at + 1, tag.len - 1};
	x->empty = !closes && tag.len && tag.at[tag.len - 1] == '/';
	if (x->empty)
		tag.len--;
	size_t n = 0;
	while (n < tag.len && !is_space(tag.at[n]))
		n++;
	span whole = {tag.at, n};
	if (!n)
		return broken(x, "a tag has no name", e);
	if (closes)
		return close_element(x, whole, e);
	if (x->depth == WORKBOOK_DEPTH_MAX)
		return err_add(e, ERR_LIMIT, x->in->where, "its XML is nested more than %d deep", WORKBOOK_DEPTH_MAX);
	x->names[x->depth++] = hash(whole);
	x->name = local_name(whole);
	x->attributes = (span){tag.at + n, tag.len - n};
	return XML_OPEN;
}

/* A comment, a processing instruction, a CDATA section, a DOCTYPE: XML_TEXT, 0 for "go on", or negative. */
static int take_other(xml *x, err *e)
{
	size_t end = 0;
	int rc;
	while (x->in->end - x->in->at < 9 && !x->in->done)
		if ((rc = zip_more(x->in, e)))
			return rc;
	span s = {x->in->at, (size_t)(x->in->end - x->in->at)};
	if (span_starts(s, "<![CDATA[")) {
		if ((rc = find(x, 9, "]]>", &end, e)))
			return rc;
		x->text = (span){x->in->at + 9, end - 9};
		x->literal = true;
		x->in->at += end + 3;
		return XML_TEXT;
	}
	bool comment = span_starts(s, "<!--");
	if (!comment && !span_starts(s, "<?") && !span_starts(s, "<!DOCTYPE"))
		return broken(x, "it holds a <! that opens nothing", e);
	if (!comment && !span_starts(s, "<?"))
		return err_add(e, ERR_PARSE, x->in->where,
			"holds a DOCTYPE, which no spreadsheet program writes and harmful files do; it is not opened");
	/* Read piecemeal: it may be long, and nothing of it is kept. */
	if ((rc = find(x, comment ? 4 : 2, comment ? "-->" : "?>", &end, e)))
		return rc;
	x->in->at += end + (comment ? 3 : 2);
	return 0;
}

/* Text up to the next '<'. */
static int take_text(xml *x, err *e)
{
	size_t len = 0;
	for (;;) {
		size_t there = (size_t)(x->in->end - x->in->at);
		const char *hit = there > len ? memchr(x->in->at + len, '<', there - len) : NULL;
		if (hit) {
			x->text = (span){x->in->at, (size_t)(hit - x->in->at)};
			break;
		}
		len = there;
		if (x->in->done) {
			x->text = (span){x->in->at, there};
			break;
		}
		int rc = zip_more(x->in, e);
		if (rc)
			return rc;
	}
	x->literal = false;
	x->in->at += x->text.len;
	if (x->depth)
		return XML_TEXT;
	for (size_t i = 0; i < x->text.len; i++)
		if (!is_space(x->text.at[i]))
			return broken(x, "text stands outside its elements", e);
	return 0;
}

int xml_next(xml *x, err *e)
{
	int kind = 0;
	if (x->empty) {
		x->empty = false;
		x->depth--;
		return XML_CLOSE;
	}
	while (!kind) {
		if (x->in->at >= x->in->end) {
			if (!x->in->done) {
				int rc = zip_more(x->in, e);
				if (rc)
					return rc;
				continue;
			}
			if (x->depth || !x->begun)
				return broken(x, "it ends too early", e);
			return XML_END;
		}
		char c = *x->in->at;
		if (c != '<') {
			kind = take_text(x, e);
			continue;
		}
		while (x->in->end - x->in->at < 2 && !x->in->done) {
			int rc = zip_more(x->in, e);
			if (rc)
				return rc;
		}
		c = x->in->at[1];
		if (c == '!' || c == '?') {
			kind = take_other(x, e);
			continue;
		}
		if (x->begun && !x->depth)
			return broken(x, "it has more than one root", e);
		kind = take_tag(x, e);
		x->begun = true;
	}
	return kind;
}

int xml_skip(xml *x, err *e)
{
	size_t depth = x->depth - 1;
	while (x->depth > depth || x->empty) {
		int kind = xml_next(x, e);
		if (kind < 0)
			return kind;
	}
	return 0;
}

/* ---- attributes and text ---- */

bool xml_attribute(span *value, const xml *x, const char *name)
{
	const char *at = x->attributes.at, *end = at + x->attributes.len;
	for (;;) {
		while (at < end && is_space(*at))
			at++;
		const char *begins = at;
		while (at < end && *at != '=' && !is_space(*at))
			at++;
		span whole = {begins, (size_t)(at - begins)}, own = local_name(whole);
		while (at < end && *at != '"' && *at != '\'')
			at++;
		if (at >= end)
			return false;
		const char *stop = memchr(at + 1, *at, (size_t)(end - at - 1));
		if (!stop)
			return false;
		if (span_is(own, name) && !span_starts(whole, "xmlns:")) {
			*value = (span){at + 1, (size_t)(stop - at - 1)};
			return true;
		}
		at = stop + 1;
	}
}

uint32_t xml_number(const xml *x, const char *name, uint32_t otherwise)
{
	span s;
	uint32_t n = 0;
	if (!xml_attribute(&s, x, name) || !s.len || s.len > 9)
		return otherwise;
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			return otherwise;
		n = n * 10 + (uint32_t)(s.at[i] - '0');
	}
	return n;
}

static size_t put_character(char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 63));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 63));
		out[2] = (char)(0x80 | (c & 63));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 63));
	out[2] = (char)(0x80 | (c >> 6 & 63));
	out[3] = (char)(0x80 | (c & 63));
	return 4;
}

/* "&#x20AC;" and "&#8364;" without & and ;.  False when it is no character that XML allows. */
static bool character(uint32_t *out, span s)
{
	uint32_t n = 0, base = 10;
	size_t i = 1;
	if (s.len > 1 && (s.at[1] == 'x' || s.at[1] == 'X')) {
		base = 16;
		i = 2;
	}
	if (i >= s.len)
		return false;
	for (; i < s.len; i++) {
		char c = s.at[i];
		uint32_t d = c >= '0' && c <= '9'		  ? (uint32_t)(c - '0')
			     : base == 16 && c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
			     : base == 16 && c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
								  : 99;
		if (d == 99 || n > 0x10FFFF)
			return false;
		n = n * base + d;
	}
	if (!n || n > 0x10FFFF || (n >= 0xD800 && n <= 0xDFFF))
		return false;
	*out = n;
	return true;
}

static size_t put_entity(char *out, span s)
{
	static const struct {
		const char *name;
		char means;
	} known[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
	uint32_t c;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (span_is(s, known[i].name)) {
			*out = known[i].means;
			return 1;
		}
	return s.len && s.at[0] == '#' && character(&c, s) ? put_character(out, c) : 0;
}

bool xml_needs_decoding(span raw)
{
	return raw.len && (memchr(raw.at, '&', raw.len) || memchr(raw.at, '\r', raw.len));
}

size_t xml_decode(char *out, span raw)
{
	size_t n = 0;
	for (size_t i = 0; i < raw.len;) {
		char c = raw.at[i];
		if (c == '&') {
			size_t most = raw.len - i < 32 ? raw.len - i : 32;
			const char *stop = memchr(raw.at + i, ';', most);
			size_t made =
				stop ? put_entity(out + n, (span){raw.at + i + 1, (size_t)(stop - raw.at) - i - 1}) : 0;
			if (made) {
				n += made;
				i = (size_t)(stop - raw.at) + 1;
				continue;
			}
		} else if (c == '\r') {
			out[n++] = '\n';
			i += i + 1 < raw.len && raw.at[i + 1] == '\n' ? 2 : 1;
			continue;
		}
		out[n++] = c;
		i++;
	}
	return n;
}

span xml_text(const xml *x, span raw, arena *a)
{
	if (x->literal)
		return arena_span(a, raw);
	char *out = arena_alloc(a, raw.len + 1);
	return (span){out, xml_decode(out, raw)};
}
