#include "report/findings_book.h"

int findings_book_open(findings_book **out, const char *path, arena *a, err *e)
{
	(void)out, (void)a;
	return err_add(e, ERR_INTERNAL, path, "not built yet");
}
