#include "cmd/store_text.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/money.h"
#include "cmd/money_text.h"
#include "format/csv.h"
#include "format/json_out.h"
#include "format/utf8.h"
#include "plan/difference.h"

#define BAR_AFTER_MS 1000
#define BAR_EVERY_MS 100
#define BAR_WIDTH 30

static void tame(char *at, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		bool second = (unsigned char)at[i] == 0xC2 && (unsigned char)at[i + 1] >= 0x80 &&
			      (unsigned char)at[i + 1] < 0xA0; /* U+0080 to U+009F */
		if (((unsigned char)at[i] < ' ' && at[i] != '\n') || at[i] == 127 || second)
			at[i] = '?';
		if (second)
			at[++i] = '?';
	}
}

void text_tame(buf *text)
{
	if (text->len)
		tame(text->at, text->len);
}

const char *text_shown(const char *text, arena *a)
{
	span rest = span_of(text);
	char *line = arena_text(a, span_cut(&rest, '\n'));
	tame(line, strlen(line));
	return rest.len ? arena_printf(a, "%s ...", line) : line;
}

const char *time_shown(const char *time, arena *a)
{
	const char *safe = text_shown(time, a);
	return strlen(safe) == 20 ? arena_printf(a, "%.10s %.5s", safe, safe + 11) : safe;
}

const char *counted(int64_t count, const char *word, arena *a)
{
	return arena_printf(a, "%lld %s%s", (long long)count, word, count == 1 ? "" : "s");
}

/* ---- rows ---- */

void listing_init(listing *l, const listing_column *columns, size_t width, arena *a)
{
	*l = (listing){.columns = columns, .width = width, .a = a};
}

void listing_add(listing *l, const char *text)
{
	l->cells = arena_grow(l->a, l->cells, &l->room, l->count + 1, sizeof *l->cells);
	l->cells[l->count++] = text;
}

void listing_add_number(listing *l, int64_t number)
{
	listing_add(l, arena_printf(l->a, "%lld", (long long)number));
}

void listing_add_digest(listing *l, const unsigned char digest[DIGEST_BYTES])
{
	char hex[DIGEST_TEXT];
	digest_print(hex, digest);
	listing_add(l, arena_printf(l->a, "sha256:%s", hex));
}

static void print_grid(buf *out, const listing *l)
{
	size_t *widths = arena_array(l->a, l->width, sizeof *widths);
	const char **shown = arena_array(l->a, l->width + l->count, sizeof *shown);
	for (size_t i = 0; i < l->width + l->count; i++) {
		const listing_column *k = &l->columns[i % l->width];
		const char *text = i < l->width ? k->heading : l->cells[i - l->width];
		if (!k->heading)
			continue;
		shown[i] = i >= l->width && k->kind == LISTING_TIME ? time_shown(text, l->a) : text_shown(text, l->a);
		size_t across = utf8_width(span_of(shown[i]));
		if (across > widths[i % l->width])
			widths[i % l->width] = across;
	}
	for (size_t row = 0; row < l->width + l->count; row += l->width) {
		size_t blanks = 0;
		for (size_t i = 0; i < l->width; i++) {
			const char *text = shown[row + i];
			if (!text)
				continue;
			if (*text) {
				buf_printf(out, "%*s%s", (int)blanks, "", text);
				blanks = 0;
			}
			blanks += widths[i] - utf8_width(span_of(text)) + 2;
		}
		buf_char(out, '\n');
	}
}

static void print_csv(buf *out, const listing *l)
{
	for (size_t i = 0; i < l->width + l->count; i++) {
		bool last = i % l->width + 1 == l->width;
		csv_field(out, span_of(i < l->width ? l->columns[i].name : l->cells[i - l->width]));
		buf_char(out, last ? '\n' : ',');
	}
}

static void print_json(buf *out, const listing *l, const char *in_store, const char *id, const char *name)
{
	json_out j;
	json_start(&j, out, false);
	json_open(&j, NULL, '{');
	json_string(&j, "store", in_store);
	if (id)
		json_string(&j, "plan", id);
	json_open(&j, name, '[');
	for (size_t i = 0; i < l->count; i++) {
		const listing_column *k = &l->columns[i % l->width];
		int64_t number;
		if (!(i % l->width))
			json_open(&j, NULL, '{');
		if (k->kind == LISTING_NUMBER && count_parse(&number, span_of(l->cells[i])))
			json_int(&j, k->name, number);
		else
			json_string(&j, k->name, l->cells[i]);
		if (i % l->width + 1 == l->width)
			json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	buf_char(out, '\n');
}

void listing_print(buf *out, const listing *l, output format, const char *in_store, const char *id, const char *name)
{
	if (format == OUTPUT_JSON)
		print_json(out, l, in_store, id, name);
	else if (format == OUTPUT_CSV)
		print_csv(out, l);
	else
		print_grid(out, l);
}

/* ---- what differs ---- */

#define GLANCE_BYTES 120

void glance_init(glance *g, arena *a)
{
	buf_init(&g->text, a);
	g->more = 0;
}

void glance_add(glance *g, const char *item)
{
	if (g->more || (g->text.len && g->text.len + strlen(item) > GLANCE_BYTES))
		g->more++;
	else
		buf_printf(&g->text, "%s%s", g->text.len ? "; " : "", item);
}

const char *glance_text(const glance *g, arena *a)
{
	if (!g->text.len)
		return "nothing";
	const char *text = arena_text(a, buf_span(&g->text));
	return g->more ? arena_printf(a, "%s and %zu more", text, g->more) : text;
}

static const char *moved_text(const difference *d, const char *tbl, arena *a)
{
	for (size_t i = 0; i < d->money_count; i++) {
		const money_change *m = &d->money[i];
		int64_t by = m->after_pence - m->before_pence;
		if (strcmp(m->tbl, tbl) || *m->by || !by)
			continue;
		return arena_printf(a, ", %s", money_change_text(by, false, a));
	}
	return "";
}

static bool is_of_money(const plan_change *c)
{
	return c->tbl != SIZE_MAX &&
	       (!strcmp(plan_tables[c->tbl].name, "spend") || !strcmp(plan_tables[c->tbl].name, "income"));
}

static void add_changes(glance *g, const difference *d, bool money, arena *a)
{
	for (size_t i = 0; i < d->count;) {
		const plan_change *c = &d->list[i];
		bool prose = c->tbl == SIZE_MAX;
		int64_t count = 0;
		for (const cell *row = NULL; i < d->count && d->list[i].tbl == c->tbl; i++) {
			bool same = d->list[i].kind == CHANGE_EDITED && row == d->list[i].before;
			if (prose && count && !strcmp(d->list[i].section, d->list[i - 1].section))
				same = true;
			count += !same;
			row = d->list[i].kind == CHANGE_EDITED ? d->list[i].before : NULL;
		}
		if (is_of_money(c) != money)
			continue;
		const char *name = prose ? "narrative" : plan_tables[c->tbl].name;
		glance_add(g, arena_printf(a, "%s: %s%s", name, counted(count, prose ? "section" : "row", a),
				      prose ? "" : moved_text(d, name, a)));
	}
}

const char *difference_shown(const plan *before, const plan *after, arena *a)
{
	difference d;
	glance g;
	plan_difference(&d, before, after, a);
	glance_init(&g, a);
	add_changes(&g, &d, true, a);
	add_changes(&g, &d, false, a);
	return glance_text(&g, a);
}

/* ---- progress ---- */

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void draw(void *context, int64_t done, int64_t all)
{
	bar *b = context;
	int64_t now = b->shows ? now_ms() : 0;
	if (!b->shows || !all || now - b->started_ms < BAR_AFTER_MS || now - b->drawn_ms < BAR_EVERY_MS)
		return;
	char marks[BAR_WIDTH + 1] = {0};
	for (int64_t i = 0; i < BAR_WIDTH; i++)
		marks[i] = i < done * BAR_WIDTH / all ? '#' : '.';
	fprintf(stderr, "\r[%s] %lld of %lld %s", marks, (long long)done, (long long)all, b->what);
	b->drawn_ms = now;
	b->stands = true;
}

void bar_init(bar *b, const char *what, const options *o)
{
	*b = (bar){.what = what, .shows = !o->quiet && isatty(STDERR_FILENO), .started_ms = now_ms()};
	b->watch = (copy_watch){draw, b};
}

void bar_wipe(bar *b)
{
	if (b->stands)
		fprintf(stderr, "\r\033[K");
	b->stands = false;
}
