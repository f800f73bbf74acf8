-- People who are being erased in steps, and what stays of them.
ALTER TABLE subject ADD COLUMN erasing INT8 NOT NULL DEFAULT 0;
CREATE TABLE erasing (
	id TEXT NOT NULL PRIMARY KEY,
	subject TEXT NOT NULL,
	what TEXT NOT NULL,
	reason INT8 NOT NULL,
	person_case TEXT NOT NULL,
	until TEXT NOT NULL,
	after TEXT NOT NULL,
	at_once INT8 NOT NULL,
	ended INT8 NOT NULL,
	done INT8 NOT NULL
);
CREATE INDEX erasing_next ON erasing (id) WHERE done = 0;
CREATE INDEX erasing_case ON erasing (person_case) WHERE person_case <> '';
CREATE TABLE erasing_stay (
	person_case TEXT NOT NULL,
	field TEXT NOT NULL,
	why TEXT NOT NULL,
	until INT8 NOT NULL,
	held INT8 NOT NULL,
	line INT8 NOT NULL,
	PRIMARY KEY (person_case, field, why, until, held)
);
CREATE INDEX session_subject ON session (subject) WHERE length(subject) > 0;
CREATE INDEX person_code_subject ON person_code (subject);
