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

-- name: given_page :many in(subject text, at int, instruction text, record text, most int)
-- out(instruction text, record text, subject text, recipient text, purpose text, fields text,
-- at int, delete_by int?, told text)
SELECT instruction, record, subject, recipient, purpose, fields, at, delete_by, told
FROM given WHERE subject = $1 AND (at, instruction, record) > ($2, $3, $4)
ORDER BY at, instruction, record LIMIT $5;

-- name: given_told :exec in(told text, instruction text, record text)
UPDATE given SET told = $1 WHERE instruction = $2 AND record = $3;

-- name: given_drop :exec in(record text)
DELETE FROM given WHERE record = $1 AND NOT EXISTS (SELECT 1 FROM telling
WHERE telling.record = given.record AND telling.instruction = given.instruction
AND telling.confirmed IS NULL);

-- name: telling_add :exec in(id text, recipient text, instruction text, record text, fields text,
-- for_case text, pseudonym text, since int, confirm_by int, why text, what text, place text)
INSERT INTO telling (id, recipient, instruction, record, fields, for_case, pseudonym, since,
confirm_by, told, confirmed, overdue, why, tries, next_try, what, place, answer)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, NULL, 0, $10, 0, 0, $11, $12, NULL);

-- name: telling_get :one in(id text)
-- out(id text, recipient text, instruction text, record text, fields text, for_case text,
-- pseudonym text, since int, confirm_by int, told int?, confirmed int?, why text,
-- tries int, what text, place text,
-- next_try int, answer int?)
SELECT id, recipient, instruction, record, fields, for_case, pseudonym, since, confirm_by, told, confirmed,
why, tries, what, place, next_try, answer FROM telling WHERE id = $1;

-- name: telling_page :many in(after text, recipient text, waiting int, place text, most int)
-- out(id text, recipient text, instruction text, record text, fields text, for_case text,
-- pseudonym text, since int, confirm_by int, told int?, confirmed int?, why text,
-- tries int, what text, place text,
-- next_try int, answer int?)
SELECT id, recipient, instruction, record, fields, for_case, pseudonym, since, confirm_by, told, confirmed,
why, tries, what, place, next_try, answer FROM telling WHERE id > $1 AND ($2 = '' OR recipient = $2) AND ($3 = 0 OR confirmed IS NULL)
AND ($4 = '' OR place = $4) ORDER BY id LIMIT $5;

-- name: telling_of_case :many in(for_case text, most int)
-- out(id text, recipient text, instruction text, record text, fields text, for_case text,
-- pseudonym text, since int, confirm_by int, told int?, confirmed int?, why text,
-- tries int, what text, place text,
-- next_try int, answer int?)
SELECT id, recipient, instruction, record, fields, for_case, pseudonym, since, confirm_by, told, confirmed,
why, tries, what, place, next_try, answer FROM telling WHERE for_case = $1 ORDER BY id LIMIT $2;

-- name: telling_told :exec in(told int, id text)
UPDATE telling SET told = $1 WHERE id = $2;

-- name: telling_confirm :exec in(confirmed int, id text)
UPDATE telling SET confirmed = $1 WHERE id = $2;

-- name: telling_overdue :many in(now int, most int)
-- out(id text, recipient text, instruction text, record text, fields text, for_case text,
-- pseudonym text, since int, confirm_by int, told int?, confirmed int?, why text,
-- tries int, what text, place text,
-- next_try int, answer int?)
SELECT id, recipient, instruction, record, fields, for_case, pseudonym, since, confirm_by, told, confirmed,
why, tries, what, place, next_try, answer FROM telling WHERE confirmed IS NULL AND confirm_by < $1 AND overdue = 0
ORDER BY confirm_by LIMIT $2;

-- name: telling_unconfirmed :many in(now int, most int)
-- out(recipient text, place text, confirm_by int)
SELECT recipient, place, MIN(confirm_by) AS confirm_by FROM telling
WHERE confirmed IS NULL AND confirm_by < $1 GROUP BY recipient, place LIMIT $2;

-- name: telling_mark_overdue :exec in(id text)
UPDATE telling SET overdue = 1 WHERE id = $1;

-- name: telling_to_send :many in(recipient text, now int, most int)
-- out(id text, recipient text, instruction text, record text, fields text, for_case text,
-- pseudonym text, since int, confirm_by int, told int?, confirmed int?, why text,
-- tries int, what text, place text,
-- next_try int, answer int?)
SELECT id, recipient, instruction, record, fields, for_case, pseudonym, since, confirm_by, told, confirmed,
why, tries, what, place, next_try, answer FROM telling
WHERE recipient = $1 AND place = '' AND next_try <= $2 AND confirmed IS NULL AND told IS NULL
ORDER BY next_try LIMIT $3;

-- name: telling_to_send_place :many in(place text, now int, most int)
-- out(id text, recipient text, instruction text, record text, fields text, for_case text,
-- pseudonym text, since int, confirm_by int, told int?, confirmed int?, why text,
-- tries int, what text, place text,
-- next_try int, answer int?)
SELECT id, recipient, instruction, record, fields, for_case, pseudonym, since, confirm_by, told, confirmed,
why, tries, what, place, next_try, answer FROM telling
WHERE place = $1 AND place <> '' AND next_try <= $2 AND confirmed IS NULL AND told IS NULL
ORDER BY next_try LIMIT $3;

-- name: telling_next_at :one in(recipient text) out(next_try int)
SELECT next_try FROM telling WHERE recipient = $1 AND place = '' AND confirmed IS NULL
AND told IS NULL ORDER BY next_try LIMIT 1;

-- name: telling_next_at_place :one in(place text) out(next_try int)
SELECT next_try FROM telling WHERE place = $1 AND place <> '' AND confirmed IS NULL
AND told IS NULL ORDER BY next_try LIMIT 1;

-- name: telling_try :exec in(tries int, next_try int, id text)
UPDATE telling SET tries = $1, next_try = $2, answer = NULL WHERE id = $3;

-- name: telling_answered :exec in(answer int, id text)
UPDATE telling SET answer = $1 WHERE id = $2;

-- name: telling_send_again :exec in(recipient text)
UPDATE telling SET tries = 0, next_try = 0
WHERE recipient = $1 AND place = '' AND confirmed IS NULL AND told IS NULL;

-- name: telling_send_place_again :exec in(place text)
UPDATE telling SET tries = 0, next_try = 0
WHERE place = $1 AND place <> '' AND confirmed IS NULL AND told IS NULL;

-- name: telling_purge :exec in(before int)
DELETE FROM telling WHERE confirmed IS NOT NULL AND confirmed < $1;

-- name: letter_add :exec in(id text, kind text, key int, sealed blob, of text, once text,
-- pseudonym text, line int, queued int, ends int, way text)
INSERT INTO letter (id, kind, state, key, sealed, of, once, pseudonym, line, queued, ends, ended,
tries, next_try, answer, way)
VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, 0, 0, $11);

-- name: letter_once :one in(once text) out(id text)
SELECT id FROM letter WHERE once = $1 AND once <> '';

-- name: letter_get :one in(id text)
-- out(id text, kind text, state int, of text, pseudonym text, queued int, ends int, ended int,
-- tries int, next_try int, answer int, line int, way text)
SELECT id, kind, state, of, pseudonym, queued, ends, ended, tries, next_try, answer, line,
way FROM letter
WHERE id = $1;

-- name: letter_page :many in(after text, low int, high int, most int)
-- out(id text, kind text, state int, of text, pseudonym text, queued int, ends int, ended int,
-- tries int, next_try int, answer int, line int, way text)
SELECT id, kind, state, of, pseudonym, queued, ends, ended, tries, next_try, answer, line,
way FROM letter
WHERE id > $1 AND state >= $2 AND state <= $3 ORDER BY id LIMIT $4;

-- name: letter_due :many in(now int, way text, most int)
-- out(id text, kind text, state int, of text, pseudonym text, queued int, ends int, ended int,
-- tries int, next_try int, answer int, line int, way text)
SELECT id, kind, state, of, pseudonym, queued, ends, ended, tries, next_try, answer, line,
way FROM letter
WHERE state = 0 AND next_try <= $1 AND way = $2 ORDER BY next_try LIMIT $3;

-- name: letter_sealed :one in(id text) out(key int, sealed blob)
SELECT key, sealed FROM letter WHERE id = $1;

-- name: letter_next_at :one in(way text) out(next_try int)
SELECT next_try FROM letter WHERE state = 0 AND way = $1 ORDER BY next_try LIMIT 1;

-- name: letter_try :exec in(tries int, next_try int, id text)
UPDATE letter SET tries = $1, next_try = $2, answer = 0 WHERE id = $3;

-- name: letter_answered :exec in(answer int, id text)
UPDATE letter SET answer = $1 WHERE id = $2;

-- name: letter_end :exec in(state int, ended int, sealed blob, id text)
UPDATE letter SET state = $1, ended = $2, sealed = $3 WHERE id = $4;

-- name: letter_over :many in(now int, most int)
-- out(id text, kind text, state int, of text, pseudonym text, queued int, ends int, ended int,
-- tries int, next_try int, answer int, line int, way text)
SELECT id, kind, state, of, pseudonym, queued, ends, ended, tries, next_try, answer, line,
way FROM letter
WHERE state = 0 AND ends <= $1 ORDER BY ends LIMIT $2;

-- name: letter_failed :many in(since int, but text, most int) out(id text, ended int)
SELECT id, ended FROM letter 
WHERE state > 1 AND ended > 0 AND ended > $1 AND kind <> $2 ORDER BY ended LIMIT $3;

-- name: letter_stuck :one in(tries int, way text) out(queued int)
SELECT queued FROM letter WHERE state = 0 AND tries >= $1 AND way = $2 ORDER BY queued LIMIT 1;

-- name: letter_keyless :exec
UPDATE letter SET key = 0 WHERE state <> 0 AND key > 0;

-- name: letter_purge :exec in(before int)
DELETE FROM letter WHERE key = 0 AND ended > 0 AND ended < $1;
