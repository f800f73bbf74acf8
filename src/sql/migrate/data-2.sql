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
	overdue INT8 NOT NULL
);
CREATE INDEX telling_waiting ON telling (confirm_by) WHERE confirmed IS NULL;
CREATE INDEX telling_recipient ON telling (recipient, id);
CREATE INDEX telling_case ON telling (for_case, id);
