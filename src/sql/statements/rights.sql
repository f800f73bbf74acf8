-- What the rights room asks of the data store.

-- name: case_add :exec in(id text, kind text, state text, received int, due int, counted int,
-- paused int?, waits text, party text, record text, part_of text)
INSERT INTO person_case (id, kind, state, received, due, counted, stopped, stopped_last, closed, paused,
extended, overdue, announced, waits, acknowledged, fee, party, record, part_of)
VALUES ($1, $2, $3, $4, $5, $6, 0, 0, NULL, $7, 0, 0, NULL, $8, NULL, '', $9, $10, $11);

-- Of a case that was passed on, those that nobody has closed.
-- name: case_parts :many in(part_of text) out(id text)
SELECT id FROM person_case
WHERE part_of = $1 AND part_of <> '' AND state IN ('open', 'paused') ORDER BY id;

-- name: case_get :one in(id text)
-- out(kind text, state text, received int, due int, counted int, stopped int, stopped_last int,
-- closed int?, paused int?, extended int, announced int?, erased int?, waits text,
-- acknowledged int?, fee text, party text, record text, part_of text)
SELECT kind, state, received, due, counted, stopped, stopped_last, closed, paused, extended, announced,
erased, waits, acknowledged, fee, party, record, part_of
FROM person_case WHERE id = $1;

-- name: case_sorted :exec in(kind text, id text)
UPDATE person_case SET kind = $1 WHERE id = $2;

-- name: case_erased :exec in(erased int, id text)
UPDATE person_case SET erased = $1 WHERE id = $2;

-- name: case_move :exec in(state text, due int, counted int, stopped int, stopped_last int,
-- closed int?, paused int?, extended int, announced int?, waits text, acknowledged int?, fee text,
-- id text)
UPDATE person_case SET state = $1, overdue = CASE due WHEN $2 THEN overdue ELSE 0 END,
due = $2, counted = $3, stopped = $4, stopped_last = $5, closed = $6, paused = $7, extended = $8,
announced = $9, waits = $10, acknowledged = $11, fee = $12 WHERE id = $13;

-- When a request of this kind was answered last.
-- name: case_answered_last :one in(subject text, kind text, state text) out(closed int)
SELECT c.closed FROM case_subject s CROSS JOIN person_case c
WHERE s.subject = $1 AND c.id = s.person_case AND c.kind = $2 AND c.state = $3
ORDER BY c.closed DESC LIMIT 1;

-- name: case_paper_add :exec in(record text, person_case text)
INSERT INTO case_paper (record, person_case) VALUES ($1, $2);

-- name: case_paper_list :many in(person_case text, most int) out(record text)
SELECT record FROM case_paper WHERE person_case = $1 ORDER BY record LIMIT $2;

-- `stops`: of which right clarification stops the time, or ''.
-- name: case_overdue :many in(now int, stops text, most int) out(id text, kind text, due int)
SELECT id, kind, due FROM person_case
WHERE due < $1 AND overdue = 0 AND (state = 'open'
	OR state = 'paused' AND (kind = 'complaint' OR waits = 'address'
		OR waits = 'clarification' AND kind <> $2))
ORDER BY due LIMIT $3;

-- name: case_due_soon :many in(before int, stops text, most int) out(id text, due int)
SELECT id, due FROM person_case
WHERE due < $1 AND (state = 'open'
	OR state = 'paused' AND (kind = 'complaint' OR waits = 'address'
		OR waits = 'clarification' AND kind <> $2))
ORDER BY due LIMIT $3;

-- A new address that nobody has confirmed since.
-- name: case_unconfirmed :many in(before int, most int) out(id text)
SELECT id FROM person_case
WHERE state = 'paused' AND waits = 'address' AND paused <= $1 LIMIT $2;

-- name: case_told_overdue :exec in(id text)
UPDATE person_case SET overdue = 1 WHERE id = $1;

-- name: case_page :many in(after text, notices int, most int) out(id text)
SELECT id FROM person_case
WHERE (due, id) > (COALESCE((SELECT c.due FROM person_case c WHERE c.id = $1), -9223372036854775807), $1)
	AND ($2 = 0 OR (kind = 'informed') = ($2 = 1))
ORDER BY due, id LIMIT $3;

-- name: case_open_page :many in(after text, notices int, most int) out(id text)
SELECT id FROM (
	SELECT due, id FROM (SELECT due, id FROM person_case
		WHERE state = 'open' AND (due, id) > (COALESCE((SELECT c.due FROM person_case c WHERE c.id = $1), -9223372036854775807), $1)
			AND ($2 = 0 OR (kind = 'informed') = ($2 = 1))
		ORDER BY due, id LIMIT $3) AS waiting
	UNION ALL SELECT due, id FROM (SELECT due, id FROM person_case
		WHERE state = 'paused' AND (due, id) > (COALESCE((SELECT c.due FROM person_case c WHERE c.id = $1), -9223372036854775807), $1)
			AND ($2 = 0 OR (kind = 'informed') = ($2 = 1))
		ORDER BY due, id LIMIT $3) AS paused
) AS both_of ORDER BY due, id LIMIT $3;

-- name: case_subject_add :exec in(person_case text, subject text, passed_to text)
INSERT INTO case_subject (person_case, subject, passed_to) VALUES ($1, $2, $3);

-- name: case_subject_drop :exec in(person_case text, subject text)
DELETE FROM case_subject WHERE person_case = $1 AND subject = $2;

-- name: case_subject_list :many in(person_case text) out(subject text, passed_to text)
SELECT subject, passed_to FROM case_subject WHERE person_case = $1;

-- name: decision_add :exec in(id text, name text, state text, subject text, party text,
-- record text, proposed int)
INSERT INTO person_decision (id, name, state, subject, party, record, proposed, decided, staff,
person_case, contest)
VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, '', '', '');

-- name: decision_get :one in(id text)
-- out(name text, state text, subject text, party text, record text, proposed int, decided int?,
-- staff text, person_case text)
SELECT name, state, subject, party, record, proposed, decided, staff, person_case
FROM person_decision WHERE id = $1;

-- name: decision_move :exec in(state text, decided int?, staff text, person_case text, id text)
UPDATE person_decision SET state = $1, decided = $2, staff = $3, person_case = $4 WHERE id = $5;

-- name: decision_contestable :exec in(contest text, id text)
UPDATE person_decision SET contest = $1 WHERE id = $2;

-- name: decision_by_token :one in(contest text) out(id text)
SELECT id FROM person_decision WHERE contest = $1 AND contest <> '';

-- name: decision_list :many in(some int, state text, other text, most int) out(id text)
SELECT id FROM person_decision WHERE $1 = 0 OR state = $2 OR state = $3 ORDER BY id LIMIT $4;

-- name: decision_of_subject :many in(subject text, most int) out(id text)
SELECT id FROM person_decision WHERE subject = $1 ORDER BY id LIMIT $2;

-- name: case_of_subject :many in(subject text, after text, most int) out(id text)
SELECT person_case FROM case_subject
WHERE subject = $1 AND ($2 = '' OR person_case < $2) ORDER BY person_case DESC LIMIT $3;

-- name: erasing_add :exec in(id text, subject text, what text, reason int, person_case text,
-- until text, at_once int)
INSERT INTO erasing (id, subject, what, reason, person_case, until, after, at_once, ended, done)
VALUES ($1, $2, $3, $4, $5, $6, '', $7, 0, 0);

-- name: erasing_first :one out(id text, subject text, what text, reason int, person_case text,
-- until text, after text, at_once int, ended int)
SELECT id, subject, what, reason, person_case, until, after, at_once, ended
FROM erasing WHERE done = 0 ORDER BY id LIMIT 1;

-- name: erasing_other :one in(subject text, id text) out(id text)
SELECT id FROM erasing WHERE done = 0 AND subject = $1 AND id <> $2 LIMIT 1;

-- name: erasing_move :exec in(after text, ended int, done int, id text)
UPDATE erasing SET after = $1, ended = $2, done = $3 WHERE id = $4;

-- name: erasing_drop :exec in(id text)
DELETE FROM erasing WHERE id = $1;

-- name: erasing_of_case :many in(person_case text, most int) out(subject text, done int)
SELECT subject, done FROM erasing WHERE person_case = $1 AND person_case <> '' AND what = 'case'
LIMIT $2;

-- name: erasing_close :exec in(person_case text)
DELETE FROM erasing WHERE person_case = $1 AND person_case <> '' AND what = 'case' AND done = 1;

-- name: erasing_stay_add :exec in(person_case text, field text, why text, until int, held int, line int)
INSERT INTO erasing_stay (person_case, field, why, until, held, line) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (person_case, field, why, until, held) DO NOTHING;

-- name: erasing_stay_list :many in(person_case text, most int)
-- out(field text, why text, until int, held int, line int)
SELECT field, why, until, held, line FROM erasing_stay WHERE person_case = $1
ORDER BY field, why, until LIMIT $2;

-- name: erasing_stay_drop :exec in(person_case text)
DELETE FROM erasing_stay WHERE person_case = $1;
