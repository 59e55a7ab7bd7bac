/* bcf store log: the plans of a store, the versions of a plan, or every act. */
#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "cmd/store_parts.h"
#include "cmd/store_text.h"
#include "store/connection.h"

typedef struct log_job {
	store *s;
	const char *id;
	options o;
	arena *a;
	err *e;
	buf out;
} log_job;

/* ---- what a version changed ---- */

/* The sum of the amounts of spend or income, by the text that holds them: most versions share it. */
typedef struct amounts {
	unsigned char digest[DIGEST_BYTES];
	int64_t pence;
} amounts;
typedef struct amounts_seen {
	amounts *list;
	size_t count, room;
} amounts_seen;

static int sum_of(int64_t *out, amounts_seen *seen, const content_line *l, log_job *j)
{
	rows r = {0};
	span text;
	*out = 0;
	if (!l)
		return 0;
	for (size_t i = 0; i < seen->count; i++)
		if (!memcmp(seen->list[i].digest, l->digest, DIGEST_BYTES)) {
			*out = seen->list[i].pence;
			return 0;
		}
	span name = {l->path, strlen(l->path) - 4};
	const table *t = &plan_tables[schema_find(name)];
	int rc = store_blob(&text, j->s, j->id, l->digest, j->a, j->e);
	if (!rc)
		rc = rows_read_csv(&r, t, (char *)(uintptr_t)arena_span(j->a, text).at, text.len, l->path, j->a, j->e);
	for (size_t i = 0; !rc && i < r.count; i++) {
		int64_t pence;
		if (money_parse(&pence, cell_span(*rows_cell(&r, i, "amount"))))
			*out += pence;
	}
	if (rc)
		return rc;
	seen->list = arena_grow(j->a, seen->list, &seen->room, seen->count + 1, sizeof *seen->list);
	memcpy(seen->list[seen->count].digest, l->digest, DIGEST_BYTES);
	seen->list[seen->count++].pence = *out;
	return 0;
}

static const content_line *find_line(const content_line *list, size_t count, const char *path)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(list[i].path, path))
			return &list[i];
	return NULL;
}

static bool is_money(const char *path)
{
	return !strcmp(path, "spend.csv") || !strcmp(path, "income.csv");
}

/* "spend +£1.00": of a table whose text changed. */
static int tell_table(glance *g, amounts_seen *seen, const char *path, const content_line *before,
	const content_line *after, log_job *j)
{
	int64_t old = 0, new = 0;
	char amount[NUMBER_TEXT];
	size_t len = strlen(path);
	bool prose = !strncmp(path, "narrative/", 10);
	const char *name = arena_printf(j->a, "%.*s", prose ? (int)len - 3 : (int)len - 4, path);
	int rc = 0;
	if (is_money(path)) {
		/* What was expunged has no sum, and the log goes on. */
		err quiet;
		err_init(&quiet, j->a);
		err *loud = j->e;
		j->e = &quiet;
		rc = sum_of(&old, seen, before, j);
		if (!rc)
			rc = sum_of(&new, seen, after, j);
		j->e = loud;
	}
	if (!rc && old != new) {
		money_show(amount, new < old ? old - new : new - old);
		name = arena_printf(j->a, "%s %s%s", name, new < old ? "-" : "+", amount);
	}
	glance_add(g, name);
	return 0;
}

typedef struct contents {
	content_line *old, *new;
	size_t old_count, new_count;
} contents;

static int tell_tables(glance *g, amounts_seen *seen, const contents *c, bool money, log_job *j)
{
	int rc = 0;
	for (size_t i = 0; !rc && i < c->new_count; i++) {
		const content_line *now = &c->new[i], *was = find_line(c->old, c->old_count, now->path);
		if (is_money(now->path) == money && (!was || memcmp(was->digest, now->digest, DIGEST_BYTES)))
			rc = tell_table(g, seen, now->path, was, now, j);
	}
	for (size_t i = 0; !rc && i < c->old_count; i++) {
		const content_line *was = &c->old[i];
		if (is_money(was->path) == money && !find_line(c->new, c->new_count, was->path))
			rc = tell_table(g, seen, was->path, was, NULL, j);
	}
	return rc;
}

/* Money first: it is looked for first, and the end may be cut. */
static int tell_changes(const char **out, amounts_seen *seen, const version *v, const version *parent, log_job *j)
{
	contents c = {.old = NULL};
	glance g;
	*out = "first version";
	if (!parent)
		return 0;
	int rc = store_content(&c.new, &c.new_count, j->s, j->id, v, j->a, j->e);
	if (!rc)
		rc = store_content(&c.old, &c.old_count, j->s, j->id, parent, j->a, j->e);
	if (rc)
		return rc;
	glance_init(&g, j->a);
	if (v->merged)
		glance_add(&g, arena_printf(j->a, "takes in version %lld", (long long)v->merged));
	rc = tell_tables(&g, seen, &c, true, j);
	if (!rc)
		rc = tell_tables(&g, seen, &c, false, j);
	*out = glance_text(&g, j->a);
	return rc;
}

/* ---- versions ---- */

static const listing_column version_columns[] = {{"version", "version", LISTING_NUMBER},
	{"written", "saved (UTC)", LISTING_TIME}, {"author", "by", LISTING_TEXT}, {"branch", "branch", LISTING_TEXT},
	{"changed", "changed", LISTING_TEXT}, {"message", "message", LISTING_TEXT}, {"parent", NULL, LISTING_NUMBER},
	{"merged", NULL, LISTING_NUMBER}, {"digest", NULL, LISTING_TEXT}, {"plan_digest", NULL, LISTING_TEXT},
	{"version_digest", NULL, LISTING_TEXT}};

static const version *version_numbered(const version *list, size_t count, int64_t number)
{
	for (size_t i = 0; number && i < count; i++)
		if (list[i].number == number)
			return &list[i];
	return NULL;
}

static int list_versions(log_job *j, const char *which)
{
	version *all, *list, one;
	size_t all_count, count;
	amounts_seen seen = {0};
	listing l;
	int rc = store_log(&all, &all_count, j->s, j->id, NULL, j->a, j->e);
	list = all;
	count = all_count;
	if (!rc && j->o.branch)
		rc = store_log(&list, &count, j->s, j->id, j->o.branch, j->a, j->e);
	if (!rc && which) {
		rc = store_find(&one, j->s, j->id, which, j->a, j->e);
		list = &one;
		count = 1;
	}
	listing_init(&l, version_columns, sizeof version_columns / sizeof *version_columns, j->a);
	for (size_t i = 0; !rc && i < count; i++) {
		const version *v = &list[i];
		const char *changed = NULL;
		rc = tell_changes(&changed, &seen, v, version_numbered(all, all_count, v->parent), j);
		listing_add_number(&l, v->number);
		listing_add(&l, v->written);
		listing_add(&l, v->author);
		listing_add(&l, v->branch);
		listing_add(&l, changed);
		listing_add(&l, v->message);
		listing_add_number(&l, v->parent);
		listing_add_number(&l, v->merged);
		listing_add_digest(&l, v->content);
		listing_add_digest(&l, v->plan_digest);
		listing_add_digest(&l, v->digest);
	}
	if (!rc)
		listing_print(&j->out, &l, j->o.format, connection_shown(store_connection(j->s)), j->id, "versions");
	return rc;
}

/* ---- plans ---- */

static const listing_column plan_columns[] = {{"plan", "plan", LISTING_TEXT}, {"version", "version", LISTING_NUMBER},
	{"written", "saved (UTC)", LISTING_TIME}, {"author", "by", LISTING_TEXT},
	{"versions", "versions", LISTING_NUMBER}, {"branches", "branches", LISTING_NUMBER},
	{"message", "message", LISTING_TEXT}, {"digest", NULL, LISTING_TEXT}, {"head", NULL, LISTING_TEXT}};

static int compare_packages(const void *x, const void *y)
{
	return strcmp(((const package_row *)x)->id, ((const package_row *)y)->id);
}

static int list_plans(log_job *j)
{
	package_row *list;
	size_t count;
	listing l;
	const char *shown = connection_shown(store_connection(j->s));
	int rc = store_packages(&list, &count, j->s, false, j->a, j->e);
	if (rc)
		return rc;
	if (!count && j->o.format == OUTPUT_TEXT) {
		buf_printf(&j->out,
			"%s holds no plan yet.  Save the first version of one:\n    bcf store import %s PLAN --as "
			"NAME\n",
			shown, shown);
		return 0;
	}
	if (count)
		qsort(list, count, sizeof *list, compare_packages);
	listing_init(&l, plan_columns, sizeof plan_columns / sizeof *plan_columns, j->a);
	for (size_t i = 0; !rc && i < count; i++) {
		branch_head *heads;
		size_t branches;
		rc = store_branches(&heads, &branches, j->s, list[i].id, j->a, j->e);
		if (rc)
			break;
		const version *v = &heads[0].head;
		listing_add(&l, list[i].id);
		listing_add_number(&l, v->number);
		listing_add(&l, v->written);
		listing_add(&l, v->author);
		listing_add_number(&l, list[i].versions);
		listing_add_number(&l, (int64_t)branches);
		listing_add(&l, v->message);
		listing_add_digest(&l, v->content);
		listing_add_digest(&l, list[i].head);
	}
	if (!rc)
		listing_print(&j->out, &l, j->o.format, shown, NULL, "plans");
	return rc;
}

/* ---- every act ---- */

static const listing_column event_columns[] = {{"event", "event", LISTING_NUMBER},
	{"written", "when (UTC)", LISTING_TIME}, {"actor", "by", LISTING_TEXT}, {"act", "act", LISTING_TEXT},
	{"subject", "of", LISTING_TEXT}, {"detail", "detail", LISTING_TEXT}, {"digest", NULL, LISTING_TEXT}};

static int list_events(log_job *j)
{
	chain_event *list;
	size_t count;
	listing l;
	int rc = store_events(&list, &count, j->s, j->id, j->a, j->e);
	if (rc)
		return rc;
	listing_init(&l, event_columns, sizeof event_columns / sizeof *event_columns, j->a);
	for (size_t i = count; i-- > 0;) {
		listing_add_number(&l, list[i].number);
		listing_add(&l, list[i].written);
		listing_add(&l, list[i].actor);
		listing_add(&l, list[i].act);
		listing_add(&l, list[i].subject);
		listing_add(&l, list[i].detail);
		listing_add_digest(&l, list[i].digest);
	}
	const char *shown = connection_shown(store_connection(j->s));
	listing_print(&j->out, &l, j->o.format, shown, j->id, "events");
	if (!*j->id && j->o.format == OUTPUT_TEXT)
		buf_printf(&j->out,
			"\nThese are the acts of the store itself; those of a plan: bcf store log %s#ID --all\n",
			shown);
	return 0;
}

int cmd_store_log(int argc, char **argv, arena *a, err *e)
{
	log_job j = {.a = a, .e = e};
	const char *where, *which = NULL;
	int rc = options_read(&j.o, argc, argv, " --branch --all ", a, e);
	if (rc)
		return rc;
	if (j.o.format != OUTPUT_TEXT && j.o.format != OUTPUT_JSON && j.o.format != OUTPUT_CSV)
		return err_add(e, ERR_USAGE, "", "the log is --format text, json or csv");
	bool one = j.o.count == 1 && store_name_split(&where, &j.id, &which, j.o.words[0], a);
	if (!one)
		rc = store_word(&where, &j.o, 1, "a store, or a plan in it: STORE#ID", e);
	if (!rc && !one && j.o.branch)
		rc = err_add(e, ERR_USAGE, "", "--branch is of one plan: name it, STORE#ID");
	if (!rc)
		rc = store_open_readonly(&j.s, where, a, e);
	if (rc)
		return rc;
	buf_init(&j.out, a);
	if (j.o.all) {
		j.id = one ? j.id : "";
		rc = list_events(&j);
	} else {
		rc = one ? list_versions(&j, which) : list_plans(&j);
	}
	if (!rc && !print_out(buf_span(&j.out)))
		rc = ERR_IO;
	store_close(j.s);
	return rc;
}
