#ifndef BCF_POLICY_RULE_H
#define BCF_POLICY_RULE_H
/* Reads one .sql file of a pack. */

#include "policy/pack.h"

/* `stem` is the file's name without .sql, which must be its id.  ERR_RULE with "file:line" for every fault. */
int rule_read(rule *out, span text, const char *stem, const char *file, bool is_check, arena *a, err *e);

#endif
