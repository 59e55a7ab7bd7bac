#ifndef BCF_TEST_PLAN_TEXTS_H
#define BCF_TEST_PLAN_TEXTS_H
/* Plans made of a few texts. */

#include "unit.h"

#include "plan/plan.h"

/* `texts`: name and text, name and text, NULL; the texts are copied. */
static inline plan *plan_of(job *j, const char *const *texts)
{
	named_text list[16];
	size_t count = 0;
	plan *p;
	for (; texts[2 * count]; count++) {
		char *text = arena_text(j->a, span_of(texts[2 * count + 1]));
		list[count] = (named_text){texts[2 * count], texts[2 * count], text, strlen(text)};
	}
	if (plan_from_texts(&p, list, count, "a plan", j->a, &j->e))
		fail_msg("%s: %s", j->e.first->where, j->e.first->text);
	return p;
}

#define PLAN "plan.csv", "title,policy\nA plan,any\n"
#define plan_with(j, ...) plan_of(j, (const char *const[]){PLAN, __VA_ARGS__, NULL})

#endif
