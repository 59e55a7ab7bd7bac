#ifndef BCF_STORE_VERIFY_INSIDE_H
#define BCF_STORE_VERIFY_INSIDE_H
/* What the files verify*.c share. */

#include "store/store_inside.h"
#include "store/tables.h"
#include "store/verify.h"

/* A record failed; verification ends with it. */
#define VERIFY_FAILED 1

/* A text of the package that is being verified. */
typedef struct seen_blob {
	unsigned char digest[DIGEST_BYTES];
	bool expunged, listed, derived;
	const char *path;			 /* whose plan digest is known; NULL: none yet */
	bool in_plan;				 /* it has a plan digest */
	unsigned char plan_digest[DIGEST_BYTES]; /* of the table without what is record */
} seen_blob;

typedef struct verifier {
	store *s;
	arena *a;    /* of the whole verification */
	arena *page; /* emptied again and again */
	err *e;
	verify_report out;
	/* the package that is being verified */
	const char *id;
	arena *own;	  /* as long as the package */
	seen_blob *blobs; /* by digest */
	size_t blob_count, blob_room;
	version *versions; /* 1, 2, 3 ...; without texts but the branch and the time */
	size_t version_count, version_room;
} verifier;

/* "plan 'dorset', version 3: ..." Returns VERIFY_FAILED. */
int verify_fails(verifier *v, const char *record, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Is each column of a row of `t` of its own kind, and no text with a NUL byte in it?  `row`: all but the package. */
int verify_row(verifier *v, const char *record, const stored_table *t, const sql_value *row);
/* Are `walked` rows all that the package has?  Rows that no walk meets would be looked at by nobody. */
int verify_count(verifier *v, const stored_table *t, size_t walked);
const char *hex_text(const unsigned char digest[DIGEST_BYTES], arena *a);
seen_blob *seen_find(verifier *v, const unsigned char digest[DIGEST_BYTES]);

int verify_tables(verifier *v); /* those that the migrations make, and nothing that changes what they hold */
int verify_blobs(verifier *v);
int verify_versions(verifier *v);
int verify_chain(verifier *v);

/* The digest of a version's content without what is record, from its texts. VERIFY_FAILED when one is expunged. */
int derived_plan_digest(
	verifier *v, unsigned char out[DIGEST_BYTES], bool *known, const content_line *list, size_t count);

#endif
