/* bcf diff: what differs between two plans. */
#include "cmd/diff_text.h"
#include "cmd/source.h"

/* The labels of the plan's policy year, for people; NULL when it is not known here. */
static labels *labels_of(const plan *p, const options *o, arena *a)
{
	pack *policy;
	err unheard;
	const char *year = arena_text(a, plan_value(p, "policy"));
	err_init(&unheard, a);
	if (!*year || pack_open(&policy, year, o->policy_path, a, &unheard))
		return NULL;
	return labels_open(policy, a);
}

static int print_difference(const options *o, const plan *before, const plan *after, arena *a)
{
	difference d;
	difference_head head = {.before = o->words[0], .after = o->words[1]};
	buf out;
	buf_init(&out, a);
	plan_difference(&d, before, after, a);
	if (o->format == OUTPUT_JSON) {
		difference_print_json(&out, &head, &d, a);
	} else if (o->format == OUTPUT_CSV) {
		difference_print_csv(&out, &d, a);
	} else if (!o->quiet) { /* else the exit status says it */
		head.labels = d.count ? labels_of(after, o, a) : NULL;
		difference_print_text(&out, &head, &d, a);
	}
	if (!print_out(buf_span(&out)))
		return ERR_IO;
	return d.count ? EXIT_FINDINGS : EXIT_DONE;
}

/* What one of them no longer has cannot be compared. */
static void leave_out_gone(plan *x, plan *y, arena *a)
{
	for (size_t i = 0; i < x->gone_count; i++)
		plan_leave_out(y, x->gone[i], a);
	for (size_t i = 0; i < y->gone_count; i++)
		plan_leave_out(x, y->gone[i], a);
}

int cmd_diff(int argc, char **argv, arena *a, err *e)
{
	options o;
	map_set maps;
	plan *before = NULL, *after = NULL;
	int rc = options_read(&o, argc, argv, "", a, e);
	if (rc)
		return rc;
	if (o.count != 2)
		return err_add(e, ERR_USAGE, "", "name the two plans to compare, the older first");
	map_set_init(&maps, o.policy_path, a);
	rc = source_open(&before, o.words[0], &maps, a, e);
	if (!rc)
		rc = source_open(&after, o.words[1], &maps, a, e);
	if (!rc) {
		leave_out_gone(before, after, a);
		rc = print_difference(&o, before, after, a);
	}
	plan_close(before);
	plan_close(after);
	return rc;
}
