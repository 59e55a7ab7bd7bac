#include "format/xlsx_fill_sheet.h"

#include <string.h>

#include "base/date.h"
#include "format/utf8.h"
#include "format/xlsx.h"
#include "format/xlsx_fill_xml.h"

/* The elements on the way to a cell's value. */
enum { IN_OTHER, IN_SHEET, IN_COLUMNS, IN_DATA, IN_MERGES, IN_ROW, IN_CELL, IN_FORMULA, IN_VALUE };

typedef struct target_cell {
	bool found, formula;
	size_t at, end;		    /* of the cell; at also where a missing one goes, SIZE_MAX while unknown */
	span name, inside;	    /* of its tag */
	size_t behind, content_end; /* behind its <v> or <is>; where what it holds ends */
} target_cell;

typedef struct target_row {
	uint32_t row;
	size_t first, count; /* of its edits */
	bool found, empty_tag;
	size_t at, tag_end, content_end; /* at: also where a missing row goes, SIZE_MAX while unknown */
	span name, style, spans;
} target_row;

typedef struct column_style {
	uint32_t first, last;
	span style;
} column_style;

typedef struct filling {
	const fill_edit *edits;
	target_cell *cells; /* one an edit */
	target_row *targets;
	size_t count, target_count;
	const char *shown;
	arena *a;
	err *e;
	int rc;
	/* of the sheet */
	column_style *styles;
	size_t style_count, style_room;
	xlsx_range *blocked; /* merged ranges and arrays of formulas; the first cell of a merged one may be written */
	bool *merged;
	size_t blocked_count, blocked_room, merged_room;
	span dimension;
	bool data_found, data_empty;
	span data_name;
	size_t data_at, data_tag_end, data_end;
	/* of the place reached */
	uint32_t row, column; /* of the last row and cell, from 1; 0 before the first */
	size_t anchored_rows, anchored_cells;
	target_row *here; /* the row we are in, when it has edits */
	target_cell *cell;
} filling;

static int damaged(filling *f, const char *why)
{
	return f->rc = err_add(
		       f->e, ERR_PARSE, f->shown, "%s; open the file in Excel and save it, then fill that", why);
}

static int refuse_cell(filling *f, size_t edit, const char *why)
{
	char name[CELL_NAME];
	cell_name(name, f->edits[edit].row, f->edits[edit].column);
	return f->rc = err_add(f->e, ERR_USAGE, arena_printf(f->a, "%s › %s", f->shown, name), "%s", why);
}

static bool number_of(uint32_t *out, span s)
{
	uint32_t n = 0;
	if (!s.len || s.len > 7)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		n = n * 10 + (uint32_t)(s.at[i] - '0');
	}
	*out = n;
	return true;
}

static bool range_of(xlsx_range *out, span s)
{
	span last = s, first = span_cut(&last, ':');
	if (!last.len)
		last = first;
	return cell_name_parse(&out->first_row, &out->first_column, first) &&
	       cell_name_parse(&out->last_row, &out->last_column, last) && out->first_row <= out->last_row &&
	       out->first_column <= out->last_column;
}

/* ---- what stands where ---- */

static void block(filling *f, span ref, bool merged)
{
	xlsx_range r;
	if (!range_of(&r, ref))
		return; /* what Excel cannot read either */
	f->blocked = arena_grow(f->a, f->blocked, &f->blocked_room, f->blocked_count + 1, sizeof *f->blocked);
	f->merged = arena_grow(f->a, f->merged, &f->merged_room, f->blocked_count + 1, sizeof *f->merged);
	f->blocked[f->blocked_count] = r;
	f->merged[f->blocked_count++] = merged;
}

static void column_default(filling *f, span inside)
{
	span min, max, style;
	uint32_t first, last;
	if (!fill_attribute(&min, inside, "min") || !fill_attribute(&max, inside, "max") ||
		!fill_attribute(&style, inside, "style") || !number_of(&first, min) || !number_of(&last, max))
		return;
	f->styles = arena_grow(f->a, f->styles, &f->style_room, f->style_count + 1, sizeof *f->styles);
	f->styles[f->style_count++] = (column_style){first, last, style};
}

static int row_opens(filling *f, const fill_tags *t, const fill_tag *g)
{
	span r, inside;
	uint32_t number = f->row + 1, column;

	if (fill_attribute(&r, g->inside, "r")) {
		if (!number_of(&number, r) || !number || number > XLSX_ROWS_MAX)
			return damaged(f, "a row of the sheet has no number that a row can have");
	} else if (g->kind == FILL_TAG_OPEN && fill_tags_peek(&inside, t, "c") && fill_attribute(&r, inside, "r") &&
		   cell_name_parse(&number, &column, r)) {
		number++;
	}
	f->row = number;
	f->column = 0;
	f->here = NULL;
	/* missing rows of a lower number go before this one */
	for (; f->anchored_rows < f->target_count && f->targets[f->anchored_rows].row + 1 < number; f->anchored_rows++)
		if (!f->targets[f->anchored_rows].found)
			f->targets[f->anchored_rows].at = g->at;
	size_t low = 0, high = f->target_count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (f->targets[middle].row + 1 < number)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == f->target_count || f->targets[low].row + 1 != number)
		return 0;
	target_row *h = &f->targets[low];
	if (h->found)
		return damaged(f, arena_printf(f->a, "row %u stands in the sheet twice", number));
	*h = (target_row){.row = h->row, .first = h->first, .count = h->count, .found = true, .at = g->at};
	h->empty_tag = g->kind == FILL_TAG_EMPTY;
	h->tag_end = h->content_end = g->end;
	h->name = g->name;
	span custom;
	if (fill_attribute(&custom, g->inside, "customFormat") && (span_is(custom, "1") || span_is(custom, "true")))
		fill_attribute(&h->style, g->inside, "s");
	fill_attribute(&h->spans, g->inside, "spans");
	f->here = h;
	f->anchored_cells = 0;
	return 0;
}

static int cell_opens(filling *f, const fill_tag *g)
{
	span r;
	uint32_t row = f->row - 1, column = f->column;

	if (fill_attribute(&r, g->inside, "r") &&
		(!cell_name_parse(&row, &column, r) || row + 1 != f->row || column >= XLSX_COLUMNS_MAX))
		return damaged(f, arena_printf(f->a, "row %u of the sheet holds a cell that says it is %.*s", f->row,
					  (int)(r.len > 20 ? 20 : r.len), r.at));
	f->column = column + 1;
	f->cell = NULL;
	target_row *h = f->here;
	if (!h)
		return 0;
	for (; f->anchored_cells < h->count && f->edits[h->first + f->anchored_cells].column < column;
		f->anchored_cells++)
		if (!f->cells[h->first + f->anchored_cells].found)
			f->cells[h->first + f->anchored_cells].at = g->at;
	size_t low = h->first, high = h->first + h->count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (f->edits[middle].column < column)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == h->first + h->count || f->edits[low].column != column)
		return 0;
	target_cell *c = &f->cells[low];
	if (c->found)
		return refuse_cell(f, low, "stands in the sheet twice");
	*c = (target_cell){.found = true, .at = g->at, .end = g->end, .name = g->name, .inside = g->inside};
	c->behind = c->content_end = g->end;
	f->cell = c;
	return 0;
}

static int begins(filling *f, int in, const fill_tags *t, const fill_tag *g)
{
	span v;
	switch (in) {
	case IN_DATA:
		if (f->data_found)
			return damaged(f, "the sheet has its cells in two parts");
		f->data_found = true;
		f->data_empty = g->kind == FILL_TAG_EMPTY;
		f->data_at = g->at;
		f->data_tag_end = f->data_end = g->end;
		f->data_name = g->name;
		return 0;
	case IN_ROW:
		return row_opens(f, t, g);
	case IN_CELL:
		return cell_opens(f, g);
	case IN_FORMULA:
		if (f->cell)
			f->cell->formula = true;
		if (fill_attribute(&v, g->inside, "t") && (span_is(v, "array") || span_is(v, "dataTable")) &&
			fill_attribute(&v, g->inside, "ref"))
			block(f, v, false);
		return 0;
	case IN_VALUE:
		if (f->cell)
			f->cell->behind = g->end;
		return 0;
	default:
		return 0;
	}
}

static void ends(filling *f, int in, const fill_tag *g)
{
	switch (in) {
	case IN_DATA:
		if (g->kind == FILL_TAG_CLOSE)
			f->data_end = g->at;
		break;
	case IN_ROW:
		if (f->here && g->kind == FILL_TAG_CLOSE)
			f->here->content_end = g->at;
		if (f->here)
			for (; f->anchored_cells < f->here->count; f->anchored_cells++)
				if (!f->cells[f->here->first + f->anchored_cells].found)
					f->cells[f->here->first + f->anchored_cells].at = f->here->content_end;
		f->here = NULL;
		break;
	case IN_VALUE:
		if (f->cell)
			f->cell->behind = g->end;
		break;
	case IN_CELL:
		if (f->cell) {
			f->cell->end = g->end;
			f->cell->content_end = g->kind == FILL_TAG_CLOSE ? g->at : g->end;
		}
		f->cell = NULL;
		break;
	default:
		break;
	}
}

static int place_of(int parent, const fill_tag *g)
{
	if (!g->of_root)
		return IN_OTHER;
	if (g->depth == 0)
		return span_is(g->local, "worksheet") ? IN_SHEET : IN_OTHER;
	switch (parent) {
	case IN_SHEET:
		return span_is(g->local, "sheetData")	 ? IN_DATA
		       : span_is(g->local, "cols")	 ? IN_COLUMNS
		       : span_is(g->local, "mergeCells") ? IN_MERGES
							 : IN_OTHER;
	case IN_DATA:
		return span_is(g->local, "row") ? IN_ROW : IN_OTHER;
	case IN_ROW:
		return span_is(g->local, "c") ? IN_CELL : IN_OTHER;
	case IN_CELL:
		return span_is(g->local, "f")				   ? IN_FORMULA
		       : span_is(g->local, "v") || span_is(g->local, "is") ? IN_VALUE
									   : IN_OTHER;
	default:
		return IN_OTHER;
	}
}

static int scan(filling *f, span part)
{
	fill_tags *t = arena_alloc(f->a, sizeof *t);
	int at[WORKBOOK_DEPTH_MAX + 1], got;
	fill_tag g;
	span v;

	f->rc = fill_tags_open(t, part, f->shown, f->e);
	if (f->rc)
		return f->rc;
	while ((got = fill_tags_next(&g, t, f->e)) > 0) {
		if (g.kind == FILL_TAG_CLOSE) {
			ends(f, at[g.depth], &g);
			continue;
		}
		int parent = g.depth ? at[g.depth - 1] : IN_OTHER;
		at[g.depth] = place_of(parent, &g);
		if (g.depth == 0 && at[0] != IN_SHEET)
			return damaged(f, "the sheet is not a worksheet");
		if (parent == IN_SHEET && g.of_root && span_is(g.local, "dimension"))
			fill_attribute(&f->dimension, g.inside, "ref");
		else if (parent == IN_COLUMNS && g.of_root && span_is(g.local, "col"))
			column_default(f, g.inside);
		else if (parent == IN_MERGES && g.of_root && span_is(g.local, "mergeCell") &&
			 fill_attribute(&v, g.inside, "ref"))
			block(f, v, true);
		if (begins(f, at[g.depth], t, &g))
			return f->rc;
		if (g.kind == FILL_TAG_EMPTY)
			ends(f, at[g.depth], &g);
	}
	if (got < 0)
		return f->rc = got;
	return f->data_found ? 0 : damaged(f, "the sheet has no cells");
}

static int judge(filling *f)
{
	for (size_t i = 0; i < f->count; i++) {
		const fill_edit *d = &f->edits[i];
		if (f->cells[i].formula) {
			refuse_cell(f, i, "holds a formula, which is never overwritten");
			continue;
		}
		for (size_t k = 0; k < f->blocked_count; k++) {
			const xlsx_range *r = &f->blocked[k];
			if (d->row < r->first_row || d->row > r->last_row || d->column < r->first_column ||
				d->column > r->last_column)
				continue;
			if (f->merged[k] && d->row == r->first_row && d->column == r->first_column)
				continue;
			char first[CELL_NAME];
			cell_name(first, r->first_row, r->first_column);
			refuse_cell(f, i,
				f->merged[k]
					? arena_printf(f->a, "is merged into %s; write to that cell", first)
					: arena_printf(f->a, "belongs to the formula of %s, which is never overwritten",
						  first));
			break;
		}
	}
	return f->rc;
}

/* ---- what is written ---- */

/* What stands behind the attributes of the cell's tag: its type, and its value. */
static void print_value(buf *type, buf *value, const fill_edit *d, span prefix, bool epoch_1904)
{
	day date = 0, zero = 0;
	switch (d->kind) {
	case FILL_TEXT: {
		bool keep =
			d->text.len && (span_trim(d->text).len < d->text.len || memchr(d->text.at, '\n', d->text.len));
		buf_text(type, " t=\"inlineStr\"");
		buf_printf(value, "<%.*sis><%.*st%s>", SPAN_ARG(prefix), SPAN_ARG(prefix),
			keep ? " xml:space=\"preserve\"" : "");
		fill_print_text(value, d->text);
		buf_printf(value, "</%.*st></%.*sis>", SPAN_ARG(prefix), SPAN_ARG(prefix));
		break;
	}
	case FILL_NUMBER:
		buf_printf(value, "<%.*sv>%.*s</%.*sv>", SPAN_ARG(prefix), SPAN_ARG(d->text), SPAN_ARG(prefix));
		break;
	case FILL_DATE:
		date_parse(&date, d->text);
		date_parse(&zero, span_of(epoch_1904 ? "1904-01-01" : "1900-01-01"));
		buf_printf(value, "<%.*sv>%d</%.*sv>", SPAN_ARG(prefix), (int)(date - zero + (epoch_1904 ? 0 : 2)),
			SPAN_ARG(prefix));
		break;
	case FILL_EMPTY:
		break;
	}
}

/* A cell that is there, with its attributes but those of its type, and what else it holds. */
static span print_found(filling *f, span part, size_t i, bool epoch_1904)
{
	const target_cell *c = &f->cells[i];
	span rest = c->inside, name, value, whole;
	buf b, type, v;

	buf_init(&b, f->a), buf_init(&type, f->a), buf_init(&v, f->a);
	print_value(&type, &v, &f->edits[i], fill_prefix(c->name), epoch_1904);
	buf_printf(&b, "<%.*s", SPAN_ARG(c->name));
	while (fill_attribute_next(&name, &value, &whole, &rest))
		if (!span_is(name, "t") && !span_is(name, "cm") && !span_is(name, "vm"))
			buf_add(&b, whole);
	buf_add(&b, buf_span(&type));
	span left = span_trim((span){part.at + c->behind, c->content_end - c->behind}); /* extLst */
	if (!v.len && !left.len) {
		buf_text(&b, "/>");
	} else {
		buf_char(&b, '>');
		buf_add(&b, buf_span(&v));
		buf_add(&b, left);
		buf_printf(&b, "</%.*s>", SPAN_ARG(c->name));
	}
	return buf_span(&b);
}

static void print_new(filling *f, buf *b, size_t i, span prefix, span style, bool epoch_1904)
{
	const fill_edit *d = &f->edits[i];
	char name[CELL_NAME];
	buf type, v;

	buf_init(&type, f->a), buf_init(&v, f->a);
	print_value(&type, &v, d, prefix, epoch_1904);
	for (size_t k = 0; !style.len && k < f->style_count; k++)
		if (d->column + 1 >= f->styles[k].first && d->column + 1 <= f->styles[k].last)
			style = f->styles[k].style;
	cell_name(name, d->row, d->column);
	buf_printf(b, "<%.*sc r=\"%s\"", SPAN_ARG(prefix), name);
	if (style.len)
		buf_printf(b, " s=\"%.*s\"", SPAN_ARG(style));
	buf_add(b, buf_span(&type));
	buf_char(b, '>');
	buf_add(b, buf_span(&v));
	buf_printf(b, "</%.*sc>", SPAN_ARG(prefix));
}

/* An element without content gets some: "/>" gives way. */
static void open_up(filling *f, fill_patches *p, size_t tag_close, span name, span content)
{
	fill_patch_add(p, tag_close - 2, 2, span_of(">"), f->a);
	fill_patch_add(p, tag_close, 0, content, f->a);
	fill_patch_add(p, tag_close, 0, span_of(arena_printf(f->a, "</%.*s>", SPAN_ARG(name))), f->a);
}

/* spans="2:7" grows to hold new cells in the columns from `first` to `last`. */
static void widen_spans(filling *f, fill_patches *p, span part, const target_row *h, uint32_t first, uint32_t last)
{
	uint32_t low = UINT32_MAX, high = 0, from, to;
	span rest = h->spans;
	while (rest.len) {
		span end = span_cut(&rest, ' '), begin = span_cut(&end, ':');
		if (!number_of(&from, begin) || !number_of(&to, end))
			return;
		if (first + 1 >= from && last + 1 <= to)
			return;
		low = from < low ? from : low;
		high = to > high ? to : high;
	}
	low = first + 1 < low ? first + 1 : low;
	high = last + 1 > high ? last + 1 : high;
	fill_patch_add(p, (size_t)(h->spans.at - part.at), h->spans.len,
		span_of(arena_printf(f->a, "%u:%u", low, high)), f->a);
}

static void widen(xlsx_range *r, const fill_edit *d)
{
	r->first_row = d->row < r->first_row ? d->row : r->first_row;
	r->last_row = d->row > r->last_row ? d->row : r->last_row;
	r->first_column = d->column < r->first_column ? d->column : r->first_column;
	r->last_column = d->column > r->last_column ? d->column : r->last_column;
}

/* The cells of one row that are to be added or changed. */
static void write_row(
	filling *f, fill_patches *p, span part, target_row *h, buf *data, xlsx_range *grown, bool epoch_1904)
{
	buf row;
	uint32_t first = UINT32_MAX, last = 0;
	span prefix = fill_prefix(h->found ? h->name : f->data_name);

	buf_init(&row, f->a);
	for (size_t i = h->first; i < h->first + h->count; i++) {
		const target_cell *c = &f->cells[i];
		if (c->found) {
			fill_patch_add(p, c->at, c->end - c->at, print_found(f, part, i, epoch_1904), f->a);
			continue;
		}
		if (f->edits[i].kind == FILL_EMPTY)
			continue;
		widen(grown, &f->edits[i]);
		first = f->edits[i].column < first ? f->edits[i].column : first;
		last = f->edits[i].column;
		if (!h->found || h->empty_tag) {
			print_new(f, &row, i, prefix, h->style, epoch_1904);
		} else {
			buf one;
			buf_init(&one, f->a);
			print_new(f, &one, i, prefix, h->style, epoch_1904);
			fill_patch_add(p, c->at, 0, buf_span(&one), f->a);
		}
	}
	if (h->found && h->spans.len && first != UINT32_MAX)
		widen_spans(f, p, part, h, first, last);
	if (!row.len)
		return;
	if (h->found) {
		open_up(f, p, h->tag_end, h->name, buf_span(&row));
		return;
	}
	span whole = span_of(arena_printf(f->a, "<%.*srow r=\"%u\">%.*s</%.*srow>", SPAN_ARG(prefix), h->row + 1,
		SPAN_ARG(buf_span(&row)), SPAN_ARG(prefix)));
	if (f->data_empty)
		buf_add(data, whole);
	else
		fill_patch_add(p, h->at == SIZE_MAX ? f->data_end : h->at, 0, whole, f->a);
}

static span rewrite(filling *f, span part, bool epoch_1904)
{
	fill_patches p = {0};
	xlsx_range stated = {0}, grown;
	buf data;

	buf_init(&data, f->a);
	bool known = range_of(&stated, f->dimension);
	grown = stated;
	for (size_t i = 0; i < f->target_count; i++)
		write_row(f, &p, part, &f->targets[i], &data, &grown, epoch_1904);
	if (data.len)
		open_up(f, &p, f->data_tag_end, f->data_name, buf_span(&data));
	if (known && memcmp(&grown, &stated, sizeof grown)) {
		char first[CELL_NAME], last[CELL_NAME];
		cell_name(first, grown.first_row, grown.first_column);
		cell_name(last, grown.last_row, grown.last_column);
		fill_patch_add(&p, (size_t)(f->dimension.at - part.at), f->dimension.len,
			span_of(arena_printf(f->a, "%s:%s", first, last)), f->a);
	}
	return fill_patched(part, &p, f->a);
}

int xlsx_fill_sheet(span *out, span part, const char *shown, const fill_edit *edits, size_t count, bool epoch_1904,
	arena *a, err *e)
{
	filling f = {.edits = edits, .count = count, .shown = shown, .a = a, .e = e};

	f.cells = arena_array(a, count + 1, sizeof *f.cells);
	f.targets = arena_array(a, count + 1, sizeof *f.targets);
	for (size_t i = 0; i < count; i++) {
		f.cells[i].at = SIZE_MAX;
		if (!f.target_count || f.targets[f.target_count - 1].row != edits[i].row)
			f.targets[f.target_count++] = (target_row){.row = edits[i].row, .first = i, .at = SIZE_MAX};
		f.targets[f.target_count - 1].count++;
	}
	if (scan(&f, part) || judge(&f))
		return f.rc;
	*out = rewrite(&f, part, epoch_1904);
	return 0;
}
