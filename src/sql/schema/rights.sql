-- What people have asked for: working rows of states and dates.  What they
-- wrote and who they are stands in the sealed record of the built-in dataset
-- `case` that `record` names. `part_of`: the case that was passed on to the `party` by this one.
-- `counted`: from when its time is (0: of before format 5); `stopped`: days of it that do not
-- count, the last of them on `stopped_last` (0: none).
CREATE TABLE person_case (
	id TEXT NOT NULL PRIMARY KEY,
	kind TEXT NOT NULL,
	state TEXT NOT NULL,
	received INT8 NOT NULL,
	due INT8 NOT NULL,
	counted INT8 NOT NULL,
	stopped INT8 NOT NULL,
	stopped_last INT8 NOT NULL,
	closed INT8,
	paused INT8,
	extended INT8 NOT NULL,
	overdue INT8 NOT NULL,
	announced INT8,
	erased INT8,
	waits TEXT NOT NULL,
	acknowledged INT8,
	fee TEXT NOT NULL,
	party TEXT NOT NULL,
	record TEXT NOT NULL,
	part_of TEXT NOT NULL
);
CREATE INDEX person_case_part ON person_case (part_of) WHERE part_of <> '';
CREATE INDEX person_case_due ON person_case (state, due, id);
CREATE INDEX person_case_next ON person_case (due, id);

CREATE TABLE case_subject (
	person_case TEXT NOT NULL,
	subject TEXT NOT NULL,
	passed_to TEXT NOT NULL,
	PRIMARY KEY (person_case, subject)
);
CREATE INDEX case_subject_whose ON case_subject (subject);

-- What was written down of a case while it was dealt with: sealed records of dataset `case`.
CREATE TABLE case_paper (
	record TEXT NOT NULL PRIMARY KEY,
	person_case TEXT NOT NULL
);
CREATE INDEX case_paper_case ON case_paper (person_case, record);

-- What machines proposed about people, and who decided it.
CREATE TABLE person_decision (
	id TEXT NOT NULL PRIMARY KEY,
	name TEXT NOT NULL,
	state TEXT NOT NULL,
	subject TEXT NOT NULL,
	party TEXT NOT NULL,
	record TEXT NOT NULL,
	proposed INT8 NOT NULL,
	decided INT8,
	staff TEXT NOT NULL,
	person_case TEXT NOT NULL,
	contest TEXT NOT NULL
);
CREATE INDEX person_decision_state ON person_decision (state, id);
CREATE INDEX person_decision_contest ON person_decision (contest) WHERE contest <> '';
CREATE INDEX person_decision_subject ON person_decision (subject);

-- People who are being erased in steps (rights/steps.c), oldest first, and what stays of them, for
-- the letter. `what`: case, left, child; `until`: what came in from this id on is not meant; `after`:
-- the record that was erased last. A case's rows stay until it is closed: `done`.
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
