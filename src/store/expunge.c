#include "store/expunge.h"

#include <string.h>

#include "base/date.h"
#include "store/chain.h"
#include "store/record.h"
#include "store/store_inside.h"
#include "store/wait.h"

#define ASKED "expunge asked"
#define DONE "expunge"

/* ---- what the chain says ---- */

/* An event's detail from its first ": " on. */
static const char *reason_of(const char *detail)
{
	const char *at = strstr(detail, ": ");
	return at ? at + 2 : "";
}

static const char *path_of(const char *detail, const char *until, arena *a)
{
	const char *end = strstr(detail, until);
	return end ? arena_text(a, (span){detail, (size_t)(end - detail)}) : detail;
}

static const expunge_entry *find_entry(
	const expunge_entry *list, size_t count, const unsigned char digest[DIGEST_BYTES])
{
	for (size_t i = count; i-- > 0;)
		if (!memcmp(list[i].digest, digest, DIGEST_BYTES))
			return &list[i];
	return NULL;
}

int expunge_entries(expunge_entry **out, size_t *count, store *s, const char *id, arena *a, err *e)
{
	const sql_value in[] = {TEXT_VALUE(span_of(id))};
	sql_answer r;
	size_t n = 0;
	int rc = connection_run(s->c,
		"SELECT written, actor, act, subject, detail FROM events WHERE package = $1 AND act IN ('" ASKED
		"', '" DONE "') ORDER BY event",
		in, 1, &r, a, e);
	if (rc)
		return rc;
	expunge_entry *list = arena_array(a, r.rows, sizeof *list);
	for (size_t i = 0; i < r.rows; i++) {
		const sql_value *v = answer_value(&r, i, 0);
		unsigned char digest[DIGEST_BYTES];
		const char *when = arena_text(a, v[0].bytes), *who = arena_text(a, v[1].bytes),
			   *detail = arena_text(a, v[4].bytes);
		if (!digest_parse(digest, v[3].bytes))
			return store_damaged(s, id, e, "an event of expunging names no digest");
		const expunge_entry *known = find_entry(list, n, digest);
		expunge_entry *x = known ? &list[known - list] : NULL;
		if (span_is(v[2].bytes, ASKED)) {
			x = x && !x->expunged ? x : &list[n++];
			*x = (expunge_entry){.path = path_of(detail, ": ", a),
				.reason = reason_of(detail),
				.asked_by = who,
				.asked = when};
		} else if (!x) { /* without having been asked for: never by this program */
			x = &list[n++];
			*x = (expunge_entry){.path = path_of(detail, "; ", a),
				.reason = reason_of(detail),
				.asked_by = "",
				.asked = when};
		}
		memcpy(x->digest, digest, DIGEST_BYTES);
		if (span_is(v[2].bytes, DONE)) {
			x->confirmed_by = who;
			x->expunged = when;
		}
	}
	*out = list;
	*count = n;
	return 0;
}

int expunge_find(expunge_entry *out, bool *found, store *s, const char *id, const unsigned char digest[DIGEST_BYTES],
	arena *a, err *e)
{
	expunge_entry *list;
	size_t count;
	int rc = expunge_entries(&list, &count, s, id, a, e);
	if (rc)
		return rc;
	const expunge_entry *x = find_entry(list, count, digest);
	*found = x != NULL;
	if (x)
		*out = *x;
	return 0;
}

const char *expunge_text(const expunge_entry *x, arena *a)
{
	if (!x->expunged)
		return arena_printf(a, "%s: %s asked on %s that it be expunged (%s); nobody has confirmed it", x->path,
			x->asked_by, date_words(x->asked, a), x->reason);
	return arena_printf(a, "%s was expunged on %s: asked by %s, confirmed by %s (%s)", x->path,
		date_words(x->expunged, a), x->asked_by, x->confirmed_by, x->reason);
}

/* ---- the act ---- */

typedef struct wanted {
	const held_blob *list;
	size_t count;
	const char *reason;
	bool *now; /* of each: expunged by this act */
	expunge_outcome outcome;
} wanted;

/* Within the act's transaction, so that no branch moves meanwhile. */
static int refuse_heads(const wanted *w, store *s, const char *id, arena *a, err *e)
{
	branch_head *heads;
	size_t head_count;
	const size_t before = e->count;
	int rc = store_branches(&heads, &head_count, s, id, a, e);
	for (size_t i = 0; !rc && i < head_count; i++) {
		content_line *lines;
		size_t line_count = 0;
		rc = store_content(&lines, &line_count, s, id, &heads[i].head, a, e);
		for (size_t k = 0; !rc && k < line_count; k++)
			for (size_t n = 0; n < w->count; n++)
				if (!memcmp(w->list[n].digest, lines[k].digest, DIGEST_BYTES))
					err_add(e, ERR_USAGE, store_place(s, id, heads[i].head.number, a),
						"is the newest version of branch %s and holds this %s; save a version "
						"there "
						"without what is to go, then expunge it from the older ones",
						heads[i].name, lines[k].path);
	}
	return rc ? rc : e->count > before ? ERR_USAGE : 0;
}

/* Names are compared without regard to case and to spaces around them. */
static bool same_person(const char *x, const char *y)
{
	span p = span_trim(span_of(x)), q = span_trim(span_of(y));
	if (p.len != q.len)
		return false;
	for (size_t i = 0; i < p.len; i++) {
		char c = p.at[i], d = q.at[i];
		c = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
		d = d >= 'A' && d <= 'Z' ? (char)(d + 32) : d;
		if (c != d)
			return false;
	}
	return true;
}

/* Who asked counts only by events that the chain covers: one that was put beside it would make one person two. */
static int judge_chain(const chain *c, store *s, arena *a, err *e)
{
	unsigned char head[DIGEST_BYTES] = {0};
	chain_event *list;
	size_t count;
	int rc = store_events(&list, &count, s, c->id, a, e);
	if (rc)
		return rc;
	bool whole = (int64_t)count == c->events;
	for (size_t i = 0; i < count && whole; i++) {
		arena_mark mark = arena_now(a);
		digest_bytes(head, record_of_event(c->id, &list[i], i ? head : NULL, a));
		whole = list[i].number == (int64_t)i + 1 && !memcmp(head, list[i].digest, DIGEST_BYTES);
		arena_back(a, mark);
	}
	if (whole && !memcmp(head, c->head, DIGEST_BYTES))
		return 0;
	return err_add(e, ERR_PARSE, store_place(s, c->id, 0, a),
		"its events are not what its chain says, so that it is not sure who asked; nothing was expunged: see "
		"'bcf store verify'");
}

static int make_tombstone(
	chain *c, store *s, const held_blob *h, const expunge_entry *x, const char *reason, arena *a, err *e)
{
	char hex[DIGEST_TEXT];
	const sql_value in[] = {TEXT_VALUE(span_of(c->id)), digest_value(h->digest), BYTES_VALUE(span_of("")),
		INTEGER_VALUE(BLOB_EXPUNGED)};
	sql_answer r;
	digest_print(hex, h->digest);
	int rc = connection_run(
		s->c, "UPDATE blobs SET form = $4, bytes = $3 WHERE package = $1 AND digest = $2", in, 4, &r, a, e);
	if (!rc && r.changed != 1)
		return store_damaged(s, c->id, e, h->path);
	if (rc)
		return rc;
	bool same = !strcmp(reason, x->reason);
	return chain_add(c, s, DONE, hex,
		arena_printf(a, "%s; asked by %s on %.10s: %s%s%s", x->path, x->asked_by, x->asked, x->reason,
			same ? "" : "; ", same ? "" : reason),
		a, e);
}

/* One text under two paths is one blob. */
static bool is_again(const wanted *w, size_t index)
{
	for (size_t k = 0; k < index; k++)
		if (!memcmp(w->list[k].digest, w->list[index].digest, DIGEST_BYTES))
			return true;
	return false;
}

static int ask(chain *c, store *s, const held_blob *h, const char *reason, arena *a, err *e)
{
	char hex[DIGEST_TEXT];
	digest_print(hex, h->digest);
	return chain_add(c, s, ASKED, hex, arena_printf(a, "%s: %s", h->path, reason), a, e);
}

/* What becomes of each; those to be expunged now are marked. */
static int judge(wanted *w, chain *c, store *s, const expunge_entry *list, size_t count, arena *a, err *e)
{
	int rc = 0;
	for (size_t i = 0; !rc && i < w->count; i++) {
		const expunge_entry *x = find_entry(list, count, w->list[i].digest);
		if (is_again(w, i))
			continue;
		if (!x) {
			rc = ask(c, s, &w->list[i], w->reason, a, e);
			w->outcome.asked++;
		} else if (x->expunged) {
			w->outcome.gone++;
		} else if (same_person(x->asked_by, c->by.name)) {
			w->outcome.waiting++;
		} else {
			w->now[i] = true;
			w->outcome.expunged++;
		}
	}
	return rc;
}

static int act(chain *c, store *s, void *context, arena *a, err *e)
{
	wanted *w = context;
	expunge_entry *list;
	size_t count;
	w->outcome = (expunge_outcome){0};
	w->now = arena_array(a, w->count, sizeof *w->now);
	int rc = judge_chain(c, s, a, e);
	if (!rc)
		rc = refuse_heads(w, s, c->id, a, e);
	if (!rc)
		rc = expunge_entries(&list, &count, s, c->id, a, e);
	if (!rc)
		rc = judge(w, c, s, list, count, a, e);
	for (size_t i = 0; !rc && i < w->count; i++)
		if (w->now[i])
			rc = blobs_stand_alone(s, c->id, w->list[i].digest, a, e);
	for (size_t i = 0; !rc && i < w->count; i++)
		if (w->now[i])
			rc = make_tombstone(
				c, s, &w->list[i], find_entry(list, count, w->list[i].digest), w->reason, a, e);
	if (rc)
		return rc;
	return w->outcome.asked + w->outcome.expunged ? 0 : CHAIN_NOTHING;
}

int expunge_act(expunge_outcome *out, store *s, const char *id, const held_blob *list, size_t count, const char *reason,
	actor by, arena *a, err *e)
{
	wanted w = {.list = list, .count = count, .reason = reason};
	int rc = words_check(reason, 1000, false, false, "the reason", e);
	if (!rc)
		rc = chain_act(s, id, NULL, by, act, &w, a, e);
	if (!rc)
		*out = w.outcome;
	return rc;
}

/* ---- the bytes ---- */

int expunge_any(bool *out, store *s, const char *id, arena *a, err *e)
{
	const sql_value in[] = {TEXT_VALUE(span_of(id)), INTEGER_VALUE(BLOB_EXPUNGED)};
	sql_answer r;
	int rc = connection_run(
		s->c, "SELECT form FROM blobs WHERE package = $1 AND form = $2 LIMIT 1", in, 2, &r, a, e);
	if (!rc)
		*out = r.rows > 0;
	return rc;
}

/* Rows that somebody's older transaction may still see are copied along.  PostgreSQL counts them among those of the
 * table's index (reltuples), so that it can be told; then it is tried again until they have ended or the time is up. */
static int write_anew_postgres(store *s, arena *a, err *e)
{
	wait_timer w;
	sql_answer r;
	bool left = true;
	int rc = wait_open(&w, e);
	if (rc)
		return rc;
	wait_begin(&w, wait_all_ms());
	do {
		rc = connection_run(s->c, "VACUUM FULL blobs", NULL, 0, NULL, a, e);
		if (!rc)
			rc = connection_run(s->c,
				"SELECT CAST(max(c.reltuples) AS BIGINT) - (SELECT count(*) FROM blobs) FROM pg_class "
				"c "
				"JOIN pg_index i ON i.indexrelid = c.oid WHERE i.indrelid = CAST('blobs' AS regclass)",
				NULL, 0, &r, a, e);
		if (!rc)
			left = answer_value(&r, 0, 0)->integer > 0;
	} while (!rc && left && wait_moment(&w, 200000));
	wait_close(&w);
	return rc ? rc : left ? ERR_BUSY : 0;
}

/* A page that was split or rearranged may hold an old copy of what was deleted, and so may the write-ahead log: all of
 * it is written anew. */
static int write_anew(store *s, arena *a, err *e)
{
	sql_answer r;
	if (!connection_is_sqlite(s->c))
		return write_anew_postgres(s, a, e);
	int rc = connection_run(s->c, "VACUUM", NULL, 0, NULL, a, e);
	if (!rc)
		rc = connection_run(s->c, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, 0, &r, a, e);
	if (!rc && (!r.rows || answer_value(&r, 0, 0)->integer != 0))
		rc = ERR_BUSY;
	return rc;
}

int expunge_clear(store *s, arena *a, err *e)
{
	err quiet;
	err_init(&quiet, a);
	int rc = write_anew(s, a, &quiet);
	if (!rc)
		return 0;
	return err_add(e, rc, connection_shown(s->c),
		"what was expunged can no longer be read from the store, and that is recorded; but its bytes are still "
		"in the database's files, which could not be written anew: %s.  What is left to do: run the same "
		"command again%s",
		rc == ERR_BUSY || !quiet.first ? "other programs were using the store" : quiet.first->text,
		rc == ERR_BUSY ? " when they have ended" : "");
}
