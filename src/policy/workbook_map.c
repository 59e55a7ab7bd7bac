#include "policy/workbook_map.h"

#include <stdlib.h>
#include <string.h>

#include "format/xlsx.h"
#include "policy/fold.h"
#include "policy/pack.h"

#define K COLUMN_KEY
static const char does_words[] = "sign, cell, column, ends, known";
/* Everything that makes a row what it is is its key, so that a row which stands twice is told. */
static const column map_columns[] = {
	{"does", TYPE_TEXT, K},
	{"block", TYPE_TEXT, K},
	{"sheet", TYPE_TEXT, K},
	{"find", TYPE_TEXT, K},
	{"below", TYPE_TEXT, K},
	{"take", TYPE_TEXT, K},
	{"tbl", TYPE_TEXT, K},
	{"col", TYPE_TEXT, K},
	{"keys", TYPE_TEXT, K},
	{"input", TYPE_TEXT},
	{"note", TYPE_TEXT},
};
static const table map_table = {.name = "workbook",
	.title = "Map of a template",
	.help = "",
	.columns = map_columns,
	.count = sizeof map_columns / sizeof *map_columns};
enum { DOES, BLOCK, SHEET, FIND, BELOW, TAKE, TBL, COL, KEYS, INPUT };

typedef struct reading_map {
	workbook_map m;
	const rows *r;
	arena *a;
	err *e;
} reading_map;

static int fault(reading_map *x, const cell *row, int at, const char *why)
{
	span written = cell_span(row[at]);
	const cell *where = written.len ? &row[at] : &row[DOES];
	return err_add(x->e, ERR_PARSE, cell_place(x->a, x->r->from, *where), "%s '%.*s' %s", map_columns[at].name,
		SPAN_ARG(written), why);
}

/* The position of `word` in "a, b, c"; SIZE_MAX when it is none of them. */
static size_t position_of(span word, const char *words)
{
	span rest = span_of(words);
	for (size_t i = 0; rest.len; i++)
		if (span_equal(span_trim(span_cut(&rest, ',')), word))
			return i;
	return SIZE_MAX;
}

static bool whole_number(uint32_t *out, span s)
{
	uint32_t n = 0;
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] < '0' || s.at[i] > '9' || n > XLSX_ROWS_MAX)
			return false;
		n = n * 10 + (uint32_t)(s.at[i] - '0');
	}
	if (s.len)
		*out = n;
	return s.len > 0;
}

/* "right", "right 2", "down 1 right 3" */
static bool take_reads(map_item *it, span s)
{
	while ((s = span_trim(s)).len) {
		span word = span_cut(&s, ' '), rest = span_trim(s), number = span_cut(&rest, ' ');
		uint32_t n = 1;
		if (whole_number(&n, number))
			s = rest;
		if (span_is(word, "right") && !it->right)
			it->right = n;
		else if (span_is(word, "down") && !it->down)
			it->down = n;
		else
			return false;
	}
	return true;
}

/* "@D9", or for what is known "@B3:E8" */
static bool address_reads(map_item *it, span s)
{
	span rest = {s.at + 1, s.len - 1}, first = span_cut(&rest, ':');
	if (!cell_name_parse(&it->row, &it->column, first))
		return false;
	it->last_row = it->row;
	it->last_column = it->column;
	if (first.len + 1 == s.len)
		return true;
	return it->does == MAP_KNOWN && cell_name_parse(&it->last_row, &it->last_column, rest) &&
	       it->last_row >= it->row && it->last_column >= it->column;
}

static int take_find(reading_map *x, map_item *it, const cell *row)
{
	span s = span_trim(cell_span(row[FIND])), rest = s, number = span_cut(&rest, ' ');
	if (s.len && s.at[0] == '@') {
		it->addressed = true;
		return address_reads(it, s)
			       ? 0
			       : fault(x, row, FIND,
					 it->does == MAP_KNOWN ? "is no address; write @D9, or a range such as @B3:E8"
							       : "is no address; write @ and the cell, such as @D9");
	}
	if (span_is(s, "*")) {
		it->whole = true;
		return it->does == MAP_KNOWN
			       ? 0
			       : fault(x, row, FIND, "stands for the rest of a sheet, which can only be known");
	}
	if (it->does == MAP_ENDS && span_is(rest, "rows") && whole_number(&it->rows, number))
		return it->rows ? 0 : fault(x, row, FIND, "is a table without rows");
	it->find = fold(x->a, s);
	if (!s.len && it->does != MAP_SIGN)
		return fault(x, row, FIND, "is blank; write the text to look for, or an address such as @D9");
	return 0;
}

/* "metric=reablement; period=2019-20" */
static int take_keys(reading_map *x, map_item *it, const cell *row)
{
	size_t room = 0;
	for (span rest = cell_span(row[KEYS]); rest.len;) {
		span value = span_trim(span_cut(&rest, ';'));
		if (!value.len)
			continue;
		if (!span_find(value, "=", NULL))
			return fault(x, row, KEYS, "is not understood; write column=value, parted by semicolons");
		span name = span_trim(span_cut(&value, '='));
		it->constants = arena_grow(x->a, it->constants, &room, it->constant_count + 1, sizeof *it->constants);
		it->constants[it->constant_count++] =
			(map_constant){arena_text(x->a, name), arena_text(x->a, span_trim(value))};
	}
	return 0;
}

static const char *text_or_null(arena *a, span s)
{
	return s.len ? arena_text(a, s) : NULL;
}

/* What belongs together in one row. */
static int judge_item(reading_map *x, const map_item *it, const cell *row)
{
	bool reads = it->does == MAP_CELL || it->does == MAP_COLUMN;
	if (!*it->sheet)
		return fault(x, row, SHEET, "is blank; write the sheet's name as on its tab");
	if ((it->does == MAP_COLUMN || it->does == MAP_ENDS) && !*it->block)
		return fault(x, row, BLOCK, "is blank; a column belongs to a block of columns that make one table");
	if (reads && (!it->tbl || !it->col))
		return fault(x, row, it->tbl ? COL : TBL, "is blank; say where the value goes, or that it is known");
	if (!reads && (it->tbl || it->col || it->constant_count))
		return fault(x, row,
			it->tbl	  ? TBL
			: it->col ? COL
				  : KEYS,
			"has no meaning here; only a cell or a column goes somewhere");
	if (it->below.len && (it->addressed || it->whole))
		return fault(x, row, BELOW, "has no meaning for an address");
	if ((it->down || it->right) && it->does != MAP_CELL && it->does != MAP_KNOWN)
		return fault(
			x, row, TAKE, "has no meaning here; only a cell or what is known is taken from beside a label");
	return 0;
}

static int take_row(reading_map *x, map_item *it, const cell *row)
{
	size_t does = position_of(cell_span(row[DOES]), does_words);
	size_t input = position_of(cell_span(row[INPUT]), "yes, no");
	size_t line, across;
	int rc;
	if (does == SIZE_MAX)
		return fault(x, row, DOES, "is not understood; a row is a sign, cell, column, ends or known");
	if (input == SIZE_MAX && row[INPUT].len)
		return fault(x, row, INPUT, "is not understood; write yes where people fill it in, else no");
	cell_line(&line, &across, x->r->from, row[DOES]);
	*it = (map_item){.does = (map_does)does,
		.block = arena_text(x->a, cell_span(row[BLOCK])),
		.sheet = arena_text(x->a, cell_span(row[SHEET])),
		.written = arena_text(x->a, cell_span(row[FIND])),
		.below = fold(x->a, cell_span(row[BELOW])),
		.tbl = text_or_null(x->a, cell_span(row[TBL])),
		.col = text_or_null(x->a, cell_span(row[COL])),
		.input = input == 0,
		.line = (int)line};
	rc = take_find(x, it, row);
	if (!rc)
		rc = take_keys(x, it, row);
	if (!rc && !take_reads(it, cell_span(row[TAKE])))
		rc = fault(x, row, TAKE, "is not understood; write right, right 2, or down 1 right 3");
	return rc ? rc : judge_item(x, it, row);
}

/* Rows come sorted by key; a map is read in the order in which its author wrote it. */
static int compare_offsets(const void *x, const void *y)
{
	uint32_t a = (*(const cell *const *)x)->offset, b = (*(const cell *const *)y)->offset;
	return (a > b) - (a < b);
}

/* A block is the table of one sheet, and has columns. */
static void judge_blocks(reading_map *x)
{
	for (size_t i = 0; i < x->m.count; i++) {
		const map_item *it = &x->m.items[i], *first = NULL;
		if (!*it->block)
			continue;
		for (size_t k = 0; k < x->m.count && !first; k++)
			if (x->m.items[k].does == MAP_COLUMN && !strcmp(x->m.items[k].block, it->block))
				first = &x->m.items[k];
		const char *where = arena_printf(x->a, "%s:%d", x->m.file, it->line);
		if (!first)
			err_add(x->e, ERR_PARSE, where, "block '%s' has no column that is read", it->block);
		else if (strcmp(first->sheet, it->sheet))
			err_add(x->e, ERR_PARSE, where,
				"block '%s' stands on sheet '%s' in line %d; a block is a table of one sheet",
				it->block, first->sheet, first->line);
	}
}

int workbook_map_read(workbook_map *out, char *text, size_t len, const char *shown, arena *a, err *e)
{
	rows r;
	size_t before = e->count;
	int rc = rows_read_csv(&r, &map_table, text, len, shown, a, e);
	if (rc)
		return rc;
	reading_map x = {.m = {.policy = "", .title = "", .period = "", .starts = "", .ends = "", .file = shown},
		.r = &r,
		.a = a,
		.e = e};
	const cell **order = arena_array(a, r.count + 1, sizeof *order);
	for (size_t i = 0; i < r.count; i++)
		order[i] = rows_row(&r, i);
	qsort(order, r.count, sizeof *order, compare_offsets);
	x.m.items = arena_array(a, r.count + 1, sizeof *x.m.items);
	for (size_t i = 0; i < r.count; i++)
		x.m.count += !take_row(&x, &x.m.items[x.m.count], order[i]);
	judge_blocks(&x);
	if (e->count == before && !x.m.count)
		err_add(e, ERR_PARSE, shown, "the map has no rows");
	if (e->count != before)
		return ERR_PARSE;
	*out = x.m;
	return 0;
}

void workbook_map_join(workbook_map *m, const pack *p, arena *a)
{
	const rows *r = &p->tables[PACK_PERIODS];
	char day_text[DATE_TEXT];
	day starts = 0, ends = 0;
	period one;
	m->pack = p;
	m->policy = p->id;
	m->title = p->title;
	m->period = r->count ? arena_text(a, cell_span(rows_row(r, 0)[0])) : "";
	for (size_t i = 0; i < r->count; i++)
		if (period_parse(&one, cell_span(rows_row(r, i)[0]))) {
			starts = !i || one.starts < starts ? one.starts : starts;
			ends = !i || one.ends > ends ? one.ends : ends;
		}
	if (!r->count)
		return;
	date_print(day_text, starts);
	m->starts = arena_text(a, span_of(day_text));
	date_print(day_text, ends);
	m->ends = arena_text(a, span_of(day_text));
}

/* ---- all packs ---- */

void map_set_init(map_set *s, const char *policy_path, arena *own)
{
	*s = (map_set){.policy_path = policy_path, .own = own};
}

static bool has_sign(const workbook_map *m)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->items[i].does == MAP_SIGN)
			return true;
	return false;
}

static void load_map(map_set *s, const char *id, err *e)
{
	pack *p = NULL;
	workbook_map m;
	const char *path = arena_printf(s->own, "%s/workbook.csv", id);
	if (pack_open_tables(&p, id, s->policy_path, s->own, e) || !pack_file_find(p, path))
		return;
	span text = arena_span(s->own, pack_file_find(p, path)->text);
	const char *shown = arena_printf(s->own, "%s/%s", p->folder, path);
	if (workbook_map_read(&m, (char *)text.at, text.len, shown, s->own, e))
		return;
	if (!has_sign(&m)) {
		err_add(e, ERR_PARSE, shown, "the map has no sign, so that no workbook can be recognised by it");
		return;
	}
	workbook_map_join(&m, p, s->own);
	s->maps[s->count++] = m;
}

int map_set_load(map_set *s, err *e)
{
	const char **ids;
	size_t count, before = e->count;
	if (s->loaded)
		return 0;
	int rc = pack_list(&ids, &count, s->policy_path, s->own, e);
	if (rc)
		return rc;
	s->maps = arena_array(s->own, count + 1, sizeof *s->maps);
	s->count = 0;
	for (size_t i = 0; i < count; i++)
		load_map(s, ids[i], e);
	s->loaded = e->count == before;
	return s->loaded ? 0 : ERR_PARSE;
}
