-- expect 2: `n number` is not `name int|text|blob`, with ? when it may be NULL
-- name: a :one out(n number)
SELECT 1;
