#include "synth/paper.h"

#include <string.h>

#include "base/money.h"

const char *grouped(int64_t n, arena *a)
{
	const char *digits = arena_printf(a, "%lld", (long long)(n < 0 ? -n : n));
	size_t len = strlen(digits);
	buf b;
	buf_init(&b, a);
	if (n < 0)
		buf_char(&b, '-');
	for (size_t i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			buf_char(&b, ',');
		buf_char(&b, digits[i]);
	}
	return arena_text(a, buf_span(&b));
}

manner print_plainly(int64_t pence, arena *a)
{
	manner m = {.heading = "", .qualifier = "", .pence = pence, .half = pence % 100 ? 0 : 50};
	m.printed = pence % 100 ? arena_printf(a, "£%s.%02d", grouped(pence / 100, a), (int)(pence % 100))
				: arena_printf(a, "£%s", grouped(pence / 100, a));
	return m;
}

/* `pence` in units of `unit` pence with `decimals` decimals: "1,234.5". */
static const char *scaled(int64_t *rounded, int64_t pence, int64_t unit, int decimals, arena *a)
{
	int64_t step = unit, tens = 1;
	for (int i = 0; i < decimals; i++) {
		step /= 10;
		tens *= 10;
	}
	int64_t n = divide_round(pence, 1, step);
	*rounded = n * step;
	return decimals ? arena_printf(a, "%s.%0*lld", grouped(n / tens, a), decimals, (long long)(n % tens))
			: arena_printf(a, "%s", grouped(n, a));
}

#define THOUSAND INT64_C(100000) /* pounds in pence */
#define MILLIONS INT64_C(100000000)

manner print_somehow(int64_t pence, prng *r, arena *a)
{
	manner m = {.heading = "", .qualifier = ""};
	int decimals;
	const char *text;
	size_t way = prng_below(r, 8);
	if (pence < 20 * THOUSAND || way < 3)
		return print_plainly(pence, a);
	if (way < 5) {
		decimals = (int)prng_below(r, 2);
		text = scaled(&m.pence, pence, THOUSAND, decimals, a);
		m.heading = "£'000";
		m.printed = text;
		m.half = decimals ? THOUSAND / 20 : THOUSAND / 2;
		return m;
	}
	if (way == 5) {
		m.printed = arena_printf(a, "£%sk", scaled(&m.pence, pence, THOUSAND, 0, a));
		m.half = THOUSAND / 2;
		return m;
	}
	decimals = pence < 10 * MILLIONS ? 3 : (int)prng_between(r, 1, 3);
	text = scaled(&m.pence, pence, MILLIONS, decimals, a);
	m.half = MILLIONS / (decimals == 1 ? 20 : decimals == 2 ? 200 : 2000);
	if (way == 6) {
		m.printed = text;
		m.heading = "£m";
		return m;
	}
	m.printed = arena_printf(a, "£%sm", text);
	if (decimals == 1 && text[strlen(text) - 1] != '0')
		m.qualifier = "about";
	return m;
}

/* ---- sums ---- */

static const struct {
	const char *figure, *table, *by;
} sums[] = {
	{"income.total", "income", NULL},
	{"income.by_source", "income", "source"},
	{"income.by_payer", "income", "payer"},
	{"spend.total", "spend", NULL},
	{"spend.by_source", "spend", "source"},
	{"spend.by_type", "spend", "type"},
	{"spend.by_scheme", "spend", "scheme"},
	{"required.amount", "requirements", "measure"},
};

bool own_sum(int64_t *out, const plan *p, span figure, span of, span year)
{
	for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
		if (!span_is(figure, sums[i].figure))
			continue;
		const rows *r = plan_rows(p, sums[i].table);
		int64_t total = 0, pence;
		bool any = false;
		for (size_t n = 0; n < r->count; n++)
			if (span_equal(row_get(r, n, "period"), year) &&
				(!sums[i].by || span_equal(row_get(r, n, sums[i].by), of)) &&
				row_pence(&pence, r, n, "amount")) {
				total += pence;
				any = true;
			}
		*out = total;
		return any;
	}
	return false;
}
