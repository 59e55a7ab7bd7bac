#ifndef BCF_PLAN_PERSONAL_H
#define BCF_PLAN_PERSONAL_H
/* Looks for what may identify a patient or client in a plan, which must hold none: NHS numbers, National Insurance
 * numbers, dates of birth, postcodes beside a client, and columns that are headed like client data.  docs/privacy.md
 * says for people what is found and what cannot be.
 *
 * Only text and list cells and the narrative are looked through: what stands in a column of amounts, counts, dates or
 * ratios has been read as such.  Names and e-mail addresses of staff are not looked for. */

#include "plan/plan.h"

typedef enum personal_kind {
	PERSONAL_NHS_NUMBER, /* ten digits, perhaps parted 3-3-4 by spaces or dashes, with a valid check digit */
	PERSONAL_NI_NUMBER,  /* National Insurance: two letters, six digits, A to D */
	PERSONAL_BIRTH_DATE, /* a date beside words such as "born" or "DOB" */
	PERSONAL_POSTCODE,   /* a whole postcode in a sentence about a client's address */
	PERSONAL_COLUMN,     /* a column headed like client data */
} personal_kind;
const char *personal_kind_name(personal_kind k); /* "an NHS number" */

/* One in a text: where it stands, in bytes. */
typedef struct personal_hit {
	personal_kind kind;
	size_t at, len;
} personal_hit;

#define PERSONAL_SHORTEST 9 /* bytes: "QQ123456C"; a shorter text holds nothing */
/* The first at or behind `from`; false when there is none.  Going on from at + len finds them all in one pass. */
bool personal_next(personal_hit *out, span text, size_t from);

/* Never the whole: "943 ••• ••19", "QQ •• •• •• C", "••/••/1941", "DT1 •••". */
const char *personal_masked(span text, const personal_hit *h, arena *a);

/* Is a column of this heading one of client data ("Client name", "NHS no.", "DOB", "Postcode")? */
bool personal_heading(span heading);
/* Is it, of these, one that a list of staff may have too ("Surname", "Postcode")? */
bool personal_heading_of_names(span heading);

typedef struct personal_find {
	const char *where;     /* "spend.csv:3:5", "plan.xlsx › Spend › S17", "narrative/a.md:12" */
	const char *tbl, *key; /* "narrative" and the section; "" for a column of a list */
	const char *name;      /* the column; "line 12" of a narrative; a list's heading */
	personal_kind kind;
	const char *shown; /* masked */
} personal_find;

typedef struct personal_finds {
	personal_find *list; /* in schema order, then key, then column; the narrative last */
	size_t count, room;
} personal_finds;

/* Adds to *out, which begins as {0}.  `known` is a plan or NULL: a cell or a line of narrative that it holds as it is
 * here is passed over, since it was looked at when it came. */
void personal_scan(personal_finds *out, const plan *p, const plan *known, arena *a);
/* The columns that a map reads and that are headed like client data.  Columns of table contacts may be headed as names.
 */
void personal_scan_map(personal_finds *out, const workbook_map *m, arena *a);
/* Of a workbook: columns headed like client data that were not read, and so are not in the plan; as far as
 * reading->unmapped lists them. */
void personal_scan_beside(personal_finds *out, const reading *r, arena *a);

#endif
