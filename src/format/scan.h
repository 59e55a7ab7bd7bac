#ifndef BCF_FORMAT_SCAN_H
#define BCF_FORMAT_SCAN_H
/* Looking through bytes many at a time.  Each of these reads up to 32 bytes beyond what it is about: whoever calls it
 * keeps that much room behind (format/zip_in.h does).  With -DXLSX_PORTABLE, or where there is no SSE2, byte by byte.
 */

#include <stdbool.h>
#include <stdint.h>

#if defined(__SSE2__) && !defined(XLSX_PORTABLE)
#include <emmintrin.h>
/* A bit for each of the 32 bytes at `at` that is `c`. */
static inline uint32_t marks(const char *at, char c)
{
	__m128i wanted = _mm_set1_epi8(c), low = _mm_loadu_si128((const __m128i *)(const void *)at),
		high = _mm_loadu_si128((const __m128i *)(const void *)(at + 16));
	return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(low, wanted)) |
	       (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(high, wanted)) << 16;
}
/* A bit for each of the 16 bytes at `at` that is a digit. */
static inline uint32_t digit_marks(const char *at)
{
	__m128i d = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)(const void *)at), _mm_set1_epi8('0'));
	return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(d, _mm_set1_epi8(9)), d));
}
#else
static inline uint32_t digit_marks(const char *at)
{
	uint32_t found = 0;
	for (int i = 0; i < 16; i++)
		found |= (uint32_t)(at[i] >= '0' && at[i] <= '9') << i;
	return found;
}
static inline uint32_t marks(const char *at, char c)
{
	uint32_t found = 0;
	for (int i = 0; i < 32; i++)
		found |= (uint32_t)(at[i] == c) << i;
	return found;
}
#endif

/* The next `c` from `at` on; a '<' always comes, at the end of the stream at the latest. */
static inline const char *next_mark(const char *at, const char *end, char c)
{
	for (;; at += 32) {
		uint32_t m = marks(at, c);
		if (m)
			return at + __builtin_ctz(m);
		if (at >= end)
			return end;
	}
}

/* The '<' that ends a text, or `end`.  *odd when something before it is to be decoded: an entity, a carriage return, or
 * perhaps _x000D_. */
static inline const char *text_end(const char *at, const char *end, bool *odd)
{
	for (; at < end; at += 32) {
		uint32_t ends = marks(at, '<'), found = marks(at, '&') | marks(at, '\r') | marks(at, '_');
		if (ends) {
			const char *stop = at + __builtin_ctz(ends);
			*odd |= (found & (ends - 1) & ~ends) != 0;
			return stop < end ? stop : end;
		}
		*odd |= found != 0;
	}
	return end;
}

#endif
