/* Our own workbook, read back into a plan. */
#include "plan/own_book.h"

#include <string.h>

#include "base/limits.h"
#include "base/money.h"
#include "plan/own_book_inside.h"
#include "policy/fold.h"

static const column narrative_columns[] = {
	{"section", TYPE_TEXT},
	{"text", TYPE_TEXT},
	{"follows_on", TYPE_TEXT, .help = "blank: a new paragraph; new line, or same line: goes on from the row above"},
};
const table own_book_narrative = {"narrative", "Narrative",
	"the plan in words, a paragraph a row; ## begins a heading, - an item of a list", .columns = narrative_columns,
	.count = 3};

bool own_book_is(xlsx *x)
{
	size_t index = xlsx_sheet_find(x, OWN_BOOK_SHEET);
	if (index == SIZE_MAX || xlsx_sheet_at(x, index)->state == SHEET_VERY_HIDDEN)
		return index != SIZE_MAX;
	arena *a = arena_open();
	err quiet;
	xlsx_cell c;
	err_init(&quiet, a);
	int rc = xlsx_begin(x, index, &quiet);
	if (!rc)
		rc = xlsx_next(&c, x, &quiet);
	/* one that cannot be read is told as ours */
	bool ours = rc < 0 || (rc > 0 && c.row == 0 && c.column == 0 && span_is(span_trim(c.text), OWN_BOOK_MARK));
	arena_close(a);
	return ours;
}

#define HEADING_ROWS_SEEN 12 /* how far down a sheet of ours has its headings */

/* Stands the heading of every key column (in a table without keys, of the first two) near the top of the sheet? */
static bool has_headings(const table *t, xlsx *x, size_t index, arena *a)
{
	bool *seen = arena_array(a, t->count, sizeof *seen);
	size_t keys = 0, found = 0, wanted = 0;
	xlsx_cell c;
	err quiet;
	err_init(&quiet, a);
	if (xlsx_begin(x, index, &quiet))
		return false;
	while (xlsx_next(&c, x, &quiet) > 0 && c.row < HEADING_ROWS_SEEN)
		for (size_t i = 0; i < t->count && c.kind == XLSX_TEXT && c.text.len < 64; i++)
			seen[i] |= span_equal(fold(a, c.text), fold(a, span_of(own_book_heading(&t->columns[i], a))));
	for (size_t i = 0; i < t->count; i++)
		keys += (t->columns[i].flags & COLUMN_KEY) != 0;
	for (size_t i = 0; i < t->count; i++) {
		bool counts = keys ? t->columns[i].flags & COLUMN_KEY : i < 2;
		wanted += counts;
		found += counts && seen[i];
	}
	return found == wanted;
}

bool own_book_was(xlsx *x, arena *a)
{
	size_t named = 0, ours = 0;
	for (size_t i = 0; i < xlsx_sheet_count(x); i++)
		for (size_t k = 0; k < plan_table_count && xlsx_sheet_at(x, i)->grid; k++) {
			if (strcasecmp(xlsx_sheet_at(x, i)->name, own_book_sheet(&plan_tables[k])))
				continue;
			named++;
			ours += has_headings(&plan_tables[k], x, i, a);
		}
	return named > 1 && ours * 2 > named;
}

const char *own_book_sheet(const table *t)
{
	return t->title;
}

/* "of_area" to "Of area"; NHS and VAT keep their capitals. */
const char *own_book_heading(const column *k, arena *a)
{
	static const char *const capitals[] = {"nhs", "vat"};
	char *h = arena_text(a, span_of(k->name));
	for (char *c = h; *c; c++)
		if (*c == '_')
			*c = ' ';
	for (size_t i = 0; i < sizeof capitals / sizeof *capitals; i++)
		if (!strncmp(h, capitals[i], 3) && (!h[3] || h[3] == ' '))
			h[1] = (char)(h[1] - 32), h[2] = (char)(h[2] - 32);
	if (*h >= 'a' && *h <= 'z')
		*h = (char)(*h - 32);
	return h;
}

/* ---- the sheet "bcf" ---- */

#define INDEX_CELLS 5

typedef struct own_index {
	span policy;
	own_table *tables;
	size_t table_count, table_room;
	span *sheets; /* ours, that hold nothing of the plan */
	size_t sheet_count, sheet_room;
	own_labels *titles;
} own_index;

static void take_table(own_index *n, const span fact[INDEX_CELLS], own_reader *r)
{
	const table *of = NULL;
	int64_t count;
	size_t i = schema_find(fact[1]);
	if (i != SIZE_MAX)
		of = &plan_tables[i];
	else if (span_is(fact[1], own_book_narrative.name))
		of = &own_book_narrative;
	if (!of || !count_parse(&count, fact[3])) {
		err_add(r->e, ERR_PARSE, r->p->shown,
			"table '%.*s' is not known here; the workbook was written by a newer bcf, or its sheet bcf was "
			"changed",
			SPAN_ARG(fact[1]));
		return;
	}
	own_table t = {.of = of,
		.sheet = arena_text(r->a, fact[2]),
		.rows = (size_t)count,
		.held = arena_array(r->a, of->count, sizeof(bool))};
	for (span rest = fact[4]; rest.len;) {
		span name = span_trim(span_cut(&rest, ','));
		size_t k = table_column(of, name);
		if (k != SIZE_MAX)
			t.held[k] = true;
		else
			err_add(r->e, ERR_PARSE, r->p->shown,
				"column '%.*s' of table %s is not known here; the workbook was written by a newer bcf",
				SPAN_ARG(name), of->name);
	}
	n->tables = arena_grow(r->a, n->tables, &n->table_room, n->table_count + 1, sizeof *n->tables);
	n->tables[n->table_count++] = t;
}

static void take_fact(own_index *n, const span fact[INDEX_CELLS], own_reader *r)
{
	if (span_is(fact[0], OWN_BOOK_MARK) && !span_is(fact[1], OWN_BOOK_VERSION)) {
		err_add(r->e, ERR_PARSE, r->p->shown,
			"the workbook is of format %.*s, and this program reads " OWN_BOOK_VERSION "; update bcf",
			SPAN_ARG(fact[1]));
	} else if (span_is(fact[0], "policy")) {
		n->policy = fact[1];
	} else if (span_is(fact[0], "digest") || span_is(fact[0], "made from")) {
		unsigned char digest[DIGEST_BYTES];
		const char **told = span_is(fact[0], "digest") ? &r->counts->digest : &r->p->made_from;
		if (plan_digest_parse(digest, fact[1]))
			*told = arena_text(r->a, fact[1]);
	} else if (span_is(fact[0], "taken")) {
		r->p->taken = plan_taken_parse(fact[1], fact[2], fact[3], fact[4], r->a);
	} else if (span_is(fact[0], "sheet")) {
		n->sheets = arena_grow(r->a, n->sheets, &n->sheet_room, n->sheet_count + 1, sizeof *n->sheets);
		n->sheets[n->sheet_count++] = fact[1];
	} else if (span_is(fact[0], "table")) {
		take_table(n, fact, r);
	} else if (span_is(fact[0], "label")) {
		own_labels_add(n->titles, fact[1], fact[2], fact[3]);
	}
}

static int read_index(own_index *n, own_reader *r)
{
	span fact[INDEX_CELLS] = {{"", 0}};
	uint32_t row = 0;
	size_t before = r->e->count;
	bool marked = false;
	xlsx_cell c;
	int rc = xlsx_begin(r->x, xlsx_sheet_find(r->x, OWN_BOOK_SHEET), r->e);
	if (rc)
		return rc;
	while ((rc = xlsx_next(&c, r->x, r->e)) > 0) {
		char room[XLSX_PLAIN_ROOM];
		if (c.row != row) {
			take_fact(n, fact, r);
			memset(fact, 0, sizeof fact);
			row = c.row;
		}
		if (c.column < INDEX_CELLS)
			fact[c.column] = arena_span(r->a, xlsx_plain(room, r->x, &c));
		marked |= c.row == 0 && c.column == 0 && span_is(fact[0], OWN_BOOK_MARK);
	}
	if (rc < 0)
		return rc;
	take_fact(n, fact, r);
	if (!marked)
		return err_add(r->e, ERR_PARSE, r->p->shown,
			"has a sheet " OWN_BOOK_SHEET ", and is no workbook that bcf wrote; is it a copy of one?");
	return r->e->count == before ? 0 : ERR_PARSE;
}

/* The labels of the plan's policy year, for what people type; without the year only the workbook's own are known. */
static const labels *policy_labels(const own_index *n, map_set *maps, arena *a)
{
	err quiet;
	pack *found;
	const char *id = arena_text(a, n->policy);
	err_init(&quiet, a);
	if (!*id || pack_open(&found, id, maps->policy_path, a, &quiet))
		return NULL;
	return labels_open(found, a);
}

/* ---- what is people's own ---- */

void own_left(own_reader *r, const char *where, const char *text, const char *why, size_t values)
{
	reading_notes *n = &r->counts->unmapped;
	r->counts->left += values;
	if (n->count < READING_NOTES_MAX) {
		n->list = arena_grow(r->a, n->list, &n->room, n->count + 1, sizeof *n->list);
		n->list[n->count] = (reading_note){where, text, why};
	}
	n->count++;
}

/* The kinds of sheet. */
static const own_table *table_of_sheet(const own_index *n, const char *name)
{
	for (size_t i = 0; i < n->table_count; i++)
		if (!strcasecmp(n->tables[i].sheet, name))
			return &n->tables[i];
	return NULL;
}

static bool is_ours(const own_index *n, const char *name)
{
	bool ours = !strcasecmp(name, OWN_BOOK_SHEET) || table_of_sheet(n, name);
	for (size_t i = 0; i < n->sheet_count; i++)
		ours |= n->sheets[i].len == strlen(name) && !strncasecmp(n->sheets[i].at, name, n->sheets[i].len);
	return ours;
}

static const char *list_strangers(const own_index *n, const own_reader *r)
{
	buf b;
	buf_init(&b, r->a);
	for (size_t i = 0; i < xlsx_sheet_count(r->x); i++)
		if (!is_ours(n, xlsx_sheet_at(r->x, i)->name))
			buf_printf(&b, "%s'%s'", b.len ? ", " : "", xlsx_sheet_at(r->x, i)->name);
	return b.len ? arena_text(r->a, buf_span(&b)) : "none";
}

static int count_own_sheet(own_reader *r, size_t index)
{
	const xlsx_sheet *s = xlsx_sheet_at(r->x, index);
	size_t count = 0;
	xlsx_cell c;
	int rc;
	if (!s->grid)
		return 0;
	rc = xlsx_begin(r->x, index, r->e);
	while (!rc && (rc = xlsx_next(&c, r->x, r->e)) > 0) {
		count++;
		rc = 0;
	}
	if (rc < 0)
		return rc;
	r->counts->sheets++;
	if (count)
		own_left(r, arena_printf(r->a, "%s › %s", r->p->shown, s->name), s->name,
			arena_printf(r->a, "a sheet of your own with %zu value%s", count, count == 1 ? "" : "s"),
			count);
	return 0;
}

/* ---- narrative ---- */

static bool is_section(span name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
			    c == '-'))
			return false;
	}
	return name.len > 0 && name.len <= 64;
}

typedef struct prose {
	const char *section;
	buf text;
	bool begun;
	const char *from;
} prose;

static prose *find_prose(prose *list, size_t *count, span section, own_reader *r, const char *where)
{
	for (size_t i = 0; i < *count; i++)
		if (span_is(section, list[i].section))
			return &list[i];
	if (!is_section(section)) {
		err_add(r->e, ERR_PARSE, where,
			"a section is named with letters, digits, - and _, at most 64; '%.*s' is not",
			SPAN_ARG(section));
		return NULL;
	}
	if (*count == NARRATIVE_FILES_MAX) {
		err_add(r->e, ERR_LIMIT, where, "more than %d narrative sections", NARRATIVE_FILES_MAX);
		return NULL;
	}
	prose *made = &list[(*count)++];
	*made = (prose){.section = arena_text(r->a, section), .from = where};
	buf_init(&made->text, r->a);
	return made;
}

static void take_narrative(plan *p, const rows *paragraphs, own_reader *r)
{
	prose *list = arena_array(r->a, NARRATIVE_FILES_MAX, sizeof *list), *now = NULL;
	size_t count = 0;
	for (size_t i = 0; i < paragraphs->count; i++) {
		const cell *row = rows_row(paragraphs, i);
		span section = cell_span(row[0]), joined = cell_span(row[2]);
		const char *where = cell_place(r->e->owner, paragraphs->from, row[row[0].len ? 0 : row[1].len ? 1 : 2]);
		bool line = span_is(joined, OWN_BOOK_NEW_LINE), same = span_is(joined, OWN_BOOK_SAME_LINE);
		if (section.len)
			now = find_prose(list, &count, section, r, where);
		else if (!now)
			err_add(r->e, ERR_PARSE, where, "this paragraph belongs to no section; name one");
		if (joined.len && !line && !same)
			err_add(r->e, ERR_PARSE, where,
				"'%.*s' says not how the text follows on; write " OWN_BOOK_NEW_LINE
				", " OWN_BOOK_SAME_LINE " or nothing",
				SPAN_ARG(joined));
		if (!now)
			continue;
		if (now->begun && !same)
			buf_text(&now->text, line ? "\n" : "\n\n");
		now->begun = true;
		buf_add(&now->text, cell_span(row[1]));
		if (now->text.len > NARRATIVE_BYTES_MAX) {
			err_add(r->e, ERR_LIMIT, where, "the narrative is longer than 16 MB");
			return;
		}
	}
	for (size_t i = 0; i < count; i++) {
		const char *why = NULL;
		cell c = {.at = list[i].text.at, .len = (uint32_t)list[i].text.len};
		if (!c.len || !cell_canonical(&c, &narrative_columns[1], r->a, &why) || !c.len)
			continue;
		plan_set_section(
			p, list[i].section, span_of(arena_printf(r->a, "%.*s\n", SPAN_ARG(cell_span(c)))), r->a);
		for (size_t k = 0; k < p->section_count; k++)
			if (!strcmp(p->sections[k].section, list[i].section))
				p->sections[k].from = list[i].from;
	}
}

/* ---- the whole ---- */

static void read_table(plan *p, const own_table *t, size_t index, own_reader *r)
{
	size_t before = r->e->count;
	rows found = {.of = t->of};
	own_rows_read(&found, t, index, r);
	if (r->e->count != before)
		return;
	if (t->of == &own_book_narrative) {
		take_narrative(p, &found, r);
		return;
	}
	own_rows_judge(&found, r);
	if (r->e->count == before)
		p->tables[t->of - plan_tables] = found;
}

static int read_sheets(plan *p, const own_index *n, own_reader *r)
{
	int rc = 0;
	for (size_t i = 0; i < n->table_count; i++) {
		const own_table *t = &n->tables[i];
		size_t index = xlsx_sheet_find(r->x, t->sheet);
		if (index != SIZE_MAX && xlsx_sheet_at(r->x, index)->grid)
			read_table(p, t, index, r);
		else if (t->rows)
			err_add(r->e, ERR_PARSE, r->p->shown,
				"sheet '%s' is missing, and it held %zu row%s when the workbook was written; sheets "
				"that are not "
				"ours: %s; give it its name back",
				t->sheet, t->rows, t->rows == 1 ? "" : "s", r->strangers);
	}
	for (size_t i = 0; !rc && i < xlsx_sheet_count(r->x); i++)
		if (!is_ours(n, xlsx_sheet_at(r->x, i)->name))
			rc = count_own_sheet(r, i);
	return rc;
}

int own_book_read(plan *p, xlsx *x, map_set *maps, arena *a, err *e)
{
	size_t before = e->count;
	own_reader r = {.x = x,
		.p = p,
		.counts = p->reading,
		.a = a,
		.e = e,
		.own_cells = arena_array(a, XLSX_COLUMNS_MAX, sizeof(uint32_t))};
	own_index n = {.titles = own_labels_open(NULL, a)};
	int rc = read_index(&n, &r);
	if (rc)
		return rc;
	p->reading->kind = "own";
	p->reading->title = "workbook written by bcf";
	own_labels_policy(n.titles, policy_labels(&n, maps, a));
	r.titles = n.titles;
	r.strangers = list_strangers(&n, &r);
	rc = read_sheets(p, &n, &r);
	return rc ? rc : e->count != before ? ERR_PARSE : 0;
}
