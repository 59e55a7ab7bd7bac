/* bcf convert: a plan from one form into another, without loss: read it, judge it where a workbook shows its findings,
 * write it.  How a workbook was read is told on standard error. */
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cmd/judge.h"
#include "cmd/source.h"
#include "cmd/reading_text.h"
#include "plan/plan.h"
#include "plan/template.h"
#include "policy/workbook_map.h"
#include "report/plan_book.h"

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
static int read_by_map(plan **out, const options *o, arena *a, err *e)
{
	const char *path = o->words[0];
	workbook_map map;
	file text;
	int rc = file_open(&text, AT_FDCWD, o->map, true, o->map, e);
	if (rc)
		return rc;
	char *copy = arena_text(a, text.text);
	size_t len = text.text.len;
	file_close(&text);
	rc = workbook_map_read(&map, copy, len, o->map, a, e);
	if (!rc && o->policy)
		rc = join_policy(&map, o, a, e);
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
		rc = template_read_by(p, p->book, &map, a, e);
	if (rc) {
		plan_close(p);
		return rc;
	}
	name_plan(p, path, a);
	*out = p;
	return 0;
}

static int read_plan(plan **out, const options *o, arena *a, err *e)
{
	map_set maps;
	map_set_init(&maps, o->policy_path, a);
	return o->map ? read_by_map(out, o, a, e) : source_open(out, o->words[0], &maps, a, e);
}

static void print_reading(const plan *p, arena *a)
{
	buf b;
	buf_init(&b, a);
	reading_print(&b, p->reading, NOTES_PRINTED_MAX, "", a);
	fprintf(stderr, "%s", buf_span(&b).at);
}

/* ---- findings for the workbook ---- */

typedef struct findings {
	engine *engine; /* NULL when the plan names no policy year that is known */
	check_report report;
	report_head head;
} findings;

static bool is_known_year(const char *id, const options *o, arena *a, err *e)
{
	const char **ids;
	size_t count;
	if (pack_list(&ids, &count, o->policy_path, a, e))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!strcmp(ids[i], id))
			return true;
	return false;
}

/* The plan's findings by its own policy year.  A plan of an unknown year has none, and that is no error. */
static int find_findings(findings *out, const plan *p, const options *o, arena *a, err *e)
{
	const char *year = arena_text(a, plan_value(p, "policy"));
	size_t before = e->count;
	pack *policy;
	*out = (findings){.head = {.plan = o->words[0], .package = package_id(o->words[0], a), .as_of = o->today}};
	if (!*year || !is_known_year(year, o, a, e))
		return e->count == before ? 0 : ERR_PARSE;
	int rc = pack_open(&policy, year, o->policy_path, a, e);
	if (!rc)
		rc = engine_open(&out->engine, policy, a, e);
	if (!rc)
		rc = engine_load(out->engine, p, o->today, a, e);
	if (!rc)
		rc = check_run(&out->report, out->engine, NULL, 0, e);
	out->head.policy = policy;
	return rc;
}

/* ---- writing ---- */

static int refuse_existing(const char *path, const options *o, err *e)
{
	if (o->force || access(path, F_OK))
		return 0;
	return err_add(e, ERR_USAGE, path, "exists already; name another file, or say --force to replace it");
}

static int save_json(const plan *p, const char *path, const options *o, arena *a, err *e)
{
	buf b;
	int rc = refuse_existing(path, o, e);
	if (rc)
		return rc;
	buf_init(&b, a);
	plan_print_json(&b, p);
	return file_save(AT_FDCWD, path, buf_span(&b), path, e);
}

static int save_workbook(const plan *p, const char *path, const options *o, arena *a, err *e)
{
	findings f = {0};
	int rc = refuse_existing(path, o, e);
	if (!rc)
		rc = find_findings(&f, p, o, a, e);
	if (!rc)
		rc = plan_book_save(path, p, f.engine, f.engine ? &f.report : NULL, &f.head, a, e);
	engine_close(f.engine);
	return rc;
}

static int save_plan(const plan *p, const char *path, const options *o, arena *a, err *e)
{
	if (ends_with(path, ".json"))
		return save_json(p, path, o, a, e);
	if (ends_with(path, ".xlsx"))
		return save_workbook(p, path, o, a, e);
	if (ends_with(path, ".csv") || ends_with(path, ".xls") || ends_with(path, ".xlsm") || ends_with(path, ".ods"))
		return err_add(
			e, ERR_USAGE, path, "a plan is written as a package folder, a .json file or an .xlsx workbook");
	return plan_save_folder(p, path, o->force, a, e);
}

int cmd_convert(int argc, char **argv, arena *a, err *e)
{
	options o;
	plan *p;
	int rc = options_read(&o, argc, argv, " --force --map ", a, e);
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
	if (!rc && p->reading && !o.quiet)
		print_reading(p, a);
	plan_close(p);
	return rc;
}
