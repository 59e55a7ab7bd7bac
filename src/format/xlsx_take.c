/* What a cell of the file holds: its text, number, truth, error or date, checked. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "format/scan.h"
#include "format/utf8.h"
#include "format/xlsx_parts.h"

value_form form_of(span t)
{
	char c = t.len ? t.at[0] : 'n';
	if (t.len <= 1)
		return c == 's'	  ? FORM_SHARED
		       : c == 'n' ? FORM_NUMBER
		       : c == 'b' ? FORM_TRUTH
		       : c == 'e' ? FORM_ERROR
		       : c == 'd' ? FORM_DATE
				  : FORM_UNKNOWN;
	return span_is(t, "str") ? FORM_FORMULA_TEXT : span_is(t, "inlineStr") ? FORM_INLINE : FORM_UNKNOWN;
}

char *room_for(char **text, size_t *room, size_t needed)
{
	if (*room < needed + 64) { /* format/scan.h looks behind it */
		*room = needed < 2048 ? 4096 : needed * 2 + 64;
		*text = realloc(*text, *room);
		if (!*text)
			abort();
	}
	return *text;
}

static int refuse_cell(const xlsx *x, const raw_cell *c, int code, const char *why, err *e)
{
	xlsx_cell at = {.row = c->row, .column = c->column};
	return err_add(e, code, xlsx_place(e->owner, x, &at), "%s", why);
}

static int take_shared(xlsx_cell *out, const xlsx *x, const raw_cell *c, err *e)
{
	span s = {c->value, c->value_len};
	uint64_t n = 0;
	if (s.len && (s.at[0] <= ' ' || s.at[s.len - 1] <= ' '))
		s = span_trim(s);
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] < '0' || s.at[i] > '9' || n > x->string_count)
			return refuse_cell(
				x, c, ERR_PARSE, "the file is damaged: this cell's text is not to be found", e);
		n = n * 10 + (uint64_t)(s.at[i] - '0');
	}
	if (!s.len) {
		out->kind = XLSX_NO_VALUE;
		return c->has_formula;
	}
	if (n >= x->string_count)
		return refuse_cell(x, c, ERR_PARSE, "the file is damaged: this cell's text is not to be found", e);
	out->kind = XLSX_TEXT;
	out->lasts = true;
	out->text.at = x->string_text + x->string_at[n];
	out->text.len = x->string_at[n + 1] - x->string_at[n];
	return out->text.len || c->has_formula;
}

static const char not_text[] = "the text is not UTF-8; save the workbook again in a spreadsheet program";

static bool text_reads(span s)
{
	return utf8_valid(s.at, s.len) == s.len && !(s.len && memchr(s.at, 0, s.len));
}

/* Text of the cell itself, decoded already when `decoded`. */
static int take_text(xlsx_cell *out, xlsx *x, const raw_cell *c, bool decoded, err *e)
{
	span s = {c->value, c->value_len};
	if (!text_reads(s))
		return refuse_cell(x, c, ERR_PARSE, not_text, e);
	if ((!decoded && xml_needs_decoding(s)) || (s.len && memchr(s.at, '_', s.len))) {
		char *to = room_for(&x->scratch, &x->scratch_room, s.len + 1);
		size_t n = s.len;
		if (!decoded)
			n = xml_decode(to, s);
		else
			memmove(to, s.at, s.len);
		s = (span){to, xlsx_unescape(to, n)};
	}
	out->kind = XLSX_TEXT;
	out->text = s;
	return s.len || c->has_formula;
}

/* Nearly all numbers: up to 16 digits, and a point among them at most. */
static inline bool plain_digits(span s)
{
	if (!s.len || s.len > 16 || s.at[0] == '.')
		return false;
	uint32_t mask = (1u << s.len) - 1, digits = digit_marks(s.at), points = marks(s.at, '.') & mask;
	return ((digits | points) & mask) == mask && !(points & (points - 1));
}

static bool number_reads(span s)
{
	size_t i = 0, digits = 0;
	if (i < s.len && (s.at[i] == '-' || s.at[i] == '+'))
		i++;
	for (bool point = false; i < s.len && ((s.at[i] >= '0' && s.at[i] <= '9') || (s.at[i] == '.' && !point)); i++) {
		digits += s.at[i] != '.';
		point |= s.at[i] == '.';
	}
	if (!digits)
		return false;
	if (i < s.len && (s.at[i] == 'e' || s.at[i] == 'E')) {
		i++;
		if (i < s.len && (s.at[i] == '-' || s.at[i] == '+'))
			i++;
		size_t first = i;
		while (i < s.len && s.at[i] >= '0' && s.at[i] <= '9')
			i++;
		return i == s.len && i > first;
	}
	return i == s.len;
}

/* "2019-04-01...", "13:30..." */
bool xlsx_iso_reads(span s)
{
	static const char date[] = "0000-00-00", hour[] = "00:00";
	const char *like = s.len >= 10 && s.at[4] == '-' ? date : hour;
	if (s.len < strlen(like))
		return false;
	for (size_t i = 0; like[i]; i++)
		if (like[i] == '0' ? s.at[i] < '0' || s.at[i] > '9' : s.at[i] != like[i])
			return false;
	return true;
}

static inline xlsx_kind number_kind(const xlsx *x, const raw_cell *c)
{
	return c->style < x->style_count && x->date_style[c->style] ? XLSX_DATE : XLSX_NUMBER;
}

static bool is_zero(span s)
{
	for (size_t i = 0; i < s.len && s.at[i] != 'e' && s.at[i] != 'E'; i++)
		if (s.at[i] >= '1' && s.at[i] <= '9')
			return false;
	return true;
}

/* Truths, errors, ISO dates, and what should be a number and is none: that is kept as the text that stands there, so
 * that whoever looks for a number can name the cell. */
static int take_rare(xlsx_cell *out, xlsx *x, const raw_cell *c, bool decoded, err *e)
{
	span s = out->text;
	if (!text_reads(s))
		return refuse_cell(x, c, ERR_PARSE, not_text, e);
	if (!decoded && xml_needs_decoding(s)) {
		char *to = room_for(&x->scratch, &x->scratch_room, s.len + 1);
		s = span_trim((span){to, xml_decode(to, s)});
	}
	bool number = number_reads(s);
	out->text = s;
	out->kind = XLSX_TEXT;
	if (c->form == FORM_NUMBER && number)
		out->kind = number_kind(x, c);
	else if (c->form == FORM_ERROR)
		out->kind = XLSX_ERROR;
	else if (c->form == FORM_DATE && (number || xlsx_iso_reads(s)))
		out->kind = XLSX_DATE;
	else if (c->form == FORM_TRUTH && (number || span_is(s, "true") || span_is(s, "TRUE"))) {
		out->kind = XLSX_TRUTH;
		out->text = span_of(number && is_zero(s) ? "0" : "1");
	} else if (c->form == FORM_TRUTH && (span_is(s, "false") || span_is(s, "FALSE"))) {
		out->kind = XLSX_TRUTH;
		out->text = span_of("0");
	}
	return 1;
}

int take_value(xlsx_cell *out, xlsx *x, const raw_cell *c, bool decoded, err *e)
{
	out->row = c->row;
	out->column = c->column;
	out->style = c->style;
	out->formula = c->has_formula;
	out->lasts = false;
	out->formula_text.at = c->formula;
	out->formula_text.len = c->formula_len;
	out->text.at = "";
	out->text.len = 0;
	if (!c->has_value || (!c->value_len && c->form == FORM_NUMBER)) {
		out->kind = XLSX_NO_VALUE;
		return c->has_formula;
	}
	if (c->form == FORM_SHARED)
		return take_shared(out, x, c, e);
	if (c->form == FORM_FORMULA_TEXT || c->form == FORM_INLINE)
		return take_text(out, x, c, decoded, e);
	out->text.at = c->value;
	out->text.len = c->value_len;
	if (out->text.len && (out->text.at[0] <= ' ' || out->text.at[out->text.len - 1] <= ' '))
		out->text = span_trim(out->text);
	if (!out->text.len) {
		out->kind = XLSX_NO_VALUE;
		return c->has_formula;
	}
	if (c->form != FORM_NUMBER || (!plain_digits(out->text) && !number_reads(out->text)))
		return take_rare(out, x, c, decoded, e);
	out->kind = number_kind(x, c);
	return 1;
}
