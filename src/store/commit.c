/* Saving a plan as a version. */
#include <string.h>

#include "base/limits.h"
#include "store/brought.h"
#include "store/chain.h"
#include "store/commit_base.h"
#include "store/commit_detail.h"
#include "store/record.h"
#include "store/store_inside.h"

#define PLAN_KIND "plan"

int branch_name_check(const char *name, err *e)
{
	span s = span_of(name);
	bool digits = true;
	for (size_t i = 0; i < s.len; i++)
		digits &= s.at[i] >= '0' && s.at[i] <= '9';
	if (store_id_ok(s) && !digits)
		return 0;
	return err_add(e, ERR_USAGE, "",
		"'%.100s' cannot be the name of a branch: use 1 to 100 of a-z 0-9 . _ -, beginning with a letter or a "
		"digit, and not digits alone",
		name);
}

static int check_request(const commit_request *r, err *e)
{
	int rc = 0;
	if (!store_id_ok(span_of(r->id)))
		rc = err_add(e, ERR_USAGE, "",
			"'%.100s' cannot be the name of a plan in a store: use 1 to 100 of a-z 0-9 . _ -, beginning "
			"with a letter or a digit",
			r->id);
	if (!rc && r->branch)
		rc = branch_name_check(r->branch, e);
	if (!rc && r->message)
		rc = words_check(r->message, COMMIT_MESSAGE_MAX, true, true, "the message", e);
	if (!rc && r->act)
		rc = words_check(r->act, 100, false, false, "the act", e);
	if (!rc && r->act && act_is_kept(r->act, ""))
		rc = err_add(e, ERR_USAGE, "", "'%s' is recorded only by doing it", r->act);
	if (!rc && r->detail)
		rc = words_check(r->detail, EVENT_DETAIL_MAX / 2, true, true, "the detail", e);
	if (!rc && r->not_personal)
		rc = words_check(r->not_personal, EVENT_DETAIL_MAX / 2, false, true, "what is not personal", e);
	return rc;
}

/* ---- one commit ---- */

static bool same_content(const unsigned char *x, const unsigned char *y)
{
	return !memcmp(x, y, DIGEST_BYTES);
}

typedef struct commit_work {
	const commit_request *r;
	plan_content content; /* of the request's plan */
	plan_content held;    /* of the file that it came in, where it came in one */
	commit_outcome *out;
} commit_work;

/* What is saved: the request's content, or that of a merge. */
typedef struct new_version {
	const plan_content *content;
	version v;
	const version *parent; /* NULL: none */
} new_version;

/* The event's detail.  What a file held is kept where the version is something else, since the file may come again. */
static int record_copy(
	const char **detail, chain *c, store *s, const new_version *n, const commit_work *w, arena *a, err *e)
{
	const commit_request *r = w->r;
	key_given *keys;
	size_t count;
	*detail = commit_detail(&w->out->merge, r->detail, a);
	if (!r->copy)
		return 0;
	keys_after(&keys, &count, r->copy->keys, r->copy->key_count, &w->out->merge, a);
	*detail = brought_detail(r->copy->id, w->held.digest, keys, count, *detail, a);
	return same_content(w->held.digest, n->content->digest)
		       ? 0
		       : content_write(s, c->id, &w->held, n->parent ? n->parent->content : NULL, true, a, e);
}

static int save(chain *c, store *s, new_version *n, const commit_work *w, arena *a, err *e)
{
	const commit_request *r = w->r;
	version *v = &n->v, merged;
	bool found = false;
	const char *detail;
	int rc = record_copy(&detail, c, s, n, w, a, e);
	if (!rc)
		rc = content_write(s, c->id, n->content, n->parent ? n->parent->content : NULL, false, a, e);
	if (!rc && v->merged)
		rc = version_of_number(&merged, &found, s, c->id, v->merged, a, e);
	if (!rc && v->merged && !found)
		rc = err_add(e, ERR_USAGE, store_place(s, c->id, v->merged, a), "there is no such version");
	if (rc)
		return rc;
	v->number = ++c->versions;
	memcpy(v->content, n->content->digest, DIGEST_BYTES);
	memcpy(v->plan_digest, n->content->plan_digest, DIGEST_BYTES);
	digest_bytes(v->digest,
		record_of_version(c->id, v, n->parent ? n->parent->digest : NULL, v->merged ? merged.digest : NULL, a));
	const sql_value in[] = {TEXT_VALUE(span_of(c->id)), INTEGER_VALUE(v->number), digest_value(v->digest),
		digest_value(v->content), digest_value(v->plan_digest), INTEGER_VALUE(v->parent),
		INTEGER_VALUE(v->merged), TEXT_VALUE(span_of(v->branch)), TEXT_VALUE(span_of(v->author)),
		TEXT_VALUE(span_of(v->written)), TEXT_VALUE(span_of(v->message))};
	rc = connection_run(s->c,
		"INSERT INTO versions (package, version, digest, content, plan_digest, parent, merged, branch, author, "
		"written, message) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
		in, 11, NULL, a, e);
	const sql_value head[] = {TEXT_VALUE(span_of(c->id)), TEXT_VALUE(span_of(v->branch)), INTEGER_VALUE(v->number)};
	if (!rc)
		rc = connection_run(s->c,
			n->parent ? "UPDATE branches SET version = $3 WHERE package = $1 AND branch = $2"
				  : "INSERT INTO branches (package, branch, version) VALUES ($1, $2, $3)",
			head, 3, NULL, a, e);
	const char *number = arena_printf(a, "%lld", (long long)v->number);
	if (!rc && r->not_personal)
		rc = chain_add(c, s, "not personal", number, r->not_personal, a, e);
	return rc ? rc
		  : chain_add(c, s, r->act ? r->act : "commit", number, version_detail(v->digest, detail, a), a, e);
}

/* The plan was made from an older version than the head: both are merged. */
static int merge_stale(
	plan_content *content, chain *c, store *s, const commit_work *w, const version *head, arena *a, err *e)
{
	const commit_request *r = w->r;
	const plan *base = r->copy ? r->copy->before : NULL;
	plan *checked_out = NULL, *ours;
	version of;
	bool leads = false, found;
	int rc = version_leads_to(&leads, s, c->id, r->base, head->number, a, e);
	if (!rc && !leads)
		rc = err_add(e, ERR_USAGE, store_place(s, c->id, 0, a),
			"version %lld is not one that branch %s came from; merge the two with 'bcf merge' first",
			(long long)r->base, head->branch);
	if (!rc && !base) {
		rc = version_of_number(&of, &found, s, c->id, r->base, a, e);
		if (!rc)
			rc = commit_base(&checked_out, s, c->id, &of, head, r->plan, &w->content, a, e);
		base = checked_out;
	}
	if (!rc)
		rc = store_checkout(&ours, s, c->id, head->number, a, e);
	if (!rc)
		rc = plan_merge(&w->out->merge, base, ours, r->plan, r->resolutions, r->resolution_count, a, e);
	if (!rc && w->out->merge.merged)
		plan_content_of(content, w->out->merge.merged, a);
	return rc;
}

static int nothing_saved(commit_outcome *out, commit_result result, const version *head)
{
	out->result = result;
	out->saved = *head;
	return CHAIN_NOTHING;
}

static int commit_act(chain *c, store *s, void *context, arena *a, err *e)
{
	commit_work *w = context;
	const commit_request *r = w->r;
	const char *branch = r->branch ? r->branch : STORE_MAIN;
	version head = {.number = 0};
	plan_content merged;
	bool found = false;
	int rc = c->created ? 0 : version_of_branch(&head, &found, s, c->id, branch, a, e);
	new_version n = {.content = &w->content,
		.v = {.merged = r->merged,
			.branch = branch,
			.author = c->by.name,
			.written = c->by.time,
			.message = r->message ? r->message : ""}};

	*w->out = (commit_outcome){.result = COMMIT_SAVED};
	if (rc)
		return rc;
	if (!found && (!c->created || strcmp(branch, STORE_MAIN) != 0))
		return err_add(e, ERR_USAGE, store_place(s, c->id, 0, a), "has no branch '%s'", branch);
	if (found && same_content(head.content, w->content.digest) && !r->merged)
		return nothing_saved(w->out, COMMIT_SAME, &head);
	if (found && !r->base)
		return err_add(e, ERR_USAGE, store_place(s, c->id, 0, a),
			"is in the store already, at version %lld; say which version this plan was made from",
			(long long)head.number);
	if (!found && r->base > 0)
		return err_add(e, ERR_USAGE, store_place(s, c->id, r->base, a), "there is no such version");
	bool follows = r->copy && r->copy->before;
	if (found && (follows || (r->base != COMMIT_ON_HEAD && r->base != head.number))) {
		w->out->result = COMMIT_MERGED;
		rc = merge_stale(&merged, c, s, w, &head, a, e);
		if (rc)
			return rc;
		if (!w->out->merge.merged)
			return nothing_saved(w->out, COMMIT_CONFLICTS, &head);
		if (same_content(head.content, merged.digest) && !r->merged)
			return nothing_saved(w->out, COMMIT_SAME, &head);
		n.content = &merged;
	}
	n.parent = found ? &head : NULL;
	n.v.parent = head.number;
	rc = save(c, s, &n, w, a, e);
	if (!rc)
		w->out->saved = n.v;
	return rc;
}

int store_commit(commit_outcome *out, store *s, const commit_request *r, actor by, arena *a, err *e)
{
	commit_outcome done;
	commit_work w = {.r = r, .out = &done};
	int rc = check_request(r, e);
	if (rc)
		return rc;
	plan_content_of(&w.content, r->plan, a);
	w.held = w.content;
	if (r->copy && r->copy->held != r->plan)
		plan_content_of(&w.held, r->copy->held, a);
	rc = chain_act(s, r->id, r->base <= 0 ? PLAN_KIND : NULL, by, commit_act, &w, a, e);
	if (rc)
		return rc;
	version *v = &done.saved;
	v->branch = arena_text(a, span_of(v->branch));
	v->author = arena_text(a, span_of(v->author));
	v->written = arena_text(a, span_of(v->written));
	v->message = arena_text(a, span_of(v->message));
	*out = done;
	return 0;
}
