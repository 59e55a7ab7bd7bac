#include "check/message.h"

#include <string.h>

#include "base/money.h"

static bool is(const char *x, const char *y)
{
	return x && !strcmp(x, y);
}

const char *value_printed(arena *a, const char *unit, int64_t value)
{
	char out[NUMBER_TEXT];
	if (is(unit, "GBP"))
		money_print(out, value);
	else
		decimal_print(out, value);
	return arena_text(a, span_of(out));
}

const char *value_shown(arena *a, const char *unit, int64_t value)
{
	char out[NUMBER_TEXT];
	bool rate = is(unit, "percent") || is(unit, "per_100000") || is(unit, "per_day");
	if (is(unit, "GBP"))
		money_show(out, value);
	else
		decimal_show(out, rate ? round_to(value, MILLION / 100) : value);
	if (is(unit, "percent"))
		return arena_printf(a, "%s %%", out);
	if (is(unit, "per_100000"))
		return arena_printf(a, "%s per 100,000", out);
	if (is(unit, "per_day"))
		return arena_printf(a, "%s a day", out);
	if (is(unit, "words"))
		return arena_printf(a, "%s words", out);
	return arena_text(a, span_of(out));
}

const char *area_name(const engine *g, const char *area)
{
	const rows *r = plan_rows(g->plan, "areas");
	if (!strcmp(area, "*"))
		return "the partnership";
	for (size_t i = 0; i < r->count; i++)
		if (span_is(cell_span(rows_row(r, i)[0]), area)) {
			span name = cell_span(*rows_cell(r, i, "name"));
			return name.len ? arena_text(g->job, name) : area;
		}
	return area;
}

/* A date or a month as a person writes it ("January 2022"); any other text as it stands. */
static const char *text_shown(arena *a, const char *text)
{
	char out[DATE_TEXT * 2];
	day d;
	period p;
	if (date_parse(&d, span_of(text))) {
		date_show(out, d);
		return arena_text(a, span_of(out));
	}
	if (!period_parse(&p, span_of(text)) || p.kind != PERIOD_MONTH)
		return text;
	date_show(out, p.starts);
	return arena_text(a, span_of(strchr(out, ' ') + 1));
}

static const char *days_shown(arena *a, int64_t days)
{
	return arena_printf(a, "%lld day%s", (long long)(days < 0 ? -days : days), days == 1 || days == -1 ? "" : "s");
}

static int64_t absolute(int64_t n)
{
	return n == INT64_MIN ? INT64_MAX : n < 0 ? -n : n;
}

static const field *find_field(const finding *f, span name)
{
	for (size_t i = 0; i < f->field_count; i++)
		if (span_is(name, f->fields[i].name))
			return &f->fields[i];
	return NULL;
}

/* What the plan itself calls a scheme, a body or an organisation; empty when nothing. */
static span plan_title(const plan *p, span by, span key)
{
	span sought = span_is(by, "payer") ? span_of("organisation") : by;
	for (size_t t = 0; sought.len && t < plan_table_count; t++) {
		const rows *r = &p->tables[t];
		size_t title = table_column(r->of, span_of("title")), name = table_column(r->of, span_of("name"));
		size_t shown = title != SIZE_MAX ? title : name;
		if (!span_is(sought, r->of->columns[0].name) || shown == SIZE_MAX)
			continue;
		for (size_t i = 0; i < r->count; i++)
			if (span_equal(cell_span(rows_row(r, i)[0]), key))
				return cell_span(rows_row(r, i)[shown]);
	}
	return (span){"", 0};
}

/* "spend.by_source[dfg]", as a finding about a figure is keyed, in words: its title, and of what. */
static const char *figure_words(const engine *g, const char *key)
{
	span of = span_of(key), id = span_cut(&of, '['), inner = span_cut(&of, ']');
	const rule *figure = pack_figure(g->pack, id);
	if (!figure)
		return key;
	span title = *figure->by ? pack_title(g->pack, figure->by, inner) : (span){"", 0};
	if (!title.len)
		title = plan_title(g->plan, span_of(figure->by), inner);
	if (!title.len)
		title = inner;
	return title.len ? arena_printf(g->job, "%s of %.*s", figure->title, SPAN_ARG(title)) : figure->title;
}

/* `actual` or `expected`; one that stands alone is shown in a unit only when the message names it. */
static const char *figure_shown(
	arena *a, const finding *f, const char *text, int64_t value, const char *unit, bool named)
{
	bool compared = f->has_difference && !is(f->unit, "date");
	if (!compared && (!named || is(unit, "date")))
		return text_shown(a, text);
	if (!compared && !(is(unit, "GBP") ? money_parse(&value, span_of(text)) : decimal_parse(&value, span_of(text))))
		return text_shown(a, text);
	return value_shown(a, unit, value);
}

/* What `{name:unit}` stands for; NULL when the finding has no such column. */
static const char *lookup(const engine *g, const finding *f, span name, span unit)
{
	arena *a = g->job;
	const char *u = unit.len ? arena_text(a, unit) : f->unit;
	if (span_is(name, "area"))
		return area_name(g, f->area);
	if (span_is(name, "period"))
		return f->period;
	if (span_is(name, "finding"))
		return f->key;
	if (span_is(name, "figure"))
		return figure_words(g, f->key);
	if (span_is(name, "of")) {
		span title = pack_title(g->pack, "", span_of(f->of));
		return title.len ? arena_text(a, title) : f->of;
	}
	if (span_is(name, "difference") && f->has_difference)
		return is(f->unit, "date") ? days_shown(a, f->difference_value)
					   : value_shown(a, u, absolute(f->difference_value));
	if (span_is(name, "actual") && f->actual)
		return figure_shown(a, f, f->actual, f->actual_value, u, unit.len);
	if (span_is(name, "expected") && f->expected)
		return figure_shown(a, f, f->expected, f->expected_value, u, unit.len);
	const field *x = find_field(f, name);
	if (!x)
		return NULL;
	if (!x->text)
		return "(blank)";
	return x->is_number ? value_shown(a, unit.len ? u : "count", x->number) : text_shown(a, x->text);
}

static const char *fill(const engine *g, const finding *f, const char *template)
{
	span rest = span_of(template);
	buf b;
	buf_init(&b, g->job);
	while (rest.len) {
		size_t open, close;
		if (!span_find(rest, "{", &open) || !span_find((span){rest.at + open, rest.len - open}, "}", &close))
			break;
		span inside = {rest.at + open + 1, close - 1}, name = span_cut(&inside, ':');
		const char *value = lookup(g, f, name, inside);
		buf_add(&b, (span){rest.at, open});
		if (value)
			buf_text(&b, value);
		else
			buf_printf(&b, "{%.*s}", SPAN_ARG(name));
		rest.at += open + close + 1;
		rest.len -= open + close + 1;
	}
	buf_add(&b, rest);
	return arena_text(g->job, buf_span(&b));
}

void write_message(const engine *g, finding *f)
{
	if (f->message) { /* what the check needs is not there: its own words have no figures to show */
		f->fix = "Enter what is missing; until then this check has neither passed nor failed.";
		return;
	}
	const field *says = find_field(f, span_of("says"));
	f->message = says && says->text ? says->text : fill(g, f, f->check->message);
	f->fix = fill(g, f, f->check->fix);
}
