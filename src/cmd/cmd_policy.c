/* bcf policy: the policy years. */
#include <string.h>

#include "check/cases.h"
#include "cmd/cmd.h"
#include "cmd/finding_text.h"
#include "format/json_out.h"
#include "policy/roll.h"

/* One pack of a list: where it cannot be read it is named, before its faults, and the list goes on without it. */
static int open_listed(pack **out, const char *id, const options *o, arena *a, err *e)
{
	err own;
	err_init(&own, a);
	int rc = pack_open(out, id, o->policy_path, a, &own);
	if (!rc)
		return 0;
	err_add(e, rc, arena_printf(a, "%s/%s", o->policy_path ? o->policy_path : "policy", id),
		"this policy year cannot be read, and is not listed");
	for (const err_message *m = own.first; m; m = m->next)
		err_add(e, m->code, m->where, "%s", m->text);
	return rc;
}

static int list_packs(const options *o, arena *a, err *e)
{
	const char **ids;
	size_t count;
	buf out;
	json_out j;
	int broken = 0, rc = pack_list(&ids, &count, o->policy_path, a, e);

	buf_init(&out, a);
	json_start(&j, &out, true);
	if (o->format == OUTPUT_JSON)
		json_open(&j, NULL, '[');
	if (o->format == OUTPUT_CSV)
		buf_text(&out, "id,title,figures,checks,digest\n");
	for (size_t i = 0; !rc && i < count; i++) {
		pack *p;
		int bad = open_listed(&p, ids[i], o, a, e);
		broken = bad ? bad : broken;
		if (bad)
			continue;
		size_t checks = pack_check_count(p);
		if (o->format == OUTPUT_JSON) {
			json_open(&j, NULL, '{');
			json_string(&j, "id", p->id);
			json_string(&j, "title", p->title);
			json_int(&j, "figures", (int64_t)p->figure_count);
			json_int(&j, "checks", (int64_t)checks);
			json_string(&j, "digest", pack_digest(p, a));
			json_close(&j, '}');
		} else if (o->format == OUTPUT_CSV) {
			buf_printf(&out, "%s,", p->id);
			csv_field(&out, span_of(p->title));
			buf_printf(&out, ",%zu,%zu,%s\n", p->figure_count, checks, pack_digest(p, a));
		} else {
			buf_printf(&out, "%-10s %s: %zu checks, %zu figures, from %s\n", p->id, p->title, checks,
				p->figure_count, p->folder);
		}
	}
	if (o->format == OUTPUT_JSON) {
		json_close(&j, ']');
		buf_char(&out, '\n');
	}
	return rc ? rc : print_out(buf_span(&out)) ? broken : ERR_IO;
}

/* ---- show ---- */

/* The rows in the order of a column of numbers or dates, those without one last. */
static size_t *ordered(const rows *r, const char *name, arena *a)
{
	size_t *order = arena_array(a, r->count + 1, sizeof *order);
	for (size_t i = 0; i < r->count; i++) {
		span value = cell_span(*rows_cell(r, i, name));
		size_t at = i;
		for (; at > 0; at--) {
			span before = cell_span(*rows_cell(r, order[at - 1], name));
			bool later = value.len && (!before.len || before.len > value.len ||
							  (before.len == value.len && span_compare(before, value) > 0));
			if (!later)
				break;
			order[at] = order[at - 1];
		}
		order[at] = i;
	}
	return order;
}

static const char *bracketed(const char *column_name, span value, arena *a)
{
	char shown[DATE_TEXT * 2];
	day d;
	if (!strcmp(column_name, "number"))
		return value.len ? arena_printf(a, " (%.*s)", SPAN_ARG(value)) : " (not numbered)";
	if (!strcmp(column_name, "words") && value.len)
		return arena_printf(a, " (%.*s words)", SPAN_ARG(value));
	if (date_parse(&d, value)) {
		date_show(shown, d);
		return arena_printf(a, " (%s)", shown);
	}
	return value.len ? arena_printf(a, " (%.*s)", SPAN_ARG(value)) : "";
}

/* `extra` is a column to show in brackets; with `by_extra` it gives the order too. */
static void show_table(buf *out, const pack *p, int which, const char *extra, bool by_extra, arena *a)
{
	const rows *r = &p->tables[which];
	if (!r->count)
		return;
	size_t *order = by_extra ? ordered(r, extra, a) : NULL;
	buf_printf(out, "\n%s\n", r->of->title);
	for (size_t i = 0; i < r->count; i++) {
		size_t n = order ? order[i] : i;
		span id = cell_span(rows_row(r, n)[0]), title = cell_span(*rows_cell(r, n, "title"));
		buf_printf(out, "  %-34.*s %.*s%s\n", SPAN_ARG(id), SPAN_ARG(title),
			extra ? bracketed(extra, cell_span(*rows_cell(r, n, extra)), a) : "");
	}
}

static void show_uplifts(buf *out, const pack *p)
{
	const rows *r = &p->tables[PACK_UPLIFTS];
	if (!r->count)
		return;
	buf_printf(out, "\n%s\n", r->of->title);
	for (size_t i = 0; i < r->count; i++) {
		span measure = cell_span(rows_row(r, i)[0]), when = cell_span(rows_row(r, i)[1]),
		     percent = cell_span(*rows_cell(r, i, "percent")), rests_on = cell_span(*rows_cell(r, i, "basis"));
		buf_printf(out, "  %-34.*s %.*s  %.*s %%  (%.*s)\n", SPAN_ARG(measure), SPAN_ARG(when),
			SPAN_ARG(percent), SPAN_ARG(rests_on));
	}
}

static void show_rule(buf *out, const rule *u, bool check)
{
	buf_printf(out, "%s: %s\n  %s\n", u->id, u->title, u->file);
	if (check)
		buf_printf(out, "  severity %s, basis %s, %s, applies %s\n  Rule: %s\n  Says: %s\n  Fix:  %s\n",
			u->severity, u->basis, u->completeness ? "completeness" : "validity", u->applies, u->source,
			u->message, u->fix);
	else
		buf_printf(out, "  unit %s, %s\n", u->unit, u->sums ? "areas add up" : "areas do not add up");
	buf_text(out, "\n");
	print_indented(out, u->sql);
}

/* The checks that can run in a period of the pack, or those that cannot. */
static void show_checks(buf *out, const pack *p, bool judging)
{
	for (size_t i = 0; i < p->check_count; i++)
		if (pack_judges(p, &p->checks[i]) == judging)
			buf_printf(out, "  %-8s %-8s %-11s %s%s%s%s\n", p->checks[i].id, p->checks[i].severity,
				p->checks[i].basis, p->checks[i].title, judging ? "" : " (",
				judging ? "" : p->checks[i].applies, judging ? "" : ")");
}

static void show_pack(buf *out, const pack *p, arena *a)
{
	buf_printf(out, "%s: %s\n%s\n", p->id, p->title, pack_digest(p, a));
	show_table(out, p, PACK_SOURCES, "kind", false, a);
	show_table(out, p, PACK_REQUIREMENTS, "kind", false, a);
	show_uplifts(out, p);
	show_table(out, p, PACK_CONDITIONS, "number", true, a);
	show_table(out, p, PACK_METRICS, "unit", false, a);
	show_table(out, p, PACK_SCHEME_TYPES, NULL, false, a);
	show_table(out, p, PACK_MATURITY_CHANGES, NULL, false, a);
	show_table(out, p, PACK_SECTIONS, "words", false, a);
	show_table(out, p, PACK_TIMETABLE, "due", true, a);
	buf_text(out, "\nChecks\n"
		      "  error: wrong, to be put right; warning: to confirm or correct; info: worth knowing.\n"
		      "  published: in the fund's guidance; paper: in a published plan; unverified: custom, no "
		      "source.\n\n");
	show_checks(out, p, true);
	buf_text(out, "\nFigures\n");
	for (size_t i = 0; i < p->figure_count; i++)
		buf_printf(out, "  %-34s %s\n", p->figures[i].id, p->figures[i].title);
	if (pack_check_count(p) == p->check_count)
		return;
	buf_text(out, "\nNot in this year\n");
	show_checks(out, p, false);
}

static void json_rules(json_out *j, const char *name, const rule *list, size_t count, bool checks)
{
	json_open(j, name, '[');
	for (size_t i = 0; i < count; i++) {
		json_open(j, NULL, '{');
		json_string(j, "id", list[i].id);
		json_string(j, "title", list[i].title);
		json_string(j, "severity", list[i].severity);
		if (checks) {
			json_string(j, "basis", list[i].basis);
			json_string(j, "about", list[i].completeness ? "completeness" : "validity");
			json_string(j, "applies", list[i].applies);
			json_string(j, "rule", list[i].source);
		} else {
			json_string(j, "unit", list[i].unit);
		}
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void json_table(json_out *j, const rows *r)
{
	json_open(j, r->of->name, '[');
	for (size_t n = 0; n < r->count; n++) {
		json_open(j, NULL, '{');
		for (size_t i = 0; i < r->of->count; i++)
			if (rows_row(r, n)[i].len)
				json_text(j, r->of->columns[i].name, cell_span(rows_row(r, n)[i]));
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void json_pack(buf *out, const pack *p, arena *a)
{
	json_out j;
	json_start(&j, out, true);
	json_open(&j, NULL, '{');
	json_string(&j, "id", p->id);
	json_string(&j, "title", p->title);
	json_string(&j, "digest", pack_digest(p, a));
	json_open(&j, "tables", '{');
	for (int i = 0; i < PACK_TABLE_COUNT; i++)
		if (p->tables[i].count && i != PACK_HOLIDAYS && i != PACK_STATUTES)
			json_table(&j, &p->tables[i]);
	json_close(&j, '}');
	json_rules(&j, "checks", p->checks, p->check_count, true);
	json_rules(&j, "figures", p->figures, p->figure_count, false);
	json_close(&j, '}');
	buf_char(out, '\n');
}

static int show(const options *o, arena *a, err *e)
{
	pack *p;
	buf out;
	if (o->count < 2)
		return err_add(e, ERR_USAGE, "", "name the policy year to show; 'bcf policy list' lists them");
	int rc = pack_open(&p, o->words[1], o->policy_path, a, e);
	if (rc)
		return rc;
	buf_init(&out, a);
	const rule *check = o->count > 2 ? pack_check(p, span_of(o->words[2])) : NULL,
		   *figure = o->count > 2 ? pack_figure(p, span_of(o->words[2])) : NULL;
	if (o->count > 2 && !check && !figure)
		return err_add(e, ERR_USAGE, "", "policy %s has no check or figure '%s'", p->id, o->words[2]);
	if (o->count > 2)
		show_rule(&out, check ? check : figure, check != NULL);
	else if (o->format == OUTPUT_JSON)
		json_pack(&out, p, a);
	else
		show_pack(&out, p, a);
	return print_out(buf_span(&out)) ? 0 : ERR_IO;
}

/* ---- test ---- */

static int test_one(const char *id, const options *o, bool *failed, arena *a, err *e)
{
	pack *p;
	cases_report r;
	buf out;
	int rc = pack_open(&p, id, o->policy_path, a, e);
	if (!rc)
		rc = cases_run(&r, p, a, e);
	if (rc)
		return rc;
	buf_init(&out, a);
	for (size_t i = 0; i < r.count; i++)
		if (!r.list[i].passed)
			buf_printf(&out, "FAILED %s %s: %s\n", r.list[i].check, r.list[i].name, r.list[i].why);
	size_t cases_failed = 0;
	for (size_t i = 0; i < r.count; i++)
		cases_failed += !r.list[i].passed && !r.list[i].of_pack;
	buf_printf(&out, "%s: %zu checks, %zu figures; %zu cases passed, %zu failed\n", p->id, pack_check_count(p),
		p->figure_count, r.cases - cases_failed, r.failed);
	*failed |= r.failed > 0;
	return print_out(buf_span(&out)) ? 0 : ERR_IO;
}

static int test(const options *o, arena *a, err *e)
{
	const char **ids;
	size_t count;
	bool failed = false;
	int rc = 0;
	if (o->count > 1)
		rc = test_one(o->words[1], o, &failed, a, e);
	else
		rc = pack_list(&ids, &count, o->policy_path, a, e);
	for (size_t i = 0; o->count < 2 && !rc && i < count; i++)
		rc = test_one(ids[i], o, &failed, a, e);
	return rc ? rc : failed ? EXIT_FINDINGS : EXIT_DONE;
}

static int allocations(const options *o, arena *a, err *e)
{
	pack *p;
	buf out;
	if (o->count < 2)
		return err_add(e, ERR_USAGE, "", "name the policy year; 'bcf policy list' lists them");
	int rc = pack_open(&p, o->words[1], o->policy_path, a, e);
	if (rc)
		return rc;
	buf_init(&out, a);
	rows_print(&out, &p->tables[PACK_ALLOCATIONS], false);
	if (!out.len)
		buf_printf(&out,
			"policy %s holds no allocations by ONS code; a plan's own are in its table requirements\n",
			p->id);
	return print_out(buf_span(&out)) ? 0 : ERR_IO;
}

/* ---- new ---- */

/* One sentence of the common checks that judge `one` and not `other`; nothing where there are none. */
static void print_only_in(buf *out, const pack *one, const pack *other, const char *sentence)
{
	bool any = false;
	for (size_t i = 0; i < one->check_count; i++) {
		const rule *u = &one->checks[i];
		if (!pack_is_common(one, u) || !pack_judges(one, u) || pack_judges(other, u))
			continue;
		if (!any)
			buf_text(out, sentence);
		buf_printf(out, "%s%s", any ? ", " : " ", u->id);
		any = true;
	}
	if (any)
		buf_text(out, ".\n");
}

static int new_pack(const options *o, arena *a, err *e)
{
	pack *p, *next;
	buf out;
	if (o->count != 2 || !o->from || !o->into)
		return err_add(e, ERR_USAGE, "",
			"write the new year, the year to begin from, and the folder of packs to put it in, such as: "
			"bcf "
			"policy new 2022-23 --from 2021-22 --into policy");
	int rc = pack_open(&p, o->from, o->policy_path, a, e);
	if (!rc)
		rc = pack_roll(p, o->words[1], o->into, a, e);
	if (rc)
		return rc;
	buf_init(&out, a);
	buf_printf(&out,
		"%s/%s is begun: a copy of %s, its periods and dates moved on, without allocations and uplifts.\n"
		"Next: confirm every `rule` and `basis` against the new guidance, correct the timetable and the lists, "
		"and\n"
		"run  bcf policy test %s --policy-path %s  (docs/policy-packs.md, \"Next year's pack\").\n",
		o->into, o->words[1], p->id, o->words[1], o->into);
	rc = pack_open(&next, o->words[1], o->into, a, e);
	if (!rc) {
		print_only_in(&out, p, next,
			arena_printf(a, "Common checks that judge %s and do not judge %s:", p->id, next->id));
		print_only_in(&out, next, p,
			arena_printf(a, "Common checks that judge %s and did not judge %s:", next->id, p->id));
	}
	return !print_out(buf_span(&out)) ? ERR_IO : rc;
}

int cmd_policy(int argc, char **argv, arena *a, err *e)
{
	options o;
	int rc = options_read(&o, argc, argv, " --from --into --apply --by --message ", a, e);
	if (rc)
		return rc;
	const char *what = o.count ? o.words[0] : "";
	if (!strcmp(what, "list"))
		return list_packs(&o, a, e);
	if (!strcmp(what, "show"))
		return show(&o, a, e);
	if (!strcmp(what, "test"))
		return test(&o, a, e);
	if (!strcmp(what, "allocations") && o.count > 1 && !strcmp(o.words[1], "import"))
		return policy_allocations_import(&o, a, e);
	if (!strcmp(what, "allocations"))
		return allocations(&o, a, e);
	if (!strcmp(what, "new"))
		return new_pack(&o, a, e);
	return err_add(e, ERR_USAGE, "", "write policy list, show, test, allocations or new");
}
