-- By which way a letter goes: mail, text.
ALTER TABLE letter ADD COLUMN way TEXT NOT NULL DEFAULT 'mail';
-- Codes by which somebody shows who they are for a case.
ALTER TABLE person_code ADD COLUMN for_case TEXT NOT NULL DEFAULT '';
CREATE INDEX person_code_case ON person_code (for_case) WHERE for_case <> '';
-- When what a request asked to be erased was erased; of before, not later than it was answered.
ALTER TABLE person_case ADD COLUMN erased INT8;
UPDATE person_case SET erased = closed WHERE kind = 'erasure' AND state = 'answered';
-- A request that is passed on to a party is a case of its own.
ALTER TABLE person_case ADD COLUMN part_of TEXT NOT NULL DEFAULT '';
CREATE INDEX person_case_part ON person_case (part_of) WHERE part_of <> '';
