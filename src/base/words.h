#ifndef BCF_BASE_WORDS_H
#define BCF_BASE_WORDS_H
/* Counting words as the format defines them (docs/package.md): runs without white space that hold a letter or digit, after Markdown
 * marks are removed.  A byte of 128 or more counts as a letter, so that words in any script count. */

#include "base/span.h"

size_t words_count(span text);

#endif
