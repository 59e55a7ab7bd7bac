/* Three-way merge: the order of the work.
 *
 * First it is settled which row of each side is which row of the base, and what every key is called in the merged plan
 * (merge_names.c).  After that all three speak of rows by the same names, and each table merges by itself, row by row
 * and cell by cell (merge_rows.c), each section by paragraph (merge_prose.c). */
#include <stdlib.h>
#include <string.h>

#include "format/utf8.h"
#include "plan/merge_inside.h"

const char *side_name(int s)
{
	return s == BASE ? "base" : s == OURS ? "ours" : "theirs";
}

const char *id_of(merge *m, size_t tbl, const cell *row, const char *name)
{
	const char *key = row_key_text(&plan_tables[tbl], row, m->a);
	return arena_printf(m->a, "%s%s%s%s%s%s", plan_tables[tbl].name, *key ? "[" : "", key, *key ? "]" : "",
		*name ? "." : "", name);
}

void note_add(merge *m, const char *id, const char *text)
{
	merge_outcome *o = &m->out;
	o->notes = arena_grow(m->a, o->notes, &m->note_room, o->note_count + 1, sizeof *o->notes);
	o->notes[o->note_count++] = (merge_note){.id = id, .text = text};
}

void note_key(merge *m, size_t tbl, span from, span to)
{
	merge_note *n = &m->out.notes[m->out.note_count - 1];
	n->tbl = plan_tables[tbl].name;
	n->from = from;
	n->to = to;
}

/* ---- resolutions ---- */

int refuse(merge *m, const char *id, const char *why)
{
	return m->rc = err_add(m->e, ERR_USAGE, id, "%s", why);
}

static int compare_ids(const void *x, const void *y)
{
	return strcmp((*(const resolution *const *)x)->id, (*(const resolution *const *)y)->id);
}

static int taking_of(const char *take)
{
	for (int s = BASE; s < SIDES; s++)
		if (!strcmp(take, side_name(s)))
			return s;
	return *take == '=' ? TAKE_VALUE : TAKE_OPEN;
}

static void sort_resolutions(merge *m, const resolution *list, size_t count)
{
	m->by_id = arena_array(m->a, count, sizeof *m->by_id);
	m->used = arena_array(m->a, count, sizeof *m->used);
	m->resolution_count = count;
	for (size_t i = 0; i < count; i++)
		m->by_id[i] = &list[i];
	if (count)
		qsort(m->by_id, count, sizeof *m->by_id, compare_ids);
	for (size_t i = 0; i < count; i++) {
		if (utf8_valid(m->by_id[i]->take, strlen(m->by_id[i]->take)) < strlen(m->by_id[i]->take))
			refuse(m, m->by_id[i]->id, "is resolved by a value that is not UTF-8");
		if (taking_of(m->by_id[i]->take) == TAKE_OPEN)
			refuse(m, m->by_id[i]->id,
				arena_printf(m->a, "is resolved by 'ours', 'theirs', 'base' or '=VALUE', not by '%s'",
					m->by_id[i]->take));
		if (i && !strcmp(m->by_id[i - 1]->id, m->by_id[i]->id))
			refuse(m, m->by_id[i]->id, "is resolved twice; say once what to take");
	}
}

static const resolution *find_resolution(merge *m, const char *id)
{
	size_t low = 0, high = m->resolution_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int d = strcmp(m->by_id[middle]->id, id);
		if (d == 0) {
			m->used[middle] = true;
			return m->by_id[middle];
		}
		if (d < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

int conflict_add(merge *m, conflict c, span *value)
{
	merge_outcome *o = &m->out;
	const resolution *r = find_resolution(m, c.id);
	int taking = r ? taking_of(r->take) : TAKE_OPEN;
	if (taking != TAKE_OPEN)
		c.taken = taking == TAKE_VALUE ? "value" : side_name(taking);
	else
		o->open++;
	*value = taking == TAKE_VALUE ? span_of(r->take + 1) : (span){"", 0};
	o->conflicts = arena_grow(m->a, o->conflicts, &m->conflict_room, o->conflict_count + 1, sizeof *o->conflicts);
	o->conflicts[o->conflict_count++] = c;
	return taking;
}

void conflict_value(merge *m, span value)
{
	m->out.conflicts[m->out.conflict_count - 1].value = value;
}

static bool has_conflict(const merge_outcome *o, const char *id)
{
	for (size_t i = 0; i < o->conflict_count; i++)
		if (!strcmp(o->conflicts[i].id, id))
			return true;
	return false;
}

/* ---- what each side brought ---- */

static const cell *first_row(const plan_change *c)
{
	return c->before ? c->before : c->after;
}

static int compare_changes(const plan_change *x, const plan_change *y)
{
	if (x->tbl != y->tbl)
		return x->tbl < y->tbl ? -1 : 1;
	if (x->tbl == SIZE_MAX) {
		int d = strcmp(x->section, y->section);
		return d ? d : (x->paragraph > y->paragraph) - (x->paragraph < y->paragraph);
	}
	int d = rows_compare_keys(&plan_tables[x->tbl], first_row(x), first_row(y));
	if (d)
		return d;
	return x->kind != y->kind ? (int)x->kind - (int)y->kind : (x->at > y->at) - (x->at < y->at);
}

static bool alike(const plan_change *x, const plan_change *y)
{
	if (x->tbl == SIZE_MAX)
		return x->paragraphs == y->paragraphs && span_equal(x->text_after, y->text_after);
	if (x->kind == CHANGE_REMOVED)
		return true;
	if (x->kind == CHANGE_EDITED)
		return cells_equal(&x->after[x->at], &y->after[x->at], 1);
	return cells_equal(x->after, y->after, plan_tables[x->tbl].count);
}

static void count_changes(merge *m)
{
	difference ours, theirs;
	size_t i = 0, k = 0, same = 0;
	plan_difference(&ours, m->sides[BASE].p, m->sides[OURS].p, m->a);
	plan_difference(&theirs, m->sides[BASE].p, m->sides[THEIRS].p, m->a);
	while (i < ours.count && k < theirs.count) {
		int d = compare_changes(&ours.list[i], &theirs.list[k]);
		same += d == 0 && alike(&ours.list[i], &theirs.list[k]);
		i += d <= 0;
		k += d >= 0;
	}
	m->out.alike = same;
	m->out.from_ours = ours.count - same;
	m->out.from_theirs = theirs.count - same;
}

static void do_merge(merge *m, const resolution *list, size_t count)
{
	plan *made = plan_new(m->sides[OURS].p->shown, m->a);
	m->tables = made->tables;
	sort_resolutions(m, list, count);
	names_settle(m);
	for (size_t i = 0; i < plan_table_count && !m->rc; i++)
		merge_table(m, i);
	merge_sections(m, made);
	m->out.merged = made;
}

/* A resolution that met no conflict is refused, but for one whose conflict is gone because another was settled. */
static void judge_unused(merge *m)
{
	merge bare = {.sides = {{.p = m->sides[BASE].p}, {.p = m->sides[OURS].p}, {.p = m->sides[THEIRS].p}},
		.a = m->a,
		.e = m->e};
	for (size_t i = 0; i < m->resolution_count && !m->rc; i++) {
		if (m->used[i])
			continue;
		if (!bare.out.merged)
			do_merge(&bare, NULL, 0);
		if (!has_conflict(&bare.out, m->by_id[i]->id))
			refuse(m, m->by_id[i]->id,
				bare.out.conflict_count
					? "is none of the conflicts of this merge; write it as the list shows it"
					: "is resolved, and this merge has no conflict");
	}
}

int plan_merge(merge_outcome *out, const plan *base, const plan *ours, const plan *theirs, const resolution *list,
	size_t count, arena *a, err *e)
{
	merge m = {.sides = {{.p = base}, {.p = ours}, {.p = theirs}}, .a = a, .e = e};
	do_merge(&m, list, count);
	judge_unused(&m);
	if (m.rc)
		return m.rc;
	if (m.out.open)
		m.out.merged = NULL;
	else
		note_lost_references(&m);
	count_changes(&m);
	*out = m.out;
	return 0;
}
