/* What the reader finds in workbooks, a line a cell, for tests/cli/corpus.sh and tests/cli/hostile.sh:
 *
 *   xlsx_dump FILE       sheet, state and cells of it
 *   xlsx_dump -q FILE    the count of cells alone
 *
 * Lines are fields parted by tabs; \ t n r inside a field are escaped.  Exit 2 when something could not be read, with
 * its messages on standard error. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "format/file.h"
#include "format/xlsx.h"

static void put(span s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		if (c == '\\' || c == '\t' || c == '\n' || c == '\r')
			printf("\\%c", c == '\\' ? '\\' : c == '\t' ? 't' : c == '\n' ? 'n' : 'r');
		else
			putchar(c);
	}
}

static void put_cell(const xlsx *x, const xlsx_cell *c)
{
	static const char *const kinds[] = {"number", "date", "text", "truth", "error", "none"};
	char name[CELL_NAME], room[XLSX_PLAIN_ROOM];
	cell_name(name, c->row, c->column);
	printf("%s\t%s\t%s\t", name, kinds[c->kind], c->formula ? "formula" : "value");
	put(c->text);
	putchar('\t');
	put(xlsx_plain(room, x, c));
	putchar('\n');
}

static int dump_sheet(size_t *cells, xlsx *x, size_t sheet, bool quiet, err *e)
{
	static const char *const states[] = {"visible", "hidden", "very hidden"};
	const xlsx_sheet *s = xlsx_sheet_at(x, sheet);
	xlsx_cell c;
	if (!quiet) {
		printf("SHEET\t");
		put(span_of(s->name));
		printf("\t%s\t%s\n", states[s->state], s->grid ? "grid" : "no grid");
	}
	int rc = xlsx_begin(x, sheet, e);
	while (!rc && (rc = xlsx_next(&c, x, e)) > 0) {
		++*cells;
		if (!quiet)
			put_cell(x, &c);
		rc = 0;
	}
	size_t merged;
	xlsx_merged(&merged, x);
	if (!rc && !quiet && merged)
		printf("MERGED\t%zu\n", merged);
	return rc;
}

static int dump(const char *path, bool quiet, arena *a, err *e)
{
	file f = {0};
	xlsx *x = NULL;
	size_t cells = 0;
	int rc = file_open(&f, AT_FDCWD, path, true, path, e);
	if (!rc)
		rc = xlsx_open(&x, f.text, path, a, e);
	if (rc)
		goto done;
	xlsx_mapped(x);
	if (!quiet)
		printf("EPOCH\t%d\n", xlsx_epoch_1904(x) ? 1904 : 1900);
	for (size_t i = 0; i < xlsx_sheet_count(x); i++)
		if (dump_sheet(&cells, x, i, quiet, e))
			rc = -1;
	if (quiet)
		printf("%zu\n", cells);
done:
	xlsx_close(x);
	file_close(&f);
	return rc;
}

int main(int argc, char **argv)
{
	bool quiet = argc == 3 && !strcmp(argv[1], "-q");
	if (argc != 2 + quiet) {
		fputs("usage: xlsx_dump [-q] FILE\n", stderr);
		return 2;
	}
	arena *a = arena_open();
	err e;
	err_init(&e, a);
	int rc = dump(argv[1 + quiet], quiet, a, &e);
	for (const err_message *m = e.first; m; m = m->next)
		fprintf(stderr, "%s: %s\n", m->where, m->text);
	arena_close(a);
	return rc ? 2 : 0;
}
