/* Reading packages: a folder of CSV files, one JSON file, or a workbook. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/money.h"
#include "format/json_out.h"
#include "format/utf8.h"
#include "format/xlsx.h"
#include "plan/own_book.h"
#include "plan/plan.h"
#include "plan/template.h"

/* ---- narrative ---- */

bool plan_section_named(span name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
			    c == '-'))
			return false;
	}
	return name.len > 0 && name.len <= 64;
}

static const char *text_place(arena *a, const char *shown, span text, size_t offset)
{
	size_t line, across;
	csv_place(&line, &across, text.at, text.len, offset);
	return arena_printf(a, "%s:%zu:%zu", shown, line, across);
}

static int take_narrative(plan *p, span section, span text, const char *shown, arena *a, err *e)
{
	static const column prose = {"text", TYPE_TEXT, 0, NULL, NULL, NULL};
	const char *why;

	if (!plan_section_named(section))
		return err_add(e, ERR_PARSE, shown,
			"a narrative section is named with letters, digits, - and _, at most 64; '%.*s' is not",
			SPAN_ARG(section));
	if (p->section_count == NARRATIVE_FILES_MAX)
		return err_add(e, ERR_LIMIT, shown, "more than %d narrative sections", NARRATIVE_FILES_MAX);
	if (text.len > NARRATIVE_BYTES_MAX)
		return err_add(e, ERR_LIMIT, shown, "the narrative is longer than 16 MB");
	if (text.len >= 3 && !memcmp(text.at, "\xEF\xBB\xBF", 3)) {
		text.at += 3;
		text.len -= 3;
	}
	size_t bad = utf8_valid(text.at, text.len);
	const char *nul = text.len ? memchr(text.at, 0, text.len) : NULL;
	if (nul && (size_t)(nul - text.at) < bad)
		return err_add(e, ERR_PARSE, text_place(a, shown, text, (size_t)(nul - text.at)),
			"a NUL byte; this is no text file");
	if (bad < text.len)
		return err_add(e, ERR_PARSE, text_place(a, shown, text, bad), "not UTF-8; save the file as UTF-8");
	cell c = {.at = text.at, .len = (uint32_t)text.len};
	cell_canonical(&c, &prose, a, &why);
	if (c.len)
		plan_set_section(
			p, arena_text(a, section), span_of(arena_printf(a, "%.*s\n", SPAN_ARG(cell_span(c)))), a);
	const narrative *n = plan_section(p, section);
	if (n)
		((narrative *)n)->from = shown;
	return 0;
}

/* ---- the descriptor ---- */

static int check_format(const json *value, const char *shown, arena *a, err *e)
{
	if (!value)
		return 0;
	if (value->kind == JSON_NUMBER && span_is(value->text, "1"))
		return 0;
	int64_t version;
	if (value->kind != JSON_NUMBER || !count_parse(&version, value->text) || version < FORMAT_VERSION)
		return err_add(
			e, ERR_PARSE, arena_printf(a, "%s", shown), "'format' must be the number %d", FORMAT_VERSION);
	return err_add(e, ERR_PARSE, arena_printf(a, "%s", shown),
		"format %.*s is newer than this program reads (%d); update bcf, or save the package in the older "
		"format",
		SPAN_ARG(value->text), FORMAT_VERSION);
}

/* What is no digest says nothing. */
static void take_made_from(plan *p, const json *value, arena *a)
{
	unsigned char digest[DIGEST_BYTES];
	if (value && value->kind == JSON_TEXT && plan_digest_parse(digest, value->text))
		p->made_from = arena_text(a, value->text);
}

static bool is_plain_name(span s)
{
	bool plain = s.len > 0 && s.len <= 100;
	for (size_t i = 0; i < s.len; i++)
		plain &= s.at[i] > ' ' && s.at[i] < 127;
	return plain;
}

const plan_taken *plan_taken_parse(span id, span branch, span number, span copy, arena *a)
{
	plan_taken t;
	bool hex = copy.len == 16;
	for (size_t i = 0; i < copy.len; i++)
		hex &= (copy.at[i] >= '0' && copy.at[i] <= '9') || (copy.at[i] >= 'a' && copy.at[i] <= 'f');
	if (!hex || !is_plain_name(id) || !is_plain_name(branch) || !count_parse(&t.number, number) || t.number < 1)
		return NULL;
	plan_taken *out = arena_alloc(a, sizeof *out);
	*out = (plan_taken){.id = arena_text(a, id),
		.branch = arena_text(a, branch),
		.number = t.number,
		.copy = arena_text(a, copy)};
	return out;
}

static span text_member(const json *object, const char *name, json_kind kind)
{
	const json *m = json_find(object, name);
	return m && m->kind == kind ? m->text : (span){"", 0};
}

static void take_taken(plan *p, const json *value, arena *a)
{
	if (value && value->kind == JSON_OBJECT)
		p->taken =
			plan_taken_parse(text_member(value, "plan", JSON_TEXT), text_member(value, "branch", JSON_TEXT),
				text_member(value, "version", JSON_NUMBER), text_member(value, "copy", JSON_TEXT), a);
}

static int take_descriptor(plan *p, span text, const char *shown, arena *a, err *e)
{
	json *root;
	int rc = json_parse(&root, text, shown, a, e);
	if (rc)
		return rc;
	const json *bcf = json_find(root, "bcf");
	take_made_from(p, bcf ? json_find(bcf, "made_from") : NULL, a);
	take_taken(p, bcf ? json_find(bcf, "taken") : NULL, a);
	return check_format(bcf ? json_find(bcf, "format") : NULL, shown, a, e);
}

/* ---- from named texts ---- */

static bool ends_with(span s, const char *ending, span *stem)
{
	size_t n = strlen(ending);
	if (s.len <= n || memcmp(s.at + s.len - n, ending, n))
		return false;
	*stem = (span){s.at, s.len - n};
	return true;
}

static void take_text(plan *p, const named_text *t, arena *a, err *e)
{
	span name = span_of(t->name), stem;

	if (span_is(name, "datapackage.json")) {
		take_descriptor(p, (span){t->text, t->len}, t->shown, a, e);
		return;
	}
	if (span_starts(name, "narrative/")) {
		span section = {name.at + 10, name.len - 10};
		if (ends_with(section, ".md", &stem))
			take_narrative(p, stem, (span){t->text, t->len}, t->shown, a, e);
		return;
	}
	if (ends_with(name, ".CSV", &stem)) {
		err_add(e, ERR_PARSE, t->shown, "the name ends in capitals; rename it to end in .csv");
		return;
	}
	if (!ends_with(name, ".csv", &stem))
		return; /* a README, a person's notes: not ours */
	size_t i = schema_find(stem);
	if (i != SIZE_MAX) {
		rows_read_csv(&p->tables[i], &plan_tables[i], t->text, t->len, t->shown, a, e);
		return;
	}
	const char *near = schema_nearest(stem);
	if (near)
		err_add(e, ERR_PARSE, t->shown, "'%.*s' is no table of a plan; did you mean '%s.csv'?", SPAN_ARG(name),
			near);
	else
		err_add(e, ERR_PARSE, t->shown, "'%.*s' is no table of a plan; 'bcf schema' lists them",
			SPAN_ARG(name));
}

static int finish(plan **out, plan *p, size_t before, err *e)
{
	if (e->count == before && !plan_rows(p, "plan")->count)
		err_add(e, ERR_PARSE, p->shown,
			"this is no plan: table 'plan' is missing; it has one row that names the policy year");
	if (e->count != before)
		return ERR_PARSE;
	*out = p;
	return 0;
}

int plan_from_texts(plan **out, const named_text *texts, size_t count, const char *shown, arena *a, err *e)
{
	size_t before = e->count;
	plan *p = plan_new(shown, a);
	for (size_t i = 0; i < count; i++)
		take_text(p, &texts[i], a, e);
	return finish(out, p, before, e);
}

/* ---- from a folder ---- */

typedef struct name_list {
	char **names;
	size_t count, room;
} name_list;

static int compare_names(const void *x, const void *y)
{
	return strcmp(*(char *const *)x, *(char *const *)y);
}

/* The names in an open folder, sorted, hidden ones left out. */
static int list_folder(name_list *out, int dir, const char *shown, arena *a, err *e)
{
	name_list l = {0};
	struct dirent *d;
	int copy = dup(dir);
	DIR *folder = copy < 0 ? NULL : fdopendir(copy);
	if (!folder) {
		if (copy >= 0)
			close(copy);
		return err_add(e, ERR_IO, shown, "cannot list the folder: %s", strerror(errno));
	}
	while ((d = readdir(folder))) {
		if (d->d_name[0] == '.')
			continue;
		l.names = arena_grow(a, l.names, &l.room, l.count + 1, sizeof *l.names);
		l.names[l.count++] = arena_text(a, span_of(d->d_name));
	}
	closedir(folder);
	if (l.count)
		qsort(l.names, l.count, sizeof *l.names, compare_names);
	*out = l;
	return 0;
}

static void take_file(plan *p, int dir, const char *name, const char *prefix, const char *shown, arena *a, err *e)
{
	file *f = &p->files[p->file_count];
	if (file_open(f, dir, name, false, shown, e))
		return;
	p->file_count++;
	named_text t = {arena_printf(a, "%s%s", prefix, name), shown, file_bytes(f), f->text.len};
	take_text(p, &t, a, e);
}

static bool is_ours(const char *name)
{
	span stem;
	return !strcmp(name, "datapackage.json") || ends_with(span_of(name), ".csv", &stem) ||
	       ends_with(span_of(name), ".CSV", &stem);
}

static bool is_prose(const char *name)
{
	span stem;
	return ends_with(span_of(name), ".md", &stem);
}

/* A folder of returned workbooks is no plan, but a person may well name it. */
static void say_workbooks(const name_list *l, const char *path, arena *a, err *e)
{
	size_t books = 0;
	span stem;
	for (size_t i = 0; i < l->count; i++) {
		if (is_ours(l->names[i]))
			return;
		books += ends_with(span_of(l->names[i]), ".xlsx", &stem);
	}
	if (books)
		err_add(e, ERR_USAGE, path, "holds %zu workbook%s and no plan of its own; name the workbooks: %s",
			books, books == 1 ? "" : "s", arena_printf(a, "%s/*.xlsx", path));
}

static int read_folder(plan *p, int dir, const char *path, arena *a, err *e)
{
	name_list tables, prose = {0};
	int narrative_dir = -1, rc;

	rc = list_folder(&tables, dir, path, a, e);
	if (rc)
		return rc;
	narrative_dir = openat(dir, "narrative", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (narrative_dir < 0 && errno != ENOENT)
		err_add(e, ERR_IO, arena_printf(a, "%s/narrative", path),
			errno == ENOTDIR || errno == ELOOP ? "must be a plain folder; a package holds no links"
							   : "cannot open the folder");
	if (narrative_dir >= 0)
		rc = list_folder(&prose, narrative_dir, path, a, e);
	p->files = arena_array(a, tables.count + prose.count, sizeof *p->files);
	say_workbooks(&tables, path, a, e);
	for (size_t i = 0; !rc && i < tables.count; i++)
		if (is_ours(tables.names[i]))
			take_file(p, dir, tables.names[i], "", arena_printf(a, "%s/%s", path, tables.names[i]), a, e);
	for (size_t i = 0; !rc && i < prose.count; i++)
		if (is_prose(prose.names[i]))
			take_file(p, narrative_dir, prose.names[i], "narrative/",
				arena_printf(a, "%s/narrative/%s", path, prose.names[i]), a, e);
	if (narrative_dir >= 0)
		close(narrative_dir);
	return rc;
}

/* ---- from JSON ---- */

static void take_json_tables(plan *p, const json *tables, origin from, arena *a, err *e)
{
	for (const json *m = tables ? tables->first : NULL; m; m = m->next) {
		size_t i = schema_find(m->name);
		if (i != SIZE_MAX) {
			rows_read_json(&p->tables[i], &plan_tables[i], m, from, a, e);
			continue;
		}
		const char *near = schema_nearest(m->name),
			   *where = text_place(a, from.name, from.text, m->name_offset);
		if (near)
			err_add(e, ERR_PARSE, where, "'%.*s' is no table of a plan; did you mean '%s'?",
				SPAN_ARG(m->name), near);
		else
			err_add(e, ERR_PARSE, where, "'%.*s' is no table of a plan; 'bcf schema' lists them",
				SPAN_ARG(m->name));
	}
}

static int read_json(plan *p, span text, const char *shown, arena *a, err *e)
{
	json *root;
	if (text.len >= 3 && !memcmp(text.at, "\xEF\xBB\xBF", 3)) { /* a byte-order mark, as some editors write it */
		text.at += 3;
		text.len -= 3;
	}
	int rc = json_parse(&root, text, shown, a, e);
	if (rc)
		return rc;
	origin from = {.name = shown, .text = text};
	for (const json *m = root->first; m; m = m->next) {
		const char *where = text_place(a, shown, text, m->name_offset);
		if (root->kind == JSON_OBJECT && span_is(m->name, "format"))
			check_format(m, where, a, e);
		else if (root->kind == JSON_OBJECT && span_is(m->name, "made_from"))
			take_made_from(p, m, a);
		else if (root->kind == JSON_OBJECT && span_is(m->name, "taken"))
			take_taken(p, m, a);
		else if (root->kind == JSON_OBJECT && span_is(m->name, "tables") && m->kind == JSON_OBJECT)
			take_json_tables(p, m, from, a, e);
		else if (root->kind == JSON_OBJECT && span_is(m->name, "narrative") && m->kind == JSON_OBJECT)
			for (const json *n = m->first; n; n = n->next)
				if (n->kind == JSON_TEXT)
					take_narrative(p, n->name, n->text, shown, a, e);
				else
					err_add(e, ERR_PARSE, text_place(a, shown, text, n->offset),
						"a narrative section must be text");
		else if (root->kind == JSON_OBJECT && (span_is(m->name, "tables") || span_is(m->name, "narrative")))
			err_add(e, ERR_PARSE, where, "'%.*s' must be an object", SPAN_ARG(m->name));
		else if (root->kind == JSON_OBJECT)
			err_add(e, ERR_PARSE, where,
				"'%.*s' is not expected here; a plan has format, tables and narrative",
				SPAN_ARG(m->name));
	}
	if (root->kind != JSON_OBJECT || !json_find(root, "tables"))
		err_add(e, ERR_PARSE, shown, "this is no plan: a plan as JSON is an object with 'format' and 'tables'");
	return 0;
}

/* ---- opening ---- */

static int read_workbook(plan *p, map_set *maps, arena *a, err *e)
{
	map_set built_in;
	if (!maps) {
		map_set_init(&built_in, NULL, a);
		maps = &built_in;
	}
	int rc = xlsx_open(&p->book, p->files->text, p->shown, a, e);
	if (rc)
		return rc;
	xlsx_mapped(p->book);
	p->reading = arena_alloc(a, sizeof *p->reading);
	return own_book_is(p->book) ? own_book_read(p, p->book, maps, a, e) : template_read(p, p->book, maps, a, e);
}

/* By its ending, or by its first bytes: a workbook is an archive, or an encrypted one (an OLE file). */
static bool is_workbook(span path, span bytes)
{
	span stem;
	return ends_with(path, ".xlsx", &stem) || ends_with(path, ".xlsm", &stem) || ends_with(path, ".XLSX", &stem) ||
	       ends_with(path, ".xls", &stem) || ends_with(path, ".xlsb", &stem) || ends_with(path, ".ods", &stem) ||
	       span_starts(bytes, "PK\3\4") || span_starts(bytes, "\xD0\xCF\x11\xE0");
}

int plan_open(plan **out, const char *path, map_set *maps, arena *a, err *e)
{
	size_t before = e->count;
	struct stat st;
	span stem;

	if (stat(path, &st))
		return err_add(e, ERR_IO, path, errno == ENOENT ? "there is no such file or folder" : "cannot open: %s",
			strerror(errno));
	const char *slash = strrchr(path, '/');
	if (!strncmp(slash ? slash + 1 : path, "~$", 2))
		return err_add(e, ERR_USAGE, path,
			"is the mark that Excel leaves while a workbook is open, not a workbook; close it there, or "
			"leave this out");
	plan *p = plan_new(path, a);
	if (S_ISDIR(st.st_mode)) {
		int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (dir < 0)
			return err_add(e, ERR_IO, path, "cannot open the folder: %s", strerror(errno));
		read_folder(p, dir, p->shown, a, e);
		close(dir);
	} else {
		p->files = arena_alloc(a, sizeof *p->files);
		if (!file_open(p->files, AT_FDCWD, path, true, p->shown, e)) {
			p->file_count = 1;
			if (ends_with(span_of(path), ".json", &stem))
				read_json(p, p->files->text, p->shown, a, e);
			else if (is_workbook(span_of(path), p->files->text))
				read_workbook(p, maps, a, e);
			else
				err_add(e, ERR_USAGE, path,
					"a plan is a package folder, a .json file or a workbook; this is none");
		}
	}
	int rc = finish(out, p, before, e);
	if (rc)
		plan_close(p);
	return rc;
}

void plan_close(plan *p)
{
	if (p) {
		xlsx_close(p->book);
		p->book = NULL;
	}
	for (size_t i = 0; p && i < p->file_count; i++)
		file_close(&p->files[i]);
	if (p)
		p->file_count = 0;
}
