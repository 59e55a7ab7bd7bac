/* Paragraphs of the narrative that two people rewrote: a conflict is of what both changed, and of no neighbour. */
#include "plan_texts.h"

#include <stdlib.h>

#include "plan/merge.h"

#define PARAGRAPHS 8

static plan *prose(job *j, const char *text)
{
	return plan_with(j, "narrative/a.md", text);
}

static merge_outcome merged_by(
	job *j, const plan *b, const plan *o, const plan *t, const resolution *list, size_t count)
{
	merge_outcome m;
	if (plan_merge(&m, b, o, t, list, count, j->a, &j->e))
		fail_msg("%s: %s", j->e.last->where, j->e.last->text);
	return m;
}

static const char *conflicts_of(job *j, const merge_outcome *m)
{
	buf b;
	buf_init(&b, j->a);
	for (size_t i = 0; i < m->conflict_count; i++)
		buf_printf(&b, "%s%s: %.*s|%.*s|%.*s", i ? "; " : "", m->conflicts[i].id,
			SPAN_ARG(span_trim(m->conflicts[i].base)), SPAN_ARG(span_trim(m->conflicts[i].ours)),
			SPAN_ARG(span_trim(m->conflicts[i].theirs)));
	return arena_text(j->a, buf_span(&b));
}

static const char *text_of(job *j, const merge_outcome *m)
{
	assert_non_null(m->merged);
	const narrative *n = plan_section(m->merged, span_of("a"));
	return n ? arena_text(j->a, n->text) : "";
}

static void a_conflict_leaves_the_paragraph_beside_it(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = prose(&j, "One\n\nTwo\n\nThree\n\nFour\n"), *both = prose(&j, "One\n\n2\n\n3\n\nFour\n"),
	     *one = prose(&j, "One\n\nTwo\n\nIII\n\nFour\n");
	const resolution theirs = {"narrative/a[3]", "theirs"}, ours = {"narrative/a[3]", "ours"};
	merge_outcome m = merged_by(&j, b, both, one, NULL, 0);
	assert_string_equal(conflicts_of(&j, &m), "narrative/a[3]: Three|3|III");
	m = merged_by(&j, b, both, one, &theirs, 1);
	assert_string_equal(text_of(&j, &m), "One\n\n2\n\nIII\n\nFour\n");
	m = merged_by(&j, b, one, both, NULL, 0);
	assert_string_equal(conflicts_of(&j, &m), "narrative/a[3]: Three|III|3");
	m = merged_by(&j, b, one, both, &ours, 1);
	assert_string_equal(text_of(&j, &m), "One\n\n2\n\nIII\n\nFour\n");
	job_close(&j);
}

static void neighbours_that_both_changed_are_settled_one_by_one(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = prose(&j, "One\n\nTwo\n"), *o = prose(&j, "1\n\n2\n"), *t = prose(&j, "I\n\nII\n");
	merge_outcome m = merged_by(&j, b, o, t, NULL, 0);
	assert_string_equal(conflicts_of(&j, &m), "narrative/a[1]: One|1|I; narrative/a[2]: Two|2|II");
	const resolution list[] = {{"narrative/a[1]", "ours"}, {"narrative/a[2]", "theirs"}};
	m = merged_by(&j, b, o, t, list, 2);
	assert_string_equal(text_of(&j, &m), "1\n\nII\n");
	job_close(&j);
}

/* Both bring the same paragraph, and one of them rewrites the paragraph beside it too. */
static void what_both_brought_alike_is_there_once(void **state)
{
	(void)state;
	static const struct {
		const char *brought, *both, *merged;
	} cases[] = {
		{"Alpha\n\nNew\n\nBeta\n", "Alpha\n\nNew\n\nBeta 2\n", "Alpha\n\nNew\n\nBeta 2\n"},
		{"Alpha\n\nNew\n\nBeta\n", "Alpha 2\n\nNew\n\nBeta\n", "Alpha 2\n\nNew\n\nBeta\n"},
		{"Alpha\n\nNew\n\nNewer\n\nBeta\n", "Alpha\n\nNew\n\nNewer\n\nBeta 2\n",
			"Alpha\n\nNew\n\nNewer\n\nBeta 2\n"},
		{"Alpha\n\nOther\n\nBeta\n", "Alpha\n\nNew\n\nBeta 2\n", "Alpha\n\nOther\n\nNew\n\nBeta 2\n"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		job j = job_open();
		plan *b = prose(&j, "Alpha\n\nBeta\n"), *o = prose(&j, cases[i].brought), *t = prose(&j, cases[i].both);
		merge_outcome m = merged_by(&j, b, o, t, NULL, 0);
		assert_string_equal(text_of(&j, &m), cases[i].merged);
		m = merged_by(&j, b, t, o, NULL, 0);
		assert_string_equal(text_of(&j, &m), cases[i].merged);
		job_close(&j);
	}
}

/* One side made one paragraph of two: which is which cannot be told, and all of it is the conflict. */
static void a_run_of_another_length_stays_whole(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = prose(&j, "One\n\nTwo\n\nThree\n"), *o = prose(&j, "1 and 2\n\nThree\n"),
	     *t = prose(&j, "One\n\nII\n\nThree\n");
	merge_outcome m = merged_by(&j, b, o, t, NULL, 0);
	assert_string_equal(conflicts_of(&j, &m), "narrative/a[1]: One\n\nTwo|1 and 2|One\n\nII");
	m = merged_by(&j, b, t, o, NULL, 0);
	assert_string_equal(conflicts_of(&j, &m), "narrative/a[1]: One\n\nTwo|One\n\nII|1 and 2");
	job_close(&j);
}

static void what_comes_in_between_two_rewritten_paragraphs_is_settled_with_them(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = prose(&j, "One\n\nTwo\n"), *o = prose(&j, "1\n\n2\n"), *t = prose(&j, "One\n\nNew\n\nTwo\n");
	merge_outcome m = merged_by(&j, b, o, t, NULL, 0);
	assert_string_equal(conflicts_of(&j, &m), "narrative/a[1]: One\n\nTwo|1\n\n2|One\n\nNew\n\nTwo");
	/* one paragraph that both brought is not in twice, whatever is taken */
	b = prose(&j, "One\n\nTwo\n\nThree\n");
	o = prose(&j, "1\n\n2\n\nThree\n");
	t = prose(&j, "1\n\n2\n\nTwo\n\nThree\n");
	const resolution theirs = {"narrative/a[1]", "theirs"};
	m = merged_by(&j, b, o, t, &theirs, 1);
	assert_string_equal(text_of(&j, &m), "1\n\n2\n\nTwo\n\nThree\n");
	job_close(&j);
}

/* Both brought the same paragraph, in two places: paragraph by paragraph it could be in twice. */
static void paragraphs_that_stand_in_two_places_are_settled_together(void **state)
{
	(void)state;
	job j = job_open();
	plan *b = prose(&j, "One\n\nTwo\n\nThree\n"), *o = prose(&j, "One\n\nNew\n\n3\n"),
	     *t = prose(&j, "New\n\nII\n\nThree\n");
	merge_outcome m = merged_by(&j, b, o, t, NULL, 0);
	assert_string_equal(
		conflicts_of(&j, &m), "narrative/a[1]: One\n\nTwo\n\nThree|One\n\nNew\n\n3|New\n\nII\n\nThree");
	job_close(&j);
}

/* Any paragraphs rewritten by either side: exactly those that both rewrote differently are conflicts, each by itself,
 * and every other is as the side that rewrote it has it. */
static plan *rewritten(job *j, const char *const list[PARAGRAPHS])
{
	buf b;
	buf_init(&b, j->a);
	for (size_t i = 0; i < PARAGRAPHS; i++)
		buf_printf(&b, "%s%s\n", i ? "\n" : "", list[i]);
	return prose(j, arena_text(j->a, buf_span(&b)));
}

static void try_rewriting(uint64_t *random)
{
	job j = job_open();
	const char *base[PARAGRAPHS], *ours[PARAGRAPHS], *theirs[PARAGRAPHS], *by_ours[PARAGRAPHS],
		*by_theirs[PARAGRAPHS];
	buf wanted, reversed;
	size_t conflicts = 0;
	buf_init(&wanted, j.a);
	buf_init(&reversed, j.a);
	for (size_t i = 0; i < PARAGRAPHS; i++) {
		unsigned n = (unsigned)(next_random(random) >> 40);
		base[i] = arena_printf(j.a, "p%zu", i);
		ours[i] = n & 3 ? base[i] : arena_printf(j.a, "o%zu", i);
		theirs[i] = n & 12 ? base[i] : n & 16 ? arena_printf(j.a, "t%zu", i) : ours[i];
		by_ours[i] = ours[i] == base[i] ? theirs[i] : ours[i];
		by_theirs[i] = theirs[i] == base[i] ? ours[i] : theirs[i];
		if (by_ours[i] == by_theirs[i])
			continue;
		buf_printf(&wanted, "%snarrative/a[%zu]: %s|%s|%s", conflicts ? "; " : "", i + 1, base[i], ours[i],
			theirs[i]);
		buf_printf(&reversed, "%snarrative/a[%zu]: %s|%s|%s", conflicts++ ? "; " : "", i + 1, base[i],
			theirs[i], ours[i]);
	}
	const plan *b = rewritten(&j, base), *o = rewritten(&j, ours), *t = rewritten(&j, theirs);
	merge_outcome m = merged_by(&j, b, o, t, NULL, 0), n = merged_by(&j, b, t, o, NULL, 0);
	assert_string_equal(conflicts_of(&j, &m), arena_text(j.a, buf_span(&wanted)));
	assert_string_equal(conflicts_of(&j, &n), arena_text(j.a, buf_span(&reversed)));
	resolution list[PARAGRAPHS];
	for (size_t side = 0; side < 2; side++) {
		for (size_t i = 0; i < conflicts; i++)
			list[i] = (resolution){m.conflicts[i].id, side ? "theirs" : "ours"};
		merge_outcome settled = merged_by(&j, b, o, t, list, conflicts);
		const narrative *want = plan_section(rewritten(&j, side ? by_theirs : by_ours), span_of("a"));
		assert_string_equal(text_of(&j, &settled), arena_text(j.a, want->text));
	}
	job_close(&j);
}

static void only_paragraphs_that_both_rewrote_conflict(void **state)
{
	(void)state;
	const char *full = getenv("BCF_FULL");
	uint64_t random = 20160527;
	for (size_t i = 0; i < (full && *full ? 20000 : 400); i++)
		try_rewriting(&random);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_conflict_leaves_the_paragraph_beside_it),
		cmocka_unit_test(neighbours_that_both_changed_are_settled_one_by_one),
		cmocka_unit_test(what_both_brought_alike_is_there_once),
		cmocka_unit_test(a_run_of_another_length_stays_whole),
		cmocka_unit_test(what_comes_in_between_two_rewritten_paragraphs_is_settled_with_them),
		cmocka_unit_test(paragraphs_that_stand_in_two_places_are_settled_together),
		cmocka_unit_test(only_paragraphs_that_both_rewrote_conflict),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
