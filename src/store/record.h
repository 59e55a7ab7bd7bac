#ifndef BCF_STORE_RECORD_H
#define BCF_STORE_RECORD_H
/* The two records whose SHA-256 a store keeps as digests.  Both are JSON on one line, without blanks, in UTF-8, with
 * the members in this order; this is a public format (docs/store.md), never to be changed.
 *
 * A version:
 *   {"package":ID,"number":N,"parent":HEX|null,"merged":HEX|null,"branch":B,"author":A,"written":TIME,"message":M,
 *    "content":HEX}
 * where parent and merged are the digests of those versions' records, and content is the package digest.
 *
 * An event:
 *   {"package":ID,"event":N,"written":TIME,"actor":A,"act":ACT,"subject":S,"detail":D,"previous":HEX|null}
 * where previous is the digest of the event before it, null for event 1.
 *
 * The acts that say what else must stand in a store (store/verify.h):
 *   create          event 1; subject: the package's id; detail: its kind
 *   (any act) with detail "version HEX" or "version HEX; ...": a version was saved; subject: its number
 *   branch          subject: the branch's name; detail: "from N"
 *   setting         in the store's own chain; subject: the name; detail: the content
 *   expunge         see store/expunge.h */

#include "store/store.h"

/* `parent` and `merged` are NULL for none. */
span record_of_version(
	const char *package, const version *v, const unsigned char *parent, const unsigned char *merged, arena *a);
span record_of_event(const char *package, const chain_event *v, const unsigned char *previous, arena *a);

/* The detail of the event that saves a version, and back: false when it is no such detail. */
const char *version_detail(const unsigned char digest[DIGEST_BYTES], const char *more, arena *a);
bool version_detail_read(unsigned char digest[DIGEST_BYTES], const char *detail);

#define ACT_BRANCH "branch"
const char *branch_detail(int64_t from, arena *a);
bool branch_detail_read(int64_t *from, const char *detail);

/* Does an event of this act and detail promise something that the store must hold?  Then nobody may just write it. */
bool act_is_kept(const char *act, const char *detail);

#endif
