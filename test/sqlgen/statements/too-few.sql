-- expect 2: `a` has 2 parameters, but its text has $1 in order of appearance
-- name: a :exec in(x int, y int)
DELETE FROM t WHERE x = $1;
