-- What the ledger room asks of the data store.

-- An entry goes in only behind its predecessor, as it stands in the table: a head that
-- was rolled back changes no row, and the pen reads the head again.
-- name: entry_add :exec
--   in(seq int, at int, kind text, subject blob, body text, hash blob, previous int, previous_hash blob)
INSERT INTO entry (seq, at, kind, subject, body, hash)
SELECT $1, $2, $3, $4, $5, $6
WHERE ($7 = 0 AND NOT EXISTS (SELECT 1 FROM entry))
	OR EXISTS (SELECT 1 FROM entry e WHERE e.seq = $7 AND e.hash = $8);

-- name: entry_head :one out(seq int, hash blob)
SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1;

-- name: entry_page :many in(after int, most int) out(seq int, at int, kind text, body text, hash blob)
SELECT seq, at, kind, body, hash FROM entry WHERE seq > $1 ORDER BY seq LIMIT $2;

-- Whose data was seen, given on or changed in that time; rights/affected.c says by what means.
-- name: entry_seen :many
--   in(since int, until int, after int, most int) out(seq int, at int, kind text, body text, hash blob)
SELECT seq, at, kind, body, hash FROM entry
WHERE at >= $1 AND at <= $2 AND seq > $3
AND kind IN ('read', 'found', 'released', 'served', 'changed', 'package.made')
ORDER BY seq LIMIT $4;

-- name: entry_of_subject :many
--   in(subject blob, after int, most int) out(seq int, at int, kind text, body text, hash blob)
SELECT seq, at, kind, body, hash FROM entry WHERE seq IN (
	SELECT seq FROM (SELECT seq FROM entry
		WHERE subject = $1 AND length(subject) > 0 AND seq > $2 ORDER BY seq LIMIT $3) AS own
	UNION SELECT seq FROM (SELECT seq FROM entry_also
		WHERE subject = $1 AND seq > $2 ORDER BY seq LIMIT $3) AS beside)
ORDER BY seq LIMIT $3;

-- Likewise, the newest first.
-- name: entry_of_subject_before :many
--   in(subject blob, before int, most int) out(seq int, at int, kind text, body text, hash blob)
SELECT seq, at, kind, body, hash FROM entry WHERE seq IN (
	SELECT seq FROM (SELECT seq FROM entry
		WHERE subject = $1 AND length(subject) > 0 AND seq < $2 ORDER BY seq DESC LIMIT $3) AS own
	UNION SELECT seq FROM (SELECT seq FROM entry_also
		WHERE subject = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3) AS beside)
ORDER BY seq DESC LIMIT $3;

-- name: entry_also_add :exec in(subject blob, seq int)
INSERT INTO entry_also (subject, seq) VALUES ($1, $2) ON CONFLICT (subject, seq) DO NOTHING;

-- name: entry_also_drop :exec in(seq int)
DELETE FROM entry_also WHERE seq <= $1;

-- name: entry_drop :exec in(seq int, most int)
DELETE FROM entry WHERE seq IN (SELECT seq FROM entry WHERE seq <= $1 ORDER BY seq LIMIT $2);

-- name: entry_first :one out(seq int)
SELECT seq FROM entry ORDER BY seq LIMIT 1;

-- name: checkpoint_add :exec in(seq int, at int, body text, signature blob)
INSERT INTO checkpoint (seq, at, body, signature) VALUES ($1, $2, $3, $4);

-- name: checkpoint_last :one out(seq int, body text, signature blob)
SELECT seq, body, signature FROM checkpoint ORDER BY seq DESC LIMIT 1;

-- name: checkpoint_eldest :many in(most int) out(seq int, at int)
SELECT seq, at FROM checkpoint ORDER BY seq LIMIT $1;

-- The newest at or before an entry.
-- name: checkpoint_before :one in(seq int) out(seq int, body text, signature blob)
SELECT seq, body, signature FROM checkpoint WHERE seq <= $1 ORDER BY seq DESC LIMIT 1;

-- name: checkpoint_between :many in(from_seq int, to_seq int) out(seq int, body text, signature blob)
SELECT seq, body, signature FROM checkpoint WHERE seq >= $1 AND seq <= $2 ORDER BY seq;

-- name: checkpoint_drop :exec in(before int)
DELETE FROM checkpoint WHERE seq < $1;
