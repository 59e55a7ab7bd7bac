/* bcf explain: how a figure or a finding comes about, down to rows and source. */
#include <string.h>

#include "cmd/finding_text.h"
#include "cmd/judge.h"
#include "cmd/store_text.h"
#include "figure/statements.h"
#include "format/json_out.h"
#include "plan/printed.h"

typedef struct wanted {
	span figure, of, area, period; /* empty: any */
	bool has_of;
} wanted;

/* "spend.by_source[dfg] doncaster 2019-20": area and period in either order of presence. */
static wanted read_wanted(const options *o, arena *a)
{
	wanted w = {0};
	buf b;
	buf_init(&b, a);
	for (size_t i = 1; i < o->count; i++)
		buf_printf(&b, "%s%s", i > 1 ? " " : "", o->words[i]);
	span rest = buf_span(&b);
	span name = span_cut(&rest, ' '), inside = name;
	w.figure = span_cut(&inside, '[');
	w.has_of = inside.len > 0;
	if (w.has_of)
		w.of = span_cut(&inside, ']');
	while (rest.len) {
		span word = span_cut(&rest, ' ');
		period p;
		if (period_parse(&p, word))
			w.period = word;
		else if (word.len)
			w.area = word;
	}
	return w;
}

static bool fits(const wanted *w, const figure_row *r)
{
	return span_is(w->figure, r->figure->id) && (!w->has_of || span_is(w->of, r->of)) &&
	       (!w->area.len || span_is(w->area, r->area)) && (!w->period.len || span_is(w->period, r->period));
}

static const char *figure_name(arena *a, const figure_row *r)
{
	return *r->of ? arena_printf(a, "%s[%s] %s %s", r->figure->id, r->of, r->area, r->period)
		      : arena_printf(a, "%s %s %s", r->figure->id, r->area, r->period);
}

static const char *basis_sentence(const figure_row *r)
{
	if (r->basis == BASIS_STATED)
		return r->figure->sql.len ? "stated: as the paper prints it; the rows to derive it are not all here"
					  : "stated: as the paper prints it";
	return r->basis == BASIS_PARTLY ? "partly derived: made from figures of which at least one is only stated"
					: "derived";
}

/* ---- text ---- */

/* A description in brackets, up to the end of a word when it is long. */
static void add_shortened(buf *b, span text)
{
	size_t most = 60;
	if (text.len <= most) {
		buf_printf(b, " (%.*s)", SPAN_ARG(text));
		return;
	}
	while (most > 40 && text.at[most] != ' ')
		most--;
	while ((text.at[most] & 0xC0) == 0x80) /* not inside a character */
		most--;
	buf_printf(b, " (%.*s ...)", (int)most, text.at);
}

static const char *row_text(const engine *g, const place *p)
{
	const rows *r = &g->plan->tables[p->table];
	buf b;
	buf_init(&b, g->job);
	buf_text(&b, r->of->name);
	for (size_t i = 0; i < r->of->count; i++)
		if ((r->of->columns[i].flags & COLUMN_KEY) && rows_row(r, p->row)[i].len)
			buf_printf(&b, " %.*s", SPAN_ARG(cell_span(rows_row(r, p->row)[i])));
	size_t description = table_column(r->of, span_of("description"));
	if (description != SIZE_MAX && rows_row(r, p->row)[description].len)
		add_shortened(&b, cell_span(rows_row(r, p->row)[description]));
	return arena_text(g->job, buf_span(&b));
}

/* " under £m" where the heading changes what the printed figure means. */
static const char *scaled_by(const engine *g, span text, span heading)
{
	printed with, without;
	const char *why;
	span none = {"", 0};
	bool reads = printed_read(&with, text, heading, none, &why);
	if (!heading.len || !reads ||
		(printed_read(&without, text, none, none, &why) && with.micro == without.micro &&
			with.unit == without.unit))
		return "";
	return arena_printf(g->job, " under %.*s", SPAN_ARG(heading));
}

/* "spend.csv:9:4" or "plan.xlsx › 6. Expenditure › S17", also of a blank cell; empty when it came from no file. */
static const char *place_shown(const engine *g, const place *p)
{
	const places one = {.list = (place *)(uintptr_t)p, .count = 1};
	return places_shown(g, &one, 1, g->job);
}

static void print_cell(buf *out, const engine *g, const place *p, int depth)
{
	const rows *r = &g->plan->tables[p->table];
	if (p->key) {
		buf_printf(out, "%*s%s %s: not there yet\n", depth * 2, "", r->of->name, p->key);
		return;
	}
	cell c = rows_row(r, p->row)[p->column];
	span value = c.len ? cell_span(c) : span_of("(blank)");
	const char *scale = "";
	if (!strcmp(r->of->name, "stated") && !strcmp(r->of->columns[p->column].name, "printed"))
		scale = scaled_by(g, value, cell_span(*rows_cell(r, p->row, "heading")));
	buf_printf(out, "%*s%.*s%s  %s.%s  %s\n", depth * 2, "", SPAN_ARG(value), scale, row_text(g, p),
		r->of->columns[p->column].name, place_shown(g, p));
}

static void print_tree(buf *out, const engine *g, size_t index, int depth)
{
	const figure_row *r = &g->rows[index];
	buf_printf(out, "%*s%s = %s  [%s]\n", depth * 2, "", figure_name(g->job, r),
		value_shown(g->job, r->figure->unit, r->value), basis_name(r->basis));
	for (size_t i = 0; i < r->cells.count; i++)
		print_cell(out, g, &r->cells.list[i], depth + 1);
	for (size_t i = 0; i < r->from_count && depth < 20; i++)
		print_tree(out, g, r->from[i], depth + 1);
}

/* Every printing of the figure, beside what it was derived as. */
static void print_statements(buf *out, const engine *g, const figure_row *r)
{
	bool any = false;
	for (size_t i = 0; i < g->statements->count; i++) {
		const statement *s = &g->statements->list[i];
		if (s->rule != r->figure || strcmp(s->of, r->of) || strcmp(s->area, r->area) ||
			strcmp(s->period, r->period))
			continue;
		const rows *t = plan_rows(g->plan, "stated");
		if (!any)
			buf_text(out, "\nAs printed\n");
		any = true;
		span qualifier = cell_span(*rows_cell(t, s->row, "qualifier"));
		span text = cell_span(*rows_cell(t, s->row, "printed"));
		buf_printf(out, "  %.*s%s%.*s%s  (%s%s%.*s)", SPAN_ARG(qualifier), qualifier.len ? " " : "",
			SPAN_ARG(text), scaled_by(g, text, cell_span(*rows_cell(t, s->row, "heading"))), s->id,
			rows_cell(t, s->row, "section")->len ? ", " : "",
			SPAN_ARG(cell_span(*rows_cell(t, s->row, "section"))));
		if (s->reads)
			buf_printf(out, "  read as %s, give or take %s", value_shown(g->job, s->unit, s->value),
				value_shown(g->job, s->unit, s->half));
		else
			buf_printf(out, "  cannot be read: it %s", s->problem ? s->problem : "is blank");
		buf_char(out, '\n');
	}
}

static void print_query(buf *out, const rule *u)
{
	if (!u->sql.len) {
		buf_printf(out, "\nDefinition (%s)\n  stated only: no query derives it\n", u->file);
		return;
	}
	buf_printf(out, "\nDefinition (%s:%d)\n", u->file, u->sql_line);
	print_indented(out, u->sql);
}

static void print_figure(buf *out, const engine *g, size_t index)
{
	const figure_row *r = &g->rows[index];
	buf_printf(out, "%s\n  %s: %s\n  %s\n", figure_name(g->job, r), r->figure->title,
		value_shown(g->job, r->figure->unit, r->value), basis_sentence(r));
	if (r->slack)
		buf_printf(out, "  give or take %s, from rounded inputs\n",
			value_shown(g->job, r->figure->unit, r->slack));
	buf_text(out, "\nComes from\n");
	for (size_t i = 0; i < r->cells.count; i++)
		print_cell(out, g, &r->cells.list[i], 1);
	for (size_t i = 0; i < r->from_count; i++)
		print_tree(out, g, r->from[i], 1);
	print_statements(out, g, r);
	print_query(out, r->figure);
}

static void list_figures(buf *out, const engine *g)
{
	buf_text(out, "Figures of this plan (bcf explain PLAN FIGURE tells how one comes about)\n\n");
	for (size_t i = 0; i < g->row_count; i++) {
		const figure_row *r = &g->rows[i];
		buf_printf(out, "  %-70s %s  [%s]\n", figure_name(g->job, r),
			value_shown(g->job, r->figure->unit, r->value), basis_name(r->basis));
	}
}

static void print_finding(buf *out, const engine *g, const finding *f, const options *o)
{
	finding_print_text(out, NULL, g, f, o->color); /* coloured, and tamed there */
	size_t from = out->len;
	if (f->explained_by)
		buf_printf(out, "This follows from %s: %s\n\n", f->explained_by->id, f->explained_by->message);
	if (f->figure_count)
		buf_text(out, "Figures compared\n");
	for (size_t i = 0; i < f->figure_count; i++)
		print_tree(out, g, f->figures[i], 1);
	if (f->cells.count) {
		buf_text(out, "\nPlaces\n");
		for (size_t i = 0; i < f->cells.count; i++)
			print_cell(out, g, &f->cells.list[i], 1);
	}
	print_query(out, f->check);
	text_tame(&(buf){.at = out->at + from, .len = out->len - from});
}

/* ---- JSON and CSV ---- */

static void json_figure(json_out *j, const engine *g, size_t index, int depth)
{
	const figure_row *r = &g->rows[index];
	json_open(j, NULL, '{');
	json_string(j, "figure", r->figure->id);
	json_string(j, "of", r->of);
	json_string(j, "area", r->area);
	json_string(j, "period", r->period);
	json_string(j, "title", r->figure->title);
	json_string(j, "value", value_printed(g->job, r->figure->unit, r->value));
	json_string(j, "slack", value_printed(g->job, r->figure->unit, r->slack));
	json_string(j, "unit", r->figure->unit);
	json_string(j, "basis", basis_name(r->basis));
	json_open(j, "cells", '[');
	for (size_t i = 0; i < r->cells.count; i++) {
		const place *p = &r->cells.list[i];
		const rows *t = &g->plan->tables[p->table];
		json_open(j, NULL, '{');
		json_string(j, "table", t->of->name);
		place_print_key(j, g, p);
		json_string(j, "column", t->of->columns[p->column].name);
		json_text(j, "value", cell_span(rows_row(t, p->row)[p->column]));
		json_string(j, "source", place_shown(g, p));
		json_close(j, '}');
	}
	json_close(j, ']');
	json_open(j, "from", '[');
	for (size_t i = 0; i < r->from_count && depth < 20; i++)
		json_figure(j, g, r->from[i], depth + 1);
	json_close(j, ']');
	json_string(j, "definition", r->figure->file);
	json_text(j, "sql", r->figure->sql);
	json_close(j, '}');
}

static void csv_row(buf *out, arena *a, const figure_row *r)
{
	const char *const values[] = {r->figure->id, r->of, r->area, r->period,
		value_printed(a, r->figure->unit, r->value), value_printed(a, r->figure->unit, r->slack),
		r->figure->unit, basis_name(r->basis)};
	for (size_t i = 0; i < 8; i++) {
		csv_field(out, span_of(values[i]));
		buf_char(out, i == 7 ? '\n' : ',');
	}
}

/* ---- the command ---- */

static int explain_figures(buf *out, const judgement *r, const options *o, err *e)
{
	const engine *g = r->engine;
	wanted w = o->count > 1 ? read_wanted(o, g->job) : (wanted){0};
	json_out j;
	size_t found = 0;

	json_start(&j, out, true);
	if (o->format == OUTPUT_JSON)
		json_open(&j, NULL, '[');
	if (o->format == OUTPUT_CSV)
		buf_text(out, "figure,of,area,period,value,slack,unit,basis\n");
	if (o->count == 1 && o->format == OUTPUT_TEXT)
		list_figures(out, g);
	for (size_t i = 0; i < g->row_count && !(o->count == 1 && o->format == OUTPUT_TEXT); i++) {
		if (o->count > 1 && !fits(&w, &g->rows[i]))
			continue;
		if (o->format == OUTPUT_JSON)
			json_figure(&j, g, i, 0);
		else if (o->format == OUTPUT_CSV)
			csv_row(out, g->job, &g->rows[i]);
		else {
			if (found)
				buf_text(out, "\n\n");
			print_figure(out, g, i);
		}
		found++;
	}
	if (o->format == OUTPUT_JSON) {
		json_close(&j, ']');
		buf_char(out, '\n');
	}
	if (o->count == 1 || found)
		return 0;
	const rule *u = pack_figure(g->pack, w.figure);
	if (!u)
		return err_add(e, ERR_USAGE, r->head.plan,
			"there is no figure and no finding '%s'; 'bcf explain %s' lists the figures", o->words[1],
			r->head.plan);
	const gap *why = figure_gap(g, u, w.area.len ? w.area : span_of(g->sole_area ? g->sole_area : "*"), w.period,
		w.has_of ? arena_text(g->job, w.of) : NULL);
	if (why)
		return err_add(e, ERR_USAGE, r->head.plan, "figure %s has no value there: %s", o->words[1], why->why);
	return err_add(e, ERR_USAGE, r->head.plan,
		"figure %s has no value there: the rows that it needs are blank, not here, or marked in table coverage "
		"as part of the whole, and the paper does not state it",
		o->words[1]);
}

/* The check that a finding's id begins with, or NULL. */
static const rule *named_check(const pack *p, const char *id, arena *a)
{
	return pack_check(p, span_of(arena_text(a, (span){id, strcspn(id, ":")})));
}

/* An id that gave no finding: say what became of its check, and what it asks. */
static void print_quiet_check(buf *out, const judgement *r, const rule *u, const char *id)
{
	const char *became = "gives other findings, and none here";
	for (size_t i = 0; i < r->report.passed_count; i++)
		if (!strcmp(r->report.passed[i], u->id))
			became = "passes";
	for (size_t i = 0; i < r->report.not_applicable_count; i++)
		if (!strcmp(r->report.not_applicable[i], u->id))
			became = "does not apply to this plan";
	buf_printf(out, "%s: %s %s.\n", id, u->id, became);
	if (u->needs_older && !r->head.against)
		buf_text(out, "  It compares two plans: name the older one with --against OLDER.\n");
	buf_printf(out, "  It looks for: %s\n  Rule: %s\n", u->title, u->source);
	print_query(out, u);
}

static const finding *find_finding(const check_report *r, const char *id)
{
	for (size_t i = 0; i < r->all_count; i++)
		if (!strcmp(r->all[i].id, id))
			return &r->all[i];
	return NULL;
}

int cmd_explain(int argc, char **argv, arena *a, err *e)
{
	options o;
	judge j;
	judgement r;
	buf out;
	int rc = options_read(&o, argc, argv, " --against ", a, e);
	if (rc)
		return rc;
	if (!o.count)
		return err_add(e, ERR_USAGE, "", "name a plan, and a figure or finding of it");
	buf_init(&out, a);
	judge_init(&j, &o, a);
	j.whole = true;
	rc = judge_plan(&r, &j, o.words[0], a, e);
	if (rc)
		goto done;
	const finding *f = o.count == 2 ? find_finding(&r.report, o.words[1]) : NULL;
	if (f && o.format == OUTPUT_JSON) {
		json_out js;
		json_start(&js, &out, true);
		finding_print_json(&js, r.engine, f);
		buf_char(&out, '\n');
	} else if (f) {
		print_finding(&out, r.engine, f, &o);
	} else if (o.count == 2 && named_check(r.head.policy, o.words[1], a)) {
		print_quiet_check(&out, &r, named_check(r.head.policy, o.words[1], a), o.words[1]);
		text_tame(&out);
	} else {
		rc = explain_figures(&out, &r, &o, e);
		if (o.format == OUTPUT_TEXT)
			text_tame(&out);
	}
	if (!rc && !print_out(buf_span(&out)))
		rc = ERR_IO;
	plan_close(r.plan);
done:
	judge_release(&j);
	return rc;
}
