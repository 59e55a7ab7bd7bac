#include "store/commit_base.h"

#include <string.h>

#include "store/expunge.h"
#include "store/store_inside.h"

/* NULL: it does not have that table or section. */
static const unsigned char *digest_in_plan(const plan_content *c, const char *path)
{
	for (size_t i = 0; i < c->count; i++)
		if (!strcmp(c->parts[i].path, path))
			return c->parts[i].digest;
	return NULL;
}

static const unsigned char *digest_in_list(const content_line *list, size_t count, const char *path)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(list[i].path, path))
			return list[i].digest;
	return NULL;
}

static bool alike(const unsigned char *x, const unsigned char *y)
{
	return x && y ? !memcmp(x, y, DIGEST_BYTES) : x == y;
}

/* "spend.csv" or "narrative/a.md" of `from`; neither may hold anything there. */
static void take_part(plan *to, const plan *from, const char *path, arena *a)
{
	span stem;
	bool prose;
	if (!plan_path_split(&stem, &prose, span_of(path)))
		return;
	size_t at = prose ? SIZE_MAX : schema_find(stem);
	if (at != SIZE_MAX)
		to->tables[at] = from->tables[at];
	if (!prose)
		return;
	const narrative *n = plan_section(from, stem);
	if (n)
		plan_set_section(to, arena_text(a, stem), n->text, a);
}

static int refuse(const store *s, const char *id, int64_t number, const expunge_entry *x, arena *a, err *e)
{
	const char *shown = connection_shown(s->c);
	return err_add(e, ERR_USAGE, store_place(s, id, number, a),
		"%s; this plan was made from that version and has another %s, so what was changed in it cannot be "
		"told; take the newest version out ('bcf store export %s#%s PLAN') and make your changes there, or say "
		"--replace to put this plan in the place of the newest version",
		expunge_text(x, a), x->path, shown, id);
}

int commit_base(plan **out, store *s, const char *id, const version *of, const version *head, const plan *theirs,
	const plan_content *held, arena *a, err *e)
{
	expunge_entry *gone;
	const content_line *ours = NULL;
	size_t gone_count, our_count = 0;
	plan *base;
	int rc = expunge_checkout(&base, &gone, &gone_count, s, id, of, a, e);
	if (!rc && gone_count)
		rc = content_kept(&ours, &our_count, s, id, head->content, a, e);
	for (size_t i = 0; !rc && i < gone_count; i++) {
		const unsigned char *own = digest_in_plan(held, gone[i].path);
		if (alike(own, gone[i].digest) || alike(own, digest_in_list(ours, our_count, gone[i].path)))
			take_part(base, theirs, gone[i].path, a);
		else
			rc = refuse(s, id, of->number, &gone[i], a, e);
	}
	if (!rc)
		*out = base;
	return rc;
}
