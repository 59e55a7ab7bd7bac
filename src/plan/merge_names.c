/* Which row is which, and what every key is called in the merged plan. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "plan/merge_inside.h"

bool has_one_key(const table *t)
{
	size_t keys = 0;
	for (size_t k = 0; k < t->count; k++)
		keys += (t->columns[k].flags & COLUMN_KEY) != 0;
	return keys == 1;
}

bool is_opaque(const table *t)
{
	return t->columns[0].flags & COLUMN_OPAQUE;
}

size_t own_column(const table *t)
{
	return is_opaque(t) || has_one_key(t) ? 0 : SIZE_MAX;
}

static span key_of(const rows *r, size_t i)
{
	return cell_span(*rows_row(r, i));
}

static const rows *rows_of(const merge *m, int s, size_t tbl)
{
	return &m->sides[s].p->tables[tbl];
}

/* ---- names ---- */

static void name_add(merge *m, int s, size_t tbl, span from, span to, bool moved)
{
	renames *n = &m->sides[s].names[tbl];
	if (span_equal(from, to))
		return;
	n->list = arena_grow(m->a, n->list, &n->room, n->count + 1, sizeof *n->list);
	n->list[n->count++] = (renamed){from, to, moved};
}

static int compare_from(const void *x, const void *y)
{
	return span_compare(((const renamed *)x)->from, ((const renamed *)y)->from);
}

static const renamed *name_find(const renames *n, span from)
{
	const renamed wanted = {.from = from};
	return n->count ? bsearch(&wanted, n->list, n->count, sizeof *n->list, compare_from) : NULL;
}

static size_t referred_table(const column *k)
{
	const char *dot = k->refers ? strchr(k->refers, '.') : NULL;
	return dot ? schema_find((span){k->refers, (size_t)(dot - k->refers)}) : SIZE_MAX;
}

static void find_references(merge *m)
{
	m->refers = arena_array(m->a, plan_table_count, sizeof *m->refers);
	for (size_t i = 0; i < plan_table_count; i++) {
		const table *t = &plan_tables[i];
		m->refers[i] = arena_array(m->a, t->count, sizeof **m->refers);
		for (size_t k = 0; k < t->count; k++)
			m->refers[i][k] = k == own_column(t) ? i : referred_table(&t->columns[k]);
	}
}

static cell cell_of(span s)
{
	return (cell){.at = s.at, .len = (uint32_t)s.len};
}

static cell translate_list(merge *m, const renames *names, cell c, span *renamed_from)
{
	span rest = cell_span(c);
	bool changed = false;
	buf b;
	buf_init(&b, m->a);
	while (rest.len) {
		span item = span_trim(span_cut(&rest, ';'));
		const renamed *n = name_find(names, item);
		if (b.len)
			buf_text(&b, "; ");
		buf_add(&b, n ? n->to : item);
		changed |= n != NULL;
		if (n && n->moved)
			*renamed_from = n->from;
	}
	return changed ? cell_of(buf_span(&b)) : c;
}

cell translate(merge *m, int s, size_t tbl, size_t column_at, cell c, span *renamed_from)
{
	size_t to = m->refers[tbl][column_at];
	*renamed_from = (span){"", 0};
	if (to == SIZE_MAX || !m->sides[s].names[to].count || !c.len)
		return c;
	if (plan_tables[tbl].columns[column_at].type == TYPE_LIST)
		return translate_list(m, &m->sides[s].names[to], c, renamed_from);
	const renamed *n = name_find(&m->sides[s].names[to], cell_span(c));
	if (!n)
		return c;
	if (n->moved && !(to == tbl && column_at == own_column(&plan_tables[tbl])))
		*renamed_from = n->from;
	return cell_of(n->to);
}

/* ---- free keys ---- */

static bool is_taken(const merge *m, size_t tbl, span key)
{
	for (int s = BASE; s < SIDES; s++)
		if (rows_find_first(rows_of(m, s, tbl), key) != UNPAIRED)
			return true;
	for (size_t i = m->given_count; i-- > 0;)
		if (m->given[i].tbl == tbl && span_equal(m->given[i].key, key))
			return true;
	return false;
}

static void give(merge *m, size_t tbl, span key, span stem, int64_t number)
{
	m->given = arena_grow(m->a, m->given, &m->given_room, m->given_count + 1, sizeof *m->given);
	m->given[m->given_count++] = (given_key){tbl, key, stem, number};
}

/* "57" gives "58", "S-07" "S-08", "tail" "tail-2": the next that nobody uses. */
static span free_key(merge *m, size_t tbl, span key)
{
	size_t digits = 0;
	while (digits < key.len && key.at[key.len - 1 - digits] >= '0' && key.at[key.len - 1 - digits] <= '9')
		digits++;
	int64_t number = 1;
	bool counted = digits && digits <= 15 && count_parse(&number, (span){key.at + key.len - digits, digits});
	span stem = {key.at, counted ? key.len - digits : key.len}, made;
	const given_key *last = m->given_count ? &m->given[m->given_count - 1] : NULL;
	if (last && last->tbl == tbl && last->number > number && span_equal(last->stem, stem))
		number = last->number; /* many in a row: each does not count from its own key again */
	do {
		number++;
		made = span_of(
			counted ? arena_printf(m->a, "%.*s%0*lld", SPAN_ARG(stem), (int)digits, (long long)number)
				: arena_printf(m->a, "%.*s-%lld", SPAN_ARG(stem), (long long)number));
	} while (is_taken(m, tbl, made));
	give(m, tbl, made, stem, number);
	return made;
}

/* ---- moves ---- */

/* A key taken by one side for a row that it moved and by the other for another row. */
static bool collides(const merge *m, int s, size_t tbl, size_t row)
{
	int other = s == OURS ? THEIRS : OURS;
	const rows *base = rows_of(m, BASE, tbl), *r = rows_of(m, other, tbl);
	size_t i = rows_find_first(r, key_of(rows_of(m, s, tbl), m->sides[s].pairs[tbl].to[row]));
	size_t from = i == UNPAIRED ? row : m->sides[other].pairs[tbl].back[i];
	return from == UNPAIRED || !span_equal(key_of(base, from), key_of(base, row));
}

static bool is_moved(const merge *m, int s, size_t tbl, size_t row)
{
	const pairing *p = &m->sides[s].pairs[tbl];
	return p->moved && p->to[row] != UNPAIRED &&
	       !span_equal(key_of(rows_of(m, BASE, tbl), row), key_of(rows_of(m, s, tbl), p->to[row]));
}

/* Where a key names a thing, or stands for several rows, then nothing was moved: rows went and came. */
static void undo_colliding_moves(merge *m, size_t tbl)
{
	size_t count = rows_of(m, BASE, tbl)->count;
	bool *undo[SIDES];
	for (int s = OURS; s < SIDES; s++) {
		undo[s] = arena_array(m->a, count, sizeof(bool));
		for (size_t i = 0; i < count; i++)
			undo[s][i] = is_moved(m, s, tbl, i) && collides(m, s, tbl, i);
	}
	for (int s = OURS; s < SIDES; s++)
		for (size_t i = 0; i < count; i++)
			if (undo[s][i]) {
				pairing *p = &m->sides[s].pairs[tbl];
				p->back[p->to[i]] = UNPAIRED;
				p->to[i] = UNPAIRED;
			}
}

/* What a user says that a row's key is to be. */
static span key_value(merge *m, size_t tbl, const char *id, span value)
{
	cell c = cell_of(value);
	const char *why = "is blank, and a key cannot be";
	if (!cell_canonical(&c, &plan_tables[tbl].columns[0], m->a, &why) || !c.len)
		refuse(m, id, arena_printf(m->a, "'%.*s' %s", SPAN_ARG(value), why));
	conflict_value(m, cell_span(c));
	return cell_span(c);
}

static span settle_key(merge *m, size_t tbl, size_t row, const span keys[SIDES])
{
	span value;
	const cell *base = rows_row(rows_of(m, BASE, tbl), row);
	conflict c = {.id = id_of(m, tbl, base, ""),
		.kind = CONFLICT_KEY,
		.tbl = tbl,
		.key = row_key_text(&plan_tables[tbl], base, m->a),
		.row = base,
		.name = "",
		.section = "",
		.base = keys[BASE],
		.ours = keys[OURS],
		.theirs = keys[THEIRS]};
	int taking = conflict_add(m, c, &value);
	if (taking == TAKE_OPEN)
		return keys[OURS];
	if (taking != TAKE_VALUE)
		return keys[taking];
	value = key_value(m, tbl, c.id, value);
	for (int s = BASE; s < SIDES; s++)
		if (span_equal(value, keys[s]))
			return keys[s];
	if (is_taken(m, tbl, value))
		refuse(m, c.id, arena_printf(m->a, "'%.*s' is the key of another row", SPAN_ARG(value)));
	give(m, tbl, value, (span){"", 0}, 0);
	return value;
}

/* Theirs would give a row a key that ours has for another. */
static span free_of_ours(merge *m, size_t tbl, size_t row, span key)
{
	size_t i = rows_find_first(rows_of(m, OURS, tbl), key);
	if (i == UNPAIRED || m->sides[OURS].pairs[tbl].back[i] == row)
		return key;
	span made = free_key(m, tbl, key);
	note_add(m, arena_printf(m->a, "%s[%.*s]", plan_tables[tbl].name, SPAN_ARG(made)),
		arena_printf(m->a,
			"theirs gave %s %s the key %.*s, which ours has for another; it is %.*s now, with all that "
			"refers to it",
			plan_tables[tbl].name,
			row_key_text(&plan_tables[tbl], rows_row(rows_of(m, BASE, tbl), row), m->a), SPAN_ARG(key),
			SPAN_ARG(made)));
	note_key(m, tbl, key, made);
	return made;
}

/* The keys of rows that a side moved. */
static void settle_moves(merge *m, size_t tbl)
{
	for (size_t i = 0; i < rows_of(m, BASE, tbl)->count; i++) {
		bool by_ours = is_moved(m, OURS, tbl, i), by_theirs = is_moved(m, THEIRS, tbl, i);
		if (!by_ours && !by_theirs)
			continue;
		span keys[SIDES];
		for (int s = BASE; s < SIDES; s++) {
			size_t at = s == BASE ? i : m->sides[s].pairs[tbl].to[i];
			keys[s] = key_of(
				rows_of(m, s == BASE || at == UNPAIRED ? BASE : s, tbl), at == UNPAIRED ? i : at);
		}
		span key = by_ours ? keys[OURS] : keys[THEIRS];
		if (by_ours && by_theirs && !span_equal(keys[OURS], keys[THEIRS]))
			key = settle_key(m, tbl, i, keys);
		if (by_theirs && span_equal(key, keys[THEIRS]))
			key = free_of_ours(m, tbl, i, key);
		for (int s = BASE; s < SIDES; s++)
			name_add(m, s, tbl, keys[s], key, true);
	}
}

/* A row that one side moved, and that is under the same new key on the other and gone from the old: that side moved it
 * too, and changed it. */
static void pair_as_other(merge *m, int s, size_t tbl)
{
	int other = s == OURS ? THEIRS : OURS;
	const rows *base = rows_of(m, BASE, tbl), *r = rows_of(m, s, tbl), *moved = rows_of(m, other, tbl);
	pairing *p = &m->sides[s].pairs[tbl];
	const pairing *q = &m->sides[other].pairs[tbl];
	for (size_t i = 0; i < base->count; i++) {
		if (p->to[i] != UNPAIRED || q->to[i] == UNPAIRED ||
			!rows_compare_keys(base->of, rows_row(base, i), rows_row(moved, q->to[i])))
			continue;
		size_t at = rows_find(r, rows_row(moved, q->to[i]));
		if (at == UNPAIRED || p->back[at] != UNPAIRED)
			continue;
		p->to[i] = at;
		p->back[at] = i;
		p->moved = true;
	}
}

/* ---- rows that follow a renamed key ---- */

/* What a side itself renamed: the base's key to its own. */
static renames *own_renames(merge *m, int s)
{
	renames *list = arena_array(m->a, plan_table_count, sizeof *list);
	for (size_t tbl = 0; tbl < plan_table_count; tbl++) {
		renames *n = &list[tbl];
		for (size_t i = 0; has_one_key(&plan_tables[tbl]) && i < rows_of(m, BASE, tbl)->count; i++)
			if (is_moved(m, s, tbl, i)) {
				n->list = arena_grow(m->a, n->list, &n->room, n->count + 1, sizeof *n->list);
				n->list[n->count++] = (renamed){key_of(rows_of(m, BASE, tbl), i),
					key_of(rows_of(m, s, tbl), m->sides[s].pairs[tbl].to[i]), true};
			}
	}
	return list;
}

static void pair_followers(merge *m, int s, size_t tbl, const renames *own)
{
	const rows *base = rows_of(m, BASE, tbl), *r = rows_of(m, s, tbl);
	const table *t = base->of;
	pairing *p = &m->sides[s].pairs[tbl];
	cell *row = arena_array(m->a, t->count, sizeof *row);
	for (size_t i = 0; i < base->count; i++) {
		bool changed = false;
		if (p->to[i] != UNPAIRED)
			continue;
		memcpy(row, rows_row(base, i), t->count * sizeof *row);
		for (size_t k = 0; k < t->count; k++) {
			size_t to = t->columns[k].flags & COLUMN_KEY ? m->refers[tbl][k] : SIZE_MAX;
			const renamed *n = to == SIZE_MAX ? NULL : name_find(&own[to], cell_span(row[k]));
			if (n) {
				row[k] = cell_of(n->to);
				changed = true;
			}
		}
		size_t at = changed ? rows_find(r, row) : UNPAIRED;
		if (at == UNPAIRED || p->back[at] != UNPAIRED)
			continue;
		p->to[i] = at;
		p->back[at] = i;
		p->moved = true;
	}
}

/* ---- one key, added by both ---- */

/* How the rows of theirs and ours that begin with one key compare, in the merged plan's names. */
typedef struct likeness {
	bool one;	  /* the same thing: alike, or one side only left blank what the other says */
	bool but_amounts; /* only amounts differ */
} likeness;

static likeness compare_groups(merge *m, size_t tbl, size_t theirs_at, size_t ours_at)
{
	const rows *x = rows_of(m, OURS, tbl), *y = rows_of(m, THEIRS, tbl);
	const table *t = x->of;
	span key = key_of(y, theirs_at), unused;
	bool ours_says_all = true, theirs_says_all = true, same_words = true, but_amounts = true;
	for (;; theirs_at++, ours_at++) {
		bool in_theirs = theirs_at < y->count && span_equal(key_of(y, theirs_at), key),
		     in_ours = ours_at < x->count && span_equal(key_of(x, ours_at), key), words = false;
		if (in_theirs != in_ours)
			return (likeness){0};
		if (!in_theirs)
			break;
		if (m->sides[OURS].pairs[tbl].back[ours_at] != UNPAIRED)
			return (likeness){0};
		for (size_t k = 1; k < t->count; k++) {
			cell c = translate(m, OURS, tbl, k, rows_row(x, ours_at)[k], &unused),
			     d = translate(m, THEIRS, tbl, k, rows_row(y, theirs_at)[k], &unused);
			if (cells_equal(&c, &d, 1)) {
				words |= c.len && t->columns[k].type == TYPE_TEXT && !t->columns[k].refers &&
					 !t->columns[k].words;
				continue;
			}
			ours_says_all &= !d.len;
			theirs_says_all &= !c.len;
			but_amounts &= t->columns[k].type == TYPE_AMOUNT;
		}
		same_words &= words;
	}
	return (likeness){
		.one = (ours_says_all && theirs_says_all) || ((ours_says_all || theirs_says_all) && same_words),
		.but_amounts = but_amounts};
}

static bool all_added(const merge *m, size_t tbl, size_t at)
{
	const rows *y = rows_of(m, THEIRS, tbl);
	for (size_t i = at; i < y->count && span_equal(key_of(y, i), key_of(y, at)); i++)
		if (m->sides[THEIRS].pairs[tbl].back[i] != UNPAIRED)
			return false;
	return true;
}

/* An opaque key that both sides added for different things: theirs gets the next free one. */
static void part_added(merge *m, size_t tbl)
{
	const rows *y = rows_of(m, THEIRS, tbl);
	for (size_t i = 0; i < y->count; i++) {
		span key = key_of(y, i);
		size_t at;
		if ((i && span_equal(key_of(y, i - 1), key)) || !all_added(m, tbl, i) ||
			rows_find_first(rows_of(m, BASE, tbl), key) != UNPAIRED ||
			(at = rows_find_first(rows_of(m, OURS, tbl), key)) == UNPAIRED)
			continue;
		likeness like = compare_groups(m, tbl, i, at);
		if (like.one)
			continue;
		span made = free_key(m, tbl, key);
		name_add(m, THEIRS, tbl, key, made, false);
		note_add(m, arena_printf(m->a, "%s[%.*s]", plan_tables[tbl].name, SPAN_ARG(made)),
			arena_printf(m->a,
				"both sides added %s %s %.*s, each its own; theirs is %.*s now, with all that refers "
				"to it%s",
				plan_tables[tbl].name, plan_tables[tbl].columns[0].name, SPAN_ARG(key), SPAN_ARG(made),
				like.but_amounts ? "; but for the amount they are alike: look whether it is there twice"
						 : ""));
		note_key(m, tbl, key, made);
	}
}

static void sort_names(renames *n)
{
	if (n->count)
		qsort(n->list, n->count, sizeof *n->list, compare_from);
}

void names_settle(merge *m)
{
	for (int s = BASE; s < SIDES; s++)
		m->sides[s].names = arena_array(m->a, plan_table_count, sizeof(renames));
	for (int s = OURS; s < SIDES; s++) {
		m->sides[s].pairs = arena_array(m->a, plan_table_count, sizeof(pairing));
		for (size_t i = 0; i < plan_table_count; i++)
			rows_pair(&m->sides[s].pairs[i], rows_of(m, BASE, i), rows_of(m, s, i), true, m->a);
	}
	for (size_t i = 0; i < plan_table_count; i++)
		for (int s = OURS; s < SIDES; s++)
			if (m->sides[s == OURS ? THEIRS : OURS].pairs[i].moved)
				pair_as_other(m, s, i);
	find_references(m);
	for (size_t i = 0; i < plan_table_count; i++) {
		if (own_column(&plan_tables[i]) != SIZE_MAX &&
			!(has_one_key(&plan_tables[i]) && is_opaque(&plan_tables[i])))
			undo_colliding_moves(m, i);
		if (has_one_key(&plan_tables[i]))
			settle_moves(m, i);
	}
	for (int s = OURS; s < SIDES; s++) {
		const renames *own = own_renames(m, s);
		for (size_t i = 0; i < plan_table_count; i++)
			if (!has_one_key(&plan_tables[i]) && !plan_tables[i].one_row)
				pair_followers(m, s, i, own);
	}
	for (size_t i = 0; i < plan_table_count; i++)
		for (int s = BASE; s < SIDES; s++)
			sort_names(&m->sides[s].names[i]);
	/* A table whose opaque key another opaque key's table refers to stands before it: spend before postings. */
	for (size_t i = 0; i < plan_table_count; i++)
		if (is_opaque(&plan_tables[i])) {
			part_added(m, i);
			sort_names(&m->sides[THEIRS].names[i]);
		}
}
