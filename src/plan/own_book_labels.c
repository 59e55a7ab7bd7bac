/* Titles for ids in our workbook, and back. */
#include <stdlib.h>
#include <string.h>

#include "plan/own_book.h"

typedef struct pair {
	span list, title, id;
} pair;

struct own_labels {
	const labels *policy;
	arena *own;
	pair *pairs;
	size_t count, room;
	bool sorted;
};

own_labels *own_labels_open(const labels *l, arena *a)
{
	own_labels *o = arena_alloc(a, sizeof *o);
	o->policy = l;
	o->own = a;
	return o;
}

void own_labels_policy(own_labels *o, const labels *l)
{
	o->policy = l;
}

void own_labels_add(own_labels *o, span list, span title, span id)
{
	o->pairs = arena_grow(o->own, o->pairs, &o->room, o->count + 1, sizeof *o->pairs);
	o->pairs[o->count++] = (pair){list, title, id};
	o->sorted = false;
}

static int compare_pairs(const void *x, const void *y)
{
	const pair *a = x, *b = y;
	int d = span_compare(a->list, b->list);
	return d ? d : span_compare(a->title, b->title);
}

static const pair *find_pair(const own_labels *o, label_list list, span title)
{
	pair wanted = {span_of(label_list_name(list)), title, {"", 0}};
	if (!o->sorted && o->count) {
		qsort(o->pairs, o->count, sizeof *o->pairs, compare_pairs);
		((own_labels *)o)->sorted = true;
	}
	return o->count ? bsearch(&wanted, o->pairs, o->count, sizeof *o->pairs, compare_pairs) : NULL;
}

static bool is_quoted(span s)
{
	return s.len >= 2 && s.at[0] == '"' && s.at[s.len - 1] == '"';
}

span own_labels_read(const own_labels *o, label_list list, span written)
{
	if (is_quoted(written))
		return (span){written.at + 1, written.len - 2};
	const pair *found = find_pair(o, list, written);
	if (found)
		return found->id;
	span id = o->policy ? label_id(o->policy, list, written) : (span){"", 0};
	return id.len ? id : written;
}

span own_labels_show(const own_labels *o, label_list list, span value, arena *a)
{
	span title = o->policy ? label_title(o->policy, list, value) : value;
	if (span_equal(own_labels_read(o, list, title), value))
		return title;
	if (span_equal(own_labels_read(o, list, value), value))
		return value;
	return span_of(arena_printf(a, "\"%.*s\"", SPAN_ARG(value)));
}

bool own_labels_in(const column *k)
{
	label_list list = label_list_of(k);
	return k->type == TYPE_TEXT && (list.pack_list || list.words);
}

const char *label_list_name(label_list list)
{
	return list.pack_list ? list.pack_list : list.words ? list.words : "";
}
