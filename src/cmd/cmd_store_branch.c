/* bcf store branch: named alternatives of a plan. */
#include <string.h>

#include "cmd/store_parts.h"
#include "cmd/store_save.h"
#include "cmd/store_text.h"
#include "store/connection.h"

typedef struct branch_job {
	const options *o;
	save_job save;
	const char *id, *name;
	arena *a;
	err *e;
} branch_job;

static const listing_column branch_columns[] = {{"branch", "branch", LISTING_TEXT},
	{"version", "version", LISTING_NUMBER}, {"written", "saved (UTC)", LISTING_TIME},
	{"author", "by", LISTING_TEXT}, {"differs", "differs from main", LISTING_TEXT},
	{"message", "message", LISTING_TEXT}, {"digest", NULL, LISTING_TEXT}};

static int list_branches(branch_job *j)
{
	branch_head *list;
	plan *main_plan, *p;
	size_t count;
	listing l;
	buf out;
	int rc = store_branches(&list, &count, j->save.s, j->id, j->a, j->e);
	if (!rc)
		rc = store_checkout(&main_plan, j->save.s, j->id, list[0].head.number, j->a, j->e);
	listing_init(&l, branch_columns, sizeof branch_columns / sizeof *branch_columns, j->a);
	for (size_t i = 0; !rc && i < count; i++) {
		rc = store_checkout(&p, j->save.s, j->id, list[i].head.number, j->a, j->e);
		if (rc)
			break;
		listing_add(&l, list[i].name);
		listing_add_number(&l, list[i].head.number);
		listing_add(&l, list[i].head.written);
		listing_add(&l, list[i].head.author);
		listing_add(&l, i ? difference_shown(main_plan, p, j->a) : "");
		listing_add(&l, list[i].head.message);
		listing_add_digest(&l, list[i].head.content);
	}
	if (rc)
		return rc;
	buf_init(&out, j->a);
	listing_print(&out, &l, j->o->format, connection_shown(store_connection(j->save.s)), j->id, "branches");
	return print_out(buf_span(&out)) ? 0 : ERR_IO;
}

static int begin_branch(branch_job *j)
{
	version from;
	int rc = store_find(&from, j->save.s, j->id, j->o->from, j->a, j->e);
	if (!rc)
		rc = store_branch_add(j->save.s, j->id, j->name, from.number, j->save.by, j->a, j->e);
	if (!rc && !j->o->quiet)
		fprintf(stderr,
			"branch %s begins at version %lld; 'bcf store import %s PLAN --as %s --branch %s' saves on "
			"it\n",
			j->name, (long long)from.number, connection_shown(store_connection(j->save.s)), j->id, j->name);
	return rc;
}

/* The newest version that both branches come from. */
static int find_base(int64_t *out, branch_job *j)
{
	version *ours, *theirs;
	size_t our_count, their_count;
	int rc = store_log(&ours, &our_count, j->save.s, j->id, STORE_MAIN, j->a, j->e);
	if (!rc)
		rc = store_log(&theirs, &their_count, j->save.s, j->id, j->name, j->a, j->e);
	if (rc)
		return rc;
	*out = 0;
	for (size_t i = 0, k = 0; i < our_count && k < their_count && !*out;) {
		if (ours[i].number == theirs[k].number)
			*out = ours[i].number;
		else if (ours[i].number > theirs[k].number)
			i++;
		else
			k++;
	}
	return 0;
}

static int take_forward(branch_job *j)
{
	version head;
	plan *p;
	commit_request *r = &j->save.request;
	int rc = store_find(&head, j->save.s, j->id, j->name, j->a, j->e);
	*r = (commit_request){.id = j->id, .act = "merge", .merged = head.number};
	if (!rc)
		rc = find_base(&r->base, j);
	if (!rc && r->base == head.number)
		return save_nothing(&j->save,
			arena_printf(j->a, "Everything on branch %s is in main already; nothing was saved.", j->name),
			j->a, j->e);
	if (!rc)
		rc = store_checkout(&p, j->save.s, j->id, head.number, j->a, j->e);
	if (rc)
		return rc;
	r->plan = p;
	r->message = arena_printf(j->a, "branch %s taken forward", j->name);
	r->detail = arena_printf(j->a, "branch %s", j->name);
	return save_do(&j->save, j->a, j->e);
}

int cmd_store_branch(int argc, char **argv, arena *a, err *e)
{
	const char *where, *which;
	options o;
	branch_job j = {.o = &o, .save.o = &o, .a = a, .e = e};
	int rc = options_read(&o, argc, argv, " --from --into" SAVE_OPTIONS, a, e);
	if (rc)
		return rc;
	if (o.count < 1 || o.count > 2 || !store_name_split(&where, &j.id, &which, o.words[0], a))
		return err_add(e, ERR_USAGE, "", "name a plan in a store, STORE#ID, and the branch");
	if (which)
		return err_add(e, ERR_USAGE, "",
			"name the plan without @%s; --from says at which version a branch begins", which);
	if (o.into && strcmp(o.into, STORE_MAIN))
		return err_add(e, ERR_USAGE, "", "a branch is taken forward --into main");
	if (o.count == 1 && (o.into || o.from))
		return err_add(e, ERR_USAGE, "", "name the branch");
	j.name = o.count == 2 ? o.words[1] : NULL;
	if (j.name && o.into && !strcmp(j.name, STORE_MAIN))
		return err_add(e, ERR_USAGE, "", "main cannot be taken into itself");
	if (j.name)
		rc = actor_of(&j.save.by, &o, a, e);
	if (!rc)
		rc = j.name ? store_open(&j.save.s, where, j.save.by, a, e)
			    : store_open_readonly(&j.save.s, where, a, e);
	if (rc)
		return rc;
	rc = !j.name ? list_branches(&j) : o.into ? take_forward(&j) : begin_branch(&j);
	store_close(j.save.s);
	return rc;
}
