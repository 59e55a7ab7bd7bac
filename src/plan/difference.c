#include <string.h>

#include "plan/difference_inside.h"

static plan_change *add(difference *d, size_t *room, arena *a)
{
	d->list = arena_grow(a, d->list, room, d->count + 1, sizeof *d->list);
	return &d->list[d->count++];
}

static void add_edits(difference *d, size_t *room, size_t tbl, const cell *before, const cell *after, arena *a)
{
	for (size_t k = 0; k < plan_tables[tbl].count; k++)
		if (!cells_equal(&before[k], &after[k], 1))
			*add(d, room, a) = (plan_change){CHANGE_EDITED, tbl, before, after, .at = k};
}

static void compare_tables(difference *d, size_t *room, size_t tbl, arena *a)
{
	const rows *before = &d->before->tables[tbl], *after = &d->after->tables[tbl];
	pairing p;
	rows_pair(&p, before, after, true, a);
	size_t i = 0, k = 0;
	while (i < before->count || k < after->count) {
		const cell *x = i < before->count ? rows_row(before, i) : NULL,
			   *y = k < after->count ? rows_row(after, k) : NULL;
		int order = !x ? 1 : !y ? -1 : rows_compare_keys(before->of, x, y);
		if (order == 0) {
			if (!cells_equal(x, y, before->of->count))
				add_edits(d, room, tbl, x, y, a);
			i++;
			k++;
		} else if (order < 0) {
			if (p.to[i] == UNPAIRED)
				*add(d, room, a) = (plan_change){CHANGE_REMOVED, tbl, .before = x};
			else
				*add(d, room, a) = (plan_change){CHANGE_MOVED, tbl, x, rows_row(after, p.to[i])};
			i++;
		} else {
			if (p.back[k] == UNPAIRED)
				*add(d, room, a) = (plan_change){CHANGE_ADDED, tbl, .after = y};
			k++;
		}
	}
}

static void compare_sections(difference *d, size_t *room, arena *a)
{
	size_t count, before_count, after_count, runs;
	section_pair *pairs = sections_pair(&count, d->before, d->after, a);
	for (size_t i = 0; i < count; i++) {
		if (span_equal(pairs[i].x, pairs[i].y))
			continue;
		span *before = paragraphs_of(pairs[i].x, &before_count, a),
		     *after = paragraphs_of(pairs[i].y, &after_count, a);
		parting *list = partings_of(&runs, before, before_count, after, after_count, a);
		for (size_t n = 0; n < runs; n++)
			*add(d, room, a) = (plan_change){CHANGE_PARAGRAPHS, SIZE_MAX, .section = pairs[i].section,
				.paragraph = list[n].from + 1, .paragraphs = list[n].to - list[n].from,
				.text_before = paragraphs_span(before, list[n].from, list[n].to),
				.text_after = paragraphs_span(after, list[n].new_from, list[n].new_to)};
	}
}

void plan_difference(difference *out, const plan *before, const plan *after, arena *a)
{
	difference d = {.before = before, .after = after};
	size_t room = 0;
	for (size_t i = 0; i < plan_table_count; i++)
		if (before->tables[i].count || after->tables[i].count)
			compare_tables(&d, &room, i, a);
	compare_sections(&d, &room, a);
	money_differences(&d, a);
	*out = d;
}

const char *row_key_text(const table *t, const cell *row, arena *a)
{
	buf b;
	size_t keys = 0, last = 0;
	buf_init(&b, a);
	for (size_t i = 0; i < t->count; i++)
		if ((t->columns[i].flags & COLUMN_KEY) && row[i].len)
			last = i + 1;
	for (size_t i = 0; i < last; i++)
		if (t->columns[i].flags & COLUMN_KEY) {
			if (keys++)
				buf_text(&b, row[i].len ? " / " : " /");
			buf_add(&b, cell_span(row[i]));
		}
	return arena_text(a, buf_span(&b));
}

/* ---- applying ---- */

/* The row of `r` that a change starts from: there, and as it was. */
static size_t find_start(const rows *r, const cell *before)
{
	size_t i = rows_find(r, before);
	return i != UNPAIRED && cells_equal(rows_row(r, i), before, r->of->count) ? i : UNPAIRED;
}

static bool apply_table(rows *out, const rows *r, const plan_change *list, size_t count, arena *a)
{
	bool *gone = arena_array(a, r->count, sizeof *gone);
	const cell **edited = arena_array(a, r->count, sizeof *edited);
	for (size_t n = 0; n < count; n++) {
		const plan_change *c = &list[n];
		size_t i = c->kind == CHANGE_ADDED ? 0 : find_start(r, c->before);
		if (i == UNPAIRED)
			return false;
		if (c->kind == CHANGE_EDITED)
			edited[i] = c->after;
		else if (c->kind != CHANGE_ADDED)
			gone[i] = true;
	}
	rows made = {.of = r->of};
	for (size_t i = 0; i < r->count; i++)
		if (!gone[i])
			memcpy(rows_add(&made, a), edited[i] ? edited[i] : rows_row(r, i), r->of->count * sizeof(cell));
	for (size_t n = 0; n < count; n++)
		if (list[n].kind == CHANGE_ADDED || list[n].kind == CHANGE_MOVED)
			memcpy(rows_add(&made, a), list[n].after, r->of->count * sizeof(cell));
	for (size_t i = 0; i < made.count * r->of->count; i++)
		made.cells[i].offset = 0; /* it stands in no file */
	if (rows_sort(&made, a) != SIZE_MAX || (r->of->one_row && made.count > 1))
		return false;
	*out = made;
	return true;
}

static bool apply_section(plan *p, const plan_change *list, size_t count, arena *a)
{
	const narrative *old = plan_section(p, span_of(list->section));
	size_t have, next = 0;
	span *paragraphs = paragraphs_of(old ? old->text : (span){"", 0}, &have, a);
	buf b;
	buf_init(&b, a);
	for (size_t n = 0; n < count; n++) {
		size_t from = list[n].paragraph - 1, to = from + list[n].paragraphs;
		if (from < next || to > have || !span_equal(paragraphs_span(paragraphs, from, to), list[n].text_before))
			return false;
		for (; next < from; next++)
			section_add(&b, paragraphs[next]);
		section_add(&b, list[n].text_after);
		next = to;
	}
	for (; next < have; next++)
		section_add(&b, paragraphs[next]);
	plan_set_section(p, list->section, section_finish(&b), a);
	return true;
}

static bool same_place(const plan_change *x, const plan_change *y)
{
	return x->tbl == y->tbl && (x->tbl != SIZE_MAX || !strcmp(x->section, y->section));
}

int difference_apply(plan **out, const plan *p, const difference *d, arena *a, err *e)
{
	plan *made = plan_new(p->shown, a);
	memcpy(made->tables, p->tables, plan_table_count * sizeof *made->tables);
	made->sections = p->sections;
	made->section_count = p->section_count;
	for (size_t i = 0, end; i < d->count; i = end) {
		for (end = i + 1; end < d->count && same_place(&d->list[i], &d->list[end]);)
			end++;
		size_t tbl = d->list[i].tbl;
		bool good = tbl == SIZE_MAX ? apply_section(made, &d->list[i], end - i, a)
					    : apply_table(&made->tables[tbl], &p->tables[tbl], &d->list[i], end - i, a);
		if (!good)
			return err_add(e, ERR_INTERNAL, p->shown,
				"is not the plan that this difference starts from; %s is not as it was",
				tbl == SIZE_MAX ? d->list[i].section : plan_tables[tbl].name);
	}
	*out = made;
	return 0;
}
