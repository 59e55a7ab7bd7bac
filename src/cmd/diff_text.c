#include "cmd/diff_text.h"

#include <string.h>

#include "base/money.h"
#include "cmd/money_text.h"
#include "format/utf8.h"

#define LABEL_MAX 52 /* columns of a name in the table of money */
#define PARAGRAPH_SHOWN 300

/* ---- the first line ---- */

typedef struct tally {
	size_t changed, added, removed, moved, passages, record, all;
	bool spend_only;
} tally;

static tally count_changes(const difference *d)
{
	tally t = {.spend_only = true};
	const cell *last = NULL;
	for (size_t i = 0; i < d->count; i++) {
		const plan_change *c = &d->list[i];
		t.all++;
		t.record += change_is_record(c);
		t.added += c->kind == CHANGE_ADDED;
		t.removed += c->kind == CHANGE_REMOVED;
		t.moved += c->kind == CHANGE_MOVED;
		t.passages += c->kind == CHANGE_PARAGRAPHS;
		t.changed += c->kind == CHANGE_EDITED && c->before != last;
		last = c->before;
		if (c->tbl != SIZE_MAX && strcmp(plan_tables[c->tbl].name, "spend") != 0)
			t.spend_only = false;
	}
	return t;
}

/* "3 lines changed, 1 added": the noun stands once. */
static void add_count(buf *out, size_t n, const char *noun, const char *what)
{
	char number[NUMBER_TEXT];
	if (!n)
		return;
	decimal_show(number, (int64_t)n * MILLION);
	if (out->len)
		buf_printf(out, ", %s %s", number, what);
	else
		buf_printf(out, "%s %s%s %s", number, noun, n == 1 ? "" : "s", what);
}

static int64_t difference_of(const money_change *m)
{
	int64_t by;
	if (!__builtin_sub_overflow(m->after_pence, m->before_pence, &by))
		return by;
	return m->after_pence > 0 ? INT64_MAX : INT64_MIN;
}

static void print_head(buf *out, const difference *d, arena *a)
{
	tally t = count_changes(d);
	const char *noun = t.spend_only ? "line" : "row";
	buf line;
	buf_init(&line, a);
	add_count(&line, t.changed, noun, "changed");
	add_count(&line, t.added, noun, "added");
	add_count(&line, t.removed, noun, "removed");
	add_count(&line, t.moved, noun, "given another key");
	if (t.passages)
		buf_printf(&line, "%s%zu passage%s of the narrative changed", line.len ? ", " : "", t.passages,
			t.passages == 1 ? "" : "s");
	for (size_t i = 0; i < d->money_count; i++) {
		const money_change *m = &d->money[i];
		if (!*m->by && m->before_pence != m->after_pence)
			buf_printf(&line, "; %s %s", m->tbl, money_change_text(difference_of(m), false, a));
	}
	buf_printf(out, "%s\n", buf_span(&line).at);
	if (t.record == t.all)
		buf_text(out, "All of it is record: it does not touch what was approved\n");
}

/* ---- money ---- */

static const char *name_of(const difference_head *head, const difference *d, const money_change *m, arena *a)
{
	if (!m->of.len)
		return arena_printf(a, "(no %s)", m->by);
	span title = m->of;
	if (!strcmp(m->by, "scheme")) {
		title = scheme_shown(d->after, m->of);
		if (span_equal(title, m->of))
			title = scheme_shown(d->before, m->of);
	} else if (head->labels) {
		const table *t = &plan_tables[schema_find(span_of(m->tbl))];
		title = label_title(
			head->labels, label_list_of(&t->columns[table_column(t, span_of("source"))]), m->of);
	}
	static const column words = {"name", TYPE_TEXT, 0, NULL, NULL, NULL};
	const char *text = value_words(&words, title, false, a);
	if (utf8_width(span_of(text)) > LABEL_MAX - 4) {
		size_t to = LABEL_MAX - 5;
		while (to && ((unsigned char)text[to] & 0xC0) == 0x80)
			to--;
		text = arena_printf(a, "%.*s…", (int)to, text);
	}
	return text;
}

static void print_padded(buf *out, const char *text, size_t width, bool right)
{
	size_t w = utf8_width(span_of(text));
	int pad = width > w ? (int)(width - w) : 0;
	buf_printf(out, "%*s%s%*s", right ? pad : 0, "", text, right ? 0 : pad, "");
}

static void print_money(buf *out, const difference_head *head, const difference *d, arena *a)
{
	bool pence = false;
	for (size_t i = 0; i < d->money_count; i++)
		pence |= d->money[i].before_pence % 100 || d->money[i].after_pence % 100;
	if (d->money_count)
		buf_printf(out, "\n%-*s%18s%18s%18s\n", LABEL_MAX, "", "before", "after", "difference");
	for (size_t i = 0; i < d->money_count; i++) {
		const money_change *m = &d->money[i];
		const char *label = *m->by ? name_of(head, d, m, a) : m->tbl;
		if (*m->by && (!i || strcmp(m->by, m[-1].by) != 0))
			buf_printf(out, "  by %s\n", m->by);
		label = arena_printf(a, "%s%s", *m->by ? "    " : "", label);
		print_padded(out, label, LABEL_MAX, false);
		print_padded(out, money_text(m->before_pence, pence, a), 18, true);
		print_padded(out, money_text(m->after_pence, pence, a), 18, true);
		print_padded(out, money_change_text(difference_of(m), pence, a), 18, true);
		if (m->before_blank != m->after_blank)
			buf_printf(
				out, "  (amounts not known: %zu before, %zu after)", m->before_blank, m->after_blank);
		buf_char(out, '\n');
	}
}

/* ---- changes ---- */

static const char *record_words(const plan_change *c)
{
	return change_is_record(c) ? "  (record: does not touch what was approved)" : "";
}

static void print_row_line(buf *out, const plan *p, const table *t, const cell *row, const char *how, arena *a)
{
	const char *words = row_words(p, t, row, a);
	const char *key = value_words(&t->columns[0], span_of(row_key_text(t, row, a)), false, a);
	buf_printf(out, "  %s%s%s%s%s", t->one_row ? "" : key, t->one_row || !*how ? "" : "  ", how,
		*words && (!t->one_row || *how) ? "  " : "", words);
}

static void print_whole_row(buf *out, const plan *p, const plan_change *c, arena *a)
{
	const table *t = &plan_tables[c->tbl];
	bool added = c->kind == CHANGE_ADDED;
	const cell *row = added ? c->after : c->before;
	print_row_line(out, p, t, row, added ? "added" : "removed", a);
	size_t amount = table_column(t, span_of("amount"));
	if (amount != SIZE_MAX && row[amount].len)
		buf_printf(out, "  %s", value_words(&t->columns[amount], cell_span(row[amount]), false, a));
	buf_printf(out, "%s\n", record_words(c));
}

static void print_edit(buf *out, const plan_change *c, arena *a)
{
	const column *k = &plan_tables[c->tbl].columns[c->at];
	const char *before, *after, *by = change_by(c, a);
	span was = cell_span(c->before[c->at]), is = cell_span(c->after[c->at]);
	texts_shortened(&before, &after, k, was, is, a);
	buf_printf(out, "      %-14s %s → %s", k->name, before, after);
	int64_t change;
	if (k->type == TYPE_AMOUNT && money_parse(&change, span_of(by)))
		buf_printf(
			out, "  (%s)", money_change_text(change, value_has_pence(k, was) || value_has_pence(k, is), a));
	buf_printf(out, "%s\n", record_words(c));
}

static void print_paragraphs(buf *out, span text, const char *mark, arena *a)
{
	static const column prose = {"text", TYPE_TEXT, 0, NULL, NULL, NULL};
	size_t count;
	span *list = paragraphs_of(text, &count, a);
	for (size_t i = 0; i < count; i++) {
		const char *words = value_words(&prose, list[i], false, a);
		size_t to = strlen(words);
		bool cut = to > PARAGRAPH_SHOWN;
		for (to = cut ? PARAGRAPH_SHOWN : to; cut && ((unsigned char)words[to] & 0xC0) == 0x80;)
			to--;
		buf_printf(out, "    %s %.*s%s\n", mark, (int)to, words, cut ? "…" : "");
	}
}

static void print_prose(buf *out, const plan_change *c, arena *a)
{
	static const column prose = {"text", TYPE_TEXT, 0, NULL, NULL, NULL};
	size_t before, after;
	paragraphs_of(c->text_before, &before, a);
	paragraphs_of(c->text_after, &after, a);
	bool shortened = before == 1 && after == 1 && c->text_before.len > PARAGRAPH_SHOWN;
	if (!before)
		buf_printf(out, "  before paragraph %zu, added\n", c->paragraph);
	else if (before == 1)
		buf_printf(out, "  paragraph %zu%s%s%s\n", c->paragraph, after ? "" : ", removed",
			shortened ? "  " : "", shortened ? text_beginning(c->text_before, a) : "");
	else
		buf_printf(out, "  paragraphs %zu to %zu%s\n", c->paragraph, c->paragraph + before - 1,
			after ? "" : ", removed");
	if (shortened) {
		const char *x, *y;
		texts_shortened(&x, &y, &prose, c->text_before, c->text_after, a);
		buf_printf(out, "    - %s\n    + %s\n", x, y);
		return;
	}
	print_paragraphs(out, c->text_before, "-", a);
	print_paragraphs(out, c->text_after, "+", a);
}

static bool same_place(const plan_change *x, const plan_change *y)
{
	return x->tbl == y->tbl && (x->tbl != SIZE_MAX || !strcmp(x->section, y->section));
}

void difference_print_text(buf *out, const difference_head *head, const difference *d, arena *a)
{
	if (!d->count) {
		buf_text(out, "no difference\n");
		return;
	}
	print_head(out, d, a);
	print_money(out, head, d, a);
	for (size_t i = 0; i < d->count; i++) {
		const plan_change *c = &d->list[i], *last = i ? c - 1 : NULL;
		if (!last || !same_place(c, last)) {
			if (c->tbl == SIZE_MAX)
				buf_printf(out, "\nnarrative/%s\n", c->section);
			else
				buf_printf(out, "\n%s\n", plan_tables[c->tbl].name);
		}
		if (c->kind == CHANGE_PARAGRAPHS) {
			print_prose(out, c, a);
		} else if (c->kind == CHANGE_EDITED) {
			if (!last || last->kind != CHANGE_EDITED || last->before != c->before) {
				print_row_line(out, d->after, &plan_tables[c->tbl], c->after, "", a);
				buf_char(out, '\n');
			}
			print_edit(out, c, a);
		} else if (c->kind == CHANGE_MOVED) {
			const table *t = &plan_tables[c->tbl];
			print_row_line(out, d->before, t, c->before,
				arena_printf(a, "→ %s, all else the same", row_key_text(t, c->after, a)), a);
			buf_printf(out, "%s\n", record_words(c));
		} else {
			print_whole_row(out, c->kind == CHANGE_ADDED ? d->after : d->before, c, a);
		}
	}
}
