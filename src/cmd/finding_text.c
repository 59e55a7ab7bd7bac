#include "cmd/finding_text.h"

#include <string.h>

#include "base/date.h"
#include "base/money.h"
#include "cmd/reading_text.h"
#include "cmd/store_text.h"
#include "format/utf8.h"

#define WIDTH 110
#define UNMAPPED_SHOWN 3 /* values of a workbook that are in no map */
#define LABEL 12
#define SAME_CHECK_MAX 10 /* findings of one check that are shown whole */

static const char *paint(bool color, const char *code)
{
	return color ? code : "";
}

#define BOLD "\033[1m"
#define RED "\033[1;31m"
#define YELLOW "\033[1;33m"
#define BLUE "\033[1;34m"
#define DIM "\033[2m"
#define PLAIN "\033[0m"

/* A plan's texts come from strangers: what would command the terminal is shown as a question mark. */
static void tame_since(buf *out, size_t from)
{
	text_tame(&(buf){.at = out->at + from, .len = out->len - from});
}

static void add_printable(buf *out, span text)
{
	size_t from = out->len;
	buf_add(out, text);
	tame_since(out, from);
}

void print_wrapped(buf *out, const char *text, size_t indent, size_t width)
{
	span rest = span_of(text);
	size_t across = indent;
	bool first = true;
	while (rest.len) {
		span word = span_cut(&rest, ' ');
		size_t w = utf8_width(word);
		if (!word.len)
			continue;
		if (!first && across + 1 + w > width) {
			buf_printf(out, "\n%*s", (int)indent, "");
			across = indent;
		} else if (!first) {
			buf_char(out, ' ');
			across++;
		}
		add_printable(out, word);
		across += w;
		first = false;
	}
}

void print_indented(buf *out, span text)
{
	for (span rest = text; rest.len;) {
		span line = span_cut(&rest, '\n');
		buf_text(out, "  ");
		add_printable(out, line);
		buf_char(out, '\n');
	}
}

/* A word that a shell takes as it stands, else in quotation marks. */
static const char *quoted(arena *a, const char *word)
{
	static const char *const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,=@%+";
	if (*word && !word[strspn(word, plain)])
		return word;
	buf b;
	buf_init(&b, a);
	buf_char(&b, '\'');
	for (; *word; word++)
		if (*word == '\'')
			buf_text(&b, "'\\''");
		else
			buf_char(&b, *word);
	buf_char(&b, '\'');
	return arena_text(a, buf_span(&b));
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static const char *severity_color(const finding *f)
{
	return !strcmp(f->severity, "error") ? RED : !strcmp(f->severity, "warning") ? YELLOW : BLUE;
}

static const char *severity_word(const finding *f)
{
	if (f->result == RESULT_WAIVED)
		return "WAIVED ";
	if (f->result == RESULT_UNDETERMINED)
		return "OPEN   ";
	return !strcmp(f->severity, "error") ? "ERROR  " : !strcmp(f->severity, "warning") ? "CONFIRM" : "NOTE   ";
}

static void labelled(buf *out, const char *label, const char *text)
{
	if (!text || !*text)
		return;
	buf_printf(out, "  %-*s", LABEL, label);
	print_wrapped(out, text, LABEL + 2, WIDTH);
	buf_char(out, '\n');
}

/* Right-aligns a value that may hold a pound sign and a true minus. */
static void amount_line(buf *out, const char *label, const char *value, size_t widest)
{
	if (!value)
		return;
	size_t w = utf8_width(span_of(value));
	buf_printf(out, "  %-*s%*s", LABEL, label, (int)(widest > w ? widest - w : 0), "");
	add_printable(out, span_of(value));
	buf_char(out, '\n');
}

static const char *shown_or_text(arena *a, const finding *f, const char *text, int64_t number)
{
	char out[DATE_TEXT * 2];
	day d;
	if (!text)
		return NULL;
	if (f->has_difference && strcmp(f->unit, "date"))
		return value_shown(a, f->unit, number);
	bool amount = f->unit && !strcmp(f->unit, "GBP"),
	     words = !f->unit || !strcmp(f->unit, "text") || !strcmp(f->unit, "date");
	if (!words && (amount ? money_parse(&number, span_of(text)) : decimal_parse(&number, span_of(text))))
		return value_shown(a, f->unit, number);
	if (!date_parse(&d, span_of(text)))
		return text;
	date_show(out, d);
	return arena_text(a, span_of(out));
}

/* Two percentages differ by percentage points. */
static const char *points_shown(arena *a, int64_t value)
{
	char out[NUMBER_TEXT];
	decimal_show(out, round_to(value, MILLION / 100));
	return arena_printf(a, "%s percentage points", out);
}

static void print_amounts(buf *out, const engine *g, const finding *f)
{
	arena *a = g->job;
	const char *actual = shown_or_text(a, f, f->actual, f->actual_value),
		   *expected = shown_or_text(a, f, f->expected, f->expected_value);
	const char *apart = NULL;
	size_t widest = 0;
	if (f->has_difference && !strcmp(f->unit, "date"))
		apart = arena_printf(a, "%lld day%s %s",
			(long long)(f->difference_value < 0 ? -f->difference_value : f->difference_value),
			f->difference_value == 1 || f->difference_value == -1 ? "" : "s",
			f->difference_value < 0 ? "earlier" : "later");
	else if (f->has_difference)
		apart = !strcmp(f->unit, "percent") ? points_shown(a, f->difference_value)
						    : value_shown(a, f->unit, f->difference_value);
	const char *const values[] = {actual, expected, apart};
	for (size_t i = 0; i < 3; i++)
		if (values[i] && utf8_width(span_of(values[i])) > widest)
			widest = utf8_width(span_of(values[i]));
	if (widest > 40)
		widest = 0;
	amount_line(out, "Found", actual, widest);
	amount_line(out, "Expected", expected, widest);
	amount_line(out, "Difference", apart, widest);
}

/* "App 2" and the like: where the paper prints what was compared. */
static const char *paper_sections(const engine *g, const finding *f)
{
	buf b;
	buf_init(&b, g->job);
	for (size_t i = 0; i < f->cells.count; i++) {
		const place *p = &f->cells.list[i];
		const rows *r = &g->plan->tables[p->table];
		size_t k = table_column(r->of, span_of("section"));
		if (p->key || k == SIZE_MAX || !rows_row(r, p->row)[k].len)
			continue;
		span section = cell_span(rows_row(r, p->row)[k]);
		const char *text = arena_text(g->job, section);
		if (!b.len || !strstr(buf_span(&b).at, text))
			buf_printf(&b, "%s%s", b.len ? ", " : "", text);
	}
	return b.len ? arena_text(g->job, buf_span(&b)) : "";
}

void finding_print_text(buf *out, const report_head *named, const engine *g, const finding *f, bool color)
{
	arena *a = g->job;
	const char *where = places_shown(g, &f->cells, 3, a), *paper = paper_sections(g, f);
	buf_printf(out, "%s%s%s  %s", paint(color, severity_color(f)), severity_word(f), paint(color, PLAIN),
		paint(color, BOLD));
	add_printable(out, span_of(f->id));
	buf_text(out, paint(color, PLAIN));
	if (g->area_count > 1 && *f->area)
		add_printable(out, span_of(arena_printf(a, "  %s", area_name(g, f->area))));
	buf_char(out, '\n');
	buf_text(out, "  ");
	print_wrapped(out, f->message, 2, WIDTH);
	buf_char(out, '\n');
	print_amounts(out, g, f);
	labelled(out, "Cause",
		f->cause && !strncmp(f->cause, "Likely cause: ", 14) ? arena_printf(a, "likely: %s", f->cause + 14)
								     : f->cause);
	labelled(out, "Where", where);
	labelled(out, "Paper", paper);
	labelled(out, "To fix", f->fix);
	labelled(out, "Rule", f->check->source);
	if (!strcmp(f->check->basis, "unverified"))
		labelled(out, "Basis", "professional custom; no published source was found, so this can only ask");
	for (size_t i = 0; i < f->consequence_count; i++)
		labelled(out, i ? "" : "Leads to",
			arena_printf(a, "%s: %s", f->consequences[i]->id, f->consequences[i]->message));
	if (f->result == RESULT_WAIVED)
		labelled(out, "Waived",
			arena_printf(a, "by %s until %s: %s", f->waived_by, f->waived_until, f->waived_reason));
	if (named) {
		buf_printf(out, "  %-*s%s", LABEL, "Explain", paint(color, DIM));
		add_printable(out, span_of(arena_printf(a, "bcf explain %s%s%s %s", quoted(a, named->plan),
					   named->against ? " --against " : "",
					   named->against ? quoted(a, named->against) : "", quoted(a, f->id))));
		buf_printf(out, "%s\n", paint(color, PLAIN));
	}
	buf_char(out, '\n');
}

/* ---- the whole report ---- */

static void print_group(buf *out, const report_head *head, const engine *g, const check_report *r, result shown,
	weight w, const char *title, bool color)
{
	size_t count = 0;
	for (size_t i = 0; i < r->count; i++)
		count += r->findings[i]->result == shown && (shown == RESULT_WAIVED || r->findings[i]->weight == w);
	if (!count)
		return;
	buf_printf(out, "%s%s (%zu)%s\n\n", paint(color, BOLD), title, count, paint(color, PLAIN));
	size_t *said = arena_array(g->job, head->policy->check_count, sizeof *said);
	for (size_t i = 0; i < r->count; i++) {
		const finding *f = r->findings[i];
		if (f->result != shown || (shown != RESULT_WAIVED && f->weight != w))
			continue;
		if (said[f->check - head->policy->checks]++ < SAME_CHECK_MAX)
			finding_print_text(out, head, g, f, color);
	}
	for (size_t i = 0; i < head->policy->check_count; i++)
		if (said[i] > SAME_CHECK_MAX)
			buf_printf(out,
				"... and %zu more of %s (%s); all of them: bcf check %s --only %s --format csv\n\n",
				said[i] - SAME_CHECK_MAX, head->policy->checks[i].id, head->policy->checks[i].title,
				quoted(g->job, head->plan), head->policy->checks[i].id);
}

/* Why it cannot be told, where that is known; else the whole message. */
static const char *reason(const finding *f)
{
	static const char *const mark = "it cannot be told because ";
	const char *why = strstr(f->message, mark);
	return why ? why + strlen(mark) : f->message;
}

static bool same_gap(const engine *g, const finding *x, const finding *y)
{
	return y->result == RESULT_UNDETERMINED && !strcmp(reason(x), reason(y)) &&
	       (g->area_count < 2 || !strcmp(x->area, y->area));
}

/* Some tables are the plan's and not a year's: what they lack is lacking in no year more than in another. */
static bool by_year(const rule *u)
{
	for (size_t i = 0; i < u->table_count; i++)
		if (table_column(&plan_tables[schema_find(span_of(u->tables[i]))], span_of("period")) != SIZE_MAX)
			return true;
	return u->figure_count || !u->table_count;
}

/* The periods of finding `f` and of those of its check with the same gap, parted by commas; empty for all periods of
 * the plan, and where the reason names the period itself. */
static const char *years_of(const engine *g, const report_head *head, const check_report *r, const finding *f)
{
	const rows *all = &head->policy->tables[PACK_PERIODS];
	size_t of_plan = 0;
	buf b;
	buf_init(&b, g->job);
	if (all->count < 2 || !by_year(f->check))
		return "";
	for (size_t i = 0; i < r->count; i++) {
		const finding *x = r->findings[i];
		if (x->check != f->check || !same_gap(g, f, x))
			continue;
		if (!*x->period || strstr(reason(f), x->period))
			return "";
		if (b.len && strstr(buf_span(&b).at, x->period))
			continue;
		buf_printf(&b, "%s%s", b.len ? ", " : "", x->period);
		for (size_t k = 0; k < all->count; k++)
			of_plan += span_is(cell_span(*rows_row(all, k)), x->period);
	}
	return of_plan == all->count ? "" : arena_text(g->job, buf_span(&b));
}

/* Nothing is known there at all, which is said once for the check and not again for each source or measure. */
static bool said_for_all(const check_report *r, const finding *f)
{
	for (size_t i = 0; *f->of && i < r->count; i++) {
		const finding *x = r->findings[i];
		if (x->result == RESULT_UNDETERMINED && x->check == f->check && !*x->of && !strcmp(x->area, f->area) &&
			!strcmp(x->period, f->period))
			return true;
	}
	return false;
}

/* What cannot be judged yet, gathered by what is lacking. */
static void print_undetermined(buf *out, const report_head *head, const engine *g, const check_report *r, bool color)
{
	arena *a = g->job;
	bool *said = arena_array(a, r->count + 1, sizeof *said);
	const char **years = arena_array(a, r->count + 1, sizeof *years);
	if (!r->undetermined)
		return;
	for (size_t i = 0; i < r->count; i++)
		years[i] = r->findings[i]->result == RESULT_UNDETERMINED ? years_of(g, head, r, r->findings[i]) : "";
	buf_printf(out, "%sCANNOT BE CHECKED YET (%zu)%s\n\n", paint(color, BOLD), report_checks_open(r),
		paint(color, PLAIN));
	for (size_t i = 0; i < r->count; i++) {
		const finding *f = r->findings[i];
		buf ids;
		if (said[i] || f->result != RESULT_UNDETERMINED || said_for_all(r, f))
			continue;
		buf_init(&ids, a);
		for (size_t k = i; k < r->count; k++) {
			const finding *x = r->findings[k];
			if (!same_gap(g, f, x) || strcmp(years[i], years[k]))
				continue;
			said[k] = true;
			if (!ids.len || !strstr(buf_span(&ids).at, x->check->id))
				buf_printf(&ids, "%s%s", ids.len ? ", " : "", x->check->id);
		}
		span message = span_of(reason(f));
		if (span_starts(message, "Cannot check yet: "))
			message = (span){message.at + 18, message.len - 18};
		buf_text(out, "  ");
		const char *area = g->area_count > 1 && *f->area ? area_name(g, f->area) : "";
		print_wrapped(out,
			arena_printf(a, "%s%s%s%s%.*s  [%s]", area, *area && *years[i] ? ", " : "", years[i],
				*area || *years[i] ? ": " : "", SPAN_ARG(message), buf_span(&ids).at),
			4, WIDTH);
		buf_char(out, '\n');
	}
	buf_char(out, '\n');
}

static void print_summary(buf *out, const check_report *r, bool color)
{
	buf_printf(out, "%s%zu error%s, %zu to confirm, %zu to note%s", paint(color, r->errors ? RED : BOLD), r->errors,
		plural(r->errors), r->warnings, r->infos, paint(color, PLAIN));
	if (r->waived)
		buf_printf(out, ", %zu waived", r->waived);
	buf_printf(out, "; %zu check%s passed, %zu cannot be made yet, %zu do%s not apply\n", r->passed_count,
		plural(r->passed_count), report_checks_open(r), r->not_applicable_count,
		r->not_applicable_count == 1 ? "es" : "");
}

static const char *blocks_title(const plan *p)
{
	span status = plan_value(p, "status");
	return !status.len || span_is(status, "draft") || span_is(status, "agreed") ? "BLOCKS SUBMISSION"
										    : "TO PUT RIGHT";
}

static const char *status_note(const plan *p)
{
	span status = plan_value(p, "status");
	if (span_is(status, "published_extract"))
		return "from a published paper that is not the whole plan";
	return span_is(status, "submitted")  ? "submitted"
	       : span_is(status, "approved") ? "approved"
	       : span_is(status, "agreed")   ? "agreed"
					     : "draft";
}

void report_print_text(buf *out, const report_head *head, const engine *g, const check_report *r, bool color)
{
	span title = plan_value(g->plan, "title"), whose = plan_value(g->plan, "partnership");
	bool said = !whose.len || span_find(title, arena_text(g->job, whose), NULL);
	buf_text(out, paint(color, BOLD));
	add_printable(out, title);
	if (!said) {
		buf_text(out, ", ");
		add_printable(out, whose);
	}
	buf_printf(out, "%s\n", paint(color, PLAIN));
	buf_printf(out, "%s: %s; %s; as of %s\n", head->plan, head->policy->title, status_note(g->plan), head->as_of);
	if (head->against)
		buf_printf(out, "compared with %s (%s)\n", head->against, g->older ? g->older->pack->title : "");
	if (g->plan->reading && reading_matters(g->plan->reading)) {
		size_t from = out->len;
		reading_print(out, g->plan->reading, UNMAPPED_SHOWN, "; --format json lists them", g->job);
		tame_since(out, from);
	}
	print_summary(out, r, color);
	buf_char(out, '\n');
	print_group(out, head, g, r, RESULT_FAIL, WEIGHT_BLOCKS, blocks_title(g->plan), color);
	print_group(out, head, g, r, RESULT_FAIL, WEIGHT_CORRECT, "TO CONFIRM OR CORRECT", color);
	print_group(out, head, g, r, RESULT_FAIL, WEIGHT_NOTED, "NOTED", color);
	print_group(out, head, g, r, RESULT_WAIVED, WEIGHT_NOTED, "WAIVED", color);
	print_undetermined(out, head, g, r, color);
}
