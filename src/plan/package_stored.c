/* A plan from texts that a store kept. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "plan/plan.h"

/* "spend.csv" -> "spend", "narrative/a.md" -> "a" with its folder and ending taken off. */
static bool stem_of(span *stem, span path, const char *folder, const char *ending)
{
	span begin = span_of(folder), end = span_of(ending);
	if (path.len < begin.len + end.len || !span_starts(path, folder) ||
		!span_equal((span){path.at + path.len - end.len, end.len}, end))
		return false;
	*stem = (span){path.at + begin.len, path.len - begin.len - end.len};
	return true;
}

bool plan_path_split(span *stem, bool *prose, span path)
{
	*prose = span_starts(path, "narrative/");
	return (*prose ? stem_of(stem, path, "narrative/", ".md") : stem_of(stem, path, "", ".csv")) &&
	       plan_section_named(*stem);
}

size_t plan_parts_max(void)
{
	return plan_table_count + NARRATIVE_FILES_MAX;
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
		bool prose;
		if (!plan_path_split(&stem, &prose, span_of(t->name)))
			return err_add(e, ERR_PARSE, t->shown,
				"is damaged: '%s' is no name of a table or a narrative section", t->name);
		if (prose) {
			p->sections[p->section_count++] =
				(narrative){arena_text(a, stem), {t->text, t->len}, t->shown, &parts[i]};
			continue;
		}
		size_t at = schema_find(stem);
		if (at == SIZE_MAX)
			return err_add(e, ERR_PARSE, t->shown,
				"holds '%s', which this program does not know; use a newer bcf", t->name);
		int rc = rows_read_stored(
			&p->tables[at], &plan_tables[at], t->text, t->len, parts[i].digest, t->shown, a, e);
		if (rc)
			return rc;
		p->tables[at].trail = parts[i].trail;
	}
	qsort(p->sections, p->section_count, sizeof *p->sections,
		compare_sections); /* "a-b.md" stands before "a.md", and section "a-b" behind "a" */
	*out = p;
	return 0;
}
