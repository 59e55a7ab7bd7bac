/* OpenSSL's plain SHA-256 functions, which it has had always.  By the ones of version 3, every digest looks up what
 * SHA-256 is, which takes longer than the digest of a short text. */
#define OPENSSL_API_COMPAT 0x10100000L
#include "format/digest.h"

#include <openssl/sha.h>

void digest_bytes(unsigned char out[DIGEST_BYTES], span bytes)
{
	SHA256_CTX sum;
	SHA256_Init(&sum);
	SHA256_Update(&sum, bytes.len ? bytes.at : "", bytes.len);
	SHA256_Final(out, &sum);
}

enum { TRAIL_STEP = 4096 };

struct digest_trail {
	size_t count;
	SHA256_CTX after[]; /* one step, two steps, ... */
};

digest_trail *digest_with_trail(unsigned char out[DIGEST_BYTES], span bytes, arena *a)
{
	size_t steps = bytes.len / TRAIL_STEP;
	digest_trail *t = arena_alloc(a, sizeof *t + steps * sizeof *t->after);
	SHA256_CTX sum;
	SHA256_Init(&sum);
	for (; t->count < steps; t->count++) {
		SHA256_Update(&sum, bytes.at + t->count * TRAIL_STEP, TRAIL_STEP);
		t->after[t->count] = sum;
	}
	SHA256_Update(&sum, bytes.len ? bytes.at + steps * TRAIL_STEP : "", bytes.len - steps * TRAIL_STEP);
	SHA256_Final(out, &sum);
	return t;
}

void digest_along(unsigned char out[DIGEST_BYTES], span bytes, size_t same, const digest_trail *t)
{
	size_t steps = same / TRAIL_STEP < t->count ? same / TRAIL_STEP : t->count;
	if (!steps) {
		digest_bytes(out, bytes);
		return;
	}
	SHA256_CTX sum = t->after[steps - 1];
	SHA256_Update(&sum, bytes.at + steps * TRAIL_STEP, bytes.len - steps * TRAIL_STEP);
	SHA256_Final(out, &sum);
}

void digest_print(char out[DIGEST_TEXT], const unsigned char bytes[DIGEST_BYTES])
{
	static const char hex[] = "0123456789abcdef";
	for (size_t i = 0; i < DIGEST_BYTES; i++) {
		out[2 * i] = hex[bytes[i] >> 4];
		out[2 * i + 1] = hex[bytes[i] & 15];
	}
	out[2 * DIGEST_BYTES] = '\0';
}

bool digest_parse(unsigned char out[DIGEST_BYTES], span hex)
{
	unsigned char bytes[DIGEST_BYTES];
	if (hex.len != 2 * DIGEST_BYTES)
		return false;
	for (size_t i = 0; i < hex.len; i++) {
		char c = hex.at[i];
		int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
		if (digit < 0)
			return false;
		bytes[i / 2] = (unsigned char)(i % 2 ? bytes[i / 2] | digit : digit << 4);
	}
	for (size_t i = 0; i < DIGEST_BYTES; i++)
		out[i] = bytes[i];
	return true;
}

void digest_of(char out[DIGEST_TEXT], span bytes)
{
	unsigned char raw[DIGEST_BYTES];
	digest_bytes(raw, bytes);
	digest_print(out, raw);
}
