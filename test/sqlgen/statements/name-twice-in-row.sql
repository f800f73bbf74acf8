-- expect 2: `n` stands twice
-- name: a :one out(n int, n int)
SELECT 1, 1;
