-- expect 4: `a` stands in test/sqlgen/statements/twice.sql already
-- name: a :exec
DELETE FROM t;
-- name: a :exec
DELETE FROM t;
