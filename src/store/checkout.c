/* A version's plan. */
#include <string.h>

#include "store/expunge.h"
#include "store/store_inside.h"

/* One place knows the name by which a user meets a version. */
const char *store_place(const store *s, const char *id, int64_t number, arena *a)
{
	if (number)
		return arena_printf(a, "%s#%s@%lld", connection_shown(s->c), id, (long long)number);
	return arena_printf(a, "%s#%s", connection_shown(s->c), id);
}

int store_damaged(const store *s, const char *id, err *e, const char *what)
{
	return err_add(e, ERR_PARSE, store_place(s, id, 0, e->owner),
		"the store is damaged here: %s is not what was saved; run 'bcf store verify'", what);
}

/* Takes out of a list what was expunged, and into *gone. */
static int leave_out_expunged(expunge_entry **gone, size_t *gone_count, content_line *list, size_t *count, store *s,
	const char *id, arena *a, err *e)
{
	expunge_entry *entries;
	size_t entry_count, kept = 0, n = 0;
	int rc = expunge_entries(&entries, &entry_count, s, id, a, e);
	if (rc)
		return rc;
	expunge_entry *found = arena_array(a, *count, sizeof *found);
	for (size_t i = 0; i < *count; i++) {
		const expunge_entry *x = NULL;
		for (size_t k = 0; k < entry_count; k++)
			if (entries[k].expunged && !memcmp(entries[k].digest, list[i].digest, DIGEST_BYTES))
				x = &entries[k];
		if (x) {
			found[n] = *x;
			found[n++].path = list[i].path;
		} else {
			list[kept++] = list[i];
		}
	}
	*count = kept;
	*gone = found;
	*gone_count = n;
	return 0;
}

static int plan_of_parts(plan **out, store *s, const char *id, const version *v, const content_line *list, size_t count,
	arena *a, err *e)
{
	plan *p;
	const char *shown = store_place(s, id, v->number, a);
	wanted_blob *wanted = arena_array(a, count, sizeof *wanted);
	for (size_t i = 0; i < count; i++)
		wanted[i] = (wanted_blob){.digest = list[i].digest, .path = list[i].path};
	int rc = blobs_read(wanted, count, s, id, a, e);
	if (rc)
		return rc;
	stored_part *parts = arena_array(a, count, sizeof *parts);
	for (size_t i = 0; i < count; i++) {
		parts[i].text = (named_text){arena_text(a, span_of(list[i].path)),
			arena_printf(a, "%s/%s", shown, list[i].path), (char *)(uintptr_t)wanted[i].text.at,
			wanted[i].text.len};
		parts[i].digest = arena_alloc(a, DIGEST_BYTES);
		parts[i].trail = wanted[i].trail;
		memcpy((void *)(uintptr_t)parts[i].digest, list[i].digest, DIGEST_BYTES);
	}
	rc = plan_from_stored(&p, parts, count, shown, a, e);
	if (rc)
		return rc;
	char hex[DIGEST_TEXT];
	plan_version *stored = arena_alloc(a, sizeof *stored);
	digest_print(hex, v->content);
	*stored = (plan_version){arena_text(a, span_of(connection_shown(s->c))), arena_text(a, span_of(id)), v->number};
	p->stored = stored;
	p->made_from = arena_printf(a, "sha256:%s", hex);
	*out = p;
	return 0;
}

static int find_version(version *out, store *s, const char *id, int64_t number, arena *a, err *e)
{
	bool found;
	int rc = version_of_number(out, &found, s, id, number, a, e);
	if (!rc && !found)
		rc = err_add(e, ERR_USAGE, store_place(s, id, number, a), "there is no such version");
	return rc;
}

int store_checkout(plan **out, store *s, const char *id, int64_t number, arena *a, err *e)
{
	version v;
	const content_line *list;
	size_t count;
	int rc = find_version(&v, s, id, number, a, e);
	if (!rc)
		rc = content_kept(&list, &count, s, id, v.content, a, e);
	return rc ? rc : plan_of_parts(out, s, id, &v, list, count, a, e);
}

int expunge_checkout(plan **out, expunge_entry **gone, size_t *gone_count, store *s, const char *id, const version *v,
	arena *a, err *e)
{
	content_line *list;
	size_t count;
	int rc = store_content(&list, &count, s, id, v, a, e);
	if (!rc)
		rc = leave_out_expunged(gone, gone_count, list, &count, s, id, a, e);
	if (!rc)
		rc = plan_of_parts(out, s, id, v, list, count, a, e);
	if (rc)
		return rc;
	(*out)->gone = arena_array(a, *gone_count, sizeof *(*out)->gone);
	(*out)->gone_count = *gone_count;
	for (size_t i = 0; i < *gone_count; i++)
		(*out)->gone[i] = (*gone)[i].path;
	return 0;
}

int store_checkout_left(plan **out, store *s, const char *id, int64_t number, arena *a, err *e)
{
	version v;
	expunge_entry *gone;
	size_t count;
	int rc = find_version(&v, s, id, number, a, e);
	return rc ? rc : expunge_checkout(out, &gone, &count, s, id, &v, a, e);
}
