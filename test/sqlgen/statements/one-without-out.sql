-- expect 2: `a`: :one and :many have out(...), :exec has none
-- name: a :one in(n int)
SELECT 1 WHERE 1 = $1;
