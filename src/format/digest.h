#ifndef BCF_FORMAT_DIGEST_H
#define BCF_FORMAT_DIGEST_H
/* SHA-256 (FIPS 180-4, by libsodium) as 64 lower-case hex digits. */

#include "base/span.h"

#define DIGEST_TEXT 65

void digest_of(char out[DIGEST_TEXT], span bytes);

#endif
