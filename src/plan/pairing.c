#include "plan/pairing.h"

#include <stdlib.h>
#include <string.h>

static bool cell_equal(const cell *x, const cell *y)
{
	return x->len == y->len && (x->at == y->at || !memcmp(x->at, y->at, x->len));
}

bool cells_equal(const cell *x, const cell *y, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!cell_equal(&x[i], &y[i]))
			return false;
	return true;
}

size_t rows_find(const rows *r, const cell *row)
{
	size_t low = 0, high = r->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int d = rows_compare_keys(r->of, rows_row(r, middle), row);
		if (d == 0)
			return middle;
		if (d < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return UNPAIRED;
}

size_t rows_find_first(const rows *r, span first)
{
	size_t low = 0, high = r->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (span_compare(cell_span(*rows_row(r, middle)), first) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < r->count && span_equal(cell_span(*rows_row(r, low)), first) ? low : UNPAIRED;
}

/* ---- moves: equal content under another key ---- */

typedef struct stray {
	const cell *row;
	size_t index;
	bool after;
} stray;

static int compare_content(const table *t, const cell *x, const cell *y)
{
	for (size_t i = 0; i < t->count; i++) {
		if ((t->columns[i].flags & COLUMN_KEY) || cell_equal(&x[i], &y[i]))
			continue;
		return span_compare(cell_span(x[i]), cell_span(y[i]));
	}
	return 0;
}

static int compare_strays(const void *x, const void *y, void *context)
{
	const stray *s = x, *t = y;
	int d = compare_content(context, s->row, t->row);
	if (d)
		return d;
	return s->after != t->after ? s->after - t->after : (s->index > t->index) - (s->index < t->index);
}

static bool holds_more_than_its_key(const table *t, const cell *row)
{
	for (size_t i = 0; i < t->count; i++)
		if (row[i].len && !(t->columns[i].flags & COLUMN_KEY))
			return true;
	return false;
}

static size_t gather(stray *list, size_t count, const rows *r, const size_t *pairs, bool after)
{
	for (size_t i = 0; i < r->count; i++)
		if (pairs[i] == UNPAIRED && holds_more_than_its_key(r->of, rows_row(r, i)))
			list[count++] = (stray){rows_row(r, i), i, after};
	return count;
}

static void pair_moves(pairing *p, const rows *before, const rows *after, size_t gone, size_t came, arena *a)
{
	stray *list = arena_array(a, gone + came, sizeof *list);
	size_t count = gather(list, gather(list, 0, before, p->to, false), after, p->back, true);
	const table *t = before->of;
	if (count)
		qsort_r(list, count, sizeof *list, compare_strays, (void *)t);
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && !compare_content(t, list[i].row, list[end].row);)
			end++;
		if (end - i != 2 || list[i].after || !list[i + 1].after)
			continue;
		p->to[list[i].index] = list[i + 1].index;
		p->back[list[i + 1].index] = list[i].index;
		p->moved = true;
	}
}

void rows_pair(pairing *out, const rows *before, const rows *after, bool moves, arena *a)
{
	pairing p = {.to = arena_array(a, before->count, sizeof *p.to),
		.back = arena_array(a, after->count, sizeof *p.back)};
	size_t i = 0, k = 0, gone = 0, came = 0;
	while (i < before->count || k < after->count) {
		int d = i == before->count  ? 1
			: k == after->count ? -1
					    : rows_compare_keys(before->of, rows_row(before, i), rows_row(after, k));
		if (d == 0) {
			p.to[i] = k;
			p.back[k++] = i++;
		} else if (d < 0) {
			p.to[i++] = UNPAIRED;
			gone++;
		} else {
			p.back[k++] = UNPAIRED;
			came++;
		}
	}
	if (moves && gone && came)
		pair_moves(&p, before, after, gone, came, a);
	*out = p;
}
