/* Whatever the bytes of a file: the workbook reader stays inside them and tells something with every refusal. */

#include "reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	arena *a = arena_open();
	char *bytes = malloc(size ? size : 1); /* of exactly this size, so that a read past its end is seen */
	err e;

	must(bytes != NULL);
	memcpy(bytes, data, size);
	err_init(&e, a);
	read_book(NULL, (span){bytes, size}, a, &e);
	free(bytes);
	arena_close(a);
	return 0;
}
