/* bcf schema: the tables as Markdown, JSON, SQL, CSV or a Frictionless descriptor. */
#include <string.h>

#include "cmd/cmd.h"
#include "format/json_out.h"
#include "plan/plan.h"
#include "policy/pack.h"

static const char *sql_type(value_type t)
{
	return t == TYPE_AMOUNT || t == TYPE_DECIMAL || t == TYPE_COUNT || t == TYPE_RATIO ? "INTEGER" : "TEXT";
}

static bool is_record(const table *t, const column *k)
{
	return (t->flags | k->flags) & COLUMN_RECORD;
}

static void print_markdown(buf *out, const table *t)
{
	buf_printf(out, "## `%s`: %s\n\n%s.", t->name, t->title, t->help);
	if (t->flags & COLUMN_RECORD)
		buf_text(out, " Record.");
	if (t->record_by)
		buf_printf(out, " A row with `%s` is record, one without is plan.", t->record_by);
	buf_text(out, "\n\n| column | type | key | plan or record | words | refers to | note |\n| --- | --- | --- | "
		      "--- | --- | --- | --- |\n");
	for (size_t i = 0; i < t->count; i++) {
		const column *k = &t->columns[i];
		buf_printf(out, "| `%s` | %s | %s | %s | %s | %s | %s |\n", k->name, type_name(k->type),
			k->flags & COLUMN_KEY ? "key" : "", is_record(t, k) ? "record" : "plan",
			k->words ? k->words : "", k->refers ? k->refers : "", k->help ? k->help : "");
	}
	buf_char(out, '\n');
}

static void print_json(json_out *j, const table *t)
{
	json_open(j, NULL, '{');
	json_string(j, "name", t->name);
	json_string(j, "title", t->title);
	json_string(j, "help", t->help);
	json_bool(j, "record", t->flags & COLUMN_RECORD);
	if (t->record_by)
		json_string(j, "record_by", t->record_by);
	json_open(j, "columns", '[');
	for (size_t i = 0; i < t->count; i++) {
		const column *k = &t->columns[i];
		json_open(j, NULL, '{');
		json_string(j, "name", k->name);
		json_string(j, "type", type_name(k->type));
		json_bool(j, "key", k->flags & COLUMN_KEY);
		json_bool(j, "record", is_record(t, k));
		if (k->words && k->words[0] == '@') {
			json_string(j, "list", k->words + 1);
		} else if (k->words) {
			json_open(j, "words", '[');
			for (span rest = span_of(k->words); rest.len;)
				json_text(j, NULL, span_trim(span_cut(&rest, ',')));
			json_close(j, ']');
		}
		if (k->refers)
			json_string(j, "refers", k->refers);
		if (k->help)
			json_string(j, "help", k->help);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_close(j, '}');
}

static void print_sql(buf *out, const table *t, const char *prefix)
{
	buf_printf(out, "CREATE TABLE %s%s(\n  row_id INTEGER PRIMARY KEY", prefix, t->name);
	for (size_t i = 0; i < t->count; i++)
		buf_printf(out, ",\n  %s%s%s %s%s", strcmp(t->columns[i].name, "of") ? "" : "\"", t->columns[i].name,
			strcmp(t->columns[i].name, "of") ? "" : "\"", sql_type(t->columns[i].type),
			t->columns[i].flags & COLUMN_KEY ? " NOT NULL" : "");
	buf_text(out, "\n);\n");
}

static void print_csv(buf *out, const table *t)
{
	for (size_t i = 0; i < t->count; i++) {
		const column *k = &t->columns[i];
		const char *const values[] = {t->name, k->name, type_name(k->type), k->flags & COLUMN_KEY ? "yes" : "",
			is_record(t, k) ? "record" : "plan", k->words ? k->words : "", k->refers ? k->refers : "",
			k->help ? k->help : ""};
		for (size_t n = 0; n < 8; n++) {
			csv_field(out, span_of(values[n]));
			buf_char(out, n == 7 ? '\n' : ',');
		}
	}
}

int cmd_schema(int argc, char **argv, arena *a, err *e)
{
	options o;
	buf out;
	json_out j;
	int rc = options_read(&o, argc, argv, " --policy-tables ", a, e);
	if (rc)
		return rc;
	const table *tables = o.schema_of_policy ? pack_tables : plan_tables;
	size_t count = o.schema_of_policy ? PACK_TABLE_COUNT : plan_table_count, shown = 0;

	buf_init(&out, a);
	json_start(&j, &out, true);
	if (o.format == OUTPUT_JSON) {
		json_open(&j, NULL, '{');
		json_int(&j, "format", FORMAT_VERSION);
		json_open(&j, "tables", '[');
	}
	if (o.format == OUTPUT_CSV)
		buf_text(&out, "table,column,type,key,part,words,refers,help\n");
	if (o.format == OUTPUT_TEXT && !o.count)
		buf_printf(&out, "# Tables of a %s\n\n", o.schema_of_policy ? "policy pack" : "plan");
	if (o.format == OUTPUT_DATAPACKAGE && o.schema_of_policy)
		return err_add(e, ERR_USAGE, "", "a descriptor is made of a plan's tables, not of a pack's");
	if (o.format == OUTPUT_DATAPACKAGE && !o.count)
		plan_print_datapackage(&out, NULL, NULL, a);
	for (size_t i = 0; i < count; i++) {
		if (o.count && strcmp(o.words[0], tables[i].name))
			continue;
		shown++;
		if (o.format == OUTPUT_DATAPACKAGE) {
			if (o.count)
				plan_print_datapackage(&out, NULL, &tables[i], a);
		} else if (o.format == OUTPUT_JSON)
			print_json(&j, &tables[i]);
		else if (o.format == OUTPUT_SQL)
			print_sql(&out, &tables[i], o.schema_of_policy ? "policy_" : "");
		else if (o.format == OUTPUT_CSV)
			print_csv(&out, &tables[i]);
		else
			print_markdown(&out, &tables[i]);
	}
	if (o.format == OUTPUT_JSON) {
		json_close(&j, ']');
		json_close(&j, '}');
		buf_char(&out, '\n');
	}
	if (o.count && !shown) {
		const char *near = schema_nearest(span_of(o.words[0]));
		return err_add(e, ERR_USAGE, "", "there is no table '%s'%s%s%s", o.words[0],
			near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	}
	return print_out(buf_span(&out)) ? 0 : ERR_IO;
}
