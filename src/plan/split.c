#include "plan/split.h"

#include <string.h>

#include "base/date.h"
#include "base/limits.h"
#include "base/money.h"

#define AREAS_MAX 1000 /* of a rule: more than there are in England */

/* ---- exact shares ---- */

void split_pence(int64_t *shares, int64_t pence, const int64_t *weights, size_t count, int64_t total)
{
	wide size = pence < 0 ? -(wide)pence : pence, left = size;
	for (size_t i = 0; i < count; i++) {
		shares[i] = (int64_t)(size * weights[i] / total);
		left -= shares[i];
	}
	/* at most count - 1 pence are left: each goes to the largest remainder that has none yet */
	for (; left > 0; left--) {
		size_t best = SIZE_MAX;
		wide most = 0;
		for (size_t i = 0; i < count; i++) {
			wide rest = size * weights[i] - (wide)shares[i] * total;
			if (rest > most) {
				most = rest;
				best = i;
			}
		}
		if (best == SIZE_MAX)
			break;
		shares[best]++;
	}
	for (size_t i = 0; i < count && pence < 0; i++)
		shares[i] = -shares[i];
}

/* ---- areas ---- */

static bool whole_partnership(span area)
{
	return span_is(area, "*");
}

size_t plan_areas(const char **shown, const plan *p, arena *a)
{
	const rows *r = plan_rows(p, "areas");
	size_t count = 0;
	buf b;
	buf_init(&b, a);
	for (size_t i = 0; i < r->count; i++) {
		span area = cell_span(rows_row(r, i)[0]);
		if (whole_partnership(area))
			continue;
		buf_printf(&b, "%s%.*s", count ? ", " : "", SPAN_ARG(area));
		count++;
	}
	if (shown)
		*shown = arena_text(a, buf_span(&b));
	return count;
}

static size_t find_area(const rows *r, span area)
{
	for (size_t i = 0; i < r->count; i++) {
		span own = cell_span(rows_row(r, i)[0]);
		bool same = own.len == area.len && !whole_partnership(own);
		for (size_t k = 0; same && k < own.len; k++)
			same = own.at[k] == area.at[k] || (own.at[k] == '_' && area.at[k] == '-') ||
			       (own.at[k] == '-' && area.at[k] == '_');
		if (same)
			return i;
	}
	return SIZE_MAX;
}

/* ---- rules ---- */

static int64_t greatest_divisor(int64_t x, int64_t y)
{
	while (y) {
		int64_t rest = x % y;
		x = y;
		y = rest;
	}
	return x;
}

static int read_fixed(split_rule *out, const char *text, const plan *p, arena *a, err *e)
{
	static const char example[] = "such as 'dorset=2/3; bournemouth_poole=1/3'";
	const rows *areas = plan_rows(p, "areas");
	ratio *given = arena_array(a, areas->count + 1, sizeof *given);
	int64_t total = 1;
	buf shown;

	buf_init(&shown, a);
	for (span rest = span_of(text); rest.len;) {
		span written = span_trim(span_cut(&rest, ';')), portion = written,
		     area = span_trim(span_cut(&portion, '='));
		if (!written.len)
			continue;
		size_t i = find_area(areas, area);
		ratio r;
		if (i == SIZE_MAX) {
			const char *known;
			plan_areas(&known, p, a);
			return err_add(e, ERR_USAGE, "--split", "'%.*s' is no area of this plan; it has %s",
				SPAN_ARG(area), known);
		}
		if (!ratio_parse(&r, span_trim(portion)) || r.num < 0)
			return err_add(e, ERR_USAGE, "--split",
				"'%.*s' is not an area, = and an exact portion; write them %s", SPAN_ARG(written),
				example);
		if (given[i].den)
			return err_add(e, ERR_USAGE, "--split", "%.*s stands twice", SPAN_ARG(area));
		given[i] = r;
		if (!multiply_checked(&total, total / greatest_divisor(total, r.den), r.den))
			return err_add(e, ERR_USAGE, "--split", "these portions are too fine to be added exactly");
		buf_printf(&shown, "%s%.*s %.*s", shown.len ? ", " : "", SPAN_ARG(cell_span(rows_row(areas, i)[0])),
			SPAN_ARG(span_trim(portion)));
	}
	wide sum = 0;
	out->portions = arena_array(a, areas->count + 1, sizeof *out->portions);
	for (size_t i = 0; i < areas->count; i++) {
		span area = cell_span(rows_row(areas, i)[0]);
		char number[NUMBER_TEXT];
		if (whole_partnership(area))
			continue;
		if (!given[i].den)
			return err_add(e, ERR_USAGE, "--split",
				"says nothing of %.*s; give every area a portion (0 where nothing falls to it), %s",
				SPAN_ARG(area), example);
		if (given[i].num > given[i].den)
			return err_add(
				e, ERR_USAGE, "--split", "%.*s gets more than all; portions add to 1", SPAN_ARG(area));
		ratio_print(number, given[i]);
		out->portions[out->count++] = (split_portion){
			area, (int64_t)((wide)given[i].num * (total / given[i].den)), arena_text(a, span_of(number))};
		sum += out->portions[out->count - 1].weight;
	}
	if (sum != total)
		return err_add(e, ERR_USAGE, "--split", "the portions add to %s than 1; they must add to 1 exactly, %s",
			sum < total ? "less" : "more", example);
	out->total = total;
	out->shown = arena_text(a, buf_span(&shown));
	return 0;
}

/* People of all ages of an area in a period; -1 when there is no count. */
static int64_t people_of(const rows *r, span area, span when)
{
	int64_t people = -1;
	for (size_t i = 0; i < r->count; i++)
		if (span_equal(cell_span(*rows_cell(r, i, "area")), area) &&
			span_is(cell_span(*rows_cell(r, i, "ages")), "all") &&
			span_equal(cell_span(*rows_cell(r, i, "period")), when) &&
			!count_parse(&people, cell_span(*rows_cell(r, i, "people"))))
			people = -1;
	return people;
}

static int read_population(split_rule *out, const plan *p, arena *a, err *e)
{
	const rows *areas = plan_rows(p, "areas"), *r = plan_rows(p, "population");
	span newest = {NULL, 0};
	day newest_ends = 0;
	buf shown;

	for (size_t i = 0; i < r->count; i++) {
		span when = cell_span(*rows_cell(r, i, "period"));
		period parsed;
		bool all = period_parse(&parsed, when) && (!newest.len || parsed.ends > newest_ends);
		for (size_t k = 0; all && k < areas->count; k++) {
			span area = cell_span(rows_row(areas, k)[0]);
			all = whole_partnership(area) || people_of(r, area, when) >= 0;
		}
		if (all) {
			newest = when;
			newest_ends = parsed.ends;
		}
	}
	if (!newest.len)
		return err_add(e, ERR_USAGE, "--split population",
			"table population has no period with a count of all ages for every area; add them, or state "
			"portions "
			"such as --split 'dorset=2/3; bournemouth_poole=1/3'");
	buf_init(&shown, a);
	buf_printf(&shown, "population %.*s: ", SPAN_ARG(newest));
	out->portions = arena_array(a, areas->count + 1, sizeof *out->portions);
	for (size_t k = 0; k < areas->count; k++) {
		span area = cell_span(rows_row(areas, k)[0]);
		char number[NUMBER_TEXT];
		if (whole_partnership(area))
			continue;
		int64_t people = people_of(r, area, newest);
		if (people > INT64_C(100000000000))
			return err_add(e, ERR_USAGE, "--split population", "%.*s has more people than there are",
				SPAN_ARG(area));
		decimal_show(number, people * MILLION);
		out->portions[out->count] = (split_portion){area, people, arena_printf(a, "%s people", number)};
		buf_printf(&shown, "%s%.*s %s", out->count ? ", " : "", SPAN_ARG(area), number);
		out->count++;
		out->total += people;
	}
	if (!out->total)
		return err_add(
			e, ERR_USAGE, "--split population", "the areas have no people in %.*s", SPAN_ARG(newest));
	out->shown = arena_text(a, buf_span(&shown));
	return 0;
}

int split_rule_read(split_rule *out, const char *text, const plan *p, arena *a, err *e)
{
	split_rule r = {0};
	int rc;
	if (!plan_areas(NULL, p, a) || plan_rows(p, "areas")->count > AREAS_MAX)
		return err_add(
			e, ERR_USAGE, p->shown, "the plan has no areas to split between, or more than %d", AREAS_MAX);
	rc = span_is(span_of(text), "population") ? read_population(&r, p, a, e) : read_fixed(&r, text, p, a, e);
	if (!rc)
		*out = r;
	return rc;
}

/* ---- one area's rows ---- */

typedef struct splitting {
	const plan *from;
	plan *to;
	split_report *report;
	const split_rule *rule; /* or NULL */
	span area;
	bool only; /* the plan has no other area: what is everybody's is its own */
	arena *a;
	err *e;
	int rc;
} splitting;

static void leave(splitting *s, const char *tbl, const char *why)
{
	split_report *r = s->report;
	for (size_t i = 0; i < r->left_count; i++)
		if (!strcmp(r->left[i].tbl, tbl) && !strcmp(r->left[i].why, why)) {
			r->left[i].rows++;
			return;
		}
	r->left = arena_grow(s->a, r->left, &r->left_room, r->left_count + 1, sizeof *r->left);
	r->left[r->left_count++] = (split_left){tbl, why, 1};
}

static span key_of(const rows *r, size_t i, arena *a)
{
	buf b;
	buf_init(&b, a);
	for (size_t k = 0; k < r->of->count; k++)
		if (r->of->columns[k].flags & COLUMN_KEY) {
			span part = cell_span(rows_row(r, i)[k]);
			buf_printf(&b, "%s%.*s", b.len ? " / " : "", SPAN_ARG(part));
		}
	return buf_span(&b);
}

/* Tables of the plan whose `amount` may be split. */
static bool splits(const table *t)
{
	size_t c = table_column(t, span_of("amount"));
	return !(t->flags & COLUMN_RECORD) && c != SIZE_MAX && t->columns[c].type == TYPE_AMOUNT && !t->record_by &&
	       table_column(t, span_of("area")) != SIZE_MAX;
}

/* Does a row of the whole partnership hold anything but words? */
static bool holds_numbers(const rows *r, size_t i)
{
	for (size_t k = 0; k < r->of->count; k++) {
		value_type t = r->of->columns[k].type;
		if (!(r->of->columns[k].flags & COLUMN_KEY) && rows_row(r, i)[k].len &&
			(t == TYPE_AMOUNT || t == TYPE_DECIMAL || t == TYPE_COUNT || t == TYPE_RATIO))
			return true;
	}
	return false;
}

static cell text_cell(const cell *old, span text)
{
	return (cell){text.at, (uint32_t)text.len, old->offset};
}

static cell *keep(splitting *s, rows *out, const rows *r, size_t i)
{
	cell *c = rows_add(out, s->a);
	memcpy(c, rows_row(r, i), r->of->count * sizeof *c);
	return c;
}

/* The area's share of an amount of everybody's. */
static void take_share(splitting *s, rows *out, const rows *r, size_t i, size_t area_at, size_t amount_at)
{
	const split_rule *u = s->rule;
	const cell *amount = &rows_row(r, i)[amount_at];
	int64_t pence, *weights = arena_array(s->a, u->count, sizeof *weights),
		       *shares = arena_array(s->a, u->count, sizeof *shares);
	char text[NUMBER_TEXT];
	size_t own = 0;

	if (!money_parse(&pence, cell_span(*amount)))
		return;
	for (size_t k = 0; k < u->count; k++) {
		weights[k] = u->portions[k].weight;
		if (span_equal(u->portions[k].area, s->area))
			own = k;
	}
	split_pence(shares, pence, weights, u->count, u->total);
	money_print(text, shares[own]);
	cell *c = keep(s, out, r, i);
	c[area_at] = text_cell(&c[area_at], s->area);
	c[amount_at] = text_cell(&c[amount_at], arena_span(s->a, span_of(text)));
	split_report *p = s->report;
	p->amounts = arena_grow(s->a, p->amounts, &p->amount_room, p->amount_count + 1, sizeof *p->amounts);
	p->amounts[p->amount_count++] = (split_amount){r->of->name, key_of(r, i, s->a), pence, shares[own]};
}

static void take_common(splitting *s, rows *out, const rows *r, size_t i, size_t area_at)
{
	const table *t = r->of;
	size_t amount_at = table_column(t, span_of("amount"));
	bool can = splits(t), has = can && rows_row(r, i)[amount_at].len && !cell_is_mark(rows_row(r, i)[amount_at]);
	bool coverage = !strcmp(t->name, "coverage");

	if (coverage) {
		keep(s, out, r, i);
	} else if (has && !s->only && !s->rule) {
		span key = key_of(r, i, s->a);
		char amount[NUMBER_TEXT] = "";
		int64_t pence;
		if (money_parse(&pence, cell_span(rows_row(r, i)[amount_at])))
			money_show(amount, pence);
		s->rc = err_add(s->e, ERR_USAGE, cell_place(s->a, r->from, rows_row(r, i)[amount_at]),
			"%s %.*s, %s, is the whole partnership's and has no split; state one, such as --split "
			"population",
			t->name, SPAN_ARG(key), amount);
	} else if (has && !s->only) {
		take_share(s, out, r, i, area_at, amount_at);
	} else if (s->only || can ||
		   (!holds_numbers(r, i) && strcmp(t->name, "stated") && !(t->flags & COLUMN_RECORD))) {
		cell *c = keep(s, out, r, i);
		c[area_at] = text_cell(&c[area_at], s->area);
	} else {
		leave(s, t->name,
			t->flags & COLUMN_RECORD ? "of the whole partnership, as a record"
						 : "of the whole partnership, not the area's own");
	}
}

/* Among the area's own rows, which are in the order of their keys; NULL when none has this key. */
static cell *own_of_key(const rows *out, size_t own_count, const cell *key)
{
	size_t low = 0, high = own_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = rows_compare_keys(out->of, rows_row(out, middle), key);
		if (!order)
			return rows_row(out, middle);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The share of the partnership's amount on top of the area's own. */
static void add_share(splitting *s, const rows *out, cell *own, cell share)
{
	int64_t x, y;
	char text[NUMBER_TEXT];
	if (!own->len) {
		*own = share;
	} else if (money_parse(&x, cell_span(*own)) && money_parse(&y, cell_span(share)) && add_checked(&x, x, y) &&
		   x <= AMOUNT_PENCE_MAX && x >= -AMOUNT_PENCE_MAX) {
		money_print(text, x);
		*own = text_cell(own, arena_span(s->a, span_of(text)));
	} else {
		s->rc = err_add(s->e, ERR_USAGE, cell_place(s->a, out->from, *own),
			"the area's own %s is %.*s, to which its share of the whole partnership's, %.*s, cannot be "
			"added; "
			"write one figure",
			out->of->name, SPAN_ARG(cell_span(*own)), SPAN_ARG(cell_span(share)));
	}
}

/* Two rows with one key now: the area's own, and what it has of the partnership's.  Amounts add; else the own stays. */
static void join_doubles(splitting *s, rows *out, size_t own_count)
{
	const table *t = out->of;
	size_t amount_at = table_column(t, span_of("amount")), kept = own_count;
	int64_t pence;
	for (size_t i = own_count; i < out->count; i++) {
		cell *row = rows_row(out, i), *own = own_of_key(out, own_count, row);
		if (!own)
			memmove(rows_row(out, kept++), row, t->count * sizeof(cell));
		else if (amount_at != SIZE_MAX && splits(t) && money_parse(&pence, cell_span(row[amount_at])))
			add_share(s, out, &own[amount_at], row[amount_at]);
		else
			leave(s, t->name, "of the whole partnership, where the area has its own");
	}
	out->count = kept;
}

static void take_table(splitting *s, size_t index)
{
	const rows *r = &s->from->tables[index];
	const table *t = r->of;
	rows *out = &s->to->tables[index];
	size_t area_at = table_column(t, span_of("area"));

	*out = (rows){.of = t, .from = r->from};
	for (size_t i = 0; i < r->count; i++) {
		span area = area_at == SIZE_MAX ? s->area : cell_span(rows_row(r, i)[area_at]);
		if (whole_partnership(area))
			continue;
		if (span_equal(area, s->area) || (!area.len && (!splits(t) || s->only)))
			keep(s, out, r, i);
		else if (!area.len && rows_row(r, i)[table_column(t, span_of("amount"))].len)
			s->rc = err_add(s->e, ERR_USAGE, cell_place(s->a, r->from, rows_row(r, i)[0]),
				"%s %.*s names no area; write one, or * for the whole partnership", t->name,
				SPAN_ARG(key_of(r, i, s->a)));
		else if (!area.len)
			keep(s, out, r, i);
		else
			leave(s, t->name, "of other areas");
	}
	if (area_at == SIZE_MAX)
		return;
	size_t own_count = out->count;
	for (size_t i = 0; i < r->count; i++)
		if (whole_partnership(cell_span(rows_row(r, i)[area_at])) && strcmp(t->name, "areas"))
			take_common(s, out, r, i, area_at);
	if (t->columns[area_at].flags & COLUMN_KEY && strcmp(t->name, "coverage"))
		join_doubles(s, out, own_count);
	rows_sort(out, s->a);
}

/* ---- what hangs on rows that went ---- */

static bool has_row(const rows *r, size_t at, span value)
{
	if (at == 0 && r->of->columns[0].flags & COLUMN_KEY) { /* sorted by it */
		size_t low = 0, high = r->count;
		while (low < high) {
			size_t middle = (low + high) / 2;
			if (span_compare(cell_span(rows_row(r, middle)[0]), value) < 0)
				low = middle + 1;
			else
				high = middle;
		}
		return low < r->count && span_equal(cell_span(rows_row(r, low)[0]), value);
	}
	for (size_t i = 0; i < r->count; i++)
		if (span_equal(cell_span(rows_row(r, i)[at]), value))
			return true;
	return false;
}

/* Keeps the rows that `stay` says, in their order. */
static bool keep_only(splitting *s, rows *out, const bool *stay, const char *why)
{
	size_t kept = 0, width = out->of->count;
	for (size_t i = 0; i < out->count; i++) {
		if (!stay[i])
			leave(s, out->of->name, why);
		else if (kept++ != i)
			memcpy(rows_row(out, kept - 1), rows_row(out, i), width * sizeof(cell));
	}
	bool any = kept < out->count;
	out->count = kept;
	return any;
}

/* A scheme goes when money of other areas alone pays for it and no scheme that stays is a part of it. */
static bool drop_schemes(splitting *s)
{
	rows *schemes = plan_rows(s->to, "schemes");
	const rows *spend = plan_rows(s->to, "spend"), *before = plan_rows(s->from, "spend");
	size_t scheme = table_column(spend->of, span_of("scheme")),
	       parent = table_column(schemes->of, span_of("parent"));
	bool *stay = arena_array(s->a, schemes->count + 1, sizeof *stay);
	for (size_t i = 0; i < schemes->count; i++) {
		span key = cell_span(rows_row(schemes, i)[0]);
		stay[i] = !has_row(before, scheme, key) || has_row(spend, scheme, key) || has_row(schemes, parent, key);
	}
	return keep_only(s, schemes, stay, "of other areas");
}

/* Rows that refer to a row which was there and is not: as often as one goes, another may follow. */
static bool drop_referring(splitting *s)
{
	bool any = false;
	for (size_t t = 0; t < plan_table_count; t++) {
		rows *out = &s->to->tables[t];
		for (size_t k = 0; k < out->of->count; k++) {
			const column *c = &out->of->columns[k];
			span at = span_of(c->refers), name = span_cut(&at, '.');
			size_t other = c->refers && c->type != TYPE_LIST ? schema_find(name) : SIZE_MAX;
			if (other == SIZE_MAX || other == t || span_is(name, "areas"))
				continue;
			size_t at_column = table_column(&plan_tables[other], at);
			if (s->to->tables[other].count == s->from->tables[other].count || at_column == SIZE_MAX)
				continue;
			bool *stay = arena_array(s->a, out->count + 1, sizeof *stay);
			for (size_t i = 0; i < out->count; i++) {
				span value = cell_span(rows_row(out, i)[k]);
				stay[i] = !value.len || has_row(&s->to->tables[other], at_column, value) ||
					  !has_row(&s->from->tables[other], at_column, value);
			}
			any |= keep_only(s, out, stay, "of other areas");
		}
	}
	return any;
}

/* Planned activity of a line whose amount is a share now has no rule of its own; nor has a statement that lost a part.
 */
static void drop_unsplit(splitting *s)
{
	rows *activity = plan_rows(s->to, "activity"), *parts = plan_rows(s->to, "stated_parts");
	const rows *stated = plan_rows(s->to, "stated"), *before = plan_rows(s->from, "stated");
	const rows *all = plan_rows(s->from, "stated_parts");
	size_t part = table_column(parts->of, span_of("part"));
	bool *stay = arena_array(s->a, activity->count + parts->count + 1, sizeof *stay);
	for (size_t i = 0; i < activity->count; i++) {
		stay[i] = true;
		for (size_t k = 0; stay[i] && k < s->report->amount_count; k++)
			stay[i] = strcmp(s->report->amounts[k].tbl, "spend") != 0 ||
				  !span_equal(s->report->amounts[k].key, cell_span(rows_row(activity, i)[0]));
	}
	keep_only(s, activity, stay, "activity of amounts that were split; it has no rule of its own");
	for (size_t i = 0; i < parts->count; i++) {
		span whole = cell_span(rows_row(parts, i)[0]);
		stay[i] = stated->count == before->count || has_row(stated, 0, whole);
		for (size_t k = 0; stay[i] && k < all->count; k++)
			stay[i] = !span_equal(cell_span(rows_row(all, k)[0]), whole) ||
				  has_row(stated, 0, cell_span(rows_row(all, k)[part]));
	}
	keep_only(s, parts, stay, "parts of statements of the whole partnership");
}

int plan_of_area(plan **out, split_report *report, const plan *p, span area, const split_rule *rule, arena *a, err *e)
{
	const rows *areas = plan_rows(p, "areas");
	split_report made = {0};
	splitting s = {.from = p, .report = &made, .a = a, .e = e};
	const char *known;
	size_t count = plan_areas(&known, p, a), index = find_area(areas, area);

	if (index == SIZE_MAX)
		return err_add(e, ERR_USAGE, p->shown, "the plan has no area '%.*s'; it has %s", SPAN_ARG(area),
			*known ? known : "none: fill in table areas");
	s.area = cell_span(rows_row(areas, index)[0]);
	s.only = count == 1;
	s.rule = rule && rule->count ? rule : NULL;
	s.to = arena_alloc(a, sizeof *s.to);
	*s.to = *p;
	s.to->files = NULL, s.to->file_count = 0, s.to->book = NULL;
	s.to->tables = arena_array(a, plan_table_count, sizeof *s.to->tables);
	for (size_t t = 0; t < plan_table_count; t++)
		take_table(&s, t);
	if (s.rc)
		return s.rc;
	do {
		while (drop_referring(&s))
			;
	} while (drop_schemes(&s));
	drop_unsplit(&s);
	*out = s.to;
	*report = made;
	return 0;
}
