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
