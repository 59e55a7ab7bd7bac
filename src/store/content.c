/* The list of what a version consists of. */
#include <string.h>

#include "base/limits.h"
#include "store/store_inside.h"

/* The text was checked against its digest, but an archive may come from a stranger: each path must be that of a table
 * or section, each behind the one before it, and no more of them than a plan can have.  What else there is, is no list.
 */
static bool list_parse(content_line **out, size_t *count, span text, arena *a)
{
	size_t n = 0, room = 0;
	content_line *list = NULL;
	while (text.len) {
		span line = span_cut(&text, '\n');
		list = arena_grow(a, list, &room, n + 1, sizeof *list);
		if (line.len < DIGEST_TEXT + 1 || line.at[DIGEST_TEXT - 1] != ' ' ||
			!digest_parse(list[n].digest, (span){line.at, DIGEST_TEXT - 1}))
			return false;
		span path = {line.at + DIGEST_TEXT, line.len - DIGEST_TEXT}, stem;
		bool prose;
		if (!plan_path_split(&stem, &prose, path) || n == plan_parts_max() ||
			(n && span_compare(span_of(list[n - 1].path), path) >= 0))
			return false;
		list[n++].path = arena_text(a, path);
	}
	*out = list;
	*count = n;
	return true;
}

static void keep_list(store *s, const unsigned char *digest, span text)
{
	content_line *list = NULL;
	size_t count = 0;
	arena_close(s->kept);
	s->kept = arena_open();
	if (!list_parse(&list, &count, text, s->kept))
		count = 0;
	s->kept_list = list;
	s->kept_count = count;
	memcpy(s->kept_digest, digest, DIGEST_BYTES);
}

int content_kept(const content_line **out, size_t *count, store *s, const char *id,
	const unsigned char digest[DIGEST_BYTES], arena *a, err *e)
{
	if (!s->kept_count || memcmp(s->kept_digest, digest, DIGEST_BYTES) != 0) {
		wanted_blob w = {digest, "the list of its tables", {NULL, 0}};
		int rc = blobs_read(&w, 1, s, id, a, e);
		if (rc)
			return rc;
		keep_list(s, digest, w.text);
		if (!s->kept_count)
			return store_damaged(s, id, e, "the list of its tables");
	}
	*out = s->kept_list;
	*count = s->kept_count;
	return 0;
}

int store_content(content_line **out, size_t *count, store *s, const char *id, const version *v, arena *a, err *e)
{
	const content_line *list;
	size_t n;
	int rc = content_kept(&list, &n, s, id, v->content, a, e);
	if (rc)
		return rc;
	content_line *copy = arena_array(a, n, sizeof *copy);
	for (size_t i = 0; i < n; i++) {
		copy[i] = list[i];
		copy[i].path = arena_text(a, span_of(list[i].path));
	}
	*out = copy;
	*count = n;
	return 0;
}

int content_gone(const char **path, store *s, const char *id, const content_line *list, size_t count, arena *a, err *e)
{
	const sql_value in[] = {TEXT_VALUE(span_of(id)), INTEGER_VALUE(BLOB_EXPUNGED)};
	sql_answer r;
	int rc = connection_run(s->c, "SELECT digest FROM blobs WHERE package = $1 AND form = $2", in, 2, &r, a, e);
	if (rc)
		return rc;
	*path = NULL;
	for (size_t i = 0; i < r.rows; i++)
		for (size_t k = 0; k < count && !*path; k++)
			if (span_equal(answer_value(&r, i, 0)->bytes, digest_value(list[k].digest).bytes))
				*path = list[k].path;
	return 0;
}

/* The list that was just written, for the commit that follows. */
static void keep_written(store *s, const plan_content *c)
{
	arena_close(s->kept);
	s->kept = arena_open();
	s->kept_list = arena_array(s->kept, c->count, sizeof *s->kept_list);
	s->kept_count = c->count;
	for (size_t i = 0; i < c->count; i++) {
		s->kept_list[i].path = arena_text(s->kept, span_of(c->parts[i].path));
		memcpy(s->kept_list[i].digest, c->parts[i].digest, DIGEST_BYTES);
	}
	memcpy(s->kept_digest, c->digest, DIGEST_BYTES);
}

int content_write(store *s, const char *id, const plan_content *c, const unsigned char *before, bool may_be_gone,
	arena *a, err *e)
{
	const content_line *list = NULL;
	size_t count = 0;
	int rc = 0;
	if (c->count > plan_parts_max())
		return err_add(e, ERR_LIMIT, store_place(s, id, 0, a), "a plan has at most %d narrative sections",
			NARRATIVE_FILES_MAX);
	if (before)
		rc = content_kept(&list, &count, s, id, before, a, e);
	for (size_t i = 0, k = 0; !rc && i < c->count; i++) { /* both by path */
		const plan_part *p = &c->parts[i];
		while (k < count && strcmp(list[k].path, p->path) < 0)
			k++;
		bool has = k < count && !strcmp(list[k].path, p->path);
		if (has && !memcmp(list[k].digest, p->digest, DIGEST_BYTES))
			continue;
		rc = blob_write(s, id, p->digest, p->path, p->text, has ? list[k].digest : NULL, may_be_gone, a, e);
	}
	if (!rc)
		rc = blob_write(s, id, c->digest, CONTENT_LIST, c->list, before, false, a, e);
	if (!rc)
		keep_written(s, c);
	return rc;
}
