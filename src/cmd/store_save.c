#include "cmd/store_save.h"

#include <string.h>

#include "cmd/conflict_text.h"
#include "cmd/store_text.h"
#include "format/json_out.h"
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

static void print_text(buf *out, const commit_outcome *c, const save_job *j, const char *changed, arena *a)
{
	const char *id = j->request.id;
	long long number = (long long)c->saved.number;
	const merge_outcome *m = &c->merge;
	if (c->result == COMMIT_SAME) {
		buf_printf(out, "Nothing differs from version %lld of %s; nothing was saved.\n", number, id);
		return;
	}
	buf_printf(out, "Saved version %lld of %s", number, id);
	if (strcmp(c->saved.branch, STORE_MAIN) != 0)
		buf_printf(out, ", on branch %s", c->saved.branch);
	buf_char(out, '\n');
	if (changed)
		buf_printf(out, "  changed since version %lld: %s\n", (long long)c->saved.parent, changed);
	if (c->result == COMMIT_MERGED)
		buf_printf(out, "  merged with version %lld: %s from it, %s from this plan%s\n",
			(long long)c->saved.parent, counted((int64_t)m->from_ours, "change", a),
			counted((int64_t)m->from_theirs, "change", a),
			m->alike ? arena_printf(a, ", %zu in both", m->alike) : "");
	for (size_t i = 0; i < m->note_count; i++)
		buf_printf(out, "  %s\n", text_shown(m->notes[i].text, a));
}

/* What the new version changed, against its parent; NULL where there is none, or something of it was expunged. */
static const char *changes_of(const commit_outcome *c, const save_job *j, arena *a)
{
	plan *before, *after;
	err quiet;
	err_init(&quiet, a);
	if (c->result > COMMIT_MERGED || !c->saved.parent ||
		store_checkout(&before, j->s, j->request.id, c->saved.parent, a, &quiet) ||
		store_checkout(&after, j->s, j->request.id, c->saved.number, a, &quiet))
		return NULL;
	return difference_shown(before, after, a);
}

/* What conflicts with version `saved`, and how to settle it. */
static int print_conflicts(buf *out, const commit_outcome *c, const save_job *j, arena *a, err *e)
{
	plan *plans[3] = {NULL, NULL, (plan *)(uintptr_t)j->request.plan};
	int rc = store_checkout(&plans[0], j->s, j->request.id, j->request.base, a, e);
	if (!rc)
		rc = store_checkout(&plans[1], j->s, j->request.id, c->saved.number, a, e);
	if (rc)
		return rc;
	buf_printf(out,
		"Nothing was saved: %s with version %lld of %s\n"
		"(base is version %lld, ours version %lld, theirs what would be saved)\n",
		counted((int64_t)c->merge.open, "conflict", a), (long long)c->saved.number, j->request.id,
		(long long)j->request.base, (long long)c->saved.number);
	conflicts_print_text(out, &c->merge, plans, a);
	buf_printf(out, "\nSettle %s with --resolve, or all with --take ours or --take theirs.\n",
		c->merge.open == 1 ? "it" : "them");
	return 0;
}

static int print_outcome(buf *out, const commit_outcome *c, const save_job *j, const char *changed, arena *a, err *e)
{
	if (j->o->format == OUTPUT_JSON)
		print_json(out, c, j, changed, a);
	else if (j->o->format == OUTPUT_CSV)
		conflicts_print_csv(out, &c->merge);
	else if (c->result == COMMIT_CONFLICTS)
		return print_conflicts(out, c, j, a, e);
	else
		print_text(out, c, j, changed, a);
	return 0;
}

int save_do(const save_job *j, arena *a, err *e)
{
	commit_request r = j->request;
	commit_outcome c;
	decisions d = {0};
	buf out;
	r.message = j->o->message ? j->o->message : r.message;
	int rc = decisions_read(&d, j->o, a, e);
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
	const char *changed = changes_of(&c, j, a);
	if (j->tells_replaced && c.result == COMMIT_SAVED && !j->o->quiet)
		fprintf(stderr, "bcf: replaces version %lld: %s\n", (long long)c.saved.parent, changed ? changed : "");
	buf_init(&out, a);
	rc = print_outcome(&out, &c, j, changed, a, e);
	if (!rc && !print_out(buf_span(&out)))
		rc = ERR_IO;
	return rc ? rc : c.result == COMMIT_CONFLICTS ? EXIT_FINDINGS : EXIT_DONE;
}
