/* The blobs of a store: texts by their digests. */
#include <string.h>

#include "base/limits.h"
#include "store/expunge.h"
#include "store/store_inside.h"

enum { BLOBS_AT_ONCE = 32, BLOBS_PARAMETERS = BLOBS_AT_ONCE + 1 };
enum { KEPT_BYTES_MAX = 1 << 20 };

sql_value digest_value(const unsigned char digest[DIGEST_BYTES])
{
	return BYTES_VALUE(((span){(const char *)digest, DIGEST_BYTES}));
}

bool digest_take(unsigned char out[DIGEST_BYTES], const sql_value *v)
{
	if (v->kind != VALUE_BYTES || v->bytes.len != DIGEST_BYTES)
		return false;
	memcpy(out, v->bytes.at, DIGEST_BYTES);
	return true;
}

/* ---- reading ---- */

/* What, when and by whom. */
static int say_expunged(store *s, const char *id, const unsigned char *digest, const char *path, arena *a, err *e)
{
	expunge_entry x;
	bool found = false;
	int rc = expunge_find(&x, &found, s, id, digest, a, e);
	if (rc)
		return rc;
	if (found && x.expunged)
		return err_add(e, ERR_USAGE, store_place(s, id, 0, a), "%s", expunge_text(&x, a));
	return err_add(e, ERR_PARSE, store_place(s, id, 0, a),
		"%s is marked as expunged and no event says so; run 'bcf store verify'", path);
}

/* One blob's row as it is kept. */
typedef struct blob_row {
	bool found;
	packed_blob b;
} blob_row;

/* Columns: digest, form, size, bytes.  Two paths may have one text, and two blobs one base. */
static void take_rows(blob_row *out, const unsigned char *const *digests, size_t count, const sql_answer *r)
{
	for (size_t i = 0; i < r->rows; i++) {
		const sql_value *v = answer_value(r, i, 0);
		for (size_t k = 0; k < count && v[0].bytes.len == DIGEST_BYTES; k++)
			if (!memcmp(digests[k], v[0].bytes.at, DIGEST_BYTES))
				out[k] = (blob_row){true, {v[1].integer, v[2].integer, v[3].bytes}};
	}
}

static int read_rows(
	blob_row *out, const unsigned char *const *digests, size_t count, store *s, const char *id, arena *a, err *e)
{
	static const char one[] = "SELECT digest, form, size, bytes FROM blobs WHERE package = $1 AND digest = $2";
	static const char many[] =
		"SELECT digest, form, size, bytes FROM blobs WHERE package = $1 AND digest IN ($2, $3, $4, $5, $6, $7, "
		"$8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, "
		"$28, "
		"$29, $30, $31, $32, $33)";
	sql_value in[BLOBS_PARAMETERS] = {TEXT_VALUE(span_of(id))};
	sql_answer r;
	for (size_t at = 0; at < count; at += BLOBS_AT_ONCE) {
		size_t n = count - at < BLOBS_AT_ONCE ? count - at : BLOBS_AT_ONCE;
		for (size_t i = 0; i < BLOBS_AT_ONCE; i++)
			in[i + 1] = digest_value(digests[at + (i < n ? i : 0)]);
		int rc = connection_run(s->c, n == 1 ? one : many, in, n == 1 ? 2 : BLOBS_PARAMETERS, &r, a, e);
		if (rc)
			return rc;
		take_rows(out + at, digests + at, n, &r);
	}
	return 0;
}

/* The texts that deltas among the rows are against: bases[i] for rows[i], empty where it is no delta. */
static int read_bases(span *bases, const blob_row *rows_of, const wanted_blob *list, size_t count, store *s,
	const char *id, arena *a, err *e)
{
	const unsigned char **digests = arena_array(a, count, sizeof *digests);
	size_t *whose = arena_array(a, count, sizeof *whose), n = 0;
	for (size_t i = 0; i < count; i++)
		if (blob_base_of(&rows_of[i].b)) {
			whose[n] = i;
			digests[n++] = blob_base_of(&rows_of[i].b);
		}
	blob_row *found = arena_array(a, n, sizeof *found);
	int rc = read_rows(found, digests, n, s, id, a, e);
	for (size_t i = 0; !rc && i < n; i++)
		if (!found[i].found || blob_base_of(&found[i].b) ||
			!blob_unpack(&bases[whose[i]], &found[i].b, (span){"", 0}, digests[i], s->room, a))
			rc = store_damaged(
				s, id, e, arena_printf(a, "what %s is kept as a difference from", list[whose[i]].path));
	return rc;
}

static bool has_digest(wanted_blob *w, arena *a)
{
	unsigned char found[DIGEST_BYTES];
	w->trail = digest_with_trail(found, w->text, a);
	return !memcmp(found, w->digest, DIGEST_BYTES);
}

int blobs_read(wanted_blob *list, size_t count, store *s, const char *id, arena *a, err *e)
{
	const unsigned char **digests = arena_array(a, count, sizeof *digests);
	blob_row *found = arena_array(a, count, sizeof *found);
	span *bases = arena_array(a, count, sizeof *bases);
	for (size_t i = 0; i < count; i++)
		digests[i] = list[i].digest;
	int rc = read_rows(found, digests, count, s, id, a, e);
	if (!rc)
		rc = read_bases(bases, found, list, count, s, id, a, e);
	for (size_t i = 0; !rc && i < count; i++) {
		if (found[i].found && found[i].b.form == BLOB_EXPUNGED)
			rc = say_expunged(s, id, digests[i], list[i].path, a, e);
		else if (!found[i].found || !blob_unpack_any(&list[i].text, &found[i].b, bases[i], s->room, a) ||
			 !has_digest(&list[i], a))
			rc = store_damaged(s, id, e, list[i].path);
	}
	return rc;
}

int store_blob(span *out, store *s, const char *id, const unsigned char digest[DIGEST_BYTES], arena *a, err *e)
{
	char hex[DIGEST_TEXT];
	digest_print(hex, digest);
	wanted_blob w = {digest, arena_printf(a, "the text with digest %s", hex), {NULL, 0}};
	int rc = blobs_read(&w, 1, s, id, a, e);
	if (!rc)
		*out = w.text;
	return rc;
}

/* ---- what was written last ---- */

void texts_forget(store *s)
{
	for (size_t i = 0; i < KEPT_TEXTS; i++) {
		arena_close(s->texts[i].own);
		s->texts[i] = (kept_text){.own = NULL};
	}
}

static kept_text *text_of(store *s, const unsigned char *digest)
{
	for (size_t i = 0; i < KEPT_TEXTS; i++)
		if (s->texts[i].own && !memcmp(s->texts[i].digest, digest, DIGEST_BYTES))
			return &s->texts[i];
	return NULL;
}

/* The blob `digest` is kept as a difference from `base`, or is `base`. */
static void keep_text(store *s, kept_text *k, const unsigned char *digest, const blob_base *base)
{
	if (base->text.len > KEPT_BYTES_MAX)
		return;
	if (!k) {
		k = &s->texts[s->next_text];
		s->next_text = (s->next_text + 1) % KEPT_TEXTS;
	}
	if (!k->own || memcmp(k->base.digest, base->digest, DIGEST_BYTES) != 0) {
		arena_close(k->own);
		k->own = arena_open();
		k->base = *base;
		k->base.text = arena_span(k->own, base->text);
	}
	memcpy(k->digest, digest, DIGEST_BYTES);
}

/* Others may have changed how a blob is kept, and what is kept here may be another package's. */
static int is_whole(bool *out, store *s, const char *id, const unsigned char *digest, arena *a, err *e)
{
	const sql_value in[] = {TEXT_VALUE(span_of(id)), digest_value(digest)};
	sql_answer r;
	int rc = connection_run(
		s->c, "SELECT form FROM blobs WHERE package = $1 AND digest = $2 AND form < 2", in, 2, &r, a, e);
	*out = !rc && r.rows;
	return rc;
}

/* The blob that is kept whole and that `digest` is, or differs from; *found false when it cannot serve. */
static int base_for(
	blob_base *out, bool *found, store *s, const char *id, const unsigned char *digest, arena *a, err *e)
{
	const kept_text *k = text_of(s, digest);
	blob_row row = {.found = false};
	const unsigned char *next = digest;
	*found = false;
	if (k) {
		int rc = is_whole(found, s, id, k->base.digest, a, e);
		*out = k->base;
		if (rc)
			return rc;
	}
	for (int i = 0; next && !*found && i < 2; i++) {
		memcpy(out->digest, next, DIGEST_BYTES);
		int rc = read_rows(&row, (const unsigned char *const[]){out->digest}, 1, s, id, a, e);
		if (rc)
			return rc;
		next = blob_base_of(&row.b);
		if (next || !row.found || row.b.form == BLOB_EXPUNGED)
			continue;
		out->packed = row.b.bytes.len;
		if (!blob_unpack(&out->text, &row.b, (span){"", 0}, out->digest, s->room, a))
			return store_damaged(s, id, e, "an earlier text");
		*found = true;
	}
	return 0;
}

/* ---- writing ---- */

/* What was expunged stays out. */
static int look_at_present(
	store *s, const char *id, const unsigned char *digest, const char *path, bool may_be_gone, arena *a, err *e)
{
	blob_row row = {.found = false};
	int rc = may_be_gone ? 0 : read_rows(&row, &digest, 1, s, id, a, e);
	if (rc || row.b.form != BLOB_EXPUNGED)
		return rc;
	say_expunged(s, id, digest, path, a, e);
	return err_add(e, ERR_USAGE, store_place(s, id, 0, a),
		"what was expunged cannot be saved again; start from the newest version");
}

int blob_write(store *s, const char *id, const unsigned char *digest, const char *path, span text,
	const unsigned char *before, bool may_be_gone, arena *a, err *e)
{
	packed_blob b;
	blob_base base;
	bool based = false;
	sql_answer r;
	if (text.len > BLOB_BYTES_MAX)
		return err_add(e, ERR_LIMIT, path, "is larger than a store keeps (%zu MB)", BLOB_BYTES_MAX >> 20);
	int rc = before ? base_for(&base, &based, s, id, before, a, e) : 0;
	if (rc)
		return rc;
	kept_text *k = before ? text_of(s, before) : NULL;
	if (!based || !blob_pack_delta(&b, text, &base, a)) {
		blob_pack(&b, text, s->room, a);
		memcpy(base.digest, digest, DIGEST_BYTES);
		base.text = text;
		base.packed = b.bytes.len;
	}
	const sql_value in[] = {TEXT_VALUE(span_of(id)), digest_value(digest), INTEGER_VALUE(b.form),
		INTEGER_VALUE(b.size), BYTES_VALUE(b.bytes)};
	rc = connection_run(s->c,
		"INSERT INTO blobs (package, digest, form, size, bytes) VALUES ($1, $2, $3, $4, $5) "
		"ON CONFLICT (package, digest) DO NOTHING",
		in, 5, &r, a, e);
	if (rc || !r.changed)
		return rc ? rc : look_at_present(s, id, digest, path, may_be_gone, a, e);
	keep_text(s, k, digest, &base);
	return 0;
}

int blobs_stand_alone(store *s, const char *id, const unsigned char digest[DIGEST_BYTES], arena *a, err *e)
{
	const sql_value in[] = {TEXT_VALUE(span_of(id)), digest_value(digest)};
	sql_answer r;
	int rc = connection_run(s->c,
		"SELECT digest FROM blobs WHERE package = $1 AND form = 3 AND substr(bytes, 1, 32) = $2", in, 2, &r, a,
		e);
	texts_forget(s);
	for (size_t i = 0; !rc && i < r.rows; i++) {
		arena_mark mark = arena_now(a);
		packed_blob b;
		span text;
		const unsigned char *own = (const unsigned char *)answer_value(&r, i, 0)->bytes.at;
		rc = store_blob(&text, s, id, own, a, e);
		if (rc)
			return rc;
		blob_pack(&b, text, s->room, a);
		const sql_value whole[] = {in[0], digest_value(own), INTEGER_VALUE(b.form), BYTES_VALUE(b.bytes)};
		rc = connection_run(s->c, "UPDATE blobs SET form = $3, bytes = $4 WHERE package = $1 AND digest = $2",
			whole, 4, NULL, a, e);
		arena_back(a, mark);
	}
	return rc;
}
