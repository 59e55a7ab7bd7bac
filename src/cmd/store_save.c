#include "cmd/store_save.h"

#include <string.h>

#include "cmd/store_text.h"
#include "format/json_out.h"
#include "store/connection.h"

/* ---- what the user decided ---- */

static bool is_side(const char *take)
{
	return !strcmp(take, "ours") || !strcmp(take, "theirs") || !strcmp(take, "base");
}

/* "ID=TAKE": an id ends before its last "=" that a side, or another "=", follows. */
static int read_resolution(resolution *out, const char *text, arena *a, err *e)
{
	const char *mark = strstr(text, "==");
	if (!mark)
		mark = strrchr(text, '=');
	if (!mark || mark == text || (mark[1] != '=' && !is_side(mark + 1)))
		return err_add(e, ERR_USAGE, "",
			"--resolve '%s' is not understood; write ID=ours, ID=theirs, ID=base, or ID==VALUE", text);
	*out = (resolution){arena_text(a, (span){text, (size_t)(mark - text)}), mark + 1};
	return 0;
}

static int read_decisions(commit_request *r, const options *o, arena *a, err *e)
{
	int rc = 0;
	resolution *list = arena_array(a, o->resolve_count + 1, sizeof *list);
	if (o->take && !is_side(o->take))
		return err_add(e, ERR_USAGE, "", "--take %s is no side; write ours, theirs or base", o->take);
	for (size_t i = 0; !rc && i < o->resolve_count; i++)
		rc = read_resolution(&list[i], o->resolve[i], a, e);
	r->resolutions = list;
	r->resolution_count = o->resolve_count;
	return rc;
}

/* What is still open is decided by --take. */
static void take_side(commit_request *r, const merge_outcome *m, const char *side, arena *a)
{
	resolution *list = arena_array(a, r->resolution_count + m->conflict_count, sizeof *list);
	memcpy(list, r->resolutions, r->resolution_count * sizeof *list);
	for (size_t i = 0; i < m->conflict_count; i++)
		if (!m->conflicts[i].taken)
			list[r->resolution_count++] = (resolution){m->conflicts[i].id, side};
	r->resolutions = list;
}

/* ---- what came of it ---- */

static const char *value_of(span value, arena *a)
{
	return value.len ? arena_printf(a, "'%s'", text_shown(arena_text(a, value), a)) : "nothing";
}

static void print_conflicts(buf *out, const commit_outcome *c, const char *id, arena *a)
{
	const merge_outcome *m = &c->merge;
	buf_printf(out, "Nothing was saved: %s with version %lld of %s.\n",
		m->open == 1 ? "1 conflict" : arena_printf(a, "%zu conflicts", m->open), (long long)c->saved.number,
		id);
	for (size_t i = 0; i < m->conflict_count; i++) {
		const conflict *k = &m->conflicts[i];
		if (k->taken)
			continue;
		buf_printf(out, "CONFLICT  %s\n", text_shown(k->id, a));
		buf_printf(out, "  both began with   %s\n", value_of(k->base, a));
		buf_printf(out, "  ours, the store   %s\n", value_of(k->ours, a));
		buf_printf(out, "  theirs, this plan %s\n", value_of(k->theirs, a));
	}
	buf_text(out, "Say which to take: --resolve 'ID=ours', 'ID=theirs' or 'ID==VALUE' for each, or --take SIDE for "
		      "all.\n");
}

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
	json_open(&to, "notes", '[');
	for (size_t i = 0; i < c->merge.note_count; i++)
		json_string(&to, NULL, c->merge.notes[i].text);
	json_close(&to, ']');
	json_open(&to, "conflicts", '[');
	for (size_t i = 0; i < c->merge.conflict_count; i++) {
		const conflict *k = &c->merge.conflicts[i];
		json_open(&to, NULL, '{');
		json_string(&to, "conflict", k->id);
		json_text(&to, "base", k->base);
		json_text(&to, "ours", k->ours);
		json_text(&to, "theirs", k->theirs);
		json_string(&to, "taken", k->taken ? k->taken : "");
		json_close(&to, '}');
	}
	json_close(&to, ']');
	json_close(&to, '}');
	buf_char(out, '\n');
}

static void print_text(buf *out, const commit_outcome *c, const save_job *j, const char *changed, arena *a)
{
	const char *id = j->request.id;
	long long number = (long long)c->saved.number;
	const merge_outcome *m = &c->merge;
	if (c->result == COMMIT_CONFLICTS) {
		print_conflicts(out, c, id, a);
		return;
	}
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

int save_do(const save_job *j, arena *a, err *e)
{
	commit_request r = j->request;
	commit_outcome c;
	buf out;
	r.message = j->o->message ? j->o->message : r.message;
	int rc = read_decisions(&r, j->o, a, e);
	if (!rc)
		rc = store_commit(&c, j->s, &r, j->by, a, e);
	if (!rc && c.result == COMMIT_CONFLICTS && j->o->take) {
		take_side(&r, &c.merge, j->o->take, a);
		rc = store_commit(&c, j->s, &r, j->by, a, e);
	}
	if (rc)
		return rc;
	const char *changed = changes_of(&c, j, a);
	if (j->tells_replaced && c.result == COMMIT_SAVED && !j->o->quiet)
		fprintf(stderr, "bcf: replaces version %lld: %s\n", (long long)c.saved.parent, changed ? changed : "");
	buf_init(&out, a);
	if (j->o->format == OUTPUT_JSON)
		print_json(&out, &c, j, changed, a);
	else
		print_text(&out, &c, j, changed, a);
	if (!print_out(buf_span(&out)))
		return ERR_IO;
	return c.result == COMMIT_CONFLICTS ? EXIT_FINDINGS : EXIT_DONE;
}
