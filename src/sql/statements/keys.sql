-- keys.db: named settings and the wrapped keys.

-- name: keys_setting_get :one in(name text) out(value text)
SELECT value FROM setting WHERE name = $1;

-- name: keys_setting_put :exec in(name text, value text)
INSERT INTO setting (name, value) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: keys_epoch_put :exec in(id int, wrapped blob)
INSERT INTO epoch (id, wrapped) VALUES ($1, $2);

-- name: keys_epoch_newest :one out(id int, wrapped blob)
SELECT id, wrapped FROM epoch ORDER BY id DESC LIMIT 1;

-- name: keys_put :exec in(id int, epoch int, wrapped blob)
INSERT INTO key (id, epoch, wrapped) VALUES ($1, $2, $3);

-- name: keys_get :one in(id int) out(epoch int, wrapped blob)
SELECT epoch, wrapped FROM key WHERE id = $1;

-- name: keys_last :one out(id int)
SELECT id FROM key ORDER BY id DESC LIMIT 1;

-- name: keys_page :many in(after int, most int) out(id int)
SELECT id FROM key WHERE id > $1 ORDER BY id LIMIT $2;

-- Bytes of the same length go over the old ones in place, before the row goes.
-- name: keys_overwrite :exec in(wrapped blob, id int)
UPDATE key SET wrapped = $1 WHERE id = $2;

-- name: keys_drop :exec in(id int)
DELETE FROM key WHERE id = $1;

-- name: keys_named_put :exec in(name text, epoch int, wrapped blob)
INSERT INTO named_key (name, epoch, wrapped) VALUES ($1, $2, $3);

-- name: keys_named_get :one in(name text) out(epoch int, wrapped blob)
SELECT epoch, wrapped FROM named_key WHERE name = $1;
