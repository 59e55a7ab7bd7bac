#include "cmd/store_save.h"

#include <string.h>

#include "cmd/conflict_text.h"
#include "cmd/plan_out.h"
#include "cmd/store_text.h"
#include "format/json_out.h"
#include "store/brought.h"
#include "store/connection.h"

/* ---- what came of it ---- */

static const char *result_word(commit_result r)
{
	static const char *const words[] = {"saved", "merged", "same", "conflicts"};
	return words[r];
}

static void print_json(buf *out, const commit_outcome *c, const save_job *j, const char *changed, arena *a)
{
	char hex[DIGEST_TEXT];
	json_out to;
	json_start(&to, out, false);
	json_open(&to, NULL, '{');
	json_string(&to, "result", result_word(c->result));
	json_string(&to, "store", connection_shown(store_connection(j->s)));
	json_string(&to, "plan", j->request.id);
	json_int(&to, "version", c->saved.number);
	json_string(&to, "branch", c->saved.branch);
	digest_print(hex, c->saved.content);
	json_string(&to, "digest", arena_printf(a, "sha256:%s", hex));
	if (changed)
		json_string(&to, "changed", changed);
	conflicts_print_json(&to, &c->merge);
	json_close(&to, '}');
	buf_char(out, '\n');
}

/* What the new version changed, against its parent. */
typedef struct saved_change {
	plan *before, *after; /* NULL: there is no parent, or something of it was expunged */
	difference d;
	const char *words;
} saved_change;

static void find_changes(saved_change *out, const commit_outcome *c, const save_job *j, arena *a)
{
	err quiet;
	err_init(&quiet, a);
	*out = (saved_change){.before = NULL};
	if (c->result > COMMIT_MERGED || store_checkout(&out->after, j->s, j->request.id, c->saved.number, a, &quiet)) {
		out->after = NULL;
		return;
	}
	if (!c->saved.parent || store_checkout(&out->before, j->s, j->request.id, c->saved.parent, a, &quiet)) {
		out->before = NULL;
		return;
	}
	plan_difference(&out->d, out->before, out->after, a);
	out->words = difference_shown(out->before, out->after, a);
}

static const char *name_of(const plan *p, const char *tbl, const char *key_column, span key, arena *a)
{
	const rows *r = plan_rows(p, tbl);
	for (size_t i = 0; i < r->count; i++)
		if (span_equal(cell_span(*rows_cell(r, i, key_column)), key) && rows_cell(r, i, "name") &&
			rows_cell(r, i, "name")->len)
			return arena_text(a, cell_span(*rows_cell(r, i, "name")));
	return arena_text(a, key);
}

static span value_in(const table *t, const cell *row, const char *name)
{
	return cell_span(row[table_column(t, span_of(name))]);
}

/* "(Kim Model, 2019-09-05)" */
static const char *who_and_when(const table *t, const cell *row, arena *a)
{
	span person = value_in(t, row, "person"), date = value_in(t, row, "date");
	return person.len || date.len ? arena_printf(a, " (%.*s%s%.*s)", SPAN_ARG(person),
						person.len && date.len ? ", " : "", SPAN_ARG(date))
				      : "";
}

/* Whose agreement or decision a row is that came in a file: whoever sends it puts words into somebody's mouth. */
static const char *recorded(const plan_change *c, const plan *after, arena *a)
{
	const table *t = c->tbl == SIZE_MAX || !c->after ? NULL : &plan_tables[c->tbl];
	if (t && !strcmp(t->name, "agreed"))
		return arena_printf(a, "records that %s agreed line %.*s%s",
			name_of(after, "organisations", "organisation", value_in(t, c->after, "organisation"), a),
			SPAN_ARG(value_in(t, c->after, "line")), who_and_when(t, c->after, a));
	if (t && !strcmp(t->name, "signoffs"))
		return arena_printf(a, "records that %s decided '%.*s'%s",
			name_of(after, "bodies", "body", value_in(t, c->after, "body"), a),
			SPAN_ARG(value_in(t, c->after, "decision")), who_and_when(t, c->after, a));
	return NULL;
}

enum { RECORDED_LISTED = 12 };

static void print_recorded(buf *out, const saved_change *x, arena *a)
{
	size_t count = 0;
	const cell *last = NULL;
	for (size_t i = 0; x->before && i < x->d.count; i++) {
		const plan_change *c = &x->d.list[i];
		const char *words = c->after == last ? NULL : recorded(c, x->after, a);
		last = c->after;
		if (words && count++ < RECORDED_LISTED)
			buf_printf(out, "  %s\n", text_shown(words, a));
	}
	if (count > RECORDED_LISTED)
		buf_printf(out, "  and %zu more agreements and decisions\n", count - RECORDED_LISTED);
}

/* "2 as the store holds them, 1 as this plan says" */
static const char *settled(const merge_outcome *m, arena *a)
{
	static const struct {
		const char *taken, *words;
	} ways[] = {{"ours", "the store's"}, {"theirs", "this plan's"}, {"base", "it was"}, {"value", "you said"}};
	buf b;
	buf_init(&b, a);
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		size_t count = 0;
		for (size_t k = 0; k < m->conflict_count; k++)
			count += m->conflicts[k].taken && !strcmp(m->conflicts[k].taken, ways[i].taken);
		if (count)
			buf_printf(&b, "%s%zu settled as %s", b.len ? ", " : "", count, ways[i].words);
	}
	return b.len ? arena_printf(a, "; %s", buf_span(&b).at) : "";
}

/* The plan was made worse or better, by its own policy year. */
static void print_errors(buf *out, const commit_outcome *c, const save_job *j, const saved_change *x, arena *a)
{
	size_t before = 0, after = 0;
	bool known = false, known_before = false;
	err quiet;
	err_init(&quiet, a);
	if (j->o->quiet || !x->after || plan_errors(&after, &known, x->after, j->o, a, &quiet) || !known)
		return;
	if (x->before && plan_errors(&before, &known_before, x->before, j->o, a, &quiet))
		known_before = false;
	if (!after && !(known_before && before))
		return;
	bool on_main = !strcmp(c->saved.branch, STORE_MAIN);
	buf_printf(out, "  errors: ");
	if (known_before)
		buf_printf(out, "%zu before, ", before);
	buf_printf(out, "%zu now; 'bcf check %s#%s%s%s' shows them\n", after, connection_shown(store_connection(j->s)),
		j->request.id, on_main ? "" : "@", on_main ? "" : c->saved.branch);
}

static bool has_branches(const save_job *j, arena *a)
{
	branch_head *list;
	size_t count = 0;
	err quiet;
	err_init(&quiet, a);
	return !store_branches(&list, &count, j->s, j->request.id, a, &quiet) && count > 1;
}

static void print_text(buf *out, const commit_outcome *c, const save_job *j, const saved_change *x, arena *a)
{
	const char *id = j->request.id;
	long long number = (long long)c->saved.number;
	const merge_outcome *m = &c->merge;
	const char *branch = has_branches(j, a) ? arena_printf(a, ", on branch %s", c->saved.branch) : "";
	if (c->result == COMMIT_SAME) {
		plan_content content;
		plan_content_of(&content, j->request.copy ? j->request.copy->held : j->request.plan, a);
		bool same = !memcmp(content.digest, c->saved.content, DIGEST_BYTES);
		buf_printf(out, "%s version %lld of %s%s%s; nothing was saved.\n",
			same ? "Nothing differs from" : "All that this plan changed is in", number, id, branch,
			same ? "" : " already");
		return;
	}
	buf_printf(out, "Saved version %lld of %s%s\n", number, id, branch);
	if (x->words)
		buf_printf(out, "  changed since version %lld: %s\n", (long long)c->saved.parent, x->words);
	if (c->result == COMMIT_MERGED && j->request.copy && j->request.copy->before)
		buf_printf(out,
			"  this file was saved as version %lld before; only what it changed since then counts\n",
			(long long)j->request.base);
	if (c->result == COMMIT_MERGED && m->from_ours)
		buf_printf(out, "  merged with version %lld: %s from it, %s from this plan%s%s\n",
			(long long)c->saved.parent, counted((int64_t)m->from_ours, "change", a),
			counted((int64_t)x->d.count, "change", a),
			m->alike ? arena_printf(a, ", %zu in both", m->alike) : "", settled(m, a));
	conflicts_print_values(out, m, a);
	if (m->note_count)
		buf_printf(out, "  to know (ours is version %lld, theirs this plan):\n", (long long)c->saved.parent);
	for (size_t i = 0; i < m->note_count; i++)
		buf_printf(out, "    %s: %s\n", text_shown(m->notes[i].id, a), text_shown(m->notes[i].text, a));
	print_recorded(out, x, a);
	print_errors(out, c, j, x, a);
}

/* What conflicts with version `saved`, and how to settle it. */
static int print_conflicts(buf *out, const commit_outcome *c, const save_job *j, arena *a, err *e)
{
	plan *plans[3] = {NULL, NULL, (plan *)(uintptr_t)j->request.plan};
	const copy_bring *copy = j->request.copy;
	int rc = 0;
	if (copy && copy->before)
		plans[0] = (plan *)(uintptr_t)copy->before;
	else
		rc = store_checkout_left(&plans[0], j->s, j->request.id, j->request.base, a, e);
	if (!rc)
		rc = store_checkout(&plans[1], j->s, j->request.id, c->saved.number, a, e);
	if (rc)
		return rc;
	buf_printf(out,
		"Nothing was saved: %s with version %lld of %s\n"
		"(for --resolve and --take, ours is the store's, theirs is yours, and base is %sversion %lld)\n",
		counted((int64_t)c->merge.open, "conflict", a), (long long)c->saved.number, j->request.id,
		copy && copy->before ? "what this file brought to " : "", (long long)j->request.base);
	const char *const who[] = {arena_printf(a, "before (version %lld)", (long long)j->request.base),
		arena_printf(a, "the store's (version %lld, %s)", (long long)c->saved.number,
			text_shown(c->saved.author, a)),
		arena_printf(a, "yours (%s)", text_shown(j->request.plan->shown, a))};
	conflicts_print_text(out, &c->merge, plans, who, a);
	buf_printf(out, "\nSettle %s with --resolve, or all with --take ours or --take theirs.\n",
		c->merge.open == 1 ? "it" : "them");
	return 0;
}

static int print_outcome(buf *out, const commit_outcome *c, const save_job *j, const saved_change *x, arena *a, err *e)
{
	if (j->o->format == OUTPUT_JSON)
		print_json(out, c, j, x->words, a);
	else if (j->o->format == OUTPUT_CSV)
		conflicts_print_csv(out, &c->merge);
	else if (c->result == COMMIT_CONFLICTS)
		return print_conflicts(out, c, j, a, e);
	else
		print_text(out, c, j, x, a);
	return 0;
}

int save_do(const save_job *j, arena *a, err *e)
{
	commit_request r = j->request;
	commit_outcome c;
	decisions d = {0};
	buf out;
	r.message = j->o->message ? j->o->message : r.message;
	int rc = decisions_read(&d, j->o, r.merged ? "bcf store branch" : "bcf store import", a, e);
	for (size_t open = SIZE_MAX; !rc;) {
		r.resolutions = d.list;
		r.resolution_count = d.count;
		rc = store_commit(&c, j->s, &r, j->by, a, e);
		if (rc || c.result != COMMIT_CONFLICTS || c.merge.open >= open ||
			!decisions_take(&d, &c.merge, j->o, a))
			break;
		open = c.merge.open;
	}
	if (rc)
		return rc;
	saved_change x;
	find_changes(&x, &c, j, a);
	if (j->tells_replaced && c.result == COMMIT_SAVED && x.words && !j->o->quiet)
		fprintf(stderr, "bcf: replaces version %lld\n", (long long)c.saved.parent);
	buf_init(&out, a);
	rc = print_outcome(&out, &c, j, &x, a, e);
	if (!rc && !print_out(buf_span(&out)))
		rc = ERR_IO;
	return rc ? rc : c.result == COMMIT_CONFLICTS ? EXIT_FINDINGS : EXIT_DONE;
}

int save_nothing(const save_job *j, const char *why, arena *a, err *e)
{
	commit_outcome c = {.result = COMMIT_SAME};
	const char *which = arena_printf(a, "%lld", (long long)j->request.base);
	buf out;
	buf_init(&out, a);
	int rc = store_find(&c.saved, j->s, j->request.id, which, a, e);
	if (rc)
		return rc;
	if (j->o->format == OUTPUT_JSON)
		print_json(&out, &c, j, NULL, a);
	else
		buf_printf(&out, "%s\n", why);
	return print_out(buf_span(&out)) ? EXIT_DONE : ERR_IO;
}
