/* Merging one table, row by row and cell by cell. */
#include <string.h>

#include "plan/merge_inside.h"

typedef struct table_merge {
	merge *m;
	size_t tbl;
	const table *t;
	const rows *in[SIDES];
	pairing pairs[SIDES];
	bool plain; /* key columns do not follow renamed keys */
	rows out;
} table_merge;

static bool is_key(const table *t, size_t k)
{
	return t->columns[k].flags & COLUMN_KEY;
}

static bool keys_equal(const table *t, const cell *x, const cell *y)
{
	return rows_compare_keys(t, x, y) == 0;
}

static void emit(table_merge *x, const cell *row)
{
	memcpy(rows_add(&x->out, x->m->a), row, x->t->count * sizeof *row);
}

static void note_followed(table_merge *x, int s, const cell *row, size_t k, cell now, span from)
{
	const char *target = plan_tables[x->m->refers[x->tbl][k]].name;
	note_add(x->m, id_of(x->m, x->tbl, row, x->t->columns[k].name),
		arena_printf(x->m->a, "%s referred to %.*s of %s, which %s renamed; it refers to %.*s now",
			side_name(s), SPAN_ARG(from), target, side_name(s == OURS ? THEIRS : OURS),
			SPAN_ARG(cell_span(now))));
}

/* A cell in the merged plan's names; with `row`, whose merged key is known, a note when it follows a renamed key. */
static cell named(table_merge *x, int s, size_t k, cell c, const cell *row)
{
	span from;
	if (x->plain && is_key(x->t, k) && k != own_column(x->t))
		return c;
	cell now = translate(x->m, s, x->tbl, k, c, &from);
	if (from.len && row)
		note_followed(x, s, row, k, now, from);
	return now;
}

static void name_row(table_merge *x, int s, const cell *in, cell *out, bool note)
{
	for (size_t k = 0; k < x->t->count; k++)
		if (is_key(x->t, k))
			out[k] = named(x, s, k, in[k], NULL);
	for (size_t k = 0; k < x->t->count; k++)
		if (!is_key(x->t, k))
			out[k] = named(x, s, k, in[k], note ? out : NULL);
}

static conflict conflict_of(table_merge *x, conflict_kind kind, const cell *row, const char *name)
{
	return (conflict){.id = id_of(x->m, x->tbl, row, name),
		.kind = kind,
		.tbl = x->tbl,
		.key = row_key_text(x->t, row, x->m->a),
		.row = row,
		.name = name,
		.section = "",
		.base = {"", 0},
		.ours = {"", 0},
		.theirs = {"", 0}};
}

/* ---- one cell ---- */

static cell settle_cell(table_merge *x, const cell *key_row, size_t k, const cell cells[SIDES])
{
	span value;
	const char *why = "";
	conflict c = conflict_of(x, CONFLICT_CELL, key_row, x->t->columns[k].name);
	c.base = cell_span(cells[BASE]);
	c.ours = cell_span(cells[OURS]);
	c.theirs = cell_span(cells[THEIRS]);
	int taking = conflict_add(x->m, c, &value);
	if (taking == TAKE_OPEN)
		return cells[BASE];
	if (taking != TAKE_VALUE)
		return cells[taking];
	cell made = {.at = value.at, .len = (uint32_t)value.len};
	if (!cell_canonical(&made, &x->t->columns[k], x->m->a, &why))
		refuse(x->m, c.id, arena_printf(x->m->a, "'%.*s' %s", SPAN_ARG(value), why));
	conflict_value(x->m, cell_span(made));
	return made;
}

/* ---- the key ---- */

static span key_span(table_merge *x, const cell *row)
{
	return span_of(row_key_text(x->t, row, x->m->a));
}

/* A key as row_key_text writes it: part by part. */
static void read_key(table_merge *x, const char *id, span value, cell *row)
{
	span rest = value;
	const char *why = "";
	bool good = true, any = false;
	for (size_t k = 0; k < x->t->count; k++) {
		if (!is_key(x->t, k))
			continue;
		size_t at;
		span part = rest;
		if (span_find(rest, " /", &at)) {
			part.len = at;
			rest = (span){rest.at + at + 2, rest.len - at - 2};
		} else
			rest.len = 0;
		part = span_trim(part);
		row[k] = (cell){.at = part.at, .len = (uint32_t)part.len};
		good = good && cell_canonical(&row[k], &x->t->columns[k], x->m->a, &why);
		any |= row[k].len > 0;
	}
	if (!good || !any || rest.len)
		refuse(x->m, id,
			arena_printf(x->m->a,
				"'%.*s' is no key of %s%s%s; write its parts as the list does, with ' / ' between",
				SPAN_ARG(value), x->t->name, *why ? ": it " : "", why));
	conflict_value(x->m, key_span(x, row));
}

/* Both sides gave a row of a table with several key columns another key. */
static void settle_key(table_merge *x, const cell *base, cell *const keyed[SIDES], cell *out)
{
	span value;
	conflict c = conflict_of(x, CONFLICT_KEY, base, "");
	c.base = key_span(x, keyed[BASE]);
	c.ours = key_span(x, keyed[OURS]);
	c.theirs = key_span(x, keyed[THEIRS]);
	int taking = conflict_add(x->m, c, &value);
	const cell *from = keyed[taking == BASE || taking == THEIRS ? taking : OURS];
	for (size_t k = 0; k < x->t->count; k++)
		if (is_key(x->t, k))
			out[k] = from[k];
	if (taking == TAKE_VALUE)
		read_key(x, c.id, value, out);
}

static void merge_key(table_merge *x, const cell *const rows_in[SIDES], cell *out)
{
	bool by_ours = !keys_equal(x->t, rows_in[BASE], rows_in[OURS]),
	     by_theirs = !keys_equal(x->t, rows_in[BASE], rows_in[THEIRS]);
	cell *keyed[SIDES];
	for (int s = BASE; s < SIDES; s++) {
		keyed[s] = arena_array(x->m->a, x->t->count, sizeof(cell));
		for (size_t k = 0; k < x->t->count; k++)
			keyed[s][k] = is_key(x->t, k) && (by_ours || by_theirs) ? named(x, s, k, rows_in[s][k], NULL)
										: rows_in[s][k];
	}
	bool apart = by_ours && by_theirs && !keys_equal(x->t, keyed[OURS], keyed[THEIRS]);
	if (apart && !has_one_key(x->t)) {
		settle_key(x, rows_in[BASE], keyed, out);
		return;
	}
	for (size_t k = 0; k < x->t->count; k++)
		if (is_key(x->t, k))
			out[k] = keyed[by_theirs && !by_ours ? THEIRS : OURS][k];
}

/* ---- one row ---- */

static void note_moved(table_merge *x, int by, const cell *base, const cell *out)
{
	note_add(x->m, id_of(x->m, x->tbl, out, ""),
		arena_printf(x->m->a, "%s gave %s %s this key, and %s changed the row; it has both", side_name(by),
			x->t->name, row_key_text(x->t, base, x->m->a), side_name(by == OURS ? THEIRS : OURS)));
}

/* A cell that both sides changed.  One text on both is one change, also where one of them named a row that it
 * has renamed since, and did not follow that. */
static cell both_changed(table_merge *x, const cell *const rows_in[SIDES], size_t k)
{
	cell cells[SIDES];
	span from[SIDES];
	for (int s = BASE; s < SIDES; s++)
		cells[s] = translate(x->m, s, x->tbl, k, rows_in[s][k], &from[s]);
	if (cells_equal(&cells[OURS], &cells[THEIRS], 1))
		return cells[OURS];
	int renamed_by = from[OURS].len ? OURS : THEIRS, other = renamed_by == OURS ? THEIRS : OURS;
	size_t to = x->m->refers[x->tbl][k];
	if (cells_equal(&rows_in[OURS][k], &rows_in[THEIRS][k], 1) && from[renamed_by].len && !from[other].len &&
		rows_find_first(&x->m->sides[other].p->tables[to], cell_span(rows_in[other][k])) == UNPAIRED)
		return cells[renamed_by];
	return settle_cell(x, rows_in[BASE], k, cells);
}

static void merge_kept(table_merge *x, const cell *const rows_in[SIDES])
{
	if (cells_equal(rows_in[BASE], rows_in[OURS], x->t->count) &&
		cells_equal(rows_in[BASE], rows_in[THEIRS], x->t->count)) {
		emit(x, rows_in[BASE]);
		return;
	}
	cell *out = arena_array(x->m->a, x->t->count, sizeof *out);
	bool changed[SIDES] = {false};
	merge_key(x, rows_in, out);
	for (size_t k = 0; k < x->t->count; k++) {
		if (is_key(x->t, k))
			continue;
		const cell *base = &rows_in[BASE][k], *ours = &rows_in[OURS][k], *theirs = &rows_in[THEIRS][k];
		bool by_ours = !cells_equal(base, ours, 1), by_theirs = !cells_equal(base, theirs, 1);
		changed[OURS] |= by_ours;
		changed[THEIRS] |= by_theirs;
		out[k] = *base;
		if (by_ours && !by_theirs)
			out[k] = named(x, OURS, k, *ours, out);
		else if (by_theirs && !by_ours)
			out[k] = named(x, THEIRS, k, *theirs, out);
		else if (by_ours)
			out[k] = both_changed(x, rows_in, k);
	}
	for (int s = OURS; s < SIDES; s++) {
		int other = s == OURS ? THEIRS : OURS;
		if (!keys_equal(x->t, rows_in[BASE], rows_in[s]) && keys_equal(x->t, rows_in[BASE], rows_in[other]) &&
			changed[other])
			note_moved(x, s, rows_in[BASE], out);
	}
	note_changed_apart(x->m, x->tbl, rows_in, out);
	emit(x, out);
}

static span row_text(table_merge *x, const cell *row)
{
	buf b;
	buf_init(&b, x->m->a);
	for (size_t k = 0; k < x->t->count; k++) {
		if (k)
			buf_char(&b, ',');
		csv_field(&b, cell_span(row[k]));
	}
	return buf_span(&b);
}

/* One side deleted the row; it goes when the other, `s`, left it as it was. */
static void merge_deleted(table_merge *x, const cell *base, int s, const cell *kept)
{
	if (cells_equal(base, kept, x->t->count))
		return;
	span value;
	cell *named_kept = arena_array(x->m->a, x->t->count, sizeof(cell)),
	     *named_base = arena_array(x->m->a, x->t->count, sizeof(cell));
	name_row(x, s, kept, named_kept, false);
	name_row(x, BASE, base, named_base, false);
	conflict c = conflict_of(x, CONFLICT_DELETED, base, "");
	c.base = row_text(x, named_base);
	*(s == OURS ? &c.ours : &c.theirs) = row_text(x, named_kept);
	int taking = conflict_add(x->m, c, &value);
	if (taking == TAKE_VALUE)
		refuse(x->m, c.id, "is a row that one side deleted; take 'ours', 'theirs' or 'base', not a value");
	if (taking == s)
		emit(x, named_kept);
	else if (taking == BASE)
		emit(x, named_base);
}

/* ---- added rows ---- */

/* The rows that a side added, in the merged plan's names; false when two then have one key. */
static bool added_rows(rows *out, table_merge *x, int s)
{
	*out = (rows){.of = x->t};
	for (size_t i = 0; i < x->in[s]->count; i++)
		if (x->pairs[s].back[i] == UNPAIRED)
			name_row(x, s, rows_row(x->in[s], i), rows_add(out, x->m->a), true);
	return rows_sort(out, x->m->a) == SIZE_MAX;
}

/* Both sides added a row with this key. */
static void merge_added(table_merge *x, const cell *ours, const cell *theirs)
{
	cell *out = arena_array(x->m->a, x->t->count, sizeof *out);
	memcpy(out, ours, x->t->count * sizeof *out);
	for (size_t k = 0; k < x->t->count; k++) {
		if (cells_equal(&ours[k], &theirs[k], 1) || is_key(x->t, k))
			continue;
		const cell cells[SIDES] = {{.at = ""}, ours[k], theirs[k]};
		out[k] = !ours[k].len ? theirs[k] : !theirs[k].len ? ours[k] : settle_cell(x, ours, k, cells);
	}
	if (is_opaque(x->t))
		note_filled(x->m, x->tbl, ours, theirs);
	emit(x, out);
}

static bool merge_all_added(table_merge *x)
{
	rows ours, theirs;
	if (!added_rows(&ours, x, OURS) || !added_rows(&theirs, x, THEIRS))
		return false;
	size_t i = 0, k = 0;
	while (i < ours.count || k < theirs.count) {
		int d = i == ours.count	    ? 1
			: k == theirs.count ? -1
					    : rows_compare_keys(x->t, rows_row(&ours, i), rows_row(&theirs, k));
		if (d == 0)
			merge_added(x, rows_row(&ours, i), rows_row(&theirs, k));
		else
			emit(x, d < 0 ? rows_row(&ours, i) : rows_row(&theirs, k));
		i += d <= 0;
		k += d >= 0;
	}
	if (is_opaque(x->t))
		note_added_twice(x->m, x->tbl, &ours, &theirs);
	return true;
}

/* False when two rows of the result have one key. */
static bool merge_rows(table_merge *x)
{
	x->out = (rows){.of = x->t};
	for (size_t i = 0; i < x->in[BASE]->count; i++) {
		const cell *rows_in[SIDES] = {rows_row(x->in[BASE], i)};
		for (int s = OURS; s < SIDES; s++)
			if (x->pairs[s].to[i] != UNPAIRED)
				rows_in[s] = rows_row(x->in[s], x->pairs[s].to[i]);
		if (rows_in[OURS] && rows_in[THEIRS])
			merge_kept(x, rows_in);
		else if (rows_in[OURS])
			merge_deleted(x, rows_in[BASE], OURS, rows_in[OURS]);
		else if (rows_in[THEIRS])
			merge_deleted(x, rows_in[BASE], THEIRS, rows_in[THEIRS]);
	}
	return merge_all_added(x) && rows_sort(&x->out, x->m->a) == SIZE_MAX;
}

void merge_table(merge *m, size_t tbl)
{
	table_merge x = {.m = m, .tbl = tbl, .t = &plan_tables[tbl]};
	for (int s = BASE; s < SIDES; s++)
		x.in[s] = &m->sides[s].p->tables[tbl];
	for (int s = OURS; s < SIDES; s++)
		x.pairs[s] = m->sides[s].pairs[tbl];
	merge_outcome before = m->out;
	bool good = merge_rows(&x);
	/* Two rows came by one key when their keys followed what they refer to, or were moved: they stay where they
	 * were. In a table of one key column only a user's own choice of a key can do that. */
	if (!good && !m->rc && !has_one_key(x.t)) {
		m->out.conflict_count = before.conflict_count;
		m->out.open = before.open;
		m->out.note_count = before.note_count;
		for (int s = OURS; s < SIDES; s++)
			rows_pair(&x.pairs[s], x.in[BASE], x.in[s], false, m->a);
		x.plain = true;
		good = merge_rows(&x);
	}
	if (!good && !m->rc)
		refuse(m, x.t->name, "would have two rows of one key; choose another key for one of them");
	for (size_t i = 0; i < x.out.count * x.t->count; i++)
		x.out.cells[i].offset = 0; /* it stands in no file */
	m->tables[tbl] = x.out;
}
