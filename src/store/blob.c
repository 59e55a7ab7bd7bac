#include "store/blob.h"

#include <isa-l.h>
#include <string.h>

#include "base/limits.h"
#include "store/delta.h"

struct blob_room {
	struct isal_zstream out;
	struct inflate_state in;
	uint8_t level[ISAL_DEF_LVL1_DEFAULT];
};

blob_room *blob_room_open(arena *a)
{
	return arena_alloc(a, sizeof(blob_room));
}

void blob_pack(packed_blob *out, span text, blob_room *room, arena *a)
{
	*out = (packed_blob){BLOB_PLAIN, (int64_t)text.len, text};
	if (text.len < 64 || text.len > UINT32_MAX)
		return;
	uint8_t *packed = arena_alloc(a, text.len);
	struct isal_zstream *z = &room->out;
	isal_deflate_stateless_init(z);
	z->level = 1;
	z->level_buf = room->level;
	z->level_buf_size = sizeof room->level;
	z->next_in = (uint8_t *)(uintptr_t)text.at;
	z->avail_in = (uint32_t)text.len;
	z->next_out = packed;
	z->avail_out = (uint32_t)text.len - 1;
	z->end_of_stream = 1;
	if (isal_deflate_stateless(z) == COMP_OK && z->total_out < text.len)
		*out = (packed_blob){BLOB_DEFLATED, (int64_t)text.len, {(const char *)packed, z->total_out}};
}

static bool inflate_blob(char *text, const packed_blob *b, blob_room *room)
{
	struct inflate_state *i = &room->in;
	isal_inflate_init(i);
	i->next_in = (uint8_t *)(uintptr_t)b->bytes.at;
	i->avail_in = (uint32_t)b->bytes.len;
	i->next_out = (uint8_t *)text;
	i->avail_out = (uint32_t)b->size;
	return isal_inflate_stateless(i) == ISAL_DECOMP_OK && !i->avail_out && !i->avail_in;
}

/* A delta that grows is read with every version; written whole again at this part of the base's bytes, the two cost
 * about as much over many versions. */
enum { DELTA_PART = 4, DELTA_LEAST = 64 };

bool blob_pack_delta(packed_blob *out, span text, const blob_base *base, arena *a)
{
	span delta;
	size_t most = base->packed / DELTA_PART;
	if (most < DELTA_LEAST || !delta_make(&delta, base->text, text, most, a))
		return false;
	char *bytes = arena_alloc(a, DIGEST_BYTES + delta.len + 1);
	memcpy(bytes, base->digest, DIGEST_BYTES);
	memcpy(bytes + DIGEST_BYTES, delta.at, delta.len);
	*out = (packed_blob){BLOB_DELTA, (int64_t)text.len, {bytes, DIGEST_BYTES + delta.len}};
	return true;
}

const unsigned char *blob_base_of(const packed_blob *b)
{
	return b->form == BLOB_DELTA && b->bytes.len >= DIGEST_BYTES ? (const unsigned char *)b->bytes.at : NULL;
}

static bool unpack(char *text, const packed_blob *b, span base, blob_room *room)
{
	size_t size = (size_t)b->size;
	switch (b->form) {
	case BLOB_PLAIN:
		if (size)
			memcpy(text, b->bytes.at, size);
		return true;
	case BLOB_DEFLATED:
		return inflate_blob(text, b, room);
	case BLOB_DELTA:
		return b->bytes.len >= DIGEST_BYTES &&
		       delta_apply(text, size, base, (span){b->bytes.at + DIGEST_BYTES, b->bytes.len - DIGEST_BYTES});
	default:
		return false;
	}
}

/* Deflate makes at most 1032 bytes of one.  A delta takes each byte of its base twice at most (delta_make goes back
 * within one line), and its own bytes. */
enum { DEFLATE_RATIO = 1032, DEFLATE_MORE = 64, DELTA_COPIES = 2 };

/* No memory is taken for a size that the bytes cannot give. */
static bool size_can_be(const packed_blob *b, span base)
{
	if (b->size < 0 || b->size > (int64_t)BLOB_BYTES_MAX || b->bytes.len > BLOB_BYTES_MAX)
		return false;
	size_t size = (size_t)b->size;
	switch (b->form) {
	case BLOB_PLAIN:
		return size == b->bytes.len;
	case BLOB_DEFLATED:
		return size <= DEFLATE_RATIO * b->bytes.len + DEFLATE_MORE;
	case BLOB_DELTA:
		return size <= DELTA_COPIES * base.len + b->bytes.len;
	default:
		return false;
	}
}

bool blob_unpack_any(span *out, const packed_blob *b, span base, blob_room *room, arena *a)
{
	if (!size_can_be(b, base))
		return false;
	char *text = arena_alloc(a, (size_t)b->size + 1);
	if (!unpack(text, b, base, room))
		return false;
	*out = (span){text, (size_t)b->size};
	return true;
}

bool blob_unpack(
	span *out, const packed_blob *b, span base, const unsigned char digest[DIGEST_BYTES], blob_room *room, arena *a)
{
	unsigned char found[DIGEST_BYTES];
	span text;
	if (!blob_unpack_any(&text, b, base, room, a))
		return false;
	digest_bytes(found, text);
	if (memcmp(found, digest, DIGEST_BYTES) != 0)
		return false;
	*out = text;
	return true;
}
