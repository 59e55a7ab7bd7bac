#ifndef BCF_FORMAT_UTF8_H
#define BCF_FORMAT_UTF8_H
/* UTF-8: validity and canonical composition (NFC, by utf8proc). */

#include "base/arena.h"
#include "base/span.h"

/* Index of the first byte that is not well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF), or len.
 */
size_t utf8_valid(const char *text, size_t len);
bool utf8_ascii(span s);	 /* only bytes below 128 */
span utf8_nfc(arena *a, span s); /* `s` itself when it is in NFC already, else a copy; `s` must be valid UTF-8 */
size_t utf8_width(span s);	 /* columns on a terminal: characters less combining marks, wide ones twice */

#endif
