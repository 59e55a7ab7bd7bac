#ifndef BCF_STORE_SEALED_HEAD_H
#define BCF_STORE_SEALED_HEAD_H
/* The heads of all chains of a store as a text to keep elsewhere: with it, whoever rewrites or shortens the store's
 * past is found out.  A line a chain; "-" is the store's own:
 *
 *   bcf store heads 1
 *   written 2019-09-20T00:00:00Z by A Person
 *   events 5 versions 3 head 77ab... of doncaster
 *   events 2 versions 0 head 0c41... of -
 *   key 99...                                     the last two only when it is signed
 *   signature 31...                               Ed25519, of every byte before this line */

#include "store/signing_key.h"
#include "store/store.h"

typedef struct sealed_line {
	const char *id; /* "" is the store's own */
	int64_t events, versions;
	unsigned char head[DIGEST_BYTES];
} sealed_line;

typedef struct sealed_head {
	const char *written, *by;
	sealed_line *lines; /* by id */
	size_t count;
	bool is_signed;
	unsigned char key[KEY_BYTES], signature[SIGNATURE_BYTES];
	span signed_text;
} sealed_head;

bool sealed_head_is(span text); /* does it begin as one? */
/* `key` NULL: not signed. */
int sealed_head_print(buf *out, store *s, actor by, const signing_key *key, arena *a, err *e);
/* `text` must stay.  ERR_PARSE with file and line. */
int sealed_head_read(sealed_head *out, span text, const char *shown, arena *a, err *e);
/* *fault says the first thing of the store that is no longer as the head says, and what that means; NULL when all is.
 * Chains may have grown since. */
int sealed_head_compare(const char **fault, const sealed_head *h, store *s, arena *a, err *e);

#endif
