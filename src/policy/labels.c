#include "policy/labels.h"

#include <stdlib.h>
#include <string.h>

#include "policy/fold.h"

#define LABEL_BYTES_MAX 256 /* longer texts are no label */

/* One list: its ids and titles in the pack's order. */
typedef struct label_set {
	const char *name; /* of the pack's list, or the closed words themselves */
	bool of_words;
	span *ids, *titles;
	bool *returns; /* label_id of the title gives this id back */
	size_t count;
} label_set;

typedef struct label_entry {
	span folded;
	uint32_t hash;
	uint32_t set, item; /* set counts from 1; 0 is an empty entry */
} label_entry;

struct label_index {
	const pack *p;
	arena *own;
	label_set *sets;
	size_t count, room;
	label_entry *entries; /* a power of two of them, at most half of them used */
	size_t size, used;
};

/* The index grows by lists of closed words, which a pack does not know, when they are first asked for. */
struct labels {
	struct label_index *index;
};

label_list label_list_of(const column *k)
{
	static const char prefix[] = "policy_";
	if (k->words)
		return k->words[0] == '@' ? (label_list){k->words + 1, NULL} : (label_list){k->name, k->words};
	if (!k->refers || strncmp(k->refers, prefix, sizeof prefix - 1))
		return (label_list){NULL, NULL};
	span rest = span_of(k->refers + sizeof prefix - 1), name = span_cut(&rest, '.');
	for (int i = 0; i < PACK_TABLE_COUNT; i++)
		if (span_is(name, pack_tables[i].name))
			return (label_list){pack_tables[i].name, NULL};
	return (label_list){NULL, NULL};
}

/* ---- the table of folded texts ---- */

static label_entry *entry_at(const struct label_index *x, span folded, uint32_t hash, uint32_t set)
{
	size_t i = hash & (x->size - 1);
	while (x->entries[i].set &&
		(x->entries[i].hash != hash || x->entries[i].set != set || !span_equal(x->entries[i].folded, folded)))
		i = (i + 1) & (x->size - 1);
	return &x->entries[i];
}

static void grow_entries(struct label_index *x)
{
	label_entry *old = x->entries;
	size_t count = x->size;
	x->size = count ? count * 2 : 256;
	x->entries = arena_array(x->own, x->size, sizeof *x->entries);
	for (size_t i = 0; i < count; i++)
		if (old[i].set)
			*entry_at(x, old[i].folded, old[i].hash, old[i].set) = old[i];
}

/* What stands there already stays: ids come before titles, titles before aliases. */
static void add_label(struct label_index *x, uint32_t set, size_t item, span text)
{
	if (x->used * 2 >= x->size)
		grow_entries(x);
	span folded = fold(x->own, text);
	uint32_t hash = fold_hash(folded, set);
	label_entry *at = entry_at(x, folded, hash, set);
	if (at->set || !folded.len)
		return;
	*at = (label_entry){folded, hash, set, (uint32_t)item};
	x->used++;
}

static const label_entry *find_label(const struct label_index *x, uint32_t set, span written)
{
	char room[LABEL_BYTES_MAX];
	size_t n = fold_into(room, sizeof room, written);
	if (n == SIZE_MAX || !n)
		return NULL;
	span folded = {room, n};
	const label_entry *at = entry_at(x, folded, fold_hash(folded, set), set);
	return at->set ? at : NULL;
}

/* ---- lists ---- */

/* "in_progress" as people write it: "in progress", or as they read it: "In progress". */
static span spaced(arena *a, span id, bool capital)
{
	span out = arena_span(a, id);
	for (size_t i = 0; i < out.len; i++)
		if (out.at[i] == '_')
			((char *)out.at)[i] = ' ';
	if (capital && out.len && out.at[0] >= 'a' && out.at[0] <= 'z')
		((char *)out.at)[0] = (char)(out.at[0] - 32);
	return out;
}

static uint32_t add_set(struct label_index *x, const char *name, bool of_words, size_t room)
{
	x->sets = arena_grow(x->own, x->sets, &x->room, x->count + 1, sizeof *x->sets);
	x->sets[x->count++] = (label_set){name, of_words, arena_array(x->own, room + 1, sizeof(span)),
		arena_array(x->own, room + 1, sizeof(span)), arena_array(x->own, room + 1, sizeof(bool)), 0};
	return (uint32_t)x->count;
}

static void add_item(label_set *set, span id, span title)
{
	set->ids[set->count] = id;
	set->titles[set->count++] = title.len ? title : id;
}

/* Ids in every spelling, then titles; then which titles lead back. */
static void index_set(struct label_index *x, uint32_t which)
{
	label_set *set = &x->sets[which - 1];
	for (size_t i = 0; i < set->count; i++)
		add_label(x, which, i, set->ids[i]);
	for (size_t i = 0; i < set->count; i++)
		add_label(x, which, i, spaced(x->own, set->ids[i], false));
	for (size_t i = 0; i < set->count; i++)
		add_label(x, which, i, set->titles[i]);
	for (size_t i = 0; i < set->count; i++) {
		const label_entry *found = find_label(x, which, set->titles[i]);
		set->returns[i] = found && found->item == i;
	}
}

/* Rows are kept by key; the offsets of their cells tell the order in which the pack's author wrote them. */
static int compare_offsets(const void *x, const void *y)
{
	uint32_t a = (*(const cell *const *)x)->offset, b = (*(const cell *const *)y)->offset;
	return (a > b) - (a < b);
}

static const cell **in_order(arena *a, const rows *r, size_t from, size_t to, size_t key)
{
	const cell **order = arena_array(a, to - from + 1, sizeof *order);
	for (size_t i = from; i < to; i++)
		order[i - from] = rows_row(r, i) + key;
	qsort(order, to - from, sizeof *order, compare_offsets);
	return order;
}

static void add_table(struct label_index *x, const rows *r)
{
	size_t title = table_column(r->of, span_of("title"));
	const cell **order = in_order(x->own, r, 0, r->count, 0);
	uint32_t which = add_set(x, r->of->name, false, r->count);
	for (size_t i = 0; i < r->count; i++)
		add_item(&x->sets[which - 1], cell_span(*order[i]), cell_span(order[i][title]));
	index_set(x, which);
}

static void add_lists(struct label_index *x, const rows *r)
{
	for (size_t from = 0, to; from < r->count; from = to) {
		span list = cell_span(rows_row(r, from)[0]);
		for (to = from + 1; to < r->count && span_equal(cell_span(rows_row(r, to)[0]), list);)
			to++;
		const cell **order = in_order(x->own, r, from, to, 1);
		uint32_t which = add_set(x, arena_text(x->own, list), false, to - from);
		for (size_t i = 0; i < to - from; i++)
			add_item(&x->sets[which - 1], cell_span(order[i][0]), cell_span(order[i][1]));
		index_set(x, which);
	}
}

static uint32_t add_words(struct label_index *x, const char *words)
{
	uint32_t which = add_set(x, words, true, strlen(words));
	for (span rest = span_of(words); rest.len;) {
		span word = span_trim(span_cut(&rest, ','));
		add_item(&x->sets[which - 1], word, spaced(x->own, word, true));
	}
	index_set(x, which);
	return which;
}

static uint32_t named_set(const struct label_index *x, const char *name, bool of_words)
{
	for (size_t i = 0; name && i < x->count; i++)
		if (x->sets[i].of_words == of_words && (x->sets[i].name == name || !strcmp(x->sets[i].name, name)))
			return (uint32_t)i + 1;
	return 0;
}

/* 0 when there is no such list. */
static uint32_t find_set(struct label_index *x, label_list list)
{
	uint32_t which = named_set(x, list.pack_list, false);
	if (which || !list.words)
		return which;
	which = named_set(x, list.words, true);
	return which ? which : add_words(x, list.words);
}

static void add_aliases(struct label_index *x, const rows *r)
{
	for (size_t i = 0; i < r->count; i++) {
		const cell *row = rows_row(r, i);
		const char *list = arena_text(x->own, cell_span(row[0]));
		uint32_t which = find_set(x, (label_list){list, NULL});
		for (size_t k = 0; which && k < x->sets[which - 1].count; k++)
			if (span_equal(x->sets[which - 1].ids[k], cell_span(row[2])))
				add_label(x, which, k, cell_span(row[1]));
	}
}

labels *labels_open(const pack *p, arena *a)
{
	static const int titled[] = {PACK_SOURCES, PACK_CONDITIONS, PACK_METRICS, PACK_SCHEME_TYPES,
		PACK_MATURITY_CHANGES, PACK_REQUIREMENTS, PACK_SECTIONS};
	labels *l = arena_alloc(a, sizeof *l);
	l->index = arena_alloc(a, sizeof *l->index);
	l->index->p = p;
	l->index->own = a;
	grow_entries(l->index);
	for (size_t i = 0; i < sizeof titled / sizeof *titled; i++)
		add_table(l->index, &p->tables[titled[i]]);
	add_lists(l->index, &p->tables[PACK_LISTS]);
	add_aliases(l->index, &p->tables[PACK_ALIASES]);
	return l;
}

/* ---- answers ---- */

span label_id(const labels *l, label_list list, span written)
{
	uint32_t which = find_set(l->index, list);
	const label_entry *found = which ? find_label(l->index, which, written) : NULL;
	return found ? l->index->sets[which - 1].ids[found->item] : (span){"", 0};
}

span label_title(const labels *l, label_list list, span id)
{
	uint32_t which = find_set(l->index, list);
	const label_entry *found = which ? find_label(l->index, which, id) : NULL;
	if (!found)
		return id;
	const label_set *set = &l->index->sets[which - 1];
	return span_equal(set->ids[found->item], id) && set->returns[found->item] ? set->titles[found->item] : id;
}

const span *label_ids(size_t *count, const labels *l, label_list list)
{
	uint32_t which = find_set(l->index, list);
	*count = which ? l->index->sets[which - 1].count : 0;
	return which ? l->index->sets[which - 1].ids : NULL;
}
