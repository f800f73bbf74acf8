-- What was given of a person, page by page.
DROP INDEX given_subject;
CREATE INDEX given_subject ON given (subject, at, instruction, record);
