/* A plan from texts that a store kept. */
#include <stdlib.h>
#include <string.h>

#include "plan/plan.h"

/* "spend.csv" -> "spend", "narrative/a.md" -> "a" with its folder and ending taken off. */
static bool stem_of(span *stem, const char *path, const char *folder, const char *ending)
{
	span s = span_of(path), end = span_of(ending);
	size_t skipped = span_of(folder).len;
	if (!span_starts(s, folder) || s.len <= skipped + end.len ||
		!span_equal((span){s.at + s.len - end.len, end.len}, end))
		return false;
	*stem = (span){s.at + skipped, s.len - skipped - end.len};
	return true;
}

static int compare_sections(const void *x, const void *y)
{
	return strcmp(((const narrative *)x)->section, ((const narrative *)y)->section);
}

int plan_from_stored(plan **out, const stored_part *parts, size_t count, const char *shown, arena *a, err *e)
{
	plan *p = plan_new(shown, a);
	p->sections = arena_array(a, count, sizeof *p->sections);
	for (size_t i = 0; i < count; i++) {
		const named_text *t = &parts[i].text;
		span stem;
		if (stem_of(&stem, t->name, "narrative/", ".md")) {
			p->sections[p->section_count++] =
				(narrative){arena_text(a, stem), {t->text, t->len}, t->shown, &parts[i]};
			continue;
		}
		size_t at = stem_of(&stem, t->name, "", ".csv") ? schema_find(stem) : SIZE_MAX;
		if (at == SIZE_MAX)
			return err_add(e, ERR_PARSE, t->shown,
				"holds '%s', which this program does not know; use a newer bcf", t->name);
		int rc = rows_read_stored(
			&p->tables[at], &plan_tables[at], t->text, t->len, parts[i].digest, t->shown, a, e);
		if (rc)
			return rc;
	}
	qsort(p->sections, p->section_count, sizeof *p->sections,
		compare_sections); /* "a-b.md" stands before "a.md", and section "a-b" behind "a" */
	*out = p;
	return 0;
}
