/* A text: what is found lies within it, goes forward, holds the digits it should, and its mask never shows all of them;
 * the same text as a heading is judged without harm. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "plan/personal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t digits(span s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.len; i++)
		n += s.at[i] >= '0' && s.at[i] <= '9';
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	span text = {(const char *)data, size};
	personal_hit h = {.len = 0};
	size_t from = 0;
	arena *a = arena_open();

	personal_heading(text);
	while (personal_next(&h, text, from)) {
		span found = {text.at + h.at, h.len};
		/* A date or a postcode may begin before the digits from which the search went on, never before the
		 * text. */
		if (h.at + h.len > size || h.at + h.len <= from || !digits(found))
			abort();
		span shown = span_of(personal_masked(text, &h, a));
		if (digits(shown) >= digits(found))
			abort();
		if (h.kind == PERSONAL_NHS_NUMBER && (digits(found) != 10 || digits(shown) != 5))
			abort();
		if (h.kind == PERSONAL_NI_NUMBER && (digits(found) != 6 || digits(shown)))
			abort();
		from = h.at + h.len;
	}
	arena_close(a);
	return 0;
}
