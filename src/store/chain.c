#include "store/chain.h"

#include <string.h>

#include "base/date.h"
#include "format/utf8.h"
#include "store/record.h"
#include "store/store_inside.h"

enum { TRIES = 3 };

/* ---- what may be recorded ---- */

int words_check(const char *text, size_t most, bool blank, bool lines, const char *what, err *e)
{
	span s = span_of(text);
	if (!s.len && !blank)
		return err_add(e, ERR_USAGE, "", "%s is missing", what);
	if (s.len > most)
		return err_add(e, ERR_USAGE, "", "%s is longer than %zu bytes", what, most);
	if (utf8_valid(s.at, s.len) < s.len)
		return err_add(e, ERR_USAGE, "", "%s is not UTF-8", what);
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];
		bool second = c == 0xC2 && (unsigned char)s.at[i + 1] < 0xA0; /* U+0080 to U+009F */
		if ((c < ' ' && !(lines && c == '\n')) || c == 127 || second)
			return err_add(e, ERR_USAGE, "", "%s holds a control character; leave it out", what);
	}
	return 0;
}

static bool time_ok(const char *time)
{
	static const char form[] = "dddd-dd-ddTdd:dd:ddZ";
	day d;
	if (!time || strlen(time) != sizeof form - 1)
		return false;
	for (size_t i = 0; form[i]; i++)
		if (form[i] == 'd' ? time[i] < '0' || time[i] > '9' : time[i] != form[i])
			return false;
	return date_parse(&d, (span){time, 10}) && memcmp(time + 11, "24", 2) < 0 && time[14] < '6' && time[17] < '6';
}

int actor_check(actor by, err *e)
{
	int rc = words_check(by.name, 200, false, false, "the name of who acts", e);
	if (!rc && !time_ok(by.time))
		rc = err_add(e, ERR_USAGE, "", "'%s' is no time; write it in UTC, such as 2016-05-27T11:00:00Z",
			by.time ? by.time : "");
	return rc;
}

/* ---- the package's row ---- */

/* When the chain's last event was written.  In PostgreSQL this must be a statement after the one that waited for the
 * row: what a statement reads in other tables is as it was when it began, before it waited. */
static int last_time(const char **out, const chain *c, store *s, arena *a, err *e)
{
	const sql_value in[] = {TEXT_VALUE(span_of(c->id)), INTEGER_VALUE(c->events)};
	sql_answer r;
	int rc = connection_run(s->c, "SELECT written FROM events WHERE package = $1 AND event = $2", in, 2, &r, a, e);
	if (!rc && r.rows)
		*out = arena_text(a, answer_value(&r, 0, 0)->bytes);
	return rc;
}

int chain_lock(chain *c, store *s, const char *kind, arena *a, err *e)
{
	const sql_value in[] = {TEXT_VALUE(span_of(c->id)), TEXT_VALUE(span_of(kind)), BYTES_VALUE(span_of(""))};
	const char *last = "";
	sql_answer r;
	int rc = 0;
	for (int i = 0; i < 2 && !rc; i++) {
		/* An SQLite transaction that writes has locked the whole store. */
		rc = connection_run(s->c,
			connection_is_sqlite(s->c)
				? "SELECT events + 1, versions, head FROM packages WHERE package = $1"
				: "UPDATE packages SET events = events + 1 WHERE package = $1 "
				  "RETURNING events, versions, head",
			in, 1, &r, a, e);
		if (rc || r.rows || !kind || i)
			break;
		rc = connection_run(s->c,
			"INSERT INTO packages (package, kind, versions, events, head) VALUES ($1, $2, 0, 0, $3) "
			"ON CONFLICT (package) DO NOTHING",
			in, 3, &r, a, e);
		c->created = !rc && r.changed == 1;
	}
	if (rc)
		return rc;
	if (!r.rows)
		return err_add(e, ERR_USAGE, connection_shown(s->c),
			"holds no plan '%s'; 'bcf store log %s' lists them", c->id, connection_shown(s->c));
	c->events = answer_value(&r, 0, 0)->integer - 1;
	c->versions = answer_value(&r, 0, 1)->integer;
	if (c->events && !digest_take(c->head, answer_value(&r, 0, 2)))
		return store_damaged(s, c->id, e, "the head of its chain of events is no digest");
	rc = c->events ? last_time(&last, c, s, a, e) : 0;
	if (rc)
		return rc;
	if (strcmp(c->by.time, last) < 0) /* the clocks of two machines differ */
		c->by.time = last;
	return c->created ? chain_add(c, s, "create", c->id, kind, a, e) : 0;
}

int chain_add(chain *c, store *s, const char *act, const char *subject, const char *detail, arena *a, err *e)
{
	chain_event v = {c->events + 1, c->by.time, c->by.name, act, subject, detail};
	span record = record_of_event(c->id, &v, c->events ? c->head : NULL, a);
	digest_bytes(v.digest, record);
	const sql_value in[] = {TEXT_VALUE(span_of(c->id)), INTEGER_VALUE(v.number), TEXT_VALUE(span_of(v.written)),
		TEXT_VALUE(span_of(v.actor)), TEXT_VALUE(span_of(act)), TEXT_VALUE(span_of(subject)),
		TEXT_VALUE(span_of(detail)), BYTES_VALUE(((span){(const char *)v.digest, DIGEST_BYTES}))};
	int rc = connection_run(s->c,
		"INSERT INTO events (package, event, written, actor, act, subject, detail, digest) "
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		in, 8, NULL, a, e);
	if (rc)
		return rc;
	c->events = v.number;
	memcpy(c->head, v.digest, DIGEST_BYTES);
	return 0;
}

int chain_keep(const chain *c, store *s, arena *a, err *e)
{
	const sql_value in[] = {TEXT_VALUE(span_of(c->id)), INTEGER_VALUE(c->events), INTEGER_VALUE(c->versions),
		BYTES_VALUE(((span){(const char *)c->head, DIGEST_BYTES}))};
	return connection_run(s->c, "UPDATE packages SET events = $2, versions = $3, head = $4 WHERE package = $1", in,
		4, NULL, a, e);
}

/* Was the act kept whose last event is the chain's head?  Locking the package's row waits until a server that is still
 * at it has done with it.  And what can be read may not be on the standby yet: this is a commit too, so that it waits
 * for the standby to have all before it. */
static int was_kept(bool *out, const chain *c, store *s, arena *a, err *e)
{
	const sql_value in[] = {TEXT_VALUE(span_of(c->id)), INTEGER_VALUE(c->events),
		BYTES_VALUE(((span){(const char *)c->head, DIGEST_BYTES}))};
	sql_answer r;
	int rc = connection_begin(s->c, TRANSACTION_WRITE, e);
	if (rc)
		return rc;
	rc = connection_run(s->c, "UPDATE packages SET events = events WHERE package = $1", in, 1, NULL, a, e);
	if (!rc)
		rc = connection_run(s->c, "SELECT event FROM events WHERE package = $1 AND event = $2 AND digest = $3",
			in, 3, &r, a, e);
	if (!rc)
		rc = connection_commit(s->c, e);
	else
		connection_rollback(s->c);
	if (!rc)
		*out = r.rows == 1;
	return rc;
}

/* ---- acts ---- */

/* Once; *sent tells that the server was asked to keep it. */
static int act_once(chain *c, bool *sent, store *s, const char *kind, chain_work *work, void *context, arena *a, err *e)
{
	int rc = connection_begin(s->c, TRANSACTION_WRITE, e);
	if (rc)
		return rc;
	rc = chain_lock(c, s, kind, a, e);
	if (!rc)
		rc = work(c, s, context, a, e);
	if (!rc)
		rc = chain_keep(c, s, a, e);
	if (rc) {
		connection_rollback(s->c);
		return rc;
	}
	*sent = true;
	return connection_commit(s->c, e);
}

/* Takes back the messages of a try that is made again. */
static void forget(err *e, err before)
{
	*e = before;
	if (e->last)
		e->last->next = NULL;
}

int chain_act(store *s, const char *id, const char *kind, actor by, chain_work *work, void *context, arena *a, err *e)
{
	const err before = *e;
	int rc = actor_check(by, e);
	if (!rc && s->readonly)
		rc = err_add(e, ERR_USAGE, connection_shown(s->c), "is open for reading only");
	for (int i = 0; !rc && i < TRIES; i++) {
		bool sent = false, kept = false;
		chain c = {.id = id, .by = by};
		rc = act_once(&c, &sent, s, kind, work, context, a, e);
		if (rc >= 0)
			return 0;
		if (!connection_is_lost(s->c))
			return rc;
		int again = connection_again(s->c, e);
		if (!again && sent)
			again = was_kept(&kept, &c, s, a, e);
		if (again && sent) {
			forget(e, before);
			return err_add(e, ERR_IO, store_place(s, id, 0, a),
				"the server went away while it was saving; whether it did is not known: look with "
				"'bcf store log' before you try again");
		}
		if (again)
			return again;
		if (!kept && i == TRIES - 1)
			return rc;
		forget(e, before);
		rc = 0;
		if (kept)
			break;
	}
	return rc;
}
