-- The tables of the ledger room (doc/format/ledger.md).

CREATE TABLE entry (
	seq INT8 PRIMARY KEY,
	at INT8 NOT NULL,
	kind TEXT NOT NULL,
	subject BLOB NOT NULL,
	body TEXT NOT NULL,
	hash BLOB NOT NULL
);
-- Who read my data: one range of this index.
CREATE INDEX entry_subject ON entry (subject, seq) WHERE length(subject) > 0;

-- The other people whom an entry names, so that each finds it.
CREATE TABLE entry_also (
	subject BLOB NOT NULL,
	seq INT8 NOT NULL,
	PRIMARY KEY (subject, seq)
);
CREATE INDEX entry_also_seq ON entry_also (seq);

CREATE TABLE checkpoint (
	seq INT8 PRIMARY KEY,
	at INT8 NOT NULL,
	body TEXT NOT NULL,
	signature BLOB NOT NULL
);
