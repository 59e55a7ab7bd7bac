/* bcf store backup, restore and reindex; and everything as files, out and back. */
#include "cmd/store_parts.h"
#include "cmd/store_text.h"
#include "store/archive.h"
#include "store/connection.h"
#include "store/copy.h"
#include "store/verify.h"

int cmd_store_backup(int argc, char **argv, arena *a, err *e)
{
	const char *where;
	options o;
	actor by;
	bar b;
	store *s = NULL;
	int rc = options_read(&o, argc, argv, " --by ", a, e);
	if (!rc)
		rc = store_word(&where, &o, 2, "the store, and the file to make", e);
	if (!rc)
		rc = actor_of(&by, &o, a, e);
	if (!rc)
		rc = store_open(&s, where, by, a, e);
	if (rc)
		return rc;
	bar_init(&b, "plans", &o);
	rc = store_backup(s, o.words[1], by, &b.watch, a, e);
	bar_wipe(&b);
	store_close(s);
	if (!rc && !o.quiet)
		fprintf(stderr, "backed up to %s, and verified\n", o.words[1]);
	return rc;
}

int cmd_store_restore(int argc, char **argv, arena *a, err *e)
{
	const char *from;
	options o;
	actor by;
	bar b;
	int rc = options_read(&o, argc, argv, " --by ", a, e);
	if (!rc)
		rc = store_word(&from, &o, 2, "the backup, and the store to make of it", e);
	if (!rc && !connection_is_name(span_of(o.words[1])))
		rc = err_add(e, ERR_USAGE, "",
			"'%s' is no store: a store is a file ending in .db, sqlite:FILE, or postgresql://...",
			o.words[1]);
	if (!rc)
		rc = actor_of(&by, &o, a, e);
	if (rc)
		return rc;
	bar_init(&b, "plans", &o);
	rc = store_restore(from, o.words[1], by, &b.watch, a, e);
	bar_wipe(&b);
	if (!rc && !o.quiet)
		fprintf(stderr, "restored from %s, and verified\n", from);
	return rc;
}

int cmd_store_reindex(int argc, char **argv, arena *a, err *e)
{
	const char *where;
	options o;
	actor by;
	int64_t changed;
	store *s = NULL;
	int rc = options_read(&o, argc, argv, " --by ", a, e);
	if (!rc)
		rc = store_word(&where, &o, 1, "the store", e);
	if (!rc)
		rc = actor_of(&by, &o, a, e);
	if (!rc)
		rc = store_open(&s, where, by, a, e);
	if (!rc)
		rc = store_reindex(&changed, s, by, a, e);
	if (!rc && !o.quiet)
		fprintf(stderr, "rebuilt; %s\n",
			!changed ? "nothing had to be put right"
				 : arena_printf(a, "put right: %s", counted(changed, "plan digest", a)));
	store_close(s);
	return rc;
}

/* ---- everything as files ---- */

static int export_all(const options *o, arena *a, err *e)
{
	const char *where;
	store *s = NULL;
	bar b;
	int rc = store_word(&where, o, 2, "the store, and the folder to make", e);
	if (!rc)
		rc = store_open_readonly(&s, where, a, e);
	if (rc)
		return rc;
	bar_init(&b, "plans", o);
	rc = archive_export(s, o->words[1], &b.watch, a, e);
	bar_wipe(&b);
	store_close(s);
	if (!rc && !o->quiet)
		fprintf(stderr, "everything is in %s; its README.txt says what is where\n", o->words[1]);
	return rc;
}

int import_all(const options *o, arena *a, err *e)
{
	const char *where;
	bar b;
	int rc = store_word(&where, o, 2, "the store to make, and the folder that 'bcf store export --all' made", e);
	if (rc)
		return rc;
	bar_init(&b, "plans", o);
	rc = archive_import(where, o->words[1], &b.watch, a, e);
	bar_wipe(&b);
	if (!rc && !o->quiet)
		fprintf(stderr, "made a store from %s, and verified\n", o->words[1]);
	return rc;
}

/* One plan goes the way of any other (bcf convert). */
int cmd_store_export(int argc, char **argv, arena *a, err *e)
{
	options o;
	int rc = options_read(&o, argc, argv, " --all --force ", a, e);
	if (rc)
		return rc;
	if (o.all)
		return export_all(&o, a, e);
	if (o.count != 2)
		return err_add(e, ERR_USAGE, "", "name the plan, STORE#ID, and what to write");
	if (!source_is_stored(o.words[0]))
		return err_add(e, ERR_USAGE, "", "'%s' names no plan of a store: write STORE#ID or STORE#ID@VERSION",
			o.words[0]);
	return cmd_convert(argc, argv, a, e);
}
