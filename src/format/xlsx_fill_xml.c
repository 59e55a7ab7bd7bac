#include "format/xlsx_fill_xml.h"

#include <stdlib.h>
#include <string.h>

#include "format/utf8.h"

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool name_end(char c)
{
	return blank(c) || c == '/' || c == '>' || c == '=' || c == '<' || c == '"' || c == '\'';
}

/* ---- attributes ---- */

bool fill_attribute_next(span *name, span *value, span *whole, span *rest)
{
	const char *at = rest->at, *end = rest->at + rest->len, *from = at;

	while (at < end && blank(*at))
		at++;
	const char *named = at;
	while (at < end && !name_end(*at))
		at++;
	if (at == named)
		return false;
	*name = (span){named, (size_t)(at - named)};
	while (at < end && blank(*at))
		at++;
	if (at == end || *at++ != '=')
		return false;
	while (at < end && blank(*at))
		at++;
	if (at == end || (*at != '"' && *at != '\''))
		return false;
	const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));
	if (!close)
		return false;
	*value = (span){at + 1, (size_t)(close - at - 1)};
	*whole = (span){from, (size_t)(close + 1 - from)};
	*rest = (span){close + 1, (size_t)(end - close - 1)};
	return true;
}

bool fill_attribute(span *value, span inside, const char *name)
{
	span rest = inside, named, whole, v;

	while (fill_attribute_next(&named, &v, &whole, &rest))
		if (span_is(named, name)) {
			*value = v;
			return true;
		}
	return false;
}

/* ---- tags ---- */

static int refuse(const fill_tags *t, err *e, const char *why)
{
	return err_add(
		e, ERR_PARSE, t->shown, "%s; the file is damaged, or was not made by a spreadsheet program", why);
}

static bool same_word(span s, const char *lower)
{
	if (s.len != strlen(lower))
		return false;
	for (size_t i = 0; i < s.len; i++)
		if ((s.at[i] | 0x20) != (lower[i] | 0x20))
			return false;
	return true;
}

int fill_tags_open(fill_tags *t, span text, const char *shown, err *e)
{
	span head = text;
	size_t where;

	if (span_starts(head, "\xEF\xBB\xBF"))
		head = (span){head.at + 3, head.len - 3};
	bool wide_text = head.len >= 2 && (!head.at[0] || !head.at[1] || (unsigned char)head.at[0] >= 0xFE);
	if (!wide_text && span_starts(head, "<?xml") && span_find(head, "?>", &where)) {
		span rest = {head.at + 5, where - 5}, name, value, whole;
		while (fill_attribute_next(&name, &value, &whole, &rest))
			if (span_is(name, "encoding") && !same_word(value, "utf-8") && !same_word(value, "us-ascii"))
				wide_text = true;
	}
	if (!wide_text && utf8_valid(text.at, text.len) < text.len)
		wide_text = true;
	if (wide_text)
		return err_add(e, ERR_PARSE, shown,
			"this part of the workbook is not in UTF-8, which is the only encoding that can be filled; "
			"open it in "
			"Excel or LibreOffice and save it as .xlsx");
	memset(t, 0, sizeof *t);
	t->text = text;
	t->shown = shown;
	t->next = (size_t)(head.at - text.at);
	return 0;
}

/* Offset behind `mark`, searched from `from`; SIZE_MAX when it does not come. */
static size_t behind(span text, size_t from, const char *mark)
{
	size_t where;
	span rest = {text.at + from, text.len - from};
	return span_find(rest, mark, &where) ? from + where + strlen(mark) : SIZE_MAX;
}

/* Declarations of namespaces in the tag come into force. */
static int bind(fill_tags *t, const fill_tag *g, span prefix, err *e)
{
	span rest = g->inside, name, value, whole;

	if (!memmem(g->inside.at, g->inside.len, "xmlns", 5))
		return 0;
	if (!t->begun)
		while (fill_attribute_next(&name, &value, &whole, &rest)) {
			bool plain = span_is(name, "xmlns") && !prefix.len;
			bool prefixed = span_starts(name, "xmlns:") && prefix.len &&
					span_equal((span){name.at + 6, name.len - 6}, prefix);
			if (plain || prefixed)
				t->uri = value;
		}
	rest = g->inside;
	while (fill_attribute_next(&name, &value, &whole, &rest)) {
		if (!span_is(name, "xmlns") && !span_starts(name, "xmlns:"))
			continue;
		if (t->bindings == FILL_BINDINGS_MAX)
			return err_add(e, ERR_LIMIT, t->shown, "more than %d namespaces are declared in one place",
				FILL_BINDINGS_MAX);
		t->bound[t->bindings].prefix = name.len > 6 ? (span){name.at + 6, name.len - 6} : span_of("");
		t->bound[t->bindings++].of_root = span_equal(value, t->uri);
	}
	return 0;
}

static bool is_of_root(const fill_tags *t, span prefix)
{
	for (size_t i = t->bindings; i-- > 0;)
		if (span_equal(t->bound[i].prefix, prefix))
			return t->bound[i].of_root;
	return !prefix.len && !t->uri.len;
}

/* A tag's closing ">", quotes respected. */
static size_t tag_end(span text, size_t at)
{
	char quote = 0;
	for (; at < text.len; at++) {
		char c = text.at[at];
		if (quote) {
			if (c == quote)
				quote = 0;
		} else if (c == '"' || c == '\'') {
			quote = c;
		} else if (c == '>') {
			return at;
		} else if (c == '<') {
			return SIZE_MAX;
		}
	}
	return SIZE_MAX;
}

static int take_close(fill_tag *out, fill_tags *t, err *e)
{
	size_t end = tag_end(t->text, t->next + 1);
	if (end == SIZE_MAX || !t->depth)
		return refuse(t, e, "a tag of its XML does not end");
	span name = span_trim((span){t->text.at + t->next + 2, end - t->next - 2});
	t->depth--;
	if (!span_equal(name, t->stack[t->depth].name))
		return refuse(t, e, "a tag of its XML is closed by another");
	*out = (fill_tag){.kind = FILL_TAG_CLOSE, .name = name, .at = t->next, .end = end + 1, .depth = t->depth};
	out->opened_at = t->stack[t->depth].at;
	out->open_end = t->stack[t->depth].end;
	span prefix = name;
	out->local = span_cut(&prefix, ':');
	if (prefix.len) {
		span local = prefix;
		prefix = out->local;
		out->local = local;
	}
	out->of_root = is_of_root(t, prefix);
	t->bindings = t->stack[t->depth].bindings;
	t->next = end + 1;
	return 1;
}

static int take_open(fill_tag *out, fill_tags *t, err *e)
{
	size_t end = tag_end(t->text, t->next + 1), at = t->next + 1;
	if (end == SIZE_MAX)
		return refuse(t, e, "a tag of its XML does not end");
	if (t->begun && !t->depth)
		return refuse(t, e, "its XML goes on behind its end");
	while (at < end && !name_end(t->text.at[at]))
		at++;
	fill_tag g = {.kind = FILL_TAG_OPEN, .at = t->next, .end = end + 1, .depth = t->depth};
	g.name = (span){t->text.at + t->next + 1, at - t->next - 1};
	if (!g.name.len)
		return refuse(t, e, "a tag of its XML has no name");
	if (end > at && t->text.at[end - 1] == '/') {
		g.kind = FILL_TAG_EMPTY;
		end--;
	}
	g.inside = (span){t->text.at + at, end - at};
	/* what does not read as attributes to the end is no tag that could be changed safely */
	span rest = g.inside, name, value, whole;
	while (fill_attribute_next(&name, &value, &whole, &rest))
		if (!blank(whole.at[0]))
			return refuse(t, e, "the attributes of a tag of its XML are not parted");
	if (span_trim(rest).len)
		return refuse(t, e, "the attributes of a tag of its XML cannot be read");
	span prefix = {g.name.at, 0};
	const char *colon = memchr(g.name.at, ':', g.name.len);
	g.local = g.name;
	if (colon) {
		prefix.len = (size_t)(colon - g.name.at);
		g.local = (span){colon + 1, g.name.len - prefix.len - 1};
	}
	size_t bindings = t->bindings;
	int rc = bind(t, &g, prefix, e);
	if (rc)
		return rc;
	g.of_root = is_of_root(t, prefix);
	t->begun = true;
	t->next = g.end;
	if (g.kind == FILL_TAG_EMPTY) {
		t->bindings = bindings;
		*out = g;
		return 1;
	}
	if (t->depth == WORKBOOK_DEPTH_MAX)
		return err_add(e, ERR_LIMIT, t->shown, "its XML is more than %d elements deep", WORKBOOK_DEPTH_MAX);
	t->stack[t->depth].name = g.name;
	t->stack[t->depth].at = g.at;
	t->stack[t->depth].end = g.end;
	t->stack[t->depth++].bindings = bindings;
	*out = g;
	return 1;
}

int fill_tags_next(fill_tag *out, fill_tags *t, err *e)
{
	for (;;) {
		const char *found =
			t->next < t->text.len ? memchr(t->text.at + t->next, '<', t->text.len - t->next) : NULL;
		if (!found) {
			if (t->depth || !t->begun)
				return refuse(t, e, t->begun ? "its XML ends too early" : "it holds no XML");
			return 0;
		}
		t->next = (size_t)(found - t->text.at);
		span rest = {found, t->text.len - t->next};
		size_t to;
		if (span_starts(rest, "</"))
			return take_close(out, t, e);
		if (span_starts(rest, "<!--"))
			to = behind(t->text, t->next + 4, "-->");
		else if (span_starts(rest, "<![CDATA["))
			to = behind(t->text, t->next, "]]>");
		else if (span_starts(rest, "<?"))
			to = behind(t->text, t->next, "?>");
		else if (span_starts(rest, "<!"))
			return refuse(t, e, "its XML has a document type, which no workbook needs");
		else
			return take_open(out, t, e);
		if (to == SIZE_MAX)
			return refuse(t, e, "a comment or section of its XML does not end");
		t->next = to;
	}
}

bool fill_tags_peek(span *inside, const fill_tags *t, const char *local)
{
	size_t at = t->next;
	while (at < t->text.len && blank(t->text.at[at]))
		at++;
	if (at == t->text.len || t->text.at[at] != '<')
		return false;
	size_t name = ++at, end = tag_end(t->text, at);
	if (end == SIZE_MAX)
		return false;
	while (at < end && !name_end(t->text.at[at])) {
		if (t->text.at[at] == ':')
			name = at + 1;
		at++;
	}
	*inside = (span){t->text.at + at, end - at};
	return span_is((span){t->text.at + name, at - name}, local);
}

/* ---- text ---- */

span fill_prefix(span name)
{
	const char *colon = name.len ? memchr(name.at, ':', name.len) : NULL;
	return colon ? (span){name.at, (size_t)(colon + 1 - name.at)} : span_of("");
}

static bool hex(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

void fill_print_text(buf *out, span text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];
		span rest = {text.at + i, text.len - i};
		if (c == '&')
			buf_text(out, "&amp;");
		else if (c == '<')
			buf_text(out, "&lt;");
		else if (c == '>')
			buf_text(out, "&gt;");
		else if (c < 0x20 && c != '\t' && c != '\n')
			buf_printf(out, "_x%04X_", c);
		else if (span_starts(rest, "\xEF\xBF\xBE") || span_starts(rest, "\xEF\xBF\xBF")) {
			buf_text(out, (unsigned char)text.at[i + 2] == 0xBE ? "_xFFFE_" : "_xFFFF_");
			i += 2;
		} else if (c == '_' && rest.len >= 7 && rest.at[1] == 'x' && hex(rest.at[2]) && hex(rest.at[3]) &&
			   hex(rest.at[4]) && hex(rest.at[5]) && rest.at[6] == '_')
			buf_text(out, "_x005F_");
		else
			buf_char(out, (char)c);
	}
}

/* ---- patches ---- */

void fill_patch_add(fill_patches *p, size_t at, size_t cut, span put, arena *a)
{
	p->list = arena_grow(a, p->list, &p->room, p->count + 1, sizeof *p->list);
	p->list[p->count] = (fill_patch){at, cut, put, p->count};
	p->count++;
}

static int by_place(const void *a, const void *b)
{
	const fill_patch *x = a, *y = b;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

span fill_patched(span text, fill_patches *p, arena *a)
{
	size_t len = text.len, from = 0;
	for (size_t i = 0; i < p->count; i++)
		len += p->list[i].put.len;
	char *to = arena_alloc(a, len + 1), *at = to;
	if (p->count)
		qsort(p->list, p->count, sizeof *p->list, by_place);
	for (size_t i = 0; i < p->count; i++) {
		const fill_patch *x = &p->list[i];
		memcpy(at, text.at + from, x->at - from);
		at += x->at - from;
		if (x->put.len)
			memcpy(at, x->put.at, x->put.len);
		at += x->put.len;
		from = x->at + x->cut;
	}
	memcpy(at, text.at + from, text.len - from);
	at += text.len - from;
	return (span){to, (size_t)(at - to)};
}
