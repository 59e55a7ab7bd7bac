/* One part being inflated: at once when it is small, window by window when it is not, and by a thread of its own, one
 * window ahead of the reader, when it is very large. */
#include <isa-l.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/limits.h"
#include "format/zip_in.h"

enum { PAD = 64, WINDOW = 192 << 10, AHEAD_FROM = 32 << 20, BLOCKS = 2, STORED = 0, DEFLATED = 8 };

/* How far a part has been inflated. */
typedef struct inflation {
	const zip_in *zip;
	const zip_part *part;
	struct inflate_state *state;
	uint64_t taken, made; /* bytes of the packed and of the inflated part */
	uint32_t crc;
} inflation;

typedef enum outcome { GOES_ON, ENDED, BROKEN } outcome;

/* A window that was inflated ahead. */
typedef struct block {
	char bytes[WINDOW];
	size_t len;
	outcome how;
	bool full;
} block;

struct zip_ahead {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	block blocks[BLOCKS];
	size_t next; /* the block that the reader takes next */
	bool stop;
	inflation in;
};

void zip_stream_open(zip_stream *s)
{
	*s = (zip_stream){.room = malloc(WORKBOOK_TOKEN_MAX + PAD), .inflation = calloc(1, sizeof(inflation))};
	if (!s->room || !s->inflation)
		abort();
	s->inflation->state = malloc(sizeof(struct inflate_state));
	if (!s->inflation->state)
		abort();
}

static void end_ahead(zip_stream *s)
{
	struct zip_ahead *h = s->ahead;
	if (!h)
		return;
	pthread_mutex_lock(&h->lock);
	h->stop = true;
	pthread_cond_broadcast(&h->changed);
	pthread_mutex_unlock(&h->lock);
	pthread_join(h->thread, NULL);
	pthread_cond_destroy(&h->changed);
	pthread_mutex_destroy(&h->lock);
	free(h);
	s->ahead = NULL;
}

void zip_stream_close(zip_stream *s)
{
	end_ahead(s);
	if (s->inflation)
		free(s->inflation->state);
	free(s->inflation);
	free(s->room);
	free(s->text);
	*s = (zip_stream){0};
}

static void pad(zip_stream *s)
{
	memset(s->end, 0, PAD);
	*s->end = '<';
}

/* ---- inflating ---- */

/* What has been streamed of a mapped file is not read again soon: its pages need not stay in memory. */
static void give_back(const inflation *in, uint64_t from, uint64_t to)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE) - 1;
	uintptr_t first = ((uintptr_t)(in->zip->bytes.at + in->part->at + from) + page) & ~page;
	uintptr_t last = (uintptr_t)(in->zip->bytes.at + in->part->at + to) & ~page;
	if (in->zip->mapped && last > first)
		madvise((void *)first, last - first, MADV_DONTNEED); /* NOLINT: an address made of an address */
}

/* Up to `wanted` more bytes to `out`. */
static outcome inflate_some(inflation *in, char *out, size_t wanted, size_t *made)
{
	const zip_part *p = in->part;
	uint64_t left = p->packed - in->taken;
	bool ended;
	if (p->method == STORED) {
		*made = left < wanted ? (size_t)left : wanted;
		memcpy(out, in->zip->bytes.at + p->at + in->taken, *made);
		give_back(in, in->taken, in->taken + *made);
		in->taken += *made;
		ended = in->taken == p->packed;
	} else {
		struct inflate_state *i = in->state;
		uint32_t given = left > (1 << 20) ? 1 << 20 : (uint32_t)left;
		i->next_in = (uint8_t *)(uintptr_t)(in->zip->bytes.at + p->at + in->taken);
		i->avail_in = given;
		i->next_out = (uint8_t *)out;
		i->avail_out = (uint32_t)wanted;
		int rc = isal_inflate(i);
		*made = wanted - i->avail_out;
		/* At an end it gives back what it had looked at ahead, perhaps of the round before. */
		uint32_t used = given > i->avail_in ? given - i->avail_in : 0;
		give_back(in, in->taken, in->taken + used);
		in->taken += used;
		ended = i->block_state == ISAL_BLOCK_FINISH;
		if (rc != ISAL_DECOMP_OK || (!*made && !ended && in->taken == p->packed))
			return BROKEN;
	}
	in->crc = crc32_gzip_refl(in->crc, (const uint8_t *)out, *made);
	in->made += *made;
	if (in->made > p->size || (ended && (in->made != p->size || in->crc != p->crc)))
		return BROKEN;
	return ended ? ENDED : GOES_ON;
}

/* The whole of a small part. */
static outcome inflate_whole(inflation *in, char *out)
{
	const zip_part *p = in->part;
	struct inflate_state *i = in->state;
	i->next_in = (uint8_t *)(uintptr_t)(in->zip->bytes.at + p->at);
	i->avail_in = (uint32_t)p->packed;
	i->next_out = (uint8_t *)out;
	i->avail_out = (uint32_t)p->size;
	int rc = isal_inflate_stateless(i);
	bool good =
		rc == ISAL_DECOMP_OK && !i->avail_out && crc32_gzip_refl(0, (const uint8_t *)out, p->size) == p->crc;
	return good ? ENDED : BROKEN;
}

/* ---- ahead ---- */

static void *inflate_ahead(void *context)
{
	struct zip_ahead *h = context;
	outcome how = GOES_ON;
	for (size_t i = 0; how == GOES_ON; i = (i + 1) % BLOCKS) {
		block *b = &h->blocks[i];
		pthread_mutex_lock(&h->lock);
		while (b->full && !h->stop)
			pthread_cond_wait(&h->changed, &h->lock);
		bool stop = h->stop;
		pthread_mutex_unlock(&h->lock);
		if (stop)
			break;
		how = inflate_some(&h->in, b->bytes, WINDOW, &b->len);
		pthread_mutex_lock(&h->lock);
		b->how = how;
		b->full = true;
		pthread_cond_broadcast(&h->changed);
		pthread_mutex_unlock(&h->lock);
	}
	return NULL;
}

/* Where no thread can be had, the reader inflates for itself. */
static void begin_ahead(zip_stream *s)
{
	struct zip_ahead *h = calloc(1, sizeof *h);
	if (!h)
		abort();
	h->in = *s->inflation;
	pthread_mutex_init(&h->lock, NULL);
	pthread_cond_init(&h->changed, NULL);
	if (!pthread_create(&h->thread, NULL, inflate_ahead, h)) {
		s->ahead = h;
		return;
	}
	pthread_cond_destroy(&h->changed);
	pthread_mutex_destroy(&h->lock);
	free(h);
}

/* The next block, behind what is there.  A block is a window, and there is room for it: a token may be as long as the
 * room less a window. */
static outcome take_ahead(struct zip_ahead *h, char *out, size_t *made)
{
	block *b = &h->blocks[h->next];
	pthread_mutex_lock(&h->lock);
	while (!b->full)
		pthread_cond_wait(&h->changed, &h->lock);
	pthread_mutex_unlock(&h->lock);
	outcome how = b->how;
	*made = b->len;
	memcpy(out, b->bytes, b->len);
	pthread_mutex_lock(&h->lock);
	b->full = false;
	pthread_cond_broadcast(&h->changed);
	pthread_mutex_unlock(&h->lock);
	h->next = (h->next + 1) % BLOCKS;
	return how;
}

/* ---- the stream ---- */

static int judge(zip_stream *s, outcome how, err *e)
{
	s->done = how != GOES_ON;
	if (how != BROKEN)
		return 0;
	s->end = s->at; /* nothing of it is to be believed */
	pad(s);
	return err_add(e, ERR_PARSE, s->where,
		"the file is damaged here: it does not unpack to what it was; get it again from whoever sent it");
}

int zip_begin(zip_stream *s, const zip_in *z, const zip_part *p, const char *where, err *e)
{
	end_ahead(s);
	free(s->text);
	s->text = NULL;
	s->at = s->end = s->room;
	s->done = false;
	s->where = where;
	pad(s);
	if (p->method != STORED && p->method != DEFLATED)
		return err_add(e, ERR_PARSE, where,
			"is packed in a way that workbooks do not use; save it again in a spreadsheet program");
	*s->inflation = (inflation){.zip = z, .part = p, .state = s->inflation->state};
	isal_inflate_init(s->inflation->state);
	if (p->method == DEFLATED && p->size && p->size <= WORKBOOK_TOKEN_MAX && p->packed <= WORKBOOK_TOKEN_MAX) {
		outcome how = inflate_whole(s->inflation, s->room);
		s->end = s->room + p->size;
		pad(s);
		return judge(s, how, e);
	}
	if (p->method == DEFLATED && p->size >= AHEAD_FROM)
		begin_ahead(s);
	return zip_more(s, e);
}

int zip_more(zip_stream *s, err *e)
{
	size_t kept = (size_t)(s->end - s->at), made = 0;
	outcome how;
	if (s->done)
		return err_add(e, ERR_PARSE, s->where,
			"ends in the middle of its XML; get the file again from whoever sent it");
	if (kept > WORKBOOK_TOKEN_MAX - WINDOW)
		return err_add(e, ERR_LIMIT, s->where,
			"holds a single text of more than %zu KB, longer than a cell can hold",
			(WORKBOOK_TOKEN_MAX - WINDOW) >> 10);
	memmove(s->room, s->at, kept);
	s->at = s->room;
	s->end = s->room + kept;
	if (s->ahead)
		how = take_ahead(s->ahead, s->end, &made);
	else
		how = inflate_some(s->inflation, s->end, WINDOW, &made);
	s->end += made;
	pad(s);
	return judge(s, how, e);
}

void zip_begin_text(zip_stream *s, char *text, size_t len, const char *where)
{
	end_ahead(s);
	free(s->text);
	s->at = s->text = text;
	s->end = text + len;
	s->done = true;
	s->where = where;
	pad(s);
}
