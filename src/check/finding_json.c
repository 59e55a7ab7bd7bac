#include "check/finding_json.h"

#include <string.h>

#include "base/money.h"
#include "format/json_out.h"

static const rows *table_of(const engine *g, const place *p)
{
	return &g->plan->tables[p->table];
}

void place_print_key(json_out *j, const engine *g, const place *p)
{
	const rows *r = table_of(g, p);
	json_open(j, "key", '{');
	if (p->key) {
		json *root;
		err quiet;
		err_init(&quiet, g->job);
		if (!json_parse(&root, span_of(p->key), "key", g->job, &quiet))
			for (const json *m = root->first; m; m = m->next)
				json_text(j, arena_text(g->job, m->name), m->text);
	} else {
		for (size_t i = 0; i < r->of->count; i++)
			if ((r->of->columns[i].flags & COLUMN_KEY) && rows_row(r, p->row)[i].len)
				json_text(j, r->of->columns[i].name, cell_span(rows_row(r, p->row)[i]));
	}
	json_close(j, '}');
}

static void print_source(json_out *j, const engine *g, const place *p)
{
	spot s;
	if (!spot_find(&s, g, p))
		return;
	json_open(j, "source", '{');
	if (s.stored) {
		json_string(j, "store", s.stored->store);
		json_string(j, "plan", s.stored->id);
		json_int(j, "version", s.stored->number);
		json_close(j, '}');
		return;
	}
	json_string(j, "file", s.file);
	if (s.sheet) {
		json_string(j, "sheet", s.sheet);
		if (s.across == SPOT_UNKNOWN)
			json_int(j, "row", (int64_t)s.row + 1);
		else
			json_string(j, "cell", spot_cell(&s, g->job));
	} else {
		json_int(j, "line", (int64_t)s.line);
		json_int(j, "column", (int64_t)s.character);
	}
	json_close(j, '}');
}

static void print_place(json_out *j, const engine *g, const place *p)
{
	const table *t = table_of(g, p)->of;
	json_open(j, NULL, '{');
	json_string(j, "table", t->name);
	place_print_key(j, g, p);
	json_string(j, "column", t->columns[p->column].name);
	print_source(j, g, p);
	size_t section = table_column(t, span_of("section"));
	if (!p->key && section != SIZE_MAX && rows_row(table_of(g, p), p->row)[section].len)
		json_text(j, "section", cell_span(rows_row(table_of(g, p), p->row)[section]));
	json_close(j, '}');
}

static void optional(json_out *j, const char *name, const char *value)
{
	if (value && *value)
		json_string(j, name, value);
}

void finding_print_json(json_out *j, const engine *g, const finding *f)
{
	json_open(j, NULL, '{');
	json_string(j, "id", f->id);
	json_string(j, "check", f->check->id);
	json_string(j, "severity", f->severity);
	json_string(j, "result", result_name(f->result));
	json_string(j, "weight", weight_name(f->weight));
	json_string(j, "title", f->check->title);
	json_string(j, "message", f->message);
	optional(j, "cause", f->cause);
	optional(j, "area", f->area);
	optional(j, "period", f->period);
	optional(j, "of", f->of);
	json_open(j, "where", '[');
	for (size_t i = 0; i < f->cells.count; i++)
		print_place(j, g, &f->cells.list[i]);
	json_close(j, ']');
	optional(j, "actual", f->actual);
	optional(j, "expected", f->expected);
	optional(j, "difference", f->difference);
	if (f->actual || f->expected)
		optional(j, "unit", f->unit);
	json_open(j, "consequences", '[');
	for (size_t i = 0; i < f->consequence_count; i++)
		json_string(j, NULL, f->consequences[i]->id);
	json_close(j, ']');
	json_string(j, "rule", f->check->source);
	json_string(j, "basis", f->check->basis);
	json_string(j, "fix", f->fix ? f->fix : f->check->fix);
	if (f->result == RESULT_WAIVED) {
		json_open(j, "waiver", '{');
		optional(j, "agreed_by", f->waived_by);
		optional(j, "until", f->waived_until);
		optional(j, "reason", f->waived_reason);
		json_close(j, '}');
	}
	json_close(j, '}');
}

static void print_names(json_out *j, const char *name, const char **list, size_t count)
{
	json_open(j, name, '[');
	for (size_t i = 0; i < count; i++)
		json_string(j, NULL, list[i]);
	json_close(j, ']');
}

static void print_notes(json_out *j, const char *name, const reading_notes *n)
{
	json_open(j, name, '[');
	for (size_t i = 0; i < n->count && i < READING_NOTES_MAX; i++) {
		json_open(j, NULL, '{');
		json_string(j, "where", n->list[i].where);
		json_string(j, "text", n->list[i].text);
		optional(j, "why", n->list[i].why);
		json_close(j, '}');
	}
	json_close(j, ']');
}

/* How a workbook was read.  Only the first notes are listed; the counts are of all. */
static void print_reading(json_out *j, const reading *r)
{
	json_open(j, "reading", '{');
	json_string(j, "kind", r->kind);
	json_string(j, "title", r->title);
	json_int(j, "sheets", (int64_t)r->sheets);
	json_int(j, "rows", (int64_t)r->rows);
	json_int(j, "blank_rows", (int64_t)r->blank_rows);
	json_open(j, "values", '{');
	json_int(j, "read", (int64_t)r->cells);
	json_int(j, "known", (int64_t)r->known);
	json_int(j, "in_no_map", (int64_t)r->left);
	json_int(j, "not_understood", (int64_t)r->not_understood.count);
	json_int(j, "formulas", (int64_t)r->formulas);
	json_int(j, "from_other_workbooks", (int64_t)r->elsewhere);
	json_int(j, "rounded_to_the_penny", (int64_t)r->rounded);
	json_close(j, '}');
	print_notes(j, "not_understood", &r->not_understood);
	print_notes(j, "in_no_map", &r->unmapped);
	json_close(j, '}');
}

size_t report_checks_open(const check_report *r)
{
	size_t count = 0;
	for (size_t i = 0; i < r->count; i++) {
		bool first = r->findings[i]->result == RESULT_UNDETERMINED;
		for (size_t k = 0; k < i && first; k++)
			first = r->findings[k]->result != RESULT_UNDETERMINED ||
				r->findings[k]->check != r->findings[i]->check;
		count += first;
	}
	return count;
}

void report_print_json(buf *out, const report_head *head, const engine *g, const check_report *r)
{
	json_out j;
	json_start(&j, out, false);
	json_open(&j, NULL, '{');
	json_string(&j, "plan", head->plan);
	json_string(&j, "package", head->package);
	json_string(&j, "policy", head->policy->id);
	json_string(&j, "policy_digest", pack_digest(head->policy, g->job));
	json_string(&j, "digest", head->digest);
	json_string(&j, "plan_digest", head->plan_digest);
	json_string(&j, "as_of", head->as_of);
	if (head->against)
		json_string(&j, "against", head->against);
	if (g->plan->reading)
		print_reading(&j, g->plan->reading);
	json_open(&j, "summary", '{');
	json_int(&j, "error", (int64_t)r->errors);
	json_int(&j, "warning", (int64_t)r->warnings);
	json_int(&j, "info", (int64_t)r->infos);
	json_int(&j, "undetermined", (int64_t)r->undetermined);
	json_int(&j, "waived", (int64_t)r->waived);
	json_int(&j, "passed", (int64_t)r->passed_count);
	json_int(&j, "not_applicable", (int64_t)r->not_applicable_count);
	json_close(&j, '}');
	json_open(&j, "findings", '[');
	for (size_t i = 0; i < r->count; i++)
		finding_print_json(&j, g, r->findings[i]);
	json_close(&j, ']');
	print_names(&j, "passed", r->passed, r->passed_count);
	print_names(&j, "not_applicable", r->not_applicable, r->not_applicable_count);
	json_close(&j, '}');
	buf_char(out, '\n');
}

/* ---- CSV ---- */

void report_print_csv_header(buf *out)
{
	buf_text(out, "plan,id,check,severity,result,weight,title,message,cause,area,period,of,where,actual,expected,"
		      "difference,unit,rule,basis,fix\n");
}

/* CSV is for spreadsheets: a text that would be read as a formula gets an apostrophe before it. */
static void print_text(buf *out, const char *text, arena *a, bool last)
{
	span s = span_of(text);
	if (s.len && strchr("=+-@\t\r", s.at[0]))
		s = span_of(arena_printf(a, "'%s", text));
	csv_field(out, s);
	buf_char(out, last ? '\n' : ',');
}

/* A number keeps its minus; what is no number (a date, a word of the plan) is text. */
static void print_value(buf *out, const char *text, arena *a)
{
	int64_t n;
	if (text && !decimal_parse(&n, span_of(text)) && !money_parse(&n, span_of(text))) {
		print_text(out, text, a, false);
		return;
	}
	csv_field(out, span_of(text));
	buf_char(out, ',');
}

void report_print_csv(buf *out, const report_head *head, const engine *g, const check_report *r)
{
	arena *a = g->job;
	for (size_t i = 0; i < r->count; i++) {
		const finding *f = r->findings[i];
		const char *const before[] = {head->plan, f->id, f->check->id, f->severity, result_name(f->result),
			weight_name(f->weight), f->check->title, f->message, f->cause, f->area, f->period, f->of,
			places_shown(g, &f->cells, 50, a)};
		const char *const after[] = {
			f->unit, f->check->source, f->check->basis, f->fix ? f->fix : f->check->fix};
		for (size_t k = 0; k < sizeof before / sizeof *before; k++)
			print_text(out, before[k] ? before[k] : "", a, false);
		print_value(out, f->actual, a);
		print_value(out, f->expected, a);
		print_value(out, f->difference, a);
		for (size_t k = 0; k < 4; k++)
			print_text(out, after[k] ? after[k] : "", a, k == 3);
	}
}
