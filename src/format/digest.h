#ifndef BCF_FORMAT_DIGEST_H
#define BCF_FORMAT_DIGEST_H
/* SHA-256 (FIPS 180-4, by OpenSSL's libcrypto, which uses the processor's own instructions for it): as 32 bytes, and as
 * 64 lower-case hex digits. */

#include "base/arena.h"
#include "base/span.h"

#define DIGEST_BYTES 32
#define DIGEST_TEXT 65

void digest_bytes(unsigned char out[DIGEST_BYTES], span bytes);

/* What was reached along a long text, so that the digest of a text that begins in the same way need not begin anew. */
typedef struct digest_trail digest_trail;
digest_trail *digest_with_trail(unsigned char out[DIGEST_BYTES], span bytes, arena *a);
/* As digest_bytes; the first `same` bytes are those of the text of the trail. */
void digest_along(unsigned char out[DIGEST_BYTES], span bytes, size_t same, const digest_trail *t);

void digest_print(char out[DIGEST_TEXT], const unsigned char bytes[DIGEST_BYTES]);
bool digest_parse(unsigned char out[DIGEST_BYTES], span hex); /* 64 lower-case hex digits; else false, out untouched */
void digest_of(char out[DIGEST_TEXT], span bytes);

#endif
