#ifndef BCF_PLAN_DIFFERENCE_INSIDE_H
#define BCF_PLAN_DIFFERENCE_INSIDE_H
/* What the files of the difference share with each other and with the merge. */

#include "plan/difference.h"
#include "plan/pairing.h"

/* Where two versions of a section part: paragraphs [from, to) of the older stand for [new_from, new_to) of the newer.
 */
typedef struct parting {
	size_t from, to, new_from, new_to;
} parting;

/* In order; between two there is at least one paragraph that both have. */
parting *partings_of(
	size_t *count, const span *before, size_t before_count, const span *after, size_t after_count, arena *a);

/* Paragraphs first to last - 1 as they stand in their text. */
span paragraphs_span(const span *list, size_t first, size_t last);
bool paragraphs_equal(const span *x, size_t x_count, const span *y, size_t y_count);

/* A section put together again: a blank line after each piece that lacks it, one line break at the end. */
void section_add(buf *out, span piece);
span section_finish(buf *out);

/* Each section that either plan has, by name; a text is empty where it is not there. */
typedef struct section_pair {
	const char *section;
	span x, y;
} section_pair;
section_pair *sections_pair(size_t *count, const plan *x, const plan *y, arena *a);

void money_differences(difference *d, arena *a);

#endif
