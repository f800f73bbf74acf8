-- What grows is asked for by an index, whatever is asked (test/unit/sql_plans.c).
DROP INDEX record_subject;
CREATE INDEX record_subject ON record (subject, id) WHERE length(subject) > 0;
CREATE INDEX subject_going ON subject (key) WHERE ending = 1;
CREATE INDEX entry_also_seq ON entry_also (seq);
DROP INDEX person_case_due;
CREATE INDEX person_case_due ON person_case (state, due, id);
CREATE INDEX telling_confirmed ON telling (confirmed) WHERE confirmed IS NOT NULL;
CREATE INDEX letter_ended ON letter (ended) WHERE ended > 0;
CREATE INDEX hand_over_taken ON hand_over (taken) WHERE taken IS NOT NULL;
CREATE INDEX hand_over_ended ON hand_over (ended) WHERE ended IS NOT NULL;
-- Until when copies of the data are kept; nobody noted it of those that there are.
CREATE TABLE copy_made (
	made INT8 NOT NULL,
	until INT8 NOT NULL
);
CREATE INDEX copy_made_until ON copy_made (until, made);
INSERT INTO copy_made (made, until) VALUES (0, -1);
-- From when the time of a case is counted (0: in its date alone), and how many days of it do not count.
ALTER TABLE person_case ADD COLUMN counted INT8 NOT NULL DEFAULT 0;
ALTER TABLE person_case ADD COLUMN stopped INT8 NOT NULL DEFAULT 0;
ALTER TABLE person_case ADD COLUMN stopped_last INT8 NOT NULL DEFAULT 0;
