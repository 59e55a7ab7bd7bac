/* Properties of the difference and of the merge, over many random plans.
 *
 * Every value that a plan is made of, or that an edit writes, is written nowhere else: "t17", or 17 pence.  So whether
 * a merge lost anything can be told from the values alone, without knowing how it works: what a side wrote must be in
 * the result or in a conflict, and what it took away must not. */
#include "unit.h"

#include <stdlib.h>

#include "base/money.h"
#include "plan/merge.h"

#define MADE_MAX 4096

typedef struct world {
	arena *a;
	uint64_t seed, state;
	unsigned next; /* value not yet written */
	const plan *base;
	bool reuse; /* keys of rows that are gone may come back */
} world;

#define check(w, condition, ...)                                                                                       \
	do {                                                                                                           \
		if (!(condition))                                                                                      \
			fail_in((w), #condition, __VA_ARGS__);                                                         \
	} while (0)

static void fail_in(const world *w, const char *condition, const char *where)
{
	fail_msg("seed %llu%s: not so: %s (%s)", (unsigned long long)w->seed, w->reuse ? ", keys reused" : "",
		condition, where);
}

static unsigned pick(world *w, unsigned below)
{
	return (unsigned)(next_random(&w->state) >> 20) % below;
}

/* ---- plans ---- */

/* The columns in use: the key, one that says which row it is and is never edited, values, references. */
typedef struct used_table {
	const char *name, *keys[3], *tag, *values[3], *references[2];
} used_table;

static const used_table used[] = {
	{"organisations", {"organisation"}, "name", {"code"}, {0}},
	{"bodies", {"body"}, "name", {"kind"}, {"of_organisations", "reports_to"}},
	{"schemes", {"scheme"}, "title", {"description", "lead"}, {"parent", "host"}},
	{"spend", {"line"}, "note", {"description", "provider", "amount"}, {"scheme"}},
	{"spend_impact", {"line", "metric"}, "level", {0}, {0}},
	{"activity", {"line", "period", "measure"}, "basis", {"planned"}, {0}},
	{"postings", {"entry", "leg"}, "memo", {"reference", "amount"}, {"line", "scheme"}},
	{"risks", {"risk"}, "description", {"owner", "mitigation"}, {0}},
	{"stated", {"statement"}, "printed", {"section"}, {0}},
};
#define USED (sizeof used / sizeof *used)

static cell *at(rows *r, cell *row, const char *name)
{
	return row + table_column(r->of, span_of(name));
}

static void set(world *w, rows *r, cell *row, const char *name, const char *text)
{
	(void)w;
	*at(r, row, name) = (cell){.at = text, .len = (uint32_t)strlen(text)};
}

static const char *fresh(world *w, const table *t, const char *name)
{
	value_type type = t->columns[table_column(t, span_of(name))].type;
	unsigned n = 100 + w->next++;
	return type == TYPE_AMOUNT    ? arena_printf(w->a, "%u.%02u", n / 100, n % 100)
	       : type == TYPE_DECIMAL ? arena_printf(w->a, "%u", n)
				      : arena_printf(w->a, "t%u", n);
}

/* A key out of few, so that the two sides meet: from 1 to 9 in the base, from 10 to 14 for what comes. */
static const char *random_key(world *w, const char *name, unsigned from, unsigned count)
{
	unsigned n = from + pick(w, count);
	if (!strcmp(name, "period"))
		return arena_printf(w->a, "20%02u-%02u", n + 10, n + 11);
	if (!strcmp(name, "leg") || !strcmp(name, "measure") || !strcmp(name, "metric"))
		return arena_printf(w->a, "%u", 1 + n % 3);
	return arena_printf(w->a, !strcmp(name, "scheme") || !strcmp(name, "body") ? "s%u" : "%u", n);
}

static size_t find_row(const rows *r, const cell *key)
{
	for (size_t i = 0; i < r->count; i++)
		if (!rows_compare_keys(r->of, rows_row(r, i), key))
			return i;
	return SIZE_MAX;
}

static const char *target_of(const table *t, const char *name)
{
	return t->columns[table_column(t, span_of(name))].refers;
}

static rows *target_rows(world *w, plan *p, const table *t, const char *name)
{
	span s = span_of(target_of(t, name));
	return plan_rows(p, arena_text(w->a, span_cut(&s, '.')));
}

/* The key of some row of the table that the column refers to; mostly one that is there. */
static const char *random_reference(world *w, plan *p, const table *t, const char *name)
{
	rows *r = target_rows(w, p, t, name);
	if (!r->count || !pick(w, 12))
		return pick(w, 2) ? "" : "s77";
	return arena_text(w->a, cell_span(*rows_row(r, pick(w, (unsigned)r->count))));
}

static void add_row(world *w, plan *p, const used_table *u, unsigned from, unsigned count)
{
	rows *r = plan_rows(p, u->name);
	cell row[40] = {{0}};
	for (size_t k = 0; k < r->of->count; k++)
		row[k] = (cell){.at = ""};
	for (size_t k = 0; k < 3 && u->keys[k]; k++) {
		const char *refers = target_of(r->of, u->keys[k]);
		bool own = refers && !span_starts(span_of(refers), "policy");
		set(w, r, row, u->keys[k],
			own ? random_reference(w, p, r->of, u->keys[k]) : random_key(w, u->keys[k], from, count));
	}
	if (!row[0].len || find_row(r, row) != SIZE_MAX)
		return;
	if (w->base && !w->reuse && find_row(plan_rows(w->base, u->name), row) != SIZE_MAX)
		return;
	set(w, r, row, u->tag, fresh(w, r->of, u->tag));
	for (size_t k = 0; k < 3 && u->values[k]; k++)
		set(w, r, row, u->values[k], pick(w, 5) ? fresh(w, r->of, u->values[k]) : "");
	for (size_t k = 0; k < 2 && u->references[k]; k++)
		set(w, r, row, u->references[k], random_reference(w, p, r->of, u->references[k]));
	memcpy(rows_add(r, w->a), row, r->of->count * sizeof *row);
	rows_sort(r, w->a);
}

static plan *copy_of(world *w, const plan *p)
{
	plan *made = plan_new(p->shown, w->a);
	for (size_t i = 0; i < plan_table_count; i++) {
		rows *r = &made->tables[i];
		for (size_t n = 0; n < p->tables[i].count; n++)
			memcpy(rows_add(r, w->a), rows_row(&p->tables[i], n), r->of->count * sizeof(cell));
	}
	for (size_t i = 0; i < p->section_count; i++)
		plan_set_section(made, p->sections[i].section, p->sections[i].text, w->a);
	return made;
}

static void set_paragraphs(world *w, plan *p, const char *section, const char *const *list, size_t count)
{
	buf b;
	buf_init(&b, w->a);
	for (size_t i = 0; i < count; i++)
		buf_printf(&b, "%s%s", i ? "\n\n" : "", list[i]);
	if (count)
		buf_char(&b, '\n');
	plan_set_section(p, section, arena_span(w->a, buf_span(&b)), w->a);
}

static plan *random_plan(world *w)
{
	plan *p = plan_new("a plan", w->a);
	rows *r = plan_rows(p, "plan");
	cell *row = rows_add(r, w->a);
	set(w, r, row, "title", fresh(w, r->of, "title"));
	set(w, r, row, "partnership", fresh(w, r->of, "partnership"));
	for (size_t i = 0; i < USED; i++)
		for (unsigned n = pick(w, 6); n-- > 0;)
			add_row(w, p, &used[i], 1, 9);
	for (unsigned s = pick(w, 3); s-- > 0;) {
		const char *list[6];
		size_t count = pick(w, 6);
		for (size_t i = 0; i < count; i++)
			list[i] = fresh(w, r->of, "title");
		set_paragraphs(w, p, s ? "why" : "what", list, count);
	}
	return p;
}

/* ---- edits ---- */

static void delete_row(rows *r, size_t index)
{
	memmove(rows_row(r, index), rows_row(r, index + 1), (r->count - index - 1) * r->of->count * sizeof(cell));
	r->count--;
}

static void refer_to(world *w, plan *p, const char *tbl, cell was, cell now)
{
	for (size_t i = 0; i < plan_table_count; i++)
		for (size_t k = 0; k < plan_tables[i].count; k++) {
			const char *refers = plan_tables[i].columns[k].refers;
			if (!refers || !span_starts(span_of(refers), tbl) || refers[strlen(tbl)] != '.')
				continue;
			for (size_t n = 0; n < p->tables[i].count; n++) {
				cell *c = rows_row(&p->tables[i], n) + k;
				if (span_equal(cell_span(*c), cell_span(was)))
					*c = now;
			}
			for (size_t twice; (twice = rows_sort(&p->tables[i], w->a)) != SIZE_MAX;)
				delete_row(&p->tables[i], twice);
		}
}

static void move_row(world *w, plan *p, const used_table *u, rows *r, cell *row)
{
	cell moved[40], was = *row;
	memcpy(moved, row, r->of->count * sizeof *moved);
	set(w, r, moved, u->keys[0], random_key(w, u->keys[0], w->reuse ? 1 : 10, w->reuse ? 13 : 5));
	if (find_row(r, moved) != SIZE_MAX || (target_of(r->of, u->keys[0]) && pick(w, 2)))
		return;
	memcpy(row, moved, r->of->count * sizeof *moved);
	cell now = *row;
	rows_sort(r, w->a);
	if (pick(w, 4))
		refer_to(w, p, u->name, was, now);
}

static void edit_prose(world *w, plan *p)
{
	const char *section = pick(w, 2) ? "why" : "what", *list[32];
	const narrative *n = plan_section(p, span_of(section));
	size_t count = 0;
	span rest = n ? n->text : (span){"", 0};
	while (rest.len && count < 30) {
		span line = span_cut(&rest, '\n');
		if (line.len)
			list[count++] = arena_text(w->a, line);
	}
	size_t i = count ? pick(w, (unsigned)count) : 0;
	unsigned act = pick(w, 8);
	if (act == 0 && count)
		count = 0;
	else if (act < 3 && count) {
		memmove(list + i, list + i + 1, (count - i - 1) * sizeof *list);
		count--;
	} else if (act < 5 && count)
		list[i] = fresh(w, &plan_tables[0], "title");
	else {
		memmove(list + i + 1, list + i, (count - i) * sizeof *list);
		list[i] = fresh(w, &plan_tables[0], "title");
		count++;
	}
	set_paragraphs(w, p, section, list, count);
}

static void edit(world *w, plan *p)
{
	const used_table *u = &used[pick(w, USED)];
	rows *r = plan_rows(p, u->name);
	unsigned act = pick(w, 14);
	if (act == 0) {
		rows *head = plan_rows(p, "plan");
		set(w, head, rows_row(head, 0), pick(w, 2) ? "title" : "partnership", fresh(w, head->of, "title"));
	} else if (act < 3)
		edit_prose(w, p);
	else if (act < 6 || !r->count)
		add_row(w, p, u, w->reuse ? 1 : 10, w->reuse ? 13 : 5);
	else {
		size_t i = pick(w, (unsigned)r->count);
		cell *row = rows_row(r, i);
		size_t k = pick(w, 3);
		if (act < 8)
			delete_row(r, i);
		else if (act < 10)
			move_row(w, p, u, r, row);
		else if (act < 12 && k < 2 && u->references[k])
			set(w, r, row, u->references[k], random_reference(w, p, r->of, u->references[k]));
		else if (u->values[k])
			set(w, r, row, u->values[k], pick(w, 6) ? fresh(w, r->of, u->values[k]) : "");
	}
}

static plan *edited(world *w, const plan *p, unsigned most)
{
	plan *made = copy_of(w, p);
	for (unsigned n = pick(w, most + 1); n-- > 0;)
		edit(w, made);
	return made;
}

/* ---- what a plan holds, by value ---- */

#define VALUES 8192
typedef struct values {
	bool is[VALUES];
	const char *tag[VALUES], *key[VALUES]; /* which row it stands in */
} values;

/* The numbers of the values in a text: "t117", "1.17", "117". */
static void note_values(values *v, span text, const char *tag, const char *key)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned n = 0, digits = 0;
		while (i < text.len && ((text.at[i] >= '0' && text.at[i] <= '9') || (text.at[i] == '.' && digits))) {
			if (text.at[i] != '.')
				n = n * 10 + (unsigned)(text.at[i] - '0');
			digits++;
			i++;
		}
		if (digits >= 3 && n < VALUES) {
			v->is[n] = true;
			v->tag[n] = tag;
			v->key[n] = key;
		}
	}
}

static void gather(values *v, const plan *p, arena *a)
{
	memset(v, 0, sizeof *v);
	for (size_t i = 0; i < USED; i++) {
		const rows *r = plan_rows(p, used[i].name);
		for (size_t n = 0; n < r->count; n++) {
			const char *tag = arena_text(a, cell_span(*rows_cell(r, n, used[i].tag)));
			const char *key = row_key_text(r->of, rows_row(r, n), a);
			note_values(v, span_of(tag), tag, key);
			for (size_t k = 0; k < 3 && used[i].values[k]; k++)
				note_values(v, cell_span(*rows_cell(r, n, used[i].values[k])), tag, key);
		}
	}
	note_values(v, plan_value(p, "title"), "", "");
	note_values(v, plan_value(p, "partnership"), "", "");
	for (size_t i = 0; i < p->section_count; i++)
		note_values(v, p->sections[i].text, "", "");
}

static void gather_conflicts(values *v, const merge_outcome *m)
{
	memset(v, 0, sizeof *v);
	for (size_t i = 0; i < m->conflict_count; i++) {
		note_values(v, m->conflicts[i].base, "", "");
		note_values(v, m->conflicts[i].ours, "", "");
		note_values(v, m->conflicts[i].theirs, "", "");
	}
}

static values in_base, in_ours, in_theirs, in_result, in_conflict;

/* What either side wrote is there, what either took away is not; what neither touched stays, in its row. */
static void nothing_is_lost(
	const world *w, const merge_outcome *m, const plan *b, const plan *o, const plan *u, const plan *result)
{
	gather(&in_base, b, w->a);
	gather(&in_ours, o, w->a);
	gather(&in_theirs, u, w->a);
	gather(&in_result, result, w->a);
	gather_conflicts(&in_conflict, m);
	for (size_t n = 0; n < VALUES; n++) {
		if (in_conflict.is[n])
			continue;
		bool wanted = in_base.is[n] ? in_ours.is[n] && in_theirs.is[n] : in_ours.is[n] || in_theirs.is[n];
		char text[64];
		snprintf(text, sizeof text, "value %zu", n);
		/* Written again under another key by one side, gone on the other: a row that moved, or one that went
		 * and one that came. */
		const values *kept = in_ours.is[n] ? &in_ours : &in_theirs;
		if (in_base.is[n] && !wanted && kept->is[n] && strcmp(kept->key[n], in_base.key[n]))
			continue;
		check(w, in_result.is[n] == wanted, text);
		if (!wanted || w->reuse)
			continue;
		const char *tag = in_ours.is[n] ? in_ours.tag[n] : in_theirs.tag[n];
		unsigned row = *tag ? (unsigned)atoi(tag + 1) : 0;
		if (!in_conflict.is[row])
			check(w, !strcmp(tag, in_result.tag[n]), text);
	}
}

/* The tag of the row that a reference names, or what it says where there is none. */
static span named_row(world *w, plan *p, const table *t, const char *name, span value)
{
	rows *r = target_rows(w, p, t, name);
	const char *tag = NULL;
	for (size_t i = 0; i < USED; i++)
		if (!strcmp(used[i].name, r->of->name))
			tag = used[i].tag;
	for (size_t i = 0; i < r->count; i++)
		if (span_equal(cell_span(rows_row(r, i)[0]), value))
			return cell_span(*rows_cell(r, i, tag));
	return (span){"", 0};
}

static const cell *row_of_tag(const rows *r, const char *tag_name, span tag)
{
	for (size_t i = 0; i < r->count; i++)
		if (span_equal(cell_span(*rows_cell(r, i, tag_name)), tag))
			return rows_row(r, i);
	return NULL;
}

/* Did the other side give the row another key and change it too?  That is no move: it went, and another came. */
static bool is_another(world *w, plan *b, plan *other, const char *tbl, const char *tag_name, span tag)
{
	(void)w;
	const cell *was = row_of_tag(plan_rows(b, tbl), tag_name, tag),
		   *now = row_of_tag(plan_rows(other, tbl), tag_name, tag);
	const table *t = plan_rows(b, tbl)->of;
	if (!was || !now || span_equal(cell_span(*was), cell_span(*now)))
		return false;
	for (size_t k = 1; k < t->count; k++)
		if (!span_equal(cell_span(was[k]), cell_span(now[k])))
			return true;
	return false;
}

/* A row that one side alone added refers to the same rows in the result, whatever these are called by now. */
static void references_hold(world *w, plan *b, plan *side, plan *other, plan *result)
{
	for (size_t i = 0; i < USED; i++) {
		const used_table *u = &used[i];
		rows *r = plan_rows(side, u->name), *made = plan_rows(result, u->name);
		for (size_t n = 0; n < r->count; n++) {
			span tag = cell_span(*rows_cell(r, n, u->tag));
			const cell *row = row_of_tag(made, u->tag, tag);
			if (row_of_tag(plan_rows(b, u->name), u->tag, tag) ||
				row_of_tag(plan_rows(other, u->name), u->tag, tag) || !row)
				continue;
			const char *const *lists[] = {u->keys, u->references};
			for (size_t k = 0; k < 5; k++) {
				const char *name = k < 3 ? u->keys[k] : lists[1][k - 3];
				const char *refers = name ? target_of(r->of, name) : NULL;
				if (!refers || span_starts(span_of(refers), "policy"))
					continue;
				span was = named_row(w, side, r->of, name, cell_span(*rows_cell(r, n, name)));
				const rows *target = target_rows(w, result, r->of, name);
				const char *tag_name = NULL;
				for (size_t x = 0; x < USED; x++)
					if (!strcmp(used[x].name, target->of->name))
						tag_name = used[x].tag;
				if (!was.len || !row_of_tag(target, tag_name, was) ||
					is_another(w, b, other, target->of->name, tag_name, was))
					continue;
				span now = named_row(
					w, result, r->of, name, cell_span(row[table_column(r->of, span_of(name))]));
				check(w, span_equal(was, now),
					arena_printf(w->a, "%s.%s of %.*s", u->name, name, SPAN_ARG(tag)));
			}
		}
	}
}

static const char *digest_text(world *w, const plan *p)
{
	char *text = arena_alloc(w->a, PLAN_DIGEST_TEXT);
	plan_digest(text, p, false, w->a);
	return text;
}

static merge_outcome merged(world *w, const plan *b, const plan *o, const plan *u, const resolution *list, size_t count)
{
	merge_outcome m;
	err e;
	err_init(&e, w->a);
	if (plan_merge(&m, b, o, u, list, count, w->a, &e))
		check(w, false, arena_printf(w->a, "%s: %s", e.first->where, e.first->text));
	return m;
}

/* A result is as good as one that was read: sorted, no key twice, no blank key. */
static void well_formed(const world *w, const plan *p)
{
	for (size_t i = 0; i < plan_table_count; i++)
		for (size_t n = 0; n < p->tables[i].count; n++) {
			const cell *row = rows_row(&p->tables[i], n);
			check(w, plan_tables[i].one_row || row[0].len, plan_tables[i].name);
			check(w, !n || rows_compare_keys(&plan_tables[i], row - plan_tables[i].count, row) < 0,
				plan_tables[i].name);
		}
}

static int compare_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static const char **sorted_ids(world *w, const merge_outcome *m)
{
	const char **ids = arena_array(w->a, m->conflict_count, sizeof *ids);
	for (size_t i = 0; i < m->conflict_count; i++)
		ids[i] = m->conflicts[i].id;
	if (m->conflict_count)
		qsort(ids, m->conflict_count, sizeof *ids, compare_text);
	return ids;
}

static bool has_given_keys(const merge_outcome *m)
{
	for (size_t i = 0; i < m->note_count; i++)
		if (span_find(span_of(m->notes[i].text), "with all that refers to it", NULL))
			return true;
	return false;
}

static void is_symmetric(world *w, const merge_outcome *m, const merge_outcome *n)
{
	const char **x = sorted_ids(w, m), **y = sorted_ids(w, n);
	for (size_t i = 0; i < m->conflict_count; i++)
		if (m->conflicts[i].kind == CONFLICT_KEY)
			return; /* until it is settled, what the key is called depends on the side */
	check(w, m->conflict_count == n->conflict_count, "conflicts of both directions");
	for (size_t i = 0; i < m->conflict_count; i++)
		check(w, !strcmp(x[i], y[i]), x[i]);
	check(w, m->from_ours == n->from_theirs && m->from_theirs == n->from_ours && m->alike == n->alike, "counts");
	if (m->merged && !has_given_keys(m))
		check(w, !strcmp(digest_text(w, m->merged), digest_text(w, n->merged)), "digests of both directions");
}

/* All open conflicts settled by one side, until none is left: settling one may bring out another. */
static merge_outcome settled(world *w, const plan *b, const plan *o, const plan *u, const char *by)
{
	resolution list[1000];
	size_t count = 0;
	merge_outcome m = merged(w, b, o, u, NULL, 0);
	for (int round = 0; round < 5 && m.open; round++) {
		for (size_t i = 0; i < m.conflict_count; i++)
			if (!m.conflicts[i].taken)
				list[count++] = (resolution){m.conflicts[i].id, by};
		m = merged(w, b, o, u, list, count);
	}
	check(w, m.merged != NULL, "settled");
	return m;
}

/* Of a conflict, the values of the side that was taken are there, and those that only the other had are not. */
static void side_is_taken(world *w, const merge_outcome *m, bool ours)
{
	values *mine = &in_ours, *others = &in_theirs;
	memset(mine, 0, sizeof *mine);
	memset(others, 0, sizeof *others);
	gather(&in_result, m->merged, w->a);
	for (size_t i = 0; i < m->conflict_count; i++)
		if (m->conflicts[i].kind == CONFLICT_CELL || m->conflicts[i].kind == CONFLICT_PARAGRAPHS) {
			note_values(mine, ours ? m->conflicts[i].ours : m->conflicts[i].theirs, "", "");
			note_values(others, ours ? m->conflicts[i].theirs : m->conflicts[i].ours, "", "");
		}
	for (size_t n = 0; n < VALUES; n++) {
		if (mine->is[n])
			check(w, in_result.is[n], "the value that was taken");
		else if (others->is[n] && m->conflict_count == 1)
			check(w, !in_result.is[n], "the value that was not taken");
	}
}

static void try_seed(uint64_t seed, bool reuse)
{
	world w = {.a = arena_open(), .seed = seed, .state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1, .reuse = reuse};
	err e;
	err_init(&e, w.a);
	plan *base = random_plan(&w);
	w.base = base;
	plan *middle = edited(&w, base, pick(&w, 3) ? 0 : 4), *ours = edited(&w, middle, 8),
	     *theirs = edited(&w, middle, 8), *applied;
	difference d;
	plan_difference(&d, base, ours, w.a);
	check(&w, difference_apply(&applied, base, &d, w.a, &e) == 0, "apply");
	check(&w, !strcmp(digest_text(&w, applied), digest_text(&w, ours)), "apply(diff(a, b), a) = b");
	check(&w, (d.count == 0) == !strcmp(digest_text(&w, base), digest_text(&w, ours)),
		"no difference, same digest");

	merge_outcome m = merged(&w, base, ours, theirs, NULL, 0), n = merged(&w, base, theirs, ours, NULL, 0);
	is_symmetric(&w, &m, &n);
	check(&w, (m.open == 0) == (m.merged != NULL), "a result when and only when no conflict is open");
	if (m.merged) {
		well_formed(&w, m.merged);
		nothing_is_lost(&w, &m, base, ours, theirs, m.merged);
		if (!reuse) {
			references_hold(&w, base, ours, theirs, m.merged);
			references_hold(&w, base, theirs, ours, m.merged);
		}
	} else {
		merge_outcome by_ours = settled(&w, base, ours, theirs, "ours"),
			      by_theirs = settled(&w, base, ours, theirs, "theirs"),
			      by_base = settled(&w, base, ours, theirs, "base");
		well_formed(&w, by_ours.merged);
		well_formed(&w, by_theirs.merged);
		well_formed(&w, by_base.merged);
		nothing_is_lost(&w, &by_ours, base, ours, theirs, by_ours.merged);
		nothing_is_lost(&w, &by_theirs, base, ours, theirs, by_theirs.merged);
		nothing_is_lost(&w, &by_base, base, ours, theirs, by_base.merged);
		side_is_taken(&w, &by_ours, true);
		side_is_taken(&w, &by_theirs, false);
	}
	merge_outcome only_ours = merged(&w, base, ours, base, NULL, 0),
		      only_theirs = merged(&w, base, base, ours, NULL, 0), same = merged(&w, base, ours, ours, NULL, 0);
	check(&w, only_ours.merged && only_theirs.merged && same.merged, "no conflict with nothing");
	check(&w, !strcmp(digest_text(&w, only_ours.merged), digest_text(&w, ours)), "merge(b, a, b) = a");
	check(&w, !strcmp(digest_text(&w, only_theirs.merged), digest_text(&w, ours)), "merge(b, b, a) = a");
	check(&w, !strcmp(digest_text(&w, same.merged), digest_text(&w, ours)), "merge(b, a, a) = a");
	check(&w, same.alike == d.count && !same.from_ours && !same.from_theirs && !same.note_count, "all alike");
	arena_close(w.a);
}

/* Counted, so that the tests above are known to have met what they are about. */
static size_t seeds_of(size_t few)
{
	const char *full = getenv("BCF_FULL");
	return full && *full ? few * 50 : few;
}

static void random_plans_merge_without_loss(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= seeds_of(1000); seed++)
		try_seed(seed, false);
}

static void random_plans_whose_keys_come_back_merge_without_loss(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= seeds_of(1000); seed++)
		try_seed(seed, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_plans_merge_without_loss),
		cmocka_unit_test(random_plans_whose_keys_come_back_merge_without_loss),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
