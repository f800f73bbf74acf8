-- What the keeper room asks of the data store.

-- name: once_get :one in(asker blob, token blob) out(question blob, reply blob, until int)
SELECT question, reply, until FROM once WHERE asker = $1 AND token = $2;

-- name: once_put :exec in(asker blob, token blob, question blob, reply blob, until int)
INSERT INTO once (asker, token, question, reply, until) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (asker, token) DO UPDATE
SET question = excluded.question, reply = excluded.reply, until = excluded.until;

-- name: once_drop :exec in(until int)
DELETE FROM once WHERE until <= $1;

-- name: policy_put :exec in(version int, name text, hash text, text text, state text, proposed int,
--   proposed_by text, activated int, activated_by text, told int, starts int, erases int)
INSERT INTO policy (version, name, hash, text, state, proposed, proposed_by, activated, activated_by,
	told, starts, erases)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (version) DO UPDATE
SET name = excluded.name, hash = excluded.hash, text = excluded.text, state = excluded.state,
	proposed = excluded.proposed, proposed_by = excluded.proposed_by,
	activated = excluded.activated, activated_by = excluded.activated_by, told = excluded.told,
	starts = excluded.starts, erases = excluded.erases;

-- name: policy_get :one in(version int) out(version int, name text, hash text, text text, state text,
--   proposed int, proposed_by text, activated int, activated_by text, told int, starts int, erases int)
SELECT version, name, hash, text, state, proposed, proposed_by, activated, activated_by, told, starts,
	erases
FROM policy WHERE version = $1;

-- name: policy_list :many in(after int, most int) out(version int, name text, hash text, state text,
--   proposed int, proposed_by text, activated int, activated_by text, told int, starts int)
SELECT version, name, hash, state, proposed, proposed_by, activated, activated_by, told, starts
FROM policy WHERE version > $1 ORDER BY version LIMIT $2;

-- name: policy_waiting :one out(version int, starts int)
SELECT version, starts FROM policy WHERE state = 'waiting' ORDER BY starts, version LIMIT 1;

-- name: policy_move :exec in(state text, version int)
UPDATE policy SET state = $1 WHERE version = $2;

-- name: policy_agree :exec in(activated int, activated_by text, told int, starts int, erases int, version int)
UPDATE policy SET state = 'waiting', activated = $1, activated_by = $2, told = $3, starts = $4, erases = $5
WHERE version = $6;

-- name: alarm_get :one in(name text, of text) out(rung int)
SELECT rung FROM alarm WHERE name = $1 AND of = $2;

-- name: alarm_all :many in(most int) out(name text, of text)
SELECT name, of FROM alarm LIMIT $1;

-- name: alarm_put :exec in(name text, of text, rung int)
INSERT INTO alarm (name, of, rung) VALUES ($1, $2, $3)
ON CONFLICT (name, of) DO UPDATE SET rung = excluded.rung;

-- name: alarm_drop :exec in(name text, of text)
DELETE FROM alarm WHERE name = $1 AND of = $2;
