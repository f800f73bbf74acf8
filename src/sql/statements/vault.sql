-- What the vault room asks of the data store.

-- name: party_add :exec in(id blob, class text, name text, kind text, through blob)
INSERT INTO party (id, class, name, kind, through, ended) VALUES ($1, $2, $3, $4, $5, 0);

-- name: party_get :one in(id blob)
--   out(id blob, class text, name text, kind text, through blob, ended int)
SELECT id, class, name, kind, through, ended FROM party WHERE id = $1;

-- name: party_page :many in(after blob, most int) out(id blob, class text, name text, kind text, ended int)
SELECT id, class, name, kind, ended FROM party WHERE id > $1 ORDER BY id LIMIT $2;

-- name: party_end :exec in(id blob)
UPDATE party SET ended = 1 WHERE id = $1;

-- name: fact_add :exec in(kind text, about text, since int, ends int, reference text)
INSERT INTO fact (kind, about, since, ends, reference) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (kind, about, since) DO UPDATE SET ends = excluded.ends, reference = excluded.reference;

-- name: fact_newest :one in(kind text, about text, now int) out(since int, ends int, reference text)
SELECT since, ends, reference FROM fact
WHERE kind = $1 AND about = $2 AND since <= $3 ORDER BY since DESC LIMIT 1;

-- name: fact_of :many in(kind text, about text, most int) out(since int, ends int, reference text)
SELECT since, ends, reference FROM fact WHERE kind = $1 AND about = $2 ORDER BY since LIMIT $3;

-- name: fact_of_kind :many in(kind text, most int)
-- out(about text, since int, ends int, reference text)
SELECT about, since, ends, reference FROM fact WHERE kind = $1 ORDER BY about, since LIMIT $2;

-- name: fact_list :many in(most int) out(kind text, about text, since int, ends int, reference text)
SELECT kind, about, since, ends, reference FROM fact ORDER BY since DESC LIMIT $1;

-- name: staff_add :exec in(id blob, party blob, role text, record blob, since int)
INSERT INTO staff (id, party, role, record, since, gone) VALUES ($1, $2, $3, $4, $5, 0);

-- name: staff_get :one in(id blob) out(id blob, party blob, role text, record blob, since int, gone int)
SELECT id, party, role, record, since, gone FROM staff WHERE id = $1;

-- name: staff_page :many in(after blob, most int)
--   out(id blob, party blob, role text, record blob, since int, gone int)
SELECT id, party, role, record, since, gone FROM staff WHERE id > $1 ORDER BY id LIMIT $2;

-- name: bearer_add :exec in(id blob, hash blob, kind text, staff blob, party blob, role text,
--   channel text, ends int)
INSERT INTO bearer (id, hash, kind, staff, party, role, channel, ends, revoked)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0);

-- name: bearer_of_hash :one in(hash blob) out(id blob, kind text, staff blob, party blob, role text,
--   channel text, ends int, revoked int)
SELECT id, kind, staff, party, role, channel, ends, revoked FROM bearer WHERE hash = $1;

-- name: bearer_revoke :exec in(id blob)
UPDATE bearer SET revoked = 1 WHERE id = $1;

-- name: quota_get :one in(bearer blob, line int) out(day int, used int)
SELECT day, used FROM quota WHERE bearer = $1 AND line = $2;

-- name: quota_put :exec in(bearer blob, line int, day int, used int)
INSERT INTO quota (bearer, line, day, used) VALUES ($1, $2, $3, $4)
ON CONFLICT (bearer, line) DO UPDATE SET day = excluded.day, used = excluded.used;

-- name: attempt_get :one in(record blob, purpose text, how text) out(used int)
SELECT used FROM attempt WHERE record = $1 AND purpose = $2 AND how = $3;

-- name: attempt_put :exec in(record blob, purpose text, how text, used int)
INSERT INTO attempt (record, purpose, how, used) VALUES ($1, $2, $3, $4)
ON CONFLICT (record, purpose, how) DO UPDATE SET used = excluded.used;

-- name: attempt_drop :exec in(record blob)
DELETE FROM attempt WHERE record = $1;

-- name: subject_add :exec in(id blob, party blob, type text, key int)
INSERT INTO subject (id, party, type, key, restricted, child, ending, erasing)
VALUES ($1, $2, $3, $4, 0, 0, 0, 0);

-- name: subject_get :one in(id blob)
--   out(party blob, type text, key int, restricted int, child int, ending int, erasing int)
SELECT party, type, key, restricted, child, ending, erasing FROM subject WHERE id = $1;

-- name: subject_restrict :exec in(restricted int, id blob)
UPDATE subject SET restricted = $1 WHERE id = $2;

-- name: subject_erase :exec in(erasing int, id blob)
UPDATE subject SET erasing = $1 WHERE id = $2;

-- name: subject_mark_child :exec in(id blob)
UPDATE subject SET child = 1 WHERE id = $1;

-- name: subject_end :exec in(id blob)
UPDATE subject SET ending = 1 WHERE id = $1;

-- name: subject_of_type :many in(type text, after blob, most int) out(id blob)
SELECT id FROM subject WHERE type = $1 AND ending = 0 AND id > $2 ORDER BY id LIMIT $3;

-- name: subject_ending :many in(after int, most int) out(key int)
SELECT key FROM subject WHERE ending = 1 AND key > $1 ORDER BY key LIMIT $2;

-- name: same_add :exec in(subject blob, other blob)
INSERT INTO subject_same (subject, other) VALUES ($1, $2);

-- name: same_of :many in(subject blob, most int) out(other blob)
SELECT other FROM subject_same WHERE subject = $1 ORDER BY other LIMIT $2;

-- name: same_drop :exec in(subject blob)
DELETE FROM subject_same WHERE subject = $1 OR other = $1;

-- name: same_restricted :one in(subject blob) out(id blob)
SELECT subject.id FROM subject_same JOIN subject ON subject.id = subject_same.other
WHERE subject_same.subject = $1 AND subject.restricted = 1 LIMIT 1;

-- name: subject_drop :exec in(id blob)
DELETE FROM subject WHERE id = $1;

-- name: subject_keys_between :many in(low int, high int) out(key int)
SELECT key FROM subject WHERE key >= $1 AND key <= $2 ORDER BY key;

-- name: subject_last_key :one out(key int)
SELECT key FROM subject ORDER BY key DESC LIMIT 1;

-- name: record_add :exec in(id blob, party blob, subject blob, dataset text, about text, policy int,
--   arrival int, change int, version int, channel text, source text, notice text)
INSERT INTO record (id, party, subject, dataset, about, policy, arrival, change, version, channel, source, notice)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: record_change :exec in(change int, version int, policy int, id blob)
UPDATE record SET change = $1, version = $2, policy = $3 WHERE id = $4;

-- A record all of whose lifetimes are ending is not there any more.
-- name: record_get :one in(id blob) out(party blob, subject blob, dataset text, about text, policy int,
--   arrival int, change int, version int, channel text, source text, notice text)
SELECT party, subject, dataset, about, policy, arrival, change, version, channel, source, notice
FROM record WHERE id = $1
	AND EXISTS (SELECT 1 FROM lifetime l WHERE l.record = record.id AND l.state = 0);

-- name: record_of_subject :many in(subject blob, after blob, most int) out(id blob)
SELECT id FROM (
	SELECT id FROM (SELECT id FROM record
		WHERE subject = $1 AND length(subject) > 0 AND id > $2 ORDER BY id LIMIT $3) AS own
	UNION SELECT id FROM (SELECT record AS id FROM named
		WHERE subject = $1 AND length(subject) > 0 AND record > $2 ORDER BY record LIMIT $3) AS shared
) AS theirs ORDER BY id LIMIT $3;

-- name: record_last_of_subject :one in(subject blob) out(id blob)
SELECT id FROM (
	SELECT id FROM (SELECT id FROM record
		WHERE subject = $1 AND length(subject) > 0 ORDER BY id DESC LIMIT 1) AS own
	UNION SELECT id FROM (SELECT record AS id FROM named
		WHERE subject = $1 AND length(subject) > 0 ORDER BY record DESC LIMIT 1) AS shared
) AS theirs ORDER BY id DESC LIMIT 1;

-- name: record_page :many in(party blob, dataset text, after blob, most int) out(id blob)
SELECT id FROM record WHERE party = $1 AND dataset = $2 AND id > $3
	AND EXISTS (SELECT 1 FROM lifetime l WHERE l.record = record.id AND l.state = 0)
ORDER BY id LIMIT $4;

-- The oldest that a door brought.
-- name: record_oldest :one out(arrival int)
SELECT arrival FROM record WHERE dataset NOT IN ('case', 'incident', 'consent', 'colleague')
ORDER BY id LIMIT 1;

-- name: record_drop :exec in(id blob)
DELETE FROM record WHERE id = $1;

-- name: life_add :exec in(id int, record blob, party blob, subject blob, dataset text, fields text,
--   secret int, policy int, held int, due int, due_is_limit int, began int, pseudonym blob)
INSERT INTO lifetime (id, record, party, subject, dataset, fields, secret, policy, state, held, due,
	due_is_limit, began, reason, for_case, pseudonym, coarse)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11, $12, 0, '', $13, 0);

-- name: life_get :one in(id int) out(id int, record blob, party blob, subject blob, dataset text,
--   fields text, secret int, policy int, state int, held int, due int, due_is_limit int, began int,
--   reason int, for_case text, pseudonym blob, coarse int)
SELECT id, record, party, subject, dataset, fields, secret, policy, state, held, due, due_is_limit,
	began, reason, for_case, pseudonym, coarse
FROM lifetime WHERE id = $1;

-- Without its links to people, which hold no field.
-- name: life_of_record :many in(record blob) out(id int)
SELECT id FROM lifetime WHERE record = $1 AND length(fields) > 0 ORDER BY id;

-- Of the person's own records, and of the links to records that name the person beside others.
-- name: life_of_subject :many in(subject blob, after int, most int) out(id int)
SELECT id FROM lifetime WHERE subject = $1 AND length(subject) > 0 AND state = 0 AND id > $2
ORDER BY id LIMIT $3;

-- name: named_add :exec in(record blob, subject blob, about text, lifetime int)
INSERT INTO named (record, subject, about, lifetime) VALUES ($1, $2, $3, $4)
ON CONFLICT (record, subject) DO NOTHING;

-- name: named_of_record :many in(record blob) out(subject blob, about text, lifetime int, open int)
SELECT n.subject, n.about, n.lifetime,
	EXISTS (SELECT 1 FROM lifetime l WHERE l.id = n.lifetime AND l.state = 0) AS open
FROM named n WHERE n.record = $1 ORDER BY n.lifetime;

-- name: named_drop :exec in(record blob, subject blob)
DELETE FROM named WHERE record = $1 AND subject = $2;

-- name: named_drop_of_record :exec in(record blob)
DELETE FROM named WHERE record = $1;

-- name: life_open_part :one in(record blob) out(id int)
SELECT id FROM lifetime WHERE record = $1 AND state = 0 AND length(fields) > 0 LIMIT 1;

-- name: life_of_party :many in(party blob, after int, most int) out(id int)
SELECT id FROM lifetime WHERE party = $1 AND length(party) > 0 AND state = 0 AND id > $2 ORDER BY id LIMIT $3;

-- name: life_due :many in(until int, most int) out(id int)
SELECT id FROM lifetime WHERE state = 0 AND held = 0 AND due <= $1 ORDER BY due LIMIT $2;

-- name: life_next_due :one out(due int, due_is_limit int)
SELECT due, due_is_limit FROM lifetime WHERE state = 0 AND held = 0 ORDER BY due LIMIT 1;

-- name: life_ending :many in(after int, most int) out(id int)
SELECT id FROM lifetime WHERE state = 1 AND id > $1 ORDER BY id LIMIT $2;

-- name: life_page :many in(after int, most int) out(id int)
SELECT id FROM lifetime WHERE state = 0 AND id > $1 ORDER BY id LIMIT $2;

-- name: life_page_until :many in(after int, until int, most int) out(id int)
SELECT id FROM lifetime WHERE state = 0 AND length(fields) > 0 AND id > $1 AND id <= $2 ORDER BY id LIMIT $3;

-- name: life_shapes :many in(most int) out(dataset text, fields text, lifetimes int)
SELECT dataset, fields, count(*) FROM lifetime WHERE state = 0 AND length(fields) > 0
GROUP BY dataset, fields ORDER BY dataset, fields LIMIT $1;

-- name: life_of_shape :many in(dataset text, fields text, after int, most int) out(id int)
SELECT id FROM lifetime WHERE state = 0 AND dataset = $1 AND fields = $2 AND id > $3 ORDER BY id LIMIT $4;

-- Shapes that are being counted; empty but within one question.
-- name: counted_put :exec in(dataset text, fields text)
INSERT INTO counted (dataset, fields) VALUES ($1, $2) ON CONFLICT (dataset, fields) DO NOTHING;

-- name: counted_drop :exec
DELETE FROM counted;

-- name: counted_records :one out(n int)
SELECT count(DISTINCT l.record) FROM lifetime l
JOIN counted c ON c.dataset = l.dataset AND c.fields = l.fields WHERE l.state = 0;

-- name: counted_people :one out(n int)
SELECT count(DISTINCT l.subject) FROM lifetime l
JOIN counted c ON c.dataset = l.dataset AND c.fields = l.fields
WHERE l.state = 0 AND length(l.subject) > 0;

-- name: subject_count :one in(type text) out(n int)
SELECT count(*) FROM subject WHERE type = $1 AND ending = 0;

-- name: consent_count :one in(name text) out(n int)
SELECT count(*) FROM consent WHERE name = $1 AND state = 'given'
	AND EXISTS (SELECT 1 FROM subject s WHERE s.id = consent.subject AND s.ending = 0);

-- name: life_set_due :exec in(due int, due_is_limit int, id int)
UPDATE lifetime SET due = $1, due_is_limit = $2 WHERE id = $3 AND state = 0;

-- name: life_set_held :exec in(held int, id int)
UPDATE lifetime SET held = $1 WHERE id = $2 AND state = 0;

-- name: life_end :exec in(reason int, for_case text, pseudonym blob, id int)
UPDATE lifetime SET state = 1, reason = $1, for_case = $2, pseudonym = $3 WHERE id = $4 AND state = 0;

-- name: life_coarsen :exec in(id int)
UPDATE lifetime SET coarse = 1 WHERE id = $1;

-- name: life_drop :exec in(id int)
DELETE FROM lifetime WHERE id = $1;

-- name: life_any_of_record :one in(record blob) out(id int)
SELECT id FROM lifetime WHERE record = $1 LIMIT 1;

-- name: life_any_of_subject :one in(subject blob) out(id int)
SELECT id FROM lifetime WHERE subject = $1 AND length(subject) > 0 LIMIT 1;

-- The newest first: what ends, ends from the oldest on, and is not looked over each time.
-- name: life_open_of_subject :one in(subject blob) out(id int)
SELECT id FROM lifetime WHERE subject = $1 AND length(subject) > 0 AND state = 0
ORDER BY id DESC LIMIT 1;

-- name: life_ids_between :many in(low int, high int) out(id int)
SELECT id FROM lifetime WHERE id >= $1 AND id <= $2 ORDER BY id;

-- name: life_last :one out(id int)
SELECT id FROM lifetime ORDER BY id DESC LIMIT 1;

-- name: part_add :exec in(lifetime int, party blob, subject blob, sealed blob)
INSERT INTO part (lifetime, party, subject, sealed) VALUES ($1, $2, $3, $4);

-- name: part_get :one in(lifetime int) out(sealed blob)
SELECT sealed FROM part WHERE lifetime = $1;

-- name: part_drop :exec in(lifetime int)
DELETE FROM part WHERE lifetime = $1;

-- name: stream_add :exec in(id blob, key int, field text, asker blob, bytes int, about blob, since int)
INSERT INTO stream (id, key, lifetime, state, field, asker, bytes, about, since)
VALUES ($1, $2, 0, 0, $3, $4, $5, $6, $7);

-- name: stream_get :one in(id blob)
-- out(key int, lifetime int, state int, field text, asker blob, bytes int, about blob)
SELECT key, lifetime, state, field, asker, bytes, about FROM stream WHERE id = $1;

-- name: stream_ready :exec in(about blob, id blob)
UPDATE stream SET state = 1, about = $1 WHERE id = $2 AND state = 0;

-- name: stream_bind :exec in(lifetime int, id blob)
UPDATE stream SET lifetime = $1, state = 2 WHERE id = $2 AND state IN (1, 2);

-- name: stream_end :exec in(lifetime int)
UPDATE stream SET state = 3 WHERE lifetime = $1 AND state = 2;

-- name: stream_ended :exec in(lifetime int)
UPDATE stream SET state = 4 WHERE lifetime = $1 AND state = 3;

-- name: stream_abandon :exec in(id blob)
UPDATE stream SET state = 4 WHERE id = $1 AND state IN (0, 1);

-- name: stream_abandon_all :exec in(before int)
UPDATE stream SET state = 4 WHERE state IN (0, 1) AND since < $1;

-- name: stream_ending :many in(after int, most int) out(key int)
SELECT key FROM stream WHERE state = 3 AND key > $1 ORDER BY key LIMIT $2;

-- name: stream_gone :many in(most int) out(id blob, key int)
SELECT id, key FROM stream WHERE state = 4 ORDER BY key LIMIT $1;

-- name: stream_drop :exec in(id blob)
DELETE FROM stream WHERE id = $1 AND state = 4;

-- name: stream_page :many in(after blob, most int) out(id blob, bytes int)
SELECT id, bytes FROM stream WHERE state = 2 AND id > $1 ORDER BY id LIMIT $2;

-- name: stream_keys_between :many in(low int, high int) out(key int)
SELECT key FROM stream WHERE key >= $1 AND key <= $2 AND state <> 4 ORDER BY key;

-- name: stream_last_key :one out(key int)
SELECT key FROM stream ORDER BY key DESC LIMIT 1;

-- name: lookup_add :exec in(token blob, record blob, lifetime int, party blob, subject blob)
INSERT INTO lookup (token, record, lifetime, party, subject) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (token, record, lifetime) DO NOTHING;

-- name: lookup_newest :many in(token blob, before blob, most int) out(record blob)
SELECT DISTINCT l.record FROM lookup l
WHERE l.token = $1 AND l.record < $2
	AND EXISTS (SELECT 1 FROM lifetime f WHERE f.id = l.lifetime AND f.state = 0)
ORDER BY l.record DESC LIMIT $3;

-- name: lookup_has :one in(token blob, record blob) out(lifetime int)
SELECT l.lifetime FROM lookup l
WHERE l.token = $1 AND l.record = $2
	AND EXISTS (SELECT 1 FROM lifetime f WHERE f.id = l.lifetime AND f.state = 0)
LIMIT 1;

-- name: lookup_drop :exec in(lifetime int)
DELETE FROM lookup WHERE lifetime = $1;

-- name: lookup_of_life :many in(lifetime int) out(token blob)
SELECT token FROM lookup WHERE lifetime = $1;

-- name: lookup_clear :exec
DELETE FROM lookup;

-- name: lookup_mark_clear :exec
DELETE FROM lookup_mark;

-- name: lookup_mark_get :one out(epoch int)
SELECT epoch FROM lookup_mark ORDER BY epoch DESC LIMIT 1;

-- name: lookup_mark_put :exec in(epoch int)
INSERT INTO lookup_mark (epoch) VALUES ($1) ON CONFLICT (epoch) DO NOTHING;

-- name: event_get :one in(record blob, subject blob, lifetime int, name text) out(at int)
SELECT at FROM event WHERE record = $1 AND subject = $2 AND lifetime = $3 AND name = $4;

-- name: event_put :exec in(record blob, subject blob, lifetime int, name text, party blob, at int)
INSERT INTO event (record, subject, lifetime, name, party, at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (record, subject, lifetime, name) DO UPDATE SET at = excluded.at;

-- Of any record of the person, or told of the person.
-- name: event_of_subject :many in(subject blob, name text, most int) out(at int)
SELECT at FROM event WHERE ((subject = $1 AND length(subject) > 0)
	OR record IN (SELECT n.record FROM named n WHERE n.subject = $1 AND length(n.subject) > 0)) AND name = $2
LIMIT $3;

-- name: event_list :many in(record blob, subject blob, lifetime int) out(name text, at int)
SELECT name, at FROM event WHERE record = $1 AND subject = $2 AND lifetime = $3;

-- name: event_drop_of_life :exec in(record blob, subject blob, lifetime int)
DELETE FROM event WHERE record = $1 AND subject = $2 AND lifetime = $3;

-- name: event_drop_of_record :exec in(record blob)
DELETE FROM event WHERE record = $1;

-- name: event_drop_of_subject :exec in(subject blob)
DELETE FROM event WHERE subject = $1 AND length(subject) > 0;

-- name: party_event_get :one in(party blob, name text) out(at int)
SELECT at FROM party_event WHERE party = $1 AND name = $2;

-- name: party_event_put :exec in(party blob, name text, at int)
INSERT INTO party_event (party, name, at) VALUES ($1, $2, $3)
ON CONFLICT (party, name) DO UPDATE SET at = excluded.at;

-- name: consent_get :one in(subject blob, name text)
-- out(state text, since int, evidence blob, covers int, declined int)
SELECT state, since, evidence, covers, declined FROM consent WHERE subject = $1 AND name = $2;

-- name: consent_put :exec in(subject blob, name text, party blob, state text, since int, evidence blob)
INSERT INTO consent (subject, name, party, state, since, evidence, covers, declined)
VALUES ($1, $2, $3, $4, $5, $6, 0, 0)
ON CONFLICT (subject, name) DO UPDATE
SET state = excluded.state, since = excluded.since, evidence = excluded.evidence,
covers = CASE excluded.state WHEN 'given' THEN covers ELSE 0 END, declined = 0;

-- name: consent_cover :exec in(version int, subject blob, name text)
UPDATE consent SET covers = $1, declined = 0 WHERE subject = $2 AND name = $3;

-- name: consent_decline :exec in(version int, subject blob, name text)
UPDATE consent SET declined = $1 WHERE subject = $2 AND name = $3;

-- What was said to a version that does not come is said to nothing.
-- name: consent_uncover :exec in(version int)
UPDATE consent SET covers = 0 WHERE covers = $1 AND covers > 0;

-- name: consent_undecline :exec in(version int)
UPDATE consent SET declined = 0 WHERE declined = $1 AND declined > 0;

-- name: consent_end_scoped :exec in(state text, since int, subject blob, after text, before text)
UPDATE consent SET state = $1, since = $2 WHERE subject = $3 AND name > $4 AND name < $5;

-- name: consent_oldest :one in(name text) out(subject blob, since int, evidence blob)
SELECT subject, since, evidence FROM consent
WHERE state = 'given' AND name = $1
	AND EXISTS (SELECT 1 FROM subject s WHERE s.id = consent.subject AND s.ending = 0)
ORDER BY since LIMIT 1;

-- name: consent_drop_of_subject :exec in(subject blob)
DELETE FROM consent WHERE subject = $1;

-- name: objection_put :exec in(subject blob, purpose text, party blob, at int)
INSERT INTO objection (subject, purpose, party, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (subject, purpose) DO NOTHING;

-- name: objection_get :one in(subject blob, purpose text) out(at int)
SELECT at FROM objection WHERE (subject = $1
OR subject IN (SELECT other FROM subject_same WHERE subject_same.subject = $1))
AND purpose = $2 LIMIT 1;

-- name: objection_drop :exec in(subject blob, purpose text)
DELETE FROM objection WHERE subject = $1 AND purpose = $2;

-- name: objection_drop_of_subject :exec in(subject blob)
DELETE FROM objection WHERE subject = $1;

-- name: suppression_put :exec in(token blob, at int)
INSERT INTO suppression (token, at) VALUES ($1, $2) ON CONFLICT (token) DO NOTHING;

-- name: suppression_get :one in(token blob) out(at int)
SELECT at FROM suppression WHERE token = $1;

-- name: register_list_last :one out(id int)
SELECT id FROM register_list ORDER BY id DESC LIMIT 1;

-- name: register_list_add :exec in(id int, name text, as_of int, loaded int)
INSERT INTO register_list (id, name, as_of, loaded, numbers, state)
VALUES ($1, $2, $3, $4, 0, 0);

-- name: register_list_get :one in(id int) out(name text, as_of int, loaded int, numbers int, state int)
SELECT name, as_of, loaded, numbers, state FROM register_list WHERE id = $1;

-- name: register_list_newest :one in(name text) out(id int, as_of int, loaded int, numbers int)
SELECT id, as_of, loaded, numbers FROM register_list WHERE name = $1 AND state = 1
ORDER BY id DESC LIMIT 1;

-- name: register_list_more :exec in(more int, id int)
UPDATE register_list SET numbers = numbers + $1 WHERE id = $2;

-- name: register_list_replace :exec in(name text, id int)
UPDATE register_list SET state = 2 WHERE name = $1 AND id <> $2;

-- name: register_list_counts :exec in(id int)
UPDATE register_list SET state = 1 WHERE id = $1;

-- name: register_list_to_drop :one in(before int) out(id int)
SELECT id FROM register_list WHERE state = 2 OR (state = 0 AND loaded < $1) ORDER BY id LIMIT 1;

-- name: register_list_drop :exec in(id int)
DELETE FROM register_list WHERE id = $1;

-- name: register_number_put :exec in(list int, mark blob)
INSERT INTO register_number (list, mark) VALUES ($1, $2) ON CONFLICT (list, mark) DO NOTHING;

-- name: register_number_get :one in(list int, mark blob) out(list int)
SELECT list FROM register_number WHERE list = $1 AND mark = $2;

-- name: register_number_drop :exec in(list int, most int)
DELETE FROM register_number WHERE list = $1 AND mark IN
	(SELECT mark FROM register_number WHERE list = $1 ORDER BY mark LIMIT $2);

-- name: hold_add :exec in(id blob, class text, subject blob, record blob, placed_by text, reason blob,
--   placed int, review int)
INSERT INTO hold (id, class, subject, record, placed_by, reason, placed, review, lifted)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0);

-- name: hold_get :one in(id blob) out(id blob, class text, subject blob, record blob,
--   placed_by text, reason blob, placed int, review int, lifted int)
SELECT id, class, subject, record, placed_by, reason, placed, review, lifted FROM hold WHERE id = $1;

-- name: hold_open :many in(after blob, most int) out(id blob, class text, subject blob, record blob,
--   placed_by text, reason blob, placed int, review int, lifted int)
SELECT id, class, subject, record, placed_by, reason, placed, review, lifted FROM hold
WHERE lifted = 0 AND id > $1 ORDER BY id LIMIT $2;

-- name: hold_lift :exec in(lifted int, id blob)
UPDATE hold SET lifted = $1 WHERE id = $2 AND lifted = 0;

-- name: hold_review :exec in(review int, id blob)
UPDATE hold SET review = $1 WHERE id = $2 AND lifted = 0;

-- name: letter_ending :many in(after int, most int) out(key int)
SELECT key FROM letter WHERE key > 0 AND key > $1 AND state <> 0 ORDER BY key LIMIT $2;

-- name: letter_keys_between :many in(low int, high int) out(key int)
SELECT key FROM letter WHERE key > 0 AND key >= $1 AND key <= $2 ORDER BY key;

-- name: letter_last_key :one out(key int)
SELECT key FROM letter WHERE key > 0 ORDER BY key DESC LIMIT 1;

-- name: staff_leave :exec in(gone int, id blob)
UPDATE staff SET gone = $1 WHERE id = $2;

-- name: bearer_end :exec in(staff blob)
UPDATE bearer SET revoked = 1 WHERE staff = $1;

-- name: sign_in_invite :exec in(staff blob, name blob, code blob, code_until int, proof blob)
INSERT INTO sign_in (staff, name, code, code_until, proof, step, wall_step, failures, wait_until)
VALUES ($1, $2, $3, $4, $5, 0, 0, 0, 0)
ON CONFLICT (staff) DO UPDATE SET name = excluded.name, code = excluded.code,
	code_until = excluded.code_until, proof = excluded.proof, step = 0, wall_step = 0, failures = 0,
	wait_until = 0;

-- name: sign_in_of_code :one in(code blob) out(staff blob, code_until int, proof blob)
SELECT staff, code_until, proof FROM sign_in WHERE code = $1;

-- name: sign_in_of_name :one in(name blob)
--   out(staff blob, proof blob, step int, wall_step int, failures int, wait_until int)
SELECT staff, proof, step, wall_step, failures, wait_until FROM sign_in WHERE name = $1;

-- name: sign_in_enrol :exec in(proof blob, step int, wall_step int, code blob, staff blob)
UPDATE sign_in SET proof = $1, step = $2, wall_step = $3, code = $4, code_until = 0 WHERE staff = $5;

-- name: sign_in_note :exec in(step int, wall_step int, failures int, wait_until int, staff blob)
UPDATE sign_in SET step = $1, wall_step = $2, failures = $3, wait_until = $4 WHERE staff = $5;

-- name: sign_in_drop :exec in(staff blob)
DELETE FROM sign_in WHERE staff = $1;

-- name: recovery_add :exec in(staff blob, code blob)
INSERT INTO recovery (staff, code) VALUES ($1, $2);

-- name: recovery_use :exec in(staff blob, code blob)
DELETE FROM recovery WHERE staff = $1 AND code = $2;

-- name: recovery_drop :exec in(staff blob)
DELETE FROM recovery WHERE staff = $1;

-- name: session_add :exec in(hash blob, staff blob, subject blob, used int, ends int)
INSERT INTO session (hash, staff, subject, used, ends) VALUES ($1, $2, $3, $4, $5);

-- name: session_of_hash :one in(hash blob) out(staff blob, subject blob, used int, ends int)
SELECT staff, subject, used, ends FROM session WHERE hash = $1;

-- name: session_touch :exec in(used int, hash blob)
UPDATE session SET used = $1 WHERE hash = $2;

-- name: session_end :exec in(hash blob)
DELETE FROM session WHERE hash = $1;

-- name: session_drop :exec in(staff blob)
DELETE FROM session WHERE staff = $1;

-- name: session_end_person :exec in(subject blob)
DELETE FROM session WHERE subject = $1 AND length(subject) > 0;

-- name: session_expire :exec in(ends int, used int)
DELETE FROM session WHERE ends <= $1 OR used <= $2;

-- A copy that goes where data of one dataset never is (vault_copy).

-- name: copy_drop_parts :exec in(dataset text)
DELETE FROM part WHERE lifetime IN (SELECT id FROM lifetime WHERE dataset = $1);

-- name: copy_drop_streams :exec in(dataset text)
DELETE FROM stream WHERE substr(field, 1, length($1) + 1) = $1 || '.';

-- name: copy_drop_events :exec in(dataset text)
DELETE FROM event WHERE record IN (SELECT id FROM record WHERE dataset = $1);

-- name: copy_drop_attempts :exec in(dataset text)
DELETE FROM attempt WHERE record IN (SELECT id FROM record WHERE dataset = $1);

-- name: copy_drop_subjects :exec in(dataset text)
DELETE FROM subject WHERE (id IN (SELECT subject FROM record WHERE dataset = $1)
OR id IN (SELECT named.subject FROM named JOIN record ON record.id = named.record
	WHERE record.dataset = $1))
AND id NOT IN (SELECT subject FROM record WHERE dataset <> $1)
AND id NOT IN (SELECT named.subject FROM named JOIN record ON record.id = named.record
	WHERE record.dataset <> $1);

-- name: copy_drop_named :exec in(dataset text)
DELETE FROM named WHERE record IN (SELECT id FROM record WHERE dataset = $1);

-- name: copy_drop_lifetimes :exec in(dataset text)
DELETE FROM lifetime WHERE dataset = $1;

-- name: copy_drop_records :exec in(dataset text)
DELETE FROM record WHERE dataset = $1;


-- name: person_code_add :exec in(id blob, subject blob, address blob, code blob, made int, ends int,
-- for_case text)
INSERT INTO person_code (id, subject, address, code, tries, made, ends, for_case)
VALUES ($1, $2, $3, $4, 0, $5, $6, $7);

-- name: person_code_asked :one in(address blob, since int) out(n int)
SELECT COUNT(DISTINCT id) FROM person_code WHERE address = $1 AND made >= $2;

-- name: person_code_try :exec in(id blob)
UPDATE person_code SET tries = tries + 1 WHERE id = $1;

-- name: person_code_of :one in(id blob, code blob) out(subject blob, tries int, ends int)
SELECT subject, tries, ends FROM person_code WHERE id = $1 AND code = $2 AND for_case = '';

-- The link of a letter.
-- name: person_code_link :one in(id blob) out(subject blob, for_case text, ends int)
SELECT subject, for_case, ends FROM person_code WHERE id = $1 AND for_case <> '';

-- Of a case only the newest counts.
-- name: person_code_replace :exec in(for_case text)
UPDATE person_code SET ends = 0 WHERE for_case = $1 AND for_case <> '';

-- name: person_code_try_case :exec in(for_case text)
UPDATE person_code SET tries = tries + 1 WHERE for_case = $1 AND for_case <> '' AND ends > 0;

-- name: person_code_of_case :one in(for_case text, code blob) out(subject blob, tries int, ends int)
SELECT subject, tries, ends FROM person_code
WHERE for_case = $1 AND for_case <> '' AND code = $2 AND ends > 0;

-- name: person_code_use :exec in(id blob)
UPDATE person_code SET ends = 0 WHERE id = $1;

-- name: person_code_end :exec in(subject blob)
UPDATE person_code SET ends = 0 WHERE subject = $1 AND for_case = '';

-- name: person_code_drop :exec in(made int, now int)
DELETE FROM person_code WHERE made < $1 AND ends <= $2;

-- name: copy_made_put :exec in(made int, until int)
INSERT INTO copy_made (made, until) VALUES ($1, $2);

-- name: copy_made_know :exec in(until int)
UPDATE copy_made SET until = $1 WHERE until < 0;

-- name: copy_made_last :one in(at int) out(until int)
SELECT until FROM copy_made WHERE made <= $1 ORDER BY until DESC LIMIT 1;
