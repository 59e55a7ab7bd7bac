#include "check/cases.h"

#include <stdlib.h>
#include <string.h>

#include "format/json_in.h"

typedef struct tester {
	const pack *pack;
	engine *engine;
	engine *older; /* holds the plan that a case compares with; opened when a case first asks */
	arena *own;
	cases_report *report;
} tester;

static const char *place_of(const tester *t, const char *path, span text, const json *at)
{
	size_t line, across;
	csv_place(&line, &across, text.at, text.len, at->offset);
	return arena_printf(t->own, "%s/%s:%zu", t->pack->folder, path, line);
}

/* ---- the complete plan ---- */

static int complete_plan(plan **out, const tester *t, arena *a, err *e)
{
	const char *prefix = arena_printf(a, "%s/cases/complete/", t->pack->id);
	size_t n = strlen(prefix), count = 0;
	named_text *texts = arena_array(a, t->pack->file_count + 1, sizeof *texts);
	for (size_t i = 0; i < t->pack->file_count; i++) {
		const pack_file *f = &t->pack->files[i];
		if (strncmp(f->path, prefix, n))
			continue;
		span copy = arena_span(a, f->text);
		texts[count++] = (named_text){
			f->path + n, arena_printf(a, "%s/%s", t->pack->folder, f->path), (char *)copy.at, copy.len};
	}
	return plan_from_texts(out, texts, count, prefix, a, e);
}

/* ---- edits ---- */

static bool row_matches(const rows *r, size_t n, const json *key)
{
	for (const json *m = key->first; m; m = m->next) {
		size_t k = table_column(r->of, m->name);
		if (k == SIZE_MAX || !span_equal(cell_span(rows_row(r, n)[k]), m->text))
			return false;
	}
	return true;
}

static bool set_cells(rows *r, cell *row, const json *values, arena *a, const char **why)
{
	for (const json *m = values->first; m; m = m->next) {
		size_t k = table_column(r->of, m->name);
		if (k == SIZE_MAX) {
			*why = arena_printf(a, "table %s has no column '%.*s'", r->of->name, SPAN_ARG(m->name));
			return false;
		}
		cell c = {.at = m->text.at, .len = (uint32_t)m->text.len};
		if (!cell_canonical(&c, &r->of->columns[k], a, why))
			return false;
		row[k] = c;
	}
	return true;
}

static void remove_row(rows *r, size_t n)
{
	size_t width = r->of->count;
	memmove(rows_row(r, n), rows_row(r, n + 1), (r->count - n - 1) * width * sizeof *r->cells);
	r->count--;
}

/* One edit of a table; false, with a reason, when it cannot be made. */
static bool edit_table(rows *r, const json *edit, arena *a, const char **why)
{
	const json *add = json_find(edit, "add"), *key = json_find(edit, "key"), *set = json_find(edit, "set");
	const json *remove = json_find(edit, "remove"), *clear = json_find(edit, "clear");
	if (clear) {
		r->count = 0;
		return true;
	}
	if (add) {
		if (!set_cells(r, rows_add(r, a), add, a, why))
			return false;
	} else {
		size_t n = 0;
		while (n < r->count && key && !row_matches(r, n, key))
			n++;
		if (n == r->count || (!key && r->count != 1)) {
			*why = "no row has that key";
			return false;
		}
		if (!remove && !set) {
			*why = "the edit says neither what to set nor to remove";
			return false;
		}
		if (remove)
			remove_row(r, n);
		else if (!set_cells(r, rows_row(r, n), set, a, why))
			return false;
	}
	if (rows_sort(r, a) != SIZE_MAX) {
		*why = "the edit makes a duplicate key";
		return false;
	}
	return true;
}

static bool make_edit(plan *p, const json *edit, arena *a, const char **why)
{
	const json *name = json_find(edit, "table"), *section = json_find(edit, "narrative"),
		   *text = json_find(edit, "text");
	if (section && text) {
		plan_set_section(p, arena_text(a, section->text),
			text->text.len ? span_of(arena_printf(a, "%.*s\n", SPAN_ARG(text->text))) : text->text, a);
		return true;
	}
	size_t i = name ? schema_find(name->text) : SIZE_MAX;
	if (i == SIZE_MAX) {
		*why = "an edit names a table of the schema, or a narrative and its text";
		return false;
	}
	return edit_table(&p->tables[i], edit, a, why);
}

/* ---- findings expected and found ---- */

static const char *text_of(const json *object, const char *name, arena *a)
{
	const json *v = json_find(object, name);
	return v ? arena_text(a, v->text) : NULL;
}

static bool same_text(const char *wanted, const char *got)
{
	return !wanted || (got && !strcmp(wanted, got));
}

static bool consequences_match(const json *wanted, const finding *f)
{
	if (!wanted)
		return true;
	if (wanted->count != f->consequence_count)
		return false;
	size_t i = 0;
	for (const json *m = wanted->first; m; m = m->next, i++)
		if (!span_is(m->text, f->consequences[i]->id))
			return false;
	return true;
}

static bool finding_matches(const json *wanted, const finding *f, arena *a)
{
	const char *came = text_of(wanted, "result", a);
	return same_text(text_of(wanted, "id", a), f->id) && !strcmp(came ? came : "fail", result_name(f->result)) &&
	       same_text(text_of(wanted, "severity", a), f->severity) &&
	       same_text(text_of(wanted, "actual", a), f->actual) &&
	       same_text(text_of(wanted, "expected", a), f->expected) &&
	       same_text(text_of(wanted, "difference", a), f->difference) &&
	       consequences_match(json_find(wanted, "consequences"), f);
}

static void describe(buf *b, const finding *f)
{
	buf_printf(b, "\n    came: %s %s %s", f->severity, result_name(f->result), f->id);
	if (f->actual || f->expected)
		buf_printf(b, " (actual %s, expected %s, difference %s)", f->actual ? f->actual : "-",
			f->expected ? f->expected : "-", f->difference ? f->difference : "-");
	for (size_t i = 0; i < f->consequence_count; i++)
		buf_printf(b, "%s%s", i ? ", " : " with ", f->consequences[i]->id);
}

/* NULL when the findings are those that the case names, exactly. */
static const char *compare(const json *wanted, const check_report *r, arena *a)
{
	buf b;
	bool *used = arena_array(a, r->count + 1, sizeof *used);
	buf_init(&b, a);
	for (const json *w = wanted ? wanted->first : NULL; w; w = w->next) {
		size_t i = 0;
		while (i < r->count && (used[i] || !finding_matches(w, r->findings[i], a)))
			i++;
		if (i < r->count)
			used[i] = true;
		else
			buf_printf(&b, "\n    missing: %s",
				text_of(w, "id", a) ? text_of(w, "id", a) : "(a finding without id)");
	}
	for (size_t i = 0; i < r->count; i++)
		if (!used[i])
			describe(&b, r->findings[i]);
	return b.len ? arena_text(a, buf_span(&b)) : NULL;
}

/* A one-cell case: one edit of one cell, and its finding is the only error. */
static const char *judge_one_cell(const json *c, const check_report *r, const char *check, arena *a)
{
	const json *edits = json_find(c, "edits"), *set = edits && edits->first ? json_find(edits->first, "set") : NULL;
	if (!edits || edits->count != 1 || !set || set->count != 1)
		return "a one_cell case has one edit, that sets one cell";
	if (r->errors != 1)
		return arena_printf(a, "a one_cell case gives one error; this gives %zu", r->errors);
	for (size_t i = 0; i < r->count; i++)
		if (r->findings[i]->result == RESULT_FAIL && !strcmp(r->findings[i]->severity, "error") &&
			!strcmp(r->findings[i]->check->id, check))
			return NULL;
	return "the one error is another check's";
}

/* ---- running ---- */

static void record(tester *t, const char *check, const char *name, bool of_pack, const char *why)
{
	cases_report *r = t->report;
	r->list = arena_grow(t->own, r->list, &r->room, r->count + 1, sizeof *r->list);
	r->list[r->count++] = (case_outcome){check, name, !why, of_pack, why ? arena_text(t->own, span_of(why)) : NULL};
	r->cases += !of_pack;
	r->failed += why != NULL;
}

/* The complete plan with the edits of one list of the case. */
static int edited_plan(plan **out, tester *t, const json *edits, const char *where, const char *name, arena *a, err *e)
{
	plan *p;
	const char *why = NULL;
	int rc = complete_plan(&p, t, a, e);
	for (const json *x = edits ? edits->first : NULL; !rc && x; x = x->next)
		if (!make_edit(p, x, a, &why))
			rc = err_add(e, ERR_RULE, where, "case '%s': %s", name ? name : "", why);
	if (!rc)
		*out = p;
	return rc;
}

/* `older` of a case: edits that make the plan to compare with. */
static int load_older_plan(tester *t, const json *c, const char *where, const char *name, arena *a, err *e)
{
	const json *edits = json_find(c, "older");
	plan *p;
	engine_compare(t->engine, NULL);
	if (!edits)
		return 0;
	int rc = t->older ? 0 : engine_open(&t->older, t->pack, t->own, e);
	if (!rc)
		rc = edited_plan(&p, t, edits, where, name, a, e);
	if (!rc)
		rc = engine_load(t->older, p, t->pack->cases_as_of, a, e);
	if (!rc)
		engine_compare(t->engine, t->older);
	return rc;
}

static int run_case(tester *t, const char *check, const json *c, const char *where, bool *fails, err *e)
{
	arena *a = arena_open();
	check_report r;
	plan *p;
	const char *why = NULL, *today = text_of(c, "today", a), *name = text_of(c, "name", t->own);
	int rc = load_older_plan(t, c, where, name, a, e);
	if (!rc)
		rc = edited_plan(&p, t, json_find(c, "edits"), where, name, a, e);
	if (!rc)
		rc = engine_load(t->engine, p, today ? today : t->pack->cases_as_of, a, e);
	if (!rc)
		rc = check_run(&r, t->engine, NULL, 0, e);
	if (!rc) {
		why = compare(json_find(c, "findings"), &r, a);
		const json *one = json_find(c, "one_cell");
		if (!why && one && one->kind == JSON_TRUE)
			why = judge_one_cell(c, &r, check, a);
		*fails = false;
		for (size_t i = 0; i < r.all_count; i++)
			*fails |= !strcmp(r.all[i].check->id, check);
		record(t, check, name ? name : "(no name)", false, why);
	}
	arena_close(a);
	return rc;
}

/* The cases of one check.  A check that every year shares is proven in one pack at least, each check of a year in that
 * year's; the complete plan of every pack passes both.  Its cases: one that fails, one that passes,
 * and for an error one of a single cell. */
static int run_check_cases(tester *t, const rule *u, err *e)
{
	const char *path = arena_printf(t->own, "%s/checks/%s.cases.json", t->pack->id, u->id);
	const pack_file *f = pack_file_find(t->pack, path);
	bool any_fails = false, any_passes = false, one_cell = false;
	json *root;
	int rc;
	bool common = pack_file_find(t->pack, arena_printf(t->own, "common/checks/%s.sql", u->id)) &&
		      !pack_file_find(t->pack, arena_printf(t->own, "%s/checks/%s.sql", t->pack->id, u->id));

	if (!f && common && pack_cases_anywhere(u->id, t->pack->built_in ? NULL : t->pack->folder, t->own))
		return 0;
	if (!f) {
		record(t, u->id, "has cases", true, arena_printf(t->own, "there is no %s/%s", t->pack->folder, path));
		return 0;
	}
	rc = json_parse(&root, f->text, arena_printf(t->own, "%s/%s", t->pack->folder, path), t->own, e);
	const json *cases = rc ? NULL : json_find(root, "cases");
	for (const json *c = cases ? cases->first : NULL; !rc && c; c = c->next) {
		bool fails = false;
		const json *one = json_find(c, "one_cell");
		rc = run_case(t, u->id, c, place_of(t, path, f->text, c), &fails, e);
		any_fails |= fails;
		any_passes |= !fails;
		one_cell |= one && one->kind == JSON_TRUE;
	}
	if (rc)
		return rc;
	record(t, u->id, "has a case that fails and one that passes", true,
		any_fails && any_passes ? NULL : "one of the two is missing");
	if (!strcmp(u->severity, "error"))
		record(t, u->id, "has a case of one cell", true, one_cell ? NULL : "no case is marked one_cell");
	return 0;
}

static int run_complete(tester *t, err *e)
{
	arena *a = arena_open();
	check_report r;
	plan *p;
	int rc = complete_plan(&p, t, a, e);
	if (!rc)
		rc = engine_load(t->engine, p, t->pack->cases_as_of, a, e);
	if (!rc)
		rc = check_run(&r, t->engine, NULL, 0, e);
	if (!rc)
		record(t, "", "the complete plan passes every check, nothing undetermined", false,
			compare(NULL, &r, a));
	arena_close(a);
	return rc;
}

int cases_run(cases_report *out, const pack *p, arena *a, err *e)
{
	cases_report report = {0};
	tester t = {.pack = p, .own = a, .report = &report};
	int rc = engine_open(&t.engine, p, a, e);
	if (rc)
		return rc;
	rc = run_complete(&t, e);
	for (size_t i = 0; !rc && i < p->check_count; i++)
		rc = run_check_cases(&t, &p->checks[i], e);
	engine_close(t.engine);
	engine_close(t.older);
	if (!rc)
		*out = report;
	return rc;
}
