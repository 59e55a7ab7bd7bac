#include "store/retention.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "plan/schema.h"

static const char built_in[] =
	"kind,paths,years,counted_from,basis,verified\n"
	"plan and figures,*,6,plan ends,"
	"\"financial records, and six years is the usual limit for claims under a simple contract; your own schedule "
	"goes "
	"first\",no\n"
	"agreements,agreements.csv; agreement_parties.csv; agreement_terms.csv; shares.csv; share_splits.csv,12,plan "
	"ends,"
	"\"an agreement made as a deed may be sued on for twelve years; six where it is under hand\",no\n"
	"decisions and sign-offs,agreed.csv; bodies.csv; meetings.csv; signoffs.csv; waivers.csv,6,plan ends,"
	"as long as the figures that were decided; minutes themselves are kept by each organisation,no\n"
	"people at work,contacts.csv,2,plan ends,"
	"needed while questions about the plan are asked: UK GDPR article 5(1)(e) sets no number of years,no\n";

static const column columns[] = {
	{"kind", TYPE_TEXT, COLUMN_KEY},
	{"paths", TYPE_LIST},
	{"years", TYPE_COUNT},
	{"counted_from", TYPE_TEXT, .words = "plan ends, replaced"},
	{"basis", TYPE_TEXT},
	{"verified", TYPE_TEXT, .words = "yes, no"},
};
static const table periods = {"retention", "Retention", "how long what is kept", .columns = columns,
	.count = sizeof columns / sizeof *columns};

int retention_read(retention **out, size_t *count, char *text, size_t len, const char *shown, arena *a, err *e)
{
	rows r = {.of = &periods};
	if (!text) {
		text = arena_text(a, span_of(built_in));
		len = sizeof built_in - 1;
		shown = "the built-in periods";
	}
	int rc = rows_read_csv(&r, &periods, text, len, shown, a, e);
	if (rc)
		return rc;
	retention *list = arena_array(a, r.count, sizeof *list);
	for (size_t i = 0; i < r.count; i++) {
		const cell *c = rows_row(&r, i);
		list[i] = (retention){.kind = arena_text(a, cell_span(c[0])),
			.paths = cell_span(c[1]),
			.years = -1,
			.from_plan_end = !span_is(cell_span(c[3]), "replaced"),
			.basis = arena_text(a, cell_span(c[4])),
			.verified = span_is(cell_span(c[5]), "yes")};
		if (c[2].len && (!count_parse(&list[i].years, cell_span(c[2])) || list[i].years > 100))
			rc = err_add(
				e, ERR_PARSE, cell_place(a, r.from, c[2]), "years is not a number of years up to 100");
		if (!span_is(cell_span(c[3]), "replaced") && !span_is(cell_span(c[3]), "plan ends"))
			rc = err_add(e, ERR_PARSE, cell_place(a, r.from, c[3].len ? c[3] : c[0]),
				"counted_from is neither 'plan ends' nor 'replaced'");
		if (!list[i].paths.len)
			rc = err_add(e, ERR_PARSE, cell_place(a, r.from, c[0]),
				"has no paths; name tables, such as contacts.csv, or * for all the others");
	}
	if (rc)
		return rc;
	*out = list;
	*count = r.count;
	return 0;
}

static const retention *kind_of(const char *path, const retention *list, size_t count)
{
	const retention *rest = NULL;
	for (size_t i = 0; i < count; i++) {
		span left = list[i].paths;
		if (span_is(left, "*"))
			rest = &list[i];
		while (left.len)
			if (span_is(span_trim(span_cut(&left, ';')), path))
				return &list[i];
	}
	return rest;
}

/* `years` after a date "2019-03-31..."; 29 February becomes the 28th. */
static bool later(day *out, char text[DATE_TEXT], const char *date, int64_t years)
{
	int64_t year;
	if (strlen(date) < 10 || !count_parse(&year, (span){date, 4}))
		return false;
	char made[32];
	snprintf(made, sizeof made, "%04lld%.6s", (long long)(year + years), date + 4);
	if (!strcmp(made + 4, "-02-29") && !date_parse(out, span_of(made)))
		made[9] = '8';
	if (!date_parse(out, span_of(made)))
		return false;
	memcpy(text, made, 10);
	text[10] = 0;
	return true;
}

/* When the plan ends, by its newest version on main; "" when it does not say. */
static int plan_end(const char **out, store *s, const char *id, arena *a, err *e)
{
	version head;
	content_line *lines;
	size_t count = 0;
	span text = {"", 0};
	*out = "";
	int rc = store_find(&head, s, id, NULL, a, e);
	if (!rc)
		rc = store_content(&lines, &count, s, id, &head, a, e);
	for (size_t i = 0; !rc && i < count; i++)
		if (!strcmp(lines[i].path, "plan.csv"))
			rc = store_blob(&text, s, id, lines[i].digest, a, e);
	if (rc || !text.len)
		return rc;
	rows r = {0};
	rc = rows_read_csv(
		&r, &plan_tables[schema_find(span_of("plan"))], arena_text(a, text), text.len, "plan.csv", a, e);
	if (!rc && r.count)
		*out = arena_text(a, cell_span(*rows_cell(&r, 0, "ends")));
	return rc;
}

static int compare_due(const void *x, const void *y)
{
	const due_blob *p = x, *q = y;
	int order = strcmp(p->of->kind, q->of->kind);
	if (!order)
		order = strcmp(p->held.path, q->held.path);
	return order ? order
		     : (p->held.versions[0] > q->held.versions[0]) - (p->held.versions[0] < q->held.versions[0]);
}

int retention_due(due_blob **out, size_t *count, store *s, const char *id, const retention *list, size_t list_count,
	day today, arena *a, err *e)
{
	held_blob *held;
	expunge_entry *entries;
	version *versions;
	const char *ends;
	size_t held_count, entry_count, version_count, n = 0;
	int rc = plan_end(&ends, s, id, a, e);
	if (!rc)
		rc = held_blobs(&held, &held_count, s, id, a, e);
	if (!rc)
		rc = expunge_entries(&entries, &entry_count, s, id, a, e);
	if (!rc)
		rc = store_log(&versions, &version_count, s, id, NULL, a, e);
	if (rc)
		return rc;
	due_blob *due = arena_array(a, held_count, sizeof *due);
	for (size_t i = 0; i < held_count; i++) {
		const retention *of = kind_of(held[i].path, list, list_count);
		const expunge_entry *x = NULL;
		const char *from = ends;
		day d;
		if (!of || of->years < 0)
			continue;
		for (size_t k = 0; k < entry_count; k++)
			if (!memcmp(entries[k].digest, held[i].digest, DIGEST_BYTES))
				x = &entries[k];
		if (x && x->expunged)
			continue;
		if (!of->from_plan_end || !*ends)
			for (size_t k = 0; k < version_count; k++)
				if (versions[k].number == held[i].versions[held[i].count - 1])
					from = versions[k].written;
		due[n] = (due_blob){.of = of, .held = held[i], .asked = x};
		for (size_t k = 0; k < held_count && !due[n].held.head_of; k++) /* perhaps under another path */
			if (held[k].head_of && !memcmp(held[k].digest, held[i].digest, DIGEST_BYTES))
				due[n].held.head_of = held[k].head_of;
		if (later(&d, due[n].since, from, of->years) && d <= today)
			n++;
	}
	qsort(due, n, sizeof *due, compare_due);
	*out = due;
	*count = n;
	return 0;
}
