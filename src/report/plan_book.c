#include "report/plan_book.h"

int plan_book_save(const char *path, const plan *p, const engine *g, const check_report *report, const report_head *head,
	arena *a, err *e)
{
	(void)p, (void)g, (void)report, (void)head, (void)a;
	return err_add(e, ERR_INTERNAL, path, "not built yet");
}
