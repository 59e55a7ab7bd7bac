#ifndef BCF_FORMAT_JSON_OUT_H
#define BCF_FORMAT_JSON_OUT_H
/* Writes JSON as it goes; keys keep the order in which they are written.  `name` is NULL inside an array and for the
 * outermost value.  Two layouts: compact (one line) and spread (two blanks an indent). */

#include "base/buf.h"

typedef struct json_out {
	buf *to;
	bool spread;
	int depth;
	bool filled[64]; /* whether something stands already at each depth */
} json_out;

void json_start(json_out *j, buf *to, bool spread);
void json_open(json_out *j, const char *name, char bracket); /* '{' or '[' */
void json_close(json_out *j, char bracket);		     /* '}' or ']' */
void json_text(json_out *j, const char *name, span value);
void json_string(json_out *j, const char *name, const char *value); /* NULL writes null */
void json_int(json_out *j, const char *name, int64_t value);
void json_bool(json_out *j, const char *name, bool value);

#endif
