#include "store/verify.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/chain.h"
#include "store/verify_inside.h"

const char *hex_text(const unsigned char digest[DIGEST_BYTES], arena *a)
{
	char hex[DIGEST_TEXT];
	digest_print(hex, digest);
	return arena_text(a, span_of(hex));
}

int verify_fails(verifier *v, const char *record, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		abort();
	char *text = arena_alloc(v->a, (size_t)len + 1);
	va_start(args, format);
	vsnprintf(text, (size_t)len + 1, format, args);
	va_end(args);
	v->out.failed = *v->id ? arena_printf(v->a, "plan '%s', %s: %s", v->id, record, text)
			       : arena_printf(v->a, "the store itself, %s: %s", record, text);
	return VERIFY_FAILED;
}

/* ---- rows ---- */

int verify_row(verifier *v, const char *record, const stored_table *t, const sql_value *row)
{
	for (size_t i = 1; i < t->count; i++) {
		const sql_value *value = &row[i - 1];
		if (value->kind != t->kinds[i])
			return verify_fails(
				v, record, "its %s is not kept as the kind of value that it must be", t->columns[i]);
		if (value->kind == VALUE_TEXT && value->bytes.len && memchr(value->bytes.at, 0, value->bytes.len))
			return verify_fails(
				v, record, "its %s holds a NUL byte, which hides what follows", t->columns[i]);
	}
	return 0;
}

int verify_count(verifier *v, const stored_table *t, size_t walked)
{
	const sql_value in[] = {TEXT_VALUE(span_of(v->id))};
	sql_answer r;
	int rc = connection_run(v->s->c, t->number, in, 1, &r, v->page, v->e);
	if (!rc && answer_value(&r, 0, 0)->integer != (int64_t)walked)
		rc = verify_fails(v, arena_printf(v->page, "its %s", t->name),
			"%lld rows are there, and %zu have a number or a name that counts",
			(long long)answer_value(&r, 0, 0)->integer, walked);
	return rc;
}

/* ---- the database itself ---- */

static int verify_database(verifier *v)
{
	err found;
	err_init(&found, v->a);
	int rc = connection_check(v->s->c, v->a, &found);
	if (!rc)
		return 0;
	for (const err_message *m = found.first; m && rc != ERR_PARSE; m = m->next)
		err_add(v->e, m->code, m->where, "%s", m->text);
	if (rc != ERR_PARSE)
		return rc;
	v->out.failed = found.first ? found.first->text : "the database's own check failed";
	return VERIFY_FAILED;
}

/* ---- packages ---- */

static int verify_package(verifier *v, const char *id)
{
	v->id = id;
	v->own = arena_open();
	v->blobs = NULL;
	v->versions = NULL;
	v->blob_count = v->blob_room = v->version_count = v->version_room = 0;
	int rc = verify_blobs(v);
	if (!rc)
		rc = verify_versions(v);
	if (!rc)
		rc = verify_chain(v);
	v->out.packages += !rc && *id;
	arena_close(v->own);
	v->own = NULL;
	return rc;
}

/* Rows of a package that is not there would be looked at by nobody. */
static int verify_owners(verifier *v)
{
	static const char *const sql[][2] = {
		{"a text", "SELECT package FROM blobs t WHERE NOT EXISTS (SELECT 1 FROM packages p WHERE p.package = "
			   "t.package) LIMIT 1"},
		{"a version", "SELECT package FROM versions t WHERE NOT EXISTS (SELECT 1 FROM packages p WHERE "
			      "p.package = t.package) LIMIT 1"},
		{"a branch",
			"SELECT package FROM branches t WHERE NOT EXISTS (SELECT 1 FROM packages p WHERE p.package "
			"= t.package) LIMIT 1"},
		{"an event",
			"SELECT package FROM events t WHERE NOT EXISTS (SELECT 1 FROM packages p WHERE p.package = "
			"t.package) LIMIT 1"},
		{"a setting", "SELECT package FROM settings t WHERE package <> '' LIMIT 1"},
	};
	for (size_t i = 0; i < sizeof sql / sizeof *sql; i++) {
		sql_answer r;
		int rc = connection_run(v->s->c, sql[i][1], NULL, 0, &r, v->page, v->e);
		if (rc)
			return rc;
		if (!r.rows)
			continue;
		v->id = arena_text(v->a, answer_value(&r, 0, 0)->bytes);
		return verify_fails(v, sql[i][0], "it belongs to a plan that is not there");
	}
	return 0;
}

static int verify_packages(verifier *v)
{
	sql_answer r;
	int rc = connection_run(v->s->c, "SELECT package FROM packages ORDER BY package", NULL, 0, &r, v->a, v->e);
	bool own = false;
	for (size_t i = 0; !rc && i < r.rows; i++) {
		const sql_value *name = answer_value(&r, i, 0);
		const char *id = arena_text(v->a, name->bytes);
		if (name->kind != VALUE_TEXT || strlen(id) != name->bytes.len || (*id && !store_id_ok(name->bytes))) {
			v->id = id;
			return verify_fails(v, "its row in packages", "that is no name of a plan");
		}
		own |= !*id;
		arena_mark mark = arena_now(v->page);
		rc = verify_package(v, id);
		arena_back(v->page, mark);
	}
	v->id = "";
	if (!rc && !own)
		rc = verify_fails(v, "its own chain of events", "it is not there");
	return rc;
}

int store_verify(verify_report *out, store *s, arena *a, err *e)
{
	verifier v = {.s = s, .a = a, .e = e, .id = ""};
	int rc = verify_database(&v);
	if (!rc)
		rc = connection_begin(s->c, TRANSACTION_READ, e);
	if (!rc) {
		v.page = arena_open();
		rc = verify_tables(&v);
		if (!rc)
			rc = verify_owners(&v);
		if (!rc)
			rc = verify_packages(&v);
		connection_rollback(s->c);
		arena_close(v.page);
	}
	if (rc < 0)
		return rc;
	*out = v.out;
	return 0;
}

/* ---- reindex ---- */

/* The plan digests of one package. */
static int reindex_package(verifier *v, int64_t *changed)
{
	sql_answer r;
	const sql_value id[] = {TEXT_VALUE(span_of(v->id))};
	int rc = verify_blobs(v);
	if (!rc)
		rc = connection_run(v->s->c, "SELECT " VERSION_COLUMNS " FROM versions v WHERE v.package = $1", id, 1,
			&r, v->own, v->e);
	for (size_t i = 0; !rc && i < r.rows; i++) {
		arena_mark mark = arena_now(v->page);
		const content_line *list;
		unsigned char derived[DIGEST_BYTES];
		size_t count;
		bool known = false;
		version x;
		rc = version_take(&x, v->s, v->id, &r, i, 0, v->page, v->e);
		if (!rc)
			rc = content_kept(&list, &count, v->s, v->id, x.content, v->page, v->e);
		if (!rc)
			rc = derived_plan_digest(v, derived, &known, list, count);
		if (!rc && known && memcmp(derived, x.plan_digest, DIGEST_BYTES) != 0) {
			const sql_value in[] = {id[0], INTEGER_VALUE(x.number), digest_value(derived)};
			rc = connection_run(v->s->c,
				"UPDATE versions SET plan_digest = $3 WHERE package = $1 AND version = $2", in, 3, NULL,
				v->page, v->e);
			*changed += 1;
		}
		arena_back(v->page, mark);
	}
	return rc;
}

typedef struct reindex_work {
	int64_t changed;
} reindex_work;

static int reindex_act(chain *c, store *s, void *context, arena *a, err *e)
{
	static const char *const tables[] = {"REINDEX TABLE packages", "REINDEX TABLE blobs", "REINDEX TABLE versions",
		"REINDEX TABLE branches", "REINDEX TABLE events", "REINDEX TABLE settings"};
	reindex_work *w = context;
	verifier v = {.s = s, .a = a, .e = e, .id = ""};
	package_row *list;
	size_t count = 0;
	int rc = store_packages(&list, &count, s, false, a, e);
	v.page = arena_open();
	w->changed = 0;
	for (size_t i = 0; !rc && i < count; i++) {
		v.id = list[i].id;
		v.blobs = NULL;
		v.blob_count = v.blob_room = 0;
		v.own = arena_open();
		rc = reindex_package(&v, &w->changed);
		arena_close(v.own);
	}
	arena_close(v.page);
	if (rc > 0)
		rc = err_add(e, ERR_PARSE, connection_shown(s->c), "%s; nothing was changed", v.out.failed);
	for (size_t i = 0; !rc && i < sizeof tables / sizeof *tables; i++)
		rc = connection_run(s->c, connection_is_sqlite(s->c) ? "REINDEX" : tables[i], NULL, 0, NULL, a, e);
	if (!rc)
		rc = connection_run(s->c, "ANALYZE", NULL, 0, NULL, a, e);
	return rc ? rc
		  : chain_add(c, s, "reindex", "", arena_printf(a, "%lld plan digests changed", (long long)w->changed),
			    a, e);
}

int store_reindex(int64_t *changed, store *s, actor by, arena *a, err *e)
{
	reindex_work w = {0};
	int rc = chain_act(s, "", NULL, by, reindex_act, &w, a, e);
	if (!rc)
		*changed = w.changed;
	return rc;
}
