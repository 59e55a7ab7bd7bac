#include "format/zip_in.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

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
		if ((far > b.len || b.len - far < 56 || memcmp(b.at + far, "PK\6\6", 4)) && stands >= 76)
			far = stands -
			      76; /* bytes stand before the archive: the record is right before what points at it */
		if (far > b.len || b.len - far < 56 || memcmp(b.at + far, "PK\6\6", 4))
			return false;
		d.count = little(b.at + far + 32, 8);
		d.len = little(b.at + far + 40, 8);
		d.at = little(b.at + far + 48, 8);
		stands = far;
	}
	if (d.at > stands || d.len > stands - d.at)
		return false;
	if (d.len < 4 || memcmp(b.at + d.at, "PK\1\2", 4) != 0) { /* else something stands between directory and end */
		d.shift = stands - d.len - d.at;
		d.at += d.shift;
	}
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

/* An entry and what stands before its bytes must be of one name: some programs read the one, some the other. */
static bool same_name(const char *a, const char *b, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (a[i] != b[i] && !((a[i] == '/' || a[i] == '\\') && (b[i] == '/' || b[i] == '\\')))
			return false;
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
	if (p.at > z->bytes.len || z->bytes.len - p.at < p.packed || little(z->bytes.at + local + 26, 2) != name ||
		!same_name(z->bytes.at + local + 30, b + 46, name))
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

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static int by_name(const void *a, const void *b)
{
	const zip_part *const *one = a, *const *other = b;
	const char *s = (*one)->name + ((*one)->name[0] == '/'), *t = (*other)->name + ((*other)->name[0] == '/');
	while (*s && lower(*s) == lower(*t)) {
		s++;
		t++;
	}
	return (unsigned char)lower(*s) - (unsigned char)lower(*t);
}

/* Two parts of one name: one program would read the first, another the second. */
static int refuse_doubles(const zip_in *z, arena *a, err *e)
{
	const zip_part **sorted = arena_array(a, z->count, sizeof *sorted);
	for (size_t i = 0; i < z->count; i++)
		sorted[i] = &z->parts[i];
	qsort(sorted, z->count, sizeof *sorted, by_name);
	for (size_t i = 1; i < z->count; i++) {
		const zip_part *p = sorted[i - 1], *q = sorted[i];
		if (!by_name(&p, &q) && (p->crc != q->crc || p->size != q->size))
			return err_add(e, ERR_PARSE, z->shown,
				"holds two different parts called %s, so that programs disagree about what it says; "
				"save it "
				"again in a spreadsheet program",
				p->name);
	}
	return 0;
}

int zip_in_open(zip_in *out, span bytes, const char *shown, arena *a, err *e)
{
	zip_in z = {.bytes = bytes, .shown = shown};
	directory d;
	uint64_t total = 0, packed = 0, at;

	if (!find_directory(&d, bytes))
		return err_add(e, ERR_PARSE, shown,
			bytes.len >= 4 && !memcmp(bytes.at, "PK\3\4", 4) ? "the file is cut off or damaged: its end is "
									   "missing; get it again from whoever sent it"
									 : "this is no workbook; save it as .xlsx");
	if (d.count > WORKBOOK_PARTS_MAX)
		return err_add(e, ERR_LIMIT, shown,
			"holds more than %d parts, which no workbook needs; it is not opened", WORKBOOK_PARTS_MAX);
	z.parts = arena_array(a, d.count, sizeof *z.parts);
	for (at = d.at; z.count < d.count; z.count++) {
		zip_part *p = &z.parts[z.count];
		if (!take_entry(p, &z, &d, &at, a))
			return err_add(e, ERR_PARSE, shown,
				"the file is damaged: its list of contents is broken; get it again from whoever sent "
				"it");
		total = p->size > WORKBOOK_BYTES_MAX ? p->size : total + p->size;
		int rc = refuse_size(p, total, shown, e);
		if (rc)
			return rc;
		if (p->flags & 1)
			return err_add(e, ERR_PARSE, shown, "is locked with a password; save it without one");
		packed += p->packed;
		if (packed > bytes.len)
			return err_add(e, ERR_PARSE, shown, "its parts overlap, as in harmful files; it is not opened");
	}
	if (d.at + d.len - at >= 4 && !memcmp(bytes.at + at, "PK\1\2", 4))
		return err_add(e, ERR_PARSE, shown,
			"the file is damaged: its list of contents is broken; get it again from whoever sent it");
	int rc = refuse_doubles(&z, a, e);
	if (!rc)
		*out = z;
	return rc;
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
