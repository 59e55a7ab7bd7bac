#ifndef BCF_TEST_OWN_BOOKS_H
#define BCF_TEST_OWN_BOOKS_H
/* Plans from texts, and workbooks of our own as people have changed them, written by hand. */

#include "folder.h"

#include <xlsxwriter.h>

#include "plan/own_book.h"
#include "policy/pack.h"
#include "report/plan_book.h"

#define COUNT(list) (sizeof list / sizeof *list)
#define PLAN                                                                                                           \
	{                                                                                                              \
		"plan.csv", "title,policy,status\nT,2019-20,draft\n"                                                   \
	}

typedef struct text_file {
	const char *name, *text;
} text_file;

static inline plan *plan_of(const text_file *files, size_t count, job *j)
{
	named_text texts[16];
	plan *p = NULL;
	assert_true(count <= 16);
	for (size_t i = 0; i < count; i++)
		texts[i] = (named_text){
			files[i].name, files[i].name, arena_text(j->a, span_of(files[i].text)), strlen(files[i].text)};
	int rc = plan_from_texts(&p, texts, count, "p", j->a, &j->e);
	if (rc)
		print_message("# %s: %s\n", j->e.last->where, j->e.last->text);
	assert_int_equal(rc, 0);
	return p;
}

static inline span json_of(const plan *p, job *j)
{
	buf b;
	buf_init(&b, j->a);
	plan_print_json(&b, p);
	return arena_span(j->a, buf_span(&b));
}

static inline plan *read_book(const char *path, job *j)
{
	plan *p = NULL;
	if (plan_open(&p, path, NULL, j->a, &j->e))
		return NULL;
	return p;
}

static inline void say_faults(const job *j)
{
	for (const err_message *m = j->e.first; m; m = m->next)
		print_message("# %s: %s\n", m->where, m->text);
}

static inline engine *engine_of(const plan *p, job *j)
{
	pack *year;
	engine *g;
	assert_int_equal(pack_open(&year, "2019-20", NULL, j->a, &j->e), 0);
	assert_int_equal(engine_open(&g, year, j->a, &j->e), 0);
	assert_int_equal(engine_load(g, p, "2019-09-20", j->a, &j->e), 0);
	return g;
}

/* A cell: "#12.5" a number, "d43556" a date, "!TRUE" a truth, "=formula|value" a formula, else text; NULL nothing. */
static inline void put(lxw_worksheet *s, uint32_t row, uint16_t across, const char *text, lxw_format *date)
{
	if (!text)
		return;
	if (text[0] == '#' || text[0] == 'd')
		worksheet_write_number(s, row, across, strtod(text + 1, NULL), text[0] == 'd' ? date : NULL);
	else if (text[0] == '!')
		worksheet_write_boolean(s, row, across, !strcmp(text, "!TRUE"), NULL);
	else if (text[0] == '=' && strchr(text, '|')) {
		char formula[200];
		const char *value = strchr(text, '|');
		snprintf(formula, sizeof formula, "%.*s", (int)(value - text), text);
		if (value[1] == '#')
			worksheet_write_formula_num(s, row, across, formula, NULL, strtod(value + 2, NULL));
		else
			worksheet_write_formula_str(s, row, across, formula, NULL, value + 1);
	} else
		worksheet_write_string(s, row, across, text, NULL);
}

#define WIDTH 10
typedef const char *grid_row[WIDTH];
typedef struct hand_sheet {
	const char *name;
	const grid_row *rows;
	size_t count;
} hand_sheet;
#define SHEET(name, grid)                                                                                              \
	{                                                                                                              \
		name, grid, COUNT(grid)                                                                                \
	}

static inline const char *hand_made(const folder *f, const hand_sheet *sheets, size_t count, job *j)
{
	const char *path = folder_path(f, "hand.xlsx", j->a);
	lxw_workbook *w = workbook_new(path);
	lxw_format *date = workbook_add_format(w);
	format_set_num_format(date, "d mmm yyyy");
	for (size_t i = 0; i < count; i++) {
		lxw_worksheet *s = workbook_add_worksheet(w, sheets[i].name);
		for (size_t r = 0; r < sheets[i].count; r++)
			for (uint16_t c = 0; c < WIDTH; c++)
				put(s, (uint32_t)r, c, sheets[i].rows[r][c], date);
	}
	assert_int_equal(workbook_close(w), 0);
	return path;
}

static const grid_row index_rows[] = {{"bcf workbook", "1"}, {"policy", "2019-20"}, {"sheet", "Start here"},
	{"table", "plan", "Plan", "1", "title, policy"}, {"table", "spend", "Spend", "2", "line, description, amount"},
	{"table", "areas", "Areas", "0"}, {"table", "narrative", "Narrative", "0"},
	{"label", "area_of_spend", "Care of people", "social_care"}};
static const grid_row plan_rows_of[] = {{"Plan"}, {"Title", "Policy"}, {"T", "2019-20"}};
#define INDEX SHEET("bcf", index_rows)
#define PLAN_SHEET SHEET("Plan", plan_rows_of)

typedef struct hand {
	job j;
	folder f;
	plan *p; /* NULL when it was refused */
} hand;

static inline hand read_hand(const hand_sheet *sheets, size_t count)
{
	hand h = {.j = job_open(), .f = folder_make()};
	h.p = read_book(hand_made(&h.f, sheets, count, &h.j), &h.j);
	return h;
}

static inline void hand_close(hand *h)
{
	plan_close(h->p);
	folder_remove(&h->f);
	job_close(&h->j);
}

static inline span value(const hand *h, const char *name, size_t row, const char *column_name)
{
	return cell_span(*rows_cell(plan_rows(h->p, name), row, column_name));
}

static inline void is_refused(const hand_sheet *sheets, size_t count, const char *where, const char *part)
{
	hand h = read_hand(sheets, count);
	assert_null(h.p);
	bool found = false;
	for (const err_message *m = h.j.e.first; m; m = m->next)
		found |= span_find(span_of(m->where), where, NULL) && span_find(span_of(m->text), part, NULL);
	if (!found)
		say_faults(&h.j);
	assert_true(found);
	hand_close(&h);
}

#define REFUSED(where, part, ...)                                                                                      \
	do {                                                                                                           \
		static const grid_row rows_[] = {__VA_ARGS__};                                                         \
		hand_sheet sheets_[] = {INDEX, PLAN_SHEET, SHEET("Spend", rows_)};                                     \
		is_refused(sheets_, COUNT(sheets_), where, part);                                                      \
	} while (0)

#endif
