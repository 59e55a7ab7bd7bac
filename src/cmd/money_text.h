#ifndef BCF_CMD_MONEY_TEXT_H
#define BCF_CMD_MONEY_TEXT_H
/* Money on the screen: with a pound sign, separators and U+2212 for minus.  Pence are shown where there are any, and
 * where an amount that it stands beside has them (`pence`). */

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

const char *money_text(int64_t amount, bool pence, arena *a);	 /* "£1,234", "−£1,234.50" */
const char *money_change_text(int64_t by, bool pence, arena *a); /* with its sign: "+£1,234"; "£0" has none */
const char *money_step_text(int64_t from, int64_t to, arena *a); /* "£1,234.00 → £1,234.01" */

#endif
