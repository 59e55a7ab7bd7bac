#include "cmd/import_base.h"

#include <string.h>

#include "cmd/store_text.h"
#include "plan/difference.h"
#include "store/brought.h"
#include "store/commit_base.h"
#include "store/connection.h"

enum { UNDONE_LISTED = 3 };

typedef struct base_search {
	import_job *j;
	version head;
	plan_content content; /* of the plan as it came */
	brought *list;	      /* what this copy brought to this branch */
	size_t count;
} base_search;

static const char *shown_store(const import_job *j)
{
	return connection_shown(store_connection(j->save.s));
}

static bool is_content(const base_search *b, const unsigned char *digest)
{
	return !memcmp(b->content.digest, digest, DIGEST_BYTES);
}

/* ---- the same copy again ---- */

static int find_brought(base_search *b)
{
	import_job *j = b->j;
	const plan_taken *t = j->p->taken;
	const commit_request *r = &j->save.request;
	brought *all;
	version *way;
	size_t count, length;
	b->count = 0;
	if (!t || !t->copy)
		return 0;
	int rc = store_brought(&all, &count, j->save.s, r->id, t->copy, j->a, j->e);
	if (rc || !count)
		return rc;
	rc = store_log(&way, &length, j->save.s, r->id, r->branch, j->a, j->e);
	b->list = all;
	for (size_t i = 0; !rc && i < count; i++)
		for (size_t k = 0; k < length; k++)
			if (way[k].number == all[i].number)
				b->list[b->count++] = all[i];
	return rc;
}

static bool same_place(const plan_change *x, const plan_change *y)
{
	if (x->tbl != y->tbl)
		return false;
	if (x->tbl == SIZE_MAX)
		return !strcmp(x->section, y->section);
	const cell *one = x->before ? x->before : x->after, *other = y->before ? y->before : y->after;
	return !rows_compare_keys(&plan_tables[x->tbl], one, other) &&
	       (x->kind != CHANGE_EDITED || y->kind != CHANGE_EDITED || x->at == y->at);
}

/* "spend[e01].amount, spend[e22]": where the copy differed from what it was taken from when it came, and does not any
 * more.  NULL for none. */
static const char *undone_since(const plan *first, const plan *before, const plan *now, arena *a)
{
	difference then, since;
	size_t count = 0;
	buf b;
	buf_init(&b, a);
	plan_difference(&then, first, before, a);
	plan_difference(&since, first, now, a);
	for (size_t i = 0, k = 0; i < then.count; i++) {
		const plan_change *c = &then.list[i];
		for (k = 0; k < since.count && !same_place(c, &since.list[k]);)
			k++;
		if (k < since.count || count++ >= UNDONE_LISTED)
			continue;
		const table *t = c->tbl == SIZE_MAX ? NULL : &plan_tables[c->tbl];
		buf_printf(&b, "%s", b.len ? ", " : "");
		if (t)
			buf_printf(&b, "%s[%s]%s%s", t->name, row_key_text(t, c->before ? c->before : c->after, a),
				c->kind == CHANGE_EDITED ? "." : "",
				c->kind == CHANGE_EDITED ? t->columns[c->at].name : "");
		else
			buf_printf(&b, "narrative/%s", c->section);
	}
	if (count > UNDONE_LISTED)
		buf_printf(&b, " and %zu more", count - UNDONE_LISTED);
	return count ? arena_text(a, buf_span(&b)) : NULL;
}

/* One workbook may be in two people's hands: what one changed in it is not there in the other's. */
static int judge_undone(base_search *b, const brought *last, const plan *before)
{
	import_job *j = b->j;
	const plan_taken *t = j->p->taken;
	plan *first;
	if (j->o->force)
		return 0;
	int rc = store_checkout_left(&first, j->save.s, j->save.request.id, t->number, j->a, j->e);
	if (rc)
		return rc;
	const char *undone = undone_since(first, before, j->p, j->a);
	if (!undone)
		return 0;
	return err_add(j->e, ERR_USAGE, j->p->shown,
		"a copy of this file was saved as version %lld by %s, and what it changed is not in this one: %s; if "
		"this is another's copy of it, say --base %lld, and both are merged; if it was taken back on purpose, "
		"say --force",
		(long long)last->number, text_shown(last->by, j->a), text_shown(undone, j->a), (long long)t->number);
}

static int follow_copy(base_search *b)
{
	import_job *j = b->j;
	commit_request *r = &j->save.request;
	const brought *last = &b->list[b->count - 1];
	plan *before, *head;
	copy_bring *copy = arena_alloc(j->a, sizeof *copy);
	version of = {.number = last->number};
	memcpy(of.content, last->content, DIGEST_BYTES);
	int rc = commit_base(&before, j->save.s, r->id, &of, &b->head, j->p, &b->content, j->a, j->e);
	if (!rc)
		rc = judge_undone(b, last, before);
	if (!rc)
		rc = store_checkout(&head, j->save.s, r->id, b->head.number, j->a, j->e);
	if (rc)
		return rc;
	key_given *keys = last->keys;
	size_t count = last->key_count;
	*copy = (copy_bring){.id = j->p->taken->copy, .held = j->p};
	j->base = before;
	r->plan = plan_with_keys(j->p, &keys, &count, before, head, j->a);
	copy->before = plan_with_keys(before, &keys, &count, NULL, NULL, j->a);
	copy->keys = keys;
	copy->key_count = count;
	r->copy = copy;
	r->base = last->number;
	return 0;
}

/* *found false when this copy never came. */
static int try_copy(base_search *b, bool *found)
{
	import_job *j = b->j;
	int rc = find_brought(b);
	*found = !rc && b->count > 0;
	if (!*found)
		return rc;
	for (size_t i = b->count; i-- > 0 && !j->o->force;)
		if (is_content(b, b->list[i].content)) {
			const brought *x = &b->list[i];
			j->save.request.base = x->number;
			j->done = arena_printf(j->a, "%s was saved as version %lld already, by %s on %.10s%s",
				j->p->shown, (long long)x->number, text_shown(x->by, j->a), x->written,
				i + 1 < b->count ? arena_printf(j->a,
							   "; a later copy of it is version %lld, and --force brings "
							   "this one back",
							   (long long)b->list[b->count - 1].number)
						 : "");
			return 0;
		}
	return follow_copy(b);
}

/* ---- the version it was taken from ---- */

/* It is not in the history of this branch: is it anywhere? */
static int not_in_history(base_search *b, const char *made_from)
{
	import_job *j = b->j;
	const commit_request *r = &j->save.request;
	const char *branch = r->branch ? r->branch : STORE_MAIN;
	version elsewhere;
	err quiet;
	err_init(&quiet, j->a);
	if (!store_find(&elsewhere, j->save.s, r->id, made_from, j->a, &quiet))
		return err_add(j->e, ERR_USAGE, j->p->shown,
			"was taken from branch %s (version %lld), and %s does not have that version; say --branch %s",
			elsewhere.branch, (long long)elsewhere.number, branch, elsewhere.branch);
	return err_add(j->e, ERR_USAGE, j->p->shown,
		"was made from another plan than any version of '%s' up to %lld, so what it changed cannot be told; "
		"say --base VERSION if you know which it was made from ('bcf store log %s#%s' lists them), or "
		"--replace to put it in the place of version %lld",
		r->id, (long long)b->head.number, shown_store(j), r->id, (long long)b->head.number);
}

static int find_made_from(version *out, base_search *b, const char *made_from)
{
	import_job *j = b->j;
	unsigned char digest[DIGEST_BYTES];
	bool found = false;
	int rc = 0;
	if (plan_digest_parse(digest, span_of(made_from)))
		rc = store_find_content(out, &found, j->save.s, j->save.request.id, b->head.number, digest, j->a, j->e);
	return rc || found ? rc : not_in_history(b, made_from);
}

/* ---- what does not say ---- */

static bool share_areas(const plan *x, const plan *y)
{
	const rows *r = plan_rows(x, "areas"), *other = plan_rows(y, "areas");
	for (size_t i = 0; i < r->count; i++)
		for (size_t k = 0; k < other->count; k++)
			if (span_equal(cell_span(*rows_cell(r, i, "area")), cell_span(*rows_cell(other, k, "area"))))
				return true;
	return !r->count || !other->count;
}

/* The version that this person saved last, else the first. */
static int last_of_mine(int64_t *out, base_search *b)
{
	import_job *j = b->j;
	version *way;
	size_t length;
	int rc = store_log(&way, &length, j->save.s, j->save.request.id, j->save.request.branch, j->a, j->e);
	*out = 1;
	for (size_t i = 0; !rc && i < length && *out == 1; i++)
		if (!strcmp(way[i].author, j->save.by.name))
			*out = way[i].number;
	return rc;
}

/* It takes the place of the newest version: of somebody else's work, or of another plan, only when that is said. */
static int judge_replacing(base_search *b, const plan *head)
{
	import_job *j = b->j;
	const version *v = &b->head;
	const char *other = NULL;
	if (!share_areas(j->p, head))
		other = "its areas";
	else if (!span_equal(plan_value(j->p, "policy"), plan_value(head, "policy")))
		other = "its policy year";
	if (other)
		return err_add(j->e, ERR_USAGE, j->p->shown,
			"seems to be another plan than %s#%s: %s differ%s; if it is the same, --replace puts this in "
			"the "
			"place of version %lld, else give it a name of its own with --as",
			shown_store(j), j->save.request.id, other, strcmp(other, "its areas") ? "s" : "",
			(long long)v->number);
	if (!strcmp(v->author, j->save.by.name))
		return 0;
	int64_t mine;
	int rc = last_of_mine(&mine, b);
	if (rc)
		return rc;
	const char *merging =
		v->number == 1 ? ""
			       : arena_printf(j->a,
					 "--base %lld merges what changed since version %lld with theirs, if yours was "
					 "made from that; ",
					 (long long)mine, (long long)mine);
	return err_add(j->e, ERR_USAGE, j->p->shown,
		"does not say which version it was made from, and version %lld was saved by %s on %.10s; %s--replace "
		"puts this in the place of version %lld",
		(long long)v->number, text_shown(v->author, j->a), v->written, merging, (long long)v->number);
}

/* A file that is as an older version was saved changes nothing.  `base`: the version it was made from; NULL: it does
 * not say. */
static int judge_older(base_search *b, const version *base)
{
	import_job *j = b->j;
	version found;
	bool is_there = false;
	int rc = store_find_content(
		&found, &is_there, j->save.s, j->save.request.id, b->head.number, b->content.digest, j->a, j->e);
	if (rc || !is_there || found.number == b->head.number || (base && found.number < base->number))
		return rc;
	j->save.request.base = found.number;
	long long head = (long long)b->head.number, number = (long long)found.number;
	if (base && found.number == base->number)
		j->done = arena_printf(j->a,
			"%s has no changes since version %lld, from which it was taken; nothing was saved.\nTo put "
			"version %lld in the place of version %lld: --replace",
			j->p->shown, number, number, head);
	else
		j->done = arena_printf(j->a,
			"%s is version %lld as it was saved; version %lld came after it. Nothing was saved; --replace "
			"puts it in the place of version %lld",
			j->p->shown, number, head, head);
	return 0;
}

/* ---- all of it ---- */

static const copy_bring *first_copy(import_job *j)
{
	copy_bring *copy = arena_alloc(j->a, sizeof *copy);
	if (!j->p->taken || !j->p->taken->copy)
		return NULL;
	*copy = (copy_bring){.id = j->p->taken->copy, .held = j->p};
	return copy;
}

static int choose(base_search *b)
{
	import_job *j = b->j;
	const options *o = j->o;
	commit_request *r = &j->save.request;
	const char *made_from = j->p->made_from ? j->p->made_from : j->p->reading ? j->p->reading->digest : NULL;
	version base = b->head;
	bool unsaid = false, found = false;
	plan *p;
	int rc = 0;
	plan_content_of(&b->content, j->p, j->a);
	bool is_head = is_content(b, b->head.content);
	r->copy = first_copy(j);
	if (!o->base && !o->replace && !is_head)
		rc = try_copy(b, &found);
	if (rc || found)
		return rc;
	if (o->base)
		rc = store_find(&base, j->save.s, r->id, o->base, j->a, j->e);
	else if (made_from && !o->replace && !is_head)
		rc = find_made_from(&base, b, made_from);
	else
		unsaid = true;
	if (!rc && !o->replace && !is_head)
		rc = judge_older(b, unsaid ? NULL : &base);
	if (rc || j->done)
		return rc;
	rc = store_checkout_left(&p, j->save.s, r->id, base.number, j->a, j->e);
	if (!rc && unsaid && !o->replace && !is_head)
		rc = judge_replacing(b, p);
	if (rc)
		return rc;
	j->save.tells_replaced = unsaid;
	r->base = base.number;
	j->base = p;
	return 0;
}

/* A plan that is not there yet: was its name mistyped? */
static int judge_new(import_job *j)
{
	const char *as = j->save.request.id, *other = NULL;
	unsigned char digest[DIGEST_BYTES];
	version v;
	err quiet;
	int rc = 0;
	err_init(&quiet, j->a);
	if (j->o->base)
		return err_add(j->e, ERR_USAGE, "", "--base %s: the store holds no plan '%s' yet", j->o->base, as);
	if (j->o->force)
		return 0;
	if (j->p->taken && !store_find(&v, j->save.s, j->p->taken->id, NULL, j->a, &quiet))
		other = j->p->taken->id;
	else if (j->p->made_from && plan_digest_parse(digest, span_of(j->p->made_from)))
		rc = store_find_package(&other, j->save.s, digest, j->a, j->e);
	if (rc || !other)
		return rc;
	return err_add(j->e, ERR_USAGE, j->p->shown,
		"was taken from plan '%s' of this store, which holds no plan '%s' yet; say --as %s, or --force to "
		"begin a plan '%s' with it",
		other, as, other, as);
}

static int is_there(bool *out, const import_job *j)
{
	package_row *list;
	size_t count;
	int rc = store_packages(&list, &count, j->save.s, false, j->a, j->e);
	*out = false;
	for (size_t i = 0; !rc && i < count; i++)
		*out |= !strcmp(list[i].id, j->save.request.id);
	return rc;
}

int import_base(import_job *j)
{
	base_search b = {.j = j};
	commit_request *r = &j->save.request;
	branch_head *branches;
	size_t count;
	bool there;
	r->plan = j->p;
	int rc = is_there(&there, j);
	if (rc)
		return rc;
	if (!there) {
		r->copy = first_copy(j);
		return judge_new(j);
	}
	if (!r->branch && j->p->taken && !strcmp(j->p->taken->id, r->id)) {
		rc = store_branches(&branches, &count, j->save.s, r->id, j->a, j->e);
		for (size_t i = 0; !rc && i < count; i++)
			if (!strcmp(branches[i].name, j->p->taken->branch))
				r->branch = branches[i].name;
	}
	if (!rc)
		rc = store_find(&b.head, j->save.s, r->id, r->branch, j->a, j->e);
	return rc ? rc : choose(&b);
}
