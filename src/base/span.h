#ifndef BCF_BASE_SPAN_H
#define BCF_BASE_SPAN_H
/* A run of bytes that somebody else owns; not NUL-terminated. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct span {
	const char *at; /* may be NULL only when len is 0 */
	size_t len;
} span;

/* Print one with printf("%.*s", SPAN_ARG(s)); s is evaluated twice, so it is a variable or a pure call. */
#define SPAN_ARG(s) (int)(s).len, (s).at

span span_of(const char *text);		/* of a C string; NULL gives the empty span */
bool span_is(span s, const char *text); /* equal to a C string */
bool span_equal(span a, span b);
int span_compare(span a, span b); /* bytewise, a prefix sorts first: <0, 0, >0 */
/* As people order a list: runs of digits by their number, "2" before "10", else bytewise; 0 also for "7" and "07". */
int span_compare_natural(span a, span b);
bool span_starts(span s, const char *prefix);
span span_trim(span s); /* without ASCII white space at either end */
span span_cut(
	span *rest, char mark); /* the part before mark; *rest becomes what follows it (empty when there is none) */
bool span_find(span s, const char *needle, size_t *where); /* first occurrence; where may be NULL */

/* How many single-letter edits (insert, delete, replace, swap of neighbours) part the two: for "did you mean".
 * Spans over 64 bytes count as infinitely far (SIZE_MAX). */
size_t span_distance(span a, span b);

#endif
