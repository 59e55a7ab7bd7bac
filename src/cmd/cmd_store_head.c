/* bcf store head and key: the heads of all chains, signed or not. */
#include <fcntl.h>

#include "cmd/source.h"
#include "cmd/store_parts.h"
#include "store/sealed_head.h"

int cmd_store_head(int argc, char **argv, arena *a, err *e)
{
	const char *where;
	signing_key key;
	options o;
	actor by;
	store *s = NULL;
	buf b;
	bool signs = false;
	int rc = options_read(&o, argc, argv, " --sign --output --by ", a, e);
	if (!rc)
		rc = store_word(&where, &o, 1, "the store", e);
	if (!rc)
		rc = actor_of(&by, &o, a, e);
	if (!rc && o.sign) {
		rc = signing_key_load(&key, o.sign, e);
		signs = !rc;
	}
	if (!rc)
		rc = store_open_readonly(&s, where, a, e);
	buf_init(&b, a);
	if (!rc)
		rc = sealed_head_print(&b, s, by, signs ? &key : NULL, a, e);
	if (signs)
		signing_key_wipe(&key);
	store_close(s);
	if (rc)
		return rc;
	if (o.out)
		return file_save(AT_FDCWD, o.out, buf_span(&b), o.out, e);
	return print_out(buf_span(&b)) ? 0 : ERR_IO;
}

int cmd_store_key(int argc, char **argv, arena *a, err *e)
{
	options o;
	int rc = options_read(&o, argc, argv, "", a, e);
	if (!rc && o.count != 1)
		rc = err_add(e, ERR_USAGE, "", "name the file to make");
	if (!rc)
		rc = signing_key_create(o.words[0], a, e);
	if (!rc && !o.quiet)
		fprintf(stderr,
			"%s is the secret key: keep it where you alone can read it; without it nothing more can be "
			"signed\n"
			"%s.pub is the public key: give it to whoever verifies\n",
			o.words[0], o.words[0]);
	return rc;
}
