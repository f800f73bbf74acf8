-- expect 2: a statement without `-- name:` before it
SELECT 1;
