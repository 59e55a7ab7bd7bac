#include "cmd/source.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "store/connection.h"

#define PLANS_LISTED 12 /* in a message */

bool source_is_stored(const char *name)
{
	arena *a = arena_open();
	const char *where, *id, *which;
	bool stored = store_name_split(&where, &id, &which, name, a);
	arena_close(a);
	return stored;
}

static int open_stored(plan **out, const char *where, const char *id, const char *which, arena *a, err *e)
{
	store *s = NULL;
	version v;
	plan *p;
	int rc = store_open_readonly(&s, where, a, e);
	if (!rc)
		rc = store_find(&v, s, id, which, a, e);
	if (!rc)
		rc = store_checkout(&p, s, id, v.number, a, e);
	if (!rc) {
		plan_version *stored = arena_alloc(a, sizeof *stored);
		char hex[DIGEST_TEXT];
		const char *shown = connection_shown(store_connection(s));
		*stored = (plan_version){arena_text(a, span_of(shown)), arena_text(a, span_of(id)), v.number};
		p->stored = stored;
		p->shown = arena_printf(a, "%s#%s@%lld", shown, id, (long long)v.number);
		digest_print(hex, v.content);
		p->made_from = arena_printf(a, "sha256:%s", hex);
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

static bool is_branch(const branch_head *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(list[i].name, name))
			return true;
	return false;
}

int source_commit(commit_outcome *out, const plan *p, const char *name, const char *act, const char *detail,
	const options *o, arena *a, err *e)
{
	const char *where, *id, *which;
	branch_head *branches;
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
		rc = store_commit(&made, s,
			&(commit_request){.id = id,
				.branch = which && is_branch(branches, count, which) ? which : NULL,
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

const char *time_now(const options *o, arena *a)
{
	char text[32];
	struct tm utc;
	time_t now = time(NULL);
	if (o->dated)
		return arena_printf(a, "%sT00:00:00Z", o->today);
	gmtime_r(&now, &utc);
	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
	return arena_text(a, span_of(text));
}

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
	*out = (actor){name, time_now(o, a)};
	return 0;
}
