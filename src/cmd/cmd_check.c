/* bcf check: the data flow of the program.  For each plan: read it, load its policy year, derive the figures, run the
 * checks, print the findings.  Several plans are judged in parallel (check_many.c) and printed in the order named
 * (check_print.c). */
#include <string.h>
#include <unistd.h>

#include "cmd/check_many.h"
#include "cmd/check_print.h"
#include "cmd/finding_text.h"
#include "cmd/judge.h"

typedef struct job {
	arena *memory; /* what is left of the plan until it is printed */
	err trouble;
	outcome result;
	const char *alone; /* checks of --only that compare, where there is nothing to compare with */
	int rc;
	bool lacks_older;
} job;

typedef struct work {
	const options *o;
	output format;
	printer *to;
	job *jobs;
	size_t count;
	err *e;
	int status;
	bool said_alone;
} work;

/* What a thread keeps from plan to plan: the policy years that it has opened, and the memory of the plan at hand. */
typedef struct worker {
	arena *own, *plan_memory;
	judge judge;
} worker;

/* ---- one plan ---- */

/* The checks of --only that compare two plans, parted by commas; NULL when there are none. */
static const char *comparing(const pack *p, const char *only, arena *a)
{
	buf b;
	buf_init(&b, a);
	for (span rest = span_of(only); rest.len;) {
		const rule *u = pack_check(p, span_trim(span_cut(&rest, ',')));
		if (u && u->needs_older)
			buf_printf(&b, "%s%s", b.len ? ", " : "", u->id);
	}
	return b.len ? arena_text(a, buf_span(&b)) : NULL;
}

static void print_one(const work *w, job *x, const judgement *r)
{
	if (w->o->summary)
		return;
	if (w->format == OUTPUT_XLSX)
		x->result.lines =
			findings_lines_of(&r->head, r->engine, &r->report, r->plan->reading != NULL, x->memory);
	else if (w->format == OUTPUT_JSON)
		report_print_json(&x->result.text, &r->head, r->engine, &r->report);
	else if (w->format == OUTPUT_CSV)
		report_print_csv(&x->result.text, &r->head, r->engine, &r->report);
	else
		report_print_text(&x->result.text, &r->head, r->engine, &r->report, w->o->color);
}

static void judge_one(const work *w, job *x, judge *j, arena *plan_memory)
{
	judgement r;
	outcome *out = &x->result;
	x->rc = judge_plan(&r, j, out->path, plan_memory, &x->trouble);
	x->lacks_older = judge_lacks_older(j);
	if (x->rc) {
		const err_message *first = x->trouble.first;
		out->misused = x->rc == ERR_USAGE && first && !*first->where;
		out->trouble = x->lacks_older ? arena_printf(x->memory, "%s could not be read", w->o->against)
			       : first	      ? first->text
					      : "";
		if (w->format == OUTPUT_XLSX)
			out->lines = findings_lines_trouble(out->path, out->trouble, x->memory);
		return;
	}
	if (w->o->only && !w->o->against)
		x->alone = comparing(r.head.policy, w->o->only, x->memory);
	out->read = true;
	out->errors = r.report.errors;
	out->warnings = r.report.warnings;
	out->infos = r.report.infos;
	out->checks_open = report_checks_open(&r.report);
	out->not_understood = r.plan->reading ? r.plan->reading->not_understood.count : 0;
	print_one(w, x, &r);
	plan_close(r.plan);
}

/* ---- a thread ---- */

static void *begin_worker(void *context)
{
	const work *w = context;
	arena *own = arena_open();
	worker *k = arena_alloc(own, sizeof *k);
	k->own = own;
	k->plan_memory = arena_open();
	judge_init(&k->judge, w->o, own);
	return k;
}

/* The memory of one plan serves the next. */
static void work_on(void *thread, void *context, size_t index)
{
	work *w = context;
	worker *k = thread;
	job *x = &w->jobs[index];
	arena_mark start = arena_now(k->plan_memory);
	x->memory = arena_open();
	err_init(&x->trouble, x->memory);
	buf_init(&x->result.text, x->memory);
	judge_one(w, x, &k->judge, k->plan_memory);
	arena_back(k->plan_memory, start);
}

static void end_worker(void *thread)
{
	worker *k = thread;
	judge_release(&k->judge);
	arena_close(k->plan_memory);
	arena_close(k->own);
}

/* ---- in order ---- */

/* What is wrong with the command rather than with a plan is said once, however many plans it hits. */
static bool said_before(const err *e, const err_message *m)
{
	for (const err_message *x = e->first; x && !*m->where; x = x->next)
		if (!*x->where && !strcmp(x->text, m->text))
			return true;
	return false;
}

/* The first plan's messages say what is wrong with the plan to compare with; each plan then has one line. */
static void take_trouble(const work *w, size_t i)
{
	const job *x = &w->jobs[i];
	size_t kept = 0;
	for (const err_message *m = x->trouble.first; m && (!x->lacks_older || !i); m = m->next, kept++)
		if (!said_before(w->e, m))
			err_add(w->e, m->code, m->where, "%s", m->text);
	if (!x->lacks_older || !i)
		w->e->count += x->trouble.count - kept;
	if (x->lacks_older && w->count > 1)
		err_add(w->e, ERR_USAGE, x->result.path, "is not compared: %s could not be read", w->o->against);
}

/* Said once, of the first plan that has such checks. */
static void say_alone(const char *ids, const options *o)
{
	bool one = !strchr(ids, ',');
	if (!o->quiet)
		fprintf(stderr, "bcf: %s compare%s two plans: without --against OLDER %s not apply\n", ids,
			one ? "s" : "", one ? "it does" : "they do");
}

static void hand_over(void *context, size_t i)
{
	work *w = context;
	job *x = &w->jobs[i];
	take_trouble(w, i);
	if (x->alone && !w->said_alone)
		say_alone(x->alone, w->o);
	w->said_alone |= x->alone != NULL;
	printer_add(w->to, &x->result);
	if (x->rc)
		w->status = x->rc;
	else if (x->result.errors && w->status == EXIT_DONE)
		w->status = EXIT_FINDINGS;
	if (x->result.trouble) /* is said again at the end */
		x->result.trouble = arena_text(w->e->owner, span_of(x->result.trouble));
	arena_close(x->memory); /* printed: a hundred large plans do not stay in memory */
	x->memory = NULL;
}

int cmd_check(int argc, char **argv, arena *a, err *e)
{
	options o;
	work w = {.o = &o, .e = e, .status = EXIT_DONE};
	int rc = options_read(&o, argc, argv, " --only --against --summary --output xlsx ", a, e);
	if (rc)
		return rc;
	if (!o.count)
		return err_add(e, ERR_USAGE, "", "name a plan to check: a package folder, a .json file or a workbook");
	rc = printer_open(&w.to, &o, a, e);
	if (rc)
		return rc;
	w.format = printer_format(w.to);
	o.format = w.format; /* digests are worked out for the JSON form only */
	w.count = o.count;
	w.jobs = arena_array(a, o.count, sizeof *w.jobs);
	for (size_t i = 0; i < o.count; i++)
		w.jobs[i].result.path = o.words[i];

	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	many_run(&(many){.count = w.count,
		.threads = o.threads	    ? (size_t)o.threads
			   : processors > 0 ? (size_t)processors
					    : 1,
		.context = &w,
		.begin = begin_worker,
		.work = work_on,
		.end = end_worker,
		.hand_over = hand_over,
		.quiet = o.quiet,
		.prints = !o.out && !o.summary && w.format != OUTPUT_XLSX && isatty(STDOUT_FILENO)});

	outcome *list = arena_array(a, w.count, sizeof *list);
	for (size_t i = 0; i < w.count; i++)
		list[i] = w.jobs[i].result;
	rc = printer_close(w.to, list, w.count, e);
	return rc ? rc : w.status;
}
