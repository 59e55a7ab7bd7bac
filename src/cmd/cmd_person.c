/* bcf store person: everything that a store holds about one person, for a request for access. */
#include <string.h>

#include "cmd/source.h"
#include "cmd/store_parts.h"
#include "format/csv.h"
#include "format/json_out.h"
#include "store/person.h"

static const char *const headings[] = {"plan", "what", "where", "when", "versions", "text"};
enum { FIELDS = sizeof headings / sizeof *headings };

static void fields_of(const char *out[FIELDS], const person_item *x)
{
	const char *list[FIELDS] = {x->id, x->what, x->where, x->when, x->versions, x->text};
	memcpy(out, list, sizeof list);
}

static void print_csv(buf *b, const person_item *list, size_t count)
{
	for (size_t i = 0; i <= count; i++) {
		const char *of[FIELDS];
		if (i)
			fields_of(of, &list[i - 1]);
		for (size_t k = 0; k < FIELDS; k++) {
			if (k)
				buf_char(b, ',');
			csv_field(b, span_of(i ? of[k] : headings[k]));
		}
		buf_char(b, '\n');
	}
}

static void print_json(buf *b, const char *name, const person_item *list, size_t count, size_t expunged)
{
	json_out j;
	json_start(&j, b, false);
	json_open(&j, NULL, '{');
	json_text(&j, "name", span_of(name));
	json_int(&j, "expunged", (int64_t)expunged);
	json_open(&j, "held", '[');
	for (size_t i = 0; i < count; i++) {
		const char *of[FIELDS];
		fields_of(of, &list[i]);
		json_open(&j, NULL, '{');
		for (size_t k = 0; k < FIELDS; k++)
			json_text(&j, headings[k], span_of(of[k]));
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	buf_char(b, '\n');
}

static void print_text(buf *b, const char *name, const person_item *list, size_t count, size_t expunged)
{
	const char *id = NULL;
	if (!count)
		buf_printf(b, "Nothing is held under the name '%s'.\n", name);
	for (size_t i = 0; i < count; i++) {
		const person_item *x = &list[i];
		if (!id || strcmp(id, x->id))
			buf_printf(b, "%s%s\n", i ? "\n" : "", *x->id ? x->id : "the store itself");
		id = x->id;
		buf_printf(b, "  %s, %s", x->what, x->where);
		if (*x->when)
			buf_printf(b, ", %s", x->when);
		if (*x->versions)
			buf_printf(b, ", version%s %s", strpbrk(x->versions, ", ") ? "s" : "", x->versions);
		buf_printf(b, ": %s\n", x->text);
	}
	if (expunged)
		buf_printf(b, "\n%zu text%s expunged and cannot be searched.\n", expunged,
			expunged == 1 ? " was" : "s were");
}

int cmd_store_person(int argc, char **argv, arena *a, err *e)
{
	options o;
	store *s = NULL;
	person_item *list;
	size_t count, expunged;
	buf b;
	int rc = options_read(&o, argc, argv, "", a, e);
	if (rc)
		return rc;
	if (o.count != 2)
		return err_add(e, ERR_USAGE, "", "name a store and a person, the name in quotes");
	if (o.format != OUTPUT_TEXT && o.format != OUTPUT_CSV && o.format != OUTPUT_JSON)
		return err_add(e, ERR_USAGE, "", "this is printed as text, csv or json");
	rc = store_open_readonly(&s, o.words[0], a, e);
	if (!rc)
		rc = person_search(&list, &count, &expunged, s, o.words[1], a, e);
	store_close(s);
	if (rc)
		return rc;
	buf_init(&b, a);
	if (o.format == OUTPUT_CSV)
		print_csv(&b, list, count);
	else if (o.format == OUTPUT_JSON)
		print_json(&b, o.words[1], list, count, expunged);
	else
		print_text(&b, o.words[1], list, count, expunged);
	return print_out(buf_span(&b)) ? 0 : ERR_IO;
}
