-- What the rights room asks of the data store.

-- name: case_add :exec in(id text, kind text, state text, received int, due int, party text,
-- record text)
INSERT INTO person_case (id, kind, state, received, due, closed, paused, extended, overdue,
announced, party, record)
VALUES ($1, $2, $3, $4, $5, NULL, NULL, 0, 0, NULL, $6, $7);

-- name: case_get :one in(id text)
-- out(kind text, state text, received int, due int, closed int?, paused int?, extended int,
-- announced int?, party text, record text)
SELECT kind, state, received, due, closed, paused, extended, announced, party, record
FROM person_case WHERE id = $1;

-- name: case_move :exec in(state text, due int, closed int?, paused int?, extended int,
-- announced int?, id text)
UPDATE person_case SET state = $1, due = $2, closed = $3, paused = $4, extended = $5,
announced = $6, overdue = 0 WHERE id = $7;

-- name: case_overdue :many in(state text, now int, most int) out(id text, kind text, due int)
SELECT id, kind, due FROM person_case
WHERE state = $1 AND due < $2 AND overdue = 0 ORDER BY due LIMIT $3;

-- name: case_told_overdue :exec in(id text)
UPDATE person_case SET overdue = 1 WHERE id = $1;

-- name: case_list :many in(most int) out(id text)
SELECT id FROM person_case ORDER BY due LIMIT $1;

-- name: case_in_state :many in(state text, most int) out(id text)
SELECT id FROM person_case WHERE state = $1 ORDER BY due LIMIT $2;

-- name: case_subject_add :exec in(person_case text, subject text, passed_to text)
INSERT INTO case_subject (person_case, subject, passed_to) VALUES ($1, $2, $3);

-- name: case_subject_list :many in(person_case text) out(subject text, passed_to text)
SELECT subject, passed_to FROM case_subject WHERE person_case = $1;
