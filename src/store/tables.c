#include "store/tables.h"

#define T VALUE_TEXT
#define I VALUE_INTEGER
#define B VALUE_BYTES
#define NUMBER_OF(name) .number = "SELECT CAST(count(*) AS BIGINT) FROM " name " WHERE package = $1"

const stored_table stored_packages = {
	.name = "packages",
	.columns = {"package", "kind", "versions", "events", "head"},
	.kinds = {T, T, I, I, B},
	.count = 5,
	.insert = "INSERT INTO packages (package, kind, versions, events, head) VALUES ($1, $2, $3, $4, $5)",
};

const stored_table stored_tables[STORED_TABLES] = {
	[STORED_SETTINGS] = {"settings", {"package", "name", "content"}, {T, T, T}, 3,
		"INSERT INTO settings (package, name, content) VALUES ($1, $2, $3)",
		"SELECT package, name, content FROM settings WHERE package = $1 AND name > $2 ORDER BY name LIMIT $3"},
	[STORED_VERSIONS] = {"versions",
		{"package", "version", "digest", "content", "plan_digest", "parent", "merged", "branch", "author",
			"written", "message"},
		{T, I, B, B, B, I, I, T, T, T, T}, 11,
		"INSERT INTO versions (package, version, digest, content, plan_digest, parent, merged, branch, author, "
		"written, message) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
		"SELECT package, version, digest, content, plan_digest, parent, merged, branch, author, written, "
		"message FROM versions WHERE package = $1 AND version > $2 ORDER BY version LIMIT $3",
		NUMBER_OF("versions")},
	[STORED_BRANCHES] = {"branches", {"package", "branch", "version"}, {T, T, I}, 3,
		"INSERT INTO branches (package, branch, version) VALUES ($1, $2, $3)",
		"SELECT package, branch, version FROM branches WHERE package = $1 AND branch > $2 ORDER BY branch "
		"LIMIT $3"},
	[STORED_EVENTS] = {"events", {"package", "event", "written", "actor", "act", "subject", "detail", "digest"},
		{T, I, T, T, T, T, T, B}, 8,
		"INSERT INTO events (package, event, written, actor, act, subject, detail, digest) "
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		"SELECT package, event, written, actor, act, subject, detail, digest FROM events WHERE package = $1 "
		"AND event > $2 ORDER BY event LIMIT $3",
		"SELECT CAST(length(detail) AS BIGINT) FROM events WHERE package = $1 AND event > $2 ORDER BY event "
		"LIMIT $3",
		NUMBER_OF("events")},
	[STORED_BLOBS] = {"blobs", {"package", "digest", "form", "size", "bytes"}, {T, B, I, I, B}, 5,
		"INSERT INTO blobs (package, digest, form, size, bytes) VALUES ($1, $2, $3, $4, $5)",
		"SELECT package, digest, form, size, bytes FROM blobs WHERE package = $1 AND digest > $2 ORDER BY "
		"digest LIMIT $3",
		"SELECT CAST(length(bytes) AS BIGINT) FROM blobs WHERE package = $1 AND digest > $2 ORDER BY digest "
		"LIMIT $3",
		NUMBER_OF("blobs")},
};

int stored_packages_read(sql_answer *out, connection *c, arena *a, err *e)
{
	return connection_run(
		c, "SELECT package, kind, versions, events, head FROM packages ORDER BY package", NULL, 0, out, a, e);
}

int stored_page_read(
	sql_answer *out, connection *c, const stored_table *t, span package, const sql_value *last, arena *a, err *e)
{
	static const sql_value first[] = {[VALUE_INTEGER] = {.kind = VALUE_INTEGER, .integer = 0},
		[VALUE_TEXT] = {.kind = VALUE_TEXT, .bytes = {"", 0}},
		[VALUE_BYTES] = {.kind = VALUE_BYTES, .bytes = {"", 0}}};
	sql_value in[] = {TEXT_VALUE(package), last ? *last : first[t->kinds[1]], INTEGER_VALUE(STORED_PAGE_ROWS)};
	if (t->sizes) {
		sql_answer r;
		int64_t bytes = 0, count = 0;
		int rc = connection_run(c, t->sizes, in, 3, &r, a, e);
		if (rc)
			return rc;
		while (count < (int64_t)r.rows &&
			(bytes += answer_value(&r, (size_t)count, 0)->integer) <= STORED_PAGE_BYTES)
			count++;
		in[2] = INTEGER_VALUE(count ? count : 1);
	}
	return connection_run(c, t->page, in, 3, out, a, e);
}
