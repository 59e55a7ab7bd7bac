/* bcf synthesise: a made-up nation.  For each policy year its pack (rolled forward where none governs it yet), for each
 * area a plan; areas are made in parallel, and what is made does not depend on how. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/money.h"
#include "cmd/cmd.h"
#include "format/csv.h"
#include "policy/roll.h"
#include "synth/synth.h"

typedef struct wanted {
	synth_options make;
	size_t years;
	const char *first, *folder, *policy_path;
	bool json;
	size_t threads;
} wanted;

typedef struct made { /* one plan */
	planted_defect planted[DEFECTS_PER_PLAN];
	size_t count;
} made;

typedef struct work {
	const wanted *w;
	const synth_year *year;
	const char *folder;
	made *plans;
	atomic_size_t next;
} work;

typedef struct worker {
	work *all;
	arena *memory; /* of one plan at a time */
	arena *kept;   /* the words of planted defects, and messages */
	err trouble;
	pthread_t thread;
} worker;

/* ---- what is asked ---- */

static int take_number(size_t *out, const char *name, const char *text, size_t most, err *e)
{
	int64_t n;
	if (!text)
		return err_add(e, ERR_USAGE, "", "say how many with %s", name);
	if (!count_parse(&n, span_of(text)) || n < 1 || (size_t)n > most)
		return err_add(e, ERR_USAGE, "", "%s takes a number from 1 to %zu", name, most);
	*out = (size_t)n;
	return 0;
}

static int take_kinds(wanted *w, const char *list, arena *a, err *e)
{
	span rest = span_of(list);
	if (!strcmp(list, "all")) {
		w->make.kind_count = defects_all(&w->make.kinds, a);
		return 0;
	}
	w->make.kinds = arena_array(a, rest.len + 1, sizeof *w->make.kinds);
	while (rest.len) {
		span name = span_trim(span_cut(&rest, ','));
		const defect_kind *k = defect_find(name);
		if (!k)
			return err_add(e, ERR_USAGE, "",
				"no kind of defect is called '%.*s'; --defects list prints them", SPAN_ARG(name));
		w->make.kinds[w->make.kind_count++] = k;
	}
	return 0;
}

static int read_wanted(wanted *out, const options *o, arena *a, err *e)
{
	wanted w = {.first = o->first, .policy_path = o->policy_path, .json = o->format == OUTPUT_JSON};
	int64_t start = 0;
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	w.threads = o->threads ? (size_t)o->threads : processors > 0 ? (size_t)processors : 1;
	if (o->format != OUTPUT_TEXT && o->format != OUTPUT_FOLDER && o->format != OUTPUT_JSON)
		return err_add(e, ERR_USAGE, "", "--format is folder or json here");
	int rc = take_number(&w.make.areas, "--areas", o->areas, SYNTH_AREAS_MAX, e);
	if (!rc)
		rc = take_number(&w.years, "--years", o->years, SYNTH_YEARS_MAX, e);
	if (!rc)
		rc = take_number(&w.make.lines, "--lines", o->lines ? o->lines : "150", SYNTH_LINES_MAX, e);
	if (!rc && (!o->seed || !count_parse(&start, span_of(o->seed))))
		rc = err_add(e, ERR_USAGE, "", "--seed takes a whole number; the same one makes the same nation again");
	if (!rc && o->defects)
		rc = take_kinds(&w, o->defects, a, e);
	if (!rc && o->count != 1)
		rc = err_add(e, ERR_USAGE, "", "name one folder to write to");
	if (rc)
		return rc;
	w.make.start = (uint64_t)start;
	w.folder = o->words[0];
	*out = w;
	return 0;
}

static int print_kinds(arena *a)
{
	const defect_kind **kinds;
	size_t count = defects_all(&kinds, a);
	buf b;
	buf_init(&b, a);
	for (size_t i = 0; i < count; i++)
		buf_printf(&b, "%-34s %-7s %-8s %s\n", kinds[i]->name, kinds[i]->check, kinds[i]->severity,
			kinds[i]->sentence);
	return print_out(buf_span(&b)) ? EXIT_DONE : EXIT_COULD_NOT;
}

/* ---- years ---- */

static span period_at(const pack *k, size_t i)
{
	return cell_span(rows_row(&k->tables[PACK_PERIODS], i)[0]);
}

static bool governs(const pack *k, span year)
{
	for (size_t i = 0; i < k->tables[PACK_PERIODS].count; i++)
		if (span_equal(period_at(k, i), year))
			return true;
	return false;
}

/* "2016-17" -> "2017-18" */
static const char *year_after(span year, arena *a)
{
	int64_t first = 0;
	count_parse(&first, (span){year.at, 4});
	return arena_printf(a, "%04lld-%02lld", (long long)first + 1, (long long)(first + 2) % 100);
}

typedef struct known_packs {
	const pack **list;
	size_t count;
} known_packs;

static int open_packs(known_packs *out, const char *path, arena *a, err *e)
{
	const char **ids;
	size_t count;
	int rc = pack_list(&ids, &count, path, a, e);
	if (rc)
		return rc;
	known_packs k = {arena_array(a, count + SYNTH_YEARS_MAX, sizeof *k.list), 0};
	for (size_t i = 0; !rc && i < count; i++) {
		pack *one;
		rc = pack_open(&one, ids[i], path, a, e);
		if (!rc && one->tables[PACK_PERIODS].count)
			k.list[k.count++] = one;
	}
	*out = k;
	return rc;
}

/* A year that no pack governs gets one of its own in OUT/packs, rolled forward from the latest before it. */
static int roll_pack(const pack **out, const wanted *w, const pack *latest, const char *id, arena *a, err *e)
{
	const char *into = arena_printf(a, "%s/packs", w->folder);
	pack *k;
	if (!latest)
		return err_add(e, ERR_USAGE, "", "no policy year is known that governs %s or an earlier year", id);
	if (mkdir(into, 0777) && errno != EEXIST)
		return err_add(e, ERR_IO, into, "cannot make the folder: %s", strerror(errno));
	int rc = pack_roll(latest, id, into, a, e);
	if (!rc)
		rc = pack_open(&k, id, into, a, e);
	if (!rc)
		*out = k;
	return rc;
}

static int pack_of_year(const pack **out, known_packs *known, const wanted *w, const char *year, arena *a, err *e)
{
	const pack *latest = NULL;
	for (size_t i = 0; i < known->count; i++) {
		const pack *k = known->list[i];
		if (governs(k, span_of(year))) {
			*out = k;
			return 0;
		}
		span first = period_at(k, 0);
		if (span_compare(first, span_of(year)) < 0 &&
			(!latest || span_compare(period_at(latest, 0), first) < 0))
			latest = k;
	}
	int rc = roll_pack(out, w, latest, year, a, e);
	if (!rc)
		known->list[known->count++] = *out;
	return rc;
}

static const char *first_year(const known_packs *known, arena *a)
{
	span first = period_at(known->list[0], 0);
	for (size_t i = 1; i < known->count; i++)
		if (span_compare(period_at(known->list[i], 0), first) < 0)
			first = period_at(known->list[i], 0);
	return arena_text(a, first);
}

static int open_years(synth_year **out, size_t *count, const wanted *w, arena *a, err *e)
{
	synth_year *years = arena_array(a, w->years, sizeof *years);
	known_packs known;
	size_t number = 0;
	int rc = open_packs(&known, w->policy_path, a, e);
	if (!rc && !known.count)
		rc = err_add(e, ERR_USAGE, "", "no policy year is known");
	const char *year = rc || w->first ? w->first : first_year(&known, a);
	while (!rc && number < w->years) {
		const pack *k = NULL;
		period p;
		if (!period_parse(&p, span_of(year)) || p.kind != PERIOD_YEAR)
			return err_add(e, ERR_USAGE, "",
				"--first %s is no policy year; write one like those of 'bcf policy list'", year);
		rc = pack_of_year(&k, &known, w, year, a, e);
		if (!rc)
			rc = synth_year_open(&years[*count], k, number, a, e);
		if (rc)
			return rc;
		size_t periods = k->tables[PACK_PERIODS].count;
		year = year_after(period_at(k, periods - 1), a);
		number += periods;
		(*count)++;
	}
	*out = years;
	return rc;
}

/* ---- making ---- */

static const char *keep(worker *x, const char *text)
{
	return arena_text(x->kept, span_of(text));
}

static void keep_planted(worker *x, made *m)
{
	for (size_t i = 0; i < m->count; i++) {
		planted_defect *d = &m->planted[i];
		d->key = keep(x, d->key);
		d->was = keep(x, d->was);
		d->is = keep(x, d->is);
	}
}

static int write_plan(worker *x, const plan *p, size_t index)
{
	const wanted *w = x->all->w;
	const char *path = arena_printf(
		x->memory, "%s/%s%s", x->all->folder, synth_area_key(index, x->memory), w->json ? ".json" : "");
	buf b;
	if (!w->json)
		return synth_write_folder(p, path, x->memory, &x->trouble);
	buf_init(&b, x->memory);
	plan_print_json(&b, p);
	return synth_write_file(path, buf_span(&b), &x->trouble);
}

static int make_one(worker *x, size_t index)
{
	work *all = x->all;
	made *m = &all->plans[index];
	plan *p;
	arena_mark before = arena_now(x->memory);
	int rc = synth_plan(&p, all->year, &all->w->make, index, m->planted, &m->count, x->memory, &x->trouble);
	if (!rc)
		rc = write_plan(x, p, index);
	keep_planted(x, m);
	arena_back(x->memory, before);
	return rc;
}

static void *make_many(void *context)
{
	worker *x = context;
	for (size_t i; (i = atomic_fetch_add(&x->all->next, 1)) < x->all->w->make.areas;)
		if (make_one(x, i))
			break;
	return NULL;
}

static void print_defects(buf *out, const work *all, arena *a)
{
	for (size_t i = 0; i < all->w->make.areas; i++)
		for (size_t k = 0; k < all->plans[i].count; k++) {
			const planted_defect *d = &all->plans[i].planted[k];
			const char *const fields[] = {
				arena_printf(a, "%s/%s", all->year->pack->id, synth_area_key(i, a)), d->kind->name,
				d->kind->check, d->severity, d->kind->may_also, d->table, d->key, d->column, d->was,
				d->is};
			for (size_t f = 0; f < sizeof fields / sizeof *fields; f++) {
				if (f)
					buf_char(out, ',');
				csv_field(out, span_of(fields[f]));
			}
			buf_char(out, '\n');
		}
}

static int make_year(const wanted *w, const synth_year *y, buf *defects, arena *a, err *e)
{
	work all = {.w = w, .year = y, .folder = arena_printf(a, "%s/%s", w->folder, y->pack->id)};
	size_t threads = w->threads < w->make.areas ? w->threads : w->make.areas;
	worker *workers = arena_array(a, threads, sizeof *workers);
	int rc = 0;
	if (mkdir(all.folder, 0777))
		return err_add(e, ERR_IO, all.folder, "cannot make the folder: %s", strerror(errno));
	all.plans = arena_array(a, w->make.areas, sizeof *all.plans);
	size_t started = 0;
	for (size_t i = 0; i < threads; i++) {
		workers[i].all = &all;
		workers[i].memory = arena_open();
		workers[i].kept = arena_open();
		err_init(&workers[i].trouble, workers[i].kept);
	}
	for (size_t i = 1; i < threads; i++)
		if (!pthread_create(&workers[i].thread, NULL, make_many, &workers[i]))
			started = i;
		else
			break;
	make_many(&workers[0]);
	for (size_t i = 1; i <= started; i++)
		pthread_join(workers[i].thread, NULL);
	for (size_t i = 0; i < threads; i++)
		for (const err_message *m = workers[i].trouble.first; m; m = m->next)
			rc = err_add(e, m->code, m->where, "%s", m->text);
	if (!rc)
		print_defects(defects, &all, a);
	for (size_t i = 0; i < threads; i++) {
		arena_close(workers[i].memory);
		arena_close(workers[i].kept);
	}
	return rc;
}

static const char *read_me(const wanted *w, size_t years, arena *a)
{
	return arena_printf(a,
		"# A made-up nation\n\nAll of this is made up: every place, organisation, person, amount and measure.  "
		"`bcf synthesise` made it\nfrom the plan that each policy year ships as an example, with the number "
		"%llu.\n\n"
		"%zu areas, %zu packs of policy, about %zu lines of spend in each plan.\n"
		"`defects.csv` lists the faults that were planted%s\n",
		(unsigned long long)w->make.start, w->make.areas, years, w->make.lines,
		w->make.kind_count ? "; every other plan is clean." : ": none.");
}

static int make_nation(const wanted *w, arena *a, err *e)
{
	synth_year *years = NULL;
	size_t count = 0;
	buf defects;
	buf_init(&defects, a);
	buf_text(&defects, "plan,kind,check,severity,may_also,table,key,column,was,is\n");
	if (mkdir(w->folder, 0777))
		return err_add(e, ERR_USAGE, w->folder, "cannot make the folder: %s; name one that is not there yet",
			strerror(errno));
	int rc = open_years(&years, &count, w, a, e);
	for (size_t i = 0; !rc && i < count; i++)
		rc = make_year(w, &years[i], &defects, a, e);
	if (!rc)
		rc = synth_write_file(arena_printf(a, "%s/README.md", w->folder), span_of(read_me(w, count, a)), e);
	if (!rc)
		rc = synth_write_file(arena_printf(a, "%s/defects.csv", w->folder), buf_span(&defects), e);
	return rc;
}

int cmd_synthesise(int argc, char **argv, arena *a, err *e)
{
	options o;
	wanted w;
	int rc = options_read(&o, argc, argv, " --areas --years --seed --lines --defects --first ", a, e);
	if (rc)
		return rc;
	if (o.defects && !strcmp(o.defects, "list"))
		return print_kinds(a);
	rc = read_wanted(&w, &o, a, e);
	if (rc)
		return rc;
	rc = make_nation(&w, a, e);
	return rc ? rc : EXIT_DONE;
}
