/* Verifying a package's chain of events, and what it promises: versions, branches, tombstones, settings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "store/record.h"
#include "store/verify_inside.h"

/* What the events say so far: where each branch stands, what each setting is. */
typedef struct promise {
	const char *name;
	int64_t version;
	const char *content;
	bool met;
} promise;

typedef struct promises {
	promise *list;
	size_t count, room;
} promises;

typedef struct chain_walk {
	verifier *v;
	promises branches, settings;
	int64_t events, versions;
	unsigned char head[DIGEST_BYTES];
	char written[32]; /* the time of the last event; all have one form */
} chain_walk;

static promise *promise_find(const promises *p, const char *name)
{
	for (size_t i = 0; i < p->count; i++)
		if (!strcmp(p->list[i].name, name))
			return &p->list[i];
	return NULL;
}

static promise *promise_of(promises *p, const char *name, arena *own)
{
	promise *known = promise_find(p, name);
	if (known)
		return known;
	p->list = arena_grow(own, p->list, &p->room, p->count + 1, sizeof *p->list);
	p->list[p->count] = (promise){.name = arena_text(own, span_of(name))};
	return &p->list[p->count++];
}

/* ---- events ---- */

static int saved_version(chain_walk *w, const chain_event *x, const unsigned char *digest, const char *record)
{
	verifier *v = w->v;
	int64_t number;
	if (!count_parse(&number, span_of(x->subject)) || number != w->versions + 1)
		return verify_fails(v, record, "it saved version '%s', and the next one is %lld", x->subject,
			(long long)w->versions + 1);
	if ((size_t)number > v->version_count)
		return verify_fails(v, arena_printf(v->page, "version %lld", (long long)number),
			"it is not there, and event %lld saved it", (long long)x->number);
	const version *saved = &v->versions[number - 1];
	if (memcmp(saved->digest, digest, DIGEST_BYTES) != 0)
		return verify_fails(v, arena_printf(v->page, "version %lld", (long long)number),
			"its digest is %s, and event %lld, which saved it, says %s", hex_text(saved->digest, v->page),
			(long long)x->number, hex_text(digest, v->page));
	promise_of(&w->branches, saved->branch, v->own)->version = number;
	w->versions = number;
	return 0;
}

static int expunged(chain_walk *w, const chain_event *x, const char *record)
{
	verifier *v = w->v;
	unsigned char digest[DIGEST_BYTES];
	seen_blob *b = digest_parse(digest, span_of(x->subject)) ? seen_find(v, digest) : NULL;
	if (!b || !b->expunged)
		return verify_fails(
			v, record, "it expunged text %s, which %s", x->subject, b ? "is there" : "has left no mark");
	b->listed = true;
	v->out.expunged++;
	if (v->out.gone_count == VERIFY_GONE_MAX)
		return 0;
	if (!v->out.gone)
		v->out.gone = arena_array(v->a, VERIFY_GONE_MAX, sizeof *v->out.gone);
	span path = span_of(x->detail);
	size_t end;
	if (span_find(path, "; ", &end))
		path.len = end;
	v->out.gone[v->out.gone_count++] = (verify_gone){v->id, arena_text(v->a, path),
		arena_text(v->a, span_of(x->written)), arena_text(v->a, span_of(x->actor))};
	return 0;
}

/* What the event says must stand in the store. */
static int take_event(chain_walk *w, const chain_event *x, const char *record)
{
	unsigned char digest[DIGEST_BYTES];
	int64_t from;
	arena *own = w->v->own;
	if (version_detail_read(digest, x->detail))
		return saved_version(w, x, digest, record);
	if (!strcmp(x->act, ACT_BRANCH) && branch_detail_read(&from, x->detail))
		promise_of(&w->branches, x->subject, own)->version = from;
	if (!strcmp(x->act, "setting"))
		promise_of(&w->settings, x->subject, own)->content = arena_text(own, span_of(x->detail));
	return !strcmp(x->act, "expunge") ? expunged(w, x, record) : 0;
}

/* Columns: event, written, actor, act, subject, detail, digest. */
static int one_event(chain_walk *w, const sql_value *row)
{
	verifier *v = w->v;
	unsigned char found[DIGEST_BYTES];
	int64_t expected = w->events + 1;
	const char *record = arena_printf(v->page, "event %lld", (long long)expected);
	int rc = verify_row(v, record, &stored_tables[STORED_EVENTS], row);
	if (rc)
		return rc;
	chain_event x = {row[0].integer, arena_text(v->page, row[1].bytes), arena_text(v->page, row[2].bytes),
		arena_text(v->page, row[3].bytes), arena_text(v->page, row[4].bytes),
		arena_text(v->page, row[5].bytes)};
	if (x.number != expected)
		return verify_fails(v, record, "it is not there; event %lld stands in its place", (long long)x.number);
	if (!digest_take(x.digest, &row[6]))
		return verify_fails(v, record, "its digest is not %d bytes long", DIGEST_BYTES);
	digest_bytes(found, record_of_event(v->id, &x, w->events ? w->head : NULL, v->page));
	if (memcmp(found, x.digest, DIGEST_BYTES) != 0)
		return verify_fails(v, record, "its digest is %s, and its record gives %s", hex_text(x.digest, v->page),
			hex_text(found, v->page));
	if (expected == 1 && strcmp(x.act, "create") != 0)
		return verify_fails(v, record, "it is '%s', and the first is always 'create'", x.act);
	if (strcmp(x.written, w->written) < 0)
		return verify_fails(v, record, "it was written before event %lld: on %s, and that on %s",
			(long long)w->events, x.written, w->written);
	memcpy(w->head, x.digest, DIGEST_BYTES);
	snprintf(w->written, sizeof w->written, "%s", x.written);
	w->events = expected;
	v->out.events++;
	if (expected == 1)
		promise_of(&w->settings, "", v->own)->content =
			arena_text(v->own, span_of(x.detail)); /* the package's kind */
	return take_event(w, &x, record);
}

static int walk_events(chain_walk *w)
{
	verifier *v = w->v;
	const stored_table *t = &stored_tables[STORED_EVENTS];
	sql_answer r;
	do {
		arena_mark mark = arena_now(v->page);
		const sql_value behind = INTEGER_VALUE(w->events);
		int rc = stored_page_read(&r, v->s->c, t, span_of(v->id), &behind, v->page, v->e);
		for (size_t i = 0; !rc && i < r.rows; i++)
			rc = one_event(w, answer_value(&r, i, 1));
		arena_back(v->page, mark);
		if (rc)
			return rc;
	} while (r.rows);
	return verify_count(v, t, (size_t)w->events);
}

/* ---- what they promise ---- */

static int judge_row(chain_walk *w)
{
	verifier *v = w->v;
	const sql_value in[] = {TEXT_VALUE(span_of(v->id))};
	unsigned char head[DIGEST_BYTES] = {0};
	sql_answer r;
	int rc = connection_run(v->s->c, "SELECT kind, versions, events, head FROM packages WHERE package = $1", in, 1,
		&r, v->page, v->e);
	if (rc)
		return rc;
	if (!w->events)
		return verify_fails(v, "event 1", "it is not there");
	const sql_value *row = answer_value(&r, 0, 0);
	const char *kind = promise_of(&w->settings, "", v->own)->content;
	rc = verify_row(v, "its row in packages", &stored_packages, row);
	if (rc)
		return rc;
	if (!span_is(row[0].bytes, kind))
		return verify_fails(v, "its row in packages", "its kind is '%.*s', and event 1 says '%s'",
			SPAN_ARG(row[0].bytes), kind);
	bool is_head = digest_take(head, &row[3]) && !memcmp(head, w->head, DIGEST_BYTES);
	if (row[2].integer > w->events && !is_head)
		return verify_fails(v, arena_printf(v->page, "event %lld", (long long)w->events + 1),
			"it is not there; its row in packages counts %lld events", (long long)row[2].integer);
	if (row[2].integer != w->events)
		return verify_fails(v, "its row in packages", "it counts %lld events, and %lld are there",
			(long long)row[2].integer, (long long)w->events);
	if (!is_head)
		return verify_fails(v, "its row in packages",
			"the head of its chain is %s, and the last event gives %s", hex_text(head, v->page),
			hex_text(w->head, v->page));
	if (row[1].integer != w->versions || (int64_t)v->version_count != w->versions)
		return verify_fails(v, "its row in packages",
			"it counts %lld versions, its events tell of %lld, and %zu are there",
			(long long)row[1].integer, (long long)w->versions, v->version_count);
	return 0;
}

static int judge_branches(chain_walk *w)
{
	verifier *v = w->v;
	const sql_value in[] = {TEXT_VALUE(span_of(v->id))};
	sql_answer r;
	int rc = connection_run(
		v->s->c, "SELECT branch, version FROM branches WHERE package = $1", in, 1, &r, v->page, v->e);
	for (size_t i = 0; !rc && i < r.rows; i++) {
		const sql_value *row = answer_value(&r, i, 0);
		const char *name = arena_text(v->page, row[0].bytes);
		const char *record = arena_printf(v->page, "branch '%s'", name);
		promise *p = promise_find(&w->branches, name);
		rc = verify_row(v, record, &stored_tables[STORED_BRANCHES], row);
		if (!rc && !p)
			rc = verify_fails(v, record, "no event tells of it");
		else if (!rc && p->version != row[1].integer)
			rc = verify_fails(v, record, "it stands at version %lld, and its events leave it at %lld",
				(long long)row[1].integer, (long long)p->version);
		if (p)
			p->met = true;
	}
	for (size_t i = 0; !rc && i < w->branches.count; i++)
		if (!w->branches.list[i].met)
			rc = verify_fails(v, arena_printf(v->page, "branch '%s'", w->branches.list[i].name),
				"it is not there, and its events leave it at version %lld",
				(long long)w->branches.list[i].version);
	return rc;
}

static int judge_settings(chain_walk *w)
{
	verifier *v = w->v;
	sql_answer r;
	int rc = connection_run(
		v->s->c, "SELECT name, content FROM settings WHERE package = ''", NULL, 0, &r, v->page, v->e);
	for (size_t i = 0; !rc && i < r.rows; i++) {
		const sql_value *row = answer_value(&r, i, 0);
		const char *name = arena_text(v->page, row[0].bytes);
		const char *record = arena_printf(v->page, "setting '%s'", name);
		promise *p = *name ? promise_find(&w->settings, name) : NULL;
		rc = verify_row(v, record, &stored_tables[STORED_SETTINGS], row);
		if (!rc && (!p || !span_is(row[1].bytes, p->content)))
			rc = verify_fails(v, record, "it is '%.*s', and its events say '%s'", SPAN_ARG(row[1].bytes),
				p ? p->content : "");
		if (p)
			p->met = true;
	}
	for (size_t i = 0; !rc && i < w->settings.count; i++)
		if (*w->settings.list[i].name && !w->settings.list[i].met)
			rc = verify_fails(v, arena_printf(v->page, "setting '%s'", w->settings.list[i].name),
				"it is not there, and its events say '%s'", w->settings.list[i].content);
	return rc;
}

int verify_chain(verifier *v)
{
	chain_walk w = {.v = v};
	int rc = walk_events(&w);
	if (!rc)
		rc = judge_row(&w);
	if (!rc)
		rc = judge_branches(&w);
	if (!rc && !*v->id)
		rc = judge_settings(&w);
	for (size_t i = 0; !rc && i < v->blob_count; i++)
		if (v->blobs[i].expunged && !v->blobs[i].listed)
			rc = verify_fails(v, arena_printf(v->page, "text %s", hex_text(v->blobs[i].digest, v->page)),
				"it is marked as expunged, and no event says so");
	return rc;
}
