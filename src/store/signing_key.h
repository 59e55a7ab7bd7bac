#ifndef BCF_STORE_SIGNING_KEY_H
#define BCF_STORE_SIGNING_KEY_H
/* Ed25519 keys (libsodium) in files of one line: "bcf secret key ed25519 HEX", which its owner alone may read, and
 * "bcf public key ed25519 HEX" beside it, which is for everybody. */

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

#define KEY_BYTES 32
#define SIGNATURE_BYTES 64

typedef struct signing_key {
	unsigned char seed[KEY_BYTES], public_part[KEY_BYTES];
} signing_key;

/* Makes a pair: `path` (mode 0600) and `path`.pub.  ERR_USAGE when one of them is there; then, and on ERR_IO, neither
 * is made. */
int signing_key_create(const char *path, arena *a, err *e);
/* ERR_PARSE when it holds no secret key, ERR_USAGE when others may read it.  Wipe it when done. */
int signing_key_load(signing_key *out, const char *path, err *e);
void signing_key_wipe(signing_key *k);
/* A public key by its file, or as its 64 hex digits. */
int public_key_load(unsigned char out[KEY_BYTES], const char *path_or_hex, err *e);

int signing_key_sign(unsigned char out[SIGNATURE_BYTES], const signing_key *k, span text, err *e);
bool signature_holds(
	const unsigned char signature[SIGNATURE_BYTES], span text, const unsigned char public_part[KEY_BYTES]);

#endif
