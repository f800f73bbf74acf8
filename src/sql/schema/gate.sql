-- What was given to whom, so that recipients can be told of an erasure or a
-- correction: ids, times and names of the policy, never a value.  A row
-- outlives the record that it is of, for the telling comes after the erasing.
CREATE TABLE given (
	instruction TEXT NOT NULL,
	record TEXT NOT NULL,
	subject TEXT NOT NULL,
	recipient TEXT NOT NULL,
	purpose TEXT NOT NULL,
	fields TEXT NOT NULL,
	at INT8 NOT NULL,
	delete_by INT8,
	PRIMARY KEY (instruction, record)
);
CREATE INDEX given_record ON given (record);
CREATE INDEX given_subject ON given (subject);
