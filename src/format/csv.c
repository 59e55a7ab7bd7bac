#include "format/csv.h"

#include <string.h>
#if defined(__SSE2__) && !defined(CSV_PORTABLE)
#define USE_SSE2 1
#include <emmintrin.h>
#else
#define USE_SSE2 0
#endif

#include "base/buf.h"
#include "base/limits.h"
#include "format/utf8.h"

/* How it is fast: 64 bytes at a time become two bit masks, one of the commas and one of everything that can end a run
 * of plain fields (quote, CR, LF).  All commas below the first such end are then cells, without a look at a single
 * byte. */

#define BLOCK ((size_t)64)
#define NO_BLOCK ((size_t)1) /* no block begins there */
/* Fields are counted after a block's commas were taken: at most one quoted field, a block and the last field too many.
 */
#define CELLS_ROOM (FIELD_COUNT_MAX + BLOCK + 2)
#define BOM "\xEF\xBB\xBF"

typedef struct masks {
	uint64_t commas, ends;
	bool odd;
} masks;

/* The record that is being read. */
typedef struct record {
	size_t start, field; /* offsets of its first byte and of its current field's */
	size_t count;
	bool odd;     /* may hold a NUL or a byte above 127: to be checked at its end */
	bool doubled; /* holds "" somewhere: to be unescaped at its end */
	bool closed;  /* the last field was a quoted one and has its cell already */
} record;

#if USE_SSE2

static inline masks sse2_masks(const char *at)
{
	const __m128i comma = _mm_set1_epi8(','), quote = _mm_set1_epi8('"');
	const __m128i lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r');
	__m128i odd = _mm_setzero_si128();
	masks m = {0, 0, false};

	for (int i = 0; i < 4; i++) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(at + i * 16));
		__m128i line = _mm_or_si128(_mm_cmpeq_epi8(v, lf), _mm_cmpeq_epi8(v, cr));
		__m128i end = _mm_or_si128(_mm_cmpeq_epi8(v, quote), line);
		m.commas |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, comma)) << (i * 16);
		m.ends |= (uint64_t)(unsigned)_mm_movemask_epi8(end) << (i * 16);
		odd = _mm_or_si128(odd, _mm_or_si128(v, _mm_cmpeq_epi8(v, _mm_setzero_si128())));
	}
	m.odd = _mm_movemask_epi8(odd) != 0;
	return m;
}

#else

#define EACH_BYTE(b) (UINT64_C(0x0101010101010101) * (unsigned char)(b))
#define LOW_SEVEN EACH_BYTE(0x7F)

/* The high bit of every byte of `word` that equals b; exact, no borrow runs from byte to byte. */
static inline uint64_t equal_bytes(uint64_t word, char b)
{
	uint64_t differs = word ^ EACH_BYTE(b);

	return ~(((differs & LOW_SEVEN) + LOW_SEVEN) | differs | LOW_SEVEN);
}

/* Eight high bits gathered into one byte, the first byte in memory lowest. */
static inline uint64_t gather(uint64_t high)
{
	return ((high >> 7) * UINT64_C(0x0102040810204080)) >> 56;
}

static inline uint64_t little_endian(uint64_t word)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return __builtin_bswap64(word);
#else
	return word;
#endif
}

static inline masks word_masks(const char *at)
{
	masks m = {0, 0, false};
	uint64_t odd = 0;

	for (int i = 0; i < 8; i++) {
		uint64_t word;
		memcpy(&word, at + i * 8, sizeof word);
		word = little_endian(word);
		m.commas |= gather(equal_bytes(word, ',')) << (i * 8);
		uint64_t end = equal_bytes(word, '"') | equal_bytes(word, '\n') | equal_bytes(word, '\r');
		m.ends |= gather(end) << (i * 8);
		odd |= (word & EACH_BYTE(0x80)) | equal_bytes(word, '\0');
	}
	m.odd = odd != 0;
	return m;
}

#endif

static inline masks block_masks(const char *at)
{
#if USE_SSE2
	return sse2_masks(at);
#else
	return word_masks(at);
#endif
}

/* The last block is copied and filled up, since nothing behind the text may be read. */
static masks tail_masks(const char *at, size_t len)
{
	char padded[BLOCK];

	memset(padded, ' ', sizeof padded);
	memcpy(padded, at, len);
	return block_masks(padded);
}

/* Makes the masks tell of the bytes from `to` (below len) on. */
static inline void seek(csv *c, size_t to)
{
	size_t block = to & ~(BLOCK - 1);
	uint64_t from = ~UINT64_C(0) << (to & (BLOCK - 1));

	if (block != c->block) {
		size_t left = c->len - block;
		masks m = left >= BLOCK ? block_masks(c->text + block) : tail_masks(c->text + block, left);
		c->block = block;
		c->commas = m.commas;
		c->ends = m.ends;
		c->odd = m.odd;
	}
	c->commas &= from;
	c->ends &= from;
}

static void go_on_at(csv *c, size_t next)
{
	c->next = next;
	if (next < c->len)
		seek(c, next);
}

/* Moves *line and *line_at, a line and its first byte's offset, forward to the line that holds `offset`. */
static void find_line(size_t *line, size_t *line_at, const char *text, size_t offset)
{
	const char *lf;

	while (*line_at < offset && (lf = memchr(text + *line_at, '\n', offset - *line_at))) {
		*line_at = (size_t)(lf - text) + 1;
		(*line)++;
	}
}

static size_t bom_length(const char *text, size_t len)
{
	return len >= 3 && memcmp(text, BOM, 3) == 0 ? 3 : 0;
}

/* Characters before `offset` in its line, and one; a byte-order mark is none. */
static size_t find_column(const char *text, size_t line_at, size_t offset)
{
	size_t column = 1;
	size_t i = line_at ? line_at : bom_length(text, offset);

	for (; i < offset; i++)
		column += ((unsigned char)text[i] & 0xC0) != 0x80;
	return column;
}

void csv_place(size_t *line, size_t *column, const char *text, size_t len, size_t offset)
{
	size_t line_at = 0;

	if (offset > len)
		offset = len;
	*line = 1;
	find_line(line, &line_at, text, offset);
	*column = find_column(text, line_at, offset);
}

/* Errors come in the order of the text, so that looking for their lines costs one walk in all, however many they are.
 */
static const char *place(csv *c, size_t offset, const err *e)
{
	if (e->count >= MESSAGES_MAX)
		return ""; /* the message will only be counted */
	find_line(&c->line, &c->line_at, c->text, offset);
	return arena_printf(e->owner, "%s:%zu:%zu", c->name, c->line, find_column(c->text, c->line_at, offset));
}

/* Goes on behind the line end that follows the fault, where there is one within the limit; else there is no telling
 * where the next record begins. */
static void skip_record(csv *c, const record *r, size_t fault)
{
	size_t most = r->start + LINE_BYTES_MAX + 2, limit = c->len < most ? c->len : most;
	const char *lf = fault < limit ? memchr(c->text + fault, '\n', limit - fault) : NULL;

	if (lf)
		go_on_at(c, (size_t)(lf - c->text) + 1);
	else
		c->stopped = true;
}

static int refuse(csv *c, const record *r, size_t fault, const char *why, err *e)
{
	int rc = err_add(e, ERR_PARSE, place(c, fault, e), "%s", why);

	skip_record(c, r, fault);
	return rc;
}

static int refuse_long(csv *c, const record *r, err *e)
{
	c->stopped = true;
	return err_add(e, ERR_LIMIT, place(c, r->start, e),
		"the record that begins here is longer than %zu bytes; look for a quote that is never closed, or for "
		"missing "
		"line ends",
		LINE_BYTES_MAX);
}

static int refuse_wide(csv *c, const record *r, err *e)
{
	size_t fault = r->count > FIELD_COUNT_MAX ? c->cells[FIELD_COUNT_MAX].offset : r->field;
	int rc = err_add(e, ERR_LIMIT, place(c, fault, e), "the record has more than %d fields; remove columns",
		FIELD_COUNT_MAX);

	skip_record(c, r, fault);
	return rc;
}

static void tell_nul(csv *c, size_t at, err *e)
{
	c->told_nul = true;
	err_add(e, ERR_PARSE, place(c, at, e),
		"a NUL byte stands here; a CSV file holds text only, so export it again as UTF-8");
}

static void tell_utf8(csv *c, size_t at, err *e)
{
	c->told_utf8 = true;
	err_add(e, ERR_PARSE, place(c, at, e),
		"the byte 0x%02X is not UTF-8 here; save the file again with the encoding UTF-8",
		(unsigned)(unsigned char)c->text[at]);
}

/* Negative when the record holds a NUL or bad UTF-8; *told is set when it got no message because an earlier one did. */
static int check_bytes(csv *c, const record *r, size_t end, bool *told, err *e)
{
	size_t len = end - r->start, utf8 = r->start + utf8_valid(c->text + r->start, len);
	const char *found = len ? memchr(c->text + r->start, '\0', len) : NULL;
	size_t nul = found ? (size_t)(found - c->text) : end;
	bool new_nul = nul < end && !c->told_nul, new_utf8 = utf8 < end && !c->told_utf8;

	if (new_nul && nul < utf8)
		tell_nul(c, nul, e);
	if (new_utf8)
		tell_utf8(c, utf8, e);
	if (new_nul && nul > utf8)
		tell_nul(c, nul, e);
	*told = !new_nul && !new_utf8;
	return nul < end || utf8 < end ? ERR_PARSE : 0;
}

/* Joins the pieces of a field where it stands.  Behind it bytes are left over; they become quotes and continuation
 * bytes, so that csv_place still finds the same lines, and as many characters on the field's last line, as there were.
 */
static void unescape(cell *field, char *at)
{
	size_t len = 0, doubled = 0, above = 0;

	for (size_t i = 0; i < field->len; i++) {
		if (at[i] == '"') {
			i++;
			doubled++;
		} else if (at[i] == '\n') {
			above = doubled;
		}
		at[len++] = at[i];
	}
	memset(at + len, '"', doubled - above);
	memset(at + len + doubled - above, 0x80, above);
	field->len = (uint32_t)len;
}

static void unescape_all(csv *c)
{
	for (size_t i = 0; i < c->count; i++) {
		cell *field = &c->cells[i];
		if (field->offset < c->len && c->text[field->offset] == '"' && field->len &&
			memchr(field->at, '"', field->len))
			unescape(field, c->text + field->offset + 1);
	}
}

/* The record's bytes end before `end`; the next record begins at `next`.  Gives 1, or a negative code; 0 when the
 * record is left out in silence. */
static inline int finish(csv *c, record *r, size_t end, size_t next, err *e)
{
	bool told = false;

	if (end - r->start > LINE_BYTES_MAX)
		return refuse_long(c, r, e);
	if (!r->closed)
		c->cells[r->count++] = (cell){c->text + r->field, (uint32_t)(end - r->field), (uint32_t)r->field};
	int rc = r->odd ? check_bytes(c, r, end, &told, e) : 0;
	go_on_at(c, next);
	if (rc)
		return told ? 0 : rc;
	c->count = r->count;
	if (r->doubled)
		unescape_all(c);
	return 1;
}

/* The record ends with the text. */
static int finish_text(csv *c, record *r, err *e)
{
	return finish(c, r, c->len, c->len, e);
}

static int finish_line(csv *c, record *r, size_t at, err *e)
{
	if (c->text[at] == '\n')
		return finish(c, r, at, at + 1, e);
	if (at + 1 < c->len && c->text[at + 1] == '\n')
		return finish(c, r, at, at + 2, e);
	return refuse(c, r, at,
		"a carriage return (CR) stands here without the line feed (LF) that belongs to it; save the file with "
		"line ends "
		"LF or CRLF",
		e);
}

/* The offset of the quote that closes the field whose content begins at `from`, or `limit`. */
static size_t closing_quote(const csv *c, record *r, size_t from, size_t limit)
{
	const char *quote;

	while (from < limit && (quote = memchr(c->text + from, '"', limit - from))) {
		size_t at = (size_t)(quote - c->text);
		if (at + 1 >= c->len || c->text[at + 1] != '"')
			return at;
		r->doubled = true;
		from = at + 2;
	}
	return limit;
}

static bool ends_field(char c)
{
	return c == ',' || c == '\n' || c == '\r';
}

/* Reads the quoted field that begins at r->field.  Sets *at to the byte behind its closing quote, which is then the end
 * of the text, a comma or a line end; or gives a negative code. */
static int take_quoted(csv *c, record *r, size_t *at, err *e)
{
	size_t most = r->start + LINE_BYTES_MAX, limit = c->len < most ? c->len : most;
	size_t close = closing_quote(c, r, r->field + 1, limit);

	if (close >= limit && limit < c->len)
		return refuse_long(c, r, e);
	if (close >= limit) {
		c->stopped = true;
		return err_add(e, ERR_PARSE, place(c, r->field, e), "the quote that opens here is never closed");
	}
	size_t behind = close + 1;
	if (behind < c->len && !ends_field(c->text[behind]))
		return refuse(c, r, behind,
			"text stands behind the closing quote of a field; a quote inside a quoted field is written "
			"twice",
			e);
	c->cells[r->count++] = (cell){c->text + r->field + 1, (uint32_t)(close - r->field - 1), (uint32_t)r->field};
	r->odd = true; /* blocks were passed over unseen */
	*at = behind;
	return 0;
}

/* Every comma of `commas` ends a plain field. */
static inline void take_commas(csv *c, record *r, uint64_t commas)
{
	const char *text = c->text;
	size_t field = r->field, block = c->block;
	cell *to = c->cells + r->count;

	while (commas) {
		size_t at = block + (size_t)__builtin_ctzll(commas);
		*to++ = (cell){text + field, (uint32_t)(at - field), (uint32_t)field};
		field = at + 1;
		commas &= commas - 1;
	}
	r->field = field;
	r->count = (size_t)(to - c->cells);
}

/* What csv_next gives; 0 here only for a record that is left out in silence. */
static int read_record(csv *c, err *e)
{
	record r = {.start = c->next, .field = c->next};

	for (;;) {
		take_commas(
			c, &r, c->commas & (c->ends - 1) & ~c->ends); /* below the lowest end; all when there is none */
		if (r.count >= FIELD_COUNT_MAX)
			return refuse_wide(c, &r, e);
		r.odd |= c->odd;
		if (!c->ends) {
			size_t next = c->block + BLOCK;
			if (next >= c->len)
				return finish_text(c, &r, e);
			if (next - r.start > LINE_BYTES_MAX)
				return refuse_long(c, &r, e);
			seek(c, next);
			continue;
		}
		size_t at = c->block + (size_t)__builtin_ctzll(c->ends);
		if (c->text[at] != '"')
			return finish_line(c, &r, at, e);
		if (at != r.field)
			return refuse(c, &r, at,
				"a quote stands inside a field that does not begin with one; put the whole field in "
				"quotes and "
				"write the quote twice",
				e);
		int rc = take_quoted(c, &r, &at, e);
		if (rc)
			return rc;
		if (at >= c->len || c->text[at] != ',') {
			r.closed = true;
			return at < c->len ? finish_line(c, &r, at, e) : finish_text(c, &r, e);
		}
		r.field = at + 1;
		if (r.field >= c->len)
			return r.count < FIELD_COUNT_MAX ? finish_text(c, &r, e) : refuse_wide(c, &r, e);
		seek(c, r.field);
	}
}

int csv_open(csv *c, char *text, size_t len, const char *name, arena *a, err *e)
{
	if (len > UINT32_MAX)
		return err_add(e, ERR_LIMIT, name, "the text has %zu bytes, and at most %u are read", len, UINT32_MAX);
	*c = (csv){.text = text, .len = len, .name = name, .block = NO_BLOCK, .line = 1};
	c->cells = arena_array(a, CELLS_ROOM, sizeof *c->cells);
	go_on_at(c, bom_length(text, len));
	return 0;
}

int csv_next(csv *c, err *e)
{
	c->count = 0;
	while (!c->stopped && c->next < c->len) {
		int rc = read_record(c, e);
		if (rc)
			return rc;
	}
	return 0;
}

void csv_field(struct buf *out, span field)
{
	bool quoted = bom_length(field.at, field.len) > 0;

	for (size_t i = 0; i < field.len && !quoted; i++) {
		char c = field.at[i];
		quoted = c == ',' || c == '"' || c == '\n' || c == '\r';
	}
	if (!quoted) {
		buf_add(out, field);
		return;
	}
	buf_char(out, '"');
	while (field.len) {
		size_t left = field.len;
		span piece = span_cut(&field, '"');
		buf_add(out, piece);
		if (piece.len < left)
			buf_text(out, "\"\"");
	}
	buf_char(out, '"');
}
