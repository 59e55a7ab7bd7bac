/* bcf compare: plans, or the alternatives of one plan, side by side. */
#include <string.h>

#include "cmd/judge.h"
#include "cmd/side_by_side.h"
#include "cmd/source.h"
#include "cmd/store_text.h"
#include "format/json_out.h"
#include "plan/difference.h"

#define LINE_WIDTH 120
#define LABEL_LEAST 43
#define VALUE_WIDTH 15
#define CHANGE_WIDTH 16

typedef struct compared {
	const char *names[SIDES_MAX]; /* as given, or STORE#ID@BRANCH */
	const char *titles[SIDES_MAX], *policies[SIDES_MAX], *digests[SIDES_MAX];
	size_t count;
	plan *first; /* open */
	sides rows;
	size_t label_width;
} compared;

/* ---- which plans ---- */

static int list_branches(compared *c, const char *name, const char *where, const char *id, arena *a, err *e)
{
	branch_head *list;
	size_t count;
	store *s = NULL;
	int rc = store_open_readonly(&s, where, a, e);
	if (!rc)
		rc = store_branches(&list, &count, s, id, a, e);
	if (!rc && count < 2)
		rc = err_add(e, ERR_USAGE, name,
			"has one branch only, %s; name a second plan, or add a branch with 'bcf store branch'",
			list[0].name);
	if (!rc && count > SIDES_MAX)
		rc = err_add(e, ERR_LIMIT, name,
			"has %zu branches, and %d plans can stand side by side; name those that matter as %s@BRANCH",
			count, SIDES_MAX, name);
	for (size_t i = 0; !rc && i < count; i++)
		c->names[c->count++] = arena_printf(a, "%s#%s@%s", where, id, list[i].name);
	store_close(s);
	return rc;
}

static int list_plans(compared *c, const options *o, arena *a, err *e)
{
	const char *where, *id, *which;
	if (o->count == 1 && store_name_split(&where, &id, &which, o->words[0], a) && !which)
		return list_branches(c, o->words[0], where, id, a, e);
	if (o->count < 2 || o->count > SIDES_MAX)
		return err_add(e, ERR_USAGE, "",
			"name 2 to %d plans, or one plan of a store to compare its branches: STORE#ID", SIDES_MAX);
	for (size_t i = 0; i < o->count; i++)
		c->names[c->count++] = o->words[i];
	return 0;
}

/* Schemes whose key alone differs from the first plan's. */
static void find_renamed(sides *s, const plan *first, const plan *p, arena *a)
{
	difference d;
	plan_difference(&d, first, p, a);
	side_rename *list = arena_array(a, d.count + 1, sizeof *list);
	s->rename_count = 0;
	for (size_t i = 0; i < d.count; i++)
		if (d.list[i].kind == CHANGE_MOVED && !strcmp(plan_tables[d.list[i].tbl].name, "schemes"))
			list[s->rename_count++] =
				(side_rename){cell_span(d.list[i].before[0]), cell_span(d.list[i].after[0])};
	s->renames = list;
}

static int read_one(compared *c, size_t which, const options *o, arena *a, err *e)
{
	char digest[PLAN_DIGEST_TEXT];
	judge j;
	judgement r;
	judge_init(&j, o, a);
	j.whole = true;
	int rc = judge_plan(&r, &j, c->names[which], a, e);
	if (!rc) {
		plan_digest(digest, r.plan, true, a);
		c->digests[which] = arena_text(a, span_of(digest));
		c->titles[which] = arena_text(a, plan_value(r.plan, "title"));
		c->policies[which] = r.head.policy->id;
		if (which)
			find_renamed(&c->rows, c->first, r.plan, a);
		sides_add_chosen(&c->rows, which, r.engine, a);
		sides_add_findings(&c->rows, which, &r.report, a);
		if (which)
			plan_close(r.plan);
		else
			c->first = r.plan;
	}
	judge_release(&j);
	return rc;
}

/* A plan without a finding of a check has none of it, which is known. */
static void fill_counts(compared *c)
{
	for (size_t i = 0; i < c->rows.count; i++)
		for (size_t k = 0; k < c->count && !strcmp(c->rows.list[i].group, "checks"); k++)
			c->rows.list[i].has[k] = true;
}

/* ---- text ---- */

static void pad(buf *out, const char *text, size_t width, bool right)
{
	size_t own = side_width(text), blanks = own < width ? width - own : right; /* columns never touch */
	if (right)
		buf_printf(out, "%*s", (int)blanks, "");
	buf_text(out, text);
	if (!right)
		buf_printf(out, "%*s", (int)blanks, "");
}

/* Where the character after the first `count` begins. */
static size_t after_characters(const char *text, size_t count)
{
	size_t i = 0;
	while (text[i] && count--)
		do
			i++;
		while ((text[i] & 0xC0) == 0x80);
	return i;
}

/* At most `width` characters: of a longer text its beginning and its end. */
static const char *shortened(const char *text, size_t width, arena *a)
{
	size_t all = side_width(text), end = (width - 2) / 2;
	if (all <= width)
		return text;
	return arena_printf(a, "%.*s..%s", (int)after_characters(text, width - 2 - end), text,
		text + after_characters(text, all - end));
}

/* The branch, the version or the folder. */
static const char *plain_name(const char *name, arena *a)
{
	const char *where, *id, *which;
	bool stored = store_name_split(&where, &id, &which, name, a);
	return shortened(stored && which ? which : package_id(name, a), VALUE_WIDTH - 1, a);
}

/* ... or, where that does not tell two plans apart, a number. */
static const char *short_name(const compared *c, size_t which, arena *a)
{
	const char *own = plain_name(c->names[which], a);
	for (size_t k = 0; k < c->count; k++)
		if (k != which && !strcmp(plain_name(c->names[k], a), own))
			return arena_printf(a, "plan %zu", which + 1);
	return own;
}

/* What a check is called in its row; NULL for a figure. */
static const char *check_label(const side_row *r, arena *a)
{
	bool total = !strcmp(r->figure, "errors") || !strcmp(r->figure, "to_confirm");
	if (strcmp(r->group, "checks") != 0)
		return NULL;
	return total ? r->title : arena_printf(a, "%s %s", r->figure, r->title);
}

/* As wide as its labels need it and the values leave it. */
static size_t label_width(const compared *c, bool all, arena *a)
{
	size_t values = VALUE_WIDTH + (c->count - 1) * (VALUE_WIDTH + CHANGE_WIDTH), widest = LABEL_LEAST;
	size_t most = values + LABEL_LEAST < LINE_WIDTH ? LINE_WIDTH - values : LABEL_LEAST;
	for (size_t i = 0; i < c->rows.count; i++) {
		const side_row *r = &c->rows.list[i];
		const char *check = check_label(r, a);
		size_t needed = side_width(check ? check : side_label(&c->rows, r, a)) + (check ? 3 : 5);
		if (needed > widest && (all || side_differs(&c->rows, r)))
			widest = needed;
	}
	return widest < most ? widest : most;
}

/* One line of a label, before values padded to where they begin; gives what is left of it, to stand below. */
static const char *print_label(buf *out, const compared *c, const char *label, int indent, bool before_values, arena *a)
{
	size_t width = c->label_width - (size_t)indent - 1, cut = after_characters(label, width), at = cut;
	while (label[cut] && at > 0 && label[at] != ' ')
		at--;
	cut = at ? at : cut;
	pad(out, arena_printf(a, "%*s%.*s", indent, "", (int)cut, label), before_values ? c->label_width : 0, false);
	return label + cut + (label[cut] == ' ');
}

static void print_values(buf *out, const compared *c, const side_row *r, arena *a)
{
	for (size_t k = 0; k < c->count; k++) {
		int64_t change;
		pad(out, r->has[k] ? side_shown(r, r->values[k], a) : "–", VALUE_WIDTH, true);
		if (!k)
			continue;
		const char *shown = side_difference(&change, r, k) && change ? side_change_shown(r, change, a) : "";
		if (*shown || k + 1 < c->count)
			pad(out, shown, CHANGE_WIDTH, true);
	}
	buf_char(out, '\n');
}

static const char *const headings[][2] = {{"money", "MONEY"}, {"minimums", "MINIMUMS"}, {"measures", "MEASURES"},
	{"checks", "WHAT IS WRONG (errors by check)"}};

/* A row further up is of the same figure, so that this one was printed with it. */
static bool met_before(const compared *c, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(c->rows.list[k].figure, c->rows.list[i].figure))
			return true;
	return false;
}

static void print_row(buf *out, const compared *c, const side_row *r, const char **group, const char **figure, arena *a)
{
	const char *check = check_label(r, a);
	if (!*group || strcmp(*group, r->group) != 0) {
		for (size_t i = 0; i < 4; i++)
			if (!strcmp(headings[i][0], r->group))
				buf_printf(out, "\n%s\n", headings[i][1]);
		*figure = NULL;
	}
	*group = r->group;
	const char *place_label = check ? "" : side_label(&c->rows, r, a), *left;
	int indent = *place_label ? 4 : 2;
	if (!*place_label) {
		bool apart = !check && side_width(r->title) + 3 > c->label_width;
		if (apart) /* a line of its own, as a heading */
			buf_printf(out, "  %s\n", r->title);
		left = print_label(out, c, apart ? "" : check ? check : r->title, indent, true, a);
		*figure = NULL;
	} else {
		if (!*figure || strcmp(*figure, r->figure) != 0)
			buf_printf(out, "  %s\n", r->title);
		*figure = r->figure;
		left = print_label(out, c, place_label, indent, true, a);
	}
	print_values(out, c, r, a);
	while (*left) {
		left = print_label(out, c, left, indent + 2, false, a);
		buf_char(out, '\n');
	}
	for (size_t k = 1; k < c->count; k++)
		if (*side_shortfall(r, k, a))
			buf_printf(out, "      %s %s\n", short_name(c, k, a), side_shortfall(r, k, a));
}

static void print_equal(buf *out, const compared *c)
{
	bool same = true;
	for (size_t k = 1; k < c->count; k++)
		same &= !strcmp(c->digests[k], c->digests[0]);
	buf_printf(out, "\nNo difference: %s.\n",
		same ? "the plans say the same"
		     : "no figure and no check tells them apart; 'bcf diff A B' lists what else differs");
}

static void print_text(buf *out, const compared *c, bool all, arena *a)
{
	const char *group = NULL, *figure = NULL;
	size_t equal = 0;
	bool differs = false;
	for (size_t k = 0; k < c->count; k++)
		buf_printf(out, "%-15s  %s: %s (policy %s)\n", short_name(c, k, a), c->names[k], c->titles[k],
			c->policies[k]);
	buf_char(out, '\n');
	pad(out, "", c->label_width, false);
	for (size_t k = 0; k < c->count; k++) {
		pad(out, short_name(c, k, a), VALUE_WIDTH, true);
		if (k)
			pad(out, "difference", CHANGE_WIDTH, true);
	}
	buf_char(out, '\n');
	for (size_t k = 0; k < sizeof headings / sizeof *headings; k++)
		for (size_t i = 0; i < c->rows.count; i++) {
			if (strcmp(c->rows.list[i].group, headings[k][0]) != 0 || met_before(c, i))
				continue;
			for (size_t n = i; n < c->rows.count; n++) {
				const side_row *r = &c->rows.list[n];
				if (strcmp(r->figure, c->rows.list[i].figure) != 0)
					continue;
				differs |= side_differs(&c->rows, r);
				if (all || side_differs(&c->rows, r))
					print_row(out, c, r, &group, &figure, a);
				else
					equal++;
			}
		}
	if (!differs)
		print_equal(out, c);
	if (equal)
		buf_printf(out, "\n%zu figure%s alike in all; --all shows %s too.\n", equal,
			equal == 1 ? " is" : "s are", equal == 1 ? "it" : "them");
}

/* ---- JSON and CSV ---- */

static void print_json(buf *out, const compared *c, bool all, arena *a)
{
	json_out j;
	json_start(&j, out, true);
	json_open(&j, NULL, '{');
	json_open(&j, "plans", '[');
	for (size_t k = 0; k < c->count; k++) {
		json_open(&j, NULL, '{');
		json_string(&j, "plan", c->names[k]);
		json_string(&j, "title", c->titles[k]);
		json_string(&j, "policy", c->policies[k]);
		json_string(&j, "plan_digest", c->digests[k]);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_open(&j, "rows", '[');
	for (size_t i = 0; i < c->rows.count; i++) {
		const side_row *r = &c->rows.list[i];
		if (!all && !side_differs(&c->rows, r))
			continue;
		json_open(&j, NULL, '{');
		json_string(&j, "group", r->group);
		json_string(&j, "figure", r->figure);
		json_string(&j, "title", r->title);
		json_string(&j, "of", r->of);
		json_string(&j, "area", r->area);
		json_string(&j, "period", r->period);
		json_string(&j, "unit", r->unit);
		json_open(&j, "values", '[');
		for (size_t k = 0; k < c->count; k++)
			json_string(&j, NULL, r->has[k] ? value_printed(a, r->unit, r->values[k]) : NULL);
		json_close(&j, ']');
		json_open(&j, "differences", '[');
		for (size_t k = 0; k < c->count; k++) {
			int64_t change;
			json_string(
				&j, NULL, side_difference(&change, r, k) ? value_printed(a, r->unit, change) : NULL);
		}
		json_close(&j, ']');
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	buf_char(out, '\n');
}

static void print_csv(buf *out, const compared *c, bool all, arena *a)
{
	buf_text(out, "group,figure,of,area,period,unit");
	for (size_t k = 0; k < c->count; k++) {
		buf_char(out, ',');
		csv_field(out, span_of(c->names[k]));
		if (k) {
			buf_char(out, ',');
			csv_field(out, span_of(arena_printf(a, "%s less the first", c->names[k])));
		}
	}
	buf_char(out, '\n');
	for (size_t i = 0; i < c->rows.count; i++) {
		const side_row *r = &c->rows.list[i];
		const char *const head[] = {r->group, r->figure, r->of, r->area, r->period, r->unit};
		if (!all && !side_differs(&c->rows, r))
			continue;
		for (size_t k = 0; k < 6; k++) {
			csv_field(out, span_of(head[k]));
			buf_text(out, k < 5 ? "," : "");
		}
		for (size_t k = 0; k < c->count; k++) {
			int64_t change;
			buf_printf(out, ",%s", r->has[k] ? value_printed(a, r->unit, r->values[k]) : "");
			if (k)
				buf_printf(out, ",%s",
					side_difference(&change, r, k) ? value_printed(a, r->unit, change) : "");
		}
		buf_char(out, '\n');
	}
}

int cmd_compare(int argc, char **argv, arena *a, err *e)
{
	options o;
	compared c = {0};
	buf out;
	int rc = options_read(&o, argc, argv, " --all ", a, e);
	if (!rc)
		rc = list_plans(&c, &o, a, e);
	c.rows.plans = c.count;
	for (size_t k = 0; !rc && k < c.count; k++)
		rc = read_one(&c, k, &o, a, e);
	plan_close(c.first);
	if (rc)
		return rc;
	fill_counts(&c);
	c.label_width = label_width(&c, o.all, a);
	buf_init(&out, a);
	if (o.format == OUTPUT_JSON)
		print_json(&out, &c, o.all, a);
	else if (o.format == OUTPUT_CSV)
		print_csv(&out, &c, o.all, a);
	else
		print_text(&out, &c, o.all, a);
	if (o.format == OUTPUT_TEXT)
		text_tame(&out);
	return print_out(buf_span(&out)) ? 0 : ERR_IO;
}
