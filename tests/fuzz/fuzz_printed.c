/* A printed figure: first line the printing, second its heading, third its qualifier.  What is read must be within bounds, and reading
 * the same text twice must give the same number. */
#include <stdlib.h>
#include <string.h>

#include "plan/printed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	span rest = {(const char *)data, size};
	span text = span_cut(&rest, '\n'), heading = span_cut(&rest, '\n'), qualifier = span_cut(&rest, '\n');
	printed p, q;
	const char *why = NULL;

	memset(&p, 0, sizeof p);
	memset(&q, 0, sizeof q);
	bool read = printed_read(&p, text, heading, qualifier, &why);
	if (read != printed_read(&q, text, heading, qualifier, &why) || memcmp(&p, &q, sizeof p))
		abort();
	if (read && p.precision < 0)
		abort();
	if (!read && !why)
		abort();
	return 0;
}
