#include "store/signing_key.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/digest.h"
#include "format/file.h"

#define SECRET_MARK "bcf secret key ed25519 "
#define PUBLIC_MARK "bcf public key ed25519 "

_Static_assert(KEY_BYTES == DIGEST_BYTES, "a key is read and printed as a digest is");
_Static_assert(KEY_BYTES == crypto_sign_SEEDBYTES && KEY_BYTES == crypto_sign_PUBLICKEYBYTES, "Ed25519");
_Static_assert(SIGNATURE_BYTES == crypto_sign_BYTES, "Ed25519");

static int start(err *e)
{
	return sodium_init() < 0 ? err_add(e, ERR_INTERNAL, "", "libsodium does not start") : 0;
}

/* A new file with one line, on the disk before this returns. */
static int create_file(const char *path, const char *mark, const unsigned char bytes[KEY_BYTES], mode_t mode, err *e)
{
	char hex[DIGEST_TEXT], line[sizeof SECRET_MARK + DIGEST_TEXT + 1];
	digest_print(hex, bytes);
	int len = snprintf(line, sizeof line, "%s%s\n", mark, hex);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	int rc = 0;
	if (fd < 0)
		rc = errno == EEXIST ? err_add(e, ERR_USAGE, path, "is there already; a key is never written over")
				     : err_add(e, ERR_IO, path, "cannot make the file: %s", strerror(errno));
	if (!rc && (write(fd, line, (size_t)len) != len || fsync(fd))) {
		rc = err_add(e, ERR_IO, path, "cannot write: %s", strerror(errno));
		unlink(path);
	}
	if (fd >= 0)
		close(fd);
	sodium_memzero(line, sizeof line);
	sodium_memzero(hex, sizeof hex);
	return rc;
}

int signing_key_create(const char *path, arena *a, err *e)
{
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
	signing_key k;
	int rc = start(e);
	if (rc)
		return rc;
	randombytes_buf(k.seed, sizeof k.seed);
	crypto_sign_seed_keypair(k.public_part, secret, k.seed);
	sodium_memzero(secret, sizeof secret);
	const char *beside = arena_printf(a, "%s.pub", path);
	rc = create_file(path, SECRET_MARK, k.seed, 0600, e);
	if (!rc) {
		rc = create_file(beside, PUBLIC_MARK, k.public_part, 0644, e);
		if (rc)
			unlink(path);
	}
	signing_key_wipe(&k);
	return rc;
}

static bool take_line(unsigned char out[KEY_BYTES], span text, const char *mark)
{
	text = span_trim(text);
	size_t n = strlen(mark);
	return span_starts(text, mark) && digest_parse(out, (span){text.at + n, text.len - n});
}

int signing_key_load(signing_key *out, const char *path, err *e)
{
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
	signing_key k = {0};
	struct stat st;
	file f;
	int rc = start(e);
	if (!rc)
		rc = file_open(&f, AT_FDCWD, path, true, path, e);
	if (rc)
		return rc;
	if (!take_line(k.seed, f.text, SECRET_MARK))
		rc = err_add(e, ERR_PARSE, path,
			take_line(k.seed, f.text, PUBLIC_MARK)
				? "is a public key; signing takes the secret one, the file without .pub"
				: "is no secret key; 'bcf store key FILE' makes one");
	else if (!stat(path, &st) && (st.st_mode & 077))
		rc = err_add(e, ERR_USAGE, path,
			"is a secret key that others may read; take their rights away (chmod 600), or make a new one "
			"if they may have read it");
	file_close(&f);
	if (rc)
		return rc;
	crypto_sign_seed_keypair(k.public_part, secret, k.seed);
	sodium_memzero(secret, sizeof secret);
	*out = k;
	signing_key_wipe(&k);
	return 0;
}

void signing_key_wipe(signing_key *k)
{
	sodium_memzero(k, sizeof *k);
}

int public_key_load(unsigned char out[KEY_BYTES], const char *path_or_hex, err *e)
{
	file f;
	if (digest_parse(out, span_of(path_or_hex)))
		return 0;
	int rc = file_open(&f, AT_FDCWD, path_or_hex, true, path_or_hex, e);
	if (rc)
		return rc;
	if (!take_line(out, f.text, PUBLIC_MARK))
		rc = err_add(e, ERR_PARSE, path_or_hex,
			span_starts(f.text, SECRET_MARK)
				? "is a secret key; name the public one, the file ending in .pub"
				: "is no public key; it is the file ending in .pub that 'bcf store key FILE' makes");
	file_close(&f);
	return rc;
}

int signing_key_sign(unsigned char out[SIGNATURE_BYTES], const signing_key *k, span text, err *e)
{
	unsigned char secret[crypto_sign_SECRETKEYBYTES], public_part[KEY_BYTES];
	int rc = start(e);
	if (rc)
		return rc;
	crypto_sign_seed_keypair(public_part, secret, k->seed);
	crypto_sign_detached(out, NULL, (const unsigned char *)text.at, text.len, secret);
	sodium_memzero(secret, sizeof secret);
	return 0;
}

bool signature_holds(
	const unsigned char signature[SIGNATURE_BYTES], span text, const unsigned char public_part[KEY_BYTES])
{
	return sodium_init() >= 0 &&
	       !crypto_sign_verify_detached(signature, (const unsigned char *)text.at, text.len, public_part);
}
