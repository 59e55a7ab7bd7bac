#include "format/xlsx.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "format/utf8.h"
#include "format/xlsx_parts.h"

/* ---- what is no workbook that we read ---- */

static bool holds_wide(span bytes, const char *name)
{
	char wide[64];
	size_t n = strlen(name);
	for (size_t i = 0; i < n; i++) {
		wide[2 * i] = name[i];
		wide[2 * i + 1] = 0;
	}
	return memmem(bytes.at, bytes.len, wide, 2 * n) != NULL;
}

static int refuse_other(span bytes, const char *shown, err *e)
{
	if (!bytes.len)
		return err_add(e, ERR_PARSE, shown, "the file is empty");
	if (bytes.len < 4 || memcmp(bytes.at, "\xD0\xCF\x11\xE0", 4) != 0)
		return 0;
	if (holds_wide(bytes, "EncryptedPackage"))
		return err_add(e, ERR_PARSE, shown,
			"is protected by a password or a sensitivity label; open it in Excel, take the protection off "
			"and "
			"save it again");
	return err_add(e, ERR_PARSE, shown, "is an old Excel file (.xls); open it in Excel and save it as .xlsx");
}

static int refuse_archive(const xlsx *x, err *e)
{
	if (zip_in_find(&x->zip, span_of("xl/workbook.bin")))
		return err_add(
			e, ERR_PARSE, x->shown, "is a binary workbook (.xlsb); open it in Excel and save it as .xlsx");
	if (zip_in_find(&x->zip, span_of("mimetype")) && zip_in_find(&x->zip, span_of("content.xml")))
		return err_add(e, ERR_PARSE, x->shown,
			"is an OpenDocument file; open it in LibreOffice or Excel and save it as .xlsx");
	if (zip_in_find(&x->zip, span_of("word/document.xml")))
		return err_add(e, ERR_PARSE, x->shown, "is a Word document, not a workbook");
	return err_add(e, ERR_PARSE, x->shown, "this is no workbook; save it as .xlsx");
}

/* ---- relations ---- */

typedef struct relation {
	const char *id, *part;
	span type; /* the last word of its type: "worksheet" */
} relation;

typedef struct relations {
	relation *list;
	size_t count, room;
} relations;

/* "xl/worksheets/" becomes "xl/". */
static void drop_step(buf *b)
{
	if (b->len)
		b->len--;
	while (b->len && b->at[b->len - 1] != '/')
		b->len--;
}

/* "../sheets/a.xml" seen from the folder "xl/" (or "/xl/sheets/a.xml") is "xl/sheets/a.xml". */
static const char *resolve(xlsx *x, span folder, span target)
{
	buf b;
	buf_init(&b, x->own);
	if (!target.len || (target.at[0] != '/' && target.at[0] != '\\'))
		buf_add(&b, folder);
	char *path = arena_text(x->own, target);
	for (char *c = path; *c; c++)
		*c = *c == '\\' ? '/' : *c;
	for (span rest = span_of(path); rest.len;) {
		span step = span_cut(&rest, '/');
		if (!step.len || span_is(step, "."))
			continue;
		if (span_is(step, "..")) {
			drop_step(&b);
			continue;
		}
		buf_add(&b, step);
		if (rest.len)
			buf_char(&b, '/');
	}
	return arena_text(x->own, buf_span(&b));
}

static span last_word(span type)
{
	for (size_t i = type.len; i-- > 0;)
		if (type.at[i] == '/')
			return (span){type.at + i + 1, type.len - i - 1};
	return type;
}

static int begin_part(xml *reader, xlsx *x, const zip_part *p, err *e)
{
	return xml_begin(reader, &x->stream, &x->zip, p, arena_printf(x->own, "%s › %s", x->shown, p->name), x->own, e);
}

/* The relations of a part, from the file that stands beside it; none when there is no such file. */
static int read_relations(relations *out, xlsx *x, const char *part, err *e)
{
	relations r = {0};
	span name = last_word(span_of(part)), folder = {part, strlen(part) - name.len};
	const zip_part *p = zip_in_find(
		&x->zip, span_of(arena_printf(x->own, "%.*s_rels/%.*s.rels", SPAN_ARG(folder), SPAN_ARG(name))));
	xml reader;
	int kind = p ? begin_part(&reader, x, p, e) : 0;
	while (p && kind >= 0 && (kind = xml_next(&reader, e)) > 0) {
		span id, type, target, mode;
		if (kind != XML_OPEN || !span_is(reader.name, "Relationship") || !xml_attribute(&id, &reader, "Id") ||
			!xml_attribute(&type, &reader, "Type") || !xml_attribute(&target, &reader, "Target"))
			continue;
		if (xml_attribute(&mode, &reader, "TargetMode") && span_is(mode, "External"))
			continue;
		if (r.count == WORKBOOK_PARTS_MAX)
			return err_add(e, ERR_LIMIT, x->shown, "has more than %d relations", WORKBOOK_PARTS_MAX);
		r.list = arena_grow(x->own, r.list, &r.room, r.count + 1, sizeof *r.list);
		r.list[r.count++] = (relation){.id = arena_text(x->own, id),
			.part = resolve(x, folder, xml_text(&reader, target, x->own)),
			.type = last_word(arena_span(x->own, type))};
	}
	if (kind < 0)
		return kind;
	*out = r;
	return 0;
}

static const relation *find_relation(const relations *r, const char *type)
{
	for (size_t i = 0; i < r->count; i++)
		if (span_is(r->list[i].type, type))
			return &r->list[i];
	return NULL;
}

/* ---- the workbook's part ---- */

static int take_sheet(xlsx *x, const xml *reader, const relations *r, size_t *room, err *e)
{
	span name, id = {"", 0}, state;
	if (!xml_attribute(&name, reader, "name"))
		return err_add(e, ERR_PARSE, reader->in->where, "a sheet has no name");
	xml_attribute(&id, reader, "id");
	if (x->sheet_count == SHEETS_MAX)
		return err_add(e, ERR_LIMIT, x->shown, "has more than %d sheets", SHEETS_MAX);
	xlsx_sheet s = {.name = arena_text(x->own, xml_text(reader, name, x->own)), .grid = true};
	if (utf8_valid(s.name, strlen(s.name)) != strlen(s.name))
		return err_add(e, ERR_PARSE, reader->in->where, "a sheet's name is not UTF-8");
	if (xml_attribute(&state, reader, "state"))
		s.state = span_is(state, "hidden")	 ? SHEET_HIDDEN
			  : span_is(state, "veryHidden") ? SHEET_VERY_HIDDEN
							 : SHEET_VISIBLE;
	for (size_t i = 0; i < r->count; i++)
		if (span_is(id, r->list[i].id)) {
			const zip_part *p = zip_in_find(&x->zip, span_of(r->list[i].part));
			s.part = p ? p->name : NULL;
			s.grid = span_is(r->list[i].type, "worksheet");
			break; /* an id that stands twice means its first */
		}
	for (size_t i = 0; i < x->sheet_count; i++)
		if (s.part && x->sheets[i].part == s.part)
			return err_add(e, ERR_PARSE, x->shown,
				"its sheets '%s' and '%s' are one and the same part; save it again in a spreadsheet "
				"program",
				x->sheets[i].name, s.name);
	x->sheets = arena_grow(x->own, x->sheets, room, x->sheet_count + 1, sizeof *x->sheets);
	x->sheets[x->sheet_count++] = s;
	return 0;
}

static int read_workbook(xlsx *x, const zip_part *p, const relations *r, err *e)
{
	xml reader;
	span value;
	size_t room = 0;
	int kind = begin_part(&reader, x, p, e);
	while (kind >= 0 && (kind = xml_next(&reader, e)) > 0) {
		if (kind != XML_OPEN)
			continue;
		if (reader.depth == 1 && !span_is(reader.name, "workbook"))
			return refuse_archive(x, e);
		if (span_is(reader.name, "workbookPr") && xml_attribute(&value, &reader, "date1904"))
			x->epoch_1904 = span_is(value, "1") || span_is(value, "true");
		else if (span_is(reader.name, "sheet") && reader.depth == 3)
			kind = take_sheet(x, &reader, r, &room, e);
	}
	if (kind < 0)
		return kind;
	return x->sheet_count ? 0 : err_add(e, ERR_PARSE, x->shown, "has no sheets");
}

/* ---- formats ---- */

typedef struct number_format {
	uint32_t id;
	const char *code;
} number_format;

static int by_id(const void *a, const void *b)
{
	uint32_t one = ((const number_format *)a)->id, other = ((const number_format *)b)->id;
	return one < other ? -1 : one > other;
}

static const char *format_code(const number_format *sorted, size_t count, uint32_t id)
{
	number_format wanted = {.id = id};
	const number_format *f = count ? bsearch(&wanted, sorted, count, sizeof *sorted, by_id) : NULL;
	return f ? f->code : NULL;
}

static int read_styles(xlsx *x, const zip_part *p, err *e)
{
	xml reader;
	number_format *formats = NULL;
	size_t count = 0, room = 0, styles_room = 0;
	bool in_cells = false, sorted = false; /* the formats: once, before the first cell's */
	span code;
	int kind = begin_part(&reader, x, p, e);
	while (kind >= 0 && (kind = xml_next(&reader, e)) > 0) {
		if (kind == XML_CLOSE && span_is(reader.name, "cellXfs"))
			in_cells = false;
		if (kind != XML_OPEN)
			continue;
		if (span_is(reader.name, "cellXfs")) {
			in_cells = true;
			if (count && !sorted)
				qsort(formats, count, sizeof *formats, by_id);
			sorted = true;
		} else if (span_is(reader.name, "numFmt") && !sorted && count < STYLES_MAX &&
			   xml_attribute(&code, &reader, "formatCode")) {
			formats = arena_grow(x->own, formats, &room, count + 1, sizeof *formats);
			formats[count++] = (number_format){xml_number(&reader, "numFmtId", 0),
				arena_text(x->own, xml_text(&reader, code, x->own))};
		} else if (in_cells && span_is(reader.name, "xf") && reader.depth == 3) {
			if (x->style_count == STYLES_MAX)
				return err_add(e, ERR_LIMIT, x->shown, "has more than %d cell formats", STYLES_MAX);
			uint32_t id = xml_number(&reader, "numFmtId", 0);
			x->date_style = arena_grow(x->own, x->date_style, &styles_room, x->style_count + 1, 1);
			x->date_style[x->style_count++] = xlsx_format_time(id, format_code(formats, count, id));
		}
	}
	return kind < 0 ? kind : 0;
}

/* ---- opening ---- */

/* The part of that type, or where it nearly always stands when no relation says so: styles.xml beside the workbook. */
static const zip_part *beside(xlsx *x, const relations *own, const char *type, const zip_part *workbook)
{
	const relation *r = find_relation(own, type);
	const zip_part *p = r ? zip_in_find(&x->zip, span_of(r->part)) : NULL;
	span name = last_word(span_of(workbook->name));
	return p ? p
		 : zip_in_find(&x->zip, span_of(arena_printf(x->own, "%.*s%s.xml",
						(int)(strlen(workbook->name) - name.len), workbook->name, type)));
}

static int open_parts(xlsx *x, err *e)
{
	relations top, own;
	int rc = read_relations(&top, x, "", e);
	if (rc)
		return rc;
	const relation *main_part = find_relation(&top, "officeDocument");
	const zip_part *p = main_part ? zip_in_find(&x->zip, span_of(main_part->part)) : NULL;
	if (!p)
		p = zip_in_find(&x->zip, span_of("xl/workbook.xml"));
	if (!p)
		return refuse_archive(x, e);
	size_t n = strlen(p->name);
	if (n > 4 && (!strcmp(p->name + n - 4, ".bin") || zip_in_find(&x->zip, span_of("word/document.xml"))))
		return refuse_archive(x, e);
	rc = read_relations(&own, x, p->name, e);
	if (!rc)
		rc = read_workbook(x, p, &own, e);
	if (rc)
		return rc;
	const zip_part *styles = beside(x, &own, "styles", p), *strings = beside(x, &own, "sharedStrings", p);
	x->strings_part = strings ? strings->name : NULL;
	return styles ? read_styles(x, styles, e) : 0;
}

int xlsx_open(xlsx **out, span bytes, const char *shown, arena *a, err *e)
{
	int rc = refuse_other(bytes, shown, e);
	if (rc)
		return rc;
	xlsx *x = arena_alloc(a, sizeof *x);
	x->own = a;
	x->shown = arena_text(a, span_of(shown));
	rc = zip_in_open(&x->zip, bytes, x->shown, a, e);
	if (rc)
		return rc;
	zip_stream_open(&x->stream);
	rc = open_parts(x, e);
	if (rc) {
		xlsx_close(x);
		return rc;
	}
	*out = x;
	return 0;
}

void xlsx_mapped(xlsx *x)
{
	x->zip.mapped = true;
}

void xlsx_close(xlsx *x)
{
	if (!x)
		return;
	zip_stream_close(&x->stream);
	free(x->string_text);
	free(x->string_at);
	free(x->scratch);
	free(x->formula);
	x->string_text = x->scratch = x->formula = NULL;
	x->string_at = NULL;
	x->at = SHEET_NONE;
}

size_t xlsx_sheet_count(const xlsx *x)
{
	return x->sheet_count;
}

const xlsx_sheet *xlsx_sheet_at(const xlsx *x, size_t index)
{
	return &x->sheets[index];
}

size_t xlsx_sheet_find(const xlsx *x, const char *name)
{
	for (size_t i = 0; i < x->sheet_count; i++) {
		const char *own = x->sheets[i].name;
		size_t k = 0;
		while (own[k] && ((own[k] ^ name[k]) & ~32) == 0 &&
			(own[k] == name[k] || ((own[k] | 32) >= 'a' && (own[k] | 32) <= 'z')))
			k++;
		if (!own[k] && !name[k])
			return i;
	}
	return SIZE_MAX;
}

bool xlsx_epoch_1904(const xlsx *x)
{
	return x->epoch_1904;
}

const xlsx_range *xlsx_merged(size_t *count, const xlsx *x)
{
	*count = x->merge_count;
	return x->merges;
}

const char *xlsx_place(arena *a, const xlsx *x, const xlsx_cell *c)
{
	char name[CELL_NAME];
	cell_name(name, c->row, c->column);
	return arena_printf(a, "%s › %s › %s", x->shown, x->sheet_name ? x->sheet_name : "", name);
}
