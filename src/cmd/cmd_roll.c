/* bcf roll: next year's plan, begun from this one. */
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

/* A new plan of the store; its first version says what it was begun from. */
static int save_stored(
	const plan *p, const plan *from, const char *where, const char *id, const options *o, arena *a, err *e)
{
	char digest[PLAN_DIGEST_TEXT];
	commit_outcome made;
	package_row *list;
	size_t count;
	store *s = NULL;
	actor by;
	int rc = actor_of(&by, o, a, e);
	if (!rc && !store_id_ok(span_of(id)))
		rc = err_add(e, ERR_USAGE, id,
			"is no name for a plan in a store; write 1 to 100 of a-z 0-9 . _ -, beginning with a letter or "
			"digit");
	if (!rc)
		rc = store_open(&s, where, by, a, e);
	if (!rc)
		rc = store_packages(&list, &count, s, false, a, e);
	for (size_t i = 0; !rc && i < count; i++)
		if (!strcmp(list[i].id, id))
			rc = err_add(e, ERR_USAGE, where,
				"holds a plan '%s' already; give the new one another name, with --as", id);
	if (rc)
		goto done;
	plan_digest(digest, from, false, a);
	const char *detail = arena_printf(a, "from %s, %s", from->shown, digest);
	rc = store_commit(&made, s,
		&(commit_request){.id = id,
			.plan = p,
			.message = o->message ? o->message : arena_printf(a, "rolled forward from %s", from->shown),
			.act = "roll forward",
			.detail = detail},
		by, a, e);
done:
	store_close(s);
	return rc;
}

static int save(const plan *p, const plan *from, const options *o, arena *a, err *e)
{
	const char *out = o->words[1], *where, *id, *which;
	if (store_name_split(&where, &id, &which, out, a)) {
		if (which || (o->as && strcmp(o->as, id) != 0))
			return err_add(e, ERR_USAGE, out, "name a new plan of the store as STORE#ID");
		return save_stored(p, from, where, id, o, a, e);
	}
	if (connection_is_name(span_of(out)))
		return o->as ? save_stored(p, from, out, o->as, o, a, e)
			     : err_add(e, ERR_USAGE, out, "is a store; say what the new plan is called there: --as ID");
	if (o->as)
		return err_add(e, ERR_USAGE, out, "is no store; --as names a plan in a store");
	return plan_out_save(p, out, out, o, a, e);
}

/* ---- telling ---- */

static bool is_money(const char *tbl)
{
	return !strcmp(tbl, "spend") || !strcmp(tbl, "income");
}

static void print_groups(buf *out, const char *title, const roll_group *list, size_t count, arena *a)
{
	if (count)
		buf_printf(out, "\n%s\n", title);
	for (size_t i = 0; i < count; i++) {
		buf_printf(out, "  %-22s %4zu row%s", list[i].tbl, list[i].rows, list[i].rows == 1 ? "" : "s");
		if (is_money(list[i].tbl))
			buf_printf(out, ", %s", money_text(list[i].pence, false, a));
		buf_printf(out, "%s%s\n", *list[i].why ? ": " : "", list[i].why);
	}
}

static void print_text(buf *out, const roll_report *r, const plan *to, const plan *from, const options *o, arena *a)
{
	buf_printf(out, "%s is begun from %s: %.*s\n", o->words[1], from->shown, SPAN_ARG(plan_value(to, "title")));
	buf_printf(out, "Periods and dates are moved on by %d year%s; amounts below are those of the older plan.\n",
		r->years, r->years == 1 ? "" : "s");
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

static int open_policies(roll_request *r, const plan *p, const options *o, arena *a, err *e)
{
	const char *own = arena_text(a, plan_value(p, "policy"));
	pack *from, *to;
	if (!*own)
		return err_add(e, ERR_USAGE, p->shown,
			"the plan names no policy year; write one into column 'policy' of table plan");
	int rc = pack_open_tables(&from, own, o->policy_path, a, e);
	if (!rc)
		rc = pack_open_tables(&to, o->policy, o->policy_path, a, e);
	if (!rc)
		*r = (roll_request){.from = from, .to = to, .uplift = o->uplift, .cease = o->cease};
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
	if (o.count != 2 || !o.policy)
		return err_add(e, ERR_USAGE, "",
			"name the plan, what to write, and the policy year to come: --policy ID ('bcf policy list')");
	map_set_init(&maps, o.policy_path, a);
	rc = source_open(&p, o.words[0], &maps, a, e);
	if (rc)
		return rc;
	rc = open_policies(&r, p, &o, a, e);
	if (!rc)
		rc = plan_roll_forward(&next, &report, p, &r, a, e);
	if (!rc)
		rc = save(next, p, &o, a, e);
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
