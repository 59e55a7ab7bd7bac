#include "cmd/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/date.h"
#include "base/money.h"

#define STAND_IN "SOURCE_DATE_EPOCH"
#define LAST INT64_C(7258118399) /* of the year 2199 */

static int seconds_now(int64_t *out, err *e)
{
	const char *said = getenv(STAND_IN);
	*out = (int64_t)time(NULL);
	if (!said || !*said || (count_parse(out, span_of(said)) && *out <= LAST))
		return 0;
	return err_add(e, ERR_USAGE, STAND_IN,
		"'%s' is no time: this environment variable stands in for the clock, as seconds since 1970, such as "
		"1568937600; take it away ('unset " STAND_IN "') to go by the clock",
		said);
}

/* The last Sunday of a month. */
static day last_sunday(int year, int month)
{
	char text[32];
	day d = 0;
	snprintf(text, sizeof text, "%04d-%02d-31", year, month);
	date_parse(&d, span_of(text));
	return d - (date_weekday(d) + 1) % 7;
}

/* British Summer Time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October. */
static const char *day_in_london(int64_t now, arena *a)
{
	char text[DATE_TEXT];
	day d = (day)(now / 86400);
	int64_t hour = now % 86400 / 3600;

	date_print(text, d);
	int year = (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
	day from = last_sunday(year, 3), to = last_sunday(year, 10);
	bool summer = (d > from || (d == from && hour >= 1)) && (d < to || (d == to && hour < 1));
	if (summer && hour == 23)
		d++;
	date_print(text, d);
	return arena_text(a, span_of(text));
}

static const char *time_in_utc(int64_t now, arena *a)
{
	char text[DATE_TEXT];
	int second = (int)(now % 86400);
	date_print(text, (day)(now / 86400));
	return arena_printf(a, "%sT%02d:%02d:%02dZ", text, second / 3600, second / 60 % 60, second % 60);
}

int clock_read(const char **today, const char **now, arena *a, err *e)
{
	int64_t seconds;
	int rc = seconds_now(&seconds, e);
	if (rc)
		return rc;
	if (today)
		*today = day_in_london(seconds, a);
	if (now)
		*now = time_in_utc(seconds, a);
	return 0;
}
