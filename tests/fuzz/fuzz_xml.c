/* Whatever stands in the parts of a workbook: the input is a sheet's XML, and behind lines of "%%" the shared strings,
 * the formats and the workbook's own part, in an archive that is in order.  And the two ways through a sheet agree:
 * what is read straight from the bytes is read once more with spaces in the tags, which nothing but the general reader
 * takes. */

#include "reading.h"
#include "workbook_bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* No NUL (UTF-16), no quoted '<', '>' or apostrophe, no comments, no CDATA: there the straight way is told apart by
 * bytes alone. */
static bool well_quoted(span s)
{
	bool tag = false, quoted = false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		if (!c || (c == '\'' && tag) || (c == '!' && i && s.at[i - 1] == '<') || (quoted && c == '>') ||
			(tag && c == '<'))
			return false;
		quoted ^= tag && c == '"';
		tag = c == '<' || (tag && (quoted || c != '>'));
	}
	return !quoted;
}

/* With a space more behind every name in the list. */
static span spaced(arena *a, span s)
{
	static const char *const heads[] = {"<c r=", "<row r=", "<si>"};
	buf b;
	buf_init(&b, a);
	for (size_t i = 0; i < s.len; i++) {
		buf_char(&b, s.at[i]);
		for (size_t k = 0; k < sizeof heads / sizeof *heads; k++)
			if ((s.at[i] == ' ' || s.at[i] == 'i') && i >= 2) {
				size_t begins = s.at[i] == ' ' ? (s.at[i - 1] == 'c' ? 2 : 4) : 2;
				if (i >= begins &&
					span_starts((span){s.at + i - begins, s.len - i + begins}, heads[k])) {
					buf_char(&b, ' ');
					break;
				}
			}
	}
	return buf_span(&b);
}

static int read_parts(buf *told, book_parts p, arena *a, err *e)
{
	span made = book_of(a, p);
	char *bytes = malloc(made.len);
	must(bytes != NULL);
	memcpy(bytes, made.at, made.len);
	int rc = read_book(told, (span){bytes, made.len}, a, e);
	free(bytes);
	return rc;
}

/* The part up to a line "%%"; *rest becomes what follows. */
static span cut_part(span *rest)
{
	size_t at;
	span s = *rest;
	if (!span_find(s, "\n%%\n", &at)) {
		*rest = (span){"", 0};
		return s;
	}
	*rest = (span){s.at + at + 4, s.len - at - 4};
	return (span){s.at, at};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	arena *a = arena_open();
	span rest = {(const char *)data, size};
	span sheet = cut_part(&rest), strings = cut_part(&rest), styles = cut_part(&rest), workbook = cut_part(&rest);
	book_parts p = {.sheet = sheet,
		.strings = strings.len ? arena_text(a, strings) : NULL,
		.styles = styles.len ? arena_text(a, styles) : NULL,
		.workbook = workbook.len ? arena_text(a, workbook) : NULL};
	buf straight, general;
	err first, second;

	err_init(&first, a);
	err_init(&second, a);
	buf_init(&straight, a);
	buf_init(&general, a);
	int rc = read_parts(&straight, p, a, &first);
	if (well_quoted(sheet) && well_quoted(strings)) {
		p.sheet = spaced(a, sheet);
		p.strings = p.strings ? arena_text(a, spaced(a, strings)) : NULL;
		int other = read_parts(&general, p, a, &second);
		/* The straight way does not look at the reference of a cell that is blank. */
		bool blank = other < 0 && (span_find(span_of(second.last->text), "called", NULL) ||
						  span_find(span_of(second.last->text), "beyond", NULL));
		must(blank ||
			((rc < 0) == (other < 0) && (rc < 0 || span_equal(buf_span(&straight), buf_span(&general)))));
	}
	arena_close(a);
	return 0;
}
