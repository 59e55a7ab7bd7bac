/* bcf waive: partners accept a finding, for a reason, until a date. */
#include <string.h>

#include "cmd/judge.h"
#include "cmd/save_back.h"

static void set(rows *r, cell *row, const char *name, const char *text)
{
	span s = span_of(text);
	row[table_column(r->of, span_of(name))] = (cell){s.at, (uint32_t)s.len, 0};
}

/* The row of this finding, new or there already. */
static cell *waiver_row(rows *r, const char *id, arena *a)
{
	for (size_t i = 0; i < r->count; i++)
		if (span_is(cell_span(rows_row(r, i)[0]), id))
			return rows_row(r, i);
	return rows_add(r, a);
}

static const finding *find(const check_report *r, const char *id)
{
	for (size_t i = 0; i < r->all_count; i++)
		if (!strcmp(r->all[i].id, id))
			return &r->all[i];
	return NULL;
}

static int judge_request(const finding *f, const pack *p, const options *o, const char *path, err *e)
{
	span rest = span_of(o->words[1]);
	const rule *check = pack_check(p, span_cut(&rest, ':'));
	if (!f && check && check->needs_older && !o->against)
		return err_add(e, ERR_USAGE, path,
			"gives no finding '%s' alone: %s compares two plans; name the older one with --against",
			o->words[1], check->id);
	if (!f)
		return err_add(e, ERR_USAGE, path, "gives no finding '%s'; 'bcf check' prints their ids", o->words[1]);
	if (f->result == RESULT_UNDETERMINED)
		return err_add(e, ERR_USAGE, path,
			"'%s' cannot be checked yet; only a finding that fails can be waived", f->id);
	if (f->explained_by)
		return err_add(e, ERR_USAGE, path, "'%s' follows from %s; waive that one", f->id, f->explained_by->id);
	return 0;
}

int cmd_waive(int argc, char **argv, arena *a, err *e)
{
	options o;
	judge j;
	judgement r;
	commit_outcome made;
	int rc = options_read(&o, argc, argv, " --reason --by --until --against ", a, e);
	if (rc)
		return rc;
	if (o.count != 2 || !o.reason || !*o.reason || !o.by || !*o.by || !o.until)
		return err_add(e, ERR_USAGE, "", "a waiver names the plan, the finding, --reason, --by and --until");
	if (strcmp(o.until, o.today) < 0)
		return err_add(e, ERR_USAGE, "--until", "%s is over already; today is %s", o.until, o.today);
	judge_init(&j, &o, a);
	rc = judge_plan(&r, &j, o.words[0], a, e);
	if (rc)
		goto done;
	const finding *f = find(&r.report, o.words[1]);
	rc = judge_request(f, r.head.policy, &o, o.words[0], e);
	if (!rc) {
		rows *w = plan_rows(r.plan, "waivers");
		cell *row = waiver_row(w, f->id, a);
		set(w, row, "finding", f->id);
		set(w, row, "actual", f->actual ? f->actual : "");
		set(w, row, "reason", o.reason);
		set(w, row, "agreed_by", o.by);
		set(w, row, "until", o.until);
		for (size_t i = 0; !rc && i < w->of->count; i++) {
			const char *why;
			if (!cell_canonical(&row[i], &w->of->columns[i], a, &why))
				rc = err_add(e, ERR_USAGE, "", "%s %s", w->of->columns[i].name, why);
		}
		rows_sort(w, a);
		o.message = arena_printf(a, "%s waived until %s: %s", f->id, o.until, o.reason);
		if (!rc)
			rc = save_back_do(&made, r.plan,
				&(save_back){o.words[0], (const char *const[]){"waivers", NULL}, "waive", f->id}, &o, a,
				e);
		if (!rc && !o.quiet)
			fprintf(stderr, "waived %s until %s\n", f->id, o.until);
	}
	plan_close(r.plan);
done:
	judge_release(&j);
	return rc;
}
