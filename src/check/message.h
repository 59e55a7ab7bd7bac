#ifndef BCF_CHECK_MESSAGE_H
#define BCF_CHECK_MESSAGE_H
/* The sentence of a finding, from the template in its check's header: "{column}", or "{column:unit}". */

#include "check/check.h"

void write_message(const engine *g, finding *f); /* sets message (where none stands yet) and fix */

#endif
