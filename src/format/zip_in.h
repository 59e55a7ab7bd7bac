#ifndef BCF_FORMAT_ZIP_IN_H
#define BCF_FORMAT_ZIP_IN_H
/* The parts of an archive (APPNOTE.TXT 6.3: stored or deflated, zip64 too), read from memory.
 *
 * Only the central directory is believed, and only within limits: what it says of places and sizes is checked against
 * the bytes that are there.  A part is never inflated beyond its stated size, and its CRC-32 must agree at its end. */

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

typedef struct zip_part {
	const char *name;      /* as in the archive, with / for \ */
	uint64_t packed, size; /* bytes */
	uint64_t at;	       /* of its packed bytes */
	uint32_t crc;
	uint16_t method, flags;
} zip_part;

typedef struct zip_in {
	span bytes;
	const char *shown;
	zip_part *parts; /* in the order of the directory */
	size_t count;
	bool mapped; /* `bytes` is a private mapping of a file that is not written to: what was streamed may be given
			back */
} zip_in;

/* ERR_PARSE, ERR_LIMIT; where is `shown`.  Refuses encrypted archives and those past a limit of base/limits.h. */
int zip_in_open(zip_in *out, span bytes, const char *shown, arena *a, err *e);
/* By name, without regard to case or a leading slash; NULL when there is none. */
const zip_part *zip_in_find(const zip_in *z, span name);

/* One part being inflated: [at, end) is what is there and not yet read.  Behind `end` stand a '<' and zeros, 64 bytes
 * together, so that a scan may overrun. */
typedef struct zip_stream {
	char *at, *end;
	bool done; /* nothing comes after `end` */
	/* the rest is private to zip_stream.c */
	const char *where;
	char *room, *text; /* text: of zip_begin_text */
	struct inflation *inflation;
	struct zip_ahead *ahead; /* a very large part is inflated by a thread of its own; else NULL */
} zip_stream;

/* The memory of a stream, for one part after another: zip_stream_close gives it back. */
void zip_stream_open(zip_stream *s);
void zip_stream_close(zip_stream *s);
/* `where` is for messages.  A part of up to WORKBOOK_TOKEN_MAX bytes is inflated at once. */
int zip_begin(zip_stream *s, const zip_in *z, const zip_part *p, const char *where, err *e);
/* Moves what is not read to the front and inflates more behind it: pointers into the stream move.  ERR_LIMIT when
 * nothing was read and there is no more room, ERR_PARSE when the part is broken. */
int zip_more(zip_stream *s, err *e);
/* Reads text that is in memory already, as if it were a part.  `text` is from malloc, has 64 bytes of room behind it,
 * and is freed with the stream. */
void zip_begin_text(zip_stream *s, char *text, size_t len, const char *where);

#endif
