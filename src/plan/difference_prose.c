/* The difference of two texts by paragraph. */
#include <stdlib.h>
#include <string.h>

#include "plan/difference_inside.h"

/* A table of common lengths beyond this many cells is not made: what lies between the common beginning and end is then
 * one run.  4 million are 2,000 paragraphs against 2,000. */
#define CELLS_MAX ((size_t)4000000)

span *paragraphs_of(span text, size_t *count, arena *a)
{
	span *list = NULL;
	size_t found = 0, room = 0, start = 0;
	for (size_t i = 0; i < text.len; i++) {
		bool ends = i + 1 == text.len ||
			    (i > 0 && text.at[i] == '\n' && text.at[i - 1] == '\n' && text.at[i + 1] != '\n');
		bool blank = true;
		for (size_t k = start; ends && i + 1 < text.len && blank && k <= i; k++)
			blank = text.at[k] == '\n';
		if (!ends || (blank && i + 1 < text.len))
			continue; /* blank lines at the beginning belong to the first paragraph */
		list = arena_grow(a, list, &room, found + 1, sizeof *list);
		list[found++] = (span){text.at + start, i + 1 - start};
		start = i + 1;
	}
	*count = found;
	return list;
}

/* Without the line breaks at its end, and how many those are: the last paragraph of a text has one, and counts as
 * having the two that it gets when another comes behind it. */
static span body_of(span paragraph, size_t *breaks)
{
	size_t n = 0;
	while (paragraph.len && paragraph.at[paragraph.len - 1] == '\n') {
		paragraph.len--;
		n++;
	}
	*breaks = n < 2 ? 2 : n;
	return paragraph;
}

static bool paragraph_equal(span x, span y)
{
	size_t n, m;
	return span_equal(body_of(x, &n), body_of(y, &m)) && n == m;
}

bool paragraphs_equal(const span *x, size_t x_count, const span *y, size_t y_count)
{
	if (x_count != y_count)
		return false;
	for (size_t i = 0; i < x_count; i++)
		if (!paragraph_equal(x[i], y[i]))
			return false;
	return true;
}

span paragraphs_span(const span *list, size_t first, size_t last)
{
	if (first == last)
		return (span){"", 0};
	return (span){list[first].at, (size_t)(list[last - 1].at - list[first].at) + list[last - 1].len};
}

static parting *add(parting *list, size_t *count, size_t *room, parting p, arena *a)
{
	list = arena_grow(a, list, room, *count + 1, sizeof *list);
	list[(*count)++] = p;
	return list;
}

/* The longest common run of paragraphs that need not touch, by the usual table; longest[i][k] is of before[i..],
 * after[k..]. */
static parting *part_middle(size_t *count, const span *before, const span *after, parting middle, arena *a)
{
	size_t n = middle.to - middle.from, m = middle.new_to - middle.new_from, room = 0;
	parting *list = NULL;
	if (n && m > (CELLS_MAX - n) / n)
		return add(NULL, count, &room, middle, a);
	uint32_t *longest = arena_array(a, (n + 1) * (m + 1), sizeof *longest);
	for (size_t i = n; i-- > 0;)
		for (size_t k = m; k-- > 0;) {
			uint32_t *at = longest + i * (m + 1) + k;
			if (paragraph_equal(before[middle.from + i], after[middle.new_from + k]))
				*at = at[m + 2] + 1;
			else
				*at = at[m + 1] > at[1] ? at[m + 1] : at[1];
		}
	size_t i = 0, k = 0;
	while (i < n || k < m) {
		parting p = {.from = middle.from + i, .new_from = middle.new_from + k};
		while (i < n || k < m) {
			if (i < n && k < m && paragraph_equal(before[middle.from + i], after[middle.new_from + k]))
				break;
			const uint32_t *at = longest + i * (m + 1) + k;
			if (k == m || (i < n && at[m + 1] >= at[1]))
				i++;
			else
				k++;
		}
		p.to = middle.from + i;
		p.new_to = middle.new_from + k;
		if (p.to > p.from || p.new_to > p.new_from)
			list = add(list, count, &room, p, a);
		for (; i < n && k < m && paragraph_equal(before[middle.from + i], after[middle.new_from + k]); i++)
			k++;
	}
	return list;
}

parting *partings_of(
	size_t *count, const span *before, size_t before_count, const span *after, size_t after_count, arena *a)
{
	parting middle = {0, before_count, 0, after_count};
	while (middle.from < middle.to && middle.new_from < middle.new_to &&
		paragraph_equal(before[middle.from], after[middle.new_from])) {
		middle.from++;
		middle.new_from++;
	}
	while (middle.from < middle.to && middle.new_from < middle.new_to &&
		paragraph_equal(before[middle.to - 1], after[middle.new_to - 1])) {
		middle.to--;
		middle.new_to--;
	}
	*count = 0;
	if (middle.from == middle.to && middle.new_from == middle.new_to)
		return NULL;
	return part_middle(count, before, after, middle, a);
}

void section_add(buf *out, span piece)
{
	if (!piece.len)
		return;
	if (out->len && out->at[out->len - 1] != '\n')
		buf_char(out, '\n');
	if (out->len && (out->len < 2 || out->at[out->len - 2] != '\n'))
		buf_char(out, '\n');
	buf_add(out, piece);
}

span section_finish(buf *out)
{
	while (out->len && out->at[out->len - 1] == '\n')
		out->len--;
	if (out->len)
		buf_char(out, '\n');
	return buf_span(out);
}

section_pair *sections_pair(size_t *count, const plan *x, const plan *y, arena *a)
{
	section_pair *list = arena_array(a, x->section_count + y->section_count, sizeof *list);
	size_t i = 0, k = 0, n = 0;
	while (i < x->section_count || k < y->section_count) {
		int order = i == x->section_count   ? 1
			    : k == y->section_count ? -1
						    : strcmp(x->sections[i].section, y->sections[k].section);
		section_pair p = {.x = {"", 0}, .y = {"", 0}};
		if (order <= 0) {
			p.section = x->sections[i].section;
			p.x = x->sections[i++].text;
		}
		if (order >= 0) {
			p.section = y->sections[k].section;
			p.y = y->sections[k++].text;
		}
		list[n++] = p;
	}
	*count = n;
	return list;
}
