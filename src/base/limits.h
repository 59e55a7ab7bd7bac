#ifndef BCF_BASE_LIMITS_H
#define BCF_BASE_LIMITS_H
/* Every limit on what a user can hand us, in one place.  Each is tested at the
 * limit or past it, those that a test can reach. */

#define FILE_BYTES_MAX ((size_t)2 << 30)	/* one input file */
#define LINE_BYTES_MAX ((size_t)1 << 20)	/* one CSV record, quoted newlines included */
#define FIELD_COUNT_MAX 1024			/* fields in one CSV record */
#define ROWS_MAX ((size_t)4000000)		/* rows of one table */
#define JSON_DEPTH_MAX 64			/* nesting of a JSON document */
#define JSON_VALUES_MAX 10000000		/* values of a JSON document */
#define PRINTED_BYTES_MAX 200			/* a printed figure */
#define MESSAGES_MAX 100			/* messages kept for one job; the rest are counted */
#define AMOUNT_PENCE_MAX INT64_C(2000000000000) /* one amount, £20bn: four million of them still fit in 64 bits */
#define NARRATIVE_BYTES_MAX ((size_t)16 << 20)	/* one narrative section */
#define NARRATIVE_FILES_MAX 500			/* narrative sections of one package */
#define WORKBOOK_PARTS_MAX 10000		/* parts of a workbook's archive */
#define WORKBOOK_BYTES_MAX ((size_t)1 << 30)	/* a workbook inflated, as its archive states it */
#define WORKBOOK_RATIO_MAX 250			/* inflated size of a part of over 16 MiB, times its packed size */
#define WORKBOOK_TOKEN_MAX                                                                                             \
	((size_t)1 << 20)	   /* one tag or run of text in a workbook's XML, and the window it stands in */
#define WORKBOOK_DEPTH_MAX 256	   /* nesting of a workbook's XML */
#define SHEETS_MAX 4096		   /* sheets of a workbook */
#define SHARED_STRINGS_MAX 1500000 /* shared strings of a workbook ... */
#define SHARED_BYTES_MAX ((size_t)48 << 20)  /* ... and their text together */
#define TEMPLATE_VALUES_MAX ((size_t)500000) /* values of one sheet that a map reads */
#define MERGES_MAX 100000		     /* merged ranges of one sheet */
#define STYLES_MAX 65536		     /* cell formats of a workbook */
#define BLOB_BYTES_MAX ((size_t)1 << 30)     /* one table or narrative section in a store */
#define VERSIONS_MAX 100000000		     /* of one plan in a store */
#define EVENT_DETAIL_MAX ((size_t)1 << 20)   /* what an event says, in bytes */
#define COMMIT_MESSAGE_MAX ((size_t)10000)   /* the message of a version, in bytes */
#define RULE_STEPS_MAX 200000000	     /* SQLite virtual-machine steps of one rule */
#define RULES_MAX 1000			     /* figures, or checks, of one pack */

#endif
