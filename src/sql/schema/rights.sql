-- What people have asked for: working rows of states and dates.  What they
-- wrote and who they are stands in the sealed record of the built-in dataset
-- `case` that `record` names.
CREATE TABLE person_case (
	id TEXT NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL,
	state TEXT NOT NULL,
	received INT8 NOT NULL,
	due INT8 NOT NULL,
	closed INT8,
	paused INT8,
	extended INT8 NOT NULL,
	overdue INT8 NOT NULL,
	announced INT8,
	party TEXT NOT NULL,
	record TEXT NOT NULL
);
CREATE INDEX person_case_due ON person_case (state, due);

CREATE TABLE case_subject (
	person_case TEXT NOT NULL,
	subject TEXT NOT NULL,
	passed_to TEXT NOT NULL,
	PRIMARY KEY (person_case, subject)
);
