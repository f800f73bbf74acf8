-- expect 2: `a`: :one and :many have out(...), :exec has none
-- name: a :exec out(n int)
DELETE FROM setting;
