#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "cmd/clock.h"
#include "plan/personal.h"
#include "cmd/cmd.h"
#include "format/hint.h"

bool same_file(const char *x, const char *y)
{
	struct stat one, other;
	return !stat(x, &one) && !stat(y, &other) && one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

static bool is_option(const char *word)
{
	return (word[0] == '-' && word[1] == '-' && word[2]) || !strcmp(word, "-o");
}

static const struct {
	const char *name;
	size_t offset; /* of a const char * in options */
} texts[] = {
	{"--policy", offsetof(options, policy)},
	{"--policy-path", offsetof(options, policy_path)},
	{"--today", offsetof(options, today)},
	{"--only", offsetof(options, only)},
	{"--against", offsetof(options, against)},
	{"--from", offsetof(options, from)},
	{"--into", offsetof(options, into)},
	{"--reason", offsetof(options, reason)},
	{"--by", offsetof(options, by)},
	{"--until", offsetof(options, until)},
	{"--areas", offsetof(options, areas)},
	{"--years", offsetof(options, years)},
	{"--seed", offsetof(options, seed)},
	{"--lines", offsetof(options, lines)},
	{"--defects", offsetof(options, defects)},
	{"--first", offsetof(options, first)},
	{"--output", offsetof(options, out)},
	{"--map", offsetof(options, map)},
	{"--area", offsetof(options, area)},
	{"--split", offsetof(options, split)},
	{"--as", offsetof(options, as)},
	{"--message", offsetof(options, message)},
	{"--base", offsetof(options, base)},
	{"--branch", offsetof(options, branch)},
	{"--take", offsetof(options, take)},
	{"--uplift", offsetof(options, uplift)},
	{"--cease", offsetof(options, cease)},
	{"--organisation", offsetof(options, organisation)},
	{"--person", offsetof(options, person)},
	{"--line", offsetof(options, line)},
	{"--scheme", offsetof(options, scheme)},
	{"--head", offsetof(options, head)},
	{"--key", offsetof(options, key)},
	{"--sign", offsetof(options, sign)},
	{"--kind", offsetof(options, kind)},
	{"--store", offsetof(options, store)},
	{"--not-personal", offsetof(options, not_personal)},
};
static const struct {
	const char *name;
	size_t offset; /* of a bool */
} flags[] = {
	{"--what-if", offsetof(options, what_if)},
	{"--quiet", offsetof(options, quiet)},
	{"--force", offsetof(options, force)},
	{"--replace", offsetof(options, replace)},
	{"--policy-tables", offsetof(options, schema_of_policy)},
	{"--summary", offsetof(options, summary)},
	{"--all", offsetof(options, all)},
	{"--apply", offsetof(options, apply)},
	{"--due", offsetof(options, due)},
};
static const char *const common = " --policy --policy-path --today --what-if --quiet --format --color --threads ";

static bool may(const char *name, const char *allowed)
{
	char wanted[40];
	if (strlen(name) > sizeof wanted - 3)
		return false;
	snprintf(wanted, sizeof wanted, " %s ", name);
	return strstr(common, wanted) || strstr(allowed, wanted);
}

static int take_format(options *o, const char *value, const char *allowed, err *e)
{
	static const char *const names[] = {"text", "json", "csv", "sql", "datapackage", "folder"};
	if (!strcmp(value, "xlsx") && may("xlsx", allowed)) {
		o->format = OUTPUT_XLSX;
		return 0;
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(value, names[i])) {
			o->format = (output)i;
			return 0;
		}
	if (!strcmp(value, "markdown")) {
		o->format = OUTPUT_TEXT;
		return 0;
	}
	return err_add(e, ERR_USAGE, "", "--format %s is not known here; write text, json%s", value,
		may("xlsx", allowed) ? ", csv or xlsx" : " or csv");
}

static int take_color(options *o, const char *value, err *e)
{
	if (strcmp(value, "auto") && strcmp(value, "always") && strcmp(value, "never"))
		return err_add(e, ERR_USAGE, "", "--color %s is not known; write auto, always or never", value);
	if (strcmp(value, "auto"))
		o->color = !strcmp(value, "always");
	return 0;
}

static int take_threads(options *o, const char *value, err *e)
{
	if (value[0] < '1' || value[0] > '9' || strlen(value) > 2)
		return err_add(e, ERR_USAGE, "", "--threads takes a number from 1 to 64");
	o->threads = value[0] - '0';
	if (value[1])
		o->threads = o->threads * 10 + (value[1] - '0');
	return value[1] && (value[1] < '0' || value[1] > '9' || o->threads > 64)
		       ? err_add(e, ERR_USAGE, "", "--threads takes a number from 1 to 64")
		       : 0;
}

static int take_value(options *o, const char *name, const char *value, const char *allowed, err *e)
{
	day d;
	if (!strcmp(name, "--format"))
		return take_format(o, value, allowed, e);
	if (!strcmp(name, "--color"))
		return take_color(o, value, e);
	if (!strcmp(name, "--threads"))
		return take_threads(o, value, e);
	if ((!strcmp(name, "--today") || !strcmp(name, "--until")) && !date_parse(&d, span_of(value))) {
		const char *meant = value_hint(e->owner, TYPE_DATE, span_of(value));
		return err_add(e, ERR_USAGE, name, "'%s' %s", value,
			meant ? meant : "is not a date; write year-month-day, such as 2019-03-31");
	}
	if (!strcmp(name, "--resolve"))
		o->resolve[o->resolve_count++] = value;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (!strcmp(name, texts[i].name))
			*(const char **)((char *)o + texts[i].offset) = value;
	return 0;
}

static bool take_flag(options *o, const char *name)
{
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		if (!strcmp(name, flags[i].name)) {
			*(bool *)((char *)o + flags[i].offset) = true;
			return true;
		}
	return false;
}

/* What is typed is kept as it is, and for long. */
static int judge_words(const char *option, const char *text, arena *a, err *e)
{
	personal_hit h;
	span s = span_of(text ? text : "");
	for (size_t from = 0; personal_next(&h, s, from); from = h.at + h.len)
		if (h.kind == PERSONAL_NHS_NUMBER || h.kind == PERSONAL_NI_NUMBER)
			return err_add(e, ERR_USAGE, "",
				"the text of %s holds %s, %s; say it without: what is recorded is kept and read by "
				"many",
				option, personal_kind_name(h.kind), personal_masked(s, &h, a));
	return 0;
}

int options_read(options *out, int argc, char **argv, const char *allowed, arena *a, err *e)
{
	options o = {.words = arena_array(a, (size_t)argc + 1, sizeof(char *)),
		.resolve = arena_array(a, (size_t)argc + 1, sizeof(char *))};
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
	bool rest = false;

	o.color = isatty(STDOUT_FILENO) && !(no_color && *no_color) && !(term && !strcmp(term, "dumb"));
	for (int i = 0; i < argc; i++) {
		if (rest || !is_option(argv[i])) {
			if (!rest && !strcmp(argv[i], "--"))
				rest = true;
			else
				o.words[o.count++] = argv[i];
			continue;
		}
		const char *equals = strchr(argv[i], '=');
		const char *name = equals ? arena_text(a, (span){argv[i], (size_t)(equals - argv[i])}) : argv[i];
		if (!strcmp(name, "-o"))
			name = "--output";
		if (!may(name, allowed))
			return err_add(e, ERR_USAGE, "", "unknown option '%s'; --help lists them", name);
		if (take_flag(&o, name)) {
			if (equals)
				return err_add(e, ERR_USAGE, "", "option '%s' takes no value", name);
			continue;
		}
		const char *value = equals ? equals + 1 : i + 1 < argc ? argv[++i] : NULL;
		if (!value)
			return err_add(e, ERR_USAGE, "", "option '%s' needs a value", name);
		int rc = take_value(&o, name, value, allowed, e);
		if (rc)
			return rc;
	}
	int rc = o.today ? 0 : clock_read(&o.today, NULL, a, e);
	if (!rc)
		rc = judge_words("--message", o.message, a, e);
	if (!rc)
		rc = judge_words("--reason", o.reason, a, e);
	if (!rc)
		*out = o;
	return rc;
}

/* ---- printing ---- */

void complain(const err *e)
{
	for (const err_message *m = e->first; m; m = m->next)
		fprintf(stderr, "bcf: %s%s%s\n", m->where, *m->where ? ": " : "", m->text);
	size_t kept = 0;
	for (const err_message *m = e->first; m; m = m->next)
		kept++;
	if (e->count > kept)
		fprintf(stderr, "bcf: and %zu more\n", e->count - kept);
}

bool print_out(span text)
{
	if (fwrite(text.at, 1, text.len, stdout) == text.len && fflush(stdout) == 0)
		return true;
	fprintf(stderr, "bcf: cannot write the result: the disk may be full, or the reader went away\n");
	return false;
}
