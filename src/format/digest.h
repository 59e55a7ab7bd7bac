#ifndef BCF_FORMAT_DIGEST_H
#define BCF_FORMAT_DIGEST_H
/* SHA-256 (FIPS 180-4, by OpenSSL's libcrypto, which uses the processor's own instructions for it): as 32 bytes, and as
 * 64 lower-case hex digits. */

#include "base/span.h"

#define DIGEST_BYTES 32
#define DIGEST_TEXT 65

void digest_bytes(unsigned char out[DIGEST_BYTES], span bytes);
void digest_print(char out[DIGEST_TEXT], const unsigned char bytes[DIGEST_BYTES]);
bool digest_parse(unsigned char out[DIGEST_BYTES], span hex); /* 64 lower-case hex digits; else false, out untouched */
void digest_of(char out[DIGEST_TEXT], span bytes);

#endif
