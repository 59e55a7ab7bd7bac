#ifndef BCF_CHECK_FINDING_JSON_H
#define BCF_CHECK_FINDING_JSON_H
/* A plan's report as docs/package.md says: one compact JSON document, ended by a line break; or CSV, a row a
 * finding. */

#include "check/where.h"
#include "format/json_out.h"

typedef struct report_head {
	const char *plan;    /* as given */
	const char *package; /* its id: the folder's or file's name */
	const pack *policy;
	const char *digest, *plan_digest; /* needed by the JSON form only */
	const char *as_of;
	const char *against; /* the plan that it is compared with, or NULL */
} report_head;

void report_print_json(buf *out, const report_head *head, const engine *g, const check_report *r);
/* One finding of the report, as it stands in the document. */

void finding_print_json(json_out *j, const engine *g, const finding *f);
/* How many checks cannot be made yet; one may be open in several places. */
size_t report_checks_open(const check_report *r);
void report_print_csv_header(buf *out);
void report_print_csv(buf *out, const report_head *head, const engine *g, const check_report *r);

/* {"line": "12"}: the key of a place's row, written as an object. */
void place_print_key(json_out *j, const engine *g, const place *p);

#endif
