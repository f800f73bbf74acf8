-- What the gate room asks of the data store.

-- name: hand_add :exec in(id text, instruction text, recipient text, purpose text, record text,
-- fields text, event text, since int)
INSERT INTO hand_over (id, instruction, recipient, purpose, record, fields, event, since, given,
taken, ended, why, tries, next_try, answer)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, NULL, NULL, '', 0, 0, NULL);

-- name: hand_get :one in(id text)
-- out(id text, instruction text, recipient text, purpose text, record text, fields text,
-- event text, since int, given int?, taken int?, ended int?, why text, tries int,
-- next_try int, answer int?)
SELECT id, instruction, recipient, purpose, record, fields, event, since, given, taken, ended, why,
tries, next_try, answer FROM hand_over WHERE id = $1;

-- name: hand_by_event :one in(record text, recipient text, purpose text, event text)
-- out(id text)
SELECT id FROM hand_over WHERE record = $1 AND recipient = $2 AND purpose = $3 AND event = $4
LIMIT 1;

-- name: hand_page :many in(after text, recipient text, waiting int, most int)
-- out(id text, instruction text, recipient text, purpose text, record text, fields text,
-- event text, since int, given int?, taken int?, ended int?, why text, tries int,
-- next_try int, answer int?)
SELECT id, instruction, recipient, purpose, record, fields, event, since, given, taken, ended, why,
tries, next_try, answer FROM hand_over WHERE id > $1 AND ($2 = '' OR recipient = $2)
AND ($3 = 0 OR (taken IS NULL AND ended IS NULL)) ORDER BY id LIMIT $4;

-- name: hand_to_send :many in(recipient text, now int, most int)
-- out(id text, instruction text, recipient text, purpose text, record text, fields text,
-- event text, since int, given int?, taken int?, ended int?, why text, tries int,
-- next_try int, answer int?)
SELECT id, instruction, recipient, purpose, record, fields, event, since, given, taken, ended, why,
tries, next_try, answer FROM hand_over WHERE recipient = $1 AND next_try <= $2 AND taken IS NULL AND ended IS NULL
ORDER BY next_try LIMIT $3;

-- name: hand_next_at :one in(recipient text)
-- out(next_try int)
SELECT next_try FROM hand_over WHERE recipient = $1 AND taken IS NULL AND ended IS NULL
ORDER BY next_try LIMIT 1;

-- name: hand_try :exec in(tries int, next_try int, id text)
UPDATE hand_over SET tries = $1, next_try = $2, answer = NULL WHERE id = $3;

-- name: hand_answered :exec in(answer int, id text)
UPDATE hand_over SET answer = $1 WHERE id = $2;

-- name: hand_send_again :exec in(recipient text)
UPDATE hand_over SET tries = 0, next_try = 0
WHERE recipient = $1 AND taken IS NULL AND ended IS NULL;

-- name: hand_given :exec in(given int, id text)
UPDATE hand_over SET given = $1 WHERE id = $2;

-- name: hand_taken :exec in(taken int, id text)
UPDATE hand_over SET taken = $1 WHERE id = $2;

-- name: hand_ended :exec in(ended int, why text, id text)
UPDATE hand_over SET ended = $1, why = $2 WHERE id = $3;

-- name: hand_waiting :many in(after text, most int)
-- out(id text, record text)
SELECT id, record FROM hand_over WHERE taken IS NULL AND ended IS NULL AND id > $1
ORDER BY id LIMIT $2;

-- name: hand_purge :exec in(before int)
DELETE FROM hand_over
WHERE (taken IS NOT NULL AND taken < $1) OR (ended IS NOT NULL AND ended < $1);
