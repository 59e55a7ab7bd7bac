/* What merges without a conflict, and somebody has to know: money that was changed from two sides at once, or that may
 * be in twice. */
#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "plan/merge_inside.h"

#define VALUE_SHOWN 60 /* bytes; a longer one is not repeated in a note */

/* ---- one row, two changes ---- */

static bool changed_by(const cell *const rows_in[SIDES], int s, size_t k)
{
	return !cells_equal(&rows_in[BASE][k], &rows_in[s][k], 1);
}

/* "the amount to £5,100,000, the source to ibcf": what that side changed and the other did not. */
static const char *changes_text(merge *m, const table *t, const cell *const rows_in[SIDES], int s, const cell *out)
{
	int other = s == OURS ? THEIRS : OURS;
	char amount[NUMBER_TEXT];
	int64_t pence;
	buf b;
	buf_init(&b, m->a);
	for (size_t k = 0; k < t->count; k++) {
		if ((t->columns[k].flags & COLUMN_KEY) || !changed_by(rows_in, s, k) || changed_by(rows_in, other, k))
			continue;
		span value = cell_span(out[k]);
		if (t->columns[k].type == TYPE_AMOUNT && money_parse(&pence, value)) {
			money_show(amount, pence);
			value = span_of(amount);
		}
		buf_printf(&b, "%sthe %s", b.len ? ", " : "", t->columns[k].name);
		if (value.len <= VALUE_SHOWN)
			buf_printf(&b, " to %.*s", SPAN_ARG(value.len ? value : span_of("blank")));
	}
	return arena_text(m->a, buf_span(&b));
}

void note_changed_apart(merge *m, size_t tbl, const cell *const rows_in[SIDES], const cell *out)
{
	const table *t = &plan_tables[tbl];
	size_t amount = table_column(t, span_of("amount"));
	if (amount == SIZE_MAX || changed_by(rows_in, OURS, amount) == changed_by(rows_in, THEIRS, amount))
		return;
	const char *ours = changes_text(m, t, rows_in, OURS, out), *theirs = changes_text(m, t, rows_in, THEIRS, out);
	if (*ours && *theirs)
		note_add(m, id_of(m, tbl, out, ""),
			arena_printf(m->a, "%s %s: ours changed %s, theirs %s; both are in",
				has_one_key(t) ? t->columns[0].name : t->name, row_key_text(t, out, m->a), ours,
				theirs));
}

/* ---- rows that both sides added ---- */

static const char *blank_columns(merge *m, const table *t, const cell *blank, const cell *other)
{
	buf b;
	buf_init(&b, m->a);
	for (size_t k = 0; k < t->count; k++)
		if (!blank[k].len && other[k].len)
			buf_printf(&b, "%s%s", b.len ? ", " : "", t->columns[k].name);
	return arena_text(m->a, buf_span(&b));
}

void note_filled(merge *m, size_t tbl, const cell *ours, const cell *theirs)
{
	const table *t = &plan_tables[tbl];
	for (int s = OURS; s < SIDES; s++) {
		const char *columns = blank_columns(m, t, s == OURS ? ours : theirs, s == OURS ? theirs : ours);
		if (*columns)
			note_add(m, id_of(m, tbl, ours, ""),
				arena_printf(m->a,
					"both sides added %s %s, %s with no %s; it is in once, with what %s says",
					has_one_key(t) ? t->columns[0].name : t->name, row_key_text(t, ours, m->a),
					side_name(s), columns, side_name(s == OURS ? THEIRS : OURS)));
	}
}

/* The rows of one first key: a line, or an entry with its legs. */
typedef struct added {
	const rows *from;
	size_t at, count;
	int side;
} added;

static span added_key(const added *x)
{
	return cell_span(*rows_row(x->from, x->at));
}

static int compare_added(const added *x, const added *y)
{
	if (x->count != y->count)
		return x->count < y->count ? -1 : 1;
	for (size_t i = 0; i < x->count; i++)
		for (size_t k = 1; k < x->from->of->count; k++) {
			int d = span_compare(
				cell_span(rows_row(x->from, x->at + i)[k]), cell_span(rows_row(y->from, y->at + i)[k]));
			if (d)
				return d;
		}
	return 0;
}

static int compare_sides(const void *p, const void *q)
{
	const added *x = p, *y = q;
	int d = compare_added(x, y);
	if (d)
		return d;
	return x->side != y->side ? x->side - y->side : span_compare(added_key(x), added_key(y));
}

static bool says_something(const added *x)
{
	for (size_t k = 0; k < x->from->of->count; k++)
		if (!(x->from->of->columns[k].flags & COLUMN_KEY) && rows_row(x->from, x->at)[k].len)
			return true;
	return false;
}

/* Those of one side whose key the other has not. */
static size_t gather(added *list, size_t count, const rows *from, const rows *other, int s)
{
	for (size_t i = 0, end; i < from->count; i = end) {
		added x = {from, i, 0, s};
		for (end = i; end < from->count && span_equal(cell_span(*rows_row(from, end)), added_key(&x));)
			end++;
		x.count = end - i;
		if (says_something(&x) && rows_find_first(other, added_key(&x)) == UNPAIRED)
			list[count++] = x;
	}
	return count;
}

void note_added_twice(merge *m, size_t tbl, const rows *ours, const rows *theirs)
{
	if (!ours->count || !theirs->count)
		return;
	added *list = arena_array(m->a, ours->count + theirs->count, sizeof *list);
	size_t count = gather(list, gather(list, 0, ours, theirs, OURS), theirs, ours, THEIRS), first = 0;
	if (count)
		qsort(list, count, sizeof *list, compare_sides);
	for (size_t i = 0; i < count; i++) {
		if (compare_added(&list[first], &list[i]))
			first = i;
		if (list[first].side == OURS && list[i].side == THEIRS)
			note_add(m, id_of(m, tbl, rows_row(theirs, list[i].at), ""),
				arena_printf(m->a,
					"both sides added the same %s (%.*s and %.*s): look whether it is there twice",
					plan_tables[tbl].columns[0].name, SPAN_ARG(added_key(&list[first])),
					SPAN_ARG(added_key(&list[i]))));
	}
}
