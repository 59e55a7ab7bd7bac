/* The template's area and organisations become the area's own: keys, names, made-up codes, and everything that refers
 * to them. */
#include <string.h>

#include "synth/area.h"

typedef struct change {
	span from;
	const char *to;
} change;

typedef struct changes {
	change list[64];
	size_t count;
} changes;

static void learn(changes *c, span from, const char *to)
{
	for (size_t i = 0; i < c->count; i++)
		if (span_equal(c->list[i].from, from))
			return;
	if (from.len && c->count < sizeof c->list / sizeof *c->list)
		c->list[c->count++] = (change){from, to};
}

static const change *find(const changes *c, span key)
{
	for (size_t i = 0; i < c->count; i++)
		if (span_equal(c->list[i].from, key))
			return &c->list[i];
	return NULL;
}

static span first_word(span s)
{
	return span_cut(&s, ' ');
}

static const char *lower(const char *text, arena *a)
{
	char *out = arena_text(a, span_of(text));
	for (char *c = out; *c; c++)
		*c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
	return out;
}

/* `s` with every word of the list replaced wherever it stands; `s` itself when none does. */
static span replaced(const changes *words, span s, arena *a)
{
	buf b;
	bool any = false;
	for (size_t i = 0; i < words->count && !any; i++)
		any = span_find(s, arena_text(a, words->list[i].from), NULL);
	if (!any)
		return s;
	buf_init(&b, a);
	for (size_t i = 0; i < s.len;) {
		const change *hit = NULL;
		for (size_t w = 0; w < words->count && !hit; w++)
			if (s.len - i >= words->list[w].from.len &&
				!memcmp(s.at + i, words->list[w].from.at, words->list[w].from.len))
				hit = &words->list[w];
		if (hit)
			buf_text(&b, hit->to);
		else
			buf_char(&b, s.at[i]);
		i += hit ? hit->from.len : 1;
	}
	return arena_span(a, buf_span(&b));
}

static span mapped_list(const changes *keys, span list, arena *a)
{
	buf b;
	buf_init(&b, a);
	while (list.len) {
		span item = span_trim(span_cut(&list, ';'));
		const change *c = find(keys, item);
		if (b.len)
			buf_text(&b, "; ");
		buf_add(&b, c ? span_of(c->to) : item);
	}
	return arena_span(a, buf_span(&b));
}

/* Names of organisations of the kind district stand for towns of their own. */
static void learn_organisations(area_made *m, changes *keys, changes *words)
{
	const rows *o = plan_rows(m->p, "organisations");
	size_t districts = 0;
	for (size_t n = 0; n < o->count; n++) {
		span key = row_get(o, n, "organisation");
		size_t where;
		const char *to;
		if (row_is(o, n, "kind", "district")) {
			districts++;
			to = arena_printf(m->a, "%s_district%zu", m->key, districts);
			prng own = prng_of(m->index, districts, 3);
			learn(words, first_word(row_get(o, n, "name")),
				place_name(prng_next(&own), m->index + districts, m->a));
		} else if (span_find(key, arena_text(m->a, m->year->area), &where)) {
			to = arena_printf(m->a, "%.*s%s%.*s", (int)where, key.at, m->key,
				(int)(key.len - where - m->year->area.len), key.at + where + m->year->area.len);
		} else
			to = arena_printf(m->a, "%s_%.*s", m->key, SPAN_ARG(key));
		learn(keys, key, to);
	}
}

static bool names_organisation(const table *t, const column *c)
{
	return (c->refers && !strcmp(c->refers, "organisations.organisation")) ||
	       (!strcmp(t->name, "organisations") && !strcmp(c->name, "organisation")) ||
	       (!strcmp(t->name, "stated") && !strcmp(c->name, "of"));
}

static void rename_cell(
	area_made *m, const changes *keys, const changes *words, const table *t, const column *c, cell *x)
{
	span s = cell_span(*x), to = s;
	if (!strcmp(c->name, "area"))
		to = span_equal(s, m->year->area) ? span_of(m->key) : s;
	else if (names_organisation(t, c))
		to = c->type == TYPE_LIST ? mapped_list(keys, s, m->a) : find(keys, s) ? span_of(find(keys, s)->to) : s;
	else if (c->type == TYPE_TEXT && !(c->flags & COLUMN_KEY) && !c->refers && !c->words)
		to = replaced(words, s, m->a);
	*x = (cell){.at = to.at ? to.at : "", .len = (uint32_t)to.len};
}

static void made_up(area_made *m, const char *of_table, const char *name)
{
	rows *r = plan_rows(m->p, of_table);
	for (size_t n = 0; n < r->count; n++) {
		span s = row_get(r, n, name);
		row_put(r, n, name, arena_printf(m->a, "%.*s (made up)", SPAN_ARG(s)));
	}
}

/* Codes look like those of the Office for National Statistics and begin with X, as none of its does. */
static void give_codes(area_made *m)
{
	rows *areas = plan_rows(m->p, "areas"), *authorities = plan_rows(m->p, "authorities");
	row_put(areas, 0, "code", arena_printf(m->a, "X06%06zu", m->index + 1));
	for (size_t n = 0; n < authorities->count; n++) {
		span code = row_get(authorities, n, "authority");
		row_put(authorities, n, "authority",
			arena_printf(m->a, "X%.*s%06zu", code.len > 2 ? 2 : 0, code.at + 1, m->index * 10 + n + 1));
	}
}

void area_rename(area_made *m)
{
	changes keys = {.count = 0}, words = {.count = 0};
	const rows *areas = plan_rows(m->year->model, "areas");
	learn(&words, row_get(areas, 0, "name"), m->name);
	learn(&words, m->year->area, lower(m->name, m->a));
	learn_organisations(m, &keys, &words);
	for (size_t t = 0; t < plan_table_count; t++) {
		rows *r = &m->p->tables[t];
		for (size_t c = 0; c < r->of->count; c++) {
			const column *k = &r->of->columns[c];
			if (k->type != TYPE_TEXT && k->type != TYPE_LIST)
				continue;
			for (size_t n = 0; n < r->count; n++)
				if (rows_row(r, n)[c].len)
					rename_cell(m, &keys, &words, r->of, k, &rows_row(r, n)[c]);
		}
	}
	made_up(m, "plan", "title");
	made_up(m, "plan", "partnership");
	made_up(m, "areas", "name");
	give_codes(m);
}
