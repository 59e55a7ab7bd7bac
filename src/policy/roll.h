#ifndef BCF_POLICY_ROLL_H
#define BCF_POLICY_ROLL_H
/* Next year's pack begins as a copy of this year's with its periods and dates moved on: pack.json, tables, own figures
 * and checks with their cases, and cases/complete.  What is true of one year only is left out: allocations, uplifts,
 * and the cases of checks that every year shares, which prove nothing more here.  What a rule, a source or a document
 * is called stays as it is: whoever writes the new year must confirm each against the new guidance. */

#include "policy/pack.h"

/* Writes the folder `into`/`new_id`, which must not be there; `into` must.  `new_id` is a period that begins in a later
 * or earlier year ("2022-23"), or "2019-21" for a pack of two years.  A working day stays one: it moves to the next.
 * ERR_USAGE, ERR_IO. */
int pack_roll(const pack *p, const char *new_id, const char *into, arena *a, err *e);

#endif
