#ifndef BCF_TEST_CSV_TEXT_H
#define BCF_TEST_CSV_TEXT_H
/* A text opened as CSV, for the tests of the reader. */

#include "unit.h"

#include <stdlib.h>

#include "format/csv.h"

/* The text lies in a block of its own size, so that AddressSanitizer sees every read past its end. */
typedef struct opened {
	job j;
	char *text;
	csv c;
} opened;

static inline void open_bytes(opened *o, const char *at, size_t len)
{
	o->j = job_open();
	o->text = malloc(len ? len : 1);
	assert_non_null(o->text);
	memcpy(o->text, at, len);
	assert_int_equal(csv_open(&o->c, o->text, len, "t.csv", o->j.a, &o->j.e), 0);
}

static inline void open_text(opened *o, const char *text)
{
	open_bytes(o, text, strlen(text));
}

static inline void close_text(opened *o)
{
	job_close(&o->j);
	free(o->text);
}

#endif
