/* Reading back what rows_print wrote. */
#include <string.h>

#include "base/limits.h"
#include "format/table.h"

/* Which column of the table each field of the header is. */
static int stored_header(size_t *map, const csv *c, const table *t, const char *shown, err *e)
{
	for (size_t i = 0; i < c->count; i++) {
		map[i] = table_column(t, cell_span(c->cells[i]));
		if (map[i] == SIZE_MAX)
			return err_add(e, ERR_PARSE, shown,
				"table %s has a column '%.*s', which this program does not know; use a newer bcf",
				t->name, SPAN_ARG(cell_span(c->cells[i])));
	}
	return 0;
}

/* Does a quoted field hold a quote? */
static bool has_doubled(const char *text, size_t len)
{
	const char *end = text + len, *at = text;
	while (at < end && (at = memchr(at, '"', (size_t)(end - at)))) {
		if (at + 1 < end && at[1] == '"')
			return true;
		at++;
	}
	return false;
}

int rows_read_stored(rows *out, const table *t, char *text, size_t len, const unsigned char *digest, const char *shown,
	arena *a, err *e)
{
	size_t map[FIELD_COUNT_MAX];
	rows r = {.of = t, .from = {.name = shown, .text = {text, len}, .lines = lines_open(a)}};
	csv c;

	if (!has_doubled(text, len)) /* that would be changed in place */
		r.stored = digest;
	int rc = csv_open(&c, text, len, shown, a, e);
	if (!rc)
		rc = csv_next(&c, e);
	if (rc < 0)
		return rc;
	size_t width = c.count;
	rc = stored_header(map, &c, t, shown, e);
	if (rc)
		return rc;
	while ((rc = csv_next(&c, e)) > 0) {
		if (c.count != width)
			return err_add(e, ERR_PARSE, cell_place(a, r.from, c.cells[0]),
				"this row has %zu fields and the header has %zu", c.count, width);
		cell *row = rows_add(&r, a);
		for (size_t i = 0; i < width; i++)
			row[map[i]] = c.cells[i];
	}
	if (rc < 0)
		return rc;
	*out = r;
	return 0;
}
