/* bcf policy allocations import: late allocations, what they move, and then the plans that take them. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "cmd/allocations_print.h"
#include "cmd/judge.h"
#include "cmd/save_back.h"

/* ---- the file ---- */

/* A letter and eight digits, as the Office for National Statistics names areas. */
static bool is_code(span s)
{
	bool good = s.len == 9 && s.at[0] >= 'A' && s.at[0] <= 'Z';
	for (size_t i = 1; good && i < s.len; i++)
		good = s.at[i] >= '0' && s.at[i] <= '9';
	return good;
}

static bool has_key(const rows *r, span key)
{
	for (size_t i = 0; i < r->count; i++)
		if (span_equal(cell_span(rows_row(r, i)[0]), key))
			return true;
	return false;
}

static const char *keys_of(const rows *r, arena *a)
{
	buf b;
	buf_init(&b, a);
	for (size_t i = 0; i < r->count; i++)
		buf_printf(&b, "%s%.*s", i ? ", " : "", SPAN_ARG(cell_span(rows_row(r, i)[0])));
	return arena_text(a, buf_span(&b));
}

static int compare_places(const void *x, const void *y)
{
	const cell *const *a = x, *const *b = y;
	return ((*a)->offset > (*b)->offset) - ((*a)->offset < (*b)->offset);
}

/* Rows stand by key; what is wrong with them is told as the file has them. */
static const cell **in_file_order(const rows *list, arena *a)
{
	const cell **order = arena_array(a, list->count + 1, sizeof *order);
	for (size_t i = 0; i < list->count; i++)
		order[i] = rows_row(list, i);
	qsort(order, list->count, sizeof *order, compare_places);
	return order;
}

static int judge_list(const rows *list, const pack *p, arena *a, err *e)
{
	const rows *measures = &p->tables[PACK_REQUIREMENTS], *periods = &p->tables[PACK_PERIODS];
	const cell **order = in_file_order(list, a);
	size_t before = e->count, amount_at = table_column(list->of, span_of("amount"));
	for (size_t i = 0; i < list->count; i++) {
		const cell *row = order[i], *amount = &row[amount_at];
		span code = cell_span(row[0]), measure = cell_span(row[1]), when = cell_span(row[2]);
		int64_t pence;
		if (!is_code(code))
			err_add(e, ERR_PARSE, cell_place(a, list->from, row[0]),
				"code '%.*s' is no ONS code; write a letter and eight digits, such as E08000017",
				SPAN_ARG(code));
		if (!has_key(measures, measure))
			err_add(e, ERR_PARSE, cell_place(a, list->from, row[1].len ? row[1] : row[0]),
				"measure '%.*s' is not one of policy %s; it has %s", SPAN_ARG(measure), p->id,
				keys_of(measures, a));
		if (!has_key(periods, when))
			err_add(e, ERR_PARSE, cell_place(a, list->from, row[2].len ? row[2] : row[0]),
				"period '%.*s' is not one of policy %s; it has %s", SPAN_ARG(when), p->id,
				keys_of(periods, a));
		if (!money_parse(&pence, cell_span(*amount)) || pence < 0)
			err_add(e, ERR_PARSE, cell_place(a, list->from, amount->len ? *amount : row[0]),
				"an allocation has an amount of 0 or more; '%.*s' is none",
				SPAN_ARG(cell_span(*amount)));
	}
	if (!list->count)
		return err_add(e, ERR_PARSE, list->from.name, "holds no allocation");
	return e->count == before ? 0 : ERR_PARSE;
}

static int read_list(rows *out, const char *path, const pack *p, arena *a, err *e)
{
	file f;
	int rc = file_open(&f, AT_FDCWD, path, true, path, e);
	if (rc)
		return rc;
	size_t len = f.text.len;
	char *copy = arena_text(a, f.text);
	file_close(&f);
	for (size_t i = 0; i < len && copy[i] != '\n'; i++) /* the header, in capitals or not */
		if (copy[i] >= 'A' && copy[i] <= 'Z')
			copy[i] = (char)(copy[i] - 'A' + 'a');
	rc = rows_read_csv(out, &pack_tables[PACK_ALLOCATIONS], copy, len, path, a, e);
	return rc ? rc : judge_list(out, p, a, e);
}

/* A basis says where an amount comes from: the file's own words, else the file. */
static void fill_sources(rows *list, const char *path, arena *a)
{
	const char *name = arena_printf(a, "allocations, %s", package_id(path, a));
	for (size_t i = 0; i < list->count; i++) {
		cell *c = rows_cell(list, i, "source");
		if (!c->len)
			*c = (cell){name, (uint32_t)strlen(name), 0};
	}
}

/* ---- one plan ---- */

/* Decisions and agreements that name the plan as it was. */
static void find_uncovered(import *m, const plan *before, arena *a)
{
	const rows *r = plan_rows(before, "signoffs");
	char was[PLAN_DIGEST_TEXT], is[PLAN_DIGEST_TEXT];
	plan_digest(was, before, true, a);
	plan_digest(is, m->after, true, a);
	m->uncovered = arena_array(a, r->count + 1, sizeof *m->uncovered);
	for (size_t i = 0; i < r->count && strcmp(was, is) != 0; i++)
		if (span_is(cell_span(*rows_cell(r, i, "digest")), was))
			m->uncovered[m->uncovered_count++] = i;
	agreement_read(&m->agreed_before, before, a);
	agreement_read(&m->agreed_after, m->after, a);
}

static int try_one(import *m, const char *name, const rows *list, const options *o, arena *a, err *e)
{
	static const char *const own[] = {"requirements", "income", NULL};
	judge j;
	judgement r;
	judge_init(&j, o, a);
	j.whole = true;
	int rc = judge_load(&r, &j, name, a, e);
	if (rc)
		goto done;
	m->name = name;
	m->before = r.plan;
	m->policy = r.head.policy;
	m->moved.plans = 2;
	sides_add_all(&m->moved, 0, r.engine, a);
	m->after = plan_with_own(r.plan, own, a);
	allocations_apply(&m->report, m->after, m->policy, list, a);
	if (o->apply)
		rc = save_back_judge(r.plan, name, e);
	if (!rc)
		rc = engine_load(r.engine, m->after, o->today, a, e);
	if (!rc)
		sides_add_all(&m->moved, 1, r.engine, a);
	if (!rc)
		find_uncovered(m, r.plan, a);
done:
	judge_release(&j);
	return rc;
}

static int apply_one(import *m, const char *file_name, const options *o, arena *a, err *e)
{
	static const char *const tables[] = {"requirements", "income", NULL};
	const char *detail = arena_printf(a, "allocations of %s", file_name);
	options own = *o;
	if (!own.message)
		own.message = detail;
	save_back s = {m->name, tables, "allocations", detail};
	int rc = m->report.count ? save_back_do(&m->saved, m->after, &s, &own, a, e) : 0;
	m->applied = !rc && m->report.count;
	return rc;
}

static bool is_placed(const import *m, size_t count, span code)
{
	for (size_t i = 0; i < count; i++) {
		const rows *areas = plan_rows(m[i].before, "areas");
		for (size_t k = 0; k < areas->count; k++)
			if (span_equal(cell_span(*rows_cell(areas, k, "code")), code))
				return true;
	}
	return false;
}

static unplaced find_unplaced(const rows *list, const import *m, size_t count, arena *a)
{
	unplaced u = {0};
	span last = {"", 0};
	buf b;
	buf_init(&b, a);
	for (size_t i = 0; i < list->count; i++) { /* by code */
		span code = cell_span(rows_row(list, i)[0]);
		if (is_placed(m, count, code))
			continue;
		if (!u.rows++ || !span_equal(code, last))
			buf_printf(&b, "%s%.*s", b.len ? ", " : "", SPAN_ARG(code));
		last = code;
	}
	u.codes = b.len ? arena_text(a, buf_span(&b)) : "";
	return u;
}

int policy_allocations_import(const options *o, arena *a, err *e)
{
	pack *p;
	rows list;
	actor by;
	buf out;
	const char *path = o->count > 2 ? o->words[2] : NULL;
	if (o->into)
		return err_add(e, ERR_USAGE, "--into",
			"allocations go into plans; to have them in the policy year too, add the rows to "
			"allocations.csv "
			"in a folder of packs of your own (docs/policy-packs.md)");
	if (o->count < 4 || !o->policy)
		return err_add(e, ERR_USAGE, "",
			"write bcf policy allocations import FILE.csv --policy ID PLAN... [--apply --by NAME]");
	if (o->apply && !o->by)
		return err_add(e, ERR_USAGE, "", "say who puts the allocations in: --by NAME");
	int rc = pack_open_tables(&p, o->policy, o->policy_path, a, e);
	if (!rc && o->apply)
		rc = actor_of(&by, o, a, e);
	if (!rc)
		rc = read_list(&list, path, p, a, e);
	if (rc)
		return rc;
	fill_sources(&list, path, a);
	size_t count = o->count - 3;
	import *m = arena_array(a, count, sizeof *m);
	for (size_t i = 0; !rc && i < count; i++)
		rc = try_one(&m[i], o->words[3 + i], &list, o, a, e);
	for (size_t i = 0; !rc && o->apply && i < count; i++)
		rc = apply_one(&m[i], path, o, a, e);
	buf_init(&out, a);
	bool done = false;
	for (size_t i = 0; i < count; i++)
		done |= m[i].applied;
	if (!rc || done) { /* what was put in is told, also where a later plan failed */
		unplaced u = find_unplaced(&list, m, count, a);
		imports_print(&out, m, count, &u, path, o, a);
	}
	if (!print_out(buf_span(&out)) && !rc)
		rc = ERR_IO;
	for (size_t i = 0; i < count; i++)
		plan_close(m[i].before);
	return rc;
}
