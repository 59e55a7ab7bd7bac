#include "cmd/judge.h"

#include <string.h>

#include "cmd/source.h"

void judge_init(judge *j, const options *o, arena *a)
{
	*j = (judge){.o = o, .own = a};
	map_set_init(&j->maps, o->policy_path, a);
}

void judge_release(judge *j)
{
	for (size_t i = 0; i < j->count; i++)
		engine_close(j->years[i].engine);
	j->count = 0;
	if (j->older_plan)
		plan_close(j->older_plan->plan);
	if (j->older)
		judge_release(j->older);
	j->older_plan = NULL;
	j->older = NULL;
}

bool judge_lacks_older(const judge *j)
{
	return j->older && !j->older_plan;
}

/* The engine of a policy year, opened once. */
static int find_year(struct opened **out, judge *j, const char *id, err *e)
{
	for (size_t i = 0; i < j->count; i++)
		if (!strcmp(j->years[i].id, id)) {
			*out = &j->years[i];
			return 0;
		}
	if (j->count == sizeof j->years / sizeof *j->years)
		return err_add(
			e, ERR_LIMIT, "", "more than %zu policy years in one run", sizeof j->years / sizeof *j->years);
	struct opened *y = &j->years[j->count];
	int rc = pack_open(&y->pack, id, j->o->policy_path, j->own, e);
	if (!rc)
		rc = engine_open(&y->engine, y->pack, j->own, e);
	if (rc)
		return rc;
	y->id = y->pack->id;
	j->count++;
	*out = y;
	return 0;
}

/* The policy to judge by: the plan's own, or another one that was asked for as a what-if. */
static int choose_policy(const char **out, const judge *j, const plan *p, arena *a, err *e)
{
	span own = plan_value(p, "policy");
	const char *asked = j->o->policy;
	if (!asked && !own.len)
		return err_add(e, ERR_PARSE, p->shown,
			"the plan names no policy year; write one into column 'policy' of table plan, such as those of "
			"'bcf policy list'");
	if (asked && own.len && !span_is(own, asked) && !j->o->what_if)
		return err_add(e, ERR_USAGE, p->shown, "the plan is of policy %.*s; add --what-if to judge it by %s",
			SPAN_ARG(own), asked);
	*out = asked ? asked : arena_text(a, own);
	return 0;
}

/* Where the plan names its policy year. */
static const char *policy_place(const plan *p, arena *a)
{
	const rows *r = plan_rows(p, "plan");
	return cell_place(a, r->from, *rows_cell(r, 0, "policy"));
}

const char *package_id(const char *path, arena *a)
{
	const char *where, *id, *which;
	if (store_name_split(&where, &id, &which, path, a))
		return id;
	span s = span_of(path);
	while (s.len > 1 && s.at[s.len - 1] == '/')
		s.len--;
	size_t from = 0;
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] == '/')
			from = i + 1;
	s = (span){s.at + from, s.len - from};
	static const char *const endings[] = {".json", ".xlsx", ".xlsm"};
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (s.len > 5 && !memcmp(s.at + s.len - 5, endings[i], 5)) {
			s.len -= 5;
			break;
		}
	return arena_text(a, s);
}

/* The plan to compare with, by a judge of its own: it may be of the same policy year.  Loaded once. */
static int load_older_plan(judge *j, const char *path, err *e)
{
	if (j->older)
		return j->older_plan
			       ? 0
			       : err_add(e, ERR_USAGE, path, "is not compared: %s could not be read", j->o->against);
	options *o = arena_alloc(j->own, sizeof *o);
	judgement *r = arena_alloc(j->own, sizeof *r);
	*o = *j->o;
	o->against = o->policy = NULL;
	j->older = arena_alloc(j->own, sizeof *j->older);
	judge_init(j->older, o, j->own);
	j->older->whole = true;
	int rc = judge_load(r, j->older, j->o->against, j->own, e);
	if (!rc)
		j->older_plan = r;
	return rc;
}

int judge_load(judgement *out, judge *j, const char *path, arena *a, err *e)
{
	judgement r = {0};
	struct opened *year = NULL;
	const char *policy = NULL;
	char digest[PLAN_DIGEST_TEXT];

	int rc = j->o->against ? load_older_plan(j, path, e) : 0;
	if (!rc)
		rc = source_open(&r.plan, path, &j->maps, a, e);
	if (rc)
		return rc;
	size_t before = e->count;
	rc = choose_policy(&policy, j, r.plan, a, e);
	if (!rc)
		rc = find_year(&year, j, policy, e);
	if (rc && e->count == before + 1 && e->last && !*e->last->where && !j->o->policy)
		e->last->where = policy_place(r.plan, e->owner);
	if (!rc)
		engine_ask(year->engine, !j->whole);
	if (!rc)
		engine_ask_checks(year->engine, j->only, j->only_count);
	if (!rc)
		engine_compare(year->engine, j->older_plan ? j->older_plan->engine : NULL);
	if (!rc)
		rc = engine_load(year->engine, r.plan, j->o->today, a, e);
	if (rc) {
		plan_close(r.plan);
		return rc;
	}
	r.engine = year->engine;
	r.head = (report_head){.against = j->o->against,
		.plan = r.plan->stored && strstr(path, "://") ? r.plan->shown : path, /* never a password */
		.package = package_id(path, a),
		.policy = year->pack,
		.as_of = j->o->today};
	if (j->o->format == OUTPUT_JSON) {
		plan_digest(digest, r.plan, false, a);
		r.head.digest = arena_text(a, span_of(digest));
		plan_digest(digest, r.plan, true, a);
		r.head.plan_digest = arena_text(a, span_of(digest));
	}
	*out = r;
	return 0;
}

/* The checks of --only, split once. */
static int read_only(judge *j, err *e)
{
	if (j->only || !j->o->only)
		return 0;
	span rest = span_of(j->o->only);
	const char **list = arena_array(j->own, rest.len + 1, sizeof *list);
	while (rest.len) {
		span item = span_trim(span_cut(&rest, ','));
		if (item.len)
			list[j->only_count++] = arena_text(j->own, item);
	}
	if (!j->only_count)
		return err_add(
			e, ERR_USAGE, "", "--only names no check; write ids parted by commas, such as RNG-01,EXP-03");
	j->only = list;
	return 0;
}

int judge_plan(judgement *out, judge *j, const char *path, arena *a, err *e)
{
	judgement r;
	int rc = read_only(j, e);
	if (!rc)
		rc = judge_load(&r, j, path, a, e);
	if (rc)
		return rc;
	rc = check_run(&r.report, r.engine, j->only, j->only_count, e);
	if (rc) {
		plan_close(r.plan);
		return rc;
	}
	*out = r;
	return 0;
}
