/* A version's plan. */
#include <string.h>

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

int store_checkout(plan **out, store *s, const char *id, int64_t number, arena *a, err *e)
{
	version v;
	bool found;
	const content_line *list;
	size_t count;
	plan *p;

	int rc = version_of_number(&v, &found, s, id, number, a, e);
	if (!rc && !found)
		rc = err_add(e, ERR_USAGE, store_place(s, id, number, a), "there is no such version");
	if (!rc)
		rc = content_kept(&list, &count, s, id, v.content, a, e);
	if (rc)
		return rc;
	const char *shown = store_place(s, id, number, a);
	wanted_blob *wanted = arena_array(a, count, sizeof *wanted);
	for (size_t i = 0; i < count; i++)
		wanted[i] = (wanted_blob){.digest = list[i].digest, .path = list[i].path};
	rc = blobs_read(wanted, count, s, id, a, e);
	if (rc)
		return rc;
	stored_part *parts = arena_array(a, count, sizeof *parts);
	for (size_t i = 0; i < count; i++) {
		parts[i].text = (named_text){arena_text(a, span_of(list[i].path)),
			arena_printf(a, "%s/%s", shown, list[i].path), (char *)(uintptr_t)wanted[i].text.at,
			wanted[i].text.len};
		parts[i].digest = arena_alloc(a, DIGEST_BYTES);
		memcpy((void *)(uintptr_t)parts[i].digest, list[i].digest, DIGEST_BYTES);
	}
	rc = plan_from_stored(&p, parts, count, shown, a, e);
	if (rc)
		return rc;
	char hex[DIGEST_TEXT];
	plan_version *stored = arena_alloc(a, sizeof *stored);
	digest_print(hex, v.content);
	*stored = (plan_version){arena_text(a, span_of(connection_shown(s->c))), arena_text(a, span_of(id)), number};
	p->stored = stored;
	p->made_from = arena_printf(a, "sha256:%s", hex);
	*out = p;
	return 0;
}
