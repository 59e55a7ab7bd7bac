#include "figure/statements.h"

#include <string.h>

#include "base/money.h"
#include "figure/load.h"
#include "figure/wants.h"

#define PENNY 10000 /* a penny in millionths of a pound */

int64_t micro_to_scale(int64_t micro, const char *unit)
{
	return strcmp(unit, "GBP") ? micro : round_to(micro, PENNY) / PENNY;
}

static const char *cell_text(engine *g, const rows *r, size_t n, const char *name)
{
	return arena_text(g->job, cell_span(*rows_cell(r, n, name)));
}

static const char *natural_unit(printed_unit u)
{
	static const char *const names[] = {
		[PRINTED_NUMBER] = "count", [PRINTED_MONEY] = "GBP", [PRINTED_PERCENT] = "percent"};
	return names[u];
}

/* A statement's number is compared in its figure's unit; a percentage is no amount of money. */
static const char *unit_fault(const statement *s)
{
	bool money = !strcmp(s->unit, "GBP");
	if (s->rule && money && s->number.unit == PRINTED_PERCENT)
		return "is a percentage, and the figure that it names is an amount of money";
	if (s->rule && !money && s->number.unit == PRINTED_MONEY)
		return "is an amount of money, and the figure that it names is not";
	return NULL;
}

static void scale_statement(statement *s)
{
	s->unit = s->rule ? s->rule->unit : natural_unit(s->number.unit);
	s->value = micro_to_scale(s->number.micro, s->unit);
	s->half = !strcmp(s->unit, "GBP") ? s->number.precision / (2 * PENNY) : s->number.precision / 2;
}

/* A figure by source, type, measure ... needs one that the policy year knows; what plans name themselves is not judged
 * here. */
static const char *of_fault(engine *g, const statement *s)
{
	const char *by = s->rule->by;
	bool listed = false, known = false;
	if (*by && !*s->of)
		return "does not say of which it is, and its figure is by something";
	for (size_t i = 0; *by && i < PACK_TABLE_COUNT; i++) {
		if (strcmp(pack_tables[i].columns[0].name, by) || !g->pack->tables[i].count)
			continue;
		listed = true;
		known |= pack_value(g->pack, (int)i, span_of(s->of), by).len > 0;
	}
	return listed && !known ? arena_printf(g->job, "is of '%s', which the policy year does not have", s->of) : NULL;
}

static void read_one(engine *g, const rows *r, size_t n, statement *s)
{
	const char *why = NULL;
	span printed_text = cell_span(*rows_cell(r, n, "printed"));
	*s = (statement){.row = n};
	s->id = cell_text(g, r, n, "statement");
	s->figure = cell_text(g, r, n, "figure");
	s->of = cell_text(g, r, n, "of");
	s->area = cell_text(g, r, n, "area");
	s->period = cell_text(g, r, n, "period");
	if (g->sole_area && (!*s->area || !strcmp(s->area, "*")))
		s->area = g->sole_area;
	const rows *periods = &g->pack->tables[PACK_PERIODS];
	if (!*s->period && periods->count == 1)
		s->period = arena_text(g->job, cell_span(rows_row(periods, 0)[0]));
	s->rule = *s->figure ? pack_figure(g->pack, span_of(s->figure)) : NULL;
	s->unit = s->rule ? s->rule->unit : "count";
	if (*s->figure && !s->rule)
		s->problem = "names a figure that this policy year does not have";
	else if (s->rule)
		s->problem = of_fault(g, s);
	if (!printed_text.len || cell_is_mark(*rows_cell(r, n, "printed")))
		return;
	if (!printed_read(&s->number, printed_text, cell_span(*rows_cell(r, n, "heading")),
		    cell_span(*rows_cell(r, n, "qualifier")), &why)) {
		s->problem = why;
		return;
	}
	scale_statement(s);
	if (!s->problem)
		s->problem = unit_fault(s);
	s->reads = !unit_fault(s) && !(s->rule && of_fault(g, s));
}

/* ---- parts ---- */

typedef struct sum {
	wide value, half; /* millionths, of what is added and subtracted */
	size_t terms;
	bool money, by_money; /* pounds by pounds is a number */
	wide factor, over;    /* what multiplies and divides, exact, in millionths each */
	bool scaled, percent_of;
	wide whole; /* percent_of */
} sum;

static statement *find_statement(statements *all, span id)
{
	size_t low = 0, high = all->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int d = span_compare(span_of(all->list[middle].id), id);
		if (d == 0)
			return &all->list[middle];
		if (d < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* What multiplies or divides is exact as printed; a percentage counts as hundredths. */
static wide multiplier(const statement *s)
{
	return s->number.unit == PRINTED_PERCENT ? s->number.micro / 100 : s->number.micro;
}

/* Within 64 bits, so that the product of two still fits. */
static bool fits(wide n)
{
	return n <= INT64_MAX && n >= -INT64_MAX;
}

static wide divide_rounded(wide n, wide d)
{
	if (d < 0)
		n = -n, d = -d;
	return n >= 0 ? (n + d / 2) / d : -((-n + d / 2) / d);
}

static bool take_part(sum *t, const char *how, const statement *s)
{
	if (!strcmp(how, "add") || !strcmp(how, "subtract") || !strcmp(how, "includes")) {
		t->value += strcmp(how, "subtract") ? s->number.micro : -s->number.micro;
		t->half += s->number.precision / 2;
		t->terms++;
		t->money |= s->number.unit == PRINTED_MONEY;
		return true;
	}
	t->scaled = true;
	t->money |= s->number.unit == PRINTED_MONEY && !strcmp(how, "multiply");
	t->by_money |= s->number.unit == PRINTED_MONEY && !strcmp(how, "divide");
	if (!strcmp(how, "multiply"))
		t->factor = divide_rounded(t->factor * multiplier(s), MILLION);
	else if (!strcmp(how, "divide"))
		t->over = divide_rounded(t->over * multiplier(s), MILLION);
	else if (!strcmp(how, "percent_of")) {
		t->percent_of = true;
		t->whole = s->number.micro;
	}
	bool good = fits(t->factor) && fits(t->over);
	if (!good)
		t->factor = t->over = MILLION; /* the total is lost; the parts that follow are still looked at */
	return good;
}

static bool finish_sum(sum *t, int64_t *value, int64_t *slack)
{
	if (t->terms < 2)
		t->half = 0;
	if (!t->terms)
		t->value = MILLION;
	if (t->over == 0 || (t->percent_of && t->whole == 0))
		return false;
	if (!fits(t->value) || !fits(t->half))
		return false;
	if (t->scaled) {
		t->value = divide_rounded(t->value * t->factor, t->over);
		t->half = divide_rounded(t->half * t->factor, t->over);
	}
	if (!fits(t->value) || !fits(t->half))
		return false;
	if (t->percent_of) {
		t->value = divide_rounded(t->value * 100 * MILLION, t->whole);
		t->half = divide_rounded(t->half * 100 * MILLION, t->whole);
	}
	if (!fits(t->value) || !fits(t->half))
		return false;
	*value = (int64_t)t->value;
	*slack = (int64_t)(t->half < 0 ? -t->half : t->half);
	return true;
}

static int read_parts(engine *g, statements *all, size_t index, bool includes, int depth);

/* A blank statement stands for its parts. */
static bool make_statement(engine *g, statements *all, statement *s, int depth)
{
	if (s->reads || s->problem || s->made || depth > 16)
		return s->reads;
	s->made = true;
	read_parts(g, all, (size_t)(s - all->list), false, depth + 1);
	return s->reads;
}

/* The first of a statement's parts: the table is sorted by statement. */
static size_t first_part(const rows *r, const char *statement_id)
{
	size_t low = 0, high = r->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (span_compare(cell_span(rows_row(r, middle)[0]), span_of(statement_id)) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What the parts of one statement come to; leaves nothing when one of them cannot be read.  Returns how many parts
 * there are. */
static int read_parts(engine *g, statements *all, size_t index, bool includes, int depth)
{
	const rows *r = plan_rows(g->plan, "stated_parts");
	statement *s = &all->list[index];
	sum t = {.factor = MILLION, .over = MILLION};
	part_total out = {.statement = index, .includes = includes};
	size_t room = 0;
	bool whole = true;
	int count = 0;

	for (size_t n = first_part(r, s->id); n < r->count && span_is(cell_span(rows_row(r, n)[0]), s->id); n++) {
		const char *how = arena_text(g->job, cell_span(rows_row(r, n)[1]));
		if (!strcmp(how, "includes") != includes)
			continue;
		statement *part = find_statement(all, cell_span(*rows_cell(r, n, "part")));
		count++;
		if (part && part->unread)
			read_one(g, plan_rows(g->plan, "stated"), part->row, part);
		if (!part || part == s || !make_statement(g, all, part, depth) || !take_part(&t, how, part)) {
			whole = false;
			continue;
		}
		out.parts = arena_grow(g->job, out.parts, &room, out.part_count + 1, sizeof *out.parts);
		out.parts[out.part_count++] = (size_t)(part - all->list);
	}
	int64_t value, slack;
	if (!count || !whole || !finish_sum(&t, &value, &slack))
		return count;
	if (s->made && !includes && !s->reads) {
		s->number = (printed){value, 2 * slack,
			t.percent_of		 ? PRINTED_PERCENT
			: t.money && !t.by_money ? PRINTED_MONEY
						 : PRINTED_NUMBER,
			SIDE_BOTH};
		scale_statement(s);
		s->reads = !unit_fault(s);
		return count;
	}
	if (!s->reads || s->made)
		return count;
	out.value = micro_to_scale(value, s->unit);
	out.slack = !strcmp(s->unit, "GBP") ? slack / PENNY : slack;
	all->totals = arena_grow(g->job, all->totals, &all->total_room, all->total_count + 1, sizeof *all->totals);
	all->totals[all->total_count++] = out;
	return count;
}

/* ---- into SQL ---- */

void bind_statement(sqlite3_stmt *q, const statement *s)
{
	static const char *const sides[] = {"", "at_least", "at_most"};
	bind_text(q, 1, s->id);
	sqlite3_bind_int64(q, 2, (int64_t)s->row + 1);
	bind_text(q, 3, s->figure);
	bind_text(q, 4, s->of);
	bind_text(q, 5, s->area);
	bind_text(q, 6, s->period);
	bind_text(q, 7, s->unit);
	if (s->reads) {
		sqlite3_bind_int64(q, 8, s->value);
		sqlite3_bind_int64(q, 9, s->half);
	} else {
		sqlite3_bind_null(q, 8);
		sqlite3_bind_null(q, 9);
	}
	bind_text(q, 10, sides[s->number.side]);
	if (s->problem)
		bind_text(q, 11, s->problem);
	else
		sqlite3_bind_null(q, 11);
}

static int store_statement(engine *g, const statement *s, err *e)
{
	bind_statement(g->insert_side[SIDE_STATEMENTS], s);
	return insert(g, g->insert_side[SIDE_STATEMENTS], e);
}

static int store_total(engine *g, const statements *all, const part_total *t, err *e)
{
	sqlite3_stmt *q = g->insert_side[SIDE_PARTS];
	buf b;
	buf_init(&b, g->job);
	buf_char(&b, '[');
	for (size_t i = 0; i < t->part_count; i++)
		buf_printf(&b, "%s%zu", i ? "," : "", all->list[t->parts[i]].row + 1);
	buf_char(&b, ']');
	bind_text(q, 1, all->list[t->statement].id);
	bind_text(q, 2, t->includes ? "includes" : "total");
	sqlite3_bind_int64(q, 3, t->value);
	sqlite3_bind_int64(q, 4, t->slack);
	bind_text(q, 5, buf_span(&b).at);
	return insert(g, q, e);
}

/* Where only some checks run, and none of them reads statements, only those of their figures matter. */
static bool claims_wanted(const engine *g, const rows *r, size_t n)
{
	if (g->want->statements)
		return true;
	const rule *u = pack_figure(g->pack, cell_span(*rows_cell(r, n, "figure")));
	return u && g->want->figures[u - g->pack->figures];
}

int statements_read(statements **out, engine *g, err *e)
{
	const rows *r = plan_rows(g->plan, "stated");
	statements *all = arena_alloc(g->job, sizeof *all);
	int rc = 0;
	all->list = arena_array(g->job, r->count + 1, sizeof *all->list);
	all->count = r->count;
	for (size_t i = 0; i < r->count; i++)
		if (claims_wanted(g, r, i))
			read_one(g, r, i, &all->list[i]);
		else
			all->list[i] = (statement){.row = i, .id = cell_text(g, r, i, "statement"), .unread = true};
	for (size_t i = 0; i < r->count; i++) {
		if (all->list[i].unread)
			continue;
		if (!cell_span(*rows_cell(r, i, "printed")).len)
			make_statement(g, all, &all->list[i], 0);
		read_parts(g, all, i, false, 0);
		read_parts(g, all, i, true, 0);
	}
	for (size_t i = 0; !rc && g->want->statements && i < all->count; i++)
		rc = store_statement(g, &all->list[i], e);
	for (size_t i = 0; !rc && g->want->statements && i < all->total_count; i++)
		rc = store_total(g, all, &all->totals[i], e);
	*out = all;
	return rc;
}
