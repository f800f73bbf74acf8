-- What the keeper room asks of the data store.

-- name: once_get :one in(asker blob, token blob) out(question blob, reply blob, until int)
SELECT question, reply, until FROM once WHERE asker = $1 AND token = $2;

-- name: once_put :exec in(asker blob, token blob, question blob, reply blob, until int)
INSERT INTO once (asker, token, question, reply, until) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (asker, token) DO UPDATE
SET question = excluded.question, reply = excluded.reply, until = excluded.until;

-- name: once_drop :exec in(until int)
DELETE FROM once WHERE until <= $1;
