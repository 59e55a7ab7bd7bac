/* The hidden sheets of our workbook: what drop-downs offer, and what reading it back needs to know. */
#include <stdlib.h>
#include <string.h>

#include "report/plan_book_inside.h"

static bool same_list(label_list x, label_list y)
{
	return !strcmp(label_list_name(x), label_list_name(y));
}

static choice_list *find_list(const plan_writer *w, label_list list)
{
	for (size_t i = 0; i < w->list_count; i++)
		if (same_list(w->lists[i].list, list))
			return &w->lists[i];
	return NULL;
}

static void add_list(plan_writer *w, label_list list, size_t count)
{
	w->lists = arena_grow(w->a, w->lists, &w->list_room, w->list_count + 1, sizeof *w->lists);
	uint32_t across = (uint32_t)w->list_count;
	w->lists[w->list_count++] = (choice_list){
		list, count, arena_printf(w->a, "=%s", range_text(w->a, LISTS_SHEET, across, 1, (uint32_t)count))};
}

/* Every list that a column draws from, once, and the periods of the year. */
void find_lists(plan_writer *w)
{
	if (!w->labels)
		return;
	const rows *when = &w->g->pack->tables[PACK_PERIODS];
	if (when->count)
		add_list(w, (label_list){NULL, NULL}, when->count);
	for (size_t i = 0; i < plan_table_count; i++)
		for (size_t k = 0; k < plan_tables[i].count; k++) {
			const column *c = &plan_tables[i].columns[k];
			label_list list = label_list_of(c);
			size_t count = 0;
			if (!own_labels_in(c) || find_list(w, list))
				continue;
			const span *ids = label_ids(&count, w->labels, list);
			for (size_t n = 0; n < count; n++)
				own_labels_add(w->titles, span_of(label_list_name(list)),
					label_title(w->labels, list, ids[n]), ids[n]);
			if (count)
				add_list(w, list, count);
		}
}

const char *list_range(const plan_writer *w, const column *k)
{
	const choice_list *found = NULL;
	if (own_labels_in(k))
		found = find_list(w, label_list_of(k));
	else if (k->type == TYPE_PERIOD)
		found = find_list(w, (label_list){NULL, NULL});
	return found ? found->range : NULL;
}

static span choice_at(const plan_writer *w, const choice_list *l, size_t index)
{
	size_t count;
	if (!l->list.pack_list && !l->list.words)
		return cell_span(rows_row(&w->g->pack->tables[PACK_PERIODS], index)[0]);
	const span *ids = label_ids(&count, w->labels, l->list);
	return own_labels_show(w->titles, l->list, ids[index], w->a);
}

void write_lists(plan_writer *w, sheet_out *s)
{
	size_t longest = 0;
	for (size_t i = 0; i < w->list_count; i++) {
		const char *name = label_list_name(w->lists[i].list);
		sheet_words(s, 0, (uint32_t)i, LOOK_BOLD, *name ? name : "periods");
		longest = w->lists[i].count > longest ? w->lists[i].count : longest;
	}
	for (size_t n = 0; n < longest; n++)
		for (size_t i = 0; i < w->list_count; i++)
			if (n < w->lists[i].count)
				(void)!sheet_text(
					s, (uint32_t)n + 1, (uint32_t)i, LOOK_TEXT, choice_at(w, &w->lists[i], n));
	sheet_protect(s);
	sheet_hide(s);
}

/* ---- the sheet "bcf" ---- */

typedef struct facts {
	plan_writer *w;
	sheet_out *s;
	uint32_t row;
	bool fits;
} facts;

static void fact(facts *f, const char *kind, const span *values, size_t count)
{
	sheet_words(f->s, f->row, 0, LOOK_TEXT, kind);
	for (size_t i = 0; i < count; i++)
		if (values[i].len)
			f->fits &= sheet_text(f->s, f->row, (uint32_t)i + 1, LOOK_TEXT, values[i]);
	f->row++;
}

static void fact_of(facts *f, const char *kind, const char *value)
{
	span s = span_of(value);
	fact(f, kind, &s, 1);
}

static bool held_something(const rows *r, size_t k)
{
	for (size_t n = 0; n < r->count; n++)
		if (rows_row(r, n)[k].len)
			return true;
	return false;
}

static void table_fact(facts *f, const table *t)
{
	const rows *r = writer_rows(f->w, t);
	buf held;
	buf_init(&held, f->w->a);
	for (size_t k = 0; r && k < t->count; k++)
		if (r->count && ((t->columns[k].flags & COLUMN_KEY) || held_something(r, k)))
			buf_printf(&held, "%s%s", held.len ? ", " : "", t->columns[k].name);
	if (!r && f->w->p->section_count)
		buf_text(&held, "section, text, follows_on");
	span values[] = {span_of(t->name), span_of(own_book_sheet(t)),
		span_of(arena_printf(f->w->a, "%zu", writer_row_count(f->w, t))), arena_span(f->w->a, buf_span(&held))};
	fact(f, "table", values, 4);
}

static void label_facts(facts *f, const choice_list *l)
{
	size_t count;
	if (!l->list.pack_list && !l->list.words)
		return;
	const span *ids = label_ids(&count, f->w->labels, l->list);
	for (size_t i = 0; i < count; i++) {
		span values[] = {span_of(label_list_name(l->list)), label_title(f->w->labels, l->list, ids[i]), ids[i]};
		fact(f, "label", values, 3);
	}
}

static void taken_fact(facts *f, const plan_taken *t)
{
	const char *number = arena_printf(f->w->a, "%lld", (long long)t->number);
	span values[] = {span_of(t->id), span_of(t->branch), span_of(number), span_of(t->copy)};
	fact(f, "taken", values, 4);
}

int write_index(plan_writer *w, sheet_out *s)
{
	facts f = {.w = w, .s = s, .fits = true};
	char digest[PLAN_DIGEST_TEXT];
	fact_of(&f, OWN_BOOK_MARK, OWN_BOOK_VERSION);
	fact_of(&f, "policy", w->g ? w->g->pack->id : "");
	plan_digest(digest, w->p, false, w->a);
	fact_of(&f, "digest", digest);
	plan_digest(digest, w->p, true, w->a);
	fact_of(&f, "plan digest", digest);
	if (w->p->made_from)
		fact_of(&f, "made from", w->p->made_from);
	if (w->p->taken && w->p->taken->copy)
		taken_fact(&f, w->p->taken);
	fact_of(&f, "sheet", FRONT_SHEET);
	fact_of(&f, "sheet", FINDINGS_SHEET);
	fact_of(&f, "sheet", LISTS_SHEET);
	for (size_t i = 0; i < w->order_count; i++)
		table_fact(&f, w->order[i]);
	for (size_t i = 0; i < w->list_count; i++)
		label_facts(&f, &w->lists[i]);
	sheet_hide_deep(s);
	if (!f.fits)
		return err_add(w->e, ERR_LIMIT, w->path, "an id or a title of policy %s is longer than a cell may hold",
			w->g ? w->g->pack->id : "");
	return 0;
}
