-- What the term room asks of the data store.

-- name: given_add :exec in(instruction text, record text, subject text, recipient text,
-- purpose text, fields text, at int, delete_by int?)
INSERT INTO given (instruction, record, subject, recipient, purpose, fields, at, delete_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: given_of_record :many in(record text, most int)
-- out(instruction text, record text, subject text, recipient text, purpose text, fields text,
-- at int, delete_by int?, told text)
SELECT instruction, record, subject, recipient, purpose, fields, at, delete_by, told
FROM given WHERE record = $1 ORDER BY at LIMIT $2;

-- name: given_of_subject :many in(subject text, most int)
-- out(instruction text, record text, subject text, recipient text, purpose text, fields text,
-- at int, delete_by int?, told text)
SELECT instruction, record, subject, recipient, purpose, fields, at, delete_by, told
FROM given WHERE subject = $1 ORDER BY at LIMIT $2;

-- name: given_told :exec in(told text, instruction text, record text)
UPDATE given SET told = $1 WHERE instruction = $2 AND record = $3;

-- name: given_drop :exec in(instruction text, record text)
DELETE FROM given WHERE instruction = $1 AND record = $2 AND told = fields;

-- name: telling_add :exec in(id text, recipient text, instruction text, record text, fields text,
-- for_case text, pseudonym text, since int, confirm_by int, why text)
INSERT INTO telling (id, recipient, instruction, record, fields, for_case, pseudonym, since,
confirm_by, told, confirmed, overdue, why, tries, next_try)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, NULL, 0, $10, 0, 0);

-- name: telling_get :one in(id text)
-- out(id text, recipient text, instruction text, record text, fields text, for_case text,
-- pseudonym text, since int, confirm_by int, told int?, confirmed int?, why text,
-- tries int)
SELECT id, recipient, instruction, record, fields, for_case, pseudonym, since, confirm_by, told, confirmed,
why, tries FROM telling WHERE id = $1;

-- name: telling_page :many in(after text, recipient text, waiting int, most int)
-- out(id text, recipient text, instruction text, record text, fields text, for_case text,
-- pseudonym text, since int, confirm_by int, told int?, confirmed int?, why text,
-- tries int)
SELECT id, recipient, instruction, record, fields, for_case, pseudonym, since, confirm_by, told, confirmed,
why, tries FROM telling WHERE id > $1 AND ($2 = '' OR recipient = $2) AND ($3 = 0 OR confirmed IS NULL)
ORDER BY id LIMIT $4;

-- name: telling_of_case :many in(for_case text, most int)
-- out(id text, recipient text, instruction text, record text, fields text, for_case text,
-- pseudonym text, since int, confirm_by int, told int?, confirmed int?, why text,
-- tries int)
SELECT id, recipient, instruction, record, fields, for_case, pseudonym, since, confirm_by, told, confirmed,
why, tries FROM telling WHERE for_case = $1 ORDER BY id LIMIT $2;

-- name: telling_told :exec in(told int, id text)
UPDATE telling SET told = $1 WHERE id = $2;

-- name: telling_confirm :exec in(confirmed int, id text)
UPDATE telling SET confirmed = $1 WHERE id = $2;

-- name: telling_overdue :many in(now int, most int)
-- out(id text, recipient text, instruction text, record text, fields text, for_case text,
-- pseudonym text, since int, confirm_by int, told int?, confirmed int?, why text,
-- tries int)
SELECT id, recipient, instruction, record, fields, for_case, pseudonym, since, confirm_by, told, confirmed,
why, tries FROM telling WHERE confirmed IS NULL AND confirm_by < $1 AND overdue = 0
ORDER BY confirm_by LIMIT $2;

-- name: telling_mark_overdue :exec in(id text)
UPDATE telling SET overdue = 1 WHERE id = $1;

-- name: telling_to_send :many in(recipient text, now int, most int)
-- out(id text, recipient text, instruction text, record text, fields text, for_case text,
-- pseudonym text, since int, confirm_by int, told int?, confirmed int?, why text,
-- tries int)
SELECT id, recipient, instruction, record, fields, for_case, pseudonym, since, confirm_by, told, confirmed,
why, tries FROM telling
WHERE recipient = $1 AND next_try <= $2 AND confirmed IS NULL AND told IS NULL
ORDER BY next_try LIMIT $3;

-- name: telling_try :exec in(tries int, next_try int, id text)
UPDATE telling SET tries = $1, next_try = $2 WHERE id = $3;

-- name: telling_send_again :exec in(recipient text)
UPDATE telling SET tries = 0, next_try = 0
WHERE recipient = $1 AND confirmed IS NULL AND told IS NULL;

-- name: telling_purge :exec in(before int)
DELETE FROM telling WHERE confirmed < $1;
