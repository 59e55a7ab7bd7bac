#ifndef BCF_STORE_STORE_INSIDE_H
#define BCF_STORE_STORE_INSIDE_H
/* What the files of an open store share. */

#include "store/blob.h"
#include "store/connection.h"
#include "store/store.h"

/* A text that is in the store, whole, and the blob that was written last as it, or as a difference from it. */
typedef struct kept_text {
	arena *own; /* NULL: empty */
	unsigned char digest[DIGEST_BYTES];
	blob_base base;
} kept_text;
enum { KEPT_TEXTS = 8 };

struct store {
	connection *c;
	blob_room *room;
	bool readonly;
	/* The list of the content that was read or written last: most commits follow one on the same plan.  A list
	 * never changes, so that it may be kept as long as one likes; and it is its own digest's text in whichever
	 * package, so that it is not asked of which package it was. */
	arena *kept;
	unsigned char kept_digest[DIGEST_BYTES];
	content_line *kept_list;
	size_t kept_count;
	kept_text texts[KEPT_TEXTS];
	size_t next_text;
};

/* "STORE#ID" or "STORE#ID@N", for messages. */
const char *store_place(const store *s, const char *id, int64_t number, arena *a);
/* "this store is damaged" about what `format` names; ERR_PARSE. */
int store_damaged(const store *s, const char *id, err *e, const char *what);

/* ---- versions (history.c) ---- */

#define VERSION_COLUMNS                                                                                                \
	"v.version, v.digest, v.content, v.plan_digest, v.parent, v.merged, v.branch, v.author, v.written, v.message"
#define VERSION_COLUMN_COUNT 10
/* From the columns that begin at `first`. */
int version_take(
	version *out, const store *s, const char *id, const sql_answer *r, size_t row, size_t first, arena *a, err *e);
/* *found false when the package or the branch is not there. */
int version_of_branch(version *out, bool *found, store *s, const char *id, const char *branch, arena *a, err *e);
int version_of_number(version *out, bool *found, store *s, const char *id, int64_t number, arena *a, err *e);
/* Is `number` `from` itself or one of the versions that lead to it? */
int version_leads_to(bool *out, store *s, const char *id, int64_t number, int64_t from, arena *a, err *e);

/* ---- content (content.c) ---- */

#define CONTENT_LIST "the list of its tables" /* in messages */
/* As store_content; lives until the next call for the same store. */
int content_kept(const content_line **out, size_t *count, store *s, const char *id,
	const unsigned char digest[DIGEST_BYTES], arena *a, err *e);
/* The path of a text of the list that was expunged; NULL when all are there. */
int content_gone(const char **path, store *s, const char *id, const content_line *list, size_t count, arena *a, err *e);
/* Writes the texts that the content `before` (NULL: none) does not have, and the list. */
int content_write(store *s, const char *id, const plan_content *c, const unsigned char *before, bool may_be_gone,
	arena *a, err *e);

/* ---- blobs (blobs.c) ---- */

sql_value digest_value(const unsigned char digest[DIGEST_BYTES]);
bool digest_take(unsigned char out[DIGEST_BYTES], const sql_value *v);
/* Texts of blobs, in as few statements as there can be, each checked against its digest. */
typedef struct wanted_blob {
	const unsigned char *digest;
	const char *path; /* for messages */
	span text;
	const digest_trail *trail; /* of the digest */
} wanted_blob;
int blobs_read(wanted_blob *list, size_t count, store *s, const char *id, arena *a, err *e);
/* `before`: the blob that most of the text is like; NULL: none. */
int blob_write(store *s, const char *id, const unsigned char *digest, const char *path, span text,
	const unsigned char *before, bool may_be_gone, arena *a, err *e);
/* Keeps whole whatever is kept as a difference from this blob: before its text goes. */
int blobs_stand_alone(store *s, const char *id, const unsigned char digest[DIGEST_BYTES], arena *a, err *e);
void texts_forget(store *s);

#endif
