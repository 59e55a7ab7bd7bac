/* What the versions of a package hold: each text once, with the versions that hold it. */
#include <string.h>

#include "base/buf.h"
#include "base/money.h"
#include "store/brought.h"
#include "store/expunge.h"

/* A table of what was seen, by digest: open addressing, always at most half full. */
typedef struct seen {
	size_t *slots; /* index in the list + 1 */
	size_t room;
} seen;

static size_t slot_of(const seen *t, const held_blob *list, const content_line *line)
{
	size_t at;
	memcpy(&at, line->digest, sizeof at);
	for (at &= t->room - 1; t->slots[at]; at = (at + 1) & (t->room - 1)) {
		const held_blob *h = &list[t->slots[at] - 1];
		if (!memcmp(h->digest, line->digest, DIGEST_BYTES) && !strcmp(h->path, line->path))
			break;
	}
	return at;
}

static void seen_grow(seen *t, const held_blob *list, size_t count, arena *a)
{
	if (t->room > 2 * (count + 1))
		return;
	t->room = t->room ? 2 * t->room : 256;
	t->slots = arena_array(a, t->room, sizeof *t->slots);
	for (size_t i = 0; i < count; i++) {
		content_line line = {.path = list[i].path};
		memcpy(line.digest, list[i].digest, DIGEST_BYTES);
		t->slots[slot_of(t, list, &line)] = i + 1;
	}
}

/* ---- the list ---- */

typedef struct holding {
	store *s;
	const char *id;
	held_blob *list;
	size_t count, room;
	seen t;
	arena *a;
	err *e;
} holding;

/* In its place: ascending, each once. */
static void add_version(held_blob *h, int64_t number, arena *a)
{
	size_t at = h->count;
	while (at > 0 && h->versions[at - 1] >= number)
		at--;
	if (at < h->count && h->versions[at] == number)
		return;
	h->versions = arena_grow(a, h->versions, &h->room, h->count + 1, sizeof *h->versions);
	memmove(&h->versions[at + 1], &h->versions[at], (h->count - at) * sizeof *h->versions);
	h->versions[at] = number;
	h->count++;
}

static int hold_content(holding *w, const version *v, const char *head_of)
{
	content_line *lines;
	size_t count = 0;
	int rc = store_content(&lines, &count, w->s, w->id, v, w->a, w->e);
	for (size_t k = 0; !rc && k < count; k++) {
		seen_grow(&w->t, w->list, w->count, w->a);
		size_t at = slot_of(&w->t, w->list, &lines[k]);
		if (!w->t.slots[at]) {
			w->list = arena_grow(w->a, w->list, &w->room, w->count + 1, sizeof *w->list);
			w->list[w->count] = (held_blob){.path = lines[k].path};
			memcpy(w->list[w->count].digest, lines[k].digest, DIGEST_BYTES);
			w->t.slots[at] = ++w->count;
		}
		held_blob *h = &w->list[w->t.slots[at] - 1];
		add_version(h, v->number, w->a);
		h->head_of = h->head_of ? h->head_of : head_of;
	}
	return rc;
}

/* What a file held that was merged into a version is kept beside it. */
static int hold_brought(holding *w)
{
	chain_event *events;
	size_t count = 0;
	int rc = store_events(&events, &count, w->s, w->id, w->a, w->e);
	for (size_t i = 0; !rc && i < count; i++) {
		version v = {.number = 0};
		if (brought_read(v.content, events[i].detail) && count_parse(&v.number, span_of(events[i].subject)))
			rc = hold_content(w, &v, NULL);
	}
	return rc;
}

int held_blobs(held_blob **out, size_t *count, store *s, const char *id, arena *a, err *e)
{
	version *versions = NULL;
	branch_head *heads = NULL;
	holding w = {.s = s, .id = id, .a = a, .e = e};
	size_t version_count = 0, head_count = 0;
	int rc = store_log(&versions, &version_count, s, id, NULL, a, e);
	if (!rc)
		rc = store_branches(&heads, &head_count, s, id, a, e);
	for (size_t i = version_count; !rc && i-- > 0;) {
		const char *head_of = NULL;
		for (size_t k = head_count; k-- > 0;)
			if (heads[k].head.number == versions[i].number)
				head_of = heads[k].name;
		rc = hold_content(&w, &versions[i], head_of);
	}
	if (!rc)
		rc = hold_brought(&w);
	if (rc)
		return rc;
	*out = w.list;
	*count = w.count;
	return 0;
}

const char *versions_text(const int64_t *list, size_t count, arena *a)
{
	buf b;
	buf_init(&b, a);
	for (size_t i = 0; i < count; i++) {
		size_t last = i;
		while (last + 1 < count && list[last + 1] == list[last] + 1)
			last++;
		buf_printf(&b, "%s%lld", i ? ", " : "", (long long)list[i]);
		if (last > i)
			buf_printf(&b, last == i + 1 ? ", %lld" : " to %lld", (long long)list[last]);
		i = last;
	}
	return arena_text(a, buf_span(&b));
}

/* ---- what a user names ---- */

static bool holds(const held_blob *h, int64_t number)
{
	for (size_t i = 0; i < h->count; i++)
		if (h->versions[i] == number)
			return true;
	return false;
}

/* By VERSION:PATH, or by the first digits of its digest; the number of texts that are so, and the last of them. */
static size_t find_named(const held_blob **out, const char *name, const held_blob *held, size_t count)
{
	const char *colon = strchr(name, ':');
	size_t found = 0;
	int64_t number = 0;
	for (const char *c = name; colon && c < colon; c++)
		number = *c >= '0' && *c <= '9' && number < INT64_MAX / 100 ? number * 10 + (*c - '0') : -1;
	span hex = span_of(name);
	for (size_t i = 0; i < count; i++) {
		char text[DIGEST_TEXT];
		digest_print(text, held[i].digest);
		bool is = colon ? number > 0 && !strcmp(held[i].path, colon + 1) && holds(&held[i], number)
				: hex.len >= 8 && hex.len < DIGEST_TEXT && !memcmp(text, hex.at, hex.len);
		if (!is || (found && !memcmp((*out)->digest, held[i].digest, DIGEST_BYTES)))
			continue;
		*out = &held[i];
		found++;
	}
	return found;
}

int expunge_target(
	held_blob **out, size_t *count, const char *name, const held_blob *held, size_t held_count, arena *a, err *e)
{
	const held_blob *one = NULL;
	const char *bare = !strncmp(name, "sha256:", 7) ? name + 7 : name;
	size_t found = find_named(&one, bare, held, held_count), n = 0;
	if (found != 1)
		return err_add(e, ERR_USAGE, name,
			found ? "is the beginning of several digests; write more of it"
			      : "is in no version; name a version and a table, such as 3:contacts.csv, or a digest of "
				"8 "
				"or more digits, as 'bcf store expunge' lists them");
	held_blob *list = arena_array(a, held_count, sizeof *list);
	for (size_t i = 0; i < held_count; i++)
		if (!memcmp(held[i].digest, one->digest, DIGEST_BYTES))
			list[n++] = held[i];
	*out = list;
	*count = n;
	return 0;
}
