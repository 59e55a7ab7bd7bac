#include "cmd/line_history.h"

#include <string.h>

const lapse *lapse_of(const lapses *l, const agreed_line *line, const line_answer *answer)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->list[i].line == line && l->list[i].answer == answer)
			return &l->list[i];
	return NULL;
}

static void list_lapses(lapses *out, const agreement *g, const plan *p, arena *a)
{
	const rows *agreed = plan_rows(p, "agreed");
	out->list = arena_array(a, agreed->count + 1, sizeof *out->list);
	for (size_t i = 0; i < g->count; i++)
		for (size_t k = 0; k < g->lines[i].count; k++) {
			const line_answer *w = &g->lines[i].answers[k];
			if (w->state == ANSWER_LAPSED)
				out->list[out->count++] = (lapse){.line = &g->lines[i],
					.answer = w,
					.digest = cell_span(*rows_cell(agreed, w->row, "digest"))};
		}
}

/* ---- the way back ---- */

typedef struct walk {
	store *s;
	const char *id;
	lapses *found;
	const plan *now;
	const version *list; /* newest first */
	size_t count;
	bool *on_way; /* by index in list */
	arena *a;
	err *e;
} walk;

/* A line hangs on three tables only: where these are as in the version looked at before, so is every line. */
typedef struct line_content {
	unsigned char digests[3][DIGEST_BYTES];
} line_content;

static void mark(walk *w, int64_t number)
{
	for (size_t i = 0; number && i < w->count; i++)
		if (w->list[i].number == number)
			w->on_way[i] = true;
}

/* A parent has a lower number than its child, so one pass from the newest finds every ancestor. */
static void find_way(walk *w, int64_t from)
{
	w->on_way = arena_array(w->a, w->count + 1, sizeof *w->on_way);
	mark(w, from);
	for (size_t i = 0; i < w->count; i++)
		if (w->on_way[i]) {
			mark(w, w->list[i].parent);
			mark(w, w->list[i].merged);
		}
}

static int read_line_content(line_content *out, const walk *w, const version *v)
{
	static const char *const paths[] = {"spend.csv", "spend_impact.csv", "activity.csv"};
	content_line *list;
	size_t count;
	int rc = store_content(&list, &count, w->s, w->id, v, w->a, w->e);
	*out = (line_content){0};
	for (size_t i = 0; !rc && i < count; i++)
		for (size_t k = 0; k < 3; k++)
			if (!strcmp(list[i].path, paths[k]))
				memcpy(out->digests[k], list[i].digest, DIGEST_BYTES);
	return rc;
}

static void keep_found(lapse *l, const walk *w, const plan *then, const version *after)
{
	const plan *was = line_alone(then, l->line->line, w->a);
	const rows *spend = plan_rows(was, "spend");
	l->found = true;
	l->amount = spend->count ? cell_span(*rows_cell(spend, 0, "amount")) : (span){"", 0};
	l->version = after ? after->number : 0;
	l->author = after ? after->author : "";
	plan_difference(&l->change, was, line_alone(w->now, l->line->line, w->a), w->a);
}

static int look_at(walk *w, const version *v, const version *after, size_t *open)
{
	plan *then;
	char digest[PLAN_DIGEST_TEXT];
	int rc = store_checkout_left(&then, w->s, w->id, v->number, w->a, w->e);
	for (size_t i = 0; !rc && i < w->found->count; i++) {
		lapse *l = &w->found->list[i];
		if (l->found)
			continue;
		line_digest(digest, then, l->line->line, w->a);
		if (!span_is(l->digest, digest))
			continue;
		keep_found(l, w, then, after);
		--*open;
	}
	return rc;
}

static int walk_back(walk *w)
{
	const version *after = NULL;
	line_content last = {0};
	size_t open = w->found->count;
	int rc = 0;
	for (size_t i = 0; !rc && open && i < w->count; i++) {
		line_content own;
		if (!w->on_way[i])
			continue;
		rc = read_line_content(&own, w, &w->list[i]);
		if (!rc && (!after || memcmp(&own, &last, sizeof own) != 0))
			rc = look_at(w, &w->list[i], after, &open);
		last = own;
		after = &w->list[i];
	}
	return rc;
}

int lapses_find(lapses *out, const agreement *g, const plan *p, const char *name, arena *a, err *e)
{
	lapses made = {.searched = p->stored != NULL};
	walk w = {.found = &made, .now = p, .a = a, .e = e};
	const char *where, *which;
	version *list;
	int rc;

	list_lapses(&made, g, p, a);
	if (!p->stored || !made.count || !store_name_split(&where, &w.id, &which, name, a)) {
		*out = made;
		return 0;
	}
	rc = store_open_readonly(&w.s, where, a, e);
	if (!rc)
		rc = store_log(&list, &w.count, w.s, w.id, NULL, a, e);
	if (rc)
		goto done;
	w.list = list;
	find_way(&w, p->stored->number);
	rc = walk_back(&w);
	if (!rc)
		*out = made;
done:
	store_close(w.s);
	return rc;
}
