-- The tables of the vault room (doc/format/store.md). Ids are the 26 letters of a ULID,
-- as bytes, so that they sort alike in every engine; an empty one is nobody. Datasets,
-- fields, events and purposes stand by name: a later policy may number them anew.

CREATE TABLE party (
	id BLOB NOT NULL PRIMARY KEY,
	class TEXT NOT NULL,
	name TEXT NOT NULL,
	kind TEXT NOT NULL,
	through BLOB NOT NULL,
	ended INT8 NOT NULL
);

CREATE TABLE fact (
	kind TEXT NOT NULL,
	about TEXT NOT NULL,
	since INT8 NOT NULL,
	ends INT8 NOT NULL,
	reference TEXT NOT NULL,
	PRIMARY KEY (kind, about, since)
);

CREATE TABLE staff (
	id BLOB NOT NULL PRIMARY KEY,
	party BLOB NOT NULL,
	role TEXT NOT NULL,
	record BLOB NOT NULL,
	since INT8 NOT NULL,
	gone INT8 NOT NULL
);

CREATE TABLE bearer (
	id BLOB NOT NULL PRIMARY KEY,
	hash BLOB NOT NULL,
	kind TEXT NOT NULL,
	staff BLOB NOT NULL,
	party BLOB NOT NULL,
	role TEXT NOT NULL,
	channel TEXT NOT NULL,
	ends INT8 NOT NULL,
	revoked INT8 NOT NULL
);
CREATE UNIQUE INDEX bearer_hash ON bearer (hash);

CREATE TABLE quota (
	bearer BLOB NOT NULL,
	line INT8 NOT NULL,
	day INT8 NOT NULL,
	used INT8 NOT NULL,
	PRIMARY KEY (bearer, line)
);

-- How often somebody tried to reach the person of a record; dies with the record.
CREATE TABLE attempt (
	record BLOB NOT NULL,
	purpose TEXT NOT NULL,
	how TEXT NOT NULL,
	used INT8 NOT NULL,
	PRIMARY KEY (record, purpose, how)
);

CREATE TABLE subject (
	id BLOB NOT NULL PRIMARY KEY,
	party BLOB NOT NULL,
	type TEXT NOT NULL,
	key INT8 NOT NULL,
	restricted INT8 NOT NULL,
	child INT8 NOT NULL,
	ending INT8 NOT NULL,
	erasing INT8 NOT NULL
);
CREATE INDEX subject_key ON subject (key);
CREATE INDEX subject_going ON subject (key) WHERE ending = 1;

-- Two ids that are one person: each pair both ways, and of three each with each.
CREATE TABLE subject_same (
	subject BLOB NOT NULL,
	other BLOB NOT NULL,
	PRIMARY KEY (subject, other)
);
CREATE INDEX subject_same_other ON subject_same (other);

CREATE TABLE record (
	id BLOB NOT NULL PRIMARY KEY,
	party BLOB NOT NULL,
	subject BLOB NOT NULL,
	dataset TEXT NOT NULL,
	about TEXT NOT NULL,
	policy INT8 NOT NULL,
	arrival INT8 NOT NULL,
	change INT8 NOT NULL,
	version INT8 NOT NULL,
	channel TEXT NOT NULL,
	source TEXT NOT NULL,
	notice TEXT NOT NULL
);
CREATE INDEX record_subject ON record (subject, id) WHERE length(subject) > 0;
CREATE INDEX record_listed ON record (party, dataset, id);

-- Whom a record about several people names. Each link has a lifetime and a key of its own (a row of
-- `lifetime` without fields); without a subject: somebody whose link was erased.
CREATE TABLE named (
	record BLOB NOT NULL,
	subject BLOB NOT NULL,
	about TEXT NOT NULL,
	lifetime INT8 NOT NULL,
	PRIMARY KEY (record, subject)
);
CREATE INDEX named_subject ON named (subject, record) WHERE length(subject) > 0;
CREATE INDEX named_lifetime ON named (lifetime);

-- Its id is that of its key in keys.db. due: INT64 max is none yet.
CREATE TABLE lifetime (
	id INT8 PRIMARY KEY,
	record BLOB NOT NULL,
	party BLOB NOT NULL,
	subject BLOB NOT NULL,
	dataset TEXT NOT NULL,
	fields TEXT NOT NULL,
	secret INT8 NOT NULL,
	policy INT8 NOT NULL,
	state INT8 NOT NULL,
	held INT8 NOT NULL,
	due INT8 NOT NULL,
	due_is_limit INT8 NOT NULL,
	began INT8 NOT NULL,
	reason INT8 NOT NULL,
	for_case TEXT NOT NULL,
	pseudonym BLOB NOT NULL,
	coarse INT8 NOT NULL
);
CREATE INDEX lifetime_record ON lifetime (record);
CREATE INDEX lifetime_subject ON lifetime (subject) WHERE length(subject) > 0;
CREATE INDEX lifetime_party ON lifetime (party, id) WHERE length(party) > 0;
CREATE INDEX lifetime_due ON lifetime (due) WHERE state = 0 AND held = 0;
CREATE INDEX lifetime_ending ON lifetime (id) WHERE state = 1;

-- Fields that lie together, while people and records are counted (statements counted_*).
CREATE TABLE counted (
	dataset TEXT NOT NULL,
	fields TEXT NOT NULL,
	PRIMARY KEY (dataset, fields)
);

CREATE TABLE part (
	lifetime INT8 PRIMARY KEY,
	party BLOB NOT NULL,
	subject BLOB NOT NULL,
	sealed BLOB NOT NULL
);

-- A recording, photo or video. Its bytes stand in a file beside the database, sealed under the key of
-- that id in keys.db; `about` says of what kind they are, sealed too. state: 0 comes in, 1 waits
-- for its record, 2 held by the lifetime, 3 ends with it, 4 its file is to be removed.
CREATE TABLE stream (
	id BLOB NOT NULL PRIMARY KEY,
	key INT8 NOT NULL,
	lifetime INT8 NOT NULL,
	state INT8 NOT NULL,
	field TEXT NOT NULL,
	asker BLOB NOT NULL,
	bytes INT8 NOT NULL,
	about BLOB NOT NULL,
	since INT8 NOT NULL
);
CREATE INDEX stream_key ON stream (key);
CREATE INDEX stream_lifetime ON stream (lifetime);
CREATE INDEX stream_state ON stream (state, key);

-- Keyed fingerprints of findable values; each dies with its lifetime.
-- not in backups
CREATE TABLE lookup (
	token BLOB NOT NULL,
	record BLOB NOT NULL,
	lifetime INT8 NOT NULL,
	party BLOB NOT NULL,
	subject BLOB NOT NULL,
	PRIMARY KEY (token, record, lifetime)
);
CREATE INDEX lookup_lifetime ON lookup (lifetime);

-- not in backups
CREATE TABLE lookup_mark (
	epoch INT8 PRIMARY KEY
);

-- Every copy of the data that was made, and until when it may be kept: 2^63-1, nobody says; -1,
-- of those that an older bailee made, until the store is opened with its policy.
CREATE TABLE copy_made (
	made INT8 NOT NULL,
	until INT8 NOT NULL
);
CREATE INDEX copy_made_until ON copy_made (until, made);

-- Events of a record, of a field's present value (lifetime), of a subject (record empty).
CREATE TABLE event (
	record BLOB NOT NULL,
	subject BLOB NOT NULL,
	lifetime INT8 NOT NULL,
	name TEXT NOT NULL,
	party BLOB NOT NULL,
	at INT8 NOT NULL,
	PRIMARY KEY (record, subject, lifetime, name)
);
CREATE INDEX event_subject ON event (subject, name) WHERE length(subject) > 0;

CREATE TABLE party_event (
	party BLOB NOT NULL,
	name TEXT NOT NULL,
	at INT8 NOT NULL,
	PRIMARY KEY (party, name)
);

-- `covers`, `declined`: the version of the policy to which the yes was said again, or a no; 0: none.
CREATE TABLE consent (
	subject BLOB NOT NULL,
	name TEXT NOT NULL,
	party BLOB NOT NULL,
	state TEXT NOT NULL,
	since INT8 NOT NULL,
	evidence BLOB NOT NULL,
	covers INT8 NOT NULL,
	declined INT8 NOT NULL,
	PRIMARY KEY (subject, name)
);

CREATE INDEX consent_covers ON consent (covers) WHERE covers > 0;
CREATE INDEX consent_declined ON consent (declined) WHERE declined > 0;
CREATE INDEX consent_given ON consent (name, since) WHERE state = 'given';

CREATE TABLE objection (
	subject BLOB NOT NULL,
	purpose TEXT NOT NULL,
	party BLOB NOT NULL,
	at INT8 NOT NULL,
	PRIMARY KEY (subject, purpose)
);

-- Outlives every erasure: a keyed fingerprint and nothing else.
CREATE TABLE suppression (
	token BLOB NOT NULL PRIMARY KEY,
	at INT8 NOT NULL
);

-- A register of numbers that must not be rung (TPS, CTPS), as it was on a day.
-- state: 0 being loaded, 1 the one that counts, 2 to be dropped.
CREATE TABLE register_list (
	id INT8 PRIMARY KEY,
	name TEXT NOT NULL,
	as_of INT8 NOT NULL,
	loaded INT8 NOT NULL,
	numbers INT8 NOT NULL,
	state INT8 NOT NULL
);
CREATE INDEX register_newest ON register_list (name, state, id);

-- Keyed fingerprints: nobody can read the list from them.
CREATE TABLE register_number (
	list INT8 NOT NULL,
	mark BLOB NOT NULL,
	PRIMARY KEY (list, mark)
);

CREATE TABLE hold (
	id BLOB NOT NULL PRIMARY KEY,
	class TEXT NOT NULL,
	subject BLOB NOT NULL,
	record BLOB NOT NULL,
	placed_by TEXT NOT NULL,
	reason BLOB NOT NULL,
	placed INT8 NOT NULL,
	review INT8 NOT NULL,
	lifted INT8 NOT NULL
);
CREATE INDEX hold_open ON hold (id) WHERE lifted = 0;

-- How a colleague signs in (vault/sign_in.h). `name` and `code` are keyed fingerprints, `proof`
-- is sealed; steps are the last codes that counted, by the store's clock and by the machine's.
CREATE TABLE sign_in (
	staff BLOB NOT NULL PRIMARY KEY,
	name BLOB NOT NULL,
	code BLOB NOT NULL,
	code_until INT8 NOT NULL,
	proof BLOB NOT NULL,
	step INT8 NOT NULL,
	wall_step INT8 NOT NULL,
	failures INT8 NOT NULL,
	wait_until INT8 NOT NULL
);
CREATE UNIQUE INDEX sign_in_name ON sign_in (name);
CREATE INDEX sign_in_code ON sign_in (code);

CREATE TABLE recovery (
	staff BLOB NOT NULL,
	code BLOB NOT NULL,
	PRIMARY KEY (staff, code)
);

-- not in backups
CREATE TABLE session (
	hash BLOB NOT NULL PRIMARY KEY,
	staff BLOB NOT NULL,
	subject BLOB NOT NULL,
	used INT8 NOT NULL,
	ends INT8 NOT NULL
);
CREATE INDEX session_staff ON session (staff);
CREATE INDEX session_subject ON session (subject) WHERE length(subject) > 0;

-- Codes that people were sent (vault/person_code.h): `address` and `code` are keyed fingerprints;
-- `subject` is empty when nobody has the address. `tries` are of all codes of one asking;
-- `for_case` names the case that a code is for, empty: to sign in.
CREATE TABLE person_code (
	id BLOB NOT NULL,
	subject BLOB NOT NULL,
	address BLOB NOT NULL,
	code BLOB NOT NULL,
	tries INT8 NOT NULL,
	made INT8 NOT NULL,
	ends INT8 NOT NULL,
	for_case TEXT NOT NULL,
	PRIMARY KEY (id, subject)
);
CREATE INDEX person_code_subject ON person_code (subject);
CREATE INDEX person_code_made ON person_code (made);
CREATE INDEX person_code_address ON person_code (address);
CREATE INDEX person_code_case ON person_code (for_case) WHERE for_case <> '';
