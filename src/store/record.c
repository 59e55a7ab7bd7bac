#include "store/record.h"

#include <string.h>

#include "base/money.h"
#include "format/json_out.h"

#define DETAIL_BEGINS "version "

static void json_digest(json_out *j, const char *name, const unsigned char *digest)
{
	char hex[DIGEST_TEXT];
	if (digest)
		digest_print(hex, digest);
	json_string(j, name, digest ? hex : NULL);
}

span record_of_version(
	const char *package, const version *v, const unsigned char *parent, const unsigned char *merged, arena *a)
{
	json_out j;
	buf b;
	buf_init(&b, a);
	json_start(&j, &b, false);
	json_open(&j, NULL, '{');
	json_string(&j, "package", package);
	json_int(&j, "number", v->number);
	json_digest(&j, "parent", parent);
	json_digest(&j, "merged", merged);
	json_string(&j, "branch", v->branch);
	json_string(&j, "author", v->author);
	json_string(&j, "written", v->written);
	json_string(&j, "message", v->message);
	json_digest(&j, "content", v->content);
	json_close(&j, '}');
	return buf_span(&b);
}

span record_of_event(const char *package, const chain_event *v, const unsigned char *previous, arena *a)
{
	json_out j;
	buf b;
	buf_init(&b, a);
	json_start(&j, &b, false);
	json_open(&j, NULL, '{');
	json_string(&j, "package", package);
	json_int(&j, "event", v->number);
	json_string(&j, "written", v->written);
	json_string(&j, "actor", v->actor);
	json_string(&j, "act", v->act);
	json_string(&j, "subject", v->subject);
	json_string(&j, "detail", v->detail);
	json_digest(&j, "previous", previous);
	json_close(&j, '}');
	return buf_span(&b);
}

const char *version_detail(const unsigned char digest[DIGEST_BYTES], const char *more, arena *a)
{
	char hex[DIGEST_TEXT];
	digest_print(hex, digest);
	return more && *more ? arena_printf(a, DETAIL_BEGINS "%s; %s", hex, more)
			     : arena_printf(a, DETAIL_BEGINS "%s", hex);
}

bool version_detail_read(unsigned char digest[DIGEST_BYTES], const char *detail)
{
	size_t begins = sizeof DETAIL_BEGINS - 1, hex = DIGEST_TEXT - 1, len = strlen(detail);
	if (strncmp(detail, DETAIL_BEGINS, begins) || len < begins + hex ||
		(len > begins + hex && detail[begins + hex] != ';'))
		return false;
	return digest_parse(digest, (span){detail + begins, hex});
}

#define BRANCH_BEGINS "from "

const char *branch_detail(int64_t from, arena *a)
{
	return arena_printf(a, BRANCH_BEGINS "%lld", (long long)from);
}

bool branch_detail_read(int64_t *from, const char *detail)
{
	return !strncmp(detail, BRANCH_BEGINS, sizeof BRANCH_BEGINS - 1) &&
	       count_parse(from, span_of(detail + sizeof BRANCH_BEGINS - 1));
}

bool act_is_kept(const char *act, const char *detail)
{
	static const char *const kept[] = {"create", ACT_BRANCH, "setting", "expunge asked", "expunge"};
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (!strcmp(act, kept[i]))
			return true;
	return !strncmp(detail, DETAIL_BEGINS, sizeof DETAIL_BEGINS - 1);
}
