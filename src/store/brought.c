#include "store/brought.h"

#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "plan/pairing.h"
#include "store/record.h"

#define COPY_BEGINS "copy "
#define BROUGHT_BEGINS " brought "
#define KEYS_BEGINS "; keys "

/* ---- the event ---- */

static void print_word(buf *b, span s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
			     c == '_' || c == '-';
		if (plain)
			buf_char(b, c);
		else
			buf_printf(b, "%%%02X", (unsigned)(unsigned char)c);
	}
}

static int hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static span read_word(span s, arena *a)
{
	char *text = arena_alloc(a, s.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++) {
		bool coded =
			s.at[i] == '%' && i + 2 < s.len && hex_value(s.at[i + 1]) >= 0 && hex_value(s.at[i + 2]) >= 0;
		text[n++] = coded ? (char)(hex_value(s.at[i + 1]) * 16 + hex_value(s.at[i + 2])) : s.at[i];
		i += coded ? 2 : 0;
	}
	return (span){text, n};
}

const char *brought_detail(const char *copy, const unsigned char content[DIGEST_BYTES], const key_given *keys,
	size_t count, const char *more, arena *a)
{
	char hex[DIGEST_TEXT];
	buf b;
	buf_init(&b, a);
	digest_print(hex, content);
	if (more && *more)
		buf_printf(&b, "%s; ", more);
	buf_printf(&b, COPY_BEGINS "%s" BROUGHT_BEGINS "%s", copy, hex);
	for (size_t i = 0; i < count; i++) {
		buf_printf(&b, "%s%s ", i ? ", " : KEYS_BEGINS, keys[i].tbl);
		print_word(&b, keys[i].from);
		buf_char(&b, ' ');
		print_word(&b, keys[i].to);
	}
	return arena_text(a, buf_span(&b));
}

static void read_keys(brought *b, span text, arena *a)
{
	size_t room = 0;
	while (text.len) {
		span one = span_trim(span_cut(&text, ',')), name = span_cut(&one, ' '), from = span_cut(&one, ' ');
		size_t tbl = schema_find(name);
		if (tbl == SIZE_MAX || !from.len || !one.len)
			continue;
		b->keys = arena_grow(a, b->keys, &room, b->key_count + 1, sizeof *b->keys);
		b->keys[b->key_count++] = (key_given){plan_tables[tbl].name, read_word(from, a), read_word(one, a)};
	}
}

/* False when the event is of another copy, or of none. */
static bool read_event(brought *out, const chain_event *v, const char *copy, arena *a)
{
	unsigned char digest[DIGEST_BYTES];
	brought b = {.by = v->actor, .written = v->written};
	size_t at = 0, next;
	span text = span_of(v->detail), mark = span_of(arena_printf(a, "; " COPY_BEGINS "%s" BROUGHT_BEGINS, copy));
	while (span_find(
		(span){text.at + at, text.len - at}, mark.at, &next)) /* the last: what stands before may be anything */
		at += next + 1;
	if (!version_detail_read(digest, v->detail) || !at-- || text.len < at + mark.len + DIGEST_TEXT - 1 ||
		!digest_parse(b.content, (span){text.at + at + mark.len, DIGEST_TEXT - 1}) ||
		!count_parse(&b.number, span_of(v->subject)))
		return false;
	span rest = {text.at + at + mark.len + DIGEST_TEXT - 1, text.len - at - mark.len - (DIGEST_TEXT - 1)};
	if (span_starts(rest, KEYS_BEGINS)) {
		size_t n = sizeof KEYS_BEGINS - 1;
		read_keys(&b, (span){rest.at + n, rest.len - n}, a);
	}
	*out = b;
	return true;
}

bool brought_read(unsigned char content[DIGEST_BYTES], const char *detail)
{
	static const char begins[] = "; " COPY_BEGINS, brings[] = BROUGHT_BEGINS;
	unsigned char own[DIGEST_BYTES];
	const char *at = NULL;
	if (!version_detail_read(own, detail))
		return false;
	for (const char *c = detail; (c = strstr(c, begins)) != NULL; c++)
		at = c + sizeof begins - 1;
	at = at ? strchr(at, ' ') : NULL;
	span hex = {at ? at + sizeof brings - 1 : NULL, DIGEST_TEXT - 1};
	return at && !strncmp(at, brings, sizeof brings - 1) && strlen(hex.at) >= hex.len && digest_parse(content, hex);
}

int store_brought(brought **out, size_t *count, store *s, const char *id, const char *copy, arena *a, err *e)
{
	chain_event *events;
	size_t n, found = 0;
	int rc = store_events(&events, &n, s, id, a, e);
	if (rc)
		return rc;
	brought *list = arena_array(a, n, sizeof *list);
	for (size_t i = 0; i < n; i++)
		found += read_event(&list[found], &events[i], copy, a);
	*out = list;
	*count = found;
	return 0;
}

/* ---- keys ---- */

void keys_after(
	key_given **out, size_t *out_count, const key_given *keys, size_t count, const merge_outcome *m, arena *a)
{
	key_given *list = arena_array(a, count + m->note_count, sizeof *list);
	size_t n = count;
	if (count)
		memcpy(list, keys, count * sizeof *list);
	for (size_t i = 0; i < m->note_count; i++) {
		const merge_note *note = &m->notes[i];
		size_t at = 0;
		if (!note->tbl)
			continue;
		while (at < n && (strcmp(list[at].tbl, note->tbl) != 0 || !span_equal(list[at].to, note->from)))
			at++;
		if (at == n)
			list[n++] = (key_given){note->tbl, note->from, note->to};
		else
			list[at].to = note->to;
	}
	*out = list;
	*out_count = n;
}

static const key_given *key_find(const key_given *keys, size_t count, const char *tbl, span from)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(keys[i].tbl, tbl) && span_equal(keys[i].from, from))
			return &keys[i];
	return NULL;
}

static bool is_used(const key_given *keys, size_t count, const char *tbl, const plan *const plans[3], span key)
{
	for (size_t i = 0; i < 3; i++)
		if (plans[i] && rows_find_first(plan_rows(plans[i], tbl), key) != UNPAIRED)
			return true;
	for (size_t i = 0; i < count; i++)
		if (!strcmp(keys[i].tbl, tbl) && span_equal(keys[i].to, key))
			return true;
	return false;
}

/* A new row of the copy stands under the key that another of its rows has in the store. */
static void part_new_rows(key_given **keys, size_t *count, const plan *p, const plan *known, const plan *head, arena *a)
{
	const plan *const plans[3] = {p, known, head};
	size_t given = *count;
	key_given *list = arena_array(a, 2 * given, sizeof *list);
	if (given)
		memcpy(list, *keys, given * sizeof *list);
	for (size_t i = 0; i < given; i++) {
		const key_given *k = &list[i];
		span made;
		if (key_find(list, *count, k->tbl, k->to) || rows_find_first(plan_rows(p, k->tbl), k->to) == UNPAIRED ||
			(known && rows_find_first(plan_rows(known, k->tbl), k->to) != UNPAIRED))
			continue;
		int n = 2;
		do
			made = span_of(arena_printf(a, "%.*s-%d", SPAN_ARG(k->to), n++));
		while (is_used(list, *count, k->tbl, plans, made));
		list[(*count)++] = (key_given){k->tbl, k->to, made};
	}
	*keys = list;
}

static const char *referred(const table *t, const column *k, arena *a)
{
	const char *dot = k->refers ? strchr(k->refers, '.') : NULL;
	if (k == t->columns && (k->flags & COLUMN_OPAQUE))
		return t->name;
	return dot ? arena_text(a, (span){k->refers, (size_t)(dot - k->refers)}) : NULL;
}

static cell with_keys(cell c, const column *k, const char *tbl, const key_given *keys, size_t count, arena *a)
{
	span rest = cell_span(c);
	const key_given *one;
	buf b;
	if (k->type != TYPE_LIST) {
		one = key_find(keys, count, tbl, rest);
		return one ? (cell){.at = one->to.at, .len = (uint32_t)one->to.len} : c;
	}
	buf_init(&b, a);
	while (rest.len) {
		span item = span_trim(span_cut(&rest, ';'));
		one = key_find(keys, count, tbl, item);
		if (b.len)
			buf_text(&b, "; ");
		buf_add(&b, one ? one->to : item);
	}
	span made = arena_span(a, buf_span(&b));
	return span_equal(made, cell_span(c)) ? c : (cell){.at = made.at, .len = (uint32_t)made.len};
}

static void rename_rows(rows *out, const rows *r, const key_given *keys, size_t count, arena *a)
{
	const table *t = r->of;
	*out = (rows){.of = t};
	for (size_t i = 0; i < r->count; i++)
		memcpy(rows_add(out, a), rows_row(r, i), t->count * sizeof(cell));
	for (size_t k = 0; k < t->count; k++) {
		const char *tbl = referred(t, &t->columns[k], a);
		for (size_t i = 0; tbl && i < out->count; i++) {
			cell *c = &rows_row(out, i)[k];
			if (c->len)
				*c = with_keys(*c, &t->columns[k], tbl, keys, count, a);
		}
	}
	rows_sort(out, a);
}

plan *plan_with_keys(const plan *p, key_given **keys, size_t *count, const plan *known, const plan *head, arena *a)
{
	plan *made = arena_alloc(a, sizeof *made);
	if (known)
		part_new_rows(keys, count, p, known, head, a);
	*made = *p;
	made->tables = arena_array(a, plan_table_count, sizeof *made->tables);
	for (size_t i = 0; i < plan_table_count; i++)
		rename_rows(&made->tables[i], &p->tables[i], *keys, *count, a);
	return made;
}
