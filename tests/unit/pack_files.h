#ifndef BCF_TEST_PACK_FILES_H
#define BCF_TEST_PACK_FILES_H
/* The files of a tiny policy pack, "y1", in a folder below /tmp with an empty `common`, so that tests of figures and checks do not hang
 * on the wording of the packs that are shipped. */

#include "folder.h"

#include "policy/pack.h"

typedef struct text_file {
	const char *name, *text;
} text_file;

#define NO_MORE_FILES {NULL, NULL}
#define TINY_PACK "{\"format\": 1, \"id\": \"y1\", \"title\": \"Year one\", \"periods\": [\"2019-20\"], \"cases_as_of\": \"2019-06-01\"}"

static inline const char *file_text(const text_file *files, const char *name)
{
	for (; files->name; files++)
		if (!strcmp(files->name, name))
			return files->text;
	return NULL;
}

/* Writes the pack's files ("y1/figures/x.sql"); pack.json is the tiny one unless it is among them. */
static inline void write_pack(const folder *f, const text_file *files)
{
	folder_write(f, "common/.keep", "");
	if (!file_text(files, "y1/pack.json"))
		folder_write(f, "y1/pack.json", TINY_PACK);
	for (; files->name; files++)
		folder_write(f, files->name, files->text);
}

static inline void show_messages(const err *e)
{
	for (const err_message *m = e->first; m; m = m->next)
		print_message("# %s: %s\n", m->where, m->text);
}

#endif
