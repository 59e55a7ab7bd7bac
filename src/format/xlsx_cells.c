/* One sheet, cell by cell.  Nearly all cells look alike (<c r="S17" s="2"><v>1</v></c>), and in a template most are
 * blank: these are read straight from the bytes; whatever looks different goes through format/xml.h, with the same
 * outcome. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "format/scan.h"
#include "format/xlsx_parts.h"

/* ---- cells that look like nearly all ---- */

/* "S17" up to the quote; NULL when it is no plain reference. */
static inline const char *plain_reference(uint32_t *row, uint32_t *column, const char *at)
{
	uint32_t c = 0, r = 0;
	const char *digits;
	while (*at >= 'A' && *at <= 'Z' && c < XLSX_COLUMNS_MAX)
		c = c * 26 + (uint32_t)(*at++ - 'A' + 1);
	for (digits = at; *at >= '0' && *at <= '9' && r <= XLSX_ROWS_MAX; at++)
		r = r * 10 + (uint32_t)(*at - '0');
	if (*at != '"' || at == digits || !c || c > XLSX_COLUMNS_MAX || !r || r > XLSX_ROWS_MAX)
		return NULL;
	*row = r - 1;
	*column = c - 1;
	return at;
}

/* The reference of the cell that comes next in its row, as it does in most sheets: its letter and the row's digits are
 * known, so nothing is parsed.  What stands behind it (the quote), or NULL. */
static inline const char *expected_reference(raw_cell *c, const xlsx *x, const char *at)
{
	uint64_t there;
	memcpy(&there, at + 1, sizeof there);
	if (x->next_column >= 26 || at[0] != (char)('A' + x->next_column) || (there & x->row_mask) != x->row_text)
		return NULL;
	c->row = x->row_known;
	c->column = x->next_column;
	return at + x->row_len;
}

/* The attributes of a cell's tag that ends at `end`, in the order r, s, t. */
static inline bool plain_tag(raw_cell *c, const xlsx *x, const char *at, const char *end)
{
	const char *known = expected_reference(c, x, at + 6);
	at = known ? known : plain_reference(&c->row, &c->column, at + 6);
	if (!at)
		return false;
	at++;
	c->style = 0;
	if (at[0] == ' ' && at[1] == 's' && at[2] == '=' && at[3] == '"') {
		for (at += 4; *at >= '0' && *at <= '9' && c->style < STYLES_MAX; at++)
			c->style = c->style * 10 + (uint32_t)(*at - '0');
		if (*at++ != '"')
			return false;
	}
	c->form = FORM_NUMBER;
	if (at[0] == ' ' && at[1] == 't' && at[2] == '=' && at[3] == '"') {
		const char *stop = at += 4;
		while (stop < end && *stop != '"')
			stop++;
		c->form = form_of((span){at, (size_t)(stop - at)});
		at = stop + 1;
	}
	return at == end && c->form != FORM_INLINE;
}

/* <f>...</f> at `at`; what stands behind it, or NULL. */
static inline const char *plain_formula(raw_cell *c, const char *at, const char *end)
{
	c->has_formula = true;
	c->formula = at;
	if (at[2] == ' ') {
		const char *stop = next_mark(at, end, '>');
		if (stop >= end)
			return NULL;
		if (stop[-1] == '/')
			return stop + 1;
		at = stop + 1;
	} else if (at[2] == '>') {
		at += 3;
	} else {
		return NULL;
	}
	const char *stop = next_mark(at, end, '<');
	if (stop >= end || memcmp(stop, "</f>", 4) != 0)
		return NULL;
	c->formula = at;
	c->formula_len = (size_t)(stop - at);
	return stop + 4;
}

/* A whole cell whose tag ends at `at`; what stands behind it, or NULL. */
static inline const char *plain_content(raw_cell *c, const char *at, const char *end)
{
	c->has_value = c->has_formula = false;
	c->value = NULL;
	c->value_len = 0;
	c->formula = NULL;
	c->formula_len = 0;
	if (at[0] == '<' && at[1] == 'f')
		at = plain_formula(c, at, end);
	if (!at)
		return NULL;
	if (!memcmp(at, "<v>", 3)) {
		const char *stop = next_mark(at + 3, end, '<');
		if (stop >= end || memcmp(stop, "</v></c>", 8) != 0)
			return NULL;
		c->has_value = true;
		c->value = at + 3;
		c->value_len = (size_t)(stop - at) - 3;
		return stop + 8;
	}
	return memcmp(at, "</c>", 4) ? NULL : at + 4;
}

/* Where the next cell without a reference would stand: behind the blank one at `reference`. */
static void stand_behind(xlsx *x, const char *reference)
{
	uint32_t row, column;
	const char *stop = reference ? memchr(reference, '"', CELL_NAME + 2) : NULL;
	if (stop && cell_name_parse(&row, &column, (span){reference, (size_t)(stop - reference)})) {
		x->row = row;
		x->next_column = column + 1;
	}
}

/* The digits of the row and the quote behind them, as the references of its cells end. */
static void expect_row(xlsx *x)
{
	char text[8];
	size_t n = sizeof text;
	text[--n] = '"';
	for (uint32_t r = x->row + 1; r && n; r /= 10)
		text[--n] = (char)('0' + r % 10);
	x->row_text = x->row_mask = 0;
	memcpy(&x->row_text, text + n, sizeof text - n);
	memset(&x->row_mask, 0xFF, sizeof text - n);
	x->row_len = (uint32_t)(sizeof text - n);
	x->row_known = x->row;
}

static int begin_row(xlsx *x, uint32_t number, err *e)
{
	x->row = number ? number - 1 : x->next_row;
	if (x->row >= XLSX_ROWS_MAX)
		return err_add(e, ERR_LIMIT, x->where, "has more than %d rows, which no sheet can have", XLSX_ROWS_MAX);
	x->next_row = x->row + 1;
	x->next_column = 0;
	x->in_row = true;
	expect_row(x);
	return 0;
}

/* </row><row r="18" ...> between two rows: 1 when it stood there and was read, else 0 or negative. */
static int next_row(xlsx *x, err *e)
{
	zip_stream *s = &x->stream;
	const char *at = s->at;
	uint32_t number = 0;
	if (s->end - at < 512 || memcmp(at, "</row><row r=\"", 14) != 0)
		return 0;
	for (at += 14; *at >= '0' && *at <= '9' && number <= XLSX_ROWS_MAX; at++)
		number = number * 10 + (uint32_t)(*at - '0');
	if (*at != '"' || !number)
		return 0;
	const char *stop = next_mark(at, s->at + 480, '>');
	if (stop >= s->at + 480 || stop[-1] != '"')
		return 0;
	size_t quotes = 0;
	for (const char *q = at; q < stop; q++) {
		if (*q == '\'' || *q == '<')
			return 0;
		quotes += *q == '"';
	}
	if (quotes % 2 == 0) /* the first one was opened before */
		return 0;
	s->at = (char *)(uintptr_t)stop + 1;
	int rc = begin_row(x, number, e);
	return rc ? rc : 1;
}

/* The next plain cell that holds something: 1, or 0 where something else comes. */
static int next_plain(xlsx_cell *out, xlsx *x, err *e)
{
	zip_stream *s = &x->stream;
	const char *blank = NULL;
	raw_cell c;
	for (;;) {
		if (s->end - s->at < 4096 && !s->done) {
			stand_behind(x, blank);
			blank = NULL;
			int rc = zip_more(s, e);
			if (rc)
				return rc;
		}
		const char *at = s->at;
		uint32_t ends = marks(at, '>');
		if (at[0] == '<' && at[1] == '/' && x->row_is_plain) {
			stand_behind(x, blank);
			blank = NULL;
			int rc = next_row(x, e);
			if (rc < 0)
				return rc;
			if (rc)
				continue;
		}
		if (!ends || memcmp(at, "<c r=\"", 6) != 0)
			break;
		int tag = __builtin_ctz(ends);
		if (at[tag - 1] == '/' && at[tag - 2] == '"' && at + tag < s->end) {
			blank = at + 6;
			s->at += tag + 1;
			continue;
		}
		if (at[tag - 1] != '"' || !plain_tag(&c, x, at, at + tag))
			break;
		const char *next = plain_content(&c, at + tag + 1, s->end);
		if (!next || next > s->end)
			break;
		s->at = (char *)(uintptr_t)next;
		blank = NULL;
		x->row = c.row;
		x->next_column = c.column + 1;
		int held = take_value(out, x, &c, false, e);
		if (held)
			return held;
	}
	stand_behind(x, blank);
	return 0;
}

/* ---- cells that do not ---- */

static int collect(char **text, size_t *room, size_t *len, const xml *reader, bool as_it_is, err *e)
{
	if (*len + reader->text.len > WORKBOOK_TOKEN_MAX)
		return err_add(e, ERR_LIMIT, reader->in->where,
			"holds a single text of more than %zu KB, longer than a cell can hold",
			WORKBOOK_TOKEN_MAX >> 10);
	char *to = room_for(text, room, *len + reader->text.len + 1);
	if (as_it_is || reader->literal) {
		memcpy(to + *len, reader->text.at, reader->text.len);
		*len += reader->text.len;
	} else {
		*len += xml_decode(to + *len, reader->text);
	}
	return 0;
}

/* A name in a message: short, and nothing that a terminal would obey. */
static int refuse_name(const xlsx *x, const char *what, span name, err *e)
{
	char shown[32];
	size_t n = 0;
	for (; n < name.len && n < sizeof shown - 1; n++)
		shown[n] = name.at[n] > ' ' && name.at[n] < 127 ? name.at[n] : '?';
	shown[n] = 0;
	return err_add(e, ERR_PARSE, x->where, "the file is damaged: %s '%s'", what, shown);
}

/* "XFE1", "A1048577": a name of a cell, were sheets larger. */
static bool is_far(span s)
{
	size_t letters = 0, i = 0;
	while (i < s.len && s.at[i] >= 'A' && s.at[i] <= 'Z')
		i++;
	letters = i;
	while (i < s.len && s.at[i] >= '0' && s.at[i] <= '9')
		i++;
	return letters && i > letters && i == s.len && s.at[letters] != '0';
}

/* The cell's tag has been read: its reference, or the place behind the cell before. */
static int take_tag(raw_cell *c, xlsx *x, err *e)
{
	span s;
	*c = (raw_cell){.row = x->row, .column = x->next_column};
	if (xml_attribute(&s, &x->sheet_xml, "r") && s.len && !cell_name_parse(&c->row, &c->column, s)) {
		if (!is_far(s))
			return refuse_name(x, "it has a cell called", s, e);
		c->row = XLSX_ROWS_MAX;
	}
	if (c->row >= XLSX_ROWS_MAX || c->column >= XLSX_COLUMNS_MAX)
		return err_add(e, ERR_LIMIT, x->where, "has a cell beyond row %d or column %d, where no sheet reaches",
			XLSX_ROWS_MAX, XLSX_COLUMNS_MAX);
	c->style = xml_number(&x->sheet_xml, "s", 0);
	if (xml_attribute(&s, &x->sheet_xml, "t"))
		c->form = form_of(s);
	return 0;
}

static int read_cell(xlsx_cell *out, xlsx *x, err *e)
{
	xml *r = &x->sheet_xml;
	raw_cell c;
	size_t depth = r->depth;
	enum { OTHER, VALUE, FORMULA, INLINE } in = OTHER;
	bool inside = false;
	int rc = take_tag(&c, x, e);
	if (rc)
		return rc;
	x->row = c.row;
	x->next_column = c.column + 1;
	x->scratch_len = x->formula_len = 0;
	for (;;) {
		int kind = xml_next(r, e);
		if (kind < 0)
			return kind;
		if (kind == XML_CLOSE && r->depth < depth)
			break;
		if (kind == XML_OPEN && span_is(r->name, "rPh")) {
			rc = xml_skip(r, e);
		} else if (kind == XML_OPEN) {
			inside |= span_is(r->name, "is");
			in = span_is(r->name, "v") && !c.has_value ? VALUE
			     : span_is(r->name, "f")		   ? FORMULA
			     : span_is(r->name, "t") && inside	   ? INLINE
								   : OTHER;
			/* An inline text is the value, whatever <v> says beside it. */
			if (span_is(r->name, "is"))
				x->scratch_len = 0;
			c.has_value |= in == VALUE || in == INLINE;
			c.has_formula |= in == FORMULA;
		} else if (kind == XML_CLOSE) {
			in = OTHER;
		} else if (in == FORMULA) {
			rc = collect(&x->formula, &x->formula_room, &x->formula_len, r, true, e);
		} else if (in == INLINE || (in == VALUE && !inside)) {
			rc = collect(&x->scratch, &x->scratch_room, &x->scratch_len, r, false, e);
		}
		if (rc)
			return rc;
	}
	c.value = x->scratch;
	c.value_len = x->scratch_len;
	c.formula = x->formula;
	c.formula_len = x->formula_len;
	return take_value(out, x, &c, true, e);
}

/* ---- the sheet ---- */

static int take_merge(xlsx *x, err *e)
{
	xlsx_range m;
	span s;
	if (!xml_attribute(&s, &x->sheet_xml, "ref"))
		return 0;
	span rest = s, first = span_cut(&rest, ':');
	if (!rest.len)
		rest = first;
	/* A range that is none merges nothing: no value hangs on it. */
	if (!cell_name_parse(&m.first_row, &m.first_column, first) ||
		!cell_name_parse(&m.last_row, &m.last_column, rest) || m.first_row > m.last_row ||
		m.first_column > m.last_column)
		return 0;
	if (x->merge_count == MERGES_MAX)
		return err_add(e, ERR_LIMIT, x->where, "merges more than %d ranges of cells", MERGES_MAX);
	x->merges = arena_grow(x->own, x->merges, &x->merge_room, x->merge_count + 1, sizeof *x->merges);
	x->merges[x->merge_count++] = m;
	return 0;
}

static int take_row(xlsx *x, err *e)
{
	span r;
	uint32_t number = xml_number(&x->sheet_xml, "r", 0);
	x->row_is_plain = !x->sheet_xml.empty && x->sheet_xml.name.at[-1] == '<';
	if (!number && xml_attribute(&r, &x->sheet_xml, "r") && r.len) {
		if (span_trim(r).len <= 9 || strspn(r.at, "0123456789") < r.len)
			return refuse_name(x, "it has a row called", r, e);
		number = XLSX_ROWS_MAX + 1;
	}
	return begin_row(x, number, e);
}

int xlsx_begin(xlsx *x, size_t sheet, err *e)
{
	x->at = SHEET_NONE;
	x->sheet_name = x->sheets[sheet].name;
	x->where = arena_printf(x->own, "%s › %s", x->shown, x->sheet_name);
	x->in_row = false;
	x->row = x->next_row = x->next_column = 0;
	x->merge_count = 0;
	x->part = x->sheets[sheet].part;
	if (!x->sheets[sheet].grid)
		return 0;
	if (!x->sheets[sheet].part)
		return err_add(e, ERR_PARSE, x->where,
			"the file is damaged: this sheet's part is missing; get it again from whoever sent it");
	int rc = x->strings_read ? 0 : xlsx_strings_read(x, e);
	if (!rc)
		rc = xml_begin(&x->sheet_xml, &x->stream, &x->zip, zip_in_find(&x->zip, span_of(x->sheets[sheet].part)),
			x->where, x->own, e);
	if (!rc)
		x->at = SHEET_BEFORE;
	return rc;
}

/* What a token means outside of cells: 1 when a cell was read, else 0 or negative. */
static int take_token(xlsx_cell *out, xlsx *x, int kind, err *e)
{
	span name = x->sheet_xml.name;
	/* worksheet, dialogsheet, macrosheet */
	if (kind == XML_OPEN && x->sheet_xml.depth == 1 &&
		(name.len < 5 || memcmp(name.at + name.len - 5, "sheet", 5) != 0))
		return err_add(e, ERR_PARSE, x->where,
			"the file is damaged: its part %s is no sheet; get it again from whoever sent it", x->part);
	if (kind == XML_OPEN && x->at == SHEET_CELLS && span_is(name, "c"))
		return read_cell(out, x, e);
	if (kind == XML_OPEN && x->at == SHEET_CELLS && span_is(name, "row"))
		return take_row(x, e);
	if (kind == XML_CLOSE && span_is(name, "row"))
		x->in_row = false;
	else if (kind == XML_OPEN && x->at == SHEET_BEFORE && span_is(name, "sheetData"))
		x->at = SHEET_CELLS;
	else if (kind == XML_CLOSE && x->at == SHEET_CELLS && span_is(name, "sheetData"))
		x->at = SHEET_AFTER;
	else if (kind == XML_OPEN && span_is(name, "mergeCell"))
		return take_merge(x, e);
	return 0;
}

int xlsx_next(xlsx_cell *out, xlsx *x, err *e)
{
	while (x->at != SHEET_NONE) {
		int rc = 0;
		if (x->in_row && !x->sheet_xml.empty)
			rc = next_plain(out, x, e);
		if (!rc) {
			int kind = xml_next(&x->sheet_xml, e);
			if (kind > 0)
				rc = take_token(out, x, kind, e);
			else if (kind < 0)
				rc = kind;
			else
				x->at = SHEET_NONE;
		}
		if (rc < 0)
			x->at = SHEET_NONE;
		if (rc)
			return rc;
	}
	return 0;
}
