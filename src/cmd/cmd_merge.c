/* bcf merge: three plans into one, or the conflicts that have to be settled first. */
#include <string.h>

#include "cmd/conflict_text.h"
#include "cmd/plan_out.h"
#include "cmd/source.h"
#include "cmd/store_text.h"
#include "format/json_out.h"
#include "store/connection.h"

/* With --take, what is still open is that side's; settling a key may bring out another conflict. */
static int merge_all(merge_outcome *m, plan *const plans[3], decisions *d, const options *o, arena *a, err *e)
{
	int rc = plan_merge(m, plans[0], plans[1], plans[2], d->list, d->count, a, e);
	for (size_t open = SIZE_MAX; !rc && m->open < open && decisions_take(d, m, o, a);) {
		open = m->open;
		rc = plan_merge(m, plans[0], plans[1], plans[2], d->list, d->count, a, e);
	}
	return rc;
}

/* ---- for people ---- */

static const char *base_of(const char *name)
{
	const char *slash = strrchr(name, '/');
	return slash && slash[1] ? slash + 1 : name;
}

/* The last part of a file's name, where that tells the three apart. */
static const char *short_name(const options *o, size_t which)
{
	const char *own = base_of(o->words[which]);
	for (size_t i = 0; i < 3; i++)
		if (i != which && !strcmp(base_of(o->words[i]), own))
			return o->words[which];
	return own;
}

static void print_text(buf *out, const merge_outcome *m, plan *const plans[3], const options *o, arena *a)
{
	static const char *const sides[] = {"base", "ours", "theirs"};
	const char *who[3];
	for (size_t i = 0; i < 3; i++)
		who[i] = arena_printf(a, "%s (%s)", sides[i], text_shown(short_name(o, i), a));
	conflicts_print_text(out, m, plans, who, a);
	if (m->open)
		buf_printf(out,
			"\nnothing was written; settle %s with --resolve, or all with --take ours or --take theirs\n",
			m->open == 1 ? "it" : "them");
	else
		buf_printf(out, "\nwritten to %s\n", o->out);
}

/* ---- for programs ---- */

static void print_json(buf *out, const merge_outcome *m, arena *a)
{
	json_out j;
	json_start(&j, out, false);
	json_open(&j, NULL, '{');
	json_bool(&j, "merged", m->merged != NULL);
	if (m->merged) {
		char digest[PLAN_DIGEST_TEXT];
		plan_digest(digest, m->merged, false, a);
		json_string(&j, "digest", digest);
		plan_digest(digest, m->merged, true, a);
		json_string(&j, "plan_digest", digest);
	}
	conflicts_print_json(&j, m);
	json_close(&j, '}');
	buf_char(out, '\n');
}

/* ---- the command ---- */

static int finish(const merge_outcome *m, plan *const plans[3], const options *o, arena *a, err *e)
{
	buf out;
	int rc = m->open ? 0 : plan_out_save(m->merged, o->out, o->out, o, a, e);
	if (rc)
		return rc;
	buf_init(&out, a);
	if (o->format == OUTPUT_JSON)
		print_json(&out, m, a);
	else if (o->format == OUTPUT_CSV)
		conflicts_print_csv(&out, m);
	else if (!o->quiet || m->open) /* what has to be settled is told always */
		print_text(&out, m, plans, o, a);
	if (!print_out(buf_span(&out)))
		return ERR_IO;
	return m->open ? EXIT_FINDINGS : EXIT_DONE;
}

static int judge_words(const options *o, err *e)
{
	if (o->count != 3 || !o->out)
		return err_add(e, ERR_USAGE, "",
			"name the plan that both began from, ours and theirs, and with -o where to write the result");
	if (source_is_stored(o->out) || connection_is_name(span_of(o->out)))
		return err_add(e, ERR_USAGE, o->out,
			"is a store, which merges by itself: 'bcf store import STORE THEIRS --as ID --base VERSION'; "
			"or "
			"write the result to a folder and import that");
	for (size_t i = 0; i < 3; i++)
		if (same_file(o->words[i], o->out))
			return err_add(
				e, ERR_USAGE, o->out, "is one of the plans to merge; write the result elsewhere");
	return 0;
}

int cmd_merge(int argc, char **argv, arena *a, err *e)
{
	options o;
	map_set maps;
	merge_outcome m;
	decisions d = {0};
	plan *plans[3] = {NULL};
	int rc = options_read(&o, argc, argv, " --output --take --resolve --force ", a, e);
	if (!rc)
		rc = judge_words(&o, e);
	if (!rc)
		rc = decisions_read(&d, &o, "bcf merge", a, e);
	if (rc)
		return rc;
	map_set_init(&maps, o.policy_path, a);
	for (size_t i = 0; i < 3 && !rc; i++)
		rc = source_open(&plans[i], o.words[i], &maps, a, e);
	if (!rc && !o.force)
		rc = merge_base_fits(plans[0], plans[1], plans[2], a, e);
	if (!rc)
		rc = merge_all(&m, plans, &d, &o, a, e);
	if (!rc)
		rc = finish(&m, plans, &o, a, e);
	for (size_t i = 0; i < 3; i++)
		plan_close(plans[i]);
	return rc;
}
