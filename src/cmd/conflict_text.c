#include "cmd/conflict_text.h"

#include <fcntl.h>
#include <string.h>

#include "base/money.h"
#include "cmd/diff_text.h"
#include "format/csv.h"
#include "format/file.h"
#include "format/utf8.h"

/* ---- what the user decided ---- */

static void decide(decisions *d, resolution r, arena *a)
{
	d->list = arena_grow(a, d->list, &d->room, d->count + 1, sizeof *d->list);
	d->list[d->count++] = r;
}

static int read_file(decisions *d, const char *path, const char *called, arena *a, err *e)
{
	resolution *list = NULL;
	size_t count = 0;
	file f;
	int rc = file_open(&f, AT_FDCWD, path, true, path, e);
	if (rc)
		return rc;
	rc = resolutions_read(&list, &count, f.text, path, called, a, e);
	file_close(&f);
	for (size_t i = 0; !rc && i < count; i++)
		decide(d, list[i], a);
	return rc;
}

/* "spend[12].amount=ours": the id ends at the first '=' behind its bracket, for a key may hold one. */
static const char *id_end(const char *text)
{
	const char *bracket = strrchr(text, ']');
	for (const char *at = text; (at = strchr(at, '=')); at++) {
		const char *open = memchr(text, '[', (size_t)(at - text));
		if (!open || memchr(text, ']', (size_t)(at - text)) || !bracket)
			return at;
	}
	return NULL;
}

int decisions_read(decisions *d, const options *o, const char *called, arena *a, err *e)
{
	for (size_t i = 0; i < o->resolve_count; i++) {
		const char *text = o->resolve[i], *end = id_end(text);
		size_t len = strlen(text);
		int rc = 0;
		if (end)
			decide(d, (resolution){arena_text(a, (span){text, (size_t)(end - text)}), end + 1}, a);
		else if (len > 4 && !strcmp(text + len - 4, ".csv"))
			rc = read_file(d, text, called, a, e);
		else
			rc = err_add(e, ERR_USAGE, "",
				"--resolve takes ID=ours, ID=theirs, ID=base, ID==VALUE, or a .csv file of them; '%s' "
				"is none",
				text);
		if (rc)
			return rc;
	}
	if (o->take && strcmp(o->take, "ours") != 0 && strcmp(o->take, "theirs") != 0)
		return err_add(e, ERR_USAGE, "", "--take %s is not known; write ours or theirs", o->take);
	return 0;
}

bool decisions_take(decisions *d, const merge_outcome *m, const options *o, arena *a)
{
	if (!o->take || !m->open)
		return false;
	for (size_t i = 0; i < m->conflict_count; i++)
		if (!m->conflicts[i].taken)
			decide(d, (resolution){m->conflicts[i].id, o->take}, a);
	return true;
}

/* ---- for people ---- */

static const char *counted(size_t n, const char *one, arena *a)
{
	char number[NUMBER_TEXT];
	decimal_show(number, (int64_t)n * MILLION);
	return arena_printf(a, "%s %s%s", number, one, n == 1 ? "" : "s");
}

static const column *column_of(const conflict *c)
{
	static const column prose = {"text", TYPE_TEXT, 0, NULL, NULL, NULL};
	size_t k = c->kind == CONFLICT_CELL ? table_column(&plan_tables[c->tbl], span_of(c->name)) : SIZE_MAX;
	return k == SIZE_MAX ? &prose : &plan_tables[c->tbl].columns[k];
}

static void print_side(buf *out, const char *const who[3], size_t side, const char *value)
{
	size_t width = 0, own = utf8_width(span_of(who[side]));
	for (size_t i = 0; i < 3; i++)
		if (utf8_width(span_of(who[i])) > width)
			width = utf8_width(span_of(who[i]));
	buf_printf(out, "      %s%*s  %s\n", who[side], (int)(width - own), "", value);
}

static void print_sides(buf *out, const conflict *c, const char *const who[3], arena *a)
{
	const column *k = column_of(c);
	const span sides[] = {c->base, c->ours, c->theirs};
	const char *shown[3], *again;
	if (k->type == TYPE_AMOUNT) {
		bool pence = false;
		for (size_t i = 0; i < 3; i++)
			pence |= value_has_pence(k, sides[i]);
		for (size_t i = 0; i < 3; i++)
			shown[i] = value_words(k, sides[i], pence, a);
	} else if (c->kind == CONFLICT_PARAGRAPHS) {
		passages_shortened(shown, sides, 3, a);
		for (size_t i = 0; i < 3; i++)
			shown[i] = sides[i].len ? shown[i] : "(nothing)";
	} else {
		texts_shortened(&shown[0], &shown[1], k, c->base, c->ours, a);
		texts_shortened(&again, &shown[2], k, c->base, c->theirs, a);
		if (strlen(again) > strlen(shown[0]))
			shown[0] = again;
		for (size_t i = 0; i < 3; i++)
			shown[i] = sides[i].len ? shown[i] : "(blank)";
	}
	for (size_t i = 0; i < 3; i++)
		print_side(out, who, i, shown[i]);
}

/* A row that one side deleted: what the other changed in it. */
static void print_deleted(buf *out, const conflict *c, const difference sides[2], const char *const who[3], arena *a)
{
	bool by_ours = !c->ours.len;
	const table *t = &plan_tables[c->tbl];
	const difference *d = &sides[by_ours ? 1 : 0];
	buf_printf(out, "      %s deleted it; %s changed it:\n", who[by_ours ? 1 : 2], who[by_ours ? 2 : 1]);
	for (size_t i = 0; i < d->count; i++) {
		const plan_change *x = &d->list[i];
		const char *before, *after;
		if (x->tbl != c->tbl || !x->before || rows_compare_keys(t, x->before, c->row) != 0)
			continue;
		if (x->kind == CHANGE_MOVED)
			buf_printf(out, "        %-14s %s → %s\n", "key", c->key, row_key_text(t, x->after, a));
		if (x->kind != CHANGE_EDITED)
			continue;
		texts_shortened(&before, &after, &t->columns[x->at], cell_span(x->before[x->at]),
			cell_span(x->after[x->at]), a);
		buf_printf(out, "        %-14s %s → %s%s\n", t->columns[x->at].name, before, after,
			change_is_record(x) ? "  (record)" : "");
	}
}

static const char *taken_words(const conflict *c, const char *const who[3], arena *a)
{
	static const char *const sides[] = {"base", "ours", "theirs"};
	for (size_t i = 0; i < 3; i++)
		if (!strcmp(c->taken, sides[i]))
			return who[i];
	return value_words(column_of(c), c->value, false, a);
}

/* What a conflict is about: the row in a few words, or how the paragraph begins. */
static const char *about(const conflict *c, const plan *ours, arena *a)
{
	if (c->kind == CONFLICT_PARAGRAPHS)
		return text_beginning(c->base.len ? c->base : c->ours, a);
	return c->row ? row_words(ours, &plan_tables[c->tbl], c->row, a) : "";
}

static void print_conflict(
	buf *out, const conflict *c, const plan *ours, const difference sides[2], const char *const who[3], arena *a)
{
	const char *words = about(c, ours, a);
	buf_printf(out, "\n  %s%s%s\n", c->id, *words ? "  " : "", words);
	if (c->kind == CONFLICT_DELETED)
		print_deleted(out, c, sides, who, a);
	else
		print_sides(out, c, who, a);
	if (c->taken) {
		buf_printf(out, "      taken: %s\n", taken_words(c, who, a));
		return;
	}
	const char *quote = strpbrk(c->id, " '[]*?$\"\\") ? "'" : "";
	buf_printf(out, "      settle it: --resolve %s%s=ours%s   (or =theirs, =base%s)\n", quote, c->id, quote,
		c->kind == CONFLICT_DELETED ? "" : ", ==VALUE");
}

void conflicts_print_values(buf *out, const merge_outcome *m, arena *a)
{
	for (size_t i = 0; i < m->conflict_count; i++) {
		const conflict *c = &m->conflicts[i];
		if (c->taken && !strcmp(c->taken, "value"))
			buf_printf(out, "    %s: %s\n", c->id, value_words(column_of(c), c->value, false, a));
	}
}

void conflicts_print_text(buf *out, const merge_outcome *m, plan *const plans[3], const char *const who[3], arena *a)
{
	difference sides[2];
	buf_printf(out, "%s from %s, %s from %s, %zu on both sides alike\n", counted(m->from_ours, "change", a), who[1],
		counted(m->from_theirs, "change", a), who[2], m->alike);
	for (size_t i = 0; i < m->note_count; i++)
		buf_printf(out, "%s  %s: %s\n", i ? "" : "\nTo know:\n", m->notes[i].id, m->notes[i].text);
	if (m->conflict_count)
		buf_printf(out, "\n%s%s\n", counted(m->conflict_count, "conflict", a),
			m->open == 0		      ? ", all settled"
			: m->open < m->conflict_count ? arena_printf(a, ", %zu still open", m->open)
						      : "");
	if (m->conflict_count)
		for (size_t i = 0; i < 2; i++)
			plan_difference(&sides[i], plans[0], plans[i + 1], a);
	for (size_t i = 0; i < m->conflict_count; i++)
		print_conflict(out, &m->conflicts[i], plans[1], sides, who, a);
}

/* ---- for programs ---- */

void conflicts_print_csv(buf *out, const merge_outcome *m)
{
	buf_text(out, "conflict,table,key,column,base,ours,theirs,take\n");
	for (size_t i = 0; i < m->conflict_count; i++) {
		const conflict *c = &m->conflicts[i];
		const char *tbl = c->tbl == SIZE_MAX ? "narrative" : plan_tables[c->tbl].name;
		const span fields[] = {span_of(c->id), span_of(tbl), span_of(c->tbl == SIZE_MAX ? c->section : c->key),
			span_of(c->name), c->base, c->ours, c->theirs};
		for (size_t k = 0; k < sizeof fields / sizeof *fields; k++) {
			csv_field(out, fields[k]);
			buf_char(out, ',');
		}
		if (c->taken && strcmp(c->taken, "value") != 0)
			buf_text(out, c->taken);
		else if (c->taken) {
			buf value;
			buf_init(&value, out->owner);
			buf_char(&value, '=');
			buf_add(&value, c->value);
			csv_field(out, buf_span(&value));
		}
		buf_char(out, '\n');
	}
}

static const char *conflict_name(conflict_kind kind)
{
	static const char *const names[] = {"cell", "key", "deleted", "paragraphs"};
	return names[kind];
}

static void print_conflict_json(json_out *j, const conflict *c)
{
	json_open(j, NULL, '{');
	json_string(j, "conflict", c->id);
	json_string(j, "kind", conflict_name(c->kind));
	json_string(j, "table", c->tbl == SIZE_MAX ? "narrative" : plan_tables[c->tbl].name);
	json_string(j, "key", c->tbl == SIZE_MAX ? c->section : c->key);
	json_string(j, "column", c->name);
	json_text(j, "base", c->base);
	json_text(j, "ours", c->ours);
	json_text(j, "theirs", c->theirs);
	json_string(j, "taken", c->taken);
	if (c->taken && !strcmp(c->taken, "value"))
		json_text(j, "value", c->value);
	json_close(j, '}');
}

void conflicts_print_json(json_out *j, const merge_outcome *m)
{
	json_int(j, "from_ours", (int64_t)m->from_ours);
	json_int(j, "from_theirs", (int64_t)m->from_theirs);
	json_int(j, "alike", (int64_t)m->alike);
	json_int(j, "open", (int64_t)m->open);
	json_open(j, "conflicts", '[');
	for (size_t i = 0; i < m->conflict_count; i++)
		print_conflict_json(j, &m->conflicts[i]);
	json_close(j, ']');
	json_open(j, "notes", '[');
	for (size_t i = 0; i < m->note_count; i++) {
		json_open(j, NULL, '{');
		json_string(j, "about", m->notes[i].id);
		json_string(j, "note", m->notes[i].text);
		json_close(j, '}');
	}
	json_close(j, ']');
}
