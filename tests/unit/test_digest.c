#include "unit.h"

#include "format/digest.h"

static void digest_agrees_with_the_published_examples(void **state)
{
	(void)state;
	char out[DIGEST_TEXT];

	digest_of(out, (span){NULL, 0});
	assert_string_equal(out, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	digest_of(out, span_of("abc"));
	assert_string_equal(out, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	digest_of(out, span_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"));
	assert_string_equal(out, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void digest_differs_when_one_bit_does(void **state)
{
	(void)state;
	char text[] = "2019-20", a[DIGEST_TEXT], b[DIGEST_TEXT];

	digest_of(a, span_of(text));
	text[3] ^= 1;
	digest_of(b, span_of(text));
	assert_string_not_equal(a, b);
}

static void a_digest_goes_on_from_where_texts_part(void **state)
{
	(void)state;
	static char was[20000], is[20010];
	static const size_t lengths[] = {0, 1, 4095, 4096, 4097, 8192, 20000};
	unsigned char digest[DIGEST_BYTES], found[DIGEST_BYTES];
	arena *a = arena_open();

	for (size_t i = 0; i < sizeof was; i++)
		was[i] = (char)('a' + i * i % 23);
	for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
		digest_trail *t = digest_with_trail(found, (span){was, lengths[k]}, a);
		digest_bytes(digest, (span){was, lengths[k]});
		assert_memory_equal(found, digest, DIGEST_BYTES);
		for (size_t same = 0; same <= lengths[k]; same += same % 4096 < 4095 ? 819 : 1)
			for (size_t more = 0; more <= 10; more += 5) {
				memset(is, 'z', sizeof is);
				memcpy(is, was, same);
				digest_bytes(digest, (span){is, same + more});
				digest_along(found, (span){is, same + more}, same, t);
				assert_memory_equal(found, digest, DIGEST_BYTES);
			}
	}
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digest_agrees_with_the_published_examples),
		cmocka_unit_test(digest_differs_when_one_bit_does),
		cmocka_unit_test(a_digest_goes_on_from_where_texts_part),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
