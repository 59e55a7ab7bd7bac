#include "cmd/agree_print.h"

#include <string.h>

#include "base/money.h"
#include "cmd/diff_text.h"
#include "cmd/money_text.h"
#include "cmd/store_text.h"
#include "format/json_out.h"

const char *const no_partner_hint = "enter the parties of the section 75 agreement in table agreement_parties, or the "
				    "partners in table organisations "
				    "with kind council or nhs_commissioner";

static const char *const line_states[] = {"agreed", "waits", "lapsed", "gone"};
static const char *const answer_states[] = {"agreed", "waits", "lapsed"};
static const char *const rule_ids[] = {"scheme_agreement", "plan_agreements", "organisations", "none"};
static const char *const rule_sentences[] = {"the parties of the section 75 agreement of their scheme",
	"the parties of the plan's section 75 agreements", "the plan's councils and NHS commissioners"};

span organisation_shown(const plan *p, span organisation)
{
	const rows *r = plan_rows(p, "organisations");
	for (size_t i = 0; i < r->count; i++)
		if (span_equal(cell_span(rows_row(r, i)[0]), organisation)) {
			span name = cell_span(*rows_cell(r, i, "name"));
			return name.len ? name : organisation;
		}
	return organisation;
}

static const char *money_of(span amount, arena *a)
{
	int64_t pence;
	if (!money_parse(&pence, amount))
		return amount.len ? arena_text(a, amount) : "no amount";
	return money_text(pence, false, a);
}

static span spend_value(const plan *p, const agreed_line *l, const char *name)
{
	return l->row == SIZE_MAX ? (span){"", 0} : cell_span(*rows_cell(plan_rows(p, "spend"), l->row, name));
}

static span agreed_value(const plan *p, const line_answer *w, const char *name)
{
	return w->row == SIZE_MAX ? (span){"", 0} : cell_span(*rows_cell(plan_rows(p, "agreed"), w->row, name));
}

const char *agreement_sentence(const agreement *g, arena *a)
{
	size_t lines = g->count - g->gone;
	if (!g->count)
		return "the plan has no spending lines";
	const char *by = g->partners_most == 0				   ? ""
			 : g->partners_least == 2 && g->partners_most == 2 ? " by both"
			 : g->partners_least == 1 && g->partners_most == 1 ? " by the partner"
									   : " by every partner";
	buf b;
	buf_init(&b, a);
	buf_printf(&b, "%zu of %zu line%s agreed%s", g->agreed, lines, lines == 1 ? "" : "s", by);
	const char *mark = "; ";
	const struct {
		size_t count;
		const char *word;
	} others[] = {{g->lapsed, "lapsed"}, {g->waiting, "waiting"}, {g->gone, "gone that had been agreed"}};
	for (size_t i = 0; i < 3; i++)
		if (others[i].count) {
			buf_printf(&b, "%s%zu %s", mark, others[i].count, others[i].word);
			mark = ", ";
		}
	return arena_text(a, buf_span(&b));
}

/* ---- text ---- */

/* Each partner once, with how it stands. */
static void print_partners(buf *out, const agreement *g, const plan *p, arena *a)
{
	size_t room = 0, count = 0;
	span *seen = NULL;
	for (size_t i = 0; i < g->count; i++)
		for (size_t k = 0; k < g->lines[i].count; k++) {
			const line_answer *w = &g->lines[i].answers[k];
			bool known = !w->named;
			for (size_t n = 0; !known && n < count; n++)
				known = span_equal(seen[n], w->organisation);
			if (known)
				continue;
			seen = arena_grow(a, seen, &room, count + 1, sizeof *seen);
			seen[count++] = w->organisation;
		}
	for (size_t n = 0; n < count; n++) {
		size_t by[3] = {0};
		for (size_t i = 0; i < g->count; i++)
			for (size_t k = 0; k < g->lines[i].count; k++)
				if (g->lines[i].answers[k].named &&
					span_equal(g->lines[i].answers[k].organisation, seen[n]))
					by[g->lines[i].answers[k].state]++;
		buf_printf(out, "  %.*s: %zu agreed", SPAN_ARG(organisation_shown(p, seen[n])), by[ANSWER_AGREED]);
		if (by[ANSWER_LAPSED])
			buf_printf(out, ", %zu lapsed", by[ANSWER_LAPSED]);
		if (by[ANSWER_WAITS])
			buf_printf(out, ", %zu to agree", by[ANSWER_WAITS]);
		buf_char(out, '\n');
	}
}

static void print_rule(buf *out, const agreement *g)
{
	bool used[4] = {false}, any = false, narrowed = false;
	for (size_t i = 0; i < g->count; i++)
		if (g->lines[i].state != LINE_GONE) {
			used[g->lines[i].rule] = true;
			narrowed |= g->lines[i].narrowed;
		}
	for (size_t k = 0; k < PARTNERS_NONE; k++)
		if (used[k]) {
			buf_printf(out, "%s%s", any ? ", or else " : "Partners of lines are ", rule_sentences[k]);
			any = true;
		}
	if (any)
		buf_text(out, ".\n");
	if (narrowed)
		buf_text(out,
			"A line of one area asks those of them whom tables authorities and commissioner_shares link to "
			"it, or to no area.\n");
	if (used[PARTNERS_NONE])
		buf_printf(out, "No line can be agreed yet, for the plan names no partner: %s.\n", no_partner_hint);
}

static const char *value_or_blank(span value, arena *a)
{
	return value.len ? arena_text(a, value) : "(blank)";
}

/* "amount £100.00 → £100.01" of the line itself, "activity 12 / 2019-20 / hours planned 5 → 6" of what hangs on it; as
 * a program wants it "amount 100.00 -> 100.01". */
static const char *change_text(const plan_change *c, bool for_people, arena *a)
{
	const table *t = &plan_tables[c->tbl];
	const char *key = row_key_text(t, c->before ? c->before : c->after, a);
	if (c->kind != CHANGE_EDITED)
		return arena_printf(a, "%s %s %s", t->name, key,
			c->kind == CHANGE_ADDED	    ? "came"
			: c->kind == CHANGE_REMOVED ? "went"
						    : "has another key");
	const column *k = &t->columns[c->at];
	span was = cell_span(c->before[c->at]), is = cell_span(c->after[c->at]);
	const char *before = value_or_blank(was, a), *after = value_or_blank(is, a), *arrow = for_people ? "→" : "->";
	if (for_people)
		texts_shortened(&before, &after, k, was, is, a);
	if (span_is(span_of(t->name), "spend"))
		return arena_printf(a, "%s %s %s %s", k->name, before, arrow, after);
	return arena_printf(a, "%s %s %s %s %s %s", t->name, key, k->name, before, arrow, after);
}

static void print_changes(buf *out, const lapse *l, arena *a)
{
	for (size_t i = 0; i < l->change.count; i++)
		buf_printf(out, "%s %s", i ? "," : "", change_text(&l->change.list[i], true, a));
	if (l->version)
		buf_printf(out, " (version %lld, by %s)", (long long)l->version, l->author);
}

static void print_lapse(
	buf *out, const agreed_line *line, const line_answer *w, const lapses *all, const plan *p, arena *a)
{
	const lapse *l = lapse_of(all, line, w);
	buf_printf(out, "%*s%.*s agreed %s on %.*s", 10, "", SPAN_ARG(organisation_shown(p, w->organisation)),
		l->found ? money_of(l->amount, a) : "it", SPAN_ARG(agreed_value(p, w, "date")));
	if (line->state == LINE_GONE && l->found)
		buf_printf(out, "; the line is gone since version %lld, by %s", (long long)l->version, l->author);
	else if (line->state == LINE_GONE)
		buf_text(out, "; the line is gone");
	else if (l->found) {
		buf_text(out, "; since then");
		print_changes(out, l, a);
	} else {
		buf_text(out, all->searched ? "; it has changed since, and no version here is what was agreed"
					    : "; it has changed since");
	}
	buf_char(out, '\n');
}

/* "waits for both"; empty when nobody has still to agree it. */
static const char *waiting_text(const agreed_line *l, const plan *p, arena *a)
{
	buf b;
	size_t named = 0, waiting = 0;
	for (size_t i = 0; i < l->count; i++) {
		named += l->answers[i].named;
		waiting += l->answers[i].state == ANSWER_WAITS;
	}
	if (waiting > 1 && waiting == named && !l->narrowed)
		return named == 2 ? "waits for both" : "waits for every partner";
	buf_init(&b, a);
	for (size_t i = 0; i < l->count; i++)
		if (l->answers[i].state == ANSWER_WAITS)
			buf_printf(&b, "%s%.*s", b.len ? ", " : "waits for ",
				SPAN_ARG(organisation_shown(p, l->answers[i].organisation)));
	return b.len ? arena_text(a, buf_span(&b)) : "";
}

static void print_line(buf *out, const agreed_line *l, const lapses *all, const plan *p, arena *a)
{
	static const char *const words[] = {"agreed", "", "LAPSED", "GONE"};
	span description = spend_value(p, l, "description");
	if (!description.len)
		description = spend_value(p, l, "scheme");
	buf_printf(out, "%-8s  %.*s", l->state == LINE_WAITS ? "" : words[l->state], SPAN_ARG(l->line));
	if (l->row != SIZE_MAX)
		buf_printf(out, "  %s%s%s", text_shown(arena_text(a, description), a), description.len ? ", " : "",
			money_of(spend_value(p, l, "amount"), a));
	const char *waiting = l->state == LINE_WAITS ? "" : waiting_text(l, p, a);
	if (l->now.len)
		buf_printf(out, "  the line is %.*s now; agree it again", SPAN_ARG(l->now));
	buf_printf(out, "%s%s\n", *waiting ? ": " : "", waiting);
	for (size_t i = 0; i < l->count; i++)
		if (l->answers[i].state == ANSWER_LAPSED && (l->answers[i].named || l->state == LINE_GONE))
			print_lapse(out, l, &l->answers[i], all, p, a);
}

/* Lines that wait for the same are listed together, each such list once. */
static void print_waiting_lines(buf *out, const agreement *g, const lapses *all, const plan *p, arena *a)
{
	const char **waiting = arena_array(a, g->count + 1, sizeof *waiting);
	for (size_t i = 0; i < g->count; i++)
		if (g->lines[i].state == LINE_WAITS)
			waiting[i] = waiting_text(&g->lines[i], p, a);
	for (size_t i = 0; i < g->count; i++) {
		const char *whose = waiting[i];
		int64_t count = 0;
		if (!whose)
			continue;
		for (size_t k = i; k < g->count; k++)
			count += waiting[k] && !strcmp(waiting[k], whose);
		buf_printf(out, "\n%s: %s\n", *whose ? whose : "waits for a partner to be named",
			counted(count, "line", a));
		for (size_t k = i; k < g->count; k++)
			if (waiting[k] && !strcmp(waiting[k], whose)) {
				print_line(out, &g->lines[k], all, p, a);
				waiting[k] = NULL;
			}
	}
}

void agreement_print_text(buf *out, const agreement *g, const lapses *l, const plan *p, bool summary, arena *a)
{
	static const line_state order[] = {LINE_LAPSED, LINE_GONE, LINE_WAITS, LINE_AGREED};
	buf_printf(out, "%s\n", agreement_sentence(g, a));
	print_partners(out, g, p, a);
	for (size_t k = 0; !summary && k < 4; k++) {
		bool any = false;
		if (order[k] == LINE_WAITS)
			print_waiting_lines(out, g, l, p, a);
		for (size_t i = 0; i < g->count; i++)
			if (g->lines[i].state == order[k] && order[k] != LINE_WAITS) {
				if (!any)
					buf_char(out, '\n');
				any = true;
				print_line(out, &g->lines[i], l, p, a);
			}
	}
	if (!summary && g->count)
		buf_char(out, '\n');
	print_rule(out, g);
}

/* ---- JSON ---- */

static void json_changes(json_out *j, const lapse *l, arena *a)
{
	json_int(j, "version", l->version);
	json_string(j, "author", l->author);
	json_text(j, "amount_then", l->amount);
	json_open(j, "changes", '[');
	for (size_t i = 0; i < l->change.count; i++) {
		const plan_change *c = &l->change.list[i];
		const table *t = &plan_tables[c->tbl];
		static const char *const kinds[] = {"added", "removed", "moved", "edited"};
		json_open(j, NULL, '{');
		json_string(j, "table", t->name);
		json_string(j, "key", row_key_text(t, c->before ? c->before : c->after, a));
		json_string(j, "change", kinds[c->kind]);
		if (c->kind == CHANGE_EDITED) {
			json_string(j, "column", t->columns[c->at].name);
			json_text(j, "before", cell_span(c->before[c->at]));
			json_text(j, "after", cell_span(c->after[c->at]));
		}
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void json_answer(
	json_out *j, const agreed_line *line, const line_answer *w, const lapses *l, const plan *p, arena *a)
{
	json_open(j, NULL, '{');
	json_text(j, "organisation", w->organisation);
	json_bool(j, "named", w->named);
	json_string(j, "state", answer_states[w->state]);
	if (w->row != SIZE_MAX) {
		json_text(j, "person", agreed_value(p, w, "person"));
		json_text(j, "date", agreed_value(p, w, "date"));
		json_text(j, "digest", agreed_value(p, w, "digest"));
	}
	const lapse *lapsed = lapse_of(l, line, w);
	if (lapsed && lapsed->found)
		json_changes(j, lapsed, a);
	json_close(j, '}');
}

void agreement_print_json(buf *out, const agreement *g, const lapses *l, const plan *p, const char *name, arena *a)
{
	json_out j;
	json_start(&j, out, true);
	json_open(&j, NULL, '{');
	json_string(&j, "plan", name);
	json_int(&j, "lines", (int64_t)(g->count - g->gone));
	json_int(&j, "agreed", (int64_t)g->agreed);
	json_int(&j, "waiting", (int64_t)g->waiting);
	json_int(&j, "lapsed", (int64_t)g->lapsed);
	json_int(&j, "gone", (int64_t)g->gone);
	json_open(&j, "list", '[');
	for (size_t i = 0; i < g->count; i++) {
		const agreed_line *line = &g->lines[i];
		json_open(&j, NULL, '{');
		json_text(&j, "line", line->line);
		json_string(&j, "state", line_states[line->state]);
		if (line->row != SIZE_MAX) {
			json_text(&j, "scheme", spend_value(p, line, "scheme"));
			json_text(&j, "description", spend_value(p, line, "description"));
			json_text(&j, "amount", spend_value(p, line, "amount"));
			json_string(&j, "digest", line->digest);
			json_string(&j, "partners_by", rule_ids[line->rule]);
			json_bool(&j, "partners_narrowed_by_area", line->narrowed);
		}
		if (line->now.len)
			json_text(&j, "line_now", line->now);
		json_open(&j, "partners", '[');
		for (size_t k = 0; k < line->count; k++)
			json_answer(&j, line, &line->answers[k], l, p, a);
		json_close(&j, ']');
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	buf_char(out, '\n');
}

/* ---- CSV: a row for each line and partner ---- */

static void csv_answer(
	buf *out, const agreed_line *line, const line_answer *w, const lapses *l, const plan *p, arena *a)
{
	const lapse *lapsed = w ? lapse_of(l, line, w) : NULL;
	bool found = lapsed && lapsed->found;
	buf since;
	buf_init(&since, a);
	for (size_t i = 0; found && i < lapsed->change.count; i++)
		buf_printf(&since, "%s%s", i ? "; " : "", change_text(&lapsed->change.list[i], false, a));
	const span fields[] = {line->line, spend_value(p, line, "scheme"), spend_value(p, line, "description"),
		spend_value(p, line, "amount"), span_of(line_states[line->state]), w ? w->organisation : (span){"", 0},
		span_of(w ? answer_states[w->state] : ""), w ? agreed_value(p, w, "person") : (span){"", 0},
		w ? agreed_value(p, w, "date") : (span){"", 0}, buf_span(&since),
		span_of(found ? arena_printf(a, "%lld", (long long)lapsed->version) : ""),
		span_of(found ? lapsed->author : "")};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		if (i)
			buf_char(out, ',');
		csv_field(out, fields[i]);
	}
	buf_char(out, '\n');
}

void agreement_print_csv(buf *out, const agreement *g, const lapses *l, const plan *p, arena *a)
{
	buf_text(out, "line,scheme,description,amount,state,organisation,answer,person,date,since,version,author\n");
	for (size_t i = 0; i < g->count; i++) {
		const agreed_line *line = &g->lines[i];
		for (size_t k = 0; k < line->count; k++)
			csv_answer(out, line, &line->answers[k], l, p, a);
		if (!line->count)
			csv_answer(out, line, NULL, l, p, a);
	}
}
