#include "plan/total_row.h"

#include <string.h>
#include <strings.h>

#include "format/xlsx.h"

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* The blank that does not break, as web pages and Word have it, is no letter. */
static span without_hard_blanks(span s)
{
	while (s.len >= 2 && !memcmp(s.at, "\xC2\xA0", 2))
		s = span_trim((span){s.at + 2, s.len - 2});
	while (s.len >= 2 && !memcmp(s.at + s.len - 2, "\xC2\xA0", 2))
		s = span_trim((span){s.at, s.len - 2});
	return s;
}

static span first_word(span *rest)
{
	size_t from = 0, n = 0;
	while (from < rest->len && !is_letter(rest->at[from]))
		from++;
	while (from + n < rest->len && is_letter(rest->at[from + n]))
		n++;
	span word = {rest->at + from, n};
	*rest = (span){rest->at + from + n, rest->len - from - n};
	return word;
}

static span last_word(span *rest)
{
	size_t end = rest->len, n = 0;
	while (end && !is_letter(rest->at[end - 1]))
		end--;
	while (n < end && is_letter(rest->at[end - 1 - n]))
		n++;
	span word = {rest->at + end - n, n};
	rest->len = end - n;
	return word;
}

static bool word_is(span word, const char *text)
{
	return word.len == strlen(text) && !strncasecmp(word.at, text, word.len);
}

static bool is_total(span word)
{
	return word_is(word, "total") || word_is(word, "totals") || word_is(word, "subtotal") ||
	       word_is(word, "subtotals");
}

bool total_word(span text)
{
	span rest = without_hard_blanks(span_trim(text)), from_end = rest;
	if (!rest.len)
		return false;
	span first = first_word(&rest), last = last_word(&from_end);
	if (is_total(first) || is_total(last) || word_is(first, "sum"))
		return true;
	if (word_is(first, "sub") || word_is(first, "grand"))
		return is_total(first_word(&rest));
	return word_is(last, "sum") && !word_is(last_word(&from_end), "lump");
}

static bool in_reference(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '$';
}

bool total_formula(span formula, uint32_t first_row, uint32_t row, uint32_t across)
{
	static const char *const names[] = {"SUM(", "SUBTOTAL(", "AGGREGATE(", "_xlfn.AGGREGATE("};
	size_t at = SIZE_MAX;
	while (formula.len && (*formula.at == '=' || *formula.at == '+' || *formula.at == ' '))
		formula = (span){formula.at + 1, formula.len - 1};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (formula.len > strlen(names[i]) && !strncasecmp(formula.at, names[i], strlen(names[i])))
			at = strlen(names[i]);
	while (at < formula.len) {
		size_t n = 0;
		uint32_t of_row, of_column;
		while (at + n < formula.len && in_reference(formula.at[at + n]))
			n++;
		bool here = n && formula.at[at - 1] != '!' &&
			    cell_name_parse(&of_row, &of_column, (span){formula.at + at, n});
		if (here && of_column == across && of_row >= first_row && of_row < row)
			return true;
		at += n + 1;
	}
	return false;
}

bool total_lacks(const char *column_name)
{
	static const char *const names[] = {"area", "source", "scheme", "type"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(column_name, names[i]))
			return true;
	return false;
}
