/* Reads the queries of the rules that will run, and says what they need. */
#include "figure/wants.h"

#include <stddef.h>
#include <string.h>

#include "figure/load.h"

/* ---- tables ---- */

static bool is_name(char c)
{
	return c == '_' || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9');
}

static bool says(span word, const char *name)
{
	return word.len && (word.at[0] | 32) == name[0] && word.len == strlen(name) &&
	       !sqlite3_strnicmp(word.at, name, (int)word.len);
}

/* ---- columns ---- */

/* Every column of the schema by a hash of its name: chains of (table, column). */
struct column_names {
	size_t *heads; /* index + 1 of `list`; a power of two */
	size_t room;
	struct named {
		uint16_t table, column;
		size_t next;
	} * list;
};

static size_t hash_word(span word)
{
	size_t h = 5381;
	for (size_t i = 0; i < word.len; i++)
		h = h * 33 ^ (unsigned char)(word.at[i] | 32);
	return h;
}

static void order_columns(engine *g)
{
	size_t count = 0, all = 0;
	struct column_names *n = arena_alloc(g->own, sizeof *n);
	for (size_t t = 0; t < plan_table_count; t++)
		all += plan_tables[t].count;
	for (n->room = 64; n->room < all * 2; n->room *= 2)
		;
	n->heads = arena_array(g->own, n->room, sizeof *n->heads);
	n->list = arena_array(g->own, all + 1, sizeof *n->list);
	for (size_t t = 0; t < plan_table_count; t++)
		for (size_t c = 0; c < plan_tables[t].count; c++) {
			size_t *head = &n->heads[hash_word(span_of(plan_tables[t].columns[c].name)) & (n->room - 1)];
			n->list[count] = (struct named){(uint16_t)t, (uint16_t)c, *head};
			*head = ++count;
		}
	g->column_names = n;
}

static void mark_column(const engine *g, wants *w, span word)
{
	const struct column_names *n = g->column_names;
	if (!w->columns)
		return;
	for (size_t i = n->heads[hash_word(word) & (n->room - 1)]; i; i = n->list[i - 1].next) {
		const struct named *x = &n->list[i - 1];
		if (says(word, plan_tables[x->table].columns[x->column].name))
			w->columns[x->table][x->column] = true;
	}
}

/* "select *", "s.*" and "natural join" name columns without saying which; "count(*)" and a product do not. */
static bool names_all(span before)
{
	while (before.len && (before.at[before.len - 1] == ' ' || before.at[before.len - 1] == '\n' ||
				     before.at[before.len - 1] == '\t'))
		before.len--;
	char last = before.len ? before.at[before.len - 1] : 0;
	span word = {before.at + before.len, 0};
	while (word.at > before.at && is_name(word.at[-1])) {
		word.at--;
		word.len++;
	}
	return last == '.' || last == ',' || says(word, "select") || says(word, "distinct") || says(word, "all");
}

/* The tables of the schema by the length of their names. */
static void order_tables(engine *g)
{
	if (g->by_length)
		return;
	order_columns(g);
	for (size_t t = 0; t < plan_table_count; t++) {
		size_t n = strlen(plan_tables[t].name);
		if (n > g->longest_name)
			g->longest_name = n;
	}
	g->by_length = arena_array(g->own, g->longest_name + 1, sizeof *g->by_length);
	for (size_t n = 0; n <= g->longest_name; n++) {
		g->by_length[n] = arena_array(g->own, plan_table_count + 1, sizeof **g->by_length);
		size_t count = 0;
		for (size_t t = 0; t < plan_table_count; t++)
			if (strlen(plan_tables[t].name) == n)
				g->by_length[n][count++] = t + 1; /* 0 ends the list */
	}
}

static size_t table_named(const engine *g, span word)
{
	if (word.len > g->longest_name)
		return SIZE_MAX;
	for (const size_t *t = g->by_length[word.len]; *t; t++)
		if (((plan_tables[*t - 1].name[0] ^ word.at[0]) & ~32) == 0 &&
			!sqlite3_strnicmp(plan_tables[*t - 1].name, word.at, (int)word.len))
			return *t - 1;
	return SIZE_MAX;
}

static void mark_policy_table(wants *w, span word)
{
	if (word.len <= 7 || (word.at[0] | 32) != 'p' || sqlite3_strnicmp(word.at, "policy_", 7))
		return;
	for (size_t t = 0; t < PACK_TABLE_COUNT; t++)
		if (says((span){word.at + 7, word.len - 7}, pack_tables[t].name))
			w->policy[t] = true;
	w->policy_figures |= says(word, "policy_figures");
}

static void mark_side_table(wants *w, span word)
{
	static const struct {
		const char *name;
		size_t offset; /* of a bool */
	} sides[] = {
		{"unlisted", offsetof(wants, words)},
		{"dangling", offsetof(wants, words)},
		{"unresolved", offsetof(wants, words)},
		{"narrative", offsetof(wants, narrative)},
		{"statements", offsetof(wants, statements)},
		{"statement_parts", offsetof(wants, statements)},
		{"marks", offsetof(wants, marks)},
	};
	for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
		if (says(word, sides[i].name))
			*(bool *)((char *)w + sides[i].offset) = true;
}

/* Marks the tables that a query may name: every word of it that is a table's name, in any case of letters.  Says
 * whether it reads the figures. */
static bool mark_tables(const engine *g, wants *w, span sql)
{
	bool reads_figures = false;
	for (size_t i = 0; i < sql.len; i++) {
		span word = {sql.at + i, 0};
		while (i + word.len < sql.len && is_name(word.at[word.len]))
			word.len++;
		if (!word.len && sql.at[i] == '*' && names_all((span){sql.at, i}))
			w->columns = NULL;
		if (!word.len)
			continue;
		if (says(word, "natural"))
			w->columns = NULL;
		mark_column(g, w, word);
		size_t t = table_named(g, word);
		bool of_older = t != SIZE_MAX && i >= 6 && !sqlite3_strnicmp(word.at - 6, "older.", 6);
		if (t != SIZE_MAX && !of_older)
			w->tables[t] = true;
		else if (t == SIZE_MAX) {
			mark_policy_table(w, word);
			mark_side_table(w, word);
			reads_figures |= says(word, "figures");
		}
		i += word.len - 1;
	}
	return reads_figures;
}

/* ---- figures ---- */

static bool ask_for(const engine *g, wants *w, span id)
{
	const rule *u = pack_figure(g->pack, id);
	if (u)
		w->figures[u - g->pack->figures] = true;
	return u != NULL;
}

/* Where the text goes on when a comment or a name in double quotes stands at `i`; else `i`. */
static size_t past_comment(span sql, size_t i)
{
	bool line = sql.len - i > 1 && sql.at[i] == '-' && sql.at[i + 1] == '-';
	bool block = sql.len - i > 1 && sql.at[i] == '/' && sql.at[i + 1] == '*';
	if (line)
		while (i < sql.len && sql.at[i] != '\n')
			i++;
	else if (block) {
		for (i += 2; i < sql.len && !(sql.at[i - 1] == '*' && sql.at[i] == '/'); i++)
			;
	} else if (sql.at[i] == '"')
		for (i++; i < sql.len && sql.at[i] != '"'; i++)
			;
	return i;
}

/* Every text in quotes that is a figure's name; false when there is none. */
static bool ask_for_named(const engine *g, wants *w, span sql)
{
	bool any = false;
	for (size_t i = 0; i < sql.len; i++) {
		i = past_comment(sql, i);
		if (i >= sql.len || sql.at[i] != '\'')
			continue;
		size_t from = ++i;
		while (i < sql.len && sql.at[i] != '\'')
			i++;
		if (i > from + 3)
			any |= ask_for(g, w, (span){sql.at + from, i - from});
	}
	return any;
}

static void add_check(const engine *g, wants *w, const rule *u)
{
	bool reads = mark_tables(g, w, u->sql), named = ask_for_named(g, w, u->sql);
	for (size_t n = 0; n < u->figure_count; n++)
		named |= ask_for(g, w, span_of(u->figures[n]));
	w->any_figure |= reads && !named;
}

/* What the figures that are asked for need in turn. */
static void add_needs(const engine *g, wants *w)
{
	const pack *p = g->pack;
	for (size_t i = p->figure_count; i-- > 0;) /* a figure stands behind those that it needs */
		for (size_t n = 0; w->figures[i] && n < p->figures[i].figure_count; n++)
			ask_for(g, w, span_of(p->figures[i].figures[n]));
}

static wants *open_wants(const engine *g)
{
	wants *w = arena_alloc(g->own, sizeof *w);
	w->tables = arena_array(g->own, plan_table_count, sizeof *w->tables);
	w->figures = arena_array(g->own, g->pack->figure_count + 1, sizeof *w->figures);
	return w;
}

static wants *wants_of_all(engine *g)
{
	if (g->all)
		return g->all;
	wants *w = open_wants(g);
	for (size_t i = 0; i < g->pack->check_count; i++)
		add_check(g, w, &g->pack->checks[i]);
	add_needs(g, w);
	for (size_t i = 0; i < g->pack->figure_count; i++)
		mark_tables(g, w, g->pack->figures[i].sql);
	w->any_figure = w->words = w->narrative = w->statements = w->marks = w->policy_figures = true;
	return g->all = w;
}

/* What stands on everything that is printed, or on marks wherever they are, gets all that the pack's rules get. */
static wants *wants_of_some(engine *g)
{
	wants *w = open_wants(g);
	w->columns = arena_array(g->own, plan_table_count, sizeof *w->columns);
	for (size_t t = 0; t < plan_table_count; t++)
		w->columns[t] = arena_array(g->own, plan_tables[t].count, sizeof **w->columns);
	for (size_t i = 0; i < g->only_count; i++) {
		const rule *u = pack_check(g->pack, span_of(g->only[i]));
		if (u && u->needs_older)
			w->any_figure = true;
		if (u)
			add_check(g, w, u);
	}
	if (w->any_figure || w->marks || w->statements)
		return wants_of_all(g);
	add_needs(g, w);
	for (size_t i = 0; i < g->pack->figure_count; i++)
		if (w->figures[i])
			mark_tables(g, w, g->pack->figures[i].sql);
	return w;
}

static bool is_asked(const engine *g, const rule *u)
{
	for (size_t i = 0; i < g->only_count; i++)
		if (!strcmp(g->only[i], u->id))
			return true;
	return !g->only;
}

/* A table that is made when queries stand has them all prepared again: what rules say of the older plan when there is
 * none is made before.  With one, its tables are made and filled as rules need them. */
static int make_older(engine *g, err *e)
{
	int rc = 0;
	if (g->older_settled || g->older || !g->pack->built_in)
		return 0;
	for (size_t i = 0; !rc && i < g->pack->check_count; i++) {
		const rule *u = &g->pack->checks[i];
		if (is_asked(g, u) && !u->needs_older)
			rc = older_tables(g, u->sql, e);
	}
	g->older_settled = !rc;
	return rc;
}

int wants_everything(engine *g, err *e)
{
	order_tables(g);
	return make_tables(g, wants_of_all(g), e);
}

int wants_settle(engine *g, err *e)
{
	order_tables(g);
	if (g->only && !g->older && !g->some)
		g->some = wants_of_some(g);
	g->want = g->only && !g->older ? g->some : wants_of_all(g);
	int rc = make_tables(g, g->want, e);
	return rc ? rc : make_older(g, e);
}

static bool same_list(const engine *g, const char *const *only, size_t count)
{
	bool same = g->only && only && g->only_count == count;
	for (size_t i = 0; same && i < count; i++)
		same = !strcmp(g->only[i], only[i]);
	return same || (!g->only && !only);
}

void engine_ask_checks(engine *g, const char *const *only, size_t count)
{
	if (same_list(g, only, count))
		return;
	const char **kept = only ? arena_array(g->own, count + 1, sizeof *kept) : NULL;
	for (size_t i = 0; only && i < count; i++)
		kept[i] = arena_text(g->own, span_of(only[i]));
	g->only = kept;
	g->only_count = count;
	g->some = NULL;
	g->older_settled = false;
}
