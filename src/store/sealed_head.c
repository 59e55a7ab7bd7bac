#include "store/sealed_head.h"

#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "store/connection.h"

#define MARK "bcf store heads 1"
#define LINES_MAX 1000000

bool sealed_head_is(span text)
{
	return span_starts(text, "bcf store heads ");
}

/* ---- writing ---- */

static void print_hex(buf *out, const unsigned char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_printf(out, "%02x", bytes[i]);
}

int sealed_head_print(buf *out, store *s, actor by, const signing_key *key, arena *a, err *e)
{
	unsigned char signature[SIGNATURE_BYTES];
	package_row *list;
	size_t count;
	buf b;
	int rc = store_packages(&list, &count, s, true, a, e);
	if (rc)
		return rc;
	buf_init(&b, a);
	buf_printf(&b, MARK "\nwritten %s by %s\n", by.time, by.name);
	for (size_t i = 0; i < count; i++) {
		buf_printf(
			&b, "events %lld versions %lld head ", (long long)list[i].events, (long long)list[i].versions);
		print_hex(&b, list[i].head, DIGEST_BYTES);
		buf_printf(&b, " of %s\n", *list[i].id ? list[i].id : "-");
	}
	if (key) {
		buf_text(&b, "key ");
		print_hex(&b, key->public_part, KEY_BYTES);
		buf_char(&b, '\n');
		rc = signing_key_sign(signature, key, buf_span(&b), e);
		if (rc)
			return rc;
		buf_text(&b, "signature ");
		print_hex(&b, signature, SIGNATURE_BYTES);
		buf_char(&b, '\n');
	}
	buf_add(out, buf_span(&b));
	return 0;
}

/* ---- reading ---- */

static bool take_word(span *rest, const char *word)
{
	size_t n = strlen(word);
	if (!span_starts(*rest, word))
		return false;
	*rest = (span){rest->at + n, rest->len - n};
	return true;
}

static bool take_count(span *rest, int64_t *out)
{
	return count_parse(out, span_cut(rest, ' '));
}

static bool take_line(sealed_line *out, span line, arena *a)
{
	sealed_line l;
	if (!take_word(&line, "events ") || !take_count(&line, &l.events) || !take_word(&line, "versions ") ||
		!take_count(&line, &l.versions) || !take_word(&line, "head ") ||
		!digest_parse(l.head, span_cut(&line, ' ')) || !take_word(&line, "of ") || l.events < 1)
		return false;
	if (!span_is(line, "-") && !store_id_ok(line))
		return false;
	l.id = span_is(line, "-") ? "" : arena_text(a, line);
	*out = l;
	return true;
}

static bool take_signature(sealed_head *h, span line)
{
	return line.len == 4 * KEY_BYTES && digest_parse(h->signature, (span){line.at, 2 * KEY_BYTES}) &&
	       digest_parse(h->signature + KEY_BYTES, (span){line.at + 2 * KEY_BYTES, 2 * KEY_BYTES});
}

/* Line `number` of the text, from 1. */
static bool take_any(sealed_head *h, size_t *room, size_t number, span line, bool *keyed, arena *a)
{
	if (number == 1)
		return span_is(line, MARK);
	if (number == 2) {
		size_t at;
		if (!take_word(&line, "written ") || !span_find(line, " by ", &at))
			return false;
		h->written = arena_text(a, (span){line.at, at});
		h->by = arena_text(a, (span){line.at + at + 4, line.len - at - 4});
		return true;
	}
	if (h->is_signed)
		return false; /* nothing follows a signature */
	if (*keyed) {
		h->is_signed = take_word(&line, "signature ") && take_signature(h, line);
		return h->is_signed;
	}
	if (take_word(&line, "key ")) {
		*keyed = digest_parse(h->key, line);
		return *keyed;
	}
	if (h->count == LINES_MAX)
		return false;
	h->lines = arena_grow(a, h->lines, room, h->count + 1, sizeof *h->lines);
	return take_line(&h->lines[h->count++], line, a);
}

int sealed_head_read(sealed_head *out, span text, const char *shown, arena *a, err *e)
{
	sealed_head h = {0};
	size_t number = 0, room = 0;
	bool keyed = false;
	for (span rest = text; rest.len;) {
		const char *begins = rest.at;
		span line = span_cut(&rest, '\n');
		if (line.len && line.at[line.len - 1] == '\r')
			return err_add(e, ERR_PARSE, arena_printf(a, "%s:%zu", shown, number + 1),
				"the line ends were changed on the way, and with them what was signed; copy the file "
				"as "
				"it is");
		if (!take_any(&h, &room, ++number, line, &keyed, a))
			return err_add(e, ERR_PARSE, arena_printf(a, "%s:%zu", shown, number),
				number == 1 ? "is no list of heads that 'bcf store head' writes"
					    : "this line is not as 'bcf store head' writes it; the file was changed");
		if (h.is_signed && !h.signed_text.at)
			h.signed_text = (span){text.at, (size_t)(begins - text.at)};
	}
	if (number < 3 || (keyed && !h.is_signed))
		return err_add(e, ERR_PARSE, shown, "ends too early; a part of the file is missing");
	*out = h;
	return 0;
}

/* ---- comparing ---- */

static const char *called(const char *id, arena *a)
{
	return *id ? arena_printf(a, "plan '%s'", id) : "the store's own chain";
}

static int compare_line(const char **fault, const sealed_line *l, const sealed_head *h, connection *c, arena *a, err *e)
{
	const sql_value in[] = {TEXT_VALUE(span_of(l->id)), INTEGER_VALUE(l->events)};
	sql_answer r;
	int rc = connection_run(c,
		"SELECT p.versions, e.digest FROM packages p LEFT JOIN events e ON e.package = p.package AND "
		"e.event = $2 WHERE p.package = $1",
		in, 2, &r, a, e);
	if (rc)
		return rc;
	const sql_value *digest = r.rows ? answer_value(&r, 0, 1) : NULL;
	if (!r.rows)
		*fault = arena_printf(a, "%s was there on %.10s, with %lld versions, and is gone", called(l->id, a),
			h->written, (long long)l->versions);
	else if (digest->kind == VALUE_NULL)
		*fault = arena_printf(a, "%s had %lld events on %.10s, and event %lld is gone: its past was shortened",
			called(l->id, a), (long long)l->events, h->written, (long long)l->events);
	else if (digest->bytes.len != DIGEST_BYTES || memcmp(digest->bytes.at, l->head, DIGEST_BYTES))
		*fault = arena_printf(a, "event %lld of %s is not the one it was on %.10s: its past was rewritten",
			(long long)l->events, called(l->id, a), h->written);
	else if (answer_value(&r, 0, 0)->integer < l->versions)
		*fault = arena_printf(a, "%s had %lld versions on %.10s and has %lld", called(l->id, a),
			(long long)l->versions, h->written, (long long)answer_value(&r, 0, 0)->integer);
	return 0;
}

int sealed_head_compare(const char **fault, const sealed_head *h, store *s, arena *a, err *e)
{
	const char *found = NULL;
	int rc = 0;
	for (size_t i = 0; !rc && !found && i < h->count; i++)
		rc = compare_line(&found, &h->lines[i], h, store_connection(s), a, e);
	if (!rc)
		*fault = found;
	return rc;
}
