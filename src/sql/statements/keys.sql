-- keys.db: named settings and the wrapped keys.

-- name: keys_setting_get :one in(name text) out(value text)
SELECT value FROM setting WHERE name = $1;

-- name: keys_setting_put :exec in(name text, value text)
INSERT INTO setting (name, value) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: keys_epoch_put :exec in(id int, wrapped blob)
INSERT INTO epoch (id, wrapped) VALUES ($1, $2);

-- The newest first.
-- name: keys_epoch_list :many in(most int) out(id int, wrapped blob)
SELECT id, wrapped FROM epoch ORDER BY id DESC LIMIT $1;

-- name: keys_epoch_overwrite :exec in(wrapped blob, id int)
UPDATE epoch SET wrapped = $1 WHERE id = $2;

-- name: keys_epoch_drop :exec in(id int)
DELETE FROM epoch WHERE id = $1;

-- name: keys_epoch_life_put :exec in(id int, began int, ends int, ended int, carried int)
INSERT INTO epoch_life (id, began, ends, ended, carried) VALUES ($1, $2, $3, $4, $5);

-- name: keys_epoch_life_ends :exec in(ends int, id int)
UPDATE epoch_life SET ends = $1 WHERE id = $2;

-- name: keys_epoch_life_ended :exec in(ended int, id int)
UPDATE epoch_life SET ended = $1 WHERE id = $2;

-- name: keys_epoch_life_newest :one out(id int, began int, ends int, ended int, carried int)
SELECT id, began, ends, ended, carried FROM epoch_life ORDER BY id DESC LIMIT 1;

-- The first that had its key after an instant: began by then and not over, or a later one.
-- name: keys_epoch_life_at :one in(began int, ended int) out(id int, began int, ends int, ended int, carried int)
SELECT id, began, ends, ended, carried FROM epoch_life
WHERE id >= COALESCE((SELECT MAX(id) FROM epoch_life WHERE began <= $1), 0) AND (ended = 0 OR ended > $2)
ORDER BY id LIMIT 1;

-- name: keys_put :exec in(id int, epoch int, wrapped blob)
INSERT INTO key (id, epoch, wrapped) VALUES ($1, $2, $3);

-- name: keys_get :one in(id int) out(epoch int, wrapped blob)
SELECT epoch, wrapped FROM key WHERE id = $1;

-- name: keys_last :one out(id int)
SELECT id FROM key ORDER BY id DESC LIMIT 1;

-- name: keys_page :many in(after int, most int) out(id int)
SELECT id FROM key WHERE id > $1 ORDER BY id LIMIT $2;

-- Those that another epoch than the newest wraps still.
-- name: keys_of_epoch :many in(epoch int, after int, most int) out(id int, wrapped blob)
SELECT id, wrapped FROM key WHERE epoch = $1 AND id > $2 ORDER BY id LIMIT $3;

-- name: keys_rewrap :exec in(epoch int, wrapped blob, id int)
UPDATE key SET epoch = $1, wrapped = $2 WHERE id = $3;

-- Bytes of the same length go over the old ones in place, before the row goes.
-- name: keys_overwrite :exec in(wrapped blob, id int)
UPDATE key SET wrapped = $1 WHERE id = $2;

-- name: keys_drop :exec in(id int)
DELETE FROM key WHERE id = $1;

-- name: keys_named_put :exec in(name text, epoch int, wrapped blob)
INSERT INTO named_key (name, epoch, wrapped) VALUES ($1, $2, $3);

-- name: keys_named_rewrap :exec in(epoch int, wrapped blob, name text)
UPDATE named_key SET epoch = $1, wrapped = $2 WHERE name = $3;

-- name: keys_named_drop :exec in(name text)
DELETE FROM named_key WHERE name = $1;

-- name: keys_named_get :one in(name text) out(epoch int, wrapped blob)
SELECT epoch, wrapped FROM named_key WHERE name = $1;
