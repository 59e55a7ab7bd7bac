/* Flips every bit of a closed store file in turn, in place, and asks whether that is noticed.
 *
 *     flip FILE FIRST STEP      bits FIRST, FIRST + STEP, ... of FILE, counted from its beginning
 *
 * Noticed is: the file does not open as a store, or SQLite's check, the sums of its pages or the store's own
 * verification fail.  Prints each bit that is not, and how many there were; exit status 1 when one was not noticed. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/store.h"
#include "store/verify.h"

static bool noticed(const char *name)
{
	arena *a = arena_open();
	err e;
	store *s = NULL;
	verify_report report = {0};

	err_init(&e, a);
	int code = store_open_readonly(&s, name, a, &e);
	if (!code)
		code = store_verify(&report, s, a, &e);
	store_close(s);
	arena_close(a);
	return code || report.failed;
}

static bool flip(int f, int64_t bit)
{
	unsigned char byte;
	if (pread(f, &byte, 1, bit / 8) != 1)
		return false;
	byte ^= (unsigned char)(1 << bit % 8);
	return pwrite(f, &byte, 1, bit / 8) == 1;
}

int main(int argc, char **argv)
{
	struct stat about;
	int64_t flips = 0, missed = 0;
	int f = argc == 4 ? open(argv[1], O_RDWR | O_CLOEXEC) : -1;

	if (f < 0 || fstat(f, &about)) {
		fprintf(stderr, "usage: flip FILE FIRST STEP\n");
		return 2;
	}
	if (noticed(argv[1])) {
		printf("# the file does not verify as it is\n");
		return 2;
	}
	int64_t bits = (int64_t)about.st_size * 8, step = strtoll(argv[3], NULL, 10);
	for (int64_t bit = strtoll(argv[2], NULL, 10); bit < bits && step > 0; bit += step) {
		if (!flip(f, bit))
			return 2;
		bool seen = noticed(argv[1]);
		if (!flip(f, bit))
			return 2;
		flips++;
		if (seen)
			continue;
		missed++;
		printf("# byte %" PRId64 " bit %d was not noticed\n", bit / 8, (int)(bit % 8));
	}
	if (noticed(argv[1])) {
		printf("# the file does not verify after the last bit was put back\n");
		return 2;
	}
	printf("%" PRId64 " bits of %" PRId64 " flipped, %" PRId64 " noticed, %" PRId64 " missed\n", flips, bits,
		flips - missed, missed);
	return missed || !flips ? 1 : 0;
}
