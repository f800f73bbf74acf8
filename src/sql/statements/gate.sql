-- What the gate room asks of the data store.

-- name: given_add :exec in(instruction text, record text, subject text, recipient text,
-- purpose text, fields text, at int, delete_by int?)
INSERT INTO given (instruction, record, subject, recipient, purpose, fields, at, delete_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: given_of_record :many in(record text, most int)
-- out(instruction text, record text, subject text, recipient text, purpose text, fields text,
-- at int, delete_by int?)
SELECT instruction, record, subject, recipient, purpose, fields, at, delete_by
FROM given WHERE record = $1 ORDER BY at LIMIT $2;

-- name: given_of_subject :many in(subject text, most int)
-- out(instruction text, record text, subject text, recipient text, purpose text, fields text,
-- at int, delete_by int?)
SELECT instruction, record, subject, recipient, purpose, fields, at, delete_by
FROM given WHERE subject = $1 ORDER BY at LIMIT $2;
