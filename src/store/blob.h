#ifndef BCF_STORE_BLOB_H
#define BCF_STORE_BLOB_H
/* How a text is kept: deflated (raw deflate, RFC 1951), as it is where that is not smaller, or as what differs from
 * another blob of the same package that is kept whole. */

#include "format/digest.h"
#include "store/connection.h"

typedef enum blob_form { /* as in schema/0001_versions.sql */
	BLOB_PLAIN,
	BLOB_DEFLATED,
	BLOB_EXPUNGED,
	BLOB_DELTA,
} blob_form;

typedef struct packed_blob {
	int64_t form, size; /* size of the text */
	span bytes;
} packed_blob;

/* One for a store: the working memory of packing and unpacking. */
typedef struct blob_room blob_room;
blob_room *blob_room_open(arena *a);

void blob_pack(packed_blob *out, span text, blob_room *room, arena *a);

/* A blob that is kept whole, for what is kept as a difference from it. */
typedef struct blob_base {
	unsigned char digest[DIGEST_BYTES];
	span text;
	size_t packed; /* how many bytes it is kept in */
} blob_base;
/* False when the text is so different that it is better kept whole. */
bool blob_pack_delta(packed_blob *out, span text, const blob_base *base, arena *a);
/* The digest of the blob that a delta is against; NULL when it is no delta. */
const unsigned char *blob_base_of(const packed_blob *b);

/* The text, NUL behind its end, writable; memory is taken only for a size that the bytes can give.  `base`: the text of
 * the blob that a delta is against.  False when it does not unpack to `size` bytes, is expunged, or larger than
 * BLOB_BYTES_MAX; blob_unpack also when it has another digest.
 */
bool blob_unpack_any(span *out, const packed_blob *b, span base, blob_room *room, arena *a);
bool blob_unpack(span *out, const packed_blob *b, span base, const unsigned char digest[DIGEST_BYTES], blob_room *room,
	arena *a);

#endif
