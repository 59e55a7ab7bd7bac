#include "store/migrations.h"

/* The store's number is locked by being written, so that two programs do not bring one store forward at once. */
static const char lock_number[] = "UPDATE settings SET content = content WHERE package = '' AND name = 'schema'";
static const char read_number[] = "SELECT content FROM settings WHERE package = '' AND name = 'schema'";
static const char write_number[] = "INSERT INTO settings (package, name, content) VALUES ('', 'schema', $1) "
				   "ON CONFLICT (package, name) DO UPDATE SET content = $1";

static int number_of(int64_t *out, span text)
{
	int64_t number = 0;

	if (text.len == 0 || text.len > 9)
		return -1;
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return -1;
		number = number * 10 + (text.at[i] - '0');
	}
	*out = number;
	return 0;
}

int migrations_number(int64_t *out, connection *c, arena *a, err *e)
{
	sql_answer answer;
	bool there = false;
	int rc = connection_has_table(&there, c, "settings", e);

	if (rc)
		return rc;
	if (!there) {
		*out = 0;
		return 0;
	}
	if ((rc = connection_run(c, read_number, NULL, 0, &answer, a, e)))
		return rc;
	if (answer.rows != 1 || number_of(out, answer_value(&answer, 0, 0)->bytes))
		return err_add(e, ERR_PARSE, connection_shown(c),
			"damaged: the store does not say which tables it has; restore it from a backup");
	return 0;
}

int migrations_apply(int64_t *before, connection *c, const migration *list, size_t count, arena *a, err *e)
{
	int64_t number = 0;
	int rc = migrations_number(&number, c, a, e);

	if (!rc && number > 0 && number <= (int64_t)count) { /* a newer store may be open for reading only */
		rc = connection_run(c, lock_number, NULL, 0, NULL, a, e);
		if (!rc)
			rc = migrations_number(&number, c, a, e);
	}
	if (rc)
		return rc;
	if (number > (int64_t)count)
		return err_add(e, ERR_USAGE, connection_shown(c),
			"was written by a newer bcf (its tables are number %lld, this program knows them up to %zu): "
			"use "
			"that program, or a newer one",
			(long long)number, count);
	for (size_t i = (size_t)number; i < count; i++) {
		sql_value now = TEXT_VALUE(span_of(arena_printf(a, "%zu", i + 1)));

		if ((rc = connection_script(c, (span){list[i].text, list[i].len}, e)) ||
			(rc = connection_run(c, write_number, &now, 1, NULL, a, e)))
			return rc;
	}
	*before = number;
	return 0;
}
