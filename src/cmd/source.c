#include "cmd/source.h"

int source_open(plan **out, const char *name, map_set *maps, arena *a, err *e)
{
	return plan_open(out, name, maps, a, e);
}
