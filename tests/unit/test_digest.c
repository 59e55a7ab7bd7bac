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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digest_agrees_with_the_published_examples),
		cmocka_unit_test(digest_differs_when_one_bit_does),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
