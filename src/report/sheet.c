#include "report/sheet_inside.h"

#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "format/utf8.h"

/* ---- looks ---- */

#define GREEN_DARK 0x005E3A
#define LINE_COLOR 0xB1B4B6
#define FIXED_COLOR 0xF0F0EE

static const struct {
	const char *number;  /* format */
	uint32_t ink, paper; /* paper 0: none */
	uint8_t size;
	bool bold, wrap, lines;
	uint8_t align;
} looks[LOOKS] = {
	[LOOK_TEXT] = {"@", 0, 0, 0, false, false, false, 0},
	[LOOK_WRAPPED] = {"@", 0, 0, 0, false, true, false, 0},
	[LOOK_MONEY] = {"£#,##0.00;-£#,##0.00", 0, 0, 0, false, false, false, 0},
	[LOOK_NUMBER] = {NULL, 0, 0, 0, false, false, false, 0},
	[LOOK_WHOLE] = {"#,##0", 0, 0, 0, false, false, false, 0},
	[LOOK_DATE] = {"d mmm yyyy", 0, 0, 0, false, false, false, LXW_ALIGN_LEFT},
	[LOOK_TITLE] = {NULL, GREEN_DARK, 0, 16, true, false, false, 0},
	[LOOK_HELP] = {NULL, 0x505A5F, 0, 0, false, false, false, 0},
	[LOOK_SECTION] = {NULL, GREEN_DARK, 0, 13, true, false, false, 0},
	[LOOK_HEADING] = {NULL, 0xFFFFFF, GREEN_DARK, 0, true, true, true, 0},
	[LOOK_KEY_HEADING] = {NULL, 0xFFFFFF, 0x00703C, 0, true, true, true, 0},
	[LOOK_TOTAL_LABEL] = {NULL, 0, 0, 0, true, false, false, LXW_ALIGN_RIGHT},
	[LOOK_TOTAL] = {"£#,##0.00;-£#,##0.00", 0, 0xE8F0EC, 0, true, false, true, 0},
	[LOOK_PROSE] = {NULL, 0, 0, 0, false, true, false, 0},
	[LOOK_BOLD] = {NULL, 0, 0, 0, true, false, false, 0},
	[LOOK_LINK] = {NULL, 0x1D70B8, 0, 0, false, false, false, 0},
	[LOOK_BAD] = {NULL, 0x942514, 0xF6D7D2, 0, true, false, true, 0},
	[LOOK_DOUBT] = {NULL, 0x594D00, 0xFFF7BF, 0, true, false, true, 0},
	[LOOK_UNKNOWN] = {NULL, 0x144E81, 0xD2E2F1, 0, true, false, true, 0},
	[LOOK_GOOD] = {NULL, GREEN_DARK, 0xCCE2D8, 0, true, false, true, 0},
};

static lxw_format *make_format(book_out *b, look how, unsigned freedom)
{
	lxw_format *f = workbook_add_format(b->book);
	if (looks[how].number)
		format_set_num_format(f, looks[how].number);
	if (looks[how].ink)
		format_set_font_color(f, looks[how].ink);
	if (looks[how].paper)
		format_set_bg_color(f, looks[how].paper);
	if (looks[how].size)
		format_set_font_size(f, looks[how].size);
	if (looks[how].bold)
		format_set_bold(f);
	if (looks[how].wrap)
		format_set_text_wrap(f);
	if (looks[how].align)
		format_set_align(f, looks[how].align);
	if (looks[how].lines) {
		format_set_border(f, LXW_BORDER_THIN);
		format_set_border_color(f, LINE_COLOR);
	}
	if (how == LOOK_LINK)
		format_set_underline(f, LXW_UNDERLINE_SINGLE);
	format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
	if (freedom == LOOK_OPEN)
		format_set_unlocked(f);
	if (freedom == LOOK_FIXED)
		format_set_bg_color(f, FIXED_COLOR);
	return f;
}

lxw_format *look_format(book_out *b, unsigned how)
{
	unsigned freedom = how & (LOOK_OPEN | LOOK_FIXED), which = how & ~(unsigned)(LOOK_OPEN | LOOK_FIXED);
	if (which >= LOOKS)
		abort();
	lxw_format **f = &b->formats[which][freedom / LOOK_OPEN % 3];
	if (!*f && how != LOOK_PLAIN)
		*f = make_format(b, (look)which, freedom);
	return *f;
}

/* ---- cells ---- */

#define COL(across) ((lxw_col_t)(across))

/* The only place where an amount becomes a binary number: the nearest to pence / 100. */
static double pounds(int64_t pence)
{
	return (double)pence / 100.0;
}

bool sheet_text(sheet_out *s, uint32_t row, uint32_t across, unsigned how, span text)
{
	const char *written = sheet_text_escaped(&s->book->scratch, text);
	if (!written)
		return false;
	lxw_error wrong = worksheet_write_string(s->sheet, row, COL(across), written, look_format(s->book, how));
	return wrong != LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED;
}

void sheet_words(sheet_out *s, uint32_t row, uint32_t across, unsigned how, const char *text)
{
	span t = span_of(text);
	if (t.len > CELL_TEXT_MAX / 8) { /* whatever it holds, it fits then */
		t.len = CELL_TEXT_MAX / 8;
		while (t.len && ((unsigned char)t.at[t.len] & 0xC0) == 0x80)
			t.len--;
	}
	if (!sheet_text(s, row, across, how, t))
		abort();
}

void sheet_pence(sheet_out *s, uint32_t row, uint32_t across, unsigned how, int64_t pence)
{
	worksheet_write_number(s->sheet, row, COL(across), pounds(pence), look_format(s->book, how));
}

void sheet_count(sheet_out *s, uint32_t row, uint32_t across, unsigned how, int64_t count)
{
	worksheet_write_number(s->sheet, row, COL(across), (double)count, look_format(s->book, how));
}

/* Digits from the first that is not 0 to the last one written. */
static size_t significant_digits(span number)
{
	size_t count = 0;
	for (size_t i = 0; i < number.len; i++)
		if (number.at[i] >= '0' && number.at[i] <= '9' && (count || number.at[i] != '0'))
			count++;
	return count;
}

void sheet_decimal(sheet_out *s, uint32_t row, uint32_t across, unsigned how, span canonical)
{
	char text[NUMBER_TEXT];
	int64_t whole = 0;
	size_t decimals = 0;
	bool point = false, fits = canonical.len < sizeof text && significant_digits(canonical) <= 15;
	for (size_t i = 0; fits && i < canonical.len; i++) {
		char c = canonical.at[i];
		if (c >= '0' && c <= '9') {
			whole = whole * 10 + (c - '0');
			decimals += point;
		} else {
			point |= c == '.';
			fits = c == '.' || (c == '-' && i == 0);
		}
	}
	if (!fits || !canonical.len) {
		(void)!sheet_text(s, row, across, how, canonical);
		return;
	}
	double scale = 1; /* a power of ten up to 10^22 is exact, so the quotient is the nearest there is */
	for (size_t i = 0; i < decimals; i++)
		scale *= 10;
	double value = (double)whole / scale;
	worksheet_write_number(
		s->sheet, row, COL(across), canonical.at[0] == '-' ? -value : value, look_format(s->book, how));
}

void sheet_day(sheet_out *s, uint32_t row, uint32_t across, unsigned how, day d)
{
	day first = 0, epoch = 0;
	char iso[DATE_TEXT];
	date_parse(&first, span_of("1900-03-01"));
	epoch = first - 61; /* the serial number of that day is 61 */
	if (d < first) {
		date_print(iso, d);
		sheet_words(s, row, across, how, iso);
		return;
	}
	worksheet_write_number(s->sheet, row, COL(across), (double)(d - epoch), look_format(s->book, how));
}

void sheet_blank(sheet_out *s, uint32_t row, uint32_t across, unsigned how)
{
	worksheet_write_blank(s->sheet, row, COL(across), look_format(s->book, how));
}

static const char *column_letters(char room[8], uint32_t across)
{
	lxw_col_to_name(room, COL(across), false);
	return room;
}

void sheet_link(sheet_out *s, uint32_t row, uint32_t across, const char *to_sheet, uint32_t to_row, uint32_t to_across,
	const char *text)
{
	char letters[8];
	buf b;
	if (s->links++ >= SHEET_LINKS_MAX) {
		sheet_words(s, row, across, LOOK_PLAIN, text);
		return;
	}
	buf_init(&b, s->book->own);
	buf_text(&b, "internal:'");
	for (const char *c = to_sheet; *c; c++)
		buf_text(&b, *c == '\'' ? "''" : (char[2]){*c, 0});
	buf_printf(&b, "'!%s%u", column_letters(letters, to_across), to_row + 1);
	worksheet_write_url_opt(s->sheet, row, COL(across), b.at, look_format(s->book, LOOK_LINK), text, NULL);
}

void sheet_total(sheet_out *s, uint32_t row, uint32_t across, uint32_t first, uint32_t last, int64_t pence)
{
	char letters[8], formula[80];
	column_letters(letters, across);
	snprintf(formula, sizeof formula, "=SUBTOTAL(109,%s%u:%s%u)", letters, first + 1, letters, last + 1);
	worksheet_write_formula_num(
		s->sheet, row, COL(across), formula, look_format(s->book, LOOK_TOTAL), pounds(pence));
}

/* ---- the sheet ---- */

void sheet_columns(sheet_out *s, uint32_t first, uint32_t last, unsigned width, unsigned how)
{
	/* The library counts formatted columns as used, and would look at each of them in every row. */
	lxw_col_t least = s->sheet->dim_colmin, most = s->sheet->dim_colmax;
	worksheet_set_column(s->sheet, COL(first), COL(last), width, look_format(s->book, how));
	s->sheet->dim_colmin = least;
	s->sheet->dim_colmax = most;
}

void sheet_height(sheet_out *s, uint32_t row, unsigned points)
{
	worksheet_set_row(s->sheet, row, points, NULL);
}

#define ROW_POINTS 15
#define ROW_POINTS_MAX 405 /* a sheet allows 409 */

unsigned sheet_lines_height(size_t lines)
{
	return lines > ROW_POINTS_MAX / ROW_POINTS ? ROW_POINTS_MAX : (unsigned)(lines ? lines : 1) * ROW_POINTS;
}

size_t sheet_lines(span text, unsigned width)
{
	size_t count = 0;
	do {
		span line = span_cut(&text, '\n');
		size_t across = utf8_width(line);
		count += across > width ? (across + width - 1) / width : 1;
	} while (text.len);
	return count;
}

void sheet_freeze(sheet_out *s, uint32_t row, uint32_t across)
{
	worksheet_freeze_panes(s->sheet, row, COL(across));
}

void sheet_filter(sheet_out *s, uint32_t row, uint32_t first, uint32_t last_row, uint32_t last)
{
	worksheet_autofilter(s->sheet, row, COL(first), last_row, COL(last));
}

void sheet_comment(sheet_out *s, uint32_t row, uint32_t across, const char *text)
{
	lxw_comment_options size = {.width = 220, .height = 90, .author = (char *)"bcf"};
	worksheet_write_comment_opt(s->sheet, row, COL(across), text, &size);
}

void sheet_choices(sheet_out *s, uint32_t first, uint32_t last, uint32_t across, const char *range)
{
	/* The library copies the formula of a list twice and frees it once; that of a number it copies once.  So the
	 * rule is made as one of a number and turned into that of a list. */
	lxw_data_validation v = {.validate = LXW_VALIDATION_TYPE_INTEGER_FORMULA,
		.criteria = LXW_VALIDATION_CRITERIA_EQUAL_TO,
		.value_formula = (char *)range,
		.ignore_blank = LXW_VALIDATION_ON,
		.dropdown = LXW_VALIDATION_ON,
		.show_error = LXW_VALIDATION_ON,
		.show_input = LXW_VALIDATION_OFF,
		.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING,
		.error_title = (char *)"Not in the list",
		.error_message = (char *)"This is not in the list. Keep it all the same?"};
	if (worksheet_data_validation_range(s->sheet, first, COL(across), last, COL(across), &v))
		return; /* a sheet has only so many rules; the cells are as free without one */
	lxw_data_val_obj *made = STAILQ_FIRST(s->sheet->data_validations);
	while (STAILQ_NEXT(made, list_pointers))
		made = STAILQ_NEXT(made, list_pointers);
	made->validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
	made->criteria = LXW_VALIDATION_CRITERIA_NONE;
}

void sheet_protect(sheet_out *s)
{
	lxw_protection may = {.format_cells = 1,
		.format_columns = 1,
		.format_rows = 1,
		.insert_columns = 1,
		.insert_rows = 1,
		.insert_hyperlinks = 1,
		.delete_rows = 1,
		.sort = 1,
		.autofilter = 1,
		.pivot_tables = 1,
		.objects = 1,
		.scenarios = 1};
	worksheet_protect(s->sheet, NULL, &may);
}

void sheet_plain_corners(sheet_out *s)
{
	worksheet_ignore_errors(s->sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:XFD1048576");
	worksheet_gridlines(s->sheet, LXW_SHOW_ALL_GRIDLINES);
}

void sheet_hide(sheet_out *s)
{
	worksheet_hide(s->sheet);
}

void sheet_hide_deep(sheet_out *s)
{
	worksheet_hide(s->sheet);
	s->deep = true;
}

void sheet_activate(sheet_out *s)
{
	worksheet_activate(s->sheet);
	worksheet_set_first_sheet(s->sheet);
}

void sheet_tab(sheet_out *s, uint32_t rgb)
{
	worksheet_set_tab_color(s->sheet, rgb);
}

void sheet_no_grid(sheet_out *s)
{
	worksheet_gridlines(s->sheet, LXW_HIDE_ALL_GRIDLINES);
}

void sheet_print_setup(sheet_out *s, uint32_t first, uint32_t last)
{
	worksheet_set_landscape(s->sheet);
	worksheet_set_paper(s->sheet, 9);
	worksheet_fit_to_pages(s->sheet, 1, 0);
	if (last >= first && last)
		worksheet_repeat_rows(s->sheet, first, last);
}

char *range_text(arena *a, const char *sheet_name, uint32_t across, uint32_t first, uint32_t last)
{
	char letters[8];
	buf b;
	buf_init(&b, a);
	buf_char(&b, '\'');
	for (const char *c = sheet_name; *c; c++)
		buf_text(&b, *c == '\'' ? "''" : (char[2]){*c, 0});
	column_letters(letters, across);
	buf_printf(&b, "'!$%s$%u:$%s$%u", letters, first + 1, letters, last + 1);
	return arena_text(a, buf_span(&b));
}
