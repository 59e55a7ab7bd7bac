/* bcf agree: who of the named partners has agreed which spending line, and recording that one does. */
#include <string.h>

#include "cmd/agree_print.h"
#include "cmd/save_back.h"
#include "cmd/store_text.h"
#include "plan/pairing.h"

/* ---- which lines ---- */

/* The nearest first key of a table to what somebody wrote, or NULL. */
static const char *nearest_key(const rows *r, span wanted, arena *a)
{
	size_t best = SIZE_MAX, least = 4;
	for (size_t i = 0; i < r->count; i++) {
		span key = cell_span(rows_row(r, i)[0]);
		size_t d = span_distance(key, wanted);
		if (d < least && d < key.len) {
			least = d;
			best = i;
		}
	}
	return best == SIZE_MAX ? NULL : arena_text(a, cell_span(rows_row(r, best)[0]));
}

static int complain_unknown(const plan *p, const char *tbl, const char *what, span wanted, arena *a, err *e)
{
	const char *near = nearest_key(plan_rows(p, tbl), wanted, a);
	if (near)
		return err_add(e, ERR_USAGE, p->shown, "there is no %s '%.*s' in table %s; did you mean '%s'?", what,
			SPAN_ARG(wanted), tbl, near);
	return err_add(e, ERR_USAGE, p->shown, "there is no %s '%.*s' in table %s", what, SPAN_ARG(wanted), tbl);
}

/* By its key or its name; SIZE_MAX when the plan has none such. */
static size_t find_organisation(const plan *p, span wanted)
{
	const rows *r = plan_rows(p, "organisations");
	size_t by_name = SIZE_MAX;
	for (size_t i = 0; i < r->count; i++) {
		if (span_equal(cell_span(rows_row(r, i)[0]), wanted))
			return i;
		if (wanted.len && span_equal(cell_span(*rows_cell(r, i, "name")), wanted))
			by_name = i;
	}
	return by_name;
}

static bool is_partner(const agreed_line *l, span organisation)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->answers[i].named && span_equal(l->answers[i].organisation, organisation))
			return true;
	return false;
}

/* Does the line's scheme, or one above it, have this key? */
static bool is_of_scheme(const plan *p, const agreed_line *l, span wanted)
{
	const rows *schemes = plan_rows(p, "schemes");
	span at = cell_span(*rows_cell(plan_rows(p, "spend"), l->row, "scheme"));
	for (size_t depth = 0; at.len && depth <= schemes->count; depth++) {
		if (span_equal(at, wanted))
			return true;
		size_t i = rows_find_first(schemes, at);
		at = i == UNPAIRED ? (span){"", 0} : cell_span(*rows_cell(schemes, i, "parent"));
	}
	return false;
}

typedef struct chosen {
	const agreed_line **lines;
	size_t count;
} chosen;

static int choose_named(
	chosen *out, const agreement *g, const plan *p, const options *o, span organisation, arena *a, err *e)
{
	span rest = span_of(o->line);
	int rc = 0;
	while (rest.len) {
		span wanted = span_trim(span_cut(&rest, ','));
		const agreed_line *found = NULL;
		for (size_t i = 0; i < g->count; i++)
			if (g->lines[i].state != LINE_GONE && span_equal(g->lines[i].line, wanted))
				found = &g->lines[i];
		if (!wanted.len)
			continue;
		if (!found) {
			rc = complain_unknown(p, "spend", "line", wanted, a, e);
		} else if (!is_partner(found, organisation)) {
			rc = err_add(e, ERR_USAGE, p->shown,
				"%.*s is no named partner of line %.*s; 'bcf agree %s' tells who is",
				SPAN_ARG(organisation), SPAN_ARG(wanted), o->words[0]);
		} else {
			bool twice = false;
			for (size_t i = 0; i < out->count; i++)
				twice |= out->lines[i] == found;
			if (!twice)
				out->lines[out->count++] = found;
		}
	}
	if (!rc && !out->count)
		rc = err_add(
			e, ERR_USAGE, "", "--line names no line; write keys parted by commas, such as --line 12,13");
	return rc;
}

static int choose_lines(
	chosen *out, const agreement *g, const plan *p, const options *o, span organisation, arena *a, err *e)
{
	chosen c = {.lines = arena_array(a, g->count + 1, sizeof *c.lines)};
	int rc = 0;
	if (!!o->line + !!o->scheme + o->all != 1)
		return err_add(e, ERR_USAGE, "",
			"say which lines are agreed: --line 12,13, or --scheme SCHEME, or --all of that partner");
	if (o->line) {
		rc = choose_named(&c, g, p, o, organisation, a, e);
	} else {
		size_t of_scheme = 0;
		for (size_t i = 0; i < g->count; i++) {
			const agreed_line *l = &g->lines[i];
			if (l->state == LINE_GONE || (o->scheme && !is_of_scheme(p, l, span_of(o->scheme))))
				continue;
			of_scheme++;
			if (is_partner(l, organisation))
				c.lines[c.count++] = l;
		}
		if (o->scheme && !of_scheme)
			rc = complain_unknown(p, "schemes", "scheme with lines", span_of(o->scheme), a, e);
		else if (!c.count)
			rc = err_add(e, ERR_USAGE, p->shown, "%.*s is no named partner of any such line; %s",
				SPAN_ARG(organisation),
				g->partners_most ? "'bcf agree PLAN' tells who is" : no_partner_hint);
	}
	if (!rc)
		*out = c;
	return rc;
}

/* ---- recording ---- */

/* The text as its column holds it. */
static int take_text(span *out, const char *name, const char *text, arena *a, err *e)
{
	const table *t = &plan_tables[schema_find(span_of("agreed"))];
	cell c = {.at = text, .len = (uint32_t)strlen(text)};
	const char *why = "";
	if (!cell_canonical(&c, &t->columns[table_column(t, span_of(name))], a, &why))
		return err_add(e, ERR_USAGE, "", "--%s '%s' %s", name, text, why);
	span s = span_trim(cell_span(c));
	if (!s.len || cell_is_mark(c) || s.len > 200 || memchr(s.at, '\n', s.len))
		return err_add(e, ERR_USAGE, "",
			"say who agrees for the organisation: --%s takes a name of 1 to 200 characters", name);
	*out = s;
	return 0;
}

static void say_recorded(const options *o, const plan *p, span organisation, const chosen *c, size_t made,
	const commit_outcome *saved, arena *a)
{
	if (o->quiet)
		return;
	const char *name = text_shown(arena_text(a, organisation_shown(p, organisation)), a);
	fprintf(stderr, "%s agrees %s", name, counted((int64_t)c->count, "line", a));
	if (made < c->count)
		fprintf(stderr, ", %s", made ? "" : "all agreed already as they stand");
	if (made && made < c->count)
		fprintf(stderr, "%zu of them already", c->count - made);
	if (p->stored && made)
		fprintf(stderr, ": version %lld", (long long)saved->saved.number);
	fputc('\n', stderr);
}

/* Records, and reads the plan anew where that is a new version. */
static int record(plan **p, agreement *g, options *o, map_set *maps, arena *a, err *e)
{
	static const char *const tables[] = {"agreed", NULL};
	commit_outcome saved = {0};
	span organisation, person;
	chosen c = {0};
	size_t made = 0, at = find_organisation(*p, span_of(o->organisation));
	int rc = take_text(&person, "person", o->person ? o->person : "", a, e);

	if (!rc && at == SIZE_MAX)
		rc = complain_unknown(*p, "organisations", "organisation", span_of(o->organisation), a, e);
	if (rc)
		return rc;
	organisation = cell_span(rows_row(plan_rows(*p, "organisations"), at)[0]);
	rc = save_back_judge(*p, o->words[0], e);
	if (!rc)
		rc = choose_lines(&c, g, *p, o, organisation, a, e);
	if (!rc)
		made = agreement_record(*p, c.lines, c.count, organisation, person, span_of(o->today), a);
	if (!rc && made) {
		save_back s = {o->words[0], tables, "agree",
			arena_printf(a, "%.*s agrees %zu line%s, by %.*s", SPAN_ARG(organisation), made,
				made == 1 ? "" : "s", SPAN_ARG(person))};
		if (!o->message)
			o->message = s.detail;
		if (!o->by)
			o->by = arena_text(a, person);
		rc = save_back_do(&saved, *p, &s, o, a, e);
	}
	if (rc)
		return rc;
	say_recorded(o, *p, organisation, &c, made, &saved, a);
	if (made && (*p)->stored) {
		const char *where, *id, *which;
		store_name_split(&where, &id, &which, o->words[0], a);
		o->words[0] = arena_printf(a, "%s#%s@%lld", where, id, (long long)saved.saved.number);
		rc = source_open(p, o->words[0], maps, a, e);
	}
	agreement_read(g, *p, a);
	return rc;
}

int cmd_agree(int argc, char **argv, arena *a, err *e)
{
	options o;
	plan *p = NULL;
	agreement g;
	lapses l;
	map_set maps;
	buf out;
	int rc = options_read(
		&o, argc, argv, " --line --scheme --all --organisation --person --by --message --summary ", a, e);
	if (rc)
		return rc;
	if (o.count != 1)
		return err_add(e, ERR_USAGE, "", "name one plan");
	if (!o.organisation && (o.person || o.line || o.scheme || o.all))
		return err_add(e, ERR_USAGE, "", "say which partner agrees: --organisation ORGANISATION --person NAME");
	const char *name = o.words[0];
	map_set_init(&maps, o.policy_path, a);
	rc = source_open(&p, o.words[0], &maps, a, e);
	if (rc)
		return rc;
	plan *opened = p;
	agreement_read(&g, p, a);
	if (o.organisation)
		rc = record(&p, &g, &o, &maps, a, e);
	if (!rc)
		rc = lapses_find(&l, &g, p, o.words[0], a, e);
	if (rc)
		goto done;
	buf_init(&out, a);
	if (o.format == OUTPUT_JSON)
		agreement_print_json(&out, &g, &l, p, name, a);
	else if (o.format == OUTPUT_CSV)
		agreement_print_csv(&out, &g, &l, p, a);
	else if (!o.organisation)
		agreement_print_text(&out, &g, &l, p, o.summary, a);
	else if (!o.quiet)
		buf_printf(&out, "%s\n", agreement_sentence(&g, a));
	if (o.format == OUTPUT_TEXT)
		text_tame(&out);
	if (!print_out(buf_span(&out)))
		rc = ERR_IO;
done:
	plan_close(opened);
	return rc;
}
