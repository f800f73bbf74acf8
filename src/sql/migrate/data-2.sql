-- When the person was told that a restriction will be lifted.
ALTER TABLE person_case ADD COLUMN announced INT8;
-- Who must be told that something ended.
ALTER TABLE given ADD COLUMN told TEXT NOT NULL DEFAULT '';
CREATE TABLE telling (
	id TEXT NOT NULL PRIMARY KEY,
	recipient TEXT NOT NULL,
	instruction TEXT NOT NULL,
	record TEXT NOT NULL,
	fields TEXT NOT NULL,
	for_case TEXT NOT NULL,
	pseudonym TEXT NOT NULL,
	since INT8 NOT NULL,
	confirm_by INT8 NOT NULL,
	told INT8,
	confirmed INT8,
	overdue INT8 NOT NULL,
	why TEXT NOT NULL,
	tries INT8 NOT NULL,
	next_try INT8 NOT NULL,
	what TEXT NOT NULL,
	place TEXT NOT NULL
);
CREATE INDEX telling_waiting ON telling (confirm_by) WHERE confirmed IS NULL;
CREATE INDEX telling_to_send ON telling (recipient, next_try) WHERE confirmed IS NULL AND told IS NULL;
CREATE INDEX telling_place_to_send ON telling (place, next_try)
WHERE place <> '' AND confirmed IS NULL AND told IS NULL;
CREATE INDEX telling_record ON telling (record) WHERE confirmed IS NULL;
CREATE INDEX telling_recipient ON telling (recipient, id);
CREATE INDEX telling_case ON telling (for_case, id);
-- Fields that lie together, while people and records are counted.
CREATE TABLE counted (
	dataset TEXT NOT NULL,
	fields TEXT NOT NULL,
	PRIMARY KEY (dataset, fields)
);
-- The policies that were proposed, run and ran; an older store's own is entered when it is opened.
CREATE TABLE policy (
	version INT8 PRIMARY KEY,
	name TEXT NOT NULL,
	hash TEXT NOT NULL,
	text TEXT NOT NULL,
	state TEXT NOT NULL,
	proposed INT8 NOT NULL,
	proposed_by TEXT NOT NULL,
	activated INT8 NOT NULL,
	activated_by TEXT NOT NULL,
	told INT8 NOT NULL,
	starts INT8 NOT NULL,
	erases INT8 NOT NULL
);
-- A recording, photo or video. Its bytes stand in a file beside the database, sealed under the key of
-- that id in keys.db; `about` says of what kind they are, sealed too. state: 0 comes in, 1 waits
-- for its record, 2 held by the lifetime, 3 ends with it, 4 its file is to be removed.
CREATE TABLE stream (
	id BLOB NOT NULL PRIMARY KEY,
	key INT8 NOT NULL,
	lifetime INT8 NOT NULL,
	state INT8 NOT NULL,
	field TEXT NOT NULL,
	asker BLOB NOT NULL,
	bytes INT8 NOT NULL,
	about BLOB NOT NULL,
	since INT8 NOT NULL
);
CREATE INDEX stream_key ON stream (key);
CREATE INDEX stream_lifetime ON stream (lifetime);
CREATE INDEX stream_state ON stream (state, key);
-- Whom a record about several people names.
CREATE TABLE named (
	record BLOB NOT NULL,
	subject BLOB NOT NULL,
	about TEXT NOT NULL,
	lifetime INT8 NOT NULL,
	PRIMARY KEY (record, subject)
);
CREATE INDEX named_subject ON named (subject, record) WHERE length(subject) > 0;
CREATE INDEX named_lifetime ON named (lifetime);
-- The other people whom an entry names, so that each finds it.
CREATE TABLE entry_also (
	subject BLOB NOT NULL,
	seq INT8 NOT NULL,
	PRIMARY KEY (subject, seq)
);
-- What `then generalise` left.
ALTER TABLE lifetime ADD COLUMN coarse INT8 NOT NULL DEFAULT 0;
