-- expect 2: `a` has 2 parameters, but its text has $2 $1 in order of appearance
-- name: a :exec in(x int, y int)
DELETE FROM t WHERE y = $2 AND x = $1;
