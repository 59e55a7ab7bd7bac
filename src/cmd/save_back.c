#include "cmd/save_back.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool is_json(const char *path)
{
	size_t n = strlen(path);
	return n > 5 && !strcmp(path + n - 5, ".json");
}

int save_back_judge(const plan *p, const char *name, err *e)
{
	if (!p->reading)
		return 0;
	return err_add(e, ERR_USAGE, name,
		"is a workbook, which is not written to here; make a package of it first: bcf convert %s FOLDER", name);
}

static int save_table(int dir, const plan *p, const char *name, const char *shown, arena *a, err *e)
{
	const char *path = arena_printf(a, "%s.csv", name);
	buf b;
	buf_init(&b, a);
	rows_print(&b, plan_rows(p, name), false);
	if (b.len)
		return file_save(dir, path, buf_span(&b), shown, e);
	if (unlinkat(dir, path, 0) && !faccessat(dir, path, F_OK, 0))
		return err_add(e, ERR_IO, shown, "cannot remove %s, which holds nothing now", path);
	return 0;
}

static int save_folder(const plan *p, const save_back *s, arena *a, err *e)
{
	buf b;
	int rc = 0, dir = open(s->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return err_add(e, ERR_IO, s->name, "cannot open the folder");
	for (size_t i = 0; !rc && s->tables[i]; i++)
		rc = save_table(dir, p, s->tables[i], s->name, a, e);
	if (!rc && !faccessat(dir, "datapackage.json", F_OK, 0)) {
		buf_init(&b, a);
		plan_print_datapackage(&b, p, NULL, a);
		rc = file_save(dir, "datapackage.json", buf_span(&b), s->name, e);
	}
	close(dir);
	return rc;
}

int save_back_do(commit_outcome *out, const plan *p, const save_back *s, const options *o, arena *a, err *e)
{
	buf b;
	int rc = save_back_judge(p, s->name, e);
	if (rc)
		return rc;
	if (p->stored)
		return source_commit(out, p, s->name, s->act, s->detail, o, a, e);
	if (!is_json(s->name))
		return save_folder(p, s, a, e);
	buf_init(&b, a);
	plan_print_json(&b, p);
	return file_save(AT_FDCWD, s->name, buf_span(&b), s->name, e);
}
