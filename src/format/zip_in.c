#include "format/zip_in.h"

#include <isa-l.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/limits.h"

enum { PAD = 64, WINDOW = 192 << 10, STORED = 0, DEFLATED = 8 };

static uint64_t little(const char *at, int bytes)
{
	uint64_t n = 0;
	for (int i = bytes; i-- > 0;)
		n = n << 8 | (unsigned char)at[i];
	return n;
}

/* ---- the directory ---- */

typedef struct directory {
	uint64_t at, len, count, shift; /* shift: bytes that somebody put before the archive */
} directory;

/* The end record stands at the end, behind it at most 64 KiB of comment. */
static bool find_directory(directory *out, span b)
{
	directory d = {0};
	size_t least = b.len > 22 + 65535 ? b.len - 22 - 65535 : 0, i = b.len < 22 ? 0 : b.len - 22 + 1;
	const char *end = NULL;
	while (b.len >= 22 && i-- > least)
		if (b.at[i] == 'P' && !memcmp(b.at + i, "PK\5\6", 4)) {
			end = b.at + i;
			break;
		}
	if (!end)
		return false;
	d.count = little(end + 10, 2);
	d.len = little(end + 12, 4);
	d.at = little(end + 16, 4);
	uint64_t stands = (uint64_t)(end - b.at);
	if (d.at == UINT32_MAX || d.count == UINT16_MAX || d.len == UINT32_MAX) { /* zip64 */
		if (stands < 20 || memcmp(end - 20, "PK\6\7", 4))
			return false;
		uint64_t far = little(end - 20 + 8, 8);
		if (far > b.len || b.len - far < 56 || memcmp(b.at + far, "PK\6\6", 4))
			return false;
		d.count = little(b.at + far + 32, 8);
		d.len = little(b.at + far + 40, 8);
		d.at = little(b.at + far + 48, 8);
		stands = far;
	}
	if (d.at > stands || d.len > stands - d.at)
		return false;
	d.shift = stands - d.len - d.at;
	d.at += d.shift;
	*out = d;
	return true;
}

/* Sizes and place of over 4 GiB stand in the extra field 1, in this order, those that are all ones in the entry. */
static bool widen(zip_part *p, uint64_t *local, const char *extra, size_t len)
{
	while (len >= 4) {
		size_t id = little(extra, 2), n = little(extra + 2, 2);
		if (n > len - 4)
			return false;
		const char *at = extra + 4, *end = at + n;
		uint64_t *wide[] = {&p->size, &p->packed, local};
		for (size_t i = 0; id == 1 && i < 3; i++)
			if (*wide[i] == UINT32_MAX) {
				if (end - at < 8)
					return false;
				*wide[i] = little(at, 8);
				at += 8;
			}
		extra += 4 + n;
		len -= 4 + n;
	}
	return true;
}

/* One entry of the directory at *at; false when the archive is broken there. */
static bool take_entry(zip_part *out, const zip_in *z, const directory *d, uint64_t *at, arena *a)
{
	const char *b = z->bytes.at + *at;
	uint64_t left = d->at + d->len - *at;
	if (left < 46 || memcmp(b, "PK\1\2", 4))
		return false;
	size_t name = little(b + 28, 2), extra = little(b + 30, 2), comment = little(b + 32, 2);
	if (left - 46 < name + extra + comment)
		return false;
	zip_part p = {.flags = (uint16_t)little(b + 8, 2),
		.method = (uint16_t)little(b + 10, 2),
		.crc = (uint32_t)little(b + 16, 4),
		.packed = little(b + 20, 4),
		.size = little(b + 24, 4)};
	uint64_t local = little(b + 42, 4);
	if (!widen(&p, &local, b + 46 + name, extra))
		return false;
	local += d->shift;
	if (local > z->bytes.len || z->bytes.len - local < 30 || memcmp(z->bytes.at + local, "PK\3\4", 4))
		return false;
	p.at = local + 30 + little(z->bytes.at + local + 26, 2) + little(z->bytes.at + local + 28, 2);
	if (p.at > z->bytes.len || z->bytes.len - p.at < p.packed)
		return false;
	char *text = arena_text(a, (span){b + 46, name});
	for (char *c = text; *c; c++)
		*c = *c == '\\' ? '/' : *c;
	p.name = text;
	*at += 46 + name + extra + comment;
	*out = p;
	return true;
}

static int refuse_size(const zip_part *p, uint64_t total, const char *shown, err *e)
{
	if (total > WORKBOOK_BYTES_MAX || p->size > WORKBOOK_BYTES_MAX)
		return err_add(e, ERR_LIMIT, shown,
			"would be more than %zu MB when unpacked, which no workbook needs; it is not opened",
			WORKBOOK_BYTES_MAX >> 20);
	if (p->size > (16 << 20) && p->size / WORKBOOK_RATIO_MAX > p->packed)
		return err_add(e, ERR_LIMIT, shown,
			"its part %s is packed more than %d times, as harmful files are; it is not opened", p->name,
			WORKBOOK_RATIO_MAX);
	return 0;
}

int zip_in_open(zip_in *out, span bytes, const char *shown, arena *a, err *e)
{
	zip_in z = {.bytes = bytes, .shown = shown};
	directory d;
	uint64_t total = 0;

	if (!find_directory(&d, bytes))
		return err_add(e, ERR_PARSE, shown,
			bytes.len >= 4 && !memcmp(bytes.at, "PK\3\4", 4)
				? "the file is cut off or damaged: its end is missing; get it again from whoever sent it"
				: "this is no workbook; save it as .xlsx");
	if (d.count > WORKBOOK_PARTS_MAX)
		return err_add(e, ERR_LIMIT, shown, "holds more than %d parts, which no workbook needs; it is not opened",
			WORKBOOK_PARTS_MAX);
	z.parts = arena_array(a, d.count, sizeof *z.parts);
	for (uint64_t at = d.at; z.count < d.count; z.count++) {
		zip_part *p = &z.parts[z.count];
		if (!take_entry(p, &z, &d, &at, a))
			return err_add(e, ERR_PARSE, shown,
				"the file is damaged: its list of contents is broken; get it again from whoever sent it");
		total = p->size > WORKBOOK_BYTES_MAX ? p->size : total + p->size;
		int rc = refuse_size(p, total, shown, e);
		if (rc)
			return rc;
		if (p->flags & 1)
			return err_add(e, ERR_PARSE, shown, "is locked with a password; save it without one");
	}
	*out = z;
	return 0;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

const zip_part *zip_in_find(const zip_in *z, span name)
{
	while (name.len && name.at[0] == '/') {
		name.at++;
		name.len--;
	}
	for (size_t i = 0; i < z->count; i++) {
		const char *own = z->parts[i].name + (z->parts[i].name[0] == '/');
		size_t k = 0;
		while (k < name.len && own[k] && lower(own[k]) == lower(name.at[k]))
			k++;
		if (k == name.len && !own[k])
			return &z->parts[i];
	}
	return NULL;
}

/* ---- streams ---- */

void zip_stream_open(zip_stream *s)
{
	*s = (zip_stream){.room = malloc(WORKBOOK_TOKEN_MAX + PAD), .inflate = malloc(sizeof(struct inflate_state))};
	if (!s->room || !s->inflate)
		abort();
}

void zip_stream_close(zip_stream *s)
{
	free(s->room);
	free(s->inflate);
	*s = (zip_stream){0};
}

static void pad(zip_stream *s)
{
	memset(s->end, 0, PAD);
	*s->end = '<';
}

static int broken(const zip_stream *s, err *e)
{
	return err_add(e, ERR_PARSE, s->where, "the file is damaged here: it does not unpack to what it was; get it again from "
					       "whoever sent it");
}

static int finish(zip_stream *s, err *e)
{
	s->done = true;
	return s->made == s->part->size && s->crc == s->part->crc ? 0 : broken(s, e);
}

/* What has been streamed of a mapped file is not read again soon: its pages need not stay in memory. */
static void give_back(const zip_stream *s, uint64_t from, uint64_t to)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE) - 1;
	uintptr_t first = ((uintptr_t)(s->zip->bytes.at + s->part->at + from) + page) & ~page;
	uintptr_t last = (uintptr_t)(s->zip->bytes.at + s->part->at + to) & ~page;
	if (s->zip->mapped && last > first)
		madvise((void *)first, last - first, MADV_DONTNEED); /* NOLINT: an address made of an address */
}

/* Up to `wanted` more bytes at s->end. */
static int unpack(zip_stream *s, size_t wanted, err *e)
{
	const zip_part *p = s->part;
	size_t got;
	if (p->method == STORED) {
		got = p->packed - s->taken < wanted ? p->packed - s->taken : wanted;
		memcpy(s->end, s->zip->bytes.at + p->at + s->taken, got);
		s->taken += got;
	} else {
		struct inflate_state *i = s->inflate;
		uint64_t left = p->packed - s->taken;
		i->next_in = (uint8_t *)(uintptr_t)(s->zip->bytes.at + p->at + s->taken);
		i->avail_in = left > (1 << 20) ? 1 << 20 : (uint32_t)left;
		i->next_out = (uint8_t *)s->end;
		i->avail_out = (uint32_t)wanted;
		uint32_t had = i->avail_in;
		int rc = isal_inflate(i);
		got = wanted - i->avail_out;
		give_back(s, s->taken, s->taken + had - i->avail_in);
		s->taken += had - i->avail_in;
		if (rc != ISAL_DECOMP_OK)
			return broken(s, e);
		if (!got && i->block_state != ISAL_BLOCK_FINISH && s->taken == p->packed)
			return broken(s, e);
	}
	s->crc = crc32_gzip_refl(s->crc, (const uint8_t *)s->end, got);
	s->made += got;
	s->end += got;
	pad(s);
	if (s->made > p->size)
		return broken(s, e);
	if (p->method == STORED ? s->taken == p->packed : s->inflate->block_state == ISAL_BLOCK_FINISH)
		return finish(s, e);
	return 0;
}

/* The whole of a small part. */
static int unpack_whole(zip_stream *s, err *e)
{
	const zip_part *p = s->part;
	struct inflate_state *i = s->inflate;
	i->next_in = (uint8_t *)(uintptr_t)(s->zip->bytes.at + p->at);
	i->avail_in = (uint32_t)p->packed;
	i->next_out = (uint8_t *)s->room;
	i->avail_out = (uint32_t)p->size;
	int rc = isal_inflate_stateless(i);
	if (rc != ISAL_DECOMP_OK || i->avail_out)
		return broken(s, e);
	s->made = p->size;
	s->crc = crc32_gzip_refl(0, (const uint8_t *)s->room, p->size);
	s->end = s->room + p->size;
	pad(s);
	return finish(s, e);
}

int zip_begin(zip_stream *s, const zip_in *z, const zip_part *p, const char *where, err *e)
{
	s->at = s->end = s->room;
	s->done = false;
	s->zip = z;
	s->part = p;
	s->where = where;
	s->taken = s->made = 0;
	s->crc = 0;
	if (p->method != STORED && p->method != DEFLATED)
		return err_add(e, ERR_PARSE, where, "is packed in a way that workbooks do not use; save it again in a "
						    "spreadsheet program");
	if (!p->size && !p->packed) {
		s->done = true;
		pad(s);
		return 0;
	}
	isal_inflate_init(s->inflate);
	if (p->method == DEFLATED && p->size <= WORKBOOK_TOKEN_MAX && p->packed <= WORKBOOK_TOKEN_MAX)
		return unpack_whole(s, e);
	pad(s);
	return zip_more(s, e);
}

int zip_more(zip_stream *s, err *e)
{
	size_t kept = (size_t)(s->end - s->at);
	if (s->done)
		return err_add(e, ERR_PARSE, s->where, "ends in the middle of its XML; get the file again from whoever sent it");
	if (kept >= WORKBOOK_TOKEN_MAX)
		return err_add(e, ERR_LIMIT, s->where, "holds a single text of more than %zu KB, longer than a cell can hold",
			WORKBOOK_TOKEN_MAX >> 10);
	memmove(s->room, s->at, kept);
	s->at = s->room;
	s->end = s->room + kept;
	size_t wanted = WORKBOOK_TOKEN_MAX - kept;
	return unpack(s, wanted < WINDOW ? wanted : WINDOW, e);
}

void zip_begin_text(zip_stream *s, char *text, size_t len, const char *where)
{
	s->at = text;
	s->end = text + len;
	s->done = true;
	s->where = where;
	pad(s);
}
