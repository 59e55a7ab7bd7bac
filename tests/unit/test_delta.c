/* A text as a difference from another. */
#include <stdlib.h>

#include "store/delta.h"

#include "store/blob.h"
#include "format/table.h"
#include "unit.h"

/* Lines of a small alphabet, so that many are alike. */
static span random_text(arena *a, uint64_t *seed, size_t lines)
{
	char *text = arena_alloc(a, lines * 12 + 1);
	size_t len = 0;
	for (size_t i = 0; i < lines; i++) {
		size_t letters = next_random(seed) % 10;
		for (size_t k = 0; k < letters; k++)
			text[len++] = (char)('a' + next_random(seed) % 3);
		text[len++] = '\n';
	}
	return (span){text, len - (lines && next_random(seed) % 8 == 0)};
}

/* Some bytes of it changed, taken out and put in. */
static span edited(arena *a, uint64_t *seed, span text)
{
	char *out = arena_alloc(a, text.len + 200);
	size_t len = 0, edits = next_random(seed) % 5;
	if (text.len)
		memcpy(out, text.at, text.len);
	len = text.len;
	for (size_t i = 0; i < edits && len > 20; i++) {
		size_t at = next_random(seed) % (len - 12), n = next_random(seed) % 12;
		if (next_random(seed) % 2) {
			memmove(out + at, out + at + n, len - at - n);
			len -= n;
		} else {
			memmove(out + at + n, out + at, len - at);
			memset(out + at, next_random(seed) % 4 ? 'b' : '\n', n);
			len += n;
		}
	}
	return (span){out, len};
}

static void what_is_made_gives_the_text_again(void **state)
{
	(void)state;
	uint64_t seed = 11;
	size_t made = 0;
	for (int i = 0; i < 4000; i++) {
		arena *a = arena_open();
		span base = random_text(a, &seed, next_random(&seed) % 60), delta;
		span text = i % 4 ? edited(a, &seed, base) : random_text(a, &seed, next_random(&seed) % 60);
		char *back = arena_alloc(a, text.len + 1);
		if (delta_make(&delta, base, text, 300, a)) {
			made++;
			assert_true(delta.len <= 300);
			assert_true(delta_apply(back, text.len, base, delta));
			if (text.len)
				assert_memory_equal(back, text.at, text.len);
			assert_false(text.len && delta_apply(back, text.len - 1, base, delta));
			assert_false(delta_apply(back, text.len + 1, base, delta));
		}
		arena_close(a);
	}
	assert_true(made > 2500);
}

static void one_changed_line_of_many_takes_a_few_bytes(void **state)
{
	(void)state;
	uint64_t seed = 5;
	arena *a = arena_open();
	span base = random_text(a, &seed, 5000), delta;
	char *text = arena_text(a, base);
	text[base.len / 2] = 'x';
	assert_true(delta_make(&delta, base, (span){text, base.len}, 1000, a));
	assert_true(delta.len < 16);
	assert_false(delta_make(&delta, base, (span){text, base.len}, 4, a)); /* no room */
	arena_close(a);
}

static void a_damaged_difference_touches_nothing_outside(void **state)
{
	(void)state;
	uint64_t seed = 3;
	for (int i = 0; i < 20000; i++) {
		char bytes[24], *out = malloc(50), *base = calloc(1, 40);
		size_t len = next_random(&seed) % sizeof bytes;
		assert_non_null(out);
		assert_non_null(base);
		for (size_t k = 0; k < len; k++)
			bytes[k] = (char)(next_random(&seed) >> (next_random(&seed) % 50));
		delta_apply(out, 50, (span){base, 40}, (span){bytes, len}); /* the sanitizers look */
		free(base);
		free(out);
	}
}

/* ---- rows that still stand in the text that they were read from ---- */

static const column kinds[] = {{"line", TYPE_TEXT, COLUMN_KEY}, {"note", TYPE_TEXT}, {"amount", TYPE_AMOUNT},
	{"seen", TYPE_TEXT, COLUMN_RECORD}};
static const table kind_table = {.name = "spend", .columns = kinds, .count = 4};

static rows stored_rows(arena *a, err *e, const char *text)
{
	static const unsigned char digest[32] = {1};
	rows r;
	assert_int_equal(
		rows_read_stored(&r, &kind_table, arena_text(a, span_of(text)), strlen(text), digest, "t", a, e), 0);
	return r;
}

static span printed(arena *a, rows r, bool stored, bool plan_only)
{
	buf b;
	buf_init(&b, a);
	if (!stored)
		r.stored = NULL;
	rows_print(&b, &r, plan_only);
	return buf_span(&b);
}

static void rows_print_as_if_nothing_was_remembered(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"line,note,amount\n1,a,1.00\n2,\"b, c\",2.00\n3,,3.00\n4,\"x\ny\",\n",
		"line,note,amount\n1,\"say \"\"so\"\"\",1.00\n2,b,\n",
		"line,note,seen\n\"1,5\",a,x\n2,b,\n3,c,y\n",
		"line,amount\na,1.00\n",
		"line\n1\n2\n3\n",
	};
	static const char *const values[] = {"", "z", "p, q", "a \"b\" c", "x\ny"};
	uint64_t seed = 9;
	for (int i = 0; i < 6000; i++) {
		job j = job_open();
		size_t which = (size_t)i % 5;
		const char *text = texts[which];
		rows r = stored_rows(j.a, &j.e, text);
		if (which != 1)
			assert_true(rows_text_is_stored(&r, rows_text(&r, false, j.a)));
		bool same = true;
		for (size_t edits = next_random(&seed) % 4; edits; edits--) {
			cell *c = rows_row(&r, next_random(&seed) % r.count) + next_random(&seed) % 4;
			const char *value = values[next_random(&seed) % 5];
			switch (next_random(&seed) % 4) {
			case 0:
				c->at = value;
				c->len = (uint32_t)strlen(value);
				break;
			case 1:
				r.count -= r.count > 1;
				break;
			case 2: /* one row in another's place */
				memcpy(rows_row(&r, 0), rows_row(&r, r.count - 1), 4 * sizeof(cell));
				break;
			default:
				if (c->len)
					c->len--;
			}
			same = false;
		}
		for (int plan_only = 0; plan_only < 2; plan_only++)
			assert_true(span_equal(printed(j.a, r, true, plan_only), printed(j.a, r, false, plan_only)));
		span all = rows_text(&r, false, j.a);
		assert_true(span_equal(all, printed(j.a, r, false, false)));
		if (rows_text_is_stored(&r, all))
			assert_true(span_is(all, text));
		else if (which != 1)
			assert_false(same);
		job_close(&j);
	}
}

/* A row of a few bytes that claims to be a gigabyte. */
static void no_memory_is_taken_for_a_size_that_the_bytes_cannot_give(void **state)
{
	(void)state;
	job j = job_open();
	blob_room *room = blob_room_open(j.a);
	char *zeros = arena_alloc(j.a, 1 << 20);
	packed_blob b;
	span text;
	blob_pack(&b, (span){zeros, 1 << 20}, room, j.a);
	assert_int_equal(b.form, BLOB_DEFLATED);
	assert_true(blob_unpack_any(&text, &b, (span){"", 0}, room, j.a));
	assert_int_equal(text.len, 1 << 20);
	const packed_blob claims[] = {{BLOB_DEFLATED, (int64_t)1 << 30, b.bytes},
		{BLOB_PLAIN, (int64_t)1 << 30, b.bytes}, {BLOB_DELTA, (int64_t)1 << 30, {zeros, 4000}},
		{9, 1 << 20, b.bytes}};
	for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
		size_t before = arena_bytes(j.a);
		assert_false(blob_unpack_any(&text, &claims[i], (span){zeros, 1000}, room, j.a));
		assert_int_equal(arena_bytes(j.a), before);
	}
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_made_gives_the_text_again),
		cmocka_unit_test(one_changed_line_of_many_takes_a_few_bytes),
		cmocka_unit_test(a_damaged_difference_touches_nothing_outside),
		cmocka_unit_test(no_memory_is_taken_for_a_size_that_the_bytes_cannot_give),
		cmocka_unit_test(rows_print_as_if_nothing_was_remembered),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
