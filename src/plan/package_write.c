/* Writing packages: the folder, the JSON file, and the Frictionless descriptor. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/folder.h"
#include "format/json_out.h"
#include "plan/plan.h"

/* What the plan is of a store. */
static void print_origin(json_out *j, const plan *p)
{
	if (p->made_from)
		json_string(j, "made_from", p->made_from);
	if (!p->taken || !p->taken->copy)
		return;
	json_open(j, "taken", '{');
	json_string(j, "plan", p->taken->id);
	json_string(j, "branch", p->taken->branch);
	json_int(j, "version", p->taken->number);
	json_string(j, "copy", p->taken->copy);
	json_close(j, '}');
}

void plan_print_json(buf *out, const plan *p)
{
	json_out j;
	json_start(&j, out, true);
	json_open(&j, NULL, '{');
	json_int(&j, "format", FORMAT_VERSION);
	print_origin(&j, p);
	json_open(&j, "tables", '{');
	for (size_t i = 0; i < plan_table_count; i++) {
		const rows *r = &p->tables[i];
		if (!r->count)
			continue;
		json_open(&j, r->of->name, '[');
		for (size_t n = 0; n < r->count; n++) {
			json_open(&j, NULL, '{');
			for (size_t k = 0; k < r->of->count; k++)
				if (rows_row(r, n)[k].len)
					json_text(&j, r->of->columns[k].name, cell_span(rows_row(r, n)[k]));
			json_close(&j, '}');
		}
		json_close(&j, ']');
	}
	json_close(&j, '}');
	json_open(&j, "narrative", '{');
	for (size_t i = 0; i < p->section_count; i++)
		json_text(&j, p->sections[i].section, p->sections[i].text);
	json_close(&j, '}');
	json_close(&j, '}');
	buf_char(out, '\n');
}

/* ---- datapackage.json ---- */

static const char *frictionless_type(value_type t)
{
	switch (t) {
	case TYPE_AMOUNT:
	case TYPE_DECIMAL:
		return "number";
	case TYPE_COUNT:
		return "integer";
	case TYPE_DATE:
		return "date";
	default:
		return "string";
	}
}

static void print_field(json_out *j, const column *k)
{
	json_open(j, NULL, '{');
	json_string(j, "name", k->name);
	json_string(j, "type", frictionless_type(k->type));
	json_string(j, "bcf:type", type_name(k->type));
	if (k->flags & COLUMN_RECORD)
		json_bool(j, "bcf:record", true);
	if (k->help)
		json_string(j, "description", k->help);
	json_close(j, '}');
}

static void print_keys(json_out *j, const table *t, const char *name)
{
	json_open(j, name, '[');
	for (size_t i = 0; i < t->count; i++)
		if (t->columns[i].flags & COLUMN_KEY)
			json_string(j, NULL, t->columns[i].name);
	json_close(j, ']');
}

static bool column_used(const rows *r, size_t k)
{
	for (size_t n = 0; n < r->count; n++)
		if (rows_row(r, n)[k].len)
			return true;
	return false;
}

static void print_resource(json_out *j, const table *t, const rows *r, arena *a)
{
	json_open(j, NULL, '{');
	json_string(j, "name", t->name);
	json_string(j, "path", arena_printf(a, "%s.csv", t->name));
	json_string(j, "title", t->title);
	json_string(j, "description", t->help);
	json_string(j, "profile", "tabular-data-resource");
	json_string(j, "format", "csv");
	json_string(j, "mediatype", "text/csv");
	json_string(j, "encoding", "utf-8");
	json_open(j, "schema", '{');
	json_open(j, "fields", '[');
	for (size_t k = 0; k < t->count; k++)
		if (!r || column_used(r, k))
			print_field(j, &t->columns[k]);
	json_close(j, ']');
	if (!t->one_row)
		print_keys(j, t, "bcf:key");
	json_open(j, "missingValues", '[');
	for (size_t i = 0; i < 4; i++)
		json_string(j, NULL, (const char *const[]){"", "[z]", "[c]", "[x]"}[i]);
	json_close(j, ']');
	json_close(j, '}');
	json_close(j, '}');
}

void plan_print_datapackage(buf *out, const plan *p, const table *only, arena *a)
{
	json_out j;
	json_start(&j, out, true);
	json_open(&j, NULL, '{');
	json_string(&j, "profile", "data-package");
	if (p && plan_value(p, "title").len)
		json_text(&j, "title", plan_value(p, "title"));
	json_open(&j, "bcf", '{');
	json_int(&j, "format", FORMAT_VERSION);
	if (p)
		print_origin(&j, p);
	json_close(&j, '}');
	json_open(&j, "resources", '[');
	for (size_t i = 0; i < plan_table_count; i++)
		if ((!p || p->tables[i].count) && (!only || only == &plan_tables[i]))
			print_resource(&j, &plan_tables[i], p ? &p->tables[i] : NULL, a);
	json_close(&j, ']');
	json_close(&j, '}');
	buf_char(out, '\n');
}

/* ---- the folder ---- */

static int save_files(const plan *p, int dir, const char *shown, arena *a, err *e)
{
	buf b;
	int rc = 0;
	buf_init(&b, a);
	for (size_t i = 0; !rc && i < plan_table_count; i++) {
		b.len = 0;
		rows_print(&b, &p->tables[i], false);
		if (b.len)
			rc = file_save(dir, arena_printf(a, "%s.csv", plan_tables[i].name), buf_span(&b), shown, e);
	}
	if (!rc && p->section_count && mkdirat(dir, "narrative", 0777))
		rc = err_add(e, ERR_IO, shown, "cannot make the folder narrative: %s", strerror(errno));
	for (size_t i = 0; !rc && i < p->section_count; i++)
		rc = file_save(
			dir, arena_printf(a, "narrative/%s.md", p->sections[i].section), p->sections[i].text, shown, e);
	b.len = 0;
	plan_print_datapackage(&b, p, NULL, a);
	return rc ? rc : file_save(dir, "datapackage.json", buf_span(&b), shown, e);
}

static bool is_ours(const char *name)
{
	span s = span_of(name), stem = {s.at, s.len > 4 ? s.len - 4 : 0};
	if (name[0] == '.' || !strcmp(name, "datapackage.json") || !strcmp(name, "narrative"))
		return true;
	return s.len > 4 && !strcmp(name + s.len - 4, ".csv") && schema_find(stem) != SIZE_MAX;
}

/* A folder is replaced only when it is a package and holds nothing else: a person's own papers are not ours to remove.
 */
static int judge_replaced(const char *path, arena *a, err *e)
{
	const char *foreign = NULL;
	bool package = false;
	DIR *folder = opendir(path);
	for (struct dirent *d; folder && (d = readdir(folder));) {
		package |= !strcmp(d->d_name, "plan.csv");
		if (!is_ours(d->d_name))
			foreign = arena_text(a, span_of(d->d_name));
	}
	if (folder)
		closedir(folder);
	if (!package)
		return err_add(e, ERR_USAGE, path, "exists and is no package folder; it is not replaced");
	if (foreign)
		return err_add(e, ERR_USAGE, path,
			"holds '%s', which is not part of a package; move it away, or write to another folder",
			foreign);
	return 0;
}

int plan_save_folder(const plan *p, const char *path, bool replace, arena *a, err *e)
{
	struct stat st;
	new_folder f;
	bool exists = lstat(path, &st) == 0;
	int rc = 0;

	if (exists && !replace)
		return err_add(e, ERR_USAGE, path, "exists already; name another folder, or say --force to replace it");
	if (exists && (rc = judge_replaced(path, a, e)))
		return rc;
	rc = folder_begin(&f, path, exists, a, e);
	return rc ? rc : folder_finish(&f, save_files(p, f.dir, path, a, e), e);
}
