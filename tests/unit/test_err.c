#include "unit.h"

#include "base/limits.h"

static void err_keeps_messages_in_order_and_returns_their_code(void **state)
{
	(void)state;
	job j = job_open();

	assert_int_equal(err_add(&j.e, ERR_PARSE, "a.csv:3", "bad %s", "cell"), ERR_PARSE);
	assert_int_equal(err_add(&j.e, ERR_IO, "", "no disk"), ERR_IO);
	assert_int_equal(j.e.count, 2);
	assert_string_equal(j.e.first->where, "a.csv:3");
	assert_string_equal(j.e.first->text, "bad cell");
	assert_int_equal(j.e.first->code, ERR_PARSE);
	assert_ptr_equal(j.e.first->next, j.e.last);
	assert_string_equal(j.e.last->text, "no disk");
	assert_null(j.e.last->next);
	job_close(&j);
}

static void err_keeps_its_own_copy_of_the_place(void **state)
{
	(void)state;
	job j = job_open();
	char where[] = "file:1";

	err_add(&j.e, ERR_RULE, where, "wrong");
	where[0] = 'x';
	assert_string_equal(j.e.first->where, "file:1");
	err_add(&j.e, ERR_RULE, NULL, "wrong");
	assert_string_equal(j.e.last->where, "");
	job_close(&j);
}

static void err_counts_but_does_not_keep_messages_past_the_limit(void **state)
{
	(void)state;
	job j = job_open();
	size_t kept = 0;

	for (int i = 0; i < MESSAGES_MAX + 1; i++)
		assert_int_equal(err_add(&j.e, ERR_LIMIT, "", "message %d", i), ERR_LIMIT);
	for (err_message *m = j.e.first; m; m = m->next)
		kept++;
	assert_int_equal(kept, MESSAGES_MAX);
	assert_int_equal(j.e.count, MESSAGES_MAX + 1);
	assert_string_equal(j.e.last->text, "message 99");
	job_close(&j);
}

static void control_characters_of_a_message_become_question_marks(void **state)
{
	(void)state;
	job j = job_open();
	err_add(&j.e, ERR_PARSE, "a\033[31m.xlsx", "'%s' is no date\x7f", "x\nbcf: all is well");
	assert_string_equal(j.e.first->where, "a?[31m.xlsx");
	assert_string_equal(j.e.first->text, "'x?bcf: all is well' is no date?");
	job_close(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(control_characters_of_a_message_become_question_marks),
		cmocka_unit_test(err_keeps_messages_in_order_and_returns_their_code),
		cmocka_unit_test(err_keeps_its_own_copy_of_the_place),
		cmocka_unit_test(err_counts_but_does_not_keep_messages_past_the_limit),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
