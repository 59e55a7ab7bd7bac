/* Two texts: what differs is made and applied, and gives the second.  And the input as a delta of a stranger's: it is
 * applied or refused, and nothing outside of its output is touched. */
#include <stdlib.h>
#include <string.h>

#include "store/delta.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void goes_round(span base, span text, arena *a)
{
	span delta;
	if (!delta_make(&delta, base, text, text.len + base.len + 64, a))
		return;
	char *out = malloc(text.len + 1);
	if (!delta_apply(out, text.len, base, delta) || (text.len && memcmp(out, text.at, text.len) != 0))
		abort();
	free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	arena *a = arena_open();
	size_t cut = 2 + data[0] * (size - 2) / 255;
	span one = {(const char *)data + 2, cut - 2}, other = {(const char *)data + cut, size - cut};
	goes_round(one, other, a);
	goes_round(other, one, a);
	size_t wanted = (size_t)data[1] * 16;
	char *out = malloc(wanted + 1); /* exactly as much as it may write, and one */
	delta_apply(out, wanted, one, other);
	free(out);
	arena_close(a);
	return 0;
}
