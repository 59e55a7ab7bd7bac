/* bcf check: the data flow of the program.  For each plan: read it, load its policy year, derive the figures, run the
 * checks, print the findings.  Several plans are judged in parallel and printed in the order named. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/finding_text.h"
#include "cmd/judge.h"

typedef struct job {
	const char *path;
	arena *memory;
	err trouble;
	buf text; /* what is printed */
	size_t errors, warnings, undetermined;
	const char *alone; /* checks of --only that compare, where there is nothing to compare with */
	int rc;
	bool done, lacks_older;
} job;

typedef struct work {
	const options *o;
	job *jobs;
	size_t count;
	atomic_size_t next;
	pthread_mutex_t lock;
	pthread_cond_t finished;
} work;

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

static void judge_one(judge *j, job *w, const options *o)
{
	judgement r;
	w->rc = judge_plan(&r, j, w->path, w->memory, &w->trouble);
	w->lacks_older = judge_lacks_older(j);
	if (w->rc)
		return;
	if (o->only && !o->against)
		w->alone = comparing(r.head.policy, o->only, w->memory);
	w->errors = r.report.errors;
	w->warnings = r.report.warnings;
	w->undetermined = r.report.undetermined;
	if (o->format == OUTPUT_JSON)
		report_print_json(&w->text, &r.head, r.engine, &r.report);
	else if (o->format == OUTPUT_CSV)
		report_print_csv(&w->text, &r.head, r.engine, &r.report);
	else
		report_print_text(&w->text, &r.head, r.engine, &r.report, o->color);
	plan_close(r.plan);
}

static void *judge_many(void *context)
{
	work *w = context;
	arena *a = arena_open();
	judge j;
	judge_init(&j, w->o, a);
	for (size_t i; (i = atomic_fetch_add(&w->next, 1)) < w->count;) {
		judge_one(&j, &w->jobs[i], w->o);
		pthread_mutex_lock(&w->lock);
		w->jobs[i].done = true;
		pthread_cond_broadcast(&w->finished);
		pthread_mutex_unlock(&w->lock);
	}
	judge_release(&j);
	arena_close(a);
	return NULL;
}

static void wait_for(work *w, size_t i)
{
	pthread_mutex_lock(&w->lock);
	while (!w->jobs[i].done)
		pthread_cond_wait(&w->finished, &w->lock);
	pthread_mutex_unlock(&w->lock);
}

static void show_progress(const work *w, size_t i)
{
	if (w->count > 20 && !w->o->quiet && isatty(STDERR_FILENO))
		fprintf(stderr, "\r%zu of %zu plans%s", i + 1, w->count,
			i + 1 == w->count ? "\r                              \r" : "");
}

/* The first plan's messages say what is wrong with the plan to compare with; each plan then has one line. */
static void take_trouble(const work *w, size_t i, err *e)
{
	const job *x = &w->jobs[i];
	size_t kept = 0;
	for (const err_message *m = x->trouble.first; m && (!x->lacks_older || !i); m = m->next, kept++)
		err_add(e, m->code, m->where, "%s", m->text);
	if (!x->lacks_older || !i)
		e->count += x->trouble.count - kept;
	if (x->lacks_older && w->count > 1)
		err_add(e, ERR_USAGE, x->path, "is not compared: %s could not be read", w->o->against);
}

/* Said once, of the first plan that has such checks. */
static void say_alone(const char *ids, const options *o)
{
	bool one = !strchr(ids, ',');
	if (!o->quiet)
		fprintf(stderr, "bcf: %s compare%s two plans: without --against OLDER %s not apply\n", ids,
			one ? "s" : "", one ? "it does" : "they do");
}

/* Prints each plan's findings as soon as those before it are printed.  The exit status, or negative. */
static int print_in_order(work *w, err *e)
{
	int status = EXIT_DONE;
	bool said_alone = false;
	for (size_t i = 0; i < w->count; i++) {
		job *x = &w->jobs[i];
		wait_for(w, i);
		show_progress(w, i);
		take_trouble(w, i, e);
		if (x->alone && !said_alone)
			say_alone(x->alone, w->o);
		said_alone |= x->alone != NULL;
		if (x->rc)
			status = x->rc;
		else if (!print_out(buf_span(&x->text)))
			status = EXIT_COULD_NOT;
		else if (x->errors && status == EXIT_DONE)
			status = EXIT_FINDINGS;
		arena_close(x->memory); /* printed: a hundred large plans do not stay in memory */
		x->memory = NULL;
	}
	return status;
}

static void print_totals(const work *w)
{
	size_t clean = 0, failed = 0, unread = 0;
	for (size_t i = 0; i < w->count; i++) {
		unread += w->jobs[i].rc != 0;
		failed += !w->jobs[i].rc && w->jobs[i].errors;
		clean += !w->jobs[i].rc && !w->jobs[i].errors;
	}
	if (w->count > 1 && w->o->format == OUTPUT_TEXT && !w->o->quiet)
		printf("%zu plans: %zu with errors, %zu without, %zu could not be read\n", w->count, failed, clean,
			unread);
}

int cmd_check(int argc, char **argv, arena *a, err *e)
{
	options o;
	int rc = options_read(&o, argc, argv, " --only --against ", a, e);
	if (rc)
		return rc;
	if (!o.count)
		return err_add(e, ERR_USAGE, "", "name a plan to check: a package folder or a .json file");
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t threads = o.threads ? (size_t)o.threads : processors > 0 ? (size_t)processors : 1;
	if (threads > o.count)
		threads = o.count;

	work w = {.o = &o, .count = o.count, .lock = PTHREAD_MUTEX_INITIALIZER, .finished = PTHREAD_COND_INITIALIZER};
	w.jobs = arena_array(a, o.count, sizeof *w.jobs);
	for (size_t i = 0; i < o.count; i++) {
		w.jobs[i].path = o.words[i];
		w.jobs[i].memory = arena_open();
		err_init(&w.jobs[i].trouble, w.jobs[i].memory);
		buf_init(&w.jobs[i].text, w.jobs[i].memory);
	}
	pthread_t *workers = arena_array(a, threads, sizeof *workers);
	size_t started = 0;
	if (o.format == OUTPUT_CSV) {
		buf head;
		buf_init(&head, a);
		report_print_csv_header(&head);
		if (!print_out(buf_span(&head)))
			rc = ERR_IO;
	}
	if (rc)
		atomic_store(&w.next, w.count);
	if (threads == 1 && !rc)
		judge_many(&w);
	for (size_t i = 0; !rc && threads > 1 && i < threads; i++)
		started += pthread_create(&workers[i], NULL, judge_many, &w) == 0;
	if (!rc && threads > 1 && !started)
		judge_many(&w);
	int status = rc ? rc : print_in_order(&w, e);
	for (size_t i = 0; i < started; i++)
		pthread_join(workers[i], NULL);
	if (!rc)
		print_totals(&w);
	for (size_t i = 0; i < o.count; i++)
		arena_close(w.jobs[i].memory);
	return status;
}
