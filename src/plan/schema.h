#ifndef BCF_PLAN_SCHEMA_H
#define BCF_PLAN_SCHEMA_H
/* The tables of a plan, declared once.  CSV headers, SQLite tables, JSON, `bcf schema` and datapackage.json all come
 * from here.  Adding a column is one line, at the end of its table, and changes no earlier digest. */

#include "format/table.h"

#define FORMAT_VERSION 1 /* of the package; a reader refuses a higher one */

extern const table plan_tables[];
extern const size_t plan_table_count;

size_t schema_find(span name);	       /* index of a table, or SIZE_MAX */
const char *schema_nearest(span name); /* for "did you mean", or NULL */

#endif
