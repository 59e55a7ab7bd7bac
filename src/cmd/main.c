#include <malloc.h>
#include <string.h>

#include "cmd/cmd.h"

#ifndef BCF_VERSION
#define BCF_VERSION "unknown"
#endif

static const char *const common_help =
	"\nCommon options:\n"
	"  --format text|json|csv   text for people is the default\n"
	"  --policy ID              judge by another policy year (needs --what-if when it is not the plan's own)\n"
	"  --policy-path DIR        look for policy packs there first\n"
	"  --today DATE             the date to judge by (default: today in London)\n"
	"  --color auto|always|never  --quiet  --help  --version\n"
	"\nExit status: 0 done; 1 done, and there is at least one error; 2 could not; 3 the program itself failed.\n";

static void print_commands(FILE *to)
{
	fprintf(to, "bcf: plan, check and explain a Better Care Fund plan\n\n"
		    "The Better Care Fund is the money that the NHS and councils in each area of England must pool for "
		    "health and\n"
		    "social care.  bcf reads an area's plan and says what is wrong, where, by how much, under which "
		    "rule, and what to do.\n\n"
		    "  bcf check examples/doncaster-2019-20      try it on a real plan\n\nCommands:\n");
	for (size_t i = 0; i < command_count; i++)
		fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].summary);
	fprintf(to, "\n'bcf COMMAND --help' tells more, with an example.\n%s", common_help);
}

static const command *find_command(const command *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(name, list[i].name))
			return &list[i];
	return NULL;
}

static const char *nearest_command(const command *list, size_t count, const char *name)
{
	const char *best = NULL;
	size_t least = 3;
	for (size_t i = 0; i < count; i++) {
		size_t d = span_distance(span_of(name), span_of(list[i].name));
		if (d < least) {
			least = d;
			best = list[i].name;
		}
	}
	return best;
}

static void print_help(const command *c)
{
	printf("usage: bcf %s\n\n%s", c->usage, c->help);
	for (size_t i = 0; i < c->part_count; i++)
		printf("  %-10s %s\n", c->parts[i].name, c->parts[i].summary);
	if (c->parts)
		printf("\n'bcf %s SUBCOMMAND --help' tells more, with an example.\n", c->name);
	fputs(common_help, stdout);
}

static int complain_of(const command *list, size_t count, const char *of, const char *name)
{
	const char *near = nearest_command(list, count, name);
	fprintf(stderr, "bcf: there is no %s '%s'%s%s%s; 'bcf %s%s--help' lists them\n", *of ? "subcommand" : "command",
		name, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "", of, *of ? " " : "");
	return EXIT_COULD_NOT;
}

static bool asks_help(int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		if (!strcmp(argv[i], "--"))
			return false;
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			return true;
	}
	return false;
}

static int run(const command *c, int argc, char **argv)
{
	arena *a = arena_open();
	err e;
	err_init(&e, a);
	int status = c->run(argc, argv, a, &e);
	complain(&e);
	if (status < 0) {
		bool misused = false;
		for (const err_message *m = e.first; m; m = m->next)
			misused |= m->code == ERR_USAGE && !*m->where;
		if (misused)
			fprintf(stderr, "usage: bcf %s\n", c->usage);
		status = status == ERR_INTERNAL ? EXIT_BROKEN : EXIT_COULD_NOT;
	}
	arena_close(a);
	return status;
}

/* A run takes memory for one plan after another: keep what was freed instead of giving it back and asking again. */
static void keep_memory(void)
{
	mallopt(M_TRIM_THRESHOLD, 64 << 20);
	mallopt(M_MMAP_THRESHOLD, 4 << 20);
	mallopt(M_TOP_PAD, 1 << 20);
}

static int run_words(int argc, char **argv)
{
	if (argc < 2) {
		print_commands(stderr);
		return EXIT_COULD_NOT;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "version")) {
		printf("bcf %s\n", BCF_VERSION);
		return EXIT_DONE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		const command *c = argc > 2 ? find_command(commands, command_count, argv[2]) : NULL;
		const command *part = c && argc > 3 ? find_command(c->parts, c->part_count, argv[3]) : NULL;
		if (c)
			print_help(part ? part : c);
		else
			print_commands(stdout);
		return EXIT_DONE;
	}
	const command *c = find_command(commands, command_count, argv[1]);
	if (!c)
		return complain_of(commands, command_count, "", argv[1]);
	argc -= 2;
	argv += 2;
	if (c->parts && argc && argv[0][0] != '-') {
		const command *part = find_command(c->parts, c->part_count, argv[0]);
		if (!part)
			return complain_of(c->parts, c->part_count, c->name, argv[0]);
		c = part;
		argc--;
		argv++;
	}
	if (asks_help(argc, argv)) {
		print_help(c);
		return EXIT_DONE;
	}
	if (!c->run) {
		fprintf(stderr, "bcf: name a subcommand of '%s'; 'bcf %s --help' lists them\n", c->name, c->name);
		return EXIT_COULD_NOT;
	}
	return run(c, argc, argv);
}

int main(int argc, char **argv)
{
	keep_memory();
	int status = run_words(argc, argv);
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "bcf: cannot write the result: the disk may be full, or the reader went away\n");
		return EXIT_COULD_NOT;
	}
	return status;
}
