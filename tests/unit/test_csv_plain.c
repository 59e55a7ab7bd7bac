/* The fast CSV reader against a slow one. */

#include "csv_text.h"

#include "base/limits.h"
#include "format/utf8.h"

/* A second reader, slow and plain: one byte after the other, every field copied. */
typedef struct plain {
	const char *text;
	size_t len, next;
	bool stopped, told_nul, told_utf8;
	size_t count, fault;
	size_t offsets[300], lens[300];
	char bytes[300][300];
} plain;

static int plain_fault(plain *p, size_t at)
{
	p->fault = at;
	while (at < p->len && p->text[at] != '\n')
		at++;
	p->stopped = at == p->len;
	p->next = at + 1;
	return -1;
}

static int plain_end(plain *p, size_t start, size_t end, size_t next)
{
	size_t valid = utf8_valid(p->text + start, end - start);
	size_t nul = start;
	bool new_nul, new_utf8;

	while (nul < end && p->text[nul])
		nul++;
	new_nul = nul < end && !p->told_nul;
	new_utf8 = start + valid < end && !p->told_utf8;
	if (new_nul)
		p->fault = nul;
	if (new_utf8 && !(new_nul && nul > start + valid))
		p->fault = start + valid;
	p->told_nul |= new_nul;
	p->told_utf8 |= new_utf8;
	p->next = next;
	if (new_nul || new_utf8)
		return -1;
	return nul < end || start + valid < end ? 0 : 1;
}

static int plain_record(plain *p)
{
	size_t start = p->next, i = start;

	for (p->count = 0;; i++) {
		size_t field = p->count++, len = 0;
		p->offsets[field] = i;
		if (i < p->len && p->text[i] == '"') {
			for (i++;; i++) {
				if (i >= p->len) {
					p->fault = p->offsets[field];
					p->stopped = true;
					return -1;
				}
				if (p->text[i] == '"' && !(i + 1 < p->len && p->text[i + 1] == '"'))
					break;
				i += p->text[i] == '"';
				p->bytes[field][len++] = p->text[i];
			}
			i++;
			if (i < p->len && p->text[i] != ',' && p->text[i] != '\n' && p->text[i] != '\r')
				return plain_fault(p, i);
		}
		while (i < p->len && p->text[i] != ',' && p->text[i] != '\n' && p->text[i] != '\r') {
			if (p->text[i] == '"')
				return plain_fault(p, i);
			p->bytes[field][len++] = p->text[i++];
		}
		p->lens[field] = len;
		if (i >= p->len)
			return plain_end(p, start, p->len, p->len);
		if (p->text[i] == '\n')
			return plain_end(p, start, i, i + 1);
		if (p->text[i] == '\r') {
			if (i + 1 < p->len && p->text[i + 1] == '\n')
				return plain_end(p, start, i, i + 2);
			return plain_fault(p, i);
		}
	}
}

static int plain_next(plain *p)
{
	while (!p->stopped && p->next < p->len) {
		int rc = plain_record(p);
		if (rc)
			return rc;
	}
	return 0;
}

static void assert_readers_agree(const char *text, size_t len)
{
	static plain p;
	opened o;
	int rc;

	p = (plain){.text = text, .len = len};
	open_bytes(&o, text, len);
	do {
		rc = plain_next(&p);
		int ours = csv_next(&o.c, &o.j.e);
		assert_int_equal(rc < 0, ours < 0);
		assert_int_equal(rc > 0, ours > 0);
		if (rc < 0 && o.j.e.count < MESSAGES_MAX) {
			size_t line, column;
			csv_place(&line, &column, text, len, p.fault);
			assert_string_equal(o.j.e.last->where, arena_printf(o.j.a, "t.csv:%zu:%zu", line, column));
		}
		if (rc <= 0)
			continue;
		assert_int_equal(o.c.count, p.count);
		for (size_t i = 0; i < p.count; i++) {
			assert_int_equal(o.c.cells[i].offset, p.offsets[i]);
			assert_int_equal(o.c.cells[i].len, p.lens[i]);
			assert_memory_equal(o.c.cells[i].at, p.bytes[i], p.lens[i]);
		}
	} while (rc);
	close_text(&o);
}

static void every_piece_reads_the_same_at_every_place_around_block_borders(void **state)
{
	(void)state;
	static const char *const pieces[] = {",", "\n", "\r\n", "\r", "\"", "\"\"", "\"a\"", "\"a\",", ",\"\"",
		"\"a\"\"b\"\n", "\"a\nb\"\r\n", "\"a\"b\n", "\"a\"\r", "\"\r\n\"", ",,", "\n\n", "\xC3\xA9",
		"\xE2\x82\xAC,", "\xFF\n", "a\"b", "\"\xF0\x9F\x98\x80\"", "\xC3\n", "\"x\"\n\"y\"", "\n\"z\"\"\"",
		",\r\n,"};
	char text[256];

	for (size_t before = 0; before < 132; before++) {
		for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
			for (size_t behind = 0; behind < 70; behind += behind < 4 ? 1 : 33) {
				size_t len = strlen(pieces[i]);
				memset(text, 'x', sizeof text);
				if (before && i % 2 == 0)
					text[before - 1] = ','; /* so that quotes stand at the start of a field too */
				memcpy(text + before, pieces[i], len);
				assert_readers_agree(text, before + len + behind);
			}
		}
	}
}

static void random_texts_read_the_same_as_with_the_plain_reader(void **state)
{
	(void)state;
	static const char letters[] = "aaaaaaaabbbb,,,,,,\"\"\"\"\n\n\n\r\xC3\xA9";
	uint64_t seed = 7;
	char text[280];

	for (int round = 0; round < 60000; round++) {
		size_t len = next_random(&seed) % sizeof text;
		size_t spread = round % 3 == 0 ? sizeof letters : round % 3 == 1 ? sizeof letters - 4 : 18;
		for (size_t i = 0; i < len; i++)
			text[i] = letters[next_random(&seed) % spread];
		for (size_t i = 0; i + 4 < len && round % 3 == 2; i += 7 + next_random(&seed) % 20) {
			size_t k = 4 + next_random(&seed) % 9;
			if (i + k >= len)
				break;
			text[i++] = ',';
			text[i] = '"';
			text[i + k - 2] = '"';
			text[i + k - 1] = next_random(&seed) % 3 ? ',' : '\n';
			i += k - 2;
		}
		assert_readers_agree(text, len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_piece_reads_the_same_at_every_place_around_block_borders),
		cmocka_unit_test(random_texts_read_the_same_as_with_the_plain_reader),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
