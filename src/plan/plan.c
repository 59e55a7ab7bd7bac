#include "plan/plan.h"

#include <stdlib.h>
#include <string.h>

rows *plan_rows(const plan *p, const char *name)
{
	size_t i = schema_find(span_of(name));
	if (i == SIZE_MAX)
		abort(); /* a table's name in C is a promise of the schema */
	return &p->tables[i];
}

span plan_value(const plan *p, const char *name)
{
	const rows *r = plan_rows(p, "plan");
	return r->count ? cell_span(*rows_cell(r, 0, name)) : (span){"", 0};
}

const narrative *plan_section(const plan *p, span section)
{
	for (size_t i = 0; i < p->section_count; i++)
		if (span_is(section, p->sections[i].section))
			return &p->sections[i];
	return NULL;
}

void plan_set_section(plan *p, const char *section, span text, arena *a)
{
	narrative *sections = arena_array(a, p->section_count + 1, sizeof *sections);
	size_t count = 0;
	bool placed = text.len == 0;
	for (size_t i = 0; i < p->section_count; i++) {
		int order = strcmp(p->sections[i].section, section);
		if (order >= 0 && !placed) {
			sections[count++] = (narrative){section, text, NULL};
			placed = true;
		}
		if (order != 0)
			sections[count++] = p->sections[i];
	}
	if (!placed)
		sections[count++] = (narrative){section, text, NULL};
	p->sections = sections;
	p->section_count = count;
}

/* ---- digests ---- */

typedef struct digest_line {
	const char *path;
	char hex[DIGEST_TEXT];
} digest_line;

static int compare_lines(const void *x, const void *y)
{
	return strcmp(((const digest_line *)x)->path, ((const digest_line *)y)->path);
}

void plan_digest(char out[PLAN_DIGEST_TEXT], const plan *p, bool plan_only, arena *a)
{
	digest_line *lines = arena_array(a, plan_table_count + p->section_count, sizeof *lines);
	size_t count = 0;
	buf b;

	buf_init(&b, a);
	for (size_t i = 0; i < plan_table_count; i++) {
		b.len = 0;
		rows_print(&b, &p->tables[i], plan_only);
		if (!b.len)
			continue;
		lines[count].path = arena_printf(a, "%s.csv", plan_tables[i].name);
		digest_of(lines[count++].hex, buf_span(&b));
	}
	for (size_t i = 0; i < p->section_count; i++) {
		lines[count].path = arena_printf(a, "narrative/%s.md", p->sections[i].section);
		digest_of(lines[count++].hex, p->sections[i].text);
	}
	qsort(lines, count, sizeof *lines, compare_lines);
	b.len = 0;
	for (size_t i = 0; i < count; i++)
		buf_printf(&b, "%s %s\n", lines[i].hex, lines[i].path);
	memcpy(out, "sha256:", 7);
	digest_of(out + 7, buf_span(&b));
}
