#include "cmd/source.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "cmd/clock.h"
#include "store/connection.h"
#include "store/expunge.h"

#define PLANS_LISTED 12 /* in a message */

bool source_is_stored(const char *name)
{
	arena *a = arena_open();
	const char *where, *id, *which;
	bool stored = store_name_split(&where, &id, &which, name, a);
	arena_close(a);
	return stored;
}

/* Reading goes on without it. */
static void tell_gone(const expunge_entry *list, size_t count, const version *v, arena *a)
{
	for (size_t i = 0; i < count; i++)
		fprintf(stderr,
			"bcf: %s of version %lld was expunged on %s (asked by %s, confirmed by %s: %s); what follows "
			"is without it\n",
			list[i].path, (long long)v->number, date_words(list[i].expunged, a), list[i].asked_by,
			list[i].confirmed_by, list[i].reason);
}

static bool is_branch(const branch_head *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(list[i].name, name))
			return true;
	return false;
}

/* What it was taken from: the branch is that by which it was named, else the one that the version was saved on. */
static int find_taken(
	const plan_taken **out, store *s, const char *id, const char *which, const version *v, arena *a, err *e)
{
	branch_head *branches;
	size_t count;
	plan_taken *t = arena_alloc(a, sizeof *t);
	int rc = store_branches(&branches, &count, s, id, a, e);
	if (rc)
		return rc;
	*t = (plan_taken){.id = arena_text(a, span_of(id)),
		.branch = which && is_branch(branches, count, which) ? arena_text(a, span_of(which)) : v->branch,
		.number = v->number,
		.author = v->author,
		.written = v->written};
	*out = t;
	return 0;
}

static int open_stored(plan **out, const char *where, const char *id, const char *which, arena *a, err *e)
{
	store *s = NULL;
	version v;
	plan *p;
	expunge_entry *gone;
	size_t gone_count;
	int rc = store_open_readonly(&s, where, a, e);
	if (!rc)
		rc = store_find(&v, s, id, which, a, e);
	if (!rc)
		rc = expunge_checkout(&p, &gone, &gone_count, s, id, &v, a, e);
	if (!rc)
		rc = find_taken(&p->taken, s, id, which, &v, a, e);
	if (!rc) {
		tell_gone(gone, gone_count, &v, a);
		*out = p;
	}
	store_close(s);
	return rc;
}

/* A store was named, and none of its plans. */
static int ask_which(const char *where, arena *a, err *e)
{
	store *s = NULL;
	package_row *list;
	size_t count;
	buf b;
	int rc = store_open_readonly(&s, where, a, e);
	if (!rc)
		rc = store_packages(&list, &count, s, false, a, e);
	if (rc)
		goto done;
	const char *shown = connection_shown(store_connection(s));
	if (!count) {
		rc = err_add(e, ERR_USAGE, shown,
			"is a store that holds no plan yet; 'bcf store import %s PLAN --as NAME' puts one there",
			shown);
		goto done;
	}
	buf_init(&b, a);
	for (size_t i = 0; i < count && i < PLANS_LISTED; i++)
		buf_printf(&b, "%s%s", i ? ", " : "", list[i].id);
	if (count > PLANS_LISTED)
		buf_printf(&b, " and %zu more ('bcf store log %s' lists them)", count - PLANS_LISTED, shown);
	rc = err_add(e, ERR_USAGE, shown, "is a store and holds %zu plan%s: %s; name one as %s#%s", count,
		count == 1 ? "" : "s", buf_span(&b).at, shown, list[0].id);
done:
	store_close(s);
	return rc;
}

static bool is_folder(const char *name)
{
	struct stat st;
	return !stat(name, &st) && S_ISDIR(st.st_mode);
}

int source_open(plan **out, const char *name, map_set *maps, arena *a, err *e)
{
	const char *where, *id, *which;
	if (store_name_split(&where, &id, &which, name, a))
		return open_stored(out, where, id, which, a, e);
	if (connection_is_name(span_of(name)) && !is_folder(name))
		return ask_which(name, a, e);
	return plan_open(out, name, maps, a, e);
}

/* ---- saving back ---- */

static int complain_of_conflicts(const commit_outcome *c, const char *id, err *e)
{
	for (size_t i = 0; i < c->merge.conflict_count; i++) {
		const conflict *k = &c->merge.conflicts[i];
		if (!k->taken)
			err_add(e, ERR_USAGE, id, "%s was changed in version %lld too, to '%.*s'; nothing was saved",
				k->id, (long long)c->saved.number, SPAN_ARG(k->ours));
	}
	return ERR_USAGE;
}

/* What was saved since would be passed over unseen: only the newest version of a branch is changed. */
static int judge_newest(const branch_head **on, const branch_head *list, size_t count, const char *id,
	const char *which, int64_t number, err *e)
{
	*on = list; /* main */
	for (size_t i = 0; which && i < count; i++)
		if (!strcmp(list[i].name, which)) {
			*on = &list[i];
			return 0;
		}
	if (!which || (*on)->head.number == number)
		return 0;
	for (size_t i = 1; i < count; i++)
		if (list[i].head.number == number)
			return err_add(e, ERR_USAGE, id,
				"version %lld is the newest of branch %s: write @%s to save there", (long long)number,
				list[i].name, list[i].name);
	return err_add(e, ERR_USAGE, id, "version %lld is not the newest of %s, which is version %lld; leave out @%s",
		(long long)number, id, (long long)(*on)->head.number, which);
}

int source_commit(commit_outcome *out, const plan *p, const char *name, const char *act, const char *detail,
	const options *o, arena *a, err *e)
{
	const char *where, *id, *which;
	branch_head *branches;
	const branch_head *on;
	commit_outcome made;
	size_t count;
	actor by;
	store *s = NULL;
	if (!store_name_split(&where, &id, &which, name, a) || !p->stored)
		return err_add(e, ERR_INTERNAL, name, "is no plan of a store");
	int rc = actor_of(&by, o, a, e);
	if (!rc)
		rc = store_open(&s, where, by, a, e);
	if (!rc)
		rc = store_branches(&branches, &count, s, id, a, e);
	if (!rc)
		rc = judge_newest(&on, branches, count, id, which, p->stored->number, e);
	if (!rc)
		rc = store_commit(&made, s,
			&(commit_request){.id = id,
				.branch = on->name,
				.plan = p,
				.base = p->stored->number,
				.message = o->message ? o->message : "",
				.act = act,
				.detail = detail},
			by, a, e);
	if (!rc && made.result == COMMIT_CONFLICTS)
		rc = complain_of_conflicts(&made, id, e);
	if (!rc)
		*out = made;
	store_close(s);
	return rc;
}

/* ---- who and when ---- */

int actor_of(actor *out, const options *o, arena *a, err *e)
{
	const char *name = o->by ? o->by : getenv("BCF_BY");
	if (!name || (!*name && !o->by)) {
		const struct passwd *account = getpwuid(geteuid());
		name = account ? arena_text(a, span_of(account->pw_name)) : "";
	}
	span s = span_of(name);
	bool fits = s.len && s.len <= 200;
	for (size_t i = 0; i < s.len; i++)
		fits &= (unsigned char)s.at[i] >= 32 && s.at[i] != 127;
	if (!fits)
		return err_add(e, ERR_USAGE, "",
			o->by ? "--by takes a name of 1 to 200 characters, without line breaks"
			      : "say who does it: --by NAME, or the environment variable BCF_BY");
	out->name = name;
	return clock_read(NULL, &out->time, a, e);
}
