#include "base/date.h"

#include <stdio.h>
#include <string.h>

#define YEAR_FIRST 1900
#define YEAR_LAST 2199

typedef struct civil {
	int year, month, date;
} civil;

static const char *const month_names[] = {"January", "February", "March", "April", "May", "June", "July", "August",
	"September", "October", "November", "December"};

static int month_length(int year, int month)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : lengths[month - 1];
}

/* The computation counts years from 1 March, so that the leap day comes last, in eras of 400 years (146097 days);
 * 719468 is the number of days from 0000-03-01 to 1970-01-01. */
static day civil_day(civil c)
{
	int year = c.month <= 2 ? c.year - 1 : c.year;
	int era = (year >= 0 ? year : year - 399) / 400;
	int year_of_era = year - era * 400;
	int day_of_year = (153 * (c.month + (c.month > 2 ? -3 : 9)) + 2) / 5 + c.date - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

static civil day_civil(day d)
{
	int64_t shifted = (int64_t)d + 719468;
	int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
	int day_of_era = (int)(shifted - era * 146097);
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int month = (5 * day_of_year + 2) / 153;
	int date = day_of_year - (153 * month + 2) / 5 + 1;

	month += month < 10 ? 3 : -9;
	return (civil){.year = year_of_era + (int)(era * 400) + (month <= 2), .month = month, .date = date};
}

/* Four digits hold the year, whatever day a caller made up. */
static civil printable(day d)
{
	civil c = day_civil(d);

	if (c.year < 0)
		return (civil){0, 1, 1};
	if (c.year > 9999)
		return (civil){9999, 12, 31};
	return c;
}

static bool digits_parse(int *out, span text)
{
	int value = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
		value = value * 10 + (text.at[i] - '0');
	}
	*out = value;
	return true;
}

/* The number in `count` (at most 4) digits at `from`; the caller knows that they are there. */
static bool digits_at(int *out, span text, size_t from, size_t count)
{
	return digits_parse(out, (span){text.at + from, count});
}

bool date_parse(day *out, span text)
{
	civil c;

	if (text.len != 10 || text.at[4] != '-' || text.at[7] != '-')
		return false;
	if (!digits_at(&c.year, text, 0, 4) || !digits_at(&c.month, text, 5, 2) || !digits_at(&c.date, text, 8, 2))
		return false;
	if (c.year < YEAR_FIRST || c.year > YEAR_LAST || c.month < 1 || c.month > 12)
		return false;
	if (c.date < 1 || c.date > month_length(c.year, c.month))
		return false;
	*out = civil_day(c);
	return true;
}

/* The digits are put one by one: printf would be slower, and the compiler could not see that they fit. */
static char *put_digits(char *at, int value, int count)
{
	for (int i = count - 1; i >= 0; i--) {
		at[i] = (char)('0' + value % 10);
		value /= 10;
	}
	return at + count;
}

static char *put_date(char *at, day d)
{
	civil c = printable(d);

	at = put_digits(at, c.year, 4);
	*at++ = '-';
	at = put_digits(at, c.month, 2);
	*at++ = '-';
	return put_digits(at, c.date, 2);
}

void date_print(char out[DATE_TEXT], day d)
{
	*put_date(out, d) = '\0';
}

void date_show(char out[DATE_TEXT * 2], day d)
{
	civil c = printable(d);
	char year[5];

	*put_digits(year, c.year, 4) = '\0';
	snprintf(out, DATE_TEXT * 2, "%d %s %s", c.date, month_names[c.month - 1], year);
}

const char *date_words(const char *time, arena *a)
{
	char text[DATE_TEXT * 2];
	day d;
	if (strlen(time) < 10 || !date_parse(&d, (span){time, 10}))
		return time;
	date_show(text, d);
	return arena_text(a, span_of(text));
}

int date_weekday(day d)
{
	/* 1970-01-01 was a Thursday; 7 x 2^29 makes every day positive. */
	return (int)(((int64_t)d + 3 + (INT64_C(7) << 29)) % 7);
}

static period year_period(int year)
{
	return (period){civil_day((civil){year, 4, 1}), civil_day((civil){year + 1, 3, 31}), PERIOD_YEAR};
}

static period quarter_period(int year, int quarter)
{
	int first = quarter == 4 ? 1 : 1 + quarter * 3;
	int in = quarter == 4 ? year + 1 : year;
	civil ends = {in, first + 2, month_length(in, first + 2)};

	return (period){civil_day((civil){in, first, 1}), civil_day(ends), PERIOD_QUARTER};
}

static period month_period(int year, int month)
{
	civil ends = {year, month, month_length(year, month)};

	return (period){civil_day((civil){year, month, 1}), civil_day(ends), PERIOD_MONTH};
}

/* "2016-17", "2016-17Q1" and "2016-04" begin alike: four digits, a hyphen, two digits. */
static bool year_parse(period *out, span text)
{
	int year, two;

	if (text.at[4] != '-' || !digits_at(&year, text, 0, 4) || !digits_at(&two, text, 5, 2))
		return false;
	if (year < YEAR_FIRST || year > YEAR_LAST)
		return false;
	bool reads_as_year = two == (year + 1) % 100;
	if (reads_as_year && year == YEAR_LAST)
		return false; /* it would end outside the calendar */
	if (text.len == 9) {
		if (!reads_as_year || text.at[7] != 'Q' || text.at[8] < '1' || text.at[8] > '4')
			return false;
		*out = quarter_period(year, text.at[8] - '0');
		return true;
	}
	if (!reads_as_year && (two < 1 || two > 12))
		return false;
	*out = reads_as_year ? year_period(year) : month_period(year, two);
	return true;
}

bool period_parse(period *out, span text)
{
	day starts, ends;

	switch (text.len) {
	case 7:
	case 9:
		return year_parse(out, text);
	case 10:
		if (!date_parse(&starts, text))
			return false;
		*out = (period){starts, starts, PERIOD_DATE};
		return true;
	case 21:
		if (text.at[10] != '/' || !date_parse(&starts, (span){text.at, 10}) ||
			!date_parse(&ends, (span){text.at + 11, 10}) || starts > ends)
			return false;
		*out = (period){starts, ends, PERIOD_RANGE};
		return true;
	default:
		return false;
	}
}

static char *put_two(char *at, int first, int second)
{
	at = put_digits(at, first, 4);
	*at++ = '-';
	return put_digits(at, second % 100, 2);
}

void period_print(char out[PERIOD_TEXT], period p)
{
	civil starts = printable(p.starts);
	int year = starts.month < 4 ? starts.year - 1 : starts.year; /* the year of the plan that the day lies in */
	char *at;

	if (p.kind == PERIOD_YEAR && year >= 0) {
		at = put_two(out, year, year + 1);
	} else if (p.kind == PERIOD_QUARTER && year >= 0) {
		at = put_two(out, year, year + 1);
		*at++ = 'Q';
		*at++ = (char)('1' + (starts.month + 8) % 12 / 3);
	} else if (p.kind == PERIOD_MONTH && starts.month != (starts.year + 1) % 100) {
		at = put_two(out, starts.year, starts.month);
	} else if (p.kind == PERIOD_DATE) {
		at = put_date(out, p.starts);
	} else {
		at = put_date(out, p.starts);
		*at++ = '/';
		at = put_date(at, p.ends);
	}
	*at = '\0';
}

static day year_before(day d)
{
	civil c = printable(d);

	c.year--;
	if (c.month == 2 && c.date == 29)
		c.date = 28;
	return civil_day(c);
}

period period_prior(period p)
{
	if (p.kind == PERIOD_MONTH) {
		civil starts = printable(p.starts);
		return month_period(starts.year - 1, starts.month);
	}
	return (period){year_before(p.starts), year_before(p.ends), p.kind};
}
