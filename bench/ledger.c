/* Reads the first sheet of each workbook and totals column O by column F (net amount by source of funding), exactly, in
 * pence: what bench/workbooks gives the rivals to do with a ledger of a million rows.
 *
 *     build-bench/bench/ledger ledger.xlsx */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/money.h"
#include "format/file.h"
#include "format/xlsx.h"

enum { SOURCE = 5, NET = 14, SOURCES_MAX = 64 };

typedef struct total {
	const char *at; /* shared strings: the same text stands at the same place */
	size_t len;
	int64_t pence;
	size_t rows;
} total;

static total totals[SOURCES_MAX];
static size_t count;

static total *find(span source)
{
	for (size_t i = 0; i < count; i++)
		if (totals[i].len == source.len && !memcmp(totals[i].at, source.at, source.len))
			return &totals[i];
	if (count == SOURCES_MAX)
		return NULL;
	totals[count] = (total){.at = source.at, .len = source.len};
	return &totals[count++];
}

static int add_up(const char *path, arena *a, err *e)
{
	file f = {0};
	xlsx *x = NULL;
	xlsx_cell c;
	size_t cells = 0;
	char room[XLSX_PLAIN_ROOM];
	total *of = NULL;
	int rc = file_open(&f, AT_FDCWD, path, true, path, e);
	if (!rc)
		rc = xlsx_open(&x, f.text, path, a, e);
	if (!rc) {
		xlsx_mapped(x);
		rc = xlsx_begin(x, 0, e);
	}
	while (!rc && (rc = xlsx_next(&c, x, e)) > 0) {
		int64_t pence;
		cells++;
		rc = 0;
		if (c.row && c.column == SOURCE)
			of = find(c.text);
		else if (c.row && c.column == NET && of && money_parse(&pence, xlsx_plain(room, x, &c))) {
			of->pence += pence;
			of->rows++;
		}
	}
	for (size_t i = 0; !rc && i < count; i++) {
		char shown[NUMBER_TEXT];
		money_print(shown, totals[i].pence);
		printf("%.*s %s of %zu rows%s", (int)totals[i].len, totals[i].at, shown, totals[i].rows,
			i + 1 < count ? "; " : "");
	}
	if (!rc)
		printf("; %zu cells\n", cells);
	xlsx_close(x);
	file_close(&f);
	return rc;
}

int main(int argc, char **argv)
{
	arena *a = arena_open();
	err e;
	err_init(&e, a);
	for (int i = 1; i < argc; i++)
		add_up(argv[i], a, &e);
	for (const err_message *m = e.first; m; m = m->next)
		fprintf(stderr, "%s: %s\n", m->where, m->text);
	arena_close(a);
	return e.count != 0;
}
