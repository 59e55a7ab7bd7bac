#ifndef BCF_FORMAT_HINT_H
#define BCF_FORMAT_HINT_H
/* What a person plainly meant by a value that cannot be read, written back the right way. */

#include "format/table.h"

/* The rest of a sentence that begins with column and value ("is a percentage; write 66.7 ..."); NULL where nothing is
 * plainly meant. */
const char *value_hint(arena *a, value_type type, span s);

#endif
