/* References that a merge leaves behind: one side removed what the other came to refer to.  Nothing is lost by that and
 * no cell conflicts, but somebody has to know. */
#include "plan/merge_inside.h"

typedef struct search {
	merge *m;
	size_t tbl, column_at, to;
} search;

static const rows *rows_of(const merge *m, int s, size_t tbl)
{
	return s == BASE ? &m->tables[tbl] : &m->sides[s].p->tables[tbl];
}

/* The side that removed what the base had by this key, while the other kept it; 0 when it is not so. */
static int removed_by(const search *x, span key)
{
	if (rows_find_first(&x->m->tables[x->to], key) != UNPAIRED ||
		rows_find_first(&x->m->sides[BASE].p->tables[x->to], key) == UNPAIRED)
		return BASE;
	bool in_ours = rows_find_first(rows_of(x->m, OURS, x->to), key) != UNPAIRED,
	     in_theirs = rows_find_first(rows_of(x->m, THEIRS, x->to), key) != UNPAIRED;
	return in_ours == in_theirs ? BASE : in_ours ? THEIRS : OURS;
}

static void look_at(search *x, const cell *row, span key)
{
	int s = removed_by(x, key);
	if (s == BASE)
		return;
	const rows *own = rows_of(x->m, s, x->tbl);
	size_t same = own->of->one_row ? (own->count ? 0 : UNPAIRED) : rows_find(own, row);
	if (same != UNPAIRED && cells_equal(rows_row(own, same) + x->column_at, row + x->column_at, 1))
		return; /* that side left it so */
	note_add(x->m, id_of(x->m, x->tbl, row, plan_tables[x->tbl].columns[x->column_at].name),
		arena_printf(x->m->a, "refers to %.*s of %s, which %s removed", SPAN_ARG(key), plan_tables[x->to].name,
			side_name(s)));
}

static void look_in(search *x)
{
	const rows *r = &x->m->tables[x->tbl];
	bool list = r->of->columns[x->column_at].type == TYPE_LIST;
	for (size_t i = 0; i < r->count; i++) {
		span rest = cell_span(rows_row(r, i)[x->column_at]);
		while (rest.len) {
			span item = list ? span_trim(span_cut(&rest, ';')) : rest;
			look_at(x, rows_row(r, i), item);
			if (!list)
				break;
		}
	}
}

static bool lost_rows(const merge *m, size_t tbl)
{
	for (int s = OURS; s < SIDES; s++)
		for (size_t i = 0; i < m->sides[BASE].p->tables[tbl].count; i++)
			if (m->sides[s].pairs[tbl].to[i] == UNPAIRED)
				return true;
	return false;
}

void note_lost_references(merge *m)
{
	bool *lost = arena_array(m->a, plan_table_count, sizeof *lost);
	for (size_t i = 0; i < plan_table_count; i++)
		lost[i] = lost_rows(m, i);
	for (size_t i = 0; i < plan_table_count; i++)
		for (size_t k = 0; k < plan_tables[i].count; k++) {
			size_t to = m->refers[i][k];
			if (to != SIZE_MAX && k != own_column(&plan_tables[i]) && lost[to])
				look_in(&(search){m, i, k, to});
		}
}
