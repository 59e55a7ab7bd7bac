#include "plan/own_book.h"

bool own_book_is(const xlsx *x)
{
	return xlsx_sheet_find(x, OWN_BOOK_SHEET) != SIZE_MAX;
}

int own_book_read(plan *p, xlsx *x, map_set *maps, arena *a, err *e)
{
	(void)x, (void)maps, (void)a;
	return err_add(e, ERR_INTERNAL, p->shown, "not built yet");
}
