-- The tables of the term room.

-- What was given to whom, so that recipients can be told of an erasure or a
-- correction: ids, times and names of the policy, never a value.  A row
-- outlives the record that it is of, for the telling comes after the erasing, and goes when
-- the record has gone and nothing of it waits to be confirmed; `told` are the fields of it
-- that the recipient must erase.
CREATE TABLE given (
	instruction TEXT NOT NULL,
	record TEXT NOT NULL,
	subject TEXT NOT NULL,
	recipient TEXT NOT NULL,
	purpose TEXT NOT NULL,
	fields TEXT NOT NULL,
	at INT8 NOT NULL,
	delete_by INT8,
	told TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (instruction, record)
);
CREATE INDEX given_record ON given (record);
CREATE INDEX given_subject ON given (subject, at, instruction, record);

-- Who must be told that something ended or was corrected (`what`: erase, correct), and whether
-- they have confirmed: one row for each instruction under which a recipient was given it, or each
-- place that holds it, and each end. Names, ids and times. `tries`, `next_try` and
-- `answer` (to the newest try; NULL: none yet) are of its going out by webhook.
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
	place TEXT NOT NULL,
	answer INT8
);
CREATE INDEX telling_waiting ON telling (confirm_by) WHERE confirmed IS NULL;
CREATE INDEX telling_to_send ON telling (recipient, next_try) WHERE confirmed IS NULL AND told IS NULL;
CREATE INDEX telling_place_to_send ON telling (place, next_try)
WHERE place <> '' AND confirmed IS NULL AND told IS NULL;
CREATE INDEX telling_record ON telling (record) WHERE confirmed IS NULL;
CREATE INDEX telling_recipient ON telling (recipient, id);
CREATE INDEX telling_case ON telling (for_case, id);
CREATE INDEX telling_confirmed ON telling (confirmed) WHERE confirmed IS NOT NULL;

-- Letters that wait for the mail, text messages that wait for a gateway (`way`: mail, text), and
-- what is left of those that do not: which `key` of keys.db seals whom it is to and what it says;
-- 0 and nothing sealed when the key is gone. No value else.
CREATE TABLE letter (
	id TEXT NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL,
	state INT8 NOT NULL,
	key INT8 NOT NULL,
	sealed BLOB NOT NULL,
	of TEXT NOT NULL,
	once TEXT NOT NULL,
	pseudonym TEXT NOT NULL,
	line INT8 NOT NULL,
	queued INT8 NOT NULL,
	ends INT8 NOT NULL,
	ended INT8 NOT NULL,
	tries INT8 NOT NULL,
	next_try INT8 NOT NULL,
	answer INT8 NOT NULL,
	way TEXT NOT NULL
);
CREATE INDEX letter_to_send ON letter (next_try) WHERE state = 0;
CREATE INDEX letter_key ON letter (key) WHERE key > 0;
CREATE INDEX letter_ended ON letter (ended) WHERE ended > 0;
CREATE INDEX letter_once ON letter (once) WHERE once <> '';
