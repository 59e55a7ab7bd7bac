#ifndef BCF_STORE_COMMIT_BASE_H
#define BCF_STORE_COMMIT_BASE_H
/* The version that a stale plan was made from, as the base of a merge, also when something in it was expunged. */

#include "store/store.h"

/* Version `of` as a plan (its number and content; perhaps that of a file that was brought).  A table or section of it
 * that was expunged is put back as far as that can be told without it: from `theirs`, whose content is `held`, where
 * its digest is the same there (it was left as it was), or where version `head` has it as theirs has it.  Else
 * ERR_USAGE, with what to do: a change could not be told from what stood there before.  *out may share rows with
 * `theirs`. */
int commit_base(plan **out, store *s, const char *id, const version *of, const version *head, const plan *theirs,
	const plan_content *held, arena *a, err *e);

#endif
