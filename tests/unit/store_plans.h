#ifndef BCF_TEST_STORE_PLANS_H
#define BCF_TEST_STORE_PLANS_H
/* Stores and small plans for the tests of the store, on either engine. */

#include "plan/plan.h"
#include "store/store.h"
#include "store_engines.h"

static const actor ann = {"Ann Author", "2016-05-27T11:00:00Z"}, ben = {"Ben Board", "2016-05-28T09:30:00Z"};

#define PLAN_CSV "title,policy,status\nA plan,2019-20,draft\n"
#define SPEND_CSV "line,scheme,description,amount\n1,s1,Beds,100.00\n2,s1,Nurses,200.00\n3,s2,Cars,300.00\n"
#define PROSE_MD "What we do.\n\nWhy we do it.\n"

/* A plan of texts: name, text, name, text ... NULL. */
static inline plan *plan_with(job *j, const char *name, ...)
{
	named_text texts[16];
	size_t count = 0;
	plan *p = NULL;
	va_list more;
	va_start(more, name);
	for (; name; name = va_arg(more, const char *)) {
		const char *text = va_arg(more, const char *);
		texts[count++] = (named_text){name, name, arena_text(j->a, span_of(text)), strlen(text)};
	}
	va_end(more);
	if (plan_from_texts(&p, texts, count, "test", j->a, &j->e))
		fail_msg("%s", j->e.last->text);
	return p;
}

static inline plan *small_plan(job *j)
{
	return plan_with(j, "plan.csv", PLAN_CSV, "spend.csv", SPEND_CSV, "narrative/a.md", PROSE_MD, NULL);
}

static inline void set_cell(job *j, plan *p, const char *tbl, size_t row, const char *name, const char *value)
{
	cell *c = rows_cell(plan_rows(p, tbl), row, name);
	c->at = arena_text(j->a, span_of(value));
	c->len = (uint32_t)strlen(value);
}

static inline const char *cell_words(job *j, const plan *p, const char *tbl, size_t row, const char *name)
{
	return arena_text(j->a, cell_span(*rows_cell(plan_rows(p, tbl), row, name)));
}

static inline const char *digest_words(job *j, const plan *p)
{
	char text[PLAN_DIGEST_TEXT];
	plan_digest(text, p, false, j->a);
	return arena_text(j->a, span_of(text));
}

/* A new store, open. */
static inline store *store_new_at(engine_place *at, job *j)
{
	store *s = NULL;
	if (store_create(at->where, ann, j->a, &j->e) || store_open(&s, at->where, ann, j->a, &j->e))
		fail_msg("%s", j->e.last ? j->e.last->text : "no message");
	return s;
}

static inline commit_outcome saved_on(store *s, job *j, const char *id, const plan *p, int64_t base)
{
	commit_outcome o = {0};
	commit_request r = {.id = id, .plan = p, .base = base, .message = "a change"};
	if (store_commit(&o, s, &r, ann, j->a, &j->e))
		fail_msg("%s", j->e.last ? j->e.last->text : "no message");
	return o;
}

/* One number that SQL gives. */
static inline int64_t sql_number(store *s, job *j, const char *sql)
{
	sql_answer r = {0};
	if (connection_run(store_connection(s), sql, NULL, 0, &r, j->a, &j->e))
		fail_msg("%s", j->e.last->text);
	return r.rows ? answer_value(&r, 0, 0)->integer : -1;
}

#endif
