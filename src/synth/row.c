#include "synth/row.h"

#include <stdlib.h>
#include <string.h>

#include "base/money.h"

size_t col(const rows *r, const char *name)
{
	size_t k = table_column(r->of, span_of(name));
	if (k == SIZE_MAX)
		abort();
	return k;
}

span row_get(const rows *r, size_t n, const char *name)
{
	return cell_span(rows_row(r, n)[col(r, name)]);
}

bool row_is(const rows *r, size_t n, const char *name, const char *value)
{
	return span_is(row_get(r, n, name), value);
}

void row_put_span(rows *r, size_t n, const char *name, span value)
{
	rows_row(r, n)[col(r, name)] = (cell){.at = value.at ? value.at : "", .len = (uint32_t)value.len};
}

void row_put(rows *r, size_t n, const char *name, const char *value)
{
	row_put_span(r, n, name, span_of(value));
}

bool row_pence(int64_t *out, const rows *r, size_t n, const char *name)
{
	return money_parse(out, row_get(r, n, name));
}

bool row_micro(int64_t *out, const rows *r, size_t n, const char *name)
{
	return decimal_parse(out, row_get(r, n, name));
}

void row_put_pence(rows *r, size_t n, const char *name, int64_t pence, arena *a)
{
	row_put(r, n, name, pence_text(pence, a));
}

void row_put_micro(rows *r, size_t n, const char *name, int64_t micro, arena *a)
{
	row_put(r, n, name, micro_text(micro, a));
}

size_t row_add(rows *r, arena *a)
{
	rows_add(r, a);
	return r->count - 1;
}

size_t row_copy(rows *r, size_t n, arena *a)
{
	rows_add(r, a);
	memcpy(rows_row(r, r->count - 1), rows_row(r, n), r->of->count * sizeof(cell));
	return r->count - 1;
}

void row_remove(rows *r, size_t n)
{
	memmove(rows_row(r, n), rows_row(r, n + 1), (r->count - n - 1) * r->of->count * sizeof(cell));
	r->count--;
}

size_t row_find(const rows *r, const char *name, span value)
{
	size_t k = col(r, name);
	for (size_t n = 0; n < r->count; n++)
		if (span_equal(cell_span(rows_row(r, n)[k]), value))
			return n;
	return SIZE_MAX;
}

const char *row_key(const rows *r, size_t n, arena *a)
{
	buf b;
	bool first = true;
	buf_init(&b, a);
	for (size_t k = 0; k < r->of->count; k++) {
		if (!(r->of->columns[k].flags & COLUMN_KEY))
			continue;
		if (!first)
			buf_char(&b, '/');
		first = false;
		buf_add(&b, cell_span(rows_row(r, n)[k]));
	}
	return arena_text(a, buf_span(&b));
}

const char *pence_text(int64_t pence, arena *a)
{
	char out[NUMBER_TEXT];
	money_print(out, pence);
	return arena_text(a, span_of(out));
}

const char *micro_text(int64_t micro, arena *a)
{
	char out[NUMBER_TEXT];
	decimal_print(out, micro);
	return arena_text(a, span_of(out));
}

int64_t divide_round(int64_t a, int64_t b, int64_t c)
{
	int64_t out = 0;
	if (!scale_checked(&out, a, b, c))
		abort(); /* made-up plans stay far from 64 bits */
	return out;
}
