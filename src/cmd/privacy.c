#include "cmd/privacy.h"

#include <string.h>

#include "base/buf.h"
#include "plan/personal.h"

enum { LISTED = 20, KEPT = 100 };

/* "note of spend[12] holds an NHS number, 943 ••• ••19" */
static const char *said(const personal_find *f, arena *a)
{
	if (f->kind == PERSONAL_COLUMN && !*f->tbl)
		return arena_printf(a, "the column '%s', %s, is headed like client data", f->shown, f->name);
	if (f->kind == PERSONAL_COLUMN)
		return arena_printf(a, "a table of the narrative '%s' has a column '%s', headed like client data",
			f->key, f->shown);
	if (!strcmp(f->tbl, "narrative"))
		return arena_printf(
			a, "the narrative '%s' holds %s, %s", f->key, personal_kind_name(f->kind), f->shown);
	return arena_printf(
		a, "%s of %s[%s] holds %s, %s", f->name, f->tbl, f->key, personal_kind_name(f->kind), f->shown);
}

static void warn_beside(const plan *p, arena *a)
{
	personal_finds beside = {0};
	if (!p->reading)
		return;
	personal_scan_beside(&beside, p->reading, a);
	for (size_t i = 0; i < beside.count; i++)
		fprintf(stderr,
			"bcf: %s: the column '%s' is headed like client data; it is not part of the plan and was not "
			"read, "
			"but whoever is given the workbook is given it too: take it out there\n",
			beside.list[i].where, beside.list[i].shown);
}

static const char *detail_of(const personal_finds *f, const char *reason, arena *a)
{
	buf b;
	buf_init(&b, a);
	buf_printf(&b, "%s: %zu found: ", reason, f->count);
	for (size_t i = 0; i < f->count && i < KEPT; i++)
		buf_printf(&b, "%s%s", i ? "; " : "", said(&f->list[i], a));
	if (f->count > KEPT)
		buf_printf(&b, "; and %zu more", f->count - KEPT);
	return arena_text(a, buf_span(&b));
}

int privacy_judge(const char **accepted, const plan *p, const plan *known, const workbook_map *map, const options *o,
	arena *a, err *e)
{
	personal_finds f = {0};
	*accepted = NULL;
	warn_beside(p, a);
	if (map)
		personal_scan_map(&f, map, a);
	personal_scan(&f, p, known, a);
	if (o->not_personal && !o->by)
		return err_add(e, ERR_USAGE, "", "--not-personal needs --by NAME: who says so is recorded");
	if (o->not_personal && (!*o->not_personal || strlen(o->not_personal) > 1000))
		return err_add(e, ERR_USAGE, "", "--not-personal needs a reason of up to 1000 bytes");
	if (!f.count)
		return 0;
	if (o->not_personal) {
		*accepted = detail_of(&f, o->not_personal, a);
		fprintf(stderr, "bcf: %zu that look%s like personal data: not so, says %s: %s\n", f.count,
			f.count == 1 ? "s" : "", o->by, o->not_personal);
		return 0;
	}
	for (size_t i = 0; i < f.count && i < LISTED; i++)
		err_add(e, ERR_USAGE, f.list[i].where, "%s", said(&f.list[i], a));
	if (f.count > LISTED)
		err_add(e, ERR_USAGE, p->shown, "and %zu more like these", f.count - LISTED);
	return err_add(e, ERR_USAGE, p->shown,
		"was not taken, since a plan holds nothing about patients or clients: clear these cells or leave out "
		"the "
		"columns; where they are about nobody, say --not-personal REASON --by NAME");
}
