-- expect 2: a declaration is `-- name: NAME :many|:one|:exec in(...) out(...)`
-- name: a :some out(n int)
SELECT 1;
