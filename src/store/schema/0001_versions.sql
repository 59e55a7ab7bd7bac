-- Every key begins with the package, so that a distributed database can spread the tables by it.
-- The package '' is the store itself: its settings, and its own chain of events.
CREATE TABLE packages (
	package TEXT NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL,
	versions BIGINT NOT NULL,
	events BIGINT NOT NULL,
	head BYTEA NOT NULL
);
-- A table's or a narrative section's canonical text, or a version's list of them, by its SHA-256.
-- form 0: as it is; 1: deflated; 2: expunged, and then bytes is empty; 3: the digest of a blob of form 0 or 1, and what
-- differs from its text (store/delta.h).  size is that of the text.
CREATE TABLE blobs (
	package TEXT NOT NULL,
	digest BYTEA NOT NULL,
	form BIGINT NOT NULL,
	size BIGINT NOT NULL,
	bytes BYTEA NOT NULL,
	PRIMARY KEY (package, digest)
);
-- content is the package digest, and the name of the blob that lists the version's tables.  parent and merged are 0 for none.
CREATE TABLE versions (
	package TEXT NOT NULL,
	version BIGINT NOT NULL,
	digest BYTEA NOT NULL,
	content BYTEA NOT NULL,
	plan_digest BYTEA NOT NULL,
	parent BIGINT NOT NULL,
	merged BIGINT NOT NULL,
	branch TEXT NOT NULL,
	author TEXT NOT NULL,
	written TEXT NOT NULL,
	message TEXT NOT NULL,
	PRIMARY KEY (package, version)
);
CREATE INDEX versions_by_content ON versions (package, content);
CREATE TABLE branches (
	package TEXT NOT NULL,
	branch TEXT NOT NULL,
	version BIGINT NOT NULL,
	PRIMARY KEY (package, branch)
);
CREATE TABLE events (
	package TEXT NOT NULL,
	event BIGINT NOT NULL,
	written TEXT NOT NULL,
	actor TEXT NOT NULL,
	act TEXT NOT NULL,
	subject TEXT NOT NULL,
	detail TEXT NOT NULL,
	digest BYTEA NOT NULL,
	PRIMARY KEY (package, event)
);
CREATE TABLE settings (
	package TEXT NOT NULL,
	name TEXT NOT NULL,
	content TEXT NOT NULL,
	PRIMARY KEY (package, name)
);
