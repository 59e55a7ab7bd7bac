#include "policy/pack.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "format/file.h"
#include "policy/embedded.h"
#include "policy/rule.h"

#define PACK_FORMAT "1"

/* ---- files ---- */

typedef struct file_list {
	pack_file *files;
	size_t count, room;
} file_list;

static void add_file(file_list *l, const char *path, span text, arena *a)
{
	l->files = arena_grow(a, l->files, &l->room, l->count + 1, sizeof *l->files);
	l->files[l->count++] = (pack_file){path, text};
}

static int walk(file_list *l, int dir, const char *prefix, const char *shown, int depth, arena *a, err *e);

static int take_entry(
	file_list *l, int dir, const char *name, const char *path, const char *shown, int depth, arena *a, err *e)
{
	struct stat st;
	file f;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW))
		return err_add(e, ERR_IO, shown, "cannot look at %s: %s", path, strerror(errno));
	if (S_ISDIR(st.st_mode)) {
		int sub = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
		if (sub < 0)
			return err_add(e, ERR_IO, shown, "cannot open %s: %s", path, strerror(errno));
		int rc = walk(l, sub, path, shown, depth + 1, a, e);
		close(sub);
		return rc;
	}
	int rc = file_open(&f, dir, name, false, arena_printf(a, "%s/%s", shown, path), e);
	if (rc)
		return rc;
	add_file(l, path, arena_span(a, f.text), a);
	file_close(&f);
	return 0;
}

/* Reads every file below an open folder, hidden ones left out. */
static int walk(file_list *l, int dir, const char *prefix, const char *shown, int depth, arena *a, err *e)
{
	struct dirent *d;
	int rc = 0, copy = dup(dir);
	DIR *folder = copy < 0 ? NULL : fdopendir(copy);
	if (!folder || depth > 8) {
		if (folder)
			closedir(folder);
		else if (copy >= 0)
			close(copy);
		return err_add(e, ERR_IO, shown, "cannot list %s: %s", prefix,
			depth > 8 ? "folders are nested too deeply" : strerror(errno));
	}
	while (!rc && (d = readdir(folder)))
		if (d->d_name[0] != '.')
			rc = take_entry(
				l, dir, d->d_name, arena_printf(a, "%s/%s", prefix, d->d_name), shown, depth, a, e);
	closedir(folder);
	return rc;
}

/* The files of one folder of packs: from `policy_path` where it has that folder, else those built in. *found tells
 * whether there are any. */
static int gather(file_list *l, const char *id, const char *policy_path, const char **folder, arena *a, err *e)
{
	const char *path = policy_path ? arena_printf(a, "%s/%s", policy_path, id) : NULL;
	int dir = path ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (dir >= 0) {
		int rc = walk(l, dir, id, policy_path, 0, a, e);
		close(dir);
		*folder = policy_path;
		return rc;
	}
	size_t n = strlen(id);
	for (size_t i = 0; i < embedded_count; i++)
		if (!strncmp(embedded_files[i].path, id, n) && embedded_files[i].path[n] == '/')
			add_file(l, embedded_files[i].path, (span){embedded_files[i].text, embedded_files[i].len}, a);
	*folder = "policy";
	return 0;
}

static int compare_files(const void *x, const void *y)
{
	return strcmp(((const pack_file *)x)->path, ((const pack_file *)y)->path);
}

const pack_file *pack_file_find(const pack *p, const char *path)
{
	pack_file wanted = {path, {NULL, 0}};
	return p->file_count ? bsearch(&wanted, p->files, p->file_count, sizeof *p->files, compare_files) : NULL;
}

const char *pack_digest(const pack *p, arena *a)
{
	buf b;
	char hex[DIGEST_TEXT];
	buf_init(&b, a);
	for (size_t i = 0; i < p->file_count; i++) {
		if (strstr(p->files[i].path, "/cases/") || strstr(p->files[i].path, ".cases.json") ||
			strstr(p->files[i].path, "/workbook.csv"))
			continue; /* they prove the pack, or map workbooks, and change no verdict */
		digest_of(hex, p->files[i].text);
		buf_printf(&b, "%s %s\n", hex, p->files[i].path);
	}
	digest_of(hex, buf_span(&b));
	return arena_printf(a, "sha256:%s", hex);
}

/* ---- tables ---- */

static const char *shown_path(const pack *p, const char *path, arena *a)
{
	return arena_printf(a, "%s/%s", p->folder, path);
}

static int read_table(pack *p, int which, const char *path, arena *a, err *e)
{
	const pack_file *f = pack_file_find(p, path);
	if (!f)
		return 0;
	span copy = arena_span(a, f->text);
	return rows_read_csv(
		&p->tables[which], &pack_tables[which], (char *)copy.at, copy.len, shown_path(p, path, a), a, e);
}

/* "lists": {"name": [{"id", "title"}]} as rows of one table. */
static int read_lists(pack *p, const json *lists, origin from, arena *a, err *e)
{
	rows *r = &p->tables[PACK_LISTS];
	r->from = from;
	for (const json *list = lists ? lists->first : NULL; list; list = list->next) {
		size_t position = 0;
		for (const json *item = list->first; item; item = item->next) {
			const json *id = json_find(item, "id"), *title = json_find(item, "title");
			if (!id || !title || id->kind != JSON_TEXT || title->kind != JSON_TEXT)
				return err_add(e, ERR_PARSE, cell_place(a, from, (cell){.offset = item->offset}),
					"an item of a list has 'id' and 'title'");
			cell *row = rows_add(r, a);
			span place = span_of(arena_printf(a, "%zu", ++position));
			row[0] = (cell){list->name.at, (uint32_t)list->name.len, list->name_offset};
			row[1] = (cell){id->text.at, (uint32_t)id->text.len, id->offset};
			row[2] = (cell){title->text.at, (uint32_t)title->text.len, title->offset};
			row[3] = (cell){place.at, (uint32_t)place.len, item->offset};
			const json *kind = json_find(item, "kind");
			if (kind && kind->kind == JSON_TEXT)
				row[4] = (cell){kind->text.at, (uint32_t)kind->text.len, kind->offset};
		}
	}
	rows_sort(r, a);
	return 0;
}

/* A list of plain texts becomes rows of one column. */
static void read_names(rows *r, const json *list, arena *a)
{
	for (const json *item = list ? list->first : NULL; item; item = item->next) {
		cell *row = rows_add(r, a);
		row[0] = (cell){item->text.at, (uint32_t)item->text.len, item->offset};
	}
	rows_sort(r, a);
}

static const char *text_of(const json *object, const char *name, arena *a)
{
	const json *value = json_find(object, name);
	return value && value->kind == JSON_TEXT ? arena_text(a, value->text) : "";
}

static int read_manifest(pack *p, const char *id, arena *a, err *e)
{
	const char *path = arena_printf(a, "%s/pack.json", id), *shown = shown_path(p, path, a);
	const pack_file *f = pack_file_find(p, path);
	json *root;
	int rc = json_parse(&root, f->text, shown, a, e);
	if (rc)
		return rc;
	const json *format = json_find(root, "format");
	if (!format || !span_is(format->text, PACK_FORMAT))
		return err_add(e, ERR_PARSE, shown, "a pack of format 1 is expected; 'format' says otherwise");
	if (strcmp(text_of(root, "id", a), id))
		err_add(e, ERR_PARSE, shown, "'id' must be the folder's name, %s", id);
	p->id = arena_text(a, span_of(id));
	p->title = text_of(root, "title", a);
	p->cases_as_of = text_of(root, "cases_as_of", a);
	day judged;
	if (*p->cases_as_of && !date_parse(&judged, span_of(p->cases_as_of)))
		err_add(e, ERR_PARSE, shown, "'cases_as_of' is not a date; write year-month-day");
	origin from = {shown, f->text, NULL};
	read_names(&p->tables[PACK_PERIODS], json_find(root, "periods"), a);
	read_names(&p->tables[PACK_DECIDES], json_find(root, "decides"), a);
	period known;
	for (size_t i = 0; i < p->tables[PACK_PERIODS].count; i++)
		if (!period_parse(&known, cell_span(*rows_row(&p->tables[PACK_PERIODS], i))))
			err_add(e, ERR_PARSE, shown, "'%.*s' is not a period",
				SPAN_ARG(cell_span(*rows_row(&p->tables[PACK_PERIODS], i))));
	if (!p->tables[PACK_PERIODS].count || !*p->title)
		err_add(e, ERR_PARSE, shown, "a pack has a 'title' and at least one of 'periods'");
	static const struct {
		const char *name;
		int which;
	} lists[] = {{"documents", PACK_DOCUMENTS}, {"timetable", PACK_TIMETABLE}, {"sections", PACK_SECTIONS}};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		const json *list = json_find(root, lists[i].name);
		if (list)
			rows_read_json(&p->tables[lists[i].which], &pack_tables[lists[i].which], list, from, a, e);
	}
	return read_lists(p, json_find(root, "lists"), from, a, e);
}

static void read_tables(pack *p, const char *id, arena *a, err *e)
{
	for (int i = PACK_SOURCES; i <= PACK_UPLIFTS; i++)
		read_table(p, i, arena_printf(a, "%s/%s.csv", id, pack_tables[i].name), a, e);
	read_table(p, PACK_HOLIDAYS, "common/bank_holidays.csv", a, e);
	read_table(p, PACK_STATUTES, "common/statutes.csv", a, e);
	const rows *r = &p->tables[PACK_HOLIDAYS];
	p->holidays = arena_array(a, r->count + 1, sizeof *p->holidays);
	for (size_t i = 0; i < r->count; i++)
		p->holiday_count += date_parse(&p->holidays[p->holiday_count], cell_span(*rows_row(r, i)));
}

/* ---- rules ---- */

/* "2019-20/checks/RNG-01.sql" -> "RNG-01" when it lies in `folder` ("checks") of the pack `id`. */
static const char *rule_stem(const char *path, const char *id, const char *folder, arena *a)
{
	span s = span_of(path), prefix = span_of(arena_printf(a, "%s/%s/", id, folder));
	if (s.len <= prefix.len + 4 || memcmp(s.at, prefix.at, prefix.len) || memcmp(s.at + s.len - 4, ".sql", 4))
		return NULL;
	return arena_text(a, (span){s.at + prefix.len, s.len - prefix.len - 4});
}

static rule *find_rule(rule *rules, size_t count, span id)
{
	for (size_t i = 0; i < count; i++)
		if (span_is(id, rules[i].id))
			return &rules[i];
	return NULL;
}

/* Rules of policy/common, then those of the year, which may replace a common one of the same id. */
static void read_rules(
	pack *p, const char *id, const char *folder, bool checks, rule **out, size_t *count, arena *a, err *e)
{
	rule *rules = arena_array(a, p->file_count + 1, sizeof *rules);
	const char *const from[] = {"common", id};
	*count = 0;
	for (size_t pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < p->file_count; i++) {
			const char *stem = rule_stem(p->files[i].path, from[pass], folder, a);
			rule u;
			if (!stem ||
				rule_read(&u, p->files[i].text, stem, shown_path(p, p->files[i].path, a), checks, a, e))
				continue;
			rule *same = find_rule(rules, *count, span_of(u.id));
			if (same)
				*same = u;
			else
				rules[(*count)++] = u;
		}
	if (*count > RULES_MAX)
		err_add(e, ERR_LIMIT, p->folder, "more than %d %s", RULES_MAX, folder);
	*out = rules;
}

static int compare_rules(const void *x, const void *y)
{
	return strcmp(((const rule *)x)->id, ((const rule *)y)->id);
}

typedef struct ordering {
	const pack *p;
	rule *done;
	size_t count;
	char *state; /* 0 not seen, 1 on the way, 2 done */
	err *e;
} ordering;

static int place_figure(ordering *o, size_t i)
{
	rule *u = &o->p->figures[i];
	if (o->state[i] == 2)
		return 0;
	if (o->state[i] == 1)
		return err_add(
			o->e, ERR_RULE, u->file, "figure %s needs itself, by way of the figures that it needs", u->id);
	o->state[i] = 1;
	for (size_t k = 0; k < u->figure_count; k++) {
		rule *needed = find_rule(o->p->figures, o->p->figure_count, span_of(u->figures[k]));
		if (!needed)
			return err_add(o->e, ERR_RULE, u->file, "figure %s needs figure '%s', which there is not",
				u->id, u->figures[k]);
		if (place_figure(o, (size_t)(needed - o->p->figures)))
			return ERR_RULE;
	}
	o->state[i] = 2;
	o->done[o->count++] = *u;
	return 0;
}

static void order_figures(pack *p, arena *a, err *e)
{
	ordering o = {p, arena_array(a, p->figure_count + 1, sizeof(rule)), 0, arena_alloc(a, p->figure_count + 1), e};
	for (size_t i = 0; i < p->figure_count; i++)
		if (place_figure(&o, i))
			return;
	p->figures = o.done;
}

/* Is check `from` explained, by way of others, by `goal`?  A check that names itself is no circle: areas explain the
 * total. */
static bool leads_to(const pack *p, const rule *from, const rule *goal, bool *seen)
{
	for (size_t i = 0; i < from->explained_count; i++) {
		const rule *next = pack_check(p, span_of(from->explained_by[i]));
		if (!next || next == from || seen[next - p->checks])
			continue;
		seen[next - p->checks] = true;
		if (next == goal || leads_to(p, next, goal, seen))
			return true;
	}
	return false;
}

static void judge_circles(const pack *p, arena *a, err *e)
{
	for (size_t i = 0; i < p->check_count; i++)
		if (leads_to(p, &p->checks[i], &p->checks[i], arena_alloc(a, p->check_count))) {
			err_add(e, ERR_RULE, p->checks[i].file,
				"check %s is explained by itself, by way of the checks that explain it",
				p->checks[i].id);
			return;
		}
}

static void judge_checks(const pack *p, err *e)
{
	for (size_t i = 0; i < p->check_count; i++) {
		const rule *u = &p->checks[i];
		for (size_t k = 0; k < u->explained_count; k++)
			if (!pack_check(p, span_of(u->explained_by[k])))
				err_add(e, ERR_RULE, u->file, "check %s is explained by '%s', which there is not",
					u->id, u->explained_by[k]);
		for (size_t k = 0; k < u->figure_count; k++)
			if (!pack_figure(p, span_of(u->figures[k])))
				err_add(e, ERR_RULE, u->file, "check %s needs figure '%s', which there is not", u->id,
					u->figures[k]);
	}
}

/* ---- references within the pack ---- */

static bool has_key(const rows *r, size_t key, span id)
{
	for (size_t i = 0; i < r->count; i++)
		if (span_equal(cell_span(rows_row(r, i)[key]), id))
			return true;
	return false;
}

/* Is `id` in the table, or the list, that is called `list`?  Where it is not, *near is the id that is nearest. */
static bool list_has(const pack *p, span list, span id, span *near)
{
	size_t least = 3;
	bool found = false;
	for (int i = PACK_SOURCES; i <= PACK_REQUIREMENTS; i++) {
		const rows *r = &p->tables[i];
		if (!span_is(list, r->of->name))
			continue;
		found |= has_key(r, 0, id);
		for (size_t n = 0; n < r->count; n++) {
			size_t d = span_distance(id, cell_span(rows_row(r, n)[0]));
			if (d < least) {
				least = d;
				*near = cell_span(rows_row(r, n)[0]);
			}
		}
	}
	const rows *lists = &p->tables[PACK_LISTS];
	for (size_t n = 0; n < lists->count; n++)
		found |= span_equal(cell_span(rows_row(lists, n)[0]), list) &&
			 span_equal(cell_span(rows_row(lists, n)[1]), id);
	return found;
}

static void judge_aliases(const pack *p, arena *a, err *e)
{
	const rows *r = &p->tables[PACK_ALIASES];
	for (size_t i = 0; i < r->count; i++) {
		const cell *row = rows_row(r, i);
		span near = {"", 0};
		if (list_has(p, cell_span(row[0]), cell_span(row[2]), &near))
			continue;
		err_add(e, ERR_RULE, cell_place(a, r->from, row[row[2].len ? 2 : 0]),
			"alias '%.*s': '%.*s' is not in list %.*s of this pack%s%.*s%s", SPAN_ARG(cell_span(row[1])),
			SPAN_ARG(cell_span(row[2])), SPAN_ARG(cell_span(row[0])), near.len ? "; did you mean '" : "",
			SPAN_ARG(near), near.len ? "'?" : "");
	}
}

/* A list whose name ends so names a check in each title: where that is gone, its items would be judged by nobody. */
static void judge_lists(const pack *p, arena *a, err *e)
{
	static const char ending[] = "_with_own_check";
	const rows *r = &p->tables[PACK_LISTS];
	size_t n = sizeof ending - 1;
	for (size_t i = 0; i < r->count; i++) {
		const cell *row = rows_row(r, i);
		span list = cell_span(row[0]);
		if (list.len > n && !memcmp(list.at + list.len - n, ending, n) && !pack_check(p, cell_span(row[2])))
			err_add(e, ERR_RULE, cell_place(a, r->from, row[2]),
				"list %.*s names check '%.*s', which there is not", SPAN_ARG(list),
				SPAN_ARG(cell_span(row[2])));
	}
}

const rule *pack_figure(const pack *p, span id)
{
	return find_rule(p->figures, p->figure_count, id);
}

const rule *pack_check(const pack *p, span id)
{
	return find_rule(p->checks, p->check_count, id);
}

bool pack_judges(const pack *p, const rule *check)
{
	const rows *r = &p->tables[PACK_PERIODS];
	for (size_t i = 0; i < r->count; i++)
		if (applies_to(check->applies, cell_span(rows_row(r, i)[0])))
			return true;
	return false;
}

size_t pack_check_count(const pack *p)
{
	size_t count = 0;
	for (size_t i = 0; i < p->check_count; i++)
		count += pack_judges(p, &p->checks[i]);
	return count;
}

bool pack_is_common(const pack *p, const rule *check)
{
	for (size_t i = 0; i < p->file_count; i++) {
		span path = span_of(p->files[i].path), id = span_cut(&path, '/'), folder = span_cut(&path, '/');
		if (span_is(id, p->id) && span_is(folder, "checks") && span_starts(path, check->id) &&
			!strcmp(path.at + strlen(check->id), ".sql"))
			return false;
	}
	return true;
}

/* ---- opening ---- */

static bool id_reads(const char *id)
{
	return *id && *id != '.' && strlen(id) <= 40 && !strchr(id, '/') && strcmp(id, "common");
}

static int say_unknown(const char *id, const char *policy_path, arena *a, err *e)
{
	const char **ids;
	size_t count;
	buf b;
	buf_init(&b, a);
	if (!pack_list(&ids, &count, policy_path, a, e))
		for (size_t i = 0; i < count; i++)
			buf_printf(&b, "%s%s", i ? ", " : "", ids[i]);
	return err_add(
		e, ERR_USAGE, "", "there is no policy year '%s'; known are: %s", id, b.len ? buf_span(&b).at : "none");
}

int pack_open_tables(pack **out, const char *id, const char *policy_path, arena *a, err *e)
{
	pack *p = arena_alloc(a, sizeof *p);
	file_list l = {0};
	const char *common;
	size_t before = e->count;
	int rc;

	for (int i = 0; i < PACK_TABLE_COUNT; i++)
		p->tables[i].of = &pack_tables[i];
	if (!id_reads(id))
		return say_unknown(id, policy_path, a, e);
	rc = gather(&l, "common", policy_path, &common, a, e);
	if (!rc)
		rc = gather(&l, id, policy_path, &p->folder, a, e);
	if (rc)
		return rc;
	if (l.count)
		qsort(l.files, l.count, sizeof *l.files, compare_files);
	p->built_in = !policy_path || (common != policy_path && p->folder != policy_path);
	p->files = l.files;
	p->file_count = l.count;
	if (!pack_file_find(p, arena_printf(a, "%s/pack.json", id)))
		return say_unknown(id, policy_path, a, e);
	rc = read_manifest(p, id, a, e);
	if (rc)
		return rc;
	read_tables(p, id, a, e);
	*out = p;
	return e->count == before ? 0 : ERR_RULE;
}

int pack_open(pack **out, const char *id, const char *policy_path, arena *a, err *e)
{
	pack *p = NULL;
	size_t before = e->count;
	int rc = pack_open_tables(&p, id, policy_path, a, e);

	if (!p)
		return rc;
	read_rules(p, id, "figures", false, &p->figures, &p->figure_count, a, e);
	read_rules(p, id, "checks", true, &p->checks, &p->check_count, a, e);
	qsort(p->checks, p->check_count, sizeof *p->checks, compare_rules);
	order_figures(p, a, e);
	judge_checks(p, e);
	judge_circles(p, a, e);
	judge_aliases(p, a, e);
	judge_lists(p, a, e);
	if (e->count != before)
		return ERR_RULE;
	*out = p;
	return 0;
}

static int compare_ids(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

int pack_list(const char ***out, size_t *count, const char *policy_path, arena *a, err *e)
{
	const char **ids = NULL;
	size_t room = 0, n = 0, kept = 0;
	DIR *folder = policy_path ? opendir(policy_path) : NULL;
	if (policy_path && !folder)
		return err_add(e, ERR_IO, policy_path, "cannot list the folder of policy packs: %s", strerror(errno));
	for (struct dirent *d; folder && (d = readdir(folder));)
		if (id_reads(d->d_name) && !access(arena_printf(a, "%s/%s/pack.json", policy_path, d->d_name), R_OK)) {
			ids = arena_grow(a, ids, &room, n + 1, sizeof *ids);
			ids[n++] = arena_text(a, span_of(d->d_name));
		}
	if (folder)
		closedir(folder);
	for (size_t i = 0; i < embedded_count; i++) {
		span rest = span_of(embedded_files[i].path), id = span_cut(&rest, '/');
		if (!span_is(rest, "pack.json"))
			continue;
		ids = arena_grow(a, ids, &room, n + 1, sizeof *ids);
		ids[n++] = arena_text(a, id);
	}
	if (n)
		qsort(ids, n, sizeof *ids, compare_ids);
	for (size_t i = 0; i < n; i++)
		if (!i || strcmp(ids[i], ids[kept - 1]))
			ids[kept++] = ids[i];
	*out = ids;
	*count = kept;
	return 0;
}

bool pack_cases_anywhere(const char *check, const char *policy_path, arena *a)
{
	const char **ids, *path;
	size_t count;
	err ignored;
	err_init(&ignored, a);
	if (pack_list(&ids, &count, policy_path, a, &ignored))
		return false;
	for (size_t i = 0; i < count; i++) {
		path = arena_printf(a, "%s/checks/%s.cases.json", ids[i], check);
		if (policy_path && !access(arena_printf(a, "%s/%s", policy_path, path), R_OK))
			return true;
		for (size_t k = 0; k < embedded_count; k++)
			if (!strcmp(embedded_files[k].path, path))
				return true;
	}
	return false;
}
