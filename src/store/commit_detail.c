#include "store/commit_detail.h"

#include <string.h>

#include "base/buf.h"

#define ID_MOST 200 /* bytes of an id */

/* The parts of a detail are divided by semicolons, and those of this one by commas. */
static void print_id(buf *b, const char *id)
{
	for (size_t i = 0; id[i] && i < ID_MOST; i++)
		buf_char(b, (unsigned char)id[i] < ' ' || id[i] == ';' || id[i] == ',' || id[i] == 127 ? '?' : id[i]);
}

static bool may_be_told(const conflict *c)
{
	if (c->kind != CONFLICT_CELL)
		return false;
	const table *t = &plan_tables[c->tbl];
	size_t at = table_column(t, span_of(c->name));
	return at < t->count && (t->columns[at].type == TYPE_AMOUNT || t->columns[at].type == TYPE_DECIMAL ||
					t->columns[at].type == TYPE_COUNT || t->columns[at].type == TYPE_DATE ||
					t->columns[at].type == TYPE_RATIO);
}

const char *commit_detail(const merge_outcome *m, const char *more, arena *a)
{
	size_t settled = 0;
	buf b;
	buf_init(&b, a);
	if (more)
		buf_text(&b, more);
	for (size_t i = 0; i < m->conflict_count; i++) {
		const conflict *c = &m->conflicts[i];
		if (!c->taken || settled++ >= SETTLED_NAMED)
			continue;
		buf_text(&b, settled > 1 ? ", " : b.len ? "; settled " : "settled ");
		print_id(&b, c->id);
		buf_printf(&b, "=%s", c->taken);
		if (!strcmp(c->taken, "value") && may_be_told(c))
			buf_printf(&b, " %.*s", SPAN_ARG(c->value));
	}
	if (settled > SETTLED_NAMED)
		buf_printf(&b, " and %zu more", settled - SETTLED_NAMED);
	return arena_text(a, buf_span(&b));
}
