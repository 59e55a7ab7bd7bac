#include "figure/run.h"

#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "figure/load.h"
#include "figure/statements.h"
#include "figure/wants.h"

/* One row of a figure's query, before it is known whether the figure stands there. */
typedef struct raw {
	const char *of, *area, *period; /* NULL when blank */
	bool has_value;
	int64_t value, slack;
	places cells;
	size_t *from;
	size_t from_count;
	bool dropped;
} raw;

typedef struct batch {
	engine *g;
	const query *q;
	raw *list;
	size_t count, room;
	size_t *needed; /* tables that the figure needs */
	size_t needed_count;
} batch;

static raw read_raw(batch *b)
{
	raw r = {0};
	arena *a = b->g->job;
	for (int i = 0; i < b->q->count; i++) {
		sqlite3_value *v = sqlite3_column_value(b->q->statement, i);
		switch (b->q->roles[i]) {
		case ROLE_AREA:
			r.area = text_or_null(v, a);
			break;
		case ROLE_PERIOD:
			r.period = text_or_null(v, a);
			break;
		case ROLE_OF:
			r.of = text_or_null(v, a);
			break;
		case ROLE_VALUE:
			r.has_value = sqlite3_value_type(v) == SQLITE_INTEGER;
			r.value = sqlite3_value_int64(v);
			break;
		case ROLE_SLACK:
			r.slack = sqlite3_value_int64(v);
			break;
		case ROLE_AT:
			places_read(&r.cells, b->q->at[i], v, a);
			break;
		case ROLE_PLACES: {
			size_t count;
			size_t *more = handles_read(b->g, v, &count, a), room = r.from_count;
			r.from = arena_grow(a, r.from, &room, r.from_count + count + 1, sizeof *r.from);
			if (count)
				memcpy(r.from + r.from_count, more, count * sizeof *more);
			r.from_count += count;
			break;
		}
		default:
			break;
		}
	}
	places_keep(b->g, &r.cells);
	return r;
}

static int run_query(batch *b, err *e)
{
	sqlite3_stmt *s = b->q->statement;
	bool first = true;
	int rc;
	while ((rc = db_step_rule(b->g->db, s, first, b->q->rule->file, e)) > 0) {
		first = false;
		b->list = arena_grow(b->g->job, b->list, &b->room, b->count + 1, sizeof *b->list);
		b->list[b->count++] = read_raw(b);
	}
	sqlite3_reset(s);
	return rc;
}

static bool same(const char *x, const char *y)
{
	return x && y && !strcmp(x, y);
}

/* A blank in what the figure is by, or in area or period, leaves it underived wherever the row may belong. */
static void drop_blanks(batch *b)
{
	bool by = *b->q->rule->by;
	for (size_t i = 0; i < b->count; i++) {
		raw *r = &b->list[i];
		bool blank_of = by && (!r->of || !*r->of);
		if (!by && !r->of)
			r->of = "";
		if (r->area && r->period && !blank_of)
			continue;
		r->dropped = true;
		for (size_t k = 0; k < b->count; k++) {
			raw *other = &b->list[k];
			bool here = (!r->area || same(r->area, "*") || same(r->area, other->area)) &&
				    (!r->period || same(r->period, other->period));
			if (here && (blank_of || !r->area || !r->period))
				other->dropped = true;
		}
	}
	for (size_t i = 0; i < b->count; i++)
		b->list[i].dropped |= !b->list[i].has_value;
}

static bool covered(const batch *b, const char *area, const char *when)
{
	for (size_t i = 0; i < b->needed_count; i++)
		if (coverage_of(b->g, b->needed[i], span_of(area), span_of(when)) != EXTENT_ALL)
			return false;
	return true;
}

static bool whole_covered(const batch *b, const char *when)
{
	for (size_t i = 0; i < b->needed_count; i++)
		if (!coverage_of_whole(b->g, b->needed[i], span_of(when)))
			return false;
	return true;
}

static bool is_whole(const raw *r)
{
	return r->area && !strcmp(r->area, "*");
}

/* ---- rows of the catalogue ---- */

/* A figure made from figures is only partly derived where one of those is stated. */
static basis row_basis(const engine *g, const rule *u, const raw *r)
{
	for (size_t i = 0; i < r->from_count; i++)
		if (g->rows[r->from[i]].basis != BASIS_DERIVED)
			return BASIS_PARTLY;
	if (r->from_count)
		return BASIS_DERIVED;
	for (size_t k = 0; k < u->figure_count; k++)
		for (size_t i = 0; i < g->row_count; i++) {
			const figure_row *f = &g->rows[i];
			if (!strcmp(f->figure->id, u->figures[k]) && !strcmp(f->area, r->area) &&
				!strcmp(f->period, r->period) && (!*f->of || !*r->of || !strcmp(f->of, r->of)) &&
				f->basis != BASIS_DERIVED)
				return BASIS_PARTLY;
		}
	return BASIS_DERIVED;
}

static int add_row(engine *g, figure_row row, err *e)
{
	sqlite3_stmt *s = g->insert_side[SIDE_FIGURES];
	char handle[24];
	g->rows = arena_grow(g->job, g->rows, &g->row_room, g->row_count + 1, sizeof *g->rows);
	g->rows[g->row_count++] = row;
	sqlite3_snprintf(sizeof handle, handle, "%lld", (long long)g->row_count);
	bind_text(s, 1, row.figure->id);
	bind_text(s, 2, row.of);
	bind_text(s, 3, row.area);
	bind_text(s, 4, row.period);
	sqlite3_bind_int64(s, 5, row.value);
	sqlite3_bind_int64(s, 6, row.slack);
	bind_text(s, 7, basis_name(row.basis));
	if (row.statement == SIZE_MAX)
		sqlite3_bind_null(s, 8);
	else
		bind_text(s, 8, g->statements->list[row.statement].id);
	sqlite3_bind_text(s, 9, handle, -1, SQLITE_TRANSIENT);
	return insert(g, s, e);
}

static int add_raw(batch *b, const raw *r, err *e)
{
	const rule *u = b->q->rule;
	figure_row row = {.figure = u,
		.of = r->of,
		.area = r->area,
		.period = r->period,
		.value = r->value,
		.slack = r->slack,
		.basis = row_basis(b->g, u, r),
		.statement = SIZE_MAX,
		.cells = r->cells,
		.from = r->from,
		.from_count = r->from_count};
	return add_row(b->g, row, e);
}

/* The partnership's whole of one period and `of`: every area's value and the rows of `*`. */
static int add_whole(batch *b, const raw *first, err *e)
{
	raw total = {.of = first->of, .area = "*", .period = first->period, .has_value = true};
	size_t from_room = 0;
	for (size_t i = 0; i < b->count; i++) {
		const raw *r = &b->list[i];
		if (!r->period && same(r->of, first->of))
			return 0; /* it may belong to this period */
		if (!same(r->of, first->of) || !same(r->period, first->period))
			continue;
		if (r->dropped && (!r->has_value || !r->area))
			return 0;
		if (!add_checked(&total.value, total.value, r->value) ||
			!add_checked(&total.slack, total.slack, r->slack))
			return err_add(e, ERR_RULE, b->q->rule->file, "the whole of %s is larger than 64 bits hold",
				b->q->rule->id);
		for (size_t k = 0; k < r->cells.count; k++) {
			total.cells.list = arena_grow(b->g->job, total.cells.list, &total.cells.room,
				total.cells.count + 1, sizeof *total.cells.list);
			total.cells.list[total.cells.count++] = r->cells.list[k];
		}
		total.from = arena_grow(
			b->g->job, total.from, &from_room, total.from_count + r->from_count + 1, sizeof *total.from);
		for (size_t k = 0; k < r->from_count; k++)
			total.from[total.from_count++] = r->from[k];
	}
	return add_raw(b, &total, e);
}

static bool seen_before(const batch *b, size_t index)
{
	for (size_t k = 0; k < index; k++)
		if (same(b->list[k].of, b->list[index].of) && same(b->list[k].period, b->list[index].period))
			return true;
	return false;
}

static bool blank_of_anywhere(const batch *b, const char *when)
{
	for (size_t i = 0; i < b->count; i++)
		if (*b->q->rule->by && (!b->list[i].of || !*b->list[i].of) &&
			(!b->list[i].period || same(b->list[i].period, when)))
			return true;
	return false;
}

static bool whole_holds(const batch *b, const raw *r)
{
	for (size_t i = 0; i < b->count; i++)
		if (is_whole(&b->list[i]) && same(b->list[i].of, r->of) && same(b->list[i].period, r->period))
			return true;
	return false;
}

/* ---- why a figure does not stand ---- */

static gap *add_gap(batch *b, const raw *r)
{
	engine *g = b->g;
	g->gaps = arena_grow(g->job, g->gaps, &g->gap_room, g->gap_count + 1, sizeof *g->gaps);
	gap *x = &g->gaps[g->gap_count++];
	*x = (gap){.figure = b->q->rule, .area = r->area, .period = r->period, .of = r->of && *r->of ? r->of : NULL};
	return x;
}

/* "spend 9 has no source": the cell of this row that is blank, among those that the figure rests on. */
static bool blank_cell(const batch *b, const place *p, buf *out, places *cells)
{
	const char *const names[] = {b->q->rule->by, "area", "period", plan_tables[p->table].columns[p->column].name,
		"source", "type", "area_of_spend", "commissioner"};
	const rows *r = &b->g->plan->tables[p->table];
	if (p->key)
		return false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t k = *names[i] ? table_column(r->of, span_of(names[i])) : SIZE_MAX;
		cell c = k == SIZE_MAX ? (cell){.len = 1} : rows_row(r, p->row)[k];
		if (c.len && !cell_is_mark(c))
			continue;
		buf_printf(out, "%s%s", out->len ? "; " : "", r->of->name);
		for (size_t n = 0; n < r->of->count; n++) {
			cell key = rows_row(r, p->row)[n];
			if ((r->of->columns[n].flags & COLUMN_KEY) && key.len)
				buf_printf(out, " %.*s", SPAN_ARG(cell_span(key)));
		}
		buf_printf(out, " has no %s", names[i]);
		cells->list = arena_grow(b->g->job, cells->list, &cells->room, cells->count + 1, sizeof *cells->list);
		cells->list[cells->count++] = (place){p->table, (uint16_t)k, p->row, NULL};
		return true;
	}
	return false;
}

static void note_blank(batch *b, const raw *r)
{
	gap *x = add_gap(b, r);
	size_t said = 0, more = 0;
	buf why;
	buf_init(&why, b->g->job);
	for (size_t i = 0; i < r->cells.count; i++) {
		if (said == 3)
			more++;
		else
			said += blank_cell(b, &r->cells.list[i], &why, &x->cells);
	}
	if (!r->area)
		x->area = NULL;
	if (*b->q->rule->by && (!r->of || !*r->of))
		x->of = NULL;
	if (more)
		buf_printf(&why, "; and %zu more", more);
	x->why = said ? arena_text(b->g->job, buf_span(&why)) : "a row that it needs is blank";
}

static void note_uncovered(batch *b, const raw *r)
{
	gap *x = add_gap(b, r);
	x->of = NULL;
	x->why = "a table that it needs is marked in coverage as part of the whole";
}

static void note_joint(batch *b, const raw *r)
{
	add_gap(b, r)->why = "part of it is held jointly, as area *, and how it falls to each board is not entered";
}

static int add_batch(batch *b, err *e)
{
	const rule *u = b->q->rule;
	bool sums = u->sums && b->g->area_count > 1 && b->needed_count;
	int rc = 0;
	drop_blanks(b);
	for (size_t i = 0; !rc && i < b->count; i++) {
		raw *r = &b->list[i];
		bool blank = !r->area || !r->period || (*u->by && (!r->of || !*r->of)) || !r->has_value;
		if (blank)
			note_blank(b, r);
		else if (sums && !is_whole(r) && whole_holds(b, r))
			note_joint(b, r);
		if (r->dropped || (sums && (is_whole(r) || whole_holds(b, r))))
			continue;
		bool stands = is_whole(r) && b->g->area_count > 1 ? whole_covered(b, r->period)
								  : covered(b, r->area, r->period);
		if (stands)
			rc = add_raw(b, r, e);
		else
			note_uncovered(b, r);
	}
	for (size_t i = 0; sums && !rc && i < b->count; i++) {
		raw *r = &b->list[i];
		if (r->of && r->period && !seen_before(b, i) && !blank_of_anywhere(b, r->period) &&
			whole_covered(b, r->period))
			rc = add_whole(b, r, e);
	}
	return rc;
}

/* ---- statements ---- */

static bool better(const statement *x, const statement *y)
{
	return x->half != y->half ? x->half < y->half : strcmp(x->id, y->id) < 0;
}

static bool figure_stands(const engine *g, const rule *u, const statement *s, size_t from)
{
	for (size_t i = from; i < g->row_count; i++) {
		const figure_row *r = &g->rows[i];
		if (r->figure == u && !strcmp(r->of, s->of) && !strcmp(r->area, s->area) &&
			!strcmp(r->period, s->period))
			return true;
	}
	return false;
}

/* The most precise statement, then the first by key, of each place that the query left empty. */
static int fill_from_statements(engine *g, const rule *u, size_t from, err *e)
{
	const statements *all = g->statements;
	int rc = 0;
	for (size_t i = 0; !rc && i < all->count; i++) {
		const statement *s = &all->list[i];
		bool usable = s->rule == u && s->reads && s->number.side == SIDE_BOTH && *s->area && *s->period;
		if (!usable || figure_stands(g, u, s, from))
			continue;
		const statement *best = s;
		for (size_t k = i + 1; k < all->count; k++) {
			const statement *t = &all->list[k];
			if (t->rule == u && t->reads && t->number.side == SIDE_BOTH && !strcmp(t->of, s->of) &&
				!strcmp(t->area, s->area) && !strcmp(t->period, s->period) && better(t, best))
				best = t;
		}
		figure_row row = {.figure = u,
			.of = s->of,
			.area = s->area,
			.period = s->period,
			.value = best->value,
			.slack = best->half,
			.basis = BASIS_STATED,
			.statement = (size_t)(best - all->list)};
		size_t stated_table = schema_find(span_of("stated"));
		size_t printed_column = table_column(&plan_tables[stated_table], span_of("printed"));
		row.cells.list = arena_alloc(g->job, sizeof *row.cells.list);
		row.cells.list[0] =
			(place){(uint16_t)stated_table, (uint16_t)printed_column, (uint32_t)best->row, NULL};
		row.cells.count = row.cells.room = 1;
		rc = add_row(g, row, e);
	}
	return rc;
}

static int run_figure(engine *g, query *q, err *e)
{
	const rule *u = q->rule;
	size_t from = g->row_count;
	int rc = 0;
	if (u->sql.len && query_has_input(g, u)) {
		rc = query_ready(q, g, e);
		if (rc)
			return rc;
		batch b = {.g = g, .q = q, .needed = arena_array(g->job, u->table_count + 1, sizeof(size_t))};
		for (size_t i = 0; i < u->table_count; i++)
			b.needed[b.needed_count++] = schema_find(span_of(u->tables[i]));
		rc = run_query(&b, e);
		if (!rc)
			rc = add_batch(&b, e);
	}
	return rc ? rc : fill_from_statements(g, u, from, e);
}

/* Figures that statements claim, and all that those need. */
static bool *claimed_figures(engine *g)
{
	const pack *p = g->pack;
	bool *claimed = arena_array(g->job, p->figure_count + 1, sizeof *claimed);
	for (size_t i = 0; i < g->statements->count; i++)
		if (g->statements->list[i].rule)
			claimed[g->statements->list[i].rule - p->figures] = true;
	for (size_t i = p->figure_count; i-- > 0;)
		for (size_t n = 0; claimed[i] && n < p->figures[i].figure_count; n++)
			claimed[pack_figure(p, span_of(p->figures[i].figures[n])) - p->figures] = true;
	return claimed;
}

int run_figures(engine *g, err *e)
{
	bool only = (g->asked_only || g->only) && !g->older;
	bool *claimed = only && g->want->any_figure ? claimed_figures(g) : NULL;
	int rc = 0;
	for (size_t i = 0; !rc && i < g->pack->figure_count; i++)
		if (!only || g->want->figures[i] || (claimed && claimed[i]))
			rc = run_figure(g, &g->figures[i], e);
	return rc;
}
