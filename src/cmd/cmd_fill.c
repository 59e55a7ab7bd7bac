/* bcf fill: a plan written into a workbook that is there, and nothing else of that workbook touched. */
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/money.h"
#include "cmd/source.h"
#include "format/json_out.h"
#include "plan/split.h"
#include "plan/template_fill.h"

#define SHOWN 20 /* lines of each list; --format json has all */

typedef struct fill_result {
	const char *template_path, *plan_path, *area;
	const split_rule *rule; /* or NULL */
	split_report split;
	template_filling made;
	options o;
} fill_result;

/* ---- for people ---- */

static void print_more(buf *b, size_t count)
{
	if (count > SHOWN)
		buf_printf(b, "  and %zu more; --format json lists them all\n", count - SHOWN);
}

enum { LINES_ALL, LINES_WITH_REASON, LINES_WITHOUT };

static void print_lines(buf *b, const char *title, const fill_lines *l, int which)
{
	size_t width = 0, count = 0, shown[SHOWN];
	for (size_t n = 0; n < 2 * l->count; n++) { /* whole rows first */
		size_t i = n % l->count;
		const fill_line *x = &l->list[i];
		size_t w = strlen(x->sheet) + strlen(x->cell);
		if (x->whole != (n < l->count) || (which == LINES_WITH_REASON && !*x->why) ||
			(which == LINES_WITHOUT && *x->why))
			continue;
		if (count < SHOWN) {
			shown[count] = i;
			width = w > width ? w : width;
		}
		count++;
	}
	if (count)
		buf_printf(b, "\n%s\n", title);
	for (size_t i = 0; i < count && i < SHOWN; i++) {
		const fill_line *x = &l->list[shown[i]];
		int pad = (int)(width - strlen(x->sheet) - strlen(x->cell));
		buf_printf(b, "  %s%s%s%*s  %s", x->sheet, *x->cell ? " › " : "   ", x->cell, pad, "", x->what);
		if (*x->value)
			buf_printf(b, "%s%s", x->whole ? ", " : " = ", x->value);
		buf_printf(b, "%s%s\n", *x->why ? ": " : "", x->why);
	}
	print_more(b, count);
}

static void print_split(buf *b, const fill_result *r)
{
	char whole[NUMBER_TEXT], share[NUMBER_TEXT];
	const split_report *s = &r->split;
	if (s->amount_count) {
		buf_printf(b, "\nSplit (%s), to the penny\n", r->rule->shown);
		for (size_t i = 0; i < s->amount_count && i < SHOWN; i++) {
			money_show(whole, s->amounts[i].whole_pence);
			money_show(share, s->amounts[i].share_pence);
			buf_printf(b, "  %s %.*s  %s of %s\n", s->amounts[i].tbl, SPAN_ARG(s->amounts[i].key), share,
				whole);
		}
		print_more(b, s->amount_count);
	}
	if (s->left_count)
		buf_printf(b, "\nNot in the plan of %s\n", r->area);
	for (size_t i = 0; i < s->left_count; i++)
		buf_printf(b, "  %s: %zu row%s %s\n", s->left[i].tbl, s->left[i].rows, s->left[i].rows == 1 ? "" : "s",
			s->left[i].why);
}

static void print_missing(buf *b, const template_filling *m)
{
	char income[NUMBER_TEXT], spend[NUMBER_TEXT];
	money_show(income, m->income_missing);
	money_show(spend, m->spend_missing);
	if (m->income_missing && m->spend_missing)
		buf_printf(b, "\n%s of income and %s of spending in the plan are not in this file\n", income, spend);
	else if (m->income_missing || m->spend_missing)
		buf_printf(b, "\n%s of %s in the plan is not in this file\n", m->income_missing ? income : spend,
			m->income_missing ? "income" : "spending");
}

static void print_text(buf *b, const fill_result *r)
{
	const template_filling *m = &r->made;
	buf_printf(b, "%s, filled from %s%s%s, is written to %s\n", m->title, r->plan_path, r->area ? ", area " : "",
		r->area ? r->area : "", r->o.out);
	buf_printf(b, "Cells filled: %zu; left: %zu; refused: %zu.  Values of the plan without a cell: %zu.\n",
		m->filled.count, m->left.count, m->refused.count, m->homeless_values);
	if (m->count && strcmp(m->kind, "own"))
		buf_text(b, "Its formulas are calculated when Excel opens it (in LibreOffice press Ctrl+Shift+F9); "
			    "save it then, "
			    "before bcf reads it.\n");
	if (r->o.quiet) {
		print_missing(b, m);
		return;
	}
	print_lines(b, "Refused", &m->refused, LINES_ALL);
	print_lines(b, "Left as they were", &m->left, LINES_ALL);
	print_lines(b, "Replaced", &m->filled, LINES_WITH_REASON);
	print_lines(b, "Filled", &m->filled, LINES_WITHOUT);
	if (m->homeless_count)
		buf_text(b, "\nIn the plan, and without a cell in this workbook\n");
	for (size_t i = 0; i < m->homeless_count; i++) {
		bool first = !i || strcmp(m->homeless[i - 1].tbl, m->homeless[i].tbl) != 0;
		bool last = i + 1 == m->homeless_count || strcmp(m->homeless[i + 1].tbl, m->homeless[i].tbl) != 0;
		if (first)
			buf_printf(b, "  %s:", m->homeless[i].tbl);
		buf_printf(b, " %s %zu%s", m->homeless[i].col, m->homeless[i].count, last ? "\n" : ",");
	}
	print_split(b, r);
	print_missing(b, m);
}

/* ---- for programs ---- */

static void json_lines(json_out *j, const char *name, const fill_lines *l)
{
	json_open(j, name, '[');
	for (size_t i = 0; i < l->count; i++) {
		json_open(j, NULL, '{');
		json_string(j, "sheet", l->list[i].sheet);
		json_string(j, "cell", l->list[i].cell);
		json_string(j, "what", l->list[i].what);
		json_string(j, "value", l->list[i].value);
		json_string(j, "why", l->list[i].why);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void json_split(json_out *j, const fill_result *r)
{
	char number[NUMBER_TEXT];
	json_open(j, "split", '{');
	json_string(j, "rule", r->rule ? r->rule->shown : "");
	json_open(j, "amounts", '[');
	for (size_t i = 0; i < r->split.amount_count; i++) {
		const split_amount *s = &r->split.amounts[i];
		json_open(j, NULL, '{');
		json_string(j, "table", s->tbl);
		json_text(j, "key", s->key);
		money_print(number, s->whole_pence);
		json_string(j, "whole", number);
		money_print(number, s->share_pence);
		json_string(j, "share", number);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_open(j, "left_out", '[');
	for (size_t i = 0; i < r->split.left_count; i++) {
		json_open(j, NULL, '{');
		json_string(j, "table", r->split.left[i].tbl);
		json_string(j, "why", r->split.left[i].why);
		json_int(j, "rows", (int64_t)r->split.left[i].rows);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_close(j, '}');
}

static void print_json(buf *b, const fill_result *r)
{
	const template_filling *m = &r->made;
	char number[NUMBER_TEXT];
	json_out j;
	json_start(&j, b, false);
	json_open(&j, NULL, '{');
	json_string(&j, "template", r->template_path);
	json_string(&j, "kind", m->kind);
	json_string(&j, "plan", r->plan_path);
	json_string(&j, "output", r->o.out);
	json_open(&j, "summary", '{');
	json_int(&j, "filled", (int64_t)m->filled.count);
	json_int(&j, "left", (int64_t)m->left.count);
	json_int(&j, "refused", (int64_t)m->refused.count);
	json_int(&j, "without_cell", (int64_t)m->homeless_values);
	money_print(number, m->income_missing);
	json_string(&j, "income_missing", number);
	money_print(number, m->spend_missing);
	json_string(&j, "spend_missing", number);
	json_close(&j, '}');
	json_lines(&j, "refused", &m->refused);
	json_lines(&j, "left", &m->left);
	json_lines(&j, "filled", &m->filled);
	json_open(&j, "without_cell", '[');
	for (size_t i = 0; i < m->homeless_count; i++) {
		json_open(&j, NULL, '{');
		json_string(&j, "table", m->homeless[i].tbl);
		json_string(&j, "column", m->homeless[i].col);
		json_int(&j, "values", (int64_t)m->homeless[i].count);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	if (r->area) {
		json_string(&j, "area", r->area);
		json_split(&j, r);
	}
	json_close(&j, '}');
	buf_char(b, '\n');
}

/* ---- the job ---- */

static int take_area(const plan **p, fill_result *r, arena *a, err *e)
{
	split_rule *rule = arena_alloc(a, sizeof *rule);
	plan *own;
	int rc = r->o.split ? split_rule_read(rule, r->o.split, *p, a, e) : 0;
	r->rule = r->o.split ? rule : NULL;
	if (!rc)
		rc = plan_of_area(&own, &r->split, *p, span_of(r->area), r->rule, a, e);
	if (!rc)
		*p = own;
	return rc;
}

static int fill(fill_result *r, span bytes, const plan *p, map_set *maps, arena *a, err *e)
{
	span made;
	int rc = r->area ? take_area(&p, r, a, e) : 0;
	if (!rc)
		rc = template_fill(&r->made, bytes, r->template_path, p, maps, r->o.replace, a, e);
	if (!rc)
		rc = template_fill_make(&made, &r->made, bytes, r->template_path, p, maps, a, e);
	return rc ? rc : file_save(AT_FDCWD, r->o.out, made, r->o.out, e);
}

int cmd_fill(int argc, char **argv, arena *a, err *e)
{
	fill_result r = {0};
	plan *p = NULL;
	file f = {0};
	map_set maps;
	buf b;
	int rc = options_read(&r.o, argc, argv, " --output --area --split --force --replace ", a, e);

	if (rc)
		return rc;
	if (r.o.count != 2)
		return err_add(e, ERR_USAGE, "", "name the workbook to fill and the plan to fill it from");
	if (!r.o.out)
		return err_add(e, ERR_USAGE, "", "name the workbook to write: -o OUT.xlsx");
	if (r.o.split && !r.o.area)
		return err_add(e, ERR_USAGE, "", "--split says how amounts fall to areas; name the area with --area");
	if (r.o.format != OUTPUT_TEXT && r.o.format != OUTPUT_JSON)
		return err_add(e, ERR_USAGE, "", "the report is --format text or json");
	size_t named = strlen(r.o.out);
	if (named < 6 || (strcasecmp(r.o.out + named - 5, ".xlsx") && strcasecmp(r.o.out + named - 5, ".xlsm")))
		return err_add(
			e, ERR_USAGE, r.o.out, "a workbook's name ends in .xlsx (or .xlsm, as the template's does)");
	for (size_t i = 0; i < 2; i++)
		if (same_file(r.o.words[i], r.o.out))
			return err_add(e, ERR_USAGE, r.o.out, "is %s and would be written over; name another file",
				i ? "the plan" : "the template");
	if (!r.o.force && !access(r.o.out, F_OK))
		return err_add(
			e, ERR_USAGE, r.o.out, "exists already; name another file, or say --force to replace it");
	r.template_path = r.o.words[0];
	r.plan_path = r.o.words[1];
	r.area = r.o.area;
	map_set_init(&maps, r.o.policy_path, a);
	rc = file_open(&f, AT_FDCWD, r.template_path, true, r.template_path, e);
	if (!rc)
		rc = source_open(&p, r.plan_path, &maps, a, e);
	if (!rc)
		rc = fill(&r, f.text, p, &maps, a, e);
	if (!rc) {
		buf_init(&b, a);
		(r.o.format == OUTPUT_JSON ? print_json : print_text)(&b, &r);
		rc = !print_out(buf_span(&b)) ? ERR_IO : r.made.refused.count ? EXIT_FINDINGS : EXIT_DONE;
	}
	plan_close(p);
	file_close(&f);
	return rc;
}
