-- expect 2: `a` has 0 parameters, but its text has $1 in order of appearance
-- name: a :exec
DELETE FROM t WHERE x = $1;
