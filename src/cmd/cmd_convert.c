/* bcf convert: a package folder to .json and back, without loss. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "plan/plan.h"
#include "policy/workbook_map.h"

static bool ends_with(const char *text, const char *ending)
{
	size_t n = strlen(text), m = strlen(ending);
	return n > m && !strcmp(text + n - m, ending);
}

int cmd_convert(int argc, char **argv, arena *a, err *e)
{
	options o;
	plan *p;
	map_set maps;
	int rc = options_read(&o, argc, argv, " --force ", a, e);
	if (rc)
		return rc;
	if (o.count != 2)
		return err_add(e, ERR_USAGE, "", "name what to read and what to write");
	const char *out = o.words[1];
	map_set_init(&maps, o.policy_path, a);
	rc = plan_open(&p, o.words[0], &maps, a, e);
	if (rc)
		return rc;
	if (ends_with(out, ".json")) {
		buf b;
		buf_init(&b, a);
		if (!o.force && !access(out, F_OK))
			rc = err_add(
				e, ERR_USAGE, out, "exists already; name another file, or say --force to replace it");
		if (!rc) {
			plan_print_json(&b, p);
			rc = file_save(AT_FDCWD, out, buf_span(&b), out, e);
		}
	} else if (ends_with(out, ".csv") || ends_with(out, ".xlsx")) {
		rc = err_add(e, ERR_USAGE, out, "a plan is written as a package folder or a .json file");
	} else {
		rc = plan_save_folder(p, out, o.force, a, e);
	}
	plan_close(p);
	return rc;
}
