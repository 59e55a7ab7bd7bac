#include "store/person.h"

#include <stdlib.h>
#include <string.h>

#include "plan/difference.h"
#include "plan/schema.h"
#include "policy/fold.h"
#include "store/expunge.h"

/* A cell or a line while it is being collected. */
typedef struct sighting {
	const char *where, *what, *text;
	int64_t *versions;
	size_t count;
} sighting;

typedef struct search {
	store *s;
	const char *name; /* folded */
	const char *id;
	person_item *items;
	size_t count, room;
	sighting *seen; /* of the package under way */
	size_t seen_count, seen_room;
	size_t expunged;
	arena *a, *work; /* `work` is for one text at a time */
} search;

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* Is the name in it, as whole words: Ann, and not "planned"? */
static bool names(const search *x, span text)
{
	arena_mark m = arena_now(x->work);
	span rest = text.len ? fold(x->work, text) : text;
	size_t at, length = strlen(x->name);
	bool found = false, within = false; /* `within` a word, at the beginning of the rest */
	while (!found && rest.len && span_find(rest, x->name, &at)) {
		bool before = at ? is_letter(rest.at[at - 1]) : within;
		bool after = at + length < rest.len && is_letter(rest.at[at + length]);
		found = !before && !after;
		within = is_letter(rest.at[at]);
		rest = (span){rest.at + at + 1, rest.len - at - 1};
	}
	arena_back(x->work, m);
	return found;
}

static void add(search *x, person_item item)
{
	x->items = arena_grow(x->a, x->items, &x->room, x->count + 1, sizeof *x->items);
	item.id = x->id;
	x->items[x->count++] = item;
}

/* ---- what they did ---- */

static int search_events(search *x, err *e)
{
	chain_event *list;
	size_t count = 0;
	int rc = store_events(&list, &count, x->s, x->id, x->a, e);
	for (size_t i = 0; !rc && i < count; i++) {
		const chain_event *v = &list[i];
		bool acted = names(x, span_of(v->actor));
		if (!acted && !names(x, span_of(v->subject)) && !names(x, span_of(v->detail)))
			continue;
		add(x, (person_item){.what = acted ? "act" : "mentioned",
			       .where = arena_printf(x->a, "event %lld", (long long)v->number),
			       .when = v->written,
			       .text = arena_printf(x->a, "%s, %s%s%s%s%s", v->actor, v->act, *v->subject ? " " : "",
				       v->subject, *v->detail ? ": " : "", v->detail),
			       .versions = ""});
	}
	return rc;
}

static void search_versions(search *x, const version *list, size_t count)
{
	for (size_t i = count; i-- > 0;) {
		const version *v = &list[i];
		bool wrote = names(x, span_of(v->author));
		if (wrote || names(x, span_of(v->message)))
			add(x, (person_item){.what = wrote ? "version" : "message",
				       .where = arena_printf(x->a, "version %lld", (long long)v->number),
				       .when = v->written,
				       .text = arena_printf(x->a, "%s: %s", v->author, v->message),
				       .versions = ""});
	}
}

/* ---- what is written about them ---- */

static void saw(search *x, const held_blob *h, const char *what, const char *where, span text)
{
	x->seen = arena_grow(x->a, x->seen, &x->seen_room, x->seen_count + 1, sizeof *x->seen);
	x->seen[x->seen_count++] =
		(sighting){arena_text(x->a, span_of(where)), what, arena_text(x->a, text), h->versions, h->count};
}

static bool cell_names(const search *x, const rows *r, const cell *row, size_t at)
{
	value_type type = r->of->columns[at].type;
	return (type == TYPE_TEXT || type == TYPE_LIST) && names(x, cell_span(row[at]));
}

static bool row_names(const search *x, const rows *r, const cell *row)
{
	for (size_t k = 0; k < r->of->count; k++)
		if (cell_names(x, r, row, k))
			return true;
	return false;
}

static int search_table(search *x, const held_blob *h, size_t tbl, span text, err *e)
{
	rows r;
	int rc = rows_read_csv(&r, &plan_tables[tbl], arena_text(x->work, text), text.len, h->path, x->work, e);
	if (rc)
		return rc;
	bool contacts = !strcmp(r.of->name, "contacts"); /* all of the row is about who is named in it */
	for (size_t i = 0; i < r.count; i++) {
		const cell *row = rows_row(&r, i);
		bool about = contacts && row_names(x, &r, row);
		for (size_t k = 0; k < r.of->count; k++) {
			if (row[k].len && (about || cell_names(x, &r, row, k)))
				saw(x, h, "cell",
					arena_printf(x->work, "%s[%s].%s", r.of->name, row_key_text(r.of, row, x->work),
						r.of->columns[k].name),
					cell_span(row[k]));
		}
	}
	return 0;
}

static void search_narrative(search *x, const held_blob *h, span text)
{
	span section = {h->path, strlen(h->path) - (strlen(h->path) > 3 ? 3 : 0)}; /* without .md */
	while (text.len) {
		span line = span_cut(&text, '\n');
		if (names(x, line))
			saw(x, h, "narrative", arena_text(x->work, section), line);
	}
}

static int search_blob(search *x, const held_blob *h, err *e)
{
	span text;
	size_t length = strlen(h->path);
	arena_mark m = arena_now(x->work);
	int rc = store_blob(&text, x->s, x->id, h->digest, x->work, e);
	if (!rc && names(x, text)) {
		span stem = {h->path, length > 4 && !strcmp(h->path + length - 4, ".csv") ? length - 4 : 0};
		size_t tbl = schema_find(stem);
		if (tbl < SIZE_MAX)
			rc = search_table(x, h, tbl, text, e);
		else
			search_narrative(x, h, text);
	}
	arena_back(x->work, m);
	return rc;
}

static int compare_sightings(const void *x, const void *y)
{
	const sighting *p = x, *q = y;
	int order = strcmp(p->where, q->where);
	return order ? order : strcmp(p->text, q->text);
}

static int compare_numbers(const void *x, const void *y)
{
	int64_t p = *(const int64_t *)x, q = *(const int64_t *)y;
	return (p > q) - (p < q);
}

/* The same cell with the same text in several texts of a table becomes one, with the versions of all. */
static void add_seen(search *x)
{
	if (x->seen_count)
		qsort(x->seen, x->seen_count, sizeof *x->seen, compare_sightings);
	for (size_t i = 0, next; i < x->seen_count; i = next) {
		size_t all = 0, n = 0;
		for (next = i; next < x->seen_count && !compare_sightings(&x->seen[i], &x->seen[next]); next++)
			all += x->seen[next].count;
		int64_t *list = arena_array(x->a, all, sizeof *list);
		for (size_t k = i; k < next; k++) {
			memcpy(list + n, x->seen[k].versions, x->seen[k].count * sizeof *list);
			n += x->seen[k].count;
		}
		qsort(list, n, sizeof *list, compare_numbers);
		size_t unique = 0;
		for (size_t k = 0; k < n; k++)
			if (!unique || list[unique - 1] != list[k])
				list[unique++] = list[k];
		add(x, (person_item){.what = x->seen[i].what,
			       .where = x->seen[i].where,
			       .when = "",
			       .text = x->seen[i].text,
			       .versions = versions_text(list, unique, x->a)});
	}
	x->seen_count = 0;
}

static int search_content(search *x, err *e)
{
	held_blob *held;
	expunge_entry *entries;
	size_t held_count = 0, entry_count = 0;
	int rc = held_blobs(&held, &held_count, x->s, x->id, x->a, e);
	if (!rc)
		rc = expunge_entries(&entries, &entry_count, x->s, x->id, x->a, e);
	for (size_t i = 0; !rc && i < held_count; i++) {
		bool gone = false;
		for (size_t k = 0; k < entry_count; k++)
			gone |= entries[k].expunged && !memcmp(entries[k].digest, held[i].digest, DIGEST_BYTES);
		x->expunged += gone;
		if (!gone)
			rc = search_blob(x, &held[i], e);
	}
	if (!rc)
		add_seen(x);
	return rc;
}

int person_search(person_item **out, size_t *count, size_t *expunged, store *s, const char *name, arena *a, err *e)
{
	package_row *packages;
	size_t package_count = 0;
	span folded = fold(a, span_of(name));
	search x = {.s = s, .name = arena_text(a, folded), .a = a};
	if (folded.len < 2)
		return err_add(e, ERR_USAGE, "", "name the person, in two letters or more");
	int rc = store_packages(&packages, &package_count, s, true, a, e);
	if (rc)
		return rc;
	x.work = arena_open();
	for (size_t i = 0; !rc && i < package_count; i++) {
		version *versions = NULL;
		size_t version_count = 0;
		x.id = packages[i].id;
		rc = search_events(&x, e);
		if (!rc && packages[i].versions)
			rc = store_log(&versions, &version_count, s, x.id, NULL, a, e);
		if (rc || !packages[i].versions)
			continue;
		search_versions(&x, versions, version_count);
		rc = search_content(&x, e);
	}
	arena_close(x.work);
	if (rc)
		return rc;
	*out = x.items;
	*count = x.count;
	*expunged = x.expunged;
	return 0;
}
