#include "cmd/money_text.h"

#include "base/money.h"

const char *money_text(int64_t amount, bool pence, arena *a)
{
	char text[NUMBER_TEXT];
	money_show(text, amount);
	return arena_printf(a, "%s%s", text, pence && amount % 100 == 0 ? ".00" : "");
}

const char *money_change_text(int64_t by, bool pence, arena *a)
{
	return arena_printf(a, "%s%s", by > 0 ? "+" : "", money_text(by, pence, a));
}

const char *money_step_text(int64_t from, int64_t to, arena *a)
{
	bool pence = from % 100 || to % 100;
	return arena_printf(a, "%s → %s", money_text(from, pence, a), money_text(to, pence, a));
}
