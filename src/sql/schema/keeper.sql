-- The tables of the keeper room.

-- What was answered to an offer with an Idempotency-Key: ids and verdicts, no value.
-- `token` and `question` are keyed fingerprints.
CREATE TABLE once (
	asker BLOB NOT NULL,
	token BLOB NOT NULL,
	question BLOB NOT NULL,
	reply BLOB NOT NULL,
	until INT8 NOT NULL,
	PRIMARY KEY (asker, token)
);
CREATE INDEX once_until ON once (until);

-- Every policy that was proposed: proposed, waiting (for its day), running, replaced, refused.
-- Instants are 0 until they come; `proposed_by` and `activated_by` are ids of colleagues.
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

-- Which alarm has rung for which cause, and when last.
CREATE TABLE alarm (
	name TEXT NOT NULL,
	of TEXT NOT NULL,
	rung INT8 NOT NULL,
	PRIMARY KEY (name, of)
);
