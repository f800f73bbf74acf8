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
	next_try INT8 NOT NULL
);
CREATE INDEX telling_waiting ON telling (confirm_by) WHERE confirmed IS NULL;
CREATE INDEX telling_to_send ON telling (recipient, next_try) WHERE confirmed IS NULL AND told IS NULL;
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
