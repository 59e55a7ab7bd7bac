/* bcf store import: a plan as a new version; what others saved meanwhile is merged with it. */
#include <string.h>

#include "cmd/import_base.h"
#include "cmd/privacy.h"
#include "cmd/store_parts.h"

/* What the plan is called: --as, or what the file says that it is. */
static int choose_id(import_job *j)
{
	version v;
	const plan_taken *t = j->p->taken;
	err quiet;
	err_init(&quiet, j->a);
	j->save.request.id = j->o->as ? j->o->as : t ? t->id : NULL;
	if (j->o->as || (t && !store_find(&v, j->save.s, t->id, NULL, j->a, &quiet)))
		return 0;
	return err_add(
		j->e, ERR_USAGE, "", "say what the plan is called in the store: --as ID, such as --as doncaster");
}

static int import_plan(import_job *j)
{
	map_set maps;
	map_set_init(&maps, j->o->policy_path, j->a);
	j->save.request = (commit_request){.branch = j->o->branch, .act = "import"};
	int rc = actor_of(&j->save.by, j->o, j->a, j->e);
	if (!rc)
		rc = source_open(&j->p, j->o->words[1], &maps, j->a, j->e);
	if (!rc)
		rc = store_open(&j->save.s, j->o->words[0], j->save.by, j->a, j->e);
	if (!rc)
		rc = choose_id(j);
	if (!rc)
		rc = import_base(j);
	if (!rc && !j->done)
		rc = privacy_judge(&j->save.request.not_personal, j->p, j->base, NULL, j->o, j->a, j->e);
	if (!rc)
		rc = j->done ? save_nothing(&j->save, j->done, j->a, j->e) : save_do(&j->save, j->a, j->e);
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
		&o, argc, argv, " --as --branch --base --replace --force --all" SAVE_OPTIONS PRIVACY_OPTIONS, a, e);
	if (rc)
		return rc;
	if (o.all)
		return import_all(&o, a, e);
	rc = store_word(&where, &o, 2, "the store and the plan to save in it", e);
	if (!rc && o.base && o.replace)
		rc = err_add(e, ERR_USAGE, "", "--base and --replace say two things; leave one out");
	return rc ? rc : import_plan(&j);
}
