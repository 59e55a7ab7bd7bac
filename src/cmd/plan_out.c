/* Writing a plan to a file that a user names. */
#include "cmd/plan_out.h"

#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cmd/judge.h"
#include "report/plan_book.h"

static bool ends_with(const char *text, const char *ending)
{
	size_t n = strlen(text), m = strlen(ending);
	return n > m && !strcasecmp(text + n - m, ending);
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
static int find_findings(findings *out, const plan *p, const char *shown, const options *o, arena *a, err *e)
{
	const char *year = arena_text(a, plan_value(p, "policy"));
	size_t before = e->count;
	pack *policy;
	*out = (findings){.head = {.plan = shown, .package = package_id(shown, a), .as_of = o->today}};
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

static int save_workbook(const plan *p, const char *path, const char *shown, const options *o, arena *a, err *e)
{
	findings f = {0};
	int rc = refuse_existing(path, o, e);
	if (!rc)
		rc = find_findings(&f, p, shown, o, a, e);
	if (!rc)
		rc = plan_book_save(path, p, f.engine, f.engine ? &f.report : NULL, &f.head, a, e);
	engine_close(f.engine);
	return rc;
}

/* Each file that is taken out of a store is a copy of its own. */
static int name_copy(plan *p, arena *a, err *e)
{
	unsigned char bytes[8];
	buf hex;
	if (!p->taken || p->taken->copy)
		return 0;
	if (sodium_init() < 0)
		return err_add(e, ERR_INTERNAL, "", "there is no source of random numbers");
	randombytes_buf(bytes, sizeof bytes);
	buf_init(&hex, a);
	for (size_t i = 0; i < sizeof bytes; i++)
		buf_printf(&hex, "%02x", (unsigned)bytes[i]);
	plan_taken *t = arena_alloc(a, sizeof *t);
	*t = *p->taken;
	t->copy = arena_text(a, buf_span(&hex));
	p->taken = t;
	return 0;
}

int plan_errors(size_t *out, bool *known, const plan *p, const options *o, arena *a, err *e)
{
	findings f = {0};
	int rc = find_findings(&f, p, p->shown, o, a, e);
	if (!rc) {
		*known = f.engine != NULL;
		*out = f.report.errors;
	}
	engine_close(f.engine);
	return rc;
}

int plan_out_save(const plan *p, const char *path, const char *shown, const options *o, arena *a, err *e)
{
	plan named = *p;
	int rc = name_copy(&named, a, e);
	if (rc)
		return rc;
	p = &named;
	if (ends_with(path, ".json"))
		return save_json(p, path, o, a, e);
	if (ends_with(path, ".xlsx"))
		return save_workbook(p, path, shown, o, a, e);
	if (ends_with(path, ".csv") || ends_with(path, ".xls") || ends_with(path, ".xlsm") || ends_with(path, ".ods"))
		return err_add(
			e, ERR_USAGE, path, "a plan is written as a package folder, a .json file or an .xlsx workbook");
	return plan_save_folder(p, path, o->force, a, e);
}
