/* bcf store import: a plan as a new version; what others saved meanwhile is merged with it. */
#include <string.h>

#include "cmd/privacy.h"
#include "cmd/store_parts.h"
#include "cmd/store_save.h"
#include "store/connection.h"

typedef struct import_job {
	const options *o;
	save_job save;
	plan *p;
	const plan *base; /* that `p` was made from, or takes the place of; NULL for a new plan */
	arena *a;
	err *e;
} import_job;

static int is_there(bool *out, const import_job *j)
{
	package_row *list;
	size_t count;
	int rc = store_packages(&list, &count, j->save.s, false, j->a, j->e);
	if (rc)
		return rc;
	*out = false;
	for (size_t i = 0; i < count; i++)
		*out |= !strcmp(list[i].id, j->o->as);
	return 0;
}

/* The version of the history whose content the plan says it was made from. */
static int find_made_from(version *out, import_job *j, const char *made_from, const version *head)
{
	unsigned char digest[DIGEST_BYTES];
	bool found = false;
	int rc = 0;
	if (plan_digest_parse(digest, span_of(made_from)))
		rc = store_find_content(out, &found, j->save.s, j->o->as, head->number, digest, j->a, j->e);
	if (rc || found)
		return rc;
	return err_add(j->e, ERR_USAGE, j->p->shown,
		"was made from another plan than any version of '%s' up to %lld, so what it changed cannot be told; "
		"say "
		"--base VERSION if you know which it was made from ('bcf store log %s#%s' lists them), or --replace to "
		"put "
		"it in the place of version %lld",
		j->o->as, (long long)head->number, connection_shown(store_connection(j->save.s)), j->o->as,
		(long long)head->number);
}

/* Which version the plan was made from. */
static int choose_base(import_job *j)
{
	const options *o = j->o;
	commit_request *r = &j->save.request;
	const char *made_from = j->p->made_from ? j->p->made_from : j->p->reading ? j->p->reading->digest : NULL;
	version head, base;
	bool there;
	plan *p;
	int rc = is_there(&there, j);
	if (rc)
		return rc;
	if (!there && o->base)
		return err_add(j->e, ERR_USAGE, "", "--base %s: the store holds no plan '%s' yet", o->base, o->as);
	if (!there)
		return 0;
	rc = store_find(&head, j->save.s, o->as, o->branch, j->a, j->e);
	base = head;
	if (!rc && o->base)
		rc = store_find(&base, j->save.s, o->as, o->base, j->a, j->e);
	else if (!rc && made_from && !o->replace)
		rc = find_made_from(&base, j, made_from, &head);
	else if (!rc)
		j->save.tells_replaced = true;
	if (!rc)
		rc = store_checkout(&p, j->save.s, o->as, base.number, j->a, j->e);
	if (rc)
		return rc;
	r->base = base.number;
	j->base = p;
	return 0;
}

static int import_plan(import_job *j)
{
	map_set maps;
	map_set_init(&maps, j->o->policy_path, j->a);
	j->save.request = (commit_request){.id = j->o->as, .branch = j->o->branch, .act = "import"};
	int rc = actor_of(&j->save.by, j->o, j->a, j->e);
	if (!rc)
		rc = source_open(&j->p, j->o->words[1], &maps, j->a, j->e);
	if (!rc)
		rc = store_open(&j->save.s, j->o->words[0], j->save.by, j->a, j->e);
	if (!rc)
		rc = choose_base(j);
	if (!rc)
		rc = privacy_judge(&j->save.request.not_personal, j->p, j->base, NULL, j->o, j->a, j->e);
	j->save.request.plan = j->p;
	if (!rc)
		rc = save_do(&j->save, j->a, j->e);
	store_close(j->save.s);
	plan_close(j->p);
	return rc;
}

int cmd_store_import(int argc, char **argv, arena *a, err *e)
{
	const char *where;
	options o;
	import_job j = {.o = &o, .save.o = &o, .a = a, .e = e};
	int rc = options_read(
		&o, argc, argv, " --as --branch --base --replace --all" SAVE_OPTIONS PRIVACY_OPTIONS, a, e);
	if (rc)
		return rc;
	if (o.all)
		return import_all(&o, a, e);
	rc = store_word(&where, &o, 2, "the store and the plan to save in it", e);
	if (!rc && !o.as)
		rc = err_add(
			e, ERR_USAGE, "", "say what the plan is called in the store: --as ID, such as --as doncaster");
	if (!rc && o.base && o.replace)
		rc = err_add(e, ERR_USAGE, "", "--base and --replace say two things; leave one out");
	return rc ? rc : import_plan(&j);
}
