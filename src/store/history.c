/* Versions: by number, branch or digest, and the ways that lead to them. */
#include <string.h>

#include "base/limits.h"
#include "base/money.h"
#include "store/store_inside.h"

int version_take(
	version *out, const store *s, const char *id, const sql_answer *r, size_t row, size_t first, arena *a, err *e)
{
	const sql_value *v = answer_value(r, row, first);
	version found = {.number = v[0].integer, .parent = v[4].integer, .merged = v[5].integer};
	if (found.number < 1 || found.number > VERSIONS_MAX || !digest_take(found.digest, &v[1]) ||
		!digest_take(found.content, &v[2]) || !digest_take(found.plan_digest, &v[3]))
		return store_damaged(s, id, e, arena_printf(a, "version %lld", (long long)found.number));
	found.branch = arena_text(a, v[6].bytes);
	found.author = arena_text(a, v[7].bytes);
	found.written = arena_text(a, v[8].bytes);
	found.message = arena_text(a, v[9].bytes);
	*out = found;
	return 0;
}

static int one_version(version *out, bool *found, store *s, const char *id, const char *sql, const sql_value *in,
	size_t count, arena *a, err *e)
{
	sql_answer r;
	int rc = connection_run(s->c, sql, in, count, &r, a, e);
	if (!rc && r.rows)
		rc = version_take(out, s, id, &r, 0, 0, a, e);
	if (!rc)
		*found = r.rows > 0;
	return rc;
}

int version_of_branch(version *out, bool *found, store *s, const char *id, const char *branch, arena *a, err *e)
{
	const sql_value in[] = {TEXT_VALUE(span_of(id)), TEXT_VALUE(span_of(branch))};
	return one_version(out, found, s, id,
		"SELECT " VERSION_COLUMNS
		" FROM branches b JOIN versions v ON v.package = b.package AND v.version = b.version "
		"WHERE b.package = $1 AND b.branch = $2",
		in, 2, a, e);
}

int version_of_number(version *out, bool *found, store *s, const char *id, int64_t number, arena *a, err *e)
{
	const sql_value in[] = {TEXT_VALUE(span_of(id)), INTEGER_VALUE(number)};
	return one_version(out, found, s, id,
		"SELECT " VERSION_COLUMNS " FROM versions v WHERE v.package = $1 AND v.version = $2", in, 2, a, e);
}

/* ---- by what a user names ---- */

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* The least and the greatest digest that begin with 8 to 64 hex digits. */
static bool digest_range(unsigned char low[DIGEST_BYTES], unsigned char high[DIGEST_BYTES], span hex)
{
	char text[2][DIGEST_TEXT];
	for (size_t i = 0; i < hex.len; i++)
		if (!is_hex(hex.at[i]))
			return false;
	if (hex.len < 8 || hex.len >= DIGEST_TEXT)
		return false;
	memset(text[0], '0', DIGEST_TEXT);
	memset(text[1], 'f', DIGEST_TEXT);
	memcpy(text[0], hex.at, hex.len);
	memcpy(text[1], hex.at, hex.len);
	return digest_parse(low, (span){text[0], DIGEST_TEXT - 1}) &&
	       digest_parse(high, (span){text[1], DIGEST_TEXT - 1});
}

static int by_digest(version *out, bool *found, store *s, const char *id, span hex, arena *a, err *e)
{
	unsigned char low[DIGEST_BYTES], high[DIGEST_BYTES];
	if (!digest_range(low, high, hex))
		return 0;
	const sql_value in[] = {TEXT_VALUE(span_of(id)), BYTES_VALUE(((span){(const char *)low, DIGEST_BYTES})),
		BYTES_VALUE(((span){(const char *)high, DIGEST_BYTES}))};
	return one_version(out, found, s, id,
		"SELECT " VERSION_COLUMNS " FROM versions v WHERE v.package = $1 AND (v.digest BETWEEN $2 AND $3 OR "
		"v.content BETWEEN $2 AND $3 OR v.plan_digest BETWEEN $2 AND $3) ORDER BY v.version DESC LIMIT 1",
		in, 3, a, e);
}

static bool package_is_there(store *s, const char *id, int *rc, arena *a, err *e)
{
	const sql_value in[] = {TEXT_VALUE(span_of(id))};
	sql_answer r;
	*rc = connection_run(s->c, "SELECT events FROM packages WHERE package = $1", in, 1, &r, a, e);
	return !*rc && r.rows;
}

int store_find(version *out, store *s, const char *id, const char *which, arena *a, err *e)
{
	bool found = false;
	int64_t number;
	int rc = version_of_branch(out, &found, s, id, which ? which : STORE_MAIN, a, e);
	if (!rc && !found && which && count_parse(&number, span_of(which)))
		rc = version_of_number(out, &found, s, id, number, a, e);
	if (!rc && !found && which)
		rc = by_digest(out, &found, s, id, span_of(!strncmp(which, "sha256:", 7) ? which + 7 : which), a, e);
	if (rc || found)
		return rc;
	if (!package_is_there(s, id, &rc, a, e))
		return rc ? rc
			  : err_add(e, ERR_USAGE, connection_shown(s->c),
				    "holds no plan '%s'; 'bcf store log %s' lists what it holds", id,
				    connection_shown(s->c));
	return err_add(e, ERR_USAGE, store_place(s, id, 0, a),
		"has no version '%s'; name a number, a branch, or 8 or more digits of a digest, as 'bcf store log' "
		"shows them",
		which ? which : STORE_MAIN);
}

/* ---- ways ---- */

/* What leads where, of the versions from `low` to `high`: reached[n - low]. */
static int reach(bool **out, store *s, const char *id, int64_t low, int64_t high, arena *a, err *e)
{
	const sql_value in[] = {TEXT_VALUE(span_of(id)), INTEGER_VALUE(low), INTEGER_VALUE(high)};
	sql_answer r;
	int rc = connection_run(s->c,
		"SELECT version, parent, merged FROM versions WHERE package = $1 AND version BETWEEN $2 AND $3 "
		"ORDER BY version DESC",
		in, 3, &r, a, e);
	if (rc)
		return rc;
	bool *reached = arena_array(a, (size_t)(high - low) + 1, sizeof *reached);
	reached[high - low] = true;
	for (size_t i = 0; i < r.rows; i++) {
		if (!reached[answer_value(&r, i, 0)->integer - low])
			continue;
		for (size_t k = 1; k <= 2; k++) {
			int64_t n = answer_value(&r, i, k)->integer;
			if (n >= low && n < high)
				reached[n - low] = true;
		}
	}
	*out = reached;
	return 0;
}

int version_leads_to(bool *out, store *s, const char *id, int64_t number, int64_t from, arena *a, err *e)
{
	bool *reached;
	if (number >= from || number < 1) {
		*out = number == from;
		return 0;
	}
	int rc = reach(&reached, s, id, number, from, a, e);
	if (!rc)
		*out = reached[0];
	return rc;
}

int store_find_content(version *out, bool *found, store *s, const char *id, int64_t from,
	const unsigned char content[DIGEST_BYTES], arena *a, err *e)
{
	const sql_value in[] = {TEXT_VALUE(span_of(id)), BYTES_VALUE(((span){(const char *)content, DIGEST_BYTES})),
		INTEGER_VALUE(from)};
	sql_answer r;
	bool *reached = NULL;
	int rc = connection_run(s->c,
		"SELECT " VERSION_COLUMNS
		" FROM versions v WHERE v.package = $1 AND v.content = $2 AND v.version <= $3 "
		"ORDER BY v.version DESC",
		in, 3, &r, a, e);
	if (rc)
		return rc;
	*found = false;
	int64_t low = r.rows ? answer_value(&r, r.rows - 1, 0)->integer : from;
	if (r.rows && answer_value(&r, 0, 0)->integer != from)
		rc = reach(&reached, s, id, low, from, a, e);
	for (size_t i = 0; !rc && i < r.rows && !*found; i++) {
		int64_t n = answer_value(&r, i, 0)->integer;
		if (n != from && !(reached && reached[n - low]))
			continue;
		rc = version_take(out, s, id, &r, i, 0, a, e);
		*found = !rc;
	}
	return rc;
}

int store_find_package(const char **out, store *s, const unsigned char content[DIGEST_BYTES], arena *a, err *e)
{
	const sql_value in[] = {BYTES_VALUE(((span){(const char *)content, DIGEST_BYTES}))};
	sql_answer r;
	int rc = connection_run(
		s->c, "SELECT package FROM versions WHERE content = $1 ORDER BY package LIMIT 1", in, 1, &r, a, e);
	if (!rc)
		*out = r.rows ? arena_text(a, answer_value(&r, 0, 0)->bytes) : NULL;
	return rc;
}

int store_log(version **out, size_t *count, store *s, const char *id, const char *branch, arena *a, err *e)
{
	const sql_value in[] = {TEXT_VALUE(span_of(id)), INTEGER_VALUE(INT64_MAX)};
	sql_answer r;
	version head = {.number = INT64_MAX};
	bool *reached = NULL;
	int rc = store_find(&head, s, id, branch, a, e);
	if (rc)
		return rc;
	rc = connection_run(s->c,
		"SELECT " VERSION_COLUMNS
		" FROM versions v WHERE v.package = $1 AND v.version <= $2 ORDER BY v.version DESC",
		in, 2, &r, a, e);
	if (!rc && branch)
		rc = reach(&reached, s, id, 1, head.number, a, e);
	if (rc)
		return rc;
	version *list = arena_array(a, r.rows, sizeof *list);
	size_t n = 0;
	for (size_t i = 0; !rc && i < r.rows; i++) {
		int64_t number = answer_value(&r, i, 0)->integer;
		if (branch && (number < 1 || number > head.number || !reached[number - 1]))
			continue;
		rc = version_take(&list[n++], s, id, &r, i, 0, a, e);
	}
	if (rc)
		return rc;
	*out = list;
	*count = n;
	return 0;
}
