-- Named settings of the data store.

-- name: setting_get :one in(name text) out(value text)
SELECT value FROM setting WHERE name = $1;

-- name: setting_put :exec in(name text, value text)
INSERT INTO setting (name, value) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: setting_drop :exec in(name text)
DELETE FROM setting WHERE name = $1;
