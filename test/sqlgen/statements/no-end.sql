-- expect 2: `a` must be one statement that ends in `;`
-- name: a :exec
DELETE FROM t
