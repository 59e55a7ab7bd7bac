/* Verifying a package's texts and versions. */
#include <stdlib.h>
#include <string.h>

#include "store/record.h"
#include "store/verify_inside.h"

/* ---- texts ---- */

static int compare_seen(const void *x, const void *y)
{
	return memcmp(((const seen_blob *)x)->digest, ((const seen_blob *)y)->digest, DIGEST_BYTES);
}

seen_blob *seen_find(verifier *v, const unsigned char digest[DIGEST_BYTES])
{
	seen_blob key;
	memcpy(key.digest, digest, DIGEST_BYTES);
	return v->blob_count ? bsearch(&key, v->blobs, v->blob_count, sizeof key, compare_seen) : NULL;
}

/* What a delta is against: a blob of the package that is kept whole. */
static int take_base(verifier *v, span *out, const unsigned char *digest, const char *record)
{
	const sql_value in[] = {TEXT_VALUE(span_of(v->id)), digest_value(digest)};
	sql_answer r;
	int rc = connection_run(v->s->c,
		"SELECT form, size, bytes FROM blobs WHERE package = $1 AND digest = $2 AND form < 2", in, 2, &r,
		v->page, v->e);
	if (rc)
		return rc;
	const char *hex = hex_text(digest, v->page);
	if (!r.rows)
		return verify_fails(v, record, "it is kept as a difference from text %s, which is not there", hex);
	packed_blob b = {
		answer_value(&r, 0, 0)->integer, answer_value(&r, 0, 1)->integer, answer_value(&r, 0, 2)->bytes};
	if (!blob_unpack(out, &b, (span){"", 0}, digest, v->s->room, v->page))
		return verify_fails(v, arena_printf(v->page, "text %s", hex),
			"it is not what its digest says (another text is kept as a difference from it)");
	return 0;
}

static int one_blob(verifier *v, const sql_value *row)
{
	packed_blob b = {row[1].integer, row[2].integer, row[3].bytes};
	unsigned char found[DIGEST_BYTES];
	seen_blob seen = {.expunged = b.form == BLOB_EXPUNGED};
	span text, base = {"", 0};

	if (!digest_take(seen.digest, &row[0]))
		return verify_fails(v, "a text", "its name is no digest of %d bytes", DIGEST_BYTES);
	int rc = verify_row(
		v, arena_printf(v->page, "text %s", hex_text(seen.digest, v->page)), &stored_tables[STORED_BLOBS], row);
	if (rc)
		return rc;
	const char *record = arena_printf(v->page, "text %s", hex_text(seen.digest, v->page));
	v->blobs = arena_grow(v->own, v->blobs, &v->blob_room, v->blob_count + 1, sizeof *v->blobs);
	v->blobs[v->blob_count++] = seen;
	v->out.blobs++;
	if (seen.expunged)
		return b.bytes.len ? verify_fails(v, record, "it was expunged and still has %zu bytes", b.bytes.len)
				   : 0;
	const unsigned char *against = blob_base_of(&b);
	rc = against ? take_base(v, &base, against, record) : 0;
	if (rc)
		return rc;
	if (!blob_unpack_any(&text, &b, base, v->s->room, v->page))
		return verify_fails(
			v, record, "it does not unpack to the %lld bytes that it should have", (long long)b.size);
	digest_bytes(found, text);
	if (memcmp(found, seen.digest, DIGEST_BYTES) != 0)
		return verify_fails(v, record, "its SHA-256 is %s", hex_text(found, v->page));
	return 0;
}

int verify_blobs(verifier *v)
{
	const stored_table *t = &stored_tables[STORED_BLOBS];
	unsigned char last[DIGEST_BYTES] = {0};
	sql_value behind = digest_value(last);
	sql_answer r;
	do {
		arena_mark mark = arena_now(v->page);
		int rc =
			stored_page_read(&r, v->s->c, t, span_of(v->id), v->blob_count ? &behind : NULL, v->page, v->e);
		for (size_t i = 0; !rc && i < r.rows; i++) {
			arena_mark one = arena_now(v->page);
			rc = one_blob(v, answer_value(&r, i, 1));
			arena_back(v->page, one);
		}
		arena_back(v->page, mark);
		if (rc)
			return rc;
		if (v->blob_count)
			memcpy(last, v->blobs[v->blob_count - 1].digest, DIGEST_BYTES);
	} while (r.rows);
	return verify_count(v, t, v->blob_count);
}

/* ---- plan digests ---- */

/* A table or section without what is record. */
static int derive_part(verifier *v, seen_blob *b, const char *path)
{
	arena_mark mark = arena_now(v->page);
	wanted_blob w = {b->digest, path, {NULL, 0}};
	plan *p;
	plan_content c;
	int rc = blobs_read(&w, 1, v->s, v->id, v->page, v->e);
	stored_part part = {{path, path, (char *)(uintptr_t)w.text.at, w.text.len}, b->digest};
	if (!rc)
		rc = plan_from_stored(&p, &part, 1, v->id, v->page, v->e);
	if (!rc) {
		plan_content_of(&c, p, v->page);
		b->in_plan = c.plan_count == 1;
		if (b->in_plan)
			memcpy(b->plan_digest, c.plan_parts[0].digest, DIGEST_BYTES);
		b->path = arena_text(v->own, span_of(path));
	}
	arena_back(v->page, mark);
	return rc;
}

int derived_plan_digest(
	verifier *v, unsigned char out[DIGEST_BYTES], bool *known, const content_line *list, size_t count)
{
	plan_part *parts = arena_array(v->page, count, sizeof *parts);
	size_t n = 0;
	*known = false;
	for (size_t i = 0; i < count; i++) {
		seen_blob *b = seen_find(v, list[i].digest);
		if (!b || b->expunged)
			return 0;
		int rc = b->path && !strcmp(b->path, list[i].path) ? 0 : derive_part(v, b, list[i].path);
		if (rc)
			return rc;
		if (!b->in_plan)
			continue;
		parts[n].path = list[i].path;
		memcpy(parts[n++].digest, b->plan_digest, DIGEST_BYTES);
	}
	digest_bytes(out, plan_part_list(parts, n, v->page));
	*known = true;
	return 0;
}

/* ---- versions ---- */

static int judge_content(verifier *v, const version *x, const char *record)
{
	const content_line *list;
	unsigned char derived[DIGEST_BYTES];
	size_t count;
	bool known;
	const seen_blob *b = seen_find(v, x->content);
	if (!b || b->expunged)
		return verify_fails(
			v, record, "its content, the list of texts %s, is not there", hex_text(x->content, v->page));
	err quiet;
	err_init(&quiet, v->page);
	int rc = content_kept(&list, &count, v->s, v->id, x->content, v->page, &quiet);
	if (rc == ERR_PARSE)
		return verify_fails(v, record, "its content, text %s, is no list of a version's texts",
			hex_text(x->content, v->page));
	if (rc)
		return err_add(v->e, rc, quiet.first->where, "%s", quiet.first->text);
	for (size_t i = 0; !rc && i < count; i++)
		if (!seen_find(v, list[i].digest))
			rc = verify_fails(v, record, "its text %s (%s) is not there", hex_text(list[i].digest, v->page),
				list[i].path);
	if (!rc)
		rc = derived_plan_digest(v, derived, &known, list, count);
	if (!rc && known && memcmp(derived, x->plan_digest, DIGEST_BYTES) != 0)
		rc = verify_fails(v, record, "its plan digest is %s, and its texts give %s",
			hex_text(x->plan_digest, v->page), hex_text(derived, v->page));
	return rc;
}

static int one_version(verifier *v, const sql_answer *r, size_t row)
{
	version x;
	unsigned char found[DIGEST_BYTES];
	int64_t expected = (int64_t)v->version_count + 1;
	const char *record = arena_printf(v->page, "version %lld", (long long)expected);
	err quiet;
	err_init(&quiet, v->page);
	if (answer_value(r, row, 1)->integer != expected)
		return verify_fails(v, record, "it is not there; version %lld stands in its place",
			(long long)answer_value(r, row, 1)->integer);
	int rc = verify_row(v, record, &stored_tables[STORED_VERSIONS], answer_value(r, row, 1));
	if (rc)
		return rc;
	if (version_take(&x, v->s, v->id, r, row, 1, v->page, &quiet))
		return verify_fails(v, record, "one of its digests is not %d bytes long", DIGEST_BYTES);
	if (x.parent < 0 || x.parent >= x.number || x.merged < 0 || x.merged >= x.number)
		return verify_fails(v, record, "the versions that it came from, %lld and %lld, are not older than it",
			(long long)x.parent, (long long)x.merged);
	const unsigned char *parent = x.parent ? v->versions[x.parent - 1].digest : NULL,
			    *merged = x.merged ? v->versions[x.merged - 1].digest : NULL;
	digest_bytes(found, record_of_version(v->id, &x, parent, merged, v->page));
	if (memcmp(found, x.digest, DIGEST_BYTES) != 0)
		return verify_fails(v, record, "its digest is %s, and its record gives %s", hex_text(x.digest, v->page),
			hex_text(found, v->page));
	if (x.parent && strcmp(x.written, v->versions[x.parent - 1].written) < 0)
		return verify_fails(v, record,
			"it was written before version %lld, which it came from: on %s, and that on %s",
			(long long)x.parent, x.written, v->versions[x.parent - 1].written);
	rc = judge_content(v, &x, record);
	if (rc)
		return rc;
	x.written = arena_text(v->own, span_of(x.written));
	x.branch = arena_text(v->own, span_of(x.branch));
	x.author = x.message = "";
	v->versions = arena_grow(v->own, v->versions, &v->version_room, v->version_count + 1, sizeof *v->versions);
	v->versions[v->version_count++] = x;
	v->out.versions++;
	return 0;
}

int verify_versions(verifier *v)
{
	const stored_table *t = &stored_tables[STORED_VERSIONS];
	sql_answer r;
	do {
		arena_mark mark = arena_now(v->page);
		const sql_value behind = INTEGER_VALUE((int64_t)v->version_count);
		int rc = stored_page_read(&r, v->s->c, t, span_of(v->id), &behind, v->page, v->e);
		for (size_t i = 0; !rc && i < r.rows; i++) {
			arena_mark one = arena_now(v->page);
			rc = one_version(v, &r, i);
			arena_back(v->page, one);
		}
		arena_back(v->page, mark);
		if (rc)
			return rc;
	} while (r.rows);
	return verify_count(v, t, v->version_count);
}
