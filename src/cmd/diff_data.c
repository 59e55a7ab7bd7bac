/* A difference for programs: JSON, and CSV with a row a change.  docs/diff-and-merge.md describes both. */
#include <string.h>

#include "base/money.h"
#include "cmd/diff_text.h"
#include "format/json_out.h"

static const char *kind_name(change_kind kind)
{
	static const char *const names[] = {"added", "removed", "moved", "edited", "paragraphs"};
	return names[kind];
}

static const char *pounds(int64_t pence, arena *a)
{
	char text[NUMBER_TEXT];
	money_print(text, pence);
	return arena_text(a, span_of(text));
}

static const char *digest_of_plan(const plan *p, bool plan_only, arena *a)
{
	char *text = arena_alloc(a, PLAN_DIGEST_TEXT);
	plan_digest(text, p, plan_only, a);
	return text;
}

/* ---- JSON ---- */

static void print_plan(json_out *j, const char *name, const char *shown, const plan *p, arena *a)
{
	json_open(j, name, '{');
	json_string(j, "plan", shown);
	json_string(j, "digest", digest_of_plan(p, false, a));
	json_string(j, "plan_digest", digest_of_plan(p, true, a));
	json_close(j, '}');
}

static void print_cells(json_out *j, const char *name, const table *t, const cell *row, bool keys_only)
{
	json_open(j, name, '{');
	for (size_t k = 0; k < t->count; k++)
		if (keys_only ? (t->columns[k].flags & COLUMN_KEY) != 0 : row[k].len > 0)
			json_text(j, t->columns[k].name, cell_span(row[k]));
	json_close(j, '}');
}

static void print_money(json_out *j, const money_change *m, arena *a)
{
	int64_t by;
	json_open(j, NULL, '{');
	json_string(j, "table", m->tbl);
	json_string(j, "by", m->by);
	json_text(j, "of", m->of);
	json_string(j, "before", pounds(m->before_pence, a));
	json_string(j, "after", pounds(m->after_pence, a));
	if (!__builtin_sub_overflow(m->after_pence, m->before_pence, &by))
		json_string(j, "difference", pounds(by, a));
	json_int(j, "before_blank", (int64_t)m->before_blank);
	json_int(j, "after_blank", (int64_t)m->after_blank);
	json_close(j, '}');
}

static void print_change(json_out *j, const plan_change *c, arena *a)
{
	const char *by = change_by(c, a);
	json_open(j, NULL, '{');
	json_string(j, "kind", kind_name(c->kind));
	if (c->kind == CHANGE_PARAGRAPHS) {
		json_string(j, "section", c->section);
		json_int(j, "paragraph", (int64_t)c->paragraph);
		json_int(j, "paragraphs", (int64_t)c->paragraphs);
		json_text(j, "before", c->text_before);
		json_text(j, "after", c->text_after);
		json_close(j, '}');
		return;
	}
	const table *t = &plan_tables[c->tbl];
	json_string(j, "table", t->name);
	print_cells(j, "key", t, c->before ? c->before : c->after, true);
	if (c->kind == CHANGE_MOVED)
		print_cells(j, "new_key", t, c->after, true);
	json_bool(j, "record", change_is_record(c));
	if (c->kind == CHANGE_EDITED) {
		json_string(j, "column", t->columns[c->at].name);
		json_text(j, "before", cell_span(c->before[c->at]));
		json_text(j, "after", cell_span(c->after[c->at]));
	} else if (c->kind != CHANGE_MOVED) {
		print_cells(j, "row", t, c->before ? c->before : c->after, false);
	}
	if (*by)
		json_string(j, "difference", by);
	json_close(j, '}');
}

void difference_print_json(buf *out, const difference_head *head, const difference *d, arena *a)
{
	json_out j;
	bool touches = false;
	for (size_t i = 0; i < d->count; i++)
		touches |= !change_is_record(&d->list[i]);
	json_start(&j, out, false);
	json_open(&j, NULL, '{');
	print_plan(&j, "before", head->before, d->before, a);
	print_plan(&j, "after", head->after, d->after, a);
	json_bool(&j, "same", d->count == 0);
	json_bool(&j, "record_only", d->count && !touches);
	json_open(&j, "money", '[');
	for (size_t i = 0; i < d->money_count; i++)
		print_money(&j, &d->money[i], a);
	json_close(&j, ']');
	json_open(&j, "changes", '[');
	for (size_t i = 0; i < d->count; i++)
		print_change(&j, &d->list[i], a);
	json_close(&j, ']');
	json_close(&j, '}');
	buf_char(out, '\n');
}

/* ---- CSV ---- */

/* "description: Falls car; amount: 20000.00" */
static span row_text(const table *t, const cell *row, arena *a)
{
	buf b;
	buf_init(&b, a);
	for (size_t k = 0; k < t->count; k++)
		if (row[k].len && !(t->columns[k].flags & COLUMN_KEY))
			buf_printf(
				&b, "%s%s: %.*s", b.len ? "; " : "", t->columns[k].name, SPAN_ARG(cell_span(row[k])));
	return buf_span(&b);
}

static void print_fields(buf *out, const span fields[7])
{
	for (size_t i = 0; i < 7; i++) {
		if (i)
			buf_char(out, ',');
		csv_field(out, fields[i]);
	}
	buf_char(out, '\n');
}

void difference_print_csv(buf *out, const difference *d, arena *a)
{
	buf_text(out, "kind,table,key,column,before,after,difference\n");
	for (size_t i = 0; i < d->count; i++) {
		const plan_change *c = &d->list[i];
		span fields[7] = {span_of(kind_name(c->kind)), {"", 0}, {"", 0}, {"", 0}, {"", 0}, {"", 0},
			span_of(change_by(c, a))};
		if (c->kind == CHANGE_PARAGRAPHS) {
			fields[1] = span_of(arena_printf(a, "narrative/%s", c->section));
			fields[2] = span_of(arena_printf(a, "%zu", c->paragraph));
			fields[4] = span_trim(c->text_before);
			fields[5] = span_trim(c->text_after);
			print_fields(out, fields);
			continue;
		}
		const table *t = &plan_tables[c->tbl];
		fields[1] = span_of(t->name);
		fields[2] = span_of(row_key_text(t, c->before ? c->before : c->after, a));
		if (c->kind == CHANGE_EDITED) {
			fields[3] = span_of(t->columns[c->at].name);
			fields[4] = cell_span(c->before[c->at]);
			fields[5] = cell_span(c->after[c->at]);
		} else if (c->kind == CHANGE_MOVED) {
			fields[4] = fields[2];
			fields[5] = span_of(row_key_text(t, c->after, a));
		} else {
			*(c->kind == CHANGE_ADDED ? &fields[5] : &fields[4]) =
				row_text(t, c->before ? c->before : c->after, a);
		}
		print_fields(out, fields);
	}
}
