#ifndef BCF_PLAN_PLAN_H
#define BCF_PLAN_PLAN_H
/* A plan in memory: one `rows` for each table of the schema, and its narrative.  Read from a package folder or a .json
 * file; every value keeps the file, line and column at which it stood.  plan_open gives all messages of all files at
 * once. */

#include "format/digest.h"
#include "format/file.h"
#include "plan/schema.h"

typedef struct narrative {
	const char *section; /* the file's name without .md */
	span text;	     /* NFC, LF, no trailing spaces, one line break at the end; empty text is not kept */
	const char *from;    /* for messages */
} narrative;

typedef struct plan {
	const char *shown;   /* as the user named it */
	rows *tables;	     /* plan_table_count of them, in schema order; empty ones have no rows */
	narrative *sections; /* sorted by name */
	size_t section_count;
	file *files; /* mapped; closed by plan_close */
	size_t file_count;
} plan;

typedef enum plan_kind { PLAN_FOLDER, PLAN_JSON } plan_kind;

/* Opens a package folder or a .json file.  The plan lives in the arena; plan_close gives back its files. */
int plan_open(plan **out, const char *path, arena *a, err *e);
void plan_close(plan *p); /* NULL is allowed */

/* A plan from named texts ("spend.csv", "narrative/a.md"), which must be writable and stay. */
typedef struct named_text {
	const char *name, *shown;
	char *text;
	size_t len;
} named_text;
int plan_from_texts(plan **out, const named_text *texts, size_t count, const char *shown, arena *a, err *e);

rows *plan_rows(const plan *p, const char *name); /* never NULL for a table of the schema */
span plan_value(const plan *p, const char *name); /* of the one row of table `plan`; blank when there is none */
const narrative *plan_section(const plan *p, span section);
void plan_set_section(plan *p, const char *section, span text, arena *a); /* adds or replaces; empty removes */

/* "sha256:" and 64 hex digits; see docs/package.md, "Digests".  Independent of the order of rows and of the
 * format. */
#define PLAN_DIGEST_TEXT (7 + DIGEST_TEXT)
void plan_digest(char out[PLAN_DIGEST_TEXT], const plan *p, bool plan_only, arena *a);

/* Writes.  The folder must not exist (ERR_USAGE) unless `replace`, and then must be a package that holds nothing else;
 * it appears complete or not at all. */
int plan_save_folder(const plan *p, const char *path, bool replace, arena *a, err *e);
void plan_print_json(buf *out, const plan *p);

/* The Frictionless descriptor of a package: its non-empty tables; with `p` NULL every table, or `only` the one. */
void plan_print_datapackage(buf *out, const plan *p, const table *only, arena *a);

#endif
