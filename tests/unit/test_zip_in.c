/* Archives: what is read, what is refused, and that no byte is believed unchecked. */

#include "unit.h"

#include "base/limits.h"
#include "format/zip_in.h"
#include "workbook_bytes.h"

/* The whole of a part, or NULL when it fails. */
static char *part_text(job *j, const zip_in *z, const zip_part *p, size_t *len)
{
	zip_stream s;
	buf b;
	int rc;

	buf_init(&b, j->a);
	zip_stream_open(&s);
	rc = zip_begin(&s, z, p, p->name, &j->e);
	while (!rc) {
		buf_add(&b, (span){s.at, (size_t)(s.end - s.at)});
		assert_int_equal(*s.end, '<');
		s.at = s.end;
		if (s.done)
			break;
		rc = zip_more(&s, &j->e);
	}
	zip_stream_close(&s);
	*len = b.len;
	return rc ? NULL : arena_text(j->a, buf_span(&b));
}

static int open_archive(zip_in *z, job *j, archive *made)
{
	return zip_in_open(z, archive_end(made), "a.xlsx", j->a, &j->e);
}

static void assert_reads(job *j, span bytes, const char *name, const char *text)
{
	zip_in z;
	size_t len;
	assert_int_equal(zip_in_open(&z, bytes, "a.xlsx", j->a, &j->e), 0);
	const zip_part *p = zip_in_find(&z, span_of(name));
	assert_non_null(p);
	char *found = part_text(j, &z, p, &len);
	assert_non_null(found);
	assert_string_equal(found, text);
}

static void parts_are_found_by_name_in_any_case_and_with_a_leading_slash(void **state)
{
	(void)state;
	job j = job_open();
	archive made;
	zip_in z;

	archive_begin(&made, j.a);
	archive_part(&made, "xl/workbook.xml", "<a/>");
	archive_part(&made, "xl\\worksheets\\Sheet1.xml", "<b/>");
	archive_part(&made, "/xl/styles.xml", "<c/>");
	archive_part(&made, "empty", "");
	assert_int_equal(open_archive(&z, &j, &made), 0);
	assert_int_equal(z.count, 4);
	assert_string_equal(zip_in_find(&z, span_of("/XL/Workbook.xml"))->name, "xl/workbook.xml");
	assert_string_equal(zip_in_find(&z, span_of("xl/worksheets/sheet1.xml"))->name, "xl/worksheets/Sheet1.xml");
	assert_non_null(zip_in_find(&z, span_of("xl/styles.xml")));
	assert_null(zip_in_find(&z, span_of("xl/workbook")));
	assert_null(zip_in_find(&z, span_of("xl/workbook.xml2")));
	assert_null(zip_in_find(&z, span_of("")));
	assert_reads(&j, buf_span(&made.bytes), "empty", "");
	job_close(&j);
}

static void bytes_before_and_behind_an_archive_do_not_matter(void **state)
{
	(void)state;
	job j = job_open();
	archive made;
	buf b;

	archive_begin(&made, j.a);
	archive_part(&made, "a.xml", "<a/>");
	span bytes = archive_end(&made);
	buf_init(&b, j.a);
	buf_add(&b, span_of("#!/bin/sh\n"));
	buf_add(&b, bytes);
	assert_reads(&j, buf_span(&b), "a.xml", "<a/>");
	buf_add(&b, span_of("behind PK\5\6"));
	buf_add(&b, (span){"\0\0\0", 3});
	assert_reads(&j, buf_span(&b), "a.xml", "<a/>");
	job_close(&j);
}

/* The end record with all ones, and the zip64 records before it. */
static span zip64(archive *made, uint64_t shift)
{
	size_t at = made->bytes.len;
	buf_add(&made->bytes, buf_span(&made->directory));
	size_t record = made->bytes.len;
	buf_add(&made->bytes, (span){"PK\6\6", 4});
	put_little(&made->bytes, 44, 8);
	put_little(&made->bytes, 45 | 45 << 16, 4);
	put_little(&made->bytes, 0, 8);
	put_little(&made->bytes, made->count, 8);
	put_little(&made->bytes, made->count, 8);
	put_little(&made->bytes, made->directory.len, 8);
	put_little(&made->bytes, at - shift, 8);
	buf_add(&made->bytes, (span){"PK\6\7\0\0\0\0", 8});
	put_little(&made->bytes, record - shift, 8);
	put_little(&made->bytes, 1, 4);
	buf_add(&made->bytes, (span){"PK\5\6\0\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0", 22});
	return buf_span(&made->bytes);
}

static void an_archive_in_the_large_form_is_read(void **state)
{
	(void)state;
	job j = job_open();
	archive made;

	archive_begin(&made, j.a);
	archive_part(&made, "a.xml", "<a/>");
	assert_reads(&j, zip64(&made, 0), "a.xml", "<a/>");
	/* Something stands before it, which its places do not count. */
	archive_begin(&made, j.a);
	archive_part(&made, "a.xml", "<a/>");
	archive inner = made;
	archive_begin(&made, j.a);
	buf_add(&made.bytes, span_of("before"));
	buf_add(&made.bytes, buf_span(&inner.bytes));
	made.directory = inner.directory;
	made.count = 1;
	assert_reads(&j, zip64(&made, 6), "a.xml", "<a/>");
	job_close(&j);
}

static void assert_refused(archive *made, job *j, int code, const char *part)
{
	zip_in z;
	assert_int_equal(open_archive(&z, j, made), code);
	assert_message(&j->e, "a.xlsx", part);
}

static void what_two_programs_would_read_differently_is_refused(void **state)
{
	(void)state;
	job j = job_open();
	archive made;
	zip_in z;

	archive_begin(&made, j.a);
	archive_part(&made, "a.xml", "<a/>");
	archive_part(&made, "A.xml", "<b/>");
	assert_refused(&made, &j, ERR_PARSE, "two different parts called");
	archive_begin(&made, j.a);
	archive_part(&made, "a.xml", "<a/>");
	archive_part(&made, "a.xml", "<a/>");
	assert_int_equal(open_archive(&z, &j, &made), 0);
	archive_begin(&made, j.a);
	made.local_name = "b.xml";
	archive_part(&made, "a.xml", "<a/>");
	assert_refused(&made, &j, ERR_PARSE, "its list of contents is broken");
	archive_begin(&made, j.a);
	archive_part(&made, "a.xml", "<a/>");
	archive_part(&made, "b.xml", "<a/>");
	made.count = 1; /* one more stands in the directory than it says */
	assert_refused(&made, &j, ERR_PARSE, "its list of contents is broken");
	job_close(&j);
}

static void what_is_no_archive_or_a_cut_one_is_told_apart(void **state)
{
	(void)state;
	job j = job_open();
	archive made;
	zip_in z;

	assert_int_equal(zip_in_open(&z, span_of("Area,Amount\n"), "a.xlsx", j.a, &j.e), ERR_PARSE);
	assert_message(&j.e, "a.xlsx", "this is no workbook; save it as .xlsx");
	archive_begin(&made, j.a);
	archive_part(&made, "a.xml", "<a/>");
	span whole = archive_end(&made);
	for (size_t n = 4; n < whole.len; n++) {
		char *part = malloc(n);
		memcpy(part, whole.at, n);
		assert_int_equal(zip_in_open(&z, (span){part, n}, "a.xlsx", j.a, &j.e), ERR_PARSE);
		free(part);
	}
	assert_message(&j.e, "a.xlsx", "the file is cut off or damaged");
	job_close(&j);
}

static void a_locked_archive_and_unknown_packing_are_refused(void **state)
{
	(void)state;
	job j = job_open();
	archive made;
	zip_in z;
	size_t len;

	archive_begin(&made, j.a);
	made.flags = 1;
	archive_part(&made, "a.xml", "<a/>");
	assert_refused(&made, &j, ERR_PARSE, "is locked with a password; save it without one");
	archive_begin(&made, j.a);
	made.method = 12;
	archive_part(&made, "a.xml", "<a/>");
	assert_int_equal(open_archive(&z, &j, &made), 0);
	assert_null(part_text(&j, &z, &z.parts[0], &len));
	assert_message(&j.e, "a.xml", "is packed in a way that workbooks do not use");
	job_close(&j);
}

static void stated_sizes_past_the_limits_are_refused_before_anything_is_unpacked(void **state)
{
	(void)state;
	job j = job_open();
	archive made;

	archive_begin(&made, j.a);
	made.lies_about_size = true;
	made.size = (uint32_t)WORKBOOK_BYTES_MAX + 1;
	archive_part(&made, "a.xml", "<a/>");
	assert_refused(&made, &j, ERR_LIMIT, "would be more than 1024 MB when unpacked");
	archive_begin(&made, j.a);
	for (int i = 0; i < 3; i++) {
		made.lies_about_size = true;
		made.size = (uint32_t)(WORKBOOK_BYTES_MAX / 2);
		archive_span(&made, arena_printf(j.a, "%d", i), (span){arena_alloc(j.a, 3 << 20), 3 << 20});
	}
	assert_refused(&made, &j, ERR_LIMIT, "would be more than 1024 MB when unpacked");
	archive_begin(&made, j.a);
	made.lies_about_size = true;
	made.size = 17 << 20;
	archive_part(&made, "a.xml", "<a/>");
	assert_refused(&made, &j, ERR_LIMIT, "its part a.xml is packed more than 250 times, as harmful files are");
	job_close(&j);
}

static void parts_beyond_the_limit_or_of_overlapping_bytes_are_refused(void **state)
{
	(void)state;
	job j = job_open();
	archive made;
	zip_in z;

	archive_begin(&made, j.a);
	for (int i = 0; i < WORKBOOK_PARTS_MAX; i++)
		archive_part(&made, arena_printf(j.a, "p%d", i), "");
	archive same = made;
	assert_int_equal(open_archive(&z, &j, &same), 0);
	archive_part(&made, "one more", "");
	assert_refused(&made, &j, ERR_LIMIT, "holds more than 10000 parts");

	/* Three entries for the same bytes, which are most of the file. */
	archive_begin(&made, j.a);
	archive_span(&made, "a", (span){arena_alloc(j.a, 2000), 2000});
	span entry = arena_span(j.a, buf_span(&made.directory));
	buf_add(&made.directory, entry);
	buf_add(&made.directory, entry);
	made.count = 3;
	assert_refused(&made, &j, ERR_PARSE, "its parts overlap, as in harmful files; it is not opened");
	job_close(&j);
}

/* An archive of one part, of which the entry says what the tests want. */
static void one_part(archive *made, job *j, span text, uint32_t stated, uint32_t crc)
{
	archive_begin(made, j->a);
	archive_packed(made, "big.xml", deflated(j->a, text), stated, crc);
}

static span numbers(arena *a, size_t len)
{
	char *text = arena_alloc(a, len + 16);
	size_t n = 0;
	for (uint64_t i = 0; n < len; i++)
		n += (size_t)snprintf(text + n, 16, "%llx,", (unsigned long long)(i * i * 2654435761u & 0xFFFFFF));
	return (span){text, len};
}

static void parts_of_every_size_unpack_to_what_they_were(void **state)
{
	(void)state;
	/* at once; window by window; by a thread of its own */
	static const size_t sizes[] = {1, 100, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20, 33 << 20};

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		job j = job_open();
		archive made;
		zip_in z;
		size_t len;
		span text = numbers(j.a, sizes[i]);
		one_part(&made, &j, text, (uint32_t)text.len, crc_of(text));
		assert_int_equal(open_archive(&z, &j, &made), 0);
		char *found = part_text(&j, &z, &z.parts[0], &len);
		assert_non_null(found);
		assert_int_equal(len, text.len);
		assert_memory_equal(found, text.at, len);
		job_close(&j);
	}
}

static void a_part_that_is_not_as_long_as_stated_or_has_another_checksum_is_damaged(void **state)
{
	(void)state;
	static const size_t sizes[] = {1000, 3 << 20, 33 << 20};

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		for (int lie = 0; lie < 4; lie++) {
			job j = job_open();
			archive made;
			zip_in z;
			size_t len;
			span text = numbers(j.a, sizes[i]);
			uint32_t stated = (uint32_t)text.len + (lie == 0 ? 1 : lie == 1 ? -1u : lie == 2 ? -500u : 0);
			one_part(&made, &j, text, stated, crc_of(text) + (lie == 3));
			assert_int_equal(open_archive(&z, &j, &made), 0);
			assert_null(part_text(&j, &z, &z.parts[0], &len));
			assert_message(&j.e, "big.xml", "the file is damaged here: it does not unpack to what it was");
			assert_int_equal(j.e.count, 1);
			job_close(&j);
		}
	}
}

static void a_reader_may_leave_a_part_in_the_middle(void **state)
{
	(void)state;
	job j = job_open();
	archive made;
	zip_in z;
	zip_stream s;
	span text = numbers(j.a, 33 << 20);

	one_part(&made, &j, text, (uint32_t)text.len, crc_of(text));
	assert_int_equal(open_archive(&z, &j, &made), 0);
	zip_stream_open(&s);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(zip_begin(&s, &z, &z.parts[0], "w", &j.e), 0);
		assert_memory_equal(s.at, text.at, 100);
		for (int k = 0; k < i; k++) {
			s.at = s.end;
			assert_int_equal(zip_more(&s, &j.e), 0);
		}
	}
	zip_stream_close(&s);
	job_close(&j);
}

static void a_text_longer_than_the_room_for_one_is_refused(void **state)
{
	(void)state;
	job j = job_open();
	archive made;
	zip_in z;
	zip_stream s;
	span text = numbers(j.a, 3 << 20);
	int rc;

	one_part(&made, &j, text, (uint32_t)text.len, crc_of(text));
	assert_int_equal(open_archive(&z, &j, &made), 0);
	zip_stream_open(&s);
	rc = zip_begin(&s, &z, &z.parts[0], "w", &j.e);
	while (!rc)
		rc = zip_more(&s, &j.e); /* and nothing is ever read */
	assert_int_equal(rc, ERR_LIMIT);
	assert_message(&j.e, "w", "longer than a cell can hold");
	zip_stream_close(&s);
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_are_found_by_name_in_any_case_and_with_a_leading_slash),
		cmocka_unit_test(bytes_before_and_behind_an_archive_do_not_matter),
		cmocka_unit_test(an_archive_in_the_large_form_is_read),
		cmocka_unit_test(what_two_programs_would_read_differently_is_refused),
		cmocka_unit_test(what_is_no_archive_or_a_cut_one_is_told_apart),
		cmocka_unit_test(a_locked_archive_and_unknown_packing_are_refused),
		cmocka_unit_test(stated_sizes_past_the_limits_are_refused_before_anything_is_unpacked),
		cmocka_unit_test(parts_beyond_the_limit_or_of_overlapping_bytes_are_refused),
		cmocka_unit_test(parts_of_every_size_unpack_to_what_they_were),
		cmocka_unit_test(a_part_that_is_not_as_long_as_stated_or_has_another_checksum_is_damaged),
		cmocka_unit_test(a_reader_may_leave_a_part_in_the_middle),
		cmocka_unit_test(a_text_longer_than_the_room_for_one_is_refused),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
