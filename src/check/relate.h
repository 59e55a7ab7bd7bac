#ifndef BCF_CHECK_RELATE_H
#define BCF_CHECK_RELATE_H
/* What findings are to each other and to the partnership: consequences, waivers, materiality. */

#include "check/check.h"

void tidy_places(finding *f, arena *a);			     /* sorts cells, leaves each once */
void relate_findings(finding *list, size_t count, arena *a); /* sets explained_by and consequences */
void apply_waivers(const engine *g, finding *list, size_t count);
void weigh_findings(const engine *g, finding *list, size_t count);

#endif
