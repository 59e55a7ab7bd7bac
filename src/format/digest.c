#include "format/digest.h"

#include <sodium.h>

_Static_assert(DIGEST_TEXT == crypto_hash_sha256_BYTES * 2 + 1, "two digits a byte and a NUL");

void digest_of(char out[DIGEST_TEXT], span bytes)
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	/* The one-shot functions of SHA-256 need no sodium_init, and cannot fail. */
	crypto_hash_sha256(hash, (const unsigned char *)(bytes.len ? bytes.at : ""), bytes.len);
	sodium_bin2hex(out, DIGEST_TEXT, hash, sizeof hash);
}
