#ifndef BCF_BASE_DATE_H
#define BCF_BASE_DATE_H
/* Dates of the Gregorian calendar, and the periods that plans speak of.  No clock here. */

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"

typedef int32_t day; /* days since 1970-01-01; dates from 1900-01-01 to 2199-12-31 */

#define DATE_TEXT 11
#define PERIOD_TEXT 24

bool date_parse(day *out, span text); /* "2019-03-31" and nothing else */
void date_print(char out[DATE_TEXT], day d);
void date_show(char out[DATE_TEXT * 2], day d); /* for people: "31 March 2019" */
/* Of a date or a time, "2019-03-31T11:00:00Z": "31 March 2019"; what is none is given back as it is. */
const char *date_words(const char *time, arena *a);
int date_weekday(day d); /* 0 = Monday ... 6 = Sunday */

/* A period is a year "2016-17" (1 April to 31 March), a quarter "2016-17Q1", a month "2016-04", a date, or two dates
 * "2011-12-01/2011-12-31".  Where the last two digits are the first year's next year it is a year: "2011-12". */
typedef enum period_kind { PERIOD_YEAR, PERIOD_QUARTER, PERIOD_MONTH, PERIOD_DATE, PERIOD_RANGE } period_kind;
typedef struct period {
	day starts, ends; /* both inclusive; starts <= ends */
	period_kind kind;
} period;

bool period_parse(period *out, span text);
void period_print(char out[PERIOD_TEXT], period p);
/* The same period one year earlier ("2019-20" -> "2018-19", "2016-04" -> "2015-04"; 29 February -> 28 February).
 * A month whose text would read as a year ("2011-12") is printed as two dates.  The prior of a period of 1900 lies
 * outside the calendar: it prints, and does not parse back. */
period period_prior(period p);

#endif
