/* Named alternatives of a plan. */
#include <stdlib.h>
#include <string.h>

#include "store/chain.h"
#include "store/record.h"
#include "store/store_inside.h"

/* main first, then by name as bytes (an engine may sort text in another way). */
static int compare_heads(const void *x, const void *y)
{
	const branch_head *a = x, *b = y;
	bool first = !strcmp(a->name, STORE_MAIN), second = !strcmp(b->name, STORE_MAIN);
	return first != second ? (int)second - (int)first : strcmp(a->name, b->name);
}

int store_branches(branch_head **out, size_t *count, store *s, const char *id, arena *a, err *e)
{
	const sql_value in[] = {TEXT_VALUE(span_of(id))};
	sql_answer r;
	int rc = connection_run(s->c,
		"SELECT b.branch, " VERSION_COLUMNS " FROM branches b JOIN versions v ON v.package = b.package AND "
		"v.version = b.version WHERE b.package = $1",
		in, 1, &r, a, e);
	if (rc)
		return rc;
	if (!r.rows)
		return err_add(e, ERR_USAGE, connection_shown(s->c), "holds no plan '%s'", id);
	branch_head *list = arena_array(a, r.rows, sizeof *list);
	for (size_t i = 0; !rc && i < r.rows; i++) {
		list[i].name = arena_text(a, answer_value(&r, i, 0)->bytes);
		rc = version_take(&list[i].head, s, id, &r, i, 1, a, e);
	}
	if (rc)
		return rc;
	qsort(list, r.rows, sizeof *list, compare_heads);
	*out = list;
	*count = r.rows;
	return 0;
}

typedef struct new_branch {
	const char *name;
	int64_t from;
} new_branch;

static int add_branch(chain *c, store *s, void *context, arena *a, err *e)
{
	const new_branch *n = context;
	const sql_value in[] = {TEXT_VALUE(span_of(c->id)), TEXT_VALUE(span_of(n->name)), INTEGER_VALUE(n->from)};
	version v;
	bool found;
	const content_line *list;
	const char *gone = NULL;
	size_t count;
	sql_answer r;
	int rc = version_of_number(&v, &found, s, c->id, n->from, a, e);
	if (!rc && !found)
		rc = err_add(e, ERR_USAGE, store_place(s, c->id, n->from, a), "there is no such version");
	if (!rc)
		rc = content_kept(&list, &count, s, c->id, v.content, a, e);
	if (!rc)
		rc = content_gone(&gone, s, c->id, list, count, a, e);
	if (!rc && gone)
		rc = err_add(e, ERR_USAGE, store_place(s, c->id, n->from, a),
			"its %s was expunged, so that no branch can begin there; begin it at a newer version", gone);
	if (!rc)
		rc = connection_run(s->c,
			"INSERT INTO branches (package, branch, version) VALUES ($1, $2, $3) "
			"ON CONFLICT (package, branch) DO NOTHING",
			in, 3, &r, a, e);
	if (!rc && !r.changed)
		rc = err_add(e, ERR_USAGE, store_place(s, c->id, 0, a), "has a branch '%s' already", n->name);
	return rc ? rc : chain_add(c, s, ACT_BRANCH, n->name, branch_detail(n->from, a), a, e);
}

int store_branch_add(store *s, const char *id, const char *name, int64_t from, actor by, arena *a, err *e)
{
	new_branch n = {name, from};
	int rc = branch_name_check(name, e);
	return rc ? rc : chain_act(s, id, NULL, by, add_branch, &n, a, e);
}
