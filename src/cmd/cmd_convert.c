/* bcf convert: a plan from one form into another, without loss: read it, judge it where a workbook shows its findings,
 * write it.  How a workbook was read is told on standard error. */
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cmd/judge.h"
#include "cmd/plan_out.h"
#include "cmd/privacy.h"
#include "cmd/source.h"
#include "cmd/store_text.h"
#include "store/connection.h"
#include "cmd/reading_text.h"
#include "plan/plan.h"
#include "plan/template.h"
#include "policy/workbook_map.h"

#define NOTES_PRINTED_MAX 20 /* of each kind */

static bool ends_with(const char *text, const char *ending)
{
	size_t n = strlen(text), m = strlen(ending);
	return n > m && !strcasecmp(text + n - m, ending);
}

/* ---- reading ---- */

/* A list gives lines and schemes; a package has to say what it is. */
static void name_plan(plan *p, const char *path, arena *a)
{
	rows *r = plan_rows(p, "plan");
	if (r->count)
		return;
	cell *title = rows_add(r, a);
	const char *id = package_id(path, a);
	title[table_column(r->of, span_of("title"))] = (cell){.at = id, .len = (uint32_t)strlen(id)};
}

/* With --policy the list's labels are those of that year, and rows without a period are of its first. */
static int join_policy(workbook_map *map, const options *o, arena *a, err *e)
{
	pack *policy;
	int rc = pack_open(&policy, o->policy, o->policy_path, a, e);
	if (!rc)
		workbook_map_join(map, policy, a);
	return rc;
}

/* A partnership's own list, by the map that the user names. */
static int read_by_map(plan **out, workbook_map *map, const options *o, arena *a, err *e)
{
	const char *path = o->words[0];
	file text;
	int rc = file_open(&text, AT_FDCWD, o->map, true, o->map, e);
	if (rc)
		return rc;
	char *copy = arena_text(a, text.text);
	size_t len = text.text.len;
	file_close(&text);
	rc = workbook_map_read(map, copy, len, o->map, a, e);
	if (!rc && o->policy)
		rc = join_policy(map, o, a, e);
	if (rc)
		return rc;
	plan *p = arena_alloc(a, sizeof *p);
	p->shown = path;
	p->tables = arena_array(a, plan_table_count, sizeof *p->tables);
	for (size_t i = 0; i < plan_table_count; i++)
		p->tables[i].of = &plan_tables[i];
	p->files = arena_alloc(a, sizeof *p->files);
	p->reading = arena_alloc(a, sizeof *p->reading);
	rc = file_open(p->files, AT_FDCWD, path, true, path, e);
	if (rc)
		return rc;
	p->file_count = 1;
	rc = xlsx_open(&p->book, p->files->text, path, a, e);
	if (!rc)
		xlsx_mapped(p->book);
	if (!rc)
		rc = template_read_by(p, p->book, map, a, e);
	if (rc) {
		plan_close(p);
		return rc;
	}
	name_plan(p, path, a);
	*out = p;
	return 0;
}

/* A workbook comes from people's desks and is looked through for what is about patients or clients. */
static int read_plan(plan **out, const options *o, arena *a, err *e)
{
	map_set maps;
	workbook_map map;
	plan *p;
	const char *accepted;
	map_set_init(&maps, o->policy_path, a);
	int rc = o->map ? read_by_map(&p, &map, o, a, e) : source_open(&p, o->words[0], &maps, a, e);
	if (rc)
		return rc;
	if (p->reading)
		rc = privacy_judge(&accepted, p, NULL, o->map ? &map : NULL, o, a, e);
	if (rc) {
		plan_close(p);
		return rc;
	}
	*out = p;
	return 0;
}

static void print_reading(const plan *p, arena *a)
{
	buf b;
	buf_init(&b, a);
	reading_print(&b, p->reading, NOTES_PRINTED_MAX, "", a);
	fprintf(stderr, "%s", buf_span(&b).at);
}

/* ---- writing ---- */

static int save_plan(const plan *p, const char *path, const options *o, arena *a, err *e)
{
	if (source_is_stored(path) || connection_is_name(span_of(path)))
		return err_add(e, ERR_USAGE, "",
			"what to write is a store: 'bcf store import STORE %s --as ID' puts a plan there as a new "
			"version",
			o->words[0]);
	return plan_out_save(p, path, o->words[0], o, a, e);
}

int cmd_convert(int argc, char **argv, arena *a, err *e)
{
	options o;
	plan *p;
	int rc = options_read(&o, argc, argv, " --force --map --by" PRIVACY_OPTIONS, a, e);
	if (rc)
		return rc;
	if (o.count != 2)
		return err_add(e, ERR_USAGE, "", "name what to read and what to write");
	if (ends_with(o.words[0], ".xlsx") && same_file(o.words[0], o.words[1]))
		return err_add(e, ERR_USAGE, o.words[1],
			"is the workbook to read and would be written over, with all that is not part of the plan; "
			"name another file");
	rc = read_plan(&p, &o, a, e);
	if (rc)
		return rc;
	rc = save_plan(p, o.words[1], &o, a, e);
	if (!rc && p->stored && p->taken && !o.quiet)
		fprintf(stderr, "version %lld of %s%s%s, saved by %s on %.10s, written to %s\n",
			(long long)p->taken->number, text_shown(p->taken->id, a),
			strcmp(p->taken->branch, STORE_MAIN) ? ", branch " : "",
			strcmp(p->taken->branch, STORE_MAIN) ? p->taken->branch : "", text_shown(p->taken->author, a),
			p->taken->written, o.words[1]);
	if (!rc && p->reading && !o.quiet)
		print_reading(p, a);
	plan_close(p);
	return rc;
}
