#include "plan/template.h"

int template_read(plan *p, xlsx *x, map_set *maps, arena *a, err *e)
{
	(void)x, (void)maps, (void)a;
	return err_add(e, ERR_INTERNAL, p->shown, "not built yet");
}
