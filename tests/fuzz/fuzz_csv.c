/* Whatever the bytes: the reader stays inside them, tells something with every refusal, and what it does accept is the
 * same after it was written canonically and read again.  The places of cells are the same before and after the text was
 * unescaped. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "format/csv.h"
#include "format/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static span cell_span(const cell *field)
{
	return (span){field->at, field->len};
}

/* Only of the last cell, behind everything that may have been unescaped: finding a place walks the whole text. */
static void check_place(const csv *c, const char *original, size_t size)
{
	size_t line[2], column[2], at = c->cells[c->count - 1].offset;

	csv_place(&line[0], &column[0], original, size, at);
	csv_place(&line[1], &column[1], c->text, size, at);
	must(line[0] == line[1] && column[0] == column[1]);
}

static void check_cells(const csv *c, const char *original, size_t size)
{
	must(c->count >= 1 && c->count <= FIELD_COUNT_MAX);
	for (size_t i = 0; i < c->count; i++) {
		const cell *field = &c->cells[i];
		must(field->at >= c->text && field->at + field->len <= c->text + size);
		must(field->offset <= size && (i == 0 || field->offset > c->cells[i - 1].offset));
		must(utf8_valid(field->at, field->len) == field->len && !memchr(field->at, '\0', field->len));
	}
	check_place(c, original, size);
}

static void write_record(buf *to, const csv *c)
{
	for (size_t i = 0; i < c->count; i++) {
		if (i)
			buf_char(to, ',');
		csv_field(to, cell_span(&c->cells[i]));
	}
	buf_char(to, '\n');
}

/* Reads all records and writes them canonically; gives how many there were. */
static size_t rewrite(buf *to, char *text, size_t len, const char *original, arena *a, err *e)
{
	size_t count = 0, messages = 0;
	csv c;
	int rc;

	must(csv_open(&c, text, len, "fuzz.csv", a, e) == 0);
	while ((rc = csv_next(&c, e)) != 0) {
		must(rc > 0 || e->count > messages);
		messages = e->count;
		if (rc < 0)
			continue;
		check_cells(&c, original, len);
		write_record(to, &c);
		count++;
	}
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	arena *a = arena_open();
	char *text = malloc(size ? size : 1); /* of exactly this size, so that a read past its end is seen */
	buf once, twice;
	err first, second;

	must(text != NULL);
	memcpy(text, data, size);
	err_init(&first, a);
	err_init(&second, a);
	buf_init(&once, a);
	buf_init(&twice, a);
	size_t count = rewrite(&once, text, size, (const char *)data, a, &first);
	char *copy = arena_text(a, buf_span(&once));
	must(rewrite(&twice, copy, once.len, buf_span(&once).at, a, &second) == count);
	must(second.count == 0 && span_equal(buf_span(&once), buf_span(&twice)));
	free(text);
	arena_close(a);
	return 0;
}
