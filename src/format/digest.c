#include "format/digest.h"

#include <openssl/sha.h>

void digest_bytes(unsigned char out[DIGEST_BYTES], span bytes)
{
	SHA256((const unsigned char *)(bytes.len ? bytes.at : ""), bytes.len, out);
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
