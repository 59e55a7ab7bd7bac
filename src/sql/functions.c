/* The functions that rules may call.  Numbers are integers: pence, or millionths. */
#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "base/words.h"
#include "sql/db.h"

typedef struct calendar {
	const day *holidays;
	size_t count;
} calendar;

static bool any_null(int count, sqlite3_value **v)
{
	for (int i = 0; i < count; i++)
		if (sqlite3_value_type(v[i]) == SQLITE_NULL)
			return true;
	return false;
}

static span value_span(sqlite3_value *v)
{
	const char *text = (const char *)sqlite3_value_text(v);
	return (span){text ? text : "", (size_t)sqlite3_value_bytes(v)};
}

static void give_ratio(sqlite3_context *c, sqlite3_value **v, int64_t scale)
{
	int64_t out, whole_scale = scale * MILLION;
	if (!any_null(2, v) && scale_checked(&out, sqlite3_value_int64(v[0]), whole_scale, sqlite3_value_int64(v[1])))
		sqlite3_result_int64(c, out);
}

static void f_rate(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	give_ratio(c, v, 100000);
}

static void f_percent(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	give_ratio(c, v, 100);
}

static void f_round(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	if (!any_null(2, v) && sqlite3_value_int64(v[1]) > 0)
		sqlite3_result_int64(c, round_to(sqlite3_value_int64(v[0]), sqlite3_value_int64(v[1])));
}

/* x times a ratio.  A ratio is held to a millionth: what multiplies is the simplest fraction that those millionths stand
 * for (333333 is a third), so that a third of £5m is £1,666,666.67. */
static void f_portion(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	if (any_null(2, v))
		return;
	int64_t part = sqlite3_value_int64(v[1]), above = part, below = MILLION, out, back;
	for (int64_t d = 1; d <= 700; d++) { /* two fractions this simple differ by more than a millionth */
		int64_t over;
		if (scale_checked(&over, part, d, MILLION) && scale_checked(&back, over, MILLION, d) && back == part) {
			above = over;
			below = d;
			break;
		}
	}
	if (scale_checked(&out, sqlite3_value_int64(v[0]), above, below))
		sqlite3_result_int64(c, out);
}

static void f_agrees(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	int64_t slack = sqlite3_value_int64(v[2]);
	wide d = (wide)sqlite3_value_int64(v[0]) - sqlite3_value_int64(v[1]);
	if (!any_null(3, v))
		sqlite3_result_int(c, d <= slack && -d <= slack);
}

/* whole(x): the sum, NULL when one is NULL or when there is none, an error on overflow. */
typedef struct whole {
	int64_t sum;
	bool any, blank, over;
} whole;

static void whole_step(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	whole *w = sqlite3_aggregate_context(c, sizeof *w);
	if (!w)
		return;
	w->any = true;
	if (sqlite3_value_type(v[0]) == SQLITE_NULL)
		w->blank = true;
	else if (!add_checked(&w->sum, w->sum, sqlite3_value_int64(v[0])))
		w->over = true;
}

static void whole_final(sqlite3_context *c)
{
	whole *w = sqlite3_aggregate_context(c, 0);
	if (w && w->over)
		sqlite3_result_error(c, "a sum is larger than 64 bits hold", -1);
	else if (w && w->any && !w->blank)
		sqlite3_result_int64(c, w->sum);
}

static void f_days(sqlite3_context *c, int n, sqlite3_value **v)
{
	period p;
	day from, to;
	if (any_null(n, v))
		return;
	if (n == 1 && period_parse(&p, value_span(v[0])))
		sqlite3_result_int64(c, (p.ends - p.starts + 1) * MILLION);
	if (n == 2 && date_parse(&from, value_span(v[0])) && date_parse(&to, value_span(v[1])))
		sqlite3_result_int64(c, (to - from) * MILLION);
}

static int compare_days(const void *x, const void *y)
{
	day a = *(const day *)x, b = *(const day *)y;
	return (a > b) - (a < b);
}

static void f_working_day(sqlite3_context *c, int n, sqlite3_value **v)
{
	const calendar *k = sqlite3_user_data(c);
	day d;
	(void)n;
	if (!any_null(1, v) && date_parse(&d, value_span(v[0])))
		sqlite3_result_int(c, date_weekday(d) < 5 && !(k->count && bsearch(&d, k->holidays, k->count, sizeof d,
										   compare_days)));
}

static void f_words(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	if (!any_null(1, v))
		sqlite3_result_int64(c, (int64_t)words_count(value_span(v[0])) * MILLION);
}

static void f_items(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	if (any_null(1, v))
		return;
	span rest = value_span(v[0]);
	int64_t count = 0;
	while (rest.len)
		count += span_trim(span_cut(&rest, ';')).len > 0;
	sqlite3_result_int64(c, count * MILLION);
}

static void f_has(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	if (any_null(2, v))
		return;
	span rest = value_span(v[0]), wanted = value_span(v[1]);
	bool found = false;
	while (rest.len && !found)
		found = span_equal(span_trim(span_cut(&rest, ';')), wanted);
	sqlite3_result_int(c, found);
}

static void give_text(sqlite3_context *c, const char *text)
{
	sqlite3_result_text(c, text, -1, SQLITE_TRANSIENT);
}

static void f_prior(sqlite3_context *c, int n, sqlite3_value **v)
{
	period p;
	char out[PERIOD_TEXT];
	(void)n;
	if (any_null(1, v) || !period_parse(&p, value_span(v[0])))
		return;
	period_print(out, period_prior(p));
	give_text(c, out);
}

static void f_edge(sqlite3_context *c, int n, sqlite3_value **v)
{
	period p;
	char out[DATE_TEXT];
	(void)n;
	if (any_null(1, v) || !period_parse(&p, value_span(v[0])))
		return;
	date_print(out, sqlite3_user_data(c) ? p.ends : p.starts);
	give_text(c, out);
}

int functions_install(db *d, const day *holidays, size_t count, err *e)
{
	static char at_end;
	sqlite3 *h = db_handle(d);
	const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
	calendar *k = malloc(sizeof *k);
	if (!k)
		abort();
	*k = (calendar){holidays, count};
	const struct {
		const char *name;
		int arguments;
		void *data;
		void (*call)(sqlite3_context *, int, sqlite3_value **);
	} list[] = {
		{"rate", 2, NULL, f_rate},
		{"percent", 2, NULL, f_percent},
		{"round_half_away", 2, NULL, f_round},
		{"agrees", 3, NULL, f_agrees},
		{"portion", 2, NULL, f_portion},
		{"days", 1, NULL, f_days},
		{"days", 2, NULL, f_days},
		{"words", 1, NULL, f_words},
		{"items", 1, NULL, f_items},
		{"has", 2, NULL, f_has},
		{"prior", 1, NULL, f_prior},
		{"starts", 1, NULL, f_edge},
		{"ends", 1, &at_end, f_edge},
	};
	int rc = sqlite3_create_function_v2(h, "working_day", 1, flags, k, f_working_day, NULL, NULL, free);
	for (size_t i = 0; rc == SQLITE_OK && i < sizeof list / sizeof *list; i++)
		rc = sqlite3_create_function_v2(
			h, list[i].name, list[i].arguments, flags, list[i].data, list[i].call, NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_create_function_v2(h, "whole", 1, flags, NULL, NULL, whole_step, whole_final, NULL);
	return rc == SQLITE_OK
		       ? 0
		       : err_add(e, ERR_INTERNAL, "", "cannot install the rule functions: %s", sqlite3_errmsg(h));
}
