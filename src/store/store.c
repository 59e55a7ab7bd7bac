#include <string.h>

#include "base/limits.h"
#include "store/chain.h"
#include "store/migrations.h"
#include "store/record.h"
#include "store/store_inside.h"

#define OWN "" /* the package that is the store itself */
#define OWN_KIND "store"
enum { ID_MAX = 100 };

/* ---- names ---- */

bool store_id_ok(span id)
{
	for (size_t i = 0; i < id.len; i++) {
		char c = id.at[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		if (!letter && (i == 0 || (c != '.' && c != '_' && c != '-')))
			return false;
	}
	return id.len > 0 && id.len <= ID_MAX;
}

bool store_name_split(const char **where, const char **id, const char **which, const char *name, arena *a)
{
	const char *mark = strrchr(name, '#');
	if (!mark || mark == name || !mark[1] || !connection_is_name((span){name, (size_t)(mark - name)}))
		return false;
	span rest = span_of(mark + 1);
	bool has_which = span_find(rest, "@", NULL);
	*where = arena_text(a, (span){name, (size_t)(mark - name)});
	*id = arena_text(a, span_cut(&rest, '@'));
	*which = has_which ? arena_text(a, rest) : NULL;
	return true;
}

/* ---- opening ---- */

static store *store_new(connection *c, bool readonly, arena *a)
{
	store *s = arena_alloc(a, sizeof *s);
	*s = (store){.c = c, .room = blob_room_open(a), .readonly = readonly, .kept = arena_open()};
	return s;
}

void store_close(store *s)
{
	if (!s)
		return;
	connection_close(s->c);
	texts_forget(s);
	arena_close(s->kept);
	s->c = NULL;
	s->kept = NULL;
}

struct connection *store_connection(store *s)
{
	return s->c;
}

/* Makes the tables, or brings them forward, and records it. */
static int bring_forward(store *s, actor by, arena *a, err *e)
{
	chain c = {.id = OWN, .by = by};
	int64_t before = 0;
	int rc = connection_begin(s->c, TRANSACTION_WRITE, e);
	if (rc)
		return rc;
	rc = migrations_apply(&before, s->c, migrations, migration_count, a, e);
	if (!rc && before == (int64_t)migration_count) { /* another program was first */
		connection_rollback(s->c);
		return 0;
	}
	if (!rc)
		rc = chain_lock(&c, s, OWN_KIND, a, e);
	if (!rc)
		rc = chain_add(&c, s, "setting", "schema", arena_printf(a, "%zu", migration_count), a, e);
	if (!rc)
		rc = chain_keep(&c, s, a, e);
	if (rc) {
		connection_rollback(s->c);
		return rc;
	}
	return connection_commit(s->c, e);
}

int store_create(const char *where, actor by, arena *a, err *e)
{
	connection *c;
	int rc = actor_check(by, e);
	if (!rc)
		rc = connection_open(&c, where, CONNECTION_CREATE, e);
	if (rc)
		return rc;
	store *s = store_new(c, false, a);
	rc = bring_forward(s, by, a, e);
	store_close(s);
	return rc;
}

/* Which tables are there: those of this program, or those of an older one, which are brought forward. */
static int judge_tables(store *s, const actor *by, arena *a, err *e)
{
	int64_t number;
	int rc = migrations_number(&number, s->c, a, e);
	if (rc || number == (int64_t)migration_count)
		return rc;
	if (!number)
		return err_add(e, ERR_USAGE, connection_shown(s->c),
			"holds no store yet; make one with 'bcf store create %s'", connection_shown(s->c));
	if (by && number < (int64_t)migration_count)
		return bring_forward(s, *by, a, e);
	if (number < (int64_t)migration_count)
		return err_add(e, ERR_USAGE, connection_shown(s->c),
			"was made by an older bcf and is open for reading only; any command that writes to it brings "
			"it forward");
	return migrations_apply(&number, s->c, migrations, migration_count, a, e); /* says that it is newer */
}

int store_open(store **out, const char *where, actor by, arena *a, err *e)
{
	connection *c;
	int rc = actor_check(by, e);
	if (!rc)
		rc = connection_open(&c, where, CONNECTION_OPEN, e);
	if (rc)
		return rc;
	store *s = store_new(c, false, a);
	rc = judge_tables(s, &by, a, e);
	if (rc)
		store_close(s);
	else
		*out = s;
	return rc;
}

int store_open_readonly(store **out, const char *where, arena *a, err *e)
{
	connection *c;
	int rc = connection_open(&c, where, CONNECTION_INSPECT, e);
	if (rc)
		return rc;
	store *s = store_new(c, true, a);
	rc = judge_tables(s, NULL, a, e);
	if (rc)
		store_close(s);
	else
		*out = s;
	return rc;
}

/* ---- packages, events, settings ---- */

int store_packages(package_row **out, size_t *count, store *s, bool own, arena *a, err *e)
{
	sql_answer r;
	size_t n = 0;
	int rc = connection_run(
		s->c, "SELECT package, kind, versions, events, head FROM packages ORDER BY package", NULL, 0, &r, a, e);
	if (rc)
		return rc;
	package_row *list = arena_array(a, r.rows, sizeof *list);
	for (size_t i = 0; i < r.rows; i++) {
		const sql_value *v = answer_value(&r, i, 0);
		package_row p = {arena_text(a, v[0].bytes), arena_text(a, v[1].bytes), v[2].integer, v[3].integer};
		if (!*p.id && !own)
			continue;
		if (!digest_take(p.head, &v[4]))
			return store_damaged(s, p.id, e, "the head of its chain of events");
		list[n++] = p;
	}
	*out = list;
	*count = n;
	return 0;
}

int store_events(chain_event **out, size_t *count, store *s, const char *id, arena *a, err *e)
{
	const sql_value in[] = {TEXT_VALUE(span_of(id))};
	sql_answer r;
	int rc = connection_run(s->c,
		"SELECT event, written, actor, act, subject, detail, digest FROM events WHERE package = $1 ORDER BY "
		"event",
		in, 1, &r, a, e);
	if (rc)
		return rc;
	if (!r.rows)
		return err_add(e, ERR_USAGE, connection_shown(s->c), "holds no plan '%s'", id);
	chain_event *list = arena_array(a, r.rows, sizeof *list);
	for (size_t i = 0; i < r.rows; i++) {
		const sql_value *v = answer_value(&r, i, 0);
		list[i] = (chain_event){v[0].integer, arena_text(a, v[1].bytes), arena_text(a, v[2].bytes),
			arena_text(a, v[3].bytes), arena_text(a, v[4].bytes), arena_text(a, v[5].bytes)};
		if (!digest_take(list[i].digest, &v[6]))
			return store_damaged(
				s, id, e, arena_printf(a, "the digest of event %lld", (long long)list[i].number));
	}
	*out = list;
	*count = r.rows;
	return 0;
}

typedef struct note {
	const char *act, *subject, *detail;
} note;

static int add_note(chain *c, store *s, void *context, arena *a, err *e)
{
	const note *n = context;
	return chain_add(c, s, n->act, n->subject, n->detail, a, e);
}

int store_note(
	store *s, const char *id, const char *act, const char *subject, const char *detail, actor by, arena *a, err *e)
{
	note n = {act, subject ? subject : "", detail ? detail : ""};
	int rc = words_check(act, 100, false, false, "the act", e);
	if (!rc)
		rc = words_check(n.subject, 1000, true, false, "the subject", e);
	if (!rc)
		rc = words_check(n.detail, EVENT_DETAIL_MAX, true, true, "the detail", e);
	if (!rc && act_is_kept(n.act, n.detail))
		rc = err_add(e, ERR_USAGE, "", "'%s' is recorded only by doing it", n.act);
	return rc ? rc : chain_act(s, id, NULL, by, add_note, &n, a, e);
}

int store_setting(const char **out, store *s, const char *name, arena *a, err *e)
{
	const sql_value in[] = {TEXT_VALUE(span_of(name))};
	sql_answer r;
	int rc = connection_run(s->c, "SELECT content FROM settings WHERE package = '' AND name = $1", in, 1, &r, a, e);
	if (!rc)
		*out = r.rows ? arena_text(a, answer_value(&r, 0, 0)->bytes) : NULL;
	return rc;
}
