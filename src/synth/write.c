/* Plain writing of made-up packages: nothing to lose, so nothing is flushed to disk and nothing renamed. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "synth/synth.h"

static int write_at(int dir, const char *name, span text, const char *shown, err *e)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		return err_add(e, ERR_IO, shown, "cannot write %s: %s", name, strerror(errno));
	while (text.len) {
		ssize_t n = write(fd, text.at, text.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		text.at += n;
		text.len -= (size_t)n;
	}
	int why = errno;
	if ((close(fd) && !text.len) || text.len)
		return err_add(e, ERR_IO, shown, "cannot write %s: %s", name, strerror(why));
	return 0;
}

int synth_write_file(const char *path, span text, err *e)
{
	return write_at(AT_FDCWD, path, text, path, e);
}

static int write_narrative(const plan *p, int dir, arena *a, err *e)
{
	int rc = 0;
	if (!p->section_count)
		return 0;
	if (mkdirat(dir, "narrative", 0777))
		return err_add(e, ERR_IO, p->shown, "cannot make the folder narrative: %s", strerror(errno));
	for (size_t i = 0; !rc && i < p->section_count; i++)
		rc = write_at(dir, arena_printf(a, "narrative/%s.md", p->sections[i].section), p->sections[i].text,
			p->shown, e);
	return rc;
}

int synth_write_folder(const plan *p, const char *path, arena *a, err *e)
{
	buf b;
	if (mkdir(path, 0777))
		return err_add(e, ERR_IO, path, "cannot make the folder: %s", strerror(errno));
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;
	if (dir < 0)
		return err_add(e, ERR_IO, path, "cannot open the folder: %s", strerror(errno));
	buf_init(&b, a);
	for (size_t i = 0; !rc && i < plan_table_count; i++) {
		b.len = 0;
		rows_print(&b, &p->tables[i], false);
		if (b.len)
			rc = write_at(dir, arena_printf(a, "%s.csv", plan_tables[i].name), buf_span(&b), path, e);
	}
	if (!rc)
		rc = write_narrative(p, dir, a, e);
	b.len = 0;
	plan_print_datapackage(&b, p, NULL, a);
	if (!rc)
		rc = write_at(dir, "datapackage.json", buf_span(&b), path, e);
	close(dir);
	return rc;
}
