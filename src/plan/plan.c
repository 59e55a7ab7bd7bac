#include "plan/plan.h"

#include <stdlib.h>
#include <string.h>

plan *plan_new(const char *shown, arena *a)
{
	plan *p = arena_alloc(a, sizeof *p);
	p->shown = arena_text(a, span_of(shown));
	p->tables = arena_array(a, plan_table_count, sizeof *p->tables);
	for (size_t i = 0; i < plan_table_count; i++)
		p->tables[i].of = &plan_tables[i];
	return p;
}

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

void plan_leave_out(plan *p, const char *path, arena *a)
{
	span stem;
	bool prose;
	if (!plan_path_split(&stem, &prose, span_of(path)))
		return;
	size_t at = prose ? SIZE_MAX : schema_find(stem);
	if (prose)
		plan_set_section(p, arena_text(a, stem), (span){"", 0}, a);
	else if (at != SIZE_MAX)
		p->tables[at] = (rows){.of = &plan_tables[at]};
}

/* ---- content and digests ---- */

static int compare_parts(const void *x, const void *y)
{
	return strcmp(((const plan_part *)x)->path, ((const plan_part *)y)->path);
}

/* "spend.csv" */
static const char *table_path(size_t i, arena *a)
{
	size_t len = strlen(plan_tables[i].name);
	char *path = arena_alloc(a, len + sizeof ".csv");
	memcpy(path, plan_tables[i].name, len);
	memcpy(path + len, ".csv", sizeof ".csv");
	return path;
}

static plan_part part_of(const char *path, span text)
{
	plan_part part = {.path = path, .text = text};
	digest_bytes(part.digest, text);
	return part;
}

span plan_part_list(plan_part *parts, size_t count, arena *a)
{
	size_t len = 0;
	qsort(parts, count, sizeof *parts, compare_parts);
	for (size_t i = 0; i < count; i++)
		len += DIGEST_TEXT + strlen(parts[i].path) + 1;
	char *text = arena_alloc(a, len + 1), *at = text;
	for (size_t i = 0; i < count; i++) {
		size_t path = strlen(parts[i].path);
		digest_print(at, parts[i].digest);
		at[DIGEST_TEXT - 1] = ' ';
		memcpy(at + DIGEST_TEXT, parts[i].path, path);
		at += DIGEST_TEXT + path;
		*at++ = '\n';
	}
	return (span){text, len};
}

static plan_part section_part(const narrative *n, arena *a)
{
	const char *path = arena_printf(a, "narrative/%s.md", n->section);
	const stored_part *was = n->stored;
	if (!was || n->text.at != was->text.text || n->text.len != was->text.len)
		return part_of(path, n->text);
	plan_part part = {.path = path, .text = n->text};
	memcpy(part.digest, was->digest, DIGEST_BYTES);
	return part;
}

/* How many bytes both begin with, or some fewer. */
static size_t alike(span x, span y)
{
	enum { STEP = 512 };
	size_t n = 0;
	while (n + STEP <= x.len && n + STEP <= y.len && !memcmp(x.at + n, y.at + n, STEP))
		n += STEP;
	return n;
}

static plan_part table_part(const rows *r, const char *path, bool plan_only, arena *a)
{
	plan_part part = {.path = path, .text = rows_text(r, plan_only, a)};
	if (rows_text_is_stored(r, part.text))
		memcpy(part.digest, r->stored, DIGEST_BYTES);
	else if (r->stored && r->trail)
		digest_along(part.digest, part.text, alike(part.text, r->from.text), r->trail);
	else
		digest_bytes(part.digest, part.text);
	return part;
}

/* A table that holds nothing of record has one text for both. */
void plan_content_of(plan_content *out, const plan *p, arena *a)
{
	size_t room = plan_table_count + p->section_count;
	plan_content c = {
		.parts = arena_array(a, room, sizeof *c.parts), .plan_parts = arena_array(a, room, sizeof *c.parts)};
	for (size_t i = 0; i < plan_table_count; i++) {
		const rows *r = &p->tables[i];
		if (!r->count)
			continue;
		const char *path = table_path(i, a);
		plan_part all = table_part(r, path, false, a);
		plan_part part = rows_all_plan(r) ? all : table_part(r, path, true, a);
		c.parts[c.count++] = all;
		if (part.text.len)
			c.plan_parts[c.plan_count++] = part;
	}
	for (size_t i = 0; i < p->section_count; i++) {
		c.parts[c.count] = section_part(&p->sections[i], a);
		c.plan_parts[c.plan_count++] = c.parts[c.count++];
	}
	c.list = plan_part_list(c.parts, c.count, a);
	digest_bytes(c.digest, c.list);
	digest_bytes(c.plan_digest, plan_part_list(c.plan_parts, c.plan_count, a));
	*out = c;
}

void plan_digest(char out[PLAN_DIGEST_TEXT], const plan *p, bool plan_only, arena *a)
{
	plan_content c;
	plan_content_of(&c, p, a);
	memcpy(out, "sha256:", 7);
	digest_print(out + 7, plan_only ? c.plan_digest : c.digest);
}

bool plan_digest_parse(unsigned char out[DIGEST_BYTES], span text)
{
	return span_starts(text, "sha256:") && digest_parse(out, (span){text.at + 7, text.len - 7});
}
