#ifndef BCF_FORMAT_JSON_IN_H
#define BCF_FORMAT_JSON_IN_H
/* RFC 8259, strictly: valid UTF-8, no duplicate names, no trailing bytes, no NUL in a string (\u0000 too), lone
 * surrogates refused, depth at most JSON_DEPTH_MAX.  Every value knows its offset, from which csv_place gives line and
 * column. (A library's tree does not keep places, and a message without its line is half a message.) */

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

typedef enum json_kind { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_TEXT, JSON_ARRAY, JSON_OBJECT } json_kind;

typedef struct json json;
struct json {
	json_kind kind;
	uint32_t offset; /* of its first byte */
	span text;	 /* JSON_TEXT: unescaped; JSON_NUMBER: as written */
	span name;	 /* of a member of an object */
	uint32_t name_offset;
	json *first; /* of an array's items or an object's members, in order */
	json *next;
	size_t count;
};

/* The whole text is one value.  Strings without escapes point into `text`, which must stay.  ERR_PARSE, ERR_LIMIT with
 * "name:line:column". */
int json_parse(json **out, span text, const char *name, arena *a, err *e);
const json *json_find(const json *object, const char *name); /* NULL when absent or when `object` is none */

#endif
