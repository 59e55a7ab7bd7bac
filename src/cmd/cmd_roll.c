/* bcf roll: next year's plan, begun from this one; or an option of this one. */
#include <string.h>

#include "base/money.h"
#include "cmd/money_text.h"
#include "cmd/plan_out.h"
#include "cmd/source.h"
#include "cmd/store_text.h"
#include "format/json_out.h"
#include "plan/roll_forward.h"
#include "store/connection.h"

/* ---- writing ---- */

typedef struct destination {
	const char *where, *id;
	const char *branch; /* NULL: a new plan */
} destination;

static int judge_new(store *s, const destination *d, arena *a, err *e)
{
	package_row *list;
	size_t count;
	if (!store_id_ok(span_of(d->id)))
		return err_add(e, ERR_USAGE, d->id,
			"is no name for a plan in a store; write 1 to 100 of a-z 0-9 . _ -, beginning with a letter or "
			"digit");
	int rc = store_packages(&list, &count, s, false, a, e);
	for (size_t i = 0; !rc && i < count; i++)
		if (!strcmp(list[i].id, d->id))
			rc = err_add(e, ERR_USAGE, connection_shown(store_connection(s)),
				"holds a plan '%s' already; give the new one another name, or write %s#%s@BRANCH with "
				"a branch of it",
				d->id, connection_shown(store_connection(s)), d->id);
	return rc;
}

/* The version that a branch is saved upon: never unasked one that was saved on it. */
static int judge_branch(int64_t *base, store *s, const destination *d, bool force, arena *a, err *e)
{
	branch_head *list;
	size_t count, i = 0;
	const char *shown = arena_printf(a, "%s#%s", connection_shown(store_connection(s)), d->id);
	int rc = store_branches(&list, &count, s, d->id, a, e);
	if (rc)
		return rc;
	while (i < count && strcmp(list[i].name, d->branch) != 0)
		i++;
	if (i == count)
		return err_add(e, ERR_USAGE, shown,
			"there is no branch '%s'; 'bcf store branch %s NAME' makes one, and %s@NAME is its name then",
			d->branch, shown, shown);
	if (!strcmp(list[i].head.branch, d->branch) && !force)
		return err_add(e, ERR_USAGE, shown,
			"branch %s has versions of its own, the last of them %lld by %s; --force saves over it (it "
			"stays in the history)",
			d->branch, (long long)list[i].head.number, list[i].head.author);
	*base = list[i].head.number;
	return 0;
}

/* The first version of a new plan, or one of a branch: it says what it was begun from. */
static int save_stored(
	const plan *p, const plan *from, const destination *d, bool is_option, const options *o, arena *a, err *e)
{
	char digest[PLAN_DIGEST_TEXT];
	commit_outcome made;
	commit_request r = {.id = d->id, .branch = d->branch, .plan = p};
	store *s = NULL;
	actor by;
	int rc = actor_of(&by, o, a, e);
	if (!rc)
		rc = store_open(&s, d->where, by, a, e);
	if (!rc)
		rc = d->branch ? judge_branch(&r.base, s, d, o->force, a, e) : judge_new(s, d, a, e);
	if (rc)
		goto done;
	plan_digest(digest, from, false, a);
	r.message = o->message
			    ? o->message
			    : arena_printf(a, "%s %s", is_option ? "an option of" : "rolled forward from", from->shown);
	r.act = is_option ? "option" : "roll forward";
	r.detail = arena_printf(a, "from %s, %s", from->shown, digest);
	rc = store_commit(&made, s, &r, by, a, e);
	if (!rc && made.result == COMMIT_CONFLICTS)
		rc = err_add(e, ERR_USAGE, d->id, "branch %s was saved to meanwhile; nothing was saved, try again",
			d->branch);
done:
	store_close(s);
	return rc;
}

static int save(const plan *p, const plan *from, bool is_option, const options *o, arena *a, err *e)
{
	const char *out = o->words[1];
	destination d;
	if (store_name_split(&d.where, &d.id, &d.branch, out, a)) {
		if (o->as && strcmp(o->as, d.id) != 0)
			return err_add(e, ERR_USAGE, out, "name a new plan of the store as STORE#ID, without --as");
		return save_stored(p, from, &d, is_option, o, a, e);
	}
	if (connection_is_name(span_of(out))) {
		d = (destination){.where = out, .id = o->as};
		return o->as ? save_stored(p, from, &d, is_option, o, a, e)
			     : err_add(e, ERR_USAGE, out, "is a store; say what the new plan is called there: --as ID");
	}
	if (o->as)
		return err_add(e, ERR_USAGE, out, "is no store; --as names a plan in a store");
	return plan_out_save(p, out, out, o, a, e);
}

/* ---- telling ---- */

static bool is_money(const char *tbl)
{
	return !strcmp(tbl, "spend") || !strcmp(tbl, "income");
}

static void print_one_group(buf *out, const roll_group *g, bool first, arena *a)
{
	buf_printf(out, "  %-22s %4zu row%s", first ? g->tbl : "", g->rows, g->rows == 1 ? "" : "s");
	if (is_money(g->tbl))
		buf_printf(out, ", %s", money_text(g->pence, false, a));
	buf_printf(out, "%s%s\n", *g->why ? ": " : "", g->why);
}

/* Each table once, with a line for each reason. */
static void print_groups(buf *out, const char *title, const roll_group *list, size_t count, arena *a)
{
	if (count)
		buf_printf(out, "\n%s\n", title);
	for (size_t i = 0; i < count; i++) {
		bool met = false;
		for (size_t k = 0; k < i; k++)
			met |= !strcmp(list[k].tbl, list[i].tbl);
		for (size_t k = i; !met && k < count; k++)
			if (!strcmp(list[k].tbl, list[i].tbl))
				print_one_group(out, &list[k], k == i, a);
	}
}

static void print_total(buf *out, const char *name, roll_total t, arena *a)
{
	bool pence = t.before_pence % 100 || t.after_pence % 100;
	buf_printf(out, "  %-14s %s (%s)\n", name, money_step_text(t.before_pence, t.after_pence, a),
		t.before_pence == t.after_pence ? "no change"
						: money_change_text(t.after_pence - t.before_pence, pence, a));
}

static void print_text(buf *out, const roll_report *r, const plan *to, const plan *from, const options *o, arena *a)
{
	if (r->years)
		buf_printf(out, "%s is begun from %s: %.*s\n", o->words[1], from->shown,
			SPAN_ARG(plan_value(to, "title")));
	else
		buf_printf(out, "%s is an option of %s: %.*s\n", o->words[1], from->shown,
			SPAN_ARG(plan_value(to, "title")));
	print_total(out, "planned spend", r->spend, a);
	print_total(out, "income", r->income, a);
	if (o->uplift)
		buf_text(out, "The uplift moves income as well as spend; a rate for a source, such as dfg=0%, sets it "
			      "apart.\n");
	if (r->years)
		buf_printf(out,
			"Periods and dates are moved on by %d year%s; amounts below are those of the older plan.\n",
			r->years, r->years == 1 ? "" : "s");
	else
		buf_text(out, "Periods, records and the narrative are as they were; amounts below are those before.\n");
	print_groups(out, "Goes on", r->carried, r->carried_count, a);
	print_groups(out, "Stays in sight as ceased, amount 0", r->ceased, r->ceased_count, a);
	if (r->full_count)
		buf_text(out, "\nStarted part-way, now for a whole year (before the uplift)\n");
	for (size_t i = 0; i < r->full_count; i++)
		buf_printf(out, "  %s %.*s: %s\n", r->full[i].tbl, SPAN_ARG(r->full[i].line),
			money_step_text(r->full[i].before_pence, r->full[i].full_pence, a));
	if (r->allocations.count)
		buf_printf(out, "\nFrom the allocations of policy %.*s\n", SPAN_ARG(plan_value(to, "policy")));
	for (size_t i = 0; i < r->allocations.count; i++) {
		const allocation_change *c = &r->allocations.changes[i];
		buf_printf(out, "  %s %.*s %.*s %.*s%s%.*s: %s\n", c->tbl, SPAN_ARG(c->area), SPAN_ARG(c->period),
			SPAN_ARG(c->of), c->line.len ? ", line " : "", SPAN_ARG(c->line),
			money_text(c->after_pence, false, a));
	}
	print_groups(out, "Left out", r->left, r->left_count, a);
	if (r->note_count)
		buf_text(out, "\nTo look at\n");
	for (size_t i = 0; i < r->note_count; i++)
		buf_printf(out, "  %s\n", r->notes[i]);
	buf_printf(out, "\nNext: bcf check %s\n", o->words[1]);
}

static void json_total(json_out *j, const char *name, roll_total t)
{
	char before[NUMBER_TEXT], after[NUMBER_TEXT];
	money_print(before, t.before_pence);
	money_print(after, t.after_pence);
	json_open(j, name, '{');
	json_string(j, "before", before);
	json_string(j, "after", after);
	json_close(j, '}');
}

static void json_groups(json_out *j, const char *name, const roll_group *list, size_t count, arena *a)
{
	json_open(j, name, '[');
	for (size_t i = 0; i < count; i++) {
		char amount[NUMBER_TEXT];
		money_print(amount, list[i].pence);
		json_open(j, NULL, '{');
		json_string(j, "table", list[i].tbl);
		json_int(j, "rows", (int64_t)list[i].rows);
		if (is_money(list[i].tbl))
			json_string(j, "amount", arena_text(a, span_of(amount)));
		if (*list[i].why)
			json_string(j, "why", list[i].why);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void print_json(buf *out, const roll_report *r, const plan *to, const plan *from, const options *o, arena *a)
{
	char digest[PLAN_DIGEST_TEXT];
	json_out j;
	json_start(&j, out, true);
	json_open(&j, NULL, '{');
	json_string(&j, "plan", o->words[1]);
	json_string(&j, "from", from->shown);
	plan_digest(digest, from, false, a);
	json_string(&j, "from_digest", digest);
	json_text(&j, "policy", plan_value(to, "policy"));
	json_int(&j, "years", r->years);
	json_total(&j, "spend", r->spend);
	json_total(&j, "income", r->income);
	json_groups(&j, "carried", r->carried, r->carried_count, a);
	json_groups(&j, "ceased", r->ceased, r->ceased_count, a);
	json_open(&j, "full_year", '[');
	for (size_t i = 0; i < r->full_count; i++) {
		char before[NUMBER_TEXT], full[NUMBER_TEXT];
		money_print(before, r->full[i].before_pence);
		money_print(full, r->full[i].full_pence);
		json_open(&j, NULL, '{');
		json_string(&j, "table", r->full[i].tbl);
		json_text(&j, "line", r->full[i].line);
		json_string(&j, "amount", before);
		json_string(&j, "full_year", full);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_int(&j, "from_allocations", (int64_t)r->allocations.count);
	json_groups(&j, "left_out", r->left, r->left_count, a);
	json_open(&j, "notes", '[');
	for (size_t i = 0; i < r->note_count; i++)
		json_string(&j, NULL, r->notes[i]);
	json_close(&j, ']');
	json_close(&j, '}');
	buf_char(out, '\n');
}

/* ---- the command ---- */

/* Both are the plan's own where no other was named. */
static int open_policies(roll_request *r, const plan *p, const options *o, arena *a, err *e)
{
	const char *own = arena_text(a, plan_value(p, "policy"));
	pack *from, *to;
	if (!*own)
		return err_add(e, ERR_USAGE, p->shown,
			"the plan names no policy year; write one into column 'policy' of table plan");
	int rc = pack_open_tables(&from, own, o->policy_path, a, e);
	if (!rc)
		rc = pack_open_tables(&to, o->policy ? o->policy : own, o->policy_path, a, e);
	if (!rc)
		*r = (roll_request){
			.from = from, .to = to, .uplift = o->uplift, .cease = o->cease, .any_rate = o->force};
	return rc;
}

int cmd_roll(int argc, char **argv, arena *a, err *e)
{
	options o;
	map_set maps;
	roll_request r;
	roll_report report;
	plan *p = NULL, *next;
	buf out;
	int rc = options_read(&o, argc, argv, " --uplift --cease --as --force --by --message ", a, e);
	if (rc)
		return rc;
	if (o.count != 2)
		return err_add(e, ERR_USAGE, "",
			"name the plan, what to write, and the policy year to come: --policy ID ('bcf policy list')");
	map_set_init(&maps, o.policy_path, a);
	rc = source_open(&p, o.words[0], &maps, a, e);
	if (rc)
		return rc;
	rc = open_policies(&r, p, &o, a, e);
	bool is_option = !rc && !strcmp(r.from->id, r.to->id);
	if (!rc)
		rc = is_option ? plan_roll_option(&next, &report, p, &r, a, e)
			       : plan_roll_forward(&next, &report, p, &r, a, e);
	if (!rc)
		rc = save(next, p, is_option, &o, a, e);
	if (rc)
		goto done;
	buf_init(&out, a);
	if (o.format == OUTPUT_JSON)
		print_json(&out, &report, next, p, &o, a);
	else if (!o.quiet)
		print_text(&out, &report, next, p, &o, a);
	if (o.format == OUTPUT_TEXT)
		text_tame(&out);
	if (!print_out(buf_span(&out)))
		rc = ERR_IO;
done:
	plan_close(p);
	return rc;
}
