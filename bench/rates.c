/* What share of planted faults is found, and what is found that nobody planted.
 *
 *     rates DEFECTS.csv FINDINGS.jsonl [DEFECTS.csv FINDINGS.jsonl ...]
 *
 * FINDINGS is what `bcf check --format json` prints of the nation that DEFECTS is of.  A fault is found when its check
 * finds something in its plan, be it as a finding or as the consequence of one.  A false alarm is a finding, failed or
 * undetermined, error or warning, whose check is neither that of a fault of its plan nor one that the fault's kind
 * names as an honest consequence. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/csv.h"
#include "format/file.h"
#include "format/json_in.h"

typedef struct fault {
	const char *plan, *kind, *check, *severity, *may_also, *place;
	bool found, otherwise; /* found with another severity */
} fault;

typedef struct tally {
	fault *faults;
	size_t count, room, plans, alarms;
	arena *a;
} tally;

static const char *field(const csv *c, size_t i, arena *a)
{
	return i < c->count ? arena_text(a, (span){c->cells[i].at, c->cells[i].len}) : "";
}

static void stop(const err *e)
{
	for (const err_message *m = e->first; m; m = m->next)
		fprintf(stderr, "rates: %s: %s\n", m->where, m->text);
	exit(2);
}

static void read_faults(tally *t, const char *path, err *e)
{
	file f;
	csv c;
	if (file_open(&f, AT_FDCWD, path, true, path, e) || csv_open(&c, file_bytes(&f), f.text.len, path, t->a, e))
		stop(e);
	csv_next(&c, e);
	while (csv_next(&c, e) > 0) {
		t->faults = arena_grow(t->a, t->faults, &t->room, t->count + 1, sizeof *t->faults);
		t->faults[t->count++] = (fault){.plan = field(&c, 0, t->a),
			.kind = field(&c, 1, t->a),
			.check = field(&c, 2, t->a),
			.severity = field(&c, 3, t->a),
			.may_also = field(&c, 4, t->a),
			.place = arena_printf(t->a, "%s %s %s: '%s' was '%s'", field(&c, 5, t->a), field(&c, 6, t->a),
				field(&c, 7, t->a), field(&c, 9, t->a), field(&c, 8, t->a))};
	}
	file_close(&f);
}

static span text_of(const json *object, const char *name)
{
	const json *v = json_find(object, name);
	return v ? v->text : (span){"", 0};
}

/* "/tmp/nation/2019-20/a001.json" -> "2019-20/a001" */
static span plan_id(span path)
{
	size_t slashes = 0, from = path.len;
	if (path.len > 5 && !memcmp(path.at + path.len - 5, ".json", 5))
		path.len -= 5;
	for (from = path.len; from > 0; from--)
		if (path.at[from - 1] == '/' && ++slashes == 2)
			break;
	return (span){path.at + from, path.len - from};
}

static bool names(const char *list, span check)
{
	span rest = span_of(list);
	while (rest.len)
		if (span_equal(span_cut(&rest, ' '), check))
			return true;
	return false;
}

/* Marks the faults that the check finds; false when none explains it. */
static bool explain(tally *t, size_t from, span plan, span check, span severity)
{
	bool any = false;
	for (size_t i = from; i < t->count; i++) {
		fault *f = &t->faults[i];
		if (!span_is(plan, f->plan))
			continue;
		if (span_is(check, f->check)) {
			f->otherwise = !f->found && severity.len && !span_is(severity, f->severity);
			f->found = any = true;
		}
		any |= names(f->may_also, check);
	}
	return any;
}

static void judge(tally *t, size_t from, const json *report)
{
	span plan = plan_id(text_of(report, "plan"));
	const json *findings = json_find(report, "findings");
	t->plans++;
	for (const json *f = findings ? findings->first : NULL; f; f = f->next) {
		span severity = text_of(f, "severity"), result = text_of(f, "result"), check = text_of(f, "check");
		const json *also = json_find(f, "consequences");
		for (const json *c = also ? also->first : NULL; c; c = c->next) {
			span rest = c->text;
			explain(t, from, plan, span_cut(&rest, ':'), (span){"", 0});
		}
		if (span_is(result, "waived") || explain(t, from, plan, check, severity) || span_is(severity, "info"))
			continue;
		t->alarms++;
		printf("  false alarm: %.*s %.*s %.*s %.*s: %.*s", SPAN_ARG(plan), SPAN_ARG(severity), SPAN_ARG(result),
			SPAN_ARG(text_of(f, "id")), SPAN_ARG(text_of(f, "message")));
		for (size_t i = from; i < t->count; i++)
			if (span_is(plan, t->faults[i].plan))
				printf(" [planted: %s (%s) %s]", t->faults[i].kind, t->faults[i].check,
					t->faults[i].place);
		printf("\n");
	}
}

static void read_findings(tally *t, size_t from, const char *path, err *e)
{
	file f;
	if (file_open(&f, AT_FDCWD, path, true, path, e))
		stop(e);
	span rest = f.text;
	while (rest.len) {
		span line = span_cut(&rest, '\n');
		arena *own = arena_open();
		json *report;
		if (line.len && json_parse(&report, line, path, own, e))
			stop(e);
		if (line.len)
			judge(t, from, report);
		arena_close(own);
	}
	file_close(&f);
}

static void print_rate(const tally *t, const char *severity)
{
	size_t found = 0, all = 0;
	for (size_t i = 0; i < t->count; i++)
		if (!strcmp(t->faults[i].severity, severity)) {
			all++;
			found += t->faults[i].found;
		}
	printf("planted %ss found: %zu of %zu (%zu.%zu %%)\n", severity, found, all, all ? found * 100 / all : 0,
		all ? found * 1000 / all % 10 : 0);
}

static void print_kinds(const tally *t)
{
	size_t kinds = 0;
	for (size_t i = 0; i < t->count; i++) {
		bool seen = false;
		for (size_t k = 0; k < i && !seen; k++)
			seen = !strcmp(t->faults[k].kind, t->faults[i].kind);
		kinds += !seen;
	}
	printf("%zu faults of %zu kinds in %zu plans\n", t->count, kinds, t->plans);
	for (size_t i = 0; i < t->count; i++) {
		if (!t->faults[i].found)
			printf("  missed: %s %s (%s) %s\n", t->faults[i].plan, t->faults[i].kind, t->faults[i].check,
				t->faults[i].place);
		if (t->faults[i].otherwise)
			printf("  found, but not as %s: %s %s (%s) %s\n", t->faults[i].severity, t->faults[i].plan,
				t->faults[i].kind, t->faults[i].check, t->faults[i].place);
	}
}

int main(int argc, char **argv)
{
	tally t = {.a = arena_open()};
	err e;
	err_init(&e, t.a);
	for (int i = 1; i + 1 < argc; i += 2) {
		size_t from = t.count;
		read_faults(&t, argv[i], &e);
		read_findings(&t, from, argv[i + 1], &e);
	}
	print_kinds(&t);
	print_rate(&t, "error");
	print_rate(&t, "warning");
	printf("findings that no planted fault explains: %zu\n", t.alarms);
	bool missed = t.alarms > 0;
	for (size_t i = 0; i < t.count; i++)
		missed |= !t.faults[i].found && !strcmp(t.faults[i].severity, "error");
	arena_close(t.a);
	return missed;
}
