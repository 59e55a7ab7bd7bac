#include "unit.h"

#include "base/limits.h"

static bool all_zero(const char *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (at[i])
			return false;
	return true;
}

static void arena_gives_zeroed_memory_aligned_to_16_bytes(void **state)
{
	(void)state;
	arena *a = arena_open();

	for (size_t bytes = 0; bytes < 300; bytes++) {
		char *at = arena_alloc(a, bytes);
		assert_int_equal((uintptr_t)at % 16, 0);
		assert_true(all_zero(at, bytes));
		memset(at, 0xFF, bytes);
	}
	arena_close(a);
}

static void arena_gives_different_memory_even_for_no_bytes(void **state)
{
	(void)state;
	arena *a = arena_open();

	assert_ptr_not_equal(arena_alloc(a, 0), arena_alloc(a, 0));
	arena_close(a);
}

static void arena_gives_large_requests_their_own_block(void **state)
{
	(void)state;
	arena *a = arena_open();
	char *small = arena_alloc(a, 8);
	char *large = arena_alloc(a, (size_t)5 << 20);
	char *after = arena_alloc(a, 8);

	memset(small, 1, 8);
	memset(large, 2, (size_t)5 << 20);
	memset(after, 3, 8);
	assert_int_equal(small[7], 1);
	assert_int_equal(large[((size_t)5 << 20) - 1], 2);
	arena_close(a);
}

static void arena_close_allows_null(void **state)
{
	(void)state;
	arena_close(NULL);
}

static void arena_bytes_counts_what_was_handed_out(void **state)
{
	(void)state;
	arena *a = arena_open();

	assert_int_equal(arena_bytes(a), 0);
	arena_alloc(a, 16);
	arena_alloc(a, 1);
	assert_int_equal(arena_bytes(a), 32);
	arena_alloc(a, 3 << 20);
	assert_int_equal(arena_bytes(a), 32 + (3 << 20));
	arena_close(a);
}

static void arena_back_gives_back_what_came_after_the_mark(void **state)
{
	(void)state;
	arena *a = arena_open();
	char *kept = arena_text(a, span_of("kept"));
	arena_mark mark = arena_now(a);
	size_t bytes = arena_bytes(a);

	for (int round = 0; round < 5; round++) {
		for (int i = 0; i < 200; i++) {
			char *at = arena_alloc(a, 20000);
			assert_true(all_zero(at, 20000));
			memset(at, 0xAA, 20000);
		}
		arena_back(a, mark);
		assert_int_equal(arena_bytes(a), bytes);
	}
	assert_string_equal(kept, "kept");
	arena_close(a);
}

static void arena_uses_blocks_again_after_a_return_to_a_mark(void **state)
{
	(void)state;
	arena *a = arena_open();
	arena_mark mark = arena_now(a);

	arena_alloc(a, 100000);
	char *first = arena_alloc(a, 3 << 20);
	arena_back(a, mark);
	char *again = arena_alloc(a, 3 << 20);
	assert_ptr_equal(first, again);
	arena_close(a);
}

static void arena_grow_keeps_the_items_while_there_is_room(void **state)
{
	(void)state;
	arena *a = arena_open();
	size_t room = 0;
	int *items = arena_grow(a, NULL, &room, 3, sizeof *items);

	assert_true(room >= 3);
	items[0] = 7;
	assert_ptr_equal(items, arena_grow(a, items, &room, room, sizeof *items));
	arena_close(a);
}

static void arena_grow_copies_and_at_least_doubles(void **state)
{
	(void)state;
	arena *a = arena_open();
	size_t room = 4;
	int *items = arena_array(a, room, sizeof *items);

	items[3] = 7;
	items = arena_grow(a, items, &room, 5, sizeof *items);
	assert_true(room >= 8);
	assert_int_equal(items[3], 7);
	assert_true(all_zero((char *)(items + 4), (room - 4) * sizeof *items));
	arena_close(a);
}

static void arena_copies_text_and_ends_it_with_nul(void **state)
{
	(void)state;
	arena *a = arena_open();
	span s = arena_span(a, (span){"abcdef", 3});

	assert_span(s, "abc");
	assert_int_equal(s.at[3], 0);
	assert_string_equal(arena_text(a, (span){NULL, 0}), "");
	assert_string_equal(arena_printf(a, "%s-%d", "x", 12), "x-12");
	arena_close(a);
}

static void overflow_a_product(void)
{
	arena_array(arena_open(), SIZE_MAX / 2, 3);
}

static void overflow_a_request(void)
{
	arena_alloc(arena_open(), SIZE_MAX);
}

static void overflow_a_block(void)
{
	arena_alloc(arena_open(), SIZE_MAX - 15);
}

static void arena_stops_the_process_when_a_size_overflows(void **state)
{
	(void)state;
	assert_true(aborts(overflow_a_product));
	assert_true(aborts(overflow_a_request));
	assert_true(aborts(overflow_a_block));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_gives_zeroed_memory_aligned_to_16_bytes),
		cmocka_unit_test(arena_gives_different_memory_even_for_no_bytes),
		cmocka_unit_test(arena_gives_large_requests_their_own_block),
		cmocka_unit_test(arena_close_allows_null),
		cmocka_unit_test(arena_bytes_counts_what_was_handed_out),
		cmocka_unit_test(arena_back_gives_back_what_came_after_the_mark),
		cmocka_unit_test(arena_uses_blocks_again_after_a_return_to_a_mark),
		cmocka_unit_test(arena_grow_keeps_the_items_while_there_is_room),
		cmocka_unit_test(arena_grow_copies_and_at_least_doubles),
		cmocka_unit_test(arena_copies_text_and_ends_it_with_nul),
		cmocka_unit_test(arena_stops_the_process_when_a_size_overflows),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
