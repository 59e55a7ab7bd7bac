/* Rows, values and changes in a few words. */
#include <string.h>

#include "base/money.h"
#include "cmd/diff_text.h"
#include "cmd/money_text.h"
#include "plan/pairing.h"

#define SHOWN_WHOLE 60	  /* bytes of a value that is never shortened */
#define CONTEXT 18	  /* bytes of what is the same, on either side of what differs */
#define WORD 20		  /* bytes that a text is lengthened by so as not to cut a word */
#define DIFFERING 80	  /* bytes of what differs */
#define PASSAGE_WHOLE 300 /* the same of the narrative */

bool change_is_record(const plan_change *c)
{
	if (c->kind == CHANGE_PARAGRAPHS)
		return false;
	const table *t = &plan_tables[c->tbl];
	if (t->flags & COLUMN_RECORD)
		return true;
	const cell *row = c->before ? c->before : c->after;
	if (t->record_by && row[table_column(t, span_of(t->record_by))].len)
		return true;
	if (c->kind == CHANGE_EDITED)
		return t->columns[c->at].flags & COLUMN_RECORD;
	bool record = false; /* a row of nothing but record columns */
	for (size_t k = 0; k < t->count; k++) {
		if (!row[k].len || (t->columns[k].flags & COLUMN_KEY))
			continue;
		if (!(t->columns[k].flags & COLUMN_RECORD))
			return false;
		record = true;
	}
	return record;
}

/* ---- what it changed by ---- */

static bool number_of(int64_t *out, const column *k, span value)
{
	char text[NUMBER_TEXT];
	if (k->type == TYPE_AMOUNT)
		return money_parse(out, value);
	if (k->type != TYPE_DECIMAL && k->type != TYPE_COUNT)
		return false;
	if (!decimal_parse(out, value))
		return false;
	decimal_print(text, *out); /* more than six decimals: a difference would not be exact */
	return span_is(value, text);
}

const char *change_by(const plan_change *c, arena *a)
{
	char text[NUMBER_TEXT];
	int64_t before = 0, after = 0, by;
	if (c->kind == CHANGE_PARAGRAPHS || c->kind == CHANGE_MOVED)
		return "";
	const table *t = &plan_tables[c->tbl];
	size_t at = c->kind == CHANGE_EDITED ? c->at : table_column(t, span_of("amount"));
	if (at == SIZE_MAX)
		return "";
	bool has_before = c->before && number_of(&before, &t->columns[at], cell_span(c->before[at])),
	     has_after = c->after && number_of(&after, &t->columns[at], cell_span(c->after[at]));
	if (c->kind == CHANGE_EDITED ? !has_before || !has_after : !has_before && !has_after)
		return "";
	if (__builtin_sub_overflow(after, before, &by))
		return "";
	if (t->columns[at].type == TYPE_AMOUNT)
		money_print(text, by);
	else
		decimal_print(text, by);
	return arena_text(a, span_of(text));
}

/* ---- values ---- */

/* One line, nothing that would command a terminal. */
static span one_line(span s, arena *a)
{
	char *copy = arena_text(a, s);
	for (size_t i = 0; i < s.len; i++)
		if (copy[i] == '\n' || copy[i] == '\t')
			copy[i] = ' ';
		else if ((copy[i] >= 0 && copy[i] < ' ') || copy[i] == 127)
			copy[i] = '?';
	return span_trim((span){copy, s.len});
}

bool value_has_pence(const column *k, span value)
{
	int64_t pence;
	return k->type == TYPE_AMOUNT && money_parse(&pence, value) && pence % 100;
}

const char *value_words(const column *k, span value, bool pence, arena *a)
{
	char text[NUMBER_TEXT];
	int64_t number;
	if (!value.len)
		return "(blank)";
	if (k->type == TYPE_AMOUNT && money_parse(&number, value))
		return money_text(number, pence, a);
	if (number_of(&number, k, value)) {
		decimal_show(text, number);
		return arena_text(a, span_of(text));
	}
	return arena_text(a, one_line(value, a));
}

static bool within_character(span s, size_t at)
{
	return at < s.len && ((unsigned char)s.at[at] & 0xC0) == 0x80;
}

/* From `from` to `to`, grown to whole characters. */
static const char *cut(span s, size_t from, size_t to, arena *a)
{
	while (from > 0 && within_character(s, from))
		from--;
	while (to < s.len && within_character(s, to))
		to++;
	return arena_printf(a, "%s%.*s%s", from ? "…" : "", (int)(to - from), s.at + from, to < s.len ? "…" : "");
}

/* A place at or before `at` where a word begins, or after it where one ends; `at` where none is near. */
static size_t word_start(span s, size_t at)
{
	for (size_t i = at; i + WORD > at; i--)
		if (!i || s.at[i - 1] == ' ')
			return i;
	return at;
}

static size_t word_end(span s, size_t at)
{
	for (size_t i = at; i < at + WORD; i++)
		if (i >= s.len || s.at[i] == ' ')
			return i < s.len ? i : s.len;
	return at;
}

const char *text_beginning(span text, arena *a)
{
	span s = one_line(text, a);
	size_t to = s.len > SHOWN_WHOLE ? word_start(s, SHOWN_WHOLE) : s.len;
	while (to < s.len && to && s.at[to - 1] == ' ')
		to--;
	return cut(s, 0, to, a);
}

static size_t same_head(span x, span y)
{
	size_t n = 0;
	while (n < x.len && n < y.len && x.at[n] == y.at[n])
		n++;
	return n;
}

/* Behind the first `head` bytes. */
static size_t same_tail(span x, span y, size_t head)
{
	size_t n = 0;
	while (n + head < x.len && n + head < y.len && x.at[x.len - 1 - n] == y.at[y.len - 1 - n])
		n++;
	return n;
}

/* Texts of one line each cut to where they differ, `most` bytes of that; empty ones stay empty. */
static void shorten(const char **out, const span *texts, size_t count, size_t most, arena *a)
{
	size_t one = 0, head = SIZE_MAX, tail = SIZE_MAX, same;
	while (one + 1 < count && !texts[one].len)
		one++;
	const span first = texts[one];
	for (size_t i = one + 1; i < count; i++)
		if (texts[i].len && (same = same_head(first, texts[i])) < head)
			head = same;
	for (size_t i = one + 1; i < count; i++)
		if (texts[i].len && (same = same_tail(first, texts[i], head)) < tail)
			tail = same;
	if (head == SIZE_MAX)
		head = tail = 0; /* there is one text */
	size_t from = head > CONTEXT ? word_start(first, head - CONTEXT) : 0, behind = tail > CONTEXT ? CONTEXT : tail;
	for (size_t i = 0; i < count; i++) {
		size_t to = texts[i].len - (texts[i].len ? tail - behind : 0);
		if (to > from + 2 * CONTEXT + most)
			to = from + 2 * CONTEXT + most;
		out[i] = texts[i].len ? cut(texts[i], from, word_end(texts[i], to), a) : "";
	}
}

void texts_shortened(const char **before, const char **after, const column *k, span x, span y, arena *a)
{
	if ((x.len <= SHOWN_WHOLE && y.len <= SHOWN_WHOLE) || !x.len || !y.len) {
		bool pence = value_has_pence(k, x) || value_has_pence(k, y);
		span wx = span_of(value_words(k, x, pence, a)), wy = span_of(value_words(k, y, pence, a));
		*before = cut(wx, 0, wx.len < DIFFERING ? wx.len : DIFFERING, a);
		*after = cut(wy, 0, wy.len < DIFFERING ? wy.len : DIFFERING, a);
		return;
	}
	const char *shown[2];
	shorten(shown, (const span[]){one_line(x, a), one_line(y, a)}, 2, DIFFERING, a);
	*before = shown[0];
	*after = shown[1];
}

bool passages_shortened(const char **out, const span *texts, size_t count, arena *a)
{
	bool fit = true;
	span *lines = arena_array(a, count, sizeof *lines);
	for (size_t i = 0; i < count; i++) {
		lines[i] = one_line(texts[i], a);
		fit = fit && lines[i].len <= PASSAGE_WHOLE;
	}
	if (!fit)
		shorten(out, lines, count, PASSAGE_WHOLE, a);
	for (size_t i = 0; fit && i < count; i++)
		out[i] = arena_text(a, lines[i]);
	return !fit;
}

/* ---- rows ---- */

static void add_words(buf *out, span words)
{
	if (!words.len)
		return;
	if (out->len)
		buf_text(out, ", ");
	buf_text(out, cut(words, 0, words.len < SHOWN_WHOLE ? words.len : SHOWN_WHOLE, out->owner));
}

static span value_of(const table *t, const cell *row, const char *name)
{
	size_t k = table_column(t, span_of(name));
	return k == SIZE_MAX ? (span){"", 0} : cell_span(row[k]);
}

span scheme_shown(const plan *p, span scheme)
{
	const rows *r = plan_rows(p, "schemes");
	size_t i = rows_find_first(r, scheme);
	span title = i == UNPAIRED ? (span){"", 0} : cell_span(*rows_cell(r, i, "title"));
	return title.len ? title : scheme;
}

const char *row_words(const plan *p, const table *t, const cell *row, arena *a)
{
	static const char *const names[] = {"title", "name", "description", "activity", "figure", "memo", "reference"};
	buf b;
	buf_init(&b, a);
	for (size_t i = 0; i < sizeof names / sizeof *names && !b.len; i++) {
		size_t k = table_column(t, span_of(names[i]));
		if (k != SIZE_MAX && !(t->columns[k].flags & COLUMN_KEY))
			add_words(&b, one_line(cell_span(row[k]), a));
	}
	if (strcmp(t->name, "schemes") && !t->one_row)
		add_words(&b, one_line(scheme_shown(p, value_of(t, row, "scheme")), a));
	if (!strcmp(t->name, "income")) {
		add_words(&b, one_line(value_of(t, row, "source"), a));
		add_words(&b, one_line(value_of(t, row, "payer"), a));
	}
	return arena_text(a, buf_span(&b));
}
