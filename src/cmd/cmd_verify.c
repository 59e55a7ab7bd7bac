/* bcf verify: is this store, or this list of heads, still true? */
#include <fcntl.h>
#include <string.h>

#include "cmd/source.h"
#include "cmd/store_parts.h"
#include "cmd/store_text.h"
#include "store/connection.h"
#include "store/sealed_head.h"
#include "store/verify.h"

static const char promise[] = "This is tamper-evident, not tamper-proof: a change to what was saved is found out, but "
			      "whoever can write the whole "
			      "store anew can make another that agrees with itself; heads kept elsewhere ('bcf store "
			      "head') find that out too.\n";

typedef struct verify_job {
	options o;
	const char *head_path, *where; /* NULL: none */
	file head_file;
	sealed_head head;
	store *s;
	buf out;
	bool failed;
	arena *a;
	err *e;
} verify_job;

/* ---- a list of heads ---- */

static int load_head(verify_job *j)
{
	int rc = file_open(&j->head_file, AT_FDCWD, j->head_path, true, j->head_path, j->e);
	return rc ? rc : sealed_head_read(&j->head, j->head_file.text, j->head_path, j->a, j->e);
}

static int judge_signature(verify_job *j)
{
	unsigned char key[KEY_BYTES];
	const sealed_head *h = &j->head;
	int rc = j->o.key ? public_key_load(key, j->o.key, j->e) : 0;
	if (rc)
		return rc;
	if (!h->is_signed && j->o.key) {
		j->failed = true;
		buf_printf(&j->out, "DOES NOT HOLD  %s is not signed\n", j->head_path);
	} else if (!h->is_signed) {
		buf_printf(
			&j->out, "%s is not signed: it proves as much as the place where it was kept\n", j->head_path);
	} else if (j->o.key && memcmp(key, h->key, KEY_BYTES)) {
		j->failed = true;
		buf_printf(&j->out, "DOES NOT HOLD  %s is signed with another key than %s\n", j->head_path, j->o.key);
	} else if (!signature_holds(h->signature, h->signed_text, h->key)) {
		j->failed = true;
		buf_printf(&j->out, "DOES NOT HOLD  the signature of %s is not of this text: the file was changed\n",
			j->head_path);
	} else {
		buf_printf(&j->out, "The signature of %s holds: written %s by %s%s\n", j->head_path,
			time_shown(h->written, j->a), text_shown(h->by, j->a),
			j->o.key ? "" : "; whose key it is, --key PUBLIC tells");
	}
	return 0;
}

/* ---- a store ---- */

static int judge_heads(verify_job *j)
{
	const char *fault;
	int rc = sealed_head_compare(&fault, &j->head, j->s, j->a, j->e);
	if (rc)
		return rc;
	if (fault) {
		j->failed = true;
		buf_printf(&j->out, "DOES NOT HOLD  %s (%s)\n", fault, j->head_path);
	} else {
		buf_printf(&j->out, "Everything before %s is as %s says: %s\n", time_shown(j->head.written, j->a),
			j->head_path, counted((int64_t)j->head.count, "chain", j->a));
	}
	return 0;
}

static int judge_store(verify_job *j)
{
	verify_report v;
	int rc = store_verify(&v, j->s, j->a, j->e);
	if (rc)
		return rc;
	if (v.failed) {
		j->failed = true;
		buf_printf(&j->out, "DOES NOT HOLD  %s\n", text_shown(v.failed, j->a));
		buf_text(&j->out, "This is the first record that is not what was saved; what follows it was not looked "
				  "at.  Stop writing "
				  "to the store,\nkeep it as it is, and restore the newest backup that verifies ('bcf "
				  "store restore').\n");
		return 0;
	}
	buf_printf(&j->out, "Everything in %s is what was saved: %s, %s, %s, %s",
		connection_shown(store_connection(j->s)), counted(v.packages, "plan", j->a),
		counted(v.versions, "version", j->a), counted(v.blobs, "text", j->a), counted(v.events, "event", j->a));
	buf_printf(&j->out, v.expunged ? ", of which %s\n" : "\n",
		arena_printf(j->a, "%s expunged",
			v.expunged == 1 ? "1 text was" : arena_printf(j->a, "%lld texts were", (long long)v.expunged)));
	for (size_t i = 0; i < v.gone_count; i++)
		buf_printf(&j->out, "  %s of %s was expunged on %.10s by %s\n", text_shown(v.gone[i].path, j->a),
			v.gone[i].id, v.gone[i].when, text_shown(v.gone[i].by, j->a));
	return 0;
}

static int run(verify_job *j)
{
	int rc = j->head_path ? load_head(j) : 0;
	if (!rc && j->head_path)
		rc = judge_signature(j);
	if (!rc && j->where)
		rc = store_open_readonly(&j->s, j->where, j->a, j->e);
	if (!rc && j->s && !j->failed)
		rc = judge_store(j);
	if (!rc && j->s && j->head_path && !j->failed)
		rc = judge_heads(j);
	if (!rc && j->s)
		buf_text(&j->out, promise);
	else if (!rc && !j->failed)
		buf_text(&j->out, "Whether a store still agrees with it, --store STORE tells.\n");
	store_close(j->s);
	file_close(&j->head_file);
	if (rc)
		return rc;
	if (!print_out(buf_span(&j->out)))
		return ERR_IO;
	return j->failed ? EXIT_FINDINGS : EXIT_DONE;
}

int cmd_store_verify(int argc, char **argv, arena *a, err *e)
{
	verify_job j = {.a = a, .e = e};
	int rc = options_read(&j.o, argc, argv, " --head --key ", a, e);
	if (!rc)
		rc = store_word(&j.where, &j.o, 1, "the store", e);
	if (!rc && j.o.key && !j.o.head)
		rc = err_add(e, ERR_USAGE, "", "--key is of a list of heads; name that with --head");
	if (rc)
		return rc;
	j.head_path = j.o.head;
	buf_init(&j.out, a);
	return run(&j);
}

int cmd_verify(int argc, char **argv, arena *a, err *e)
{
	verify_job j = {.a = a, .e = e};
	int rc = options_read(&j.o, argc, argv, " --store --key ", a, e);
	if (rc)
		return rc;
	if (j.o.count != 1)
		return err_add(e, ERR_USAGE, "",
			"name what to verify: a store, or a list of heads that 'bcf store head' made");
	buf_init(&j.out, a);
	if (connection_is_name(span_of(j.o.words[0]))) {
		if (j.o.store || j.o.key)
			return err_add(e, ERR_USAGE, "",
				"--store and --key are of a list of heads, and '%s' is a store", j.o.words[0]);
		j.where = j.o.words[0];
		return run(&j);
	}
	if (j.o.store && !connection_is_name(span_of(j.o.store)))
		return err_add(e, ERR_USAGE, "",
			"--store %s is no store: a store is a file ending in .db, sqlite:FILE, or postgresql://...",
			j.o.store);
	j.head_path = j.o.words[0];
	j.where = j.o.store;
	return run(&j);
}
