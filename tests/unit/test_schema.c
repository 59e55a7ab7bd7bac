#include "unit.h"

#include <ctype.h>

#include "base/limits.h"
#include "plan/schema.h"
#include "policy/pack.h"
#include "sql/db.h"

/* PostgreSQL 16, appendix C: reserved, or reserved but usable as a function or type. */
static const char postgres_reserved[] =
	" all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column concurrently constraint"
	" create cross current_catalog current_date current_role current_schema current_time current_timestamp current_user default deferrable desc distinct"
	" do else end except false fetch for foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral"
	" leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references"
	" returning right select session_user similar some symmetric system_user table tablesample then to trailing true union unique user using variadic"
	" verbose when where window with ";

static bool reserved(const char *name)
{
	char padded[80];

	snprintf(padded, sizeof padded, " %s ", name);
	return strstr(postgres_reserved, padded) != NULL;
}

static bool plain_name(const char *name)
{
	if (!islower((unsigned char)*name))
		return false;
	for (; *name; name++)
		if (!islower((unsigned char)*name) && !isdigit((unsigned char)*name) && *name != '_')
			return false;
	return true;
}

static void no_table_or_column_bears_a_reserved_word_of_postgresql(void **state)
{
	(void)state;
	assert_true(reserved("user"));
	assert_false(reserved("of"));
	for (size_t t = 0; t < plan_table_count; t++) {
		assert_false(reserved(plan_tables[t].name));
		for (size_t i = 0; i < plan_tables[t].count; i++) {
			if (reserved(plan_tables[t].columns[i].name))
				print_message("# %s.%s\n", plan_tables[t].name, plan_tables[t].columns[i].name);
			assert_false(reserved(plan_tables[t].columns[i].name));
		}
	}
}

static void sqlite_takes_every_table_and_column_without_quotes(void **state)
{
	(void)state;
	job j = job_open();
	db *d;

	assert_int_equal(db_open(&d, &j.e), 0);
	for (size_t t = 0; t < plan_table_count; t++) {
		buf b, q;
		buf_init(&b, j.a);
		buf_init(&q, j.a);
		buf_printf(&b, "CREATE TABLE %s(row_id", plan_tables[t].name);
		for (size_t i = 0; i < plan_tables[t].count; i++) {
			buf_printf(&b, ", %s", plan_tables[t].columns[i].name);
			buf_printf(&q, "%s%s", i ? ", " : "SELECT ", plan_tables[t].columns[i].name);
		}
		buf_text(&b, ")");
		buf_printf(&q, " FROM %s", plan_tables[t].name);
		if (db_run(d, buf_span(&b).at, &j.e) || db_run(d, buf_span(&q).at, &j.e))
			print_message("# %s\n", j.e.last->text);
		assert_int_equal(j.e.count, 0);
	}
	db_close(d);
	job_close(&j);
}

static void names_are_lower_case_and_stand_once(void **state)
{
	(void)state;
	for (size_t t = 0; t < plan_table_count; t++) {
		const table *u = &plan_tables[t];
		assert_true(plain_name(u->name));
		assert_int_equal(schema_find(span_of(u->name)), t);
		assert_true(u->count < FIELD_COUNT_MAX);
		for (size_t i = 0; i < u->count; i++) {
			assert_true(plain_name(u->columns[i].name));
			assert_string_not_equal(u->columns[i].name, "row_id");
			assert_int_equal(table_column(u, span_of(u->columns[i].name)), i);
		}
	}
}

static void every_table_has_a_title_a_help_and_a_key(void **state)
{
	(void)state;
	for (size_t t = 0; t < plan_table_count; t++) {
		const table *u = &plan_tables[t];
		size_t keys = 0;
		assert_true(u->title && *u->title && u->help && *u->help);
		for (size_t i = 0; i < u->count; i++) {
			unsigned flags = u->columns[i].flags;
			keys += (flags & COLUMN_KEY) != 0;
			assert_false((flags & COLUMN_KEY) && (flags & COLUMN_RECORD));
		}
		assert_int_equal(keys > 0, !u->one_row);
		assert_int_equal(u->columns[0].flags & COLUMN_KEY, u->one_row ? 0 : COLUMN_KEY);
		if (u->record_by)
			assert_int_not_equal(table_column(u, span_of(u->record_by)), SIZE_MAX);
	}
}

static const table *find_table(span name)
{
	if (span_starts(name, "policy_")) {
		for (size_t i = 0; i < PACK_TABLE_COUNT; i++)
			if (span_is((span){name.at + 7, name.len - 7}, pack_tables[i].name))
				return &pack_tables[i];
		return NULL;
	}
	size_t i = schema_find(name);
	return i == SIZE_MAX ? NULL : &plan_tables[i];
}

/* The reader looks a reference up in the first column, by which rows are sorted. */
static void every_reference_names_the_first_key_of_a_table_that_there_is(void **state)
{
	(void)state;
	size_t count = 0;

	for (size_t t = 0; t < plan_table_count; t++)
		for (size_t i = 0; i < plan_tables[t].count; i++) {
			if (!plan_tables[t].columns[i].refers || !strcmp(plan_tables[t].columns[i].refers, "schema.table"))
				continue; /* the latter: a table's name */
			span rest = span_of(plan_tables[t].columns[i].refers), name = span_cut(&rest, '.');
			const table *target = find_table(name);
			if (!target || table_column(target, rest) != 0)
				print_message("# %s.%s\n", plan_tables[t].name, plan_tables[t].columns[i].name);
			assert_non_null(target);
			assert_int_equal(table_column(target, rest), 0);
			assert_true(target->columns[0].flags & COLUMN_KEY);
			count++;
		}
	assert_true(count > 30);
}

static void closed_lists_have_words_parted_by_commas(void **state)
{
	(void)state;
	for (size_t t = 0; t < plan_table_count; t++)
		for (size_t i = 0; i < plan_tables[t].count; i++) {
			const column *k = &plan_tables[t].columns[i];
			if (!k->words)
				continue;
			assert_true(k->type == TYPE_TEXT || k->type == TYPE_LIST);
			span rest = span_of(k->words);
			while (rest.len)
				assert_true(span_trim(span_cut(&rest, ',')).len > 0);
		}
}

static const table *the(const char *name)
{
	size_t i = schema_find(span_of(name));

	assert_int_not_equal(i, SIZE_MAX);
	return &plan_tables[i];
}

static bool is_record(const char *table_name, const char *name)
{
	const table *t = the(table_name);
	size_t i = table_column(t, span_of(name));

	assert_int_not_equal(i, SIZE_MAX);
	return t->columns[i].flags & COLUMN_RECORD;
}

static void plan_and_record_are_declared_as_the_contract_says(void **state)
{
	(void)state;
	static const char *const record_tables[] = {"postings", "forecasts", "agreed", "evaluations", "actions", "documents", "signoffs", "waivers"};
	static const char *const record_columns[][2] = {{"plan", "status"}, {"plan", "submitted"}, {"meetings", "state"}, {"income", "released"}, {"passported", "paid"},
		{"schemes", "status_now"}, {"activity", "actual"}, {"agreements", "signed"}, {"agreement_parties", "signed"}, {"planning_requirements", "met"},
		{"planning_requirements", "action"}, {"features", "state"}, {"milestones", "done"}, {"milestones", "status"}, {"risks", "reviewed"}};
	static const char *const by_date[] = {"observations", "conditions", "maturity"};
	size_t tables = 0, columns = 0;

	for (size_t i = 0; i < sizeof record_tables / sizeof *record_tables; i++)
		assert_true(the(record_tables[i])->flags & COLUMN_RECORD);
	for (size_t i = 0; i < sizeof record_columns / sizeof *record_columns; i++)
		assert_true(is_record(record_columns[i][0], record_columns[i][1]));
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(the(by_date[i])->record_by, "as_at");
	for (size_t t = 0; t < plan_table_count; t++) {
		tables += plan_tables[t].flags & COLUMN_RECORD ? 1 : 0;
		for (size_t i = 0; i < plan_tables[t].count; i++)
			columns += plan_tables[t].columns[i].flags & COLUMN_RECORD ? 1 : 0;
	}
	assert_int_equal(tables, sizeof record_tables / sizeof *record_tables);
	assert_int_equal(columns, sizeof record_columns / sizeof *record_columns);
}

static void the_nearest_table_is_offered_and_nothing_far(void **state)
{
	(void)state;
	assert_string_equal(schema_nearest(span_of("spnd")), "spend");
	assert_string_equal(schema_nearest(span_of("incomes")), "income");
	assert_null(schema_nearest(span_of("quite_something_else")));
	assert_null(schema_nearest(span_of("x")));
	assert_int_equal(schema_find(span_of("spnd")), SIZE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_table_or_column_bears_a_reserved_word_of_postgresql),
		cmocka_unit_test(sqlite_takes_every_table_and_column_without_quotes),
		cmocka_unit_test(names_are_lower_case_and_stand_once),
		cmocka_unit_test(every_table_has_a_title_a_help_and_a_key),
		cmocka_unit_test(every_reference_names_the_first_key_of_a_table_that_there_is),
		cmocka_unit_test(closed_lists_have_words_parted_by_commas),
		cmocka_unit_test(plan_and_record_are_declared_as_the_contract_says),
		cmocka_unit_test(the_nearest_table_is_offered_and_nothing_far),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
