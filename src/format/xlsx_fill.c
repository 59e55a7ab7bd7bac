#include "format/xlsx_fill.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/date.h"
#include "format/utf8.h"
#include "format/xlsx_fill_sheet.h"
#include "format/xlsx_fill_xml.h"
#include "format/xlsx_parts.h"

#define CELL_TEXT_MAX 32767 /* what a cell holds, in units of UTF-16 */

/* ---- the workbook's own part ---- */

/* What may stand behind calcPr, in the order that the format asks for. */
static bool behind_calculation(span local)
{
	static const char *const names[] = {"oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr",
		"smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (span_is(local, names[i]))
			return true;
	return false;
}

static int calculate(span *out, span part, const char *shown, arena *a, err *e)
{
	fill_tags *t = arena_alloc(a, sizeof *t);
	fill_patches p = {0};
	fill_tag g;
	span value, root = {NULL, 0};
	size_t place = SIZE_MAX;
	int got, rc = fill_tags_open(t, part, shown, e);

	if (rc)
		return rc;
	while ((got = fill_tags_next(&g, t, e)) > 0) {
		if (g.depth == 0) {
			root = g.name;
			if (g.kind == FILL_TAG_EMPTY || !g.of_root || !span_is(g.local, "workbook"))
				return err_add(e, ERR_PARSE, shown, "this is not the list of a workbook's sheets");
			if (g.kind == FILL_TAG_CLOSE && place == SIZE_MAX)
				place = g.at;
		}
		if (g.depth != 1 || g.kind == FILL_TAG_CLOSE || !g.of_root)
			continue;
		if (behind_calculation(g.local) && place == SIZE_MAX)
			place = g.at;
		if (!span_is(g.local, "calcPr"))
			continue;
		if (fill_attribute(&value, g.inside, "fullCalcOnLoad")) {
			if (span_is(value, "1") || span_is(value, "true")) {
				*out = part;
				return 0;
			}
			fill_patch_add(&p, (size_t)(value.at - part.at), value.len, span_of("1"), a);
		} else {
			size_t close = (size_t)(g.inside.at + g.inside.len - part.at);
			while (close > 0 && (part.at[close - 1] == ' ' || part.at[close - 1] == '\n'))
				close--;
			fill_patch_add(&p, close, 0, span_of(" fullCalcOnLoad=\"1\""), a);
		}
		*out = fill_patched(part, &p, a);
		return 0;
	}
	if (got < 0)
		return got;
	fill_patch_add(&p, place, 0,
		span_of(arena_printf(a, "<%.*scalcPr fullCalcOnLoad=\"1\"/>", SPAN_ARG(fill_prefix(root)))), a);
	*out = fill_patched(part, &p, a);
	return 0;
}

static int read_part(span *out, zip_int64_t *index, zip_t *z, const char *name, const char *shown, arena *a, err *e);

/* The part that lists the sheets, by the archive's own relations. */
static int workbook_part(const char **out, zip_t *z, const xlsx *x, arena *a, err *e)
{
	fill_tags *t = arena_alloc(a, sizeof *t);
	const zip_part *rels = zip_in_find(&x->zip, span_of("_rels/.rels")), *found = NULL;
	const char *shown = arena_printf(a, "%s › _rels/.rels", x->shown);
	zip_int64_t index;
	span text, type, target;
	fill_tag g;
	int got = rels ? read_part(&text, &index, z, rels->name, shown, a, e) : 0;

	if (!got && rels)
		got = fill_tags_open(t, text, shown, e);
	while (!got && rels && (got = fill_tags_next(&g, t, e)) > 0) {
		got = 0;
		if (g.kind == FILL_TAG_CLOSE || !span_is(g.local, "Relationship") ||
			!fill_attribute(&type, g.inside, "Type") || !fill_attribute(&target, g.inside, "Target") ||
			type.len < 15 || !span_is((span){type.at + type.len - 15, 15}, "/officeDocument"))
			continue;
		if (span_starts(target, "./"))
			target = (span){target.at + 2, target.len - 2};
		found = zip_in_find(&x->zip, target);
		break;
	}
	if (got < 0)
		return got;
	if (!found)
		found = zip_in_find(&x->zip, span_of("xl/workbook.xml"));
	if (!found)
		return err_add(e, ERR_PARSE, x->shown, "the list of its sheets cannot be found");
	*out = found->name;
	return 0;
}

/* ---- the archive ---- */

/* An edit and its sheet. */
typedef struct placed {
	fill_edit edit;
	size_t sheet;
} placed;

static int by_cell(const void *a, const void *b)
{
	const placed *x = a, *y = b;
	if (x->sheet != y->sheet)
		return x->sheet < y->sheet ? -1 : 1;
	if (x->edit.row != y->edit.row)
		return x->edit.row < y->edit.row ? -1 : 1;
	return x->edit.column < y->edit.column ? -1 : x->edit.column > y->edit.column;
}

static size_t units_of(span text)
{
	size_t units = 0;
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];
		units += (c & 0xC0) != 0x80;
		units += c >= 0xF0;
	}
	return units;
}

static bool plain_number(span s)
{
	size_t i = s.len && s.at[0] == '-', digits = 0;
	for (; i < s.len && s.at[i] >= '0' && s.at[i] <= '9'; i++)
		digits++;
	if (digits && i + 1 < s.len && s.at[i] == '.')
		for (i++; i < s.len && s.at[i] >= '0' && s.at[i] <= '9'; i++)
			digits++;
	return digits && i == s.len && s.len < 400;
}

const char *fill_edit_fault(const fill_edit *d, bool epoch_1904, arena *a)
{
	day date, first;
	if (d->row >= XLSX_ROWS_MAX || d->column >= XLSX_COLUMNS_MAX)
		return "a sheet has no such cell";
	switch (d->kind) {
	case FILL_NUMBER:
		return plain_number(d->text) ? NULL : "is given what is no plain number";
	case FILL_DATE:
		date_parse(&first, span_of(epoch_1904 ? "1904-01-01" : "1900-03-01"));
		if (!date_parse(&date, d->text))
			return "is given what is no date";
		return date >= first ? NULL : "is given a date before those that a spreadsheet can count";
	case FILL_TEXT:
		if (utf8_valid(d->text.at, d->text.len) < d->text.len)
			return "is given a text that is not UTF-8";
		if (units_of(d->text) > CELL_TEXT_MAX)
			return arena_printf(a, "is given a text of %zu characters; a cell holds %d, so shorten it",
				units_of(d->text), CELL_TEXT_MAX);
		return NULL;
	default:
		return NULL;
	}
}

/* Finds each edit's sheet, and sorts. */
static int place_edits(placed **out, const xlsx *x, const fill_edit *edits, size_t count, arena *a, err *e)
{
	placed *list = arena_array(a, count + 1, sizeof *list);
	char name[CELL_NAME];
	int rc = 0;
	for (size_t i = 0; i < count; i++) {
		size_t s = xlsx_sheet_find(x, edits[i].sheet);
		const char *where = arena_printf(a, "%s › %s", x->shown, edits[i].sheet);
		if (s == SIZE_MAX || !x->sheets[s].part || !x->sheets[s].grid) {
			rc = err_add(e, ERR_USAGE, where,
				s == SIZE_MAX ? "the workbook has no sheet of this name" : "this sheet holds no cells");
			continue;
		}
		list[i] = (placed){edits[i], s};
		const char *fault = fill_edit_fault(&edits[i], x->epoch_1904, a);
		cell_name(name, edits[i].row < XLSX_ROWS_MAX ? edits[i].row : 0,
			edits[i].column < XLSX_COLUMNS_MAX ? edits[i].column : 0);
		if (fault)
			rc = err_add(e, ERR_USAGE, arena_printf(a, "%s › %s", where, name), "%s", fault);
	}
	if (rc)
		return rc;
	qsort(list, count, sizeof *list, by_cell);
	for (size_t i = 1; i < count; i++) {
		cell_name(name, list[i].edit.row, list[i].edit.column);
		if (!by_cell(&list[i - 1], &list[i]))
			rc = err_add(e, ERR_USAGE, arena_printf(a, "%s › %s › %s", x->shown, list[i].edit.sheet, name),
				"is to be written twice");
	}
	*out = list;
	return rc;
}

static bool same_name(const char *inside, const char *name)
{
	for (; *inside && *name; inside++, name++)
		if (*inside != *name && !(*inside == '\\' && *name == '/'))
			return false;
	return !*inside && !*name;
}

static zip_int64_t index_of(zip_t *z, const char *name)
{
	for (zip_int64_t i = 0; i < zip_get_num_entries(z, 0); i++) {
		const char *inside = zip_get_name(z, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
		if (inside && same_name(inside, name))
			return i;
	}
	return -1;
}

static int broken(zip_t *z, const char *shown, err *e)
{
	return err_add(e, ERR_PARSE, shown,
		"the archive cannot be copied (%s); open it in Excel and save it, then fill that", zip_strerror(z));
}

static int read_part(span *out, zip_int64_t *index, zip_t *z, const char *name, const char *shown, arena *a, err *e)
{
	zip_stat_t stat;
	zip_file_t *f;

	*index = index_of(z, name);
	if (*index < 0 || zip_stat_index(z, (zip_uint64_t)*index, 0, &stat) || !(stat.valid & ZIP_STAT_SIZE))
		return broken(z, shown, e);
	if (stat.size > WORKBOOK_BYTES_MAX)
		return err_add(e, ERR_LIMIT, shown, "the part %s is too large", name);
	f = zip_fopen_index(z, (zip_uint64_t)*index, 0);
	if (!f)
		return broken(z, shown, e);
	char *text = arena_alloc(a, (size_t)stat.size + 1);
	zip_int64_t got = zip_fread(f, text, stat.size);
	/* one byte more: only its end has the checksum compared */
	bool whole = got >= 0 && (zip_uint64_t)got == stat.size && zip_fread(f, text + stat.size, 1) == 0;
	zip_fclose(f);
	if (!whole)
		return err_add(e, ERR_PARSE, shown, "the part %s of the archive is broken", name);
	*out = (span){text, (size_t)stat.size};
	return 0;
}

/* The text, which must stay until the archive is closed, instead of the part: as it was packed, and when it was made.
 */
static int replace_part(zip_t *z, zip_int64_t index, span text, const char *shown, err *e)
{
	zip_uint64_t i = (zip_uint64_t)index;
	zip_stat_t stat;
	zip_source_t *source;

	if (zip_stat_index(z, i, 0, &stat))
		return broken(z, shown, e);
	source = zip_source_buffer(z, text.at, text.len, 0);
	if (!source)
		return broken(z, shown, e);
	if (zip_file_replace(z, i, source, 0)) {
		zip_source_free(source);
		return broken(z, shown, e);
	}
	zip_int32_t method =
		stat.valid & ZIP_STAT_COMP_METHOD && stat.comp_method == ZIP_CM_STORE ? ZIP_CM_STORE : ZIP_CM_DEFLATE;
	if (zip_set_file_compression(z, i, method, 0) ||
		(stat.valid & ZIP_STAT_MTIME && zip_file_set_mtime(z, i, stat.mtime, 0)))
		return broken(z, shown, e);
	return 0;
}

static int fill_parts(zip_t *z, const xlsx *x, const placed *list, size_t count, arena *a, err *e)
{
	span text, made;
	zip_int64_t index;
	int rc = 0;

	for (size_t i = 0, n; i < count; i += n) {
		const xlsx_sheet *s = &x->sheets[list[i].sheet];
		const char *shown = arena_printf(a, "%s › %s", x->shown, s->name);
		fill_edit *own = arena_array(a, count - i, sizeof *own);
		for (n = 0; i + n < count && list[i + n].sheet == list[i].sheet; n++)
			own[n] = list[i + n].edit;
		for (size_t k = 0; k < i; k++)
			if (!strcmp(x->sheets[list[k].sheet].part, s->part))
				return err_add(e, ERR_PARSE, shown, "two sheets of the workbook are the same part");
		int bad = read_part(&text, &index, z, s->part, shown, a, e);
		if (!bad)
			bad = xlsx_fill_sheet(&made, text, shown, own, n, x->epoch_1904, a, e);
		if (!bad)
			bad = replace_part(z, index, made, shown, e);
		rc = bad ? bad : rc; /* every sheet's messages at once */
	}
	if (rc)
		return rc;
	const char *book = arena_printf(a, "%s › workbook", x->shown), *part = NULL;
	rc = workbook_part(&part, z, x, a, e);
	if (!rc)
		rc = read_part(&text, &index, z, part, book, a, e);
	if (!rc)
		rc = calculate(&made, text, book, a, e);
	if (!rc && made.at != text.at)
		rc = replace_part(z, index, made, book, e);
	return rc;
}

/* What the archive's source holds after it was closed. */
static int collect(span *out, zip_source_t *source, const char *shown, arena *a, err *e)
{
	zip_stat_t stat;
	if (zip_source_open(source) || zip_source_stat(source, &stat) || !(stat.valid & ZIP_STAT_SIZE))
		return err_add(e, ERR_INTERNAL, shown, "the new workbook cannot be read back");
	char *bytes = arena_alloc(a, (size_t)stat.size + 1);
	zip_int64_t got = zip_source_read(source, bytes, stat.size);
	zip_source_close(source);
	if (got < 0 || (zip_uint64_t)got != stat.size)
		return err_add(e, ERR_INTERNAL, shown, "the new workbook cannot be read back");
	*out = (span){bytes, (size_t)stat.size};
	return 0;
}

static int fill_archive(span *out, span bytes, const xlsx *x, const placed *list, size_t count, arena *a, err *e)
{
	zip_error_t why;
	zip_source_t *source;
	zip_t *z = NULL;
	int rc;

	zip_error_init(&why);
	/* A copy that libzip owns: 1.7.3, when it writes an archive whose beginning stays, frees the bytes that it was
	 * lent. */
	char *copy = malloc(bytes.len + !bytes.len);
	if (!copy)
		abort();
	memcpy(copy, bytes.at, bytes.len);
	source = zip_source_buffer_create(copy, bytes.len, 1, &why);
	if (!source)
		free(copy);
	if (source) {
		zip_source_keep(source);
		z = zip_open_from_source(source, 0, &why);
		if (!z)
			zip_source_free(source);
	}
	if (!z) {
		rc = err_add(e, ERR_PARSE, x->shown, "the archive cannot be opened for copying (%s)",
			zip_error_strerror(&why));
		goto done;
	}
	rc = fill_parts(z, x, list, count, a, e);
	if (!rc && zip_close(z) < 0)
		rc = broken(z, x->shown, e);
	else if (!rc)
		z = NULL;
	if (!rc)
		rc = collect(out, source, x->shown, a, e);
done:
	if (z)
		zip_discard(z);
	if (source)
		zip_source_free(source);
	zip_error_fini(&why);
	return rc;
}

int xlsx_fill(span *out, span bytes, const char *shown, const fill_edit *edits, size_t count, arena *a, err *e)
{
	xlsx *x;
	placed *list;
	int rc = xlsx_open(&x, bytes, shown, a, e);

	if (rc)
		return rc;
	rc = place_edits(&list, x, edits, count, a, e);
	if (!rc && count)
		rc = fill_archive(out, bytes, x, list, count, a, e);
	else if (!rc)
		*out = bytes;
	xlsx_close(x);
	return rc;
}
