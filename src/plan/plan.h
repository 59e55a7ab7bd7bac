#ifndef BCF_PLAN_PLAN_H
#define BCF_PLAN_PLAN_H
/* A plan in memory: one `rows` for each table of the schema, and its narrative.  Read from a package folder, a .json
 * file or a workbook; every value keeps the file, line and column, or sheet and cell, at which it stood.  plan_open
 * gives all messages of all files at once. */

#include "format/digest.h"
#include "format/file.h"
#include "plan/schema.h"
#include "policy/workbook_map.h"

typedef struct narrative {
	const char *section; /* the file's name without .md */
	span text;	     /* NFC, LF, no trailing spaces, one line break at the end; empty text is not kept */
	const char *from;    /* for messages */
	/* The part of a store that it was read from, or NULL: while `text` is that part's, so is the digest. */
	const struct stored_part *stored;
} narrative;

/* How a workbook was read: what is not in the plan is counted here and listed, so that nothing is dropped in silence.
 */
typedef struct reading_note {
	const char *where; /* "plan.xlsx › 6. Expenditure › S17" */
	const char *text;  /* what stands there, shortened */
	const char *why;   /* a sentence, or "" */
} reading_note;
typedef struct reading_notes {
	reading_note *list; /* the first READING_NOTES_MAX */
	size_t count, room; /* of all */
} reading_notes;
#define READING_NOTES_MAX 200

typedef struct reading {
	const char *kind;  /* "own" for our workbook, else the policy id of the template that it was recognised as */
	const char *title; /* for people: "Better Care Fund 2019-20 template" */
	size_t sheets;	   /* with cells */
	size_t rows, blank_rows;   /* of tables: those that became rows of the plan, and those with nothing in them */
	size_t cells, known, left; /* values read into the plan; known and not read (labels, guidance); in no map */
	size_t formulas,
		elsewhere; /* of the values read: formulas, and those among them that refer to another workbook */
	size_t rounded;	   /* amounts that formulas make, rounded to the penny */
	reading_notes not_understood; /* values left out because they are not what their column holds */
	reading_notes unmapped;	      /* where `left` are */
	const char *digest; /* of our workbook: that of the plan when it was written, "sha256:..."; else NULL */
} reading;

/* Which version of which store a plan is. */
typedef struct plan_version {
	const char *store, *id; /* the store's name without a password */
	int64_t number;
} plan_version;

/* What of a store a file was taken from: a package folder, a .json file and a workbook carry it, so that what was
 * changed in this very copy can be told when it comes back.  No part of the digests. */
typedef struct plan_taken {
	const char *id, *branch;      /* printable ASCII without blanks */
	int64_t number;		      /* of the version */
	const char *copy;	      /* 16 hex digits, made at random when it was written; NULL before */
	const char *author, *written; /* who saved that version, and when; NULL when read from a file */
} plan_taken;
/* NULL for what does not say so in that form. */
const plan_taken *plan_taken_parse(span id, span branch, span number, span copy, arena *a);

typedef struct plan {
	const char *shown;   /* as the user named it */
	rows *tables;	     /* plan_table_count of them, in schema order; empty ones have no rows */
	narrative *sections; /* sorted by name */
	size_t section_count;
	file *files; /* mapped; closed by plan_close */
	size_t file_count;
	struct xlsx *book; /* closed by plan_close; NULL when not read from a workbook */
	reading *reading;  /* NULL when not read from a workbook */
	/* The digest of the version in a store that people took this plan from, "sha256:...", or NULL: a package and a
	 * workbook carry it, so that what was changed offline can be merged on its return.  No part of the digests. */
	const char *made_from;
	const plan_taken *taken;    /* NULL when not taken from a store */
	const plan_version *stored; /* NULL when not read from a store */
	const char **gone;	    /* what that version had and what was expunged: "spend.csv", "narrative/a.md" */
	size_t gone_count;
} plan;

plan *plan_new(const char *shown, arena *a); /* with nothing in it */

typedef enum plan_kind { PLAN_FOLDER, PLAN_JSON } plan_kind;

/* Opens a package folder, a .json file or a workbook: our own (plan/own_book.h) or one of the templates that `maps`
 * know. `maps` may be NULL: then the built-in ones.  The plan lives in the arena; plan_close gives back its files. */
int plan_open(plan **out, const char *path, map_set *maps, arena *a, err *e);
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
void plan_leave_out(plan *p, const char *path, arena *a);		  /* all of "spend.csv" or "narrative/a.md" */

/* 1 to 64 letters, digits, - and _: nothing else becomes the name of a file. */
bool plan_section_named(span name);
/* The path of a table or of a narrative section, "spend.csv" or "narrative/a.md", apart: false when it is neither, or
 * its name is not as above.  Whether this program has such a table is not asked. */
bool plan_path_split(span *stem, bool *prose, span path);
/* The most that a plan may consist of: its tables and NARRATIVE_FILES_MAX sections. */
size_t plan_parts_max(void);

/* A plan from canonical texts, by path, whose digests were checked: they are only split, not judged again.  All of it
 * stays, as the texts do.  ERR_PARSE for a table or column that this program does not know. */
typedef struct stored_part {
	named_text text; /* `shown` is what places in it are named by */
	const unsigned char *digest;
	const digest_trail *trail; /* of it, or NULL */
} stored_part;
int plan_from_stored(plan **out, const stored_part *parts, size_t count, const char *shown, arena *a, err *e);

/* What a plan consists of: the canonical text of each table and narrative section that is not empty, by path, and the
 * list `<hex> <path>` LF of them, whose digest is the package digest. */
typedef struct plan_part {
	const char *path; /* "spend.csv", "narrative/a.md" */
	span text;
	unsigned char digest[DIGEST_BYTES];
} plan_part;
typedef struct plan_content {
	plan_part *parts; /* by path */
	size_t count;
	span list;
	unsigned char digest[DIGEST_BYTES]; /* of all: `digest` */
	plan_part *plan_parts;		    /* the same without what is record */
	size_t plan_count;
	unsigned char plan_digest[DIGEST_BYTES];
} plan_content;
void plan_content_of(plan_content *out, const plan *p, arena *a);
/* That list of parts, which it sorts by path. */
span plan_part_list(plan_part *parts, size_t count, arena *a);

/* "sha256:" and 64 hex digits; see docs/package.md, "Digests".  Independent of the order of rows and of the
 * format. */
#define PLAN_DIGEST_TEXT (7 + DIGEST_TEXT)
void plan_digest(char out[PLAN_DIGEST_TEXT], const plan *p, bool plan_only, arena *a);
bool plan_digest_parse(unsigned char out[DIGEST_BYTES], span text); /* else false, out untouched */

/* Writes.  The folder must not exist (ERR_USAGE) unless `replace`, and then must be a package that holds nothing else;
 * it appears complete or not at all. */
int plan_save_folder(const plan *p, const char *path, bool replace, arena *a, err *e);
void plan_print_json(buf *out, const plan *p);

/* The Frictionless descriptor of a package: its non-empty tables; with `p` NULL every table, or `only` the one. */
void plan_print_datapackage(buf *out, const plan *p, const table *only, arena *a);

#endif
