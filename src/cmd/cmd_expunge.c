/* bcf store expunge: a text out of every version for good, by two people; and what is due by the retention periods. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "cmd/source.h"
#include "cmd/store_parts.h"
#include "format/file.h"
#include "store/connection.h"
#include "store/retention.h"

typedef struct job {
	const options *o;
	store *s;
	const char *where, *id; /* id NULL: all of the store */
	actor by;
	arena *a;
	err *e;
} job;

static const char *short_digest(const unsigned char digest[DIGEST_BYTES], arena *a)
{
	char hex[DIGEST_TEXT];
	digest_print(hex, digest);
	return arena_printf(a, "%.16s", hex);
}

/* ---- what was asked and expunged ---- */

/* Backups made while the text was in the store still hold it: from its first version until it was expunged. */
static int print_backups(buf *b, const job *j, const held_blob *of, const char *until)
{
	chain_event *own;
	size_t count = 0;
	version first;
	int rc = store_find(&first, j->s, j->id, arena_printf(j->a, "%lld", (long long)of->versions[0]), j->a, j->e);
	if (!rc)
		rc = store_events(&own, &count, j->s, "", j->a, j->e);
	for (size_t i = 0; i < count; i++)
		if (!strcmp(own[i].act, "backup") && strcmp(own[i].written, first.written) >= 0 &&
			strcmp(own[i].written, until) <= 0)
			buf_printf(b, "    the backup of %s still holds it: %s\n", date_words(own[i].written, j->a),
				own[i].subject);
	return rc;
}

static int print_list(const job *j)
{
	expunge_entry *list;
	held_blob *held;
	size_t count, held_count;
	buf b;
	int rc = expunge_entries(&list, &count, j->s, j->id, j->a, j->e);
	if (!rc)
		rc = held_blobs(&held, &held_count, j->s, j->id, j->a, j->e);
	if (rc)
		return rc;
	buf_init(&b, j->a);
	if (!count)
		buf_printf(&b, "Nothing of %s was expunged, and nothing is asked for.\n", j->id);
	for (size_t i = 0; !rc && i < count; i++) {
		const held_blob *of = NULL;
		buf_printf(&b, "%s\n    digest %s", expunge_text(&list[i], j->a), short_digest(list[i].digest, j->a));
		for (size_t k = 0; k < held_count; k++)
			if (!memcmp(held[k].digest, list[i].digest, DIGEST_BYTES)) {
				of = &held[k];
				buf_printf(&b, "; %s of version%s %s", of->path, of->count == 1 ? "" : "s",
					versions_text(of->versions, of->count, j->a));
			}
		buf_char(&b, '\n');
		if (list[i].expunged && of)
			rc = print_backups(&b, j, of, list[i].expunged);
	}
	return rc ? rc : print_out(buf_span(&b)) ? 0 : ERR_IO;
}

/* ---- one text ---- */

static const char *paths_text(const held_blob *list, size_t count, arena *a)
{
	buf b;
	buf_init(&b, a);
	for (size_t i = 0; i < count; i++)
		buf_printf(&b, "%s%s (version%s %s)", i ? " and " : "", list[i].path, list[i].count == 1 ? "" : "s",
			versions_text(list[i].versions, list[i].count, a));
	return arena_text(a, buf_span(&b));
}

static const char *cleared_text(const job *j)
{
	return connection_is_sqlite(store_connection(j->s)) ? "The database was written anew without it."
							    : "The table was written anew without it; PostgreSQL's own "
							      "log (pg_wal) and its archives keep it "
							      "until they are recycled.";
}

static int expunge_one(const job *j)
{
	held_blob *held, *target;
	size_t held_count, count;
	expunge_outcome done;
	expunge_entry x = {0};
	bool found;
	buf b;
	int rc = held_blobs(&held, &held_count, j->s, j->id, j->a, j->e);
	if (!rc)
		rc = expunge_target(&target, &count, j->o->words[1], held, held_count, j->a, j->e);
	if (!rc)
		rc = expunge_act(&done, j->s, j->id, target, count, j->o->reason, j->by, j->a, j->e);
	if (!rc)
		rc = expunge_find(&x, &found, j->s, j->id, target->digest, j->a, j->e);
	if (rc)
		return rc;
	if (done.waiting)
		return err_add(j->e, ERR_USAGE, j->where,
			"%s asked for this on %s; it takes another person to confirm it, with the same command",
			x.asked_by, date_words(x.asked, j->a));
	const char *paths = paths_text(target, count, j->a), *digest = short_digest(target->digest, j->a);
	buf_init(&b, j->a);
	if (done.asked)
		buf_printf(&b,
			"Asked: %s of %s is to be expunged, digest %s.\n"
			"There it will be lost for good; the digests stay as they are.  Nothing is gone yet: another "
			"person confirms it with\n"
			"    bcf store expunge '%s#%s' %s --reason REASON --by NAME\n",
			paths, j->id, digest, j->where, j->id, digest);
	else
		rc = expunge_clear(j->s, j->a, j->e);
	if (!rc && !done.asked) {
		buf_printf(&b, "%s\nGone: %s of %s.  %s\n", expunge_text(&x, j->a), paths, j->id, cleared_text(j));
		rc = print_backups(&b, j, target, x.expunged);
	}
	return rc ? rc : print_out(buf_span(&b)) ? 0 : ERR_IO;
}

/* ---- what is due ---- */

static int read_periods(retention **out, size_t *count, const job *j)
{
	file text;
	const char *path = j->o->from;
	if (!path)
		return retention_read(out, count, NULL, 0, NULL, j->a, j->e);
	int rc = file_open(&text, AT_FDCWD, path, true, path, j->e);
	if (rc)
		return rc;
	char *copy = arena_text(j->a, text.text);
	size_t len = text.text.len;
	file_close(&text);
	return retention_read(out, count, copy, len, path, j->a, j->e);
}

static int compare_numbers(const void *x, const void *y)
{
	int64_t p = *(const int64_t *)x, q = *(const int64_t *)y;
	return (p > q) - (p < q);
}

/* One line a kind, of `count` texts that are all of it. */
static void print_kind(buf *b, const job *j, const char *id, const due_blob *list, size_t count)
{
	size_t heads = 0, asked = 0, all = 0, n = 0;
	const char *since = list->since;
	for (size_t i = 0; i < count; i++) {
		heads += list[i].held.head_of != NULL;
		asked += list[i].asked != NULL;
		all += list[i].held.count;
		since = strcmp(list[i].since, since) < 0 ? list[i].since : since;
	}
	int64_t *numbers = arena_array(j->a, all, sizeof *numbers);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < list[i].held.count; k++)
			numbers[n++] = list[i].held.versions[k];
	qsort(numbers, n, sizeof *numbers, compare_numbers);
	size_t unique = 0;
	for (size_t i = 0; i < n; i++)
		if (!unique || numbers[unique - 1] != numbers[i])
			numbers[unique++] = numbers[i];
	buf_printf(b, "%s, %s: %zu text%s of version%s %s, due since %s\n", id, list->of->kind, count,
		count == 1 ? "" : "s", unique == 1 ? "" : "s", versions_text(numbers, unique, j->a),
		date_words(since, j->a));
	buf_printf(b, "    kept %lld year%s: %s (%s)\n", (long long)list->of->years, list->of->years == 1 ? "" : "s",
		list->of->basis, list->of->verified ? "verified" : "unverified");
	if (heads)
		buf_printf(b, "    %zu of them %s in the newest version of a branch: save a version without %s first\n",
			heads, heads == 1 ? "is" : "are", heads == 1 ? "it" : "them");
	if (asked)
		buf_printf(
			b, "    %zu %s asked for and waiting for another person\n", asked, asked == 1 ? "is" : "are");
}

/* One package: shows what is due, and with --apply asks for it or confirms it. */
static int due_of(buf *b, bool *gone, const job *j, const char *id, const retention *periods, size_t count)
{
	due_blob *due;
	size_t due_count, n = 0;
	day today = 0;
	expunge_outcome done = {0};
	date_parse(&today, span_of(j->o->today));
	int rc = retention_due(&due, &due_count, j->s, id, periods, count, today, j->a, j->e);
	for (size_t i = 0, next; !rc && i < due_count; i = next) {
		for (next = i + 1; next < due_count && due[next].of == due[i].of;)
			next++;
		print_kind(b, j, id, due + i, next - i);
	}
	if (rc || !j->o->apply)
		return rc;
	held_blob *list = arena_array(j->a, due_count, sizeof *list);
	for (size_t i = 0; i < due_count; i++)
		if (!due[i].held.head_of)
			list[n++] = due[i].held;
	if (n)
		rc = expunge_act(&done, j->s, id, list, n, j->o->reason, j->by, j->a, j->e);
	if (!rc && n)
		buf_printf(b, "    %s: %zu asked for, %zu confirmed and expunged, %zu waiting for another person\n", id,
			done.asked, done.expunged, done.waiting);
	if (!rc && !*gone)
		rc = expunge_any(gone, j->s, id, j->a, j->e);
	return rc;
}

static int print_due(const job *j)
{
	retention *periods;
	package_row *packages;
	size_t period_count, package_count;
	bool gone = false; /* something was expunged: now, or before, and then perhaps without being cleared */
	buf b;
	int rc = read_periods(&periods, &period_count, j);
	if (!rc)
		rc = store_packages(&packages, &package_count, j->s, false, j->a, j->e);
	if (rc)
		return rc;
	buf_init(&b, j->a);
	bool found = false;
	for (size_t i = 0; !rc && i < package_count; i++)
		if (!j->id || !strcmp(j->id, packages[i].id)) {
			found = true;
			rc = due_of(&b, &gone, j, packages[i].id, periods, period_count);
		}
	if (!rc && j->id && !found)
		rc = err_add(j->e, ERR_USAGE, j->where, "holds no plan '%s'", j->id);
	if (!rc && !b.len)
		buf_printf(&b, "Nothing is due on %s.\n", date_words(j->o->today, j->a));
	if (gone) { /* also when a later package failed */
		int cleared = expunge_clear(j->s, j->a, j->e);
		if (!cleared)
			buf_printf(&b, "What was expunged is gone.  %s\n", cleared_text(j));
		rc = rc ? rc : cleared;
	}
	if (!print_out(buf_span(&b)) && !rc)
		rc = ERR_IO;
	return rc;
}

/* ---- the command ---- */

static int judge_words(const job *j, bool writes)
{
	const options *o = j->o;
	if (o->format != OUTPUT_TEXT)
		return err_add(j->e, ERR_USAGE, "", "this is printed as text only");
	if (!o->due && (!j->id || o->count > 2))
		return err_add(j->e, ERR_USAGE, "",
			"name a plan as STORE#ID, and then what to expunge, such as 3:contacts.csv");
	if (o->due && o->count > 1)
		return err_add(j->e, ERR_USAGE, "", "--due takes a store or STORE#ID and nothing else");
	if (!o->due && (o->apply || o->from))
		return err_add(j->e, ERR_USAGE, "", "--apply and --from are for --due");
	if (writes && (!o->reason || !*o->reason || !o->by || !*o->by))
		return err_add(j->e, ERR_USAGE, "",
			"say why and who asks: --reason TEXT --by NAME; two different people must");
	return 0;
}

int cmd_store_expunge(int argc, char **argv, arena *a, err *e)
{
	options o;
	const char *which = NULL;
	job j = {.o = &o, .a = a, .e = e};
	int rc = options_read(&o, argc, argv, " --reason --by --due --apply --from ", a, e);
	if (rc)
		return rc;
	if (!o.count)
		return err_add(e, ERR_USAGE, "", "name a plan as STORE#ID, or a store with --due");
	if (!store_name_split(&j.where, &j.id, &which, o.words[0], a)) {
		j.where = o.words[0];
		j.id = NULL;
	}
	bool writes = o.due ? o.apply : o.count == 2;
	if (which)
		return err_add(e, ERR_USAGE, o.words[0],
			"names a version; write it before the table: %s#%s %s:contacts.csv", j.where, j.id, which);
	rc = judge_words(&j, writes);
	if (!rc)
		rc = actor_of(&j.by, &o, a, e);
	if (!rc)
		rc = writes ? store_open(&j.s, j.where, j.by, a, e) : store_open_readonly(&j.s, j.where, a, e);
	if (rc)
		return rc;
	j.where = connection_shown(store_connection(j.s)); /* without a password */
	rc = o.due ? print_due(&j) : writes ? expunge_one(&j) : print_list(&j);
	store_close(j.s);
	return rc;
}
